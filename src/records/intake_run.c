/* All records: slots, the order of duplicates, the result. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "model/codes.h"
#include "records/intake_parts.h"

/* Records of one batch, waiting for their turn. */
struct pending {
    uint64_t sequence;
    size_t n;
    struct jh_taken *taken; /* [n] */
    struct pending *next;
};

struct pass {
    struct jh_intake in;
    int n_slots;
    struct jh_intake_slot *slot; /* [n_slots] */
    /* Duplicates are told in the order of the input: batches queue up until it is their turn. */
    pthread_mutex_t lock;
    uint64_t next;
    struct pending *queue; /* by sequence */
    struct jh_dedup records, persons;
};

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

/* ---- Committing ------------------------------------------------------------------------------- */

static enum jh_status commit_one(
    struct pass *p, struct jh_intake_slot *slot, struct jh_taken *t, struct jh_error *err)
{
    const uint64_t n = (uint64_t)t->cell.measure[JH_MEASURE_CASES];
    enum jh_status st = JH_OK;
    bool is_new = true;
    if (t->hash != 0)
        JH_TRY(st, jh_i_dedup_put(&p->records, t->hash, &is_new, err));
    if (!is_new) {
        struct jh_tally_row *row;
        JH_TRY(st, jh_i_tally_row(&slot->tally, t->hospital, t->month, &row, err));
        row->broken[JH_NOTED_DUPLICATE]++;
        row->n_taken--; /* may wrap in this slot: the sum over all slots is right */
        slot->n_duplicates++;
        slot->n_taken--;
        return JH_OK;
    }
    if (t->person != 0) {
        JH_TRY(st, jh_i_dedup_put(&p->persons, t->person, &is_new, err));
        t->cell.measure[JH_MEASURE_PERSONS] = is_new;
        t->cell.told |= JH_TOLD(JH_MEASURE_PERSONS);
    }
    slot->n_cases += n;
    for (unsigned untold = p->in.tells & ~t->cell.told; untold != 0; untold &= untold - 1)
        slot->n_untold[__builtin_ctz(untold)] += n;
    slot->n_hard += t->is_hard ? n : 0;
    slot->n_other += t->is_other ? n : 0;
    slot->n_former += t->is_former ? n : 0;
    if (t->second >= 0)
        slot->second[t->second] += n;
    st = jh_i_cube_add(&slot->cube, &t->cell, err);
out:
    return st;
}

enum { AHEAD = 16 };

static void fetch(const struct pass *p, const struct jh_taken *t)
{
    jh_i_dedup_fetch(&p->records, t->hash);
    jh_i_dedup_fetch(&p->persons, t->person);
}

static enum jh_status commit_all(struct pass *p, struct jh_intake_slot *slot, size_t n,
    struct jh_taken *taken, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < n && i < AHEAD; i++)
        fetch(p, &taken[i]);
    for (size_t i = 0; i < n && st == JH_OK; i++) {
        if (i + AHEAD < n)
            fetch(p, &taken[i + AHEAD]);
        st = commit_one(p, slot, &taken[i], err);
    }
    return st;
}

static void free_pending(struct pending *pending)
{
    jh_i_free(pending->taken);
    jh_i_free(pending);
}

/* Whoever brings the batch whose turn it is commits all that were waiting behind it. */
static enum jh_status take_turn(
    struct pass *p, struct jh_intake_slot *slot, struct pending *mine, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    pthread_mutex_lock(&p->lock);
    struct pending **at = &p->queue;
    while (*at != NULL && (*at)->sequence < mine->sequence)
        at = &(*at)->next;
    mine->next = *at;
    *at = mine;
    while (st == JH_OK && p->queue != NULL && p->queue->sequence == p->next) {
        struct pending *first = p->queue;
        p->queue = first->next;
        p->next++;
        st = commit_all(p, slot, first->n, first->taken, err);
        free_pending(first);
    }
    pthread_mutex_unlock(&p->lock);
    return st;
}

/* A slot sees batches in their order: its first faults hold the first of all. */
static void keep_faults(struct jh_intake_slot *slot, const struct jh_i_rec_batch *batch)
{
    for (size_t i = 0; i < batch->n_faults && slot->n_faults < JH_INTAKE_FAULTS_MAX; i++)
        slot->fault[slot->n_faults++] =
            (struct jh_intake_fault){batch->sequence, batch->file, batch->fault[i]};
}

static enum jh_status take_batch(
    void *ctx, int slot_index, const struct jh_i_rec_batch *batch, struct jh_error *err)
{
    struct pass *p = ctx;
    struct jh_intake_slot *slot = &p->slot[slot_index];
    enum jh_status st = JH_OK;
    struct pending *mine = NULL;
    struct jh_taken one;
    keep_faults(slot, batch);
    if (p->in.options->dedup) {
        mine = jh_i_calloc(1, sizeof *mine);
        if (mine != NULL)
            mine->taken = jh_i_calloc(batch->n_rows, sizeof *mine->taken);
        if (mine == NULL || mine->taken == NULL) {
            st = jh_fail(err, JH_E_NOMEM, "out of memory");
            goto out;
        }
        mine->sequence = batch->sequence;
    }
    for (size_t i = 0; i < batch->n_rows; i++) {
        bool taken;
        struct jh_taken *t = mine != NULL ? &mine->taken[mine->n] : &one;
        JH_TRY(st,
            jh_i_intake_record(&p->in, slot, &batch->field[i * batch->n_wanted], t, &taken, err));
        if (!taken && slot->first_refused.line == 0) {
            slot->first_refused.sequence = batch->sequence;
            slot->first_refused.file = batch->file;
            slot->first_refused.line = jh_i_rec_line(batch, i);
        }
        if (taken && mine != NULL)
            mine->n++;
        else if (taken)
            JH_TRY(st, commit_one(p, slot, t, err));
    }
    if (mine != NULL) {
        struct pending *queued = mine;
        mine = NULL;
        st = take_turn(p, slot, queued, err);
    }
out:
    if (mine != NULL)
        free_pending(mine);
    return st;
}

/* ---- Before ----------------------------------------------------------------------------------- */

static enum jh_status list_hospitals(struct jh_intake *in, struct jh_error *err)
{
    const struct jh_hospitals *h = &in->dataset->hospitals;
    enum jh_status st = JH_OK;
    uint32_t at;
    bool is_new;
    in->name_twice = jh_i_calloc(h->n, sizeof *in->name_twice);
    if (in->name_twice == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < h->n; i++)
        JH_TRY(st, jh_strmap_put(&in->hospital_ids, h->id[i], strlen(h->id[i]), (uint32_t)i, &at,
                       &is_new, err));
    for (size_t i = 0; i < h->n; i++) {
        if (h->name[i] == NULL || h->name[i][0] == '\0')
            continue;
        JH_TRY(st, jh_strmap_put(&in->hospital_names, h->name[i], strlen(h->name[i]), (uint32_t)i,
                       &at, &is_new, err));
        in->name_twice[at] |= !is_new;
    }
out:
    return st;
}

static void number_codes(struct jh_intake *in)
{
    size_t n;
    const struct jh_code *reason = jh_i_codes(JH_LIST_REASON, &n);
    for (size_t i = 0; i < n; i++) {
        uint8_t code = JH_REASON_UNKNOWN;
        (void)jh_i_reason_parse(reason[i].code, &code);
        in->reason_of[i + 1] = code;
    }
    in->code_death = jh_i_code_of(JH_LIST_DISCHARGE, "5");
    in->code_dead_outcome = jh_i_code_of(JH_LIST_OUTCOME, "4");
    in->code_yes = jh_i_code_of(JH_LIST_FLAG, "1");
    in->code_level3 = jh_i_code_of(JH_LIST_OP_LEVEL, "3");
    in->code_level4 = jh_i_code_of(JH_LIST_OP_LEVEL, "4");
}

static enum jh_status number_months(struct jh_intake *in, struct jh_error *err)
{
    in->month_of_day = jh_i_calloc(JH_INTAKE_DAYS, sizeof *in->month_of_day);
    if (in->month_of_day == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (int32_t i = 0; i < JH_INTAKE_DAYS; i++) {
        int year, month, day;
        jh_i_civil_date(JH_INTAKE_FIRST_DAY + i, &year, &month, &day);
        in->month_of_day[i] = (uint16_t)((year - 1990) * 12 + month - 1);
    }
    return JH_OK;
}

/* Keys of cells have room for so many. */
static enum jh_status check_sizes(const struct jh_dataset *d, struct jh_error *err)
{
    if (d->areas.n + 100 > JH_CELL_AREAS_MAX || d->hospitals.n > JH_CELL_HOSPITALS_MAX)
        return jh_fail(err, JH_E_LIMIT, "records need at most %zu areas and %zu hospitals",
            JH_CELL_AREAS_MAX - 100, JH_CELL_HOSPITALS_MAX);
    return JH_OK;
}

/* Values that may be Chinese: texts, codes by their word, dates with 年, mapped ones. */
static bool may_be_chinese(const struct jh_bound_column *item)
{
    const enum jh_field_kind kind = jh_i_fields[item->field].kind;
    return kind == JH_KIND_OF_TEXT || kind == JH_KIND_OF_CODE || kind == JH_KIND_OF_DATE ||
           kind == JH_KIND_OF_AGE || kind == JH_KIND_OF_ID || item->map != NULL;
}

/* Every column once, though two fields may stand in it. */
static enum jh_status select_columns(
    struct jh_intake *in, struct jh_i_rec_reader *reader, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n = 0;
    struct jh_i_rec_want *want = jh_i_calloc(in->binding.n, sizeof *want);
    in->delivered_at = jh_i_calloc(in->binding.n, sizeof *in->delivered_at);
    if (want == NULL || in->delivered_at == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < in->binding.n; i++) {
        size_t k = 0;
        while (k < n && want[k].column != in->binding.item[i].column)
            k++;
        n += k == n;
        want[k].column = in->binding.item[i].column;
        want[k].text |= may_be_chinese(&in->binding.item[i]);
        in->delivered_at[i] = (uint16_t)k;
    }
    st = jh_i_rec_select(reader, n, want, err);
out:
    jh_i_free(want);
    return st;
}

/* Measures that the columns can tell. */
static unsigned what_is_told(const struct jh_intake *in)
{
    const uint8_t *count = in->binding.count;
    const bool records = !in->aggregate;
    const bool person = count[JH_FIELD_PERSON] > 0 || count[JH_FIELD_RECORD_NO] > 0;
    const bool dead = count[JH_FIELD_DISCHARGE_WAY] > 0 || count[JH_FIELD_OUTCOME] > 0 ||
                      count[JH_FIELD_DEATH] > 0;
    const bool told[JH_N_MEASURES] = {[JH_MEASURE_CASES] = true,
        [JH_MEASURE_PERSONS] = records ? in->options->dedup && person : count[JH_FIELD_PERSONS] > 0,
        [JH_MEASURE_DAYS] =
            count[JH_FIELD_DAYS] > 0 || (records && count[JH_FIELD_ADMISSION_DATE] > 0),
        [JH_MEASURE_COST] = count[JH_FIELD_COST] > 0,
        [JH_MEASURE_WEIGHT] = records && count[JH_FIELD_DRG_WEIGHT] > 0,
        [JH_MEASURE_DEATHS] = records ? dead : count[JH_FIELD_DEATHS] > 0,
        [JH_MEASURE_OP3] = records && count[JH_FIELD_OP_LEVEL] > 0,
        [JH_MEASURE_OP4] = records && count[JH_FIELD_OP_LEVEL] > 0};
    unsigned bits = 0;
    for (int m = 0; m < JH_N_MEASURES; m++)
        bits |= told[m] ? JH_TOLD(m) : 0;
    return bits;
}

static void group_columns(struct jh_intake *in)
{
    const struct jh_binding *b = &in->binding;
    for (int f = 0; f < JH_N_FIELDS; f++)
        if (b->count[f] > 0)
            in->group[in->n_groups++] = (struct jh_intake_group){.first = b->first[f],
                .end = (uint16_t)(b->first[f] + b->count[f]),
                .field = (uint8_t)f,
                .alarm = in->quality.alarm[f]};
}

static enum jh_status prepare(
    struct jh_intake *in, struct jh_i_rec_reader *reader, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    bool wanted[JH_N_FIELDS] = {false};
    size_t n_columns;
    const char *const *columns = jh_i_rec_columns(reader, &n_columns);
    in->aggregate = in->profile->kind == JH_PROFILE_AGGREGATE;
    jh_i_intake_fields(in->profile, in->options->dedup, wanted);
    if (in->options->quality)
        jh_i_quality_fields(wanted);
    JH_TRY(st, jh_i_profile_bind(in->profile, n_columns, columns, wanted, &in->binding, err));
    JH_TRY(st, select_columns(in, reader, err));
    jh_i_quality_prepare(&in->quality, &in->binding, in->options->quality);
    group_columns(in);
    JH_TRY(st, check_sizes(in->dataset, err));
    JH_TRY(st, list_hospitals(in, err));
    number_codes(in);
    JH_TRY(st, number_months(in, err));
    in->tells = what_is_told(in);
    in->tells_hard = in->binding.count[JH_FIELD_HARD] > 0 ||
                     (!in->aggregate && (in->binding.count[JH_FIELD_MAIN_DX] > 0 ||
                                            in->binding.count[JH_FIELD_OP_LEVEL] > 0 ||
                                            in->binding.count[JH_FIELD_DRG_WEIGHT] > 0));
    st = jh_i_gazetteer_new(in->dataset, &in->gazetteer, err);
out:
    return st;
}

static enum jh_status make_slots(struct pass *p, const struct jh_run *run, struct jh_error *err)
{
    static const struct jh_value nothing = {.text = "", .state = JH_VALUE_EMPTY};
    enum jh_status st = JH_OK;
    p->n_slots = jh_i_rec_slots(run);
    p->slot = jh_i_calloc((size_t)p->n_slots, sizeof *p->slot);
    if (p->slot == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (int i = 0; i < p->n_slots; i++) {
        struct jh_intake_slot *slot = &p->slot[i];
        slot->value = jh_i_calloc(p->in.binding.n, sizeof *slot->value);
        slot->hospitals = jh_i_calloc(1, sizeof *slot->hospitals);
        slot->homes = jh_i_calloc(1, sizeof *slot->homes);
        if (slot->value == NULL || slot->hospitals == NULL || slot->homes == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        for (size_t k = 0; k < p->in.binding.n; k++)
            slot->value[k].text = "";
        for (int f = 0; f < JH_N_FIELDS; f++)
            slot->at[f] =
                p->in.binding.count[f] > 0 ? &slot->value[p->in.binding.first[f]] : &nothing;
        jh_i_cube_init(&slot->cube, p->in.tells);
        JH_TRY(st,
            jh_i_tally_init(&slot->tally, p->in.dataset->hospitals.n, p->in.options->quality, err));
    }
out:
    return st;
}

static void release_pass(struct pass *p)
{
    for (int i = 0; i < p->n_slots && p->slot != NULL; i++) {
        struct jh_intake_slot *slot = &p->slot[i];
        jh_i_free(slot->value);
        jh_i_free(slot->hospitals);
        jh_i_free(slot->homes);
        jh_i_cube_release(&slot->cube);
        jh_i_tally_release(&slot->tally);
        jh_i_name_count_release(&slot->unknown);
        jh_i_name_count_release(&slot->specialties);
    }
    jh_i_free(p->slot);
    while (p->queue != NULL) {
        struct pending *first = p->queue;
        p->queue = first->next;
        free_pending(first);
    }
    jh_i_dedup_release(&p->records);
    jh_i_dedup_release(&p->persons);
    jh_i_binding_release(&p->in.binding);
    jh_i_gazetteer_free(p->in.gazetteer);
    jh_i_free(p->in.name_twice);
    jh_i_free(p->in.delivered_at);
    jh_i_free(p->in.month_of_day);
    jh_strmap_release(&p->in.hospital_ids);
    jh_strmap_release(&p->in.hospital_names);
    pthread_mutex_destroy(&p->lock);
}

/* ---- After ------------------------------------------------------------------------------------ */

void jh_i_intake_result_release(struct jh_intake_result *result)
{
    jh_i_cube_release(&result->cube);
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

static enum jh_status gather_faults(
    const struct pass *p, struct jh_intake_result *out, struct jh_error *err)
{
    size_t n = 0;
    struct jh_intake_fault *all =
        jh_i_calloc((size_t)p->n_slots * JH_INTAKE_FAULTS_MAX, sizeof *all);
    if (all == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (int s = 0; s < p->n_slots; s++)
        for (size_t i = 0; i < p->slot[s].n_faults; i++)
            all[n++] = p->slot[s].fault[i];
    if (n > 0)
        qsort(all, n, sizeof *all, by_place);
    out->n_faults = n < JH_INTAKE_FAULTS_MAX ? n : JH_INTAKE_FAULTS_MAX;
    memcpy(out->fault, all, out->n_faults * sizeof *all);
    jh_i_free(all);
    return JH_OK;
}

static enum jh_status gather_unknown(
    const struct pass *p, struct jh_intake_result *out, struct jh_error *err)
{
    struct jh_name_count all = {0};
    enum jh_status st = JH_OK;
    uint32_t index;
    for (int s = 0; s < p->n_slots; s++)
        for (size_t i = 0; i < p->slot[s].unknown.n; i++) {
            const struct jh_unknown_hospital *one = &p->slot[s].unknown.item[i];
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

static enum jh_status list_specialties(
    const struct pass *p, struct jh_intake_result *out, struct jh_error *err)
{
    const struct jh_name_count *more = &p->slot[0].specialties;
    const size_t n = p->in.rules->n_specialties;
    out->specialty = jh_arena_new(&out->arena, n + more->n, const char *);
    if (out->specialty == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n + more->n; i++) {
        out->specialty[i] = jh_arena_strdup(
            &out->arena, i < n ? p->in.rules->specialty[i] : more->item[i - n].text);
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
static enum jh_status sort_cubes(struct pass *p, struct jh_error *err)
{
    enum jh_status st = JH_OK;
#pragma omp parallel for num_threads(p->n_slots) schedule(static, 1)
    for (int i = 0; i < p->n_slots; i++) {
        struct jh_error mine = {0};
        enum jh_status one = jh_i_cube_sort(&p->slot[i].cube, &mine);
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

static enum jh_status gather(struct pass *p, struct jh_intake_result *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    out->months_per_period = jh_i_intake_months(&p->in, &p->slot[0]);
    if (p->slot[0].months > out->months_per_period)
        return jh_fail(err, JH_E_DATA,
            "the periods of the file are longer than those of the dataset (%d months)",
            out->months_per_period);
    say_what_is_told(&p->in, out);
    jh_i_cube_init(&out->cube, p->in.tells);
    JH_TRY(st, sort_cubes(p, err));
    JH_TRY(
        st, jh_i_tally_init(&out->tally, p->in.dataset->hospitals.n, p->in.options->quality, err));
    for (int i = 0; i < p->n_slots; i++) {
        JH_TRY(st, jh_i_cube_join(&out->cube, &p->slot[i].cube, err));
        jh_i_cube_release(&p->slot[i].cube);
        JH_TRY(st, jh_i_tally_merge(&out->tally, &p->slot[i].tally, err));
        add_counts(&p->slot[i], out);
    }
    jh_i_tally_sort(&out->tally);
    JH_TRY(st, list_specialties(p, out, err));
    JH_TRY(st, gather_faults(p, out, err));
    st = gather_unknown(p, out, err);
out:
    return st;
}

enum jh_status jh_i_intake_run(struct jh_i_rec_reader *reader, const struct jh_profile *profile,
    const struct jh_rules *rules, const struct jh_dataset *dataset,
    const struct jh_intake_options *options, const struct jh_run *run,
    struct jh_intake_result *out_result, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_run alone = run != NULL ? *run : (struct jh_run){0};
    struct jh_intake_result result = {0};
    struct pass p = {
        .in = {.profile = profile, .rules = rules, .dataset = dataset, .options = options}};
    pthread_mutex_init(&p.lock, NULL);
    jh_arena_init(&result.arena, 0);
    jh_strmap_init(&p.in.hospital_ids);
    jh_strmap_init(&p.in.hospital_names);
    jh_i_dedup_init(&p.records, options->dedup_limit_bytes, options->spill_dir);
    jh_i_dedup_init(&p.persons, options->dedup_limit_bytes, options->spill_dir);
    /* Tables of counts are small, and their names of specialties have one order: one thread. */
    if (profile->kind == JH_PROFILE_AGGREGATE)
        alone.n_threads = 1;
    JH_TRY(st, prepare(&p.in, reader, err));
    JH_TRY(st, make_slots(&p, &alone, err));
    JH_TRY(st, jh_i_rec_run(reader, take_batch, &p, &alone, &result.totals, err));
    JH_TRY(st, gather(&p, &result, err));
    *out_result = result;
    result = (struct jh_intake_result){0};
out:
    jh_i_intake_result_release(&result);
    release_pass(&p);
    return st;
}
