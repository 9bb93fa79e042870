/*
 * junheng serve: the workbench and its interface, until a signal ends it.
 */
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"

#include "cli/commands.h"
#include "cli/report.h"
#include "cli/table.h"

#include "server/http.h"
#include "server/warm.h"

static const struct cli_option options[] = {
    {.name = "listen",
        .kind = CLI_TEXT,
        .value = "ADDRESS:PORT",
        .default_text = "127.0.0.1:8080",
        .help = "where to listen: an address of this machine alone; port 0: any free one"},
    {.name = "port-file",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "write the port there once it is open"},
    {.name = "timeout",
        .kind = CLI_INT,
        .value = "SECONDS",
        .unit = "seconds",
        .min = 1,
        .max = 600,
        .default_text = "20",
        .help = "end connections on which nothing moves for so long"},
    {.name = NULL},
};

enum { LARGE_BLOCK = 1 << 18, CACHE_BYTES = 64 << 20, MAX_WAITING = 512, WORKERS = 4 };

static enum jh_status write_port(const char *path, uint16_t port, struct jh_error *err)
{
    char text[16];
    FILE *f = fopen(path, "w");
    snprintf(text, sizeof text, "%u\n", (unsigned)port);
    bool good = f != NULL && fputs(text, f) >= 0;
    good = f != NULL && fclose(f) == 0 && good;
    if (good)
        return JH_OK;
    enum jh_status st = jh_fail(err, JH_E_IO, "cannot write: %s", strerror(errno));
    jh_where(err, "%s", path);
    return st;
}

/* Signals are waited for here, in no other thread. */
static void block_signals(sigset_t *out_set)
{
    sigemptyset(out_set);
    sigaddset(out_set, SIGINT);
    sigaddset(out_set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, out_set, NULL);
}

/* The second signal ends the program at once. */
static void unblock_signals(const sigset_t *set)
{
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, set, NULL);
}

/* Large blocks go back to the system as soon as they are freed, and few threads share few heaps:
 * what a question needed for a moment is not kept for ever. */
static void keep_memory_tidy(void)
{
    mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
    mallopt(M_TRIM_THRESHOLD, 4 * LARGE_BLOCK);
    mallopt(M_ARENA_MAX, 2);
}

/* A workspace that cannot be written is told now; an old one is brought up to date. */
static enum jh_status prepare_workspace(const char *workspace, struct jh_error *err)
{
    struct jh_store *store = NULL;
    enum jh_status st = jh_store_open(workspace, JH_STORE_WRITE, &store, err);
    jh_store_close(store);
    return st;
}

static enum jh_status announce(
    struct cli *cli, const struct cli_args *args, uint16_t port, struct jh_error *err)
{
    const char *file = cli_get(args, "port-file")->text;
    bool v6 = cli_get(args, "listen")->text[0] == '[';
    enum jh_status st = JH_OK;
    if (file != NULL)
        JH_TRY(st, write_port(file, port, err));
    fprintf(cli->out, "http://%s:%u/\n", v6 ? "[::1]" : "127.0.0.1", (unsigned)port);
    st = cli_flush(cli->out, err);
out:
    return st;
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct srv srv = {.workspace = cli->workspace,
        .lang = cli->lang,
        .quiet = cli->quiet,
        .folders = {.lock = -1}};
    struct srv_http *http = NULL;
    sigset_t signals;
    int number = 0;
    enum jh_status st = JH_OK;
    atomic_init(&srv.stopping, false);
    pthread_mutex_init(&srv.replaying, NULL);
    srv_current_init(&srv.current);
    block_signals(&signals);
    keep_memory_tidy();
    JH_TRY(st, prepare_workspace(cli->workspace, err));
    JH_TRY(st, srv_folders_open(&srv.folders, cli->workspace, err));
    JH_TRY(st, srv_cache_init(&srv.cache, CACHE_BYTES, err));
    JH_TRY(st, srv_pool_start(&srv.pool, WORKERS, MAX_WAITING, err));
    JH_TRY(st, srv_jobs_start(&srv.jobs, &srv, err));
    JH_TRY(st, srv_http_start(&srv, cli_get(args, "listen")->text,
                   (unsigned)cli_get(args, "timeout")->integer, &http, err));
    srv.jobs.wake_ctx = http;
    srv.jobs.wake = srv_streams_wake;
    JH_TRY(st, announce(cli, args, srv_http_port(http), err));
    srv_warm(&srv, NULL);
    sigwait(&signals, &number);
    unblock_signals(&signals);
    cli_say(cli, "stopping; Ctrl-C again ends at once");
out:
    atomic_store(&srv.stopping, true);
    if (http != NULL)
        srv_http_quiesce(http);
    srv_jobs_end(&srv.jobs);
    srv_pool_end(&srv.pool);
    srv_http_stop(http);
    srv_pool_release(&srv.pool);
    srv_jobs_release(&srv.jobs);
    srv_folders_close(&srv.folders);
    srv_cache_release(&srv.cache);
    srv_current_release(&srv.current);
    return st;
}

const struct cli_command cli_cmd_serve = {
    .name = "serve",
    .summary = "Serve the workbench and its interface to a browser on this machine",
    .details =
        "Listens on this machine alone until there are accounts. The dataset, the plans and the "
        "jobs are those of the workspace. Ctrl-C ends it.",
    .operands = "",
    .options = options,
    .example = "junheng --workspace province.db serve",
    .run = run,
};
