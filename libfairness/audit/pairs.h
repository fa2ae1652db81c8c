/* SPDX-License-Identifier: MIT
 * Every pair of groups of a report, with what compare/between.h measures. */
#ifndef FAIR_AUDIT_PAIRS_H
#define FAIR_AUDIT_PAIRS_H

#include "audit/report.h"

typedef struct fair__pairs_row {
    size_t grouping;
    size_t group; /* below `reference` */
    size_t reference;
    fair__between_pair pair;
} fair__pairs_row;

/* A number of a pair: what it is called, and its reason. */
typedef struct fair__pair_number {
    const char *name;
    double value;
    int32_t reason;
} fair__pair_number;

#define FAIR__N_PAIR_NUMBERS 7
/* cross_auc both ways, abroca, score_distance_ks, ks_score,
 * score_distance_wasserstein, score_distance_energy. */
void fair__pair_numbers(const fair__between_pair *pair,
                        fair__pair_number out[FAIR__N_PAIR_NUMBERS]);

/* Calls visit for each pair, in the order of groupings and groups; a status
 * other than FAIR_OK ends the walk. */
typedef fair_status fair__visit_pair(void *ctx, const fair__pairs_row *row);
fair_status fair__pairs_visit(const fair_report *report,
                              fair__visit_pair *visit, void *ctx,
                              fair_error *err);

#endif
