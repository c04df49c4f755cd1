"""What an edit, a deletion and a new row become, for every entity, from its operations alone."""

from collections.abc import Callable, Mapping

import pytest

from toolkit.entities import DIRECTORIES, ENTITIES, Entity
from toolkit.entities.columns import Column
from toolkit.entities.entity import Operation
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Command, Mine, Record, values_to_json
from toolkit.planning.changes import Change, Create, Delete, Patch, Place, Replace, Request
from toolkit.planning.plan import Plan
from toolkit.planning.reversibility import Reversibility

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]
LiveOf = Callable[..., Live]
Sampled = Callable[[Column, int], Value]

every_entity = pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)


@every_entity
def test_an_edit_is_a_patch_where_there_is_one_and_a_replacement_elsewhere(
    entity: Entity, plan: Make, record: Rec, pulled: Row, live_of: LiveOf, sampled: Sampled
) -> None:
    live = live_of(entity, record(entity))
    column = entity.writable[-1]
    edits = {column.field: sampled(column, 1)}

    made = plan([pulled(entity, live[entity.path]["1"], **edits)], live, live)

    (change,) = made.changes
    after = {c.field: live[entity.path]["1"].values[c.field] for c in entity.writable} | edits
    if entity.can(Operation.PATCH):
        assert isinstance(change, Patch)
        body = dict(values_to_json(entity, edits))
        assert change.requests == (Request("PATCH", f"/{entity.path}/1", body),)
    else:
        assert isinstance(change, Replace)
        assert change.after == after
        body = dict(values_to_json(entity, after))
        assert change.requests == (Request("POST", f"/{entity.path}", body), Request("DELETE", f"/{entity.path}/1"))
    assert change.edits == edits
    assert not made.conflicts
    assert not made.refusals


@every_entity
def test_a_deletion_is_a_change_or_a_refusal(
    entity: Entity, plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    live = live_of(entity, record(entity))

    made = plan([pulled(entity, live[entity.path]["1"], command=Command.DELETE)], live, live)

    assert [change.verb for change in made.changes] == (["delete"] if entity.can(Operation.DELETE) else [])
    assert bool(made.refusals) == (not entity.can(Operation.DELETE))


@every_entity
def test_a_new_row_is_sent_without_ids_read_only_fields_and_nulls(
    entity: Entity, plan: Make, row: Row, sampled: Sampled
) -> None:
    values = {column.field: sampled(column, 1) for column in entity.columns}

    blank = entity.writable[1:][-1:]

    (change,) = plan([row(entity, values | {column.field: None for column in blank})], {entity.path: {}}).changes

    body = change.requests[0].body
    assert body is not None
    assert list(body) == [column.field for column in entity.sent if column not in blank]
    assert None not in body.values()


@pytest.mark.parametrize("entity", DIRECTORIES, ids=lambda entity: entity.path)
def test_what_is_only_looked_up_is_never_written(entity: Entity, plan: Make, record: Rec, row: Row) -> None:
    live = {entity.path: {"1": record(entity)}}

    made = plan([row(entity, {"name": "x"}, "1"), row(entity, {"name": "x"}, "1", Command.DELETE, at=3)], live)
    new = plan([row(entity, {"name": "x"})], live)

    assert made.changes == new.changes == ()


def _change(entity: Entity, verb: str, record: Record) -> Change:
    place = Place(entity.title, 2, {})
    made: Mapping[str, Change] = {
        "create": Create(1, entity, place, "", {}, ()),
        "patch": Patch(1, entity, place, "", record, {}, ()),
        "replace": Replace(1, entity, place, "", record, {}, {}, ()),
        "delete": Delete(1, entity, place, "", record, ()),
    }
    return made[verb]


@every_entity
@pytest.mark.parametrize("verb", ["create", "patch", "replace", "delete"])
def test_how_a_change_can_be_undone_follows_from_its_verb_and_entity(entity: Entity, verb: str, record: Rec) -> None:
    """Only transactions cannot be deleted; with a document goes its file, with an invoice what it has gathered."""
    gone = (
        Reversibility.IRREVERSIBLE if entity.path in {"invoices", "transaction-attachments"} else Reversibility.NEW_ID
    )
    expected = {
        "create": Reversibility.IRREVERSIBLE if entity.path == "transactions" else Reversibility.REVERSIBLE,
        "patch": Reversibility.REVERSIBLE,
        "replace": gone,
        "delete": gone,
    }

    assert _change(entity, verb, record(entity)).reversibility is expected[verb]


@pytest.mark.parametrize("entity", DIRECTORIES, ids=lambda entity: entity.path)
def test_what_cannot_be_created_again_could_not_be_deleted_reversibly(entity: Entity, record: Rec) -> None:
    assert _change(entity, "delete", record(entity)).reversibility is Reversibility.IRREVERSIBLE
