/* SPDX-License-Identifier: MIT
 * Numbers of 256 bits that round to odd. */
#include "base/wide.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/limbs.h"

#define LIMBS 4
#define TOP_BIT (UINT64_C(1) << 63)
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

/* The number (-1)^negative * m * 2^exponent of n limbs, n >= 4; `lost` says
 * that there is more below the last bit.  Destroys m. */
static fair__wide
make(uint64_t *m, int n, int32_t exponent, int negative, int lost)
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
    return make(m, LIMBS + 1, 64 * (w.base + top - LIMBS), negative,
                low < top - LIMBS);
}

/* The order of m, without signs. */
static int
order_m(const uint64_t *a, const uint64_t *b, int n)
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
    return order_m(a->m, b->m, LIMBS);
}

/* m of b behind 64 zero bits, shifted right; the last bit stands for all that
 * was lost.  64 bits are enough to subtract it from a larger number: either
 * nothing is lost, or the difference loses one bit at the top at most, and
 * then an odd number 62 bits below its last one rounds as the true value. */
static void
shifted_right(const fair__wide *b, int64_t bits, uint64_t m[LIMBS + 1])
{
    const int n = LIMBS + 1;
    const int limbs = bits < 64 * n ? (int)(bits / 64) : n;
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
    return make(m, LIMBS + 2, a->exponent - 64, a->negative, 0);
}

fair__wide
fair__wide_sub(const fair__wide *a, const fair__wide *b)
{
    const fair__wide minus_b = fair__wide_neg(b);
    return fair__wide_add(a, &minus_b);
}

/* out[0 … 7] = a * b */
static void
multiply(const uint64_t *a, const uint64_t *b, uint64_t out[2 * LIMBS])
{
    memset(out, 0, 2 * LIMBS * sizeof(out[0]));
    for (int i = 0; i < LIMBS; i++) {
        if (a[i] == 0) continue; /* counts have one limb of four */
        uint64_t over = 0;
        for (int j = 0; j < LIMBS; j++) {
            uint64_t high, c0 = 0, c1 = 0;
            uint64_t low = fair__mul_128(a[i], b[j], &high);
            low = fair__add_carry(low, over, &c0);
            out[i + j] = fair__add_carry(out[i + j], low, &c1);
            over = high + c0 + c1;
        }
        out[i + LIMBS] = over;
    }
}

fair__wide
fair__wide_mul(const fair__wide *a, const fair__wide *b)
{
    uint64_t m[2 * LIMBS];
    if (fair__wide_is_zero(a) || fair__wide_is_zero(b))
        return fair__wide_zero();
    multiply(a->m, b->m, m);
    return make(m, 2 * LIMBS, a->exponent + b->exponent,
                a->negative != b->negative, 0);
}

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

/* r < b, both of four limbs, the top bit of b set: returns the next limb of
 * the quotient, floor(r * 2^64 / b), and leaves the remainder in r. */
static uint64_t
divide_limb(uint64_t r[LIMBS], const uint64_t *b, uint64_t reciprocal)
{
    uint64_t q = UINT64_MAX, over = 0, borrow = 0, rest;
    if (r[LIMBS - 1] < b[LIMBS - 1])
        q = fair__div_128(r[LIMBS - 1], r[LIMBS - 2], b[LIMBS - 1],
                          reciprocal, &rest);
    const uint64_t top = r[LIMBS - 1];
    for (int i = LIMBS - 1; i > 0; i--) r[i] = r[i - 1];
    r[0] = 0;
    for (int i = 0; i < LIMBS; i++) {
        uint64_t high, carry = 0;
        uint64_t low = fair__mul_128(q, b[i], &high);
        low = fair__add_carry(low, over, &carry);
        over = high + carry;
        r[i] = fair__sub_borrow(r[i], low, &borrow);
    }
    /* The estimate is at most two too large; then r is below zero. */
    uint64_t excess = top - over - borrow;
    while (excess != 0) {
        uint64_t carry = 0;
        q--;
        for (int i = 0; i < LIMBS; i++)
            r[i] = fair__add_carry(r[i], b[i], &carry);
        excess += carry;
    }
    return q;
}

/* The same where a and b have one limb: a count by a count. */
static int
divide_short(uint64_t a, uint64_t b, uint64_t *quotient)
{
    const uint64_t reciprocal = fair__reciprocal(b);
    uint64_t rest = a;
    for (int i = LIMBS - 1; i >= 0; i--)
        quotient[i] = fair__div_128(rest, 0, b, reciprocal, &rest);
    return rest != 0;
}

static int
divide_long(const uint64_t *a, const uint64_t *b, uint64_t *quotient)
{
    const uint64_t reciprocal = fair__reciprocal(b[LIMBS - 1]);
    uint64_t r[LIMBS];
    memcpy(r, a, sizeof(r));
    for (int i = LIMBS - 1; i >= 0; i--)
        quotient[i] = divide_limb(r, b, reciprocal);
    return (r[0] | r[1] | r[2] | r[3]) != 0;
}

fair__wide
fair__wide_div(const fair__wide *a, const fair__wide *b)
{
    assert(!fair__wide_is_zero(b));
    if (fair__wide_is_zero(a)) return fair__wide_zero();
    /* a / b = 1 or 0, and 256 bits of fraction: a - b < b as both have their
     * top bit. */
    uint64_t q[LIMBS + 1] = {0}, rest[LIMBS], borrow = 0;
    memcpy(rest, a->m, sizeof(rest));
    if (order_m(a->m, b->m, LIMBS) >= 0) {
        q[LIMBS] = 1;
        for (int i = 0; i < LIMBS; i++)
            rest[i] = fair__sub_borrow(rest[i], b->m[i], &borrow);
    }
    const int one_limb = (rest[0] | rest[1] | rest[2]) == 0 &&
                         (b->m[0] | b->m[1] | b->m[2]) == 0;
    const int lost =
        one_limb ? divide_short(rest[LIMBS - 1], b->m[LIMBS - 1], q)
                 : divide_long(rest, b->m, q);
    return make(q, LIMBS + 1, a->exponent - b->exponent - 256,
                a->negative != b->negative, lost);
}

/* n - r * r; returns 1 if that is below zero. */
static uint64_t
square_rest(const uint64_t *n, const uint64_t *r, uint64_t rest[2 * LIMBS])
{
    uint64_t square[2 * LIMBS], borrow = 0;
    multiply(r, r, square);
    for (int i = 0; i < 2 * LIMBS; i++)
        rest[i] = fair__sub_borrow(n[i], square[i], &borrow);
    return borrow;
}

/* Mends r, a few units off, to floor(sqrt(n)); returns whether n is larger
 * than its square. */
static int
settle_root(const uint64_t *n, uint64_t *r)
{
    uint64_t rest[2 * LIMBS];
    while (square_rest(n, r, rest)) {
        uint64_t borrow = 1;
        for (int i = 0; i < LIMBS; i++)
            r[i] = fair__sub_borrow(r[i], 0, &borrow);
    }
    for (;;) {
        /* (r + 1)^2 <= n if and only if rest > 2 r */
        uint64_t twice[2 * LIMBS] = {0};
        memcpy(twice, r, LIMBS * sizeof(r[0]));
        shift_left(twice, LIMBS + 1, 1);
        if (order_m(rest, twice, 2 * LIMBS) <= 0) break;
        uint64_t carry = 1;
        for (int i = 0; i < LIMBS; i++)
            r[i] = fair__add_carry(r[i], 0, &carry);
        square_rest(n, r, rest);
    }
    for (int i = 0; i < 2 * LIMBS; i++)
        if (rest[i] != 0) return 1;
    return 0;
}

fair__wide
fair__wide_sqrt(const fair__wide *a)
{
    assert(!a->negative);
    if (fair__wide_is_zero(a)) return *a;
    /* The root of n = m * 2^256 or m * 2^255, whichever leaves an even
     * exponent, has 256 bits. */
    const int odd = a->exponent & 1;
    uint64_t n[2 * LIMBS] = {0};
    memcpy(n + LIMBS, a->m, sizeof(a->m));
    if (odd) {
        for (int i = LIMBS - 1; i < 2 * LIMBS - 1; i++)
            n[i] = n[i] >> 1 | n[i + 1] << 63;
        n[2 * LIMBS - 1] >>= 1;
    }
    /* Newton near 1, from the 53 bits of the machine: 105, 210, 256 bits, of
     * which the last one or two may be wrong. */
    fair__wide near = *a;
    near.exponent = odd - 256;
    fair__wide r = fair__wide_f64(sqrt(fair__wide_double(&near)));
    for (int i = 0; i < 3; i++) {
        const fair__wide quotient = fair__wide_div(&near, &r);
        r = fair__wide_add(&r, &quotient);
        r.exponent--;
    }
    /* A root just below or above a power of two may have gone past it. */
    if (r.exponent != near.exponent) {
        const int above = r.exponent > near.exponent;
        for (int i = 0; i < LIMBS; i++)
            r.m[i] = above ? UINT64_MAX : i == LIMBS - 1 ? TOP_BIT : 0;
    }
    const int lost = settle_root(n, r.m);
    return make(r.m, LIMBS, (a->exponent - 256 + odd) / 2, 0, lost);
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
