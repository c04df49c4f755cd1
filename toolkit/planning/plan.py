"""The plan: a frozen, sorted value that holds everything apply will do (decisions 1 and 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.planning.changes import Change, Conflict, Refusal
from toolkit.planning.proved import Proved
from toolkit.planning.totals import Total

DERIVATION = 1
"""The version of the rules by which the requests, order and needs of a plan follow from its rows."""

UNDERIVED = 0
"""The derivation of plans that were made before there was one."""


_UNDO_OF = "undo of run "


def undo_of(run: str) -> str:
    """Return what stands in the place of a workbook's name in a plan that takes a run back."""
    return f"{_UNDO_OF}{run}"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a plan was made from and for.

    `workbook` is the file's name without folders, `workbook_sha256` the digest of its bytes. `service` identifies
    the service, `profile` the settings, `user` who planned. `planned_at` is RFC 3339 in UTC, told by the
    caller: planning has no clock.
    """

    workbook: str
    workbook_sha256: str
    service: str
    profile: str
    user: str
    planned_at: str

    @property
    def undone(self) -> str:
        """The run that the plan takes back; empty for a plan of a workbook."""
        return self.workbook.removeprefix(_UNDO_OF) if self.workbook.startswith(_UNDO_OF) else ""


@dataclass(frozen=True, slots=True)
class Guard:
    """A reason to stop and look before applying (decision 10); `message` has the numbers and the threshold."""

    name: str
    message: str

    @property
    def allow(self) -> str:
        """The option that passes this guard and no other."""
        return f"--allow {self.name}"


@dataclass(frozen=True, slots=True)
class Plan:
    """Every change in the order of its number, and every row that is not a change with the reason.

    `unchanged` counts rows that ask for nothing; `relied_on` maps `entity/id` of every record that a change reads or
    writes to that record's digest; `unbased` names the sheets that were compared two-way, as they carry no base.
    `notes` are sentences that the reader must know; `guards` stand until each is allowed by its name. `names` are the
    labels of the records that references in it point at, by IRI, so that a plan can be read without the service.
    `twins` maps the number of a creation to the ids of live records with its natural key, where it was planned all the
    same: one that is not among them has appeared since. `counted` is set where whoever planned the creations has
    counted those that look alike, as a bank statement does: a second one is then no question.
    `totals` are the control totals of every amount column that a change touches; `proved` is what was found true
    before the plan was made, `None` for a plan that no workbook was checked for.
    `derivation` names the rules by which the requests follow from the rest. `spelling` lists, by the path of the
    entity, the fields that the service keeps in the other JSON type of their kind; the requests depend on it.
    """

    origin: Origin
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    refusals: tuple[Refusal, ...]
    unchanged: int
    relied_on: Mapping[str, str]
    unbased: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    twins: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    totals: tuple[Total, ...] = ()
    proved: Proved | None = None
    counted: bool = False
    spelling: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    derivation: int = DERIVATION
