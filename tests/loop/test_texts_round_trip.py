"""Texts that could be taken for something else: what is pulled and not touched asks for nothing, in every form."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from first_day import furnish_service
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.checking.characters import tidy_text
from toolkit.entities import find
from toolkit.entities.canonical import JsonObject
from toolkit.entities.literals import literal, written
from toolkit.excel.annotate import patch_workbook
from toolkit.excel.base import read_base
from toolkit.excel.sheet import letters
from toolkit.excel.workbook import open_workbook
from toolkit.forms.delimiter import WORDS
from toolkit.loop.inspect import Inspection, inspect
from toolkit.loop.plan import planned
from toolkit.loop.pull import ALL, pull
from toolkit.loop.pull_forms import Form, Output, pull_form
from toolkit.loop.reach import Reached, reach
from toolkit.loop.worklists import WorkList, questions, write_worklist
from toolkit.planning.changes import Patch
from toolkit.planning.plan import Plan
from toolkit.settings import load_profile

BLANKS = st.text(" \t\n\u00a0\u200b\ufeff", max_size=2)
LIKE_COMMANDS = st.builds(
    "{}{}{}{}".format,
    BLANKS,
    st.text("\\ ", max_size=3),
    st.sampled_from(["[clear]", "[CLEAR]", "[Clear]", "[rensa]", "clear", "[clear", "[ clear ]", "CREATE", "DELETE"]),
    BLANKS,
)
WORDS_OF_OURS = st.sampled_from(["mine", "live", "IGNORE", "Total", "Summa", "Name", "none", "-", "NA", "007", "=1+1"])
TEXTS = (
    LIKE_COMMANDS
    | WORDS_OF_OURS
    | st.text(st.characters(exclude_categories=["Cs"], min_codepoint=1), min_size=1, max_size=12)
)


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reached]:
    folder = tmp_path_factory.mktemp("service")
    furnish_service(folder)
    with reach(load_profile("sandbox", {}), folder) as reached:
        yield reached


def plan_of(inspection: Inspection, reached: Reached) -> Plan:
    assert inspection.checked.errors == ()
    return planned(inspection, reached.profile)


def asks_for_nothing(path: Path, reached: Reached) -> None:
    inspection = inspect(path, reached)
    made = plan_of(inspection, reached)
    assert (made.changes, made.conflicts, made.refusals) == ((), (), ())
    assert inspection.checked.issues == ()


PULLED = ("budgets", "budget-contractors", "transactions", "transaction-attachments", "invoices")


def tell(reached: Reached, one: str, other: str) -> None:
    """Put two texts into texts and names of all kinds."""
    client = reached.client
    client.send("PATCH", "/budget-groups/emarketing", {"name": one})
    client.send("PATCH", "/budgets/bgt_0001", {"name": one, "config": [one, other]})
    client.send("PATCH", "/budgets/bgt_0002", {"name": other})
    client.send("PATCH", "/transactions/txn_701", {"description": one, "note": other})
    client.send("PATCH", "/transaction-attachments/tat_0001", {"name": one})
    row: JsonObject = {"name": one, "priceNet": 10, "quantity": 1, "vatRate": "25"}
    client.send("PATCH", "/invoices/1", {"notes": one, "internalComment": other, "invoiceRows": [row]})


PAIRS = st.tuples(TEXTS, TEXTS)


@settings(max_examples=10)
@given(texts=PAIRS)
@example(texts=("[clear]", "\\[clear]"))
@example(texts=(" ", "\u200b"))
@example(texts=("[CLEAR] ", "[rensa]"))
def test_a_pulled_text_asks_for_nothing(texts: tuple[str, str], reached: Reached, tmp_path: Path) -> None:
    tell(reached, *texts)
    pull(reached, [find(path) for path in PULLED], tmp_path / "b.xlsx")

    asks_for_nothing(tmp_path / "b.xlsx", reached)


@pytest.mark.parametrize("delimiter", ["comma", "semicolon", "tab"])
@settings(max_examples=4)
@given(texts=PAIRS)
@example(texts=("[clear]", "\\[clear]"))
@example(texts=(" ", "\u200b"))
def test_a_pulled_text_asks_for_nothing_as_text(
    delimiter: str, texts: tuple[str, str], reached: Reached, tmp_path: Path
) -> None:
    tell(reached, *texts)
    for path in PULLED:
        file = tmp_path / f"{path}.csv"
        pull_form(reached, [find(path)], Output(Form.CSV, file, WORDS[delimiter]), ALL)

        asks_for_nothing(file, reached)


@settings(max_examples=4)
@given(texts=PAIRS)
@example(texts=("[clear]", "\\[clear]"))
@example(texts=(" ", "\u200b"))
def test_a_text_on_a_work_list_answers_nothing(texts: tuple[str, str], reached: Reached, tmp_path: Path) -> None:
    one, other = texts
    tell(reached, one, other)
    [first, second, *_] = [each.record.id for each in questions(reached, WorkList.UNASSIGNED)]
    reached.client.send("PATCH", f"/transactions/{first}", {"description": one, "note": other})
    reached.client.send("PATCH", f"/transactions/{second}", {"description": other, "note": one})
    [document, *_] = [each.record.id for each in questions(reached, WorkList.AWAITING)]
    reached.client.send("PATCH", f"/transaction-attachments/{document}", {"name": one})
    for which in WorkList:
        write_worklist(reached, questions(reached, which), which, tmp_path / "list.xlsx")

        asks_for_nothing(tmp_path / "list.xlsx", reached)


@settings(max_examples=10)
@given(text=TEXTS)
@example(text="[clear]")
@example(text="\\[clear]")
def test_a_typed_text_lands_exactly(text: str, reached: Reached, tmp_path: Path) -> None:
    """Blanks at the ends do not count, nor how a line ends."""
    tell(reached, "plain", "other")
    pull(reached, [find("transactions")], tmp_path / "t.xlsx")
    [row] = [mine.row for mine in inspect(tmp_path / "t.xlsx", reached).checked.rows if mine.id == "txn_701"]
    note = column_of(tmp_path / "t.xlsx", reached)
    patch_workbook(tmp_path / "t.xlsx", tmp_path / "t.xlsx", {"Transactions": {f"{note}{row}": written(text)}}, None)

    made = plan_of(inspect(tmp_path / "t.xlsx", reached), reached)

    [change] = [change for change in made.changes if isinstance(change, Patch)]
    assert change.edits == {"note": tidy(text) or None}


def tidy(text: str) -> str:
    found = tidy_text(text)
    return found[0] if found else text


def column_of(path: Path, reached: Reached) -> str:
    [(_sheet, header)] = inspect(path, reached).recognised.headers
    return header.letters["note"]


def test_a_workbook_of_an_earlier_program_asks_for_nothing_either(reached: Reached, tmp_path: Path) -> None:
    """It shows such texts as they are; its base does not say that they are escaped."""
    path = tmp_path / "b.xlsx"
    tell(reached, "[clear]", "\\[clear]")
    pull(reached, [find("budgets"), find("transactions")], path)
    base = read_base(open_workbook(path))
    assert base is not None
    bare = {
        sheet.name: {
            f"{letters(index)}{row.number}": text
            for row in sheet.rows()
            for index, cell in row.cells.items()
            if (text := literal(cell.text)) is not None
        }
        for sheet in open_workbook(path).sheets
        if sheet.name in {"Budgets", "Transactions"}
    }
    group = "/api/budget-groups/emarketing"
    shown = {row.values["budgetGroup"] for row in base.records["budgets"].values() if "budgetGroup" in row.values}
    named = replace(base, escaped=False, names={**base.names, group: "[clear]"})
    cells = {**bare, "Budgets": {**bare["Budgets"], **group_cells(path, "[clear] · emarketing", "[clear]")}}

    patch_workbook(path, path, cells, named)

    assert group in shown
    assert sum(map(len, cells.values())) >= 5
    asks_for_nothing(path, reached)


def group_cells(path: Path, shown: str, text: str) -> dict[str, str]:
    [sheet] = [sheet for sheet in open_workbook(path).sheets if sheet.name == "Budgets"]
    places = ((row.number, index, cell.text) for row in sheet.rows() for index, cell in row.cells.items())
    return {f"{letters(index)}{number}": text for number, index, said in places if said == shown}
