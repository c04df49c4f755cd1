"""Four eyes: a plan that others must approve is applied once they did, and whoever made it does not count."""

import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from served import acme

from toolkit.applying.approvals import approve, claim
from toolkit.loop.plan import read_plan
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.signatures import make_keys, public_key

APPLY = ("apply", "p.json", "--require-approvals", "1")


@pytest.fixture
def me(flowtly: Flowtly) -> str:
    """Give the public key of whoever makes and applies plans here."""
    return flowtly("approve", "--init").out.strip()


@pytest.fixture
def planned(flowtly: Flowtly, me: str) -> Path:
    """Give a saved plan, signed by its maker: a budget group called anew."""
    assert me
    flowtly("pull", "budget-groups", "-o", "g.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "g.xlsx")
    book["Budget groups"]["C2"] = "Advertising"
    book.save(flowtly.folder / "g.xlsx")
    assert flowtly("plan", "g.xlsx", "-o", "p.json").code == 0
    return flowtly.folder / "p.json"


@pytest.fixture
def trust(home: Path, me: str) -> Callable[..., None]:
    """Give a function that writes whose keys are trusted, beside the one of whoever makes and applies plans here."""

    def write(**keys: str) -> None:
        mine = ["[people.Me]", f'key = "{me}"']
        lines = (f'"{name}" = "{key}"' for name, key in keys.items())
        (home / "config.toml").write_text("\n".join([*mine, "[approvers]", *lines, ""]), encoding="utf-8")

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


def test_a_plan_that_nobody_approved_is_refused(flowtly: Flowtly, planned: Path, trust: Callable[..., None]) -> None:
    trust()
    assert planned.exists()
    refused(flowtly, 6, "needs the approval of 1 other person, and has that of nobody")
    refused(flowtly, 6, "nobody signed this plan", "apply", "g.xlsx", "--yes", "--require-approvals", "1")


def test_two_approvals_of_one_person_are_one(
    flowtly: Flowtly, planned: Path, ann: str, trust: Callable[..., None]
) -> None:
    trust(Ann=ann)
    approvals = planned.with_name("p.json.approvals")
    approvals.write_text(approvals.read_text() * 2)

    refused(flowtly, 6, "2 other people, and has that of Ann", "apply", "p.json", "--require-approvals", "2")


def test_a_key_that_nobody_trusts_does_not_count(flowtly: Flowtly, ann: str, trust: Callable[..., None]) -> None:
    trust()
    refused(flowtly, 6, f"with the key {ann}, which is nobody's")


def test_the_user_who_made_the_plan_does_not_count_under_any_key(
    flowtly: Flowtly, ann: str, trust: Callable[..., None]
) -> None:
    trust(**{USERNAME.upper(): ann})

    refused(flowtly, 6, "does not count, who made the plan")


def test_the_key_of_the_maker_does_not_count_under_any_name(
    flowtly: Flowtly, planned: Path, home: Path, me: str
) -> None:
    (home / "config.toml").write_text(f'[people.Ann]\nkey = "{me}"\napproves = true\n', encoding="utf-8")
    assert flowtly("approve", planned).code == 0

    refused(flowtly, 6, "does not count, who made the plan or applies it")


def test_an_expired_approval_does_not_count(
    flowtly: Flowtly, planned: Path, ann: str, trust: Callable[..., None]
) -> None:
    trust(Ann=ann)
    now = datetime.now(UTC)
    week, day = timedelta(days=8), timedelta(days=1)
    line = approve(read_plan(planned), now - week, now - day, flowtly.folder / "ann/approver.pem")
    approvals = planned.with_name("p.json.approvals")
    approvals.write_text(approvals.read_text().splitlines(keepends=True)[0] + line)

    refused(flowtly, 6, "The approval of Ann was valid until")


def test_an_altered_line_does_not_count(flowtly: Flowtly, planned: Path, ann: str, trust: Callable[..., None]) -> None:
    trust(Ann=ann)
    approvals = planned.with_name("p.json.approvals")
    sound = approvals.read_text()
    year = json.loads(sound.splitlines()[1])["until"][:4]

    made, _approval = sound.splitlines(keepends=True)
    late = _approval.replace(f'"until":"{year}', f'"until":"{int(year) + 9}')
    for altered in (late, "no json\n", "[]\n", "{}\n"):
        approvals.write_text(made + altered)
        refused(flowtly, 5, "its signature does not fit")


def test_the_approval_of_another_plan_does_not_count(flowtly: Flowtly, ann: str, trust: Callable[..., None]) -> None:
    trust(Ann=ann)
    book = openpyxl.load_workbook(flowtly.folder / "g.xlsx")
    book["Budget groups"]["C3"] = "And one more"
    book.save(flowtly.folder / "g.xlsx")
    assert flowtly("plan", "g.xlsx", "-o", "other.json").code == 0
    approval = (flowtly.folder / "p.json.approvals").read_text(encoding="utf-8").splitlines(keepends=True)[1]
    with (flowtly.folder / "other.json.approvals").open("a", encoding="utf-8") as file:
        file.write(approval)

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


def test_what_approve_is_told_wrongly_is_said(flowtly: Flowtly, planned: Path, home: Path) -> None:
    assert flowtly("approve").code == 2
    assert flowtly("approve", planned, "--init").code == 2
    (home / "approver.pem").unlink()
    (home / "approver.pub.pem").unlink()
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

        refused(flowtly, 6, "nobody signed this plan as its maker", "apply", "g.xlsx", "--yes")
        refused(flowtly, 6, "Make the change in a workbook", "api", "POST", "/budget-groups", "--yes")
        assert "approvals" in flowtly("config", "show").out


def people(home: Path, *lines: str) -> None:
    (home / "config.toml").write_text("\n".join((*lines, "")), encoding="utf-8")


def test_the_own_approval_does_not_count_wherever_the_key_file_lies(
    flowtly: Flowtly, home: Path, planned: Path, ann: str, me: str
) -> None:
    """Ann makes a plan, approves it, and has it applied by somebody who never saw it."""
    people(home, "[people.Me]", f'key = "{me}"', "[people.Ann]", f'key = "{ann}"', "approves = true")
    approvals = planned.with_name("p.json.approvals")
    mine, hers = approvals.read_text(encoding="utf-8").splitlines(keepends=True)
    own = claim(read_plan(planned), datetime.now(UTC), flowtly.folder / "ann/approver.pem")

    approvals.write_text(own + hers, encoding="utf-8")
    refused(flowtly, 6, "The approval of Ann does not count, who made the plan")
    approvals.write_text(own + mine + hers, encoding="utf-8")
    refused(flowtly, 6, "The approval of Ann does not count, who made the plan")


def test_a_login_tells_who_somebody_is_whatever_they_are_called(
    flowtly: Flowtly, home: Path, planned: Path, ann: str, me: str
) -> None:
    hers = ("[people.Controller]", f'key = "{ann}"', f'login = "{USERNAME.upper()}"', "approves = true")
    people(home, "[people.Me]", f'key = "{me}"', *hers)

    assert planned.exists()
    refused(flowtly, 6, "The approval of Controller does not count, who made the plan or applies it")


def test_without_the_signature_of_its_maker_nothing_is_applied(
    flowtly: Flowtly, planned: Path, ann: str, trust: Callable[..., None]
) -> None:
    trust(Ann=ann)
    approvals = planned.with_name("p.json.approvals")
    lines = approvals.read_text(encoding="utf-8").splitlines(keepends=True)

    approvals.write_text(lines[1], encoding="utf-8")
    refused(flowtly, 6, "nobody signed this plan as its maker")
    approvals.write_text(lines[0].replace('"role":"made"', '"role":"made","x":1') + lines[1], encoding="utf-8")
    refused(flowtly, 6, "nobody signed this plan as its maker")
    altered = lines[0].replace('"at":"20', '"at":"21')
    approvals.write_text(altered + lines[1], encoding="utf-8")
    refused(flowtly, 5, "its signature does not fit")


def test_without_a_known_key_of_whoever_applies_it_nothing_is_applied(
    flowtly: Flowtly, home: Path, planned: Path, ann: str, me: str, trust: Callable[..., None]
) -> None:
    trust(Ann=ann)
    (home / "approver.pem").rename(home / "elsewhere.pem")
    refused(flowtly, 6, "there is no key on this machine")
    make_keys(home / "approver.pem", home / "another.pub.pem")
    refused(flowtly, 6, "of this machine is nobody's in config.toml")
    assert planned.exists()
    assert me


def test_who_may_not_approve_does_not_count(flowtly: Flowtly, home: Path, planned: Path, ann: str, me: str) -> None:
    people(home, "[people.Me]", f'key = "{me}"', "[people.Ann]", f'key = "{ann}"', 'login = "ann@acme.test"')

    assert planned.exists()
    refused(flowtly, 6, "The approval of Ann does not count, who may not approve")
    assert "Ann (ann@acme.test), Me" in flowtly("config", "show").out


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("[people.Bo]", 'login = "bo"'), "people.Bo.key should be the public key"),
        (("[people.Bo]", 'key = "k"', 'email = "bo"'), "people.Bo.email should be left out"),
        (("[people.Bo]", 'key = "k"', "[people.Al]", 'key = "k"'), "people.Al.key should be a key of their own"),
        (("[people.Bo]", 'key = "k"', "[approvers]", 'Al = "k"'), "it is the one of Bo"),
        (("[people.Bo]", 'key = "k"', 'approves = "yes"'), "people.Bo.approves should be true or false"),
    ],
)
def test_people_who_cannot_be_told_apart_are_refused(
    flowtly: Flowtly, home: Path, lines: tuple[str, ...], words: str
) -> None:
    people(home, *lines)

    found = flowtly("config", "show")
    assert (found.code, words in " ".join(found.err.split())) == (2, True), found.err


def test_a_plan_saved_without_a_key_takes_the_approvals_of_the_one_before_away(
    flowtly: Flowtly, home: Path, planned: Path
) -> None:
    (home / "approver.pem").unlink()
    assert planned.with_name("p.json.approvals").exists()

    flowtly("plan", "g.xlsx", "-o", "p.json")

    assert not planned.with_name("p.json.approvals").exists()
