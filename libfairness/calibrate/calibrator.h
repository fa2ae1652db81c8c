/* SPDX-License-Identifier: MIT
 * A calibrator: maps by group, and what they reach. */
#ifndef FAIR_CALIBRATE_CALIBRATOR_H
#define FAIR_CALIBRATE_CALIBRATOR_H

#include <fairness/calibrator.h>

#include "artefact/artefact.h"
#include "artefact/encoder.h"
#include "calibrate/map.h"

#define FAIR__CALIBRATOR_SCHEMA "libfairness/calibrator/1"

struct fair_calibrator {
    fair_allocator mem;
    fair_calibrator_summary summary;
    const fair__map_method *method;
    size_t n; /* groups */
    fair_calibrator_group *groups;
    fair__map *maps; /* n of groups and, behind them, that of all */
    fair__group_values values;
    size_t n_by;
    const char **by;
    size_t n_bytes;
    char *bytes; /* all other text */
    size_t n_knots;
    double *knots; /* of maps that were read: where they are, and values */
    char tally[FAIR__SHA256_TEXT + 1];
    fair__encoder encoder; /* rows to groups */
    int of_halves; /* all knots are numbers of 16 bits */
};

/* Options with their names resolved (request.c). */
typedef struct fair__calibrator_request {
    const fair__map_method *method;
    fair__binning binning;
    uint64_t min_count;
    double shrinkage;
    double strength; /* of ranks; else NaN */
    int32_t cost_constraint; /* FAIR__COST_*; of withheld scores */
    int32_t pooled;
    int32_t missing;
    int32_t unseen;
    const char *model; /* the caller's */
    size_t grouping;
    fair_allocator mem;
} fair__calibrator_request;

fair_status fair__calibrator_request_read(
    const fair_report *report, const fair_calibrator_options *given,
    fair__calibrator_request *out, fair_error *err);

/* Whether a group of these rows is large enough. */
int fair__has_own_map(const fair__calibrator_request *r,
                      const fair__labelled_rows *rows);

/* What is held together by withholding scores (withhold.c). */
#define FAIR__COST_FALSE_NEGATIVE 0
#define FAIR__COST_FALSE_POSITIVE 1
#define FAIR__COST_WEIGHTED 2
extern const char *const fair__cost_constraints[3];
/* Of a group of which only its base rate is said. */
double fair__base_rate_cost(int32_t constraint, double base_rate);
/* The share of scores to withhold, for a cost that is not lower. */
double fair__withheld(int32_t constraint, double base_rate, double before,
                      double after);
fair_status fair__withheld_fit(fair_calibrator *c,
                               const fair__calibrator_request *r,
                               const fair__points *points, fair_error *err);
/* The share of the scores of group i, or with i = n of any, that is
 * withheld. */
static inline double
fair__calibrator_withheld(const fair_calibrator *c, size_t i)
{
    return c->method->kind == FAIR__MAP_WITHHELD ? c->maps[i].slopes[0] : 0;
}

/* Maps of ranks, and what they count for (quantile.c). */
fair_status fair__quantile_fit(fair_calibrator *c,
                               const fair__calibrator_request *r,
                               const fair__points *points, fair_error *err);

fair_status fair__calibrator_fit(const fair_report *report,
                                 const fair_calibrator_options *options,
                                 fair_calibrator **out, fair_error *err);
fair_status fair__calibrator_apply_group(const fair_calibrator *calibrator,
                                         size_t i, size_t n,
                                         const double *scores, double *out,
                                         fair_error *err);
fair_status fair__calibrator_apply(
    const fair_calibrator *calibrator, const fair_calibrator_rows *rows,
    const fair_calibrator_apply_options *options, double *out,
    fair_error *err);
fair_status fair__calibrator_apply_arrow(
    const fair_calibrator *calibrator, const struct ArrowSchema *schema,
    const struct ArrowArray *array,
    const fair_calibrator_apply_options *options, double *out,
    fair_error *err);
/* What it says of a group, or with i = n of rows whatever their group. */
double fair__calibrator_at(const fair_calibrator *calibrator, size_t i,
                           double score);
fair_status fair__calibrator_write(const fair_calibrator *calibrator,
                                   const char *format, fair_write write,
                                   void *ctx, fair_error *err);
fair_status fair__calibrator_read(const char *bytes, size_t length,
                                  const fair_allocator *allocator,
                                  fair_calibrator **out, fair_error *err);
void fair__calibrator_free(fair_calibrator *calibrator);

/* ---- steps ---- */

fair_status fair__calibrator_room(fair_calibrator *c, size_t n,
                                  fair_error *err);
/* What a group says of itself: which values, beside the counts. */
void fair__calibrator_name_group(fair_calibrator *c, size_t i);
/* What applying it needs, once all else is there; key: of hash tables. */
fair_status fair__calibrator_finish(fair_calibrator *c, const uint8_t key[16],
                                    fair_error *err);

/* The calibrator as a file: write.c, and read.c. */
extern const fair__artefact_kind fair__calibrator_kind;
void fair__calibrator_members(fair__reading *x, void *of);
fair_status fair__calibrator_read_room(fair__reading *x, void *of,
                                       fair_error *err);
/* Of FAIR_CALIBRATOR_ERROR and its kin. */
extern const char *const fair__calibrator_fates[2];
/* Names of the coefficients of a kind of maps, and where they are. */
typedef struct fair__coefficient {
    const char *name; /* NULL: no more */
    size_t offset;    /* of a double, in a map */
    double low;
    double high;
} fair__coefficient;
const fair__coefficient *fair__coefficients(int32_t kind);

#endif
