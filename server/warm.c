#include "server/warm.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"

#include "server/dispatch.h"

struct warming {
    struct srv_task task; /* first: the pool hands it back */
    struct srv *srv;
    struct srv_data *data; /* owned */
    size_t at;             /* of the filters: which comes next */
};

/* What the pages' map of flows asks of a level (web/src/pages/flows/question.ts). */
#define RATES(id)                                                                                  \
    id ",cases,outflow_cases,outflow_rate_excl,hard_cases,hard_outflow_cases,inflow_cases,"        \
       "treated_cases,neighbour_cases,persons_outflow,cost_outflow,own_county_rate,"               \
       "own_prefecture_rate,own_province_rate,outside_rate"

#define AREA_RATES "/api/v1/flows?by=area&totals=1&digits=6&columns=" RATES("area_id")

/* What every visit begins with. */
static const char *const first_questions[] = {
    "/api/v1/map?form=grid",
    AREA_RATES,
    "/api/v1/flows?by=region&totals=1&digits=6&columns=" RATES("region_id") ",name",
    "/api/v1/flows?by=zone&totals=1&digits=6&columns=" RATES("zone_id") ",name",
    "/api/v1/flows?by=specialty",
    "/api/v1/zones?columns=area_id,zone_id,zone_name",
};

/* Ask it as a caller would: the answer is kept for him. What fails now fails again, in his words. */
static void ask(struct srv *srv, const char *question, enum jh_lang lang)
{
    struct srv_request request = {.method = SRV_GET, .lang = lang, .host = "localhost"};
    struct srv_reply reply = {0};
    if (srv_target_parse(question, &request.target, NULL) == JH_OK &&
        srv_accept(srv, &request, 0, &reply))
        srv_answer(srv, &request, &reply);
    srv_request_release(&request);
    srv_reply_release(&reply);
}

/* The n-th period that the filters offer: each year where years are longer than periods, then each
 * period; "" past the last. */
static void nth_period(const struct jh_periods *periods, size_t n, char out[16])
{
    out[0] = '\0';
    for (size_t p = 0; p < periods->n && strlen(periods->id[0]) > 4; p++)
        if ((p == 0 || strncmp(periods->id[p], periods->id[p - 1], 4) != 0) && n-- == 0) {
            snprintf(out, 16, "%.4s", periods->id[p]);
            return;
        }
    if (n < periods->n)
        snprintf(out, 16, "%.15s", periods->id[n]);
}

/* One period of the map of areas after the other, each a task of its own, so that others come in
 * between. */
static void run_filter(struct srv_task *task)
{
    struct warming *w = (struct warming *)task;
    char period[16], question[600];
    nth_period(&w->data->dataset->periods, w->at, period);
    if (period[0] != '\0' && !atomic_load(&w->srv->stopping)) {
        snprintf(question, sizeof question, AREA_RATES "&period=%s", period);
        for (int lang = 0; lang < JH_N_LANGS; lang++)
            ask(w->srv, question, (enum jh_lang)lang);
        w->at++;
        if (srv_pool_add(&w->srv->pool, &w->task))
            return;
    }
    srv_data_free(w->data);
    jh_i_free(w);
}

static void run(struct srv_task *task)
{
    struct warming *w = (struct warming *)task;
    const struct srv_profiles *profiles = NULL;
    if (w->data == NULL)
        jh_ignore(srv_data_take(&w->srv->current, w->srv->workspace, &w->data, NULL),
            "told to whoever asks");
    if (w->data != NULL)
        atomic_store(&w->data->warmed, true);
    for (size_t i = 0; w->data != NULL && i < sizeof first_questions / sizeof *first_questions; i++)
        for (int lang = 0; lang < JH_N_LANGS; lang++)
            ask(w->srv, first_questions[i], (enum jh_lang)lang);
    if (w->data != NULL && !atomic_load(&w->srv->stopping))
        jh_ignore(srv_profiles_take(w->data, &profiles, NULL), "told to whoever asks");
    w->task.run = run_filter;
    if (w->data != NULL && w->data->dataset->periods.given && w->data->dataset->periods.n > 1 &&
        srv_pool_add(&w->srv->pool, &w->task))
        return;
    srv_data_free(w->data);
    jh_i_free(w);
}

void srv_warm(struct srv *srv, struct srv_data *data)
{
    if (data != NULL && atomic_exchange(&data->warmed, true))
        return;
    struct warming *w = jh_i_calloc(1, sizeof *w);
    if (w == NULL)
        return;
    w->task.run = run;
    w->srv = srv;
    w->data = data != NULL ? srv_data_share(data) : NULL;
    if (srv_pool_add(&srv->pool, &w->task))
        return;
    srv_data_free(w->data);
    jh_i_free(w);
}
