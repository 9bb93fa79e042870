#include "cli/data.h"

#include <errno.h>
#include <string.h>

#include "junheng/store.h"

#include "base/fail.h"
#include "base/msg.h"

#include "cli/table.h"

enum jh_status cli_dataset_load(
    struct cli *cli, struct jh_dataset **out_dataset, struct jh_error *err)
{
    struct jh_store *store = NULL;
    enum jh_status st = JH_OK;
    if (cli->dataset != NULL) {
        *out_dataset = jh_dataset_share(cli->dataset);
        return JH_OK;
    }
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_READ, &store, err));
    JH_TRY(st, jh_store_dataset_load_lean(store, &cli->run, out_dataset, err));
out:
    jh_store_close(store);
    /* Of the program's ways to fail this is one of files, not of mistaken names. */
    return st == JH_E_NOT_FOUND ? JH_E_IO : st;
}

enum jh_status cli_flows_take(const struct cli *cli, const struct jh_dataset *dataset,
    const struct jh_flow_query *query, struct jh_flow_table *out_flows, struct jh_error *err)
{
    const struct jh_flow_table *all = cli->flows;
    if (all != NULL &&
        (query == NULL || (query->period == NULL &&
                              (query->basis == JH_BASIS_NONE || query->basis == all->basis)))) {
        if (query != NULL && query->specialty != NULL)
            return jh_flow_pick(dataset, all, query->specialty, out_flows, err);
        *out_flows = *all;
        return JH_OK;
    }
    return jh_flow_reduce(dataset, query, out_flows, err);
}

void cli_flows_release(const struct cli *cli, struct jh_flow_table *flows)
{
    if (cli->flows == NULL || flows->cases != cli->flows->cases)
        jh_flow_table_release(flows);
    *flows = (struct jh_flow_table){0};
}

static const struct cli_column table_columns[] = {
    {"table", "table", NULL, 0, 0},
    {"rows", "rows", NULL, 0, 0},
};
static const struct cli_column fig_name = {"name", "name", NULL, 0, 0};
static const struct cli_column fig_fictional = {"fictional", "fictional", NULL, 0, 0};
static const struct cli_column fig_fingerprint = {"fingerprint", "fingerprint", NULL, 0, 0};

enum jh_status cli_dataset_print(
    struct cli *cli, const struct jh_dataset *dataset, struct jh_error *err)
{
    const struct {
        const char *name;
        size_t n;
    } rows[] = {
        {"areas", dataset->areas.n},
        {"regions", dataset->regions.given ? dataset->regions.n : 0},
        {"hospitals", dataset->hospitals.n_inside},
        {"outside", dataset->hospitals.n - dataset->hospitals.n_inside},
        {"specialties", dataset->specialties.n},
        {"capabilities", dataset->capabilities.n},
        {"periods", dataset->periods.n},
        {"flows", dataset->flows.n},
        {"travel", dataset->travel.n},
        {"zones", dataset->zones.n},
        {"boundaries", dataset->boundaries.n},
    };
    struct cli_table table;
    cli_table_begin(&table, cli, 2, table_columns);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cli_table_text(&table, rows[i].name);
        cli_table_integer(&table, (int64_t)rows[i].n);
    }
    cli_summary_text(&table, &fig_name, dataset->name);
    cli_summary_bool(&table, &fig_fictional, dataset->fictional);
    cli_summary_text(&table, &fig_fingerprint, dataset->fingerprint);
    return cli_table_end(&table, err);
}

const char *cli_label(
    const struct cli *cli, struct jh_buf *scratch, const char *id, const char *name)
{
    if (cli->format != CLI_FORMAT_TEXT || name == NULL || name[0] == '\0' || strcmp(id, name) == 0)
        return id;
    jh_buf_reset(scratch);
    jh_buf_printf(scratch, "%s %s", id, name);
    return scratch->data != NULL ? scratch->data : id;
}

const char *cli_word(const struct cli *cli, const char *word)
{
    return cli->format == CLI_FORMAT_TEXT ? jh_tr(cli->lang, word) : word;
}

enum jh_status cli_file_read(
    const char *path, size_t max_bytes, struct jh_buf *out, struct jh_error *err)
{
    char block[4096];
    jh_buf_init(out, max_bytes);
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        enum jh_status st = jh_fail(err, JH_E_IO, "cannot open: %s", strerror(errno));
        jh_where(err, "%s", path);
        return st;
    }
    size_t n = 0;
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        jh_buf_add(out, block, n);
    enum jh_status st = JH_OK;
    if (ferror(f))
        st = jh_fail(err, JH_E_IO, "cannot read: %s", strerror(errno));
    fclose(f);
    if (st == JH_OK)
        st = jh_buf_status(out, err);
    if (st != JH_OK) {
        jh_where(err, "%s", path);
        jh_buf_release(out);
    }
    return st;
}

enum jh_status cli_file_write(
    const char *dir, const char *name, const char *text, struct jh_error *err)
{
    struct jh_buf path;
    jh_buf_init(&path, 1 << 16);
    jh_buf_printf(&path, "%s/%s", dir, name);
    enum jh_status st = jh_buf_status(&path, err);
    if (st != JH_OK)
        return st;
    FILE *f = fopen(path.data, "wb");
    bool good = f != NULL && fputs(text, f) >= 0;
    good = f != NULL && fclose(f) == 0 && good;
    if (!good) {
        st = jh_fail(err, JH_E_IO, "cannot write: %s", strerror(errno));
        jh_where(err, "%s", path.data);
    }
    jh_buf_release(&path);
    return st;
}
