/* SPDX-License-Identifier: MIT
 * Checked allocation through an object's allocator. */
#ifndef FAIR_BASE_MEMORY_H
#define FAIR_BASE_MEMORY_H

#include <stdint.h>

#include <fairness/allocator.h>
#include <fairness/status.h>

/* Asks for the cache line of an address that is needed soon. */
#if defined(__GNUC__)
#define FAIR__PREFETCH(p) __builtin_prefetch(p)
#else
#define FAIR__PREFETCH(p) ((void)(p))
#endif

/* *out = *given, or malloc and its kin where given is NULL or all zero.
 * FAIR_ERR_ARGUMENT if only some of the three functions are there. */
fair_status fair__memory_init(fair_allocator *out, const fair_allocator *given,
                              fair_error *err);

/* n * size bytes; NULL on overflow or refusal.  n * size may be 0: then the
 * result is NULL too, and freeing NULL is fine, so test the count first. */
void *fair__alloc(const fair_allocator *mem, size_t n, size_t size);
void *fair__calloc(const fair_allocator *mem, size_t n, size_t size);
/* p may be NULL (old_n is then 0); on failure p is still valid. */
void *fair__resize(const fair_allocator *mem, void *p, size_t old_n,
                   size_t new_n, size_t size);
void fair__free(const fair_allocator *mem, void *p, size_t n, size_t size);
/* Text of length bytes with a NUL behind; free with n = length + 1. */
char *fair__copy_text(const fair_allocator *mem, const char *text,
                      size_t length);

/* Makes room for at least need elements in a vector: *items and *capacity
 * are replaced, growth is geometric, contents are kept, new space is zeroed.
 * FAIR_ERR_MEMORY leaves both as they were. */
fair_status fair__reserve(const fair_allocator *mem, void *items_address,
                          size_t *capacity, size_t need, size_t size,
                          fair_error *err);

/* Checked arithmetic: 1 and *out set, or 0 on overflow. */
int fair__size_add(size_t a, size_t b, size_t *out);
int fair__size_mul(size_t a, size_t b, size_t *out);
int fair__count_add(uint64_t a, uint64_t b, uint64_t *out);

#endif
