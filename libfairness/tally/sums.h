/* SPDX-License-Identifier: MIT
 * Many exact sums in one shared window. */
#ifndef FAIR_TALLY_SUMS_H
#define FAIR_TALLY_SUMS_H

#include "tally/tally.h"

/* More limbs than any window of weights up to 2^480 or of their squares. */
#define FAIR__SUM_LIMBS 72

/* Room for n sums in this window; the window itself stays. */
fair_status fair__sums_reserve(fair__sums *s, const fair_allocator *mem,
                               size_t n, fair__window window,
                               fair_error *err);
/* Moves the n sums there are to a window that covers theirs; there is room. */
void fair__sums_widen(fair__sums *s, size_t n, fair__window window);
void fair__sums_free(fair__sums *s, const fair_allocator *mem);

/* to += from, sum number by sum number; to's window covers from's. */
void fair__sums_add(fair__sums *to, size_t to_sum, const fair__sums *from,
                    size_t from_sum, size_t n);

/* The windows that hold weights, of which least and most are the bits of the
 * smallest above 0 and of the largest, and their squares, of at most 2^63
 * rows; empty where most is 0. */
void fair__sums_windows(uint64_t least, uint64_t most, fair__window *sum,
                        fair__window *square);

#endif
