/* The search over hosts, and the answer with its reasons. */
#include "junheng/pair.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/num.h"
#include "pair/host_price.h"
#include "pair/problem.h"

static const int64_t default_nodes = 2000;
/* What the question "and without this exporter?" may cost, as a part of the nodes. */
static const int64_t nodes_divisor = 10;

struct jh_pair_options jh_pair_options_default(void)
{
    return (struct jh_pair_options){
        .uplift = 0.5, .tie_weight = 0.1, .hour_weight = 0.01, .far_min = 600};
}

static const struct {
    const char *code, *text;
} reasons[] = {
#define JH_X(name, number, code, text) [number] = {code, text},
    JH_PAIR_REASON_MAP(JH_X)
#undef JH_X
};

const char *jh_pair_reason_code(enum jh_pair_reason reason)
{
    return reasons[reason].code;
}

const char *jh_pair_reason_text(enum jh_pair_reason reason)
{
    return reasons[reason].text;
}

/* ---- One exporter a host ---------------------------------------------------------------------- */

struct search {
    struct jh_i_pair_problem *p;
    const struct jh_run *run;
    int64_t nodes, limit;
    int64_t best, bound; /* best -1: none found yet; bound: of what was left unsearched */
    int32_t *taken;      /* [n_centres], column of the best answer by place */
    struct jh_i_pair_prices prices; /* one exporter a host: of what exporters carry */
};

static int64_t solve_blocks(struct jh_i_pair_problem *p)
{
    int64_t sum = 0;
    for (size_t b = 0; b < p->n_blocks; b++)
        sum += jh_i_transport_solve(&p->block[b].flow);
    return sum;
}

static void keep(struct search *s, int64_t total)
{
    s->best = total;
    for (size_t b = 0; b < s->p->n_blocks; b++) {
        const struct jh_i_pair_block *block = &s->p->block[b];
        for (size_t r = 0; r < block->flow.n_rows; r++)
            s->taken[block->row + r] = block->flow.taken[r];
    }
}

/* The hospital that the place has in the blocks' present solution, and the worth of it. */
static int32_t present(const struct jh_i_pair_problem *p, size_t place, int64_t *out_worth)
{
    const struct jh_i_pair_block *b = &p->block[p->block_of[place]];
    const size_t row = place - b->row;
    const int32_t column = b->flow.taken[row];
    *out_worth = column >= 0 ? b->worth[row * b->flow.n_columns + (size_t)column] : 0;
    return jh_i_pair_hospital(p, b, column);
}

/* Of a host's exporters the one that brings most, the first of equals; *out_several: more than one. */
static int32_t main_exporter(
    const struct jh_i_pair_problem *p, size_t from, size_t to, bool *out_several)
{
    int32_t best = JH_NONE;
    int64_t best_sum = -1, worth;
    *out_several = false;
    for (size_t i = from; i < to; i++) {
        int32_t hospital = present(p, p->by_host[i], &worth);
        int64_t sum = 0;
        if (hospital == JH_NONE)
            continue;
        *out_several |= best != JH_NONE && hospital != best;
        for (size_t k = from; k < to; k++)
            sum += present(p, p->by_host[k], &worth) == hospital ? worth : 0;
        if (sum > best_sum || (sum == best_sum && hospital < best)) {
            best = hospital;
            best_sum = sum;
        }
    }
    return best;
}

static bool exhausted(const struct search *s)
{
    const struct jh_run *run = s->run;
    return s->best >= 0 && (s->nodes >= s->limit || (run != NULL && run->should_stop != NULL &&
                                                        run->should_stop(run->ctx)));
}

/* Depth first: the specialties apart are one bound, the hosts apart at prices another; a host with
 * several exporters is branched on, the one that it takes at the prices (else its main one) alone first,
 * so that an answer is found within as many nodes as there are hosts. */
static void explore(struct search *s) // NOLINT(misc-no-recursion): as deep as there are branches
{
    struct jh_i_pair_problem *p = s->p;
    const int64_t total = solve_blocks(p), priced = jh_i_pair_prices_bound(&s->prices);
    const int64_t bound = total < priced ? total : priced;
    if (bound <= s->best)
        return;
    if (exhausted(s)) {
        s->bound = bound > s->bound ? bound : s->bound;
        return;
    }
    s->nodes++;
    bool several = false;
    size_t from = 0, to = 0;
    int32_t exporter = JH_NONE;
    for (from = 0; from < p->in.n_centres; from = to) {
        to = jh_i_pair_host_end(p, from);
        exporter = main_exporter(p, from, to, &several);
        if (several && s->prices.choice[from] != JH_NONE)
            exporter = s->prices.choice[from];
        if (several)
            break;
    }
    if (!several) {
        keep(s, total);
        return;
    }
    for (int without = 0; without < 2; without++) {
        jh_i_pair_bar(p, from, to, exporter, without == 0, 1);
        explore(s);
        jh_i_pair_bar(p, from, to, exporter, without == 0, -1);
    }
}

static void search_run(struct search *s, int64_t limit)
{
    s->nodes = 0;
    s->limit = limit;
    s->best = s->bound = -1;
    if (s->p->in.options.one_per_host)
        explore(s);
    else
        keep(s, solve_blocks(s->p));
}

/* ---- The answer ------------------------------------------------------------------------------- */

static struct jh_pair unpaired(enum jh_pair_reason reason)
{
    return (struct jh_pair){JH_NONE, reason, JH_PAIR_CONSENT_UNKNOWN, JH_NAN, JH_NAN, JH_NAN,
        JH_NAN, JH_NAN, JH_NAN, JH_NAN, JH_NONE, JH_NAN};
}

/* Whatever came nearest to being made speaks. */
static enum jh_pair_reason why_not(const struct jh_i_pair_problem *p, size_t place)
{
    const struct jh_i_pair_block *b = &p->block[p->block_of[place]];
    const size_t row = place - b->row;
    enum jh_pair_reason nearest = JH_PAIR_NO_EXPORTER;
    for (size_t k = 0; k < b->flow.n_columns; k++) {
        struct jh_pair pair;
        enum jh_pair_reason reason =
            jh_i_pair_judge(&p->in, p->centre[place], p->exporter[b->column + k], &pair);
        if (reason == JH_PAIR_TAKEN && b->flow.capacity[k] <= 0)
            reason = JH_PAIR_FULL; /* with locked pairs */
        if (reason == JH_PAIR_TAKEN && b->barred[row * b->flow.n_columns + k] > 0)
            reason = JH_PAIR_ONE_PER_HOST; /* by a locked pair */
        nearest = reason > nearest ? reason : nearest;
    }
    return nearest;
}

static void describe(
    const struct jh_i_pair_problem *p, const int32_t *taken, struct jh_pair *out_pair)
{
    for (size_t i = 0; i < p->in.n_centres; i++) {
        const struct jh_i_pair_block *b = &p->block[p->block_of[i]];
        struct jh_pair *pair = &out_pair[p->centre[i]];
        const bool locked = p->locked[i] >= 0;
        if (!locked && taken[i] < 0) {
            *pair = unpaired(why_not(p, i));
            continue;
        }
        size_t place = locked ? (size_t)p->locked[i] : b->column + (size_t)taken[i];
        jh_i_pair_judge(&p->in, p->centre[i], p->exporter[place], pair);
        pair->reason = locked ? JH_PAIR_LOCKED : JH_PAIR_BEST;
        pair->next_exporter = JH_NONE;
        pair->next_cost = JH_NAN;
    }
}

/* Hosts whose exporter brings something: what is left unpaired is so for that reason. */
static void blame_hosts(const struct jh_i_pair_problem *p, struct jh_pair *pair)
{
    size_t end;
    for (size_t from = 0; from < p->in.n_centres; from = end) {
        bool any = false;
        end = jh_i_pair_host_end(p, from);
        for (size_t i = from; i < end; i++)
            any |= pair[p->centre[p->by_host[i]]].exporter != JH_NONE;
        for (size_t i = from; i < end && any; i++) {
            struct jh_pair *one = &pair[p->centre[p->by_host[i]]];
            if (one->exporter == JH_NONE && one->reason == JH_PAIR_TAKEN)
                one->reason = JH_PAIR_ONE_PER_HOST;
        }
    }
}

static void next_by_specialty(struct jh_i_pair_problem *p, struct jh_pair *pair)
{
    for (size_t i = 0; i < p->in.n_centres; i++) {
        struct jh_i_pair_block *b = &p->block[p->block_of[i]];
        struct jh_pair *one = &pair[p->centre[i]];
        int32_t column;
        if (one->reason != JH_PAIR_BEST)
            continue;
        one->next_cost =
            ldexp((double)jh_i_transport_loss(&b->flow, i - b->row, &column), -p->shift);
        one->next_exporter = jh_i_pair_hospital(p, b, column);
    }
}

/* The whole again without each host's exporter. */
static void next_by_host(struct search *s, int64_t limit, int64_t optimum, struct jh_pair *pair)
{
    struct jh_i_pair_problem *p = s->p;
    size_t end;
    for (size_t from = 0; from < p->in.n_centres; from = end) {
        int32_t exporter = JH_NONE;
        bool locked = false;
        end = jh_i_pair_host_end(p, from);
        for (size_t i = from; i < end; i++) {
            const struct jh_pair *one = &pair[p->centre[p->by_host[i]]];
            locked |= one->reason == JH_PAIR_LOCKED;
            exporter = one->exporter != JH_NONE ? one->exporter : exporter;
        }
        if (exporter == JH_NONE || locked)
            continue;
        jh_i_pair_bar(p, from, end, exporter, false, 1);
        search_run(s, limit);
        jh_i_pair_bar(p, from, end, exporter, false, -1);
        for (size_t i = from; i < end && s->bound <= s->best; i++) {
            const size_t place = p->by_host[i];
            struct jh_pair *one = &pair[p->centre[place]];
            if (one->reason != JH_PAIR_BEST)
                continue;
            one->next_cost = ldexp((double)(optimum - s->best), -p->shift);
            one->next_exporter =
                jh_i_pair_hospital(p, &p->block[p->block_of[place]], s->taken[place]);
        }
    }
}

static struct jh_pair_result sum_up(
    const struct jh_i_pair_problem *p, const struct search *s, const struct jh_pair *pair)
{
    struct jh_pair_result result = {.proven = s->bound <= s->best};
    for (size_t i = 0; i < p->in.n_centres; i++) {
        const struct jh_pair *one = &pair[p->centre[i]];
        if (one->exporter == JH_NONE)
            continue;
        result.n_paired++;
        result.value += isnan(one->value) ? 0 : one->value; /* locked without quality */
    }
    result.bound = result.value;
    if (!result.proven)
        result.bound += ldexp((double)(s->bound - s->best), -p->shift);
    return result;
}

enum jh_status jh_pair_match(size_t n_centres, const struct jh_pair_centre *centre,
    size_t n_exporters, const struct jh_pair_exporter *exporter, const double *tie,
    const double *minutes, const uint8_t *consent, size_t n_rules, const struct jh_pair_rule *rule,
    const struct jh_pair_options *options, const struct jh_run *run, struct jh_pair *out_pair,
    struct jh_pair_result *out_result, struct jh_error *err)
{
    const struct jh_i_pair_input input = {
        n_centres, n_exporters, n_rules, centre, exporter, tie, minutes, consent, rule, *options};
    const int64_t limit =
        run != NULL && run->iteration_limit > 0 ? run->iteration_limit : default_nodes;
    struct jh_i_pair_problem p;
    struct search s = {.p = &p, .run = run};
    struct jh_arena arena;
    enum jh_status st = JH_OK;
    jh_arena_init(&arena, 0);
    JH_TRY(st, jh_i_pair_prepare(&p, &input, &arena, err));
    s.taken = jh_arena_new(&arena, n_centres, int32_t);
    if (s.taken == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    if (options->one_per_host)
        JH_TRY(st, jh_i_pair_prices_make(&s.prices, &p, &arena, err));
    search_run(&s, limit);
    describe(&p, s.taken, out_pair);
    *out_result = sum_up(&p, &s, out_pair);
    if (options->one_per_host) {
        blame_hosts(&p, out_pair);
        if (out_result->proven)
            next_by_host(&s, limit / nodes_divisor + 1, s.best, out_pair);
    } else {
        next_by_specialty(&p, out_pair);
    }
out:
    jh_arena_release(&arena);
    return st;
}
