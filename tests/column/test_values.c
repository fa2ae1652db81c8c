/* SPDX-License-Identifier: MIT
 * Distinct values: numbering, kinds, undoing, running out of memory. */
#include "column/values.h"

#include "column/model.h"

/* Signed, and unsigned above them, are numbered in one sequence; some lie far
 * from the others. */
static fair_scalar
some_number(uint64_t *state)
{
    const uint64_t r = random_u64(state);
    if (r % 7 == 0)
        return fair_scalar_int((int64_t)(r / 8 % 50) << 57);
    if (r % 3 == 0) return fair_scalar_uint(UINT64_MAX - r / 8 % 100);
    return fair_scalar_int((int64_t)(r / 8 % 200) - 100); /* -1 has its bits */
}

static void
check(const fair__values *v, const model *known)
{
    ck_assert_uint_eq(v->n, known->n);
    ck_assert_int_eq(fair__values_get(v, 0).kind, FAIR_KIND_MISSING);
    for (uint32_t i = 0; i < known->n; i++) {
        const fair_scalar s = fair__values_get(v, i + 1);
        ck_assert(same_value(&s, &known->values[i]));
        ck_assert(fair__values_find(v, &s) == i + 1);
    }
}

/* Random adds and truncations against an array. */
START_TEST(test_against_model)
{
    uint64_t state = 41;
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    for (int round = 0; round < 60; round++) {
        fair__values v;
        static model known;
        known.n = 0;
        fair__values_init(&v, &mem, test_key);
        for (int step = 0; step < 400; step++) {
            const fair_scalar s =
                round % 2 == 0 ? some_number(&state)
                               : random_value(FAIR_TYPE_UTF8, &state);
            uint32_t code;
            ck_assert_ok(fair__values_add(&v, &s, &code, &err_));
            ck_assert_uint_eq(code, model_code(&known, &s));
            if (random_u64(&state) % 50 != 0) continue;
            const uint32_t n = (uint32_t)(random_u64(&state) % (v.n + 1));
            fair__values_truncate(&v, n, n == 0 ? 0 : v.kind);
            known.n = n;
            check(&v, &known);
        }
        check(&v, &known);
        fair__values_free(&v);
        ck_assert_uint_eq(memory.live, 0);
    }
}
END_TEST

/* ---- ranges: by the map or by the table ---- */

typedef struct range {
    int64_t start; /* value i is start + i * step, or scattered over n */
    int64_t step;
} range;

static const range ranges[] = {
    {0, 1},           {100, -1},         {INT64_MIN, 1}, {INT64_MAX, -1},
    {-1500, 1},       {INT64_MIN, 4096}, {0, 7},         {5, 1000000},
    {INT64_MAX, -12}, {-3, 100},
};

/* A permutation of 0 ... 4095 in three orders: up, from the middle outwards,
 * and any. */
static uint64_t
place_of(uint32_t i, int order)
{
    if (order == 0) return i;
    if (order == 1) return i % 2 == 0 ? 2048 + i / 2 : 2047 - i / 2;
    return i * 1877u % 4096;
}

static fair_scalar
in_range(const range *r, uint32_t i, int order)
{
    const uint64_t x =
        (uint64_t)r->start + place_of(i, order) * (uint64_t)r->step;
    return fair_scalar_int((int64_t)x);
}

static void
check_range(const fair__values *v, const range *r, int order)
{
    uint64_t bits[4096];
    uint32_t codes[4096];
    for (uint32_t i = 0; i < 4096; i++) {
        const fair_scalar s = in_range(r, i, order);
        const fair_scalar high = fair_scalar_uint((uint64_t)s.integer);
        bits[i] = (uint64_t)s.integer;
        const uint32_t expected = i < v->n ? i + 1 : FAIR__NOT_FOUND;
        if (fair__values_find(v, &s) != expected)
            ck_abort_msg("value %u: %u", i, fair__values_find(v, &s));
        if (s.integer < 0 &&
            fair__values_find(v, &high) != FAIR__NOT_FOUND)
            ck_abort_msg("value %u is found as a large one", i);
    }
    fair__values_find_numbers(v, bits, 4096, codes);
    for (uint32_t i = 0; i < 4096; i++)
        if (codes[i] != (i < v->n ? i + 1 : 0))
            ck_abort_msg("number %u: %u", i, codes[i]);
}

START_TEST(test_ranges)
{
    for (size_t r = 0; r < sizeof(ranges) / sizeof(ranges[0]); r++)
        for (int order = 0; order < 3; order++) {
            test_memory memory = {0};
            const fair_allocator mem = test_allocator(&memory);
            fair__values v;
            fair__values_init(&v, &mem, test_key);
            for (uint32_t i = 0; i < 4096; i++) {
                const fair_scalar s = in_range(&ranges[r], i, order);
                uint32_t code;
                ck_assert_ok(fair__values_add(&v, &s, &code, &err_));
                ck_assert_uint_eq(code, i + 1);
                if (i == 40 || i == 1000 || i == 4095)
                    check_range(&v, &ranges[r], order);
            }
            for (uint32_t n = 3000; n > 0; n /= 9) {
                fair__values_truncate(&v, n, v.kind);
                check_range(&v, &ranges[r], order);
            }
            for (uint32_t i = v.n; i < 4096; i++) {
                const fair_scalar s = in_range(&ranges[r], i, order);
                uint32_t code;
                ck_assert_ok(fair__values_add(&v, &s, &code, &err_));
            }
            check_range(&v, &ranges[r], order);
            fair__values_free(&v);
            ck_assert_uint_eq(memory.live, 0);
        }
}
END_TEST

/* A map is no larger than slots would be, so that two numbers far apart, or
 * many, cost what they are worth. */
START_TEST(test_memory_of_maps)
{
    for (size_t r = 0; r < sizeof(ranges) / sizeof(ranges[0]); r++) {
        test_memory memory = {0};
        const fair_allocator mem = test_allocator(&memory);
        fair__values v;
        fair__values_init(&v, &mem, test_key);
        for (uint32_t i = 0; i < 4096; i++) {
            const fair_scalar s = in_range(&ranges[r], i, 2);
            uint32_t code;
            ck_assert_ok(fair__values_add(&v, &s, &code, &err_));
            ck_assert_uint_le(memory.live, 8192 + 128 * (size_t)(i + 1));
        }
        fair__values_free(&v);
    }
}
END_TEST

/* What was appended is known after learning, also where that failed first. */
START_TEST(test_learning)
{
    for (size_t r = 0; r < sizeof(ranges) / sizeof(ranges[0]); r++) {
        int injected = 1;
        for (size_t fail_at = 0; injected; fail_at++) {
            test_memory memory = {0};
            const fair_allocator mem = test_allocator(&memory);
            fair__values v;
            fair__values_init(&v, &mem, test_key);
            for (uint32_t i = 0; i < 300; i++) {
                const fair_scalar s = in_range(&ranges[r], i, 0);
                ck_assert_ok(fair__values_append(&v, &s, &err_));
            }
            memory.fail_at = memory.requests + fail_at;
            if (fail_at == 0) memory.fail_at = 0;
            const fair_status st = fair__values_learn(&v, NULL);
            injected = fail_at == 0 || memory.injected;
            ck_assert_int_eq(st, memory.injected ? FAIR_ERR_MEMORY : FAIR_OK);
            if (fail_at % 2 == 1) fair__values_truncate(&v, 200, v.kind);
            ck_assert_ok(fair__values_learn(&v, NULL));
            check_range(&v, &ranges[r], 0);
            fair__values_free(&v);
            ck_assert_uint_eq(memory.live, 0);
        }
    }
}
END_TEST

START_TEST(test_kinds)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    const fair_scalar values[] = {fair_scalar_bool(1), fair_scalar_int(1),
                                  fair_scalar_text("1"),
                                  fair_scalar_uint(UINT64_MAX)};
    const int32_t kinds[] = {FAIR_KIND_BOOL, FAIR_KIND_INT, FAIR_KIND_TEXT,
                             FAIR_KIND_INT};
    for (int a = 0; a < 4; a++) {
        fair__values v;
        uint32_t code = 77;
        fair__values_init(&v, &mem, test_key);
        const fair_scalar missing = fair_scalar_missing();
        ck_assert_ok(fair__values_add(&v, &missing, &code, &err_));
        ck_assert_uint_eq(code, 0);
        ck_assert_int_eq(v.kind, 0); /* the missing value has no kind */
        ck_assert_ok(fair__values_add(&v, &values[a], &code, &err_));
        ck_assert_int_eq(v.kind, kinds[a]);
        for (int b = 0; b < 4; b++) {
            code = 77;
            const fair_status st =
                fair__values_add(&v, &values[b], &code, NULL);
            ck_assert_int_eq(
                st, kinds[a] == kinds[b] ? FAIR_OK : FAIR_ERR_MISMATCH);
            if (st != FAIR_OK) {
                ck_assert_uint_eq(code, 77);
                ck_assert_uint_eq(fair__values_find(&v, &values[b]),
                                  FAIR__NOT_FOUND);
            }
        }
        fair__values_free(&v);
    }
}
END_TEST

/* Whichever request fails, what was there stays, and the add can be made
 * again. */
START_TEST(test_memory_failures)
{
    for (int text = 0; text < 2; text++) {
        int injected = 1;
        for (size_t fail_at = 1; injected; fail_at++) {
            test_memory memory = {.fail_at = fail_at};
            const fair_allocator mem = test_allocator(&memory);
            uint64_t state = 43;
            fair__values v;
            static model known;
            known.n = 0;
            fair__values_init(&v, &mem, test_key);
            for (int step = 0; step < 200; step++) {
                const fair_scalar s =
                    text ? random_value(FAIR_TYPE_UTF8, &state)
                         : some_number(&state);
                uint32_t code;
                memory.injected = 0;
                fair_status st = fair__values_add(&v, &s, &code, NULL);
                if (memory.injected) {
                    ck_assert_int_eq(st, FAIR_ERR_MEMORY);
                    check(&v, &known);
                    st = fair__values_add(&v, &s, &code, NULL);
                }
                ck_assert_int_eq(st, FAIR_OK);
                ck_assert_uint_eq(code, model_code(&known, &s));
            }
            check(&v, &known);
            fair__values_free(&v);
            ck_assert_uint_eq(memory.live, 0);
            injected = memory.requests >= fail_at;
        }
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_against_model);
    tcase_add_test(tc, test_ranges);
    tcase_add_test(tc, test_memory_of_maps);
    tcase_add_test(tc, test_learning);
    tcase_add_test(tc, test_kinds);
    tcase_add_test(tc, test_memory_failures);
}

FAIR_TEST_MAIN("column/values", tests)
