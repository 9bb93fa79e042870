#include "io/plan/plan_compare.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/json.h"

#define PLAN_BYTES_MAX ((size_t)1 << 31)

struct comparing {
    struct jh_json *root[2];
    struct jh_arena *arena;
    struct jh_i_plan_difference *row;
    size_t n, cap;
    bool failed;
};

static const struct figure {
    const char *path[4];
    const char *name;
} figures[] = {
    {{"result", "centres"}, "centres"},
    {{"result", "centre_specialties"}, "centre specialties"},
    {{"result", "cost"}, "cost of new centres"},
    {{"result", "gap"}, "gap"},
    {{"effect", "cases"}, "cases a year"},
    {{"effect", "before_mean_min"}, "mean travel before"},
    {{"effect", "after_mean_min"}, "mean travel after, if all attend"},
    {{"effect", "after_coverage"}, "cases within reach after"},
    {{"effect", "after_worst_tenth_min"}, "worst tenth after"},
    {{"prediction", "paired"}, "centre specialties with an exporter"},
    {{"prediction", "zones", "cases_brought_home", "after"}, "cases brought home to their zones"},
    {{"prediction", "zones", "cases_brought_home", "low"}, "brought home, at least"},
    {{"prediction", "zones", "cases_brought_home", "high"}, "brought home, at most"},
    {{"prediction", "territory", "cases_brought_home", "after"},
        "of those treated outside the territory"},
    {{"prediction", "zones", "outflow_rate", "after"}, "treated outside their zone after"},
    {{"prediction", "zones", "travel_hours_saved", "after"}, "travel hours saved, one way"},
};

static struct jh_i_plan_difference *add(
    struct comparing *c, enum jh_i_plan_part part, const char *name)
{
    if (c->n == c->cap) {
        size_t cap = 2 * c->cap + 64;
        struct jh_i_plan_difference *row = jh_arena_new(c->arena, cap, struct jh_i_plan_difference);
        if (row == NULL) {
            c->failed = true;
            return NULL;
        }
        if (c->n > 0)
            memcpy(row, c->row, c->n * sizeof *row);
        c->row = row;
        c->cap = cap;
    }
    c->row[c->n] =
        (struct jh_i_plan_difference){.part = part, .name = name, .number = {JH_NAN, JH_NAN}};
    return &c->row[c->n++];
}

static char *keep(struct comparing *c, const char *text)
{
    char *copy = jh_arena_strdup(c->arena, text);
    c->failed = c->failed || copy == NULL;
    return copy;
}

static void compare_figures(struct comparing *c)
{
    for (size_t f = 0; f < sizeof figures / sizeof *figures; f++) {
        struct jh_i_plan_difference *row = add(c, JH_I_PART_FIGURE, figures[f].name);
        for (int k = 0; k < 2 && row != NULL; k++) {
            const struct jh_json *at = c->root[k];
            for (size_t p = 0; p < 4 && figures[f].path[p] != NULL; p++)
                at = jh_json_get(at, figures[f].path[p]);
            if (!jh_json_as_num(at, &row->number[k]))
                row->number[k] = JH_NAN;
        }
    }
}

/* A value of the scenario as people would write it. */
static const char *value_text(struct comparing *c, const struct jh_json *value)
{
    struct jh_buf text;
    char number[JH_NUM_TEXT_MAX];
    double n;
    bool flag;
    const char *plain = jh_json_as_text(value), *kept = "";
    jh_buf_init(&text, 1 << 16);
    if (plain != NULL)
        jh_buf_puts(&text, plain);
    else if (jh_json_as_num(value, &n) && jh_num_format(n, number) > 0)
        jh_buf_puts(&text, number);
    else if (jh_json_as_bool(value, &flag))
        jh_buf_puts(&text, flag ? "true" : "false");
    for (size_t i = 0; i < jh_json_length(value); i++) {
        const struct jh_json *item = jh_json_item(value, i);
        const char *hospital = jh_json_as_text(jh_json_get(item, "hospital_id"));
        const char *word = hospital != NULL ? hospital : jh_json_as_text(item);
        jh_buf_printf(&text, "%s%s", i > 0 ? "," : "", word != NULL ? word : "");
    }
    if (text.data != NULL)
        kept = keep(c, text.data);
    jh_buf_release(&text);
    return kept != NULL ? kept : "";
}

static bool is_group(const struct jh_json *value)
{
    return jh_json_kind(value) == JH_JSON_OBJECT;
}

/* Members of one level; groups of keys are walked into. first, second may be NULL. */
static void compare_members(struct comparing *c, const char *group, const struct jh_json *first,
    const struct jh_json *second)
{
    const struct jh_json *both[] = {first, second};
    for (int side = 0; side < 2; side++) {
        struct jh_json_member m = {0};
        while (jh_json_next(both[side], &m)) {
            const struct jh_json *other = jh_json_get(both[1 - side], m.key);
            char name[128];
            if (side == 1 && other != NULL)
                continue; /* seen from the first */
            snprintf(name, sizeof name, "%s%s%s", group, group[0] != '\0' ? "." : "", m.key);
            if (is_group(m.value) || is_group(other)) {
                compare_members(c, name, side == 0 ? m.value : other, side == 0 ? other : m.value);
                continue;
            }
            const char *a = value_text(c, side == 0 ? m.value : other);
            const char *b = value_text(c, side == 0 ? other : m.value);
            if (strcmp(a, b) == 0)
                continue;
            struct jh_i_plan_difference *row = add(c, JH_I_PART_SCENARIO, keep(c, name));
            if (row != NULL) {
                row->text[0] = a;
                row->text[1] = b;
            }
        }
    }
}

static const char *text_of(const struct jh_json *object, const char *key)
{
    const char *text = jh_json_as_text(jh_json_get(object, key));
    return text != NULL ? text : "";
}

static bool same_choice(const struct jh_json *a, const struct jh_json *b)
{
    return strcmp(text_of(a, "hospital_id"), text_of(b, "hospital_id")) == 0 &&
           strcmp(text_of(a, "specialty"), text_of(b, "specialty")) == 0;
}

static void compare_choices(struct comparing *c)
{
    const struct jh_json *list[] = {jh_json_get(c->root[0], "centre_specialties"),
        jh_json_get(c->root[1], "centre_specialties")};
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < jh_json_length(list[side]); i++) {
            const struct jh_json *one = jh_json_item(list[side], i);
            bool found = false;
            char name[256];
            for (size_t k = 0; k < jh_json_length(list[1 - side]) && !found; k++)
                found = same_choice(one, jh_json_item(list[1 - side], k));
            if (found)
                continue;
            snprintf(name, sizeof name, "%.100s %.100s", text_of(one, "hospital_id"),
                text_of(one, "specialty"));
            struct jh_i_plan_difference *row = add(c, JH_I_PART_CENTRE, keep(c, name));
            if (row != NULL && !jh_json_as_num(jh_json_get(one, "cases"), &row->number[side]))
                row->number[side] = JH_NAN;
        }
}

enum jh_status jh_i_plan_bodies_compare(const char *const body[2], struct jh_arena *arena,
    struct jh_i_plan_difference **out, size_t *out_n, struct jh_error *err)
{
    const struct jh_json_limits limits = {PLAN_BYTES_MAX, JH_JSON_DEPTH_MAX};
    struct comparing c = {.arena = arena};
    enum jh_status st = JH_OK;
    for (int k = 0; k < 2; k++)
        JH_TRY(st, jh_json_parse(body[k], strlen(body[k]), limits, &c.root[k], err));
    compare_figures(&c);
    compare_members(&c, "", jh_json_get(c.root[0], "scenario"), jh_json_get(c.root[1], "scenario"));
    compare_choices(&c);
    if (c.failed) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    *out = c.row;
    *out_n = c.n;
out:
    jh_json_free(c.root[0]);
    jh_json_free(c.root[1]);
    return st;
}
