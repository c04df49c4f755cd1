"""Direct requests: writes that somebody sent by hand, outside of any plan, as the journal knows them."""

from dataclasses import dataclass

from toolkit.applying.states import State
from toolkit.entities.canonical import Json, JsonObject


@dataclass(frozen=True, slots=True)
class Direct:
    """A write that is about to be sent: where, by whom, and exactly what.

    `body` is the JSON as sent; of a form it holds the fields, and of each file the name, the size and the SHA-256.
    `before` is what the path answered right before, `None` where it answers nothing. `source` is the SHA-256 of the
    file that the request was made of, empty where none is known.
    """

    service: str
    profile: str
    user: str
    method: str
    path: str
    body: JsonObject | None = None
    before: Json = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class DirectRequest:
    """A direct request and what became of it; times are RFC 3339 in UTC.

    `deadline` is when its time is over, by the database's clock, `None` where an earlier version sent it. `kept` is
    the digest that it had before something of it was pruned or erased, empty where it is whole.
    """

    number: int
    direct: Direct
    state: State
    detail: str
    sent_at: str
    answered_at: str | None
    deadline: str | None = None
    kept: str = ""
