/* SPDX-License-Identifier: MIT
 * What the probabilities of counts are made of.
 *
 * A probability far out is exp(-D) with D up to 745, and changes by a factor
 * of exp(sqrt(n)) with the last digit of a rate: D needs all its digits, and
 * so does the difference of count and expectation that it comes from. */
#include "stats/deviance.h"

#include <float.h>
#include <stddef.h>

#include "base/elementary.h"

#define TWO_PI 6.283185307179586

/* ---- sums of two doubles (Dekker 1971, Knuth) ---- */

fair__twofold
fair__twofold_sum(double a, double b)
{
    const double sum = a + b, part = sum - a;
    return (fair__twofold){sum, (a - (sum - part)) + (b - part)};
}

/* The upper 26 bits. */
static double
upper_half(double a)
{
    const double shifted = a * (0x1p27 + 1);
    return shifted - (shifted - a);
}

fair__twofold
fair__twofold_product(double a, double b)
{
    const double a1 = upper_half(a), a2 = a - a1;
    const double b1 = upper_half(b), b2 = b - b1;
    const double product = a * b;
    return (fair__twofold){
        product, a2 * b2 - (((product - a1 * b1) - a2 * b1) - a1 * b2)};
}

fair__twofold
fair__twofold_multiply(fair__twofold a, fair__twofold b)
{
    const fair__twofold p = fair__twofold_product(a.high, b.high);
    return fair__twofold_sum(p.high,
                             p.low + (a.high * b.low + a.low * b.high));
}

fair__twofold
fair__twofold_divide(fair__twofold a, fair__twofold b)
{
    const double q = a.high / b.high;
    const fair__twofold p = fair__twofold_product(q, b.high);
    const double left = ((a.high - p.high) - p.low) + (a.low - q * b.low);
    return fair__twofold_sum(q, left / b.high);
}

double
fair__twofold_short_of(double a, fair__twofold m)
{
    const fair__twofold d = fair__twofold_sum(a, -m.high);
    return d.high + (d.low - m.low);
}

/* ---- what is left of exp and log without their first terms ---- */

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))

/* Up to x^20 / 20!: the next term is below 1e-19 of the first.  Quotients
 * stand in tables here and below: dividing would take as long as all the
 * rest. */
double
fair__exp_rest(double x)
{
    static const double terms[] = {
        1.0 / 20, 1.0 / 19, 1.0 / 18, 1.0 / 17, 1.0 / 16, 1.0 / 15, 1.0 / 14,
        1.0 / 13, 1.0 / 12, 1.0 / 11, 1.0 / 10, 1.0 / 9, 1.0 / 8, 1.0 / 7,
        1.0 / 6, 1.0 / 5, 1.0 / 4, 1.0 / 3};
    if (x < -1 || x > 1) return fair__exp(x) - 1 - x;
    double sum = 0;
    for (size_t i = 0; i < LENGTH(terms); i++)
        sum = (1 + sum) * (x * terms[i]);
    return (1 + sum) * x * x / 2;
}

/* log(1 + x) = 2 atanh(v), v = x / (2 + x), and 2 v - x = -x v. */
double
fair__log_rest(double x)
{
    /* |v| <= 3 / 7: the next term is below 1e-18 of the first. */
    static const double terms[] = {
        1.0 / 45, 1.0 / 43, 1.0 / 41, 1.0 / 39, 1.0 / 37, 1.0 / 35, 1.0 / 33,
        1.0 / 31, 1.0 / 29, 1.0 / 27, 1.0 / 25, 1.0 / 23, 1.0 / 21, 1.0 / 19,
        1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5,
        1.0 / 3};
    if (x < -0.6 || x > 1) return fair__log(1 + x) - x;
    const double v = x / (2 + x), square = v * v;
    double sum = 0;
    for (size_t i = 0; i < LENGTH(terms); i++) sum = (sum + terms[i]) * square;
    return v * (2 * sum - x);
}

/* ---- Loader's parts ---- */

/* Eight terms of Stirling's series: the next is below 2e-18 from 10 on.
 * Below, (a + 1)! = (a + 1) a!. */
double
fair__stirling_error(double a)
{
    static const double terms[] = {
        -3617.0 / 122400, 1.0 / 156,  -691.0 / 360360, 1.0 / 1188,
        -1.0 / 1680,      1.0 / 1260, -1.0 / 360,      1.0 / 12};
    if (!(a > 0)) return 0;
    double c = a, product = 1, sum = 0;
    while (c < 10) product *= ++c;
    for (size_t n = 0; n < LENGTH(terms); n++) sum = sum / (c * c) + terms[n];
    sum /= c;
    if (!(a < 10)) return sum;
    return sum + ((c + 0.5) * fair__log(c) - (a + 0.5) * fair__log(a)) -
           fair__log(product) - (c - a);
}

double
fair__stirling_scale(double a)
{
    return a > 0 ? TWO_PI * a : 1;
}

double
fair__deviance(double a, fair__twofold m)
{
    if (!(a > 0)) return m.high;
    const double difference = fair__twofold_short_of(a, m);
    const double x = -difference / a;
    if (x >= -0.6 && x <= 1) return -a * fair__log_rest(x);
    const double quotient = a / m.high;
    const double log = quotient <= DBL_MAX && quotient >= DBL_MIN
                           ? fair__log(quotient)
                           : fair__log(a) - fair__log(m.high);
    return a * log - difference;
}
