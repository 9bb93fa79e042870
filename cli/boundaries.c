#include "cli/boundaries.h"

#include <stdio.h>

#include "base/fail.h"
#include "junheng/store.h"

enum jh_status cli_boundaries_change(struct cli *cli, const char *path,
    const struct jh_boundaries_options *options, struct jh_boundaries_report *out_report,
    char out_fingerprint[JH_FINGERPRINT_LEN], struct jh_error *err)
{
    struct jh_store *store = NULL;
    struct jh_dataset *dataset = NULL;
    char old[JH_FINGERPRINT_LEN];
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_WRITE, &store, err));
    JH_TRY(st, jh_store_dataset_load(store, &cli->run, &dataset, err));
    snprintf(old, sizeof old, "%s", dataset->fingerprint);
    if (path != NULL)
        JH_TRY(st, jh_boundaries_read(path, options, &cli->run, dataset, out_report, err));
    else
        JH_TRY(st, jh_boundaries_remove(dataset, err));
    JH_TRY(st, jh_store_boundaries_save(store, dataset, old, err));
    if (out_fingerprint != NULL)
        snprintf(out_fingerprint, JH_FINGERPRINT_LEN, "%s", dataset->fingerprint);
out:
    jh_dataset_free(dataset);
    jh_store_close(store);
    return st;
}
