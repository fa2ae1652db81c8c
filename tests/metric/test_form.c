/* SPDX-License-Identifier: MIT
 * Linear forms over slots. */
#include "harness.h"

#include <fairness/report.h>

#include "metric/form.h"

START_TEST(test_values)
{
    const fair__form f = {{2, -1, 0, 1, 0, 3}};
    const fair__counts c = {{5, 7, 11, 13, 17, 19}, NULL, {0}, 0, 0};
    const fair__wide value = fair__form_value(&f, &c);
    ck_assert_double_eq(fair__wide_double(&value), 10 - 7 + 13 + 57);
    ck_assert_uint_eq(fair__form_rows(&f, &c), 5 + 7 + 13 + 19);
    ck_assert_uint_eq(fair__counts_n(&c), 72);
}
END_TEST

START_TEST(test_weights)
{
    fair__wide w[2 * FAIR__N_COUNTS];
    for (int k = 0; k < 2 * FAIR__N_COUNTS; k++)
        w[k] = fair__wide_f64(k + 0.5);
    const fair__form f = {{2, 0, 0, 1, 0, 0}};
    const fair__counts c = {{1, 1, 1, 1, 1, 1}, w, {0}, 0, 0};
    fair__wide x = fair__form_value(&f, &c);
    ck_assert_double_eq(fair__wide_double(&x), 2 * 0.5 + 3.5);
    x = fair__form_weight(&f, &c);
    ck_assert_double_eq(fair__wide_double(&x), 0.5 + 3.5);
    x = fair__form_square(&f, &c);
    ck_assert_double_eq(fair__wide_double(&x), 6.5 + 9.5);
}
END_TEST

START_TEST(test_sets)
{
    const fair__form a = {{1, 0, 1, 0, 0, 0}}, b = {{2, 1, 0, 0, 0, 0}};
    const fair__form both = fair__form_union(&a, &b);
    const fair__form less = fair__form_less(&a, &b);
    const int8_t expected_both[] = {1, 1, 1, 0, 0, 0};
    const int8_t expected_less[] = {-1, -1, 1, 0, 0, 0};
    ck_assert_mem_eq(both.of, expected_both, FAIR__N_COUNTS);
    ck_assert_mem_eq(less.of, expected_less, FAIR__N_COUNTS);
}
END_TEST

START_TEST(test_reasons)
{
    static const struct {
        fair__form form;
        int32_t reason;
    } expected[] = {
        {{{1, 0, 1, 0, 0, 0}}, FAIR_REASON_NO_POSITIVES},
        {{{0, 1, 0, 1, 0, 0}}, FAIR_REASON_NO_NEGATIVES},
        {{{1, 1, 0, 0, 0, 0}}, FAIR_REASON_NONE_SELECTED},
        {{{1, 1, 0, 0, 1, 0}}, FAIR_REASON_NONE_SELECTED},
        {{{0, 0, 1, 1, 0, 1}}, FAIR_REASON_NONE_REJECTED},
        {{{1, 1, 1, 1, 0, 0}}, FAIR_REASON_NO_ROWS},
        {{{1, 1, 1, 1, 1, 1}}, FAIR_REASON_NO_ROWS},
        {{{2, 1, 1, 0, 0, 0}}, FAIR_REASON_ZERO_DENOMINATOR},
        {{{0, 1, 0, 0, 0, 0}}, FAIR_REASON_ZERO_DENOMINATOR},
        {{{0, 0, 0, 0, 0, 0}}, FAIR_REASON_ZERO_DENOMINATOR},
    };
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
        ck_assert_int_eq(fair__form_reason(&expected[i].form),
                         expected[i].reason);
}
END_TEST

START_TEST(test_is_rate)
{
    const fair__form tp = {{1, 0, 0, 0, 0, 0}}, two = {{2, 0, 0, 0, 0, 0}},
                     p = {{1, 0, 1, 0, 0, 0}}, n = {{0, 1, 0, 1, 0, 0}},
                     f1 = {{2, 1, 1, 0, 0, 0}};
    ck_assert(fair__form_is_rate(&tp, &p));
    ck_assert(fair__form_is_rate(&p, &p));
    ck_assert(!fair__form_is_rate(&two, &p));
    ck_assert(!fair__form_is_rate(&two, &f1));
    ck_assert(!fair__form_is_rate(&tp, &n));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_values);
    tcase_add_test(tc, test_weights);
    tcase_add_test(tc, test_sets);
    tcase_add_test(tc, test_reasons);
    tcase_add_test(tc, test_is_rate);
}

FAIR_TEST_MAIN("metric/form", tests)
