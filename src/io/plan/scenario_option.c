/* One scenario key from text, as options of commands and fields of forms give it. */
#include <string.h>

#include "junheng/io.h"

#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/json.h"
#include "io/plan/scenario_json.h"

enum { MAX_BYTES = 1 << 20, MAX_DEPTH = 4 };

static bool is_one_of(const char *text, size_t n, const char *const *words)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

/* Call put() for each part of "a,b，c" without the spaces around it. */
static void put_parts(
    struct jh_json_writer *w, char *text, void put(struct jh_json_writer *, char *))
{
    static const char wide[] = "，";
    while (text != NULL) {
        char *comma = strchr(text, ','), *full = strstr(text, wide), *next = NULL;
        if (full != NULL && (comma == NULL || full < comma)) {
            *full = '\0';
            next = full + strlen(wide);
        } else if (comma != NULL) {
            *comma = '\0';
            next = comma + 1;
        }
        while (*text == ' ')
            text++;
        for (size_t n = strlen(text); n > 0 && text[n - 1] == ' '; n--)
            text[n - 1] = '\0';
        if (*text != '\0')
            put(w, text);
        text = next;
    }
}

static void put_item(struct jh_json_writer *w, char *text)
{
    jh_json_text(w, NULL, text);
}

/* "H1" or "H1:specialty". */
static void put_pick(struct jh_json_writer *w, char *text)
{
    char *colon = strchr(text, ':');
    if (colon != NULL)
        *colon = '\0';
    jh_json_open_object(w, NULL);
    jh_json_text(w, "hospital_id", text);
    if (colon != NULL)
        jh_json_text(w, "specialty", colon + 1);
    jh_json_close_object(w);
}

/* "travel=1" */
static void put_weight(struct jh_json_writer *w, char *text)
{
    char *sign = strchr(text, '=');
    double weight;
    if (sign != NULL)
        *sign = '\0';
    if (sign != NULL && jh_num_parse(sign + 1, strlen(sign + 1), &weight))
        jh_json_num(w, text, weight);
    else
        jh_json_null(w, text);
}

static void put_scalar(struct jh_json_writer *w, enum jh_key_kind kind, const char *text)
{
    static const char *const yes[] = {"true", "yes", "on", "1", "是"};
    static const char *const no[] = {"false", "no", "off", "0", "否"};
    double x;
    int64_t i;
    size_t len = strlen(text);
    if (len == 0 && kind != JH_KEY_TEXT)
        jh_json_null(w, NULL);
    else if (kind == JH_KEY_INT && jh_num_parse_i64(text, len, &i))
        jh_json_int(w, NULL, i);
    else if ((kind == JH_KEY_INT || kind == JH_KEY_REAL) && jh_num_parse(text, len, &x))
        jh_json_num(w, NULL, x);
    else if (kind == JH_KEY_BOOL && is_one_of(text, sizeof yes / sizeof *yes, yes))
        jh_json_bool(w, NULL, true);
    else if (kind == JH_KEY_BOOL && is_one_of(text, sizeof no / sizeof *no, no))
        jh_json_bool(w, NULL, false);
    else
        jh_json_text(w, NULL, text);
}

/* An option's text as the JSON that a scenario file would hold. `text` is cut up. */
static void option_to_json(enum jh_key_kind kind, char *text, struct jh_buf *out)
{
    struct jh_json_writer w;
    jh_json_begin(&w, out, false);
    const bool structured = kind == JH_KEY_TEXTS || kind == JH_KEY_PICKS || kind == JH_KEY_WEIGHTS;
    if (structured && (text[0] == '[' || text[0] == '{')) {
        jh_buf_puts(out, text);
    } else if (kind == JH_KEY_TEXTS || kind == JH_KEY_PICKS) {
        jh_json_open_array(&w, NULL);
        put_parts(&w, text, kind == JH_KEY_TEXTS ? put_item : put_pick);
        jh_json_close_array(&w);
    } else if (kind == JH_KEY_WEIGHTS && strchr(text, '=') != NULL) {
        jh_json_open_object(&w, NULL);
        put_parts(&w, text, put_weight);
        jh_json_close_object(&w);
    } else {
        put_scalar(&w, kind, text);
    }
}

enum jh_status jh_scenario_set(
    struct jh_scenario *scenario, const char *key, const char *value, struct jh_error *err)
{
    const struct jh_json_at at = {NULL, key, 0};
    struct jh_buf text, json;
    struct jh_json *root = NULL;
    enum jh_status st;
    const struct jh_scenario_key *row = NULL;
    jh_buf_init(&text, MAX_BYTES);
    jh_buf_init(&json, MAX_BYTES);
    JH_TRY(st, jh_i_scenario_find(key, &row, err));
    jh_buf_puts(&text, value);
    JH_TRY(st, jh_buf_status(&text, err));
    option_to_json(row->kind, text.data, &json);
    JH_TRY(st, jh_buf_status(&json, err));
    JH_TRY(st, jh_json_parse(
                   json.data, json.len, (struct jh_json_limits){MAX_BYTES, MAX_DEPTH}, &root, err));
    st = jh_i_scenario_apply(scenario, row, &at, root, err);
out:
    jh_json_free(root);
    jh_buf_release(&json);
    jh_buf_release(&text);
    return st;
}
