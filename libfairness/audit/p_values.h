/* SPDX-License-Identifier: MIT
 * Families of claims of one criterion or comparison, ready to be judged. */
#ifndef FAIR_AUDIT_P_VALUES_H
#define FAIR_AUDIT_P_VALUES_H

#include "compare/evidence.h"
#include "compare/judge.h"

typedef struct fair__testing {
    size_t n; /* families: one for each metric */
    fair__family families[2];
    fair__evidence evidence;
    fair__asking asking;
} fair__testing;

/* samples has room for fair__family_samples of each metric of the plan, of
 * which there is one at least.  FAIR_ERR_MEMORY, FAIR_ERR_STOPPED,
 * FAIR_ERR_ARGUMENT as fair__gaps_make; *out is to be freed in any case. */
fair_status fair__testing_make(const fair_allocator *mem,
                               const fair__plan *plan,
                               const fair__population *p,
                               const fair__rules *rules,
                               fair__sample *samples, fair__drawing *drawing,
                               fair__testing *out, fair_error *err);
void fair__testing_free(fair__testing *t, const fair_allocator *mem);

/* FAIR_ERR_STOPPED where the drawing's watch has ended what looked at the
 * claims. */
fair_status fair__testing_end(const fair__testing *t, fair_error *err);

#endif
