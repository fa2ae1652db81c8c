/* SPDX-License-Identifier: MIT
 * Tests of adjusted p-values: golden ones, their order, and refused memory. */
#include "stats/multiplicity.h"

#include <math.h>

#include "harness.h"

#define MOST 12

/* p-values, and adjusted ones by method. */
typedef struct golden_family {
    int n;
    double p[MOST];
    double adjusted[4][MOST];
} golden_family;

#include "golden_multiplicity.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static const fair__adjustment methods[] = {FAIR__BONFERRONI, FAIR__HOLM,
                                           FAIR__HOCHBERG,
                                           FAIR__BENJAMINI_HOCHBERG};

START_TEST(test_golden)
{
    test_memory memory = {.fail_at = 0};
    const fair_allocator mem = test_allocator(&memory);
    for (size_t i = 0; i < COUNT(golden_families); i++) {
        const golden_family *g = &golden_families[i];
        const size_t n = (size_t)g->n;
        for (size_t m = 0; m < COUNT(methods); m++) {
            double out[MOST];
            ck_assert_ok(fair__adjust(&mem, methods[m], g->p, n, out, &err_));
            for (size_t k = 0; k < n; k++)
                ck_assert_msg(fabs(out[k] - g->adjusted[m][k]) <=
                                  4e-16 * out[k],
                              "family %zu, method %zu, test %zu: %.17g, not "
                              "%.17g", i, m, k, out[k], g->adjusted[m][k]);
        }
    }
}
END_TEST

/* Order is kept, equal ones stay equal, none gets less; and in place. */
START_TEST(test_order)
{
    uint64_t seed = 4;
    test_memory memory = {.fail_at = 0};
    const fair_allocator mem = test_allocator(&memory);
    for (int round = 0; round < 400; round++) {
        double p[40], out[40];
        const size_t n = (size_t)(random_u64(&seed) % 41);
        for (size_t i = 0; i < n; i++)
            p[i] = (double)(random_u64(&seed) % 30) / 29;
        const fair__adjustment method = methods[round % 4];
        ck_assert_ok(fair__adjust(&mem, method, p, n, out, &err_));
        for (size_t i = 0; i < n; i++) {
            ck_assert(out[i] >= p[i] && out[i] <= 1);
            for (size_t k = 0; k < n; k++) {
                if (p[i] < p[k]) ck_assert(out[i] <= out[k]);
                if (p[i] == p[k]) ck_assert(out[i] == out[k]);
            }
        }
        ck_assert_ok(fair__adjust(&mem, method, p, n, p, &err_));
        ck_assert(n == 0 || memcmp(p, out, n * sizeof(p[0])) == 0);
    }
}
END_TEST

START_TEST(test_refused_memory)
{
    const double p[] = {0.01, 0.02};
    double out[] = {7, 7};
    test_memory memory = {.fail_at = 1};
    const fair_allocator mem = test_allocator(&memory);
    fair_error err = {0};
    ck_assert_int_eq(fair__adjust(&mem, FAIR__HOLM, p, 2, out, &err),
                     FAIR_ERR_MEMORY);
    ck_assert(out[0] == 7 && out[1] == 7);
    ck_assert_int_eq(fair__adjust(&mem, FAIR__HOLM, p, 2, out, &err), FAIR_OK);
    ck_assert(out[0] == 0.02 && out[1] == 0.02);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_golden);
    tcase_add_test(tc, test_order);
    tcase_add_test(tc, test_refused_memory);
}

FAIR_TEST_MAIN("stats/multiplicity", tests)
