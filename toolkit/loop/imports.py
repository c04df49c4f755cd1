"""Bank statements into the service: proved, compared with what is there, planned, and verified afterwards."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Summary
from toolkit.bank.details import read_details
from toolkit.bank.local import movements_of
from toolkit.bank.prove import Period, Proof
from toolkit.bank.reconcile import Reconciliation, comparable, day_of, reconcile, reference_of
from toolkit.bank.statement import NONREF, Movement, Statement, running
from toolkit.entities.canonical import plain
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.errors import OtherCurrency
from toolkit.language import _, mark
from toolkit.loop.accounts import Accounts, Held, of_account
from toolkit.loop.reach import Reached, with_targets
from toolkit.planning.additions import Addition, Compared, additions_plan
from toolkit.planning.changes import Refusal
from toolkit.planning.notes import looked_for
from toolkit.planning.plan import Origin, Plan

_UNLIKE = mark(
    "{there} is of the same day and amount and has the reference {reference}. It may be this very "
    "movement: --same-day new takes it for another, --same-day same for the same."
)

_UNREAL = mark(
    "{told} Nothing is imported on another day than the file has: put the day right, in the file or in a workbook of "
    "it (flowtly mt940 convert), and import that."
)


@dataclass(frozen=True, slots=True)
class Part:
    """The statements of one account, and the account of the service that they are of."""

    held: Held
    statements: tuple[Statement, ...]

    @property
    def movements(self) -> tuple[Movement, ...]:
        """Every movement of the account."""
        return tuple(movements_of(self.statements))

    def against(self, transactions: Iterable[Record]) -> Reconciliation:
        """Compare with the transactions of the account in the days of the statements."""
        movements = self.movements
        if not movements:
            return Reconciliation()
        days = [each.value_date for each in movements]
        period = Period(min(days), max(days))
        own = (record for record in of_account(transactions, self.held) if day_of(record) in period)
        return reconcile(movements, own)


@dataclass(frozen=True, slots=True)
class Import:
    """An import as planned: the movements that are to be added to each part, in its order, and what adds them.

    `earlier` is the run that took in this very file before, if any.
    """

    parts: tuple[Part, ...]
    added: tuple[tuple[Movement, ...], ...]
    plan: Plan
    earlier: Summary | None


def plan_import(
    path: Path, proof: Proof, reached: Reached, journal: Journal, called: str | None, same_day: str
) -> Import:
    """Plan the creation of every movement of a proved file that the service does not have.

    `called` names the account, where the statements' own numbers are not those of the service. `same_day` says what
    becomes of a movement whose day and amount are there under another reference: `refuse`, `new` or `same`. Raises
    `UnknownAccount` and `OtherCurrency`.
    """
    digest = sha256(path.read_bytes()).hexdigest()
    parts = _parts(proof.statements, Accounts(reached), called)
    live = reached.client.snapshot(with_targets((TRANSACTIONS,)))
    transactions = live.get(TRANSACTIONS.path, {}).values()
    weighed = [_compare(path.name, part, transactions, same_day) for part in parts]
    compared = [each for each, _added in weighed]
    profile = reached.profile
    earlier = journal.created_by(digest, profile.service, profile.name)
    joined = Compared(
        additions=[each for found in compared for each in found.additions],
        refusals=[each for found in compared for each in found.refusals],
        unchanged=sum(found.unchanged for found in compared),
        notes=tuple(_notes(earlier, compared)),
    )
    origin = Origin(
        workbook=f"import of {path.name}",
        workbook_sha256=digest,
        service=profile.service,
        profile=profile.name,
        user=profile.user,
        planned_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    made = additions_plan(origin, joined, live, Labels(live), profile.thresholds)
    asked = reached.client.asked((TRANSACTIONS,))
    plan = replace(made, notes=(*made.notes, *looked_for(made.changes, asked, profile.look_again)))
    return Import(parts, tuple(added for _each, added in weighed), plan, earlier)


def verify_import(parts: Sequence[Part], reached: Reached) -> tuple[Reconciliation, ...]:
    """Compare the file with the transactions as they are now, account by account."""
    transactions = reached.client.list(TRANSACTIONS).values()
    return tuple(part.against(transactions) for part in parts)


def _parts(statements: Sequence[Statement], accounts: Accounts, called: str | None) -> tuple[Part, ...]:
    groups: dict[tuple[str, str], list[Statement]] = {}
    for each in statements:
        groups.setdefault((each.account, each.currency), []).append(each)
    parts: list[Part] = []
    for (account, currency), found in groups.items():
        held = accounts.find(called or account)
        if held.account.currency != currency:
            raise OtherCurrency(account, currency, held.account.currency)
        parts.append(Part(held, tuple(found)))
    return tuple(parts)


def _notes(earlier: Summary | None, compared: Iterable[Compared]) -> Iterator[str]:
    if earlier is not None:
        yield (
            _(
                "This very file was imported by run {run} on {started}; what it created and is still "
                "there is not created again."
            ).format(run=earlier.id, started=earlier.started[:10])
        )
    for found in compared:
        yield from found.notes


def _compare(
    name: str, part: Part, transactions: Iterable[Record], same_day: str
) -> tuple[Compared, tuple[Movement, ...]]:
    """Return what becomes of the movements of a part, and those that are to be added."""
    found = part.against(transactions)
    doubtful = [(movement, record) for movement, record in found.unlike if _differ(movement, record)]
    new = {id(each) for each in found.only_file}
    if same_day == "new":
        new |= {id(movement) for movement, _ in doubtful}
    unreal = [movement for movement in part.movements if id(movement) in new and movement.unreal_day]
    new -= {id(movement) for movement in unreal}
    additions = [
        Addition(TRANSACTIONS, name, movement.line, _values(part.held, statement, movement, balance))
        for statement in part.statements
        for movement, balance in running(statement)
        if id(movement) in new
    ]
    refusals = [_refusal(name, *pair) for pair in doubtful] if same_day == "refuse" else []
    refusals += [Refusal(TRANSACTIONS, name, each.line, _told_unreal(each)) for each in unreal]
    notes = () if not found.only_service else (_missing(part, found.only_service),)
    added = tuple(movement for movement in part.movements if id(movement) in new)
    return Compared(additions, refusals, len(part.movements) - len(additions) - len(refusals), notes), added


def _differ(movement: Movement, record: Record) -> bool:
    """Tell whether both have a reference: where one has none, nothing speaks against their being the same."""
    return bool(movement.reference and comparable(reference_of(record)))


def _refusal(name: str, movement: Movement, record: Record) -> Refusal:
    reason = _(_UNLIKE).format(there=_("Transaction {id}").format(id=record.id), reference=reference_of(record))
    return Refusal(TRANSACTIONS, name, movement.line, reason)


def _told_unreal(movement: Movement) -> str:
    return _(_UNREAL).format(told=movement.unreal_day)


def _missing(part: Part, only_service: Sequence[Record]) -> str:
    ids = ", ".join(record.id for record in only_service[:5])
    more = " " + _("and {count:,} more").format(count=len(only_service) - 5) if len(only_service) > 5 else ""
    return _(
        "{account}: the service has {count:,} transactions in these days that the file does not have: {ids}{more}."
    ).format(account=part.held.account.number, count=len(only_service), ids=ids, more=more)


def _values(held: Held, statement: Statement, movement: Movement, balance: Decimal) -> dict[str, Value]:
    """Return the values of the transaction that a movement becomes."""
    owner = "" if movement.owner_reference == NONREF else movement.owner_reference
    text = read_details(movement.text).sentence or movement.supplementary or owner or movement.code
    values: dict[str, Value] = {
        "bankAccount": held.iri,
        "description": text,
        "amount": plain(movement.amount),
        "orderDate": movement.entry_date or movement.value_date,
        "execDate": movement.value_date,
    }
    if statement.opening is not None:
        values["endingBalance"] = plain(balance)
    if statement.number:
        values["statementNumber"] = statement.number
    if movement.reference:
        values["operationNumber"] = movement.reference
    return values
