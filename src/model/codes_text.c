#include "model/codes.h"

/* What a code is called: its stable text in datasets, and its names for people. */
struct name {
    uint8_t code;
    const char *stable, *text[JH_N_LANGS];
};

static const struct name grade_names[] = {{JH_GRADE_1, "", {"1", "一级"}},
    {JH_GRADE_2, "", {"2", "二级"}}, {JH_GRADE_2B, "", {"2B", "二级乙等"}},
    {JH_GRADE_2A, "", {"2A", "二级甲等"}}, {JH_GRADE_3, "", {"3", "三级"}},
    {JH_GRADE_3C, "", {"3C", "三级丙等"}}, {JH_GRADE_3B, "", {"3B", "三级乙等"}},
    {JH_GRADE_3A, "", {"3A", "三级甲等"}}, {0, NULL, {NULL, NULL}}};
static const struct name sponsor_names[] = {
#define JH_X(name, number, zh, en) {number, zh, {en, zh}},
    JH_SPONSOR_MAP(JH_X)
#undef JH_X
        {0, NULL, {NULL, NULL}}};
static const struct name kind_names[] = {
#define JH_X(name, number, zh, en) {number, zh, {en, zh}},
    JH_KIND_MAP(JH_X)
#undef JH_X
        {0, NULL, {NULL, NULL}}};
static const struct name role_names[] = {{JH_ROLE_CANDIDATE, "candidate", {NULL, NULL}},
    {JH_ROLE_CENTRE, "centre", {NULL, NULL}}, {JH_ROLE_EXPORTER, "exporter", {NULL, NULL}},
    {JH_ROLE_OTHER, "other", {NULL, NULL}}, {0, NULL, {NULL, NULL}}};
static const struct name basis_names[] = {{JH_BASIS_RESIDENCE, "residence", {"residence", "常住"}},
    {JH_BASIS_REGISTRATION, "registration", {"registration", "户籍"}},
    {JH_BASIS_INSURANCE, "insurance", {"insurance", "参保"}}, {0, NULL, {NULL, NULL}}};
static const struct name reason_names[] = {{JH_REASON_UNKNOWN, "unknown", {"unknown", "不详"}},
    {JH_REASON_TRANSFER, "transfer", {"transfer", "转诊"}},
    {JH_REASON_EMERGENCY, "emergency", {"emergency", "急诊"}},
    {JH_REASON_SELF, "self", {"own choice", "自行外出"}},
    {JH_REASON_RESIDENT_ELSEWHERE, "resident_elsewhere", {"resident elsewhere", "长期居住备案"}},
    {0, NULL, {NULL, NULL}}};
static const struct name key_level_names[] = {
    {JH_KEY_PROVINCIAL, "provincial", {"provincial", "省级"}},
    {JH_KEY_NATIONAL, "national", {"national", "国家级"}}, {0, NULL, {NULL, NULL}}};

static const struct name none = {0, "", {"", ""}};

static const struct name *name_of(const struct name *names, uint8_t code)
{
    for (const struct name *n = names; n->stable != NULL; n++)
        if (n->code == code)
            return n;
    return &none;
}

const char *jh_i_grade_text(enum jh_lang lang, uint8_t grade)
{
    return name_of(grade_names, grade)->text[lang];
}

const char *jh_i_sponsor_text(enum jh_lang lang, uint8_t sponsor)
{
    return name_of(sponsor_names, sponsor)->text[lang];
}

const char *jh_i_kind_text(enum jh_lang lang, uint8_t kind)
{
    return name_of(kind_names, kind)->text[lang];
}

const char *jh_i_basis_text(enum jh_lang lang, uint8_t basis)
{
    return name_of(basis_names, basis)->text[lang];
}

const char *jh_i_reason_text(enum jh_lang lang, uint8_t reason)
{
    return name_of(reason_names, reason)->text[lang];
}

const char *jh_i_role_code(uint8_t role)
{
    return name_of(role_names, role)->stable;
}

const char *jh_i_basis_code(uint8_t basis)
{
    return name_of(basis_names, basis)->stable;
}

const char *jh_i_reason_code(uint8_t reason)
{
    return name_of(reason_names, reason)->stable;
}

const char *jh_i_key_level_code(uint8_t level)
{
    return name_of(key_level_names, level)->stable;
}
