#include <string.h>

#include "base/alloc.h"
#include "base/rng.h"
#include "io/programme/machines_json.h"
#include "junheng/programme.h"
#include "testing.h"

static struct jh_error err;

static struct jh_machines shipped(void)
{
    struct jh_machines m;
    ck_ok(jh_i_machines_parse(NULL, &m, &err), &err);
    return m;
}

START_TEST(shipped_machines_are_sound)
{
    struct jh_machines m = shipped();
    ck_assert_uint_eq(m.n, 2);
    ck_assert_ptr_eq(m.target, &m.machine[2]);
    ck_assert_uint_eq(m.target->n_states, 4);
    for (size_t k = 0; k <= m.n; k++)
        ck_ok(jh_machine_check(&m.machine[k], &err), &err);
    ck_assert_str_eq(m.machine[0].id, "programme");
    ck_assert_uint_eq(m.machine[0].n_states, 12);
    ck_assert_uint_eq(m.machine[1].n_states, 6);
    jh_i_machines_release(&m);
}
END_TEST

/* A million random steps of each machine, most of them wrong: a move is made exactly where the
 * table has it, the state is always the table's, undo always goes back the way it came. */
START_TEST(random_traces)
{
    static const char *const wrong[] = {"fly", "", JH_MOVE_IMPORT};
    struct jh_machines m = shipped();
    struct jh_rng rng;
    jh_rng_init(&rng, 3, 0);
    for (size_t k = 0; k <= m.n; k++) {
        const struct jh_machine *machine = &m.machine[k];
        struct jh_position p;
        int32_t way[64];
        size_t n = 0;
        uint8_t seen[64] = {0};
        jh_position_begin(&p, machine);
        for (int step = 0; step < 1000000; step++) {
            size_t pick = jh_rng_below(&rng, machine->n_moves + 4);
            /* Withdrawals end a trace: few of them, so that the others grow long. */
            if (pick < machine->n_moves && machine->state[machine->move[pick].to].final &&
                jh_rng_below(&rng, 50) > 0)
                pick = machine->n_moves;
            struct jh_move move = {.document = "1", .evidence = "e", .reason = "r", .batch = "1"};
            move.id = pick < machine->n_moves       ? machine->move[pick].id
                      : pick < machine->n_moves + 3 ? wrong[pick - machine->n_moves]
                                                    : JH_MOVE_UNDO;
            const int32_t before = p.state;
            const int32_t row = jh_machine_move_from(machine, before, move.id);
            const enum jh_status st = jh_position_move(&p, machine, &move, NULL);
            enum jh_status want = JH_E_CONFLICT;
            int32_t to = before;
            if (strcmp(move.id, JH_MOVE_UNDO) == 0 && n > 0) {
                want = JH_OK;
                to = way[--n];
            } else if (row >= 0) {
                want = JH_OK;
                to = machine->move[row].to;
                way[n++] = before;
            } else if (strcmp(move.id, JH_MOVE_IMPORT) == 0 && st == JH_E_ARG) {
                want = JH_E_ARG; /* no state named */
            }
            /* Not by ck_assert: a million of them take long. */
            if (st != want || p.state != to || p.n != n)
                ck_abort_msg("step %d: move %s from %s", step, move.id, machine->state[before].id);
            seen[p.state] = 1;
            if (n == 60 || machine->state[p.state].final) {
                jh_position_release(&p);
                jh_position_begin(&p, machine);
                n = 0;
            }
        }
        for (size_t s = 0; s < machine->n_states; s++)
            ck_assert_msg(seen[s] != 0, "%s never reached", machine->state[s].id);
        jh_position_release(&p);
    }
    jh_i_machines_release(&m);
}
END_TEST

START_TEST(needs_and_import)
{
    struct jh_machines m = shipped();
    const struct jh_machine *machine = &m.machine[0];
    struct jh_position p;
    jh_position_begin(&p, machine);
    ck_refused(jh_position_move(&p, machine, &(struct jh_move){.id = "apply"}, &err), JH_E_ARG);
    ck_assert_str_eq(err.message[JH_LANG_EN], "move apply needs a document");
    ck_refused(jh_position_move(&p, machine, &(struct jh_move){.id = "name"}, &err), JH_E_CONFLICT);
    ck_assert_str_eq(err.hint[JH_LANG_EN], "Allowed from here: apply, withdraw.");
    ck_refused(jh_position_move(
                   &p, machine, &(struct jh_move){.id = JH_MOVE_IMPORT, .state = "moon"}, &err),
        JH_E_ARG);
    ck_ok(jh_position_move(
              &p, machine, &(struct jh_move){.id = JH_MOVE_IMPORT, .state = "named"}, &err),
        &err);
    ck_refused(jh_position_move(
                   &p, machine, &(struct jh_move){.id = JH_MOVE_IMPORT, .state = "named"}, &err),
        JH_E_CONFLICT);
    ck_refused(jh_position_move(&p, machine, &(struct jh_move){.id = "undo"}, &err), JH_E_ARG);
    ck_ok(jh_position_move(&p, machine, &(struct jh_move){.id = "undo", .reason = "typo"}, &err),
        &err);
    ck_assert_int_eq(p.state, machine->initial);
    jh_position_release(&p);
    jh_i_machines_release(&m);
}
END_TEST

#define MACHINE(states, moves)                                                                     \
    "{\"machines\":[{\"id\":\"m\",\"en\":\"m\",\"zh\":\"m\",\"initial\":\"a\",\"states\":[" states \
    "],\"moves\":[" moves "]}]}"
#define STATE(id) "{\"id\":\"" id "\",\"en\":\"x\",\"zh\":\"x\"}"
#define FINAL(id) "{\"id\":\"" id "\",\"en\":\"x\",\"zh\":\"x\",\"final\":true}"
#define GO(id, f, to)                                                                              \
    "{\"id\":\"" id "\",\"en\":\"x\",\"zh\":\"x\",\"from\":[\"" f "\"],\"to\":\"" to "\"}"

START_TEST(unsound_machines_are_refused)
{
    static const struct {
        const char *json, *message;
    } bad[] = {
        {MACHINE(FINAL("a") "," STATE("b"), ""), "machine m never comes to state b"},
        {MACHINE(STATE("a") "," STATE("b"), GO("g", "a", "b")),
            "machine m cannot end from state a"},
        {MACHINE(FINAL("a") "," STATE("b"), GO("g", "a", "b")),
            "machine m cannot end from state b"},
        {MACHINE(FINAL("a") "," STATE("a"), ""), "machine m has state a twice"},
        {MACHINE(FINAL("a"), GO("g", "a", "z")), "move g of machine m leads nowhere"},
        {MACHINE(FINAL("a"), GO("g", "a", "a") "," GO("g", "a", "a")),
            "machine m has move g twice from state a"},
        {MACHINE(FINAL("b"), ""), "machine m has no initial state"},
        {MACHINE(FINAL("a"), GO("undo", "a", "a")), "machine m must not define move undo"},
        {"{}", "there is no machine"},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        struct jh_machines m;
        ck_refused(jh_i_machines_parse(bad[k].json, &m, &err), JH_E_DATA);
        ck_assert_str_eq(err.message[JH_LANG_EN], bad[k].message);
        jh_i_machines_release(&m);
    }
}
END_TEST

START_TEST(days)
{
    int64_t day;
    char text[16];
    ck_assert(jh_day_parse("1970-01-01", &day) && day == 0);
    ck_assert(jh_day_parse("2024-02-29", &day) && day == 19782);
    ck_assert(!jh_day_parse("2023-02-29", &day) && !jh_day_parse("2023-2-9", &day));
    ck_assert(!jh_day_parse("", &day) && !jh_day_parse("2023-13-01", &day));
    for (int64_t d = -100000; d < 100000; d += 37) {
        jh_day_format(d, text);
        ck_assert(jh_day_parse(text, &day) && day == d);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("machine");
    TCase *tc = tcase_create("machine");
    tcase_add_test(tc, shipped_machines_are_sound);
    tcase_add_test(tc, random_traces);
    tcase_add_test(tc, needs_and_import);
    tcase_add_test(tc, unsound_machines_are_refused);
    tcase_add_test(tc, days);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
