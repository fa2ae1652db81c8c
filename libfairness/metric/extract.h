/* SPDX-License-Identifier: MIT
 * The scores of groups side by side: taken out of a run once, so that each
 * pair of groups costs a look at its own scores and not at all there are.
 *
 * An item is a score that a group has: its key, then amounts (amounts.h) of n
 * limbs: of all rows together, or of negatives and of positives.  Items of a
 * group are ascending; those without weight are left out. */
#ifndef FAIR_METRIC_EXTRACT_H
#define FAIR_METRIC_EXTRACT_H

#include "metric/ties.h"

/* Amounts of an item. */
#define FAIR__EXTRACT_ALL 1
#define FAIR__EXTRACT_BY_LABEL 2 /* negatives, positives; no others */

typedef struct fair__extract {
    int kinds; /* FAIR__EXTRACT_*: amounts of an item */
    int32_t n; /* limbs of an amount */
    size_t stride; /* limbs of an item */
    size_t n_groups;
    size_t n_items;
    size_t *starts;   /* n_groups + 1: items of each group */
    uint64_t *items;
    uint64_t *totals; /* by group: its amounts together */
} fair__extract;

/* One group of it. */
typedef struct fair__extracted {
    const uint64_t *items;
    const uint64_t *end;
    const uint64_t *totals;
    size_t stride;
    int32_t n;
} fair__extracted;

/* Of the groups first … first + n_groups - 1 of a source, of which a place is
 * in one at most.  On failure *out is untouched. */
fair_status fair__extract_make(const fair_allocator *mem,
                               const fair__score_source *source, int kinds,
                               size_t first, size_t n_groups,
                               fair__extract *out, fair_error *err);
void fair__extract_free(fair__extract *e, const fair_allocator *mem);

fair__extracted fair__extract_group(const fair__extract *e, size_t i);

#endif
