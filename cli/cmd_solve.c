/*
 * junheng solve: bare location problems on public formats.
 */
#include <string.h>

#include "junheng/locate.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/strmap.h"
#include "io/json.h"
#include "io/problems/solve.h"

#include "cli/commands.h"
#include "cli/report.h"
#include "cli/table.h"

static const struct cli_option options[] = {
    {.name = "orlib",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "OR-Library p-median file: \"n m p\", then m edges \"i j cost\""},
    {.name = "tsplib", .kind = CLI_TEXT, .value = "FILE", .help = "TSPLIB file with coordinates"},
    {.name = "points",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "points: a header \"n ...\", then n rows \"x y demand\""},
    {.name = "cpmp",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "capacitated points: \"n p\", then n rows \"x y capacity demand\""},
    {.name = "pmedcap",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "OR-Library capacitated p-median file; distances are rounded down"},
    {.name = "costs", .kind = CLI_TEXT, .value = "FILE", .help = "CSV file demand,site,cost"},
    {.name = "weights",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "CSV file demand,weight beside --costs; clients not listed weigh 1"},
    {.name = "loads",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "CSV file demand,load beside --costs, for cpmp; clients not listed fill 1"},
    {.name = "capacities",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "CSV file site,capacity beside --costs, for cpmp"},
    {.name = "metric",
        .kind = CLI_CHOICE,
        .value = "METRIC",
        .choices = "euclid|floor",
        .default_note = "floor for --pmedcap, else euclid",
        .help = "distance between points: real, or rounded down"},
    {.name = "p",
        .kind = CLI_INT,
        .value = "N",
        .min = 1,
        .max = 1e9,
        .default_note = "that of the file",
        .help = "number of sites to open"},
    {.name = "radius",
        .kind = CLI_REAL,
        .value = "R",
        .min = 0,
        .max = JH_INF,
        .help = "cost within which a client is covered"},
    {.name = "backup",
        .kind = CLI_FLAG,
        .help = "lscp: among the smallest answers, the one that covers most twice"},
    {.name = "fixed",
        .kind = CLI_TEXT,
        .value = "ID,ID",
        .help = "sites that must be among those opened"},
    {.name = "forbidden", .kind = CLI_TEXT, .value = "ID,ID", .help = "sites that must not open"},
    {.name = "existing",
        .kind = CLI_TEXT,
        .value = "ID,ID",
        .help = "sites that are open already, beside the p"},
    {.name = "time-limit",
        .kind = CLI_REAL,
        .value = "SECONDS",
        .unit = "seconds",
        .min = 0,
        .max = JH_INF,
        .default_note = "none",
        .help = "stop then with the best answer and its bound"},
    {.name = "gap",
        .kind = CLI_REAL,
        .value = "SHARE",
        .min = 0,
        .max = 1,
        .default_text = "0",
        .help = "good enough: stop at this proven gap"},
    {.name = "iterations",
        .kind = CLI_INT,
        .value = "N",
        .min = 1,
        .max = 1e15,
        .default_note = "none",
        .help = "stop after so many; makes a stopped search repeatable"},
    {.name = NULL},
};

/* Names of the problems in the order of enum jh_locate_model. */
static const char *const problems[] = {"p-median", "p-center", "mclp", "lscp", "cpmp"};
enum { N_PROBLEMS = sizeof problems / sizeof *problems };
/* Options of the input formats in the order of enum jh_solve_format. */
static const char *const formats[] = {"orlib", "tsplib", "points", "cpmp", "pmedcap", "costs"};
/* Options of further files beside --costs in the order of enum jh_solve_values. */
static const char *const values[] = {"weights", "loads", "capacities"};
static const char *const statuses[] = {"optimal", "feasible"};

struct task {
    struct jh_solve_input input;
    struct jh_locate_problem problem;
    uint8_t *state;
    struct jh_strmap site; /* ids of sites, where they are texts */
};

static void task_release(struct task *task)
{
    jh_strmap_release(&task->site);
    jh_i_solve_input_release(&task->input);
    jh_i_free(task->state);
}

static enum jh_status find_model(const char *name, enum jh_locate_model *out, struct jh_error *err)
{
    for (int k = 0; k < N_PROBLEMS; k++) {
        if (strcmp(name, problems[k]) == 0) {
            *out = (enum jh_locate_model)k;
            return JH_OK;
        }
    }
    jh_ignore(jh_fail(err, JH_E_ARG, "unknown problem \"%.60s\"", name), "below");
    jh_hint(err, "Use one of p-median, p-center, mclp, lscp, cpmp.");
    return JH_E_ARG;
}

static enum jh_status read_input(
    const struct cli *cli, const struct cli_args *args, struct task *task, struct jh_error *err)
{
    int chosen = -1, n = 0;
    for (int k = 0; k < JH_SOLVE_N_FORMATS; k++) {
        if (cli_get(args, formats[k])->given) {
            chosen = k;
            n++;
        }
    }
    const char *more[JH_SOLVE_N_VALUES];
    for (int k = 0; k < JH_SOLVE_N_VALUES; k++)
        more[k] = cli_get(args, values[k])->text;
    if (n != 1)
        return jh_fail(err, JH_E_ARG,
            "exactly one of --orlib, --tsplib, --points, --cpmp, --pmedcap, --costs is needed");
    for (int k = 0; k < JH_SOLVE_N_VALUES; k++) {
        if (more[k] != NULL && chosen != JH_SOLVE_COSTS)
            return jh_fail(err, JH_E_ARG, "--%s goes with --costs", values[k]);
    }
    return jh_i_solve_read((enum jh_solve_format)chosen, cli_get(args, formats[chosen])->text, more,
        &cli->run, &task->input, err);
}

static enum jh_status find_site(
    const struct task *task, const char *text, size_t len, size_t *out, struct jh_error *err)
{
    uint32_t place;
    int64_t number;
    bool found = false;
    if (task->input.site != NULL) {
        found = jh_strmap_get(&task->site, text, len, &place);
        *out = found ? place : 0;
    } else if (jh_num_parse_i64(text, len, &number)) {
        found = number >= 1 && (size_t)number <= task->input.n_sites;
        *out = found ? (size_t)number - 1 : 0;
    }
    if (found)
        return JH_OK;
    enum jh_status st =
        jh_fail(err, JH_E_ARG, "there is no site \"%.*s\"", (int)(len < 60 ? len : 60), text);
    if (task->input.site == NULL)
        jh_hint(
            err, "Sites are numbered from 1 to %zu in the order of the file.", task->input.n_sites);
    else
        jh_hint(err, "Name sites as in the file of --costs, such as %.60s.", task->input.site[0]);
    return st;
}

/* "3,17,H5" into the states. */
static enum jh_status take_sites(const struct cli_args *args, const char *option,
    enum jh_locate_state state, struct task *task, struct jh_error *err)
{
    const char *at = cli_get(args, option)->text;
    while (at != NULL && *at != '\0') {
        size_t len = strcspn(at, ","), site = 0;
        enum jh_status st = find_site(task, at, len, &site, err);
        if (st != JH_OK)
            return st;
        if (task->state[site] != JH_LOCATE_MAY && task->state[site] != state)
            return jh_fail(
                err, JH_E_ARG, "site \"%.*s\" is named twice", (int)(len < 60 ? len : 60), at);
        task->state[site] = (uint8_t)state;
        at += len + (at[len] == ',');
    }
    return JH_OK;
}

static enum jh_status take_states(
    const struct cli_args *args, struct task *task, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    task->state = jh_i_calloc(task->input.n_sites, 1);
    if (task->state == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    memset(task->state, JH_LOCATE_MAY, task->input.n_sites);
    for (size_t j = 0; task->input.site != NULL && j < task->input.n_sites; j++) {
        uint32_t place;
        bool fresh;
        JH_TRY(st, jh_strmap_put(&task->site, task->input.site[j], strlen(task->input.site[j]),
                       (uint32_t)j, &place, &fresh, err));
    }
    JH_TRY(st, take_sites(args, "fixed", JH_LOCATE_MUST, task, err));
    JH_TRY(st, take_sites(args, "forbidden", JH_LOCATE_NO, task, err));
    st = take_sites(args, "existing", JH_LOCATE_EXISTING, task, err);
out:
    return st;
}

static enum jh_status make_problem(
    const struct cli_args *args, struct task *task, struct jh_error *err)
{
    const struct jh_solve_input *in = &task->input;
    const struct cli_value *p = cli_get(args, "p"), *radius = cli_get(args, "radius"),
                           *metric = cli_get(args, "metric");
    bool floored = metric->given ? metric->choice == 1 : in->format == JH_SOLVE_PMEDCAP;
    bool cover = task->problem.model == JH_LOCATE_MCLP || task->problem.model == JH_LOCATE_LSCP;
    struct jh_locate_problem problem = {.model = task->problem.model,
        .n_demand = in->n_demand,
        .n_sites = in->n_sites,
        .p = p->given ? (int32_t)p->integer : in->p,
        .radius = radius->given ? radius->real : 0,
        .backup = cli_get(args, "backup")->given,
        .weight = in->weight,
        .load = in->load,
        .capacity = in->capacity,
        .state = task->state,
        .client_name = in->demand,
        .cost = in->cost,
        .pair_start = in->pair_start,
        .pair_site = in->pair_site,
        .pair_cost = in->pair_cost,
        .demand_xy = in->xy,
        .site_xy = in->xy,
        .metric = floored ? JH_LOCATE_FLOOR : JH_LOCATE_EUCLID,
        .gap_frac = cli_get(args, "gap")->real};
    if (cover && !radius->given)
        return jh_fail(err, JH_E_ARG, "--radius is needed");
    if (problem.model != JH_LOCATE_LSCP && problem.p == 0)
        return jh_fail(err, JH_E_ARG, "--p is needed");
    if (problem.backup && problem.model != JH_LOCATE_LSCP)
        return jh_fail(err, JH_E_ARG, "--backup goes with lscp");
    if (problem.model == JH_LOCATE_CPMP && in->capacity == NULL)
        return jh_fail(err, JH_E_ARG, "cpmp needs --cpmp, --pmedcap or --costs with --capacities");
    if (metric->given && in->xy == NULL)
        return jh_fail(err, JH_E_ARG, "--metric goes with points");
    task->problem = problem;
    return JH_OK;
}

static void json_site(struct jh_json_writer *w, const struct jh_solve_input *in, int32_t site)
{
    if (in->site != NULL)
        jh_json_text(w, NULL, in->site[site]);
    else
        jh_json_int(w, NULL, site + 1);
}

/* solution NULL: there is no answer. */
static enum jh_status print_json(struct cli *cli, const struct task *task,
    const struct jh_locate_solution *solution, double seconds, struct jh_error *err)
{
    struct jh_buf buf;
    struct jh_json_writer w;
    bool any = solution != NULL;
    jh_buf_init(&buf, (size_t)1 << 30);
    jh_json_begin(&w, &buf, false);
    jh_json_open_object(&w, NULL);
    jh_json_text(&w, "problem", problems[task->problem.model]);
    jh_json_int(&w, "n_demand", (int64_t)task->problem.n_demand);
    jh_json_int(&w, "n_sites", (int64_t)task->problem.n_sites);
    jh_json_int(&w, "p",
        task->problem.model == JH_LOCATE_LSCP && any ? (int64_t)solution->objective
                                                     : task->problem.p);
    jh_json_num(&w, "objective", any ? solution->objective : JH_NAN);
    jh_json_num(&w, "bound", any ? solution->bound : JH_NAN);
    jh_json_num(&w, "gap", any ? solution->gap_frac : JH_NAN);
    jh_json_text(&w, "status", any ? statuses[solution->status] : "infeasible");
    jh_json_open_array(&w, "open");
    for (size_t k = 0; any && k < solution->n_open; k++)
        json_site(&w, &task->input, solution->open[k]);
    jh_json_close_array(&w);
    if (any && task->problem.backup) {
        jh_json_num(&w, "backup", solution->backup);
        jh_json_num(&w, "backup_bound", solution->backup_bound);
    }
    if (task->problem.model == JH_LOCATE_CPMP) {
        jh_json_open_array(&w, "assignment");
        for (size_t i = 0; any && i < task->problem.n_demand; i++)
            json_site(&w, &task->input, solution->assignment[i]);
        jh_json_close_array(&w);
    }
    jh_json_fixed(&w, "seconds", seconds, 3);
    jh_json_int(&w, "iterations", any ? solution->iterations : 0);
    jh_json_close_object(&w);
    enum jh_status st = jh_buf_status(&buf, err);
    if (st == JH_OK)
        fprintf(cli->out, "%s\n", buf.data);
    jh_buf_release(&buf);
    return st;
}

static void count_served(const struct task *task, const struct jh_locate_solution *solution,
    int32_t site, int64_t *n, double *weight)
{
    struct jh_sum sum = {0};
    *n = 0;
    for (size_t i = 0; i < task->problem.n_demand; i++) {
        if (solution->assignment[i] != site)
            continue;
        ++*n;
        jh_sum_add(&sum, task->problem.weight != NULL ? task->problem.weight[i] : 1);
    }
    *weight = jh_sum_value(&sum);
}

static enum jh_status print_table(struct cli *cli, const struct task *task,
    const struct jh_locate_solution *solution, double seconds, struct jh_error *err)
{
    static const struct cli_column columns[] = {{"site", "site", NULL, 0, 0},
        {"clients", "clients", NULL, 0, 0}, {"weight", "weight", NULL, 0, 0}};
    static const struct cli_column objective = {"objective", "objective", NULL, 0, 6},
                                   bound = {"bound", "proven bound", NULL, 0, 6},
                                   gap = {"gap", "gap", "%", 100, 6},
                                   status = {"status", "status", NULL, 0, 0},
                                   backup = {"backup", "covered twice", NULL, 0, 6},
                                   took = {"seconds", "time", "seconds", 0, 2},
                                   done = {"iterations", "iterations", NULL, 0, 0};
    struct cli_table table;
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t k = 0; k < solution->n_open; k++) {
        char number[JH_NUM_TEXT_MAX];
        int64_t n = 0;
        double weight = 0;
        count_served(task, solution, solution->open[k], &n, &weight);
        jh_num_format(solution->open[k] + 1, number);
        cli_table_text(
            &table, task->input.site != NULL ? task->input.site[solution->open[k]] : number);
        cli_table_integer(&table, n);
        cli_table_number(&table, weight);
    }
    cli_summary_number(&table, &objective, solution->objective);
    cli_summary_number(&table, &bound, solution->bound);
    cli_summary_number(&table, &gap, solution->gap_frac);
    cli_summary_text(&table, &status, statuses[solution->status]);
    if (task->problem.backup)
        cli_summary_number(&table, &backup, solution->backup);
    cli_summary_number(&table, &took, seconds);
    cli_summary_integer(&table, &done, solution->iterations);
    return cli_table_end(&table, err);
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct task task = {.input = {0}};
    struct jh_locate_solution solution = {.n_open = 0};
    double seconds = 0;
    const struct cli_value *limit = cli_get(args, "time-limit"),
                           *iterations = cli_get(args, "iterations");
    jh_strmap_init(&task.site);
    JH_TRY(st, find_model(args->operand[0], &task.problem.model, err));
    cli_progress_limit(&cli->progress, limit->given ? limit->real : JH_INF);
    cli->run.iteration_limit = iterations->given ? iterations->integer : 0;
    JH_TRY(st, read_input(cli, args, &task, err));
    JH_TRY(st, take_states(args, &task, err));
    JH_TRY(st, make_problem(args, &task, err));
    st = jh_locate_solve(&task.problem, &cli->run, &solution, err);
    cli_progress_clear(&cli->progress);
    seconds = cli_progress_elapsed(&cli->progress);
    if (st == JH_E_INFEASIBLE && cli->format == CLI_FORMAT_JSON) {
        JH_TRY(st, print_json(cli, &task, NULL, seconds, err));
        st = JH_E_INFEASIBLE;
    } else if (st == JH_OK) {
        st = cli->format == CLI_FORMAT_JSON ? print_json(cli, &task, &solution, seconds, err)
                                            : print_table(cli, &task, &solution, seconds, err);
    }
out:
    jh_locate_solution_release(&solution);
    task_release(&task);
    return st;
}

const struct cli_command cli_cmd_solve = {
    .name = "solve",
    .summary = "Solve a bare location problem on public formats",
    .details =
        "Problems: p-median, p-center, mclp, lscp, cpmp. Ids of sites are numbers from 1 in the "
        "order of the file, or the texts of --costs. The bound is proven; Ctrl-C and time limits "
        "give the best answer so far. Exit status 3 where there is no answer.",
    .operands = "PROBLEM",
    .min_operands = 1,
    .max_operands = 1,
    .options = options,
    .example = "junheng solve p-median --orlib pmed1.txt --format json",
    .run = run,
};
