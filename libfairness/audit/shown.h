/* SPDX-License-Identifier: MIT
 * The counts that reports show: a name, the slots that it sums, what must be
 * given; the names of the causes of exclusion; and the rates that people look
 * at first. */
#ifndef FAIR_AUDIT_SHOWN_H
#define FAIR_AUDIT_SHOWN_H

#include "audit/snapshot.h"

typedef struct fair__shown_sum {
    const char *name;
    uint32_t slots; /* bits */
    uint32_t needs; /* FAIR__GIVEN_* */
} fair__shown_sum;

#define FAIR__N_SHOWN_SUMS 7
#define FAIR__N_SHOWN_UNLABELLED 3

/* n, tp, fp, fn, tn, positives, selected. */
extern const fair__shown_sum fair__shown_sums[FAIR__N_SHOWN_SUMS];
/* Of the rows without a label: n, selected, rejected. */
extern const fair__shown_sum fair__shown_unlabelled[FAIR__N_SHOWN_UNLABELLED];

/* Rows without a label are shown where there may be some. */
int fair__shows_unlabelled(const fair__snapshot *s);
uint64_t fair__shown_rows(const fair__shown_sum *sum, const uint64_t *rows);
/* weights: by slot. */
fair__wide fair__shown_weights(const fair__shown_sum *sum,
                               const fair__wide *weights);

/* Name of a cause of exclusion: null_control, … */
const char *fair__excluded_name(int cause);

/* Of the rates that people look at first, the nth that what is given allows;
 * NULL behind the last.  0 is the headline: what the difference by chance and
 * the sentence of a report are about. */
const fair__metric *fair__usual_rate(uint32_t given, size_t nth);
/* The same of metrics of scores, which are shown where they are asked for. */
const fair__metric *fair__usual_of_scores(uint32_t given, size_t nth);

#endif
