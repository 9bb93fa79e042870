#include "server/warm.h"

#include "base/alloc.h"
#include "base/fail.h"

struct warming {
    struct srv_task task; /* first: the pool hands it back */
    struct srv *srv;
    struct srv_data *data; /* owned */
};

static void run(struct srv_task *task)
{
    struct warming *w = (struct warming *)task;
    const struct srv_profiles *profiles = NULL;
    if (w->data == NULL)
        jh_ignore(srv_data_take(&w->srv->current, w->srv->workspace, &w->data, NULL),
            "told to whoever asks");
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
