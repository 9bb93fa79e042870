#include "records/field.h"

#include <string.h>

const struct jh_field_info jh_i_fields[JH_N_FIELDS] = {
#define JH_X(id, name, kind, list, n, zh, en)                                                      \
    [JH_FIELD_##id] = {name, JH_KIND_OF_##kind, JH_LIST_##list, n, {en, zh}},
    JH_FIELD_MAP(JH_X)
#undef JH_X
};

int jh_i_field_find(const char *name)
{
    for (int i = 0; i < JH_N_FIELDS; i++)
        if (strcmp(jh_i_fields[i].name, name) == 0)
            return i;
    return -1;
}

/* National value ranges of the front page; vendors swap some, which profiles map back. */
static const struct jh_code codes[] = {
    {JH_LIST_SEX, "0", {"unknown", "未知"}},
    {JH_LIST_SEX, "1", {"male", "男"}},
    {JH_LIST_SEX, "2", {"female", "女"}},
    {JH_LIST_SEX, "9", {"not stated", "未说明"}},
    {JH_LIST_PAYMENT, "1", {"urban employees", "城镇职工医保"}},
    {JH_LIST_PAYMENT, "2", {"residents", "城镇居民医保"}},
    {JH_LIST_PAYMENT, "3", {"rural co-operative", "新农合"}},
    {JH_LIST_PAYMENT, "4", {"poverty relief", "贫困救助"}},
    {JH_LIST_PAYMENT, "5", {"commercial", "商业医保"}},
    {JH_LIST_PAYMENT, "6", {"public", "全公费"}},
    {JH_LIST_PAYMENT, "7", {"own money", "全自费"}},
    {JH_LIST_PAYMENT, "8", {"other insurance", "其他社保"}},
    {JH_LIST_PAYMENT, "9", {"other", "其他"}},
    {JH_LIST_MARITAL, "1", {"single", "未婚"}},
    {JH_LIST_MARITAL, "2", {"married", "已婚"}},
    {JH_LIST_MARITAL, "3", {"widowed", "丧偶"}},
    {JH_LIST_MARITAL, "4", {"divorced", "离婚"}},
    {JH_LIST_MARITAL, "9", {"other", "其他"}},
    {JH_LIST_OCCUPATION, "11", {"civil servant", "公务员"}},
    {JH_LIST_OCCUPATION, "13", {"professional", "专业技术人员"}},
    {JH_LIST_OCCUPATION, "17", {"clerk", "职员"}},
    {JH_LIST_OCCUPATION, "21", {"manager", "企业管理人员"}},
    {JH_LIST_OCCUPATION, "24", {"worker", "工人"}},
    {JH_LIST_OCCUPATION, "27", {"farmer", "农民"}},
    {JH_LIST_OCCUPATION, "31", {"student", "学生"}},
    {JH_LIST_OCCUPATION, "37", {"soldier", "现役军人"}},
    {JH_LIST_OCCUPATION, "51", {"free profession", "自由职业者"}},
    {JH_LIST_OCCUPATION, "54", {"self-employed", "个体经营者"}},
    {JH_LIST_OCCUPATION, "70", {"without work", "无业人员"}},
    {JH_LIST_OCCUPATION, "80", {"retired", "退(离)休人员"}},
    {JH_LIST_OCCUPATION, "90", {"other", "其他"}},
    {JH_LIST_ROUTE, "1", {"emergency", "急诊"}},
    {JH_LIST_ROUTE, "2", {"outpatient clinic", "门诊"}},
    {JH_LIST_ROUTE, "3", {"from another institution", "其他医疗机构转入"}},
    {JH_LIST_ROUTE, "9", {"other", "其他"}},
    {JH_LIST_CONDITION, "1", {"present", "有"}},
    {JH_LIST_CONDITION, "2", {"clinically undetermined", "临床未确定"}},
    {JH_LIST_CONDITION, "3", {"unknown", "情况不明"}},
    {JH_LIST_CONDITION, "4", {"absent", "无"}},
    {JH_LIST_DISCHARGE, "1", {"on advice", "医嘱离院"}},
    {JH_LIST_DISCHARGE, "2", {"transferred on advice", "医嘱转院"}},
    {JH_LIST_DISCHARGE, "3", {"to community care", "医嘱转社区卫生服务机构/乡镇卫生院"}},
    {JH_LIST_DISCHARGE, "4", {"against advice", "非医嘱离院"}},
    {JH_LIST_DISCHARGE, "5", {"death", "死亡"}},
    {JH_LIST_DISCHARGE, "9", {"other", "其他"}},
    {JH_LIST_OUTCOME, "1", {"cured", "治愈"}},
    {JH_LIST_OUTCOME, "2", {"better", "好转"}},
    {JH_LIST_OUTCOME, "3", {"not cured", "未愈"}},
    {JH_LIST_OUTCOME, "4", {"death", "死亡"}},
    {JH_LIST_OUTCOME, "5", {"other", "其他"}},
    {JH_LIST_REPLAN, "1", {"no", "无"}},
    {JH_LIST_REPLAN, "2", {"yes", "有"}},
    {JH_LIST_HAVE, "1", {"no", "无"}},
    {JH_LIST_HAVE, "2", {"yes", "有"}},
    {JH_LIST_YES_NO, "1", {"yes", "是"}},
    {JH_LIST_YES_NO, "2", {"no", "否"}},
    {JH_LIST_ABO, "1", {"A", "A型"}},
    {JH_LIST_ABO, "2", {"B", "B型"}},
    {JH_LIST_ABO, "3", {"O", "O型"}},
    {JH_LIST_ABO, "4", {"AB", "AB型"}},
    {JH_LIST_ABO, "5", {"unknown", "不详"}},
    {JH_LIST_ABO, "6", {"not tested", "未查"}},
    {JH_LIST_RH, "1", {"negative", "阴"}},
    {JH_LIST_RH, "2", {"positive", "阳"}},
    {JH_LIST_RH, "3", {"unknown", "不详"}},
    {JH_LIST_RH, "4", {"not tested", "未查"}},
    {JH_LIST_QUALITY, "1", {"first", "甲"}},
    {JH_LIST_QUALITY, "2", {"second", "乙"}},
    {JH_LIST_QUALITY, "3", {"third", "丙"}},
    {JH_LIST_RELATION, "0", {"self", "本人或户主"}},
    {JH_LIST_RELATION, "1", {"spouse", "配偶"}},
    {JH_LIST_RELATION, "2", {"son", "子"}},
    {JH_LIST_RELATION, "3", {"daughter", "女"}},
    {JH_LIST_RELATION, "4", {"grandchild", "孙子、孙女或外孙子、外孙女"}},
    {JH_LIST_RELATION, "5", {"parent", "父母"}},
    {JH_LIST_RELATION, "6", {"grandparent", "祖父母或外祖父母"}},
    {JH_LIST_RELATION, "7", {"sibling", "兄、弟、姐、妹"}},
    {JH_LIST_RELATION, "8", {"other", "其他"}},
    {JH_LIST_OP_LEVEL, "1", {"level 1", "一级手术"}},
    {JH_LIST_OP_LEVEL, "2", {"level 2", "二级手术"}},
    {JH_LIST_OP_LEVEL, "3", {"level 3", "三级手术"}},
    {JH_LIST_OP_LEVEL, "4", {"level 4", "四级手术"}},
    {JH_LIST_HEALING, "0", {"no wound", "无切口"}},
    {JH_LIST_HEALING, "1", {"I first", "Ⅰ/甲"}},
    {JH_LIST_HEALING, "2", {"I second", "Ⅰ/乙"}},
    {JH_LIST_HEALING, "3", {"I third", "Ⅰ/丙"}},
    {JH_LIST_HEALING, "4", {"II first", "Ⅱ/甲"}},
    {JH_LIST_HEALING, "5", {"II second", "Ⅱ/乙"}},
    {JH_LIST_HEALING, "6", {"II third", "Ⅱ/丙"}},
    {JH_LIST_HEALING, "7", {"III first", "Ⅲ/甲"}},
    {JH_LIST_HEALING, "8", {"III second", "Ⅲ/乙"}},
    {JH_LIST_HEALING, "9", {"III third", "Ⅲ/丙"}},
    {JH_LIST_HEALING, "10", {"I other", "Ⅰ/其他"}},
    {JH_LIST_REASON, "unknown", {"not known", "不详"}},
    {JH_LIST_REASON, "transfer", {"transferred", "转诊"}},
    {JH_LIST_REASON, "emergency", {"emergency care", "急诊"}},
    {JH_LIST_REASON, "self", {"own choice", "自行外出"}},
    {JH_LIST_REASON, "resident_elsewhere", {"resident elsewhere", "长期居住备案"}},
    {JH_LIST_FLAG, "0", {"no", "否"}},
    {JH_LIST_FLAG, "1", {"yes", "是"}},
    {JH_LIST_AGE_UNIT, "years", {"years", "岁"}},
    {JH_LIST_AGE_UNIT, "months", {"months", "月"}},
    {JH_LIST_AGE_UNIT, "days", {"days", "天"}},
    {JH_LIST_AGE_UNIT, "hours", {"hours", "小时"}},
    {JH_LIST_AGE_UNIT, "years_above_100", {"years above 100", "百岁以上岁数"}},
};
enum { N_CODES = sizeof codes / sizeof *codes };

const struct jh_code *jh_i_codes(enum jh_code_list list, size_t *out_n)
{
    size_t first = 0;
    while (first < N_CODES && codes[first].list != list)
        first++;
    size_t n = 0;
    while (first + n < N_CODES && codes[first + n].list == list)
        n++;
    *out_n = n;
    return &codes[first < N_CODES ? first : 0];
}

static bool is_text(const char *known, const char *text, size_t len)
{
    return strlen(known) == len && memcmp(known, text, len) == 0;
}

/* "01", "1.0" and "1" are the same code. */
static void trim_number(const char **text, size_t *len)
{
    if (*len > 2 && (*text)[*len - 1] == '0' && (*text)[*len - 2] == '.')
        *len -= 2;
    while (*len > 1 && (*text)[0] == '0') {
        ++*text;
        --*len;
    }
}

uint8_t jh_i_code_number(enum jh_code_list list, const char *text, size_t len)
{
    size_t n;
    const struct jh_code *code = jh_i_codes(list, &n);
    trim_number(&text, &len);
    for (size_t i = 0; i < n; i++)
        if (is_text(code[i].code, text, len) || is_text(code[i].title[JH_LANG_ZH], text, len) ||
            is_text(code[i].title[JH_LANG_EN], text, len))
            return (uint8_t)(i + 1);
    return 0;
}

uint8_t jh_i_code_of(enum jh_code_list list, const char *code)
{
    size_t n;
    const struct jh_code *all = jh_i_codes(list, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].code, code) == 0)
            return (uint8_t)(i + 1);
    return 0;
}
