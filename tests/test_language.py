"""The language that is spoken: who chooses it, and what a text becomes in it."""

from pathlib import Path

import pytest
from command_line import Flowtly

from toolkit.language import SHIPPED, _, ngettext, speaking, spoken, translations, wanted
from toolkit.loop.config import settings_in_force
from toolkit.settings import preferred_language


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "sv"}, "sv"),
        ({"LANG": "sv-SE"}, "sv"),
        ({"LANG": "pl_PL.UTF-8"}, "en"),
        ({"LANG": "sv_SE.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "sv_SE.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LC_ALL": "C", "FLOWTLY_LANG": "sv"}, "sv"),
        ({"LC_ALL": "", "LANG": "sv_SE"}, "sv"),
    ],
)
def test_the_first_variable_that_says_anything_decides(environ: dict[str, str], language: str) -> None:
    assert wanted(environ) == language


def test_a_block_speaks_a_language_and_gives_back_the_one_before() -> None:
    with speaking("sv"):
        swedish = _("Commands")
        with speaking("en"):
            assert (_("Commands"), spoken()) == ("Commands", "en")
        assert _("Commands") == swedish

    assert (swedish, _("Commands"), spoken()) == ("Kommandon", "Commands", "en")


def test_a_text_without_a_translation_stays_english() -> None:
    with speaking("sv"):
        assert _("No catalogue has this one.") == "No catalogue has this one."
        assert ngettext("one thing of no catalogue", "things of no catalogue", 2) == "things of no catalogue"


def test_a_text_is_known_in_every_language_whatever_is_spoken() -> None:
    for language in SHIPPED:
        with speaking(language):
            assert translations("Commands") == ("Commands", "Kommandon")


def configure(home: Path, text: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(text, encoding="utf-8")


def test_the_profile_chooses_before_the_environment(home: Path) -> None:
    configure(home, '[profiles.acme]\nurl = "http://localhost:9"\nlanguage = "sv"\n')
    environ = {"FLOWTLY_HOME": str(home), "LANG": "en_GB.UTF-8"}

    assert preferred_language("acme", environ) == "sv"
    assert preferred_language(None, environ) == "en"


@pytest.mark.parametrize("text", ["this is no TOML", '[profiles.acme]\nurl = "http://localhost:9"\nlanguage = "pl"\n'])
def test_settings_with_a_mistake_are_left_to_whoever_reads_them_next(home: Path, text: str) -> None:
    configure(home, text)

    assert preferred_language("acme", {"FLOWTLY_HOME": str(home), "LANG": "sv_SE.UTF-8"}) == "sv"


def test_a_language_that_is_not_shipped_is_refused_in_the_settings(home: Path, flowtly: Flowtly) -> None:
    configure(home, '[profiles.acme]\nurl = "http://localhost:9"\nlanguage = "pl"\n')

    outcome = flowtly("--profile", "acme", "config", "show")

    assert outcome.code == 2
    assert "profiles.acme.language" in outcome.err
    assert "en, sv" in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [("--lang", "sv", "--help"), ("--help", "--lang", "sv"), ("--lang=sv", "-h")],
)
def test_the_option_speaks_wherever_it_stands(flowtly: Flowtly, arguments: tuple[str, ...]) -> None:
    outcome = flowtly(*arguments)

    assert outcome.code == 0
    assert "Kommandon:" in outcome.out
    assert "Användning: flowtly" in outcome.out
    assert "Commands" not in outcome.out


def test_the_help_of_a_command_is_translated_and_english_again_after_it(flowtly: Flowtly) -> None:
    swedish, english = flowtly("--lang", "sv", "check", "--help"), flowtly("check", "--help")

    assert "Visa den här hjälpen" in swedish.out
    assert "Show this message and exit." in english.out
    assert not set(swedish.out.splitlines()) & {line for line in english.out.splitlines() if "  " in line.strip()}


def test_the_list_of_a_groups_commands_says_each_sentence_to_its_end(flowtly: Flowtly) -> None:
    said = " ".join(flowtly("attachments", "--help").out.split())

    assert "Download documents into a folder for each transaction, with an index and a manifest." in said
    assert "..." not in said.partition("Commands:")[2]


def test_click_speaks_it_too(flowtly: Flowtly) -> None:
    outcome = flowtly("--lang", "sv", "chekc")

    assert outcome.code == 2
    assert "Fel: " in outcome.err
    assert "Kommandot 'chekc' finns inte." in outcome.err


def test_the_environment_is_obeyed_where_nothing_else_tells(flowtly: Flowtly, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLOWTLY_LANG")
    monkeypatch.setenv("LC_ALL", "sv_SE.UTF-8")

    assert "Kommandon:" in flowtly("--help").out


def test_a_language_that_is_not_shipped_is_no_choice(flowtly: Flowtly) -> None:
    outcome = flowtly("--lang", "xx", "--help")

    assert outcome.code in {0, 2}
    assert "xx" not in outcome.out


@pytest.mark.parametrize(
    ("settings", "environ", "told"),
    [
        ("", {}, ("en", "default")),
        ("", {"LC_ALL": "sv_SE.UTF-8"}, ("sv", "environment: LC_ALL")),
        ('[profiles.acme]\nurl = "http://localhost:9"\nlanguage = "sv"\n', {"LC_ALL": "C"}, ("sv", "config.toml")),
    ],
)
def test_the_settings_tell_the_language_and_who_chose_it(
    home: Path, settings: str, environ: dict[str, str], told: tuple[str, str]
) -> None:
    configure(home, settings)

    found = settings_in_force("acme" if settings else None, environ | {"FLOWTLY_HOME": str(home)})

    (language,) = (each for each in found if each.key == "language")
    assert (language.value, Path(language.origin).name) == told
