#!/usr/bin/env python3
"""Gaussian 2SFCA of a million points and ten thousand sites: bench_access against scipy and pandas.

    bench/access.sh [POINTS SITES REACH_KM]

All three read the same places. scipy: two KD trees in space, all pairs within reach as a sparse matrix, two sums over it. pandas:
the row-wise apply with which such weights are commonly written, on a sample of the pairs, its time scaled to all of them.
Of the figures of scipy and bench_access at most one in ten thousand may differ by more than 1e-4 of the greatest: those of pairs within
half a metre of the reach, where gaussian weights jump.
"""
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd
import scipy
from scipy.spatial import cKDTree

EARTH_KM = 6371.0088
SAMPLE = 300_000


def unit_vectors(places):
    lon, lat = np.radians(places[:, 0]), np.radians(places[:, 1])
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def by_scipy(points, people, sites, supply, reach_km):
    clock = time.perf_counter()
    chord = 2 * np.sin(reach_km / EARTH_KM / 2)
    near = cKDTree(unit_vectors(points)).sparse_distance_matrix(
        cKDTree(unit_vectors(sites)), chord, output_type="coo_matrix")
    km = 2 * EARTH_KM * np.arcsin(near.data / 2)
    weight = np.exp(-km * km / (2 * (reach_km / 3) ** 2))
    demand = np.bincount(near.col, weights=weight * people[near.row], minlength=len(sites))
    ratio = np.divide(supply, demand, out=np.zeros_like(supply), where=demand > 0)
    access = np.bincount(near.row, weights=weight * ratio[near.col], minlength=len(points))
    return access, time.perf_counter() - clock, near, km


def by_pandas(near, km, people, reach_km):
    """Seconds for all pairs, from a sample: weight by apply, then the two sums by group."""
    table = pd.DataFrame({"point": near.row[:SAMPLE], "site": near.col[:SAMPLE], "km": km[:SAMPLE]})
    clock = time.perf_counter()
    sigma2 = 2 * (reach_km / 3) ** 2
    table["weight"] = table.apply(lambda row: np.exp(-row["km"] ** 2 / sigma2), axis=1)
    table["demand"] = table["weight"] * people[table["point"]]
    ratio = 1 / table.groupby("site")["demand"].sum()
    table["share"] = table["weight"] * table["site"].map(ratio)
    table.groupby("point")["share"].sum()
    return (time.perf_counter() - clock) * len(km) / len(table)


def main():
    points, sites, reach_km = (sys.argv[1:] + ["1000000", "10000", "39.2"][len(sys.argv) - 1:])[:3]
    root = pathlib.Path(__file__).resolve().parent.parent
    program = root / "build/release/bench/bench_access"
    with tempfile.NamedTemporaryFile() as file:
        answer = subprocess.run([program, points, sites, reach_km, file.name], check=True, text=True, capture_output=True).stdout
        data = np.fromfile(file.name)
    print(answer, end="")
    n, m, reach_km = int(points), int(sites), float(reach_km)
    place = data[: 2 * (n + m)].reshape(-1, 2)
    amount, ours = data[2 * (n + m): 3 * (n + m)], data[3 * (n + m):]
    theirs, seconds, near, km = by_scipy(place[:n], amount[:n], place[n:], amount[n:], reach_km)
    off = np.abs(ours - theirs) / theirs.max()
    n_off = int((off > 1e-4).sum())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall = sorted(float(w) for w in re.findall(r"wall ([\d.]+)", answer))
    best, middle = wall[0], wall[len(wall) // 2]
    rows = by_pandas(near, km, amount[:n], reach_km)
    print(f"junheng: best {best:.3f} s, median {middle:.3f} s; {len(km)} pairs")
    print(f"scipy {scipy.__version__}: {seconds:.2f} s, {peak:.0f} MiB; {seconds / middle:.1f} times the median")
    print(f"pandas {pd.__version__} row by row: {rows:.0f} s (scaled from {SAMPLE} pairs); {rows / middle:.0f} times the median")
    print(f"{n_off} of {n} figures differ from scipy by more than 1e-4 of the greatest; median {np.median(off):.1e}")
    return 0 if n_off <= n / 1e4 else 1


if __name__ == "__main__":
    sys.exit(main())
