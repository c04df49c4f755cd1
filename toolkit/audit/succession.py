"""Succession: a later bundle's chain begins with all of an earlier one's, or the history was changed between them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit.audit import chain
from toolkit.audit.chain import Link
from toolkit.audit.container import opened
from toolkit.audit.manifest import Manifest
from toolkit.audit.verify import Fault, Finding, Since, Verified, json_of


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
    before, after = _links(older.path), _links(newer.path)
    compared = replace(newer, since=Since(older.path, len(before), max(len(after) - len(before), 0)))
    return _with(compared, list(differences(before, after)))


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


def _links(path: Path) -> tuple[Link, ...]:
    """Return the chain of a bundle that holds."""
    with opened(path) as container:
        return chain.read(json_of(container, chain.NAME))
