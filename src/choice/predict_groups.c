#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "choice/predict.h"
#include "choice/sets.h"
#include "choice/terms.h"

#define N_TERMS JH_N_CHOICE_TERMS

struct gathering {
    const struct jh_dataset *dataset;
    const struct jh_flow_table *table;
    const struct jh_choice_model *model;
    size_t n_changes;
    const struct jh_choice_change *change;
    struct jh_i_choice_terms terms;
    struct jh_i_choice_sets sets;
    int32_t *change_of;   /* [hospitals.n * specialties.n], JH_NONE: none */
    uint8_t *touched;     /* [specialties.n] */
    uint8_t *treats;      /* [n_changes], cases today */
    size_t *region_after; /* [n_changes], of hospitals that move; regions.n: none */
    struct jh_i_predict_groups *out;
};

struct jh_choice_change jh_choice_change_none(int32_t hospital, int32_t specialty)
{
    return (struct jh_choice_change){hospital, specialty, .quality = JH_NAN,
        .quality_added = JH_NAN, .beds = JH_NAN, .minutes_added = JH_NAN,
        .moves_to = {JH_NAN, JH_NAN}};
}

static int32_t *change_slot(const struct gathering *g, int32_t hospital, int32_t specialty)
{
    return &g->change_of[(size_t)hospital * g->dataset->specialties.n + (size_t)specialty];
}

static const struct jh_choice_change *change_at(
    const struct gathering *g, int32_t hospital, size_t specialty)
{
    int32_t c = *change_slot(g, hospital, (int32_t)specialty);
    return c != JH_NONE ? &g->change[c] : NULL;
}

static double quality_of(const struct gathering *g, const struct jh_choice_change *c)
{
    const struct jh_capabilities *all = &g->dataset->capabilities;
    int64_t row = all->n > 0 ? jh_capability_find(all, c->hospital, c->specialty) : JH_NONE;
    return row != JH_NONE ? all->quality[row] : JH_NAN;
}

static enum jh_status check_values(
    const struct gathering *g, const struct jh_choice_change *c, struct jh_error *err)
{
    const char *id = g->dataset->hospitals.id[c->hospital];
    double today = quality_of(g, c);
    if (!isnan(c->quality) && !(c->quality >= 0 && isfinite(c->quality)))
        return jh_fail(err, JH_E_DOMAIN, "quality must be 0 or more, got %g", c->quality);
    if (!isnan(c->quality_added) && !isnan(c->quality))
        return jh_fail(err, JH_E_ARG, "quality of %.60s is both set and added to", id);
    if (!isnan(c->quality_added) && isnan(today))
        return jh_fail(err, JH_E_DATA, "quality of %.60s today is not given", id);
    if (!isnan(c->quality_added) && !(today + c->quality_added >= 0 && isfinite(c->quality_added)))
        return jh_fail(
            err, JH_E_DOMAIN, "quality must be 0 or more, got %g", today + c->quality_added);
    if (!isnan(c->beds) && !(c->beds > 0 && isfinite(c->beds)))
        return jh_fail(err, JH_E_DOMAIN, "beds must be above 0, got %g", c->beds);
    if (!isnan(c->minutes_added) && !isfinite(c->minutes_added))
        return jh_fail(err, JH_E_DOMAIN, "minutes added must be finite");
    for (size_t a = 0; c->minutes != NULL && a < g->dataset->areas.n; a++)
        if (c->minutes[a] < 0 || isinf(c->minutes[a]))
            return jh_fail(
                err, JH_E_DOMAIN, "minutes must be 0 or more, got %g", (double)c->minutes[a]);
    if (jh_point_known(c->moves_to) && !(fabs(c->moves_to.lat_deg) <= 90))
        return jh_fail(err, JH_E_DOMAIN, "latitude must be -90 to 90, got %g", c->moves_to.lat_deg);
    return JH_OK;
}

static bool has_term(const struct jh_choice_specialty *model, enum jh_choice_term term)
{
    return !isnan(model->estimate[term]);
}

/* What is to change must be something that the model knows. */
static enum jh_status check_terms(
    const struct gathering *g, const struct jh_choice_change *c, struct jh_error *err)
{
    const struct jh_choice_specialty *one = &g->model->specialty[c->specialty];
    const char *id = g->dataset->specialties.id[c->specialty];
    if (c->closes)
        return JH_OK;
    if (one->status != JH_OK)
        return jh_fail(err, JH_E_DATA, "%.60s has no model of choice", id);
    bool quality = !isnan(c->quality) || !isnan(c->quality_added);
    if (quality && !has_term(one, JH_CHOICE_QUALITY))
        return jh_fail(err, JH_E_DATA, "the model of %.60s has no term for quality", id);
    if (!isnan(c->beds) && !has_term(one, JH_CHOICE_LN_BEDS))
        return jh_fail(err, JH_E_DATA, "the model of %.60s has no term for beds", id);
    return JH_OK;
}

static enum jh_status check_change(
    const struct gathering *g, size_t i, bool treats, struct jh_error *err)
{
    const struct jh_choice_change *c = &g->change[i];
    const char *id = g->dataset->hospitals.id[c->hospital];
    const char *specialty = g->dataset->specialties.id[c->specialty];
    enum jh_status st = check_values(g, c, err);
    if (st == JH_OK && c->opens && c->closes)
        st = jh_fail(err, JH_E_ARG, "%.60s both opens and closes %.60s", id, specialty);
    if (st == JH_OK && c->opens && treats)
        st = jh_fail(err, JH_E_ARG, "%.60s treats cases of %.60s already", id, specialty);
    if (st == JH_OK && !c->opens && !treats) {
        st = jh_fail(err, JH_E_ARG, "%.60s treats no case of %.60s today", id, specialty);
        jh_hint(err, "Say that it opens.");
    }
    return st == JH_OK ? check_terms(g, c, err) : st;
}

static enum jh_status check_all(struct gathering *g, struct jh_error *err)
{
    size_t n_hospitals = g->dataset->hospitals.n, n_specialties = g->dataset->specialties.n;
    for (size_t i = 0; i < n_hospitals * n_specialties; i++)
        g->change_of[i] = JH_NONE;
    for (size_t i = 0; i < g->n_changes; i++) {
        const struct jh_choice_change *c = &g->change[i];
        if (c->hospital < 0 || (size_t)c->hospital >= n_hospitals || c->specialty < 0 ||
            (size_t)c->specialty >= n_specialties)
            return jh_fail(
                err, JH_E_ARG, "change number %zu is of no hospital or specialty", i + 1);
        int32_t *slot = change_slot(g, c->hospital, c->specialty);
        if (*slot != JH_NONE)
            return jh_fail(err, JH_E_ARG, "%.60s changes twice in %.60s",
                g->dataset->hospitals.id[c->hospital], g->dataset->specialties.id[c->specialty]);
        *slot = (int32_t)i;
        g->touched[c->specialty] = 1;
    }
    for (size_t r = 0; r < g->table->n; r++) {
        int32_t c = *change_slot(g, g->table->hospital[r], g->table->specialty[r]);
        if (c != JH_NONE && g->table->cases[r] > 0)
            g->treats[c] = 1;
    }
    for (size_t i = 0; i < g->n_changes; i++) {
        enum jh_status st = check_change(g, i, g->treats[i], err);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

static bool grow(void **items, size_t *cap, size_t n, size_t size)
{
    if (n < *cap)
        return true;
    size_t wanted = 2 * *cap + 64;
    void *grown = jh_i_realloc(*items, wanted, size);
    if (grown == NULL)
        return false;
    *items = grown;
    *cap = wanted;
    return true;
}

static struct jh_i_predict_row *add_row(struct jh_i_predict_groups *out)
{
    void *items = out->row;
    if (!grow(&items, &out->cap_rows, out->n_rows, sizeof *out->row))
        return NULL;
    out->row = items;
    struct jh_i_predict_row *row = &out->row[out->n_rows++];
    *row = (struct jh_i_predict_row){0};
    return row;
}

static double *add_x(struct jh_i_predict_groups *out)
{
    void *items = out->x;
    if (!grow(&items, &out->cap_x, out->n_x, N_TERMS * sizeof *out->x))
        return NULL;
    out->x = items;
    return out->x + N_TERMS * out->n_x++;
}

/* Terms of a hospital after its change (NULL: today). */
static void fill(const struct gathering *g, int32_t area, int32_t hospital, int32_t specialty,
    double minutes, const struct jh_choice_change *c, double x[N_TERMS])
{
    jh_i_choice_terms_fill(&g->terms, (size_t)area, hospital, specialty, minutes, x);
    if (c == NULL)
        return;
    double quality = !isnan(c->quality) ? c->quality : quality_of(g, c) + c->quality_added;
    if (!isnan(quality)) {
        x[JH_CHOICE_QUALITY] = quality;
        x[JH_CHOICE_QUALITY_UNKNOWN] = 0;
    }
    if (g->region_after != NULL && jh_point_known(c->moves_to) &&
        (size_t)hospital < g->dataset->hospitals.n_inside)
        jh_i_choice_terms_move(
            &g->terms, (size_t)area, hospital, g->region_after[c - g->change], x);
    if (!isnan(c->beds)) {
        x[JH_CHOICE_LN_BEDS] = log(c->beds);
        x[JH_CHOICE_BEDS_UNKNOWN] = 0;
    }
}

static double minutes_after(
    const struct gathering *g, int32_t area, double minutes, const struct jh_choice_change *c)
{
    const struct jh_point from = g->dataset->areas.point[area];
    if (jh_point_known(c->moves_to) && jh_point_known(from))
        minutes = jh_travel_model_min(
            &g->model->options.travel.model, jh_geo_distance_m(from, c->moves_to));
    if (c->minutes != NULL && !isnan((double)c->minutes[area]))
        minutes = (double)c->minutes[area];
    return isnan(c->minutes_added) ? minutes : fmax(minutes + c->minutes_added, 0);
}

/* A row that is used today; what a change comes to goes to x. */
static bool take_row(struct gathering *g, int32_t area, size_t r)
{
    const struct jh_flow_table *t = g->table;
    const struct jh_choice_change *c = change_at(g, t->hospital[r], t->specialty[r]);
    struct jh_i_predict_row *row = add_row(g->out);
    double now[N_TERMS], before[N_TERMS];
    if (row == NULL)
        return false;
    double elsewhere = t->elsewhere != NULL ? t->elsewhere[r] : 0;
    row->hospital = t->hospital[r];
    row->cases = fmax(t->cases[r] - elsewhere, 0);
    row->elsewhere = elsewhere;
    row->minutes_before = row->minutes_now =
        jh_travel_minutes(g->dataset, &g->model->options.travel, area, t->hospital[r]);
    if (c == NULL)
        return true;
    row->minutes_now = minutes_after(g, area, row->minutes_before, c);
    row->closed = c->closes;
    bool known = isfinite(row->minutes_before);
    fill(g, area, row->hospital, c->specialty, known ? row->minutes_before : 1, NULL, before);
    fill(g, area, row->hospital, c->specialty, known ? row->minutes_now : 1, c, now);
    for (size_t k = 0; k < N_TERMS; k++) {
        now[k] -= before[k];
        row->changed = row->changed || now[k] != 0;
    }
    row->changed = row->changed && !row->closed;
    if (row->changed) {
        row->x = g->out->n_x;
        double *x = add_x(g->out);
        if (x == NULL)
            return false;
        memcpy(x, now, sizeof now);
    }
    return true;
}

static bool gain(struct gathering *g, int32_t area, int32_t hospital, int32_t specialty,
    const struct jh_choice_change *c)
{
    double minutes = jh_travel_minutes(g->dataset, &g->model->options.travel, area, hospital);
    if (!isfinite(minutes))
        return true;
    double now = c != NULL ? minutes_after(g, area, minutes, c) : minutes;
    size_t at = g->out->n_x;
    double *x = add_x(g->out);
    struct jh_i_predict_row *row = x != NULL ? add_row(g->out) : NULL;
    if (row == NULL)
        return false;
    row->hospital = hospital;
    row->minutes_before = row->minutes_now = now;
    row->gained = true;
    row->x = at;
    fill(g, area, hospital, specialty, now, c, x);
    return true;
}

/* Terms of the choice set today, against which gained hospitals are weighed. */
static bool take_set(struct gathering *g, struct jh_i_predict_group *group)
{
    const struct jh_i_choice_sets *sets = &g->sets;
    size_t k = (size_t)group->area * sets->n_specialties + (size_t)group->specialty;
    group->set_begin = g->out->n_x;
    for (size_t r = sets->start[k]; r < sets->start[k + 1]; r++) {
        const struct jh_choice_change *c =
            change_at(g, sets->hospital[r], (size_t)group->specialty);
        if (c != NULL && c->opens)
            continue;
        double *x = add_x(g->out);
        if (x == NULL)
            return false;
        fill(
            g, group->area, sets->hospital[r], group->specialty, (double)sets->minutes[r], NULL, x);
        group->set_n++;
    }
    return true;
}

/* Hospitals that open; where none is left, the others of the choice set. */
static bool take_gained(struct gathering *g, struct jh_i_predict_group *group, double left)
{
    const struct jh_i_choice_sets *sets = &g->sets;
    size_t before = g->out->n_rows;
    bool ok = true;
    if ((size_t)group->area >= g->dataset->areas.n_inside || sets->start == NULL)
        return true;
    for (size_t i = 0; i < g->n_changes && ok; i++)
        if (g->change[i].specialty == group->specialty && g->change[i].opens)
            ok = gain(g, group->area, g->change[i].hospital, group->specialty, &g->change[i]);
    size_t k = (size_t)group->area * sets->n_specialties + (size_t)group->specialty;
    for (size_t r = sets->start[k]; r < sets->start[k + 1] && ok && !(left > 0); r++)
        if (change_at(g, sets->hospital[r], (size_t)group->specialty) == NULL)
            ok = gain(g, group->area, sets->hospital[r], group->specialty, NULL);
    return ok && (g->out->n_rows == before || take_set(g, group));
}

static enum jh_status gather(
    struct gathering *g, int32_t area, int32_t specialty, struct jh_error *err)
{
    struct jh_i_predict_groups *out = g->out;
    const struct jh_i_predict_groups mark = *out;
    struct jh_i_predict_group group = {.area = area, .specialty = specialty, .begin = out->n_rows};
    double left = 0;
    bool touched = false, ok = true;
    for (size_t r = g->table->start[area]; r < g->table->start[area + 1] && ok; r++) {
        if (g->table->specialty[r] != specialty || !(g->table->cases[r] > 0))
            continue;
        ok = take_row(g, area, r);
        const struct jh_i_predict_row *row = ok ? &out->row[out->n_rows - 1] : NULL;
        if (row == NULL)
            break;
        group.cases += row->cases;
        group.timed_cases += isfinite(row->minutes_before) ? row->cases : 0;
        left += row->closed ? 0 : row->cases;
        touched = touched || row->changed || row->closed;
    }
    size_t n_used = out->n_rows - group.begin;
    ok = ok && (n_used == 0 || take_gained(g, &group, left));
    group.n = out->n_rows - group.begin;
    void *items = out->group;
    ok = ok && grow(&items, &out->cap, out->n, sizeof *out->group);
    if (!ok)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    out->group = items;
    if (!touched && group.n == n_used) {
        out->n_rows = mark.n_rows;
        out->n_x = mark.n_x;
        return JH_OK;
    }
    if (!(left > 0) && group.n == n_used && (size_t)area < g->dataset->areas.n_inside)
        return jh_fail(err, JH_E_DATA, "no hospital is left to %.60s for %.60s",
            g->dataset->areas.id[area], g->dataset->specialties.id[specialty]);
    out->longest = group.n > out->longest ? group.n : out->longest;
    out->group[out->n++] = group;
    return JH_OK;
}

/* The region of the area nearest to where a hospital moves. */
static size_t region_at(const struct jh_dataset *d, struct jh_point p)
{
    double least = JH_INF;
    size_t region = d->regions.n;
    for (size_t a = 0; a < d->areas.n_inside && jh_point_known(p); a++) {
        double far =
            jh_point_known(d->areas.point[a]) ? jh_geo_distance_m(d->areas.point[a], p) : JH_INF;
        if (!(far < least))
            continue;
        least = far;
        region = d->areas.region[a] != JH_NONE ? (size_t)d->areas.region[a] : d->regions.n;
    }
    return region;
}

/* Choice sets matter only where a hospital opens, or closes and leaves nothing. */
static bool needs_sets(const struct gathering *g)
{
    for (size_t i = 0; i < g->n_changes; i++)
        if (g->change[i].opens || g->change[i].closes)
            return true;
    return false;
}

enum jh_status jh_i_predict_groups_make(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_choice_model *model, size_t n_changes,
    const struct jh_choice_change *change, const struct jh_run *run,
    struct jh_i_predict_groups *out, struct jh_error *err)
{
    struct gathering g = {.dataset = dataset,
        .table = table,
        .model = model,
        .n_changes = n_changes,
        .change = change,
        .terms = jh_i_choice_terms_of(dataset),
        .out = out};
    size_t n_specialties = dataset->specialties.n;
    enum jh_status st = JH_OK;
    *out = (struct jh_i_predict_groups){0};
    g.change_of = jh_i_calloc(dataset->hospitals.n, n_specialties * sizeof *g.change_of);
    g.touched = jh_i_calloc(n_specialties, 1);
    g.treats = jh_i_calloc(n_changes, 1);
    g.region_after = jh_i_calloc(n_changes, sizeof *g.region_after);
    if (g.change_of == NULL || g.touched == NULL || g.treats == NULL || g.region_after == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    JH_TRY(st, check_all(&g, err));
    for (size_t i = 0; i < n_changes; i++)
        g.region_after[i] = region_at(dataset, change[i].moves_to);
    if (needs_sets(&g))
        JH_TRY(st, jh_i_choice_sets_make(dataset, table, &model->options, run, &g.sets, err));
    for (size_t a = 0; a < dataset->areas.n; a++)
        for (size_t s = 0; s < n_specialties; s++)
            if (g.touched[s])
                JH_TRY(st, gather(&g, (int32_t)a, (int32_t)s, err));
out:
    jh_i_choice_sets_release(&g.sets);
    jh_i_free(g.change_of);
    jh_i_free(g.touched);
    jh_i_free(g.treats);
    jh_i_free(g.region_after);
    return st;
}

void jh_i_predict_groups_release(struct jh_i_predict_groups *groups)
{
    jh_i_free(groups->group);
    jh_i_free(groups->row);
    jh_i_free(groups->x);
    *groups = (struct jh_i_predict_groups){0};
}
