#include <string.h>

#include "records/quality.h"
#include "testing.h"

/* Every field bound once, whatever a file would call it. */
static struct jh_bound_column item[JH_N_FIELDS];
static struct jh_binding binding = {.n = JH_N_FIELDS, .item = item};
static struct jh_quality quality;

struct pair {
    enum jh_field field;
    const char *text;
};
/* A record that breaks no rule. */
static const struct pair good[] = {{JH_FIELD_HOSPITAL, "H1"}, {JH_FIELD_RECORD_NO, "B1"},
    {JH_FIELD_SEX, "1"}, {JH_FIELD_PAYMENT, "1"}, {JH_FIELD_MARITAL, "2"},
    {JH_FIELD_OCCUPATION, "24"}, {JH_FIELD_BIRTH_DATE, "1949-12-31"}, {JH_FIELD_AGE, "73"},
    {JH_FIELD_ID_CARD, ""}, {JH_FIELD_ADDRESS, "某省某市"}, {JH_FIELD_POSTCODE, "310000"},
    {JH_FIELD_CONTACT_NAME, "某"}, {JH_FIELD_CONTACT_RELATION, "1"},
    {JH_FIELD_ADMISSION_ROUTE, "2"}, {JH_FIELD_ADMISSION_DATE, "2023-06-12"},
    {JH_FIELD_ADMISSION_DEPARTMENT, "A03"}, {JH_FIELD_DISCHARGE_DATE, "2023-06-15"},
    {JH_FIELD_DISCHARGE_DEPARTMENT, "A03"}, {JH_FIELD_DAYS, "3"}, {JH_FIELD_MAIN_DX, "I50.9"},
    {JH_FIELD_MAIN_DX_NAME, "心衰"}, {JH_FIELD_MAIN_DX_CONDITION, "1"},
    {JH_FIELD_CLINIC_DX, "I50.9"}, {JH_FIELD_ALLERGY, "1"}, {JH_FIELD_ABO, "1"}, {JH_FIELD_RH, "2"},
    {JH_FIELD_RECORD_QUALITY, "1"}, {JH_FIELD_DISCHARGE_WAY, "1"}, {JH_FIELD_OUTCOME, "2"},
    {JH_FIELD_REPLAN, "1"}, {JH_FIELD_COST, "100.00"}, {JH_FIELD_SELF_PAY, "30"},
    {JH_FIELD_FEE_GENERAL, "10"}, {JH_FIELD_FEE_NURSING, "10"}, {JH_FIELD_FEE_MATERIAL_CARE, "5"},
    {JH_FIELD_HEAD, "甲"}, {JH_FIELD_CHIEF, "甲"}, {JH_FIELD_ATTENDING, "甲"},
    {JH_FIELD_RESIDENT, "甲"}, {JH_FIELD_NURSE, "甲"}, {JH_FIELD_CODER, "甲"},
    {JH_FIELD_CASES, "1"}};

#define CHANGES 4
static const struct row {
    const char *rule; /* NULL: breaks none */
    struct pair change[CHANGES];
} rows[] = {
    {NULL, {{JH_FIELD_SEX, "男"}}},
    {NULL, {{JH_FIELD_DISCHARGE_DATE, "2023-06-12"}, {JH_FIELD_DAYS, "1"}}},
    {NULL, {{JH_FIELD_ID_CARD, "11010519491231002X"}, {JH_FIELD_SEX, "2"}}},
    {NULL, {{JH_FIELD_DISCHARGE_WAY, "5"}, {JH_FIELD_OUTCOME, "4"}, {JH_FIELD_AUTOPSY, "2"}}},
    {NULL, {{JH_FIELD_MAIN_DX, "C50.9"}, {JH_FIELD_PATHOLOGY_DX, "M8500/3"},
               {JH_FIELD_PATHOLOGY_NAME, "癌"}, {JH_FIELD_PATHOLOGY_NO, "1"}}},
    {NULL, {{JH_FIELD_DISCHARGE_WAY, "2"}, {JH_FIELD_RECEIVER, "某院"}}},
    {NULL, {{JH_FIELD_RESCUES, "2"}, {JH_FIELD_RESCUES_WON, "2"}}},
    {"hospital-missing", {{JH_FIELD_HOSPITAL, ""}}},
    {"hospital-spoilt", {{JH_FIELD_HOSPITAL, "4.7E+11"}}},
    {"record-no-missing", {{JH_FIELD_RECORD_NO, "-"}}},
    {"record-no-spoilt", {{JH_FIELD_RECORD_NO, "1.2E+08"}}},
    {"discharge-date-missing", {{JH_FIELD_DISCHARGE_DATE, ""}}},
    {"discharge-date-unreadable", {{JH_FIELD_DISCHARGE_DATE, "13/06/2023"}}},
    {"discharge-date-impossible", {{JH_FIELD_DISCHARGE_DATE, "1899-01-01"}}},
    {"admission-date-missing", {{JH_FIELD_ADMISSION_DATE, ""}}},
    {"admission-date-unreadable", {{JH_FIELD_ADMISSION_DATE, "x"}}},
    {"admission-after-discharge", {{JH_FIELD_ADMISSION_DATE, "2023-06-16"}}},
    {"days-unreadable", {{JH_FIELD_DAYS, "three"}}},
    {"days-range", {{JH_FIELD_DAYS, "0"}}},
    {"days-mismatch", {{JH_FIELD_DAYS, "4"}}},
    {"admission-department-missing", {{JH_FIELD_ADMISSION_DEPARTMENT, ""}}},
    {"discharge-department-missing", {{JH_FIELD_DISCHARGE_DEPARTMENT, ""}}},
    {"admission-route-missing", {{JH_FIELD_ADMISSION_ROUTE, ""}}},
    {"admission-route-unlisted", {{JH_FIELD_ADMISSION_ROUTE, "4"}}},
    {"sex-missing", {{JH_FIELD_SEX, ""}}},
    {"sex-unlisted", {{JH_FIELD_SEX, "X"}}},
    {"payment-missing", {{JH_FIELD_PAYMENT, ""}}},
    {"payment-unlisted", {{JH_FIELD_PAYMENT, "77"}}},
    {"marital-unlisted", {{JH_FIELD_MARITAL, "8"}}},
    {"occupation-unlisted", {{JH_FIELD_OCCUPATION, "99"}}},
    {"relation-unlisted", {{JH_FIELD_CONTACT_RELATION, "9"}}},
    {"relation-without-contact", {{JH_FIELD_CONTACT_NAME, ""}}},
    {"spouse-not-married", {{JH_FIELD_MARITAL, "1"}}},
    {"birth-date-missing", {{JH_FIELD_BIRTH_DATE, ""}}},
    {"birth-date-unreadable", {{JH_FIELD_BIRTH_DATE, "1949"}}},
    {"birth-after-admission", {{JH_FIELD_BIRTH_DATE, "2023-06-13"}}},
    {"age-unreadable", {{JH_FIELD_AGE, "old"}}},
    {"age-range", {{JH_FIELD_AGE, "131"}}},
    {"age-mismatch", {{JH_FIELD_AGE, "74"}}},
    {"infant-days-range", {{JH_FIELD_AGE_DAYS, "366"}}},
    {"infant-days-missing", {{JH_FIELD_AGE, "0"}}},
    {"newborn-birth-weight-missing", {{JH_FIELD_AGE_DAYS, "28"}}},
    {"newborn-admission-weight-missing", {{JH_FIELD_AGE_DAYS, "3"}}},
    {"birth-weight-range", {{JH_FIELD_BIRTH_WEIGHT, "99"}}},
    {"admission-weight-range", {{JH_FIELD_ADMISSION_WEIGHT, "10000"}}},
    {"birth-weight-step", {{JH_FIELD_BIRTH_WEIGHT, "3005"}}},
    {"admission-weight-step", {{JH_FIELD_ADMISSION_WEIGHT, "3005"}}},
    {"mother-birth-weight-missing", {{JH_FIELD_OTHER_DX, "Z37.0"}}},
    {"id-card-spoilt", {{JH_FIELD_ID_CARD, "3.3E+17"}}},
    {"id-card-wrong", {{JH_FIELD_ID_CARD, "110105194912310021"}}},
    {"id-card-birth",
        {{JH_FIELD_ID_CARD, "11010519491231002X"}, {JH_FIELD_BIRTH_DATE, "1949-12-30"}}},
    {"id-card-sex", {{JH_FIELD_ID_CARD, "11010519491231002X"}}},
    {"address-missing", {{JH_FIELD_ADDRESS, ""}}},
    {"postcode-digits", {{JH_FIELD_POSTCODE, "31000"}}},
    {"registered-postcode-digits", {{JH_FIELD_REGISTERED_POSTCODE, "31000A"}}},
    {"main-dx-missing", {{JH_FIELD_MAIN_DX, ""}}},
    {"main-dx-unreadable", {{JH_FIELD_MAIN_DX, "BNP150"}}},
    {"main-dx-name-missing", {{JH_FIELD_MAIN_DX_NAME, ""}}},
    {"main-dx-condition-missing", {{JH_FIELD_MAIN_DX_CONDITION, ""}}},
    {"main-dx-condition-unlisted", {{JH_FIELD_MAIN_DX_CONDITION, "5"}}},
    {"clinic-dx-missing", {{JH_FIELD_CLINIC_DX, ""}}},
    {"other-dx-unreadable", {{JH_FIELD_OTHER_DX, "123"}}},
    {"other-dx-condition-unlisted", {{JH_FIELD_OTHER_DX_CONDITION, "9"}}},
    {"injury-code-missing", {{JH_FIELD_MAIN_DX, "S72.0"}}},
    {"injury-code-missing", {{JH_FIELD_MAIN_DX, "T98.9"}}},
    {"injury-name-missing", {{JH_FIELD_INJURY_DX, "W01"}}},
    {"injury-name-alone", {{JH_FIELD_INJURY_NAME, "跌倒"}}},
    {"pathology-missing", {{JH_FIELD_MAIN_DX, "D48.9"}}},
    {"pathology-half", {{JH_FIELD_PATHOLOGY_NAME, "癌"}}},
    {"pathology-no-missing", {{JH_FIELD_PATHOLOGY_DX, "M8500/3"}}},
    {"pathology-no-superfluous", {{JH_FIELD_PATHOLOGY_NO, "1"}}},
    {"allergy-unlisted", {{JH_FIELD_ALLERGY, "3"}}},
    {"allergy-drugs-missing", {{JH_FIELD_ALLERGY, "2"}}},
    {"allergy-drugs-superfluous", {{JH_FIELD_ALLERGY_DRUGS, "青霉素"}}},
    {"abo-unlisted", {{JH_FIELD_ABO, "7"}}},
    {"rh-unlisted", {{JH_FIELD_RH, "5"}}},
    {"rh-missing", {{JH_FIELD_RH, ""}, {JH_FIELD_FEE_BLOOD, "1"}}},
    {"record-quality-unlisted", {{JH_FIELD_RECORD_QUALITY, "4"}}},
    {"op-level-unlisted", {{JH_FIELD_OP_LEVEL, "5"}}},
    {"op-level-missing", {{JH_FIELD_OP_CODE, "00.01"}}},
    {"op-date-missing", {{JH_FIELD_OP_CODE, "00.01"}}},
    {"op-date-unreadable", {{JH_FIELD_OP_DATE, "soon"}}},
    {"op-date-outside", {{JH_FIELD_OP_DATE, "2023-06-11"}}},
    {"op-date-outside", {{JH_FIELD_OP_DATE, "2023-06-16"}}},
    {"op-healing-unlisted", {{JH_FIELD_OP_HEALING, "11"}}},
    {"discharge-way-missing", {{JH_FIELD_DISCHARGE_WAY, ""}}},
    {"discharge-way-unlisted", {{JH_FIELD_DISCHARGE_WAY, "6"}}},
    {"outcome-death-only", {{JH_FIELD_OUTCOME, "4"}}},
    {"discharge-death-only", {{JH_FIELD_DISCHARGE_WAY, "5"}}},
    {"autopsy-missing", {{JH_FIELD_DISCHARGE_WAY, "5"}}},
    {"autopsy-superfluous", {{JH_FIELD_AUTOPSY, "1"}}},
    {"receiver-missing-transfer", {{JH_FIELD_DISCHARGE_WAY, "2"}}},
    {"receiver-missing-community", {{JH_FIELD_DISCHARGE_WAY, "3"}}},
    {"receiver-superfluous", {{JH_FIELD_RECEIVER, "某院"}}},
    {"replan-unlisted", {{JH_FIELD_REPLAN, "3"}}},
    {"replan-purpose-missing", {{JH_FIELD_REPLAN, "2"}}},
    {"replan-purpose-superfluous", {{JH_FIELD_REPLAN_PURPOSE, "二次手术"}}},
    {"rescues-won-missing", {{JH_FIELD_RESCUES, "1"}}},
    {"rescues-won-superfluous", {{JH_FIELD_RESCUES_WON, "1"}}},
    {"rescues-alive", {{JH_FIELD_RESCUES, "2"}, {JH_FIELD_RESCUES_WON, "1"}}},
    {"rescues-dead",
        {{JH_FIELD_RESCUES, "2"}, {JH_FIELD_RESCUES_WON, "2"}, {JH_FIELD_DISCHARGE_WAY, "5"}}},
    {"coma-before-missing", {{JH_FIELD_MAIN_DX, "S06.5"}}},
    {"coma-after-missing", {{JH_FIELD_MAIN_DX, "S06.5"}}},
    {"cost-missing", {{JH_FIELD_COST, ""}}},
    {"cost-unreadable", {{JH_FIELD_COST, "free"}}},
    {"cost-negative", {{JH_FIELD_COST, "-1"}}},
    {"cost-zero", {{JH_FIELD_COST, "0.00"}}},
    {"self-pay-above-cost", {{JH_FIELD_SELF_PAY, "100.01"}}},
    {"fees-above-cost", {{JH_FIELD_FEE_OTHER, "75.01"}}},
    {"surgical-parts", {{JH_FIELD_FEE_SURGICAL, "10"}, {JH_FIELD_FEE_ANAESTHESIA, "6"},
                           {JH_FIELD_FEE_OPERATION, "5"}}},
    {"nonsurgical-parts", {{JH_FIELD_FEE_NONSURGICAL, "1"}, {JH_FIELD_FEE_PHYSICAL, "2"}}},
    {"drug-parts", {{JH_FIELD_FEE_WESTERN_DRUG, "1"}, {JH_FIELD_FEE_ANTIBACTERIAL, "2"}}},
    {"general-fee-missing", {{JH_FIELD_FEE_GENERAL, "0"}}},
    {"nursing-fee-missing", {{JH_FIELD_FEE_NURSING, ""}}},
    {"material-fee-missing", {{JH_FIELD_FEE_MATERIAL_CARE, ""}}},
    {"anaesthesia-fee-missing", {{JH_FIELD_OP_ANAESTHESIA, "01"}}},
    {"operation-fee-missing", {{JH_FIELD_OP_CODE, "00.01"}}},
    {"head-missing", {{JH_FIELD_HEAD, ""}}},
    {"chief-missing", {{JH_FIELD_CHIEF, ""}}},
    {"attending-missing", {{JH_FIELD_ATTENDING, ""}}},
    {"resident-missing", {{JH_FIELD_RESIDENT, ""}}},
    {"nurse-missing", {{JH_FIELD_NURSE, ""}}},
    {"coder-missing", {{JH_FIELD_CODER, ""}}},
    {"cases-unreadable", {{JH_FIELD_CASES, "-3"}}},
    {"cases-missing", {{JH_FIELD_CASES, ""}}},
    {"area-code-spoilt", {{JH_FIELD_AREA_CODE, "3.30106E+05"}}},
};
enum { N_ROWS = sizeof rows / sizeof *rows };

static void setup(void)
{
    for (int f = 0; f < JH_N_FIELDS; f++) {
        item[f] = (struct jh_bound_column){.field = (enum jh_field)f, .column = (uint32_t)f};
        binding.first[f] = (uint16_t)f;
        binding.count[f] = 1;
    }
    jh_i_quality_prepare(&quality, &binding, true);
}

static void set(struct jh_value *value, const struct pair *p)
{
    jh_i_decode(&item[p->field], p->text, strlen(p->text), false, &value[p->field]);
}

static size_t find(const char *id)
{
    size_t r = 0;
    while (r < jh_i_quality_n_rules() && strcmp(jh_i_quality_rules[r].id, id) != 0)
        r++;
    ck_assert_msg(r < jh_i_quality_n_rules(), "no rule %s", id);
    return r;
}

static void check_row(const struct row *row, struct jh_broken *broken)
{
    struct jh_value value[JH_N_FIELDS] = {0};
    uint8_t seen[JH_N_FIELDS];
    const struct jh_record_values record = {.binding = &binding, .value = value, .seen = seen};
    for (int f = 0; f < JH_N_FIELDS; f++)
        value[f].text = "";
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        set(value, &good[i]);
    for (int i = 0; row != NULL && i < CHANGES && row->change[i].text != NULL; i++)
        set(value, &row->change[i]);
    jh_i_see(&binding, value, seen);
    *broken = (struct jh_broken){0};
    bool refused = jh_i_quality_check(&quality, &record, broken), wanted = false;
    for (size_t r = 0; r < jh_i_quality_n_rules(); r++)
        wanted |= jh_i_breaks(broken, r) && jh_i_quality_rules[r].severity == JH_SEVERITY_ERROR;
    ck_assert(refused == wanted);
}

START_TEST(breaks_its_rule)
{
    struct jh_broken broken;
    setup();
    check_row(&rows[_i], &broken);
    if (rows[_i].rule != NULL)
        ck_assert_msg(jh_i_breaks(&broken, find(rows[_i].rule)), "%s", rows[_i].rule);
    for (size_t r = 0; r < jh_i_quality_n_rules() && rows[_i].rule == NULL; r++)
        ck_assert_msg(!jh_i_breaks(&broken, r), "row %d breaks %s", _i, jh_i_quality_rules[r].id);
}
END_TEST

START_TEST(good_one_breaks_none)
{
    struct jh_broken broken;
    setup();
    check_row(NULL, &broken);
    for (size_t r = 0; r < jh_i_quality_n_rules(); r++)
        ck_assert_msg(!jh_i_breaks(&broken, r), "%s", jh_i_quality_rules[r].id);
}
END_TEST

/* Ids differ, texts stand in both languages, every rule that is checked here has a row above. */
START_TEST(table_is_whole)
{
    ck_assert_uint_ge(jh_i_quality_n_rules(), 60);
    for (size_t r = 0; r < jh_i_quality_n_rules(); r++) {
        const struct jh_quality_rule *rule = &jh_i_quality_rules[r];
        bool tested = rule->kind == JH_CHECK_NOTED;
        ck_assert((r < JH_N_NOTED) == (rule->kind == JH_CHECK_NOTED));
        ck_assert(rule->text[JH_LANG_EN][0] != '\0' && rule->text[JH_LANG_ZH][0] != '\0');
        ck_assert_uint_eq(find(rule->id), r);
        for (size_t i = 0; i < N_ROWS; i++)
            tested |= rows[i].rule != NULL && strcmp(rows[i].rule, rule->id) == 0;
        ck_assert_msg(tested, "%s has no test", rule->id);
    }
}
END_TEST

START_TEST(absent_columns_are_not_checked)
{
    setup();
    binding.count[JH_FIELD_COST] = 0;
    jh_i_quality_prepare(&quality, &binding, true);
    ck_assert(!quality.active[find("cost-missing")]);
    ck_assert(!quality.active[find("fees-above-cost")]);
    ck_assert(quality.active[find("sex-missing")]);
    jh_i_quality_prepare(&quality, &binding, false);
    ck_assert(!quality.active[find("sex-missing")]);
    ck_assert(quality.active[find("hospital-missing")]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quality");
    TCase *tc = tcase_create("quality");
    tcase_add_loop_test(tc, breaks_its_rule, 0, N_ROWS);
    tcase_add_test(tc, good_one_breaks_none);
    tcase_add_test(tc, table_is_whole);
    tcase_add_test(tc, absent_columns_are_not_checked);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
