#include "cli/options.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/suggest.h"

size_t cli_options_count(const struct cli_option *table)
{
    size_t n = 0;
    while (table != NULL && table[n].name != NULL)
        n++;
    return n;
}

const char *cli_choice_at(const char *choices, size_t i, size_t *out_len)
{
    const char *p = choices;
    for (; i > 0 && p != NULL; i--) {
        p = strchr(p, '|');
        p = p == NULL ? NULL : p + 1;
    }
    if (p != NULL)
        *out_len = strcspn(p, "|");
    return p;
}

bool cli_choice_has(const char *choices, const char *word)
{
    size_t len = 0;
    const char *choice;
    for (size_t i = 0; (choice = cli_choice_at(choices, i, &len)) != NULL; i++)
        if (strlen(word) == len && memcmp(choice, word, len) == 0)
            return true;
    return false;
}

/* "Did you mean" for a value that is none of the choices; without memory there is no hint. */
static void hint_choice(const char *choices, const char *text, struct jh_error *err)
{
    struct jh_suggest suggest;
    char *copy = jh_i_calloc(strlen(choices) + 1, 1);
    if (copy == NULL)
        return;
    memcpy(copy, choices, strlen(choices));
    jh_suggest_begin(&suggest, text);
    for (char *p = copy; p != NULL;) {
        char *bar = strchr(p, '|');
        if (bar != NULL)
            *bar++ = '\0';
        jh_suggest_offer(&suggest, p);
        p = bar;
    }
    if (suggest.best != NULL)
        jh_hint(err, "Did you mean %s?", suggest.best);
    jh_i_free(copy);
}

static enum jh_status set_choice(const struct cli_option *option, const char *text,
    struct cli_value *value, struct jh_error *err)
{
    size_t len = 0;
    for (size_t i = 0;; i++) {
        const char *choice = cli_choice_at(option->choices, i, &len);
        if (choice == NULL)
            break;
        if (len == strlen(text) && memcmp(choice, text, len) == 0) {
            value->choice = i;
            return JH_OK;
        }
    }
    enum jh_status st = jh_fail(err, JH_E_ARG, "--%s must be one of %s, got \"%.60s\"",
        option->name, option->choices, text);
    hint_choice(option->choices, text, err);
    return st;
}

static enum jh_status check_range(
    const struct cli_option *option, double x, const char *text, struct jh_error *err)
{
    char low[JH_NUM_TEXT_MAX], high[JH_NUM_TEXT_MAX];
    if (option->min == 0 && option->max == 0)
        return JH_OK;
    if (!(x < option->min) && !(x > option->max))
        return JH_OK;
    jh_num_format(option->min, low);
    jh_num_format(option->max, high);
    if (isfinite(option->min) && isfinite(option->max))
        return jh_fail(
            err, JH_E_ARG, "--%s must be between %s and %s, got %s", option->name, low, high, text);
    if (isfinite(option->min))
        return jh_fail(err, JH_E_ARG, "--%s must be at least %s, got %s", option->name, low, text);
    return jh_fail(err, JH_E_ARG, "--%s must be at most %s, got %s", option->name, high, text);
}

static enum jh_status set_number(const struct cli_option *option, const char *text,
    struct cli_value *value, struct jh_error *err)
{
    if (option->kind == CLI_INT) {
        if (!jh_num_parse_i64(text, strlen(text), &value->integer))
            return jh_fail(
                err, JH_E_ARG, "--%s must be a whole number, got \"%.60s\"", option->name, text);
        value->real = (double)value->integer;
    } else if (!jh_num_parse(text, strlen(text), &value->real)) {
        return jh_fail(err, JH_E_ARG, "--%s must be a number, got \"%.60s\"", option->name, text);
    }
    return check_range(option, value->real, text, err);
}

static enum jh_status set_value(
    const struct cli_option *option, const char *text, struct cli_value *out, struct jh_error *err)
{
    struct cli_value value = {.given = true, .text = text};
    enum jh_status st = JH_OK;
    if (option->kind == CLI_INT || option->kind == CLI_REAL)
        st = set_number(option, text, &value, err);
    else if (option->kind == CLI_CHOICE)
        st = set_choice(option, text, &value, err);
    if (st == JH_OK)
        *out = value;
    return st;
}

enum jh_status cli_args_init(struct cli_args *args, size_t n_tables,
    const struct cli_option *const *table, size_t max_operands, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct cli_args made = {0};
    size_t k = 0;
    for (size_t t = 0; t < n_tables; t++)
        made.n_options += cli_options_count(table[t]);
    made.option = jh_i_calloc(made.n_options, sizeof *made.option);
    made.value = jh_i_calloc(made.n_options, sizeof *made.value);
    made.operand = jh_i_calloc(max_operands, sizeof *made.operand);
    if (made.option == NULL || made.value == NULL || made.operand == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t t = 0; t < n_tables; t++)
        for (size_t i = 0; i < cli_options_count(table[t]); i++, k++) {
            made.option[k] = table[t][i];
            if (table[t][i].default_text == NULL)
                continue;
            JH_TRY(st, set_value(&made.option[k], table[t][i].default_text, &made.value[k], err));
            made.value[k].given = false;
        }
    *args = made;
    made = (struct cli_args){0};
out:
    cli_args_release(&made);
    return st;
}

void cli_args_release(struct cli_args *args)
{
    jh_i_free(args->option);
    jh_i_free(args->value);
    jh_i_free(args->operand);
    *args = (struct cli_args){0};
}

size_t cli_args_find(const struct cli_args *args, const char *name)
{
    for (size_t i = 0; i < args->n_options; i++)
        if (strcmp(args->option[i].name, name) == 0)
            return i;
    return args->n_options;
}

const struct cli_value *cli_get(const struct cli_args *args, const char *name)
{
    size_t i = cli_args_find(args, name);
    assert(i < args->n_options);
    return &args->value[i];
}

static enum jh_status unknown_option(
    const struct cli_args *args, const char *name, size_t len, struct jh_error *err)
{
    struct jh_suggest suggest;
    char typed[64] = "";
    if (len < sizeof typed) /* longer ones are near nothing */
        memcpy(typed, name, len);
    jh_suggest_begin(&suggest, typed);
    for (size_t i = 0; i < args->n_options; i++)
        jh_suggest_offer(&suggest, args->option[i].name);
    enum jh_status st =
        jh_fail(err, JH_E_ARG, "unknown option --%.*s", (int)(len < 60 ? len : 60), name);
    if (suggest.best != NULL)
        jh_hint(err, "Did you mean --%s?", suggest.best);
    return st;
}

/* Words still to be read. */
struct words {
    size_t n, at;
    const char *const *word;
};

/* The option at position i with the value attached to it (NULL: none attached). */
static enum jh_status take_option(struct cli_args *args, size_t i, const char *attached,
    struct words *words, struct jh_error *err)
{
    const struct cli_option *option = &args->option[i];
    if (option->kind == CLI_FLAG) {
        if (attached != NULL)
            return jh_fail(err, JH_E_ARG, "--%s takes no value", option->name);
        args->value[i].given = true;
        return JH_OK;
    }
    if (attached == NULL) {
        if (words->at == words->n)
            return jh_fail(err, JH_E_ARG, "--%s needs a value (%s)", option->name, option->value);
        attached = words->word[words->at++];
    }
    return set_value(option, attached, &args->value[i], err);
}

static enum jh_status take_long(
    struct cli_args *args, const char *body, struct words *words, struct jh_error *err)
{
    size_t len = strcspn(body, "=");
    for (size_t i = 0; i < args->n_options; i++)
        if (strlen(args->option[i].name) == len && memcmp(args->option[i].name, body, len) == 0)
            return take_option(args, i, body[len] == '=' ? body + len + 1 : NULL, words, err);
    return unknown_option(args, body, len, err);
}

/* A word such as -q, -qh or -x5. */
static enum jh_status take_letters(
    struct cli_args *args, const char *letters, struct words *words, struct jh_error *err)
{
    for (const char *p = letters; *p != '\0'; p++) {
        size_t i = 0;
        while (i < args->n_options && args->option[i].letter != *p)
            i++;
        if (i == args->n_options)
            return jh_fail(err, JH_E_ARG, "unknown option -%.60s", p);
        bool flag = args->option[i].kind == CLI_FLAG;
        enum jh_status st = take_option(args, i, flag || p[1] == '\0' ? NULL : p + 1, words, err);
        if (st != JH_OK || !flag)
            return st;
    }
    return JH_OK;
}

enum jh_status cli_args_parse(struct cli_args *args, size_t n_words, const char *const *word,
    bool first_only, size_t *out_consumed, struct jh_error *err)
{
    struct words words = {.n = n_words, .word = word};
    bool only_operands = false;
    while (words.at < n_words) {
        const char *w = word[words.at];
        enum jh_status st = JH_OK;
        if (only_operands || w[0] != '-' || w[1] == '\0') {
            if (first_only)
                break;
            args->operand[args->n_operands++] = w;
            words.at++;
            continue;
        }
        words.at++;
        if (strcmp(w, "--") == 0)
            only_operands = true;
        else if (w[1] == '-')
            st = take_long(args, w + 2, &words, err);
        else
            st = take_letters(args, w + 1, &words, err);
        if (st != JH_OK)
            return st;
    }
    *out_consumed = words.at;
    return JH_OK;
}
