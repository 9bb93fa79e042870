#include "base/fail.h"
#include "locate/locate_internal.h"
#define STUB(x)                                                                                    \
    enum jh_status x(const struct jh_locate_problem *problem, const struct jh_run *run,            \
        struct jh_i_locate_found *found, struct jh_error *err)                                     \
    {                                                                                              \
        (void)problem;                                                                             \
        (void)run;                                                                                 \
        (void)found;                                                                               \
        return jh_fail(err, JH_E_UNSUPPORTED, "not yet");                                          \
    }
STUB(jh_i_locate_backup)
