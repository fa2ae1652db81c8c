/* SPDX-License-Identifier: MIT
 * The distinct values of one feature, numbered in the order first seen.
 *
 * Code 0 is the missing value; value i has the code i + 1.  A feature has one
 * kind, set by its first value that is not missing. */
#ifndef FAIR_COLUMN_VALUES_H
#define FAIR_COLUMN_VALUES_H

#include "base/hash.h"
#include "base/scalar.h"

typedef struct fair__values {
    int32_t kind; /* 0, FAIR_KIND_BOOL, FAIR_KIND_INT (numbers, UINT ones
                     too) or FAIR_KIND_TEXT */
    uint32_t n;   /* distinct values, the missing one not counted */
    fair__int_table ints;  /* BOOL, INT, by the bits of int64 */
    fair__int_table uints; /* numbers above INT64_MAX */
    fair__text_table texts;
    /* BOOL, INT only: entry of value i, in uints where the top bit is set;
     * and the other way round, code of an entry of ints and of uints. */
    uint32_t *order;
    size_t order_capacity;
    uint32_t *codes[2];
    size_t codes_capacity[2];
} fair__values;

void fair__values_init(fair__values *v, const fair_allocator *mem,
                       const uint8_t key[16]);
void fair__values_free(fair__values *v);

/* Code of a canonical scalar (MISSING gives 0), made if it is new.
 * FAIR_ERR_MISMATCH if its kind is not that of the others (no message: the
 * caller knows the names), FAIR_ERR_LIMIT, FAIR_ERR_MEMORY. */
fair_status fair__values_add(fair__values *v, const fair_scalar *s,
                             uint32_t *code, fair_error *err);
/* Code of a value, or FAIR__NOT_FOUND. */
uint32_t fair__values_find(const fair__values *v, const fair_scalar *s);
/* The value of a code (0 gives MISSING).  Text is borrowed until the next
 * add. */
fair_scalar fair__values_get(const fair__values *v, uint32_t code);
/* Forgets values n, n + 1, …; kind is what it was then. */
void fair__values_truncate(fair__values *v, uint32_t n, int32_t kind);

#endif
