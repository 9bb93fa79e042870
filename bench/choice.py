#!/usr/bin/env python3
"""Conditional logit: junheng fit-logit against R survival::clogit on the same files, medians of REPS processes."""
import csv
import json
import math
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

REPS = 5
root = pathlib.Path(__file__).resolve().parent.parent
junheng = root / "build/release/junheng"
R_CODE = """
suppressPackageStartupMessages(library(survival))
args <- commandArgs(TRUE)
vars <- strsplit(args[2], ",")[[1]]
data <- read.csv(args[1])
formula <- as.formula(paste("chosen ~", paste(vars, collapse = "+"), "+ strata(id)"))
seconds <- numeric(0)
for (i in 1:as.integer(args[3])) {
    t <- proc.time()[3]
    fit <- clogit(formula, data)
    seconds <- c(seconds, proc.time()[3] - t)
}
cat(sprintf("%.15g", c(median(seconds), fit$loglik[2], coef(fit))), sep = "\\n")
"""


def heating(path, source):
    with open(source, encoding="utf-8") as f, open(path, "w", encoding="utf-8") as out:
        out.write("id,alternative,chosen,ic,oc\n")
        for row in csv.DictReader(f):
            for a in ("gc", "gr", "ec", "er", "hp"):
                chosen = int(row["depvar"] == a)
                out.write(f"{row['idcase']},{a},{chosen},{row['ic.' + a]},{row['oc.' + a]}\n")
    return ["ic", "oc"]


def generated(path, n_cases=20000, n_alternatives=5, n_variables=8):
    rng = random.Random(1)
    beta = [0.5 * (-1) ** k * (k + 1) / n_variables for k in range(n_variables)]
    names = [f"x{k + 1}" for k in range(n_variables)]
    with open(path, "w", encoding="utf-8") as out:
        out.write("id,alternative,chosen," + ",".join(names) + "\n")
        for i in range(n_cases):
            x = [[round(rng.gauss(0, 1), 4) for _ in names] for _ in range(n_alternatives)]
            u = [sum(b * v for b, v in zip(beta, row)) - math.log(-math.log(rng.random())) for row in x]
            best = u.index(max(u))
            for j, row in enumerate(x):
                out.write(f"{i + 1},{j + 1},{int(j == best)}," + ",".join(map(str, row)) + "\n")
    return names


def timed(command):
    seconds = []
    for _ in range(REPS):
        start = time.perf_counter()
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), output


def compare(name, path, names, folder):
    ours, output = timed([junheng, "--format", "json", "fit-logit", path, "--case", "id", "--alternative", "alternative",
                          "--chosen", "chosen", "--vars", ",".join(names)])
    answer = json.loads(output)
    print(f"{name:<12} junheng  process {ours * 1000:8.1f} ms  log-likelihood {answer['summary']['log_likelihood']:.6f}")
    if shutil.which("Rscript") is None:
        print("SKIPPED: R is not here (r-base-core, r-cran-survival)", file=sys.stderr)
        return
    script = folder / "clogit.R"
    script.write_text(R_CODE, encoding="utf-8")
    theirs, _ = timed(["Rscript", script, path, ",".join(names), "1"])
    out = subprocess.run(["Rscript", script, path, ",".join(names), "5"], check=True, capture_output=True, text=True).stdout
    inner, likelihood, *estimates = map(float, out.split())
    print(f"{name:<12} R clogit process {theirs * 1000:8.1f} ms  log-likelihood {likelihood:.6f}  fit alone {inner * 1000:.0f} ms"
          f"  -> {theirs / ours:.1f} times (fit alone against our whole process: {inner / ours:.1f})")
    assert abs(likelihood - answer["summary"]["log_likelihood"]) < 1e-6 * abs(likelihood)
    for row, estimate in zip(answer["rows"], estimates):
        assert abs(row["estimate"] - estimate) < 1e-6 * max(abs(estimate), 1e-3), (row, estimate)


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    source = root.parent / "shared/data/choice/Heating.csv"
    if source.exists():
        compare("heating", folder / "heating.csv", heating(folder / "heating.csv", source), folder)
    else:
        print("SKIPPED: Heating's reference data are not here", file=sys.stderr)
    compare("20000x5x8", folder / "generated.csv", generated(folder / "generated.csv"), folder)
