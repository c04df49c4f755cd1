"""`flowtly mt940`: bank statements, proved, exported and converted."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.session import Session, pass_session

if TYPE_CHECKING:
    from toolkit.bank.prove import Proof

NOT_PROVED = 10

_ENCODING = click.option(
    "--encoding", metavar="NAME", help="How the file's text is encoded, where it is not recognised."
)


@click.group()
def mt940() -> None:
    """Prove, export and convert bank statements."""


@mt940.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@_ENCODING
@click.option("--strict", is_flag=True, default=False, help="Every departure from SWIFT's rules fails as well.")
@click.pass_context
@pass_session
def verify(
    session: Session, ctx: click.Context, files: tuple[Path, ...], encoding: str | None, *, strict: bool
) -> None:
    """Prove statements: every balance adds up, and each statement begins where the last one ended.

    Reads MT940, CAMT.053, .xlsx and .csv; needs no service. Ends with 10 where something does not prove.

    Example: flowtly mt940 verify october.sta
    """
    from toolkit.bank.prove import prove
    from toolkit.loop.statements import read_statements

    proofs = [(file.name, prove(read_statements(file, encoding))) for file in files]
    present(session, proofs)
    ctx.exit(0 if all(holds(proof, strict=strict) for _, proof in proofs) else NOT_PROVED)


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
