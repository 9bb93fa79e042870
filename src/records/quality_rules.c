/*
 * The rules. Sources: the front page's published field specifications and the checks of hospital
 * systems (docs/methods/records.md, quality). Rules that are found elsewhere stand first, in the order
 * of enum jh_noted_rule.
 */
#include "records/quality.h"

#define F(name)   JH_FIELD_##name
#define E         JH_SEVERITY_ERROR
#define W         JH_SEVERITY_WARNING
#define N         JH_SEVERITY_NOTE
#define YEAR_1990 7305  /* 1990-01-01 */
#define YEAR_2100 47482 /* 2100-01-01 */
#define IS(field, text)                                                                            \
    {                                                                                              \
        JH_WHEN_IS, F(field), 0, text                                                              \
    }
#define FILLED(field)                                                                              \
    {                                                                                              \
        JH_WHEN_FILLED, F(field), 0, 0                                                             \
    }
#define UNFILLED(field)                                                                            \
    {                                                                                              \
        JH_WHEN_EMPTY, F(field), 0, 0                                                              \
    }
#define ABOVE(field, n)                                                                            \
    {                                                                                              \
        JH_WHEN_ABOVE, F(field), n, 0                                                              \
    }
#define MAIN(ranges)                                                                               \
    {                                                                                              \
        JH_WHEN_ICD, F(MAIN_DX), 0, ranges                                                         \
    }
#define MOST(field, n)                                                                             \
    {                                                                                              \
        JH_WHEN_AT_MOST, F(field), n, 0                                                            \
    }
#define NOT(field, text)                                                                           \
    {                                                                                              \
        JH_WHEN_IS_NOT, F(field), 0, text                                                          \
    }
#define ANY_DX(ranges)                                                                             \
    {                                                                                              \
        JH_WHEN_ANY_ICD, F(MAIN_DX), 0, ranges                                                     \
    }
#define ALWAYS                                                                                     \
    {                                                                                              \
        0, 0, 0, 0                                                                                 \
    }
#define TEXT(zh, en)                                                                               \
    {                                                                                              \
        en, zh                                                                                     \
    }

/* Rows of the kinds that have one field and a condition. */
#define RULE(id, severity, kind, field, text, when)                                                \
    {                                                                                              \
        id, severity, text, JH_CHECK_##kind, F(field), 0, 0, 0, 0, 0, when                         \
    }
#define NOTED(id, severity, text)                                                                  \
    {                                                                                              \
        id, severity, text, JH_CHECK_NOTED, F(HOSPITAL), 0, 0, 0, 0, 0, ALWAYS                     \
    }
#define RANGE(id, severity, field, from, to, text)                                                 \
    {                                                                                              \
        id, severity, text, JH_CHECK_RANGE, F(field), 0, from, to, 0, 0, ALWAYS                    \
    }
#define PAIR(id, severity, kind, a, b, from, text, when)                                           \
    {                                                                                              \
        id, severity, text, JH_CHECK_##kind, F(a), F(b), from, 0, 0, 0, when                       \
    }
#define CODED(id, severity, field, codes, text, when)                                              \
    {                                                                                              \
        id, severity, text, JH_CHECK_IS, F(field), 0, 0, 0, codes, 0, when                         \
    }
#define PARTS(id, severity, kind, field, parts, text, when)                                        \
    {                                                                                              \
        id, severity, text, JH_CHECK_##kind, F(field), 0, 0, 0, 0, parts, when                     \
    }

static const uint8_t all_fees[] = {F(FEE_GENERAL), F(FEE_TREATMENT), F(FEE_NURSING), F(FEE_SERVICE),
    F(FEE_PATHOLOGY), F(FEE_LABORATORY), F(FEE_IMAGING), F(FEE_CLINICAL), F(FEE_NONSURGICAL),
    F(FEE_SURGICAL), F(FEE_REHABILITATION), F(FEE_CHINESE), F(FEE_WESTERN_DRUG), F(FEE_PATENT_DRUG),
    F(FEE_HERBAL_DRUG), F(FEE_BLOOD), F(FEE_ALBUMIN), F(FEE_GLOBULIN), F(FEE_CLOTTING),
    F(FEE_CYTOKINE), F(FEE_MATERIAL_EXAM), F(FEE_MATERIAL_CARE), F(FEE_MATERIAL_OP), F(FEE_OTHER),
    JH_N_FIELDS};
static const uint8_t surgical_parts[] = {F(FEE_ANAESTHESIA), F(FEE_OPERATION), JH_N_FIELDS};
static const uint8_t materials[] = {
    F(FEE_MATERIAL_EXAM), F(FEE_MATERIAL_CARE), F(FEE_MATERIAL_OP), JH_N_FIELDS};
static const uint8_t general_fee[] = {F(FEE_GENERAL), JH_N_FIELDS};
static const uint8_t nursing_fee[] = {F(FEE_NURSING), JH_N_FIELDS};
static const uint8_t anaesthesia_fee[] = {F(FEE_ANAESTHESIA), JH_N_FIELDS};
static const uint8_t operation_fee[] = {F(FEE_OPERATION), JH_N_FIELDS};
static const uint8_t total_cost[] = {F(COST), JH_N_FIELDS};

/* clang-format off */
const struct jh_quality_rule jh_i_quality_rules[] = {
    NOTED("hospital-unknown", E, TEXT("数据集中没有该医疗机构", "the dataset has no such hospital")),
    NOTED("home-empty", E, TEXT("未填写可判定常住地的内容", "nothing tells the home area")),
    NOTED("home-unknown", E, TEXT("常住地不是已知地名或代码", "the home area is no known name or code")),
    NOTED("home-incomplete", E, TEXT("常住地只到省或市，未到县", "the home area is told by province or city only")),
    NOTED("home-ambiguous", E, TEXT("常住地可指多个地区", "the home area may be several places")),
    NOTED("home-abolished", E, TEXT("常住地已撤销且无唯一承继地区", "the home area was abolished, without a single successor")),
    NOTED("home-former", N, TEXT("常住地为曾用名称或代码，已换为现行地区", "the home area is a former name or code, taken as the present one")),
    NOTED("temporary-address", W, TEXT("疑似临时住址：住址与医院同地而参保地不同", "probably a temporary address: next to the hospital, insured elsewhere")),
    NOTED("duplicate", W, TEXT("同一医疗机构、病案号、出院日期重复，只计一次", "same hospital, record number and date of discharge: counted once")),
    NOTED("period-unreadable", E, TEXT("期间无法识别", "the period cannot be read")),

    RULE("hospital-missing", E, REQUIRED, HOSPITAL, TEXT("医疗机构不能为空", "the hospital must not be empty"), ALWAYS),
    RULE("hospital-spoilt", E, SPOILT, HOSPITAL, TEXT("医疗机构代码被写成科学计数法", "the hospital's code is in scientific notation"), ALWAYS),
    RULE("record-no-missing", W, REQUIRED, RECORD_NO, TEXT("病案号不能为空", "the record number must not be empty"), ALWAYS),
    RULE("record-no-spoilt", E, SPOILT, RECORD_NO, TEXT("病案号被写成科学计数法", "the record number is in scientific notation"), ALWAYS),
    RULE("area-code-spoilt", E, SPOILT, AREA_CODE, TEXT("行政区划代码被写成科学计数法", "the area code is in scientific notation"), ALWAYS),
    RULE("discharge-date-missing", E, REQUIRED, DISCHARGE_DATE, TEXT("出院时间不能为空", "the date of discharge must not be empty"), ALWAYS),
    RULE("discharge-date-unreadable", E, READABLE, DISCHARGE_DATE, TEXT("出院时间无法识别", "the date of discharge cannot be read"), ALWAYS),
    RANGE("discharge-date-impossible", E, DISCHARGE_DATE, YEAR_1990, YEAR_2100, TEXT("出院时间不在 1990 至 2099 年", "the date of discharge is not in 1990 to 2099")),
    RULE("admission-date-missing", W, REQUIRED, ADMISSION_DATE, TEXT("入院时间不能为空", "the date of admission must not be empty"), ALWAYS),
    RULE("admission-date-unreadable", W, READABLE, ADMISSION_DATE, TEXT("入院时间无法识别", "the date of admission cannot be read"), ALWAYS),
    PAIR("admission-after-discharge", E, AT_MOST, ADMISSION_DATE, DISCHARGE_DATE, 0, TEXT("入院时间不能大于出院时间", "admission must not be after discharge"), ALWAYS),
    RULE("cases-unreadable", E, READABLE, CASES, TEXT("例数无法识别", "the number of cases cannot be read"), ALWAYS),
    RULE("cases-missing", E, REQUIRED, CASES, TEXT("例数不能为空", "the number of cases must not be empty"), ALWAYS),

    RULE("days-unreadable", W, READABLE, DAYS, TEXT("实际住院天数无法识别", "the days of stay cannot be read"), ALWAYS),
    RANGE("days-range", W, DAYS, 1, 3650, TEXT("实际住院天数应大于 0 且不超过十年", "the days of stay must be above 0, at most ten years")),
    RULE("days-mismatch", W, STAY, DAYS, TEXT("实际住院天数不等于出院日期减入院日期（当日为 1 天）", "the days of stay differ from discharge minus admission (same day: 1)"), ALWAYS),
    RULE("admission-department-missing", W, REQUIRED, ADMISSION_DEPARTMENT, TEXT("入院科别不能为空", "the department of admission must not be empty"), ALWAYS),
    RULE("discharge-department-missing", W, REQUIRED, DISCHARGE_DEPARTMENT, TEXT("出院科别不能为空", "the department of discharge must not be empty"), ALWAYS),
    RULE("admission-route-missing", W, REQUIRED, ADMISSION_ROUTE, TEXT("入院途径不能为空", "the way of admission must not be empty"), ALWAYS),
    RULE("admission-route-unlisted", W, LISTED, ADMISSION_ROUTE, TEXT("入院途径不在值域内", "the way of admission is no listed code"), ALWAYS),

    RULE("sex-missing", W, REQUIRED, SEX, TEXT("性别不能为空", "the sex must not be empty"), ALWAYS),
    RULE("sex-unlisted", W, LISTED, SEX, TEXT("性别不在值域内", "the sex is no listed code"), ALWAYS),
    RULE("payment-missing", W, REQUIRED, PAYMENT, TEXT("付费方式不能为空", "the payment must not be empty"), ALWAYS),
    RULE("payment-unlisted", W, LISTED, PAYMENT, TEXT("付费方式不在值域内", "the payment is no listed code"), ALWAYS),
    RULE("marital-unlisted", W, LISTED, MARITAL, TEXT("婚姻不在值域内", "the marital status is no listed code"), ALWAYS),
    RULE("occupation-unlisted", W, LISTED, OCCUPATION, TEXT("职业不在值域内", "the occupation is no listed code"), ALWAYS),
    RULE("relation-unlisted", W, LISTED, CONTACT_RELATION, TEXT("联系人关系不在值域内", "the relation of the contact is no listed code"), ALWAYS),
    RULE("relation-without-contact", W, EMPTY, CONTACT_RELATION, TEXT("未输入联系人，不能填写联系人相关信息", "a relation without a contact person"), UNFILLED(CONTACT_NAME)),
    CODED("spouse-not-married", W, MARITAL, "2", TEXT("联系人关系为配偶时婚姻应为已婚", "the contact is the spouse, the patient not married"), IS(CONTACT_RELATION, "1")),
    RULE("birth-date-missing", W, REQUIRED, BIRTH_DATE, TEXT("出生日期不能为空", "the date of birth must not be empty"), ALWAYS),
    RULE("birth-date-unreadable", W, READABLE, BIRTH_DATE, TEXT("出生日期无法识别", "the date of birth cannot be read"), ALWAYS),
    PAIR("birth-after-admission", W, AT_MOST, BIRTH_DATE, ADMISSION_DATE, 0, TEXT("出生日期不能晚于入院时间", "birth must not be after admission"), ALWAYS),
    RULE("age-unreadable", W, READABLE, AGE, TEXT("年龄无法识别", "the age cannot be read"), ALWAYS),
    RANGE("age-range", W, AGE, 0, 130, TEXT("年龄应为 0 至 130", "the age must be 0 to 130")),
    RULE("age-mismatch", W, AGE, AGE, TEXT("年龄不等于入院时的实足年龄", "the age differs from whole years at admission"), ALWAYS),
    RANGE("infant-days-range", W, AGE_DAYS, 0, 365, TEXT("不足 1 周岁的年龄不能大于 365 天", "the age of an infant must not be above 365 days")),
    RULE("infant-days-missing", W, REQUIRED, AGE_DAYS, TEXT("不足 1 周岁应填写天数", "an infant's age in days must be given"), MOST(AGE, 0)),
    RULE("newborn-birth-weight-missing", W, REQUIRED, BIRTH_WEIGHT, TEXT("新生儿（28 天以内）必须填写出生体重", "a newborn's weight at birth must be given"), MOST(AGE_DAYS, 28)),
    RULE("newborn-admission-weight-missing", W, REQUIRED, ADMISSION_WEIGHT, TEXT("新生儿（28 天以内）必须填写入院体重", "a newborn's weight on admission must be given"), MOST(AGE_DAYS, 28)),
    RANGE("birth-weight-range", W, BIRTH_WEIGHT, 100, 9999, TEXT("新生儿出生体重应为 100 至 9999 克", "the weight at birth must be 100 to 9999 g")),
    RANGE("admission-weight-range", W, ADMISSION_WEIGHT, 100, 9999, TEXT("新生儿入院体重应为 100 至 9999 克", "the weight on admission must be 100 to 9999 g")),
    PAIR("birth-weight-step", W, STEP, BIRTH_WEIGHT, BIRTH_WEIGHT, 10, TEXT("新生儿出生体重应精确到 10 克", "the weight at birth must be in steps of 10 g"), ALWAYS),
    PAIR("admission-weight-step", W, STEP, ADMISSION_WEIGHT, ADMISSION_WEIGHT, 10, TEXT("新生儿入院体重应精确到 10 克", "the weight on admission must be in steps of 10 g"), ALWAYS),
    RULE("mother-birth-weight-missing", W, REQUIRED, BIRTH_WEIGHT, TEXT("产妇（Z37.0、Z37.2、Z37.3、Z37.5、Z37.6）必须填写新生儿出生体重", "a mother's record must give the weight at birth"), ANY_DX("Z37.0 Z37.2 Z37.3 Z37.5 Z37.6")),
    RULE("id-card-spoilt", W, SPOILT, ID_CARD, TEXT("身份证号被写成科学计数法", "the identity number is in scientific notation"), ALWAYS),
    RULE("id-card-wrong", W, ID_CARD, ID_CARD, TEXT("身份证号不是有效的 15 位或 18 位号码", "the identity number is not valid"), ALWAYS),
    PAIR("id-card-birth", W, ID_BIRTH, ID_CARD, BIRTH_DATE, 0, TEXT("出生日期与身份证号不符", "the date of birth differs from the identity number"), ALWAYS),
    PAIR("id-card-sex", W, ID_SEX, ID_CARD, SEX, 0, TEXT("性别与身份证号不符", "the sex differs from the identity number"), ALWAYS),
    RULE("address-missing", W, REQUIRED, ADDRESS, TEXT("现住址不能为空", "the home address must not be empty"), ALWAYS),
    PAIR("postcode-digits", W, DIGITS, POSTCODE, POSTCODE, 6, TEXT("现住址邮编应为 6 位数字", "the postcode of the home must be six digits"), ALWAYS),
    PAIR("registered-postcode-digits", W, DIGITS, REGISTERED_POSTCODE, REGISTERED_POSTCODE, 6, TEXT("户口邮编应为 6 位数字", "the postcode of registration must be six digits"), ALWAYS),

    RULE("main-dx-missing", W, REQUIRED, MAIN_DX, TEXT("主要诊断编码不能为空", "the main diagnosis must not be empty"), ALWAYS),
    RULE("main-dx-unreadable", W, READABLE, MAIN_DX, TEXT("主要诊断编码不是 ICD-10 编码", "the main diagnosis is no ICD-10 code"), ALWAYS),
    RULE("main-dx-name-missing", W, REQUIRED, MAIN_DX_NAME, TEXT("主要诊断编码不为空，名称必填", "the main diagnosis has no name"), FILLED(MAIN_DX)),
    RULE("main-dx-condition-missing", W, REQUIRED, MAIN_DX_CONDITION, TEXT("主要诊断入院病情不能为空", "the main diagnosis on admission must not be empty"), ALWAYS),
    RULE("main-dx-condition-unlisted", W, LISTED, MAIN_DX_CONDITION, TEXT("主要诊断入院病情不在值域内", "the main diagnosis on admission is no listed code"), ALWAYS),
    RULE("clinic-dx-missing", W, REQUIRED, CLINIC_DX, TEXT("门急诊诊断编码不能为空", "the clinic diagnosis must not be empty"), ALWAYS),
    RULE("other-dx-unreadable", W, READABLE, OTHER_DX, TEXT("其他诊断编码不是 ICD-10 编码", "another diagnosis is no ICD-10 code"), ALWAYS),
    RULE("other-dx-condition-unlisted", W, LISTED, OTHER_DX_CONDITION, TEXT("其他诊断入院病情不在值域内", "another diagnosis on admission is no listed code"), ALWAYS),
    RULE("injury-code-missing", W, REQUIRED, INJURY_DX, TEXT("损伤、中毒的外部原因，疾病编码必填", "an injury needs the code of its external cause"), MAIN("S00-T98")),
    RULE("injury-name-missing", W, REQUIRED, INJURY_NAME, TEXT("疾病编码不为空，损伤、中毒的外部原因必填", "an external cause needs its name"), FILLED(INJURY_DX)),
    RULE("injury-name-alone", W, REQUIRED, INJURY_DX, TEXT("损伤、中毒的外部原因不为空，疾病编码必填", "an external cause needs its code"), FILLED(INJURY_NAME)),
    RULE("pathology-missing", W, REQUIRED, PATHOLOGY_DX, TEXT("主要诊断为 C 或 D00-D48 时病理诊断编码必填", "a tumour needs the pathology diagnosis"), MAIN("C00-D48")),
    PAIR("pathology-half", W, BOTH, PATHOLOGY_DX, PATHOLOGY_NAME, 0, TEXT("病理诊断与其疾病编码须同时填写", "pathology diagnosis and its code belong together"), ALWAYS),
    RULE("pathology-no-missing", W, REQUIRED, PATHOLOGY_NO, TEXT("病理诊断不为空，病理号必填", "a pathology diagnosis needs its number"), FILLED(PATHOLOGY_DX)),
    RULE("pathology-no-superfluous", W, EMPTY, PATHOLOGY_NO, TEXT("病理诊断为空，不能填写病理号", "a pathology number without a diagnosis"), UNFILLED(PATHOLOGY_DX)),
    RULE("allergy-unlisted", W, LISTED, ALLERGY, TEXT("有无药物过敏不在值域内", "the drug allergy is no listed code"), ALWAYS),
    RULE("allergy-drugs-missing", W, REQUIRED, ALLERGY_DRUGS, TEXT("有药物过敏，过敏药物必填", "an allergy needs its drugs"), IS(ALLERGY, "2")),
    RULE("allergy-drugs-superfluous", W, EMPTY, ALLERGY_DRUGS, TEXT("没有药物过敏，不能填写过敏药物", "drugs of an allergy that there is not"), IS(ALLERGY, "1")),
    RULE("abo-unlisted", W, LISTED, ABO, TEXT("ABO 血型不在值域内", "the ABO blood group is no listed code"), ALWAYS),
    RULE("rh-unlisted", W, LISTED, RH, TEXT("Rh 血型不在值域内", "the Rh blood group is no listed code"), ALWAYS),
    RULE("rh-missing", W, REQUIRED, RH, TEXT("血费大于 0 时 Rh 血型必填", "a blood fee needs the Rh blood group"), ABOVE(FEE_BLOOD, 0)),
    RULE("record-quality-unlisted", W, LISTED, RECORD_QUALITY, TEXT("病案质量不在值域内", "the quality of the record is no listed code"), ALWAYS),

    RULE("op-level-unlisted", W, LISTED, OP_LEVEL, TEXT("手术级别不在值域内", "a level of operation is no listed code"), ALWAYS),
    RULE("op-level-missing", W, REQUIRED, OP_LEVEL, TEXT("有手术编码，手术级别必填", "an operation needs its level"), FILLED(OP_CODE)),
    RULE("op-date-missing", W, REQUIRED, OP_DATE, TEXT("有手术编码，手术日期必填", "an operation needs its date"), FILLED(OP_CODE)),
    RULE("op-date-unreadable", W, READABLE, OP_DATE, TEXT("手术日期无法识别", "a date of operation cannot be read"), ALWAYS),
    RULE("op-date-outside", W, WITHIN_STAY, OP_DATE, TEXT("手术日期不在住院期间", "an operation lies outside the stay"), ALWAYS),
    RULE("op-healing-unlisted", W, LISTED, OP_HEALING, TEXT("切口愈合等级不在值域内", "a healing of wounds is no listed code"), ALWAYS),

    RULE("discharge-way-missing", W, REQUIRED, DISCHARGE_WAY, TEXT("离院方式不能为空", "the way of discharge must not be empty"), ALWAYS),
    RULE("discharge-way-unlisted", W, LISTED, DISCHARGE_WAY, TEXT("离院方式不在值域内", "the way of discharge is no listed code"), ALWAYS),
    CODED("outcome-death-only", W, DISCHARGE_WAY, "5", TEXT("出院情况为死亡时，离院方式必须为死亡", "the outcome is death, the way of discharge is not"), IS(OUTCOME, "4")),
    CODED("discharge-death-only", W, OUTCOME, "4", TEXT("离院方式为死亡时，出院情况必须为死亡", "the way of discharge is death, the outcome is not"), IS(DISCHARGE_WAY, "5")),
    RULE("autopsy-missing", W, REQUIRED, AUTOPSY, TEXT("离院方式为死亡时，死亡患者尸检必填", "a death needs whether there was an autopsy"), IS(DISCHARGE_WAY, "5")),
    RULE("autopsy-superfluous", W, EMPTY, AUTOPSY, TEXT("离院方式不为死亡，不能填写死亡患者尸检", "an autopsy of someone who did not die"), NOT(DISCHARGE_WAY, "5")),
    RULE("receiver-missing-transfer", W, REQUIRED, RECEIVER, TEXT("医嘱转院须填写拟接收医疗机构名称", "a transfer needs the receiving institution"), IS(DISCHARGE_WAY, "2")),
    RULE("receiver-missing-community", W, REQUIRED, RECEIVER, TEXT("医嘱转社区须填写拟接收医疗机构名称", "a transfer to community care needs the receiving institution"), IS(DISCHARGE_WAY, "3")),
    RULE("receiver-superfluous", W, EMPTY, RECEIVER, TEXT("离院方式不为转院，不能填写拟接收医疗机构名称", "a receiving institution without a transfer"), NOT(DISCHARGE_WAY, "2 3")),
    RULE("replan-unlisted", W, LISTED, REPLAN, TEXT("31 天内再住院计划不在值域内", "the readmission planned is no listed code"), ALWAYS),
    RULE("replan-purpose-missing", W, REQUIRED, REPLAN_PURPOSE, TEXT("有出院 31 天内再住院计划，目的必填", "a readmission planned needs its purpose"), IS(REPLAN, "2")),
    RULE("replan-purpose-superfluous", W, EMPTY, REPLAN_PURPOSE, TEXT("没有出院 31 天内再住院计划，不能填写目的", "the purpose of a readmission that is not planned"), IS(REPLAN, "1")),
    RULE("rescues-won-missing", W, REQUIRED, RESCUES_WON, TEXT("抢救次数不为空，没有填写成功次数", "rescues without the number of successful ones"), FILLED(RESCUES)),
    RULE("rescues-won-superfluous", W, EMPTY, RESCUES_WON, TEXT("抢救次数为空，不能填写成功次数", "successful rescues without rescues"), UNFILLED(RESCUES)),
    PAIR("rescues-alive", W, EQUAL, RESCUES, RESCUES_WON, 0, TEXT("非死亡者抢救次数须等于成功次数", "alive: rescues must all be successful"), NOT(DISCHARGE_WAY, "5")),
    PAIR("rescues-dead", W, EQUAL, RESCUES, RESCUES_WON, 1, TEXT("死亡者抢救成功次数须等于抢救次数减 1", "dead: all rescues but one must be successful"), IS(DISCHARGE_WAY, "5")),
    RULE("coma-before-missing", W, REQUIRED, COMA_BEFORE, TEXT("颅脑损伤患者入院前昏迷时间必填", "a head injury needs the coma before admission"), MAIN("S06")),
    RULE("coma-after-missing", W, REQUIRED, COMA_AFTER, TEXT("颅脑损伤患者入院后昏迷时间必填", "a head injury needs the coma after admission"), MAIN("S06")),

    RULE("cost-missing", W, REQUIRED, COST, TEXT("住院总费用不能为空", "the total cost must not be empty"), ALWAYS),
    RULE("cost-unreadable", W, READABLE, COST, TEXT("住院总费用无法识别", "the total cost cannot be read"), ALWAYS),
    RANGE("cost-negative", E, COST, 0, INT64_MAX, TEXT("住院总费用不能为负", "the total cost must not be negative")),
    PARTS("cost-zero", W, ANY_ABOVE, COST, total_cost, TEXT("患者住院总费用必须大于 0", "the total cost must be above 0"), FILLED(COST)),
    PAIR("self-pay-above-cost", W, AT_MOST, SELF_PAY, COST, 0, TEXT("患者住院总费用必须不小于自付金额", "the patient pays more than the total cost"), ALWAYS),
    PARTS("fees-above-cost", W, SUM, COST, all_fees, TEXT("总费用应大于或等于分项费用之和", "the fees add up to more than the total cost"), ALWAYS),
    PARTS("surgical-parts", W, SUM, FEE_SURGICAL, surgical_parts, TEXT("手术治疗费必须大于等于麻醉费与手术费之和", "anaesthesia and operation cost more than surgical treatment"), ALWAYS),
    PAIR("nonsurgical-parts", W, AT_MOST, FEE_PHYSICAL, FEE_NONSURGICAL, 0, TEXT("非手术治疗项目费必须大于等于临床物理治疗费", "physical therapy costs more than non-surgical treatment"), ALWAYS),
    PAIR("drug-parts", W, AT_MOST, FEE_ANTIBACTERIAL, FEE_WESTERN_DRUG, 0, TEXT("西药费必须大于等于抗菌药物费用", "antibacterials cost more than western drugs"), ALWAYS),
    PARTS("general-fee-missing", W, ANY_ABOVE, FEE_GENERAL, general_fee, TEXT("住院天数大于 1 时一般医疗服务费应大于 0", "a stay above one day needs a general service fee"), ABOVE(DAYS, 1)),
    PARTS("nursing-fee-missing", W, ANY_ABOVE, FEE_NURSING, nursing_fee, TEXT("住院天数大于 1 时护理费应大于 0", "a stay above one day needs a nursing fee"), ABOVE(DAYS, 1)),
    PARTS("material-fee-missing", W, ANY_ABOVE, FEE_MATERIAL_CARE, materials, TEXT("住院天数大于 1 时一次性材料费之和应大于 0", "a stay above one day needs a material fee"), ABOVE(DAYS, 1)),
    PARTS("anaesthesia-fee-missing", W, ANY_ABOVE, FEE_ANAESTHESIA, anaesthesia_fee, TEXT("麻醉方式有值时麻醉费应大于 0", "anaesthesia needs its fee"), FILLED(OP_ANAESTHESIA)),
    PARTS("operation-fee-missing", W, ANY_ABOVE, FEE_OPERATION, operation_fee, TEXT("发生手术时手术费应大于 0", "an operation needs its fee"), FILLED(OP_CODE)),

    RULE("head-missing", W, REQUIRED, HEAD, TEXT("科主任不能为空", "the head of department must not be empty"), ALWAYS),
    RULE("chief-missing", W, REQUIRED, CHIEF, TEXT("主任（副主任）医师不能为空", "the chief physician must not be empty"), ALWAYS),
    RULE("attending-missing", W, REQUIRED, ATTENDING, TEXT("主治医师不能为空", "the attending physician must not be empty"), ALWAYS),
    RULE("resident-missing", W, REQUIRED, RESIDENT, TEXT("住院医师不能为空", "the resident physician must not be empty"), ALWAYS),
    RULE("nurse-missing", W, REQUIRED, NURSE, TEXT("责任护士不能为空", "the nurse in charge must not be empty"), ALWAYS),
    RULE("coder-missing", W, REQUIRED, CODER, TEXT("编码员不能为空", "the coder must not be empty"), ALWAYS),
};
/* clang-format on */

size_t jh_i_quality_n_rules(void)
{
    return sizeof jh_i_quality_rules / sizeof *jh_i_quality_rules;
}
