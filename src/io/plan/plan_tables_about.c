/*
 * Tables about a plan as a whole: figures, who was excluded, the scenario, what to know.
 */
#include "io/plan/plan_rows.h"

#include <string.h>

#include "base/buf.h"
#include "base/msg.h"
#include "io/json.h"
#include "io/plan/scenario_json.h"

static const char *const status_titles[] = {
    "proven best", "best found, not proven", "not feasible"};

/* A row of the summary: value as text or number. */
static void put_item(struct jh_i_rows *rows, const char *key, const char *title)
{
    jh_i_put_text(rows, key);
    jh_i_put_text(rows, jh_tr(rows->lang, title));
}

static void put_text_item(
    struct jh_i_rows *rows, const char *key, const char *title, const char *text)
{
    put_item(rows, key, title);
    jh_i_put_text(rows, text);
    jh_i_put_text(rows, "");
}

struct figure {
    const char *key, *title, *unit;
    double value;
};
static void put_figures(struct jh_i_rows *rows, size_t n, const struct figure *figure)
{
    for (size_t i = 0; i < n; i++) {
        put_item(rows, figure[i].key, figure[i].title);
        jh_i_put_num(rows, figure[i].value);
        jh_i_put_text(rows, jh_tr(rows->lang, figure[i].unit));
    }
}

static void fill_summary(struct jh_i_rows *rows)
{
    const struct jh_plan *p = rows->plan;
    const struct jh_plan_effect *e = &p->effect;
    const struct jh_flow_rates *all = &p->territory[p->dataset->specialties.n];
    put_text_item(rows, "plan", "plan", p->scenario.name);
    put_text_item(rows, "dataset", "data", p->dataset->name);
    put_text_item(rows, "fingerprint", "fingerprint of the data", p->dataset->fingerprint);
    put_text_item(rows, "version", "version of the program", p->version);
    put_text_item(rows, "status", "status", jh_tr(rows->lang, status_titles[p->status]));
    const struct figure figures[] = {
        {"objective", "objective", p->objective_unit, p->objective},
        {"bound", "proven bound", p->objective_unit, p->bound},
        {"gap", "gap", "share", p->gap_frac},
        {"seed", "seed", "", (double)p->scenario.seed},
        {"iterations", "iterations", "", (double)p->iterations},
        {"areas", "areas", "", (double)p->dataset->areas.n_inside},
        {"hospitals", "hospitals", "", (double)p->dataset->hospitals.n_inside},
        {"eligible_hosts", "eligible hosts", "", (double)p->n_eligible},
        {"zones", "zones", "", (double)p->zoning.zones.n},
        {"centres", "centres", "", (double)p->n_centres},
        {"centre_specialties", "centre specialties", "", (double)p->n_choices},
        {"cost", "cost of new centres", "", p->cost},
        {"cases", "cases planned for", "a year", e->cases},
        {"unassigned_cases", "cases without a route to a host", "a year", p->unassigned_cases},
        {"before_known_cases", "cases whose travel today is known", "a year",
            e->before_known_cases},
        {"before_mean_min", "mean travel today", "min", e->before_mean_min},
        {"after_mean_min", "mean travel if all attend", "min", e->after_mean_min},
        {"before_coverage", "cases within reach today", "share", e->before_coverage},
        {"after_coverage", "cases within reach if all attend", "share", e->after_coverage},
        {"before_worst_tenth_min", "the tenth that travels longest: today", "min",
            e->before_worst_tenth_min},
        {"after_worst_tenth_min", "the tenth that travels longest: if all attend", "min",
            e->after_worst_tenth_min},
        {"not_nearest_share", "cases not at their nearest centre", "share", e->not_nearest_share},
        {"access_gini_before", "Gini of access before", "", p->equity_before.gini},
        {"access_gini_after", "Gini of access after", "", p->equity_after.gini},
        {"access_theil_before", "Theil of access before", "", p->equity_before.theil},
        {"access_theil_after", "Theil of access after", "", p->equity_after.theil},
        {"localization_index", "localization index of the zones", "share",
            p->zoning.indices.localization_index},
        {"outflow_rate", "out-of-territory rate", "share",
            all->cases > 0 ? all->outflow_cases / all->cases : JH_NAN},
    };
    put_figures(rows, sizeof figures / sizeof *figures, figures);
}
static const struct jh_i_column summary_columns[] = {
    {"key", "key", "", JH_FORMAT_TEXT},
    {"item", "item", "", JH_FORMAT_TEXT},
    {"value", "value", "", JH_FORMAT_NUMBER},
    {"unit", "unit", "", JH_FORMAT_TEXT},
};
const struct jh_i_table_def jh_i_table_summary = {
    "summary", "Summary", JH_I_COLUMNS(summary_columns), fill_summary};

static void fill_exclusions(struct jh_i_rows *rows)
{
    static const char *const texts[][JH_N_LANGS] = {
#define JH_X(name, number, en, zh) [number] = {[JH_LANG_EN] = en, [JH_LANG_ZH] = zh},
        JH_EXCLUSION_MAP(JH_X)
#undef JH_X
    };
    for (size_t i = 0; i < JH_N_EXCLUSIONS; i++) {
        if (rows->plan->excluded[i] == 0)
            continue;
        jh_i_put_text(rows, jh_i_exclusion_code((enum jh_exclusion)i));
        jh_i_put_text(rows, texts[i][rows->lang]);
        jh_i_put_num(rows, (double)rows->plan->excluded[i]);
    }
}
static const struct jh_i_column exclusions_columns[] = {
    {"code", "code", "", JH_FORMAT_TEXT},
    {"reason", "reason", "", JH_FORMAT_TEXT},
    {"hospitals", "hospitals", "", JH_FORMAT_COUNT},
};
const struct jh_i_table_def jh_i_table_exclusions = {
    "exclusions", "Hospitals not eligible", JH_I_COLUMNS(exclusions_columns), fill_exclusions};

/* A key's value as in a scenario file; a text stands without its quotes, nothing for null. */
static const char *scenario_value(struct jh_i_rows *rows, const struct jh_scenario_key *key)
{
    enum { MAX_BYTES = 1 << 20 };
    struct jh_buf value;
    struct jh_json_writer w;
    const char *text = NULL;
    jh_buf_init(&value, MAX_BYTES);
    jh_json_begin(&w, &value, false);
    jh_i_scenario_write_value(&w, NULL, &rows->plan->scenario, key);
    if (value.status == JH_OK && strcmp(value.data, "null") == 0)
        text = "";
    else if (value.status == JH_OK && value.data[0] == '"')
        text = jh_arena_strndup(rows->arena, value.data + 1, value.len - 2);
    else if (value.status == JH_OK)
        text = jh_arena_strdup(rows->arena, value.data);
    rows->failed |= text == NULL;
    jh_buf_release(&value);
    return text;
}

static void fill_scenario(struct jh_i_rows *rows)
{
    size_t n;
    const struct jh_scenario_key *keys = jh_scenario_keys(&n);
    for (size_t i = 0; i < n && !rows->failed; i++) {
        jh_i_put_text(rows, keys[i].name);
        jh_i_put_text(rows, scenario_value(rows, &keys[i]));
        jh_i_put_text(rows, jh_tr(rows->lang, keys[i].default_text));
        jh_i_put_text(rows, keys[i].unit);
        jh_i_put_text(rows, jh_tr(rows->lang, keys[i].help));
    }
}
static const struct jh_i_column scenario_columns[] = {
    {"key", "key", "", JH_FORMAT_TEXT},
    {"value", "value", "", JH_FORMAT_TEXT},
    {"default", "default value", "", JH_FORMAT_TEXT},
    {"unit", "unit", "", JH_FORMAT_TEXT},
    {"meaning", "meaning", "", JH_FORMAT_TEXT},
};
const struct jh_i_table_def jh_i_table_scenario = {
    "scenario", "Scenario", JH_I_COLUMNS(scenario_columns), fill_scenario};

static void put_notes(struct jh_i_rows *rows, const char *kind, const struct jh_notes *notes)
{
    for (size_t i = 0; i < notes->n; i++) {
        jh_i_put_text(rows, jh_tr(rows->lang, kind));
        jh_i_put_text(rows, notes->item[i].text[rows->lang]);
    }
}
static void fill_notes(struct jh_i_rows *rows)
{
    put_notes(rows, "warning", &rows->plan->warnings);
    put_notes(rows, "assumption", &rows->plan->assumptions);
}
static const struct jh_i_column notes_columns[] = {
    {"kind", "kind", "", JH_FORMAT_TEXT},
    {"text", "text", "", JH_FORMAT_TEXT},
};
const struct jh_i_table_def jh_i_table_notes = {
    "notes", "Warnings and assumptions", JH_I_COLUMNS(notes_columns), fill_notes};
