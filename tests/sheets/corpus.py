#!/usr/bin/env python3
"""Ugly sheets with their meaning beside them: how much is understood without help, and whether
anything is understood wrongly without a question.

The sheets of corpus_*.py are written as offices send them; each also comes in other dress: as a
workbook with merges, as CSV in GB18030, with tabs, with blank columns and rows, with full-width
digits, with more titles and footnotes. What is right is said in the sheet's own lines, never taken
from the program.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import corpus_flows  # noqa: E402,F401
import corpus_hospitals  # noqa: E402,F401
from corpus_areas import SHEETS  # noqa: E402
from make import as_csv, cell_name, cell_place, parse, write_xlsx  # noqa: E402

SHARE_WANTED = 0.95


class Case:
    """One file: its cells and what they mean."""

    def __init__(self, spec):
        self.name, self.kind, self.ref = spec["name"], spec["kind"], spec.get("ref")
        self.rows, self.classes = parse(spec["rows"])
        self.cols = list(spec["cols"])
        self.merges = list(spec.get("merges", []))
        self.values = dict(spec.get("values", {}))
        self.names = dict(spec.get("names", {}))
        self.asked = list(spec.get("asked", []))
        self.differs = list(spec.get("differs", []))
        self.period, self.basis = spec.get("period"), spec.get("basis")
        self.cols += ["blank"] * (len(self.rows[0]) - len(self.cols))
        if "title" in spec:
            self.insert_row(0, "t", [spec["title"]])

    def move(self, place):
        """Give every cell named anywhere its new name."""
        def one(name):
            return cell_name(*place(*cell_place(name)))
        self.values = {one(k): v for k, v in self.values.items()}
        self.names = {one(k): v for k, v in self.names.items()}
        self.asked = [one(k) for k in self.asked]
        self.differs = [one(k) for k in self.differs]
        self.merges = [":".join(one(k) for k in m.split(":")) for m in self.merges]

    def insert_row(self, at, letter, cells):
        width = max(len(self.rows[0]), len(cells))
        self.rows.insert(at, cells + [""] * (width - len(cells)))
        self.classes.insert(at, letter)
        self.move(lambda r, c: (r + (r >= at), c))

    def insert_column(self, at):
        for row in self.rows:
            row.insert(at, "")
        self.cols.insert(at, "blank")
        self.move(lambda r, c: (r, c + (c >= at)))


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if c in "0123456789" else "，" if c == "," else c for c in text)


def commas(text):
    try:
        return f"{int(text):,}" if len(text) > 4 and not text.startswith("0") else text
    except ValueError:
        return text


def codes(case):
    """Columns of codes, which nobody writes with commas."""
    return {i for i, c in enumerate(case.cols) if c in ("area_id", "hospital_id", "period", "skip")}


def dress(case, number, rng):
    """Another dress of the same sheet: several troubles at once."""
    body = [i for i, c in enumerate(case.classes) if c in "dsT"]
    if rng.random() < 0.5:
        case.insert_row(0, "t", ["附件" + str(number)])
    if rng.random() < 0.4:
        at = len([c for c in case.classes if c in "t"])
        if all(c == "t" for c in case.classes[:at]):
            case.insert_row(at, "b", [""])
    if rng.random() < 0.4 and "[" not in " ".join(case.cols):
        case.insert_column(0)
    if rng.random() < 0.3 and not case.merges and "[" not in " ".join(case.cols):
        case.insert_column(len(case.cols))
    body = [i for i, c in enumerate(case.classes) if c in "dsT"]
    style = rng.choice([None, wide, commas, wide, commas])
    if style:
        for i in body:
            case.rows[i] = [t if c in codes(case) else style(t) for c, t in enumerate(case.rows[i])]
    if rng.random() < 0.5:
        case.insert_row(len(case.rows), "n", ["注：本表数据为虚构，仅供测试。"])
    if rng.random() < 0.3:
        case.insert_row(len(case.rows), "n", ["填表人：某某　　审核人：某某　　2024年1月10日"])
    case.name = f"{case.name}_{number}"
    return case


def cases():
    rng = random.Random(20240110)
    plain = [Case(s) for s in SHEETS]
    dressed = []
    for number in (1, 2):
        for spec in SHEETS:
            dressed.append(dress(Case(spec), number, rng))
    return plain + dressed


def write(case, folder, form):
    path = os.path.join(folder, case.name + "." + form.split("-")[0])
    if form == "xlsx":
        write_xlsx(path, [("Sheet1", case.rows, case.merges, {}, "", "")])
    elif form == "csv-gb18030":
        with open(path, "wb") as out:
            out.write(as_csv(case.rows).encode("gb18030"))
    elif form == "txt":
        with open(path, "w", encoding="utf-8") as out:
            out.write(as_csv(case.rows, "\t"))
    else:
        with open(path, "w", encoding="utf-8-sig", newline="") as out:
            out.write(as_csv(case.rows))
    return path


class Score:
    def __init__(self):
        self.right = {"columns": 0, "rows": 0}
        self.all = {"columns": 0, "rows": 0}
        self.silent, self.asked = [], []

    def add(self, what, right, asked, where, wanted, got):
        self.all[what] += 1
        self.right[what] += right
        if not right:
            (self.asked if asked else self.silent).append(f"{where}: wanted {wanted}, got {got}")


def wanted_column(token):
    """"population@10000" to its field, factor and what its header names."""
    field, _, factor = token.partition("@")
    field, _, pivot = field.partition("[")
    return field, float(factor or 1), pivot.rstrip("]")


def column_asked(column, sheet, index):
    """Questions about the column itself; cells of it are told apart."""
    return not column["sure"] or any(m["column"] == index and m["severity"] == "question" and m["row"] < sheet["header"][1]
                                     for m in sheet["marks"])


def judge_columns(case, sheet, score):
    for i, token in enumerate(case.cols):
        field, factor, pivot = wanted_column(token)
        column = sheet["columns"][i] if i < len(sheet["columns"]) else None
        where = f"{case.name} column {i + 1}"
        if field == "blank":
            if column is not None and not column["empty"]:
                score.add("columns", False, not column["sure"], where, "blank", column["field"])
            continue
        if column is None:
            score.silent.append(f"{where}: missing")
            continue
        asked = column_asked(column, sheet, i)
        if field == "?":
            score.add("columns", asked, False, where, "a question", column["field"])
            continue
        names = {"attr": ("attribute", "skip"), "skip": ("skip", "attribute"), "rowtotal": ("row_total",)}.get(field, (field,))
        right = column["sure"] and column["field"] in names and not asked
        if field not in ("attr", "skip", "rowtotal"):
            right = right and abs(column["factor"] - factor) < 1e-9 * factor
        if pivot:
            right = right and column.get("pivot") == pivot
        score.add("columns", right, asked, where, token,
                  f"{column['field']}@{column['factor']:g}[{column.get('pivot', '')}] sure={column['sure']}")


SAME = {"s": "sT", "T": "sT", "u": "t"}


def judge_rows(case, sheet, score):
    questioned = {m["row"] for m in sheet["marks"] if m["severity"] == "question"}
    for i, letter in enumerate(case.classes):
        got = sheet["rows"][i] if i < len(sheet["rows"]) else "b"
        right = got in SAME.get(letter, letter)
        data = "d" in (got, letter)  # what is no data is left out whatever it is called
        score.add("rows", right, got == "?" or i in questioned or not data, f"{case.name} row {i + 1}", letter, got)


def judge_cells(case, sheet, score):
    marked = {m["cell"] for m in sheet["marks"]}
    questions = {m["cell"] for m in sheet["marks"] if m["severity"] == "question"}
    for cell in case.asked:
        if cell not in questions:
            score.silent.append(f"{case.name} {cell}: should be asked")
    for cell in case.differs:
        if cell not in marked:
            score.silent.append(f"{case.name} {cell}: the total differs, not told")
    if not case.differs and any(m["rule"] in ("total-differs", "row-total-differs") for m in sheet["marks"]):
        score.silent.append(f"{case.name}: a total is said to differ that does not: "
                            + str([m["cell"] + " " + m["text"] for m in sheet["marks"] if "total" in m["rule"]]))
    for cell, wanted in case.values.items():
        row, column = cell_place(cell)
        numbers = sheet["numbers"][row] if row < len(sheet["numbers"]) else []
        got = numbers[column] if column < len(numbers) else None
        if (got is None or abs(got - wanted) > 1e-9 * abs(wanted)) and sheet["columns"][column]["sure"]:
            score.silent.append(f"{case.name} {cell}: wanted {wanted}, got {got}")
    if case.period and sheet["period"] != case.period:
        score.silent.append(f"{case.name}: wanted period {case.period}, got {sheet['period']}")
    if case.basis and sheet["basis"] != case.basis:
        score.silent.append(f"{case.name}: wanted basis {case.basis}, got {sheet['basis']}")


def judge_names(case, sheet, score):
    for cell, wanted in case.names.items():
        row, column = cell_place(cell)
        index = sheet["ids"].get(cell)
        name = sheet["names"][index] if index is not None else None
        where = f"{case.name} {cell} {case.rows[row][column]}"
        if name is None:
            if sheet["columns"][column]["sure"]:
                score.silent.append(f"{where}: no name there")
            continue
        offered = [c["id"] for c in name["candidates"]]
        if wanted == "!":
            right = name["match"] == "unknown"
        elif wanted.startswith("?"):
            right = name["match"] == "doubtful" and (wanted == "?" or wanted[1:] in offered)
        else:
            right = name["id"] == wanted
        if not right:
            got = f"{name['match']} {name['id']} {offered}"
            (score.silent if name["match"] == "sure" else score.asked).append(f"{where}: wanted {wanted}, got {got}")


def understand(program, paths, folder):
    out = os.path.join(folder, "cells.json")
    if os.path.exists(out):
        os.remove(out)
    done = subprocess.run([program, "--lang", "en", "--quiet", "sheet", "--cells", out, *paths],
                          capture_output=True, text=True, timeout=60, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{paths}: exit {done.returncode}: {done.stderr}")
    with open(out, encoding="utf-8") as file:
        return json.load(file)


def run(program, only, show):
    score, n = Score(), 0
    forms = ["csv", "xlsx", "csv-gb18030", "txt", "xlsx"]
    with tempfile.TemporaryDirectory() as folder:
        lists = {s["name"]: write(Case({**s, "name": "list_of_" + s["name"]}), folder, "xlsx")
                 for s in SHEETS if s["kind"] == "hospitals"}
        for i, case in enumerate(cases()):
            form = forms[i % len(forms)]
            path = write(case, folder, "xlsx" if case.merges and form == "xlsx" else form)
            if only and only not in case.name:
                continue
            paths = [lists[case.ref], path] if case.ref else [path]
            sheet = understand(program, paths, folder)["sheets"][-1]
            n += 1
            if sheet["kind"] != case.kind:
                asked = any(m["rule"] in ("what-is-this-sheet", "no-header") for m in sheet["marks"])
                (score.asked if asked else score.silent).append(f"{case.name}: wanted {case.kind}, got {sheet['kind']}")
            for judge in (judge_columns, judge_rows, judge_cells, judge_names):
                judge(case, sheet, score)
    for line in score.asked if show else []:
        print("asked:", line)
    for line in score.silent:
        print("SILENT:", line)
    for what in ("columns", "rows"):
        print(f"{what}: {score.right[what]} of {score.all[what]} right without help ({score.right[what] / max(1, score.all[what]):.1%})")
    print(f"sheets: {n}, asked instead: {len(score.asked)}, silent errors: {len(score.silent)}")
    good = all(score.right[w] >= SHARE_WANTED * score.all[w] for w in score.all)
    return 0 if good and not score.silent and (only or n >= 60) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    sys.exit(run(arguments.program, arguments.only, arguments.show))
