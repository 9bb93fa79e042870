/*
 * The table of synonyms (data/sheets/words.tsv): which words name which column, which unit, which
 * kind of row. People may put rows of their own before it.
 */
#ifndef JH_SHEET_WORDS_H
#define JH_SHEET_WORDS_H

#include "junheng/status.h"

#include "base/arena.h"
#include "base/strmap.h"
#include "sheet/fields.h"

enum jh_word_list {
    JH_WORD_TOTAL,
    JH_WORD_SUBTOTAL,
    JH_WORD_PART,
    JH_WORD_NOTE,
    JH_WORD_MISSING,
    JH_WORD_HIDDEN,
    JH_WORD_ERROR,
    JH_WORD_MODIFIER,
    JH_WORD_YES,
    JH_WORD_NO,
    JH_WORD_GRADE,
    JH_WORD_KEY,
    JH_N_WORD_LISTS
};

struct jh_unit {
    enum jh_dimension dimension;
    double factor;
    const char *text;
};

/** Another name of a hospital; both keys. */
struct jh_word_alias {
    const char *full, *text;
};
struct jh_word_field {
    const char *key;
    enum jh_sheet_field field;
};

struct jh_words {
    struct jh_arena arena;
    struct jh_strmap field; /* key -> enum jh_sheet_field */
    struct jh_strmap units; /* folded text -> index of unit */
    size_t n_units, cap_units;
    struct jh_unit *unit;
    size_t n_aliases, cap_aliases;
    struct jh_word_alias *alias;
    size_t n_fields, cap_fields;
    struct jh_word_field *word; /* [n_fields], the rows of `field` one by one */
    struct {
        size_t n, cap;
        const char **text;
    } list[JH_N_WORD_LISTS];
};

void jh_i_words_init(struct jh_words *words);
void jh_i_words_release(struct jh_words *words);
/** Add the rows of a table; words known already keep their meaning. `name` is told in refusals.
 *  @return JH_OK; JH_E_DATA with name and line; JH_E_NOMEM. */
enum jh_status jh_i_words_add(struct jh_words *words, const char *name, const char *text,
    size_t len, struct jh_error *err) JH_CHECKED;

/** The field that exactly this key names, or JH_FLD_NONE. */
enum jh_sheet_field jh_i_words_field(const struct jh_words *words, const char *key);
/** The unit that exactly this folded text names, or NULL. */
const struct jh_unit *jh_i_words_unit(const struct jh_words *words, const char *folded);
/** Whether the folded text is one of the list; begins with one; holds one. */
bool jh_i_words_is(const struct jh_words *words, enum jh_word_list list, const char *folded);
bool jh_i_words_begins(const struct jh_words *words, enum jh_word_list list, const char *folded);
bool jh_i_words_holds(const struct jh_words *words, enum jh_word_list list, const char *folded);

#endif
