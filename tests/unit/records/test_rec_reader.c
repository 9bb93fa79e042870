#include "records/reader.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <zlib.h>
#include <zstd.h>

#include "base/fail.h"
#include "rec_digest.h"
#include "testing.h"

static const struct rec_way usual = {.n_threads = 2, .text = true};

static const char *path_of(const char *name)
{
    static char path[8][4096];
    static const char *folder;
    static int next;
    if (folder == NULL)
        folder = testing_tmpdir();
    next = (next + 1) % 8;
    snprintf(path[next], sizeof path[0], "%s/%s", folder, name);
    return path[next];
}

/* What the reader says of a table; columns are delivered in another order than they stand. */
static void ck_says(const char *table, size_t len, const char *expected)
{
    const char *path = path_of("table.csv");
    rec_digest_write(path, table, len);
    char *said = rec_digest(path, &usual);
    ck_assert_str_eq(said, expected);
    free(said);
}
#define ck_table(table, expected) ck_says((table), sizeof(table) - 1, (expected))

START_TEST(delivers_fields_in_the_order_wanted)
{
    ck_table("a,b\n1,2\n3,4\n", "0 2 4 2:3[2] 2:1[1]\n0 3 8 3:3[4] 3:1[3]\n");
    ck_table("a,b,c\r\n1,,\r\n", "0 2 7 2:1[1] 2:4[] 2:3[]\n");
    ck_table("a,b\n", "");
    ck_table("a,b", "");
    ck_table("\n\na,b\n\n\r\n1,2", "0 6 9 6:3[2] 6:1[1]\n");
}
END_TEST

START_TEST(reads_quotes_as_meant)
{
    ck_table("a,b\n\"x,y\",\"say \"\"so\"\"\"\n", "0 2 4 2:7[say \"so\"] 2:1[x,y]\n");
    ck_table(
        "a,b\n\"two\nlines\",z\n1,2\n", "0 2 4 3:8[z] 2:1[two\nlines]\n0 4 18 4:3[2] 4:1[1]\n");
    ck_table("a,b\n5\" nail,\"\"\n", "0 2 4 2:9[] 2:1[5\" nail]\n");
    ck_table("a,b\n1,\"2\"\r\n", "0 2 4 2:3[2] 2:1[1]\n");
    ck_table("\"a\",\"b\nc\"\n1,2\n", "0 3 10 3:3[2] 3:1[1]\n");
}
END_TEST

/* Faults: file kind fields line column. */
START_TEST(counts_what_it_does_not_deliver)
{
    ck_table("a,b\n1\n1,2,3\n5,6\n", "0 4 12 4:3[6] 4:1[5]\n0 0 1 2 0\n0 0 3 3 0\n");
    ck_table("a,b\n1,2\na,b\r\n3,4\n", "0 2 4 2:3[2] 2:1[1]\n0 4 13 4:3[4] 4:1[3]\n0 1 0 3 0\n");
    ck_table("a,b\n1,\0\n3,4\n", "0 3 8 3:3[4] 3:1[3]\n0 2 0 2 3\n");
    ck_table("a,b\n1,\"x\n3,4\n", "0 3 9 3:3[4] 3:1[3]\n0 3 0 2 3\n");
    ck_table("a,b\n\"1\"x,2\n3,4\n", "0 3 11 3:3[4] 3:1[3]\n0 4 0 2 4\n");
    ck_table(
        "\xE4\xB8\xAD\xE6\x96\x87\xE6\x96\x87,b\n\xE4\xB8\xAD,\xE4\xB8\xAD\xE6\x96\x87\n\xFF\xFE,"
        "4\n",
        "0 2 12 2:3[\xE4\xB8\xAD\xE6\x96\x87] 2:1[\xE4\xB8\xAD]\n0 3 23 3:4[4] 3:1none\n0 5 0 3 "
        "1\n");
}
END_TEST

START_TEST(recognises_separators)
{
    ck_table("a\tb\n1\t2,5\n", "0 2 4 2:3[2,5] 2:1[1]\n");
    ck_table("a;b\n1;2\n", "0 2 4 2:3[2] 2:1[1]\n");
    ck_table("a|b\n1|2\n", "0 2 4 2:3[2] 2:1[1]\n");
    ck_table("\"a,,,\";b\n1;2\n", "0 2 9 2:3[2] 2:1[1]\n");
}
END_TEST

START_TEST(reads_gb18030)
{
    /* 中文 in two-byte characters, and one of four bytes (U+3400) behind. */
    ck_table("\xD6\xD0,b\n\xCE\xC4,x\x81\x39\xEE\x39z\n",
        "0 2 5 2:3[x\xE3\x90\x80z] 2:1[\xE6\x96\x87]\n");
    /* A second byte may be a bar or a backslash, never a separator. */
    ck_table("\xD6\xD0,b\n\x81\x7C,\x81\x5C\n", "0 2 5 2:3[\xE4\xB9\x97] 2:1[\xE4\xBA\x85]\n");
    ck_table("\xD6\xD0|b\n1|2\n", "refused 3 :1");
    const char *path = path_of("gb.csv");
    struct jh_i_rec_reader *reader;
    struct jh_error err;
    size_t n;
    rec_digest_write(path, "\xD6\xD0, b\r\n", 7);
    ck_ok(jh_i_rec_open(1, &path, &reader, &err), &err);
    ck_assert_str_eq(jh_i_rec_columns(reader, &n)[0], "\xE4\xB8\xAD");
    ck_assert_str_eq(jh_i_rec_columns(reader, &n)[1], "b");
    ck_assert_uint_eq(n, 2);
    const struct jh_i_rec_file *file = jh_i_rec_files(reader, &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_int_eq(file->charset, JH_REC_GB18030);
    ck_assert_int_eq(file->delimiter, ',');
    ck_assert_uint_eq(file->size_bytes, 7);
    jh_i_rec_close(reader);
}
END_TEST

START_TEST(skips_marks)
{
    ck_table(
        "\xEF\xBB\xBF"
        "a,b\n1,2\n",
        "0 2 7 2:3[2] 2:1[1]\n");
    ck_table(
        "\x84\x31\x95\x33"
        "a,b\n1,\xD6\xD0\n",
        "0 2 8 2:3[\xE4\xB8\xAD] 2:1[1]\n");
}
END_TEST

START_TEST(refuses_what_is_no_table)
{
    ck_table("", "refused 3 :1");
    ck_table("one\n1\n", "refused 3 :1");
    ck_table("a,b\r1,2\r3,4\r", "refused 3 :1");
    ck_table(
        "\xFF\xFE"
        "a\0,\0b\0\n\0",
        "refused 3 :1");
    ck_table("PK\3\4 and so on, and on\n", "refused 3 :1");
    ck_table(
        "\x7F"
        "ELF\2\1\1\0\0\0,\n",
        "refused 3 :1");
    ck_table("a,\"b\n", "refused 3 :1");
    const char *path = path_of("none.csv");
    char *said = rec_digest(path, &usual);
    ck_assert_str_eq(said, "refused 11 ");
    free(said);
}
END_TEST

/* A line above the limit: told where, whatever it is packed in. */
START_TEST(refuses_endless_lines)
{
    const size_t len = JH_REC_ROW_MAX + 1000;
    char *table = malloc(len);
    memset(table, 'x', len);
    memcpy(table, "a,b\n1,2\n", 8);
    ck_says(table, len, "refused 9 :3");
    memset(table, ',', len);
    ck_says(table, len, "refused 9 :1");
    free(table);
}
END_TEST

static size_t gzip(const char *text, size_t len, unsigned char *out, size_t room)
{
    z_stream z = {0};
    ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)strdup(text);
    unsigned char *in = z.next_in;
    z.avail_in = (uInt)len;
    z.next_out = out;
    z.avail_out = (uInt)room;
    ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    free(in);
    return room - z.avail_out;
}

START_TEST(unpacks)
{
    static const char text[] = "a,b\n1,2\n3,4\n";
    static const char said_plain[] = "0 2 4 2:3[2] 2:1[1]\n0 3 8 3:3[4] 3:1[3]\n";
    unsigned char packed[1000];
    const char *path = path_of("packed.csv.gz");
    size_t len = gzip(text, 6, packed, sizeof packed);
    len += gzip(text + 6, strlen(text) - 6, packed + len, sizeof packed - len); /* two in a row */
    rec_digest_write(path, packed, len);
    char *said = rec_digest(path, &usual);
    ck_assert_str_eq(said, said_plain);
    free(said);
    struct rec_way tiny = usual;
    tiny.tuning.block_size = 4;
    said = rec_digest(path, &tiny);
    ck_assert_str_eq(said, said_plain);
    free(said);
    len = ZSTD_compress(packed, sizeof packed, text, strlen(text), 3);
    rec_digest_write(path, packed, len);
    said = rec_digest(path, &tiny);
    ck_assert_str_eq(said, said_plain);
    free(said);
}
END_TEST

START_TEST(refuses_packed_files_cut_off_or_damaged)
{
    char *text = malloc(3 << 20);
    unsigned char *packed = malloc(6 << 20);
    size_t len = 0;
    for (unsigned i = 0; len < (size_t)2 << 20; i++)
        len += (size_t)sprintf(text + len, i == 0 ? "a,b\n" : "%u,%u\n", i * 2654435761u, i);
    const char *path = path_of("cut.csv.gz");
    for (int packing = 0; packing < 2; packing++) {
        size_t n = packing == 0 ? gzip(text, len, packed, 6 << 20)
                                : ZSTD_compress(packed, 6 << 20, text, len, 3);
        rec_digest_write(path, packed, n - 9);
        char *said = rec_digest(path, &usual);
        ck_assert_str_eq(said, "refused 3 ");
        free(said);
        memset(packed + n - 1000, 0x55, 500);
        rec_digest_write(path, packed, n);
        said = rec_digest(path, &usual);
        ck_assert_str_eq(said, "refused 3 ");
        free(said);
    }
    free(text);
    free(packed);
}
END_TEST

/* Counts rows, and may refuse. */
struct tally {
    uint64_t n_rows[8];
    enum jh_status answer;
};

static enum jh_status count_rows(
    void *ctx, int slot, const struct jh_i_rec_batch *batch, struct jh_error *err)
{
    struct tally *tally = ctx;
    tally->n_rows[slot] += batch->n_rows;
    return tally->answer == JH_OK ? JH_OK : jh_fail(err, tally->answer, "out of memory");
}

/* Marks the sequences seen. */
static enum jh_status mark_sequence(
    void *ctx, int slot, const struct jh_i_rec_batch *batch, struct jh_error *err)
{
    (void)slot;
    (void)err;
    bool *seen = ctx;
    ck_assert_uint_lt(batch->sequence, 100);
    ck_assert(!seen[batch->sequence]);
    seen[batch->sequence] = true;
    return JH_OK;
}

START_TEST(batches_are_numbered_without_gaps)
{
    struct jh_i_rec_reader *reader;
    struct jh_error err;
    struct jh_run run = {.n_threads = 2};
    bool seen[100] = {false};
    const char *path = path_of("sparse.csv");
    static const char table[] = "a,b\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n1,2\n";
    rec_digest_write(path, table, sizeof table - 1);
    ck_ok(jh_i_rec_open(1, &path, &reader, &err), &err);
    jh_i_rec_tune(reader, &(struct jh_i_rec_tuning){.block_size = 5});
    ck_ok(jh_i_rec_run(reader, mark_sequence, seen, &run, NULL, &err), &err);
    const size_t n_blocks = (sizeof table - 1 - 4 + 4) / 5;
    size_t n_seen = 0;
    while (n_seen < 100 && seen[n_seen])
        n_seen++;
    ck_assert_uint_ge(n_seen, n_blocks);
    ck_assert_uint_lt(n_seen, n_blocks + 2); /* the other thread may have asked before the end */
    for (size_t i = n_seen; i < 100; i++)
        ck_assert(!seen[i]);
    jh_i_rec_close(reader);
}
END_TEST

static uint64_t total(const struct tally *tally)
{
    uint64_t n = 0;
    for (int i = 0; i < 8; i++)
        n += tally->n_rows[i];
    return n;
}

START_TEST(reads_several_files_and_folders_as_one)
{
    const char *folder = path_of("many");
    char path[5000];
    mkdir(folder, 0700);
    snprintf(path, sizeof path, "%s/b.CSV", folder);
    rec_digest_write(path, "x,b,a\n0,2,1\n", 12);
    snprintf(path, sizeof path, "%s/a.csv", folder);
    rec_digest_write(path, "a,b\n3,4\n", 8);
    snprintf(path, sizeof path, "%s/notes.md", folder);
    rec_digest_write(path, "none", 4);
    char *said = rec_digest(folder, &usual);
    ck_assert_str_eq(said, "0 2 4 2:3[4] 2:1[3]\n1 2 6 2:3[2] 2:5[1]\n");
    free(said);
    snprintf(path, sizeof path, "%s/c.csv", folder);
    rec_digest_write(path, "a,c\n5,6\n", 8);
    said = rec_digest(folder, &usual);
    ck_assert_int_eq(strncmp(said, "refused 3 ", 10), 0);
    free(said);
    said = rec_digest(path_of(""), &usual);
    free(said);
    folder = path_of("empty");
    mkdir(folder, 0700);
    said = rec_digest(folder, &usual);
    ck_assert_str_eq(said, "refused 5 ");
    free(said);
}
END_TEST

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines of what was said, in an order of their own. */
static size_t sorted_lines(char *said, char **line)
{
    size_t n = 0;
    for (char *at = strtok(said, "\n"); at != NULL; at = strtok(NULL, "\n"))
        line[n++] = at;
    qsort(line, n, sizeof *line, by_text);
    return n;
}

/* More packed files than are read side by side, of unlike lengths: the same rows as unpacked, in an
 * order that no number of threads changes. */
START_TEST(unpacks_files_side_by_side)
{
    enum { N_FILES = 11, ROOM = 4000 };
    const char *folder[2] = {path_of("plain"), path_of("packed")};
    char path[5000], text[ROOM], *said[2], *before = NULL;
    char **line[2] = {malloc(ROOM * sizeof(char *)), malloc(ROOM * sizeof(char *))};
    unsigned char packed[ROOM];
    mkdir(folder[0], 0700);
    mkdir(folder[1], 0700);
    for (unsigned i = 0; i < N_FILES; i++) {
        size_t len = (size_t)sprintf(text, "a,b\n");
        for (unsigned k = 0; k < i * i * 3 % 200; k++)
            len += (size_t)sprintf(text + len, "%u,%u%s\n", i, k, k % 5 == 0 ? ",bad" : "");
        snprintf(path, sizeof path, "%s/f%02u.csv", folder[0], i);
        rec_digest_write(path, text, len);
        snprintf(path, sizeof path, "%s/f%02u.csv%s", folder[1], i, i == 4 ? "" : ".gz");
        if (i == 4)
            rec_digest_write(path, text, len);
        else
            rec_digest_write(path, packed, gzip(text, len, packed, sizeof packed));
    }
    for (int threads = 1; threads <= 4; threads++) {
        struct rec_way way = {.n_threads = threads, .text = true, .tuning = {.block_size = 64}};
        said[0] = rec_digest(folder[0], &way);
        said[1] = rec_digest(folder[1], &way);
        ck_assert(before == NULL || strcmp(before, said[1]) == 0);
        free(before);
        before = strdup(said[1]);
        const size_t n = sorted_lines(said[0], line[0]);
        ck_assert_uint_gt(n, 500);
        ck_assert_uint_eq(sorted_lines(said[1], line[1]), n);
        for (size_t i = 0; i < n; i++)
            ck_assert_str_eq(line[0][i], line[1][i]);
        free(said[0]);
        free(said[1]);
    }
    free(before);
    free(line[0]);
    free(line[1]);
}
END_TEST

/* A table of n rows. */
static const char *long_table(unsigned n)
{
    const char *path = path_of("long.csv");
    FILE *file = fopen(path, "w");
    fputs("a,b\n", file);
    for (unsigned i = 0; i < n; i++)
        fprintf(file, "%u,%u\n", i, i % 7);
    fclose(file);
    return path;
}

static bool at_once(void *ctx)
{
    (void)ctx;
    return true;
}

static void note_progress(void *ctx, const char *stage, double done_frac)
{
    double *last = ctx;
    ck_assert_str_eq(stage, "reading records");
    ck_assert(done_frac >= *last && done_frac <= 1);
    *last = done_frac;
}

START_TEST(counts_again_and_stops_when_told)
{
    struct jh_i_rec_reader *reader;
    struct jh_error err;
    struct tally tally = {0};
    struct jh_i_rec_totals totals = {.n_rows = 77};
    const char *path = long_table(100000);
    double last = 0;
    struct jh_run run = {.n_threads = 2, .progress = note_progress, .ctx = &last};
    ck_ok(jh_i_rec_open(1, &path, &reader, &err), &err);
    run.should_stop = at_once;
    ck_refused(jh_i_rec_run(reader, count_rows, &tally, &run, &totals, &err), JH_E_CANCELLED);
    ck_assert_uint_eq(totals.n_rows, 77);
    run.should_stop = NULL;
    for (int again = 0; again < 2; again++) {
        tally = (struct tally){0};
        last = 0;
        ck_ok(jh_i_rec_run(reader, count_rows, &tally, &run, &totals, &err), &err);
        ck_assert_uint_eq(total(&tally), 100000);
        ck_assert_uint_eq(totals.n_rows, 100000);
        ck_assert_uint_eq(totals.n_faults[JH_REC_RAGGED], 0);
    }
    ck_assert(last > 0);
    tally.answer = JH_E_CONFLICT;
    last = 0;
    ck_refused(jh_i_rec_run(reader, count_rows, &tally, &run, NULL, &err), JH_E_CONFLICT);
    ck_assert_str_eq(err.message[JH_LANG_EN], "out of memory");
    jh_i_rec_close(reader);
}
END_TEST

START_TEST(checks_what_is_wanted)
{
    struct jh_i_rec_reader *reader;
    struct jh_error err;
    const char *path = long_table(3);
    struct jh_i_rec_want twice[] = {{.column = 1}, {.column = 1}}, beyond = {.column = 2};
    ck_ok(jh_i_rec_open(1, &path, &reader, &err), &err);
    ck_refused(jh_i_rec_select(reader, 2, twice, &err), JH_E_ARG);
    ck_refused(jh_i_rec_select(reader, 1, &beyond, &err), JH_E_ARG);
    jh_i_rec_close(reader);
    jh_i_rec_close(NULL);
    reader = NULL;
    ck_refused(jh_i_rec_open(0, NULL, &reader, &err), JH_E_ARG);
    ck_assert_ptr_null(reader);
}
END_TEST

/* A file whose beginning is ASCII is asked further on. */
START_TEST(asks_on_when_the_beginning_is_ascii)
{
    struct jh_i_rec_reader *reader;
    struct jh_error err;
    size_t n;
    const char *path = path_of("late.csv");
    FILE *file = fopen(path, "w");
    fputs("a,b\n", file);
    for (unsigned i = 0; i < 500000; i++)
        fputs(i < 300000 ? "1,2345678\n" : "1,\xD6\xD0\xCE\xC4\n", file);
    fclose(file);
    ck_ok(jh_i_rec_open(1, &path, &reader, &err), &err);
    ck_assert_int_eq(jh_i_rec_files(reader, &n)->charset, JH_REC_GB18030);
    jh_i_rec_close(reader);
}
END_TEST

START_TEST(says_when_memory_is_out)
{
    const char *path = path_of("odd.csv");
    static const char table[] = "\xD6\xD0,b\n1,\"a\"\"b\"\n2\n\"x\n";
    struct jh_run run = {.n_threads = 1};
    struct jh_i_rec_want want[] = {{.column = 0, .text = true}, {.column = 1, .text = true}};
    rec_digest_write(path, table, sizeof table - 1);
    long live = testing_alloc_live();
    for (size_t n = 1;; n++) {
        struct jh_i_rec_reader *reader = NULL;
        struct tally tally = {0};
        testing_alloc_refuse(n);
        enum jh_status st = jh_i_rec_open(1, &path, &reader, NULL);
        if (st == JH_OK)
            st = jh_i_rec_select(reader, 2, want, NULL);
        if (st == JH_OK)
            st = jh_i_rec_run(reader, count_rows, &tally, &run, NULL, NULL);
        jh_i_rec_close(reader);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(testing_alloc_live(), live);
        if (!refused)
            break;
        ck_refused(st, JH_E_NOMEM);
        ck_assert_uint_lt(n, 1000);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rec_reader");
    TCase *tcase = tcase_create("rec_reader");
    tcase_add_test(tcase, delivers_fields_in_the_order_wanted);
    tcase_add_test(tcase, reads_quotes_as_meant);
    tcase_add_test(tcase, counts_what_it_does_not_deliver);
    tcase_add_test(tcase, recognises_separators);
    tcase_add_test(tcase, reads_gb18030);
    tcase_add_test(tcase, skips_marks);
    tcase_add_test(tcase, refuses_what_is_no_table);
    tcase_add_test(tcase, refuses_endless_lines);
    tcase_add_test(tcase, unpacks);
    tcase_add_test(tcase, refuses_packed_files_cut_off_or_damaged);
    tcase_add_test(tcase, reads_several_files_and_folders_as_one);
    tcase_add_test(tcase, unpacks_files_side_by_side);
    tcase_add_test(tcase, batches_are_numbered_without_gaps);
    tcase_add_test(tcase, counts_again_and_stops_when_told);
    tcase_add_test(tcase, checks_what_is_wanted);
    tcase_add_test(tcase, asks_on_when_the_beginning_is_ascii);
    tcase_add_test(tcase, says_when_memory_is_out);
    suite_add_tcase(suite, tcase);
    return testing_main(suite);
}
