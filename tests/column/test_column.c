/* SPDX-License-Identifier: MIT
 * Constructors, checks before reading, names of types, missing rows. */
#include "column/column.h"

#include "column/model.h"

/* Constructors set type, length and buffers, and zero everything else. */
START_TEST(test_constructors)
{
    const int64_t x[4] = {0};
    const struct {
        fair_column column;
        int32_t type;
        const char *name;
    } made_[] = {
        {fair_column_bool8((const uint8_t *)x, 3), FAIR_TYPE_BOOL8, "bool8"},
        {fair_column_bool1((const uint8_t *)x, 3), FAIR_TYPE_BOOL1, "bool"},
        {fair_column_int8((const int8_t *)x, 3), FAIR_TYPE_INT8, "int8"},
        {fair_column_int16((const int16_t *)x, 3), FAIR_TYPE_INT16, "int16"},
        {fair_column_int32((const int32_t *)x, 3), FAIR_TYPE_INT32, "int32"},
        {fair_column_int64(x, 3), FAIR_TYPE_INT64, "int64"},
        {fair_column_uint8((const uint8_t *)x, 3), FAIR_TYPE_UINT8, "uint8"},
        {fair_column_uint16((const uint16_t *)x, 3), FAIR_TYPE_UINT16,
         "uint16"},
        {fair_column_uint32((const uint32_t *)x, 3), FAIR_TYPE_UINT32,
         "uint32"},
        {fair_column_uint64((const uint64_t *)x, 3), FAIR_TYPE_UINT64,
         "uint64"},
        {fair_column_float32((const float *)x, 3), FAIR_TYPE_FLOAT32,
         "float32"},
        {fair_column_float64((const double *)x, 3), FAIR_TYPE_FLOAT64,
         "float64"},
        {fair_column_utf8((const int32_t *)x, "", 3), FAIR_TYPE_UTF8, "utf8"},
        {fair_column_large_utf8(x, "", 3), FAIR_TYPE_LARGE_UTF8,
         "large_utf8"},
        {fair_column_cstring((const char *const *)x, 3), FAIR_TYPE_CSTRING,
         "cstring"},
    };
    for (size_t i = 0; i < sizeof(made_) / sizeof(made_[0]); i++) {
        fair_column zero;
        memset(&zero, 0, sizeof(zero));
        zero.type = made_[i].type;
        zero.length = 3;
        zero.buffers[0] = x;
        zero.buffers[1] = made_[i].column.buffers[1];
        ck_assert_mem_eq(&zero, &made_[i].column, sizeof(zero));
        ck_assert_str_eq(fair__column_type_name(&zero), made_[i].name);
        ck_assert_ok(fair__column_check(&zero, 3, "x", &err_));
        const int32_t code = 0;
        const fair_column d = fair_column_dictionary(&code, 1, &zero);
        ck_assert_ok(fair__column_check(&d, 1, "x", &err_));
        const char *name = fair__column_type_name(&d);
        ck_assert_int_eq(strncmp(name, "dictionary of ", 14), 0);
        ck_assert_str_eq(name + 14, made_[i].name);
    }
    fair_column none;
    memset(&none, 0, sizeof(none));
    ck_assert_str_eq(fair__column_type_name(&none), "none");
}
END_TEST

/* ---- one thing wrong at a time ---- */

static const int32_t numbers[8] = {1, 2, 3, 4, 5, 6, 7, 8};
static const fair_column *other;

static void no_type(fair_column *c) { c->type = 0; }
static void type_21(fair_column *c) { c->type = 21; }
static void type_minus(fair_column *c) { c->type = -1; }
static void type_huge(fair_column *c) { c->type = INT32_MAX; }
static void short_one(fair_column *c) { c->length = 3; }
static void negative_length(fair_column *c) { c->length = -1; }
static void negative_offset(fair_column *c) { c->offset = -1; }
static void huge_offset(fair_column *c) { c->offset = INT64_MAX; }
static void huge_stride(fair_column *c) { c->stride = INT64_MAX / 2; }
static void least_stride(fair_column *c) { c->stride = INT64_MIN; }
static void no_buffer(fair_column *c) { c->buffers[0] = NULL; }
static void has_index_type(fair_column *c) { c->index_type = FAIR_TYPE_INT8; }

static void
reserved(fair_column *c)
{
    c->reserved[sizeof(c->reserved) - 1] = 1;
}

static void
bit_stride(fair_column *c)
{
    c->type = FAIR_TYPE_BOOL1;
    c->stride = 1;
}

static void
utf8_stride(fair_column *c)
{
    c->type = FAIR_TYPE_UTF8;
    c->stride = 4;
}

static void
variadic_without_sizes(fair_column *c)
{
    c->type = FAIR_TYPE_UTF8_VIEW;
    c->n_variadic = 1;
}

static void
negative_variadic(fair_column *c)
{
    c->type = FAIR_TYPE_UTF8_VIEW;
    c->n_variadic = -1;
}

static void
as_dictionary(fair_column *c)
{
    c->type = FAIR_TYPE_DICTIONARY;
    c->index_type = FAIR_TYPE_INT32;
    c->dictionary = other;
}

static void
no_dictionary(fair_column *c)
{
    as_dictionary(c);
    c->dictionary = NULL;
}

static void
float_index(fair_column *c)
{
    as_dictionary(c);
    c->index_type = FAIR_TYPE_FLOAT32;
}

static void
bool_index(fair_column *c)
{
    as_dictionary(c);
    c->index_type = FAIR_TYPE_BOOL8;
}

static void
wide_index(fair_column *c)
{
    as_dictionary(c);
    c->index_type = FAIR_TYPE_INT128;
}

static fair_column nested;
static fair_column broken;

static void
nested_dictionary(fair_column *c)
{
    as_dictionary(c);
    nested = *c;
    c->dictionary = &nested;
}

static void
broken_dictionary(fair_column *c)
{
    as_dictionary(c);
    broken = *other;
    broken.offset = -1;
    c->dictionary = &broken;
}

static void
empty_type_dictionary(fair_column *c)
{
    as_dictionary(c);
    memset(&broken, 0, sizeof(broken));
    c->dictionary = &broken;
}

START_TEST(test_checks)
{
    static const struct {
        void (*spoil)(fair_column *c);
        fair_status status;
        const char *word;
    } cases[] = {
        {no_type, FAIR_ERR_ARGUMENT, "not given"},
        {type_21, FAIR_ERR_TYPE, "21"},
        {type_minus, FAIR_ERR_TYPE, "-1"},
        {type_huge, FAIR_ERR_TYPE, "2147483647"},
        {short_one, FAIR_ERR_ARGUMENT, "has 3 values, expected 4"},
        {negative_length, FAIR_ERR_ARGUMENT, "length"},
        {negative_offset, FAIR_ERR_ARGUMENT, "offset"},
        {huge_offset, FAIR_ERR_ARGUMENT, "too large"},
        {huge_stride, FAIR_ERR_ARGUMENT, "stride"},
        {least_stride, FAIR_ERR_ARGUMENT, "stride"},
        {no_buffer, FAIR_ERR_ARGUMENT, "buffer"},
        {reserved, FAIR_ERR_ARGUMENT, "reserved"},
        {has_index_type, FAIR_ERR_ARGUMENT, "index_type"},
        {bit_stride, FAIR_ERR_ARGUMENT, "stride"},
        {utf8_stride, FAIR_ERR_ARGUMENT, "stride"},
        {variadic_without_sizes, FAIR_ERR_ARGUMENT, "variadic_sizes"},
        {negative_variadic, FAIR_ERR_ARGUMENT, "n_variadic"},
        {no_dictionary, FAIR_ERR_ARGUMENT, "dictionary"},
        {float_index, FAIR_ERR_ARGUMENT, "integer"},
        {bool_index, FAIR_ERR_ARGUMENT, "integer"},
        {wide_index, FAIR_ERR_ARGUMENT, "integer"},
        {nested_dictionary, FAIR_ERR_TYPE, "dictionary of a dictionary"},
        {broken_dictionary, FAIR_ERR_ARGUMENT, "offset"},
        {empty_type_dictionary, FAIR_ERR_ARGUMENT, "not given"},
    };
    const fair_column values = fair_column_int32(numbers, 8);
    other = &values;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fair_column c = fair_column_int32(numbers, 4);
        fair_error err = {0};
        ck_assert_ok(fair__column_check(&c, 4, "race", &err_));
        cases[i].spoil(&c);
        const fair_status st = fair__column_check(&c, 4, "race", &err);
        ck_assert_msg(st == cases[i].status, "case %zu: %d", i, (int)st);
        ck_assert_str_eq(err.column, "race");
        ck_assert_msg(strstr(err.message, "race") != NULL &&
                          strstr(err.message, cases[i].word) != NULL,
                      "case %zu: %s", i, err.message);
    }
    fair_column empty = fair_column_float64(NULL, 0);
    ck_assert_ok(fair__column_check(&empty, 0, "x", &err_));
}
END_TEST

START_TEST(test_missing)
{
    uint64_t state = 51;
    for (int32_t type = FAIR_TYPE_NULL; type <= FAIR_TYPE_CSTRING; type++) {
        for (int round = 0; round < 20; round++) {
            made m;
            if (round % 2 == 0)
                make_random(&m, type, 50, &state);
            else
                make_dictionary(&m, type, 50, &state);
            for (size_t i = 0; i < m.n; i++)
                ck_assert_int_eq(fair__column_is_missing(&m.column[0], i),
                                 m.rows[i].kind == FAIR_KIND_MISSING);
            unmake(&m);
        }
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_constructors);
    tcase_add_test(tc, test_checks);
    tcase_add_test(tc, test_missing);
}

FAIR_TEST_MAIN("column/column", tests)
