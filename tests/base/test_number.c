/* SPDX-License-Identifier: MIT
 * Tests of numbers as text, against Python's. */
#include "base/number.h"

#include <stdio.h>

#include "harness.h"

typedef struct golden_shortest {
    uint64_t bits;
    const char *text;
} golden_shortest;

typedef struct golden_places {
    uint64_t bits;
    int places;
    const char *text;
} golden_places;

#include "golden_number.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static double
double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof(x));
    return x;
}

START_TEST(test_shortest)
{
    for (size_t i = 0; i < COUNT(golden_repr); i++) {
        char text[FAIR__NUMBER_SIZE];
        const size_t n =
            fair__format_f64(text, double_of(golden_repr[i].bits));
        ck_assert_str_eq(text, golden_repr[i].text);
        ck_assert_uint_eq(n, strlen(text));
    }
}
END_TEST

/* Above 2^53 and below 10^16: fewer digits than places before the point. */
START_TEST(test_shortest_whole)
{
    static const struct {
        double x;
        const char *text; /* Python's repr without ".0" */
    } cases[] = {
        {9007199254740994.0, "9007199254740994"},
        {9007199254741000.0, "9007199254741000"},
        {9100000000000000.0, "9100000000000000"},
        {9999999999999998.0, "9999999999999998"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[FAIR__NUMBER_SIZE];
        ck_assert_uint_eq(fair__format_f64(text, cases[i].x), 16);
        ck_assert_str_eq(text, cases[i].text);
        ck_assert_uint_eq(fair__format_f64(text, -cases[i].x), 17);
        ck_assert_int_eq(text[0], '-');
        ck_assert_str_eq(text + 1, cases[i].text);
    }
}
END_TEST

/* Random bits: reads back as itself, and no shorter text does. */
START_TEST(test_shortest_reads_back)
{
    uint64_t seed = 5;
    for (int i = 0; i < 20000; i++) {
        const double x = double_of(random_u64(&seed));
        if (!(x - x == 0)) continue;
        char text[FAIR__NUMBER_SIZE], shorter[64];
        fair__format_f64(text, x);
        ck_assert_double_eq(strtod(text, NULL), x);
        int digits = 0;
        for (const char *c = text; *c != '\0' && *c != 'e'; c++)
            digits += *c >= '0' && *c <= '9';
        if (strchr(text, 'e') == NULL || digits < 2) continue;
        snprintf(shorter, sizeof(shorter), "%.*e", digits - 2, x);
        ck_assert_msg(strtod(shorter, NULL) != x, "%s is shorter than %s",
                      shorter, text);
    }
}
END_TEST

START_TEST(test_fixed)
{
    for (size_t i = 0; i < COUNT(golden_fixed); i++) {
        char text[FAIR__NUMBER_SIZE * 2];
        const size_t n = fair__format_fixed(
            text, double_of(golden_fixed[i].bits), golden_fixed[i].places);
        ck_assert_str_eq(text, golden_fixed[i].text);
        ck_assert_uint_eq(n, strlen(text));
    }
}
END_TEST

START_TEST(test_integers)
{
    static const struct {
        int64_t x;
        const char *text;
    } rows[] = {{0, "0"},
                {7, "7"},
                {-7, "-7"},
                {1000000, "1000000"},
                {INT64_MAX, "9223372036854775807"},
                {INT64_MIN, "-9223372036854775808"}};
    char text[FAIR__NUMBER_SIZE];
    for (size_t i = 0; i < COUNT(rows); i++) {
        ck_assert_uint_eq(fair__format_i64(text, rows[i].x),
                          strlen(rows[i].text));
        ck_assert_str_eq(text, rows[i].text);
    }
    ck_assert_uint_eq(fair__format_u64(text, UINT64_MAX), 20);
    ck_assert_str_eq(text, "18446744073709551615");
}
END_TEST

START_TEST(test_parse_integer)
{
    static const struct {
        const char *text;
        int negative;
        uint64_t magnitude;
    } good[] = {{"0", 0, 0},
                {"-0", 0, 0},
                {"+7", 0, 7},
                {"-12", 1, 12},
                {"000000000000000000000000000005", 0, 5},
                {"18446744073709551615", 0, UINT64_MAX},
                {"-9223372036854775808", 1, UINT64_C(1) << 63}};
    static const char *const bad[] = {
        "", "+", "-", "1.0", "1e3", " 1", "1 ", "0x1", "--1", "+-1", "1_000",
        "18446744073709551616", "18446744073709551620", "99999999999999999999",
        "184467440737095516150", "-9223372036854775809", "\xd9\xa1", "1,0"};
    int negative;
    uint64_t magnitude;
    for (size_t i = 0; i < COUNT(good); i++) {
        negative = 5;
        ck_assert_int_eq(fair__parse_integer(good[i].text,
                                             strlen(good[i].text), &negative,
                                             &magnitude),
                         1);
        ck_assert_int_eq(negative, good[i].negative);
        ck_assert_uint_eq(magnitude, good[i].magnitude);
    }
    negative = 5;
    magnitude = 77;
    for (size_t i = 0; i < COUNT(bad); i++)
        ck_assert_int_eq(fair__parse_integer(bad[i], strlen(bad[i]), &negative,
                                             &magnitude),
                         0);
    ck_assert_int_eq(fair__parse_integer("1\0", 2, &negative, &magnitude), 0);
    ck_assert_int_eq(negative, 5);
    ck_assert_uint_eq(magnitude, 77);
    /* No terminator is needed or read. */
    ck_assert_int_eq(fair__parse_integer("123", 2, &negative, &magnitude), 1);
    ck_assert_uint_eq(magnitude, 12);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_shortest);
    tcase_add_test(tc, test_shortest_whole);
    tcase_add_test(tc, test_shortest_reads_back);
    tcase_add_test(tc, test_fixed);
    tcase_add_test(tc, test_integers);
    tcase_add_test(tc, test_parse_integer);
}

FAIR_TEST_MAIN("base/number", tests)
