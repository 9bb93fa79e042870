/* All records: slots, the order of duplicates, the result. */
#include <pthread.h>

#include "base/alloc.h"
#include "base/fail.h"
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
    JH_TRY(st, jh_i_cube_add(&slot->cube, &t->cell, err));
    if (t->mix_key != UINT64_MAX) {
        t->cell.key = t->mix_key;
        st = jh_i_cube_add(&slot->mix, &t->cell, err);
    }
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

/* ---- The pass --------------------------------------------------------------------------------- */

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
        jh_i_cube_init(&slot->mix, p->in.tells);
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
        jh_i_cube_release(&slot->mix);
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
    JH_TRY(st, jh_i_intake_prepare(&p.in, reader, err));
    JH_TRY(st, make_slots(&p, &alone, err));
    JH_TRY(st, jh_i_rec_run(reader, take_batch, &p, &alone, &result.totals, err));
    JH_TRY(st, jh_i_intake_gather(&p.in, p.n_slots, p.slot, &result, err));
    *out_result = result;
    result = (struct jh_intake_result){0};
out:
    jh_i_intake_result_release(&result);
    release_pass(&p);
    return st;
}
