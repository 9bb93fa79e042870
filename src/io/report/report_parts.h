/*
 * What the parts of the report share: the document being written, its words and its figures.
 */
#ifndef JH_IO_REPORT_PARTS_H
#define JH_IO_REPORT_PARTS_H

#include "base/arena.h"
#include "base/buf.h"
#include "io/report/report.h"
#include "io/report/report_map.h"
#include "junheng/plan.h"

#define JH_REPORT_WIDTH 680.0 /* of a full column, CSS pixels of A4 less margins */

struct jh_report {
    const struct jh_plan *plan;
    const struct jh_dataset *d;
    enum jh_lang lang;
    struct jh_buf *out;
    struct jh_arena arena; /* texts and scratch of the whole report */
    bool out_of_memory;    /* of the arena; told at the end */
    struct jh_map map;
    size_t n_zones, n_specialties;
    uint8_t *is_centre;               /* [hospitals] 1: of the plan */
    double *zone_before, *zone_after; /* [n_zones], mean minutes of planned cases; NaN: unknown */
    const char **zone_label, **zone_short; /* [n_zones], in full and for maps */
    struct jh_point *zone_place;           /* [n_zones], middle of its people */
    double *zone_people;                   /* [n_zones] */
    const char **outside_label;            /* [outside hospitals], with cases; set with the flows */
    double *leaving_share;                 /* [n_inside], of the area's cases; NaN: not collected */
    size_t n_figures;                      /* numbered so far */
    size_t n_tables;
    bool zone_told; /* the first zone bears an id for slides */
};

/** Measure what the parts need. The arena is the caller's, begun before; r->map is released by the
 *  caller whatever the outcome. */
enum jh_status jh_i_report_prepare(struct jh_report *r, struct jh_error *err) JH_CHECKED;

/** The page up to <main>, with the style sheets; r->plan may be NULL. */
void jh_i_report_begin(struct jh_report *r, const char *title);

/* Words. Formats are English message keys; everything written is escaped. */
void jh_i_say(struct jh_report *r, const char *format, ...) JH_PRINTF(2, 3);
/** The same as text in the arena. */
const char *jh_i_phrase(struct jh_report *r, const char *format, ...) JH_PRINTF(2, 3);
void jh_i_put(struct jh_report *r, const char *html);
/** Between two sentences: a blank, none in Chinese. */
void jh_i_gap(struct jh_report *r);
void jh_i_text(struct jh_report *r, const char *text);
/** `<h2>` and so on. */
void jh_i_heading(struct jh_report *r, int level, const char *key);

/* Figures as text in the arena; a dash for NaN. */
const char *jh_i_count(struct jh_report *r, double value);
const char *jh_i_full(struct jh_report *r, double value);
const char *jh_i_minutes(struct jh_report *r, double value);
/** An amount of the plan's objective with its unit, "a year" where it is one of cases. */
const char *jh_i_worth(struct jh_report *r, double value);
/** A share; a dash where either is NaN or the whole is 0. */
const char *jh_i_share(struct jh_report *r, double part, double whole);
/** "2,345 (2,100 to 2,600)"; without draws the figure alone. */
const char *jh_i_interval(struct jh_report *r, const struct jh_choice_effect *e);
/** A rate with two decimals: changes of a plan are small beside all cases. */
const char *jh_i_rate(struct jh_report *r, double rate);

/* Tables. */
void jh_i_open_table(struct jh_report *r, const char *caption_key);
void jh_i_close_table(struct jh_report *r);
/** A column head; numbers stand at the right. */
void jh_i_th(struct jh_report *r, bool number, const char *key);
void jh_i_td(struct jh_report *r, const char *text);
void jh_i_td_number(struct jh_report *r, const char *text);
/** A number of so many decimals; "–" where there is none. */
const char *jh_i_decimals(struct jh_report *r, double value, int decimals);
void jh_i_td_count(struct jh_report *r, double value);
void jh_i_td_minutes(struct jh_report *r, double value);
/** "<10" where the whole is below ten cases. */
void jh_i_td_share(struct jh_report *r, double part, double whole);

/* Pictures. */
void jh_i_open_figure(struct jh_report *r);
void jh_i_close_figure(struct jh_report *r, const char *caption);
/** Where shapes come from, and that data are fictional: said below each map. */
const char *jh_i_map_source(struct jh_report *r);

/* Names. */
const char *jh_i_hospital(const struct jh_report *r, int32_t hospital);
const char *jh_i_specialty(const struct jh_report *r, int32_t specialty);
/** A name for a map, cut to what it bears. */
const char *jh_i_short_name(struct jh_report *r, const char *name);
/** Rates of a zone and specialty; specialty n_specialties: all. */
const struct jh_flow_rates *jh_i_zone_rates(
    const struct jh_report *r, size_t zone, size_t specialty);

/* The parts, in their order. */
enum jh_status jh_i_report_summary(struct jh_report *r, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_report_flows(struct jh_report *r, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_report_layout(struct jh_report *r, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_report_zones(struct jh_report *r, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_report_access(struct jh_report *r, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_report_effect(struct jh_report *r, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_report_pairing(struct jh_report *r, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_report_money(struct jh_report *r, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_report_targets(struct jh_report *r, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_report_proof(struct jh_report *r, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_report_frontier(struct jh_report *r, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_report_basis(struct jh_report *r, struct jh_error *err) JH_CHECKED;

/* The model behind the effect, a part of that part. */
enum jh_status jh_i_report_model(struct jh_report *r, struct jh_error *err) JH_CHECKED;

/* Tables of other parts; nothing where the plan has none of it. */
void jh_i_report_equity_zones(struct jh_report *r);
void jh_i_report_new_beds(struct jh_report *r);
void jh_i_report_places(struct jh_report *r);
void jh_i_report_cities(struct jh_report *r);

/* Words on the effect for other parts. */
void jh_i_report_say_effect(struct jh_report *r);
void jh_i_report_say_build(struct jh_report *r, const struct jh_plan_choice *choice);

#endif
