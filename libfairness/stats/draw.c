/* SPDX-License-Identifier: MIT
 * Exact draws of counts: by inversion where few successes are expected, else
 * by rejection (BTRS of Hormann 1993, The generation of binomial random
 * variates, doi:10.1080/00949659308811496). */
#include "stats/draw.h"

#include <assert.h>
#include <math.h>

#include "base/elementary.h"

#define LEAST_EXPECTED 10 /* for rejection */
#define MANY 110 /* successes, where fewer are expected: chance below 1e-70 */

/* (1 - p)^n, p <= 1/2: by squaring while that is both exact enough and
 * faster, then by logarithms, where what rounding 1 - p lost is given back. */
static double
chance_of_none(double n, double p)
{
    const double rest = 1 - p;
    if (n >= 1024) {
        const double one =
            rest == 1 ? -p : fair__log(rest) * (p / (1 - rest));
        return fair__exp(n * one);
    }
    double out = 1, power = rest;
    for (uint32_t k = (uint32_t)n; k > 0; k >>= 1) {
        if (k & 1) out *= power;
        power *= power;
    }
    return out;
}

/* Takes the chances of 0, 1, 2 ... off a uniform number. */
static double
draw_few(fair__random *r, double n, double p)
{
    const double odds = p / (1 - p), none = chance_of_none(n, p);
    for (;;) {
        double u = fair__random_unit(r), chance = none;
        for (int k = 0; k <= MANY && k <= n; k++) {
            if (u <= chance) return k;
            u -= chance;
            chance *= (n - k) / (k + 1) * odds;
        }
        /* Only what rounding has left of 1 comes here: once more. */
    }
}

/* log(k!) less Stirling's (k + 1/2) log k - k + log(2 pi) / 2, in which log 0
 * is that of 1 / (2 pi).  The first term left out is below 2e-14. */
static double
stirling_rest(double k)
{
    static const double first[] = {
        0,                    0x1.4c071bcda0a5bp-4, 0x1.52a9b923ea649p-5,
        0x1.c579a268d80b3p-6, 0x1.54a2662fd78a9p-6, 0x1.10b4e513fcbedp-6,
        0x1.c6b167bebdf36p-7, 0x1.85d4d612e4a86p-7, 0x1.552805e7b3076p-7,
        0x1.2f4871b12ab64p-7};
    if (k < 10) return first[(int)k];
    const double x = 1 / (k * k);
    return (1.0 / 12 -
            x * (1.0 / 360 - x * (1.0 / 1260 - x * (1.0 / 1680 - x / 1188)))) /
           k;
}

/* k log(k / mean) + mean - k >= 0 without loss where k is near the mean, as
 * in Loader 2000, Fast and accurate computation of binomial probabilities. */
static double
deviance(double k, double mean)
{
    const double v = (k - mean) / (k + mean);
    if (v > 0.1 || v < -0.1) return k * fair__log(k / mean) + mean - k;
    double sum = (k - mean) * v, power = 2 * k * v;
    for (int i = 3;; i += 2) {
        power *= v * v;
        const double next = sum + power / i;
        if (next == sum) return sum;
        sum = next;
    }
}

/* The chance of k, but for a factor that is the same for all k, is
 * exp(-cost) / sqrt(spread): the product of two Poisson chances. */
typedef struct odds {
    double cost;
    double spread;
} odds;

static odds
chance_of(double k, double n, double p)
{
    static const double none = 0.15915494309189535; /* 1 / (2 pi) */
    const double rest = n - k;
    return (odds){deviance(k, n * p) + deviance(rest, n * (1 - p)) +
                        stirling_rest(k) + stirling_rest(rest),
                    (k > 0 ? k : none) * (rest > 0 ? rest : none)};
}

static double
floor_of(double x) /* |x| < 2^63 */
{
    const double whole = (double)(int64_t)x;
    return whole > x ? whole - 1 : whole;
}

/* p <= 1/2.  The names are the paper's.  k is counted from the mode, so that
 * 2^53 rows round no more than ten. */
static double
draw_many(fair__random *r, double n, double p)
{
    const double spread = sqrt(n * p * (1 - p));
    const double b = 1.15 + 2.53 * spread;
    const double a = -0.0873 + 0.0248 * b + 0.01 * p;
    const double alpha = (2.83 + 5.1 / b) * spread;
    const double m = floor_of((n + 1) * p), c = n * p - m + 0.5;
    odds mode = {0, 0}; /* until it is needed */
    for (;;) {
        const double u = fair__random_unit(r) - 0.5;
        double v = fair__random_unit(r);
        const double us = 0.5 - (u < 0 ? -u : u);
        const double x = (2 * a / us + b) * u + c;
        if (!(x >= -m && x < n - m + 1)) continue;
        const double k = m + floor_of(x);
        if (us >= 0.07 && v <= 0.92 - 4.2 / b) return k;
        if (!(mode.spread > 0)) mode = chance_of(m, n, p);
        const odds here = chance_of(k, n, p);
        v *= alpha / (a / (us * us) + b);
        v *= v * (here.spread / mode.spread);
        if (fair__log(v) <= 2 * (mode.cost - here.cost)) return k;
    }
}

uint64_t
fair__draw_binomial(fair__random *r, uint64_t n, double p)
{
    assert(n <= FAIR__MOST_DRAWN && p >= 0 && p <= 1);
    const double less = p > 0.5 ? 1 - p : p, rows = (double)n;
    if (!(less > 0) || n == 0) return p > 0.5 ? n : 0;
    const uint64_t k = (uint64_t)(rows * less < LEAST_EXPECTED
                                      ? draw_few(r, rows, less)
                                      : draw_many(r, rows, less));
    return p > 0.5 ? n - k : k;
}

void
fair__draw_chances(const double *share, size_t k, double *chance)
{
    double rest = 0; /* from the last on: the last is certain, not nearly so */
    for (size_t i = k; i-- > 0;) {
        rest += share[i];
        chance[i] = share[i] > 0 ? share[i] / rest : 0;
    }
}

void
fair__draw_multinomial(fair__random *r, uint64_t n, const double *chance,
                       size_t k, uint64_t *out)
{
    for (size_t i = 0; i < k; i++) {
        out[i] = fair__draw_binomial(r, n, chance[i]);
        n -= out[i];
    }
}
