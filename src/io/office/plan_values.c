#include <stdio.h>

#include "base/msg.h"
#include "io/office/plan_documents.h"

static const char *or_dash(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : "—";
}

void jh_i_plan_values(const struct jh_plan *plan, enum jh_lang lang, struct jh_i_plan_values *out)
{
    const struct jh_dataset *d = plan->dataset;
    snprintf(out->seed, sizeof out->seed, "%lld", (long long)plan->scenario.seed);
    const struct jh_periods *p = &d->periods;
    const bool dated = p->given && p->n > 0;
    snprintf(out->source, sizeof out->source, "%s: %.200s, %.60s–%.60s · Junheng %.30s",
        jh_tr(lang, "Source of the figures"), or_dash(d->name), dated ? p->id[0] : "",
        dated ? p->id[p->n - 1] : "", plan->version);
    const struct jh_i_mark_value values[JH_I_PLAN_VALUES] = {
        {"territory", d->name[0] != '\0' ? d->name : jh_tr(lang, "Territory")},
        {"dataset", or_dash(d->name)},
        {"scenario", or_dash(plan->scenario.name)},
        {"fingerprint", d->fingerprint},
        {"version", plan->version},
        {"seed", out->seed},
        {"source", out->source},
        {"version_name", jh_tr(lang, "(first draft)")},
        {"notice", d->fictional
                       ? jh_tr(lang,
                             "Fictional data: nothing here describes a real place, hospital or "
                             "person")
                       : ""},
    };
    for (size_t i = 0; i < JH_I_PLAN_VALUES; i++)
        out->value[i] = values[i];
}
