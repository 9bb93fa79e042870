#include "records/rec_feed.h"

#include "base/alloc.h"
#include "base/fail.h"

enum jh_status jh_i_rec_feed_init(struct jh_i_rec_feed *feed, const struct jh_i_rec_reader *reader,
    size_t block_size, struct jh_error *err)
{
    bool packed = false;
    *feed = (struct jh_i_rec_feed){.reader = reader, .block_size = block_size, .n_lanes = 1};
    pthread_mutex_init(&feed->lock, NULL);
    pthread_cond_init(&feed->moved, NULL);
    feed->open = jh_i_calloc(reader->n_files, sizeof(struct jh_i_rec_source *));
    feed->n_users = jh_i_calloc(reader->n_files, sizeof *feed->n_users);
    if (feed->open == NULL || feed->n_users == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < reader->n_files; i++) {
        feed->size_total += reader->file[i].size_bytes;
        packed |= reader->file[i].packing != JH_REC_PLAIN;
    }
    if (packed)
        feed->n_lanes =
            reader->n_files < JH_REC_LANES_MAX ? (int)reader->n_files : JH_REC_LANES_MAX;
    for (int i = 0; i < feed->n_lanes; i++)
        feed->lane[i].file = (size_t)i;
    return JH_OK;
}

void jh_i_rec_feed_release(struct jh_i_rec_feed *feed)
{
    for (size_t i = 0; feed->open != NULL && i < feed->reader->n_files; i++)
        jh_i_rec_source_close(feed->open[i]);
    jh_i_free(feed->open);
    jh_i_free(feed->n_users);
    pthread_mutex_destroy(&feed->lock);
    pthread_cond_destroy(&feed->moved);
    *feed = (struct jh_i_rec_feed){0};
}

/* Open the lane's next file and go to its first row. */
static enum jh_status begin_file(
    struct jh_i_rec_feed *feed, struct jh_i_rec_lane *lane, unsigned char *to, struct jh_error *err)
{
    const struct jh_i_rec_file *file = &feed->reader->file[lane->file];
    const uint64_t data_begin = feed->reader->shape[lane->file].data_begin;
    enum jh_status st = jh_i_rec_source_open(file->path, &lane->source, err);
    if (st != JH_OK)
        return st;
    feed->open[lane->file] = lane->source;
    lane->offset = data_begin;
    if (jh_i_rec_source_packing(lane->source) != file->packing ||
        jh_i_rec_source_size(lane->source) != file->size_bytes)
        return jh_fail(err, JH_E_IO, "%s was changed while it was read", file->path);
    if (file->packing == JH_REC_PLAIN)
        return JH_OK;
    for (uint64_t left = data_begin; st == JH_OK && left > 0;) {
        size_t n = left < feed->block_size ? (size_t)left : feed->block_size, got = 0;
        st = jh_i_rec_source_next(lane->source, to, n, &got, err);
        left = got < n ? 0 : left - got;
    }
    return st;
}

/* The next block of a lane, of which a packed file's bytes are read at once. */
static enum jh_status take_block(struct jh_i_rec_feed *feed, struct jh_i_rec_lane *lane,
    unsigned char *to, struct jh_i_rec_block *out, uint64_t *out_used, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    *out_used = 0;
    out->none = lane->file >= feed->reader->n_files;
    if (out->none)
        return JH_OK;
    const struct jh_i_rec_file *file = &feed->reader->file[lane->file];
    out->file = lane->file;
    out->first = lane->source == NULL;
    if (out->first && (st = begin_file(feed, lane, to, err)) != JH_OK)
        return st;
    out->offset = lane->offset;
    if (file->packing == JH_REC_PLAIN) {
        uint64_t left = file->size_bytes - lane->offset;
        out->len = left < feed->block_size ? (size_t)left : feed->block_size;
        out->last = out->len == left;
        *out_used = out->len;
        return JH_OK;
    }
    uint64_t before = jh_i_rec_source_used(lane->source);
    st = jh_i_rec_source_next(lane->source, to, feed->block_size, &out->len, err);
    out->last = out->len < feed->block_size;
    *out_used = jh_i_rec_source_used(lane->source) - before;
    return st;
}

/* The feed's lock is held; a file is closed once nobody reads it any more. */
static void leave_file(struct jh_i_rec_feed *feed, int lane, size_t file)
{
    if (feed->n_users[file] == 0 && feed->lane[lane].file != file) {
        jh_i_rec_source_close(feed->open[file]);
        feed->open[file] = NULL;
    }
}

/* The feed's lock is held; the lane goes to the next who waits for it. */
static void pass_lane(
    struct jh_i_rec_feed *feed, const struct jh_i_rec_block *block, bool is_plain, bool failed)
{
    struct jh_i_rec_lane *lane = &feed->lane[block->lane];
    lane->turn++;
    if (failed) {
        lane->file = SIZE_MAX;
    } else if (!block->none) {
        lane->offset += block->len;
        feed->n_users[block->file] += is_plain;
        if (block->last) {
            lane->file += (size_t)feed->n_lanes;
            lane->source = NULL;
            feed->n_ended += lane->file >= feed->reader->n_files;
            leave_file(feed, block->lane, block->file);
        }
    }
    pthread_cond_broadcast(&feed->moved);
}

bool jh_i_rec_feed_next(struct jh_i_rec_feed *feed, unsigned char *to,
    struct jh_i_rec_block *out_block, enum jh_status *out_status, struct jh_error *err)
{
    struct jh_i_rec_block block = {0};
    uint64_t used;
    *out_status = JH_OK;
    pthread_mutex_lock(&feed->lock);
    if (feed->n_ended == feed->n_lanes) {
        pthread_mutex_unlock(&feed->lock);
        return false;
    }
    block.sequence = feed->n_blocks++;
    block.lane = (int)(block.sequence % (uint64_t)feed->n_lanes);
    struct jh_i_rec_lane *lane = &feed->lane[block.lane];
    while (lane->turn != block.sequence / (uint64_t)feed->n_lanes)
        pthread_cond_wait(&feed->moved, &feed->lock);
    pthread_mutex_unlock(&feed->lock);
    *out_status = take_block(feed, lane, to, &block, &used, err);
    const bool failed = *out_status != JH_OK;
    const bool is_plain =
        !failed && !block.none && feed->reader->file[block.file].packing == JH_REC_PLAIN;
    const struct jh_i_rec_source *source = is_plain ? feed->open[block.file] : NULL;
    pthread_mutex_lock(&feed->lock);
    feed->used += used;
    pass_lane(feed, &block, is_plain, failed);
    pthread_mutex_unlock(&feed->lock);
    *out_block = block;
    if (!is_plain)
        return true;
    *out_status = jh_i_rec_source_at(source, block.offset, to, block.len, err);
    pthread_mutex_lock(&feed->lock);
    feed->n_users[block.file]--;
    leave_file(feed, block.lane, block.file);
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
