#include "records/rules.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"

/* One end of a range: the first or last key that begins so. */
static bool parse_end(const char *text, size_t len, bool last, int32_t *out)
{
    int digit[4] = {-1, -1, -1, -1}, n = 0;
    if (len < 3 || text[0] < 'A' || text[0] > 'Z')
        return false;
    for (size_t i = 1; i < len; i++) {
        if (text[i] == '.' && n == 2 && i + 1 < len)
            continue;
        if (text[i] < '0' || text[i] > '9' || n == 4)
            return false;
        digit[n++] = text[i] - '0';
    }
    if (n < 2)
        return false;
    for (int i = n; last && i < 4; i++)
        digit[i] = 9;
    *out = jh_i_icd_pack(text[0] - 'A', digit[0] * 10 + digit[1], digit[2], digit[3]);
    return true;
}

bool jh_i_icd_range_parse(const char *text, struct jh_icd_range *out)
{
    const char *dash = strchr(text, '-');
    const size_t len = dash != NULL ? (size_t)(dash - text) : strlen(text);
    const char *end = dash != NULL ? dash + 1 : text;
    struct jh_icd_range range;
    if (!parse_end(text, len, false, &range.from) ||
        !parse_end(end, strlen(end), true, &range.to) || range.to < range.from)
        return false;
    *out = range;
    return true;
}

bool jh_i_department_range_parse(const char *text, int *out_from, int *out_to)
{
    const int department = jh_i_department(text, strlen(text));
    if (department < 0)
        return false;
    *out_from = department;
    *out_to = department % 100 == 0 ? department + 99 : department;
    return true;
}

static bool in_ranges(size_t n, const struct jh_icd_range *range, int32_t key)
{
    for (size_t i = 0; i < n; i++)
        if (key >= range[i].from && key <= range[i].to)
            return true;
    return false;
}

/* ---- Compiling -------------------------------------------------------------------------------- */

/* Rules whose ICD condition holds for a key; JH_ICD_KEYS: there is no code. */
static uint64_t rules_of_key(const struct jh_rule_list *list, int32_t key, bool with)
{
    uint64_t mask = 0;
    for (size_t r = 0; r < list->n; r++) {
        const struct jh_specialty_rule *rule = &list->rule[r];
        const size_t n = with ? rule->n_with : rule->n_icd;
        const struct jh_icd_range *range = with ? rule->with : rule->icd;
        const bool open = n == 0 && !with;
        if (open || (key < JH_ICD_KEYS && in_ranges(n, range, key)))
            mask |= (uint64_t)1 << r;
    }
    return mask;
}

/* Keys with the same rules share a class. */
static enum jh_status compile_keys(struct jh_arena *arena, const struct jh_rule_list *list,
    bool with, uint8_t **out_class, uint64_t *mask, struct jh_error *err)
{
    size_t n = 0;
    uint8_t last = 0;
    uint8_t *class_of = jh_arena_new(arena, JH_ICD_KEYS + 1, uint8_t);
    if (class_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (int32_t key = 0; key <= JH_ICD_KEYS; key++) {
        const uint64_t mine = rules_of_key(list, key, with);
        if (n == 0 || mask[last] != mine) {
            size_t c = 0;
            while (c < n && mask[c] != mine)
                c++;
            if (c == 256)
                return jh_fail(
                    err, JH_E_LIMIT, "the ranges of the specialty rules overlap too much");
            mask[c] = mine;
            n = c == n ? n + 1 : n;
            last = (uint8_t)c;
        }
        class_of[key] = last;
    }
    *out_class = class_of;
    return JH_OK;
}

static void compile_categories(struct jh_rule_list *list)
{
    enum { KEYS = JH_ICD_KEYS / JH_ICD_CATEGORIES };
    for (size_t c = 0; c <= JH_ICD_CATEGORIES; c++) {
        const uint8_t *of = list->icd_class + c * KEYS;
        list->icd_category[c] = of[0];
        for (size_t i = 1; c < JH_ICD_CATEGORIES && i < KEYS; i++)
            if (of[i] != of[0])
                list->icd_category[c] = JH_ICD_MIXED;
    }
}

static uint64_t rules_of_icd(const struct jh_rule_list *list, int32_t icd)
{
    const uint16_t class = list->icd_category[icd / (JH_ICD_KEYS / JH_ICD_CATEGORIES)];
    return list->icd_mask[class != JH_ICD_MIXED ? class : list->icd_class[icd]];
}

static void compile_ages(struct jh_rule_list *list)
{
    for (int age = 0; age < JH_RULES_AGES; age++) {
        const bool known = age < JH_RULES_AGES - 1;
        list->age_mask[age] = 0;
        for (size_t r = 0; r < list->n; r++) {
            const struct jh_specialty_rule *rule = &list->rule[r];
            const bool open = rule->min_age < 0 && rule->max_age < 0;
            const bool within =
                known && age >= rule->min_age && (rule->max_age < 0 || age <= rule->max_age);
            if (open || within)
                list->age_mask[age] |= (uint64_t)1 << r;
        }
    }
}

static void compile_departments(struct jh_rule_list *list)
{
    for (int d = 0; d < JH_RULES_DEPARTMENTS; d++)
        for (size_t r = 0; r < list->n; r++) {
            const struct jh_specialty_rule *rule = &list->rule[r];
            bool fits = rule->n_departments == 0;
            for (size_t i = 0; i < rule->n_departments && d < JH_RULES_DEPARTMENTS - 1; i++)
                fits |= d >= rule->department[i][0] && d <= rule->department[i][1];
            if (fits)
                list->department_mask[d] |= (uint64_t)1 << r;
        }
}

static enum jh_status compile_list(
    struct jh_arena *arena, struct jh_rule_list *list, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    if (list->n > JH_RULES_MAX)
        return jh_fail(err, JH_E_LIMIT, "more than %d specialty rules", JH_RULES_MAX);
    JH_TRY(st, compile_keys(arena, list, false, &list->icd_class, list->icd_mask, err));
    JH_TRY(st, compile_keys(arena, list, true, &list->with_class, list->with_mask, err));
    list->department_mask = jh_arena_new(arena, JH_RULES_DEPARTMENTS, uint64_t);
    if (list->department_mask == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t r = 0; r < list->n; r++)
        if (list->rule[r].n_with > 0)
            list->needs_with |= (uint64_t)1 << r;
    compile_categories(list);
    compile_ages(list);
    compile_departments(list);
out:
    return st;
}

enum jh_status jh_i_rules_compile(
    struct jh_rules *rules, size_t n_hard, const struct jh_icd_range *hard, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    JH_TRY(st, compile_list(&rules->arena, &rules->main, err));
    JH_TRY(st, compile_list(&rules->arena, &rules->second, err));
    rules->hard_icd = jh_arena_new(&rules->arena, JH_ICD_KEYS / 8 + 1, uint8_t);
    if (rules->hard_icd == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n_hard; i++)
        for (int32_t key = hard[i].from; key <= hard[i].to; key++)
            rules->hard_icd[key / 8] |= (uint8_t)(1u << (key % 8));
out:
    return st;
}

void jh_i_rules_release(struct jh_rules *rules)
{
    jh_arena_release(&rules->arena);
    *rules = (struct jh_rules){0};
}

/* ---- A record --------------------------------------------------------------------------------- */

static uint64_t with_rules(const struct jh_rule_list *list, const struct jh_rule_case *c)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < c->n_other; i++)
        if (c->other[i] >= 0)
            mask |= list->with_mask[list->with_class[c->other[i]]];
    return mask;
}

int jh_i_rules_classify(const struct jh_rule_list *list, const struct jh_rule_case *c)
{
    if (list->n == 0)
        return -1;
    const int32_t icd = c->icd >= 0 ? c->icd : JH_ICD_KEYS;
    const int age = c->age >= 0 && c->age < JH_RULES_AGES - 1 ? c->age : JH_RULES_AGES - 1;
    const int department = c->department >= 0 && c->department < JH_RULES_DEPARTMENTS - 1
                               ? c->department
                               : JH_RULES_DEPARTMENTS - 1;
    uint64_t mask =
        rules_of_icd(list, icd) & list->age_mask[age] & list->department_mask[department];
    if ((mask & list->needs_with) != 0)
        mask &= ~list->needs_with | with_rules(list, c);
    return mask != 0 ? list->rule[__builtin_ctzll(mask)].specialty : -1;
}
