#include "records/rec_feed.h"

#include "base/alloc.h"
#include "base/fail.h"

enum jh_status jh_i_rec_feed_init(struct jh_i_rec_feed *feed, const struct jh_i_rec_reader *reader,
    size_t block_size, struct jh_error *err)
{
    *feed = (struct jh_i_rec_feed){.reader = reader, .block_size = block_size};
    pthread_mutex_init(&feed->lock, NULL);
    feed->open = jh_i_calloc(reader->n_files, sizeof(struct jh_i_rec_source *));
    feed->n_users = jh_i_calloc(reader->n_files, sizeof *feed->n_users);
    if (feed->open == NULL || feed->n_users == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < reader->n_files; i++)
        feed->size_total += reader->file[i].size_bytes;
    return JH_OK;
}

void jh_i_rec_feed_release(struct jh_i_rec_feed *feed)
{
    for (size_t i = 0; feed->open != NULL && i < feed->reader->n_files; i++)
        jh_i_rec_source_close(feed->open[i]);
    jh_i_free(feed->open);
    jh_i_free(feed->n_users);
    pthread_mutex_destroy(&feed->lock);
    *feed = (struct jh_i_rec_feed){0};
}

/* Open the next file and go to its first row. */
static enum jh_status begin_file(
    struct jh_i_rec_feed *feed, unsigned char *to, struct jh_error *err)
{
    const struct jh_i_rec_reader *reader = feed->reader;
    const uint64_t data_begin = reader->shape[feed->file].data_begin;
    enum jh_status st = jh_i_rec_source_open(reader->file[feed->file].path, &feed->source, err);
    if (st != JH_OK)
        return st;
    feed->open[feed->file] = feed->source;
    feed->offset = data_begin;
    if (jh_i_rec_source_packing(feed->source) != reader->file[feed->file].packing ||
        jh_i_rec_source_size(feed->source) != reader->file[feed->file].size_bytes)
        return jh_fail(
            err, JH_E_IO, "%s was changed while it was read", reader->file[feed->file].path);
    if (jh_i_rec_source_packing(feed->source) == JH_REC_PLAIN)
        return JH_OK;
    for (uint64_t left = data_begin; st == JH_OK && left > 0;) {
        size_t n = left < feed->block_size ? (size_t)left : feed->block_size, got = 0;
        st = jh_i_rec_source_next(feed->source, to, n, &got, err);
        left = got < n ? 0 : left - got;
    }
    return st;
}

/* The feed's lock is held; a file is closed once nobody reads it any more. */
static void leave_file(struct jh_i_rec_feed *feed, size_t file)
{
    if (feed->n_users[file] == 0 && feed->file != file) {
        jh_i_rec_source_close(feed->open[file]);
        feed->open[file] = NULL;
    }
}

/* Hand out the next block, of which a packed file's bytes are read at once. False: there is none. */
static bool hand_out(struct jh_i_rec_feed *feed, unsigned char *to, struct jh_i_rec_block *out,
    enum jh_status *out_st, struct jh_error *err)
{
    if (feed->file == feed->reader->n_files)
        return false;
    *out = (struct jh_i_rec_block){.sequence = feed->n_blocks++, .first = feed->source == NULL};
    out->file = feed->file;
    if (feed->source == NULL && (*out_st = begin_file(feed, to, err)) != JH_OK)
        return true;
    const struct jh_i_rec_file *file = &feed->reader->file[feed->file];
    out->offset = feed->offset;
    if (file->packing == JH_REC_PLAIN) {
        uint64_t left = file->size_bytes - feed->offset;
        out->len = left < feed->block_size ? (size_t)left : feed->block_size;
        out->last = out->len == left;
        feed->used += out->len;
        feed->n_users[feed->file]++;
    } else {
        uint64_t before = jh_i_rec_source_used(feed->source);
        *out_st = jh_i_rec_source_next(feed->source, to, feed->block_size, &out->len, err);
        out->last = out->len < feed->block_size;
        feed->used += jh_i_rec_source_used(feed->source) - before;
    }
    feed->offset += out->len;
    if (out->last) {
        feed->file++;
        feed->source = NULL;
        leave_file(feed, out->file);
    }
    return true;
}

bool jh_i_rec_feed_next(struct jh_i_rec_feed *feed, unsigned char *to,
    struct jh_i_rec_block *out_block, enum jh_status *out_status, struct jh_error *err)
{
    *out_status = JH_OK;
    pthread_mutex_lock(&feed->lock);
    bool any = hand_out(feed, to, out_block, out_status, err);
    const struct jh_i_rec_source *source = any ? feed->open[out_block->file] : NULL;
    pthread_mutex_unlock(&feed->lock);
    if (!any || *out_status != JH_OK || source == NULL ||
        feed->reader->file[out_block->file].packing != JH_REC_PLAIN)
        return any;
    *out_status = jh_i_rec_source_at(source, out_block->offset, to, out_block->len, err);
    pthread_mutex_lock(&feed->lock);
    feed->n_users[out_block->file]--;
    leave_file(feed, out_block->file);
    pthread_mutex_unlock(&feed->lock);
    return true;
}

double jh_i_rec_feed_done(struct jh_i_rec_feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    double done = (double)feed->used / (double)(feed->size_total + 1);
    pthread_mutex_unlock(&feed->lock);
    return done;
}
