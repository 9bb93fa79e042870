/*
 * A dataset in one text: lines "=== areas.csv" begin a file, those not named are the small ones
 * below. What is read is written and read again: it must be the same.
 */
#include <string.h>

#include "base/findings.h"
#include "fuzz.h"
#include "io/dataset/inputs.h"
#include "io/dataset/write_tables.h"

enum { N_FILES = JH_N_TABLES + 2 };
struct part {
    char name[32];
    const char *text;
    size_t len;
};

static const struct {
    const char *name, *text;
} small[] = {
    {"areas.csv", "area_id,name,population,lon,lat\n1,a,9,116,40\n2,b,8,116.2,40.1\n3,c,7,,\n"},
    {"hospitals.csv", "hospital_id,name,area_id\nH1,h,1\nH2,i,2\n"},
};

static size_t split(const char *text, size_t len, struct part parts[N_FILES])
{
    const char *p = text, *end = text + len;
    size_t n = 0;
    while (p < end && n < N_FILES) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        const char *stop = newline != NULL ? newline : end;
        bool begins = stop - p > 4 && stop - p < 36 && memcmp(p, "=== ", 4) == 0;
        if (begins) {
            struct part *part = &parts[n++];
            memcpy(part->name, p + 4, (size_t)(stop - p - 4));
            part->name[stop - p - 4] = '\0';
            part->text = stop < end ? stop + 1 : end;
            part->len = 0;
        } else if (n > 0) {
            parts[n - 1].len = (size_t)((stop < end ? stop + 1 : end) - parts[n - 1].text);
        }
        p = stop < end ? stop + 1 : end;
    }
    return n;
}

static struct jh_dataset *read_parts(size_t n, const struct part *parts, bool partial)
{
    struct jh_import import;
    struct jh_findings findings;
    struct jh_dataset *dataset = NULL;
    struct jh_error err = {0};
    struct jh_import_options options = {.accept_partial = partial};
    jh_findings_init(&findings);
    jh_i_import_init(&import, &options, NULL, &findings);
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        jh_i_inputs_add_memory(&import, small[i].name, small[i].text, strlen(small[i].text));
    for (size_t i = 0; i < n; i++)
        jh_i_inputs_add_memory(&import, parts[i].name, parts[i].text, parts[i].len);
    enum jh_status st = jh_i_dataset_read_inputs(&import, &dataset, &err);
    MUST(st == JH_OK || st == JH_E_DATA);
    MUST((dataset != NULL) == (st == JH_OK));
    MUST(st != JH_E_DATA || findings.n_errors > 0);
    jh_i_import_release(&import);
    jh_findings_release(&findings);
    return dataset;
}

/* Indices that others rely on. */
static void check_dataset(const struct jh_dataset *d)
{
    MUST(d->areas.n_inside <= d->areas.n && d->areas.n_inside > 0);
    MUST(d->hospitals.n_inside <= d->hospitals.n);
    for (size_t i = 0; i < d->hospitals.n; i++)
        MUST(d->hospitals.area[i] < (int32_t)d->areas.n_inside);
    for (size_t i = 0; i < d->areas.n; i++)
        MUST(d->areas.region[i] < (int32_t)d->regions.n);
    for (size_t i = 0; i < d->flows.n; i++) {
        MUST(d->flows.area[i] >= 0 && (size_t)d->flows.area[i] < d->areas.n);
        MUST(d->flows.hospital[i] >= 0 && (size_t)d->flows.hospital[i] < d->hospitals.n);
        MUST(d->flows.specialty[i] < d->specialties.n && d->flows.period[i] < d->periods.n);
        MUST(d->flows.source[i] < d->sources.n && d->flows.measure[JH_MEASURE_CASES][i] >= 0);
    }
    MUST(d->flows.start[d->areas.n] == d->flows.n);
    for (size_t i = 0; i < d->capabilities.n; i++)
        MUST((size_t)d->capabilities.specialty[i] < d->specialties.n);
}

static size_t write_parts(const struct jh_dataset *d, struct part parts[N_FILES])
{
    struct jh_write_table tables[JH_N_TABLES];
    size_t n = 0;
    for (int i = 0; i < JH_N_TABLES; i++)
        tables[i] = jh_i_write_table_of(d, (enum jh_table)i);
    for (int i = 0; i < N_FILES; i++) {
        char *text = NULL;
        size_t len = 0;
        if (i < JH_N_TABLES ? !tables[i].there : i == JH_N_TABLES && d->boundaries.n == 0)
            continue;
        FILE *stream = open_memstream(&text, &len);
        const char *name = i == JH_N_TABLES ? "boundaries.geojson" : "datapackage.json";
        if (i < JH_N_TABLES)
            jh_i_write_rows(d, &tables[i], stream);
        else if (i == JH_N_TABLES)
            MUST(jh_i_write_boundaries(d, stream, NULL) == JH_OK);
        else
            MUST(jh_i_write_descriptor(d, tables, stream, NULL) == JH_OK);
        fclose(stream);
        if (i < JH_N_TABLES)
            snprintf(parts[n].name, sizeof parts[n].name, "%s.csv", jh_i_tables[i].name);
        else
            snprintf(parts[n].name, sizeof parts[n].name, "%s", name);
        parts[n].text = text;
        parts[n++].len = len;
    }
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct part parts[N_FILES], written[N_FILES];
    size_t n = split((const char *)data, size, parts);
    jh_dataset_free(read_parts(n, parts, true));
    struct jh_dataset *d = read_parts(n, parts, false);
    if (d == NULL)
        return 0;
    check_dataset(d);
    n = write_parts(d, written);
    struct jh_dataset *back = read_parts(n, written, false);
    MUST(back != NULL);
    check_dataset(back);
    MUST(strcmp(d->fingerprint, back->fingerprint) == 0);
    for (size_t i = 0; i < n; i++) {
        union {
            const char *given;
            char *owned;
        } text = {.given = written[i].text};
        free(text.owned);
    }
    jh_dataset_free(back);
    jh_dataset_free(d);
    return 0;
}
