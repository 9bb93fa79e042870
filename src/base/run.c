#include "base/run.h"

#include <omp.h>

int jh_run_threads(const struct jh_run *run)
{
    return run != NULL && run->n_threads > 0 ? run->n_threads : omp_get_num_procs();
}

void jh_run_limit_threads(int n)
{
    omp_set_num_threads(n);
}
