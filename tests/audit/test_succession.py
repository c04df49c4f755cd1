"""Two bundles: the later one's history begins with the earlier one's, or each run by which it does not is named."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.audit import small_bundle
from toolkit.audit.chain import NAME as CHAIN
from toolkit.audit.chain import Link, chained, head, to_json
from toolkit.audit.succession import differences, succeed
from toolkit.audit.verify import Fault, Since, Verified, verify_bundle
from toolkit.entities.canonical import JsonObject, digest, pretty

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
    assert found.since == Since(october.path, 2, 1)


def test_a_bundle_goes_on_from_itself(october: Verified) -> None:
    assert succeed(october, october).since == Since(october.path, 2, 0)


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
