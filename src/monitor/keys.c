/* What a period's values depend on, as a key: whatever changes a value changes the key. */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/fingerprint.h"
#include "junheng/monitor.h"

/* Two lanes of 64 bits over the rows of a period in their order: fast, and no secret is kept. */
struct lanes {
    uint64_t a, b, n;
};

static void mix(struct lanes *l, uint64_t x)
{
    l->a = (l->a ^ x) * 0x9E3779B97F4A7C15u;
    l->a ^= l->a >> 29;
    l->b = (l->b + x) * 0xD6E8FEB86659FD93u;
    l->b ^= l->b >> 32;
}

static void mix_row(struct lanes *l, const struct jh_flows *f, size_t r)
{
    uint64_t word = (uint64_t)(uint32_t)f->area[r] << 32 | (uint32_t)f->hospital[r];
    mix(l, word);
    word = (uint64_t)f->specialty[r] << 32 | (uint64_t)f->source[r] << 24;
    word |= (uint64_t)(f->hard != NULL ? f->hard[r] : 0) << 16;
    word |= (uint64_t)(f->reason != NULL ? f->reason[r] : 0) << 8;
    mix(l, word | (f->basis != NULL ? f->basis[r] : 0));
    for (unsigned m = 0; m < JH_N_MEASURES; m++) {
        if (!jh_flows_has(f, m))
            continue;
        const double value = jh_flows_value(f, m, r);
        memcpy(&word, &value, sizeof word);
        mix(l, word);
    }
    l->n++;
}

static void add_texts(struct jh_fingerprint *fp, size_t n, const char *const *text)
{
    jh_fingerprint_add(fp, &n, sizeof n);
    for (size_t k = 0; k < n; k++)
        jh_fingerprint_text(fp, text[k]);
}

/* Everything but the rows: who is where, how many people, which columns and sources there are. */
static void add_frame(struct jh_fingerprint *fp, const struct jh_dataset *d)
{
    uint32_t columns = 0;
    for (unsigned m = 0; m < JH_N_MEASURES; m++)
        columns |= jh_flows_has(&d->flows, m) ? 1u << m : 0;
    columns |= d->flows.hard != NULL ? 1u << 20 : 0;
    columns |= d->flows.reason != NULL ? 1u << 21 : 0;
    jh_fingerprint_add(fp, &columns, sizeof columns);
    add_texts(fp, d->areas.n, d->areas.id);
    jh_fingerprint_add(fp, &d->areas.n_inside, sizeof d->areas.n_inside);
    jh_fingerprint_add(fp, d->areas.population, d->areas.n * sizeof *d->areas.population);
    jh_fingerprint_add(fp, d->areas.region, d->areas.n * sizeof *d->areas.region);
    jh_fingerprint_add(fp, d->regions.parent, d->regions.n * sizeof *d->regions.parent);
    add_texts(fp, d->hospitals.n, d->hospitals.id);
    jh_fingerprint_add(fp, &d->hospitals.n_inside, sizeof d->hospitals.n_inside);
    jh_fingerprint_add(fp, d->hospitals.area, d->hospitals.n * sizeof *d->hospitals.area);
    add_texts(fp, d->specialties.n, d->specialties.id);
    jh_fingerprint_add(fp, d->sources.covers_inside, d->sources.n * sizeof(bool));
    jh_fingerprint_add(fp, d->sources.covers_outside, d->sources.n * sizeof(bool));
}

enum jh_status jh_monitor_keys(
    const struct jh_dataset *dataset, char (*out_key)[JH_MONITOR_KEY_LEN], struct jh_error *err)
{
    const struct jh_flows *f = &dataset->flows;
    struct lanes *lanes = jh_i_calloc(dataset->periods.n, sizeof *lanes);
    uint8_t bases = 0;
    if (lanes == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t r = 0; r < f->n; r++) {
        mix_row(&lanes[f->period[r]], f, r);
        bases = (uint8_t)(bases | (f->basis != NULL ? 1u << (f->basis[r] & 3) : 0u));
    }
    for (size_t p = 0; p < dataset->periods.n; p++) {
        struct jh_fingerprint fp;
        jh_fingerprint_init(&fp);
        add_frame(&fp, dataset);
        jh_fingerprint_add(&fp, &bases, sizeof bases); /* the basis is chosen from all of them */
        jh_fingerprint_add(&fp, &lanes[p], sizeof lanes[p]);
        jh_fingerprint_final(&fp, out_key[p]);
    }
    jh_i_free(lanes);
    return JH_OK;
}
