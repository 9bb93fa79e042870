#!/usr/bin/env python3
"""Jobs watched, cancelled, and killed with their server."""
import argparse
import json
import signal
import sqlite3
import sys
import time

from serving import PATIENCE, Server

bad = 0


def check(good, what):
    global bad
    if not good:
        bad += 1
        print("wrong:", what)


LONG = {"command": "plan", "scenario": {"time_limit_s": 60, "centres": {"max_total": 40, "per_zone_min": 0},
                                        "zones": {"method": "leiden", "count": 2}, "top_specialties": 0,
                                        "centre_specialties": {"max_total": 45}, "assign": "anywhere"}}


LONG_SAMPLE = {"areas": 3000, "hospitals": 9000, "specialties": 12, "periods": 8}


def events(server, job):
    s = server.connect()
    s.sendall(f"GET /api/v1/jobs/{job}/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    return s


def parse_events(raw):
    return [json.loads(line[6:]) for line in raw.split(b"\n") if line.startswith(b"data: {") and line.endswith(b"}")]


def wait_running(server, job):
    until = time.monotonic() + 30 * PATIENCE
    while server.ask("GET", f"/api/v1/jobs/{job}").json()["state"] == "queued" and time.monotonic() < until:
        time.sleep(0.02)


def watched_and_cancelled(program):
    with Server(program, "--areas 300 --hospitals 600 --specialties 8 --periods 2") as server:
        job = server.post("/api/v1/data/sample", LONG_SAMPLE).json()["job"]
        second = server.post("/api/v1/jobs", LONG).json()["job"]
        streams = [events(server, job) for _ in range(3)]
        waiting = events(server, second)
        wait_running(server, job)
        check(server.ask("GET", "/healthz").status == 200, "answers while a job runs")
        check(server.ask("GET", f"/api/v1/jobs/{second}").json()["state"] == "queued", "the second waits")
        gone = server.ask("DELETE", f"/api/v1/jobs/{second}", [("X-Junheng", "1")])
        check(gone.json()["state"] == "cancelled", "a waiting job is cancelled at once")
        check(server.ask("DELETE", f"/api/v1/jobs/{second}", [("X-Junheng", "1")]).status == 409, "twice")
        check(parse_events(server.rest(waiting))[-1]["state"] == "cancelled", "its stream ends")
        start = time.monotonic()
        server.ask("DELETE", f"/api/v1/jobs/{job}", [("X-Junheng", "1")])
        ended = server.wait_job(job)
        check(ended["state"] == "cancelled" and time.monotonic() - start < 20 * PATIENCE, f"cancelled: {ended['state']}")
        check(ended["result"] is None and ended["error"]["code"] == "cancelled", "a cancelled plan leaves nothing")
        for stream in streams:
            told = parse_events(server.rest(stream))
            check(told and told[-1]["state"] == "cancelled", "every stream tells the end")
            check("input" not in told[-1], "events are without input")
        third = server.post("/api/v1/jobs", LONG).json()["job"]
        wait_running(server, third)
        time.sleep(0.5)
        server.ask("DELETE", f"/api/v1/jobs/{third}?keep=1", [("X-Junheng", "1")])
        kept = server.wait_job(third)
        check(kept["state"] in ("done", "cancelled"), f"stopped with what was found: {kept['state']} {kept['error']}")


def killed(program):
    with Server(program, "--areas 300 --hospitals 600 --specialties 8 --periods 2") as server:
        quick = server.post("/api/v1/jobs", {"command": "plan", "scenario": {"name": "kept"}}).json()["job"]
        done = server.wait_job(quick)
        job = server.post("/api/v1/data/sample", LONG_SAMPLE).json()["job"]
        wait_running(server, job)
        server.stop(signal.SIGKILL)
        with sqlite3.connect(server.workspace) as db:
            check(db.execute("pragma integrity_check").fetchone()[0] == "ok", "the workspace is whole")
            check(db.execute("select state from job where id = ?", (job,)).fetchone()[0] in ("queued", "running"), "not ended")
        server.start()
        after = server.ask("GET", f"/api/v1/jobs/{job}").json()
        check(after["state"] == "interrupted", f"interrupted, not {after['state']}")
        check(after["input"]["areas"] == LONG_SAMPLE["areas"], "its input is kept, to be asked again")
        check(server.ask("GET", f"/api/v1/jobs/{quick}").json()["result"] == done["result"], "a done job is as it was")
        check(not list((server.folder / "w.db.serve").iterdir()), "nothing is left lying about")
        again = server.post("/api/v1/data/sample", LONG_SAMPLE).json()["job"]
        wait_running(server, again)
        start = time.monotonic()
        check(server.stop() == 0 and time.monotonic() - start < 20 * PATIENCE, "a stop ends a running job soon")
        server.start()
        check(server.ask("GET", f"/api/v1/jobs/{again}").json()["state"] == "interrupted", "and says so")


def alone(program):
    with Server(program) as server:
        second = Server(program, "", folder=server.folder)
        try:
            second.start()
            check(False, "two servers on one workspace")
        except RuntimeError as e:
            check("another server serves the workspace" in str(e), str(e))


def reloaded(program):
    with Server(program, "") as server:
        check(server.ask("GET", "/api/v1/meta").json()["dataset"] is None, "empty at first")
        server.run("import", __import__("serving").SMALL)
        time.sleep(0.6)
        one = server.ask("GET", "/api/v1/meta").json()["dataset"]
        tag = server.ask("GET", "/api/v1/flows").headers["etag"]
        check(one and one["n_areas"] > 0, "an import from elsewhere is noticed")
        job = server.post("/api/v1/data/sample", {"areas": 20, "hospitals": 20, "specialties": 2, "periods": 1})
        check(server.wait_job(job.json()["job"])["state"] == "done", "the sample is loaded")
        time.sleep(0.6)
        two = server.ask("GET", "/api/v1/meta").json()["dataset"]
        check(two["fingerprint"] != one["fingerprint"] and two["n_areas"] == 20, "and takes its place")
        check(server.ask("GET", "/api/v1/flows").headers["etag"] != tag, "with other answers")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = parser.parse_args().program
    for test in (alone, reloaded, watched_and_cancelled, killed):
        test(program)
        print(test.__name__, "wrong" if bad else "fine")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
