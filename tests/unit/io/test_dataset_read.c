#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "junheng/io.h"

#include "base/buf.h"
#include "testing.h"

/* A small territory that has everything; the cases replace one file of it. */
static const struct file {
    const char *name, *text;
} whole[] = {
    {"regions.csv",
        "region_id,name,parent_id,level\nP,省,,province\nR1,甲市,P,prefecture\n"
        "R2,乙市,P,prefecture\n"},
    {"areas.csv",
        "area_id,name,population,lon,lat,parent_id,level,income\n"
        "01,甲县,1000,116.1,39.9,R1,county,3.5\n"
        "02,乙县,2000,116.3,40.1,R1,county,\n"
        "03,丙县,3000,116.5,39.7,R2,county,4\n"
        "N1,邻县,500,117.0,39.0,,outside,\n"},
    {"hospitals.csv",
        "hospital_id,name,lon,lat,area_id,beds,grade,sponsor,role,phone\n"
        "H1,第一医院,116.1,39.91,,800,三级甲等,市属,centre,010-1\n"
        "H2,第二医院,,,02,400,二级甲等,县属,,\n"},
    {"outside.csv",
        "hospital_id,name,lon,lat,role\nX1,省城医院,117.2,39.1,exporter\n"
        "X2,\"北京市, 医院不详\",,,\n"},
    {"capabilities.csv",
        "hospital_id,specialty,quality,key_level,centre\nH1,心内科,0.8,provincial,1\n"
        "X1,心内科,0.95,national,\n"},
    {"zones.csv",
        "area_id,zone_id,zone_name,centre_city\n01,Z1,东片区,甲市\n02,Z1,东片区,甲市\n"
        "03,Z2,西片区,\n"},
    {"flows.csv",
        "area_id,hospital_id,specialty,period,cases,reason\n"
        "01,H1,心内科,2023Q2,10,\n01,X1,心内科,2023Q1,3.5,transfer\n"
        "02,H2,骨科,2023Q1,7,\n03,X2,骨科,2023Q1,2,self\n"
        "outside:11,H1,心内科,2023Q1,1,\nN1,H1,心内科,2023Q1,1,\n"},
    {"travel.csv", "area_id,hospital_id,minutes,km\n01,H1,12.5,\n01,X1,90,100.1\n"},
    {"boundaries.geojson",
        "{\"type\":\"FeatureCollection\",\"source\":\"示例\",\"features\":["
        "{\"type\":\"Feature\",\"properties\":{\"area_id\":\"01\"},\"geometry\":{\"type\":"
        "\"Polygon\",\"coordinates\":[[[116,39.8],[116.2,39.8],[116.2,40],[116,39.8]]]}},"
        "{\"type\":\"Feature\",\"properties\":{\"area_id\":\"02\"},\"geometry\":{\"type\":"
        "\"MultiPolygon\",\"coordinates\":[[[[1,1],[2,1],[2,2],[1,1]]],[[[3,3],[4,3],[4,4]]]]}}]}"},
    {"datapackage.json", "{\"title\":\"示例省\",\"junheng\":{\"fictional\":true}}"},
};
enum { N_FILES = sizeof whole / sizeof *whole };

static char *dir;

static void write_bytes(const char *name, const char *bytes, size_t len)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    fwrite(bytes, 1, len, f);
    fclose(f);
}

/* A fresh folder; `replaced` instead of the file of that name (NULL text: left out). */
static void write_files(const char *replaced, const char *text, size_t len)
{
    free(dir);
    dir = strdup(testing_tmpdir());
    bool known = replaced == NULL;
    for (size_t i = 0; i < N_FILES; i++) {
        bool other = replaced != NULL && strcmp(replaced, whole[i].name) == 0;
        known |= other;
        if (!other)
            write_bytes(whole[i].name, whole[i].text, strlen(whole[i].text));
        else if (text != NULL)
            write_bytes(replaced, text, len);
    }
    if (!known)
        write_bytes(replaced, text, len);
}

static const struct jh_finding *finding(const struct jh_findings *findings, const char *rule)
{
    for (size_t i = 0; i < findings->n; i++)
        if (strcmp(findings->item[i].rule, rule) == 0)
            return &findings->item[i];
    return NULL;
}

/* All findings as text, for messages of failed tests. */
static const char *list(const struct jh_findings *findings)
{
    static struct jh_buf out;
    jh_buf_release(&out);
    jh_buf_init(&out, 1 << 20);
    jh_buf_puts(&out, "findings:\n");
    for (size_t i = 0; i < findings->n; i++) {
        const struct jh_finding *item = &findings->item[i];
        for (size_t k = 0; k < item->n_examples; k++)
            jh_buf_printf(&out, "%s %s:%d:%d: %s [%s] %s\n", item->rule, item->example[k].file,
                (int)item->example[k].line, (int)item->example[k].column,
                item->example[k].text[JH_LANG_EN], item->example[k].found,
                item->example[k].text[JH_LANG_ZH]);
    }
    return out.data;
}

static enum jh_status read_dir(
    struct jh_findings *findings, struct jh_dataset **dataset, struct jh_error *err)
{
    const char *path = dir;
    return jh_dataset_read(1, &path, NULL, NULL, findings, dataset, err);
}

START_TEST(reads_a_whole_dataset)
{
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    write_files(NULL, NULL, 0);
    ck_ok(read_dir(&findings, &d, &err), &err);
    ck_assert_msg(findings.n_errors == 0, "%s", list(&findings));
    ck_assert_str_eq(d->name, "示例省");
    ck_assert(d->fictional);
    ck_assert_uint_eq(d->areas.n, 5);
    ck_assert_uint_eq(d->areas.n_inside, 3);
    ck_assert_str_eq(d->areas.id[0], "01");
    ck_assert_str_eq(d->areas.id[4], "outside:11");
    ck_assert_double_eq(d->areas.population[3], 500);
    ck_assert(!jh_point_known(d->areas.point[4]));
    ck_assert_double_eq(jh_attribute_number(&d->areas.attributes, "income")[0], 3.5);
    ck_assert_uint_eq(d->regions.n, 3);
    ck_assert_str_eq(d->regions.id[d->areas.region[2]], "R2");
    ck_assert_str_eq(d->regions.id[d->regions.parent[d->areas.region[2]]], "P");
    ck_assert_uint_eq(d->hospitals.n, 4);
    ck_assert_uint_eq(d->hospitals.n_inside, 2);
    ck_assert_int_eq(d->hospitals.area[0], 0);
    ck_assert_int_eq(d->hospitals.place_basis[1], JH_PLACE_AREA);
    ck_assert_int_eq(d->hospitals.grade[0], JH_GRADE_3A);
    ck_assert_str_eq(d->hospitals.name[3], "北京市, 医院不详");
    ck_assert_str_eq(d->hospitals.attributes.item[0].text[0], "010-1");
    ck_assert_ptr_null(d->hospitals.attributes.item[0].number);
    ck_assert_uint_eq(d->specialties.n, 2);
    ck_assert_uint_eq(d->periods.n, 2);
    ck_assert_str_eq(d->periods.id[0], "2023Q1");
    ck_assert_double_eq(d->periods.length_years, 0.25);
    ck_assert_uint_eq(d->flows.n, 6);
    ck_assert_int_eq(d->flows.period[d->flows.start[1]], 0);
    ck_assert_ptr_null(d->flows.hard);
    ck_assert_ptr_null(d->flows.measure[JH_MEASURE_PERSONS]);
    ck_assert_uint_eq(d->capabilities.n, 2);
    ck_assert_uint_eq(d->travel.n, 2);
    ck_assert(d->travel.minutes[0] == 12.5F);
    ck_assert_uint_eq(d->zones.n, 2);
    ck_assert_str_eq(d->zones.centre_city[0], "甲市");
    ck_assert_uint_eq(d->boundaries.ring_start[2], 3);
    ck_assert_uint_eq(d->boundaries.point_start[3], 12);
    ck_assert_str_eq(d->boundaries_source, "示例");
    ck_assert_uint_eq(strlen(d->fingerprint), 32);
    jh_dataset_free(d);
    jh_findings_release(&findings);
}
END_TEST

#define AREAS "area_id,name,population,lon,lat\n"
/* One file replaced, and what must be found: the first example's place, and how often. */
static const struct {
    const char *file, *text, *rule;
    int line, column, count;
} wrong[] = {
    {"areas.csv", NULL, "missing-file", 0, 0, 1},
    {"hospitals.csv", NULL, "missing-file", 0, 0, 1},
    {"areas.csv", "", "empty-file", 0, 0, 1},
    {"areas.csv", "\n\n", "empty-file", 0, 0, 1},
    {"areas.csv", AREAS, "empty-file", 0, 0, 1},
    {"areas.csv", "area_id,name\n01,x\n", "missing-column", 1, 1, 1},
    {"areas.csv", "area_id;name;population\n01;x;1\n", "missing-column", 1, 1, 1},
    {"areas.csv", "area_id,name,population,name\n01,x,1,y\n", "duplicate-column", 1, 25, 1},
    {"areas.csv", "area_id,name,population,a,a\n01,x,1,y,z\n", "duplicate-column", 1, 27, 1},
    {"Areas.CSV", AREAS "01,x,1,116,40\n", "duplicate-file", 0, 0, 1},
    {"areas.csv", AREAS "01,甲县,1000,116\n02,x,1,116,40\n03,x,1,116,40\nN1,x,1,116,40\n",
        "ragged-row", 2, 1, 1},
    {"areas.csv", AREAS "01,\"甲县,1000,116,39\n02,x,1,116,40\n", "unclosed-quote", 2, 4, 1},
    {"areas.csv", AREAS "01,\"甲\"县,1000,116,39\n02,x,1,116,40\n", "text-after-quote", 2, 7, 1},
    {"areas.csv", AREAS "01,甲县,一千,116,39\n", "not-a-number", 2, 7, 1},
    {"areas.csv", AREAS "01,甲县,NaN,116,39\n", "not-a-number", 2, 7, 1},
    {"areas.csv", AREAS "01,甲县,\"1,000\",116,39\n", "not-a-number", 2, 7, 1},
    {"areas.csv", AREAS "01,甲县,-5,116,39\n", "negative", 2, 7, 1},
    {"areas.csv", AREAS "01,甲县,,116,39\n", "missing-population", 2, 7, 1},
    {"areas.csv", AREAS ",甲县,5,116,39\n", "missing-value", 2, 1, 1},
    {"areas.csv", AREAS "01,甲县,5,116,39\n01,甲县,5,116,39\n", "duplicate-id", 3, 1, 1},
    {"areas.csv", AREAS "outside:1,甲县,5,116,39\n", "reserved-id", 2, 1, 1},
    {"areas.csv", AREAS "01,甲县,5,116,\n", "half-a-place", 2, 9, 1},
    {"areas.csv", AREAS "01,甲县,5,216,39\n", "impossible-place", 2, 9, 1},
    {"areas.csv", AREAS "01,甲县,5,39,116\n", "swapped-place", 2, 9, 1},
    {"areas.csv", AREAS "01,a,5,-0.1,51.5\n02,b,5,52.1,-0.3\n03,c,5,-0.2,51\nN1,d,5,0.1,51.1\n",
        "swapped-place", 3, 8, 1},
    {"areas.csv", AREAS "01,a,5,116,40\n02,b,5,0,0\n03,c,5,116.2,40\nN1,d,5,116.3,40.5\n",
        "far-place", 3, 8, 1},
    {"areas.csv", AREAS "01,a,5,,\n", "no-place", 2, 1, 1},
    {"areas.csv", "area_id,name,population,parent_id\n01,a,5,R9\n02,b,6,R1\n", "unknown-id", 2, 8,
        4},
    {"areas.csv", "area_id,name,population,parent_id\n01,a,5,02\n02,b,6,R1\n03,c,7,R2\n",
        "area-above", 3, 1, 1},
    {"regions.csv", "region_id,name,parent_id\nP,p,R1\nR1,r,P\nR2,s,\n", "cycle", 2, 5, 2},
    {"regions.csv", "region_id,name,parent_id\nP,p,P\nR1,r,P\nR2,s,\n", "cycle", 2, 5, 1},
    {"regions.csv", "region_id,name,parent_id\nR1,r,\nR2,s,Q\n", "unknown-id", 3, 6, 1},
    {"hospitals.csv", "hospital_id,name,area_id\nH1,a,01\nH2,b,99\n", "unknown-id", 3, 6, 1},
    {"hospitals.csv", "hospital_id,name,area_id\nH1,a,01\nH2,b,\n", "hospital-nowhere", 3, 1, 1},
    {"hospitals.csv", "hospital_id,name,area_id\nH1,a,01\nH2,b,N1\n", "hospital-beyond", 3, 6, 1},
    {"hospitals.csv", "hospital_id,name,area_id\nH1,a,01\nH2,b,02\nX1,c,02\n", "duplicate-id", 2, 1,
        1},
    {"hospitals.csv", "hospital_id,name,area_id,beds\nH1,a,01,99999\nH2,b,02,\n",
        "beds-implausible", 2, 9, 1},
    {"hospitals.csv", "hospital_id,name,area_id,bed_use\nH1,a,01,92.5\nH2,b,02,\n", "out-of-range",
        2, 9, 1},
    {"hospitals.csv", "hospital_id,name,area_id,grade\nH1,a,01,五级\nH2,b,02,\n", "unknown-code", 2,
        9, 1},
    {"hospitals.csv", "hospital_id,name,area_id,campus_of\nH1,a,01,H2\nH2,b,02,H1\n", "cycle", 2, 9,
        2},
    {"hospitals.csv", "hospital_id,name,area_id,campus_of\nH1,a,01,H9\nH2,b,02,\n", "unknown-id", 2,
        9, 1},
    {"hospitals.csv", "hospital_id,name,lon,lat\nH1,a,116.1,39.9\nH2,b,40.0,116.2\n",
        "swapped-place", 3, 6, 1},
    {"capabilities.csv", "hospital_id,specialty\nH9,骨科\n", "unknown-id", 2, 1, 1},
    {"capabilities.csv", "hospital_id,specialty\nH1,骨科\nH1,骨科\n", "duplicate-row", 3, 1, 1},
    {"capabilities.csv", "hospital_id,specialty\nH1,all\n", "all-beside-others", 2, 4, 1},
    {"capabilities.csv", "hospital_id,specialty\nH1,鼻科\nH2,鼻科\n", "specialty-without-cases", 2,
        4, 1},
    {"capabilities.csv", "hospital_id,specialty,centre\nH2,骨科,1\n", "centre-without-role", 2, 7,
        1},
    {"capabilities.csv", "hospital_id,specialty,centre\nH1,骨科,yes\n", "unknown-code", 2, 7, 1},
    {"zones.csv", "area_id,zone_id\n01,Z1\n02,Z1\n03,Z2\n01,Z2\n", "two-zones", 5, 1, 1},
    {"zones.csv", "area_id,zone_id\n01,Z1\n02,Z1\n03,Z2\n01,Z1\n", "duplicate-row", 5, 1, 1},
    {"zones.csv", "area_id,zone_id\n01,Z1\n02,Z1\n03,Z2\n99,Z2\n", "unknown-id", 5, 1, 1},
    {"zones.csv", "area_id,zone_id\n01,Z1\n02,Z1\n03,Z2\nN1,Z2\n", "unknown-id", 5, 1, 1},
    {"zones.csv", "area_id,zone_id\n01,Z1\n02,Z1\n", "no-zone", 4, 1, 1},
    {"zones.csv", "area_id,zone_id,zone_name\n01,Z1,a\n02,Z1,b\n03,Z1,a\n", "zone-names-differ", 3,
        7, 1},
    {"flows.csv", NULL, "no-flows", 0, 0, 1},
    {"flows.csv", "area_id,hospital_id,cases\n", "no-flows", 0, 0, 1},
    {"flows.csv", "area_id,hospital_id,cases\n01,H1,1\n", "area-without-flows", 3, 1, 2},
    {"flows.csv", "area_id,hospital_id,cases\n01,H1,1\n01,H9,1\n", "unknown-id", 3, 4, 1},
    {"flows.csv", "area_id,hospital_id,cases\n01,H1,1\n09,H1,1\n", "unknown-id", 3, 1, 1},
    {"flows.csv", "area_id,hospital_id,cases\n01,H1,1\nR1,H1,1\n", "unknown-id", 3, 1, 1},
    {"flows.csv", "area_id,hospital_id,cases\n01,H1,nan\n", "not-a-number", 2, 7, 1},
    {"flows.csv", "area_id,hospital_id,cases\n01,H1,-1\n", "negative", 2, 7, 1},
    {"flows.csv", "area_id,hospital_id,cases\n01,H1,\n", "missing-value", 2, 7, 1},
    {"flows.csv", "area_id,hospital_id,cases\n01,H1,1\n02,H1,1\n\n01,H1,2\n", "duplicate-row", 5, 1,
        1},
    {"flows.csv", "area_id,hospital_id,period,cases\n01,H1,2023,1\n01,H1,2023Q1,2\n",
        "mixed-periods", 3, 7, 1},
    {"flows.csv", "area_id,hospital_id,period,cases\n01,H1,last year,1\n", "bad-period", 2, 7, 1},
    {"flows.csv", "area_id,hospital_id,period,cases\n01,H1,,1\n", "missing-value", 2, 7, 1},
    {"flows.csv", "area_id,hospital_id,specialty,cases\n01,H1,骨科,1\n01,H1,all,2\n02,H1,骨科,1\n",
        "all-beside-others", 3, 7, 1},
    {"flows.csv", "area_id,hospital_id,cases\n01,H1,1\n", "specialties-not-in-flows", 2, 4, 1},
    {"flows.csv", "area_id,hospital_id,reason,cases\n01,H1,holiday,1\n", "unknown-code", 2, 7, 1},
    {"flows.csv", "area_id,hospital_id,cases,remark\n01,H1,1,x\n", "unknown-column", 1, 27, 1},
    {"sources.csv", "source,covers\ninsurance,all\nrecords,inside\n", "missing-column", 1, 0, 1},
    {"sources.csv", "source,covers\ninsurance,all\ninsurance,inside\n", "duplicate-id", 3, 1, 1},
    {"travel.csv", "area_id,hospital_id,minutes\n01,H9,5\n", "unknown-id", 2, 4, 1},
    {"travel.csv", "area_id,hospital_id,minutes\n09,H1,5\n", "unknown-id", 2, 1, 1},
    {"travel.csv", "area_id,hospital_id,minutes\n01,H1,-5\n", "negative", 2, 7, 1},
    {"travel.csv", "area_id,hospital_id,minutes\n01,H1,5\n02,H1,5\n01,H1,6\n", "duplicate-row", 4,
        1, 1},
    {"boundaries.geojson", "{\"features\":[}", "bad-boundaries", 1, 14, 1},
    {"boundaries.geojson", "[]", "bad-boundaries", 1, 1, 1},
    {"boundaries.geojson", "{\"features\":[{\"properties\":{\"area_id\":\"99\"}}]}",
        "boundary-of-no-area", 1, 14, 1},
    {"boundaries.geojson", "{\"features\":[\n{\"properties\":{}}]}", "bad-boundaries", 2, 1, 1},
    {"boundaries.geojson",
        "{\"features\":[{\"properties\":{\"area_id\":\"01\"},\"geometry\":{\"type\":\"Point\","
        "\"coordinates\":[1,2]}}]}",
        "bad-boundaries", 1, 14, 1},
    {"datapackage.json", "{", "bad-descriptor", 0, 0, 1},
    {"records.csv", "a,b\n", "unknown-file", 0, 0, 1},
};

START_TEST(finds_what_is_wrong)
{
    struct jh_findings findings;
    struct jh_dataset *d = NULL;
    struct jh_error err = {0};
    const char *text = wrong[_i].text;
    write_files(wrong[_i].file, text, text != NULL ? strlen(text) : 0);
    enum jh_status st = read_dir(&findings, &d, &err);
    const struct jh_finding *found = finding(&findings, wrong[_i].rule);
    ck_assert_msg(found != NULL, "case %d: no %s; %s", _i, wrong[_i].rule, list(&findings));
    const struct jh_finding_example *example = &found->example[0];
    ck_assert_msg(example->line == wrong[_i].line && example->column == wrong[_i].column &&
                      (int)found->count == wrong[_i].count,
        "case %d %s: %d:%d x%d; %s", _i, wrong[_i].rule, (int)example->line, (int)example->column,
        (int)found->count, list(&findings));
    ck_assert_str_ne(example->text[JH_LANG_EN], example->text[JH_LANG_ZH]);
    ck_assert_msg(st == (findings.n_errors > 0 ? JH_E_DATA : JH_OK), "%s", err.message[0]);
    ck_assert((d != NULL) == (st == JH_OK));
    if (found->severity == JH_SEVERITY_ERROR)
        ck_assert_int_eq(st, JH_E_DATA);
    jh_dataset_free(d);
    jh_findings_release(&findings);
}
END_TEST

/* The same content in other clothes gives the same fingerprint. */
START_TEST(reads_the_same_in_every_dress)
{
    static const struct {
        const char *name, *text;
        size_t len;
    } dress[] = {
        {"areas.csv",
            "\xEF\xBB\xBF"
            "area_id,name,population,lon,lat,parent_id,level,income\r\n"
            "01,甲县,1000,116.1,39.9,R1,county,3.5\r\n\r\n"
            "02,乙县,2000,116.3,40.1,R1,county,\r\n"
            "03,丙县,3000,116.5,39.7,R2,county,4\r\n,,,,,,,\r\n"
            "N1,邻县,500,117.0,39.0,,outside,",
            0},
        {"areas.csv",
            "LEVEL, Income ,area_id,name,population,lon,lat,parent_id\r"
            "outside,,N1,邻县,500,117,39,\r"
            "county,,\" 02\",\"乙县\",2e3,116.3,40.1,R1\r"
            "county,3.5,01 ,　甲县,1000,116.1,39.9,R1\r"
            "county,4,03,丙县,3000,116.5,39.7,R2\r",
            0},
        {"areas.csv", /* GBK */
            "area_id,name,population,lon,lat,parent_id,level,income\n"
            "01,\xBC\xD7\xCF\xD8,1000,116.1,39.9,R1,county,3.5\n"
            "02,\xD2\xD2\xCF\xD8,2000,116.3,40.1,R1,county,\n"
            "03,\xB1\xFB\xCF\xD8,3000,116.5,39.7,R2,county,4\n"
            "N1,\xC1\xDA\xCF\xD8,500,117.0,39.0,,outside,\n",
            0},
        {"flows.csv",
            "cases,reason,period,specialty,hospital_id,area_id\n"
            "1,,2023年第一季度,心内科,H1,N1\n1,,2023Q1,心内科,H1,outside:11\n"
            "2,self,2023-Q1,骨科,X2,03\n7,unknown,2023Q1,骨科,H2,02\n"
            "3.50,转诊,2023q1,心内科,X1,01\n10,,2023Q2,心内科,H1,01\n",
            0},
    };
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    char plain[64];
    write_files(NULL, NULL, 0);
    ck_ok(read_dir(&findings, &d, &err), &err);
    snprintf(plain, sizeof plain, "%s", d->fingerprint);
    jh_dataset_free(d);
    jh_findings_release(&findings);
    for (size_t i = 0; i < sizeof dress / sizeof *dress; i++) {
        write_files(dress[i].name, dress[i].text, strlen(dress[i].text));
        enum jh_status st = read_dir(&findings, &d, &err);
        ck_assert_msg(st == JH_OK, "%d: %s", (int)i, list(&findings));
        /* Attribute names keep their case. */
        if (i != 1)
            ck_assert_msg(strcmp(d->fingerprint, plain) == 0, "dress %d", (int)i);
        ck_assert_str_eq(d->areas.name[0], i == 1 ? "乙县" : "甲县");
        ck_assert_uint_eq(d->flows.n, 6);
        jh_dataset_free(d);
        jh_findings_release(&findings);
    }
}
END_TEST

START_TEST(refuses_bytes_in_no_character_set)
{
    static const char text[] = AREAS "01,\xBC\xD7,1000,116,39\n02,\xFF\xFF,1,116,39\n";
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    write_files("areas.csv", text, sizeof text - 1);
    ck_refused(read_dir(&findings, &d, &err), JH_E_DATA);
    const struct jh_finding *found = finding(&findings, "character-set");
    ck_assert_msg(found != NULL && found->example[0].line == 3 && found->example[0].column == 4,
        "%s", list(&findings));
    ck_assert_ptr_null(d);
    jh_findings_release(&findings);
    write_files("areas.csv", AREAS "01,a\0b,1,116,39\n", sizeof AREAS - 1 + 17);
    ck_refused(read_dir(&findings, &d, &err), JH_E_DATA);
    found = finding(&findings, "nul-byte");
    ck_assert_msg(found != NULL && found->example[0].column == 5, "%s", list(&findings));
    jh_findings_release(&findings);
}
END_TEST

START_TEST(refuses_ten_megabytes_in_one_field)
{
    size_t len = 10 << 20;
    char *text = malloc(len);
    memset(text, 'x', len);
    memcpy(text, AREAS "01,", sizeof AREAS - 1 + 3);
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    write_files("areas.csv", text, len);
    ck_refused(read_dir(&findings, &d, &err), JH_E_DATA);
    const struct jh_finding *found = finding(&findings, "field-too-long");
    ck_assert_msg(found != NULL && found->example[0].line == 2, "%s", list(&findings));
    jh_findings_release(&findings);
    free(text);
}
END_TEST

START_TEST(reports_unreadable_files)
{
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    char path[256];
    write_files("zones.csv", NULL, 0);
    snprintf(path, sizeof path, "%s/zones.csv", dir);
    ck_assert_int_eq(mkdir(path, 0755), 0);
    ck_refused(read_dir(&findings, &d, &err), JH_E_DATA);
    ck_assert_msg(finding(&findings, "unreadable-file") != NULL, "%s", list(&findings));
    jh_findings_release(&findings);
    const char *nowhere = "/no/such/folder";
    ck_refused(jh_dataset_read(1, &nowhere, NULL, NULL, &findings, &d, &err), JH_E_IO);
    jh_findings_release(&findings);
    ck_refused(jh_dataset_read(0, NULL, NULL, NULL, &findings, &d, &err), JH_E_ARG);
    jh_findings_release(&findings);
}
END_TEST

START_TEST(takes_files_one_by_one)
{
    char areas[256], hospitals[256], notes[256];
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    write_files("notes.txt", "x", 1);
    snprintf(areas, sizeof areas, "%s/areas.csv", dir);
    snprintf(hospitals, sizeof hospitals, "%s/hospitals.csv", dir);
    snprintf(notes, sizeof notes, "%s/notes.txt", dir);
    const char *paths[] = {hospitals, areas};
    enum jh_status st = jh_dataset_read(2, paths, NULL, NULL, &findings, &d, &err);
    ck_assert_msg(st == JH_OK, "%s", list(&findings));
    /* Without regions.csv the parent ids become regions. */
    ck_assert_uint_eq(d->regions.n, 2);
    ck_assert(!d->regions.given);
    ck_assert_uint_eq(d->flows.n, 0);
    jh_dataset_free(d);
    jh_findings_release(&findings);
    const char *odd[] = {areas, notes};
    ck_refused(jh_dataset_read(2, odd, NULL, NULL, &findings, &d, &err), JH_E_ARG);
    jh_findings_release(&findings);
}
END_TEST

START_TEST(lands_the_good_rows_on_request)
{
    static const char text[] =
        "area_id,hospital_id,specialty,cases\n"
        "01,H1,骨科,1\n01,H9,\"骨,科\",1\n02,H1,骨科,x\n02,H1,骨科,5\n"
        "01,H1,骨科,7\n03,H1,all,7\n";
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    char rejects[256], line[512];
    write_files("flows.csv", text, sizeof text - 1);
    snprintf(rejects, sizeof rejects, "%s/rejected", dir);
    const char *path = dir;
    struct jh_import_options options = {.accept_partial = true, .rejects_path = rejects};
    enum jh_status st = jh_dataset_read(1, &path, &options, NULL, &findings, &d, &err);
    ck_assert_msg(st == JH_OK, "%s", list(&findings));
    ck_assert_uint_eq(d->flows.n, 2);
    ck_assert_double_eq(d->flows.measure[JH_MEASURE_CASES][1], 5);
    ck_assert_uint_eq(d->specialties.n, 2); /* 骨科, and 心内科 of capabilities.csv */
    ck_assert_uint_eq(findings.n_errors, 4);
    static const char *const want[] = {"file,line,column,rule,text,row\n",
        "flows.csv,3,4,unknown-id,", "flows.csv,4,10,not-a-number,", "flows.csv,6,1,duplicate-row,",
        "flows.csv,7,7,all-beside-others,"};
    FILE *f = fopen(rejects, "r");
    ck_assert_ptr_nonnull(f);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        ck_assert_ptr_nonnull(fgets(line, sizeof line, f));
        ck_assert_msg(strncmp(line, want[i], strlen(want[i])) == 0, "%s", line);
        if (i == 1)
            ck_assert_ptr_nonnull(strstr(line, ",\"01,H9,\"\"骨,科\"\",1\"\n"));
    }
    ck_assert_ptr_null(fgets(line, sizeof line, f));
    fclose(f);
    jh_dataset_free(d);
    jh_findings_release(&findings);
}
END_TEST

START_TEST(orders_sources_by_trust)
{
    static const char flows[] =
        "area_id,hospital_id,source,cases\n01,H1,records,1\n"
        "01,H1,insurance,2\n";
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    write_files("flows.csv", flows, sizeof flows - 1);
    ck_ok(read_dir(&findings, &d, &err), &err);
    ck_assert_uint_eq(d->sources.n, 2);
    ck_assert_str_eq(d->sources.id[0], "records");
    ck_assert(d->sources.covers_inside[0] && !d->sources.covers_outside[0]);
    jh_dataset_free(d);
    jh_findings_release(&findings);
    static const char sources[] = "source,covers\ninsurance,outside\nrecords,inside\n";
    write_bytes("sources.csv", sources, sizeof sources - 1);
    ck_ok(read_dir(&findings, &d, &err), &err);
    ck_assert_str_eq(d->sources.id[0], "insurance");
    ck_assert(!d->sources.covers_inside[0] && d->sources.covers_outside[0]);
    jh_dataset_free(d);
    jh_findings_release(&findings);
}
END_TEST

static bool stop_now(void *ctx)
{
    (void)ctx;
    return true;
}

START_TEST(stops_when_told)
{
    struct jh_buf text;
    jh_buf_init(&text, 1 << 22);
    jh_buf_puts(&text, "area_id,hospital_id,minutes\n");
    for (int i = 0; i < 10000; i++)
        jh_buf_puts(&text, "01,H1,5\n");
    write_files("travel.csv", text.data, text.len);
    jh_buf_release(&text);
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    struct jh_run run = {.should_stop = stop_now};
    const char *path = dir;
    ck_refused(jh_dataset_read(1, &path, NULL, &run, &findings, &d, &err), JH_E_CANCELLED);
    ck_assert_ptr_null(d);
    jh_findings_release(&findings);
}
END_TEST

/* Without a title the folder names the dataset. */
START_TEST(is_called_like_its_folder)
{
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    write_files("datapackage.json", NULL, 0);
    ck_ok(read_dir(&findings, &d, &err), &err);
    ck_assert_str_eq(d->name, strrchr(dir, '/') + 1);
    jh_dataset_free(d);
    jh_findings_release(&findings);
}
END_TEST

START_TEST(reads_england)
{
    const char *path = testing_shared("england");
    if (path == NULL)
        return;
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    enum jh_status st = jh_dataset_read(1, &path, NULL, NULL, &findings, &d, &err);
    ck_assert_msg(st == JH_OK, "%s", list(&findings));
    ck_assert_uint_eq(findings.n_errors, 0);
    ck_assert_uint_eq(d->areas.n, 6791);
    ck_assert_uint_eq(d->areas.n_inside, 6791);
    ck_assert_uint_eq(d->hospitals.n, 137);
    ck_assert_uint_eq(d->flows.n, 59213);
    ck_assert_uint_eq(d->zones.n, 42);
    ck_assert(!d->regions.given && d->regions.n > 300);
    const struct jh_finding *no_zone = finding(&findings, "no-zone");
    ck_assert(no_zone != NULL && no_zone->count == 1);
    jh_dataset_free(d);
    jh_findings_release(&findings);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dataset_read");
    TCase *tc = tcase_create("dataset_read");
    tcase_add_test(tc, reads_a_whole_dataset);
    tcase_add_loop_test(tc, finds_what_is_wrong, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(tc, reads_the_same_in_every_dress);
    tcase_add_test(tc, refuses_bytes_in_no_character_set);
    tcase_add_test(tc, refuses_ten_megabytes_in_one_field);
    tcase_add_test(tc, reports_unreadable_files);
    tcase_add_test(tc, takes_files_one_by_one);
    tcase_add_test(tc, lands_the_good_rows_on_request);
    tcase_add_test(tc, orders_sources_by_trust);
    tcase_add_test(tc, stops_when_told);
    tcase_add_test(tc, is_called_like_its_folder);
    tcase_add_test(tc, reads_england);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
