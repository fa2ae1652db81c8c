/* SPDX-License-Identifier: MIT
 * Ranking across two groups: the cross-group AUC of Kallus and Zhou 2019
 * (xAUC), and the area between two ROC curves (abroca). */
#ifndef FAIR_METRIC_ACROSS_H
#define FAIR_METRIC_ACROSS_H

#include "metric/extract.h"

typedef struct fair__across {
    fair__wide forward;  /* P(s+_a > s-_b) + P(s+_a = s-_b) / 2 */
    fair__wide backward; /* the same of positives of b, negatives of a */
    fair__wide gap;      /* forward - backward */
} fair__across;

/* Of two groups taken out with FAIR__EXTRACT_BY_LABEL, each with some weight
 * of both labels. */
fair__across fair__across_of(const fair__extracted *a,
                             const fair__extracted *b);

/* Integral over the false positive rate of |TPR_a - TPR_b|: ROC curves are
 * straight between their points, also where several rows tie. */
fair__wide fair__abroca_of(const fair__extracted *a, const fair__extracted *b);

#endif
