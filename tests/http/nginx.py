#!/usr/bin/env python3
"""nginx in front, with the lines that the handbook prints: a password, large uploads, events as they come.

    nginx.py --program junheng --handbook docs/handbook

Where nginx is missing it says so and ends with 77.
"""
import argparse
import base64
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from serving import Server  # noqa: E402

SKIP = 77
bad = []
CONFIG = """daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
{user}events {{ worker_connections 64; }}
http {{
    access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    server {{
        listen 127.0.0.1:{port};
{lines}
    }}
}}
"""


def wanted(condition, *what):
    if not condition:
        bad.append(" ".join(str(w) for w in what))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def lines_of(handbook):
    found = {re.search(r"```\n(location / \{.*?\n\})\n```", path.read_text(encoding="utf-8"), re.S)[1]
             for path in handbook.glob("*/1-handbook.md")}
    wanted(len(found) == 1, "both languages print the same lines:", found)
    return found.pop()


def ask(port, path, data=None, password="secret", headers=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data, headers=headers or {})
    if password:
        request.add_header("Authorization", "Basic " + base64.b64encode(f"planner:{password}".encode()).decode())
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as fault:
        return fault.code, fault.read()


def check(port):
    wanted(ask(port, "/", password=None)[0] == 401, "without a password")
    wanted(ask(port, "/", password="guess")[0] == 401, "with a wrong one")
    status, page = ask(port, "/healthz")
    wanted(status == 200 and b"ok" in page, "healthz", status, page[:100])
    wanted(ask(port, "/api/v1/flows?by=zone")[0] == 200, "a question")
    rows = "来源县区,就诊医院,出院人次\n" + "涪城区,绵阳市第一人民医院,1\n" * 100_000  # 6 MB
    status, body = ask(port, "/api/v1/sheets?name=large.csv", rows.encode(),
                       headers={"X-Junheng": "1", "Content-Type": "application/octet-stream", "Origin": f"http://planning.example:{port}"})
    wanted(status == 200 and b'"questions"' in body, "a large upload", status, body[:300])
    status, body = ask(port, "/api/v1/jobs", b'{"command":"plan","scenario":{"time_limit_s":1}}',
                       headers={"X-Junheng": "1", "Content-Type": "application/json"})
    wanted(status == 202, "a job", status, body[:300])
    if status == 202:
        number = re.search(rb'"job":\s*(\d+)', body)[1].decode()
        status, events = ask(port, f"/api/v1/jobs/{number}/events")
        wanted(status == 200 and b'"state":"done"' in events.replace(b": ", b":").replace(b"\n", b""), "its events", status, events[-300:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--handbook", required=True)
    options = parser.parse_args()
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    lines = lines_of(pathlib.Path(options.handbook))
    if nginx is None:
        print("NGINX NOT TRIED: it is missing (package nginx-light)")
        sys.exit(SKIP)
    with Server(options.program) as server, tempfile.TemporaryDirectory(prefix="junheng-nginx-") as folder:
        os.chmod(folder, 0o755)
        port = free_port()
        secret = subprocess.run(["openssl", "passwd", "-apr1", "secret"], capture_output=True, text=True, check=True).stdout
        pathlib.Path(folder, "passwd").write_text(f"planner:{secret}")
        lines = lines.replace("/etc/nginx/junheng.passwd", f"{folder}/passwd").replace("127.0.0.1:8080", f"127.0.0.1:{server.port}")
        user = "user root; " if os.geteuid() == 0 else ""
        pathlib.Path(folder, "nginx.conf").write_text(CONFIG.format(folder=folder, user=user, port=port, lines=lines))
        child = subprocess.Popen([nginx, "-c", f"{folder}/nginx.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            for _ in range(100):
                with socket.socket() as s:
                    if s.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            check(port)
        finally:
            child.terminate()
            child.wait()
        if bad:
            print(pathlib.Path(folder, "error.log").read_text()[-1000:])
    for line in bad:
        print(line)
    print(f"{len(bad)} wrong")
    sys.exit(1 if bad else 0)


main()
