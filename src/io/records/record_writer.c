#include "io/records/record_writer.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "io/outfile.h"
#include "io/records/profile_json.h"
#include "model/codes.h"

/* ---- Layouts ---------------------------------------------------------------------------------- */

/* Columns in the order of the upload; (a@ b@):01-40 repeats the group with each number for @. */
static const char hqms_layout[] =
    "A01 A02 A48 A49 B12 B15 A47 A46C A11 A12C A13 A14 A15C A21C A38C A19C A20 A22 A23C A24 A25C "
    "A26 "
    "A27 A28C A29 A30 A31C A32 A33C A34 A35 B11C B13C B14 B21C B16C B17 B20 C01C C02N C03C C04N "
    "C05C "
    "(C06x@C C07x@N C08x@C):01-40 C09C C10N C11 C12C C13N C24C C25 B22 B23 B24 B25 B26 B27 B28 B29 "
    "B30C B31 B32 B33 C34C C26C C27C C14x01C C15x01N C16x01 C17x01 C18x01 C19x01 C20x01 C21x01C "
    "C22x01C C23x01 (C35x@C C36x@N C37x@ C38x@ C39x@ C40x@ C41x@ C42x@C C43x@C C44x@):01-40 A16 "
    "(A18x@):01-05 A17 C28 C29 C30 C31 C32 C33 B36C B37 B34C B35 D01 D09 D11 D12 D13 D14 D15 D16 "
    "D17 "
    "D18 D19 D19x01 D20 D20x01 D20x02 D21 D22 D23 D23x01 D24 D25 D26 D27 D28 D29 D30 D31 D32 D33 "
    "D34";
static const char n041_layout[] =
    "USERNAME YLFKFS JKKH ZYCS BAH XM XB CSRQ NL GJ BZYZSNL XSECSTZ XSERYTZ CSD GG MZ SFZH ZY HY "
    "XZZ "
    "DH YB1 HKDZ YB2 GZDWJDZ DWDH YB3 LXRXM GX DZ DH2 RYTJ RYSJ RYSJS RYKB RYBF ZKKB CYSJ CYSJS "
    "CYKB "
    "CYBF SJZYTS MZZD JBBM ZYZD JBDM RYBQ (QTZD@ JBDM@ RYBQ@):1-15 WBYY H23 BLZD JBMM BLH YWGM "
    "GMYW "
    "SWHZSJ XX RH KZR ZRYS ZZYS ZYYS ZRHS JXYS SXYS BMY BAZL ZKYS ZKHS ZKRQ (SSJCZBM@ SSJCZRQ@ "
    "SSJB@ "
    "SSJCZMC@ SZ@ YZ@ EZ@ QKDJ@ QKYHLB@ MZFS@ MZYS@):1-7 LYFS YZZY_YLJG WSY_YLJG SFZZYJH MD RYQ_T "
    "RYQ_XS RYQ_F RYH_T RYH_XS RYH_F ZFY ZFJE YLFUF BZLZF ZYBLZHZF ZLCZF HLF QTFY BLZDF SYSZDF "
    "YXXZDF LCZDXMF FSSZLXMF WLZLF SSZLF MAF SSF KFF ZYZLF XYF KJYWF ZCYF ZCYF1 XF BDBLZPF QDBLZPF "
    "NXYZLZPF XBYZLZPF HCYYCLF YYCLF YCXYYCLF QTF";

enum { LAYOUT_MAX = 1024 };

struct layout {
    struct jh_arena *arena;
    size_t n;
    const char **column; /* [LAYOUT_MAX] */
    bool no_memory;
};

static void add_name(struct layout *l, const char *word, size_t len, const char *number)
{
    char name[48];
    size_t n = 0;
    for (size_t i = 0; i < len && n + 8 < sizeof name; i++) {
        if (word[i] == '@')
            n += (size_t)snprintf(name + n, sizeof name - n, "%s", number);
        else
            name[n++] = word[i];
    }
    name[n] = '\0';
    const char *kept = jh_arena_strdup(l->arena, name);
    l->no_memory |= kept == NULL || l->n == LAYOUT_MAX;
    if (!l->no_memory)
        l->column[l->n++] = kept;
}

static void add_words(struct layout *l, const char *at, const char *end, const char *number)
{
    while (at < end) {
        size_t len = strcspn(at, " )");
        if (at + len > end)
            len = (size_t)(end - at);
        if (len > 0)
            add_name(l, at, len, number);
        at += len + 1;
    }
}

/* "(a@ b@):01-40": returns what comes behind it. */
static const char *add_group(struct layout *l, const char *at)
{
    const char *close = strchr(at, ')');
    int first = 0, last = 0;
    const int width = close[3] == '-' ? 1 : 2;
    first = close[2] - '0';
    if (width == 2)
        first = first * 10 + close[3] - '0';
    const char *p = close + 2 + width + 1;
    for (; *p >= '0' && *p <= '9'; p++)
        last = last * 10 + *p - '0';
    for (int i = first; i <= last; i++) {
        char number[16];
        snprintf(number, sizeof number, "%0*d", width, i);
        add_words(l, at + 1, close, number);
    }
    return p;
}

enum jh_status jh_i_record_layout(const char *profile, struct jh_arena *arena, size_t *out_n,
    const char ***out_column, struct jh_error *err)
{
    const char *at = strcmp(profile, "hqms") == 0   ? hqms_layout
                     : strcmp(profile, "n041") == 0 ? n041_layout
                                                    : NULL;
    struct layout l = {.arena = arena};
    if (at == NULL)
        return jh_fail(
            err, JH_E_ARG, "sample records come as hqms or n041, not as \"%s\"", profile);
    l.column = jh_arena_new(arena, LAYOUT_MAX, const char *);
    if (l.column == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    while (*at != '\0') {
        const size_t len = strcspn(at, " ");
        if (*at == ' ') {
            at++;
        } else if (*at == '(') {
            at = add_group(&l, at);
        } else {
            add_name(&l, at, len, "");
            at += len;
        }
    }
    if (l.no_memory)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    *out_n = l.n;
    *out_column = l.column;
    return JH_OK;
}

/* ---- Rows ------------------------------------------------------------------------------------- */

enum { INSTANCES = 48 };

struct writer {
    FILE *out;
    iconv_t convert; /* (iconv_t)-1: none */
    size_t n_columns;
    int16_t (*column_of)[INSTANCES];  /* [JH_N_FIELDS]; -1: none */
    const struct jh_sample_cell **at; /* [n_columns], cell of the row */
    struct jh_buf line;
};

static enum jh_status flush_line(struct writer *w, struct jh_error *err)
{
    char room[4096];
    enum jh_status st = jh_buf_status(&w->line, err);
    if (st != JH_OK)
        return st;
    if (w->convert == (iconv_t)-1) {
        fwrite(w->line.data, 1, w->line.len, w->out);
        return JH_OK;
    }
    char *from = w->line.data;
    size_t left = w->line.len;
    while (left > 0) {
        char *to = room;
        size_t free_len = sizeof room;
        const size_t n = iconv(w->convert, &from, &left, &to, &free_len);
        fwrite(room, 1, sizeof room - free_len, w->out);
        if (n == (size_t)-1 && errno != E2BIG)
            return jh_fail(
                err, JH_E_DATA, "a text of the sample has no form in this character set");
    }
    return JH_OK;
}

static enum jh_status put_record(
    void *ctx, const struct jh_sample_record *record, struct jh_error *err)
{
    struct writer *w = ctx;
    memset(w->at, 0, w->n_columns * sizeof *w->at);
    for (size_t i = 0; i < record->n; i++) {
        const struct jh_sample_cell *cell = &record->cell[i];
        const int16_t column = w->column_of[cell->field][cell->instance];
        if (column >= 0)
            w->at[column] = cell;
    }
    jh_buf_reset(&w->line);
    for (size_t c = 0; c < w->n_columns; c++) {
        if (c > 0)
            jh_buf_add(&w->line, ",", 1);
        if (w->at[c] != NULL)
            jh_buf_add(&w->line, record->text.data + w->at[c]->at, w->at[c]->len);
    }
    jh_buf_add(&w->line, "\r\n", 2);
    return flush_line(w, err);
}

static enum jh_status put_header(struct writer *w, const char *const *column, struct jh_error *err)
{
    jh_buf_reset(&w->line);
    for (size_t c = 0; c < w->n_columns; c++)
        jh_buf_printf(&w->line, "%s%s", c > 0 ? "," : "", column[c]);
    jh_buf_add(&w->line, "\r\n", 2);
    return flush_line(w, err);
}

static enum jh_status map_columns(
    struct writer *w, const char *profile_name, const char *const *column, struct jh_error *err)
{
    struct jh_profile profile = {0};
    struct jh_binding binding = {0};
    enum jh_status st = JH_OK;
    w->column_of = jh_i_calloc(JH_N_FIELDS, sizeof *w->column_of);
    w->at = jh_i_calloc(w->n_columns, sizeof *w->at);
    if (w->column_of == NULL || w->at == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (int f = 0; f < JH_N_FIELDS; f++)
        for (int i = 0; i < INSTANCES; i++)
            w->column_of[f][i] = -1;
    JH_TRY(st, jh_i_profile_load(profile_name, &profile, err));
    JH_TRY(st, jh_i_profile_bind(&profile, w->n_columns, column, NULL, &binding, err));
    for (size_t i = 0; i < binding.n; i++) {
        const struct jh_bound_column *item = &binding.item[i];
        if (item->map == NULL) /* mapped ones repeat a column that stands by itself */
            w->column_of[item->field][item->instance] = (int16_t)item->column;
    }
out:
    jh_i_binding_release(&binding);
    jh_i_profile_release(&profile);
    return st;
}

static enum jh_status open_encoding(
    struct writer *w, enum jh_record_encoding encoding, struct jh_error *err)
{
    static const char mark[] = "\xEF\xBB\xBF";
    if (encoding == JH_RECORD_UTF8_BOM)
        fwrite(mark, 1, 3, w->out);
    if (encoding != JH_RECORD_GB18030 && encoding != JH_RECORD_GBK)
        return JH_OK;
    w->convert = iconv_open(encoding == JH_RECORD_GBK ? "GBK" : "GB18030", "UTF-8");
    if (w->convert == (iconv_t)-1)
        return jh_fail(err, JH_E_UNSUPPORTED, "the system knows no GB18030");
    return JH_OK;
}

enum jh_status jh_i_sample_records_write(const struct jh_dataset *dataset,
    const struct jh_sample_record_options *options, const char *profile,
    enum jh_record_encoding encoding, const char *path, struct jh_sample_record_truth *out_truth,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    struct jh_outfile file = {0};
    struct writer w = {.convert = (iconv_t)-1};
    const char **column = NULL;
    jh_arena_init(&arena, 0);
    jh_buf_init(&w.line, 1 << 20);
    JH_TRY(st, jh_i_record_layout(profile, &arena, &w.n_columns, &column, err));
    JH_TRY(st, map_columns(&w, profile, column, err));
    JH_TRY(st, jh_i_outfile_open(path, &file, err));
    w.out = file.stream;
    JH_TRY(st, open_encoding(&w, encoding, err));
    JH_TRY(st, put_header(&w, column, err));
    JH_TRY(st, jh_i_sample_records(dataset, options, put_record, &w, out_truth, err));
    st = jh_i_outfile_commit(&file, err);
    if (st != JH_OK)
        jh_i_sample_record_truth_release(out_truth);
out:
    jh_i_outfile_abort(&file);
    if (w.convert != (iconv_t)-1)
        iconv_close(w.convert);
    jh_i_free(w.column_of);
    jh_i_free(w.at);
    jh_buf_release(&w.line);
    jh_arena_release(&arena);
    return st;
}

/* ---- Truth ------------------------------------------------------------------------------------ */

static void put_truth_row(FILE *out, const struct jh_dataset *d,
    const struct jh_sample_record_truth *truth, const struct jh_cube_cell *cell)
{
    const struct jh_cell_key key = jh_i_cell_unpack(cell->key);
    const int64_t *m = cell->measure;
    if ((size_t)key.area < d->areas.n)
        fputs(d->areas.id[key.area], out);
    else
        fprintf(out, "outside:%02d", key.area - (int32_t)d->areas.n);
    fprintf(out, ",%s,%s,%04d-%02d,%d,%s,%s,records,", d->hospitals.id[key.hospital],
        truth->specialty[key.specialty], 1990 + key.period / 12, key.period % 12 + 1, key.hard,
        jh_i_reason_code(key.reason), jh_i_basis_code(key.basis));
    fprintf(out, "%lld,%lld,%lld,%lld.%02lld,%lld,%lld,%lld\n", (long long)m[JH_MEASURE_CASES],
        (long long)m[JH_MEASURE_PERSONS], (long long)m[JH_MEASURE_DAYS],
        (long long)(m[JH_MEASURE_COST] / 100), (long long)(m[JH_MEASURE_COST] % 100),
        (long long)m[JH_MEASURE_DEATHS], (long long)m[JH_MEASURE_OP3],
        (long long)m[JH_MEASURE_OP4]);
}

enum jh_status jh_i_sample_truth_write(const struct jh_dataset *dataset,
    const struct jh_sample_record_truth *truth, const char *path, struct jh_error *err)
{
    struct jh_outfile file = {0};
    enum jh_status st = jh_i_outfile_open(path, &file, err);
    if (st != JH_OK)
        return st;
    fputs(
        "area_id,hospital_id,specialty,period,hard,reason,basis,source,cases,persons,days,cost,"
        "deaths,op3,op4\n",
        file.stream);
    for (size_t i = 0; i < truth->cube.n; i++) {
        const struct jh_cube_cell cell = jh_i_cube_at(&truth->cube, i);
        put_truth_row(file.stream, dataset, truth, &cell);
    }
    return jh_i_outfile_commit(&file, err);
}
