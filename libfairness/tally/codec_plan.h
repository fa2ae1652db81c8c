/* SPDX-License-Identifier: MIT
 * The order in which a tally is written. */
#ifndef FAIR_TALLY_CODEC_PLAN_H
#define FAIR_TALLY_CODEC_PLAN_H

#include "base/sort.h"
#include "tally/scores.h"

typedef struct fair__plan {
    const fair__tally *t;
    size_t n_features;
    /* Of all features, one after the other, each from start[k] on: its codes
     * in the order of their values, and the place of each code in it. */
    uint32_t *sorted;
    uint32_t *places; /* FAIR__MISSING_KEY for code 0 and where not used */
    size_t n_codes;
    size_t start[FAIR__MAX_FEATURES];
    uint32_t n_used[FAIR__MAX_FEATURES];
    uint32_t *cells;
    fair__record *records; /* twice n_records: room for sorting */
    size_t n_records;
    uint32_t *shards;
    uint8_t label[3][3];      /* numbers of values in their order */
    uint8_t slots[3 * 2 * 2]; /* slot here of each slot there */
    fair__window weight;
    fair__window square;
    uint32_t version;
    fair__run scores; /* their places are those in the saved form */
    fair__window score_weight;
    fair__window score_square;
    fair__window score_sum;
} fair__plan;

/* Without `sorted` nothing is in order yet: enough to know how many bytes it
 * takes.  FAIR_ERR_MEMORY leaves nothing to free. */
fair_status fair__plan_make(fair__plan *p, const fair__tally *t, int sorted,
                            fair_error *err);
void fair__plan_free(fair__plan *p);

#endif
