/* SPDX-License-Identifier: MIT
 * What tests of claims need beside rates: standard errors, and gaps of bins.
 * Gates, tests against a limit and p-values of reports have it from here, so
 * that they say the same. */
#ifndef FAIR_COMPARE_EVIDENCE_H
#define FAIR_COMPARE_EVIDENCE_H

#include "compare/claim.h"

/* What is drawn for gates and tests, the same for every rule. */
#define FAIR__TEST_SEED 0
#define FAIR__TEST_REPLICATES 10000

fair__drawing fair__test_drawing(const fair_watch *watch);

/* All zero: there is none. */
typedef struct fair__evidence {
    size_t n;
    fair__gaps *gaps; /* by sample, where tests are by these; else NULL */
} fair__evidence;

/* Sets the errors of samples, or their gaps.
 *  samples  of all families, each of which has its own in it.
 * FAIR_ERR_MEMORY, FAIR_ERR_STOPPED, and FAIR_ERR_ARGUMENT as
 * fair__gaps_make; *out is to be freed in any case. */
fair_status fair__evidence_make(const fair_allocator *mem,
                                fair__family *families, size_t n_families,
                                const fair__sample *samples, size_t n_samples,
                                const fair__rules *rules,
                                fair__drawing *drawing, fair__evidence *out,
                                fair_error *err);
void fair__evidence_free(fair__evidence *e, const fair_allocator *mem);

#endif
