"""What lies between two statements of an account: sums, days and numbers that are missing, or stand there twice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.bank.findings import Finding, departure, error
from toolkit.bank.statement import Movement, Statement
from toolkit.language import _, ngettext

_SHOWN = 5
"""So many missing numbers are named one by one."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement and the file that it is from: its place among those that are read together, and its name."""

    statement: Statement
    file: int = 0
    name: str = ""


def between(before: Placed, after: Placed) -> Iterator[Finding]:
    """Yield what is wrong between two statements that follow each other."""
    line, lies = after.statement.line, gap(before.statement, after.statement) is not None
    common = tuple(_common(before, after))
    if lies:
        yield error(line, "chain", " ".join((_gap_told(before, after), *_why(before, after), *common)))
    else:
        yield from (error(line, "overlap", each) for each in common)
    yield from _numbers(before, after, told=lies)


def gap(before: Statement, after: Statement) -> object | None:
    """Return what lies between two statements; `None` where nothing does, or a balance is missing."""
    if before.closing is None or after.opening is None:
        return None
    return after.opening.amount - before.closing.amount or None


def _gap_told(before: Placed, after: Placed) -> str:
    """Tell the sum that lies between two statements."""
    closing, opening = before.statement.closing, after.statement.opening
    if closing is None or opening is None:
        return ""
    return _(
        "Statement {after} opens with {opening:,f}, and {before} closed with {closing:,f}: {gap:+,f} lies between them."
    ).format(
        after=after.statement.name,
        opening=opening.amount,
        before=_named(before, after),
        closing=closing.amount,
        gap=opening.amount - closing.amount,
    )


def _named(each: Placed, beside: Placed) -> str:
    """Return a statement's name, with its file where that is another one."""
    name = each.statement.name
    return name if each.file == beside.file else _("{name} in {file}").format(name=name, file=each.name)


def _why(before: Placed, after: Placed) -> Iterator[str]:
    """Yield what is known of a gap: the days without a statement, those of two, and the numbers that are missing."""
    closing, opening = before.statement.closing, after.statement.opening
    if closing and opening and opening.day < closing.day:
        yield _("They overlap: the one begins on {opening}, the other ends on {closing}.").format(
            opening=opening.day, closing=closing.day
        )
    elif closing and opening and (opening.day - closing.day).days > 1:
        yield _("Nothing tells of the days from {closing} to {opening}.").format(
            closing=closing.day, opening=opening.day
        )
    missing = _missing(before.statement, after.statement)
    if missing:
        yield missing


def _missing(before: Statement, after: Statement) -> str:
    """Name the statements whose numbers lie between two; empty where none does."""
    lacking = range(before.number + 1, after.number)
    if not before.number or not lacking:
        return ""
    if len(lacking) > _SHOWN:
        return _("The numbers {first} to {last} are missing.").format(first=lacking[0], last=lacking[-1])
    return ngettext("Number {numbers} is missing.", "The numbers {numbers} are missing.", len(lacking)).format(
        numbers=", ".join(map(str, lacking))
    )


def _common(before: Placed, after: Placed) -> Iterator[str]:
    """Tell of the movements that two statements of overlapping days both have."""
    closing, opening = before.statement.closing, after.statement.opening
    if closing is None or opening is None or opening.day >= closing.day:
        return
    both = Counter(map(_known, before.statement.movements)) & Counter(map(_known, after.statement.movements))
    if count := both.total():
        yield ngettext(
            "{count:,} movement of statement {after} stands in {before} as well.",
            "{count:,} movements of statement {after} stand in {before} as well.",
            count,
        ).format(count=count, after=after.statement.name, before=_named(before, after))


def _known(each: Movement) -> tuple[object, ...]:
    return (
        each.value_date,
        each.entry_date,
        each.amount,
        each.code,
        each.owner_reference,
        each.bank_reference,
        each.text,
    )


def counts_on(before: Statement, after: Statement) -> bool:
    """Tell whether parts of a statement count on, and a new statement has the next number, or the first of a year."""
    if before.closing is None or after.opening is None:
        return True
    if not before.closing.final or not after.opening.final:
        part = (before.number, before.sequence + 1)
        return (after.number, after.sequence) == part and before.closing.final == after.opening.final
    return not before.number or after.number in {before.number + 1, 1}


def _numbers(before: Placed, after: Placed, *, told: bool) -> Iterator[Finding]:
    """Yield how two statements fail to count on; a number whose lack a gap has `told` is not told again."""
    first, second = before.statement, after.statement
    if counts_on(first, second) or first.closing is None:
        return
    names = {"before": _named(before, after), "after": second.name}
    if not first.closing.final:
        message = _("{before} is to be continued, and {after} is not its next part.").format(**names)
    elif second.opening and not second.opening.final:
        message = _("{after} is a part of a divided statement, and {before} is not the part before it.").format(**names)
    elif second.number == first.number:
        message = _("Statement {after} follows {before}: it has the same number.").format(**names)
    elif told and _missing(first, second):
        return
    elif second.number < first.number:
        message = _("Statement {after} follows {before}: its number is lower.").format(**names)
    else:
        message = _("Statement {after} follows {before}: a number is missing.").format(**names)
    yield departure(second.line, "number", message)
