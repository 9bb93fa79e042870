/*
 * What a discharge record can tell: one field per meaning, whatever a file calls its columns, and
 * the code lists of the coded ones. Profiles map columns to fields; decoders, rules and the report
 * follow these tables.
 */
#ifndef JH_RECORDS_FIELD_H
#define JH_RECORDS_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

enum jh_field_kind {
    JH_KIND_OF_TEXT,   /* free text or an id: kept as it stands */
    JH_KIND_OF_CODE,   /* one of a code list */
    JH_KIND_OF_DATE,   /* civil day */
    JH_KIND_OF_COUNT,  /* whole number >= 0 */
    JH_KIND_OF_MONEY,  /* yuan in the file, fen inside */
    JH_KIND_OF_WEIGHT, /* decimal >= 0, ten-thousandths inside */
    JH_KIND_OF_AGE,    /* years; also written 3岁, 5月, 12天 */
    JH_KIND_OF_ICD,    /* ICD-10 code */
    JH_KIND_OF_ID      /* an id that a spreadsheet may have spoilt */
};

/* Code lists of the front page (住院病案首页), by the number of their national value range. */
enum jh_code_list {
    JH_LIST_NONE,
    JH_LIST_SEX,
    JH_LIST_PAYMENT,
    JH_LIST_MARITAL,
    JH_LIST_OCCUPATION,
    JH_LIST_ROUTE,
    JH_LIST_CONDITION,
    JH_LIST_DISCHARGE,
    JH_LIST_OUTCOME,
    JH_LIST_REPLAN,
    JH_LIST_HAVE,
    JH_LIST_YES_NO,
    JH_LIST_ABO,
    JH_LIST_RH,
    JH_LIST_QUALITY,
    JH_LIST_RELATION,
    JH_LIST_OP_LEVEL,
    JH_LIST_HEALING,
    JH_LIST_REASON,
    JH_LIST_FLAG,
    JH_LIST_AGE_UNIT,
    JH_N_LISTS
};

/* id, name in profiles, kind, code list, times it may occur, Chinese, English */
#define JH_FIELD_MAP(X)                                                                            \
    X(HOSPITAL, "hospital", ID, NONE, 1, "医疗机构", "hospital")                                   \
    X(HOSPITAL_NAME, "hospital_name", TEXT, NONE, 1, "机构名称", "hospital name")                  \
    X(RECORD_NO, "record_no", ID, NONE, 1, "病案号", "record number")                              \
    X(STAY_NO, "stay_no", COUNT, NONE, 1, "住院次数", "number of the stay")                        \
    X(PERSON, "person", ID, NONE, 1, "患者标识", "person key")                                     \
    X(ID_CARD, "id_card", ID, NONE, 1, "身份证号", "identity number")                              \
    X(PAYMENT, "payment", CODE, PAYMENT, 1, "付费方式", "payment")                                 \
    X(SEX, "sex", CODE, SEX, 1, "性别", "sex")                                                     \
    X(BIRTH_DATE, "birth_date", DATE, NONE, 1, "出生日期", "date of birth")                        \
    X(AGE, "age", AGE, NONE, 1, "年龄", "age")                                                     \
    X(AGE_DAYS, "age_days", COUNT, NONE, 1, "不足1周岁年龄（天）", "age in days")                  \
    X(AGE_UNIT, "age_unit", CODE, AGE_UNIT, 1, "年龄单位", "unit of the age")                      \
    X(MARITAL, "marital", CODE, MARITAL, 1, "婚姻", "marital status")                              \
    X(OCCUPATION, "occupation", CODE, OCCUPATION, 1, "职业", "occupation")                         \
    X(AREA_CODE, "area_code", ID, NONE, 1, "现住址行政区划代码", "home area code")                 \
    X(ADDRESS, "address", TEXT, NONE, 4, "现住址", "home address")                                 \
    X(POSTCODE, "postcode", ID, NONE, 1, "现住址邮编", "postcode of home")                         \
    X(REGISTERED_ADDRESS, "registered_address", TEXT, NONE, 4, "户口地址", "registered address")   \
    X(REGISTERED_POSTCODE, "registered_postcode", ID, NONE, 1, "户口邮编",                         \
        "postcode of registration")                                                                \
    X(INSURANCE_AREA, "insurance_area", ID, NONE, 1, "参保地", "area of insurance")                \
    X(WORK_UNIT, "work_unit", TEXT, NONE, 1, "工作单位", "work unit")                              \
    X(CONTACT_NAME, "contact_name", TEXT, NONE, 1, "联系人", "contact person")                     \
    X(CONTACT_RELATION, "contact_relation", CODE, RELATION, 1, "联系人关系",                       \
        "relation of contact")                                                                     \
    X(ADMISSION_ROUTE, "admission_route", CODE, ROUTE, 1, "入院途径", "way of admission")          \
    X(ADMISSION_DATE, "admission_date", DATE, NONE, 1, "入院时间", "date of admission")            \
    X(ADMISSION_DEPARTMENT, "admission_department", TEXT, NONE, 1, "入院科别",                     \
        "department of admission")                                                                 \
    X(DISCHARGE_DATE, "discharge_date", DATE, NONE, 1, "出院时间", "date of discharge")            \
    X(DISCHARGE_DEPARTMENT, "discharge_department", TEXT, NONE, 1, "出院科别",                     \
        "department of discharge")                                                                 \
    X(DAYS, "days", COUNT, NONE, 1, "实际住院天数", "days of stay")                                \
    X(MAIN_DX, "main_dx", ICD, NONE, 1, "主要诊断编码", "main diagnosis")                          \
    X(MAIN_DX_NAME, "main_dx_name", TEXT, NONE, 1, "主要诊断名称", "name of main diagnosis")       \
    X(MAIN_DX_CONDITION, "main_dx_condition", CODE, CONDITION, 1, "主要诊断入院病情",              \
        "main diagnosis on admission")                                                             \
    X(CLINIC_DX, "clinic_dx", ICD, NONE, 1, "门急诊诊断编码", "clinic diagnosis")                  \
    X(OTHER_DX, "other_dx", ICD, NONE, 40, "其他诊断编码", "other diagnoses")                      \
    X(OTHER_DX_CONDITION, "other_dx_condition", CODE, CONDITION, 40, "其他诊断入院病情",           \
        "other diagnoses on admission")                                                            \
    X(PATHOLOGY_DX, "pathology_dx", TEXT, NONE, 1, "病理诊断编码", "pathology diagnosis")          \
    X(PATHOLOGY_NAME, "pathology_name", TEXT, NONE, 1, "病理诊断名称",                             \
        "name of pathology diagnosis")                                                             \
    X(PATHOLOGY_NO, "pathology_no", TEXT, NONE, 1, "病理号", "pathology number")                   \
    X(INJURY_DX, "injury_dx", ICD, NONE, 1, "损伤中毒外因编码", "external cause")                  \
    X(INJURY_NAME, "injury_name", TEXT, NONE, 1, "损伤中毒外因名称", "name of external cause")     \
    X(ALLERGY, "allergy", CODE, HAVE, 1, "有无药物过敏", "drug allergy")                           \
    X(ALLERGY_DRUGS, "allergy_drugs", TEXT, NONE, 1, "过敏药物", "drugs of allergy")               \
    X(AUTOPSY, "autopsy", CODE, YES_NO, 1, "死亡患者尸检", "autopsy")                              \
    X(ABO, "abo", CODE, ABO, 1, "ABO血型", "ABO blood group")                                      \
    X(RH, "rh", CODE, RH, 1, "Rh血型", "Rh blood group")                                           \
    X(RECORD_QUALITY, "record_quality", CODE, QUALITY, 1, "病案质量", "quality of the record")     \
    X(OP_CODE, "op_code", TEXT, NONE, 41, "手术编码", "operations")                                \
    X(OP_DATE, "op_date", DATE, NONE, 41, "手术日期", "dates of operations")                       \
    X(OP_LEVEL, "op_level", CODE, OP_LEVEL, 41, "手术级别", "levels of operations")                \
    X(OP_HEALING, "op_healing", CODE, HEALING, 41, "切口愈合等级", "healing of wounds")            \
    X(OP_ANAESTHESIA, "op_anaesthesia", TEXT, NONE, 41, "麻醉方式", "anaesthesia")                 \
    X(DISCHARGE_WAY, "discharge_way", CODE, DISCHARGE, 1, "离院方式", "way of discharge")          \
    X(OUTCOME, "outcome", CODE, OUTCOME, 1, "出院情况", "outcome")                                 \
    X(DEATH, "death", CODE, FLAG, 1, "死亡标志", "death")                                          \
    X(RECEIVER, "receiver", TEXT, NONE, 2, "拟接收机构", "receiving institution")                  \
    X(REPLAN, "replan", CODE, REPLAN, 1, "31天内再住院计划", "readmission planned in 31 days")     \
    X(REPLAN_PURPOSE, "replan_purpose", TEXT, NONE, 1, "再住院目的", "purpose of readmission")     \
    X(COMA_BEFORE, "coma_before", COUNT, NONE, 3, "入院前昏迷时间", "coma before admission")       \
    X(COMA_AFTER, "coma_after", COUNT, NONE, 3, "入院后昏迷时间", "coma after admission")          \
    X(BIRTH_WEIGHT, "birth_weight", COUNT, NONE, 5, "新生儿出生体重", "weight at birth")           \
    X(ADMISSION_WEIGHT, "admission_weight", COUNT, NONE, 1, "新生儿入院体重",                      \
        "weight of newborn on admission")                                                          \
    X(RESCUES, "rescues", COUNT, NONE, 1, "抢救次数", "rescues")                                   \
    X(RESCUES_WON, "rescues_won", COUNT, NONE, 1, "抢救成功次数", "successful rescues")            \
    X(HEAD, "head", TEXT, NONE, 1, "科主任", "head of department")                                 \
    X(CHIEF, "chief", TEXT, NONE, 1, "主任（副主任）医师", "chief physician")                      \
    X(ATTENDING, "attending", TEXT, NONE, 1, "主治医师", "attending physician")                    \
    X(RESIDENT, "resident", TEXT, NONE, 1, "住院医师", "resident physician")                       \
    X(NURSE, "nurse", TEXT, NONE, 1, "责任护士", "nurse in charge")                                \
    X(CODER, "coder", TEXT, NONE, 1, "编码员", "coder")                                            \
    X(COST, "cost", MONEY, NONE, 1, "住院总费用", "total cost")                                    \
    X(SELF_PAY, "self_pay", MONEY, NONE, 1, "自付金额", "paid by the patient")                     \
    X(FEE_GENERAL, "fee_general", MONEY, NONE, 1, "一般医疗服务费", "general service fee")         \
    X(FEE_TREATMENT, "fee_treatment", MONEY, NONE, 1, "一般治疗操作费", "general treatment fee")   \
    X(FEE_NURSING, "fee_nursing", MONEY, NONE, 1, "护理费", "nursing fee")                         \
    X(FEE_SERVICE, "fee_service", MONEY, NONE, 1, "综合医疗服务其他费", "other service fee")       \
    X(FEE_PATHOLOGY, "fee_pathology", MONEY, NONE, 1, "病理诊断费", "pathology fee")               \
    X(FEE_LABORATORY, "fee_laboratory", MONEY, NONE, 1, "实验室诊断费", "laboratory fee")          \
    X(FEE_IMAGING, "fee_imaging", MONEY, NONE, 1, "影像学诊断费", "imaging fee")                   \
    X(FEE_CLINICAL, "fee_clinical", MONEY, NONE, 1, "临床诊断项目费", "clinical diagnosis fee")    \
    X(FEE_NONSURGICAL, "fee_nonsurgical", MONEY, NONE, 1, "非手术治疗项目费",                      \
        "non-surgical treatment fee")                                                              \
    X(FEE_PHYSICAL, "fee_physical", MONEY, NONE, 1, "临床物理治疗费", "physical therapy fee")      \
    X(FEE_SURGICAL, "fee_surgical", MONEY, NONE, 1, "手术治疗费", "surgical treatment fee")        \
    X(FEE_ANAESTHESIA, "fee_anaesthesia", MONEY, NONE, 1, "麻醉费", "anaesthesia fee")             \
    X(FEE_OPERATION, "fee_operation", MONEY, NONE, 1, "手术费", "operation fee")                   \
    X(FEE_REHABILITATION, "fee_rehabilitation", MONEY, NONE, 1, "康复费", "rehabilitation fee")    \
    X(FEE_CHINESE, "fee_chinese", MONEY, NONE, 1, "中医治疗费", "Chinese medicine fee")            \
    X(FEE_WESTERN_DRUG, "fee_western_drug", MONEY, NONE, 1, "西药费", "western drug fee")          \
    X(FEE_ANTIBACTERIAL, "fee_antibacterial", MONEY, NONE, 1, "抗菌药物费", "antibacterial fee")   \
    X(FEE_PATENT_DRUG, "fee_patent_drug", MONEY, NONE, 1, "中成药费", "Chinese patent drug fee")   \
    X(FEE_HERBAL_DRUG, "fee_herbal_drug", MONEY, NONE, 1, "中草药费", "herbal drug fee")           \
    X(FEE_BLOOD, "fee_blood", MONEY, NONE, 1, "血费", "blood fee")                                 \
    X(FEE_ALBUMIN, "fee_albumin", MONEY, NONE, 1, "白蛋白类制品费", "albumin fee")                 \
    X(FEE_GLOBULIN, "fee_globulin", MONEY, NONE, 1, "球蛋白类制品费", "globulin fee")              \
    X(FEE_CLOTTING, "fee_clotting", MONEY, NONE, 1, "凝血因子类制品费", "clotting factor fee")     \
    X(FEE_CYTOKINE, "fee_cytokine", MONEY, NONE, 1, "细胞因子类制品费", "cytokine fee")            \
    X(FEE_MATERIAL_EXAM, "fee_material_exam", MONEY, NONE, 1, "检查用一次性材料费",                \
        "examination material fee")                                                                \
    X(FEE_MATERIAL_CARE, "fee_material_care", MONEY, NONE, 1, "治疗用一次性材料费",                \
        "treatment material fee")                                                                  \
    X(FEE_MATERIAL_OP, "fee_material_op", MONEY, NONE, 1, "手术用一次性材料费",                    \
        "operation material fee")                                                                  \
    X(FEE_OTHER, "fee_other", MONEY, NONE, 1, "其他费", "other fee")                               \
    X(DRG, "drg", TEXT, NONE, 1, "DRG编码", "DRG code")                                            \
    X(DRG_WEIGHT, "drg_weight", WEIGHT, NONE, 1, "DRG权重", "DRG weight")                          \
    X(REASON, "reason", CODE, REASON, 1, "外出原因", "reason")                                     \
    X(HARD, "hard", CODE, FLAG, 1, "疑难危重", "hard case")                                        \
    X(SPECIALTY, "specialty", TEXT, NONE, 1, "专科", "specialty")                                  \
    X(PERIOD, "period", TEXT, NONE, 1, "期间", "period")                                           \
    X(CASES, "cases", COUNT, NONE, 1, "例数", "cases")                                             \
    X(PERSONS, "persons", COUNT, NONE, 1, "人数", "persons")                                       \
    X(DEATHS, "deaths", COUNT, NONE, 1, "死亡例数", "deaths")

enum jh_field {
#define JH_X(id, name, kind, list, n, zh, en) JH_FIELD_##id,
    JH_FIELD_MAP(JH_X)
#undef JH_X
        JH_N_FIELDS
};

struct jh_field_info {
    const char *name;
    enum jh_field_kind kind;
    enum jh_code_list list;
    uint8_t n_max; /* columns it may have */
    const char *title[JH_N_LANGS];
};
extern const struct jh_field_info jh_i_fields[JH_N_FIELDS];
/** The field of that name, or -1. */
int jh_i_field_find(const char *name);

/** One code of a list. Within a list codes are numbered from 1 in the order of the table. */
struct jh_code {
    uint8_t list; /* enum jh_code_list */
    const char *code;
    const char *title[JH_N_LANGS];
};
#define JH_CODES_MAX 16 /* of one list; numbers 1..15 */
/** First code of a list; *out_n how many. */
const struct jh_code *jh_i_codes(enum jh_code_list list, size_t *out_n);
/** Number of a code as written: the code itself, with leading zeros or ".0", its Chinese or English
 *  title; 0: not in the list. */
uint8_t jh_i_code_number(enum jh_code_list list, const char *text, size_t len);
/** Number of a code known to be in the list. */
uint8_t jh_i_code_of(enum jh_code_list list, const char *code);

#endif
