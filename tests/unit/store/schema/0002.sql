-- A workspace of schema version 2, by tools/schema_fixture.py.
PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
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
INSERT INTO "area" VALUES(1,'0101',0,'东县',104.0,30.6,1,300000.0,1,1);
INSERT INTO "area" VALUES(2,'0102',1,'南县',104.2,30.4,1,200000.0,1,1);
INSERT INTO "area" VALUES(3,'0201',2,'西县',103.2,30.6,1,250000.0,2,2);
INSERT INTO "area" VALUES(4,'0202',3,'北县',103.3,30.9,1,150000.0,2,2);
CREATE TABLE area_boundary (
    area     INTEGER PRIMARY KEY REFERENCES area (key) ON DELETE CASCADE,
    n_rings  INTEGER NOT NULL CHECK (n_rings >= 0),
    n_points INTEGER NOT NULL CHECK (n_points >= 0),
    data     BLOB NOT NULL
) STRICT;
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
INSERT INTO "capability" VALUES(1,1,0.8,200.0,NULL,NULL,0,0);
INSERT INTO "capability" VALUES(1,2,0.7,150.0,NULL,NULL,0,0);
INSERT INTO "capability" VALUES(3,1,0.6,160.0,NULL,NULL,0,0);
INSERT INTO "capability" VALUES(3,2,0.5,120.0,NULL,NULL,0,0);
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
INSERT INTO "column_block" VALUES(1,1,0,16,'u8',0,X'00000000010101010202020203030303');
INSERT INTO "column_block" VALUES(2,2,0,16,'u8',0,X'00000404000001040002020400020203');
INSERT INTO "column_block" VALUES(3,3,0,16,'u8',0,X'00010001000100010000010101000100');
INSERT INTO "column_block" VALUES(4,4,0,16,'u8',0,X'00');
INSERT INTO "column_block" VALUES(5,5,0,16,'u8',0,X'00');
INSERT INTO "column_block" VALUES(6,6,0,16,'u16',50,X'5203C20132009600FA00C8005E01640096002602C80064004600C8001E000000');
CREATE TABLE data_report (
    lang        TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    report_json TEXT NOT NULL
) STRICT;
INSERT INTO "data_report" VALUES('en','1260b3574d4b5c498045b9636175e677','{"rows":[],"errors":0,"warnings":0}');
INSERT INTO "data_report" VALUES('zh','1260b3574d4b5c498045b9636175e677','{"rows":[],"errors":0,"warnings":0}');
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
INSERT INTO "dataset" VALUES(1,'small',0,'1260b3574d4b5c498045b9636175e677','2026-11-22T03:43:58Z','/tmp/wt/offline/tests/cli/small',2,1,2,4,4,5,4,2,4,1,0,1.0,1,16,0,0,'');
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
INSERT INTO "hospital" VALUES(1,'H1',0,'东州市人民医院',104.01,30.61,1,1,1500.0,NULL,NULL,NULL,33,3,1,0,'三级甲等',NULL);
INSERT INTO "hospital" VALUES(2,'H2',1,'南县人民医院',104.2,30.41,1,2,500.0,NULL,NULL,NULL,22,4,1,0,'二级甲等',NULL);
INSERT INTO "hospital" VALUES(3,'H3',2,'西州市人民医院',103.21,30.6,1,3,1200.0,NULL,NULL,NULL,33,3,1,0,'三级甲等',NULL);
INSERT INTO "hospital" VALUES(4,'H4',3,'西州仁爱医院',103.22,30.62,1,3,800.0,NULL,NULL,NULL,32,7,1,0,'三级乙等',NULL);
INSERT INTO "hospital" VALUES(5,'X1',4,'北京市（医院不详）',NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,0,0,0,0,'',NULL);
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
CREATE TABLE period (
    position INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "period" VALUES(0,'');
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
INSERT INTO "plan" VALUES(1,'','2026-11-22T03:43:58Z','1260b3574d4b5c498045b9636175e677',1,0,'0.1.0','{
  "name": "",
  "map": {
    "review_number": ""
  },
  "seed": 1,
  "time_limit_s": 60,
  "zones": {
    "method": "given",
    "count": null,
    "min_population": 0,
    "unit": "auto",
    "centres": [],
    "min_localization": 0,
    "huff_beds": 1,
    "huff_minutes": 2
  },
  "places": {
    "by": "region",
    "count": null,
    "list": [],
    "marks": [],
    "shortage": 1,
    "people": 1,
    "location": 1,
    "strategy": 1
  },
  "top_specialties": 3,
  "specialties": [],
  "ranking": "cases",
  "demand": "resident",
  "cases": "all",
  "basis": "auto",
  "centres": {
    "max_total": 2,
    "per_zone_min": 1,
    "per_zone_max": null
  },
  "centre_specialties": {
    "max_total": null,
    "per_specialty_max": null,
    "one_per_zone": true,
    "min_volume": 0
  },
  "beds": {
    "ceiling_per_1000": null,
    "site_max": null,
    "share": 0,
    "use": 0.85,
    "mean_stay": null
  },
  "budget": {
    "total": null,
    "per_host": 0,
    "per_specialty": 0
  },
  "hosts": {
    "grades": [
      "三级"
    ],
    "sponsors": [],
    "kinds": [],
    "min_beds": 0,
    "base": "treated",
    "max_specialties": null
  },
  "fixed": [],
  "forbidden": [],
  "assign": "zone",
  "objective": "travel",
  "home": "auto",
  "frontier": "none",
  "points": 10,
  "reach_min": 60,
  "access": {
    "method": "2sfca",
    "decay": "binary",
    "reach_min": null
  },
  "border_reach_min": 60,
  "uplift": 0.5,
  "uplift_self_built": 0.1,
  "exporters": {
    "from": "any",
    "max_projects": 3,
    "one_per_host": false,
    "locked": [],
    "forbidden": [],
    "agreed": [],
    "refused": []
  },
  "choice": {
    "time": "log",
    "alternatives": 0,
    "draws": 200
  },
  "years": {
    "horizon": 5,
    "open_existing": 1,
    "open_new": 3,
    "ramp": 3,
    "new_buildings": []
  },
  "money": {
    "central": 1,
    "province": 1,
    "city": 1,
    "own": 1,
    "cost_home": null,
    "cost_away": null,
    "paid_home": 0.7,
    "paid_away": 0.55,
    "hour": 50,
    "variable": 0.7,
    "bed": 60000
  },
  "travel": {
    "mode": "mixed",
    "detour": 1.3,
    "speed_min_kmh": 25,
    "speed_max_kmh": 95,
    "speed_half_km": 40,
    "terminal_min": 5
  }
}
','{
  "format": "junheng-plan-1",
  "version": "0.1.0",
  "name": "",
  "dataset": {
    "name": "small",
    "fictional": false,
    "fingerprint": "1260b3574d4b5c498045b9636175e677",
    "areas": 4,
    "hospitals": 4,
    "specialties": 2,
    "periods": [],
    "flows": {
      "cases_per_year": 4500,
      "years": 1,
      "basis": null,
      "inside_collected": true,
      "outside_collected": true,
      "inside_source": "",
      "outside_source": ""
    }
  },
  "scenario": {
    "name": "",
    "map": {
      "review_number": ""
    },
    "seed": 1,
    "time_limit_s": 60,
    "zones": {
      "method": "given",
      "count": null,
      "min_population": 0,
      "unit": "auto",
      "centres": [],
      "min_localization": 0,
      "huff_beds": 1,
      "huff_minutes": 2
    },
    "places": {
      "by": "region",
      "count": null,
      "list": [],
      "marks": [],
      "shortage": 1,
      "people": 1,
      "location": 1,
      "strategy": 1
    },
    "top_specialties": 3,
    "specialties": [],
    "ranking": "cases",
    "demand": "resident",
    "cases": "all",
    "basis": "auto",
    "centres": {
      "max_total": 2,
      "per_zone_min": 1,
      "per_zone_max": null
    },
    "centre_specialties": {
      "max_total": null,
      "per_specialty_max": null,
      "one_per_zone": true,
      "min_volume": 0
    },
    "beds": {
      "ceiling_per_1000": null,
      "site_max": null,
      "share": 0,
      "use": 0.85,
      "mean_stay": null
    },
    "budget": {
      "total": null,
      "per_host": 0,
      "per_specialty": 0
    },
    "hosts": {
      "grades": [
        "三级"
      ],
      "sponsors": [],
      "kinds": [],
      "min_beds": 0,
      "base": "treated",
      "max_specialties": null
    },
    "fixed": [],
    "forbidden": [],
    "assign": "zone",
    "objective": "travel",
    "home": "auto",
    "frontier": "none",
    "points": 10,
    "reach_min": 60,
    "access": {
      "method": "2sfca",
      "decay": "binary",
      "reach_min": null
    },
    "border_reach_min": 60,
    "uplift": 0.5,
    "uplift_self_built": 0.1,
    "exporters": {
      "from": "any",
      "max_projects": 3,
      "one_per_host": false,
      "locked": [],
      "forbidden": [],
      "agreed": [],
      "refused": []
    },
    "choice": {
      "time": "log",
      "alternatives": 0,
      "draws": 200
    },
    "years": {
      "horizon": 5,
      "open_existing": 1,
      "open_new": 3,
      "ramp": 3,
      "new_buildings": []
    },
    "money": {
      "central": 1,
      "province": 1,
      "city": 1,
      "own": 1,
      "cost_home": null,
      "cost_away": null,
      "paid_home": 0.7,
      "paid_away": 0.55,
      "hour": 50,
      "variable": 0.7,
      "bed": 60000
    },
    "travel": {
      "mode": "mixed",
      "detour": 1.3,
      "speed_min_kmh": 25,
      "speed_max_kmh": 95,
      "speed_half_km": 40,
      "terminal_min": 5
    }
  },
  "result": {
    "status": "optimal",
    "objective": 97204.1820526123,
    "objective_unit": "case-minutes",
    "bound": 97204.1820526123,
    "gap": 0,
    "home_by_travel_siting": null,
    "seed": 1,
    "iterations": 0,
    "centres": 2,
    "centre_specialties": 4,
    "cost": null
  },
  "effect": {
    "cases": 4500,
    "unassigned_cases": 0,
    "before_known_cases": 3900,
    "before_mean_min": 23.611564800066827,
    "after_mean_min": 21.600929345024955,
    "before_coverage": 0.9179487179487179,
    "after_coverage": 1,
    "before_worst_tenth_min": 78.21696139604617,
    "after_worst_tenth_min": 48.35704803466797,
    "not_nearest_share": 0
  },
  "equity": {
    "before": {
      "mean": null,
      "gini": null,
      "theil": null,
      "theil_between": null,
      "theil_within": null,
      "variation": null,
      "lowest_tenth": null,
      "highest_tenth": null,
      "tenths_ratio": null
    },
    "after": {
      "mean": 0.0007,
      "gini": 1.1102230246251565e-16,
      "theil": 0,
      "theil_between": 0,
      "theil_within": 0,
      "variation": 0,
      "lowest_tenth": 0.0007,
      "highest_tenth": 0.0007,
      "tenths_ratio": 1
    },
    "zones": [
      {
        "zone_id": "E",
        "people": 500000,
        "mean_before": 0,
        "mean_after": 0.0007,
        "gini_before": null,
        "gini_after": 0,
        "theil_between_before": null,
        "theil_between_after": 0,
        "theil_within_before": null,
        "theil_within_after": 0,
        "theil_change": null
      },
      {
        "zone_id": "W",
        "people": 400000,
        "mean_before": 0,
        "mean_after": 0.0007,
        "gini_before": null,
        "gini_after": 0,
        "theil_between_before": null,
        "theil_between_after": 0,
        "theil_within_before": null,
        "theil_within_after": 0,
        "theil_change": null
      }
    ]
  },
  "frontier": [],
  "hosts": {
    "eligible": 2,
    "excluded": {
      "outside": 1,
      "role": 0,
      "sponsor": 2,
      "grade": 0,
      "kind": 0,
      "beds": 0,
      "forbidden": 0,
      "place": 0,
      "not_chosen": 0
    }
  },
  "travel": {
    "listed": 0,
    "modelled": 8,
    "unknown": 0
  },
  "places": null,
  "centres": [
    {
      "hospital_id": "H1",
      "name": "东州市人民医院",
      "zone_id": "E",
      "specialties": 2,
      "cases": 2800,
      "reach_population": 500000,
      "reach_population_outside": 0
    },
    {
      "hospital_id": "H3",
      "name": "西州市人民医院",
      "zone_id": "W",
      "specialties": 2,
      "cases": 1700,
      "reach_population": 400000,
      "reach_population_outside": 0
    }
  ],
  "centre_specialties": [
    {
      "hospital_id": "H1",
      "specialty": "心血管",
      "zone_id": "E",
      "cases": 1700,
      "existing": false,
      "fixed": false,
      "before_mean_min": 15.372660636901855,
      "after_mean_min": 23.41687864415786,
      "leaving_cases": 100,
      "leaving_rate": 0.058823529411764705,
      "present_cases": 1400,
      "quality": 0.8,
      "specialty_beds": 200,
      "beds_needed": null,
      "marginal": null,
      "next_hospital_id": null,
      "next_takes_all": null,
      "next_cost": null,
      "same_under_leaving": true,
      "leaving_hospital_id": null,
      "destinations": [
        {
          "hospital_id": "X1",
          "name": "北京市（医院不详）",
          "cases": 100
        }
      ],
      "build": {
        "mode": "self_built",
        "exporter_id": null,
        "reason": "no-exporter",
        "gain": null,
        "tie_share": null,
        "exporter_minutes": null,
        "pair_value": null,
        "next_exporter_id": null,
        "next_exporter_cost": null,
        "best_exporter_id": null,
        "quality": 0.8,
        "exporter_quality": null,
        "quality_after": 0.8,
        "quality_assumed": 0.8,
        "treated": {
          "before": null,
          "after": null,
          "low": null,
          "high": null
        },
        "treated_assumed": null,
        "beds_needed_before": null,
        "beds_needed_after": null,
        "open_year": 1
      }
    },
    {
      "hospital_id": "H1",
      "specialty": "肿瘤",
      "zone_id": "E",
      "cases": 1100,
      "existing": false,
      "fixed": false,
      "before_mean_min": 20.682233174641926,
      "after_mean_min": 21.738800742409445,
      "leaving_cases": 350,
      "leaving_rate": 0.3181818181818182,
      "present_cases": 870,
      "quality": 0.7,
      "specialty_beds": 150,
      "beds_needed": null,
      "marginal": null,
      "next_hospital_id": null,
      "next_takes_all": null,
      "next_cost": null,
      "same_under_leaving": true,
      "leaving_hospital_id": null,
      "destinations": [
        {
          "hospital_id": "X1",
          "name": "北京市（医院不详）",
          "cases": 350
        }
      ],
      "build": {
        "mode": "self_built",
        "exporter_id": null,
        "reason": "no-exporter",
        "gain": null,
        "tie_share": null,
        "exporter_minutes": null,
        "pair_value": null,
        "next_exporter_id": null,
        "next_exporter_cost": null,
        "best_exporter_id": null,
        "quality": 0.7,
        "exporter_quality": null,
        "quality_after": 0.7,
        "quality_assumed": 0.7,
        "treated": {
          "before": null,
          "after": null,
          "low": null,
          "high": null
        },
        "treated_assumed": null,
        "beds_needed_before": null,
        "beds_needed_after": null,
        "open_year": 1
      }
    },
    {
      "hospital_id": "H3",
      "specialty": "心血管",
      "zone_id": "W",
      "cases": 1100,
      "existing": false,
      "fixed": false,
      "before_mean_min": 32.86602037603205,
      "after_mean_min": 18.82724553888494,
      "leaving_cases": 200,
      "leaving_rate": 0.18181818181818182,
      "present_cases": 850,
      "quality": 0.6,
      "specialty_beds": 160,
      "beds_needed": null,
      "marginal": null,
      "next_hospital_id": null,
      "next_takes_all": null,
      "next_cost": null,
      "same_under_leaving": true,
      "leaving_hospital_id": null,
      "destinations": [
        {
          "hospital_id": "H1",
          "name": "东州市人民医院",
          "cases": 200
        }
      ],
      "build": {
        "mode": "self_built",
        "exporter_id": null,
        "reason": "no-exporter",
        "gain": null,
        "tie_share": null,
        "exporter_minutes": null,
        "pair_value": null,
        "next_exporter_id": null,
        "next_exporter_cost": null,
        "best_exporter_id": null,
        "quality": 0.6,
        "exporter_quality": null,
        "quality_after": 0.62,
        "quality_assumed": 0.62,
        "treated": {
          "before": null,
          "after": null,
          "low": null,
          "high": null
        },
        "treated_assumed": null,
        "beds_needed_before": null,
        "beds_needed_after": null,
        "open_year": 1
      }
    },
    {
      "hospital_id": "H3",
      "specialty": "肿瘤",
      "zone_id": "W",
      "cases": 600,
      "existing": false,
      "fixed": false,
      "before_mean_min": 35.16566312577989,
      "after_mean_min": 21.288062413533527,
      "leaving_cases": 270,
      "leaving_rate": 0.45,
      "present_cases": 330,
      "quality": 0.5,
      "specialty_beds": 120,
      "beds_needed": null,
      "marginal": null,
      "next_hospital_id": null,
      "next_takes_all": null,
      "next_cost": null,
      "same_under_leaving": true,
      "leaving_hospital_id": null,
      "destinations": [
        {
          "hospital_id": "X1",
          "name": "北京市（医院不详）",
          "cases": 150
        },
        {
          "hospital_id": "H1",
          "name": "东州市人民医院",
          "cases": 120
        }
      ],
      "build": {
        "mode": "self_built",
        "exporter_id": null,
        "reason": "no-exporter",
        "gain": null,
        "tie_share": null,
        "exporter_minutes": null,
        "pair_value": null,
        "next_exporter_id": null,
        "next_exporter_cost": null,
        "best_exporter_id": null,
        "quality": 0.5,
        "exporter_quality": null,
        "quality_after": 0.52,
        "quality_assumed": 0.52,
        "treated": {
          "before": null,
          "after": null,
          "low": null,
          "high": null
        },
        "treated_assumed": null,
        "beds_needed_before": null,
        "beds_needed_after": null,
        "open_year": 1
      }
    }
  ],
  "prediction": {
    "done": false,
    "why_not": "no model of choice has a term for quality: the data state none, or too little",
    "paired": 0,
    "pairs_value": 0,
    "pairs_bound": 0,
    "model": []
  },
  "warnings": [
    {
      "en": "people who live elsewhere for long are not told apart: their stays count as leaving",
      "zh": "未区分长期异地居住人员，其住院计入转外"
    },
    {
      "en": "flows do not state the basis of the home area (residence, registration, insurance)",
      "zh": "流向数据未说明归属口径（常住、户籍、参保）"
    },
    {
      "en": "no travel times are listed: all minutes come from the distance model",
      "zh": "没有给出出行时间，全部分钟数来自距离模型"
    },
    {
      "en": "travel of today is known for 86.7% of cases: figures before the plan leave out the others",
      "zh": "86.7% 的病例已知现行出行时间，规划前的数字不含其余病例"
    },
    {
      "en": "zones with a single eligible host, where there was nothing to choose: 2 (东部片区; 西部片区)",
      "zh": "只有一家依托医院、无从选择的片区 2 个（东部片区; 西部片区）"
    },
    {
      "en": "what patients will choose is not predicted: quality or a model is missing",
      "zh": "未预测患者选择：缺少质量数据或模型"
    }
  ],
  "assumptions": [
    {
      "en": "flows state no period: they are taken as those of one year",
      "zh": "流向数据未注明时期，视为一年"
    },
    {
      "en": "demand is all cases of residents, wherever they are treated today",
      "zh": "需求为居民的全部病例，不论目前在何处就医"
    },
    {
      "en": "specialties of a zone are ranked by leaving cases",
      "zh": "片区专科按转外例数排序"
    },
    {
      "en": "each zone plans its first 3 specialties",
      "zh": "各片区规划排名前 3 的专科"
    },
    {
      "en": "after: all cases of an area attend the centre specialty they are assigned to; what patients choose is predicted apart",
      "zh": "规划后：地区的病例全部到所分配的中心专科就医；患者实际选择另行预测"
    },
    {
      "en": "cases are assigned to a centre of their own zone",
      "zh": "病例分配给本片区的中心"
    },
    {
      "en": "at most 2 centres in all (centres.max_total)",
      "zh": "中心总数不超过 2 个（centres.max_total）"
    },
    {
      "en": "distance model: road 1.3 times the straight line, 25 to 95 km/h with 40 km half way, 5 minutes added to every trip",
      "zh": "距离模型：道路里程为直线的 1.3 倍，时速 25 至 95 公里，半程里程 40 公里，每次出行另加 5 分钟"
    },
    {
      "en": "within reach means at most 60 minutes",
      "zh": "可达指不超过 60 分钟"
    },
    {
      "en": "care across a border counts as neighbouring care up to 60 minutes",
      "zh": "跨界就医在 60 分钟以内计为毗邻就医"
    },
    {
      "en": "accessibility is the two-step floating catchment area over the beds of centre specialties",
      "zh": "可及性为两步移动搜寻法，按中心专科床位计算"
    }
  ],
  "territory": {
    "cases": 4500,
    "cases_excl": null,
    "local_cases": 3900,
    "outflow_cases": 600,
    "outflow_excl": null,
    "neighbour_cases": 0,
    "inflow_cases": 0,
    "treated_cases": 3900,
    "split": [
      2650,
      930,
      320,
      600
    ]
  },
  "zoning": {
    "localization_index": 0.7955555555555556,
    "lofi": 0.9179487179487179,
    "modularity": 0.37671268902038124,
    "population_cv": 0.1111111111111111,
    "components": 2,
    "areas_without_zone": 0
  },
  "zones": [
    {
      "zone_id": "E",
      "name": "东部片区",
      "centre_city": "东州市",
      "all": {
        "cases": 2800,
        "cases_excl": null,
        "local_cases": 2350,
        "outflow_cases": 450,
        "outflow_excl": null,
        "neighbour_cases": 0,
        "inflow_cases": 320,
        "treated_cases": 2670,
        "split": [
          1800,
          550,
          0,
          450
        ]
      },
      "specialties": [
        {
          "specialty": "心血管",
          "planned": true,
          "leaving_rate": 0.058823529411764705,
          "value": {
            "cases": 100,
            "persons": null,
            "hard": null,
            "excess": 0,
            "cost": null,
            "shortage": 117.6470588235294
          },
          "rank": {
            "cases": 2,
            "persons": null,
            "hard": null,
            "excess": 1,
            "cost": null,
            "shortage": 1
          }
        },
        {
          "specialty": "肿瘤",
          "planned": true,
          "leaving_rate": 0.3181818181818182,
          "value": {
            "cases": 350,
            "persons": null,
            "hard": null,
            "excess": 0,
            "cost": null,
            "shortage": 136.36363636363637
          },
          "rank": {
            "cases": 1,
            "persons": null,
            "hard": null,
            "excess": 2,
            "cost": null,
            "shortage": 2
          }
        }
      ]
    },
    {
      "zone_id": "W",
      "name": "西部片区",
      "centre_city": "西州市",
      "all": {
        "cases": 1700,
        "cases_excl": null,
        "local_cases": 1230,
        "outflow_cases": 470,
        "outflow_excl": null,
        "neighbour_cases": 0,
        "inflow_cases": 0,
        "treated_cases": 1230,
        "split": [
          850,
          380,
          320,
          150
        ]
      },
      "specialties": [
        {
          "specialty": "心血管",
          "planned": true,
          "leaving_rate": 0.18181818181818182,
          "value": {
            "cases": 200,
            "persons": null,
            "hard": null,
            "excess": 135.29411764705884,
            "cost": null,
            "shortage": 145.45454545454547
          },
          "rank": {
            "cases": 2,
            "persons": null,
            "hard": null,
            "excess": 1,
            "cost": null,
            "shortage": 1
          }
        },
        {
          "specialty": "肿瘤",
          "planned": true,
          "leaving_rate": 0.45,
          "value": {
            "cases": 270,
            "persons": null,
            "hard": null,
            "excess": 79.0909090909091,
            "cost": null,
            "shortage": 200
          },
          "rank": {
            "cases": 1,
            "persons": null,
            "hard": null,
            "excess": 2,
            "cost": null,
            "shortage": 2
          }
        }
      ]
    }
  ],
  "areas": [
    {
      "area_id": "0101",
      "zone_id": "E",
      "access_before": 0,
      "access_after": 0.0007,
      "assigned": [
        {
          "specialty": "心血管",
          "hospital_id": "H1",
          "cases": 1000
        },
        {
          "specialty": "肿瘤",
          "hospital_id": "H1",
          "cases": 700
        }
      ]
    },
    {
      "area_id": "0102",
      "zone_id": "E",
      "access_before": 0,
      "access_after": 0.0007,
      "assigned": [
        {
          "specialty": "心血管",
          "hospital_id": "H1",
          "cases": 700
        },
        {
          "specialty": "肿瘤",
          "hospital_id": "H1",
          "cases": 400
        }
      ]
    },
    {
      "area_id": "0201",
      "zone_id": "W",
      "access_before": 0,
      "access_after": 0.0007,
      "assigned": [
        {
          "specialty": "心血管",
          "hospital_id": "H3",
          "cases": 800
        },
        {
          "specialty": "肿瘤",
          "hospital_id": "H3",
          "cases": 400
        }
      ]
    },
    {
      "area_id": "0202",
      "zone_id": "W",
      "access_before": 0,
      "access_after": 0.0007,
      "assigned": [
        {
          "specialty": "心血管",
          "hospital_id": "H3",
          "cases": 300
        },
        {
          "specialty": "肿瘤",
          "hospital_id": "H3",
          "cases": 200
        }
      ]
    }
  ]
}

');
CREATE TABLE plan_document (
    key  INTEGER PRIMARY KEY,
    plan INTEGER NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    name TEXT NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (plan, lang, name)
) STRICT;
CREATE TABLE region (
    key      INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    position INTEGER UNIQUE,
    name     TEXT NOT NULL,
    level    TEXT NOT NULL,
    parent   INTEGER REFERENCES region (key)
) STRICT;
INSERT INTO "region" VALUES(1,'01',0,'东州市','prefecture',NULL);
INSERT INTO "region" VALUES(2,'02',1,'西州市','prefecture',NULL);
CREATE TABLE schema_version (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL,
    tag    TEXT NOT NULL            -- fingerprint of the migration's text
) STRICT;
INSERT INTO "schema_version" VALUES(1,'0001_workspace.sql','64776684223086ac09cecbdd00ff1f53');
INSERT INTO "schema_version" VALUES(2,'0002_serve.sql','a37e0f37e81006ca84132b48f0bde797');
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE source (
    position       INTEGER PRIMARY KEY,
    id             TEXT NOT NULL UNIQUE,
    covers_inside  INTEGER NOT NULL CHECK (covers_inside IN (0, 1)),
    covers_outside INTEGER NOT NULL CHECK (covers_outside IN (0, 1))
) STRICT;
INSERT INTO "source" VALUES(0,'',1,1);
CREATE TABLE specialty (
    key      INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    position INTEGER UNIQUE
) STRICT;
INSERT INTO "specialty" VALUES(1,'心血管',0);
INSERT INTO "specialty" VALUES(2,'肿瘤',1);
CREATE TABLE stored_column (
    key   INTEGER PRIMARY KEY,
    owner TEXT NOT NULL CHECK (owner IN ('flows', 'travel')),
    name  TEXT NOT NULL,
    UNIQUE (owner, name)
) STRICT;
INSERT INTO "stored_column" VALUES(1,'flows','area');
INSERT INTO "stored_column" VALUES(2,'flows','hospital');
INSERT INTO "stored_column" VALUES(3,'flows','specialty');
INSERT INTO "stored_column" VALUES(4,'flows','period');
INSERT INTO "stored_column" VALUES(5,'flows','source');
INSERT INTO "stored_column" VALUES(6,'flows','cases');
INSERT INTO "stored_column" VALUES(7,'travel','area');
CREATE TABLE zone (
    key         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    position    INTEGER UNIQUE,
    name        TEXT NOT NULL,
    centre_city TEXT NOT NULL
) STRICT;
INSERT INTO "zone" VALUES(1,'E',0,'东部片区','东州市');
INSERT INTO "zone" VALUES(2,'W',1,'西部片区','西州市');
CREATE INDEX region_parent ON region (parent);
CREATE INDEX area_region ON area (region);
CREATE INDEX area_zone ON area (zone);
CREATE INDEX hospital_area ON hospital (area);
CREATE INDEX hospital_campus_of ON hospital (campus_of);
CREATE INDEX capability_specialty ON capability (specialty);
CREATE INDEX job_state ON job (state);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('plan',1);
COMMIT;
PRAGMA application_id = 1246254931;
PRAGMA user_version = 2;
