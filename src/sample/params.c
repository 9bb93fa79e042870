#include "sample/params.h"

#include "junheng/model.h"

const struct jh_i_params jh_i_params = {
#define JH_X(name, value, en, zh) .name = (value),
    JH_I_PARAM_MAP(JH_X)
#undef JH_X
};

static const struct jh_i_specialty catalogue[JH_I_N_CATALOGUE] = {
    {"肿瘤", 5.2, .35, 10.5, 16000, 0, 0, 0, true, false},
    {"神经", 6.9, .28, 10, 13000, .05, 0, 0, true, false},
    {"心血管", 8.6, .25, 8, 17000, .08, 0, 0, true, false},
    {"儿科", 8, .12, 6, 4200, .15, 1, 0, false, true},
    {"呼吸", 7.5, .15, 8.5, 8500, .2, 0, 0, true, false},
    {"创伤", 4, .18, 11, 14000, -.05, 0, 0, false, false},
    {"妇产", 6.9, .08, 5.5, 6500, 0, 0, 0, false, true},
    {"骨科", 5.2, .12, 10.5, 18000, 0, 0, 0, true, false},
    {"传染病", 2, .12, 9.5, 7800, .1, 0, 0, false, false},
    {"口腔", 0.69, .06, 5, 8000, 0, 0, 0, false, false},
    {"眼科", 2.6, .08, 3.5, 6200, 0, 0, 0, false, false},
    {"精神", 1.49, .15, 28, 11000, 0, 0, 2, false, false},
    {"血液", 0.75, .4, 11.5, 19000, 0, 0, 1, false, false},
    {"中医骨伤", 1.72, .05, 11, 7600, 0, 0, 2, true, false},
};

static const struct {
    const char *id;
    double per_1000;
} further[] = {{"消化", 10}, {"肾脏", 5}, {"内分泌", 7}, {"泌尿", 5}, {"耳鼻喉", 4}, {"皮肤", 1.5},
    {"风湿免疫", 1.8}, {"康复", 4}, {"老年", 3}, {"重症", 1.2}, {"普通外科", 9}, {"胸外科", 2},
    {"整形烧伤", .8}, {"疼痛", 1}};

struct jh_i_specialty jh_i_specialty_of(size_t i)
{
    if (i < JH_I_N_CATALOGUE)
        return catalogue[i];
    size_t k = i - JH_I_N_CATALOGUE, n = sizeof further / sizeof *further;
    struct jh_i_specialty s = {
        .per_1000 = 1.5, .hard_frac = .15, .stay_days = 8, .cost_yuan = 9000, .level = 1};
    if (k < n) {
        s.id = further[k].id;
        s.per_1000 = further[k].per_1000;
        s.level = 0;
    }
    return s;
}

enum {
    G3A = JH_GRADE_3A,
    G3B = JH_GRADE_3B,
    G2A = JH_GRADE_2A,
    G2B = JH_GRADE_2B,
    G2 = JH_GRADE_2,
    NATION = JH_SPONSOR_NATIONAL,
    PROVINCE = JH_SPONSOR_PROVINCIAL,
    CITY = JH_SPONSOR_CITY,
    COUNTY = JH_SPONSOR_COUNTY,
    SCHOOL = JH_SPONSOR_UNIVERSITY,
    ARMY = JH_SPONSOR_MILITARY,
    OWNER = JH_SPONSOR_PRIVATE,
    GENERAL = JH_KIND_GENERAL,
    CHINESE = JH_KIND_CHINESE,
    SPECIAL = JH_KIND_SPECIALIST,
    MATERNAL = JH_KIND_MATERNAL,
    HOST = JH_ROLE_CANDIDATE,
    EXPORTER = JH_ROLE_EXPORTER,
    OTHER = JH_ROLE_OTHER
};

/* clang-format off */
const struct jh_i_tier jh_i_tiers[] = {
    /* scope, suffix, focus, grade, lesser, sponsor, kind, role, lesser share,
     * beds, sd, quality, sd, bed use, stay, level, reaches far */
    {JH_I_PER_PROVINCE, "省人民医院", "", G3A, G3A, PROVINCE, GENERAL, EXPORTER, 0,
        5250, .08, .80, .05, .98, 7.6, 3, true},
    {JH_I_PER_PREFECTURE, "市人民医院", "", G3A, G3B, CITY, GENERAL, HOST, .12,
        1100, .25, .54, .06, .93, 8.3, 1, false},
    {JH_I_PER_PROVINCE, "大学第一附属医院", "", G3A, G3A, SCHOOL, GENERAL, EXPORTER, 0,
        5800, .08, .83, .05, 1.0, 7.4, 2, true},
    {JH_I_PER_PROVINCE, "大学第二附属医院", "", G3A, G3A, SCHOOL, GENERAL, EXPORTER, 0,
        4000, .08, .79, .05, .97, 7.6, 2, true},
    {JH_I_PER_PROVINCE, "省肿瘤医院", "肿瘤 血液", G3A, G3A, PROVINCE, SPECIAL, EXPORTER, 0,
        2600, .08, .86, .03, 1.02, 9.8, 2, true},
    {JH_I_PER_PROVINCE, "省儿童医院", "儿科", G3A, G3A, PROVINCE, SPECIAL, HOST, 0,
        1800, .08, .85, .03, .99, 6.3, 2, true},
    {JH_I_PER_PROVINCE, "省胸科医院", "心血管 呼吸", G3A, G3A, PROVINCE, SPECIAL, HOST, 0,
        1650, .08, .82, .03, .96, 8.2, 2, true},
    {JH_I_PER_AREA, "人民医院", "", G2A, G3B, COUNTY, GENERAL, HOST, .14,
        430, .3, .36, .06, .86, 7.5, 0, false},
    {JH_I_PER_PREFECTURE, "市中心医院", "", G3B, G3A, CITY, GENERAL, HOST, .45,
        700, .25, .48, .06, .88, 8.4, 1, false},
    {JH_I_PER_PREFECTURE, "市中医医院", "", G3A, G3B, CITY, CHINESE, HOST, .45,
        550, .25, .47, .06, .84, 9.2, 1, false},
    {JH_I_PER_PROVINCE, "省妇幼保健院", "妇产 儿科", G3A, G3A, PROVINCE, MATERNAL, HOST, 0,
        1500, .08, .82, .03, .9, 5.6, 2, true},
    {JH_I_PER_PROVINCE, "省中医院", "", G3A, G3A, PROVINCE, CHINESE, HOST, 0,
        2500, .08, .76, .05, .95, 8.9, 2, true},
    {JH_I_PER_PROVINCE, "省传染病医院", "传染病 呼吸", G3A, G3A, PROVINCE, SPECIAL, HOST, 0,
        1250, .08, .8, .03, .82, 9.4, 2, true},
    {JH_I_PER_PROVINCE, "省精神卫生中心", "精神", G3A, G3A, PROVINCE, SPECIAL, HOST, 0,
        1950, .08, .82, .03, 1.03, 29, 2, true},
    {JH_I_PER_PROVINCE, "大学口腔医院", "口腔", G3A, G3A, SCHOOL, SPECIAL, HOST, 0,
        250, .08, .85, .03, .8, 5.1, 2, true},
    {JH_I_PER_PROVINCE, "省眼科医院", "眼科", G3A, G3A, PROVINCE, SPECIAL, HOST, 0,
        480, .08, .83, .03, .86, 3.6, 2, true},
    {JH_I_PER_PROVINCE, "省骨科医院", "骨科 创伤 中医骨伤", G3A, G3A, PROVINCE, SPECIAL, HOST, 0,
        1300, .08, .8, .03, .93, 10.2, 2, true},
    {JH_I_PER_PROVINCE, "联勤医院", "", G3A, G3A, ARMY, GENERAL, OTHER, 0,
        2200, .08, .74, .05, .88, 8.6, 2, true},
    {JH_I_PER_PREFECTURE, "市妇幼保健院", "妇产 儿科", G2A, G3B, CITY, MATERNAL, HOST, .3,
        310, .25, .46, .06, .8, 5.4, 1, false},
    {JH_I_PER_PREFECTURE, "市精神卫生中心", "精神", G2A, G3B, CITY, SPECIAL, HOST, .35,
        380, .3, .44, .06, 1.0, 32, 1, false},
    {JH_I_PER_PREFECTURE, "市第三人民医院", "传染病 呼吸", G2A, G3B, CITY, SPECIAL, HOST, .25,
        270, .25, .43, .06, .74, 9.6, 1, false},
    {JH_I_PER_PREFECTURE, "沐康医院", "", G2, G3B, OWNER, GENERAL, OTHER, .1,
        250, .4, .36, .08, .72, 7.9, 0, false},
    {JH_I_PER_AREA, "中医院", "", G2A, G2B, COUNTY, CHINESE, OTHER, .4,
        180, .3, .32, .06, .8, 8.4, 0, false},
    {JH_I_PER_AREA, "睦安医院", "", G2, G2, OWNER, GENERAL, OTHER, 0,
        90, .35, .26, .07, .7, 7.8, 0, false},
    {JH_I_PER_AREA, "妇幼保健院", "妇产 儿科", G2B, G2A, COUNTY, MATERNAL, OTHER, .3,
        90, .3, .3, .06, .72, 5.2, 0, false},
};
const struct jh_i_tier jh_i_tier_exporter = {JH_I_OUTSIDE, "", "", G3A, G3A, NATION, GENERAL,
    EXPORTER, 0, 3400, .2, .94, .02, 1.0, 6.8, 3, true};
const struct jh_i_tier jh_i_tier_neighbour_city = {JH_I_OUTSIDE, "", "", G3A, G3A, PROVINCE,
    GENERAL, OTHER, 0, 3000, .15, .82, .04, .97, 7.6, 3, true};
const struct jh_i_tier jh_i_tier_neighbour = {JH_I_OUTSIDE, "人民医院", "", G2A, G3B, COUNTY,
    GENERAL, OTHER, .3, 800, .25, .42, .05, .88, 7.6, 1, false};
/* clang-format on */
const size_t jh_i_n_tiers = sizeof jh_i_tiers / sizeof *jh_i_tiers, jh_i_n_filling_tiers = 2;
