/*
 * The core of siting: clients of several kinds (specialties), each to be served by one open pair
 * (kind, host), under counting rules. Sparse candidate lists sorted by cost; a Lagrangian dual for
 * the bound, local search for the answer, branch and bound for the rest.
 *
 * Cost of client c at host h: weight[c] * unit cost of h in the list of c. Lists are shared between
 * kinds. A pair is numbered kind * n_hosts + host.
 */
#ifndef JH_SITE_LOC_H
#define JH_SITE_LOC_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/run.h"
#include "junheng/status.h"

#include "base/arena.h"

#define JH_I_LOC_NO_LIMIT INT32_MAX

/** Counting rules; maxima JH_I_LOC_NO_LIMIT where there is none. */
struct jh_i_loc_rules {
    int32_t hosts_max, pairs_max, kind_max, host_kinds_max;
    int32_t zone_max;
    double budget;     /* of host_fee and pair_fee; INFINITY: none */
    bool one_per_zone; /* pairs of one kind in one zone, existing ones not counted */
};

/** Values of state[]: those of enum jh_site_state. */
enum jh_i_loc_pair { JH_I_NO = 0, JH_I_MAY = 1, JH_I_MUST = 2, JH_I_EXISTING = 3 };

/** Rules on how much a pair takes on. Service is by the nearest open host only where it is off. */
struct jh_i_loads {
    bool on;
    double *client;    /* [n_clients] cases */
    double *least;     /* [n_pairs] cases of an open pair */
    double *beds;      /* [n_kinds] for a case */
    double *host_max;  /* [n_hosts] beds of all its pairs; INFINITY: none */
    int32_t *group;    /* [n_hosts] region; -1: none */
    double *group_max; /* [n_groups] beds beyond those that are there; INFINITY: none */
    double *there;     /* [n_pairs] beds that need not be built */
    size_t n_groups;
    bool any_beds; /* host_max or group_max bind */
};

struct jh_i_loc {
    size_t n_hosts, n_kinds, n_zones, n_lists, n_clients;
    size_t *list_start; /* [n_lists + 1] */
    int32_t *list_host; /* [entries], by ascending cost */
    double *list_cost;
    size_t *kind_start;   /* [n_kinds + 1]: clients of a kind stand together */
    int32_t *client_list; /* [n_clients] */
    double *client_weight;
    int32_t *zone;      /* [n_hosts], -1: none */
    int32_t *zone_min;  /* [n_zones] hosts at least */
    uint8_t *state;     /* [n_kinds * n_hosts] */
    uint8_t *host_must; /* [n_hosts] */
    double *host_fee;   /* [n_hosts] of the first pair that opens, against the budget */
    double *pair_fee;   /* [n_pairs] */
    struct jh_i_loc_rules rules;
    struct jh_i_loads load;
    int32_t *client_of_demand; /* of whoever made the problem, for its own use */
    const uint8_t *start;      /* [n_pairs] an open set to begin with; NULL: none */
    double grain;              /* the objective is a multiple of it; 0: not known */
    size_t n_summed;           /* terms rounded into one list cost beforehand, for safe bounds */
    /* by jh_i_loc_finish */
    size_t *host_start; /* [n_hosts + 1]: the same entries by host */
    int32_t *host_list;
    double *host_cost;
    int32_t *client_of; /* [n_kinds * n_lists], -1: no such client */
    struct jh_arena arena;
};

/** Everything empty. */
void jh_i_loc_init(struct jh_i_loc *loc);
void jh_i_loc_release(struct jh_i_loc *loc);
/** Arrays by size (n_* set): lists, clients and pairs; list_host and list_cost with n_entries. */
enum jh_status jh_i_loc_alloc(
    struct jh_i_loc *loc, size_t n_entries, struct jh_error *err) JH_CHECKED;
/** Sort the lists and build what is derived. */
enum jh_status jh_i_loc_finish(struct jh_i_loc *loc, struct jh_error *err) JH_CHECKED;

static inline size_t jh_i_loc_n_pairs(const struct jh_i_loc *loc)
{
    return loc->n_kinds * loc->n_hosts;
}

/** Counts steps; the only place that asks whether to stop, so that a stop can be replayed. */
struct jh_i_clock {
    const struct jh_run *run;
    int64_t n, limit;
    bool stopped;
};
/** One step done; true: stop now. */
bool jh_i_clock_tick(struct jh_i_clock *clock);

/** Cost of a list at a host; INFINITY: not served. */
double jh_i_loc_cost(const struct jh_i_loc *loc, size_t list, size_t host);
/** Copy what concerns a host, a pair or a client from one problem into a part of it. */
void jh_i_loc_copy_host(
    const struct jh_i_loc *from, size_t host, struct jh_i_loc *to, size_t to_host);
void jh_i_loc_copy_client(
    const struct jh_i_loc *from, size_t client, struct jh_i_loc *to, size_t to_client);
/** The rest of the loads; to->load.n_groups set before its jh_i_loc_alloc(). */
void jh_i_loc_copy_loads(const struct jh_i_loc *from, struct jh_i_loc *to);

/* ---- state: an open set with its assignment ---- */

/** Who serves a client: nearest and second nearest open host, -1 and INFINITY: none. */
struct jh_i_service {
    double near_cost, next_cost;
    int32_t near, next;
};

struct jh_i_state {
    const struct jh_i_loc *loc;
    uint8_t *open;          /* [n_pairs] */
    int32_t *host_kinds;    /* [n_hosts] */
    int32_t *zone_hosts;    /* [n_zones] */
    int32_t *zone_kind_new; /* [n_zones * n_kinds] */
    int32_t *kind_pairs;    /* [n_kinds] */
    int32_t n_open_hosts, n_open_pairs, zone_deficit;
    double spent;                 /* costs of what is open */
    bool priced;                  /* jh_i_state_allows() lets the budget and pairs_max be */
    struct jh_i_service *service; /* [n_clients] */
    int32_t *changed;             /* clients whose service has changed, some perhaps twice */
    size_t n_changed;             /* set to 0 by whoever reads it; stays at most 2 n_clients */
};

/** Scratch in the arena; nothing open. False: out of memory. */
bool jh_i_state_init(struct jh_i_state *state, const struct jh_i_loc *loc, struct jh_arena *arena);
void jh_i_state_clear(struct jh_i_state *state);
void jh_i_state_open(struct jh_i_state *state, size_t pair);
void jh_i_state_close(struct jh_i_state *state, size_t pair);
/** Close and open until the open set is this one. */
void jh_i_state_set(struct jh_i_state *state, const uint8_t *open);
/** Sum of weight * cost, compensated, in client order; INFINITY where a client is not served. */
double jh_i_state_objective(const struct jh_i_state *state);

struct jh_i_move {
    size_t n_close, n_open;
    size_t *close, *open; /* room for n_kinds + 2 each */
};
bool jh_i_move_init(struct jh_i_move *move, const struct jh_i_loc *loc, struct jh_arena *arena);
/** Would the rules hold after the move (lower rules: still within reach, and kept once met)? */
bool jh_i_state_allows(struct jh_i_state *state, const struct jh_i_move *move);
void jh_i_state_apply(struct jh_i_state *state, const struct jh_i_move *move);
/** Open or close without looking after the clients; jh_i_state_refresh() does it for all. */
void jh_i_state_mark(struct jh_i_state *state, size_t pair, bool open);
void jh_i_state_refresh(struct jh_i_state *state);
/** All rules met, lower ones included (service apart). */
bool jh_i_state_complete(const struct jh_i_state *state);

/** Spent at most the budget, rounding apart. */
bool jh_i_loc_affords(const struct jh_i_loc *loc, double spent);

/** A number with a value to sort by. */
struct jh_i_key {
    double value;
    int32_t host;
};
/** By descending value, equal ones by number; tmp has room for n. */
void jh_i_sort_keys(struct jh_i_key *keys, struct jh_i_key *tmp, size_t n);

/* ---- service under loads ---- */

struct jh_i_loader {
    const struct jh_i_loc *loc;
    int32_t *host_of;     /* [n_clients] */
    double *cost_of;      /* [n_clients] weight * cost there */
    double *load;         /* [n_pairs] cases */
    double *host_beds;    /* [n_hosts] */
    double *group_beds;   /* [n_groups] to be built */
    double *kind_cost;    /* [n_kinds]; INFINITY: no service found */
    struct jh_i_key *key; /* [2 * n_clients] */
    int32_t *saved;       /* [n_clients] service before a trial */
    int32_t *best;        /* [n_clients] */
    size_t failed;        /* pair short of cases after a run that found none; SIZE_MAX: else */
    size_t work;
};
struct jh_i_loader *jh_i_loader_new(const struct jh_i_loc *loc, struct jh_arena *arena);
/** Serve all by the open pairs within the loads, at low cost; the cost, INFINITY where no such
 *  service was found. A kind alone where no beds bind, else all whatever the kind. */
double jh_i_loader_run(struct jh_i_loader *loader, const struct jh_i_state *state);
double jh_i_loader_run_kind(
    struct jh_i_loader *loader, const struct jh_i_state *state, size_t kind);
/** Does this service keep all loads of the open pairs? */
bool jh_i_loads_kept(const struct jh_i_loc *loc, const uint8_t *open, const int32_t *host_of,
    double *scratch_pairs, double *scratch_hosts, double *scratch_groups);

/** Best service of an open set, as far as the time allows. */
struct jh_i_exact {
    double cost;         /* INFINITY: none found */
    double bound;        /* no service costs less; INFINITY: there is none */
    int32_t *host_of;    /* [n_clients], caller's */
    const uint8_t *only; /* [n_kinds] 1: these alone, the others count nothing, where no beds bind;
                            NULL: all */
    double work;         /* in: options to look at in one part, 0: its own limit; out: looked at */
};
/** loader: after a run on this open set, to start from. */
enum jh_status jh_i_loads_exact(const struct jh_i_loader *loader, const uint8_t *open,
    struct jh_i_clock *clock, struct jh_i_exact *out, struct jh_error *err) JH_CHECKED;

/* ---- building an answer ---- */

enum jh_i_build { JH_I_BUILT = 0, JH_I_BUILD_NONE = 1, JH_I_BUILD_UNKNOWN = 2 };
/**
 * Depth-first search for an open set that serves all and keeps all rules, trying pairs of higher
 * score first (careful: hosts that meet most needs first); then filled by score. NONE: proven that there is none; UNKNOWN: gave up after
 * n_nodes_max nodes.
 */
struct jh_i_builder;
struct jh_i_builder *jh_i_builder_new(const struct jh_i_loc *loc, struct jh_arena *arena);
enum jh_i_build jh_i_builder_run(struct jh_i_builder *builder, const int8_t *fix,
    const double *score, bool careful, int64_t n_nodes_max, struct jh_i_state *state);

/* Clients of one kind by host, as far as the host is nearer than their second nearest open one was at
 * any time since the index was built: what closings bring in goes into the room left for it. */
struct jh_i_near {
    double cost;
    int32_t client;
};
struct jh_i_near_index {
    bool used;
    bool stale; /* out of room, or not used and the state has changed since that was found better */
    size_t *start; /* [n_hosts + 2] room of a host */
    size_t *end;   /* [n_hosts] of what is filled */
    size_t cap;
    struct jh_i_near *entry;
};

struct jh_i_search {
    const struct jh_i_loc *loc;
    struct jh_i_near_index *near; /* [n_kinds] */
    int32_t *kind_of;             /* [n_clients] */
    size_t *extent;               /* [n_clients] end of what the index holds of their list */
    double *loss;       /* [n_pairs] of closing, where all its clients have a second one */
    int32_t *alone;     /* [n_pairs] clients that only this pair serves */
    double *gain;       /* [n_kinds] of opening the pair of the host looked at */
    double *extra;      /* [n_pairs] saved when opened and closed together; zero between hosts */
    int32_t *helped;    /* [n_pairs] of alone that the host looked at would serve */
    int32_t *open_host; /* hosts that are centres */
    size_t n_open_host;
    int32_t *kind_open;        /* [n_pairs] open hosts by kind */
    size_t *n_kind_open;       /* [n_kinds] */
    struct jh_i_key *closable; /* pairs that may close and leave nobody alone, by rising loss */
    size_t n_closable;
    uint8_t *dirty;         /* [n_hosts] worth another look */
    const uint8_t *only;    /* [n_hosts] hosts to try as coming in; NULL: all */
    uint8_t *allowed;       /* [n_hosts] scratch for only */
    struct jh_i_key *worth; /* [n_kinds] of kinds of the host looked at */
    size_t n_worth;
    struct jh_i_move move, best;
    double best_delta, eps;
    size_t work; /* list entries looked at, ever */
    struct jh_i_state *state;
};
struct jh_i_search *jh_i_search_new(const struct jh_i_loc *loc, struct jh_arena *arena);
/** What does not lie in the arena. */
void jh_i_search_release(struct jh_i_search *search);
/** Interchange until no move improves (not thorough: until none near a change does); false: stopped by the clock (the state is still feasible). */
bool jh_i_search_run(struct jh_i_search *search, struct jh_i_state *state, size_t start,
    bool thorough, struct jh_i_clock *clock);

/* Steps of the interchange, for searches that weigh moves in their own way. */
void jh_i_search_begin(struct jh_i_search *search, struct jh_i_state *state);
/** Gains of all kinds that the host might open, and what closing others besides would change; false:
 *  none. Undone by jh_i_search_forget(). */
bool jh_i_search_look(struct jh_i_search *search, size_t host);
void jh_i_search_forget(struct jh_i_search *search);
/** Cost of the host looked at in the place of another in a kind; INFINITY: leaves a client alone. */
double jh_i_search_swap(const struct jh_i_search *search, size_t kind, size_t out);
/** Likewise of all kinds of the other at once, and that move; INFINITY also where a rule forbids it. */
double jh_i_search_swap_whole(
    const struct jh_i_search *search, size_t host, size_t out, struct jh_i_move *move);
bool jh_i_search_may_close(const struct jh_i_search *search, size_t pair);
bool jh_i_search_may_come(const struct jh_i_search *search, size_t pair);
/** Take search->move as search->best where it is better and allowed. */
void jh_i_search_offer(struct jh_i_search *search, double delta);
/** Make search->best. */
void jh_i_search_commit(struct jh_i_search *search);
/** Build anew where that may have become worth it. */
void jh_i_search_renew(struct jh_i_search *search);
/** Losses and lists anew after the state was changed from outside. */
void jh_i_search_recount(struct jh_i_search *search);

/** Interchange where the budget and the number of pairs are priced instead of kept: hosts are opened,
 *  closed and replaced with whatever kinds then pay, until no move saves; false: stopped. */
struct jh_i_fees {
    double budget; /* for a unit of the budget */
    double pair;   /* for each pair */
};
bool jh_i_search_priced(struct jh_i_search *search, struct jh_i_state *state, struct jh_i_fees fees,
    struct jh_i_clock *clock);
/** On from there: close up to n_out hosts next to a list's clients, search without, then with them. */
bool jh_i_search_shake(struct jh_i_search *search, struct jh_i_fees fees, size_t list, size_t n_out,
    struct jh_i_clock *clock);
/** Back to an open set of a moment ago. */
void jh_i_search_return(struct jh_i_search *search, const uint8_t *open);
/** Close what is given up most easily until the budget and the number of pairs are kept; false: not
 *  possible. */
bool jh_i_search_shed(struct jh_i_search *search);

/* ---- the bound ---- */

/** Choice of pairs of greatest value under the rules that the dual keeps. */
struct jh_i_pick {
    const struct jh_i_loc *loc;
    const int8_t *fix;               /* [n_pairs] -1 out, 1 in, 0 free */
    const int8_t *host_fix;          /* [n_hosts] likewise */
    int32_t hosts_max, zone_new_max; /* as far as the pick keeps them itself */
    double *host_price;              /* [n_hosts] taken off its value */
    uint8_t *chosen;                 /* [n_pairs] the kinds that a host would take */
    uint8_t *host_chosen;            /* [n_hosts] */
    double *value;                   /* [n_hosts] */
    struct jh_i_key *order;          /* [n_order] those that may be centres, best first */
    size_t n_order;
    int32_t *zone_count, *zone_new; /* [n_zones] */
    double *zone_next, *zone_last;  /* [n_zones] best left out, worst optional taken */
    double total, magnitude;
    int32_t n_chosen;
};
bool jh_i_pick_init(struct jh_i_pick *pick, const struct jh_i_loc *loc, struct jh_arena *arena);
/** net: [n_pairs] value of a pair. False: the fixed ones break a rule. */
bool jh_i_pick_run(struct jh_i_pick *pick, const double *net);
/** How much the value falls when the pair is forced in (+1) or out (-1): out_in, out_out
 *  [n_pairs], INFINITY: impossible. */
void jh_i_pick_penalties(
    struct jh_i_pick *pick, const double *net, double *out_in, double *out_out);

/* A case that does not pay, taken to make up the least number. */
struct jh_i_top {
    double loss, cases; /* loss per case */
    int32_t client;
};

struct jh_i_dual {
    const struct jh_i_loc *loc;
    struct jh_i_pick pick;
    size_t n_rows; /* rules priced: total, kinds, zone x kind, the budget last */
    size_t budget_row, host_row, group_row; /* first of the kind; beds follow the budget */
    double cost_unit;                       /* the budget's row counts in it */
    double *unit;         /* [n_pairs] price of a case by the beds that it takes */
    double *credit;       /* [n_pairs] for the beds that are there */
    double *load;         /* [n_pairs] cases that pay */
    double *base;         /* [n_pairs] net without the price of the budget */
    double *base_host;    /* [n_hosts] pick.host_price likewise */
    double *loss;         /* [n_pairs] of making up the least number at this v; -1: not known yet */
    uint8_t *topped;      /* [n_pairs] net counts the cases that it lacks */
    struct jh_i_top *top; /* room for the longest list by host */
    double *v, *v_best, *slack, *slack_mean;           /* [n_clients] */
    double *price, *price_best, *excess, *excess_mean; /* [n_rows] */
    double *row_cap, *row_scale;
    double *profit, *net;  /* [n_pairs] */
    double *mean;          /* [n_pairs] averaged choice: near the fractional optimum */
    double bound;          /* at v_best, safe in floating point */
    bool settles;          /* the budget's price is found anew for the other multipliers */
    double factor;         /* of the step */
    int n_worse, n_better; /* steps in a row */
    size_t work;           /* list entries looked at, ever */
    int n_threads;
};
bool jh_i_dual_init(
    struct jh_i_dual *dual, const struct jh_i_loc *loc, int n_threads, struct jh_arena *arena);
/** The budget's price moved to where the choice just keeps it, the other multipliers as they are. False: the fixings break a rule. */
bool jh_i_dual_settle_budget(struct jh_i_dual *dual);
/** Forget the step history, keep v_best; evaluates it under the pick's fixings.
 *  False: the fixings break a rule. */
bool jh_i_dual_restart(struct jh_i_dual *dual, double factor);
/** Still in its first phase? */
bool jh_i_dual_is_far(const struct jh_i_dual *dual);
/* loc_dual_load.c: what loads change in an evaluation. */
/** Prices of beds into unit, credit and pick.host_price. */
void jh_i_dual_price_beds(struct jh_i_dual *dual, const double *price);
/** The row of a region counts in it. */
double jh_i_dual_group_unit(const struct jh_i_loc *loc, size_t group);
void jh_i_dual_load_profits(struct jh_i_dual *dual, size_t kind, const double *v);
/** The pick with chosen pairs topped up to their least number; *loss: magnitude of that. */
bool jh_i_dual_load_pick(struct jh_i_dual *dual, const double *v, double *out_loss);
/** slack of clients and excess of the rows of beds at dual->v. */
void jh_i_dual_load_slack(struct jh_i_dual *dual);

enum jh_i_dual_end {
    JH_I_DUAL_MORE = 0,
    JH_I_DUAL_CUT = 1,
    JH_I_DUAL_STALL = 2,
    JH_I_DUAL_STOP = 3
};
/** Up to n_steps steps towards the target (an upper bound); CUT: bound >= cut. */
enum jh_i_dual_end jh_i_dual_run(
    struct jh_i_dual *dual, int n_steps, double target, double cut, struct jh_i_clock *clock);
/** Penalties at v_best, then the evaluation there. */
void jh_i_dual_penalties(struct jh_i_dual *dual, double *out_in, double *out_out);

/* ---- all together ---- */

struct jh_i_loc_answer {
    enum { JH_I_LOC_OPTIMAL, JH_I_LOC_FEASIBLE, JH_I_LOC_INFEASIBLE, JH_I_LOC_UNKNOWN } status;
    double objective, bound;
    int64_t iterations;
    uint8_t *open;     /* [n_pairs], caller's */
    int32_t *assigned; /* [n_clients] host where loads are on, caller's; else untouched */
};
/** UNKNOWN: stopped before any answer. Where the zones are independent but for the number of hosts,
 *  solved zone by zone. */
enum jh_status jh_i_loc_solve(const struct jh_i_loc *loc, const struct jh_run *run,
    struct jh_i_loc_answer *answer, struct jh_error *err) JH_CHECKED;
/** In one piece; iterations are left to the caller's clock. */
enum jh_status jh_i_loc_solve_whole(const struct jh_i_loc *loc, struct jh_i_clock *clock,
    int n_threads, struct jh_i_loc_answer *answer, struct jh_error *err) JH_CHECKED;

/** Zones are independent: nobody is served across a border and only hosts_max and, where each kind has
 *  one new pair in a zone at most, the budget couple them. */
bool jh_i_loc_zones_apart(const struct jh_i_loc *loc);
/** The problem on the hosts to keep [n_hosts] alone; part is initialised here and released by the caller,
 *  also on failure; host_of [part->n_hosts] (in its arena) tells their numbers in loc. */
enum jh_status jh_i_loc_host_part(const struct jh_i_loc *loc, const uint8_t *keep,
    struct jh_i_loc *part, int32_t **host_of, struct jh_error *err) JH_CHECKED;
/** The zone's part with at most hosts_max hosts; part is initialised here, host_of [part->n_hosts]
 *  and client_of [part->n_clients] (in its arena) tell their numbers in loc. */
enum jh_status jh_i_loc_zone_part(const struct jh_i_loc *loc, size_t zone, int32_t hosts_max,
    struct jh_i_loc *part, int32_t **host_of, int32_t **client_of, struct jh_error *err) JH_CHECKED;
/** Zone by zone: bounds and answers for each zone, number of hosts and spending where they matter, put
 *  together by dynamic programming; in one piece where that would be too much. */
enum jh_status jh_i_loc_solve_zones(const struct jh_i_loc *loc, struct jh_i_clock *clock,
    struct jh_i_loc_answer *answer, struct jh_error *err) JH_CHECKED;

#endif
