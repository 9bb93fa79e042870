/* However a table is read - in whatever blocks, with whatever instructions, by however many threads -
 * it says the same; and a well-formed one says what was written. */
#include "rec_digest.h"
#include "testing.h"

#include "base/rng.h"
#include "records/rec_scan.h"

enum { N_TABLES = 200 };

static void compare(const char *path, const struct rec_way *plain, const struct rec_way *way,
    uint64_t seed, const char *said)
{
    char *again = rec_digest(path, way);
    if (strcmp(said, again) != 0) {
        size_t i = 0;
        while (said[i] == again[i])
            i++;
        size_t from = i > 60 ? i - 60 : 0;
        ck_abort_msg(
            "seed %llu, %s, block %zu, row_max %zu, %d threads: from %zu\n%.160s\n---\n"
            "%.160s",
            (unsigned long long)seed, way->tuning.scanner ? way->tuning.scanner : "best",
            way->tuning.block_size, plain->tuning.row_max, way->n_threads, from, said + from,
            again + from);
    }
    free(again);
}

static void compare_all(const char *path, struct jh_rng *rng, uint64_t seed)
{
    static const size_t row_max[] = {48, 200, 1000, 5000};
    struct rec_way plain = {.tuning = {.block_size = 1 << 20, .scanner = "none"}, .n_threads = 1};
    plain.text = jh_rng_below(rng, 2) == 0;
    plain.tuning.row_max = row_max[jh_rng_below(rng, 4)];
    char *said = rec_digest(path, &plain);
    size_t n;
    const struct jh_i_rec_scanner *scanner = jh_i_rec_scanners(&n);
    for (size_t i = 0; i < n; i++) {
        if (!scanner[i].is_supported())
            continue;
        struct rec_way way = plain;
        way.tuning.scanner = scanner[i].name;
        compare(path, &plain, &way, seed, said);
        way.tuning.block_size = 1 + jh_rng_below(rng, 300);
        way.n_threads = 1 + (int)jh_rng_below(rng, 3);
        compare(path, &plain, &way, seed, said);
    }
    struct rec_way way = plain;
    way.tuning.block_size = 1 + jh_rng_below(rng, 100);
    compare(path, &plain, &way, seed, said);
    free(said);
}

/* Bytes that mean something to the reader, in proportions of their own for each table. */
static size_t hostile(struct jh_rng *rng, unsigned char *out, size_t room)
{
    static const char *const header[] = {"a,b\n", "a,b,c\r\n", "\"a\",b,\"c\nd\",e\n",
        "a\tb\tc\td\n", "a;b;c\n",
        "\xEF\xBB\xBF"
        "a,b,c\n",
        "\xD6\xD0,\xCE\xC4,c\n"};
    static const char alphabet[] = "\",\n\ra;\t b\xE4\xB8\xAD\xD6\xD0\x81\x30\xFF";
    size_t which = jh_rng_below(rng, 7), len = strlen(header[which]), n_alphabet = sizeof alphabet;
    unsigned char weight[32];
    memcpy(out, header[which], len);
    for (size_t i = 0; i < n_alphabet; i++)
        weight[i] = (unsigned char)(jh_rng_below(rng, 3) * jh_rng_below(rng, 8));
    weight[n_alphabet - 1] = jh_rng_below(rng, 8) == 0; /* NUL */
    weight[4] = 1;
    size_t n = len + jh_rng_below(rng, room - len);
    while (len < n) {
        size_t i = jh_rng_below(rng, n_alphabet);
        if (jh_rng_below(rng, 16) < weight[i])
            out[len++] = (unsigned char)alphabet[i];
        else if (jh_rng_below(rng, 200) == 0 && n - len > 40) {
            memcpy(out + len, header[which], strlen(header[which]));
            len += strlen(header[which]);
        }
    }
    return len;
}

START_TEST(hostile_tables_read_the_same_in_every_way)
{
    static unsigned char bytes[4096];
    char path[4096];
    snprintf(path, sizeof path, "%s/hostile.csv", testing_tmpdir());
    for (uint64_t seed = 0; seed < N_TABLES; seed++) {
        struct jh_rng rng;
        jh_rng_init(&rng, seed, 0);
        size_t len = hostile(&rng, bytes, seed % 4 == 0 ? sizeof bytes : 400);
        rec_digest_write(path, bytes, len);
        compare_all(path, &rng, seed);
    }
}
END_TEST

/* A field of a well-formed table, and how it may be written. */
static void put_field(struct jh_rng *rng, FILE *table, FILE *truth, bool last)
{
    static const char *const plain[] = {"", "", "1", "A01.1", "\xE4\xB8\xAD\xE6\x96\x87", "x y",
        "5'4", "2024-01-31", "a long text without anything special in it, nearly, so quoted"};
    static const char *const odd[] = {"a,b", "say \"so\"", "two\nlines", "\"", "\r\n", ","};
    bool is_odd = jh_rng_below(rng, 12) == 0;
    const char *value = is_odd ? odd[jh_rng_below(rng, 6)] : plain[jh_rng_below(rng, 9)];
    if (is_odd || jh_rng_below(rng, 4) == 0 || strchr(value, ',') != NULL) {
        putc('"', table);
        for (const char *p = value; *p != '\0'; p++) {
            if (*p == '"')
                putc('"', table);
            putc(*p, table);
        }
        putc('"', table);
    } else {
        fputs(value, table);
    }
    fprintf(truth, "[%s]", value);
    if (!last)
        putc(',', table);
}

/* Only what stands in brackets, a row a line. */
static char *fields_only(const char *digest)
{
    char *out = malloc(strlen(digest) + 1), *to = out;
    for (const char *p = digest; *p != '\0'; p++) {
        const char *open = strchr(p, '[');
        if (open == NULL)
            break;
        const char *shut = strchr(open, ']');
        memcpy(to, open, (size_t)(shut - open) + 1);
        to += shut - open + 1;
        p = shut;
    }
    *to = '\0';
    return out;
}

START_TEST(what_was_written_is_read)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/written.csv", testing_tmpdir());
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct jh_rng rng;
        char *table, *truth;
        size_t table_len, truth_len;
        jh_rng_init(&rng, seed, 0);
        FILE *to_table = open_memstream(&table, &table_len);
        FILE *to_truth = open_memstream(&truth, &truth_len);
        fputs("h1,h2,h3,h4,h5\n", to_table);
        size_t n_rows = jh_rng_below(&rng, 60);
        const char *line_end = jh_rng_below(&rng, 2) == 0 ? "\n" : "\r\n";
        for (size_t row = 0; row < n_rows; row++) {
            for (int c = 0; c < 5; c++)
                put_field(&rng, to_table, to_truth, c == 4);
            if (row + 1 < n_rows || jh_rng_below(&rng, 2) == 0)
                fputs(line_end, to_table);
        }
        fclose(to_table);
        fclose(to_truth);
        rec_digest_write(path, table, table_len);
        struct rec_way way = {.tuning = {.block_size = 1 + jh_rng_below(&rng, 700)},
            .n_threads = 1 + (int)jh_rng_below(&rng, 3),
            .text = true};
        char *said = rec_digest(path, &way), *fields = fields_only(said);
        ck_assert_msg(strcmp(fields, truth) == 0, "seed %llu\n%s\n%s\n%s", (unsigned long long)seed,
            table, truth, said);
        free(said);
        free(fields);
        free(table);
        free(truth);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rec_variants");
    TCase *tcase = tcase_create("rec_variants");
    tcase_add_test(tcase, hostile_tables_read_the_same_in_every_way);
    tcase_add_test(tcase, what_was_written_is_read);
    suite_add_tcase(suite, tcase);
    return testing_main(suite);
}
