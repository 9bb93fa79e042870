#include "records/cube.h"

#include <string.h>
#include <sys/mman.h>

#include "base/alloc.h"
#include "base/fail.h"

enum {
    FIRST_CAP = 4096,
    HARDS = 3,
    REASONS = 5,
    BASES = 4,
    REST_BITS = 17, /* of period, hard, reason and basis */
    SPECIALTY_BITS = 11,
    HOSPITAL_BITS = 17,
    TOLD_SHIFT = 56,
    HUGE_BYTES = 1 << 21
};
static const uint64_t cases_mask = ((uint64_t)1 << TOLD_SHIFT) - 1;

uint64_t jh_i_cell_pack(const struct jh_cell_key *key)
{
    const uint64_t place = (uint64_t)(uint32_t)key->area << HOSPITAL_BITS | (uint32_t)key->hospital;
    const uint32_t rest =
        (((uint32_t)key->period * HARDS + key->hard) * REASONS + key->reason) * BASES;
    return (place << SPECIALTY_BITS | key->specialty) << REST_BITS | (rest + key->basis);
}

struct jh_cell_key jh_i_cell_unpack(uint64_t key)
{
    const uint64_t above = key >> REST_BITS;
    const uint32_t rest = (uint32_t)(key & ((1u << REST_BITS) - 1));
    return (struct jh_cell_key){.area = (int32_t)(above >> SPECIALTY_BITS >> HOSPITAL_BITS),
        .hospital = (int32_t)(above >> SPECIALTY_BITS & ((1u << HOSPITAL_BITS) - 1)),
        .specialty = (uint16_t)(above & ((1u << SPECIALTY_BITS) - 1)),
        .period = (uint16_t)(rest / BASES / REASONS / HARDS),
        .hard = (uint8_t)(rest / BASES / REASONS % HARDS),
        .reason = (uint8_t)(rest / BASES % REASONS),
        .basis = (uint8_t)(rest % BASES)};
}

void jh_i_cube_init(struct jh_cube *cube, unsigned measures)
{
    *cube = (struct jh_cube){.width = 2};
    for (int m = 0; m < JH_N_MEASURES; m++)
        if (m != JH_MEASURE_CASES && (measures & JH_TOLD(m)) != 0)
            cube->kept[cube->n_kept++] = (uint8_t)m;
    cube->width += cube->n_kept;
}

void jh_i_cube_release(struct jh_cube *cube)
{
    jh_i_free(cube->memory);
    *cube = (struct jh_cube){0};
}

/* Room for n cells, zeroed; false: out of memory. */
static bool make_room(struct jh_cube *cube, size_t n)
{
    enum { LINE = 64 };
    size_t n_words;
    if (__builtin_mul_overflow(n, cube->width, &n_words))
        return false;
    cube->memory = jh_i_calloc(n_words + LINE / sizeof(uint64_t), sizeof(uint64_t));
    cube->word = (uint64_t *)(((uintptr_t)cube->memory + LINE - 1) & ~(uintptr_t)(LINE - 1));
    return cube->memory != NULL;
}

/* ---- The table -------------------------------------------------------------------------------- */

static size_t home_of(uint64_t key, size_t cap)
{
    uint64_t h = (key ^ key >> 32) * 0xBF58476D1CE4E5B9u;
    h = (h ^ h >> 29) * 0x94D049BB133111EBu;
    return (size_t)(h ^ h >> 32) & (cap - 1);
}

/* A cell is free where nothing was ever told of it: cases always are. */
static uint64_t *find(const struct jh_cube *cube, uint64_t key)
{
    size_t i = home_of(key, cube->cap);
    uint64_t *cell = cube->word + i * cube->width;
    while (cell[1] != 0 && cell[0] != key) {
        i = (i + 1) & (cube->cap - 1);
        cell = cube->word + i * cube->width;
    }
    return cell;
}

/* Cells are met at random: on large pages their addresses are found sooner. */
static void prefer_huge(void *memory, size_t size)
{
#ifdef MADV_HUGEPAGE
    const uintptr_t begin = ((uintptr_t)memory + HUGE_BYTES - 1) & ~(uintptr_t)(HUGE_BYTES - 1);
    const uintptr_t end = ((uintptr_t)memory + size) & ~(uintptr_t)(HUGE_BYTES - 1);
    if (begin < end)
        madvise((void *)begin, end - begin, MADV_HUGEPAGE); /* a wish: no matter what it answers */
#else
    (void)memory;
    (void)size;
#endif
}

static enum jh_status grow(struct jh_cube *cube, struct jh_error *err)
{
    if (cube->width == 0)
        jh_i_cube_init(cube, JH_TOLD_ALL);
    struct jh_cube big = {.cap = cube->cap > 0 ? cube->cap * 2 : FIRST_CAP, .width = cube->width};
    if (!make_room(&big, big.cap))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    prefer_huge(big.word, big.cap * big.width * sizeof *big.word);
    for (size_t i = 0; i < cube->cap; i++) {
        const uint64_t *cell = cube->word + i * cube->width;
        if (cell[1] != 0)
            memcpy(find(&big, cell[0]), cell, cube->width * sizeof *cell);
    }
    jh_i_free(cube->memory);
    cube->memory = big.memory;
    cube->word = big.word;
    cube->cap = big.cap;
    return JH_OK;
}

static void add_words(uint64_t *cell, const uint64_t *what, size_t width)
{
    cell[1] = (cell[1] + (what[1] & cases_mask)) | (what[1] & ~cases_mask);
    for (size_t w = 2; w < width; w++)
        cell[w] += what[w];
}

static void settle(struct jh_cube *cube)
{
    for (size_t i = 0; i < cube->n_waiting; i++) {
        uint64_t *cell = find(cube, cube->waiting[i][0]);
        cube->n += cell[1] == 0;
        cell[0] = cube->waiting[i][0];
        add_words(cell, cube->waiting[i], cube->width);
    }
    cube->n_waiting = 0;
}

enum jh_status jh_i_cube_add(
    struct jh_cube *cube, const struct jh_cube_cell *what, struct jh_error *err)
{
    /* Those that wait have room already, so that settling cannot fail. */
    if ((cube->n + cube->n_waiting) * 4 >= cube->cap * 3) {
        settle(cube);
        enum jh_status st = cube->n * 4 >= cube->cap * 3 ? grow(cube, err) : JH_OK;
        if (st != JH_OK)
            return st;
    }
    const char *home = (const char *)(cube->word + home_of(what->key, cube->cap) * cube->width);
    __builtin_prefetch(home, 1);
    __builtin_prefetch(home + (cube->width - 1) * sizeof(uint64_t), 1);
    uint64_t *to = cube->waiting[cube->n_waiting++];
    to[0] = what->key;
    to[1] = ((uint64_t)what->measure[JH_MEASURE_CASES] & cases_mask) |
            (uint64_t)(what->told | JH_TOLD(JH_MEASURE_CASES)) << TOLD_SHIFT;
    for (size_t k = 0; k < cube->n_kept; k++)
        to[2 + k] = (uint64_t)what->measure[cube->kept[k]];
    if (cube->n_waiting == JH_CUBE_WAITING)
        settle(cube);
    return JH_OK;
}

/* ---- Sorted ----------------------------------------------------------------------------------- */

struct sort_entry {
    uint64_t key;
    size_t at;
};

/* By digits of 11 bits, the lowest first; the answer stands in `a` again. */
static void sort_entries(size_t n, struct sort_entry *a, struct sort_entry *b)
{
    enum { BITS = 11, DIGITS = 1 << BITS };
    struct sort_entry *from = a, *to = b;
    uint64_t any = 0;
    for (size_t i = 0; i < n; i++)
        any |= a[i].key ^ a[0].key;
    for (int shift = 0; shift < 64; shift += BITS) {
        size_t begin[DIGITS + 1] = {0};
        if ((any >> shift & (DIGITS - 1)) == 0)
            continue;
        for (size_t i = 0; i < n; i++)
            begin[(from[i].key >> shift & (DIGITS - 1)) + 1]++;
        for (size_t d = 0; d < DIGITS; d++)
            begin[d + 1] += begin[d];
        for (size_t i = 0; i < n; i++)
            to[begin[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
        struct sort_entry *swap = from;
        from = to;
        to = swap;
    }
    if (from != a)
        memcpy(a, from, n * sizeof *a);
}

enum jh_status jh_i_cube_sort(struct jh_cube *cube, struct jh_error *err)
{
    size_t n = 0;
    settle(cube);
    struct sort_entry *entry = jh_i_calloc(2 * cube->n, sizeof *entry);
    struct jh_cube sorted = {.width = cube->width};
    if (!make_room(&sorted, cube->n) || entry == NULL) {
        jh_i_free(entry);
        jh_i_free(sorted.memory);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < cube->cap; i++)
        if (cube->word[i * cube->width + 1] != 0)
            entry[n++] = (struct sort_entry){cube->word[i * cube->width], i};
    sort_entries(n, entry, entry + n);
    for (size_t i = 0; i < n; i++)
        memcpy(sorted.word + i * cube->width, cube->word + entry[i].at * cube->width,
            cube->width * sizeof *sorted.word);
    jh_i_free(entry);
    jh_i_free(cube->memory);
    cube->memory = sorted.memory;
    cube->word = sorted.word;
    cube->cap = n;
    return JH_OK;
}

enum jh_status jh_i_cube_join(
    struct jh_cube *cube, const struct jh_cube *other, struct jh_error *err)
{
    const size_t width = cube->width > 0 ? cube->width : other->width;
    size_t i = 0, k = 0, n = 0;
    struct jh_cube both = {.width = width};
    if (!make_room(&both, cube->n + other->n))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    while (i < cube->n || k < other->n) {
        /* An empty cube has no words at all. */
        const uint64_t *a = i < cube->n ? cube->word + i * width : NULL;
        const uint64_t *b = k < other->n ? other->word + k * width : NULL;
        const bool has_a = a != NULL && (b == NULL || a[0] <= b[0]);
        const bool has_b = b != NULL && (a == NULL || b[0] <= a[0]);
        memcpy(both.word + n * width, has_a ? a : b, width * sizeof *both.word);
        if (has_a && has_b)
            add_words(both.word + n * width, b, width);
        i += has_a;
        k += has_b;
        n++;
    }
    jh_i_free(cube->memory);
    cube->memory = both.memory;
    cube->word = both.word;
    cube->n = cube->cap = n;
    return JH_OK;
}

struct jh_cube_cell jh_i_cube_at(const struct jh_cube *cube, size_t i)
{
    const uint64_t *word = cube->word + i * cube->width;
    struct jh_cube_cell cell = {.key = word[0], .told = (unsigned)(word[1] >> TOLD_SHIFT)};
    cell.measure[JH_MEASURE_CASES] = (int64_t)(word[1] & cases_mask);
    for (size_t k = 0; k < cube->n_kept; k++)
        cell.measure[cube->kept[k]] = (int64_t)word[2 + k];
    return cell;
}
