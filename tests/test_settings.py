"""Which service, as whom, within which limits: what is said where, and who wins."""

import copy
import pickle
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from toolkit.errors import BadSettings, InsecureUrl, UnknownProfile, UsageError
from toolkit.service_names import ImportFormat, ServiceNames
from toolkit.settings import (
    ENVIRONMENT,
    SANDBOX,
    Profile,
    home,
    is_loopback,
    journal_url,
    load_profile,
    safe_url,
    settings_file,
)
from toolkit.thresholds import DownloadLimits, LookAgain, Thresholds

CONFIG = """
default = "acme"

[profiles.acme]
url = "https://acme.example/"
username = "ann"

[profiles.other]
url = "https://other.example"
"""
URL = "https://environment.example"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(CONFIG)
    return tmp_path


def saying(folder: Path, text: str) -> dict[str, str]:
    """Return an environment whose settings file says this."""
    (folder / "config.toml").write_text(text)
    return {"FLOWTLY_HOME": str(folder)}


@pytest.mark.parametrize(
    ("given", "environ", "chosen"),
    [
        ("other", {"FLOWTLY_PROFILE": "acme", "FLOWTLY_URL": URL}, "other"),
        (SANDBOX, {"FLOWTLY_PROFILE": "acme", "FLOWTLY_URL": URL}, SANDBOX),
        (ENVIRONMENT, {"FLOWTLY_PROFILE": "acme", "FLOWTLY_URL": URL}, ENVIRONMENT),
        (None, {"FLOWTLY_PROFILE": "other", "FLOWTLY_URL": URL}, "other"),
        (None, {"FLOWTLY_URL": URL}, ENVIRONMENT),
        (None, {"FLOWTLY_URL": "", "FLOWTLY_PROFILE": ""}, "acme"),
        (None, {}, "acme"),
    ],
)
def test_the_option_wins_then_the_environment_then_the_settings(
    folder: Path, given: str | None, environ: dict[str, str], chosen: str
) -> None:
    assert load_profile(given, {"FLOWTLY_HOME": str(folder), **environ}).name == chosen


def test_without_any_settings_it_is_the_embedded_service(tmp_path: Path) -> None:
    assert load_profile(None, {"FLOWTLY_HOME": str(tmp_path)}) == Profile(SANDBOX, None)


def test_a_settings_file_without_default_leads_to_the_embedded_service(tmp_path: Path) -> None:
    assert load_profile(None, saying(tmp_path, '[profiles.a]\nurl = "https://a.example"')).name == SANDBOX


def test_a_url_alone_is_a_complete_anonymous_profile(tmp_path: Path) -> None:
    profile = load_profile(None, {"FLOWTLY_HOME": str(tmp_path), "FLOWTLY_URL": f"{URL}/"})
    assert profile == Profile(ENVIRONMENT, URL)
    assert (profile.service, profile.user) == (URL, "anonymous")


def test_the_environment_says_who_we_are(folder: Path) -> None:
    environ = {
        "FLOWTLY_HOME": str(folder),
        "FLOWTLY_TOKEN": " token\n",
        "FLOWTLY_USERNAME": "bob",
        "FLOWTLY_PASSWORD": " secret ",
        "FLOWTLY_LOGIN_PATH": "/auth",
    }
    profile = load_profile("acme", environ)
    assert (profile.token, profile.username, profile.password) == ("token", "bob", " secret ")
    assert (profile.login_path, profile.user) == ("/auth", "bob")


def test_what_the_environment_leaves_empty_the_settings_say(folder: Path) -> None:
    environ = {"FLOWTLY_HOME": str(folder), "FLOWTLY_TOKEN": "", "FLOWTLY_USERNAME": "", "FLOWTLY_LOGIN_PATH": ""}
    profile = load_profile("acme", environ)
    assert (profile.token, profile.username, profile.login_path) == (None, "ann", "/login")


def test_the_embedded_service_gets_no_ones_secrets(folder: Path) -> None:
    environ = {"FLOWTLY_HOME": str(folder), "FLOWTLY_TOKEN": "t", "FLOWTLY_USERNAME": "u", "FLOWTLY_PASSWORD": "p"}
    assert load_profile(SANDBOX, environ) == Profile(SANDBOX, None)


def test_every_setting_is_read(tmp_path: Path) -> None:
    text = """
    [profiles.full]
    url = "https://full.example/v2"
    username = "ann"
    login_path = "/api/login"
    workers = 8
    timeout = 30
    rate = 2.5
    page_size = 500
    ca_file = "company.pem"
    attempts = 3
    backoff = 0.1
    deadline = 90
    margin = 5.5
    lease = 20
    production = true
    headers = { X-Tenant = "7" }

    [profiles.full.guards]
    deletes_share = 0.05
    deletes_floor = 3
    clears = 0
    amount = 2500.50
    factors = [10, 12]
    shuffled = 9

    [profiles.full.download]
    seconds = 7200
    megabytes = 9

    [profiles.full.look_again]
    seconds = 2.5
    creations = 7
    """
    assert load_profile("full", saying(tmp_path, text)) == Profile(
        "full",
        "https://full.example/v2",
        username="ann",
        login_path="/api/login",
        workers=8,
        timeout=30.0,
        rate=2.5,
        page_size=500,
        ca_file=tmp_path / "company.pem",
        attempts=3,
        backoff=0.1,
        deadline=90.0,
        margin=5.5,
        lease=20.0,
        production=True,
        headers={"X-Tenant": "7"},
        guards=Thresholds(Decimal("0.05"), 3, 0, Decimal("2500.5"), (10, 12), 9),
        look_again=LookAgain(2.5, 7),
        download=DownloadLimits(7200.0, 9),
    )


def test_a_profile_says_no_more_than_its_url(tmp_path: Path) -> None:
    assert load_profile("a", saying(tmp_path, '[profiles.a]\nurl = "https://a.example"')) == Profile(
        "a", "https://a.example"
    )


@pytest.mark.parametrize(("line", "deadline"), [("", 120.0), ("timeout = 30", 120.0), ("timeout = 300", 600.0)])
def test_a_request_has_time_for_an_answer_and_more(tmp_path: Path, line: str, deadline: float) -> None:
    text = f'[profiles.a]\nurl = "https://a.example"\n{line}'

    assert load_profile("a", saying(tmp_path, text)).deadline == deadline


@pytest.mark.parametrize(
    ("line", "production"), [("", None), ("production = false", False), ("production = true", True)]
)
def test_a_profile_says_whether_it_is_production_or_leaves_it_to_its_address(
    tmp_path: Path, line: str, *, production: bool | None
) -> None:
    environ = saying(tmp_path, f'[profiles.a]\nurl = "https://a.example"\n{line}')
    assert load_profile("a", environ).production is production


def test_a_guard_that_is_not_said_stays_as_it_is_for_everybody(tmp_path: Path) -> None:
    environ = saying(tmp_path, '[profiles.a]\nurl = "https://a.example"\nguards = { clears = 1 }')
    assert load_profile("a", environ).guards == Thresholds(clears=1)


def test_a_service_may_call_things_otherwise(tmp_path: Path) -> None:
    said = '[profiles.a]\nurl = "https://a.example"\n[profiles.a.service]\nexport_from = "from"\nimport_format = "json"'
    names = load_profile("a", saying(tmp_path, said)).names
    assert names == ServiceNames(export_from="from", import_format=ImportFormat.JSON)


def test_an_unknown_profile_names_the_known_ones(folder: Path) -> None:
    with pytest.raises(UnknownProfile, match=r'no profile "acne"\. Known are sandbox, acme, other;'):
        load_profile("acne", {"FLOWTLY_HOME": str(folder)})


def test_the_profile_of_the_environment_is_unknown_without_its_url(folder: Path) -> None:
    with pytest.raises(UnknownProfile):
        load_profile(ENVIRONMENT, {"FLOWTLY_HOME": str(folder)})


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("workers = 0", "profiles.a.workers should be a whole number from 1 to 32"),
        ("workers = 33", "profiles.a.workers should be a whole number from 1 to 32"),
        ("workers = true", "profiles.a.workers should be a whole number"),
        ('workers = "4"', "profiles.a.workers should be a whole number"),
        ("workers = 4.0", "profiles.a.workers should be a whole number"),
        ("page_size = 0", "profiles.a.page_size should be a whole number from 1 to 10000"),
        ("rate = 0", "profiles.a.rate should be a number above 0"),
        ("rate = inf", "profiles.a.rate should be a number above 0"),
        ("rate = nan", "profiles.a.rate should be a number above 0"),
        ("rate = true", "profiles.a.rate should be a number above 0"),
        ('timeout = "60"', "profiles.a.timeout should be a number above 0"),
        ('production = "yes"', "profiles.a.production should be true or false"),
        ("guards = 7", "profiles.a.guards should be a table"),
        (
            "guards = { delete = 1 }",
            "profiles.a.guards.delete should be left out: it is not known here; known are amount",
        ),
        ("guards = { deletes_share = 1.1 }", "profiles.a.guards.deletes_share should be a number from 0 to 1"),
        ("guards = { deletes_share = nan }", "profiles.a.guards.deletes_share should be a number from 0 to 1"),
        ("guards = { amount = -1 }", "profiles.a.guards.amount should be a number from 0 to 1,000,000,000,000,000"),
        ("guards = { amount = true }", "profiles.a.guards.amount should be a number from 0 to"),
        ("guards = { clears = -1 }", "profiles.a.guards.clears should be a whole number from 0 to 1000000"),
        ("guards = { factors = 10 }", "profiles.a.guards.factors should be a list of whole numbers from 2"),
        ("guards = { factors = [10, 1] }", "profiles.a.guards.factors should be a list of whole numbers from 2"),
        ("guards = { factors = [10, 2.5] }", "profiles.a.guards.factors should be a list of whole numbers from 2"),
        ("look_again = { seconds = 0 }", "profiles.a.look_again.seconds should be a number above 0"),
        ("look_again = { creations = 0 }", "profiles.a.look_again.creations should be a whole number from 1 to"),
        ("download = { seconds = -1 }", "profiles.a.download.seconds should be a number above 0"),
        ("download = { megabytes = 0 }", "profiles.a.download.megabytes should be a whole number from 1 to"),
        ("download = { hours = 1 }", "profiles.a.download.hours should be left out"),
        ("look_again = { minutes = 1 }", "profiles.a.look_again.minutes should be left out"),
        ("service = 7", "profiles.a.service should be a table"),
        (
            'service = { from = "x" }',
            "profiles.a.service.from should be left out: it is not known here; known are export",
        ),
        ("service = { export_from = 7 }", "profiles.a.service.export_from should be some text in quotes"),
        ('service = { import_format = "xml" }', "profiles.a.service.import_format should be one of form, json"),
        ("username = 7", "profiles.a.username should be some text in quotes"),
        ('username = ""', "profiles.a.username should be some text in quotes"),
        ('login_path = "login"', "profiles.a.login_path should be a path that starts with a slash"),
        ("headers = 7", "profiles.a.headers should be a table"),
        ("headers = { X-Tenant = 7 }", "profiles.a.headers.X-Tenant should be some text in quotes"),
        ('headers = { authorization = "x" }', "profiles.a.headers.authorization should be left out"),
        ('wrokers = "x"', "profiles.a.wrokers should be left out: it is not known here; known are approvals, attempts"),
        ('token = "hidden"', "profiles.a.token should be left out: secrets do not belong in this file"),
        ('password = "hidden"', "profiles.a.password should be left out: secrets do not belong in this file"),
    ],
)
def test_a_bad_setting_names_its_file_and_key_and_what_it_should_be(tmp_path: Path, line: str, sentence: str) -> None:
    environ = saying(tmp_path, f'[profiles.a]\nurl = "https://a.example"\n{line}')
    with pytest.raises(BadSettings, match=f"config.toml: {re.escape(sentence)}") as bad:
        load_profile(SANDBOX, environ)
    assert "hidden" not in str(bad.value)


@pytest.mark.parametrize("url", ['""', '"acme"', '"ftp://acme.example"', '"https://"', '"https://a.example?x=1"', "7"])
def test_a_url_that_is_no_base_address_is_bad(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSettings, match=r"profiles\.a\.url should be"):
        load_profile("a", saying(tmp_path, f"[profiles.a]\nurl = {url}"))


def test_a_profile_without_url_is_bad(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"profiles\.a\.url should be the base address of the API"):
        load_profile("a", saying(tmp_path, "[profiles.a]"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("default = 7", "default should be some text in quotes"),
        (
            "profile = 'a'",
            "profile should be left out: it is not known here; known are approvers, default, people, profiles",
        ),
        ("profiles = 7", "profiles should be a table"),
        ("[profiles]\na = 7", "profiles.a should be a table"),
        ("[profiles.sandbox]", "profiles.sandbox should be named otherwise"),
        ("default =", "the file should be TOML, and it is not"),
    ],
)
def test_a_settings_file_of_another_shape_is_bad(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadSettings, match=re.escape(sentence)):
        load_profile(None, saying(tmp_path, text))


def test_a_settings_file_in_another_encoding_is_bad(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes('default = "Ä"'.encode("latin-1"))
    with pytest.raises(BadSettings, match="saved as UTF-8"):
        load_profile(None, {"FLOWTLY_HOME": str(tmp_path)})


def test_a_settings_file_that_cannot_be_read_is_bad(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(BadSettings, match="readable, and it is not"):
        load_profile(None, {"FLOWTLY_HOME": str(tmp_path)})


@pytest.mark.parametrize("variable", ["FLOWTLY_URL", "FLOWTLY_LOGIN_PATH"])
def test_a_bad_variable_is_named(folder: Path, variable: str) -> None:
    with pytest.raises(BadSettings, match=f"The environment: {variable} should be"):
        load_profile(None, {"FLOWTLY_HOME": str(folder), variable: "acme"})


UNSAFE = pytest.mark.parametrize(
    "url", ["http://acme.example", "https://ann@acme.example", "https://ann:secret@acme.example"]
)


@UNSAFE
def test_an_unsafe_url_of_the_environment_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(InsecureUrl, match=r"acme\.example is not safe to talk to") as refused:
        load_profile(None, {"FLOWTLY_HOME": str(tmp_path), "FLOWTLY_URL": url})
    assert "secret" not in str(refused.value)


@UNSAFE
def test_an_unsafe_url_of_the_settings_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(InsecureUrl, match=r"acme\.example is not safe to talk to") as refused:
        load_profile(None, saying(tmp_path, f'[profiles.a]\nurl = "{url}"'))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_plain_http_is_fine_on_this_machine(host: str) -> None:
    assert safe_url(f"http://{host}/") == f"http://{host}"
    assert is_loopback(f"http://{host}")


@pytest.mark.parametrize("host", ["localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.2", "evil.example:127"])
def test_what_only_looks_like_this_machine_is_not(host: str) -> None:
    with pytest.raises(InsecureUrl):
        safe_url(f"http://{host}/")


def test_settings_and_journal_live_at_home(tmp_path: Path) -> None:
    environ = {"FLOWTLY_HOME": str(tmp_path)}
    assert home(environ) == tmp_path
    assert settings_file(environ) == tmp_path / "config.toml"
    assert journal_url(environ) == f"sqlite:///{tmp_path.as_posix()}/journal.sqlite3"
    assert journal_url({**environ, "FLOWTLY_JOURNAL": "postgresql://x/y"}) == "postgresql://x/y"


def test_home_is_the_platforms_own_where_nothing_is_said() -> None:
    assert home({}).name == "flowtly"


def test_a_profile_shows_no_secret_and_is_not_pickled() -> None:
    profile = Profile("a", URL, token="hidden-t", username="ann", password="hidden-p", headers={"X": "hidden-h"})
    assert "hidden" not in repr(profile)
    with pytest.raises(TypeError, match="holds secrets"):
        pickle.dumps(profile)
    with pytest.raises(TypeError):
        copy.deepcopy(profile)
    assert replace(profile, name="b").token == "hidden-t"


def test_mistakes_in_settings_end_as_usage_errors() -> None:
    for error in (UnknownProfile, BadSettings, InsecureUrl):
        assert issubclass(error, UsageError)
        assert error.exit_code == 2
