"""`flowtly mt940`: bank statements, proved, exported and converted."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from toolkit.cli.arguments import AMOUNT, CURRENCY_CODE, FILE
from toolkit.cli.outputs import writes
from toolkit.cli.session import Session, Talk, pass_session
from toolkit.language import _

if TYPE_CHECKING:
    from toolkit.bank.details import Dialect
    from toolkit.bank.prove import Proof
    from toolkit.bank.write import Style
    from toolkit.loop.export import Exported

NOT_PROVED = 10

_DAY = click.DateTime(["%Y-%m-%d"])
_DIALECT = click.option(
    "--dialect",
    type=click.Choice(["plain", "german", "polish", "polish-angle", "dutch"]),
    default="plain",
    show_default=True,
    help="How :86: is written.",
)
_CHARSET = click.option(
    "--charset",
    type=click.Choice(["x", "latin1", "utf8"]),
    default="x",
    show_default=True,
    help="What may be written: SWIFT's set x, or more for readers that take it.",
)
_SPLIT = click.option(
    "--split", type=click.IntRange(400), metavar="N", help="Go on in a new message after N characters."
)
_ACCOUNT = click.option("--account", default="", metavar="NUMBER", help="The account of a table that names none.")
CURRENCY = click.option(
    "--currency", type=CURRENCY_CODE, default="", metavar="CODE", help="The currency of a table that names none."
)
OPENING = click.option("--opening", type=AMOUNT, help="The balance before the first row of a table without balances.")
ENCODING = click.option(
    "--encoding", metavar="NAME", help="How the file's text is encoded, where it is not recognised."
)


class VerifyOptions(TypedDict):
    """What `mt940 verify` is told."""

    encoding: str | None
    account: str
    currency: str
    opening: Decimal | None
    strict: bool


@click.group()
def mt940() -> None:
    """Prove, export and convert bank statements."""


@mt940.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@ENCODING
@_ACCOUNT
@CURRENCY
@OPENING
@click.option("--strict", is_flag=True, default=False, help="Every departure from SWIFT's rules fails as well.")
@click.pass_context
@pass_session
def verify(session: Session, ctx: click.Context, files: tuple[Path, ...], **given: Unpack[VerifyOptions]) -> None:
    """Prove statements: every balance adds up, and each statement begins where the last one ended.

    Reads MT940, CAMT, .xlsx, .csv and zips of them; needs no service. Several files of an account are proved together,
    in whatever order they are given. Ends with 10 where something does not prove; a statement of which not both
    balances are stated is called added up, and ends with 0.

    Example: flowtly mt940 verify october.sta november.sta
    """
    from toolkit.bank.prove import prove_files
    from toolkit.bank.table_balances import Told
    from toolkit.loop.statements import read_statements

    told = Told(given["account"], given["currency"], given["opening"])
    proved = prove_files([(file.name, read_statements(file, given["encoding"], told)) for file in files])
    present(session, [(file.name, proof) for file, proof in zip(files, proved.files, strict=True)])
    ctx.exit(0 if all(holds(proof, strict=given["strict"]) for proof in proved.files) else NOT_PROVED)


def holds(proof: "Proof", *, strict: bool) -> bool:
    """Tell whether a proof holds, under SWIFT's own rules where it is to be strict."""
    from toolkit.bank.findings import Weight

    return proof.holds and not (strict and proof.of(Weight.DEPARTURE))


def present(session: Session, proofs: "list[tuple[str, Proof]]") -> None:
    """Print what was proved of each file."""
    from toolkit.reports import statements as report

    if session.as_json:
        session.emit_json({"files": [report.json(name, proof) for name, proof in proofs]})
        return
    for number, (name, proof) in enumerate(proofs):
        session.emit(("\n" if number else "") + report.text(name, proof, session.width, session.paint()))


class ExportOptions(TypedDict):
    """What `mt940 export` is told."""

    account: str
    first: datetime
    last: datetime
    output: Path
    local: bool
    dialect: str
    charset: str
    currency: str
    split: int | None
    parameters: tuple[str, ...]


@mt940.command()
@writes("output")
@click.option("--account", required=True, metavar="NAME", help="The bank account: its name, number or id.")
@click.option("--from", "first", type=_DAY, metavar="YYYY-MM-DD", required=True, help="The first day, 2026-01-01.")
@click.option("--to", "last", type=_DAY, metavar="YYYY-MM-DD", required=True, help="The last day, included.")
@click.option("-o", "--output", type=FILE, required=True, help="The statement to write.")
@click.option("--local", is_flag=True, default=False, help="Make the statement ourselves, from live transactions.")
@_DIALECT
@_CHARSET
@_SPLIT
@click.option(
    "--currency",
    type=CURRENCY_CODE,
    default="",
    metavar="CODE",
    help="With --local: the account's currency, where the service does not tell it.",
)
@click.option("--param", "parameters", multiple=True, metavar="NAME=VALUE", help="A further parameter of the export.")
@click.pass_context
@pass_session
def export(session: Session, ctx: click.Context, **given: Unpack[ExportOptions]) -> None:
    """Save an account's statement, prove it, and hold it against the transactions of the service.

    The file stays as the service sent it; where something does not prove, a report is written beside it and the
    command ends with 10. With --local the statement is made of live transactions, to SWIFT's rules.

    Example: flowtly mt940 export --account Företagskonto --from 2026-10-01 --to 2026-10-31 -o october.sta
    """
    from toolkit.bank.prove import Period
    from toolkit.loop.accounts import Accounts
    from toolkit.loop.export import export_statement, make_statement

    if given["last"] < given["first"]:
        raise click.BadParameter(_("The last day is before the first."), param_hint="--to")
    period = Period(given["first"].date(), given["last"].date())
    with session.service() as reached:
        held = Accounts(reached).find(given["account"])
        if given["local"] or given["currency"]:
            held = held.in_currency(given["currency"])
        if given["local"]:
            dialect, style = writing(given["dialect"], given["charset"], given["split"])
            exported = make_statement(reached, held, period, dialect, style, given["output"])
        else:
            asked = dict(pairs(given["parameters"]))
            exported = export_statement(reached, held, period, asked, given["output"])
    _tell(session, exported)
    ctx.exit(0 if exported.holds else NOT_PROVED)


class ConvertOptions(TypedDict):
    """What `mt940 convert` is told."""

    output: Path
    encoding: str | None
    account: str
    currency: str
    opening: Decimal | None
    charset: str
    split: int | None
    force: bool


@mt940.command()
@writes("output")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("-o", "--output", type=FILE, required=True, help="What to write: a workbook (.xlsx), else MT940.")
@ENCODING
@_ACCOUNT
@CURRENCY
@OPENING
@_CHARSET
@_SPLIT
@click.option("--force", is_flag=True, default=False, help="Write a workbook of statements that do not prove, too.")
@click.pass_context
@pass_session
def convert(session: Session, ctx: click.Context, files: tuple[Path, ...], **given: Unpack[ConvertOptions]) -> None:
    """Turn statements into a workbook, and workbooks, tables of a bank or CAMT.053 into MT940.

    The workbook has a sheet of balances and one for each account, with running balances as formulas and a chart. A
    statement that does not prove is never written as MT940.

    Example: flowtly mt940 convert october.sta -o october.xlsx
    """
    from toolkit.bank.prove import prove_files
    from toolkit.bank.table_balances import Told
    from toolkit.loop.ledger import write_workbook
    from toolkit.loop.statements import read_statements, write_statements

    told = Told(given["account"], given["currency"], given["opening"])
    proved = prove_files([(file.name, read_statements(file, given["encoding"], told)) for file in files])
    present(session, [(file.name, proof) for file, proof in zip(files, proved.files, strict=True)])
    to_workbook = given["output"].suffix.lower() == ".xlsx"
    if not all(proof.holds for proof in proved.files) and not (given["force"] and to_workbook):
        session.say(_("Nothing was written: it does not prove. A workbook of it is written with --force."), Talk.QUIET)
        ctx.exit(NOT_PROVED)
    if to_workbook:
        changes = write_workbook(given["output"], proved.statements)
    else:
        _dialect, style = writing("plain", given["charset"], given["split"])
        changes = write_statements(given["output"], proved.statements, style)
    for change in changes:
        session.say(change)
    session.say(_("Wrote {file}.").format(file=given["output"]))


def writing(dialect: str, charset: str, split: int | None) -> "tuple[Dialect, Style]":
    """Return the dialect and the style that the options ask for."""
    from toolkit.bank.charset import Charset
    from toolkit.bank.details import Dialect
    from toolkit.bank.write import Style

    chosen = Dialect(dialect)
    return chosen, Style(Charset(charset), split, chosen.mark)


def pairs(texts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Part what was given as NAME=VALUE."""
    for text in texts:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise click.BadParameter(
                _('"{text}" is no parameter: write NAME=VALUE.').format(text=text), param_hint="--param"
            )
        yield name, value


def _tell(session: Session, exported: "Exported") -> None:
    """Print what was exported; where it does not hold, also into a report beside the file."""
    from toolkit.files import write_text
    from toolkit.loop.outputs import free, remember
    from toolkit.reports import reconciliation, statements
    from toolkit.reports.terminal import PLAIN

    session.say(_("The statement came as {came_as}.").format(came_as=exported.came_as))
    for change in exported.changes:
        session.say(change)
    if session.as_json:
        session.emit_json(
            {
                **statements.json(exported.path.name, exported.proof),
                "sha256": exported.sha256,
                "cameAs": exported.came_as,
                "changes": exported.changes,
                "reconciliation": reconciliation.json(exported.reconciliation),
            }
        )
    else:
        session.emit(statements.text(exported.path.name, exported.proof, session.width, session.paint()))
        session.emit(reconciliation.text(exported.reconciliation, session.width, session.paint()))
    session.say(_("Wrote {file}, SHA-256 {sha256}.").format(file=exported.path, sha256=exported.sha256))
    if not exported.holds:
        report = free(exported.path.with_name(f"{exported.path.name}.report.txt"))
        proof = statements.text(exported.path.name, exported.proof, 120, PLAIN)
        write_text(report, f"{proof}\n{reconciliation.text(exported.reconciliation, 120, PLAIN)}\n")
        remember(report)
        session.say(_("It does not hold; wrote {file}.").format(file=report), Talk.QUIET)
