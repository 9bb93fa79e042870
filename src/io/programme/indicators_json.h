/*
 * The catalogue of indicators, score sheets and bands of lights: from data/programme/ or a file.
 */
#ifndef JH_IO_INDICATORS_JSON_H
#define JH_IO_INDICATORS_JSON_H

#include "junheng/monitor.h"

#include "base/arena.h"

#define JH_INDICATORS_FILE "data/programme/indicators.json"
#define JH_SCORES_FILE     "data/programme/scores.json"
#define JH_LIGHTS_FILE     "data/programme/lights.json"

struct jh_catalogue {
    size_t n;
    struct jh_indicator *indicator;
    struct jh_arena arena;
};
/**
 * Parse and check: ids once, known words, terms that fit, inputs there. Indicators "by_specialty"
 * follow themselves once for each specialty as "id@specialty" (specialty NULL: none).
 *
 * @param json  NULL: the catalogue carried inside. Release in every case.
 */
enum jh_status jh_i_catalogue_parse(const char *json, const struct jh_specialties *specialties,
    struct jh_catalogue *out, struct jh_error *err) JH_CHECKED;
void jh_i_catalogue_release(struct jh_catalogue *catalogue);
/** Row of an indicator, or SIZE_MAX. */
size_t jh_i_catalogue_find(const struct jh_catalogue *catalogue, const char *id);

struct jh_lights {
    double green_frac, yellow_frac;
};
enum jh_status jh_i_lights_parse(struct jh_lights *out, struct jh_error *err) JH_CHECKED;

/** One row of a score sheet; texts live in the arena. */
struct jh_score_row {
    const char *id, *name[JH_N_LANGS];
    double weight, most;
    bool veto;
};
/** json: NULL: the sheets carried inside; sheet: its id, NULL: the first. */
enum jh_status jh_i_scores_parse(const char *json, const char *sheet, struct jh_arena *arena,
    struct jh_score_row **out_rows, size_t *out_n, struct jh_error *err) JH_CHECKED;

#endif
