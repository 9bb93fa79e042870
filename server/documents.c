#include "server/documents.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/fingerprint.h"
#include "junheng/io.h"
#include "junheng/store.h"

#include "cli/data.h"
#include "cli/plan_ledger.h"
#include "cli/plan_replay.h"

#include "server/folder.h"
#include "server/serve.h"

static const size_t document_max_bytes = (size_t)1 << 28;

static enum jh_status keep_file(struct jh_store *store, int64_t plan_id, enum jh_lang lang,
    const char *dir, const char *file, const char *name, struct jh_error *err)
{
    struct jh_buf path, data;
    jh_buf_init(&path, 1 << 16);
    jh_buf_init(&data, document_max_bytes);
    jh_buf_printf(&path, "%s/%s", dir, file);
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_buf_status(&path, err));
    JH_TRY(st, cli_file_read(path.data, document_max_bytes, &data, err));
    st = jh_store_document_save(
        store, plan_id, lang, name, data.data != NULL ? data.data : "", data.len, err);
out:
    jh_buf_release(&path);
    jh_buf_release(&data);
    return st;
}

static enum jh_status keep_tables(struct jh_store *store, int64_t plan_id, enum jh_lang lang,
    const char *dir, struct jh_error *err)
{
    char path[4096], name[300];
    enum jh_status st = JH_OK;
    snprintf(path, sizeof path, "%s/tables", dir);
    DIR *tables = opendir(path);
    if (tables == NULL)
        return jh_fail(err, JH_E_INTERNAL, "a file of the program is missing");
    for (struct dirent *entry; st == JH_OK && (entry = readdir(tables)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "tables/%s", entry->d_name);
        st = keep_file(store, plan_id, lang, dir, name, name, err);
    }
    closedir(tables);
    return st;
}

/* Documents made only when somebody asks: they take seconds. Under one name in every language. */
static const struct {
    const char *name, *written[JH_N_LANGS];
} asked_for[] = {
    {"plan.docx", {[JH_LANG_EN] = "plan.docx", [JH_LANG_ZH] = "规划方案.docx"}},
    {"slides.pptx", {[JH_LANG_EN] = "slides.pptx", [JH_LANG_ZH] = "汇报.pptx"}},
    {"map.pdf", {[JH_LANG_EN] = "map.pdf", [JH_LANG_ZH] = "一张图.pdf"}},
};
enum { N_ASKED_FOR = sizeof asked_for / sizeof *asked_for };

static bool is_asked_for(const char *name)
{
    for (size_t i = 0; i < N_ASKED_FOR; i++)
        if (strcmp(asked_for[i].name, name) == 0)
            return true;
    return false;
}

static enum jh_status keep_asked_for(struct srv *srv, const struct jh_plan *plan, int64_t plan_id,
    enum jh_lang lang, struct jh_error *err)
{
    struct jh_store *store = NULL;
    char *dir = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, srv_folder_new(&srv->folders, &dir, err));
    JH_TRY(st, jh_plan_write_documents(plan, dir, lang, NULL, NULL, NULL, err));
    JH_TRY(st, jh_store_open(srv->workspace, JH_STORE_WRITE, &store, err));
    for (size_t i = 0; i < N_ASKED_FOR; i++) {
        const char *written = asked_for[i].written[lang];
        st = keep_file(store, plan_id, lang, dir, written, asked_for[i].name, err);
        if (st == JH_E_IO || st == JH_E_NOT_FOUND)
            st = JH_OK; /* no map where no area has a place */
        JH_TRY(st, st);
    }
out:
    jh_store_close(store);
    if (dir != NULL)
        srv_folder_remove(dir);
    jh_i_free(dir);
    return st;
}

static enum jh_status keep_language(struct srv *srv, struct jh_store *store,
    const struct jh_plan *plan, int64_t plan_id, enum jh_lang lang, struct jh_error *err)
{
    static const char *const names[] = {"report.html", "plan.xlsx", "map.geojson"};
    char *dir = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, srv_folder_new(&srv->folders, &dir, err));
    JH_TRY(st, jh_plan_write(plan, dir, lang, NULL, err));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        JH_TRY(st, keep_file(store, plan_id, lang, dir, names[i], names[i], err));
    st = keep_tables(store, plan_id, lang, dir, err);
out:
    if (dir != NULL)
        srv_folder_remove(dir);
    jh_i_free(dir);
    return st;
}

enum jh_status srv_documents_keep(
    struct srv *srv, const struct jh_plan *plan, int64_t plan_id, struct jh_error *err)
{
    struct jh_store *store = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_store_open(srv->workspace, JH_STORE_WRITE, &store, err));
    for (int lang = 0; lang < JH_N_LANGS; lang++)
        JH_TRY(st, keep_language(srv, store, plan, plan_id, (enum jh_lang)lang, err));
out:
    jh_store_close(store);
    return st;
}

static bool stopping(void *ctx)
{
    const struct srv *srv = ctx;
    return atomic_load(&srv->stopping);
}

/* ---- The workbook with opinions: kept under a name that changes with them ---------------------- */

static const char workbook[] = "plan.xlsx", with_opinions[] = "plan.xlsx#";
enum { NAME_BYTES = 128 };

static bool is_with_opinions(const char *name)
{
    return strncmp(name, with_opinions, sizeof with_opinions - 1) == 0;
}

/* "plan.xlsx", or where there are opinions on the plan "plan.xlsx#FINGERPRINT". */
static enum jh_status name_workbook(
    struct srv *srv, int64_t plan_id, char out_name[NAME_BYTES], struct jh_error *err)
{
    struct jh_store *store = NULL;
    struct cli_plan_ledger ledger = {0};
    struct jh_fingerprint fp;
    char print[JH_FINGERPRINT_LEN];
    size_t n = 0;
    enum jh_status st = JH_OK;
    jh_fingerprint_init(&fp);
    JH_TRY(st, jh_store_open(srv->workspace, JH_STORE_READ, &store, err));
    JH_TRY(st, cli_plan_ledger_read(store, &ledger, err));
    for (size_t i = 0; i < ledger.n_opinions; i++) {
        const struct cli_plan_opinion *o = &ledger.opinion[i];
        if (o->plan != plan_id)
            continue;
        const char *text[] = {o->unit, o->opinion, o->decision, o->reason, o->effect};
        for (size_t k = 0; k < sizeof text / sizeof *text; k++)
            jh_fingerprint_text(&fp, text[k] != NULL ? text[k] : "");
        n++;
    }
    jh_fingerprint_final(&fp, print);
    snprintf(out_name, NAME_BYTES, "%s%s", n > 0 ? with_opinions : workbook, n > 0 ? print : "");
out:
    cli_plan_ledger_release(&ledger);
    jh_store_close(store);
    return st;
}

static enum jh_status keep_with_opinions(struct srv *srv, struct jh_plan *plan, int64_t plan_id,
    enum jh_lang lang, const char *name, struct jh_error *err)
{
    struct jh_store *store = NULL;
    struct cli_plan_ledger ledger = {0};
    char *dir = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, srv_folder_new(&srv->folders, &dir, err));
    JH_TRY(st, jh_store_open(srv->workspace, JH_STORE_WRITE, &store, err));
    JH_TRY(st, cli_plan_ledger_read(store, &ledger, err));
    JH_TRY(st, cli_plan_lend_opinions(&ledger, plan_id, plan, err));
    JH_TRY(st, jh_plan_write(plan, dir, lang, NULL, err));
    st = keep_file(store, plan_id, lang, dir, workbook, name, err);
out:
    plan->n_opinions = 0;
    plan->opinion = NULL;
    cli_plan_ledger_release(&ledger);
    jh_store_close(store);
    if (dir != NULL)
        srv_folder_remove(dir);
    jh_i_free(dir);
    return st;
}

static enum jh_status replay(struct srv *srv, int64_t plan_id, const char *scenario_json,
    const char *plan_json, enum jh_lang lang, const char *name, struct jh_error *err)
{
    struct jh_scenario scenario = jh_scenario_default();
    struct srv_data *data = NULL;
    struct jh_plan *plan = NULL;
    const struct jh_run run = {.should_stop = stopping, .ctx = srv};
    enum jh_status st = JH_OK;
    JH_TRY(st, srv_data_take(&srv->current, srv->workspace, &data, err));
    JH_TRY(st, cli_plan_replay(
                   data->dataset, plan_id, scenario_json, plan_json, &run, &scenario, &plan, err));
    st = is_asked_for(name)       ? keep_asked_for(srv, plan, plan_id, lang, err)
         : is_with_opinions(name) ? keep_with_opinions(srv, plan, plan_id, lang, name, err)
                                  : srv_documents_keep(srv, plan, plan_id, err);
out:
    jh_plan_free(plan);
    srv_data_free(data);
    jh_scenario_release(&scenario);
    return st;
}

static enum jh_status load(struct srv *srv, int64_t plan_id, enum jh_lang lang, const char *name,
    struct jh_buf *out, struct jh_error *err)
{
    struct jh_store *store = NULL;
    char *data = NULL;
    size_t len = 0;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_store_open(srv->workspace, JH_STORE_READ, &store, err));
    JH_TRY(st, jh_store_document_load(store, plan_id, lang, name, &data, &len, err));
    jh_buf_add(out, data, len);
    st = jh_buf_status(out, err);
out:
    jh_store_close(store);
    jh_store_free(data);
    return st;
}

/* Documents of that plan that are there whatever else is; without them it must be replayed. */
static bool was_kept(struct srv *srv, int64_t plan_id)
{
    struct jh_buf text;
    jh_buf_init(&text, document_max_bytes);
    bool kept = load(srv, plan_id, JH_LANG_EN, "tables/summary.csv", &text, NULL) == JH_OK;
    jh_buf_release(&text);
    return kept;
}

/* By the name it is kept under; replayed where it is not kept. */
static enum jh_status get(struct srv *srv, int64_t plan_id, enum jh_lang lang, const char *name,
    struct jh_buf *out, struct jh_error *err)
{
    struct jh_store *store = NULL;
    char *scenario_json = NULL, *plan_json = NULL;
    enum jh_status st = load(srv, plan_id, lang, name, out, err);
    if (st != JH_E_NOT_FOUND)
        return st;
    pthread_mutex_lock(&srv->replaying); /* who waits here may find it made */
    st = load(srv, plan_id, lang, name, out, err);
    if (st != JH_E_NOT_FOUND ||
        (was_kept(srv, plan_id) && !is_asked_for(name) && !is_with_opinions(name)))
        goto out;
    JH_TRY(st, jh_store_open(srv->workspace, JH_STORE_READ, &store, err));
    JH_TRY(st, jh_store_plan_load(store, plan_id, &scenario_json, &plan_json, err));
    jh_store_close(store);
    store = NULL;
    JH_TRY(st, replay(srv, plan_id, scenario_json, plan_json, lang, name, err));
    st = load(srv, plan_id, lang, name, out, err);
out:
    pthread_mutex_unlock(&srv->replaying);
    jh_store_close(store);
    jh_store_free(scenario_json);
    jh_store_free(plan_json);
    return st;
}

enum jh_status srv_document_get(struct srv *srv, int64_t plan_id, enum jh_lang lang,
    const char *name, struct jh_buf *out, struct jh_error *err)
{
    char kept[NAME_BYTES];
    if (strcmp(name, workbook) != 0)
        return get(srv, plan_id, lang, name, out, err);
    enum jh_status st = name_workbook(srv, plan_id, kept, err);
    if (st != JH_OK)
        return st;
    st = get(srv, plan_id, lang, kept, out, err);
    /* Other data by now: as it was, without opinions. */
    return st == JH_E_CONFLICT && is_with_opinions(kept)
               ? get(srv, plan_id, lang, workbook, out, err)
               : st;
}
