#include "pair/problem.h"

#include <math.h>
#include <stdlib.h>

#include "base/fail.h"
#include "base/num.h"

/* ---- Judging ---------------------------------------------------------------------------------- */

static bool rule_applies(const struct jh_pair_rule *rule, const struct jh_pair_centre *c,
    const struct jh_pair_exporter *x)
{
    return rule->host == c->hospital && rule->exporter == x->hospital &&
           (rule->specialty == JH_NONE || rule->specialty == c->specialty);
}

static bool ruled(const struct jh_i_pair_input *in, size_t c, size_t x, bool locked)
{
    for (size_t i = 0; i < in->n_rules; i++) {
        if (in->rule[i].locked == locked &&
            rule_applies(&in->rule[i], &in->centre[c], &in->exporter[x]))
            return true;
    }
    return false;
}

enum jh_pair_reason jh_i_pair_judge(
    const struct jh_i_pair_input *in, size_t c, size_t x, struct jh_pair *out)
{
    const struct jh_pair_options *o = &in->options;
    const struct jh_pair_centre *centre = &in->centre[c];
    const struct jh_pair_exporter *exporter = &in->exporter[x];
    const size_t cell = c * in->n_exporters + x;
    double minutes = in->minutes != NULL ? in->minutes[cell] : 0;
    double counted = isfinite(minutes) ? fmin(minutes, o->far_min) : o->far_min;
    *out = (struct jh_pair){.exporter = exporter->hospital};
    out->consent =
        in->consent != NULL ? (enum jh_pair_consent)in->consent[cell] : JH_PAIR_CONSENT_UNKNOWN;
    out->gain = exporter->quality - centre->quality;
    out->tie_share = in->tie != NULL ? in->tie[cell] : 0;
    out->minutes = in->minutes != NULL ? minutes : JH_NAN;
    out->gain_value = centre->cases * o->uplift * out->gain;
    out->tie_value = centre->cases * o->tie_weight * out->tie_share;
    out->distance_value = centre->cases * o->hour_weight * counted / 60;
    out->value = out->gain_value + out->tie_value - out->distance_value;
    if (exporter->specialty != centre->specialty || exporter->hospital == centre->hospital)
        return JH_PAIR_NO_EXPORTER;
    if (ruled(in, c, x, false))
        return JH_PAIR_FORBIDDEN;
    if (out->consent == JH_PAIR_CONSENT_REFUSED)
        return JH_PAIR_REFUSED;
    if (exporter->capacity <= 0)
        return JH_PAIR_FULL;
    if (isnan(out->gain))
        return JH_PAIR_NO_QUALITY;
    if (out->gain <= 0)
        return JH_PAIR_NO_GAIN;
    return out->value > 0 ? JH_PAIR_TAKEN : JH_PAIR_NO_VALUE;
}

/* ---- Checking --------------------------------------------------------------------------------- */

static enum jh_status check_options(const struct jh_pair_options *o, struct jh_error *err)
{
    const struct {
        const char *name;
        double value, max;
    } rows[] = {
        {"uplift", o->uplift, 1},
        {"tie_weight", o->tie_weight, JH_INF},
        {"hour_weight", o->hour_weight, JH_INF},
        {"far_min", o->far_min, JH_INF},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!(rows[i].value >= 0 && rows[i].value <= rows[i].max && isfinite(rows[i].value)))
            return jh_fail(err, JH_E_DOMAIN, "%s is out of range: %g", rows[i].name, rows[i].value);
    }
    return JH_OK;
}

static bool good_quality(double quality)
{
    return isnan(quality) || (quality >= 0 && isfinite(quality));
}

static enum jh_status check_input(const struct jh_i_pair_input *in, struct jh_error *err)
{
    for (size_t c = 0; c < in->n_centres; c++) {
        if (!(in->centre[c].cases >= 0 && isfinite(in->centre[c].cases)))
            return jh_fail(err, JH_E_DOMAIN,
                "cases of centre specialty %zu must be 0 or more and "
                "finite, got %g",
                c, in->centre[c].cases);
        if (!good_quality(in->centre[c].quality))
            return jh_fail(err, JH_E_DOMAIN, "quality must be 0 or more and finite, got %g",
                in->centre[c].quality);
    }
    for (size_t x = 0; x < in->n_exporters; x++) {
        if (!good_quality(in->exporter[x].quality))
            return jh_fail(err, JH_E_DOMAIN, "quality must be 0 or more and finite, got %g",
                in->exporter[x].quality);
    }
    for (size_t c = 0; c < in->n_centres; c++) {
        for (size_t x = 0; x < in->n_exporters; x++) {
            const size_t cell = c * in->n_exporters + x;
            if (in->centre[c].specialty != in->exporter[x].specialty)
                continue;
            if (in->tie != NULL && !(in->tie[cell] >= 0 && in->tie[cell] <= 1))
                return jh_fail(err, JH_E_DOMAIN, "tie must be 0 to 1, got %g", in->tie[cell]);
            if (in->minutes != NULL && !(in->minutes[cell] >= 0))
                return jh_fail(
                    err, JH_E_DOMAIN, "minutes must be 0 or more, got %g", in->minutes[cell]);
            if (in->consent != NULL && in->consent[cell] > JH_PAIR_CONSENT_REFUSED)
                return jh_fail(err, JH_E_DOMAIN, "unknown consent %d", in->consent[cell]);
        }
    }
    return JH_OK;
}

/* ---- Order ------------------------------------------------------------------------------------ */

struct key {
    int32_t first, second;
    size_t at;
};

static int by_key(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->second != y->second)
        return x->second < y->second ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* The order of rows by their keys; a key that comes twice is refused. */
static enum jh_status sort_keys(size_t n, struct key *key, size_t *out_order, struct jh_error *err)
{
    if (n > 0)
        qsort(key, n, sizeof *key, by_key);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && key[i].first == key[i - 1].first && key[i].second == key[i - 1].second)
            return jh_fail(err, JH_E_ARG, "rows %zu and %zu are of the same hospital and specialty",
                key[i - 1].at, key[i].at);
        out_order[i] = key[i].at;
    }
    return JH_OK;
}

static enum jh_status sort_all(
    struct jh_i_pair_problem *p, struct jh_arena *arena, struct jh_error *err)
{
    const struct jh_i_pair_input *in = &p->in;
    const size_t n = in->n_centres > in->n_exporters ? in->n_centres : in->n_exporters;
    struct key *key = jh_arena_new(arena, n, struct key);
    p->centre = jh_arena_new(arena, in->n_centres, size_t);
    p->by_host = jh_arena_new(arena, in->n_centres, size_t);
    p->exporter = jh_arena_new(arena, in->n_exporters, size_t);
    if (key == NULL || p->centre == NULL || p->by_host == NULL || p->exporter == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < in->n_exporters; i++)
        key[i] = (struct key){in->exporter[i].specialty, in->exporter[i].hospital, i};
    JH_TRY(st, sort_keys(in->n_exporters, key, p->exporter, err));
    for (size_t i = 0; i < in->n_centres; i++)
        key[i] = (struct key){in->centre[i].specialty, in->centre[i].hospital, i};
    JH_TRY(st, sort_keys(in->n_centres, key, p->centre, err));
    for (size_t i = 0; i < in->n_centres; i++) {
        const struct jh_pair_centre *c = &in->centre[p->centre[i]];
        key[i] = (struct key){c->hospital, c->specialty, i};
    }
    JH_TRY(st, sort_keys(in->n_centres, key, p->by_host, err));
out:
    return st;
}

/* ---- Blocks ----------------------------------------------------------------------------------- */

static int32_t specialty_at(const struct jh_i_pair_problem *p, size_t place)
{
    return p->in.centre[p->centre[place]].specialty;
}

/* Columns of the specialty; exporters are sorted by it. */
static void find_columns(const struct jh_i_pair_problem *p, struct jh_i_pair_block *b)
{
    const int32_t specialty = specialty_at(p, b->row);
    const struct jh_pair_exporter *x = p->in.exporter;
    size_t n = p->in.n_exporters, k = 0;
    while (k < n && x[p->exporter[k]].specialty < specialty)
        k++;
    b->column = k;
    while (k < n && x[p->exporter[k]].specialty == specialty)
        k++;
    b->flow.n_columns = k - b->column;
}

static enum jh_status make_block(struct jh_i_pair_problem *p, struct jh_i_pair_block *b,
    struct jh_arena *arena, struct jh_error *err)
{
    find_columns(p, b);
    const size_t rows = b->flow.n_rows, columns = b->flow.n_columns;
    int32_t *capacity = jh_arena_new(arena, columns, int32_t);
    b->base = jh_arena_new(arena, rows * columns, int64_t);
    b->worth = jh_arena_new(arena, rows * columns, int64_t);
    b->barred = jh_arena_new(arena, rows * columns, uint32_t);
    b->flow.taken = jh_arena_new(arena, rows, int32_t);
    b->flow.load = jh_arena_new(arena, columns, int32_t);
    b->flow.dist = jh_arena_new(arena, columns + 1, int64_t);
    b->flow.from_node = jh_arena_new(arena, columns + 1, int32_t);
    b->flow.mover = jh_arena_new(arena, columns + 1, int32_t);
    if (capacity == NULL || b->base == NULL || b->worth == NULL || b->barred == NULL ||
        b->flow.taken == NULL || b->flow.load == NULL || b->flow.dist == NULL ||
        b->flow.from_node == NULL || b->flow.mover == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < columns; k++) {
        int32_t given = p->in.exporter[p->exporter[b->column + k]].capacity;
        capacity[k] = given > 0 ? given : 0;
    }
    for (size_t r = 0; r < rows; r++) {
        int32_t to = p->locked[b->row + r];
        if (to >= 0 && capacity[(size_t)to - b->column]-- <= 0)
            return jh_fail(err, JH_E_INFEASIBLE,
                "locked pairs ask more of an exporter than it can "
                "carry");
    }
    b->flow.capacity = capacity;
    b->flow.worth = b->worth;
    return JH_OK;
}

static enum jh_status make_blocks(
    struct jh_i_pair_problem *p, struct jh_arena *arena, struct jh_error *err)
{
    const size_t n = p->in.n_centres;
    p->block = jh_arena_new(arena, n, struct jh_i_pair_block);
    p->block_of = jh_arena_new(arena, n, size_t);
    if (p->block == NULL || p->block_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || specialty_at(p, i) != specialty_at(p, i - 1))
            p->block[p->n_blocks++].row = i;
        p->block_of[i] = p->n_blocks - 1;
        p->block[p->n_blocks - 1].flow.n_rows++;
    }
    enum jh_status st = JH_OK;
    for (size_t b = 0; b < p->n_blocks; b++)
        JH_TRY(st, make_block(p, &p->block[b], arena, err));
out:
    return st;
}

/* Judge all cells; the greatest value decides the scale of the integers. */
static void fill_worths(struct jh_i_pair_problem *p)
{
    double greatest = 0;
    struct jh_pair pair;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1) {
            int exponent = 0;
            frexp(greatest, &exponent);
            p->shift = 40 - exponent;
        }
        for (size_t b = 0; b < p->n_blocks; b++) {
            struct jh_i_pair_block *block = &p->block[b];
            for (size_t i = 0; i < block->flow.n_rows * block->flow.n_columns; i++) {
                size_t row = block->row + i / block->flow.n_columns;
                size_t column = block->column + i % block->flow.n_columns;
                bool free = jh_i_pair_judge(&p->in, p->centre[row], p->exporter[column], &pair) ==
                                JH_PAIR_TAKEN &&
                            p->locked[row] < 0;
                if (free)
                    greatest = fmax(greatest, pair.value);
                block->base[i] =
                    free && pass == 1 ? llround(ldexp(pair.value, p->shift)) : JH_I_NEVER;
                block->worth[i] = block->base[i];
            }
        }
    }
}

/* ---- Locked pairs ----------------------------------------------------------------------------- */

static enum jh_status lock_one(
    struct jh_i_pair_problem *p, const struct jh_pair_rule *rule, struct jh_error *err)
{
    bool any = false;
    for (size_t i = 0; i < p->in.n_centres; i++) {
        for (size_t k = 0; k < p->in.n_exporters; k++) {
            const size_t c = p->centre[i], x = p->exporter[k];
            if (p->in.centre[c].specialty != p->in.exporter[x].specialty ||
                !rule_applies(rule, &p->in.centre[c], &p->in.exporter[x]) ||
                rule->host == rule->exporter)
                continue;
            if (ruled(&p->in, c, x, false))
                return jh_fail(err, JH_E_INFEASIBLE, "a pair is both locked and forbidden");
            if (p->in.consent != NULL &&
                p->in.consent[c * p->in.n_exporters + x] == JH_PAIR_CONSENT_REFUSED)
                return jh_fail(err, JH_E_INFEASIBLE, "a locked pair was refused");
            if (p->locked[i] >= 0 && p->locked[i] != (int32_t)k)
                return jh_fail(
                    err, JH_E_INFEASIBLE, "a centre specialty is locked to two exporters");
            p->locked[i] = (int32_t)k;
            any = true;
        }
    }
    return any ? JH_OK
               : jh_fail(err, JH_E_INFEASIBLE,
                     "a locked pair has no specialty that both host and exporter have");
}

static enum jh_status lock_all(
    struct jh_i_pair_problem *p, struct jh_arena *arena, struct jh_error *err)
{
    p->locked = jh_arena_new(arena, p->in.n_centres, int32_t);
    if (p->locked == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < p->in.n_centres; i++)
        p->locked[i] = -1;
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < p->in.n_rules; i++) {
        if (p->in.rule[i].locked)
            JH_TRY(st, lock_one(p, &p->in.rule[i], err));
    }
out:
    return st;
}

/* With one exporter a host, what is locked decides for all its specialties. */
static enum jh_status bind_hosts(struct jh_i_pair_problem *p, struct jh_error *err)
{
    size_t end;
    for (size_t from = 0; from < p->in.n_centres; from = end) {
        int32_t exporter = JH_NONE;
        end = jh_i_pair_host_end(p, from);
        for (size_t i = from; i < end; i++) {
            int32_t to = p->locked[p->by_host[i]];
            if (to < 0)
                continue;
            int32_t hospital = p->in.exporter[p->exporter[to]].hospital;
            if (exporter != JH_NONE && exporter != hospital)
                return jh_fail(err, JH_E_INFEASIBLE, "a host is locked to two exporters");
            exporter = hospital;
        }
        if (exporter != JH_NONE)
            jh_i_pair_bar(p, from, end, exporter, true, 1);
    }
    return JH_OK;
}

/* ---- The whole -------------------------------------------------------------------------------- */

enum jh_status jh_i_pair_prepare(struct jh_i_pair_problem *p, const struct jh_i_pair_input *input,
    struct jh_arena *arena, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    *p = (struct jh_i_pair_problem){.in = *input};
    JH_TRY(st, check_options(&input->options, err));
    JH_TRY(st, check_input(input, err));
    JH_TRY(st, sort_all(p, arena, err));
    JH_TRY(st, lock_all(p, arena, err));
    JH_TRY(st, make_blocks(p, arena, err));
    fill_worths(p);
    if (input->options.one_per_host)
        JH_TRY(st, bind_hosts(p, err));
out:
    return st;
}

int32_t jh_i_pair_hospital(
    const struct jh_i_pair_problem *p, const struct jh_i_pair_block *block, int32_t column)
{
    if (column < 0)
        return JH_NONE;
    return p->in.exporter[p->exporter[block->column + (size_t)column]].hospital;
}

size_t jh_i_pair_host_end(const struct jh_i_pair_problem *p, size_t from)
{
    const int32_t host = p->in.centre[p->centre[p->by_host[from]]].hospital;
    size_t end = from + 1;
    while (end < p->in.n_centres && p->in.centre[p->centre[p->by_host[end]]].hospital == host)
        end++;
    return end;
}

void jh_i_pair_bar(
    struct jh_i_pair_problem *p, size_t from, size_t to, int32_t exporter, bool others, int by)
{
    for (size_t i = from; i < to; i++) {
        struct jh_i_pair_block *b = &p->block[p->block_of[p->by_host[i]]];
        const size_t columns = b->flow.n_columns, row = p->by_host[i] - b->row;
        for (size_t k = 0; k < columns; k++) {
            const size_t cell = row * columns + k;
            if ((jh_i_pair_hospital(p, b, (int32_t)k) == exporter) == others)
                continue;
            b->barred[cell] += (uint32_t)by;
            b->worth[cell] = b->barred[cell] > 0 ? JH_I_NEVER : b->base[cell];
        }
    }
}
