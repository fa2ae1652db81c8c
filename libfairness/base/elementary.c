/* SPDX-License-Identifier: MIT
 * exp, log and the normal distribution from + - * / and the bits of doubles. */
#include "base/elementary.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define LENGTH(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* log(2) = high + low; high has 29 bits: k * high is exact for |k| < 2^24. */
static const double log_2_high = 0x1.62e42fefp-1;
static const double log_2_low = 0x1.473de6af278edp-34;
static const double two_over_root_pi = 1.1283791670955126;
static const double pi = 3.141592653589793;
static const double root_2 = 1.4142135623730951;

/* 2^k, -1022 <= k <= 1023 */
static double
power_of_two(int k)
{
    const uint64_t bits = (uint64_t)(k + 1023) << 52;
    double out;
    memcpy(&out, &bits, sizeof(out));
    return out;
}

/* exp(x) = 2^k exp(r), |r| <= log(2) / 2; the series stops at r^13 / 13!, the
 * next term is below 5e-18. */
double
fair__exp(double x)
{
    if (x != x) return x;
    if (x > 709.782712893384) return HUGE_VAL;
    if (x < -745.2) return 0;
    const double turns = x / (log_2_high + log_2_low);
    const int k = (int)(turns + (turns < 0 ? -0.5 : 0.5));
    const double r = (x - k * log_2_high) - k * log_2_low;
    double sum = 0;
    for (int n = 13; n > 0; n--) sum = (1 + sum) * r / n;
    /* In two steps, as 2^k may be no normal number itself. */
    return (1 + sum) * power_of_two(k / 2) * power_of_two(k - k / 2);
}

/* x = 2^k m, m in [sqrt(1/2), sqrt(2)), so that x near 1 has k = 0, and
 * log(m) = 2 atanh(f) with f = (m - 1) / (m + 1), |f| < 0.1716: the series
 * stops at f^23 / 23, the next term is below 1e-19 of the first. */
double
fair__log(double x)
{
    int k = 0;
    uint64_t bits;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        k = -54;
    }
    memcpy(&bits, &x, sizeof(bits));
    k += (int)(bits >> 52) - 1023;
    bits = (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1023) << 52;
    double m;
    memcpy(&m, &bits, sizeof(m));
    const int is_high = m >= root_2; /* nobody can guess it: no branch */
    bits -= (uint64_t)is_high << 52;
    memcpy(&m, &bits, sizeof(m));
    k += is_high;
    /* 1 / 23, 1 / 21 … 1 / 3: dividing each time would take as long as all
     * the rest. */
    static const double terms[] = {1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17,
                                   1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9,
                                   1.0 / 7,  1.0 / 5,  1.0 / 3};
    const double f = (m - 1) / (m + 1), square = f * f;
    double sum = 0;
    for (int n = 0; n < LENGTH(terms); n++) sum = (sum + terms[n]) * square;
    return k * log_2_high + (k * log_2_low + 2 * (f + f * sum));
}

/* exp(-x * x); the square is taken apart into an exact part and a small one,
 * or its rounding error would be multiplied by the square. */
static double
exp_minus_square(double x)
{
    uint64_t bits;
    double head;
    memcpy(&bits, &x, sizeof(bits));
    bits &= ~((UINT64_C(1) << 27) - 1);
    memcpy(&head, &bits, sizeof(head));
    return fair__exp(-head * head) * fair__exp(-(x - head) * (x + head));
}

/* erf for |x| <= 1/2 by its Taylor series up to x^29 / (14! 29): the next term
 * is below 1e-22 of the first. */
static double
erf_small(double x)
{
    const double square = x * x;
    double sum = 0, power = 1;
    double terms[15];
    for (int n = 0; n < LENGTH(terms); n++) {
        terms[n] = power / (2 * n + 1);
        power *= -square / (n + 1);
    }
    for (int n = LENGTH(terms) - 1; n >= 0; n--) sum += terms[n];
    return two_over_root_pi * x * sum;
}

/* exp(x^2) erfc(x) for x >= 1/2: the trapezoidal rule with step h = 1/2 on
 * erfc(x) = 2 x / pi * integral of exp(-x^2 - t^2) / (x^2 + t^2), t > 0, and
 * the residue of the pole at i x (Chiarella and Reichel 1968).  The error is
 * of the size exp(-pi^2 / h^2) = 7e-18; so is the pole's share from x = 6. */
static double
erfc_scaled(double x)
{
    /* exp(-(n h)^2), n = 1 … 12 */
    static const double weights[] = {
        0x1.8ebef9eac820bp-1,  0x1.78b56362cef38p-2,  0x1.afb718e8457f7p-4,
        0x1.2c155b8213cf4p-6,  0x1.fa0e9586aebc7p-10, 0x1.02cf22526545ap-13,
        0x1.411fb0da07713p-18, 0x1.e355bbaee85cbp-24, 0x1.b93de1e27ca3bp-30,
        0x1.e8a37a45fc32ep-37, 0x1.4835bd010a41bp-44, 0x1.0b6c3afdde064p-52};
    const double square = x * x;
    double sum = 0;
    for (int n = LENGTH(weights); n > 0; n--)
        sum += weights[n - 1] / (n * n / 4.0 + square);
    sum = (1 / (2 * square) + sum) * x / pi;
    if (x < 6)
        sum -= 2 / (exp_minus_square(x) * (fair__exp(4 * pi * x) - 1));
    return sum;
}

double
fair__erfc(double x)
{
    if (x != x) return x;
    if (x < -0.5) return 2 - fair__erfc(-x);
    if (x < 0.5) return 1 - erf_small(x);
    if (x > 28) return 0; /* below the smallest double */
    return exp_minus_square(x) * erfc_scaled(x);
}

/* The s with erf(s) = v, |v| <= 1/2: two terms of the series of the inverse,
 * wrong by 1% at most, then Newton: 1e-4, 1e-8, 1e-16. */
static double
erf_inverse(double v)
{
    double s = v / two_over_root_pi * (1 + pi * v * v / 12);
    for (int i = 0; i < 3; i++)
        s -= (erf_small(s) - v) / (two_over_root_pi * exp_minus_square(s));
    return s;
}

/* The s with erfc(s) = 2 p, 0 < p <= 1/4, from 26.2.23 of Abramowitz and
 * Stegun (wrong by 4.5e-4), then Newton on the logarithm, which neither
 * underflows nor loses digits in the tail: 1e-7, 1e-14, and below rounding. */
static double
erfc_inverse(double p)
{
    const double target = fair__log(2 * p);
    const double t = sqrt(-2 * fair__log(p));
    double s = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    s /= root_2;
    for (int i = 0; i < 3; i++) {
        const double scaled = erfc_scaled(s);
        s += (fair__log(scaled) - s * s - target) * scaled / two_over_root_pi;
    }
    return s;
}

double
fair__normal_quantile(double p)
{
    assert(p > 0 && p < 1);
    if (p < 0.25) return -root_2 * erfc_inverse(p);
    if (p > 0.75) return root_2 * erfc_inverse(1 - p);
    return root_2 * erf_inverse(2 * p - 1);
}
