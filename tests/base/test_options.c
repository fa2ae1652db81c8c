/* SPDX-License-Identifier: MIT
 * Tests of sized options: older, newer and broken callers. */
#include "base/options.h"

#include "harness.h"

typedef struct first_version {
    size_t size;
    uint64_t a;
} first_version;

typedef struct known_version {
    size_t size;
    uint64_t a, b;
} known_version;

typedef struct later_version {
    size_t size;
    uint64_t a, b, c, d;
} later_version;

static fair_status
read_options(known_version *out, const void *given, fair_error *err)
{
    return fair__options_read(out, sizeof(*out), sizeof(first_version), given,
                              "x options", err);
}

START_TEST(test_callers_of_all_versions)
{
    known_version out;
    memset(&out, 0xff, sizeof(out));
    ck_assert_ok(read_options(&out, NULL, NULL));
    ck_assert(out.a == 0 && out.b == 0);

    const first_version older = {sizeof(older), 7};
    memset(&out, 0xff, sizeof(out));
    ck_assert_ok(read_options(&out, &older, NULL));
    ck_assert(out.a == 7 && out.b == 0);

    const known_version same = {sizeof(same), 7, 8};
    ck_assert_ok(read_options(&out, &same, NULL));
    ck_assert(out.a == 7 && out.b == 8);

    const later_version later = {sizeof(later), 5, 6, 0, 0};
    ck_assert_ok(read_options(&out, &later, NULL));
    ck_assert(out.a == 5 && out.b == 6);
}
END_TEST

START_TEST(test_unknown_fields_are_refused_byte_by_byte)
{
    for (size_t byte = sizeof(known_version); byte < sizeof(later_version);
         byte++) {
        later_version later = {sizeof(later), 5, 6, 0, 0};
        ((unsigned char *)&later)[byte] = 1;
        known_version out = {1, 2, 3};
        fair_error err = {0};
        ck_assert_int_eq(read_options(&out, &later, &err), FAIR_ERR_ARGUMENT);
        ck_assert_str_eq(err.column, "x options");
        ck_assert_ptr_nonnull(strstr(err.message, "x options"));
        ck_assert(out.size == 1 && out.a == 2 && out.b == 3);
    }
}
END_TEST

START_TEST(test_sizes_that_make_no_sense)
{
    static unsigned char big[5000];
    const size_t bad[] = {0, 1, sizeof(first_version) - 1, 4097, SIZE_MAX};
    known_version out = {1, 2, 3};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        memcpy(big, &bad[i], sizeof(bad[i]));
        fair_error err = {0};
        ck_assert_int_eq(read_options(&out, big, &err), FAIR_ERR_ARGUMENT);
        ck_assert_int_eq(err.code, FAIR_ERR_ARGUMENT);
        ck_assert(out.size == 1 && out.a == 2 && out.b == 3);
    }
    const size_t largest = 4096;
    memcpy(big, &largest, sizeof(largest));
    ck_assert_ok(read_options(&out, big, NULL));
}
END_TEST

START_TEST(test_structs_of_all_versions_are_filled)
{
    const known_version all = {sizeof(all), 7, 8};
    first_version older = {sizeof(older), 1};
    known_version same = {sizeof(same), 1, 2};
    later_version later = {sizeof(later), 1, 2, 3, 4};
    void *const structs[] = {&older, &same, &later};
    for (int i = 0; i < 3; i++)
        ck_assert_ok(fair__options_write(structs[i], sizeof(first_version),
                                         &all, sizeof(all), "x options",
                                         NULL));
    ck_assert(older.size == sizeof(older) && older.a == 7);
    ck_assert(same.size == sizeof(same) && same.a == 7 && same.b == 8);
    ck_assert(later.size == sizeof(later) && later.a == 7 && later.b == 8);
    ck_assert(later.c == 0 && later.d == 0);

    first_version bad = {sizeof(size_t), 5};
    fair_error err = {0};
    ck_assert_int_eq(fair__options_write(&bad, sizeof(bad), &all, sizeof(all),
                                         "x options", &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_str_eq(err.column, "x options");
    ck_assert(bad.a == 5);
    bad.size = 4097;
    ck_assert_int_eq(fair__options_write(&bad, sizeof(bad), &all, sizeof(all),
                                         "x options", &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert(bad.a == 5);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_structs_of_all_versions_are_filled);
    tcase_add_test(tc, test_callers_of_all_versions);
    tcase_add_test(tc, test_unknown_fields_are_refused_byte_by_byte);
    tcase_add_test(tc, test_sizes_that_make_no_sense);
}

FAIR_TEST_MAIN("base/options", tests)
