/* SPDX-License-Identifier: MIT
 * Tests of independent groups by z, chi-square, G and t. */
#include <math.h>

#include "stats/deviance.h"
#include "stats/distribution.h"
#include "stats/test.h"

/* a b - c d, which is 0 where it has to be. */
static double
determinant(double a, double b, double c, double d)
{
    const fair__twofold p = fair__twofold_product(a, b);
    const fair__twofold q = fair__twofold_product(c, d);
    return (p.high - q.high) + (p.low - q.low);
}

static void
set_sides(fair__tails tails, fair__sided *out)
{
    const double least = tails.lower < tails.upper ? tails.lower : tails.upper;
    out->lower = tails.lower;
    out->upper = tails.upper;
    out->two_sided = 2 * least;
}

int
fair__two_proportion_z(fair__two_by_two t, fair__sided *out)
{
    const double n1 = t.a + t.b, n2 = t.c + t.d, n = n1 + n2;
    const double yes = t.a + t.c, no = t.b + t.d;
    if (!(n1 > 0 && n2 > 0 && yes > 0 && no > 0)) return 0;
    out->df = 0;
    out->statistic = determinant(t.a, t.d, t.b, t.c) * sqrt(n / n1 / n2) /
                     (sqrt(yes) * sqrt(no));
    set_sides(fair__normal_tails(out->statistic), out);
    return 1;
}

/* Sums of the rows with both sides, and the number of groups in them. */
typedef struct margins {
    double yes, no, groups;
} margins;

static margins
sum(const double *yes, const double *no, size_t n)
{
    margins m = {0, 0, 0};
    for (size_t i = 0; i < n; i++) {
        m.yes += yes[i];
        m.no += no[i];
        m.groups += yes[i] + no[i] > 0;
    }
    return m;
}

static int
finish(margins m, double statistic, fair__chi_square *out)
{
    out->statistic = statistic;
    out->df = m.groups - 1;
    out->p = fair__chi_square_tails(statistic, out->df).upper;
    return 1;
}

static int
says_nothing(margins m)
{
    return !(m.groups > 1 && m.yes > 0 && m.no > 0);
}

/* Both cells of a group are as far from what is expected:
 * (yes no' - no yes') / N, for the sums yes' and no'. */
int
fair__pearson(const double *yes, const double *no, size_t n,
              fair__chi_square *out)
{
    const margins m = sum(yes, no, n);
    if (says_nothing(m)) return 0;
    double statistic = 0;
    for (size_t i = 0; i < n; i++) {
        const double d = determinant(yes[i], m.no, no[i], m.yes);
        if (yes[i] + no[i] > 0)
            statistic += d / m.yes * (d / m.no) / (yes[i] + no[i]);
    }
    return finish(m, statistic, out);
}

/* The sum of o log(o / e) is that of the deviances, as the o sum up to what
 * the e do: all terms are positive. */
int
fair__g_test(const double *yes, const double *no, size_t n,
             fair__chi_square *out)
{
    const margins m = sum(yes, no, n);
    if (says_nothing(m)) return 0;
    const fair__twofold all = fair__twofold_sum(m.yes, m.no);
    double statistic = 0;
    for (size_t i = 0; i < n; i++) {
        const double rows = yes[i] + no[i];
        if (!(rows > 0)) continue;
        const fair__twofold e1 =
            fair__twofold_divide(fair__twofold_product(rows, m.yes), all);
        const fair__twofold e2 =
            fair__twofold_divide(fair__twofold_product(rows, m.no), all);
        statistic += 2 * (fair__deviance(yes[i], e1) +
                          fair__deviance(no[i], e2));
    }
    return finish(m, statistic, out);
}

int
fair__welch(double mean1, double variance1, double n1, double mean2,
            double variance2, double n2, fair__sided *out)
{
    if (!(n1 > 1 && n2 > 1)) return 0;
    const double v1 = variance1 / n1, v2 = variance2 / n2, v = v1 + v2;
    if (!(v > 0)) return 0;
    const double s1 = v1 / v, s2 = v2 / v;
    out->statistic = (mean1 - mean2) / sqrt(v);
    out->df = 1 / (s1 * s1 / (n1 - 1) + s2 * s2 / (n2 - 1));
    set_sides(fair__student_tails(out->statistic, out->df), out);
    return 1;
}
