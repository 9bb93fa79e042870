#include "choice/terms.h"

#include <math.h>

#include "base/num.h"

#define MINUTES_LEAST 1 /* below it the logarithm counts for more than it should */

static const char *const ids[] = {
#define JH_X(name, number, id, text) [number] = id,
    JH_CHOICE_TERM_MAP(JH_X)
#undef JH_X
};
static const char *const texts[] = {
#define JH_X(name, number, id, text) [number] = text,
    JH_CHOICE_TERM_MAP(JH_X)
#undef JH_X
};

static const char *const nest_ids[] = {
#define JH_X(name, number, id, text) [number] = id,
    JH_CHOICE_NEST_MAP(JH_X)
#undef JH_X
};
static const char *const nest_texts[] = {
#define JH_X(name, number, id, text) [number] = text,
    JH_CHOICE_NEST_MAP(JH_X)
#undef JH_X
};

const char *jh_choice_nest_id(enum jh_choice_nest nest)
{
    return nest_ids[nest];
}

const char *jh_choice_nest_text(enum jh_choice_nest nest)
{
    return nest_texts[nest];
}

const char *jh_choice_term_id(enum jh_choice_term term)
{
    return ids[term];
}

const char *jh_choice_term_text(enum jh_choice_term term)
{
    return texts[term];
}

/* The region at the top above one. */
static int32_t root_of(const struct jh_regions *regions, int32_t region)
{
    while (region != JH_NONE && regions->parent[region] != JH_NONE)
        region = regions->parent[region];
    return region;
}

/* Two levels or more under several roots. */
static bool several_provinces(const struct jh_regions *regions)
{
    size_t n_roots = 0, n_below = 0;
    for (size_t r = 0; r < regions->n; r++) {
        n_roots += regions->parent[r] == JH_NONE;
        n_below += regions->parent[r] != JH_NONE;
    }
    return n_roots > 1 && n_below > 0;
}

struct jh_i_choice_terms jh_i_choice_terms_of(const struct jh_dataset *dataset)
{
    static const char *const columns[] = {"paid_prefecture", "paid_province", "paid_outside"};
    struct jh_i_choice_terms terms = {
        .dataset = dataset, .provinces = several_provinces(&dataset->regions)};
    for (size_t k = 0; k < 3; k++)
        terms.paid[k] = jh_attribute_number(&dataset->areas.attributes, columns[k]);
    return terms;
}

#define BIT(term) (1u << JH_CHOICE_##term)

uint32_t jh_i_choice_terms_wanted(
    const struct jh_i_choice_terms *terms, const struct jh_choice_options *options)
{
    static const uint32_t time[] = {
        [JH_CHOICE_TIME_LOG] = BIT(LN_MINUTES),
        [JH_CHOICE_TIME_LINEAR] = BIT(MINUTES),
        [JH_CHOICE_TIME_SPLINE] =
            BIT(MINUTES_TO_30) | BIT(MINUTES_TO_60) | BIT(MINUTES_TO_120) | BIT(MINUTES_BEYOND),
    };
    uint32_t all_time =
        time[JH_CHOICE_TIME_LOG] | time[JH_CHOICE_TIME_LINEAR] | time[JH_CHOICE_TIME_SPLINE];
    uint32_t wanted = (((1u << JH_N_CHOICE_TERMS) - 1) & ~all_time) | time[options->time];
    if (terms->dataset->regions.n == 0)
        wanted &= ~BIT(SAME_PREFECTURE);
    if (terms->paid[0] == NULL || (terms->paid[1] == NULL && terms->paid[2] == NULL))
        wanted &= ~BIT(REIMBURSEMENT_GAP);
    return wanted & ~options->left_out_terms;
}

uint32_t jh_i_choice_terms_of_pairs(const struct jh_i_choice_terms *terms)
{
    uint32_t bits = BIT(LN_MINUTES) | BIT(MINUTES) | BIT(MINUTES_TO_30) | BIT(MINUTES_TO_60) |
                    BIT(MINUTES_TO_120) | BIT(MINUTES_BEYOND) | BIT(SAME_PREFECTURE) |
                    BIT(REIMBURSEMENT_GAP);
    return bits | (terms->provinces ? BIT(OTHER_PROVINCE) : 0);
}

size_t jh_i_choice_region(const struct jh_dataset *dataset, int32_t hospital)
{
    int32_t area = dataset->hospitals.area[hospital];
    bool inside = (size_t)hospital < dataset->hospitals.n_inside && area != JH_NONE;
    int32_t region = inside ? dataset->areas.region[area] : JH_NONE;
    return region != JH_NONE ? (size_t)region : dataset->regions.n;
}

static double between(double x, double low, double high)
{
    return x <= low ? 0 : (x < high ? x : high) - low;
}

/* What is not given counts as no gap. */
static double paid_less(
    const struct jh_i_choice_terms *terms, size_t area, bool same, bool other_province)
{
    const double *away = terms->paid[other_province ? 2 : 1], *home = terms->paid[0];
    if (same || home == NULL || away == NULL || isnan(home[area]) || isnan(away[area]))
        return 0;
    return home[area] - away[area];
}

void jh_i_choice_terms_move(const struct jh_i_choice_terms *terms, size_t area, int32_t hospital,
    size_t region, double out[JH_N_CHOICE_TERMS])
{
    const struct jh_regions *regions = &terms->dataset->regions;
    int32_t home = terms->dataset->areas.region[area];
    bool same = home != JH_NONE && region == (size_t)home;
    bool away = (size_t)hospital >= terms->dataset->hospitals.n_inside;
    if (terms->provinces && !away && region < regions->n)
        away = root_of(regions, (int32_t)region) != root_of(regions, home);
    out[JH_CHOICE_SAME_PREFECTURE] = same;
    out[JH_CHOICE_OTHER_PROVINCE] = away;
    out[JH_CHOICE_REIMBURSEMENT_GAP] = paid_less(terms, area, same, away);
}

void jh_i_choice_terms_fill(const struct jh_i_choice_terms *terms, size_t area, int32_t hospital,
    int32_t specialty, double minutes, double out[JH_N_CHOICE_TERMS])
{
    const struct jh_hospitals *hospitals = &terms->dataset->hospitals;
    const struct jh_capabilities *c = &terms->dataset->capabilities;
    int64_t row = c->n > 0 ? jh_capability_find(c, hospital, specialty) : JH_NONE;
    double beds = row != JH_NONE ? c->beds[row] : JH_NAN;
    double quality = row != JH_NONE ? c->quality[row] : JH_NAN;
    uint8_t key = row != JH_NONE ? c->key_level[row] : JH_KEY_NONE;
    uint8_t grade = hospitals->grade[hospital];
    if (!(beds > 0))
        beds = hospitals->beds[hospital];
    out[JH_CHOICE_LN_MINUTES] = log(fmax(minutes, MINUTES_LEAST));
    out[JH_CHOICE_MINUTES] = minutes;
    out[JH_CHOICE_MINUTES_TO_30] = between(minutes, 0, 30);
    out[JH_CHOICE_MINUTES_TO_60] = between(minutes, 30, 60);
    out[JH_CHOICE_MINUTES_TO_120] = between(minutes, 60, 120);
    out[JH_CHOICE_MINUTES_BEYOND] = between(minutes, 120, JH_INF);
    out[JH_CHOICE_LN_BEDS] = beds > 0 ? log(beds) : 0;
    out[JH_CHOICE_BEDS_UNKNOWN] = !(beds > 0);
    out[JH_CHOICE_QUALITY] = isnan(quality) ? 0 : quality;
    out[JH_CHOICE_QUALITY_UNKNOWN] = isnan(quality);
    out[JH_CHOICE_KEY_PROVINCIAL] = key == JH_KEY_PROVINCIAL;
    out[JH_CHOICE_KEY_NATIONAL] = key == JH_KEY_NATIONAL;
    out[JH_CHOICE_GRADE_3A] = grade == JH_GRADE_3A;
    out[JH_CHOICE_GRADE_3] = grade >= JH_GRADE_3 && grade != JH_GRADE_3A;
    jh_i_choice_terms_move(
        terms, area, hospital, jh_i_choice_region(terms->dataset, hospital), out);
}
