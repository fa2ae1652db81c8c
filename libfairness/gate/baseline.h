/* SPDX-License-Identifier: MIT
 * What a rule's groups were in the baseline. */
#ifndef FAIR_GATE_BASELINE_H
#define FAIR_GATE_BASELINE_H

#include "gate/evaluate.h"

/* Populations of the baseline, group by group those of the rule, which were
 * found: of the same rows, or of another report; none of either leaves
 * o->baseline NONE.  FAIR_ERR_MISMATCH: the two reports are not about the same
 * thing. */
fair_status fair__baseline_make(const fair__evaluation *e, fair__outcome *o,
                                fair_error *err);
void fair__baseline_free(const fair_allocator *mem, fair__outcome *o);

/* What was observed, now and before; the worst change of all. */
void fair__baseline_observe(const fair__evaluation *e, fair__outcome *o);

/* Group i of those required: whether the baseline has rows of it. */
fair_status fair__baseline_has(const fair__evaluation *e, size_t i,
                               const fair__outcome *o, int *found,
                               fair_error *err);

/* A metric in group i of population k before; FAIR__OVERALL: in all rows. */
void fair__baseline_metric(const fair__outcome *o, size_t k,
                           const fair__metric *m, int32_t group,
                           fair__result *out);

#endif
