"""Which words of a cell are flags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checking.sheets import BUDGETS, COMPANY, Typed, budget, judge, record, sheet
from toolkit.checking.check import Checked
from toolkit.checking.flags import KnownFlags
from toolkit.entities.labels import Live

DECLARED = ("auto-freeze", "spend_alerts")
_FLAGS = st.text("abAB-_ é", min_size=1, max_size=8).map(str.strip).filter(bool)


def company(*flags: str) -> Live:
    """Return live budgets, of which the first has these flags."""
    budgets = {**COMPANY["budgets"], "b1": record("budgets", "b1", name="Ads", config=flags)}
    return {**COMPANY, "budgets": budgets}


def typed(text: str, *others: str) -> Checked:
    """Check a new budget with this text as its flags, where a record has the others."""
    return judge(sheet(BUDGETS, budget(config=text)), live=company(*others))


def value(checked: Checked) -> object:
    return checked.rows[0].values.get("config")


@pytest.mark.parametrize("separator", [",", ", ", ";", " ; ", ",,", ", ;"])
def test_commas_and_semicolons_part_flags_and_are_told_of_nothing(separator: str) -> None:
    checked = typed(f"spend_alerts{separator}auto-freeze{separator.strip()}")
    assert value(checked) == DECLARED
    assert (checked.conversions, checked.issues) == ((), ())


@pytest.mark.parametrize("separator", ["|", " | ", "\n", "\r\n", " / ", "\u2028", "\n\n", ",\n"])
def test_bars_slashes_and_line_breaks_part_flags_too_and_are_told(separator: str) -> None:
    checked = typed(f"spend_alerts{separator}auto-freeze")
    [conversion] = checked.conversions
    assert value(checked) == conversion.value == DECLARED
    assert conversion.rule in {"split", "spaces", "line-breaks"}
    assert checked.issues == ()


@pytest.mark.parametrize("text", ["a/b", "a b", "a.b", "a och b", "a & b", "a+b"])
def test_anything_else_parts_nothing(text: str) -> None:
    assert value(typed(text)) == (text,)


@pytest.mark.parametrize(
    ("text", "others", "flags"),
    [
        ("Spend_Alerts", (), ("spend_alerts",)),
        ("SPEND_ALERTS, Auto-Freeze", (), DECLARED),
        ("vip", ("VIP",), ("VIP",)),
        ("new  WORD", ("New word",), ("New word",)),
        ("spend_\u00adalerts", (), ("spend_alerts",)),
    ],
)
def test_other_capitals_become_the_spelling_that_is_known(
    text: str, others: tuple[str, ...], flags: tuple[str, ...]
) -> None:
    checked = typed(text, *others)
    [conversion] = checked.conversions
    assert value(checked) == conversion.value == flags
    assert (conversion.raw, conversion.rule) == (text, "case")
    assert checked.issues == ()


def test_of_two_spellings_the_one_that_is_typed_counts() -> None:
    checked = typed("Vip", "Vip", "VIP")
    assert value(checked) == ("Vip",)
    assert (checked.conversions, checked.issues) == ((), ())


def test_a_third_spelling_of_two_is_nobodys() -> None:
    [issue] = typed("vip", "Vip", "VIP").issues
    assert issue.rule == "flag-unknown"
    assert "Did you mean VIP?" in issue.message


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("spend alerts", "spend_alerts"),
        ("spend_alert", "spend_alerts"),
        ("spend_alerts och auto-freeze", "spend_alerts"),
    ],
)
def test_a_word_that_nobody_has_is_a_warning_with_the_nearest(text: str, near: str) -> None:
    checked = typed(text)
    [warning] = checked.warnings
    assert value(checked) == (text,)
    assert warning.rule == "flag-unknown"
    assert f"Did you mean {near}?" in warning.message


def test_a_word_like_no_other_has_no_nearest_and_is_told_once() -> None:
    rows = [budget(name=f"Budget {n}", config=text) for n, text in enumerate(["zzz", "zzz, spend_alerts", "zzz"])]
    [warning] = judge(sheet(BUDGETS, *rows)).warnings
    assert warning.row == 2
    assert "Did you mean" not in warning.message


@pytest.mark.parametrize(
    "text", ["-", "\u2013", "\u2014", "[]", "{}", "none", "None", "NULL", "n/a", "inga", "brak", "keine"]
)
def test_a_word_for_nothing_is_an_issue_that_offers_to_clear(text: str) -> None:
    for cell in (text, f"spend_alerts, {text}"):
        [error] = typed(cell).errors
        assert error.rule == "flags-nothing"
        assert "[clear]" in error.message


def test_a_word_for_nothing_that_a_record_has_as_a_flag_is_one() -> None:
    assert value(typed("none", "none")) == ("none",)


@pytest.mark.parametrize("flag", ["a, b", "a;b", "a | b", "x / y", "one\ntwo", "a, b, c"])
def test_a_text_that_a_record_has_as_one_flag_stays_whole(flag: str) -> None:
    assert value(typed(flag, flag)) == (flag,)
    assert value(typed(f"{flag}, spend_alerts; {flag}", flag)) == tuple(sorted({flag, "spend_alerts"}))


def test_the_longest_known_flag_counts_and_only_as_it_is_spelt() -> None:
    assert value(typed("a, b, c", "a, b", "a, b, c")) == ("a, b, c",)
    assert value(typed("a, b, c", "a, b", "c")) == ("a, b", "c")
    assert value(typed("a; b", "a, b")) == ("a", "b")


def edits(text: Typed, *, base: tuple[str, ...] = (), live: tuple[str, ...] = ()) -> Checked:
    """Check the row of a budget that was pulled with flags, or that only lives by now with some."""
    pulled = {"budgets": {"b1": record("budgets", "b1", name="Ads", config=base)}} if base else {}
    row: dict[str, Typed] = {"Id": "b1", "name": "Ads", "config": text}
    others = [column.field for column in BUDGETS.columns if column.field not in row]
    return judge(sheet(BUDGETS, row, without=others), base=pulled, live=company(*(live or base)))


@pytest.mark.parametrize("flags", [("a, b",), ("a, b", "c"), ("x|y",), ("x / y", "-"), ("Spend_Alerts",), ("none",)])
def test_an_untouched_cell_is_never_parted_respelt_or_told_of(flags: tuple[str, ...]) -> None:
    for checked in (edits(", ".join(flags), base=flags), edits(", ".join(flags), live=flags)):
        assert value(checked) == flags
        assert (checked.issues, checked.conversions) == ((), ())


def test_a_touched_cell_keeps_the_flags_that_its_record_has() -> None:
    assert value(edits("a, b, c", base=("a, b",))) == ("a, b", "c")


@given(st.sets(_FLAGS, min_size=1, max_size=4), st.sampled_from([", ", ";", "|", "\n", " / "]))
def test_flags_that_are_known_are_read_back_from_any_separator(flags: set[str], separator: str) -> None:
    read = KnownFlags(flags).read(separator.join(sorted(flags)))
    assert read.flags == tuple(sorted(flags))
    assert read.unknown == ()
    assert not read.respelt


@given(_FLAGS, _FLAGS, st.sampled_from([", ", ";", "|", "\n", " / "]))
def test_a_known_flag_with_a_separator_inside_is_read_back_whole(one: str, other: str, separator: str) -> None:
    flag = f"{one}{separator}{other}"
    assert KnownFlags([flag]).read(flag).flags == (flag,)
