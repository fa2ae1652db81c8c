/* SPDX-License-Identifier: MIT
 * Decisions that are other ones than the baseline's. */
#include "gate/flips.h"

fair__flips
fair__flips_of(const fair__evaluation *e, const fair__outcome *o, size_t k,
               int32_t i)
{
    const fair__population *p = fair__outcome_population(e, o, k);
    const fair__counts *c = i >= 0 ? &p->groups[i] : p->total;
    const int positive = o->rules.favourable != FAIR_FAVOURABLE_NEGATIVE;
    return (fair__flips){.n = fair__counts_n(c),
                         .to_favourable = positive ? c->gained : c->lost,
                         .to_unfavourable = positive ? c->lost : c->gained};
}
