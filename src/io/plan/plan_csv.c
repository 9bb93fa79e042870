#include "io/plan/plan_csv.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "io/outfile.h"

/* At most 9 decimals and 15 digits: sums carry noise beyond that. */
static double tidy(double number)
{
    double scale = 1e9;
    while (scale > 1 && fabs(number) * scale > 4e15)
        scale /= 10;
    return fabs(number) * scale > 4e15 ? number : round(number * scale) / scale;
}

/* Failures of the stream are found when the file is committed. */
/* A spreadsheet would run a text that begins like a formula: an apostrophe makes it text. */
static void put_text(FILE *out, const char *text)
{
    double number;
    size_t len = strlen(text);
    bool formula = len > 0 && strchr("=+-@\t\r", text[0]) != NULL;
    if (!formula || jh_num_parse(text, len, &number)) {
        jh_i_csv_put(out, text, len);
        return;
    }
    struct jh_buf safe;
    jh_buf_init(&safe, len + 1);
    jh_buf_puts(&safe, "'");
    jh_buf_add(&safe, text, len);
    if (safe.data != NULL)
        jh_i_csv_put(out, safe.data, safe.len);
    jh_buf_release(&safe);
}

void jh_i_table_csv(FILE *out, const struct jh_i_table *table)
{
    static const char byte_order_mark[] = "\xEF\xBB\xBF"; /* or spreadsheets garble Chinese */
    fputs(byte_order_mark, out);
    for (size_t c = 0; c < table->n_columns; c++)
        fprintf(out, "%s%s", c > 0 ? "," : "", table->column[c].key);
    fputs("\n", out);
    for (size_t i = 0; i < table->n_rows * table->n_columns; i++) {
        const struct jh_i_cell *cell = &table->cell[i];
        char number[JH_NUM_TEXT_MAX];
        if (i % table->n_columns > 0)
            fputs(",", out);
        if (cell->text != NULL)
            put_text(out, cell->text);
        else
            jh_i_csv_put(out, number, jh_num_format(tidy(cell->number), number));
        if ((i + 1) % table->n_columns == 0)
            fputs("\n", out);
    }
}
