/* Any bytes as specialty rules: refused, or compiled so that every case has an answer. */
#include "fuzz.h"
#include "io/records/rules_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jh_rules rules;
    if (jh_i_rules_parse((const char *)data, size, &rules, NULL) != JH_OK)
        return 0;
    for (int32_t icd = -1; icd < JH_ICD_KEYS; icd += 997)
        for (int age = -1; age < 250; age += 50) {
            const struct jh_rule_case c = {.icd = icd, .age = age, .department = age * 10};
            const int main = jh_i_rules_classify(&rules.main, &c);
            MUST(main >= -1 && main < (int)rules.n_specialties);
            MUST(jh_i_rules_classify(&rules.second, &c) < (int)rules.n_specialties);
        }
    MUST(rules.other < rules.n_specialties);
    jh_i_rules_release(&rules);
    return 0;
}
