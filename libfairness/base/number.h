/* SPDX-License-Identifier: MIT
 * Numbers to text and back, exact and without locale. */
#ifndef FAIR_BASE_NUMBER_H
#define FAIR_BASE_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#define FAIR__NUMBER_SIZE 32 /* room for any result below, NUL included */

/* Decimal digits; returns the length.  NUL-terminated. */
size_t fair__format_u64(char out[FAIR__NUMBER_SIZE], uint64_t x);
size_t fair__format_i64(char out[FAIR__NUMBER_SIZE], int64_t x);

/* The shortest decimal that reads back as x, and of those the nearest, in the
 * form of Python's repr and of JSON: 0.1, 1.0 is "1", 1e+22 is "1e+22",
 * exponent form below 1e-4 and from 1e16 on ("1e-05", "1.5e+16"), -0.0 is
 * "0".  x must be finite.  Returns the length. */
size_t fair__format_f64(char out[FAIR__NUMBER_SIZE], double x);

/* The decimal nearest to x with `places` digits after the point (0 to 17),
 * ties to even, computed exactly; "-0.000" becomes "0.000".  |x| < 1e18 or it
 * falls back to fair__format_f64. */
size_t fair__format_fixed(char out[FAIR__NUMBER_SIZE * 2], double x,
                          int places);

/* Whole text as an integer: [+-]?[0-9]+ and nothing else, in the range of
 * int64 or uint64.  Returns 1 and sets *negative and *magnitude, or 0. */
int fair__parse_integer(const char *text, size_t length, int *negative,
                        uint64_t *magnitude);

#endif
