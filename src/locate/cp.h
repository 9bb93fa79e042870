/*
 * Search for answers of the capacitated p-median problem: a set of open sites and an assignment.
 */
#ifndef JH_LOCATE_CP_H
#define JH_LOCATE_CP_H

#include "locate/sack.h"

/** An answer under way. Clients that no site has room for cost `source->outside`. */
struct jh_i_cp_step;
struct jh_i_cp_search {
    const struct jh_i_pm *pm; /* the root's lists */
    const struct jh_i_pm_source *source;
    const double *load, *capacity; /* [n], [m] */
    const uint8_t *may;            /* [m], JH_I_PM_* */
    int32_t *open;                 /* [p] */
    int32_t *at;                   /* [m], position in open; -1: closed */
    int32_t *to;                   /* [n], -1: none */
    double *cost_to;               /* [n] */
    double *used;                  /* [m] */
    int32_t *head, *next, *prev;   /* clients of each site, linked */
    double *sum;                   /* [m] scratch */
    int32_t *times;                /* [m] scratch */
    double *regret;                /* [n] scratch */
    int32_t *order;                /* [n] scratch */
    int32_t *best_open, *best_to;  /* [p], [n], the best so far */
    double *guide;                 /* [m], how often the dual opens a site, 0..1 */
    double value, best;            /* INFINITY: no answer yet that leaves nobody out */
    double kept;                   /* value of the kept answer, complete or not */
    int64_t work;
    /* What was looked at since it last changed need not be looked at again. */
    int64_t clock, *changed, *moved; /* [m], of the site's clients; of its own place */
    int64_t *checked;                /* [n] */
    int32_t *queue;                  /* [m] open sites whose clients changed, a ring */
    uint8_t *queued;
    size_t queue_head, queue_len;
    int32_t
        *left; /* clients put nowhere since they were last assigned, some perhaps served again */
    size_t n_left, left_cap;
    struct jh_i_cp_step *step; /* since the last answer taken, to go back */
    size_t n_steps, step_cap;
    bool forgets; /* steps are not kept, or there was no room for them */
};
/** A client that was served by `site`, or (client -1) a site that `site` gave its place to. */
struct jh_i_cp_step {
    int32_t client, site;
    double cost;
};
enum jh_status jh_i_cp_search_init(struct jh_i_cp_search *search, const struct jh_i_pm *pm,
    const struct jh_i_pm_source *source, const double *load, const double *capacity,
    const uint8_t *may, struct jh_error *err) JH_CHECKED;
void jh_i_cp_search_release(struct jh_i_cp_search *search);
/** Assign to the given open sites and improve; keeps what is better. */
void jh_i_cp_search_try(struct jh_i_cp_search *search, const int32_t *open);
/** Shake the kept answer until about `work` pairs were looked at; worse answers are taken too, by a
 *  share of the mean cost of an open site that falls from `heat` to 0. */
void jh_i_cp_search_shake(struct jh_i_cp_search *search, double heat, struct jh_rng *rng,
    int64_t work, const struct jh_run *run);
/** Share that shakes of different heats take in turns. */
double jh_i_cp_search_heat(int turn);

#endif
