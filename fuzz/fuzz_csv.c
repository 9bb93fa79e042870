/* Any bytes: rows lie inside the text, and rows printed and read again are the same. */
#include <string.h>

#include "fuzz.h"
#include "io/csv.h"
#include "io/outfile.h"
#include "io/text.h"

static void print_row(const struct jh_csv *csv, FILE *out)
{
    for (size_t i = 0; i < csv->n_fields; i++) {
        if (i > 0)
            putc(',', out);
        jh_i_csv_put(out, csv->field[i].text, csv->field[i].len);
    }
    putc('\n', out);
}

/* Prints the good rows; returns how many. A row of one empty field would be an empty line. */
static size_t print_rows(const char *text, size_t len, FILE *out, size_t *out_faults)
{
    struct jh_csv csv;
    size_t n = 0;
    int64_t line_before = 0;
    *out_faults = 0;
    jh_i_csv_init(&csv, text, len);
    for (;;) {
        enum jh_csv_event event;
        if (jh_i_csv_next(&csv, &event, NULL) != JH_OK || event == JH_CSV_END)
            break;
        MUST(csv.line > line_before);
        MUST(csv.row >= text && csv.row + csv.row_len <= text + len);
        line_before = csv.line;
        if (event != JH_CSV_ROW) {
            int64_t line, column;
            MUST(csv.fault >= csv.row && csv.fault < text + len);
            jh_i_csv_position(&csv, csv.fault, &line, &column);
            MUST(line >= csv.line && column >= 1);
            ++*out_faults;
            continue;
        }
        if (csv.n_fields == 1 && csv.field[0].len == 0)
            continue;
        print_row(&csv, out);
        n++;
    }
    jh_i_csv_release(&csv);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jh_text text;
    struct jh_text_fault fault = {0};
    char *once = NULL, *twice = NULL;
    size_t len_once = 0, len_twice = 0, faults;
    if (jh_i_text_wrap((const char *)data, size, &text, &fault, NULL) != JH_OK)
        return 0;
    FILE *first = open_memstream(&once, &len_once);
    size_t n = print_rows(text.data, text.len, first, &faults);
    fclose(first);
    FILE *second = open_memstream(&twice, &len_twice);
    size_t n_again = print_rows(once, len_once, second, &faults);
    fclose(second);
    MUST(faults == 0 && n_again == n);
    MUST(len_once == len_twice && memcmp(once, twice, len_once) == 0);
    free(once);
    free(twice);
    jh_i_text_release(&text);
    return 0;
}
