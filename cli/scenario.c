#include "cli/scenario.h"

#include <string.h>

#include "junheng/io.h"
#include "junheng/store.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"

#include "cli/data.h"

enum { SCENARIO_MAX_BYTES = 1 << 24 };
static const size_t plan_max_bytes = (size_t)1 << 31;
static const char *const seed_key = "seed";

static struct cli_option option_of(const struct jh_scenario_key *key)
{
    static const struct {
        enum cli_kind kind;
        const char *value;
    } by_kind[] = {
        [JH_KEY_TEXT] = {CLI_TEXT, "TEXT"},
        [JH_KEY_INT] = {CLI_INT, "N"},
        [JH_KEY_REAL] = {CLI_REAL, "X"},
        [JH_KEY_BOOL] = {CLI_CHOICE, "BOOL"},
        [JH_KEY_CHOICE] = {CLI_CHOICE, "CHOICE"},
        [JH_KEY_TEXTS] = {CLI_TEXT, "A,B,..."},
        [JH_KEY_PICKS] = {CLI_TEXT, "HOSPITAL[:SPECIALTY],..."},
        [JH_KEY_WEIGHTS] = {CLI_TEXT, "NAME[=WEIGHT],..."},
    };
    const bool has_default = key->default_text[0] != '\0';
    /* Names of choices and objectives are not translated. */
    const bool named = by_kind[key->kind].kind == CLI_CHOICE || key->kind == JH_KEY_WEIGHTS;
    return (struct cli_option){.name = key->name,
        .kind = by_kind[key->kind].kind,
        .value = by_kind[key->kind].value,
        .unit = key->unit,
        .min = key->min,
        .max = key->max,
        .choices = key->kind == JH_KEY_BOOL ? "true|false" : key->choices,
        .default_text = has_default && named ? key->default_text : NULL,
        .default_note = has_default && !named ? key->default_text : NULL,
        .help = key->help};
}

enum jh_status cli_scenario_options(struct cli_option **out_options, struct jh_error *err)
{
    size_t n = 0, k = 0;
    const struct jh_scenario_key *keys = jh_scenario_keys(&n);
    struct cli_option *options = jh_i_calloc(n + 1, sizeof *options);
    if (options == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++)
        if (strcmp(keys[i].name, seed_key) != 0)
            options[k++] = option_of(&keys[i]);
    *out_options = options;
    return JH_OK;
}

static enum jh_status read_scenario(
    const char *path, struct jh_scenario *out_scenario, struct jh_error *err)
{
    struct jh_buf json;
    enum jh_status st = cli_file_read(path, SCENARIO_MAX_BYTES, &json, err);
    if (st != JH_OK)
        return st;
    st = jh_scenario_parse(json.data != NULL ? json.data : "", json.len, out_scenario, err);
    jh_buf_release(&json);
    if (st != JH_OK) {
        struct jh_error inner = *err;
        jh_where(err, "%s:%s", path, inner.where);
    }
    return st;
}

enum jh_status cli_scenario_make(
    const struct cli_args *args, struct jh_scenario *out_scenario, struct jh_error *err)
{
    struct jh_scenario made = jh_scenario_default();
    const struct cli_value *file = cli_get(args, "scenario"), *seed = cli_get(args, seed_key);
    enum jh_status st = JH_OK;
    size_t n = 0;
    const struct jh_scenario_key *keys = jh_scenario_keys(&n);
    if (file->given)
        JH_TRY(st, read_scenario(file->text, &made, err));
    for (size_t i = 0; i < n; i++) {
        const struct cli_value *value = cli_get(args, keys[i].name);
        if (value->given && value != seed)
            JH_TRY(st, jh_scenario_set(&made, keys[i].name, value->text, err));
    }
    if (seed->given)
        JH_TRY(st, jh_scenario_set(&made, seed_key, seed->text, err));
    *out_scenario = made;
    made = (struct jh_scenario){0};
out:
    jh_scenario_release(&made);
    return st;
}

enum jh_status cli_plan_run(struct cli *cli, const struct jh_scenario *scenario,
    const struct jh_dataset *dataset, bool siting_only, struct jh_plan **out_plan,
    struct jh_error *err)
{
    cli_progress_limit(&cli->progress, scenario->time_limit_s);
    cli->run.seed = (uint64_t)scenario->seed;
    enum jh_status st = siting_only ? jh_plan_site(dataset, scenario, &cli->run, out_plan, err)
                                    : jh_plan_make(dataset, scenario, &cli->run, out_plan, err);
    cli_progress_limit(&cli->progress, JH_INF);
    cli_progress_clear(&cli->progress);
    return st;
}

enum jh_status cli_plan_make(struct cli *cli, const struct cli_args *args, bool siting_only,
    struct jh_dataset **out_dataset, struct jh_plan **out_plan, struct jh_error *err)
{
    struct jh_scenario scenario = {0};
    enum jh_status st = JH_OK;
    JH_TRY(st, cli_scenario_make(args, &scenario, err));
    JH_TRY(st, cli_dataset_load(cli, out_dataset, err));
    st = cli_plan_run(cli, &scenario, *out_dataset, siting_only, out_plan, err);
out:
    jh_scenario_release(&scenario);
    return st;
}

enum jh_status cli_plan_save(
    struct cli *cli, const struct jh_plan *plan, int64_t *out_id, struct jh_error *err)
{
    struct jh_buf scenario, body;
    struct jh_store *store = NULL;
    char now[CLI_TIME_MAX];
    enum jh_status st = JH_OK;
    jh_buf_init(&scenario, plan_max_bytes);
    jh_buf_init(&body, plan_max_bytes);
    cli_time_now(now);
    JH_TRY(st, jh_scenario_to_json(&plan->scenario, &scenario, err));
    JH_TRY(st, jh_plan_to_json(plan, &body, err));
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_WRITE, &store, err));
    JH_TRY(st, jh_store_plan_save(store, plan->scenario.name, now, plan->dataset->fingerprint,
                   plan->scenario.seed, plan->iterations, scenario.data, body.data, out_id, err));
out:
    jh_store_close(store);
    jh_buf_release(&scenario);
    jh_buf_release(&body);
    return st;
}
