#include "records/rec_scan.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif
#ifdef __aarch64__
#include <arm_neon.h>
#endif

static bool always(void)
{
    return true;
}

static void scan_plain(const unsigned char *bytes, size_t n_blocks, unsigned char separator,
    struct jh_i_rec_marks *out_marks, struct jh_i_rec_seen *out_seen)
{
    uint64_t quotes = 0, nuls = 0;
    for (size_t b = 0; b < n_blocks; b++, bytes += 64) {
        uint64_t sep = 0, line = 0, quote = 0;
        for (unsigned i = 0; i < 64; i++) {
            line |= (uint64_t)(bytes[i] == '\n') << i;
            sep |= (uint64_t)(bytes[i] == separator) << i;
            quote |= (uint64_t)(bytes[i] == '"') << i;
            nuls |= bytes[i] == 0;
        }
        out_marks[b] = (struct jh_i_rec_marks){.sep = sep | line, .line = line};
        out_seen->quote[b] = quote;
        quotes |= quote;
    }
    out_seen->any_quote = quotes != 0;
    out_seen->any_nul = nuls != 0;
}

#ifdef __x86_64__
__attribute__((target("avx512f,avx512bw"))) static void scan_avx512(const unsigned char *bytes,
    size_t n_blocks, unsigned char separator, struct jh_i_rec_marks *out_marks,
    struct jh_i_rec_seen *out_seen)
{
    const __m512i wanted = _mm512_set1_epi8((char)separator), line_feed = _mm512_set1_epi8('\n'),
                  quote_mark = _mm512_set1_epi8('"');
    uint64_t quotes = 0, nuls = 0;
    for (size_t b = 0; b < n_blocks; b++, bytes += 64) {
        __m512i v = _mm512_loadu_si512(bytes);
        uint64_t line = _mm512_cmpeq_epi8_mask(v, line_feed);
        uint64_t quote = _mm512_cmpeq_epi8_mask(v, quote_mark);
        out_marks[b].sep = _mm512_cmpeq_epi8_mask(v, wanted) | line;
        out_marks[b].line = line;
        out_seen->quote[b] = quote;
        quotes |= quote;
        nuls |= _mm512_testn_epi8_mask(v, v);
    }
    out_seen->any_quote = quotes != 0;
    out_seen->any_nul = nuls != 0;
}

static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
}

__attribute__((target("avx2"))) static inline uint64_t equal_avx2(
    __m256i low, __m256i high, __m256i wanted)
{
    uint32_t l = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
    uint32_t h = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));
    return (uint64_t)h << 32 | l;
}

__attribute__((target("avx2"))) static void scan_avx2(const unsigned char *bytes, size_t n_blocks,
    unsigned char separator, struct jh_i_rec_marks *out_marks, struct jh_i_rec_seen *out_seen)
{
    const __m256i wanted = _mm256_set1_epi8((char)separator), line_feed = _mm256_set1_epi8('\n'),
                  quote_mark = _mm256_set1_epi8('"'), zero = _mm256_setzero_si256();
    uint64_t quotes = 0, nuls = 0;
    for (size_t b = 0; b < n_blocks; b++, bytes += 64) {
        __m256i low = _mm256_loadu_si256((const __m256i_u *)(const void *)bytes);
        __m256i high = _mm256_loadu_si256((const __m256i_u *)(const void *)(bytes + 32));
        uint64_t line = equal_avx2(low, high, line_feed);
        uint64_t quote = equal_avx2(low, high, quote_mark);
        out_marks[b].sep = equal_avx2(low, high, wanted) | line;
        out_marks[b].line = line;
        out_seen->quote[b] = quote;
        quotes |= quote;
        __m256i lowest = _mm256_min_epu8(low, high);
        nuls |= (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(lowest, zero));
    }
    out_seen->any_quote = quotes != 0;
    out_seen->any_nul = nuls != 0;
}

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}
#endif

#ifdef __aarch64__
/* One bit per byte of four vectors of comparison results (0 or 255). */
static inline uint64_t gather_neon(const uint8x16_t part[4])
{
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t weight = vld1q_u8(weights);
    uint8x16_t a = vpaddq_u8(vandq_u8(part[0], weight), vandq_u8(part[1], weight));
    uint8x16_t b = vpaddq_u8(vandq_u8(part[2], weight), vandq_u8(part[3], weight));
    uint8x16_t c = vpaddq_u8(a, b);
    c = vpaddq_u8(c, c);
    return vgetq_lane_u64(vreinterpretq_u64_u8(c), 0);
}

static inline uint64_t equal_neon(const uint8x16_t v[4], uint8x16_t wanted)
{
    uint8x16_t part[4];
    for (int i = 0; i < 4; i++)
        part[i] = vceqq_u8(v[i], wanted);
    return gather_neon(part);
}

static void scan_neon(const unsigned char *bytes, size_t n_blocks, unsigned char separator,
    struct jh_i_rec_marks *out_marks, struct jh_i_rec_seen *out_seen)
{
    const uint8x16_t wanted = vdupq_n_u8(separator), line_feed = vdupq_n_u8('\n'),
                     quote_mark = vdupq_n_u8('"');
    uint8x16_t lowest = vdupq_n_u8(255);
    uint64_t quotes = 0;
    for (size_t b = 0; b < n_blocks; b++, bytes += 64) {
        uint8x16_t v[4];
        for (int i = 0; i < 4; i++) {
            v[i] = vld1q_u8(bytes + 16 * i);
            lowest = vminq_u8(lowest, v[i]);
        }
        uint64_t line = equal_neon(v, line_feed);
        uint64_t quote = equal_neon(v, quote_mark);
        out_marks[b].sep = equal_neon(v, wanted) | line;
        out_marks[b].line = line;
        out_seen->quote[b] = quote;
        quotes |= quote;
    }
    out_seen->any_quote = quotes != 0;
    out_seen->any_nul = vminvq_u8(lowest) == 0;
}
#endif

static const struct jh_i_rec_scanner scanners[] = {
#ifdef __x86_64__
    {.name = "avx512", .scan = scan_avx512, .is_supported = has_avx512},
    {.name = "avx2", .scan = scan_avx2, .is_supported = has_avx2},
#endif
#ifdef __aarch64__
    {.name = "neon", .scan = scan_neon, .is_supported = always},
#endif
    {.name = "plain", .scan = scan_plain, .is_supported = always},
};

const struct jh_i_rec_scanner *jh_i_rec_scanners(size_t *out_n)
{
    *out_n = sizeof scanners / sizeof scanners[0];
    return scanners;
}

const struct jh_i_rec_scanner *jh_i_rec_scanner_best(void)
{
    const struct jh_i_rec_scanner *scanner = scanners;
    while (!scanner->is_supported())
        scanner++;
    return scanner;
}
