/* What is saved comes back, whole and equal, or is refused. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "junheng/store.h"

#include "base/num.h"
#include "rich_dataset.h"
#include "small_dataset.h"
#include "store/sqlite/db.h"

#include "testing.h"

static char path[200];
static struct jh_error err;

static void set_up(void)
{
    snprintf(path, sizeof path, "%s/w.db", testing_tmpdir());
}

static struct jh_store *opened(enum jh_store_mode mode)
{
    struct jh_store *store = NULL;
    ck_ok(jh_store_open(path, mode, &store, &err), &err);
    return store;
}

static void save(const struct jh_dataset *d)
{
    struct jh_store *store = opened(JH_STORE_WRITE);
    ck_ok(jh_store_dataset_save(store, d, "2024-05-06T07:08:09Z", "data/", NULL, &err), &err);
    jh_store_close(store);
}

static struct jh_dataset *load(void)
{
    struct jh_store *store = opened(JH_STORE_READ);
    struct jh_dataset *d = NULL;
    ck_ok(jh_store_dataset_load(store, NULL, &d, &err), &err);
    jh_store_close(store);
    return d;
}

static void run_sql(const char *sql)
{
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void same_texts(size_t n, const char *const *a, const char *const *b)
{
    for (size_t i = 0; i < n; i++)
        ck_assert_str_eq(a[i], b[i]);
}

/* Bit for bit, both present or both absent; nothing to tell where there are no rows. */
static void same_bytes(size_t n, size_t size, const void *a, const void *b)
{
    if (n == 0)
        return;
    ck_assert_int_eq(a == NULL, b == NULL);
    if (a != NULL)
        ck_assert_mem_eq(a, b, n * size);
}
#define SAME(n, x, y) same_bytes((n), sizeof *(x), (x), (y))

static void same_attributes(size_t n, const struct jh_attributes *a, const struct jh_attributes *b)
{
    ck_assert_uint_eq(a->n, b->n);
    for (size_t k = 0; k < a->n; k++) {
        ck_assert_str_eq(a->item[k].name, b->item[k].name);
        same_texts(n, a->item[k].text, b->item[k].text);
        SAME(n, a->item[k].number, b->item[k].number);
    }
}

static void same_places(const struct jh_dataset *a, const struct jh_dataset *b)
{
    const struct jh_hospitals *h = &a->hospitals, *k = &b->hospitals;
    ck_assert_uint_eq(a->areas.n, b->areas.n);
    ck_assert_uint_eq(a->areas.n_inside, b->areas.n_inside);
    same_texts(a->areas.n, a->areas.id, b->areas.id);
    same_texts(a->areas.n, a->areas.name, b->areas.name);
    SAME(a->areas.n, a->areas.point, b->areas.point);
    SAME(a->areas.n, a->areas.place_basis, b->areas.place_basis);
    SAME(a->areas.n, a->areas.population, b->areas.population);
    SAME(a->areas.n, a->areas.region, b->areas.region);
    same_attributes(a->areas.n, &a->areas.attributes, &b->areas.attributes);
    ck_assert_uint_eq(h->n, k->n);
    ck_assert_uint_eq(h->n_inside, k->n_inside);
    same_texts(h->n, h->id, k->id);
    same_texts(h->n, h->name, k->name);
    same_texts(h->n, h->grade_text, k->grade_text);
    SAME(h->n, h->point, k->point);
    SAME(h->n, h->place_basis, k->place_basis);
    SAME(h->n, h->area, k->area);
    SAME(h->n, h->beds, k->beds);
    SAME(h->n, h->authorised_beds, k->authorised_beds);
    SAME(h->n, h->bed_use_frac, k->bed_use_frac);
    SAME(h->n, h->mean_stay_days, k->mean_stay_days);
    SAME(h->n, h->grade, k->grade);
    SAME(h->n, h->sponsor, k->sponsor);
    SAME(h->n, h->kind, k->kind);
    SAME(h->n, h->role, k->role);
    SAME(h->n, h->campus_of, k->campus_of);
    ck_assert(h->has_grades == k->has_grades && h->has_sponsors == k->has_sponsors &&
              h->has_kinds == k->has_kinds);
    same_attributes(h->n, &h->attributes, &k->attributes);
}

static void same_lists(const struct jh_dataset *a, const struct jh_dataset *b)
{
    const struct jh_capabilities *c = &a->capabilities, *e = &b->capabilities;
    ck_assert_uint_eq(a->regions.n, b->regions.n);
    ck_assert_int_eq(a->regions.given, b->regions.given);
    same_texts(a->regions.n, a->regions.id, b->regions.id);
    same_texts(a->regions.n, a->regions.name, b->regions.name);
    same_texts(a->regions.n, a->regions.level, b->regions.level);
    SAME(a->regions.n, a->regions.parent, b->regions.parent);
    ck_assert_uint_eq(a->zones.n, b->zones.n);
    same_texts(a->zones.n, a->zones.id, b->zones.id);
    same_texts(a->zones.n, a->zones.name, b->zones.name);
    same_texts(a->zones.n, a->zones.centre_city, b->zones.centre_city);
    SAME(a->areas.n_inside, a->zones.of_area, b->zones.of_area);
    ck_assert_uint_eq(a->specialties.n, b->specialties.n);
    same_texts(a->specialties.n, a->specialties.id, b->specialties.id);
    ck_assert_uint_eq(a->periods.n, b->periods.n);
    ck_assert_double_eq(a->periods.length_years, b->periods.length_years);
    ck_assert_int_eq(a->periods.given, b->periods.given);
    same_texts(a->periods.n, a->periods.id, b->periods.id);
    ck_assert_uint_eq(a->sources.n, b->sources.n);
    same_texts(a->sources.n, a->sources.id, b->sources.id);
    SAME(a->sources.n, a->sources.covers_inside, b->sources.covers_inside);
    SAME(a->sources.n, a->sources.covers_outside, b->sources.covers_outside);
    ck_assert_uint_eq(c->n, e->n);
    SAME(a->hospitals.n + 1, c->start, e->start);
    SAME(c->n, c->hospital, e->hospital);
    SAME(c->n, c->specialty, e->specialty);
    SAME(c->n, c->quality, e->quality);
    SAME(c->n, c->beds, e->beds);
    SAME(c->n, c->max_projects, e->max_projects);
    SAME(c->n, c->projects, e->projects);
    SAME(c->n, c->key_level, e->key_level);
    SAME(c->n, c->centre, e->centre);
}

static void same_tables(const struct jh_dataset *a, const struct jh_dataset *b)
{
    const struct jh_flows *f = &a->flows, *g = &b->flows;
    ck_assert_uint_eq(f->n, g->n);
    SAME(a->areas.n + 1, f->start, g->start);
    SAME(f->n, f->hard, g->hard);
    SAME(f->n, f->reason, g->reason);
    SAME(f->n, f->basis, g->basis);
    SAME(f->n, f->area, g->area);
    SAME(f->n, f->hospital, g->hospital);
    SAME(f->n, f->specialty, g->specialty);
    SAME(f->n, f->period, g->period);
    SAME(f->n, f->source, g->source);
    for (int m = 0; m < JH_N_MEASURES; m++)
        SAME(f->n, f->measure[m], g->measure[m]);
    ck_assert_uint_eq(a->travel.n, b->travel.n);
    SAME(a->areas.n + 1, a->travel.start, b->travel.start);
    SAME(a->travel.n, a->travel.hospital, b->travel.hospital);
    SAME(a->travel.n, a->travel.minutes, b->travel.minutes);
    SAME(a->travel.n, a->travel.km, b->travel.km);
    const struct jh_shapes *s = &a->boundaries, *t = &b->boundaries;
    ck_assert_uint_eq(s->n, t->n);
    ck_assert_str_eq(a->boundaries_source, b->boundaries_source);
    if (s->n == 0)
        return;
    SAME(s->n + 1, s->ring_start, t->ring_start);
    SAME(s->ring_start[s->n] + 1, s->point_start, t->point_start);
    SAME(s->point_start[s->ring_start[s->n]], s->point, t->point);
}

static void same(const struct jh_dataset *a, const struct jh_dataset *b)
{
    ck_assert_str_eq(a->fingerprint, b->fingerprint);
    ck_assert_str_eq(a->name, b->name);
    ck_assert_int_eq(a->fictional, b->fictional);
    same_places(a, b);
    same_lists(a, b);
    same_tables(a, b);
}

START_TEST(everything_comes_back)
{
    /* Two blocks and a bit. */
    struct jh_dataset *d = rich_dataset(1, 2 * 65536 + 3, 500);
    save(d);
    struct jh_dataset *back = load();
    same(d, back);
    jh_dataset_free(d);
    jh_dataset_free(back);
}
END_TEST

START_TEST(empty_dataset_comes_back)
{
    struct jh_dataset *d = NULL;
    struct jh_arena *arena = NULL;
    ck_ok(jh_i_dataset_new(&d, &arena, &err), &err);
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    save(d);
    struct jh_dataset *back = load();
    same(d, back);
    jh_dataset_free(d);
    jh_dataset_free(back);
}
END_TEST

START_TEST(one_of_each_comes_back)
{
    struct jh_dataset *d = small_dataset(&(struct small_size){1, 1, 1, 1, 1, 1, 1, 0});
    ck_ok(jh_i_dataset_sort_flows(d, &err), &err);
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    save(d);
    struct jh_dataset *back = load();
    same(d, back);
    jh_dataset_free(d);
    jh_dataset_free(back);
}
END_TEST

/* The same values in whichever form; cases made uneven in one row stay doubles. */
START_TEST(lean_loads_hold_the_same)
{
    struct jh_dataset *d = rich_dataset(1 + (uint64_t)_i, _i == 0 ? 70000 : 10, 1);
    save(d);
    struct jh_store *store = opened(JH_STORE_READ);
    struct jh_dataset *lean = NULL, *full = load();
    ck_ok(jh_store_dataset_load_lean(store, NULL, &lean, &err), &err);
    jh_store_close(store);
    ck_assert_str_eq(lean->fingerprint, full->fingerprint);
    for (int m = 0; m < JH_N_MEASURES; m++) {
        const double *value = full->flows.measure[m];
        ck_assert(full->flows.whole[m] == NULL);
        ck_assert(jh_flows_has(&lean->flows, (enum jh_measure)m) == (value != NULL));
        bool whole = value != NULL;
        for (size_t i = 0; value != NULL && i < full->flows.n; i++) {
            double x = jh_flows_value(&lean->flows, (enum jh_measure)m, i);
            ck_assert(memcmp(&x, &value[i], sizeof x) == 0 || (isnan(x) && isnan(value[i])));
            whole = whole && value[i] >= 0 && value[i] == floor(value[i]);
        }
        if (value != NULL && full->flows.n > 0)
            ck_assert(whole == (lean->flows.whole[m] != NULL));
    }
    save(lean); /* and is saved as it was */
    struct jh_dataset *again = load();
    ck_assert_str_eq(again->fingerprint, full->fingerprint);
    jh_dataset_free(again);
    jh_dataset_free(lean);
    jh_dataset_free(full);
    jh_dataset_free(d);
}
END_TEST

START_TEST(a_second_dataset_replaces_the_first)
{
    struct jh_dataset *first = rich_dataset(1, 3000, 100);
    struct jh_dataset *second = small_dataset(&(struct small_size){3, 2, 2, 1, 2, 1, 0, 0});
    ck_ok(jh_i_dataset_finish(second, &err), &err);
    save(first);
    save(second);
    struct jh_dataset *back = load();
    same(second, back);
    jh_dataset_free(back);
    save(first);
    back = load();
    same(first, back);
    jh_dataset_free(back);
    jh_dataset_free(first);
    jh_dataset_free(second);
}
END_TEST

START_TEST(keys_outlive_a_replacement)
{
    struct jh_dataset *first = rich_dataset(1, 10, 1), *second = rich_dataset(2, 10, 1);
    save(first);
    run_sql("CREATE TABLE kept AS SELECT key, id FROM hospital");
    save(second);
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_prepare_v2(
            db, "SELECT count(*) FROM kept JOIN hospital USING (key, id)", -1, &stmt, NULL),
        SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
    ck_assert_int_eq(sqlite3_column_int(stmt, 0), 25);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    jh_dataset_free(first);
    jh_dataset_free(second);
}
END_TEST

START_TEST(same_id_twice_changes_nothing)
{
    struct jh_dataset *good = rich_dataset(1, 100, 10), *bad = rich_dataset(2, 100, 10);
    save(good);
    bad->hospitals.id[3] = bad->hospitals.id[4];
    struct jh_store *store = opened(JH_STORE_WRITE);
    ck_refused(jh_store_dataset_save(store, bad, "", "", NULL, &err), JH_E_DATA);
    jh_store_close(store);
    struct jh_dataset *back = load();
    same(good, back);
    jh_dataset_free(back);
    jh_dataset_free(good);
    jh_dataset_free(bad);
}
END_TEST

static bool stop_at_third(void *ctx)
{
    int *n = ctx;
    return ++*n >= 3;
}

START_TEST(stopping_changes_nothing)
{
    struct jh_dataset *first = rich_dataset(1, 100, 10), *second = rich_dataset(2, 100, 10);
    int n = 0;
    struct jh_run run = {.should_stop = stop_at_third, .ctx = &n};
    save(first);
    struct jh_store *store = opened(JH_STORE_WRITE);
    ck_refused(jh_store_dataset_save(store, second, "", "", &run, &err), JH_E_CANCELLED);
    struct jh_dataset *back = NULL;
    n = 0;
    ck_refused(jh_store_dataset_load(store, &run, &back, &err), JH_E_CANCELLED);
    ck_assert_ptr_null(back);
    jh_store_close(store);
    back = load();
    same(first, back);
    jh_dataset_free(back);
    jh_dataset_free(first);
    jh_dataset_free(second);
}
END_TEST

static const char *const damage[] = {
    "UPDATE area SET population = population + 1 WHERE position = 0",
    "UPDATE column_block SET base = base + 1 WHERE key = 1",
    "UPDATE column_block SET base = base + 100000 WHERE key = 2",
    "UPDATE column_block SET base = -1 WHERE key = 2",
    "UPDATE column_block SET n_rows = n_rows - 1 WHERE key = 3",
    "UPDATE column_block SET type = 'f64' WHERE key = 1",
    "UPDATE column_block SET data = x'' WHERE key = 1",
    "DELETE FROM column_block WHERE key = 4",
    "DELETE FROM stored_column WHERE name = 'cases'",
    "DELETE FROM stored_column WHERE name = 'minutes'",
    "DELETE FROM stored_column WHERE name = 'hard'",
    "UPDATE hospital SET position = 1000 WHERE position = 24",
    "UPDATE dataset SET n_areas = n_areas + 1",
    "UPDATE dataset SET n_flows = 1",
    "UPDATE dataset SET n_hospitals_inside = 3",
    "UPDATE dataset SET fingerprint = 'x'",
    "UPDATE area_boundary SET data = substr(data, 2)",
    "UPDATE area_boundary SET data = zeroblob(length(data))",
    "DELETE FROM area_boundary WHERE area % 2 = 0",
    "UPDATE attribute_value SET number = 1 WHERE item = 3",
    "UPDATE attribute_value SET item = 1000 WHERE item = 3",
    "DELETE FROM source WHERE position = 1",
    "UPDATE capability SET centre = 1 - centre",
    "DELETE FROM capability WHERE hospital % 2 = 0",
    "UPDATE zone SET name = 'x'",
    "UPDATE area SET zone = NULL",
};

START_TEST(damage_is_noticed)
{
    struct jh_dataset *d = rich_dataset(1, 1000, 50), *back = NULL;
    save(d);
    run_sql(damage[_i]);
    struct jh_store *store = opened(JH_STORE_READ);
    enum jh_status st = jh_store_dataset_load(store, NULL, &back, &err);
    ck_assert_msg(st == JH_E_STORE, "%s: %s", damage[_i], jh_status_name(st));
    ck_assert_ptr_null(back);
    ck_assert_str_ne(err.hint[JH_LANG_EN], "");
    jh_store_close(store);
    jh_dataset_free(d);
}
END_TEST

START_TEST(survives_lack_of_memory)
{
    struct jh_dataset *d = rich_dataset(1, 100, 10);
    struct jh_store *store = opened(JH_STORE_WRITE);
    const long live = testing_alloc_live();
    enum jh_status st = JH_E_NOMEM;
    for (size_t n = 1; st != JH_OK; n++) {
        testing_alloc_refuse(n);
        st = jh_store_dataset_save(store, d, "", "", NULL, &err);
        ck_assert(st == JH_OK || st == JH_E_NOMEM);
        ck_assert_int_eq(testing_alloc_live(), live);
    }
    st = JH_E_NOMEM;
    for (size_t n = 1; st != JH_OK; n++) {
        struct jh_dataset *back = NULL;
        testing_alloc_refuse(n);
        st = jh_store_dataset_load(store, NULL, &back, &err);
        ck_assert_msg(st == JH_OK || st == JH_E_NOMEM, "%s", err.message[JH_LANG_EN]);
        ck_assert_int_eq(back != NULL, st == JH_OK);
        jh_dataset_free(back);
        ck_assert_int_eq(testing_alloc_live(), live);
    }
    testing_alloc_refuse(0);
    jh_store_close(store);
    jh_dataset_free(d);
}
END_TEST

START_TEST(plans_are_kept_and_listed)
{
    struct jh_store *store = opened(JH_STORE_WRITE);
    struct jh_store_plan *plans = NULL;
    char *scenario = NULL, *plan = NULL;
    size_t n = 9;
    int64_t id[2] = {0};
    ck_ok(jh_store_plan_list(store, &plans, &n, &err), &err);
    ck_assert_uint_eq(n, 0);
    jh_store_free(plans);
    ck_refused(jh_store_plan_load(store, 0, &scenario, &plan, &err), JH_E_NOT_FOUND);
    ck_ok(jh_store_plan_save(
              store, "初稿", "2024-01-01", "f1", INT64_MAX, 10, "{\"a\":1}", "{}", &id[0], &err),
        &err);
    ck_ok(jh_store_plan_save(store, "", "2024-01-02", "f2", 1, 0, "{}", "[2]", &id[1], &err), &err);
    ck_assert_int_gt(id[1], id[0]);
    ck_ok(jh_store_plan_list(store, &plans, &n, &err), &err);
    ck_assert_uint_eq(n, 2);
    ck_assert_int_eq(plans[0].id, id[0]);
    ck_assert_str_eq(plans[0].name, "初稿");
    ck_assert_str_eq(plans[0].created_at, "2024-01-01");
    ck_assert_str_eq(plans[1].name, "");
    ck_assert_str_eq(plans[1].fingerprint, "f2");
    ck_assert_str_ne(plans[1].version, "");
    jh_store_free(plans);
    ck_ok(jh_store_plan_load(store, id[0], &scenario, &plan, &err), &err);
    ck_assert_str_eq(scenario, "{\"a\":1}");
    ck_assert_str_eq(plan, "{}");
    jh_store_free(scenario);
    jh_store_free(plan);
    ck_ok(jh_store_plan_load(store, 0, &scenario, &plan, &err), &err);
    ck_assert_str_eq(plan, "[2]");
    jh_store_free(scenario);
    jh_store_free(plan);
    ck_refused(jh_store_plan_load(store, 77, &scenario, &plan, &err), JH_E_NOT_FOUND);
    jh_store_close(store);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dataset_store");
    TCase *tc = tcase_create("dataset_store");
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, everything_comes_back);
    tcase_add_test(tc, empty_dataset_comes_back);
    tcase_add_test(tc, one_of_each_comes_back);
    tcase_add_loop_test(tc, lean_loads_hold_the_same, 0, 2);
    tcase_add_test(tc, a_second_dataset_replaces_the_first);
    tcase_add_test(tc, keys_outlive_a_replacement);
    tcase_add_test(tc, same_id_twice_changes_nothing);
    tcase_add_test(tc, stopping_changes_nothing);
    tcase_add_loop_test(tc, damage_is_noticed, 0, (int)(sizeof damage / sizeof *damage));
    tcase_add_test(tc, survives_lack_of_memory);
    tcase_add_test(tc, plans_are_kept_and_listed);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
