-- What the server keeps: jobs, the data report of the present dataset, documents of plans.

CREATE TABLE job (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT NOT NULL,
    state       TEXT NOT NULL
        CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
    input_json  TEXT NOT NULL,
    result_json TEXT NOT NULL,      -- an object: what came of it, or why nothing did
    created_at  TEXT NOT NULL,
    started_at  TEXT NOT NULL,      -- "" where not yet
    ended_at    TEXT NOT NULL
) STRICT;
CREATE INDEX job_state ON job (state);

-- One row a language; of the dataset with that fingerprint alone.
CREATE TABLE data_report (
    lang        TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    report_json TEXT NOT NULL
) STRICT;

CREATE TABLE plan_document (
    key  INTEGER PRIMARY KEY,
    plan INTEGER NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    name TEXT NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (plan, lang, name)
) STRICT;

PRAGMA user_version = 2;
