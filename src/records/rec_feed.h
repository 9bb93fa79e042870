/*
 * The files of an import as one row of blocks, handed out to any number of threads.
 */
#ifndef JH_RECORDS_REC_FEED_H
#define JH_RECORDS_REC_FEED_H

#include <pthread.h>

#include "records/rec_internal.h"
#include "records/rec_source.h"

/** A piece of a file. */
struct jh_i_rec_block {
    uint64_t sequence; /* from 0 on, through all files */
    size_t file;
    uint64_t offset; /* in the unpacked file */
    size_t len;
    bool first, last; /* of the file */
    bool none;        /* nothing: its lane has ended before the others */
    int lane;
};

/* Files side by side: one block of each in turn. Packed files are unpacked by one thread each at a time,
 * so that several of them keep several threads busy. Which file is in which lane, and so the order of
 * all blocks, depends on the files alone. */
#define JH_REC_LANES_MAX 8
struct jh_i_rec_lane {
    uint64_t turn;                  /* blocks taken from it */
    size_t file;                    /* the next block's; n_files or more: it has ended */
    uint64_t offset;                /* its own */
    struct jh_i_rec_source *source; /* of `file`; NULL: not open yet */
};

struct jh_i_rec_feed {
    const struct jh_i_rec_reader *reader;
    size_t block_size;
    uint64_t size_total; /* bytes on disk, of all files */

    pthread_mutex_t lock; /* for what follows */
    pthread_cond_t moved; /* a lane's turn */
    int n_lanes, n_ended;
    struct jh_i_rec_lane lane[JH_REC_LANES_MAX]; /* [n_lanes]; whose turn it is works on it alone */
    uint64_t n_blocks;                           /* handed out */
    uint64_t used;                               /* bytes on disk */
    struct jh_i_rec_source **open;               /* [n_files] */
    size_t *n_users;                             /* [n_files], threads that read a block of it */
};

/** @return JH_OK; JH_E_NOMEM. The feed must be released in any case. */
enum jh_status jh_i_rec_feed_init(struct jh_i_rec_feed *feed, const struct jh_i_rec_reader *reader,
    size_t block_size, struct jh_error *err) JH_CHECKED;
void jh_i_rec_feed_release(struct jh_i_rec_feed *feed);

/**
 * Read the next block. Plain files are read in parallel, packed ones side by side.
 *
 * @param to          Room for a block.
 * @param out_status  JH_OK; JH_E_IO; JH_E_DATA: damaged packing; JH_E_NOMEM. The block's sequence is
 *                    set in any case.
 * @return False: there are no more.
 */
bool jh_i_rec_feed_next(struct jh_i_rec_feed *feed, unsigned char *to,
    struct jh_i_rec_block *out_block, enum jh_status *out_status, struct jh_error *err);
/** How much has been read, 0 to 1. */
double jh_i_rec_feed_done(struct jh_i_rec_feed *feed);

#endif
