#!/usr/bin/env python3
"""Communities of the flows of 50,000 areas: bench_zones against igraph and leidenalg.

    bench/zones.sh [AREAS FLOWS ZONES SEEDS]

All see the same undirected graph (no flows within an area). Modularity of every answer is counted here in the same way. igraph and
leidenalg run with two iterations, their default; their time is that of the search alone, the graph ready in memory.
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import random

import igraph
import leidenalg
import numpy as np


def quality(pairs, cases, group):
    group = np.asarray(group)
    degree = np.bincount(pairs[:, 0], cases, len(group)) + np.bincount(pairs[:, 1], cases, len(group))
    within = cases[group[pairs[:, 0]] == group[pairs[:, 1]]].sum()
    total = cases.sum()
    return within / total - ((np.bincount(group, degree) / (2 * total)) ** 2).sum()


def summary(name, rows):
    q, seconds = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    print(f"{name}: modularity mean {q.mean():.5f} (least {q.min():.5f}, most {q.max():.5f}), "
          f"wall median {np.median(seconds):.3f} s (best {seconds.min():.3f})")
    return q.mean(), np.median(seconds)


def main():
    areas, flows, zones, seeds = (sys.argv[1:] + ["50000", "1500000", "100", "5"][len(sys.argv) - 1:])[:4]
    program = pathlib.Path(__file__).resolve().parent.parent / "build/release/bench/bench_zones"
    with tempfile.NamedTemporaryFile() as file:
        answer = subprocess.run([program, areas, flows, zones, seeds, file.name], check=True, text=True, capture_output=True).stdout
        n, m = np.fromfile(file.name, np.int64, 2)
        pairs = np.fromfile(file.name, np.int32, 2 * m, offset=16).reshape(-1, 2)
        cases = np.fromfile(file.name, np.float64, m, offset=16 + 8 * m)
    print(answer, end="")
    low, high = pairs.min(axis=1).astype(np.int64), pairs.max(axis=1)
    key, place = np.unique(low * n + high, return_inverse=True)
    cases = np.bincount(place, cases)
    pairs = np.column_stack((key // n, key % n))
    graph = igraph.Graph(n=int(n), edges=pairs.tolist())
    graph.es["weight"] = cases.tolist()
    rows = {"free": [], "contiguous": [], "igraph": [], "leidenalg": []}
    for line in answer.splitlines():
        found = re.match(r"(\w+) seed .* modularity ([\d.]+) .* wall ([\d.]+)", line)
        if found:
            rows[found[1]].append((float(found[2]), float(found[3])))
    for seed in range(1, int(seeds) + 1):
        random.seed(seed)
        clock = time.perf_counter()
        found = graph.community_leiden(objective_function="modularity", weights="weight", n_iterations=2)
        rows["igraph"].append((0, time.perf_counter() - clock))
        rows["igraph"][-1] = (quality(pairs, cases, found.membership), rows["igraph"][-1][1])
        clock = time.perf_counter()
        found = leidenalg.find_partition(graph, leidenalg.ModularityVertexPartition, weights="weight", n_iterations=2, seed=seed)
        rows["leidenalg"].append((0, time.perf_counter() - clock))
        rows["leidenalg"][-1] = (quality(pairs, cases, found.membership), rows["leidenalg"][-1][1])
    (q, wall), (_, tight) = summary("junheng, flows alone", rows["free"]), summary("junheng, contiguous, minimum, exactly K", rows["contiguous"])
    _, theirs = summary(f"igraph {igraph.__version__}", rows["igraph"])
    best, slow = summary(f"leidenalg {leidenalg.version}", rows["leidenalg"])
    print(f"modularity {q - best:+.5f} against leidenalg, time {wall / theirs:.2f} of igraph's and {wall / slow:.2f} of leidenalg's; "
          f"with all rules {tight / wall:.2f} times the free search, {tight / theirs:.2f} times igraph")


if __name__ == "__main__":
    main()
