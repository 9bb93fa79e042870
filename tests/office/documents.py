#!/usr/bin/env python3
"""The documents of the sample plan: valid Office Open XML, opened by LibreOffice, looked at page by page.

    documents.py --program junheng [--keep DIR]

Checks of the files need nothing; for the pages soffice and poppler's tools must be there, else it says so and
ends with 77.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile

SKIP = 77
NAMES = {"en": ("plan.docx", "slides.pptx", "map.pdf"), "zh": ("规划方案.docx", "汇报.pptx", "一张图.pdf")}
HEADINGS = {
    "zh": ["编制依据", "现状", "存在问题", "目标", "片区划分与中心布局", "各片区中心与专科", "结对共建", "预期效果", "年度安排与资金",
           "分地区目标", "保障措施", "测算依据与局限", "资料来源"],
    "en": ["Basis", "Situation", "Problems", "Goals", "Zones", "Pairing", "effect", "Years and money", "Targets", "Safeguards",
           "Source of the figures"],
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# Orders of children that ECMA-376 part 1 fixes; of those that occur.
ORDER = {
    W + "pPr": ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "suppressLineNumbers", "pBdr", "shd",
                "tabs", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr", "sectPr"],
    W + "rPr": ["rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "color", "spacing", "kern", "sz", "szCs", "u", "shd",
                "vertAlign", "lang"],
    W + "tblPr": ["tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook"],
    W + "tcPr": ["tcW", "gridSpan", "vMerge", "tcBorders", "shd", "tcMar", "vAlign"],
    W + "trPr": ["cantSplit", "tblHeader"],
    W + "tbl": ["tblPr", "tblGrid", "tr"],
    W + "sectPr": ["headerReference", "footerReference", "pgSz", "pgMar", "cols", "titlePg", "docGrid"],
    A + "tcPr": ["lnL", "lnR", "lnT", "lnB", "noFill", "solidFill"],
    A + "tbl": ["tblPr", "tblGrid", "tr"],
    A + "rPr": ["ln", "noFill", "solidFill", "latin", "ea", "cs"],
}
complaints = []


def complain(*words):
    complaints.append(" ".join(str(word) for word in words))


def check_order(name, root):
    for element in root.iter():
        order = ORDER.get(element.tag)
        if order is None:
            continue
        last = -1
        for child in element:
            local = child.tag.split("}")[1]
            if local not in order:
                complain(name, "unknown child", local, "of", element.tag.split("}")[1])
            elif order.index(local) < last:
                complain(name, local, "comes too late in", element.tag.split("}")[1])
            else:
                last = order.index(local)


def check_cells(name, root):
    """A row's cells cover the grid; each cell ends with a paragraph."""
    for table in root.iter(W + "tbl"):
        n = len(table.find(W + "tblGrid"))
        for row in table.iter(W + "tr"):
            spans = 0
            for cell in row.findall(W + "tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                spans += int(span.get(W + "val")) if span is not None else 1
                if len(cell) == 0 or cell[-1].tag != W + "p":
                    complain(name, "a cell does not end with a paragraph")
            if spans != n:
                complain(name, "a row covers", spans, "of", n, "columns")
    for table in root.iter(A + "tbl"):
        n = len(table.find(A + "tblGrid"))
        for row in table.iter(A + "tr"):
            if len(row.findall(A + "tc")) != n:
                complain(name, "a row of a slide's table has", len(row.findall(A + "tc")), "cells of", n)


def check_package(path):
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        if len(set(names)) != len(names):
            complain(path.name, "holds a part twice")
        if any("vba" in name.lower() or name.endswith(".bin") for name in names):
            complain(path.name, "holds macros")
        types = ET.fromstring(package.read("[Content_Types].xml"))
        defaults = {e.get("Extension").lower() for e in types if e.tag.endswith("}Default")}
        overrides = {e.get("PartName") for e in types if e.tag.endswith("}Override")}
        for part in overrides:
            if part[1:] not in names:
                complain(path.name, "a content type for a missing part", part)
        for name in names:
            if name != "[Content_Types].xml" and f"/{name}" not in overrides and name.rsplit(".", 1)[-1].lower() not in defaults:
                complain(path.name, "no content type for", name)
            if not name.endswith((".xml", ".rels")):
                continue
            root = ET.fromstring(package.read(name))
            check_order(name, root)
            check_cells(name, root)
            if "{{" in "".join(root.itertext()):
                complain(path.name, "a mark is left in", name)
            if name.endswith(".rels"):
                folder = name.rsplit("_rels/", 1)[0]
                ids = [e.get("Id") for e in root]
                if len(set(ids)) != len(ids):
                    complain(name, "an id twice")
                for relation in root:
                    if relation.get("TargetMode") == "External":
                        complain(path.name, "leads outside:", relation.get("Target"))
                        continue
                    target = relation.get("Target")
                    full = target[1:] if target.startswith("/") else os.path.normpath(folder + target)
                    if full not in names:
                        complain(path.name, "a relation to a missing part", full)
            else:
                relations = f"{name.rsplit('/', 1)[0]}/_rels/{name.rsplit('/', 1)[-1]}.rels"
                known = {e.get("Id") for e in ET.fromstring(package.read(relations))} if relations in names else set()
                for value in re.findall(rb'r:(?:id|embed)="([^"]+)"', package.read(name)):
                    if value.decode() not in known:
                        complain(name, "an unknown relation", value.decode())
        for name in names:
            if name.endswith(".png") and package.read(name)[:8] != b"\x89PNG\r\n\x1a\n":
                complain(path.name, name, "is no picture")


def check_workbook(path):
    with zipfile.ZipFile(path) as package:
        book = package.read("xl/workbook.xml").decode()
        n = book.count("<sheet ")
        if book.count("_xlnm.Print_Area") != n or book.count("_xlnm.Print_Titles") != n:
            complain("plan.xlsx: print areas and titles of all", n, "sheets")
        formulas = 0
        for name in package.namelist():
            if not name.startswith("xl/worksheets/sheet"):
                continue
            text = package.read(name).decode()
            if "<pane " not in text:
                complain(name, "has no frozen header")
            found = re.findall(r"<f>[^<]*</f><v>([^<]*)</v>", text)
            formulas += len(found)
            if text.count("<f>") != len(found) or "#" in "".join(found):
                complain(name, "a formula without its value")
        if formulas < 100:
            complain("plan.xlsx: only", formulas, "formulas")


def cells(path):
    """(sheet, cell): whether it is a formula, its value."""
    main, found = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}", {}
    with zipfile.ZipFile(path) as package:
        book = ET.fromstring(package.read("xl/workbook.xml"))
        for i, sheet in enumerate(book.iter(main + "sheet")):
            for cell in ET.fromstring(package.read(f"xl/worksheets/sheet{i + 1}.xml")).iter(main + "c"):
                found[sheet.get("name"), cell.get("r")] = (cell.find(main + "f") is not None, cell.findtext(main + "v"))
    return found


def check_formulas(path, scratch):
    """LibreOffice computes every formula anew: its stored values are taken away before."""
    bare = pathlib.Path(scratch, "bare.xlsx")
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as out:
        for name in package.namelist():
            data = package.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", data)
            out.writestr(name, data)
    convert([bare], scratch, "xlsx:Calc MS Excel 2007 XML", f"{scratch}/computed")
    stored, computed = cells(path), cells(f"{scratch}/computed/bare.xlsx")
    formulas = {place: value for place, (is_formula, value) in stored.items() if is_formula}
    for place, value in formulas.items():
        got = computed.get(place, (False, None))[1]
        try:
            same = abs(float(got) - float(value)) <= 1e-9 * max(1, abs(float(value)))
        except (TypeError, ValueError):  # a word, or a place in the list of words, which may be another
            same = got is not None and not re.fullmatch(r"[-.\d]+", value)
        if not same:
            complain("plan.xlsx", *place, "holds", value, "and is computed as", got)
    print(f"plan.xlsx: {len(formulas)} formulas computed anew")


def pages(pdf):
    """Text and whether there is any ink, page by page."""
    info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    n = int(re.search(r"Pages:\s+(\d+)", info)[1])
    for page in range(1, n + 1):
        text = subprocess.run(["pdftotext", "-f", str(page), "-l", str(page), "-layout", pdf, "-"],
                              capture_output=True, text=True, check=True).stdout
        picture = subprocess.run(["pdftoppm", "-gray", "-r", "20", "-f", str(page), "-l", str(page), pdf],
                                 capture_output=True, check=True).stdout
        header = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", picture)
        pixels = picture[header.end():]
        width, height = int(header[1]), int(header[2])
        # ink between head and foot, and ink at the very edge
        body = pixels[width * (height // 10): width * (height - height // 10)]
        edge = pixels[: width * 2] + pixels[-width * 2:] + b"".join(
            pixels[row * width: row * width + 2] + pixels[(row + 1) * width - 2: (row + 1) * width] for row in range(height))
        yield page, text, sum(value < 200 for value in body), sum(value < 200 for value in edge)


def check_pages(pdf, name, lang, at_least, at_most):
    whole, n = "", 0
    for page, text, ink, edge in pages(pdf):
        n, whole = page, whole + text
        if ink < 30:
            complain(name, "page", page, "is empty")
        if edge > 0:
            complain(name, "page", page, "runs over its edge")
    if not at_least <= n <= at_most:
        complain(name, "has", n, "pages")
    print(f"{name}: {n} pages")
    return whole


def convert(files, scratch, to="pdf", folder=None):
    subprocess.run(["timeout", "300", "soffice", f"-env:UserInstallation=file://{scratch}/profile", "--headless",
                    "--convert-to", to, "--outdir", folder or scratch, *map(str, files)],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": scratch})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--keep")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    with tempfile.TemporaryDirectory(prefix="junheng-documents-") as scratch:
        def run(*arguments):
            subprocess.run([program, "-q", *arguments], check=True, cwd=scratch, stdout=subprocess.DEVNULL)
        run("sample", "sample")
        run("-w", "w.db", "import", "sample")
        files = []
        for lang in NAMES:
            run("-w", "w.db", "--lang", lang, "plan", "--cases", "hard", "--map.review_number", "XS(2026)001", "--out", lang)
            folder = pathlib.Path(scratch, lang)
            docx, pptx, chart = (folder / name for name in NAMES[lang])
            for path in (docx, pptx, folder / "plan.xlsx"):
                check_package(path)
            check_workbook(folder / "plan.xlsx")
            files += [docx, pptx]
        # A template of one's own: the program's, opened and saved by an editor, gives the same text.
        run("--lang", "zh", "templates", "own")
        run("-w", "w.db", "--lang", "zh", "plan", "--cases", "hard", "--out", "again", "--template",
            f"{scratch}/own/规划方案.docx", "--slides-template", f"{scratch}/own/汇报.pptx")
        for name in NAMES["zh"][:2]:
            if pathlib.Path(scratch, "again", name).read_bytes() != pathlib.Path(scratch, "zh", name).read_bytes():
                complain(name, "differs when made from the program's template as a file")
        missing = [tool for tool in ("soffice", "pdftotext", "pdftoppm") if shutil.which(tool) is None]
        if missing and not complaints:
            print(f"PAGES NOT LOOKED AT: {', '.join(missing)} missing (packages libreoffice-writer, -impress, -calc, poppler-utils)")
            sys.exit(SKIP)
        if not missing:
            convert(files, scratch)
            check_formulas(pathlib.Path(scratch, "zh", "plan.xlsx"), scratch)
            for lang in NAMES:
                docx, pptx, chart = NAMES[lang]
                text = check_pages(f"{scratch}/{docx.replace('.docx', '.pdf')}", docx, lang, 15, 60)
                for heading in HEADINGS[lang]:
                    if heading not in text:
                        complain(docx, "lacks", heading)
                text = check_pages(f"{scratch}/{pptx.replace('.pptx', '.pdf')}", pptx, lang, 12, 15)
                info = subprocess.run(["pdfinfo", f"{scratch}/{lang}/{chart}"], capture_output=True, text=True, check=True).stdout
                if "(A0)" not in info or not re.search(r"Pages:\s+1\n", info):
                    complain(chart, "is not one A0 page:", info)
                text = check_pages(f"{scratch}/{lang}/{chart}", chart, lang, 1, 1)
                if "XS(2026)001" not in text:
                    complain(chart, "lacks the review number")
        if options.keep:
            shutil.copytree(scratch, options.keep, dirs_exist_ok=True)
    for complaint in dict.fromkeys(complaints):
        print(complaint)
    print(f"{len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


main()
