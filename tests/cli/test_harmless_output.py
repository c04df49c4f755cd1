"""Nothing that a file, a service or an argument holds can steer the terminal, whatever is printed and wherever."""

import json

import click
import pytest
from click.testing import CliRunner
from command_line import Flowtly
from hypothesis import given
from hypothesis import strategies as st

from toolkit.cli.session import Session, Talk
from toolkit.entities.canonical import canonical, parse
from toolkit.reports.terminal import COLOUR, PLAIN, Tone, harmless, harmless_json

STEERS = ("\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\x08\x08", "\x00", "\x7f", "\u202e", "\u2066", "\u200f", "\u061c")
each_steering = pytest.mark.parametrize("steering", STEERS, ids=ascii)


def steers(text: str) -> bool:
    return any(
        (character < " " and character not in "\n\t") or "\x7f" <= character < "\xa0" or character in BIDI
        for character in text
    )


BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


@given(st.text(st.sampled_from(["a", "ż", "\n", "\t", "\x1b", "[", "3", "1", "m", "\x9b", *BIDI, "\r", "\x00"])))
def test_lines_keep_their_words_and_lose_what_steers(text: str) -> None:
    assert not steers(harmless(text))
    assert not steers(harmless(text, COLOUR).replace("\x1b[31m", ""))
    assert parse(harmless_json(canonical(text))) == text
    assert not steers(harmless_json(canonical(text)))


def test_our_own_colours_stay_and_no_others() -> None:
    painted = COLOUR("bad", Tone.BAD)

    assert harmless(f"{painted}\x1b[8m", COLOUR) == f"{painted}␛[8m"
    assert harmless(painted, PLAIN) == "␛[31mbad␛[0m"


@each_steering
@pytest.mark.parametrize("option", ["", "--json"])
@pytest.mark.parametrize(
    "call",
    [
        "show {}.json",
        "check {}.xlsx",
        "describe {}",
        "pull {} -o x.xlsx",
        "--profile {} pull budgets -o x.xlsx",
        "pull budgets --{}",
        "{}",
        "--{}",
        "runs show {}",
        "api GET /budgets/{}",
        "api POST /budgets -d {}",
        "api POST /budgets -F {}",
        "mt940 verify {}",
        "audit verify {}",
    ],
)
def test_what_was_typed_does_not_steer(flowtly: Flowtly, call: str, option: str, steering: str) -> None:
    steering = steering.replace("\x00", "\x01")  # no argument can have the first
    told = flowtly(*option.split(), *(part.format(f"x{steering}y") for part in call.split()))

    assert told.code != 0
    assert not steers(f"{told.out}{told.err}")


@each_steering
def test_what_is_said_asked_and_printed_does_not_steer(steering: str) -> None:
    session = Session(None, Talk.NORMAL, as_json=False, asks=True)

    @click.command()
    def speak() -> None:
        session.say(f"said{steering}")
        session.emit(f"printed{steering}")
        session.emit_json({"name": steering})
        session.confirm(f"Really {steering}?")
        session.ask(f"How many {steering}?")

    told = CliRunner().invoke(speak, input="y\n3\n")

    assert not steers(f"{told.stdout}{told.stderr}")
    assert (told.exit_code, "said" in told.stderr, "printed" in told.stdout) == (0, True, True)


@each_steering
def test_what_the_service_holds_does_not_steer(flowtly: Flowtly, steering: str) -> None:
    name = json.dumps({"name": f"Group {steering} here"})
    for option in ("", "--json"):
        made = flowtly(*option.split(), "api", "POST", "/budget-groups", "-d", name, "--yes")
        listed = flowtly(*option.split(), "runs", "direct")
        assert not steers(f"{made.out}{made.err}{listed.out}{listed.err}")
