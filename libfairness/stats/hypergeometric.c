/* SPDX-License-Identifier: MIT
 * The hypergeometric distribution. */
#include <assert.h>
#include <math.h>

#include "base/elementary.h"
#include "base/ends.h"
#include "stats/deviance.h"
#include "stats/distribution.h"

/* The two-by-two table with these margins, k in its first cell: whether its
 * cells are counts. */
static int
fill(double k, double rows, double marked, double drawn, double cells[4])
{
    assert(marked >= 0 && marked <= rows && drawn >= 0 && drawn <= rows);
    cells[0] = k;
    cells[1] = marked - k;
    cells[2] = drawn - k;
    cells[3] = rows - marked - drawn + k;
    return cells[0] >= 0 && cells[1] >= 0 && cells[2] >= 0 && cells[3] >= 0;
}

/* Four margins over all rows and four cells, each by Stirling's formula; what
 * remains of the powers are the deviances of the cells from what the margins
 * let expect. */
static double
chance(const double cells[4])
{
    const double row[2] = {cells[0] + cells[1], cells[2] + cells[3]};
    const double column[2] = {cells[0] + cells[2], cells[1] + cells[3]};
    const double all = row[0] + row[1];
    double error = -fair__stirling_error(all), deviance = 0;
    double scale = 1 / fair__stirling_scale(all);
    for (int i = 0; i < 2; i++) {
        error += fair__stirling_error(row[i]) + fair__stirling_error(column[i]);
        scale *= fair__stirling_scale(row[i]) * fair__stirling_scale(column[i]);
    }
    for (int i = 0; i < 4; i++) {
        const double margin = row[i / 2];
        if (!(margin > 0) || !(column[i % 2] > 0)) continue;
        error -= fair__stirling_error(cells[i]);
        scale /= fair__stirling_scale(cells[i]);
        deviance += fair__deviance(
            cells[i],
            fair__twofold_divide(fair__twofold_product(margin, column[i % 2]),
                                 (fair__twofold){all, 0}));
    }
    return sqrt(scale) * fair__exp(error - deviance);
}

double
fair__hypergeometric_pmf(double k, double rows, double marked, double drawn)
{
    double cells[4];
    return fill(k, rows, marked, drawn, cells) ? chance(cells) : 0;
}

/* The tail from k on, in the direction of step, over the chance of k.  Called
 * on the side where chances fall. */
static double
outward(double c[4], double step)
{
    double sum = 1, term = 1;
    while (term > 1e-17 * sum) {
        if (step > 0)
            term *= c[1] * c[2] / ((c[0] + 1) * (c[3] + 1));
        else
            term *= c[0] * c[3] / ((c[1] + 1) * (c[2] + 1));
        c[0] += step;
        c[1] -= step;
        c[2] -= step;
        c[3] += step;
        sum += term;
    }
    return sum;
}

fair__tails
fair__hypergeometric_tails(double k, double rows, double marked, double drawn)
{
    double c[4];
    if (!fill(k, rows, marked, drawn, c)) {
        const int below = c[0] < 0 || c[3] < 0;
        return (fair__tails){below ? 0 : 1, below ? 1 : 0};
    }
    const double here = chance(c);
    /* k above its mean: chances fall upwards. */
    const double step = c[0] * c[3] > c[1] * c[2] ? 1 : -1;
    const double tail = fair__smaller(here * outward(c, step), 1);
    const double rest = fair__smaller(1 - tail + here, 1);
    return step > 0 ? (fair__tails){rest, tail} : (fair__tails){tail, rest};
}
