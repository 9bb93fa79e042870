#!/usr/bin/env python3
"""The systemd units: what systemd-analyze says of them, how much they leave open, and that their commands run.

    units.py --program junheng --units data/systemd

The commands are run by the shell in a folder as the units would, twice. For the rest systemd-analyze must be there; else
it says so and ends with 77.
"""
import argparse
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

SKIP = 77
EXPOSURE = 25  # tenths; systemd calls below 30 "OK", and below 20 hardly anything that opens a port
bad = []


def commands(text, key):
    """Arguments as systemd would pass them, without its escapes."""
    for line in re.findall(rf"^{key}=(.*)$", text, re.M):
        yield [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]


def run_commands(program, units, folder):
    path = folder / "bin"
    path.mkdir()
    (folder / "backup").mkdir()
    serve = (units / "junheng.service").read_text()
    backup = (units / "junheng-backup.service").read_text()

    def run(words, code=0):
        words = [word.replace("/usr/bin/junheng", program) for word in words]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != code:
            bad.append(f"{words}: exit {done.returncode}: {done.stderr}")
        return done
    before = list(commands(serve, "ExecStartPre"))
    for words in before:
        run(words)  # nothing there yet: nothing to do
    run([program, "-q", "sample", "s", "--areas", "20", "--hospitals", "6", "--specialties", "2", "--periods", "1"])
    run([program, "-q", "-w", "junheng.db", "import", "s"])
    for _ in range(2):
        for words in before:
            run(words)
    kept = sorted(path.name for path in (folder / "backup").iterdir())
    if len(kept) != 1 or not re.fullmatch(r"junheng-before-[0-9.]+\.db", kept[0]):
        bad.append(f"the copy before a new version: {kept}")
    for day in range(1, 41):  # older ones, which go
        old = folder / f"backup/junheng-2020-01-{day:02}.db"
        old.write_bytes(b"x")
        os.utime(old, (1_577_836_800 + day * 86400,) * 2)
    for _ in range(2):
        for words in commands(backup, "ExecStart"):
            run(words)
    kept = sorted(path.name for path in (folder / "backup").glob("junheng-20*.db"))
    if len(kept) != 30 or kept[0] != "junheng-2020-01-12.db":
        bad.append(f"thirty backups are kept: {kept}")
    run([program, "-q", "-w", "again.db", "restore", f"backup/{kept[-1]}"])
    for words in commands(serve, "ExecStart"):
        words = [word.replace("${JUNHENG_LANG}", "zh").replace("${JUNHENG_LISTEN}", "10.0.0.1:8080") for word in words]
        run(words, code=2)  # only this machine; and the options are known


def analyze(units, folder):
    copies = folder / "units"
    copies.mkdir()
    for unit in units.iterdir():
        text = unit.read_text().replace("/usr/bin/junheng", "/bin/true")
        (copies / unit.name).write_text(text)
    names = sorted(str(path) for path in copies.iterdir())
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True, timeout=60, check=False)
    said = [line for line in done.stderr.splitlines() if "junheng" in line]
    if done.returncode != 0 or said:
        bad.append("systemd-analyze verify: " + "\n".join(said or [done.stderr]))
    for name in names:
        if not name.endswith(".service"):
            continue
        done = subprocess.run(["systemd-analyze", "security", "--no-pager", "--offline=true", f"--threshold={EXPOSURE}", name],
                              capture_output=True, text=True, timeout=60, check=False)
        level = [line for line in done.stdout.splitlines() if "Overall exposure" in line]
        print(*level)
        if done.returncode != 0:
            bad.append(f"{name}: {level or done.stderr}")
    done = subprocess.run(["systemd-analyze", "calendar", *re.findall(r"OnCalendar=(.*)", (units / "junheng-backup.timer").read_text())],
                          capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        bad.append(done.stderr)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--units", required=True)
    options = parser.parse_args()
    units = pathlib.Path(options.units)
    there = shutil.which("systemd-analyze") is not None
    with tempfile.TemporaryDirectory(prefix="junheng-units-") as scratch:
        run_commands(os.path.abspath(options.program), units, pathlib.Path(scratch))
        if there:
            analyze(units, pathlib.Path(scratch))
    for line in bad:
        print(line)
    print(f"{len(bad)} wrong")
    if bad:
        sys.exit(1)
    if not there:
        print("UNITS NOT ANALYZED: systemd-analyze is missing (package systemd)")
        sys.exit(SKIP)


main()
