/* Killed at any moment, or out of disk space, a workspace holds the old dataset or the new one. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "junheng/store.h"

#include "base/rng.h"
#include "rich_dataset.h"

#include "testing.h"

enum { N_KILLS = 25, N_FLOWS = 100000 };

static char path[200];
static struct jh_error err;

static void set_up(void)
{
    snprintf(path, sizeof path, "%s/w.db", testing_tmpdir());
}

static enum jh_status save(const struct jh_dataset *d, struct jh_error *e)
{
    struct jh_store *store = NULL;
    enum jh_status st = jh_store_open(path, JH_STORE_WRITE, &store, e);
    if (st == JH_OK)
        st = jh_store_dataset_save(store, d, "", "", NULL, e);
    jh_store_close(store);
    return st;
}

/* Which of the two datasets the workspace holds: 0, 1, or -1: none yet. */
static int held(struct jh_dataset *const d[2])
{
    struct jh_store *store = NULL;
    struct jh_dataset *back = NULL;
    int which = -1;
    err = (struct jh_error){0};
    enum jh_status st = jh_store_open(path, JH_STORE_READ, &store, &err);
    if (st == JH_OK)
        st = jh_store_dataset_load(store, NULL, &back, &err);
    ck_assert_msg(
        st == JH_OK || st == JH_E_NOT_FOUND, "%s: %s", jh_status_name(st), err.message[0]);
    if (st == JH_OK) {
        which = strcmp(back->fingerprint, d[0]->fingerprint) == 0 ? 0 : 1;
        ck_assert_str_eq(back->fingerprint, d[which]->fingerprint);
    }
    jh_dataset_free(back);
    jh_store_close(store);
    return which;
}

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Save in a child and kill it after that time; true where it was done by then. */
static bool save_and_kill(const struct jh_dataset *d, int64_t after_us)
{
    pid_t child = fork();
    if (child == 0)
        _exit(save(d, NULL) == JH_OK ? 0 : 1);
    struct timespec wait = {after_us / 1000000, after_us % 1000000 * 1000};
    nanosleep(&wait, NULL);
    kill(child, SIGKILL);
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    if (WIFEXITED(status))
        ck_assert_int_eq(WEXITSTATUS(status), 0);
    return WIFEXITED(status);
}

START_TEST(killed_while_saving)
{
    struct jh_dataset *d[2] = {rich_dataset(1, N_FLOWS, 100), rich_dataset(2, N_FLOWS, 100)};
    struct jh_rng rng;
    jh_rng_init(&rng, 1, 0);
    int64_t begin = now_us();
    ck_ok(save(d[0], &err), &err);
    int64_t within_us = now_us() - begin;
    int present = 0;
    for (int i = 0; i < N_KILLS; i++) {
        bool done = save_and_kill(d[1 - present], (int64_t)jh_rng_below(&rng, (uint64_t)within_us));
        int after = held(d);
        ck_assert_int_ge(after, 0);
        ck_assert(!done || after == 1 - present);
        present = after;
        /* Most moments should lie within the save, however fast the machine is just now. */
        within_us = done ? within_us * 3 / 4 + 1000 : within_us + within_us / 8;
    }
    ck_ok(save(d[1 - present], &err), &err);
    ck_assert_int_eq(held(d), 1 - present);
    jh_dataset_free(d[0]);
    jh_dataset_free(d[1]);
}
END_TEST

START_TEST(killed_while_being_made)
{
    struct jh_dataset *d[2] = {rich_dataset(1, 100, 10), rich_dataset(2, 100, 10)};
    for (int i = 0; i < 15; i++) {
        save_and_kill(d[0], 400 * i);
        int after = held(d);
        ck_assert_int_le(after, 0);
        ck_ok(save(d[1], &err), &err);
        ck_assert_int_eq(held(d), 1);
        unlink(path);
    }
    jh_dataset_free(d[0]);
    jh_dataset_free(d[1]);
}
END_TEST

START_TEST(disk_full)
{
    struct jh_dataset *d[2] = {rich_dataset(1, 1000, 10), rich_dataset(2, N_FLOWS, 10)};
    ck_ok(save(d[0], &err), &err);
    struct stat info;
    ck_assert_int_eq(stat(path, &info), 0);
    /* No file may grow beyond its present size and a bit. */
    signal(SIGXFSZ, SIG_IGN);
    const struct rlimit limit = {(rlim_t)info.st_size + 100000, RLIM_INFINITY};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_refused(save(d[1], &err), JH_E_IO);
    ck_assert_ptr_nonnull(strstr(err.message[JH_LANG_EN], "no space left"));
    ck_assert_str_ne(err.hint[JH_LANG_EN], "");
    ck_assert_int_eq(held(d), 0);
    const struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
    ck_ok(save(d[1], &err), &err);
    ck_assert_int_eq(held(d), 1);
    jh_dataset_free(d[0]);
    jh_dataset_free(d[1]);
}
END_TEST

START_TEST(disk_full_from_the_start)
{
    struct jh_dataset *d[2] = {rich_dataset(1, 1000, 10), rich_dataset(2, 1000, 10)};
    signal(SIGXFSZ, SIG_IGN);
    for (rlim_t size = 0; size < 200000; size += 40000) {
        const struct rlimit limit = {size, RLIM_INFINITY}, none = {RLIM_INFINITY, RLIM_INFINITY};
        ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
        ck_refused(save(d[0], &err), JH_E_IO);
        ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
        ck_assert_int_eq(held(d), -1);
    }
    ck_ok(save(d[0], &err), &err);
    ck_assert_int_eq(held(d), 0);
    jh_dataset_free(d[0]);
    jh_dataset_free(d[1]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("interrupted");
    TCase *tc = tcase_create("interrupted");
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, killed_while_saving);
    tcase_add_test(tc, killed_while_being_made);
    tcase_add_test(tc, disk_full);
    tcase_add_test(tc, disk_full_from_the_start);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
