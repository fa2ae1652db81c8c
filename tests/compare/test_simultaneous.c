/* SPDX-License-Identifier: MIT
 * Tests of simultaneous bounds by resampling: against formulas where groups
 * are large, bounds by hand, what is certain, undefined, or refused. */
#include "compare/simultaneous.h"

#include <math.h>

#include "harness.h"

#define MANY 4000

static const fair__costs costs = {1, 1, {1, 0, 0, 1}};
static const uint8_t has_missing[12];

static fair__simultaneous
find(const fair__counts *groups, size_t n_groups, const fair__drawn *values,
     size_t n_values, fair__component *components, size_t n, uint32_t many)
{
    test_memory m = {0};
    const fair_allocator mem = test_allocator(&m);
    const fair__resampling by = {11, 12, many, 0.05, 1.6448536269514722};
    fair__counts total = {{0}, NULL, {0}, 0, 0};
    for (size_t g = 0; g < n_groups; g++)
        for (int s = 0; s < FAIR__N_COUNTS; s++)
            total.rows[s] += groups[g].rows[s];
    const fair__population p = {.n = n_groups,
                                .groups = groups,
                                .has_missing = has_missing,
                                .total = &total,
                                .named_reference = FAIR__NO_GROUP};
    fair__simultaneous out;
    ck_assert_ok(fair__simultaneous_find(&mem, &p, &costs, values, n_values,
                                         components, n, &by, &out, &err_));
    ck_assert_uint_eq(m.live, 0);
    return out;
}

static fair__drawn
of_group(const char *metric, int32_t group)
{
    return (fair__drawn){fair__metric_find(metric), group, 0};
}

/* Two large groups of rates 0.3 and 0.5 by formula: the difference either way,
 * and the logarithm of the ratio by the delta method. */
START_TEST(same_as_formulas)
{
    const fair__counts groups[] = {
        {{200000, 100000, 400000, 300000, 0, 0}, NULL, {0}, 0, 0},
        {{150000, 100000, 100000, 150000, 0, 0}, NULL, {0}, 0, 0}};
    const fair__drawn values[] = {of_group("selection_rate", 0),
                                  of_group("selection_rate", 1)};
    fair__component c[] = {{.value = 1, .reference = 0},
                           {.value = 0, .reference = 1},
                           {.value = 1, .reference = 0, .is_log = 1}};
    fair__simultaneous found = find(groups, 2, values, 2, c, 2, MANY);
    const double error = sqrt(0.3 * 0.7 / 1e6 + 0.5 * 0.5 / 5e5);
    ck_assert_uint_eq(found.n_defined, 2);
    ck_assert_double_eq_tol(c[0].estimate, 0.2, 1e-5);
    ck_assert_double_eq_tol(c[0].error / error, 1, 0.04);
    ck_assert(c[0].estimate == -c[1].estimate && c[0].error == c[1].error);
    /* both ways round: two-sided */
    ck_assert_double_eq_tol(found.critical, 1.96, 0.08);
    ck_assert_double_eq_tol(found.two_sided, 1.96, 0.08);
    ck_assert_double_eq_tol(found.p_value, 1.0 / (MANY + 1), 1e-15);
    ck_assert(found.lower_at == 0 && found.upper_at == 0);
    ck_assert_double_eq_tol(
        c[0].lower, c[0].estimate - found.critical * c[0].error, 1e-15);
    ck_assert_double_eq_tol(
        c[1].upper, c[1].estimate + 1.6448536269514722 * c[1].error, 1e-15);

    found = find(groups, 2, values, 2, c + 2, 1, MANY);
    ck_assert_double_eq_tol(c[2].estimate, log(5 / 3.0), 1e-4);
    ck_assert_double_eq_tol(
        c[2].error / sqrt(0.7 / 0.3 / 1e6 + 1 / 5e5), 1, 0.04);
    ck_assert_double_eq_tol(found.critical, 1.645, 0.08);
    ck_assert_double_eq_tol(found.two_sided, 1.96, 0.08);
}
END_TEST

/* What depends on the same rows is not taken for independent: a group against
 * all rows, of which it is half, and against the rest: the same p. */
START_TEST(against_all_rows)
{
    const fair__counts groups[] = {
        {{0, 30000, 0, 70000, 0, 0}, NULL, {0}, 0, 0},
        {{0, 30400, 0, 69600, 0, 0}, NULL, {0}, 0, 0}};
    fair__drawn values[] = {of_group("selection_rate", 1),
                            of_group("selection_rate", FAIR__OVERALL),
                            of_group("selection_rate", 1)};
    values[2].is_rest = 1;
    fair__component c[] = {{.value = 0, .reference = 1},
                           {.value = 0, .reference = 2}};
    const fair__simultaneous all = find(groups, 2, values, 3, c, 1, MANY);
    const fair__simultaneous rest = find(groups, 2, values, 3, c + 1, 1, MANY);
    const double error = sqrt(2 * 0.302 * 0.698 / 1e5);
    ck_assert_double_eq_tol(c[1].estimate, 0.004, 1e-5);
    ck_assert_double_eq_tol(c[1].error / error, 1, 0.05);
    ck_assert_double_eq_tol(c[0].error / error, 0.5, 0.025);
    ck_assert_double_eq_tol(all.p_value, rest.p_value, 1e-3);
    /* z = 1.95: 2.6 % */
    ck_assert_double_eq_tol(rest.p_value, 0.0256, 0.01);
}
END_TEST

/* No disparity at all, one group of 0 in 20: uncertain, nothing shown, and
 * then no lower bound is above 0. */
START_TEST(nothing_shown)
{
    const fair__counts groups[] = {
        {{0, 0, 12, 8, 0, 0}, NULL, {0}, 0, 0},
        {{60, 40, 540, 360, 0, 0}, NULL, {0}, 0, 0},
        {{2, 4, 24, 30, 0, 0}, NULL, {0}, 0, 0}};
    fair__drawn values[6];
    fair__component c[12];
    size_t n = 0;
    for (int m = 0; m < 2; m++)
        for (int g = 0; g < 3; g++)
            values[3 * m + g] =
                of_group(m ? "balanced_accuracy" : "selection_rate", g);
    for (size_t m = 0; m < 2; m++)
        for (size_t a = 0; a < 3; a++)
            for (size_t b = 0; b < 3; b++)
                if (a != b)
                    c[n++] = (fair__component){.value = 3 * m + a,
                                               .reference = 3 * m + b};
    const fair__simultaneous found = find(groups, 3, values, 6, c, n, MANY);
    ck_assert_uint_eq(found.n_defined, n);
    ck_assert(found.p_value > 0.05);
    for (size_t k = 0; k < n; k++) {
        ck_assert(c[k].error > 0 && c[k].lower <= 1e-15);
        ck_assert(c[k].upper > c[k].estimate);
        ck_assert(c[k].lower <= c[found.lower_at].lower &&
                  c[k].upper <= c[found.upper_at].upper);
    }
}
END_TEST

/* Forty tables of small groups without disparity: rarely shown, and where it
 * is not there is no lower bound above 0, which groups' own spreads would
 * give. */
START_TEST(small_groups)
{
    enum { GROUPS = 12, TABLES = 40 };
    fair__drawn values[GROUPS];
    fair__component c[GROUPS * GROUPS];
    uint64_t seed = 1;
    int shown = 0, n = 0;
    for (int a = 0; a < GROUPS; a++)
        values[a] = of_group("selection_rate", a);
    for (size_t a = 0; a < GROUPS; a++)
        for (size_t b = 0; b < GROUPS; b++)
            if (a != b)
                c[n++] = (fair__component){.value = a, .reference = b};
    for (int i = 0; i < TABLES; i++) {
        fair__counts groups[GROUPS] = {{{0}, NULL, {0}, 0, 0}};
        for (int g = 0; g < GROUPS; g++)
            for (int k = 0; k < 15; k++)
                groups[g].rows[random_u64(&seed) % 10 < 3 ? FAIR__FP
                                                          : FAIR__TN]++;
        const fair__simultaneous found =
            find(groups, GROUPS, values, GROUPS, c, (size_t)n, 199);
        shown += found.p_value <= 0.05;
        if (found.p_value > 0.05)
            ck_assert(c[found.lower_at].lower <= 1e-15);
    }
    ck_assert_int_le(shown, 6);
}
END_TEST

/* Dunnett, two-sided at 5 %, two groups against a third: 2.21; one-sided
 * 1.92. */
START_TEST(comparisons_with_a_control)
{
    fair__counts groups[3];
    fair__drawn values[3];
    for (int g = 0; g < 3; g++) {
        groups[g] = (fair__counts){{0, 50000, 0, 50000, 0, 0}, NULL, {0}, 0, 0};
        values[g] = of_group("selection_rate", g);
    }
    fair__component c[] = {{.value = 1, .reference = 0},
                           {.value = 2, .reference = 0}};
    const fair__simultaneous found = find(groups, 3, values, 3, c, 2, 20000);
    ck_assert_double_eq_tol(found.critical, 1.92, 0.05);
    ck_assert_double_eq_tol(found.two_sided, 2.21, 0.05);
}
END_TEST

/* A group without positives has no true positive rate: not compared, and no
 * part of the critical value. */
START_TEST(undefined)
{
    const fair__counts groups[] = {
        {{200, 100, 400, 300, 0, 0}, NULL, {0}, 0, 0},
        {{150, 100, 100, 150, 0, 0}, NULL, {0}, 0, 0},
        {{0, 5, 0, 6, 0, 0}, NULL, {0}, 0, 0}};
    const fair__drawn values[] = {of_group("true_positive_rate", 0),
                                  of_group("true_positive_rate", 1),
                                  of_group("true_positive_rate", 2)};
    fair__component c[] = {{.value = 2, .reference = 0, .estimate = 99},
                           {.value = 0, .reference = 1}};
    fair__component alone[] = {c[1]};
    const fair__simultaneous with = find(groups, 3, values, 3, c, 2, 999);
    const fair__simultaneous without =
        find(groups, 3, values, 3, alone, 1, 999);
    ck_assert(!c[0].is_defined && c[1].is_defined && with.n_defined == 1);
    ck_assert(with.critical == without.critical && with.lower_at == 1 &&
              with.p_value == without.p_value);
    ck_assert(c[1].lower == alone[0].lower);
    const fair__simultaneous none = find(groups, 3, values, 3, c, 1, 999);
    ck_assert_uint_eq(none.n_defined, 0);
}
END_TEST

/* Shares of rows are what they are, sizes being taken as given. */
START_TEST(certain)
{
    const fair__counts groups[] = {{{2, 1, 4, 3, 0, 0}, NULL, {0}, 0, 0},
                                   {{3, 5, 2, 9, 0, 0}, NULL, {0}, 0, 0}};
    const fair__drawn values[] = {of_group("count", 0), of_group("count", 1)};
    fair__component c[] = {{.value = 1, .reference = 0}};
    const fair__simultaneous found = find(groups, 2, values, 2, c, 1, 99);
    ck_assert(c[0].error == 0 && found.p_value == 0.01);
    ck_assert_double_eq_tol(c[0].lower, 9, 1e-12);
    ck_assert_double_eq_tol(c[0].upper, 9, 1e-12);
}
END_TEST

START_TEST(refused_memory)
{
    const fair__counts groups[] = {{{2, 1, 4, 3, 0, 0}, NULL, {0}, 0, 0},
                                   {{3, 5, 2, 9, 0, 0}, NULL, {0}, 0, 0}};
    const fair__drawn values[] = {of_group("accuracy", 0),
                                  of_group("accuracy", 1)};
    const fair__population p = {.n = 2,
                                .groups = groups,
                                .has_missing = has_missing,
                                .total = &groups[0],
                                .named_reference = FAIR__NO_GROUP};
    const fair__resampling by = {1, 2, 9, 0.5, 1};
    for (size_t at = 1;; at++) {
        test_memory m = {.fail_at = at};
        const fair_allocator mem = test_allocator(&m);
        fair__simultaneous out = {.critical = -7};
        fair__component c = {.value = 1, .reference = 0, .estimate = -8};
        const fair_status st = fair__simultaneous_find(
            &mem, &p, &costs, values, 2, &c, 1, &by, &out, NULL);
        ck_assert_uint_eq(m.live, 0);
        if (!m.injected) {
            ck_assert(st == FAIR_OK && at == 13);
            break;
        }
        ck_assert(st == FAIR_ERR_MEMORY && out.critical == -7 &&
                  c.estimate == -8);
    }
}
END_TEST

/* With room for all replicates or without: the same bits. */
START_TEST(drawn_twice)
{
    const fair__counts groups[] = {{{2, 1, 4, 3, 0, 0}, NULL, {0}, 0, 0},
                                   {{3, 5, 2, 9, 0, 0}, NULL, {0}, 0, 0}};
    enum { VALUES = 300 };
    fair__drawn values[VALUES];
    for (int i = 0; i < VALUES; i++) values[i] = of_group("accuracy", i % 2);
    fair__component few = {.value = 1, .reference = 0}, many = few;
    const fair__simultaneous a = find(groups, 2, values, 2, &few, 1, 999);
    const fair__simultaneous b =
        find(groups, 2, values, VALUES, &many, 1, 999);
    ck_assert(a.critical == b.critical && a.p_value == b.p_value &&
              few.error == many.error);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, same_as_formulas);
    tcase_add_test(tc, against_all_rows);
    tcase_add_test(tc, nothing_shown);
    tcase_add_test(tc, small_groups);
    tcase_add_test(tc, comparisons_with_a_control);
    tcase_add_test(tc, undefined);
    tcase_add_test(tc, certain);
    tcase_add_test(tc, refused_memory);
    tcase_add_test(tc, drawn_twice);
}

FAIR_TEST_MAIN("compare/simultaneous", tests)
