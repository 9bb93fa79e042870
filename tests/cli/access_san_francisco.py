#!/usr/bin/env python3
"""San Francisco (PySAL spopt): 16 stores, 205 tracts, distances along the streets. At the stores of the published
optima the nearest store of every tract must give the published p-median, p-center and covering values."""
import argparse
import csv
import json
import math
import pathlib
import sys
import tempfile

from run import Runner

SHARED = pathlib.Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "access"
METRES_PER_MINUTE = 100  # only a scale: the program counts minutes
RADIUS_M = 5000


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows_out):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows_out)


def nearest(runner, tracts, stores, chosen):
    """Metres from each tract to the nearest of the stores, by the program."""
    folder = runner.work / "sf"
    folder.mkdir(exist_ok=True)
    place = {row["NAME"]: row for row in stores}
    write(folder / "areas.csv", [["area_id", "name", "population", "lon", "lat"]] +
          [[t["NAME"], t["NAME"], t["POP2000"], t["long"], t["lat"]] for t in tracts])
    write(folder / "hospitals.csv", [["hospital_id", "name", "lon", "lat", "beds"]] +
          [[s, s, place[s]["long"], place[s]["lat"], 1] for s in chosen])
    write(folder / "flows.csv", [["area_id", "hospital_id", "cases"], [tracts[0]["NAME"], chosen[0], 1]])
    made = runner.shell("rm -f sf.db && junheng -q -w sf.db import sf >/dev/null && junheng -q -w sf.db access --method nearest "
                        "--travel listed --reach 1440 --format json")
    if made["exit"] != 0:
        sys.exit(made["stderr"])
    return {row["area_id"]: row["access"] * METRES_PER_MINUTE for row in json.loads(made["stdout"])["rows"]}


def want(found, wanted, what):
    if not math.isclose(found, wanted, rel_tol=1e-6):
        sys.exit(f"{what}: {found} instead of {wanted}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=pathlib.Path, required=True)
    options = parser.parse_args()
    if not SHARED.exists():
        print(f"SKIPPED: no {SHARED}")
        sys.exit(77)
    folder = SHARED / "spopt_sf"
    tracts = rows(folder / "SF_demand_205_centroid_uniform_weight.csv")
    stores = rows(folder / "SF_store_site_16_longlat.csv")
    # A tract is called 060750479.01 here and 060750479.010 there: the number tells.
    name = {float(t["NAME"]): t["NAME"] for t in tracts}
    people = {t["NAME"]: float(t["POP2000"]) for t in tracts}
    ways = rows(folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    with tempfile.TemporaryDirectory() as scratch:
        runner = Runner(options.program.resolve(), pathlib.Path(scratch))
        (runner.work / "sf").mkdir()
        for wanted in rows(SHARED / "spopt_sf_expected.csv"):
            for column, value in (("pmedian_sites", "pmedian_obj"), ("mclp_sites", "mclp5000_obj"),
                                  ("pcenter_sites", "pcenter_obj")):
                chosen = [s.strip() for s in wanted[column].strip("[]").split(",")]
                write(runner.work / "sf" / "travel.csv", [["area_id", "hospital_id", "minutes"]] +
                      [[name[float(w["DestinationName"])], w["name"], float(w["distance"]) / METRES_PER_MINUTE]
                       for w in ways if w["name"] in chosen])
                metres = nearest(runner, tracts, stores, chosen)
                found = {"pmedian_obj": sum(people[t] * m for t, m in metres.items()),
                         "mclp5000_obj": sum(people[t] for t, m in metres.items() if m <= RADIUS_M),
                         "pcenter_obj": max(metres.values())}
                want(found[value], float(wanted[value]), f"p = {wanted['p']}, {value}")


if __name__ == "__main__":
    main()
