/* SPDX-License-Identifier: MIT
 * Tests of values: canonical form, order, and what a typed word means. */
#include "base/scalar.h"

#include "harness.h"

#include <math.h>

START_TEST(test_canonical)
{
    const struct {
        fair_scalar from;
        int32_t kind; /* -1: refused */
        int64_t integer;
    } rows[] = {
        {fair_scalar_int(INT64_MIN), FAIR_KIND_INT, INT64_MIN},
        {fair_scalar_uint(0), FAIR_KIND_INT, 0},
        {fair_scalar_uint(INT64_MAX), FAIR_KIND_INT, INT64_MAX},
        {fair_scalar_uint((uint64_t)INT64_MAX + 1), FAIR_KIND_UINT,
         INT64_MIN},
        {fair_scalar_float(3.0), FAIR_KIND_INT, 3},
        {fair_scalar_float(-0.0), FAIR_KIND_INT, 0},
        {fair_scalar_float(-0x1p63), FAIR_KIND_INT, INT64_MIN},
        {fair_scalar_float(0x1.fffffffffffffp62), FAIR_KIND_INT,
         INT64_MAX - 1023},
        {fair_scalar_float(0x1p63), FAIR_KIND_UINT, INT64_MIN},
        {fair_scalar_float(0x1.fffffffffffffp63), FAIR_KIND_UINT, -2048},
        {fair_scalar_float(0x1p64), -1, 0},
        {fair_scalar_float(-0x1.0000000000001p63), -1, 0},
        {fair_scalar_float(0.5), -1, 0},
        {fair_scalar_float(-1e-300), -1, 0},
        {fair_scalar_float(NAN), -1, 0},
        {fair_scalar_float(INFINITY), -1, 0},
        {fair_scalar_float(-INFINITY), -1, 0},
        {fair_scalar_bool(7), FAIR_KIND_BOOL, 1},
        {{.kind = FAIR_KIND_BOOL, .integer = 2}, -1, 0},
        {{.kind = 8}, -1, 0},
        {{.kind = -1}, -1, 0},
        {{0}, FAIR_KIND_NONE, 0},
        {fair_scalar_missing(), FAIR_KIND_MISSING, 0},
        {fair_scalar_text(NULL), FAIR_KIND_MISSING, 0},
        {fair_scalar_text("x"), FAIR_KIND_TEXT, 0},
        {fair_scalar_text("\xff"), -1, 0},
        {fair_scalar_parsed("\xed\xa0\x80"), -1, 0},
        {fair_scalar_parsed("1"), FAIR_KIND_PARSED, 0},
        {{.kind = FAIR_KIND_TEXT}, FAIR_KIND_TEXT, 0},
        {{.kind = FAIR_KIND_TEXT, .length = 1}, -1, 0},
        {{.kind = FAIR_KIND_INT, .reserved = 1}, -1, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        fair_scalar s = rows[i].from;
        ck_assert_msg(fair__scalar_canonical(&s) == (rows[i].kind >= 0),
                      "row %zu", i);
        if (rows[i].kind < 0) continue;
        ck_assert_msg(s.kind == rows[i].kind, "row %zu", i);
        ck_assert_msg(s.integer == rows[i].integer, "row %zu", i);
        ck_assert(s.number == 0);
    }
}
END_TEST

START_TEST(test_order_is_the_order_of_this_list)
{
    const fair_scalar list[] = {
        fair_scalar_bool(0),
        fair_scalar_bool(1),
        fair_scalar_int(INT64_MIN),
        fair_scalar_int(-1),
        fair_scalar_int(0),
        fair_scalar_int(INT64_MAX),
        fair_scalar_uint((uint64_t)INT64_MAX + 1),
        fair_scalar_uint(UINT64_MAX),
        fair_scalar_text(""),
        {.kind = FAIR_KIND_TEXT, .text = "\0", .length = 1},
        fair_scalar_text("A"),
        {.kind = FAIR_KIND_TEXT, .text = "A\0", .length = 2},
        fair_scalar_text("AA"),
        fair_scalar_text("a"),
        fair_scalar_text("\xc3\xa9"),
        fair_scalar_text("\xf0\x9f\x98\x80"),
        fair_scalar_missing(),
    };
    const int n = sizeof(list) / sizeof(list[0]);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            const int order = fair__scalar_order(&list[i], &list[j]);
            ck_assert_msg((order > 0) - (order < 0) == (i > j) - (i < j),
                          "%d and %d", i, j);
            ck_assert(fair__scalar_matches(&list[i], &list[j]) == (i == j));
        }
}
END_TEST

START_TEST(test_matches)
{
    const fair_scalar zero = fair_scalar_int(0), three = fair_scalar_int(3);
    const fair_scalar lowest = fair_scalar_int(INT64_MIN);
    const fair_scalar highest = fair_scalar_uint(UINT64_MAX);
    const fair_scalar yes = fair_scalar_bool(1), no = fair_scalar_bool(0);
    const fair_scalar text = fair_scalar_text("3"), missing =
                                                        fair_scalar_missing();
    const struct {
        const fair_scalar *value;
        fair_scalar pattern;
        int matches;
    } rows[] = {
        {&three, fair_scalar_parsed("3"), 1},
        {&three, fair_scalar_parsed("3.0"), 1},
        {&three, fair_scalar_parsed("3.000"), 1},
        {&three, fair_scalar_parsed("+3"), 1},
        {&three, fair_scalar_parsed("03"), 1},
        {&three, fair_scalar_parsed("3."), 0},
        {&three, fair_scalar_parsed("3.1"), 0},
        {&three, fair_scalar_parsed("3.10"), 0},
        {&three, fair_scalar_parsed("30"), 0},
        {&three, fair_scalar_parsed(" 3"), 0},
        {&three, fair_scalar_parsed(""), 0},
        {&three, fair_scalar_parsed("three"), 0},
        {&three, fair_scalar_float(3.0), 1},
        {&three, fair_scalar_float(3.5), 0},
        {&three, fair_scalar_uint(3), 1},
        {&three, fair_scalar_text("3"), 0},
        {&zero, fair_scalar_parsed("0"), 1},
        {&zero, fair_scalar_parsed("0.0"), 1},
        {&zero, fair_scalar_parsed("-0"), 1},
        {&zero, fair_scalar_parsed("000"), 1},
        {&zero, fair_scalar_parsed(".0"), 0},
        {&zero, fair_scalar_bool(0), 0},
        {&zero, fair_scalar_parsed("false"), 0},
        {&lowest, fair_scalar_parsed("-9223372036854775808"), 1},
        {&lowest, fair_scalar_parsed("9223372036854775808"), 0},
        {&highest, fair_scalar_parsed("18446744073709551615.0"), 1},
        {&highest, fair_scalar_parsed("-1"), 0},
        {&yes, fair_scalar_parsed("TRUE"), 1},
        {&yes, fair_scalar_parsed("true"), 1},
        {&yes, fair_scalar_parsed("1"), 1},
        {&yes, fair_scalar_parsed("1.0"), 0},
        {&yes, fair_scalar_parsed("yes"), 0},
        {&yes, fair_scalar_parsed("0"), 0},
        {&yes, fair_scalar_int(1), 0},
        {&no, fair_scalar_parsed("False"), 1},
        {&no, fair_scalar_parsed("0"), 1},
        {&no, fair_scalar_parsed(""), 0},
        {&text, fair_scalar_parsed("3"), 1},
        {&text, fair_scalar_parsed("3.0"), 0},
        {&text, fair_scalar_text("3"), 1},
        {&text, fair_scalar_int(3), 0},
        {&missing, fair_scalar_parsed("missing"), 0},
        {&missing, fair_scalar_missing(), 1},
        {&missing, {.kind = FAIR_KIND_NONE}, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        ck_assert_msg(fair__scalar_matches(rows[i].value,
                                           &rows[i].pattern) ==
                          rows[i].matches,
                      "row %zu", i);
}
END_TEST

START_TEST(test_binary_texts)
{
    const char *const zeros[] = {"0", "0.0", "false", "FALSE", "False"};
    const char *const ones[] = {"1", "1.0", "true", "TRUE", "tRuE"};
    const char *const others[] = {"", "2", "00", "0.00", "-0", "1.", "t",
                                  "f", "yes", "no", " 1", "true ", "falsee",
                                  "nan"};
    int bit = 7;
    for (size_t i = 0; i < 5; i++) {
        ck_assert(fair__text_is_binary(zeros[i], strlen(zeros[i]), &bit));
        ck_assert_int_eq(bit, 0);
        ck_assert(fair__text_is_binary(ones[i], strlen(ones[i]), &bit));
        ck_assert_int_eq(bit, 1);
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        ck_assert_msg(!fair__text_is_binary(others[i], strlen(others[i]),
                                            &bit),
                      "%s", others[i]);
    ck_assert(!fair__text_is_binary("1\0", 2, &bit));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_canonical);
    tcase_add_test(tc, test_order_is_the_order_of_this_list);
    tcase_add_test(tc, test_matches);
    tcase_add_test(tc, test_binary_texts);
}

FAIR_TEST_MAIN("base/scalar", tests)
