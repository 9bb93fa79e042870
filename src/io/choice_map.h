/*
 * Where the model of patients' choice is right and where it is not, as a map.
 */
#ifndef JH_IO_CHOICE_MAP_H
#define JH_IO_CHOICE_MAP_H

#include "junheng/choice.h"

/** residuals.geojson in dir (made where it is missing), a feature for each area: shares seen and told,
 *  residual. */
enum jh_status jh_i_choice_map_write(const struct jh_dataset *dataset,
    const struct jh_choice_model *model, const char *dir, struct jh_error *err) JH_CHECKED;

#endif
