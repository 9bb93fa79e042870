#!/usr/bin/env python3
"""siting.py [--program PATH] [--data DIR] [--limit SECONDS] [--only TEXT] [--no-peers]: `junheng solve` on public instances,
beside CBC (Debian: coinor-cbc) and HiGHS (Debian: python3-scipy) on the same model in the same run.

Prints a Markdown table: wall and processor seconds of each, objective, proven gap, ratio of wall times. Peers that are not installed
and data that are not there are named loudly and skipped. A peer gets --peer-limit seconds for models of at most 400,000 pairs
(maximal covering: any) and is ended 20 s after them, as neither keeps its limit while it prepares a large model.
"""
import argparse
import json
import math
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent.parent
PAIRS_MAX = 400_000

PMED = {1: 5819, 3: 4250, 6: 7824, 8: 4445, 10: 1255, 12: 6634, 14: 2968, 16: 8162, 18: 4809, 20: 1789, 22: 8579, 24: 2961, 26: 9917,
        28: 4498, 30: 1989}
PCENTER = {1: 127, 3: 93, 6: 84, 8: 55, 10: 20, 12: 51, 14: 26, 16: 47, 18: 28, 20: 13, 22: 38, 24: 15, 26: 38, 28: 18, 30: 9}
COVER = {324: [5461, 8790, 11604, 12106, 12152], 402: [6555, 11339, 14690, 15658, 15970, 15984]}

TSPLIB = {"fl1400": (10, 20, 50, 100, 200), "rl1304": (10, 20, 50, 100, 300), "pcb3038": (10, 50, 100, 300, 500)}
BEST = {("fl1400", "euclid", 10): 101249.55, ("fl1400", "euclid", 50): 29090.23, ("fl1400", "euclid", 100): 16552.22,
        ("fl1400", "euclid", 200): 9358.64, ("rl1304", "floor", 50): 795012, ("rl1304", "floor", 100): 491639,
        ("rl1304", "floor", 300): 177344, ("pcb3038", "euclid", 10): 1213082.03, ("pcb3038", "euclid", 100): 352609.60,
        ("pcb3038", "euclid", 300): 187739.33, ("pcb3038", "euclid", 500): 135521.14}

# name, problem, input option, file, further options, optimum or best known (None: not published)
CASES = [
    *[(f"pmed{k}", "p-median", "--orlib", f"pmed/pmed{k}.txt", [], v) for k, v in PMED.items()],
    *[(f"pmed{k} centre", "p-center", "--orlib", f"pmed/pmed{k}.txt", [], v) for k, v in PCENTER.items()],
    *[(f"{name} p={p} {metric}", "p-median", "--tsplib", f"tsplib/{name}.tsp", ["--metric", metric, "--p", str(p)],
       BEST.get((name, metric, p)))
      for metric in ("euclid", "floor") for name, numbers in TSPLIB.items() for p in numbers],
    *[(f"{name} p={p} centre", "p-center", "--tsplib", f"tsplib/{name}.tsp", ["--p", str(p)], None)
      for name in TSPLIB for p in (5, 20, 100, 300)],
    *[(f"SJC{n} p={p}", "mclp", "--points", f"mclp/SJC{n}.txt", ["--radius", "800", "--p", str(p)], v)
      for n, values in COVER.items() for p, v in enumerate(values, 1)],
    *[(f"SJC{n} radius {r}{' backup' if more else ''}", "lscp", "--points", f"mclp/SJC{n}.txt", ["--radius", str(r), *more], None)
      for n in COVER for r in (150, 300, 800) for more in ([], ["--backup"])],
    *[(f"pmedcap1_{k}", "cpmp", "--pmedcap", f"cpmp/pmedcap1_{k}.txt", [], v)
      for k, v in [(1, 713), (5, 664), (6, 778), (7, 787), (8, 820), (9, 715), (10, 829)]],
    ("SJC1", "cpmp", "--cpmp", "cpmp/SJC1.dat", [], 17288.99),
    ("SJC2", "cpmp", "--cpmp", "cpmp/SJC2.dat", [], 33270.94),
]


# ---- Generated instances ---------------------------------------------------------------------------------------------------------

def orlib_like(n, p, rng):
    """A random connected graph in the manner of Beasley: about n^2 / 50 edges, lengths 1 to 100."""
    edges = [(i + 1, rng.randrange(i) + 1) for i in range(1, n)]
    edges += [tuple(rng.sample(range(1, n + 1), 2)) for _ in range(max(0, n * n // 50 - n + 1))]
    return f"{n} {len(edges)} {p}\n" + "".join(f"{i} {j} {rng.randint(1, 100)}\n" for i, j in edges)


def clustered(n, rng):
    """Half of the points around n / 100 towns, half anywhere."""
    town = [(rng.uniform(0, 10000), rng.uniform(0, 10000)) for _ in range(max(1, n // 100))]
    points = []
    for _ in range(n):
        x, y = rng.choice(town)
        points.append((rng.gauss(x, 150), rng.gauss(y, 150)) if rng.random() < 0.5 else (rng.uniform(0, 10000), rng.uniform(0, 10000)))
    return points


def generate(folder):
    """Files written to folder; the same cases as CASES."""
    rng, cases = random.Random(20261122), []
    for n in (100, 200, 300, 400, 500, 600, 700, 800, 900):
        wanted = [5, 10, n // 10, n // 5, n // 3]
        for k, p in enumerate(min(p, 200) for p in wanted[:5 if n <= 600 else 4 if n == 700 else 3]):
            (folder / f"gen{n}_{k}.txt").write_text(orlib_like(n, p, rng))
            cases.append((f"generated n={n} p={p}", "p-median", "--orlib", folder / f"gen{n}_{k}.txt", [], None))
    for n, p in ((6000, 60), (15000, 150)):
        (folder / f"clustered{n}.txt").write_text(f"{n}\n" + "".join(f"{x:.1f} {y:.1f} 1\n" for x, y in clustered(n, rng)))
        cases.append((f"clustered n={n} p={p}", "p-median", "--points", folder / f"clustered{n}.txt", ["--p", str(p)], None))
        cases.append((f"clustered n={n} p={p} centre", "p-center", "--points", folder / f"clustered{n}.txt", ["--p", str(p)], None))
    loads = [rng.randint(1, 100) for _ in range(3038)]
    room = math.ceil(sum(loads) / 600 / 0.9)
    (folder / "loads.txt").write_text("3038 600\n" + "".join(
        f"{x:.1f} {y:.1f} {room} {load}\n" for (x, y), load in zip(clustered(3038, rng), loads)))
    cases.append(("capacitated n=3038 p=600", "cpmp", "--cpmp", folder / "loads.txt", [], None))
    sites = [(rng.uniform(0, 10000), rng.uniform(0, 10000)) for _ in range(100)]
    pairs, weights = ["demand,site,cost"], ["demand,weight"]
    for i, (x, y) in enumerate(clustered(10000, rng)):
        near = [(math.hypot(x - a, y - b), j) for j, (a, b) in enumerate(sites)]
        pairs += [f"{i},{j},{d:.2f}" for d, j in sorted(near)[:30]]
        weights.append(f"{i},{rng.randint(1, 100)}")
    (folder / "cover.csv").write_text("\n".join(pairs) + "\n")
    (folder / "cover_weights.csv").write_text("\n".join(weights) + "\n")
    for p in (10, 30):
        cases.append((f"10,000 x 100 p={p}", "mclp", "--costs", folder / "cover.csv",
                      ["--weights", str(folder / "cover_weights.csv"), "--radius", "800", "--p", str(p)], None))
    return cases


def timed(command, limit):
    """Output, wall and processor seconds; None where it was cut off."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
        output = run.stdout if run.returncode == 0 else None
    except subprocess.TimeoutExpired:
        output = None
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return output, wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# ---- The same instances for the peers: costs as lists of lists ------------------------------------------------------------------

def read_orlib(path):
    words = path.read_text().split()
    n, m, p = map(int, words[:3])
    edge = {}
    for k in range(m):
        i, j, c = map(int, words[3 + 3 * k:6 + 3 * k])
        edge[min(i, j) - 1, max(i, j) - 1] = c
    d = [[math.inf] * n for _ in range(n)]
    for i in range(n):
        d[i][i] = 0
    for (i, j), c in edge.items():
        d[i][j] = d[j][i] = c
    for k in range(n):
        row = d[k]
        for i in range(n):
            via = d[i][k]
            if via < math.inf:
                d[i] = [min(a, via + b) for a, b in zip(d[i], row)]
    return d, p


def distances(points, floor):
    rows = [[math.hypot(a[0] - b[0], a[1] - b[1]) for b in points] for a in points]
    return [[math.floor(x) for x in row] for row in rows] if floor else rows


def instance(problem, option, path, extra):
    """Costs, p, weights, loads, capacities."""
    p = int(extra[extra.index("--p") + 1]) if "--p" in extra else None
    if option == "--orlib":
        cost, own = read_orlib(path)
        return cost, p or own, None, None, None
    if option == "--costs":
        near, weight = {}, {}
        for line in path.read_text().splitlines()[1:]:
            i, j, c = line.split(",")
            near.setdefault(i, {})[int(j)] = float(c)
        for line in pathlib.Path(extra[extra.index("--weights") + 1]).read_text().splitlines()[1:]:
            i, w = line.split(",")
            weight[i] = float(w)
        m = 1 + max(j for row in near.values() for j in row)
        return [[row.get(j, math.inf) for j in range(m)] for row in near.values()], p, [weight[i] for i in near], None, None
    rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
    if option == "--tsplib":
        points = [(float(r[1]), float(r[2])) for r in rows if len(r) == 3 and r[0].isdigit()]
        return distances(points, "floor" in extra), p, None, None, None
    if option == "--points":
        points = [tuple(map(float, r[:3])) for r in rows[1:]]
        return distances(points, False), p, [q[2] for q in points], None, None
    if option == "--cpmp":
        points = [tuple(map(float, r[:4])) for r in rows[1:]]
        return distances(points, False), int(rows[0][1]), None, [q[3] for q in points], [q[2] for q in points]
    points = [tuple(map(float, r[1:4])) for r in rows[2:]]
    cap = float(rows[1][2])
    return distances(points, True), int(rows[1][1]), None, [q[2] for q in points], [cap] * len(points)


def model(problem, data, extra):
    """Minimise c x over rows lo <= A x <= hi, binaries first: (columns, rows); y are columns 0..m-1."""
    cost, p, weight, load, capacity = data
    n, m = len(cost), len(cost[0])
    if problem == "lscp":
        radius = float(extra[extra.index("--radius") + 1])
        return [(1.0, True)] * m, [({j: -1.0 for j in range(m) if line[j] <= radius}, -math.inf, -1) for line in cost]
    col, row = [(0.0, True)] * m, [({j: 1.0 for j in range(m)}, p, p)]

    def add(price, binary=False):
        col.append((price, binary))
        return len(col) - 1
    if problem == "mclp":
        radius = float(extra[extra.index("--radius") + 1])
        for i in range(n):
            z = add(-weight[i])
            near = {j: -1.0 for j in range(m) if cost[i][j] <= radius}
            row.append(({z: 1.0, **near}, -math.inf, 0))
            row.append(({z: 1.0}, 0, 1))
        return col, row
    top = add(1.0) if problem == "p-center" else None
    for i in range(n):
        x = [add(0.0 if top is not None else cost[i][j], problem == "cpmp") for j in range(m)]
        row.append(({v: 1.0 for v in x}, 1, 1))
        for j in range(m):
            row.append(({x[j]: 1.0, j: -1.0}, -math.inf, 0))
        if top is not None:
            row.append(({top: -1.0, **{x[j]: float(cost[i][j]) for j in range(m)}}, -math.inf, 0))
    if problem == "cpmp":
        for j in range(m):
            row.append(({j: -capacity[j], **{m + i * m + j: load[i] for i in range(n)}}, -math.inf, 0))
    return col, row


def write_lp(path, col, row):
    with open(path, "w", encoding="ascii") as out:
        out.write("Minimize\n obj: " + "\n ".join(f"{c:+.12g} x{k}" for k, (c, _) in enumerate(col) if c) + "\nSubject To\n")
        for r, (terms, lo, hi) in enumerate(row):
            text = "\n ".join(f"{a:+.12g} x{k}" for k, a in terms.items())
            out.write(f" r{r}: {text} {'=' if lo == hi else '<='} {hi:.12g}\n")
        out.write("Binaries\n " + "\n ".join(f"x{k}" for k, (_, b) in enumerate(col) if b) + "\nEnd\n")


def solve_cbc(col, row, limit):
    with tempfile.TemporaryDirectory() as scratch:
        path = f"{scratch}/model.lp"
        write_lp(path, col, row)
        output, wall, cpu = timed(["cbc", path, "sec", str(limit), "ratio", "0", "solve", "quit"], limit + 20)
    found = [line for line in (output or "").splitlines() if line.startswith("Objective value:")]
    proven = "Optimal solution found" in (output or "")
    return wall, cpu, float(found[0].split()[-1]) if found else None, proven


HIGHS = """
import json, sys, time
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix
d = json.load(open(sys.argv[1]))
a = csr_matrix((d["value"], (d["row"], d["col"])), shape=(len(d["lo"]), len(d["cost"])))
lo, hi = (np.array([float(v) for v in d[k]]) for k in ("lo", "hi"))
start, cpu = time.perf_counter(), time.process_time()
r = milp(d["cost"], integrality=d["binary"], bounds=Bounds(0, np.where(d["binary"], 1, np.inf)),
         constraints=LinearConstraint(a, lo, hi), options={"time_limit": float(sys.argv[2]), "mip_rel_gap": 0})
print(time.perf_counter() - start, time.process_time() - cpu, r.fun if r.x is not None else "none", int(r.status == 0))
"""


def solve_highs(col, row, limit):
    data = {"cost": [c for c, _ in col], "binary": [int(b) for _, b in col], "row": [], "col": [], "value": [],
            "lo": [str(lo) for _, lo, _ in row], "hi": [str(hi) for _, _, hi in row]}
    for r, (terms, _, _) in enumerate(row):
        for k, a in terms.items():
            data["row"].append(r)
            data["col"].append(k)
            data["value"].append(a)
    with tempfile.TemporaryDirectory() as scratch:
        path = f"{scratch}/model.json"
        pathlib.Path(path).write_text(json.dumps(data))
        output, wall, cpu = timed([sys.executable, "-c", HIGHS, path, str(limit)], limit + 20)
    if not output:
        return wall, cpu, None, False
    wall, cpu, value, proven = output.split()[-4:]
    return float(wall), float(cpu), None if value == "none" else float(value), proven == "1"


def peers_here():
    peers = {}
    if shutil.which("cbc"):
        peers["CBC"] = solve_cbc
    else:
        print("SKIPPED: CBC is not installed (Debian: coinor-cbc)", file=sys.stderr)
    try:
        from scipy.optimize import milp  # noqa: F401
        peers["HiGHS"] = solve_highs
    except ImportError:
        print("SKIPPED: HiGHS is not installed (Debian: python3-scipy)", file=sys.stderr)
    return peers


def peer_cells(solve, built, own, limit):
    if built is None:
        return ["too large", ""]
    wall, cpu, value, proven = solve(*built, limit)
    state = "" if proven else " (not proven)" if value is not None else " (no answer)"
    return [f"{wall:.2f} / {cpu:.2f}{state}", f"{'> ' if not proven else ''}{wall / max(own, 0.01):.0f}x"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=HERE / "build/release/junheng")
    parser.add_argument("--data", default=HERE.parent / "shared/data", type=pathlib.Path)
    parser.add_argument("--limit", default=60, type=float)
    parser.add_argument("--peer-limit", default=60, type=float)
    parser.add_argument("--only", default="")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--peers-for", default="p-median p-center mclp lscp cpmp", help="problems that peers solve too")
    parser.add_argument("--generated", action="store_true", help="the generated instances too")
    args = parser.parse_args()
    peers = {} if args.no_peers else peers_here()
    print("| instance | problem | objective | best known | proven gap | wall / cpu s | " +
          " | ".join(f"{name} wall / cpu s | ratio" for name in peers) + " |")
    print("|---" * (6 + 2 * len(peers)) + "|")
    with tempfile.TemporaryDirectory() as folder:
        cases = CASES + (generate(pathlib.Path(folder)) if args.generated else [])
        for case in cases:
            if args.only in f"{case[0]} {case[1]}":
                run_case(args, peers, *case)


def run_case(args, peers, name, problem, option, file, extra, known):
    path = args.data / file
    if not path.exists():
        print(f"SKIPPED: {path} is not there", file=sys.stderr)
        return
    command = [str(args.program), "solve", problem, option, str(path), *extra, "--format", "json", "--time-limit", str(args.limit)]
    output, wall, cpu = timed(command, args.limit + 60)
    if output is None:
        print(f"FAILED: {' '.join(command)}", file=sys.stderr)
        return
    answer = json.loads(output)
    cells = [name, problem, f"{answer['objective']:.10g}", str(known or "-"), f"{100 * answer['gap']:.4f} %", f"{wall:.2f} / {cpu:.2f}"]
    built = None
    small = problem == "mclp" or answer["n_demand"] * answer["n_sites"] <= PAIRS_MAX
    if peers and small and problem in args.peers_for.split() and "--backup" not in extra:
        built = model(problem, instance(problem, option, path, extra), extra)
    for solve in peers.values():
        cells += peer_cells(solve, built, wall, args.peer_limit)
    print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C"
    main()
