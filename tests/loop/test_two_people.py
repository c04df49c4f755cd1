"""Two people at the invoices and their rows, one in a workbook and one in the service: nothing is lost or doubled."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import ClassVar

import openpyxl
import pytest
from first_day import furnish_journal, furnish_service
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from openpyxl.utils import get_column_letter
from two_people import CELLS, INVOICE, NAMES, Eyes, Tagged, bodies, cell_of, plain, tag, turned

from toolkit import Flowtly, apply
from toolkit.entities.canonical import Json, JsonObject, parse
from toolkit.entities.invoices import INVOICES
from toolkit.errors import OutcomeUnknown, Refused
from toolkit.loop import plan as planning
from toolkit.loop.annotate import annotate_found
from toolkit.loop.inspect import inspect
from toolkit.loop.rebase import rebase
from toolkit.planning.plan import Plan

EXAMPLES = int(os.environ.get("FLOWTLY_TWO_PEOPLE", "5"))
"""How many days at the office are played; `make people` plays many more."""
STEPS = 8

LETTERS = {"Command": "A", "Id": "B", "invoice": "C", "name": "D", "quantity": "E", "priceNet": "F", "tag": "G"}
ROWS, SHEET = "Invoice rows", "Invoices"
ROW, VALUE = st.integers(0, 3), st.integers(0, 8)
MINE = ("edit", "delete", "move", "add", "notes", "revert")
THEIRS = MINE
WORDS = ("mine", "live", "mine: Quantity; live: Name", None)


class Office(RuleBasedStateMachine):
    """One edits a workbook, another the service; each row has a tag, so that it can be counted."""

    flowtly: ClassVar[Flowtly]
    folder: ClassVar[Path]
    stamp: ClassVar[Iterator[int]] = count()

    @initialize()
    def first_day(self) -> None:
        """Leave three invoices of two rows each, and pull them."""
        for record in list(self.flowtly.reached.client.records(INVOICES)):
            # What payments point at cannot be deleted, and stays as it is.
            with suppress(Refused, OutcomeUnknown):
                self._send("DELETE", f"/invoices/{record.id}")
        self.names: dict[str, str] = {}
        for name in ("A", "B", "C"):
            rows = [self._row("Desk", 1, 1), self._row("Lamp", 2, 2)]
            called = f"{name}{next(self.stamp)}"
            body = {**INVOICE, "name": called, "invoiceRows": rows}
            made = self.flowtly.reached.client.send("POST", "/invoices", body) or {}
            self.names[str(made["id"])] = called
        self.eyes = Eyes()
        self.waiting: Plan | None = None
        self.knew: set[tuple[str, str, object]] = set()
        self.conflicts: dict[str, set[str]] = {}
        self.day = self.folder / str(next(self.stamp))
        self.day.mkdir()
        self.pull()

    def teardown(self) -> None:
        """Leave no files."""
        shutil.rmtree(self.day, ignore_errors=True)

    # The colleague, straight in the service.

    @rule(at=ROW, what=st.sampled_from(THEIRS), k=VALUE)
    def a_colleague_changes_something(self, at: int, what: str, k: int) -> None:
        """Change one row, or an invoice's notes, or put everything back to what was pulled."""
        live = self._live()
        if live:
            self._touch(list(live)[at % len(live)], what, k)

    def _touch(self, own: str, what: str, k: int) -> None:
        invoices = self._invoices()
        found = [(each, rows, at) for each, rows in invoices.items() for at, row in enumerate(rows) if tag(row) == own]
        if not found:
            return
        invoice, rows, at = found[0]
        name = list(CELLS)[k % 3]
        match what:
            case "edit":
                rows[at][name] = turned(name, rows[at].get(name), k)
            case "delete":
                self.eyes.gone.add(own)
                rows.pop(at)
            case "add":
                rows.append(self._row(NAMES[k % 3], k // 3 + 1, 1))
            case "move" if (other := list(invoices)[k % len(invoices)]) != invoice:
                invoices[other].append(rows.pop(at))
                self._send("PATCH", f"/invoices/{other}", {"invoiceRows": list(invoices[other])})
            case "notes":
                self._send("PATCH", f"/invoices/{invoice}", {"notes": NAMES[k % 3]})
            case "revert":
                self._put_back(invoices)
                return
            case _:
                return
        self._send("PATCH", f"/invoices/{invoice}", {"invoiceRows": list(rows)})

    def _put_back(self, invoices: Mapping[str, list[dict[str, Json]]]) -> None:
        """Give each row that is still there the fields that it was pulled with."""
        for own, rows in invoices.items():
            for row in rows:
                if tag(row) in self.pulled:
                    row.update(self.pulled[tag(row)][1])
            self._send("PATCH", f"/invoices/{own}", {"invoiceRows": list(rows)})

    # The owner of the workbook.

    @rule(edits=st.lists(st.tuples(ROW, st.sampled_from(MINE), VALUE), min_size=1, max_size=3))
    def i_edit(self, edits: list[tuple[int, str, int]]) -> None:
        """Type something into rows of the workbook."""
        book = openpyxl.load_workbook(self.file)
        rows = self._numbers(book)
        for at, what, k in edits:
            self._edit(book, list(rows.values())[at % len(rows)] if rows else 0, what, k)
        book.save(self.file)

    @rule(
        at=ROW,
        mine=st.sampled_from(["edit", "delete", "move"]),
        theirs=st.sampled_from(["edit", "delete", "move"]),
        k=VALUE,
        word=st.sampled_from([None, "mine", "live"]),
        again=st.sampled_from([None, "revert", "edit"]),
    )
    def both_change_one_row(
        self, *, at: int, mine: str, theirs: str, k: int, word: str | None, again: str | None
    ) -> None:
        """Both change the very same row; I may choose a side, and the colleague go on, before I apply."""
        self.pull()
        own = list(self.pulled)[at % len(self.pulled)] if self.pulled else ""
        book = openpyxl.load_workbook(self.file)
        self._edit(book, self._numbers(book).get(own, 0), mine, k)
        book.save(self.file)
        self._touch(own, theirs, (k + 3) % 9)
        if word is not None:
            self.i_annotate()
            self.i_choose(0, word)
        if again is not None:
            self._touch(own, again, k)
        self.i_apply()

    def _numbers(self, book: openpyxl.Workbook) -> dict[str, int]:
        """Return the number of each row of ours, by tag."""
        sheet = book[ROWS]
        tags = {str(sheet[f"{LETTERS['tag']}{number}"].value): number for number in range(2, sheet.max_row + 1)}
        return {own: number for own, number in tags.items() if own.startswith("t")}

    def _edit(self, book: openpyxl.Workbook, number: int, what: str, k: int) -> None:
        sheet = book[ROWS]
        name = list(CELLS)[k % 3]
        called = list(self.names.values())
        notes = [line for line in range(2, book[SHEET].max_row + 1) if book[SHEET][f"C{line}"].value in called]
        match what:
            case "edit" if number:
                cell = sheet[f"{LETTERS[name]}{number}"]
                cell.value = turned(name, cell.value, k)
            case "delete" if number:
                sheet[f"A{number}"] = "DELETE"
                self.eyes.gone.add(str(sheet[f"{LETTERS['tag']}{number}"].value))
            case "move" if number:
                sheet[f"{LETTERS['invoice']}{number}"] = called[k % len(called)]
            case "add":
                last, new = sheet.max_row + 1, self._row(NAMES[k % 3], k // 3 + 1, 2)
                typed = {"invoice": called[k % len(called)], **new, "tag": tag(new)}
                for column, letter in LETTERS.items():
                    sheet[f"{letter}{last}"] = cell_of(typed.get(column))
            case "notes" if notes:
                letter = next(
                    get_column_letter(at) for at, cell in enumerate(book[SHEET][1], 1) if cell.value == "Notes"
                )
                book[SHEET][f"{letter}{notes[k % len(notes)]}"] = NAMES[k % 3]
            case "revert" if number:
                then = self.pulled.get(str(sheet[f"{LETTERS['tag']}{number}"].value))
                sheet[f"A{number}"] = None
                for column, value in (then[1] if then else {}).items():
                    if column in CELLS:
                        sheet[f"{LETTERS[column]}{number}"] = cell_of(value)

    @rule()
    def pull(self) -> None:
        """Throw the workbook away, and pull anew."""
        self.file = self._next()
        self.eyes.kept.clear()
        self.flowtly.pull("invoices", to=self.file)
        self.pulled = self._live()
        self._look(self.pulled)

    @rule()
    def i_annotate(self) -> None:
        """See what is in conflict."""
        found = inspect(self.file, self.flowtly.reached)
        made = planning.conflicts_of(found, self.flowtly.reached.profile)
        target = self._next()
        annotate_found(found, target, made)
        self.file = target
        self.conflicts = {}
        for conflict in made.conflicts if made is not None else ():
            row = self._tag_of(conflict.sheet, conflict.row)
            self.eyes.shown.add((row, conflict.field, plain(conflict.live)))
            self.conflicts.setdefault(row, set()).add(conflict.field)
            if conflict.resolution:
                self.eyes.kept.pop(row, None)

    @rule(at=st.integers(0, 20), word=st.sampled_from(WORDS))
    def i_choose(self, at: int, word: str | None) -> None:
        """Choose a side for a row, where the workbook offers one; for a row that is in conflict if there is any."""
        book = openpyxl.load_workbook(self.file)
        sheet = book[ROWS]
        titles = {str(cell.value): get_column_letter(at) for at, cell in enumerate(sheet[1], 1)}
        if "Resolution" not in titles:
            return
        status = titles["Status"]
        rows = range(2, sheet.max_row + 1)
        waiting = [number for number in rows if sheet[f"{status}{number}"].value == "conflict"] or list(rows)
        number = waiting[at % len(waiting)]
        sheet[f"{titles['Resolution']}{number}"] = word
        own = str(sheet[f"{LETTERS['tag']}{number}"].value)
        self.eyes.kept.pop(own, None)
        if word == "live" and own in self.conflicts:
            self.eyes.kept[own] = self.conflicts[own]
        if word == "mine" and "Id" in self.conflicts.get(own, ()):
            self.eyes.again.add(own)
        book.save(self.file)

    @rule()
    def i_rebase(self) -> None:
        """Bring the workbook up to date: its plan stays as it was."""
        found = inspect(self.file, self.flowtly.reached)
        if found.checked.errors:
            return
        target = self._next()
        before = self._planned(self.file)
        rebase(found, target, self.flowtly.reached.profile, copy=True)
        after = self._planned(target)
        assert bodies(after) == bodies(before)
        assert [(each.cell, each.field) for each in after.conflicts] == [(c.cell, c.field) for c in before.conflicts]
        self.file = target
        self._look({own: value for own, value in self._live().items() if own in self._tags()})

    @rule()
    def i_plan(self) -> None:
        """Make a plan, to be applied some time."""
        if not inspect(self.file, self.flowtly.reached).checked.errors:
            self.waiting = self._planned(self.file)
            self.knew = set(self.eyes.shown)

    @precondition(lambda self: self.waiting is not None)
    @rule()
    def i_apply_what_waits(self) -> None:
        """Apply the plan that was made some time ago."""
        if self.waiting is not None:
            self._apply(self.waiting, self.knew)
        self.waiting = None

    @rule()
    def i_apply(self) -> None:
        """Plan and apply, and go on with the result: it asks for nothing that was done."""
        if inspect(self.file, self.flowtly.reached).checked.errors:
            return
        made = self._planned(self.file)
        self.waiting = None
        done = self._apply(made, self.eyes.shown)
        if done is not None:
            self.file = done
            self.eyes.kept.clear()
            assert bodies(self._planned(self.file)) == []

    def _apply(self, made: Plan, knew: set[tuple[str, str, object]]) -> Path | None:
        before = self._live()
        applied = apply(made, self.flowtly, [guard.name for guard in made.guards], beside=self.day)
        after = self._live()
        self._nothing_is_overwritten_unseen(before, after, knew)
        for own in after:
            self._see(own, after[own][1])
        return applied.result if applied.result is not None and applied.run.failed + applied.run.skipped == 0 else None

    def _nothing_is_overwritten_unseen(self, before: Tagged, after: Tagged, knew: set[tuple[str, str, object]]) -> None:
        counts = Counter(tag(row) for rows in self._invoices().values() for row in rows)
        assert [own for own, number in counts.items() if number > 1 and own not in self.eyes.again] == []
        assert before.keys() - after.keys() <= self.eyes.gone
        for own, (invoice, fields) in before.items():
            place, now = after.get(own, ("", {}))
            kept = self.eyes.kept.get(own, set()) if knew is self.eyes.shown else set()
            assert {name: now.get(name) for name in kept & fields.keys()} == {
                n: fields[n] for n in kept & fields.keys()
            }
            taken = {name for name, value in fields.items() if place != invoice or now.get(name) != value}
            unseen = {name for name in taken if (own, name, plain(fields[name])) not in knew}
            assert unseen == set(), (own, fields, now)

    # What both share.

    def _planned(self, file: Path) -> Plan:
        found = inspect(file, self.flowtly.reached)
        return planning.planned(found, self.flowtly.reached.profile)

    def _next(self) -> Path:
        return self.day / f"{next(self.stamp)}.xlsx"

    def _row(self, name: str, quantity: int, price: int) -> dict[str, Json]:
        return {"name": name, "quantity": quantity, "priceNet": price, "vatRate": f"t{next(self.stamp)}"}

    def _send(self, method: str, path: str, body: JsonObject | None = None) -> None:
        self.flowtly.reached.client.send(method, path, body)

    def _invoices(self) -> dict[str, list[dict[str, Json]]]:
        found: dict[str, list[dict[str, Json]]] = {}
        for record in self.flowtly.reached.client.records(INVOICES):
            if record.id not in self.names:
                continue
            rows = parse(str(record.values.get("invoiceRows") or "[]"))
            assert isinstance(rows, list)
            found[record.id] = [dict(row) for row in rows if isinstance(row, Mapping)]
        return found

    def _live(self) -> Tagged:
        return {tag(row): (own, row) for own, rows in self._invoices().items() for row in rows}

    def _look(self, live: Tagged) -> None:
        for own, (_invoice, fields) in live.items():
            self._see(own, fields)

    def _see(self, own: str, fields: JsonObject) -> None:
        self.eyes.shown |= {(own, name, plain(value)) for name, value in fields.items()}

    def _tags(self) -> set[str]:
        sheet = openpyxl.load_workbook(self.file)[ROWS]
        return {str(line[0]) for line in sheet.iter_rows(2, min_col=7, max_col=7, values_only=True)}

    def _tag_of(self, sheet: str, row: int) -> str:
        cell = openpyxl.load_workbook(self.file)[sheet][f"{LETTERS['tag']}{row}"]
        return str(cell.value)


@pytest.fixture
def office(home: Path, tmp_path: Path) -> Iterator[type[Office]]:
    """Give the office with a service and a journal that all its days share."""
    furnish_service(home / "sandbox")
    furnish_journal(home)
    with Flowtly.connect() as flowtly:
        Office.flowtly, Office.folder = flowtly, tmp_path
        yield Office


def test_nothing_is_lost_and_nothing_is_doubled(office: type[Office]) -> None:
    run_state_machine_as_test(
        office, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
    )
