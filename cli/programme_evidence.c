/* Evidence as files: attach, files, file; and --attach of what writes. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "io/outfile.h"
#include "io/programme/evidence.h"

#include "cli/data.h"
#include "cli/programme.h"
#include "cli/report.h"
#include "cli/table.h"

/* One file as it was kept. */
struct kept {
    char name[JH_EVIDENCE_NAME_MAX], hash[JH_STORE_HASH_LEN];
    const char *type;
    size_t n_bytes;
    bool is_new;
};

/* Read and checked, then kept. */
static enum jh_status keep(const struct cli_args *args, struct jh_store *store, const char *path,
    struct kept *out, struct jh_error *err)
{
    struct jh_store_file file;
    char now[CLI_TIME_MAX];
    struct jh_buf data;
    enum jh_status st;
    /* One byte more is read, so that a file too large is known by its size. */
    st = cli_file_read(path, JH_EVIDENCE_MAX + 1, &data, err);
    if (st == JH_E_LIMIT)
        return jh_fail(err, JH_E_LIMIT, "%.60s is larger than %zu MB", path, JH_EVIDENCE_MAX >> 20);
    if (st != JH_OK)
        return st;
    JH_TRY(st, jh_i_evidence_check(path, data.data, data.len, out->name, &out->type, err));
    cli_time_now(now);
    file = (struct jh_store_file){NULL, out->name, out->type, now, cli_programme_actor(args), 0};
    out->n_bytes = data.len;
    st = jh_store_file_add(store, &file, data.data, data.len, out->hash, &out->is_new, err);
out:
    jh_buf_release(&data);
    return st;
}

enum jh_status cli_programme_attach(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"file", "file", NULL, 0, 0},
        {"name", "name", NULL, 0, 0},
        {"media_type", NULL, NULL, 0, 0},
        {"bytes", "bytes", NULL, 0, 0},
        {"new", "new", NULL, 0, 0},
    };
    struct jh_store *store = NULL;
    struct kept *kept = NULL;
    struct cli_table table;
    const char *first;
    char reference[JH_STORE_HASH_LEN + 8];
    size_t n = 0;
    enum jh_status st;
    JH_TRY(st, cli_programme_operand(args, 1, &first, err));
    kept = jh_i_calloc(args->n_operands, sizeof *kept);
    if (kept == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_WRITE, &store, err));
    for (size_t k = 1; k < args->n_operands; k++)
        JH_TRY(st, keep(args, store, args->operand[k], &kept[n++], err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t k = 0; k < n; k++) {
        snprintf(reference, sizeof reference, JH_EVIDENCE_PREFIX "%s", kept[k].hash);
        cli_table_text(&table, reference);
        cli_table_text(&table, kept[k].name);
        cli_table_text(&table, kept[k].type);
        cli_table_integer(&table, (int64_t)kept[k].n_bytes);
        cli_table_bool(&table, kept[k].is_new);
    }
    st = cli_table_end(&table, err);
out:
    jh_i_free(kept);
    jh_store_close(store);
    return st;
}

enum jh_status cli_programme_attach_to(const struct cli_args *args, const struct cli_programme *p,
    struct jh_facts *facts, struct jh_error *err)
{
    const char *path = cli_get(args, "attach")->text;
    const struct jh_fact *fact = &facts->fact[facts->n - 1];
    const struct jh_form *form = jh_form_of(fact->kind);
    const size_t f = jh_field_find(form, "evidence");
    const char *said = f != SIZE_MAX ? fact->value[f] : NULL;
    struct kept kept;
    struct jh_buf text;
    enum jh_status st = JH_OK;
    if (path == NULL)
        return JH_OK;
    jh_buf_init(&text, 1 << 16);
    /* What is not said anew stays beside the file. */
    if (said == NULL && fact->kind != JH_FACT_MOVE) {
        const struct jh_entity *e = jh_register_find(p->reg, fact->kind, fact->subject,
            form->has_item && fact->value[0] != NULL ? fact->value[0] : "");
        said = e != NULL ? jh_entity_text(e, "evidence") : NULL;
    }
    JH_TRY(st, keep(args, p->store, path, &kept, err));
    if (said != NULL && strstr(said, kept.hash) != NULL)
        goto out;
    jh_buf_printf(&text, "%s%s%s " JH_EVIDENCE_PREFIX "%s", said != NULL ? said : "",
        said != NULL && said[0] != '\0' ? "; " : "", kept.name, kept.hash);
    JH_TRY(st, jh_buf_status(&text, err));
    st = jh_i_facts_set(facts, "evidence", text.data, err);
out:
    jh_buf_release(&text);
    return st;
}

static const struct cli_column list_columns[] = {
    {"file", "file", NULL, 0, 0},
    {"name", "name", NULL, 0, 0},
    {"media_type", NULL, NULL, 0, 0},
    {"bytes", "bytes", NULL, 0, 0},
    {"at", "at", NULL, 0, 0},
    {"by", "by", NULL, 0, 0},
    {"row", "row", NULL, 0, 0},
    {"kind", "kind", NULL, 0, 0},
    {"id", "id", NULL, 0, 0},
    {"item", "number", NULL, 0, 0},
};

static void put_file(struct cli_table *table, const struct jh_store_file *file)
{
    char reference[JH_STORE_HASH_LEN + 8];
    snprintf(reference, sizeof reference, JH_EVIDENCE_PREFIX "%s", file->hash);
    cli_table_text(table, reference);
    cli_table_text(table, file->name);
    cli_table_text(table, file->media_type);
    cli_table_integer(table, file->n_bytes);
    cli_table_text(table, file->at);
    cli_table_text(table, file->actor);
}

/* Which of several things, or which move. */
static enum jh_status put_item(
    struct cli_table *table, const struct jh_store_entry *e, struct jh_error *err)
{
    struct jh_facts facts;
    bool known = false;
    jh_i_facts_init(&facts);
    enum jh_status st =
        jh_i_fact_parse(&facts, e->id, e->kind, e->subject, e->at, e->actor, e->body, &known, err);
    if (st == JH_OK && known) {
        const struct jh_fact *fact = &facts.fact[0];
        const struct jh_form *form = jh_form_of(fact->kind);
        const size_t f = fact->kind == JH_FACT_MOVE ? jh_field_find(form, "move")
                         : form->has_item           ? 0
                                                    : SIZE_MAX;
        cli_table_text(table, f != SIZE_MAX && fact->value[f] != NULL ? fact->value[f] : "");
    } else {
        cli_table_text(table, "");
    }
    jh_i_facts_release(&facts);
    return st;
}

/* One row for each row of the ledger that names the file. */
static enum jh_status put_uses(struct cli *cli, const struct cli_programme *p, const char *only,
    const struct jh_store_file *file, struct cli_table *table, size_t *out_n, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < p->n_entries && st == JH_OK; i++) {
        const struct jh_store_entry *e = &p->entry[i];
        if (strstr(e->body, file->hash) == NULL || (only != NULL && strcmp(only, e->subject) != 0))
            continue;
        put_file(table, file);
        cli_table_integer(table, e->id);
        cli_table_text(table, cli_word(cli, e->kind));
        cli_table_text(table, e->subject);
        st = put_item(table, e, err);
        ++*out_n;
    }
    return st;
}

enum jh_status cli_programme_files(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column fig_files = {"n_files", "files", NULL, 0, 0};
    const char *only = args->n_operands > 1 ? args->operand[1] : NULL;
    struct cli_programme p = {0};
    struct jh_store_file *file = NULL;
    struct cli_table table;
    size_t n = 0, n_shown = 0;
    enum jh_status st, end;
    JH_TRY(st, cli_programme_open(cli, JH_STORE_READ, &p, err));
    JH_TRY(st, jh_store_file_list(p.store, &file, &n, err));
    cli_table_begin(&table, cli, sizeof list_columns / sizeof *list_columns, list_columns);
    for (size_t i = 0; i < n && st == JH_OK && !cli_table_failed(&table); i++) {
        size_t n_uses = 0;
        st = put_uses(cli, &p, only, &file[i], &table, &n_uses, err);
        if (st == JH_OK && n_uses == 0 && only == NULL) {
            put_file(&table, &file[i]);
            for (int k = 0; k < 4; k++)
                cli_table_none(&table);
        }
        n_shown += n_uses > 0 || only == NULL;
    }
    cli_summary_integer(&table, &fig_files, (int64_t)n_shown);
    end = cli_table_end(&table, st == JH_OK ? err : NULL);
    st = st == JH_OK ? end : st;
out:
    jh_store_free(file);
    cli_programme_close(&p);
    return st;
}

static enum jh_status write_out(
    const char *dir, const char *name, const char *data, size_t len, struct jh_error *err)
{
    struct jh_outfile file = {0};
    char *path = jh_i_path_join(dir, name);
    enum jh_status st = JH_OK;
    if (path == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, jh_i_make_dir(dir, err));
    if (access(path, F_OK) == 0) {
        st = jh_fail(err, JH_E_IO, "%.60s is there already", path);
        goto out;
    }
    JH_TRY(st, jh_i_outfile_open(path, &file, err));
    fwrite(data, 1, len, file.stream);
    st = jh_i_outfile_commit(&file, err);
out:
    jh_i_outfile_abort(&file);
    jh_i_free(path);
    return st;
}

enum jh_status cli_programme_file(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const char *dir = cli_get(args, "out")->text, *reference;
    const size_t prefix = strlen(JH_EVIDENCE_PREFIX);
    struct jh_store *store = NULL;
    char *data = NULL, *name = NULL, *type = NULL;
    size_t len = 0;
    enum jh_status st;
    JH_TRY(st, cli_programme_operand(args, 1, &reference, err));
    if (dir == NULL) {
        st = jh_fail(err, JH_E_ARG, "--%s is missing", "out");
        goto out;
    }
    if (strncmp(reference, JH_EVIDENCE_PREFIX, prefix) == 0)
        reference += prefix;
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_READ, &store, err));
    JH_TRY(st, jh_store_file_load(store, reference, &data, &len, &name, &type, err));
    JH_TRY(st, write_out(dir, name, data, len, err));
    cli_say(cli, "wrote %s/%s, %zu bytes", dir, name, len);
out:
    jh_store_free(data);
    jh_store_free(name);
    jh_store_free(type);
    jh_store_close(store);
    return st;
}
