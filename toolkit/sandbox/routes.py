"""Every route of the service, derived from the entity declarations."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from urllib.parse import unquote

from toolkit.entities import DIRECTORIES, ENTITIES
from toolkit.entities.entity import Endpoint, Entity, Operation
from toolkit.sandbox import attachments, bank, entry, invoicing, items, ledger, openapi
from toolkit.sandbox.calls import Handler
from toolkit.sandbox.collections import listing
from toolkit.sandbox.naming import PREFIX
from toolkit.sandbox.problems import NoRoute
from toolkit.sandbox.switches import Prefix

_EXTRAS: Mapping[Endpoint, Handler] = {
    Endpoint("GET", "/transactions/unassigned"): ledger.unassigned,
    Endpoint("GET", "/transactions/with-problems"): ledger.with_problems,
    Endpoint("GET", "/transactions/{id}/suggestions"): ledger.suggestions,
    Endpoint("POST", "/transactions/{id}/suggestions/{suggestionId}/apply"): ledger.apply_suggestion,
    Endpoint("GET", "/transactions/export/mt940"): bank.export,
    Endpoint("POST", "/transactions/import"): bank.take_in,
    Endpoint("POST", "/transactions/attachments/zip"): attachments.archive,
    Endpoint("POST", "/transaction-attachments/create"): attachments.upload,
    Endpoint("GET", "/transaction-attachments/search"): attachments.search,
    Endpoint("POST", "/transaction-attachments/{id}/apply-suggestion"): attachments.apply_best,
    Endpoint("POST", "/transaction-attachments/{id}/apply-supplier-suggestion"): attachments.apply_supplier,
    Endpoint("POST", "/transaction-attachments/{id}/detach"): attachments.detach,
    Endpoint("GET", "/transaction-attachments/{id}/suggestions"): attachments.suggestions,
    Endpoint("GET", "/transaction-attachments/{id}/suggestions-debug"): attachments.suggestions_debug,
    Endpoint("POST", "/transaction-attachments/{id}/suggestions/{suggestionId}/apply"): attachments.apply_chosen,
    Endpoint("GET", "/invoices/draft"): invoicing.drafts,
    Endpoint("GET", "/invoices/name/{date}"): invoicing.next_name,
    Endpoint("POST", "/invoices/send"): invoicing.send_many,
    Endpoint("GET", "/invoices/{id}/send"): invoicing.preview,
    Endpoint("POST", "/invoices/{id}/send"): invoicing.send,
}
"""What answers the operations beyond the five; an operation declared without an answer stops the server at once."""

_STANDARD = {
    Operation.LIST: ("GET", "", listing),
    Operation.GET: ("GET", "/{id}", items.read),
    Operation.POST: ("POST", "", items.create),
    Operation.PATCH: ("PATCH", "/{id}", items.change),
    Operation.DELETE: ("DELETE", "/{id}", items.remove),
}

_OPEN = frozenset({"/login", openapi.PATH})


@dataclass(frozen=True)
class Route:
    """One method on one path template."""

    method: str
    template: str
    handle: Handler

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.template)))

    @property
    def needs_token(self) -> bool:
        """Tell whether only known users are let in."""
        return self.template not in _OPEN

    def match(self, path: str) -> Mapping[str, str] | None:
        """Return the parts of a raw path that the template names, decoded, or `None` for another path."""
        found = self._pattern.fullmatch(path)
        if found is None:
            return None
        parts = {name: unquote(value) for name, value in found.groupdict().items()}
        return None if any("/" in value for value in parts.values()) else parts


class Router:
    """Finds the route of a request, and tells a wrong path from a wrong method."""

    def __init__(self) -> None:
        extras = [route for entity in ENTITIES for route in _extras(entity)]
        standard = [route for entity in (*ENTITIES, *DIRECTORIES) for route in _standard(entity)]
        own = [
            Route("POST", "/login", entry.login),
            Route("GET", "", entry.entrypoint),
            Route("GET", "/contexts/{id}", entry.context),
            Route("GET", openapi.PATH, openapi.docs),
            Route("GET", "/transactions/attachments/zip/{id}", attachments.linked_archive),
        ]
        self._routes = sorted((*own, *extras, *standard), key=lambda route: route.template.count("{"))

    def find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]]:
        """Return the route and the named parts of a path without prefix. Raises `NoRoute` 404 or 405."""
        wanted = "GET" if method == "HEAD" else method
        matches = [(route, parts) for route in self._routes if (parts := route.match(path)) is not None]
        for route, parts in matches:
            if route.method == wanted:
                return route, parts
        allow = tuple(dict.fromkeys(route.method for route, _ in matches))
        raise NoRoute(405, allow) if allow else NoRoute(404)


def without_prefix(path: str, where: Prefix) -> str:
    """Return a path as routes have it. Raises `NoRoute` where the service is not found at such paths."""
    prefixed = path == PREFIX or path.startswith(f"{PREFIX}/")
    if where is (Prefix.ABSENT if prefixed else Prefix.NEEDED):
        raise NoRoute(404)
    return path.removeprefix(PREFIX) if prefixed else path.removesuffix("/")


def _standard(entity: Entity) -> list[Route]:
    routes = [
        Route(method, f"{entity.collection}{tail}", partial(handle, entity))
        for operation, (method, tail, handle) in _STANDARD.items()
        if entity.can(operation)
    ]
    if not entity.can(Operation.GET):
        routes.insert(0, Route("GET", f"{entity.collection}/{{id}}", items.not_exposed))
    return routes


def _extras(entity: Entity) -> list[Route]:
    return [Route(end.method, end.path, _EXTRAS[end]) for end in entity.extras]
