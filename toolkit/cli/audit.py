"""`flowtly audit`: bundles that prove themselves."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.session import Session, pass_session
from toolkit.language import _

if TYPE_CHECKING:
    from toolkit.bank.prove import Period, Proof
    from toolkit.bank.reconcile import Reconciliation
    from toolkit.entities.canonical import JsonObject
    from toolkit.loop.audit.export import Spellings

NOT_PROVED = 10
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def audit() -> None:
    """Write bundles of a period that prove themselves, and verify them."""


class ExportOptions(TypedDict):
    """What `audit export` is told."""

    output: Path
    period: datetime | None
    first: datetime | None
    last: datetime | None
    as_of: datetime | None
    attachments: Path | None
    sign: Path | None
    currency: str


@audit.command()
@click.option("-o", "--output", type=FILE, required=True, help="The bundle: a folder, or a file that ends with .zip.")
@click.option("--period", type=click.DateTime(["%Y-%m"]), metavar="YYYY-MM", help="The month, 2026-10.")
@click.option("--from", "first", type=_DAY, metavar="YYYY-MM-DD", help="The first day, in place of --period.")
@click.option("--to", "last", type=_DAY, metavar="YYYY-MM-DD", help="The last day, included.")
@click.option("--attachments", type=FILE, metavar="DIR", help="Hold the documents of a download against the service.")
@click.option("--sign", type=FILE, metavar="KEY.pem", help="Sign the bundle with a private key (Ed25519).")
@click.option(
    "--currency",
    default="",
    metavar="CODE",
    help="What budgets are planned in, else the most used one, and what accounts are in that tell no currency.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S"]),
    metavar="YYYY-MM-DDTHH:MM:SS",
    help="The time that the bundle states, in UTC; without it, now.",
)
@click.pass_context
@pass_session
def export(session: Session, ctx: click.Context, **given: Unpack[ExportOptions]) -> None:
    """Write everything of a period, proved, into one bundle.

    A workbook of all records with a summary and charts, proved bank statements, attachments held against files, runs
    with plans and receipts, and a manifest with the digest of everything. Nothing is overwritten. Ends with 10 where a
    statement is not proved or a document is missing; the bundle is written nevertheless, and says so.

    Example: flowtly audit export --period 2026-10 -o october.zip
    """
    from toolkit.loop.audit.export import Asked, export_bundle
    from toolkit.reports import audit as report

    stated = given["as_of"].replace(tzinfo=UTC) if given["as_of"] else datetime.now(UTC)
    asked = Asked(_period(given), stated, given["attachments"], given["sign"], given["currency"])
    with session.service() as reached, session.journal() as journal:
        bundle = export_bundle(reached, journal, asked, spellings(), given["output"])
    if session.as_json:
        session.emit_json(report.export_json(bundle.manifest, str(bundle.path), bundle.signed_by))
    else:
        session.emit(report.export_text(bundle.manifest, session.width, session.paint()).rstrip("\n"))
    session.say(
        _("Wrote {path}, SHA-256 {sha256} of its manifest.").format(path=bundle.path, sha256=bundle.manifest.sha256)
    )
    ctx.exit(0 if bundle.holds else NOT_PROVED)


@audit.command()
@click.argument("bundle", type=FILE)
@click.option("--key", type=FILE, metavar="PUB.pem", help="It must be signed with this key.")
@click.option("--since", "older", type=FILE, metavar="OLD", help="An earlier bundle whose runs it must go on from.")
@click.pass_context
@pass_session
def verify(session: Session, ctx: click.Context, bundle: Path, key: Path | None, older: Path | None) -> None:
    """Prove that a bundle is as it was written: every byte, the chain of runs, and the sums; needs no service.

    Names each file that was altered, is missing or was put in later, and ends with 10. With --since, also each run
    that an earlier bundle has otherwise.

    Example: flowtly audit verify november.zip --key auditor.pub.pem --since october.zip
    """
    from toolkit.audit.succession import succeed
    from toolkit.audit.verify import verify_bundle
    from toolkit.reports import audit as report
    from toolkit.signatures import public_key

    word = public_key(key) if key else ""
    verified = verify_bundle(bundle, word)
    if older is not None:
        verified = succeed(verified, verify_bundle(older, word))
    if session.as_json:
        session.emit_json(report.verify_json(verified))
    else:
        session.emit(report.verify_text(verified, session.width, session.paint()).rstrip("\n"))
    ctx.exit(0 if verified.holds else NOT_PROVED)


@audit.command()
@click.option("-o", "--output", type=FILE, required=True, help="The private key to write; the public one beside it.")
@pass_session
def keygen(session: Session, output: Path) -> None:
    """Make a pair of keys to sign bundles with: KEY.pem for you alone, KEY.pub.pem for everybody.

    Example: flowtly audit keygen -o auditor.pem
    """
    from toolkit.signatures import make_keys

    public = output.with_name(f"{output.stem}.pub.pem")
    word = make_keys(output, public)
    if session.as_json:
        session.emit_json({"private": str(output), "public": str(public), "key": word})
    session.say(
        _("Wrote {private}, which stays with you, and {public}, which verifies; the key is {key}.").format(
            private=output, public=public, key=word
        )
    )


def _period(given: ExportOptions) -> "Period":
    """Return the days that are asked for."""
    from calendar import monthrange

    from toolkit.bank.prove import Period

    month, first, last = given["period"], given["first"], given["last"]
    if month and not first and not last:
        return Period(month.date(), month.date().replace(day=monthrange(month.year, month.month)[1]))
    if month or not first or not last:
        raise click.UsageError(_("Say the period with --period 2026-10, or with both --from and --to."))
    if last < first:
        raise click.BadParameter(_("The last day is before the first."), param_hint="--to")
    return Period(first.date(), last.date())


def spellings() -> "Spellings":
    """Return how the reports spell what goes into a bundle."""
    from toolkit.loop.audit.export import Spellings
    from toolkit.reports import direct, run

    return Spellings(run.json, direct.json, _statement)


def _statement(file: str, proof: "Proof", found: "Reconciliation") -> "JsonObject":
    from toolkit.reports import reconciliation, statements

    return {**statements.json(file, proof), "reconciliation": reconciliation.json(found)}
