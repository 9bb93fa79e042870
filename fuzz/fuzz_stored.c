/*
 * Texts that come back from a workspace or a shared file: plans as projects and targets, two plans
 * beside each other, jobs. The first byte picks what the rest is.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "fuzz.h"
#include "io/plan/plan_compare.h"
#include "io/programme/facts.h"
#include "io/programme/machines_json.h"

#include "server/job_json.h"
#include "server/jobs.h"

static struct jh_error err;

/* What a plan gives the register takes, all of it. */
static void apply(const struct jh_facts *facts)
{
    struct jh_machines m;
    struct jh_register *reg = NULL;
    MUST(jh_i_machines_parse(NULL, &m, &err) == JH_OK);
    MUST(jh_register_new(m.n, m.machine, &reg, &err) == JH_OK);
    for (size_t k = 0; k < facts->n; k++)
        jh_ignore(jh_register_apply(reg, &facts->fact[k], &err), "any answer will do");
    jh_register_free(reg);
    jh_i_machines_release(&m);
}

static void plan(const char *text)
{
    struct jh_facts facts;
    jh_i_facts_init(&facts);
    if (jh_i_facts_of_plan(text, 7, NULL, "national", &facts, &err) == JH_OK)
        apply(&facts);
    jh_i_facts_release(&facts);
    jh_i_facts_init(&facts);
    if (jh_i_facts_of_plan_years(text, 7, 2026, &facts, &err) == JH_OK)
        apply(&facts);
    jh_i_facts_release(&facts);
}

/* Two plans with a NUL's line between them; each also beside itself, where nothing differs but figures. */
static void compare(const char *text)
{
    char *copy = strdup(text);
    MUST(copy != NULL);
    char *second = strstr(copy, "\n---\n");
    if (second != NULL) {
        *second = '\0';
        second += 5;
    }
    for (size_t k = 0; k < 2; k++) {
        const char *const body[2] = {copy, second != NULL && k == 1 ? second : copy};
        struct jh_arena arena;
        struct jh_i_plan_difference *out = NULL;
        size_t n = 0;
        jh_arena_init(&arena, 0);
        if (jh_i_plan_bodies_compare(body, &arena, &out, &n, &err) == JH_OK && body[0] == body[1])
            for (size_t i = 0; i < n; i++)
                MUST(out[i].part == JH_I_PART_FIGURE);
        jh_arena_release(&arena);
    }
    free(copy);
}

/* Input and result of a job with a line "---" between them. */
static void job(const char *text)
{
    char *copy = strdup(text);
    MUST(copy != NULL);
    char *second = strstr(copy, "\n---\n");
    if (second != NULL) {
        *second = '\0';
        second += 5;
    }
    static const char *const kinds[] = {"plan", "import", "boundaries"};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        const struct jh_store_job stored = {.id = 1,
            .kind = kinds[k],
            .state = "done",
            .input_json = copy,
            .result_json = second != NULL ? second : "",
            .created_at = "2026-01-01T00:00:00Z",
            .started_at = "",
            .ended_at = ""};
        struct srv_job *made = calloc(1, sizeof *made);
        MUST(made != NULL);
        jh_ignore(srv_job_read(made, &stored, &err), "any answer will do");
        srv_job_task_release(&made->task);
        for (int lang = 0; lang < JH_N_LANGS; lang++)
            jh_i_free(made->outcome.report[lang]);
        jh_i_free(made->input);
        free(made);
    }
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const take[])(const char *) = {plan, compare, job};
    if (size == 0)
        return 0;
    char *text = calloc(size, 1);
    MUST(text != NULL);
    memcpy(text, data + 1, size - 1);
    take[data[0] % (sizeof take / sizeof *take)](text);
    free(text);
    return 0;
}
