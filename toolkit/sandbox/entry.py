"""What is no entity: login, the entry point, and contexts."""

import json
import time

from toolkit.entities import find
from toolkit.sandbox import tokens, wire
from toolkit.sandbox.calls import Call, Reply, answer
from toolkit.sandbox.links import stored_columns
from toolkit.sandbox.naming import CURRENCIES, PATHS, PREFIX, class_name
from toolkit.sandbox.negotiation import Format
from toolkit.sandbox.problems import Unauthorized, missing
from toolkit.sandbox.switches import Currencies

USERNAME = "demo@flowtly.test"
PASSWORD = "sandbox"  # noqa: S105 -- the one user of a made-up company, printed in the documentation


def login(call: Call) -> Reply:
    """Exchange a user name and a password for a token."""
    try:
        given = wire.decode(call.body)
    except ValueError:
        given = None
    if given != {"username": USERNAME, "password": PASSWORD}:
        raise Unauthorized("Invalid credentials.")
    token = tokens.issue(USERNAME, call.store.signing_key(), int(time.time()), call.switches.token_lifetime)
    return Reply(200, json.dumps({"token": token}).encode(), Format.JSON.value)


def entrypoint(call: Call) -> Reply:
    """Answer with the path of every collection."""
    head = {"@context": f"{PREFIX}/contexts/Entrypoint", "@id": PREFIX, "@type": "Entrypoint"}
    places = {_camel(path): f"{PREFIX}/{path}" for path in sorted(PATHS) if _offered(call, path)}
    return answer(call, places if call.format is Format.JSON else {**head, **places})


def _offered(call: Call, path: str) -> bool:
    return path != CURRENCIES or call.switches.currencies is Currencies.RECORDS


def context(call: Call) -> Reply:
    """Answer with the JSON-LD context of a class: what its properties mean."""
    path = next((path for path in PATHS if class_name(path) == call.ids["id"]), None)
    if path is None:
        raise missing()
    name = class_name(path)
    words: dict[str, wire.Wire] = {
        "@vocab": f"{call.origin}{PREFIX}/docs.jsonld#",
        "hydra": "http://www.w3.org/ns/hydra/core#",
    }
    for column in stored_columns(find(path)):
        place = f"{name}/{column.field}"
        words[column.field] = {"@id": place, "@type": "@id"} if column.target else place
    return answer(call, {"@context": words})


def _camel(path: str) -> str:
    name = class_name(path)
    return f"{name[0].lower()}{name[1:]}"
