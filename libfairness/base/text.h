/* SPDX-License-Identifier: MIT
 * A growing string buffer that remembers running out of memory. */
#ifndef FAIR_BASE_TEXT_H
#define FAIR_BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include <fairness/allocator.h>
#include <fairness/report.h>
#include <fairness/status.h>

/* Zero-initialise, set mem; or use fair__text_init.  With write set, the
 * buffer is flushed to it whenever it exceeds 16 KiB, and by
 * fair__text_flush. */
typedef struct fair__text {
    const fair_allocator *mem;
    char *bytes;
    size_t length;
    size_t capacity;
    fair_write write; /* NULL: keep everything */
    void *ctx;
    fair_status status; /* first failure, sticky */
} fair__text;

void fair__text_init(fair__text *t, const fair_allocator *mem);
void fair__text_free(fair__text *t);
void fair__text_clear(fair__text *t); /* length 0, memory and status kept */
void fair__text_add(fair__text *t, const char *bytes, size_t n);
void fair__text_string(fair__text *t, const char *string);
void fair__text_char(fair__text *t, char c);
void fair__text_u64(fair__text *t, uint64_t x);
void fair__text_i64(fair__text *t, int64_t x);
void fair__text_f64(fair__text *t, double x); /* shortest; must be finite */
/* x rounded to `places` decimals (0 to 17), half to even on the exact value:
 * "0.457"; no exponent; must be finite and below 1e18 in size. */
void fair__text_fixed(fair__text *t, double x, int places);
/* Sends what is left to write; sets *err by status if it failed. */
fair_status fair__text_flush(fair__text *t, fair_error *err);

#endif
