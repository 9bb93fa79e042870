/*
 * A few threads that work off tasks, so that nobody waits on the threads that hold connections.
 */
#ifndef JH_SERVER_POOL_H
#define JH_SERVER_POOL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "junheng/status.h"

/** Embedded in what is to be done; run once. */
struct srv_task {
    struct srv_task *next;
    void (*run)(struct srv_task *task);
};

struct srv_pool {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct srv_task *first, **last;
    size_t n_waiting, max_waiting, n_threads;
    pthread_t *thread;
    bool ending;
};

enum jh_status srv_pool_start(
    struct srv_pool *pool, size_t n_threads, size_t max_waiting, struct jh_error *err) JH_CHECKED;
/** False: too much is waiting already. */
bool srv_pool_add(struct srv_pool *pool, struct srv_task *task);
/** Works off what waits, then ends the threads; nothing can be added afterwards. */
void srv_pool_end(struct srv_pool *pool);
void srv_pool_release(struct srv_pool *pool);

#endif
