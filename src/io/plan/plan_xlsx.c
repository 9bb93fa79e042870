#include "io/plan/plan_xlsx.h"

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"
#include "io/plan/plan_book.h"

/* Topics in the order of the sheets: from which table on, and the colour of its tabs. */
static const struct topic {
    const char *first, *title;
    lxw_color_t colour;
} topics[] = {
    {"summary", "Centres and their specialties", 0x1F5F8B},
    {"effect", "Effect", 0x2C756F},
    {"years", "Years, money and targets", 0xC9963C},
    {"choice_model", "Methods and evidence", 0x8C8470},
    {"zones", "Situation by zone, prefecture and area", 0xA14A35},
    {"exclusions", "Basis", 0x5D636B},
};
enum { N_TOPICS = sizeof topics / sizeof *topics };

static const struct topic *topic_of(const char *table, const struct topic *before)
{
    for (size_t i = 0; i < N_TOPICS; i++)
        if (strcmp(topics[i].first, table) == 0)
            return &topics[i];
    return before;
}

/* The first sheet: what is where. It is filled while the others are written. */
struct contents {
    struct jh_i_book *book;
    lxw_worksheet *sheet;
    size_t n;
};

static void list_sheet(struct contents *c, const struct topic *topic, const char *title)
{
    char url[128];
    const char *name = jh_tr(c->book->lang, title);
    if (c->sheet == NULL)
        return;
    snprintf(url, sizeof url, "internal:'%s'!A1", name);
    jh_i_book_text(c->book, c->sheet, ++c->n, 0, jh_tr(c->book->lang, topic->title));
    worksheet_write_url_opt(c->sheet, (lxw_row_t)c->n, 1, url, c->book->link, name, NULL);
}

static void open_contents(struct contents *c, struct jh_i_book *book, const struct jh_plan *plan)
{
    static const struct jh_i_book_head head[] = {{"Topic", 36}, {"Sheet", 28}, {"Source", 60}};
    *c = (struct contents){.book = book, .sheet = jh_i_book_sheet(book, "Contents", 0x1F2328)};
    jh_i_book_heads(book, c->sheet, 3, head);
    jh_i_book_text(book, c->sheet, 1, 2, plan->dataset->name);
    jh_i_book_text(book, c->sheet, 2, 2, plan->dataset->fingerprint);
    if (plan->dataset->fictional)
        jh_i_book_text(book, c->sheet, 3, 2,
            jh_tr(book->lang,
                "Fictional data: nothing here describes a real place, hospital or person"));
}

/* Sheets made for reading, each behind the table it belongs to. */
static const struct {
    const char *after, *title;
    void (*write)(struct jh_i_book *, const struct jh_plan *, lxw_color_t);
} extras[] = {
    {"targets", "Targets by area and year", jh_i_book_targets},
    {"regions", "Four-way split", jh_i_book_four_ways},
    {"notes", "Opinions received", jh_i_book_opinions},
    {"notes", "Reconciliation", jh_i_book_reconciliation},
};

static enum jh_status write_tables(struct jh_i_book *book, struct contents *contents,
    const struct jh_plan *plan, struct jh_error *err)
{
    const struct topic *topic = topics;
    for (size_t i = 0; i < jh_i_plan_n_tables() && book->bad == LXW_NO_ERROR; i++) {
        struct jh_i_table table;
        struct jh_arena_mark mark = jh_arena_save(&book->arena);
        enum jh_status st = jh_i_plan_table(plan, i, book->lang, &book->arena, &table, err);
        if (st != JH_OK)
            return st;
        topic = topic_of(table.id, topic);
        list_sheet(contents, topic, table.title);
        jh_i_book_table(book, &table, topic->colour);
        jh_arena_rewind(&book->arena, mark);
        for (size_t k = 0; k < sizeof extras / sizeof *extras; k++)
            if (strcmp(extras[k].after, table.id) == 0) {
                list_sheet(contents, topic, extras[k].title);
                extras[k].write(book, plan, topic->colour);
            }
    }
    return JH_OK;
}

enum jh_status jh_i_tables_xlsx(size_t n, const struct jh_i_table *table, enum jh_lang lang,
    const char *path, struct jh_error *err)
{
    struct jh_i_book book;
    enum jh_status st = jh_i_book_open(path, lang, &book, err);
    if (st != JH_OK)
        return st;
    for (size_t i = 0; i < n; i++)
        jh_i_book_table(&book, &table[i], 0);
    return jh_i_book_close(&book, path, err);
}

enum jh_status jh_i_plan_xlsx(
    const struct jh_plan *plan, enum jh_lang lang, const char *path, struct jh_error *err)
{
    struct jh_i_book book;
    struct contents contents;
    enum jh_status st = jh_i_book_open(path, lang, &book, err);
    if (st != JH_OK)
        return st;
    open_contents(&contents, &book, plan);
    st = write_tables(&book, &contents, plan, err);
    jh_i_book_finish(&book, contents.sheet, 3, contents.n);
    const enum jh_status closed = jh_i_book_close(&book, path, st == JH_OK ? err : NULL);
    return st == JH_OK ? closed : st;
}
