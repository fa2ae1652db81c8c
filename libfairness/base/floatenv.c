/* SPDX-License-Identifier: MIT
 * The guard of the floating-point environment. */
#include "base/floatenv.h"

#include <string.h>

#if defined(__SSE2_MATH__)
#include <xmmintrin.h>

/* All of double arithmetic obeys the SSE control word: rounding, masks of
 * traps, flush-to-zero and denormals-are-zero, and the flags.  0x1f80 is its
 * value at reset: to nearest, all masked.  The x87 word is left alone: no
 * code here uses that unit, and to save and load it takes 50 times as long. */
#define SSE_DEFAULT 0x1f80u

void
fair__floatenv_enter(fair__floatenv *env)
{
    memset(&env->saved, 0, sizeof(env->saved));
    env->control = _mm_getcsr();
    _mm_setcsr(SSE_DEFAULT);
}

void
fair__floatenv_leave(const fair__floatenv *env)
{
    _mm_setcsr((unsigned)env->control);
}

#elif defined(__aarch64__) && defined(__GNUC__)

/* FPCR 0 is to nearest, no traps, no flushing.  FPSR holds the flags. */
void
fair__floatenv_enter(fair__floatenv *env)
{
    uint64_t control, status;
    memset(&env->saved, 0, sizeof(env->saved));
    __asm__ volatile("mrs %0, fpcr" : "=r"(control));
    __asm__ volatile("mrs %0, fpsr" : "=r"(status));
    env->control = control << 32 | (uint32_t)status;
    __asm__ volatile("msr fpcr, %0" : : "r"(UINT64_C(0)));
}

void
fair__floatenv_leave(const fair__floatenv *env)
{
    __asm__ volatile("msr fpsr, %0" : : "r"(env->control & UINT32_MAX));
    __asm__ volatile("msr fpcr, %0" : : "r"(env->control >> 32));
}

#else

/* Standard C; what it does not know, flush-to-zero, belongs to the default
 * environment where that exists. */
void
fair__floatenv_enter(fair__floatenv *env)
{
    env->control = 0;
    fegetenv(&env->saved);
    fesetenv(FE_DFL_ENV);
}

void
fair__floatenv_leave(const fair__floatenv *env)
{
    fesetenv(&env->saved);
}

#endif
