#!/usr/bin/env python3
"""What a person at a terminal sees: a progress bar that leaves no trace, and Ctrl-C once and twice."""
import argparse
import os
import pathlib
import pty
import signal
import subprocess
import sys
import tempfile
import time

from run import Runner


def at_terminal(runner, line):
    """Exit code and what stood on the terminal as standard error."""
    try:
        ours, theirs = pty.openpty()
    except OSError as why:
        print(f"SKIPPED: no pseudo-terminal here ({why})")
        sys.exit(77)
    process = subprocess.Popen(["bash", "-c", line], cwd=runner.work, env=runner.env, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(ours)
    return process.wait(), seen.decode("utf-8", "replace")


def want(condition, what):
    if not condition:
        sys.exit(what)


def check_progress(runner):
    code, seen = at_terminal(runner, 'junheng import "$SMALL"')
    want(code == 0, f"import at a terminal: exit {code}\n{seen}")
    want("%" in seen and "\r" in seen, f"no progress bar at a terminal: {seen!r}")
    want(seen.endswith("\r\x1b[K"), f"the bar stays behind: {seen!r}")
    code, seen = at_terminal(runner, 'LANG=zh_CN.UTF-8 junheng plan')
    want(code == 0 and "[###" in seen, f"plan at a terminal: {seen!r}")
    code, seen = at_terminal(runner, 'junheng --quiet import "$SMALL"')
    want(seen == "", f"--quiet is not: {seen!r}")


def interrupted(runner, line, stage, times):
    """How the program ended after that many Ctrl-C in that stage, and how long it took."""
    try:
        ours, theirs = pty.openpty()
    except OSError as why:
        print(f"SKIPPED: no pseudo-terminal here ({why})")
        sys.exit(77)
    process = subprocess.Popen(line.split(), cwd=runner.work, env=runner.env, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    seen = b""
    while stage not in seen:
        try:
            seen += os.read(ours, 65536)
        except OSError:
            sys.exit(f"no {stage} seen: {seen}")
    start = time.monotonic()
    for _ in range(times):
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    while True:
        try:
            if not os.read(ours, 65536):
                break
        except OSError:
            break
    os.close(ours)
    return process.wait(120), time.monotonic() - start


def plans(runner):
    return runner.shell("junheng plans --format csv")["stdout"].count("\n") - 1


def check_interrupt(runner):
    """Once: the best plan so far is kept. Twice: the end; the workspace stays whole."""
    made = runner.shell("junheng -q sample big --areas 300 --hospitals 600 --seed 5 && junheng -q import big")
    want(made["exit"] == 0, made["stderr"])
    search = ("junheng plan --time_limit_s 100 --assign anywhere --centres.per_zone_min 0 "
              "--centres.max_total 20 --top_specialties 0")
    before = plans(runner)
    code, seconds = interrupted(runner, search, b"searching for the best", 1)
    want(code in (0, -signal.SIGINT), f"after Ctrl-C: exit {code}")
    want(plans(runner) == before + (code == 0), "a plan that was not finished is kept, or a finished one is lost")
    print(f"after Ctrl-C: exit {code} in {seconds:.2f} s")
    want(seconds < 60, f"Ctrl-C took {seconds:.1f} s")
    before = plans(runner)
    code, seconds = interrupted(runner, search, b"searching for the best", 2)
    want(code in (0, -signal.SIGINT) and seconds < 60, f"after Ctrl-C twice: exit {code} after {seconds:.1f} s")
    want(plans(runner) in (before, before + 1), "the workspace has lost or gained plans")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=pathlib.Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        runner = Runner(options.program.resolve(), pathlib.Path(scratch))
        check_progress(runner)
        check_interrupt(runner)


if __name__ == "__main__":
    main()
