/*
 * Rational agents: who goes where at equilibrium.
 */
#ifndef JH_ACCESS_RAAM_H
#define JH_ACCESS_RAAM_H

#include "access/job.h"

/** Greatest excess of cost over the equilibrium's, as a share of all cost, that counts as reached. */
#define JH_I_RAAM_GAP    1e-9
#define JH_I_RAAM_SWEEPS 20000
/** A large map creeps: after so many answers of areas this gap will do. */
#define JH_I_RAAM_PATIENCE  2000000
#define JH_I_RAAM_GAP_LARGE 1e-6

/**
 * People of area i at site j, x_ij >= 0, sum_j x_ij = P_i, such that nobody is better off elsewhere:
 * cost c_ij = D_j / (rho S_j) + t_ij / tau, D_j = sum_i x_ij, rho = sum P / sum S. The equilibrium
 * minimises sum x_ij t_ij / tau + sum D_j^2 / (2 rho S_j); areas answer in turn, each in closed form,
 * until sum x_ij (c_ij - min_j c_ij) <= JH_I_RAAM_GAP sum x_ij c_ij (after JH_I_RAAM_PATIENCE answers
 * JH_I_RAAM_GAP_LARGE).
 *
 * @param out_flow [pairs->n]; 0 at pairs beyond reach and at sites without supply.
 * @param out_cost [n_areas] mean cost of the area's people, the least one where it has none; INFINITY
 *                 without a site within reach. Both undefined on failure.
 * @return JH_OK; JH_E_NO_CONVERGENCE: more than JH_I_RAAM_SWEEPS; JH_E_NOMEM.
 */
enum jh_status jh_i_raam(
    const struct jh_i_access_job *job, double *out_flow, double *out_cost, struct jh_error *err);

#endif
