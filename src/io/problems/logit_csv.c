#include "io/problems/logit_csv.h"

#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/strmap.h"
#include "base/suggest.h"
#include "io/csv.h"
#include "io/text.h"

/* A file on its way in: the first fault ends it. */
struct reader {
    const char *path;
    struct jh_text text;
    struct jh_csv csv;
    size_t n_fields; /* of the header */
    size_t rows_max; /* no more rows than this */
};

/* Texts numbered in order of first appearance; copies live in the arena. */
struct names {
    struct jh_arena *arena;
    struct jh_strmap map;
    size_t n;
    const char **name; /* [n], room for cap */
    size_t cap;
    uint32_t last; /* looked up last: rows of a case stand together, mostly */
    size_t last_len;
};

static enum jh_status names_find(struct names *names, const char *text, size_t len,
    uint32_t *out_number, bool *out_new, struct jh_error *err)
{
    *out_new = false;
    if (names->n > 0 && len == names->last_len &&
        memcmp(names->name[names->last], text, len) == 0) {
        *out_number = names->last;
        return JH_OK;
    }
    if (!jh_strmap_get(&names->map, text, len, out_number)) {
        if (names->n == names->cap) {
            size_t cap = 2 * names->cap + 64;
            const char **grown = jh_i_realloc(names->name, cap, sizeof *grown);
            if (grown == NULL)
                return jh_fail(err, JH_E_NOMEM, "out of memory");
            names->name = grown;
            names->cap = cap;
        }
        const char *copy = jh_arena_strndup(names->arena, text, len);
        if (copy == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        if (names->n >= INT32_MAX)
            return jh_fail(err, JH_E_LIMIT, "more than %d different values", INT32_MAX);
        enum jh_status st =
            jh_strmap_put(&names->map, copy, len, (uint32_t)names->n, out_number, out_new, err);
        if (st != JH_OK)
            return st;
        names->name[names->n++] = copy;
    }
    names->last = *out_number;
    names->last_len = len;
    return JH_OK;
}

static enum jh_status names_take(struct names *names, const char ***out, struct jh_error *err)
{
    const char **name = jh_arena_new(names->arena, names->n, const char *);
    if (name == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < names->n; i++)
        name[i] = names->name[i];
    *out = name;
    return JH_OK;
}

static void names_release(struct names *names)
{
    jh_strmap_release(&names->map);
    jh_i_free(names->name);
}

static void reader_release(struct reader *r)
{
    jh_i_csv_release(&r->csv);
    jh_i_text_release(&r->text);
}

static void at_field(const struct reader *r, size_t field, struct jh_error *err)
{
    int64_t line = r->csv.line, column = 1;
    if (field < r->csv.n_fields)
        jh_i_csv_position(&r->csv, r->csv.field[field].raw, &line, &column);
    jh_where(err, "%s:%lld:%lld", r->path, (long long)line, (long long)column);
}

/* The next row, whole; false at the end. */
static enum jh_status next_row(struct reader *r, bool *out_more, struct jh_error *err)
{
    enum jh_csv_event event;
    enum jh_status st = jh_i_csv_next(&r->csv, &event, err);
    if (st != JH_OK)
        return st;
    *out_more = event == JH_CSV_ROW;
    if (event == JH_CSV_END || (event == JH_CSV_ROW && r->csv.n_fields == r->n_fields))
        return JH_OK;
    if (event == JH_CSV_ROW && r->n_fields == 0)
        return JH_OK;
    if (event == JH_CSV_ROW)
        st = jh_fail(
            err, JH_E_DATA, "%zu fields where the header has %zu", r->csv.n_fields, r->n_fields);
    else
        st = jh_fail(err, JH_E_DATA, "the row is no CSV: a stray quote or NUL, or far too long");
    at_field(r, SIZE_MAX, err);
    return st;
}

static size_t count_byte(const struct jh_text *text, char byte)
{
    const char *at = text->data, *end = at + text->len;
    size_t n = 0;
    while ((at = memchr(at, byte, (size_t)(end - at))) != NULL) {
        n++;
        at++;
    }
    return n;
}

static enum jh_status reader_open(struct reader *r, const char *path, struct jh_error *err)
{
    struct jh_text_fault fault = {0};
    bool more;
    *r = (struct reader){.path = path};
    enum jh_status st = jh_i_text_open(path, &r->text, &fault, err);
    if (st != JH_OK) {
        if (st == JH_E_DATA)
            jh_where(err, "%s:%lld:%lld", path, (long long)fault.line, (long long)fault.column);
        return st;
    }
    jh_i_csv_init(&r->csv, r->text.data, r->text.len);
    JH_TRY(st, next_row(r, &more, err));
    if (!more)
        JH_TRY(st, jh_fail(err, JH_E_DATA, "%s is empty", path));
    r->n_fields = r->csv.n_fields;
    r->rows_max = count_byte(&r->text, '\n') + count_byte(&r->text, '\r') + 1;
    return JH_OK;
out:
    reader_release(r);
    return st;
}

static bool field_is(const struct jh_csv_field *field, const char *text)
{
    return field->len == strlen(text) && memcmp(field->text, text, field->len) == 0;
}

/* Position of a column in the header, which is the row last read. */
static enum jh_status find_column(
    const struct reader *r, const char *name, size_t *out, struct jh_error *err)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (field_is(&r->csv.field[i], name)) {
            *out = i;
            return JH_OK;
        }
    struct jh_arena arena;
    struct jh_suggest suggest;
    enum jh_status st = jh_fail(err, JH_E_NOT_FOUND, "%s has no column \"%.60s\"", r->path, name);
    jh_arena_init(&arena, 0);
    jh_suggest_begin(&suggest, name);
    for (size_t i = 0; i < r->n_fields; i++) {
        const char *copy = jh_arena_strndup(&arena, r->csv.field[i].text, r->csv.field[i].len);
        if (copy != NULL)
            jh_suggest_offer(&suggest, copy);
    }
    if (suggest.best != NULL)
        jh_hint(err, "Did you mean %s?", suggest.best);
    jh_arena_release(&arena);
    return st;
}

/* Pass a refusal on, saying where the field is. */
static enum jh_status at_field_of(
    const struct reader *r, size_t field, enum jh_status st, struct jh_error *err)
{
    at_field(r, field, err);
    return st;
}

/* Bytes of a field that a message shows. */
static int shown(const struct jh_csv_field *field)
{
    return (int)(field->len > 60 ? 60 : field->len);
}

static enum jh_status number_in(
    const struct reader *r, size_t field, double *out, struct jh_error *err)
{
    const struct jh_csv_field *f = &r->csv.field[field];
    if (jh_num_parse(f->text, f->len, out))
        return JH_OK;
    return at_field_of(r, field,
        jh_fail(err, JH_E_DATA, "a number is needed, found \"%.*s\"", shown(&r->csv.field[field]),
            r->csv.field[field].text),
        err);
}

static enum jh_status chosen_in(
    const struct reader *r, size_t field, double *out, struct jh_error *err)
{
    static const struct {
        const char *word;
        double value;
    } words[] = {{"1", 1}, {"0", 0}, {"true", 1}, {"false", 0}, {"yes", 1}, {"no", 0}};
    const struct jh_csv_field *f = &r->csv.field[field];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (f->len == strlen(words[i].word) && strncasecmp(f->text, words[i].word, f->len) == 0) {
            *out = words[i].value;
            return JH_OK;
        }
    double number;
    if (jh_num_parse(f->text, f->len, &number) && (number == 0 || number == 1)) {
        *out = number;
        return JH_OK;
    }
    return at_field_of(r, field,
        jh_fail(err, JH_E_DATA, "chosen must be 1 or 0, found \"%.*s\"",
            shown(&r->csv.field[field]), r->csv.field[field].text),
        err);
}

/* Rows as they stand in the file. */
struct loading {
    struct reader reader;
    const struct jh_logit_columns *columns;
    struct jh_logit_table *table;
    size_t at_case, at_alternative, at_chosen, at_weight, at_cluster;
    size_t *at_variable; /* [n_variables] */
    struct names cases, alternatives, clusters;
    size_t n_rows;
    int32_t *case_of;     /* [rows] */
    int32_t *alternative; /* [rows] */
    int64_t *line;        /* [rows] */
    double *x, *chosen;   /* [rows * n_variables], [rows] */
    double *weight;       /* [cases] or NULL */
    int32_t *cluster;     /* [cases] or NULL */
    bool grouped;         /* cases stand together and in order */
};

static enum jh_status find_columns(struct loading *l, struct jh_error *err)
{
    const struct jh_logit_columns *c = l->columns;
    enum jh_status st = JH_OK;
    l->at_variable = jh_arena_new(&l->table->arena, c->n_variables, size_t);
    if (l->at_variable == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, find_column(&l->reader, c->case_id, &l->at_case, err));
    JH_TRY(st, find_column(&l->reader, c->alternative, &l->at_alternative, err));
    JH_TRY(st, find_column(&l->reader, c->chosen, &l->at_chosen, err));
    if (c->weight != NULL)
        JH_TRY(st, find_column(&l->reader, c->weight, &l->at_weight, err));
    if (c->cluster != NULL)
        JH_TRY(st, find_column(&l->reader, c->cluster, &l->at_cluster, err));
    for (size_t k = 0; k < c->n_variables; k++)
        JH_TRY(st, find_column(&l->reader, c->variable[k], &l->at_variable[k], err));
out:
    return st;
}

static enum jh_status allocate(struct loading *l, struct jh_error *err)
{
    struct jh_arena *arena = &l->table->arena;
    size_t n = l->reader.rows_max, cells;
    if (__builtin_mul_overflow(n, l->columns->n_variables, &cells))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    l->case_of = jh_i_calloc(n, sizeof *l->case_of);
    l->line = jh_i_calloc(n, sizeof *l->line);
    l->alternative = jh_arena_new(arena, n, int32_t);
    l->x = jh_arena_new(arena, cells, double);
    l->chosen = jh_arena_new(arena, n, double);
    l->weight = l->columns->weight != NULL ? jh_arena_new(arena, n, double) : NULL;
    l->cluster = l->columns->cluster != NULL ? jh_arena_new(arena, n, int32_t) : NULL;
    bool ok = l->case_of != NULL && l->line != NULL && l->alternative != NULL && l->x != NULL &&
              l->chosen != NULL && (l->columns->weight == NULL || l->weight != NULL) &&
              (l->columns->cluster == NULL || l->cluster != NULL);
    return ok ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* Number of the text in a field that must not be empty. */
static enum jh_status name_in(const struct reader *r, size_t field, struct names *names,
    int32_t *out, bool *out_new, struct jh_error *err)
{
    const struct jh_csv_field *f = &r->csv.field[field];
    uint32_t number = 0;
    if (f->len == 0)
        return at_field_of(r, field,
            jh_fail(err, JH_E_DATA, "a value is missing, found \"%.*s\"",
                shown(&r->csv.field[field]), r->csv.field[field].text),
            err);
    enum jh_status st = names_find(names, f->text, f->len, &number, out_new, err);
    if (st == JH_OK)
        *out = (int32_t)number;
    return st;
}

/* Weight and cluster: told by the first row of a case, repeated by the others. */
static enum jh_status read_of_case(
    struct loading *l, int32_t its_case, bool first, struct jh_error *err)
{
    double weight = 0;
    int32_t cluster = 0;
    bool new_name;
    enum jh_status st = JH_OK;
    if (l->weight != NULL) {
        JH_TRY(st, number_in(&l->reader, l->at_weight, &weight, err));
        if (weight < 0)
            return at_field_of(&l->reader, l->at_weight,
                jh_fail(err, JH_E_DATA, "a weight must be 0 or more, found \"%.*s\"",
                    shown(&l->reader.csv.field[l->at_weight]),
                    l->reader.csv.field[l->at_weight].text),
                err);
        if (!first && weight != l->weight[its_case])
            return at_field_of(&l->reader, l->at_weight,
                jh_fail(err, JH_E_DATA, "the case has another weight above than \"%.*s\"",
                    shown(&l->reader.csv.field[l->at_weight]),
                    l->reader.csv.field[l->at_weight].text),
                err);
        l->weight[its_case] = weight;
    }
    if (l->cluster != NULL) {
        JH_TRY(st, name_in(&l->reader, l->at_cluster, &l->clusters, &cluster, &new_name, err));
        if (!first && cluster != l->cluster[its_case])
            return at_field_of(&l->reader, l->at_cluster,
                jh_fail(err, JH_E_DATA, "the case has another cluster above than \"%.*s\"",
                    shown(&l->reader.csv.field[l->at_cluster]),
                    l->reader.csv.field[l->at_cluster].text),
                err);
        l->cluster[its_case] = cluster;
    }
out:
    return st;
}

static enum jh_status read_row(struct loading *l, struct jh_error *err)
{
    const struct reader *r = &l->reader;
    size_t at = l->n_rows, width = l->columns->n_variables;
    bool first = false, new_name;
    enum jh_status st = JH_OK;
    JH_TRY(st, name_in(r, l->at_case, &l->cases, &l->case_of[at], &first, err));
    JH_TRY(
        st, name_in(r, l->at_alternative, &l->alternatives, &l->alternative[at], &new_name, err));
    JH_TRY(st, chosen_in(r, l->at_chosen, &l->chosen[at], err));
    for (size_t k = 0; k < width; k++)
        JH_TRY(st, number_in(r, l->at_variable[k], &l->x[at * width + k], err));
    JH_TRY(st, read_of_case(l, l->case_of[at], first, err));
    l->line[at] = r->csv.line;
    if (at > 0 && l->case_of[at] < l->case_of[at - 1])
        l->grouped = false;
    l->n_rows++;
out:
    return st;
}

/* Rows of a case together: a counting sort that keeps their order. */
static enum jh_status group(struct loading *l, size_t *start, struct jh_error *err)
{
    struct jh_arena *arena = &l->table->arena;
    size_t width = l->columns->n_variables, n = l->n_rows;
    for (size_t r = 0; r < n; r++)
        start[l->case_of[r] + 1]++;
    for (size_t i = 0; i < l->cases.n; i++)
        start[i + 1] += start[i];
    if (l->grouped)
        return JH_OK;
    int32_t *alternative = jh_arena_new(arena, n, int32_t);
    double *x = jh_arena_new(arena, n * width, double), *chosen = jh_arena_new(arena, n, double);
    int64_t *line = jh_i_calloc(n, sizeof *line);
    size_t *next = jh_i_calloc(l->cases.n, sizeof *next);
    bool ok = alternative != NULL && x != NULL && chosen != NULL && line != NULL && next != NULL;
    for (size_t i = 0; i < l->cases.n && ok; i++)
        next[i] = start[i];
    for (size_t r = 0; r < n && ok; r++) {
        size_t to = next[l->case_of[r]]++;
        alternative[to] = l->alternative[r];
        chosen[to] = l->chosen[r];
        line[to] = l->line[r];
        for (size_t k = 0; k < width; k++)
            x[to * width + k] = l->x[r * width + k];
    }
    jh_i_free(next);
    if (!ok) {
        jh_i_free(line);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    jh_i_free(l->line);
    l->line = line;
    l->alternative = alternative;
    l->x = x;
    l->chosen = chosen;
    return JH_OK;
}

/* One chosen alternative a case, no alternative twice. */
static enum jh_status check_cases(
    const struct loading *l, const size_t *start, struct jh_error *err)
{
    size_t *seen_in = jh_i_calloc(l->alternatives.n, sizeof *seen_in), r = 0;
    enum jh_status st = JH_OK;
    if (seen_in == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < l->cases.n && st == JH_OK; i++) {
        double chosen = 0;
        for (r = start[i]; r < start[i + 1] && st == JH_OK; r++) {
            int32_t a = l->alternative[r];
            if (seen_in[a] == i + 1)
                st = jh_fail(err, JH_E_DATA, "case %.60s has alternative %.60s twice",
                    l->cases.name[i], l->alternatives.name[a]);
            seen_in[a] = i + 1;
            chosen += l->chosen[r];
        }
        if (st == JH_OK && chosen != 1)
            st = jh_fail(err, JH_E_DATA, "case %.60s has %g chosen alternatives instead of one",
                l->cases.name[i], chosen);
    }
    if (st != JH_OK)
        jh_where(err, "%s:%lld", l->reader.path, (long long)l->line[r - 1]);
    jh_i_free(seen_in);
    return st;
}

static enum jh_status finish(struct loading *l, struct jh_error *err)
{
    struct jh_logit_table *t = l->table;
    enum jh_status st = JH_OK;
    size_t *start = jh_arena_new(&t->arena, l->cases.n + 1, size_t);
    const char **variable = jh_arena_new(&t->arena, l->columns->n_variables, const char *);
    if (start == NULL || variable == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, group(l, start, err));
    JH_TRY(st, check_cases(l, start, err));
    for (size_t k = 0; k < l->columns->n_variables; k++)
        if ((variable[k] = jh_arena_strdup(&t->arena, l->columns->variable[k])) == NULL)
            JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    t->data = (struct jh_logit_data){.n_cases = l->cases.n,
        .n_alternatives = l->alternatives.n,
        .n_variables = l->columns->n_variables,
        .start = start,
        .alternative = l->alternative,
        .x = l->x,
        .chosen = l->chosen,
        .weight = l->weight,
        .cluster = l->cluster,
        .n_clusters = l->clusters.n,
        .variable_name = variable};
    JH_TRY(st, names_take(&l->alternatives, &t->data.alternative_name, err));
    JH_TRY(st, names_take(&l->cases, &t->case_name, err));
out:
    return st;
}

enum jh_status jh_i_logit_csv_read(const char *path, const struct jh_logit_columns *columns,
    struct jh_logit_table *out, struct jh_error *err)
{
    struct loading l = {.columns = columns, .table = out, .grouped = true};
    bool more = false;
    *out = (struct jh_logit_table){0};
    jh_arena_init(&out->arena, 0);
    l.cases.arena = l.alternatives.arena = l.clusters.arena = &out->arena;
    enum jh_status st = reader_open(&l.reader, path, err);
    if (st != JH_OK)
        return st;
    JH_TRY(st, find_columns(&l, err));
    JH_TRY(st, allocate(&l, err));
    for (;;) {
        JH_TRY(st, next_row(&l.reader, &more, err));
        if (!more)
            break;
        JH_TRY(st, read_row(&l, err));
    }
    if (l.n_rows == 0)
        JH_TRY(st, jh_fail(err, JH_E_DATA, "%s has no rows", path));
    st = finish(&l, err);
out:
    names_release(&l.cases);
    names_release(&l.alternatives);
    names_release(&l.clusters);
    jh_i_free(l.case_of);
    jh_i_free(l.line);
    reader_release(&l.reader);
    if (st != JH_OK)
        jh_i_logit_table_release(out);
    return st;
}

void jh_i_logit_table_release(struct jh_logit_table *table)
{
    jh_arena_release(&table->arena);
    *table = (struct jh_logit_table){0};
}

static enum jh_status read_nests(struct reader *r, struct jh_logit_table *table,
    struct names *alternatives, struct names *nests, int32_t *nest, struct jh_error *err)
{
    size_t at_alternative, at_nest;
    enum jh_status st = JH_OK;
    bool more, new_name;
    JH_TRY(st, find_column(r, "alternative", &at_alternative, err));
    JH_TRY(st, find_column(r, "nest", &at_nest, err));
    for (;;) {
        int32_t its_nest, alternative;
        JH_TRY(st, next_row(r, &more, err));
        if (!more)
            return JH_OK;
        JH_TRY(st, name_in(r, at_alternative, alternatives, &alternative, &new_name, err));
        if ((size_t)alternative >= table->data.n_alternatives)
            continue; /* of other data */
        JH_TRY(st, name_in(r, at_nest, nests, &its_nest, &new_name, err));
        if (nest[alternative] != JH_NONE && nest[alternative] != its_nest)
            return at_field_of(r, at_alternative,
                jh_fail(err, JH_E_DATA, "alternative \"%.*s\" is in two nests",
                    shown(&r->csv.field[at_alternative]), r->csv.field[at_alternative].text),
                err);
        nest[alternative] = its_nest;
    }
out:
    return st;
}

enum jh_status jh_i_logit_nests_read(const char *path, struct jh_logit_table *table,
    struct jh_logit_options *out_options, struct jh_error *err)
{
    struct names alternatives = {.arena = &table->arena}, nests = {.arena = &table->arena};
    struct reader r;
    uint32_t number;
    bool new_name;
    const char **nest_name = NULL;
    enum jh_status st = reader_open(&r, path, err);
    if (st != JH_OK)
        return st;
    size_t n = table->data.n_alternatives;
    int32_t *nest = jh_arena_new(&table->arena, n, int32_t);
    if (nest == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t a = 0; a < n; a++) {
        const char *name = table->data.alternative_name[a];
        nest[a] = JH_NONE;
        JH_TRY(st, names_find(&alternatives, name, strlen(name), &number, &new_name, err));
    }
    JH_TRY(st, read_nests(&r, table, &alternatives, &nests, nest, err));
    for (size_t a = 0; a < n; a++)
        if (nest[a] == JH_NONE)
            JH_TRY(st, jh_fail(err, JH_E_DATA, "%s has no nest for alternative %.60s", path,
                           table->data.alternative_name[a]));
    JH_TRY(st, names_take(&nests, &nest_name, err));
    out_options->n_nests = nests.n;
    out_options->nest = nest;
    out_options->nest_name = nest_name;
out:
    names_release(&alternatives);
    names_release(&nests);
    reader_release(&r);
    return st;
}
