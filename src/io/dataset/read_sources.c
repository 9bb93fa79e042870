#include "base/fail.h"
#include "io/dataset/read_tables.h"
#include "io/dataset/rows.h"

static enum jh_status take_row(struct jh_rows *rows, struct jh_error *err)
{
    struct jh_import_sources *sources = &rows->import->sources;
    const struct jh_cell *id = &rows->cell[JH_SOURCES_ID];
    uint8_t covers = rows->cell[JH_SOURCES_COVERS].code;
    uint32_t index;
    bool is_new;
    if (sources->names.n > UINT8_MAX) {
        jh_i_rows_report(rows, JH_RULE_TOO_MANY_VALUES, JH_SOURCES_ID,
            "more than %d sources; check the column", UINT8_MAX + 1);
        return JH_OK;
    }
    enum jh_status st = jh_i_names_put(
        &sources->names, rows->import->arena, id->text, id->len, &index, &is_new, err);
    if (st != JH_OK)
        return st;
    if (!is_new) {
        jh_i_rows_report(rows, JH_RULE_DUPLICATE_ID, JH_SOURCES_ID,
            "the source is listed already; name each once");
        return JH_OK;
    }
    sources->covers_inside[index] = covers != JH_COVERS_OUTSIDE;
    sources->covers_outside[index] = covers != JH_COVERS_INSIDE;
    return JH_OK;
}

enum jh_status jh_i_read_sources(struct jh_import *import, struct jh_error *err)
{
    struct jh_rows rows;
    enum jh_status st = jh_i_rows_open(import, JH_TABLE_SOURCES, &rows, err);
    bool more = rows.usable;
    while (st == JH_OK && more) {
        st = jh_i_rows_next(&rows, &more, err);
        if (st == JH_OK && more)
            st = take_row(&rows, err);
    }
    import->sources.given = import->sources.names.n > 0;
    jh_i_rows_close(&rows);
    return st;
}
