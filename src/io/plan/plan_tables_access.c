/*
 * Tables of a plan about equity by zone, and about the places it was allowed to choose.
 */
#include "base/msg.h"
#include "io/plan/plan_rows.h"

#define PER_1000 1000.0

static void put_part(
    struct jh_i_rows *rows, const struct jh_equity_part *before, const struct jh_equity_part *after)
{
    jh_i_put_num(rows, after->people);
    jh_i_put_num(rows, PER_1000 * before->mean);
    jh_i_put_num(rows, PER_1000 * after->mean);
    jh_i_put_num(rows, before->gini);
    jh_i_put_num(rows, after->gini);
    jh_i_put_num(rows, before->between);
    jh_i_put_num(rows, after->between);
    jh_i_put_num(rows, before->within);
    jh_i_put_num(rows, after->within);
    jh_i_put_num(rows, after->between + after->within - before->between - before->within);
}

/* The territory as if it were one zone of it: its terms are the sums of all. */
static struct jh_equity_part whole(const struct jh_equity *e, double people)
{
    return (struct jh_equity_part){people, e->mean, e->gini, e->theil_between, e->theil_within};
}

static void fill_equity(struct jh_i_rows *rows)
{
    const struct jh_plan *plan = rows->plan;
    const struct jh_equity_part *before = plan->equity_zones_before,
                                *after = plan->equity_zones_after;
    size_t n_zones = plan->zoning.zones.n;
    double people = 0;
    if (before == NULL || after == NULL)
        return;
    for (size_t z = 0; z <= n_zones; z++) {
        people += after[z].people;
        if (z == n_zones && !(after[z].people > 0)) /* areas in no zone */
            continue;
        jh_i_put_zone(rows, z < n_zones ? (int32_t)z : JH_NONE);
        put_part(rows, &before[z], &after[z]);
    }
    const struct jh_equity_part sum_before = whole(&plan->equity_before, people);
    const struct jh_equity_part sum_after = whole(&plan->equity_after, people);
    jh_i_put_text(rows, "all");
    jh_i_put_text(rows, "");
    put_part(rows, &sum_before, &sum_after);
}
static const struct jh_i_column equity_columns[] = {
    JH_I_COLUMN_ZONE,
    {"people", "people with a figure", "persons", JH_FORMAT_COUNT},
    {"mean_before", "access today", "beds of centres per 1,000 people", JH_FORMAT_NUMBER},
    {"mean_after", "access after", "beds of centres per 1,000 people", JH_FORMAT_NUMBER},
    {"gini_before", "Gini within it today", "", JH_FORMAT_NUMBER},
    {"gini_after", "Gini within it after", "", JH_FORMAT_NUMBER},
    {"theil_between_before", "Theil: its term between zones today", "", JH_FORMAT_NUMBER},
    {"theil_between_after", "Theil: its term between zones after", "", JH_FORMAT_NUMBER},
    {"theil_within_before", "Theil: its term within zones today", "", JH_FORMAT_NUMBER},
    {"theil_within_after", "Theil: its term within zones after", "", JH_FORMAT_NUMBER},
    {"theil_change", "its part in the change of Theil", "", JH_FORMAT_NUMBER},
};
const struct jh_i_table_def jh_i_table_equity = {
    "equity", "Equity by zone", JH_I_COLUMNS(equity_columns), fill_equity};

static void fill_places(struct jh_i_rows *rows)
{
    const struct jh_places *p = &rows->plan->places;
    const struct jh_place_scores *s = &p->scores;
    for (size_t r = 0; r < p->n; r++) {
        size_t i = (size_t)p->order[r];
        jh_i_put_text(rows, p->id[i]);
        jh_i_put_text(rows, p->name[i]);
        jh_i_put_num(rows, (double)s->rank[i]);
        jh_i_put_flag(rows, s->chosen[i]);
        jh_i_put_num(rows, s->score[i]);
        for (size_t d = 0; d < JH_N_PLACE_DIMENSIONS; d++)
            jh_i_put_num(rows, s->dimension[i * JH_N_PLACE_DIMENSIONS + d]);
        jh_i_put_num(rows, s->kept_frac[i]);
        jh_i_put_num(rows, (double)s->rank_best[i]);
        jh_i_put_num(rows, (double)s->rank_worst[i]);
    }
}
static const struct jh_i_column places_columns[] = {
    {"place_id", "place id", "", JH_FORMAT_TEXT},
    {"place_name", "place", "", JH_FORMAT_TEXT},
    {"rank", "rank", "", JH_FORMAT_COUNT},
    {"chosen", "chosen", "", JH_FORMAT_FLAG},
    {"score", "score", "", JH_FORMAT_NUMBER},
    {"shortage", "shortage of good care", "", JH_FORMAT_NUMBER},
    {"people", "people and people leaving", "", JH_FORMAT_NUMBER},
    {"location", "location and transport", "", JH_FORMAT_NUMBER},
    {"strategy", "strategic mark", "", JH_FORMAT_NUMBER},
    {"other", "further attributes", "", JH_FORMAT_NUMBER},
    {"kept", "stays chosen when weights vary", "", JH_FORMAT_SHARE},
    {"rank_best", "best rank then", "", JH_FORMAT_COUNT},
    {"rank_worst", "worst rank then", "", JH_FORMAT_COUNT},
};
const struct jh_i_table_def jh_i_table_places = {
    "places", "Places", JH_I_COLUMNS(places_columns), fill_places};

static void fill_place_figures(struct jh_i_rows *rows)
{
    const struct jh_places *p = &rows->plan->places;
    for (size_t r = 0; r < p->n; r++)
        for (size_t j = 0; j < p->n_indicators; j++) {
            size_t i = (size_t)p->order[r], k = i * p->n_indicators + j;
            jh_i_put_text(rows, p->id[i]);
            jh_i_put_text(rows, p->name[i]);
            jh_i_put_text(rows, p->indicator[j].id);
            jh_i_put_text(rows, jh_tr(rows->lang, p->indicator[j].title));
            jh_i_put_num(rows, p->figure[k]);
            jh_i_put_num(rows, p->scores.normal[k]);
            jh_i_put_num(rows, p->scores.own_weight[k]);
            jh_i_put_num(rows, p->scores.own_weight[k] * p->scores.normal[k]);
        }
}
static const struct jh_i_column place_figures_columns[] = {
    {"place_id", "place id", "", JH_FORMAT_TEXT},
    {"place_name", "place", "", JH_FORMAT_TEXT},
    {"indicator", "indicator", "", JH_FORMAT_TEXT},
    {"indicator_name", "what it is", "", JH_FORMAT_TEXT},
    {"figure", "figure", "", JH_FORMAT_NUMBER},
    {"normal", "figure from 0 to 1", "", JH_FORMAT_NUMBER},
    {"weight", "weight", "", JH_FORMAT_NUMBER},
    {"part", "part of the score", "", JH_FORMAT_NUMBER},
};
const struct jh_i_table_def jh_i_table_place_figures = {
    "place_figures", "Figures of places", JH_I_COLUMNS(place_figures_columns), fill_place_figures};
