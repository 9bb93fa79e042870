/*
 * The floating catchment family: people share the supply they reach. All of it is made of two sums,
 * over the sites of an area (gather) and over the areas of a site (count).
 */
#include "access/job.h"
#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

/* Sums over areas are made in this many fixed pieces, added in order: any number of threads gives
 * the same result. */
#define N_PIECES 16

/* Room of one method. */
struct room {
    double *site, *site2; /* [n_sites] */
    double *area;         /* [n_areas] */
    double *piece;        /* [N_PIECES * n_sites] */
};

static void close_room(struct room *room)
{
    jh_i_free(room->site);
    jh_i_free(room->site2);
    jh_i_free(room->area);
    jh_i_free(room->piece);
}

static enum jh_status open_room(
    const struct jh_i_access_job *job, struct room *room, struct jh_error *err)
{
    room->site = jh_i_calloc(job->n_sites, sizeof *room->site);
    room->site2 = jh_i_calloc(job->n_sites, sizeof *room->site2);
    room->area = jh_i_calloc(job->pairs->n_areas, sizeof *room->area);
    room->piece = jh_i_calloc(job->n_sites, N_PIECES * sizeof *room->piece);
    if (room->site != NULL && room->site2 != NULL && room->area != NULL && room->piece != NULL)
        return JH_OK;
    close_room(room);
    return jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* out[j] = sum over areas in reach of mass * weight^power; mass NULL: 1 each. */
static void count(const struct jh_i_access_job *job, const struct room *room, const double *mass,
    int power, double *out)
{
    const struct jh_travel_pairs *pairs = job->pairs;
#pragma omp parallel for schedule(dynamic, 1) num_threads(jh_run_threads(NULL))
    for (size_t p = 0; p < N_PIECES; p++) {
        double *sum = &room->piece[p * job->n_sites];
        size_t end = pairs->n_areas * (p + 1) / N_PIECES;
        for (size_t j = 0; j < job->n_sites; j++)
            sum[j] = 0;
        for (size_t i = pairs->n_areas * p / N_PIECES; i < end; i++)
            for (size_t k = pairs->start[i]; k < pairs->start[i + 1]; k++)
                sum[pairs->hospital[k]] +=
                    (mass != NULL ? mass[i] : 1) * jh_i_access_weight(job, k, power);
    }
    for (size_t j = 0; j < job->n_sites; j++) {
        out[j] = 0;
        for (size_t p = 0; p < N_PIECES; p++)
            out[j] += room->piece[p * job->n_sites + j];
    }
}

static double over(double a, double b)
{
    return b > 0 && a > 0 ? a / b : 0;
}

/* demand[j] becomes supply per demand; sites without either: 0. */
static void to_ratio(const struct jh_i_access_job *job, double *demand)
{
    for (size_t j = 0; j < job->n_sites; j++)
        demand[j] = over(job->supply[j], demand[j]);
}

/* R_j = S_j / sum_k P_k w_kj, A_i = sum_j R_j w_ij^power, times P_i if they are totals. */
static enum jh_status two_steps(const struct jh_i_access_job *job, int power, bool totals,
    double *out_access, struct jh_error *err)
{
    struct room room = {0};
    enum jh_status st = JH_OK;
    JH_TRY(st, open_room(job, &room, err));
    count(job, &room, job->people, 1, room.site);
    to_ratio(job, room.site);
    jh_i_access_gather(job, room.site, power, out_access);
    for (size_t i = 0; totals && i < job->pairs->n_areas; i++)
        out_access[i] *= job->people[i];
    close_room(&room);
out:
    return st;
}

enum jh_status jh_i_access_two_step(
    const struct jh_i_access_job *job, double *out_access, struct jh_error *err)
{
    return two_steps(job, 1, false, out_access, err);
}

enum jh_status jh_i_access_modified(
    const struct jh_i_access_job *job, double *out_access, struct jh_error *err)
{
    return two_steps(job, 2, false, out_access, err);
}

enum jh_status jh_i_access_availability(
    const struct jh_i_access_job *job, double *out_access, struct jh_error *err)
{
    return two_steps(job, 1, true, out_access, err);
}

/* area[i] = sum of the weights of the sites with supply in reach, what an area divides itself by. */
static void sum_weights(const struct jh_i_access_job *job, struct room *room)
{
    for (size_t j = 0; j < job->n_sites; j++)
        room->site[j] = job->supply[j] > 0 ? 1 : 0;
    jh_i_access_gather(job, room->site, 1, room->area);
}

/* With G_ij = w_ij / W_i: G w P = (P_i / W_i) w^2, so both steps are sums of squares. */
enum jh_status jh_i_access_three_step(
    const struct jh_i_access_job *job, double *out_access, struct jh_error *err)
{
    struct room room = {0};
    enum jh_status st = JH_OK;
    size_t n_areas = job->pairs->n_areas;
    JH_TRY(st, open_room(job, &room, err));
    sum_weights(job, &room);
    for (size_t i = 0; i < n_areas; i++)
        out_access[i] = over(job->people[i], room.area[i]);
    count(job, &room, out_access, 2, room.site);
    to_ratio(job, room.site);
    jh_i_access_gather(job, room.site, 2, out_access);
    for (size_t i = 0; i < n_areas; i++)
        out_access[i] = over(out_access[i], room.area[i]);
    close_room(&room);
out:
    return st;
}

enum jh_status jh_i_access_balanced(
    const struct jh_i_access_job *job, double *out_access, struct jh_error *err)
{
    struct room room = {0};
    enum jh_status st = JH_OK;
    JH_TRY(st, open_room(job, &room, err));
    sum_weights(job, &room);
    for (size_t i = 0; i < job->pairs->n_areas; i++)
        room.area[i] = over(job->people[i], room.area[i]);
    count(job, &room, room.area, 1, room.site);
    to_ratio(job, room.site);
    count(job, &room, NULL, 1, room.site2);
    for (size_t j = 0; j < job->n_sites; j++)
        room.site[j] = over(room.site[j], room.site2[j]);
    jh_i_access_gather(job, room.site, 1, out_access);
    close_room(&room);
out:
    return st;
}

enum jh_status jh_i_access_inverted(
    const struct jh_i_access_job *job, double *out_crowding, struct jh_error *err)
{
    struct room room = {0};
    enum jh_status st = JH_OK;
    JH_TRY(st, open_room(job, &room, err));
    jh_i_access_gather(job, job->supply, 1, room.area);
    for (size_t i = 0; i < job->pairs->n_areas; i++)
        room.area[i] = over(job->people[i], room.area[i]);
    count(job, &room, room.area, 1, out_crowding);
    for (size_t j = 0; j < job->n_sites; j++)
        if (!(job->supply[j] > 0))
            out_crowding[j] = JH_NAN;
    close_room(&room);
out:
    return st;
}
