/*
 * Pairing (结对): which exporting hospital stands behind which centre specialty. Exact.
 */
#ifndef JH_PAIR_H
#define JH_PAIR_H

#include "junheng/flow.h"
#include "junheng/model.h"
#include "junheng/run.h"
#include "junheng/travel.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A specialty of a host. quality NaN: not given. */
struct jh_pair_centre {
    int32_t hospital, specialty;
    double quality, cases; /* cases a year, >= 0 */
};
/** A specialty of an exporter. capacity: projects it can still carry; 0 or less: none. */
struct jh_pair_exporter {
    int32_t hospital, specialty;
    double quality;
    int32_t capacity;
};

/** What an exporter and a host have said. */
enum jh_pair_consent {
    JH_PAIR_CONSENT_UNKNOWN = 0,
    JH_PAIR_CONSENT_AGREED = 1,
    JH_PAIR_CONSENT_REFUSED = 2
};

/** A pair that must be made, whatever its value, or must not. */
struct jh_pair_rule {
    int32_t host, specialty, exporter; /* specialty JH_NONE: every one that both sides have */
    bool locked;                       /* true: must; false: forbidden */
};

struct jh_pair_options {
    double uplift;      /* share of the gap in quality that a pair closes, 0..1 */
    double tie_weight;  /* quality that a case is worth where all leaving cases go there already */
    double hour_weight; /* quality that a case loses with each hour between the two */
    double far_min;     /* minutes at which distance stops counting; unknown ones count as these */
    bool one_per_host;  /* a host takes one exporter for all its specialties */
};
/** 0.5, 0.1, 0.01, 600, one exporter for each specialty: this project's choice, not official. */
JH_API struct jh_pair_options jh_pair_options_default(void);

/** Why a centre specialty has an exporter or none, by what came nearest; append only. */
#define JH_PAIR_REASON_MAP(X)                                                                      \
    X(BEST, 0, "best", "best value over all pairs")                                                \
    X(LOCKED, 1, "locked", "locked")                                                               \
    X(NO_EXPORTER, 2, "no-exporter", "no exporter has the specialty")                              \
    X(FORBIDDEN, 3, "forbidden", "forbidden")                                                      \
    X(REFUSED, 4, "refused", "refused by a side")                                                  \
    X(FULL, 5, "full", "exporters carry all they can")                                             \
    X(NO_QUALITY, 6, "no-quality", "quality not collected")                                        \
    X(NO_GAIN, 7, "no-gain", "no exporter is better")                                              \
    X(NO_VALUE, 8, "no-value", "distance outweighs the gain")                                      \
    X(ONE_PER_HOST, 9, "one-per-host", "the host's exporter brings something else")                \
    X(TAKEN, 10, "taken", "exporters are worth more elsewhere")
enum jh_pair_reason {
#define JH_X(name, number, code, text) JH_PAIR_##name = number,
    JH_PAIR_REASON_MAP(JH_X)
#undef JH_X
};
/** Stable code ("no-gain") and a message key that says it in words. */
JH_API const char *jh_pair_reason_code(enum jh_pair_reason reason);
JH_API const char *jh_pair_reason_text(enum jh_pair_reason reason);

/** The answer for one centre specialty. Without exporter its figures are NaN. */
struct jh_pair {
    int32_t exporter; /* hospital; JH_NONE: the host builds up by itself (self_built) */
    enum jh_pair_reason reason;
    enum jh_pair_consent consent;
    double gain, tie_share, minutes;              /* minutes INFINITY: unknown */
    double gain_value, tie_value, distance_value; /* parts: value = gain + tie - distance */
    double value;                                 /* quality x cases a year */
    int32_t next_exporter; /* whom it would get if this exporter fell out; JH_NONE: nobody */
    double next_cost;      /* what the whole would lose by that, >= 0; NaN: locked, or not proven */
};
struct jh_pair_result {
    size_t n_paired;
    double value; /* sum over pairs */
    double bound; /* no matching is worth more; equals value where proven */
    bool proven;
};

/**
 * Choose pairs of the greatest summed value:
 *
 * value = cases * (uplift * (exporter's quality - host's) + tie_weight * tie
 *         - hour_weight * min(minutes, far_min) / 60)
 *
 * Pairs without gain or value are not made unless locked. By specialty the problem is a
 * transportation problem, solved by augmenting paths in integers; with one exporter for each host
 * the same with branching over hosts and a Lagrangian bound (run's iteration_limit: nodes, 2000 by
 * default; beyond them proven is false and bound stands above value).
 *
 * @param centre    [n_centres], (hospital, specialty) once each.
 * @param exporter  [n_exporters], (hospital, specialty) once each; a host is never its own exporter.
 * @param tie       [n_centres * n_exporters] 0..1, share of the zone's leaving cases of the
 *                  specialty that go there today; NULL: none. Other specialties' cells are not read.
 * @param minutes   Same shape, >= 0; INFINITY: unknown. NULL: distance does not count.
 * @param consent   Same shape, enum jh_pair_consent; refused pairs are not made. NULL: unknown.
 * @param out_pair  [n_centres]; untouched on failure, as *out_result.
 * @return JH_OK; JH_E_DOMAIN: a figure out of range; JH_E_ARG: a row twice; JH_E_INFEASIBLE: locked
 * pairs that capacity, another rule or a missing specialty does not allow; JH_E_NOMEM.
 *
 * Equal values: the hospital that comes first in the dataset. The order of rows is immaterial.
 * Cost: O(rows^2 * exporters) by specialty at worst, times the nodes with one exporter a host.
 * Tested against: enumeration (tests/property/pair/).
 */
JH_API enum jh_status jh_pair_match(size_t n_centres, const struct jh_pair_centre *centre,
    size_t n_exporters, const struct jh_pair_exporter *exporter, const double *tie,
    const double *minutes, const uint8_t *consent, size_t n_rules, const struct jh_pair_rule *rule,
    const struct jh_pair_options *options, const struct jh_run *run, struct jh_pair *out_pair,
    struct jh_pair_result *out_result, struct jh_error *err) JH_CHECKED;

/** Where exporters may come from. */
enum jh_pair_from { JH_PAIR_FROM_ANY = 0, JH_PAIR_FROM_INSIDE = 1, JH_PAIR_FROM_OUTSIDE = 2 };
#define JH_PAIR_DEFAULT_PROJECTS 3 /* this project's choice, not official */

/** Inputs of jh_pair_match() drawn from a dataset; release with jh_pair_inputs_release(). */
struct jh_pair_inputs {
    size_t n_centres, n_exporters;
    struct jh_pair_centre *centre;
    struct jh_pair_exporter *exporter;
    double *tie, *minutes; /* [n_centres * n_exporters] */
};
/**
 * Exporters are the capabilities of hospitals with role exporter; capacity = max_projects
 * (default_projects where not given) less projects, rounded down. Qualities are the capabilities'. Minutes are from the host's
 * area. Tie: of the cases of the zone's residents treated outside the zone, without those that live
 * elsewhere, the exporter's share; 0 where none leave.
 *
 * @param hospital, specialty, cases [n] centre specialties; zone [n] theirs, or JH_NONE.
 * @param zone_of_area [areas.n_inside], zone or JH_NONE.
 * @param travel NULL: defaults.
 * @return JH_OK; JH_E_ARG: an index out of range; JH_E_NOMEM.
 */
JH_API enum jh_status jh_pair_gather(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const int32_t *zone_of_area, size_t n,
    const int32_t *hospital, const int32_t *specialty, const int32_t *zone, const double *cases,
    enum jh_pair_from from, double default_projects, const struct jh_travel_options *travel,
    struct jh_pair_inputs *out_inputs, struct jh_error *err) JH_CHECKED;
JH_API void jh_pair_inputs_release(struct jh_pair_inputs *inputs);

/** What may be said of a pair, as lists of "EXPORTER:HOST" or "EXPORTER:HOST:SPECIALTY". */
enum jh_pair_saying {
    JH_PAIR_SAYS_LOCKED,
    JH_PAIR_SAYS_FORBIDDEN,
    JH_PAIR_SAYS_AGREED,
    JH_PAIR_SAYS_REFUSED
};
#define JH_N_PAIR_SAYINGS 4
struct jh_pair_texts {
    size_t n;
    const char *const *item;
};
/** Rules and consent for jh_pair_match(); release with jh_pair_said_release(). */
struct jh_pair_said {
    size_t n_rules;
    struct jh_pair_rule *rule;
    uint8_t *consent; /* [n_centres * n_exporters] */
};
/**
 * @param texts By enum jh_pair_saying; borrowed.
 * @return JH_OK; JH_E_ARG: not a pair; JH_E_NOT_FOUND: no such hospital or specialty (`where`: the list
 * as a scenario names it); JH_E_NOMEM.
 */
JH_API enum jh_status jh_pair_said_read(const struct jh_dataset *dataset,
    const struct jh_pair_inputs *in, const struct jh_pair_texts texts[JH_N_PAIR_SAYINGS],
    struct jh_pair_said *out_said, struct jh_error *err) JH_CHECKED;
JH_API void jh_pair_said_release(struct jh_pair_said *said);

#ifdef __cplusplus
}
#endif
#endif
