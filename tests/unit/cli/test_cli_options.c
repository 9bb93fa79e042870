#include "cli/options.h"

#include <stdio.h>
#include <string.h>

#include "base/num.h"

#include "testing.h"

static const struct cli_option some[] = {
    {.name = "reach",
        .letter = 'r',
        .kind = CLI_REAL,
        .value = "MINUTES",
        .min = 1,
        .max = 600,
        .default_text = "60",
        .help = "x"},
    {.name = "count", .kind = CLI_INT, .value = "N", .min = 0, .max = JH_INF, .help = "x"},
    {.name = "method",
        .letter = 'm',
        .kind = CLI_CHOICE,
        .value = "M",
        .choices = "nearest|2sfca|e2sfca",
        .default_text = "2sfca",
        .help = "x"},
    {.name = "out", .letter = 'o', .kind = CLI_TEXT, .value = "DIR", .help = "x"},
    {.name = NULL},
};
static const struct cli_option others[] = {
    {.name = "quiet", .letter = 'q', .kind = CLI_FLAG, .help = "x"},
    {.name = "all", .letter = 'a', .kind = CLI_FLAG, .help = "x"},
    {.name = NULL},
};

/* Parse a line of words separated by one blank; the words live until the next call. */
static enum jh_status parse(struct cli_args *args, const char *line, bool first_only,
    size_t *consumed, struct jh_error *err)
{
    static char copy[512];
    static const char *word[64];
    size_t n = 0;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *p = copy; *p != '\0'; n++) {
        word[n] = p;
        p += strcspn(p, " ");
        if (*p != '\0')
            *p++ = '\0';
    }
    const struct cli_option *tables[] = {some, NULL, others};
    enum jh_status st = cli_args_init(args, 3, tables, n, err);
    return st != JH_OK ? st : cli_args_parse(args, n, word, first_only, consumed, err);
}

START_TEST(defaults_hold_until_something_is_given)
{
    struct cli_args args = {0};
    struct jh_error err = {0};
    size_t consumed = 9;
    ck_ok(parse(&args, "", false, &consumed, &err), &err);
    ck_assert_uint_eq(consumed, 0);
    ck_assert(!cli_get(&args, "reach")->given);
    ck_assert_double_eq(cli_get(&args, "reach")->real, 60);
    ck_assert_uint_eq(cli_get(&args, "method")->choice, 1);
    ck_assert_ptr_null(cli_get(&args, "out")->text);
    ck_assert(!cli_get(&args, "quiet")->given);
    cli_args_release(&args);
}
END_TEST

START_TEST(takes_every_way_of_writing)
{
    const char *lines[] = {"--reach 90 --method nearest --out d a b",
        "--reach=90 -mnearest -o d a b", "a -r 90 b -m nearest --out=d",
        "-r 5 --reach 90 --method=nearest -od -- a b"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct cli_args args = {0};
        struct jh_error err = {0};
        size_t consumed = 0;
        ck_ok(parse(&args, lines[i], false, &consumed, &err), &err);
        ck_assert(cli_get(&args, "reach")->given);
        ck_assert_double_eq(cli_get(&args, "reach")->real, 90);
        ck_assert_uint_eq(cli_get(&args, "method")->choice, 0);
        ck_assert_str_eq(cli_get(&args, "out")->text, "d");
        ck_assert_uint_eq(args.n_operands, 2);
        ck_assert_str_eq(args.operand[0], "a");
        ck_assert_str_eq(args.operand[1], "b");
        cli_args_release(&args);
    }
}
END_TEST

START_TEST(flags_may_stand_together)
{
    struct cli_args args = {0};
    struct jh_error err = {0};
    size_t consumed = 0;
    ck_ok(parse(&args, "-qar 7", false, &consumed, &err), &err);
    ck_assert(cli_get(&args, "quiet")->given && cli_get(&args, "all")->given);
    ck_assert_double_eq(cli_get(&args, "reach")->real, 7);
    cli_args_release(&args);
}
END_TEST

START_TEST(a_single_dash_is_an_operand_and_values_may_begin_with_one)
{
    struct cli_args args = {0};
    struct jh_error err = {0};
    size_t consumed = 0;
    ck_ok(parse(&args, "- --out -x -- --reach", false, &consumed, &err), &err);
    ck_assert_str_eq(cli_get(&args, "out")->text, "-x");
    ck_assert_uint_eq(args.n_operands, 2);
    ck_assert_str_eq(args.operand[0], "-");
    ck_assert_str_eq(args.operand[1], "--reach");
    cli_args_release(&args);
}
END_TEST

START_TEST(stops_before_the_command)
{
    struct cli_args args = {0};
    struct jh_error err = {0};
    size_t consumed = 0;
    ck_ok(parse(&args, "-q --reach 5 flows --no-such", true, &consumed, &err), &err);
    ck_assert_uint_eq(consumed, 3);
    ck_assert_uint_eq(args.n_operands, 0);
    cli_args_release(&args);
}
END_TEST

static const struct {
    const char *line, *message, *hint;
} refusals[] = {
    {"--raech 5", "unknown option --raech", "Did you mean --reach?"},
    {"--zzz", "unknown option --zzz", ""},
    {"--meth x", "unknown option --meth", "Did you mean --method?"},
    {"-x", "unknown option -x", ""},
    {"--reach", "--reach needs a value (MINUTES)", ""},
    {"--quiet=yes", "--quiet takes no value", ""},
    {"--reach abc", "--reach must be a number, got \"abc\"", ""},
    {"--reach nan", "--reach must be a number, got \"nan\"", ""},
    {"--reach 0.5", "--reach must be between 1 and 600, got 0.5", ""},
    {"--reach 601", "--reach must be between 1 and 600, got 601", ""},
    {"--count -1", "--count must be at least 0, got -1", ""},
    {"--count 1.5", "--count must be a whole number, got \"1.5\"", ""},
    {"--count 99999999999999999999", "--count must be a whole number, got \"99999999999999999999\"",
        ""},
    {"--method 2sfac", "--method must be one of nearest|2sfca|e2sfca, got \"2sfac\"",
        "Did you mean 2sfca?"},
    {"--method=", "--method must be one of nearest|2sfca|e2sfca, got \"\"", ""},
    {"--=5", "unknown option --", ""},
};

START_TEST(refuses_with_a_reason)
{
    struct cli_args args = {0};
    struct jh_error err = {0};
    size_t consumed = 77;
    ck_refused(parse(&args, refusals[_i].line, false, &consumed, &err), JH_E_ARG);
    ck_assert_str_eq(err.message[JH_LANG_EN], refusals[_i].message);
    ck_assert_str_eq(err.hint[JH_LANG_EN], refusals[_i].hint);
    ck_assert_str_ne(err.message[JH_LANG_ZH], err.message[JH_LANG_EN]);
    ck_assert_uint_eq(consumed, 77);
    cli_args_release(&args);
}
END_TEST

START_TEST(a_default_must_fit_its_own_row)
{
    static const struct cli_option bad[] = {
        {.name = "n", .kind = CLI_INT, .value = "N", .default_text = "many", .help = "x"},
        {.name = NULL},
    };
    const struct cli_option *tables[] = {bad};
    struct cli_args args = {.n_operands = 5};
    struct jh_error err = {0};
    ck_refused(cli_args_init(&args, 1, tables, 0, &err), JH_E_ARG);
    ck_assert_uint_eq(args.n_operands, 5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli_options");
    TCase *tc = tcase_create("cli_options");
    tcase_add_test(tc, defaults_hold_until_something_is_given);
    tcase_add_test(tc, takes_every_way_of_writing);
    tcase_add_test(tc, flags_may_stand_together);
    tcase_add_test(tc, a_single_dash_is_an_operand_and_values_may_begin_with_one);
    tcase_add_test(tc, stops_before_the_command);
    tcase_add_loop_test(tc, refuses_with_a_reason, 0, sizeof refusals / sizeof *refusals);
    tcase_add_test(tc, a_default_must_fit_its_own_row);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
