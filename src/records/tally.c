#include "records/tally.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"

size_t jh_i_coded_fields(uint8_t out_field[JH_N_FIELDS])
{
    size_t n = 0;
    for (int f = 0; f < JH_N_FIELDS; f++)
        if (jh_i_fields[f].list != JH_LIST_NONE)
            out_field[n++] = (uint8_t)f;
    return n;
}

enum jh_status jh_i_tally_init(
    struct jh_tally *tally, size_t n_hospitals, bool with_dist, struct jh_error *err)
{
    struct jh_tally t = {.n_hospitals = n_hospitals, .n_rules = jh_i_quality_n_rules(), .last = -1};
    t.n_coded = jh_i_coded_fields(t.coded);
    if (with_dist) {
        t.dist = jh_i_calloc((n_hospitals + 1) * t.n_coded * JH_DIST_N, sizeof *t.dist);
        if (t.dist == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    *tally = t;
    return JH_OK;
}

void jh_i_tally_release(struct jh_tally *tally)
{
    for (size_t i = 0; i < tally->cap; i++)
        jh_i_free(tally->row[i].broken);
    jh_i_free(tally->row);
    jh_i_free(tally->dist);
    *tally = (struct jh_tally){0};
}

static size_t find(const struct jh_tally *t, int32_t hospital, uint16_t month)
{
    size_t i = jh_i_tally_home(t, hospital, month);
    while (t->row[i].broken != NULL && (t->row[i].hospital != hospital || t->row[i].month != month))
        i = (i + 1) & (t->cap - 1);
    return i;
}

static enum jh_status grow(struct jh_tally *t, struct jh_error *err)
{
    struct jh_tally big = {.cap = t->cap > 0 ? t->cap * 2 : 256};
    big.row = jh_i_calloc(big.cap, sizeof *big.row);
    if (big.row == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < t->cap; i++)
        if (t->row[i].broken != NULL)
            big.row[find(&big, t->row[i].hospital, t->row[i].month)] = t->row[i];
    jh_i_free(t->row);
    t->row = big.row;
    t->cap = big.cap;
    t->last = -1;
    return JH_OK;
}

enum jh_status jh_i_tally_row(struct jh_tally *tally, int32_t hospital, uint16_t month,
    struct jh_tally_row **out_row, struct jh_error *err)
{
    if (tally->last >= 0 && tally->row[tally->last].hospital == hospital &&
        tally->row[tally->last].month == month) {
        *out_row = &tally->row[tally->last];
        return JH_OK;
    }
    if (tally->n * 2 >= tally->cap) {
        enum jh_status st = grow(tally, err);
        if (st != JH_OK)
            return st;
    }
    const size_t i = find(tally, hospital, month);
    struct jh_tally_row *row = &tally->row[i];
    if (row->broken == NULL) {
        uint32_t *broken = jh_i_calloc(tally->n_rules, sizeof *broken);
        if (broken == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        *row = (struct jh_tally_row){.hospital = hospital, .month = month, .broken = broken};
        tally->n++;
    }
    tally->last = (int32_t)i;
    *out_row = row;
    return JH_OK;
}

void jh_i_tally_codes(
    struct jh_tally *tally, int32_t hospital, const struct jh_record_values *record)
{
    const uint8_t *field = tally->coded;
    const size_t n = tally->n_coded;
    if (tally->dist == NULL)
        return;
    const struct jh_binding *b = record->binding;
    for (size_t k = 0; k < n; k++) {
        uint32_t *count = &tally->dist[((size_t)hospital * n + k) * JH_DIST_N];
        if ((record->seen[field[k]] & ~JH_SEEN_EMPTY) == 0) {
            count[JH_DIST_EMPTY] += b->count[field[k]] > 0;
            continue;
        }
        for (size_t i = 0; i < b->count[field[k]]; i++) {
            const struct jh_value *v = &record->value[b->first[field[k]] + i];
            /* Of fields that occur more than once only the first may count as empty. */
            if (v->state == JH_VALUE_EMPTY && i == 0)
                count[JH_DIST_EMPTY]++;
            else if (v->state == JH_VALUE_GOOD)
                count[v->n]++;
            else if (v->state != JH_VALUE_EMPTY)
                count[JH_DIST_UNLISTED]++;
        }
    }
}

enum jh_status jh_i_tally_merge(
    struct jh_tally *tally, const struct jh_tally *other, struct jh_error *err)
{
    const size_t n_dist = (tally->n_hospitals + 1) * tally->n_coded * JH_DIST_N;
    for (size_t i = 0; i < other->cap; i++) {
        const struct jh_tally_row *from = &other->row[i];
        struct jh_tally_row *row;
        if (from->broken == NULL)
            continue;
        enum jh_status st = jh_i_tally_row(tally, from->hospital, from->month, &row, err);
        if (st != JH_OK)
            return st;
        row->n_records += from->n_records;
        row->n_taken += from->n_taken;
        for (size_t r = 0; r < tally->n_rules; r++)
            row->broken[r] += from->broken[r];
    }
    for (size_t i = 0; i < n_dist && tally->dist != NULL && other->dist != NULL; i++)
        tally->dist[i] += other->dist[i];
    return JH_OK;
}

static int by_place(const void *a, const void *b)
{
    const struct jh_tally_row *x = a, *y = b;
    if ((x->broken == NULL) != (y->broken == NULL))
        return x->broken == NULL ? 1 : -1;
    if (x->hospital != y->hospital)
        return x->hospital < y->hospital ? -1 : 1;
    return (int)x->month - (int)y->month;
}

void jh_i_tally_sort(struct jh_tally *tally)
{
    if (tally->cap > 0)
        qsort(tally->row, tally->cap, sizeof *tally->row, by_place);
}

uint64_t jh_i_rule_count(const struct jh_tally *tally, size_t rule)
{
    uint64_t n = 0;
    for (size_t i = 0; i < tally->cap; i++)
        n += tally->row[i].broken != NULL ? tally->row[i].broken[rule] : 0;
    return n;
}
