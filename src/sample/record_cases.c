#include "sample/record_cases.h"

#include <stddef.h>
#include <string.h>

static const struct jh_sample_case cases[] = {
    {"肿瘤", "C34.100x001", "A19", 30, 85, false, false},
    {"肿瘤", "C50.900", "19", 30, 85, true, false},
    {"肿瘤", "D25.900", "A05.01", 25, 60, true, false},
    {"神经", "I63.900", "A03.03", 45, 90, false, false},
    {"神经", "G40.900", "03.03", 18, 80, false, false},
    {"心血管", "I25.103", "A03.04", 40, 90, false, false},
    {"心血管", "I50.900", "304", 50, 90, false, false},
    {"儿科", "J18.000", "A07", 1, 14, false, true},
    {"儿科", "J20.900", "A07.04", 1, 17, false, true},
    {"呼吸", "J44.100", "A03.01", 40, 90, false, false},
    {"呼吸", "J18.900", "0301", 18, 90, false, false},
    {"创伤", "S72.000", "A04.03", 3, 90, false, false},
    {"创伤", "S06.500", "A04.02", 18, 80, false, false},
    {"妇产", "O80.000", "A05.02", 20, 42, true, false},
    {"妇产", "N80.000", "A05.01", 20, 50, true, false},
    {"骨科", "M51.202", "A04.03", 25, 80, false, false},
    {"骨科", "M17.900", "04.03", 45, 85, false, false},
    {"传染病", "B18.100", "A16.03", 20, 75, false, false},
    {"口腔", "K04.700", "A12", 10, 80, false, false},
    {"眼科", "H25.900", "A10", 45, 90, false, false},
    {"精神", "F20.900", "A15.01", 18, 70, false, false},
    {"血液", "D61.900", "A03.05", 10, 80, false, false},
    {"血液", "C90.000", "A03.05", 30, 85, false, false},
    {"中医骨伤", "M54.500", "A50.10", 25, 80, false, true},
    {"老年", "E11.900", "A03.10", 65, 95, false, true},
    {"其他", "K29.500", "A03.02", 18, 85, false, false},
};
enum { N_CASES = sizeof cases / sizeof *cases };

const struct jh_sample_case *jh_i_sample_case(const char *specialty, uint64_t random)
{
    size_t first = 0, n = 0;
    while (first < N_CASES && strcmp(cases[first].specialty, specialty) != 0)
        first++;
    while (first + n < N_CASES && strcmp(cases[first + n].specialty, specialty) == 0)
        n++;
    return n > 0 ? &cases[first + random % n] : &cases[N_CASES - 1];
}
