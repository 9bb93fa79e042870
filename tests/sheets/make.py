"""Makes the files of the corpus from its texts: CSV in several character sets, tabs, .xlsx with merges."""

import csv
import io
import re
import struct
import zipfile
from xml.sax.saxutils import escape


def letters(column):
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_name(row, column):
    return f"{letters(column)}{row + 1}"


def cell_place(name):
    match = re.fullmatch(r"([A-Z]+)(\d+)", name)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def parse(text):
    """Rows of cells and the class of each row."""
    rows, classes = [], []
    for line in text.split("\n"):
        parts = line.split("|")
        classes.append(parts[0])
        rows.append([part.strip(" ") for part in parts[1:]])
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows], classes


def as_csv(rows, separator=","):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (f'{XML}<styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="164" '
          'formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs count="4">'
          '<xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>')


def sheet_xml(rows, merges, styles, strings, extra=""):
    """Plain numbers as numbers, other cells as shared strings; styles: {cell: (style, number)}."""
    out = [f'{XML}<worksheet {MAIN} xmlns:r="{RELS}"><sheetData>']
    for r, row in enumerate(rows):
        out.append(f'<row r="{r + 1}">')
        for c, text in enumerate(row):
            name = cell_name(r, c)
            if name in styles:
                out.append(f'<c r="{name}" s="{styles[name][0]}"><v>{styles[name][1]}</v></c>')
            elif re.fullmatch(r"-?(0|[1-9]\d{0,9})(\.\d+)?", text):
                out.append(f'<c r="{name}"><v>{text}</v></c>')
            elif text.startswith("#") and text.endswith("!"):
                out.append(f'<c r="{name}" t="e"><f>A1/0</f><v>{text}</v></c>')
            elif text:
                if text not in strings:
                    strings[text] = len(strings)
                out.append(f'<c r="{name}" t="s"><v>{strings[text]}</v></c>')
        out.append("</row>")
    out.append("</sheetData>")
    if merges:
        out.append("<mergeCells>" + "".join(f'<mergeCell ref="{m}"/>' for m in merges) + "</mergeCells>")
    return "".join(out) + extra + "</worksheet>"


def content_types(n):
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {"workbook": f"{kind}.sheet.main", "styles": f"{kind}.styles", "sharedStrings": f"{kind}.sharedStrings"}
    parts.update((f"worksheets/sheet{i + 1}", f"{kind}.worksheet") for i in range(n))
    return (f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            + "".join(f'<Override PartName="/xl/{name}.xml" ContentType="{type_}+xml"/>' for name, type_ in parts.items())
            + "</Types>")


def write_xlsx(path, sheets, parts=None):
    """sheets: [(name, rows, merges, styles, state, extra)]."""
    strings, bodies = {}, []
    for _, rows, merges, styles, _, extra in sheets:
        bodies.append(sheet_xml(rows, merges, styles, strings, extra))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        def put(name, text):
            out.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
        put("[Content_Types].xml", content_types(len(sheets)))
        put("_rels/.rels", f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        put("xl/workbook.xml", f'{XML}<workbook {MAIN} xmlns:r="{RELS}"><sheets>' + "".join(
            f'<sheet name="{escape(s[0])}" sheetId="{i + 1}"' + (f' state="{s[4]}"' if s[4] else "")
            + f' r:id="rId{i + 1}"/>' for i, s in enumerate(sheets)) + "</sheets></workbook>")
        put("xl/_rels/workbook.xml.rels", f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            'relationships">' + "".join(f'<Relationship Id="rId{i + 1}" Type="{RELS}/worksheet" '
                                        f'Target="worksheets/sheet{i + 1}.xml"/>' for i in range(len(sheets)))
            + "".join(f'<Relationship Id="rId{part}" Type="{RELS}/{part}" Target="{part}.xml"/>'
                      for part in ("styles", "sharedStrings")) + "</Relationships>")
        put("xl/styles.xml", STYLES)
        put("xl/sharedStrings.xml", f"{XML}<sst {MAIN}>" + "".join(
            f'<si><t xml:space="preserve">{escape(s)}</t></si>' for s in strings) + "</sst>")
        for i, body in enumerate(bodies):
            put(f"xl/worksheets/sheet{i + 1}.xml", body)
        for name, data in (parts or {}).items():
            put(name, data)


def compound(stream, name="Workbook"):
    """A compound file with one stream: [MS-CFB]."""
    stream += bytes(max(0, 4096 - len(stream)))
    stream += bytes(-len(stream) % 512)
    n = len(stream) // 512
    fat = [0xFFFFFFFD, 0xFFFFFFFE] + [i + 3 for i in range(n - 1)] + [0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))

    def entry(called, kind, start, size):
        text = called.encode("utf-16-le") + b"\0\0"
        return struct.pack("<64sHBBIII16sIQQIII", text, len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, b"", 0, 0, 0,
                           start, size, 0)
    folder = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(name, 2, 2, len(stream))
    folder += bytes(512 - len(folder))
    head = struct.pack("<8s16sHHHHH6sIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 62, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0, 4096,
                       0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return head + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108) + struct.pack("<128I", *fat) + folder + stream
