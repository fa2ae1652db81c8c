/* SPDX-License-Identifier: MIT
 * Tests of the tests: golden results, published ones, and where there are
 * none. */
#include "stats/test.h"

#include <math.h>
#include <stdio.h>

#include "harness.h"

/* What is tested, then results. */
typedef struct golden_row {
    double at[23];
} golden_row;

#include "golden_tests.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

/* The worst relative error of a table, for who runs it with many rows. */
static double worst;
static size_t worst_row;

static void
compare(double got, double expected, size_t row)
{
    const double size = fabs(expected) > 1e-300 ? fabs(expected) : 1;
    const double error = fabs(got - expected) / size;
    if (!(error <= worst)) {
        worst = error;
        worst_row = row;
    }
}

static void
close_table(const char *name, size_t count, double limit)
{
    if (getenv("SHOW_ERRORS") != NULL)
        fprintf(stderr, "%s: %.2g over %zu rows\n", name, worst, count);
    ck_assert_msg(worst <= limit, "%s, row %zu: %.2g", name, worst_row, worst);
    worst = 0;
}

static void
compare_sided(const fair__sided *got, const double *expected, size_t row)
{
    compare(got->lower, expected[0], row);
    compare(got->upper, expected[1], row);
    compare(got->two_sided, expected[2], row);
}

static fair__two_by_two
table(const double *g)
{
    return (fair__two_by_two){g[0], g[1], g[2], g[3]};
}

START_TEST(test_golden_exact)
{
    fair__sided s;
    for (size_t i = 0; i < COUNT(golden_fisher); i++) {
        const double *g = golden_fisher[i].at;
        for (int mid = 0; mid < 2; mid++) {
            ck_assert_int_eq(fair__fisher(table(g), mid, &s), 1);
            compare_sided(&s, g + 4 + 3 * mid, i);
        }
    }
    close_table("Fisher", COUNT(golden_fisher), 1e-12);
    for (size_t i = 0; i < COUNT(golden_mcnemar); i++) {
        const double *g = golden_mcnemar[i].at;
        for (int mid = 0; mid < 2; mid++) {
            ck_assert_int_eq(fair__mcnemar(g[0], g[1], mid, &s), 1);
            compare_sided(&s, g + 2 + 3 * mid, i);
        }
    }
    close_table("McNemar", COUNT(golden_mcnemar), 1e-12);
    for (size_t i = 0; i < COUNT(golden_barnard); i++) {
        const double *g = golden_barnard[i].at;
        ck_assert_int_eq(fair__barnard(table(g), &s), 1);
        compare_sided(&s, g + 4, i);
    }
    close_table("Barnard", COUNT(golden_barnard), 1e-6);
}
END_TEST

START_TEST(test_golden_groups)
{
    fair__sided s;
    for (size_t i = 0; i < COUNT(golden_proportion); i++) {
        const double *g = golden_proportion[i].at;
        ck_assert_int_eq(fair__two_proportion_z(table(g), &s), 1);
        compare(s.statistic, g[4], i);
        compare(s.two_sided, g[5], i);
    }
    close_table("z", COUNT(golden_proportion), 1e-9);
    for (size_t i = 0; i < COUNT(golden_groups); i++) {
        const double *g = golden_groups[i].at;
        fair__chi_square c;
        ck_assert_int_eq(fair__pearson(g, g + 4, 4, &c), 1);
        compare(c.statistic, g[8], i);
        compare(c.p, g[9], i);
        ck_assert_double_eq(c.df, g[12]);
        ck_assert_int_eq(fair__g_test(g, g + 4, 4, &c), 1);
        compare(c.statistic, g[10], i);
        compare(c.p, g[11], i);
        ck_assert_double_eq(c.df, g[12]);
    }
    close_table("chi-square", COUNT(golden_groups), 1e-9);
    for (size_t i = 0; i < COUNT(golden_welch); i++) {
        const double *g = golden_welch[i].at;
        ck_assert_int_eq(fair__welch(g[0], g[1], g[2], g[3], g[4], g[5], &s),
                         1);
        compare(s.statistic, g[6], i);
        compare_sided(&s, g + 7, i);
    }
    close_table("Welch", COUNT(golden_welch), 1e-9);
}
END_TEST

START_TEST(test_golden_strata)
{
    for (size_t i = 0; i < COUNT(golden_strata); i++) {
        const double *g = golden_strata[i].at, *r = g + 12;
        const fair__two_by_two t[] = {table(g), table(g + 4), table(g + 8)};
        fair__chi_square c;
        double ratio, lower, upper;
        for (int corrected = 0; corrected < 2; corrected++, r += 2) {
            ck_assert_int_eq(fair__mantel_haenszel(t, 3, corrected, &c), 1);
            compare(c.statistic, r[0], i);
            compare(c.p, r[1], i);
        }
        ck_assert_int_eq(fair__common_odds_ratio(t, 3, &ratio), 1);
        ck_assert_int_eq(
            fair__common_odds_interval(t, 3, 1.959963984540054, &lower, &upper),
            1);
        compare(ratio, r[0], i);
        compare(lower, r[1], i);
        compare(upper, r[2], i);
        r += 3;
        for (int tarone = 0; tarone < 2; tarone++, r += 2) {
            ck_assert_int_eq(fair__breslow_day(t, 3, tarone, &c), 1);
            compare(c.statistic, r[0], i);
            compare(c.p, r[1], i);
        }
    }
    close_table("strata", COUNT(golden_strata), 1e-8);
}
END_TEST

static void
assert_near(double got, double expected, double tolerance)
{
    ck_assert_msg(fabs(got - expected) <= tolerance, "%.17g, not %.17g", got,
                  expected);
}

/* R's UCBAdmissions (Bickel, Hammel and O'Connell 1975), men first: what
 * mantelhaen.test, chisq.test (not corrected), fisher.test, vcd's assocstats
 * and DescTools' BreslowDayTest print. */
START_TEST(test_berkeley)
{
    static const fair__two_by_two t[] = {
        {512, 313, 89, 19},   {353, 207, 17, 8},   {120, 205, 202, 391},
        {138, 279, 131, 244}, {53, 138, 94, 299}, {22, 351, 24, 317}};
    static const double yes[] = {1198, 557}, no[] = {1493, 1278};
    fair__chi_square c;
    fair__sided s;
    double ratio, lower, upper;
    ck_assert_int_eq(fair__mantel_haenszel(t, 6, 1, &c), 1);
    assert_near(c.statistic, 1.42694622858669, 1e-12);
    assert_near(c.p, 0.232263462817048, 1e-13);
    ck_assert_int_eq(fair__common_odds_ratio(t, 6, &ratio), 1);
    assert_near(ratio, 0.904696828258623, 1e-13);
    ck_assert_int_eq(
        fair__common_odds_interval(t, 6, 1.959963984540054, &lower, &upper), 1);
    assert_near(lower, 0.77190736175935, 1e-12);
    assert_near(upper, 1.0603298, 5e-8);
    ck_assert_int_eq(fair__breslow_day(t, 6, 1, &c), 1);
    assert_near(c.statistic, 18.826, 5e-4);
    assert_near(c.p, 0.002071, 5e-7);

    ck_assert_int_eq(fair__pearson(yes, no, 2, &c), 1);
    assert_near(c.statistic, 92.205, 5e-4);
    ck_assert_int_eq(fair__g_test(yes, no, 2, &c), 1);
    assert_near(c.statistic, 93.449, 5e-4);
    const fair__two_by_two all = {1198, 1493, 557, 1278};
    ck_assert_int_eq(fair__fisher(all, 0, &s), 1);
    assert_near(s.two_sided / 4.83590317933728e-22, 1, 1e-12);
    ck_assert_int_eq(fair__two_proportion_z(all, &s), 1);
    assert_near(s.statistic * s.statistic, 92.205, 5e-4);
}
END_TEST

/* audit-AI's example of four strata, as it is and with rows ten times as many,
 * and its students, of whom it prints p to three decimals. */
START_TEST(test_audit_ai)
{
    fair__two_by_two t[] = {
        {56, 69, 40, 77}, {61, 257, 57, 301}, {73, 65, 71, 79}, {71, 48, 55, 48}};
    fair__chi_square c;
    fair__sided s;
    double ratio;
    ck_assert_int_eq(fair__mantel_haenszel(t, 4, 0, &c), 1);
    assert_near(c.statistic, 5.320927767938459, 1e-10);
    assert_near(c.p, 0.02107078993834932, 1e-10);
    ck_assert_int_eq(fair__common_odds_ratio(t, 4, &ratio), 1);
    assert_near(1 / ratio, 0.7590219991052517, 1e-12);
    ck_assert_int_eq(fair__breslow_day(t, 4, 0, &c), 1);
    assert_near(c.statistic, 0.5294859090315414, 1e-8);
    assert_near(c.p, 0.9123673420971034, 1e-8);
    for (size_t i = 0; i < 4; i++) {
        t[i] = (fair__two_by_two){10 * t[i].a, 10 * t[i].b, 10 * t[i].c,
                                  10 * t[i].d};
        ck_assert_int_eq(fair__mantel_haenszel(t, 4, 0, &c), 1);
        if (i == 0) assert_near(c.statistic, 29.61407107326871, 1e-9);
    }
    assert_near(c.statistic, 53.359182839685964, 1e-9);
    ck_assert_int_eq(fair__fisher((fair__two_by_two){41, 20, 19, 39}, 0, &s), 1);
    ck_assert_double_lt(s.two_sided, 0.0005);
    ck_assert_int_eq(fair__fisher((fair__two_by_two){1, 21, 59, 38}, 0, &s), 1);
    ck_assert_double_lt(s.two_sided, 0.0005);
}
END_TEST

/* Aequitas on COMPAS, where it takes variances to differ: p of the share of
 * those who offended again, or were flagged, against the reference group. */
START_TEST(test_aequitas)
{
    static const struct {
        double yes1, n1, yes2, n2, p;
    } known[] = {
        {1901, 3696, 232, 637, 1.07167e-12},
        {2174, 3696, 190, 637, 1.69864e-43},
        {854, 2454, 190, 637, 0.01560902},
        {79, 377, 190, 637, 0.001433433},
        {498, 1395, 2753, 5819, 1.238621e-15},
        {591, 1395, 2726, 5819, 0.002433115},
        {498, 1576, 1889, 4109, 3.843129e-24},
        {394, 1576, 1924, 4109, 2.277827e-57},
        {999, 1529, 1924, 4109, 1.422423e-36},
    };
    fair__sided s;
    for (size_t i = 0; i < COUNT(known); i++) {
        const double x = known[i].yes1 / known[i].n1;
        const double y = known[i].yes2 / known[i].n2;
        const double n = known[i].n1, m = known[i].n2;
        ck_assert_int_eq(fair__welch(x, x * (1 - x) * n / (n - 1), n, y,
                                     y * (1 - y) * m / (m - 1), m, &s),
                         1);
        assert_near(s.two_sided / known[i].p, 1, 1e-6);
    }
}
END_TEST

/* Fisher's lady tasting tea; an example of Barnard's test by adding fractions
 * (SciPy prints 0.0341 too, but misses a table that is as far out but for
 * rounding: 0.03408). */
START_TEST(test_published)
{
    fair__sided s;
    ck_assert_int_eq(fair__fisher((fair__two_by_two){3, 1, 1, 3}, 0, &s), 1);
    assert_near(s.upper, 17.0 / 70, 1e-15);
    assert_near(s.two_sided, 34.0 / 70, 1e-15);
    ck_assert_int_eq(fair__fisher((fair__two_by_two){3, 1, 1, 3}, 1, &s), 1);
    assert_near(s.upper, 9.0 / 70, 1e-15);
    assert_near(s.two_sided, 18.0 / 70, 1e-15);
    ck_assert_int_eq(fair__barnard((fair__two_by_two){7, 8, 12, 3}, &s), 1);
    assert_near(s.statistic, -1.894, 5e-4);
    assert_near(s.lower, 0.0341091546, 1e-9);
    ck_assert_int_eq(fair__mcnemar(6, 0, 0, &s), 1);
    assert_near(s.two_sided, 2.0 / 64, 1e-15);
    ck_assert_int_eq(fair__mcnemar(3, 3, 1, &s), 1);
    assert_near(s.two_sided, 1 - 10.0 / 64, 1e-15);
}
END_TEST

/* Chances of enormous tables come at once, and add up. */
START_TEST(test_large_tables)
{
    fair__sided s, z;
    const fair__two_by_two t = {250100000, 249900000, 250000000, 250000000};
    ck_assert_int_eq(fair__fisher(t, 1, &s), 1);
    assert_near(s.lower + s.upper, 1, 1e-12);
    ck_assert_int_eq(fair__two_proportion_z(t, &z), 1);
    assert_near(s.two_sided / z.two_sided, 1, 1e-6);
    ck_assert_int_eq(fair__mcnemar(500100000, 499900000, 1, &s), 1);
    assert_near(s.lower + s.upper, 1, 1e-12);
}
END_TEST

START_TEST(test_where_there_is_none)
{
    static const double yes[] = {3, 0, 0}, no[] = {5, 0, 0}, zero[] = {0, 0, 0};
    static const double other[] = {1, 0, 2};
    fair__chi_square c = {7, 7, 7};
    fair__sided s = {7, 7, 7, 7, 7};
    double ratio = 7, lower = 7, upper = 7;
    static const fair__two_by_two empty[] = {
        {0, 0, 3, 4}, {3, 4, 0, 0}, {0, 3, 0, 4}, {3, 0, 4, 0}, {0, 0, 0, 0}};
    for (size_t i = 0; i < COUNT(empty); i++) {
        ck_assert_int_eq(fair__two_proportion_z(empty[i], &s), 0);
        ck_assert_int_eq(fair__fisher(empty[i], 0, &s), 0);
        ck_assert_int_eq(fair__mantel_haenszel(&empty[i], 1, 0, &c), 0);
        ck_assert_int_eq(fair__common_odds_ratio(&empty[i], 1, &ratio), 0);
        ck_assert_int_eq(fair__breslow_day(&empty[i], 1, 0, &c), 0);
    }
    ck_assert_int_eq(fair__barnard(empty[0], &s), 0);
    ck_assert_int_eq(fair__barnard(empty[1], &s), 0);
    ck_assert_int_eq(
        fair__barnard((fair__two_by_two){FAIR__BARNARD_MOST, 1, 1, 1}, &s), 0);
    ck_assert_int_eq(fair__pearson(yes, no, 3, &c), 0);
    ck_assert_int_eq(fair__g_test(yes, no, 0, &c), 0);
    ck_assert_int_eq(fair__pearson(other, zero, 3, &c), 0);
    ck_assert_int_eq(fair__g_test(zero, other, 3, &c), 0);
    ck_assert_int_eq(fair__mcnemar(0, 0, 0, &s), 0);
    ck_assert_int_eq(fair__welch(1, 1, 1, 2, 1, 5, &s), 0);
    ck_assert_int_eq(fair__welch(1, 0, 5, 2, 0, 5, &s), 0);
    const fair__two_by_two one_sided = {3, 0, 2, 4};
    ck_assert_int_eq(fair__common_odds_interval(&one_sided, 1, 2, &lower,
                                                &upper), 0);
    ck_assert_int_eq(fair__breslow_day(&one_sided, 1, 0, &c), 0);
    ck_assert(c.p == 7 && s.two_sided == 7 && ratio == 7);
    ck_assert(lower == 7 && upper == 7);
    ck_assert_int_eq(fair__common_odds_ratio(&one_sided, 1, &ratio), 1);
    ck_assert(isinf(ratio));
    /* The correction takes no more than there is. */
    const fair__two_by_two equal = {5, 5, 5, 5};
    ck_assert_int_eq(fair__mantel_haenszel(&equal, 1, 1, &c), 1);
    ck_assert(c.statistic == 0 && c.p == 1);
    /* Outcomes that all have give chances of Barnard all the same. */
    ck_assert_int_eq(fair__barnard(empty[3], &s), 1);
    ck_assert_double_eq(s.two_sided, 1);
}
END_TEST

/* The same bits with every compiler; see test_elementary.c on the number. */
START_TEST(test_same_bits_everywhere)
{
    uint64_t seed = 1, hash = 0;
    fair__sided b = {0, 0, 0, 0, 0};
    for (int i = 0; i < 300; i++) {
        double k[8];
        for (int j = 0; j < 8; j++) k[j] = 1 + (double)(random_u64(&seed) % 90);
        const fair__two_by_two t[] = {table(k), table(k + 4)};
        fair__sided s;
        fair__chi_square p, g, m;
        fair__fisher(t[0], 1, &s);
        if (i % 30 == 0) fair__barnard(t[0], &b);
        fair__pearson(k, k + 4, 4, &p);
        fair__g_test(k, k + 4, 4, &g);
        fair__breslow_day(t, 2, 1, &m);
        const double results[] = {s.two_sided, b.two_sided, p.p, g.p, m.p};
        for (size_t j = 0; j < COUNT(results); j++) {
            uint64_t bits;
            memcpy(&bits, &results[j], sizeof(bits));
            hash = (hash ^ bits) * UINT64_C(0x9e3779b97f4a7c15);
            hash ^= hash >> 29;
        }
    }
    ck_assert_uint_eq(hash, UINT64_C(9524600133013965968));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_golden_exact);
    tcase_add_test(tc, test_golden_groups);
    tcase_add_test(tc, test_golden_strata);
    tcase_add_test(tc, test_berkeley);
    tcase_add_test(tc, test_audit_ai);
    tcase_add_test(tc, test_aequitas);
    tcase_add_test(tc, test_published);
    tcase_add_test(tc, test_large_tables);
    tcase_add_test(tc, test_where_there_is_none);
    tcase_add_test(tc, test_same_bits_everywhere);
}

FAIR_TEST_MAIN("stats/test", tests)
