-- The workspace: one dataset, plans, settings. A landed migration never changes.
--
-- Rows of areas, regions, hospitals, specialties and zones keep their `key` when a dataset is
-- replaced by one with the same `id`; `position` is the index within the present dataset, NULL for
-- rows that it does not hold. NULL in a quantity means "not given".

CREATE TABLE schema_version (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL,
    tag    TEXT NOT NULL            -- fingerprint of the migration's text
) STRICT;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE dataset (
    key                 INTEGER PRIMARY KEY CHECK (key = 1),
    name                TEXT NOT NULL,
    fictional           INTEGER NOT NULL CHECK (fictional IN (0, 1)),
    fingerprint         TEXT NOT NULL,
    imported_at         TEXT NOT NULL,
    imported_from       TEXT NOT NULL,
    n_regions           INTEGER NOT NULL CHECK (n_regions >= 0),
    regions_given       INTEGER NOT NULL CHECK (regions_given IN (0, 1)),
    n_zones             INTEGER NOT NULL CHECK (n_zones >= 0),
    n_areas             INTEGER NOT NULL CHECK (n_areas >= 0),
    n_areas_inside      INTEGER NOT NULL CHECK (n_areas_inside BETWEEN 0 AND n_areas),
    n_hospitals         INTEGER NOT NULL CHECK (n_hospitals >= 0),
    n_hospitals_inside  INTEGER NOT NULL CHECK (n_hospitals_inside BETWEEN 0 AND n_hospitals),
    n_specialties       INTEGER NOT NULL CHECK (n_specialties >= 0),
    n_capabilities      INTEGER NOT NULL CHECK (n_capabilities >= 0),
    n_periods           INTEGER NOT NULL CHECK (n_periods >= 0),
    periods_given       INTEGER NOT NULL CHECK (periods_given IN (0, 1)),
    period_length_years REAL NOT NULL,
    n_sources           INTEGER NOT NULL CHECK (n_sources >= 0),
    n_flows             INTEGER NOT NULL CHECK (n_flows >= 0),
    n_travel            INTEGER NOT NULL CHECK (n_travel >= 0),
    has_boundaries      INTEGER NOT NULL CHECK (has_boundaries IN (0, 1)),
    boundaries_source   TEXT NOT NULL
) STRICT;

CREATE TABLE region (
    key      INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    position INTEGER UNIQUE,
    name     TEXT NOT NULL,
    level    TEXT NOT NULL,
    parent   INTEGER REFERENCES region (key)
) STRICT;
CREATE INDEX region_parent ON region (parent);

CREATE TABLE zone (
    key         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    position    INTEGER UNIQUE,
    name        TEXT NOT NULL,
    centre_city TEXT NOT NULL
) STRICT;

CREATE TABLE area (
    key         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    position    INTEGER UNIQUE,
    name        TEXT NOT NULL,
    lon         REAL,
    lat         REAL,
    place_basis INTEGER NOT NULL CHECK (place_basis BETWEEN 0 AND 255),
    population  REAL,
    region      INTEGER REFERENCES region (key),
    zone        INTEGER REFERENCES zone (key)
) STRICT;
CREATE INDEX area_region ON area (region);
CREATE INDEX area_zone ON area (zone);

-- Polygons of an area: little endian; u32 number of rings, u32 points of each ring, then f64
-- longitude and latitude of every point.
CREATE TABLE area_boundary (
    area     INTEGER PRIMARY KEY REFERENCES area (key) ON DELETE CASCADE,
    n_rings  INTEGER NOT NULL CHECK (n_rings >= 0),
    n_points INTEGER NOT NULL CHECK (n_points >= 0),
    data     BLOB NOT NULL
) STRICT;

CREATE TABLE hospital (
    key             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    position        INTEGER UNIQUE,
    name            TEXT NOT NULL,
    lon             REAL,
    lat             REAL,
    place_basis     INTEGER NOT NULL CHECK (place_basis BETWEEN 0 AND 255),
    area            INTEGER REFERENCES area (key),
    beds            REAL,
    authorised_beds REAL,
    bed_use_frac    REAL,
    mean_stay_days  REAL,
    grade           INTEGER NOT NULL CHECK (grade BETWEEN 0 AND 255),
    sponsor         INTEGER NOT NULL CHECK (sponsor BETWEEN 0 AND 255),
    kind            INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 255),
    role            INTEGER NOT NULL CHECK (role BETWEEN 0 AND 255),
    grade_text      TEXT NOT NULL,
    campus_of       INTEGER REFERENCES hospital (key)
) STRICT;
CREATE INDEX hospital_area ON hospital (area);
CREATE INDEX hospital_campus_of ON hospital (campus_of);

CREATE TABLE specialty (
    key      INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    position INTEGER UNIQUE
) STRICT;

CREATE TABLE capability (
    hospital     INTEGER NOT NULL REFERENCES hospital (key) ON DELETE CASCADE,
    specialty    INTEGER NOT NULL REFERENCES specialty (key) ON DELETE CASCADE,
    quality      REAL,
    beds         REAL,
    max_projects REAL,
    projects     REAL,
    key_level    INTEGER NOT NULL CHECK (key_level BETWEEN 0 AND 255),
    centre       INTEGER NOT NULL CHECK (centre BETWEEN 0 AND 255),
    PRIMARY KEY (hospital, specialty)
) STRICT, WITHOUT ROWID;
CREATE INDEX capability_specialty ON capability (specialty);

CREATE TABLE period (
    position INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE source (
    position       INTEGER PRIMARY KEY,
    id             TEXT NOT NULL UNIQUE,
    covers_inside  INTEGER NOT NULL CHECK (covers_inside IN (0, 1)),
    covers_outside INTEGER NOT NULL CHECK (covers_outside IN (0, 1))
) STRICT;

-- Columns that the format does not name; item is the position of the area or hospital, and there
-- is no row where the value is empty.
CREATE TABLE attribute (
    key        INTEGER PRIMARY KEY,
    owner      TEXT NOT NULL CHECK (owner IN ('area', 'hospital')),
    position   INTEGER NOT NULL,
    name       TEXT NOT NULL,
    has_number INTEGER NOT NULL CHECK (has_number IN (0, 1)),
    has_text   INTEGER NOT NULL CHECK (has_text IN (0, 1)),
    UNIQUE (owner, position)
) STRICT;
CREATE TABLE attribute_value (
    attribute INTEGER NOT NULL REFERENCES attribute (key) ON DELETE CASCADE,
    item      INTEGER NOT NULL,
    number    REAL,
    text      TEXT,
    PRIMARY KEY (attribute, item)
) STRICT, WITHOUT ROWID;

-- The flow cube and listed travel times, column by column, in blocks of at most 65,536 rows (see
-- docs/decisions/0001-column-blocks.md). Indices in them are positions of this dataset.
CREATE TABLE stored_column (
    key   INTEGER PRIMARY KEY,
    owner TEXT NOT NULL CHECK (owner IN ('flows', 'travel')),
    name  TEXT NOT NULL,
    UNIQUE (owner, name)
) STRICT;
CREATE TABLE column_block (
    key           INTEGER PRIMARY KEY,
    stored_column INTEGER NOT NULL REFERENCES stored_column (key) ON DELETE CASCADE,
    number        INTEGER NOT NULL,
    n_rows        INTEGER NOT NULL CHECK (n_rows BETWEEN 1 AND 65536),
    type          TEXT NOT NULL CHECK (type IN ('u8', 'u16', 'u32', 'f32', 'f64')),
    base          INTEGER NOT NULL,
    data          BLOB NOT NULL,
    UNIQUE (stored_column, number)
) STRICT;

CREATE TABLE plan (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT NOT NULL,
    created_at    TEXT NOT NULL,
    fingerprint   TEXT NOT NULL,    -- of the dataset it was made from
    seed          INTEGER NOT NULL,
    iterations    INTEGER NOT NULL,
    version       TEXT NOT NULL,    -- of the program that made it
    scenario_json TEXT NOT NULL,
    plan_json     TEXT NOT NULL
) STRICT;

PRAGMA application_id = 1246254931; -- "JHWS"
PRAGMA user_version = 1;
