#include "io/programme/cycle_xlsx.h"

#include <stdio.h>
#include <string.h>

#include <xlsxwriter.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/fingerprint.h"
#include "base/msg.h"
#include "base/num.h"

enum { CYCLE, UNIT, PERIOD, FIGURE, VALUE, NOTE, VERSION, N_COLUMNS };
/* As read; and the message keys of what stands there in other languages. */
static const char *const names[N_COLUMNS] = {
    "cycle", "unit", "period", "figure", "value", "note", "version"};
static const char *const labels[N_COLUMNS] = {
    "reporting cycle", "unit", "period", "figure", "value", "remark", "version"};
#define NOTE_OF "note:"

static const char *head(enum jh_lang lang, size_t column)
{
    return lang == JH_LANG_EN ? names[column] : jh_tr(lang, labels[column]);
}

/* What is asked of a unit: sheets of another version are of before a change, or of another unit. */
static void version_of(
    const struct jh_entity *cycle, const char *unit, char out[JH_FINGERPRINT_LEN])
{
    struct jh_fingerprint fp;
    jh_fingerprint_init(&fp);
    jh_fingerprint_text(&fp, unit);
    jh_fingerprint_text(&fp, jh_entity_text(cycle, "period"));
    jh_fingerprint_text(&fp, jh_entity_text(cycle, "fields"));
    jh_fingerprint_final(&fp, out);
    out[8] = '\0';
}
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

/* Only numbers from 0; empty is allowed. */
static lxw_error only_numbers(lxw_worksheet *sheet, enum jh_lang lang, lxw_row_t last)
{
    char title[33], text[256];
    snprintf(title, sizeof title, "%s", jh_tr(lang, "a number from 0"));
    snprintf(text, sizeof text, "%s", jh_tr(lang, "Write the number alone: no unit and no comma."));
    lxw_data_validation numbers = {.validate = LXW_VALIDATION_TYPE_DECIMAL,
        .criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO,
        .value_number = 0,
        .error_title = title,
        .error_message = text};
    return worksheet_data_validation_range(sheet, 1, VALUE, last, VALUE, &numbers);
}

static lxw_error put_rows(lxw_workbook *book, lxw_worksheet *sheet, const struct jh_entity *cycle,
    const char *unit, enum jh_lang lang, char text[256])
{
    char version[JH_FINGERPRINT_LEN];
    lxw_row_t last = 0;
    const char *fields = jh_entity_text(cycle, "fields");
    lxw_format *bold = workbook_add_format(book), *open = workbook_add_format(book);
    lxw_error bad = LXW_NO_ERROR;
    format_set_bold(bold);
    format_set_unlocked(open);
    format_set_bg_color(open, 0xFFF2CC);
    format_set_border(open, LXW_BORDER_THIN);
    for (lxw_col_t c = 0; c < N_COLUMNS && bad == LXW_NO_ERROR; c++)
        bad = worksheet_write_string(sheet, 0, c, head(lang, c), bold);
    version_of(cycle, unit, version);
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
        if (bad == LXW_NO_ERROR)
            bad = worksheet_write_string(sheet, row, VERSION, version, NULL);
        last = row;
    }
    return bad == LXW_NO_ERROR && last > 0 ? only_numbers(sheet, lang, last) : bad;
}

enum jh_status jh_i_cycle_write(const struct jh_entity *cycle, const char *unit, enum jh_lang lang,
    const char *path, struct jh_error *err)
{
    char text[256];
    lxw_workbook *book = new_book(path);
    if (book == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    lxw_worksheet *sheet = workbook_add_worksheet(book, jh_tr(lang, "report"));
    lxw_worksheet *help = workbook_add_worksheet(book, jh_tr(lang, "how to fill in"));
    lxw_error bad = sheet == NULL || help == NULL ? LXW_ERROR_MEMORY_MALLOC_FAILED
                                                  : put_rows(book, sheet, cycle, unit, lang, text);
    if (bad == LXW_NO_ERROR) {
        worksheet_set_column(sheet, 0, 2, 14, NULL);
        worksheet_set_column(sheet, FIGURE, FIGURE, 36, NULL);
        worksheet_set_column(sheet, VALUE, NOTE, 18, NULL);
        worksheet_set_column(help, 0, 0, 100, NULL);
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
    if (column == SIZE_MAX || strcmp(text, wanted) == 0)
        return JH_OK;
    enum jh_status st =
        jh_fail(err, JH_E_DATA, "\"%.60s\" where the sheet sent out has \"%.60s\"", text, wanted);
    jh_hint(err, "Fill only the coloured cells: take the sheet anew and copy the values into it.");
    return jh_i_sheet_placed(s, row, column, st, err);
}

/* The value, or a word why there is none. */
static enum jh_status take_value(const struct jh_sheet *s, const size_t column[N_COLUMNS],
    size_t row, const char *figure, struct jh_facts *out, struct jh_error *err)
{
    const char *text = jh_i_sheet_text(s, row, column[VALUE]);
    const char *note = jh_i_sheet_text(s, row, column[NOTE]);
    struct jh_buf name;
    double value;
    enum jh_status st;
    jh_buf_init(&name, 4096);
    JH_TRY(st, jh_i_sheet_number(s, row, column[VALUE], &value, err));
    if (value < 0) {
        st = jh_fail(err, JH_E_DATA, "%s must be a number from 0, got \"%.60s\"", figure, text);
        st = jh_i_sheet_placed(s, row, column[VALUE], st, err);
        goto out;
    }
    if (text[0] == '\0' && note[0] == '\0') {
        st = jh_fail(err, JH_E_DATA, "neither a value nor a note why there is none");
        jh_hint(err,
            "Write the number, 0 only where it is 0, or a note; a formula counts by its "
            "last saved result.");
        st = jh_i_sheet_placed(s, row, column[VALUE], st, err);
        goto out;
    }
    JH_TRY(st, jh_i_facts_set(out, figure, text, err));
    /* An empty one too: it takes back that of an earlier sheet. */
    jh_buf_printf(&name, NOTE_OF "%s", figure);
    JH_TRY(st, jh_buf_status(&name, err));
    st = jh_i_facts_set(out, name.data, note, err);
out:
    jh_buf_release(&name);
    return st;
}

/* One row: of this cycle and unit, a figure that was asked, once; a number, or a note. */
static enum jh_status take_row(const struct jh_sheet *s, const size_t column[N_COLUMNS], size_t row,
    const struct jh_entity *cycle, struct jh_facts *out, struct jh_error *err)
{
    const struct jh_fact *fact = &out->fact[out->n - 1];
    const char *figure = jh_i_sheet_text(s, row, column[FIGURE]);
    enum jh_status st;
    JH_TRY(st, check_cell(s, row, column[CYCLE], cycle->subject, err));
    JH_TRY(st, check_cell(s, row, column[UNIT], jh_i_sheet_text(s, 0, column[UNIT]), err));
    JH_TRY(st, check_cell(s, row, column[PERIOD], jh_entity_text(cycle, "period"), err));
    if (!jh_i_list_has(jh_entity_text(cycle, "fields"), figure)) {
        st = jh_fail(err, JH_E_DATA, "\"%.60s\" was not asked", figure);
        jh_hint(
            err, "Fill only the coloured cells: take the sheet anew and copy the values into it.");
        return jh_i_sheet_placed(s, row, column[FIGURE], st, err);
    }
    for (size_t k = 0; k < fact->n_extras; k++)
        if (strcmp(fact->extra[k].name, figure) == 0)
            return jh_i_sheet_placed(s, row, column[FIGURE],
                jh_fail(err, JH_E_DATA, "\"%.60s\" stands twice", figure), err);
    st = take_value(s, column, row, figure, out, err);
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

/* Columns by their names in either language; sheets written by hand have no version and may do
 * without period and note. */
static enum jh_status find_columns(
    const struct jh_sheet *s, size_t column[N_COLUMNS], struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t c = 0; c < N_COLUMNS && st == JH_OK; c++) {
        column[c] = jh_i_sheet_find(s, names[c]);
        if (column[c] == SIZE_MAX)
            column[c] = jh_i_sheet_find(s, head(JH_LANG_ZH, c));
        if (column[c] == SIZE_MAX && c != VERSION && c != PERIOD && c != NOTE)
            st = jh_i_sheet_need(s, names[c], &column[c], err);
    }
    return st;
}

/* From a unit that was asked, in the version that is asked for now. */
static enum jh_status check_origin(const struct jh_sheet *s, const size_t column[N_COLUMNS],
    const struct jh_entity *cycle, struct jh_error *err)
{
    const char *units = jh_entity_text(cycle, "units");
    const char *unit = jh_i_sheet_text(s, 0, column[UNIT]);
    char version[JH_FINGERPRINT_LEN];
    enum jh_status st = check_cell(s, 0, column[CYCLE], cycle->subject, err);
    if (st != JH_OK)
        return st;
    if (!jh_i_list_has(units, unit)) {
        st = jh_fail(err, JH_E_DATA, "unit \"%.60s\" was not asked", unit);
        jh_hint(err, "Asked are: %.180s.", units);
        return jh_i_sheet_placed(s, 0, column[UNIT], st, err);
    }
    version_of(cycle, unit, version);
    if (column[VERSION] == SIZE_MAX || strcmp(jh_i_sheet_text(s, 0, column[VERSION]), version) == 0)
        return JH_OK;
    st = jh_fail(err, JH_E_DATA,
        "the sheet is of an earlier version of cycle %s, or of another unit", cycle->subject);
    jh_hint(err, "Take the sheet of the unit anew and fill that in.");
    return jh_i_sheet_placed(s, 0, column[VERSION], st, err);
}

enum jh_status jh_i_cycle_check(const char *fields, const char *units, struct jh_error *err)
{
    const struct jh_form *report = jh_form_of(JH_FACT_REPORT);
    const char *const lists[] = {fields, units};
    size_t len, other;
    for (size_t l = 0; l < 2; l++)
        for (size_t k = 0;; k++) {
            const char *at = jh_i_list_at(lists[l], k, &len);
            if (at == NULL)
                break;
            const int n = (int)(len < 60 ? len : 60);
            if (len > 200)
                return jh_fail(err, JH_E_DATA, "\"%.*s...\" is too long", n, at);
            for (size_t f = 0; l == 0 && f < report->n_fields; f++)
                if (strlen(report->field[f].name) == len &&
                    memcmp(report->field[f].name, at, len) == 0)
                    return jh_fail(err, JH_E_DATA, "no figure may be called \"%.*s\"", n, at);
            for (size_t i = 0; i < k; i++) {
                const char *before = jh_i_list_at(lists[l], i, &other);
                if (other == len && memcmp(before, at, len) == 0)
                    return jh_fail(err, JH_E_DATA, "\"%.*s\" stands twice", n, at);
            }
        }
    return JH_OK;
}

enum jh_status jh_i_cycle_read(const char *path, const struct jh_entity *cycle,
    const struct jh_run *run, struct jh_facts *out, struct jh_error *err)
{
    struct jh_sheet s = {0};
    size_t column[N_COLUMNS];
    char fingerprint[JH_FINGERPRINT_LEN];
    const char *slash = strrchr(path, '/');
    enum jh_status st = jh_i_sheet_read(path, NULL, run, &s, err);
    if (st != JH_OK)
        return st;
    JH_TRY(st, find_columns(&s, column, err));
    if (s.n_rows == 0) {
        st = jh_fail(err, JH_E_DATA, "%s is empty", path);
        goto out;
    }
    JH_TRY(st, check_origin(&s, column, cycle, err));
    fingerprint_of(&s, fingerprint);
    JH_TRY(st, jh_i_facts_add(out, JH_FACT_REPORT, cycle->subject, NULL, NULL, err));
    JH_TRY(st, jh_i_facts_set(out, "item", jh_i_sheet_text(&s, 0, column[UNIT]), err));
    JH_TRY(st, jh_i_facts_set(out, "state", "accepted", err));
    JH_TRY(st, jh_i_facts_set(out, "file", slash != NULL ? slash + 1 : path, err));
    JH_TRY(st, jh_i_facts_set(out, "fingerprint", fingerprint, err));
    for (size_t row = 0; row < s.n_rows; row++)
        JH_TRY(st, take_row(&s, column, row, cycle, out, err));
    st = check_complete(&s, cycle, &out->fact[out->n - 1], err);
out:
    jh_i_sheet_release(&s);
    return st;
}

enum jh_status jh_i_grid_xlsx(
    const struct jh_text_grid *grid, const char *sheet_name, const char *path, struct jh_error *err)
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
