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
from toolkit.entities import ENTITIES, Entity
from toolkit.entities.canonical import Json
from toolkit.entities.entity import Operation
from toolkit.loop.apply import apply_plan, options_of
from toolkit.loop.inspect import Inspection, inspect
from toolkit.loop.plan import planned
from toolkit.loop.pull import pull
from toolkit.planning.changes import Patch, Replace
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import dump, load

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
