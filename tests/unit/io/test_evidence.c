#include <string.h>

#include "io/programme/evidence.h"
#include "testing.h"

static struct jh_error err;
static char name[JH_EVIDENCE_NAME_MAX];
static const char *type;

static enum jh_status check(const char *path, const char *data, size_t len)
{
    return jh_i_evidence_check(path, data, len, name, &type, &err);
}

START_TEST(endings_and_contents_agree)
{
    ck_ok(check("a/b\\批复.PDF", "%PDF-1.7", 8), &err);
    ck_assert_str_eq(name, "批复.PDF");
    ck_assert_str_eq(type, "application/pdf");
    ck_ok(check("x.tif", "MM\0*", 4), &err);
    ck_ok(check("x.csv", "\xc3\xfb,1\n", 5), &err); /* any character set */
    ck_ok(check("x.docx", "PK\003\004....", 8), &err);
    ck_refused(check("x.pdf", "<html>", 6), JH_E_DATA);
    ck_refused(check("x.csv", "a\0b", 3), JH_E_DATA);
    ck_refused(check("x.png", "\x89PN", 3), JH_E_DATA);
    ck_refused(check("x.html", "<html>", 6), JH_E_DATA);
    ck_refused(check("x.svg", "<svg/>", 6), JH_E_DATA);
    ck_refused(check("pdf", "%PDF-", 5), JH_E_DATA);
    ck_refused(check("folder.pdf/x", "%PDF-", 5), JH_E_DATA);
    ck_refused(check("x.txt", "", 0), JH_E_DATA);
}
END_TEST

START_TEST(names_have_no_tricks)
{
    char path[400];
    ck_ok(check("../../etc/one.txt", "a", 1), &err);
    ck_assert_str_eq(name, "one.txt");
    ck_refused(check("../..", "a", 1), JH_E_DATA);
    ck_refused(check("dir/.txt", "a", 1), JH_E_DATA);
    ck_refused(check("a\nb.txt", "a", 1), JH_E_DATA);
    ck_refused(check("a\xff.txt", "a", 1), JH_E_DATA);
    ck_refused(check("", "a", 1), JH_E_DATA);
    memset(path, 'a', sizeof path);
    memcpy(path + JH_EVIDENCE_NAME_MAX - 5, ".txt", 5);
    ck_ok(check(path, "a", 1), &err);
    memcpy(path + JH_EVIDENCE_NAME_MAX - 5, "a.txt", 6);
    ck_refused(check(path, "a", 1), JH_E_DATA);
    ck_assert_uint_eq(strlen(name), JH_EVIDENCE_NAME_MAX - 1); /* untouched by the refusal */
    ck_refused(check("big.txt", "a", JH_EVIDENCE_MAX + 1), JH_E_LIMIT);
}
END_TEST

START_TEST(references_in_a_text)
{
    char hash[JH_EVIDENCE_HASH_LEN];
    const char *text =
        "see file:short, 批复.pdf file:0123456789abcdef0123456789abcdef; "
        "file:0123456789abcdef0123456789abcdef0; file:ffffffffffffffffffffffffffffffff";
    text = jh_i_evidence_next(text, hash);
    ck_assert_ptr_nonnull(text);
    ck_assert_str_eq(hash, "0123456789abcdef0123456789abcdef");
    text = jh_i_evidence_next(text, hash); /* one digit too many is none */
    ck_assert_ptr_nonnull(text);
    ck_assert_str_eq(hash, "ffffffffffffffffffffffffffffffff");
    ck_assert_ptr_null(jh_i_evidence_next(text, hash));
    ck_assert_ptr_null(jh_i_evidence_next(NULL, hash));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("evidence");
    TCase *tcase = tcase_create("evidence");
    tcase_add_test(tcase, endings_and_contents_agree);
    tcase_add_test(tcase, names_have_no_tricks);
    tcase_add_test(tcase, references_in_a_text);
    suite_add_tcase(suite, tcase);
    return testing_main(suite);
}
