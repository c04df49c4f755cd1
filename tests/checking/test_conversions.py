"""What of a sheet was not taken as typed, told by cell."""

from datetime import date
from decimal import Decimal

from tests.checking.sheets import (
    BUDGETS,
    Grid,
    Typed,
    budget,
    grid_row,
    headers_of,
    judge,
    record,
    sheet,
    told,
    valid,
)
from toolkit.checking.check import Checked, check
from toolkit.checking.conversions import SENTENCES, Conversion, Rule, spelt
from toolkit.checking.headers import recognise
from toolkit.entities import find
from toolkit.entities.cell import Cell, Stored
from toolkit.entities.kinds import NewRow
from toolkit.entities.record import Clear

TRANSACTIONS = find("transactions")


def typed_into(field: str, *typed: Typed, languages: tuple[str, ...] = ()) -> Checked:
    """Check transactions with these cells in one column, one below the other."""
    rows = [{**valid(TRANSACTIONS), "operationNumber": f"OP{n}", field: each} for n, each in enumerate(typed)]
    return check(recognise([sheet(TRANSACTIONS, *rows)]), {}, None, languages=languages)


def values(checked: Checked, field: str) -> list[object]:
    return [mine.values[field] for mine in checked.rows]


def test_a_conversion_tells_cell_raw_value_and_rule() -> None:
    checked = judge(sheet(BUDGETS, budget(name=" Fair ", dateFrom="31.12.2026")))
    first, second = checked.conversions
    assert first == Conversion("Budgets", "C2", 2, "budgets", "name", " Fair ", "Fair", Rule.SPACES)
    assert second.to_json() == {
        "sheet": "Budgets",
        "cell": "G2",
        "row": 2,
        "entity": "budgets",
        "field": "dateFrom",
        "raw": "31.12.2026",
        "value": "2026-12-31",
        "rule": "date",
    }
    assert checked.issues == ()


def test_conversions_come_in_the_order_of_the_sheet() -> None:
    one = budget(name=" a ", type="Global", dateTo="1.1.2026")
    checked = judge(sheet(BUDGETS, one, {**one, "name": " b "}))
    assert [each.cell for each in checked.conversions] == ["C2", "D2", "H2", "C3", "D3", "H3"]


def test_a_text_that_comes_again_is_told_in_each_cell() -> None:
    checked = typed_into("amount", "5,5", "5,5", "5,5")
    assert [each.row for each in checked.conversions] == [2, 3, 4]
    assert values(checked, "amount") == [Decimal("5.5")] * 3


def test_the_other_cells_of_the_column_decide_before_and_after() -> None:
    checked = typed_into("amount", "1.234", "7,5", "-2.000", 3)
    assert values(checked, "amount") == [Decimal(1234), Decimal("7.5"), Decimal(-2000), Decimal(3)]
    assert [each.rule for each in checked.conversions] == [Rule.DECIDED, Rule.NUMBER, Rule.DECIDED]
    assert checked.issues == ()


def test_cells_that_disagree_decide_nothing() -> None:
    checked = typed_into("amount", "1.234", "7,5", "7.5")
    assert [(issue.rule, issue.row) for issue in checked.issues] == [("ambiguous", 2)]
    assert values(checked, "amount") == [None, Decimal("7.5"), Decimal("7.5")]


def test_the_language_of_the_workbook_decides_where_the_column_shows_nothing() -> None:
    assert values(typed_into("amount", "1.234", languages=("sv-SE",)), "amount") == [Decimal(1234)]
    assert values(typed_into("execDate", "03/04/2026", languages=("en-US",)), "execDate") == [date(2026, 3, 4)]
    assert values(typed_into("execDate", "03/04/2026", languages=("pl-PL",)), "execDate") == [date(2026, 4, 3)]


def test_column_and_language_that_disagree_decide_nothing() -> None:
    checked = typed_into("execDate", "03/04/2026", "12/31/2026", languages=("sv-SE",))
    assert [issue.rule for issue in checked.issues] == ["ambiguous"]


def test_a_reading_that_its_column_refuses_is_refused() -> None:
    checked = typed_into("amount", "1.234", "7.5")
    [issue] = checked.issues
    assert "Round it" in issue.message


def test_dates_of_one_column_decide_each_other() -> None:
    checked = typed_into("execDate", "03/04/2026", "31/12/2026")
    assert values(checked, "execDate") == [date(2026, 4, 3), date(2026, 12, 31)]


def test_rows_that_ask_for_nothing_are_not_told_of() -> None:
    rows = [{"Command": word, "Id": " b1 ", "name": " x ", "dateFrom": "03/04/2026"} for word in ("DELETE", "IGNORE")]
    checked = judge(sheet(BUDGETS, *rows, {"name": "\u200b"}))
    assert [(each.cell, each.raw) for each in checked.conversions] == [("B2", " b1 "), ("B3", " b1 ")]
    assert checked.errors == ()


def test_cells_that_still_show_what_was_pulled_are_not_told_of() -> None:
    pulled = record("budgets", "b1", name=" Ads ", type="Global", granularity="m\u043enth")
    row = {"Id": "b1", "name": " Ads ", "type": "Global", "granularity": "m\u043enth", "dateTo": "1.1.2026"}
    checked = judge(sheet(BUDGETS, row), base={"budgets": {"b1": pulled}})
    assert [each.cell for each in checked.conversions] == ["H2"]
    assert checked.issues == ()


def test_a_letter_that_only_looks_latin_is_a_warning_at_its_cell() -> None:
    checked = judge(sheet(BUDGETS, budget(name="F\u0430ir")))
    assert told(checked.warnings) == [("C2", "look-alike")]


def test_a_second_currency_in_a_column_is_a_warning_once() -> None:
    checked = typed_into("amount", "5 kr", "€ 5", "6 kr", "7 EUR", "8 PLN", "9 zł")
    assert [(issue.rule, issue.row, issue.value) for issue in checked.issues] == [
        ("currency-mixed", 3, "€ 5"),
        ("currency-mixed", 6, "8 PLN"),
    ]
    assert '"5 kr"' in checked.issues[0].message


def test_formulas_are_counted() -> None:
    made = Cell(Stored.TEXT, "Fair", formula=True)
    checked = judge(
        sheet(BUDGETS, budget(name=made), budget(name="Own"), budget(name=Cell(Stored.BLANK, formula=True)))
    )
    assert checked.formulas == 2
    assert told(checked.errors) == [("C4", "formula")]


def test_another_table_below_ends_the_reading_and_is_an_issue() -> None:
    rows: list[list[Typed]] = [
        [*headers_of(BUDGETS)],
        [None, None, "Fair", "global", "month"],
        ["Invoices"],
        [None, "Id", "Name", "Type"],
        [None, None, "x"],
    ]
    grid = [grid_row(number, typed) for number, typed in enumerate(rows, 1)]
    checked = judge(Grid("Budgets", grid))
    assert told(checked.errors) == [("A3", "type"), ("B4", "another-table")]
    assert len(checked.rows) == 2


def test_a_record_that_is_called_like_a_column_is_no_table() -> None:
    checked = judge(sheet(BUDGETS, budget(name="Name"), without=("Command", "Id")))
    assert checked.issues == ()
    assert [mine.values["name"] for mine in checked.rows] == ["Name"]


def test_a_row_of_names_and_numbers_is_no_header() -> None:
    line = grid_row(2, ["Name", "Type", Decimal(5)])
    checked = judge(Grid("Budgets", [grid_row(1, ["Name", "Type", "# note"]), line]))
    assert "another-table" not in {issue.rule for issue in checked.issues}


def test_a_header_of_two_merged_rows_is_no_issue() -> None:
    grid = [grid_row(1, ["Name", "Type", "Granularity"]), grid_row(3, ["Fair", "global", "month"])]
    assert judge(Grid("Budgets", grid, ("A1:A2", "B1:B2"))).issues == ()
    assert told(judge(Grid("Budgets", grid, ("A1:A3",))).issues) == [("A2", "merged")]


def test_every_rule_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Rule)


def test_values_are_spelt_as_people_type_them() -> None:
    given = [None, Clear.CLEAR, True, False, ("a", "b"), NewRow("budgets", "One", 5), date(2026, 1, 2), Decimal("1.5")]
    assert [spelt(value) for value in given] == ["", "[clear]", "yes", "no", "a, b", "One!5", "2026-01-02", "1.5"]
