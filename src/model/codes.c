#include "model/codes.h"

#include <ctype.h>
#include <string.h>

/* A spelling as it stands after normalising: trimmed, ASCII in lower case, full-width as ASCII. */
struct word {
    const char *text;
    uint8_t code;
};

enum { TEXT_MAX = 64 };

/* Full-width ! to ~ (U+FF01..U+FF5E) and the ideographic space become ASCII; blanks are dropped.
 * False: longer than any spelling. */
static bool normalise(const char *text, char out[TEXT_MAX])
{
    size_t n = 0;
    const unsigned char *p = (const unsigned char *)text;
    while (*p != '\0') {
        unsigned char c = *p;
        size_t len = 1;
        if (p[0] == 0xef && (p[1] == 0xbc || p[1] == 0xbd) && p[2] >= 0x80) {
            c = (unsigned char)(p[1] == 0xbc ? p[2] - 0x60 : p[2] - 0x20);
            len = 3;
        } else if (p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x80) {
            c = ' ';
            len = 3;
        }
        p += len;
        if (c < 0x80 && isspace(c))
            continue;
        if (n + 1 >= TEXT_MAX)
            return false;
        out[n++] = (char)(c < 0x80 ? tolower(c) : c);
    }
    out[n] = '\0';
    return true;
}

static bool lookup(const struct word *words, const char *text, uint8_t *out)
{
    char normal[TEXT_MAX];
    if (!normalise(text, normal))
        return false;
    for (const struct word *w = words; w->text != NULL; w++)
        if (strcmp(w->text, normal) == 0) {
            *out = w->code;
            return true;
        }
    return false;
}

/* The part of text after the longest word it begins with, or NULL. */
static const char *after_word(const struct word *words, const char *text, uint8_t *out)
{
    const char *rest = NULL;
    size_t longest = 0;
    for (const struct word *w = words; w->text != NULL; w++) {
        size_t len = strlen(w->text);
        if (strncmp(w->text, text, len) == 0 && (rest == NULL || len > longest)) {
            *out = w->code;
            rest = text + len;
            longest = len;
        }
    }
    return rest;
}

/* Grade = [prefix] level [class] [kind of house]: 三级甲等, 三甲, 3A, tertiary A, 三级甲等综合医院. */
static const struct word grade_prefixes[] = {
    {"", 0}, {"grade", 0}, {"level", 0}, {"class", 0}, {"国家", 0}, {NULL, 0}};
static const struct word grade_levels[] = {{"三级", 3}, {"三", 3}, {"叁级", 3}, {"3级", 3},
    {"3", 3}, {"Ⅲ级", 3}, {"Ⅲ", 3}, {"ⅲ级", 3}, {"iii级", 3}, {"iii", 3}, {"tertiary", 3},
    {"二级", 2}, {"二", 2}, {"贰级", 2}, {"2级", 2}, {"2", 2}, {"Ⅱ级", 2}, {"Ⅱ", 2}, {"ⅱ级", 2},
    {"ii级", 2}, {"ii", 2}, {"secondary", 2}, {"一级", 1}, {"一", 1}, {"壹级", 1}, {"1级", 1},
    {"1", 1}, {"Ⅰ级", 1}, {"Ⅰ", 1}, {"ⅰ级", 1}, {"i级", 1}, {"i", 1}, {"primary", 1}, {NULL, 0}};
static const struct word grade_classes[] = {{"", 0}, {"甲等", 'a'}, {"甲", 'a'}, {"a等", 'a'},
    {"a", 'a'}, {"特等", 'a'}, {"特", 'a'}, {"乙等", 'b'}, {"乙", 'b'}, {"b等", 'b'}, {"b", 'b'},
    {"丙等", 'c'}, {"丙", 'c'}, {"c等", 'c'}, {"c", 'c'}, {"gradea", 'a'}, {"gradeb", 'b'},
    {"gradec", 'c'}, {"levela", 'a'}, {"levelb", 'b'}, {"levelc", 'c'}, {"classa", 'a'},
    {"classb", 'b'}, {"classc", 'c'}, {"-a", 'a'}, {"-b", 'b'}, {"-c", 'c'}, {"未定等", 0},
    {"未定级", 0}, {"未评", 0}, {"未评等", 0}, {"不分等", 0}, {"无等", 0}, {"其他", 0}, {NULL, 0}};
static const struct word grade_rests[] = {{"", 0}, {"医院", 0}, {"综合", 0}, {"综合医院", 0},
    {"专科", 0}, {"专科医院", 0}, {"中医", 0}, {"中医院", 0}, {"中医医院", 0},
    {"中西医结合医院", 0}, {"妇幼", 0}, {"妇幼保健院", 0}, {"hospital", 0}, {"等", 0}, {NULL, 0}};
static const struct word no_grades[] = {{"", 0}, {"无", 0}, {"未定级", 0}, {"未评级", 0},
    {"未评", 0}, {"未定", 0}, {"无等级", 0}, {"无级别", 0}, {"未分级", 0}, {"none", 0},
    {"ungraded", 0}, {NULL, 0}};

bool jh_i_grade_parse(const char *text, uint8_t *out_grade)
{
    char normal[TEXT_MAX];
    uint8_t level = 0, class = 0, unused = 0;
    if (lookup(no_grades, text, out_grade))
        return true;
    if (!normalise(text, normal))
        return false;
    const char *rest = after_word(grade_prefixes, normal, &unused);
    rest = after_word(grade_levels, rest, &level);
    if (rest == NULL)
        return false;
    rest = after_word(grade_classes, rest, &class);
    if (!lookup(grade_rests, rest, &unused))
        return false;
    static const uint8_t third[] = {JH_GRADE_3A, JH_GRADE_3B, JH_GRADE_3C};
    static const uint8_t second[] = {JH_GRADE_2A, JH_GRADE_2B, JH_GRADE_2};
    if (level == 3)
        *out_grade = class != 0 ? third[class - 'a'] : (uint8_t)JH_GRADE_3;
    else if (level == 2)
        *out_grade = class != 0 ? second[class - 'a'] : (uint8_t)JH_GRADE_2;
    else
        *out_grade = JH_GRADE_1;
    return true;
}

static const struct word sponsors[] = {{"", JH_SPONSOR_NONE}, {"委属", JH_SPONSOR_NATIONAL},
    {"委直属", JH_SPONSOR_NATIONAL}, {"委属委管", JH_SPONSOR_NATIONAL},
    {"委管", JH_SPONSOR_NATIONAL}, {"国家卫生健康委属", JH_SPONSOR_NATIONAL},
    {"国家卫生健康委直属", JH_SPONSOR_NATIONAL}, {"国家卫健委属", JH_SPONSOR_NATIONAL},
    {"国家卫健委直属", JH_SPONSOR_NATIONAL}, {"部属", JH_SPONSOR_NATIONAL},
    {"部直属", JH_SPONSOR_NATIONAL}, {"中央属", JH_SPONSOR_NATIONAL}, {"中央", JH_SPONSOR_NATIONAL},
    {"国家级", JH_SPONSOR_NATIONAL}, {"national", JH_SPONSOR_NATIONAL},
    {"省属", JH_SPONSOR_PROVINCIAL}, {"省直", JH_SPONSOR_PROVINCIAL},
    {"省直属", JH_SPONSOR_PROVINCIAL}, {"省级", JH_SPONSOR_PROVINCIAL},
    {"省管", JH_SPONSOR_PROVINCIAL}, {"省", JH_SPONSOR_PROVINCIAL},
    {"自治区属", JH_SPONSOR_PROVINCIAL}, {"自治区直属", JH_SPONSOR_PROVINCIAL},
    {"直辖市属", JH_SPONSOR_PROVINCIAL}, {"省(自治区)属", JH_SPONSOR_PROVINCIAL},
    {"provincial", JH_SPONSOR_PROVINCIAL}, {"市属", JH_SPONSOR_CITY}, {"市直", JH_SPONSOR_CITY},
    {"市直属", JH_SPONSOR_CITY}, {"市级", JH_SPONSOR_CITY}, {"市管", JH_SPONSOR_CITY},
    {"市", JH_SPONSOR_CITY}, {"地市属", JH_SPONSOR_CITY}, {"地市级", JH_SPONSOR_CITY},
    {"地级市属", JH_SPONSOR_CITY}, {"地属", JH_SPONSOR_CITY}, {"州属", JH_SPONSOR_CITY},
    {"盟属", JH_SPONSOR_CITY}, {"市(州)属", JH_SPONSOR_CITY}, {"city", JH_SPONSOR_CITY},
    {"municipal", JH_SPONSOR_CITY}, {"prefectural", JH_SPONSOR_CITY}, {"县属", JH_SPONSOR_COUNTY},
    {"县级", JH_SPONSOR_COUNTY}, {"县直", JH_SPONSOR_COUNTY}, {"县", JH_SPONSOR_COUNTY},
    {"区属", JH_SPONSOR_COUNTY}, {"区级", JH_SPONSOR_COUNTY}, {"旗属", JH_SPONSOR_COUNTY},
    {"区县属", JH_SPONSOR_COUNTY}, {"县区属", JH_SPONSOR_COUNTY}, {"县(区)属", JH_SPONSOR_COUNTY},
    {"区(县)属", JH_SPONSOR_COUNTY}, {"县级市属", JH_SPONSOR_COUNTY}, {"county", JH_SPONSOR_COUNTY},
    {"district", JH_SPONSOR_COUNTY}, {"高校", JH_SPONSOR_UNIVERSITY},
    {"高校属", JH_SPONSOR_UNIVERSITY}, {"高校附属", JH_SPONSOR_UNIVERSITY},
    {"高等院校", JH_SPONSOR_UNIVERSITY}, {"院校", JH_SPONSOR_UNIVERSITY},
    {"大学", JH_SPONSOR_UNIVERSITY}, {"大学附属", JH_SPONSOR_UNIVERSITY},
    {"university", JH_SPONSOR_UNIVERSITY}, {"军队", JH_SPONSOR_MILITARY},
    {"军队属", JH_SPONSOR_MILITARY}, {"部队", JH_SPONSOR_MILITARY}, {"军属", JH_SPONSOR_MILITARY},
    {"军队医院", JH_SPONSOR_MILITARY}, {"武警", JH_SPONSOR_MILITARY},
    {"military", JH_SPONSOR_MILITARY}, {"army", JH_SPONSOR_MILITARY}, {"民营", JH_SPONSOR_PRIVATE},
    {"民营医院", JH_SPONSOR_PRIVATE}, {"民办", JH_SPONSOR_PRIVATE}, {"私立", JH_SPONSOR_PRIVATE},
    {"私营", JH_SPONSOR_PRIVATE}, {"社会办", JH_SPONSOR_PRIVATE}, {"社会办医", JH_SPONSOR_PRIVATE},
    {"非公立", JH_SPONSOR_PRIVATE}, {"private", JH_SPONSOR_PRIVATE}, {"其他", JH_SPONSOR_OTHER},
    {"其它", JH_SPONSOR_OTHER}, {"企业", JH_SPONSOR_OTHER}, {"企业属", JH_SPONSOR_OTHER},
    {"国企", JH_SPONSOR_OTHER}, {"国有企业", JH_SPONSOR_OTHER}, {"行业", JH_SPONSOR_OTHER},
    {"other", JH_SPONSOR_OTHER}, {NULL, 0}};
static const struct word kinds[] = {{"", JH_KIND_NONE}, {"综合", JH_KIND_GENERAL},
    {"综合医院", JH_KIND_GENERAL}, {"综合性医院", JH_KIND_GENERAL}, {"general", JH_KIND_GENERAL},
    {"generalhospital", JH_KIND_GENERAL}, {"中医", JH_KIND_CHINESE}, {"中医院", JH_KIND_CHINESE},
    {"中医医院", JH_KIND_CHINESE}, {"中医综合", JH_KIND_CHINESE}, {"中西医结合", JH_KIND_CHINESE},
    {"中西医结合医院", JH_KIND_CHINESE}, {"民族医", JH_KIND_CHINESE}, {"民族医院", JH_KIND_CHINESE},
    {"chinesemedicine", JH_KIND_CHINESE}, {"chinese", JH_KIND_CHINESE}, {"tcm", JH_KIND_CHINESE},
    {"专科", JH_KIND_SPECIALIST}, {"专科医院", JH_KIND_SPECIALIST},
    {"specialist", JH_KIND_SPECIALIST}, {"specialty", JH_KIND_SPECIALIST},
    {"specialised", JH_KIND_SPECIALIST}, {"specialized", JH_KIND_SPECIALIST},
    {"妇幼", JH_KIND_MATERNAL}, {"妇幼保健", JH_KIND_MATERNAL}, {"妇幼保健院", JH_KIND_MATERNAL},
    {"妇幼保健机构", JH_KIND_MATERNAL}, {"妇女儿童", JH_KIND_MATERNAL},
    {"maternalandchild", JH_KIND_MATERNAL}, {"maternal", JH_KIND_MATERNAL}, {"其他", JH_KIND_OTHER},
    {"其它", JH_KIND_OTHER}, {"other", JH_KIND_OTHER}, {NULL, 0}};
static const struct word roles[] = {{"", JH_ROLE_CANDIDATE}, {"candidate", JH_ROLE_CANDIDATE},
    {"候选", JH_ROLE_CANDIDATE}, {"候选医院", JH_ROLE_CANDIDATE}, {"centre", JH_ROLE_CENTRE},
    {"center", JH_ROLE_CENTRE}, {"中心", JH_ROLE_CENTRE}, {"区域医疗中心", JH_ROLE_CENTRE},
    {"exporter", JH_ROLE_EXPORTER}, {"输出", JH_ROLE_EXPORTER}, {"输出医院", JH_ROLE_EXPORTER},
    {"other", JH_ROLE_OTHER}, {"其他", JH_ROLE_OTHER}, {"其它", JH_ROLE_OTHER}, {NULL, 0}};
static const struct word bases[] = {{"", JH_BASIS_NONE}, {"residence", JH_BASIS_RESIDENCE},
    {"resident", JH_BASIS_RESIDENCE}, {"常住", JH_BASIS_RESIDENCE}, {"常住地", JH_BASIS_RESIDENCE},
    {"常住人口", JH_BASIS_RESIDENCE}, {"现住址", JH_BASIS_RESIDENCE},
    {"居住地", JH_BASIS_RESIDENCE}, {"registration", JH_BASIS_REGISTRATION},
    {"registered", JH_BASIS_REGISTRATION}, {"户籍", JH_BASIS_REGISTRATION},
    {"户籍地", JH_BASIS_REGISTRATION}, {"户口", JH_BASIS_REGISTRATION},
    {"户口地址", JH_BASIS_REGISTRATION}, {"insurance", JH_BASIS_INSURANCE},
    {"insured", JH_BASIS_INSURANCE}, {"参保", JH_BASIS_INSURANCE}, {"参保地", JH_BASIS_INSURANCE},
    {"医保", JH_BASIS_INSURANCE}, {NULL, 0}};
static const struct word reasons[] = {{"", JH_REASON_UNKNOWN}, {"unknown", JH_REASON_UNKNOWN},
    {"未知", JH_REASON_UNKNOWN}, {"不详", JH_REASON_UNKNOWN}, {"transfer", JH_REASON_TRANSFER},
    {"referral", JH_REASON_TRANSFER}, {"转诊", JH_REASON_TRANSFER}, {"转院", JH_REASON_TRANSFER},
    {"转诊转院", JH_REASON_TRANSFER}, {"emergency", JH_REASON_EMERGENCY},
    {"急诊", JH_REASON_EMERGENCY}, {"急诊抢救", JH_REASON_EMERGENCY}, {"急救", JH_REASON_EMERGENCY},
    {"self", JH_REASON_SELF}, {"自行", JH_REASON_SELF}, {"自行外出", JH_REASON_SELF},
    {"自行外出就医", JH_REASON_SELF}, {"自行就医", JH_REASON_SELF},
    {"resident_elsewhere", JH_REASON_RESIDENT_ELSEWHERE},
    {"residentelsewhere", JH_REASON_RESIDENT_ELSEWHERE},
    {"长期居住备案", JH_REASON_RESIDENT_ELSEWHERE}, {"长期居住", JH_REASON_RESIDENT_ELSEWHERE},
    {"异地长期居住", JH_REASON_RESIDENT_ELSEWHERE}, {"异地安置", JH_REASON_RESIDENT_ELSEWHERE},
    {"异地长期居住备案", JH_REASON_RESIDENT_ELSEWHERE}, {NULL, 0}};
static const struct word key_levels[] = {{"", JH_KEY_NONE}, {"none", JH_KEY_NONE},
    {"无", JH_KEY_NONE}, {"否", JH_KEY_NONE}, {"provincial", JH_KEY_PROVINCIAL},
    {"省级", JH_KEY_PROVINCIAL}, {"省级重点", JH_KEY_PROVINCIAL},
    {"省级重点专科", JH_KEY_PROVINCIAL}, {"省级临床重点专科", JH_KEY_PROVINCIAL},
    {"national", JH_KEY_NATIONAL}, {"国家级", JH_KEY_NATIONAL}, {"国家", JH_KEY_NATIONAL},
    {"国家重点", JH_KEY_NATIONAL}, {"国家重点专科", JH_KEY_NATIONAL},
    {"国家临床重点专科", JH_KEY_NATIONAL}, {NULL, 0}};

bool jh_i_sponsor_parse(const char *text, uint8_t *out_sponsor)
{
    return lookup(sponsors, text, out_sponsor);
}

bool jh_i_kind_parse(const char *text, uint8_t *out_kind)
{
    return lookup(kinds, text, out_kind);
}

bool jh_i_role_parse(const char *text, uint8_t *out_role)
{
    return lookup(roles, text, out_role);
}

bool jh_i_basis_parse(const char *text, uint8_t *out_basis)
{
    return lookup(bases, text, out_basis);
}

bool jh_i_reason_parse(const char *text, uint8_t *out_reason)
{
    return lookup(reasons, text, out_reason);
}

bool jh_i_key_level_parse(const char *text, uint8_t *out_level)
{
    return lookup(key_levels, text, out_level);
}
