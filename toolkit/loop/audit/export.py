"""Export an audit bundle: everything of a service and a period, in one folder or file that proves itself."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from toolkit import __version__
from toolkit.applying.journal import Journal
from toolkit.audit.container import Folder, new_bundle
from toolkit.audit.manifest import NAME, SIGNATURE, File, Manifest, dump
from toolkit.audit.records import totals_json
from toolkit.audit.spending import main_currency, plans, window
from toolkit.bank.prove import Period
from toolkit.entities.canonical import JsonObject
from toolkit.excel.ledger import write_ledger
from toolkit.language import _, ngettext
from toolkit.loop.audit.history import DirectSpelling, Historian, History, RunSpelling
from toolkit.loop.audit.papers import Papers, reconcile_papers
from toolkit.loop.audit.records import Gathered, Gatherer, terms
from toolkit.loop.audit.sheets import entity_sheets, planned_sheet, spending_sheet
from toolkit.loop.audit.statements import Proved, Prover, Spelling
from toolkit.loop.audit.summary import Told, summary
from toolkit.loop.reach import Reached
from toolkit.settings import Profile
from toolkit.signatures import sign

WORKBOOK = "records.xlsx"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a bundle is to be of: the period, the folder of documents to be held against it, and the signing key.

    `stated_at` is the time that the bundle states, in UTC; nothing else in it depends on the clock. `currency` is the
    one that budgets are planned in, empty for the one that most bookings are in.
    """

    period: Period
    stated_at: datetime
    papers: Path | None = None
    key: Path | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Spellings:
    """How runs, direct requests and statements are spelt in the bundle."""

    run: RunSpelling
    direct: DirectSpelling
    statement: Spelling


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was written, and what is in it."""

    path: Path
    manifest: Manifest
    gathered: Gathered
    statements: tuple[Proved, ...]
    papers: Papers
    history: History
    signed_by: str

    @property
    def holds(self) -> bool:
        """Whether every statement is proved and no document is missing."""
        return all(each.holds for each in self.statements) and self.papers.holds


def export_bundle(reached: Reached, journal: Journal, asked: Asked, spellings: Spellings, target: Path) -> Bundle:
    """Write a bundle; a target that ends with .zip becomes one file.

    Raises `BundleExists`, `NotWritable`, `KeyUnusable`, and what reading the service raises; then nothing is written.
    """
    with new_bundle(target) as work:
        months = window(asked.period.first, asked.period.last)
        gathered = Gatherer(reached, asked.period, months, work).gather()
        transactions = gathered.held["transactions"].path
        prover = Prover(reached, asked.period, transactions, spellings.statement, work, asked.currency)
        statements = prover.every(gathered)
        papers = reconcile_papers(gathered.documents, asked.papers, work)
        service = reached.profile.service
        history = Historian(journal, service, asked.period, spellings.run, spellings.direct).write(work)
        currency = asked.currency or main_currency(gathered.bookings)
        told = _told(reached.profile, asked.period, currency, statements, papers, history)
        _write_workbook(work / WORKBOOK, gathered, told, months)
        manifest = Manifest(_manifest(reached.profile, asked, gathered, told, papers, history), _files(work))
        content = dump(manifest)
        (work / NAME).write_bytes(content)
        line = sign(content, asked.key) if asked.key else ""
        if line:
            (work / SIGNATURE).write_text(line, encoding="ascii", newline="\n")
    return Bundle(target, manifest, gathered, statements, papers, history, line.split(" ")[1] if line else "")


def _write_workbook(path: Path, gathered: Gathered, told: Told, months: tuple[str, ...]) -> None:
    planned = plans(terms(gathered), told.currency, months)
    sheets = entity_sheets(gathered)
    traced = (spending_sheet(gathered.bookings, planned, gathered.labels), planned_sheet(planned, gathered.labels))
    front = summary(told, gathered, sheets, planned, months)
    write_ledger(path, [*(each.sheet() for each in sheets), *traced], front)


def _told(
    profile: Profile,
    period: Period,
    currency: str,
    statements: tuple[Proved, ...],
    papers: Papers,
    history: History,
) -> Told:
    facts = (
        (_("Service"), profile.service),
        (_("Profile, user"), f"{profile.name}, {profile.user}"),
        (_("Period"), _("{first} to {last}").format(first=period.first, last=period.last)),
        (_("Made"), _("The time is in manifest.json: the same records make the same workbook, byte for byte.")),
    )
    runs = len(history.of_period)
    told = ngettext("{count} run of the period", "{count} runs of the period", runs).format(count=runs)
    beside = ngettext("{count} direct request", "{count} direct requests", history.direct).format(count=history.direct)
    return Told(
        title=_("Audit of {first} to {last}").format(first=period.first, last=period.last),
        facts=facts,
        currency=currency,
        statements=statements,
        sentences=(papers.sentence(), f"{told}, {beside}."),
    )


def _manifest(
    profile: Profile,
    asked: Asked,
    gathered: Gathered,
    told: Told,
    papers: Papers,
    history: History,
) -> JsonObject:
    return {
        "stated_at": asked.stated_at.isoformat(timespec="seconds"),
        "tool": {"name": "flowtly-toolkit", "version": __version__},
        "service": profile.service,
        "profile": {"name": profile.name, "user": profile.user, "production": profile.production},
        "period": {"first": str(asked.period.first), "last": str(asked.period.last)},
        "filters": {path: ".".join(held.entity.dated) or None for path, held in gathered.held.items()},
        "counts": {path: {"records": held.count, "undated": held.undated} for path, held in gathered.held.items()},
        "totals": [each for held in gathered.held.values() for each in totals_json(held.totals)],
        "statements": [each.to_json() for each in told.statements],
        "budgetCurrency": told.currency,
        "attachments": papers.to_json(),
        "runs": history.to_json(),
    }


def _files(work: Path) -> tuple[File, ...]:
    folder = Folder(work)
    return tuple(_file(folder, name) for name in folder.names())


def _file(folder: Folder, name: str) -> File:
    made, size = hashlib.sha256(), 0
    for chunk in folder.chunks(name):
        made.update(chunk)
        size += len(chunk)
    return File(name, size, made.hexdigest())
