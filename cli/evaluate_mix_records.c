/* Hospitals by DRG, from discharge records that are read for this question alone. */
#include "base/fail.h"

#include "cli/evaluate.h"
#include "cli/records_mix.h"

/* A cell in which the amount was not told does not count at all. */
static bool take_cell(
    const struct cli_records_mix *records, size_t i, uint32_t measures, struct cli_mix_years *years)
{
    const struct cli_mix_cell *cell = &records->cell[i];
    const size_t at = (size_t)cell->hospital * years->n_strata + cell->group;
    double amount = 0;
    if ((cell->told & measures) != measures)
        return false;
    for (unsigned m = 0; m < JH_N_MEASURES; m++)
        if ((measures >> m & 1) != 0)
            amount += cell->measure[m];
    /* Records of one year have no year before. */
    const bool has_before = records->first_year < records->last_year;
    for (size_t year = has_before ? CLI_MIX_FIRST : CLI_MIX_LAST; year < 2; year++)
        if (cell->year == (year == CLI_MIX_FIRST ? records->first_year : records->last_year)) {
            years->cases[year][at] += cell->measure[JH_MEASURE_CASES];
            years->sum[year][at] += amount;
        }
    return true;
}

enum jh_status cli_evaluate_mix_of_records(
    struct cli *cli, const struct cli_args *args, struct cli_mix *out, struct jh_error *err)
{
    struct cli_records_mix records = {0};
    struct cli_mix_years years = {0};
    uint32_t measures;
    size_t n_taken = 0;
    enum jh_status st;
    jh_arena_init(&out->sheet.arena, 0);
    cli_evaluate_measure(args, &measures, &out->kind);
    JH_TRY(st, cli_records_mix_read(cli, args->n_operands - 1, args->operand + 1,
                   cli_get(args, "profile")->text, &records, err));
    JH_TRY(st, cli_mix_years_make(records.dataset, records.n_groups, &years, err));
    for (size_t i = 0; i < records.n; i++)
        n_taken += take_cell(&records, i, measures, &years);
    if (n_taken == 0) {
        st = jh_fail(err, JH_E_INFEASIBLE, "the data do not have what is compared");
        goto out;
    }
    st = cli_mix_years_fill(args, &years, out, err);
out:
    cli_mix_years_release(&years);
    cli_records_mix_release(&records);
    return st;
}
