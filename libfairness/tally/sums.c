/* SPDX-License-Identifier: MIT
 * Many exact sums in one shared window: room, widening, addition. */
#include "tally/sums.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

fair_status
fair__sums_reserve(fair__sums *s, const fair_allocator *mem, size_t n,
                   fair__window window, fair_error *err)
{
    size_t need;
    if (!fair__size_mul(n, (size_t)window.n, &need))
        return fair__no_memory(err);
    return fair__reserve(mem, &s->limbs, &s->capacity, need,
                         sizeof(*s->limbs), err);
}

void
fair__sums_free(fair__sums *s, const fair_allocator *mem)
{
    fair__free(mem, s->limbs, s->capacity, sizeof(*s->limbs));
    memset(s, 0, sizeof(*s));
}

void
fair__sums_widen(fair__sums *s, size_t n, fair__window window)
{
    const fair__window old = s->window;
    s->window = window;
    if (old.n == 0) return; /* there is nothing but zeros */
    if (old.n == window.n && old.base == window.base) return;
    assert(fair__window_covers(window, old));
    /* From the last to the first: a sum's new place is never below its old
     * one, so it overwrites none that is still to be moved. */
    uint64_t sum[FAIR__SUM_LIMBS];
    for (size_t i = n; i-- > 0;) {
        memcpy(sum, s->limbs + i * (size_t)old.n,
               (size_t)old.n * sizeof(*sum));
        fair__exact_move(s->limbs + i * (size_t)window.n, window, sum, old);
    }
}

void
fair__sums_add(fair__sums *to, size_t to_sum, const fair__sums *from,
               size_t from_sum, size_t n)
{
    const fair__window w = to->window;
    const fair__window v = from->window;
    if (v.n == 0) return;
    const int same = w.n == v.n && w.base == v.base;
    uint64_t moved[FAIR__SUM_LIMBS];
    for (size_t i = 0; i < n; i++) {
        const uint64_t *sum = from->limbs + (from_sum + i) * (size_t)v.n;
        if (!same) {
            fair__exact_move(moved, w, sum, v);
            sum = moved;
        }
        fair__exact_add_sum(to->limbs + (to_sum + i) * (size_t)w.n, sum, w.n);
    }
}

/* From exponents alone: a window may be a limb wider than the bits need, and
 * saving trims it. */
void
fair__sums_windows(uint64_t least, uint64_t most, fair__window *sum,
                   fair__window *square)
{
    memset(sum, 0, sizeof(*sum));
    memset(square, 0, sizeof(*square));
    if (most == 0) return;
    int32_t lowest, highest, ignored;
    double smallest, largest;
    memcpy(&smallest, &least, sizeof(least));
    memcpy(&largest, &most, sizeof(most));
    fair__double_bits(largest, &ignored, &highest);
    fair__double_bits(smallest, &ignored, &lowest);
    /* The last bit of a double lies 52 below its first, or at -1074. */
    lowest = lowest - 52 < -1074 ? -1074 : lowest - 52;
    *sum = fair__window_of(lowest, highest);
    *square = fair__window_of(2 * lowest, 2 * highest + 1);
}
