#include "zone/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "zone/leiden.h"

enum {
    FINALISTS = 8,
    TRIES = 4,    /* resolutions tried side by side; fixed, so threads change nothing */
    NARROWING = 3 /* times the bracket of resolutions is narrowed */
};
/* Rounds of Leiden while searching, when a partition is finished, and there with MANY units; on
 * further levels. */
enum { ROUGH = 2, FINE = 12, FEW = 2, INNER = 6 };
/* Of MANY units parts are made first for the search, at least PARTS for each zone. */
enum { MANY = 10000, PARTS = 20, SHARPENINGS = 6 };
#define SHARPENING 4.0
/* Steps towards even sizes. */
enum { EVENINGS = 16 };
#define EVENING 1.5
/* With a fixed number the resolution only weighs even sizes against care at home. Where the number
 * just arises from modularity, its largest zones are too large to plan for: a little more weight. */
#define BALANCE        1.5
#define RESOLUTION_MIN 0x1p-6
#define RESOLUTION_MAX 0x1p10
#define RESOLUTION_END 0x1p60

/* One partition and where it came from. */
struct trial {
    double resolution, quality;
    bool enough; /* people in every zone, and care at home */
    size_t n;
    int32_t *of; /* [net->n] */
    enum jh_status status;
    struct jh_error err;
};

struct search {
    const struct jh_zone_net *net;
    const struct jh_zone_options *options;
    const struct jh_run *run;
    struct trial trial[TRIES];
    struct trial best[FINALISTS]; /* with at least the wanted number, fewest first */
    size_t n_best, most;          /* most zones ever found */
    struct trial kept;            /* the best of all attempts */
    double common;                /* resolution at which partitions are judged */
    bool need_hospital;           /* while searching: zones without a case at home are merged */
    double min_population;        /* while searching: smaller zones are merged */
    double min_localization;      /* while searching: zones that keep less are merged */
    uint64_t stream;
};

/* Nets of few units are done before a second thread has woken up; of very few, tried several times. */
enum { SMALL = 300, TINY = 100, REPEATS = 8 };

static int threads(const struct search *s)
{
    return s->net->n < SMALL ? 1 : jh_run_threads(s->run);
}

static int rounds(const struct jh_zone_net *net)
{
    return net->n < MANY ? FINE : FEW;
}

/* From single units at the trial's resolution; too small zones merged. */
static void try_resolution(const struct search *s, struct trial *t, uint64_t stream)
{
    struct jh_arena scratch;
    struct jh_rng rng;
    bool rough = s->options->n_zones > 0;
    struct jh_zone_moves moves = {.resolution = t->resolution, .inner_rounds = rough ? 1 : INNER};
    jh_arena_init(&scratch, 0);
    jh_rng_init(&rng, jh_run_seed(s->run), stream);
    t->n = s->net->n;
    for (size_t i = 0; i < t->n; i++)
        t->of[i] = (int32_t)i;
    t->status = jh_i_zone_leiden(
        &scratch, s->net, &moves, rough ? ROUGH : rounds(s->net), &rng, &t->n, t->of, &t->err);
    struct jh_zone_merging merging = {
        t->resolution, s->min_population, s->min_localization, s->need_hospital, 0};
    if (t->status == JH_OK)
        t->status = jh_i_zone_merge_groups(&scratch, s->net, &merging, &t->n, t->of, &t->err);
    jh_arena_release(&scratch);
}

/* Sums over the zones of a trial. */
struct sums {
    double *people, *residents, *within;
};

static bool sums_make(struct jh_arena *scratch, size_t n, struct sums *x)
{
    *x = (struct sums){jh_arena_new(scratch, n, double), jh_arena_new(scratch, n, double),
        jh_arena_new(scratch, n, double)};
    return x->people != NULL && x->residents != NULL && x->within != NULL;
}

/* Whether every zone has enough people, and keeps enough of its cases. */
static void count_enough(const struct search *s, const struct trial *t, struct sums *x,
    bool *out_people, bool *out_local)
{
    const struct jh_zone_net *net = s->net;
    const struct jh_zone_options *o = s->options;
    for (size_t z = 0; z < t->n; z++)
        x->people[z] = x->residents[z] = x->within[z] = 0;
    for (size_t i = 0; i < net->n; i++) {
        int32_t z = t->of[i];
        x->people[z] += net->population[i];
        x->residents[z] += net->residents[i];
        x->within[z] += net->within[i];
        for (size_t e = net->flow_start[i]; o->min_localization > 0 && e < net->flow_start[i + 1];
             e++)
            x->within[z] += t->of[net->flow_to[e]] == z ? net->flow[e] / 2 : 0;
    }
    *out_people = *out_local = true;
    for (size_t z = 0; z < t->n; z++) {
        *out_people = *out_people && x->people[z] >= o->min_population;
        *out_local =
            *out_local &&
            (o->min_localization == 0 ||
                (x->residents[z] > 0 && x->within[z] >= o->min_localization * x->residents[z]));
    }
}

static enum jh_status polish(const struct search *s, struct trial *t,
    const struct jh_zone_moves *moves, struct jh_arena *scratch, struct jh_rng *rng)
{
    return jh_i_zone_leiden(scratch, s->net, moves, rounds(s->net), rng, &t->n, t->of, &t->err);
}

/* Improve at higher and higher resolution, which evens sizes out, until every zone has enough
 * people, or at lower and lower, which keeps care at home, until every zone does; then at the wanted
 * one, where no zone may fall below a minimum any more. */
static enum jh_status improve(const struct search *s, struct trial *t, double resolution,
    struct jh_arena *scratch, struct jh_rng *rng)
{
    enum jh_status st = JH_OK;
    bool people = false, local = false;
    struct jh_zone_moves moves = {.resolution = resolution,
        .inner_rounds = INNER,
        .keep_number = true,
        .min_population = s->options->min_population,
        .min_localization = s->options->min_localization};
    struct jh_arena_mark mark = jh_arena_save(scratch);
    struct sums sums;
    if (!sums_make(scratch, t->n, &sums))
        return jh_fail(&t->err, JH_E_NOMEM, "out of memory");
    for (int k = 0; k < EVENINGS; k++) {
        JH_TRY(st, polish(s, t, &moves, scratch, rng));
        count_enough(s, t, &sums, &people, &local);
        if (people && local)
            break;
        moves.resolution = people ? moves.resolution / EVENING : moves.resolution * EVENING;
    }
    t->enough = people && local;
    if (t->enough && (moves.resolution > resolution || moves.resolution < resolution)) {
        moves.resolution = resolution;
        st = polish(s, t, &moves, scratch, rng);
    }
out:
    jh_arena_rewind(scratch, mark);
    return st;
}

/* Down to the wanted number, then improved without changing it, judged at a common resolution. */
static void finish(const struct search *s, struct trial *t, double resolution, uint64_t stream)
{
    const struct jh_zone_options *o = s->options;
    struct jh_arena scratch;
    struct jh_rng rng;
    struct jh_zone_merging merging = {
        resolution, o->min_population, o->min_localization, true, o->n_zones};
    jh_arena_init(&scratch, 0);
    jh_rng_init(&rng, jh_run_seed(s->run), stream);
    t->status = jh_i_zone_merge_groups(&scratch, s->net, &merging, &t->n, t->of, &t->err);
    if (t->status == JH_OK)
        t->status = improve(s, t, resolution, &scratch, &rng);
    double *sums = jh_arena_new(&scratch, t->n, double);
    if (t->status == JH_OK && sums == NULL)
        t->status = jh_fail(&t->err, JH_E_NOMEM, "out of memory");
    t->resolution = resolution;
    if (t->status == JH_OK)
        t->quality = jh_i_zone_net_modularity(s->net, t->n, t->of, resolution, sums);
    jh_arena_release(&scratch);
}

static enum jh_status first_failure(const struct trial *t, size_t n, struct jh_error *err)
{
    for (size_t k = 0; k < n; k++)
        if (t[k].status != JH_OK) {
            if (err != NULL)
                *err = t[k].err;
            return t[k].status;
        }
    return JH_OK;
}

/* Keep a trial among the best: at least the wanted number, the fewest, the lower resolution. */
static void keep(struct search *s, const struct trial *t)
{
    size_t at = s->n_best;
    s->most = t->n > s->most ? t->n : s->most;
    if (t->n < s->options->n_zones)
        return;
    while (at > 0 && t->n <= s->best[at - 1].n)
        at--;
    if (at == FINALISTS)
        return;
    int32_t *of = s->best[s->n_best < FINALISTS ? s->n_best : FINALISTS - 1].of;
    if (s->n_best < FINALISTS)
        s->n_best++;
    memmove(&s->best[at + 1], &s->best[at], (s->n_best - 1 - at) * sizeof *s->best);
    memcpy(of, t->of, s->net->n * sizeof *of);
    s->best[at] = *t;
    s->best[at].of = of;
}

/* Try the resolutions between two others, evenly by ratio; first: index of the first that gives
 * the wanted number, TRIES if none does. */
static enum jh_status try_between(
    struct search *s, double low, double high, size_t *first, struct jh_error *err)
{
    if (jh_run_stopped(s->run))
        return jh_fail(err, JH_E_CANCELLED, "stopped before zones were found");
    for (int k = 0; k < TRIES; k++)
        s->trial[k].resolution = low * pow(high / low, (k + 1.0) / (TRIES + 1.0));
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads(s))
    for (int k = 0; k < TRIES; k++)
        try_resolution(s, &s->trial[k], s->stream + (uint64_t)k);
    s->stream += TRIES;
    enum jh_status st = first_failure(s->trial, TRIES, err);
    *first = TRIES;
    for (size_t k = TRIES; st == JH_OK && k-- > 0;) {
        keep(s, &s->trial[k]);
        if (s->trial[k].n >= s->options->n_zones)
            *first = k;
    }
    return st;
}

static enum jh_status search_resolution(struct search *s, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    double low = RESOLUTION_MIN, high = RESOLUTION_MAX;
    size_t first = TRIES;
    for (int round = 0; round <= NARROWING; round++) {
        double ratio = pow(high / low, 1.0 / (TRIES + 1)), from = low;
        jh_run_progress(s->run, "searching the number of zones", round / (NARROWING + 2.0));
        JH_TRY(st, try_between(s, low, high, &first, err));
        if (first == TRIES && s->n_best == 0 && high < RESOLUTION_END) {
            low = high; /* not yet enough zones: go on above */
            high *= RESOLUTION_MAX;
            round = -1;
            continue;
        }
        low = from * pow(ratio, (double)first);
        high = low * ratio;
    }
out:
    return st;
}

/* One search for the wanted number; what it finds goes to s->kept, where it is better. */
static enum jh_status attempt(struct search *s, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    s->n_best = 0;
    JH_TRY(st, search_resolution(s, err));
    if (!(s->common > 0)) /* one for all attempts, so that they compare */
        s->common =
            s->options->resolution > 0 ? s->options->resolution : BALANCE * s->best[0].resolution;
    jh_run_progress(s->run, "searching the number of zones", 0.9);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads(s))
    for (size_t k = 0; k < s->n_best; k++)
        finish(s, &s->best[k], s->common, s->stream + k);
    s->stream += FINALISTS;
    JH_TRY(st, first_failure(s->best, s->n_best, err));
    for (size_t k = 0; k < s->n_best; k++) {
        const struct trial *t = &s->best[k];
        if (!t->enough || (s->kept.enough && t->quality <= s->kept.quality))
            continue;
        int32_t *of = s->kept.of;
        memcpy(of, t->of, s->net->n * sizeof *of);
        s->kept = *t;
        s->kept.of = of;
    }
out:
    return st;
}

/* The best partition with exactly the wanted number. */
static enum jh_status wanted_number(struct search *s, struct jh_error *err)
{
    const struct jh_zone_options *o = s->options;
    const struct {
        bool need_hospital, merge_small, merge_leaking;
    } attempts[] = {
        {true, false, false}, {false, false, false}, {false, true, false}, {false, true, true}};
    for (size_t k = 0; k < sizeof attempts / sizeof *attempts; k++) {
        s->need_hospital = attempts[k].need_hospital && s->net->cases > 0;
        s->min_population = attempts[k].merge_small ? o->min_population : 0;
        s->min_localization = attempts[k].merge_leaking ? o->min_localization : 0;
        s->most = 0;
        for (int again = 0; again < (s->net->n < TINY ? REPEATS : 1); again++) {
            enum jh_status st = attempt(s, err);
            if (st != JH_OK)
                return st;
        }
        if (s->kept.enough)
            return JH_OK;
    }
    enum jh_status st = o->min_localization > 0
                            ? jh_fail(err, JH_E_INFEASIBLE,
                                  "found no %zu zones with at least %.0f people and a localization "
                                  "index of %.3f each",
                                  o->n_zones, o->min_population, o->min_localization)
                            : jh_fail(err, JH_E_INFEASIBLE,
                                  "found no %zu zones with at least %.0f people each; %zu is the "
                                  "most found",
                                  o->n_zones, o->min_population, s->most);
    jh_hint(err,
        "This is no proof that there are none: the search tries many divisions, not all. "
        "Ask for fewer zones or for lower minima.");
    return st;
}

static enum jh_status search_number(const struct jh_zone_net *net,
    const struct jh_zone_options *options, const struct jh_run *run, struct trial *out,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct search s = {.net = net,
        .options = options,
        .run = run,
        .need_hospital = net->cases > 0,
        .min_population = options->min_population,
        .min_localization = options->min_localization};
    struct trial *best = &s.kept;
    int32_t *memory = jh_i_calloc((TRIES + FINALISTS + 1) * net->n, sizeof *memory), *of = out->of;
    if (memory == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < TRIES; k++)
        s.trial[k].of = memory + k * net->n;
    for (size_t k = 0; k < FINALISTS; k++)
        s.best[k].of = memory + (TRIES + k) * net->n;
    best->of = memory + (TRIES + FINALISTS) * net->n;
    if (options->n_zones > 0) {
        JH_TRY(st, wanted_number(&s, err));
    } else {
        best->resolution = options->resolution > 0 ? options->resolution : 1;
        try_resolution(&s, best, 0);
        JH_TRY(st, first_failure(best, 1, err));
    }
    memcpy(of, best->of, net->n * sizeof *of);
    *out = *best;
    out->of = of;
out:
    jh_i_free(memory);
    return st;
}

/* Well connected parts of units, at least PARTS for each zone wanted. */
static enum jh_status find_parts(const struct jh_zone_net *net, size_t n_zones,
    const struct jh_run *run, struct jh_arena *arena, size_t *n_parts, int32_t *part_of,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_zone_moves moves = {.resolution = 1};
    int32_t *group_of = jh_arena_new(arena, net->n, int32_t);
    int32_t *renumber = jh_arena_new(arena, net->n, int32_t);
    if (group_of == NULL || renumber == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (int k = 0; k < SHARPENINGS; k++, moves.resolution *= SHARPENING) {
        struct jh_arena_mark mark = jh_arena_save(arena);
        struct jh_rng rng;
        jh_rng_init(&rng, jh_run_seed(run), (uint64_t)k);
        for (size_t i = 0; i < net->n; i++)
            group_of[i] = (int32_t)i;
        JH_TRY(st, jh_i_zone_level_parts(
                       arena, net, &moves, &rng, renumber, group_of, n_parts, part_of, err));
        jh_arena_rewind(arena, mark);
        if (*n_parts >= PARTS * n_zones)
            break;
    }
out:
    return st;
}

/* Search with parts in place of units, then improve with units. JH_E_INFEASIBLE proves nothing. */
static enum jh_status search_by_parts(const struct jh_zone_net *net,
    const struct jh_zone_options *options, const struct jh_run *run, struct trial *out,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    struct jh_zone_net coarse;
    struct jh_rng rng;
    struct search s = {.net = net, .options = options, .run = run};
    struct trial by_parts = {0};
    size_t n_parts = 0;
    jh_arena_init(&arena, 0);
    int32_t *part_of = jh_arena_new(&arena, net->n, int32_t);
    by_parts.of = jh_arena_new(&arena, net->n, int32_t);
    if (part_of == NULL || by_parts.of == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, find_parts(net, options->n_zones, run, &arena, &n_parts, part_of, err));
    JH_TRY(st, jh_i_zone_net_merge(&arena, net, n_parts, part_of, &coarse, err));
    JH_TRY(st, search_number(&coarse, options, run, &by_parts, err));
    for (size_t i = 0; i < net->n; i++)
        out->of[i] = by_parts.of[part_of[i]];
    out->n = by_parts.n;
    jh_rng_init(&rng, jh_run_seed(run), 1);
    st = improve(&s, out, by_parts.resolution, &arena, &rng);
    if (st != JH_OK && err != NULL)
        *err = out->err;
out:
    jh_arena_release(&arena);
    return st;
}

enum jh_status jh_i_zone_number(const struct jh_zone_net *net,
    const struct jh_zone_options *options, const struct jh_run *run, int32_t *out_group_of,
    size_t *out_n_groups, struct jh_error *err)
{
    struct trial best = {.of = out_group_of};
    enum jh_status st = JH_E_INFEASIBLE;
    if (options->n_zones > 0 && net->n >= MANY)
        st = search_by_parts(net, options, run, &best, err);
    if (st == JH_E_INFEASIBLE)
        st = search_number(net, options, run, &best, err);
    if (st == JH_OK)
        *out_n_groups = best.n;
    return st;
}
