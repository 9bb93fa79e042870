/*
 * What the pages of one area and one hospital are made from: computed once for a dataset, kept with it.
 */
#ifndef JH_SERVER_PROFILE_H
#define JH_SERVER_PROFILE_H

#include <pthread.h>

#include "io/json.h"
#include "junheng/flow.h"

struct srv_data;

/** All of it by area and by hospital; sums over specialties where one period is meant. */
struct srv_profiles {
    pthread_mutex_t lock, reducing;
    bool made, reduced;
    struct jh_flow_table table;               /* all periods, annual means */
    struct jh_flow_rates *area;               /* [n_inside * (n_specialties + 1)] */
    struct jh_flow_hospital *hospital;        /* [hospitals.n * (n_specialties + 1)] */
    struct jh_flow_rates *area_period;        /* [n_periods * n_inside] */
    struct jh_flow_hospital *hospital_period; /* [n_periods * hospitals.n] */
};

void srv_profiles_init(struct srv_profiles *profiles);
void srv_profiles_release(struct srv_profiles *profiles);
/** The table alone, made by the first who asks; others wait. Borrowed from data. */
enum jh_status srv_flows_take(
    struct srv_data *data, const struct jh_flow_table **out, struct jh_error *err) JH_CHECKED;
/** All of it, made by the first who asks; others wait. Borrowed from data. */
enum jh_status srv_profiles_take(
    struct srv_data *data, const struct srv_profiles **out, struct jh_error *err) JH_CHECKED;

/** Somebody at the other end of flows. */
struct srv_partner {
    int32_t index; /* hospital or area */
    double cases;
};
/** Most cases first; of equals the lower index. */
void srv_partners_sort(size_t n, struct srv_partner *partner);

/** {"own_county", "own_prefecture", "own_province", "outside"}; not collected is null. */
void srv_split_put(struct jh_json_writer *w, const struct jh_flow_rates *rates);
/** part / whole, NaN where there is nothing to divide by. */
double srv_share(double part, double whole);
/** Minutes from area to hospital; NaN: unknown. */
double srv_minutes(const struct jh_dataset *dataset, int32_t area, int32_t hospital);

#endif
