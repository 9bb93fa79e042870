/*
 * Backup coverage: what is left of it on the way down the tree.
 */
#ifndef JH_LOCATE_BACKUP_H
#define JH_LOCATE_BACKUP_H

#include "locate/cover.h"

/** Rows that count, with a list of the columns that may open. */
struct jh_i_backup_core {
    struct jh_i_cover c; /* id of a column: the site */
    double *weight;      /* [n], counts where the row is covered `need` times */
    double *price;       /* [n], to start from */
    int32_t *need;       /* [n], 2: must be covered once in any case; 1: need not */
    int32_t k;           /* columns to open */
    double sure;         /* weight that counts already */
};
void jh_i_backup_core_release(struct jh_i_backup_core *core);

struct jh_i_backup {
    const struct jh_run *run;
    struct jh_rng *rng;
    bool minimal; /* fewer columns cannot cover: what another holds is never needed beside it */
    bool integral, stopped;
    size_t n_sites;
    uint8_t *path;           /* [sites] opened on the way down */
    uint8_t *open;           /* [sites] of the best */
    double best, left_bound; /* weight of the best; greatest bound of what was not looked at */
    int64_t iterations;
};

/** Exchanges of one column for another while one helps; open [m] is a cover, the best of all is kept. */
enum jh_status jh_i_backup_improve(struct jh_i_backup *b, const struct jh_i_backup_core *core,
    uint8_t *open, struct jh_error *err) JH_CHECKED;

/** Rows that must be covered, over all columns of the core; prices are those of covering. */
enum jh_status jh_i_backup_must(
    const struct jh_i_backup_core *core, struct jh_i_cover *out, struct jh_error *err) JH_CHECKED;

/** Covers near the best one, each improved. */
enum jh_status jh_i_backup_shake(
    struct jh_i_backup *b, const struct jh_i_backup_core *core, struct jh_error *err) JH_CHECKED;

/** Branch and bound from the core; it is used up. */
enum jh_status jh_i_backup_dive(struct jh_i_backup *b, struct jh_i_backup_core *core, double above,
    int depth, struct jh_error *err) JH_CHECKED;

#endif
