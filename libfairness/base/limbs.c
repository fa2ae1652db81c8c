/* SPDX-License-Identifier: MIT
 * Reciprocals, for dividing by multiplication. */
#include "base/limbs.h"

uint64_t
fair__reciprocal(uint64_t d)
{
    /* (~d : ~0) / d by two digits of 32 bits (Knuth, algorithm D); each
     * estimate is at most two too large. */
    const uint64_t top = d >> 32, bottom = (uint32_t)d;
    uint64_t rest = ~d, out = 0;
    for (int i = 0; i < 2; i++) {
        uint64_t digit = rest / top;
        uint64_t left = rest % top;
        while (digit >> 32 != 0 ||
               digit * bottom > (left << 32 | UINT32_MAX)) {
            digit--;
            left += top;
            if (left >> 32 != 0) break;
        }
        rest = (rest << 32 | UINT32_MAX) - digit * d;
        out = out << 32 | digit;
    }
    return out;
}

static int
is_below(const uint64_t a[2], const uint64_t b[2])
{
    return a[1] < b[1] || (a[1] == b[1] && a[0] < b[0]);
}

uint64_t
fair__reciprocal_2(const uint64_t d[2])
{
    uint64_t v = fair__reciprocal(d[1]), p[2];
    p[1] = d[1] * v + d[0];
    if (p[1] < d[0]) {
        v--;
        if (p[1] >= d[1]) {
            v--;
            p[1] -= d[1];
        }
        p[1] -= d[1];
    }
    uint64_t high;
    p[0] = fair__mul_128(v, d[0], &high);
    p[1] += high;
    if (p[1] < high) {
        v--;
        if (!is_below(p, d)) v--;
    }
    return v;
}

uint64_t
fair__div_192(uint64_t u[3], const uint64_t d[2], uint64_t reciprocal)
{
    uint64_t q, carry = 0, high, r[2];
    const uint64_t low = fair__add_carry(
        fair__mul_128(reciprocal, u[2], &q), u[1], &carry);
    q += u[2] + carry;
    /* The remainder of q + 1, one too large by at most one divisor. */
    r[1] = u[1] - q * d[1];
    r[0] = u[0];
    const uint64_t part = fair__mul_128(d[0], q, &high);
    carry = 0;
    r[0] = fair__sub_borrow(r[0], part, &carry);
    r[1] = fair__sub_borrow(r[1], high, &carry);
    carry = 0;
    r[0] = fair__sub_borrow(r[0], d[0], &carry);
    r[1] = fair__sub_borrow(r[1], d[1], &carry);
    q++;
    if (r[1] >= low) {
        q--;
        carry = 0;
        r[0] = fair__add_carry(r[0], d[0], &carry);
        r[1] = fair__add_carry(r[1], d[1], &carry);
    }
    if (!is_below(r, d)) {
        q++;
        carry = 0;
        r[0] = fair__sub_borrow(r[0], d[0], &carry);
        r[1] = fair__sub_borrow(r[1], d[1], &carry);
    }
    u[0] = r[0];
    u[1] = r[1];
    u[2] = 0;
    return q;
}
