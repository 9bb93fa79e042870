#!/usr/bin/env python3
"""Runs cases of the server's interface against the real program.

A case is a text file of sections, each opened by a line `--- name argument`:

    --- about               one sentence
    --- data NAME           small (default), none, or options of `sample`
    --- request METHOD ADDRESS
    --- header NAME: VALUE  of that request, before it is sent; X-Junheng is sent unless `--- bare` stands there
    --- body                its body; a JSON text says so by itself
    --- status N            its answer's status; without this section it must be 200
    --- type TYPE           media type
    --- sent NAME: VALUE    a header of the answer
    --- json PATH VALUE     a member of the answer (a.0.b) equals the JSON value; VALUE `any`: it is there, `none`: it is not
    --- contains            each line stands somewhere in the answer
    --- job                 the job just asked for is waited for and becomes the answer
    --- again               the same request with If-None-Match: 304 is the answer
"""
import argparse
import json
import pathlib
import re
import sys

from serving import Server

SECTION = re.compile(r"^--- ([\w-]+)(?: (.*))?$")


def read_case(path):
    sections = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if match := SECTION.match(line):
            sections.append((match[1], match[2] or "", []))
        elif sections:
            sections[-1][2].append(line)
    return sections


class Request:
    def __init__(self, line):
        self.method, self.target = line.split(" ", 1)
        self.headers, self.body, self.bare, self.checks = [], b"", False, []


def requests_of(sections):
    data, out = "small", []
    for name, argument, lines in sections:
        text = "\n".join(lines).strip("\n")
        if name == "data":
            data = "" if argument == "none" else argument
        elif name == "request":
            out.append(Request(argument))
        elif name == "header":
            out[-1].headers.append(tuple(part.strip() for part in argument.split(":", 1)))
        elif name == "bare":
            out[-1].bare = True
        elif name == "body":
            out[-1].body = text.replace("\n", "\r\n" if text.startswith("--") else "\n").encode()
        elif name != "about":
            out[-1].checks.append((name, argument, text))
    return data, out


def member(value, path):
    for key in path.split("."):
        if isinstance(value, list):
            value = value[int(key)] if key.lstrip("-").isdigit() and -len(value) <= int(key) < len(value) else KeyError
        else:
            value = value.get(key, KeyError) if isinstance(value, dict) else KeyError
        if value is KeyError:
            return KeyError
    return value


class Run:
    def __init__(self, server, case):
        self.server, self.case, self.bad = server, case, 0

    def complain(self, request, what):
        self.bad += 1
        print(f"{self.case}: {request.method} {request.target}: {what}")

    def send(self, request, more=()):
        headers = list(request.headers) + list(more)
        names = {name.lower() for name, _ in headers}
        if not request.bare and request.method != "GET" and "x-junheng" not in names:
            headers.append(("X-Junheng", "1"))
        if request.body[:1] in (b"{", b"[") and "content-type" not in names:
            headers.append(("Content-Type", "application/json"))
        return self.server.ask(request.method, request.target.replace(" ", "%20"), headers, request.body)

    def check(self, request, answer, name, argument, text):
        if name == "type" and not answer.headers.get("content-type", "").startswith(argument):
            self.complain(request, f"type is {answer.headers.get('content-type')}")
        elif name == "sent":
            key, value = (part.strip() for part in argument.split(":", 1))
            if answer.headers.get(key.lower()) != value:
                self.complain(request, f"{key} is {answer.headers.get(key.lower())!r}")
        elif name == "contains":
            for line in text.split("\n"):
                if line.encode() not in answer.body:
                    self.complain(request, f"{line!r} is not in {answer.body[:600]!r}")
        elif name == "json":
            path, wanted = argument.split(" ", 1)
            found = member(answer.json(), path)
            good = {"any": found is not KeyError, "none": found is KeyError}.get(wanted)
            if good is None:
                good = found == json.loads(wanted)
            if not good:
                self.complain(request, f"{path} is {found!r}, not {wanted}")

    def run(self, request):
        answer = self.send(request)
        checks = [c for c in request.checks if c[0] != "status"]
        wanted = [int(a) for n, a, _ in request.checks if n == "status"] or [200]
        if answer.status != wanted[0]:
            self.complain(request, f"status is {answer.status}, not {wanted[0]}: {answer.body[:600]!r}")
            return
        for name, argument, text in checks:
            if name == "job":
                answer.body = json.dumps(self.server.wait_job(answer.json()["job"])).encode()
            elif name == "again":
                again = self.send(request, [("If-None-Match", answer.headers["etag"])])
                if again.status != 304 or again.body:
                    self.complain(request, f"asked again: {again.status} {again.body[:100]!r}")
            else:
                self.check(request, answer, name, argument, text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("case", type=pathlib.Path)
    options = parser.parse_args()
    data, requests = requests_of(read_case(options.case))
    with Server(options.program, data) as server:
        run = Run(server, options.case.name)
        for request in requests:
            run.run(request)
        code = server.stop()
        if code != 0:
            print(f"{options.case.name}: the server ended with {code}\n{server.log_text()[-4000:]}")
            run.bad += 1
    print(f"{len(requests)} requests, {run.bad} complaints")
    sys.exit(1 if run.bad or not requests else 0)


if __name__ == "__main__":
    main()
