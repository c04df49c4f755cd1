"""A bundle that was touched does not verify: one flipped byte anywhere names the file, whichever it is."""

import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.audit import small_bundle
from toolkit.audit.container import new_bundle, write_archive
from toolkit.audit.manifest import NAME, SIGNATURE
from toolkit.audit.verify import Fault, verify_bundle
from toolkit.errors import BundleExists, FileMissing, NotABundle
from toolkit.signatures import make_keys, public_key


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_bundle.signed(tmp_path / "october")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return small_bundle.signed(tmp_path / "october.zip")


def faults(path: Path, key: str = "") -> list[tuple[str, Fault]]:
    return [(each.file, each.fault) for each in verify_bundle(path, key).findings]


@pytest.mark.parametrize("name", ["october", "october.zip"])
def test_a_bundle_that_nobody_touched_holds_and_tells_who_signed_it(tmp_path: Path, name: str) -> None:
    bundle = small_bundle.signed(tmp_path / name)
    key = public_key(tmp_path / "key.pub.pem")

    verified = verify_bundle(bundle, key)

    assert verified.holds, verified.findings
    assert (verified.key, verified.bytes) == (key, sum(map(len, small_bundle.files().values())))


def test_a_flipped_byte_in_any_file_of_a_folder_names_that_file(folder: Path) -> None:
    """Every seventh byte, each bit in turn; the first and the last of each file among them."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content, name = path.read_bytes(), path.relative_to(folder).as_posix()
        for at in {*range(0, len(content), 7), len(content) - 1}:
            path.write_bytes(content[:at] + bytes([content[at] ^ 1 << at % 8]) + content[at + 1 :])
            found = verify_bundle(folder).findings
            assert [each.file for each in found] == [name], (name, at)
        path.write_bytes(content)
    assert verify_bundle(folder).holds


def test_a_flipped_byte_anywhere_in_an_archive_is_found(archive: Path) -> None:
    """Also in headers, names, times and the directory, which no digest covers."""
    content = archive.read_bytes()
    for at in {*range(0, len(content), 5), len(content) - 1}:
        archive.write_bytes(content[:at] + bytes([content[at] ^ 1 << at % 8]) + content[at + 1 :])
        assert not _holds(archive), at


def _holds(archive: Path) -> bool:
    """Tell whether an archive verifies; one that cannot even be opened does not."""
    try:
        return verify_bundle(archive).holds
    except NotABundle:
        return False


def test_a_changed_time_in_an_archive_names_the_member(archive: Path) -> None:
    with ZipFile(archive) as read:
        at = read.getinfo("records/budgets.jsonl").header_offset + 10
    content = archive.read_bytes()
    archive.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])

    assert faults(archive) == [("records/budgets.jsonl", Fault.ALTERED)]


@pytest.mark.parametrize("behind", [b"", b"\0"])
def test_what_is_put_behind_an_archive_or_cut_off_is_found(archive: Path, behind: bytes) -> None:
    content = archive.read_bytes()
    archive.write_bytes(content + behind if behind else content[:-1])

    assert not _holds(archive)


def test_a_missing_file_an_extra_file_and_an_empty_folder_are_named(folder: Path) -> None:
    (folder / "records/budgets.jsonl").rename(folder / "records/moved.jsonl")
    (folder / "empty").mkdir()

    assert faults(folder) == [
        ("empty", Fault.EXTRA),
        ("records/moved.jsonl", Fault.EXTRA),
        ("records/budgets.jsonl", Fault.MISSING),
    ]


def test_a_link_in_place_of_a_file_is_not_followed(folder: Path, tmp_path: Path) -> None:
    """It would hold today, and anything tomorrow."""
    (folder / "runs/r1/run.json").rename(tmp_path / "elsewhere")
    (folder / "runs/r1/run.json").symlink_to(tmp_path / "elsewhere")

    assert faults(folder) == [("runs/r1/run.json", Fault.ALTERED)]


def test_a_member_that_is_there_twice_is_named(tmp_path: Path) -> None:
    sound = small_bundle.signed(tmp_path / "sound.zip")
    with ZipFile(sound) as read:
        members = [(info.filename, [read.read(info)]) for info in read.infolist()]
    double = tmp_path / "double.zip"
    with pytest.warns(UserWarning, match="Duplicate name"), double.open("wb") as file:
        write_archive(file, [*members, members[0]])

    assert faults(double) == [(members[0][0], Fault.TWICE)]


def test_a_packed_member_is_not_taken(archive: Path, tmp_path: Path) -> None:
    packed = tmp_path / "packed.zip"
    with ZipFile(archive) as read, ZipFile(packed, "w", compression=8) as write:
        for info in read.infolist():
            write.writestr(info.filename, read.read(info))

    assert faults(packed) == [(NAME, Fault.ALTERED)]


def _without_manifest(path: Path) -> None:
    (path / NAME).unlink()


def _without_signature(path: Path) -> None:
    (path / SIGNATURE).unlink()


def _with_two_lines(path: Path) -> None:
    (path / SIGNATURE).write_text((path / SIGNATURE).read_text() + "\n")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_without_manifest, [(NAME, Fault.MISSING)]),
        (_without_signature, [(SIGNATURE, Fault.UNSIGNED)]),
        (_with_two_lines, [(SIGNATURE, Fault.ALTERED)]),
    ],
)
def test_a_manifest_or_a_signature_that_is_gone_or_odd_is_named(
    folder: Path, tmp_path: Path, change: Callable[[Path], None], expected: list[tuple[str, Fault]]
) -> None:
    change(folder)

    assert faults(folder, public_key(tmp_path / "key.pub.pem")) == expected


def test_another_key_than_the_one_asked_for_is_told(folder: Path, tmp_path: Path) -> None:
    make_keys(tmp_path / "other.pem", tmp_path / "other.pub.pem")

    verified = verify_bundle(folder, public_key(tmp_path / "other.pub.pem"))

    assert [(each.fault, each.detail) for each in verified.findings] == [
        (Fault.OTHER_KEY, public_key(tmp_path / "key.pub.pem"))
    ]


def test_a_manifest_made_anew_after_a_run_was_altered_is_caught_by_the_chain(tmp_path: Path) -> None:
    """Whoever writes new digests has to write a new chain as well, and then its head has changed."""
    contents = small_bundle.files() | {"runs/r1/run.json": b'{"run": "r1", "done": 2}'}

    bundle = small_bundle.write(tmp_path / "forged", contents, small_bundle.told())

    assert faults(bundle) == [("runs/chain.json", Fault.CHAIN)]


@pytest.mark.parametrize("name", ["runs/chain.json", "records/budgets.jsonl"])
def test_a_bundle_without_a_chain_or_without_records_does_not_hold(tmp_path: Path, name: str) -> None:
    contents = {each: content for each, content in small_bundle.files().items() if each != name}

    bundle = small_bundle.write(tmp_path / "forged", contents, small_bundle.told())

    assert name in [file for file, _fault in faults(bundle)]


@pytest.mark.parametrize("telling", [small_bundle.told(records=2), small_bundle.told(total="6")])
def test_sums_and_counts_that_the_records_do_not_make_are_found(tmp_path: Path, telling: dict[str, object]) -> None:
    bundle = small_bundle.write(tmp_path / "forged", small_bundle.files(), telling)  # type: ignore[arg-type] # plain JSON

    assert faults(bundle) == [("records/budgets.jsonl", Fault.SUMS)]


@pytest.mark.parametrize("line", [b"no json\n", b"[]\n", b'{"id":"1"}\n', small_bundle.LINE.replace(b":5}", b':"5"}')])
def test_lines_that_are_no_records_are_found(tmp_path: Path, line: bytes) -> None:
    contents = small_bundle.files() | {"records/budgets.jsonl": line}

    bundle = small_bundle.write(tmp_path / "forged", contents, small_bundle.told())

    assert faults(bundle) == [("records/budgets.jsonl", Fault.SUMS)]


def test_another_head_of_the_chain_than_the_manifest_has_is_found(tmp_path: Path) -> None:
    bundle = small_bundle.write(tmp_path / "forged", small_bundle.files(), small_bundle.told(links_head="0" * 64))

    assert faults(bundle) == [("runs/chain.json", Fault.CHAIN)]


def test_what_is_no_bundle_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("hello")

    with pytest.raises(NotABundle, match=r"text\.zip"):
        verify_bundle(tmp_path / "text.zip")
    with pytest.raises(FileMissing):
        verify_bundle(tmp_path / "nothing")


def test_a_bundle_replaces_nothing_and_a_failure_leaves_nothing(tmp_path: Path) -> None:
    bundle = small_bundle.signed(tmp_path / "october")
    before = sorted(path.name for path in tmp_path.iterdir())

    with pytest.raises(ZeroDivisionError):
        _write_half(tmp_path / "next")
    with pytest.raises(BundleExists, match="never overwritten"):
        _write_half(bundle)

    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert verify_bundle(bundle).holds


def _write_half(target: Path) -> None:
    with new_bundle(target) as work:
        (work / "half").write_text("half")
        raise ZeroDivisionError


def test_a_folder_and_its_archive_hold_the_same(folder: Path, tmp_path: Path) -> None:
    archive = small_bundle.signed(tmp_path / "again.zip")
    with ZipFile(archive) as read:
        read.extractall(tmp_path / "unpacked")

    assert verify_bundle(tmp_path / "unpacked").holds
    shutil.rmtree(folder)
    (tmp_path / "unpacked").rename(folder)
    assert verify_bundle(folder).holds
