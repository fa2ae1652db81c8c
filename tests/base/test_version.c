/* SPDX-License-Identifier: MIT
 * Tests of the names that are API: the version, and each status. */
#include <fairness/fairness.h>

#include <stdio.h>

#include "harness.h"

#define NAMED(name) {FAIR_ERR_##name, #name}

START_TEST(test_status_names)
{
    static const struct {
        fair_status status;
        const char *name;
    } all[] = {
        {FAIR_OK, "OK"},    NAMED(ARGUMENT),   NAMED(MEMORY),
        NAMED(TYPE),        NAMED(DATA),       NAMED(NONFINITE),
        NAMED(LIMIT),       NAMED(OVERFLOW),   NAMED(MISMATCH),
        NAMED(CORRUPT),     NAMED(VERSION),    NAMED(DUPLICATE_SHARD),
        NAMED(INCOMPLETE),  NAMED(EMPTY),      NAMED(WRITE),
        NAMED(STREAM),      NAMED(ENTROPY),    NAMED(STOPPED),
        NAMED(INFEASIBLE),
    };
    const fair_status n = sizeof(all) / sizeof(*all);
    for (fair_status i = 0; i < n; i++) {
        ck_assert_int_eq(all[i].status, i); /* none is left out */
        ck_assert_str_eq(fair_status_name(i), all[i].name);
    }
    const fair_status others[] = {-1, n, INT32_MIN, INT32_MAX};
    for (int i = 0; i < 4; i++)
        ck_assert_str_eq(fair_status_name(others[i]), "UNKNOWN");
}
END_TEST

START_TEST(test_version)
{
    char text[32];
    snprintf(text, sizeof(text), "%d.%d.%d", FAIR_VERSION_MAJOR,
             FAIR_VERSION_MINOR, FAIR_VERSION_PATCH);
    ck_assert_str_eq(fair_version(), text);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_status_names);
    tcase_add_test(tc, test_version);
}

FAIR_TEST_MAIN("base/version", tests)
