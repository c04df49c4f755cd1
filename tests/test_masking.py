"""Secrets are known by their names and by their looks, at any depth, and nothing else is hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities import DIRECTORIES, ENTITIES
from toolkit.entities.canonical import Json, canonical
from toolkit.masking import MASK, is_secret, masked, masked_text, masked_url, secrets_in, url_secrets, without

SECRET = "S3cr3t-Zebra-77"
NAMES = (
    *("password", "Password", "newPassword", "plain_password", "passwd", "pwd", "user[password]", "PASSWORD_HASH"),
    *("token", "accessToken", "refresh_token", "API_TOKEN", "idtoken", "secret", "clientSecret", "apiKey", "api-key"),
    *("apikey", "X-Api-Key", "privateKey", "ssh_key", "key", "keys", "authorization", "Authorization", "credentials"),
    *("jwt", "sessionId", "Cookie", "pin", "cardPin", "otp", "cvc", "passphrase", "lösenord", "smtp.password"),
)
HARMLESS = (
    "name",
    "keyword",
    "monkey",
    "compass",
    "passenger",
    "pinned",
    "keyFigure",
    "shipping",
    "session",
    "topping",
)
each_name = pytest.mark.parametrize("name", NAMES)

_leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
_wraps = st.lists(st.sampled_from(["object", "list", "pair"]), max_size=5)


@each_name
def test_a_secret_name_is_known(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_name_is_no_secret(name: str) -> None:
    assert not is_secret(name)


def test_no_field_of_an_entity_is_hidden() -> None:
    assert not [
        (each.path, column.field)
        for each in (*ENTITIES, *DIRECTORIES)
        for column in each.columns
        if is_secret(column.field)
    ]


@given(name=st.sampled_from(NAMES), wraps=_wraps, beside=_leaves, value=st.sampled_from([SECRET, 8_675_309_777]))
def test_what_a_secret_name_holds_is_hidden_at_any_depth(
    name: str, wraps: list[str], beside: Json, value: str | int
) -> None:
    json: Json = {name: value, "beside": beside}
    for wrap in wraps:
        wrapped: dict[str, Json] = {"object": {"in": json}, "list": [json, 1], "pair": {"x": [beside], "y": json}}
        json = wrapped[wrap]

    assert str(value) not in canonical(masked(json))
    assert str(value) in secrets_in(json)
    assert masked(masked(json)) == masked(json)


def test_everything_below_a_secret_name_is_hidden_but_what_tells_nothing() -> None:
    json: Json = {"credentials": {"user": "ann", "list": ["a", 2, None, True, ""]}, "name": "Ann"}

    assert masked(json) == {
        "credentials": {"user": MASK, "list": [MASK, MASK, None, True, ""]},
        "name": "Ann",
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("eyJhbGciOiJIUzI1.eyJzdWIiOiJhbm4i.c2ln-1", MASK),
        ("Authorization: Bearer abc.def", f"Authorization: Bearer {MASK}"),
        ("https://ann:hunter2@acme.example/x", f"https://{MASK}@acme.example/x"),
        (
            "https://acme.example/hook?id=3&access_token=abc123&n=1",
            f"https://acme.example/hook?id=3&access_token={MASK}&n=1",
        ),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n", f"{MASK}\n"),
        ("Rent for May: 12 at 14:30, ann@acme.example", "Rent for May: 12 at 14:30, ann@acme.example"),
    ],
)
def test_what_looks_like_a_secret_is_hidden_in_any_text(text: str, told: str) -> None:
    assert masked_text(text) == told
    assert masked({"note": [text]}) == {"note": [told]}


def test_a_repeated_secret_is_taken_out_of_a_sentence() -> None:
    assert without(f"password: {SECRET} is too short, {SECRET}x too.", {SECRET, f"{SECRET}x", "is"}) == (
        f"password: {MASK} is too short, {MASK} too."
    )


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:{}@db/j",
        "postgresql://ann:{}@db:5432/j?sslmode=require",
        "postgresql://:{}@db/j",
        "postgresql:ann:{}@db/j",
        "ann:{}@db/j",
        "postgresql//ann:{}@db/j",
        "postgresql://db/j?user=ann&password={}",
        "postgresql://ann@db/j?sslpassword={}&x=1",
    ],
)
@pytest.mark.parametrize("secret", [SECRET, "with/slash77", "with:colon77", "with@sign77", "with%40percent77"])
def test_a_password_is_hidden_in_a_url_well_written_or_not(url: str, secret: str) -> None:
    shown = masked_url(url.format(secret))

    assert not {secret[at : at + 4] for at in range(len(secret) - 3)} & {shown[at : at + 4] for at in range(len(shown))}
    assert secret in url_secrets(url.format(secret))


def test_what_stands_where_the_port_does_and_is_none_is_a_password() -> None:
    assert masked_url(f"postgresql://ann:{SECRET}") == f"postgresql://ann:{MASK}"


@pytest.mark.parametrize(
    "url",
    ["sqlite:///home/a:b@c/j.sqlite3", "postgresql://ann@db:5432/j", "postgresql://db:5432", "postgresql:///j", ""],
)
def test_a_url_without_a_password_is_shown_as_it_is(url: str) -> None:
    assert masked_url(url) == url
