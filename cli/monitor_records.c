/* Indicators that follow from discharge records by DRG: how many groups a hospital treats, deaths in
 * groups of low risk. What is kept are these figures, not the records' groups. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/json.h"
#include "io/programme/entries.h"

#include "cli/monitor.h"
#include "cli/records_mix.h"
#include "cli/report.h"

enum { GROUPS, LOW_RISK, N_FIGURES };
static const char *const indicators[N_FIGURES] = {"drg.groups", "drg.low_risk_deaths"};
enum { BODY_MAX = 1 << 26, YEARS_MAX = 110 };

static bool tells_deaths(const struct cli_mix_cell *cell)
{
    return (cell->told >> JH_MEASURE_DEATHS & 1) != 0;
}

/* Low risk: ln of the death rate, over all hospitals and years, more than one standard deviation below
 * the mean over the groups that have deaths at all (the method of Beijing's DRG evaluation).
 * cases, deaths: room [n_groups]. */
static void judge(
    const struct cli_records_mix *records, double *cases, double *deaths, bool *out_low)
{
    double sum = 0, squares = 0, n = 0;
    for (size_t i = 0; i < records->n; i++) {
        const struct cli_mix_cell *cell = &records->cell[i];
        if (!tells_deaths(cell))
            continue;
        cases[cell->group] += cell->measure[JH_MEASURE_CASES];
        deaths[cell->group] += cell->measure[JH_MEASURE_DEATHS];
    }
    for (size_t g = 0; g < records->n_groups; g++) {
        const double x = deaths[g] > 0 ? log(deaths[g] / cases[g]) : 0;
        sum += x;
        squares += x * x;
        n += deaths[g] > 0;
    }
    const double mean = sum / n, sd = n > 1 ? sqrt(fmax(0, (squares - sum * mean) / (n - 1))) : 0;
    for (size_t g = 0; g < records->n_groups; g++)
        out_low[g] = n > 1 && deaths[g] > 0 && log(deaths[g] / cases[g]) < mean - sd;
}

/* Figures of one hospital and year. */
struct figures {
    double top[N_FIGURES], bottom[N_FIGURES];
};

static enum jh_status put_year(const struct jh_dataset *d, const struct figures *of, int year,
    size_t figure, const char *source, struct jh_buf *out, size_t *out_n, struct jh_error *err)
{
    struct jh_json_writer w;
    char period[16];
    *out_n = 0;
    snprintf(period, sizeof period, "%d", year);
    jh_buf_puts(out, "{\"period\":");
    jh_json_begin(&w, out, false);
    jh_json_text(&w, NULL, period);
    jh_buf_puts(out, ",\"values\":[");
    for (size_t h = 0; h < d->hospitals.n_inside; h++) {
        if (!(of[h].bottom[figure] > 0))
            continue;
        jh_buf_puts(out, (*out_n)++ > 0 ? "," : "");
        jh_json_begin(&w, out, false);
        jh_json_open_array(&w, NULL);
        jh_json_text(&w, NULL, d->hospitals.id[h]);
        jh_json_num(&w, NULL, of[h].top[figure]);
        jh_json_num(&w, NULL, of[h].bottom[figure]);
        jh_json_text(&w, NULL, source);
        jh_json_text(&w, NULL, "");
        jh_json_close_array(&w);
    }
    jh_buf_puts(out, "]}");
    return jh_buf_status(out, err);
}

static void sum_year(
    const struct cli_records_mix *records, const bool *low, int32_t year, struct figures *of)
{
    memset(of, 0, records->dataset->hospitals.n * sizeof *of);
    for (size_t i = 0; i < records->n; i++) {
        const struct cli_mix_cell *cell = &records->cell[i];
        struct figures *f = &of[cell->hospital];
        if (cell->year != year)
            continue;
        f->top[GROUPS] += 1; /* a cell is one group of one hospital */
        f->bottom[GROUPS] = 1;
        if (!low[cell->group] || !tells_deaths(cell))
            continue;
        f->top[LOW_RISK] += cell->measure[JH_MEASURE_DEATHS];
        f->bottom[LOW_RISK] += cell->measure[JH_MEASURE_CASES];
    }
}

/* Rows of the ledger in the making: two figures for each year. */
struct rows {
    size_t n, n_values;
    struct jh_store_entry entry[N_FIGURES * YEARS_MAX];
    struct jh_buf body[N_FIGURES * YEARS_MAX];
};

static enum jh_status make_rows(const struct cli_records_mix *records, const bool *low,
    struct figures *of, struct rows *rows, struct jh_error *err)
{
    for (int32_t year = records->first_year; year <= records->last_year; year++) {
        sum_year(records, low, year, of);
        for (size_t f = 0; f < N_FIGURES && rows->n < N_FIGURES * YEARS_MAX; f++) {
            struct jh_buf *body = &rows->body[rows->n];
            size_t n = 0;
            jh_buf_init(body, BODY_MAX);
            rows->entry[rows->n++].subject = indicators[f];
            enum jh_status st =
                put_year(records->dataset, of, year, f, records->source, body, &n, err);
            if (st != JH_OK)
                return st;
            rows->n_values += n;
            if (n == 0) { /* nobody has it in that year */
                jh_buf_release(body);
                rows->n--;
            }
        }
    }
    return JH_OK;
}

static enum jh_status append(struct cli *cli, const struct cli_args *args, struct cli_monitor *m,
    struct rows *rows, struct jh_error *err)
{
    char now[CLI_TIME_MAX];
    cli_time_now(now);
    for (size_t k = 0; k < rows->n; k++)
        rows->entry[k] = (struct jh_store_entry){0, JH_ENTRY_KIND, rows->entry[k].subject, now,
            cli_programme_actor(args), rows->body[k].data};
    enum jh_status st = jh_store_ledger_append(
        m->programme.store, rows->n, rows->entry, m->programme.last, NULL, err);
    cli->raced = st == JH_E_CONFLICT;
    return st;
}

enum jh_status cli_monitor_enter_records(
    struct cli *cli, const struct cli_args *args, struct cli_monitor *m, struct jh_error *err)
{
    struct cli_records_mix records = {0};
    struct figures *of = NULL;
    struct rows *rows = jh_i_calloc(1, sizeof *rows);
    double *room = NULL;
    bool *low = NULL;
    enum jh_status st;
    JH_TRY(st, cli_records_mix_read(cli, args->n_operands - 1, args->operand + 1,
                   cli_get(args, "profile")->text, &records, err));
    of = jh_i_calloc(records.dataset->hospitals.n, sizeof *of);
    room = jh_i_calloc(records.n_groups, 2 * sizeof *room);
    low = jh_i_calloc(records.n_groups, sizeof *low);
    if (of == NULL || rows == NULL || room == NULL || low == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    judge(&records, room, room + records.n_groups, low);
    JH_TRY(st, make_rows(&records, low, of, rows, err));
    JH_TRY(st, append(cli, args, m, rows, err));
    cli_say(cli, "%zu values of %zu indicators and periods taken in", rows->n_values, rows->n);
out:
    for (size_t k = 0; rows != NULL && k < rows->n; k++)
        jh_buf_release(&rows->body[k]);
    jh_i_free(rows);
    jh_i_free(of);
    jh_i_free(room);
    jh_i_free(low);
    cli_records_mix_release(&records);
    return st;
}
