/* Headers to fields: by the table of words, by what stands in the cells, by what stands beside. */
#include <math.h>
#include <string.h>

#include "base/num.h"
#include "sheet/parts.h"
#include "sheet/text.h"

enum { PARTS_MAX = 8 };

/* ---- One header ------------------------------------------------------------------------------- */

struct parts {
    size_t n;
    const char *part[PARTS_MAX]; /* keys, from the top */
};

static struct parts split(struct jh_understood *u, const char *key)
{
    struct parts out = {0};
    for (const char *p = key; out.n < PARTS_MAX;) {
        const char *slash = strstr(p, " / ");
        const size_t n = slash != NULL ? (size_t)(slash - p) : strlen(p);
        const char *one = jh_i_header_key(u->arena, jh_i_keep(u, p, n));
        if (one == NULL) {
            u->no_memory = true;
            return out;
        }
        if (one[0] != '\0')
            out.part[out.n++] = one;
        if (slash == NULL)
            return out;
        p = slash + 3;
    }
    return out;
}

static const char *join(struct jh_understood *u, const char *a, const char *b)
{
    const size_t n = strlen(a), m = strlen(b);
    char *out = jh_arena_alloc(u->arena, n + m + 1, 1);
    if (out == NULL) {
        u->no_memory = true;
        return "";
    }
    memcpy(out, a, n);
    memcpy(out + n, b, m + 1);
    return out;
}

/* The field of one key; a few endings do not count. */
static enum jh_sheet_field field_of(struct jh_understood *u, const char *key)
{
    static const char *const endings[] = {"数", "数量", "情况", "名称", "合计", "小计", "总计"};
    enum jh_sheet_field f = jh_i_words_field(u->words, key);
    const size_t len = strlen(key);
    for (size_t i = 0; i < sizeof endings / sizeof *endings && f == JH_FLD_NONE; i++)
        if (jh_i_ends(key, endings[i]) && len >= strlen(endings[i]) + 6)
            f = jh_i_words_field(u->words, jh_i_keep(u, key, len - strlen(endings[i])));
    return f;
}

static bool modified(struct jh_understood *u, const char *key)
{
    return jh_i_words_holds(u->words, JH_WORD_MODIFIER, key);
}

/* The longest known word within a key: only a guess. */
static enum jh_sheet_field guess_of(struct jh_understood *u, const char *key)
{
    enum jh_sheet_field best = JH_FLD_NONE;
    size_t longest = 5; /* bytes: two Chinese characters at least */
    for (size_t i = 0; i < u->words->n_fields; i++) {
        const struct jh_word_field *w = &u->words->word[i];
        const size_t len = strlen(w->key);
        if (len > longest &&
            (strstr(key, w->key) != NULL || (jh_i_chars(key) >= 3 && jh_i_near(key, w->key)))) {
            longest = len;
            best = w->field;
        }
    }
    return best == JH_FLD_SKIP || best == JH_FLD_NAME || best == JH_FLD_CODE ? JH_FLD_NONE : best;
}

static void set(struct jh_got_column *got, enum jh_sheet_field field)
{
    got->field = field;
    got->sure = field != JH_FLD_NONE;
}

/* Heads of several lines: the lower one alone may mean anything. */
static void map_lines(struct jh_understood *u, const struct parts *p, struct jh_got_column *got)
{
    const char *low = p->part[p->n - 1], *high = "";
    for (size_t i = 0; i + 1 < p->n; i++)
        high = join(u, high, p->part[i]);
    enum jh_sheet_field f = field_of(u, join(u, high, low));
    if (f == JH_FLD_NONE)
        f = field_of(u, join(u, low, high));
    if (f == JH_FLD_NONE && p->n > 2)
        f = field_of(u, join(u, p->part[p->n - 2], low));
    const enum jh_sheet_field over = field_of(u, high), under = field_of(u, low);
    const bool total = jh_i_words_is(u->words, JH_WORD_TOTAL, low) ||
                       jh_i_words_is(u->words, JH_WORD_SUBTOTAL, low);
    const bool narrower = modified(u, low) || jh_i_words_begins(u->words, JH_WORD_PART, low);
    if (f == JH_FLD_NONE && total && over != JH_FLD_NONE)
        f = over;
    if (f == JH_FLD_NONE && (narrower || modified(u, high)) &&
        jh_i_words_field(u->words, low) == JH_FLD_NONE)
        f = JH_FLD_ATTRIBUTE;
    if (f == JH_FLD_NONE && under != JH_FLD_NONE)
        f = under;
    if (f != JH_FLD_NONE)
        set(got, f);
    else
        got->guess = over;
}

static void map_header(struct jh_understood *u, size_t column)
{
    struct jh_got_column *got = &u->column[column];
    const struct parts p = split(u, got->key);
    if (got->empty || p.n == 0)
        return;
    if (p.n > 1) {
        map_lines(u, &p, got);
    } else {
        set(got, field_of(u, p.part[0]));
        const char *slash = strpbrk(p.part[0], "/\\");
        if (got->field == JH_FLD_NONE && slash != NULL) { /* "origin\hospital" in a corner */
            set(got, field_of(u, jh_i_keep(u, p.part[0], (size_t)(slash - p.part[0]))));
            got->pivot = got->sure ? field_of(u, slash + 1) : JH_FLD_NONE;
        }
    }
    if (got->sure && got->unit != NULL && jh_i_sheet_fields[got->field].dimension == JH_DIM_NONE &&
        got->field != JH_FLD_SKIP) /* "area (km2)" is no name */
        set(got, JH_FLD_ATTRIBUTE);
    if (got->sure)
        return;
    const char *low = p.part[p.n - 1];
    if (modified(u, low))
        set(got, JH_FLD_ATTRIBUTE);
    else if (got->guess == JH_FLD_NONE)
        got->guess = guess_of(u, low);
}

static void apply_recipe(struct jh_understood *u, size_t column)
{
    struct jh_got_column *got = &u->column[column];
    for (size_t i = 0; u->said != NULL && i < u->said->n_columns; i++) {
        const struct jh_recipe_column *r = &u->said->column[i];
        const struct parts a = split(u, got->key), b = split(u, r->key);
        bool same = a.n == b.n;
        for (size_t k = 0; k < a.n && same; k++)
            same = strcmp(a.part[k], b.part[k]) == 0;
        if (!same)
            continue;
        if (r->field != JH_FLD_NONE) {
            set(got, r->field);
            got->guess = JH_FLD_NONE;
        }
        if (r->factor > 0)
            got->factor = -r->factor; /* negative: said, no unit counts */
    }
}

/* ---- By content ------------------------------------------------------------------------------- */

static bool most(size_t part, size_t all)
{
    return all > 0 && part * 10 >= all * 6;
}

static bool has(const struct jh_understood *u, enum jh_sheet_field field)
{
    return jh_i_got_column(u, field) != SIZE_MAX;
}

/* Headers that only say "name", "code", "level", or nothing. */
static void map_by_content(struct jh_understood *u, size_t column)
{
    struct jh_got_column *got = &u->column[column];
    const bool bare = got->header[0] == '\0' && !got->empty;
    if (got->field != JH_FLD_NAME && got->field != JH_FLD_CODE && got->field != JH_FLD_LEVEL &&
        !bare)
        return;
    const struct jh_content c = jh_i_content(u, column);
    const enum jh_sheet_field was = got->field;
    got->sure = false;
    got->field = JH_FLD_NONE;
    if (was == JH_FLD_LEVEL)
        set(got, most(c.grades, c.n) ? JH_FLD_GRADE
                 : most(c.keys, c.n) ? JH_FLD_KEY_LEVEL
                                     : JH_FLD_ATTRIBUTE);
    else if (was == JH_FLD_CODE && most(c.codes, c.n))
        set(got, JH_FLD_AREA_ID);
    else if (most(c.sequence, c.n) && c.sequence >= 2)
        set(got, JH_FLD_SKIP);
    else if (was == JH_FLD_CODE)
        got->guess = has(u, JH_FLD_HOSPITAL) ? JH_FLD_HOSPITAL_ID : JH_FLD_AREA_ID;
    else if (most(c.hospitals, c.n))
        set(got, JH_FLD_HOSPITAL);
    else if (most(c.places, c.n))
        set(got, JH_FLD_AREA);
    else if (most(c.cities, c.n))
        set(got, has(u, JH_FLD_AREA) ? JH_FLD_REGION : JH_FLD_AREA);
    else if (was == JH_FLD_NAME && has(u, JH_FLD_LON) && has(u, JH_FLD_LAT))
        set(got, JH_FLD_AREA);
    if (got->guess != JH_FLD_NONE && c.n > 0) {
        size_t distinct = 0; /* codes of a list: the header says so, and nothing else is one */
        for (size_t r = jh_i_body(u); r < u->n_rows; r++)
            distinct += jh_grid_at(u->grid, r, column)[0] != '\0';
        if (distinct > 0 && !has(u, got->guess) && was == JH_FLD_CODE)
            set(got, got->guess);
    }
}

/* 地市 over counties, 地区 over prefectures beside counties. */
static void settle_levels(struct jh_understood *u)
{
    const size_t area = jh_i_got_column(u, JH_FLD_AREA), region = jh_i_got_column(u, JH_FLD_REGION);
    const bool list = !has(u, JH_FLD_HOSPITAL);
    if (area == SIZE_MAX && region != SIZE_MAX && list) {
        set(&u->column[region], JH_FLD_AREA);
        return;
    }
    for (size_t c = 0; area != SIZE_MAX && c < u->n_columns; c++) {
        struct jh_got_column *got = &u->column[c];
        if (c == area || got->field != JH_FLD_AREA)
            continue;
        const struct jh_content one = jh_i_content(u, area), two = jh_i_content(u, c);
        if (most(one.cities, one.n) && most(two.places, two.n)) {
            set(&u->column[area], JH_FLD_REGION);
            return;
        }
        if (most(two.cities, two.n) && region == SIZE_MAX) {
            set(got, JH_FLD_REGION);
            return;
        }
    }
}

/* ---- Fields that stand in headers ------------------------------------------------------------- */

static bool is_measure(enum jh_sheet_field f)
{
    return (f >= JH_FLD_CASES && f <= JH_FLD_KM) || f == JH_FLD_POPULATION || f == JH_FLD_BEDS;
}

/* What a title or a unit says that all numbers are. */
static enum jh_sheet_field measure_of_title(struct jh_understood *u)
{
    static const struct {
        const char *word;
        enum jh_sheet_field field;
    } words[] = {{"人口", JH_FLD_POPULATION}, {"行车时间", JH_FLD_MINUTES},
        {"车程", JH_FLD_MINUTES}, {"出行时间", JH_FLD_MINUTES}, {"时间矩阵", JH_FLD_MINUTES},
        {"traveltime", JH_FLD_MINUTES}, {"费用", JH_FLD_COST}, {"金额", JH_FLD_COST},
        {"population", JH_FLD_POPULATION}, {"人次", JH_FLD_CASES}, {"出院", JH_FLD_CASES},
        {"病例", JH_FLD_CASES}, {"discharges", JH_FLD_CASES}, {"距离", JH_FLD_KM},
        {"里程", JH_FLD_KM}};
    const char *title = jh_i_tight(u, u->title);
    enum jh_sheet_field found = JH_FLD_NONE;
    if (u->said != NULL && u->said->measure != NULL)
        return jh_i_sheet_field_find(u->said->measure);
    const char *last = title;
    bool several = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (const char *p = strstr(title, words[i].word); p != NULL;
             p = strstr(p + 1, words[i].word)) {
            several = several || (found != JH_FLD_NONE && found != words[i].field);
            if (found == JH_FLD_NONE ||
                p > last) { /* the noun that the others describe comes last */
                found = words[i].field;
                last = p;
            }
        }
    static const char *const joins[] = {"及", "与", "和", "、", "and"};
    for (size_t i = 0; i < sizeof joins / sizeof *joins && several; i++)
        if (strstr(title, joins[i]) != NULL)
            return JH_FLD_NONE; /* two things are told: which of them stands here is not */
    return found;
}

static bool reads_period(const struct jh_understood *u, const char *text, char out[JH_PERIOD_MAX])
{
    return jh_i_period_read(text, jh_i_year_in(u->title), false, out) ||
           (jh_i_year_in(text) > 0 && jh_i_period_read(text, 0, false, out));
}

/* What a header that names no field may name: a period, a hospital, an area, a province. */
static enum jh_sheet_field pivot_of(
    struct jh_understood *u, const char *text, struct jh_got_column *got)
{
    if (reads_period(u, text, got->period))
        return JH_FLD_PERIOD;
    if (u->clinics != NULL && jh_i_clinics_find(u->clinics, text).match == JH_MATCH_SURE)
        return JH_FLD_HOSPITAL;
    const struct jh_matched m = jh_i_places_find(u->places, text, 0, NULL, 0);
    if (m.match == JH_MATCH_SURE)
        return m.level == 2 ? JH_FLD_AREA : JH_FLD_DESTINATION;
    if (strstr(text, "医院") != NULL)
        return JH_FLD_HOSPITAL;
    return m.why == JH_WHY_SEVERAL ? JH_FLD_AREA : JH_FLD_NONE;
}

static const char *last_line(struct jh_understood *u, const struct jh_got_column *got)
{
    const char *at = got->header;
    for (const char *p = strstr(at, " / "); p != NULL; p = strstr(at, " / "))
        at = p + 3;
    (void)u;
    return at;
}

/* The sense of all pivots: the head above them, the corner, or what most of them are. */
static enum jh_sheet_field sense_of(
    struct jh_understood *u, enum jh_sheet_field corner, const size_t count[JH_N_FLDS])
{
    enum jh_sheet_field best = JH_FLD_NONE;
    for (size_t c = 0; c < u->n_columns; c++) {
        const struct parts p = split(u, u->column[c].key);
        const enum jh_sheet_field over = p.n > 1 ? field_of(u, p.part[0]) : JH_FLD_NONE;
        if (u->column[c].pivot != JH_FLD_NONE && u->column[c].pivot_text != NULL &&
            (over == JH_FLD_DESTINATION || over == JH_FLD_HOSPITAL || over == JH_FLD_AREA))
            return over;
    }
    if (corner != JH_FLD_NONE)
        return corner;
    for (int f = 0; f < JH_N_FLDS; f++)
        if (count[f] > 0 && (best == JH_FLD_NONE || count[f] > count[best]))
            best = (enum jh_sheet_field)f;
    if (best == JH_FLD_AREA && has(u, JH_FLD_AREA)) /* rows are areas: columns are where they go */
        best = JH_FLD_DESTINATION;
    return best;
}

static void take_totals(struct jh_understood *u)
{
    for (size_t c = 0; c < u->n_columns; c++) {
        const struct parts p = split(u, u->column[c].key);
        if (p.n > 0 && u->column[c].pivot_text == NULL &&
            (jh_i_words_is(u->words, JH_WORD_TOTAL, p.part[p.n - 1]) ||
                jh_i_words_is(u->words, JH_WORD_SUBTOTAL, p.part[p.n - 1])))
            set(&u->column[c], JH_FLD_ROW_TOTAL);
    }
}

/* Columns whose headers are values: quarters, counties, hospitals, provinces. */
static void find_pivots(struct jh_understood *u)
{
    size_t count[JH_N_FLDS] = {0}, n = 0;
    enum jh_sheet_field corner = JH_FLD_NONE, measure = JH_FLD_NONE;
    for (size_t c = 0; c < u->n_columns; c++) {
        struct jh_got_column *got = &u->column[c];
        if (got->field != JH_FLD_NONE && got->pivot != JH_FLD_NONE)
            corner = got->pivot;
        const struct parts p = split(u, got->key);
        const bool plain =
            !got->sure || got->field == JH_FLD_ATTRIBUTE ||
            (p.n > 1 && is_measure(got->field) && field_of(u, p.part[p.n - 1]) == JH_FLD_NONE);
        if (got->empty || p.n == 0 || !plain)
            continue;
        const char *low = last_line(u, got);
        const enum jh_sheet_field what = pivot_of(u, low, got);
        if (what == JH_FLD_NONE || jh_i_words_is(u->words, JH_WORD_TOTAL, p.part[p.n - 1]))
            continue;
        got->pivot = what;
        got->pivot_text = low;
        const enum jh_sheet_field over = p.n > 1 ? field_of(u, p.part[p.n - 2]) : JH_FLD_NONE;
        if (is_measure(over))
            measure = over;
        count[what]++;
        n++;
    }
    const enum jh_sheet_field sense = n > 0 ? sense_of(u, corner, count) : JH_FLD_NONE;
    if (measure == JH_FLD_NONE)
        measure = measure_of_title(u);
    if (n >= 2 || (n == 1 && count[JH_FLD_PERIOD] == 1))
        take_totals(u);
    for (size_t c = 0; c < u->n_columns; c++) {
        struct jh_got_column *got = &u->column[c];
        if (got->pivot_text == NULL)
            continue;
        if (n < 2 && got->pivot != JH_FLD_PERIOD) {
            got->pivot = JH_FLD_NONE;
            got->pivot_text = NULL;
            continue;
        }
        if (got->pivot != JH_FLD_PERIOD)
            got->pivot = sense;
        set(got, measure);
        got->guess = JH_FLD_CASES;
    }
    if (n > 0)
        return;
    for (size_t c = 0; c < u->n_columns; c++) /* a corner without pivots is a name like any other */
        if (u->column[c].pivot_text == NULL)
            u->column[c].pivot = JH_FLD_NONE;
}

/* ---- Kind ------------------------------------------------------------------------------------- */

static enum jh_sheet_kind kind_of(const struct jh_understood *u)
{
    bool hospitals_above = false, measured = false;
    for (size_t c = 0; c < u->n_columns; c++) {
        hospitals_above = hospitals_above || u->column[c].pivot == JH_FLD_HOSPITAL ||
                          u->column[c].pivot == JH_FLD_DESTINATION;
        measured = measured || (u->column[c].sure && u->column[c].field >= JH_FLD_CASES &&
                                   u->column[c].field <= JH_FLD_COST);
    }
    bool areas_above = false;
    for (size_t c = 0; c < u->n_columns; c++)
        areas_above = areas_above || u->column[c].pivot == JH_FLD_AREA;
    const bool area = has(u, JH_FLD_AREA) || has(u, JH_FLD_AREA_ID) || areas_above;
    const bool hospital = has(u, JH_FLD_HOSPITAL) || has(u, JH_FLD_HOSPITAL_ID) || hospitals_above;
    const bool list = has(u, JH_FLD_BEDS) || has(u, JH_FLD_AUTHORISED_BEDS) ||
                      has(u, JH_FLD_GRADE) || has(u, JH_FLD_SPONSOR) || has(u, JH_FLD_KIND);
    if (has(u, JH_FLD_ZONE) && area)
        return JH_SHEET_ZONES;
    if ((has(u, JH_FLD_MINUTES) || has(u, JH_FLD_KM)) && area && hospital)
        return JH_SHEET_TRAVEL;
    if (area && (has(u, JH_FLD_DESTINATION) || (hospital && !list)) && measured)
        return JH_SHEET_FLOWS;
    if (hospital && has(u, JH_FLD_SPECIALTY) && !area)
        return JH_SHEET_CAPABILITIES;
    if (hospital && (list || (area && !measured)))
        return JH_SHEET_HOSPITALS;
    if (area && !hospital &&
        (has(u, JH_FLD_POPULATION) || (u->n_columns > 0 && !measured && !has(u, JH_FLD_LON))))
        return JH_SHEET_AREAS;
    if (area && has(u, JH_FLD_LON) && has(u, JH_FLD_LAT))
        return JH_SHEET_PLACES;
    return JH_SHEET_UNKNOWN;
}

static bool belongs(enum jh_sheet_kind kind, enum jh_sheet_field f)
{
    switch (kind) {
    case JH_SHEET_AREAS:
    case JH_SHEET_PLACES:
        return f <= JH_FLD_LEVEL;
    case JH_SHEET_HOSPITALS:
        return f <= JH_FLD_ROLE && f != JH_FLD_POPULATION && f != JH_FLD_LEVEL;
    case JH_SHEET_CAPABILITIES:
        return f == JH_FLD_HOSPITAL || f == JH_FLD_HOSPITAL_ID || f == JH_FLD_BEDS ||
               (f >= JH_FLD_SPECIALTY && f <= JH_FLD_PROJECTS);
    case JH_SHEET_FLOWS:
        return f == JH_FLD_AREA || f == JH_FLD_AREA_ID || f == JH_FLD_HOSPITAL ||
               f == JH_FLD_HOSPITAL_ID || f == JH_FLD_SPECIALTY || f == JH_FLD_REGION ||
               f == JH_FLD_PROVINCE || (f >= JH_FLD_DESTINATION && f <= JH_FLD_OP4);
    case JH_SHEET_TRAVEL:
        return f == JH_FLD_AREA || f == JH_FLD_AREA_ID || f == JH_FLD_HOSPITAL ||
               f == JH_FLD_HOSPITAL_ID || f == JH_FLD_MINUTES || f == JH_FLD_KM;
    case JH_SHEET_ZONES:
        return f == JH_FLD_AREA || f == JH_FLD_AREA_ID || f == JH_FLD_REGION || f == JH_FLD_ZONE ||
               f == JH_FLD_CENTRE_CITY;
    case JH_SHEET_UNKNOWN:
    case JH_N_SHEET_KINDS:
        break;
    }
    return true;
}

static bool lists_things(enum jh_sheet_kind kind)
{
    return kind == JH_SHEET_AREAS || kind == JH_SHEET_HOSPITALS;
}

/* Fields that the table does not have, and the same field twice. */
static void settle_fields(struct jh_understood *u)
{
    for (size_t c = 0; c < u->n_columns; c++) {
        struct jh_got_column *got = &u->column[c];
        if (!got->sure || got->field == JH_FLD_ATTRIBUTE || got->field == JH_FLD_SKIP ||
            got->field == JH_FLD_ROW_TOTAL || belongs(u->kind, got->field))
            continue;
        if (lists_things(u->kind) && got->pivot == JH_FLD_NONE)
            got->field = JH_FLD_ATTRIBUTE;
        else if (u->kind == JH_SHEET_CAPABILITIES || u->kind == JH_SHEET_TRAVEL ||
                 u->kind == JH_SHEET_ZONES || u->kind == JH_SHEET_PLACES)
            got->field = JH_FLD_SKIP;
        else
            got->field = lists_things(u->kind) ? JH_FLD_ATTRIBUTE : JH_FLD_SKIP;
    }
}

static int year_of(const struct jh_got_column *got)
{
    return jh_i_year_in(got->header);
}

/* The same column for several years: the latest counts, the others are kept under their names. */
static void settle_twins(struct jh_understood *u)
{
    for (size_t c = 0; c < u->n_columns; c++)
        for (size_t d = 0; d < c; d++) {
            struct jh_got_column *a = &u->column[d], *b = &u->column[c];
            if (!a->sure || !b->sure || a->field != b->field || a->field == JH_FLD_ATTRIBUTE ||
                a->field == JH_FLD_SKIP || a->field == JH_FLD_ROW_TOTAL ||
                (a->pivot != JH_FLD_NONE && !lists_things(u->kind)))
                continue;
            const int x = year_of(a), y = year_of(b);
            if (x > 0 && y > 0 && x != y && lists_things(u->kind)) {
                struct jh_got_column *older = x < y ? a : b, *newer = x < y ? b : a;
                older->field = JH_FLD_ATTRIBUTE;
                newer->latest = true;
                older->pivot = newer->pivot = JH_FLD_NONE;
                continue;
            }
            b->guess = b->field;
            b->sure = false;
            b->field = JH_FLD_NONE;
        }
    for (size_t c = 0; c < u->n_columns; c++)
        if (u->column[c].latest)
            jh_i_mark(u, JH_MARK_LATEST, u->header_last, c, u->column[c].header,
                "of several years this one is taken; the others are kept as attributes");
}

/* In lists what is left over is kept under its own name. */
static void settle_rest(struct jh_understood *u)
{
    for (size_t k = 0; k < u->n_columns; k++) {
        struct jh_got_column *got = &u->column[k];
        if (got->empty || got->sure || got->header[0] == '\0' || !lists_things(u->kind))
            continue;
        /* a guess counts only where such a column could stand */
        const bool text = jh_i_sheet_fields[got->guess].dimension == JH_DIM_NONE;
        const struct jh_content c = jh_i_content(u, k);
        if (got->guess == JH_FLD_NONE || !belongs(u->kind, got->guess) ||
            (text ? most(c.numbers, c.n) : !most(c.numbers, c.n)))
            set(got, JH_FLD_ATTRIBUTE);
    }
}

/* Registered people are no residents; but where no others stand, somebody has to say. */
static void ask_population(struct jh_understood *u)
{
    if (u->kind != JH_SHEET_AREAS || has(u, JH_FLD_POPULATION))
        return;
    for (size_t c = 0; c < u->n_columns; c++)
        if (u->column[c].field == JH_FLD_ATTRIBUTE && strstr(u->column[c].label, "人口") != NULL &&
            strstr(u->column[c].label, "户籍") != NULL) {
            u->column[c].sure = false;
            u->column[c].field = JH_FLD_NONE;
            u->column[c].guess = JH_FLD_POPULATION;
        }
}

static void choose_basis(struct jh_understood *u)
{
    static const struct {
        const char *word, *basis;
    } words[] = {{"参保", "insurance"}, {"医保", "insurance"}, {"统筹", "insurance"},
        {"户籍", "registration"}, {"常住", "residence"}, {"居住", "residence"},
        {"现住", "residence"}};
    u->basis = u->said != NULL && u->said->basis != NULL ? u->said->basis : "";
    if (u->kind != JH_SHEET_FLOWS || u->basis[0] != '\0' || has(u, JH_FLD_BASIS))
        return;
    const size_t area = jh_i_got_column(u, JH_FLD_AREA);
    for (size_t i = 0; i < sizeof words / sizeof *words && u->basis[0] == '\0'; i++)
        if (area != SIZE_MAX && strstr(u->column[area].header, words[i].word) != NULL)
            u->basis = words[i].basis;
}

static void choose_period(struct jh_understood *u)
{
    const int year = jh_i_year_in(u->title);
    u->period[0] = '\0';
    if (u->said != NULL && u->said->period != NULL)
        jh_i_period_read(u->said->period, 0, false, u->period);
    else if (year > 0)
        jh_i_period_read((char[]){(char)('0' + year / 1000), (char)('0' + year / 100 % 10),
                             (char)('0' + year / 10 % 10), (char)('0' + year % 10), '\0'},
            0, false, u->period);
}

void jh_i_map_columns(struct jh_understood *u)
{
    for (size_t c = 0; c < u->n_columns; c++) {
        map_header(u, c);
        apply_recipe(u, c);
    }
    for (size_t c = 0; c < u->n_columns; c++)
        map_by_content(u, c);
    settle_levels(u);
    find_pivots(u);
    u->kind = u->said != NULL && u->said->kind != JH_SHEET_UNKNOWN ? u->said->kind : kind_of(u);
    settle_fields(u);
    settle_twins(u);
    settle_rest(u);
    for (size_t c = 0; c < u->n_columns; c++)
        apply_recipe(u, c);
    ask_population(u);
    for (size_t c = 0; c < u->n_columns; c++)
        apply_recipe(u, c);
    choose_basis(u);
    choose_period(u);
}
