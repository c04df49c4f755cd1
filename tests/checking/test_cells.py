"""What one cell says to the column it stands in."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checking.sheets import BUDGETS, DATE, ERROR, FORMULA, Typed, budget, cell, judge, sheet, told, valid
from toolkit.checking.cells import ColumnReader, Look, column_reader, id_reader
from toolkit.checking.conversions import Listed
from toolkit.checking.issues import Problem
from toolkit.entities import ENTITIES, Entity, find
from toolkit.entities.cell import Cell, NumberFormat, Shape, Stored
from toolkit.entities.kinds import Amount, Content, Day, Flags, Integer, Kind, Moment, Month, Number, Text, Value, YesNo
from toolkit.entities.record import Clear, Command

TRANSACTIONS = find("transactions")

_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip).filter(bool)
_NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1)
_DAYS = st.dates(min_value=date(1900, 3, 1))
_KINDS: list[tuple[Kind, st.SearchStrategy[Value]]] = [
    (Text(), _WORDS.filter(lambda text: text.casefold() != "[clear]")),
    (Flags(), st.sets(_NAMES, min_size=1).map(lambda words: tuple(sorted(words)))),
    (Integer(), st.integers(-(10**14), 10**14)),
    (Amount(), st.decimals(-(10**9), 10**9, places=2)),
    (Number(), st.decimals(-(10**6), 10**6, places=6)),
    (YesNo(), st.booleans()),
    (Day(), _DAYS),
    (Moment(), st.datetimes(timezones=st.just(Moment().from_json("2024-01-01T00:00:00Z").tzinfo))),
    (Month(), _DAYS.map(lambda day: f"{day:%Y-%m}")),
]


def stored(content: Content) -> Cell:
    """Return the cell that a content is written as; dates in ISO order, which every kind of date reads."""
    if isinstance(content, date):
        return Cell(Stored.DATE, content.isoformat())
    made = cell(content)
    assert made is not None
    return made


def read(reader: ColumnReader, cell: Cell) -> Look:
    """Read one cell."""
    [reading] = reader.read([cell])
    return reading


@pytest.mark.parametrize(("kind", "values"), _KINDS, ids=lambda value: getattr(value, "word", ""))
@given(data=st.data())
def test_a_value_written_to_a_cell_is_read_as_it_was(
    kind: Kind, values: st.SearchStrategy[Value], data: st.DataObject
) -> None:
    value = data.draw(values)
    written = kind.to_cell(value)
    if isinstance(kind, Moment) and isinstance(value, date):
        value = kind.from_cell(stored(written))
        written = kind.to_cell(value)
    look = read(column_reader(kind), stored(written))
    assert (look.value if isinstance(look, Listed) else look) == value


@given(
    st.lists(
        st.sampled_from(["1", "2", "45322"]).flatmap(
            lambda text: st.sampled_from(
                [
                    Cell(Stored.NUMBER, text),
                    Cell(Stored.TEXT, text),
                    Cell(Stored.NUMBER, text, DATE),
                    Cell(Stored.BOOLEAN, text),
                ]
            )
        )
    )
)
def test_a_reader_that_remembers_reads_like_one_that_does_not(cells: list[Cell]) -> None:
    alone = [read(column_reader(Integer()), cell) for cell in cells]
    remembering = column_reader(Integer())
    assert [read(remembering, cell) for cell in cells] == alone
    assert list(column_reader(Integer()).read(cells)) == alone


def test_cells_that_are_not_there_are_blank_among_those_that_are() -> None:
    cells = [None, Cell(Stored.NUMBER, "1"), None, Cell(Stored.BLANK, formula=True), Cell(Stored.TEXT, "[clear]")]
    none, one, blank, problem, clear = column_reader(Integer()).read(cells)
    assert (none, one, blank, clear) == (None, 1, None, Clear.CLEAR)
    assert isinstance(problem, Problem)
    assert list(column_reader(Integer()).read([None, None])) == [None, None]


def test_the_same_characters_in_another_format_are_another_value() -> None:
    reader = column_reader(Day())
    first = read(reader, Cell(Stored.NUMBER, "45322", DATE))
    assert first == date(2024, 1, 31)
    assert isinstance(read(reader, Cell(Stored.NUMBER, "45322")), Problem)
    assert read(reader, Cell(Stored.NUMBER, "45322", DATE)) is first


def test_a_column_with_more_texts_than_are_remembered_is_read_all_the_same() -> None:
    cells = [Cell(Stored.NUMBER, str(n)) for n in range(6_000)]
    assert list(column_reader(Integer()).read(cells)) == list(range(6_000))


@pytest.mark.parametrize("text", ["[clear]", "[CLEAR]", "  [Clear] "])
def test_the_word_clear_in_brackets_clears_in_any_case(text: str) -> None:
    assert read(column_reader(Integer()), Cell(Stored.TEXT, text)) is Clear.CLEAR


@pytest.mark.parametrize("blank", [Cell(Stored.BLANK), Cell(Stored.TEXT, " \t\u00a0"), Cell(Stored.TEXT, "")])
def test_a_cell_of_blanks_is_blank(blank: Cell) -> None:
    assert read(column_reader(Text()), blank) is None
    assert read(id_reader(), blank) is None


def test_flags_without_a_word_are_blank() -> None:
    assert read(column_reader(Flags()), Cell(Stored.TEXT, " , ;")) is None


def test_an_id_that_excel_took_for_a_number_is_its_digits() -> None:
    assert read(id_reader(), Cell(Stored.NUMBER, "904")) == "904"


@pytest.mark.parametrize(
    ("field", "typed", "rule", "said"),
    [
        ("description", 904, "type", "leading zeros may be lost"),
        ("description", True, "type", "The cell holds a boolean"),
        ("statementNumber", Decimal("1.5"), "type", "nothing is rounded for you"),
        ("statementNumber", "1.234", "ambiguous", "can be read as 1.234 or as 1234"),
        ("amount", "10 00,00", "type", "is not an amount with at most 2 decimals"),
        ("amount", Decimal("1.234"), "type", "Round it"),
        ("amount", Cell(Stored.NUMBER, "1E999"), "type", "Found 1E999, expected an amount"),
        ("amount", Cell(Stored.NUMBER, "oops"), "type", "expected an amount"),
        ("amount", Cell(Stored.NUMBER, "3", NumberFormat("[h]:mm", Shape.DURATION)), "type", "duration"),
        ("amount", ERROR, "error", "#N/A"),
        ("amount", FORMULA, "formula", "no stored result"),
        ("execDate", 45322, "type", "format it as a date"),
        ("execDate", "31.1.24", "type", "year with four digits"),
        ("execDate", Cell(Stored.NUMBER, "1E99", DATE), "type", "expected a date"),
        ("ignored", "perhaps", "type", '"perhaps" is not yes or no.'),
        ("connectedMonth", "January", "type", "is not a month"),
        ("bankAccount", True, "type", "The cell holds a boolean"),
        ("bankAccount", Cell(Stored.NUMBER, "1E99999999999"), "type", "expected the name or the id of one of"),
    ],
)
def test_an_unusable_cell_is_one_issue_at_its_address(field: str, typed: Typed, rule: str, said: str) -> None:
    checked = judge(sheet(TRANSACTIONS, {**valid(TRANSACTIONS), field: typed}))
    [issue] = checked.issues
    [(_, letters)] = [(name, at) for name, at in checked.rows[0].header.letters.items() if name == field]
    assert (issue.cell, issue.row, issue.field, issue.rule) == (f"{letters}2", 2, field, rule)
    assert issue.severity == "error"
    assert said in issue.message
    [mine] = checked.rows
    assert mine.values[field] is None


def test_the_stored_text_of_a_bad_cell_is_told_in_full_and_shown_in_part() -> None:
    [issue] = judge(sheet(TRANSACTIONS, {**valid(TRANSACTIONS), "amount": "9" * 500})).issues
    assert issue.value == "9" * 500
    assert len(issue.message) < 300


@pytest.mark.parametrize("word", [word for word in Command if word])
def test_a_command_is_read_in_any_case(word: Command) -> None:
    [mine] = judge(sheet(BUDGETS, {"Command": word.lower(), "Id": "b1"})).rows
    assert mine.command is word


def test_an_unknown_command_is_an_issue_and_its_row_asks_for_nothing() -> None:
    checked = judge(sheet(BUDGETS, {"Command": "DELTE", "Id": "b1", "name": ERROR}))
    assert told(checked.issues) == [("A2", "type")]
    assert "Did you mean DELETE?" in checked.issues[0].message
    [mine] = checked.rows
    assert mine.command is Command.IGNORE


@pytest.mark.parametrize("typed", ["xyzzy", 5, FORMULA])
def test_a_command_that_is_like_none_is_an_issue_too(typed: Typed) -> None:
    [issue] = judge(sheet(BUDGETS, {"Command": typed, **budget()})).issues
    assert issue.cell == "A2"
    assert "Did you mean" not in issue.message


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_a_valid_row_of_every_entity_has_no_issue(entity: Entity) -> None:
    checked = judge(sheet(entity, valid(entity)))
    assert checked.issues == ()
    [mine] = checked.rows
    assert mine.command is Command.AUTO
    assert mine.id is None
    assert set(mine.values) == {column.field for column in entity.writable}
    assert None not in mine.values.values()
