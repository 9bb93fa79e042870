/* Difference in differences and the event study, as regressions with two-way fixed effects. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "evaluate/dist.h"
#include "evaluate/linear.h"
#include "evaluate/within.h"

static size_t count_treated(const struct jh_eval_panel *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_units; i++)
        n += p->opened[i] != JH_EVAL_NEVER && (size_t)p->opened[i] < p->n_periods;
    return n;
}

static enum jh_status fail_no_variation(struct jh_error *err)
{
    enum jh_status st = jh_fail(
        err, JH_E_DOMAIN, "openings do not vary over units and periods: nothing to compare");
    jh_hint(err, "Add units without a centre, or periods before the opening.");
    return st;
}

static struct jh_eval_did counts(const struct jh_eval_panel *panel, const struct jh_within *w)
{
    return (struct jh_eval_did){.n_obs = w->n_obs,
        .n_units = panel->n_units,
        .n_treated = count_treated(panel),
        .n_clusters = w->n_clusters};
}

enum jh_status jh_eval_twfe(const struct jh_eval_panel *panel, bool small_sample, double level,
    struct jh_eval_did *out_did, struct jh_error *err)
{
    struct jh_within w = {0};
    enum jh_status st;
    JH_TRY(st, jh_i_eval_check_level(level, err));
    JH_TRY(st, jh_i_eval_check_panel(panel, err));
    JH_TRY(st, jh_i_within_init(&w, panel, 1, err));
    for (size_t i = 0; i < panel->n_units; i++)
        for (size_t t = 0; t < panel->n_periods; t++)
            w.x[i * panel->n_periods + t] =
                panel->opened[i] != JH_EVAL_NEVER && t >= (size_t)panel->opened[i];
    JH_TRY(st, jh_i_within_fit(panel, small_sample, &w, err));
    if (w.rank == 0) {
        st = fail_no_variation(err);
        goto out;
    }
    *out_did = counts(panel, &w);
    out_did->effect =
        jh_i_eval_estimate(w.beta[0], sqrt(w.covariance[0]), (double)(w.n_clusters - 1), level);
out:
    jh_i_within_release(&w);
    return st;
}

/* Which regressor a time relative to opening belongs to; SIZE_MAX: the reference, -1. */
static size_t regressor(int32_t event, int32_t first, int32_t last)
{
    const int32_t e = event < first ? first : event > last ? last : event;
    if (e == -1)
        return SIZE_MAX;
    return (size_t)(e > -1 ? e - first - 1 : e - first);
}

/* Wald F of the first n regressors. */
static enum jh_status test_leads(
    const struct jh_within *w, size_t n, struct jh_eval_pretrend *out, struct jh_error *err)
{
    double *a = jh_i_calloc(n * n + n, sizeof *a);
    if (a == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            a[i * n + j] = w->covariance[i * w->n_x + j];
    *out = (struct jh_eval_pretrend){JH_NAN, JH_NAN, jh_i_sweep_inverse(n, a, a + n * n, NULL)};
    double chi2 = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            chi2 += w->beta[i] * a[i * n + j] * w->beta[j];
    if (out->df > 0) {
        out->statistic = chi2 / (double)out->df;
        out->p_value = jh_i_f_upper(out->statistic, (double)out->df, (double)(w->n_clusters - 1));
    }
    jh_i_free(a);
    return JH_OK;
}

static void fill_dummies(const struct jh_eval_panel *panel, int32_t first, int32_t last,
    struct jh_within *w, struct jh_eval_event *event)
{
    const size_t n_t = panel->n_periods, size = panel->n_units * n_t;
    for (size_t i = 0; i < panel->n_units; i++)
        for (size_t t = 0; panel->opened[i] != JH_EVAL_NEVER && t < n_t; t++) {
            int32_t e = (int32_t)t - panel->opened[i];
            size_t j = regressor(e, first, last);
            if (j != SIZE_MAX)
                w->x[j * size + i * n_t + t] = 1;
            e = e < first ? first : e > last ? last : e;
            if (!isnan(panel->value[i * n_t + t]))
                event[e - first].n_cells++;
        }
}

enum jh_status jh_eval_event_study(const struct jh_eval_panel *panel, size_t n_leads, size_t n_lags,
    bool small_sample, double level, struct jh_eval_event *out_event,
    struct jh_eval_pretrend *out_pretrend, struct jh_eval_did *out_did, struct jh_error *err)
{
    struct jh_within w = {0};
    struct jh_eval_event *event = NULL;
    enum jh_status st;
    const size_t n = n_leads + n_lags + 1;
    const int32_t first = -(int32_t)n_leads, last = (int32_t)n_lags;
    JH_TRY(st, jh_i_eval_check_level(level, err));
    JH_TRY(st, jh_i_eval_check_panel(panel, err));
    if (n_leads < 1 || n_leads > panel->n_periods || n_lags > panel->n_periods) {
        st = jh_fail(err, JH_E_ARG, "%zu leads and %zu lags do not fit %zu periods", n_leads,
            n_lags, panel->n_periods);
        goto out;
    }
    JH_TRY(st, jh_i_within_init(&w, panel, n - 1, err));
    event = jh_i_calloc(n, sizeof *event);
    if (event == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    fill_dummies(panel, first, last, &w, event);
    JH_TRY(st, jh_i_within_fit(panel, small_sample, &w, err));
    if (w.rank == 0) {
        st = fail_no_variation(err);
        goto out;
    }
    for (size_t k = 0; k < n; k++) {
        size_t j = regressor(first + (int32_t)k, first, last);
        event[k].event = first + (int32_t)k;
        event[k].band_low = event[k].band_high = JH_NAN;
        event[k].effect = j == SIZE_MAX
                              ? (struct jh_eval_estimate){0, JH_NAN, JH_NAN, JH_NAN, JH_NAN}
                              : jh_i_eval_estimate(w.kept[j] ? w.beta[j] : JH_NAN,
                                    w.kept[j] ? sqrt(w.covariance[j * w.n_x + j]) : JH_NAN,
                                    (double)(w.n_clusters - 1), level);
    }
    JH_TRY(st, test_leads(&w, n_leads - 1, out_pretrend, err));
    *out_did = counts(panel, &w);
    out_did->effect = (struct jh_eval_estimate){JH_NAN, JH_NAN, JH_NAN, JH_NAN, JH_NAN};
    memcpy(out_event, event, n * sizeof *event);
out:
    jh_i_free(event);
    jh_i_within_release(&w);
    return st;
}
