#include "io/programme/cycle_xlsx.h"

#include <string.h>

#include <xlsxwriter.h>

#include "base/fail.h"
#include "base/fingerprint.h"
#include "base/msg.h"
#include "base/num.h"

enum { CYCLE, UNIT, PERIOD, FIGURE, VALUE, NOTE, N_COLUMNS };
static const char *const names[N_COLUMNS] = {"cycle", "unit", "period", "figure", "value", "note"};
/* The day workbooks say they were made: 2000-01-01. */
static const time_t fixed_day = 946684800;

const char *jh_i_list_at(const char *list, size_t k, size_t *out_len)
{
    for (;; k--) {
        const size_t len = strcspn(list, ";");
        if (k == 0) {
            *out_len = len;
            return len > 0 || list[0] != '\0' ? list : NULL;
        }
        if (list[len] == '\0')
            return NULL;
        list += len + 1;
    }
}

bool jh_i_list_has(const char *list, const char *text)
{
    size_t len;
    for (size_t k = 0;; k++) {
        const char *at = jh_i_list_at(list, k, &len);
        if (at == NULL)
            return false;
        if (len == strlen(text) && memcmp(at, text, len) == 0)
            return true;
    }
}

static lxw_workbook *new_book(const char *path)
{
    lxw_workbook_options options = {.constant_memory = LXW_FALSE};
    lxw_workbook *book = workbook_new_opt(path, &options);
    if (book != NULL) {
        lxw_doc_properties properties = {.created = fixed_day};
        workbook_set_properties(book, &properties);
    }
    return book;
}

static void protect(lxw_worksheet *sheet)
{
    lxw_protection open = {.no_select_locked_cells = LXW_FALSE, .format_columns = LXW_TRUE};
    worksheet_protect(sheet, NULL, &open);
}

static lxw_error put_rows(lxw_workbook *book, lxw_worksheet *sheet, const struct jh_entity *cycle,
    const char *unit, char text[256])
{
    const char *fields = jh_entity_text(cycle, "fields");
    lxw_format *bold = workbook_add_format(book), *open = workbook_add_format(book);
    lxw_error bad = LXW_NO_ERROR;
    format_set_bold(bold);
    format_set_unlocked(open);
    format_set_bg_color(open, 0xFFF2CC);
    format_set_border(open, LXW_BORDER_THIN);
    for (lxw_col_t c = 0; c < N_COLUMNS && bad == LXW_NO_ERROR; c++)
        bad = worksheet_write_string(sheet, 0, c, names[c], bold);
    for (size_t k = 0; bad == LXW_NO_ERROR; k++) {
        size_t len;
        const char *at = jh_i_list_at(fields, k, &len);
        const lxw_row_t row = (lxw_row_t)k + 1;
        if (at == NULL)
            break;
        len = len < 255 ? len : 255;
        memcpy(text, at, len);
        text[len] = '\0';
        const char *const cell[] = {cycle->subject, unit, jh_entity_text(cycle, "period"), text};
        for (lxw_col_t c = 0; c <= FIGURE && bad == LXW_NO_ERROR; c++)
            bad = worksheet_write_string(sheet, row, c, cell[c], NULL);
        for (lxw_col_t c = VALUE; c <= NOTE && bad == LXW_NO_ERROR; c++)
            bad = worksheet_write_blank(sheet, row, c, open);
    }
    return bad;
}

enum jh_status jh_i_cycle_write(const struct jh_entity *cycle, const char *unit, enum jh_lang lang,
    const char *path, struct jh_error *err)
{
    char text[256];
    lxw_workbook *book = new_book(path);
    if (book == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    lxw_worksheet *sheet = workbook_add_worksheet(book, "report");
    lxw_worksheet *help = workbook_add_worksheet(book, "help");
    lxw_error bad = sheet == NULL || help == NULL ? LXW_ERROR_MEMORY_MALLOC_FAILED
                                                  : put_rows(book, sheet, cycle, unit, text);
    if (bad == LXW_NO_ERROR) {
        worksheet_set_column(sheet, 0, 2, 14, NULL);
        worksheet_set_column(sheet, FIGURE, FIGURE, 36, NULL);
        worksheet_set_column(sheet, VALUE, NOTE, 18, NULL);
        worksheet_freeze_panes(sheet, 1, 0);
        protect(sheet);
        protect(help);
        bad = worksheet_write_string(help, 0, 0,
            jh_tr(lang,
                "Fill the coloured cells. A figure that was not collected stays empty, with "
                "a note why: it is not 0."),
            NULL);
    }
    const lxw_error closed = workbook_close(book);
    bad = bad != LXW_NO_ERROR ? bad : closed;
    return bad == LXW_NO_ERROR
               ? JH_OK
               : jh_fail(err, JH_E_IO, "cannot write %s: %s", path, lxw_strerror(bad));
}

static enum jh_status check_cell(
    const struct jh_sheet *s, size_t row, size_t column, const char *wanted, struct jh_error *err)
{
    const char *text = jh_i_sheet_text(s, row, column);
    if (strcmp(text, wanted) == 0)
        return JH_OK;
    return jh_i_sheet_placed(s, row, column,
        jh_fail(err, JH_E_DATA, "\"%.60s\" where the sheet sent out has \"%.60s\"", text, wanted),
        err);
}

/* One row: of this cycle and unit, a figure that was asked, once; a number, or a note. */
static enum jh_status take_row(const struct jh_sheet *s, const size_t column[N_COLUMNS], size_t row,
    const struct jh_entity *cycle, struct jh_facts *out, struct jh_error *err)
{
    const struct jh_fact *fact = &out->fact[out->n - 1];
    const char *figure = jh_i_sheet_text(s, row, column[FIGURE]);
    const char *text = jh_i_sheet_text(s, row, column[VALUE]);
    double value;
    enum jh_status st;
    JH_TRY(st, check_cell(s, row, column[CYCLE], cycle->subject, err));
    JH_TRY(st, check_cell(s, row, column[UNIT], jh_i_sheet_text(s, 0, column[UNIT]), err));
    if (!jh_i_list_has(jh_entity_text(cycle, "fields"), figure))
        return jh_i_sheet_placed(s, row, column[FIGURE],
            jh_fail(err, JH_E_DATA, "\"%.60s\" was not asked", figure), err);
    for (size_t k = 0; k < fact->n_extras; k++)
        if (strcmp(fact->extra[k].name, figure) == 0)
            return jh_i_sheet_placed(s, row, column[FIGURE],
                jh_fail(err, JH_E_DATA, "\"%.60s\" stands twice", figure), err);
    JH_TRY(st, jh_i_sheet_number(s, row, column[VALUE], &value, err));
    if (value < 0)
        return jh_i_sheet_placed(s, row, column[VALUE],
            jh_fail(err, JH_E_DATA, "%s must be a number from 0, got \"%.60s\"", figure, text),
            err);
    if (text[0] == '\0' && jh_i_sheet_text(s, row, column[NOTE])[0] == '\0')
        return jh_i_sheet_placed(s, row, column[VALUE],
            jh_fail(err, JH_E_DATA, "neither a value nor a note why there is none"), err);
    st = jh_i_facts_set(out, figure, text, err);
out:
    return st;
}

static enum jh_status check_complete(const struct jh_sheet *s, const struct jh_entity *cycle,
    const struct jh_fact *fact, struct jh_error *err)
{
    const char *fields = jh_entity_text(cycle, "fields");
    size_t len;
    for (size_t k = 0;; k++) {
        const char *at = jh_i_list_at(fields, k, &len);
        size_t i = 0;
        if (at == NULL)
            return JH_OK;
        while (i < fact->n_extras &&
               (strlen(fact->extra[i].name) != len || memcmp(fact->extra[i].name, at, len) != 0))
            i++;
        if (i == fact->n_extras)
            return jh_fail(err, JH_E_DATA, "%s: figure \"%.*s\" is missing", s->path,
                (int)(len < 60 ? len : 60), at);
    }
}

static void fingerprint_of(const struct jh_sheet *s, char out[JH_FINGERPRINT_LEN])
{
    struct jh_fingerprint fp;
    jh_fingerprint_init(&fp);
    for (size_t k = 0; k < s->n_rows * s->n_columns; k++)
        jh_fingerprint_text(&fp, s->cell[k]);
    jh_fingerprint_final(&fp, out);
}

enum jh_status jh_i_cycle_read(const char *path, const struct jh_entity *cycle,
    const struct jh_run *run, struct jh_facts *out, struct jh_error *err)
{
    struct jh_sheet s = {0};
    size_t column[N_COLUMNS];
    char fingerprint[JH_FINGERPRINT_LEN];
    enum jh_status st = jh_i_sheet_read(path, NULL, run, &s, err);
    if (st != JH_OK)
        return st;
    for (size_t c = 0; c < N_COLUMNS; c++)
        JH_TRY(st, jh_i_sheet_need(&s, names[c], &column[c], err));
    if (s.n_rows == 0 ||
        !jh_i_list_has(jh_entity_text(cycle, "units"), jh_i_sheet_text(&s, 0, column[UNIT]))) {
        st = jh_fail(err, JH_E_DATA, "%s comes from no unit that was asked", path);
        goto out;
    }
    fingerprint_of(&s, fingerprint);
    JH_TRY(st, jh_i_facts_add(out, JH_FACT_REPORT, cycle->subject, NULL, NULL, err));
    JH_TRY(st, jh_i_facts_set(out, "item", jh_i_sheet_text(&s, 0, column[UNIT]), err));
    JH_TRY(st, jh_i_facts_set(out, "state", "accepted", err));
    JH_TRY(st, jh_i_facts_set(out, "file", path, err));
    JH_TRY(st, jh_i_facts_set(out, "fingerprint", fingerprint, err));
    for (size_t row = 0; row < s.n_rows; row++)
        JH_TRY(st, take_row(&s, column, row, cycle, out, err));
    st = check_complete(&s, cycle, &out->fact[out->n - 1], err);
out:
    jh_i_sheet_release(&s);
    return st;
}

enum jh_status jh_i_grid_xlsx(
    const struct jh_grid *grid, const char *sheet_name, const char *path, struct jh_error *err)
{
    lxw_workbook *book = new_book(path);
    if (book == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    lxw_worksheet *sheet = workbook_add_worksheet(book, sheet_name);
    lxw_format *bold = workbook_add_format(book);
    lxw_error bad = sheet != NULL ? LXW_NO_ERROR : LXW_ERROR_MEMORY_MALLOC_FAILED;
    if (bold != NULL)
        format_set_bold(bold);
    for (size_t c = 0; c < grid->n_columns && bad == LXW_NO_ERROR; c++) {
        worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c, 16, NULL);
        bad = worksheet_write_string(sheet, 0, (lxw_col_t)c, grid->head[c], bold);
    }
    for (size_t k = 0; k < grid->n_rows * grid->n_columns && bad == LXW_NO_ERROR; k++) {
        const lxw_row_t row = (lxw_row_t)(k / grid->n_columns) + 1;
        const lxw_col_t column = (lxw_col_t)(k % grid->n_columns);
        const char *text = grid->cell[k];
        double value;
        /* Ids keep their zeros: only what reads back the same is a number. */
        char back[JH_NUM_TEXT_MAX];
        if (text[0] == '\0')
            continue;
        if (jh_num_parse(text, strlen(text), &value) && jh_num_format(value, back) > 0 &&
            strcmp(back, text) == 0)
            bad = worksheet_write_number(sheet, row, column, value, NULL);
        else
            bad = worksheet_write_string(sheet, row, column, text, NULL);
    }
    const lxw_error closed = workbook_close(book);
    bad = bad != LXW_NO_ERROR ? bad : closed;
    return bad == LXW_NO_ERROR
               ? JH_OK
               : jh_fail(err, JH_E_IO, "cannot write %s: %s", path, lxw_strerror(bad));
}
