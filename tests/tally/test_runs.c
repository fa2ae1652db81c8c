/* SPDX-License-Identifier: MIT
 * Tests of runs of scores: the order of scores as whole numbers, sorting,
 * merging and moving against a slow model. */
#include "tally/runs.h"

#include <float.h>
#include <math.h>

#include "base/memory.h"
#include "score_model.h"

#define MANY 3000

static struct {
    uint64_t keys[MANY];
    uint32_t places[MANY];
    uint64_t frequencies[MANY];
    double weights[MANY];
    fair__record records[2 * MANY];
} r;

/* Bins against a walk over all edges, and edges against what they should be
 * where that is a double. */
START_TEST(test_bins)
{
    static const fair__score_range ranges[] = {
        {1, 0, 1, 100},     {1, 0, 1, 3},          {1, 300, 850, 55},
        {1, -1, 3, 4},      {1, 0, 1, 1},          {1, -0.1, 0.7, 1000},
        {1, 1, 1 + 0x1p-50, 64}, {1, -1, 0x1p53 + 2, 37},
        {1, 0, 0x1p-1074, 5},    {1, -0x1p480, 0x1p480, 7},
    };
    uint64_t seed = 4;
    for (size_t k = 0; k < sizeof(ranges) / sizeof(ranges[0]); k++) {
        const fair__score_range *of = &ranges[k];
        ck_assert(fair__score_edge(of, 0) == of->low);
        for (int i = 0; i < 3000; i++) {
            const uint32_t near = (uint32_t)(random_u64(&seed) % of->bins);
            double s = fair__score_edge(of, near);
            if (i % 4 == 1) s = nextafter(s, of->low);
            if (i % 4 == 2) s = nextafter(s, of->high);
            if (i % 4 == 3)
                s = of->low + (of->high - of->low) *
                                 ((double)(random_u64(&seed) >> 11) * 0x1p-53);
            if (i == 0) s = of->high;
            if (!(s >= of->low && s <= of->high)) continue;
            uint32_t expected = 0;
            for (uint32_t b = 1; b < of->bins; b++)
                if (fair__score_edge(of, b) <= s) expected = b;
            ck_assert_uint_eq(fair__score_bin(of, s), expected);
        }
    }
    for (uint32_t b = 0; b < 100; b++) /* 0.29 is in bin 29 */
        ck_assert_uint_eq(fair__score_bin(&ranges[0], b / 100.0), b);
    for (uint32_t b = 0; b < 55; b++)
        ck_assert_uint_eq(fair__score_bin(&ranges[2], 300 + 10.0 * b), b);
    ck_assert_uint_eq(fair__score_bin(&ranges[0], 1), 99);
    /* More bins than doubles: found at once. */
    const fair__score_range many = {1, 1, 1 + 0x1p-52, UINT32_MAX};
    ck_assert_uint_eq(fair__score_bin(&many, 1), UINT32_MAX / 2);
    ck_assert_uint_eq(fair__score_bin(&many, 1 + 0x1p-52), UINT32_MAX - 1);
}
END_TEST

START_TEST(test_keys)
{
    static const double ascending[] = {
        -DBL_MAX, -1e300, -2, -1, -0x1.fffffffffffffp-1, -DBL_MIN, -0x1p-1074,
        0, 0x1p-1074, DBL_MIN, 0.1, 0x1.999999999999bp-4, 0.5, 1, 1e300,
        DBL_MAX};
    const size_t n = sizeof(ascending) / sizeof(*ascending);
    for (size_t i = 0; i < n; i++) {
        const uint64_t key = fair__score_key(ascending[i]);
        const double back = fair__score_of(key);
        ck_assert(memcmp(&back, &ascending[i], sizeof(back)) == 0);
        if (i > 0) ck_assert(fair__score_key(ascending[i - 1]) < key);
    }
    ck_assert_uint_eq(fair__score_key(-0.0), fair__score_key(0.0));
    ck_assert(!signbit(fair__score_of(fair__score_key(-0.0))));
}
END_TEST

/* n rows of `scores` different scores; what 1 and 2 of `with` say. */
static fair__score_rows
draw(size_t n, uint64_t scores, int with, uint64_t *seed, model *m)
{
    for (size_t i = 0; i < n; i++) {
        const double score =
            (double)(random_u64(seed) % scores) / 7 - (double)scores / 20;
        const uint32_t place = (uint32_t)(random_u64(seed) % MODEL_PLACES);
        const uint64_t f = with & 1 ? random_u64(seed) % 1000 : 1;
        const uint64_t q = with & 2 ? random_u64(seed) % 5000 : 0;
        r.keys[i] = fair__score_key(score);
        r.places[i] = place;
        r.frequencies[i] = f;
        r.weights[i] = (double)q / 4;
        model_add(m, score, place, f, q);
    }
    return (fair__score_rows){r.keys, r.places,
                              with & 1 ? r.frequencies : NULL,
                              with & 2 ? r.weights : NULL, n};
}

START_TEST(test_sort_and_merge)
{
    static const uint64_t scores[] = {1, 2, 50, 100000};
    static const size_t sizes[] = {1, 2, 17, 40, MANY};
    uint64_t seed = 5;
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, &err_));
    for (int with = 0; with < 4; with++)
        for (size_t s = 0; s < 4; s++)
            for (size_t k = 0; k < 5; k++) {
                model m = {0};
                fair__run a, b, both;
                fair__score_rows part =
                    draw(sizes[k], scores[s], with, &seed, &m);
                ck_assert_ok(
                    fair__run_sort(&mem, &part, r.records, &a, &err_));
                assert_same(&m, &a);
                part = draw(sizes[4 - k], scores[s], with, &seed, &m);
                ck_assert_ok(
                    fair__run_sort(&mem, &part, r.records, &b, &err_));
                ck_assert_ok(fair__run_merge(&mem, &a, &b, &both, &err_));
                ck_assert_uint_eq(fair__run_union(&a, &b), both.n);
                ck_assert_uint_le(both.capacity - both.n, both.capacity / 8);
                assert_same(&m, &both);
                fair__run_free(&a, &mem);
                fair__run_free(&b, &mem);
                fair__run_free(&both, &mem);
                free(m.rows);
            }
}
END_TEST

START_TEST(test_move)
{
    static const uint32_t places[MODEL_PLACES] = {7, 3, 11, 0, 1, 2,
                                                  10, 4, 9, 8, 5, 6};
    uint64_t seed = 6;
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, &err_));
    model m = {0};
    fair__run run, moved;
    const fair__score_rows rows = draw(MANY, 40, 3, &seed, &m);
    ck_assert_ok(fair__run_sort(&mem, &rows, r.records, &run, &err_));
    ck_assert_ok(fair__run_move(&mem, &run, places, &moved, &err_));
    for (size_t i = 0; i < m.n; i++)
        m.rows[i].place = places[m.rows[i].place];
    assert_same(&m, &moved);
    fair__run_free(&run, &mem);
    fair__run_free(&moved, &mem);
    free(m.rows);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_bins);
    tcase_add_test(tc, test_keys);
    tcase_add_test(tc, test_sort_and_merge);
    tcase_add_test(tc, test_move);
}

FAIR_TEST_MAIN("tally/runs", tests)
