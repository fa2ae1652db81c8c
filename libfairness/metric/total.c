/* SPDX-License-Identifier: MIT
 * Sums of weights that grow tie by tie. */
#include "metric/total.h"

/* Whole numbers up to here are doubles, and their quotient is rounded once. */
#define EXACT (UINT64_C(1) << 53)

fair__total
fair__total_of(const fair__scored *group)
{
    const fair__amounts *a = &group->source->amounts;
    return (fair__total){.wide = fair__wide_zero(),
                         .scale = a->scale,
                         .is_whole = a->n == 1};
}

void
fair__total_add(fair__total *t, const fair__tie *tie, int label)
{
    if (t->is_whole) {
        t->whole += tie->amounts[label][0];
        return;
    }
    const fair__wide w = fair__tie_weight(tie, label);
    t->wide = fair__wide_add(&t->wide, &w);
}

int
fair__total_is_zero(const fair__total *t)
{
    return t->whole == 0 && fair__wide_is_zero(&t->wide);
}

int
fair__total_order(const fair__total *a, const fair__total *b)
{
    return a->is_whole ? (a->whole > b->whole) - (a->whole < b->whole)
                       : fair__wide_order(&a->wide, &b->wide);
}

fair__wide
fair__total_wide(const fair__total *t)
{
    if (!t->is_whole) return t->wide;
    fair__wide x = fair__wide_u64(t->whole);
    if (t->whole != 0) x.exponent += t->scale;
    return x;
}

double
fair__total_double(const fair__total *t)
{
    if (t->is_whole && t->scale == 0 && t->whole <= EXACT)
        return (double)t->whole;
    const fair__wide x = fair__total_wide(t);
    return fair__wide_double(&x);
}

double
fair__total_share(const fair__total *a, const fair__total *b)
{
    if (a->is_whole && a->whole <= EXACT && b->whole <= EXACT)
        return (double)a->whole / (double)b->whole;
    const fair__wide x = fair__total_wide(a), y = fair__total_wide(b);
    const fair__wide share = fair__wide_div(&x, &y);
    return fair__wide_double(&share);
}

fair__total
fair__total_sum(const fair__total *a, const fair__total *b)
{
    fair__total sum = *a;
    sum.whole += b->whole;
    if (!a->is_whole) sum.wide = fair__wide_add(&a->wide, &b->wide);
    return sum;
}
