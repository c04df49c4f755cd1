"""What earlier versions of this program wrote is read, and what a later one wrote is refused with a sentence."""

import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly, Outcome

from toolkit.api.client import Client
from toolkit.entities import find
from toolkit.entities.canonical import Json, digest, parse, pretty
from toolkit.planning.planfile import identity, load

GOLDEN = Path(__file__).parents[1] / "golden" / "v1"
DONE, CUT_OFF = "rqpfu", "rgxrw"
TOUCHED = ("budgets", "budget-projects", "invoices", "budget-groups")


@pytest.fixture
def golden(flowtly: Flowtly) -> Path:
    """Give a folder with copies of the files."""
    shutil.copytree(GOLDEN, flowtly.folder, dirs_exist_ok=True)
    return flowtly.folder


@pytest.fixture
def journal(home: Path, golden: Path) -> Path:
    """Put the old journal where the program looks for its own."""
    target = home / "journal.sqlite3"
    shutil.copy(golden / "journal.sqlite3", target)
    return target


def told(outcome: Outcome, code: int = 0) -> Json:
    """Return what a command printed for machines."""
    assert outcome.code == code, outcome
    return parse(outcome.out)


def lacking(old: Json, new: Json, place: str = "$") -> Iterator[str]:
    """Yield where JSON lacks a field that it had, or has a value of another type."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name, value in old.items():
            if name in new:
                yield from lacking(value, new[name], f"{place}.{name}")
            else:
                yield f"{place}.{name}"
    elif isinstance(old, list) and isinstance(new, list):
        for at, (before, after) in enumerate(zip(old, new, strict=False)):
            yield from lacking(before, after, f"{place}[{at}]")
        if len(new) < len(old):
            yield f"{place}[{len(new)}]"
    elif type(old) is not type(new):
        yield place


def later(text: str) -> str:
    """Return the plan as a later program might have written it, whole and with fitting digests."""
    found = parse(text)
    assert isinstance(found, dict)
    content = {name: value for name, value in found.items() if name not in {"id", "sha256", "words"}}
    content = {**content, "version": 2, "shape": "another"}
    return pretty({"sha256": digest(content), "words": digest(content), **content})


@pytest.mark.usefixtures("golden")
def test_an_old_workbook_asks_for_nothing(flowtly: Flowtly) -> None:
    plan = json.loads(flowtly("--json", "plan", "pulled.xlsx").out)

    assert (plan["changes"], plan["conflicts"], plan["refusals"]) == ([], [], [])
    assert plan["summary"]["unchanged"] > 60


def test_an_old_edited_workbook_is_planned_as_it_was(flowtly: Flowtly, golden: Path) -> None:
    before = json.loads((golden / "plan.json").read_text())

    after = json.loads(flowtly("--json", "plan", "edited.xlsx").out)

    assert after["summary"] == before["summary"]
    assert [change["requests"] for change in after["changes"]] == [change["requests"] for change in before["changes"]]


@pytest.mark.parametrize("name", ["plan.json", "conflicts.json"])
def test_an_old_plan_is_shown_and_known_by_the_digest_that_it_had(flowtly: Flowtly, golden: Path, name: str) -> None:
    text = (golden / name).read_text()

    shown = flowtly("show", name)

    assert (shown.code, json.loads(text)["id"] in shown.out) == (0, True), shown
    assert identity(load(text)) == json.loads(text)["sha256"]


@pytest.mark.usefixtures("journal")
def test_the_runs_of_an_old_journal_are_shown(flowtly: Flowtly, golden: Path) -> None:
    before = parse((golden / "runs.json").read_text())

    assert list(lacking(before, told(flowtly("--json", "runs")))) == []
    assert (
        list(lacking(parse((golden / "runs-show.json").read_text()), told(flowtly("--json", "runs", "show", DONE))))
        == []
    )
    assert flowtly("runs", "show", CUT_OFF).code == 0
    assert "budget-groups" in flowtly("runs", "direct").out


@pytest.mark.usefixtures("journal")
def test_an_old_run_is_resumed(flowtly: Flowtly, service: Client) -> None:
    """Nothing of it arrived at this service, so that all of it is sent."""
    outcome = flowtly("--json", "resume", CUT_OFF)

    found = told(outcome)
    assert isinstance(found, Mapping)
    assert found["done"] == 3
    names = {record.values["name"] for record in service.list(find("budget-groups")).values()}
    assert names >= {"Lost on the way", "Never sent", "Renamed group"}


@pytest.mark.usefixtures("journal")
def test_an_old_run_is_undone(flowtly: Flowtly, service: Client, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service is brought to where the run left it, by a journal of its own."""
    before = _state(service)
    monkeypatch.setenv("FLOWTLY_JOURNAL", f"sqlite:///{(home / 'other.sqlite3').as_posix()}")
    told(flowtly("--json", "apply", "edited.xlsx", "--yes", "--allow", "irreversible"), 7)
    monkeypatch.delenv("FLOWTLY_JOURNAL")

    assert flowtly("undo", DONE, "-o", "undo.json").code == 0
    assert flowtly("apply", "undo.json").code == 0
    assert _state(service) == before


def _state(service: Client) -> Mapping[str, object]:
    """Return what the run touched, without the ids of links, which are made anew."""
    return {
        path: sorted(str(sorted(record.values.items(), key=str)) for record in service.list(find(path)).values())
        for path in TOUCHED
    }


def test_an_old_bundle_is_proved(flowtly: Flowtly, golden: Path) -> None:
    outcome = flowtly("audit", "verify", golden / "bundle.zip")

    assert (outcome.code, "Proved" in outcome.out) == (0, True), outcome


@pytest.mark.usefixtures("journal")
def test_a_new_bundle_goes_on_from_an_old_one(flowtly: Flowtly) -> None:
    """The runs of the old journal are told as they were, to the byte."""
    assert flowtly("audit", "export", "--period", "2026-11", "-o", "new.zip").code == 0

    outcome = flowtly("--json", "audit", "verify", "new.zip", "--since", "bundle.zip")

    found = told(outcome)
    assert isinstance(found, Mapping)
    assert (found["holds"], found["findings"]) == (True, [])


def _calls(flowtly: Flowtly) -> Mapping[str, Outcome]:
    pull = ("budgets", "budget-projects", "invoices")
    return {
        "pull.json": flowtly("--json", "pull", *pull, "-o", "again.xlsx"),
        "check.json": flowtly("--json", "check", "mistakes.xlsx"),
        "plan.json": flowtly("--json", "plan", "edited.xlsx"),
        "apply.json": flowtly("--json", "apply", "edited.xlsx", "--yes", "--allow", "irreversible"),
        "conflicts.json": flowtly("--json", "plan", "clash.xlsx"),
    }


@pytest.mark.usefixtures("golden")
def test_what_machines_are_told_has_all_that_it_had(flowtly: Flowtly) -> None:
    found = {name: (GOLDEN / name, parse(outcome.out)) for name, outcome in _calls(flowtly).items()}

    for name, (old, new) in found.items():
        assert list(lacking(parse(old.read_text()), new)) == [], name
        assert isinstance(new, Mapping)
        assert new["version"] == 1


def test_a_field_that_machines_lose_is_noticed() -> None:
    assert list(lacking({"a": [{"b": 1}], "c": None}, {"a": [{}], "c": "x"})) == ["$.a[0].b", "$.c"]


def test_a_plan_of_a_later_program_is_refused(flowtly: Flowtly, golden: Path) -> None:
    (golden / "later.json").write_text(later((golden / "plan.json").read_text()))

    for command in (["show"], ["apply"]):
        refused = flowtly(*command, "later.json")
        assert refused.code == 5
        assert "has version 2, and this program reads version 1; a later version of this program" in _one_line(refused)


def test_a_workbook_of_a_later_program_is_refused(flowtly: Flowtly, golden: Path) -> None:
    book = openpyxl.load_workbook(golden / "pulled.xlsx")
    book["_flowtly"]["B1"] = "2"
    book.save(golden / "later.xlsx")

    for command in ("check", "plan"):
        refused = flowtly(command, "later.xlsx")
        assert refused.code == 4
        assert "was made from template version 2, and this program reads version 1. A later" in _one_line(refused)


def test_a_journal_of_a_later_program_is_refused(flowtly: Flowtly, journal: Path) -> None:
    with closing(sqlite3.connect(journal)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    before = _dump(journal)

    refused = flowtly("runs")

    assert refused.code == 1
    assert "was written by a later version of this program. Update flowtly-toolkit." in _one_line(refused)
    assert _dump(journal) == before


def _dump(journal: Path) -> list[str]:
    """Return all that a journal holds."""
    with closing(sqlite3.connect(journal)) as database:
        return list(database.iterdump())


def test_a_bundle_of_a_later_program_is_refused(flowtly: Flowtly, golden: Path) -> None:
    with zipfile.ZipFile(golden / "bundle.zip") as old, zipfile.ZipFile(golden / "later.zip", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(
                name,
                re.sub(rb'"version": 1', b'"version": 2', content, count=1) if name == "manifest.json" else content,
            )

    refused = flowtly("audit", "verify", "later.zip")

    assert refused.code == 10
    assert "manifest.json: cannot be read (it has version 2, and this program reads version 1;" in _one_line(refused)


def _one_line(outcome: Outcome) -> str:
    return " ".join((outcome.out + outcome.err).split())
