-- What the server keeps.

-- name: job_put
-- in: kind TEXT, input_json TEXT, created_at TEXT; out: -; rows: 0
INSERT INTO job (kind, state, input_json, result_json, created_at, started_at, ended_at)
VALUES (?1, 'queued', ?2, '{}', ?3, '', '');

-- name: job_start
-- in: id INTEGER, started_at TEXT; out: -; rows: 0
UPDATE job SET state = 'running', started_at = ?2 WHERE id = ?1;

-- name: job_end
-- in: id INTEGER, state TEXT, result_json TEXT, ended_at TEXT; out: -; rows: 0
UPDATE job SET state = ?2, result_json = ?3, ended_at = ?4 WHERE id = ?1;

-- name: job_interrupt
-- in: ended_at TEXT; out: -; rows: 0
UPDATE job SET state = 'interrupted', ended_at = ?1 WHERE state IN ('queued', 'running');

-- name: job_list
-- in: n INTEGER; out: id INTEGER, kind TEXT, state TEXT, input_json TEXT, result_json TEXT, created_at TEXT, started_at TEXT, ended_at TEXT; rows: 0..n
SELECT id, kind, state, input_json, result_json, created_at, started_at, ended_at
FROM job ORDER BY id DESC LIMIT ?1;

-- name: data_report_put
-- in: lang TEXT, fingerprint TEXT, report_json TEXT; out: -; rows: 0
INSERT OR REPLACE INTO data_report (lang, fingerprint, report_json) VALUES (?1, ?2, ?3);

-- name: data_report_get
-- in: lang TEXT, fingerprint TEXT; out: report_json TEXT; rows: 0..1
SELECT report_json FROM data_report WHERE lang = ?1 AND fingerprint = ?2;

-- name: plan_document_put
-- in: plan INTEGER, lang TEXT, name TEXT, data BLOB; out: -; rows: 0
INSERT OR REPLACE INTO plan_document (plan, lang, name, data) VALUES (?1, ?2, ?3, ?4);

-- name: plan_document_get
-- in: plan INTEGER, lang TEXT, name TEXT; out: data BLOB; rows: 0..1
SELECT data FROM plan_document WHERE plan = ?1 AND lang = ?2 AND name = ?3;
