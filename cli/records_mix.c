#include "cli/records_mix.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/strmap.h"
#include "io/records/profile_json.h"
#include "io/records/rules_json.h"
#include "records/intake.h"

#include "cli/data.h"
#include "cli/report.h"

enum { MONTHS_A_YEAR = 12, FIRST_YEAR = 1990 };
_Static_assert((int)CLI_MIX_CODE_MAX == JH_MIX_CODE_MAX, "one length of codes");

static enum jh_status choose_profile(struct cli *cli, struct jh_i_rec_reader *reader,
    const char *name, struct jh_profile *out, struct jh_error *err)
{
    size_t n;
    const char *const *columns = jh_i_rec_columns(reader, &n);
    const bool named = strcmp(name, "auto") != 0;
    enum jh_status st =
        named ? jh_i_profile_load(name, out, err) : jh_i_profile_recognise(n, columns, out, err);
    if (st == JH_OK && !named)
        cli_say(cli, "columns recognised: profile %s (%s)", out->name, out->title[cli->lang]);
    return st == JH_E_NOT_FOUND ? JH_E_DATA : st;
}

static enum jh_status take_in(struct cli *cli, struct jh_i_rec_reader *reader,
    const struct jh_profile *profile, const struct jh_dataset *dataset,
    struct jh_intake_result *out, struct jh_error *err)
{
    struct jh_rules rules;
    /* What spills is hashes with a key that nobody keeps. */
    struct jh_intake_options o = {
        .dedup = true, .mix = true, .spill_dir = ".", .months_per_period = MONTHS_A_YEAR};
    enum jh_status st = jh_i_rules_load(NULL, &rules, err);
    if (st != JH_OK)
        return st;
    if (getrandom(o.salt, sizeof o.salt, 0) != (ssize_t)sizeof o.salt)
        st = jh_fail(err, JH_E_IO, "the system gives no random numbers");
    if (st == JH_OK)
        st = jh_i_intake_run(reader, profile, &rules, dataset, &o, &cli->run, out, err);
    jh_keyed_hash_forget(o.salt);
    jh_i_rules_release(&rules);
    cli_progress_clear(&cli->progress);
    return st;
}

/* Groups are numbered as they are met in the sorted cells. */
static enum jh_status number_group(struct jh_strmap *map, struct jh_arena *keys,
    const struct jh_cell_key *key, uint32_t *out, struct jh_error *err)
{
    char code[JH_MIX_CODE_MAX + 1];
    bool fresh;
    jh_i_mix_group(key, code);
    if (jh_strmap_get(map, code, strlen(code), out))
        return JH_OK;
    const char *kept = jh_arena_strdup(keys, code);
    return kept != NULL ? jh_strmap_put(map, kept, strlen(kept), (uint32_t)map->n, out, &fresh, err)
                        : jh_fail(err, JH_E_NOMEM, "out of memory");
}

static enum jh_status take_cells(
    const struct jh_cube *mix, struct cli_records_mix *out, struct jh_error *err)
{
    static const double unit[JH_N_MEASURES] = {
        [JH_MEASURE_COST] = 0.01, [JH_MEASURE_WEIGHT] = 0.0001};
    struct jh_strmap map;
    struct jh_arena keys;
    enum jh_status st = JH_OK;
    jh_strmap_init(&map);
    jh_arena_init(&keys, 0);
    out->cell = jh_i_calloc(mix->n, sizeof *out->cell);
    if (out->cell == NULL)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    out->first_year = INT32_MAX;
    for (size_t i = 0; i < mix->n && st == JH_OK; i++) {
        const struct jh_cube_cell from = jh_i_cube_at(mix, i);
        const struct jh_cell_key key = jh_i_cell_unpack(from.key);
        struct cli_mix_cell *to = &out->cell[out->n++];
        to->hospital = key.hospital;
        to->year = FIRST_YEAR + key.period / MONTHS_A_YEAR;
        to->told = from.told;
        for (int m = 0; m < JH_N_MEASURES; m++)
            to->measure[m] = (double)from.measure[m] * (unit[m] > 0 ? unit[m] : 1);
        out->first_year = to->year < out->first_year ? to->year : out->first_year;
        out->last_year = to->year > out->last_year ? to->year : out->last_year;
        st = number_group(&map, &keys, &key, &to->group, err);
    }
    out->n_groups = map.n;
    jh_strmap_release(&map);
    jh_arena_release(&keys);
    return st;
}

enum jh_status cli_records_mix_read(struct cli *cli, size_t n_paths, const char *const *path,
    const char *name, struct cli_records_mix *out, struct jh_error *err)
{
    struct jh_i_rec_reader *reader = NULL;
    struct jh_profile profile;
    struct jh_intake_result result = {0};
    bool has_profile = false;
    enum jh_status st;
    JH_TRY(st, cli_dataset_load(cli, &out->dataset, err));
    JH_TRY(st, jh_i_rec_open(n_paths, path, &reader, err));
    JH_TRY(st, choose_profile(cli, reader, name, &profile, err));
    has_profile = true;
    snprintf(out->source, sizeof out->source, "%.120s", profile.source);
    JH_TRY(st, take_in(cli, reader, &profile, out->dataset, &result, err));
    if (result.mix.n == 0) {
        st = jh_fail(err, JH_E_INFEASIBLE, "no record taken names a group of diseases");
        jh_hint(
            err, "The profile needs a column of DRG codes (field drg); group the records first.");
        goto out;
    }
    st = take_cells(&result.mix, out, err);
out:
    jh_i_intake_result_release(&result);
    if (has_profile)
        jh_i_profile_release(&profile);
    jh_i_rec_close(reader);
    return st;
}

void cli_records_mix_release(struct cli_records_mix *mix)
{
    jh_dataset_free(mix->dataset);
    jh_i_free(mix->cell);
    *mix = (struct cli_records_mix){0};
}
