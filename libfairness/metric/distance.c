/* SPDX-License-Identifier: MIT
 * Distances between two distributions, in one walk over both.
 *
 * With A and B the weight up to a score, and a and b all of it, every F_a -
 * F_b is d / (a b) with d = b A - a B.  Where amounts have one limb or two, d
 * is a whole number of one or four, and sums over scores are exact; else it
 * is a number of 256 bits. */
#include "metric/distance.h"

#include "metric/meet.h"
#include "metric/products.h"

/* ---- whole numbers ---- */

/* Integrals of |d| and d^2 by parts: the sums over scores s of s times what
 * |d| and d^2 lose there.  Scores ascend, so their exponents stay the same
 * for long: mantissas are summed as whole numbers (stretch.h), gains and
 * losses by themselves. */
typedef struct integrals {
    uint64_t top; /* sign and exponent of the scores */
    int limbs[2]; /* of a product, for |d| and d^2; sums have one more */
    uint64_t first[2][6];
    uint64_t second[2][10];
    fair__wide sums[2];
} integrals;

/* Losses less gains, in units of the mantissa's last bit. */
static fair__wide
balance(const uint64_t *gains, const uint64_t *losses, int n, uint64_t top)
{
    uint64_t limbs[11] = {0}; /* one for the sign */
    memcpy(limbs, losses, (size_t)n * sizeof(*limbs));
    limbs[n] = 0 - fair__limbs_sub(limbs, gains, n);
    fair__wide x = fair__wide_exact(limbs, (fair__window){0, n + 1});
    if (fair__wide_is_zero(&x)) return x;
    const int32_t biased = (int32_t)(top & 0x7ff);
    x.exponent += (biased > 0 ? biased : 1) - 1075;
    if (top >> 11 != 0) x.negative = !x.negative;
    return x;
}

static void
end_stretch(integrals *t)
{
    const fair__wide parts[2] = {
        balance(t->first[0], t->first[1], t->limbs[0] + 1, t->top),
        balance(t->second[0], t->second[1], t->limbs[1] + 1, t->top),
    };
    for (int i = 0; i < 2; i++)
        t->sums[i] = fair__wide_add(&t->sums[i], &parts[i]);
    memset(t->first, 0, sizeof(t->first));
    memset(t->second, 0, sizeof(t->second));
}

/* The mantissa of the score that comes next. */
static uint64_t
next_mantissa(integrals *t, uint64_t key)
{
    uint64_t bits;
    const double score = fair__score_of(key);
    memcpy(&bits, &score, sizeof(bits));
    if (bits >> 52 != t->top) {
        end_stretch(t);
        t->top = bits >> 52;
    }
    const uint64_t implicit = (uint64_t)((t->top & 0x7ff) != 0) << 52;
    return (bits & ((UINT64_C(1) << 52) - 1)) | implicit;
}

/* |d| was x and is y from this score on, numbers of n limbs without the top
 * bit: x^2 - y^2 = (x - y) (x + y). */
static inline void
step(integrals *t, uint64_t key, const uint64_t *x, const uint64_t *y, int n)
{
    uint64_t change[4], sum[4], square[8], part[9];
    const uint64_t m = next_mantissa(t, key);
    memcpy(change, x, (size_t)n * sizeof(*change));
    memcpy(sum, x, (size_t)n * sizeof(*sum));
    fair__limbs_add(sum, y, n);
    const uint64_t gained = fair__limbs_sub(change, y, n);
    fair__limbs_negate(change, gained, n);
    fair__limbs_mul(part, change, n, &m, 1);
    fair__limbs_gather(t->first[1 - gained], part, n + 1);
    fair__limbs_mul(square, change, n, sum, n);
    fair__limbs_mul(part, square, 2 * n, &m, 1);
    fair__limbs_gather(t->second[1 - gained], part, 2 * n + 1);
}

/* d += other's weight times an amount, or -= own weight times it. */
static inline void
move(uint64_t *d, const uint64_t *weight, const uint64_t *amount, int32_t n,
     int limbs, int sign)
{
    uint64_t product[4];
    if (limbs == 1) {
        product[0] = *weight * *amount;
    } else {
        uint64_t two[FAIR__TWO];
        fair__two_limbs(two, amount, n);
        fair__limbs_mul(product, weight, FAIR__TWO, two, FAIR__TWO);
    }
    if (sign > 0)
        fair__limbs_add(d, product, limbs);
    else
        (void)fair__limbs_sub(d, product, limbs);
}

/* Largest |d|, its key, and the integrals unless scores are infinite; d has
 * `limbs` limbs, 1 or 4. */
static inline void
sum_limbs(const fair__extracted *a, const fair__extracted *b, int limbs,
          int finite, fair__distances *out)
{
    integrals t = {.limbs = {limbs + 1, 2 * limbs + 1}};
    uint64_t na[FAIR__TWO], nb[FAIR__TWO], at = 0;
    uint64_t d[4] = {0}, x[4] = {0}, y[4] = {0}, largest[5] = {0};
    fair__two_limbs(na, a->totals, a->n);
    fair__two_limbs(nb, b->totals, b->n);
    fair__meeting m = fair__meet(a, b);
    while (fair__meet_next(&m)) {
        if (m.own != NULL) move(d, nb, m.own, a->n, limbs, 1);
        if (m.other != NULL) move(d, na, m.other, b->n, limbs, -1);
        memcpy(y, d, (size_t)limbs * sizeof(*d));
        fair__limbs_negate(y, d[limbs - 1] >> 63, limbs);
        if (fair__limbs_above(y, largest, limbs)) {
            memcpy(largest, y, (size_t)limbs * sizeof(*y));
            at = m.key;
        }
        if (memcmp(x, y, (size_t)limbs * sizeof(*x)) == 0) continue;
        if (finite) step(&t, m.key, x, y, limbs);
        memcpy(x, y, (size_t)limbs * sizeof(*x));
    }
    end_stretch(&t);
    out->ks = fair__wide_exact(largest, (fair__window){0, limbs + 1});
    out->ks_score = at != 0 ? fair__score_of(at) : 0;
    out->wasserstein = t.sums[0];
    out->energy = t.sums[1];
}

/* 1 if d has 63 bits. */
static int
is_small(const fair__extracted *a, const fair__extracted *b)
{
    uint64_t over;
    return a->n == 1 &&
           fair__mul_128(*a->totals, *b->totals, &over) >> 63 == 0 &&
           over == 0;
}

/* ---- numbers of 256 bits ---- */

static void
integrate(fair__distances *out, const fair__wide *size, double from,
          double to)
{
    const fair__wide low = fair__wide_f64(from), high = fair__wide_f64(to);
    const fair__wide gap = fair__wide_sub(&high, &low);
    const fair__wide first = fair__wide_mul(size, &gap);
    const fair__wide second = fair__wide_mul(size, &first);
    out->wasserstein = fair__wide_add(&out->wasserstein, &first);
    out->energy = fair__wide_add(&out->energy, &second);
}

static void
sum_wide(const fair__extracted *a, const fair__extracted *b, int finite,
         const fair__wide *whole, fair__distances *out)
{
    const fair__wide na = fair__amount_wide(a->totals, a->n);
    const fair__wide nb = fair__amount_wide(b->totals, b->n);
    uint64_t up_to[2][FAIR__AMOUNT_LIMBS] = {{0}, {0}};
    fair__wide size = fair__wide_zero();
    double before = 0;
    *out = (fair__distances){.ks = size, .wasserstein = size, .energy = size};
    fair__meeting m = fair__meet(a, b);
    while (fair__meet_next(&m)) {
        const double score = fair__score_of(m.key);
        if (finite && !fair__wide_is_zero(&size))
            integrate(out, &size, before, score);
        if (m.own != NULL) fair__exact_add_sum(up_to[0], m.own, a->n);
        if (m.other != NULL) fair__exact_add_sum(up_to[1], m.other, b->n);
        fair__wide x = fair__amount_wide(up_to[0], a->n);
        fair__wide y = fair__amount_wide(up_to[1], b->n);
        x = fair__wide_mul(&nb, &x);
        y = fair__wide_mul(&na, &y);
        size = fair__wide_sub(&x, &y);
        size = fair__without_noise(&size, whole);
        size.negative = 0;
        before = score;
        if (fair__wide_order(&size, &out->ks) <= 0) continue;
        out->ks = size;
        out->ks_score = score;
    }
}

/* 1 if the lowest and the highest score are finite. */
static int
is_finite(const fair__extracted *x)
{
    const double low = fair__score_of(*x->items);
    const double high = fair__score_of(*(x->end - x->stride));
    return low - low == 0 && high - high == 0;
}

fair__distances
fair__distances_of(const fair__extracted *a, const fair__extracted *b)
{
    const fair__wide na = fair__amount_wide(a->totals, a->n);
    const fair__wide nb = fair__amount_wide(b->totals, b->n);
    const fair__wide whole = fair__wide_mul(&na, &nb);
    const int finite = is_finite(a) && is_finite(b);
    fair__distances out;
    if (is_small(a, b))
        sum_limbs(a, b, 1, finite, &out);
    else if (a->n <= FAIR__TWO)
        sum_limbs(a, b, 4, finite, &out);
    else
        sum_wide(a, b, finite, &whole, &out);
    out.ks = fair__wide_div(&out.ks, &whole);
    out.wasserstein = fair__wide_div(&out.wasserstein, &whole);
    const fair__wide square = fair__wide_mul(&whole, &whole);
    out.energy = fair__wide_add(&out.energy, &out.energy);
    out.energy = fair__wide_div(&out.energy, &square);
    out.energy = fair__wide_sqrt(&out.energy);
    return out;
}
