#!/usr/bin/env python3
"""Workbooks as programs save them: .xls, .ods and .xlsx by LibreOffice, text as Excel saves it.

    formats.py --program junheng [--fixture mine.xls]

What LibreOffice makes needs soffice (package libreoffice-calc); without it that part is left out, said aloud, and the
exit status is 77.
"""
import argparse
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from make import as_csv, compound, write_xlsx  # noqa: E402

SKIP = 77
PEOPLE = [["附表1", "", "", "", ""], ["绵阳市2023年分县人口情况", "", "", "", ""], ["", "", "", "单位：万人、%", ""],
          ["序号", "县区", "常住人口", "户籍人口", "65岁以上占比"], ["1", "涪城区", "130.2", "79.1", "14.2"],
          ["2", "游仙区", "56.1", "51.3", "18.9"], ["3", "安州区", "36.4", "42.0", "20.4"], ["", "合计", "222.7", "172.4", ""],
          ["注：年末数。", "", "", "", ""]]
BEDS = [["医院名称", "所在县区", "编制床位（张）", "开业日期", "使用率"], ["绵阳市第一人民医院", "涪城区", "1800", "", ""],
        ["游仙区人民医院", "游仙区", "600", "", ""]]
FAULTS = [["", "", ""], ["", "县区", "常住人口"], ["", "涪城区", "#REF!"], ["", "游仙区", "561000"], ["", "安州区", "364000"]]


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


class Checker:
    def __init__(self, program, folder):
        self.program, self.folder, self.bad, self.n = program, folder, [], 0

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def run(self, *words):
        return subprocess.run([self.program, "--lang", "en", "-w", "none.db", *words], cwd=self.folder, capture_output=True, text=True,
                              timeout=60, check=False)

    def wanted(self, condition, what):
        self.n += 1
        if not condition:
            self.bad.append(what)

    def cells(self, name, code=0):
        done = self.run("sheet", "--cells", "cells.json", name)
        self.wanted(done.returncode == code, f"{name}: exit {done.returncode}, not {code}\n{done.stderr[:600]}")
        if not os.path.exists(self.path("cells.json")):
            return [], done.stderr
        got = json.load(open(self.path("cells.json"), encoding="utf-8"))["sheets"]
        os.remove(self.path("cells.json"))
        return got, done.stderr

    def says(self, name, code, *words):
        done = self.run("sheet", name)
        for word in words:
            self.wanted(word in done.stderr, f"{name}: does not say \"{word}\": {done.stderr[:400]}")
        self.wanted(done.returncode == code, f"{name}: exit {done.returncode}, not {code}")

    def book(self, name):
        """Two sheets understood, the third hidden; the same numbers whatever the format."""
        sheets, said = self.cells(name)
        seen = [s for s in sheets if not s["left_out"]]
        self.wanted([s["sheet"] for s in seen] == ["人口", "医院 一览"], f"{name}: {[s['sheet'] for s in seen]}")
        self.wanted("a hidden sheet" in said, f"{name}: the hidden sheet is not told")
        self.wanted("differs" not in said, f"{name}: a difference of totals where there is none: {said}")
        if len(seen) != 2:
            return
        people, beds = seen
        self.wanted(people["rows"].endswith("hdddTn"), f"{name}: rows {people['rows']}")
        numbers = [row[2] for row, kind in zip(people["numbers"], people["rows"]) if kind == "d"]
        self.wanted(numbers == [1302000, 561000, 364000], f"{name}: people {numbers}")
        self.wanted(beds["numbers"][1][4] is not None and abs(beds["numbers"][1][4] - 0.923) < 1e-9, f"{name}: share {beds['numbers'][1]}")
        self.wanted(beds["cells"][1][3] == "2023-06-30", f"{name}: date {beds['cells'][1][3]}")


def text_files(c):
    """CSV in GBK, and "Unicode text": UTF-16 with tabs; as Excel saves them."""
    text = as_csv(PEOPLE)
    tabs = as_csv(PEOPLE, "\t")
    for name, data in (("gbk.csv", text.encode("gbk")), ("gb18030.csv", text.encode("gb18030")), ("bom.csv", text.encode("utf-8-sig")),
                       ("unicode.txt", tabs.encode("utf-16")), ("big_endian.txt", b"\xfe\xff" + tabs.encode("utf-16-be"))):
        with open(c.path(name), "wb") as out:
            out.write(data)
        sheets, _ = c.cells(name)
        c.wanted(len(sheets) == 1 and [row[2] for row, kind in zip(sheets[0]["numbers"], sheets[0]["rows"]) if kind == "d"]
                 == [1302000, 561000, 364000], f"{name}: not understood")


def locked_files(c):
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1996, 0, 0))
    with open(c.path("locked.xls"), "wb") as out:
        out.write(compound(start + record(0x2F, bytes(54)) + record(0x0A)))
    c.says("locked.xls", 65, "is encrypted", "save it without one")
    with zipfile.ZipFile(c.path("locked.ods"), "w") as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        out.writestr("content.xml", os.urandom(500))
        out.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:x"><manifest:file-entry>'
                     "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>")
    c.says("locked.ods", 65, "is encrypted", "save it without one")
    cut = open(c.path("locked.ods"), "rb").read()
    with open(c.path("cut.ods"), "wb") as out:
        out.write(cut[: len(cut) // 2])
    c.says("cut.ods", 65, "is damaged, cut short or encrypted")


def repeated(c):
    """Rows and cells that are said to be repeated a million times."""
    body = ('<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
            '<table:table table:name="S">%s</table:table></office:spreadsheet></office:body></office:document-content>')
    cell = '<table:table-cell table:number-columns-repeated="{}"><text:p>1</text:p></table:table-cell>'
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    for name, text, code, word in (("tail.ods", row.format(1, cell.format(2)) + row.format(1048575, '<table:table-cell table:number-columns-repeated="16384"/>'),
                                    3, "no-header"),
                                   ("flood.ods", row.format(1048576, cell.format(16384)) * 3, 65, "is too large to be understood as a sheet")):
        with zipfile.ZipFile(c.path(name), "w") as out:
            out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            out.writestr("content.xml", body % text)
        c.says(name, code, word)


def converted(c):
    write_xlsx(c.path("book.xlsx"), [("人口", PEOPLE, ["A1:E1", "A2:E2"], {}, "", ""),
                                     ("医院 一览", BEDS, [], {"D2": (2, 45107), "D3": (3, 40000), "E2": (1, 0.923), "E3": (1, 0.85)}, "", ""),
                                     ("隐藏", PEOPLE, [], {}, "hidden", "")])
    write_xlsx(c.path("faults.xlsx"), [("人口", FAULTS, [], {}, "", "")])
    c.book("book.xlsx")
    if shutil.which("soffice") is None:
        return False

    def convert(ending, name):
        subprocess.run(["timeout", "100", "soffice", f"-env:UserInstallation=file://{c.folder}/profile", "--headless", "--convert-to", ending,
                        "--outdir", c.path(ending), name], cwd=c.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env={**os.environ, "HOME": c.folder})
    for ending in ("ods", "xls"):
        convert(ending, "book.xlsx")
        convert(ending, "faults.xlsx")
    convert("xlsx", "ods/book.ods")
    shutil.copy(c.path("ods", "book.ods"), c.path("nameless.xlsx"))
    for name in ("ods/book.ods", "xls/book.xls", "xlsx/book.xlsx", "nameless.xlsx"):
        c.book(name)
    for name in ("ods/faults.ods", "xls/faults.xls"):
        c.says(name, 3, "failed-formula", "]!C3")
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--fixture")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="junheng-formats-") as folder:
        c = Checker(os.path.abspath(options.program), folder)
        text_files(c)
        locked_files(c)
        repeated(c)
        if options.fixture and shutil.which("ogr2ogr"):
            shutil.copy(options.fixture, c.path("fixture.xls"))
            c.book("fixture.xls")
        whole = converted(c)
    for line in c.bad:
        print(line)
    print(f"{c.n} checks, {len(c.bad)} wrong")
    if c.bad:
        sys.exit(1)
    if not whole:
        print("NOT READ: .xls, .ods and .xlsx by LibreOffice; soffice is missing (package libreoffice-calc)")
        sys.exit(SKIP)


main()
