#include "io/dataset/tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testing.h"

static char *read_docs(void)
{
    enum { ROOM = 1 << 16 };
    char *text = calloc(ROOM, 1);
    FILE *f = fopen(JH_SOURCE_DIR "/docs/dataset.md", "r");
    ck_assert(f != NULL && text != NULL);
    ck_assert_uint_lt(fread(text, 1, ROOM - 1, f), ROOM - 1);
    fclose(f);
    return text;
}

/* The part of the text about a table: from its heading to the next. */
static const char *section_of(const char *text, const char *table, size_t *out_len)
{
    char name[64];
    snprintf(name, sizeof name, "%s.csv", table);
    for (const char *p = strstr(text, "\n## "); p != NULL; p = strstr(p + 1, "\n## ")) {
        size_t line = strcspn(p + 1, "\n") + 1;
        const char *at = strstr(p, name);
        if (at == NULL || at >= p + line)
            continue;
        const char *end = strstr(p + 1, "\n## ");
        *out_len = end != NULL ? (size_t)(end - p) : strlen(p);
        return p;
    }
    return NULL;
}

/* The word in a table row's first cell, with the marks that stand for its presence. */
static bool is_documented(const char *section, size_t len, const struct jh_table_column *column)
{
    static const char *const marks[] = {
        [JH_OPTIONAL] = "", [JH_REQUIRED] = "**", [JH_NULLABLE] = "*"};
    size_t n = strlen(column->name), n_mark = strlen(marks[column->presence]);
    for (const char *row = section; row != NULL && row < section + len;) {
        const char *end = strpbrk(row + 1, "\n");
        if (row[1] == '|') {
            const char *cell_end = strchr(row + 2, '|');
            for (const char *p = row + 2; p < cell_end; p++) {
                if (strncmp(p, column->name, n) != 0 || strchr("*, |", p[n]) == NULL ||
                    strchr("*, |", p[-1]) == NULL)
                    continue;
                size_t before = 0;
                while (p[-1 - (ptrdiff_t)before] == '*')
                    before++;
                return before == n_mark;
            }
        }
        row = end;
    }
    return false;
}

START_TEST(documents_every_column_as_it_is_read)
{
    char *text = read_docs();
    for (int t = 0; t < JH_N_TABLES; t++) {
        size_t len;
        const char *section = section_of(text, jh_i_tables[t].name, &len);
        ck_assert_msg(section != NULL, "no section for %s", jh_i_tables[t].name);
        for (size_t i = 0; i < jh_i_tables[t].n_columns; i++)
            ck_assert_msg(is_documented(section, len, &jh_i_tables[t].column[i]), "%s.%s",
                jh_i_tables[t].name, jh_i_tables[t].column[i].name);
    }
    free(text);
}
END_TEST

START_TEST(describes_whole_tables)
{
    for (int t = 0; t < JH_N_TABLES; t++) {
        const struct jh_table_info *info = &jh_i_tables[t];
        ck_assert_int_eq(jh_i_table_find(info->name, strlen(info->name)), t);
        ck_assert(info->n_columns <= JH_COLUMNS_MAX);
        ck_assert_int_eq(info->column[0].presence, JH_REQUIRED); /* rows are known by it */
        for (size_t i = 0; i < info->n_columns; i++) {
            const struct jh_table_column *column = &info->column[i];
            ck_assert_msg(column->name != NULL && column->meaning != NULL && column->unit != NULL,
                "%s column %d", info->name, (int)i);
            ck_assert((column->kind == JH_CELL_CODE) == (column->parse != NULL));
            if (column->kind == JH_CELL_NUMBER)
                ck_assert(column->min < column->max);
        }
    }
    ck_assert_int_eq(jh_i_table_find("AREAS", 5), JH_TABLE_AREAS);
    ck_assert_int_eq(jh_i_table_find("area", 4), -1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tables");
    TCase *tc = tcase_create("tables");
    tcase_add_test(tc, documents_every_column_as_it_is_read);
    tcase_add_test(tc, describes_whole_tables);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
