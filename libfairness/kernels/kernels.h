/* SPDX-License-Identifier: MIT
 * Loops over raw arrays, behind one table of function pointers.
 *
 * The table starts with plain C; code for an instruction set overwrites what
 * it does better.  Kernels know nothing of memory and errors: they return
 * what they found, and callers judge.  Each is tested against a loop written
 * the slow way, on random data of odd lengths and offsets. */
#ifndef FAIR_KERNELS_KERNELS_H
#define FAIR_KERNELS_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* Rows are narrowed and counted in blocks of this many.  Fuzzers are built
 * with smaller ones, so that few rows are many blocks: a power of two, at least
 * FAIR__SPAN. */
#ifndef FAIR__BLOCK
#define FAIR__BLOCK 4096
#endif

/* Indices of widen[]; int64, uint64 and float64 are BITS64. */
#define FAIR__WIDEN_I8 0
#define FAIR__WIDEN_I16 1
#define FAIR__WIDEN_I32 2
#define FAIR__WIDEN_BITS64 3
#define FAIR__WIDEN_U8 4
#define FAIR__WIDEN_U16 5
#define FAIR__WIDEN_U32 6
#define FAIR__WIDEN_F16 7
#define FAIR__WIDEN_F32 8
#define FAIR__N_WIDENS 9

/* Indices of binary[], by width, and of distance[], the integers of them. */
#define FAIR__BYTES_8 0
#define FAIR__BYTES_16 1
#define FAIR__BYTES_32 2
#define FAIR__BYTES_64 3
#define FAIR__BYTES_F32 4
#define FAIR__BYTES_F64 5
#define FAIR__N_BYTES 6
#define FAIR__N_DISTANCES 4

/* Indices of at_least[]. */
#define FAIR__FLOATS_32 0
#define FAIR__FLOATS_64 1

#define FAIR__FEW 16 /* groups that count_keys can do */
#define FAIR__FAR 64 /* groups that fit into a byte with label and decision */
#define FAIR__WIDE FAIR__BLOCK /* groups of wide keys, of 16 bits */
#define FAIR__SPAN 256  /* distances that fit into a byte */

/* Counters of keys, after those of pairs of keys below 64. */
#define FAIR__PAIRS 4096
#define FAIR__KEYS 256
#define FAIR__COUNTERS (FAIR__PAIRS + FAIR__KEYS)

/* Sums of integers below 2^63 and of their squares, for 2^64 of them. */
typedef struct fair__weighed {
    uint64_t sum[2];
    uint64_t square[3];
} fair__weighed;

#define FAIR__WEIGH_SPREAD 10 /* of exponents: 53 + 10 bits make 63 */

/* Sums of weights by key while they are added up, for at most 2^32 rows; how
 * is the affair of the table's kernels.  All zeros at first; a spare line
 * lets them begin at a line of the cache. */
typedef struct fair__weighing {
    uint64_t lines[2 * FAIR__KEYS + 1][8];
} fair__weighing;

/* Texts by a key: as many of them as can be told apart by the slots they fall
 * in, which are the upper bits of the sum of word k * factor k, modulo 2^32,
 * over the words of the key as they are in memory.  A free slot has a key that
 * falls in another one.
 *
 * The key of a view is the view, of 16 bytes: all other words are 0.  The key
 * of a span of up to FAIR__SPAN_WHOLE bytes is these, padded with zeros, and
 * its length. */
#define FAIR__TEXT_BITS 9
#define FAIR__TEXT_SLOTS (1 << FAIR__TEXT_BITS)
#define FAIR__KEY_WORDS 9
#define FAIR__KEY_LENGTH 8 /* the word that is a span's length */
#define FAIR__SPAN_WHOLE 32

typedef struct fair__text_key {
    uint32_t words[FAIR__KEY_WORDS];
} fair__text_key;

typedef struct fair__text_slot {
    fair__text_key key;
    uint32_t code;
    uint64_t at; /* for whoever put it there */
} fair__text_slot;

typedef struct fair__text_slots {
    uint32_t factors[FAIR__KEY_WORDS];
    uint32_t spare[3]; /* keys begin at multiples of 16 */
    fair__text_slot slots[FAIR__TEXT_SLOTS];
} fair__text_slots;

/* Some spans: where they begin, and all FAIR__SPAN_WHOLE bytes may be read;
 * how many of these are beyond their ends; and the length, FAIR__NO_LENGTH
 * where there is none to be found. */
#define FAIR__SPANS 64
#define FAIR__NO_LENGTH UINT32_MAX
typedef struct fair__spans {
    uintptr_t first[FAIR__SPANS];
    uint32_t length[FAIR__SPANS];
    uint32_t beyond[FAIR__SPANS];
} fair__spans;

typedef struct fair__kernels {
    /* out[i] = bit (offset + i) of a bitmap, as 0 or 1. */
    void (*unpack_bits)(const uint8_t *bits, size_t offset, size_t n,
                        uint8_t *out);
    /* n values, stride bytes apart (also negative; they need not be aligned),
     * to 64 bits: integers sign- or zero-extended, floats to the bits of a
     * double; exact. */
    void (*widen[FAIR__N_WIDENS])(const void *from, ptrdiff_t stride,
                                  size_t n, uint64_t *out);
    /* counts[ids[i] * n_slots + slots[i]] += 1; all these are below
     * n_counters. */
    void (*count)(const uint32_t *ids, const uint8_t *slots, size_t n,
                  size_t n_slots, size_t n_counters, uint64_t *counts);
    /* codes[i] = code of the slot that has key i of n < 65536 (they need not
     * be aligned).  Returns how many have none: their codes are anything, and
     * missed lists them in their order; it has room for n. */
    size_t (*find_texts)(const void *keys, size_t n, const fair__text_slots *t,
                         uint32_t *codes, uint16_t *missed);
    /* The same by the keys of n spans. */
    size_t (*find_spans)(const fair__spans *spans, size_t n,
                         const fair__text_slots *t, uint32_t *codes,
                         uint16_t *missed);
    /* Spans between n + 1 offsets of 32 or 64 bits (they need not be
     * aligned), of bytes of which size, at least FAIR__SPAN_WHOLE, may be
     * read.  Those that are longer than that, that go backwards or end beyond
     * the bytes, or begin in the last 31 of these, get no length. */
    void (*spans_between[2])(const void *offsets, const char *bytes,
                             uint64_t size, size_t n, fair__spans *out);
    /* n packed values (they need not be aligned), each 0 or 1, to bytes; for
     * floats -0.0 is 0.  Returns 0 if one is anything else. */
    int (*binary[FAIR__N_BYTES])(const void *from, size_t n, uint8_t *out);
    /* n packed integers less low (both modulo their width) to bytes; returns
     * the largest, or FAIR__SPAN if one is that or more.  n = 0 gives 0. */
    unsigned (*distance[FAIR__N_DISTANCES])(const void *from, size_t n,
                                            uint64_t low, uint8_t *out);
    /* The same where valid[i] is 1; null where it is 0, whatever stands
     * there. */
    unsigned (*distance_valid[FAIR__N_DISTANCES])(const void *from, size_t n,
                                                  uint64_t low,
                                                  const uint8_t *valid,
                                                  uint8_t null, uint8_t *out);
    /* out[i] = from[i] >= threshold, of n packed float32 or float64 values;
     * returns 0 if one is NaN. */
    int (*at_least[2])(const void *from, size_t n, double threshold,
                       uint8_t *out);
    /* groups[i] = groups[i] * span + distances[i]; below 256. */
    void (*join)(uint8_t *groups, const uint8_t *distances, unsigned span,
                 size_t n);
    /* The same; below FAIR__WIDE. */
    void (*join_wide)(uint16_t *groups, const uint8_t *distances,
                      unsigned span, size_t n);
    /* The key of a row is (group - low) * 4 + y * 2 + p.  Returns 0 if a y or
     * p is above 1, or a group - low (modulo 256) is n_groups (at most
     * FAIR__FAR) or more. */
    int (*make_keys)(const uint8_t *y, const uint8_t *p, const uint8_t *group,
                     uint8_t low, unsigned n_groups, size_t n, uint8_t *keys);
    /* From groups below FAIR__WIDE, in place: group * 4 + y * 2 + p.  Returns 0
     * if a y or p is above 1. */
    int (*make_wide)(const uint8_t *y, const uint8_t *p, size_t n,
                     uint16_t *keys);
    /* counters[keys[i]] += 1, in one table for rows of even number and one
     * for odd; a key is taken modulo 4 * FAIR__WIDE. */
    void (*count_wide)(const uint16_t *keys, size_t n,
                       uint32_t counters[2][4 * FAIR__WIDE]);
    /* counters[FAIR__PAIRS + keys[i]] += 1. */
    void (*count_bytes)(const uint8_t *keys, size_t n, uint32_t *counters);
    /* Both at once for n_groups <= FAIR__FEW and n <= most_keys; where it
     * returns 0 nothing is counted.  Rows may also be counted in pairs, as
     * counters[a + 64 * b] for rows with keys a and b: which go together is
     * the kernel's affair. */
    int (*count_keys)(const uint8_t *y, const uint8_t *p,
                      const uint8_t *group, uint8_t low, unsigned n_groups,
                      size_t n, uint32_t counters[FAIR__COUNTERS]);
    size_t most_keys;
    /* Of n packed doubles (they need not be aligned), as bits: the smallest
     * that is not 0, less 1 (UINT64_MAX: all are 0), and the largest.  One
     * that is negative or NaN is larger than any weight. */
    void (*weight_range)(const void *from, size_t n, uint64_t *least,
                         uint64_t *most);
    /* As weigh, of packed weights (they need not be aligned) by keys of
     * n_groups; those of lower exponents, down to exponent -
     * FAIR__WEIGH_SPREAD - 1 (at least 1), apart from the others and in units
     * of that power.  One weighing has one exponent and one n_groups. */
    void (*weigh_keys)(const uint8_t *keys, const void *weights, size_t n,
                       unsigned n_groups, uint32_t exponent,
                       fair__weighing *sums);
    /* What a key's weights came to; is_low: those of lower exponents. */
    void (*weighed)(const fair__weighing *sums, unsigned key, int is_low,
                    unsigned n_groups, fair__weighed *out);
    /* Adds the weights, in units of 2^(exponent - 1075), and their squares to
     * sums[ids[i] * n_slots + slots[i]].  Every weight is 0 or has a biased
     * exponent from exponent (at least 1) to exponent + FAIR__WEIGH_SPREAD. */
    void (*weigh)(const uint32_t *ids, const uint8_t *slots,
                  const double *weights, size_t n, size_t n_slots,
                  uint32_t exponent, fair__weighed *sums);
} fair__kernels;

/* The table in plain C.  Tables are static objects, the same for ever. */
const fair__kernels *fair__kernels_get(void);

/* The best table for this machine.  To ask what that is takes microseconds:
 * do it once for each audit. */
const fair__kernels *fair__kernels_best(void);

/* Table i of those that this machine can run, plain C first; NULL where there
 * are no more. */
const fair__kernels *fair__kernels_nth(unsigned i);

#endif
