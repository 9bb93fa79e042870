/*
 * Readers of the formats made of numbers between blanks.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "base/utf8.h"

#include "io/problems/solve.h"
#include "io/text.h"

enum { GRAPH_NODES_MAX = 20000 };
/* Hints beside a row that is not as it should be, by format. */
static const char *const shapes[] = {
    [JH_SOLVE_ORLIB] = "The file holds \"n m p\", then m rows \"node node cost\".",
    [JH_SOLVE_TSPLIB] =
        "The file holds DIMENSION and a NODE_COORD_SECTION with rows \"number x y\".",
    [JH_SOLVE_POINTS] = "The file holds a row \"n ...\", then n rows \"x y demand\".",
    [JH_SOLVE_CPMP] = "The file holds \"n p\", then n rows \"x y capacity demand\".",
    [JH_SOLVE_PMEDCAP] =
        "The file holds \"number optimum\", \"n p capacity\", then n rows \"number x "
        "y demand\".",
    [JH_SOLVE_COSTS] = "The file holds a header demand,site,cost, then a row for each pair.",
};

struct scan {
    const char *name, *at, *end, *line_start;
    int64_t line;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* To the next word; false at the end. */
static bool next_word(struct scan *s, const char **word, size_t *len)
{
    while (s->at < s->end && (is_blank(*s->at) || *s->at == '\n')) {
        char c = *s->at++;
        if (c == '\n' || (c == '\r' && (s->at == s->end || *s->at != '\n'))) {
            s->line++;
            s->line_start = s->at;
        }
    }
    *word = s->at;
    while (s->at < s->end && !is_blank(*s->at) && *s->at != '\n')
        s->at++;
    *len = (size_t)(s->at - *word);
    return *len > 0;
}

static void skip_line(struct scan *s)
{
    while (s->at < s->end && *s->at != '\n' && *s->at != '\r')
        s->at++;
}

static enum jh_status at_word(
    const struct scan *s, const char *word, enum jh_status st, struct jh_error *err)
{
    jh_where(err, "%s:%" PRId64 ":%zu", s->name, s->line,
        jh_i_utf8_count(s->line_start, (size_t)(word - s->line_start)) + 1);
    return st;
}

/* `what` is the field's name in the format's description. */
static enum jh_status real(
    struct scan *s, const char *what, double least, double *out, struct jh_error *err)
{
    const char *word;
    size_t len;
    double value;
    if (!next_word(s, &word, &len))
        return at_word(
            s, word, jh_fail(err, JH_E_DATA, "%s is missing: the file ends here", what), err);
    if (!jh_num_parse(word, len, &value) || isinf(value))
        return at_word(s, word,
            jh_fail(err, JH_E_DATA, "%s must be a number, found \"%.*s\"", what,
                (int)(len < 40 ? len : 40), word),
            err);
    if (value < least)
        return at_word(s, word,
            jh_fail(err, JH_E_DATA, "%s must be at least %g, found %g", what, least, value), err);
    if (fabs(value) > JH_SOLVE_NUMBER_MAX)
        return at_word(s, word,
            jh_fail(err, JH_E_DATA, "%s must be at most %g, found %g", what, JH_SOLVE_NUMBER_MAX,
                value),
            err);
    *out = value;
    return JH_OK;
}

static enum jh_status whole(struct scan *s, const char *what, int64_t least, int64_t most,
    int64_t *out, struct jh_error *err)
{
    struct scan before = *s;
    const char *word = s->at;
    size_t len;
    double value;
    enum jh_status st = real(s, what, least == most ? -JH_INF : (double)least, &value, err);
    if (st != JH_OK)
        return st;
    next_word(&before, &word, &len);
    if (least == most && value != (double)least)
        return at_word(&before, word,
            jh_fail(
                err, JH_E_DATA, "%s must be %lld here, found %g", what, (long long)least, value),
            err);
    if (value != floor(value) || value > (double)most)
        return at_word(&before, word,
            jh_fail(err, JH_E_DATA, "%s must be a whole number up to %lld, found %g", what,
                (long long)most, value),
            err);
    *out = (int64_t)value;
    return JH_OK;
}

/* A count of rows that the text can hold at all. */
static enum jh_status count(
    struct scan *s, const char *what, int64_t least, size_t *out, struct jh_error *err)
{
    int64_t n, most = (int64_t)(s->end - s->line_start) / 2 + 1;
    enum jh_status st = whole(s, what, least, most < INT32_MAX / 4 ? most : INT32_MAX / 4, &n, err);
    if (st == JH_OK)
        *out = (size_t)n;
    return st;
}

static enum jh_status at_end(struct scan *s, struct jh_error *err)
{
    const char *word;
    size_t len;
    if (!next_word(s, &word, &len))
        return JH_OK;
    return at_word(s, word,
        jh_fail(err, JH_E_DATA, "more rows than the header says, found \"%.*s\"",
            (int)(len < 40 ? len : 40), word),
        err);
}

static enum jh_status make_points(
    size_t n, bool weight, bool capacity, struct jh_solve_input *out, struct jh_error *err)
{
    out->n_demand = out->n_sites = n;
    out->xy = jh_i_calloc(2 * n, sizeof *out->xy);
    if (weight)
        out->weight = jh_i_calloc(n, sizeof *out->weight);
    if (capacity) {
        out->load = jh_i_calloc(n, sizeof *out->load);
        out->capacity = jh_i_calloc(n, sizeof *out->capacity);
    }
    if (out->xy == NULL || (weight && out->weight == NULL) ||
        (capacity && (out->load == NULL || out->capacity == NULL)))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

static enum jh_status point(struct scan *s, double *xy, struct jh_error *err)
{
    enum jh_status st = real(s, "x", -JH_INF, &xy[0], err);
    return st == JH_OK ? real(s, "y", -JH_INF, &xy[1], err) : st;
}

static enum jh_status read_orlib(
    struct scan *s, const struct jh_run *run, struct jh_solve_input *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n = 0, m = 0;
    int64_t p = 0, a = 0, b = 0, most = GRAPH_NODES_MAX;
    int32_t *tail = NULL, *head = NULL;
    double *length = NULL;
    JH_TRY(st, whole(s, "n", 1, most, &a, err));
    n = (size_t)a;
    JH_TRY(st, count(s, "m", 0, &m, err));
    JH_TRY(st, whole(s, "p", 1, a, &p, err));
    tail = jh_i_calloc(m, sizeof *tail);
    head = jh_i_calloc(m, sizeof *head);
    length = jh_i_calloc(m, sizeof *length);
    if (tail == NULL || head == NULL || length == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t e = 0; e < m; e++) {
        JH_TRY(st, whole(s, "node", 1, (int64_t)n, &a, err));
        JH_TRY(st, whole(s, "node", 1, (int64_t)n, &b, err));
        JH_TRY(st, real(s, "cost", 0, &length[e], err));
        tail[e] = (int32_t)a - 1;
        head[e] = (int32_t)b - 1;
    }
    JH_TRY(st, at_end(s, err));
    out->n_demand = out->n_sites = n;
    out->p = (int32_t)p;
    out->cost = jh_i_calloc(n * n, sizeof *out->cost);
    if (out->cost == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    st = jh_locate_paths(n, m, tail, head, length, run, out->cost, err);
out:
    jh_i_free(tail);
    jh_i_free(head);
    jh_i_free(length);
    return st;
}

static bool word_is(const char *word, size_t len, const char *text)
{
    return len == strlen(text) && memcmp(word, text, len) == 0;
}

/* Only points of a plane can be measured here. */
static enum jh_status tsplib_plane(struct scan *s, struct jh_error *err)
{
    static const char *const others[] = {
        "GEO", "GEOM", "EXPLICIT", "EUC_3D", "MAN_3D", "MAX_3D", "SPECIAL"};
    const char *word;
    size_t len;
    while (next_word(s, &word, &len) && word_is(word, len, ":"))
        continue;
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
        if (!word_is(word, len, others[k]))
            continue;
        enum jh_status st = at_word(
            s, word, jh_fail(err, JH_E_DATA, "the points lie in no plane: %s", others[k]), err);
        jh_hint(err, "Use a file with points in a plane (EUC_2D), or give costs by --costs.");
        return st;
    }
    return JH_OK;
}

/* "KEY : value" and "KEY: value" up to the coordinates; the number of nodes. */
static enum jh_status tsplib_head(struct scan *s, size_t *n, struct jh_error *err)
{
    const char *word;
    size_t len;
    *n = 0;
    while (next_word(s, &word, &len)) {
        if (word_is(word, len, "NODE_COORD_SECTION")) {
            if (*n > 0)
                return JH_OK;
            return at_word(s, word,
                jh_fail(err, JH_E_DATA, "%s is missing before the coordinates", "DIMENSION"), err);
        }
        if (word_is(word, len, "EDGE_WEIGHT_TYPE") || word_is(word, len, "EDGE_WEIGHT_TYPE:")) {
            enum jh_status st = tsplib_plane(s, err);
            if (st != JH_OK)
                return st;
        }
        if (word_is(word, len, "DIMENSION") || word_is(word, len, "DIMENSION:")) {
            if (word[len - 1] != ':')
                next_word(s, &word, &len);
            enum jh_status st = count(s, "DIMENSION", 1, n, err);
            if (st != JH_OK)
                return st;
        }
        skip_line(s);
    }
    return at_word(s, word, jh_fail(err, JH_E_DATA, "there is no NODE_COORD_SECTION"), err);
}

/* Other sections and EOF may follow, but no more points. */
static enum jh_status tsplib_end(struct scan *s, struct jh_error *err)
{
    struct scan rest = *s;
    const char *word;
    size_t len;
    double number;
    bool more = next_word(&rest, &word, &len) && jh_num_parse(word, len, &number) && number >= 0;
    return more ? at_end(s, err) : JH_OK;
}

static enum jh_status read_tsplib(
    struct scan *s, const struct jh_run *run, struct jh_solve_input *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n = 0;
    (void)run;
    JH_TRY(st, tsplib_head(s, &n, err));
    JH_TRY(st, make_points(n, false, false, out, err));
    for (size_t i = 0; i < n; i++) {
        int64_t id = 0;
        JH_TRY(st, whole(s, "node", (int64_t)i + 1, (int64_t)i + 1, &id, err));
        JH_TRY(st, point(s, &out->xy[2 * i], err));
    }
    st = tsplib_end(s, err);
out:
    return st;
}

static enum jh_status read_points(
    struct scan *s, const struct jh_run *run, struct jh_solve_input *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n = 0;
    (void)run;
    JH_TRY(st, count(s, "n", 1, &n, err));
    skip_line(s);
    JH_TRY(st, make_points(n, true, false, out, err));
    for (size_t i = 0; i < n; i++) {
        JH_TRY(st, point(s, &out->xy[2 * i], err));
        JH_TRY(st, real(s, "demand", 0, &out->weight[i], err));
    }
    st = at_end(s, err);
out:
    return st;
}

static enum jh_status read_cpmp(
    struct scan *s, const struct jh_run *run, struct jh_solve_input *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n = 0;
    int64_t p = 0;
    (void)run;
    JH_TRY(st, count(s, "n", 1, &n, err));
    JH_TRY(st, whole(s, "p", 1, (int64_t)n, &p, err));
    skip_line(s);
    JH_TRY(st, make_points(n, false, true, out, err));
    out->p = (int32_t)p;
    for (size_t i = 0; i < n; i++) {
        JH_TRY(st, point(s, &out->xy[2 * i], err));
        JH_TRY(st, real(s, "capacity", 0, &out->capacity[i], err));
        JH_TRY(st, real(s, "demand", 0, &out->load[i], err));
    }
    st = at_end(s, err);
out:
    return st;
}

static enum jh_status read_pmedcap(
    struct scan *s, const struct jh_run *run, struct jh_solve_input *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n = 0;
    int64_t p = 0, id = 0;
    double capacity = 0, number = 0;
    (void)run;
    JH_TRY(st, real(s, "number", -JH_INF, &number, err));
    JH_TRY(st, real(s, "optimum", -JH_INF, &number, err));
    JH_TRY(st, count(s, "n", 1, &n, err));
    JH_TRY(st, whole(s, "p", 1, (int64_t)n, &p, err));
    JH_TRY(st, real(s, "capacity", 0, &capacity, err));
    JH_TRY(st, make_points(n, false, true, out, err));
    out->p = (int32_t)p;
    for (size_t i = 0; i < n; i++) {
        JH_TRY(st, whole(s, "node", (int64_t)i + 1, (int64_t)i + 1, &id, err));
        JH_TRY(st, point(s, &out->xy[2 * i], err));
        JH_TRY(st, real(s, "demand", 0, &out->load[i], err));
        out->capacity[i] = capacity;
    }
    st = at_end(s, err);
out:
    return st;
}

typedef enum jh_status read_fn(
    struct scan *s, const struct jh_run *run, struct jh_solve_input *out, struct jh_error *err);
static read_fn *const readers[] = {
    [JH_SOLVE_ORLIB] = read_orlib,
    [JH_SOLVE_TSPLIB] = read_tsplib,
    [JH_SOLVE_POINTS] = read_points,
    [JH_SOLVE_CPMP] = read_cpmp,
    [JH_SOLVE_PMEDCAP] = read_pmedcap,
};

void jh_i_solve_input_release(struct jh_solve_input *input)
{
    jh_i_free(input->cost);
    jh_i_free(input->pair_start);
    jh_i_free(input->pair_site);
    jh_i_free(input->pair_cost);
    jh_i_free(input->xy);
    jh_i_free(input->weight);
    jh_i_free(input->load);
    jh_i_free(input->capacity);
    jh_i_free(input->demand);
    jh_i_free(input->site);
    jh_arena_release(&input->ids);
    *input = (struct jh_solve_input){0};
}

enum jh_status jh_i_solve_parse(enum jh_solve_format format, const char *name, const char *text,
    size_t len, const struct jh_run *run, struct jh_solve_input *out, struct jh_error *err)
{
    *out = (struct jh_solve_input){.format = format};
    jh_arena_init(&out->ids, 0);
    struct scan scan = {.name = name, .at = text, .end = text + len, .line_start = text, .line = 1};
    enum jh_status st = format == JH_SOLVE_COSTS ? jh_i_solve_parse_costs(name, text, len, out, err)
                                                 : readers[format](&scan, run, out, err);
    if (st == JH_E_DATA && err != NULL && err->hint[0][0] == '\0')
        for (int lang = 0; lang < JH_N_LANGS; lang++)
            jh_rehint(err, (enum jh_lang)lang, "%s", jh_tr((enum jh_lang)lang, shapes[format]));
    if (st != JH_OK)
        jh_i_solve_input_release(out);
    return st;
}

static enum jh_status open_text(const char *path, struct jh_text *text, struct jh_error *err)
{
    struct jh_text_fault fault = {0};
    enum jh_status st = jh_i_text_open(path, text, &fault, err);
    if (st == JH_E_DATA)
        jh_where(err, "%s:%" PRId64 ":%" PRId64, path, fault.line, fault.column);
    return st;
}

enum jh_status jh_i_solve_read(enum jh_solve_format format, const char *path,
    const char *const values[JH_SOLVE_N_VALUES], const struct jh_run *run,
    struct jh_solve_input *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_text text = {0}, more[JH_SOLVE_N_VALUES] = {{0}};
    struct jh_solve_input input = {0};
    JH_TRY(st, open_text(path, &text, err));
    JH_TRY(st, jh_i_solve_parse(format, path, text.data, text.len, run, &input, err));
    for (int k = 0; values != NULL && k < JH_SOLVE_N_VALUES; k++) {
        if (values[k] == NULL)
            continue;
        JH_TRY(st, open_text(values[k], &more[k], err));
        JH_TRY(st, jh_i_solve_parse_values(
                       (enum jh_solve_values)k, values[k], more[k].data, more[k].len, &input, err));
    }
    *out = input;
    input = (struct jh_solve_input){0};
out:
    jh_i_solve_input_release(&input);
    jh_i_text_release(&text);
    for (int k = 0; k < JH_SOLVE_N_VALUES; k++)
        jh_i_text_release(&more[k]);
    return st;
}
