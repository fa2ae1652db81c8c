/* SPDX-License-Identifier: MIT
 * The incomplete beta and gamma functions.
 *
 * In u = log(x / y), y = 1 - x, the density of Beta(a, b) is
 *     f(u) = x^a y^b / B(a, b),
 * without the poles that it has in x, and falls from its mode at the mean,
 * x = a / n, n = a + b, to both sides.  The tail below is f(u) times
 *     J = integral of exp(-(a - n x) s - n E(s)) over s > 0,
 *     E(s) = log(1 + x (exp(-s) - 1)) + x s
 *          = log(1 + y (exp(s) - 1)) - y s,
 * where E is convex and 0 with its slope at 0: all terms have one sign.  With
 * c = x and t = -s, or c = y and t = s,
 *     E = c (exp(t) - 1 - t) + (log(1 + z) - z), z = c (exp(t) - 1),
 * whose terms cancel little for c <= 1/2.  Gamma(a) is what c = 0 leaves, with
 * n c = x: u = log x and E n = x (exp(t) - 1 - t).  The tail above is that
 * below of Beta(b, a).
 *
 * J is the same smooth integrand for all parameters but small ones near the
 * mean (below): two times 32 points are enough for 1e-15 whatever the
 * parameters are (tests/oracle/gen_distribution.py), and no term of 1e9 makes
 * a longer loop. */
#include "stats/tails.h"

#include <math.h>
#include <stddef.h>

#include "base/elementary.h"

#define TWO_PI 6.283185307179586
/* Parameters below are small: there the power series is better. */
#define SMALL 10
#define NOTHING 1e-17
#define POINTS 16

/* A tail, as seen from the point where it starts. */
typedef struct tail {
    double slope; /* |a - n x| */
    double mass;  /* n c */
    double share; /* c; gamma: 0 */
    double sign;  /* t = sign s */
} tail;

/* ---- the integral ---- */

/* Gauss-Legendre, 32 points: the positive half of (node, weight). */
static const double gauss[POINTS][2] = {
    {0x1.8bbc8488cc499p-5, 0x1.8b6d9eaec77adp-4},
    {0x1.27e0ea717f237p-3, 0x1.87bc776f8c6d7p-4},
    {0x1.ea0f7e19c094bp-3, 0x1.8062fc0f6fef9p-4},
    {0x1.53d55ce57bdf6p-2, 0x1.7572bdb3f6e51p-4},
    {0x1.af76b57c6f8f1p-2, 0x1.6705e18e13ed1p-4},
    {0x1.038862866b29dp-1, 0x1.553ee25ebebc6p-4},
    {0x1.2ce9146962ca4p-1, 0x1.40483e126fd14p-4},
    {0x1.537a89c487f8ap-1, 0x1.2854103b35e0cp-4},
    {0x1.76e0931d693bap-1, 0x1.0d9b9a62cac10p-4},
    {0x1.96c69481c4bc5p-1, 0x1.e0bd76c924981p-5},
    {0x1.b2e04fd686a13p-1, 0x1.a1c6ae961fbfap-5},
    {0x1.caea9b4574cb9p-1, 0x1.5ee963a335495p-5},
    {0x1.deac0259f7f42p-1, 0x1.18c5800a355d9p-5},
    {0x1.edf5518053baap-1, 0x1.a0060a8531ffap-6},
    {0x1.f8a212714bcdcp-1, 0x1.0aa3c248696c9p-6},
    {0x1.fe995e70409b6p-1, 0x1.cbf8bc743cc5cp-8},
};

/* slope s + n E(s) */
static double
fall(const tail *f, double s)
{
    const double t = f->sign * s, rest = fair__exp_rest(t);
    double bend = rest;
    if (f->share > 0) {
        const double z = f->share * (rest + t);
        if (z > 1)
            bend = fair__log(1 + z) / f->share - t;
        else
            bend = rest + fair__log_rest(z) / f->share;
    }
    return f->slope * s + f->mass * bend;
}

/* Adds the part from one place to another to *sum, from near to far until
 * nothing is left. */
static void
integrate(const tail *f, double from, double to, double *sum)
{
    const double middle = (from + to) / 2, half = (to - from) / 2;
    for (int i = -POINTS; i < POINTS; i++) {
        const double *g = gauss[i < 0 ? -1 - i : i];
        const double step = i < 0 ? -half * g[0] : half * g[0];
        const double part = half * g[1] * fair__exp(-fall(f, middle + step));
        *sum += part;
        if (part < NOTHING * *sum) return;
    }
}

/* J.  At one width the integrand would be 1 / e if E were a parabola, and it
 * falls ever faster: beyond 40 widths nothing is left. */
static double
by_integral(const tail *f)
{
    const double curvature = f->mass * (1 - f->share);
    const double width =
        2 / (f->slope + sqrt(f->slope * f->slope + 2 * curvature));
    double sum = 0;
    integrate(f, 0, 6 * width, &sum);
    integrate(f, 6 * width, 40 * width, &sum);
    return sum;
}

/* The same by the power series (NIST Handbook 8.17.8 and 8.7.1), mass = n x,
 * share = x. */
static double
by_series(double a, double mass, double share)
{
    double sum = 1, term = 1;
    for (int k = 0; term > NOTHING * sum; k++) {
        term *= (mass + k * share) / (a + 1 + k);
        sum += term;
    }
    return sum / a;
}

/* ---- both tails ---- */

static fair__tails
from_lower(double lower)
{
    if (lower > 1) lower = 1;
    return (fair__tails){lower, 1 - lower};
}

static fair__tails
swapped(fair__tails t)
{
    return (fair__tails){t.upper, t.lower};
}

static fair__tails
gamma_tails(double a, double x, double density)
{
    const double slope = a - x;
    if (a < SMALL ? x < a + 1 : slope > 0) {
        const tail f = {slope, x, 0, -1};
        return from_lower(density *
                          (a < SMALL ? by_series(a, x, 0) : by_integral(&f)));
    }
    const tail f = {-slope, x, 0, 1};
    return swapped(from_lower(density * by_integral(&f)));
}

/* What the two sides of Beta(a, b) have: the tail below x, if asked for side
 * 0, is the tail above 1 - x of Beta(b, a). */
typedef struct side {
    double shape, share, mass;
} side;

static double
beta_integral(const side *own, const side *other, double slope)
{
    tail f = {slope, own->mass, own->share, -1};
    if (own->share > 0.5) f = (tail){slope, other->mass, other->share, 1};
    return by_integral(&f);
}

/* slope = own->shape - own->mass */
static fair__tails
beta_tails(const side *own, const side *other, double slope, double density)
{
    if (own->shape > other->shape)
        return swapped(beta_tails(other, own, -slope, density));
    const int both = other->shape < SMALL;
    if (own->shape < SMALL) {
        /* Series converge as powers of x; the integral is good for small
         * parameters where the tail falls at least as exp(-s). */
        const int far = both ? own->share > 0.7 ||
                                   (slope < 0 && other->share <= 0.7)
                             : own->mass >= own->shape + 1;
        if (!far)
            return from_lower(density *
                              by_series(own->shape, own->mass, own->share));
        return swapped(from_lower(
            density * (both ? by_series(other->shape, other->mass,
                                        other->share)
                            : beta_integral(other, own, -slope))));
    }
    if (slope > 0)
        return from_lower(density * beta_integral(own, other, slope));
    return swapped(from_lower(density * beta_integral(other, own, -slope)));
}

/* From the smaller one of x and y, which has more digits. */
static fair__place
place_of(fair__shape s, double x, double y)
{
    if (!(s.b > 0)) return (fair__place){{x, 0}, {0, 0}};
    if (x <= y) return (fair__place){{x, 0}, fair__twofold_sum(1, -x)};
    return (fair__place){fair__twofold_sum(1, -y), {y, 0}};
}

/* The density: Stirling's formulas of the three gammas leave
 *     sqrt(a b / (2 pi n)) exp(-a log(a / (n x)) - b log(b / (n y))). */
fair__tails
fair__tails_at(fair__shape s, fair__place at, double *density)
{
    double f = 0;
    fair__tails out = {0, 1};
    const double error = fair__stirling_error(s.a);
    const fair__twofold n = fair__twofold_sum(s.a, s.b);
    const fair__twofold nx = fair__twofold_multiply(n, at.x);
    const fair__twofold ny = fair__twofold_multiply(n, at.y);
    if (!(s.b > 0)) {
        if (at.x.high > 0) {
            f = sqrt(s.a / TWO_PI) *
                fair__exp(-error - fair__deviance(s.a, at.x));
            out = gamma_tails(s.a, at.x.high, f);
        }
    } else if (nx.high > 0 && ny.high > 0) {
        f = sqrt(s.a / n.high * s.b / TWO_PI) *
            fair__exp(fair__stirling_error(n.high) - error -
                      fair__stirling_error(s.b) - fair__deviance(s.a, nx) -
                      fair__deviance(s.b, ny));
        const side x = {s.a, at.x.high, nx.high}, y = {s.b, at.y.high, ny.high};
        out = beta_tails(&x, &y, fair__twofold_short_of(s.a, nx), f);
    } else if (nx.high > 0) {
        out = (fair__tails){1, 0};
    }
    if (density != NULL) *density = f;
    return out;
}

/* ---- quantiles ---- */

static void
move(fair__shape s, double by, double *x, double *y)
{
    const double factor = fair__exp(by);
    if (!(s.b > 0)) {
        *x *= factor;
        return;
    }
    /* Both are multiplied by what is at most 1, so that nothing overflows. */
    const double back = fair__exp(-by);
    const double sum = by > 0 ? *x + *y * back : *y + *x * factor;
    *x = by > 0 ? *x / sum : *x * factor / sum;
    *y = by > 0 ? *y * back / sum : *y / sum;
}

/* The logarithm of a tail as a function of u is concave, and nearly a parabola
 * from the mean outwards: the step is to the root of the parabola with the
 * same first and second derivative, from the mean on the tail that gets
 * smaller.  It converges with the third power.  A step to where the tail is
 * gone (underflow) is halved. */
void
fair__tails_quantile(fair__shape s, double lower, double upper, double *x,
                     double *y)
{
    double good_x = s.b > 0 ? s.a / (s.a + s.b) : s.a;
    double good_y = s.b > 0 ? s.b / (s.a + s.b) : 0;
    double step = 0, f;
    int sign = 0; /* of u where the tail gets larger */
    for (int i = 0; i < 100; i++) {
        *x = good_x;
        *y = good_y;
        move(s, step, x, y);
        const fair__tails t = fair__tails_at(s, place_of(s, *x, *y), &f);
        if (sign == 0) sign = lower < t.lower ? 1 : -1;
        const double got = sign > 0 ? t.lower : t.upper;
        if (!(got > 0 && f > 0)) {
            step /= 2;
            continue;
        }
        const double g = fair__log(got / (sign > 0 ? lower : upper));
        const double g1 = f / got;
        const double pull = s.b > 0 ? s.a * *y - s.b * *x : s.a - *x;
        const double g2 = g1 * (sign * pull - g1);
        const double root = g1 * g1 - 2 * g * g2;
        step = sign * -2 * g / (g1 + (root > 0 ? sqrt(root) : g1));
        good_x = *x;
        good_y = *y;
        if (g < 1e-5 && g > -1e-5) break;
    }
    *x = good_x;
    *y = good_y;
    move(s, step, x, y);
}
