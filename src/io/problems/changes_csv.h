/*
 * Changes at hospitals from a CSV file: hospital_id, specialty, and any of quality, quality_added,
 * beds, minutes_added, open (1 opens, 0 closes). An empty cell leaves things as they are.
 */
#ifndef JH_IO_CHANGES_CSV_H
#define JH_IO_CHANGES_CSV_H

#include "junheng/choice.h"

/**
 * @param out_change Allocated, free with jh_i_free().
 * @return JH_OK; JH_E_DATA (`where` says file:line:column): no row, an unknown column, hospital or
 * specialty, a value out of range, a change twice, a row that changes nothing; JH_E_IO; JH_E_NOMEM.
 */
enum jh_status jh_i_changes_csv_read(const struct jh_dataset *dataset, const char *path,
    struct jh_choice_change **out_change, size_t *out_n, struct jh_error *err) JH_CHECKED;

/**
 * Changed travel times, pair by pair: area_id, hospital_id, minutes. Added to the changes there are
 * (*change with *n of them, NULL and 0 for none; grown in place), for every specialty that a hospital
 * treats; ways that are not named stay as they are.
 *
 * @param out_minutes [hospitals.n] rows that the changes borrow; jh_i_minutes_free() after them, also
 *                    on failure.
 */
enum jh_status jh_i_minutes_csv_read(const struct jh_dataset *dataset, const char *path,
    struct jh_choice_change **change, size_t *n, float ***out_minutes,
    struct jh_error *err) JH_CHECKED;
void jh_i_minutes_free(size_t n_hospitals, float **minutes);

#endif
