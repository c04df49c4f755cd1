"""`flowtly template` and `flowtly pull`: workbooks to fill in and to edit."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from toolkit.cli.arguments import ENTITY, FILE, writable_entities
from toolkit.cli.outputs import writes
from toolkit.cli.session import Session, pass_session
from toolkit.cli.sources import DASH, DELIMITERS
from toolkit.entities import ENTITIES, Entity
from toolkit.language import _, ngettext

if TYPE_CHECKING:
    from toolkit.entities.completeness import Shortfalls
    from toolkit.loop.pull import Part
    from toolkit.loop.pull_forms import Output

_OUTPUT = click.option("-o", "--output", type=FILE, required=True, help="The workbook to write.")
_OFFLINE = click.option(
    "--offline", is_flag=True, default=False, help="Without the names of live records to choose from."
)

_NOT_EDITED = (".jsonl", ".ndjson", ".parquet")

NOT_COMPLETE = 10

_VIEWS = {view: (entity,) for entity in ENTITIES for view in entity.views}


@click.command()
@writes("output")
@click.argument("entities", type=ENTITY, nargs=-1)
@_OUTPUT
@_OFFLINE
@pass_session
def template(session: Session, entities: tuple[Entity, ...], output: Path, *, offline: bool) -> None:
    """Write an empty workbook to fill in, with a sheet for each entity; all twelve where none is named.

    Example: flowtly template budgets budget-groups -o budgets.xlsx
    """
    from toolkit.entities.labels import Labels
    from toolkit.loop import pull as step

    wanted = writable_entities(entities)
    if offline:
        step.template(session.profile, wanted, output, Labels({}))
    else:
        with session.service() as reached:
            step.live_template(reached, wanted, output)
    _tell(session, output, {entity.path: 0 for entity in wanted}, {})


class PullOptions(TypedDict):
    """What `pull` is told beside the entities and the file."""

    filters: tuple[str, ...]
    form: str | None
    delimiter: str | None
    ids: bool
    totals: bool
    view: str | None


@click.command()
@writes("output")
@click.argument("entities", type=ENTITY, nargs=-1)
@click.option("-o", "--output", type=FILE, required=True, help="The file to write; - is standard output, for text.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "csv", "tsv", "jsonl", "parquet"]),
    help="The form of the file.  [default: what its name ends with]",
)
@click.option("--delimiter", type=click.Choice(DELIMITERS), help="What splits the fields of a .csv.  [default: comma]")
@click.option(
    "--filter", "filters", multiple=True, metavar="FIELD=VALUE", help="Only records that the service filters so."
)
@click.option("--ids", is_flag=True, default=False, help="Show ids beside the names of what cells point at.")
@click.option("--totals", is_flag=True, default=False, help="Add up amounts in a row above the header of a workbook.")
@click.option("--view", type=click.Choice(list(_VIEWS)), help="Only what the service lists in this view.")
@pass_session
@click.pass_context
def pull(
    ctx: click.Context, session: Session, entities: tuple[Entity, ...], output: Path, **given: Unpack[PullOptions]
) -> None:
    """Write live records into a workbook, ready to edit; all twelve entities where none is named.

    A .csv, .tsv, .jsonl or .parquet is written as the records come, whatever their number. It remembers no base.

    Ends with 10 where a list is not proved to be complete; the workbook says so as well.

    A view without an entity means the entity that has it. A filter is checked before it is sent, and named again for
    each of several values.

    Examples: flowtly pull budgets -o budgets.xlsx --filter granularity=month

    flowtly pull --view unassigned -o unassigned.xlsx --filter "execDate[after]=2026-01-01"

    flowtly pull transactions -o - --format jsonl | jq .amount
    """
    from toolkit.cli.progress import reading
    from toolkit.forms.delimiter import WORDS
    from toolkit.loop import pull as step
    from toolkit.loop.pull_forms import Form, Output

    view = given["view"]
    chosen = _VIEWS[view] if view and not entities else writable_entities(entities)
    part = step.Part(_filters(given["filters"]), view or "")
    beside = step.Beside.IDS if given["ids"] else step.Beside.NOTHING
    beside |= step.Beside.TOTALS if given["totals"] else step.Beside.NOTHING
    form = Form(given["form"]) if given["form"] else Form.of(output)
    if form is not Form.XLSX or output == DASH:
        to = sys.stdout if output == DASH else output
        delimiter = WORDS[given["delimiter"] or ("tab" if form is Form.TSV else "comma")]
        ctx.exit(_pull_form(session, chosen, part, Output(form, to, delimiter, beside)))
    with session.service() as reached, reading(session) as seen:
        pulled = step.pull(reached, chosen, output, part, seen, beside)
    _tell(session, output, pulled.counts, pulled.incomplete)
    tell_escaped(session, pulled.escaped)
    ctx.exit(NOT_COMPLETE if pulled.incomplete else 0)


def _pull_form(session: Session, entities: tuple[Entity, ...], part: "Part", output: "Output") -> int:
    """Write another form than a workbook; what goes to standard output is data alone."""
    from toolkit.cli.progress import reading
    from toolkit.loop.pull_forms import pull_form

    with session.service() as reached, reading(session) as seen:
        written = pull_form(reached, entities, output, part, seen)
    if isinstance(output.to, Path):
        _tell(session, output.to, written.counts, written.incomplete)
    tell_escaped(session, written.escaped)
    for field in written.left_out:
        said = _(
            "The field {field} is not in it: nothing declares it, and none of the first records had it. Try .jsonl."
        )
        session.say(said.format(field=field))
    return NOT_COMPLETE if written.incomplete else 0


def tell_escaped(session: Session, count: int) -> None:
    """Say of texts that look like `[clear]` that they are written with a backslash."""
    if count:
        said = ngettext(
            "{count} text looks like [clear]. It is written \\[clear], and means the text while it stays so.",
            "{count} texts look like [clear]. They are written \\[clear], and mean the texts while they stay so.",
            count,
        )
        session.say(said.format(count=count))


def _filters(given: tuple[str, ...]) -> dict[str, str]:
    """Return filters by name; several values of one name are a list, spelt `name[0]`, `name[1]`."""
    parted = [text.partition("=") for text in given]
    for text, (name, equals, _value) in zip(given, parted, strict=True):
        if not name or not equals:
            raise click.BadParameter(
                _('"{text}" is no filter: write FIELD=VALUE.').format(text=text), param_hint="--filter"
            )
    values: dict[str, list[str]] = {}
    for name, _equals, value in parted:
        values.setdefault(name.removesuffix("[]"), []).append(value)
    for name, several in values.items():
        if len(several) > 1 and name.endswith("]"):
            raise click.BadParameter(
                _('"{name}" takes one value, not {count}.').format(name=name, count=len(several)), param_hint="--filter"
            )
    return {
        f"{name}[{n}]" if len(several) > 1 else name: value
        for name, several in values.items()
        for n, value in enumerate(several)
    }


def _tell(session: Session, output: Path, counts: Mapping[str, int], incomplete: "Shortfalls") -> None:
    if session.as_json:
        lacking = {path: each.to_json() for path, each in incomplete.items()}
        session.emit_json({"workbook": str(output), "records": counts, "incomplete": lacking})
        return
    listed = ", ".join(f"{count} {path}" if count else path for path, count in counts.items())
    session.emit(_("Wrote {output}: {listed}.").format(output=output, listed=listed))
    if output.suffix.lower() not in _NOT_EDITED:
        session.say(_("Edit it in Excel, then: flowtly plan {output} -o plan.json").format(output=output))
