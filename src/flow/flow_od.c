/*
 * Origin-destination tables with relevance and commitment index.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "flow/flow_units.h"
#include "junheng/flow.h"

#define UNIT_BITS 24

/* One row of the flow table under its (specialty, origin, destination) key; JH_NONE counts as 0. */
struct entry {
    uint64_t key;
    uint64_t row;
};

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static int by_rank(const void *a, const void *b)
{
    const struct jh_flow_od *x = a, *y = b;
    if (x->specialty != y->specialty)
        return x->specialty < y->specialty ? -1 : 1;
    if (x->origin != y->origin)
        return x->origin < y->origin ? -1 : 1;
    if (x->cases != y->cases)
        return x->cases > y->cases ? -1 : 1;
    return x->destination < y->destination ? -1 : x->destination > y->destination;
}

static size_t make_entries(const struct jh_dataset *d, const struct jh_flow_table *t,
    const int32_t *origin_of_area, const int32_t *destination_of_hospital, bool by_specialty,
    struct entry *out)
{
    size_t n = 0;
    for (size_t a = 0; a < d->areas.n; a++)
        for (size_t k = t->start[a]; k < t->start[a + 1]; k++) {
            int32_t h = t->hospital[k];
            if (a >= d->areas.n_inside && (size_t)h >= d->hospitals.n_inside)
                continue;
            uint64_t s = by_specialty ? (uint64_t)t->specialty[k] : 0;
            uint64_t from = (uint64_t)(origin_of_area[a] + 1);
            uint64_t to = (uint64_t)(destination_of_hospital[h] + 1);
            out[n++] = (struct entry){s << (2 * UNIT_BITS) | from << UNIT_BITS | to, k};
        }
    qsort(out, n, sizeof *out, by_key);
    return n;
}

static size_t count_keys(const struct entry *entry, size_t n)
{
    size_t n_keys = 0;
    for (size_t i = 0; i < n; i++)
        n_keys += i == 0 || entry[i].key != entry[i - 1].key;
    return n_keys;
}

static void merge(const struct entry *entry, size_t n, const struct jh_flow_table *t,
    bool by_specialty, struct jh_flow_od *out)
{
    const uint64_t mask = (UINT64_C(1) << UNIT_BITS) - 1;
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t key = entry[i].key;
        k += i > 0 && key != entry[i - 1].key;
        out[k].origin = (int32_t)(key >> UNIT_BITS & mask) - 1;
        out[k].destination = (int32_t)(key & mask) - 1;
        out[k].specialty = by_specialty ? (int32_t)(key >> (2 * UNIT_BITS)) : JH_NONE;
        out[k].cases += t->cases[entry[i].row];
    }
}

/* total_to: [(n_destinations + 1) * specialties], scratch. */
static void set_indices(struct jh_flow_od *rows, size_t n, size_t n_destinations, double *total_to)
{
    size_t width = n_destinations + 1;
#define TOTAL_TO(r)                                                                                \
    total_to[(size_t)((r).specialty == JH_NONE ? 0 : (r).specialty) * width +                      \
             (size_t)((r).destination + 1)]
    for (size_t i = 0; i < n; i++)
        TOTAL_TO(rows[i]) += rows[i].cases;
    for (size_t first = 0, end; first < n; first = end) {
        double total_from = 0;
        for (end = first; end < n && rows[end].origin == rows[first].origin &&
                          rows[end].specialty == rows[first].specialty;
             end++)
            total_from += rows[end].cases;
        for (size_t i = first; i < end; i++) {
            double to = TOTAL_TO(rows[i]);
            rows[i].relevance = total_from > 0 ? rows[i].cases / total_from : 0;
            rows[i].commitment = to > 0 ? rows[i].cases / to : 0;
        }
    }
#undef TOTAL_TO
}

static size_t keep_top(struct jh_flow_od *rows, size_t n, size_t top)
{
    size_t kept = 0, rank = 0;
    struct jh_flow_od last = {.origin = 0};
    for (size_t i = 0; i < n; i++) {
        bool same = i > 0 && rows[i].origin == last.origin && rows[i].specialty == last.specialty;
        rank = same ? rank + 1 : 1;
        last = rows[i];
        if (rank <= top)
            rows[kept++] = last;
    }
    return kept;
}

enum jh_status jh_flow_od_table(const struct jh_dataset *dataset, const struct jh_flow_table *table,
    size_t n_origins, const int32_t *origin_of_area, size_t n_destinations,
    const int32_t *destination_of_hospital, bool by_specialty, size_t top,
    struct jh_flow_od **out_rows, size_t *out_n, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct entry *entry = NULL;
    struct jh_flow_od *rows = NULL;
    double *total_to = NULL;
    size_t n = 0, n_rows = 0;
    size_t n_specialties = by_specialty ? dataset->specialties.n : 1;
    size_t n_units = n_origins > n_destinations ? n_origins : n_destinations;
    if (n_units >= (UINT64_C(1) << UNIT_BITS) - 1)
        return jh_fail(
            err, JH_E_LIMIT, "too many groups for an origin-destination table: %zu", n_units);
    JH_TRY(st,
        jh_i_flow_check_units("origin_of_area", dataset->areas.n, origin_of_area, n_origins, err));
    JH_TRY(st, jh_i_flow_check_units("destination_of_hospital", dataset->hospitals.n,
                   destination_of_hospital, n_destinations, err));
    entry = jh_i_calloc(table->n, sizeof *entry);
    total_to = jh_i_calloc((n_destinations + 1) * n_specialties, sizeof *total_to);
    if (entry == NULL || total_to == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    n = make_entries(dataset, table, origin_of_area, destination_of_hospital, by_specialty, entry);
    n_rows = count_keys(entry, n);
    rows = jh_i_calloc(n_rows, sizeof *rows);
    if (rows == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    merge(entry, n, table, by_specialty, rows);
    qsort(rows, n_rows, sizeof *rows, by_rank);
    set_indices(rows, n_rows, n_destinations, total_to);
    *out_n = top > 0 ? keep_top(rows, n_rows, top) : n_rows;
    *out_rows = rows;
    rows = NULL;
out:
    jh_i_free(entry);
    jh_i_free(total_to);
    jh_i_free(rows);
    return st;
}

void jh_flow_od_free(struct jh_flow_od *rows)
{
    jh_i_free(rows);
}
