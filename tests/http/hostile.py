#!/usr/bin/env python3
"""Callers who mean harm or know no better: refused or served, never harmed."""
import argparse
import json
import os
import resource
import socket
import sys
import time

from serving import Answer, PATIENCE, Server

bad = 0
IDLE = 10000


def check(good, what):
    global bad
    if not good:
        bad += 1
        print("wrong:", what)


def memory_mib(server):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) / 1024 for line in f if line.startswith("VmRSS"))


def alive(server, what):
    start = time.monotonic()
    answer = server.ask("GET", "/healthz")
    check(answer.status == 200 and time.monotonic() - start < 2 * PATIENCE, f"alive after {what}: {answer.status}")


def half_requests(server):
    pieces = [b"", b"G", b"GET", b"GET /healthz", b"GET /healthz HTTP/1.1\r\n", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n",
              b"POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nX-Junheng: 1\r\nContent-Length: 100\r\n\r\n{",
              b"POST /api/v1/data?name=areas.csv HTTP/1.1\r\nHost: localhost\r\nX-Junheng: 1\r\nContent-Length: 100000\r\n\r\narea",
              b"POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nX-Junheng: 1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
              b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\x00" * 100, b"\xff" * 5000, b"\r\n" * 1000]
    for piece in pieces:
        with server.connect() as s:
            s.sendall(piece)
    held = []
    for piece in pieces:
        s = server.connect()
        s.sendall(piece)
        held.append(s)
    alive(server, "half requests")
    start = time.monotonic()
    for s in held:
        server.rest(s)
        s.close()
    check(time.monotonic() - start < 15 * PATIENCE, "half requests are ended")
    check(not list((server.folder / "w.db.serve").iterdir()), "an upload that was given up leaves nothing")


def slow_clients(server):
    heads = [server.connect() for _ in range(20)]
    text = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 1000
    start, ended = time.monotonic(), 0
    for i in range(60):
        for s in heads:
            try:
                s.sendall(text[i:i + 1])
            except OSError:
                ended += 1
        if ended >= 20:
            break
        alive(server, "a byte at a time")
        time.sleep(0.25)
    check(ended >= 20, f"heads that come byte by byte are ended: {ended} after {time.monotonic() - start:.0f} s")
    for s in heads:
        s.close()


def idle_connections(program):
    """All open at the same time, so none is ended for being idle."""
    with Server(program, options=["--timeout", "120"]) as server:
        before = memory_mib(server)
        held = [server.connect() for _ in range(IDLE)]
        alive(server, f"{IDLE} idle connections")
        files = len(os.listdir(f"/proc/{server.process.pid}/fd"))
        check(files >= IDLE, f"of {IDLE} idle connections {files} are held")
        grown = memory_mib(server) - before
        print(f"{IDLE} idle connections: {grown:.0f} MiB")
        check(grown < 100, f"{IDLE} idle connections take {grown:.0f} MiB")
        for s in held:
            s.close()
        alive(server, "their end")
        check(server.stop() == 0, "ends after idle connections")


def bodies(server):
    head = "POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nX-Junheng: 1\r\nContent-Type: application/json\r\n"
    for length in ("999999999999", "18446744073709551615", "99999999999999999999999", "-1", "abc", "1e3"):
        answer = Answer(server.send(f"{head}Content-Length: {length}\r\n\r\n".encode()))
        check(answer.status in (400, 413), f"Content-Length {length}: {answer.status}")
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    raw = server.send(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk * 400 + b"0\r\n\r\n")
    check(Answer(raw).status == 413, f"a chunked body without end: {raw[:80]!r}")
    two = f"{head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/meta HTTP/1.1\r\nHost: localhost\r\n\r\n"
    raw = server.send(two.encode() + b"")
    check(raw.count(b"HTTP/1.1 2") == 0 or Answer(raw).status in (400, 415), f"both lengths: {raw[:200]!r}")
    deep = b'{"scenario":' + b"[" * 100000
    check(server.post("/api/v1/jobs", body=deep, headers=[("Content-Type", "application/json")]).status in (400, 413), "deep JSON")
    bomb = b"PK\x05\x06" + b"\xff" * 18
    job = server.post("/api/v1/data?name=a.zip", body=bomb).json()["job"]
    check(server.wait_job(job)["state"] == "failed", "a zip archive that is none")
    alive(server, "bodies")
    check(memory_mib(server) < 400, "bodies are not piled up in memory")


def uploads(server):
    def form(name, data=b"x"):
        edge = "----edge"
        body = (f"--{edge}\r\nContent-Disposition: form-data; name=\"f\"; filename=\"{name}\"\r\n\r\n").encode() + data + \
            f"\r\n--{edge}--\r\n".encode()
        return server.post("/api/v1/data", body=body, headers=[("Content-Type", f"multipart/form-data; boundary={edge}")])
    for name in ("../../escape.csv", "..\\..\\escape.csv", "/etc/escape.csv", "a/b/../c/escape.csv"):
        answer = form(name)
        check(answer.status == 202, f"{name}: {answer.status}")
        if answer.status == 202:
            server.wait_job(answer.json()["job"])
    for name in (".bashrc", "..", "x" * 500 + ".csv"):
        check(form(name).status == 400, f"a file called {name[:20]}")
    check(form("").status == 400, "a form without files")
    for place in (server.folder, server.folder.parent, server.folder / "w.db.serve"):
        check(not (place / "escape.csv").exists(), f"written to {place}")
    check(server.ask("POST", "/api/v1/data?name=areas.csv", [], b"x").status == 403, "an upload without X-Junheng")
    alive(server, "uploads")


def paths(server):
    secret = server.folder / "secret.txt"
    secret.write_text("secret")
    tricks = ["/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "//etc/passwd", "/./x", "/%00",
              "/a%00b", "/%", "/%4", "/%zz", "/\xff".encode("latin-1").decode("latin-1"), "/api/v1/plans/1/tables/..%2f..%2fx.csv",
              "/api/v1/plans/1/tables/../../x.csv", "/api/v1/areas/%ff", "/" + "a" * 20000, "/?" + "&" * 500,
              "/?" + "a=1&" * 400, "/api/v1/flows?by=%00", "*", "http://evil/", "/api/v1/flows?" + "x" * 9000]
    for trick in tricks:
        raw = server.send(f"GET {trick} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode("latin-1"))
        check(b"secret" not in raw and b"root:" not in raw, f"{trick[:40]} leaks")
        check(Answer(raw).status in (0, 400, 404, 413, 414, 431), f"{trick[:40]}: {raw[:60]!r}")
    alive(server, "path tricks")


def headers(server):
    def get(*lines, target="/api/v1/meta", version="1.1"):
        text = f"GET {target} HTTP/{version}\r\n" + "".join(line + "\r\n" for line in lines) + "Connection: close\r\n\r\n"
        return Answer(server.send(text.encode("latin-1")))
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil", "localhost:80:80", "127.0.0.1:99999999", "localhost@evil",
                 "[::1", "", "0.0.0.0", "169.254.169.254", "LOCALHOST.", "127.0.0.1\t.evil"):
        check(get(f"Host: {host}").status in (0, 400, 403), f"Host {host!r}")
    check(get().status == 400, "no Host")
    check(get(version="1.0").status in (400, 403), "no Host in 1.0")
    for host in ("localhost", "127.0.0.1:1234", "[::1]:80", "LocalHost"):
        check(get(f"Host: {host}").status == 200, f"Host {host}")
    check(get("Host: localhost", "X: " + "a" * 100000).status in (0, 400, 413, 431), "a long header")
    check(get("Host: localhost", *[f"H{i}: {i}" for i in range(5000)]).status in (0, 400, 413, 431), "many headers")
    check(get("Host: localhost", "Accept-Language: " + "zh;q=0," * 500).status == 200, "a long list of languages")
    check(get("Host: localhost", 'If-None-Match: "' + "\\" * 500).status == 200, "an odd tag")
    check(get("Host: localhost", "Accept-Encoding: gzip;q=0").headers.get("content-encoding") is None, "gzip;q=0")
    split = get("Host: localhost", target="/api/v1/flows?by=zone%0d%0aSet-Cookie:%20x=1")
    check("set-cookie" not in split.headers, "an answer cannot be split")
    for method in ("PUT", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW", "get"):
        answer = server.ask(method, "/api/v1/meta", [("X-Junheng", "1")])
        check(answer.status in (0, 400, 405), f"{method}: {answer.status}")
    for origin in ("http://evil.example", "null"):
        answer = server.ask("GET", "/api/v1/meta", [("Origin", origin)])
        check("access-control-allow-origin" not in answer.headers, "no other site may read answers")
    head = server.ask("HEAD", "/api/v1/meta")
    check(head.status == 200 and head.body == b"" and int(head.headers["content-length"]) > 100, "HEAD")
    page = server.ask("GET", "/")
    for name in ("content-security-policy", "x-content-type-options", "referrer-policy"):
        check(name in page.headers, f"{name} is missing")
    check("unsafe-inline" not in page.headers["content-security-policy"].split("style-src")[0], "no inline script")
    alive(server, "header tricks")


def pipelined(server):
    raw = server.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50 +
                      b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    check(raw.count(b"HTTP/1.1 200") == 51, f"51 requests at once: {raw.count(b'HTTP/1.1 200')}")


def watchers_leave(server):
    job = server.post("/api/v1/data/sample", {"areas": 200, "hospitals": 200, "specialties": 6, "periods": 4}).json()["job"]
    for _ in range(200):
        s = server.connect()
        s.sendall(f"GET /api/v1/jobs/{job}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        s.close()
    alive(server, "watchers who leave")
    server.wait_job(job)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = parser.parse_args().program
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < IDLE + 100:
        globals()["IDLE"] = max(hard - 100, 10)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(IDLE + 200, hard) if hard != resource.RLIM_INFINITY else IDLE + 200, hard))
    with Server(program, options=["--timeout", "2"]) as server:
        for test in (paths, headers, pipelined, bodies, uploads, half_requests, slow_clients, watchers_leave):
            start, before = time.monotonic(), bad
            test(server)
            print(f"{test.__name__}: {'wrong' if bad > before else 'fine'}, {time.monotonic() - start:.1f} s")
        check(server.process.poll() is None, "still there")
        pid_files = len(os.listdir(f"/proc/{server.process.pid}/fd"))
        check(pid_files < 200, f"files left open: {pid_files}")
        log = server.log_text()
        check("Sanitizer" not in log and "runtime error" not in log, log[-3000:])
        check(all(line.startswith(("20", "http://", "stopping")) for line in log.splitlines()), "the log cannot be forged")
        code = server.stop()
        check(code == 0, f"ends with {code}: {log[-2000:]}")
    idle_connections(program)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
