#include "io/dataset/import.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "base/findings.h"
#include "base/msg.h"
#include "base/run.h"

static const struct jh_rule rules[JH_N_RULES] = {
    [JH_RULE_MISSING_FILE] = {"missing-file", JH_SEVERITY_ERROR, "a needed table is missing"},
    [JH_RULE_UNREADABLE_FILE] = {"unreadable-file", JH_SEVERITY_ERROR, "file cannot be read"},
    [JH_RULE_DUPLICATE_FILE] = {"duplicate-file", JH_SEVERITY_ERROR, "a table is there twice"},
    [JH_RULE_UNKNOWN_FILE] = {"unknown-file", JH_SEVERITY_NOTE, "file not used"},
    [JH_RULE_EMPTY_FILE] = {"empty-file", JH_SEVERITY_ERROR, "table without header or rows"},
    [JH_RULE_CHARACTER_SET] = {"character-set", JH_SEVERITY_ERROR,
        "bytes that are neither UTF-8 nor GB18030"},
    [JH_RULE_TRANSCODED] = {"transcoded", JH_SEVERITY_NOTE, "file not in UTF-8"},
    [JH_RULE_MISSING_COLUMN] = {"missing-column", JH_SEVERITY_ERROR, "a needed column is missing"},
    [JH_RULE_DUPLICATE_COLUMN] = {"duplicate-column", JH_SEVERITY_ERROR, "a column is there twice"},
    [JH_RULE_UNKNOWN_COLUMN] = {"unknown-column", JH_SEVERITY_NOTE, "column not used"},
    [JH_RULE_RAGGED_ROW] = {"ragged-row", JH_SEVERITY_ERROR,
        "row with more or fewer fields than the header"},
    [JH_RULE_NUL_BYTE] = {"nul-byte", JH_SEVERITY_ERROR, "NUL byte in a text"},
    [JH_RULE_UNCLOSED_QUOTE] = {"unclosed-quote", JH_SEVERITY_ERROR, "quote that never closes"},
    [JH_RULE_TEXT_AFTER_QUOTE] = {"text-after-quote", JH_SEVERITY_ERROR,
        "text after a closing quote"},
    [JH_RULE_FIELD_TOO_LONG] = {"field-too-long", JH_SEVERITY_ERROR, "field too long"},
    [JH_RULE_TOO_MANY_COLUMNS] = {"too-many-columns", JH_SEVERITY_ERROR, "too many columns"},
    [JH_RULE_TOO_MANY_VALUES] = {"too-many-values", JH_SEVERITY_ERROR, "too many different values"},
    [JH_RULE_MISSING_VALUE] = {"missing-value", JH_SEVERITY_ERROR, "empty cell in a needed column"},
    [JH_RULE_NOT_A_NUMBER] = {"not-a-number", JH_SEVERITY_ERROR, "text where a number is needed"},
    [JH_RULE_NEGATIVE] = {"negative", JH_SEVERITY_ERROR, "negative number"},
    [JH_RULE_OUT_OF_RANGE] = {"out-of-range", JH_SEVERITY_ERROR, "number out of range"},
    [JH_RULE_UNKNOWN_CODE] = {"unknown-code", JH_SEVERITY_ERROR, "word that is not in the list"},
    [JH_RULE_BAD_PERIOD] = {"bad-period", JH_SEVERITY_ERROR, "no year, quarter or month"},
    [JH_RULE_MIXED_PERIODS] = {"mixed-periods", JH_SEVERITY_ERROR, "periods of different length"},
    [JH_RULE_DUPLICATE_ID] = {"duplicate-id", JH_SEVERITY_ERROR, "the same id twice"},
    [JH_RULE_RESERVED_ID] = {"reserved-id", JH_SEVERITY_ERROR, "id that means something else"},
    [JH_RULE_DUPLICATE_ROW] = {"duplicate-row", JH_SEVERITY_ERROR, "two rows for the same thing"},
    [JH_RULE_UNKNOWN_ID] = {"unknown-id", JH_SEVERITY_ERROR, "id that no table lists"},
    [JH_RULE_REJECTED_ID] = {"rejected-id", JH_SEVERITY_ERROR, "id whose own row was rejected"},
    [JH_RULE_LINK_DROPPED] = {"link-dropped", JH_SEVERITY_WARNING, "link to a rejected row"},
    [JH_RULE_NOT_A_LEAF] = {"not-a-leaf", JH_SEVERITY_ERROR, "figures for an area above others"},
    [JH_RULE_AREA_ABOVE] = {"area-above", JH_SEVERITY_WARNING, "area above other areas"},
    [JH_RULE_CYCLE] = {"cycle", JH_SEVERITY_ERROR, "thing above or below itself"},
    [JH_RULE_HALF_A_PLACE] = {"half-a-place", JH_SEVERITY_ERROR,
        "longitude without latitude or the reverse"},
    [JH_RULE_IMPOSSIBLE_PLACE] = {"impossible-place", JH_SEVERITY_ERROR,
        "coordinates that are not on Earth"},
    [JH_RULE_SWAPPED_PLACE] = {"swapped-place", JH_SEVERITY_ERROR,
        "longitude and latitude swapped"},
    [JH_RULE_FAR_PLACE] = {"far-place", JH_SEVERITY_WARNING, "place far from all others"},
    [JH_RULE_NO_PLACE] = {"no-place", JH_SEVERITY_WARNING, "area without coordinates"},
    [JH_RULE_HOSPITAL_NOWHERE] = {"hospital-nowhere", JH_SEVERITY_ERROR,
        "hospital with neither coordinates nor area"},
    [JH_RULE_HOSPITAL_BEYOND] = {"hospital-beyond", JH_SEVERITY_WARNING,
        "hospital in an area beyond the territory"},
    [JH_RULE_MISSING_POPULATION] = {"missing-population", JH_SEVERITY_ERROR,
        "area without population"},
    [JH_RULE_BEDS_IMPLAUSIBLE] = {"beds-implausible", JH_SEVERITY_WARNING,
        "implausible number of beds"},
    [JH_RULE_NO_FLOWS] = {"no-flows", JH_SEVERITY_WARNING, "no flows"},
    [JH_RULE_AREA_WITHOUT_FLOWS] = {"area-without-flows", JH_SEVERITY_WARNING,
        "area without flows"},
    [JH_RULE_ALL_BESIDE_OTHERS] = {"all-beside-others", JH_SEVERITY_ERROR,
        "specialty all beside single specialties"},
    [JH_RULE_SPECIALTY_WITHOUT_CASES] = {"specialty-without-cases", JH_SEVERITY_WARNING,
        "specialty without cases"},
    [JH_RULE_SPECIALTIES_NOT_IN_FLOWS] = {"specialties-not-in-flows", JH_SEVERITY_WARNING,
        "capabilities by specialty, flows without"},
    [JH_RULE_CENTRE_WITHOUT_ROLE] = {"centre-without-role", JH_SEVERITY_WARNING,
        "centre specialty of a hospital that is no centre"},
    [JH_RULE_TWO_ZONES] = {"two-zones", JH_SEVERITY_ERROR, "area in two zones"},
    [JH_RULE_NO_ZONE] = {"no-zone", JH_SEVERITY_WARNING, "area in no zone"},
    [JH_RULE_ZONE_NAMES_DIFFER] = {"zone-names-differ", JH_SEVERITY_WARNING,
        "one zone under two names"},
    [JH_RULE_BAD_BOUNDARIES] = {"bad-boundaries", JH_SEVERITY_ERROR, "boundaries not readable"},
    [JH_RULE_BOUNDARY_OF_NO_AREA] = {"boundary-of-no-area", JH_SEVERITY_NOTE,
        "boundary of an area that is not listed"},
    [JH_RULE_NO_BOUNDARY] = {"no-boundary", JH_SEVERITY_WARNING, "area without boundary"},
    [JH_RULE_BAD_DESCRIPTOR] = {"bad-descriptor", JH_SEVERITY_WARNING,
        "datapackage.json not readable"},
};

static const struct jh_import_options no_options;

void jh_i_import_init(struct jh_import *import, const struct jh_import_options *options,
    const struct jh_run *run, struct jh_findings *findings)
{
    *import = (struct jh_import){
        .options = options != NULL ? options : &no_options, .run = run, .findings = findings};
    jh_arena_init(&import->scratch, 0);
}

void jh_i_import_release(struct jh_import *import)
{
    jh_i_outfile_abort(&import->rejects);
    jh_i_names_release(&import->sources.names);
    jh_i_names_release(&import->specialties);
    jh_i_names_release(&import->declared_specialties);
    jh_arena_release(&import->scratch);
}

bool jh_i_rule_is_error(enum jh_rule_id rule)
{
    return rules[rule].severity == JH_SEVERITY_ERROR;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void render(char *out, size_t size, enum jh_lang lang, const char *format, va_list args)
{
    vsnprintf(out, size, jh_tr(lang, format), args);
}
#pragma GCC diagnostic pop

static void put_number(FILE *stream, int64_t number)
{
    fprintf(stream, "%" PRId64 ",", number);
}

static void put_reject(struct jh_import *import, const char *rule, const char *file, int64_t line,
    int64_t column, const char *row, size_t row_len, const char *text)
{
    FILE *stream = import->rejects.stream;
    if (ftell(stream) == 0)
        fputs("file,line,column,rule,text,row\n", stream);
    jh_i_csv_put(stream, file, strlen(file));
    putc(',', stream);
    put_number(stream, line);
    put_number(stream, column);
    fprintf(stream, "%s,", rule);
    jh_i_csv_put(stream, text, strlen(text));
    putc(',', stream);
    jh_i_csv_put(stream, row, row_len);
    putc('\n', stream);
}

void jh_i_reportv(struct jh_import *import, enum jh_rule_id rule, const char *file, int64_t line,
    int64_t column, const char *found, const char *row, size_t row_len, const char *format,
    va_list args)
{
    if (row != NULL && import->rejects.stream != NULL && jh_i_rule_is_error(rule)) {
        char text[512];
        va_list copy;
        va_copy(copy, args);
        render(text, sizeof text, import->options->lang, format, copy);
        va_end(copy);
        put_reject(import, rules[rule].id, file, line, column, row, row_len, text);
    }
    jh_findings_addv(import->findings, &rules[rule], file, line, column, found, format, args);
}

void jh_i_report(struct jh_import *import, enum jh_rule_id rule, const char *file, int64_t line,
    int64_t column, const char *found, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    jh_i_reportv(import, rule, file, line, column, found, NULL, 0, format, args);
    va_end(args);
}

enum jh_status jh_i_import_tick(
    const struct jh_import *import, size_t n_bytes_of_table, struct jh_error *err)
{
    if (jh_run_stopped(import->run))
        return jh_fail(err, JH_E_CANCELLED, "import stopped");
    if (import->n_bytes > 0)
        jh_run_progress(import->run, "reading the dataset",
            (double)(import->n_bytes_done + n_bytes_of_table) / (double)import->n_bytes);
    return JH_OK;
}

enum jh_status jh_i_input_open(struct jh_import *import, const struct jh_input *input,
    struct jh_text *out_text, bool *out_readable, struct jh_error *err)
{
    struct jh_text_fault fault;
    struct jh_error why = {0};
    enum jh_status st = input->path != NULL
                            ? jh_i_text_open(input->path, out_text, &fault, &why)
                            : jh_i_text_wrap(input->data, input->len, out_text, &fault, &why);
    *out_readable = st == JH_OK;
    if (st == JH_E_DATA) {
        jh_i_report(import, JH_RULE_CHARACTER_SET, input->label, fault.line, fault.column, NULL,
            "neither UTF-8 nor GB18030 from here on; save the file as UTF-8");
        return JH_OK;
    }
    if (st == JH_E_IO) {
        jh_i_report(import, JH_RULE_UNREADABLE_FILE, input->label, 0, 0, why.message[JH_LANG_EN],
            "the file cannot be read; check its name and rights");
        return JH_OK;
    }
    if (st != JH_OK) {
        if (err != NULL)
            *err = why;
        return st;
    }
    if (out_text->charset != JH_CHARSET_UTF8)
        jh_i_report(import, JH_RULE_TRANSCODED, input->label, 0, 0, NULL, "read as %s",
            out_text->charset == JH_CHARSET_GB18030 ? "GB18030" : "UTF-16");
    return JH_OK;
}
