/* SPDX-License-Identifier: MIT
 * Tests of sorting: sorted, a permutation, never quadratic; records stable. */
#include "base/sort.h"

#include "harness.h"

typedef struct counted {
    const uint64_t *keys;
    uint64_t *calls;
} counted;

static int
by_key(const void *ctx, uint32_t a, uint32_t b)
{
    const counted *c = ctx;
    ++*c->calls;
    return (c->keys[a] > c->keys[b]) - (c->keys[a] < c->keys[b]);
}

static void
check(const uint64_t *keys, uint32_t *x, uint8_t *seen, size_t n)
{
    uint64_t calls = 0;
    const counted ctx = {keys, &calls};
    memset(seen, 0, n);
    fair__sort(x, n, by_key, &ctx);
    for (size_t i = 0; i < n; i++) {
        ck_assert_uint_lt(x[i], n);
        ck_assert(!seen[x[i]]);
        seen[x[i]] = 1;
        if (i > 0) ck_assert_uint_le(keys[x[i - 1]], keys[x[i]]);
    }
    uint64_t bound = 0; /* 2 n log2 n + 2 n */
    for (size_t m = n; m > 0; m /= 2)
        bound += 2 * n;
    ck_assert_uint_le(calls, bound + 2 * n);
}

START_TEST(test_sizes_and_patterns)
{
    enum { MAX = 3000 };
    static uint64_t keys[MAX];
    static uint32_t x[MAX];
    static uint8_t seen[MAX];
    uint64_t state = 1;
    for (size_t n = 0; n < MAX; n += n < 40 ? 1 : 517)
        for (int pattern = 0; pattern < 5; pattern++) {
            for (size_t i = 0; i < n; i++) {
                const uint64_t r = random_u64(&state);
                const uint64_t patterns[] = {r, r % 3, i, n - i, 7};
                keys[i] = patterns[pattern];
                x[i] = (uint32_t)i;
            }
            check(keys, x, seen, n);
        }
}
END_TEST

/* Every order of seven elements, repeated values among them. */
START_TEST(test_all_permutations)
{
    const uint64_t keys[7] = {3, 1, 4, 1, 5, 9, 2};
    uint8_t seen[7];
    for (uint32_t code = 0; code < 5040; code++) {
        uint32_t x[7] = {0, 1, 2, 3, 4, 5, 6};
        uint32_t rest = code;
        for (uint32_t i = 7; i > 1; i--) {
            const uint32_t k = rest % i, t = x[k];
            rest /= i;
            x[k] = x[i - 1];
            x[i - 1] = t;
        }
        check(keys, x, seen, 7);
    }
}
END_TEST

/* Insertion sort is stable by nature. */
START_TEST(test_records)
{
    enum { MAX = 300 };
    fair__record x[MAX], spare[MAX], expected[MAX];
    uint64_t state = 2;
    const uint64_t masks[] = {0,    1,          0xff00, UINT64_MAX,
                              0xf0, 0xf000000f, UINT64_C(0xff) << 56};
    for (size_t n = 0; n < MAX; n += n < 35 ? 1 : 41)
        for (size_t m = 0; m < sizeof(masks) / sizeof(masks[0]); m++) {
            for (uint32_t i = 0; i < n; i++) {
                x[i] = (fair__record){random_u64(&state) & masks[m], i};
                size_t at = i;
                for (; at > 0 && expected[at - 1].key > x[i].key; at--)
                    expected[at] = expected[at - 1];
                expected[at] = x[i];
            }
            const fair__record *got = fair__sort_records(x, spare, n);
            for (size_t i = 0; i < n; i++) {
                ck_assert_uint_eq(got[i].key, expected[i].key);
                ck_assert_uint_eq(got[i].index, expected[i].index);
            }
        }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_sizes_and_patterns);
    tcase_add_test(tc, test_all_permutations);
    tcase_add_test(tc, test_records);
}

FAIR_TEST_MAIN("base/sort", tests)
