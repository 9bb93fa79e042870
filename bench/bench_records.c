/*
 * Reads discharge records and counts cases, days and cost by home area, hospital and ICD-10 chapter.
 * Usage: bench_records [-t THREADS] [-s SCANNER] [-b BLOCK] [-r REPEATS] [-o ANSWER] [-a]
 *                      wide|narrow FILE...
 * -a: home area from the beginning of the address instead of the postcode.
 * Prints one line per repeat: kernel bytes 1 wall_ns processor_ns rows checksum.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "records/reader.h"

enum { N_NAMES = 1 << 12, PAIRS_MIN = 1 << 12, N_CHAPTERS = 23, N_WANTED = 5, AHEAD = 32 };

struct name {
    uint64_t hash, word[3]; /* its bytes as far as they are told apart: the first 16, the last 8 */
    uint32_t len;           /* 0: free */
    char text[36];
};
struct cell {
    uint32_t cases, days;
    uint64_t cost_fen;
};
/* Cells of a home area and a hospital. */
struct pair {
    uint64_t key;      /* 1 + home << 32 + hospital; 0: free */
    struct cell *cell; /* [N_CHAPTERS] */
};
/* What one slot counts; open addressing, at most half full. */
struct counts {
    struct name *name; /* [N_NAMES] */
    struct pair *pair; /* [n_pairs] */
    size_t n_pairs, n_used;
    int shift; /* 64 - log2(n_pairs) */
    struct jh_arena cells;
};

/* Chapters of ICD-10, in the order of their codes: the first category behind each. */
static const struct {
    const char *end;
    uint8_t number;
} chapters[] = {{"C00", 1}, {"D50", 2}, {"E00", 3}, {"F00", 4}, {"G00", 5}, {"H00", 6}, {"H60", 7},
    {"I00", 8}, {"J00", 9}, {"K00", 10}, {"L00", 11}, {"M00", 12}, {"N00", 13}, {"O00", 14},
    {"P00", 15}, {"Q00", 16}, {"R00", 17}, {"S00", 18}, {"U00", 19}, {"V00", 22}, {"Z00", 20},
    {"\x7F", 21}};

static uint8_t chapter_of[26 * 100];

static void make_chapters(void)
{
    for (int i = 0; i < 2600; i++) {
        char category[8];
        snprintf(category, sizeof category, "%c%02d", 'A' + i / 100, i % 100);
        size_t c = 0;
        while (strcmp(category, chapters[c].end) >= 0)
            c++;
        chapter_of[i] = chapters[c].number;
    }
}

static uint64_t eight_of(const char *text)
{
    uint64_t eight;
    memcpy(&eight, text, sizeof eight);
    return eight;
}

static uint32_t name_id(struct counts *counts, const char *text, uint32_t len)
{
    uint64_t w[3] = {0};
    if (len >= 8) {
        w[0] = eight_of(text);
        w[1] = len >= 16 ? eight_of(text + 8) : 0;
        w[2] = eight_of(text + len - 8);
    } else {
        for (uint32_t i = 0; i < len; i++)
            w[0] = w[0] << 8 | (unsigned char)text[i];
    }
    uint64_t hash = (w[0] * 0x9E3779B97F4A7C15u) ^ (w[1] * 0xD6E8FEB86659FD93u) ^
                    (w[2] * 0xA0761D6478BD642Fu) ^ len;
    hash ^= hash >> 32;
    for (uint32_t i = (uint32_t)hash % N_NAMES;; i = (i + 1) % N_NAMES) {
        struct name *name = &counts->name[i];
        if (name->hash == hash && name->len == len && name->word[0] == w[0] &&
            name->word[1] == w[1] && name->word[2] == w[2])
            return i;
        if (name->len != 0)
            continue;
        if (len > 24) {
            fprintf(stderr, "bench_records: a name above 24 bytes\n");
            exit(1);
        }
        *name = (struct name){.hash = hash, .word = {w[0], w[1], w[2]}, .len = len};
        memcpy(name->text, text, len);
        return i;
    }
}

static uint64_t digits(struct jh_i_rec_field f)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < f.len; i++)
        n = f.text[i] == '.' ? n : 10 * n + (uint64_t)(f.text[i] - '0');
    return n;
}

static size_t place_of(const struct counts *counts, uint64_t key)
{
    return (size_t)(key * 0x9E3779B97F4A7C15u >> counts->shift);
}

static struct pair *pair_at(const struct counts *counts, uint64_t key)
{
    size_t i = place_of(counts, key);
    while (counts->pair[i].key != key && counts->pair[i].key != 0)
        i = (i + 1) % counts->n_pairs;
    return &counts->pair[i];
}

/* Room for n more pairs. */
static void make_room(struct counts *counts, size_t n)
{
    struct counts larger = *counts;
    if (counts->n_pairs >= 2 * (counts->n_used + n))
        return;
    larger.n_pairs = PAIRS_MIN;
    for (larger.shift = 52; larger.n_pairs < 4 * (counts->n_used + n); larger.shift--)
        larger.n_pairs *= 2;
    larger.pair = jh_i_calloc(larger.n_pairs, sizeof *larger.pair);
    for (size_t i = 0; i < counts->n_pairs; i++)
        if (counts->pair[i].key != 0)
            *pair_at(&larger, counts->pair[i].key) = counts->pair[i];
    jh_i_free(counts->pair);
    *counts = larger;
}

static uint64_t key_of(uint64_t home, uint64_t hospital)
{
    return 1 + (home << 32 | hospital);
}

static struct cell *cells_of(struct counts *counts, uint64_t key)
{
    struct pair *pair = pair_at(counts, key);
    if (pair->key == 0) {
        counts->n_used++;
        pair->key = key;
        pair->cell = jh_arena_new(&counts->cells, N_CHAPTERS, struct cell);
    }
    return pair->cell;
}

static void add_cell(struct cell *cell, const struct cell *more)
{
    cell->cases += more->cases;
    cell->days += more->days;
    cell->cost_fen += more->cost_fen;
}

struct bench {
    struct counts *slot;
    bool by_address;
};

/* A row to add, and where. */
struct addend {
    uint64_t key;
    size_t chapter;
    struct cell *to, what;
};

/* Wanted: hospital, home, diagnosis, days, cost. */
static struct addend addend_of(
    const struct bench *bench, struct counts *counts, const struct jh_i_rec_field *f)
{
    const char *code = f[2].text;
    uint32_t home_len = bench->by_address && f[1].len > 18 ? 18 : f[1].len;
    uint64_t home = name_id(counts, f[1].text, home_len);
    uint64_t hospital = name_id(counts, f[0].text, f[0].len);
    size_t chapter = 0;
    if (f[2].len >= 3)
        chapter = chapter_of[(code[0] - 'A') * 100 + (code[1] - '0') * 10 + code[2] - '0'];
    return (struct addend){.key = key_of(home, hospital),
        .chapter = chapter,
        .what = {1, (uint32_t)digits(f[3]), digits(f[4])}};
}

static enum jh_status take(
    void *ctx, int slot, const struct jh_i_rec_batch *batch, struct jh_error *err)
{
    (void)err;
    const struct bench *bench = ctx;
    struct counts *counts = &bench->slot[slot];
    for (size_t begin = 0; begin < batch->n_rows; begin += AHEAD) {
        struct addend addend[AHEAD];
        size_t n = batch->n_rows - begin < AHEAD ? batch->n_rows - begin : AHEAD;
        make_room(counts, n);
        for (size_t i = 0; i < n; i++) {
            addend[i] = addend_of(bench, counts, batch->field + (begin + i) * N_WANTED);
            __builtin_prefetch(&counts->pair[place_of(counts, addend[i].key)]);
        }
        for (size_t i = 0; i < n; i++) {
            addend[i].to = cells_of(counts, addend[i].key) + addend[i].chapter;
            __builtin_prefetch(addend[i].to, 1);
        }
        for (size_t i = 0; i < n; i++)
            add_cell(addend[i].to, &addend[i].what);
    }
    return JH_OK;
}

/* Add the cells of a slot to those of the first; names have other numbers there. */
static void merge(struct counts *into, const struct counts *from)
{
    make_room(into, from->n_used);
    for (size_t i = 0; i < from->n_pairs; i++) {
        uint64_t key = from->pair[i].key - 1;
        if (key == UINT64_MAX)
            continue;
        const struct name *home = &from->name[key >> 32];
        const struct name *hospital = &from->name[key & 0xFFFFFFFF];
        struct cell *cell = cells_of(into, key_of(name_id(into, home->text, home->len),
                                               name_id(into, hospital->text, hospital->len)));
        for (int c = 0; c < N_CHAPTERS; c++)
            add_cell(&cell[c], &from->pair[i].cell[c]);
    }
}

static void write_answer(const struct counts *counts, const char *path)
{
    FILE *out = fopen(path, "w");
    for (size_t i = 0; out != NULL && i < counts->n_pairs; i++) {
        uint64_t key = counts->pair[i].key - 1;
        for (int c = 0; key != UINT64_MAX && c < N_CHAPTERS; c++) {
            const struct cell *cell = &counts->pair[i].cell[c];
            if (cell->cases > 0)
                fprintf(out, "%s|%s|%d|%u|%u|%llu\n", counts->name[key >> 32].text,
                    counts->name[key & 0xFFFFFFFF].text, c, cell->cases, cell->days,
                    (unsigned long long)cell->cost_fen);
        }
    }
    if (out == NULL || fclose(out) != 0)
        abort();
}

static double now_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void check(enum jh_status st, const struct jh_error *err)
{
    if (st == JH_OK)
        return;
    fprintf(stderr, "bench_records: %s: %s\n", err->where, err->message[JH_LANG_EN]);
    exit(1);
}

static size_t column_of(const struct jh_i_rec_reader *reader, const char *name)
{
    size_t n;
    const char *const *columns = jh_i_rec_columns(reader, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(columns[i], name) == 0)
            return i;
    fprintf(stderr, "bench_records: no column %s\n", name);
    exit(1);
}

struct options {
    struct jh_i_rec_tuning tuning;
    struct jh_run run;
    const char *answer;
    bool is_wide, by_address;
    size_t n_paths;
    const char *const *paths;
};

static void measure(const struct options *o)
{
    static const char *const names[2][6] = {
        {"HOSPITAL", "HOME", "DIAGNOSIS", "DAYS", "COST", "ADDRESS"},
        {"A01", "A28C", "C03C", "B20", "D01", "A26"}};
    struct jh_error err = {0};
    struct jh_i_rec_reader *reader;
    struct jh_i_rec_totals totals;
    struct jh_i_rec_want want[N_WANTED];
    double wall = now_ns(CLOCK_MONOTONIC), processor = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    const int n_slots = jh_i_rec_slots(&o->run);
    struct counts *slot = jh_i_calloc((size_t)n_slots, sizeof *slot);
    for (int i = 0; i < n_slots; i++) {
        slot[i].name = jh_i_calloc(N_NAMES, sizeof(struct name));
    }
    struct bench bench = {.slot = slot, .by_address = o->by_address};
    check(jh_i_rec_open(o->n_paths, o->paths, &reader, &err), &err);
    for (size_t w = 0; w < N_WANTED; w++)
        want[w] = (struct jh_i_rec_want){.column = column_of(reader, names[o->is_wide][w])};
    if (o->by_address)
        want[1] = (struct jh_i_rec_want){column_of(reader, names[o->is_wide][5]), true};
    check(jh_i_rec_select(reader, N_WANTED, want, &err), &err);
    jh_i_rec_tune(reader, &o->tuning);
    check(jh_i_rec_run(reader, take, &bench, &o->run, &totals, &err), &err);
    for (int i = 1; i < n_slots; i++)
        merge(&slot[0], &slot[i]);
    wall = now_ns(CLOCK_MONOTONIC) - wall;
    processor = now_ns(CLOCK_PROCESS_CPUTIME_ID) - processor;
    uint64_t checksum = 0;
    for (size_t i = 0; i < slot[0].n_pairs; i++)
        for (int c = 0; slot[0].pair[i].key != 0 && c < N_CHAPTERS; c++)
            checksum += slot[0].pair[i].cell[c].cost_fen + slot[0].pair[i].cell[c].days;
    printf("records_%s %llu 1 %.0f %.0f %llu %llu\n", o->is_wide ? "wide" : "narrow",
        (unsigned long long)totals.size_bytes, wall, processor, (unsigned long long)totals.n_rows,
        (unsigned long long)checksum);
    if (o->answer != NULL)
        write_answer(&slot[0], o->answer);
    for (int i = 0; i < n_slots; i++) {
        jh_i_free(slot[i].name);
        jh_i_free(slot[i].pair);
        jh_arena_release(&slot[i].cells);
    }
    jh_i_free(slot);
    jh_i_rec_close(reader);
}

int main(int argc, char **argv)
{
    struct options o = {.run = {.n_threads = 2}};
    int repeats = 1, option;
    while ((option = getopt(argc, argv, "t:s:b:r:o:a")) != -1) {
        o.run.n_threads = option == 't' ? atoi(optarg) : o.run.n_threads;
        o.tuning.scanner = option == 's' ? optarg : o.tuning.scanner;
        o.tuning.block_size = option == 'b' ? strtoull(optarg, NULL, 10) : o.tuning.block_size;
        repeats = option == 'r' ? atoi(optarg) : repeats;
        o.answer = option == 'o' ? optarg : o.answer;
        o.by_address |= option == 'a';
    }
    if (argc - optind < 2) {
        fputs(
            "usage: bench_records [-t N] [-s SCANNER] [-b BLOCK] [-r N] [-o ANSWER] [-a] "
            "wide|narrow "
            "FILE...\n",
            stderr);
        return 2;
    }
    make_chapters();
    o.is_wide = strcmp(argv[optind], "wide") == 0;
    o.n_paths = (size_t)(argc - optind - 1);
    o.paths = (const char *const *)argv + optind + 1;
    for (int i = 0; i < repeats; i++)
        measure(&o);
    return 0;
}
