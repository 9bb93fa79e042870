/* Values of a level: from the cube, from entries, and what follows from both. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

#include "cli/data.h"
#include "cli/monitor.h"
#include "cli/report.h"

enum { CATALOGUE_MAX = 1 << 24 };

static enum jh_status read_catalogue(
    const struct cli_args *args, struct cli_monitor *m, struct jh_error *err)
{
    const char *path = cli_get(args, "catalogue")->text;
    const struct jh_specialties *s = m->dataset != NULL ? &m->dataset->specialties : NULL;
    struct jh_buf text;
    enum jh_status st = JH_OK;
    jh_buf_init(&text, CATALOGUE_MAX);
    if (path != NULL)
        st = cli_file_read(path, CATALOGUE_MAX, &text, err);
    if (st == JH_OK)
        st = jh_i_catalogue_parse(path != NULL ? text.data : NULL, s, &m->catalogue, err);
    jh_buf_release(&text);
    return st;
}

enum jh_status cli_monitor_open(struct cli *cli, const struct cli_args *args,
    enum jh_store_mode mode, struct cli_monitor *out, struct jh_error *err)
{
    enum jh_status st;
    *out = (struct cli_monitor){0};
    jh_arena_init(&out->arena, 0);
    JH_TRY(st, cli_programme_open(cli, mode, &out->programme, err));
    JH_TRY(st, jh_store_dataset_about(out->programme.store, &out->about, err));
    if (cli->dataset != NULL)
        out->dataset = jh_dataset_share(cli->dataset);
    else
        JH_TRY(st, jh_store_dataset_load_lean(out->programme.store, &cli->run, &out->dataset, err));
    cli_progress_clear(&cli->progress);
    JH_TRY(st, read_catalogue(args, out, err));
    st = jh_units_make(
        out->dataset, (enum jh_unit_level)cli_get(args, "level")->choice, &out->units, err);
out:
    return st == JH_E_NOT_FOUND ? JH_E_IO : st;
}

void cli_monitor_close(struct cli_monitor *m)
{
    for (size_t k = 0; m->block != NULL && k < m->catalogue.n * m->n_periods; k++)
        jh_i_free(m->block[k].numerator);
    jh_i_free(m->block);
    jh_units_release(&m->units);
    jh_i_catalogue_release(&m->catalogue);
    jh_store_free(m->about);
    jh_dataset_free(m->dataset);
    cli_programme_close(&m->programme);
    jh_arena_release(&m->arena);
}

static bool is_entry(const struct jh_store_entry *e)
{
    return strcmp(e->kind, JH_ENTRY_KIND) == 0;
}

/* Periods of the dataset, then those that only entries have. */
static enum jh_status list_periods(struct cli_monitor *m, struct jh_error *err)
{
    const struct jh_periods *p = &m->dataset->periods;
    const struct cli_programme *ledger = &m->programme;
    m->period_id = jh_arena_new(&m->arena, p->n + ledger->n_entries, const char *);
    if (m->period_id == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < p->n; k++)
        m->period_id[m->n_periods++] = p->id[k];
    for (size_t i = 0; i < ledger->n_entries; i++) {
        char period[64];
        size_t k = 0;
        if (!is_entry(&ledger->entry[i]))
            continue;
        enum jh_status st = jh_i_entry_period(ledger->entry[i].body, period, err);
        if (st != JH_OK)
            return st;
        while (k < m->n_periods && strcmp(m->period_id[k], period) != 0)
            k++;
        if (k < m->n_periods)
            continue;
        m->period_id[m->n_periods] = jh_arena_strdup(&m->arena, period);
        if (m->period_id[m->n_periods++] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    return JH_OK;
}

/* A block of n units: numerators, denominators and flags in one piece, all missing. */
static enum jh_status make_block(size_t n, struct jh_value_block *b, struct jh_error *err)
{
    b->numerator = jh_i_calloc(n, 2 * sizeof(double) + 1);
    if (b->numerator == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    b->denominator = b->numerator + n;
    b->flags = (uint8_t *)(b->denominator + n);
    for (size_t u = 0; u < n; u++) {
        b->numerator[u] = b->denominator[u] = JH_NAN;
        b->flags[u] = JH_VALUE_MISSING;
    }
    return JH_OK;
}

static enum jh_status from_cube(
    struct cli *cli, const struct cli_args *args, struct cli_monitor *m, struct jh_error *err)
{
    const size_t n_p = m->dataset->periods.n;
    struct jh_monitor_options o = jh_monitor_options_default();
    struct jh_value_block *cube = jh_i_calloc(m->catalogue.n * n_p, sizeof *cube);
    if (cube == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    o.n_provisional = (size_t)cli_get(args, "provisional")->integer;
    o.min_count = cli_get(args, "min-count")->real;
    for (size_t i = 0; i < m->catalogue.n; i++)
        for (size_t p = 0; p < n_p; p++)
            cube[i * n_p + p] = m->block[i * m->n_periods + p];
    enum jh_status st = jh_monitor_compute(
        m->dataset, &m->units, &o, m->catalogue.n, m->catalogue.indicator, &cli->run, cube, err);
    jh_i_free(cube);
    return st;
}

static enum jh_status from_entries(struct cli *cli, struct cli_monitor *m, struct jh_error *err)
{
    size_t n_unknown = 0;
    for (size_t e = 0; e < m->programme.n_entries; e++) {
        const struct jh_store_entry *entry = &m->programme.entry[e];
        const size_t i =
            is_entry(entry) ? jh_i_catalogue_find(&m->catalogue, entry->subject) : SIZE_MAX;
        for (size_t p = 0; i != SIZE_MAX && p < m->n_periods; p++) {
            bool mine = false;
            enum jh_status st = jh_i_entry_apply(entry->body, m->period_id[p], &m->units,
                &m->block[i * m->n_periods + p], &mine, &n_unknown, err);
            if (st != JH_OK)
                return st;
            if (mine)
                m->entered_at[i * m->n_periods + p] = entry->at;
        }
    }
    if (n_unknown > 0 && m->units.level == JH_UNIT_AREA)
        cli_say(cli, "%zu entered values are of units that these data do not have", n_unknown);
    return JH_OK;
}

/* ALL_OF here; SHARE_OF needs the areas' values, so the level below is computed for it. */
static void derive_all(struct cli_monitor *m)
{
    for (size_t i = 0; i < m->catalogue.n; i++) {
        const struct jh_indicator *x = &m->catalogue.indicator[i];
        size_t input[JH_INDICATOR_INPUTS], n = 0;
        while (n < JH_INDICATOR_INPUTS && x->input[n] != NULL) {
            input[n] = jh_i_catalogue_find(&m->catalogue, x->input[n]);
            n++;
        }
        for (size_t p = 0; x->compute == JH_COMPUTE_ALL_OF && p < m->n_periods; p++) {
            struct jh_value_block in[JH_INDICATOR_INPUTS];
            for (size_t k = 0; k < n; k++)
                in[k] = m->block[input[k] * m->n_periods + p];
            jh_monitor_all_of(m->units.n, n, in, &m->block[i * m->n_periods + p]);
        }
    }
}

static enum jh_status make_blocks(struct cli_monitor *m, struct jh_error *err)
{
    const size_t n = m->catalogue.n * m->n_periods;
    m->block = jh_i_calloc(n, sizeof *m->block);
    m->entered_at = jh_arena_new(&m->arena, n, const char *);
    if (m->block == NULL || m->entered_at == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < n; k++) {
        enum jh_status st = make_block(m->units.n, &m->block[k], err);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

/* Shares of a region's areas: the same, one level down. */
static enum jh_status derive_shares(struct cli *cli, struct cli_monitor *m, struct jh_error *err)
{
    struct cli_monitor below = *m;
    enum jh_status st;
    below.block = NULL;
    below.units = (struct jh_units){0};
    JH_TRY(st, jh_units_make(m->dataset, JH_UNIT_AREA, &below.units, err));
    JH_TRY(st, make_blocks(&below, err));
    JH_TRY(st, from_entries(cli, &below, err));
    derive_all(&below);
    for (size_t i = 0; i < m->catalogue.n; i++) {
        const struct jh_indicator *x = &m->catalogue.indicator[i];
        for (size_t p = 0; x->compute == JH_COMPUTE_SHARE_OF && p < m->n_periods; p++)
            jh_monitor_share_of(below.units.n,
                &below.block[jh_i_catalogue_find(&m->catalogue, x->input[0]) * m->n_periods + p],
                m->units.of_area, m->units.n, &m->block[i * m->n_periods + p]);
    }
out:
    for (size_t k = 0; below.block != NULL && k < m->catalogue.n * m->n_periods; k++)
        jh_i_free(below.block[k].numerator);
    jh_i_free(below.block);
    jh_units_release(&below.units);
    return st;
}

enum jh_status cli_monitor_compute(
    struct cli *cli, const struct cli_args *args, struct cli_monitor *m, struct jh_error *err)
{
    enum jh_status st;
    JH_TRY(st, list_periods(m, err));
    JH_TRY(st, make_blocks(m, err));
    JH_TRY(st, from_cube(cli, args, m, err));
    JH_TRY(st, from_entries(cli, m, err));
    derive_all(m);
    if (m->units.level == JH_UNIT_REGION || m->units.level == JH_UNIT_PROVINCE)
        st = derive_shares(cli, m, err);
out:
    return st;
}

double cli_monitor_value(const struct cli_monitor *m, size_t indicator, size_t period, size_t unit)
{
    const struct jh_value_block *b = &m->block[indicator * m->n_periods + period];
    return (b->flags[unit] & JH_VALUE_MISSING) != 0
               ? JH_NAN
               : jh_value_of(
                     &m->catalogue.indicator[indicator], b->numerator[unit], b->denominator[unit]);
}
