"""Notes: what the reader of a plan must know beyond its changes, in sentences."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Choice
from toolkit.entities.labels import Labels, Live
from toolkit.entities.likeness import both, renames
from toolkit.entities.record import Command, Mine
from toolkit.language import _, ngettext
from toolkit.planning.dependents import Pointer, lets_go, values_sent, written
from toolkit.planning.drafts import Draft, Edit, Fate, Idle, Removal, Swap, spot


def notes_of(
    drafts: Sequence[Draft],
    pointing: Mapping[str, Sequence[Pointer]],
    alone: Sequence[Mine],
    gone: Sequence[Mine],
    labels: Labels,
) -> tuple[str, ...]:
    """Return the notes of a plan.

    `alone` are the rows of based sheets that the base does not hold, `gone` the untouched rows whose records are no
    longer there.
    """
    return (*_without_base(alone), *_gone(gone), *_left_behind(drafts, pointing, labels), *_only_the_service(drafts))


def _without_base(alone: Sequence[Mine]) -> Iterator[str]:
    count = Counter(mine.header.sheet for mine in alone)
    for sheet, rows in count.items():
        yield ngettext(
            "Sheet {sheet}: {count:,} row has an Id that was not pulled with it: "
            "what colleagues changed meanwhile counts as a difference there.",
            "Sheet {sheet}: {count:,} rows have Ids that were not pulled with it: "
            "what colleagues changed meanwhile counts as a difference there.",
            rows,
        ).format(sheet=sheet, count=rows)


def _gone(rows: Sequence[Mine]) -> Iterator[str]:
    count = Counter(mine.header.sheet for mine in rows)
    for sheet, number in count.items():
        yield ngettext(
            "Sheet {sheet}: {count:,} record of an untouched row was deleted by somebody since the pull. "
            "Nothing is sent for such rows.",
            "Sheet {sheet}: {count:,} records of untouched rows were deleted by somebody since the pull. "
            "Nothing is sent for such rows.",
            number,
        ).format(sheet=sheet, count=number)


def _left_behind(drafts: Sequence[Draft], pointing: Mapping[str, Sequence[Pointer]], labels: Labels) -> Iterator[str]:
    writers = written(drafts)
    for draft in drafts:
        if not isinstance(draft, Removal | Swap):
            continue
        left = Counter(
            pointer.entity
            for pointer in pointing.get(draft.before.iri, ())
            if not lets_go(writers.get((pointer.entity.path, pointer.record.id)), pointer)
        )
        if left:
            what = _(" and ").join(
                _counted(count, entity.singular, entity.plural) for entity, count in sorted(left.items(), key=_by_title)
            )
            verb = _("deleted") if isinstance(draft, Removal) else _("replaced under a new id")
            label = labels.of_record(draft.mine.entity, draft.before)
            yield ngettext(
                "{label} is to be {verb} while {what} still points at it: the service may refuse, "
                "or delete more than was asked.",
                "{label} is to be {verb} while {what} still point at it: the service may refuse, "
                "or delete more than was asked.",
                left.total(),
            ).format(label=label, verb=verb, what=what)


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
