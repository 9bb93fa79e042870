#!/usr/bin/env python3
"""Many people write into the register at once; one changes what another has not seen."""
import argparse
import concurrent.futures
import sys

from serving import Server

WRITERS, EACH = 8, 6
bad = 0


def check(good, what):
    global bad
    if not good:
        bad += 1
        print("wrong:", what)


def say(server, operands, action="add", **options):
    return server.post(f"/api/v1/programme/{action}", {"operands": operands, "options": options})


def rows(server, kind):
    return server.ask("GET", f"/api/v1/programme/list?operand={kind}").json()["rows"]


def all_at_once(server):
    """Different things do not stand in each other's way, and projects without an id get one each."""
    def write(k):
        answers = [say(server, ["task", f"T{k}-{i}", f"title={k}", "due=2026-01-01"], by=f"w{k}") for i in range(EACH)]
        table = f"name,beds\nhospital {k},100\n".encode()
        answers.append(server.ask("POST", f"/api/v1/programme/import/files?name=p{k}.csv", [("X-Junheng", "1")], table))
        return [a.status for a in answers]
    with concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
        statuses = [s for part in pool.map(write, range(WRITERS)) for s in part]
    check(statuses == [200] * len(statuses), f"every writer is served: {statuses}")
    check(len(rows(server, "task")) == WRITERS * EACH, "every task is there")
    names = sorted(r["name"] for r in rows(server, "project"))
    check(names == sorted(f"hospital {k}" for k in range(WRITERS)), f"every project is there once: {names}")


def same_thing(server):
    """Of those that saw the same state one writes; the others are told who did."""
    say(server, ["project", "X", "name=one", "beds=100"], by="first")
    row = next(r for r in rows(server, "project") if r["id"] == "X")["ledger_row"]

    def write(k):
        return say(server, ["project", "X", f"beds={200 + k}"], by=f"w{k}", seen=row)
    with concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
        answers = list(pool.map(write, range(WRITERS)))
    check(sorted(a.status for a in answers) == [200] + [409] * (WRITERS - 1), "one of them writes")
    winner = next(k for k, a in enumerate(answers) if a.status == 200)
    check(next(r for r in rows(server, "project") if r["id"] == "X")["beds"] == str(200 + winner), "what it wrote stands")
    loser = next(a for a in answers if a.status == 409).json()
    check(f"written by w{winner} at" in loser["detail"] and "new state" in loser["hint"], f"told in words: {loser}")
    check(say(server, ["project", "X", "name=again"], seen=0).status == 409, "an id that is taken is no new one")
    check(say(server, ["project", "Y", "name=new"], seen=0).status == 200, "a new one is")


def same_move(server):
    """Two take the same move back: once it is taken back."""
    say(server, ["X", "programme", "apply", "document=1"], "move", seen=0)
    check(say(server, ["X", "programme", "apply", "document=1"], "move", seen=0).status == 409, "moved meanwhile")
    last = max(r["row"] for r in server.ask("GET", "/api/v1/programme/history?operand=X").json()["rows"])
    say(server, ["X", "programme", "appraise", "evidence=a"], "move", seen=last)
    last += 1
    answers = [say(server, ["X", "programme", "undo", "reason=r"], "move", seen=last) for _ in range(2)]
    check([a.status for a in answers] == [200, 409], "one undo")
    check(next(r for r in rows(server, "project") if r["id"] == "X")["programme"] == "applied", "one step back")
    check(say(server, ["X", "programme", "name", "document=1"], "move").status == 422, "not allowed is no conflict")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = parser.parse_args().program
    with Server(program, "") as server:
        all_at_once(server)
        same_thing(server)
        same_move(server)
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
