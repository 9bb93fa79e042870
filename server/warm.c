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
    size_t at;             /* of what is asked later: which comes next */
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

/* What the other rooms begin with. */
static const char *const later_questions[] = {
    "/api/v1/access?method=2sfca",
    "/api/v1/access?method=2sfca&show=lorenz",
    "/api/v1/zones?by=zone",
    "/api/v1/zones",
    "/api/v1/flows?show=leaving",
    "/api/v1/flows?by=zone&show=destinations",
};
enum { N_LATER = sizeof later_questions / sizeof *later_questions };

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

/* The n-th of what is asked later: rooms, then the map of areas by period. False: there is none. */
static bool later(const struct srv_data *data, size_t n, char *out, size_t size)
{
    char period[16] = "";
    if (n < N_LATER) {
        snprintf(out, size, "%s", later_questions[n]);
        return true;
    }
    if (data->dataset->periods.given && data->dataset->periods.n > 1)
        nth_period(&data->dataset->periods, n - N_LATER, period);
    snprintf(out, size, AREA_RATES "&period=%s", period);
    return period[0] != '\0';
}

/* One question after the other, each a task of its own, so that others come in between. */
static void run_later(struct srv_task *task)
{
    struct warming *w = (struct warming *)task;
    char question[600];
    if (!atomic_load(&w->srv->stopping) && later(w->data, w->at++, question, sizeof question)) {
        for (int lang = 0; lang < JH_N_LANGS; lang++)
            ask(w->srv, question, (enum jh_lang)lang);
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
    w->task.run = run_later;
    if (w->data != NULL && srv_pool_add(&w->srv->pool, &w->task))
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
