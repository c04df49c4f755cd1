"""Workbooks with macros: read like others, and every copy that we write keeps the macros, byte for byte."""

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from openpyxl.workbook.defined_name import DefinedName

MACROS = bytes(range(256)) * 9
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WITH_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PROJECT = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


def add_macros(source: Path, target: Path) -> None:
    """Save a workbook as Excel does that has a macro in it."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode() if name.endswith((".xml", ".rels")) else ""
            if name == "[Content_Types].xml":
                told = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
                text = text.replace(TYPE, WITH_MACROS).replace("<Default", f"{told}<Default", 1)
            if name == "xl/_rels/workbook.xml.rels":
                arrow = f'<Relationship Id="rIdM" Type="{PROJECT}" Target="vbaProject.bin"/></Relationships>'
                text = text.replace("</Relationships>", arrow)
            new.writestr(name, text or old.read(name))
        new.writestr("xl/vbaProject.bin", MACROS)


def pulled(flowtly: Flowtly, cell: str, text: str) -> str:
    """Pull budgets, type into a cell, and give the name of the workbook with macros that this became."""
    flowtly("pull", "budgets", "-o", "budgets.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "budgets.xlsx")
    book["Budgets"][cell] = text
    book.save(flowtly.folder / "budgets.xlsx")
    add_macros(flowtly.folder / "budgets.xlsx", flowtly.folder / "budgets.xlsm")
    return "budgets.xlsm"


def keeps_macros(path: Path) -> bool:
    with zipfile.ZipFile(path) as package:
        types = package.read("[Content_Types].xml").decode()
        return package.read("xl/vbaProject.bin") == MACROS and WITH_MACROS in types


def test_an_annotated_copy_keeps_its_macros(flowtly: Flowtly) -> None:
    checked = flowtly("check", pulled(flowtly, "D3", "unheard of"), "--annotate")

    assert checked.code == 0
    assert "D3" in checked.out
    copy = flowtly.folder / "budgets.checked.xlsm"
    assert keeps_macros(copy)
    assert openpyxl.load_workbook(copy, keep_vba=True)["Budgets"]["D3"].comment is not None


def test_a_result_keeps_its_macros_and_goes_on_from_there(flowtly: Flowtly) -> None:
    applied = flowtly("apply", pulled(flowtly, "C2", "Renamed"), "--yes")

    assert applied.code == 0, applied
    result = flowtly.folder / "budgets.result.xlsm"
    assert keeps_macros(result)
    again = flowtly("--json", "plan", result.name)
    assert (again.code, json.loads(again.out)["changes"]) == (0, [])


VBA = "application/vnd.ms-office.vbaProject"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def changed(source: Path, target: Path, parts: Mapping[str, bytes], **replaced: tuple[str, str]) -> None:
    """Copy a package with more parts; `types` and `arrows` replace a text in those parts."""
    names = {"types": "[Content_Types].xml", "arrows": "xl/_rels/workbook.xml.rels", "main": "xl/workbook.xml"}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            for key, (before, after) in replaced.items():
                if names[key] == name:
                    assert before in content.decode()
                    content = content.decode().replace(before, after, 1).encode()
            new.writestr(name, content)
        for name, content in parts.items():
            new.writestr(name, content)


def hidden_by_name(source: Path, target: Path) -> None:
    changed(source, target, {"xl/vbaProject.bin": MACROS})


def hidden_by_type(source: Path, target: Path) -> None:
    told = f'<Override PartName="/xl/printer.bin" ContentType="{VBA}"/></Types>'
    changed(source, target, {"xl/printer.bin": MACROS}, types=("</Types>", told))


def hidden_by_arrow(source: Path, target: Path) -> None:
    arrow = f'<Relationship Id="rIdM" Type="{PROJECT}" Target="theme/x.xml"/></Relationships>'
    changed(source, target, {"xl/theme/x.xml": MACROS}, arrows=("</Relationships>", arrow))


def macro_sheet(source: Path, target: Path) -> None:
    changed(source, target, {"xl/macrosheets/sheet1.xml": b"<x/>"})


HIDDEN = [add_macros, hidden_by_name, hidden_by_type, hidden_by_arrow, macro_sheet]


@pytest.fixture
def edited(flowtly: Flowtly) -> Path:
    """Pull budgets and rename the first."""
    return flowtly.folder / pulled(flowtly, "C2", "Renamed")


@pytest.mark.parametrize("hide", HIDDEN)
@pytest.mark.parametrize("name", ["x.xlsx", "x.XLSX", "x.xltx"])
def test_a_name_that_hides_macros_is_said_and_no_copy_carries_them_on(
    flowtly: Flowtly, edited: Path, hide: Callable[[Path, Path], None], name: str
) -> None:
    hide(edited.with_suffix(".xlsx"), flowtly.folder / name)
    there = {path.name for path in flowtly.folder.iterdir()}

    checked = flowtly("check", name)
    told = json.loads(flowtly("--json", "check", name).out)
    annotated = [flowtly(*words) for words in (("check", name, "--annotate"), ("annotate", name), ("rebase", name))]

    assert (checked.code, len(told["macros"]), told["links"]) == (0, 1, [])
    assert f"{name} has macros although its name ends as that of a workbook without any." in checked.err
    assert [each.code for each in annotated] == [4, 4, 4]
    assert all("no copy of it is written" in each.err for each in annotated)
    assert {path.name for path in flowtly.folder.iterdir()} == there


@pytest.mark.parametrize("hide", HIDDEN)
def test_apply_says_so_before_it_sends_and_writes_a_plain_result(
    flowtly: Flowtly, edited: Path, hide: Callable[[Path, Path], None]
) -> None:
    hide(edited.with_suffix(".xlsx"), flowtly.folder / "x.xlsx")

    asked = flowtly("apply", "x.xlsx")
    applied = flowtly("apply", "x.xlsx", "--yes")

    assert asked.code == 2
    assert "x.xlsx has macros although" in asked.err
    assert applied.code == 0, applied
    with zipfile.ZipFile(flowtly.folder / "x.result.xlsx") as package:
        assert not [name for name in package.namelist() if "vba" in name.lower() or "macro" in name or ".bin" in name]
    book = openpyxl.load_workbook(flowtly.folder / "x.result.xlsx")
    assert (book["Budgets"]["C2"].value, book["Budgets"]["K2"].value) == ("Renamed", "changed")
    assert book["_flowtly"].sheet_state == "veryHidden"
    again = flowtly("--json", "plan", "x.result.xlsx")
    assert (again.code, json.loads(again.out)["changes"]) == (0, [])


def test_macros_in_a_workbook_that_is_named_so_are_said(flowtly: Flowtly, edited: Path) -> None:
    checked = flowtly("check", edited.name)

    assert "The workbook has macros (1 part)." in checked.err
    assert json.loads(flowtly("--json", "check", edited.name).out)["macros"] == ["xl/vbaProject.bin"]


def linked(source: Path, target: Path, link: str) -> None:
    arrow = f'<Relationship Id="rId99" Type="{LINK}" Target="externalLinks/externalLink1.xml"/></Relationships>'
    part = f'<externalLink xmlns="{MAIN}" xmlns:r="urn:r">{link}</externalLink>'.encode()
    changed(source, target, {"xl/externalLinks/externalLink1.xml": part}, arrows=("</Relationships>", arrow))


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ('<ddeLink ddeService="cmd" ddeTopic="/C calc"><ddeItems/></ddeLink>', ["cmd /C calc"]),
        ('<oleLink progId="Word.Document" r:id="rId1"/>', ["Word.Document"]),
        ('<externalBook r:id="rId1"/>', []),
        ("<ddeLink", []),
    ],
)
def test_links_that_start_programs_are_said(flowtly: Flowtly, edited: Path, link: str, shown: list[str]) -> None:
    linked(edited.with_suffix(".xlsx"), flowtly.folder / "x.xlsx", link)

    checked = flowtly("check", "x.xlsx", "--annotate")

    assert json.loads(flowtly("--json", "check", "x.xlsx").out)["links"] == shown
    assert (checked.code, ("starts it (DDE, OLE)" in checked.err)) == (0, bool(shown))


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("cmd|'/C calc'!A0", ["cmd|'/C calc'!A0"]),
        ("1+cmd|' /C notepad'!'A1'", ["cmd|' /C notepad'!'A1'"]),
        ('DDE("soffice","a.ods","A1")', ['DDE("soffice","a.ods","A1")']),
        ("'A|B'!C1", []),
        ('"a|b!"&C1', []),
        ("SUM(A1:A2)", []),
    ],
)
def test_links_in_formulas_are_said(flowtly: Flowtly, edited: Path, formula: str, shown: list[str]) -> None:
    book = openpyxl.load_workbook(edited.with_suffix(".xlsx"))
    book.create_sheet("Helper")["A1"] = f"={formula}"
    book.save(flowtly.folder / "x.xlsx")

    assert json.loads(flowtly("--json", "check", "x.xlsx").out)["links"] == shown


def test_a_link_in_a_defined_name_is_said(flowtly: Flowtly, edited: Path) -> None:
    book = openpyxl.load_workbook(edited.with_suffix(".xlsx"))
    book.defined_names["quiet"] = DefinedName("quiet", attr_text="cmd|'/C calc'!A0")
    book.save(flowtly.folder / "x.xlsx")

    assert json.loads(flowtly("--json", "check", "x.xlsx").out)["links"] == ["cmd|'/C calc'!A0"]
