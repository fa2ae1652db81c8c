/* SPDX-License-Identifier: MIT
 * A JSON writer that can only write valid JSON.
 *
 * Commas, colons, quotes, escapes, nesting and indentation (two spaces) are
 * its own affair.  Strings must be UTF-8 (invalid bytes come out as U+FFFD);
 * <, >, &, U+2028 and U+2029 are escaped so that the text is safe inside
 * HTML.  A key outside an object, a value where a key is due, or an end that
 * does not match is a bug: asserted, and in a release build the writer stops
 * and its status is FAIR_ERR_ARGUMENT. */
#ifndef FAIR_BASE_JSON_H
#define FAIR_BASE_JSON_H

#include "base/text.h"

#define FAIR__JSON_DEPTH 32

typedef struct fair__json {
    fair__text *out;
    int32_t depth;
    uint8_t kind[FAIR__JSON_DEPTH];   /* object or array */
    uint8_t filled[FAIR__JSON_DEPTH]; /* something is in it */
    uint8_t inlined[FAIR__JSON_DEPTH]; /* on one line */
    uint8_t key_due;
    uint8_t done;
    uint8_t compact; /* set before the first call: everything on one line */
} fair__json;

void fair__json_init(fair__json *j, fair__text *out);
void fair__json_object(fair__json *j);       /* { … each member on a line */
void fair__json_object_inline(fair__json *j); /* { … all on one line */
void fair__json_array(fair__json *j);
void fair__json_array_inline(fair__json *j);
void fair__json_end(fair__json *j); /* closes the innermost */
void fair__json_key(fair__json *j, const char *key);
void fair__json_key_n(fair__json *j, const char *key, size_t n);
void fair__json_string(fair__json *j, const char *text, size_t n);
void fair__json_cstring(fair__json *j, const char *text); /* NULL: null */
void fair__json_u64(fair__json *j, uint64_t x);
void fair__json_i64(fair__json *j, int64_t x);
void fair__json_f64(fair__json *j, double x); /* not finite: null */
void fair__json_bool(fair__json *j, int x);
void fair__json_null(fair__json *j);
/* A key and its value. */
void fair__json_member_text(fair__json *j, const char *key, const char *text);
void fair__json_member_u64(fair__json *j, const char *key, uint64_t x);
void fair__json_member_f64(fair__json *j, const char *key, double x);
/* 1 if exactly one complete value was written and nothing failed. */
int fair__json_complete(const fair__json *j);

#endif
