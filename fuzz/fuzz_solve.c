/*
 * Formats of location problems: the first byte chooses the format. What is read is whole: counts
 * agree, numbers are finite, pairs ascend.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/problems/solve.h"
#include "io/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An edge list may say 20,000 nodes in five bytes; the matrix of a few is enough here. */
static int too_large(const char *text, size_t len)
{
    size_t digits = 0;
    for (size_t i = 0; i < len && strchr("0123456789+-.eE \t\r\n", text[i]) != NULL; i++) {
        if (digits > 0 && strchr(" \t\r\n", text[i]) != NULL)
            break;
        digits += strchr("0123456789", text[i]) != NULL;
        if (strchr("eE", text[i]) != NULL)
            return 1;
    }
    return digits > 3;
}

static void check(const struct jh_solve_input *in)
{
    size_t n = in->n_demand, m = in->n_sites;
    if (n == 0 || m == 0 || in->p < 0)
        abort();
    for (size_t k = 0; in->cost != NULL && k < n * m; k++) {
        if (!(in->cost[k] >= 0))
            abort();
    }
    for (size_t k = 0; in->xy != NULL && k < 2 * n; k++) {
        if (!isfinite(in->xy[k]))
            abort();
    }
    for (size_t i = 0; in->pair_start != NULL && i < n; i++) {
        for (size_t k = in->pair_start[i]; k < in->pair_start[i + 1]; k++) {
            if (in->pair_site[k] < 0 || (size_t)in->pair_site[k] >= m ||
                (k > in->pair_start[i] && in->pair_site[k - 1] >= in->pair_site[k]))
                abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jh_text text = {0};
    struct jh_text_fault fault = {0};
    struct jh_solve_input input = {.n_demand = 0};
    struct jh_error err = {.status = JH_OK};
    struct jh_run run = {.n_threads = 1};
    if (size == 0 || jh_i_text_wrap((const char *)data + 1, size - 1, &text, &fault, &err) != JH_OK)
        return 0;
    enum jh_solve_format format = (enum jh_solve_format)(data[0] % JH_SOLVE_N_FORMATS);
    if (format == JH_SOLVE_ORLIB && too_large(text.data, text.len)) {
        jh_i_text_release(&text);
        return 0;
    }
    enum jh_status st = jh_i_solve_parse(format, "input", text.data, text.len, &run, &input, &err);
    if (st == JH_OK) {
        check(&input);
        if (format == JH_SOLVE_COSTS && jh_i_solve_parse_values(JH_SOLVE_WEIGHTS, "input",
                                            text.data, text.len, &input, &err) == JH_OK)
            check(&input);
    } else if (st == JH_E_DATA && err.where[0] == '\0') {
        abort();
    }
    jh_i_solve_input_release(&input);
    jh_i_text_release(&text);
    return 0;
}
