/* SPDX-License-Identifier: MIT
 * Values as the library compares and orders them.
 *
 * Canonical scalars are MISSING, BOOL, INT (any int64), UINT (only above
 * INT64_MAX) and TEXT. */
#ifndef FAIR_BASE_SCALAR_H
#define FAIR_BASE_SCALAR_H

#include <fairness/scalar.h>

/* Makes a scalar canonical: UINT that fits becomes INT, a whole FLOAT in the
 * range of int64 or uint64 becomes INT or UINT, -0.0 is 0.  Returns 0 for a
 * FLOAT that is not whole, not finite or out of range, for an unknown kind,
 * reserved that is not 0, or text that is not UTF-8; NONE, MISSING, BOOL, TEXT,
 * PARSED stay. */
int fair__scalar_canonical(fair_scalar *s);

/* Order of values: false, true; numbers by value; text by bytes; missing
 * last (bool < number < text < missing between kinds).  Canonical only. */
int fair__scalar_order(const fair_scalar *a, const fair_scalar *b);

/* 1 if value (canonical) is what pattern means: the same kind and value, or
 * PARSED text read in the kind of value: an integer ("3", also "3.0"), a
 * boolean ("true", "false" in any case, "1", "0"), or text byte by byte. 
 * A BOOL value and a number 0/1 are not equal here. */
int fair__scalar_matches(const fair_scalar *value,
                         const fair_scalar *pattern);

/* What pattern means where values are of the kind of value: PARSED text read
 * in that kind, if it can be; else the pattern. */
fair_scalar fair__scalar_read(const fair_scalar *value,
                              const fair_scalar *pattern);

/* 1 if text is one of 0, 0.0, false or 1, 1.0, true (any case): *bit is set. */
int fair__text_is_binary(const char *text, size_t length, int *bit);

#endif
