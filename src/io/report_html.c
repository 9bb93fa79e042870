#include "io/report.h"

#include "base/buf.h"
#include "base/fail.h"
#include "base/msg.h"
#include "io/plan_tables.h"

static void put_escaped(struct jh_buf *out, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        switch (*p) {
        case '<':
            jh_buf_puts(out, "&lt;");
            break;
        case '>':
            jh_buf_puts(out, "&gt;");
            break;
        case '&':
            jh_buf_puts(out, "&amp;");
            break;
        default:
            jh_buf_add(out, p, 1);
        }
    }
}

static void put_element(struct jh_buf *out, const char *element, const char *text)
{
    jh_buf_printf(out, "<%s>", element);
    put_escaped(out, text);
    jh_buf_printf(out, "</%s>", element);
}

static void put_table(struct jh_buf *out, const struct jh_i_table *table, enum jh_lang lang)
{
    put_element(out, "h2", jh_tr(lang, table->title));
    jh_buf_puts(out, "<table>\n<tr>");
    for (size_t c = 0; c < table->n_columns; c++)
        put_element(out, "th", jh_tr(lang, table->column[c].title));
    jh_buf_puts(out, "</tr>\n");
    for (size_t r = 0; r < table->n_rows; r++) {
        jh_buf_puts(out, "<tr>");
        for (size_t c = 0; c < table->n_columns; c++) {
            const struct jh_i_cell *cell = &table->cell[r * table->n_columns + c];
            char number[JH_I_SHOW_MAX];
            jh_i_show_number(table->column[c].format, cell->number, number);
            put_element(out, "td", cell->text != NULL ? cell->text : number);
        }
        jh_buf_puts(out, "</tr>\n");
    }
    jh_buf_puts(out, "</table>\n");
}

enum jh_status jh_i_report_html(
    const struct jh_plan *plan, enum jh_lang lang, struct jh_buf *out, struct jh_error *err)
{
    struct jh_arena arena;
    enum jh_status st = JH_OK;
    jh_arena_init(&arena, 0);
    jh_buf_puts(out, lang == JH_LANG_ZH ? "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n"
                                        : "<!DOCTYPE html>\n<html lang=\"en\">\n");
    jh_buf_puts(out, "<meta charset=\"utf-8\">\n");
    put_element(out, "title", plan->scenario.name);
    put_element(out, "h1", plan->scenario.name);
    for (size_t i = 0; i < jh_i_plan_n_tables(); i++) {
        struct jh_i_table table;
        struct jh_arena_mark mark = jh_arena_save(&arena);
        JH_TRY(st, jh_i_plan_table(plan, i, lang, &arena, &table, err));
        put_table(out, &table, lang);
        jh_arena_rewind(&arena, mark);
    }
    jh_buf_puts(out, "</html>\n");
    st = jh_buf_status(out, err);
out:
    jh_arena_release(&arena);
    return st;
}
