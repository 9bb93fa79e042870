/*
 * Catalogues, machines, score sheets, rows of the ledger and tables of facts. The first byte picks
 * what the rest is. What is taken in is sound: machines pass their check, a fact written and read
 * again says the same, a register takes it or is left as it was.
 */
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "fuzz.h"
#include "io/programme/entries.h"
#include "io/programme/facts.h"
#include "io/programme/indicators_json.h"
#include "io/programme/machines_json.h"

static struct jh_error err;

static void machines(const char *text)
{
    struct jh_machines m;
    if (jh_i_machines_parse(text, &m, &err) == JH_OK)
        for (size_t k = 0; k < m.n; k++)
            MUST(jh_machine_check(&m.machine[k], &err) == JH_OK);
    jh_i_machines_release(&m);
}

static void catalogue(const char *text)
{
    struct jh_catalogue c;
    if (jh_i_catalogue_parse(text, NULL, &c, &err) == JH_OK)
        for (size_t k = 0; k < c.n; k++)
            MUST(jh_i_catalogue_find(&c, c.indicator[k].id) == k);
    jh_i_catalogue_release(&c);
}

static void scores(const char *text)
{
    struct jh_arena arena;
    struct jh_score_row *row = NULL;
    size_t n = 0;
    jh_arena_init(&arena, 0);
    if (jh_i_scores_parse(text, NULL, &arena, &row, &n, &err) == JH_OK)
        for (size_t k = 0; k < n; k++)
            MUST(row[k].weight >= 0 && row[k].most > 0);
    jh_arena_release(&arena);
}

static struct jh_register *new_register(struct jh_machines *m)
{
    struct jh_register *reg = NULL;
    struct jh_facts facts;
    MUST(jh_i_machines_parse(NULL, m, &err) == JH_OK);
    MUST(jh_register_new(m->n, m->machine, &reg, &err) == JH_OK);
    jh_register_set_targets(reg, m->target);
    jh_i_facts_init(&facts);
    MUST(jh_i_facts_add(&facts, JH_FACT_PROJECT, "P", NULL, NULL, &err) == JH_OK);
    MUST(jh_i_facts_set(&facts, "name", "p", &err) == JH_OK);
    MUST(jh_register_apply(reg, &facts.fact[0], &err) == JH_OK);
    jh_i_facts_release(&facts);
    return reg;
}

/* "kind\nbody": a row of the ledger about the project. */
static void ledger_row(const char *text)
{
    char kind[32];
    const size_t len = strcspn(text, "\n");
    struct jh_machines m;
    struct jh_facts facts, again;
    struct jh_buf one, two;
    bool known = false;
    if (len >= sizeof kind || text[len] == '\0')
        return;
    memcpy(kind, text, len);
    kind[len] = '\0';
    struct jh_register *reg = new_register(&m);
    jh_i_facts_init(&facts);
    jh_i_facts_init(&again);
    jh_buf_init(&one, 1 << 26);
    jh_buf_init(&two, 1 << 26);
    if (jh_i_fact_parse(&facts, 1, kind, "P", "", "", text + len + 1, &known, &err) == JH_OK &&
        known) {
        const size_t before = jh_register_count(reg);
        const enum jh_status st = jh_register_apply(reg, &facts.fact[0], &err);
        MUST(jh_register_count(reg) <= before + (st == JH_OK ? 1 : 0));
        jh_i_fact_write(&facts.fact[0], &one);
        MUST(jh_buf_status(&one, &err) == JH_OK);
        MUST(jh_i_fact_parse(&again, 1, kind, "P", "", "", one.data, &known, &err) == JH_OK);
        jh_i_fact_write(&again.fact[0], &two);
        MUST(strcmp(one.data, two.data) == 0);
    }
    jh_buf_release(&one);
    jh_buf_release(&two);
    jh_i_facts_release(&facts);
    jh_i_facts_release(&again);
    jh_register_free(reg);
    jh_i_machines_release(&m);
}

static void entry(const char *text)
{
    const char *id[] = {"A", "B"};
    double top[2] = {0}, bottom[2] = {0};
    uint8_t flags[2] = {0};
    const struct jh_units units = {.n = 2, .id = id};
    struct jh_value_block block = {top, bottom, flags};
    char period[64];
    size_t unknown = 0;
    bool mine = false;
    if (jh_i_entry_period(text, period, &err) == JH_OK &&
        jh_i_entry_apply(text, period, &units, &block, &mine, &unknown, &err) == JH_OK)
        MUST(strlen(period) < sizeof period);
}

/* A table of any kind of fact, and of entered values. */
static void table(const char *text)
{
    static char path[] = "/tmp/junheng-fuzz-XXXXXX.csv";
    static bool made;
    struct jh_sheet sheet;
    struct jh_catalogue c;
    if (!made) {
        const int file = mkstemps(path, 4);
        MUST(file >= 0);
        close(file);
        made = true;
    }
    FILE *out = fopen(path, "wb");
    MUST(out != NULL);
    fputs(text, out);
    fclose(out);
    const enum jh_status st = jh_i_sheet_read(path, NULL, NULL, &sheet, &err);
    if (st == JH_OK) {
        for (int k = 0; k < JH_N_FACT_KINDS; k++) {
            struct jh_facts facts;
            jh_i_facts_init(&facts);
            jh_ignore(jh_i_facts_of_sheet(&sheet, (enum jh_fact_kind)k, NULL, &facts, &err),
                "any answer will do");
            jh_i_facts_release(&facts);
        }
        struct jh_entry_batches batches;
        MUST(jh_i_catalogue_parse(NULL, NULL, &c, &err) == JH_OK);
        jh_ignore(jh_i_entries_of_sheet(&sheet, &c, NULL, &batches, &err), "any answer will do");
        jh_i_entries_release(&batches);
        jh_i_catalogue_release(&c);
        jh_i_sheet_release(&sheet);
    }
    unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const take[])(const char *) = {
        machines, catalogue, scores, ledger_row, entry, table};
    if (size == 0)
        return 0;
    char *text = calloc(size, 1);
    MUST(text != NULL);
    memcpy(text, data + 1, size - 1);
    take[data[0] % (sizeof take / sizeof *take)](text);
    free(text);
    return 0;
}
