/*
 * Zone by zone. Let f_z(k) be the best objective of zone z with at most k hosts. The whole is
 *   min sum_z f_z(k_z) with sum_z k_z <= hosts_max.
 * For each (z, k) a bound and an answer are kept; dynamic programming over the bounds gives the
 * bound of the whole, over the answers its answer. Only the pieces that the bounds' optimum uses
 * are worked on, so most are never solved.
 */
#include "site/loc.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

static const int64_t first_effort = 2000; /* steps of a piece, doubled when it matters again */

struct piece {
    double bound, objective; /* objective INFINITY: no answer yet */
    int64_t effort;
    uint8_t *open;     /* [pairs of the part] */
    int32_t *assigned; /* [clients of the part] */
};

struct zone {
    struct jh_i_loc part;
    int32_t *host_of, *client_of;
    int32_t k_max;
    struct piece *piece; /* [k_max + 1] */
};

struct zones {
    const struct jh_i_loc *loc;
    struct jh_i_clock *clock;
    struct zone *zone; /* [n_zones] */
    size_t n_built;
    size_t budget;               /* hosts in all that can matter */
    double *value;               /* [(n_zones + 1) * (budget + 1)] of the dynamic program */
    int32_t *choice;             /* likewise: k of the zone */
    int32_t *k_bound, *k_answer; /* [n_zones] its optimum over bounds, over answers */
    struct jh_arena arena;
};

bool jh_i_loc_zones_apart(const struct jh_i_loc *loc)
{
    const struct jh_i_loc_rules *rules = &loc->rules;
    if (loc->n_zones < 2 || rules->budget < JH_INF)
        return false;
    for (size_t g = 0; g < loc->load.n_groups; g++)
        if (loc->load.group_max[g] < JH_INF)
            return false;
    for (size_t host = 0; host < loc->n_hosts; host++) {
        bool eligible = loc->host_must[host] != 0;
        for (size_t pair = host; pair < jh_i_loc_n_pairs(loc); pair += loc->n_hosts)
            eligible = eligible || loc->state[pair] != JH_I_NO;
        if (eligible && loc->zone[host] < 0)
            return false;
    }
    for (size_t l = 0; l < loc->n_lists; l++) {
        if (loc->list_start[l] == loc->list_start[l + 1]) /* nobody serves: belongs to no zone */
            return false;
        for (size_t e = loc->list_start[l] + 1; e < loc->list_start[l + 1]; e++)
            if (loc->zone[loc->list_host[e]] != loc->zone[loc->list_host[e - 1]])
                return false;
    }
    /* Totals of pairs must be out of reach: one new pair per zone and kind, and the existing. */
    int64_t all = 0;
    for (size_t kind = 0; kind < loc->n_kinds; kind++) {
        int64_t n = (int64_t)loc->n_zones;
        for (size_t host = 0; host < loc->n_hosts; host++)
            n += loc->state[kind * loc->n_hosts + host] == JH_I_EXISTING;
        if (!rules->one_per_zone || n > rules->hosts_max)
            n = rules->hosts_max;
        if (n > rules->kind_max)
            return false;
        all += n;
    }
    int64_t by_host = (int64_t)rules->hosts_max * rules->host_kinds_max;
    return all <= rules->pairs_max || by_host <= rules->pairs_max;
}

/* ---- the part of one zone ---- */

static void number_part(const struct jh_i_loc *loc, size_t zone, struct jh_i_loc *part,
    int32_t *new_host, int32_t *new_list, size_t *n_entries)
{
    for (size_t host = 0; host < loc->n_hosts; host++)
        new_host[host] = loc->zone[host] == (int32_t)zone ? (int32_t)part->n_hosts++ : -1;
    *n_entries = 0;
    for (size_t l = 0; l < loc->n_lists; l++) {
        size_t n = loc->list_start[l + 1] - loc->list_start[l];
        new_list[l] = -1;
        if (n == 0 || loc->zone[loc->list_host[loc->list_start[l]]] != (int32_t)zone)
            continue;
        new_list[l] = (int32_t)part->n_lists++;
        *n_entries += n;
    }
    for (size_t c = 0; c < loc->n_clients; c++)
        part->n_clients += new_list[loc->client_list[c]] >= 0;
}

static void fill_part(const struct jh_i_loc *loc, struct jh_i_loc *part, const int32_t *new_host,
    const int32_t *new_list, int32_t *host_of, int32_t *client_of)
{
    size_t e_new = 0, c_new = 0;
    for (size_t host = 0; host < loc->n_hosts; host++) {
        int32_t h = new_host[host];
        if (h < 0)
            continue;
        host_of[h] = (int32_t)host;
        part->zone[h] = 0;
        jh_i_loc_copy_host(loc, host, part, (size_t)h);
    }
    for (size_t l = 0; l < loc->n_lists; l++) {
        if (new_list[l] < 0)
            continue;
        for (size_t e = loc->list_start[l]; e < loc->list_start[l + 1]; e++) {
            part->list_host[e_new] = new_host[loc->list_host[e]];
            part->list_cost[e_new++] = loc->list_cost[e];
        }
        part->list_start[new_list[l] + 1] = e_new;
    }
    for (size_t kind = 0; kind < loc->n_kinds; kind++) {
        part->kind_start[kind] = c_new;
        for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
            if (new_list[loc->client_list[c]] < 0)
                continue;
            part->client_list[c_new] = new_list[loc->client_list[c]];
            client_of[c_new] = (int32_t)c;
            jh_i_loc_copy_client(loc, c, part, c_new++);
        }
    }
    part->kind_start[loc->n_kinds] = c_new;
    jh_i_loc_copy_loads(loc, part);
}

enum jh_status jh_i_loc_zone_part(const struct jh_i_loc *loc, size_t zone, int32_t hosts_max,
    struct jh_i_loc *part, int32_t **host_of, int32_t **client_of, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n_entries;
    jh_i_loc_init(part);
    int32_t *new_host = jh_i_calloc(loc->n_hosts, sizeof *new_host);
    int32_t *new_list = jh_i_calloc(loc->n_lists, sizeof *new_list);
    if (new_host == NULL || new_list == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    number_part(loc, zone, part, new_host, new_list, &n_entries);
    part->n_kinds = loc->n_kinds;
    part->n_zones = 1;
    part->rules = loc->rules;
    part->rules.hosts_max = hosts_max;
    part->rules.pairs_max = part->rules.kind_max = JH_I_LOC_NO_LIMIT;
    part->grain = loc->grain;
    part->n_summed = loc->n_summed;
    part->load.n_groups = loc->load.n_groups;
    JH_TRY(st, jh_i_loc_alloc(part, n_entries, err));
    *host_of = jh_arena_new(&part->arena, part->n_hosts, int32_t);
    *client_of = jh_arena_new(&part->arena, part->n_clients, int32_t);
    if (*host_of == NULL || *client_of == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    part->zone_min[0] = loc->zone_min[zone];
    fill_part(loc, part, new_host, new_list, *host_of, *client_of);
    JH_TRY(st, jh_i_loc_finish(part, err));
out:
    jh_i_free(new_host);
    jh_i_free(new_list);
    return st;
}

/* ---- pieces ---- */

/* Cheapest host for each client whatever the rules: bound of all pieces of the zone. */
static double ideal(const struct jh_i_loc *part)
{
    struct jh_sum sum = {0, 0};
    for (size_t kind = 0; kind < part->n_kinds; kind++)
        for (size_t c = part->kind_start[kind]; c < part->kind_start[kind + 1]; c++) {
            size_t e = part->list_start[part->client_list[c]];
            size_t end = part->list_start[part->client_list[c] + 1];
            while (e < end &&
                   part->state[kind * part->n_hosts + (size_t)part->list_host[e]] == JH_I_NO)
                e++;
            if (e == end)
                return JH_INF;
            jh_sum_add(&sum, part->client_weight[c] * part->list_cost[e]);
        }
    double value = jh_sum_value(&sum);
    return value - 1e-12 * fabs(value);
}

static int32_t count_hosts(const struct jh_i_loc *part, const uint8_t *open)
{
    int32_t n = 0;
    for (size_t host = 0; host < part->n_hosts; host++) {
        bool any = false;
        for (size_t pair = host; pair < jh_i_loc_n_pairs(part); pair += part->n_hosts)
            any = any || open[pair];
        n += any;
    }
    return n;
}

static bool proven(const struct piece *piece)
{
    return piece->bound == JH_INF ||
           piece->bound >= piece->objective - 1e-10 * fabs(piece->objective);
}

static void copy_answer(
    const struct jh_i_loc *part, const uint8_t *open, const int32_t *assigned, struct piece *to)
{
    memcpy(to->open, open, jh_i_loc_n_pairs(part));
    if (part->n_clients > 0)
        memcpy(to->assigned, assigned, part->n_clients * sizeof *assigned);
}

/* What was found for k hosts also speaks for other numbers: fewer cannot do better, and an answer
 * serves wherever its hosts are allowed. */
static void spread(struct zone *zone, int32_t k, int32_t used)
{
    const struct piece *from = &zone->piece[k];
    for (int32_t other = 0; other <= zone->k_max; other++) {
        struct piece *to = &zone->piece[other];
        if (other < k)
            to->bound = fmax(to->bound, from->bound);
        if (other == k || other < used || !(from->objective < to->objective))
            continue;
        to->objective = from->objective;
        copy_answer(&zone->part, from->open, from->assigned, to);
    }
}

static enum jh_status work_on(struct zones *z, struct zone *zone, int32_t k, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct piece *piece = &zone->piece[k];
    struct jh_i_loc_answer answer = {
        .open = jh_i_calloc(jh_i_loc_n_pairs(&zone->part), sizeof *answer.open),
        .assigned = jh_i_calloc(zone->part.n_clients, sizeof *answer.assigned)};
    struct jh_run run = z->clock->run != NULL ? *z->clock->run : (struct jh_run){0};
    struct jh_i_clock clock = {.run = &run};
    run.bounds = NULL; /* those of a part say nothing of the whole */
    int64_t left = z->clock->limit - z->clock->n;
    if (answer.open == NULL || answer.assigned == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    clock.limit = piece->effort < left ? piece->effort : left;
    piece->effort *= 2;
    zone->part.rules.hosts_max = k;
    JH_TRY(st, jh_i_loc_solve_whole(&zone->part, &clock, 1, &answer, err));
    z->clock->n += clock.n;
    /* by the effort alone: go on; by the run, or by the limit of the whole: stop */
    z->clock->stopped = clock.stopped && (clock.n < clock.limit || clock.limit == left);
    if (answer.status == JH_I_LOC_INFEASIBLE)
        piece->bound = JH_INF;
    else if (answer.status != JH_I_LOC_UNKNOWN) {
        piece->bound = fmax(piece->bound, answer.bound);
        if (answer.objective < piece->objective) {
            piece->objective = answer.objective;
            copy_answer(&zone->part, answer.open, answer.assigned, piece);
        }
    }
    spread(zone, k, count_hosts(&zone->part, piece->open));
out:
    jh_i_free(answer.open);
    jh_i_free(answer.assigned);
    return st;
}

/* ---- putting together ---- */

/* min sum over zones of the piece values with hosts in all within the budget. */
static double combine(struct zones *z, bool bounds, int32_t *out_k)
{
    size_t n = z->loc->n_zones, width = z->budget + 1;
    for (size_t b = 0; b < width; b++)
        z->value[b] = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t b = 0; b < width; b++) {
            double best = JH_INF;
            int32_t best_k = 0;
            for (int32_t k = 0; k <= z->zone[i].k_max && (size_t)k <= b; k++) {
                const struct piece *piece = &z->zone[i].piece[k];
                double value = z->value[i * width + b - (size_t)k] +
                               (bounds ? piece->bound : piece->objective);
                if (value < best) {
                    best = value;
                    best_k = k;
                }
            }
            z->value[(i + 1) * width + b] = best;
            z->choice[(i + 1) * width + b] = best_k;
        }
    double best = z->value[n * width + z->budget];
    if (best == JH_INF)
        return best;
    struct jh_sum sum = {0, 0};
    for (size_t i = n, b = z->budget; i > 0; i--) {
        out_k[i - 1] = z->choice[i * width + b];
        b -= (size_t)out_k[i - 1];
        const struct piece *piece = &z->zone[i - 1].piece[out_k[i - 1]];
        jh_sum_add(&sum, bounds ? piece->bound : piece->objective);
    }
    return jh_sum_value(&sum);
}

static void write_answer(const struct zones *z, uint8_t *open, int32_t *assigned)
{
    memset(open, 0, jh_i_loc_n_pairs(z->loc));
    for (size_t i = 0; i < z->loc->n_zones; i++) {
        const struct zone *zone = &z->zone[i];
        const uint8_t *part = zone->piece[z->k_answer[i]].open;
        for (size_t pair = 0; pair < jh_i_loc_n_pairs(&zone->part); pair++)
            if (part[pair])
                open[pair / zone->part.n_hosts * z->loc->n_hosts +
                     (size_t)zone->host_of[pair % zone->part.n_hosts]] = 1;
        for (size_t c = 0; c < zone->part.n_clients && z->loc->load.on; c++)
            assigned[zone->client_of[c]] = zone->host_of[zone->piece[z->k_answer[i]].assigned[c]];
    }
}

static enum jh_status zone_init(struct zones *z, size_t i, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct zone *zone = &z->zone[i];
    const struct jh_i_loc_rules *rules = &z->loc->rules;
    z->n_built = i + 1;
    size_t n_pairs, n_k;
    uint8_t *open;
    int32_t *assigned;
    double bound;
    JH_TRY(st, jh_i_loc_zone_part(z->loc, i, rules->hosts_max, &zone->part, &zone->host_of,
                   &zone->client_of, err));
    n_pairs = jh_i_loc_n_pairs(&zone->part);
    zone->k_max = (int32_t)zone->part.n_hosts;
    if (rules->zone_max < zone->k_max)
        zone->k_max = rules->zone_max;
    if (rules->hosts_max < zone->k_max)
        zone->k_max = rules->hosts_max;
    n_k = (size_t)zone->k_max + 1;
    zone->piece = jh_arena_new(&z->arena, n_k, struct piece);
    open = jh_arena_new(&z->arena, n_k * n_pairs, uint8_t);
    assigned = jh_arena_new(&z->arena, n_k * zone->part.n_clients, int32_t);
    if (zone->piece == NULL || open == NULL || assigned == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    bound = ideal(&zone->part);
    for (size_t k = 0; k < n_k; k++)
        zone->piece[k] =
            (struct piece){.bound = (int32_t)k < zone->part.zone_min[0] ? JH_INF : bound,
                .objective = JH_INF,
                .effort = first_effort,
                .open = open + k * n_pairs,
                .assigned = assigned + k * zone->part.n_clients};
out:
    return st;
}

static enum jh_status zones_init(struct zones *z, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_i_loc *loc = z->loc;
    size_t most = 0;
    z->zone = jh_arena_new(&z->arena, loc->n_zones, struct zone);
    z->k_bound = jh_arena_new(&z->arena, loc->n_zones, int32_t);
    z->k_answer = jh_arena_new(&z->arena, loc->n_zones, int32_t);
    if (z->zone == NULL || z->k_bound == NULL || z->k_answer == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < loc->n_zones; i++) {
        JH_TRY(st, zone_init(z, i, err));
        most += (size_t)z->zone[i].k_max;
    }
    z->budget = most < (size_t)loc->rules.hosts_max ? most : (size_t)loc->rules.hosts_max;
    z->value = jh_arena_new(&z->arena, (loc->n_zones + 1) * (z->budget + 1), double);
    z->choice = jh_arena_new(&z->arena, (loc->n_zones + 1) * (z->budget + 1), int32_t);
    if (z->value == NULL || z->choice == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
out:
    return st;
}

/* k_answer is room for what combine() says of each zone; it is filled anew before it counts. */
static void tell_bounds(struct zones *z)
{
    double bound = combine(z, true, z->k_answer), objective = combine(z, false, z->k_answer);
    jh_run_bounds(z->clock->run, objective, fmin(bound, objective));
}

/* Work on every unproven piece that the optimum over the bounds uses. */
static enum jh_status round_of_work(struct zones *z, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < z->loc->n_zones && !z->clock->stopped; i++) {
        struct zone *zone = &z->zone[i];
        if (proven(&zone->piece[z->k_bound[i]]))
            continue;
        JH_TRY(st, work_on(z, zone, z->k_bound[i], err));
        tell_bounds(z);
    }
out:
    return st;
}

enum jh_status jh_i_loc_solve_zones(const struct jh_i_loc *loc, struct jh_i_clock *clock,
    struct jh_i_loc_answer *answer, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct zones z = {.loc = loc, .clock = clock};
    jh_arena_init(&z.arena, 0);
    JH_TRY(st, zones_init(&z, err));
    for (;;) {
        tell_bounds(&z);
        answer->bound = combine(&z, true, z.k_bound);
        answer->objective = combine(&z, false, z.k_answer);
        double gap = answer->objective - answer->bound, size = fabs(answer->objective);
        bool done = answer->bound == JH_INF || (size < JH_INF && gap <= 1e-9 * size);
        jh_run_progress(clock->run, "searching for the best choice of centres",
            done            ? 1
            : !(gap < size) ? 0
                            : -log10(gap / size) / 9);
        if (done || clock->stopped)
            break;
        JH_TRY(st, round_of_work(&z, err));
    }
    answer->status = JH_I_LOC_INFEASIBLE;
    if (answer->objective < JH_INF) {
        write_answer(&z, answer->open, answer->assigned);
        answer->status = answer->bound >= answer->objective - 1e-9 * fabs(answer->objective)
                             ? JH_I_LOC_OPTIMAL
                             : JH_I_LOC_FEASIBLE;
        answer->bound = fmin(answer->bound, answer->objective);
    } else if (answer->bound < JH_INF) {
        answer->status = JH_I_LOC_UNKNOWN;
    }
out:
    for (size_t i = 0; i < z.n_built; i++)
        jh_i_loc_release(&z.zone[i].part);
    jh_arena_release(&z.arena);
    return st;
}

enum jh_status jh_i_loc_solve(const struct jh_i_loc *loc, const struct jh_run *run,
    struct jh_i_loc_answer *answer, struct jh_error *err)
{
    struct jh_i_clock clock = {.run = run,
        .limit = run != NULL && run->iteration_limit > 0 ? run->iteration_limit : INT64_MAX};
    enum jh_status st = jh_i_loc_zones_apart(loc)
                            ? jh_i_loc_solve_zones(loc, &clock, answer, err)
                            : jh_i_loc_solve_whole(loc, &clock, jh_run_threads(run), answer, err);
    answer->iterations = clock.n;
    return st;
}
