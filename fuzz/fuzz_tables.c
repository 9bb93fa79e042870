/*
 * Small tables and files that questions bring along: panels, changes, travel times, choices, sheets of
 * a reporting cycle, evidence, places, recipes. The first byte picks what the rest is.
 */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "fuzz.h"
#include "io/json.h"
#include "io/problems/changes_csv.h"
#include "io/problems/logit_csv.h"
#include "io/programme/cycle_xlsx.h"
#include "io/programme/evidence.h"
#include "io/programme/panel_csv.h"
#include "io/sheets/place_file.h"
#include "io/sheets/sheets.h"
#include "junheng/sample.h"

static struct jh_error err;
static char path[] = "/tmp/junheng-fuzz-XXXXXX.csv";
static struct jh_dataset *dataset;

static void save(const char *data, size_t size)
{
    FILE *out = fopen(path, "wb");
    MUST(out != NULL && fwrite(data, 1, size, out) == size && fclose(out) == 0);
}

static void panel(const char *data, size_t size)
{
    const struct jh_panel_columns columns = {.unit = "unit",
        .period = "period",
        .value = "value",
        .denominator = "cases",
        .opened = "opened",
        .covariates = "x"};
    struct jh_panel_table t;
    save(data, size);
    if (jh_i_panel_csv_read(path, &columns, NULL, &t, &err) != JH_OK)
        return;
    for (size_t u = 0; u < t.panel.n_units; u++)
        MUST(jh_i_panel_unit(&t, t.unit_id[u]) == u);
    jh_i_panel_csv_release(&t);
}

static void changes(const char *data, size_t size)
{
    struct jh_choice_change *change = NULL;
    size_t n = 0;
    float **minutes = NULL;
    save(data, size);
    if (jh_i_changes_csv_read(dataset, path, &change, &n, &err) != JH_OK)
        return;
    if (jh_i_minutes_csv_read(dataset, path, &change, &n, &minutes, &err) == JH_OK)
        jh_i_minutes_free(dataset->hospitals.n, minutes);
    free(change);
}

static void choices(const char *data, size_t size)
{
    const char *const variables[] = {"x", "y"};
    const struct jh_logit_columns columns = {.case_id = "case",
        .alternative = "alternative",
        .chosen = "chosen",
        .n_variables = 2,
        .variable = variables};
    struct jh_logit_table t;
    struct jh_logit_options options = {0};
    save(data, size);
    if (jh_i_logit_csv_read(path, &columns, &t, &err) != JH_OK)
        return;
    jh_ignore(jh_i_logit_nests_read(path, &t, &options, &err), "any answer will do");
    jh_i_logit_table_release(&t);
}

/* A sheet taken in has every figure of the cycle. */
static void cycle(const char *data, size_t size)
{
    const struct jh_form *form = jh_form_of(JH_FACT_CYCLE);
    const char *value[16] = {"q1", "2026Q1", "a;b", "u;v", "2026-04-10", "", ""};
    struct jh_entity c = {.kind = JH_FACT_CYCLE, .subject = "C", .item = "", .value = value};
    struct jh_facts facts;
    MUST(form->n_fields <= 16);
    save(data, size);
    jh_i_facts_init(&facts);
    if (jh_i_cycle_read(path, &c, NULL, &facts, &err) == JH_OK)
        MUST(facts.n == 1 && facts.fact[0].n_extras == 4);
    jh_i_facts_release(&facts);
    char *text = calloc(size + 1, 1);
    MUST(text != NULL);
    memcpy(text, data, size);
    jh_ignore(jh_i_cycle_check(text, text, &err), "any answer will do");
    free(text);
}

/* Name up to the first NUL, then the bytes; the name is used as text with references too. */
static void evidence(const char *data, size_t size)
{
    char name[JH_EVIDENCE_NAME_MAX], hash[JH_EVIDENCE_HASH_LEN];
    const char *type = NULL;
    const char *end = memchr(data, '\0', size);
    if (end == NULL)
        return;
    const char *bytes = end + 1;
    if (jh_i_evidence_check(data, bytes, size - (size_t)(bytes - data), name, &type, &err) == JH_OK)
        MUST(type != NULL && name[0] != '\0' && strchr(name, '/') == NULL &&
             strchr(name, '\\') == NULL);
    for (const char *at = data; (at = jh_i_evidence_next(at, hash)) != NULL;)
        MUST(strlen(hash) == JH_EVIDENCE_HASH_LEN - 1);
}

static void places(const char *data, size_t size)
{
    struct jh_place_file file;
    save(data, size);
    if (jh_i_place_file_read(path, JH_CRS_WGS84, NULL, &file, &err) != JH_OK)
        return;
    for (size_t k = 0; k < file.n; k++)
        MUST(file.row[k].id != NULL && file.row[k].name != NULL);
    jh_i_place_file_release(&file);
}

static void recipe(const char *data, size_t size)
{
    struct jh_recipe_file r = {0};
    if (jh_i_recipe_parse(data, size, &r, &err) == JH_OK)
        jh_i_recipe_release(&r);
}

/* A table that nobody described. */
static void sheet(const char *data, size_t size)
{
    const struct jh_sheets_options options = {0};
    const char *const paths[] = {path};
    struct jh_sheets sheets;
    struct jh_buf json;
    save(data, size);
    if (jh_i_sheets_read(1, paths, &options, NULL, &sheets, &err) != JH_OK)
        return;
    jh_buf_init(&json, 1 << 26);
    jh_i_sheets_json(&sheets, JH_LANG_EN, 20, &json);
    struct jh_json *root = NULL;
    const struct jh_json_limits limits = {.max_bytes = 1 << 26, .max_depth = 32};
    MUST(jh_buf_status(&json, &err) == JH_OK);
    MUST(jh_json_parse(json.data, json.len, limits, &root, &err) == JH_OK);
    jh_json_free(root);
    jh_buf_release(&json);
    jh_i_sheets_release(&sheets);
}

static void begin(void)
{
    struct jh_sample_options o = jh_sample_options_default();
    o.n_areas = 4;
    o.n_hospitals = 5;
    o.n_periods = 1;
    MUST(jh_sample_make(&o, NULL, &dataset, NULL, NULL) == JH_OK);
    const int file = mkstemps(path, 4);
    MUST(file >= 0);
    close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const take[])(const char *, size_t) = {
        panel, changes, choices, cycle, evidence, places, recipe, sheet};
    if (size == 0)
        return 0;
    if (dataset == NULL)
        begin();
    take[data[0] % (sizeof take / sizeof *take)]((const char *)data + 1, size - 1);
    unlink(path);
    return 0;
}
