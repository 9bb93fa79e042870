-- Files of records in the dataset, and an import under way.

-- name: record_file_clear
-- in: -; out: -; rows: 0
DELETE FROM record_file;

-- name: record_file_put
-- in: fingerprint TEXT, name TEXT, source TEXT, profile TEXT, imported_at TEXT; out: -; rows: 0
INSERT INTO record_file (fingerprint, name, source, profile, imported_at) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (fingerprint) DO UPDATE
SET name = excluded.name, source = excluded.source, profile = excluded.profile,
    imported_at = excluded.imported_at;

-- name: record_file_find
-- in: fingerprint TEXT; out: name TEXT, source TEXT, imported_at TEXT; rows: 0..1
SELECT name, source, imported_at FROM record_file WHERE fingerprint = ?1;

-- name: record_import_put
-- in: process INTEGER, started_at TEXT, files TEXT; out: -; rows: 0
INSERT INTO record_import (key, process, started_at, files) VALUES (1, ?1, ?2, ?3)
ON CONFLICT (key) DO UPDATE
SET process = excluded.process, started_at = excluded.started_at, files = excluded.files;

-- name: record_import_get
-- in: -; out: process INTEGER, started_at TEXT, files TEXT; rows: 0..1
SELECT process, started_at, files FROM record_import WHERE key = 1;

-- name: record_import_clear
-- in: -; out: -; rows: 0
DELETE FROM record_import;
