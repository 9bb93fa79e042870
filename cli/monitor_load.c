/* A workspace opened to look at its indicators. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

#include "cli/data.h"
#include "cli/monitor.h"

enum { CATALOGUE_MAX = 1 << 24 };

struct cli_monitor_asked cli_monitor_asked_of(const struct cli_args *args)
{
    return (struct cli_monitor_asked){.level = (enum jh_unit_level)cli_get(args, "level")->choice,
        .catalogue = cli_get(args, "catalogue")->text,
        .n_provisional = (size_t)cli_get(args, "provisional")->integer,
        .min_count = cli_get(args, "min-count")->real};
}

static enum jh_status read_catalogue(struct cli_monitor *m, struct jh_error *err)
{
    const char *path = m->asked.catalogue;
    struct jh_buf text;
    enum jh_status st = JH_OK;
    jh_buf_init(&text, CATALOGUE_MAX);
    if (path != NULL)
        st = cli_file_read(path, CATALOGUE_MAX, &text, err);
    if (st == JH_OK)
        st = jh_i_catalogue_parse(
            path != NULL ? text.data : NULL, &m->dataset->specialties, &m->catalogue, err);
    jh_buf_release(&text);
    return st;
}

enum jh_status cli_monitor_open(struct cli *cli, const struct cli_monitor_asked *asked,
    enum jh_store_mode mode, struct cli_monitor *out, struct jh_error *err)
{
    enum jh_status st;
    *out = (struct cli_monitor){.asked = *asked, .mode = mode};
    jh_arena_init(&out->arena, 0);
    JH_TRY(st, cli_programme_open(cli, mode, &out->programme, err));
    JH_TRY(st, jh_store_dataset_about(out->programme.store, &out->about, err));
    if (cli->dataset != NULL)
        out->dataset = jh_dataset_share(cli->dataset);
    else
        JH_TRY(st, jh_store_dataset_load_lean(out->programme.store, &cli->run, &out->dataset, err));
    cli_progress_clear(&cli->progress);
    JH_TRY(st, read_catalogue(out, err));
    JH_TRY(st, jh_units_make(out->dataset, asked->level, &out->units, err));
    st = jh_store_ledger_heads(out->programme.store, JH_ENTRY_KIND, &out->head, &out->n_heads, err);
out:
    return st == JH_E_NOT_FOUND ? JH_E_IO : st;
}

static void free_blocks(struct cli_monitor *m)
{
    for (size_t k = 0; m->block != NULL && k < m->catalogue.n * m->n_periods; k++)
        jh_i_free(m->block[k].numerator);
    jh_i_free(m->block);
    jh_i_free(m->key);
    jh_i_free(m->period_key);
}

void cli_monitor_close(struct cli_monitor *m)
{
    free_blocks(m);
    jh_units_release(&m->units);
    jh_i_catalogue_release(&m->catalogue);
    jh_store_free(m->about);
    jh_store_free(m->head);
    jh_dataset_free(m->dataset);
    cli_programme_close(&m->programme);
    jh_arena_release(&m->arena);
}

bool cli_monitor_has_level(const struct cli_monitor *m, const struct jh_indicator *x)
{
    return (x->levels >> m->units.level & 1) != 0;
}

double cli_monitor_value(const struct cli_monitor *m, size_t indicator, size_t period, size_t unit)
{
    const struct jh_value_block *b = &m->block[indicator * m->n_periods + period];
    return (b->flags[unit] & JH_VALUE_MISSING) != 0
               ? JH_NAN
               : jh_value_of(
                     &m->catalogue.indicator[indicator], b->numerator[unit], b->denominator[unit]);
}
