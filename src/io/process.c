#define _GNU_SOURCE /* pipe2(), prlimit() */
#include "io/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/run.h"

extern char **environ;

enum { POLL_MS = 100 };

/* What a child may use at most, whatever its input makes it do. */
static void limit_child(pid_t pid, int timeout_s)
{
    struct rlimit file = {(rlim_t)8 << 30, (rlim_t)8 << 30};
    struct rlimit cpu = {(rlim_t)timeout_s * 4, (rlim_t)timeout_s * 4};
    struct rlimit core = {0, 0};
    prlimit(pid, RLIMIT_FSIZE, &file, NULL);
    prlimit(pid, RLIMIT_CPU, &cpu, NULL);
    prlimit(pid, RLIMIT_CORE, &core, NULL);
}

static int spawn_child(const char *const *argv, int out, int errors, pid_t *out_pid)
{
    union {
        const char *const *given;
        char *const *wanted; /* posix_spawnp() only reads it */
    } arguments = {.given = argv};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int why = posix_spawn_file_actions_init(&actions);
    if (why != 0)
        return why;
    why = posix_spawnattr_init(&attributes);
    if (why != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return why;
    }
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
    why = posix_spawnp(out_pid, argv[0], &actions, &attributes, arguments.wanted, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return why;
}

/* Take what is there; false once the child has closed its end. What does not fit is dropped. */
static bool drain(int fd, struct jh_buf *out)
{
    char block[4096];
    ssize_t n = read(fd, block, sizeof block);
    if (n > 0 && out != NULL && out->max - out->len >= (size_t)n)
        jh_buf_add(out, block, (size_t)n);
    return n > 0 || (n < 0 && errno == EINTR);
}

static enum jh_status follow(const char *name, pid_t pid, int timeout_s, const struct jh_run *run,
    struct pollfd watched[2], struct jh_buf *const into[2], struct jh_error *err)
{
    for (int waits = 0; watched[0].fd >= 0 || watched[1].fd >= 0;) {
        int n = poll(watched, 2, POLL_MS);
        if (jh_run_stopped(run)) {
            kill(pid, SIGKILL);
            return jh_fail(err, JH_E_CANCELLED, "import stopped");
        }
        if (n == 0 && ++waits > timeout_s * (1000 / POLL_MS)) {
            kill(pid, SIGKILL);
            return jh_fail(err, JH_E_LIMIT, "%s gave no answer for %d seconds", name, timeout_s);
        }
        for (int i = 0; n > 0 && i < 2; i++)
            if (watched[i].fd >= 0 && watched[i].revents != 0 && !drain(watched[i].fd, into[i]))
                watched[i].fd = -1;
    }
    return JH_OK;
}

static void close_pipe(int ends[2])
{
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0)
            close(ends[i]);
}

enum jh_status jh_i_process_run(const char *const *argv, int timeout_s, const struct jh_run *run,
    struct jh_buf *out, struct jh_buf *out_errors, int *out_exit, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    int pipes[2][2] = {{-1, -1}, {-1, -1}};
    struct jh_buf *const into[2] = {out, out_errors};
    struct pollfd watched[2];
    pid_t pid = -1;
    int why = 0, status = 0;
    if (pipe2(pipes[0], O_CLOEXEC) != 0 || pipe2(pipes[1], O_CLOEXEC) != 0) {
        st = jh_fail(err, JH_E_IO, "cannot run %s: %s", argv[0], strerror(errno));
        goto out;
    }
    why = spawn_child(argv, pipes[0][1], pipes[1][1], &pid);
    if (why == ENOENT) {
        st = jh_fail(err, JH_E_UNSUPPORTED, "the program %s is not installed", argv[0]);
        goto out;
    }
    if (why != 0) {
        st = jh_fail(err, JH_E_IO, "cannot run %s: %s", argv[0], strerror(why));
        goto out;
    }
    limit_child(pid, timeout_s);
    for (int i = 0; i < 2; i++) {
        close(pipes[i][1]);
        pipes[i][1] = -1;
        watched[i] = (struct pollfd){.fd = pipes[i][0], .events = POLLIN};
    }
    st = follow(argv[0], pid, timeout_s, run, watched, into, err);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    *out_exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
out:
    close_pipe(pipes[0]);
    close_pipe(pipes[1]);
    return st;
}
