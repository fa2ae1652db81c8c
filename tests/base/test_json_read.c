/* SPDX-License-Identifier: MIT
 * Tests of the JSON reader. */
#include "base/json_read.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "harness.h"

static fair__json_reader
reader(const char *text)
{
    fair__json_reader r;
    fair__json_read_init(&r, text, strlen(text));
    return r;
}

START_TEST(test_layout)
{
    static const char text[] =
        " { \"a\" : [ 1, 2 ] ,\n\"b\": {\"c\\u0061\": true}, \"d\": null}\r\t";
    fair__json_reader r = reader(text);
    uint64_t sum = 0;
    fair__json_open_object(&r);
    fair__json_expect(&r, "a");
    fair__json_open_array(&r);
    while (fair__json_next(&r)) sum += fair__json_read_u64(&r);
    ck_assert_uint_eq(sum, 3);
    fair__json_expect(&r, "b");
    fair__json_open_object(&r);
    fair__json_expect(&r, "ca");
    ck_assert_int_eq(fair__json_read_bool(&r), 1);
    fair__json_close(&r);
    fair__json_expect(&r, "d");
    ck_assert_int_eq(fair__json_null_next(&r), 1);
    fair__json_close(&r);
    fair__json_finish(&r);
    ck_assert_ptr_null(r.wrong);
}
END_TEST

/* {"a": [{"b": …}]}, of which b is read as a number. */
static const char *
wrong_of(const char *text, char path[64])
{
    fair__json_reader r = reader(text);
    fair__json_open_object(&r);
    fair__json_expect(&r, "a");
    fair__json_open_array(&r);
    while (fair__json_next(&r)) {
        fair__json_open_object(&r);
        fair__json_expect(&r, "b");
        fair__json_read_u64(&r);
        fair__json_close(&r);
    }
    fair__json_close(&r);
    fair__json_finish(&r);
    fair__json_path(&r, path, 64);
    return r.wrong;
}

START_TEST(test_places)
{
    static const struct {
        const char *text, *wrong, *path;
    } cases[] = {
        {"{\"a\": [{\"b\": 1}, {\"b\": 2}]}", NULL, ""},
        {"[]", "expected an object", ""},
        {"", "expected an object", ""},
        {"{\"x\": []}", "this member is not next", "a"},
        {"{\"a\": 1}", "expected a list", "a"},
        {"{\"a\": [{\"b\": 1}, {\"b\": -2}]}",
         "expected a whole number from 0 on", "a[1].b"},
        {"{\"a\": [{\"b\": 01}]}", "expected a whole number", "a[0].b"},
        {"{\"a\": [{\"b\": 1.0}]}", "expected a whole number", "a[0].b"},
        {"{\"a\": [{\"b\": 18446744073709551616}]}", "expected a whole number",
         "a[0].b"},
        {"{\"a\": [{\"b\": 1, \"c\": 1}]}", "a member that is not known",
         "a[0]"},
        {"{\"a\": [{\"b\": 1} {\"b\": 1}]}", "expected a comma", "a[0]"},
        {"{\"a\": [{\"b\": 1},]}", "expected an object", "a[1]"},
        {"{\"a\": [{\"b\": 1}]", "a member that is not known", ""},
        {"{\"a\": []} x", "something follows", ""},
        {"{\"a\": [{\"\\ud800\": 1}]}", "an escape that means nothing",
         "a[0].b"},
        {"{\"a\": \xff}", "not UTF-8", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char path[64];
        const char *wrong = wrong_of(cases[i].text, path);
        if (cases[i].wrong == NULL) {
            ck_assert_ptr_null(wrong);
            continue;
        }
        ck_assert_msg(wrong != NULL, "%s", cases[i].text);
        ck_assert_str_eq(wrong, cases[i].wrong);
        ck_assert_str_eq(path, cases[i].path);
    }
}
END_TEST

START_TEST(test_texts)
{
    static const struct {
        const char *json, *text;
        size_t n; /* SIZE_MAX: wrong */
    } cases[] = {
        {"\"\"", "", 0},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8},
        {"\"\\u0041\\u00e9\\u20aC\\ud83d\\ude00\"",
         "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 10},
        {"\"a\\u0000b\"", "a\0b", 3},
        {"\"\xc3\xa9\"", "\xc3\xa9", 2},
        {"\"\\u00g0\"", "", SIZE_MAX},
        {"\"\\ude00\"", "", SIZE_MAX},
        {"\"\\ud83dx\"", "", SIZE_MAX},
        {"\"\\ud83d\\u0041\"", "", SIZE_MAX},
        {"\"\\x41\"", "", SIZE_MAX},
        {"\"a\nb\"", "", SIZE_MAX},
        {"\"a", "", SIZE_MAX},
        {"\"a\\", "", SIZE_MAX},
        {"a", "", SIZE_MAX},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char out[64];
        fair__json_reader r = reader(cases[i].json);
        const size_t n = fair__json_read_text(&r, out);
        ck_assert_int_eq(r.wrong == NULL, cases[i].n != SIZE_MAX);
        if (r.wrong != NULL) continue;
        ck_assert_uint_eq(n, cases[i].n);
        ck_assert_mem_eq(out, cases[i].text, n + 1);
        r = reader(cases[i].json);
        ck_assert_uint_eq(fair__json_read_text(&r, NULL), n);
    }
}
END_TEST

/* What is written is read, bit by bit. */
START_TEST(test_numbers)
{
    uint64_t state = 1;
    for (int i = 0; i < 20000; i++) {
        char text[FAIR__NUMBER_SIZE];
        double x;
        state = state * UINT64_C(6364136223846793005) +
                UINT64_C(1442695040888963407);
        uint64_t bits = state ^ state >> 29;
        if (i % 4 == 1) bits >>= 12; /* tiny ones */
        if (i % 4 == 2) bits = UINT64_C(0x3fe) << 52 | bits >> 12;
        if (i % 4 == 3) bits &= UINT64_C(0xffff000000000000);
        memcpy(&x, &bits, sizeof(x));
        if (!isfinite(x) || x == 0) continue;
        text[fair__format_f64(text, x)] = '\0';
        fair__json_reader r = reader(text);
        const double again = fair__json_read_f64(&r);
        ck_assert_msg(r.wrong == NULL, "%s", text);
        ck_assert_mem_eq(&again, &x, sizeof(x));
        fair__json_finish(&r);
        ck_assert_ptr_null(r.wrong);
    }
}
END_TEST

START_TEST(test_numbers_of_other_forms)
{
    static const char *const texts[] = {
        "1.0", "+1", "01", ".5", "5.", "1e5", "0.10", "-0", "1E+22", "1e22",
        "NaN", "Infinity", "0x1p3", "1e+400", "1e-400", "", "-", "e", "1e+",
        "0.1000000000000000055511151231257827", "123456789012345678901", "1..2",
        "1.2.3", "--1", "1-1", "1e+1e+1",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        fair__json_reader r = reader(texts[i]);
        fair__json_read_f64(&r);
        fair__json_finish(&r);
        ck_assert_msg(r.wrong != NULL, "%s", texts[i]);
    }
}
END_TEST

START_TEST(test_scalars)
{
    static const struct {
        const char *json;
        int32_t kind;
        int64_t integer;
    } cases[] = {
        {"null", FAIR_KIND_MISSING, 0},
        {"true", FAIR_KIND_BOOL, 1},
        {"false", FAIR_KIND_BOOL, 0},
        {"0", FAIR_KIND_INT, 0},
        {"-9223372036854775808", FAIR_KIND_INT, INT64_MIN},
        {"9223372036854775807", FAIR_KIND_INT, INT64_MAX},
        {"9223372036854775808", FAIR_KIND_UINT, INT64_MIN},
        {"18446744073709551615", FAIR_KIND_UINT, -1},
        {"\"x\"", FAIR_KIND_TEXT, 0},
        {"nul", -1, 0},
        {"tru", -1, 0},
        {"1.5", -1, 0},
        {"-9223372036854775809", -1, 0},
        {"[", -1, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char out[16];
        fair__json_reader r = reader(cases[i].json);
        const fair_scalar s = fair__json_read_scalar(&r, out);
        ck_assert_int_eq(r.wrong != NULL, cases[i].kind < 0);
        if (r.wrong != NULL) continue;
        ck_assert_int_eq(s.kind, cases[i].kind);
        ck_assert_int_eq(s.integer, cases[i].integer);
    }
}
END_TEST

START_TEST(test_depth)
{
    fair__json_reader r = reader("[[[[[[[[[[[[");
    for (int i = 0; i < FAIR__JSON_READ_DEPTH + 1; i++) {
        fair__json_open_array(&r);
        fair__json_next(&r);
    }
    ck_assert_str_eq(r.wrong, "nested too deep");
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_layout);
    tcase_add_test(tc, test_places);
    tcase_add_test(tc, test_texts);
    tcase_add_test(tc, test_numbers);
    tcase_add_test(tc, test_numbers_of_other_forms);
    tcase_add_test(tc, test_scalars);
    tcase_add_test(tc, test_depth);
}

FAIR_TEST_MAIN("base/json_read", tests)
