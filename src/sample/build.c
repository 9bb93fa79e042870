#include "sample/build.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

void *jh_i_sample_keep(struct jh_i_sample *sample, size_t n, size_t size)
{
    void *p = jh_arena_alloc(sample->kept, n, size);
    sample->no_memory = sample->no_memory || p == NULL;
    return p;
}

void *jh_i_sample_scratch(struct jh_i_sample *sample, size_t n, size_t size)
{
    void *p = jh_arena_alloc(&sample->scratch, n, size);
    sample->no_memory = sample->no_memory || p == NULL;
    return p;
}

const char *jh_i_sample_text(struct jh_i_sample *sample, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    char *text = len >= 0 ? jh_i_sample_keep(sample, (size_t)len + 1, 1) : NULL;
    if (text != NULL)
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    va_end(args);
    return text != NULL ? text : "";
}

enum jh_status jh_i_sample_status(const struct jh_i_sample *sample, struct jh_error *err)
{
    return sample->no_memory ? jh_fail(err, JH_E_NOMEM, "out of memory") : JH_OK;
}

/* Syllables that no county, prefecture or province of the 2020 census begins its name with in
 * these pairs; a test looks for them in the census list. */
static const char first[][4] = {"霁", "澹", "曜", "翊", "珩", "钰", "璟", "槿", "苕", "潋", "漪",
    "滟", "泠", "泓", "澈", "湉", "皓", "昀", "晞", "暄", "煦", "熙", "烁", "翎", "翀", "鸢", "鹭",
    "骥", "骁", "骊", "箬", "篁", "笙", "琅", "玥", "瑾", "璇", "瓒", "珺", "蘅", "薏", "葭", "蒹",
    "荻", "菀", "菡", "萏", "茜", "苒", "芃", "杼", "栩", "樾", "橦", "槭", "澍", "淙", "溱", "漱",
    "濯", "灏", "炘", "焱", "煜", "熠", "玦", "瑛", "璐", "璞", "甄", "睿", "祺", "笃"};
static const char second[][4] = {"川", "原", "岭", "浦", "溪", "陵", "泉", "岗", "湾", "洲", "坪",
    "台", "丘", "源", "渡", "桥", "畔", "墅", "峪", "坞", "沱", "埠", "屿", "塬", "垣", "埔", "埕",
    "圩", "岙", "滩", "潭", "荡", "渠", "堰", "堤"};
enum { N_FIRST = sizeof first / sizeof *first, N_SECOND = sizeof second / sizeof *second };

void jh_i_names_init(struct jh_i_sample *sample)
{
    struct jh_i_names *names = &sample->names;
    *names = (struct jh_i_names){.n = (size_t)N_FIRST * N_SECOND};
    jh_rng_init(&names->rng, sample->options.seed, JH_I_STREAM_NAMES);
    names->order = jh_i_sample_scratch(sample, names->n, sizeof *names->order);
    if (names->order == NULL)
        return;
    for (size_t i = 0; i < names->n; i++)
        names->order[i] = (int32_t)i;
    jh_rng_shuffle(&names->rng, names->order, names->n);
}

/* Pairs first; when they are used up, three syllables. */
const char *jh_i_names_next(struct jh_i_sample *sample)
{
    struct jh_i_names *names = &sample->names;
    if (names->order == NULL)
        return "";
    size_t k = names->next++, round = k / names->n;
    size_t pair = (size_t)names->order[k % names->n];
    const char *a = first[pair / N_SECOND], *b = second[pair % N_SECOND];
    if (round == 0)
        return jh_i_sample_text(sample, "%s%s", a, b);
    return jh_i_sample_text(sample, "%s%s%s", first[(round - 1) % N_FIRST], a, b);
}

double jh_i_draw_normal(struct jh_rng *rng, double sd)
{
    return sd * jh_rng_normal(rng);
}

double jh_i_draw_lognormal(struct jh_rng *rng, double median, double sd)
{
    return median * exp(jh_i_draw_normal(rng, sd));
}

/* The middle of the territory lies in the open North Pacific, where there is no land at all. */
static const struct jh_point middle = {160, 34};
static const double km_per_deg = 111.195;

struct jh_point jh_i_sample_place(double x_km, double y_km)
{
    double lat_deg = middle.lat_deg + y_km / km_per_deg;
    double lon_deg = middle.lon_deg + x_km / (km_per_deg * cos(lat_deg * (JH_PI / 180)));
    /* Five decimals, a metre: what a data file would say. */
    return (struct jh_point){round(lon_deg * 1e5) / 1e5, round(lat_deg * 1e5) / 1e5};
}

double jh_i_sample_outline_km(const struct jh_i_sample *sample, double angle_rad)
{
    double r = 1;
    for (int k = 0; k < 4; k++)
        r += sample->wave[k] * cos((k + 2) * angle_rad + sample->phase[k]);
    return sample->radius_km * r;
}
