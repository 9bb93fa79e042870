#include "site/home.h"

#include "base/num.h"

/* Rows of the input, pair by pair. */
bool jh_i_home_init(struct jh_i_home *home, const struct jh_site_home *in,
    const struct jh_i_loc *loc, struct jh_arena *arena)
{
    const size_t n_pairs = jh_i_loc_n_pairs(loc), n_rows = in->start[in->n_groups];
    *home = (struct jh_i_home){.in = in, .loc = loc, .n_groups = in->n_groups, .n_pairs = n_pairs};
    home->start = jh_arena_new(arena, n_pairs + 2, size_t);
    home->group = jh_arena_new(arena, n_rows, int32_t);
    home->weight = jh_arena_new(arena, n_rows, double);
    home->at_home = jh_arena_new(arena, n_rows, uint8_t);
    if (in->cases != NULL && (home->treated = jh_arena_new(arena, n_rows, double)) == NULL)
        return false;
    if (home->start == NULL || home->group == NULL || home->weight == NULL || home->at_home == NULL)
        return false;
    for (size_t g = 0; g < in->n_groups; g++)
        for (size_t r = in->start[g]; r < in->start[g + 1]; r++)
            home->start[(size_t)in->specialty[g] * loc->n_hosts + (size_t)in->host[r] + 2]++;
    for (size_t p = 0; p < n_pairs; p++)
        home->start[p + 2] += home->start[p + 1];
    for (size_t g = 0; g < in->n_groups; g++)
        for (size_t r = in->start[g]; r < in->start[g + 1]; r++) {
            size_t pair = (size_t)in->specialty[g] * loc->n_hosts + (size_t)in->host[r];
            size_t at = home->start[pair + 1]++;
            int32_t zone = loc->zone[in->host[r]];
            home->group[at] = (int32_t)g;
            home->weight[at] = in->weight[r];
            if (home->treated != NULL)
                home->treated[at] = in->today[r] + in->cases[g] * in->weight[r];
            home->at_home[at] = !in->own_zone || (zone >= 0 && zone == in->zone[g]);
        }
    return true;
}

bool jh_i_home_value_init(
    struct jh_i_home_value *value, const struct jh_i_home *home, struct jh_arena *arena)
{
    *value = (struct jh_i_home_value){.home = home,
        .u = jh_arena_new(arena, home->n_groups, double),
        .v = jh_arena_new(arena, home->n_groups, double),
        .du = jh_arena_new(arena, home->n_groups, double),
        .dv = jh_arena_new(arena, home->n_groups, double),
        .touched = jh_arena_new(arena, home->n_groups, int32_t),
        .is_touched = jh_arena_new(arena, home->n_groups, uint8_t)};
    return value->u != NULL && value->v != NULL && value->du != NULL && value->dv != NULL &&
           value->touched != NULL && value->is_touched != NULL;
}

double jh_i_home_of_group(const struct jh_i_home *home, size_t group, double u, double v)
{
    double kept = v > 0 && home->in->kept != NULL ? home->in->kept[group] * v : 0;
    return (home->in->leaving[group] * u - kept) / (1 + u + v);
}

static void add_pair(struct jh_i_home_value *value, size_t pair, double sign)
{
    const struct jh_i_home *home = value->home;
    for (size_t r = home->start[pair]; r < home->start[pair + 1]; r++)
        (home->at_home[r] ? value->u : value->v)[home->group[r]] += sign * home->weight[r];
}

void jh_i_home_value_set(struct jh_i_home_value *value, const uint8_t *open)
{
    for (size_t g = 0; g < value->home->n_groups; g++)
        value->u[g] = value->v[g] = 0;
    for (size_t pair = 0; pair < value->home->n_pairs; pair++)
        if (open[pair])
            add_pair(value, pair, 1);
}

double jh_i_home_value_sum(const struct jh_i_home_value *value)
{
    struct jh_sum sum = {0, 0};
    for (size_t g = 0; g < value->home->n_groups; g++)
        jh_sum_add(&sum, jh_i_home_of_group(value->home, g, value->u[g], value->v[g]));
    return jh_sum_value(&sum);
}

static size_t touch(struct jh_i_home_value *value, size_t pair, double sign, size_t n)
{
    const struct jh_i_home *home = value->home;
    for (size_t r = home->start[pair]; r < home->start[pair + 1]; r++) {
        int32_t g = home->group[r];
        if (!value->is_touched[g]) {
            value->is_touched[g] = 1;
            value->touched[n++] = g;
        }
        (home->at_home[r] ? value->du : value->dv)[g] += sign * home->weight[r];
    }
    return n;
}

double jh_i_home_value_delta(struct jh_i_home_value *value, const struct jh_i_move *move)
{
    size_t n = 0;
    double delta = 0;
    for (size_t i = 0; i < move->n_close; i++)
        n = touch(value, move->close[i], -1, n);
    for (size_t i = 0; i < move->n_open; i++)
        n = touch(value, move->open[i], 1, n);
    for (size_t i = 0; i < n; i++) {
        size_t g = (size_t)value->touched[i];
        double u = value->u[g], v = value->v[g];
        delta += jh_i_home_of_group(
                     value->home, g, fmax(u + value->du[g], 0), fmax(v + value->dv[g], 0)) -
                 jh_i_home_of_group(value->home, g, u, v);
        value->du[g] = value->dv[g] = 0;
        value->is_touched[g] = 0;
    }
    return delta;
}

void jh_i_home_value_apply(struct jh_i_home_value *value, const struct jh_i_move *move)
{
    for (size_t i = 0; i < move->n_close; i++)
        add_pair(value, move->close[i], -1);
    for (size_t i = 0; i < move->n_open; i++)
        add_pair(value, move->open[i], 1);
}
