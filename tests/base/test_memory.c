/* SPDX-License-Identifier: MIT
 * Tests of checked allocation. */
#include "base/memory.h"

#include "harness.h"

static void *
no_alloc(void *ctx, size_t size)
{
    (void)ctx;
    (void)size;
    return NULL;
}

START_TEST(test_all_functions_or_none)
{
    fair_allocator out = {0};
    ck_assert_ok(fair__memory_init(&out, NULL, NULL));
    ck_assert(out.alloc != NULL && out.resize != NULL && out.free != NULL);

    const fair_allocator none = {0};
    ck_assert_ok(fair__memory_init(&out, &none, NULL));
    ck_assert(out.alloc != NULL);

    const fair_allocator before = out;
    const fair_allocator some = {.alloc = no_alloc};
    fair_error err = {0};
    ck_assert_int_eq(fair__memory_init(&out, &some, &err), FAIR_ERR_ARGUMENT);
    ck_assert_str_eq(err.column, "allocator");
    ck_assert(out.alloc == before.alloc && out.free == before.free);

    test_memory memory = {0};
    const fair_allocator all = test_allocator(&memory);
    ck_assert_ok(fair__memory_init(&out, &all, NULL));
    ck_assert_ptr_eq(out.ctx, &memory);
}
END_TEST

START_TEST(test_default_allocator_works)
{
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, NULL));
    char *p = fair__calloc(&mem, 10, 3);
    ck_assert_ptr_nonnull(p);
    ck_assert_uint_eq((uintptr_t)p % 16, 0);
    for (int i = 0; i < 30; i++)
        ck_assert_int_eq(p[i], 0);
    p[29] = 7;
    p = fair__resize(&mem, p, 10, 1000, 3);
    ck_assert_ptr_nonnull(p);
    ck_assert_int_eq(p[29], 7);
    fair__free(&mem, p, 1000, 3);
    fair__free(&mem, NULL, 0, 3);
}
END_TEST

START_TEST(test_overflowing_sizes_are_refused)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    ck_assert_ptr_null(fair__alloc(&mem, SIZE_MAX / 2 + 1, 2));
    ck_assert_ptr_null(fair__calloc(&mem, SIZE_MAX, SIZE_MAX));
    ck_assert_ptr_null(fair__alloc(&mem, 0, 8));
    ck_assert_ptr_null(fair__copy_text(&mem, "", SIZE_MAX));
    char *p = fair__alloc(&mem, 4, 4);
    ck_assert_ptr_null(fair__resize(&mem, p, 4, SIZE_MAX / 2, 4));
    fair__free(&mem, p, 4, 4);
    ck_assert_uint_eq(memory.requests, 1);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

START_TEST(test_copy_of_text)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    char *copy = fair__copy_text(&mem, "a\0b", 3);
    ck_assert_mem_eq(copy, "a\0b", 4);
    fair__free(&mem, copy, 4, 1);
    copy = fair__copy_text(&mem, NULL, 0);
    ck_assert_str_eq(copy, "");
    fair__free(&mem, copy, 1, 1);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

START_TEST(test_reserve_grows_and_keeps)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    uint64_t *items = NULL;
    size_t capacity = 0;
    for (size_t n = 1; n <= 5000; n++) {
        ck_assert_ok(fair__reserve(&mem, &items, &capacity, n,
                                   sizeof(*items), NULL));
        ck_assert_uint_ge(capacity, n);
        ck_assert_uint_eq(items[n - 1], 0);
        items[n - 1] = n;
    }
    for (size_t n = 1; n <= 5000; n++)
        ck_assert_uint_eq(items[n - 1], n);
    ck_assert_uint_lt(memory.requests, 30); /* geometric */
    ck_assert_uint_eq(memory.bytes, capacity * sizeof(*items));

    const uint64_t *const had = items;
    const size_t had_capacity = capacity;
    fair_error err = {0};
    ck_assert_int_eq(fair__reserve(&mem, &items, &capacity, SIZE_MAX / 4,
                                   sizeof(*items), &err),
                     FAIR_ERR_MEMORY);
    ck_assert_int_eq(err.code, FAIR_ERR_MEMORY);
    memory.fail_at = memory.requests + 1;
    ck_assert_int_eq(fair__reserve(&mem, &items, &capacity, capacity + 1,
                                   sizeof(*items), &err),
                     FAIR_ERR_MEMORY);
    ck_assert_ptr_eq(items, had);
    ck_assert_uint_eq(capacity, had_capacity);
    ck_assert_uint_eq(items[4999], 5000);
    fair__free(&mem, items, capacity, sizeof(*items));
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

/* Blocks so large that a part more than them cannot be counted. */
START_TEST(test_sizes_at_their_end)
{
    test_memory memory = {.fail_at = 1, .fail_on = 1};
    const fair_allocator mem = test_allocator(&memory);
    char *items = NULL;
    size_t capacity = SIZE_MAX - 1;
    ck_assert_int_eq(fair__reserve(&mem, &items, &capacity, SIZE_MAX, 1, NULL),
                     FAIR_ERR_MEMORY);
    ck_assert_uint_eq(memory.requests, 1); /* of just what is needed */
    ck_assert_uint_eq(capacity, SIZE_MAX - 1);
    memory.fail_at = 0;
    char *block = fair__alloc(&mem, 8, 1);
    ck_assert_ptr_null(fair__resize(&mem, block, 8, SIZE_MAX / 2 + 1, 2));
    ck_assert_ptr_null(fair__resize(&mem, block, 8, 0, 1));
    ck_assert_uint_eq(memory.bytes, 8);
    fair__free(&mem, block, 8, 1);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

START_TEST(test_checked_arithmetic)
{
    size_t s = 5;
    ck_assert(fair__size_add(SIZE_MAX - 3, 3, &s) && s == SIZE_MAX);
    ck_assert(!fair__size_add(SIZE_MAX - 3, 4, &s) && s == SIZE_MAX);
    ck_assert(fair__size_mul(SIZE_MAX, 1, &s) && s == SIZE_MAX);
    ck_assert(fair__size_mul(SIZE_MAX, 0, &s) && s == 0);
    ck_assert(fair__size_mul(0, SIZE_MAX, &s) && s == 0);
    ck_assert(!fair__size_mul(SIZE_MAX / 2 + 1, 2, &s));
    uint64_t c = 5;
    ck_assert(fair__count_add(UINT64_MAX, 0, &c) && c == UINT64_MAX);
    ck_assert(!fair__count_add(UINT64_MAX, 1, &c) && c == UINT64_MAX);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_all_functions_or_none);
    tcase_add_test(tc, test_default_allocator_works);
    tcase_add_test(tc, test_overflowing_sizes_are_refused);
    tcase_add_test(tc, test_copy_of_text);
    tcase_add_test(tc, test_reserve_grows_and_keeps);
    tcase_add_test(tc, test_sizes_at_their_end);
    tcase_add_test(tc, test_checked_arithmetic);
}

FAIR_TEST_MAIN("base/memory", tests)
