"""One odd value of a live record hinders nothing: it is shown and warned of, and never sent."""

import json
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loop.odd_records import GOOD, ODD, Records, reached
from toolkit.applying.journal import open_journal
from toolkit.checking.issues import Severity
from toolkit.entities import ENTITIES, Entity, find
from toolkit.entities.canonical import Json
from toolkit.entities.entity import Operation
from toolkit.entities.kinds import RawValue
from toolkit.loop.apply import apply_plan, options_of
from toolkit.loop.inspect import Inspection, inspect
from toolkit.loop.plan import planned
from toolkit.loop.pull import pull
from toolkit.loop.repair import undo_run
from toolkit.planning.changes import Patch, Replace
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import dump, load
from toolkit.planning.reversibility import Reversibility

BUDGETS, LINKS = find("budgets"), find("budget-projects")
RECORDS = [entity for entity in ENTITIES if entity.can(Operation.LIST)]

JSON: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**27, 10**40)
    | st.decimals(allow_nan=False, allow_infinity=False, places=12)
    | st.sampled_from([Decimal("1E+400"), Decimal("-1E-400"), Decimal("12.50"), 2**63, -(2**31)])
    | st.text(max_size=30)
    | st.sampled_from(["", " ", "12,5", "[clear]", "=1+1", "DELETE", "0000-00-00", "9999-12-31T23:59:59-14:00"])
    | st.sampled_from(["2024-13-01", "1850-01-01", "yes", "no", "/api/budgets/999", "a\x00b", "x" * 40_000, "_x000D_"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.just("@id"), inner, max_size=3)
    ),
    max_leaves=5,
)


def inspected(records: Records, book: Path) -> tuple[Inspection, Plan]:
    with reached(records) as there:
        inspection = inspect(book, there)
        return inspection, planned(inspection, there.profile)


def pulled(records: Records, entity: Entity, folder: Path) -> Path:
    with reached(records) as there:
        return pull(there, (entity,), folder / "w.xlsx").path


def edit(book: Path, entity: Entity, identifier: str, name: str, value: str | int) -> None:
    """Type into the cell of a record, as a person would."""
    workbook = openpyxl.load_workbook(book)
    sheet = workbook[entity.title]
    place = {str(cell.value): cell.coordinate.rstrip("1") for cell in sheet[1]}
    row = next(row[0].row for row in sheet.iter_rows(min_row=2) if str(row[1].value) == identifier)
    sheet[f"{place[entity.column(name).title]}{row}"] = value
    workbook.save(book)


def apply(records: Records, plan: Plan, folder: Path) -> int:
    with reached(records) as there, open_journal(f"sqlite:///{folder / 'journal.sqlite3'}") as journal:
        return apply_plan(
            load(dump(plan)), there, journal, options_of(there.profile), lambda _receipt: None, None
        ).run.exit_code


def editable(entity: Entity) -> str:
    """Return a field of an entity that another record is edited in."""
    texts = [column.field for column in entity.writable if column.kind.word == "text"]
    numbers = [column.field for column in entity.writable if column.kind.word in {"integer", "amount"}]
    references = [column.field for column in entity.writable if column.target]
    return (texts or numbers or references)[0]


def typed(entity: Entity, name: str) -> str | int:
    column = entity.column(name)
    if column.target is not None:
        return f"/api/{column.target}/3"
    return 7 if column.kind.word in {"integer", "amount"} else "Typed by hand"


@pytest.mark.parametrize("entity", RECORDS, ids=lambda entity: entity.path)
@settings(max_examples=4)
@given(data=st.data())
def test_whatever_a_record_holds_everything_else_goes_through(entity: Entity, data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(entity.columns))
    value = data.draw(JSON)
    records = Records()
    records.put(entity, column.field, value)
    before = json.dumps(records.by_path[entity.path][ODD], default=str)
    with TemporaryDirectory() as name:
        folder = Path(name)
        book = pulled(records, entity, folder)
        inspection, untouched = inspected(records, book)
        assert inspection.checked.errors == ()
        assert (untouched.changes, untouched.conflicts, untouched.refusals) == ((), (), ())

        edit(book, entity, GOOD, editable(entity), typed(entity, editable(entity)))
        inspection, made = inspected(records, book)
        assert inspection.checked.errors == ()
        assert {change.before.id for change in made.changes if isinstance(change, Patch | Replace)} == {GOOD}
        assert apply(records, made, folder) == 0
        assert all(path.rsplit("/", 1)[-1] != ODD for _method, path, _body in records.writes)
        assert json.dumps(records.by_path[entity.path][ODD], default=str) == before


def test_an_unreadable_value_is_shown_in_a_marked_cell_and_warned_of_there(tmp_path: Path) -> None:
    records = Records()
    records.put(BUDGETS, "dateFrom", {"y": 2024, "m": 13})
    book = pulled(records, BUDGETS, tmp_path)

    sheet = openpyxl.load_workbook(book)["Budgets"]
    cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row}
    inspection, _made = inspected(records, book)

    shown = cells['{"m":13,"y":2024}']
    assert (shown.fill.fgColor.rgb, shown.data_type, shown.protection.locked) == ("FFFFF1CC", "s", False)
    (issue,) = inspection.checked.issues
    assert (issue.severity, issue.cell, issue.rule) == (Severity.WARNING, shown.coordinate, "unreadable-live")
    assert issue.message.startswith('The service holds "{"m":13,"y":2024}" here, which cannot be read as a date')
    assert inspection.base is not None
    assert inspection.base.records["budgets"][ODD].values["dateFrom"] == RawValue('{"m":13,"y":2024}')


@pytest.mark.parametrize("held", ["soon", {"odd": [1]}, ["x"], 10**40])
def test_an_edit_takes_the_place_of_an_unreadable_value_and_cannot_be_undone(held: Json, tmp_path: Path) -> None:
    records = Records()
    records.put(BUDGETS, "dateFrom", held)
    book = pulled(records, BUDGETS, tmp_path)
    edit(book, BUDGETS, ODD, "dateFrom", "2024-01-01")

    inspection, made = inspected(records, book)

    (change,) = made.changes
    assert [issue.rule for issue in inspection.checked.issues] == ["unreadable-live"]
    assert inspection.checked.issues[0].message.endswith("this edit takes its place, and cannot be undone.")
    assert change.reversibility is Reversibility.IRREVERSIBLE
    assert [guard.name for guard in made.guards] == ["irreversible"]
    assert load(dump(made)).changes == made.changes
    assert apply(records, made, tmp_path) == 0
    assert records.writes == [("PATCH", f"/budgets/{ODD}", {"dateFrom": "2024-01-01T00:00:00+00:00"})]


def test_where_a_record_cannot_be_edited_an_unreadable_value_is_not_replaced(tmp_path: Path) -> None:
    records = Records()
    records.put(LINKS, "project", 3)
    book = pulled(records, LINKS, tmp_path)
    edit(book, LINKS, ODD, "project", "/api/projects/3")

    _inspection, made = inspected(records, book)

    assert made.changes == ()
    assert [refusal.reason[:61] for refusal in made.refusals] == [
        "The service cannot edit budget projects, only replace them by"
    ]


@pytest.mark.parametrize(
    ("now", "outcome"),
    [
        ("soon", "patch"),
        ("later", "conflict"),
        ("2025-05-05T00:00:00+00:00", "conflict"),
        (None, "conflict"),
    ],
    ids=["the same", "another odd one", "a date by now", "nothing by now"],
)
def test_the_base_keeps_the_raw_value_for_the_merge(now: Json, outcome: str, tmp_path: Path) -> None:
    records = Records()
    records.put(BUDGETS, "dateFrom", "soon")
    book = pulled(records, BUDGETS, tmp_path)
    records.put(BUDGETS, "dateFrom", now)

    _inspection, untouched = inspected(records, book)
    edit(book, BUDGETS, ODD, "dateFrom", "2024-01-01")
    _inspection, made = inspected(records, book)

    assert (untouched.changes, untouched.conflicts) == ((), ())
    assert [*(change.verb for change in made.changes), *("conflict" for _each in made.conflicts)] == [outcome]


def test_a_record_whose_value_becomes_unreadable_after_the_plan_is_left_alone(tmp_path: Path) -> None:
    records = Records()
    book = pulled(records, BUDGETS, tmp_path)
    edit(book, BUDGETS, ODD, "name", "Typed by hand")
    _inspection, made = inspected(records, book)
    records.put(BUDGETS, "granularity", ["odd"])

    assert apply(records, made, tmp_path) == 5
    assert records.writes == []


def test_two_orders_of_the_same_flags_are_no_difference_and_an_undo_restores_the_first(tmp_path: Path) -> None:
    records = Records()
    records.by_path["budgets"][ODD]["config"] = ["spend_alerts", "auto-freeze"]
    book = pulled(records, BUDGETS, tmp_path)
    records.by_path["budgets"][ODD]["config"] = ["auto-freeze", "spend_alerts"]
    _inspection, turned = inspected(records, book)
    records.by_path["budgets"][ODD]["config"] = ["spend_alerts", "auto-freeze"]
    edit(book, BUDGETS, ODD, "config", "auto-freeze")
    _inspection, made = inspected(records, book)

    with reached(records) as there, open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}") as journal:
        run = apply_plan(made, there, journal, options_of(there.profile), lambda _receipt: None, None).run
        undo = undo_run(run.id, there, journal)

    assert turned.changes == ()
    assert records.by_path["budgets"][ODD]["config"] == ["auto-freeze"]
    assert undo.changes[0].requests[0].body == {"config": ["spend_alerts", "auto-freeze"]}


def test_an_undo_of_an_edit_that_took_an_unreadable_value_away_is_refused(tmp_path: Path) -> None:
    records = Records()
    records.put(BUDGETS, "dateFrom", "soon")
    book = pulled(records, BUDGETS, tmp_path)
    edit(book, BUDGETS, ODD, "dateFrom", "2024-01-01")
    _inspection, made = inspected(records, book)

    with reached(records) as there, open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}") as journal:
        run = apply_plan(made, there, journal, options_of(there.profile), lambda _receipt: None, None).run
        undo = undo_run(run.id, there, journal)

    assert undo.changes == ()
    (refused,) = undo.refusals
    assert refused.reason.endswith('held before could not be read, and so cannot be sent again: From "soon".')
