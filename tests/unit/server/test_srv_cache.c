/* Answers kept: bounded, the least recently used go first, equal questions are answered once. */
#include <pthread.h>
#include <string.h>

#include "server/cache.h"

#include "testing.h"

static struct jh_error err;

static struct srv_blob *blob_of(size_t n, char fill)
{
    struct jh_buf text;
    struct srv_blob *blob = NULL;
    jh_buf_init(&text, 1 << 24);
    for (size_t i = 0; i < n; i++)
        jh_buf_add(&text, &fill, 1);
    ck_ok(srv_blob_make("text/plain", &text, &blob, &err), &err);
    return blob;
}

static void keep(struct srv_cache *cache, const char *key, size_t n, char fill)
{
    ck_assert_ptr_null(srv_cache_begin(cache, key, strlen(key)));
    struct srv_blob *blob = blob_of(n, fill);
    srv_cache_end(cache, key, strlen(key), blob);
    srv_blob_free(blob);
}

static bool holds(struct srv_cache *cache, const char *key)
{
    struct srv_blob *blob = srv_cache_get(cache, key, strlen(key));
    srv_blob_free(blob);
    return blob != NULL;
}

START_TEST(keeps_what_was_used_last)
{
    struct srv_cache cache;
    ck_ok(srv_cache_init(&cache, 4000, &err), &err);
    keep(&cache, "a", 800, 'a');
    keep(&cache, "b", 800, 'b');
    keep(&cache, "c", 800, 'c');
    keep(&cache, "d", 800, 'd');
    ck_assert(holds(&cache, "a"));
    keep(&cache, "e", 800, 'e');
    ck_assert(holds(&cache, "a"));
    ck_assert(!holds(&cache, "b"));
    ck_assert_uint_le(cache.bytes, cache.max_bytes);
    srv_cache_release(&cache);
}
END_TEST

START_TEST(one_answer_does_not_push_out_all_others)
{
    struct srv_cache cache;
    ck_ok(srv_cache_init(&cache, 4000, &err), &err);
    keep(&cache, "a", 100, 'a');
    keep(&cache, "huge", 1020, 'h');
    ck_assert(holds(&cache, "a"));
    ck_assert(!holds(&cache, "huge"));
    ck_assert_ptr_null(srv_cache_begin(&cache, "failed", 6));
    srv_cache_end(&cache, "failed", 6, NULL);
    ck_assert(!holds(&cache, "failed"));
    srv_cache_release(&cache);
}
END_TEST

START_TEST(large_answers_are_kept_compressed)
{
    struct srv_cache cache;
    struct jh_buf text;
    ck_ok(srv_cache_init(&cache, 1 << 20, &err), &err);
    keep(&cache, "large", 500000, 'x');
    ck_assert_uint_lt(cache.bytes, 100000);
    struct srv_blob *blob = srv_cache_get(&cache, "large", 5);
    ck_assert_ptr_nonnull(blob);
    ck_assert_ptr_null(blob->data);
    jh_buf_init(&text, 1 << 20);
    ck_ok(srv_blob_text(blob, &text, &err), &err);
    ck_assert_uint_eq(text.len, 500000);
    for (size_t i = 0; i < text.len; i++)
        ck_assert_int_eq(text.data[i], 'x');
    struct srv_blob *plain = blob_of(500000, 'x');
    ck_assert_str_eq(plain->tag, blob->tag);
    srv_blob_free(plain);
    srv_blob_free(blob);
    jh_buf_release(&text);
    srv_cache_release(&cache);
}
END_TEST

struct asking {
    struct srv_cache *cache;
    int n_made;
    pthread_mutex_t lock;
};

static void *ask(void *ctx)
{
    struct asking *asking = ctx;
    struct srv_blob *blob = srv_cache_begin(asking->cache, "k", 1);
    if (blob == NULL) {
        pthread_mutex_lock(&asking->lock);
        asking->n_made++;
        pthread_mutex_unlock(&asking->lock);
        blob = blob_of(10, 'k');
        srv_cache_end(asking->cache, "k", 1, blob);
    }
    srv_blob_free(blob);
    return NULL;
}

START_TEST(equal_questions_are_answered_once)
{
    struct srv_cache cache;
    pthread_t thread[8];
    struct asking asking = {.cache = &cache, .lock = PTHREAD_MUTEX_INITIALIZER};
    ck_ok(srv_cache_init(&cache, 1 << 20, &err), &err);
    for (int i = 0; i < 8; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, ask, &asking), 0);
    for (int i = 0; i < 8; i++)
        pthread_join(thread[i], NULL);
    ck_assert_int_eq(asking.n_made, 1);
    srv_cache_release(&cache);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("srv_cache");
    TCase *tc = tcase_create("all");
    tcase_add_test(tc, keeps_what_was_used_last);
    tcase_add_test(tc, one_answer_does_not_push_out_all_others);
    tcase_add_test(tc, large_answers_are_kept_compressed);
    tcase_add_test(tc, equal_questions_are_answered_once);
    suite_add_tcase(s, tc);
    return testing_main(s);
}
