/* SPDX-License-Identifier: MIT
 * Keyed hashing and insertion-ordered hash tables that can be truncated.
 *
 * Entries get numbers 0, 1, 2, … in the order of insertion.  Truncating to n
 * entries forgets the later ones: this is how a failed call is undone. */
#ifndef FAIR_BASE_HASH_H
#define FAIR_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include <fairness/allocator.h>
#include <fairness/status.h>

#define FAIR__NOT_FOUND UINT32_MAX

/* SipHash-1-3 of n bytes (Aumasson and Bernstein 2012). */
uint64_t fair__siphash(const uint8_t key[16], const void *bytes, size_t n);

/* ---- table of 64-bit keys: integers, (id, code) pairs ---- */

/* The key stands in the slot, so that a probe is one cache line. */
typedef struct fair__int_slot {
    uint64_t key;
    uint32_t entry; /* + 1, 0 is empty */
    uint32_t tag;   /* keys of different tags are different */
} fair__int_slot;

typedef struct fair__int_table {
    const fair_allocator *mem;
    uint64_t key[2];
    uint64_t *keys; /* by entry number */
    size_t n;
    size_t capacity; /* of keys */
    fair__int_slot *slots;
    size_t n_slots; /* a power of two, or 0 */
    size_t n_placed; /* entries that have a slot */
} fair__int_table;

void fair__int_table_init(fair__int_table *t, const fair_allocator *mem,
                          const uint8_t key[16]);
void fair__int_table_free(fair__int_table *t);
uint32_t fair__int_table_find(const fair__int_table *t, uint64_t key,
                              uint32_t tag);
/* entries[i] = entry of keys[i] + 1, or 0, all of tag 0: many at once, so
 * that they are fetched while others are compared. */
void fair__int_table_find_all(const fair__int_table *t, const uint64_t *keys,
                              size_t n, uint32_t *entries);
/* Number of the entry, made if it is not there (then *n grew by one); of tag
 * 0.  FAIR_ERR_MEMORY; FAIR_ERR_LIMIT at 2^32 - 2 entries. */
fair_status fair__int_table_add(fair__int_table *t, uint64_t key,
                                uint32_t *out, fair_error *err);
/* The two halves of an add of a key that is not there: the next entry, which
 * no slot leads to; and a slot for one.  An entry may go without a slot if
 * it is found in some other way. */
fair_status fair__int_table_push(fair__int_table *t, uint64_t key,
                                 fair_error *err);
fair_status fair__int_table_place(fair__int_table *t, uint32_t entry,
                                  uint32_t tag, fair_error *err);
void fair__int_table_truncate(fair__int_table *t, size_t n);
/* Room for n entries in all, so that adds up to there cannot fail. */
fair_status fair__int_table_reserve(fair__int_table *t, size_t n,
                                    fair_error *err);

/* ---- table of byte strings, which it copies ---- */

typedef struct fair__text_table {
    const fair_allocator *mem;
    uint8_t key[16];
    char *bytes; /* all strings, one after the other */
    size_t n_bytes;
    size_t bytes_capacity;
    size_t *ends; /* end of each string in bytes */
    uint32_t *tags; /* upper half of each hash */
    size_t n;
    size_t ends_capacity;
    size_t tags_capacity;
    uint32_t *slots;
    size_t n_slots;
} fair__text_table;

void fair__text_table_init(fair__text_table *t, const fair_allocator *mem,
                           const uint8_t key[16]);
void fair__text_table_free(fair__text_table *t);
uint32_t fair__text_table_find(const fair__text_table *t, const char *text,
                               size_t length);
fair_status fair__text_table_add(fair__text_table *t, const char *text,
                                 size_t length, uint32_t *out,
                                 fair_error *err);
/* String of an entry: borrowed until the next add; may be "" with length 0,
 * never NULL. */
const char *fair__text_table_get(const fair__text_table *t, uint32_t entry,
                                 size_t *length);
void fair__text_table_truncate(fair__text_table *t, size_t n);

/* 16 bytes from the operating system (getrandom, or /dev/urandom);
 * FAIR_ERR_ENTROPY if it refuses. */
fair_status fair__entropy(uint8_t key[16], fair_error *err);

#endif
