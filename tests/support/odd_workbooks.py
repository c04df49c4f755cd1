"""Workbooks as other programs leave them, made by hand: each has something that is easily lost or broken."""

from collections.abc import Callable, Mapping

from packages import LINKS, MAIN, SHEET, STRICT_LINKS, STRICT_MAIN, WORKBOOK, WORKBOOK_LINKS, Parts, link, links, parts

TYPES = "[Content_Types].xml"
SHEET_LINKS = "xl/worksheets/_rels/sheet1.xml.rels"
VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
ROWS = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row><row r="3"><c r="B3"><v>7</v></c></row>'
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
VML_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)


def _replaced(made: Parts, name: str, old: str, new: str) -> None:
    text = str(made[name])
    assert old in text
    made[name] = text.replace(old, new, 1)


def _typed(made: Parts, name: str, content: str | bytes, content_type: str) -> None:
    made[name] = content
    _replaced(made, TYPES, "</Types>", f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>')


def _linked(made: Parts, *relationships: str) -> None:
    made[SHEET_LINKS] = links(*relationships)


def _sheet(before: str = "", after: str = "", spaces: str = "") -> str:
    return (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{LINKS}" {spaces}>{before}<sheetData>{ROWS}</sheetData>{after}</worksheet>'
    )


def plain() -> Parts:
    """Give nothing but a sheet, with styles that have neither fonts nor fills."""
    return parts(ROWS)


def chart() -> Parts:
    """Give a chart, which refers to cells."""
    made = parts(ROWS)
    made[SHEET] = _sheet(
        after='<pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/><drawing r:id="rId1"/>'
    )
    _linked(made, link("rId1", "drawing", "../drawings/drawing1.xml"))
    office = "application/vnd.openxmlformats-officedocument"
    space = "http://schemas.openxmlformats.org/drawingml/2006"
    _typed(made, "xl/drawings/drawing1.xml", f'<wsDr xmlns="{space}/spreadsheetDrawing"/>', f"{office}.drawing+xml")
    made["xl/drawings/_rels/drawing1.xml.rels"] = links(link("rId1", "chart", "../charts/chart1.xml"))
    _typed(made, "xl/charts/chart1.xml", f'<chartSpace xmlns="{space}/chart"/>', f"{office}.drawingml.chart+xml")
    return made


def extensions() -> Parts:
    """Give drop-downs, data bars and sparklines of later versions, which count their priorities with the others."""
    made = parts(ROWS)
    bar = '<dataBar><cfvo type="min"/><cfvo type="max"/><color rgb="FF0000FF"/></dataBar>'
    rule = f'<cfRule type="dataBar" priority="1">{bar}</cfRule>'
    own = f'<conditionalFormatting sqref="B3">{rule}</conditionalFormatting>'
    whole = '<dataValidation type="whole" sqref="A9"><formula1>1</formula1></dataValidation>'
    valid = f'<dataValidations count="1">{whole}</dataValidations>'
    later = (
        f'<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{X14}"><x14:conditionalFormattings>'
        '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:cfRule type="expression" priority="2" id="{1}"><xm:f>A1&gt;1</xm:f><x14:dxf><font><b/></font></x14:dxf>'
        "</x14:cfRule><xm:sqref>A1</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
        f'<ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" xmlns:x14="{X14}"><x14:sparklineGroups/></ext></extLst>'
    )
    made[SHEET] = _sheet("<!-- by hand -->", own + valid + later)
    return made


def notes() -> Parts:
    """Give notes of a user, one of them plain text and one in runs, with their boxes."""
    made = parts(ROWS)
    made[SHEET] = _sheet(after='<legacyDrawing r:id="rId2"/>')
    _linked(
        made, link("rId1", "comments", "../comments1.xml"), link("rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml")
    )
    _typed(
        made,
        "xl/comments1.xml",
        f'<comments xmlns="{MAIN}"><authors><author>Ann</author></authors><commentList><comment ref="A1" authorId="0">'
        '<text><t>Mine</t></text></comment><comment ref="B3" authorId="0"><text><r><rPr><b/></rPr><t>Ann:</t></r>'
        '<r><t xml:space="preserve"> keep</t></r></text></comment></commentList></comments>',
        COMMENTS,
    )
    _replaced(made, TYPES, "<Override", f'<Default Extension="vml" ContentType="{VML}"/><Override')
    made["xl/drawings/vmlDrawing1.vml"] = _drawing(
        '<v:shapetype id="_x0000_t202"/>',
        *(_box(id_, row, column) for id_, row, column in ((1025, 0, 0), (1026, 2, 1))),
    )
    return made


def _drawing(*shapes: str) -> str:
    layout = '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    return f"<xml {VML_SPACES}>\n {layout}\n {''.join(shapes)}</xml>"


def _box(id_: int, row: int, column: int) -> str:
    return (
        f'<v:shape id="_x0000_s{id_}" type="#_x0000_t202"><v:textbox><div><br></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:Row>{row}</x:Row>\n<x:Column>{column}</x:Column></x:ClientData></v:shape>'
    )


def threads() -> Parts:
    """Give a thread of comments on B3, and the comment that stands in for it."""
    made = notes()
    _replaced(made, "xl/comments1.xml", "<author>Ann</author>", "<author>Ann</author><author>tc={1}</author>")
    _replaced(made, "xl/comments1.xml", 'ref="B3" authorId="0"', 'ref="B3" authorId="1"')
    made[SHEET_LINKS] = str(made[SHEET_LINKS]).replace(
        "</Relationships>",
        '<Relationship Id="rId3" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        'Target="../threadedComments/threadedComment1.xml"/></Relationships>',
    )
    _typed(
        made,
        "xl/threadedComments/threadedComment1.xml",
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="B3" id="{1}"><text>Hm</text></threadedComment></ThreadedComments>',
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    return made


def macros() -> Parts:
    """Give macros, with `bin` as the extension of their type."""
    made = parts(ROWS)
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    _replaced(made, TYPES, main, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    _replaced(
        made,
        TYPES,
        "<Override",
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override',
    )
    made["xl/vbaProject.bin"] = bytes(range(256)) * 9
    project = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    _replaced(
        made,
        WORKBOOK_LINKS,
        "</Relationships>",
        f'<Relationship Id="rId9" Type="{project}" Target="vbaProject.bin"/></Relationships>',
    )
    return made


def button() -> Parts:
    """Give a button, whose box is VML without any comment, and whose control stands behind it in a choice."""
    made = parts(ROWS)
    choice = f'<mc:Choice Requires="x14" xmlns:x14="{X14}"><controls/></mc:Choice>'
    controls = f'<mc:AlternateContent xmlns:mc="{MC}">{choice}</mc:AlternateContent>'
    made[SHEET] = _sheet(after=f'<legacyDrawing r:id="rId2"/>{controls}')
    _linked(made, link("rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml"))
    _typed(made, "xl/drawings/vmlDrawing1.vml", _drawing('<v:shape id="Button_x0020_1" o:spid="_x0000_s2049"/>'), VML)
    return made


def picture_in_header() -> Parts:
    """Give a picture in the header of the printed page: VML of another kind, which is no place for notes."""
    made = parts(ROWS)
    made[SHEET] = _sheet(after='<legacyDrawingHF r:id="rId1"/><tableParts count="0"/>')
    _linked(made, link("rId1", "vmlDrawing", "../drawings/vmlDrawing1.vml"))
    _typed(made, "xl/drawings/vmlDrawing1.vml", _drawing('<v:shape id="LH"/>'), VML)
    return made


def custom_xml() -> Parts:
    """Give data of some other program, tied to the main part."""
    made = parts(ROWS)
    _typed(made, "customXml/item1.xml", "<b:data xmlns:b='urn:b'>&#10;</b:data>", "application/xml")
    _replaced(
        made,
        WORKBOOK_LINKS,
        "</Relationships>",
        link("rId9", "customXml", "../customXml/item1.xml") + "</Relationships>",
    )
    return made


def prefixes() -> Parts:
    """Give every element with a prefix, and relationships with another one."""
    made = parts(ROWS)
    for name in (SHEET, WORKBOOK, "xl/styles.xml"):
        made[name] = _with_prefix(str(made[name]), "x").replace("xmlns:r=", "xmlns:rel=").replace("r:id=", "rel:id=")
    for name in (TYPES, WORKBOOK_LINKS):
        made[name] = _with_prefix(str(made[name]), "p")
    return made


def _with_prefix(xml: str, prefix: str) -> str:
    closed = xml.replace("</", "\0").replace("<", f"<{prefix}:").replace("\0", f"</{prefix}:")
    return closed.replace("xmlns=", f"xmlns:{prefix}=", 1)


def strict() -> Parts:
    """Give a strict workbook: other namespaces, also for relationships."""
    return {
        name: str(content).replace(MAIN, STRICT_MAIN).replace(LINKS, STRICT_LINKS)
        for name, content in parts(ROWS).items()
    }


def wide_characters() -> Parts:
    """Give a sheet in UTF-16."""
    made = parts(ROWS)
    made[SHEET] = f'<?xml version="1.0" encoding="UTF-16"?>{_sheet()}'.encode("utf-16")
    return made


def pivot() -> Parts:
    """Give rules of a pivot table, which another part knows by their priorities."""
    made = parts(ROWS)
    made[SHEET] = _sheet(
        after='<conditionalFormatting pivot="1" sqref="B3"><cfRule type="expression" priority="4">'
        "<formula>1</formula></cfRule>"
        "</conditionalFormatting>"
    )
    return made


def busy_main_part() -> Parts:
    """Give names, views, a choice, a sheet called findings that has no rows, and comments that look like tags."""
    made = parts(ROWS)
    made[WORKBOOK] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}" xmlns:mc="{MC}"><fileVersion appName="xl"/>'
        '<mc:AlternateContent><mc:Choice Requires="x15"/></mc:AlternateContent><bookViews><workbookView activeTab="1"/>'
        '</bookViews><sheets><sheet name="One" sheetId="7" r:id="rId1"/>'
        '<sheet name="findings" sheetId="9" r:id="rId5"/></sheets>'
        '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="1">findings!$A$1</definedName></definedNames>'
        '<calcPr calcId="191029"/></workbook>'
    )
    _replaced(
        made,
        WORKBOOK_LINKS,
        "</Relationships>",
        link("rId5", "worksheet", "/xl/worksheets/sheet2.xml") + "</Relationships>",
    )
    worksheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    _typed(made, "xl/worksheets/sheet2.xml", f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>', worksheet)
    made[SHEET] = _sheet(
        "<!-- </sheetData><sheetData> -->",
        "<!-- </sheetData> --><mergeCells count='1'><mergeCell ref='D1:E1'/></mergeCells>",
    )
    return made


def without_styles() -> Parts:
    """Give no styles at all."""
    made = parts(ROWS)
    del made["xl/styles.xml"]
    made[WORKBOOK_LINKS] = links(
        link("rId1", "worksheet", "worksheets/sheet1.xml"), link("rId2", "sharedStrings", "sharedStrings.xml")
    )
    made[TYPES] = (
        str(made[TYPES]).replace('<Override PartName="/xl/styles.xml"', "<!-- ").replace('styles+xml"/>', " -->")
    )
    return made


ODD: Mapping[str, Callable[[], Parts]] = {
    make.__name__: make
    for make in (
        plain,
        chart,
        extensions,
        notes,
        threads,
        macros,
        button,
        picture_in_header,
        custom_xml,
        prefixes,
        strict,
        wide_characters,
        pivot,
        busy_main_part,
        without_styles,
    )
}
"""All of them by name."""
