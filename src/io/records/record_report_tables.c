#include "io/records/record_report_tables.h"

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"

/* A table being filled: rows are counted first, so that its cells can be made at once. */
struct filling {
    const struct jh_record_report *r;
    enum jh_lang lang;
    struct jh_arena *arena;
    const struct jh_i_column *column;
    size_t n_columns, cap, n; /* rows */
    struct jh_i_cell *cell;
    size_t at;
    bool no_memory;
};

static void put(struct filling *f, struct jh_i_cell cell)
{
    if (f->cell == NULL)
        return;
    f->cell[f->n * f->n_columns + f->at] = cell;
    if (++f->at == f->n_columns) {
        f->at = 0;
        f->n++;
    }
}

static void put_text(struct filling *f, const char *text)
{
    put(f, (struct jh_i_cell){.text = text});
}

static void put_number(struct filling *f, double number)
{
    put(f, (struct jh_i_cell){.number = number});
}

static const char *keep(struct filling *f, const char *text)
{
    const char *kept = jh_arena_strdup(f->arena, text);
    f->no_memory |= kept == NULL;
    return kept != NULL ? kept : "";
}

static const char *hospital_id(const struct filling *f, int32_t hospital)
{
    const struct jh_hospitals *h = &f->r->dataset->hospitals;
    return (size_t)hospital < h->n ? h->id[hospital] : "";
}

static const char *hospital_name(const struct filling *f, int32_t hospital)
{
    const struct jh_hospitals *h = &f->r->dataset->hospitals;
    return (size_t)hospital < h->n ? h->name[hospital] : jh_tr(f->lang, "none of the dataset");
}

/* ---- The tables ------------------------------------------------------------------------------- */

static const struct jh_i_column figure_columns[] = {{"figure", "figure", "", JH_FORMAT_TEXT},
    {"value", "value", "", JH_FORMAT_COUNT}, {"share", "share", "", JH_FORMAT_SHARE}};

static void put_figure(struct filling *f, const char *key, double value)
{
    put_text(f, jh_tr(f->lang, key));
    put_number(f, value);
    put_number(f, JH_NAN);
}

/* Beside the count its share of `all`. */
static void put_part(struct filling *f, const char *key, double value, double all)
{
    put_text(f, jh_tr(f->lang, key));
    put_number(f, value);
    put_number(f, all > 0 ? value / all : JH_NAN);
}

/* Of how many cases the records tell a measure: where none does, it is not collected. */
static void put_known(struct filling *f, const char *key, enum jh_measure m)
{
    const struct jh_intake_result *r = f->r->result;
    put_part(f, key, r->has[m] ? (double)r->n_told[m] : JH_NAN, (double)r->n_cases);
}

static size_t figures(struct filling *f)
{
    const struct jh_intake_result *r = f->r->result;
    const double rows = (double)r->n_rows, cases = (double)r->n_cases;
    put_figure(f, "records read", rows);
    put_part(f, "taken", (double)r->n_taken, rows);
    put_part(f, "refused as impossible", (double)r->n_refused, rows);
    put_part(f, "duplicates left out", (double)r->n_duplicates, rows);
    put_figure(
        f, "rows with too few or too many fields", (double)r->totals.n_faults[JH_REC_RAGGED]);
    put_figure(f, "headers within files", (double)r->totals.n_faults[JH_REC_HEADER_AGAIN]);
    put_figure(f, "rows with NUL bytes", (double)r->totals.n_faults[JH_REC_NUL]);
    put_figure(f, "rows with broken quotes",
        (double)(r->totals.n_faults[JH_REC_UNCLOSED] + r->totals.n_faults[JH_REC_AFTER_QUOTE]));
    put_figure(f, "texts in another character set", (double)r->totals.n_faults[JH_REC_BAD_TEXT]);
    put_figure(f, "homes by former names or codes", (double)r->n_former);
    put_part(f, "hard cases", r->has_hard ? (double)r->n_hard : JH_NAN, cases);
    put_part(f, "cases outside all specialties", (double)r->n_other, cases);
    put_figure(f, "unknown hospitals", (double)r->n_unknown);
    put_figure(f, "cases", cases);
    put_known(f, "cases with known days", JH_MEASURE_DAYS);
    put_known(f, "cases with known cost", JH_MEASURE_COST);
    put_known(f, "cases with known weight", JH_MEASURE_WEIGHT);
    return 17;
}

static const struct jh_i_column rule_columns[] = {{"rule", "rule", "", JH_FORMAT_TEXT},
    {"severity", "severity", "", JH_FORMAT_TEXT}, {"text", "what is wrong", "", JH_FORMAT_TEXT},
    {"checked", "checked", "", JH_FORMAT_FLAG}, {"records", "records", "", JH_FORMAT_COUNT},
    {"share", "share", "", JH_FORMAT_SHARE}};

static const char *severity_name(enum jh_severity severity)
{
    return severity == JH_SEVERITY_ERROR     ? "error"
           : severity == JH_SEVERITY_WARNING ? "warning"
                                             : "note";
}

static size_t rules(struct filling *f)
{
    const struct jh_intake_result *r = f->r->result;
    for (size_t i = 0; i < jh_i_quality_n_rules(); i++) {
        const struct jh_quality_rule *rule = &jh_i_quality_rules[i];
        const double n = (double)jh_i_rule_count(&r->tally, i);
        put_text(f, rule->id);
        put_text(f, jh_tr(f->lang, severity_name(rule->severity)));
        put_text(f, rule->text[f->lang]);
        put_number(f, r->rule_active[i]);
        put_number(f, r->rule_active[i] ? n : JH_NAN);
        put_number(f, r->rule_active[i] && r->n_rows > 0 ? n / (double)r->n_rows : JH_NAN);
    }
    return jh_i_quality_n_rules();
}

static const struct jh_i_column month_columns[] = {{"hospital_id", "hospital", "", JH_FORMAT_TEXT},
    {"hospital", "hospital name", "", JH_FORMAT_TEXT}, {"month", "month", "", JH_FORMAT_TEXT},
    {"rule", "rule", "", JH_FORMAT_TEXT}, {"records", "records", "", JH_FORMAT_COUNT},
    {"broken", "records that break it", "", JH_FORMAT_COUNT}};

static size_t by_month(struct filling *f)
{
    const struct jh_tally *t = &f->r->result->tally;
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct jh_tally_row *row = &t->row[i];
        char month[24] = "";
        if (row->month != JH_MONTH_NONE)
            snprintf(month, sizeof month, "%04d-%02d", 1990 + row->month / 12, row->month % 12 + 1);
        const char *kept = f->cell != NULL ? keep(f, month) : "";
        for (size_t k = 0; k < t->n_rules; k++) {
            if (row->broken[k] == 0)
                continue;
            n++;
            put_text(f, hospital_id(f, row->hospital));
            put_text(f, hospital_name(f, row->hospital));
            put_text(f, kept);
            put_text(f, jh_i_quality_rules[k].id);
            put_number(f, row->n_records);
            put_number(f, row->broken[k]);
        }
    }
    return n;
}

static const struct jh_i_column code_columns[] = {{"field", "field", "", JH_FORMAT_TEXT},
    {"title", "meaning", "", JH_FORMAT_TEXT}, {"code", "code", "", JH_FORMAT_TEXT},
    {"value", "value", "", JH_FORMAT_TEXT}, {"records", "records", "", JH_FORMAT_COUNT},
    {"share", "share", "", JH_FORMAT_SHARE}};
static const struct jh_i_column hospital_code_columns[] = {
    {"hospital_id", "hospital", "", JH_FORMAT_TEXT}, {"field", "field", "", JH_FORMAT_TEXT},
    {"title", "meaning", "", JH_FORMAT_TEXT}, {"code", "code", "", JH_FORMAT_TEXT},
    {"value", "value", "", JH_FORMAT_TEXT}, {"records", "records", "", JH_FORMAT_COUNT},
    {"share", "share", "", JH_FORMAT_SHARE}};

/* One field's distribution; hospital < 0: no column of it. */
static size_t put_codes(struct filling *f, int32_t hospital, uint8_t field, const uint64_t *count)
{
    const struct jh_field_info *info = &jh_i_fields[field];
    size_t n_codes, n = 0;
    const struct jh_code *code = jh_i_codes(info->list, &n_codes);
    double all = 0;
    for (int i = 0; i < JH_DIST_N; i++)
        all += (double)count[i];
    for (size_t i = 0; i < JH_DIST_N; i++) {
        if (count[i] == 0)
            continue;
        n++;
        if (hospital >= 0)
            put_text(f, hospital_id(f, hospital));
        put_text(f, info->name);
        put_text(f, info->title[f->lang]);
        const bool listed = i > JH_DIST_EMPTY && i <= n_codes;
        put_text(f, listed ? code[i - 1].code : "");
        put_text(f, listed               ? code[i - 1].title[f->lang]
                    : i == JH_DIST_EMPTY ? jh_tr(f->lang, "(empty)")
                                         : jh_tr(f->lang, "(no listed code)"));
        put_number(f, (double)count[i]);
        put_number(f, (double)count[i] / all);
    }
    return n;
}

static size_t codes(struct filling *f)
{
    const struct jh_tally *t = &f->r->result->tally;
    uint8_t field[JH_N_FIELDS];
    const size_t n_fields = jh_i_coded_fields(field);
    size_t n = 0;
    for (size_t k = 0; k < n_fields && t->dist != NULL; k++) {
        uint64_t count[JH_DIST_N] = {0};
        for (size_t h = 0; h <= t->n_hospitals; h++)
            for (size_t i = 0; i < JH_DIST_N; i++)
                count[i] += t->dist[(h * n_fields + k) * JH_DIST_N + i];
        n += put_codes(f, -1, field[k], count);
    }
    return n;
}

static size_t hospital_codes(struct filling *f)
{
    const struct jh_tally *t = &f->r->result->tally;
    uint8_t field[JH_N_FIELDS];
    const size_t n_fields = jh_i_coded_fields(field);
    size_t n = 0;
    for (size_t h = 0; h < t->n_hospitals && t->dist != NULL; h++)
        for (size_t k = 0; k < n_fields; k++) {
            uint64_t count[JH_DIST_N];
            for (size_t i = 0; i < JH_DIST_N; i++)
                count[i] = t->dist[(h * n_fields + k) * JH_DIST_N + i];
            n += put_codes(f, (int32_t)h, field[k], count);
        }
    return n;
}

static const struct jh_i_column year_columns[] = {{"hospital_id", "hospital", "", JH_FORMAT_TEXT},
    {"hospital", "hospital name", "", JH_FORMAT_TEXT}, {"year", "year", "", JH_FORMAT_TEXT},
    {"records", "records", "", JH_FORMAT_COUNT},
    {"yearbook", "discharges by the yearbook", "", JH_FORMAT_COUNT},
    {"coverage", "coverage", "", JH_FORMAT_SHARE},
    {"low", "below 95 per cent", "", JH_FORMAT_FLAG}};

static size_t years(struct filling *f)
{
    for (size_t i = 0; i < f->r->n_reconciled; i++) {
        const struct jh_reconciled *row = &f->r->reconciled[i];
        put_text(f, hospital_id(f, row->hospital));
        put_text(f, hospital_name(f, row->hospital));
        put_number(f, row->year);
        put_number(f, row->records);
        put_number(f, row->yearbook);
        put_number(f, row->coverage);
        put_number(f, row->low);
    }
    return f->r->n_reconciled;
}

static const struct jh_i_column unknown_columns[] = {
    {"hospital", "unknown hospital", "", JH_FORMAT_TEXT},
    {"records", "records", "", JH_FORMAT_COUNT}};

static size_t unknown(struct filling *f)
{
    const struct jh_intake_result *r = f->r->result;
    for (size_t i = 0; i < r->n_unknown; i++) {
        put_text(f, r->unknown[i].text);
        put_number(f, (double)r->unknown[i].n);
    }
    return r->n_unknown;
}

static const struct jh_i_column home_columns[] = {{"way", "home area told by", "", JH_FORMAT_TEXT},
    {"outcome", "what it gave", "", JH_FORMAT_TEXT}, {"records", "records", "", JH_FORMAT_COUNT}};

static size_t homes(struct filling *f)
{
    size_t n = 0;
    for (int w = 0; w < JH_N_HOME_WAYS; w++)
        for (int s = 0; s < JH_N_HOME_STATUSES; s++) {
            if (f->r->result->home[w][s] == 0)
                continue;
            n++;
            put_text(f, jh_tr(f->lang, jh_i_home_way_name((enum jh_home_way)w)));
            put_text(f, jh_tr(f->lang, jh_i_home_status_name((enum jh_home_status)s)));
            put_number(f, (double)f->r->result->home[w][s]);
        }
    return n;
}

static const struct jh_i_column second_columns[] = {
    {"specialty", "second view", "", JH_FORMAT_TEXT}, {"cases", "cases", "", JH_FORMAT_COUNT}};

static size_t second(struct filling *f)
{
    const struct jh_intake_result *r = f->r->result;
    size_t n = 0;
    for (size_t i = 0; i < f->r->rules->n_specialties && i < JH_RULES_MAX; i++) {
        if (r->second[i] == 0)
            continue;
        n++;
        put_text(f, f->r->rules->specialty[i]);
        put_number(f, (double)r->second[i]);
    }
    return n;
}

#define N_OF(columns) (sizeof(columns) / sizeof *(columns))
static const struct {
    const char *id, *title;
    const struct jh_i_column *column;
    size_t n_columns;
    size_t (*fill)(struct filling *f); /* rows; cells NULL: only counts */
} tables[JH_RECORD_REPORT_N_TABLES] = {
    {"summary", "summary", figure_columns, N_OF(figure_columns), figures},
    {"rules", "rules", rule_columns, N_OF(rule_columns), rules},
    {"reconciliation", "reconciliation", year_columns, N_OF(year_columns), years},
    {"unknown_hospitals", "unknown hospitals", unknown_columns, N_OF(unknown_columns), unknown},
    {"home", "home areas", home_columns, N_OF(home_columns), homes},
    {"codes", "codes", code_columns, N_OF(code_columns), codes},
    {"second_view", "second view", second_columns, N_OF(second_columns), second},
    {"rules_by_month", "rules by hospital and month", month_columns, N_OF(month_columns), by_month},
    {"codes_by_hospital", "codes by hospital", hospital_code_columns, N_OF(hospital_code_columns),
        hospital_codes},
};

enum jh_status jh_i_record_report_tables(const struct jh_record_report *report, enum jh_lang lang,
    struct jh_arena *arena, struct jh_i_table out_table[JH_RECORD_REPORT_N_TABLES],
    struct jh_error *err)
{
    for (size_t i = 0; i < JH_RECORD_REPORT_N_TABLES; i++) {
        struct filling f = {.r = report,
            .lang = lang,
            .arena = arena,
            .column = tables[i].column,
            .n_columns = tables[i].n_columns};
        const size_t n = tables[i].fill(&f);
        f.cell = jh_arena_new(arena, n * f.n_columns, struct jh_i_cell);
        if (f.cell == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        tables[i].fill(&f);
        if (f.no_memory)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        out_table[i] = (struct jh_i_table){.id = tables[i].id,
            .title = tables[i].title,
            .n_columns = f.n_columns,
            .n_rows = n,
            .column = f.column,
            .cell = f.cell};
    }
    return JH_OK;
}
