/* SPDX-License-Identifier: MIT
 * Filling in the caller's error: messages without printf, so without locale.
 *
 * Directives of the formats (nothing else is understood):
 *   %s  const char *          NUL-terminated text, as it is
 *   %q  const char *, size_t  text in double quotes, cut after 64 bytes with …
 *   %u  uint64_t              (cast at the call: (uint64_t)n)
 *   %d  int64_t
 *   %g  double                shortest round-trip form
 *   %v  const fair_scalar *   a value as people read it: "x", 3, true, missing
 *   %%  a per cent sign
 * Control bytes are escaped as \xNN, the message is cut at a UTF-8 boundary
 * with an ellipsis. */
#ifndef FAIR_BASE_ERROR_H
#define FAIR_BASE_ERROR_H

#include <stdarg.h>

#include <fairness/scalar.h>
#include <fairness/status.h>

/* Fills *err (if not NULL) with code and message, row -1, no column, and
 * returns code, so that callers can write `return fair__fail(…)`. */
fair_status fair__fail(fair_error *err, fair_status code, const char *format,
                       ...);

/* The same with a place: column (NULL: none; cut to fit), row (-1: none),
 * count of bad rows (0: unknown). */
fair_status fair__fail_at(fair_error *err, fair_status code,
                          const char *column, int64_t row, uint64_t count,
                          const char *format, ...);

/* FAIR_ERR_MEMORY with its standing message. */
fair_status fair__no_memory(fair_error *err);

/* FAIR_ERR_ARGUMENT: that argument is NULL. */
fair_status fair__null_argument(fair_error *err, const char *name);

#endif
