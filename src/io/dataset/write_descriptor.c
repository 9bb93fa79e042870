#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "io/dataset/write_tables.h"
#include "io/json.h"

/* Words separated by commas as an array; those that `wanted` names only (NULL: all). */
static void write_words(struct jh_json_writer *w, const char *key, const char *words,
    const struct jh_write_table *table)
{
    jh_json_open_array(w, key);
    for (const char *p = words; *p != '\0';) {
        char word[32];
        size_t len = strcspn(p, ",");
        memcpy(word, p, len);
        word[len] = '\0';
        for (size_t i = 0; i < jh_i_tables[table->table].n_columns; i++)
            if (table->wanted[i] && strcmp(jh_i_tables[table->table].column[i].name, word) == 0)
                jh_json_text(w, NULL, word);
        p += len + (p[len] == ',');
    }
    jh_json_close_array(w);
}

static void write_field(struct jh_json_writer *w, const struct jh_table_column *column)
{
    bool number = column->kind == JH_CELL_NUMBER || column->kind == JH_CELL_DEGREES;
    jh_json_open_object(w, NULL);
    jh_json_text(w, "name", column->name);
    jh_json_text(w, "type", number ? "number" : "string");
    jh_json_text(w, "description", column->meaning);
    if (column->unit[0] != '\0')
        jh_json_text(w, "unit", column->unit);
    if (column->presence == JH_REQUIRED || number) {
        jh_json_open_object(w, "constraints");
        if (column->presence == JH_REQUIRED)
            jh_json_bool(w, "required", true);
        if (number) {
            jh_json_num(w, "minimum", column->min);
            jh_json_num(w, "maximum", column->max);
        }
        jh_json_close_object(w);
    }
    jh_json_close_object(w);
}

/* True where every id of the column stands in the one table that it points at. */
static bool is_foreign_key(const struct jh_dataset *d, const struct jh_write_table *tables,
    enum jh_table table, const struct jh_table_column *column)
{
    if (column->target == NULL)
        return false;
    size_t len = strcspn(column->target, ".");
    int target = jh_i_table_find(column->target, len);
    if (target < 0 || !tables[target].there)
        return false;
    if (target == JH_TABLE_HOSPITALS && d->hospitals.n > d->hospitals.n_inside)
        return false;
    for (size_t i = d->areas.n_inside; table == JH_TABLE_FLOWS && i < d->areas.n; i++)
        if (target == JH_TABLE_AREAS && jh_i_is_bare_origin(d, i))
            return false;
    return true;
}

static void write_foreign_keys(struct jh_json_writer *w, const struct jh_dataset *d,
    const struct jh_write_table *tables, enum jh_table table)
{
    const struct jh_table_info *info = &jh_i_tables[table];
    jh_json_open_array(w, "foreignKeys");
    for (size_t i = 0; i < info->n_columns; i++) {
        const struct jh_table_column *column = &info->column[i];
        if (!tables[table].wanted[i] || !is_foreign_key(d, tables, table, column))
            continue;
        char resource[32];
        size_t len = strcspn(column->target, ".");
        memcpy(resource, column->target, len);
        resource[len] = '\0';
        jh_json_open_object(w, NULL);
        jh_json_text(w, "fields", column->name);
        jh_json_open_object(w, "reference");
        jh_json_text(w, "resource",
            strcmp(resource, info->name) == 0 ? "" : resource); /* "": the table itself */
        jh_json_text(w, "fields", column->target + len + 1);
        jh_json_close_object(w);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void write_table(struct jh_json_writer *w, const struct jh_dataset *d,
    const struct jh_write_table *tables, enum jh_table table)
{
    const struct jh_table_info *info = &jh_i_tables[table];
    const struct jh_write_table *written = &tables[table];
    char path[32];
    snprintf(path, sizeof path, "%s.csv", info->name);
    jh_json_open_object(w, NULL);
    jh_json_text(w, "name", info->name);
    jh_json_text(w, "path", path);
    jh_json_text(w, "profile", "tabular-data-resource");
    jh_json_text(w, "format", "csv");
    jh_json_text(w, "mediatype", "text/csv");
    jh_json_text(w, "encoding", "utf-8");
    jh_json_text(w, "description", info->meaning);
    jh_json_open_object(w, "schema");
    jh_json_open_array(w, "fields");
    for (size_t i = 0; i < info->n_columns; i++)
        if (written->wanted[i])
            write_field(w, &info->column[i]);
    for (size_t k = 0; written->attributes != NULL && k < written->attributes->n; k++) {
        const struct jh_attribute *attribute = &written->attributes->item[k];
        jh_json_open_object(w, NULL);
        jh_json_text(w, "name", attribute->name);
        jh_json_text(w, "type", attribute->number != NULL ? "number" : "string");
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
    write_words(w, "primaryKey", info->key, written);
    write_foreign_keys(w, d, tables, table);
    jh_json_close_object(w);
    jh_json_close_object(w);
}

enum jh_status jh_i_write_descriptor(const struct jh_dataset *dataset,
    const struct jh_write_table *tables, FILE *stream, struct jh_error *err)
{
    struct jh_buf buf;
    struct jh_json_writer w;
    jh_buf_init(&buf, (size_t)1 << 24);
    jh_json_begin(&w, &buf, true);
    jh_json_open_object(&w, NULL);
    jh_json_text(&w, "profile", "data-package");
    jh_json_text(&w, "name", "junheng-dataset");
    if (dataset->name[0] != '\0')
        jh_json_text(&w, "title", dataset->name);
    jh_json_open_object(&w, "junheng");
    jh_json_bool(&w, "fictional", dataset->fictional);
    jh_json_text(&w, "fingerprint", dataset->fingerprint);
    jh_json_open_array(&w, "specialties");
    for (size_t i = 0; i < dataset->specialties.n; i++)
        jh_json_text(&w, NULL, dataset->specialties.id[i]);
    jh_json_close_array(&w);
    jh_json_close_object(&w);
    jh_json_open_array(&w, "resources");
    for (int i = 0; i < JH_N_TABLES; i++)
        if (tables[i].there)
            write_table(&w, dataset, tables, (enum jh_table)i);
    if (dataset->boundaries.n > 0) {
        jh_json_open_object(&w, NULL);
        jh_json_text(&w, "name", "boundaries");
        jh_json_text(&w, "path", "boundaries.geojson");
        jh_json_text(&w, "format", "geojson");
        jh_json_text(&w, "mediatype", "application/geo+json");
        jh_json_text(&w, "encoding", "utf-8");
        jh_json_close_object(&w);
    }
    jh_json_close_array(&w);
    jh_json_close_object(&w);
    enum jh_status st = jh_buf_status(&buf, err);
    if (st == JH_OK) {
        fwrite(buf.data, 1, buf.len, stream);
        putc('\n', stream);
    }
    jh_buf_release(&buf);
    return st;
}
