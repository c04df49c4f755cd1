"""What is told of cells is told of those that somebody touched."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.checking.sheets import COMPANY, Typed, judge, sheet, told
from toolkit.entities import find
from toolkit.entities.cell import Cell, NumberFormat, Stored

TRANSACTIONS = find("transactions")
PULLED_RECORD = COMPANY["transactions"]["t1"]
SPENT = replace(PULLED_RECORD, values={**PULLED_RECORD.values, "amount": Decimal("-12.5")})
BASE = {"transactions": {"t1": SPENT}}
PULLED: dict[str, Typed] = {"Id": "t1", "description": "Coffee", "amount": Decimal("-12.5"), "note": "Hm"}
COLUMNS = [column.field for column in TRANSACTIONS.columns if column.field not in PULLED]


def formula(result: str) -> Cell:
    return Cell(Stored.TEXT, result, formula=True)


@pytest.mark.parametrize("result", ["", " ", "\u00a0"])
@pytest.mark.parametrize("field", ["note", "amount", "description"])
def test_an_empty_result_that_clears_a_value_is_a_warning(field: str, result: str) -> None:
    checked = judge(sheet(TRANSACTIONS, {**PULLED, field: formula(result)}, without=COLUMNS), base=BASE)
    [warning] = [issue for issue in checked.warnings if issue.rule == "formula-empty"]
    assert warning.field == field
    assert "the value of the field is cleared" in warning.message


def test_an_empty_result_where_nothing_is_cleared_is_an_empty_cell() -> None:
    without = [field for field in COLUMNS if field != "employeeOwner"]
    pulled = sheet(TRANSACTIONS, {**PULLED, "employeeOwner": formula("")}, without=without)
    assert judge(pulled, base=BASE).issues == ()
    assert judge(sheet(TRANSACTIONS, {**PULLED, "note": formula("")}, without=COLUMNS)).issues == ()


def test_an_empty_text_that_no_formula_made_is_told_by_the_plan_alone() -> None:
    emptied = sheet(TRANSACTIONS, {**PULLED, "note": Cell(Stored.TEXT, "")}, without=COLUMNS)
    assert judge(emptied, base=BASE).issues == ()


def test_both_kinds_of_empty_text_stay_apart_in_one_column() -> None:
    more = {"transactions": {**BASE["transactions"], "t2": COMPANY["transactions"]["t1"]}}
    rows: list[dict[str, Typed]] = [
        {**PULLED, "note": formula("")},
        {**PULLED, "Id": "t2", "note": Cell(Stored.TEXT, "")},
    ]
    checked = judge(sheet(TRANSACTIONS, *rows, without=COLUMNS), base=more, live={**COMPANY, **more})
    assert told(checked.warnings) == [("E2", "formula-empty")]


def test_the_format_of_an_untouched_amount_is_nobodys_mistake() -> None:
    def amounts(*typed: str) -> list[tuple[str, str]]:
        hidden = NumberFormat('0 "EUR";0 "EUR"')
        rows = [{**PULLED, "amount": Cell(Stored.NUMBER, text, hidden)} for text in typed]
        return told(judge(sheet(TRANSACTIONS, *rows, without=COLUMNS), base=BASE).issues)

    assert amounts("-12.5") == []
    assert amounts("-13") == [("D2", "sign-shown")]
