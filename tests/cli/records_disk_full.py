#!/usr/bin/env python3
"""Imports records onto a disk too small for them, and under a limit of a file's size: the failure is told, nothing is kept in
half, and with room again the same import works. The small disk is a mount of its own, where the system allows one to a user."""
import argparse
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

from run import Runner

OWN_MOUNTS = ["unshare", "--user", "--map-root-user", "--mount"]
IMPORT = "junheng -w {} import made/records --dataset made"


def must(runner, line):
    done = runner.shell(line)
    if done["exit"] != 0:
        sys.exit(f"{line}: exit {done['exit']}\n{done['stderr']}")
    return done


def limited(runner, workspace, size):
    """The import where no file may grow beyond a size."""
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return subprocess.run(["bash", "-c", "exec " + IMPORT.format(workspace)], cwd=runner.work, env=runner.env, preexec_fn=limit,
                          capture_output=True)


def prepare(runner):
    must(runner, "junheng -q sample made --areas 60 --hospitals 80 --periods 8 --records 60000 --profile n041")
    must(runner, "junheng -q import made")
    return must(runner, "junheng -q --format csv flows")["stdout"]


def check_kept(runner, workspace, before, what):
    if must(runner, f"junheng -q -w {workspace} --format csv flows")["stdout"] != before:
        sys.exit(f"{what}: the workspace holds half an import")


def check_whole(runner, workspace, what):
    done = must(runner, IMPORT.format(workspace))
    if "taken: 60000" not in done["stdout"]:
        sys.exit(f"{what}: the import after it is not whole:\n{done['stdout']}")
    return done["stderr"]


def on_limits(runner, before):
    """Every size a little larger, so that the limit is met in different places."""
    n_failed = 0
    base = (runner.work / "junheng.db").stat().st_size
    for more in (0, 40_000, 120_000, 300_000, 600_000):
        shutil.copy(runner.work / "junheng.db", runner.work / "limited.db")
        done = limited(runner, "limited.db", base + more)
        if done.returncode == 0:
            continue
        n_failed += 1
        if done.returncode > 0 and not done.stderr:
            sys.exit("a limit of the file's size: no word about it")
        check_kept(runner, "limited.db", before, f"a limit {more} bytes above the workspace")
        said = check_whole(runner, "limited.db", "a limit of the file's size")
        if done.returncode < 0 and "nothing of it was kept" not in said:
            sys.exit(f"killed by the limit, and the next run does not say so:\n{said}")
        for left in runner.work.glob("limited.db*"):
            left.unlink()
    if n_failed == 0:
        sys.exit("no limit stopped the import")


def on_small_disk(runner, before):
    disk = runner.work / "disk"
    disk.mkdir()
    size = (runner.work / "junheng.db").stat().st_size // 1024
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size + 256}k", "none", disk], check=True)
    try:
        shutil.copy(runner.work / "junheng.db", disk / "junheng.db")
        done = runner.shell(IMPORT.format("disk/junheng.db"))
        if done["exit"] in (0, 65) or "no space left" not in done["stderr"]:
            sys.exit(f"a full disk: exit {done['exit']}\n{done['stderr']}")
        subprocess.run(["mount", "-o", f"remount,size={size + 65536}k", disk], check=True)
        check_kept(runner, "disk/junheng.db", before, "a full disk")
        check_whole(runner, "disk/junheng.db", "a full disk")
    finally:
        subprocess.run(["umount", disk], check=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--own-mounts", action="store_true")
    args = parser.parse_args()
    program = pathlib.Path(args.program).resolve()
    if not args.own_mounts and subprocess.run([*OWN_MOUNTS, "mount", "-t", "tmpfs", "none", "/mnt"], stderr=subprocess.DEVNULL).returncode == 0:
        os.execvp(OWN_MOUNTS[0], [*OWN_MOUNTS, sys.executable, __file__, "--program", str(program), "--own-mounts"])
    with tempfile.TemporaryDirectory() as scratch:
        runner = Runner(program, pathlib.Path(scratch))
        before = prepare(runner)
        on_limits(runner, before)
        if args.own_mounts:
            on_small_disk(runner, before)


main()
