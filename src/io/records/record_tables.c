#include "io/records/record_tables.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/csv.h"
#include "io/text.h"

enum { COLUMNS_MAX = 3 };

/* A small CSV file with named columns. */
struct table {
    struct jh_text text;
    struct jh_csv csv;
    const char *path;
    size_t n_columns;
    size_t field[COLUMNS_MAX];
};

static bool is_name(const struct jh_csv_field *field, const char *name)
{
    return field->len == strlen(name) && memcmp(field->text, name, field->len) == 0;
}

static enum jh_status open_table(
    const char *path, size_t n, const char *const *name, struct table *t, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    enum jh_csv_event event;
    struct jh_text_fault fault = {0};
    t->path = path;
    t->n_columns = n;
    st = jh_i_text_open(path, &t->text, &fault, err);
    if (st != JH_OK)
        return st;
    jh_i_csv_init(&t->csv, t->text.data, t->text.len);
    JH_TRY(st, jh_i_csv_next(&t->csv, &event, err));
    for (size_t c = 0; c < n; c++) {
        size_t i = 0;
        const size_t n_fields = event == JH_CSV_ROW ? t->csv.n_fields : 0;
        while (i < n_fields && !is_name(&t->csv.field[i], name[c]))
            i++;
        if (i == n_fields) {
            st = jh_fail(err, JH_E_DATA, "column %s is missing", name[c]);
            jh_where(err, "%s", path);
            goto out;
        }
        t->field[c] = i;
    }
out:
    return st;
}

static void close_table(struct table *t)
{
    jh_i_csv_release(&t->csv);
    jh_i_text_release(&t->text);
}

/* The next row's cells; *out_more false at the end. Broken rows are refused. */
static enum jh_status next_row(struct table *t, const struct jh_csv_field *cell[COLUMNS_MAX],
    bool *out_more, struct jh_error *err)
{
    enum jh_csv_event event;
    enum jh_status st = jh_i_csv_next(&t->csv, &event, err);
    if (st != JH_OK)
        return st;
    *out_more = event != JH_CSV_END;
    if (event == JH_CSV_END)
        return JH_OK;
    for (size_t c = 0; c < t->n_columns; c++) {
        if (event != JH_CSV_ROW || t->field[c] >= t->csv.n_fields) {
            st = jh_fail(err, JH_E_DATA, "the row cannot be read");
            jh_where(err, "%s:%lld", t->path, (long long)t->csv.line);
            return st;
        }
        cell[c] = &t->csv.field[t->field[c]];
    }
    return JH_OK;
}

static enum jh_status list_ids(
    size_t n, const char *const *id, struct jh_strmap *map, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    uint32_t at;
    bool is_new;
    for (size_t i = 0; i < n && st == JH_OK; i++)
        st = jh_strmap_put(map, id[i], strlen(id[i]), (uint32_t)i, &at, &is_new, err);
    return st;
}

/* ---- Postcodes -------------------------------------------------------------------------------- */

static enum jh_status put_postcode(struct jh_postcode_table *table, const struct table *t,
    const struct jh_strmap *areas, const struct jh_csv_field *const *cell, struct jh_error *err)
{
    uint32_t area, at;
    bool is_new;
    enum jh_status st = JH_OK;
    if (!jh_strmap_get(areas, cell[1]->text, cell[1]->len, &area)) {
        st = jh_fail(
            err, JH_E_DATA, "the dataset has no area \"%.*s\"", (int)cell[1]->len, cell[1]->text);
        jh_where(err, "%s:%lld", t->path, (long long)t->csv.line);
        return st;
    }
    const char *code = jh_arena_strndup(&table->arena, cell[0]->text, cell[0]->len);
    if (code == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    st = jh_strmap_put(&table->codes.map, code, cell[0]->len, area, &at, &is_new, err);
    if (st == JH_OK && at != area) {
        st = jh_fail(err, JH_E_DATA, "postcode \"%s\" stands for two areas", code);
        jh_where(err, "%s:%lld", t->path, (long long)t->csv.line);
    }
    return st;
}

enum jh_status jh_i_postcodes_read(const char *path, const struct jh_dataset *dataset,
    struct jh_postcode_table *out_table, struct jh_error *err)
{
    static const char *const names[] = {"postcode", "area_id"};
    const struct jh_csv_field *cell[COLUMNS_MAX];
    struct jh_postcode_table made = {0};
    struct jh_strmap areas;
    struct table t = {0};
    enum jh_status st = JH_OK;
    bool more = true;
    jh_strmap_init(&areas);
    jh_strmap_init(&made.codes.map);
    jh_arena_init(&made.arena, 0);
    JH_TRY(st, list_ids(dataset->areas.n, dataset->areas.id, &areas, err));
    JH_TRY(st, open_table(path, 2, names, &t, err));
    for (;;) {
        JH_TRY(st, next_row(&t, cell, &more, err));
        if (!more)
            break;
        JH_TRY(st, put_postcode(&made, &t, &areas, cell, err));
    }
    *out_table = made;
    made = (struct jh_postcode_table){0};
out:
    close_table(&t);
    jh_strmap_release(&areas);
    jh_i_postcodes_release(&made);
    return st;
}

void jh_i_postcodes_release(struct jh_postcode_table *table)
{
    jh_strmap_release(&table->codes.map);
    jh_arena_release(&table->arena);
}

/* ---- Yearbook --------------------------------------------------------------------------------- */

static int by_hospital_year(const void *a, const void *b)
{
    const struct jh_yearbook_row *x = a, *y = b;
    if (x->hospital != y->hospital)
        return x->hospital < y->hospital ? -1 : 1;
    return (x->year > y->year) - (x->year < y->year);
}

static enum jh_status put_year(struct jh_yearbook *book, size_t *cap, const struct table *t,
    const struct jh_strmap *hospitals, const struct jh_csv_field *const *cell, struct jh_error *err)
{
    uint32_t hospital;
    int64_t year;
    double discharges;
    if (!jh_strmap_get(hospitals, cell[0]->text, cell[0]->len, &hospital))
        return JH_OK;
    if (!jh_num_parse_i64(cell[1]->text, cell[1]->len, &year) || year < 1900 || year > 2200 ||
        !jh_num_parse(cell[2]->text, cell[2]->len, &discharges) || !(discharges >= 0)) {
        enum jh_status st = jh_fail(err, JH_E_DATA, "the row cannot be read");
        jh_where(err, "%s:%lld", t->path, (long long)t->csv.line);
        return st;
    }
    if (book->n == *cap) {
        *cap = *cap * 2 + 64;
        struct jh_yearbook_row *grown = jh_i_realloc(book->row, *cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        book->row = grown;
    }
    book->row[book->n++] = (struct jh_yearbook_row){(int32_t)hospital, (int)year, discharges};
    return JH_OK;
}

enum jh_status jh_i_yearbook_read(const char *path, const struct jh_dataset *dataset,
    struct jh_yearbook *out_yearbook, struct jh_error *err)
{
    static const char *const names[] = {"hospital_id", "year", "discharges"};
    const struct jh_csv_field *cell[COLUMNS_MAX];
    struct jh_yearbook book = {0};
    struct jh_strmap hospitals;
    struct table t = {0};
    enum jh_status st = JH_OK;
    size_t cap = 0;
    bool more = true;
    jh_strmap_init(&hospitals);
    JH_TRY(st, list_ids(dataset->hospitals.n, dataset->hospitals.id, &hospitals, err));
    JH_TRY(st, open_table(path, 3, names, &t, err));
    for (;;) {
        JH_TRY(st, next_row(&t, cell, &more, err));
        if (!more)
            break;
        JH_TRY(st, put_year(&book, &cap, &t, &hospitals, cell, err));
    }
    if (book.n > 0)
        qsort(book.row, book.n, sizeof *book.row, by_hospital_year);
    *out_yearbook = book;
    book = (struct jh_yearbook){0};
out:
    close_table(&t);
    jh_strmap_release(&hospitals);
    jh_i_yearbook_release(&book);
    return st;
}

void jh_i_yearbook_release(struct jh_yearbook *yearbook)
{
    jh_i_free(yearbook->row);
    *yearbook = (struct jh_yearbook){0};
}

/* Both lists ascend: merged like two sorted decks. */
enum jh_status jh_i_reconcile(const struct jh_tally *tally, const struct jh_yearbook *yearbook,
    struct jh_reconciled **out_row, size_t *out_n, struct jh_error *err)
{
    size_t n = 0;
    struct jh_reconciled *row = jh_i_calloc(tally->n + yearbook->n, sizeof *row);
    if (row == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    size_t y = 0;
    for (size_t i = 0; i <= tally->n; i++) {
        const struct jh_tally_row *t = i < tally->n ? &tally->row[i] : NULL;
        if (t != NULL && (t->month == JH_MONTH_NONE || (size_t)t->hospital == tally->n_hospitals))
            continue;
        const struct jh_yearbook_row at = {
            t != NULL ? t->hospital : INT32_MAX, t != NULL ? 1990 + t->month / 12 : 0, 0};
        for (; y < yearbook->n && by_hospital_year(&yearbook->row[y], &at) < 0; y++)
            if (n == 0 || row[n - 1].hospital != yearbook->row[y].hospital ||
                row[n - 1].year != yearbook->row[y].year)
                row[n++] = (struct jh_reconciled){.hospital = yearbook->row[y].hospital,
                    .year = yearbook->row[y].year,
                    .yearbook = yearbook->row[y].discharges};
        if (t == NULL)
            break;
        if (n == 0 || row[n - 1].hospital != at.hospital || row[n - 1].year != at.year) {
            const bool known = y < yearbook->n && by_hospital_year(&yearbook->row[y], &at) == 0;
            row[n++] = (struct jh_reconciled){.hospital = at.hospital,
                .year = at.year,
                .yearbook = known ? yearbook->row[y++].discharges : JH_NAN};
        }
        row[n - 1].records += (double)t->n_records - (double)t->broken[JH_NOTED_DUPLICATE];
    }
    for (size_t i = 0; i < n; i++) {
        row[i].coverage = row[i].yearbook > 0 ? row[i].records / row[i].yearbook : JH_NAN;
        row[i].low = row[i].coverage < JH_COVERAGE_MIN;
    }
    *out_row = row;
    *out_n = n;
    return JH_OK;
}

/* ---- Fingerprint ------------------------------------------------------------------------------ */

enum { WHOLE_MAX = 64 << 20, PIECE = 64 << 10, N_PIECES = 256 };

static bool add_piece(FILE *f, struct jh_fingerprint *fp, char *room, off_t at)
{
    if (fseeko(f, at, SEEK_SET) != 0)
        return false;
    size_t n = fread(room, 1, PIECE, f);
    jh_fingerprint_add(fp, room, n);
    return ferror(f) == 0;
}

enum jh_status jh_i_record_fingerprint(
    const char *path, char out[JH_FINGERPRINT_LEN], struct jh_error *err)
{
    struct jh_fingerprint fp;
    struct stat about;
    enum jh_status st = JH_OK;
    bool good;
    char *room = jh_i_calloc(PIECE, 1);
    FILE *f = fopen(path, "rb");
    if (room == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    good = f != NULL && fstat(fileno(f), &about) == 0;
    jh_fingerprint_init(&fp);
    if (good) {
        const int64_t size = about.st_size;
        const int64_t n = size <= WHOLE_MAX ? (size + PIECE - 1) / PIECE : N_PIECES + 1;
        jh_fingerprint_add(&fp, &size, sizeof size);
        for (int64_t i = 0; i < n && good; i++)
            good = add_piece(f, &fp, room,
                (off_t)(size <= WHOLE_MAX ? i * PIECE : (size - PIECE) / N_PIECES * i));
    }
    if (!good) {
        st = jh_fail(err, JH_E_IO, "cannot read %s: %s", path, strerror(errno));
        goto out;
    }
    jh_fingerprint_final(&fp, out);
out:
    if (f != NULL)
        fclose(f);
    jh_i_free(room);
    return st;
}
