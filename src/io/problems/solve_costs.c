/*
 * Costs of pairs and weights of clients as CSV; ids are texts, without the blanks around them.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/strmap.h"

#include "io/csv.h"
#include "io/problems/solve.h"

enum { N_COLUMNS_MAX = 3 };

struct table {
    const char *name;
    struct jh_csv csv;
    size_t n_columns, n_fields; /* asked for; in the header */
    const char *const *column;
    size_t place[N_COLUMNS_MAX]; /* of each column in the file */
};

struct ids {
    struct jh_strmap map;
    const char **id;
    size_t n, cap;
};

struct pair {
    int32_t client, site;
    double cost;
    int64_t line;
};

static enum jh_status at(
    const struct table *t, const char *place, enum jh_status st, struct jh_error *err)
{
    int64_t line = t->csv.line, column = 1;
    if (place != NULL)
        jh_i_csv_position(&t->csv, place, &line, &column);
    jh_where(err, "%s:%" PRId64 ":%" PRId64, t->name, line > 0 ? line : 1, column);
    return st;
}

/* Blanks around a cell are none of it. */
static void trim(struct jh_csv_field *f)
{
    while (f->len > 0 && (f->text[0] == ' ' || f->text[0] == '\t')) {
        f->text++;
        f->len--;
    }
    while (f->len > 0 && (f->text[f->len - 1] == ' ' || f->text[f->len - 1] == '\t'))
        f->len--;
}

static enum jh_status next_row(struct table *t, bool *out_more, struct jh_error *err)
{
    enum jh_csv_event event;
    enum jh_status st = jh_i_csv_next(&t->csv, &event, err);
    if (st != JH_OK)
        return st;
    *out_more = event == JH_CSV_ROW;
    if (event == JH_CSV_END)
        return JH_OK;
    for (size_t f = 0; event == JH_CSV_ROW && f < t->csv.n_fields; f++) {
        trim(&t->csv.field[f]);
        if (t->n_fields > 0 && f >= t->n_fields && t->csv.field[f].len > 0)
            return at(t, t->csv.field[f].raw,
                jh_fail(err, JH_E_DATA, "%zu fields where the header has %zu", t->csv.n_fields,
                    t->n_fields),
                err);
    }
    if (event == JH_CSV_ROW)
        return JH_OK;
    return at(t, t->csv.fault, jh_fail(err, JH_E_DATA, "this is no row of a CSV file"), err);
}

static enum jh_status open_table(struct table *t, const char *name, const char *text, size_t len,
    size_t n_columns, const char *const *column, struct jh_error *err)
{
    bool more = false;
    *t = (struct table){.name = name, .n_columns = n_columns, .column = column};
    jh_i_csv_init(&t->csv, text, len);
    enum jh_status st = next_row(t, &more, err);
    if (st != JH_OK)
        return st;
    for (size_t c = 0; c < n_columns; c++) {
        bool found = false;
        for (size_t f = 0; more && f < t->csv.n_fields && !found; f++) {
            found = t->csv.field[f].len == strlen(column[c]) &&
                    memcmp(t->csv.field[f].text, column[c], t->csv.field[f].len) == 0;
            t->place[c] = f;
        }
        if (!found)
            return at(t, NULL, jh_fail(err, JH_E_DATA, "column %s is missing", column[c]), err);
    }
    t->n_fields = t->csv.n_fields;
    return JH_OK;
}

static enum jh_status field(
    const struct table *t, size_t c, const struct jh_csv_field **out, struct jh_error *err)
{
    if (t->place[c] >= t->csv.n_fields || t->csv.field[t->place[c]].len == 0)
        return at(t, NULL, jh_fail(err, JH_E_DATA, "%s is missing", t->column[c]), err);
    *out = &t->csv.field[t->place[c]];
    return JH_OK;
}

static enum jh_status number(const struct table *t, size_t c, double *out, struct jh_error *err)
{
    const struct jh_csv_field *f = NULL;
    double value;
    enum jh_status st = field(t, c, &f, err);
    if (st != JH_OK || f == NULL)
        return st;
    if (!jh_num_parse(f->text, f->len, &value) || isinf(value))
        return at(t, f->raw,
            jh_fail(err, JH_E_DATA, "%s must be a number, found \"%.*s\"", t->column[c],
                (int)(f->len < 40 ? f->len : 40), f->text),
            err);
    if (value < 0)
        return at(t, f->raw,
            jh_fail(err, JH_E_DATA, "%s must be at least %g, found %g", t->column[c], 0.0, value),
            err);
    if (value > JH_SOLVE_NUMBER_MAX)
        return at(t, f->raw,
            jh_fail(err, JH_E_DATA, "%s must be at most %g, found %g", t->column[c],
                JH_SOLVE_NUMBER_MAX, value),
            err);
    *out = value;
    return JH_OK;
}

/* Number of an id, new ones in the order of their first appearance. */
static enum jh_status number_of(struct ids *ids, struct jh_arena *arena,
    const struct jh_csv_field *f, uint32_t *out, struct jh_error *err)
{
    uint32_t value;
    if (jh_strmap_get(&ids->map, f->text, f->len, &value)) {
        *out = value;
        return JH_OK;
    }
    if (ids->n == ids->cap) {
        size_t cap = ids->cap * 2 + 64;
        const char **id = jh_i_realloc(ids->id, cap, sizeof *id);
        if (id == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        ids->id = id;
        ids->cap = cap;
    }
    char *copy = jh_arena_strndup(arena, f->text, f->len);
    if (copy == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    bool fresh;
    ids->id[ids->n] = copy;
    return jh_strmap_put(&ids->map, copy, f->len, (uint32_t)ids->n++, out, &fresh, err);
}

static void ids_release(struct ids *ids)
{
    jh_strmap_release(&ids->map);
    jh_i_free(ids->id);
}

static int by_place(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->client != y->client)
        return x->client < y->client ? -1 : 1;
    if (x->site != y->site)
        return x->site < y->site ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static enum jh_status read_pairs(struct table *t, struct jh_arena *arena, struct ids *clients,
    struct ids *sites, struct pair **pairs, size_t *n, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t cap = 0;
    bool more = true;
    for (;;) {
        const struct jh_csv_field *client = NULL, *site = NULL;
        struct pair pair = {0};
        uint32_t i = 0, j = 0;
        JH_TRY(st, next_row(t, &more, err));
        if (!more)
            break;
        JH_TRY(st, field(t, 0, &client, err));
        JH_TRY(st, field(t, 1, &site, err));
        JH_TRY(st, number(t, 2, &pair.cost, err));
        JH_TRY(st, number_of(clients, arena, client, &i, err));
        JH_TRY(st, number_of(sites, arena, site, &j, err));
        if (*n == cap) {
            cap = cap * 2 + 1024;
            struct pair *grown = jh_i_realloc(*pairs, cap, sizeof *grown);
            if (grown == NULL)
                JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
            *pairs = grown;
        }
        pair.client = (int32_t)i;
        pair.site = (int32_t)j;
        pair.line = t->csv.line;
        (*pairs)[(*n)++] = pair;
    }
    if (*n == 0)
        st = at(t, NULL, jh_fail(err, JH_E_DATA, "there are no rows"), err);
out:
    return st;
}

static enum jh_status fill_pairs(const char *name, const struct pair *pairs, size_t n,
    struct jh_solve_input *out, struct jh_error *err)
{
    out->pair_start = jh_i_calloc(out->n_demand + 1, sizeof *out->pair_start);
    out->pair_site = jh_i_calloc(n, sizeof *out->pair_site);
    out->pair_cost = jh_i_calloc(n, sizeof *out->pair_cost);
    if (out->pair_start == NULL || out->pair_site == NULL || out->pair_cost == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < n; k++) {
        if (k > 0 && pairs[k].client == pairs[k - 1].client && pairs[k].site == pairs[k - 1].site) {
            jh_ignore(
                jh_fail(err, JH_E_DATA, "demand %s and site %s stand there already in line %lld",
                    out->demand[pairs[k].client], out->site[pairs[k].site],
                    (long long)pairs[k - 1].line),
                "below");
            jh_where(err, "%s:%" PRId64 ":1", name, pairs[k].line);
            return JH_E_DATA;
        }
        out->pair_start[pairs[k].client + 1] = k + 1;
        out->pair_site[k] = pairs[k].site;
        out->pair_cost[k] = pairs[k].cost;
    }
    return JH_OK;
}

enum jh_status jh_i_solve_parse_costs(const char *name, const char *text, size_t len,
    struct jh_solve_input *out, struct jh_error *err)
{
    static const char *const columns[] = {"demand", "site", "cost"};
    enum jh_status st = JH_OK;
    struct table t = {0};
    struct ids clients = {.n = 0}, sites = {.n = 0};
    struct pair *pairs = NULL;
    size_t n = 0;
    jh_strmap_init(&clients.map);
    jh_strmap_init(&sites.map);
    JH_TRY(st, open_table(&t, name, text, len, 3, columns, err));
    JH_TRY(st, read_pairs(&t, &out->ids, &clients, &sites, &pairs, &n, err));
    out->n_demand = clients.n;
    out->n_sites = sites.n;
    out->demand = clients.id;
    out->site = sites.id;
    clients.id = sites.id = NULL;
    qsort(pairs, n, sizeof *pairs, by_place);
    st = fill_pairs(name, pairs, n, out, err);
out:
    jh_i_csv_release(&t.csv);
    ids_release(&clients);
    ids_release(&sites);
    jh_i_free(pairs);
    return st;
}

static enum jh_status read_values(
    struct table *t, const struct jh_strmap *known, double *value, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    bool more = true;
    for (;;) {
        const struct jh_csv_field *id = NULL;
        double number_here = 0;
        uint32_t i = 0;
        JH_TRY(st, next_row(t, &more, err));
        if (!more)
            break;
        JH_TRY(st, field(t, 0, &id, err));
        JH_TRY(st, number(t, 1, &number_here, err));
        int shown = (int)(id->len < 80 ? id->len : 80);
        if (!jh_strmap_get(known, id->text, id->len, &i)) {
            st = at(t, id->raw,
                jh_fail(err, JH_E_DATA, "%s %.*s has no cost", t->column[0], shown, id->text), err);
            goto out;
        }
        if (!isnan(value[i])) {
            st = at(t, id->raw,
                jh_fail(err, JH_E_DATA, "%s %.*s has a %s already", t->column[0], shown, id->text,
                    t->column[1]),
                err);
            goto out;
        }
        value[i] = number_here;
    }
out:
    return st;
}

static enum jh_status number_ids(
    size_t n, const char *const *id, struct jh_strmap *known, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < n && st == JH_OK; i++) {
        uint32_t value;
        bool fresh;
        st = jh_strmap_put(known, id[i], strlen(id[i]), (uint32_t)i, &value, &fresh, err);
    }
    return st;
}

enum jh_status jh_i_solve_parse_values(enum jh_solve_values kind, const char *name,
    const char *text, size_t len, struct jh_solve_input *input, struct jh_error *err)
{
    static const char *const columns[][2] = {
        {"demand", "weight"}, {"demand", "load"}, {"site", "capacity"}};
    double **const target[] = {&input->weight, &input->load, &input->capacity};
    bool of_sites = kind == JH_SOLVE_ROOM;
    size_t n = of_sites ? input->n_sites : input->n_demand;
    const char *const *id = of_sites ? input->site : input->demand;
    enum jh_status st = JH_OK;
    struct table t = {0};
    struct jh_strmap known;
    double *value = jh_i_calloc(n, sizeof *value);
    jh_strmap_init(&known);
    if (value == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t i = 0; i < n; i++)
        value[i] = JH_NAN;
    JH_TRY(st, number_ids(n, id, &known, err));
    JH_TRY(st, open_table(&t, name, text, len, 2, columns[kind], err));
    JH_TRY(st, read_values(&t, &known, value, err));
    for (size_t i = 0; i < n; i++) {
        if (isnan(value[i]) && of_sites)
            JH_TRY(st, jh_fail(err, JH_E_DATA, "site %s has no capacity in %s", id[i], name));
        value[i] = isnan(value[i]) ? 1 : value[i];
    }
    if (of_sites && input->load == NULL) {
        input->load = jh_i_calloc(input->n_demand, sizeof *input->load);
        if (input->load == NULL)
            JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
        for (size_t i = 0; i < input->n_demand; i++)
            input->load[i] = 1;
    }
    jh_i_free(*target[kind]);
    *target[kind] = value;
    value = NULL;
out:
    jh_i_csv_release(&t.csv);
    jh_strmap_release(&known);
    jh_i_free(value);
    return st;
}
