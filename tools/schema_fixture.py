#!/usr/bin/env python3
"""Writes the SQL dump of a workspace as the schema of an earlier version held it: tests/unit/store/schema/NNNN.sql.

    tools/schema_fixture.py --program build/dev/junheng --version N > tests/unit/store/schema/000N.sql

A small dataset is imported and planned by the program as it is, its rows are put into tables made by the first N
migrations. Run it for the present version before a new migration lands: the tests want a dump of every version but
the newest. A landed dump never changes.
"""
import argparse
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parent.parent
MIGRATIONS = sorted((SOURCE / "sql/migrations/sqlite").glob("*.sql"))


def columns(db, table):
    return [row[1] for row in db.execute(f'PRAGMA table_info("{table}")')]


def tables(db):
    return [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--version", type=int, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        path = f"{scratch}/w.db"
        run = [options.program, "-q", "-w", path]
        small = str(SOURCE / "tests/cli/small")
        subprocess.run([*run, "import", small], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([*run, "plan"], check=True, stdout=subprocess.DEVNULL)
        now = sqlite3.connect(path)
        old = sqlite3.connect(":memory:")
        for file in MIGRATIONS[:options.version]:
            old.executescript(file.read_text())
        old.execute("PRAGMA foreign_keys = OFF")
        for table in tables(old):
            names = [name for name in columns(old, table) if name in columns(now, table)]
            listed = ", ".join(f'"{name}"' for name in names)
            limit = f" WHERE number <= {options.version}" if table == "schema_version" else ""
            for row in now.execute(f'SELECT {listed} FROM "{table}"{limit}'):
                old.execute(f'INSERT INTO "{table}" ({listed}) VALUES ({", ".join("?" * len(names))})', row)
        old.commit()
        version = old.execute("PRAGMA user_version").fetchone()[0]
        application = old.execute("PRAGMA application_id").fetchone()[0]
        if version != options.version:
            sys.exit(f"the migrations say version {version}")
        print(f"-- A workspace of schema version {version}, by tools/schema_fixture.py.")
        print("PRAGMA foreign_keys = OFF;")
        for line in old.iterdump():
            print(line)
        print(f"PRAGMA application_id = {application};\nPRAGMA user_version = {version};")


main()
