/* hospitals.csv, and what stands beyond the territory. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/findings.h"
#include "base/num.h"
#include "base/strmap.h"
#include "io/sheets/tables_out.h"
#include "model/codes.h"
#include "sheet/parts.h"
#include "sheet/text.h"

static const struct jh_rule no_code = {
    "no-such-code", JH_SEVERITY_WARNING, "a word that no code list has"};
static const struct jh_rule at_area = {
    "hospital-at-area", JH_SEVERITY_NOTE, "hospitals that stand at their area's point"};

/* Words that offices use beside those of the code lists. */
static const struct {
    enum jh_sheet_field field;
    const char *part, *code;
} more_words[] = {{JH_FLD_SPONSOR, "军", "军队"}, {JH_FLD_SPONSOR, "部队", "军队"},
    {JH_FLD_SPONSOR, "武警", "军队"}, {JH_FLD_SPONSOR, "民", "民营"},
    {JH_FLD_SPONSOR, "社会", "民营"}, {JH_FLD_SPONSOR, "私", "民营"},
    {JH_FLD_SPONSOR, "高校", "高校"}, {JH_FLD_SPONSOR, "大学", "高校"},
    {JH_FLD_SPONSOR, "县", "县属"}, {JH_FLD_SPONSOR, "区", "县属"}, {JH_FLD_SPONSOR, "省", "省属"},
    {JH_FLD_SPONSOR, "市", "市属"}, {JH_FLD_SPONSOR, "企业", "其他"}, {JH_FLD_KIND, "妇", "妇幼"},
    {JH_FLD_KIND, "中西医", "中医"}, {JH_FLD_KIND, "中医", "中医"}, {JH_FLD_KIND, "民族", "中医"},
    {JH_FLD_KIND, "专科", "专科"}, {JH_FLD_KIND, "综合", "综合"}};

static bool parses(enum jh_sheet_field field, const char *text)
{
    uint8_t code;
    switch ((int)field) {
    case JH_FLD_SPONSOR:
        return jh_i_sponsor_parse(text, &code);
    case JH_FLD_KIND:
        return jh_i_kind_parse(text, &code);
    case JH_FLD_GRADE:
        return jh_i_grade_parse(text, &code);
    default:
        return true;
    }
}

static const char *coded(struct jh_tables_out *t, const struct jh_understood *u, size_t row,
    size_t column, enum jh_sheet_field field)
{
    const char *text = jh_i_out_cell(t, u, row, column);
    if (text[0] == '\0' || parses(field, text))
        return text;
    const char *tight = jh_i_fold_tight(&t->arena, text);
    if (tight != NULL && parses(field, tight))
        return tight;
    for (size_t i = 0; i < sizeof more_words / sizeof *more_words; i++)
        if (more_words[i].field == field && strstr(text, more_words[i].part) != NULL)
            return more_words[i].code;
    if (strstr(text, "未") == NULL) {
        char label[JH_ORIGIN_LABEL_MAX];
        jh_i_sheet_label(u, row, column, label);
        jh_findings_add(t->findings, &no_code, label, 0, 0, text,
            "left empty; write one of the words that docs/dataset.md lists");
    }
    return "";
}

/* The area of a hospital: its column, else the group that it stands in. */
static const char *area_of(const struct jh_understood *u, size_t row, bool *out_beyond)
{
    size_t column = jh_i_got_column(u, JH_FLD_AREA);
    const size_t key = jh_i_got_column(u, JH_FLD_HOSPITAL);
    if (column == SIZE_MAX)
        column = jh_i_got_column(u, JH_FLD_AREA_ID);
    int32_t at =
        column != SIZE_MAX && u->column[column].name != NULL ? u->column[column].name[row] : -1;
    if (at < 0 && u->row[row].group >= 0 && key != SIZE_MAX && u->column[key].name != NULL)
        at = u->column[key].name[u->row[row].group];
    *out_beyond = at >= 0 && u->name[at].matched.beyond;
    return at >= 0 && u->name[at].id != NULL ? u->name[at].id : "";
}

static const enum jh_sheet_field numbers[] = {
    JH_FLD_BEDS, JH_FLD_AUTHORISED_BEDS, JH_FLD_BED_USE, JH_FLD_MEAN_STAY};
static const enum jh_sheet_field words[] = {JH_FLD_GRADE, JH_FLD_SPONSOR, JH_FLD_KIND};

static void put_row(struct jh_tables_out *t, const struct jh_understood *u, size_t row,
    const struct jh_attributes_out *attributes)
{
    const size_t name = jh_i_got_column(u, JH_FLD_HOSPITAL),
                 id = jh_i_got_column(u, JH_FLD_HOSPITAL_ID), lon = jh_i_got_column(u, JH_FLD_LON),
                 lat = jh_i_got_column(u, JH_FLD_LAT),
                 campus = jh_i_got_column(u, JH_FLD_CAMPUS_OF),
                 role = jh_i_got_column(u, JH_FLD_ROLE);
    bool beyond;
    const char *title = jh_i_out_cell(t, u, row, name), *code = jh_i_out_cell(t, u, row, id);
    const char *area = area_of(u, row, &beyond);
    struct jh_point p = {JH_NAN, JH_NAN};
    if (lon != SIZE_MAX && lat != SIZE_MAX)
        p = jh_i_crs_to_wgs84(
            t->crs, (struct jh_point){jh_i_got_number(u, row, lon), jh_i_got_number(u, row, lat)});
    jh_i_out_from(t, u, row, SIZE_MAX);
    jh_i_out_text(t, code[0] != '\0' ? code : title, false);
    jh_i_out_text(t, title, false);
    jh_i_out_number(t, p.lon_deg, false);
    jh_i_out_number(t, p.lat_deg, false);
    jh_i_out_text(t, area, false);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const size_t c = jh_i_got_column(u, numbers[i]);
        jh_i_out_number(t, c != SIZE_MAX ? jh_i_got_number(u, row, c) : JH_NAN, false);
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        jh_i_out_text(t, coded(t, u, row, jh_i_got_column(u, words[i]), words[i]), false);
    jh_i_out_text(t, jh_i_out_cell(t, u, row, campus), false);
    jh_i_out_text(t, jh_i_out_cell(t, u, row, role), attributes->n == 0);
    for (size_t k = 0; k < attributes->n; k++) {
        const size_t c = jh_i_out_attribute(t, u, attributes->name[k]);
        jh_i_out_text(
            t, c != SIZE_MAX ? jh_i_out_attribute_text(t, u, row, c) : "", k + 1 == attributes->n);
    }
    if (!jh_point_known(p) && area[0] != '\0') {
        char label[JH_ORIGIN_LABEL_MAX];
        jh_i_sheet_label(u, row, name != SIZE_MAX ? name : 0, label);
        jh_findings_add(t->findings, &at_area, label, 0, 0, title,
            "without coordinates of its own it stands at the point of its area");
    }
}

enum jh_status jh_i_out_hospitals(struct jh_tables_out *t, struct jh_error *err)
{
    struct jh_attributes_out attributes = {0};
    size_t n = 0;
    for (size_t i = 0; i < t->s->n; i++)
        n += jh_i_out_used(&t->s->sheet[i], JH_SHEET_HOSPITALS);
    if (n == 0)
        return JH_OK;
    enum jh_status st = jh_i_out_attributes(t, JH_SHEET_HOSPITALS, &attributes, err);
    if (st != JH_OK)
        return st;
    jh_buf_puts(&t->text,
        "hospital_id,name,lon,lat,area_id,beds,authorised_beds,bed_use,mean_stay,"
        "grade,sponsor,kind,campus_of,role");
    jh_buf_puts(&t->text, attributes.n > 0 ? "," : "\n");
    for (size_t k = 0; k < attributes.n; k++)
        jh_i_out_text(t, attributes.name[k], k + 1 == attributes.n);
    for (size_t i = 0; i < t->s->n; i++) {
        const struct jh_understood *u = &t->s->sheet[i].u;
        const size_t name = jh_i_got_column(u, JH_FLD_HOSPITAL),
                     id = jh_i_got_column(u, JH_FLD_HOSPITAL_ID);
        for (size_t r = 0; jh_i_out_used(&t->s->sheet[i], JH_SHEET_HOSPITALS) && r < u->n_rows; r++)
            if (u->row[r].class == JH_ROW_DATA &&
                (jh_i_out_cell(t, u, r, name)[0] != '\0' || jh_i_out_cell(t, u, r, id)[0] != '\0'))
                put_row(t, u, r, &attributes);
    }
    return jh_i_out_file(t, "hospitals.csv", err);
}
