/* SPDX-License-Identifier: MIT
 * Tests of the expected range by chance: exact values, enumeration of every
 * outcome, published constants of normal ranges, approximation, time. */
#include "stats/range.h"

#include <math.h>

#include "harness.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

typedef struct golden_range {
    double p;
    struct {
        int size, many;
    } groups[8];
    double expected;
} golden_range;

#include "golden_range.h"

static const fair_allocator none = {NULL, NULL, NULL, NULL};

static double
range(double p, const double *sizes, size_t n)
{
    test_memory m = {0};
    const fair_allocator mem = test_allocator(&m);
    double out = -1;
    ck_assert_int_eq(fair__expected_range(&mem, p, sizes, n, &out, NULL),
                     FAIR_OK);
    ck_assert_uint_eq(m.live, 0);
    return out;
}

static double
range_of(const golden_range *g)
{
    double sizes[1000];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(g->groups); i++)
        for (int k = 0; k < g->groups[i].many; k++)
            sizes[n++] = g->groups[i].size;
    return range(g->p, sizes, n);
}

START_TEST(exact_for_small_groups)
{
    for (size_t i = 0; i < COUNT(golden_exact); i++) {
        const double got = range_of(&golden_exact[i]);
        const double expected = golden_exact[i].expected;
        ck_assert_msg(fabs(got - expected) <= 1e-13, "row %zu: %.17g, not %.17g",
                      i, got, expected);
    }
}
END_TEST

START_TEST(near_for_large_groups)
{
    for (size_t i = 0; i < COUNT(golden_large); i++) {
        const double got = range_of(&golden_large[i]);
        const double expected = golden_large[i].expected;
        ck_assert_msg(fabs(got - expected) <= 0.003 * expected,
                      "row %zu: %.17g, not %.17g", i, got, expected);
    }
}
END_TEST

/* Known from simulation at rate 0.3: 0.051 for 2 groups of 100 rows, 0.149 for
 * 12 of 100, 0.289 for 50 of 50, the first rows of the golden table.  Exact
 * are 0.0516, 0.1489 and 0.2887. */
START_TEST(published_figures)
{
    static const double published[] = {0.051, 0.149, 0.289};
    for (size_t i = 0; i < COUNT(published); i++)
        ck_assert_double_le(fabs(range_of(&golden_exact[i]) - published[i]),
                            0.0007);
}
END_TEST

/* The mean range of k standard normal values, Tippett 1925, as d2 in every
 * table of control charts. */
START_TEST(ranges_of_normal_samples)
{
    static const struct {
        size_t k;
        double d2;
    } table[] = {{2, 1.12838}, {3, 1.69257},  {5, 2.32593},  {10, 3.07751},
                 {20, 3.73495}, {50, 4.49815}, {100, 5.01519}};
    double sizes[100];
    for (size_t i = 0; i < 100; i++) sizes[i] = 1 << 20;
    for (size_t i = 0; i < COUNT(table); i++)
        ck_assert_double_le(
            fabs(range(0.5, sizes, table[i].k) * 2048 - table[i].d2), 1e-5);
}
END_TEST

static double
chance_of(int n, int k, double p)
{
    double out = 1;
    for (int i = 0; i < n; i++) {
        if (i < k) out *= p * (n - i) / (i + 1);
        else out *= 1 - p;
    }
    return out;
}

/* Every outcome of three groups, its range and its chance. */
START_TEST(same_as_enumeration)
{
    static const int n[3] = {4, 7, 13};
    static const double sizes[3] = {4, 7, 13};
    for (int j = 1; j < 20; j++) {
        const double p = j / 20.0;
        double expected = 0;
        for (int a = 0; a <= n[0]; a++)
            for (int b = 0; b <= n[1]; b++)
                for (int c = 0; c <= n[2]; c++) {
                    const double r[3] = {a / sizes[0], b / sizes[1],
                                         c / sizes[2]};
                    const double top = fmax(fmax(r[0], r[1]), r[2]);
                    const double low = fmin(fmin(r[0], r[1]), r[2]);
                    expected += (top - low) * chance_of(n[0], a, p) *
                                chance_of(n[1], b, p) * chance_of(n[2], c, p);
                }
        ck_assert_double_le(fabs(range(p, sizes, 3) - expected), 1e-13);
    }
}
END_TEST

START_TEST(edges)
{
    static const double sizes[] = {10, 20, 30};
    ck_assert(range(0, sizes, 3) == 0);
    ck_assert(range(1, sizes, 3) == 0);
    ck_assert(range(0.5, sizes, 1) == 0);
    ck_assert(range(0.5, NULL, 0) == 0);
    /* Rates that are hardly there, and hardly not everywhere. */
    ck_assert(range(5e-324, sizes, 3) >= 0);
    ck_assert(range(1e-300, sizes, 3) < 1e-298);
    ck_assert(fabs(range(1 - 0x1p-53, sizes, 3) - 3 * 0x1p-53) < 1e-15);
    /* Effective sizes are rounded. */
    static const double weighted[] = {9.6, 20.4, 30};
    ck_assert(range(0.3, weighted, 3) == range(0.3, sizes, 3));
    static const double tiny[] = {0.1, 1e-300};
    static const double ones[] = {1, 1};
    ck_assert(range(0.3, tiny, 2) == range(0.3, ones, 2));
    static const double huge[] = {1.8e19, 1.7e308, 1.8e19};
    ck_assert(range(0.3, huge, 3) > 0 && range(0.3, huge, 3) < 1e-9);
    ck_assert(range(1e-18, huge, 2) > 0 && range(1e-18, huge, 2) < 1e-17);
    /* Any order of the groups gives the same bits. */
    static const double turned[] = {30, 10, 20};
    ck_assert(range(0.3, turned, 3) == range(0.3, sizes, 3));
    double out;
    ck_assert_int_eq(fair__expected_range(&none, 0.5, NULL, 0, &out, NULL),
                     FAIR_OK);
}
END_TEST

/* More groups or smaller ones lie further apart. */
START_TEST(grows_with_groups)
{
    double sizes[400], last = 0;
    for (size_t i = 0; i < 400; i++) sizes[i] = 400;
    for (size_t n = 2; n <= 400; n += 7) {
        const double one = range(0.2, sizes, n);
        ck_assert(one > last && one < 1);
        last = one;
    }
    last = 0;
    for (int n = 2000; n > 0; n -= 13) {
        sizes[0] = sizes[1] = n;
        const double one = range(0.2, sizes, 2);
        /* The border of the approximation is a step of 0.2 % at most. */
        ck_assert(one > last * 0.997);
        last = one;
    }
}
END_TEST

/* The same bits with every compiler; see test_elementary.c on the number. */
START_TEST(same_bits_everywhere)
{
    uint64_t seed = 5, hash = 0;
    for (int i = 0; i < 200; i++) {
        double sizes[20];
        const size_t n = 2 + random_u64(&seed) % 19;
        const double p = (double)(random_u64(&seed) >> 11) * 0x1p-53;
        for (size_t k = 0; k < n; k++)
            sizes[k] = (double)(1 + random_u64(&seed) % (i < 100 ? 99 : 9999));
        const double out = range(p, sizes, n);
        uint64_t bits;
        memcpy(&bits, &out, sizeof(bits));
        hash = (hash ^ bits) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    ck_assert_uint_eq(hash, UINT64_C(9944028174672658432));
}
END_TEST

START_TEST(out_of_memory)
{
    static const double sizes[] = {10, 20, 30};
    for (int fail_on = 0; fail_on < 2; fail_on++)
        for (size_t i = 1; i <= 4; i++) {
            test_memory m = {.fail_at = i, .fail_on = fail_on};
            const fair_allocator mem = test_allocator(&m);
            fair_error err = {0};
            double out = 7;
            const fair_status st =
                fair__expected_range(&mem, 0.3, sizes, 3, &out, &err);
            ck_assert_int_eq(st, i < 4 ? FAIR_ERR_MEMORY : FAIR_OK);
            ck_assert_int_eq(m.injected, i < 4);
            ck_assert((out == 7) == (i < 4));
            ck_assert_uint_eq(m.live, 0);
        }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, exact_for_small_groups);
    tcase_add_test(tc, near_for_large_groups);
    tcase_add_test(tc, published_figures);
    tcase_add_test(tc, ranges_of_normal_samples);
    tcase_add_test(tc, same_as_enumeration);
    tcase_add_test(tc, edges);
    tcase_add_test(tc, grows_with_groups);
    tcase_add_test(tc, same_bits_everywhere);
    tcase_add_test(tc, out_of_memory);
}

FAIR_TEST_MAIN("stats/range", tests)
