#include <stdio.h>

#include "base/fail.h"
#include "base/msg.h"
#include "io/office/docx.h"
#include "io/office/plan_documents.h"

/* What the template may ask for and the report does not say under an id. */
enum { N_VALUES = 8 };

static const char *or_dash(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : "—";
}

static size_t list_values(const struct jh_plan *plan, enum jh_lang lang, char seed[24],
    struct jh_i_docx_value out[N_VALUES])
{
    const struct jh_dataset *d = plan->dataset;
    snprintf(seed, 24, "%lld", (long long)plan->scenario.seed);
    const struct jh_i_docx_value values[N_VALUES] = {
        {"territory", d->name[0] != '\0' ? d->name : jh_tr(lang, "Territory")},
        {"dataset", or_dash(d->name)},
        {"scenario", or_dash(plan->scenario.name)},
        {"fingerprint", d->fingerprint},
        {"version", plan->version},
        {"seed", seed},
        {"version_name", jh_tr(lang, "(first draft)")},
        {"notice", d->fictional
                       ? jh_tr(lang,
                             "Fictional data: nothing here describes a real place, hospital or "
                             "person")
                       : ""},
    };
    for (size_t i = 0; i < N_VALUES; i++)
        out[i] = values[i];
    return N_VALUES;
}

enum jh_status jh_i_plan_docx(const struct jh_plan *plan, enum jh_lang lang, xmlNode *report,
    const char *template_path, const struct jh_run *run, struct jh_buf *out, struct jh_error *err)
{
    static const char *const folder[JH_N_LANGS] = {
        [JH_LANG_EN] = "data/embed/office/docx.en/", [JH_LANG_ZH] = "data/embed/office/docx.zh/"};
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    struct jh_i_package package;
    struct jh_i_docx_value value[N_VALUES];
    char seed[24];
    struct jh_i_docx_content content = {
        .report = report, .n_values = list_values(plan, lang, seed, value), .value = value};
    jh_arena_init(&arena, 0);
    jh_i_package_init(&package, &arena);
    if (template_path != NULL) {
        JH_TRY(st, jh_i_package_read(&package, template_path, err));
    } else {
        JH_TRY(st, jh_i_package_embedded(&package, "data/embed/office/docx/", err));
        JH_TRY(st, jh_i_package_embedded(&package, folder[lang], err));
    }
    JH_TRY(st, jh_i_docx_fill(&package, &content, run, err));
    JH_TRY(st, jh_i_package_zip(&package, out, err));
out:
    jh_arena_release(&arena);
    return st;
}
