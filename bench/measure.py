#!/usr/bin/env python3
"""measure.py NAME COMMAND...: run a command, print `NAME wall-seconds cpu-seconds peak-MiB exit`; its output goes to a log."""
import os
import resource
import subprocess
import sys
import time

name, command = sys.argv[1], sys.argv[2:]
with open(os.environ.get("JH_BENCH_LOG", os.devnull), "ab") as log:
    start = time.perf_counter()
    code = subprocess.run(command, stdout=log, stderr=log, check=False).returncode
    seconds = time.perf_counter() - start
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = usage.ru_utime + usage.ru_stime
print(f"{name:<24} {seconds:8.2f} s {cpu:8.2f} s cpu {usage.ru_maxrss / 1024:8.0f} MiB  exit {code}", flush=True)
