#include "base/alloc.h"
#include "base/fail.h"
#include "io/dataset/columns.h"
#include "io/dataset/keys.h"
#include "io/dataset/read_areas.h"
#include "io/dataset/read_hospitals.h"
#include "io/dataset/read_tables.h"
#include "model/dataset.h"

/* As with flows: read once, and once more only to say which pairs are there twice. */
struct travel_reader {
    struct jh_import *import;
    struct jh_rows rows;
    struct jh_travel *travel; /* the dataset's */
    int32_t *area;
    size_t cap;
    struct jh_keys twice;
};

enum { N_COLUMNS = 3 };

static void list_columns(struct travel_reader *r, struct jh_growing_column out[N_COLUMNS])
{
    struct jh_travel *travel = r->travel;
    out[0] = (struct jh_growing_column){&travel->hospital, sizeof *travel->hospital, true};
    out[1] = (struct jh_growing_column){&travel->minutes, sizeof *travel->minutes, true};
    out[2] = (struct jh_growing_column){&travel->km, sizeof *travel->km, r->rows.has[JH_TRAVEL_KM]};
}

static enum jh_status resize(struct travel_reader *r, size_t cap, struct jh_error *err)
{
    struct jh_growing_column column[N_COLUMNS + 1];
    list_columns(r, column);
    column[N_COLUMNS] = (struct jh_growing_column){&r->area, sizeof *r->area, true};
    r->cap = cap;
    return jh_i_columns_resize(N_COLUMNS + 1, column, cap, err);
}

static enum jh_status take_row(struct travel_reader *r, struct jh_error *err)
{
    struct jh_travel *travel = r->travel;
    size_t n = travel->n;
    int32_t area, hospital;
    enum jh_status st = jh_i_rows_area(&r->rows, JH_TRAVEL_AREA, false, &area, err);
    hospital = jh_i_rows_hospital(&r->rows, JH_TRAVEL_HOSPITAL);
    if (st != JH_OK || r->rows.rejected)
        return st;
    struct jh_key *key = jh_i_keys_find(&r->twice, (uint64_t)area, (uint64_t)hospital);
    if (key != NULL && key->line > 0) {
        r->rows.muted = false;
        jh_i_rows_report(&r->rows, JH_RULE_DUPLICATE_ROW, JH_TRAVEL_AREA,
            "line %lld holds the same area and hospital; remove one", (long long)key->line);
        r->rows.muted = true;
        return JH_OK;
    }
    if (key != NULL)
        key->line = jh_i_rows_line(&r->rows);
    if (n == r->cap) {
        st = resize(r, r->cap * 2 + 4096, err);
        if (st != JH_OK)
            return st;
    }
    r->area[n] = area;
    travel->hospital[n] = hospital;
    travel->minutes[n] = (float)r->rows.cell[JH_TRAVEL_MINUTES].number;
    if (travel->km != NULL)
        travel->km[n] = (float)r->rows.cell[JH_TRAVEL_KM].number;
    travel->n++;
    return JH_OK;
}

static enum jh_status read_rows(struct travel_reader *r, struct jh_error *err)
{
    bool more = true;
    enum jh_status st = JH_OK;
    r->travel->n = 0;
    while (st == JH_OK && more) {
        st = jh_i_rows_next(&r->rows, &more, err);
        if (st == JH_OK && more)
            st = take_row(r, err);
    }
    return st == JH_OK ? jh_i_dataset_sort_travel(r->import->dataset, r->area, err) : st;
}

static enum jh_status read_table(struct travel_reader *r, struct jh_error *err)
{
    enum jh_status st;
    const struct jh_travel *travel = r->travel;
    JH_TRY(st, resize(r, 4096, err));
    JH_TRY(st, read_rows(r, err));
    for (size_t i = 1; i < travel->n; i++)
        if (r->area[i] == r->area[i - 1] && travel->hospital[i] == travel->hospital[i - 1])
            JH_TRY(st, jh_i_keys_append(
                           &r->twice, (uint64_t)r->area[i], (uint64_t)travel->hospital[i], err));
    if (r->twice.n > 0) {
        jh_i_rows_rewind(&r->rows);
        r->rows.muted = true;
        JH_TRY(st, read_rows(r, err));
    }
    JH_TRY(st, resize(r, travel->n, err));
out:
    return st;
}

enum jh_status jh_i_read_travel(struct jh_import *import, struct jh_error *err)
{
    struct travel_reader r = {.import = import, .travel = &import->dataset->travel};
    enum jh_status st = jh_i_rows_open(import, JH_TABLE_TRAVEL, &r.rows, err);
    if (st == JH_OK && r.rows.usable) {
        struct jh_growing_column column[N_COLUMNS];
        list_columns(&r, column);
        st = read_table(&r, err);
        if (st == JH_OK)
            st = jh_i_columns_own(N_COLUMNS, column, import->dataset, err);
        else
            jh_i_columns_free(N_COLUMNS, column);
    }
    jh_i_rows_close(&r.rows);
    jh_i_keys_release(&r.twice);
    jh_i_free(r.area);
    return st;
}
