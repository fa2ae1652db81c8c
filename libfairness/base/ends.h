/* SPDX-License-Identifier: MIT
 * The smaller and the larger of two numbers, neither of them NaN. */
#ifndef FAIR_BASE_ENDS_H
#define FAIR_BASE_ENDS_H

static inline double
fair__smaller(double a, double b)
{
    return a < b ? a : b;
}

static inline double
fair__larger(double a, double b)
{
    return a > b ? a : b;
}

#endif
