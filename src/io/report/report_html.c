#include "io/report/report.h"

#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/report/report_parts.h"
#include "io/report/svg.h"

static void *fresh(struct jh_report *r, size_t n, size_t size)
{
    void *p = jh_arena_alloc(&r->arena, n > 0 ? n : 1, size);
    if (p == NULL)
        r->out_of_memory = true;
    return p;
}

/* Share of each area's cases that leave its zone. */
static void measure_areas(struct jh_report *r)
{
    const struct jh_flow_table *t = &r->plan->flows;
    const struct jh_zoning *zoning = &r->plan->zoning;
    for (size_t a = 0; a < r->d->areas.n_inside; a++) {
        int32_t zone = zoning->zones.of_area[a];
        double all = 0, leaving = 0;
        for (size_t k = t->start[a]; k < t->start[a + 1]; k++) {
            all += t->cases[k];
            if (zoning->zone_of_hospital[t->hospital[k]] != zone)
                leaving += t->cases[k];
        }
        bool known = zone != JH_NONE && all > 0 &&
                     !isnan(jh_i_zone_rates(r, (size_t)zone, r->n_specialties)->outflow_cases);
        r->leaving_share[a] = known ? leaving / all : JH_NAN;
    }
}

static void measure_zones(struct jh_report *r)
{
    const struct jh_areas *areas = &r->d->areas;
    const struct jh_zones *zones = &r->plan->zoning.zones;
    for (size_t z = 0; z < r->n_zones; z++) {
        double lon = 0, lat = 0, weight = 0;
        for (size_t a = 0; a < areas->n_inside; a++) {
            if (zones->of_area[a] != (int32_t)z)
                continue;
            r->zone_people[z] += areas->population[a];
            if (!jh_point_known(areas->point[a]))
                continue;
            double w = areas->population[a] > 0 ? areas->population[a] : 1e-6;
            lon += w * areas->point[a].lon_deg;
            lat += w * areas->point[a].lat_deg;
            weight += w;
        }
        r->zone_place[z] = (struct jh_point){lon / weight, lat / weight};
        r->zone_label[z] = zones->name[z][0] != '\0' ? zones->name[z] : zones->id[z];
        r->zone_short[z] = jh_i_short_name(r, r->zone_label[z]);
    }
}

/* Mean minutes of a zone's planned cases, today (of those known) and if all attend. */
static void measure_travel(struct jh_report *r)
{
    for (size_t z = 0; z < r->n_zones; z++) {
        double before = 0, known = 0, after = 0, cases = 0;
        for (size_t i = 0; i < r->plan->n_choices; i++) {
            const struct jh_plan_choice *c = &r->plan->choice[i];
            if (c->zone != (int32_t)z || !(c->cases > 0))
                continue;
            cases += c->cases;
            after += c->cases * c->mean_min;
            if (isnan(c->before_mean_min))
                continue;
            known += c->cases;
            before += c->cases * c->before_mean_min;
        }
        r->zone_before[z] = known > 0 ? before / known : JH_NAN;
        r->zone_after[z] = cases > 0 ? after / cases : JH_NAN;
    }
}

enum jh_status jh_i_report_prepare(struct jh_report *r, struct jh_error *err)
{
    r->n_zones = r->plan->zoning.zones.n;
    r->n_specialties = r->d->specialties.n;
    r->zone_label = fresh(r, r->n_zones, sizeof *r->zone_label);
    r->zone_short = fresh(r, r->n_zones, sizeof *r->zone_short);
    r->zone_place = fresh(r, r->n_zones, sizeof *r->zone_place);
    r->zone_people = fresh(r, r->n_zones, sizeof *r->zone_people);
    r->is_centre = fresh(r, r->d->hospitals.n, 1);
    r->zone_before = fresh(r, r->n_zones, sizeof *r->zone_before);
    r->zone_after = fresh(r, r->n_zones, sizeof *r->zone_after);
    r->leaving_share = fresh(r, r->d->areas.n_inside, sizeof *r->leaving_share);
    if (r->out_of_memory)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < r->plan->n_centres; i++)
        r->is_centre[r->plan->centre[i].hospital] = 1;
    measure_zones(r);
    measure_areas(r);
    measure_travel(r);
    return jh_i_map_init(r->d, &r->map, err);
}

/* The page foot needs the text inside the style sheet, as a CSS string. */
static void put_css_string(struct jh_report *r, const char *text)
{
    jh_i_put(r, "\"");
    for (const char *p = text; *p != '\0'; p++)
        if (*p == '"' || *p == '\\' || *p == '<' || (unsigned char)*p < 0x20)
            jh_buf_printf(r->out, "\\%x ", (unsigned)(unsigned char)*p);
        else
            jh_buf_add(r->out, p, 1);
    jh_i_put(r, "\"");
}

static const char *territory(const struct jh_report *r)
{
    return r->d->name[0] != '\0' ? r->d->name : jh_tr(r->lang, "Territory");
}

static const char fictional[] =
    "Fictional data: nothing here describes a real place, hospital or person";

void jh_i_report_begin(struct jh_report *r, const char *title)
{
    static const char *const sheets[] = {"data/embed/report.css", "data/embed/picture.css"};
    jh_buf_printf(r->out, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
        r->lang == JH_LANG_ZH ? "zh-CN" : "en");
    jh_i_put(
        r, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    jh_i_text(r, title);
    jh_i_put(r, "</title>\n<style>\n");
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
        const struct jh_embedded *css = jh_embedded_find(sheets[i]);
        if (css != NULL)
            jh_buf_add(r->out, css->data, css->len);
    }
    jh_i_put(r, "@page{@bottom-left{content:");
    put_css_string(r, r->plan != NULL ? jh_i_phrase(r, "%s · data %s · Junheng %s", territory(r),
                                            r->d->fingerprint, r->plan->version)
                                      : title);
    if (r->d->fictional) { /* on every page of a print */
        jh_i_put(r, "}@top-center{content:");
        put_css_string(r, jh_tr(r->lang, fictional));
    }
    jh_i_put(r, "}}\n</style>\n</head>\n<body>\n");
    if (r->d->fictional) {
        jh_i_put(r, "<div class=\"band\">");
        jh_i_text(r, jh_tr(r->lang, fictional));
        jh_i_put(r, "</div>\n");
    }
    jh_i_put(r, "<main>\n");
}

static void put_title(struct jh_report *r)
{
    const struct jh_periods *p = &r->d->periods;
    jh_i_put(r, "<header><p class=\"kind\">");
    jh_i_say(r, "Plan of regional medical centres");
    jh_i_put(r, "</p>\n<h1>");
    jh_i_text(r, territory(r));
    jh_i_put(r, "</h1>\n<p class=\"meta\">");
    if (r->plan->scenario.name != NULL && r->plan->scenario.name[0] != '\0') {
        jh_i_say(r, "Scenario: %s", r->plan->scenario.name);
        jh_i_put(r, " · ");
    }
    jh_i_put(r, "<span id=\"periods\">");
    if (p->given && p->n == 1)
        jh_i_say(r, "Data of %s, annual means", p->id[0]);
    else if (p->given && p->n > 1)
        jh_i_say(r, "Data %s to %s, annual means", p->id[0], p->id[p->n - 1]);
    else
        jh_i_say(r, "Data of one year, period not stated");
    jh_i_put(r, "</span></p></header>\n");
}

static void put_foot(struct jh_report *r)
{
    jh_i_put(r, "<footer>");
    jh_i_say(r,
        "Data fingerprint %s · Junheng %s · seed %lld · iterations %lld. The same data, scenario, "
        "seed and version give the same plan.",
        r->d->fingerprint, r->plan->version, (long long)r->plan->scenario.seed,
        (long long)r->plan->iterations);
    jh_i_put(r, "</footer>\n</main>\n</body>\n</html>\n");
}

/* In their order; other documents take them out of the page by these ids. */
static const struct {
    const char *id;
    enum jh_status (*write)(struct jh_report *, struct jh_error *);
} parts[] = {
    {"summary", jh_i_report_summary},
    {"layout", jh_i_report_layout},
    {"flows", jh_i_report_flows},
    {"effect", jh_i_report_effect},
    {"pairing", jh_i_report_pairing},
    {"money", jh_i_report_money},
    {"targets", jh_i_report_targets},
    {"zones", jh_i_report_zones},
    {"access", jh_i_report_access},
    {"frontier", jh_i_report_frontier},
    {"proof", jh_i_report_proof},
    {"basis", jh_i_report_basis},
};

enum jh_status jh_i_report_html(
    const struct jh_plan *plan, enum jh_lang lang, struct jh_buf *out, struct jh_error *err)
{
    struct jh_report r = {.plan = plan, .d = plan->dataset, .lang = lang, .out = out};
    enum jh_status st = JH_OK;
    jh_arena_init(&r.arena, 0);
    JH_TRY(st, jh_i_report_prepare(&r, err));
    jh_i_report_begin(&r, jh_i_phrase(&r, "%s: plan of regional medical centres", territory(&r)));
    put_title(&r);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        jh_buf_printf(out, "<div id=\"%s\">\n", parts[i].id);
        JH_TRY(st, parts[i].write(&r, err));
        jh_i_put(&r, "</div>\n");
    }
    put_foot(&r);
    JH_TRY(st, jh_buf_status(out, err));
    if (r.out_of_memory)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
out:
    jh_i_map_release(&r.map);
    jh_arena_release(&r.arena);
    return st;
}
