"""Statements become the rows of a workbook and come back unchanged; what was broken in between is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from operator import attrgetter

import pytest
from bank_files import SAMPLES, STRICT, Sample

from toolkit.bank.findings import Reading, Weight
from toolkit.bank.ledger import MOVEMENT_TITLES, SUMMARY_TITLES, read_ledger, sheets_of, summary_row
from toolkit.bank.ledger_parts import PART_TITLES, PARTS, part_rows
from toolkit.bank.ledger_rows import Cells
from toolkit.bank.mt940 import read_mt940
from toolkit.bank.prove import prove
from toolkit.bank.statement import Balance, EntryPart, Statement
from toolkit.bank.titles import Line
from toolkit.errors import NotAStatement


def lines(titles: Sequence[str], rows: Sequence[Cells]) -> list[Line]:
    """Put rows below their titles, as a sheet would hold them."""
    filled = [{at: cell for at, cell in enumerate(row) if cell not in {None, ""} and cell is not None} for row in rows]
    return [Line(1, dict(enumerate(titles))), *(Line(number, cells) for number, cells in enumerate(filled, 2))]


def through_rows(statements: Sequence[Statement]) -> Reading:
    sheets = sheets_of(statements)
    summary = [summary_row(sheet.name, each) for sheet in sheets for each in sheet.statements]
    movements = {sheet.name: lines(MOVEMENT_TITLES, list(sheet.rows)) for sheet in sheets}
    parts = [row for sheet in sheets for row in part_rows(sheet.name, sheet.statements, 1)]
    return read_ledger(lines(SUMMARY_TITLES, summary), {**movements, PARTS: lines(PART_TITLES, parts)})


def bare(each: Statement) -> Statement:
    """Forget the lines of the file."""

    def unplaced(balance: Balance | None) -> Balance | None:
        return balance and replace(balance, line=0)

    return replace(
        each,
        line=0,
        opening=unplaced(each.opening),
        closing=unplaced(each.closing),
        available=unplaced(each.available),
        forward=tuple(replace(balance, line=0) for balance in each.forward),
        movements=tuple(replace(movement, line=0) for movement in each.movements),
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=attrgetter("name"))
def test_statements_come_back_from_a_workbook_unchanged(sample: Sample) -> None:
    statements = read_mt940(sample.content).statements

    back = through_rows(statements)

    assert [bare(each) for each in back.statements] == [bare(each) for each in statements]
    assert prove(back).holds


def whole() -> Statement:
    return read_mt940(STRICT.encode()).statements[0]


def test_every_field_of_a_statement_comes_back() -> None:
    ahead = (Balance(date(2026, 11, 1), "SEK", Decimal("1.50")), Balance(date(2026, 11, 2), "SEK", Decimal(-2)))
    parts = (
        EntryPart(Decimal(5), "E1", "Anna AB", "SE99", "Faktura"),
        EntryPart(None, original=Decimal("1.25"), original_currency="USD", rate=Decimal("10.4321")),
    )
    batch = replace(whole().movements[0], parts=parts)
    twice = (batch, *whole().movements[1:], batch)
    rich = replace(whole(), related="R1", bic="ESSESESS", text="Words", forward=ahead, movements=twice, added_up=True)

    assert bare(through_rows([rich]).statements[0]) == bare(rich)


def test_two_statements_of_one_number_keep_their_own_movements() -> None:
    first = whole()
    assert first.opening is not None
    assert first.closing is not None
    second = replace(first, opening=first.closing, closing=first.opening, movements=first.movements[:1])

    back = through_rows([first, second]).statements

    assert [len(each.movements) for each in back] == [3, 1]


def test_accounts_get_sheets_with_names_that_excel_takes() -> None:
    statements = [replace(whole(), account=account) for account in ("A/B:C", "A B C", "x" * 40, "", "a b c")]

    names = [sheet.name for sheet in sheets_of(statements)]

    assert names == ["A B C SEK", "A B C SEK 2", f"{'x' * 24} SEK", "Account SEK", "a b c SEK 3"]


def test_the_balance_of_each_day_is_its_last_one() -> None:
    assert sheets_of([whole()])[0].days == (
        (date(2026, 9, 30), Decimal(1000)),
        (date(2026, 10, 1), Decimal("749.50")),
        (date(2026, 10, 15), Decimal("1949.50")),
        (date(2026, 10, 31), Decimal(1949)),
    )


def test_an_amount_that_was_edited_breaks_the_proof() -> None:
    (sheet,) = sheets_of([whole()])
    rows = [list(row) for row in sheet.rows]
    rows[1][MOVEMENT_TITLES.index("Amount")] = Decimal("1200.01")

    back = read_ledger(
        lines(SUMMARY_TITLES, [summary_row(sheet.name, whole())]),
        {sheet.name: lines(MOVEMENT_TITLES, [tuple(row) for row in rows])},
    )

    assert [finding.rule for finding in prove(back).of(Weight.ERROR)] == ["balance"]


@pytest.mark.parametrize(
    ("title", "cell", "told"),
    [
        ("Value date", "yesterday", '"yesterday" cannot be read'),
        ("Amount", "much", '"much" cannot be read'),
        ("Amount", None, "no value date and amount"),
        ("Statement", Decimal(99), "belong to no statement"),
    ],
)
def test_rows_that_cannot_be_placed_are_told(title: str, cell: str | Decimal | None, told: str) -> None:
    (sheet,) = sheets_of([whole()])
    rows = [list(row) for row in sheet.rows]
    rows[1][MOVEMENT_TITLES.index(title)] = cell

    back = read_ledger(
        lines(SUMMARY_TITLES, [summary_row(sheet.name, whole())]),
        {sheet.name: lines(MOVEMENT_TITLES, [tuple(row) for row in rows])},
    )

    assert any(told in finding.message for finding in back.findings)


def test_a_missing_sheet_is_named() -> None:
    with pytest.raises(NotAStatement, match="Gone"):
        read_ledger(lines(SUMMARY_TITLES, [summary_row("Gone", whole())]), {})
    assert read_ledger([], {}).statements == ()
