/*
 * Location set covering: fewest sites with every client within the radius (Toregas et al. 1971,
 * doi:10.1287/opre.19.6.1363).
 */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#include "locate/cover.h"

/* Fewer and fewer columns until it is proven that no fewer will do. */
static enum jh_status shrink(struct jh_i_cover *cover, const struct jh_run *run, struct jh_rng *rng,
    int32_t *chosen, int32_t *n, int32_t *bound, int64_t *iterations, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    int32_t *trial = jh_i_calloc(cover->m, sizeof *trial), n_trial = 0;
    struct jh_i_cover_effort effort = {.nodes = 200, .shakes = 2000};
    if (trial == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    while (*bound < *n && !jh_run_stopped(run)) {
        enum jh_i_cover_answer answer = JH_I_COVER_UNDECIDED;
        struct jh_i_cover_effort now = effort;
        if (run != NULL && run->iteration_limit > 0 && *iterations >= run->iteration_limit)
            break;
        JH_TRY(st, jh_i_cover_decide(cover, *n - 1, rng, run, &now, &answer, trial, &n_trial, err));
        *iterations += now.iterations;
        if (answer == JH_I_COVER_FOUND) {
            *n = n_trial;
            memcpy(chosen, trial, (size_t)n_trial * sizeof *trial);
        } else if (answer == JH_I_COVER_NONE) {
            *bound = *n;
        } else {
            effort.nodes *= 4;
            effort.shakes *= 2;
        }
    }
out:
    jh_i_free(trial);
    return st;
}

enum jh_status jh_i_locate_lscp(const struct jh_locate_problem *problem, const struct jh_run *run,
    struct jh_i_locate_found *found, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_cover cover = {.n = 0};
    struct jh_rng rng;
    int32_t n = 0, bound = 0, n_must = 0, *chosen = NULL, *room = NULL;
    jh_rng_init(&rng, jh_run_seed(run), 3);
    JH_TRY(st, jh_i_cover_make(problem, problem->radius, true, run, &cover, err));
    JH_TRY(st, jh_i_locate_explain_sites(problem, err));
    chosen = jh_i_calloc(cover.m, sizeof *chosen);
    room = jh_i_calloc(cover.n + cover.m, sizeof *room);
    if (chosen == NULL || room == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    (void)jh_i_cover_greedy(&cover, NULL, (int32_t)cover.m, room, chosen, &n); /* all sites do */
    JH_TRY(st, jh_i_cover_bound(&cover, &bound, err));
    JH_TRY(st, shrink(&cover, run, &rng, chosen, &n, &bound, &found->iterations, err));
    for (size_t j = 0; j < problem->n_sites; j++) {
        enum jh_locate_state s = jh_i_locate_state(problem, j);
        found->open[j] = s == JH_LOCATE_MUST || s == JH_LOCATE_EXISTING;
        n_must += s == JH_LOCATE_MUST;
    }
    for (int32_t k = 0; k < n; k++)
        found->open[chosen[k]] = 1;
    found->any = true;
    found->bound = bound + n_must;
    if (problem->backup)
        st = jh_i_locate_backup(problem, run, found, err);
out:
    jh_i_cover_release(&cover);
    jh_i_free(chosen);
    jh_i_free(room);
    return st;
}
