"""The chain breaks wherever a run is altered, dropped, moved or put between."""

import pytest

from toolkit.audit.chain import REQUESTS, START, broken, broken_requests, chained, head, requests_of, to_json
from toolkit.entities.canonical import Json, parse, pretty
from toolkit.entities.typed_json import object_of

RUNS = [("r1", "2026-10-01", "aa", ""), ("r2", "2026-10-02", "bb", "runs/r2/run.json"), ("r3", "2026-10-03", "cc", "")]
CONTENTS = {"runs/r2/run.json": "bb"}


def chain() -> dict[str, Json]:
    found = parse(pretty(to_json(chained(RUNS))))
    assert isinstance(found, dict)
    return found


def test_a_chain_that_nobody_touched_holds() -> None:
    assert broken(chain(), CONTENTS) == []


def test_no_runs_make_a_chain_as_well() -> None:
    assert (head(()), broken(to_json(()), {})) == (START, [])


def test_each_digest_follows_from_the_one_before() -> None:
    links, others = chained(RUNS), chained([("r0", "2026-09-30", "zz", ""), *RUNS])

    assert len({each.sha256 for each in (*links, *others)}) == 7


CHANGES = ("drop", "swap", "insert", "alter", "redate")


def tamper(links: list[Json], change: str, moment: str) -> None:
    """Change the links of a chain in one way; `moment` is what they call their time."""
    match change:
        case "drop":
            del links[0]
        case "swap":
            links[0], links[1] = links[1], links[0]
        case "insert":
            links.insert(1, links[0])
        case "alter":
            links[0] = {**object_of(links[0]), "content": "ax"}
        case _:
            links[2] = {**object_of(links[2]), moment: "2026-10-04"}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_history_is_found(change: str) -> None:
    told = chain()
    links = told["links"]
    assert isinstance(links, list)
    tamper(links, change, "started")

    assert broken(told, CONTENTS)


def test_a_last_run_that_was_cut_off_is_found_by_the_head() -> None:
    told = chain()
    links = told["links"]
    assert isinstance(links, list)
    links.pop()

    assert broken(told, CONTENTS) == ["chain"]


def test_a_run_whose_file_is_gone_altered_or_unknown_is_named() -> None:
    assert broken(chain(), {}) == ["r2"]
    assert broken(chain(), {"runs/r2/run.json": "bx"}) == ["r2"]
    assert broken(chain(), {**CONTENTS, "runs/r9/run.json": "dd"}) == ["runs/r9/run.json"]


@pytest.mark.parametrize("json", [None, [], {}, {"links": "none", "head": START}, {"links": [{"run": 1}], "head": ""}])
def test_what_is_no_chain_does_not_hold(json: Json) -> None:
    assert broken(json, {}) == ["chain"]


SENT = [("1", "2026-10-01", "aa", ""), ("2", "2026-10-02", "bb", "runs/direct.json"), ("4", "2026-10-03", "cc", "")]


def requests() -> dict[str, Json]:
    found = parse(pretty(to_json(chained(SENT, REQUESTS), REQUESTS)))
    assert isinstance(found, dict)
    return found


def test_direct_requests_have_a_chain_of_their_own() -> None:
    assert broken_requests(requests(), {"2": "bb"}) == []
    assert requests_of({"direct": requests()}) == chained(SENT, REQUESTS)
    assert requests_of(chain()) == ()
    assert head(chained(SENT)) != head(chained(SENT, REQUESTS))


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_history_of_requests_is_found(change: str) -> None:
    told = requests()
    links = told["links"]
    assert isinstance(links, list)
    tamper(links, change, "sent")

    assert broken_requests(told, {"2": "bb"})


def test_a_request_that_is_gone_altered_or_unknown_is_named() -> None:
    assert broken_requests(requests(), {}) == ["request 2"]
    assert broken_requests(requests(), {"2": "bx"}) == ["request 2"]
    assert broken_requests(requests(), {"2": "bb", "9": "dd"}) == ["request 9"]


@pytest.mark.parametrize("json", [None, [], {}, {"links": [{"request": 1}], "head": ""}, {"links": [7], "head": ""}])
def test_what_is_no_chain_of_requests_does_not_hold(json: Json) -> None:
    assert broken_requests(json, {}) == ["request chain"]
