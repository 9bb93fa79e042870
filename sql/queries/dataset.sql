-- The dataset: one, replaced as a whole. "retire" takes rows out of the present dataset, "put"
-- brings them back or adds them, "forget" drops those that stayed out.

-- name: dataset_put
-- in: name TEXT, fictional INTEGER, fingerprint TEXT, imported_at TEXT, imported_from TEXT, n_regions INTEGER, regions_given INTEGER, n_zones INTEGER, n_areas INTEGER, n_areas_inside INTEGER, n_hospitals INTEGER, n_hospitals_inside INTEGER, n_specialties INTEGER, n_capabilities INTEGER, n_periods INTEGER, periods_given INTEGER, period_length_years REAL, n_sources INTEGER, n_flows INTEGER, n_travel INTEGER, has_boundaries INTEGER, boundaries_source TEXT; out: -; rows: 0
INSERT OR REPLACE INTO dataset (key, name, fictional, fingerprint, imported_at, imported_from,
    n_regions, regions_given, n_zones, n_areas, n_areas_inside, n_hospitals, n_hospitals_inside,
    n_specialties, n_capabilities, n_periods, periods_given, period_length_years, n_sources, n_flows,
    n_travel, has_boundaries, boundaries_source)
VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
    ?21, ?22);

-- name: dataset_get
-- in: -; out: name TEXT, fictional INTEGER, fingerprint TEXT, n_regions INTEGER, regions_given INTEGER, n_zones INTEGER, n_areas INTEGER, n_areas_inside INTEGER, n_hospitals INTEGER, n_hospitals_inside INTEGER, n_specialties INTEGER, n_capabilities INTEGER, n_periods INTEGER, periods_given INTEGER, period_length_years REAL, n_sources INTEGER, n_flows INTEGER, n_travel INTEGER, has_boundaries INTEGER, boundaries_source TEXT; rows: 0..1
SELECT name, fictional, fingerprint, n_regions, regions_given, n_zones, n_areas, n_areas_inside,
    n_hospitals, n_hospitals_inside, n_specialties, n_capabilities, n_periods, periods_given,
    period_length_years, n_sources, n_flows, n_travel, has_boundaries, boundaries_source
FROM dataset;

-- name: dataset_about
-- in: -; out: name TEXT, fingerprint TEXT, imported_at TEXT, imported_from TEXT; rows: 0..1
SELECT name, fingerprint, imported_at, imported_from FROM dataset;

-- name: region_retire
-- in: -; out: -; rows: 0
UPDATE region SET position = NULL, parent = NULL;

-- name: region_put
-- in: id TEXT, position INTEGER, name TEXT, level TEXT; out: -; rows: 0
INSERT INTO region (id, position, name, level) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (id) DO UPDATE
SET position = excluded.position, name = excluded.name, level = excluded.level
WHERE region.position IS NULL;

-- name: region_set_parent
-- in: position INTEGER, parent_position INTEGER; out: -; rows: 0
UPDATE region SET parent = (SELECT key FROM region WHERE position = ?2) WHERE position = ?1;

-- name: region_forget
-- in: -; out: -; rows: 0
DELETE FROM region WHERE position IS NULL;

-- name: region_list
-- in: -; out: position INTEGER, id TEXT, name TEXT, level TEXT, parent_position INTEGER; rows: 0..n
SELECT r.position, r.id, r.name, r.level, p.position
FROM region AS r LEFT JOIN region AS p ON p.key = r.parent
WHERE r.position IS NOT NULL ORDER BY r.position;

-- name: zone_retire
-- in: -; out: -; rows: 0
UPDATE zone SET position = NULL;

-- name: zone_put
-- in: id TEXT, position INTEGER, name TEXT, centre_city TEXT; out: -; rows: 0
INSERT INTO zone (id, position, name, centre_city) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (id) DO UPDATE
SET position = excluded.position, name = excluded.name, centre_city = excluded.centre_city
WHERE zone.position IS NULL;

-- name: zone_forget
-- in: -; out: -; rows: 0
DELETE FROM zone WHERE position IS NULL;

-- name: zone_list
-- in: -; out: position INTEGER, id TEXT, name TEXT, centre_city TEXT; rows: 0..n
SELECT position, id, name, centre_city FROM zone WHERE position IS NOT NULL ORDER BY position;

-- name: area_retire
-- in: -; out: -; rows: 0
UPDATE area SET position = NULL, region = NULL, zone = NULL;

-- name: area_put
-- in: id TEXT, position INTEGER, name TEXT, lon REAL, lat REAL, place_basis INTEGER, population REAL, region_position INTEGER, zone_position INTEGER; out: -; rows: 0
INSERT INTO area (id, position, name, lon, lat, place_basis, population, region, zone)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, (SELECT key FROM region WHERE position = ?8),
    (SELECT key FROM zone WHERE position = ?9))
ON CONFLICT (id) DO UPDATE
SET position = excluded.position, name = excluded.name, lon = excluded.lon, lat = excluded.lat,
    place_basis = excluded.place_basis, population = excluded.population, region = excluded.region,
    zone = excluded.zone
WHERE area.position IS NULL;

-- name: area_forget
-- in: -; out: -; rows: 0
DELETE FROM area WHERE position IS NULL;

-- name: area_list
-- in: -; out: position INTEGER, id TEXT, name TEXT, lon REAL, lat REAL, place_basis INTEGER, population REAL, region_position INTEGER, zone_position INTEGER; rows: 0..n
SELECT a.position, a.id, a.name, a.lon, a.lat, a.place_basis, a.population, r.position, z.position
FROM area AS a LEFT JOIN region AS r ON r.key = a.region LEFT JOIN zone AS z ON z.key = a.zone
WHERE a.position IS NOT NULL ORDER BY a.position;

-- name: boundary_clear
-- in: -; out: -; rows: 0
DELETE FROM area_boundary;

-- name: boundary_head
-- in: has_boundaries INTEGER, boundaries_source TEXT, fingerprint TEXT, old_fingerprint TEXT; out: -; rows: 0
UPDATE dataset SET has_boundaries = ?1, boundaries_source = ?2, fingerprint = ?3
WHERE fingerprint = ?4;

-- name: boundary_report
-- in: fingerprint TEXT, old_fingerprint TEXT; out: -; rows: 0
UPDATE data_report SET fingerprint = ?1 WHERE fingerprint = ?2;

-- name: boundary_put
-- in: area_position INTEGER, n_rings INTEGER, n_points INTEGER, data BLOB; out: -; rows: 0
INSERT INTO area_boundary (area, n_rings, n_points, data)
VALUES ((SELECT key FROM area WHERE position = ?1), ?2, ?3, ?4);

-- name: boundary_total
-- in: -; out: n_rings INTEGER, n_points INTEGER; rows: 1
SELECT coalesce(sum(n_rings), 0), coalesce(sum(n_points), 0) FROM area_boundary;

-- name: boundary_list
-- in: -; out: area_position INTEGER, n_rings INTEGER, n_points INTEGER, data BLOB; rows: 0..n
SELECT a.position, b.n_rings, b.n_points, b.data
FROM area_boundary AS b JOIN area AS a ON a.key = b.area ORDER BY a.position;

-- name: hospital_retire
-- in: -; out: -; rows: 0
UPDATE hospital SET position = NULL, area = NULL, campus_of = NULL;

-- name: hospital_put
-- in: id TEXT, position INTEGER, name TEXT, lon REAL, lat REAL, place_basis INTEGER, area_position INTEGER, beds REAL, authorised_beds REAL, bed_use_frac REAL, mean_stay_days REAL, grade INTEGER, sponsor INTEGER, kind INTEGER, role INTEGER, grade_text TEXT; out: -; rows: 0
INSERT INTO hospital (id, position, name, lon, lat, place_basis, area, beds, authorised_beds,
    bed_use_frac, mean_stay_days, grade, sponsor, kind, role, grade_text)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT key FROM area WHERE position = ?7), ?8, ?9, ?10, ?11, ?12,
    ?13, ?14, ?15, ?16)
ON CONFLICT (id) DO UPDATE
SET position = excluded.position, name = excluded.name, lon = excluded.lon, lat = excluded.lat,
    place_basis = excluded.place_basis, area = excluded.area, beds = excluded.beds,
    authorised_beds = excluded.authorised_beds, bed_use_frac = excluded.bed_use_frac,
    mean_stay_days = excluded.mean_stay_days, grade = excluded.grade, sponsor = excluded.sponsor,
    kind = excluded.kind, role = excluded.role, grade_text = excluded.grade_text
WHERE hospital.position IS NULL;

-- name: hospital_set_campus
-- in: position INTEGER, main_position INTEGER; out: -; rows: 0
UPDATE hospital SET campus_of = (SELECT key FROM hospital WHERE position = ?2) WHERE position = ?1;

-- name: hospital_forget
-- in: -; out: -; rows: 0
DELETE FROM hospital WHERE position IS NULL;

-- name: hospital_list
-- in: -; out: position INTEGER, id TEXT, name TEXT, lon REAL, lat REAL, place_basis INTEGER, area_position INTEGER, beds REAL, authorised_beds REAL, bed_use_frac REAL, mean_stay_days REAL, grade INTEGER, sponsor INTEGER, kind INTEGER, role INTEGER, grade_text TEXT, main_position INTEGER; rows: 0..n
SELECT h.position, h.id, h.name, h.lon, h.lat, h.place_basis, a.position, h.beds, h.authorised_beds,
    h.bed_use_frac, h.mean_stay_days, h.grade, h.sponsor, h.kind, h.role, h.grade_text, m.position
FROM hospital AS h LEFT JOIN area AS a ON a.key = h.area
    LEFT JOIN hospital AS m ON m.key = h.campus_of
WHERE h.position IS NOT NULL ORDER BY h.position;

-- name: specialty_retire
-- in: -; out: -; rows: 0
UPDATE specialty SET position = NULL;

-- name: specialty_put
-- in: id TEXT, position INTEGER; out: -; rows: 0
INSERT INTO specialty (id, position) VALUES (?1, ?2)
ON CONFLICT (id) DO UPDATE SET position = excluded.position WHERE specialty.position IS NULL;

-- name: specialty_forget
-- in: -; out: -; rows: 0
DELETE FROM specialty WHERE position IS NULL;

-- name: specialty_list
-- in: -; out: position INTEGER, id TEXT; rows: 0..n
SELECT position, id FROM specialty WHERE position IS NOT NULL ORDER BY position;

-- name: capability_clear
-- in: -; out: -; rows: 0
DELETE FROM capability;

-- name: capability_put
-- in: hospital_position INTEGER, specialty_position INTEGER, quality REAL, beds REAL, max_projects REAL, projects REAL, key_level INTEGER, centre INTEGER; out: -; rows: 0
INSERT INTO capability (hospital, specialty, quality, beds, max_projects, projects, key_level, centre)
VALUES ((SELECT key FROM hospital WHERE position = ?1),
    (SELECT key FROM specialty WHERE position = ?2), ?3, ?4, ?5, ?6, ?7, ?8);

-- name: capability_list
-- in: -; out: hospital_position INTEGER, specialty_position INTEGER, quality REAL, beds REAL, max_projects REAL, projects REAL, key_level INTEGER, centre INTEGER; rows: 0..n
SELECT h.position, s.position, c.quality, c.beds, c.max_projects, c.projects, c.key_level, c.centre
FROM capability AS c JOIN hospital AS h ON h.key = c.hospital
    JOIN specialty AS s ON s.key = c.specialty
ORDER BY h.position, s.position;

-- name: period_clear
-- in: -; out: -; rows: 0
DELETE FROM period;

-- name: period_put
-- in: position INTEGER, id TEXT; out: -; rows: 0
INSERT INTO period (position, id) VALUES (?1, ?2);

-- name: period_list
-- in: -; out: position INTEGER, id TEXT; rows: 0..n
SELECT position, id FROM period ORDER BY position;

-- name: source_clear
-- in: -; out: -; rows: 0
DELETE FROM source;

-- name: source_put
-- in: position INTEGER, id TEXT, covers_inside INTEGER, covers_outside INTEGER; out: -; rows: 0
INSERT INTO source (position, id, covers_inside, covers_outside) VALUES (?1, ?2, ?3, ?4);

-- name: source_list
-- in: -; out: position INTEGER, id TEXT, covers_inside INTEGER, covers_outside INTEGER; rows: 0..n
SELECT position, id, covers_inside, covers_outside FROM source ORDER BY position;

-- name: attribute_clear
-- in: -; out: -; rows: 0
DELETE FROM attribute;

-- name: attribute_put
-- in: key INTEGER, owner TEXT, position INTEGER, name TEXT, has_number INTEGER, has_text INTEGER; out: -; rows: 0
INSERT INTO attribute (key, owner, position, name, has_number, has_text)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: attribute_count
-- in: owner TEXT; out: n INTEGER; rows: 1
SELECT count(*) FROM attribute WHERE owner = ?1;

-- name: attribute_list
-- in: owner TEXT; out: position INTEGER, key INTEGER, name TEXT, has_number INTEGER, has_text INTEGER; rows: 0..n
SELECT position, key, name, has_number, has_text FROM attribute WHERE owner = ?1 ORDER BY position;

-- name: attribute_value_put
-- in: attribute INTEGER, item INTEGER, number REAL, text TEXT; out: -; rows: 0
INSERT INTO attribute_value (attribute, item, number, text) VALUES (?1, ?2, ?3, ?4);

-- name: attribute_value_list
-- in: attribute INTEGER; out: item INTEGER, number REAL, text TEXT; rows: 0..n
SELECT item, number, text FROM attribute_value WHERE attribute = ?1 ORDER BY item;

-- name: column_clear
-- in: -; out: -; rows: 0
DELETE FROM stored_column;

-- name: column_put
-- in: key INTEGER, owner TEXT, name TEXT; out: -; rows: 0
INSERT INTO stored_column (key, owner, name) VALUES (?1, ?2, ?3);

-- name: column_find
-- in: owner TEXT, name TEXT; out: key INTEGER; rows: 0..1
SELECT key FROM stored_column WHERE owner = ?1 AND name = ?2;

-- name: block_put
-- in: stored_column INTEGER, number INTEGER, n_rows INTEGER, type TEXT, base INTEGER, data BLOB; out: -; rows: 0
INSERT INTO column_block (stored_column, number, n_rows, type, base, data)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: block_list
-- in: stored_column INTEGER; out: n_rows INTEGER, type TEXT, base INTEGER, data BLOB; rows: 0..n
SELECT n_rows, type, base, data FROM column_block WHERE stored_column = ?1 ORDER BY number;
