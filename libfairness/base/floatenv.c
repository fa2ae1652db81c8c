/* SPDX-License-Identifier: MIT
 * The guard of the floating-point environment. */
#include "base/floatenv.h"

#include <string.h>

#if defined(__SSE2_MATH__)
#include <xmmintrin.h>

/* All of double arithmetic obeys the SSE control word: rounding, masks of
 * traps, flush-to-zero and denormals-are-zero, and the flags.  0x1f80 is its
 * value at reset: to nearest, all masked. */
#define SSE_DEFAULT 0x1f80u

/* The x87 unit is left alone on x86-64: no code here uses it there, and to
 * save and load it takes 50 times as long.  With 32 bits it converts integers
 * of 64, and holds what functions return. */
#if defined(__x86_64__)
#define HAS_X87 0
#else
#define HAS_X87 1
#endif

void
fair__floatenv_enter(fair__floatenv *env)
{
    memset(&env->saved, 0, sizeof(env->saved));
    env->control = _mm_getcsr();
    if (HAS_X87) {
        fegetenv(&env->saved);
        fesetenv(FE_DFL_ENV);
    }
    _mm_setcsr(SSE_DEFAULT);
}

void
fair__floatenv_leave(const fair__floatenv *env)
{
    if (HAS_X87) fesetenv(&env->saved);
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
