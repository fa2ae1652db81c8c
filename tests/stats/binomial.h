/* SPDX-License-Identifier: MIT
 * Chances of every outcome. */
#ifndef FAIR_TESTS_STATS_BINOMIAL_H
#define FAIR_TESTS_STATS_BINOMIAL_H

#include <string.h>

#define Z95 1.959963984540054
#define MOST 200

/* One trial after another, so that nothing underflows that matters. */
static void
binomial(int n, double p, double chance[MOST + 1])
{
    memset(chance, 0, (MOST + 1) * sizeof(chance[0]));
    chance[0] = 1;
    for (int i = 1; i <= n; i++) {
        for (int k = i; k > 0; k--)
            chance[k] = chance[k] * (1 - p) + chance[k - 1] * p;
        chance[0] *= 1 - p;
    }
}

#endif
