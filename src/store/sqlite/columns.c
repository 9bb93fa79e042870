/* The flow cube and listed travel times as column blocks. */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/run.h"
#include "model/dataset.h"
#include "store/sqlite/dataset.h"

/* A column of one of the two tables. */
struct column {
    const char *owner, *name;
    enum jh_cell cell;
    bool required;
    size_t limit; /* of indices: all are below; 0: no index */
    void *data;   /* NULL: not collected */
};
enum { N_FLOW_COLUMNS = 8 + JH_N_MEASURES, N_TRAVEL_COLUMNS = 4 };

/* The columns of the cube with what is in memory now. */
static void flow_columns(const struct jh_dataset *d, struct column out[N_FLOW_COLUMNS])
{
    const struct jh_flows *f = &d->flows;
    const struct column fixed[] = {
        {"flows", "area", JH_CELL_I32, true, d->areas.n, f->area},
        {"flows", "hospital", JH_CELL_I32, true, d->hospitals.n, f->hospital},
        {"flows", "specialty", JH_CELL_U16, true, d->specialties.n, f->specialty},
        {"flows", "period", JH_CELL_U16, true, d->periods.n, f->period},
        {"flows", "hard", JH_CELL_U8, false, 0, f->hard},
        {"flows", "reason", JH_CELL_U8, false, 0, f->reason},
        {"flows", "basis", JH_CELL_U8, false, 0, f->basis},
        {"flows", "source", JH_CELL_U8, false, d->sources.n, f->source},
    };
    memcpy(out, fixed, sizeof fixed);
    for (int m = 0; m < JH_N_MEASURES; m++) {
        const char *name = jh_measure_name((enum jh_measure)m);
        const bool whole = f->whole[m] != NULL;
        out[8 + m] = (struct column){"flows", name, whole ? JH_CELL_U32 : JH_CELL_F64,
            m == JH_MEASURE_CASES, 0, whole ? (void *)f->whole[m] : (void *)f->measure[m]};
    }
}

static void travel_columns(
    const struct jh_dataset *d, int32_t *area, struct column out[N_TRAVEL_COLUMNS])
{
    const struct jh_travel *t = &d->travel;
    const struct column fixed[] = {
        {"travel", "area", JH_CELL_I32, true, d->areas.n, area},
        {"travel", "hospital", JH_CELL_I32, true, d->hospitals.n, t->hospital},
        {"travel", "minutes", JH_CELL_F32, true, 0, t->minutes},
        {"travel", "km", JH_CELL_F32, false, 0, t->km},
    };
    memcpy(out, fixed, sizeof fixed);
}

static const char stage_save[] = "saving the dataset", stage_load[] = "loading the dataset";

/* Progress and stopping over all blocks of one job. */
struct job {
    const struct jh_run *run;
    const char *stage;
    size_t n_done, n_blocks;
};

static enum jh_status advance(struct job *job, struct jh_error *err)
{
    if (jh_run_stopped(job->run))
        return jh_fail(err, JH_E_CANCELLED, "stopped on request");
    job->n_done++;
    jh_run_progress(job->run, job->stage, (double)job->n_done / (double)job->n_blocks);
    return JH_OK;
}

static size_t n_blocks_of(size_t n_rows)
{
    return n_rows / JH_BLOCK_ROWS + (n_rows % JH_BLOCK_ROWS > 0);
}

static struct job new_job(const struct jh_dataset *d, const struct jh_run *run, const char *stage)
{
    return (struct job){run, stage, 0,
        n_blocks_of(d->flows.n) * N_FLOW_COLUMNS + n_blocks_of(d->travel.n) * N_TRAVEL_COLUMNS};
}

/* ---- Saving ----------------------------------------------------------------------------------- */

static enum jh_status save_column(struct jh_store *store, const struct column *c, int64_t key,
    size_t n_rows, unsigned char *scratch, struct job *job, struct jh_error *err)
{
    enum jh_status st;
    struct jh_db_call call = jh_i_db_call(store, JH_Q_COLUMN_PUT);
    jh_i_db_int(&call, key);
    jh_i_db_text(&call, c->owner);
    jh_i_db_text(&call, c->name);
    JH_TRY(st, jh_i_db_run(&call, NULL, err));
    for (size_t at = 0; at < n_rows; at += JH_BLOCK_ROWS) {
        size_t n = n_rows - at < JH_BLOCK_ROWS ? n_rows - at : JH_BLOCK_ROWS;
        const struct jh_block block = jh_i_block_encode(c->cell, c->data, at, n, scratch);
        call = jh_i_db_call(store, JH_Q_BLOCK_PUT);
        jh_i_db_int(&call, key);
        jh_i_db_int(&call, (int64_t)(at / JH_BLOCK_ROWS));
        jh_i_db_int(&call, (int64_t)block.n_rows);
        jh_i_db_text(&call, jh_i_block_type_name(block.type));
        jh_i_db_int(&call, block.base);
        jh_i_db_blob(&call, block.data, block.len);
        JH_TRY(st, jh_i_db_run(&call, NULL, err));
        JH_TRY(st, advance(job, err));
    }
out:
    return st;
}

enum jh_status jh_i_columns_save(struct jh_store *store, const struct jh_dataset *dataset,
    const struct jh_run *run, struct jh_error *err)
{
    const struct jh_travel *travel = &dataset->travel;
    struct column flows[N_FLOW_COLUMNS], travels[N_TRAVEL_COLUMNS];
    struct job job = new_job(dataset, run, stage_save);
    int64_t key = 0;
    enum jh_status st;
    unsigned char *scratch = jh_i_calloc(JH_BLOCK_MAX_BYTES, 1);
    int32_t *area = jh_i_calloc(travel->n, sizeof *area);
    if (scratch == NULL || area == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t a = 0; travel->n > 0 && a < dataset->areas.n; a++)
        for (size_t i = travel->start[a]; i < travel->start[a + 1]; i++)
            area[i] = (int32_t)a;
    flow_columns(dataset, flows);
    travel_columns(dataset, area, travels);
    for (size_t i = 0; i < N_FLOW_COLUMNS; i++)
        if (flows[i].data != NULL)
            JH_TRY(st, save_column(store, &flows[i], ++key, dataset->flows.n, scratch, &job, err));
    for (size_t i = 0; i < N_TRAVEL_COLUMNS; i++)
        if (travels[i].data != NULL)
            JH_TRY(st, save_column(store, &travels[i], ++key, travel->n, scratch, &job, err));
    st = JH_OK;
out:
    jh_i_free(area);
    jh_i_free(scratch);
    return st;
}

/* ---- Loading ---------------------------------------------------------------------------------- */

/* The present row as a block that borrows from the statement; false: none that could be right. */
static bool read_block(const struct jh_db_call *call, struct jh_block *out)
{
    const char *type = (const char *)sqlite3_column_text(call->stmt, 1);
    const void *data = sqlite3_column_blob(call->stmt, 3);
    const int64_t n_rows = jh_i_db_get_int(call, 0);
    if (type == NULL || data == NULL || n_rows < 1 || n_rows > JH_BLOCK_ROWS ||
        !jh_i_block_type_parse(type, &out->type))
        return false;
    out->n_rows = (size_t)n_rows;
    out->base = jh_i_db_get_int(call, 2);
    out->data = data;
    out->len = (size_t)sqlite3_column_bytes(call->stmt, 3);
    return true;
}

/* *out_fits false: good blocks whose values the type in memory cannot hold. */
static enum jh_status load_blocks(struct jh_store *store, const struct column *c, int64_t key,
    size_t n_rows, void *data, bool *out_fits, struct job *job, struct jh_error *err)
{
    enum jh_status st;
    struct jh_db_call call = jh_i_db_call(store, JH_Q_BLOCK_LIST);
    size_t at = 0;
    jh_i_db_int(&call, key);
    for (;;) {
        bool row = false;
        struct jh_block block;
        JH_TRY(st, jh_i_db_next(&call, &row, err));
        if (!row)
            break;
        bool good = read_block(&call, &block) && block.n_rows <= n_rows - at;
        bool decoded = good && jh_i_block_decode(&block, c->cell, data, at);
        if (good && !decoded && c->cell == JH_CELL_U32) {
            *out_fits = false;
            goto out;
        }
        if (!decoded) {
            st = jh_i_db_fail_damaged(store, err);
            goto out;
        }
        at += block.n_rows;
        JH_TRY(st, advance(job, err));
    }
    if (at != n_rows)
        st = jh_i_db_fail_damaged(store, err);
out:
    jh_i_db_reset(&call);
    return st;
}

/* Indices as kernels trust them. */
static bool in_range(const struct column *c, size_t n_rows)
{
    const int32_t *i32 = c->data;
    const uint16_t *u16 = c->data;
    const uint8_t *u8 = c->data;
    size_t n_wrong = 0;
    if (c->cell == JH_CELL_I32)
        for (size_t i = 0; i < n_rows; i++)
            n_wrong += i32[i] < 0 || (size_t)i32[i] >= c->limit;
    else if (c->cell == JH_CELL_U16)
        for (size_t i = 0; i < n_rows; i++)
            n_wrong += u16[i] >= c->limit;
    else
        for (size_t i = 0; i < n_rows; i++)
            n_wrong += u8[i] >= c->limit;
    return n_wrong == 0;
}

/* Allocates and fills c->data, which stays NULL where the column was not collected; the dataset
 * owns it. */
static enum jh_status load_column(struct jh_store *store, struct column *c, size_t n_rows,
    struct jh_dataset *dataset, struct job *job, struct jh_error *err)
{
    enum jh_status st;
    struct jh_db_call call = jh_i_db_call(store, JH_Q_COLUMN_FIND);
    const size_t n_done = job->n_done;
    bool found = false, fits = true;
    int64_t key = 0;
    void *data = NULL;
    jh_i_db_text(&call, c->owner);
    jh_i_db_text(&call, c->name);
    JH_TRY(st, jh_i_db_next(&call, &found, err));
    c->data = NULL;
    if (found)
        key = jh_i_db_get_int(&call, 0);
    jh_i_db_reset(&call);
    if (!found)
        return !c->required || n_rows == 0 ? JH_OK : jh_i_db_fail_damaged(store, err);
    data = jh_i_calloc(n_rows, jh_i_cell_width(c->cell));
    if (data == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, load_blocks(store, c, key, n_rows, data, &fits, job, err));
    if (!fits) { /* not all whole after all */
        jh_i_free(data);
        job->n_done = n_done;
        c->cell = JH_CELL_F64;
        return load_column(store, c, n_rows, dataset, job, err);
    }
    JH_TRY(st, jh_i_dataset_own(dataset, data, err));
    c->data = data;
    data = NULL;
    if (c->limit > 0 && !in_range(c, n_rows))
        st = jh_i_db_fail_damaged(store, err);
out:
    jh_i_free(data);
    return st;
}

/* Rows of each area, from the areas of rows in ascending order. */
static enum jh_status make_start(struct jh_store *store, size_t n_areas, size_t n_rows,
    const int32_t *area, struct jh_arena *arena, size_t **out_start, struct jh_error *err)
{
    size_t *start = NULL;
    enum jh_status st = jh_i_store_array(arena, n_areas + 1, sizeof *start, &start, err);
    if (st != JH_OK)
        return st;
    for (size_t i = 0; i < n_rows; i++) {
        if (i > 0 && area[i] < area[i - 1])
            return jh_i_db_fail_damaged(store, err);
        start[area[i] + 1]++;
    }
    for (size_t a = 0; a < n_areas; a++)
        start[a + 1] += start[a];
    *out_start = start;
    return JH_OK;
}

static enum jh_status load_flows(struct jh_store *store, struct jh_dataset *d,
    struct jh_arena *arena, bool lean, struct job *job, struct jh_error *err)
{
    struct column c[N_FLOW_COLUMNS];
    struct jh_flows *f = &d->flows;
    enum jh_status st = JH_OK;
    flow_columns(d, c);
    for (size_t i = 8; lean && i < N_FLOW_COLUMNS; i++)
        c[i].cell = JH_CELL_U32;
    for (size_t i = 0; i < N_FLOW_COLUMNS; i++)
        JH_TRY(st, load_column(store, &c[i], f->n, d, job, err));
    f->area = c[0].data;
    f->hospital = c[1].data;
    f->specialty = c[2].data;
    f->period = c[3].data;
    f->hard = c[4].data;
    f->reason = c[5].data;
    f->basis = c[6].data;
    f->source = c[7].data;
    for (int m = 0; m < JH_N_MEASURES; m++)
        if (c[8 + m].cell == JH_CELL_U32)
            f->whole[m] = c[8 + m].data;
        else
            f->measure[m] = c[8 + m].data;
    st = make_start(store, d->areas.n, f->n, f->area, arena, &f->start, err);
out:
    return st;
}

static enum jh_status load_travel(struct jh_store *store, struct jh_dataset *d,
    struct jh_arena *arena, struct job *job, struct jh_error *err)
{
    struct column c[N_TRAVEL_COLUMNS];
    struct jh_travel *t = &d->travel;
    enum jh_status st = JH_OK;
    travel_columns(d, NULL, c);
    for (size_t i = 0; i < N_TRAVEL_COLUMNS; i++)
        JH_TRY(st, load_column(store, &c[i], t->n, d, job, err));
    t->hospital = c[1].data;
    t->minutes = c[2].data;
    t->km = c[3].data;
    st = make_start(store, d->areas.n, t->n, c[0].data, arena, &t->start, err);
out:
    return st;
}

enum jh_status jh_i_columns_load(struct jh_store *store, struct jh_dataset *dataset,
    struct jh_arena *arena, bool lean, const struct jh_run *run, struct jh_error *err)
{
    struct job job = new_job(dataset, run, stage_load);
    enum jh_status st = load_flows(store, dataset, arena, lean, &job, err);
    return st == JH_OK ? load_travel(store, dataset, arena, &job, err) : st;
}
