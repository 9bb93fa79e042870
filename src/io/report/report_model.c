/*
 * The model of patients' choice behind the effect: figures, words, residuals.
 */
#include <math.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "choice/words.h"
#include "io/report/human.h"
#include "io/report/report_parts.h"

#define MANY_WORDS 14

/* How many times less likely a hospital is when twice as far, or an hour farther. */
static const char *far_words(struct jh_report *r, const struct jh_choice_specialty *m)
{
    if (!isnan(m->estimate[JH_CHOICE_LN_MINUTES]))
        return jh_i_decimals(r, exp(-log(2) * m->estimate[JH_CHOICE_LN_MINUTES]), 1);
    if (!isnan(m->estimate[JH_CHOICE_MINUTES]))
        return jh_i_decimals(r, exp(-60 * m->estimate[JH_CHOICE_MINUTES]), 1);
    if (!isnan(m->estimate[JH_CHOICE_MINUTES_TO_120]))
        return jh_i_decimals(r, exp(-60 * m->estimate[JH_CHOICE_MINUTES_TO_120]), 1);
    return "–";
}

static void model_table(struct jh_report *r)
{
    const struct jh_choice_model *m = &r->plan->prediction.model;
    bool log_time = m->options.time == JH_CHOICE_TIME_LOG;
    jh_i_open_table(r, "Model of patients' choice by specialty");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Specialty");
    jh_i_th(r, true,
        log_time ? "Times less likely when twice as far" : "Times less likely an hour farther");
    jh_i_th(r, true, "Times more likely at 0.1 more quality");
    jh_i_th(r, true, "Rho-squared");
    jh_i_th(r, true, "Areas held out");
    jh_i_th(r, true, "SRMSE");
    jh_i_th(r, true, "SSI");
    jh_i_th(r, true, "To the right prefecture");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t s = 0; s < m->n_specialties; s++) {
        const struct jh_choice_specialty *one = &m->specialty[s];
        if (one->status != JH_OK)
            continue;
        double quality = one->estimate[JH_CHOICE_QUALITY];
        jh_i_put(r, "<tr>");
        jh_i_td(r, jh_i_specialty(r, (int32_t)s));
        jh_i_td_number(r, far_words(r, one));
        jh_i_td_number(r, jh_i_decimals(r, exp(0.1 * quality), 2));
        jh_i_td_number(r, jh_i_decimals(r, one->all.rho_squared, 3));
        jh_i_td_number(r, jh_i_decimals(r, one->held_out.rho_squared, 3));
        jh_i_td_number(r, jh_i_decimals(r, one->all.srmse, 2));
        jh_i_td_number(r, jh_i_decimals(r, one->all.ssi, 3));
        jh_i_td_number(r, jh_i_share(r, one->all.right_prefecture_frac, 1));
        jh_i_put(r, "</tr>\n");
    }
    jh_i_close_table(r);
}

/* The coefficients of one specialty as sentences. */
static void words_row(struct jh_report *r, size_t specialty)
{
    const struct jh_choice_specialty *one = &r->plan->prediction.model.specialty[specialty];
    struct jh_buf words;
    jh_buf_init(&words, 4096);
    jh_i_put(r, "<tr>");
    jh_i_td(r, jh_i_specialty(r, (int32_t)specialty));
    jh_i_put(r, "<td>");
    for (int t = 0; t < JH_N_CHOICE_TERMS; t++) {
        if (isnan(one->estimate[t]))
            continue;
        jh_buf_reset(&words);
        jh_i_choice_words((enum jh_choice_term)t, one->estimate[t], r->lang, &words);
        if (words.len == 0)
            continue;
        jh_i_text(r, words.data);
        jh_i_put(r, "<br/>");
    }
    jh_i_put(r, "</td></tr>\n");
    jh_buf_release(&words);
}

static void words_table(struct jh_report *r)
{
    const struct jh_choice_model *m = &r->plan->prediction.model;
    jh_i_open_table(r, "What the model says, in words: a hospital against any other");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Specialty");
    jh_i_th(r, false, "What makes a hospital more or less likely");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t s = 0, n = 0; s < m->n_specialties && n < MANY_WORDS; s++)
        if (m->specialty[s].status == JH_OK) {
            words_row(r, s);
            n++;
        }
    jh_i_close_table(r);
}

/* Where people stay in their prefecture more, or less, than the model tells. */
static enum jh_status residual_map(struct jh_report *r, struct jh_error *err)
{
    const struct jh_choice_model *m = &r->plan->prediction.model;
    double *residual = jh_arena_new(&r->arena, m->n_areas + 1, double);
    enum jh_status st = JH_OK;
    if (residual == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (r->map.n == 0 || m->n_areas == 0)
        return JH_OK;
    for (size_t a = 0; a < m->n_areas; a++)
        residual[a] = m->area[a].stayed - m->area[a].told;
    struct jh_map_picture picture = {.lang = r->lang,
        .title = jh_tr(r->lang, "Residuals of the model of choice"),
        .width = JH_REPORT_WIDTH,
        .max_height = 400,
        .margin = 8,
        .zone = r->plan->zoning.zones.of_area,
        .n_zones = r->n_zones,
        .only_zone = JH_NONE,
        .value = residual,
        .value_title = jh_tr(r->lang, "stay in the own prefecture, seen less predicted; quantiles"),
        .figure = JH_FIGURE_SHARE};
    jh_i_open_figure(r);
    JH_TRY(st, jh_i_map_draw(&r->map, &picture, r->out, err));
    jh_i_close_figure(
        r, jh_i_phrase(r, "Share of cases treated in the own prefecture: seen less predicted. %s",
               jh_i_map_source(r)));
out:
    return st;
}

enum jh_status jh_i_report_model(struct jh_report *r, struct jh_error *err)
{
    model_table(r);
    words_table(r);
    return residual_map(r, err);
}
