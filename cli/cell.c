#include "cli/cell.h"

#include <math.h>
#include <string.h>

#include "base/msg.h"

static const char *const not_collected = "—";

static void put_csv_text(FILE *out, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '"')
            fputc('"', out);
        fputc(*p, out);
    }
    fputc('"', out);
}

void cli_json_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            fprintf(out, "\\%c", *p);
        else if (*p == '\n')
            fputs("\\n", out);
        else if ((unsigned char)*p < 0x20 || *p == 0x7F)
            fprintf(out, "\\u%04x", (unsigned)*p);
        else
            fputc(*p, out);
    }
    fputc('"', out);
}

static void put_number(FILE *out, double number)
{
    char text[JH_NUM_TEXT_MAX];
    jh_num_format(number, text);
    fputs(text, out);
}

void cli_cell_csv(FILE *out, const struct cli_cell *cell)
{
    switch (cell->kind) {
    case CLI_CELL_NONE:
        break;
    case CLI_CELL_TEXT:
        put_csv_text(out, cell->text);
        break;
    case CLI_CELL_INTEGER:
        fprintf(out, "%lld", (long long)cell->integer);
        break;
    case CLI_CELL_NUMBER:
        if (isinf(cell->number))
            fputs(cell->number > 0 ? "inf" : "-inf", out);
        else
            put_number(out, cell->number);
        break;
    case CLI_CELL_BOOL:
        fputs(cell->integer != 0 ? "1" : "0", out);
        break;
    }
}

void cli_cell_json(FILE *out, const struct cli_cell *cell)
{
    switch (cell->kind) {
    case CLI_CELL_NONE:
        fputs("null", out);
        break;
    case CLI_CELL_TEXT:
        cli_json_text(out, cell->text);
        break;
    case CLI_CELL_INTEGER:
        fprintf(out, "%lld", (long long)cell->integer);
        break;
    case CLI_CELL_NUMBER:
        if (isfinite(cell->number))
            put_number(out, cell->number);
        else
            fputs("null", out);
        break;
    case CLI_CELL_BOOL:
        fputs(cell->integer != 0 ? "true" : "false", out);
        break;
    }
}

const char *cli_cell_text(const struct cli_column *column, const struct cli_cell *cell,
    enum jh_lang lang, char room[JH_NUM_TEXT_MAX])
{
    double scale = column->scale != 0 ? column->scale : 1;
    switch (cell->kind) {
    case CLI_CELL_NONE:
        return not_collected;
    case CLI_CELL_TEXT:
        return cell->text;
    case CLI_CELL_INTEGER:
        snprintf(room, JH_NUM_TEXT_MAX, "%lld", (long long)cell->integer);
        return room;
    case CLI_CELL_NUMBER:
        if (isnan(cell->number))
            return not_collected;
        if (isinf(cell->number))
            return cell->number > 0 ? "∞" : "-∞";
        jh_num_format_fixed(cell->number * scale, column->decimals, room);
        return room;
    case CLI_CELL_BOOL:
        return jh_tr(lang, cell->integer != 0 ? "yes" : "no");
    }
    return not_collected;
}
