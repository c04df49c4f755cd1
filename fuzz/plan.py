"""A search for plan files that can be neither shown nor refused.

One value of the plan is replaced, and the digest is made anew, so that changes reach what reads the plan. What is found
becomes a test in `tests/planning/test_planfile.py`.
"""

import json
import random
import tempfile
from pathlib import Path

import atheris

from fuzz.search import load, run, search

with atheris.instrument_imports(include=["toolkit"]):
    load("toolkit.planning", "toolkit.reports", "toolkit.cli")
    from toolkit.entities.canonical import digest, parse
    from toolkit.loop.inspect import inspect
    from toolkit.loop.plan import planned
    from toolkit.loop.reach import reach
    from toolkit.planning.planfile import dump
    from toolkit.settings import load_profile

ROOT = Path(__file__).parent.parent
OTHERS = (
    None,
    "",
    "x",
    "\ud800",
    "\x1b[2J",
    -1,
    0,
    1.5,
    True,
    10**400,
    [],
    {},
    [[]],
    {"a": None},
    "budgets",
    "2026-13-01",
    "1e999999999",
)

_FILE = Path(tempfile.mkdtemp()) / "plan.json"


def answer(data: bytes) -> None:
    """Show the plan as text, as JSON and as a page."""
    _FILE.write_bytes(data)
    run("show", _FILE)
    run("--json", "show", _FILE)
    run("show", _FILE, "--html", _FILE.with_suffix(".html"))


def changed(data: bytes, most: int, seed: int) -> bytes:
    """Return the plan with a value replaced or dropped and a digest that fits, or with other bytes."""
    chance = random.Random(seed)  # noqa: S311 - the same change for the same seed
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or chance.random() < 0.1:
        return atheris.Mutate(data, most)
    _replace(body, chance)
    bare = {name: value for name, value in body.items() if name not in {"id", "sha256", "words"}}
    try:
        # Without a digest of its words, the one digest is over all.
        signed = json.dumps({**bare, "sha256": digest(parse(json.dumps(bare)))})
    except (ValueError, RecursionError, ArithmeticError):
        return data
    return signed.encode() if len(signed) <= most else data


def _replace(body: object, chance: random.Random) -> None:
    """Walk to a place somewhere within, and put something else there."""
    while True:
        if isinstance(body, dict) and body:
            key = chance.choice(sorted(body))
        elif isinstance(body, list) and body:
            key = chance.randrange(len(body))
        else:
            return
        inner = body[key]
        if not isinstance(inner, dict | list) or not inner or chance.random() < 0.2:
            break
        body = inner
    if chance.random() < 0.15:
        del body[key]
    elif isinstance(inner, str) and chance.random() < 0.5:
        body[key] = atheris.Mutate(inner.encode(errors="replace"), 200).decode(errors="surrogateescape")
    else:
        body[key] = chance.choice(OTHERS)


def seeds() -> list[bytes]:
    """Plan the samples against the embedded service."""
    folder = Path(tempfile.mkdtemp())
    with reach(load_profile("sandbox", {}), folder) as reached:
        found = [inspect(path, reached) for path in sorted(ROOT.glob("samples/*/workbook.xlsx"))]
        return [dump(planned(each, reached.profile)).encode() for each in found if not each.checked.errors]


if __name__ == "__main__":
    search(answer, seeds(), changed)
