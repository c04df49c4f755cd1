"""Proved statements as text and as JSON."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from toolkit.bank.findings import Finding, Weight
from toolkit.bank.prove import Proof
from toolkit.bank.statement import Balance, EntryPart, Statement
from toolkit.entities.canonical import JsonObject
from toolkit.language import _, mark
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, Tone, clean, hanging
from toolkit.reports.words import count

_SHOWN = 3
"""So many findings of one rule are shown; the rest is counted."""
_TONES = {Weight.ERROR: Tone.BAD, Weight.DEPARTURE: Tone.CHANGED, Weight.NOTE: Tone.QUIET}
_TITLES = (
    mark("No."),
    mark("Day"),
    mark("Movements"),
    mark("Debit"),
    mark("Credit"),
    mark("Opening"),
    mark("Closing"),
    mark("Difference"),
)
_NUMBERS = frozenset(_TITLES[2:])
_SOUND = len(_TITLES) - 1
"""So many columns tell all where nothing is missing: the last one would be zeros, and twelve months fit 80 columns."""
_NOTHING = "–"


def text(name: str, proof: Proof, width: int, paint: Paint) -> str:
    """Tell what a file holds, statement by statement, what was found, and whether it proves."""
    reading = proof.reading
    head = f"{clean(name)}: {reading.format}, {reading.encoding}, {count(len(proof.statements), 'statement')}"
    accounts = (line for each in by_account(proof.statements) for line in _account(each, width, paint))
    lines = [paint(head, Tone.STRONG), *accounts, *_findings(proof.findings, width, paint)]
    return "\n".join([*lines, _verdict(proof, paint)])


def by_account(statements: Iterable[Statement]) -> Iterator[Sequence[Statement]]:
    """Yield the statements of each account and currency together, in the order in which they first come."""
    found: defaultdict[tuple[str, str], list[Statement]] = defaultdict(list)
    for each in statements:
        found[each.account, each.currency].append(each)
    yield from found.values()


def _account(statements: Sequence[Statement], width: int, paint: Paint) -> Iterator[str]:
    first = statements[0]
    yield _("Account {account}, {currency}").format(
        account=clean(first.account) or _NOTHING, currency=first.currency or _("no currency")
    )
    shown = _SOUND if all(each.difference == 0 for each in statements) else len(_TITLES)
    rows = [_row(each)[:shown] for each in statements]
    yield from Table(_TITLES[:shown], rows, right=_NUMBERS).lines(width, paint)


def json(name: str, proof: Proof) -> JsonObject:
    """Spell a proof for machines; amounts are exact decimals."""
    return {
        "file": name,
        "format": proof.reading.format,
        "encoding": proof.reading.encoding,
        "holds": proof.holds,
        "proof": _word(proof),
        "statements": [_statement(each) for each in proof.statements],
        "findings": [
            {"weight": each.weight.value, "line": each.line, "rule": each.rule, "message": each.message}
            for each in proof.findings
        ],
    }


def _row(each: Statement) -> list[Painted]:
    difference = each.difference
    tone = Tone.GOOD if difference == 0 else Tone.BAD
    debit, credit = _sums(each)
    return [
        Painted(f"{each.number}/{each.sequence}" if each.sequence else f"{each.number}"),
        Painted(f"{each.closing.day}" if each.closing else _NOTHING),
        Painted(f"{len(each.movements):,}"),
        Painted(f"{debit:,f}"),
        Painted(f"{credit:,f}"),
        Painted(_money(each.opening)),
        Painted(_money(each.closing)),
        Painted(_NOTHING if difference is None else f"{difference:,f}", tone),
    ]


def _sums(each: Statement) -> tuple[Decimal, Decimal]:
    debit = sum((movement.amount for movement in each.movements if movement.amount < 0), Decimal(0))
    return debit, each.turnover - debit


def _money(balance: Balance | None) -> str:
    return f"{balance.amount:,f}" if balance else _NOTHING


def _findings(findings: Sequence[Finding], width: int, paint: Paint) -> Iterator[str]:
    """Show the first findings of each rule, errors first, and count the others."""
    by_rule: defaultdict[tuple[Weight, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        by_rule[finding.weight, finding.rule].append(finding)
    weights = list(Weight)
    for (weight, rule), found in sorted(by_rule.items(), key=lambda item: weights.index(item[0][0])):
        for finding in found[:_SHOWN]:
            at = _("line {line}: ").format(line=finding.line) if finding.line else ""
            first, *rest = hanging(f"{_(weight.value)} {rule}: ", f"{at}{clean(finding.message)}", width)
            yield paint(first, _TONES[weight])
            yield from rest
        if len(found) > _SHOWN:
            yield paint(
                _("{weight} {rule}: and {count:,} more").format(
                    weight=_(weight.value), rule=rule, count=len(found) - _SHOWN
                ),
                _TONES[weight],
            )


def _verdict(proof: Proof, paint: Paint) -> str:
    errors, departures = proof.of(Weight.ERROR), proof.of(Weight.DEPARTURE)
    movements = sum(len(each.movements) for each in proof.statements)
    if errors:
        return paint(_("Not proved: {errors}.").format(errors=count(len(errors), "error")), Tone.BAD)
    beside = (
        " " + _("{departures} from SWIFT's rules.").format(departures=count(len(departures), "departure"))
        if departures
        else ""
    )
    if proof.added_up:
        told = _(
            "Added up, not proved: {movements}. Of {statements} not both balances are stated, so that a movement that "
            "is missing or wrong would not be noticed."
        ).format(
            movements=count(movements, "movement"),
            statements=", ".join(clean(each.name) for each in proof.added_up[:_SHOWN]),
        )
        return paint(told, Tone.CHANGED) + beside
    told = _("Proved: {movements}, every balance adds up.").format(movements=count(movements, "movement"))
    return paint(told, Tone.GOOD) + beside


def _word(proof: Proof) -> str:
    """Return the word for what is known of the figures."""
    if not proof.holds:
        return "not proved"
    return "added up" if proof.added_up else "proved"


def _statement(each: Statement) -> JsonObject:
    debit, credit = _sums(each)
    return {
        "account": each.account,
        "number": each.number,
        "sequence": each.sequence,
        "currency": each.currency,
        "movements": len(each.movements),
        "debit": debit,
        "credit": credit,
        "opening": _balance(each.opening),
        "closing": _balance(each.closing),
        "difference": each.difference,
        "addedUp": each.added_up,
        "parts": [_part(movement.line, part) for movement in each.movements for part in movement.parts],
    }


def _part(line: int, part: EntryPart) -> JsonObject:
    return {
        "line": line,
        "amount": part.amount,
        "reference": part.reference,
        "counterparty": part.name,
        "account": part.account,
        "text": part.text,
        "original": part.original,
        "originalCurrency": part.original_currency,
        "rate": part.rate,
    }


def _balance(balance: Balance | None) -> JsonObject | None:
    return {"day": str(balance.day), "amount": balance.amount} if balance else None
