/* SPDX-License-Identifier: MIT
 * Bins of equal width over a declared range. */
#include "tally/score_range.h"

#include <assert.h>

double
fair__score_edge(const fair__score_range *range, uint32_t bin)
{
    const double width = range->high - range->low;
    return width * (double)bin / (double)range->bins + range->low;
}

/* Rounding puts few scores into a bin beside theirs, and many edges on one
 * number where the range has fewer doubles than bins: then they are searched,
 * as they ascend. */
uint32_t
fair__score_bin(const fair__score_range *range, double score)
{
    const uint32_t last = range->bins - 1;
    assert(score >= range->low && score <= range->high);
    const double place = (score - range->low) / (range->high - range->low) *
                         (double)range->bins;
    uint32_t low = place < (double)last ? (uint32_t)place : last, high = last;
    if (fair__score_edge(range, low) > score)
        high = low - 1, low = 0;
    else if (low == last || score < fair__score_edge(range, low + 1))
        return low;
    while (low < high) {
        const uint32_t middle = low + (high - low + 1) / 2;
        if (fair__score_edge(range, middle) <= score)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}
