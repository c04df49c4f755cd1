"""Two bundles: the later one's history begins with the earlier one's, or each run by which it does not is named."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.audit import small_bundle
from toolkit.audit.chain import DIRECT, REQUESTS, Link, chained, head, to_json
from toolkit.audit.chain import NAME as CHAIN
from toolkit.audit.succession import differences, succeed
from toolkit.audit.verify import Fault, Since, Verified, verify_bundle
from toolkit.entities.canonical import Json, JsonObject, digest, pretty

RUNS = (("r0", "2026-09-30", "ab", ""), ("r1", "2026-10-02", digest(small_bundle.RUN), "runs/r1/run.json"))
NEXT = ("r2", "2026-11-03", "cd", "")
OTHER = ("rx", "2026-10-01", "ef", "")


def bundle(path: Path, runs: Sequence[tuple[str, str, str, str]], telling: JsonObject) -> Verified:
    """Write a bundle with a history, and verify it."""
    links = chained(runs)
    contents = small_bundle.files() | {CHAIN: pretty(to_json(links)).encode()}
    told = {**small_bundle.told(links_head=head(links)), **telling}
    return verify_bundle(small_bundle.write(path, contents, told))


@pytest.fixture
def october(tmp_path: Path) -> Verified:
    return bundle(tmp_path / "october.zip", RUNS, {})


NOVEMBER: JsonObject = {"stated_at": "2026-12-01T00:00:00+00:00"}


def test_a_history_that_went_on_holds_and_tells_how_many_runs_came(tmp_path: Path, october: Verified) -> None:
    november = bundle(tmp_path / "november", [*RUNS, NEXT], NOVEMBER)

    found = succeed(november, october)

    assert found.holds, found.findings
    assert found.since == Since(october.path, 2, 1, chained=False)


def test_a_bundle_goes_on_from_itself(october: Verified) -> None:
    assert succeed(october, october).since == Since(october.path, 2, 0, chained=False)


def test_each_run_that_differs_from_the_older_bundle_is_named(tmp_path: Path, october: Verified) -> None:
    resumed = ("r0", "2026-09-30", "ax", "")
    november = bundle(tmp_path / "november", [resumed, OTHER, RUNS[1], NEXT], NOVEMBER)

    found = succeed(november, october)

    assert november.holds
    assert [(each.fault, each.detail) for each in found.findings] == [(Fault.CHANGED, "r0"), (Fault.INSERTED, "rx")]


LINKS: tuple[Link, ...] = chained([*RUNS, NEXT])


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([RUNS[1], NEXT], [(Fault.DROPPED, "r0")]),
        ([RUNS[0]], [(Fault.DROPPED, "r1"), (Fault.DROPPED, "r2")]),
        ([], [(Fault.DROPPED, "r0"), (Fault.DROPPED, "r1"), (Fault.DROPPED, "r2")]),
        ([RUNS[1], RUNS[0], NEXT], [(Fault.MOVED, "r0"), (Fault.MOVED, "r1")]),
        ([*RUNS, OTHER, NEXT], [(Fault.INSERTED, "rx")]),
        ([*RUNS, (*NEXT[:2], "cx", "")], [(Fault.CHANGED, "r2")]),
        ([*RUNS, ("r2", "2026-11-04", "cd", "")], [(Fault.CHANGED, "r2")]),
        ([*RUNS, NEXT, OTHER], []),
    ],
)
def test_a_history_that_was_rewritten_is_told_run_by_run(
    after: list[tuple[str, str, str, str]], expected: list[tuple[Fault, str]]
) -> None:
    assert [(each.fault, each.detail) for each in differences(LINKS, chained(after))] == expected


def test_another_period_of_the_same_history_may_hold_other_runs_as_files() -> None:
    """Which runs are files differs from period to period; the chain has all of them."""
    outside = chained([(run, started, content, "") for run, started, content, _file in (*RUNS, NEXT)])

    assert list(differences(LINKS, outside)) == []


@pytest.mark.parametrize(
    ("telling", "fault"),
    [
        ({**NOVEMBER, "service": "https://elsewhere.example"}, Fault.ELSEWHERE),
        ({"stated_at": "2026-10-15T00:00:00+00:00"}, Fault.ORDER),
    ],
)
def test_bundles_that_cannot_follow_each_other_are_told(
    tmp_path: Path, october: Verified, telling: JsonObject, fault: Fault
) -> None:
    found = succeed(bundle(tmp_path / "other", [*RUNS, NEXT], telling), october)

    assert [(each.file, each.fault) for each in found.findings] == [(str(october.path), fault)]


def test_a_bundle_that_does_not_hold_is_compared_with_nothing(tmp_path: Path, october: Verified) -> None:
    broken = bundle(tmp_path / "broken", RUNS, {"counts": {}, "totals": "none"})

    assert [each.fault for each in succeed(october, broken).findings] == [Fault.OLDER]
    assert succeed(broken, october) == broken


ENTRIES: tuple[JsonObject, ...] = tuple({"n": n, "path": f"/budgets/{n}", "sent": f"2026-10-0{n}"} for n in (1, 2, 3))


def with_requests(path: Path, entries: Sequence[JsonObject], telling: JsonObject, *, chain: bool = True) -> Verified:
    """Write a bundle with these direct requests, all of the period, and verify it; an older program chained none."""
    runs = chained(RUNS)
    sent = [(str(each["n"]), str(each["sent"]), digest(each), "runs/direct.json") for each in entries]
    links = chained(sent, REQUESTS)
    beside: dict[str, Json] = {DIRECT: to_json(links, REQUESTS)} if chain else {}
    contents = small_bundle.files() | {
        CHAIN: pretty({**to_json(runs), **beside}).encode(),
        "runs/direct.json": pretty({"requests": list(entries)}).encode(),
    }
    told: JsonObject = {"chain": head(runs), **({"directChain": head(links)} if chain else {})}
    return verify_bundle(small_bundle.write(path, contents, {**small_bundle.told(), "runs": told, **telling}))


ONE, TWO, THREE = ENTRIES
ALTERED: JsonObject = {**TWO, "path": "/budgets/9"}
LATE: JsonObject = {"n": 4, "path": "/budgets/4", "sent": "2026-11-04"}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([ONE, TWO, THREE], []),
        ([ONE, TWO, THREE, LATE], []),
        ([ONE, ALTERED, THREE, LATE], [(Fault.CHANGED, "request 2")]),
        ([ONE, THREE, LATE], [(Fault.DROPPED, "request 2")]),
        ([ONE, TWO], [(Fault.DROPPED, "request 3")]),
        ([], [(Fault.DROPPED, f"request {n}") for n in (1, 2, 3)]),
        ([ONE, THREE, TWO], [(Fault.MOVED, "request 2"), (Fault.MOVED, "request 3")]),
        ([ONE, LATE, TWO, THREE], [(Fault.INSERTED, "request 4")]),
        ([ONE, {**TWO, "sent": "2026-10-09"}, THREE], [(Fault.CHANGED, "request 2")]),
    ],
)
def test_a_history_of_direct_requests_that_was_rewritten_is_told_request_by_request(
    tmp_path: Path, after: Sequence[JsonObject], expected: list[tuple[Fault, str]]
) -> None:
    october = with_requests(tmp_path / "october", ENTRIES, {})
    november = with_requests(tmp_path / "november", after, NOVEMBER)

    found = succeed(november, october)

    assert october.holds
    assert november.holds, november.findings
    assert [(each.fault, each.detail) for each in found.findings] == expected
    assert found.since is not None
    assert (found.since.requests, found.since.chained) == (3, True)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([ONE, TWO, THREE, LATE], []),
        ([ONE, ALTERED, THREE], [(Fault.CHANGED, "request 2")]),
        ([ONE, THREE], [(Fault.DROPPED, "request 2")]),
    ],
)
def test_requests_of_a_bundle_without_their_chain_are_compared_as_far_as_it_has_them(
    tmp_path: Path, after: Sequence[JsonObject], expected: list[tuple[Fault, str]]
) -> None:
    october = with_requests(tmp_path / "october", ENTRIES, {}, chain=False)

    found = succeed(with_requests(tmp_path / "november", after, NOVEMBER), october)

    assert october.holds
    assert [(each.fault, each.detail) for each in found.findings] == expected
    assert found.since is not None
    assert (found.since.requests, found.since.chained) == (3, False)


def test_a_chain_of_requests_that_is_taken_out_again_is_found(tmp_path: Path) -> None:
    october = with_requests(tmp_path / "october", ENTRIES, {})

    found = succeed(with_requests(tmp_path / "november", ENTRIES, NOVEMBER, chain=False), october)

    assert [(each.fault, each.detail) for each in found.findings] == [
        (Fault.DROPPED, f"request {n}") for n in (1, 2, 3)
    ]


def test_two_bundles_without_a_chain_of_requests_say_nothing_of_them(tmp_path: Path) -> None:
    october = with_requests(tmp_path / "october", ENTRIES, {}, chain=False)

    found = succeed(with_requests(tmp_path / "november", [], NOVEMBER, chain=False), october)

    assert found.since is not None
    assert (found.findings, found.since.requests) == ((), 0)


def test_a_request_that_is_not_the_one_that_was_chained_does_not_prove(tmp_path: Path) -> None:
    sound = with_requests(tmp_path / "sound", ENTRIES, {})
    assert sound.manifest is not None
    runs = chained(RUNS)
    links = chained(
        [(str(each["n"]), str(each["sent"]), digest(each), "runs/direct.json") for each in ENTRIES], REQUESTS
    )
    contents = small_bundle.files() | {
        CHAIN: pretty({**to_json(runs), DIRECT: to_json(links, REQUESTS)}).encode(),
        "runs/direct.json": pretty({"requests": [ONE, ALTERED, THREE]}).encode(),
    }
    other: JsonObject = {"runs": {"chain": head(runs), "directChain": "0" * 64}}

    found = verify_bundle(small_bundle.write(tmp_path / "forged", contents, {**small_bundle.told(), **other}))

    assert [(each.fault, each.detail) for each in found.findings] == [
        (Fault.CHAIN, "request 2"),
        (Fault.CHAIN, "request head"),
    ]
