#include "records/dedup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"

enum { SLACK = 512, FIRST_CAP = 1 << 14 };

void jh_i_dedup_init(struct jh_dedup *set, size_t limit_bytes, const char *dir)
{
    *set = (struct jh_dedup){
        .limit_bytes = limit_bytes > 0 ? limit_bytes : JH_DEDUP_LIMIT, .dir = dir};
}

void jh_i_dedup_release(struct jh_dedup *set)
{
    for (size_t i = 0; i < set->n_runs; i++)
        munmap(set->run[i].hash, set->run[i].n * sizeof(uint64_t));
    jh_i_free(set->slot);
    *set = (struct jh_dedup){0};
}

/* Places ascend with hashes: so the table is nearly sorted, and sorting it is cheap. */
static size_t place_of(uint64_t hash, size_t cap)
{
    return (size_t)((hash >> 32) * cap >> 32); /* cap below 2^32 */
}

/* Its place, taken or free; SIZE_MAX: the slack behind the table is used up. */
static size_t find(const uint64_t *slot, size_t cap, uint64_t hash)
{
    size_t i = place_of(hash, cap);
    while (i < cap + SLACK && slot[i] != 0 && slot[i] != hash)
        i++;
    return i < cap + SLACK ? i : SIZE_MAX;
}

static enum jh_status resize(struct jh_dedup *set, size_t cap, struct jh_error *err)
{
    uint64_t *slot = jh_i_calloc(cap + SLACK, sizeof *slot);
    if (slot == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < set->cap + SLACK && set->slot != NULL; i++)
        if (set->slot[i] != 0) {
            size_t at = find(slot, cap, set->slot[i]);
            if (at == SIZE_MAX) { /* more than 512 in a row: not with hashes */
                jh_i_free(slot);
                return jh_fail(err, JH_E_INTERNAL, "hashes of records are not random");
            }
            slot[at] = set->slot[i];
        }
    jh_i_free(set->slot);
    set->slot = slot;
    set->cap = cap;
    return JH_OK;
}

/* ---- Runs ------------------------------------------------------------------------------------- */

static enum jh_status fail_file(const char *dir, struct jh_error *err)
{
    enum jh_status st =
        jh_fail(err, JH_E_IO, "cannot keep hashes of records in %s: %s", dir, strerror(errno));
    jh_hint(err, "Free space there: 8 bytes for each record.");
    return st;
}

/* A file without a name, as long as `n` hashes. */
static enum jh_status open_run(
    const char *dir, size_t n, struct jh_dedup_run *out, struct jh_error *err)
{
    struct jh_buf path;
    enum jh_status st = JH_OK;
    void *map = MAP_FAILED;
    int fd = -1;
    jh_buf_init(&path, 1 << 16);
    jh_buf_printf(&path, "%s/.junheng-XXXXXX", dir);
    JH_TRY(st, jh_buf_status(&path, err));
    fd = mkstemp(path.data);
    if (fd >= 0)
        unlink(path.data);
    /* Written out, not only made longer: a full disk is told here, not by a signal later. */
    if (fd < 0 || (errno = posix_fallocate(fd, 0, (off_t)(n * sizeof(uint64_t)))) != 0) {
        st = fail_file(dir, err);
        goto out;
    }
    map = mmap(NULL, n * sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        st = fail_file(dir, err);
    else
        *out = (struct jh_dedup_run){.hash = map, .n = n};
out:
    if (fd >= 0)
        close(fd);
    jh_buf_release(&path);
    return st;
}

static void merge_two(
    const struct jh_dedup_run *a, const struct jh_dedup_run *b, struct jh_dedup_run *out)
{
    size_t i = 0, k = 0;
    for (size_t o = 0; o < out->n; o++)
        out->hash[o] =
            k == b->n || (i < a->n && a->hash[i] < b->hash[k]) ? a->hash[i++] : b->hash[k++];
}

/* The last two runs into one. */
static enum jh_status merge_last(struct jh_dedup *set, struct jh_error *err)
{
    struct jh_dedup_run *a = &set->run[set->n_runs - 2], *b = a + 1, both;
    enum jh_status st = open_run(set->dir, a->n + b->n, &both, err);
    if (st != JH_OK)
        return st;
    merge_two(a, b, &both);
    munmap(a->hash, a->n * sizeof(uint64_t));
    munmap(b->hash, b->n * sizeof(uint64_t));
    *a = both;
    set->n_runs--;
    return JH_OK;
}

static void sort_nearly(uint64_t *hash, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const uint64_t h = hash[i];
        size_t k = i;
        for (; k > 0 && hash[k - 1] > h; k--)
            hash[k] = hash[k - 1];
        hash[k] = h;
    }
}

static enum jh_status spill(struct jh_dedup *set, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_dedup_run run;
    size_t n = 0;
    /* Runs of like size are merged, so that there are few. */
    while (set->n_runs >= 2 && (set->n_runs == JH_DEDUP_RUNS_MAX ||
                                   set->run[set->n_runs - 2].n <= 2 * set->run[set->n_runs - 1].n))
        JH_TRY(st, merge_last(set, err));
    JH_TRY(st, open_run(set->dir, set->n, &run, err));
    for (size_t i = 0; i < set->cap + SLACK; i++)
        if (set->slot[i] != 0)
            run.hash[n++] = set->slot[i];
    sort_nearly(run.hash, n);
    memset(set->slot, 0, (set->cap + SLACK) * sizeof *set->slot);
    set->run[set->n_runs++] = run;
    set->n_spilled += set->n;
    set->n = 0;
out:
    return st;
}

/* Interpolation: hashes are spread evenly. */
static bool is_in_run(const struct jh_dedup_run *run, uint64_t hash)
{
    size_t low = 0, high = run->n, step = 64;
    size_t at = place_of(hash, run->n);
    if (run->hash[at] <= hash) {
        low = at;
        while (at + step < run->n && run->hash[at + step] <= hash) {
            low = at + step;
            step *= 2;
        }
        high = at + step < run->n ? at + step : run->n;
    } else {
        high = at;
        while (at >= step && run->hash[at - step] > hash) {
            high = at - step;
            step *= 2;
        }
        low = at >= step ? at - step : 0;
    }
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (run->hash[mid] < hash)
            low = mid + 1;
        else
            high = mid;
    }
    return low < run->n && run->hash[low] == hash;
}

static enum jh_status make_room(struct jh_dedup *set, bool forced, struct jh_error *err)
{
    const size_t most = set->limit_bytes / sizeof(uint64_t);
    if (set->slot != NULL && !forced && set->n < set->cap - set->cap / 8)
        return JH_OK;
    size_t cap = set->cap == 0 ? FIRST_CAP : set->cap + set->cap / 2;
    if (cap <= most || set->cap == 0)
        return resize(set, cap, err);
    return spill(set, err);
}

enum jh_status jh_i_dedup_put(
    struct jh_dedup *set, uint64_t hash, bool *out_new, struct jh_error *err)
{
    hash = hash != 0 ? hash : 1; /* 0 means free */
    enum jh_status st = make_room(set, false, err);
    size_t at = st == JH_OK ? find(set->slot, set->cap, hash) : 0;
    while (st == JH_OK && at == SIZE_MAX) {
        st = make_room(set, true, err);
        at = st == JH_OK ? find(set->slot, set->cap, hash) : 0;
    }
    if (st != JH_OK)
        return st;
    bool there = set->slot[at] == hash;
    for (size_t i = 0; i < set->n_runs && !there; i++)
        there = is_in_run(&set->run[i], hash);
    if (!there) {
        set->slot[at] = hash;
        set->n++;
    }
    *out_new = !there;
    return JH_OK;
}
