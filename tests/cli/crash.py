#!/usr/bin/env python3
"""Kills the program at many moments of an import and of a plan: the workspace must stay whole."""
import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from run import Runner

MOMENTS = [0.1, 0.3, 0.5, 0.7, 0.85, 0.95]


def killed_after(runner, words, seconds):
    """True where the program was still at work when it was killed."""
    process = subprocess.Popen(["junheng", "-q", *words], cwd=runner.work, env=runner.env,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def must(runner, line):
    done = runner.shell(line)
    if done["exit"] != 0:
        sys.exit(f"{line}: exit {done['exit']}\n{done['stderr']}")
    return done["stdout"]


def seconds_of(runner, line):
    start = time.monotonic()
    must(runner, line)
    return time.monotonic() - start


def check_import(runner):
    """After each kill the workspace answers with the old dataset or the new one."""
    must(runner, "junheng -q sample old --areas 20 --hospitals 30 --seed 1")
    must(runner, "junheng -q sample new --areas 100 --hospitals 150 --seed 2")
    question = "junheng -q access --format csv"
    must(runner, "junheng -q import old")
    old = must(runner, question)
    duration = seconds_of(runner, "junheng -q -w other.db import new")
    new = must(runner, "junheng -q -w other.db access --format csv")
    n_killed = 0
    for moment in MOMENTS:
        must(runner, "junheng -q import old")
        n_killed += killed_after(runner, ["import", "new"], duration * moment)
        if must(runner, question) not in (old, new):
            sys.exit(f"import killed at {moment} of its time: the workspace holds neither dataset")
    return n_killed


def check_plan(runner):
    """After each kill every stored plan is whole, and so is every file of --out that has its own name."""
    must(runner, "junheng -q import old")
    duration = seconds_of(runner, "junheng -q plan --out whole")
    n_killed = 0
    for moment in MOMENTS:
        must(runner, "rm -rf out")
        before = must(runner, "junheng plans --format csv").count("\n")
        n_killed += killed_after(runner, ["plan", "--out", "out"], duration * moment)
        after = must(runner, "junheng plans --format csv").count("\n")
        if after not in (before, before + 1):
            sys.exit(f"plan killed at {moment} of its time: {before} plans became {after}")
        must(runner, "[ ! -d out ] || (cd out; find . -type f ! -name '*.part' -exec cmp {} ../whole/{} \\;)")
        must(runner, "junheng -q plan --out out && diff -r whole out")
    return n_killed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=pathlib.Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        runner = Runner(options.program.resolve(), pathlib.Path(scratch))
        killed = check_import(runner), check_plan(runner)
    print(f"killed at work: import {killed[0]}, plan {killed[1]} of {len(MOMENTS)} times")
    if 0 in killed:
        sys.exit("no run was killed at work: the data are too small for this machine")


if __name__ == "__main__":
    main()
