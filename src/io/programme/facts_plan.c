/* Centres of a stored plan as proposed projects: evidence and predictions go along. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"
#include "io/json.h"
#include "io/programme/cycle_xlsx.h"
#include "io/programme/facts.h"

enum { TEXT_MAX = 1 << 16 };
static const struct jh_json_limits limits = {.max_bytes = (size_t)1 << 30, .max_depth = 32};

/* What the specialties of one centre add up to. */
struct sums {
    double cases, beds, home, low, high;
    struct jh_buf specialties, exporters, exporter_ids;
    const char *mode;
};

static double number_of(const struct jh_json *object, const char *key)
{
    double value = JH_NAN;
    jh_json_as_num(jh_json_get(object, key), &value);
    return value;
}

static const char *text_of(const struct jh_json *object, const char *key)
{
    const char *text = jh_json_as_text(jh_json_get(object, key));
    return text != NULL ? text : "";
}

static void join(struct jh_buf *list, const char *text)
{
    if (text[0] == '\0' || (list->data != NULL && jh_i_list_has(list->data, text)))
        return;
    jh_buf_puts(list, list->len > 0 ? ";" : "");
    jh_buf_puts(list, text);
}

static const char *hospital_name(const struct jh_dataset *d, const char *id)
{
    for (size_t h = 0; d != NULL && h < d->hospitals.n; h++)
        if (strcmp(d->hospitals.id[h], id) == 0)
            return d->hospitals.name[h];
    return id;
}

static enum jh_status set_number(
    struct jh_facts *out, const char *name, double value, struct jh_error *err)
{
    char text[JH_NUM_TEXT_MAX];
    if (isnan(value))
        return JH_OK;
    jh_num_format(value, text);
    return jh_i_facts_set(out, name, text, err);
}

/* "predicted_after:SPECIALTY" and so on: what the evaluation compares with. */
static enum jh_status set_prediction(struct jh_facts *out, const char *specialty,
    const struct jh_json *treated, struct jh_error *err)
{
    static const char *const keys[] = {"before", "after", "low", "high"};
    enum jh_status st = JH_OK;
    for (size_t k = 0; k < sizeof keys / sizeof *keys && st == JH_OK; k++) {
        char name[200];
        snprintf(name, sizeof name, "predicted_%s:%s", keys[k], specialty);
        st = set_number(out, name, number_of(treated, keys[k]), err);
    }
    return st;
}

static void add(double *sum, double value)
{
    *sum += isnan(value) ? 0 : value;
}

static enum jh_status take_specialty(struct jh_facts *out, const struct jh_dataset *d,
    const struct jh_json *row, struct sums *s, struct jh_error *err)
{
    const struct jh_json *build = jh_json_get(row, "build");
    const struct jh_json *treated = jh_json_get(build, "treated");
    const char *exporter = text_of(build, "exporter_id");
    const double before = number_of(treated, "before");
    join(&s->specialties, text_of(row, "specialty"));
    join(&s->exporter_ids, exporter);
    if (exporter[0] != '\0')
        join(&s->exporters, hospital_name(d, exporter));
    if (s->mode == NULL || strcmp(text_of(build, "mode"), "paired") == 0)
        s->mode = text_of(build, "mode");
    add(&s->cases, number_of(row, "cases"));
    add(&s->beds, number_of(build, "beds_needed_after"));
    add(&s->home, number_of(treated, "after") - before);
    add(&s->low, number_of(treated, "low") - before);
    add(&s->high, number_of(treated, "high") - before);
    return set_prediction(out, text_of(row, "specialty"), treated, err);
}

static enum jh_status set_texts(
    struct jh_facts *out, const struct sums *s, bool predicted, struct jh_error *err)
{
    const struct {
        const char *name, *text;
    } texts[] = {{"specialties", s->specialties.data}, {"exporter", s->exporters.data},
        {"exporter_id", s->exporter_ids.data}, {"mode", s->mode}};
    enum jh_status st = JH_OK;
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        if (texts[k].text != NULL && texts[k].text[0] != '\0')
            JH_TRY(st, jh_i_facts_set(out, texts[k].name, texts[k].text, err));
    JH_TRY(st, set_number(out, "cases_planned", s->cases, err));
    if (s->beds > 0)
        JH_TRY(st, set_number(out, "beds", ceil(s->beds), err));
    if (predicted) {
        JH_TRY(st, set_number(out, "cases_home", fmax(0, s->home), err));
        JH_TRY(st, set_number(out, "cases_home_low", fmax(0, s->low), err));
        JH_TRY(st, set_number(out, "cases_home_high", fmax(0, s->high), err));
    }
out:
    return st;
}

static enum jh_status take_centre(struct jh_facts *out, const struct jh_dataset *d,
    const struct jh_json *plan, const struct jh_json *centre, int64_t plan_id, const char *level,
    struct jh_error *err)
{
    const struct jh_json *rows = jh_json_get(plan, "centre_specialties");
    const char *host = text_of(centre, "hospital_id");
    struct sums s = {0};
    bool predicted = false;
    double calibration;
    char id[200], number[32];
    enum jh_status st;
    jh_buf_init(&s.specialties, TEXT_MAX);
    jh_buf_init(&s.exporters, TEXT_MAX);
    jh_buf_init(&s.exporter_ids, TEXT_MAX);
    snprintf(id, sizeof id, "PLAN%lld-%.150s", (long long)plan_id, host);
    snprintf(number, sizeof number, "%lld", (long long)plan_id);
    const struct {
        const char *name, *text;
    } texts[] = {{"name", text_of(centre, "name")}, {"level", level}, {"track", "construction"},
        {"host", text_of(centre, "name")}, {"host_id", host},
        {"territory", text_of(centre, "zone_id")}, {"plan_id", number}, {"evidence", id}};
    JH_TRY(st, jh_i_facts_add(out, JH_FACT_PROJECT, id, NULL, NULL, err));
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        JH_TRY(st, jh_i_facts_set(out, texts[k].name, texts[k].text, err));
    for (size_t k = 0; k < jh_json_length(rows); k++) {
        const struct jh_json *row = jh_json_item(rows, k);
        if (strcmp(text_of(row, "hospital_id"), host) != 0)
            continue;
        predicted = predicted || jh_json_get(jh_json_get(row, "build"), "treated") != NULL;
        JH_TRY(st, take_specialty(out, d, row, &s, err));
    }
    JH_TRY(st, set_texts(out, &s, predicted, err));
    /* What the prediction reckoned with already. */
    calibration = number_of(jh_json_get(plan, "scenario"), "calibration");
    if (predicted && !isnan(calibration) && (calibration < 1 || calibration > 1))
        st = set_number(out, "predicted_calibration", calibration, err);
out:
    jh_buf_release(&s.specialties);
    jh_buf_release(&s.exporters);
    jh_buf_release(&s.exporter_ids);
    return st;
}

enum jh_status jh_i_facts_of_plan(const char *plan_json, int64_t plan_id,
    const struct jh_dataset *dataset, const char *level, struct jh_facts *out, struct jh_error *err)
{
    struct jh_json *plan = NULL;
    enum jh_status st = jh_json_parse(plan_json, strlen(plan_json), limits, &plan, err);
    const struct jh_json *centres = jh_json_get(plan, "centres");
    if (st == JH_OK && jh_json_length(centres) == 0)
        st = jh_fail(err, JH_E_DATA, "plan %lld has no centres", (long long)plan_id);
    for (size_t k = 0; k < jh_json_length(centres) && st == JH_OK; k++)
        st = take_centre(out, dataset, plan, jh_json_item(centres, k), plan_id, level, err);
    jh_json_free(plan);
    return st;
}

static enum jh_status take_year(struct jh_facts *out, const struct jh_json *year, int64_t plan_id,
    int64_t first_year, struct jh_error *err)
{
    const double number = number_of(year, "year"), home = number_of(year, "home_cases");
    char subject[64], text[32], rule[64];
    enum jh_status st = JH_OK;
    if (isnan(number) || isnan(home))
        return JH_OK; /* nothing was predicted for it */
    snprintf(text, sizeof text, "%lld", (long long)first_year + llround(number) - 1);
    snprintf(subject, sizeof subject, "plan.home_cases@%s", text);
    snprintf(rule, sizeof rule, "plan %lld", (long long)plan_id);
    const struct {
        const char *name, *text;
    } texts[] = {{"item", JH_TARGET_TERRITORY}, {"indicator", "plan.home_cases"}, {"year", text},
        {"state", "proposed"}, {"rule", rule}};
    JH_TRY(st, jh_i_facts_add(out, JH_FACT_TARGET, subject, NULL, NULL, err));
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        JH_TRY(st, jh_i_facts_set(out, texts[k].name, texts[k].text, err));
    JH_TRY(st, set_number(out, "value", fmax(0, home), err));
    st = set_number(out, "predicted_zone_outflow_rate", number_of(year, "zone_outflow_rate"), err);
out:
    return st;
}

/* The year's rate of an area in percent. Its interval is that of the full effect, as far as the
 * effect has come by then. */
static enum jh_status take_area_year(struct jh_facts *out, const struct jh_json *area, size_t y,
    int64_t plan_id, int64_t first_year, struct jh_error *err)
{
    const struct jh_json *rate = jh_json_get(area, "outflow_rate");
    const double before = number_of(rate, "before"), after = number_of(rate, "after"),
                 low = number_of(rate, "low"), high = number_of(rate, "high");
    double value = JH_NAN;
    char subject[64], text[32], rule[64];
    enum jh_status st = JH_OK;
    if (!jh_json_as_num(jh_json_item(jh_json_get(area, "years"), y), &value) || isnan(before))
        return JH_OK;
    const double share = before != after ? (before - value) / (before - after) : 0;
    snprintf(text, sizeof text, "%lld", (long long)(first_year + (int64_t)y));
    snprintf(subject, sizeof subject, "flow.out_rate@%s", text);
    snprintf(rule, sizeof rule, "plan %lld", (long long)plan_id);
    const struct {
        const char *name, *text;
    } texts[] = {{"item", text_of(area, "area_id")}, {"indicator", "flow.out_rate"}, {"year", text},
        {"state", "proposed"}, {"rule", rule}};
    JH_TRY(st, jh_i_facts_add(out, JH_FACT_TARGET, subject, NULL, NULL, err));
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        JH_TRY(st, jh_i_facts_set(out, texts[k].name, texts[k].text, err));
    JH_TRY(st, set_number(out, "value", 100 * value, err));
    JH_TRY(st, set_number(out, "low", 100 * fmax(0, value + share * (low - after)), err));
    JH_TRY(st, set_number(out, "high", 100 * fmin(1, value + share * (high - after)), err));
    st = set_number(out, "baseline", 100 * before, err);
out:
    return st;
}

enum jh_status jh_i_facts_of_plan_years(const char *plan_json, int64_t plan_id, int64_t first_year,
    struct jh_facts *out, struct jh_error *err)
{
    struct jh_json *plan = NULL;
    enum jh_status st = jh_json_parse(plan_json, strlen(plan_json), limits, &plan, err);
    const struct jh_json *years = jh_json_get(jh_json_get(plan, "prediction"), "years");
    for (size_t k = 0; k < jh_json_length(years) && st == JH_OK; k++)
        st = take_year(out, jh_json_item(years, k), plan_id, first_year, err);
    const struct jh_json *areas = jh_json_get(jh_json_get(plan, "prediction"), "by_area");
    for (size_t y = 0; y < jh_json_length(years) && st == JH_OK; y++)
        for (size_t a = 0; a < jh_json_length(areas) && st == JH_OK; a++)
            st = take_area_year(out, jh_json_item(areas, a), y, plan_id, first_year, err);
    jh_json_free(plan);
    return st;
}
