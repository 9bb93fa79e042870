/*
 * The dataset that all requests share: loaded once, swapped when the workspace has another one.
 */
#ifndef JH_SERVER_DATA_H
#define JH_SERVER_DATA_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "junheng/model.h"
#include "junheng/store.h"

#include "server/profile.h"

/** A dataset in memory with what the store says about it. Immutable, counted. */
struct srv_data {
    atomic_size_t holders;
    atomic_bool warmed;
    struct jh_dataset *dataset;
    struct jh_store_dataset *about;
    uint32_t bases;               /* bit b: flows state basis b */
    struct srv_profiles profiles; /* made when first asked for */
};

/** What was loaded last and how the workspace looked then. */
struct srv_current {
    pthread_mutex_t lock;    /* of the fields below; held for moments */
    pthread_mutex_t loading; /* one thread loads, others wait for it */
    struct srv_data *data;
    int64_t looked_ms;
    uint64_t signature; /* of the workspace's files */
    bool known;
};

void srv_current_init(struct srv_current *current);
void srv_current_release(struct srv_current *current);
/** The workspace may have changed just now: the next question looks. */
void srv_current_look(struct srv_current *current);
/** The dataset, if it is loaded and the workspace has not changed since; never waits. */
struct srv_data *srv_data_peek(struct srv_current *current, const char *workspace);
/** The dataset, loaded where needed. JH_E_NOT_FOUND: nothing was imported yet. */
enum jh_status srv_data_take(struct srv_current *current, const char *workspace,
    struct srv_data **out_data, struct jh_error *err) JH_CHECKED;
/** One more holder; NULL stays NULL. */
struct srv_data *srv_data_share(struct srv_data *data);
void srv_data_free(struct srv_data *data);

#endif
