/* SPDX-License-Identifier: MIT
 * Whole numbers of a few limbs. */
#include "plan/whole.h"

#include <assert.h>

#define MOST 24 /* limbs of anything here */

void
fair__whole_negate(uint64_t *a, int32_t n)
{
    uint64_t carry = 1;
    for (int32_t i = 0; i < n; i++) a[i] = fair__add_carry(~a[i], 0, &carry);
}

void
fair__whole_multiply(uint64_t *out, const uint64_t *a, int32_t n_a,
                     const uint64_t *b, int32_t n_b)
{
    if (n_a == 1 && n_b == 1) {
        out[0] = fair__mul_128(a[0], b[0], &out[1]);
        return;
    }
    memset(out, 0, (size_t)(n_a + n_b) * sizeof(*out));
    for (int32_t i = 0; i < n_a; i++) {
        uint64_t above = 0;
        for (int32_t k = 0; k < n_b; k++) {
            uint64_t high, carry = 0, again = 0;
            const uint64_t low = fair__mul_128(a[i], b[k], &high);
            out[i + k] = fair__add_carry(out[i + k], low, &carry);
            out[i + k] = fair__add_carry(out[i + k], above, &again);
            above = high + carry + again; /* below 2^64 */
        }
        out[i + n_b] = above;
    }
}

fair__wide
fair__whole_wide_signed(const uint64_t *a, int32_t n)
{
    return fair__wide_exact(a, (fair__window){0, n});
}

fair__wide
fair__whole_wide(const uint64_t *a, int32_t n)
{
    uint64_t limbs[MOST + 1];
    assert(n <= MOST);
    memcpy(limbs, a, (size_t)n * sizeof(*limbs));
    limbs[n] = 0; /* the top bit is no sign */
    return fair__wide_exact(limbs, (fair__window){0, n + 1});
}
