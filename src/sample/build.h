/*
 * The fictional territory while it is being made: what the dataset itself does not keep.
 */
#ifndef JH_SAMPLE_BUILD_H
#define JH_SAMPLE_BUILD_H

#include "base/arena.h"
#include "base/rng.h"
#include "geo/vector.h"
#include "junheng/sample.h"
#include "sample/params.h"

/** Streams of random numbers, so that one part may change without the others. */
enum jh_i_sample_stream {
    JH_I_STREAM_NAMES = 1,
    JH_I_STREAM_LAND,
    JH_I_STREAM_PEOPLE,
    JH_I_STREAM_HOSPITALS,
    JH_I_STREAM_OUTSIDE,
    JH_I_STREAM_CAPABILITIES,
    JH_I_STREAM_FLOWS = 1000 /* + area */
};

struct jh_i_names {
    struct jh_rng rng;
    int32_t *order; /* shuffled pairs of syllables */
    size_t n, next;
};

struct jh_i_province {
    const char *stem;
    int32_t capital; /* prefecture */
};
struct jh_i_prefecture {
    int32_t province;
    double x_km, y_km; /* of its centre, from the middle of the territory */
    const char *stem;
    size_t first_area, n_areas, n_districts; /* districts come first */
    bool is_capital;
};
enum jh_i_area_kind { JH_I_DISTRICT = 0, JH_I_COUNTY = 1, JH_I_COUNTY_CITY = 2 };
/** Of an area, inside and outside. */
struct jh_i_area {
    int32_t prefecture; /* JH_NONE outside */
    enum jh_i_area_kind kind;
    double x_km, y_km; /* NaN: an origin without place */
    const char *stem;
};
/** Of a hospital, inside and outside. */
struct jh_i_hospital {
    int32_t prefecture;           /* JH_NONE outside */
    const struct jh_i_tier *tier; /* NULL for aggregate destinations */
    struct jh_point place;        /* also where the dataset states none */
    struct jh_vector vector;      /* of place */
    bool reaches_far;             /* in the choice set of its province (outside: of everyone) */
};

struct jh_i_sample {
    struct jh_sample_options options;
    const struct jh_run *run;
    struct jh_dataset *dataset;
    struct jh_arena *kept;   /* the dataset's */
    struct jh_arena scratch; /* gone at the end */
    bool no_memory;
    struct jh_i_names names;
    double radius_km;
    double wave[4], phase[4]; /* of the outline */
    size_t n_provinces, n_prefectures;
    struct jh_i_province *province;
    struct jh_i_prefecture *prefecture;
    struct jh_i_area *area;           /* [areas.n] */
    struct jh_i_hospital *hospital;   /* [hospitals.n] */
    struct jh_i_specialty *specialty; /* [specialties.n], with rates */
};

/** Zeroed memory of the dataset or of the making; on failure NULL and sample->no_memory. */
void *jh_i_sample_keep(struct jh_i_sample *sample, size_t n, size_t size);
void *jh_i_sample_scratch(struct jh_i_sample *sample, size_t n, size_t size);
/** Formatted text kept in the dataset; "" and sample->no_memory on failure. */
const char *jh_i_sample_text(struct jh_i_sample *sample, const char *format, ...) JH_PRINTF(2, 3);
/** JH_E_NOMEM once any of these failed. */
enum jh_status jh_i_sample_status(
    const struct jh_i_sample *sample, struct jh_error *err) JH_CHECKED;

/** A place name of invented syllables, each once. */
void jh_i_names_init(struct jh_i_sample *sample);
const char *jh_i_names_next(struct jh_i_sample *sample);

/** Normal(0, sd) and lognormal(median, sd of the logarithm). */
double jh_i_draw_normal(struct jh_rng *rng, double sd);
double jh_i_draw_lognormal(struct jh_rng *rng, double median, double sd);

/** Place of plane coordinates around the middle of the territory. */
struct jh_point jh_i_sample_place(double x_km, double y_km);
/** Radius of the outline in the direction of an angle. */
double jh_i_sample_outline_km(const struct jh_i_sample *sample, double angle_rad);

/* The stages, in this order. */
enum jh_status jh_i_sample_land(struct jh_i_sample *sample, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_sample_people(struct jh_i_sample *sample, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_sample_hospitals(struct jh_i_sample *sample, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_sample_capabilities(
    struct jh_i_sample *sample, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_sample_flows(struct jh_i_sample *sample, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_sample_truth(
    const struct jh_i_sample *sample, char **out_json, struct jh_error *err) JH_CHECKED;

#endif
