/* Any bytes as a profile: refused with a place, or a profile whose patterns expand. */
#include "fuzz.h"
#include "io/records/profile_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const header[] = {"A01", "B15", "C06x01C", "C06x02C"};
    struct jh_profile profile;
    struct jh_binding binding;
    if (jh_i_profile_parse((const char *)data, size, &profile, NULL) != JH_OK)
        return 0;
    MUST(profile.n_columns > 0 && profile.n_home > 0 && profile.name[0] != '\0');
    if (jh_i_profile_bind(&profile, 4, header, NULL, &binding, NULL) == JH_OK) {
        for (size_t i = 0; i < binding.n; i++)
            MUST(binding.item[i].column < 4);
        jh_i_binding_release(&binding);
    }
    jh_i_profile_release(&profile);
    return 0;
}
