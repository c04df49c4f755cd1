"""The tab of the sheet *Findings*: how the workbook names it, and how it is found again and taken out."""

from collections.abc import Iterator, Sequence

from toolkit.excel.draft import Draft, sheet_elements
from toolkit.excel.findings import page
from toolkit.excel.findings.finding import Finding
from toolkit.excel.findings.style import Styles
from toolkit.excel.markup import arrows_of
from toolkit.excel.outline import (
    Element,
    Splice,
    append,
    child,
    children,
    namespace,
    place,
    prefixed,
    root,
    spliced,
    text,
)
from toolkit.language import _, mark

TITLE = mark("Findings")
MARKER = "_flowtly_findings"
"""A hidden defined name that points to the sheet: how it is found again under any name."""

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_CHILDREN = (
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
)
"""The children of `workbook` in the order of the schema (ECMA-376 part 1, 18.2.27), up to the names."""


def add_tab(draft: Draft, findings: Sequence[Finding], styles: Styles) -> str:
    """Append the sheet to the workbook and return its name: *Findings*, with a number where that is taken."""
    taken = {name.casefold() for name in draft.sheets()}
    title = _(TITLE)
    numbered = (title if n == 1 else f"{title} {n}" for n in range(1, len(taken) + 2))
    title = next(name for name in numbered if name.casefold() not in taken)
    xml = page.spell(findings, styles, namespace(draft.read(draft.main)).decode())
    part = draft.add("xl/worksheets/sheet{}.xml", xml, _TYPE)
    _name(draft, title, draft.link(draft.main, "worksheet", part), page.area(findings))
    return title


def _name(draft: Draft, title: str, arrow: str, area: str) -> None:
    """Name the sheet in the main part, at the end, since names and views count the sheets before it."""
    xml = draft.read(draft.main)
    listed = child(xml, root(xml), "sheets")
    if listed is None:
        raise ValueError(_("there is no list of sheets"))
    elements = children(xml, listed)
    fresh = max((int(e.get("sheetId") or 0) for e in elements), default=0) + 1
    spelt = f'<sheet xmlns:r="{draft.links}" name="{title}" sheetId="{fresh}" r:id="{arrow}"/>'
    xml = spliced(xml, [append(xml, listed, prefixed(spelt, listed.prefix))])
    told, index = root(xml), len(elements)
    names = (
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">\'{title}\'!{area}</definedName>'
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{index}">\'{title}\'!$1:$1</definedName>'
        f'<definedName name="{MARKER}" hidden="1">\'{title}\'!$A$1</definedName>'
    )
    known = child(xml, told, "definedNames")
    if known is None:
        splice = place(xml, told, _CHILDREN, prefixed(f"<definedNames>{names}</definedNames>", told.prefix))
    else:
        splice = append(xml, known, prefixed(names, known.prefix))
    draft.write(draft.main, spliced(xml, [splice]))


def take_tab(draft: Draft) -> bool:
    """Take the sheet out of the workbook, wherever its tab stands and whatever it is called by now.

    Return whether the workbook tells of such a sheet; where somebody deleted it, the name is still there.
    """
    xml = draft.read(draft.main)
    listed = child(xml, root(xml), "definedNames")
    names = children(xml, listed) if listed is not None else []
    marker = next((e for e in names if e.get("name") == MARKER), None)
    if marker is None:
        return False
    splices = [Splice(marker.start, marker.end, b"")]
    title = text(xml, marker).rpartition("!")[0].strip("'").replace("''", "'")
    elements = sheet_elements(xml)
    index = next((n for n, e in enumerate(elements) if e.get("name") == title), None)
    if index is not None:
        gone = elements[index]
        splices.append(Splice(gone.start, gone.end, b""))
        splices += _without_names(xml, [e for e in names if e is not marker], index)
        splices += _without_view(xml, index)
        _remove(draft, draft.sheets()[title])
    draft.write(draft.main, spliced(xml, splices))
    return True


def _without_names(xml: bytes, names: Sequence[Element], index: int) -> Iterator[Splice]:
    """Take out the names of the sheet; those of sheets behind it move up by one."""
    for element in names:
        told = element.get("localSheetId")
        if told == str(index):
            yield Splice(element.start, element.end, b"")
        elif told and int(told) > index:
            yield _set(xml, element, "localSheetId", int(told) - 1)


def _without_view(xml: bytes, index: int) -> Iterator[Splice]:
    """Keep the windows on the sheet that they showed, or on the one before where they showed ours."""
    listed = child(xml, root(xml), "bookViews")
    for view in children(xml, listed) if listed is not None else []:
        for name in ("activeTab", "firstSheet"):
            told = view.get(name)
            if told and int(told) >= index:
                yield _set(xml, view, name, max(int(told) - 1, 0))


def _set(xml: bytes, element: Element, name: str, value: int) -> Splice:
    """Give an attribute that the element has another value."""
    spelt = element.attributes[name.encode()]
    start = xml.index(spelt, xml.index(b"=", xml.index(name.encode(), element.start)))
    return Splice(start, start + len(spelt), str(value).encode())


def _remove(draft: Draft, part: str) -> None:
    draft.unlink(draft.main, part)
    draft.remove(part)
    if arrows_of(part) in draft:
        draft.remove(arrows_of(part))
