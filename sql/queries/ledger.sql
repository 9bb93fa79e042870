-- The ledger: appended to and read; and the blocks of computed indicators.

-- name: ledger_put
-- in: kind TEXT, subject TEXT, at TEXT, actor TEXT, body_json TEXT; out: -; rows: 0
INSERT INTO ledger (kind, subject, at, actor, body_json) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: ledger_last
-- in: -; out: id INTEGER; rows: 1
SELECT coalesce(max(id), 0) FROM ledger;

-- name: ledger_list
-- in: -; out: id INTEGER, kind TEXT, subject TEXT, at TEXT, actor TEXT, body_json TEXT; rows: 0..n
SELECT id, kind, subject, at, actor, body_json FROM ledger ORDER BY id;

-- name: ledger_list_kind
-- in: kind TEXT; out: id INTEGER, kind TEXT, subject TEXT, at TEXT, actor TEXT, body_json TEXT; rows: 0..n
SELECT id, kind, subject, at, actor, body_json FROM ledger WHERE kind = ?1 ORDER BY id;

-- name: ledger_list_other
-- in: kind TEXT; out: id INTEGER, kind TEXT, subject TEXT, at TEXT, actor TEXT, body_json TEXT; rows: 0..n
SELECT id, kind, subject, at, actor, body_json FROM ledger WHERE kind <> ?1 ORDER BY id;

-- name: ledger_list_subject
-- in: kind TEXT, subject TEXT; out: id INTEGER, kind TEXT, subject TEXT, at TEXT, actor TEXT, body_json TEXT; rows: 0..n
SELECT id, kind, subject, at, actor, body_json FROM ledger WHERE kind = ?1 AND subject = ?2 ORDER BY id;

-- name: ledger_heads
-- in: kind TEXT; out: id INTEGER, kind TEXT, subject TEXT, at TEXT, actor TEXT, body_json TEXT; rows: 0..n
SELECT id, kind, subject, '', '', '' FROM ledger WHERE kind = ?1 ORDER BY kind, subject, id;

-- name: indicator_block_put
-- in: indicator TEXT, period TEXT, fingerprint TEXT, computed_at TEXT, n_units INTEGER, data BLOB; out: -; rows: 0
INSERT INTO indicator_block (indicator, period, fingerprint, computed_at, n_units, data)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (indicator, period) DO UPDATE SET fingerprint = excluded.fingerprint,
    computed_at = excluded.computed_at, n_units = excluded.n_units, data = excluded.data;

-- name: indicator_block_list
-- in: -; out: indicator TEXT, period TEXT, fingerprint TEXT, computed_at TEXT, n_units INTEGER, data BLOB; rows: 0..n
SELECT indicator, period, fingerprint, computed_at, n_units, data FROM indicator_block
ORDER BY indicator, period;

-- name: indicator_block_of
-- in: indicator TEXT; out: indicator TEXT, period TEXT, fingerprint TEXT, computed_at TEXT, n_units INTEGER, data BLOB; rows: 0..n
SELECT indicator, period, fingerprint, computed_at, n_units, data FROM indicator_block
WHERE indicator = ?1 ORDER BY period;

-- name: indicator_block_clear
-- in: -; out: -; rows: 0
DELETE FROM indicator_block;

-- name: evidence_put
-- in: hash TEXT, name TEXT, media_type TEXT, n_bytes INTEGER, at TEXT, actor TEXT, data BLOB; out: -; rows: 0
INSERT INTO evidence_file (hash, name, media_type, n_bytes, at, actor, data)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (hash) DO NOTHING;

-- name: evidence_list
-- in: -; out: hash TEXT, name TEXT, media_type TEXT, n_bytes INTEGER, at TEXT, actor TEXT; rows: 0..n
SELECT hash, name, media_type, n_bytes, at, actor FROM evidence_file ORDER BY rowid;

-- name: evidence_get
-- in: hash TEXT; out: data BLOB, name TEXT, media_type TEXT; rows: 0..1
SELECT data, name, media_type FROM evidence_file WHERE hash = ?1;
