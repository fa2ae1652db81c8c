/* SPDX-License-Identifier: MIT
 * Sums over pairs of amounts of two limbs, of which all together are below
 * 2^127, so that every product here is below 2^254. */
#include "metric/ranks_two.h"

#include <string.h>

#include "base/limbs.h"

/* Two limbs each, negatives first. */
#define BELOW 0
#define TIE 4
#define ALL 8
#define PAIRS 12
#define PRECISION 16 /* the lower two limbs behind the point */
#define SEPARATION 20
#define LABELS 24 /* of the last tie: 1 negatives, 2 positives */

static int
is_zero(const uint64_t a[2])
{
    return (a[0] | a[1]) == 0;
}

static void
add(uint64_t *to, const uint64_t *a, int n)
{
    uint64_t carry = 0;
    for (int i = 0; i < n; i++) to[i] = fair__add_carry(to[i], a[i], &carry);
}

static uint64_t
subtract(uint64_t *out, const uint64_t *a, const uint64_t *b, int n)
{
    uint64_t borrow = 0;
    for (int i = 0; i < n; i++)
        out[i] = fair__sub_borrow(a[i], b[i], &borrow);
    return borrow;
}

static void
multiply(uint64_t out[4], const uint64_t a[2], const uint64_t b[2])
{
    uint64_t part[4] = {0};
    out[0] = fair__mul_128(a[0], b[0], &out[1]);
    out[2] = fair__mul_128(a[1], b[1], &out[3]);
    for (int i = 0; i < 2; i++) {
        part[1] = fair__mul_128(a[i], b[1 - i], &part[2]);
        add(out, part, 4);
    }
}

/* 128 bits behind the point of part / all, part < all. */
static void
share(uint64_t out[2], const uint64_t part[2], const uint64_t all[2])
{
    uint64_t d[2] = {all[0], all[1]}, u[3] = {0, part[0], part[1]};
    if (d[1] == 0) { /* both have one limb: as many places up */
        d[1] = d[0];
        d[0] = 0;
        u[2] = u[1];
        u[1] = 0;
    }
    const int zeros = fair__leading_zeros(d[1]);
    if (zeros > 0) {
        d[1] = d[1] << zeros | d[0] >> (64 - zeros);
        d[0] <<= zeros;
        u[2] = u[2] << zeros | u[1] >> (64 - zeros);
        u[1] <<= zeros;
    }
    const uint64_t reciprocal = fair__reciprocal_2(d);
    out[1] = fair__div_192(u, d, reciprocal);
    memmove(u + 1, u, 2 * sizeof(*u));
    u[0] = 0;
    out[0] = fair__div_192(u, d, reciprocal);
}

/* The largest |N F+ - P F-| so far, F the amounts below. */
static void
keep_distance(uint64_t *s)
{
    uint64_t x[4], y[4], distance[4];
    uint64_t *largest = s + SEPARATION;
    multiply(x, s + BELOW + 2, s + ALL);
    multiply(y, s + BELOW, s + ALL + 2);
    if (subtract(distance, x, y, 4) != 0) subtract(distance, y, x, 4);
    for (int i = 3; i >= 0; i--) {
        if (distance[i] < largest[i]) return;
        if (distance[i] > largest[i]) break;
    }
    memcpy(largest, distance, sizeof(distance));
}

static void
add_precision(uint64_t *s, const uint64_t positives[2])
{
    uint64_t found[2], all[2], part[2], product[4];
    subtract(found, s + ALL + 2, s + BELOW + 2, 2);
    subtract(all, s + ALL, s + BELOW, 2);
    if (is_zero(all)) { /* no negatives are left: all that is found */
        add(s + PRECISION + 2, positives, 2);
        return;
    }
    add(all, found, 2);
    share(part, found, all);
    multiply(product, positives, part);
    add(s + PRECISION, product, 4);
}

/* The distance grows or falls while only one label comes, so it is looked at
 * before the other one does, and at the end. */
void
fair__ranks_two_end(uint64_t *s)
{
    uint64_t *negatives = s + TIE, *positives = s + TIE + 2;
    const uint64_t labels = (uint64_t)!is_zero(negatives) |
                            (uint64_t)!is_zero(positives) << 1;
    if (labels != s[LABELS] || labels == 3) {
        keep_distance(s);
        s[LABELS] = labels;
    }
    if (!is_zero(positives)) {
        uint64_t lower[2], product[4];
        memcpy(lower, negatives, sizeof(lower));
        add(lower, s + BELOW, 2);
        add(lower, s + BELOW, 2);
        multiply(product, positives, lower);
        add(s + PAIRS, product, 4);
        add_precision(s, positives);
    }
    add(s + BELOW, negatives, 2);
    add(s + BELOW + 2, positives, 2);
    memset(s + TIE, 0, 4 * sizeof(*s));
}

static fair__wide
scaled(const uint64_t whole[4], int32_t exponent)
{
    uint64_t m[5] = {0}; /* a limb for the sign */
    memcpy(m, whole, 4 * sizeof(*whole));
    fair__wide x = fair__wide_exact(m, (fair__window){0, 5});
    if (!fair__wide_is_zero(&x)) x.exponent += exponent;
    return x;
}

void
fair__ranks_two_finish(uint64_t *s, int32_t scale, fair__score_sums *out)
{
    keep_distance(s);
    out->pairs = scaled(s + PAIRS, 2 * scale);
    out->precision = scaled(s + PRECISION, scale - 128);
    out->separation = scaled(s + SEPARATION, 2 * scale);
}
