#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "junheng/io.h"

#include "io/json.h"
#include "testing.h"

static const struct {
    const char *name, *text;
} files[] = {
    {"regions.csv", "region_id,name,parent_id,level\nP,省,,province\nR1,甲市,P,prefecture\n"},
    {"areas.csv",
        "area_id,name,population,lon,lat,place_basis,parent_id,level,income,note\n"
        "01,\"甲,县\",1000.5,116.1,39.9,,R1,,3.50,\"say \"\"hi\"\"\"\n"
        "02,乙县,2000,,,,R1,,,\"two\nlines\"\n"
        "03,丙县,3000,116.123456789012,39.7,gazetteer,,,1e3,\n"
        "N1,邻县,,117.0,39.0,,,outside,,\noutside:11,北京,,,,,,outside,,\n"},
    {"hospitals.csv",
        "hospital_id,name,lon,lat,area_id,beds,bed_use,mean_stay,grade,sponsor,kind,role,"
        "campus_of,phone\n"
        "H1,第一医院,116.1,39.91,,800,0.92,8.5,三甲,市属,综合,centre,,010-1\n"
        "H2,第一医院南院,,,01,400,,,三级甲等,市属,综合,,H1,\n"
        "H3,中医院,116.12,39.7,03,120,,,,民营,中医,other,,\n"},
    {"outside.csv", "hospital_id,name,lon,lat,role\nX1,省城医院,117.2,39.1,exporter\nX2,不详,,,\n"},
    {"capabilities.csv",
        "hospital_id,specialty,quality,key_level,centre,max_projects,projects,beds\n"
        "H1,心内科,0.8,省级,1,,,40\nX1,心内科,0.95,national,,3,1,\nX1,骨科,,,,,,\n"},
    {"zones.csv", "area_id,zone_id,zone_name,centre_city\n03,Z1,东片区,甲市\n02,Z1,,\n"},
    {"sources.csv", "source,covers\nins,all\nrec,inside\n"},
    {"flows.csv",
        "area_id,hospital_id,specialty,period,hard,reason,basis,source,cases,persons,cost\n"
        "03,H1,骨科,2023-02,1,self,residence,rec,10,9,1234.56\n"
        "01,H1,心内科,2023-01,,,,ins,10,,\n01,X2,心内科,2023-01,0,resident_elsewhere,参保,ins,0.1,,"
        "1\n"
        "outside,H1,心内科,2023-01,,,,ins,1,,\noutside:11,H2,心内科,2023-01,,,,rec,1,,\n"
        "N1,H1,骨科,2023-02,,,,rec,1,1,1\n"},
    {"travel.csv", "area_id,hospital_id,minutes,km\n01,H1,12.3,\n01,X1,90,100.1\nN1,H1,0.1,2\n"},
    {"boundaries.geojson",
        "{\"type\":\"FeatureCollection\",\"source\":\"示例\",\"review_number\":\"GS(2024)1\","
        "\"features\":[{\"type\":\"Feature\",\"properties\":{\"area_id\":\"02\"},\"geometry\":{"
        "\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[2,1],"
        "[2,2],[1,1]]],[[[20.1,3],[24,3],[24,4]]]]}},"
        "{\"type\":\"Feature\",\"properties\":{\"area_id\":\"01\"},\"geometry\":{\"type\":"
        "\"Polygon\",\"coordinates\":[[[116,39.8],[116.2,39.8],[116.2,40],[116,39.8]]]}}]}"},
    {"datapackage.json", "{\"title\":\"示例省\",\"junheng\":{\"fictional\":true}}"},
};

static void write_text(const char *dir, const char *name, const char *text)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
}

static struct jh_dataset *read_good(const char *dir)
{
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    ck_ok(jh_dataset_read(1, &dir, NULL, NULL, &findings, &d, &err), &err);
    ck_assert_uint_eq(findings.n_errors, 0);
    jh_findings_release(&findings);
    return d;
}

static bool there(const char *dir, const char *name)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return access(path, F_OK) == 0;
}

static struct jh_dataset *make(char **out_dir)
{
    *out_dir = strdup(testing_tmpdir());
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        write_text(*out_dir, files[i].name, files[i].text);
    return read_good(*out_dir);
}

/* Written, read and written again: the same content, and the same bytes from then on. */
static void check_round_trip(const struct jh_dataset *d, const char *base)
{
    char first[256], second[256], command[600];
    struct jh_error err;
    snprintf(first, sizeof first, "%s/first/", base);
    snprintf(second, sizeof second, "%s/second", base);
    ck_ok(jh_dataset_write(d, first, &err), &err);
    struct jh_dataset *back = read_good(first);
    ck_assert_str_eq(back->fingerprint, d->fingerprint);
    ck_assert_str_eq(back->name, d->name);
    ck_assert(back->fictional == d->fictional);
    ck_ok(jh_dataset_write(back, second, &err), &err);
    snprintf(command, sizeof command, "diff -r %s %s", first, second);
    ck_assert_int_eq(system(command), 0);
    jh_dataset_free(back);
}

START_TEST(reads_back_equal)
{
    char *dir;
    struct jh_dataset *d = make(&dir);
    check_round_trip(d, dir);
    ck_assert_int_eq(d->areas.place_basis[2], JH_PLACE_GAZETTEER);
    jh_dataset_free(d);
    free(dir);
}
END_TEST

START_TEST(reads_england_back_equal)
{
    const char *path = testing_shared("england");
    if (path == NULL)
        return;
    struct jh_dataset *d = read_good(path);
    check_round_trip(d, testing_tmpdir());
    jh_dataset_free(d);
}
END_TEST

START_TEST(replaces_an_older_dataset)
{
    char *dir, path[256];
    struct jh_error err;
    struct jh_dataset *d = make(&dir), *back;
    struct jh_zones zones = d->zones;
    snprintf(path, sizeof path, "%s/out", dir);
    ck_ok(jh_dataset_write(d, path, &err), &err);
    write_text(path, "notes.txt", "mine");
    ck_assert(there(path, "zones.csv"));
    d->zones = (struct jh_zones){0};
    ck_ok(jh_dataset_write(d, path, &err), &err);
    d->zones = zones;
    ck_assert(!there(path, "zones.csv"));
    ck_assert(there(path, "notes.txt"));
    back = read_good(path);
    ck_assert_uint_eq(back->zones.n, 0);
    jh_dataset_free(back);
    jh_dataset_free(d);
    free(dir);
}
END_TEST

START_TEST(leaves_nothing_behind_on_failure)
{
    char *dir, path[256];
    struct jh_error err;
    struct jh_dataset *d = make(&dir);
    snprintf(path, sizeof path, "%s/no/such", dir);
    ck_refused(jh_dataset_write(d, path, &err), JH_E_IO);
    snprintf(path, sizeof path, "%s/areas.csv", dir);
    ck_refused(jh_dataset_write(d, path, &err), JH_E_IO);
    snprintf(path, sizeof path, "%s/areas.csv/below", dir);
    ck_refused(jh_dataset_write(d, path, &err), JH_E_IO);
    DIR *open = opendir(dir);
    for (struct dirent *e = readdir(open); e != NULL; e = readdir(open))
        ck_assert_ptr_null(strstr(e->d_name, ".part"));
    closedir(open);
    jh_dataset_free(d);
    free(dir);
}
END_TEST

START_TEST(describes_itself)
{
    char *dir, path[256], *text = NULL;
    size_t cap = 0;
    struct jh_error err;
    struct jh_json *root;
    struct jh_dataset *d = make(&dir);
    snprintf(path, sizeof path, "%s/out", dir);
    ck_ok(jh_dataset_write(d, path, &err), &err);
    snprintf(path, sizeof path, "%s/out/datapackage.json", dir);
    FILE *f = fopen(path, "r");
    ck_assert_int_gt((int)getdelim(&text, &cap, '\0', f), 0);
    fclose(f);
    struct jh_json_limits limits = {1 << 20, 32};
    ck_ok(jh_json_parse(text, strlen(text), limits, &root, &err), &err);
    const struct jh_json *resources = jh_json_get(root, "resources");
    ck_assert_uint_eq(jh_json_length(resources), 10);
    for (size_t i = 0; i < jh_json_length(resources); i++) {
        const struct jh_json *resource = jh_json_item(resources, i);
        snprintf(path, sizeof path, "%s/out", dir);
        ck_assert(there(path, jh_json_as_text(jh_json_get(resource, "path"))));
    }
    const struct jh_json *schema = jh_json_get(jh_json_item(resources, 1), "schema");
    const struct jh_json *name =
        jh_json_get(jh_json_item(jh_json_get(schema, "fields"), 0), "name");
    ck_assert_str_eq(jh_json_as_text(name), "area_id");
    jh_json_free(root);
    free(text);
    jh_dataset_free(d);
    free(dir);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dataset_write");
    TCase *tc = tcase_create("dataset_write");
    tcase_add_test(tc, reads_back_equal);
    tcase_add_test(tc, reads_england_back_equal);
    tcase_add_test(tc, replaces_an_older_dataset);
    tcase_add_test(tc, leaves_nothing_behind_on_failure);
    tcase_add_test(tc, describes_itself);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
