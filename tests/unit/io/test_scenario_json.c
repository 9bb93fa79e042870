#include <string.h>

#include "junheng/io.h"

#include "base/buf.h"
#include "base/msg.h"
#include "base/num.h"

#include "testing.h"

static enum jh_status parse(const char *json, struct jh_scenario *out, struct jh_error *err)
{
    return jh_scenario_parse(json, strlen(json), out, err);
}

/* The scenario as text; free with jh_buf_release(). */
static struct jh_buf text_of(const struct jh_scenario *s)
{
    struct jh_buf buf;
    struct jh_error err = {0};
    jh_buf_init(&buf, 1 << 20);
    ck_ok(jh_scenario_to_json(s, &buf, &err), &err);
    return buf;
}

static void assert_same(const struct jh_scenario *a, const struct jh_scenario *b)
{
    struct jh_buf x = text_of(a), y = text_of(b);
    ck_assert_str_eq(x.data, y.data);
    jh_buf_release(&x);
    jh_buf_release(&y);
}

static const char every_key[] =
    "{\"name\":\"省级方案\",\"seed\":9007199254740993,\"time_limit_s\":0.5,"
    "\"zones\":{\"method\":\"leiden\",\"count\":12,\"min_population\":1e6,\"unit\":\"area\"},"
    "\"top_specialties\":0,\"specialties\":[\"心血管\",\"a\\\"b\"],\"ranking\":\"excess\","
    "\"demand\":\"leaving\",\"cases\":\"hard\",\"basis\":\"insurance\","
    "\"centres\":{\"max_total\":120,\"per_zone_min\":0,\"per_zone_max\":3},"
    "\"centre_specialties\":{\"max_total\":360,\"per_specialty_max\":30,\"one_per_zone\":false},"
    "\"hosts\":{\"grades\":[],\"sponsors\":[\"省属\"],\"kinds\":[\"综合\",\"中医\"],"
    "\"min_beds\":500,\"max_specialties\":4},"
    "\"fixed\":[{\"hospital_id\":\"H1\"},{\"hospital_id\":\"H2\",\"specialty\":\"s\"}],"
    "\"forbidden\":[\"H3\"],\"assign\":\"anywhere\",\"objective\":{\"travel\":0.25,\"coverage\":2},"
    "\"reach_min\":90,\"border_reach_min\":0,"
    "\"travel\":{\"mode\":\"model\",\"detour\":1.5,\"speed_min_kmh\":20,\"speed_max_kmh\":80,"
    "\"speed_half_km\":30,\"terminal_min\":0}}";

START_TEST(reads_every_key)
{
    struct jh_scenario s = {0};
    struct jh_error err = {0};
    ck_ok(parse(every_key, &s, &err), &err);
    ck_assert_str_eq(s.name, "省级方案");
    ck_assert_int_eq(s.seed, 9007199254740993);
    ck_assert_int_eq(s.zones_method, JH_SCENARIO_ZONES_LEIDEN);
    ck_assert_int_eq(s.zones_count, 12);
    ck_assert_double_eq(s.zones_min_population, 1e6);
    ck_assert_int_eq(s.zones_unit, JH_ZONE_UNIT_AREA);
    ck_assert_int_eq(s.ranking, JH_RANKING_EXCESS);
    ck_assert_int_eq(s.demand, JH_DEMAND_LEAVING);
    ck_assert_int_eq(s.basis, JH_BASIS_INSURANCE);
    ck_assert_int_eq(s.cs_one_per_zone, false);
    ck_assert_uint_eq(s.hosts_grades.n, 0);
    ck_assert_str_eq(s.hosts_kinds.item[1], "中医");
    ck_assert_uint_eq(s.n_fixed, 2);
    ck_assert_str_eq(s.fixed[0].specialty, "");
    ck_assert_str_eq(s.fixed[1].specialty, "s");
    ck_assert_str_eq(s.forbidden[0].hospital_id, "H3");
    ck_assert_int_eq(s.assign, JH_ASSIGN_ANYWHERE);
    ck_assert_double_eq(s.objective[JH_OBJECTIVE_TRAVEL], 0.25);
    ck_assert_double_eq(s.objective[JH_OBJECTIVE_COVERAGE], 2);
    ck_assert_int_eq(s.travel.mode, JH_TRAVEL_MODEL);
    ck_assert_double_eq(s.travel.model.terminal_min, 0);
    jh_scenario_release(&s);
}
END_TEST

START_TEST(what_is_written_reads_back_equal)
{
    const char *texts[] = {"{}", every_key, "{\"objective\":\"coverage\"}",
        "{\"centres.max_total\":5,\"zones\":null,\"seed\":null}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct jh_scenario s = {0}, back = {0};
        struct jh_error err = {0};
        ck_ok(parse(texts[i], &s, &err), &err);
        struct jh_buf buf = text_of(&s);
        ck_ok(jh_scenario_parse(buf.data, buf.len, &back, &err), &err);
        assert_same(&s, &back);
        jh_buf_release(&buf);
        jh_scenario_release(&s);
        jh_scenario_release(&back);
    }
}
END_TEST

START_TEST(empty_scenario_is_the_default)
{
    struct jh_scenario s = {0}, standard = jh_scenario_default();
    struct jh_error err = {0};
    ck_ok(parse("{}", &s, &err), &err);
    assert_same(&s, &standard);
    ck_assert_double_eq(s.time_limit_s, 60);
    jh_scenario_release(&s);
}
END_TEST

static const struct {
    const char *json;
    enum jh_status status;
    const char *where, *message, *hint;
} wrong[] = {
    {"[]", JH_E_ARG, "", "a scenario must be a JSON object", ""},
    {"null", JH_E_ARG, "", "a scenario must be a JSON object", ""},
    {"{\n\"seed\": }", JH_E_DATA, "2:9", NULL, ""},
    {"{\"sead\":1}", JH_E_ARG, "/sead", "unknown scenario key \"sead\"", "Did you mean seed?"},
    {"{\"centres\":{\"max\":1}}", JH_E_ARG, "/centres/max", "unknown scenario key \"centres.max\"",
        NULL},
    {"{\"zone\":{\"count\":1}}", JH_E_ARG, "/zone", NULL, NULL},
    {"{\"max_total\":1}", JH_E_ARG, "/max_total", NULL, "Did you mean centres.max_total?"},
    {"{\"a/b~c\":1}", JH_E_ARG, "/a~1b~0c", NULL, NULL},
    {"{\"centres\":5}", JH_E_ARG, "/centres", "centres must be an object", ""},
    {"{\"beds\":{\"use\":2}}", JH_E_ARG, "/beds/use", "beds.use must be between 0.01 and 1, got 2",
        ""},
    {"{\"budget.total\":-5}", JH_E_ARG, "/budget.total", "budget.total must be at least 0, got -5",
        ""},
    {"{\"years\":3}", JH_E_ARG, "/years", "years must be an object", ""},
    {"{\"uplift\":3}", JH_E_ARG, "/uplift", "uplift must be between 0 and 1, got 3", ""},
    {"{\"exporters\":{\"from\":\"near\"}}", JH_E_ARG, "/exporters/from", NULL, ""},
    {"{\"seed\":1.5}", JH_E_ARG, "/seed", "seed must be a whole number", ""},
    {"{\"seed\":-1}", JH_E_ARG, "/seed", "seed must be at least 0, got -1", ""},
    {"{\"reach_min\":0}", JH_E_ARG, "/reach_min", "reach_min must be between 1 and 1440, got 0",
        ""},
    {"{\"reach_min\":\"60\"}", JH_E_ARG, "/reach_min", "reach_min must be a number", ""},
    {"{\"name\":1}", JH_E_ARG, "/name", "name must be a text", ""},
    {"{\"demand\":\"all\"}", JH_E_ARG, "/demand",
        "demand must be one of resident, leaving, got \"all\"", ""},
    {"{\"demand\":1}", JH_E_ARG, "/demand", NULL, ""},
    {"{\"centre_specialties\":{\"one_per_zone\":1}}", JH_E_ARG, "/centre_specialties/one_per_zone",
        NULL, ""},
    {"{\"specialties\":\"a\"}", JH_E_ARG, "/specialties", "specialties must be a list", ""},
    {"{\"specialties\":[\"a\",2]}", JH_E_ARG, "/specialties/1", NULL, ""},
    {"{\"hosts\":{\"kinds\":[\"综合\",\"综\"]}}", JH_E_ARG, "/hosts/kinds/1",
        "hosts.kinds must be one of 综合, 中医, 专科, 妇幼, 其他, got \"综\"", ""},
    {"{\"hosts\":{\"sponsors\":[\"x\"]}}", JH_E_ARG, "/hosts/sponsors/0", NULL, ""},
    {"{\"specialties\":[\"\"]}", JH_E_ARG, "/specialties/0", NULL, ""},
    {"{\"fixed\":[{\"specialty\":\"s\"}]}", JH_E_ARG, "/fixed/0", "hospital_id missing in fixed",
        ""},
    {"{\"fixed\":[{\"hospital_id\":\"h\",\"x\":1}]}", JH_E_ARG, "/fixed/0/x",
        "unknown key \"x\" in fixed", ""},
    {"{\"fixed\":[3]}", JH_E_ARG, "/fixed/0", NULL, ""},
    {"{\"fixed\":{}}", JH_E_ARG, "/fixed", NULL, ""},
    {"{\"objective\":\"speed\"}", JH_E_ARG, "/objective",
        "objective must be one of travel, coverage, worst_tenth, home, got \"speed\"", ""},
    {"{\"objective\":{\"travel\":-1}}", JH_E_ARG, "/objective/travel", NULL, ""},
    {"{\"objective\":{}}", JH_E_ARG, "/objective", "objective needs a weight above 0", ""},
    {"{\"objective\":[1]}", JH_E_ARG, "/objective", NULL, ""},
    {"{\"centres\":{\"per_zone_min\":2,\"per_zone_max\":1}}", JH_E_ARG, "/centres/per_zone_max",
        "centres.per_zone_max 1 is below centres.per_zone_min 2", ""},
};

START_TEST(refuses_with_place_and_hint)
{
    struct jh_scenario s = {.seed = 42};
    struct jh_error err = {0};
    enum jh_status st = parse(wrong[_i].json, &s, &err);
    ck_assert_msg(st == wrong[_i].status, "%s: %s", wrong[_i].json, jh_status_name(st));
    ck_assert_int_eq(err.status, st);
    ck_assert_str_eq(err.where, wrong[_i].where);
    if (wrong[_i].message != NULL)
        ck_assert_str_eq(err.message[JH_LANG_EN], wrong[_i].message);
    if (wrong[_i].hint != NULL)
        ck_assert_str_eq(err.hint[JH_LANG_EN], wrong[_i].hint);
    ck_assert_str_ne(err.message[JH_LANG_EN], err.message[JH_LANG_ZH]);
    ck_assert_int_eq(s.seed, 42);
}
END_TEST

START_TEST(default_texts_set_the_defaults)
{
    size_t n;
    const struct jh_scenario_key *keys = jh_scenario_keys(&n);
    struct jh_scenario standard = jh_scenario_default();
    for (size_t i = 0; i < n; i++) {
        struct jh_scenario s = jh_scenario_default();
        struct jh_error err = {0};
        const char *text = keys[i].default_text;
        ck_assert_msg(
            strcmp(jh_tr(JH_LANG_ZH, keys[i].help), keys[i].help) != 0, "%s", keys[i].help);
        /* Defaults in words stand for "not set". */
        if (strcmp(jh_tr(JH_LANG_ZH, text), text) != 0 && keys[i].kind != JH_KEY_CHOICE)
            text = "";
        ck_ok(jh_scenario_set(&s, keys[i].name, text, &err), &err);
        assert_same(&s, &standard);
        jh_scenario_release(&s);
    }
}
END_TEST

START_TEST(sets_one_key_from_text)
{
    static const struct {
        const char *key, *value, *json;
    } cases[] = {{"name", "a, b", "{\"name\":\"a, b\"}"}, {"seed", "7", "{\"seed\":7}"},
        {"seed", "1e3", "{\"seed\":1000}"}, {"reach_min", "45.5", "{\"reach_min\":45.5}"},
        {"centre_specialties.one_per_zone", "no",
            "{\"centre_specialties\":{\"one_per_zone\":false}}"},
        {"zones.method", "given", "{\"zones\":{\"method\":\"given\"}}"},
        {"specialties", "a, b，心 血管 ,", "{\"specialties\":[\"a\",\"b\",\"心 血管\"]}"},
        {"specialties", "[\"a,b\"]", "{\"specialties\":[\"a,b\"]}"},
        {"fixed", "H1,H2:s", "{\"fixed\":[\"H1\",{\"hospital_id\":\"H2\",\"specialty\":\"s\"}]}"},
        {"hosts.sponsors", "委属,省属,市属,县属,高校,军队,民营,其他,private",
            "{\"hosts\":{\"sponsors\":[\"委属\",\"省属\",\"市属\",\"县属\",\"高校\",\"军队\","
            "\"民营\",\"其他\",\"private\"]}}"},
        {"hosts.kinds", "综合,中医,专科,妇幼,其他",
            "{\"hosts\":{\"kinds\":[\"综合\",\"中医\",\"专科\",\"妇幼\",\"其他\"]}}"},
        {"objective", "coverage", "{\"objective\":\"coverage\"}"},
        {"objective", "travel=1, coverage=0.5", "{\"objective\":{\"travel\":1,\"coverage\":0.5}}"},
        {"centres.max_total", "", "{}"}, {"hosts.grades", "", "{\"hosts\":{\"grades\":[]}}"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jh_scenario s = jh_scenario_default(), wanted = {0};
        struct jh_error err = {0};
        ck_ok(jh_scenario_set(&s, cases[i].key, cases[i].value, &err), &err);
        ck_ok(parse(cases[i].json, &wanted, &err), &err);
        assert_same(&s, &wanted);
        jh_scenario_release(&s);
        jh_scenario_release(&wanted);
    }
}
END_TEST

START_TEST(refused_text_leaves_the_scenario)
{
    static const struct {
        const char *key, *value;
        enum jh_status status;
    } cases[] = {{"sead", "1", JH_E_ARG}, {"seed", "x", JH_E_ARG}, {"seed", "-1", JH_E_ARG},
        {"reach_min", "1e9", JH_E_ARG}, {"zones.method", "ward", JH_E_ARG},
        {"specialties", "[1]", JH_E_ARG}, {"specialties", "[", JH_E_DATA},
        {"fixed", ":s", JH_E_ARG}, {"objective", "travel=x", JH_E_ARG}, {"years", "3", JH_E_ARG},
        {"centres", "3", JH_E_ARG}};
    struct jh_scenario s = jh_scenario_default(), standard = jh_scenario_default();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jh_error err = {0};
        enum jh_status st = jh_scenario_set(&s, cases[i].key, cases[i].value, &err);
        ck_assert_msg(st == cases[i].status, "%s: %s", cases[i].value, jh_status_name(st));
        assert_same(&s, &standard);
    }
    jh_scenario_release(&s);
}
END_TEST

START_TEST(survives_lack_of_memory)
{
    const long live = testing_alloc_live();
    enum jh_status st = JH_E_NOMEM;
    for (size_t n = 1; st != JH_OK; n++) {
        struct jh_scenario s = {.seed = 42};
        struct jh_error err = {0};
        testing_alloc_refuse(n);
        st = parse(every_key, &s, &err);
        ck_assert(st == JH_OK || (st == JH_E_NOMEM && s.seed == 42));
        ck_assert_int_eq(testing_alloc_refused(), st != JH_OK);
        testing_alloc_refuse(0);
        if (st == JH_OK)
            jh_scenario_release(&s);
        ck_assert_int_eq(testing_alloc_live(), live);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario_json");
    TCase *tc = tcase_create("scenario_json");
    tcase_add_test(tc, reads_every_key);
    tcase_add_test(tc, what_is_written_reads_back_equal);
    tcase_add_test(tc, empty_scenario_is_the_default);
    tcase_add_loop_test(tc, refuses_with_place_and_hint, 0, (int)(sizeof wrong / sizeof *wrong));
    tcase_add_test(tc, default_texts_set_the_defaults);
    tcase_add_test(tc, sets_one_key_from_text);
    tcase_add_test(tc, refused_text_leaves_the_scenario);
    tcase_add_test(tc, survives_lack_of_memory);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
