#!/usr/bin/env python3
"""Runs cases of the command line against the real program.

A case is a text file of sections, each opened by a line `--- name argument`:

    --- about           one sentence
    --- file PATH       a file made before the case runs; `--- bytes PATH` the same from a Python bytes literal
    --- setup           shell lines that must succeed; their output is not looked at
    --- run LINE        a shell line; `junheng` is the program under test
    --- exit N          its exit code; without this section it must be 0
    --- stdout [HOW]    what it must print; HOW is exact (default), contains (each line stands somewhere, in
    --- stderr [HOW]    this order) or any
    --- run LINE        ... more of them

Every case has a scratch folder of its own as its working directory; $SMALL is a small good dataset. JH_BLESS=1 rewrites the exit codes and the
exact sections with what the program did.
"""
import argparse
import ast
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SECTION = re.compile(r"^--- (\w+)(?: (.*))?$")


class Section:
    def __init__(self, name, argument, body):
        self.name, self.argument, self.body = name, argument or "", body


def read_case(path):
    sections = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        match = SECTION.match(line)
        if match:
            sections.append(Section(match[1], match[2], []))
        elif sections:
            sections[-1].body.append(line)
        elif line and not line.startswith("#"):
            sys.exit(f"{path}: text before the first section: {line}")
    for section in sections:
        while section.body and section.body[-1] == "":
            section.body.pop()
    return sections


def write_case(path, sections):
    text = []
    for section in sections:
        text.append(f"--- {section.name} {section.argument}".rstrip())
        text.extend(section.body)
    path.write_text("\n".join(text) + "\n", encoding="utf-8")


def lines_of(output):
    return output.rstrip("\n").split("\n") if output.rstrip("\n") else []


class Runner:
    """Runs shell lines in a scratch folder where `junheng` is the program under test."""

    def __init__(self, program, scratch):
        self.work = scratch / "work"
        (scratch / "bin").mkdir()
        self.work.mkdir()
        (scratch / "bin/junheng").symlink_to(program)
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
        cases = pathlib.Path(__file__).resolve().parent
        self.env.update(PATH=f"{scratch}/bin:{self.env['PATH']}", LANG="C.UTF-8", SMALL=str(cases / "small"))

    def shell(self, line):
        done = subprocess.run(["bash", "-c", line], cwd=self.work, env=self.env, timeout=120,
                              stdin=subprocess.DEVNULL, capture_output=True)
        return {"exit": done.returncode, "stdout": self.text(done.stdout), "stderr": self.text(done.stderr)}

    def text(self, output):
        return output.decode("utf-8", "backslashreplace").replace(str(self.work), "$SCRATCH")

    def make(self, section):
        path = self.work / section.argument
        path.parent.mkdir(parents=True, exist_ok=True)
        if section.name == "bytes":
            path.write_bytes(ast.literal_eval("\n".join(section.body)))
        else:
            path.write_text("".join(line + "\n" for line in section.body), encoding="utf-8")


def differs(how, wanted, lines):
    if how == "any":
        return False
    if how in ("", "exact"):
        return wanted != lines
    at = 0
    for line in wanted:
        while at < len(lines) and line not in lines[at]:
            at += 1
        if at == len(lines):
            return True
        at += 1
    return False


def check(section, got, bless):
    """The complaint about one section, or None."""
    if section.name == "exit":
        if section.argument == str(got):
            return None
        if bless:
            section.argument = str(got)
            return None
        return f"exit {got}, wanted {section.argument}"
    if not differs(section.argument, section.body, lines_of(got)):
        return None
    if bless and section.argument in ("", "exact"):
        section.body = lines_of(got)
        return None
    wanted = "\n".join(section.body)
    return f"--- wanted on {section.name} {section.argument}\n{wanted}\n--- got\n{got}"


def with_exit_codes(sections):
    """Every run is followed by an exit section: 0 where the case states none."""
    out = []
    for i, section in enumerate(sections):
        out.append(section)
        following = [s.name for s in sections[i + 1:]]
        until = following.index("run") if "run" in following else len(following)
        if section.name == "run" and "exit" not in following[:until]:
            out.append(Section("exit", "0", []))
    return out


def run_case(sections, runner, bless):
    complaints, outputs, line = [], {}, None
    for section in sections:
        if section.name in ("file", "bytes"):
            runner.make(section)
        elif section.name == "setup":
            done = runner.shell("set -e\n" + "\n".join(section.body))
            if done["exit"] != 0:
                return [f"setup failed with exit {done['exit']}\n{done['stderr']}"]
        elif section.name == "run":
            line = section.argument
            outputs = runner.shell(line)
        elif section.name in ("exit", "stdout", "stderr"):
            complaint = check(section, outputs[section.name], bless)
            if complaint:
                complaints.append(f"{line}\n{complaint}\n--- its stderr\n{outputs['stderr']}")
        elif section.name != "about":
            complaints.append(f"unknown section {section.name}")
    return complaints


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("case", type=pathlib.Path, nargs="+")
    options = parser.parse_args()
    bless = os.environ.get("JH_BLESS") == "1"
    failed = 0
    for path in options.case:
        sections = with_exit_codes(read_case(path))
        with tempfile.TemporaryDirectory() as scratch:
            complaints = run_case(sections, Runner(options.program.resolve(), pathlib.Path(scratch)), bless)
        if bless:
            write_case(path, sections)
        for complaint in complaints:
            print(f"{path.name}: {complaint}")
        failed += bool(complaints)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
