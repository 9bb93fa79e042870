/*
 * Lists of names with numbers on the command line: "a=2,b=0.5,c".
 */
#ifndef JH_CLI_ITEMS_H
#define JH_CLI_ITEMS_H

#include <stddef.h>

#include "junheng/status.h"

#include "base/arena.h"

struct cli_item {
    const char *name;
    double value;
};
/**
 * Split at commas; everything lives in the arena. NULL or "": none.
 *
 * @param standard The value of a name without one; NaN: it must have one.
 * @return JH_OK; JH_E_ARG: what is wrong with which part; JH_E_NOMEM.
 */
enum jh_status cli_items_parse(struct jh_arena *arena, const char *option, const char *text,
    double standard, size_t *out_n, struct cli_item **out_item, struct jh_error *err) JH_CHECKED;

#endif
