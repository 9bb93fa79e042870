/*
 * One block for each indicator and period: kept in the workspace under a key of all that it follows
 * from, computed where that has changed. The lineage is in the key and in the catalogue, not stored.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/fingerprint.h"
#include "base/num.h"

#include "cli/data.h"
#include "cli/monitor.h"
#include "cli/report.h"

/* Rows of the workspace about one indicator, read when needed. */
struct source {
    struct jh_store_block *kept;
    struct jh_store_entry *entry;
    size_t n_kept, n_entries;
    size_t *period;          /* [n_entries] of each entry, in the arena of the monitor */
    bool fresh;              /* what is kept of an entered one is of now */
    cli_monitor_key entries; /* key of all entries; "": none */
};

struct taking {
    struct cli *cli;
    struct cli_monitor *m;
    uint8_t *wanted; /* [catalogue.n] */
    struct source *source;
    size_t n_data; /* periods of the dataset */
};

static const char *const level_names[] = {"area", "region", "hospital", "province"};

/* ---- Keys ------------------------------------------------------------------------------------- */

static void add_term(struct jh_fingerprint *fp, const struct jh_term *t)
{
    const int64_t words[] = {t->kind, t->who, t->filter, t->measures, t->places, t->specialty};
    jh_fingerprint_add(fp, words, sizeof words);
}

/* Level, definition and options. */
static void add_definition(
    struct jh_fingerprint *fp, const struct cli_monitor *m, const struct jh_indicator *x)
{
    const double numbers[] = {x->scale, x->min_count, m->asked.min_count};
    const int compute = (int)x->compute;
    jh_fingerprint_init(fp);
    jh_fingerprint_text(fp, level_names[m->units.level]);
    jh_fingerprint_text(fp, x->id);
    jh_fingerprint_add(fp, &compute, sizeof compute);
    add_term(fp, &x->top);
    add_term(fp, &x->bottom);
    jh_fingerprint_add(fp, numbers, sizeof numbers);
    for (size_t k = 0; k < JH_INDICATOR_INPUTS; k++)
        jh_fingerprint_text(fp, x->input[k]);
}

static void cube_key(const struct taking *t, size_t i, size_t p, cli_monitor_key out)
{
    struct jh_fingerprint fp;
    const bool provisional = p + t->m->asked.n_provisional >= t->n_data;
    add_definition(&fp, t->m, &t->m->catalogue.indicator[i]);
    jh_fingerprint_text(&fp, t->m->period_key[p]);
    jh_fingerprint_add(&fp, &provisional, sizeof provisional);
    jh_fingerprint_final(&fp, out);
}

static void entries_key(const struct taking *t, size_t i, cli_monitor_key out)
{
    const struct cli_monitor *m = t->m;
    const char *id = m->catalogue.indicator[i].id;
    struct jh_fingerprint fp;
    size_t n = 0;
    add_definition(&fp, m, &m->catalogue.indicator[i]);
    for (size_t u = 0; u < m->units.n; u++)
        jh_fingerprint_text(&fp, m->units.id[u]);
    for (size_t k = 0; k < m->n_heads; k++)
        if (strcmp(m->head[k].subject, id) == 0) {
            jh_fingerprint_add(&fp, &m->head[k].id, sizeof m->head[k].id);
            n++;
        }
    jh_fingerprint_final(&fp, out);
    if (n == 0)
        out[0] = '\0';
}

/* A derived block follows from the blocks it is made of. */
static void derived_key(const struct taking *t, size_t i, size_t n,
    const cli_monitor_key *const *input, cli_monitor_key out)
{
    struct jh_fingerprint fp;
    bool any = false;
    add_definition(&fp, t->m, &t->m->catalogue.indicator[i]);
    for (size_t k = 0; k < n; k++) {
        jh_fingerprint_text(&fp, *input[k]);
        any = any || (*input[k])[0] != '\0';
    }
    jh_fingerprint_final(&fp, out);
    if (!any)
        out[0] = '\0';
}

/* ---- What is kept ------------------------------------------------------------------------------ */

static void name_block(const struct cli_monitor *m, size_t i, char out[300])
{
    snprintf(out, 300, "%s/%.250s", level_names[m->units.level], m->catalogue.indicator[i].id);
}

static const struct jh_store_block *kept_block(
    const struct source *s, const char *period, const char *key)
{
    for (size_t k = 0; k < s->n_kept; k++)
        if (strcmp(s->kept[k].period, period) == 0 && strcmp(s->kept[k].fingerprint, key) == 0)
            return &s->kept[k];
    return NULL;
}

static bool is_entered(const struct cli_monitor *m, size_t i)
{
    return m->catalogue.indicator[i].compute == JH_COMPUTE_ENTERED;
}

static bool is_cube(const struct cli_monitor *m, size_t i)
{
    const enum jh_compute c = m->catalogue.indicator[i].compute;
    return c == JH_COMPUTE_CUBE || c == JH_COMPUTE_INDEX;
}

/* Kept blocks of the wanted indicators; entries of those whose blocks are not of now. */
static enum jh_status read_sources(struct taking *t, struct jh_error *err)
{
    struct cli_monitor *m = t->m;
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < m->catalogue.n; i++) {
        struct source *s = &t->source[i];
        char name[300];
        if (!t->wanted[i])
            continue;
        if (is_entered(m, i))
            entries_key(t, i, s->entries);
        if (is_entered(m, i) && s->entries[0] == '\0')
            continue;
        name_block(m, i, name);
        JH_TRY(st, jh_store_blocks_load(m->programme.store, name, &s->kept, &s->n_kept, err));
        if (!is_entered(m, i))
            continue;
        s->fresh = s->n_kept > 0;
        for (size_t k = 0; k < s->n_kept; k++)
            s->fresh = s->fresh && strcmp(s->kept[k].fingerprint, s->entries) == 0 &&
                       s->kept[k].n_units == m->units.n;
        if (!s->fresh)
            JH_TRY(st, jh_store_ledger_list_of(m->programme.store, JH_ENTRY_KIND,
                           m->catalogue.indicator[i].id, &s->entry, &s->n_entries, err));
    }
out:
    return st;
}

/* ---- Periods and room --------------------------------------------------------------------------- */

static enum jh_status add_period(
    struct cli_monitor *m, const char *period, size_t *out_period, struct jh_error *err)
{
    size_t k = 0;
    while (k < m->n_periods && strcmp(m->period_id[k], period) != 0)
        k++;
    if (out_period != NULL)
        *out_period = k;
    if (k < m->n_periods)
        return JH_OK;
    m->period_id[k] = jh_arena_strdup(&m->arena, period);
    if (m->period_id[k] == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    m->n_periods++;
    return JH_OK;
}

static enum jh_status list_periods(struct taking *t, struct jh_error *err)
{
    struct cli_monitor *m = t->m;
    size_t most = t->n_data;
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < m->catalogue.n; i++)
        most += t->source[i].n_kept + t->source[i].n_entries;
    m->period_id = jh_arena_new(&m->arena, most, const char *);
    if (m->period_id == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t p = 0; p < t->n_data; p++)
        JH_TRY(st, add_period(m, m->dataset->periods.id[p], NULL, err));
    for (size_t i = 0; i < m->catalogue.n; i++) {
        struct source *s = &t->source[i];
        s->period = jh_arena_new(&m->arena, s->n_entries + 1, size_t);
        if (s->period == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        for (size_t k = 0; s->fresh && k < s->n_kept; k++)
            JH_TRY(st, add_period(m, s->kept[k].period, NULL, err));
        for (size_t k = 0; k < s->n_entries; k++) {
            char period[64];
            JH_TRY(st, jh_i_entry_period(s->entry[k].body, period, err));
            JH_TRY(st, add_period(m, period, &s->period[k], err));
        }
    }
out:
    return st;
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

static enum jh_status make_room(struct taking *t, struct jh_error *err)
{
    struct cli_monitor *m = t->m;
    const size_t n = m->catalogue.n * m->n_periods;
    m->block = jh_i_calloc(n, sizeof *m->block);
    m->key = jh_i_calloc(n, sizeof *m->key);
    m->as_of = jh_arena_new(&m->arena, n, const char *);
    if (m->block == NULL || m->key == NULL || m->as_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < n; k++) {
        enum jh_status st = JH_OK;
        if (t->wanted[k / m->n_periods])
            st = make_block(m->units.n, &m->block[k], err);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

/* The kept block of that key into its place; false: there is none. */
static bool take_kept(struct taking *t, size_t i, size_t p)
{
    struct cli_monitor *m = t->m;
    const size_t at = i * m->n_periods + p;
    const struct jh_store_block *b = kept_block(&t->source[i], m->period_id[p], m->key[at]);
    if (b == NULL || b->n_units != m->units.n)
        return false;
    memcpy(m->block[at].numerator, b->numerator, m->units.n * sizeof(double));
    memcpy(m->block[at].denominator, b->denominator, m->units.n * sizeof(double));
    memcpy(m->block[at].flags, b->flags, m->units.n);
    return true;
}

/* ---- Values ------------------------------------------------------------------------------------ */

/* Keys of the dataset's periods, kept under the dataset's fingerprint: they need all its rows. */
static enum jh_status take_period_keys(struct taking *t, struct jh_error *err)
{
    static const char name[] = "periods";
    struct cli_monitor *m = t->m;
    struct jh_store_block *kept = NULL;
    size_t n = 0, found = 0;
    enum jh_status st;
    m->period_key = jh_i_calloc(t->n_data, sizeof *m->period_key);
    if (m->period_key == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, jh_store_blocks_load(m->programme.store, name, &kept, &n, err));
    for (size_t p = 0; p < t->n_data; p++)
        for (size_t k = 0; k < n; k++)
            if (strcmp(kept[k].period, m->dataset->periods.id[p]) == 0 &&
                strcmp(kept[k].fingerprint, m->about->fingerprint) == 0) {
                snprintf(m->period_key[p], sizeof m->period_key[p], "%s", kept[k].computed_at);
                found++;
            }
    if (found < t->n_data)
        st = jh_monitor_keys(m->dataset, m->period_key, err);
out:
    jh_store_free(kept);
    return st;
}

/* What is not kept of the cube in one pass over it. */
static enum jh_status take_cube(struct taking *t, uint8_t *computed, struct jh_error *err)
{
    struct cli_monitor *m = t->m;
    struct jh_monitor_options o = jh_monitor_options_default();
    struct jh_indicator *some = jh_i_calloc(m->catalogue.n, sizeof *some);
    struct jh_value_block *cube = jh_i_calloc(m->catalogue.n * t->n_data, sizeof *cube);
    uint8_t *period = jh_i_calloc(t->n_data, 1);
    size_t n = 0;
    enum jh_status st = JH_OK;
    if (some == NULL || cube == NULL || period == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < m->catalogue.n; i++) {
        bool missing = false;
        if (!t->wanted[i] || !is_cube(m, i))
            continue;
        for (size_t p = 0; p < t->n_data; p++) {
            const size_t at = i * m->n_periods + p;
            cube_key(t, i, p, m->key[at]);
            cube[n * t->n_data + p] = m->block[at];
            if (!take_kept(t, i, p))
                computed[at] = period[p] = missing = true;
        }
        if (missing)
            some[n++] = m->catalogue.indicator[i];
    }
    o.n_provisional = m->asked.n_provisional;
    o.min_count = m->asked.min_count;
    o.period = period;
    if (n > 0)
        st = jh_monitor_compute(m->dataset, &m->units, &o, n, some, &t->cli->run, cube, err);
out:
    jh_i_free(some);
    jh_i_free(cube);
    jh_i_free(period);
    return st;
}

static enum jh_status apply_entries(
    struct taking *t, size_t i, uint8_t *computed, size_t *inout_n_unknown, struct jh_error *err)
{
    struct cli_monitor *m = t->m;
    const struct source *s = &t->source[i];
    for (size_t e = 0; e < s->n_entries; e++) {
        const size_t p = s->period[e], at = i * m->n_periods + p;
        bool mine = false;
        enum jh_status st = jh_i_entry_apply(s->entry[e].body, m->period_id[p], &m->units,
            &m->block[at], &mine, inout_n_unknown, err);
        if (st != JH_OK)
            return st;
        if (!mine)
            continue;
        m->as_of[at] = jh_arena_strdup(&m->arena, s->entry[e].at);
        memcpy(m->key[at], s->entries, sizeof s->entries);
        computed[at] = 1;
    }
    return JH_OK;
}

static enum jh_status take_entered(struct taking *t, uint8_t *computed, struct jh_error *err)
{
    struct cli_monitor *m = t->m;
    size_t n_unknown = 0;
    for (size_t i = 0; i < m->catalogue.n; i++) {
        const struct source *s = &t->source[i];
        enum jh_status st = JH_OK;
        for (size_t k = 0; s->fresh && k < s->n_kept; k++)
            for (size_t p = 0; p < m->n_periods; p++)
                if (strcmp(s->kept[k].period, m->period_id[p]) == 0) {
                    const size_t at = i * m->n_periods + p;
                    memcpy(m->key[at], s->entries, sizeof s->entries);
                    take_kept(t, i, p);
                    m->as_of[at] = jh_arena_strdup(&m->arena, s->kept[k].computed_at);
                }
        if (!s->fresh)
            st = apply_entries(t, i, computed, &n_unknown, err);
        if (st != JH_OK)
            return st;
    }
    if (n_unknown > 0 && m->units.level == JH_UNIT_AREA)
        cli_say(t->cli, "%zu entered values are of units that these data do not have", n_unknown);
    return JH_OK;
}

static void derive_all_of(struct taking *t, uint8_t *computed)
{
    struct cli_monitor *m = t->m;
    for (size_t i = 0; i < m->catalogue.n; i++) {
        const struct jh_indicator *x = &m->catalogue.indicator[i];
        size_t input[JH_INDICATOR_INPUTS], n = 0;
        while (n < JH_INDICATOR_INPUTS && x->input[n] != NULL) {
            input[n] = jh_i_catalogue_find(&m->catalogue, x->input[n]);
            n++;
        }
        for (size_t p = 0; t->wanted[i] && x->compute == JH_COMPUTE_ALL_OF && p < m->n_periods;
             p++) {
            struct jh_value_block in[JH_INDICATOR_INPUTS];
            const cli_monitor_key *key[JH_INDICATOR_INPUTS];
            const size_t at = i * m->n_periods + p;
            for (size_t k = 0; k < n; k++) {
                in[k] = m->block[input[k] * m->n_periods + p];
                key[k] = (const cli_monitor_key *)&m->key[input[k] * m->n_periods + p];
                if (m->as_of[input[k] * m->n_periods + p] != NULL)
                    m->as_of[at] = m->as_of[input[k] * m->n_periods + p];
            }
            derived_key(t, i, n, key, m->key[at]);
            jh_monitor_all_of(m->units.n, n, in, &m->block[at]);
            computed[at] = m->key[at][0] != '\0' &&
                           kept_block(&t->source[i], m->period_id[p], m->key[at]) == NULL;
        }
    }
}

/* Shares of a region's areas: what they follow from stands one level down. */
static enum jh_status derive_shares(struct taking *t, uint8_t *computed, struct jh_error *err)
{
    struct cli_monitor *m = t->m;
    struct cli_monitor below = *m;
    uint8_t *inputs = jh_i_calloc(m->catalogue.n, 1);
    enum jh_status st = JH_OK;
    below.asked.level = JH_UNIT_AREA;
    below.units = (struct jh_units){0};
    below.period_key = NULL;
    below.block = NULL;
    below.key = NULL;
    below.n_periods = below.n_computed = 0;
    if (inputs == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < m->catalogue.n; i++)
        if (t->wanted[i] && m->catalogue.indicator[i].compute == JH_COMPUTE_SHARE_OF)
            inputs[jh_i_catalogue_find(&m->catalogue, m->catalogue.indicator[i].input[0])] = 1;
    JH_TRY(st, jh_units_make(m->dataset, JH_UNIT_AREA, &below.units, err));
    JH_TRY(st, cli_monitor_take(t->cli, &below, inputs, err));
    for (size_t i = 0; i < m->catalogue.n; i++) {
        const struct jh_indicator *x = &m->catalogue.indicator[i];
        if (!t->wanted[i] || x->compute != JH_COMPUTE_SHARE_OF)
            continue;
        const size_t input = jh_i_catalogue_find(&m->catalogue, x->input[0]);
        for (size_t q = 0; q < below.n_periods; q++) {
            const cli_monitor_key *key =
                (const cli_monitor_key *)&below.key[input * below.n_periods + q];
            size_t p = 0;
            while (p < m->n_periods && strcmp(m->period_id[p], below.period_id[q]) != 0)
                p++;
            if (p == m->n_periods)
                continue;
            const size_t at = i * m->n_periods + p;
            derived_key(t, i, 1, &key, m->key[at]);
            jh_monitor_share_of(below.units.n, &below.block[input * below.n_periods + q],
                m->units.of_area, m->units.n, &m->block[at]);
            m->as_of[at] = below.as_of[input * below.n_periods + q];
            computed[at] = m->key[at][0] != '\0' &&
                           kept_block(&t->source[i], m->period_id[p], m->key[at]) == NULL;
        }
    }
out:
    m->arena = below.arena; /* it went along */
    for (size_t k = 0; below.block != NULL && k < m->catalogue.n * below.n_periods; k++)
        jh_i_free(below.block[k].numerator);
    jh_i_free(below.block);
    jh_i_free(below.key);
    jh_i_free(below.period_key);
    jh_units_release(&below.units);
    jh_i_free(inputs);
    return st;
}

/* ---- Keeping ------------------------------------------------------------------------------------ */

/* What was computed, for the next one who asks. It is kept for speed: a failure is no failure. */
static void keep(struct taking *t, const uint8_t *computed)
{
    struct cli_monitor *m = t->m;
    const size_t n = m->catalogue.n * m->n_periods;
    struct jh_store_block *list = jh_i_calloc(n + t->n_data, sizeof *list);
    char(*name)[300] = jh_i_calloc(m->catalogue.n, sizeof *name);
    struct jh_store *store = NULL;
    size_t k = 0;
    if (list == NULL || name == NULL)
        goto out;
    for (size_t at = 0; at < n; at++) {
        const size_t i = at / m->n_periods;
        const struct jh_value_block *b = &m->block[at];
        if (!computed[at])
            continue;
        name_block(m, i, name[i]);
        list[k++] = (struct jh_store_block){name[i], m->period_id[at % m->n_periods], m->key[at],
            m->as_of[at] != NULL ? m->as_of[at] : m->about->imported_at, m->units.n, b->numerator,
            b->denominator, b->flags};
    }
    m->n_computed = k;
    for (size_t p = 0; m->period_key != NULL && p < t->n_data; p++)
        list[k++] = (struct jh_store_block){.indicator = "periods",
            .period = m->dataset->periods.id[p],
            .fingerprint = m->about->fingerprint,
            .computed_at = m->period_key[p]};
    if (m->n_computed == 0)
        goto out;
    if (m->mode == JH_STORE_READ &&
        jh_store_open(t->cli->workspace, JH_STORE_WRITE, &store, NULL) != JH_OK)
        goto out;
    jh_ignore(
        jh_store_blocks_save(store != NULL ? store : m->programme.store, k, list, false, NULL),
        "kept for speed only");
out:
    jh_store_close(store);
    jh_i_free(name);
    jh_i_free(list);
}

/* The wanted ones and what they follow from. */
static void want(struct taking *t, const uint8_t *wanted)
{
    const struct cli_monitor *m = t->m;
    for (size_t i = 0; i < m->catalogue.n; i++) {
        const struct jh_indicator *x = &m->catalogue.indicator[i];
        if (wanted != NULL ? !wanted[i] : !cli_monitor_has_level(m, x))
            continue;
        t->wanted[i] = 1;
        for (size_t k = 0; x->compute == JH_COMPUTE_ALL_OF && k < JH_INDICATOR_INPUTS; k++)
            if (x->input[k] != NULL)
                t->wanted[jh_i_catalogue_find(&m->catalogue, x->input[k])] = 1;
        /* Its periods are those of what it is a share of. */
        if (x->compute == JH_COMPUTE_SHARE_OF) {
            const size_t input = jh_i_catalogue_find(&m->catalogue, x->input[0]);
            t->wanted[input] = 1;
            for (size_t k = 0; k < JH_INDICATOR_INPUTS; k++)
                if (m->catalogue.indicator[input].input[k] != NULL)
                    t->wanted[jh_i_catalogue_find(
                        &m->catalogue, m->catalogue.indicator[input].input[k])] = 1;
        }
    }
}

static bool any(const struct taking *t, enum jh_compute compute, enum jh_compute or_compute)
{
    for (size_t i = 0; i < t->m->catalogue.n; i++)
        if (t->wanted[i] && (t->m->catalogue.indicator[i].compute == compute ||
                                t->m->catalogue.indicator[i].compute == or_compute))
            return true;
    return false;
}

enum jh_status cli_monitor_take(
    struct cli *cli, struct cli_monitor *m, const uint8_t *wanted, struct jh_error *err)
{
    struct taking t = {.cli = cli, .m = m, .n_data = m->dataset->periods.n};
    uint8_t *computed = NULL;
    enum jh_status st = JH_OK;
    t.wanted = jh_i_calloc(m->catalogue.n, 1);
    t.source = jh_i_calloc(m->catalogue.n, sizeof *t.source);
    if (t.wanted == NULL || t.source == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    want(&t, wanted);
    JH_TRY(st, read_sources(&t, err));
    JH_TRY(st, list_periods(&t, err));
    JH_TRY(st, make_room(&t, err));
    computed = jh_i_calloc(m->catalogue.n * m->n_periods, 1);
    if (computed == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    if (any(&t, JH_COMPUTE_CUBE, JH_COMPUTE_INDEX)) {
        JH_TRY(st, take_period_keys(&t, err));
        JH_TRY(st, take_cube(&t, computed, err));
    }
    JH_TRY(st, take_entered(&t, computed, err));
    derive_all_of(&t, computed);
    if (m->units.level != JH_UNIT_AREA && any(&t, JH_COMPUTE_SHARE_OF, JH_COMPUTE_SHARE_OF))
        JH_TRY(st, derive_shares(&t, computed, err));
    keep(&t, computed);
out:
    for (size_t i = 0; t.source != NULL && i < m->catalogue.n; i++) {
        jh_store_free(t.source[i].kept);
        jh_store_free(t.source[i].entry);
    }
    jh_i_free(t.source);
    jh_i_free(t.wanted);
    jh_i_free(computed);
    return st;
}
