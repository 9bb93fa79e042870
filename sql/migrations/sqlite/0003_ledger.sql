-- The ledger of the programme (projects, moves, commitments, tasks, entries, targets ...) and the
-- computed indicators. What is in the ledger stays: a change is a new row.

CREATE TABLE ledger (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    kind      TEXT NOT NULL CHECK (kind <> ''),
    subject   TEXT NOT NULL CHECK (subject <> ''),  -- what it is about: an id
    at        TEXT NOT NULL,                        -- when it was written, UTC
    actor     TEXT NOT NULL,                        -- who wrote it
    body_json TEXT NOT NULL CHECK (json_valid(body_json))
) STRICT;
CREATE INDEX ledger_kind ON ledger (kind, subject, id);

CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'the ledger only grows');
END;

-- One block for each indicator and period: values of all units of the dataset, as computed.
CREATE TABLE indicator_block (
    indicator   TEXT NOT NULL,
    period      TEXT NOT NULL,
    fingerprint TEXT NOT NULL,  -- of everything it was computed from
    computed_at TEXT NOT NULL,
    n_units     INTEGER NOT NULL CHECK (n_units >= 0),
    data        BLOB NOT NULL,  -- numerators f64, denominators f64, flags u8
    PRIMARY KEY (indicator, period)
) STRICT;

PRAGMA user_version = 3;
