#!/usr/bin/env python3
"""From an entry to the changed values on the page: a running server, counties of the whole country.

Usage: bench/monitor.py --program build/release/junheng [--areas 2978]
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time
import urllib.request

MONTHS = 12


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--areas", type=int, default=2978)
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        workspace, port_file = home / "w.db", home / "port"

        def run(*words):
            subprocess.run([program, "-q", "-w", str(workspace), *words], check=True, stdout=subprocess.DEVNULL)

        run("sample", str(home / "s"), "--areas", str(options.areas), "--hospitals", "400", "--specialties", "2",
            "--periods", str(MONTHS))
        run("import", str(home / "s"))
        areas = [line.split(",")[0] for line in (home / "s" / "areas.csv").read_text().splitlines()[1:]]
        areas = [a for a in areas if not a.startswith("outside")]
        server = subprocess.Popen([program, "-q", "-w", str(workspace), "serve", "--listen", "127.0.0.1:0",
                                   "--port-file", str(port_file)])
        try:
            while not port_file.exists():
                time.sleep(0.05)
            time.sleep(0.2)
            base = f"http://127.0.0.1:{port_file.read_text().strip()}/api/v1/"

            def processor():
                with open(f"/proc/{server.pid}/stat", encoding="ascii") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
                return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

            def enter(value, months):
                rows = ["indicator,period,unit_id,numerator,denominator"]
                rows += [f"county.07,2024-{m:02d},{a},{value + i},1000" for m in months for i, a in enumerate(areas)]
                request = urllib.request.Request(base + "monitor/enter/files?name=v.csv", "\n".join(rows).encode(),
                                                 {"X-Junheng": "1", "Content-Type": "text/csv"})
                urllib.request.urlopen(request).read()

            def values():
                with urllib.request.urlopen(base + "monitor/values?operand=county.07") as answer:
                    return json.load(answer)["rows"]

            begin = time.time()
            enter(100, range(1, MONTHS + 1))
            first = values()
            print(f"counties {len(areas)} months {MONTHS}: a year entered and seen seconds {time.time() - begin:.2f} "
                  f"rows {len(first)}")
            # All indicators of all counties and months, kept: what a workspace in use looks like.
            begin = time.time()
            run("monitor", "store")
            print(f"all indicators computed and kept seconds {time.time() - begin:.2f}")
            values()
            begin, worked = time.time(), processor()
            enter(200, [MONTHS])
            entered = time.time()
            rows = values()
            seconds, worked = time.time() - begin, processor() - worked
            changed = [r for r in rows if r["period"] == f"2024-{MONTHS:02d}"]
            assert all(r["numerator"] == 200 + i for i, r in enumerate(changed)), "the change is seen"
            print(f"one month entered again and seen seconds {seconds:.2f} (entered {entered - begin:.2f}) "
                  f"processor {worked:.2f} changed {len(changed)} of {len(rows)} rows sent")
            begin, worked = time.time(), processor()
            with urllib.request.urlopen(base + f"monitor/values?operand=county.07&period=2024-{MONTHS:02d}") as answer:
                n = len(json.load(answer)["rows"])
            print(f"one month of it as a page asks seconds {time.time() - begin:.2f} processor {processor() - worked:.2f} "
                  f"rows {n}")
            begin = time.time()
            values()
            print(f"asked again seconds {time.time() - begin:.2f}")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
