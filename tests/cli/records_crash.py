#!/usr/bin/env python3
"""Kills an import of records while it is under way: nothing of it is kept, and the next run says so."""
import argparse
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from run import Runner


def must(runner, line):
    done = runner.shell(line)
    if done["exit"] != 0:
        sys.exit(f"{line}: exit {done['exit']}\n{done['stderr']}")
    return done


def is_under_way(path):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        return db.execute("SELECT count(*) FROM record_import").fetchone()[0] == 1


def killed_under_way(runner):
    """True where the import was killed after it had begun and before it was done."""
    process = subprocess.Popen(["junheng", "-q", "--threads", "1", "import", "made/records"], cwd=runner.work, env=runner.env,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        if is_under_way(runner.work / "junheng.db"):
            os.kill(process.pid, signal.SIGKILL)
        time.sleep(0.005)
    return process.returncode == -signal.SIGKILL


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = pathlib.Path(parser.parse_args().program).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        runner = Runner(program, pathlib.Path(scratch))
        must(runner, "junheng -q sample made --areas 12 --hospitals 20 --periods 4 --records 200000 --profile n041")
        must(runner, "junheng -q import made")
        before = must(runner, "junheng -q --format csv flows")["stdout"]
        if not killed_under_way(runner):
            sys.exit("the import ended before it could be killed")
        if must(runner, "junheng -q --format csv flows")["stdout"] != before:
            sys.exit("the workspace holds half an import")
        left = [name for name in os.listdir(runner.work) if name.startswith(".junheng")]
        if left:
            sys.exit(f"files left behind: {left}")
        again = must(runner, "junheng import made/records")
        if "nothing of it was kept" not in again["stderr"]:
            sys.exit(f"the next run does not say what happened:\n{again['stderr']}")
        if "taken: 200000" not in again["stdout"]:
            sys.exit(f"the import after it is not whole:\n{again['stdout']}")
        third = runner.shell("junheng import made/records")
        if third["exit"] != 65 or "broken off" in third["stderr"]:
            sys.exit("the mark of the import stays behind")


main()
