"""Commands one by one: what they print, and that help tells the truth about them."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import httpx
import pytest
from command_line import Flowtly

from toolkit.cli.main import Commands
from toolkit.cli.main import flowtly as command_line
from toolkit.entities import ENTITIES, Entity

REFERENCE = Path(__file__).parents[2] / "docs" / "commands.md"


@pytest.mark.parametrize("name", Commands.TABLE)
def test_the_table_of_help_says_what_the_command_says(name: str) -> None:
    """Help is told without importing a command, and is still the command's own."""
    command = command_line.get_command(click.Context(command_line), name)

    assert command is not None
    assert (command.help or "").startswith(Commands.TABLE[name][1].rstrip("."))


@pytest.mark.parametrize("name", Commands.TABLE)
def test_every_command_is_in_the_reference_with_an_example(name: str) -> None:
    """A command without documentation does not exist for its users."""
    assert f"## flowtly {name}\n" in REFERENCE.read_text(encoding="utf-8")


def test_a_command_that_is_not_there_ends_with_2(flowtly: Flowtly) -> None:
    """An unknown word is a usage error."""
    assert flowtly("plna").code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_for_the_shell(flowtly: Flowtly, shell: str) -> None:
    """The script asks this program for completions."""
    outcome = flowtly("completion", shell)

    assert (outcome.code, "_FLOWTLY_COMPLETE" in outcome.out) == (0, True)


def test_entities_lists_all_twelve(flowtly: Flowtly) -> None:
    """As text and as JSON."""
    listed = json.loads(flowtly("--json", "entities").out)["entities"]

    assert [entity["entity"] for entity in listed] == [entity.path for entity in ENTITIES]
    assert all(entity.path in flowtly("entities").out for entity in ENTITIES)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_describe_names_every_field(flowtly: Flowtly, entity: Entity) -> None:
    """As text and as JSON."""
    told = flowtly("describe", entity.path)
    described = json.loads(flowtly("--json", "describe", entity.path).out)

    assert [column["field"] for column in described["columns"]] == [column.field for column in entity.columns]
    assert told.code == 0


def test_quiet_says_nothing_beside_the_data(flowtly: Flowtly) -> None:
    """-q leaves stderr empty."""
    outcome = flowtly("-q", "template", "budgets", "-o", "b.xlsx")

    assert (outcome.code, outcome.err) == (0, "")


def test_an_error_is_json_too(flowtly: Flowtly) -> None:
    """With --json, a script reads the kind of the error from stdout."""
    outcome = flowtly("--json", "check", "missing.xlsx")

    error = json.loads(outcome.out)["error"]
    assert (outcome.code, error["kind"], error["retryable"]) == (4, "FileMissing", False)


def test_json_tells_whether_trying_again_can_help(flowtly: Flowtly, home: Path) -> None:
    """Where nobody listens, somebody may later."""
    (home / "config.toml").write_text('[profiles.a]\nurl = "http://127.0.0.1:1"\nattempts = 1\n')
    outcome = flowtly("--profile", "a", "--json", "pull", "budgets", "-o", "b.xlsx")

    error = json.loads(outcome.out)["error"]
    assert (outcome.code, error["kind"], error["retryable"]) == (9, "Unreachable", True)


def test_a_filter_narrows_the_pull(flowtly: Flowtly) -> None:
    """Only what the service filters so is in the workbook."""
    every = json.loads(flowtly("--json", "pull", "budgets", "-o", "a.xlsx").out)["records"]["budgets"]
    some = json.loads(flowtly("--json", "pull", "budgets", "-o", "b.xlsx", "--filter", "granularity=quarter").out)[
        "records"
    ]["budgets"]

    assert 0 < some < every


@pytest.mark.parametrize("text", ["granularity", "=quarter", "colour=red"])
def test_a_filter_that_would_do_nothing_is_refused(flowtly: Flowtly, text: str) -> None:
    """A service ignores what it does not know, and would return everything."""
    outcome = flowtly("pull", "budgets", "-o", "b.xlsx", "--filter", text)

    assert (outcome.code, (flowtly.folder / "b.xlsx").exists()) == (2, False)


def test_the_history_is_empty_at_first(flowtly: Flowtly) -> None:
    """No runs is no error."""
    assert json.loads(flowtly("--json", "runs").out)["runs"] == []
    assert flowtly("runs", "show", "nope2").code == 5


def test_the_demo_runs_and_leaves_its_files(tmp_path: Path) -> None:
    """`make demo`, as a process of its own: every step ends as it should."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FLOWTLY_")}

    done = subprocess.run(
        [str(Path(sys.executable).with_name("flowtly")), "demo", "--folder", str(tmp_path / "demo")],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done
    assert "2 planned = 2 done + 0 failed + 0 skipped + 0 unknown." in done.stdout
    assert (tmp_path / "demo" / "budgets.result.xlsx").exists()


def test_the_embedded_service_is_served_until_it_is_stopped(tmp_path: Path) -> None:
    """It prints its address, answers, and ends at Ctrl-C."""
    environment = os.environ | {"FLOWTLY_HOME": str(tmp_path)}
    with subprocess.Popen(
        [str(Path(sys.executable).with_name("flowtly")), "sandbox", "serve"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        answer = httpx.get(f"{url}/budgets", headers={"Accept": "application/ld+json"})
        server.send_signal(signal.SIGINT)
        try:
            _, said = server.communicate(timeout=20)
        finally:
            server.kill()

    assert answer.status_code == 401
    assert "Stopped." in said


def test_the_embedded_service_goes_wrong_as_it_is_told(tmp_path: Path) -> None:
    """Its switches and faults are options."""
    flowtly = str(Path(sys.executable).with_name("flowtly"))
    told = ["--switch", "anonymous=yes", "--switch", "currencies=codes", "--fault", "GET /budgets 504 html skip=1"]
    with subprocess.Popen(
        [flowtly, "sandbox", "serve", *told],
        env=os.environ | {"FLOWTLY_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        answers = [httpx.get(f"{url}{path}", timeout=60) for path in ("/budgets", "/budgets", "/currencies")]
        server.send_signal(signal.SIGINT)
        try:
            server.communicate(timeout=60)
        finally:
            server.kill()

    assert [answer.status_code for answer in answers] == [200, 504, 404]
    assert "nginx" in answers[1].text
