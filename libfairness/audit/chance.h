/* SPDX-License-Identifier: MIT
 * What chance alone does to the difference of a grouping. */
#ifndef FAIR_AUDIT_CHANCE_H
#define FAIR_AUDIT_CHANCE_H

#include "audit/snapshot.h"

/* The headline rate over the groups of a grouping that are compared. */
typedef struct fair__chance {
    const fair__metric *metric; /* selection_rate; base_rate without y_pred */
    uint32_t groups;            /* compared */
    double rate;                /* of their rows together, 0 < rate < 1 */
    double observed;            /* highest - lowest */
    double bound;               /* chance alone is expected to do no more */
} fair__chance;

/* 0 if there is nothing to say: no rate, its difference is undefined, or
 * nobody or everybody has it. */
int fair__chance_look(const fair__snapshot *s, const fair__request *request,
                      size_t grouping, fair__chance *out);
/* Whether it should be said: the bound is a point or more, or what is
 * observed lies within it. */
int fair__chance_matters(const fair__chance *chance);
/* The difference that is expected if all groups had the same rate; worked out
 * when it is asked for, as it takes much longer than the rest (stats/range.h).
 * FAIR_ERR_MEMORY. */
fair_status fair__chance_expected(const fair__snapshot *s,
                                  const fair__request *request,
                                  size_t grouping, const fair__chance *chance,
                                  double *out, fair_error *err);

#endif
