/* SPDX-License-Identifier: MIT
 * A linear program by the simplex method in doubles, with Bland's rule: for
 * small ones, in tests.  Shares no code with the library. */
#ifndef FAIR_TESTS_SIMPLEX_H
#define FAIR_TESTS_SIMPLEX_H

#include <math.h>
#include <string.h>

#define LP_ROWS 96
#define LP_COLUMNS 480
#define LP_TINY 1e-9

/* Maximize c x where A x = b, x >= 0. */
typedef struct linear_program {
    int m;
    int n;
    double a[LP_ROWS][LP_COLUMNS]; /* b in column LP_COLUMNS - 1 */
    double c[LP_COLUMNS];
    int basis[LP_ROWS];
} linear_program;

static inline double *
lp_row(linear_program *lp, double b)
{
    double *row = lp->a[lp->m++];
    row[LP_COLUMNS - 1] = b;
    return row;
}

static inline void
lp_pivot(linear_program *lp, int row, int column)
{
    const double by = lp->a[row][column];
    for (int k = 0; k < LP_COLUMNS; k++) lp->a[row][k] /= by;
    for (int i = 0; i < lp->m; i++) {
        const double times = lp->a[i][column];
        if (i == row || times == 0) continue;
        for (int k = 0; k < LP_COLUMNS; k++)
            lp->a[i][k] -= times * lp->a[row][k];
        lp->a[i][column] = 0;
    }
    lp->basis[row] = column;
}

/* Steps over the first n columns until none improves; the value. */
static inline double
lp_run(linear_program *lp, int n, const double *c)
{
    for (;;) {
        int column = -1, row = -1;
        double least = INFINITY;
        for (int k = 0; k < n && column < 0; k++) {
            double gain = c[k];
            for (int i = 0; i < lp->m; i++)
                gain -= c[lp->basis[i]] * lp->a[i][k];
            if (gain > LP_TINY) column = k;
        }
        if (column < 0) break;
        for (int i = 0; i < lp->m; i++) {
            if (lp->a[i][column] <= LP_TINY) continue;
            const double ratio =
                lp->a[i][LP_COLUMNS - 1] / lp->a[i][column];
            if (ratio < least - LP_TINY ||
                (row >= 0 && ratio <= least + LP_TINY &&
                 lp->basis[i] < lp->basis[row])) {
                least = ratio;
                row = i;
            }
        }
        if (row < 0) return INFINITY;
        lp_pivot(lp, row, column);
    }
    double value = 0;
    for (int i = 0; i < lp->m; i++)
        value += c[lp->basis[i]] * lp->a[i][LP_COLUMNS - 1];
    return value;
}

/* The largest c x; -INFINITY if nothing satisfies A x = b. */
static inline double
lp_solve(linear_program *lp)
{
    double first[LP_COLUMNS] = {0};
    const int n = lp->n, all = n + lp->m;
    for (int i = 0; i < lp->m; i++) {
        if (lp->a[i][LP_COLUMNS - 1] < 0)
            for (int k = 0; k < LP_COLUMNS; k++) lp->a[i][k] *= -1;
        lp->a[i][n + i] = 1;
        lp->basis[i] = n + i;
        first[n + i] = -1;
    }
    if (lp_run(lp, all, first) < -1e-9) return -INFINITY;
    for (int i = 0; i < lp->m; i++)
        for (int k = 0; k < n && lp->basis[i] >= n; k++)
            if (fabs(lp->a[i][k]) > 1e-9) lp_pivot(lp, i, k);
    return lp_run(lp, n, lp->c);
}

#endif
