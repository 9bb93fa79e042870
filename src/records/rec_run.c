/*
 * Blocks are read and walked in parallel, each from where its first row seems to begin. Where rows
 * begin is known for certain only from the block before: so blocks take turns, in order, to join what
 * the block before left over, to check the guess, and to walk again where it was wrong. Only then are
 * their rows delivered, in parallel again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/run.h"
#include "records/rec_feed.h"

enum { BLOCK_SIZE = 1 << 18, GUESSES = 4, SLOTS_MAX = 256 };

/* What one block of a lane hands to the next. */
struct carry {
    unsigned char *rest; /* [rest_len], the row begun */
    size_t rest_len;
    int64_t line;          /* of it */
    uint64_t strict_until; /* offset */
};
struct chain {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    uint64_t turn; /* sequence of the block whose turn it is */
    struct carry carry[JH_REC_LANES_MAX];
    bool failed;
    uint64_t failed_at; /* sequence */
    enum jh_status status;
    struct jh_error error;
};

/* What one thread works with. */
struct slot {
    void *heap;
    unsigned char *base; /* [room for a row][a block][64] */
    struct jh_i_rec_marks *marks;
    struct jh_i_rec_rows rows;
    struct jh_i_rec_converter converter;
    char *texts;
    struct jh_i_rec_totals totals;
};

struct job {
    const struct jh_i_rec_reader *reader;
    jh_i_rec_batch_fn *take;
    void *ctx;
    const struct jh_run *run;
    size_t block_size, row_max, room;
    jh_i_rec_scan_fn *scan;
    struct jh_i_rec_layout *layout; /* [n_files] */
    struct jh_i_rec_feed feed;
    struct chain chain;
    int n_slots;
    struct slot *slot;
};

/* The failure of the earliest block is the one told. */
static void fail_at(
    struct job *job, uint64_t sequence, enum jh_status status, const struct jh_error *error)
{
    struct chain *chain = &job->chain;
    pthread_mutex_lock(&chain->lock);
    if (!chain->failed || sequence < chain->failed_at) {
        chain->failed = true;
        chain->failed_at = sequence;
        chain->status = status;
        chain->error = *error;
    }
    pthread_cond_broadcast(&chain->moved);
    pthread_mutex_unlock(&chain->lock);
}

static bool has_failed(struct job *job)
{
    pthread_mutex_lock(&job->chain.lock);
    bool failed = job->chain.failed;
    pthread_mutex_unlock(&job->chain.lock);
    return failed;
}

/* False: a block before has failed. */
static bool wait_turn(struct chain *chain, uint64_t sequence)
{
    pthread_mutex_lock(&chain->lock);
    while (chain->turn != sequence && !(chain->failed && chain->failed_at < sequence))
        pthread_cond_wait(&chain->moved, &chain->lock);
    bool mine = chain->turn == sequence;
    pthread_mutex_unlock(&chain->lock);
    return mine;
}

static void pass_turn(struct chain *chain)
{
    pthread_mutex_lock(&chain->lock);
    chain->turn++;
    pthread_cond_broadcast(&chain->moved);
    pthread_mutex_unlock(&chain->lock);
}

/* The next block with its bytes; false: no more, or failed. */
static bool next_block(struct job *job, struct slot *slot, struct jh_i_rec_block *out)
{
    enum jh_status st = JH_OK;
    struct jh_error error = {0};
    if (has_failed(job) ||
        !jh_i_rec_feed_next(&job->feed, slot->base + job->room, out, &st, &error))
        return false;
    if (st != JH_OK)
        fail_at(job, out->sequence, st, &error);
    return st == JH_OK;
}

/* Whether [begin, end), without the bytes behind, is one row as the header has it. */
static bool is_one_row(struct job *job, struct slot *slot, const struct jh_i_rec_block *block,
    const unsigned char *begin, const unsigned char *end)
{
    struct jh_i_rec_cursor cursor = {
        .base = slot->base, .at = begin, .end = end, .strict_until = slot->base};
    jh_i_rec_rows_clear(&slot->rows);
    return jh_i_rec_walk(&job->layout[block->file], job->scan, slot->marks, SIZE_MAX, &cursor,
               &slot->rows) == JH_REC_INCOMPLETE &&
           cursor.at == end && slot->rows.n == 1;
}

/* Where the first row of a block seems to begin: behind a line end, and the line there has as many
 * fields as the header. NULL: nowhere. */
static const unsigned char *guess_begin(
    struct job *job, struct slot *slot, const struct jh_i_rec_block *block)
{
    const unsigned char *begin = slot->base + job->room, *end = begin + block->len;
    if (block->first)
        return begin;
    const unsigned char *line_feed = memchr(begin, '\n', block->len);
    for (int i = 0; i < GUESSES && line_feed != NULL; i++) {
        begin = line_feed + 1;
        line_feed = memchr(begin, '\n', (size_t)(end - begin));
        if (line_feed != NULL && is_one_row(job, slot, block, begin, line_feed + 1))
            return begin;
    }
    return NULL;
}

/* A walk through a block, guessed or certain. */
struct walked {
    struct jh_i_rec_cursor cursor;
    enum jh_i_rec_row_end end;
    size_t first_row;   /* in the slot's rows: 0, or 1 where no row was joined */
    int64_t first_line; /* what the rows' lines count from */
};

static void walk_from(struct job *job, struct slot *slot, const struct jh_i_rec_block *block,
    const unsigned char *begin, const unsigned char *end, struct walked *w)
{
    w->cursor.base = slot->base;
    w->cursor.at = begin;
    w->cursor.end = end;
    w->cursor.last = block->last;
    w->cursor.line = 0;
    w->end = jh_i_rec_walk(
        &job->layout[block->file], job->scan, slot->marks, SIZE_MAX, &w->cursor, &slot->rows);
}

/* The walk on the guess; row 0 is left for the one that the block before has begun. */
static bool walk_guess(struct job *job, struct slot *slot, const struct jh_i_rec_block *block,
    const unsigned char *end, const unsigned char *guess, struct walked *w)
{
    jh_i_rec_rows_clear(&slot->rows);
    if (!jh_i_rec_rows_room(&slot->rows, job->reader->n_wanted))
        slot->rows.out_of_memory = true;
    if (guess == NULL || slot->rows.out_of_memory)
        return false;
    slot->rows.n = 1;
    w->first_row = 1;
    w->cursor.strict_until = slot->base;
    walk_from(job, slot, block, guess, end, w);
    return true;
}

/* The row begun before must end where the walk began. */
static bool join(struct job *job, struct slot *slot, const struct jh_i_rec_block *block,
    const unsigned char *begin, const unsigned char *strict_until, const unsigned char *guess,
    struct walked *w)
{
    if (block->first)
        return true;
    struct jh_i_rec_rows *rows = &slot->rows;
    const size_t n = rows->n, n_faults = rows->n_faults;
    struct jh_i_rec_cursor cursor = {
        .base = slot->base, .at = begin, .end = guess, .strict_until = strict_until};
    rows->n = 0;
    enum jh_i_rec_row_end end =
        jh_i_rec_walk(&job->layout[block->file], job->scan, slot->marks, 1, &cursor, rows);
    bool joined = end == JH_REC_INCOMPLETE && cursor.at == guess && rows->n == 1 &&
                  rows->n_faults == n_faults && strict_until <= guess;
    rows->n = n;
    rows->n_faults = n_faults;
    if (!joined)
        return false;
    rows->row[0].line = -cursor.line;
    w->first_row = 0;
    w->first_line += cursor.line;
    return true;
}

static enum jh_status check_walk(const struct job *job, const struct slot *slot,
    const struct jh_i_rec_block *block, const struct walked *w, struct jh_error *err)
{
    if (slot->rows.out_of_memory)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (w->end == JH_REC_TOO_LONG) {
        jh_ignore(jh_fail(err, JH_E_LIMIT, "a line longer than %zu bytes", job->row_max),
            "returned below");
        jh_hint(err, "This is no table of records, or its line ends are lost: have a look at it.");
        jh_where(err, "%s:%lld", job->reader->file[block->file].path,
            (long long)(w->first_line + w->cursor.line));
        return JH_E_LIMIT;
    }
    if (jh_run_stopped(job->run))
        return jh_fail(err, JH_E_CANCELLED, "reading stopped");
    return JH_OK;
}

/* The block's turn: from the guess to what is certain, and what is left for the next. */
static enum jh_status settle(struct job *job, struct slot *slot, const struct jh_i_rec_block *block,
    const unsigned char *guess, bool guessed, struct walked *w, struct jh_error *err)
{
    struct carry *carry = &job->chain.carry[block->lane];
    unsigned char *middle = slot->base + job->room, *end = middle + block->len;
    if (block->first) {
        carry->rest_len = 0;
        carry->strict_until = 0;
        carry->line = job->reader->shape[block->file].first_line;
    }
    unsigned char *begin = middle - carry->rest_len;
    memcpy(begin, carry->rest, carry->rest_len);
    if (block->last && end > begin && end[-1] != '\n')
        *end++ = '\n';
    const uint64_t base_offset = block->offset - job->room;
    const unsigned char *strict_until = slot->base;
    if (carry->strict_until > block->offset - carry->rest_len)
        strict_until += carry->strict_until - base_offset;
    w->first_line = carry->line;
    if (!guessed || !join(job, slot, block, begin, strict_until, guess, w)) {
        jh_i_rec_rows_clear(&slot->rows);
        w->first_row = 0;
        w->first_line = carry->line;
        w->cursor.strict_until = strict_until;
        walk_from(job, slot, block, begin, end, w);
    }
    enum jh_status st = check_walk(job, slot, block, w, err);
    if (st != JH_OK)
        return st;
    carry->rest_len = (size_t)(end - w->cursor.at);
    memcpy(carry->rest, w->cursor.at, carry->rest_len);
    carry->line = w->first_line + w->cursor.line;
    carry->strict_until = base_offset + (uint64_t)(w->cursor.strict_until - slot->base);
    if (w->cursor.strict_until == slot->base)
        carry->strict_until = 0;
    return JH_OK;
}

static int by_line(const void *a, const void *b)
{
    const struct jh_i_rec_fault *left = a, *right = b;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    return (left->column > right->column) - (left->column < right->column);
}

static inline uint64_t eight_at(const char *text)
{
    uint64_t eight;
    memcpy(&eight, text, sizeof eight);
    return eight;
}

/* Ids, codes and dates, nearly always: no call for them. */
static inline bool is_short_ascii(const struct jh_i_rec_field *f)
{
    const char *end = f->text + f->len;
    uint64_t any = 0;
    if (f->len > 24)
        return false;
    if (f->len >= 8) {
        any = eight_at(f->text) | eight_at(end - 8);
        any |= f->len > 16 ? eight_at(f->text + 8) : 0;
    } else {
        for (const char *p = f->text; p < end; p++)
            any |= (unsigned char)*p;
    }
    return (any & 0x8080808080808080u) == 0;
}

/* A wanted text that is in another character set. */
static void note_bad_text(
    struct slot *slot, struct jh_i_rec_batch *batch, size_t row, size_t w, struct jh_i_rec_field *f)
{
    struct jh_i_rec_fault fault = {.kind = JH_REC_BAD_TEXT};
    jh_i_rec_position(batch, row, w, &fault.line, &fault.column);
    if (fault.line != jh_i_rec_line(batch, row))
        fault.column = 0;
    fault.line = jh_i_rec_line(batch, row);
    jh_i_rec_add_fault(&slot->rows, &fault);
    *f = (struct jh_i_rec_field){0};
}

/* The wanted texts as UTF-8. */
static void convert_texts(
    struct job *job, struct slot *slot, struct jh_i_rec_batch *batch, struct jh_i_rec_field *field)
{
    const enum jh_i_rec_charset charset = job->layout[batch->file].charset;
    const struct jh_i_rec_want *want = job->reader->want;
    const size_t n_wanted = batch->n_wanted;
    char *scratch = slot->texts;
    bool any_bad = false;
    for (size_t row = 0; row < batch->n_rows; row++, field += n_wanted) {
        for (size_t w = 0; w < n_wanted; w++) {
            struct jh_i_rec_field *f = &field[w];
            if (f->len == 0 || !want[w].text || is_short_ascii(f) ||
                jh_i_rec_to_utf8(charset, &slot->converter, f, &scratch))
                continue;
            note_bad_text(slot, batch, row, w, f);
            any_bad = true;
        }
    }
    if (any_bad)
        qsort(slot->rows.fault, slot->rows.n_faults, sizeof *slot->rows.fault, by_line);
}

/* Hand the rows over. */
static enum jh_status deliver(struct job *job, struct slot *slot,
    const struct jh_i_rec_block *block, const struct walked *w, struct jh_error *err)
{
    struct jh_i_rec_rows *rows = &slot->rows;
    struct jh_i_rec_field *field = rows->field + w->first_row * job->reader->n_wanted;
    struct jh_i_rec_batch batch = {.sequence = block->sequence,
        .file = block->file,
        .n_rows = rows->n - w->first_row,
        .n_wanted = job->reader->n_wanted,
        .field = field,
        .row = rows->row + w->first_row,
        .first_line = w->first_line,
        .first_offset = block->offset - job->room,
        .bytes = (const char *)slot->base,
        .reader = job->reader};
    for (size_t i = 0; i < rows->n_faults; i++)
        rows->fault[i].line += w->first_line;
    convert_texts(job, slot, &batch, field);
    if (rows->out_of_memory)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    batch.fault = rows->fault;
    batch.n_faults = rows->n_faults;
    slot->totals.n_rows += batch.n_rows;
    slot->totals.size_bytes += block->len;
    for (size_t i = 0; i < batch.n_faults; i++)
        slot->totals.n_faults[batch.fault[i].kind]++;
    return job->take(job->ctx, (int)(slot - job->slot), &batch, err);
}

/* A block that is none keeps its place in the order. */
static enum jh_status pass_over(
    struct job *job, struct slot *slot, const struct jh_i_rec_block *block, struct jh_error *err)
{
    const struct jh_i_rec_batch batch = {.sequence = block->sequence,
        .n_wanted = job->reader->n_wanted,
        .first_line = 1,
        .bytes = (const char *)slot->base,
        .reader = job->reader};
    pass_turn(&job->chain);
    return job->take(job->ctx, (int)(slot - job->slot), &batch, err);
}

/* From a block's bytes to its rows delivered; false: a block before has failed. */
static bool take_block(struct job *job, struct slot *slot, const struct jh_i_rec_block *block,
    enum jh_status *out_status, struct jh_error *err)
{
    struct walked w = {0};
    const unsigned char *guess = NULL;
    bool guessed = false;
    if (!block->none) {
        unsigned char *end = slot->base + job->room + block->len;
        if (block->last && block->len > 0 && end[-1] != '\n')
            *end++ = '\n';
        guess = guess_begin(job, slot, block);
        guessed = walk_guess(job, slot, block, end, guess, &w);
    }
    if (!wait_turn(&job->chain, block->sequence))
        return false;
    if (block->none) {
        *out_status = pass_over(job, slot, block, err);
        return true;
    }
    *out_status = settle(job, slot, block, guess, guessed, &w, err);
    if (*out_status != JH_OK)
        return true;
    pass_turn(&job->chain);
    if (slot == job->slot)
        jh_run_progress(job->run, "reading records", jh_i_rec_feed_done(&job->feed));
    *out_status = deliver(job, slot, block, &w, err);
    return true;
}

static void work(struct job *job, struct slot *slot)
{
    struct jh_i_rec_block block;
    while (next_block(job, slot, &block)) {
        enum jh_status st = JH_OK;
        struct jh_error error = {0};
        if (!take_block(job, slot, &block, &st, &error))
            return;
        if (st != JH_OK) {
            fail_at(job, block.sequence, st, &error);
            return;
        }
    }
}

static enum jh_status make_slot(const struct job *job, struct slot *slot, struct jh_error *err)
{
    const size_t n_bytes = job->room + job->block_size;
    jh_i_rec_rows_init(&slot->rows);
    slot->converter.gb = job->reader->gb;
    slot->heap = jh_i_calloc(n_bytes + 3 * 64, 1);
    slot->marks = jh_i_calloc(n_bytes / 64 + 2, sizeof *slot->marks);
    slot->texts = jh_i_calloc(job->reader->gb != NULL ? 2 * n_bytes + 64 : 1, 1);
    if (slot->heap == NULL || slot->marks == NULL || slot->texts == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    slot->base = (unsigned char *)slot->heap + (64 - (uintptr_t)slot->heap % 64);
    return JH_OK;
}

static void release_slot(struct slot *slot)
{
    jh_i_rec_rows_release(&slot->rows);
    jh_i_rec_converter_release(&slot->converter);
    jh_i_free(slot->heap);
    jh_i_free(slot->marks);
    jh_i_free(slot->texts);
}

static enum jh_status make_job(struct job *job, struct jh_error *err)
{
    const struct jh_i_rec_reader *reader = job->reader;
    const struct jh_i_rec_tuning *tuning = &reader->tuning;
    job->block_size = tuning->block_size > 0 ? tuning->block_size : BLOCK_SIZE;
    job->row_max = tuning->row_max > 0 ? tuning->row_max : JH_REC_ROW_MAX;
    job->room = (job->row_max + 63) / 64 * 64;
    job->scan = jh_i_rec_scanner_best()->scan;
    if (tuning->scanner != NULL) {
        size_t n;
        const struct jh_i_rec_scanner *scanner = jh_i_rec_scanners(&n);
        job->scan = NULL;
        for (size_t i = 0; i < n; i++)
            if (strcmp(scanner[i].name, tuning->scanner) == 0)
                job->scan = scanner[i].scan;
    }
    job->layout = jh_i_calloc(reader->n_files, sizeof *job->layout);
    job->slot = jh_i_calloc((size_t)job->n_slots, sizeof *job->slot);
    enum jh_status st = jh_i_rec_feed_init(&job->feed, reader, job->block_size, err);
    if (st != JH_OK)
        return st;
    if (job->layout == NULL || job->slot == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (int i = 0; i < job->feed.n_lanes; i++) {
        job->chain.carry[i].rest = jh_i_calloc(job->room, 1);
        if (job->chain.carry[i].rest == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < reader->n_files; i++) {
        job->layout[i] = reader->shape[i].layout;
        job->layout[i].row_max = job->row_max;
    }
    for (int i = 0; st == JH_OK && i < job->n_slots; i++)
        st = make_slot(job, &job->slot[i], err);
    return st;
}

static void release_job(struct job *job)
{
    jh_i_rec_feed_release(&job->feed);
    for (int i = 0; job->slot != NULL && i < job->n_slots; i++)
        release_slot(&job->slot[i]);
    jh_i_free(job->layout);
    for (int i = 0; i < JH_REC_LANES_MAX; i++)
        jh_i_free(job->chain.carry[i].rest);
    jh_i_free(job->slot);
    pthread_mutex_destroy(&job->chain.lock);
    pthread_cond_destroy(&job->chain.moved);
}

int jh_i_rec_slots(const struct jh_run *run)
{
    int n = jh_run_threads(run);
    return n < SLOTS_MAX ? n : SLOTS_MAX;
}

enum jh_status jh_i_rec_run(struct jh_i_rec_reader *reader, jh_i_rec_batch_fn *take, void *ctx,
    const struct jh_run *run, struct jh_i_rec_totals *out_totals, struct jh_error *err)
{
    struct job job = {
        .reader = reader, .take = take, .ctx = ctx, .run = run, .n_slots = jh_i_rec_slots(run)};
    struct jh_i_rec_totals totals = {0};
    pthread_mutex_init(&job.chain.lock, NULL);
    pthread_cond_init(&job.chain.moved, NULL);
    enum jh_status st = make_job(&job, err);
    if (st != JH_OK)
        goto out;
/* Works with any number of threads, down to one that serves slot after slot. */
#pragma omp parallel for num_threads(job.n_slots) schedule(static, 1)
    for (int i = 0; i < job.n_slots; i++)
        work(&job, &job.slot[i]);
    if (job.chain.failed) {
        st = job.chain.status;
        if (err != NULL)
            *err = job.chain.error;
        goto out;
    }
    for (int i = 0; i < job.n_slots; i++) {
        const struct jh_i_rec_totals *part = &job.slot[i].totals;
        totals.n_rows += part->n_rows;
        totals.size_bytes += part->size_bytes;
        for (int kind = 0; kind < JH_REC_N_FAULTS; kind++)
            totals.n_faults[kind] += part->n_faults[kind];
    }
    jh_run_progress(run, "reading records", 1);
    if (out_totals != NULL)
        *out_totals = totals;
out:
    release_job(&job);
    return st;
}
