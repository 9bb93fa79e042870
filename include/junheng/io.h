/*
 * Files in and out: datasets (CSV, workbook), scenarios (JSON), plans (JSON, HTML, xlsx, CSV, GeoJSON).
 */
#ifndef JH_IO_H
#define JH_IO_H

#include "junheng/findings.h"
#include "junheng/model.h"
#include "junheng/plan.h"
#include "junheng/run.h"

#ifdef __cplusplus
extern "C" {
#endif

struct jh_import_options {
    bool accept_partial;      /* land the good rows, write the bad ones */
    const char *rejects_path; /* where, as CSV file,line,column,rule,text,row; NULL: none written */
    enum jh_lang lang;        /* of the texts in that file */
};

/** Boundaries that a user brings. Texts may be NULL. */
struct jh_boundaries_options {
    const char *source;        /* who made the file, shown on every map */
    const char *review_number; /* 审图号, likewise */
    const char *id_property;   /* property that holds ids or names of areas; NULL: found out */
};
struct jh_boundaries_report {
    size_t n_features, n_used, n_bad; /* bad: geometries that are no polygons */
    size_t n_without;                 /* areas of the territory without a boundary: 0 on success */
    char property[64];                /* that named the areas */
};
/**
 * Take the boundaries of a file (GeoJSON, shapefile, zipped shapefile, GeoPackage) into a
 * dataset, in place of those it has; its fingerprint changes. Features are matched by ids, else by
 * names; parts of an area are joined, features of no area are left out. path may be a folder that
 * holds such a file.
 *
 * @param dataset  Not shared; as it was on failure.
 * @return JH_OK; JH_E_DATA: not readable, not in degrees, no property fits, areas without boundary;
 * JH_E_IO; JH_E_UNSUPPORTED: no ogr2ogr; JH_E_CANCELLED; JH_E_NOMEM.
 */
JH_API enum jh_status jh_boundaries_read(const char *path,
    const struct jh_boundaries_options *options, const struct jh_run *run,
    struct jh_dataset *dataset, struct jh_boundaries_report *out_report,
    struct jh_error *err) JH_CHECKED;
/** Back to cells. */
JH_API enum jh_status jh_boundaries_remove(
    struct jh_dataset *dataset, struct jh_error *err) JH_CHECKED;

/**
 * Read a dataset: one folder of CSV files, one workbook, or several files named like the tables.
 *
 * Findings are filled whether or not the data are good. Any finding of severity error makes the
 * import fail with JH_E_DATA unless accept_partial.
 *
 * @param out_dataset  NULL on failure, or free with jh_dataset_free().
 * @return JH_OK; JH_E_DATA; JH_E_IO; JH_E_NOMEM; JH_E_CANCELLED; JH_E_UNSUPPORTED (no ogr2ogr).
 */
JH_API enum jh_status jh_dataset_read(size_t n_paths, const char *const *path,
    const struct jh_import_options *options, const struct jh_run *run,
    struct jh_findings *out_findings, struct jh_dataset **out_dataset,
    struct jh_error *err) JH_CHECKED;

/** Write a dataset as a folder of CSV files (UTF-8, no BOM) with datapackage.json; reads back equal. */
JH_API enum jh_status jh_dataset_write(
    const struct jh_dataset *dataset, const char *dir, struct jh_error *err) JH_CHECKED;

/** Scenario from JSON text; unknown keys, wrong types and ranges are refused, `where` a JSON pointer. */
JH_API enum jh_status jh_scenario_parse(const char *json, size_t len,
    struct jh_scenario *out_scenario, struct jh_error *err) JH_CHECKED;
/** Set one key from text, as an option of `site` or a form field does. */
JH_API enum jh_status jh_scenario_set(struct jh_scenario *scenario, const char *key,
    const char *value, struct jh_error *err) JH_CHECKED;

struct jh_buf;
/** The plan as JSON (plan.json): everything needed to replay and to draw it. */
JH_API enum jh_status jh_plan_to_json(
    const struct jh_plan *plan, struct jh_buf *out, struct jh_error *err) JH_CHECKED;
/** The scenario as JSON with every key. */
JH_API enum jh_status jh_scenario_to_json(
    const struct jh_scenario *scenario, struct jh_buf *out, struct jh_error *err) JH_CHECKED;

struct jh_json;
/** Of a stored plan what other methods start from; release with jh_plan_rows_release(). */
struct jh_plan_rows {
    size_t n, n_zones;
    int32_t *hospital, *specialty, *zone; /* [n] centre specialties; zone JH_NONE: in none */
    double *cases;                        /* [n] a year */
    int32_t *zone_of_area;                /* [areas.n_inside], zone or JH_NONE */
    const char **zone_id;                 /* [n_zones] */
    struct jh_json *document;             /* holds the texts */
};
/** @return JH_OK; JH_E_DATA: no plan, or one that speaks of ids the dataset does not have; JH_E_LIMIT;
 *  JH_E_NOMEM. *out_rows untouched on failure. */
JH_API enum jh_status jh_plan_rows_parse(const char *json, size_t len,
    const struct jh_dataset *dataset, struct jh_plan_rows *out_rows,
    struct jh_error *err) JH_CHECKED;
JH_API void jh_plan_rows_release(struct jh_plan_rows *rows);

/** Write plan.json, report.html, plan.xlsx, tables/ and map.geojson into dir (made if missing).
 *  Written beside and renamed: an interrupted write leaves no half file. */
JH_API enum jh_status jh_plan_write(const struct jh_plan *plan, const char *dir, enum jh_lang lang,
    const struct jh_run *run, struct jh_error *err) JH_CHECKED;
/** Write the program's own templates of these documents, with their marks, into dir (made if
 *  missing). JH_E_IO. */
JH_API enum jh_status jh_plan_write_templates(
    const char *dir, enum jh_lang lang, struct jh_error *err) JH_CHECKED;
/**
 * Write the documents that people edit and show into dir, which is there: a Word document, slides and the
 * plan on one large map (PDF), named in the language.
 *
 * @param template_docx, template_pptx  NULL: the program's own; docs/outputs.md says what they may hold.
 * @return JH_OK; JH_E_UNSUPPORTED: rsvg-convert is not installed; JH_E_DATA: the template; JH_E_IO.
 */
JH_API enum jh_status jh_plan_write_documents(const struct jh_plan *plan, const char *dir,
    enum jh_lang lang, const char *template_docx, const char *template_pptx,
    const struct jh_run *run, struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif
#endif
