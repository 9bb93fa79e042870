/* The job that makes a plan. */
#include <string.h>

#include "base/fail.h"

#include "cli/scenario.h"

#include "server/documents.h"
#include "server/jobs.h"
#include "server/serve.h"

enum jh_status srv_job_plan(struct srv *srv, struct srv_job *job, struct cli *cli,
    struct srv_outcome *outcome, struct jh_error *err)
{
    struct srv_data *data = NULL;
    struct jh_plan *plan = NULL;
    int64_t id = 0;
    enum jh_status st = JH_OK;
    JH_TRY(st, srv_data_take(&srv->current, srv->workspace, &data, err));
    JH_TRY(st, cli_plan_run(cli, &job->task.scenario, data->dataset, false, &plan, err));
    if (atomic_load(&job->cancel) || atomic_load(&srv->stopping)) {
        st = jh_fail(err, JH_E_CANCELLED, "cancelled");
        goto out;
    }
    JH_TRY(st, cli_plan_save(cli, plan, &id, err));
    JH_TRY(st, srv_documents_keep(srv, plan, id, err));
    outcome->plan = id;
    outcome->objective = plan->objective;
    outcome->bound = plan->bound;
    outcome->gap = plan->gap_frac;
out:
    jh_plan_free(plan);
    srv_data_free(data);
    return st;
}
