/* SPDX-License-Identifier: MIT
 * Intervals for a rate from quantiles of the beta distribution. */
#include <assert.h>

#include "stats/distribution.h"
#include "stats/interval.h"

void
fair__clopper_pearson(double k, double n, double alpha, double *lower,
                      double *upper)
{
    assert(k >= 0 && k <= n && n > 0 && alpha > 0 && alpha <= 0.5);
    *lower = k > 0 ? fair__beta_quantile(alpha, k, n - k + 1) : 0;
    *upper = k < n ? fair__beta_quantile_upper(alpha, k + 1, n - k) : 1;
}

void
fair__jeffreys(double k, double n, double alpha, double *lower, double *upper)
{
    assert(k >= 0 && k <= n && n > 0 && alpha > 0 && alpha <= 0.5);
    const double a = k + 0.5, b = n - k + 0.5;
    *lower = k > 0 ? fair__beta_quantile(alpha, a, b) : 0;
    *upper = k < n ? fair__beta_quantile_upper(alpha, a, b) : 1;
}
