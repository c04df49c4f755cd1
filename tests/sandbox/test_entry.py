"""Login and tokens, in the words of Lexik."""

import base64
import json

import httpx
import pytest

from tests.sandbox.support import Serve
from toolkit.sandbox import tokens
from toolkit.sandbox.problems import Unauthorized
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.sandbox.switches import Switches

NOW = 1_800_000_000
KEY = b"key"


def _login(client: httpx.Client, body: object) -> httpx.Response:
    return client.post("/login", json=body)


def test_login_gives_a_token_with_its_end(client: httpx.Client) -> None:
    answer = _login(client, {"username": USERNAME, "password": PASSWORD})
    assert answer.status_code == 200
    head, claims, _ = answer.json()["token"].split(".")
    read = [json.loads(base64.urlsafe_b64decode(part + "==")) for part in (head, claims)]
    assert read[0] == {"typ": "JWT", "alg": "HS256"}
    assert read[1]["exp"] - read[1]["iat"] == 3600
    assert read[1]["username"] == USERNAME


@pytest.mark.parametrize(
    "body", [{}, [], "x", {"username": USERNAME}, {"username": USERNAME, "password": "no"}, {"password": PASSWORD}]
)
def test_a_wrong_login_is_refused(client: httpx.Client, body: object) -> None:
    refused = _login(client, body)
    assert refused.status_code == 401
    assert refused.json() == {"code": 401, "message": "Invalid credentials."}


def test_a_login_that_is_no_json_is_refused(client: httpx.Client) -> None:
    assert client.post("/login", content=b"username=demo").status_code == 401


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("", "JWT Token not found"),
        ("Basic YTpi", "JWT Token not found"),
        ("Bearer", "JWT Token not found"),
        ("Bearer abc.def.ghi", "Invalid JWT Token"),
        ("Bearer nonsense", "Invalid JWT Token"),
        ("Bearer å.å.å", "Invalid JWT Token"),
    ],
)
def test_only_a_genuine_bearer_token_opens(client: httpx.Client, header: str, message: str) -> None:
    refused = client.get("/budgets", headers={b"Authorization": header.encode()})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.headers["content-type"] == "application/json"
    assert refused.json() == {"code": 401, "message": message}


def test_an_old_token_is_told_so(serve: Serve) -> None:
    client = serve(Switches(token_lifetime=-1))
    assert client.get("/budgets").json() == {"code": 401, "message": "Expired JWT Token"}


def test_a_token_outlives_the_server_that_gave_it(serve: Serve) -> None:
    first, second = serve(Switches()), serve(Switches())
    assert second.get("/budgets", headers={"Authorization": first.headers["Authorization"]}).status_code == 200


def test_an_anonymous_server_asks_for_nothing(serve: Serve) -> None:
    assert serve(Switches(anonymous=True)).get("/budgets", headers={"Authorization": ""}).status_code == 200


def test_a_token_is_good_until_its_end() -> None:
    token = tokens.issue("me", KEY, NOW, 60)
    tokens.check(f"Bearer {token}", KEY, NOW + 59)
    with pytest.raises(Unauthorized, match="Expired"):
        tokens.check(f"Bearer {token}", KEY, NOW + 60)


def test_a_token_of_another_key_or_with_other_claims_is_invalid() -> None:
    head, claims, signature = tokens.issue("me", KEY, NOW, 60).split(".")
    other = tokens.issue("you", KEY, NOW, 60).split(".")[1]
    for forged in (
        tokens.issue("me", b"other", NOW, 60),
        f"{head}.{other}.{signature}",
        f"{claims}.{head}.{signature}",
    ):
        with pytest.raises(Unauthorized, match="Invalid"):
            tokens.check(f"Bearer {forged}", KEY, NOW)
