/*
 * Values that are entered or imported: one ledger row for each indicator and period.
 */
#ifndef JH_IO_ENTRIES_H
#define JH_IO_ENTRIES_H

#include "junheng/monitor.h"

#include "base/arena.h"
#include "base/buf.h"
#include "io/programme/indicators_json.h"
#include "io/sheet.h"

#define JH_ENTRY_KIND "entry"

/** Rows of one indicator and period, as the body of a ledger row. */
struct jh_entry_batch {
    const char *indicator, *period;
    size_t n_values;
    struct jh_buf body;
};
struct jh_entry_batches {
    size_t n;
    struct jh_entry_batch *batch;
    struct jh_arena arena; /* periods as written */
};
/**
 * A table indicator, period, unit_id, numerator, denominator (or value), source, note as batches; the
 * columns also by their Chinese names, indicators and units also by theirs, periods also as 2024年3月.
 * Checked: indicators that are entered, periods, units of the indicator's levels, numbers, no unit
 * twice in a batch. Release in every case.
 *
 * @param dataset  Whose units they are; NULL: any unit.
 */
enum jh_status jh_i_entries_of_sheet(const struct jh_sheet *sheet,
    const struct jh_catalogue *catalogue, const struct jh_dataset *dataset,
    struct jh_entry_batches *out, struct jh_error *err) JH_CHECKED;
void jh_i_entries_release(struct jh_entry_batches *batches);

/** Lay a ledger row over a block [units.n] (NaN and MISSING at first); units not known here are
 *  counted in *inout_n_unknown. *out_period false where the row is of another period. */
enum jh_status jh_i_entry_apply(const char *body, const char *period, const struct jh_units *units,
    struct jh_value_block *block, bool *out_period, size_t *inout_n_unknown,
    struct jh_error *err) JH_CHECKED;
/** Period of a row, into out [64]. */
enum jh_status jh_i_entry_period(const char *body, char out[64], struct jh_error *err) JH_CHECKED;

#endif
