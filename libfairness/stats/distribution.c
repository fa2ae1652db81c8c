/* SPDX-License-Identifier: MIT
 * Distribution functions and quantiles from the incomplete beta and gamma. */
#include "stats/distribution.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stddef.h>

#include "base/elementary.h"
#include "stats/tails.h"

static const double root_half = 0.7071067811865476;

fair__tails
fair__normal_tails(double x)
{
    return (fair__tails){fair__erfc(-x * root_half) / 2,
                         fair__erfc(x * root_half) / 2};
}

/* ---- beta ---- */

fair__tails
fair__beta_tails(double x, double a, double b)
{
    assert(a > 0 && b > 0 && x >= 0 && x <= 1);
    const fair__place at = {{x, 0}, fair__twofold_sum(1, -x)};
    return fair__tails_at((fair__shape){a, b}, at, NULL);
}

static double
beta_quantile(double lower, double upper, double a, double b)
{
    double x, y;
    assert(a > 0 && b > 0 && lower >= 0 && upper >= 0);
    if (!(lower > 0)) return 0;
    if (!(upper > 0)) return 1;
    fair__tails_quantile((fair__shape){a, b}, lower, upper, &x, &y);
    return x;
}

double
fair__beta_quantile(double p, double a, double b)
{
    return beta_quantile(p, 1 - p, a, b);
}

double
fair__beta_quantile_upper(double p, double a, double b)
{
    return beta_quantile(1 - p, p, a, b);
}

/* ---- chi-square: Gamma(df / 2) of x / 2 ---- */

fair__tails
fair__chi_square_tails(double x, double df)
{
    assert(df > 0 && x >= 0);
    if (x > DBL_MAX) return (fair__tails){1, 0};
    return fair__tails_at((fair__shape){df / 2, 0},
                          (fair__place){{x / 2, 0}, {0, 0}}, NULL);
}

static double
chi_square_quantile(double lower, double upper, double df)
{
    double x, y;
    assert(df > 0 && lower >= 0 && upper >= 0);
    if (!(lower > 0)) return 0;
    if (!(upper > 0)) return HUGE_VAL;
    fair__tails_quantile((fair__shape){df / 2, 0}, lower, upper, &x, &y);
    return 2 * x;
}

double
fair__chi_square_quantile(double p, double df)
{
    return chi_square_quantile(p, 1 - p, df);
}

double
fair__chi_square_quantile_upper(double p, double df)
{
    return chi_square_quantile(1 - p, p, df);
}

/* ---- Student: t^2 / (df + t^2) is Beta(1 / 2, df / 2) ---- */

/* Squares of larger numbers overflow; there the tail is a power of t. */
#define LARGE 1e140

fair__tails
fair__student_tails(double t, double df)
{
    assert(df > 0);
    const double size = t < 0 ? -t : t;
    const double near = size < LARGE ? size : LARGE;
    const fair__twofold square = fair__twofold_product(near, near);
    fair__twofold sum = fair__twofold_sum(df, square.high);
    sum.low += square.low;
    const fair__place at = {
        fair__twofold_divide((fair__twofold){df, 0}, sum),
        fair__twofold_divide(square, sum)};
    const fair__tails beta =
        fair__tails_at((fair__shape){df / 2, 0.5}, at, NULL);
    double beyond = size > DBL_MAX ? 0 : beta.lower / 2;
    if (size > near && beyond > 0)
        beyond *= fair__exp(-df * fair__log(size / near));
    const double before = 0.5 + beta.upper / 2;
    if (t < 0) return (fair__tails){beyond, before};
    return (fair__tails){size > near ? 1 - beyond : before, beyond};
}

double
fair__student_quantile_upper(double p, double df)
{
    double x, y;
    assert(df > 0 && p > 0 && p < 1);
    if (p > 0.5) return -fair__student_quantile_upper(1 - p, df);
    if (p >= 0.5) return 0;
    fair__tails_quantile((fair__shape){df / 2, 0.5}, 2 * p, 1 - 2 * p, &x, &y);
    return x > 0 ? sqrt(df * (y / x)) : HUGE_VAL;
}

/* ---- binomial ---- */

double
fair__binomial_pmf(double k, double n, double p)
{
    assert(k >= 0 && k <= n && p >= 0 && p <= 1);
    if (!(p > 0)) return k > 0 ? 0 : 1;
    if (!(p < 1)) return k < n ? 0 : 1;
    const fair__twofold yes = fair__twofold_product(n, p);
    const fair__twofold no = fair__twofold_multiply(
        (fair__twofold){n, 0}, fair__twofold_sum(1, -p));
    return sqrt(fair__stirling_scale(n) / fair__stirling_scale(k) /
                fair__stirling_scale(n - k)) *
           fair__exp(fair__stirling_error(n) - fair__stirling_error(k) -
                     fair__stirling_error(n - k) - fair__deviance(k, yes) -
                     fair__deviance(n - k, no));
}

/* k successes or more: the k-th smallest of n uniform values is below p. */
fair__tails
fair__binomial_tails(double k, double n, double p)
{
    assert(k >= 0 && k <= n && p >= 0 && p <= 1);
    return (fair__tails){
        k < n ? fair__beta_tails(p, k + 1, n - k).upper : 1,
        k > 0 ? fair__beta_tails(p, k, n - k + 1).lower : 1};
}
