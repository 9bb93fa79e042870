/*
 * The p-median engine: clients with sorted lists of near sites, a Lagrangian dual over them, a
 * search by exchanges, and branch and bound. Maximal covering is the same problem with costs 0
 * within the radius and the client's weight beyond it.
 */
#ifndef JH_LOCATE_PM_H
#define JH_LOCATE_PM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rng.h"

#include "locate/locate_internal.h"

/**
 * Clients with lists sorted by (weighted cost, site). What a list leaves out costs at least `limit`.
 */
struct jh_i_pm {
    size_t n, m; /* clients, sites */
    int32_t p;   /* sites to open */
    size_t *start;
    int32_t *site;
    double *cost;
    double *limit; /* [n], INFINITY: nothing is left out */
    size_t *col_start;
    int32_t *col_client; /* the same pairs by site */
    double *col_cost;
    int32_t *id; /* [m], number of the site in the instance at the root */
};
void jh_i_pm_release(struct jh_i_pm *pm);
enum jh_status jh_i_pm_transpose(struct jh_i_pm *pm, struct jh_error *err) JH_CHECKED;

enum { JH_I_PM_CLOSED = 0, JH_I_PM_FREE = 1, JH_I_PM_OPEN = 2 };
/** What is left to decide: closed sites [m] go, open ones become an upper limit of the costs. */
enum jh_status jh_i_pm_reduce(const struct jh_i_pm *pm, const uint8_t *state, struct jh_i_pm *out,
    struct jh_error *err) JH_CHECKED;

/** Where lists come from: the problem, the clients that ask for something, their list lengths. */
struct jh_i_pm_source {
    const struct jh_locate_problem *problem;
    size_t n;
    int32_t *client;  /* [n], number in the problem */
    double *weight;   /* [n] */
    double *outside;  /* [n], cost of being served by none; used where `closed_lists` */
    size_t *n_near;   /* [n], pairs wanted */
    bool *complete;   /* [n], the list holds every pair */
    bool sparse;      /* pairs are missing; being served by none costs `outside` */
    bool coverage;    /* costs are 0 within the radius, `outside` beyond */
    bool integral;    /* all weighted costs are whole numbers */
    double magnitude; /* no cost is above this */
};
enum jh_status jh_i_pm_source_init(struct jh_i_pm_source *source,
    const struct jh_locate_problem *problem, struct jh_error *err) JH_CHECKED;
void jh_i_pm_source_release(struct jh_i_pm_source *source);
/** Weighted cost of a pair as the lists hold it; for pairs that are not listed. */
double jh_i_pm_source_cost(const struct jh_i_pm_source *source, size_t client, size_t site);
/** Lists of the wanted lengths over all sites of the problem; pm is replaced. */
enum jh_status jh_i_pm_lists(const struct jh_i_pm_source *source, const struct jh_run *run,
    struct jh_i_pm *pm, struct jh_error *err) JH_CHECKED;

/** Multipliers of "each client is served once" and what they prove. */
struct jh_i_pm_dual {
    const struct jh_i_pm *pm;
    struct jh_i_sacks *sacks; /* borrowed; NULL: sites have no capacities */
    double *u, *best_u;       /* [n] */
    double *direction;        /* [n] */
    double *served;           /* [n] scratch */
    double *rho;              /* [m], gain of opening each site, <= 0 */
    double *share;            /* [m], how often each was picked of late, 0..1 */
    int32_t *pick;            /* [m], the first p are picked */
    uint8_t *picked;          /* [m] */
    uint8_t *fixed;           /* [m], JH_I_PM_*: what no better answer can do otherwise */
    double value;             /* of u, proven */
    double best;              /* of best_u, proven */
    double step;              /* share of the distance to the target */
    int since;                /* iterations without a better value */
    int patience;             /* as many of them shrink the step */
    double shrink;
    double norm; /* of the last subgradient; 0: nothing left to move */
    size_t n_fixed;
    int64_t work; /* pairs looked at */
};
enum jh_status jh_i_pm_dual_init(
    struct jh_i_pm_dual *dual, const struct jh_i_pm *pm, struct jh_error *err) JH_CHECKED;
void jh_i_pm_dual_release(struct jh_i_pm_dual *dual);
/** One iteration of deflected subgradient steps against `cutoff`: values from there on are not
 *  wanted. */
void jh_i_pm_dual_step(struct jh_i_pm_dual *dual, double cutoff);

/** A shake under way. */
struct jh_i_pm_walk {
    int64_t done, length; /* work; length 0: there is none */
    double most;          /* worsening taken at first */
    double best;          /* value of the best set */
};

/** A set of open sites over the root lists, with nearest and second nearest. */
struct jh_i_pm_search {
    const struct jh_i_pm *pm;
    const struct jh_i_pm_source *source;
    const uint8_t *may;     /* [m], JH_I_PM_*: sites that may change */
    int32_t *open;          /* [p] */
    int32_t *at;            /* [m], position in open; -1: closed */
    int32_t *near1, *near2; /* [n], -1: outside */
    double *cost1, *cost2;
    double *loss;     /* [m], what closing an open site costs */
    int32_t cheapest; /* open site that loses least by closing; -1: not known */
    double *save;     /* [m] scratch: part of the loss that a new site would spare */
    int32_t *touched;
    int32_t *best;  /* [p] of the shake under way */
    double *guide;  /* [m], how often the dual opens a site, 0..1; kicks prefer such sites */
    int32_t *queue; /* [m] sites to look at, a ring */
    uint8_t *queued;
    size_t queue_head, queue_len;
    double value;
    int64_t work; /* pairs looked at */
    struct jh_i_pm_walk walk;
    struct jh_i_pm_search_undo *undo;
    const struct jh_run *run; /* asked whether to stop; NULL: never */
};
enum jh_status jh_i_pm_search_init(struct jh_i_pm_search *search, const struct jh_i_pm *pm,
    const struct jh_i_pm_source *source, const uint8_t *may, struct jh_error *err) JH_CHECKED;
void jh_i_pm_search_release(struct jh_i_pm_search *search);
/** Start from p open sites. */
void jh_i_pm_search_set(struct jh_i_pm_search *search, const int32_t *open);
/** All closed sites are to be looked at. */
void jh_i_pm_search_wake(struct jh_i_pm_search *search);
/** What opening j gains in place of the best site to close but for those that stay [m], or NULL;
 *  -1: there is none. */
double jh_i_pm_search_exchange_gain(
    struct jh_i_pm_search *search, int32_t j, const uint8_t *stays, int32_t *out_close);
/** Open j, close r. */
void jh_i_pm_search_exchange(struct jh_i_pm_search *search, int32_t j, int32_t r);
/** Exchanges until none helps, or the run is to stop. */
void jh_i_pm_search_descend(struct jh_i_pm_search *search);
/** Begins a shake of `length` work that takes worse answers too, by a share of the mean cost of an
 *  open site that falls from `heat` to 0. */
void jh_i_pm_search_begin(struct jh_i_pm_search *search, double heat, int64_t length);
/** Goes on for about `work` pairs looked at; true: the shake has ended, at its best. Until then that
 *  is in `best`. */
bool jh_i_pm_search_shake(
    struct jh_i_pm_search *search, struct jh_rng *rng, int64_t work, const struct jh_run *run);
/** Sum of costs of open [p], compensated. */
double jh_i_pm_search_value(const struct jh_i_pm_search *search);
/** Starting set: sites spread over the clients, fixed ones first. */
void jh_i_pm_search_spread(struct jh_i_pm_search *search, struct jh_rng *rng, int32_t *out_open);

/** Good answers that differ. */
struct jh_i_pm_pool {
    size_t n, m, p;
    int32_t *open; /* members, p sites each */
    double *value;
    uint8_t *in; /* [m] scratch */
    int32_t *path, *best;
    size_t n_path;
};
enum jh_status jh_i_pm_pool_init(
    struct jh_i_pm_pool *pool, size_t m, int32_t p, struct jh_error *err) JH_CHECKED;
void jh_i_pm_pool_release(struct jh_i_pm_pool *pool);
/** True where the set of the search was taken in. */
bool jh_i_pm_pool_offer(struct jh_i_pm_pool *pool, const struct jh_i_pm_search *search);
/** Walk from one member towards another, descend from the best set on the way and offer it. */
bool jh_i_pm_pool_relink(
    struct jh_i_pm_pool *pool, struct jh_i_pm_search *search, struct jh_rng *rng);
/** [p] the best member; NULL: the pool is empty. */
const int32_t *jh_i_pm_pool_best(const struct jh_i_pm_pool *pool, double *out_value);

/** The best answer known, over the sites of the root. */
struct jh_i_pm_incumbent {
    double value, cutoff; /* answers from cutoff on are not wanted */
    int32_t *open;        /* [p] */
    bool integral;
    double gap_frac, close; /* good enough: shares of the objective */
    double ceiling;         /* values from here on are not wanted in any case */
    double total; /* coverage: weight that can be covered at all, the value counts what is not */
};
/** True where the answer is better than the one kept. */
bool jh_i_pm_incumbent_offer(
    struct jh_i_pm_incumbent *incumbent, const struct jh_i_pm_search *search);

#endif
