"""Names kept at home: written whenever the service is read, used for checks without it, and done without if need be."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command_line import Flowtly

from toolkit.entities.budgets import BUDGETS
from toolkit.entities.directory import CLIENTS
from toolkit.entities.invoices import INVOICE_ROWS, INVOICES
from toolkit.entities.record import Record
from toolkit.loop.names import keep_names, kept_names, names_file
from toolkit.reports.ages import age
from toolkit.settings import Profile, load_profile


@pytest.fixture
def profile() -> Profile:
    """Give the profile of the sandbox."""
    return load_profile("sandbox", {})


def client(id: str, name: str) -> Record:
    return Record(id, f"/api/clients/{id}", {"name": name, "country": "SE"}, {"hash": "f00"})


def test_only_ids_iris_and_names_of_what_is_referred_to_are_kept(profile: Profile) -> None:
    invoice = Record("1", "/api/invoices/1", {"name": "F/1", "notes": "Between us"})
    budget = Record("b", "/api/budgets/b", {"name": "Travel"})
    live = {"clients": {"c": client("c", "Vättern")}, "invoices": {"1": invoice}, "budgets": {"b": budget}}

    keep_names(profile, [INVOICES], live)

    kept = kept_names(profile)
    assert kept.records == {
        "clients": {"c": Record("c", "/api/clients/c", {"name": "Vättern"})},
        "invoices": {"1": Record("1", "/api/invoices/1", {"name": "F/1"})},
    }
    text = names_file(profile).read_text(encoding="utf-8")
    assert "Between us" not in text
    assert "f00" not in text
    assert kept.oldest is not None
    assert datetime.now(UTC) - kept.oldest < timedelta(minutes=1)


def test_what_was_kept_of_other_entities_stays(profile: Profile) -> None:
    keep_names(profile, [INVOICES], {"clients": {"c": client("c", "Vättern")}})
    keep_names(profile, [INVOICE_ROWS], {"invoices": {}})

    assert set(kept_names(profile).records) == {"clients", "invoices"}
    assert set(kept_names(profile).of([BUDGETS]).records) == set()
    assert kept_names(profile).of([BUDGETS]).oldest is None
    assert set(kept_names(profile).of([INVOICE_ROWS]).records) == {"invoices"}


def test_each_profile_and_service_has_its_own(profile: Profile) -> None:
    keep_names(profile, [INVOICES], {"clients": {"c": client("c", "Vättern")}})

    assert kept_names(Profile(name="../other", url=None)).records == {}
    assert kept_names(Profile(name=profile.name, url="https://api.test")).records == {}


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "[]",
        "{",
        '{"version": 2}',
        '{"version": 1, "service": "sandbox", "entities": {"clients": {"at": "x", "records": []}, "yachts": {}}}',
        '{"version": 1, "service": "sandbox", "entities": {"clients": {"at": "2026-01-01T00:00:00Z", "records": [1]}}}',
    ],
)
def test_a_damaged_file_is_done_without(profile: Profile, damaged: str) -> None:
    names_file(profile).parent.mkdir(parents=True)
    names_file(profile).write_text(damaged)

    assert kept_names(profile).records == {}


def test_a_home_that_cannot_be_written_to_stops_nothing(profile: Profile, home: Path) -> None:
    home.mkdir()
    (home / "names").write_text("a file where the folder should be")

    keep_names(profile, [CLIENTS, INVOICES], {"clients": {"c": client("c", "Vättern")}})

    assert kept_names(profile).records == {}


@pytest.mark.parametrize("before", ["pull", "template"])
def test_a_check_without_the_service_looks_names_up_and_says_how_old_they_are(flowtly: Flowtly, before: str) -> None:
    flowtly(before, "invoices", "-o", "live.xlsx")
    flowtly("template", "invoices", "--offline", "-o", "new.xlsx")
    row = {"C": "N/1", "D": "vat", "F": "Vättern Enrgi AB", "J": "Företagskonto"}
    _type(flowtly.folder / "new.xlsx", row)

    checked = flowtly("check", "new.xlsx", "--offline")

    assert "1 minute ago" in checked.err
    assert "may differ" in checked.err
    issues = json.loads(flowtly("--json", "check", "new.xlsx", "--offline").out)["issues"]
    unknown = [issue for issue in issues if issue["rule"] == "reference-unknown"]
    assert [(issue["cell"], issue["severity"]) for issue in unknown] == [("F2", "warning")]
    assert "Did you mean Vättern Energi AB · cli_01" in unknown[0]["message"]


def test_a_check_without_the_service_and_without_names_goes_by_form(flowtly: Flowtly) -> None:
    flowtly("template", "invoices", "--offline", "-o", "new.xlsx")
    _type(flowtly.folder / "new.xlsx", {"C": "N/1", "F": "Vättern Enrgi AB"})

    checked = flowtly("check", "new.xlsx", "--offline")

    assert "No names are kept yet" in checked.err
    assert "reference-unknown" not in flowtly("--json", "check", "new.xlsx", "--offline").out


def _type(path: Path, cells: dict[str, str]) -> None:
    import openpyxl  # noqa: PLC0415 - two of the tests here need it, and loading takes half a second

    book = openpyxl.load_workbook(path)
    for letter, text in cells.items():
        book["Invoices"][f"{letter}2"] = text
    book.save(path)


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        (timedelta(seconds=-5), "1 minute"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(hours=30), "30 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_ages_are_told_in_one_unit(passed: timedelta, told: str) -> None:
    assert age(passed) == told
