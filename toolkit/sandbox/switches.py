"""What a test may set about the sandbox: dialect, speed, limits and scripted faults."""

import enum
from dataclasses import dataclass, replace


class Dialect(enum.StrEnum):
    """How collections and errors spell their keys."""

    BARE = "bare"
    """API Platform 4.1: `member`, `totalItems`."""
    HYDRA = "hydra"
    """API Platform 3.4 with its prefix: `hydra:member`, `hydra:totalItems`."""


class Prefix(enum.StrEnum):
    """Where requests find the service; its IRIs carry the prefix in any case."""

    EITHER = "either"
    """With the prefix of IRIs and without it."""
    NEEDED = "needed"
    """Below the prefix alone."""
    ABSENT = "absent"
    """Without the prefix alone, as behind a proxy that adds it."""


class Paging(enum.StrEnum):
    """How collections are parted."""

    FULL = "full"
    """With a total, and links to the first, last and next page."""
    PARTIAL = "partial"
    """Without a total and a last page; a next one is promised whenever a page is full."""
    NONE = "none"
    """Everything at once, whatever page is asked for, with a total and no links."""


class Errors(enum.StrEnum):
    """How refusals are told."""

    PROBLEM = "problem"
    """As problem documents (RFC 7807), the way of API Platform 3.1 and later."""
    LEGACY = "legacy"
    """As `hydra:Error`, the way of API Platform 2 and early 3."""
    HTML = "html"
    """As problem documents, and as HTML for paths that lead nowhere, as a proxy in front does."""


class Archives(enum.StrEnum):
    """How the documents of transactions are given, or not."""

    FOLDERS = "folders"
    """A zip with a folder for each transaction, called by its id; each document with its id before its name."""
    FLAT = "flat"
    """A zip of bare names, with a number where two are alike."""
    LINK = "link"
    """JSON with a link to the zip."""
    HTML = "html"
    """A web page with status 200, as a proxy in front does that has lost its service."""
    EMPTY = "empty"
    """Nothing at all, called a zip."""
    TRUNCATED = "truncated"
    """The first half of a zip, whose length is announced as if it were the whole."""
    WRONG_CRC = "wrong crc"
    """A zip with one byte of a document altered."""
    MISSING = "missing"
    """A zip without the last document."""


class Imports(enum.StrEnum):
    """What an uploaded statement really brings; the answer is 201 in any case."""

    WHOLE = "whole"
    """Every movement, once."""
    HALF = "half"
    """The first half of the movements."""
    TWICE = "twice"
    """Every movement, and the last one again."""
    UNREFERENCED = "unreferenced"
    """Every movement, without the bank's reference."""


class Deletion(enum.StrEnum):
    """What becomes of the records that point at a deleted one."""

    REFUSED = "refused"
    """They stay, and the deletion is refused: a bare 500, as the database says no more."""
    CASCADE = "cascade"
    """They are gone as well, and the answer does not tell (`onDelete: CASCADE`)."""


class Currencies(enum.StrEnum):
    """How records tell their currency."""

    RECORDS = "records"
    """By the IRI of a record in `/currencies`."""
    CODES = "codes"
    """By three letters; there is no `/currencies`."""


class FaultKind(enum.StrEnum):
    """What goes wrong with a request. Each kind can come before and after the commit; some names say when it does."""

    DROP = "drop"
    """The connection ends without an answer."""
    STATUS = "status"
    """The service, or something in front of it, answers with a status of its own."""
    TRUNCATED_ANSWER = "truncated answer"
    """Half of the answer arrives; before the commit, half of a page of something in front."""
    NEVER_ANSWERED = "never answered"
    """Nothing arrives, and the connection stays open."""
    LATE = "late"
    """The service is slow: to carry out the request (before the commit), or to answer it (after)."""
    DROP_BEFORE_COMMIT = "drop before commit"
    DROP_AFTER_COMMIT = "drop after commit"
    ERROR_AFTER_COMMIT = "500 after commit"
    UNAVAILABLE = "503"
    TOO_MANY_REQUESTS = "429"
    TOKEN_EXPIRED = "401"  # noqa: S105 - an answer, and no password
    IGNORE_FIELD = "ignore field"
    ROUND_FIELD = "round field"


class Moment(enum.StrEnum):
    """When a fault befalls a request."""

    BEFORE = "before"
    """Before the service has carried it out; but for a late one it never will."""
    AFTER = "after"
    """After it has."""


class Body(enum.StrEnum):
    """What an answer of a fault has in it."""

    PROBLEM = "problem"
    """A problem document, as the service writes them."""
    HTML = "html"
    """A web page, as something in front of the service writes them."""
    UNREADABLE = "unreadable"
    """JSON that breaks off, under the service's media type, with its length told as it is."""
    EMPTY = "empty"
    """Nothing."""


_SPELT_OUT = {
    FaultKind.DROP: (FaultKind.DROP, Moment.BEFORE, 0),
    FaultKind.STATUS: (FaultKind.STATUS, Moment.BEFORE, 500),
    FaultKind.TRUNCATED_ANSWER: (FaultKind.TRUNCATED_ANSWER, Moment.AFTER, 502),
    FaultKind.NEVER_ANSWERED: (FaultKind.NEVER_ANSWERED, Moment.AFTER, 0),
    FaultKind.LATE: (FaultKind.LATE, Moment.BEFORE, 0),
    FaultKind.DROP_BEFORE_COMMIT: (FaultKind.DROP, Moment.BEFORE, 0),
    FaultKind.DROP_AFTER_COMMIT: (FaultKind.DROP, Moment.AFTER, 0),
    FaultKind.ERROR_AFTER_COMMIT: (FaultKind.STATUS, Moment.AFTER, 500),
    FaultKind.UNAVAILABLE: (FaultKind.STATUS, Moment.BEFORE, 503),
    FaultKind.TOO_MANY_REQUESTS: (FaultKind.STATUS, Moment.BEFORE, 429),
    FaultKind.TOKEN_EXPIRED: (FaultKind.TOKEN_EXPIRED, Moment.BEFORE, 401),
    FaultKind.IGNORE_FIELD: (FaultKind.IGNORE_FIELD, Moment.BEFORE, 0),
    FaultKind.ROUND_FIELD: (FaultKind.ROUND_FIELD, Moment.BEFORE, 0),
}
"""What each kind is in full, and the moment and the status that it has unless the fault says others."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A scripted fault: after `skip` matching requests, it befalls the next `times` of them.

    A request matches by its method (`*` for any), a part of its path, and a text that its body holds. `moment` and
    `status` are the kind's own where they are left out. `body` is what an answer of the fault has in it, `retry_after`
    (seconds) goes with 503 and 429, and a redirect points at the login. `field` is what IGNORE_FIELD and ROUND_FIELD
    meddle with, `seconds` tells how late LATE is.
    """

    method: str
    path: str
    kind: FaultKind
    times: int = 1
    skip: int = 0
    field: str = ""
    retry_after: int = 0
    moment: Moment | None = None
    status: int = 0
    body: Body = Body.PROBLEM
    seconds: float = 0.0
    holds: str = ""

    def matches(self, method: str, path: str, body: bytes = b"") -> bool:
        """Tell whether the fault concerns this request."""
        return self.method in {"*", method} and self.path in path and self.holds.encode() in body

    @property
    def spelt_out(self) -> "Fault":
        """The same fault with its kind in full, its moment and its status."""
        kind, moment, status = _SPELT_OUT[self.kind]
        return replace(self, kind=kind, moment=self.moment or moment, status=self.status or status)


@dataclass(frozen=True, slots=True)
class Switches:
    """How a running sandbox behaves; the defaults are those of API Platform 4.1 with paging by the client.

    `latency` and `token_lifetime` are seconds, `rate_limit` is requests per second (0: none), sizes are records.
    `size_by_client` false ignores `itemsPerPage`, as many servers do. `nulls` true sends nulls instead of leaving them
    out. `embedded` false sends IRIs where objects are embedded. `anonymous` true asks for no token. `decimals` true
    keeps numbers with a fraction as strings, as Doctrine does, and takes no others. `text_ids` true sends every id as
    a string. `plain` true speaks plain JSON alone: without IRIs in records, without totals, links and filters.
    `archives` is how documents are given that are asked for in one file, `imports` what an uploaded statement brings.
    `deletion` is what becomes of records that point at a deleted one, `currencies` how records tell theirs;
    `account_currencies` false leaves it out of bank accounts.
    """

    dialect: Dialect = Dialect.BARE
    prefix: Prefix = Prefix.EITHER
    errors: Errors = Errors.PROBLEM
    latency: float = 0.0
    page_size: int = 30
    max_page_size: int = 100
    size_by_client: bool = True
    paging: Paging = Paging.FULL
    nulls: bool = False
    embedded: bool = True
    decimals: bool = False
    text_ids: bool = False
    plain: bool = False
    archives: Archives = Archives.FOLDERS
    imports: Imports = Imports.WHOLE
    deletion: Deletion = Deletion.REFUSED
    currencies: Currencies = Currencies.RECORDS
    account_currencies: bool = True
    token_lifetime: int = 3600
    anonymous: bool = False
    rate_limit: int = 0
    faults: tuple[Fault, ...] = ()


DEFAULT = Switches()
