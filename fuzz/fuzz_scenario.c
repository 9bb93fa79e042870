/* Scenarios: what is accepted can be written, and reads back the same; options never break one. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "junheng/io.h"

#include "base/buf.h"
#include "base/fail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_scenario(struct jh_buf *buf, const struct jh_scenario *scenario)
{
    struct jh_error err;
    jh_buf_init(buf, 1 << 26);
    if (jh_scenario_to_json(scenario, buf, &err) != JH_OK)
        abort();
}

static void check_round_trip(const char *text, size_t len)
{
    struct jh_scenario scenario = {0}, again = {0};
    struct jh_buf first, second;
    struct jh_error err;
    if (jh_scenario_parse(text, len, &scenario, &err) != JH_OK)
        return;
    write_scenario(&first, &scenario);
    /* Escapes make a text longer, so the longest may not fit again. */
    enum jh_status st = jh_scenario_parse(first.data, first.len, &again, &err);
    if (st == JH_OK) {
        write_scenario(&second, &again);
        if (strcmp(first.data, second.data) != 0)
            abort();
        jh_buf_release(&second);
        jh_scenario_release(&again);
    } else if (st != JH_E_LIMIT) {
        abort();
    }
    jh_buf_release(&first);
    jh_scenario_release(&scenario);
}

/* The first byte picks the key. */
static void check_option(const uint8_t *data, size_t size)
{
    size_t n;
    const struct jh_scenario_key *keys = jh_scenario_keys(&n);
    struct jh_scenario scenario = jh_scenario_default();
    struct jh_error err;
    char *value = calloc(size, 1);
    if (value == NULL)
        abort();
    memcpy(value, data + 1, size - 1);
    jh_ignore(
        jh_scenario_set(&scenario, keys[data[0] % n].name, value, &err), "any answer will do");
    struct jh_buf buf;
    write_scenario(&buf, &scenario);
    jh_buf_release(&buf);
    jh_scenario_release(&scenario);
    free(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_round_trip((const char *)data, size);
    if (size > 0)
        check_option(data, size);
    return 0;
}
