"""A bundle of a few hundred bytes, made by hand: small enough to try every byte of it."""

from hashlib import sha256
from pathlib import Path

from toolkit.audit.chain import NAME as CHAIN
from toolkit.audit.chain import Link, chained, head, to_json
from toolkit.audit.container import new_bundle
from toolkit.audit.manifest import NAME, SIGNATURE, File, Manifest, dump
from toolkit.entities.canonical import JsonObject, digest, pretty
from toolkit.signatures import make_keys, sign

LINE = b'{"currencies":{"amount":"SEK"},"day":null,"extra":{},"id":"1","iri":"/b/1","values":{"amount":5}}\n'
RUN: JsonObject = {"run": "r1", "done": 1}


def told(records: int = 1, total: str = "5", links_head: str | None = None) -> JsonObject:
    """Return what the manifest tells beside the files."""
    return {
        "stated_at": "2026-11-01T00:00:00+00:00",
        "service": "sandbox",
        "period": {"first": "2026-10-01", "last": "2026-10-31"},
        "counts": {"budgets": {"records": records, "undated": 1}},
        "totals": [{"entity": "budgets", "field": "amount", "currency": "SEK", "sum": total}],
        "runs": {"chain": links_head or head(links())},
    }


def links(run: JsonObject = RUN) -> tuple[Link, ...]:
    """Return the chain of one run of the period."""
    return chained([("r0", "2026-09-30", "ab", ""), ("r1", "2026-10-02", digest(run), "runs/r1/run.json")])


def files() -> dict[str, bytes]:
    """Return the contents of all files but the manifest and its signature."""
    return {
        "records/budgets.jsonl": LINE,
        CHAIN: pretty(to_json(links())).encode(),
        "runs/r1/run.json": pretty(RUN).encode(),
    }


def write(target: Path, contents: dict[str, bytes], telling: JsonObject, key: Path | None = None) -> Path:
    """Write a bundle with a manifest that fits its files."""
    listed = (File(name, len(each), sha256(each).hexdigest()) for name, each in sorted(contents.items()))
    manifest = dump(Manifest(telling, tuple(listed)))
    with new_bundle(target) as work:
        for name, content in contents.items():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_bytes(content)
        (work / NAME).write_bytes(manifest)
        if key is not None:
            (work / SIGNATURE).write_text(sign(manifest, key), encoding="ascii", newline="\n")
    return target


def signed(target: Path) -> Path:
    """Write a sound bundle, signed with a new key that stands beside it as `key.pem` and `key.pub.pem`."""
    key = target.parent / "key.pem"
    if not key.exists():
        make_keys(key, key.with_name("key.pub.pem"))
    return write(target, files(), told(), key)
