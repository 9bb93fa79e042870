/*
 * Least cases and beds under patients' choice: what open pairs treat, what a move breaks or mends, and
 * between which figures the load of a pair lies whatever else opens.
 */
#include "site/home.h"

#include <math.h>
#include <string.h>

#include "base/num.h"

#define SLACK 1e-9 /* of a limit, for rounding */

bool jh_i_home_loads_wanted(const struct jh_site_problem *p)
{
    bool least = false;
    for (size_t i = 0; p->least_cases != NULL && i < p->n_hosts * p->n_specialties && !least; i++)
        least = p->state[i] != JH_SITE_NO && p->least_cases[i] > 0;
    return least ||
           (p->beds_per_case != NULL && (p->host_beds_max != NULL || p->region_beds_max != NULL));
}

static bool make_room(struct jh_i_home_loads *l, struct jh_arena *arena)
{
    const size_t n_pairs = l->home->n_pairs, n_groups = l->home->n_groups;
    const size_t n_hosts = l->home->loc->n_hosts;
    struct {
        double **array;
        size_t n;
    } const room[] = {{&l->least, n_pairs}, {&l->there, n_pairs}, {&l->staying, n_pairs},
        {&l->load, n_pairs}, {&l->low, n_pairs}, {&l->high, n_pairs}, {&l->pair_change, n_pairs},
        {&l->beds, l->home->loc->n_kinds}, {&l->host_max, n_hosts}, {&l->host_beds, n_hosts},
        {&l->host_change, n_hosts}, {&l->region_max, l->n_regions}, {&l->region_beds, l->n_regions},
        {&l->region_change, l->n_regions}, {&l->low_weight, n_groups}, {&l->high_weight, n_groups},
        {&l->group_change, n_groups}, {&l->zone_most, l->home->loc->n_zones}};
    for (size_t i = 0; i < sizeof room / sizeof *room; i++)
        if ((*room[i].array = jh_arena_new(arena, room[i].n, double)) == NULL)
            return false;
    l->region = jh_arena_new(arena, n_hosts, int32_t);
    l->group = jh_arena_new(arena, n_groups, int32_t);
    l->pair = jh_arena_new(arena, n_pairs, size_t);
    l->has_group = jh_arena_new(arena, n_groups, uint8_t);
    l->has_pair = jh_arena_new(arena, n_pairs, uint8_t);
    l->will = jh_arena_new(arena, n_pairs, uint8_t);
    return l->region != NULL && l->group != NULL && l->pair != NULL && l->has_group != NULL &&
           l->has_pair != NULL && l->will != NULL;
}

bool jh_i_home_loads_init(struct jh_i_home_loads *l, const struct jh_site_problem *p,
    const struct jh_i_home *home, struct jh_arena *arena)
{
    const struct jh_i_loc *loc = home->loc;
    const bool beds = p->beds_per_case != NULL;
    double sum = 0;
    *l = (struct jh_i_home_loads){
        .home = home, .n_regions = beds && p->region_beds_max != NULL ? p->n_regions : 0};
    if (!make_room(l, arena))
        return false;
    for (size_t k = 0; k < loc->n_kinds && beds; k++)
        sum += l->beds[k] = p->beds_per_case[k];
    l->case_beds = sum > 0 ? sum / (double)loc->n_kinds : 1;
    for (size_t h = 0; h < loc->n_hosts; h++) {
        l->host_max[h] = beds && p->host_beds_max != NULL ? p->host_beds_max[h] : JH_INF;
        l->region[h] = l->n_regions > 0 ? p->region_of_host[h] : -1;
    }
    for (size_t r = 0; r < l->n_regions; r++)
        l->region_max[r] = p->region_beds_max[r];
    for (size_t pair = 0; pair < home->n_pairs; pair++) {
        size_t at = pair % loc->n_hosts * loc->n_kinds + pair / loc->n_hosts;
        l->least[pair] = p->least_cases != NULL ? p->least_cases[at] : 0;
        l->there[pair] = p->beds_there != NULL ? p->beds_there[at] : 0;
        l->staying[pair] = home->in->staying != NULL ? home->in->staying[at] : 0;
    }
    return true;
}

/* ---- an open set ---- */

static double beds_of(const struct jh_i_home_loads *l, size_t pair, double load)
{
    return l->beds[pair / l->home->loc->n_hosts] * load;
}

static double new_beds(const struct jh_i_home_loads *l, size_t pair, double load)
{
    return fmax(0, beds_of(l, pair, load) - l->there[pair]);
}

/* How far a pair stays below its least cases; beds above a limit, told in cases. */
static double lacks(const struct jh_i_home_loads *l, size_t pair, double load)
{
    return load < l->least[pair] * (1 - SLACK) ? l->least[pair] - load : 0;
}

static bool above(double beds, double most)
{
    return beds > most + SLACK * fmax(1, most);
}

static double exceeds(const struct jh_i_home_loads *l, double beds, double most)
{
    return above(beds, most) ? (beds - most) / l->case_beds : 0;
}

void jh_i_home_loads_set(
    struct jh_i_home_loads *l, const uint8_t *open, const struct jh_i_home_value *value)
{
    const struct jh_i_home *home = l->home;
    const size_t n_hosts = home->loc->n_hosts;
    memset(l->load, 0, home->n_pairs * sizeof *l->load);
    memset(l->host_beds, 0, n_hosts * sizeof *l->host_beds);
    memset(l->region_beds, 0, l->n_regions * sizeof *l->region_beds);
    l->broken = 0;
    for (size_t pair = 0; pair < home->n_pairs; pair++) {
        size_t host = pair % n_hosts;
        if (!open[pair])
            continue;
        double load = l->staying[pair];
        for (size_t r = home->start[pair]; r < home->start[pair + 1]; r++) {
            int32_t g = home->group[r];
            load += home->treated[r] / (1 + value->u[g] + value->v[g]);
        }
        l->load[pair] = load;
        l->broken += lacks(l, pair, load);
        l->host_beds[host] += beds_of(l, pair, load);
        if (l->region[host] >= 0)
            l->region_beds[l->region[host]] += new_beds(l, pair, load);
    }
    for (size_t h = 0; h < n_hosts; h++)
        l->broken += exceeds(l, l->host_beds[h], l->host_max[h]);
    for (size_t r = 0; r < l->n_regions; r++)
        l->broken += exceeds(l, l->region_beds[r], l->region_max[r]);
}

/* ---- moves ---- */

static void touch_pair(struct jh_i_home_loads *l, size_t pair)
{
    if (!l->has_pair[pair])
        l->pair[l->n_pair++] = pair;
    l->has_pair[pair] = 1;
}

static void touch_move(struct jh_i_home_loads *l, size_t pair, double sign)
{
    const struct jh_i_home *home = l->home;
    touch_pair(l, pair);
    l->pair_change[pair] += sign * l->staying[pair];
    for (size_t r = home->start[pair]; r < home->start[pair + 1]; r++) {
        int32_t g = home->group[r];
        if (!l->has_group[g])
            l->group[l->n_group++] = g;
        l->has_group[g] = 1;
        l->group_change[g] += sign * home->weight[r];
    }
}

/* What open pairs gain or lose of a group. */
static void share_group(
    struct jh_i_home_loads *l, size_t g, const struct jh_i_home_value *value, const uint8_t *open)
{
    const struct jh_site_home *in = l->home->in;
    const double before = 1 + value->u[g] + value->v[g];
    const double after = fmax(1, before + l->group_change[g]);
    for (size_t r = in->start[g]; r < in->start[g + 1]; r++) {
        size_t pair = (size_t)in->specialty[g] * l->home->loc->n_hosts + (size_t)in->host[r];
        double treated = in->today[r] + in->cases[g] * in->weight[r];
        if (!open[pair] && !l->will[pair])
            continue;
        touch_pair(l, pair);
        l->pair_change[pair] +=
            (l->will[pair] ? treated / after : 0) - (open[pair] ? treated / before : 0);
    }
    l->group_change[g] = 0;
    l->has_group[g] = 0;
}

/* Change of what is broken by the touched pairs and the sums that they enter; these are left at 0. */
static double settle(struct jh_i_home_loads *l, const uint8_t *open)
{
    const size_t n_hosts = l->home->loc->n_hosts;
    double change = 0;
    for (size_t i = 0; i < l->n_pair; i++) {
        size_t pair = l->pair[i], host = pair % n_hosts;
        double before = l->load[pair], after = fmax(0, before + l->pair_change[pair]);
        after = l->will[pair] ? after : 0;
        change +=
            (l->will[pair] ? lacks(l, pair, after) : 0) - (open[pair] ? lacks(l, pair, before) : 0);
        l->host_change[host] += beds_of(l, pair, after) - beds_of(l, pair, before);
        if (l->region[host] >= 0)
            l->region_change[l->region[host]] +=
                new_beds(l, pair, after) - new_beds(l, pair, before);
    }
    for (size_t i = 0; i < l->n_pair; i++) {
        size_t pair = l->pair[i], host = pair % n_hosts;
        int32_t r = l->region[host];
        change += exceeds(l, l->host_beds[host] + l->host_change[host], l->host_max[host]) -
                  exceeds(l, l->host_beds[host], l->host_max[host]);
        l->host_change[host] = 0;
        if (r >= 0) {
            change += exceeds(l, l->region_beds[r] + l->region_change[r], l->region_max[r]) -
                      exceeds(l, l->region_beds[r], l->region_max[r]);
            l->region_change[r] = 0;
        }
        l->pair_change[pair] = 0;
        l->has_pair[pair] = 0;
    }
    return change;
}

double jh_i_home_loads_delta(struct jh_i_home_loads *l, const struct jh_i_home_value *value,
    const uint8_t *open, const struct jh_i_move *move)
{
    l->n_group = l->n_pair = 0;
    memcpy(l->will, open, l->home->n_pairs);
    for (size_t i = 0; i < move->n_close; i++) {
        touch_move(l, move->close[i], -1);
        l->will[move->close[i]] = 0;
    }
    for (size_t i = 0; i < move->n_open; i++) {
        touch_move(l, move->open[i], 1);
        l->will[move->open[i]] = 1;
    }
    for (size_t i = 0; i < l->n_group; i++)
        share_group(l, (size_t)l->group[i], value, open);
    return settle(l, open);
}

/* ---- bounds of loads ---- */

enum standing { OUT, FREE, SURE };

static enum standing standing(const struct jh_i_home_loads *l, const int8_t *fix, size_t pair)
{
    uint8_t state = l->home->loc->state[pair];
    if (state == JH_I_EXISTING)
        return SURE;
    if (state == JH_I_NO || fix[pair] < 0)
        return OUT;
    return state == JH_I_MUST || fix[pair] > 0 ? SURE : FREE;
}

/* Weights that are added to a group at least and at most. */
static void bound_group(struct jh_i_home_loads *l, const int8_t *fix, size_t g)
{
    const struct jh_site_home *in = l->home->in;
    const struct jh_i_loc *loc = l->home->loc;
    double least = 0, most = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t r = in->start[g]; r < in->start[g + 1]; r++) {
            size_t pair = (size_t)in->specialty[g] * loc->n_hosts + (size_t)in->host[r];
            int32_t zone = loc->zone[in->host[r]];
            enum standing s = standing(l, fix, pair);
            if (pass == 1) {
                if (zone >= 0)
                    l->zone_most[zone] = 0;
                continue;
            }
            if (s == OUT)
                continue;
            least += s == SURE ? in->weight[r] : 0;
            if (zone < 0 || !loc->rules.one_per_zone) {
                most += in->weight[r];
            } else {
                most += fmax(0, in->weight[r] - l->zone_most[zone]);
                l->zone_most[zone] = fmax(l->zone_most[zone], in->weight[r]);
            }
        }
    l->low_weight[g] = least;
    l->high_weight[g] = fmax(most, least);
}

static void bound_loads(struct jh_i_home_loads *l, const int8_t *fix)
{
    const struct jh_i_home *home = l->home;
    for (size_t g = 0; g < home->n_groups; g++)
        bound_group(l, fix, g);
    for (size_t pair = 0; pair < home->n_pairs; pair++) {
        enum standing s = standing(l, fix, pair);
        l->low[pair] = l->high[pair] = 0;
        if (s == OUT)
            continue;
        l->low[pair] = l->high[pair] = l->staying[pair];
        for (size_t r = home->start[pair]; r < home->start[pair + 1]; r++) {
            int32_t g = home->group[r];
            double own = s == FREE ? home->weight[r] : 0;
            l->low[pair] += home->treated[r] / (1 + l->high_weight[g]);
            l->high[pair] += home->treated[r] / (1 + l->low_weight[g] + own);
        }
    }
}

/* Beds that are sure to be needed; false: more than there may be, or too few cases. */
static bool add_sure(struct jh_i_home_loads *l, const int8_t *fix)
{
    const size_t n_hosts = l->home->loc->n_hosts;
    bool ok = true;
    memset(l->host_beds, 0, n_hosts * sizeof *l->host_beds);
    memset(l->region_beds, 0, l->n_regions * sizeof *l->region_beds);
    for (size_t pair = 0; pair < l->home->n_pairs; pair++) {
        size_t host = pair % n_hosts;
        if (standing(l, fix, pair) != SURE)
            continue;
        ok = ok && !(lacks(l, pair, l->high[pair]) > 0);
        l->host_beds[host] += beds_of(l, pair, l->low[pair]);
        if (l->region[host] >= 0)
            l->region_beds[l->region[host]] += new_beds(l, pair, l->low[pair]);
    }
    for (size_t h = 0; h < n_hosts; h++)
        ok = ok && !above(l->host_beds[h], l->host_max[h]);
    for (size_t r = 0; r < l->n_regions; r++)
        ok = ok && !above(l->region_beds[r], l->region_max[r]);
    return ok;
}

bool jh_i_home_loads_rule_out(struct jh_i_home_loads *l, int8_t *fix)
{
    const size_t n_hosts = l->home->loc->n_hosts;
    bool ok = true;
    for (bool any = true; any && ok;) {
        any = false;
        bound_loads(l, fix);
        ok = add_sure(l, fix);
        for (size_t pair = 0; pair < l->home->n_pairs && ok; pair++) {
            size_t host = pair % n_hosts;
            int32_t r = l->region[host];
            double low = l->low[pair];
            if (standing(l, fix, pair) != FREE ||
                !(lacks(l, pair, l->high[pair]) > 0 ||
                    above(l->host_beds[host] + beds_of(l, pair, low), l->host_max[host]) ||
                    (r >= 0 &&
                        above(l->region_beds[r] + new_beds(l, pair, low), l->region_max[r]))))
                continue;
            fix[pair] = -1;
            any = true;
        }
    }
    return ok;
}

/* ---- rows of the dual ---- */

size_t jh_i_home_loads_n_rows(const struct jh_i_home_loads *l)
{
    return l->home->loc->n_hosts + l->n_regions;
}

double jh_i_home_loads_row(const struct jh_i_home_loads *l, size_t pair, bool of_region)
{
    return of_region ? new_beds(l, pair, l->low[pair]) : beds_of(l, pair, l->low[pair]);
}
