/* SPDX-License-Identifier: MIT
 * The end of a stretch of numbers of one exponent. */
#include "metric/stretch.h"

/* What 1 in the mantissa stands for, with the sign. */
static double
unit_of(uint64_t top)
{
    const uint64_t biased = top & 0x7ff;
    uint64_t bits = top >> 11 << 63;
    double x;
    if (biased > 52)
        bits |= (biased - 52) << 52;
    else /* subnormal */
        bits |= UINT64_C(1) << (biased > 0 ? biased - 1 : 0);
    memcpy(&x, &bits, sizeof(x));
    return x;
}

void
fair__stretch_end(fair__stretch *s, uint64_t *sum, fair__window w, int power)
{
    if ((s->limbs[0] | s->limbs[1] | s->limbs[2]) == 0) return;
    fair__exact_add_times(sum, w, unit_of(s->top), power, s->limbs, 3);
    memset(s->limbs, 0, sizeof(s->limbs));
}
