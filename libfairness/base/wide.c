/* SPDX-License-Identifier: MIT
 * Numbers of 256 bits that round to odd. */
#include "base/wide.h"

#include <assert.h>
#include <string.h>

#include "base/limbs.h"
#include "base/wide_private.h"

#define LARGEST_FINITE UINT64_C(0x7fefffffffffffff)

/* Shifts n limbs left by less than 64 bits; what leaves at the top is lost. */
static void
shift_left(uint64_t *m, int n, int bits)
{
    if (bits == 0) return;
    for (int i = n - 1; i > 0; i--)
        m[i] = m[i] << bits | m[i - 1] >> (64 - bits);
    m[0] <<= bits;
}

fair__wide
fair__wide_make(uint64_t *m, int n, int32_t exponent, int negative, int lost)
{
    int top = n - 1;
    while (top > 0 && m[top] == 0) top--;
    if (m[top] == 0) return fair__wide_zero();
    const int zeros = fair__leading_zeros(m[top]);
    shift_left(m, top + 1, zeros);
    fair__wide out = {{0}, exponent + 64 * (top - (LIMBS - 1)) - zeros,
                      negative};
    for (int i = 0; i < LIMBS; i++) {
        const int at = top - (LIMBS - 1) + i;
        out.m[i] = at < 0 ? 0 : m[at];
    }
    for (int i = 0; i < top - (LIMBS - 1); i++) lost |= m[i] != 0;
    out.m[0] |= (uint64_t)lost;
    return out;
}

fair__wide
fair__wide_zero(void)
{
    return (fair__wide){{0}, 0, 0};
}

fair__wide
fair__wide_u64(uint64_t x)
{
    if (x == 0) return fair__wide_zero();
    const int zeros = fair__leading_zeros(x);
    return (fair__wide){{0, 0, 0, x << zeros}, -192 - zeros, 0};
}

fair__wide
fair__wide_i64(int64_t x)
{
    fair__wide out =
        fair__wide_u64(x < 0 ? 0 - (uint64_t)x : (uint64_t)x);
    out.negative = x < 0;
    return out;
}

fair__wide
fair__wide_f64(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    const int32_t biased = (int32_t)(bits >> 52 & 0x7ff);
    assert(biased != 0x7ff);
    uint64_t m = bits & ((UINT64_C(1) << 52) - 1);
    if (biased != 0) m |= UINT64_C(1) << 52;
    fair__wide out = fair__wide_u64(m);
    if (m == 0) return out;
    out.exponent += (biased != 0 ? biased : 1) - 1075;
    out.negative = x < 0;
    return out;
}

fair__wide
fair__wide_exact(const uint64_t *sum, fair__window w)
{
    const int negative = fair__exact_sign(sum, w) < 0;
    const uint64_t sign = 0 - (uint64_t)negative;
    int32_t low = 0, top = w.n - 1;
    while (low < w.n && sum[low] == 0) low++;
    if (low == w.n) return fair__wide_zero();
    /* |sum| has zeros below its lowest limb, that limb negated, and the limbs
     * above it complemented. */
    while (top > low && sum[top] == sign) top--;
    uint64_t m[LIMBS + 1] = {0};
    for (int i = 0; i <= LIMBS; i++) {
        const int32_t at = top - LIMBS + i;
        if (at == low)
            m[i] = negative ? 0 - sum[at] : sum[at];
        else if (at > low)
            m[i] = sum[at] ^ sign;
    }
    return fair__wide_make(m, LIMBS + 1, 64 * (w.base + top - LIMBS), negative,
                low < top - LIMBS);
}

int
fair__wide_order_m(const uint64_t *a, const uint64_t *b, int n)
{
    for (int i = n - 1; i >= 0; i--)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}

static int
order_abs(const fair__wide *a, const fair__wide *b)
{
    if (a->m[LIMBS - 1] == 0 || b->m[LIMBS - 1] == 0)
        return (a->m[LIMBS - 1] != 0) - (b->m[LIMBS - 1] != 0);
    if (a->exponent != b->exponent)
        return a->exponent < b->exponent ? -1 : 1;
    return fair__wide_order_m(a->m, b->m, LIMBS);
}

/* m of b behind 64 zero bits, shifted right; the last bit stands for all that
 * was lost.  64 bits are enough to subtract it from a larger number: either
 * nothing is lost, or the difference loses one bit at the top at most, and
 * then an odd number 62 bits below its last one rounds as the true value. */
static void
shifted_right(const fair__wide *b, int64_t bits, uint64_t m[LIMBS + 1])
{
    const int n = LIMBS + 1;
    const int limbs = bits < INT64_C(64) * n ? (int)(bits / 64) : n;
    const int rest = (int)(bits % 64);
    int lost = 0;
    uint64_t wide[LIMBS + 1] = {0};
    memcpy(wide + 1, b->m, sizeof(b->m));
    for (int i = 0; i < limbs; i++) lost |= wide[i] != 0;
    if (limbs < n && rest != 0)
        lost |= wide[limbs] << (64 - rest) != 0;
    for (int i = 0; i < n; i++) {
        const uint64_t low = i + limbs < n ? wide[i + limbs] : 0;
        const uint64_t high = i + limbs + 1 < n ? wide[i + limbs + 1] : 0;
        m[i] = rest == 0 ? low : low >> rest | high << (64 - rest);
    }
    m[0] |= (uint64_t)lost;
}

fair__wide
fair__wide_add(const fair__wide *a, const fair__wide *b)
{
    if (order_abs(a, b) < 0) {
        const fair__wide *swap = a;
        a = b;
        b = swap;
    }
    if (fair__wide_is_zero(b)) return *a;
    uint64_t m[LIMBS + 2] = {0}, small[LIMBS + 1], carry = 0;
    memcpy(m + 1, a->m, sizeof(a->m));
    shifted_right(b, (int64_t)a->exponent - b->exponent, small);
    if (a->negative == b->negative) {
        for (int i = 0; i <= LIMBS; i++)
            m[i] = fair__add_carry(m[i], small[i], &carry);
        m[LIMBS + 1] = carry;
    } else {
        for (int i = 0; i <= LIMBS; i++)
            m[i] = fair__sub_borrow(m[i], small[i], &carry);
    }
    return fair__wide_make(m, LIMBS + 2, a->exponent - 64, a->negative, 0);
}

fair__wide
fair__wide_sub(const fair__wide *a, const fair__wide *b)
{
    const fair__wide minus_b = fair__wide_neg(b);
    return fair__wide_add(a, &minus_b);
}

fair__wide
fair__wide_abs(const fair__wide *a)
{
    fair__wide out = *a;
    out.negative = 0;
    return out;
}

fair__wide
fair__wide_neg(const fair__wide *a)
{
    fair__wide out = *a;
    out.negative = !fair__wide_is_zero(a) && !a->negative;
    return out;
}

int
fair__wide_is_zero(const fair__wide *a)
{
    return a->m[LIMBS - 1] == 0;
}

int
fair__wide_order(const fair__wide *a, const fair__wide *b)
{
    if (a->negative != b->negative) return b->negative - a->negative;
    return a->negative ? order_abs(b, a) : order_abs(a, b);
}

#define NOISE_BITS 200

fair__wide
fair__without_noise(const fair__wide *x, const fair__wide *scale)
{
    const int is_noise = !fair__wide_is_zero(scale) &&
                         x->exponent < scale->exponent - NOISE_BITS;
    return is_noise ? fair__wide_zero() : *x;
}

double
fair__wide_double(const fair__wide *a)
{
    uint64_t bits = 0;
    double out;
    /* value = 0.1… * 2^scale; doubles have 53 bits for scales from -1021 up,
     * then one less for each step down. */
    const int64_t scale = (int64_t)a->exponent + 256;
    const int64_t keep = scale >= -1021 ? 53 : 53 + scale + 1021;
    if (fair__wide_is_zero(a) || keep < 0) {
        bits = 0;
    } else if (scale > 1024) {
        bits = LARGEST_FINITE;
    } else {
        const uint64_t m = a->m[LIMBS - 1];
        const uint64_t kept = keep == 0 ? 0 : m >> (64 - keep);
        const uint64_t cut = m << keep;
        const int more = (a->m[0] | a->m[1] | a->m[2]) != 0;
        /* A normal's leading bit adds one to the exponent field below it, and
         * so does a carry out of the mantissa. */
        bits = keep == 53 ? (uint64_t)(scale + 1021) << 52 : 0;
        bits += kept;
        if (cut > TOP_BIT || (cut == TOP_BIT && (more || (kept & 1)))) bits++;
        if (bits > LARGEST_FINITE) bits = LARGEST_FINITE;
    }
    if (a->negative) bits |= TOP_BIT;
    memcpy(&out, &bits, sizeof(out));
    return out;
}

int
fair__wide_as_u64(const fair__wide *a, uint64_t *out)
{
    if (fair__wide_is_zero(a)) {
        *out = 0;
        return 1;
    }
    /* m = top limb * 2^192; the exponent says how much of it is fraction. */
    const int64_t drop = -((int64_t)a->exponent + 192);
    if (a->negative || (a->m[0] | a->m[1] | a->m[2]) != 0 || drop < 0 ||
        drop > 63)
        return 0;
    const uint64_t x = a->m[LIMBS - 1] >> drop;
    if (x << drop != a->m[LIMBS - 1]) return 0;
    *out = x;
    return 1;
}
