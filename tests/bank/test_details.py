"""The information of :86: is taken apart, and spelt in the dialects of several countries."""

import pytest
from bank_files import DUTCH, GERMAN, POLISH, ROMANIAN
from hypothesis import given
from hypothesis import strategies as st

from toolkit.bank.details import Details, Dialect, is_structured, read_details, write_details


@pytest.mark.parametrize(
    ("text", "purpose", "name", "account"),
    [
        (GERMAN.text, "Strom Februar München", "Stadtwerke München", "DE89370400440532013000"),
        (POLISH.text, "Zapłata za fakturę 12/2026", "Łódzka Spółka", "PL27114020040000300201355387"),
        (ROMANIAN.text, "Retur plata", "Popescu SRL", ""),
        (DUTCH.text, "Factuur 7", "Bakker BV", "NL02RABO0123456789"),
        ("166?00GUTSCHRIFT?32Kunde", "GUTSCHRIFT", "Kunde", ""),
        ("/TRTP/iDEAL/NAME/Shop", "iDEAL", "Shop", ""),
        ("Free text\nover two lines", "Free text over two lines", "", ""),
        ("911 TRANSAKCJA; TNR: 1", "911 TRANSAKCJA; TNR: 1", "", ""),
        ("", "", "", ""),
    ],
)
def test_each_shape_gives_purpose_name_and_account(text: str, purpose: str, name: str, account: str) -> None:
    found = read_details(text)

    assert (found.purpose, found.name, found.account) == (purpose, name, account)
    assert found.sentence == ", ".join(filter(None, (purpose, name, account)))


words = st.text("abcdefghij ", min_size=1, max_size=50).map(lambda text: " ".join(text.split()))


@pytest.mark.parametrize("dialect", [each for each in Dialect if each is not Dialect.PLAIN])
@given(words, words, st.sampled_from(["", "REF1"]))
def test_what_a_dialect_says_is_read_back(dialect: Dialect, purpose: str, name: str, reference: str) -> None:
    said = Details(purpose, name, "DE89370400440532013000", reference)

    text = write_details(said, dialect, credit=True)

    assert is_structured(text)
    assert read_details(text) == said or (not purpose)


def test_a_plain_text_has_everything_in_one_line() -> None:
    said = Details("Rent", "Landlord AB", "SE1", "R7")

    assert write_details(said, Dialect.PLAIN, credit=False) == "Rent Landlord AB SE1 REF R7"
    assert write_details(said, Dialect.GERMAN, credit=False).startswith("116?20EREF+R7 SVWZ+Rent?31SE1?32Landlord AB")
