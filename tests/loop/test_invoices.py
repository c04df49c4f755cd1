"""The number of the next invoice, in whatever shape a service answers."""

import pytest

from toolkit.entities.canonical import Json
from toolkit.errors import NoNextName
from toolkit.loop.invoices import name_in


@pytest.mark.parametrize(
    "answer",
    [
        "F/1",
        {"name": "F/1"},
        {"@id": "/api/invoices/name/2026-11-30", "@type": "Invoice", "name": "F/1"},
        {"@type": "Collection", "member": [{"@type": "Invoice", "name": "F/1"}, {"name": "F/2"}]},
        {"hydra:member": ["F/1"]},
        [{"name": ""}, {"name": None, "next": {"name": "F/1"}}],
    ],
)
def test_a_name_is_found_wherever_it_stands(answer: Json) -> None:
    assert name_in(answer) == "F/1"


@pytest.mark.parametrize("answer", [None, "", {}, [], {"number": "F/1"}, {"@id": "F/1"}, 7, {"name": 7}])
def test_what_is_no_name_is_not_taken_for_one(answer: Json) -> None:
    assert name_in(answer) is None


def test_where_there_is_none_a_look_at_the_answer_is_offered() -> None:
    assert "flowtly api GET /invoices/name/2026-11-30" in str(NoNextName("https://acme.example", "2026-11-30"))
