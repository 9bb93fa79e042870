/*
 * What is said of pairs: must be made, must not, agreed, refused; from text.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "junheng/pair.h"

static int32_t index_of(size_t n, const char *const *id, const char *text, size_t len)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(id[i]) == len && memcmp(id[i], text, len) == 0)
            return (int32_t)i;
    return JH_NONE;
}

/* "EXPORTER:HOST" or "EXPORTER:HOST:SPECIALTY". */
static enum jh_status parse_pair(
    const struct jh_dataset *d, const char *text, struct jh_pair_rule *out, struct jh_error *err)
{
    const char *host = strchr(text, ':');
    const char *specialty = host != NULL ? strchr(host + 1, ':') : NULL;
    if (host == NULL)
        return jh_fail(
            err, JH_E_ARG, "a pair is EXPORTER:HOST or EXPORTER:HOST:SPECIALTY, got %.80s", text);
    size_t host_len = specialty != NULL ? (size_t)(specialty - host - 1) : strlen(host + 1);
    *out = (struct jh_pair_rule){.specialty = JH_NONE};
    out->exporter = index_of(d->hospitals.n, d->hospitals.id, text, (size_t)(host - text));
    out->host = index_of(d->hospitals.n, d->hospitals.id, host + 1, host_len);
    if (specialty != NULL)
        out->specialty =
            index_of(d->specialties.n, d->specialties.id, specialty + 1, strlen(specialty + 1));
    if (out->exporter == JH_NONE || out->host == JH_NONE)
        return jh_fail(err, JH_E_NOT_FOUND, "no hospital has an id named in the pair %.80s", text);
    if (specialty != NULL && out->specialty == JH_NONE)
        return jh_fail(err, JH_E_NOT_FOUND, "the data have no specialty %s", specialty + 1);
    return JH_OK;
}

static void consent(const struct jh_pair_inputs *in, const struct jh_pair_rule *pair,
    enum jh_pair_consent state, uint8_t *out)
{
    for (size_t c = 0; c < in->n_centres * in->n_exporters; c++) {
        const struct jh_pair_centre *centre = &in->centre[c / in->n_exporters];
        if (in->exporter[c % in->n_exporters].hospital == pair->exporter &&
            centre->hospital == pair->host &&
            (pair->specialty == JH_NONE || pair->specialty == centre->specialty))
            out[c] = (uint8_t)state;
    }
}

enum jh_status jh_pair_said_read(const struct jh_dataset *dataset, const struct jh_pair_inputs *in,
    const struct jh_pair_texts texts[JH_N_PAIR_SAYINGS], struct jh_pair_said *out,
    struct jh_error *err)
{
    static const char *const keys[JH_N_PAIR_SAYINGS] = {"locked", "forbidden", "agreed", "refused"};
    struct jh_pair_said said = {.n_rules = 0};
    enum jh_status st = JH_OK;
    said.rule = jh_i_calloc(
        texts[JH_PAIR_SAYS_LOCKED].n + texts[JH_PAIR_SAYS_FORBIDDEN].n, sizeof *said.rule);
    said.consent = jh_i_calloc(in->n_centres * in->n_exporters, sizeof *said.consent);
    if (said.rule == NULL || said.consent == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (int l = 0; l < JH_N_PAIR_SAYINGS; l++)
        for (size_t i = 0; i < texts[l].n; i++) {
            struct jh_pair_rule pair;
            st = parse_pair(dataset, texts[l].item[i], &pair, err);
            if (st != JH_OK) {
                jh_where(err, "/exporters/%s/%zu", keys[l], i);
                goto out;
            }
            pair.locked = l == JH_PAIR_SAYS_LOCKED;
            if (l == JH_PAIR_SAYS_LOCKED || l == JH_PAIR_SAYS_FORBIDDEN)
                said.rule[said.n_rules++] = pair;
            else
                consent(in, &pair,
                    l == JH_PAIR_SAYS_AGREED ? JH_PAIR_CONSENT_AGREED : JH_PAIR_CONSENT_REFUSED,
                    said.consent);
        }
    *out = said;
    return JH_OK;
out:
    jh_pair_said_release(&said);
    return st;
}

void jh_pair_said_release(struct jh_pair_said *said)
{
    jh_i_free(said->rule);
    jh_i_free(said->consent);
    *said = (struct jh_pair_said){.n_rules = 0};
}
