/*
 * junheng profile: which columns of discharge records are what.
 */
#include "base/buf.h"
#include "base/fail.h"
#include "base/msg.h"

#include <string.h>

#include "io/records/profile_json.h"

#include "cli/commands.h"
#include "cli/report.h"
#include "cli/table.h"

enum { MAX_BYTES = 1 << 20 };

static const struct cli_column columns[] = {
    {"field", "field", NULL, 0, 0},
    {"meaning", "meaning", NULL, 0, 0},
    {"columns", "columns of the file", NULL, 0, 0},
    {"required", "needed", NULL, 0, 0},
    {"values", "values mapped", NULL, 0, 0},
};
static const struct cli_column fig_name = {"name", "name", NULL, 0, 0};
static const struct cli_column fig_title = {"title", "title", NULL, 0, 0};
static const struct cli_column fig_source = {"source", "source", NULL, 0, 0};
static const struct cli_column fig_home = {"home", "home area told by", NULL, 0, 0};

static enum jh_status print(struct cli *cli, const struct jh_profile *profile, struct jh_error *err)
{
    struct cli_table table;
    struct jh_buf names;
    const char *home[JH_N_HOME_WAYS];
    jh_buf_init(&names, MAX_BYTES);
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < profile->n_columns && !cli_table_failed(&table); i++) {
        const struct jh_profile_column *column = &profile->column[i];
        jh_buf_reset(&names);
        for (size_t k = 0; k < column->n_names; k++)
            jh_buf_printf(&names, "%s%s", k > 0 ? " " : "", column->name[k]);
        cli_table_text(&table, jh_i_fields[column->field].name);
        cli_table_text(&table, jh_i_fields[column->field].title[cli->lang]);
        cli_table_text(&table, names.data != NULL ? names.data : "");
        cli_table_bool(&table, profile->required[column->field]);
        cli_table_integer(&table, (int64_t)column->map.n);
    }
    jh_buf_release(&names);
    cli_summary_text(&table, &fig_name, profile->name);
    cli_summary_text(&table, &fig_title, profile->title[cli->lang]);
    cli_summary_text(&table, &fig_source, profile->source);
    for (size_t i = 0; i < profile->n_home; i++)
        home[i] = jh_i_home_way_name(profile->home[i]);
    cli_summary_texts(&table, &fig_home, profile->n_home, home);
    return cli_table_end(&table, err);
}

/* The document itself: what one of one's own begins with. */
static enum jh_status print_text(struct cli *cli, const char *name, struct jh_error *err)
{
    struct jh_buf text;
    jh_buf_init(&text, MAX_BYTES);
    enum jh_status st = jh_i_profile_text(name, &text, err);
    if (st == JH_OK)
        fwrite(text.data, 1, text.len, cli->out);
    jh_buf_release(&text);
    return st == JH_OK ? cli_flush(cli->out, err) : st;
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const char *verb = args->operand[0], *name = args->operand[1];
    const bool show = strcmp(verb, "show") == 0;
    struct jh_profile profile;
    if (!show && strcmp(verb, "check") != 0)
        return jh_fail(err, JH_E_ARG, "say show or check, not \"%s\"", verb);
    enum jh_status st = jh_i_profile_load(name, &profile, err);
    if (st != JH_OK)
        return st == JH_E_NOT_FOUND ? JH_E_IO : st;
    if (show && cli->format == CLI_FORMAT_JSON)
        st = print_text(cli, name, err);
    else
        st = print(cli, &profile, err);
    if (st == JH_OK && !show)
        cli_say(cli, "profile %s is in order", profile.name);
    jh_i_profile_release(&profile);
    return st;
}

const struct cli_command cli_cmd_profile = {
    .name = "profile",
    .summary = "Show or check which columns of discharge records are what",
    .details =
        "Built in: hqms (columns A01 to D34) and n041 (pinyin names). With --format json the "
        "profile itself is printed: the start of one of your own.",
    .operands = "show|check NAME|FILE",
    .min_operands = 2,
    .max_operands = 2,
    .example = "junheng --format json profile show hqms",
    .run = run,
};
