/* Actions that read facts as they are: list, show, history, machines, kinds. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "base/strmap.h"

#include "cli/data.h"
#include "cli/programme.h"
#include "cli/table.h"

static const char *state_name(const struct cli *cli, const struct jh_machine *m, int32_t state)
{
    if (state < 0)
        return "";
    return cli->format == CLI_FORMAT_TEXT ? m->state[state].name[cli->lang] : m->state[state].id;
}

static const char *choice_word(
    const struct cli *cli, const struct jh_field *field, const char *value)
{
    return cli->format == CLI_FORMAT_TEXT ? jh_tr(cli->lang, jh_choice_label(field, value)) : value;
}

/* "field=value": true where the entity has it, or there is no filter. */
static bool wanted(
    const struct cli_args *args, const struct cli_programme *p, const struct jh_entity *e)
{
    const char *where = cli_get(args, "where")->text;
    const char *equals = where != NULL ? strchr(where, '=') : NULL;
    char field[64] = "";
    if (equals == NULL)
        return where == NULL || strstr(jh_entity_text(e, "name"), where) != NULL;
    const size_t len = (size_t)(equals - where);
    memcpy(field, where, len < sizeof field - 1 ? len : sizeof field - 1);
    for (size_t m = 0; m < p->machines.n && e->kind == JH_FACT_PROJECT; m++)
        if (strcmp(field, p->machines.machine[m].id) == 0) {
            const int32_t state = jh_register_state(p->reg, e->subject, m);
            return strcmp(p->machines.machine[m].state[state].id, equals + 1) == 0;
        }
    const char *text = jh_entity_text(e, field);
    return strcmp(text[0] != '\0' ? text : jh_entity_extra(e, field), equals + 1) == 0;
}

/* The columns of a list: id, fields, states of projects, extras of any entity. */
struct listing {
    const struct jh_form *form;
    size_t n_extras, n_columns;
    const char **extra; /* [n_extras] */
    struct cli_column *column;
};

static enum jh_status find_extras(
    const struct cli_programme *p, enum jh_fact_kind kind, struct listing *l, struct jh_error *err)
{
    const size_t n = jh_register_count(p->reg);
    size_t most = 0;
    for (size_t i = 0; i < n; i++)
        most += jh_register_at(p->reg, i)->n_extras;
    l->extra = jh_i_calloc(most, sizeof *l->extra);
    if (l->extra == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        const struct jh_entity *e = jh_register_at(p->reg, i);
        for (size_t k = 0; e->kind == kind && k < e->n_extras; k++) {
            size_t at = 0;
            while (at < l->n_extras && strcmp(l->extra[at], e->extra[k].name) != 0)
                at++;
            if (at == l->n_extras)
                l->extra[l->n_extras++] = e->extra[k].name;
        }
    }
    return JH_OK;
}

static bool in_text(const struct jh_form *form, size_t f)
{
    static const char *const projects[] = {
        "name", "batch", "city", "specialties", "exporter", "host"};
    if (strcmp(form->id, "project") != 0)
        return true;
    for (size_t k = 0; k < sizeof projects / sizeof *projects; k++)
        if (strcmp(form->field[f].name, projects[k]) == 0)
            return true;
    return false;
}

static enum jh_status make_columns(
    const struct cli_programme *p, enum jh_fact_kind kind, struct listing *l, struct jh_error *err)
{
    const size_t n_machines = kind == JH_FACT_PROJECT ? p->machines.n : 0;
    size_t c = 0;
    l->form = jh_form_of(kind);
    enum jh_status st = find_extras(p, kind, l, err);
    if (st != JH_OK)
        return st;
    l->n_columns = 2 + l->form->n_fields + n_machines + l->n_extras;
    l->column = jh_i_calloc(l->n_columns, sizeof *l->column);
    if (l->column == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    l->column[c++] = (struct cli_column){"id", "id", NULL, 0, 0};
    for (size_t f = 0; f < l->form->n_fields; f++)
        l->column[c++] = (struct cli_column){l->form->field[f].name,
            in_text(l->form, f) ? l->form->field[f].label : NULL, NULL, 0, 0};
    for (size_t m = 0; m < n_machines; m++)
        l->column[c++] =
            (struct cli_column){p->machines.machine[m].id, p->machines.machine[m].id, NULL, 0, 0};
    for (size_t k = 0; k < l->n_extras; k++)
        l->column[c++] = (struct cli_column){l->extra[k], NULL, NULL, 0, 0};
    l->column[c++] = (struct cli_column){"ledger_row", NULL, NULL, 0, 0};
    return JH_OK;
}

static void put_entity(struct cli *cli, struct cli_table *table, const struct cli_programme *p,
    const struct listing *l, const struct jh_entity *e)
{
    cli_table_text(table, e->subject);
    for (size_t f = 0; f < l->form->n_fields; f++) {
        if (e->value[f][0] == '\0')
            cli_table_none(table);
        else if (l->form->field[f].type == JH_FIELD_CHOICE)
            cli_table_text(table, choice_word(cli, &l->form->field[f], e->value[f]));
        else
            cli_table_text(table, e->value[f]);
    }
    for (size_t m = 0; e->kind == JH_FACT_PROJECT && m < p->machines.n; m++)
        cli_table_text(table,
            state_name(cli, &p->machines.machine[m], jh_register_state(p->reg, e->subject, m)));
    for (size_t k = 0; k < l->n_extras; k++) {
        const char *text = jh_entity_extra(e, l->extra[k]);
        if (text[0] == '\0')
            cli_table_none(table);
        else
            cli_table_text(table, text);
    }
    cli_table_integer(table, e->last_row);
}

enum jh_status cli_programme_list(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column fig_rows = {"n", "rows", NULL, 0, 0};
    static const struct cli_column fig_last = {"ledger_last", NULL, NULL, 0, 0};
    const char *name = args->n_operands > 1 ? args->operand[1] : "project";
    const enum jh_fact_kind kind = jh_form_find(name);
    struct cli_programme p = {0};
    struct listing l = {0};
    struct cli_table table;
    int64_t n_rows = 0;
    enum jh_status st;
    if (kind == JH_N_FACT_KINDS || kind == JH_FACT_MOVE)
        return jh_fail(err, JH_E_ARG, "there is no kind of fact \"%.60s\"", name);
    JH_TRY(st, cli_programme_open(cli, JH_STORE_READ, &p, err));
    JH_TRY(st, make_columns(&p, kind, &l, err));
    cli_table_begin(&table, cli, l.n_columns, l.column);
    for (size_t i = 0; i < jh_register_count(p.reg) && !cli_table_failed(&table); i++) {
        const struct jh_entity *e = jh_register_at(p.reg, i);
        if (e->kind != kind || !wanted(args, &p, e))
            continue;
        put_entity(cli, &table, &p, &l, e);
        n_rows++;
    }
    cli_summary_integer(&table, &fig_rows, n_rows);
    cli_summary_integer(&table, &fig_last, p.last);
    st = cli_table_end(&table, err);
out:
    jh_i_free(l.extra);
    jh_i_free(l.column);
    cli_programme_close(&p);
    return st;
}

static const struct cli_column show_columns[] = {
    {"about", "about", NULL, 0, 0},
    {"item", "number", NULL, 0, 0},
    {"field", "field", NULL, 0, 0},
    {"value", "value", NULL, 0, 0},
};

static void put_line(struct cli_table *table, const char *about, const char *item,
    const char *field, const char *value)
{
    cli_table_text(table, about);
    cli_table_text(table, item);
    cli_table_text(table, field);
    cli_table_text(table, value);
}

/* "predicted_after:SPECIALTY" in words; other names stay. */
static const char *name_extra(const struct cli *cli, const char *name, char room[300])
{
    static const struct {
        const char *begin, *label;
    } known[] = {{"predicted_before:", "predicted: before"},
        {"predicted_after:", "predicted: after"}, {"predicted_low:", "predicted: low"},
        {"predicted_high:", "predicted: high"}, {"total:", "total published"},
        {"units:", "units that reported"}, {"note:", "remark"}};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (strncmp(name, known[k].begin, strlen(known[k].begin)) == 0) {
            snprintf(room, 300, "%.80s (%.200s)", jh_tr(cli->lang, known[k].label),
                name + strlen(known[k].begin));
            return room;
        }
    return strcmp(name, "predicted_calibration") == 0 ? jh_tr(cli->lang, "predicted: calibration")
                                                      : name;
}

/* Numbers that were computed have more digits than anybody reads. */
static const char *round_number(const char *text, char room[64])
{
    double value;
    if (strlen(text) < 12 || strchr(text, '.') == NULL || !jh_num_parse(text, strlen(text), &value))
        return text;
    snprintf(room, 64, "%.2f", value);
    return room;
}

static void put_fields(struct cli *cli, struct cli_table *table, const struct jh_entity *e)
{
    char name[300], number[64];
    const struct jh_form *form = jh_form_of(e->kind);
    const bool text = cli->format == CLI_FORMAT_TEXT;
    for (size_t f = 0; f < form->n_fields; f++)
        if (e->value[f][0] != '\0')
            put_line(table, cli_word(cli, form->id), e->item,
                text ? jh_tr(cli->lang, form->field[f].label) : form->field[f].name,
                form->field[f].type == JH_FIELD_CHOICE
                    ? choice_word(cli, &form->field[f], e->value[f])
                : text ? round_number(e->value[f], number)
                       : e->value[f]);
    for (size_t k = 0; k < e->n_extras; k++)
        put_line(table, cli_word(cli, form->id), e->item,
            text ? name_extra(cli, e->extra[k].name, name) : e->extra[k].name,
            text ? round_number(e->extra[k].value, number) : e->extra[k].value);
}

/* The command takes the id; Chinese readers see the name first. */
static void put_allowed(struct jh_buf *list, bool zh, const struct jh_machine_move *move)
{
    jh_buf_puts(list, list->len > 0 ? "; " : "");
    if (zh)
        jh_buf_printf(list, "%s（%s）", move->name[JH_LANG_ZH], move->id);
    else
        jh_buf_puts(list, move->id);
}

/* Where it stands in each machine, and where it may go from there. */
static void put_states(struct cli *cli, struct cli_table *table, const struct cli_programme *p,
    const char *project, struct jh_buf *allowed)
{
    const bool zh = cli->format == CLI_FORMAT_TEXT && cli->lang == JH_LANG_ZH;
    for (size_t m = 0; m < p->machines.n; m++) {
        const struct jh_machine *machine = &p->machines.machine[m];
        const int32_t state = jh_register_state(p->reg, project, m);
        const char *name = zh ? machine->name[cli->lang] : machine->id;
        jh_buf_reset(allowed);
        for (size_t k = 0; k < machine->n_moves; k++)
            if (machine->move[k].from == state)
                put_allowed(allowed, zh, &machine->move[k]);
        put_line(table, cli_word(cli, "state"), "", name, state_name(cli, machine, state));
        put_line(table, cli_word(cli, "allowed"), "", name,
            allowed->data != NULL && allowed->len > 0 ? allowed->data : "");
    }
}

enum jh_status cli_programme_show(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct cli_programme p = {0};
    struct cli_table table;
    struct jh_buf allowed;
    const char *project;
    enum jh_status st;
    jh_buf_init(&allowed, 1 << 16);
    JH_TRY(st, cli_programme_operand(args, 1, &project, err));
    JH_TRY(st, cli_programme_open(cli, JH_STORE_READ, &p, err));
    if (jh_register_find(p.reg, JH_FACT_PROJECT, project, "") == NULL) {
        st = cli_programme_unknown(JH_FACT_PROJECT, project, err);
        goto out;
    }
    cli_table_begin(&table, cli, sizeof show_columns / sizeof *show_columns, show_columns);
    put_states(cli, &table, &p, project, &allowed);
    for (size_t i = 0; i < jh_register_count(p.reg); i++) {
        const struct jh_entity *e = jh_register_at(p.reg, i);
        if (strcmp(e->subject, project) == 0)
            put_fields(cli, &table, e);
    }
    st = cli_table_end(&table, err);
out:
    jh_buf_release(&allowed);
    cli_programme_close(&p);
    return st;
}

/* The state or move that a row about a move names. */
static const char *machine_word(
    const struct cli *cli, const struct cli_programme *p, const struct jh_fact *f, size_t field)
{
    const char *name = jh_form_of(JH_FACT_MOVE)->field[field].name, *said = f->value[field];
    for (size_t m = 0; m < p->machines.n; m++) {
        const struct jh_machine *machine = &p->machines.machine[m];
        if (f->value[0] == NULL || strcmp(machine->id, f->value[0]) != 0)
            continue;
        if (strcmp(name, "machine") == 0)
            return machine->name[cli->lang];
        if (strcmp(name, "state") == 0 && jh_machine_find(machine, said) >= 0)
            return machine->state[jh_machine_find(machine, said)].name[cli->lang];
        for (size_t k = 0; strcmp(name, "move") == 0 && k < machine->n_moves; k++)
            if (strcmp(machine->move[k].id, said) == 0)
                return machine->move[k].name[cli->lang];
    }
    return strcmp(name, "move") == 0 ? cli_word(cli, said) : said;
}

/* What a row says, for people: fields by their labels. */
static enum jh_status put_body(struct cli *cli, const struct cli_programme *p,
    const struct jh_store_entry *e, struct jh_buf *out, struct jh_error *err)
{
    struct jh_facts facts;
    bool known = false;
    jh_buf_reset(out);
    jh_i_facts_init(&facts);
    enum jh_status st =
        jh_i_fact_parse(&facts, e->id, e->kind, e->subject, e->at, e->actor, e->body, &known, err);
    if (st == JH_OK && !known)
        jh_buf_puts(out, e->body);
    const struct jh_fact *f = st == JH_OK && known ? &facts.fact[0] : NULL;
    const struct jh_form *form = f != NULL ? jh_form_of(f->kind) : NULL;
    for (size_t k = 0; f != NULL && k < form->n_fields; k++) {
        if (f->value[k] == NULL)
            continue;
        const char *value = f->kind == JH_FACT_MOVE ? machine_word(cli, p, f, k)
                            : form->field[k].type == JH_FIELD_CHOICE
                                ? choice_word(cli, &form->field[k], f->value[k])
                                : f->value[k];
        jh_buf_printf(out, "%s%s: %s", out->len > 0 ? "; " : "",
            jh_tr(cli->lang, form->field[k].label), value);
    }
    for (size_t k = 0; f != NULL && k < f->n_extras; k++)
        if (f->extra[k].value[0] != '\0')
            jh_buf_printf(
                out, "%s%s: %s", out->len > 0 ? "; " : "", f->extra[k].name, f->extra[k].value);
    jh_i_facts_release(&facts);
    return st == JH_OK ? jh_buf_status(out, err) : st;
}

enum jh_status cli_programme_history(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"row", "row", NULL, 0, 0},
        {"at", "at", NULL, 0, 0},
        {"by", "by", NULL, 0, 0},
        {"kind", "kind", NULL, 0, 0},
        {"id", "id", NULL, 0, 0},
        {"body", "content", NULL, 0, 0},
    };
    struct cli_programme p = {0};
    struct jh_store_entry *all = NULL;
    struct jh_buf body;
    size_t n = 0;
    struct cli_table table;
    enum jh_status st;
    jh_buf_init(&body, 1 << 27);
    JH_TRY(st, cli_programme_open(cli, JH_STORE_READ, &p, err));
    JH_TRY(st, jh_store_ledger_list(p.store, NULL, &all, &n, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < n && !cli_table_failed(&table); i++) {
        const struct jh_store_entry *e = &all[i];
        if (args->n_operands > 1 && strcmp(e->subject, args->operand[1]) != 0)
            continue;
        cli_table_integer(&table, e->id);
        cli_table_text(&table, e->at);
        cli_table_text(&table, e->actor);
        cli_table_text(&table, cli_word(cli, e->kind));
        cli_table_text(&table, e->subject);
        if (cli->format == CLI_FORMAT_TEXT)
            JH_TRY(st, put_body(cli, &p, e, &body, err));
        cli_table_text(
            &table, cli->format == CLI_FORMAT_TEXT && body.data != NULL ? body.data : e->body);
    }
    st = cli_table_end(&table, err);
out:
    jh_buf_release(&body);
    jh_store_free(all);
    cli_programme_close(&p);
    return st;
}

enum jh_status cli_programme_machines(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"machine", "machine", NULL, 0, 0},
        {"from", "from state", NULL, 0, 0},
        {"move", "move", NULL, 0, 0},
        {"to", "to state", NULL, 0, 0},
        {"needs", "needs", NULL, 0, 0},
        {"id", "id", NULL, 0, 0},
        {"from_name", NULL, NULL, 0, 0},
        {"move_name", NULL, NULL, 0, 0},
        {"to_name", NULL, NULL, 0, 0},
    };
    static const struct {
        uint32_t bit;
        const char *name;
    } needs[] = {
#define JH_X(name, bit, text) {bit, text},
        JH_NEEDS_MAP(JH_X)
#undef JH_X
    };
    struct jh_machines machines;
    struct cli_table table;
    struct jh_buf list;
    enum jh_status st;
    (void)args;
    jh_buf_init(&list, 4096);
    JH_TRY(st, jh_i_machines_parse(NULL, &machines, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t m = 0; m < machines.n + (machines.target != NULL ? 1 : 0); m++)
        for (size_t k = 0; k < machines.machine[m].n_moves; k++) {
            const struct jh_machine *machine = &machines.machine[m];
            const struct jh_machine_move *move = &machine->move[k];
            jh_buf_reset(&list);
            for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
                if ((move->needs & needs[i].bit) != 0)
                    jh_buf_printf(
                        &list, "%s%s", list.len > 0 ? ";" : "", cli_word(cli, needs[i].name));
            cli_table_text(&table, machine->id);
            cli_table_text(&table, state_name(cli, machine, move->from));
            cli_table_text(
                &table, cli->format == CLI_FORMAT_TEXT ? move->name[cli->lang] : move->id);
            cli_table_text(&table, state_name(cli, machine, move->to));
            cli_table_text(&table, list.len > 0 ? list.data : "");
            cli_table_text(&table, move->id);
            cli_table_text(&table, machine->state[move->from].name[cli->lang]);
            cli_table_text(&table, move->name[cli->lang]);
            cli_table_text(&table, machine->state[move->to].name[cli->lang]);
        }
    st = cli_table_end(&table, err);
out:
    jh_buf_release(&list);
    jh_i_machines_release(&machines);
    return st;
}

/* "open|done" in the reader's language. */
static void name_choices(enum jh_lang lang, const struct jh_field *field, struct jh_buf *out)
{
    const char *choices = field->choices;
    jh_buf_reset(out);
    for (const char *at = choices; at != NULL && *at != '\0';) {
        char word[128];
        const size_t len = strcspn(at, "|");
        snprintf(word, sizeof word, "%.*s", (int)len, at);
        jh_buf_printf(
            out, "%s%s", out->len > 0 ? "|" : "", jh_tr(lang, jh_choice_label(field, word)));
        at += len + (at[len] == '|' ? 1 : 0);
    }
}

enum jh_status cli_programme_kinds(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"kind", "kind", NULL, 0, 0},
        {"field", "field", NULL, 0, 0},
        {"label", "name", NULL, 0, 0},
        {"type", "type", NULL, 0, 0},
        {"required", "required", NULL, 0, 0},
        {"choices", "choices", NULL, 0, 0},
        {"choice_names", NULL, NULL, 0, 0},
        {"kind_name", NULL, NULL, 0, 0},
    };
    static const char *const types[] = {"text", "number", "date", "choice", "list"};
    struct cli_table table;
    struct jh_buf names;
    (void)args;
    jh_buf_init(&names, 1 << 16);
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (int k = 0; k < JH_N_FACT_KINDS; k++) {
        const struct jh_form *form = jh_form_of((enum jh_fact_kind)k);
        for (size_t f = 0; f < form->n_fields; f++) {
            cli_table_text(&table, form->id);
            cli_table_text(&table, form->field[f].name);
            cli_table_text(&table, jh_tr(cli->lang, form->field[f].label));
            cli_table_text(&table, types[form->field[f].type]);
            cli_table_bool(&table, form->field[f].required);
            name_choices(cli->lang, &form->field[f], &names);
            cli_table_text(&table, cli->format == CLI_FORMAT_TEXT && names.len > 0 ? names.data
                                   : form->field[f].choices != NULL ? form->field[f].choices
                                                                    : "");
            cli_table_text(&table, names.len > 0 ? names.data : "");
            cli_table_text(&table, jh_tr(cli->lang, form->label));
        }
    }
    jh_buf_release(&names);
    return cli_table_end(&table, err);
}
