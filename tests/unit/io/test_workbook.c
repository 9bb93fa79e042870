#include "io/dataset/workbook.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <xlsxwriter.h>

#include "testing.h"

static const char *const areas[][5] = {{"area_id", "name", "population", "lon", "lat"},
    {"0101", "甲\"县\"", "#1000.5", "#116.1", "#39.9"}, {"", "", "", "", ""},
    {"0102", "乙,\n县", "#2000", "#116.3", "#40.1"}};
static const char *const hospitals[][5] = {
    {"hospital_id", "name", "area_id", "beds", "grade"}, {"H1", "医院", "0101", "#800", "三甲"}};
static const char *const flows[][5] = {{"area_id", "hospital_id", "period", "cases", ""},
    {"0101", "H1", "#2023", "#0.1", ""}, {"0102", "H1", "2023", "many", ""}};

/* "#" marks numbers. */
static void add_sheet(
    lxw_workbook *book, const char *name, size_t n_rows, const char *const rows[][5])
{
    lxw_worksheet *sheet = workbook_add_worksheet(book, name);
    for (size_t i = 0; i < n_rows; i++)
        for (size_t k = 0; k < 5; k++) {
            const char *text = rows[i][k];
            if (text[0] == '#')
                worksheet_write_number(
                    sheet, (lxw_row_t)i, (lxw_col_t)k, strtod(text + 1, NULL), NULL);
            else if (text[0] != '\0')
                worksheet_write_string(sheet, (lxw_row_t)i, (lxw_col_t)k, text, NULL);
        }
}

static const char *make_book(size_t n_flows)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/-book.xlsx", testing_tmpdir());
    lxw_workbook *book = workbook_new(path);
    add_sheet(book, "Areas", 4, areas);
    add_sheet(book, "hospitals", 2, hospitals);
    add_sheet(book, "flows", n_flows, flows);
    add_sheet(book, "说明", 1, flows);
    ck_assert_int_eq(workbook_close(book), 0);
    return path;
}

/* Folders of this program under /tmp that were not there at the time; those of programs that run
 * beside this one come and go, so they get a while. */
static int n_folders_since(time_t since)
{
    int n = 1;
    for (int tries = 0; tries < 100 && n > 0; tries++) {
        DIR *dir = opendir("/tmp");
        char path[512];
        struct stat about;
        n = 0;
        if (tries > 0)
            nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
        for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
            snprintf(path, sizeof path, "/tmp/%s", e->d_name);
            n += strncmp(e->d_name, "junheng-", 8) == 0 &&
                 strncmp(e->d_name, "junheng-test", 12) != 0 && stat(path, &about) == 0 &&
                 about.st_mtime >= since && about.st_mtime <= since + 2;
        }
        closedir(dir);
    }
    return n;
}

START_TEST(reads_sheets)
{
    const char *path = make_book(2);
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    const time_t since = time(NULL);
    ck_ok(jh_dataset_read(1, &path, NULL, NULL, &findings, &d, &err), &err);
    ck_assert_int_eq(n_folders_since(since), 0);
    ck_assert_uint_eq(d->areas.n, 2);
    ck_assert_str_eq(d->areas.id[0], "0101");
    ck_assert_str_eq(d->areas.name[0], "甲\"县\"");
    ck_assert_str_eq(d->areas.name[1], "乙,\n县");
    ck_assert_double_eq(d->areas.population[0], 1000.5);
    ck_assert_int_eq(d->hospitals.grade[0], JH_GRADE_3A);
    ck_assert_uint_eq(d->flows.n, 1);
    ck_assert_str_eq(d->periods.id[0], "2023");
    ck_assert_double_eq(d->flows.measure[JH_MEASURE_CASES][0], 0.1);
    jh_dataset_free(d);
    jh_findings_release(&findings);
}
END_TEST

START_TEST(names_sheet_row_and_column)
{
    const char *path = make_book(3);
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    ck_refused(jh_dataset_read(1, &path, NULL, NULL, &findings, &d, &err), JH_E_DATA);
    ck_assert_str_eq(err.where, "-book.xlsx[flows]:3:4");
    jh_findings_release(&findings);
}
END_TEST

START_TEST(refuses_what_is_no_workbook)
{
    char path[128];
    const char *name = path;
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    snprintf(path, sizeof path, "%s/x.xlsx", testing_tmpdir());
    FILE *f = fopen(path, "w");
    fputs("<OGRVRTDataSource/>", f);
    fclose(f);
    ck_refused(jh_dataset_read(1, &name, NULL, NULL, &findings, &d, &err), JH_E_DATA);
    ck_assert_str_ne(err.hint[JH_LANG_EN], "");
    f = fopen(path, "w");
    fputs("PK\3\4 and then nothing of the kind", f);
    fclose(f);
    ck_refused(jh_dataset_read(1, &name, NULL, NULL, &findings, &d, &err), JH_E_DATA);
    remove(path);
    ck_refused(jh_dataset_read(1, &name, NULL, NULL, &findings, &d, &err), JH_E_IO);
    jh_findings_release(&findings);
}
END_TEST

START_TEST(says_when_the_converter_is_missing)
{
    const char *path = make_book(2);
    struct jh_findings findings;
    struct jh_dataset *d;
    struct jh_error err;
    setenv("PATH", "/no/such", 1);
    ck_refused(jh_dataset_read(1, &path, NULL, NULL, &findings, &d, &err), JH_E_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(err.hint[JH_LANG_EN], "gdal-bin"));
    jh_findings_release(&findings);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("workbook");
    TCase *tc = tcase_create("workbook");
    tcase_add_test(tc, reads_sheets);
    tcase_add_test(tc, names_sheet_row_and_column);
    tcase_add_test(tc, refuses_what_is_no_workbook);
    tcase_add_test(tc, says_when_the_converter_is_missing);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
