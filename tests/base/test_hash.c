/* SPDX-License-Identifier: MIT
 * Tests of the hash tables: published vectors, a slow model, flooding. */
#include "base/hash.h"

#include "harness.h"

#include "attacks.h"
#include "base/limbs.h"
#include "base/memory.h"
#include "base/slots.h"
#include "golden_siphash.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

/* For loops in which ck_assert would take most of the time. */
#define must(x)                                                               \
    do {                                                                      \
        if (!(x)) ck_abort_msg("%s", #x);                                     \
    } while (0)

static const uint8_t key[16] = {0, 1, 2,  3,  4,  5,  6,  7,
                                8, 9, 10, 11, 12, 13, 14, 15};

START_TEST(test_siphash_golden)
{
    uint8_t bytes[300];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)i;
    for (size_t n = 0; n < COUNT(golden_siphash); n++)
        ck_assert_uint_eq(fair__siphash(key, bytes, n), golden_siphash[n]);
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)(3 * i);
    ck_assert_uint_eq(fair__siphash(key, bytes, 300), GOLDEN_SIPHASH_LONG);
}
END_TEST

/* ---- a slow model: an array that is searched from the front ---- */

#define MODEL_MAX 700

static uint32_t
model_find(const uint64_t *model, size_t n, uint64_t x)
{
    for (size_t i = 0; i < n; i++)
        if (model[i] == x) return (uint32_t)i;
    return FAIR__NOT_FOUND;
}

/* Each entry has one slot, nothing is between it and where it is looked for
 * first, and no other slot is taken. */
static void
assert_slots_sound(const fair__int_table *t)
{
    size_t taken = 0;
    for (size_t i = 0; i < t->n_slots; i++)
        taken += t->slots[i].entry != 0;
    ck_assert_uint_eq(taken, t->n);
    ck_assert_uint_eq(t->n_placed, t->n);
    for (uint32_t e = 0; e < t->n; e++)
        must(fair__int_table_find(t, t->keys[e], 0) == e);
}

START_TEST(test_int_table_against_model)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    uint64_t state = 1;
    for (int round = 0; round < 60; round++) {
        uint64_t model[MODEL_MAX];
        size_t n = 0;
        fair__int_table t;
        fair__int_table_init(&t, &mem, key);
        const uint64_t range = 1 + random_u64(&state) % 2000;
        const uint64_t scale = UINT64_C(1) << random_u64(&state) % 53;
        for (int step = 0; step < 1500; step++) {
            const uint64_t x = random_u64(&state) % range * scale;
            const uint32_t expected = model_find(model, n, x);
            must(fair__int_table_find(&t, x, 0) == expected);
            uint32_t got;
            if (random_u64(&state) % 3 != 0 && n < MODEL_MAX) {
                must(fair__int_table_add(&t, x, &got, NULL) == FAIR_OK);
                if (expected == FAIR__NOT_FOUND) model[n++] = x;
                must(got == model_find(model, n, x));
            } else if (random_u64(&state) % 8 == 0) {
                n -= n == 0 ? 0 : random_u64(&state) % (n + 1) / 4;
                if (random_u64(&state) % 50 == 0) n = 0;
                fair__int_table_truncate(&t, n);
            }
            must(t.n == n);
        }
        for (size_t i = 0; i < n; i++)
            ck_assert_uint_eq(fair__int_table_find(&t, model[i], 0), i);
        assert_slots_sound(&t);
        fair__int_table_free(&t);
    }
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

/* Many at once are found like one by one; some entries have no slot. */
START_TEST(test_int_table_at_once)
{
    enum { N = 900, ASKED = 333 };
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    uint64_t state = 7;
    fair__int_table t;
    fair__int_table_init(&t, &mem, key);
    uint64_t asked[ASKED];
    uint32_t found[ASKED];
    for (uint32_t i = 0; i < ASKED; i++)
        asked[i] = random_u64(&state) % (2 * N);
    fair__int_table_find_all(&t, asked, ASKED, found);
    for (size_t i = 0; i < ASKED; i++)
        must(!found[i]);
    for (uint32_t i = 0; i < N; i++) {
        ck_assert_ok(fair__int_table_push(&t, 2 * i, NULL));
        if (i % 3 != 0) ck_assert_ok(fair__int_table_place(&t, i, 0, NULL));
    }
    for (size_t n = N; n > 0; n -= n > 100 ? 100 : n) {
        fair__int_table_truncate(&t, n);
        ck_assert_uint_eq(t.n_placed, n - (n + 2) / 3);
        fair__int_table_find_all(&t, asked, ASKED, found);
        for (size_t i = 0; i < ASKED; i++) {
            const uint64_t e = asked[i] / 2;
            const int there = (asked[i] & 1) == 0 && e < n && e % 3 != 0;
            must(found[i] == (there ? e + 1 : 0));
            must(fair__int_table_find(&t, asked[i], 0) == found[i] - 1);
        }
    }
    fair__int_table_free(&t);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

/* The same bits with another tag are another key. */
START_TEST(test_int_table_tags)
{
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, NULL));
    fair__int_table t;
    fair__int_table_init(&t, &mem, key);
    for (uint32_t i = 0; i < 200; i++) {
        ck_assert_ok(fair__int_table_push(&t, i / 2, NULL));
        ck_assert_ok(fair__int_table_place(&t, i, i & 1, NULL));
    }
    for (uint32_t n = 200; n > 0; n -= 25) {
        fair__int_table_truncate(&t, n);
        for (uint32_t i = 0; i < 200; i++)
            ck_assert_uint_eq(fair__int_table_find(&t, i / 2, i % 2),
                              i < n ? i : FAIR__NOT_FOUND);
    }
    fair__int_table_free(&t);
}
END_TEST

/* Text number x: several lengths, among them the empty string and NUL. */
static size_t
model_text(uint64_t x, char out[40])
{
    size_t n = 0;
    for (; x > 0; x /= 3)
        out[n++] = "a\0b"[x % 3];
    return n;
}

START_TEST(test_text_table_against_model)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    uint64_t state = 2;
    for (int round = 0; round < 60; round++) {
        uint64_t model[MODEL_MAX];
        size_t n = 0;
        fair__text_table t;
        fair__text_table_init(&t, &mem, key);
        for (int step = 0; step < 1500; step++) {
            char text[40];
            const uint64_t x = random_u64(&state) % (20 + 30 * (uint64_t)round);
            const size_t length = model_text(x, text);
            const uint32_t expected = model_find(model, n, x);
            must(fair__text_table_find(&t, text, length) == expected);
            uint32_t got;
            if (random_u64(&state) % 3 != 0 && n < MODEL_MAX) {
                must(fair__text_table_add(&t, text, length, &got, NULL) ==
                     FAIR_OK);
                if (expected == FAIR__NOT_FOUND) model[n++] = x;
                must(got == model_find(model, n, x));
            } else if (random_u64(&state) % 8 == 0) {
                n -= n == 0 ? 0 : random_u64(&state) % (n + 1) / 4;
                fair__text_table_truncate(&t, n);
            }
            must(t.n == n);
        }
        for (size_t i = 0; i < n; i++) {
            char text[40];
            size_t had;
            const size_t length = model_text(model[i], text);
            const char *got = fair__text_table_get(&t, (uint32_t)i, &had);
            ck_assert_uint_eq(had, length);
            ck_assert_ptr_nonnull(got);
            ck_assert(length == 0 || memcmp(got, text, length) == 0);
        }
        fair__text_table_free(&t);
    }
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

/* Texts whose tags are the same are other texts all the same: found by a
 * search through the numbers to a million. */
START_TEST(test_text_table_tags)
{
    static const char *const pairs[][2] = {
        {"285915", "406497"}, {"159952", "576306"}, {"11423", "574982"}};
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, NULL));
    fair__text_table t;
    fair__text_table_init(&t, &mem, key);
    for (uint32_t i = 0; i < 3; i++) {
        const size_t n = strlen(pairs[i][0]), m = strlen(pairs[i][1]);
        uint32_t entry;
        ck_assert_uint_eq(fair__siphash(key, pairs[i][0], n) >> 32,
                          fair__siphash(key, pairs[i][1], m) >> 32);
        ck_assert_ok(fair__text_table_add(&t, pairs[i][0], n, &entry, NULL));
        ck_assert_uint_eq(entry, 2 * i);
        ck_assert_uint_eq(fair__text_table_find(&t, pairs[i][1], m),
                          FAIR__NOT_FOUND);
        ck_assert_ok(fair__text_table_add(&t, pairs[i][1], m, &entry, NULL));
        ck_assert_uint_eq(entry, 2 * i + 1);
        ck_assert_uint_eq(fair__text_table_find(&t, pairs[i][0], n), 2 * i);
        ck_assert_uint_eq(fair__text_table_find(&t, pairs[i][1], m),
                          2 * i + 1);
    }
    fair__text_table_free(&t);
}
END_TEST

/* ---- flooding: probes, not time ---- */

static uint64_t
probes_of(const uint32_t *slots, size_t n_slots, size_t n,
          fair__entry_hash hash, const void *ctx)
{
    uint64_t probes = 0;
    for (uint32_t e = 0; e < n; e++) {
        size_t i = (size_t)hash(ctx, e) & (n_slots - 1);
        for (probes++; slots[i] != e + 1; i = (i + 1) & (n_slots - 1))
            probes++;
    }
    return probes;
}

static uint64_t
tag_of(const void *ctx, uint32_t entry)
{
    return ((const fair__text_table *)ctx)->tags[entry];
}

static uint64_t
text_probes(const text_attack *attack)
{
    char blocks[ATTACK_BITS][2][ATTACK_BLOCK];
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, NULL));
    fair__text_table t;
    fair__text_table_init(&t, &mem, key);
    uint64_t state = 3;
    if (attack != NULL) make_blocks(attack, blocks);
    for (uint32_t i = 0; i < ATTACK_LABELS; i++) {
        char text[ATTACK_TEXT];
        uint32_t entry;
        for (size_t k = 0; k < sizeof(text); k++)
            text[k] = (char)random_u64(&state);
        if (attack != NULL) {
            attack_text(blocks, i, text);
            const uint32_t h =
                weak_hash(attack, attack->start, text, sizeof(text));
            attack_text(blocks, 0, text);
            must(h == weak_hash(attack, attack->start, text, sizeof(text)));
            attack_text(blocks, i, text);
        }
        must(fair__text_table_add(&t, text, sizeof(text), &entry, NULL) ==
             FAIR_OK);
        must(entry == i);
    }
    const uint64_t probes = probes_of(t.slots, t.n_slots, t.n, tag_of, &t);
    fair__text_table_free(&t);
    return probes;
}

START_TEST(test_colliding_texts_do_not_flood)
{
    const uint64_t usual = text_probes(NULL);
    ck_assert_uint_le(usual, 2 * ATTACK_LABELS);
    for (size_t i = 0; i < COUNT(text_attacks); i++) {
        const uint64_t probes = text_probes(&text_attacks[i]);
        ck_assert_msg(probes <= 2 * usual, "%s: %llu probes, usual are %llu",
                      text_attacks[i].name, (unsigned long long)probes,
                      (unsigned long long)usual);
    }
}
END_TEST

/* Where a key is looked for first, as base/int_table.c has it. */
static size_t
home_of(const fair__int_table *t, uint64_t x)
{
    for (int i = 0; i < 2; i++) {
        uint64_t high;
        const uint64_t low = fair__mul_128(x ^ t->key[0], t->key[1], &high);
        x = low ^ high;
    }
    return (size_t)x & (t->n_slots - 1);
}

/* Slots that are looked into until the key is found. */
static size_t
slots_read(const fair__int_table *t, uint64_t x)
{
    size_t read = 1;
    for (size_t i = home_of(t, x);; i = (i + 1) & (t->n_slots - 1), read++) {
        must(t->slots[i].entry != 0);
        if (t->slots[i].key == x) return read;
    }
}

/* Of all keys, after they were put in; attack NULL: random ones. */
static uint64_t
int_probes(const int_attack *attack, const uint8_t random_key[16])
{
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, NULL));
    fair__int_table t;
    fair__int_table_init(&t, &mem, random_key);
    uint64_t state = 5, probes = 0;
    for (uint64_t i = 0; i < ATTACK_LABELS; i++) {
        uint32_t entry;
        const uint64_t x =
            attack != NULL ? attack_int(attack, i) : random_u64(&state);
        must(fair__int_table_add(&t, x, &entry, NULL) == FAIR_OK);
        must(entry == i);
    }
    for (size_t i = 0; i < t.n; i++)
        probes += slots_read(&t, t.keys[i]);
    fair__int_table_free(&t);
    return probes;
}

static void
assert_no_flood(const int_attack *attack, const uint8_t random_key[16])
{
    const uint64_t usual = int_probes(NULL, random_key);
    const uint64_t probes = int_probes(attack, random_key);
    ck_assert_uint_le(usual, 2 * ATTACK_LABELS);
    ck_assert_msg(probes <= 2 * usual, "%s (<< %u): %llu, usual are %llu",
                  attack->name, attack->shift, (unsigned long long)probes,
                  (unsigned long long)usual);
}

/* Also with a hash_key of zeros, which says nothing. */
START_TEST(test_patterned_integers_do_not_flood)
{
    uint64_t state = 4;
    for (int round = 0; round < 8; round++) {
        uint8_t random_key[16] = {0};
        for (size_t i = 0; round > 0 && i < sizeof(random_key); i++)
            random_key[i] = (uint8_t)random_u64(&state);
        for (size_t i = 0; i < COUNT(int_attacks); i++)
            assert_no_flood(&int_attacks[i], random_key);
    }
    for (unsigned shift = 1; shift < 50; shift++) {
        const int_attack equal = {"equal low bits", shift, 0, 0};
        assert_no_flood(&equal, key);
    }
}
END_TEST

/* ---- failure ---- */

START_TEST(test_every_refused_request)
{
    for (size_t fail_at = 1;; fail_at++) {
        test_memory memory = {.fail_at = fail_at};
        const fair_allocator mem = test_allocator(&memory);
        fair__int_table ints;
        fair__text_table texts;
        fair__int_table_init(&ints, &mem, key);
        fair__text_table_init(&texts, &mem, key);
        for (uint64_t i = 0; i < 100; i++) {
            char text[40];
            const size_t length = model_text(i, text);
            uint32_t entry = 77;
            fair_error err = {0};
            fair_status st = fair__int_table_add(&ints, i, &entry, &err);
            if (st != FAIR_OK) {
                ck_assert_int_eq(st, FAIR_ERR_MEMORY);
                ck_assert_int_eq(err.code, FAIR_ERR_MEMORY);
                ck_assert_uint_eq(entry, 77);
                ck_assert_uint_eq(ints.n, i);
                ck_assert_ok(fair__int_table_add(&ints, i, &entry, NULL));
            }
            ck_assert_uint_eq(entry, i);
            st = fair__text_table_add(&texts, text, length, &entry, &err);
            if (st != FAIR_OK) {
                ck_assert_int_eq(st, FAIR_ERR_MEMORY);
                ck_assert_uint_eq(texts.n, i);
                ck_assert_ok(fair__text_table_add(&texts, text, length,
                                                  &entry, NULL));
            }
            ck_assert_uint_eq(entry, i);
            ck_assert_uint_eq(fair__int_table_find(&ints, i, 0), i);
            ck_assert_uint_eq(fair__text_table_find(&texts, text, length), i);
        }
        fair__int_table_free(&ints);
        fair__text_table_free(&texts);
        ck_assert_uint_eq(memory.live, 0);
        if (!memory.injected) break;
        ck_assert_uint_lt(fail_at, 1000);
    }
}
END_TEST

START_TEST(test_reserve_means_adds_cannot_fail)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    fair__int_table t;
    fair__int_table_init(&t, &mem, key);
    ck_assert_ok(fair__int_table_reserve(&t, 1000, NULL));
    memory.fail_at = memory.requests + 1;
    memory.fail_on = 1;
    for (uint64_t i = 0; i < 1000; i++) {
        uint32_t entry;
        ck_assert_ok(fair__int_table_add(&t, i * i, &entry, NULL));
    }
    ck_assert(!memory.injected);
    memory.fail_at = 0;
    fair__int_table_free(&t);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

START_TEST(test_too_many_entries_is_a_limit)
{
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, NULL));
    fair__int_table t;
    fair__int_table_init(&t, &mem, key);
    fair_error err = {0};
    ck_assert_int_eq(fair__int_table_reserve(&t, (size_t)UINT32_MAX, &err),
                     FAIR_ERR_LIMIT);
    ck_assert_int_eq(err.code, FAIR_ERR_LIMIT);
    ck_assert_uint_eq(t.n_slots, 0);
}
END_TEST

START_TEST(test_entropy_differs)
{
    uint8_t a[16] = {0}, b[16] = {0};
    const uint8_t zero[16] = {0};
    ck_assert_ok(fair__entropy(a, NULL));
    ck_assert_ok(fair__entropy(b, NULL));
    ck_assert_mem_ne(a, b, sizeof(a));
    ck_assert_mem_ne(a, zero, sizeof(a));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_siphash_golden);
    tcase_add_test(tc, test_int_table_against_model);
    tcase_add_test(tc, test_int_table_at_once);
    tcase_add_test(tc, test_int_table_tags);
    tcase_add_test(tc, test_text_table_against_model);
    tcase_add_test(tc, test_text_table_tags);
    tcase_add_test(tc, test_colliding_texts_do_not_flood);
    tcase_add_test(tc, test_patterned_integers_do_not_flood);
    tcase_add_test(tc, test_every_refused_request);
    tcase_add_test(tc, test_reserve_means_adds_cannot_fail);
    tcase_add_test(tc, test_too_many_entries_is_a_limit);
    tcase_add_test(tc, test_entropy_differs);
}

FAIR_TEST_MAIN("base/hash", tests)
