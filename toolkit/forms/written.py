"""What became of records that were written in another form."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """How many records were written, and the undeclared fields that came too late to get a column."""

    count: int
    left_out: tuple[str, ...] = ()
