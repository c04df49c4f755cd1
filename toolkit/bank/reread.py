"""What a statement must be to be written, and that the bytes written are read as it: our own reader is the judge."""

import re
from collections.abc import Sequence

from toolkit.bank.findings import Weight
from toolkit.bank.guess import ENCODING
from toolkit.bank.mt940 import read_mt940
from toolkit.bank.prove import Proof, prove_alone
from toolkit.bank.statement import Statement
from toolkit.errors import StatementUnwritable
from toolkit.language import _

_CURRENCY = re.compile(r"[A-Z]{3}")
_YEARS = range(1980, 2080)
"""What two digits can tell."""
_LARGEST = 15


def unproved(proof: Proof) -> StatementUnwritable | None:
    """Return what forbids to write statements that do not prove; nothing where they do."""
    wrong = next(iter(proof.of(Weight.ERROR)), None)
    if wrong is None:
        return None
    name = proof.statements[0].name if proof.statements else ""
    if wrong.rule == ENCODING:
        return StatementUnwritable(name, _("nobody could tell its character set by its letters: choose x or utf8"))
    return StatementUnwritable(name, wrong.message.rstrip("."))


def demand_same(content: bytes, meant: Sequence[Statement]) -> None:
    """Read the bytes back. Raises `StatementUnwritable` where they do not prove, or have other figures or days."""
    if not meant:
        return
    proof = prove_alone(read_mt940(content))
    if reason := unproved(proof):
        raise reason
    if len(proof.statements) != len(meant):
        raise StatementUnwritable(meant[0].name, _("it would be read as another number of statements"))
    for read, each in zip(proof.statements, meant, strict=True):
        if _figures(read) != _figures(each):
            raise StatementUnwritable(each.name, _("its days, codes and amounts would be read as others"))
        if read.added_up != each.added_up:
            raise StatementUnwritable(each.name, _("whether it is proved or added up would be read as the other"))


def _figures(each: Statement) -> tuple[object, ...]:
    balances = [found and (found.day, found.currency, found.amount) for found in (each.opening, each.closing)]
    return balances, [(movement.value_date, movement.amount, movement.code.upper()) for movement in each.movements]


def demand_sound(statement: Statement) -> None:
    """Raise `StatementUnwritable` for a currency that is no code of three letters, or a day out of the years."""
    balances = [each for each in (statement.opening, statement.closing) if each]
    odd = next((each.currency for each in balances if not _CURRENCY.fullmatch(each.currency)), None)
    if odd is not None:
        raise StatementUnwritable(
            statement.name, _('"{currency}" is no currency: three letters such as SEK').format(currency=odd)
        )
    days = [*(each.day for each in balances), *(each.value_date for each in statement.movements)]
    far = next((day for day in days if day.year not in _YEARS), None)
    if far is not None:
        raise StatementUnwritable(
            statement.name, _("{day} is not within 1980 to 2079, the years that MT940 has").format(day=far)
        )
    amounts = [*(each.amount for each in balances), *(each.amount for each in statement.movements)]
    large = next((amount for amount in amounts if not amount.is_finite() or abs(amount.adjusted()) >= _LARGEST), None)
    if large:
        raise StatementUnwritable(statement.name, _("{amount} has more than 15 characters").format(amount=large))
