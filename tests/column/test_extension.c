/* SPDX-License-Identifier: MIT
 * Arrow types that are refused, and what the message says. */
#include "column/extension.h"

#include "column/borrowed.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

START_TEST(test_refused_types)
{
    static const struct {
        const char *format;
        const char *remedy;
    } cases[] = {
        {"d:38,10", "cast it to float64, int64 or string"},
        {"d:19,0,256", "cast it to float64, int64 or string"},
        {"d:9,0,32", "cast it to float64, int64 or string"},
        {"d:38,01", "cast it to float64, int64 or string"},
        {"d:,0", "cast it to float64, int64 or string"},
        {"tdD", "cast it to string"},
        {"tdm", "cast it to string"},
        {"ttu", "cast it to string"},
        {"tsu:Europe/Berlin", "cast it to string"},
        {"tDn", "cast it to int64 or string"},
        {"tiM", "cast it to string"},
        {"z", "decode it to string"},
        {"Z", "decode it to string"},
        {"vz", "decode it to string"},
        {"w:16", "decode or cast it to string"},
        {"+r", "cast it to the type of its values"},
        {"+l", "explode it"},
        {"+L", "explode it"},
        {"+vl", "explode it"},
        {"+w:3", "explode it"},
        {"+s", "pass one of its fields"},
        {"+m", "take one"},
        {"+ud:0,1", "cast it to one type"},
        {"_plu128", "cast it to uint64 or string"},
        {"", "cast it to int64, float64, bool or string"},
        {"uu", "cast it to int64, float64, bool or string"},
        {"x", "cast it to int64, float64, bool or string"},
    };
    const int64_t data[4] = {0};
    const void *buffers[3] = {NULL, data, data};
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (int dictionary = 0; dictionary < 2; dictionary++) {
            struct ArrowSchema inner = schema_of(cases[i].format, "income");
            struct ArrowArray array = array_of(2, 2, buffers);
            struct ArrowSchema outer = schema_of("i", "income");
            struct ArrowArray indices = array_of(2, 2, buffers);
            outer.dictionary = &inner;
            indices.dictionary = &array;
            fair_error err = {0};
            fair_column out[2];
            memset(out, 0x5a, sizeof(out));
            const fair_status st =
                dictionary
                    ? fair_column_from_arrow(&outer, &indices, NULL, out, &err)
                    : fair_column_from_arrow(&inner, &array, NULL, out, &err);
            ck_assert_msg(st == FAIR_ERR_TYPE, "%s: %d", cases[i].format,
                          (int)st);
            ck_assert_str_eq(err.column, "income");
            ck_assert_ptr_nonnull(strstr(err.message, "income"));
            ck_assert_ptr_nonnull(strstr(err.message, cases[i].format));
            ck_assert_msg(strstr(err.message, cases[i].remedy) != NULL, "%s",
                          err.message);
            for (size_t k = 0; k < sizeof(out); k++)
                ck_assert_int_eq(((uint8_t *)out)[k], 0x5a); /* untouched */
        }
    }
}
END_TEST

static void
put_text(char **at, const char *text)
{
    const int32_t n = (int32_t)strlen(text);
    memcpy(*at, &n, 4);
    memcpy(*at + 4, text, (size_t)n);
    *at += 4 + n;
}

START_TEST(test_extension_types)
{
    const int64_t data[2] = {0};
    const void *buffers[2] = {NULL, data};
    const char *const keys[] = {"ARROW:extension:name", "PARQUET:field_id"};
    for (int i = 0; i < 2; i++) {
        char metadata[128];
        char *at = metadata + 4;
        const int32_t pairs = 2;
        memcpy(metadata, &pairs, 4);
        put_text(&at, "comment");
        put_text(&at, "");
        put_text(&at, keys[i]);
        put_text(&at, "pandas.period");
        struct ArrowSchema schema = schema_of("l", "month");
        struct ArrowArray array = array_of(2, 2, buffers);
        schema.metadata = metadata;
        fair_column out[2];
        fair_error err = {0};
        const fair_status st =
            fair_column_from_arrow(&schema, &array, NULL, out, &err);
        ck_assert_int_eq(st, i == 0 ? FAIR_ERR_TYPE : FAIR_OK);
        if (i == 0) ck_assert_ptr_nonnull(strstr(err.message, "pandas.period"));
    }
}
END_TEST

/* Metadata that ends in a negative length says no more; a name of the same
 * length is another one, and an empty type is none. */
START_TEST(test_other_metadata)
{
    static const struct {
        const char *key;
        const char *value;
        int32_t key_length;   /* where it is not the key's */
        int32_t value_length; /* where it is not the value's */
        fair_status expected;
    } cases[] = {
        {"ARROW:extension:name", "x", 0, 0, FAIR_ERR_TYPE},
        {"ARROW:extension:name", "", 0, 0, FAIR_OK},
        {"ARROW:extension:nama", "x", 0, 0, FAIR_OK},
        {"ARROW:extension:name", "x", -1, 0, FAIR_OK},
        {"ARROW:extension:name", "x", 0, -1, FAIR_OK},
    };
    const int64_t data[2] = {0};
    const void *buffers[2] = {NULL, data};
    for (size_t i = 0; i < COUNT(cases); i++) {
        char metadata[128] = {1};
        char *at = metadata + 4;
        const int32_t one = 1;
        memcpy(metadata, &one, 4);
        char *const key = at;
        put_text(&at, cases[i].key);
        char *const value = at;
        put_text(&at, cases[i].value);
        if (cases[i].key_length != 0) memcpy(key, &cases[i].key_length, 4);
        if (cases[i].value_length != 0)
            memcpy(value, &cases[i].value_length, 4);
        struct ArrowSchema schema = schema_of("l", "month");
        struct ArrowArray array = array_of(2, 2, buffers);
        schema.metadata = metadata;
        fair_column out[2];
        ck_assert_int_eq(
            fair_column_from_arrow(&schema, &array, NULL, out, NULL),
            cases[i].expected);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_refused_types);
    tcase_add_test(tc, test_extension_types);
    tcase_add_test(tc, test_other_metadata);
}

FAIR_TEST_MAIN("column/extension", tests)
