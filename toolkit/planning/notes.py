"""Notes: what the reader of a plan must know beyond its changes, in sentences."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Choice
from toolkit.entities.labels import Live
from toolkit.entities.likeness import both, renames
from toolkit.entities.record import Command, Mine, RowSource
from toolkit.language import _, ngettext
from toolkit.planning.changes import Change, Create, Replace
from toolkit.planning.dependents import values_sent
from toolkit.planning.drafts import Draft, Edit, Fate, Idle, Removal, Swap, spot
from toolkit.thresholds import LookAgain


def notes_of(
    drafts: Sequence[Draft],
    alone: Sequence[Mine],
    gone: Sequence[Mine],
) -> tuple[str, ...]:
    """Return the notes of a plan.

    `alone` are the rows of based sheets that the base does not hold, `gone` the untouched rows whose records are no
    longer there.
    """
    return (*_without_base(alone), *_gone(gone), *_only_the_service(drafts))


def looked_for(changes: Iterable[Change], asked: Container[str], window: LookAgain) -> Iterator[str]:
    """Say how creations are looked for again right before they are sent, and what goes unseen then.

    `asked` holds the paths of the entities that the service has a filter for.
    """
    made = dict.fromkeys(change.entity for change in changes if isinstance(change, Create | Replace))
    by_filter = [entity.plural for entity in made if entity.path in asked]
    by_list = [entity.plural for entity in made if entity.path not in asked]
    if by_filter:
        yield _(
            "Right before one of the {entities} is created, the service is asked whether it is there by now. What "
            "somebody makes between that answer and the creation, one round trip, may be there twice."
        ).format(entities=", ".join(by_filter))
    if by_list:
        yield _(
            "The service has no filter to ask for one of the {entities} before it is created: their list is read "
            "again after {creations:,} creations or {seconds:g} seconds. What somebody makes meanwhile may be there "
            "twice; after the run it is looked for, and listed as perhaps ours."
        ).format(entities=", ".join(by_list), creations=window.creations, seconds=window.seconds)


def _without_base(alone: Sequence[Mine]) -> Iterator[str]:
    count = Counter(mine.header.sheet for mine in alone if mine.source is RowSource.WORKBOOK)
    undone = sum(mine.source is RowSource.UNDO for mine in alone)
    if undone:
        yield ngettext(
            "The journal does not have {count:,} record as the run left it: later edits of it are undone, too.",
            "The journal does not have {count:,} records as the run left them: later edits of them are undone, too.",
            undone,
        ).format(count=undone)
    for sheet, rows in count.items():
        yield ngettext(
            "Sheet {sheet}: {count:,} row has an Id that was not pulled with it: "
            "what colleagues changed meanwhile counts as a difference there.",
            "Sheet {sheet}: {count:,} rows have Ids that were not pulled with it: "
            "what colleagues changed meanwhile counts as a difference there.",
            rows,
        ).format(sheet=sheet, count=rows)


def _gone(rows: Sequence[Mine]) -> Iterator[str]:
    count = Counter(mine.header.sheet for mine in rows if mine.source is RowSource.WORKBOOK)
    undone = sum(mine.source is RowSource.UNDO for mine in rows)
    if undone:
        yield ngettext(
            "{count:,} record of the run is gone already: somebody deleted it since. Nothing is sent for it.",
            "{count:,} records of the run are gone already: somebody deleted them since. Nothing is sent for them.",
            undone,
        ).format(count=undone)
    for sheet, number in count.items():
        yield ngettext(
            "Sheet {sheet}: {count:,} record of an untouched row was deleted by somebody since the pull. "
            "Nothing is sent for such rows.",
            "Sheet {sheet}: {count:,} records of untouched rows were deleted by somebody since the pull. "
            "Nothing is sent for such rows.",
            number,
        ).format(sheet=sheet, count=number)


def _only_the_service(drafts: Sequence[Draft]) -> Iterator[str]:
    """Say honestly what no plan can know: what is declared without a published schema, and words of unknown lists."""
    assumed = Counter[str]()
    words = 0
    for draft in drafts:
        entity = draft.mine.entity
        for name in values_sent(draft):
            column = entity.by_field[name]
            assumed[_("{column} of {entity}").format(column=column.title, entity=entity.plural)] += column.assumed
            words += isinstance(column.kind, Choice) and not column.kind.choices
    fields = [name for name, count in assumed.items() if count]
    deletions = sum(isinstance(draft, Removal | Swap) for draft in drafts)
    unsure = [
        *(
            [_("whether it takes fields that no published schema lists ({fields})").format(fields=", ".join(fields))]
            if fields
            else []
        ),
        *(
            [
                ngettext(
                    "whether it knows {count:,} word of lists that it does not publish",
                    "whether it knows {count:,} words of lists that it does not publish",
                    words,
                ).format(count=words)
            ]
            if words
            else []
        ),
        *(
            [
                ngettext(
                    "whether records that were not read hold up {count:,} deletion",
                    "whether records that were not read hold up {count:,} deletions",
                    deletions,
                ).format(count=deletions)
            ]
            if deletions
            else []
        ),
    ]
    if unsure:
        yield _("Only the service can decide {unsure}.").format(unsure="; ".join(unsure))


def _by_title(left: tuple[Entity, int]) -> str:
    return left[0].title


def _counted(count: int, singular: str, plural: str) -> str:
    return f"{count:,} {singular if count == 1 else plural}"


def rows_gone(rows: Sequence[Mine], live: Live) -> list[Mine]:
    """Return the rows with an id, among those that ask for nothing, whose records are not live."""
    wanted = (mine for mine in rows if mine.command is Command.AUTO and mine.id)
    return [mine for mine in wanted if mine.id not in live.get(mine.entity.path, {})]


def rows_alone(drafts: Sequence[Draft], based: Mapping[str, Mapping[str, object]]) -> list[Mine]:
    """Return the changed rows with an id that the base of their entity does not hold."""
    return [
        draft.mine
        for draft in drafts
        if isinstance(draft, Edit | Swap | Removal)
        and draft.mine.id is not None
        and draft.mine.entity.path in based
        and draft.mine.id not in based[draft.mine.entity.path]
    ]


def spelled_otherwise(rows: Sequence[Mine], fates: Sequence[Fate]) -> Iterator[str]:
    """Tell of each row that found its record by its natural key under another spelling, which stays as it is."""
    for mine, fate in zip(rows, fates, strict=True):
        if mine.id is not None or not isinstance(fate, Edit | Swap | Idle):
            continue
        record = fate.record if isinstance(fate, Idle) else fate.before
        listed = ", ".join(both(mine.entity, each) for each in renames(mine, record)) if record else ""
        if listed:
            sheet, row = spot(mine)
            yield _(
                "{sheet}!{row} means the {entity} {id}, which is spelled differently and stays so: {listed}. "
                "To rename it, fill in its Id."
            ).format(sheet=sheet, row=row, entity=mine.entity.singular, id=record.id if record else "", listed=listed)
