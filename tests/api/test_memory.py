"""What was learnt of a service is kept, used again, and done without where it cannot be."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.api.support import ANONYMOUS
from toolkit.api.client import connect
from toolkit.api.memory import Learnt, Memory
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.sandbox.server import running
from toolkit.sandbox.switches import Prefix, Switches

KNOWN = Learnt("https://a.example/api", "/api", 500)


def test_what_is_kept_is_recalled_by_service(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "new" / "services.json")
    memory.keep("https://a.example", KNOWN)
    memory.keep("https://b.example", Learnt(page_size=100))
    assert Memory(memory.path).recall("https://a.example") == KNOWN
    assert memory.recall("https://b.example") == Learnt(None, None, 100)
    assert memory.recall("https://c.example") == Learnt()


def test_what_is_known_already_is_not_written_again(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "services.json")
    memory.keep("https://a.example", KNOWN)
    before = memory.path.stat().st_ino
    memory.keep("https://a.example", KNOWN)
    assert memory.path.stat().st_ino == before


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"s":3}', '{"s":{"root":3,"prefix":[],"page_size":true}}', "[" * 9_999]
)
def test_a_damaged_memory_is_an_empty_one(tmp_path: Path, text: str) -> None:
    memory = Memory(tmp_path / "services.json")
    memory.path.write_text(text)
    assert memory.recall("s") == Learnt()
    memory.keep("s", KNOWN)
    assert memory.recall("s") == KNOWN


def test_a_memory_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    memory = Memory(tmp_path / "file" / "services.json")
    memory.keep("s", KNOWN)
    assert memory.recall("s") == Learnt()


def test_a_client_keeps_what_it_learnt_and_begins_with_it(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "services.json")
    switches = Switches(prefix=Prefix.NEEDED, anonymous=True)
    with running(tmp_path / "sandbox", switches) as url:
        profile = replace(ANONYMOUS, url=url)
        with connect(profile, memory) as client:
            expected = client.list(TRANSACTIONS)
        assert memory.recall(url) == Learnt(f"{url}/api", "/api", 100)
        with connect(profile, memory) as client:
            assert client.prefix == "/api"
            assert client.list(TRANSACTIONS) == expected
            assert client.learnt == memory.recall(url)


def test_a_place_that_was_right_once_is_only_the_first_to_be_asked(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "services.json")
    with running(tmp_path / "sandbox", Switches(prefix=Prefix.ABSENT, anonymous=True)) as url:
        memory.keep(url, Learnt(f"{url}/api"))
        with connect(replace(ANONYMOUS, url=url), memory) as client:
            assert client.list(TRANSACTIONS)
        assert memory.recall(url).root == url


def test_a_client_that_asked_nothing_learnt_nothing(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "services.json")
    with connect(ANONYMOUS, memory):
        pass
    assert not memory.path.exists()
