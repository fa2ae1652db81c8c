/* SPDX-License-Identifier: MIT
 * What is applied to columns, as far as plans and calibrators do not show
 * it. */
#include "artefact/applying.h"

#include <math.h>

#include "harness.h"

/* Every finite number of 16 bits, from the bits of IEEE 754, and the doubles
 * beside it. */
START_TEST(halves)
{
    for (uint32_t bits = 0; bits < 0x7c00; bits++) {
        const int exponent = (int)(bits >> 10);
        const double x = exponent == 0
                             ? ldexp(bits, -24)
                             : ldexp(1024 + (bits & 1023), exponent - 25);
        ck_assert(fair__is_half(x) && fair__is_half(-x));
        ck_assert(!fair__is_half(nextafter(x, HUGE_VAL)));
        ck_assert(x == 0 || !fair__is_half(nextafter(x, 0)));
    }
    ck_assert(!fair__is_half(65536));
    ck_assert(!fair__is_half(HUGE_VAL));
    ck_assert(!fair__is_half(0x1p-25));
}
END_TEST

START_TEST(such_rows)
{
    char out[FAIR__SUCH_SIZE];
    ck_assert_str_eq(fair__such_rows(out, 0), "");
    ck_assert_str_eq(fair__such_rows(out, 1), "");
    ck_assert_str_eq(fair__such_rows(out, 3), " (of 3 such rows)");
    ck_assert_str_eq(fair__such_rows(out, UINT64_MAX),
                     " (of 18446744073709551615 such rows)");
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, halves);
    tcase_add_test(tc, such_rows);
}

FAIR_TEST_MAIN("artefact/applying", tests)
