"""Workbooks with macros: read like others, and every copy that we write keeps the macros, byte for byte."""

import json
import zipfile
from pathlib import Path

import openpyxl
from command_line import Flowtly

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
