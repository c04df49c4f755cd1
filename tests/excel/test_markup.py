"""XML is streamed and bounded, and read alike under any prefix."""

import re
from pathlib import Path

import pytest
from packages import links, save

from toolkit.errors import CorruptWorkbook, WorkbookTooLarge
from toolkit.excel.limits import Limits
from toolkit.excel.markup import Start, relationships, starts
from toolkit.excel.package import Part, open_package


def _part(folder: Path, content: str | bytes, limits: Limits | None = None) -> Part:
    return open_package(save(folder / "a.zip", {"a.xml": content}), limits or Limits()).part("a.xml")


def test_starts_tell_parent_name_and_attributes_without_prefixes(tmp_path: Path) -> None:
    part = _part(tmp_path, '<x:a xmlns:x="u"><x:b x:id="7" n="8"/><c/></x:a>')
    assert list(starts(part)) == [
        Start("", "a", {"x": "u"}),
        Start("a", "b", {"id": "7", "n": "8"}),
        Start("a", "c", {}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "us-ascii"])
def test_parts_may_be_in_utf_8_or_utf_16(tmp_path: Path, encoding: str) -> None:
    declared = encoding.removesuffix("-sig").replace("16-", "16")
    part = _part(tmp_path, f'<?xml version="1.0" encoding="{declared}"?><a n="1"/>'.encode(encoding))
    assert [start.attributes for start in starts(part)] == [{"n": "1"}]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "cp037", "no-such-code"])
def test_other_encodings_are_refused_by_name(tmp_path: Path, encoding: str) -> None:
    part = _part(tmp_path, f'<?xml version="1.0" encoding="{encoding}"?><a/>')
    with pytest.raises(CorruptWorkbook, match=f"the encoding is {encoding}"):
        list(starts(part))


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE a>",
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>',
    ],
)
def test_a_document_type_declaration_is_refused(tmp_path: Path, declaration: str) -> None:
    with pytest.raises(CorruptWorkbook, match="document type declaration"):
        list(starts(_part(tmp_path, f"{declaration}<a/>")))


@pytest.mark.parametrize(
    "content", ["", "<a>", "<a></b>", "<a/><a/>", "<a n=1/>", "<a>&c;</a>", b"<a>\xff</a>", b"<a>\x00</a>"]
)
def test_malformed_xml_is_damage(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(CorruptWorkbook, match="malformed"):
        list(starts(_part(tmp_path, content)))


def test_depth_is_bounded(tmp_path: Path) -> None:
    part = _part(tmp_path, "<a>" * 4 + "</a>" * 4, Limits(depth=4))
    assert len(list(starts(part))) == 4
    with pytest.raises(
        WorkbookTooLarge, match=re.escape("5 levels of elements in its part a.xml, more than the limit")
    ):
        list(starts(_part(tmp_path, "<a>" * 5 + "</a>" * 5, Limits(depth=4))))


def test_an_endless_tag_is_refused_before_it_costs_time(tmp_path: Path) -> None:
    with pytest.raises(CorruptWorkbook, match="a tag never ends"):
        list(starts(_part(tmp_path, f'<a n="{"x" * 1_200_000}"/>')))


def test_a_part_without_relationships_has_none(tmp_path: Path) -> None:
    package = open_package(save(tmp_path / "a.zip", {"a.xml": "<a/>"}), Limits())
    assert relationships(package, "a.xml") == ()


def test_relationships_are_bounded(tmp_path: Path) -> None:
    many = links(*('<Relationship Id="r" Type="t/x" Target="u"/>' for _ in range(4)))
    package = open_package(save(tmp_path / "a.zip", {"_rels/a.xml.rels": many}), Limits(parts=3))
    with pytest.raises(WorkbookTooLarge, match="4 relationships"):
        relationships(package, "a.xml")
