#include "base/buf.h"
#include "base/num.h"
#include "sample/choice.h"

/* truth.json: everything the flows were drawn from. The texts hold nothing that JSON would escape. */

static void add_number(struct jh_buf *b, double value)
{
    char text[JH_NUM_TEXT_MAX];
    jh_num_format(value, text);
    jh_buf_puts(b, text);
}

static void add_parameters(struct jh_buf *b)
{
    static const struct {
        const char *name, *en, *zh;
        size_t offset;
    } rows[] = {
#define JH_X(name, value, en, zh) {#name, en, zh, offsetof(struct jh_i_params, name)},
        JH_I_PARAM_MAP(JH_X)
#undef JH_X
    };
    size_t n = sizeof rows / sizeof *rows;
    jh_buf_puts(b, "  \"parameters\": [\n");
    for (size_t i = 0; i < n; i++) {
        const char *at = (const char *)&jh_i_params + rows[i].offset;
        jh_buf_printf(b, "    {\"name\": \"%s\", \"value\": ", rows[i].name);
        add_number(b, *(const double *)(const void *)at);
        jh_buf_printf(b, ", \"meaning\": \"%s\", \"含义\": \"%s\"}%s\n", rows[i].en, rows[i].zh,
            i + 1 < n ? "," : "");
    }
    jh_buf_puts(b, "  ],\n");
}

static void add_specialties(struct jh_buf *b, const struct jh_i_sample *s)
{
    size_t n = s->dataset->specialties.n;
    jh_buf_puts(b, "  \"specialties\": [\n");
    for (size_t i = 0; i < n; i++) {
        const struct jh_i_specialty *sp = &s->specialty[i];
        const struct {
            const char *name;
            double value;
        } fields[] = {{"cases_per_1000_people", sp->per_1000}, {"hard_frac", sp->hard_frac},
            {"stay_days", sp->stay_days}, {"cost_yuan", sp->cost_yuan}, {"winter", sp->winter},
            {"follows_children", sp->children}};
        jh_buf_printf(b, "    {\"specialty\": \"%s\"", sp->id);
        for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
            jh_buf_printf(b, ", \"%s\": ", fields[k].name);
            add_number(b, fields[k].value);
        }
        jh_buf_printf(b, "}%s\n", i + 1 < n ? "," : "");
    }
    jh_buf_puts(b, "  ],\n");
}

static void add_aggregates(struct jh_buf *b, const struct jh_i_sample *s)
{
    const struct jh_hospitals *h = &s->dataset->hospitals;
    const char *comma = "";
    jh_buf_puts(b, "  \"aggregate_destinations\": [");
    for (size_t i = h->n_inside; i < h->n; i++) {
        if (s->hospital[i].tier != NULL)
            continue;
        jh_buf_printf(b, "%s\n    {\"hospital_id\": \"%s\", \"lon\": ", comma, h->id[i]);
        add_number(b, s->hospital[i].place.lon_deg);
        jh_buf_puts(b, ", \"lat\": ");
        add_number(b, s->hospital[i].place.lat_deg);
        jh_buf_puts(b, ", \"beds\": ");
        add_number(b, JH_I_AGGREGATE_BEDS);
        jh_buf_puts(b, ", \"quality\": ");
        add_number(b, JH_I_AGGREGATE_QUALITY);
        jh_buf_puts(b, "}");
        comma = ",";
    }
    jh_buf_puts(b, "\n  ],\n");
}

static const char *const formulas[][2] = {
    {"utility",
        "size_weight * ln(beds) + (quality_weight + hard * quality_weight_hard) * quality - "
        "(time_weight - hard * time_relief_hard) * ln(minutes) - border_weight * "
        "[another prefecture] - leaving_weight * [another province]"},
    {"share",
        "exp(utility) / sum of exp(utility) over the choice set; beds and quality are those of "
        "the specialty in capabilities.csv, minutes those of the default distance model"},
    {"choice_set",
        "hospitals offering the specialty in the area itself, the prefecture's city "
        "hospitals, any hospital within reach_min, the strongest hospitals of the own "
        "province's capital, hospitals outside (neighbouring counties' within reach_min)"},
    {"cases",
        "Poisson with mean people / 1000 * cases_per_1000_people * share / 4 in a quarter, "
        "times (1 + growth_per_year) ^ years since the first quarter, times 1 + winter in the "
        "first and 1 - winter in the third quarter; a share hard_frac of them is hard"},
    {"people",
        "(population + (old_age_factor - 1) * pop_65plus) / (1 + (old_age_factor - 1) * "
        "0.14); where follows_children is 1: pop_0_14 / 0.17"},
    {"reason",
        "drawn for each stay beyond the own prefecture after the choice was made: unknown, "
        "transfer, emergency, resident_elsewhere with the shares below, else self; one for all "
        "cases of a cell of up to reason_block; unknown for all other stays"},
    {"days_and_cost",
        "mean of the specialty times the factors below, with relative deviation noise / "
        "sqrt(cases); persons are cases * persons_per_case, rounded at random"},
    {"visitors",
        "people from far origins: Poisson with mean visitors_per_bed * beds of the specialty "
        "a year, over all origins, at the strongest hospitals of a capital"},
};

enum jh_status jh_i_sample_truth(const struct jh_i_sample *s, char **out_json, struct jh_error *err)
{
    struct jh_buf b;
    jh_buf_init(&b, (size_t)1 << 24);
    jh_buf_puts(&b,
        "{\n  \"fictional\": true,\n  \"note\": \"All places, hospitals, people and "
        "parameters are invented. 所有地名、机构、人口与参数均为虚构。\",\n");
    jh_buf_printf(&b, "  \"name\": \"%s\",\n  \"seed\": %llu,\n", s->dataset->name,
        (unsigned long long)s->options.seed);
    jh_buf_printf(&b,
        "  \"areas\": %lld, \"hospitals\": %lld, \"specialties_wanted\": %lld, \"periods\": "
        "%lld,\n",
        (long long)s->options.n_areas, (long long)s->options.n_hospitals,
        (long long)s->options.n_specialties, (long long)s->options.n_periods);
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        jh_buf_printf(&b, "  \"%s\": \"%s\",\n", formulas[i][0], formulas[i][1]);
    add_parameters(&b);
    add_specialties(&b, s);
    add_aggregates(&b, s);
    jh_buf_printf(&b, "  \"flow_rows\": %zu\n}\n", s->dataset->flows.n);
    enum jh_status st = jh_buf_status(&b, err);
    if (st != JH_OK) {
        jh_buf_release(&b);
        return st;
    }
    *out_json = b.data;
    return JH_OK;
}
