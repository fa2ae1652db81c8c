/* SPDX-License-Identifier: MIT
 * Tests of the random key: from the system call, else from the device, whole
 * or not at all. */
#define _DEFAULT_SOURCE /* getrandom, syscall */

#include "base/hash.h"

#include "entropy.h"
#include "harness.h"

static void
check_key(fair_status expected, int first)
{
    uint8_t key[16];
    memset(key, 0xee, sizeof(key));
    fair_error err = {0};
    ck_assert_int_eq(fair__entropy(key, &err), expected);
    ck_assert_int_eq(err.code, expected);
    for (int i = 0; i < 16; i++)
        ck_assert_int_eq(key[i], expected == FAIR_OK ? first + i : 0xee);
    ck_assert_int_eq(entropy.closed, entropy.opened);
}

START_TEST(test_system_call)
{
    memset(&entropy, 0, sizeof(entropy));
    entropy.from_call = 16;
    check_key(FAIR_OK, 0);
    ck_assert_int_eq(entropy.opened, 0);
}
END_TEST

START_TEST(test_device)
{
    static const size_t from_call[] = {0, 15};
    static const size_t a_read[] = {1, 5, 16};
    for (int i = 0; i < 6; i++) {
        memset(&entropy, 0, sizeof(entropy));
        entropy.from_call = from_call[i / 3];
        entropy.has_device = 1;
        entropy.from_device = 99;
        entropy.a_read = a_read[i % 3];
        check_key(FAIR_OK, 100);
        ck_assert_uint_eq(entropy.had, 16);
        ck_assert_int_eq(entropy.opened, 1);
    }
}
END_TEST

START_TEST(test_neither)
{
    memset(&entropy, 0, sizeof(entropy));
    check_key(FAIR_ERR_ENTROPY, 0);
    ck_assert_int_eq(entropy.opened, 0);
    for (size_t n = 0; n < 16; n++) { /* a device that ends */
        memset(&entropy, 0, sizeof(entropy));
        entropy.has_device = 1;
        entropy.from_device = n;
        entropy.a_read = 7;
        check_key(FAIR_ERR_ENTROPY, 0);
        ck_assert_int_eq(entropy.opened, 1);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_system_call);
    tcase_add_test(tc, test_device);
    tcase_add_test(tc, test_neither);
}

FAIR_TEST_MAIN("base/entropy", tests)
