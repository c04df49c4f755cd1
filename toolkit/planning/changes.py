"""Changes: what a plan would do, each with the exact requests that do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from toolkit.entities.canonical import JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.part_row import PartRow
from toolkit.entities.record import Record
from toolkit.entities.reliance import Reliance
from toolkit.language import mark
from toolkit.planning.reversibility import Reversibility, of_creation, of_deletion, of_edit


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, exact: method, path below the base URL, and JSON body.

    A body may hold `{"@change": n}` where a reference points at the record that change n creates: known after apply.
    """

    method: str
    path: str
    body: JsonObject | None = None

    def to_json(self) -> JsonObject:
        """Spell the request as the plan file does."""
        return {"method": self.method, "path": self.path, "body": self.body}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the workbook a change was asked for. `letters` maps fields to column letters.

    `parts` are the rows of other sheets that are sent with it, as elements of its arrays.
    """

    sheet: str
    row: int
    letters: Mapping[str, str]
    parts: tuple[PartRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Dependants:
    """Live records of one entity whose reference `field` points at a record that a plan takes away.

    `ids` are those of all of them, sorted; `names` call the first few. Without ids nobody could look them up.
    """

    entity: Entity
    field: str
    ids: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Create:
    """A record that does not exist yet; `relies` are records that must be as they were when it is sent."""

    n: int
    entity: Entity
    place: Place
    label: str
    after: Mapping[str, Value]
    requests: tuple[Request, ...]
    needs: tuple[int, ...] = ()
    relies: tuple[Reliance, ...] = ()
    verb: ClassVar[str] = "create"

    @property
    def reversibility(self) -> Reversibility:
        """A creation is undone by deleting, where the service lets one."""
        return of_creation(self.entity)


@dataclass(frozen=True, slots=True)
class Patch:
    """A live record some fields of which become different; `edits` holds those alone, `None` for a cleared one."""

    n: int
    entity: Entity
    place: Place
    label: str
    before: Record
    edits: Mapping[str, Value | None]
    requests: tuple[Request, ...]
    needs: tuple[int, ...] = ()
    verb: ClassVar[str] = "patch"

    @property
    def reversibility(self) -> Reversibility:
        """An edit is undone by editing back, where every value of its record can be sent."""
        return of_edit(self.before)


@dataclass(frozen=True, slots=True)
class Replace:
    """An edit where the service has no PATCH: the record is created anew, then the old one is deleted (decision 6).

    `dependants` are the live records that go on pointing at the old one.
    """

    n: int
    entity: Entity
    place: Place
    label: str
    before: Record
    edits: Mapping[str, Value | None]
    after: Mapping[str, Value]
    requests: tuple[Request, ...]
    needs: tuple[int, ...] = ()
    dependants: tuple[Dependants, ...] = ()
    verb: ClassVar[str] = "replace"

    @property
    def reversibility(self) -> Reversibility:
        """A replacement deletes the old record, and is undone as a deletion is."""
        return of_deletion(self.entity, self.before, self.dependants)


@dataclass(frozen=True, slots=True)
class Delete:
    """A live record that ceases to exist; `dependants` are the live records that go on pointing at it."""

    n: int
    entity: Entity
    place: Place
    label: str
    before: Record
    requests: tuple[Request, ...]
    needs: tuple[int, ...] = ()
    dependants: tuple[Dependants, ...] = ()
    verb: ClassVar[str] = "delete"

    @property
    def reversibility(self) -> Reversibility:
        """A deletion is undone by creating again, which gives a new id."""
        return of_deletion(self.entity, self.before, self.dependants)


@dataclass(frozen=True, slots=True)
class Action:
    """An operation of the service on a live record, such as accepting a suggestion.

    `verb` is one word for it, `says` what it means here. `expected` holds the fields that the record is to have
    afterwards, as far as anybody told. `watches` are the fields that must be as they were planned, right before it is
    sent; without any, those that it sets, else the whole record. It is sent once: where its outcome is unknown, nothing
    repeats it by itself.
    """

    n: int
    entity: Entity
    place: Place
    label: str
    before: Record
    verb: str
    says: str
    expected: Mapping[str, Value]
    requests: tuple[Request, ...]
    needs: tuple[int, ...] = ()
    watches: tuple[str, ...] = ()

    @property
    def reversibility(self) -> Reversibility:
        """The service offers no way back."""
        return Reversibility.IRREVERSIBLE


Change = Create | Patch | Replace | Delete | Action


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that its author and somebody else changed, differently, since the pull; also a row that vanished.

    `id` is that of the record, `None` in plans of earlier versions. `resolution` is the side that its row's Resolution
    took, in vain, for other sides; empty where it took none. `intent` is what the row asks for beyond the value of the
    cell: empty, `DELETE`, or the IRI of the record to which the row moves.
    """

    entity: Entity
    sheet: str
    row: int
    cell: str
    field: str
    base: Value | None
    mine: Value | None
    live: Value | None
    reason: str = mark("changed on both sides")
    id: str | None = None
    resolution: str = ""
    intent: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that asks for what the service cannot do, or for what must not be done."""

    entity: Entity
    sheet: str
    row: int
    reason: str
