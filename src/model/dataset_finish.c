#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "geo/grid.h"
#include "model/dataset.h"

/* Areas of inside hospitals without one: the inside area whose point is nearest. */
static enum jh_status derive_areas(struct jh_dataset *d, struct jh_error *err)
{
    struct jh_hospitals *h = &d->hospitals;
    bool wanted = false;
    for (size_t i = 0; i < h->n_inside; i++)
        wanted = wanted || (h->area[i] < 0 && jh_point_known(h->point[i]));
    if (!wanted)
        return JH_OK;
    struct jh_grid *grid = NULL;
    enum jh_status st = jh_grid_new(d->areas.n_inside, d->areas.point, &grid, err);
    if (st != JH_OK)
        return st;
    for (size_t i = 0; i < h->n_inside; i++)
        if (h->area[i] < 0)
            h->area[i] = jh_grid_nearest(grid, h->point[i], NULL, NULL, NULL);
    jh_grid_free(grid);
    return JH_OK;
}

static void derive_points(struct jh_dataset *d)
{
    struct jh_hospitals *h = &d->hospitals;
    for (size_t i = 0; i < h->n; i++) {
        if (jh_point_known(h->point[i]) || h->area[i] < 0)
            continue;
        struct jh_point at = d->areas.point[h->area[i]];
        if (!jh_point_known(at))
            continue;
        h->point[i] = at;
        h->place_basis[i] = JH_PLACE_AREA;
    }
}

static void derive_flags(struct jh_hospitals *h)
{
    h->has_grades = h->has_sponsors = h->has_kinds = false;
    for (size_t i = 0; i < h->n_inside; i++) {
        h->has_grades = h->has_grades || h->grade[i] != JH_GRADE_NONE;
        h->has_sponsors = h->has_sponsors || h->sponsor[i] != JH_SPONSOR_NONE;
        h->has_kinds = h->has_kinds || h->kind[i] != JH_KIND_NONE;
    }
}

static enum jh_status single_text(
    struct jh_arena *arena, const char *text, size_t *n, const char ***inout, struct jh_error *err)
{
    if (*n > 0)
        return JH_OK;
    const char **one = jh_arena_new(arena, 1, const char *);
    if (one == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    one[0] = text;
    *inout = one;
    *n = 1;
    return JH_OK;
}

static enum jh_status zero_start(
    struct jh_arena *arena, size_t n_groups, size_t **inout_start, struct jh_error *err)
{
    if (*inout_start == NULL)
        *inout_start = jh_arena_new(arena, n_groups + 1, size_t);
    return *inout_start != NULL ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

static enum jh_status fill_gaps(struct jh_dataset *d, struct jh_arena *arena, struct jh_error *err)
{
    enum jh_status st;
    if (d->periods.n == 0)
        d->periods = (struct jh_periods){.length_years = 1};
    JH_TRY(st, single_text(arena, "all", &d->specialties.n, &d->specialties.id, err));
    JH_TRY(st, single_text(arena, "", &d->periods.n, &d->periods.id, err));
    JH_TRY(st, single_text(arena, "", &d->sources.n, &d->sources.id, err));
    JH_TRY(st, zero_start(arena, d->areas.n, &d->flows.start, err));
    JH_TRY(st, zero_start(arena, d->areas.n, &d->travel.start, err));
    JH_TRY(st, zero_start(arena, d->hospitals.n, &d->capabilities.start, err));
out:
    return st;
}

static enum jh_status derive_coverage(
    struct jh_dataset *d, struct jh_arena *arena, struct jh_error *err)
{
    struct jh_sources *s = &d->sources;
    if (s->covers_inside == NULL)
        s->covers_inside = jh_arena_new(arena, s->n, bool);
    if (s->covers_outside == NULL)
        s->covers_outside = jh_arena_new(arena, s->n, bool);
    if (s->covers_inside == NULL || s->covers_outside == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < s->n; i++)
        if (s->covers_inside[i] || s->covers_outside[i])
            return JH_OK;
    const struct jh_flows *f = &d->flows;
    for (size_t i = 0; i < f->n; i++) {
        size_t source = f->source != NULL ? f->source[i] : 0;
        if ((size_t)f->hospital[i] < d->hospitals.n_inside)
            s->covers_inside[source] = true;
        else
            s->covers_outside[source] = true;
    }
    return JH_OK;
}

enum jh_status jh_i_dataset_finish(struct jh_dataset *dataset, struct jh_error *err)
{
    enum jh_status st;
    struct jh_arena *arena = jh_i_dataset_arena(dataset);
    char fingerprint[JH_FINGERPRINT_LEN];
    const char *kept = NULL;
    JH_TRY(st, fill_gaps(dataset, arena, err));
    JH_TRY(st, derive_areas(dataset, err));
    derive_points(dataset);
    derive_flags(&dataset->hospitals);
    JH_TRY(st, derive_coverage(dataset, arena, err));
    JH_TRY(st, jh_i_dataset_fingerprint(dataset, fingerprint, err));
    kept = jh_arena_strdup(arena, fingerprint);
    if (kept == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    dataset->fingerprint = kept;
out:
    return st;
}
