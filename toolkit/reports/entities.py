"""Entities as text, JSON and Markdown: what there is, and what can be done with it."""

from collections.abc import Iterator, Mapping, Sequence

from toolkit.entities.canonical import JsonObject
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity, Operation
from toolkit.entities.formats import JSON_VERSION
from toolkit.entities.kinds import Choice
from toolkit.entities.record import Record
from toolkit.language import _, mark
from toolkit.planning.changes import Change, Create, Delete, Patch, Place, Replace
from toolkit.planning.leaving import referrers
from toolkit.planning.reversibility import Reversibility
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, Tone, hanging, left, width_of

NONE = "-"
_OPERATIONS = {
    Operation.LIST: ("list", "LIST"),
    Operation.GET: ("read", "GET by id"),
    Operation.POST: ("create", "POST"),
    Operation.PATCH: ("patch", "PATCH"),
    Operation.DELETE: ("delete", "DELETE"),
}
"""Each operation as a word, and as the service calls it where an entity lacks it."""


def operations(entity: Entity) -> tuple[str, ...]:
    """Return what the service lets one do, in words."""
    return tuple(word for operation, (word, _lack) in _OPERATIONS.items() if entity.can(operation))


def lacks(entity: Entity) -> tuple[str, ...]:
    """Return the operations that the service does not offer, as it calls them."""
    return tuple(name for operation, (_word, name) in _OPERATIONS.items() if not entity.can(operation))


def reversibility(entity: Entity) -> Mapping[str, Reversibility]:
    """Return how each change to such a record can be undone, by the verb of a plan; read-only entities have none."""
    place, record = Place(entity.title, 0, {}), Record("", "", {})
    replaces = not entity.can(Operation.PATCH) and entity.can(Operation.POST | Operation.DELETE)
    offered: tuple[tuple[Change, bool], ...] = (
        (Create(0, entity, place, "", {}, ()), entity.can(Operation.POST)),
        (Patch(0, entity, place, "", record, {}, ()), entity.can(Operation.PATCH)),
        (Replace(0, entity, place, "", record, {}, {}, ()), replaces),
        (Delete(0, entity, place, "", record, ()), entity.can(Operation.DELETE)),
    )
    return {change.verb: change.reversibility for change, possible in offered if possible}


def _irreversible(entity: Entity) -> tuple[str, ...]:
    return tuple(verb for verb, how in reversibility(entity).items() if how is Reversibility.IRREVERSIBLE)


def text(entities: Sequence[Entity], width: int, paint: Paint) -> str:
    """List entities: path, title and operations; below, what is lacking and what cannot be undone."""
    rows = [
        [Painted(cell) for cell in (entity.path, entity.title, " ".join(map(_, operations(entity))))]
        for entity in entities
    ]
    table = Table(
        (mark("entity"), mark("title"), mark("operations")), rows, below=[_limits(entity) for entity in entities]
    )
    return "\n".join([*table.lines(width, paint), ""])


def _limits(entity: Entity) -> str:
    if not entity.can(Operation.POST):
        return _("only looked up")
    undone = [_("{verb} cannot be undone").format(verb=_(verb)) for verb in _irreversible(entity)]
    return "; ".join([_("no {name}").format(name=_(name)) for name in lacks(entity)] + undone)


_TITLES = (mark("entity"), mark("title"), mark("operations"), mark("lacks"), mark("no undo"))


def _row(entity: Entity) -> tuple[str, ...]:
    lists = (operations(entity), lacks(entity), _irreversible(entity))
    return (entity.path, entity.title, *(", ".join(words) for words in lists))


def describe(entity: Entity, width: int, paint: Paint) -> str:
    """Show one entity with all its columns."""
    rows = [[Painted(cell) for cell in _column(column)] for column in entity.columns]
    lines = [
        paint(f"{entity.title} ({entity.path})", Tone.STRONG),
        *hanging("", entity.summary, width),
        "",
        *_aligned(tuple(_facts(entity)), width),
        "",
        *Table(_COLUMN_TITLES, rows, below=[_note(column) for column in entity.columns]).lines(width, paint),
        "",
        *hanging(
            "", _("assumed: no published schema lists the field; `flowtly doctor` compares it with the service."), width
        ),
    ]
    return "\n".join([*lines, ""])


def _aligned(facts: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    longest = max(width_of(name) for name, _fact in facts) + 2
    for name, fact in facts:
        yield from hanging(left(name, longest), fact, width)


def _facts(entity: Entity) -> Iterator[tuple[str, str]]:
    yield _("operations"), ", ".join(map(_, operations(entity)))
    yield _("lacks"), ", ".join(map(_, lacks(entity))) or NONE
    yield _("told apart by"), ", ".join(entity.by_field[name].title for name in entity.natural_key)
    yield _("called by"), ", ".join(entity.by_field[name].title for name in entity.label)
    yield from ((_(verb), _undone(entity, verb, how)) for verb, how in reversibility(entity).items())


def _undone(entity: Entity, verb: str, how: Reversibility) -> str:
    """Say how a change is undone, and what stands in the way of that."""
    if verb not in {Delete.verb, Replace.verb}:
        return _(how.value)
    if entity.lost:
        return _("{how}: {lost} go with it").format(how=_(how.value), lost=entity.lost)
    if any(referrers(entity)):
        return _("{how}; irreversible while something points at it").format(how=_(how.value))
    return _(how.value)


def _marks(column: Column) -> Iterator[str]:
    if column.required:
        yield _("required")
    if not column.writable:
        yield _("read-only")
    if column.assumed:
        yield _("assumed")


def _type(column: Column) -> str:
    if column.target:
        return _("one of {target}").format(target=column.target)
    choices = column.kind.choices if isinstance(column.kind, Choice) else ()
    return _("one of {choices}").format(choices=", ".join(choices)) if choices else _(column.kind.word)


def _note(column: Column) -> str:
    unit = _("In the {unit}.").format(unit=column.unit) if column.unit else ""
    also = _("Also called {names}.").format(names=", ".join(column.aliases)) if column.aliases else ""
    return " ".join(filter(None, [column.note, unit, also]))


def _column(column: Column) -> tuple[str, ...]:
    return (column.title, column.field, _type(column), ", ".join(_marks(column)))


_COLUMN_TITLES = (mark("column"), mark("field"), mark("type"), mark("marks"))


def json(entities: Sequence[Entity]) -> JsonObject:
    """Spell what `entities --json` prints."""
    return {"version": JSON_VERSION, "entities": [_summary(entity) for entity in entities]}


def describe_json(entity: Entity) -> JsonObject:
    """Spell what `describe --json` prints: the entity and every column."""
    return {
        "version": JSON_VERSION,
        **_summary(entity),
        "summary": entity.summary,
        "natural_key": list(entity.natural_key),
        "label": list(entity.label),
        "endpoints": [{"method": end.method, "path": end.path} for end in entity.endpoints],
        "columns": [_column_json(column) for column in entity.columns],
    }


def _summary(entity: Entity) -> JsonObject:
    return {
        "entity": entity.path,
        "title": entity.title,
        "operations": list(operations(entity)),
        "lacks": list(lacks(entity)),
        "reversible": {verb: how.value for verb, how in reversibility(entity).items()},
    }


def _column_json(column: Column) -> JsonObject:
    return {
        "field": column.field,
        "title": column.title,
        "type": column.kind.word,
        "expected": column.kind.expected,
        "required": column.required,
        "writable": column.writable,
        "assumed": column.assumed,
        "unit": column.unit or None,
        "target": column.target,
        "note": column.note or None,
    }


def markdown(entities: Sequence[Entity]) -> str:
    """Return a page for the documentation: the table of entities, then a section with the columns of each."""
    sections = [_markdown_table(_TITLES, [_row(entity) for entity in entities])]
    for entity in entities:
        facts = [f"- {name}: {fact}" for name, fact in _facts(entity)]
        rows = [(*_column(column), _note(column)) for column in entity.columns]
        columns = _markdown_table((*_COLUMN_TITLES, "note"), rows)
        sections += [f"## {entity.title}", entity.summary, "\n".join(facts), columns]
    return "\n\n".join(["# Entities", *sections]) + "\n"


def _markdown_table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *([_escaped(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _escaped(text: str) -> str:
    return text.replace("|", r"\|")
