"""Succession: a later bundle's chains begin with all of an earlier one's, or the history was changed between them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.audit import chain
from toolkit.audit.chain import Link
from toolkit.audit.container import opened
from toolkit.audit.manifest import Manifest
from toolkit.audit.verify import REQUESTS, Fault, Finding, Since, Verified, json_of, requests_in


def succeed(newer: Verified, older: Verified) -> Verified:
    """Return the verdict on a bundle, with what its chain says of the runs of an older bundle.

    Both were verified; where one does not hold, its chain proves nothing, and they are not compared.
    """
    if not older.holds or older.manifest is None:
        return _with(newer, [Finding(str(older.path), Fault.OLDER)])
    if not newer.holds or newer.manifest is None:
        return newer
    service = older.manifest.told.get("service")
    if service != newer.manifest.told.get("service"):
        return _with(newer, [Finding(str(older.path), Fault.ELSEWHERE, str(service))])
    if _stated(newer.manifest) < _stated(older.manifest):
        return _with(newer, [Finding(str(older.path), Fault.ORDER)])
    before, after = _history(older.path), _history(newer.path)
    since = Since(
        path=older.path,
        runs=len(before.runs),
        added=max(len(after.runs) - len(before.runs), 0),
        requests=len(before.requests) if before.chained else len(before.listed) * after.chained,
        requests_added=max(len(after.requests) - len(before.requests), 0) if before.chained else 0,
        chained=before.chained,
    )
    return _with(replace(newer, since=since), [*differences(before.runs, after.runs), *_of_requests(before, after)])


@dataclass(frozen=True, slots=True)
class _History:
    """The chains of a bundle, and the digests of the direct requests that it holds, by their numbers."""

    runs: tuple[Link, ...]
    requests: tuple[Link, ...]
    listed: Mapping[str, str]
    chained: bool


def _of_requests(before: _History, after: _History) -> Iterator[Finding]:
    """Yield a finding for each direct request by which a later bundle does not go on from an earlier one.

    A bundle without a chain of requests still holds those of its period, which a later chain must have as they were.
    """
    if before.chained:
        for each in differences(before.requests, after.requests):
            yield replace(each, detail=f"{chain.REQUESTS.prefix}{each.detail}")
        return
    there = {each.run: each.content for each in after.requests}
    for number, content in before.listed.items() if after.chained else ():
        if there.get(number) != content:
            fault = Fault.DROPPED if number not in there else Fault.CHANGED
            yield Finding(chain.NAME, fault, f"{chain.REQUESTS.prefix}{number}")


def differences(before: Sequence[Link], after: Sequence[Link]) -> Iterator[Finding]:
    """Yield a finding for each run by which a later chain does not begin with an earlier one."""
    known, there = {each.run for each in before}, {each.run: each for each in after}
    for each in before:
        found = there.get(each.run)
        if found is None:
            yield Finding(chain.NAME, Fault.DROPPED, each.run)
        elif (found.started, found.content) != (each.started, each.content):
            yield Finding(chain.NAME, Fault.CHANGED, each.run)
    last = max((at for at, each in enumerate(after) if each.run in known), default=0)
    for each in after[:last]:
        if each.run not in known:
            yield Finding(chain.NAME, Fault.INSERTED, each.run)
    was = [each.run for each in before if each.run in there]
    now = [each.run for each in after if each.run in known]
    for one, other in zip(was, now, strict=False):
        if one != other:
            yield Finding(chain.NAME, Fault.MOVED, one)


def _with(verified: Verified, findings: Sequence[Finding]) -> Verified:
    return replace(verified, findings=(*verified.findings, *findings))


def _stated(manifest: Manifest) -> str:
    return str(manifest.told.get("stated_at"))


def _history(path: Path) -> _History:
    """Return the history in a bundle that holds."""
    with opened(path) as container:
        found = json_of(container, chain.NAME)
        listed = requests_in(container) if REQUESTS in container.names() else {}
    is_chained = isinstance(found, Mapping) and chain.DIRECT in found
    return _History(chain.read(found), chain.requests_of(found), listed, is_chained)
