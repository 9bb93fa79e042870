/*
 * Everything that the record reader says about a table, as one text: so that two ways of reading it
 * can be compared. Header only, for the fuzzer too.
 */
#ifndef JH_REC_DIGEST_H
#define JH_REC_DIGEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "junheng/status.h"

#include "records/reader.h"

enum { REC_DIGEST_SLOTS = 8 };

/** What was delivered of one batch. */
struct rec_piece {
    uint64_t sequence;
    char *rows, *faults;
};
struct rec_pieces {
    struct rec_piece *piece;
    size_t n;
};

/** A way of reading. */
struct rec_way {
    struct jh_i_rec_tuning tuning;
    int n_threads;
    bool text; /* ask for text in every column */
};

static inline enum jh_status rec_digest_take(
    void *ctx, int slot, const struct jh_i_rec_batch *batch, struct jh_error *err)
{
    (void)err;
    struct rec_pieces *pieces = (struct rec_pieces *)ctx + slot;
    struct rec_piece piece = {.sequence = batch->sequence};
    size_t len;
    FILE *out = open_memstream(&piece.rows, &len);
    for (size_t row = 0; row < batch->n_rows; row++) {
        fprintf(out, "%zu %lld %llu", batch->file, (long long)jh_i_rec_line(batch, row),
            (unsigned long long)jh_i_rec_offset(batch, row));
        for (size_t w = 0; w < batch->n_wanted; w++) {
            struct jh_i_rec_field field = batch->field[row * batch->n_wanted + w];
            int64_t line, column;
            jh_i_rec_position(batch, row, w, &line, &column);
            fprintf(out, " %lld:%lld", (long long)line, (long long)column);
            if (field.text == NULL)
                fputs("none", out);
            else
                fprintf(out, "[%.*s]", (int)field.len, field.text);
        }
        putc('\n', out);
    }
    fclose(out);
    out = open_memstream(&piece.faults, &len);
    for (size_t i = 0; i < batch->n_faults; i++) {
        const struct jh_i_rec_fault *fault = &batch->fault[i];
        fprintf(out, "%zu %d %u %lld %lld\n", batch->file, fault->kind, fault->n_fields,
            (long long)fault->line, (long long)fault->column);
    }
    fclose(out);
    pieces->piece = realloc(pieces->piece, (pieces->n + 1) * sizeof piece);
    pieces->piece[pieces->n++] = piece;
    return JH_OK;
}

static inline int rec_digest_by_sequence(const void *a, const void *b)
{
    const struct rec_piece *left = a, *right = b;
    return left->sequence < right->sequence ? -1 : left->sequence > right->sequence;
}

/** All rows in order, then all faults; freed by the caller. */
static inline char *rec_digest_join(struct rec_pieces *pieces)
{
    struct rec_pieces all = {0};
    char *text;
    size_t len;
    for (int slot = 0; slot < REC_DIGEST_SLOTS; slot++) {
        all.piece = realloc(all.piece, (all.n + pieces[slot].n + 1) * sizeof *all.piece);
        if (pieces[slot].n > 0)
            memcpy(all.piece + all.n, pieces[slot].piece, pieces[slot].n * sizeof *all.piece);
        all.n += pieces[slot].n;
        free(pieces[slot].piece);
    }
    qsort(all.piece, all.n, sizeof *all.piece, rec_digest_by_sequence);
    FILE *out = open_memstream(&text, &len);
    for (size_t i = 0; i < all.n; i++)
        fputs(all.piece[i].rows, out);
    for (size_t i = 0; i < all.n; i++)
        fputs(all.piece[i].faults, out);
    for (size_t i = 0; i < all.n; i++) {
        free(all.piece[i].rows);
        free(all.piece[i].faults);
    }
    fclose(out);
    free(all.piece);
    return text;
}

/** Read every column of a table; a refusal is its status and place. Freed by the caller. */
static inline char *rec_digest(const char *path, const struct rec_way *way)
{
    struct jh_i_rec_reader *reader = NULL;
    struct jh_error err = {0};
    struct rec_pieces pieces[REC_DIGEST_SLOTS] = {0};
    struct jh_i_rec_totals totals;
    size_t n;
    enum jh_status st = jh_i_rec_open(1, &path, &reader, &err);
    if (st == JH_OK) {
        (void)jh_i_rec_columns(reader, &n);
        struct jh_i_rec_want *want = calloc(n, sizeof *want);
        for (size_t c = 0; c < n; c++)
            want[c] = (struct jh_i_rec_want){.column = (c * 5 + 3) % n, .text = way->text};
        for (size_t c = 0; n % 5 == 0 && c < n; c++)
            want[c].column = c;
        st = jh_i_rec_select(reader, n, want, &err);
        free(want);
    }
    if (st == JH_OK) {
        struct jh_run run = {.n_threads = way->n_threads};
        jh_i_rec_tune(reader, &way->tuning);
        st = jh_i_rec_run(reader, rec_digest_take, pieces, &run, &totals, &err);
    }
    jh_i_rec_close(reader);
    char *text = rec_digest_join(pieces);
    if (st == JH_OK)
        return text;
    size_t len;
    free(text);
    FILE *out = open_memstream(&text, &len);
    fprintf(out, "refused %d %s", st, err.where + (err.where[0] == '/' ? strlen(path) : 0));
    fclose(out);
    return text;
}

/** A fresh file with these bytes, in the folder; its path goes to `out_path`. */
static inline void rec_digest_write(const char *path, const void *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, len, file) != len)
        abort();
    fclose(file);
}

#endif
