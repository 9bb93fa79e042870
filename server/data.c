#include "server/data.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"

static const int64_t look_every_ms = 500;

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void srv_current_init(struct srv_current *current)
{
    *current = (struct srv_current){.data = NULL};
    pthread_mutex_init(&current->lock, NULL);
    pthread_mutex_init(&current->loading, NULL);
}

void srv_current_release(struct srv_current *current)
{
    srv_data_free(current->data);
    pthread_mutex_destroy(&current->lock);
    pthread_mutex_destroy(&current->loading);
}

static uint64_t mix_file(uint64_t h, const char *path)
{
    struct stat info;
    const uint64_t prime = 1099511628211u;
    if (stat(path, &info) != 0)
        return h * prime;
    h = (h ^ (uint64_t)info.st_ino) * prime;
    h = (h ^ (uint64_t)info.st_size) * prime;
    h = (h ^ (uint64_t)info.st_mtim.tv_sec) * prime;
    return (h ^ (uint64_t)info.st_mtim.tv_nsec) * prime;
}

/* Changes whenever anything was written to the workspace. */
static uint64_t signature_of(const char *workspace)
{
    struct jh_buf wal;
    jh_buf_init(&wal, 1 << 16);
    jh_buf_printf(&wal, "%s-wal", workspace);
    uint64_t h = mix_file(14695981039346656037u, workspace);
    if (wal.data != NULL)
        h = mix_file(h, wal.data);
    jh_buf_release(&wal);
    return h;
}

/* The lock is held. Whether what is loaded is what the workspace holds, as far as its files tell. */
static bool still_good(struct srv_current *current, const char *workspace)
{
    int64_t now = now_ms();
    if (!current->known)
        return false;
    if (now - current->looked_ms < look_every_ms)
        return true;
    if (signature_of(workspace) != current->signature) {
        current->known = false;
        return false;
    }
    current->looked_ms = now;
    return true;
}

struct srv_data *srv_data_share(struct srv_data *data)
{
    if (data != NULL)
        atomic_fetch_add_explicit(&data->holders, 1, memory_order_relaxed);
    return data;
}

void srv_data_free(struct srv_data *data)
{
    if (data == NULL || atomic_fetch_sub_explicit(&data->holders, 1, memory_order_acq_rel) > 1)
        return;
    jh_dataset_free(data->dataset);
    jh_store_free(data->about);
    srv_profiles_release(&data->profiles);
    jh_i_free(data);
}

void srv_current_look(struct srv_current *current)
{
    pthread_mutex_lock(&current->lock);
    current->looked_ms = now_ms() - look_every_ms;
    pthread_mutex_unlock(&current->lock);
}

struct srv_data *srv_data_peek(struct srv_current *current, const char *workspace)
{
    struct srv_data *data = NULL;
    pthread_mutex_lock(&current->lock);
    if (still_good(current, workspace))
        data = srv_data_share(current->data);
    pthread_mutex_unlock(&current->lock);
    return data;
}

/* Which values of a flow column occur. */
static uint32_t values_of(const uint8_t *column, size_t n)
{
    uint32_t seen = 0;
    for (size_t i = 0; column != NULL && i < n; i++)
        seen |= 1u << column[i];
    return seen;
}

/* Read what the store says; load the dataset unless `present` is that one already. */
static enum jh_status load(const char *workspace, struct srv_data *present,
    struct srv_data **out_data, struct jh_error *err)
{
    struct jh_store *store = NULL;
    struct srv_data *data = jh_i_calloc(1, sizeof *data);
    enum jh_status st = JH_OK;
    if (data == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    atomic_init(&data->holders, 1);
    atomic_init(&data->warmed, false);
    srv_profiles_init(&data->profiles);
    JH_TRY(st, jh_store_open(workspace, JH_STORE_READ, &store, err));
    JH_TRY(st, jh_store_dataset_about(store, &data->about, err));
    /* Something else was written (a plan, a row of the ledger): what is loaded stays. */
    if (present != NULL && strcmp(present->about->fingerprint, data->about->fingerprint) == 0 &&
        strcmp(present->about->imported_at, data->about->imported_at) == 0) {
        *out_data = srv_data_share(present);
        goto out;
    }
    if (present != NULL && strcmp(present->about->fingerprint, data->about->fingerprint) == 0)
        data->dataset = jh_dataset_share(present->dataset);
    else
        JH_TRY(st, jh_store_dataset_load_lean(store, NULL, &data->dataset, err));
    data->bases = values_of(data->dataset->flows.basis, data->dataset->flows.n);
    *out_data = data;
    data = NULL;
out:
    jh_store_close(store);
    srv_data_free(data);
    return st;
}

enum jh_status srv_data_take(struct srv_current *current, const char *workspace,
    struct srv_data **out_data, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct srv_data *present = NULL, *loaded = NULL, *old;
    uint64_t signature;
    bool good;
    *out_data = srv_data_peek(current, workspace);
    if (*out_data != NULL)
        return JH_OK;
    pthread_mutex_lock(&current->loading);
    signature = signature_of(workspace);
    pthread_mutex_lock(&current->lock);
    present = srv_data_share(current->data);
    good = present != NULL && still_good(current, workspace);
    pthread_mutex_unlock(&current->lock);
    if (good) {
        *out_data = present;
        present = NULL;
        goto out;
    }
    JH_TRY(st, load(workspace, present, &loaded, err));
    *out_data = srv_data_share(loaded);
    pthread_mutex_lock(&current->lock);
    old = current->data;
    current->data = loaded;
    current->signature = signature;
    current->looked_ms = now_ms();
    current->known = true;
    pthread_mutex_unlock(&current->lock);
    srv_data_free(old);
out:
    pthread_mutex_unlock(&current->loading);
    srv_data_free(present);
    return st;
}
