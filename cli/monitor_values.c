/* Actions on values: catalogue, enter, values, store, sheet. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/programme/cycle_xlsx.h"

#include "cli/data.h"
#include "cli/monitor.h"
#include "cli/report.h"
#include "cli/table.h"

static const char *const directions[] = {"watch", "up", "down"};
static const char *const computes[] = {
#define JH_X(name, number, text) text,
    JH_COMPUTE_MAP(JH_X)
#undef JH_X
};

const char *cli_monitor_said(const struct cli *cli, const char *text)
{
    return text != NULL ? jh_tr(cli->lang, text) : "";
}

enum jh_status cli_monitor_catalogue(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"id", "id", NULL, 0, 0},
        {"name", "name", NULL, 0, 0},
        {"mark", "mark", NULL, 0, 0},
        {"unit", "unit of measure", NULL, 0, 0},
        {"direction", "good is", NULL, 0, 0},
        {"levels", NULL, NULL, 0, 0},
        {"compute", "from", NULL, 0, 0},
        {"numerator", "numerator", NULL, 0, 0},
        {"denominator", "denominator", NULL, 0, 0},
        {"definition", NULL, NULL, 0, 0},
        {"period", NULL, NULL, 0, 0},
        {"basis", NULL, NULL, 0, 0},
        {"version", "version", NULL, 0, 0},
        {"valid_from", NULL, NULL, 0, 0},
        {"valid_to", NULL, NULL, 0, 0},
        {"source", NULL, NULL, 0, 0},
    };
    static const char *const level_names[] = {"area", "region", "hospital", "province", "project"};
    struct jh_catalogue c = {0};
    struct jh_buf text, levels;
    struct cli_table table;
    const char *path = cli_get(args, "catalogue")->text;
    enum jh_status st = JH_OK;
    jh_buf_init(&text, 1 << 24);
    jh_buf_init(&levels, 4096);
    if (path != NULL)
        JH_TRY(st, cli_file_read(path, 1 << 24, &text, err));
    JH_TRY(st, jh_i_catalogue_parse(path != NULL ? text.data : NULL, NULL, &c, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < c.n; i++) {
        const struct jh_indicator *x = &c.indicator[i];
        const enum jh_lang l = cli->lang;
        jh_buf_reset(&levels);
        for (unsigned k = 0; k <= JH_UNIT_PROJECT; k++)
            if ((x->levels >> k & 1) != 0)
                jh_buf_printf(&levels, "%s%s", levels.len > 0 ? ";" : "", level_names[k]);
        const char *const cells[] = {x->id, x->name[l], x->mark, cli_monitor_said(cli, x->unit),
            cli_word(cli, directions[x->direction]), levels.data,
            cli_word(cli, computes[x->compute]), x->numerator[l], x->denominator[l],
            x->definition[l], cli_monitor_said(cli, x->period), cli_monitor_said(cli, x->basis),
            x->version, x->valid_from, x->valid_to, cli_monitor_said(cli, x->source)};
        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++)
            cli_table_text(&table, cells[k] != NULL ? cells[k] : "");
    }
    st = cli_table_end(&table, err);
out:
    jh_buf_release(&text);
    jh_buf_release(&levels);
    jh_i_catalogue_release(&c);
    return st;
}

enum jh_status cli_monitor_enter(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const struct cli_monitor_asked asked = cli_monitor_asked_of(args);
    struct cli_monitor m = {0};
    struct jh_sheet sheet = {0};
    struct jh_entry_batches batches = {0};
    struct jh_store_entry *entry = NULL;
    char now[CLI_TIME_MAX];
    const char *path;
    enum jh_status st;
    cli_time_now(now);
    JH_TRY(st, cli_programme_operand(args, 1, &path, err));
    JH_TRY(st, cli_monitor_open(cli, &asked, JH_STORE_WRITE, &m, err));
    if (cli_get(args, "profile")->given) {
        st = cli_monitor_enter_records(cli, args, &m, err);
        goto out;
    }
    JH_TRY(st, jh_i_sheet_read(path, cli_get(args, "sheet")->text, &cli->run, &sheet, err));
    JH_TRY(st, jh_i_entries_of_sheet(&sheet, &m.catalogue, m.dataset, &batches, err));
    entry = jh_i_calloc(batches.n, sizeof *entry);
    if (entry == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t k = 0; k < batches.n; k++)
        entry[k] = (struct jh_store_entry){0, JH_ENTRY_KIND, batches.batch[k].indicator, now,
            cli_programme_actor(args), batches.batch[k].body.data};
    st = jh_store_ledger_append(m.programme.store, batches.n, entry, m.programme.last, NULL, err);
    cli->raced = st == JH_E_CONFLICT;
    if (st != JH_OK)
        goto out;
    cli_say(cli, "%zu values of %zu indicators and periods taken in", sheet.n_rows, batches.n);
out:
    jh_i_free(entry);
    jh_i_entries_release(&batches);
    jh_i_sheet_release(&sheet);
    cli_monitor_close(&m);
    return st;
}

/* Is the indicator asked for: by its id, or by the beginning of it. */
static bool is_asked(
    const struct cli_args *args, const struct cli_monitor *m, const struct jh_indicator *x)
{
    if (!cli_monitor_has_level(m, x))
        return false;
    for (size_t k = 1; k < args->n_operands; k++)
        if (strncmp(x->id, args->operand[k], strlen(args->operand[k])) == 0)
            return true;
    return args->n_operands < 2;
}

/* Every operand must mean an indicator of the level. */
static enum jh_status check_asked(
    const struct cli_args *args, const struct cli_monitor *m, struct jh_error *err)
{
    for (size_t k = 1; k < args->n_operands; k++) {
        const char *id = args->operand[k];
        bool any = false, here = false;
        for (size_t i = 0; i < m->catalogue.n; i++) {
            const struct jh_indicator *x = &m->catalogue.indicator[i];
            const bool same = strncmp(x->id, id, strlen(id)) == 0;
            any = any || same;
            here = here || (same && cli_monitor_has_level(m, x));
        }
        if (here)
            continue;
        enum jh_status st =
            any ? jh_fail(err, JH_E_ARG, "indicator \"%.60s\" is not known at this --level", id)
                : jh_fail(err, JH_E_ARG, "there is no indicator \"%.60s\"", id);
        jh_hint(err, "Run junheng monitor catalogue for all of them.");
        return st;
    }
    return JH_OK;
}

static const struct {
    unsigned bit;
    const char *word;
} flag_words[] = {{JH_VALUE_MISSING, "not collected"}, {JH_VALUE_SMALL, "small number"},
    {JH_VALUE_PROVISIONAL, "provisional"}, {JH_VALUE_ENTERED, "entered"},
    {JH_VALUE_INCOMPLETE, "incomplete"}};

static const char *flags_text(struct cli *cli, unsigned flags, struct jh_buf *room)
{
    jh_buf_reset(room);
    for (size_t k = 0; k < sizeof flag_words / sizeof *flag_words; k++)
        if ((flags & flag_words[k].bit) != 0)
            jh_buf_printf(
                room, "%s%s", room->len > 0 ? "; " : "", cli_word(cli, flag_words[k].word));
    return room->len > 0 ? room->data : "";
}

static const struct cli_column value_columns[] = {
    {"indicator", "id", NULL, 0, 0},
    {"name", "indicator", NULL, 0, 0},
    {"unit_id", "unit", NULL, 0, 0},
    {"unit_name", "name", NULL, 0, 0},
    {"period", "period", NULL, 0, 0},
    {"value", "value", NULL, 0, 2},
    {"unit", "unit of measure", NULL, 0, 0},
    {"numerator", "numerator", NULL, 0, 0},
    {"denominator", "denominator", NULL, 0, 0},
    {"flags", "remarks", NULL, 0, 0},
    {"basis", NULL, NULL, 0, 0},
    {"mark", "mark", NULL, 0, 0},
    {"source", NULL, NULL, 0, 0},
    {"as_of", NULL, NULL, 0, 0},
    {"data_fingerprint", NULL, NULL, 0, 0},
    {"version", NULL, NULL, 0, 0},
};

static const char *basis_text(const struct cli_monitor *m, const struct jh_indicator *x)
{
    static const char *const words[] = {"residence", "registration", "insurance"};
    if (x->compute == JH_COMPUTE_ENTERED || m->dataset->flows.basis == NULL)
        return x->basis;
    for (uint8_t b = JH_BASIS_RESIDENCE; b <= JH_BASIS_INSURANCE; b++)
        for (size_t r = 0; r < m->dataset->flows.n; r++)
            if (m->dataset->flows.basis[r] == b)
                return words[b - 1];
    return x->basis;
}

static void put_value(struct cli *cli, struct cli_table *table, const struct cli_monitor *m,
    size_t i, size_t p, size_t u, const char *basis, struct jh_buf *room)
{
    const struct jh_indicator *x = &m->catalogue.indicator[i];
    const struct jh_value_block *b = &m->block[i * m->n_periods + p];
    const char *entered = m->as_of[i * m->n_periods + p];
    cli_table_text(table, x->id);
    cli_table_text(table, x->name[cli->lang]);
    cli_table_text(table, m->units.id[u]);
    cli_table_text(table, m->units.name[u]);
    cli_table_text(table, m->period_id[p]);
    cli_table_number(table, cli_monitor_value(m, i, p, u));
    cli_table_text(table, cli_monitor_said(cli, x->unit));
    cli_table_number(table, b->numerator[u]);
    cli_table_number(table, b->denominator[u]);
    cli_table_text(table, flags_text(cli, b->flags[u], room));
    cli_table_text(table, basis);
    cli_table_text(table, x->mark);
    cli_table_text(table, cli_monitor_said(cli, x->source));
    cli_table_text(table, entered != NULL ? entered : m->about->imported_at);
    cli_table_text(table, m->about->fingerprint);
    cli_table_text(table, x->version);
}

/* Open with the values of what is asked for. */
static enum jh_status open_values(
    struct cli *cli, const struct cli_args *args, struct cli_monitor *m, struct jh_error *err)
{
    const struct cli_monitor_asked asked = cli_monitor_asked_of(args);
    uint8_t *wanted = NULL;
    enum jh_status st;
    JH_TRY(st, cli_monitor_open(cli, &asked, JH_STORE_READ, m, err));
    wanted = jh_i_calloc(m->catalogue.n, 1);
    if (wanted == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < m->catalogue.n; i++)
        wanted[i] = is_asked(args, m, &m->catalogue.indicator[i]);
    st = cli_monitor_take(cli, m, wanted, err);
out:
    jh_i_free(wanted);
    return st;
}

/* Periods without any value of the indicator are left out unless one is asked for. */
static bool shown(const struct cli_args *args, const struct cli_monitor *m, size_t i, size_t p)
{
    const char *period = cli_get(args, "period")->text;
    if (period != NULL)
        return strcmp(period, m->period_id[p]) == 0;
    const struct jh_value_block *b = &m->block[i * m->n_periods + p];
    for (size_t u = 0; u < m->units.n; u++)
        if ((b->flags[u] & JH_VALUE_MISSING) == 0)
            return true;
    return m->catalogue.indicator[i].compute == JH_COMPUTE_CUBE && p < m->dataset->periods.n;
}

enum jh_status cli_monitor_values(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const char *unit = cli_get(args, "unit")->text;
    struct cli_monitor m = {0};
    struct cli_table table;
    struct jh_buf room;
    enum jh_status st;
    jh_buf_init(&room, 4096);
    JH_TRY(st, open_values(cli, args, &m, err));
    JH_TRY(st, check_asked(args, &m, err));
    cli_table_begin(&table, cli, sizeof value_columns / sizeof *value_columns, value_columns);
    for (size_t i = 0; i < m.catalogue.n; i++) {
        if (!is_asked(args, &m, &m.catalogue.indicator[i]))
            continue;
        const char *basis = basis_text(&m, &m.catalogue.indicator[i]);
        for (size_t p = 0; p < m.n_periods; p++)
            for (size_t u = 0; shown(args, &m, i, p) && u < m.units.n && !cli_table_failed(&table);
                 u++)
                if (unit == NULL || strcmp(unit, m.units.id[u]) == 0)
                    put_value(cli, &table, &m, i, p, u, basis, &room);
    }
    st = cli_table_end(&table, err);
out:
    jh_buf_release(&room);
    cli_monitor_close(&m);
    return st;
}

enum jh_status cli_monitor_store(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const struct cli_monitor_asked asked = cli_monitor_asked_of(args);
    struct cli_monitor m = {0};
    enum jh_status st;
    JH_TRY(st, cli_monitor_open(cli, &asked, JH_STORE_WRITE, &m, err));
    JH_TRY(st, cli_monitor_take(cli, &m, NULL, err));
    cli_say(cli, "%zu blocks of %zu units computed and kept", m.n_computed, m.units.n);
out:
    cli_monitor_close(&m);
    return st;
}

/* The sheet of one unit: a row for each indicator, a column for each period. */
static enum jh_status fill_grid(struct cli *cli, struct cli_monitor *m, size_t unit,
    struct jh_text_grid *grid, struct jh_error *err)
{
    enum { LEADING = 4 };
    size_t row = 0;
    grid->n_columns = LEADING + m->n_periods;
    grid->head = jh_arena_new(&m->arena, grid->n_columns, const char *);
    grid->cell = jh_arena_new(&m->arena, m->catalogue.n * grid->n_columns, const char *);
    if (grid->head == NULL || grid->cell == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    const char *const leading[LEADING] = {"id", "indicator", "unit of measure", "mark"};
    for (size_t c = 0; c < LEADING; c++)
        grid->head[c] = jh_tr(cli->lang, leading[c]);
    for (size_t p = 0; p < m->n_periods; p++)
        grid->head[LEADING + p] = m->period_id[p];
    for (size_t i = 0; i < m->catalogue.n; i++) {
        const struct jh_indicator *x = &m->catalogue.indicator[i];
        const char **cell = grid->cell + row * grid->n_columns;
        if (!cli_monitor_has_level(m, x))
            continue;
        row++;
        cell[0] = x->id;
        cell[1] = x->name[cli->lang];
        cell[2] = cli_monitor_said(cli, x->unit);
        cell[3] = x->mark;
        for (size_t p = 0; p < m->n_periods; p++) {
            char text[JH_NUM_TEXT_MAX];
            const double value = cli_monitor_value(m, i, p, unit);
            /* Ten digits: what follows is rounding. */
            jh_num_format(isnan(value) ? value : round(value * 1e8) / 1e8, text);
            cell[LEADING + p] = jh_arena_strdup(&m->arena, text);
            if (cell[LEADING + p] == NULL)
                return jh_fail(err, JH_E_NOMEM, "out of memory");
        }
    }
    grid->n_rows = row;
    return JH_OK;
}

enum jh_status cli_monitor_sheet(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const struct cli_monitor_asked asked = cli_monitor_asked_of(args);
    const char *unit = cli_get(args, "unit")->text, *path = cli_get(args, "out")->text;
    struct cli_monitor m = {0};
    struct jh_text_grid grid = {0};
    size_t u = 0;
    enum jh_status st;
    if (unit == NULL || path == NULL)
        return jh_fail(err, JH_E_ARG, "--%s is missing", unit == NULL ? "unit" : "out");
    JH_TRY(st, cli_monitor_open(cli, &asked, JH_STORE_READ, &m, err));
    while (u < m.units.n && strcmp(m.units.id[u], unit) != 0)
        u++;
    if (u == m.units.n) {
        st = jh_fail(err, JH_E_NOT_FOUND, "the data have no unit \"%.60s\"", unit);
        goto out;
    }
    JH_TRY(st, cli_monitor_take(cli, &m, NULL, err));
    JH_TRY(st, fill_grid(cli, &m, u, &grid, err));
    JH_TRY(st, jh_i_grid_xlsx(&grid, "indicators", path, err));
    cli_say(cli, "wrote %s", path);
out:
    cli_monitor_close(&m);
    return st;
}
