#include "io/report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "report_case.h"
#include "testing.h"

static struct report_case c;
static struct jh_error err;

static struct jh_buf report(enum jh_lang lang)
{
    struct jh_buf out;
    jh_buf_init(&out, ((size_t)64 << 20));
    ck_ok(jh_i_report_html(&c.plan, lang, &out, &err), &err);
    return out;
}

static void setup(void)
{
    report_case_init(&c, true);
}

static void teardown(void)
{
    report_case_release(&c);
}

static size_t count(const char *in, const char *what)
{
    size_t n = 0;
    for (const char *p = strstr(in, what); p != NULL; p = strstr(p + 1, what))
        n++;
    return n;
}

/* Every opened element is closed, in order; enough of a parser for what we write. */
static void check_nesting(const char *html)
{
    static const char *const empty[] = {"meta", "br", "line", "rect", "circle", "path", "!doctype"};
    char stack[64][16];
    size_t depth = 0;
    const char *style = strstr(html, "<style>"), *end = strstr(html, "</style>");
    for (const char *p = strchr(html, '<'); p != NULL; p = strchr(p + 1, '<')) {
        if (p > style && p < end)
            continue;
        bool closing = p[1] == '/';
        const char *name = p + (closing ? 2 : 1);
        size_t len = strcspn(name, " >\n");
        ck_assert_msg(len > 0 && len < 16, "stray < at %.40s", p);
        bool is_empty = false;
        for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
            is_empty |= strlen(empty[i]) == len && memcmp(empty[i], name, len) == 0;
        if (is_empty)
            continue;
        if (!closing) {
            ck_assert_uint_lt(depth, 64);
            memcpy(stack[depth], name, len);
            stack[depth++][len] = '\0';
            continue;
        }
        ck_assert_msg(depth > 0 && strlen(stack[depth - 1]) == len &&
                          memcmp(stack[depth - 1], name, len) == 0,
            "%.60s closes %s", p, depth > 0 ? stack[depth - 1] : "nothing");
        depth--;
    }
    ck_assert_uint_eq(depth, 0);
}

/* JH_REPORT_DIR names a folder to keep the reports in, to be looked at. */
static void keep(const char *name, const struct jh_buf *buf)
{
    char path[512];
    const char *dir = getenv("JH_REPORT_DIR");
    if (dir == NULL)
        return;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fwrite(buf->data, 1, buf->len, f);
    fclose(f);
}

START_TEST(whole_and_self_contained)
{
    const char *names[] = {"report-en.html", "report-zh.html"};
    for (int lang = 0; lang < JH_N_LANGS; lang++) {
        struct jh_buf out = report((enum jh_lang)lang);
        keep(names[lang], &out);
        check_nesting(out.data);
        ck_assert_ptr_null(strstr(out.data, "http"));
        ck_assert_ptr_null(strstr(out.data, "src="));
        ck_assert_ptr_null(strstr(out.data, "nan"));
        ck_assert_ptr_null(strstr(out.data, "(null)"));
        ck_assert_ptr_nonnull(strstr(out.data, "0123456789abcdef"));
        ck_assert_uint_eq(count(out.data, "<section class=\"zone\">"), REPORT_CASE_ZONES);
        ck_assert_uint_lt(out.len, 600000);
        jh_buf_release(&out);
    }
}
END_TEST

START_TEST(says_that_data_are_fictional_and_escapes)
{
    struct jh_buf out = report(JH_LANG_EN);
    ck_assert_ptr_nonnull(strstr(out.data, "<div class=\"band\">Fictional data"));
    ck_assert_ptr_nonnull(strstr(out.data, "the data are fictional &lt;all&gt;"));
    jh_buf_release(&out);
    c.d.fictional = false;
    out = report(JH_LANG_EN);
    ck_assert_ptr_null(strstr(out.data, "class=\"band\""));
    jh_buf_release(&out);
}
END_TEST

START_TEST(same_plan_same_bytes)
{
    struct jh_buf a = report(JH_LANG_ZH), b = report(JH_LANG_ZH);
    ck_assert_uint_eq(a.len, b.len);
    ck_assert(memcmp(a.data, b.data, a.len) == 0);
    jh_buf_release(&a);
    jh_buf_release(&b);
}
END_TEST

START_TEST(outside_not_collected_is_a_dash)
{
    report_case_release(&c);
    report_case_init(&c, false);
    struct jh_buf out = report(JH_LANG_EN);
    keep("report-inside.html", &out);
    ck_assert_ptr_nonnull(strstr(out.data, "Stays outside the territory are not collected."));
    ck_assert_ptr_nonnull(strstr(out.data, "<dt>Out-of-area rate</dt><dd>–</dd>"));
    ck_assert_ptr_null(strstr(out.data, "nan"));
    jh_buf_release(&out);
}
END_TEST

/* What all specialties of a host lose together is told per case of all of them. */
START_TEST(next_host_of_all_specialties_costs_over_all_their_cases)
{
    struct jh_plan_choice *choice = c.plan.choice;
    size_t n = 0;
    for (size_t i = 0; i < c.plan.n_choices && choice[i].hospital == choice[0].hospital; i++, n++)
        choice[i].cases = 1000;
    ck_assert_uint_gt(n, 1);
    choice[0].existing = choice[0].fixed = false;
    c.plan.objective_unit = "case-minutes";
    choice[0].next_whole = true;
    choice[0].next_hospital = choice[0].hospital + 1;
    choice[0].next_cost = 1000 * (double)n * 7.5;
    struct jh_buf out = report(JH_LANG_EN);
    ck_assert_uint_eq(count(out.data, "It would take over all centre specialties of this host"), 1);
    ck_assert_ptr_nonnull(strstr(out.data, "That is 7.5 minutes for each case concerned."));
    jh_buf_release(&out);
}
END_TEST

START_TEST(without_places_there_is_no_map)
{
    for (size_t a = 0; a < c.d.areas.n; a++)
        c.d.areas.point[a] = (struct jh_point){(double)NAN, (double)NAN};
    struct jh_buf out = report(JH_LANG_EN);
    check_nesting(out.data);
    ck_assert_ptr_null(strstr(out.data, "class=\"map\""));
    ck_assert_ptr_null(strstr(out.data, "nan"));
    jh_buf_release(&out);
}
END_TEST

/* Boundaries instead of cells: a square of half a degree around each point. */
START_TEST(draws_boundaries_and_names_their_source)
{
    size_t n = c.d.areas.n;
    size_t *ring = calloc(n + 1, sizeof *ring), *start = calloc(n + 1, sizeof *start);
    struct jh_point *point = calloc(5 * n, sizeof *point);
    static const double corner[5][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}};
    for (size_t a = 0; a < n; a++) {
        ring[a + 1] = a + 1;
        start[a + 1] = 5 * (a + 1);
        for (size_t k = 0; k < 5; k++)
            point[5 * a + k] =
                (struct jh_point){111 + 0.42 * ((double)(a % REPORT_CASE_COLS) + corner[k][0]),
                    32.2 + 0.4 * ((double)(a / REPORT_CASE_COLS) + corner[k][1])};
    }
    c.d.boundaries = (struct jh_shapes){n, ring, start, point};
    c.d.boundaries_source = "审图号 GS(2023)0000";
    struct jh_buf out = report(JH_LANG_ZH);
    keep("report-boundaries.html", &out);
    check_nesting(out.data);
    ck_assert_ptr_nonnull(strstr(out.data, "边界：审图号 GS(2023)0000。"));
    ck_assert_ptr_null(strstr(out.data, "并非行政区划界线"));
    jh_buf_release(&out);
    free(ring);
    free(start);
    free(point);
}
END_TEST

START_TEST(fails_cleanly_without_memory)
{
    size_t n_failed = 0;
    for (size_t nth = 1; n_failed < 2000; nth += 1 + nth / 8) {
        struct jh_buf out;
        long live = testing_alloc_live();
        jh_buf_init(&out, (size_t)64 << 20);
        testing_alloc_refuse(nth);
        enum jh_status st = jh_i_report_html(&c.plan, JH_LANG_EN, &out, &err);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        jh_buf_release(&out);
        ck_assert_int_eq(testing_alloc_live(), live);
        if (!refused) {
            ck_assert_int_eq(st, JH_OK);
            break;
        }
        ck_assert_int_eq(st, JH_E_NOMEM);
        n_failed++;
    }
    ck_assert_uint_gt(n_failed, 10);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report_html");
    TCase *tc = tcase_create("report_html");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, whole_and_self_contained);
    tcase_add_test(tc, says_that_data_are_fictional_and_escapes);
    tcase_add_test(tc, same_plan_same_bytes);
    tcase_add_test(tc, outside_not_collected_is_a_dash);
    tcase_add_test(tc, next_host_of_all_specialties_costs_over_all_their_cases);
    tcase_add_test(tc, without_places_there_is_no_map);
    tcase_add_test(tc, draws_boundaries_and_names_their_source);
    tcase_add_test(tc, fails_cleanly_without_memory);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
