/* SPDX-License-Identifier: MIT
 * Groups against a reference: which pairs have an interval, and which. */
#include "harness.h"

#include <math.h>

#include <fairness/report.h>

#include "compare/comparison.h"

#define BOTH (FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION)

/* Newcombe 1998, table II, (a): 56/70 - 48/80.  Selected and rejected
 * positives; the first group is the largest. */
static const fair__counts groups[] = {
    {{48, 20, 32, 20, 0, 0}, NULL, {0}, 0, 0},
    {{56, 10, 14, 10, 0, 0}, NULL, {0}, 0, 0},
    {{0, 5, 20, 5, 0, 0}, NULL, {0}, 0, 0},
};
static const fair__counts total = {{104, 35, 66, 35, 0, 0}, NULL, {0}, 0, 0};
static const uint8_t missing[] = {0, 0, 0};
static const fair__population all = {.n = 3,
                                     .groups = groups,
                                     .has_missing = missing,
                                     .total = &total,
                                     .given = BOTH,
                                     .named_reference = FAIR__NO_GROUP};
static const fair__rules defaults = {.favourable = FAIR_FAVOURABLE_POSITIVE,
                                     .z = 1.959963984540054};

static fair__finding
find(const fair__population *p, const fair__rules *rules, const char *metric,
     const char *comparison, size_t i)
{
    fair__finding f;
    fair__comparison_find(comparison)
        ->find(p, rules, fair__metric_find(metric), i, &f);
    return f;
}

START_TEST(test_newcombe)
{
    const fair__finding f = find(&all, &defaults, "true_positive_rate",
                                 "difference_to_reference", 1);
    ck_assert_int_eq(f.reason, FAIR_DEFINED);
    ck_assert_double_eq(fair__wide_double(&f.value), 0.2);
    ck_assert_int_eq(f.method, FAIR_METHOD_NEWCOMBE);
    /* As published, and as recomputed from the formulas. */
    ck_assert_double_eq_tol(f.lower, 0.0524, 5e-5);
    ck_assert_double_eq_tol(f.upper, 0.3339, 5e-5);
    ck_assert_double_eq_tol(f.lower, 0.052431472402365065, 1e-12);
    ck_assert_double_eq_tol(f.upper, 0.333872654036906, 1e-12);
    ck_assert_int_eq(f.reference, 0);
    ck_assert_int_eq(f.worse_off, 0); /* the reference is selected less */
}
END_TEST

/* At hardly any confidence: 0.8 - 0.6 in doubles is not the double next to
 * 0.2, which is the value. */
START_TEST(test_intervals_hold_the_value)
{
    static const char *const comparisons[] = {"difference_to_reference",
                                              "ratio_to_reference"};
    fair__rules rules = defaults;
    rules.z = 0;
    for (size_t i = 0; i < 2; i++) {
        const fair__finding f =
            find(&all, &rules, "true_positive_rate", comparisons[i], 1);
        const double value = fair__wide_double(&f.value);
        ck_assert_int_ne(f.method, FAIR_METHOD_NONE);
        ck_assert(f.lower <= value && value <= f.upper);
        ck_assert_double_eq_tol(f.upper - f.lower, 0, 1e-15);
    }
}
END_TEST

START_TEST(test_mover_r)
{
    fair__finding f = find(&all, &defaults, "true_positive_rate",
                           "ratio_to_reference", 1);
    ck_assert_double_eq(fair__wide_double(&f.value), 4.0 / 3);
    ck_assert_int_eq(f.method, FAIR_METHOD_MOVER_R);
    ck_assert_double_eq_tol(f.lower, 1.0782946132402962, 1e-12);
    ck_assert_double_eq_tol(f.upper, 1.6629199665110788, 1e-12);
    /* Against a rate of 0 there is no ratio, against it a difference. */
    fair__population named = all;
    named.named_reference = 2;
    f = find(&named, &defaults, "true_positive_rate", "ratio_to_reference",
             1);
    ck_assert_int_eq(f.reason, FAIR_REASON_ZERO_REFERENCE);
    ck_assert_int_eq(f.method, FAIR_METHOD_NONE);
    f = find(&named, &defaults, "true_positive_rate",
             "difference_to_reference", 1);
    ck_assert_int_eq(f.method, FAIR_METHOD_NEWCOMBE);
    /* Of nothing to something there is. */
    f = find(&all, &defaults, "true_positive_rate", "ratio_to_reference", 2);
    ck_assert(fair__wide_is_zero(&f.value));
    ck_assert_int_eq(f.method, FAIR_METHOD_MOVER_R);
    ck_assert_double_eq(f.lower, 0);
}
END_TEST

/* Groups that were chosen by their values share a level; nothing is said of a
 * group against itself, and of what is no rate. */
START_TEST(test_methods)
{
    static const struct {
        const char *metric;
        int32_t reference;
        int32_t named;
        size_t i;
        int32_t method; /* of the difference */
    } expected[] = {
        {"selection_rate", FAIR_REFERENCE_LARGEST, FAIR__NO_GROUP, 1,
         FAIR_METHOD_NEWCOMBE},
        {"selection_rate", FAIR_REFERENCE_LARGEST, FAIR__NO_GROUP, 0,
         FAIR_METHOD_NONE},
        {"selection_rate", FAIR_REFERENCE_BEST, FAIR__NO_GROUP, 0,
         FAIR_METHOD_SIMULTANEOUS},
        {"selection_rate", FAIR_REFERENCE_WORST, FAIR__NO_GROUP, 1,
         FAIR_METHOD_SIMULTANEOUS},
        {"selection_rate", FAIR_REFERENCE_OVERALL, FAIR__NO_GROUP, 1,
         FAIR_METHOD_NEWCOMBE},
        {"selection_rate", FAIR_REFERENCE_REST, FAIR__NO_GROUP, 1,
         FAIR_METHOD_NEWCOMBE},
        {"selection_rate", FAIR_REFERENCE_BEST, 2, 1,
         FAIR_METHOD_NEWCOMBE},
        {"selection_rate", FAIR_REFERENCE_REST, 1, 0,
         FAIR_METHOD_NEWCOMBE},
        {"selection_rate", FAIR_REFERENCE_BEST, 2, 2,
         FAIR_METHOD_NONE},
        {"threat_score", FAIR_REFERENCE_LARGEST, FAIR__NO_GROUP, 1,
         FAIR_METHOD_NEWCOMBE},
        {"count_share", FAIR_REFERENCE_LARGEST, FAIR__NO_GROUP, 1,
         FAIR_METHOD_NONE},
        {"predicted_positive_share", FAIR_REFERENCE_LARGEST, FAIR__NO_GROUP,
         1, FAIR_METHOD_NONE},
        {"f1_score", FAIR_REFERENCE_LARGEST, FAIR__NO_GROUP, 1,
         FAIR_METHOD_NONE},
        {"balanced_accuracy", FAIR_REFERENCE_LARGEST, FAIR__NO_GROUP, 1,
         FAIR_METHOD_NONE},
        {"count", FAIR_REFERENCE_LARGEST, FAIR__NO_GROUP, 1,
         FAIR_METHOD_NONE},
    };
    for (size_t k = 0; k < sizeof(expected) / sizeof(expected[0]); k++) {
        fair__population p = all;
        fair__rules rules = defaults;
        p.named_reference = expected[k].named;
        rules.reference = expected[k].reference;
        const fair__finding d =
            find(&p, &rules, expected[k].metric, "difference_to_reference",
                 expected[k].i);
        const fair__finding r =
            find(&p, &rules, expected[k].metric, "ratio_to_reference",
                 expected[k].i);
        ck_assert_int_eq(d.reason, FAIR_DEFINED);
        ck_assert_msg(d.method == expected[k].method, "%s %zu",
                      expected[k].metric, k);
        if (r.reason == FAIR_DEFINED)
            ck_assert_msg(r.method == (d.method == FAIR_METHOD_NEWCOMBE
                                           ? FAIR_METHOD_MOVER_R
                                           : d.method),
                          "%s %zu", expected[k].metric, k);
        if (d.method == FAIR_METHOD_NONE) {
            ck_assert(isnan(d.lower) && isnan(d.upper));
            continue;
        }
        const double value = fair__wide_double(&d.value);
        ck_assert(d.lower <= value && value <= d.upper);
    }
}
END_TEST

/* With weights: the weighted rates, on Kish's n.  The group 3 of 4 by weight
 * at n 8, the reference 1/2 at n 18. */
START_TEST(test_weighted)
{
    const double sums[2][2 * FAIR__N_COUNTS] = {
        {3, 0, 1, 0, 0, 0, 1.5, 0, 0.5, 0, 0, 0},   /* 4^2 / 2 = 8 */
        {1.5, 0, 1.5, 0, 0, 0, 0.25, 0, 0.25, 0, 0, 0} /* 3^2 / .5 = 18 */
    };
    fair__wide w[3][2 * FAIR__N_COUNTS];
    fair__counts c[3] = {{{6, 0, 2, 0, 0, 0}, w[0], {0}, 0, 0},
                         {{9, 0, 9, 0, 0, 0}, w[1], {0}, 0, 0},
                         {{15, 0, 11, 0, 0, 0}, w[2], {0}, 0, 0}};
    for (int k = 0; k < 2 * FAIR__N_COUNTS; k++) {
        w[0][k] = fair__wide_f64(sums[0][k]);
        w[1][k] = fair__wide_f64(sums[1][k]);
        w[2][k] = fair__wide_add(&w[0][k], &w[1][k]);
    }
    const fair__population p = {.n = 2,
                                .groups = c,
                                .has_missing = missing,
                                .total = &c[2],
                                .given = BOTH | FAIR__GIVEN_WEIGHT,
                                .named_reference = FAIR__NO_GROUP};
    fair__finding f = find(&p, &defaults, "true_positive_rate",
                           "difference_to_reference", 0);
    ck_assert_double_eq(fair__wide_double(&f.value), 0.25);
    ck_assert_double_eq_tol(f.lower, -0.15007879011762798, 1e-12);
    ck_assert_double_eq_tol(f.upper, 0.5253896827974337, 1e-12);
    f = find(&p, &defaults, "true_positive_rate", "ratio_to_reference", 0);
    ck_assert_double_eq_tol(f.lower, 0.7495437052488845, 1e-12);
    ck_assert_double_eq_tol(f.upper, 2.6788093123564605, 1e-12);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_newcombe);
    tcase_add_test(tc, test_intervals_hold_the_value);
    tcase_add_test(tc, test_mover_r);
    tcase_add_test(tc, test_methods);
    tcase_add_test(tc, test_weighted);
}

FAIR_TEST_MAIN("compare/reference", tests)
