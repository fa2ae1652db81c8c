/* SPDX-License-Identifier: MIT
 * Limits as people write them, exactly. */
#ifndef FAIR_GATE_LIMIT_H
#define FAIR_GATE_LIMIT_H

#include "base/wide.h"

/* A decimal number: [+-]digits[.digits][e[+-]digits], at most 19 digits and
 * exponents up to 99; nothing else, no spaces.  1, and the number as a
 * quotient of whole numbers and its nearest double; or 0. */
int fair__limit_parse(const char *text, fair__wide *exact, double *nearest);

/* The same without a sign: 1, and the number is digits * 10^exponent; or
 * 0. */
int fair__limit_digits(const char *text, uint64_t *digits, int *exponent);

#endif
