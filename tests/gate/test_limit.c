/* SPDX-License-Identifier: MIT
 * Tests of limits as people write them. */
#include "gate/limit.h"

#include "harness.h"

static void
is_quotient(const char *text, uint64_t a, uint64_t b)
{
    fair__wide exact;
    double nearest;
    ck_assert_msg(fair__limit_parse(text, &exact, &nearest), "%s", text);
    const fair__wide n = fair__wide_u64(a), d = fair__wide_u64(b);
    const fair__wide expected = fair__wide_div(&n, &d);
    ck_assert_msg(fair__wide_order(&exact, &expected) == 0, "%s", text);
    ck_assert_double_eq(nearest, (double)a / (double)b);
}

START_TEST(exact_quotients)
{
    is_quotient("0.8", 4, 5);
    is_quotient("0.80", 4, 5);
    is_quotient(".8", 4, 5);
    is_quotient("+8e-1", 4, 5);
    is_quotient("80E-2", 4, 5);
    is_quotient("1", 1, 1);
    is_quotient("0", 0, 1);
    is_quotient("00000000000000000000000.1", 1, 10);
    is_quotient("0.0000000000000000001", 1, UINT64_C(10000000000000000000));
    is_quotient("9999999999999999999", UINT64_C(9999999999999999999), 1);
}
END_TEST

START_TEST(signs)
{
    fair__wide exact;
    double nearest;
    ck_assert(fair__limit_parse("-0.1", &exact, &nearest));
    ck_assert_double_eq(nearest, -0.1);
    ck_assert(fair__limit_parse("-0", &exact, &nearest));
    ck_assert(!exact.negative);
}
END_TEST

START_TEST(what_is_no_number)
{
    static const char *const texts[] = {
        "",     "-",    ".",     "1.",    "0,8",  "80%", " 1",   "1 ",
        "nan",  "inf",  "0x1",   "1e",    "1e+",  "--1", "1e100", "1e-100",
        "1..2", "1.2.3", "1_000", "4/5", "1e0.5",
        "12345678901234567890", "0.12345678901234567890"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        fair__wide exact;
        double nearest = 7;
        ck_assert_msg(!fair__limit_parse(texts[i], &exact, &nearest), "%s",
                      texts[i]);
        ck_assert_double_eq(nearest, 7);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, exact_quotients);
    tcase_add_test(tc, signs);
    tcase_add_test(tc, what_is_no_number);
}

FAIR_TEST_MAIN("gate/limit", tests)
