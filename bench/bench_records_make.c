/*
 * Makes discharge records to measure with: invented patients, nobody's data.
 * Usage: bench_records_make wide|narrow utf8|gb18030 N_ROWS > FILE
 *        bench_records_make areas|hospitals > FILE (of the dataset that the records belong to)
 * wide: the 642 columns of the national collection (HQMS), about 3.3 KB a row; narrow: 14 columns.
 */
#include <iconv.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

enum { N_HOSPITALS = 300, N_POSTCODES = 130, N_ADDRESSES = 1500, N_DISEASES = 400, N_NAMES = 200 };

static char *address[N_ADDRESSES], *disease[N_DISEASES], *person[N_NAMES], *operation[N_NAMES];
static struct jh_rng rng;

static unsigned below(unsigned n)
{
    return (unsigned)jh_rng_below(&rng, n);
}

static void put_header(void)
{
    fputs(
        "A01,A02,A48,A49,B12,B15,A47,A46C,A11,A12C,A13,A14,A15C,A21C,A38C,A19C,A20,A22,A23C,A24,"
        "A25C,"
        "A26,A27,A28C,A29,A30,A31C,A32,A33C,A34,A35,B11C,B13C,B14,B21C,B16C,B17,B20,C01C,C02N,C03C,"
        "C04N,C05C",
        stdout);
    for (int n = 1; n <= 40; n++)
        printf(",C06x%02dC,C07x%02dN,C08x%02dC", n, n, n);
    fputs(
        ",C09C,C10N,C11,C12C,C13N,C24C,C25,B22,B23,B24,B25,B26,B27,B28,B29,B30C,B31,B32,B33,C34C,"
        "C26C,C27C,C14x01C,C15x01N,C16x01,C17x01,C18x01,C19x01,C20x01,C21x01C,C22x01C,C23x01",
        stdout);
    for (int n = 1; n <= 40; n++)
        for (int k = 35; k <= 44; k++)
            printf(",C%dx%02d%s", k, n, k == 36 ? "N" : k == 35 || k == 42 || k == 43 ? "C" : "");
    fputs(
        ",A16,A18x01,A18x02,A18x03,A18x04,A18x05,A17,C28,C29,C30,C31,C32,C33,B36C,B37,B34C,B35,D01,"
        "D09,D11,D12,D13,D14,D15,D16,D17,D18,D19,D19x01,D20,D20x01,D20x02,D21,D22,D23,D23x01,D24,"
        "D25,D26,D27,D28,D29,D30,D31,D32,D33,D34\n",
        stdout);
}

/* A text in the file's character set. */
static char *text(iconv_t cd, const char *format, ...)
{
    char utf8[256], gb[512];
    va_list args;
    va_start(args, format);
    vsnprintf(utf8, sizeof utf8, format, args);
    va_end(args);
    if (cd == (iconv_t)-1)
        return strdup(utf8);
    char *in = utf8, *out = gb;
    size_t in_left = strlen(utf8) + 1, out_left = sizeof gb;
    if (iconv(cd, &in, &in_left, &out, &out_left) == (size_t)-1)
        abort();
    return strdup(gb);
}

static void make_pools(bool is_gb)
{
    static const char *const city[] = {"广东省广州市", "广东省深圳市", "湖南省长沙市",
        "河南省郑州市", "四川省成都市", "陕西省西安市", "浙江省杭州市", "山东省济南市",
        "辽宁省沈阳市", "云南省昆明市"};
    static const char *const kind[] = {"恶性肿瘤", "慢性炎症", "急性感染", "骨折", "出血", "梗死",
        "功能不全", "先天性异常", "综合征", "结石"};
    static const char *const organ[] = {"肺", "肝", "胃", "肾", "脑", "心脏", "结肠", "股骨",
        "乳腺", "甲状腺", "前列腺", "胰腺", "食管", "膀胱", "脊柱", "皮肤"};
    static const char *const surname[] = {
        "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"};
    static const char *const given[] = {
        "伟", "芳", "秀英", "敏", "静", "丽", "强", "磊", "洋", "艳"};
    iconv_t cd = is_gb ? iconv_open("GB18030", "UTF-8") : (iconv_t)-1;
    for (int i = 0; i < N_ADDRESSES; i++)
        address[i] = text(cd, "%s第%d区人民路街道和平社区居委会%d号%d栋%d单元", city[i % 10],
            i % 30 + 1, i, i % 40 + 1, i % 6 + 1);
    for (int i = 0; i < N_DISEASES; i++)
        disease[i] = text(cd, "%s%s（%d期）", organ[i % 16], kind[i / 16 % 10], i % 4 + 1);
    for (int i = 0; i < N_NAMES; i++) {
        person[i] = text(cd, "%s%s", surname[i % 10], given[i / 10 % 10]);
        operation[i] = text(cd, "%s部分切除术伴淋巴结清扫", organ[i % 16]);
    }
    if (is_gb)
        iconv_close(cd);
}

/* A postcode: mostly one of the few around the hospital. */
static unsigned postcode(unsigned hospital)
{
    unsigned area = below(10) < 7 ? hospital + below(5) : below(N_POSTCODES);
    return 510000 + 10 * (area % N_POSTCODES);
}

static void code(void)
{
    printf("%c%02u.%u00", 'A' + (int)below(26), below(100), below(10));
}

static void date(unsigned day)
{
    printf("2024-%02u-%02u", day / 28 % 12 + 1, day % 28 + 1);
}

static void commas(unsigned n)
{
    static const char many[] = ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,";
    for (; n > 64; n -= 64)
        fwrite(many, 1, 64, stdout);
    fwrite(many, 1, n, stdout);
}

static void person_of(void)
{
    printf("%s,", person[below(N_NAMES)]);
}

/* Columns 1 to 43: who, where, when, and the main diagnosis. */
static void put_front(size_t row)
{
    unsigned hospital = below(N_HOSPITALS), day = below(336), stay = 1 + below(30);
    const char *home = address[below(N_ADDRESSES)];
    printf("12%06u4%09uXY,", hospital * 17, hospital);
    printf("%s,%010zu,%u,", person[hospital % N_NAMES], row, 1 + below(3));
    date(day);
    printf(" 08:%02u:00,", below(60));
    date(day);
    printf(" 16:%02u:00,,1,%s,%u,", below(60), person[below(N_NAMES)], 1 + below(2));
    printf("19%02u-%02u-11,%u,CHN,%u,%u,1,", below(100), 1 + below(12), below(95), 1 + below(4),
        11 + below(60));
    printf("4401061980010%05u,%s,440000,%s,%06u,", below(100000), home, home, 100000 + below(9000));
    if (below(100) == 0)
        printf("\"%s, 3\",", home);
    else
        printf("%s,", home);
    printf("138%08u,%06u,%s,020%08u,510000,", below(100000000), postcode(hospital),
        address[below(N_ADDRESSES)], below(100000000));
    printf("%s,%u,%s,139%08u,", person[below(N_NAMES)], 1 + below(8), home, below(100000000));
    printf("%u,%04u,%u,,%04u,%u,%u,", 1 + below(3), 300 + below(90), below(30), 300 + below(90),
        below(30), stay);
    code();
    printf(",%s,", disease[below(N_DISEASES)]);
    code();
    printf(",%s,%u,", disease[below(N_DISEASES)], 1 + below(4));
}

static void put_diagnoses(void)
{
    unsigned n = 4 + below(12);
    for (unsigned i = 0; i < n; i++) {
        code();
        printf(",%s,%u,", disease[below(N_DISEASES)], 1 + below(4));
    }
    commas(3 * (40 - n));
}

static void put_operations(void)
{
    unsigned n = below(7);
    for (unsigned i = 0; i < n; i++) {
        printf("%02u.%02ux0%02u,%s,", below(99), below(99), below(99), operation[below(N_NAMES)]);
        date(below(336));
        printf(",%u,", 1 + below(4));
        person_of();
        person_of();
        person_of();
        printf("%u,%02u,", 1 + below(4), 1 + below(9));
        person_of();
    }
    commas(10 * (41 - n));
}

static void put_wide(size_t row)
{
    put_front(row);
    put_diagnoses();
    fputs(",,,,,1,,", stdout); /* C09C .. C25 */
    for (int i = 0; i < 8; i++)
        person_of(); /* B22 .. B29 */
    fputs("1,", stdout);
    person_of();
    person_of();
    date(below(336));
    printf(",,%u,%u,", 1 + below(6), 1 + below(2)); /* B33 .. C27C */
    put_operations();
    commas(13); /* A16 .. C33 */
    printf("1,,%u,,", 1 + below(5));
    unsigned fen = 50000 + below(9000000);
    printf("%u.%02u,", fen / 100, fen % 100);
    for (int i = 0; i < 28; i++)
        printf("%u.%02u,", below(10000), below(100));
    printf("%u.%02u\n", below(10000), below(100));
}

static void put_narrow(size_t row)
{
    unsigned day = below(336), fen = 50000 + below(9000000), hospital = below(N_HOSPITALS);
    printf("12%06u4%09uXY,%010zu,%06u,", hospital * 17, hospital, row, postcode(hospital));
    date(day);
    putchar(',');
    date(day);
    putchar(',');
    code();
    printf(",%02u.%02u,%u,%u,%u.%02u,%u,%u,%04u,%s\n", below(99), below(99), 1 + below(5),
        1 + below(30), fen / 100, fen % 100, below(95), 1 + below(2), 300 + below(90),
        address[below(N_ADDRESSES)]);
}

static int put_dataset(const char *table)
{
    if (strcmp(table, "areas") == 0) {
        puts("area_id,name,population,lon,lat");
        for (int i = 0; i < N_POSTCODES; i++)
            printf("%d,,1000,%.2f,30\n", 510000 + 10 * i, 100 + 0.1 * i);
    } else {
        puts("hospital_id,name,area_id,beds");
        for (int i = 0; i < N_HOSPITALS; i++)
            printf("12%06d4%09dXY,,%d,100\n", i * 17, i, 510000 + 10 * (i % N_POSTCODES));
    }
    return 0;
}

int main(int argc, char **argv)
{
    static char buffer[1 << 20];
    if (argc == 2)
        return put_dataset(argv[1]);
    if (argc != 4) {
        fputs(
            "usage: bench_records_make wide|narrow utf8|gb18030 N_ROWS > FILE\n"
            "       bench_records_make areas|hospitals > FILE\n",
            stderr);
        return 2;
    }
    bool is_wide = strcmp(argv[1], "wide") == 0;
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    jh_rng_init(&rng, 1, 0);
    make_pools(strcmp(argv[2], "gb18030") == 0);
    if (is_wide)
        put_header();
    else
        puts(
            "HOSPITAL,RECORD,HOME,ADMITTED,DISCHARGED,DIAGNOSIS,OPERATION,OUTCOME,DAYS,COST,AGE,"
            "SEX,DEPT,"
            "ADDRESS");
    size_t n = strtoull(argv[3], NULL, 10);
    for (size_t row = 0; row < n; row++) {
        if (is_wide)
            put_wide(row);
        else
            put_narrow(row);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
