#!/usr/bin/env python3
"""Recipes with their examples, alone and together; next year's file by the same recipe; derived places; faults by cell.

    recipes.py --program junheng --examples docs/examples/sheets
"""
import argparse
import csv
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from make import write_xlsx  # noqa: E402

ALONE = {  # table that it becomes, rows
    "population": ("areas.csv", 5), "hospitals": ("hospitals.csv", 6), "specialties": ("capabilities.csv", 4),
    "discharges": ("flows.csv", 20), "insurance": ("flows.csv", 5), "travel": ("travel.csv", 15)}
bad = []


def wanted(condition, *what):
    if not condition:
        bad.append(" ".join(str(w) for w in what))


class Place:
    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)

    def run(self, *words, code=0):
        done = subprocess.run([self.program, "--lang", "en", "-w", "w.db", *words], cwd=self.folder, capture_output=True, text=True,
                              timeout=120, check=False)
        wanted(done.returncode == code, words, "exit", done.returncode, "not", code, done.stderr[:600])
        return done.stdout + done.stderr

    def table(self, name):
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        self.run("-q", "export", "out")
        path = self.folder / "out" / name
        return list(csv.DictReader(open(path, encoding="utf-8-sig"))) if path.exists() else []

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return name


def examples(p):
    p.run("import", "--recipe", "province.recipe.json", "--places", "places.csv", *(f"{name}.csv" for name in ALONE))
    whole = {name: len(p.table(name)) for name in ("areas.csv", "hospitals.csv", "flows.csv", "capabilities.csv", "travel.csv")}
    wanted(whole == {"areas.csv": 5, "hospitals.csv": 6, "flows.csv": 25, "capabilities.csv": 4, "travel.csv": 15}, whole)
    kept = (p.folder / "w.db").read_bytes()
    for name, (table, n) in ALONE.items():
        said = p.run("import", "--recipe", f"{name}.recipe.json", "--places", "places.csv", f"{name}.csv")
        wanted(len(p.table(table)) == n, name, len(p.table(table)), "rows, not", n)
        wanted("replaced-table" in said and table in said, name, "does not say what goes:", said)
        (p.folder / "w.db").write_bytes(kept)
    cost = {row["cost"] for row in p.table("flows.csv")}
    p.run("import", "--recipe", "insurance.recipe.json", "insurance.csv")
    flows = p.table("flows.csv")
    wanted({row.get("source") for row in flows} == {"insurance"} and cost != {""}, "the source that the recipe names", flows[:1])
    wanted(flows[0]["cost"] == "9305000", "ten thousand yuan", flows[0])
    (p.folder / "w.db").write_bytes(kept)


def next_year(p):
    """Another year, other numbers, another order of columns: in at once."""
    text = (p.folder / "population.csv").read_text(encoding="utf-8").replace("2023", "2024").replace("82.40", "83.10")
    rows = list(csv.reader(text.splitlines()))
    rows = [row[:4] + [row[5], row[4]] for row in rows]
    with open(p.folder / "population2024.csv", "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    p.run("import", "--recipe", "population.recipe.json", "--places", "places.csv", "population2024.csv")
    areas = {row["name"]: float(row["population"]) for row in p.table("areas.csv")}
    wanted(areas.get("清源区") == 831000, "next year", areas)
    text = (p.folder / "discharges.csv").read_text(encoding="utf-8").replace("2023", "2024")
    p.run("import", "--recipe", "discharges.recipe.json", p.write("discharges2024.csv", text))
    wanted({row["period"] for row in p.table("flows.csv")} == {"2024"}, "periods of next year")


def answers(p):
    """What is asked, answered in the recipe that was written, goes in."""
    people = p.write("people.csv", "绵阳市人口,\n县区,常住人口\n涪城区,1302000\n游仙区,561000\n某某县,364000\n")
    beds = p.write("beds.csv", "医院名称,所在县区,床位数（张）\n绵阳市第一人民医院,涪城区,1800\n")
    spots = p.write("spots.csv", "名称,经度,纬度\n涪城区,104.75,31.46\n游仙区,104.77,31.48\n安州区,104.56,31.53\n")
    p.run("-w", "new.db", "import", people, beds, code=65)
    p.run("-w", "new.db", "sheet", "--recipe-out", "mine.json", people, beds, code=3)
    recipe = json.loads((p.folder / "mine.json").read_text(encoding="utf-8"))
    wanted("choose" in json.dumps(recipe["areas"]["某某县"]), "the question in the recipe", recipe["areas"])
    recipe["areas"]["某某县"] = "510705"
    p.write("mine.json", json.dumps(recipe, ensure_ascii=False))
    p.run("-w", "new.db", "import", "--recipe", "mine.json", "--places", spots, people, beds)
    # next year's file, as a workbook this time
    write_xlsx(str(p.folder / "people2.xlsx"), [("Sheet1", [["绵阳市2025年人口", ""], ["县区", "常住人口"], ["涪城区", "1310000"], ["游仙区", "560000"],
                                                          ["某某县", "365000"]], [], {}, "", "")])
    p.run("-w", "new.db", "import", "--recipe", "mine.json", "--places", spots, "people2.xlsx", beds)
    p.run("-w", "new.db", "-q", "export", "new")
    wanted("510705,某某县,365000" in (p.folder / "new/areas.csv").read_text(encoding="utf-8-sig").replace("安州区", "某某县"), "next year's answer")


def metres(a, b):
    return 111195 * math.hypot((a[0] - b[0]) * math.cos(math.radians(b[1])), a[1] - b[1])


def places(p):
    """Middles of boundaries; coordinates of Chinese maps by the pairs published with googollee/eviltransform."""
    people = p.write("people.csv", "绵阳市人口,\n县区,常住人口\n涪城区,1302000\n游仙区,561000\n安州区,364000\n")
    beds = p.write("beds.csv", "医院名称,所在县区,床位数（张）,等级\n绵阳市第一人民医院,涪城区,1800,三级甲等\n")
    trips = p.write("trips.csv", "来源县区,就诊医院,专科,出院人次\n涪城区,绵阳市第一人民医院,心内科,900\n游仙区,绵阳市第一人民医院,心内科,700\n安州区,绵阳市第一人民医院,心内科,300\n")
    rings = {"510703": [[[104, 31], [104.2, 31], [104.2, 31.2], [104, 31.2], [104, 31]]],  # a square
             "510704": [[[105, 31], [105.3, 31], [105, 31.3], [105, 31]]],  # a triangle: a third from each leg
             "510705": [[[106, 31], [106.4, 31], [106.4, 31.4], [106, 31.4], [106, 31]],
                        [[106.3, 31.1], [106.3, 31.3], [106.35, 31.3], [106.35, 31.1], [106.3, 31.1]]]}  # with a hole at the right
    features = [{"type": "Feature", "properties": {"adcode": int(code)}, "geometry": {"type": "Polygon", "coordinates": ring}}
                for code, ring in rings.items()]
    p.write("borders.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    said = p.run("-w", "b.db", "import", "--places", "borders.geojson", people, beds, trips)
    wanted("the middle of its boundary" in said and "people.csv!A3" in said, "derived places are told", said)
    p.run("-w", "b.db", "-q", "export", "b")
    areas = {row["area_id"]: row for row in csv.DictReader(open(p.folder / "b/areas.csv", encoding="utf-8-sig"))}
    hole = (0.16 * 106.2 - 0.01 * 106.325) / 0.15
    for code, point in {"510703": (104.1, 31.1), "510704": (105.1, 31.1), "510705": (hole, 31.2)}.items():
        got = (float(areas[code]["lon"]), float(areas[code]["lat"]))
        wanted(metres(got, point) < 1, "the middle of", code, got, "not", point)
        wanted(areas[code]["place_basis"] == "gazetteer", "derived places are marked", areas[code])
    # the plan's report says so: derived areas, the hospital at its area's point
    p.run("-w", "b.db", "-q", "plan", "--out", "plan")
    report = (p.folder / "plan/report.html").read_text(encoding="utf-8")
    wanted("3 of 3 areas stand at derived points" in report, "the report tells derived areas")
    wanted("eligible hosts stand at the point of their area (绵阳市第一人民医院)" in report, "the report tells hosts at their area's point")
    # (WGS 84, GCJ-02); the second pair of BD-09 from the README of wandergis/coordtransform
    pairs = {"gcj02": ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
             "bd09": ((116.404, 39.915), (116.41662724378733, 39.922699552216216))}
    for crs, (wgs, other) in pairs.items():
        p.write("spots.csv", f"名称,经度,纬度\n涪城区,{other[0]},{other[1]}\n游仙区,104.77,31.48\n安州区,104.56,31.53\n")
        said = p.run("-w", "c.db", "import", "--crs", crs, "--places", "spots.csv", people, beds, trips)
        p.run("-w", "c.db", "-q", "export", "c")
        first = next(csv.DictReader(open(p.folder / "c/areas.csv", encoding="utf-8-sig")))
        off = metres((float(first["lon"]), float(first["lat"])), wgs)
        wanted(off < 1, crs, "lies", off, "m off")
    p.run("-w", "c.db", "import", "--crs", "utm", people, beds, code=2)


def faults(p):
    """Faults that only the dataset's reader finds name the sheet and the cell."""
    write_xlsx(str(p.folder / "all.xlsx"), [
        ("人口", [["绵阳市人口", "", "", ""], ["县区", "常住人口", "经度", "纬度"], ["涪城区", "1302000", "104.75", "31.46"],
                ["游仙区", "-561000", "104.77", "31.48"], ["安州区", "364000", "204.5", "31.5"]], [], {}, "", ""),
        ("医院", [["医院名称", "所在县区", "床位数（张）"], ["绵阳市第一人民医院", "涪城区", "1800"], ["绵阳市第二人民医院", "游仙区", "-5"]], [], {}, "", ""),
        ("流向", [["出院患者来源", "", "", ""], ["就诊医院", "涪城区", "游仙区", "安州区"], ["绵阳市第一人民医院", "12", "7", "3"],
                ["绵阳市第二人民医院", "5", "-4", "2"], ["绵阳市第一人民医院", "1", "1", "1"]], [], {}, "", "")])
    p.write("all.json", json.dumps({"recipe": 1, "sheets": [{"sheet": "流向", "kind": "flows", "measure": "cases"}]}))
    said = p.run("-w", "d.db", "import", "--recipe", "all.json", "all.xlsx", code=65)
    for place in ("all.xlsx[人口]!B4", "all.xlsx[人口]!C5", "all.xlsx[医院]!C3", "all.xlsx[流向]!C4", "all.xlsx[流向]!B5",
                  "line 3 holds the same"):
        wanted(place in said, place, "is not named:", said)
    wanted(".csv:" not in said, "a table is named that nobody has seen:", said)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--examples", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="junheng-recipes-") as folder:
        shutil.copytree(options.examples, folder, dirs_exist_ok=True)
        p = Place(os.path.abspath(options.program), folder)
        for part in (examples, next_year, answers, places, faults):
            part(p)
    for line in bad:
        print(line)
    print(f"{len(bad)} wrong")
    sys.exit(1 if bad else 0)


main()
