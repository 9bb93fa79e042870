#include "cli/actions.h"

#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/suggest.h"

#include "cli/cli.h"
#include "cli/options.h"

enum { MOST_TRIES = 50 };

static enum jh_status fail_unknown(
    size_t n, const struct cli_action *action, const char *name, struct jh_error *err)
{
    struct jh_suggest suggest;
    struct jh_buf all;
    enum jh_status st = jh_fail(err, JH_E_ARG, "no action is called \"%.60s\"", name);
    jh_suggest_begin(&suggest, name);
    jh_buf_init(&all, 4096);
    for (size_t k = 0; k < n; k++) {
        jh_suggest_offer(&suggest, action[k].name);
        jh_buf_printf(&all, "%s%s", k > 0 ? ", " : "", action[k].name);
    }
    if (suggest.best != NULL)
        jh_hint(err, "Did you mean %s?", suggest.best);
    else
        jh_hint(err, "Actions: %s.", all.data != NULL ? all.data : "");
    jh_buf_release(&all);
    return st;
}

enum jh_status cli_action_run(size_t n, const struct cli_action *action, struct cli *cli,
    const struct cli_args *args, struct jh_error *err)
{
    size_t k = 0;
    while (k < n && strcmp(action[k].name, args->operand[0]) != 0)
        k++;
    if (k == n)
        return fail_unknown(n, action, args->operand[0], err);
    for (int tries = 1;; tries++) {
        cli->raced = false;
        enum jh_status st = action[k].run(cli, args, err);
        /* Nothing was written or printed; every round lets one writer through. */
        if (!cli->raced || tries == MOST_TRIES)
            return st;
    }
}
