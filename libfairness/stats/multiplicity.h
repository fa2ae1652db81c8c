/* SPDX-License-Identifier: MIT
 * P-values of many tests, adjusted so that each can be compared with a level
 * that all share. */
#ifndef FAIR_STATS_MULTIPLICITY_H
#define FAIR_STATS_MULTIPLICITY_H

#include <stddef.h>

#include <fairness/allocator.h>
#include <fairness/status.h>

typedef enum fair__adjustment {
    FAIR__BONFERRONI, /* no false rejection at all, but for alpha */
    FAIR__HOLM,       /* the same (Holm 1979): rejects what Bonferroni does,
                         and more; use it where nothing speaks against it */
    FAIR__HOCHBERG,   /* the same (1988), for independent tests and those
                         that depend on each other positively */
    FAIR__BENJAMINI_HOCHBERG /* the share of false ones among the rejected
                                (1995), for tests as Hochberg's */
} fair__adjustment;

/* Adjusted p-values in the order of p, as R's p.adjust: 0 <= p <= 1, n may be
 * 0 and at most UINT32_MAX; p and out may be the same array.  They keep the
 * order of p, equal ones stay equal, and none is less than its p or above 1.
 *
 * FAIR_ERR_MEMORY leaves out as it was. */
fair_status fair__adjust(const fair_allocator *mem, fair__adjustment method,
                         const double *p, size_t n, double *out,
                         fair_error *err);

#endif
