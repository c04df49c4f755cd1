"""Numbers as people write them, and every way in which such a text can be read."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.checking.numerals import COMMA, NEITHER, POINT, is_nothing, names_a_side, numeral


@dataclass(frozen=True)
class Writing:
    """How numbers are written in a country (CLDR 48): the sign of thousands, that of the fraction, and the minus."""

    group: str
    fraction: str
    minus: str = "-"


WRITINGS = {
    "sv-SE": Writing("\u00a0", ",", "\u2212"),
    "sv-SE narrow": Writing("\u202f", ","),
    "pl-PL": Writing("\u00a0", ","),
    "de-DE": Writing(".", ","),
    "en-US": Writing(",", "."),
    "de-CH": Writing("\u2019", "."),
    "typewriter": Writing("'", ","),
    "plain": Writing("", "."),
}

_AMOUNTS = (
    st.decimals(-(10**12), 10**12, places=2) | st.decimals(-(10**7), 10**7, places=3) | st.integers(-(10**9), 10**9)
)


def written(number: Decimal | int, writing: Writing) -> str:
    """Write a number in full, as a program of that country does."""
    text = f"{abs(number):,f}" if isinstance(number, Decimal) else f"{abs(number):,}"
    signs = {",": writing.group, ".": writing.fraction}
    return (writing.minus if number < 0 else "") + "".join(signs.get(letter, letter) for letter in text)


@pytest.mark.parametrize("writing", WRITINGS.values(), ids=WRITINGS)
@given(number=_AMOUNTS)
def test_a_number_written_in_any_country_is_read_as_itself_or_in_two_ways(
    writing: Writing, number: Decimal | int
) -> None:
    found = numeral(written(number, writing))
    assert found is not None
    meant = [way for way, digits in found.readings.items() if Decimal(digits) == number]
    assert meant
    assert len(found.readings) == 1 or set(found.readings) == {COMMA, POINT}
    assert set(meant) <= {NEITHER, writing.fraction}


@given(st.text(max_size=30) | st.text("0123456789.,' -+()€kr", max_size=12))
def test_whatever_is_read_is_a_number_that_has_the_digits_of_the_text(text: str) -> None:
    found = numeral(text)
    for digits in found.readings.values() if found else ():
        assert Decimal(digits).is_finite()
        assert [d for d in digits if d.isdecimal()] in (
            [d for d in text if d.isdecimal()],
            ["0", *(d for d in text if d.isdecimal())],
        )


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1.234", {COMMA: "1234", POINT: "1.234"}),
        ("-1,234", {COMMA: "-1.234", POINT: "-1234"}),
        ("1.23", {POINT: "1.23"}),
        ("0,123", {COMMA: "0.123"}),
        ("1234,567", {COMMA: "1234.567"}),
        ("1.234.567", {COMMA: "1234567"}),
        ("1.234,50", {COMMA: "1234.50"}),
        ("1,234.50", {POINT: "1234.50"}),
        ("1'234", {NEITHER: "1234"}),
        ("1 234 567", {NEITHER: "1234567"}),
        ("(1 234,50)", {COMMA: "-1234.50"}),
        ("( 5 )", {NEITHER: "-5"}),
        ("12,50-", {COMMA: "-12.50"}),
        ("\u221212", {NEITHER: "-12"}),
        ("\u20135", {NEITHER: "-5"}),
        ("+5", {NEITHER: "5"}),
        (".5", {POINT: "0.5"}),
        ("100:-", {NEITHER: "100"}),
        ("-100:-", {NEITHER: "-100"}),
        ("1 337:50", {NEITHER: "1337.50"}),
        ("1.337:50", {NEITHER: "1337.50"}),
        ("1.337,50:-", {COMMA: "1337.50"}),
    ],
)
def test_separators_and_signs_mean_what_they_can_mean(text: str, readings: dict[str, str]) -> None:
    found = numeral(text)
    assert found is not None
    assert found.readings == readings
    assert found.currency == ""


@pytest.mark.parametrize(
    ("text", "currency", "value"),
    [
        ("€ 1.234,50", "€", "1234.50"),
        ("1 234,50 kr", "kr", "1234.50"),
        ("SEK 5", "SEK", "5"),
        ("5 zł", "zł", "5"),
        ("-$5.5", "$", "-5.5"),
        ("$-5.5", "$", "-5.5"),
        ("(£5.50)", "£", "-5.50"),
        ("12 kr-", "kr", "-12"),
        ("12 kr -", "kr", "-12"),
        ("12 - kr", "kr", "-12"),
        ("- kr 12", "kr", "-12"),
        ("kr - 12", "kr", "-12"),
        ("+ kr 12", "kr", "12"),
        ("$(0.01)", "$", "-0.01"),
        ("(0.01) $", "$", "-0.01"),
        ("SEK (100)", "SEK", "-100"),
        ("(100 SEK)", "SEK", "-100"),
        ("kr   5", "kr", "5"),
        ("100:- kr", "kr", "100"),
        ("kr 1 337:50", "kr", "1337.50"),
    ],
)
def test_a_currency_may_stand_on_either_side(text: str, currency: str, value: str) -> None:
    found = numeral(text)
    assert found is not None
    assert (found.currency, list(found.readings.values())) == (currency, [value])


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "kr", ".", "5,", "1 23", "12 34 567", "1,23,456.7", "1.234'567", "1.234,567.8", "01.234.567"),
        *("-(5)", "--5", "-5-", "(5", "5)", "USD 5 EUR", "5 of", "5 st", "1e5", "0x10", "½", "10²", "1:50", "5 %"),
        *(
            "12:50",
            "337:5",
            "337:500",
            "100:--",
            "100:- -",
            "100,-",
            "-kr-5",
            "-(5) kr",
            "(5) -",
            "kr (5",
            "5) kr",
            ")5(",
        ),
        *(
            "100,00 (EUR)",
            "((5))",
            "\u2014100,00",
            "\u02d7100",
            "\u2796100",
            "\u2043100",
            "\u207b100",
            "5 tkr",
            "[10]",
            "<10>",
        ),
        *("31.12.2026", "2026-12-31", "9" * 61),
    ],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert numeral(text) is None


@given(
    st.sampled_from([1, -1]),
    st.sampled_from(["kr", "SEK", "€", ""]),
    st.sampled_from(
        [
            "-{c}{n}",
            "- {c} {n}",
            "{c}-{n}",
            "{c} - {n}",
            "{n}-{c}",
            "{n} {c}-",
            "{n} {c} -",
            "({c}{n})",
            "{c}({n})",
            "({n}) {c}",
        ]
    ),
    st.decimals(0, 10**9, places=2),
)
def test_a_sign_counts_wherever_it_stands_and_is_never_lost(
    sign: int, currency: str, pattern: str, number: Decimal
) -> None:
    spelt = pattern if sign < 0 else pattern.replace("-", "+").replace("(", "").replace(")", "")
    found = numeral(spelt.format(c=currency, n=str(number).replace(".", ",")))
    assert found is not None
    assert [Decimal(digits) for digits in found.readings.values()] == [sign * number]


@pytest.mark.parametrize("dash", ["-", "\u2013", "\u2014", "\u2015", "\u2212", "\u2010"])
@pytest.mark.parametrize("pattern", ["{}", " {}  ", "{}   kr", "kr {}", "€{}", "{}\u00a0SEK"])
def test_a_dash_alone_is_nothing_with_a_currency_or_without(dash: str, pattern: str) -> None:
    assert is_nothing(pattern.format(dash))


@pytest.mark.parametrize("text", ["", "--", "- 5", "5 -", "- st", "- kr kr", "kr", "+", "-" * 61])
def test_anything_else_is_something(text: str) -> None:
    assert not is_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "100,00 D",
            "100,00 CR",
            "DR 100,00",
            "1.337,00 H",
            "13,37 S",
            "100 K",
            "100kr D",
            "SEK 100 K",
            "D100",
            "100Cr.",
        ),
        *("Debet 5", "5 Haben", "-5 dr", "Af 12,50", "12,50 Bij", "(5) C"),
    ],
)
def test_a_word_for_debit_or_credit_beside_a_number_names_a_side(text: str) -> None:
    assert names_a_side(text)
    assert numeral(text) is None


@pytest.mark.parametrize("text", ["100 kr", "5 st", "ca 10", "D", "D D", "100", "dr " + "1" * 60])
def test_other_words_name_none(text: str) -> None:
    assert not names_a_side(text)
