#include "site/loc_tree.h"

#include <string.h>

#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

double jh_i_tree_cut(const struct jh_i_tree *t)
{
    double best = t->best < JH_INF ? t->best : t->worst;
    if (t->loc->grain > 0)
        return best - t->loc->grain * (1 - 1e-6);
    return best - 5e-10 * fabs(best);
}

/* ---- fixing ---- */

bool jh_i_tree_fix(struct jh_i_tree *t)
{
    double cut = jh_i_tree_cut(t);
    jh_i_dual_penalties(&t->dual, t->pen_in, t->pen_out);
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(t->loc); pair++) {
        if (t->fix[pair] != 0)
            continue;
        bool no_in = t->dual.bound + t->pen_in[pair] >= cut;
        bool no_out = t->dual.bound + t->pen_out[pair] >= cut;
        if (no_in && no_out)
            return false;
        if (no_in || no_out)
            t->fix[pair] = no_in ? -1 : 1;
    }
    jh_i_tree_fix_hosts(t);
    return true;
}

void jh_i_tree_fix_hosts(struct jh_i_tree *t)
{
    const struct jh_i_loc *loc = t->loc;
    for (size_t host = 0; host < loc->n_hosts; host++) {
        bool in = loc->host_must[host] != 0 || t->host_fix[host] > 0, any = false;
        for (size_t pair = host; pair < jh_i_loc_n_pairs(loc); pair += loc->n_hosts) {
            in = in || t->fix[pair] > 0;
            any = any || t->fix[pair] >= 0;
        }
        t->host_fix[host] = in ? 1 : any ? t->host_fix[host] : -1;
    }
}

/* ---- climbing ---- */

/* How far the gap has closed, in orders of magnitude out of nine. */
static double done_frac(const struct jh_i_tree *t)
{
    double gap = (t->best - t->bound) / fmax(fabs(t->best), 1e-300);
    return !(gap < 1) ? 0 : gap < 1e-9 ? 1 : -log10(gap) / 9;
}

/* Little came of the last four rounds and the steps are short. */
static bool is_stalling(const struct jh_i_tree *t, double bound_before)
{
    double target = t->best < JH_INF ? t->best : t->worst;
    double share = t->dual.settles ? 0.02 : 0.002;
    return t->dual.factor < 0.01 && t->dual.bound - bound_before < share * (target - t->dual.bound);
}

enum jh_i_dual_end jh_i_tree_climb(struct jh_i_tree *t, int n_rounds, int n_steps)
{
    enum jh_i_dual_end end = JH_I_DUAL_MORE;
    double bound_before = t->dual.bound;
    for (int round = 0; round < n_rounds && end == JH_I_DUAL_MORE; round++) {
        double target = t->best < JH_INF ? t->best : t->worst;
        end = jh_i_dual_run(&t->dual, n_steps, target, jh_i_tree_cut(t), t->clock);
        jh_run_progress(t->clock->run, "searching for the best choice of centres", done_frac(t));
        jh_run_bounds(t->clock->run, t->best,
            fmin(t->best, t->branching ? t->bound : fmax(t->bound, t->dual.bound)));
        if (end == JH_I_DUAL_STOP || end == JH_I_DUAL_CUT)
            break;
        double before = t->best;
        jh_i_tree_answer(t);
        if (t->clock->stopped)
            return JH_I_DUAL_STOP;
        if (t->dual.bound >= jh_i_tree_cut(t))
            return JH_I_DUAL_CUT;
        if ((round % 4 == 3 || t->best < before || end == JH_I_DUAL_STALL) && !jh_i_tree_fix(t))
            return JH_I_DUAL_CUT;
        if (round % 4 == 3) {
            if (is_stalling(t, bound_before))
                return JH_I_DUAL_STALL;
            bound_before = t->dual.bound;
        }
    }
    return end;
}

/* ---- what fixing has left ---- */

struct reduced {
    struct jh_i_loc loc;
    int32_t *host_of;  /* [loc.n_hosts] number in the parent */
    uint8_t *open;     /* [pairs] best answer */
    int32_t *assigned; /* [clients], filled by a better one */
    double *v, *price; /* borrowed from the parent's dual */
    double best, bound;
};

static bool host_stays(const struct jh_i_tree *t, size_t host)
{
    for (size_t pair = host; pair < jh_i_loc_n_pairs(t->loc); pair += t->loc->n_hosts)
        if (t->fix[pair] >= 0)
            return true;
    return false;
}

/* Worth starting over on the hosts that are left? */
static bool is_reducible(const struct jh_i_tree *t)
{
    size_t n = 0;
    for (size_t host = 0; host < t->loc->n_hosts; host++)
        n += host_stays(t, host);
    return t->best < JH_INF && n * 5 <= t->loc->n_hosts * 4;
}

/* The best answer may use a host that fixing has thrown out (it is only proven that nothing better
 * does); then it stays with the parent, and the reduced problem starts from its value alone. */
static enum jh_status reduce(const struct jh_i_tree *t, struct reduced *r, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_i_loc *from = t->loc;
    struct jh_i_loc *to = &r->loc;
    for (size_t host = 0; host < from->n_hosts; host++)
        t->core[host] = host_stays(t, host);
    JH_TRY(st, jh_i_loc_host_part(from, t->core, to, &r->host_of, err));
    r->open = jh_arena_new(&to->arena, jh_i_loc_n_pairs(to), uint8_t);
    r->assigned = jh_arena_new(&to->arena, to->n_clients, int32_t);
    if (r->open == NULL || r->assigned == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t new_pair = 0; new_pair < jh_i_loc_n_pairs(to); new_pair++) {
        size_t pair =
            new_pair / to->n_hosts * from->n_hosts + (size_t)r->host_of[new_pair % to->n_hosts];
        r->open[new_pair] = t->best_open[pair];
        to->state[new_pair] = t->fix[pair] < 0                     ? JH_I_NO
                              : from->state[pair] == JH_I_EXISTING ? JH_I_EXISTING
                              : t->fix[pair] > 0                   ? JH_I_MUST
                                                                   : JH_I_MAY;
    }
    r->v = t->dual.v_best;
    r->price = t->dual.price_best;
    r->best = t->best;
    r->bound = t->bound;
out:
    return st;
}

/* ---- a level ---- */

static bool tree_init(struct jh_i_tree *t, int n_threads)
{
    const struct jh_i_loc *loc = t->loc;
    struct jh_arena *a = &t->arena;
    size_t n = jh_i_loc_n_pairs(loc);
    t->best = JH_INF;
    t->bound = -JH_INF;
    t->answers_share = 1;
    t->fee_scale = 1;
    t->root_fix = jh_arena_new(a, n, int8_t);
    t->fix = jh_arena_new(a, n, int8_t);
    t->host_fix = jh_arena_new(a, loc->n_hosts, int8_t);
    t->pen_in = jh_arena_new(a, n, double);
    t->pen_out = jh_arena_new(a, n, double);
    t->score = jh_arena_new(a, n, double);
    t->core = jh_arena_new(a, loc->n_hosts, uint8_t);
    t->kept_open = jh_arena_new(a, n, uint8_t);
    t->try_open = jh_arena_new(a, n, uint8_t);
    t->builder = jh_i_builder_new(loc, a);
    t->search = jh_i_search_new(loc, a);
    t->leaf_bound = JH_INF;
    if (loc->load.on && (t->loader = jh_i_loader_new(loc, a)) == NULL)
        return false;
    jh_rng_init(&t->rng, jh_run_seed(t->clock->run), 0);
    if (t->root_fix == NULL || t->fix == NULL || t->host_fix == NULL || t->pen_in == NULL ||
        t->pen_out == NULL || t->score == NULL || t->core == NULL || t->kept_open == NULL ||
        t->try_open == NULL || t->builder == NULL || t->search == NULL ||
        !jh_i_state_init(&t->state, loc, a) || !jh_i_dual_init(&t->dual, loc, n_threads, a))
        return false;
    t->dual.pick.fix = t->fix;
    t->dual.pick.host_fix = t->host_fix;
    for (size_t pair = 0; pair < n; pair++)
        t->fix[pair] = loc->state[pair] == JH_I_NO ? -1 : loc->state[pair] == JH_I_MAY ? 0 : 1;
    jh_i_tree_fix_hosts(t);
    return true;
}

/* First multipliers and the value that no answer exceeds. False: a client has no host. */
static bool first_multipliers(struct jh_i_tree *t)
{
    const struct jh_i_loc *loc = t->loc;
    size_t hosts = loc->rules.hosts_max > 0 ? (size_t)loc->rules.hosts_max : 1;
    for (size_t c = 0; c < loc->n_clients; c++) {
        size_t list = (size_t)loc->client_list[c], from = loc->list_start[list];
        size_t n = loc->list_start[list + 1] - from, want = 1 + loc->n_hosts / hosts;
        if (n == 0)
            return false;
        t->dual.v_best[c] = loc->list_cost[from + (want < n ? want : n - 1)];
        t->worst += loc->client_weight[c] * fabs(loc->list_cost[from + n - 1]);
    }
    t->worst += 1 + 1e-6 * t->worst;
    return true;
}

/* False: proven that there is no answer. */
static bool first_answer(struct jh_i_tree *t)
{
    if (!first_multipliers(t))
        return false;
    enum jh_i_build built = jh_i_builder_run(t->builder, t->fix, NULL, true, 20000, &t->state);
    if (built == JH_I_BUILT && jh_i_tree_has_fees(t))
        jh_i_tree_keep(t); /* searched when there are prices */
    else if (built == JH_I_BUILT)
        jh_i_tree_polish(t, true);
    if (t->loc->start != NULL && built != JH_I_BUILD_NONE) {
        jh_i_state_clear(&t->state);
        jh_i_state_set(&t->state, t->loc->start);
        if (jh_i_state_complete(&t->state) && jh_i_state_objective(&t->state) < JH_INF)
            jh_i_tree_polish(t, true);
    }
    return built != JH_I_BUILD_NONE;
}

/* From a price of nothing a small dual finds its way; a large one would spend its first steps on it. */
static bool is_large(const struct jh_i_loc *loc)
{
    return loc->list_start[loc->n_lists] * loc->n_kinds > 1000000;
}

/* A budget's price and an answer under it, from the best one known. False: the rules clash. */
static bool first_prices(struct jh_i_tree *t)
{
    if (!jh_i_tree_has_fees(t))
        return true;
    if (is_large(t->loc) && !jh_i_dual_settle_budget(&t->dual))
        return false;
    if (t->best == JH_INF)
        return true;
    jh_i_state_set(&t->state, t->best_open);
    jh_i_tree_trade(t);
    t->has_kept = true;
    t->answers_share = is_large(t->loc) ? 10 : 1; /* the bound comes near its end first */
    return true;
}

/* The shakes go on from what is left of the best answer, if that still serves all. */
static void go_on_shaking(struct jh_i_tree *t)
{
    if (!jh_i_tree_has_fees(t))
        return;
    jh_i_state_set(&t->state, t->best_open);
    if (!jh_i_state_complete(&t->state) || !(jh_i_state_objective(&t->state) < JH_INF))
        return;
    memcpy(t->kept_open, t->best_open, jh_i_loc_n_pairs(t->loc));
    t->has_kept = true;
    t->answers_share = is_large(t->loc) ? 10 : 1;
}

static enum jh_status solve_level(const struct jh_i_loc *loc, struct jh_i_clock *clock,
    int n_threads, const struct reduced *from, struct jh_i_loc_answer *answer,
    struct jh_error *err);

static enum jh_status solve_reduced(struct jh_i_tree *t, int n_threads, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct reduced r = {0};
    struct jh_i_loc_answer answer = {0};
    JH_TRY(st, reduce(t, &r, err));
    answer.open = r.open;
    answer.assigned = r.assigned;
    JH_TRY(st, solve_level(&r.loc, t->clock, n_threads, &r, &answer, err));
    if (answer.objective < t->best) {
        t->best = answer.objective;
        memset(t->best_open, 0, jh_i_loc_n_pairs(t->loc));
        for (size_t c = 0; c < t->loc->n_clients && t->loader != NULL; c++)
            t->best_assigned[c] = r.host_of[r.assigned[c]];
        for (size_t pair = 0; pair < jh_i_loc_n_pairs(&r.loc); pair++)
            if (r.open[pair])
                t->best_open[pair / r.loc.n_hosts * t->loc->n_hosts +
                             (size_t)r.host_of[pair % r.loc.n_hosts]] = 1;
    }
    t->bound = fmax(t->bound, answer.bound);
out:
    jh_i_loc_release(&r.loc);
    return st;
}

/* Root, then what it takes; t->bound and t->best are set. */
static enum jh_status search_level(
    struct jh_i_tree *t, int n_threads, const struct reduced *from, struct jh_error *err)
{
    if (from != NULL) {
        t->best = from->best;
        t->bound = from->bound;
        memcpy(t->dual.v_best, from->v, t->loc->n_clients * sizeof *from->v);
        memcpy(t->dual.price_best, from->price, t->dual.n_rows * sizeof *from->price);
        go_on_shaking(t);
    } else if (!first_answer(t)) {
        t->bound = JH_INF;
        return JH_OK;
    }
    enum jh_i_dual_end end = JH_I_DUAL_CUT;
    bool ok = from != NULL || first_prices(t);
    if (ok && jh_i_dual_restart(&t->dual, from != NULL ? 0.1 : 1))
        end = jh_i_tree_climb(t, 400, 25);
    if (end == JH_I_DUAL_CUT) {
        t->bound = t->best;
        return JH_OK;
    }
    t->bound = fmax(t->bound, t->dual.bound);
    if (end == JH_I_DUAL_STOP)
        return JH_OK;
    if (is_reducible(t))
        return solve_reduced(t, n_threads, err);
    memcpy(t->root_fix, t->fix, jh_i_loc_n_pairs(t->loc));
    return jh_i_tree_branch(t, err);
}

static enum jh_status solve_level(const struct jh_i_loc *loc, struct jh_i_clock *clock,
    int n_threads, const struct reduced *from, struct jh_i_loc_answer *answer, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_tree t = {
        .loc = loc, .clock = clock, .best_open = answer->open, .best_assigned = answer->assigned};
    jh_arena_init(&t.arena, 0);
    if (!tree_init(&t, n_threads)) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, search_level(&t, n_threads, from, err));
    if (t.lost) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    answer->objective = t.best;
    answer->bound = fmin(t.bound, t.best);
    if (t.best < JH_INF)
        answer->status =
            answer->bound >= t.best - 1e-9 * fabs(t.best) ? JH_I_LOC_OPTIMAL : JH_I_LOC_FEASIBLE;
    else
        answer->status =
            clock->stopped || t.leaf_bound < JH_INF ? JH_I_LOC_UNKNOWN : JH_I_LOC_INFEASIBLE;
out:
    jh_i_tree_release_nodes(&t);
    jh_i_search_release(t.search);
    jh_arena_release(&t.arena);
    return st;
}

enum jh_status jh_i_loc_solve_whole(const struct jh_i_loc *loc, struct jh_i_clock *clock,
    int n_threads, struct jh_i_loc_answer *answer, struct jh_error *err)
{
    return solve_level(loc, clock, n_threads, NULL, answer, err);
}
