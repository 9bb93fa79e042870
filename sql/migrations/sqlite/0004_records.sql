-- Which files of records are in the dataset, and an import that is under way.

CREATE TABLE record_file (
    fingerprint TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    source      TEXT NOT NULL,
    profile     TEXT NOT NULL,
    imported_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE record_import (
    key        INTEGER PRIMARY KEY CHECK (key = 1),
    process    INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    files      TEXT NOT NULL
) STRICT;

PRAGMA user_version = 4;
