"""Doctor: how a service differs from what the entities declare, from one page of each."""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from toolkit.api.answers import Answer
from toolkit.api.documentation import Documentation
from toolkit.api.hydra import Page, prefix_of, read_page
from toolkit.api.outcomes import Call
from toolkit.api.reading import LARGEST_SIZE
from toolkit.api.session import Session
from toolkit.entities import DIRECTORIES, ENTITIES, find
from toolkit.entities.canonical import Json
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity, Operation
from toolkit.entities.kinds import DEFAULT_PREFIX, Unreadable
from toolkit.errors import NotAuthenticated, ServiceError, Unreachable
from toolkit.language import _
from toolkit.loop.diagnosis import Diagnosis, Examined, Followed, Misfit
from toolkit.loop.documented import compared
from toolkit.loop.reach import Reached

DOCUMENTATION = ("/docs.jsonopenapi", "/docs.jsonld", "/docs.json")
"""Where API Platform describes itself: as OpenAPI from version 3 on, as Hydra, as OpenAPI up to version 2."""
_TRIED = 3
"""References of a column that are followed."""
_SHOWN = 60
"""Characters of a value that does not fit its column."""


def examine(
    reached: Reached, learnt: frozenset[str] = frozenset(), entities: Iterable[Entity] = (*ENTITIES, *DIRECTORIES)
) -> Diagnosis:
    """Read one page of each entity, and follow some of its references; nothing is written.

    `learnt` names the undeclared fields known before, as `budgets.attributeSet`. Raises `Unreachable` and
    `NotAuthenticated`: without a service and a user there is nothing to examine.
    """
    session = reached.client.session
    prefixes: list[str] = []
    statuses, document = _documentation(session)
    examined = tuple(_examine(session, entity, learnt, prefixes, document) for entity in entities)
    return Diagnosis(
        service=reached.profile.service,
        profile=reached.profile.name,
        user=reached.profile.user,
        prefix=next(iter(prefixes), DEFAULT_PREFIX),
        documentation=statuses,
        entities=examined,
    )


def _documentation(session: Session) -> tuple[dict[str, int], Documentation | None]:
    """Return what each route of the documentation answers, and the first of the documents that can be read."""
    answers = {path: session.ask(Call("GET", path)) for path in DOCUMENTATION}
    documents = (document for answer in answers.values() if answer.ok and (document := _document(answer)) is not None)
    return {path: answer.status for path, answer in answers.items()}, next(documents, None)


def _document(answer: Answer) -> Documentation | None:
    try:
        document = answer.json()
    except ValueError:
        return None
    return Documentation(document) if isinstance(document, Mapping) and document else None


def _examine(
    session: Session,
    entity: Entity,
    learnt: frozenset[str],
    prefixes: list[str],
    document: Documentation | None,
) -> Examined:
    try:
        page = read_page(session.insist(Call("GET", entity.collection, f"itemsPerPage={LARGEST_SIZE}")).json())
    except (Unreachable, NotAuthenticated):
        raise
    except ServiceError as error:
        return Examined(entity, str(error))
    except ValueError as error:
        return Examined(entity, _("The answer is no collection of records: {error}.").format(error=error))
    prefixes += filter(None, (prefix_of(entity, member) for member in page.members[:1]))
    seen = _fields(page)
    undeclared = tuple(name for name in seen if name not in entity.by_field)
    return Examined(
        entity=entity,
        seen=len(page.members),
        total=page.total,
        page_size=len(page.members) if _has_more(page) else None,
        filters=None if page.filters is None else tuple(sorted(page.filters)),
        unseen=tuple(name for name in entity.by_field if name not in seen) if page.members else (),
        undeclared=undeclared,
        new=tuple(name for name in undeclared if f"{entity.path}.{name}" not in learnt),
        misfits=tuple(_misfits(entity, page)),
        references=tuple(_references(session, entity, page)),
        otherwise=tuple(_otherwise(entity, page)),
        words=tuple(_words(entity, page)),
        documented=None if document is None else compared(entity, document.fields(entity, _type(page))),
    )


def _otherwise(entity: Entity, page: Page) -> Iterator[str]:
    for column in entity.columns:
        if any(type(value) is column.kind.other and _fits(column, value) for value in _values(page, column.field)):
            yield column.field


def _words(entity: Entity, page: Page) -> Iterator[str]:
    """Yield the references that hold texts which are no IRIs."""
    for column in entity.references:
        if any(isinstance(value, str) and value and "/" not in value for value in _values(page, column.field)):
            yield column.field


def _fits(column: Column, value: Json) -> bool:
    """Return whether the column can hold a value; of one that it cannot, the JSON type tells nothing."""
    try:
        column.kind.from_json(value)
    except Unreadable:
        return False
    return True


def _type(page: Page) -> str | None:
    """Return what the records of a page are called by the service."""
    told = next((member.get("@type") for member in page.members), None)
    return told if isinstance(told, str) else None


def _has_more(page: Page) -> bool:
    return page.next is not None or (page.total is not None and page.total > len(page.members))


def _fields(page: Page) -> dict[str, None]:
    """Return the fields with a value, in the order in which they were first seen."""
    named = ((name, value) for member in page.members for name, value in member.items())
    return dict.fromkeys(
        name for name, value in named if value is not None and name != "id" and not name.startswith("@")
    )


def _misfits(entity: Entity, page: Page) -> Iterator[Misfit]:
    """Yield the first value of each column that its kind cannot read."""
    for column in entity.columns:
        for value in _values(page, column.field):
            if value == "" and not column.kind.is_text:
                continue
            try:
                column.kind.from_json(value)
            except Unreadable as error:
                yield Misfit(column.field, error.expected, _short(value))
                break


def _references(session: Session, entity: Entity, page: Page) -> Iterator[Followed]:
    """Follow a few references of each column whose records can be read one by one."""
    for column in entity.references:
        target = find(column.target or "")
        if not target.can(Operation.GET):
            continue
        wanted = dict.fromkeys(iri for value in _values(page, column.field) if (iri := _iri(column, value)))
        tried = list(wanted)[:_TRIED]
        broken = tuple(iri for iri in tried if not _leads_somewhere(session, target, iri))
        if tried:
            yield Followed(column.field, len(tried) - len(broken), broken)


def _leads_somewhere(session: Session, target: Entity, iri: str) -> bool:
    """Tell whether a reference leads to a record; one that we may not see is not broken."""
    last = quote(iri.rsplit("/", 1)[-1], safe="%")
    return session.ask(Call("GET", f"{target.collection}/{last}")).status not in {404, 410}


def _values(page: Page, field: str) -> Iterator[Json]:
    return (value for member in page.members if (value := member.get(field)) is not None)


def _iri(column: Column, value: Json) -> str | None:
    """Return what a reference points at, embedded or not."""
    try:
        found = str(column.kind.from_json(value))
    except Unreadable:
        return None
    return found if "/" in found else None


def _short(value: Json) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
