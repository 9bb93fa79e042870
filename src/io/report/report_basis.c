/*
 * The last pages: access before and after, how good the plan is, assumptions, data.
 */
#include <stdlib.h>

#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/report/report_parts.h"
#include "io/report/svg_chart.h"
#include "model/codes.h"

/* --- access --- */

struct lorenz_row {
    double value, people;
};

static int by_value(const void *a, const void *b)
{
    const struct lorenz_row *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->people < y->people ? -1 : x->people > y->people;
}

#define N_LORENZ 100

/* A Lorenz curve in N_LORENZ steps at most. */
static struct jh_chart_curve lorenz(struct jh_report *r, const double *value, const char *label)
{
    const struct jh_areas *areas = &r->d->areas;
    struct lorenz_row *row = jh_arena_new(&r->arena, areas->n_inside + 1, struct lorenz_row);
    double(*point)[2] = jh_arena_alloc(&r->arena, N_LORENZ + 2, sizeof *point);
    double people = 0, total = 0, p = 0, v = 0;
    size_t n = 0, n_points = 1;
    if (row == NULL || point == NULL) {
        r->out_of_memory = true;
        return (struct jh_chart_curve){label, 0, NULL};
    }
    for (size_t a = 0; a < areas->n_inside; a++)
        if (isfinite(value[a])) {
            row[n++] = (struct lorenz_row){value[a], areas->population[a]};
            people += areas->population[a];
            total += areas->population[a] * value[a];
        }
    qsort(row, n, sizeof *row, by_value);
    for (size_t i = 0; i < n && total > 0; i++) {
        p += row[i].people / people;
        v += row[i].people * row[i].value / total;
        if (p >= (double)n_points / N_LORENZ && n_points <= N_LORENZ) {
            point[n_points][0] = p;
            point[n_points++][1] = v;
        }
    }
    return (struct jh_chart_curve){label, n_points, (const double(*)[2])point};
}

static void lorenz_figure(struct jh_report *r)
{
    const struct jh_chart_curve curve[2] = {
        lorenz(r, r->plan->access_before, jh_tr(r->lang, "today")),
        lorenz(r, r->plan->access_after, jh_tr(r->lang, "after"))};
    jh_i_open_figure(r);
    jh_i_chart_lorenz(r->out, jh_tr(r->lang, "Lorenz curves of access"), 250, 2, curve,
        jh_tr(r->lang, "share of people"), jh_tr(r->lang, "share of access"));
    jh_i_close_figure(
        r, jh_tr(r->lang, "Lorenz curves of access: the nearer to the diagonal, the more equal"));
}

static void equity_row(struct jh_report *r, const char *key, const struct jh_equity *e)
{
    char text[JH_NUM_TEXT_MAX];
    const double value[] = {1000 * e->mean, e->gini, e->theil, e->theil_between, e->theil_within};
    jh_i_put(r, "<tr>");
    jh_i_td(r, jh_tr(r->lang, key));
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        jh_num_format_fixed(value[i], i == 0 ? 2 : 3, text);
        jh_i_put(r, "<td class=\"n\">");
        jh_i_text(r, isnan(value[i]) ? "–" : text);
        jh_i_put(r, "</td>");
    }
    jh_i_put(r, "</tr>\n");
}

/* Minutes of planned cases by zone, today and after. */
static void travel_chart(struct jh_report *r)
{
    struct jh_chart_change *row = jh_arena_new(&r->arena, r->n_zones + 1, struct jh_chart_change);
    if (row == NULL) {
        r->out_of_memory = true;
        return;
    }
    for (size_t z = 0; z < r->n_zones; z++)
        row[z] = (struct jh_chart_change){r->zone_label[z], jh_i_minutes(r, r->zone_before[z]),
            jh_i_minutes(r, r->zone_after[z]), r->zone_before[z], r->zone_after[z]};
    jh_i_open_figure(r);
    jh_i_chart_change(r->out, jh_tr(r->lang, "Mean way of planned cases by zone"), JH_REPORT_WIDTH,
        r->n_zones, row, jh_tr(r->lang, "min"));
    jh_i_close_figure(r, jh_tr(r->lang,
                             "Mean way of the planned cases in minutes: ring today, dot "
                             "if all attend their centre"));
}

static enum jh_status access_maps(struct jh_report *r, struct jh_error *err)
{
    const struct jh_plan *p = r->plan;
    size_t n = r->d->areas.n_inside;
    double *both = jh_arena_new(&r->arena, 2 * n + 1, double);
    enum jh_status st = JH_OK;
    if (both == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < n; a++) {
        both[a] = p->access_before[a];
        both[n + a] = p->access_after[a];
    }
    jh_i_put(r, "<div class=\"two\">\n");
    for (int after = 0; after < 2; after++) {
        struct jh_map_picture picture = {.lang = r->lang,
            .title = jh_tr(r->lang, after ? "Access after the plan" : "Access today"),
            .width = 326,
            .max_height = 300,
            .margin = 8,
            .zone = p->zoning.zones.of_area,
            .n_zones = r->n_zones,
            .only_zone = JH_NONE,
            .value = after ? p->access_after : p->access_before,
            .value_title = jh_tr(r->lang, "beds of centres per 1,000 people; quantiles of both"),
            .figure = JH_FIGURE_PER_1000,
            .n_class_values = 2 * n,
            .class_value = both};
        jh_i_open_figure(r);
        JH_TRY(st, jh_i_map_draw(&r->map, &picture, r->out, err));
        jh_i_close_figure(r, jh_tr(r->lang, after ? "Access after the plan" : "Access today"));
    }
    jh_i_put(r, "</div>\n");
out:
    return st;
}

/* Access by the scenario's method: maps, Lorenz curves, indices. */
static enum jh_status catchment(struct jh_report *r, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_scenario *sc = &r->plan->scenario;
    const enum jh_access_method method = jh_scenario_access_method(sc);
    const enum jh_decay decay =
        sc->access_decay == JH_DECAY_AUTO ? jh_access_auto_decay(method) : sc->access_decay;
    jh_i_put(r, "<p>");
    jh_i_say(r,
        "Beds of centres per 1,000 people within %s minutes, by the method %s with the decay %s: "
        "existing centres before, all planned ones after.",
        jh_i_full(r, isnan(sc->access_reach_min) ? sc->reach_min : sc->access_reach_min),
        jh_access_method_name(method), jh_decay_name(decay));
    jh_i_put(r, "</p>\n");
    if (r->map.n > 0)
        JH_TRY(st, access_maps(r, err));
    jh_i_put(r, "<div class=\"two\"><div>\n");
    lorenz_figure(r);
    jh_i_put(r, "</div><div>\n");
    jh_i_open_table(r, "Access and its equity");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "");
    jh_i_th(r, true, "Beds per 1,000");
    jh_i_th(r, true, "Gini");
    jh_i_th(r, true, "Theil");
    jh_i_th(r, true, "between zones");
    jh_i_th(r, true, "within");
    jh_i_put(r, "</tr></thead><tbody>\n");
    equity_row(r, "today", &r->plan->equity_before);
    equity_row(r, "after", &r->plan->equity_after);
    jh_i_close_table(r);
    jh_i_put(r, "</div></div>\n");
    jh_i_report_equity_zones(r);
    jh_i_report_new_beds(r);
out:
    return st;
}

enum jh_status jh_i_report_access(struct jh_report *r, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    jh_i_put(r, "<section class=\"access\">");
    jh_i_heading(r, 2, "Access to centres, before and after");
    jh_i_put(r, "<p><span id=\"sentence_access\">");
    jh_i_say(r,
        "The mean way of the planned cases changes from %s to %s minutes, that of the tenth "
        "that travels longest from %s to %s.",
        jh_i_minutes(r, r->plan->effect.before_mean_min),
        jh_i_minutes(r, r->plan->effect.after_mean_min),
        jh_i_minutes(r, r->plan->effect.before_worst_tenth_min),
        jh_i_minutes(r, r->plan->effect.after_worst_tenth_min));
    jh_i_put(r, "</span></p>\n");
    travel_chart(r);
    if (r->plan->access_before != NULL && r->plan->access_after != NULL)
        JH_TRY(st, catchment(r, err));
    jh_i_put(r, "</section>\n");
out:
    return st;
}

/* --- proof --- */

static void proof_row(struct jh_report *r, const char *key, const char *value)
{
    jh_i_put(r, "<tr><th scope=\"row\">");
    jh_i_text(r, jh_tr(r->lang, key));
    jh_i_put(r, "</th><td class=\"n\">");
    jh_i_text(r, value);
    jh_i_put(r, "</td></tr>\n");
}

enum jh_status jh_i_report_proof(struct jh_report *r, struct jh_error *err)
{
    (void)err;
    const struct jh_plan *p = r->plan;
    jh_i_put(r, "<section>");
    jh_i_heading(r, 2, "How good this plan is");
    jh_i_put(r, "<p>");
    jh_i_say(r,
        "The plan reaches %s. A mathematical bound says that no choice of centres "
        "under the same rules can be better than %s.",
        jh_i_worth(r, p->objective), jh_i_worth(r, p->bound));
    jh_i_gap(r);
    if (p->status == JH_SITE_OPTIMAL)
        jh_i_say(r, "The two meet: there is no better plan.");
    else
        jh_i_say(r,
            "So at most %s could still be gained, whoever searched and for however long. The bound "
            "holds for these data and rules; it says nothing about errors in the data.",
            jh_i_share(r, p->gap_frac, 1));
    jh_i_put(r, "</p>\n");
    jh_i_open_table(r, "Objective, bound, gap");
    jh_i_put(r, "<tbody>\n");
    proof_row(r, "Objective", jh_i_worth(r, p->objective));
    proof_row(r, "Proven bound", jh_i_worth(r, p->bound));
    proof_row(r, "Gap", jh_i_share(r, p->gap_frac, 1));
    proof_row(
        r, "Cases not sent to their nearest centre", jh_i_share(r, p->effect.not_nearest_share, 1));
    jh_i_close_table(r);
    jh_i_put(r, "</section>\n");
    return JH_OK;
}

/* --- assumptions and data --- */

static void list(struct jh_report *r, const char *key, const struct jh_notes *notes)
{
    if (notes->n == 0)
        return;
    jh_i_heading(r, 3, key);
    jh_i_put(r, "<ul>\n");
    for (size_t i = 0; i < notes->n; i++) {
        jh_i_put(r, "<li>");
        jh_i_text(r, notes->item[i].text[r->lang]);
        jh_i_put(r, "</li>\n");
    }
    jh_i_put(r, "</ul>\n");
}

static const char *source(struct jh_report *r, bool collected, const char *name)
{
    if (!collected)
        return jh_tr(r->lang, "not collected");
    return name != NULL && name[0] != '\0' ? name : jh_tr(r->lang, "not named");
}

static void data_table(struct jh_report *r)
{
    static const char *const contiguity[] = {[JH_CONTIGUITY_NONE] = "not needed",
        [JH_CONTIGUITY_BOUNDARIES] = "from boundaries",
        [JH_CONTIGUITY_CELLS] = "from cells of area points"};
    const struct jh_flow_table *t = &r->plan->flows;
    const struct jh_travel_counts *n = &r->plan->travel_counts;
    const struct jh_dataset *d = r->d;
    jh_i_open_table(r, "What the figures rest on");
    jh_i_put(r, "<tbody>\n");
    proof_row(r, "Areas, hospitals, specialties",
        jh_i_phrase(r, "%s · %s · %s", jh_i_full(r, (double)d->areas.n_inside),
            jh_i_full(r, (double)d->hospitals.n_inside), jh_i_full(r, (double)d->specialties.n)));
    proof_row(r, "Cases a year, all rows", jh_i_full(r, t->total_cases));
    proof_row(r, "Home area by",
        t->basis == JH_BASIS_NONE ? jh_tr(r->lang, "not stated")
                                  : jh_i_basis_text(r->lang, (uint8_t)t->basis));
    proof_row(
        r, "Stays inside the territory, source", source(r, t->inside_collected, t->inside_source));
    proof_row(r, "Stays outside the territory, source",
        source(r, t->outside_collected, t->outside_source));
    proof_row(r, "Travel times: listed, modelled, unknown pairs",
        jh_i_phrase(r, "%s · %s · %s", jh_i_full(r, (double)n->listed),
            jh_i_full(r, (double)n->modelled), jh_i_full(r, (double)n->unknown)));
    proof_row(r, "Contiguity of zones", jh_tr(r->lang, contiguity[r->plan->zoning.contiguity]));
    jh_i_close_table(r);
}

static void exclusion_table(struct jh_report *r)
{
    static const char *const reasons[JH_N_EXCLUSIONS][JH_N_LANGS] = {
#define JH_X(name, number, en, zh) {[JH_LANG_EN] = en, [JH_LANG_ZH] = zh},
        JH_EXCLUSION_MAP(JH_X)
#undef JH_X
    };
    jh_i_open_table(r, "Hospitals looked at as hosts");
    jh_i_put(r, "<tbody>\n");
    proof_row(r, "eligible", jh_i_full(r, (double)r->plan->n_eligible));
    for (int k = 0; k < JH_N_EXCLUSIONS; k++)
        if (r->plan->excluded[k] > 0)
            proof_row(r, reasons[k][r->lang], jh_i_full(r, (double)r->plan->excluded[k]));
    jh_i_close_table(r);
}

enum jh_status jh_i_report_basis(struct jh_report *r, struct jh_error *err)
{
    (void)err;
    jh_i_put(r, "<section>");
    jh_i_heading(r, 2, "Assumptions and data");
    list(r, "Assumptions", &r->plan->assumptions);
    jh_i_put(r, "<div class=\"two\"><div>\n");
    data_table(r);
    jh_i_put(r, "</div><div>\n");
    exclusion_table(r);
    jh_i_put(r, "</div></div></section>\n");
    return JH_OK;
}
