/* The job that takes boundaries in, or drops them. */
#include "cli/boundaries.h"

#include "server/jobs.h"
#include "server/serve.h"

enum jh_status srv_job_boundaries(struct srv *srv, struct srv_job *job, struct cli *cli,
    struct srv_outcome *outcome, struct jh_error *err)
{
    const struct srv_job_task *task = &job->task;
    const struct jh_boundaries_options wanted = {.source = task->source,
        .review_number = task->review_number,
        .id_property = task->property};
    struct jh_boundaries_report report = {0};
    (void)srv;
    return cli_boundaries_change(cli, task->folder, &wanted, &report, outcome->fingerprint, err);
}
