#include <math.h>
#include <string.h>

#include "base/msg.h"
#include "io/programme/facts.h"
#include "io/programme/machines_json.h"
#include "testing.h"

static struct jh_error err;
static struct jh_machines machines;
static struct jh_register *reg;

static void set_up(void)
{
    ck_ok(jh_i_machines_parse(NULL, &machines, &err), &err);
    ck_ok(jh_register_new(machines.n, machines.machine, &reg, &err), &err);
}

static void tear_down(void)
{
    jh_register_free(reg);
    jh_i_machines_release(&machines);
}

/* A fact from its JSON body, applied. */
static enum jh_status say(const char *kind, const char *subject, const char *body)
{
    struct jh_facts facts;
    bool known;
    jh_i_facts_init(&facts);
    ck_ok(jh_i_fact_parse(&facts, 1, kind, subject, "2026-01-01", "t", body, &known, &err), &err);
    ck_assert(known);
    enum jh_status st = jh_register_apply(reg, &facts.fact[0], &err);
    jh_i_facts_release(&facts);
    return st;
}

START_TEST(facts_lie_over_each_other)
{
    ck_ok(say("project", "P1", "{\"name\":\"A\",\"beds\":\"800\",\"extra\":{\"x\":\"1\"}}"), &err);
    ck_ok(say("project", "P1", "{\"beds\":\"900\",\"extra\":{\"y\":\"2\"}}"), &err);
    const struct jh_entity *e = jh_register_find(reg, JH_FACT_PROJECT, "P1", "");
    ck_assert_str_eq(jh_entity_text(e, "name"), "A");
    ck_assert_double_eq(jh_entity_number(e, "beds"), 900);
    ck_assert(isnan(jh_entity_number(e, "posts"))); /* not given is not 0 */
    ck_assert_str_eq(jh_entity_extra(e, "x"), "1");
    ck_assert_str_eq(jh_entity_extra(e, "y"), "2");
    ck_assert_uint_eq(e->n_versions, 2);
    ck_assert_uint_eq(jh_register_count(reg), 1);
}
END_TEST

START_TEST(wrong_facts)
{
    static const struct {
        const char *kind, *subject, *body;
        enum jh_status st;
    } bad[] = {
        {"project", "P9", "{\"beds\":\"1\"}", JH_E_DATA},
        {"project", "P9", "{\"name\":\"A\",\"beds\":\"-1\"}", JH_E_DATA},
        {"project", "P9", "{\"name\":\"A\",\"level\":\"world\"}", JH_E_DATA},
        {"commitment", "P9",
            "{\"item\":\"1\",\"party\":\"host\",\"text\":\"t\",\"due\":\"2026-01-01\"}",
            JH_E_NOT_FOUND},
        {"commitment", "P1", "{\"item\":\"1\",\"party\":\"host\",\"text\":\"t\",\"due\":\"soon\"}",
            JH_E_DATA},
        {"task", "T1", "{\"title\":\"t\",\"due\":\"2026-01-01\",\"state\":\"struck_off\"}",
            JH_E_DATA},
        {"task", "T1", "{\"title\":\"t\",\"due\":\"2026-01-01\",\"state\":\"cancelled\"}",
            JH_E_DATA},
        {"move", "P1", "{\"machine\":\"moon\",\"move\":\"apply\"}", JH_E_NOT_FOUND},
        {"move", "P1", "{\"machine\":\"programme\",\"move\":\"name\"}", JH_E_CONFLICT},
        {"move", "P1", "{\"machine\":\"programme\",\"move\":\"apply\"}", JH_E_ARG},
        {"report", "C1", "{\"item\":\"u\"}", JH_E_NOT_FOUND},
    };
    ck_ok(say("project", "P1", "{\"name\":\"A\"}"), &err);
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        ck_refused(say(bad[k].kind, bad[k].subject, bad[k].body), bad[k].st);
    ck_assert_uint_eq(jh_register_count(reg), 1);
}
END_TEST

START_TEST(the_two_states_are_independent)
{
    ck_ok(say("project", "P1", "{\"name\":\"A\"}"), &err);
    ck_ok(say("move", "P1", "{\"machine\":\"building\",\"move\":\"approve\",\"document\":\"1\"}"),
        &err);
    ck_ok(say("move", "P1", "{\"machine\":\"programme\",\"move\":\"apply\",\"document\":\"2\"}"),
        &err);
    ck_assert_int_eq(
        jh_register_state(reg, "P1", 0), jh_machine_find(&machines.machine[0], "applied"));
    ck_assert_int_eq(
        jh_register_state(reg, "P1", 1), jh_machine_find(&machines.machine[1], "approved"));
    ck_ok(say("move", "P1", "{\"machine\":\"programme\",\"move\":\"undo\",\"reason\":\"typo\"}"),
        &err);
    ck_assert_int_eq(
        jh_register_state(reg, "P1", 0), jh_machine_find(&machines.machine[0], "proposed"));
    ck_assert_int_eq(jh_register_state(reg, "P2", 0), -1);
}
END_TEST

START_TEST(alarms)
{
    struct jh_alarm *a;
    size_t n;
    int64_t today;
    ck_ok(say("project", "P1", "{\"name\":\"A\"}"), &err);
    ck_ok(say("commitment", "P1",
              "{\"item\":\"1\",\"party\":\"government\",\"text\":\"land\",\"due\":\"2026-01-10\"}"),
        &err);
    ck_ok(say("commitment", "P1",
              "{\"item\":\"2\",\"party\":\"host\",\"text\":\"beds\",\"due\":\"2026-01-01\","
              "\"state\":\"done\"}"),
        &err);
    ck_ok(say("task", "T1", "{\"title\":\"t\",\"due\":\"2026-02-10\"}"), &err);
    ck_ok(say("task", "T2", "{\"title\":\"t\",\"due\":\"2026-12-31\"}"), &err);
    ck_assert(jh_day_parse("2026-01-20", &today));
    ck_ok(jh_register_alarms(reg, today, 30, &a, &n, &err), &err);
    ck_assert_uint_eq(n, 3);
    ck_assert(a[0].kind == JH_ALARM_OVERDUE && a[0].days_late == 10);
    ck_assert(a[1].kind == JH_ALARM_SOON && a[1].days_late == -21);
    ck_assert(a[2].kind == JH_ALARM_NO_EVIDENCE && strcmp(a[2].entity->item, "2") == 0);
    jh_programme_free(a);
}
END_TEST

/* Two milestones took 150 days instead of 100: pace 1.5; the third, planned 100 days later, is
 * forecast 150 days after the second; the fourth likewise, 300 days after it. */
START_TEST(schedule)
{
    struct jh_schedule_row *row;
    size_t n;
    int64_t today, want;
    ck_ok(say("project", "P1", "{\"name\":\"A\",\"budget_central\":\"500\"}"), &err);
    ck_ok(
        say("milestone", "P1",
            "{\"item\":\"a\",\"name\":\"a\",\"planned\":\"2025-01-01\",\"actual\":\"2025-01-01\"}"),
        &err);
    ck_ok(say("milestone", "P1",
              "{\"item\":\"b\",\"name\":\"b\",\"planned\":\"2025-04-11\",\"actual\":\"2025-05-31\","
              "\"money\":\"100\"}"),
        &err);
    ck_ok(
        say("milestone", "P1", "{\"item\":\"d\",\"name\":\"d\",\"planned\":\"2025-10-28\"}"), &err);
    ck_ok(
        say("milestone", "P1", "{\"item\":\"c\",\"name\":\"c\",\"planned\":\"2025-07-20\"}"), &err);
    ck_ok(say("money", "P1",
              "{\"item\":\"1\",\"source\":\"central\",\"kind\":\"paid\",\"amount\":\"60\","
              "\"date\":\"2025-06-01\",\"milestone\":\"b\"}"),
        &err);
    ck_assert(jh_day_parse("2025-06-10", &today));
    ck_ok(jh_register_schedule(reg, "P1", today, &row, &n, &err), &err);
    ck_assert_uint_eq(n, 4);
    ck_assert_int_eq(row[1].delay_days, 50);
    ck_assert_double_eq(row[1].money_paid, 60);
    ck_assert_double_eq(row[1].money_planned, 100);
    ck_assert(jh_day_parse("2025-05-31", &want) && row[2].forecast == want + 150);
    ck_assert_int_eq(row[3].forecast, want + 300);
    ck_assert_int_eq(row[3].delay_days, 150);
    jh_programme_free(row);
    struct jh_money m;
    jh_register_money(reg, "P1", &m);
    ck_assert(m.budget_total == 500 && m.paid_total == 60 && isnan(m.budget[JH_MONEY_OWN]));
    struct jh_programme_year y;
    jh_register_year(reg, 2025, today, &y);
    ck_assert(y.n_projects == 1 && y.paid == 60);
}
END_TEST

/* 10 + 16 + 24 + 26 = 76, and 49 more are 125. */
START_TEST(batches_add_up)
{
    struct jh_facts facts;
    struct jh_batch_row *row;
    size_t n;
    double four = 0, all = 0;
    jh_i_facts_init(&facts);
    ck_ok(jh_i_facts_of_batches(&facts, &err), &err);
    for (size_t i = 0; i < facts.n; i++)
        ck_ok(jh_register_apply(reg, &facts.fact[i], &err), &err);
    ck_ok(jh_register_batches(reg, &row, &n, &err), &err);
    ck_assert_uint_eq(n, 5);
    for (size_t k = 0; k < n; k++) {
        four += k < 4 ? row[k].announced : 0;
        all += row[k].announced;
    }
    ck_assert_double_eq(four, 76);
    ck_assert_double_eq(all, 125);
    jh_programme_free(row);
    jh_i_facts_release(&facts);
}
END_TEST

/* Every cell of the 56 known projects is in the register, as it came. */
START_TEST(known_projects_without_loss)
{
    const char *path = testing_shared("programme/projects.csv");
    struct jh_sheet sheet;
    struct jh_facts facts;
    size_t n_projects = 0, n_batch[6] = {0};
    if (path == NULL)
        return;
    jh_i_facts_init(&facts);
    ck_ok(jh_i_sheet_read(path, NULL, NULL, &sheet, &err), &err);
    ck_ok(jh_i_facts_of_sheet(&sheet, JH_FACT_PROJECT, reg, &facts, &err), &err);
    for (size_t i = 0; i < facts.n; i++)
        ck_ok(jh_register_apply(reg, &facts.fact[i], &err), &err);
    for (size_t i = 0; i < jh_register_count(reg); i++) {
        const struct jh_entity *e = jh_register_at(reg, i);
        const size_t r = n_projects++;
        for (size_t c = 0; c < sheet.n_columns; c++) {
            const char *name = sheet.name[c], *extra = jh_entity_extra(e, name);
            ck_assert_str_eq(
                extra[0] != '\0' ? extra : jh_entity_text(e, name), jh_i_sheet_text(&sheet, r, c));
        }
        const char *batch = jh_entity_text(e, "batch");
        if (strlen(batch) == 1)
            n_batch[batch[0] - '0']++;
    }
    ck_assert_uint_eq(n_projects, 56);
    const size_t announced[] = {0, 10, 16, 24, 26, 49};
    for (int b = 1; b <= 5; b++)
        ck_assert(n_batch[b] > 0 && n_batch[b] <= announced[b]);
    const struct jh_entity *warned = jh_register_find(reg, JH_FACT_PROJECT, "P0042", "");
    ck_assert_int_eq(jh_register_state(reg, warned->subject, 0),
        jh_machine_find(&machines.machine[0], "warning"));
    jh_i_facts_release(&facts);
    jh_i_sheet_release(&sheet);
}
END_TEST

/* Each of several exporters carries a project; one that a table names and a plan numbers is one. */
START_TEST(several_exporters)
{
    struct jh_exporter_row *row = NULL;
    size_t n = 0;
    ck_ok(say("project", "P1", "{\"name\":\"a\",\"exporter\":\"A;AB\",\"exporter_id\":\"H1;H12\"}"),
        &err);
    ck_ok(say("project", "P2", "{\"name\":\"b\",\"exporter\":\"A\"}"), &err);
    ck_ok(say("project", "P3", "{\"name\":\"c\",\"exporter_id\":\"H1\"}"), &err);
    ck_ok(say("exporter", "A", "{\"max_projects\":\"2\"}"), &err);
    ck_ok(jh_register_exporters(reg, 3, &row, &n, &err), &err);
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(row[0].exporter, "A");
    ck_assert_str_eq(row[0].id, "H1");
    ck_assert_uint_eq(row[0].n_projects, 3);
    ck_assert(row[0].stated && row[0].over);
    ck_assert_str_eq(row[1].exporter, "AB");
    ck_assert_uint_eq(row[1].n_projects, 1);
    jh_programme_free(row);
}
END_TEST

START_TEST(exporters)
{
    struct jh_exporter_row *row;
    size_t n;
    for (int k = 0; k < 3; k++) {
        const char id[] = {'P', (char)('1' + k), '\0'};
        ck_ok(say("project", id,
                  k < 2 ? "{\"name\":\"A\",\"exporter\":\"X\"}"
                        : "{\"name\":\"A\",\"exporter\":\"Y\"}"),
            &err);
    }
    ck_ok(say("exporter", "X", "{\"max_projects\":\"1\"}"), &err);
    ck_ok(jh_register_exporters(reg, 3, &row, &n, &err), &err);
    ck_assert(n == 2 && row[0].n_projects == 2 && row[0].over && row[0].stated);
    ck_assert(row[1].max_projects == 3 && !row[1].over && !row[1].stated);
    jh_programme_free(row);
    ck_ok(say("move", "P1", "{\"machine\":\"programme\",\"move\":\"withdraw\",\"reason\":\"r\"}"),
        &err);
    ck_ok(jh_register_exporters(reg, 3, &row, &n, &err), &err);
    ck_assert(row[0].n_projects == 1 && row[1].n_projects == 1 && !row[0].over);
    jh_programme_free(row);
}
END_TEST

/* Forms are shown in both languages. */
START_TEST(labels_are_translated)
{
    for (int k = 0; k < JH_N_FACT_KINDS; k++) {
        const struct jh_form *form = jh_form_of((enum jh_fact_kind)k);
        ck_assert_msg(strcmp(jh_tr(JH_LANG_ZH, form->label), form->label) != 0, "%s", form->label);
        ck_assert_int_eq(jh_form_find(form->id), k);
        for (size_t f = 0; f < form->n_fields; f++) {
            const char *label = form->field[f].label;
            ck_assert_msg(strcmp(jh_tr(JH_LANG_ZH, label), label) != 0, "%s", label);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("register");
    TCase *tc = tcase_create("register");
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, facts_lie_over_each_other);
    tcase_add_test(tc, wrong_facts);
    tcase_add_test(tc, the_two_states_are_independent);
    tcase_add_test(tc, alarms);
    tcase_add_test(tc, schedule);
    tcase_add_test(tc, batches_add_up);
    tcase_add_test(tc, known_projects_without_loss);
    tcase_add_test(tc, exporters);
    tcase_add_test(tc, several_exporters);
    tcase_add_test(tc, labels_are_translated);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
