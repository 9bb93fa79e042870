/*
 * Public formats of location problems: OR-Library, TSPLIB, plain points, capacitated p-median, and
 * lists of costs. Every refusal says "file:line:column".
 */
#ifndef JH_IO_SOLVE_H
#define JH_IO_SOLVE_H

#include "junheng/locate.h"

#include "base/arena.h"

enum jh_solve_format {
    JH_SOLVE_ORLIB,   /* "n m p", then m edges "i j cost" */
    JH_SOLVE_TSPLIB,  /* NODE_COORD_SECTION */
    JH_SOLVE_POINTS,  /* "n ...", then n rows "x y demand" */
    JH_SOLVE_CPMP,    /* "n p", then n rows "x y capacity demand" */
    JH_SOLVE_PMEDCAP, /* "k optimum", "n p capacity", then n rows "id x y demand" */
    JH_SOLVE_COSTS    /* CSV demand,site,cost */
};
#define JH_SOLVE_N_FORMATS 6
/** Greatest number in a file: products and sums of squares stay finite. */
#define JH_SOLVE_NUMBER_MAX 1e100

/** Further CSV files beside JH_SOLVE_COSTS. */
enum jh_solve_values {
    JH_SOLVE_WEIGHTS, /* demand,weight; clients not listed weigh 1 */
    JH_SOLVE_LOADS,   /* demand,load; clients not listed fill 1 */
    JH_SOLVE_ROOM     /* site,capacity; of every site */
};
#define JH_SOLVE_N_VALUES 3

/** What a file holds; arrays not given by its format stay NULL. */
struct jh_solve_input {
    enum jh_solve_format format;
    size_t n_demand, n_sites;
    int32_t p;                   /* 0: not said */
    double *cost;                /* [n_demand * n_sites] */
    size_t *pair_start;          /* [n_demand + 1] */
    int32_t *pair_site;          /* [pair_start[n_demand]] */
    double *pair_cost;           /* alike */
    double *xy;                  /* [n_demand * 2], of clients and sites alike */
    double *weight;              /* [n_demand] */
    double *load;                /* [n_demand] */
    double *capacity;            /* [n_sites] */
    const char **demand, **site; /* ids; NULL: numbers from 1 */
    struct jh_arena ids;
};
void jh_i_solve_input_release(struct jh_solve_input *input);

/**
 * Read a problem.
 *
 * @param path     Of the file.
 * @param values   Paths of further files for JH_SOLVE_COSTS; NULL: none.
 * @param out      Release with jh_i_solve_input_release(); empty on failure.
 * @return JH_OK; JH_E_DATA: `where` is the place; JH_E_IO; JH_E_LIMIT; JH_E_NOMEM.
 */
enum jh_status jh_i_solve_read(enum jh_solve_format format, const char *path,
    const char *const values[JH_SOLVE_N_VALUES], const struct jh_run *run,
    struct jh_solve_input *out, struct jh_error *err) JH_CHECKED;

/** The same from a text in memory, valid UTF-8; `name` stands for the file in messages. */
enum jh_status jh_i_solve_parse(enum jh_solve_format format, const char *name, const char *text,
    size_t len, const struct jh_run *run, struct jh_solve_input *out,
    struct jh_error *err) JH_CHECKED;
/** Weights, loads or capacities on top of parsed costs. */
enum jh_status jh_i_solve_parse_values(enum jh_solve_values kind, const char *name,
    const char *text, size_t len, struct jh_solve_input *input, struct jh_error *err) JH_CHECKED;
/** The part of jh_i_solve_parse() for CSV. */
enum jh_status jh_i_solve_parse_costs(const char *name, const char *text, size_t len,
    struct jh_solve_input *out, struct jh_error *err) JH_CHECKED;

#endif
