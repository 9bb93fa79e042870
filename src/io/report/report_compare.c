#include "io/report/report_compare.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/report/human.h"
#include "io/report/report_parts.h"

#define MAP_WIDTH 326.0

struct comparing {
    struct jh_report r;
    size_t n;
    const struct jh_i_compared *plan;
};

static const char *plan_label(struct comparing *c, size_t k)
{
    const struct jh_i_compared *p = &c->plan[k];
    return p->name != NULL && p->name[0] != '\0'
               ? jh_i_phrase(&c->r, "plan %s: %s", jh_i_full(&c->r, (double)p->id), p->name)
               : jh_i_phrase(&c->r, "plan %s", jh_i_full(&c->r, (double)p->id));
}

static void open_table(struct comparing *c, const char *caption, const char *first)
{
    jh_i_open_table(&c->r, caption);
    jh_i_put(&c->r, "<thead><tr>");
    jh_i_th(&c->r, false, first);
    for (size_t k = 0; k < c->n; k++) {
        jh_i_put(&c->r, "<th class=\"n\">");
        jh_i_text(&c->r, plan_label(c, k));
        jh_i_put(&c->r, "</th>");
    }
    jh_i_put(&c->r, "</tr></thead><tbody>\n");
}

static void td(struct comparing *c, const char *text)
{
    jh_i_put(&c->r, "<td class=\"n\">");
    jh_i_text(&c->r, text);
    jh_i_put(&c->r, "</td>");
}

static const char *number(struct comparing *c, double value)
{
    char text[JH_NUM_TEXT_MAX];
    if (isnan(value))
        return "–";
    if (fabs(value) >= 100)
        return jh_i_full(&c->r, value);
    jh_num_format_fixed(value, value == floor(value) ? 0 : 4, text);
    return jh_i_phrase(&c->r, "%s", text);
}

/* Figures stand first among the differences, in the same order for every plan. */
static void figures(struct comparing *c)
{
    open_table(c, "Figures side by side", "Figure");
    for (size_t i = 0; i < c->plan[1].n_differences; i++) {
        const struct jh_i_plan_difference *row = &c->plan[1].difference[i];
        if (row->part != JH_I_PART_FIGURE)
            break;
        jh_i_put(&c->r, "<tr>");
        jh_i_td(&c->r, jh_tr(c->r.lang, row->name));
        td(c, number(c, row->number[0]));
        for (size_t k = 1; k < c->n; k++)
            td(c, number(c, c->plan[k].difference[i].number[1]));
        jh_i_put(&c->r, "</tr>\n");
    }
    jh_i_close_table(&c->r);
}

/* What plan k says of a scenario key; NULL: the same as the first. */
static const struct jh_i_plan_difference *key_of(
    const struct comparing *c, size_t k, const char *name)
{
    for (size_t i = 0; i < c->plan[k].n_differences; i++)
        if (c->plan[k].difference[i].part == JH_I_PART_SCENARIO &&
            strcmp(c->plan[k].difference[i].name, name) == 0)
            return &c->plan[k].difference[i];
    return NULL;
}

/* Has an earlier plan told this key? */
static bool told(const struct comparing *c, size_t before, const char *name)
{
    for (size_t k = 1; k < before; k++)
        if (key_of(c, k, name) != NULL)
            return true;
    return false;
}

static void scenarios(struct comparing *c)
{
    open_table(c, "What the scenarios ask differently", "Key");
    for (size_t k = 1; k < c->n; k++)
        for (size_t i = 0; i < c->plan[k].n_differences; i++) {
            const struct jh_i_plan_difference *row = &c->plan[k].difference[i];
            if (row->part != JH_I_PART_SCENARIO || told(c, k, row->name))
                continue;
            jh_i_put(&c->r, "<tr>");
            jh_i_td(&c->r, row->name);
            td(c, row->text[0]);
            for (size_t l = 1; l < c->n; l++) {
                const struct jh_i_plan_difference *other = key_of(c, l, row->name);
                td(c, other != NULL ? other->text[1] : row->text[0]);
            }
            jh_i_put(&c->r, "</tr>\n");
        }
    jh_i_close_table(&c->r);
}

/* Cases that a plan assigns to a centre specialty; NaN: it has none there. */
static double cases_at(const struct jh_plan_rows *rows, int32_t hospital, int32_t specialty)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->hospital[i] == hospital && rows->specialty[i] == specialty)
            return rows->cases[i];
    return JH_NAN;
}

static void choice_row(struct comparing *c, int32_t hospital, int32_t specialty)
{
    jh_i_put(&c->r, "<tr>");
    jh_i_td(&c->r, jh_i_phrase(&c->r, "%s %s", jh_i_hospital(&c->r, hospital),
                       jh_i_specialty(&c->r, specialty)));
    for (size_t k = 0; k < c->n; k++)
        td(c, number(c, cases_at(c->plan[k].rows, hospital, specialty)));
    jh_i_put(&c->r, "</tr>\n");
}

static void choices(struct comparing *c)
{
    size_t n_common = 0;
    open_table(
        c, "Centre specialties that not all plans hold, cases assigned a year", "Centre specialty");
    for (size_t k = 0; k < c->n; k++)
        for (size_t i = 0; i < c->plan[k].rows->n; i++) {
            int32_t h = c->plan[k].rows->hospital[i], s = c->plan[k].rows->specialty[i];
            size_t n_before = 0, n_all = 0;
            for (size_t l = 0; l < c->n; l++) {
                bool has = !isnan(cases_at(c->plan[l].rows, h, s));
                n_before += has && l < k;
                n_all += has;
            }
            n_common += n_all == c->n && k == 0;
            if (n_before == 0 && n_all < c->n)
                choice_row(c, h, s);
        }
    jh_i_close_table(&c->r);
    jh_i_put(&c->r, "<p class=\"small\">");
    jh_i_say(&c->r, "%zu centre specialties are the same in all of them.", n_common);
    jh_i_put(&c->r, "</p>\n");
}

static enum jh_status draw_map(struct comparing *c, size_t k, struct jh_error *err)
{
    const struct jh_plan_rows *rows = c->plan[k].rows;
    const struct jh_hospitals *h = &c->r.d->hospitals;
    struct jh_map_mark *mark = jh_arena_new(&c->r.arena, rows->n + 1, struct jh_map_mark);
    size_t n = 0;
    if (mark == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < rows->n; i++) {
        size_t first = 0, specialties = 0;
        while (rows->hospital[first] != rows->hospital[i])
            first++;
        for (size_t l = 0; l < rows->n; l++)
            specialties += rows->hospital[l] == rows->hospital[i];
        if (first < i)
            continue;
        bool existing = h->role[rows->hospital[i]] == JH_ROLE_CENTRE;
        mark[n++] = (struct jh_map_mark){h->point[rows->hospital[i]],
            existing ? JH_MARK_EXISTING : JH_MARK_CENTRE, (double)specialties,
            jh_i_short_name(&c->r, h->name[rows->hospital[i]])};
    }
    const struct jh_map_picture picture = {.lang = c->r.lang,
        .title = plan_label(c, k),
        .width = MAP_WIDTH,
        .max_height = 300,
        .margin = 8,
        .zone = rows->zone_of_area,
        .n_zones = rows->n_zones,
        .fill_zones = true,
        .only_zone = JH_NONE,
        .n_marks = n,
        .mark = mark};
    jh_i_open_figure(&c->r);
    enum jh_status st = jh_i_map_draw(&c->r.map, &picture, c->r.out, err);
    jh_i_close_figure(&c->r, plan_label(c, k));
    return st;
}

static enum jh_status maps(struct comparing *c, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    if (c->r.map.n == 0)
        return JH_OK;
    jh_i_put(&c->r, "<div class=\"two\">\n");
    for (size_t k = 0; k < c->n && st == JH_OK; k++)
        st = draw_map(c, k, err);
    jh_i_put(&c->r, "</div>\n");
    return st;
}

static void put_top(struct comparing *c)
{
    struct jh_report *r = &c->r;
    const char *title = jh_i_phrase(r, "%s: plans compared", r->d->name);
    jh_i_report_begin(r, title);
    jh_i_put(r, "<header><h1>");
    jh_i_text(r, title);
    jh_i_put(r, "</h1>\n<p class=\"meta\">");
    jh_i_say(r, "data %s", r->d->fingerprint);
    jh_i_put(r, "</p></header>\n<section>\n");
}

enum jh_status jh_i_report_compare(const struct jh_dataset *dataset, size_t n,
    const struct jh_i_compared *plan, enum jh_lang lang, struct jh_buf *out, struct jh_error *err)
{
    struct comparing c = {
        .r = {.d = dataset, .lang = lang, .out = out, .n_specialties = dataset->specialties.n},
        .n = n,
        .plan = plan};
    enum jh_status st = JH_OK;
    jh_arena_init(&c.r.arena, 0);
    JH_TRY(st, jh_i_map_init(dataset, &c.r.map, err));
    put_top(&c);
    JH_TRY(st, maps(&c, err));
    figures(&c);
    scenarios(&c);
    choices(&c);
    jh_i_put(&c.r, "</section>\n</main>\n</body>\n</html>\n");
    if (c.r.out_of_memory)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    st = jh_buf_status(out, err);
out:
    jh_i_map_release(&c.r.map);
    jh_arena_release(&c.r.arena);
    return st;
}
