/*
 * Tables of a plan about its answer: centres, centre specialties, who goes where.
 */
#include "io/plan/plan_rows.h"

#include "model/codes.h"

static void fill_centres(struct jh_i_rows *rows)
{
    const struct jh_plan *plan = rows->plan;
    const struct jh_hospitals *h = &plan->dataset->hospitals;
    for (size_t c = 0; c < plan->n_centres; c++) {
        const struct jh_plan_centre *centre = &plan->centre[c];
        int32_t i = centre->hospital;
        jh_i_put_hospital(rows, i);
        jh_i_put_zone(rows, centre->zone);
        jh_i_put_flag(rows, h->role[i] == JH_ROLE_CENTRE);
        jh_i_put_text(rows, jh_i_grade_text(rows->lang, h->grade[i]));
        jh_i_put_text(rows, jh_i_sponsor_text(rows->lang, h->sponsor[i]));
        jh_i_put_num(rows, h->beds[i]);
        jh_i_put_num(rows, (double)centre->n_specialties);
        jh_i_put_num(rows, centre->cases);
        jh_i_put_num(rows, centre->reach_population);
        jh_i_put_num(rows, centre->reach_population_outside);
        jh_i_put_num(rows, plan->scenario.beds_share > 0 ? centre->new_beds : JH_NAN);
    }
}
static const struct jh_i_column centres_columns[] = {
    JH_I_COLUMN_HOSPITAL,
    JH_I_COLUMN_ZONE,
    {"existing", "exists today", "", JH_FORMAT_FLAG},
    {"grade", "grade", "", JH_FORMAT_TEXT},
    {"sponsor", "sponsor", "", JH_FORMAT_TEXT},
    {"beds", "beds", "", JH_FORMAT_COUNT},
    {"specialties", "centre specialties", "", JH_FORMAT_COUNT},
    {"cases", "cases assigned", "a year", JH_FORMAT_CASES},
    {"reach_population", "people within reach", "persons", JH_FORMAT_COUNT},
    {"reach_population_outside", "people within reach beyond the border", "persons",
        JH_FORMAT_COUNT},
    {"new_beds", "new beds of those shared", "beds", JH_FORMAT_NUMBER},
};
const struct jh_i_table_def jh_i_table_centres = {
    "centres", "Centres", JH_I_COLUMNS(centres_columns), fill_centres};

static void fill_centre_specialties(struct jh_i_rows *rows)
{
    const struct jh_plan *plan = rows->plan;
    for (size_t i = 0; i < plan->n_choices; i++) {
        const struct jh_plan_choice *c = &plan->choice[i];
        bool compared = plan->leaving_compared || plan->scenario.demand == JH_DEMAND_LEAVING;
        jh_i_put_hospital(rows, c->hospital);
        jh_i_put_text(rows, plan->dataset->specialties.id[c->specialty]);
        jh_i_put_zone(rows, c->zone);
        jh_i_put_flag(rows, c->existing);
        jh_i_put_flag(rows, c->fixed);
        jh_i_put_num(rows, c->cases);
        jh_i_put_num(rows, c->before_mean_min);
        jh_i_put_num(rows, c->mean_min);
        jh_i_put_num(rows, c->leaving_cases);
        jh_i_put_num(rows, c->leaving_rate);
        jh_i_put_num(rows, c->present_cases);
        jh_i_put_num(rows, c->quality);
        jh_i_put_num(rows, c->specialty_beds);
        jh_i_put_num(rows, c->beds_needed);
        jh_i_put_num(rows, c->marginal);
        jh_i_put_num(rows, c->marginal_least);
        jh_i_put_flag(rows, isinf(c->marginal));
        jh_i_put_hospital(rows, c->next_hospital);
        jh_i_put_num(rows, c->next_hospital == JH_NONE ? JH_NAN : c->next_whole ? 1 : 0);
        jh_i_put_num(rows, c->next_hospital != JH_NONE ? c->next_cost : JH_NAN);
        jh_i_put_num(rows, isfinite(c->next_least) ? c->next_least : JH_NAN);
        jh_i_put_num(rows, !compared ? JH_NAN : c->same_under_leaving ? 1 : 0);
        jh_i_put_hospital(rows, c->leaving_hospital);
    }
}
static const struct jh_i_column centre_specialties_columns[] = {
    JH_I_COLUMN_HOSPITAL,
    JH_I_COLUMN_SPECIALTY,
    JH_I_COLUMN_ZONE,
    {"existing", "exists today", "", JH_FORMAT_FLAG},
    {"fixed", "fixed by the scenario", "", JH_FORMAT_FLAG},
    {"cases", "cases assigned", "a year", JH_FORMAT_CASES},
    {"before_mean_min", "mean travel today", "min", JH_FORMAT_MIN},
    {"after_mean_min", "mean travel if all attend", "min", JH_FORMAT_MIN},
    {"leaving_cases", "leaving cases of its zone", "a year", JH_FORMAT_CASES},
    {"leaving_rate", "leaving rate of its zone", "", JH_FORMAT_SHARE},
    {"present_cases", "cases it treats today", "a year", JH_FORMAT_CASES},
    {"quality", "quality", "", JH_FORMAT_NUMBER},
    {"specialty_beds", "beds of the specialty", "", JH_FORMAT_COUNT},
    {"beds_needed", "beds that its cases need", "", JH_FORMAT_COUNT},
    {"marginal", "objective lost without it", "", JH_FORMAT_NUMBER},
    {"marginal_least", "objective lost without it, at least", "", JH_FORMAT_NUMBER},
    {"indispensable", "cannot be left out", "", JH_FORMAT_FLAG},
    {"next_hospital_id", "next best host id", "", JH_FORMAT_TEXT},
    {"next_hospital_name", "next best host", "", JH_FORMAT_TEXT},
    {"next_takes_all", "next best takes all specialties of the host", "", JH_FORMAT_FLAG},
    {"next_cost", "objective lost with the next best", "", JH_FORMAT_NUMBER},
    {"next_least", "objective lost with any other host, at least", "", JH_FORMAT_NUMBER},
    {"same_under_leaving", "also chosen for leaving cases alone", "", JH_FORMAT_FLAG},
    {"leaving_hospital_id", "chosen instead for leaving cases: id", "", JH_FORMAT_TEXT},
    {"leaving_hospital_name", "chosen instead for leaving cases", "", JH_FORMAT_TEXT},
};
const struct jh_i_table_def jh_i_table_centre_specialties = {"centre_specialties",
    "Centre specialties", JH_I_COLUMNS(centre_specialties_columns), fill_centre_specialties};

static void fill_destinations(struct jh_i_rows *rows)
{
    const struct jh_plan *plan = rows->plan;
    for (size_t i = 0; i < plan->n_choices; i++) {
        const struct jh_plan_choice *c = &plan->choice[i];
        for (int d = 0; d < JH_PLAN_N_DESTINATIONS && c->destination[d].hospital != JH_NONE; d++) {
            jh_i_put_hospital(rows, c->hospital);
            jh_i_put_text(rows, plan->dataset->specialties.id[c->specialty]);
            jh_i_put_zone(rows, c->zone);
            jh_i_put_num(rows, d + 1);
            jh_i_put_hospital(rows, c->destination[d].hospital);
            jh_i_put_num(rows, c->destination[d].cases);
            jh_i_put_num(
                rows, c->leaving_cases > 0 ? c->destination[d].cases / c->leaving_cases : JH_NAN);
        }
    }
}
static const struct jh_i_column destinations_columns[] = {
    JH_I_COLUMN_HOSPITAL,
    JH_I_COLUMN_SPECIALTY,
    JH_I_COLUMN_ZONE,
    {"rank", "rank", "", JH_FORMAT_COUNT},
    {"destination_id", "destination id", "", JH_FORMAT_TEXT},
    {"destination_name", "destination today", "", JH_FORMAT_TEXT},
    {"cases", "leaving cases of its zone", "a year", JH_FORMAT_CASES},
    {"share", "share of leaving cases", "", JH_FORMAT_SHARE},
};
const struct jh_i_table_def jh_i_table_destinations = {
    "destinations", "Destinations today", JH_I_COLUMNS(destinations_columns), fill_destinations};

static void fill_assignments(struct jh_i_rows *rows)
{
    const struct jh_plan *plan = rows->plan;
    const struct jh_dataset *ds = plan->dataset;
    for (size_t a = 0; a < ds->areas.n_inside; a++) {
        for (size_t s = 0; s < ds->specialties.n; s++) {
            int32_t to = plan->assigned[a * ds->specialties.n + s];
            if (to == JH_NONE)
                continue;
            jh_i_put_text(rows, ds->areas.id[a]);
            jh_i_put_text(rows, ds->areas.name[a]);
            jh_i_put_zone(rows, plan->zoning.zones.of_area[a]);
            jh_i_put_text(rows, ds->specialties.id[s]);
            jh_i_put_num(rows, plan->demand[a * ds->specialties.n + s]);
            jh_i_put_hospital(rows, to);
            jh_i_put_num(rows, jh_travel_minutes(ds, &plan->scenario.travel, (int32_t)a, to));
        }
    }
}
static const struct jh_i_column assignments_columns[] = {
    {"area_id", "area id", "", JH_FORMAT_TEXT},
    {"area_name", "area", "", JH_FORMAT_TEXT},
    JH_I_COLUMN_ZONE,
    JH_I_COLUMN_SPECIALTY,
    {"cases", "cases assigned", "a year", JH_FORMAT_CASES},
    {"hospital_id", "centre id", "", JH_FORMAT_TEXT},
    {"hospital_name", "centre", "", JH_FORMAT_TEXT},
    {"minutes", "travel", "min", JH_FORMAT_MIN},
};
const struct jh_i_table_def jh_i_table_assignments = {
    "assignments", "Assignments", JH_I_COLUMNS(assignments_columns), fill_assignments};
