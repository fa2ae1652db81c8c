/* SPDX-License-Identifier: MIT
 * Tests of the floating-point guard under hostile hosts. */
#ifdef __linux__
#define _GNU_SOURCE /* feenableexcept */
#endif
#include "base/floatenv.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#if defined(__SSE2_MATH__)
#include <xmmintrin.h>
#endif

#include "base/elementary.h"
#include "harness.h"

/* Volatile: computed when the test runs, where it stands. */
static volatile double one = 1, three = 3, smallest_normal = DBL_MIN;
static volatile double largest = DBL_MAX, two = 2;

/* What the default environment gives, as bits. */
static void
assert_default_arithmetic(void)
{
    const volatile double third = one / three;
    const volatile double minus = -one / three;
    const volatile double subnormal = smallest_normal / two;
    const volatile double back = subnormal * two;
    ck_assert_double_eq(third, 0x1.5555555555555p-2);
    ck_assert_double_eq(minus, -0x1.5555555555555p-2);
    ck_assert(subnormal > 0);
    ck_assert_double_eq(back, smallest_normal);
    ck_assert_int_eq(fegetround(), FE_TONEAREST);
    ck_assert(isinf(largest * two)); /* no trap */
}

START_TEST(test_rounding_modes)
{
    static const int modes[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO,
                                FE_TONEAREST};
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        fair__floatenv env;
        fesetround(modes[i]);
        const volatile double before = one / three;
        fair__floatenv_enter(&env);
        const volatile double inside = one / three;
        const volatile double quantile = fair__normal_quantile(0.975);
        fair__floatenv_leave(&env);
        const volatile double after = one / three;
        const int mode = fegetround();
        fesetround(FE_TONEAREST);
        ck_assert_double_eq(inside, 0x1.5555555555555p-2);
        ck_assert_double_eq(quantile, fair__normal_quantile(0.975));
        ck_assert_double_eq(before, after);
        ck_assert_int_eq(mode, modes[i]);
        /* The mode did something, or the test would prove nothing. */
        ck_assert_int_eq(before != inside, modes[i] == FE_UPWARD);
    }
}
END_TEST

START_TEST(test_default_inside)
{
    fair__floatenv env;
    fesetround(FE_UPWARD);
    fair__floatenv_enter(&env);
    const volatile double third = one / three;
    fair__floatenv_leave(&env);
    fesetround(FE_TONEAREST);
    ck_assert_double_eq(third, 0x1.5555555555555p-2);
    fair__floatenv_enter(&env);
    assert_default_arithmetic();
    fair__floatenv_leave(&env);
}
END_TEST

/* Flags raised inside stay inside; flags of the host stay. */
START_TEST(test_flags)
{
    fair__floatenv env;
    feclearexcept(FE_ALL_EXCEPT);
    feraiseexcept(FE_UNDERFLOW);
    fair__floatenv_enter(&env);
    const volatile double infinite = largest * two, inexact = one / three;
    fair__floatenv_leave(&env);
    ck_assert(isinf(infinite) && inexact > 0);
    ck_assert_int_eq(fetestexcept(FE_ALL_EXCEPT & ~FE_INEXACT), FE_UNDERFLOW);
    feclearexcept(FE_ALL_EXCEPT);
}
END_TEST

#if defined(__SSE2_MATH__)
START_TEST(test_flush_to_zero)
{
    fair__floatenv env;
    const unsigned before = _mm_getcsr();
    _mm_setcsr(before | 0x8040); /* FTZ and DAZ */
    const volatile double flushed = smallest_normal / two;
    fair__floatenv_enter(&env);
    const volatile double kept = smallest_normal / two;
    const volatile double sum = kept + kept;
    fair__floatenv_leave(&env);
    const unsigned after = _mm_getcsr();
    _mm_setcsr(before);
    ck_assert_double_eq(flushed, 0);
    ck_assert_double_eq(kept, 0x1p-1023);
    ck_assert_double_eq(sum, 0x1p-1022);
    ck_assert_uint_eq(after & ~0x3fu, (before | 0x8040) & ~0x3fu);
}
END_TEST
#endif

#if defined(__GLIBC__)
START_TEST(test_traps)
{
    fair__floatenv env;
    const int traps = FE_DIVBYZERO | FE_INVALID | FE_INEXACT | FE_OVERFLOW;
    feclearexcept(FE_ALL_EXCEPT);
    if (feenableexcept(traps) == -1) return; /* a machine without traps */
    fair__floatenv_enter(&env);
    const volatile double infinite = largest * two, inexact = one / three;
    fair__floatenv_leave(&env);
    const int enabled = fegetexcept();
    fedisableexcept(FE_ALL_EXCEPT);
    ck_assert_int_eq(enabled, traps);
    ck_assert(isinf(infinite) && inexact > 0);
}
END_TEST

static sigjmp_buf trapped;

static void
jump_back(int number)
{
    siglongjmp(trapped, number);
}

/* Without the guard the same product traps: the test above can fail. */
START_TEST(test_traps_without_the_guard)
{
    feclearexcept(FE_ALL_EXCEPT);
    signal(SIGFPE, jump_back);
    const int number = sigsetjmp(trapped, 1);
    if (number == 0) {
        if (feenableexcept(FE_OVERFLOW) == -1) return;
        const volatile double infinite = largest * two;
        (void)infinite;
    }
    fedisableexcept(FE_ALL_EXCEPT);
    signal(SIGFPE, SIG_DFL);
    ck_assert_int_eq(number, SIGFPE);
}
END_TEST
#endif

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_rounding_modes);
    tcase_add_test(tc, test_default_inside);
    tcase_add_test(tc, test_flags);
#if defined(__SSE2_MATH__)
    tcase_add_test(tc, test_flush_to_zero);
#endif
#if defined(__GLIBC__)
    tcase_add_test(tc, test_traps);
    tcase_add_test(tc, test_traps_without_the_guard);
#endif
}

FAIR_TEST_MAIN("base/floatenv", tests)
