#include "base/suggest.h"

#include <stdint.h>
#include <string.h>

enum { LEN_MAX = 64 };

void jh_suggest_begin(struct jh_suggest *suggest, const char *text)
{
    *suggest = (struct jh_suggest){.text = text, .best_cost = 2 + strlen(text) / 4};
}

/* Names differ neither by case nor by '-' for '_'. */
static char plain(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return c == '-' ? '_' : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits (insert, drop, replace, swap neighbours) from a to b; SIZE_MAX for long texts. */
static size_t distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    size_t row[3][LEN_MAX + 1];
    if (n > LEN_MAX || m > LEN_MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        const size_t *above = row[(i - 1) % 3], *above2 = row[(i + 1) % 3];
        size_t *here = row[i % 3];
        here[0] = i;
        for (size_t j = 1; j <= m; j++) {
            char x = plain(a[i - 1]), y = plain(b[j - 1]);
            here[j] = least(above[j - 1] + (x != y), least(above[j], here[j - 1]) + 1);
            if (i > 1 && j > 1 && x == plain(b[j - 2]) && plain(a[i - 2]) == y)
                here[j] = least(here[j], above2[j - 2] + 1);
        }
    }
    return row[n % 3][m];
}

static const char *last_part(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL ? dot + 1 : name;
}

void jh_suggest_offer(struct jh_suggest *suggest, const char *name)
{
    size_t cost = distance(suggest->text, name);
    const char *a = last_part(suggest->text), *b = last_part(name);
    if (a != suggest->text || b != name) {
        size_t part = distance(a, b);
        if (part != SIZE_MAX)
            cost = least(cost, part + 1);
    }
    if (cost < suggest->best_cost && cost < strlen(suggest->text)) {
        suggest->best_cost = cost;
        suggest->best = name;
    }
}
