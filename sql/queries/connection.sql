-- What a connection and its transactions need.

-- name: application_id
-- in: -; out: application_id INTEGER; rows: 1
PRAGMA application_id;

-- name: user_version
-- in: -; out: user_version INTEGER; rows: 1
PRAGMA user_version;

-- name: object_count
-- in: -; out: n INTEGER; rows: 1
SELECT count(*) FROM sqlite_schema;

-- name: integrity_check
-- in: -; out: text TEXT; rows: 1..n
PRAGMA integrity_check(1);

-- name: foreign_key_check
-- in: -; out: table TEXT, rowid INTEGER, parent TEXT, fkid INTEGER; rows: 0..n
PRAGMA foreign_key_check;

-- name: set_wal
-- in: -; out: journal_mode TEXT; rows: 1
PRAGMA journal_mode = WAL;

-- name: set_one_file
-- in: -; out: journal_mode TEXT; rows: 1
PRAGMA journal_mode = DELETE;

-- name: set_synchronous
-- in: -; out: -; rows: 0
PRAGMA synchronous = FULL;

-- name: set_foreign_keys
-- in: -; out: -; rows: 0
PRAGMA foreign_keys = ON;

-- name: set_query_only
-- in: -; out: -; rows: 0
PRAGMA query_only = ON;

-- name: begin_write
-- in: -; out: -; rows: 0
BEGIN IMMEDIATE;

-- name: begin_read
-- in: -; out: -; rows: 0
BEGIN DEFERRED;

-- name: commit
-- in: -; out: -; rows: 0
COMMIT;

-- name: rollback
-- in: -; out: -; rows: 0
ROLLBACK;

-- name: schema_version_list
-- in: -; out: number INTEGER, name TEXT, tag TEXT; rows: 0..n
SELECT number, name, tag FROM schema_version ORDER BY number;

-- name: schema_version_put
-- in: number INTEGER, name TEXT, tag TEXT; out: -; rows: 0
INSERT INTO schema_version (number, name, tag) VALUES (?1, ?2, ?3);
