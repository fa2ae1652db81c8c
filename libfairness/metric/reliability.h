/* SPDX-License-Identifier: MIT
 * The bins of every group, in one walk over all scores: what a table of
 * reliability shows. */
#ifndef FAIR_METRIC_RELIABILITY_H
#define FAIR_METRIC_RELIABILITY_H

#include "base/error.h"
#include "metric/bins.h"

#define FAIR__NO_BIN SIZE_MAX

/* A bin in which a group has labelled rows. */
typedef struct fair__reliable_bin {
    uint64_t number; /* from 0 */
    double lower;    /* edges */
    double upper;
    uint64_t rows;
    double weight;
    /* 0 where the weight is. */
    double effective_n;
    double mean_score;
    double observed_rate;
    size_t next; /* of the same group and kind, or FAIR__NO_BIN */
} fair__reliable_bin;

typedef struct fair__reliability {
    fair__reliable_bin *bins;
    size_t n_bins;
    size_t capacity;
    size_t *first; /* of group g's kind k at g * n_kinds + k */
    size_t n_lists;
    size_t n_kinds;
    int32_t kinds[2]; /* WIDTH and MASS, of a grid WIDTH; or DISTINCT */
} fair__reliability;

/* Of a source with labels.
 *  pools  by group, the group over whose rows its bins of equal mass are
 *         spread; that one's own pool is itself.
 * FAIR_ERR_MEMORY leaves *out untouched. */
fair_status fair__reliability_make(const fair_allocator *mem,
                                   const fair__score_source *source,
                                   const uint32_t *pools,
                                   fair__reliability *out, fair_error *err);
void fair__reliability_free(fair__reliability *r, const fair_allocator *mem);

#endif
