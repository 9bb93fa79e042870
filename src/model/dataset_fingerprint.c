#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "model/dataset.h"

/* A 128-bit hash, or a sum of them: sums do not care for the order of their terms. */
struct hash {
    uint64_t a, b;
};

static void add_to(struct hash *sum, struct hash h)
{
    sum->a += h.a;
    sum->b += h.b;
}

static uint64_t mixed(uint64_t x)
{
    x = (x ^ (x >> 32)) * 0xd6e8feb86659fd93ULL;
    x = (x ^ (x >> 29)) * 0x9e3779b97f4a7c15ULL;
    return x ^ (x >> 32);
}

static void take(struct hash *h, uint64_t word)
{
    h->a = (h->a ^ word) * 0xff51afd7ed558ccdULL;
    h->a ^= h->a >> 33;
    h->b = (h->b + word) * 0xc4ceb9fe1a85ec53ULL;
    h->b ^= h->b >> 31;
}

static void take_hash(struct hash *h, struct hash id)
{
    take(h, id.a);
    take(h, id.b);
}

/* Zero has one sign, "not given" one pattern. */
static uint64_t bits_of(double x)
{
    uint64_t bits;
    x = x != x ? JH_NAN : x + 0.0;
    memcpy(&bits, &x, sizeof bits);
    return x != x ? 0x7ff8000000000000ULL : bits;
}

static struct hash finished(struct hash h)
{
    return (struct hash){mixed(h.a), mixed(h.b ^ h.a)};
}

static struct hash text_hash(const char *text)
{
    struct hash h = {0x243f6a8885a308d3ULL, 0x13198a2e03707344ULL};
    size_t len = text != NULL ? strlen(text) : 0;
    take(&h, text != NULL ? len + 1 : 0);
    for (size_t i = 0; i < len; i += 8) {
        uint64_t word = 0;
        for (size_t k = 0; k < 8 && i + k < len; k++)
            word |= (uint64_t)(unsigned char)text[i + k] << (8 * k);
        take(&h, word);
    }
    return finished(h);
}

/* Hashes of ids, once each; index -1 is "none". */
struct ids {
    struct hash *area, *region, *hospital, *specialty, *period, *source, *zone;
};

static struct hash of(const struct hash *table, int64_t index)
{
    return index >= 0 && table != NULL ? table[index] : (struct hash){1, 1};
}

static void fill_ids(struct hash **next, struct hash **out, size_t n, const char *const *id)
{
    *out = *next;
    for (size_t i = 0; i < n; i++)
        (*out)[i] = text_hash(id[i]);
    *next += n;
}

static void add_attributes(
    struct hash *sum, const struct jh_attributes *attributes, size_t n, const struct hash *id)
{
    for (size_t k = 0; k < attributes->n; k++) {
        const struct jh_attribute *item = &attributes->item[k];
        struct hash name = text_hash(item->name);
        for (size_t i = 0; i < n; i++) {
            struct hash h = name;
            take_hash(&h, id[i]);
            if (item->number != NULL)
                take(&h, bits_of(item->number[i]));
            else
                take_hash(&h, text_hash(item->text[i]));
            add_to(sum, finished(h));
        }
    }
}

static struct hash areas_sum(const struct jh_dataset *d, const struct ids *ids)
{
    const struct jh_areas *a = &d->areas;
    struct hash sum = {0};
    for (size_t i = 0; i < a->n; i++) {
        struct hash h = ids->area[i];
        take(&h, i < a->n_inside);
        take_hash(&h, text_hash(a->name[i]));
        take(&h, bits_of(a->point[i].lon_deg));
        take(&h, bits_of(a->point[i].lat_deg));
        take(&h, bits_of(a->population[i]));
        take_hash(&h, of(ids->region, a->region[i]));
        if (d->zones.n > 0 && i < a->n_inside)
            take_hash(&h, of(ids->zone, d->zones.of_area[i]));
        add_to(&sum, finished(h));
    }
    add_attributes(&sum, &a->attributes, a->n, ids->area);
    return sum;
}

static struct hash regions_sum(const struct jh_dataset *d, const struct ids *ids)
{
    const struct jh_regions *r = &d->regions;
    struct hash sum = {r->given, 0};
    for (size_t i = 0; i < r->n; i++) {
        struct hash h = ids->region[i];
        take_hash(&h, text_hash(r->name[i]));
        take_hash(&h, text_hash(r->level[i]));
        take_hash(&h, of(ids->region, r->parent[i]));
        add_to(&sum, finished(h));
    }
    const struct jh_zones *z = &d->zones;
    for (size_t i = 0; i < z->n; i++) {
        struct hash h = ids->zone[i];
        take_hash(&h, text_hash(z->name[i]));
        take_hash(&h, text_hash(z->centre_city[i]));
        add_to(&sum, finished(h));
    }
    return sum;
}

static struct hash hospitals_sum(const struct jh_dataset *d, const struct ids *ids)
{
    const struct jh_hospitals *p = &d->hospitals;
    struct hash sum = {0};
    for (size_t i = 0; i < p->n; i++) {
        struct hash h = ids->hospital[i];
        bool placed = p->place_basis[i] != JH_PLACE_AREA;
        take(&h, i < p->n_inside);
        take_hash(&h, text_hash(p->name[i]));
        take(&h, bits_of(placed ? p->point[i].lon_deg : JH_NAN));
        take(&h, bits_of(placed ? p->point[i].lat_deg : JH_NAN));
        take_hash(&h, of(ids->area, p->area[i]));
        take(&h, bits_of(p->beds[i]));
        take(&h, bits_of(p->authorised_beds[i]));
        take(&h, bits_of(p->bed_use_frac[i]));
        take(&h, bits_of(p->mean_stay_days[i]));
        take(&h, (uint64_t)p->grade[i] << 24 | (uint64_t)p->sponsor[i] << 16 |
                     (uint64_t)p->kind[i] << 8 | p->role[i]);
        take_hash(&h, of(ids->hospital, p->campus_of[i]));
        add_to(&sum, finished(h));
    }
    add_attributes(&sum, &p->attributes, p->n, ids->hospital);
    return sum;
}

static struct hash capabilities_sum(const struct jh_dataset *d, const struct ids *ids)
{
    const struct jh_capabilities *c = &d->capabilities;
    struct hash sum = {0};
    for (size_t i = 0; i < c->n; i++) {
        struct hash h = ids->hospital[c->hospital[i]];
        take_hash(&h, ids->specialty[c->specialty[i]]);
        take(&h, bits_of(c->quality[i]));
        take(&h, bits_of(c->beds[i]));
        take(&h, bits_of(c->max_projects[i]));
        take(&h, bits_of(c->projects[i]));
        take(&h, (uint64_t)c->key_level[i] << 8 | c->centre[i]);
        add_to(&sum, finished(h));
    }
    return sum;
}

static struct hash flow_hash(const struct jh_flows *f, const struct ids *ids, size_t i)
{
    struct hash h = ids->area[f->area[i]];
    take_hash(&h, ids->hospital[f->hospital[i]]);
    take_hash(&h, ids->specialty[f->specialty[i]]);
    take_hash(&h, ids->period[f->period[i]]);
    take_hash(&h, of(ids->source, f->source != NULL ? f->source[i] : JH_NONE));
    take(&h, (uint64_t)(f->hard != NULL ? f->hard[i] : 255) << 16 |
                 (uint64_t)(f->reason != NULL ? f->reason[i] : 255) << 8 |
                 (f->basis != NULL ? f->basis[i] : 255));
    for (size_t m = 0; m < JH_N_MEASURES; m++)
        if (jh_flows_has(f, (enum jh_measure)m)) {
            take(&h, m);
            take(&h, bits_of(jh_flows_value(f, (enum jh_measure)m, i)));
        }
    return finished(h);
}

static struct hash flows_sum(const struct jh_dataset *d, const struct ids *ids)
{
    const struct jh_flows *f = &d->flows;
    uint64_t a = 0, b = 0;
#pragma omp parallel for reduction(+ : a, b) if (f->n > 1 << 15)
    for (size_t i = 0; i < f->n; i++) {
        struct hash h = flow_hash(f, ids, i);
        a += h.a;
        b += h.b;
    }
    return (struct hash){a, b};
}

static struct hash travel_sum(const struct jh_dataset *d, const struct ids *ids)
{
    const struct jh_travel *t = &d->travel;
    struct hash sum = {0};
    for (size_t area = 0; t->n > 0 && area < d->areas.n; area++)
        for (size_t i = t->start[area]; i < t->start[area + 1]; i++) {
            struct hash h = ids->area[area];
            take_hash(&h, ids->hospital[t->hospital[i]]);
            take(&h, bits_of((double)t->minutes[i]));
            take(&h, bits_of(t->km != NULL ? (double)t->km[i] : JH_NAN));
            add_to(&sum, finished(h));
        }
    return sum;
}

static struct hash boundaries_sum(const struct jh_dataset *d, const struct ids *ids)
{
    const struct jh_shapes *s = &d->boundaries;
    struct hash sum = text_hash(d->boundaries_source);
    for (size_t area = 0; area < s->n; area++) {
        struct hash h = ids->area[area];
        for (size_t r = s->ring_start[area]; r < s->ring_start[area + 1]; r++) {
            take(&h, s->point_start[r + 1] - s->point_start[r]);
            for (size_t k = s->point_start[r]; k < s->point_start[r + 1]; k++) {
                take(&h, bits_of(s->point[k].lon_deg));
                take(&h, bits_of(s->point[k].lat_deg));
            }
        }
        add_to(&sum, finished(h));
    }
    return sum;
}

/* What has an order of its own: periods ascend, sources rank. Specialties have none. */
static struct hash lists_hash(const struct jh_dataset *d, const struct ids *ids)
{
    struct hash h = {d->fictional, d->periods.given}, specialties = {0};
    take(&h, bits_of(d->periods.length_years));
    for (size_t i = 0; i < d->periods.n; i++)
        take_hash(&h, ids->period[i]);
    for (size_t i = 0; i < d->sources.n; i++) {
        take_hash(&h, ids->source[i]);
        take(&h, (uint64_t)d->sources.covers_inside[i] << 1 | d->sources.covers_outside[i]);
    }
    for (size_t i = 0; i < d->specialties.n; i++)
        add_to(&specialties, finished(ids->specialty[i]));
    take_hash(&h, specialties);
    return finished(h);
}

static void add_number(struct jh_fingerprint *fp, uint64_t x)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(x >> (8 * i));
    jh_fingerprint_add(fp, bytes, sizeof bytes);
}

static void add_table(struct jh_fingerprint *fp, const char *name, size_t n, struct hash sum)
{
    jh_fingerprint_text(fp, name);
    add_number(fp, n);
    add_number(fp, sum.a);
    add_number(fp, sum.b);
}

static void add_tables(struct jh_fingerprint *fp, const struct jh_dataset *d, const struct ids *ids)
{
    add_table(fp, "lists", d->specialties.n, lists_hash(d, ids));
    add_table(fp, "areas", d->areas.n, areas_sum(d, ids));
    add_table(fp, "regions", d->regions.n, regions_sum(d, ids));
    add_table(fp, "hospitals", d->hospitals.n, hospitals_sum(d, ids));
    add_table(fp, "capabilities", d->capabilities.n, capabilities_sum(d, ids));
    add_table(fp, "flows", d->flows.n, flows_sum(d, ids));
    add_table(fp, "travel", d->travel.n, travel_sum(d, ids));
    add_table(fp, "boundaries", d->boundaries.n, boundaries_sum(d, ids));
}

enum jh_status jh_i_dataset_fingerprint(
    const struct jh_dataset *d, char out[JH_FINGERPRINT_LEN], struct jh_error *err)
{
    size_t n = d->areas.n + d->regions.n + d->hospitals.n + d->specialties.n + d->periods.n +
               d->sources.n + d->zones.n;
    struct hash *memory = jh_i_calloc(n, sizeof *memory), *next = memory;
    if (memory == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    struct ids ids;
    fill_ids(&next, &ids.area, d->areas.n, d->areas.id);
    fill_ids(&next, &ids.region, d->regions.n, d->regions.id);
    fill_ids(&next, &ids.hospital, d->hospitals.n, d->hospitals.id);
    fill_ids(&next, &ids.specialty, d->specialties.n, d->specialties.id);
    fill_ids(&next, &ids.period, d->periods.n, d->periods.id);
    fill_ids(&next, &ids.source, d->sources.n, d->sources.id);
    fill_ids(&next, &ids.zone, d->zones.n, d->zones.id);
    struct jh_fingerprint fp;
    jh_fingerprint_init(&fp);
    add_tables(&fp, d, &ids);
    jh_fingerprint_final(&fp, out);
    jh_i_free(memory);
    return JH_OK;
}
