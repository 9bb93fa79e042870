/*
 * Any sheets into a dataset: files read, understood together, told as JSON, turned into tables.
 */
#ifndef JH_IO_SHEETS_SHEETS_H
#define JH_IO_SHEETS_SHEETS_H

#include "junheng/model.h"

#include "io/json.h"
#include "io/sheets/book.h"
#include "sheet/understand.h"

struct jh_sheets_options {
    const char *words_path;  /* rows before the built-in table of words; NULL: none */
    const char *recipe_path; /* NULL: none */
    const char *recipe_json; /* [recipe_len], instead of a path; NULL: none */
    size_t recipe_len;
    const struct jh_dataset
        *base; /* areas and hospitals that names refer to; NULL: the files' own */
};

/** One sheet of one file. */
struct jh_sheets_one {
    size_t book, sheet;
    bool left_out; /* hidden, empty, or as the recipe says */
    struct jh_understood u;
};

struct jh_recipe_file {
    struct jh_recipe recipe;
    struct jh_json *document;
    struct jh_arena arena;
};

struct jh_sheets {
    struct jh_arena arena;
    struct jh_words words;
    struct jh_recipe_file recipe;
    bool has_recipe;
    size_t n_books, n;
    struct jh_book *book;
    struct jh_sheets_one *sheet; /* [n] */
    size_t n_areas, n_hospitals;
    struct jh_known_area *area;         /* [n_areas] */
    struct jh_known_hospital *hospital; /* [n_hospitals] */
    struct jh_places *divisions, *places;
    struct jh_clinics *clinics;
    const struct jh_dataset *base;
    struct jh_findings findings; /* of files and sheets as a whole */
};

/** Read and understand; release with jh_i_sheets_release(). */
enum jh_status jh_i_sheets_read(size_t n_paths, const char *const *path,
    const struct jh_sheets_options *options, const struct jh_run *run, struct jh_sheets *out,
    struct jh_error *err) JH_CHECKED;
void jh_i_sheets_release(struct jh_sheets *sheets);
/** Questions left open in all sheets. */
uint64_t jh_i_sheets_questions(const struct jh_sheets *sheets);
/** All that was found, as a data report: places are "book.xlsx[Sheet1]!B12". */
void jh_i_sheets_findings(const struct jh_sheets *sheets, struct jh_findings *inout);

/** What was understood, cell by cell: docs/sheets.md. max_rows of each sheet's cells are shown. */
void jh_i_sheets_json(
    const struct jh_sheets *sheets, enum jh_lang lang, size_t max_rows, struct jh_buf *out);
/** A recipe that says what was understood and decided, questions left open in it. */
void jh_i_sheets_recipe(const struct jh_sheets *sheets, struct jh_buf *out);

/** Parse a recipe; release with jh_i_recipe_release(). JH_E_DATA, `where` a JSON pointer. */
enum jh_status jh_i_recipe_parse(
    const char *json, size_t len, struct jh_recipe_file *out, struct jh_error *err) JH_CHECKED;
void jh_i_recipe_release(struct jh_recipe_file *recipe);

/** Whether a sheet is used: neither hidden, empty nor left out. */
static inline bool jh_i_sheets_used(const struct jh_sheets_one *one)
{
    return !one->left_out;
}

#endif
