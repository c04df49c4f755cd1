"""Four eyes: a plan that others must approve is applied once they did, and whoever made it does not count."""

import json
import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from served import acme

from toolkit.applying.approvals import approve
from toolkit.loop.plan import read_plan
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.signatures import make_keys, public_key

APPLY = ("apply", "p.json", "--require-approvals", "1")


@pytest.fixture
def planned(flowtly: Flowtly) -> Path:
    """Give a saved plan: a budget group called anew."""
    flowtly("pull", "budget-groups", "-o", "g.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "g.xlsx")
    book["Budget groups"]["C2"] = "Advertising"
    book.save(flowtly.folder / "g.xlsx")
    assert flowtly("plan", "g.xlsx", "-o", "p.json").code == 0
    return flowtly.folder / "p.json"


@pytest.fixture
def trust(home: Path) -> Callable[..., None]:
    """Give a function that writes whose keys are trusted."""

    def write(**keys: str) -> None:
        lines = (f'"{name}" = "{key}"' for name, key in keys.items())
        (home / "config.toml").write_text("\n".join(["[approvers]", *lines, ""]), encoding="utf-8")

    return write


@pytest.fixture
def ann(flowtly: Flowtly, planned: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> str:
    """Have Ann, who has a home and a key of her own, approve the plan; give her public key."""
    monkeypatch.setenv("FLOWTLY_HOME", str(flowtly.folder / "ann"))
    key = flowtly("approve", "--init").out.strip()
    assert flowtly("approve", planned).code == 0
    monkeypatch.setenv("FLOWTLY_HOME", str(home))
    return key


def test_a_plan_that_another_approved_is_applied(flowtly: Flowtly, ann: str, trust: Callable[..., None]) -> None:
    trust(Ann=ann)

    assert flowtly(*APPLY).code == 0
    key = flowtly.folder / "ann/approver.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert flowtly("apply", "p.json").code == 5


def refused(flowtly: Flowtly, code: int, words: str, *arguments: str) -> None:
    """Assert a refusal before anything was sent."""
    found = flowtly(*(arguments or APPLY))
    assert (found.code, words in " ".join(found.err.split())) == (code, True), found.err
    assert json.loads(flowtly("--json", "runs").out)["runs"] == []


def test_a_plan_that_nobody_approved_is_refused(flowtly: Flowtly, planned: Path) -> None:
    assert planned.exists()
    refused(flowtly, 6, "needs the approval of 1 other person, and has that of nobody")
    refused(flowtly, 6, "has that of nobody", "apply", "g.xlsx", "--yes", "--require-approvals", "1")


def test_two_approvals_of_one_person_are_one(
    flowtly: Flowtly, planned: Path, ann: str, trust: Callable[..., None]
) -> None:
    trust(Ann=ann)
    approvals = planned.with_name("p.json.approvals")
    approvals.write_text(approvals.read_text() * 2)

    refused(flowtly, 6, "2 other people, and has that of Ann", "apply", "p.json", "--require-approvals", "2")


def test_a_key_that_nobody_trusts_does_not_count(flowtly: Flowtly, ann: str) -> None:
    refused(flowtly, 6, f"with the key {ann}, which is nobody's")


def test_the_user_who_made_the_plan_does_not_count_under_any_key(
    flowtly: Flowtly, ann: str, trust: Callable[..., None]
) -> None:
    trust(**{USERNAME.upper(): ann})

    refused(flowtly, 6, "does not count, who made the plan")


def test_a_key_of_the_applying_machine_does_not_count_under_any_name(
    flowtly: Flowtly, planned: Path, trust: Callable[..., None]
) -> None:
    trust(Ann=flowtly("approve", "--init").out.strip())
    assert flowtly("approve", planned).code == 0

    refused(flowtly, 6, "does not count, who made the plan or applies it")


def test_an_expired_approval_does_not_count(
    flowtly: Flowtly, planned: Path, ann: str, trust: Callable[..., None]
) -> None:
    trust(Ann=ann)
    now = datetime.now(UTC)
    week, day = timedelta(days=8), timedelta(days=1)
    line = approve(read_plan(planned), now - week, now - day, flowtly.folder / "ann/approver.pem")
    planned.with_name("p.json.approvals").write_text(line)

    refused(flowtly, 6, "The approval of Ann was valid until")


def test_an_altered_line_does_not_count(flowtly: Flowtly, planned: Path, ann: str, trust: Callable[..., None]) -> None:
    trust(Ann=ann)
    approvals = planned.with_name("p.json.approvals")
    sound = approvals.read_text()
    year = json.loads(sound)["until"][:4]

    for altered in (sound.replace(f'"until":"{year}', f'"until":"{int(year) + 9}'), "no json\n", "[]\n", "{}\n"):
        approvals.write_text(altered)
        refused(flowtly, 5, "its signature does not fit")


def test_the_approval_of_another_plan_does_not_count(flowtly: Flowtly, ann: str, trust: Callable[..., None]) -> None:
    trust(Ann=ann)
    book = openpyxl.load_workbook(flowtly.folder / "g.xlsx")
    book["Budget groups"]["C3"] = "And one more"
    book.save(flowtly.folder / "g.xlsx")
    assert flowtly("plan", "g.xlsx", "-o", "other.json").code == 0
    shutil.copy(flowtly.folder / "p.json.approvals", flowtly.folder / "other.json.approvals")

    refused(flowtly, 5, "The approval is not of the plan", "apply", "other.json", "--require-approvals", "1")


def test_one_approval_that_counts_is_enough_beside_others_that_do_not(
    flowtly: Flowtly, planned: Path, ann: str, trust: Callable[..., None]
) -> None:
    trust(Ann=ann)
    make_keys(flowtly.folder / "bo.pem", flowtly.folder / "bo.pub.pem")
    approvals = planned.with_name("p.json.approvals")
    approvals.write_text("no json\n" + approvals.read_text() + "{}\n")

    assert public_key(flowtly.folder / "bo.pem") != ann
    assert flowtly(*APPLY).code == 0


def test_what_approve_is_told_wrongly_is_said(flowtly: Flowtly, planned: Path) -> None:
    assert flowtly("approve").code == 2
    assert flowtly("approve", planned, "--init").code == 2
    nameless = flowtly("approve", planned)
    assert (nameless.code, "Make yours with `flowtly approve --init`" in " ".join(nameless.err.split())) == (4, True)
    assert flowtly("--json", "approve", "--init").code == 0
    assert "never overwritten" in flowtly("approve", "--init").err
    assert json.loads(flowtly("--json", "approve", planned).out)["approvals"].endswith("p.json.approvals")


def test_a_profile_that_asks_for_approvals_asks_every_plan_and_takes_no_request_without_one(
    flowtly: Flowtly, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
    monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)
    with acme(home):
        with (home / "config.toml").open("a") as file:
            file.write("approvals = 2\n")
        flowtly("pull", "budget-groups", "-o", "g.xlsx")
        book = openpyxl.load_workbook(flowtly.folder / "g.xlsx")
        book["Budget groups"]["C2"] = "Advertising"
        book.save(flowtly.folder / "g.xlsx")

        refused(flowtly, 6, "needs the approval of 2 other people", "apply", "g.xlsx", "--yes")
        refused(flowtly, 6, "Make the change in a workbook", "api", "POST", "/budget-groups", "--yes")
        assert "approvals" in flowtly("config", "show").out
