/* capabilities.csv, travel.csv, zones.csv. */
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "io/sheets/tables_out.h"
#include "sheet/parts.h"

static const char *key_id(
    const struct jh_understood *u, size_t row, enum jh_sheet_field name, enum jh_sheet_field id)
{
    const size_t c = jh_i_got_column(u, name);
    return jh_i_out_id(u, row, c != SIZE_MAX ? c : jh_i_got_column(u, id));
}

static double number_of(const struct jh_understood *u, size_t row, enum jh_sheet_field field)
{
    const size_t c = jh_i_got_column(u, field);
    return c != SIZE_MAX ? jh_i_got_number(u, row, c) : JH_NAN;
}

static const char *text_of(const struct jh_tables_out *t, const struct jh_understood *u, size_t row,
    enum jh_sheet_field field)
{
    return jh_i_out_cell(t, u, row, jh_i_got_column(u, field));
}

/* Only two levels count; "municipal" and the like are none of them. */
static const char *key_level(const char *text)
{
    return strstr(text, "国家") != NULL || strstr(text, "ational") != NULL   ? "national"
           : strstr(text, "省") != NULL || strstr(text, "rovincial") != NULL ? "provincial"
                                                                             : "";
}

static void put_capability(struct jh_tables_out *t, const struct jh_understood *u, size_t row)
{
    static const enum jh_sheet_field more[] = {
        JH_FLD_QUALITY, JH_FLD_BEDS, JH_FLD_MAX_PROJECTS, JH_FLD_PROJECTS};
    const char *hospital = key_id(u, row, JH_FLD_HOSPITAL, JH_FLD_HOSPITAL_ID),
               *specialty = text_of(t, u, row, JH_FLD_SPECIALTY);
    if (hospital == NULL || specialty[0] == '\0')
        return;
    jh_i_out_from(t, u, row, SIZE_MAX);
    jh_i_out_text(t, hospital, false);
    jh_i_out_text(t, specialty, false);
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        jh_i_out_number(t, number_of(u, row, more[i]), false);
    jh_i_out_text(t, key_level(text_of(t, u, row, JH_FLD_KEY_LEVEL)), true);
}

static void put_time(
    struct jh_tables_out *t, const char *area, const char *hospital, double minutes, double km)
{
    if (area == NULL || hospital == NULL || isnan(minutes))
        return;
    jh_i_out_text(t, area, false);
    jh_i_out_text(t, hospital, false);
    jh_i_out_number(t, minutes, false);
    jh_i_out_number(t, km, true);
}

static void put_travel(struct jh_tables_out *t, const struct jh_understood *u, size_t row)
{
    const char *area = key_id(u, row, JH_FLD_AREA, JH_FLD_AREA_ID),
               *hospital = key_id(u, row, JH_FLD_HOSPITAL, JH_FLD_HOSPITAL_ID);
    bool matrix = false;
    for (size_t c = 0; c < u->n_columns; c++) {
        const struct jh_got_column *got = &u->column[c];
        if (!got->sure || got->field != JH_FLD_MINUTES || got->pivot_name < 0)
            continue;
        const char *id = u->name[got->pivot_name].id;
        matrix = true;
        jh_i_out_from(t, u, row, c);
        put_time(t, got->pivot == JH_FLD_AREA ? id : area,
            got->pivot == JH_FLD_AREA ? hospital : id, jh_i_got_number(u, row, c), JH_NAN);
    }
    if (!matrix)
        jh_i_out_from(t, u, row, SIZE_MAX);
    if (!matrix)
        put_time(
            t, area, hospital, number_of(u, row, JH_FLD_MINUTES), number_of(u, row, JH_FLD_KM));
}

static void put_zone(struct jh_tables_out *t, const struct jh_understood *u, size_t row)
{
    const char *area = key_id(u, row, JH_FLD_AREA, JH_FLD_AREA_ID),
               *zone = text_of(t, u, row, JH_FLD_ZONE);
    if (area == NULL || zone[0] == '\0')
        return;
    jh_i_out_from(t, u, row, SIZE_MAX);
    jh_i_out_text(t, area, false);
    jh_i_out_text(t, zone, false);
    jh_i_out_text(t, zone, false);
    jh_i_out_text(t, text_of(t, u, row, JH_FLD_CENTRE_CITY), true);
}

enum jh_status jh_i_out_rest(struct jh_tables_out *t, struct jh_error *err)
{
    static const struct {
        enum jh_sheet_kind kind;
        const char *file, *header;
        void (*put)(struct jh_tables_out *t, const struct jh_understood *u, size_t row);
    } tables[] = {
        {JH_SHEET_CAPABILITIES, "capabilities.csv",
            "hospital_id,specialty,quality,beds,max_projects,projects,key_level\n", put_capability},
        {JH_SHEET_TRAVEL, "travel.csv", "area_id,hospital_id,minutes,km\n", put_travel},
        {JH_SHEET_ZONES, "zones.csv", "area_id,zone_id,zone_name,centre_city\n", put_zone},
    };
    for (size_t k = 0; k < sizeof tables / sizeof *tables; k++) {
        bool any = false;
        for (size_t i = 0; i < t->s->n; i++) {
            const struct jh_understood *u = &t->s->sheet[i].u;
            if (!jh_i_out_used(&t->s->sheet[i], tables[k].kind))
                continue;
            if (!any)
                jh_buf_puts(&t->text, tables[k].header);
            any = true;
            for (size_t r = 0; r < u->n_rows; r++)
                if (u->row[r].class == JH_ROW_DATA)
                    tables[k].put(t, u, r);
        }
        enum jh_status st = any ? jh_i_out_file(t, tables[k].file, err) : JH_OK;
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}
