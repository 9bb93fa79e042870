/*
 * From figures to scores, weights and ranks, and how firm the ranks are.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/rng.h"
#include "base/run.h"
#include "junheng/place.h"

/* What does not change from draw to draw. */
struct scoring {
    size_t n, m;
    const struct jh_place_indicator *indicator;
    const struct jh_place_options *options;
    const double *normal; /* [n * m] */
    double *part;         /* [n * m] TOPSIS: r - best; and from the worst */
    double *from_worst;   /* [n * m] */
};

struct standing {
    double score;
    int32_t place;
};

static enum jh_status check(size_t n, size_t m, const struct jh_place_indicator *indicator,
    const double *figure, const struct jh_place_options *o, struct jh_error *err)
{
    if (n > INT32_MAX)
        return jh_fail(err, JH_E_LIMIT, "too many places");
    if ((unsigned)o->weighting > JH_PLACE_WEIGHTS_ENTROPY || (unsigned)o->scoring > JH_PLACE_TOPSIS)
        return jh_fail(err, JH_E_ARG, "unknown way of scoring places");
    if (!(o->spread_frac >= 0 && o->spread_frac <= 1))
        return jh_fail(
            err, JH_E_DOMAIN, "the spread of weights must be 0 to 1, got %g", o->spread_frac);
    for (size_t d = 0; d < JH_N_PLACE_DIMENSIONS; d++)
        if (!(o->weight[d] >= 0 && o->weight[d] < JH_INF))
            return jh_fail(err, JH_E_DOMAIN, "weight of %s must be 0 or more and finite, got %g",
                jh_place_dimension_name((enum jh_place_dimension)d), o->weight[d]);
    for (size_t j = 0; j < m; j++) {
        if ((unsigned)indicator[j].dimension >= JH_N_PLACE_DIMENSIONS)
            return jh_fail(
                err, JH_E_ARG, "unknown dimension %d of places", (int)indicator[j].dimension);
        if (!(indicator[j].weight >= 0 && indicator[j].weight < JH_INF))
            return jh_fail(err, JH_E_DOMAIN, "weight of %s must be 0 or more and finite, got %g",
                indicator[j].id, indicator[j].weight);
    }
    for (size_t k = 0; k < n * m; k++)
        if (isinf(figure[k]))
            return jh_fail(
                err, JH_E_DOMAIN, "figures of places must be finite: %s", indicator[k % m].id);
    return JH_OK;
}

/* @return whether the figures of the indicator differ. */
static bool normalise(
    size_t n, size_t m, size_t j, int more, const double *figure, double *out_normal)
{
    double least = JH_INF, most = -JH_INF;
    for (size_t i = 0; i < n; i++) {
        double x = figure[i * m + j];
        least = x < least ? x : least;
        most = x > most ? x : most;
    }
    for (size_t i = 0; i < n; i++) {
        double z = (figure[i * m + j] - least) / (most - least);
        out_normal[i * m + j] = !(most > least) ? JH_NAN : more < 0 ? 1 - z : z;
    }
    return most > least;
}

/* 1 - entropy of an indicator; 0: it does not tell places apart. */
static double diversity(size_t n, size_t m, size_t j, const double *normal)
{
    struct jh_sum sum = {0}, entropy = {0};
    size_t n_known = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(normal[i * m + j])) {
            jh_sum_add(&sum, normal[i * m + j]);
            n_known++;
        }
    double total = jh_sum_value(&sum);
    if (n_known < 2 || !(total > 0))
        return 0;
    for (size_t i = 0; i < n; i++) {
        double p = normal[i * m + j] / total;
        if (p > 0)
            jh_sum_add(&entropy, -p * log(p));
    }
    return 1 - jh_sum_value(&entropy) / log((double)n_known);
}

/* dimension and indicator weights -> weights of all that sum to 1; factor NULL: as they are. */
static void join_weights(const struct scoring *s, const double *of_dimension,
    const double *of_indicator, double *out_weight)
{
    double total = 0, in_dimension[JH_N_PLACE_DIMENSIONS] = {0};
    for (size_t j = 0; j < s->m; j++)
        in_dimension[s->indicator[j].dimension] += of_indicator[j];
    for (size_t j = 0; j < s->m; j++) {
        size_t d = (size_t)s->indicator[j].dimension;
        out_weight[j] =
            in_dimension[d] > 0 ? of_dimension[d] * of_indicator[j] / in_dimension[d] : 0;
        total += out_weight[j];
    }
    for (size_t j = 0; j < s->m && total > 0; j++)
        out_weight[j] /= total;
}

/* Weights as one place sees them: what it has no figure of goes to the rest of the dimension, else to
 * the other dimensions. False: it has no figure that counts. */
static bool weights_of(
    const struct scoring *s, const double *normal, const double *weight, double *out_weight)
{
    double whole[JH_N_PLACE_DIMENSIONS] = {0}, known[JH_N_PLACE_DIMENSIONS] = {0}, total = 0;
    for (size_t j = 0; j < s->m; j++) {
        size_t d = (size_t)s->indicator[j].dimension;
        whole[d] += weight[j];
        known[d] += isnan(normal[j]) ? 0 : weight[j];
    }
    for (size_t j = 0; j < s->m; j++) {
        size_t d = (size_t)s->indicator[j].dimension;
        out_weight[j] = isnan(normal[j]) || !(known[d] > 0) ? 0 : weight[j] * whole[d] / known[d];
        total += out_weight[j];
    }
    for (size_t j = 0; j < s->m && total > 0; j++)
        out_weight[j] /= total;
    return total > 0;
}

static double score_of(const struct scoring *s, size_t i, const double *weight, double *room)
{
    const double *normal = s->normal + i * s->m;
    double sum = 0, to_best = 0, to_worst = 0;
    if (!weights_of(s, normal, weight, room))
        return JH_NAN;
    for (size_t j = 0; j < s->m; j++) {
        if (!(room[j] > 0))
            continue;
        double best = room[j] * s->part[i * s->m + j];
        double worst = room[j] * s->from_worst[i * s->m + j];
        sum += room[j] * normal[j];
        to_best += best * best;
        to_worst += worst * worst;
    }
    if (s->options->scoring == JH_PLACE_SUM)
        return sum;
    return sqrt(to_worst) / (sqrt(to_best) + sqrt(to_worst));
}

static int best_first(const void *a, const void *b)
{
    const struct standing *x = a, *y = b;
    bool no_x = isnan(x->score), no_y = isnan(y->score);
    if (no_x != no_y)
        return no_x ? 1 : -1;
    if (!no_x && x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* room: [m] */
static void rank(
    const struct scoring *s, const double *weight, double *room, struct standing *out_standing)
{
    for (size_t i = 0; i < s->n; i++)
        out_standing[i] = (struct standing){score_of(s, i, weight, room), (int32_t)i};
    qsort(out_standing, s->n, sizeof *out_standing, best_first);
}

/* Distances of r = x / |x| from the best and the worst of each indicator. */
static void measure_distances(struct scoring *s, const double *figure)
{
    for (size_t j = 0; j < s->m; j++) {
        double squares = 0, best = 0, worst = 0;
        bool any = false;
        for (size_t i = 0; i < s->n; i++) {
            double x = figure[i * s->m + j];
            if (isnan(x))
                continue;
            double good = s->indicator[j].more < 0 ? -x : x;
            best = !any || good > best ? good : best;
            worst = !any || good < worst ? good : worst;
            squares += x * x;
            any = true;
        }
        double length = squares > 0 ? sqrt(squares) : 1;
        for (size_t i = 0; i < s->n; i++) {
            double good = s->indicator[j].more < 0 ? -figure[i * s->m + j] : figure[i * s->m + j];
            s->part[i * s->m + j] = (best - good) / length;
            s->from_worst[i * s->m + j] = (good - worst) / length;
        }
    }
}

static void base_weights(
    const struct scoring *s, const bool *differs, double *out_dimension, double *out_indicator)
{
    bool entropy = s->options->weighting == JH_PLACE_WEIGHTS_ENTROPY;
    for (size_t d = 0; d < JH_N_PLACE_DIMENSIONS; d++)
        out_dimension[d] = entropy ? 0 : s->options->weight[d];
    for (size_t j = 0; j < s->m; j++) {
        double w = entropy ? diversity(s->n, s->m, j, s->normal) : s->indicator[j].weight;
        out_indicator[j] = differs[j] ? w : 0;
        if (entropy) /* dimensions weigh what their indicators do */
            out_dimension[s->indicator[j].dimension] += out_indicator[j];
    }
}

static double vary(struct jh_rng *rng, double spread)
{
    return 1 - spread + 2 * spread * jh_rng_unit(rng);
}

/* Everything the draws need; freed together. */
struct draws {
    double *weight, *of_indicator, *room; /* [threads * m] each, side by side */
    struct standing *standing;            /* [threads * n] */
    int32_t *best, *worst;                /* [threads * n] */
    int64_t *kept;                        /* [threads * n] */
};

static void draw(const struct scoring *s, const double *of_dimension, const double *of_indicator,
    uint64_t seed, size_t t, size_t n_threads, struct draws *d)
{
    double *weight = d->weight + t * s->m, *mine = d->of_indicator + t * s->m;
    for (size_t k = t; k < s->options->n_draws; k += n_threads) {
        double dimension[JH_N_PLACE_DIMENSIONS];
        struct jh_rng rng;
        jh_rng_init(&rng, seed, k);
        for (size_t e = 0; e < JH_N_PLACE_DIMENSIONS; e++)
            dimension[e] = of_dimension[e] * vary(&rng, s->options->spread_frac);
        for (size_t j = 0; j < s->m; j++)
            mine[j] = of_indicator[j] * vary(&rng, s->options->spread_frac);
        join_weights(s, dimension, mine, weight);
        struct standing *standing = d->standing + t * s->n;
        rank(s, weight, d->room + t * s->m, standing);
        for (size_t r = 0; r < s->n; r++) {
            size_t i = t * s->n + (size_t)standing[r].place;
            int32_t place_rank = (int32_t)r + 1;
            d->best[i] = d->best[i] == 0 || place_rank < d->best[i] ? place_rank : d->best[i];
            d->worst[i] = place_rank > d->worst[i] ? place_rank : d->worst[i];
            d->kept[i] += r < s->options->n_chosen && !isnan(standing[r].score);
        }
    }
}

static void close_draws(struct draws *d)
{
    jh_i_free(d->weight);
    jh_i_free(d->of_indicator);
    jh_i_free(d->room);
    jh_i_free(d->standing);
    jh_i_free(d->best);
    jh_i_free(d->worst);
    jh_i_free(d->kept);
}

static enum jh_status open_draws(
    size_t n, size_t m, size_t t, struct draws *d, struct jh_error *err)
{
    *d = (struct draws){.weight = jh_i_calloc(m + 1, t * sizeof *d->weight),
        .of_indicator = jh_i_calloc(m + 1, t * sizeof *d->of_indicator),
        .room = jh_i_calloc(m + 1, t * sizeof *d->room),
        .standing = jh_i_calloc(n + 1, t * sizeof *d->standing),
        .best = jh_i_calloc(n + 1, t * sizeof *d->best),
        .worst = jh_i_calloc(n + 1, t * sizeof *d->worst),
        .kept = jh_i_calloc(n + 1, t * sizeof *d->kept)};
    if (d->weight != NULL && d->of_indicator != NULL && d->room != NULL && d->standing != NULL &&
        d->best != NULL && d->worst != NULL && d->kept != NULL)
        return JH_OK;
    return jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* Counts of whole numbers add up the same in any order. */
static void fill_firmness(const struct scoring *s, size_t n_threads, const struct draws *d,
    const struct jh_place_scores *out)
{
    for (size_t i = 0; i < s->n; i++) {
        int64_t kept = 0;
        int32_t best = 0, worst = 0;
        for (size_t t = 0; t < n_threads; t++) {
            size_t at = t * s->n + i;
            kept += d->kept[at];
            best = best == 0 || (d->best[at] > 0 && d->best[at] < best) ? d->best[at] : best;
            worst = d->worst[at] > worst ? d->worst[at] : worst;
        }
        out->kept_frac[i] =
            s->options->n_draws > 0 ? (double)kept / (double)s->options->n_draws : JH_NAN;
        out->rank_best[i] = best > 0 ? best : out->rank[i];
        out->rank_worst[i] = worst > 0 ? worst : out->rank[i];
    }
}

static void fill_scores(const struct scoring *s, const double *weight, double *room,
    const struct standing *standing, const struct jh_place_scores *out)
{
    for (size_t r = 0; r < s->n; r++) {
        size_t i = (size_t)standing[r].place;
        const double *normal = s->normal + i * s->m;
        double sum[JH_N_PLACE_DIMENSIONS] = {0}, all[JH_N_PLACE_DIMENSIONS] = {0};
        out->score[i] = standing[r].score;
        out->rank[i] = (int32_t)r + 1;
        out->chosen[i] = r < s->options->n_chosen && !isnan(standing[r].score);
        bool any = weights_of(s, normal, weight, room);
        memcpy(out->own_weight + i * s->m, room, s->m * sizeof *room);
        for (size_t j = 0; j < s->m && any; j++)
            if (room[j] > 0) {
                sum[s->indicator[j].dimension] += room[j] * normal[j];
                all[s->indicator[j].dimension] += room[j];
            }
        for (size_t d = 0; d < JH_N_PLACE_DIMENSIONS; d++)
            out->dimension[i * JH_N_PLACE_DIMENSIONS + d] = all[d] > 0 ? sum[d] / all[d] : JH_NAN;
    }
    memcpy(out->normal, s->normal, s->n * s->m * sizeof *out->normal);
    memcpy(out->weight, weight, s->m * sizeof *out->weight);
}

enum jh_status jh_place_score(size_t n, size_t m, const struct jh_place_indicator *indicator,
    const double *figure, const struct jh_place_options *options, const struct jh_run *run,
    const struct jh_place_scores *out, struct jh_error *err)
{
    enum jh_status st = check(n, m, indicator, figure, options, err);
    if (st != JH_OK)
        return st;
    size_t n_threads = (size_t)jh_run_threads(run);
    double *normal = jh_i_calloc(n * m + 1, 3 * sizeof *normal);
    struct scoring s = {.n = n, .m = m, .indicator = indicator, .options = options};
    double *of_indicator, *room;
    double *weight = jh_i_calloc(m + 1, 3 * sizeof *weight), dimension[JH_N_PLACE_DIMENSIONS];
    bool *differs = jh_i_calloc(m + 1, sizeof *differs);
    struct standing *standing = jh_i_calloc(n + 1, sizeof *standing);
    struct draws draws = {0};
    if (normal == NULL || weight == NULL || differs == NULL || standing == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, open_draws(n, m, n_threads, &draws, err));
    s.normal = normal;
    s.part = normal + n * m;
    s.from_worst = normal + 2 * n * m;
    of_indicator = weight + m;
    room = weight + 2 * m;
    for (size_t j = 0; j < m; j++)
        differs[j] = normalise(n, m, j, indicator[j].more, figure, normal);
    measure_distances(&s, figure);
    base_weights(&s, differs, dimension, of_indicator);
    join_weights(&s, dimension, of_indicator, weight);
    rank(&s, weight, room, standing);
#pragma omp parallel for num_threads((int)n_threads)
    for (size_t t = 0; t < n_threads; t++)
        draw(&s, dimension, of_indicator, jh_run_seed(run), t, n_threads, &draws);
    fill_scores(&s, weight, room, standing, out);
    fill_firmness(&s, n_threads, &draws, out);
out:
    close_draws(&draws);
    jh_i_free(normal);
    jh_i_free(weight);
    jh_i_free(differs);
    jh_i_free(standing);
    return st;
}
