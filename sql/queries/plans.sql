-- Plans: scenario and body as JSON.

-- name: plan_put
-- in: name TEXT, created_at TEXT, fingerprint TEXT, seed INTEGER, iterations INTEGER, version TEXT, scenario_json TEXT, plan_json TEXT; out: -; rows: 0
INSERT INTO plan (name, created_at, fingerprint, seed, iterations, version, scenario_json, plan_json)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: plan_get
-- in: id INTEGER; out: scenario_json TEXT, plan_json TEXT; rows: 0..1
SELECT scenario_json, plan_json FROM plan WHERE id = ?1;

-- name: plan_get_latest
-- in: -; out: scenario_json TEXT, plan_json TEXT; rows: 0..1
SELECT scenario_json, plan_json FROM plan ORDER BY id DESC LIMIT 1;

-- name: plan_list
-- in: -; out: id INTEGER, name TEXT, created_at TEXT, fingerprint TEXT, version TEXT, result TEXT; rows: 0..n
SELECT id, name, created_at, fingerprint, version,
    CASE WHEN json_valid(plan_json) THEN COALESCE(json_extract(plan_json, '$.result'), '') ELSE '' END
FROM plan ORDER BY id;
