-- Files that prove what the ledger says. Rows of the ledger name them by their hash ("file:HASH" in
-- the field evidence); like the ledger they stay.

CREATE TABLE evidence_file (
    hash       TEXT PRIMARY KEY CHECK (length(hash) = 32), -- BLAKE2b of 16 bytes: b2sum -l 128
    name       TEXT NOT NULL CHECK (name <> ''),
    media_type TEXT NOT NULL,
    n_bytes    INTEGER NOT NULL CHECK (n_bytes = length(data)),
    at         TEXT NOT NULL,                              -- when it came, UTC
    actor      TEXT NOT NULL,                              -- who gave it
    data       BLOB NOT NULL
) STRICT;

CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence_file
BEGIN
    SELECT RAISE(ABORT, 'evidence stays as it is');
END;
CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence_file
BEGIN
    SELECT RAISE(ABORT, 'evidence stays as it is');
END;

PRAGMA user_version = 5;
