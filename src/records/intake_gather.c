/* After the records: what the slots hold, put together. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "records/intake_parts.h"

/* ---- Names met -------------------------------------------------------------------------------- */

void jh_i_name_count_release(struct jh_name_count *names)
{
    jh_strmap_release(&names->map);
    jh_i_free(names->item);
    jh_arena_release(&names->arena);
    *names = (struct jh_name_count){0};
}

enum jh_status jh_i_name_count_add(struct jh_name_count *names, const char *text, size_t len,
    size_t most, uint64_t n, uint32_t *out_index, struct jh_error *err)
{
    uint32_t index;
    bool is_new;
    *out_index = UINT32_MAX;
    if (jh_strmap_get(&names->map, text, len, &index)) {
        names->item[index].n += n;
        *out_index = index;
        return JH_OK;
    }
    if (names->n == most)
        return JH_OK;
    if (names->n == names->cap) {
        const size_t cap = names->cap * 2 + 16;
        struct jh_unknown_hospital *grown = jh_i_realloc(names->item, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        names->item = grown;
        names->cap = cap;
    }
    const char *kept = jh_arena_strndup(&names->arena, text, len);
    if (kept == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st =
        jh_strmap_put(&names->map, kept, len, (uint32_t)names->n, &index, &is_new, err);
    if (st == JH_OK) {
        names->item[names->n] = (struct jh_unknown_hospital){kept, n};
        *out_index = (uint32_t)names->n++;
    }
    return st;
}

void jh_i_intake_result_release(struct jh_intake_result *result)
{
    jh_i_cube_release(&result->cube);
    jh_i_cube_release(&result->mix);
    jh_i_tally_release(&result->tally);
    jh_arena_release(&result->arena);
    *result = (struct jh_intake_result){0};
}

static int by_count(const void *a, const void *b)
{
    const struct jh_unknown_hospital *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return strcmp(x->text, y->text);
}

static int by_place(const void *a, const void *b)
{
    const struct jh_intake_fault *x = a, *y = b;
    if (x->sequence != y->sequence)
        return x->sequence < y->sequence ? -1 : 1;
    return (x->fault.line > y->fault.line) - (x->fault.line < y->fault.line);
}

static enum jh_status gather_faults(int n_slots, const struct jh_intake_slot *slot,
    struct jh_intake_result *out, struct jh_error *err)
{
    size_t n = 0;
    struct jh_intake_fault *all = jh_i_calloc((size_t)n_slots * JH_INTAKE_FAULTS_MAX, sizeof *all);
    if (all == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (int s = 0; s < n_slots; s++)
        for (size_t i = 0; i < slot[s].n_faults; i++)
            all[n++] = slot[s].fault[i];
    if (n > 0)
        qsort(all, n, sizeof *all, by_place);
    out->n_faults = n < JH_INTAKE_FAULTS_MAX ? n : JH_INTAKE_FAULTS_MAX;
    memcpy(out->fault, all, out->n_faults * sizeof *all);
    jh_i_free(all);
    return JH_OK;
}

static enum jh_status gather_unknown(int n_slots, const struct jh_intake_slot *slot,
    struct jh_intake_result *out, struct jh_error *err)
{
    struct jh_name_count all = {0};
    enum jh_status st = JH_OK;
    uint32_t index;
    for (int s = 0; s < n_slots; s++)
        for (size_t i = 0; i < slot[s].unknown.n; i++) {
            const struct jh_unknown_hospital *one = &slot[s].unknown.item[i];
            JH_TRY(st, jh_i_name_count_add(&all, one->text, strlen(one->text),
                           JH_UNKNOWN_HOSPITALS_MAX, one->n, &index, err));
        }
    out->unknown = jh_arena_new(&out->arena, all.n, struct jh_unknown_hospital);
    if (out->unknown == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < all.n; i++) {
        out->unknown[i].n = all.item[i].n;
        out->unknown[i].text = jh_arena_strdup(&out->arena, all.item[i].text);
        if (out->unknown[i].text == NULL) {
            st = jh_fail(err, JH_E_NOMEM, "out of memory");
            goto out;
        }
    }
    out->n_unknown = all.n;
    qsort(out->unknown, all.n, sizeof *out->unknown, by_count);
out:
    jh_i_name_count_release(&all);
    return st;
}

/* Names beyond those of the rules: aggregated tables are read by one thread. */
static enum jh_status list_specialties(const struct jh_intake *in, const struct jh_name_count *more,
    struct jh_intake_result *out, struct jh_error *err)
{
    const size_t n = in->rules->n_specialties;
    out->specialty = jh_arena_new(&out->arena, n + more->n, const char *);
    if (out->specialty == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n + more->n; i++) {
        out->specialty[i] =
            jh_arena_strdup(&out->arena, i < n ? in->rules->specialty[i] : more->item[i - n].text);
        if (out->specialty[i] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    out->n_specialties = n + more->n;
    return JH_OK;
}

static void add_counts(const struct jh_intake_slot *slot, struct jh_intake_result *out)
{
    out->n_rows += slot->n_rows;
    out->n_taken += slot->n_taken;
    out->n_refused += slot->n_refused;
    out->n_duplicates += slot->n_duplicates;
    out->n_hard += slot->n_hard;
    out->n_other += slot->n_other;
    out->n_former += slot->n_former;
    if (slot->first_refused.line > 0 &&
        (out->first_refused.line == 0 ||
            slot->first_refused.sequence < out->first_refused.sequence))
        out->first_refused = slot->first_refused;
    for (int w = 0; w < JH_N_HOME_WAYS; w++)
        for (int s = 0; s < JH_N_HOME_STATUSES; s++)
            out->home[w][s] += slot->home[w][s];
    for (int i = 0; i < JH_RULES_MAX; i++)
        out->second[i] += slot->second[i];
    out->n_cases += slot->n_cases;
    for (int m = 0; m < JH_N_MEASURES; m++)
        out->n_told[m] += out->has[m] ? slot->n_cases - slot->n_untold[m] : 0;
}

static void say_what_is_told(const struct jh_intake *in, struct jh_intake_result *out)
{
    const uint8_t *count = in->binding.count;
    for (int m = 0; m < JH_N_MEASURES; m++)
        out->has[m] = (in->tells & JH_TOLD(m)) != 0;
    out->has_hard = in->tells_hard;
    out->has_reason = count[JH_FIELD_REASON] > 0;
    memcpy(out->rule_active, in->quality.active, sizeof out->rule_active);
    for (int i = 0; i < JH_N_NOTED; i++)
        out->rule_active[i] = true;
    out->rule_active[JH_NOTED_DUPLICATE] = in->options->dedup && count[JH_FIELD_RECORD_NO] > 0;
    out->rule_active[JH_NOTED_TEMPORARY_ADDRESS] = count[JH_FIELD_INSURANCE_AREA] > 0;
    out->rule_active[JH_NOTED_PERIOD] = in->aggregate;
}

/* In parallel: they are independent. */
static enum jh_status sort_cubes(int n_slots, struct jh_intake_slot *slot, struct jh_error *err)
{
    enum jh_status st = JH_OK;
#pragma omp parallel for num_threads(n_slots) schedule(static, 1)
    for (int i = 0; i < n_slots; i++) {
        struct jh_error mine = {0};
        enum jh_status one = jh_i_cube_sort(&slot[i].cube, &mine);
        if (one == JH_OK)
            one = jh_i_cube_sort(&slot[i].mix, &mine);
        if (one != JH_OK) {
#pragma omp critical(jh_sort_cubes)
            {
                st = one;
                if (err != NULL)
                    *err = mine;
            }
        }
    }
    return st;
}

enum jh_status jh_i_intake_gather(const struct jh_intake *in, int n_slots,
    struct jh_intake_slot *slot, struct jh_intake_result *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    out->months_per_period = jh_i_intake_months(in, &slot[0]);
    if (slot[0].months > out->months_per_period)
        return jh_fail(err, JH_E_DATA,
            "the periods of the file are longer than those of the dataset (%d months)",
            out->months_per_period);
    say_what_is_told(in, out);
    jh_i_cube_init(&out->cube, in->tells);
    jh_i_cube_init(&out->mix, in->tells);
    JH_TRY(st, sort_cubes(n_slots, slot, err));
    JH_TRY(st, jh_i_tally_init(&out->tally, in->dataset->hospitals.n, in->options->quality, err));
    for (int i = 0; i < n_slots; i++) {
        JH_TRY(st, jh_i_cube_join(&out->cube, &slot[i].cube, err));
        jh_i_cube_release(&slot[i].cube);
        JH_TRY(st, jh_i_cube_join(&out->mix, &slot[i].mix, err));
        jh_i_cube_release(&slot[i].mix);
        JH_TRY(st, jh_i_tally_merge(&out->tally, &slot[i].tally, err));
        add_counts(&slot[i], out);
    }
    jh_i_tally_sort(&out->tally);
    JH_TRY(st, list_specialties(in, &slot[0].specialties, out, err));
    JH_TRY(st, gather_faults(n_slots, slot, out, err));
    st = gather_unknown(n_slots, slot, out, err);
out:
    return st;
}
