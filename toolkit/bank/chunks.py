"""Chunks: the movements of statements that somebody lacks, as statements of their own that add up."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from toolkit.bank.statement import Balance, Movement, Statement, running


def chunks(statements: Iterable[Statement], lacking: Collection[int], size: int) -> list[tuple[Statement, ...]]:
    """Return the lacking movements, at most `size` in a chunk, each chunk some statements that add up.

    `lacking` holds the identities of movements, as two may be all alike. Those that follow each other in a statement
    stay together, between the balances that the statement had before and after them.
    """
    found: list[list[Statement]] = []
    room = 0
    for statement in statements:
        for part in _parts(statement, lacking, size):
            if len(part.movements) > room:
                found.append([])
                room = size
            found[-1].append(part)
            room -= len(part.movements)
    return [tuple(each) for each in found]


def _parts(statement: Statement, lacking: Collection[int], size: int) -> Iterator[Statement]:
    """Yield the runs of lacking movements, none longer than `size`, each as a part of its statement."""
    known = statement.opening or statement.closing
    before = statement.opening
    pending: list[Movement] = []
    last: Balance | None = before
    for movement, amount in running(statement):
        after = Balance(movement.value_date, statement.currency, amount) if known else None
        if id(movement) not in lacking or len(pending) == size:
            if pending:
                yield _part(statement, before, pending, last)
            pending, before = [], last
        if id(movement) in lacking:
            pending.append(movement)
        else:
            before = after
        last = after
    if pending:
        yield _part(statement, before, pending, last)


def _part(
    statement: Statement, opening: Balance | None, movements: Sequence[Movement], closing: Balance | None
) -> Statement:
    return replace(
        statement,
        opening=opening,
        movements=tuple(movements),
        closing=closing,
        available=None,
        forward=(),
    )
