#include "server/warm.h"

#include "base/alloc.h"
#include "base/fail.h"

#include "server/dispatch.h"

struct warming {
    struct srv_task task; /* first: the pool hands it back */
    struct srv *srv;
    struct srv_data *data; /* owned */
};

/* What every visit begins with. */
static const char *const first_questions[] = {
    "/api/v1/map",
    "/api/v1/flows?by=area&totals=1",
    "/api/v1/flows?by=region&totals=1",
    "/api/v1/flows?by=zone&totals=1",
    "/api/v1/flows?by=specialty",
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
