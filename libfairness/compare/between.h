/* SPDX-License-Identifier: MIT
 * Scores of every pair of groups, and the criteria that are the largest over
 * pairs.
 *
 * A pair takes a look at the scores of its two groups; all pairs of k groups
 * take k - 1 looks at all scores.  So these are made where they are asked
 * for, in memory that only they need. */
#ifndef FAIR_COMPARE_BETWEEN_H
#define FAIR_COMPARE_BETWEEN_H

#include <fairness/audit.h>

#include "compare/criterion.h"
#include "metric/extract.h"

/* What is measured, in the order of the criteria. */
#define FAIR__BETWEEN_CROSS_AUC 0
#define FAIR__BETWEEN_ABROCA 1
#define FAIR__BETWEEN_KS 2
#define FAIR__BETWEEN_WASSERSTEIN 3
#define FAIR__BETWEEN_ENERGY 4
#define FAIR__N_BETWEEN 5
#define FAIR__BETWEEN_ALL ((1u << FAIR__N_BETWEEN) - 1)

/* The measure of a criterion; -1 if it is of another kind. */
int fair__between_measure(const fair__criterion *c);

typedef struct fair__apart fair__apart;

/* Scores of groups that follow each other, for some measures. */
typedef struct fair__between {
    uint32_t wanted; /* bits: 1 << FAIR__BETWEEN_* */
    size_t first;    /* number of the first group in its source */
    size_t n_groups;
    fair__extract ranks;     /* by label: cross_auc, abroca */
    fair__extract distances; /* all: the others */
    uint8_t *compared;       /* scratch: by group */
    fair__apart *apart;      /* the same */
    const fair_watch *watch;
    uint64_t n_pairs;  /* measured so far */
    size_t unwatched;  /* scores looked at since the watch was asked */
} fair__between;

/* For groups first … first + n_groups - 1, at least one, of a source.  On
 * failure *out is untouched.  The watch outlives it. */
fair_status fair__between_open(const fair_allocator *mem,
                               const fair__score_source *source, size_t first,
                               size_t n_groups, uint32_t wanted,
                               const fair_watch *watch, fair__between *out,
                               fair_error *err);
void fair__between_close(fair__between *b, const fair_allocator *mem);

/* Sets out[k] for every measure k that is wanted, of a population whose groups
 * are among those opened.  FAIR_ERR_STOPPED by the watch. */
fair_status fair__between_find(fair__between *b, const fair__population *p,
                               const fair__rules *rules,
                               fair__finding out[FAIR__N_BETWEEN],
                               fair_error *err);

/* Two groups of a population. */
typedef struct fair__between_pair {
    int32_t reasons[FAIR__N_BETWEEN]; /* as those of all_pairs, of the
                                         criterion's metric */
    fair__wide forward; /* metric/across.h, first group to second */
    fair__wide backward;
    double ks_score;
    fair__wide values[FAIR__N_BETWEEN]; /* cross_auc: forward - backward */
} fair__between_pair;

/* Everything that is wanted of groups i < k.  FAIR_ERR_STOPPED. */
fair_status fair__between_pair_of(fair__between *b, const fair__population *p,
                                  const fair__rules *rules, size_t i,
                                  size_t k, fair__between_pair *out,
                                  fair_error *err);

#endif
