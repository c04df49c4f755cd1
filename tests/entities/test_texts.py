"""Texts are taken as typed; what Excel has already changed is refused."""

import pytest

from toolkit.entities.canonical import Json, canonical
from toolkit.entities.cell import Cell, NumberFormat, Shape, Stored
from toolkit.entities.kinds import Choice, Flags, Kind, Reference, Structure, Text, Unreadable
from toolkit.entities.kinds.kind import whole_number

TEXTUAL = [Text(), Choice(choices=("month",)), Flags(), Structure()]
each_text_kind = pytest.mark.parametrize("kind", TEXTUAL, ids=lambda kind: kind.word)


@each_text_kind
def test_a_number_in_a_text_column_is_refused_as_its_zeros_may_be_lost(kind: Kind) -> None:
    with pytest.raises(Unreadable) as refusal:
        kind.from_cell(Cell(Stored.NUMBER, "123"))

    assert "leading zeros may be lost" in refusal.value.hint


@each_text_kind
def test_a_boolean_in_a_text_column_is_refused(kind: Kind) -> None:
    with pytest.raises(Unreadable) as refusal:
        kind.from_cell(Cell(Stored.BOOLEAN, "1"))

    assert refusal.value.hint == "The cell holds a boolean."


@pytest.mark.parametrize("typed", ["00123", "NA", "nan", "None", "=1+1", "1.0", "Zażółć", "two\nlines"])
def test_text_comes_through_as_typed(typed: str) -> None:
    assert Text().from_cell(Cell(Stored.TEXT, f"  {typed}\u00a0")) == typed


def test_a_text_says_its_limit() -> None:
    assert Text(limit=255).expected == "text of at most 255 characters"
    assert Text().expected == "text"


def test_a_choice_names_its_words_where_they_are_known() -> None:
    assert Choice(choices=("month", "quarter")).expected == "one of month, quarter"
    assert Choice().expected == "text"


def test_a_word_outside_the_list_is_read_as_the_service_decides() -> None:
    assert Choice(choices=("month",)).from_cell(Cell(Stored.TEXT, "decade")) == "decade"


def test_whole_numbers_of_the_service_are_text_by_their_digits() -> None:
    assert Text().from_json(904) == "904"


@pytest.mark.parametrize("json", [True, None, ["a"], {"a": 1}])
def test_the_service_must_send_text(json: Json) -> None:
    with pytest.raises(Unreadable, match="a string"):
        Text().from_json(json)


def test_flags_are_a_set() -> None:
    cell = Cell(Stored.TEXT, "spend_alerts; auto-freeze,, spend_alerts ,")

    assert Flags().from_cell(cell) == ("auto-freeze", "spend_alerts")
    assert Flags().from_json(["b", "a", "b"]) == ("a", "b")


@pytest.mark.parametrize("json", ["a,b", {"a": 1}, 1, ["a", 1], None])
def test_the_service_must_send_flags_as_an_array_of_strings(json: Json) -> None:
    with pytest.raises(Unreadable, match="an array of strings"):
        Flags().from_json(json)


def test_a_single_word_in_memory_is_a_set_of_one() -> None:
    assert Flags().to_cell("auto-freeze") == "auto-freeze"
    assert Flags().to_json("auto-freeze") == ["auto-freeze"]


@pytest.mark.parametrize(
    ("json", "shown"),
    [
        ([], "none"),
        (["/api/transaction-attachments/tat_1", "/api/transaction-attachments/tat_2"], "2: tat_1, tat_2"),
        ([{"@id": "/api/.well-known/genid/4f", "id": 8, "name": "Row 8"}], "1: Row 8"),
        ([{"@id": "/api/budget-employees/bem_1", "amount": 12}], "1: bem_1"),
        (list(range(9)), "9: 0, 1, 2, 3, 4"),
        ({"@id": "/x", "status": "accepted", "number": "9"}, "number 9, status accepted"),
        (None, "None"),
        ("one", "one"),
    ],
)
def test_a_structure_is_shown_in_short(json: Json, shown: str) -> None:
    assert Structure().to_cell(canonical(json)) == shown


def test_a_long_structure_is_cut() -> None:
    shown = Structure().to_cell(canonical(["x" * 50, "y" * 50]))

    assert (len(shown), shown[-1]) == (60, "…")


@pytest.mark.parametrize(
    "cell",
    [
        Cell(Stored.NUMBER, "904"),
        Cell(Stored.NUMBER, "904.0"),
        Cell(Stored.NUMBER, "904", NumberFormat("@", Shape.TEXT)),
    ],
)
def test_a_whole_number_in_a_reference_cell_is_an_id(cell: Cell) -> None:
    assert Reference("transactions").from_cell(cell) == "904"


@pytest.mark.parametrize(
    "cell",
    [
        Cell(Stored.NUMBER, "904.5"),
        Cell(Stored.NUMBER, "1234567890123456"),
        Cell(Stored.NUMBER, "45322", NumberFormat("yyyy-mm-dd", Shape.DATE)),
        Cell(Stored.NUMBER, "NaN"),
        Cell(Stored.NUMBER, "INF"),
        Cell(Stored.NUMBER, "x"),
        Cell(Stored.BOOLEAN, "1"),
    ],
)
def test_what_cannot_be_an_id_is_refused_in_a_reference_cell(cell: Cell) -> None:
    assert whole_number(cell) is None
    with pytest.raises(Unreadable, match="name or the id of one of the transactions"):
        Reference("transactions").from_cell(cell)


def test_an_embedded_record_collapses_to_its_iri() -> None:
    embedded = {"@id": "/api/budgets/1", "@type": "Budget", "name": "Travel"}

    assert Reference("budgets").from_json(embedded) == "/api/budgets/1"


@pytest.mark.parametrize("json", [None, "", {"name": "Travel"}, {"@id": ""}, 12, ["/api/budgets/1"]])
def test_a_reference_of_the_service_has_an_iri(json: Json) -> None:
    with pytest.raises(Unreadable, match="an IRI"):
        Reference("budgets").from_json(json)
