"""The embedded service as a service one record of which holds what no column can read, in as many fields as wanted."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from first_day import furnish_service
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from toolkit.entities.canonical import Json
from toolkit.sandbox.app import App
from toolkit.sandbox.server import opened, serving
from toolkit.sandbox.sql import Select
from toolkit.sandbox.switches import DEFAULT

Odd = Mapping[str, Mapping[str, Json]]
"""What the first record of each entity holds, by the path of the entity and the field."""


class OddRecords:
    """Puts odd values into the first record of each entity, wherever it is answered with, and keeps the writes."""

    def __init__(self, app: ASGIApp, odd: Odd, first: Mapping[str, str]) -> None:
        self._app = app
        self._by_iri = {f"/api/{path}/{first[path]}": fields for path, fields in odd.items() if path in first}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the service does, but for these records."""
        start: Message = {}
        body = b""

        async def held(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                told = self._told(start, body)
                headers = [each for each in start["headers"] if each[0].lower() != b"content-length"]
                await send({**start, "headers": [*headers, (b"content-length", str(len(told)).encode())]})
                await send({"type": "http.response.body", "body": told})

        await self._app(scope, receive, held)

    def _told(self, start: Message, body: bytes) -> bytes:
        kinds = dict(start["headers"])
        if b"json" not in kinds.get(b"content-type", b"") or start["status"] >= 300:
            return body
        answer = json.loads(body)
        members = answer.get("member", answer.get("hydra:member")) if isinstance(answer, dict) else None
        for member in members if isinstance(members, list) else [answer]:
            if isinstance(member, dict):
                member.update(self._by_iri.get(str(member.get("@id")), {}))
        return json.dumps(answer).encode()


@contextmanager
def odd_service(home: Path, odd: Odd) -> Iterator[str]:
    """Serve such a service as the default profile `acme`, and give its address."""
    furnish_service(home / "acme")
    with closing(opened(home / "acme")) as store:
        ids = {path: [str(row["id"]) for row in store.select(Select(path))] for path in odd}
        first = {path: min(found) for path, found in ids.items() if found}
        with serving(OddRecords(App(store, DEFAULT), odd, first)) as url:
            (home / "config.toml").write_text(f'default = "acme"\n\n[profiles.acme]\nurl = "{url}"\nbackoff = 0.01\n')
            yield url
