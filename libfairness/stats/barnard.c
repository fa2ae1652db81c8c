/* SPDX-License-Identifier: MIT
 * Barnard's unconditional test of two rates. */
#include "stats/test.h"

#define MOST FAIR__BARNARD_MOST
#define GRID 512
#define GOLDEN 0.6180339887498949

/* Tables as far out as the one seen: with i of the first group, less than
 * from[i] of the second, or more than to[i]. */
typedef struct region {
    int n1, n2;
    int from[MOST + 1], to[MOST + 1];
} region;

/* The statistic of i of n1 and j of n2 is d / sqrt(variance) but for what all
 * tables share, and 0 where it has no variance. */
typedef struct score {
    double d, variance;
} score;

static score
score_of(int n1, int n2, int i, int j)
{
    const int k = i + j, left = n1 + n2 - k;
    return (score){(double)i * n2 - (double)j * n1,
                   k > 0 && left > 0 ? (double)k * left : 1};
}

/* With its sign; all products are whole and below 2^53. */
static int
at_least(score x, score than)
{
    const double size = x.d < 0 ? -x.d : x.d;
    const double limit = than.d < 0 ? -than.d : than.d;
    return x.d * size * than.variance >= than.d * limit * x.variance;
}

/* The statistic falls as j grows. */
static void
draw_region(region *r, score seen, int both)
{
    for (int i = 0; i <= r->n1; i++) {
        r->from[i] = 0;
        r->to[i] = r->n2;
        for (int j = 0; j <= r->n2; j++) {
            score s = score_of(r->n1, r->n2, i, j);
            if (at_least(s, seen)) r->from[i] = j + 1;
            s.d = -s.d;
            if (both && at_least(s, seen) && r->to[i] >= j) r->to[i] = j - 1;
        }
        /* Where the statistic is 0 for all, both sides have all of them. */
        if (r->to[i] < r->from[i] - 1) r->to[i] = r->from[i] - 1;
    }
}

/* Chances of all outcomes of n: quotients of neighbours, from the most likely
 * one, over their sum. */
static void
binomial(int n, double p, double *chance)
{
    const double odds = p / (1 - p);
    const int mode = (int)((n + 1) * p);
    double sum = 1;
    chance[mode] = 1;
    for (int k = mode; k < n; k++)
        sum += chance[k + 1] = chance[k] * odds * (n - k) / (k + 1);
    for (int k = mode; k > 0; k--)
        sum += chance[k - 1] = chance[k] * k / (odds * (n - k + 1));
    for (int k = 0; k <= n; k++) chance[k] /= sum;
}

/* The rate at t, 0 to 1: closer together at the ends, where chances change
 * faster. */
static double
chance_at(const region *r, double t)
{
    double first[MOST + 1], below[MOST + 2], above[MOST + 2], second[MOST + 1];
    const double p = t * t * (3 - 2 * t);
    double total = 0;
    binomial(r->n1, p, first);
    binomial(r->n2, p, second);
    below[0] = above[r->n2 + 1] = 0;
    for (int j = 0; j <= r->n2; j++) below[j + 1] = below[j] + second[j];
    for (int j = r->n2; j >= 0; j--) above[j] = above[j + 1] + second[j];
    for (int i = 0; i <= r->n1; i++)
        total += first[i] * (below[r->from[i]] + above[r->to[i] + 1]);
    return total < 1 ? total : 1;
}

/* Golden section between two neighbours of a maximum. */
static double
refined(const region *r, double low, double high)
{
    double t1 = high - GOLDEN * (high - low), t2 = low + GOLDEN * (high - low);
    double c1 = chance_at(r, t1), c2 = chance_at(r, t2);
    for (int i = 0; i < 24; i++) {
        if (c1 > c2) {
            high = t2;
            t2 = t1;
            c2 = c1;
            t1 = high - GOLDEN * (high - low);
            c1 = chance_at(r, t1);
        } else {
            low = t1;
            t1 = t2;
            c1 = c2;
            t2 = low + GOLDEN * (high - low);
            c2 = chance_at(r, t2);
        }
    }
    return c1 > c2 ? c1 : c2;
}

/* Peaks of the grid within a tenth of the highest are refined. */
static double
largest_chance(const region *r)
{
    double grid[GRID + 2], best = 0;
    grid[0] = grid[GRID + 1] = 0;
    for (int g = 1; g <= GRID; g++) {
        grid[g] = chance_at(r, (g - 0.5) / GRID);
        if (grid[g] > best) best = grid[g];
    }
    const double worth = 0.9 * best;
    for (int g = 1; g <= GRID; g++) {
        if (grid[g] < worth || grid[g] < grid[g - 1] || grid[g] < grid[g + 1])
            continue;
        const double low = g > 1 ? (g - 1.5) / GRID : 0.01 / GRID;
        const double high = g < GRID ? (g + 0.5) / GRID : 1 - 0.01 / GRID;
        const double c = refined(r, low, high);
        if (c > best) best = c;
    }
    return best;
}

int
fair__barnard(fair__two_by_two t, fair__sided *out)
{
    const double rows1 = t.a + t.b, rows2 = t.c + t.d;
    if (!(rows1 > 0 && rows2 > 0 && rows1 <= MOST && rows2 <= MOST)) return 0;
    const int n1 = (int)rows1, n2 = (int)rows2;
    const int i = (int)t.a, j = (int)t.c;
    region r = {.n1 = n1, .n2 = n2};
    score seen = score_of(n1, n2, i, j);
    out->df = 0;
    out->statistic = 0;
    fair__sided z;
    if (fair__two_proportion_z(t, &z)) out->statistic = z.statistic;
    draw_region(&r, seen, 0);
    out->upper = largest_chance(&r);
    seen.d = seen.d < 0 ? -seen.d : seen.d;
    draw_region(&r, seen, 1);
    out->two_sided = largest_chance(&r);
    /* As small for the first group is as large for the second. */
    r = (region){.n1 = n2, .n2 = n1};
    draw_region(&r, score_of(n2, n1, j, i), 0);
    out->lower = largest_chance(&r);
    return 1;
}
