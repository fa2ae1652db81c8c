/* SPDX-License-Identifier: MIT
 * Coverage of intervals by enumeration of every outcome. */
#ifndef FAIR_TESTS_STATS_COVERAGE_H
#define FAIR_TESTS_STATS_COVERAGE_H

#include <math.h>
#include <stdlib.h>

#include "stats/binomial.h"

typedef struct coverage {
    double all, near; /* least over all pairs; over |p1 - p2| <= 1/2 */
    double mean;
} coverage;

typedef int method(double p1, double n1, double p2, double n2, double z,
                   double *lower, double *upper);

/* Rates first / 20 … 1 - first / 20.  No interval covers everything. */
static coverage
enumerate(int n1, int n2, int first, method *interval, int ratio)
{
    static double bounds[MOST + 1][MOST + 1][2];
    for (int i = 0; i <= n1; i++) {
        for (int j = 0; j <= n2; j++) {
            double *b = bounds[i][j];
            b[0] = -HUGE_VAL;
            b[1] = HUGE_VAL;
            interval((double)i / n1, n1, (double)j / n2, n2, Z95, &b[0],
                     &b[1]);
        }
    }
    coverage out = {1, 1, 0};
    int count = 0;
    for (int g1 = first; g1 <= 20 - first; g1++) {
        for (int g2 = first; g2 <= 20 - first; g2++) {
            const double p1 = g1 / 20.0, p2 = g2 / 20.0;
            const double truth = ratio ? p1 / p2 : p1 - p2;
            double c1[MOST + 1], c2[MOST + 1], covered = 0;
            binomial(n1, p1, c1);
            binomial(n2, p2, c2);
            for (int i = 0; i <= n1; i++)
                for (int j = 0; j <= n2; j++)
                    if (bounds[i][j][0] - 1e-12 <= truth &&
                        truth <= bounds[i][j][1] + 1e-12)
                        covered += c1[i] * c2[j];
            out.mean += covered;
            count++;
            if (covered < out.all) out.all = covered;
            if (abs(g1 - g2) <= 10 && covered < out.near) out.near = covered;
        }
    }
    out.mean /= count;
    return out;
}

static const int size_pairs[][2] = {{10, 10}, {10, 20}, {20, 10}, {10, 50},
                                    {15, 25}, {30, 30}, {10, 200}};

#endif
