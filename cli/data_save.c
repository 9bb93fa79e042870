/* A dataset with its data report into the workspace. */
#include "junheng/store.h"

#include "base/fail.h"
#include "io/json.h"

#include "cli/data.h"
#include "cli/report.h"

enum { REPORT_MAX_BYTES = 1 << 24 };

static void put_position(struct jh_json_writer *w, const char *key, int64_t position)
{
    if (position > 0)
        jh_json_int(w, key, position);
    else
        jh_json_null(w, key);
}

static void put_finding(
    struct jh_json_writer *w, const struct jh_finding *finding, enum jh_lang lang)
{
    jh_json_open_object(w, NULL);
    jh_json_text(w, "severity", cli_severity_name(finding->severity));
    jh_json_text(w, "rule", finding->rule);
    jh_json_int(w, "count", (int64_t)finding->count);
    jh_json_text(w, "title", finding->title[lang]);
    jh_json_open_array(w, "examples");
    for (size_t e = 0; e < finding->n_examples; e++) {
        const struct jh_finding_example *example = &finding->example[e];
        jh_json_open_object(w, NULL);
        jh_json_text(w, "file", example->file);
        put_position(w, "line", example->line);
        put_position(w, "column", example->column);
        jh_json_text(w, "found", example->found);
        jh_json_text(w, "text", example->text[lang]);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
    jh_json_close_object(w);
}

void cli_findings_json(const struct jh_findings *findings, enum jh_lang lang, struct jh_buf *out)
{
    struct jh_json_writer w;
    jh_json_begin(&w, out, false);
    jh_json_open_object(&w, NULL);
    jh_json_open_array(&w, "rows");
    for (int severity = JH_SEVERITY_ERROR; severity >= JH_SEVERITY_NOTE; severity--)
        for (size_t i = 0; i < findings->n; i++)
            if ((int)findings->item[i].severity == severity)
                put_finding(&w, &findings->item[i], lang);
    jh_json_close_array(&w);
    jh_json_int(&w, "errors", (int64_t)findings->n_errors);
    jh_json_int(&w, "warnings", (int64_t)findings->n_warnings);
    jh_json_close_object(&w);
}

enum jh_status cli_dataset_save(struct cli *cli, const struct jh_dataset *dataset,
    const char *imported_from, const struct jh_findings *findings, struct jh_error *err)
{
    struct jh_store *store = NULL;
    struct jh_buf text[JH_N_LANGS];
    const char *report[JH_N_LANGS];
    char now[CLI_TIME_MAX];
    enum jh_status st = JH_OK;
    for (int lang = 0; lang < JH_N_LANGS; lang++)
        jh_buf_init(&text[lang], REPORT_MAX_BYTES);
    for (int lang = 0; lang < JH_N_LANGS; lang++) {
        cli_findings_json(findings, (enum jh_lang)lang, &text[lang]);
        JH_TRY(st, jh_buf_status(&text[lang], err));
        report[lang] = text[lang].data;
    }
    cli_time_now(now);
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_WRITE, &store, err));
    JH_TRY(st, jh_store_dataset_save(store, dataset, now, imported_from, &cli->run, err));
    st = jh_store_report_save(store, dataset->fingerprint, report, err);
out:
    jh_store_close(store);
    for (int lang = 0; lang < JH_N_LANGS; lang++)
        jh_buf_release(&text[lang]);
    return st;
}
