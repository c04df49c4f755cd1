"""Bank statements into the service: proved, compared with what is there, planned, and verified afterwards."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Summary
from toolkit.bank.accounts import same_account
from toolkit.bank.details import read_details
from toolkit.bank.gap import Gap, find_gap
from toolkit.bank.local import movements_of
from toolkit.bank.prove import Period, Proof
from toolkit.bank.reconcile import Reconciliation, comparable, day_of, reconcile, reference_of
from toolkit.bank.statement import Movement, Statement, known_reference, running
from toolkit.entities.canonical import plain
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.errors import OtherCurrency, SeveralAccounts
from toolkit.language import _, mark
from toolkit.loop.accounts import Accounts, Held, of_account
from toolkit.loop.reach import Reached, with_targets
from toolkit.planning.additions import Addition, Compared, added_up_guard, additions_plan, gap_guard
from toolkit.planning.changes import Refusal
from toolkit.planning.notes import looked_for
from toolkit.planning.plan import Guard, Origin, Plan

_OTHER_DAY = mark(
    "{there} has the same reference and amount and is of {day}, and not both sides tell when it was booked. It may be "
    "this very movement: --same-day new takes it for another, --same-day same for the same."
)
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
        references = {comparable(each.reference) for each in movements} - {""}
        own = of_account(transactions, self.held)
        near = [each for each in own if day_of(each) in period or comparable(reference_of(each)) in references]
        found = reconcile(movements, near)
        # A transaction of another day was looked at for its reference only.
        return replace(found, only_service=tuple(each for each in found.only_service if day_of(each) in period))


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
    becomes of a movement that may be a transaction of another reference or day: `refuse`, `new` or `same`. Raises
    `UnknownAccount`, `SeveralAccounts` and `OtherCurrency`.
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
        guards=tuple(_guards(proof, compared)),
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
    """Gather the statements by the account of the service that they are of, however they spell its number."""
    if called is not None:
        _demand_one(statements)
    groups: dict[str, tuple[Held, list[Statement]]] = {}
    for each in statements:
        held = accounts.find(called or each.account)
        if held.account.currency and held.account.currency != each.currency:
            raise OtherCurrency(each.account, each.currency, held.account.currency)
        held = held.in_currency(each.currency)
        groups.setdefault(held.iri, (held, []))[1].append(each)
    return tuple(Part(held, tuple(found)) for held, found in groups.values())


def _demand_one(statements: Sequence[Statement]) -> None:
    """Raise `SeveralAccounts` if the statements are of more than one account: one name cannot mean them all."""
    spelt = list(dict.fromkeys(each.account for each in statements))
    if any(not same_account(spelt[0], other) for other in spelt[1:]):
        raise SeveralAccounts(spelt)


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


def _guards(proof: Proof, compared: Iterable[Compared]) -> Iterator[Guard]:
    """Yield what must be looked at before the movements of a file are created."""
    if proof.added_up:
        names = ", ".join(each.name for each in proof.added_up)
        yield added_up_guard(
            _(
                "{statements} does not state both balances: it was added up and is not proved, so that a movement that "
                "is missing or wrong would not be noticed."
            ).format(statements=names),
        )
    gaps = [guard.message for found in compared for guard in found.guards]
    if gaps:
        yield gap_guard(" ".join(gaps))


def _compare(
    name: str, part: Part, transactions: Collection[Record], same_day: str
) -> tuple[Compared, tuple[Movement, ...]]:
    """Return what becomes of the movements of a part, and those that are to be added."""
    found = part.against(transactions)
    asked = [(pair, _UNLIKE) for pair in found.unlike if _differ(*pair)]
    asked += [(pair, _OTHER_DAY) for pair in found.doubtful]
    new = {id(each) for each in found.only_file}
    if same_day == "new":
        new |= {id(movement) for (movement, _record), _sentence in asked}
    lacking = frozenset(new)
    unreal = [movement for movement in part.movements if id(movement) in new and movement.unreal_day]
    new -= {id(movement) for movement in unreal}
    additions = [
        Addition(TRANSACTIONS, name, movement.line, _values(part.held, statement, movement, balance))
        for statement in part.statements
        for movement, balance in running(statement)
        if id(movement) in new
    ]
    refusals = [_refusal(name, *pair, sentence) for pair, sentence in asked] if same_day == "refuse" else []
    refusals += [Refusal(TRANSACTIONS, name, each.line, _told_unreal(each)) for each in unreal]
    added = tuple(movement for movement in part.movements if id(movement) in new)
    gap = find_gap(part.statements, lacking, found, of_account(transactions, part.held))
    compared = Compared(
        additions=additions,
        refusals=refusals,
        unchanged=len(part.movements) - len(additions) - len(refusals),
        notes=tuple(_told(part, found, gap)),
        guards=tuple(_gap(part, gap)) if gap is not None and gap.standing is not None else (),
    )
    return compared, added


def _told(part: Part, found: Reconciliation, gap: Gap | None) -> Iterator[str]:
    if found.only_service:
        yield _missing(part, found.only_service)
    for movement, record in found.moved:
        yield _(
            "Line {line}: {id} is this movement, by its reference, amount and booking day; its value date there is "
            "{there}, and {here} in the file."
        ).format(line=movement.line, id=record.id, there=day_of(record), here=movement.value_date)
    if gap is not None and gap.standing is None:
        yield _(
            "{account}: line {line} begins with a balance of {in_file:,f}. It cannot be held against the service, "
            "whose transactions before it do not follow each other by their days and balances."
        ).format(account=part.held.account.number, line=gap.movement.line, in_file=gap.in_file)


def _gap(part: Part, gap: Gap) -> Iterator[Guard]:
    yield gap_guard(
        _(
            "{account}: line {line} begins with a balance of {in_file:,f}, and the service stands at {standing:,f}: "
            "{missing:+,f} lies between them, of movements that neither the file nor the service has."
        ).format(
            account=part.held.account.number,
            line=gap.movement.line,
            in_file=gap.in_file,
            standing=gap.standing,
            missing=gap.missing,
        ),
    )


def _differ(movement: Movement, record: Record) -> bool:
    """Tell whether both have a reference: where one has none, nothing speaks against their being the same."""
    return bool(movement.reference and comparable(reference_of(record)))


def _refusal(name: str, movement: Movement, record: Record, sentence: str) -> Refusal:
    there = _("Transaction {id}").format(id=record.id)
    reason = _(sentence).format(there=there, reference=reference_of(record), day=day_of(record))
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
    owner = known_reference(movement.owner_reference)
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
