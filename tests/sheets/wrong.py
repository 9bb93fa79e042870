#!/usr/bin/env python3
"""Files that are broken, locked, too large, or not what they seem: refused or read safely, with words."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "http"))
from make import MAIN, XML, compound, write_xlsx  # noqa: E402
from serving import Server  # noqa: E402

POPULATION = [["县区", "常住人口"], ["涪城区", "1302000"], ["游仙区", "561000"], ["安州区", "364000"]]
TITLE = ["绵阳市人口", ""]


class Checker:
    def __init__(self, program, folder, server):
        self.program, self.folder, self.server, self.bad, self.n = program, folder, server, [], 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, data):
        with open(self.path(name), "wb") as out:
            out.write(data)
        return name

    def book(self, name, sheets, parts=None):
        full = [(s + ("",) * 6)[:6] for s in sheets]
        write_xlsx(self.path(name), [(s[0], s[1], s[2] or [], s[3] or {}, s[4], s[5]) for s in full], parts)
        return name

    def run(self, *words, seconds=60):
        return subprocess.run([self.program, "--lang", "en", *words], cwd=self.folder, capture_output=True,
                              text=True, timeout=seconds, check=False)

    def expect(self, name, code, *words, absent=(), args=()):
        self.n += 1
        done = self.run("sheet", *args, name)
        said = done.stdout + done.stderr
        for problem in [f"exit {done.returncode}, not {code}"] * (done.returncode != code) + [
                f"does not say \"{w}\"" for w in words if w not in said] + [f"says \"{w}\"" for w in absent if w in said]:
            self.bad.append(f"{name}: {problem}\n    {said[:700]}")
        self.expect_upload(name, code, [word.lstrip("!") for word in words if word != "hint" and not re.search(r": \d+$", word)])
        return done

    def expect_upload(self, name, code, words):
        """The page gets the same words."""
        with open(self.path(name), "rb") as file:
            answer = self.server.post(f"/api/v1/sheets?name={name}&lang=en", body=file.read(),
                                      headers=[("Content-Type", "application/octet-stream")])
        said = answer.body.decode("utf-8", "replace")
        good = 400 <= answer.status < 500 if code == 65 else answer.status == 200
        for problem in [f"status {answer.status}"] * (not good) + [f"does not say \"{w}\"" for w in words if w not in said]:
            self.bad.append(f"{name} uploaded: {problem}\n    {said[:700]}")


def bomb(checker):
    """A part that unpacks to far more than it is."""
    with zipfile.ZipFile(checker.path("bomb.xlsx"), "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("xl/workbook.xml", f'{XML}<workbook {MAIN}/>')
        out.writestr("xl/sharedStrings.xml", b"0" * (100 << 20))
    checker.expect("bomb.xlsx", 65, "holds more than this program reads", args=())


def laughs(checker):
    """Entities that grow: never resolved."""
    text = '<!DOCTYPE w [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)) + "]>"
    body = f'<?xml version="1.0"?>{text}<worksheet {MAIN}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row></sheetData></worksheet>'
    checker.book("laughs.xlsx", [("S", POPULATION)])
    with zipfile.ZipFile(checker.path("laughs.xlsx")) as old:
        parts = {n: old.read(n) for n in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = body.encode()
    with zipfile.ZipFile(checker.path("laughs.xlsx"), "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name, data)
    done = checker.run("sheet", "laughs.xlsx", seconds=20)
    checker.n += 1
    if done.returncode not in (3, 65) or len(done.stdout) + len(done.stderr) > 20000:
        checker.bad.append(f"laughs.xlsx: exit {done.returncode}, {len(done.stdout)} bytes")


def dates(checker):
    """Dates as numbers: by style, and bare in a column of periods."""
    rows = [["来源县区", "就诊医院", "出院月份", "出院人次"], ["涪城区", "绵阳市第一人民医院", "", "10"],
            ["游仙区", "绵阳市第一人民医院", "45107", "20"], ["安州区", "绵阳市第一人民医院", "", "30"]]
    styles = {"C2": (2, 45107), "C4": (3, 45107)}
    checker.book("dates.xlsx", [("Sheet1", rows, [], styles), ("医院", [["医院名称", "所在县区", "床位数"], ["绵阳市第一人民医院", "涪城区", "900"]]),
                                ("人口", [TITLE] + POPULATION)])
    checker.n += 1
    out = checker.path("dates")
    done = checker.run("sheet", "--out", out, "dates.xlsx")
    rows = open(os.path.join(out, "flows.csv"), encoding="utf-8").read() if os.path.exists(os.path.join(out, "flows.csv")) else ""
    if done.returncode != 0 or rows.count("2023-06") != 3:
        checker.bad.append(f"dates.xlsx: exit {done.returncode}\n{rows}\n{done.stderr[:500]}")


def shares(checker):
    """Shares by style are what is shown: 92.3 %, not 0.923 %."""
    rows = [["医院名称", "所在县区", "床位使用率（%）", "床位数"], ["绵阳市第一人民医院", "涪城区", "", "900"]]
    checker.book("shares.xlsx", [("S", rows, [], {"C2": (1, 0.923)})])
    out = checker.path("shares.json")
    checker.run("sheet", "--cells", out, "shares.xlsx")
    got = json.load(open(out, encoding="utf-8"))["sheets"][0]["numbers"][1][2]
    checker.n += 1
    if got is None or abs(got - 0.923) > 1e-9:
        checker.bad.append(f"shares.xlsx: {got}")


def large(checker):
    """A million rows are read, in seconds; far more are refused."""
    with open(checker.path("million.csv"), "w", encoding="utf-8") as out:
        out.write("来源县区,就诊医院,出院人次\n")
        out.write("涪城区,绵阳市第一人民医院,1\n" * 1_000_000)
    done = checker.run("sheet", "million.csv", seconds=300)
    checker.n += 1
    if done.returncode != 3 or "rows of data: 1000000" not in done.stdout:
        checker.bad.append(f"million.csv: exit {done.returncode}\n{done.stdout[-300:]}{done.stderr[:300]}")
    with open(checker.path("wide.csv"), "w", encoding="utf-8") as out:
        out.write(",".join(["1"] * 60) + "\n")
        for _ in range(250_000):
            out.write(",".join(["1"] * 60) + "\n")
    checker.expect("wide.csv", 65, "is too large to be understood as a sheet")


def tricks(checker):
    """Names inside the archive that lead elsewhere are only names."""
    outside = os.path.join(checker.folder, "..", "evil_of_sheets.txt")
    checker.book("tricks.xlsx", [("人口", [TITLE] + POPULATION)], {"../../evil_of_sheets.txt": "x", "/tmp/evil_of_sheets.txt": "x"})
    checker.expect("tricks.xlsx", 0, "rows of data: 3")
    if os.path.exists(outside) or os.path.exists("/tmp/evil_of_sheets.txt"):
        checker.bad.append("tricks.xlsx: a file was written elsewhere")


def run(program):
    with tempfile.TemporaryDirectory() as folder, Server(program, data=None) as server:
        c = Checker(program, folder, server)
        good = [TITLE] + POPULATION
        c.book("good.xlsx", [("人口", good)])
        whole = open(c.path("good.xlsx"), "rb").read()
        c.expect("good.xlsx", 0, "rows of data: 3")
        c.expect(c.write("cut.xlsx", whole[: len(whole) // 2]), 65, "is damaged, cut short or encrypted")
        c.expect(c.write("flipped.xlsx", whole[:300] + bytes(b ^ 0x5A for b in whole[300:420]) + whole[420:]), 65, "hint")
        c.expect(c.write("locked.xlsx", compound(os.urandom(5000), "EncryptedPackage")),
                 65, "is encrypted", "save it without one")
        c.expect(c.write("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)), 65, "cannot be read as a workbook")
        c.expect(c.write("photo.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(100)), 65, "is a picture")
        c.expect(c.write("print.xls", b"%PDF-1.4\n"), 65, "is a picture or a printed page")
        c.expect(c.write("page.xls", "<html><table><tr><td>县区</td></tr></table></html>".encode()), 65, "is a web page")
        c.expect(c.write("pack.csv", b"Rar!\x1a\x07\x00" + bytes(50)), 65, "is an archive")
        c.expect(c.write("empty.csv", b""), 65, "is empty")
        c.expect(c.write("noise.csv", bytes(range(1, 256)) * 8), 65)
        c.expect(c.book("errors.xlsx", [("人口", [TITLE, POPULATION[0], ["涪城区", "#REF!"], ["游仙区", "561000"]])]), 3, "failed-formula", "!B3")
        c.expect(c.book("hidden.xlsx", [("人口", good), ("旧", good, [], {}, "hidden"), ("更旧", good, [], {}, "veryHidden")]),
                 0, "a hidden sheet: 2", "hidden sheets are not read", "rows of data: 3")
        c.expect(c.book("picture.xlsx", [("人口", good), ("图", [[""]], [], {}, "", '<drawing r:id="rId9"/>')]), 0, "a picture of a table cannot be read")
        c.expect(c.book("macros.xlsm", [("人口", good)], {"xl/vbaProject.bin": "x"}), 0, "macros are never run")
        c.expect(c.book("links.xlsx", [("人口", good)], {"xl/externalLinks/externalLink1.xml": "<a/>"}), 0, "no other file is opened")
        bomb(c)
        laughs(c)
        dates(c)
        shares(c)
        tricks(c)
        large(c)
        done = c.run("sheet", "--recipe", c.write("bad.json", b'{"recipe": 1, "sheetz": []}'), "good.xlsx")
        if done.returncode != 65 or "sheetz" not in done.stderr:
            c.bad.append(f"bad.json: exit {done.returncode} {done.stderr}")
        for line in c.bad:
            print(line)
        print(f"{c.n} files, {len(c.bad)} wrong")
        return 1 if c.bad else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    sys.exit(run(os.path.abspath(parser.parse_args().program)))
