/* SPDX-License-Identifier: MIT
 * Maps from scores to probabilities, and how each is fitted. */
#ifndef FAIR_CALIBRATE_MAP_H
#define FAIR_CALIBRATE_MAP_H

#include "calibrate/labelled.h"

#define FAIR__MAP_LINES 0    /* through knots, level beyond the outer ones */
#define FAIR__MAP_STEPS 1    /* value[i] from at[i] on; below at[0], value[0] */
#define FAIR__MAP_LOGISTIC 2 /* of slopes[0] * score + intercept */
#define FAIR__MAP_BETA 3     /* of slopes[0] * log(score) -
                                slopes[1] * log(1 - score) + intercept */
#define FAIR__MAP_LOGIT 4    /* of slopes[0] * logit(score) */
#define FAIR__MAP_WITHHELD 5 /* the score, or with the chance slopes[0], which
                                is for the row's coin to say, slopes[1] */

typedef struct fair__map {
    int32_t kind;
    size_t n;     /* knots or steps, at least 1 of the first two kinds */
    size_t room;  /* that was asked for; 0: the knots are somebody else's */
    double *at;   /* ascending */
    double *value;
    double slopes[2];
    double intercept;
} fair__map;

/* A method by name; n_bins and equal_mass are of the histogram alone. */
typedef struct fair__map_method {
    const char *name;
    int32_t kind;
    int32_t of_probabilities; /* scores have to be in 0 … 1 */
    int32_t of_ranks;         /* it needs no labels, and gives scores */
} fair__map_method;
const fair__map_method *fair__map_method_at(size_t i); /* NULL: no more */
const fair__map_method *fair__map_method_find(const char *name);

typedef struct fair__binning {
    uint32_t bins;
    int32_t equal_mass;
} fair__binning;

/* Of withheld scores nothing is; not of ranks; rows has at least one score.  FAIR_ERR_MEMORY. */
fair_status fair__map_fit(const fair__map_method *method,
                          const fair__binning *binning,
                          const fair__labelled_rows *rows,
                          const fair_allocator *mem, fair__map *out,
                          fair_error *err);
void fair__map_free(const fair_allocator *mem, fair__map *map);
static inline int
fair__map_has_knots(int32_t kind)
{
    return kind == FAIR__MAP_LINES || kind == FAIR__MAP_STEPS;
}
/* In 0 … 1 but of ranks; before any coin.  score is not NaN. */
double fair__map_at(const fair__map *map, double score);

/* ---- the methods (isotonic.c, histogram.c, logistic.c) ---- */

/* Room for n knots or steps. */
fair_status fair__map_room(const fair_allocator *mem, size_t n,
                           fair__map *out, fair_error *err);
fair_status fair__isotonic_fit(const fair__labelled_rows *rows,
                               const fair_allocator *mem, fair__map *out,
                               fair_error *err);
fair_status fair__histogram_fit(const fair__labelled_rows *rows,
                                const fair__binning *binning,
                                const fair_allocator *mem, fair__map *out,
                                fair_error *err);
/* Fills the base rate (withhold.c). */
void fair__withheld_none(const fair__labelled_rows *rows, fair__map *map);
/* Fills the coefficients of a map of that kind. */
fair_status fair__logistic_fit(const fair__labelled_rows *rows,
                               const fair_allocator *mem, fair__map *map,
                               fair_error *err);

/* What logarithms are taken of: within 2^-52 of 0 and 1 it is that far. */
double fair__inner(double probability);
double fair__logistic(double z);

#endif
