/* SPDX-License-Identifier: MIT
 * Every kernel of every table that this machine has against plain C, on random
 * data of odd lengths at odd addresses; and, with the same code, its time.
 *
 *     compare            compares
 *     compare repeats    prints ns a row as well, the best of so many
 *
 * What comes out of a kernel, and what plain C makes of the same, must be the
 * same bytes.  (test_*.c hold plain C against loops written the slow way.) */
#define _POSIX_C_SOURCE 199309L
#include "kernels/kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST ((size_t)FAIR__BLOCK)
#define EXPONENT 1016
#define GROUPS 10
#define LOW 5
#define TEXTS 40

typedef struct input {
    size_t at; /* of the first byte */
    size_t offset;
    unsigned n_groups;
    uint8_t y[MOST + 8], p[MOST + 8], group[MOST + 8], keys[MOST + 8];
    uint8_t valid[MOST + 8];
    uint8_t random[17 * MOST + 8];
    uint8_t bits[FAIR__N_BYTES][8 * MOST + 8]; /* 0 and 1 of each type */
    uint8_t near[FAIR__N_DISTANCES][8 * MOST + 8]; /* LOW and on */
    float singles[MOST];
    double doubles[MOST];
    uint32_t ids[MOST];
    fair__text_slots texts;
    uint8_t text_keys[2][16 * MOST + 8]; /* all there; some that are not */
    fair__text_slots span_slots;
    char span_bytes[(FAIR__SPAN_WHOLE + 1) * (MOST + 1)];
    uint8_t offsets[2][8 * (MOST + 1) + 8]; /* of 32 and 64 bits */
} input;

typedef struct output {
    uint64_t result[2];
    uint8_t bytes[2 * MOST];
    uint64_t wide[MOST];
    uint32_t codes[MOST];
    uint16_t missed[MOST];
    uint16_t wide_keys[MOST];
    uint32_t wide_counters[2][4 * FAIR__WIDE];
    uint32_t counters[FAIR__COUNTERS];
    uint64_t keys[FAIR__KEYS];
    fair__weighing sums;
    fair__weighed weighed[2 * FAIR__KEYS];
} output;

static input x;
static output found, expected;

static uint64_t
random_u64(void)
{
    static uint64_t state = 1; /* splitmix64 (Steele, Lea, Flood 2014) */
    uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Number i of a column of that kind. */
static void
put(uint8_t *column, int kind, size_t i, uint8_t value)
{
    static const size_t widths[FAIR__N_BYTES] = {1, 2, 4, 8, 4, 8};
    const uint16_t x16 = value;
    const uint32_t x32 = value;
    const uint64_t x64 = value;
    const float f = value;
    const double d = value;
    const void *const from[] = {&value, &x16, &x32, &x64, &f, &d};
    memcpy(column + x.at + i * widths[kind], from[kind], widths[kind]);
}

/* Another slot than the texts before has each; the free ones hold what belongs
 * elsewhere. */
static void
put_texts(uint32_t known[TEXTS][4])
{
    for (int k = 0; k < 4; k++)
        x.texts.factors[k] = (uint32_t)random_u64() | 0x40000001;
    memset(x.texts.slots, 0, sizeof(x.texts.slots));
    x.texts.slots[0].key.words[0] = 1;
    for (uint32_t i = 0; i < TEXTS; i++) {
        fair__text_slot *slot;
        do {
            uint32_t sum = 0;
            for (int k = 0; k < 4; k++) {
                known[i][k] = (uint32_t)random_u64();
                sum += known[i][k] * x.texts.factors[k];
            }
            slot = &x.texts.slots[sum >> (32 - FAIR__TEXT_BITS)];
        } while (slot->code != 0);
        memcpy(slot->key.words, known[i], sizeof(known[i]));
        slot->code = i + 1;
    }
}

static void
fill_texts(void)
{
    uint32_t known[TEXTS][4];
    put_texts(known);
    for (size_t i = 0; i < MOST; i++) {
        uint32_t key[4];
        memcpy(key, known[random_u64() % TEXTS], sizeof(key));
        memcpy(x.text_keys[0] + x.at + sizeof(key) * i, key, sizeof(key));
        if (random_u64() % 4 == 0)
            key[random_u64() % 4] ^= UINT32_C(1) << random_u64() % 32;
        memcpy(x.text_keys[1] + x.at + sizeof(key) * i, key, sizeof(key));
    }
}

/* Texts of up to 24 bytes, each of which is known where no other has its
 * slot. */
static void
fill_spans(void)
{
    static const char letters[] = "the groups that people have in common";
    int64_t at = 0;
    for (int k = 0; k < FAIR__KEY_WORDS; k++)
        x.span_slots.factors[k] = (uint32_t)random_u64() | 0x40000001;
    memset(x.span_slots.slots, 0, sizeof(x.span_slots.slots));
    x.span_slots.slots[0].key.words[0] = 1;
    for (size_t i = 0; i <= MOST; i++) {
        const size_t length = (size_t)(random_u64() % 10 * 2 + 5);
        const int32_t narrow = (int32_t)at;
        fair__text_key key = {{0}};
        uint32_t sum = 0;
        memcpy(key.words, letters + length % 7, length);
        key.words[FAIR__KEY_LENGTH] = (uint32_t)length;
        for (int k = 0; k < FAIR__KEY_WORDS; k++)
            sum += key.words[k] * x.span_slots.factors[k];
        fair__text_slot *slot =
            &x.span_slots.slots[sum >> (32 - FAIR__TEXT_BITS)];
        slot->key = key;
        slot->code = (uint32_t)length;
        memcpy(x.offsets[0] + x.at + 4 * i, &narrow, 4);
        memcpy(x.offsets[1] + x.at + 8 * i, &at, 8);
        memcpy(x.span_bytes + at, letters + length % 7, length);
        at += (int64_t)length;
    }
}

static void
fill(unsigned n_groups)
{
    x.at = (size_t)(random_u64() % 8);
    x.offset = (size_t)(random_u64() % 70);
    x.n_groups = n_groups;
    for (size_t i = 0; i < sizeof(x.random); i++)
        x.random[i] = (uint8_t)random_u64();
    for (size_t i = 0; i < MOST; i++) {
        const uint64_t r = random_u64();
        const uint8_t group = (uint8_t)((r >> 8) % n_groups);
        x.y[x.at + i] = r & 1;
        x.p[x.at + i] = r >> 1 & 1;
        x.group[x.at + i] = group;
        x.keys[x.at + i] = (uint8_t)(group * 4 + (r & 3));
        x.valid[x.at + i] = (r >> 2 & 7) != 0;
        x.ids[i] = group;
        x.doubles[i] = (r >> 5 & 15) == 0 ? 0 : (double)(r >> 11) * 0x1p-49;
        x.singles[i] = (float)x.doubles[i];
        if (x.doubles[i] < 0x1p-9) x.doubles[i] = 0; /* of 22 exponents */
        for (int kind = 0; kind < FAIR__N_BYTES; kind++)
            put(x.bits[kind], kind, i, r & 1);
        for (int kind = 0; kind < FAIR__N_DISTANCES; kind++)
            put(x.near[kind], kind, i, (uint8_t)(LOW + group));
    }
    fill_texts();
    fill_spans();
}

/* ---- the entries ---- */

typedef struct entry {
    const char *name;
    void (*run)(const fair__kernels *k, int kind, size_t n, output *o);
    int kind;
} entry;

static void
unpack_bits(const fair__kernels *k, int kind, size_t n, output *o)
{
    (void)kind;
    k->unpack_bits(x.random, x.offset, n, o->bytes);
}

static const int8_t widths[FAIR__N_WIDENS] = {1, 2, 4, 8, 1, 2, 4, 2, 4};

static void
widen(const fair__kernels *k, int kind, size_t n, output *o)
{
    k->widen[kind](x.random + x.at, widths[kind], n, o->wide);
}

/* Backwards, an odd number of bytes apart. */
static void
widen_strided(const fair__kernels *k, int kind, size_t n, output *o)
{
    const ptrdiff_t stride = -2 * widths[kind] - 1;
    k->widen[kind](x.random + (n - 1) * (size_t)-stride, stride, n, o->wide);
}

static void
count(const fair__kernels *k, int kind, size_t n, output *o)
{
    (void)kind;
    k->count(x.ids, x.y + x.at, n, 2, (size_t)2 * x.n_groups, o->wide);
}

static void
find_texts(const fair__kernels *k, int kind, size_t n, output *o)
{
    const size_t n_missed = k->find_texts(x.text_keys[kind] + x.at, n,
                                          &x.texts, o->codes, o->missed);
    o->result[0] = n_missed;
    /* The rest is anything. */
    for (size_t i = 0; i < n_missed; i++)
        o->codes[o->missed[i]] = 0;
    memset(o->missed + n_missed, 0, (n - n_missed) * sizeof(o->missed[0]));
}

static void
find_spans(const fair__kernels *k, int kind, size_t n, output *o)
{
    for (size_t i = 0; i < n; i += FAIR__SPANS) {
        const size_t part = n - i < FAIR__SPANS ? n - i : FAIR__SPANS;
        fair__spans spans;
        k->spans_between[kind](x.offsets[kind] + x.at + (kind ? 8 : 4) * i,
                               x.span_bytes, sizeof(x.span_bytes), part,
                               &spans);
        const size_t n_missed = k->find_spans(
            &spans, part, &x.span_slots, o->codes + i, o->missed + i);
        o->result[0] += n_missed;
        for (size_t m = 0; m < n_missed; m++)
            o->codes[i + o->missed[i + m]] = 0;
        memset(o->missed + i + n_missed, 0,
               (part - n_missed) * sizeof(o->missed[0]));
    }
}

static void
binary(const fair__kernels *k, int kind, size_t n, output *o)
{
    o->result[0] = (uint64_t)k->binary[kind](x.bits[kind] + x.at, n, o->bytes);
    o->result[1] = (uint64_t)k->binary[kind](x.random + x.at, n, o->bytes + n);
}

static void
distance(const fair__kernels *k, int kind, size_t n, output *o)
{
    o->result[0] = k->distance[kind](x.near[kind] + x.at, n, LOW, o->bytes);
}

static void
distance_valid(const fair__kernels *k, int kind, size_t n, output *o)
{
    o->result[0] = k->distance_valid[kind](x.near[kind] + x.at, n, LOW,
                                           x.valid + x.at, 63, o->bytes);
}

static void
at_least(const fair__kernels *k, int kind, size_t n, output *o)
{
    const void *from = kind == FAIR__FLOATS_32 ? (const void *)x.singles
                                               : (const void *)x.doubles;
    o->result[0] = (uint64_t)k->at_least[kind](from, n, 0.5, o->bytes);
}

static void
join(const fair__kernels *k, int kind, size_t n, output *o)
{
    (void)kind;
    memcpy(o->bytes, x.y + x.at, n);
    k->join(o->bytes, x.group + x.at, 16, n);
}

static void
make_keys(const fair__kernels *k, int kind, size_t n, output *o)
{
    (void)kind;
    o->result[0] = (uint64_t)k->make_keys(x.y + x.at, x.p + x.at,
                                          x.group + x.at, 0, x.n_groups, n,
                                          o->bytes);
}

static void
count_keys(const fair__kernels *k, int kind, size_t n, output *o)
{
    (void)kind;
    if (x.n_groups > FAIR__FEW) return;
    o->result[0] = (uint64_t)k->count_keys(x.y + x.at, x.p + x.at,
                                           x.group + x.at, 0, x.n_groups, n,
                                           o->counters);
}

static void
count_bytes(const fair__kernels *k, int kind, size_t n, output *o)
{
    (void)kind;
    k->count_bytes(x.keys + x.at, n, o->counters);
}

/* Three kernels that follow one another. */
static void
wide(const fair__kernels *k, int kind, size_t n, output *o)
{
    (void)kind;
    memset(o->wide_keys, 0, n * sizeof(o->wide_keys[0]));
    k->join_wide(o->wide_keys, x.group + x.at, x.n_groups, n);
    k->join_wide(o->wide_keys, x.valid + x.at, 2, n);
    o->result[0] = (uint64_t)k->make_wide(x.y + x.at, x.p + x.at, n,
                                          o->wide_keys);
    k->count_wide(o->wide_keys, n, o->wide_counters);
}

static void
weight_range(const fair__kernels *k, int kind, size_t n, output *o)
{
    (void)kind;
    k->weight_range(x.doubles, n, &o->result[0], &o->result[1]);
}

static void
weigh_keys(const fair__kernels *k, int kind, size_t n, output *o)
{
    (void)kind;
    k->weigh_keys(x.keys + x.at, x.doubles, n, x.n_groups, EXPONENT,
                  &o->sums);
}

#define OF(name, kind) {#name " " #kind, name, FAIR__##kind}
static const entry entries[] = {
    {"unpack_bits", unpack_bits, 0},
    OF(widen, WIDEN_I8), OF(widen, WIDEN_I16), OF(widen, WIDEN_I32),
    OF(widen, WIDEN_BITS64), OF(widen, WIDEN_U8), OF(widen, WIDEN_U16),
    OF(widen, WIDEN_U32), OF(widen, WIDEN_F16), OF(widen, WIDEN_F32),
    OF(widen_strided, WIDEN_I8), OF(widen_strided, WIDEN_I16),
    OF(widen_strided, WIDEN_I32), OF(widen_strided, WIDEN_BITS64),
    OF(widen_strided, WIDEN_F16), OF(widen_strided, WIDEN_F32),
    {"count", count, 0},
    {"find_texts", find_texts, 0}, {"find_texts, some missed", find_texts, 1},
    {"find_spans 32", find_spans, 0}, {"find_spans 64", find_spans, 1},
    OF(binary, BYTES_8), OF(binary, BYTES_16), OF(binary, BYTES_32),
    OF(binary, BYTES_64), OF(binary, BYTES_F32), OF(binary, BYTES_F64),
    OF(distance, BYTES_8), OF(distance, BYTES_16), OF(distance, BYTES_32),
    OF(distance, BYTES_64),
    OF(distance_valid, BYTES_8), OF(distance_valid, BYTES_16),
    OF(distance_valid, BYTES_32), OF(distance_valid, BYTES_64),
    OF(at_least, FLOATS_32), OF(at_least, FLOATS_64),
    {"join", join, 0}, {"make_keys", make_keys, 0},
    {"count_keys", count_keys, 0}, {"count_bytes", count_bytes, 0},
    {"join, make, count_wide", wide, 0},
    {"weight_range", weight_range, 0}, {"weigh_keys", weigh_keys, 0},
};
#define N_ENTRIES (sizeof(entries) / sizeof(entries[0]))

/* ---- comparing ---- */

/* What kernels may keep in a way of their own, as anyone would. */
static void
settle(const fair__kernels *k, output *o)
{
    for (size_t key = 0; key < FAIR__KEYS; key++)
        o->keys[key] = o->counters[FAIR__PAIRS + key];
    for (size_t pair = 0; pair < FAIR__PAIRS; pair++) {
        o->keys[pair % 64] += o->counters[pair];
        o->keys[pair / 64] += o->counters[pair];
    }
    for (unsigned key = 0; key < 4 * x.n_groups; key++)
        for (int is_low = 0; is_low < 2; is_low++)
            k->weighed(&o->sums, key, is_low, x.n_groups,
                       &o->weighed[2 * key + (is_low ? 1u : 0)]);
    memset(o->counters, 0, sizeof(o->counters));
    memset(&o->sums, 0, sizeof(o->sums));
}

static void
compare(const fair__kernels *k, unsigned table, const entry *e, size_t n)
{
    memset(&found, 0, sizeof(found));
    memset(&expected, 0, sizeof(expected));
    e->run(k, e->kind, n, &found);
    e->run(fair__kernels_get(), e->kind, n, &expected);
    settle(k, &found);
    settle(fair__kernels_get(), &expected);
    if (memcmp(&found, &expected, sizeof(found)) == 0) return;
    fprintf(stderr, "%s of table %u differs from plain C: %zu rows\n", e->name,
            table, n);
    exit(1);
}

static double
time_of(const fair__kernels *k, const entry *e, int repeats)
{
    double best = 1e9;
    for (int i = 0; i < repeats; i++) {
        struct timespec a, b;
        clock_gettime(CLOCK_MONOTONIC, &a);
        for (int k10 = 0; k10 < 10; k10++)
            e->run(k, e->kind, MOST, &found);
        clock_gettime(CLOCK_MONOTONIC, &b);
        const double seconds = (double)(b.tv_sec - a.tv_sec) +
                               1e-9 * (double)(b.tv_nsec - a.tv_nsec);
        best = seconds < best ? seconds : best;
    }
    return best * 1e9 / (10 * (double)MOST);
}

int
main(int argc, char **argv)
{
    const int repeats = argc > 1 ? atoi(argv[1]) : 0;
    for (int round = 0; round < 40; round++) {
        fill(1 + (unsigned)random_u64() % FAIR__FAR);
        for (unsigned t = 1; fair__kernels_nth(t) != NULL; t++)
            for (size_t e = 0; e < N_ENTRIES; e++) {
                const uint64_t most = MOST >> random_u64() % 12;
                const size_t n = 1 + (size_t)(random_u64() % most);
                compare(fair__kernels_nth(t), t, &entries[e], n);
            }
    }
    fill(GROUPS);
    for (size_t e = 0; repeats > 0 && e < N_ENTRIES; e++) {
        printf("%-24s", entries[e].name);
        for (unsigned t = 0; fair__kernels_nth(t) != NULL; t++)
            printf(" %8.3f", time_of(fair__kernels_nth(t), &entries[e],
                                     repeats));
        printf("\n");
    }
    return 0;
}
