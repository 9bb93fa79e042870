#include "io/records/record_report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/embedded.h"
#include "base/fail.h"
#include "base/msg.h"
#include "io/outfile.h"
#include "io/plan/plan_csv.h"
#include "io/plan/plan_xlsx.h"
#include "io/records/record_report_tables.h"

enum { PAGE_ROWS_MAX = 500, SHEET_ROWS_MAX = 200000 };

static void put_escaped(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            putc(*text, out);
        }
}

static void put_cell(FILE *out, const struct jh_i_column *column, const struct jh_i_cell *cell)
{
    char room[JH_I_SHOW_MAX];
    const bool number = cell->text == NULL;
    fputs(number ? "<td class=\"n\">" : "<td>", out);
    if (number)
        jh_i_show_number(column->format, cell->number, room);
    put_escaped(out, number ? room : cell->text);
    fputs("</td>", out);
}

static void put_table(FILE *out, const struct jh_i_table *table, enum jh_lang lang)
{
    const size_t n = table->n_rows < PAGE_ROWS_MAX ? table->n_rows : PAGE_ROWS_MAX;
    fputs("<h2>", out);
    put_escaped(out, jh_tr(lang, table->title));
    fputs("</h2>\n<table>\n<thead><tr>", out);
    for (size_t c = 0; c < table->n_columns; c++) {
        /* the title above its numbers */
        fputs(n > 0 && table->cell[c].text == NULL ? "<th class=\"n\">" : "<th>", out);
        put_escaped(out, jh_tr(lang, table->column[c].title));
        fputs("</th>", out);
    }
    fputs("</tr></thead>\n<tbody>\n", out);
    for (size_t r = 0; r < n; r++) {
        fputs("<tr>", out);
        for (size_t c = 0; c < table->n_columns; c++)
            put_cell(out, &table->column[c], &table->cell[r * table->n_columns + c]);
        fputs("</tr>\n", out);
    }
    fputs("</tbody>\n</table>\n", out);
    if (table->n_rows > n)
        fprintf(out, "<p>… %zu (%s.csv)</p>\n", table->n_rows, table->id);
}

static void put_page(FILE *out, const struct jh_record_report *report,
    const struct jh_i_table *table, enum jh_lang lang)
{
    const struct jh_embedded *css = jh_embedded_find("data/embed/report.css");
    const char *title = jh_tr(lang, "Quality of discharge records");
    fprintf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\"><title>",
        lang == JH_LANG_ZH ? "zh" : "en");
    put_escaped(out, title);
    fprintf(out,
        "</title>\n<style>%s\nmain{max-width:1040px}</style></"
        "head>\n<body>\n<main>\n<h1>",
        css != NULL ? css->data : "");
    put_escaped(out, title);
    fputs("</h1>\n<p>", out);
    put_escaped(out, report->dataset->name);
    fputs(" · ", out);
    put_escaped(out, report->profile->title[lang]);
    fputs(" · ", out);
    put_escaped(out, report->source);
    fputs("</p>\n", out);
    for (size_t i = 0; i < JH_RECORD_REPORT_N_TABLES; i++)
        put_table(out, &table[i], lang);
    fputs("</main>\n</body>\n</html>\n", out);
}

static enum jh_status write_file(const struct jh_record_report *report, const char *dir,
    const char *name, const char *ending, size_t n, const struct jh_i_table *table,
    enum jh_lang lang, struct jh_error *err)
{
    struct jh_outfile file = {0};
    struct jh_buf path;
    jh_buf_init(&path, 1 << 16);
    jh_buf_printf(&path, "%s/%s%s", dir, name, ending);
    enum jh_status st = jh_buf_status(&path, err);
    if (st == JH_OK)
        st = jh_i_outfile_open(path.data, &file, err);
    if (st == JH_OK) {
        if (n > 1)
            put_page(file.stream, report, table, lang);
        else
            jh_i_table_csv(file.stream, table);
        st = jh_i_outfile_commit(&file, err);
    }
    jh_buf_release(&path);
    return st;
}

/* A workbook holds a million rows a sheet and is slow long before: the CSV files hold them all. */
static enum jh_status write_book(
    struct jh_i_table *table, const char *dir, enum jh_lang lang, struct jh_error *err)
{
    char *path = jh_i_path_join(dir, "report.xlsx");
    size_t n_rows[JH_RECORD_REPORT_N_TABLES];
    if (path == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < JH_RECORD_REPORT_N_TABLES; i++) {
        n_rows[i] = table[i].n_rows;
        table[i].n_rows = n_rows[i] < SHEET_ROWS_MAX ? n_rows[i] : SHEET_ROWS_MAX;
    }
    enum jh_status st = jh_i_tables_xlsx(JH_RECORD_REPORT_N_TABLES, table, lang, path, err);
    for (size_t i = 0; i < JH_RECORD_REPORT_N_TABLES; i++)
        table[i].n_rows = n_rows[i];
    jh_i_free(path);
    return st;
}

enum jh_status jh_i_record_report_write(
    const struct jh_record_report *report, const char *dir, enum jh_lang lang, struct jh_error *err)
{
    struct jh_i_table table[JH_RECORD_REPORT_N_TABLES];
    struct jh_arena arena;
    enum jh_status st = JH_OK;
    jh_arena_init(&arena, 0);
    if (mkdir(dir, 0777) != 0 && errno != EEXIST) {
        st = jh_fail(err, JH_E_IO, "cannot make the folder %s: %s", dir, strerror(errno));
        goto out;
    }
    JH_TRY(st, jh_i_record_report_tables(report, lang, &arena, table, err));
    for (size_t i = 0; i < JH_RECORD_REPORT_N_TABLES; i++)
        JH_TRY(st, write_file(report, dir, table[i].id, ".csv", 1, &table[i], lang, err));
    JH_TRY(st, write_book(table, dir, lang, err));
    st = write_file(report, dir, "report", ".html", JH_RECORD_REPORT_N_TABLES, table, lang, err);
out:
    jh_arena_release(&arena);
    return st;
}
