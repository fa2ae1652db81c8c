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
    /* BOOL, INT: entry i is value i, by the bits of int64, or tagged those of
     * uint64 above INT64_MAX. */
    fair__int_table numbers;
    uint8_t *high; /* 1 where value i is above; NULL while none is */
    size_t high_capacity;
    /* Codes of the numbers low, low + 1, ... (modulo 2^64), which have no
     * slots in the table then; 0 is none.  Above are only in the table. */
    uint32_t *map;
    size_t map_size;
    uint64_t map_low;
    int64_t least, most; /* of the numbers up to INT64_MAX that are known */
    uint32_t n_known;    /* numbers in map and table: all after an add */
    fair__text_table texts;
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
/* codes[i] = code of the number up to INT64_MAX that has bits[i], or 0 if
 * there is none.  The kind must fit. */
void fair__values_find_numbers(const fair__values *v, const uint64_t *bits,
                               size_t n, uint32_t *codes);
/* Adds a number as value n + 1 that is known not to be there, without making
 * it known: what loading calls, since its memory is bounded by the bytes. */
fair_status fair__values_append(fair__values *v, const fair_scalar *s,
                                fair_error *err);
/* Makes all numbers known: before finding, after appending. */
fair_status fair__values_learn(fair__values *v, fair_error *err);
/* The value of a code (0 gives MISSING).  Text is borrowed until the next
 * add. */
fair_scalar fair__values_get(const fair__values *v, uint32_t code);
/* Forgets values n, n + 1, …; kind is what it was then. */
void fair__values_truncate(fair__values *v, uint32_t n, int32_t kind);

#endif
