"""Writing into a user's own workbook: what was not asked for stays, byte by byte."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from toolkit.entities import find
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record
from toolkit.errors import CorruptWorkbook, FileMissing, NotWritable
from toolkit.excel.annotate import patch_workbook
from toolkit.excel.base import Base, read_base
from toolkit.excel.template import EntitySheet, write_workbook
from toolkit.excel.workbook import open_workbook

RECORDS = {
    str(number): Record(str(number), f"/api/budgets/{number}", {"name": f"Budget {number}"}) for number in range(3)
}
BASE = Base(
    "d" * 32, "books", "https://flowtly.example", "2026-11-22T12:00:00+00:00", ("budgets",), {"budgets": RECORDS}
)


@pytest.fixture
def pulled(tmp_path: Path) -> Path:
    path = tmp_path / "pulled.xlsx"
    write_workbook(path, [EntitySheet(find("budgets"), RECORDS.values())], Labels({}), BASE)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def changed(before: Path, after: Path) -> set[str]:
    one, two = parts(before), parts(after)
    return {name for name in one | two if one.get(name) != two.get(name)}


def rezipped(path: Path, **replaced: bytes | None) -> Path:
    """Write a package again with some members replaced, added or, where `None`, taken out."""
    members = parts(path) | {name.replace("__", "/"): content for name, content in replaced.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        for name, content in members.items():
            if content is not None:
                package.writestr(name, content)
    return path


def test_status_and_detail_are_written_and_all_else_stays(pulled: Path, tmp_path: Path) -> None:
    target = tmp_path / "result.xlsx"
    patch_workbook(pulled, target, {"Budgets": {"K2": "done", "L2": "=created\nas 7"}}, None)
    assert changed(pulled, target) == {"xl/worksheets/sheet2.xml"}
    sheet = openpyxl.load_workbook(target)["Budgets"]
    assert (sheet["K2"].value, sheet["L2"].value, sheet["L2"].data_type) == ("done", "=created\nas 7", "s")
    assert sheet["C2"].value == "Budget 0"
    assert sheet["K2"].fill.fgColor.rgb == sheet["B2"].fill.fgColor.rgb


def test_the_base_is_replaced_by_the_one_that_is_given(pulled: Path, tmp_path: Path) -> None:
    target = tmp_path / "result.xlsx"
    newer = Base(
        "e" * 32, "books", "s", "", ("budgets",), {"budgets": {"9": Record("9", "/api/budgets/9", {"name": "N"})}}
    )
    patch_workbook(pulled, target, {}, newer)
    assert changed(pulled, target) == {"xl/worksheets/sheet4.xml"}
    assert read_base(open_workbook(target)) == newer
    assert openpyxl.load_workbook(target)["_flowtly"].sheet_state == "veryHidden"


def test_without_a_new_base_the_old_one_stays(pulled: Path, tmp_path: Path) -> None:
    patch_workbook(pulled, tmp_path / "result.xlsx", {"Budgets": {"A2": "DELETE"}}, None)
    assert read_base(open_workbook(tmp_path / "result.xlsx")) == BASE


def test_a_workbook_without_base_gets_none(tmp_path: Path) -> None:
    own, target = tmp_path / "own.xlsx", tmp_path / "result.xlsx"
    openpyxl.Workbook().save(own)
    patch_workbook(own, target, {"Sheet": {"A1": "x"}}, BASE)
    assert changed(own, target) == {"xl/worksheets/sheet1.xml"}
    assert read_base(open_workbook(target)) is None


def test_a_workbook_can_be_patched_in_place(pulled: Path) -> None:
    patch_workbook(pulled, pulled, {"budgets": {"K3": "failed"}}, None)
    assert openpyxl.load_workbook(pulled)["Budgets"]["K3"].value == "failed"


def test_members_keep_their_time_packing_and_foreign_content(pulled: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(pulled, "a") as package:
        package.comment = b"made by hand"
        package.mkdir("empty")
        info = zipfile.ZipInfo("xl/media/image1.png", (2020, 2, 2, 2, 2, 2))
        package.writestr(info, b"\x89PNG" * 999)
    target = tmp_path / "result.xlsx"
    patch_workbook(pulled, target, {"Budgets": {"A2": "x"}}, None)
    with zipfile.ZipFile(pulled) as one, zipfile.ZipFile(target) as two:
        assert two.comment == b"made by hand"
        described = [
            [(info.filename, info.date_time, info.compress_type, info.external_attr) for info in package.infolist()]
            for package in (one, two)
        ]
        assert described[0] == described[1]
    assert changed(pulled, target) == {"xl/worksheets/sheet2.xml"}


CHAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"


@pytest.fixture
def calculated(tmp_path: Path) -> Path:
    """Give a workbook with a formula and Excel's order of calculation."""
    path = tmp_path / "calculated.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "=1+1"
    book.save(path)
    members = parts(path)
    types = members["[Content_Types].xml"].replace(
        b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="application/x"/></Types>'
    )
    arrows = members["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f"<Relationship Type='{CHAIN}' Target='calcChain.xml' Id='rId99'/></Relationships>".encode(),
    )
    rezipped(path, **{"[Content_Types].xml": types, "xl___rels__workbook.xml.rels": arrows})
    return rezipped(path, xl__calcChain=None, **{"xl__calcChain.xml": b'<calcChain><c r="A1" i="1"/></calcChain>'})


def test_the_order_of_calculation_stays_while_every_formula_does(calculated: Path, tmp_path: Path) -> None:
    patch_workbook(calculated, tmp_path / "result.xlsx", {"Sheet": {"B1": "x"}}, None)
    assert changed(calculated, tmp_path / "result.xlsx") == {"xl/worksheets/sheet1.xml"}


def test_the_order_of_calculation_goes_with_an_overwritten_formula(calculated: Path, tmp_path: Path) -> None:
    target = tmp_path / "result.xlsx"
    patch_workbook(calculated, target, {"Sheet": {"A1": "x"}}, None)
    assert changed(calculated, target) == {
        "xl/worksheets/sheet1.xml",
        "xl/calcChain.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    }
    after = parts(target)
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]
    assert openpyxl.load_workbook(target)["Sheet"]["A1"].value == "x"


def test_an_overwritten_formula_without_an_order_of_calculation_changes_nothing_else(tmp_path: Path) -> None:
    path, target = tmp_path / "f.xlsx", tmp_path / "result.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "=1+1"
    book.save(path)
    patch_workbook(path, target, {"Sheet": {"A1": "x"}}, None)
    assert changed(path, target) == {"xl/worksheets/sheet1.xml"}


def test_a_sheet_that_is_gone_is_named(pulled: Path, tmp_path: Path) -> None:
    with pytest.raises(CorruptWorkbook, match='its sheet "Invoices" is gone'):
        patch_workbook(pulled, tmp_path / "result.xlsx", {"Invoices": {"A1": "x"}}, None)
    assert not (tmp_path / "result.xlsx").exists()


def test_a_sheet_part_without_rows_is_damaged(pulled: Path, tmp_path: Path) -> None:
    rezipped(pulled, **{"xl__worksheets__sheet2.xml": b"<worksheet/>"})
    with pytest.raises(CorruptWorkbook, match=r"in its part xl/worksheets/sheet2\.xml, there is no place for rows"):
        patch_workbook(pulled, tmp_path / "result.xlsx", {"Budgets": {"A1": "x"}}, None)


def test_a_workbook_that_is_missing_or_a_folder_that_refuses_is_named(pulled: Path, tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        patch_workbook(tmp_path / "none.xlsx", tmp_path / "result.xlsx", {}, None)
    with pytest.raises(NotWritable):
        patch_workbook(pulled, tmp_path / "nowhere" / "result.xlsx", {}, None)


def test_a_base_is_spelt_in_the_namespace_of_a_strict_workbook(pulled: Path, tmp_path: Path) -> None:
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    members = parts(pulled)
    rezipped(pulled, **{"xl__worksheets__sheet4.xml": members["xl/worksheets/sheet4.xml"].replace(main, strict)})
    patch_workbook(pulled, tmp_path / "result.xlsx", {}, BASE)
    assert strict in parts(tmp_path / "result.xlsx")["xl/worksheets/sheet4.xml"]
    assert read_base(open_workbook(tmp_path / "result.xlsx")) == BASE
