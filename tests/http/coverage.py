#!/usr/bin/env python3
"""Every route of the server stands in a case with right input and with wrong input."""
import argparse
import pathlib
import re
import sys

from run import read_case, requests_of
from serving import Server

FREE_OF_INPUT = {"/healthz", "/api/openapi.json", "/api/docs", "/api/docs.css", "/api/v1/meta", "/api/v1/jobs",
                 "/api/v1/scenario", "/api/v1/map", "/api/v1/findings", "/api/v1/plans"}

# Without its file predict has nothing to say; jobs.py cancels jobs.
ELSEWHERE = {("get", "/api/v1/predict", True), ("delete", "/api/v1/jobs/{id}", True)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    options = parser.parse_args()
    with Server(options.program, "") as server:
        paths = server.ask("GET", "/api/openapi.json").json()["paths"]
    seen = set()
    for case in sorted(pathlib.Path(__file__).parent.glob("*.case")):
        for request in requests_of(read_case(case))[1]:
            status = next((int(a) for n, a, _ in request.checks if n == "status"), 200)
            target = request.target.split("?")[0]
            exact = [p for p in paths if "{" not in p and p == target]
            fitting = exact or [p for p in paths if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", p), target)]
            seen |= {(request.method.lower(), p, status < 400) for p in fitting}
    missing = []
    for path, methods in paths.items():
        for method in methods:
            for right in (True, False):
                if (method, path, right) in ELSEWHERE:
                    continue
                free = path in FREE_OF_INPUT and method == "get" and not right
                if not free and (method, path, right) not in seen:
                    missing.append(f"{method} {path}: no case with {'right' if right else 'wrong'} input")
    print("\n".join(missing) or f"{len(paths)} paths")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
