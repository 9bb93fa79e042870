#include "server/pool.h"

#include "base/alloc.h"
#include "base/fail.h"

static void *work(void *ctx)
{
    struct srv_pool *pool = ctx;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (pool->first == NULL && !pool->ending)
            pthread_cond_wait(&pool->more, &pool->lock);
        struct srv_task *task = pool->first;
        if (task == NULL)
            break;
        pool->first = task->next;
        if (pool->first == NULL)
            pool->last = &pool->first;
        pool->n_waiting--;
        pthread_mutex_unlock(&pool->lock);
        task->run(task);
        pthread_mutex_lock(&pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

enum jh_status srv_pool_start(
    struct srv_pool *pool, size_t n_threads, size_t max_waiting, struct jh_error *err)
{
    *pool = (struct srv_pool){.max_waiting = max_waiting};
    pool->last = &pool->first;
    pool->thread = jh_i_calloc(n_threads, sizeof *pool->thread);
    if (pool->thread == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->more, NULL);
    while (pool->n_threads < n_threads) {
        if (pthread_create(&pool->thread[pool->n_threads], NULL, work, pool) != 0) {
            srv_pool_end(pool);
            return jh_fail(err, JH_E_NOMEM, "cannot start a thread");
        }
        pool->n_threads++;
    }
    return JH_OK;
}

bool srv_pool_add(struct srv_pool *pool, struct srv_task *task)
{
    pthread_mutex_lock(&pool->lock);
    bool room = pool->n_waiting < pool->max_waiting && !pool->ending;
    if (room) {
        task->next = NULL;
        *pool->last = task;
        pool->last = &task->next;
        pool->n_waiting++;
        pthread_cond_signal(&pool->more);
    }
    pthread_mutex_unlock(&pool->lock);
    return room;
}

void srv_pool_end(struct srv_pool *pool)
{
    if (pool->thread == NULL)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->ending = true;
    pthread_cond_broadcast(&pool->more);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->n_threads; i++)
        pthread_join(pool->thread[i], NULL);
    pool->n_threads = 0;
}

void srv_pool_release(struct srv_pool *pool)
{
    if (pool->thread == NULL)
        return;
    jh_i_free(pool->thread);
    pthread_cond_destroy(&pool->more);
    pthread_mutex_destroy(&pool->lock);
    pool->thread = NULL;
}
