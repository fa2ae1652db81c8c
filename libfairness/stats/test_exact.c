/* SPDX-License-Identifier: MIT
 * Exact tests given the margins: Fisher's and McNemar's. */
#include "stats/distribution.h"
#include "stats/test.h"

/* Chances that are equal but for rounding. */
#define TIE (1 + 1e-11)

static double
at_most_1(double p)
{
    return p < 1 ? p : 1;
}

/* ---- Fisher ---- */

typedef struct urn {
    double rows, marked, drawn;
} urn;

static double
chance(const urn *u, double k)
{
    return fair__hypergeometric_pmf(k, u->rows, u->marked, u->drawn);
}

static fair__tails
tails(const urn *u, double k)
{
    return fair__hypergeometric_tails(k, u->rows, u->marked, u->drawn);
}

/* The number on the other side of the mode that is likely at most as k is,
 * and next to the mode: chances fall from near to far, which may be beyond
 * all that is possible. */
static double
opposite(const urn *u, double limit, double near, double far)
{
    while (near - far > 1 || far - near > 1) {
        const double middle =
            (double)(long long)(near + (far - near) / 2);
        if (chance(u, middle) > limit)
            near = middle;
        else
            far = middle;
    }
    return far;
}

int
fair__fisher(fair__two_by_two t, int mid_p, fair__sided *out)
{
    const urn u = {t.a + t.b + t.c + t.d, t.a + t.b, t.a + t.c};
    const double k = t.a;
    if (!(u.marked > 0 && u.drawn > 0 && u.marked < u.rows &&
          u.drawn < u.rows))
        return 0;
    const double here = chance(&u, k);
    const fair__tails own = tails(&u, k);
    const double least = u.marked + u.drawn - u.rows;
    const double low = least > 0 ? least : 0;
    const double high = u.marked < u.drawn ? u.marked : u.drawn;
    /* On which side of the mode k is: there its tail is whole. */
    const int above = t.a * t.d > t.b * t.c;
    const double other = above ? opposite(&u, here * TIE, k, low - 1)
                               : opposite(&u, here * TIE, k, high + 1);
    const fair__tails far = tails(&u, other);
    const double tied = chance(&u, other);
    const double half = mid_p ? here / 2 : 0;
    const double both = mid_p && tied * TIE >= here ? half + tied / 2 : half;
    out->statistic = k;
    out->df = 0;
    out->lower = own.lower - half;
    out->upper = own.upper - half;
    out->two_sided = at_most_1((above ? own.upper + far.lower
                                      : own.lower + far.upper) - both);
    return 1;
}

/* ---- McNemar ---- */

int
fair__mcnemar(double gained, double lost, int mid_p, fair__sided *out)
{
    const double n = gained + lost;
    if (!(n > 0)) return 0;
    const fair__tails t = fair__binomial_tails(gained, n, 0.5);
    const double half = mid_p ? fair__binomial_pmf(gained, n, 0.5) / 2 : 0;
    out->statistic = gained;
    out->df = 0;
    out->lower = t.lower - half;
    out->upper = t.upper - half;
    out->two_sided = gained < lost   ? 2 * out->lower
                     : lost < gained ? 2 * out->upper
                                     : 1 - half;
    return 1;
}
