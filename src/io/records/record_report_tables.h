/* The tables of the quality report. */
#ifndef JH_IO_RECORD_REPORT_TABLES_H
#define JH_IO_RECORD_REPORT_TABLES_H

#include "io/plan/plan_tables.h"
#include "io/records/record_report.h"

#define JH_RECORD_REPORT_N_TABLES 9
/** Make all tables; their rows live in the arena. */
enum jh_status jh_i_record_report_tables(const struct jh_record_report *report, enum jh_lang lang,
    struct jh_arena *arena, struct jh_i_table out_table[JH_RECORD_REPORT_N_TABLES],
    struct jh_error *err) JH_CHECKED;

#endif
