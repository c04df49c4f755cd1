"""Natural keys: which records, and which names, look the same to people."""

import sys
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities import find
from toolkit.entities.kinds import Value
from toolkit.entities.natural_keys import KeyIndex, differences, exactly, folded, full_key, key_of, spelled
from toolkit.entities.record import Record

BUDGETS = find("budgets")
TRANSACTIONS = find("transactions")
LINKS = find("budget-projects")

MOVEMENT: Mapping[str, Value] = {
    "bankAccount": "/api/bank-accounts/1",
    "execDate": date(2026, 1, 31),
    "amount": Decimal("-5.00"),
    "description": "Fee",
}
SPACES = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()]
FORMATS = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\u3164\ufe0f\ufeff\U000e0041"
)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_the_unicode_form_does_not_count(text: str) -> None:
    assert folded(unicodedata.normalize("NFC", text)) == folded(text) == folded(unicodedata.normalize("NFD", text))


@given(st.text(st.characters(categories=["L", "N", "P"])), st.integers(0), st.sampled_from(FORMATS))
def test_what_cannot_be_seen_does_not_count_wherever_it_stands(text: str, place: int, unseen: str) -> None:
    at = place % (len(text) + 1)

    assert folded(text[:at] + unseen + text[at:]) == folded(text)


@pytest.mark.parametrize("space", SPACES, ids=ascii)
def test_white_space_of_every_kind_is_one_space(space: str) -> None:
    assert folded(f"{space}Nordic{space}{space}Fair{space}") == "nordic fair"


@pytest.mark.parametrize(
    ("one", "other"),
    [("STRASSE", "stra\u00dfe"), ("\u03a3", "\u03c2"), ("\u0130", "i\u0307"), ("\ufb01rma", "FIRMA"), ("\u1e9e", "ss")],
)
def test_case_is_folded_as_unicode_does(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("foretag", "f\u00f6retag"), ("A", "\uff21"), ("Servrar.", "Servrar"), ("a b", "ab")]
)
def test_other_letters_marks_and_words_count(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@pytest.mark.parametrize("nothing", [None, "", " ", "\u200b"])
def test_a_key_of_nothing_names_nothing(nothing: Value | None) -> None:
    assert key_of(BUDGETS, {"name": nothing}) is None


def test_references_keep_their_case() -> None:
    one, other = ({"budget": f"/api/budgets/{end}", "project": "/api/projects/1"} for end in ("aB", "Ab"))

    assert full_key(LINKS, one) != full_key(LINKS, other)


@pytest.mark.parametrize("nothing", [{}, {"statementNumber": 0}, {"operationNumber": ""}, {"operationNumber": " "}])
def test_a_default_of_a_type_is_nothing(nothing: Mapping[str, Value]) -> None:
    record = Record("1", "/api/transactions/1", {**MOVEMENT, **nothing})

    assert KeyIndex(TRANSACTIONS, [record]).find(MOVEMENT).same == (record,)


@pytest.mark.parametrize("more", [{"statementNumber": 1}, {"operationNumber": "A1"}])
def test_any_other_value_makes_it_a_question(more: Mapping[str, Value]) -> None:
    record = Record("1", "/api/transactions/1", {**MOVEMENT, **more})

    found = KeyIndex(TRANSACTIONS, [record]).find(MOVEMENT)

    assert (found.same, found.perhaps, found.all) == ((), (record,), (record,))


def test_what_was_said_must_be_there() -> None:
    record = Record("1", "/api/transactions/1", MOVEMENT)

    assert KeyIndex(TRANSACTIONS, [record]).find({**MOVEMENT, "statementNumber": 1}).all == ()


def test_fields_without_a_say_are_passed_over() -> None:
    record = Record("1", "/api/transactions/1", {**MOVEMENT, "statementNumber": 1})

    assert KeyIndex(TRANSACTIONS, [record]).find(MOVEMENT, ("amount", "description")).same == (record,)


def test_the_exact_text_is_nearer_than_another_spelling() -> None:
    records = [Record(end, f"/api/budgets/{end}", {"name": name}) for end, name in (("1", "Rent"), ("2", "RENT"))]

    assert [each.id for each in exactly(BUDGETS, {"name": " RENT "}, records, ("name",))] == ["2"]
    assert [each.id for each in exactly(BUDGETS, {"name": "rent"}, records, ("name",))] == ["1", "2"]


def test_differences_are_to_the_letter_but_for_blanks_at_the_ends() -> None:
    assert differences(BUDGETS, {"name": " Rent "}, {"name": "Rent"}) == ()
    (difference,) = differences(BUDGETS, {"name": "rent"}, {"name": "Rent"})
    assert (difference.field, difference.said, difference.held) == ("name", "rent", "Rent")


def test_a_spelling_hides_nothing() -> None:
    assert spelled("Cafe\u0301 \u00a0b\u00adr  x") == '"Cafe[U+0301] [U+00A0]b[U+00AD]r [U+0020]x"'
