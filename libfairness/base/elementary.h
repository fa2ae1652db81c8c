/* SPDX-License-Identifier: MIT
 * exp, log and the normal distribution from + - * / alone (and frexp-like bit
 * work), so that results are identical on every machine; relative error at
 * most 1e-14 where the result is not subnormal. */
#ifndef FAIR_BASE_ELEMENTARY_H
#define FAIR_BASE_ELEMENTARY_H

double fair__exp(double x);
double fair__log(double x);  /* x > 0, finite */
double fair__erfc(double x);
/* Quantile of the standard normal distribution, 0 < p < 1. */
double fair__normal_quantile(double p);

#endif
