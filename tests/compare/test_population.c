/* SPDX-License-Identifier: MIT
 * How groups stand, what is good for whom, and who is the reference. */
#include "harness.h"

#include <fairness/report.h>

#include "compare/survey.h"

#define BOTH (FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION)

static const fair__counts groups[] = {
    {{10, 10, 20, 20, 0, 0}, NULL, {0}, 0, 0}, /* selected 1/3, 60 rows */
    {{20, 10, 20, 10, 0, 0}, NULL, {0}, 0, 0}, /* 1/2, 60 */
    {{4, 4, 1, 1, 0, 0}, NULL, {0}, 0, 0},     /* 4/5, 10 */
    {{0, 90, 0, 10, 0, 0}, NULL, {0}, 0, 0},   /* 9/10, 100, missing */
};
static const fair__counts total = {{34, 114, 41, 41, 0, 0}, NULL, {0}, 0, 0};
static const uint8_t missing[] = {0, 0, 0, 1};
static const fair__population all = {.n = 4,
                                     .groups = groups,
                                     .has_missing = missing,
                                     .total = &total,
                                     .given = BOTH,
                                     .named_reference = FAIR__NO_GROUP};

static fair__rules
rules(int32_t reference, int32_t favourable)
{
    return (fair__rules){.reference = reference,
                         .favourable = favourable,
                         .z = 1.959963984540054};
}

START_TEST(test_direction)
{
    static const struct {
        const char *metric;
        int positive, negative;
    } expected[] = {
        {"selection_rate", 1, -1},      {"true_positive_rate", 1, -1},
        {"false_positive_rate", 1, -1}, {"true_negative_rate", -1, 1},
        {"false_negative_rate", -1, 1}, {"rejection_rate", -1, 1},
        {"treatment_ratio", -1, 1},     {"accuracy", 1, 1},
        {"precision", 1, 1},            {"matthews_correlation", 1, 1},
        {"error_rate", -1, -1},         {"false_discovery_rate", -1, -1},
        {"expected_cost", -1, -1},      {"utility", 1, 1},
        {"base_rate", 0, 0},            {"count", 0, 0},
        {"predicted_positive_share", 0, 0},
        {"diagnostic_odds_ratio", 0, 0},
    };
    const fair__rules yes = rules(0, FAIR_FAVOURABLE_POSITIVE);
    const fair__rules no = rules(0, FAIR_FAVOURABLE_NEGATIVE);
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        const fair__metric *m = fair__metric_find(expected[i].metric);
        ck_assert_int_eq(fair__direction(m, &yes), expected[i].positive);
        ck_assert_int_eq(fair__direction(m, &no), expected[i].negative);
    }
}
END_TEST

/* The missing group is the largest, and has the highest selection rate; it
 * is never chosen, but may be named. */
START_TEST(test_reference)
{
    static const struct {
        int32_t mode;
        int32_t favourable;
        const char *metric;
        int32_t reference;
    } expected[] = {
        {FAIR_REFERENCE_LARGEST, 1, "selection_rate", 0}, /* tie: first */
        {FAIR_REFERENCE_BEST, 1, "selection_rate", 2},
        {FAIR_REFERENCE_WORST, 1, "selection_rate", 0},
        {FAIR_REFERENCE_BEST, 2, "selection_rate", 0},
        {FAIR_REFERENCE_WORST, 2, "selection_rate", 2},
        {FAIR_REFERENCE_BEST, 1, "error_rate", 0}, /* 1/2 all: first */
        {FAIR_REFERENCE_BEST, 1, "base_rate", 0},  /* neutral: largest */
        {FAIR_REFERENCE_WORST, 1, "base_rate", 0},
        {FAIR_REFERENCE_OVERALL, 1, "base_rate", FAIR__OVERALL},
        {FAIR_REFERENCE_REST, 1, "selection_rate", FAIR__REST},
    };
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        const fair__rules r = rules(expected[i].mode, expected[i].favourable);
        const fair__metric *m = fair__metric_find(expected[i].metric);
        ck_assert_int_eq(fair__reference(&all, &r, m), expected[i].reference);
        fair__population named = all;
        named.named_reference = 3;
        ck_assert_int_eq(fair__reference(&named, &r, m), 3);
    }
    fair__population none = all;
    none.groups = &groups[3];
    none.has_missing = &missing[3];
    none.n = 1;
    const fair__rules r = rules(0, 1);
    ck_assert_int_eq(
        fair__reference(&none, &r, fair__metric_at(0)), FAIR__NO_GROUP);
}
END_TEST

START_TEST(test_standing)
{
    const fair__metric *tpr = fair__metric_find("true_positive_rate");
    fair__rules r = rules(0, 1);
    fair__result result;
    int32_t reason = -7;
    ck_assert_int_eq(fair__standing(&all, &r, tpr, 0, &result, &reason),
                     FAIR__COMPARED);
    ck_assert_int_eq(fair__standing(&all, &r, tpr, 3, &result, &reason),
                     FAIR__UNDEFINED);
    ck_assert_int_eq(reason, FAIR_REASON_NO_POSITIVES);
    r.undefined = FAIR_UNDEFINED_SKIP;
    ck_assert_int_eq(fair__standing(&all, &r, tpr, 3, &result, &reason),
                     FAIR__LEFT_OUT);
    ck_assert_int_eq(reason, FAIR_REASON_NO_POSITIVES);
    r.min_count = 6; /* positives: 30, 40, 5, 0 */
    for (size_t i = 2; i < 4; i++) {
        ck_assert_int_eq(fair__standing(&all, &r, tpr, i, &result, &reason),
                         FAIR__LEFT_OUT);
        ck_assert_int_eq(reason, FAIR_REASON_BELOW_MIN_COUNT);
    }
    r.set_aside_missing = 1;
    ck_assert_int_eq(fair__standing(&all, &r, tpr, 3, &result, &reason),
                     FAIR__LEFT_OUT);
    ck_assert_int_eq(reason, FAIR_REASON_NOT_APPLICABLE);
    fair__population unlabelled = all;
    unlabelled.given = FAIR__GIVEN_DECISION;
    ck_assert_int_eq(
        fair__standing(&unlabelled, &r, tpr, 3, &result, &reason),
        FAIR__UNDEFINED);
    ck_assert_int_eq(reason, FAIR_REASON_NOT_APPLICABLE);
}
END_TEST

/* k rows of 10 against a share of k/10 as a person types it: never below. */
START_TEST(test_min_share)
{
    static const double shares[] = {0.1, 0.2, 0.3, 0.4, 0.5,
                                    0.6, 0.7, 0.8, 0.9, 1.0};
    const fair__metric *m = fair__metric_find("selection_rate");
    const fair__counts ten = {{2, 3, 1, 4, 0, 0}, NULL, {0}, 0, 0};
    for (uint64_t k = 1; k <= 10; k++) {
        const fair__counts part = {{k, 0, 0, 0, 0, 0}, NULL, {0}, 0, 0};
        fair__population p = all;
        p.groups = &part;
        p.total = &ten;
        p.n = 1;
        fair__rules r = rules(0, 1);
        fair__result result;
        int32_t reason;
        r.min_share = shares[k - 1];
        ck_assert_int_eq(fair__standing(&p, &r, m, 0, &result, &reason),
                         FAIR__COMPARED);
        if (k == 10) break;
        r.min_share = shares[k];
        ck_assert_int_eq(fair__standing(&p, &r, m, 0, &result, &reason),
                         FAIR__LEFT_OUT);
    }
}
END_TEST

/* All slots, baseline and flips of the others; with weights that 256 bits do
 * not hold what is left of a slot without rows is exactly nothing. */
START_TEST(test_rest)
{
    fair__wide w[2][2 * FAIR__N_COUNTS], memory[2 * FAIR__N_COUNTS];
    for (int k = 0; k < 2 * FAIR__N_COUNTS; k++) {
        w[0][k] = fair__wide_f64(k + 2);
        w[1][k] = fair__wide_f64(1.5);
    }
    w[0][FAIR__TN] = fair__wide_f64(0x1p-300);
    const fair__counts sum = {
        {9, 8, 7, 6, 5, 4}, w[0], {6, 5, 4, 3, 2, 1}, 20, 10};
    const fair__counts part = {
        {1, 1, 1, 6, 1, 1}, w[1], {1, 1, 1, 1, 1, 1}, 2, 3};
    fair__population p = all;
    p.groups = &part;
    p.total = &sum;
    p.n = 1;
    const fair__counts rest = fair__rest(&p, 0, memory);
    const uint64_t rows[] = {8, 7, 6, 0, 4, 3};
    const uint64_t baseline[] = {5, 4, 3, 2, 1, 0};
    ck_assert_mem_eq(rest.rows, rows, sizeof(rows));
    ck_assert_mem_eq(rest.baseline, baseline, sizeof(baseline));
    ck_assert_uint_eq(rest.gained, 18);
    ck_assert_uint_eq(rest.lost, 7);
    for (int k = 0; k < 2 * FAIR__N_COUNTS; k++)
        ck_assert_double_eq(fair__wide_double(&rest.weights[k]),
                            k % FAIR__N_COUNTS == FAIR__TN ? 0 : k + 0.5);
    p.groups = groups;
    p.total = &total;
    ck_assert_ptr_null(fair__rest(&p, 0, memory).weights);
}
END_TEST

static void
check_same(const fair__finding *a, const fair__finding *b)
{
    ck_assert_int_eq(a->reason, b->reason);
    ck_assert_int_eq(a->method, b->method);
    ck_assert_int_eq(fair__wide_order(&a->value, &b->value), 0);
    ck_assert(a->lower == b->lower || a->method == FAIR_METHOD_NONE);
    ck_assert(a->upper == b->upper || a->method == FAIR_METHOD_NONE);
    ck_assert_int_eq(a->group, b->group);
    ck_assert_int_eq(a->reference, b->reference);
    ck_assert_int_eq(a->worse_off, b->worse_off);
    ck_assert_uint_eq(a->groups_compared, b->groups_compared);
    ck_assert_uint_eq(a->n_undefined, b->n_undefined);
    ck_assert_uint_eq(a->n_left_out, b->n_left_out);
    ck_assert_ptr_eq(a->metric, b->metric);
}

/* A survey made once gives the findings that are made without it, and one of
 * another metric is not used. */
START_TEST(test_survey)
{
    for (int32_t mode = 0; mode < 5; mode++) {
        const fair__rules r = rules(mode, 1);
        for (size_t k = 0; k < fair__metric_count(); k++) {
            fair__survey s, other;
            fair__population with = all, wrong = all;
            const fair__metric *m = fair__metric_at(k);
            fair__survey_make(&all, &r, m, &s);
            fair__survey_make(&all, &r,
                              fair__metric_at((k + 1) %
                                              fair__metric_count()),
                              &other);
            with.survey = &s;
            wrong.survey = &other;
            for (size_t c = 0; c < fair__comparison_count(); c++) {
                const fair__comparison *compare = fair__comparison_at(c);
                const size_t n =
                    (size_t)fair__comparison_size(compare, all.n);
                for (size_t i = 0; i < n; i++) {
                    fair__finding a, b, d;
                    compare->find(&all, &r, m, i, &a);
                    compare->find(&with, &r, m, i, &b);
                    compare->find(&wrong, &r, m, i, &d);
                    check_same(&a, &b);
                    check_same(&a, &d);
                }
            }
        }
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_direction);
    tcase_add_test(tc, test_reference);
    tcase_add_test(tc, test_standing);
    tcase_add_test(tc, test_min_share);
    tcase_add_test(tc, test_rest);
    tcase_add_test(tc, test_survey);
}

FAIR_TEST_MAIN("compare/population", tests)
