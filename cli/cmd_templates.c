/*
 * junheng templates: the program's own Word document and slides, to make one's own from.
 */
#include "junheng/io.h"

#include "base/fail.h"

#include "cli/commands.h"
#include "cli/report.h"

static const struct cli_option options[] = {
    {.name = NULL},
};

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_plan_write_templates(args->operand[0], cli->lang, err));
    cli_say(cli, "templates written to %s", args->operand[0]);
out:
    return st;
}

const struct cli_command cli_cmd_templates = {
    .name = "templates",
    .summary = "Write the templates of the plan's Word document and slides",
    .details =
        "Change them in Word, WPS or LibreOffice and hand them to plan --template and "
        "--slides-template. The marks in double braces are what the plan fills.",
    .operands = "DIR",
    .min_operands = 1,
    .max_operands = 1,
    .options = options,
    .example = "junheng templates templates/",
    .run = run,
};
