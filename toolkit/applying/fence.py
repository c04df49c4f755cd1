"""The fence: a number that grows with every lease, and the condition that it is still the latest.

Whoever has lost a lease without knowing, because the machine slept for example, holds an older number. The condition is
part of the statement that lets a request leave, so that it is judged by the database, by its clock, in one step.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, select

from toolkit.applying.clocks import moment
from toolkit.applying.schema import LEASES


@dataclass(frozen=True, slots=True)
class Fence:
    """Which lease it is; `proof` is the seconds for which it must be good at least."""

    service: str
    profile: str
    number: int
    proof: float

    @property
    def parameters(self) -> Mapping[str, str | int | float]:
        """What `STANDS` is given."""
        return {
            "fence_service": self.service,
            "fence_profile": self.profile,
            "fence_number": self.number,
            "fence_proof": round(self.proof, 3),
        }


STANDS: ColumnElement[bool] = (
    select(LEASES.c.fence)
    .where(
        LEASES.c.service == bindparam("fence_service"),
        LEASES.c.profile == bindparam("fence_profile"),
        LEASES.c.fence == bindparam("fence_number"),
        LEASES.c.until > moment(bindparam("fence_proof")),
    )
    .exists()
)
"""The condition that a lease is still the latest and good for long enough."""
