#!/usr/bin/env python3
"""Kills what writes into the ledger at many moments: what was acknowledged stands, and nothing stands half."""
import argparse
import csv
import io
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

from run import Runner

ROUNDS = 5
MOMENTS = [0.15, 0.4, 0.55, 0.7, 0.8, 0.9, 0.97]


def must(runner, line):
    done = runner.shell(line)
    if done["exit"] != 0:
        sys.exit(f"{line}: exit {done['exit']}\n{done['stderr']}")
    return done["stdout"]


def ledger(runner):
    return list(csv.DictReader(io.StringIO(must(runner, "junheng -q programme history --format csv"))))


def rows_of(rows):
    """What one command wrote has one time and one writer; commands here write as different people."""
    counts = {}
    for row in rows:
        counts[row["by"]] = counts.get(row["by"], 0) + 1
    return counts


def write_tables(runner):
    """Tables large enough that there is a middle to be killed in."""
    work = runner.work
    (work / "tasks.csv").write_text("task_id,title,due\n" + "".join(f"T{i},t,2026-01-01\n" for i in range(400)))
    (work / "promises.csv").write_text("project_id,item,party,text,due\n" + "".join(
        f"P,{i},host,t,2026-01-01\n" for i in range(400)))
    areas = [row["area_id"] for row in csv.DictReader((pathlib.Path(runner.env["SMALL"]) / "areas.csv").open())]
    (work / "values.csv").write_text("indicator,period,unit_id,numerator,denominator\n" + "".join(
        f"county.{k},{year},{area},1,2\n" for k in ("07", "08", "09") for year in range(2000, 2040) for area in areas))
    (work / "back.csv").write_text("cycle,unit,period,figure,value,note\n" + "".join(f"C,u,q,f{i},{i},\n" for i in range(300)))
    (work / "proof.txt").write_bytes(b"proof " * 300000)


# What writes, and how many rows of the ledger it makes, all or none.
COMMANDS = [
    ("programme add task A{n} title=a due=2026-01-01", 1),
    ("programme move P building {move}", 1),
    ("programme import tasks.csv --kind task", 400),
    ("programme import promises.csv --kind commitment", 400),
    ("programme announced", 5),
    ("programme collect C back.csv", 1),
    ("programme add task B{n} title=b due=2026-01-01 --attach proof.txt", 1),
    ("monitor enter values.csv", 120),
    ("monitor split drg.cases 2025 1000 --rule equal", None),
    ("monitor store", 0),
]


def run(runner, words, kill_after):
    """True where it said that it was done."""
    process = subprocess.Popen(["junheng", "-q", *words], cwd=runner.work, env=runner.env,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        process.wait(kill_after)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
    code = process.wait()
    if code not in (0, -signal.SIGKILL):
        sys.exit(f"{words}: exit {code}: {process.stderr.read().decode()}")
    return code == 0, code == -signal.SIGKILL


def check_commands(runner):
    must(runner, "junheng -q import $SMALL > /dev/null; junheng -q programme add project P name=p > /dev/null; "
                 "junheng -q programme add cycle C name=c period=q due=2026-01-01 units=u fields="
                 + "';'".join(f"f{i}" for i in range(300)).replace("';'", "\\;") + " > /dev/null")
    done, killed, n = {}, 0, 0
    for template, wanted in COMMANDS:
        split = template.startswith("monitor split")
        for moment in [None, *MOMENTS]:
            n += 1
            by = f"w{n}"
            opened = len([r for r in ledger(runner) if r["kind"] == "move"]) % 2
            line = template.format(n=n, move="undo reason=r" if opened else "approve document=d")
            words = [*line.split(), *([] if line == "monitor store" else ["--by", by])]
            start = time.monotonic()
            good, was_killed = run(runner, words, 60 if moment is None else duration * moment)
            if moment is None:
                duration = time.monotonic() - start
                if split:
                    wanted = rows_of(ledger(runner))[by]
            killed += was_killed
            done[by] = (good, wanted)
    counts = rows_of(ledger(runner))
    for by, (good, wanted) in done.items():
        there = counts.get(by, 0)
        if there not in (0, wanted) or (good and there != wanted):
            sys.exit(f"{by}: {there} rows of {wanted}, acknowledged: {good}")
    print(f"commands: {n} run, {killed} of them killed at work")
    if killed == 0:
        sys.exit("no run was killed at work")
    if must(runner, "junheng -q programme file $(junheng -q programme files --format csv | sed -n 2p | cut -d, -f1) "
                    "--out out && cmp out/proof.txt proof.txt && echo same").strip()[-4:] != "same":
        sys.exit("the evidence is not what was attached")


def check_server(runner, program):
    """Writers at a server that is killed: every answer that came back stands."""
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "http"))
    from serving import Server
    said = []
    draw = random.Random(8)
    with Server(program, "") as server:
        for round_ in range(ROUNDS):
            if round_ > 0:
                server.start()
            stop = threading.Event()

            def write(k):
                i = 0
                while not stop.is_set():
                    i += 1
                    name = f"R{round_}-{k}-{i}"
                    try:
                        answer = server.post("/api/v1/programme/add", {"operands": ["task", name, f"title={name}",
                                                                                  "due=2026-01-01"], "options": {"by": name}})
                    except (OSError, ValueError):
                        return
                    if answer.status == 200:
                        said.append(name)
            threads = [threading.Thread(target=write, args=(k,)) for k in range(4)]
            for thread in threads:
                thread.start()
            time.sleep(draw.uniform(0.2, 0.6))
            server.process.kill()
            stop.set()
            for thread in threads:
                thread.join()
            server.process.wait()
        server.start()
        rows = {r["id"]: r for r in server.ask("GET", "/api/v1/programme/list?operand=task").json()["rows"]}
        lost = [name for name in said if rows.get(name, {}).get("title") != name]
        if lost or not said:
            sys.exit(f"acknowledged and lost: {lost[:5]} of {len(said)}")
        for name, row in rows.items():
            if row["title"] != name or row["due"] != "2026-01-01":
                sys.exit(f"half a row: {json.dumps(row)}")
    print(f"server: killed {ROUNDS} times, {len(said)} answers stand")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=pathlib.Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        runner = Runner(options.program.resolve(), pathlib.Path(scratch))
        write_tables(runner)
        check_commands(runner)
        check_server(runner, options.program.resolve())


if __name__ == "__main__":
    main()
