#include <string.h>

#include "model/dataset.h"

static void keep(void *data, size_t width, size_t n, const bool *wanted)
{
    unsigned char *bytes = data;
    for (size_t i = 0, k = 0; data != NULL && i < n; i++)
        if (wanted[i])
            memmove(bytes + k++ * width, bytes + i * width, width);
}

enum jh_status jh_i_dataset_keep_flows(
    struct jh_dataset *dataset, const bool *wanted, struct jh_error *err)
{
    struct jh_flows *f = &dataset->flows;
    const size_t n = f->n;
    size_t n_kept = 0;
    keep(f->area, sizeof *f->area, n, wanted);
    keep(f->hospital, sizeof *f->hospital, n, wanted);
    keep(f->specialty, sizeof *f->specialty, n, wanted);
    keep(f->period, sizeof *f->period, n, wanted);
    keep(f->hard, sizeof *f->hard, n, wanted);
    keep(f->reason, sizeof *f->reason, n, wanted);
    keep(f->basis, sizeof *f->basis, n, wanted);
    keep(f->source, sizeof *f->source, n, wanted);
    for (int m = 0; m < JH_N_MEASURES; m++) {
        keep(f->measure[m], sizeof *f->measure[m], n, wanted);
        keep(f->whole[m], sizeof *f->whole[m], n, wanted);
    }
    for (size_t i = 0; i < n; i++)
        n_kept += wanted[i];
    f->n = n_kept;
    enum jh_status st = jh_i_dataset_sort_flows(dataset, err);
    return st == JH_OK ? jh_i_dataset_finish(dataset, err) : st;
}
