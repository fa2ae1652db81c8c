/* SPDX-License-Identifier: MIT
 * Tests of error messages: every directive, hostile text, cuts. */
#include "base/error.h"

#include "harness.h"

#include <math.h>

#include "base/utf8.h"

#define ELLIPSIS "\xe2\x80\xa6"

START_TEST(test_directives)
{
    fair_error err;
    memset(&err, 0xff, sizeof(err));
    ck_assert_int_eq(fair__fail(&err, FAIR_ERR_DATA,
                                "%s, %u of %d: %g %q 100%%", "column",
                                UINT64_MAX, INT64_MIN, 0.1, "a\0b",
                                (size_t)3),
                     FAIR_ERR_DATA);
    ck_assert_int_eq(err.code, FAIR_ERR_DATA);
    ck_assert_uint_eq(err.reserved, 0);
    ck_assert_int_eq(err.row, -1);
    ck_assert_uint_eq(err.count, 0);
    ck_assert_str_eq(err.column, "");
    ck_assert_str_eq(err.message,
                     "column, 18446744073709551615 of -9223372036854775808: "
                     "0.1 \"a\\x00b\" 100%");
    for (size_t i = strlen(err.message); i < sizeof(err.message); i++)
        ck_assert_int_eq(err.message[i], 0);
}
END_TEST

START_TEST(test_scalars_as_people_read_them)
{
    const struct {
        fair_scalar scalar;
        const char *text;
    } rows[] = {
        {{0}, "nothing"},
        {fair_scalar_missing(), "missing"},
        {fair_scalar_bool(5), "true"},
        {fair_scalar_bool(0), "false"},
        {fair_scalar_int(-3), "-3"},
        {fair_scalar_uint(UINT64_MAX), "18446744073709551615"},
        {fair_scalar_float(0.5), "0.5"},
        {fair_scalar_float(NAN), "NaN"},
        {fair_scalar_float(INFINITY), "infinity"},
        {fair_scalar_float(-INFINITY), "-infinity"},
        {fair_scalar_text("x"), "\"x\""},
        {fair_scalar_text("missing"), "\"missing\""},
        {fair_scalar_parsed("3"), "\"3\""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        fair_error err = {0};
        fair__fail(&err, FAIR_ERR_DATA, "%v", &rows[i].scalar);
        ck_assert_str_eq(err.message, rows[i].text);
    }
}
END_TEST

START_TEST(test_hostile_text_is_escaped)
{
    fair_error err = {0};
    fair__fail(&err, FAIR_ERR_DATA, "%s",
               "a\nb\x1b[31m\x7f \xc2\x9b \xe2\x80\xae \xff\xc3 \xef\xbf\xbd");
    ck_assert_str_eq(err.message,
                     "a\\x0ab\\x1b[31m\\x7f \\xc2\\x9b \\xe2\\x80\\xae "
                     "\\xff\\xc3 \xef\xbf\xbd");
}
END_TEST

START_TEST(test_quoted_text_is_cut)
{
    char text[100];
    fair_error err = {0};
    memset(text, 'x', sizeof(text));
    fair__fail(&err, FAIR_ERR_DATA, "%q", text, (size_t)64);
    ck_assert_uint_eq(strlen(err.message), 66);
    memcpy(text + 62, "\xe2\x82\xac", 3);
    fair__fail(&err, FAIR_ERR_DATA, "%q", text, sizeof(text));
    ck_assert_uint_eq(strlen(err.message), 62 + 2 + 3);
    ck_assert_str_eq(err.message + 63, ELLIPSIS "\"");
}
END_TEST

/* Characters of one to four bytes and escapes, at every distance from the
 * end: a whole number of them, an ellipsis, valid UTF-8, a NUL. */
START_TEST(test_long_messages_are_cut_at_characters)
{
    const char *const units[] = {"x", "\xc3\xa9", "\xe2\x82\xac",
                                 "\xf0\x9f\x98\x80", "\n"};
    for (size_t u = 0; u < 5; u++)
        for (size_t pad = 0; pad < 400; pad++) {
            char text[1300];
            memset(text, '.', pad);
            size_t n = pad;
            while (n < 800) {
                memcpy(text + n, units[u], strlen(units[u]));
                n += strlen(units[u]);
            }
            text[n] = '\0';
            fair_error err = {0};
            fair__fail(&err, FAIR_ERR_DATA, "%s", text);
            const size_t length = strlen(err.message);
            ck_assert_uint_ge(length, 377);
            ck_assert_uint_le(length, 383);
            ck_assert(fair__utf8_valid(err.message, length));
            ck_assert_str_eq(err.message + length - 3, ELLIPSIS);
            const size_t kept = length - 3;
            if (u < 4) {
                ck_assert_mem_eq(err.message, text, kept);
                ck_assert(pad >= kept ||
                          (kept - pad) % strlen(units[u]) == 0);
            }
        }
    /* What fits is not cut. */
    char text[384];
    memset(text, 'x', 383);
    text[383] = '\0';
    fair_error err = {0};
    fair__fail(&err, FAIR_ERR_DATA, "%s", text);
    ck_assert_str_eq(err.message, text);
}
END_TEST

START_TEST(test_place)
{
    fair_error err = {0};
    ck_assert_int_eq(fair__fail_at(&err, FAIR_ERR_NONFINITE, "w", 7, 3,
                                   "%s is bad", "w"),
                     FAIR_ERR_NONFINITE);
    ck_assert_str_eq(err.column, "w");
    ck_assert_int_eq(err.row, 7);
    ck_assert_uint_eq(err.count, 3);

    char name[200];
    memset(name, 'n', sizeof(name));
    memcpy(name + 101, "\xe2\x82\xac", 3);
    name[199] = '\0';
    fair__fail_at(&err, FAIR_ERR_DATA, name, 0, 1, "x");
    ck_assert_uint_eq(strlen(err.column), 101);
    memcpy(name + 100, "\xe2\x82\xac", 3);
    fair__fail_at(&err, FAIR_ERR_DATA, name, 0, 1, "x");
    ck_assert_uint_eq(strlen(err.column), 103);
}
END_TEST

START_TEST(test_arguments_may_lie_in_the_error)
{
    fair_error err = {0};
    fair__fail_at(&err, FAIR_ERR_DATA, "price", 4, 2, "too large");
    fair__fail_at(&err, FAIR_ERR_STREAM, err.column, err.row, err.count,
                  "the stream failed: %s", err.message);
    ck_assert_str_eq(err.column, "price");
    ck_assert_str_eq(err.message, "the stream failed: too large");
    ck_assert_int_eq(err.row, 4);
}
END_TEST

START_TEST(test_no_error_wanted)
{
    ck_assert_int_eq(fair__fail(NULL, FAIR_ERR_DATA, "%s", "x"),
                     FAIR_ERR_DATA);
    ck_assert_int_eq(fair__no_memory(NULL), FAIR_ERR_MEMORY);
    fair_error err = {0};
    ck_assert_int_eq(fair__no_memory(&err), FAIR_ERR_MEMORY);
    ck_assert_int_eq(err.code, FAIR_ERR_MEMORY);
    ck_assert_str_eq(err.message, "out of memory");
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_directives);
    tcase_add_test(tc, test_scalars_as_people_read_them);
    tcase_add_test(tc, test_hostile_text_is_escaped);
    tcase_add_test(tc, test_quoted_text_is_cut);
    tcase_add_test(tc, test_long_messages_are_cut_at_characters);
    tcase_add_test(tc, test_place);
    tcase_add_test(tc, test_arguments_may_lie_in_the_error);
    tcase_add_test(tc, test_no_error_wanted);
}

FAIR_TEST_MAIN("base/error", tests)
