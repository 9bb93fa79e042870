#!/usr/bin/env python3
"""measure.py NAME COMMAND...: run a command, print `NAME seconds peak-MiB exit`; its output goes to a log."""
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
peak_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"{name:<28} {seconds:8.2f} s {peak_mib:8.0f} MiB  exit {code}", flush=True)
