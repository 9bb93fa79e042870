#include "io/report/map_sheet.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"
#include "io/report/report_parts.h"
#include "io/report/svg.h"

/* Two units to the millimetre of an A0 sheet that lies. */
#define UNITS_MM  2.0
#define WIDTH     (JH_SHEET_WIDTH_MM * UNITS_MM)
#define HEIGHT    (JH_SHEET_HEIGHT_MM * UNITS_MM)
#define MARGIN    50.0
#define TOP       190.0
#define FOOT      150.0
#define COLUMN    690.0 /* at the right */
#define GAP       36.0
#define MAP_SCALE 1.75 /* of the report's letters, which are made for A4 */
#define ROW       24.0
#define MAX_FLOWS 400

struct box {
    double x, y, width, height;
};

static void text_at(struct jh_report *r, double x, double y, const char *css, const char *text)
{
    jh_i_svg_text(r->out, x, y, JH_SVG_START, css, text);
}

/* A text cut to the room it has. */
static void text_in(
    struct jh_report *r, double x, double y, double width, const char *css, const char *text)
{
    const double size = 16;
    size_t len = strlen(text);
    if (jh_i_svg_text_width(text, size) <= width) {
        text_at(r, x, y, css, text);
        return;
    }
    char *cut = jh_arena_alloc(&r->arena, len + 4, 1);
    if (cut == NULL) {
        r->out_of_memory = true;
        return;
    }
    do {
        while (len > 0 && ((unsigned char)text[--len] & 0xC0) == 0x80)
            ;
        memcpy(cut, text, len);
        memcpy(cut + len, "…", sizeof "…");
    } while (len > 0 && jh_i_svg_text_width(cut, size) > width);
    text_at(r, x, y, css, cut);
}

/* A map of the report in a box, its letters enlarged with it. */
static enum jh_status map_in(struct jh_report *r, struct box box, double scale,
    struct jh_map_picture *picture, struct jh_error *err)
{
    const double legend = 60;
    picture->lang = r->lang;
    picture->width = box.width / scale;
    picture->max_height = box.height / scale - legend;
    picture->margin = 10;
    picture->zone = r->plan->zoning.zones.of_area;
    picture->n_zones = r->n_zones;
    picture->only_zone = JH_NONE;
    jh_buf_puts(r->out, "<svg");
    jh_i_svg_attr(r->out, "x", box.x);
    jh_i_svg_attr(r->out, "y", box.y);
    jh_i_svg_attr(r->out, "width", box.width);
    jh_i_svg_attr(r->out, "height", box.height);
    jh_buf_puts(r->out, ">\n");
    enum jh_status st = jh_i_map_draw(&r->map, picture, r->out, err);
    jh_buf_puts(r->out, "</svg>\n");
    return st;
}

/* ---- Layers of the large map ------------------------------------------------------------------ */

static size_t all_marks(struct jh_report *r, struct jh_map_mark *mark)
{
    const struct jh_plan *p = r->plan;
    const struct jh_hospitals *hs = &r->d->hospitals;
    size_t n = 0;
    for (size_t h = 0; h < hs->n_inside; h++)
        if (!r->is_centre[h])
            mark[n++] = (struct jh_map_mark){hs->point[h], JH_MARK_PLACE, 0, NULL};
    for (size_t i = 0; i < p->n_centres; i++) {
        const struct jh_plan_centre *c = &p->centre[i];
        bool existing = hs->role[c->hospital] == JH_ROLE_CENTRE;
        mark[n++] = (struct jh_map_mark){hs->point[c->hospital],
            existing ? JH_MARK_EXISTING : JH_MARK_CENTRE, (double)c->n_specialties,
            jh_i_short_name(r, jh_i_hospital(r, c->hospital))};
    }
    return n;
}

/* From each exporter to its host, once; the width tells the number of specialties. */
static size_t pair_flows(struct jh_report *r, struct jh_map_flow *flow, int32_t (*ends)[2])
{
    const struct jh_plan *p = r->plan;
    const struct jh_hospitals *hs = &r->d->hospitals;
    size_t n = 0;
    for (size_t i = 0; p->build != NULL && i < p->n_choices; i++) {
        int32_t exporter = p->build[i].pair.exporter, host = p->choice[i].hospital;
        if (p->build[i].mode != JH_PLAN_PAIRED || exporter == JH_NONE)
            continue;
        size_t k = 0;
        while (k < n && (ends[k][0] != exporter || ends[k][1] != host))
            k++;
        if (k == n && n == MAX_FLOWS)
            continue;
        if (k == n) {
            flow[n] = (struct jh_map_flow){hs->point[exporter], hs->point[host], 0, NULL};
            ends[n][0] = exporter;
            ends[n++][1] = host;
        }
        flow[k].cases++;
    }
    return n;
}

static enum jh_status large_map(struct jh_report *r, struct box box, struct jh_error *err)
{
    struct jh_map_mark *mark = jh_arena_new(
        &r->arena, r->d->hospitals.n_inside + r->plan->n_centres + 1, struct jh_map_mark);
    struct jh_map_flow *flow = jh_arena_new(&r->arena, MAX_FLOWS, struct jh_map_flow);
    int32_t(*ends)[2] = jh_arena_alloc(&r->arena, MAX_FLOWS, sizeof *ends);
    if (mark == NULL || flow == NULL || ends == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    struct jh_map_picture picture = {.title = jh_tr(r->lang, "Map of zones and centres"),
        .zone_label = r->zone_label,
        .fill_zones = true,
        .area_lines = true,
        .n_marks = all_marks(r, mark),
        .mark = mark,
        .n_flows = pair_flows(r, flow, ends),
        .flow = flow,
        .widest_flow = 1.5};
    return map_in(r, box, MAP_SCALE, &picture, err);
}

/* ---- The column at the right ------------------------------------------------------------------ */

static void figure_at(struct jh_report *r, double x, double y, const char *key, const char *value)
{
    text_at(r, x, y, "st", jh_tr(r->lang, key));
    text_at(r, x, y + 34, "sf", value);
}

static void key_figures(struct jh_report *r, double x, double y)
{
    const struct jh_plan *p = r->plan;
    const struct jh_plan_effect *e = &p->effect;
    const struct jh_flow_rates *all = &p->territory[r->n_specialties];
    const double step = COLUMN / 2;
    const struct {
        const char *key, *value;
    } figures[] = {
        {"Out-of-area rate", jh_i_share(r, all->outflow_cases, all->cases)},
        {"Centres", jh_i_phrase(r, "%s, %s centre specialties", jh_i_full(r, (double)p->n_centres),
                        jh_i_full(r, (double)p->n_choices))},
        {"Mean way, minutes", jh_i_phrase(r, "%s → %s", jh_i_minutes(r, e->before_mean_min),
                                  jh_i_minutes(r, e->after_mean_min))},
        {"Within reach", jh_i_phrase(r, "%s → %s", jh_i_share(r, e->before_coverage, 1),
                             jh_i_share(r, e->after_coverage, 1))},
    };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        figure_at(r, x + step * (double)(i % 2), y + 66 * (double)(i / 2), figures[i].key,
            figures[i].value);
}

static enum jh_status small_maps(
    struct jh_report *r, double x, double y, double height, struct jh_error *err)
{
    const struct jh_plan *p = r->plan;
    bool access = p->access_after != NULL;
    double width = access ? (COLUMN - GAP) / 2 : COLUMN;
    enum jh_status st = JH_OK;
    struct jh_map_picture leaving = {.title = jh_tr(r->lang, "Where residents go today"),
        .value = r->leaving_share,
        .value_title = jh_tr(r->lang, "share of cases treated outside the zone")};
    struct jh_map_picture reach = {.title = jh_tr(r->lang, "Access after the plan"),
        .value = p->access_after,
        .value_title = jh_tr(r->lang, "beds of centres per 1,000 people"),
        .figure = JH_FIGURE_PER_1000};
    text_at(r, x, y, "sh", jh_tr(r->lang, "Where residents go today"));
    JH_TRY(st, map_in(r, (struct box){x, y + 12, width, height - 12}, 1.3, &leaving, err));
    if (!access)
        goto out;
    x += width + GAP;
    text_at(r, x, y, "sh", jh_tr(r->lang, "Access after the plan"));
    st = map_in(r, (struct box){x, y + 12, width, height - 12}, 1.3, &reach, err);
out:
    return st;
}

/* Who builds a centre specialty up, or that nobody from elsewhere does. */
static const char *exporter_of(struct jh_report *r, size_t choice)
{
    const struct jh_plan_build *build = r->plan->build;
    if (build == NULL)
        return "—";
    if (build[choice].mode == JH_PLAN_PAIRED && build[choice].pair.exporter != JH_NONE)
        return jh_i_hospital(r, build[choice].pair.exporter);
    return jh_tr(
        r->lang, build[choice].mode == JH_PLAN_EXISTING ? "existing centre" : "self-built");
}

/* Centre specialties, as many as there is room for. */
static void centre_list(struct jh_report *r, double x, double y, double bottom)
{
    const struct jh_plan *p = r->plan;
    static const double at[] = {0, 110, 340, 450};
    static const char *const heads[] = {"Zone", "Hospital", "Specialty", "Exporter"};
    size_t room = (size_t)((bottom - y) / ROW) - 2,
           n = p->n_choices <= room ? p->n_choices : room - 1;
    text_at(r, x, y, "sh", jh_tr(r->lang, "Centres of the plan"));
    y += ROW + 4;
    for (size_t c = 0; c < 4; c++)
        text_at(r, x + at[c], y, "st", jh_tr(r->lang, heads[c]));
    jh_i_svg_line(r->out, x, y + 7, x + COLUMN, y + 7, "sl");
    for (size_t i = 0; i < n; i++) {
        const struct jh_plan_choice *c = &p->choice[i];
        const char *cell[] = {c->zone != JH_NONE ? r->zone_label[c->zone] : "—",
            jh_i_hospital(r, c->hospital), jh_i_specialty(r, c->specialty), exporter_of(r, i)};
        y += ROW;
        for (size_t k = 0; k < 4; k++)
            text_in(r, x + at[k], y, (k < 3 ? at[k + 1] : COLUMN) - at[k] - 8, "sb", cell[k]);
    }
    if (n < p->n_choices)
        text_at(
            r, x, y + ROW, "st", jh_i_phrase(r, "and %zu more, in plan.xlsx", p->n_choices - n));
}

/* ---- Title and foot --------------------------------------------------------------------------- */

static void put_title(struct jh_report *r)
{
    const struct jh_periods *p = &r->d->periods;
    const char *name = r->d->name[0] != '\0' ? r->d->name : jh_tr(r->lang, "Territory");
    text_at(r, MARGIN, 112, "sx", jh_i_phrase(r, "%s: the plan on one map", name));
    const char *years =
        p->given && p->n > 0
            ? jh_i_phrase(r, "Data %s to %s, annual means", p->id[0], p->id[p->n - 1])
            : jh_tr(r->lang, "Data of one year, period not stated");
    text_at(r, MARGIN, 152, "ss", years);
    if (r->d->fictional)
        jh_i_svg_text(r->out, WIDTH - MARGIN, 152, JH_SVG_END, "sw",
            jh_tr(r->lang,
                "Fictional data: nothing here describes a real place, hospital or person"));
    jh_i_svg_line(r->out, MARGIN, 168, WIDTH - MARGIN, 168, "sk");
}

static void put_foot(struct jh_report *r)
{
    const struct jh_plan *p = r->plan;
    const char *review = p->scenario.map_review_number;
    bool given = review != NULL && review[0] != '\0';
    double y = HEIGHT - FOOT + 34;
    jh_i_svg_line(r->out, MARGIN, HEIGHT - FOOT, WIDTH - MARGIN, HEIGHT - FOOT, "sl");
    text_at(r, MARGIN, y, "ss",
        jh_tr(r->lang,
            "Layers: zones (tints) · areas (fine lines) · other hospitals (dots) · centres (size: "
            "number of centre specialties) · pairs (arrow from exporter to host, width: "
            "specialties; exporters outside are in the list)"));
    text_at(r, MARGIN, y + 30, "ss",
        jh_i_phrase(r, "Source: %s. %s Lambert azimuthal equal-area projection.",
            r->d->name[0] != '\0' ? r->d->name : jh_tr(r->lang, "Territory"), jh_i_map_source(r)));
    text_at(r, MARGIN, y + 60, "ss",
        jh_i_phrase(r, "Data fingerprint %s · Junheng %s · seed %lld", r->d->fingerprint,
            p->version, (long long)p->scenario.seed));
    jh_i_svg_rect(r->out, WIDTH - MARGIN - 520, y - 6, 520, 74, "sr");
    jh_i_svg_text(r->out, WIDTH - MARGIN - 260, y + 40, JH_SVG_MIDDLE, "sn",
        given ? jh_i_phrase(r, "Map review number: %s", review)
              : jh_tr(r->lang, "Map review number: to be given before printing"));
}

enum jh_status jh_i_map_sheet(
    const struct jh_plan *plan, enum jh_lang lang, struct jh_buf *out, struct jh_error *err)
{
    struct jh_report r = {.plan = plan, .d = plan->dataset, .lang = lang, .out = out};
    const double bottom = HEIGHT - FOOT - 20, x = WIDTH - MARGIN - COLUMN;
    enum jh_status st = JH_OK;
    jh_arena_init(&r.arena, 0);
    JH_TRY(st, jh_i_report_prepare(&r, err));
    if (r.map.n == 0)
        goto out;
    jh_buf_printf(out, "<svg class=\"map\" viewBox=\"0 0 %g %g\">\n", WIDTH, HEIGHT);
    jh_i_svg_rect(out, 0, 0, WIDTH, HEIGHT, "sp");
    put_title(&r);
    JH_TRY(st, large_map(&r, (struct box){MARGIN, TOP, x - MARGIN - GAP, bottom - TOP}, err));
    key_figures(&r, x, TOP + 22);
    JH_TRY(st, small_maps(&r, x, TOP + 172, 330, err));
    centre_list(&r, x, TOP + 552, bottom);
    put_foot(&r);
    jh_buf_puts(out, "</svg>\n");
    JH_TRY(st, jh_buf_status(out, err));
    if (r.out_of_memory)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
out:
    jh_i_map_release(&r.map);
    jh_arena_release(&r.arena);
    return st;
}
