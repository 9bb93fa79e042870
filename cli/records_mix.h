/*
 * Discharge records counted by hospital and group of diseases (DRG), for a question: the workspace
 * keeps none of it, for a cell of one group is often one person.
 */
#ifndef JH_CLI_RECORDS_MIX_H
#define JH_CLI_RECORDS_MIX_H

#include "junheng/model.h"

#include "cli/cli.h"

enum { CLI_MIX_CODE_MAX = 5 };
/** Cases of one hospital, group and year. */
struct cli_mix_cell {
    int32_t hospital, year;
    uint32_t group;                /* number below n_groups */
    unsigned told;                 /* bits of the measures that every record of it told */
    double measure[JH_N_MEASURES]; /* as the flow table has them: yuan, weights */
};
/** Release in every case, also after failure; begin with {0}. */
struct cli_records_mix {
    struct jh_dataset *dataset; /* of the workspace */
    size_t n_groups, n;
    struct cli_mix_cell *cell; /* [n] */
    int32_t first_year, last_year;
    char source[128]; /* as the profile calls itself */
};
/**
 * Read files of records by a profile ("auto": the one that fits), years as periods.
 *
 * @return JH_OK; JH_E_INFEASIBLE: no record names a group; what reading returns.
 */
enum jh_status cli_records_mix_read(struct cli *cli, size_t n_paths, const char *const *path,
    const char *profile, struct cli_records_mix *out, struct jh_error *err) JH_CHECKED;
void cli_records_mix_release(struct cli_records_mix *mix);

#endif
