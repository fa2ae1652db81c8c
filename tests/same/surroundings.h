/* SPDX-License-Identifier: MIT
 * The floating-point environment of a program: what it is, and the ways in
 * which a host may have changed it.  The file that includes this defines
 * _GNU_SOURCE. */
#ifndef FAIR_TESTS_SAME_SURROUNDINGS_H
#define FAIR_TESTS_SAME_SURROUNDINGS_H

#include <fenv.h>
#include <stdint.h>
#include <string.h>
#if defined(__SSE2_MATH__)
#include <xmmintrin.h>
#endif

/* All that a call must leave as it was. */
typedef struct environment {
    uint64_t rounding;
    uint64_t flags;
    uint64_t traps;
    uint64_t control; /* of SSE, or FPCR: flush-to-zero too */
    uint64_t x87;     /* control word: precision too */
} environment;

static inline environment
environment_now(void)
{
    environment e;
    memset(&e, 0, sizeof(e));
    e.rounding = (uint64_t)fegetround();
    e.flags = (uint64_t)fetestexcept(FE_ALL_EXCEPT);
#if defined(__GLIBC__)
    e.traps = (uint64_t)fegetexcept();
#endif
#if defined(__SSE2_MATH__)
    uint16_t word;
    __asm__ volatile("fnstcw %0" : "=m"(word));
    e.x87 = word;
    e.control = _mm_getcsr();
#elif defined(__aarch64__)
    __asm__ volatile("mrs %0, fpcr" : "=r"(e.control));
#endif
    return e;
}

/* 0: this machine does not have it. */
static inline int
round_up(void)
{
    return fesetround(FE_UPWARD) == 0;
}

static inline int
round_down(void)
{
    return fesetround(FE_DOWNWARD) == 0;
}

static inline int
round_to_zero(void)
{
    return fesetround(FE_TOWARDZERO) == 0;
}

static inline int
set_control(uint64_t sse, uint64_t fpcr)
{
#if defined(__SSE2_MATH__)
    (void)fpcr;
    _mm_setcsr(_mm_getcsr() | (unsigned)sse);
    return 1;
#elif defined(__aarch64__)
    (void)sse;
    __asm__ volatile("msr fpcr, %0" : : "r"(fpcr));
    return 1;
#else
    return (void)sse, (void)fpcr, 0;
#endif
}

static inline int
flush_to_zero(void)
{
    return set_control(0x8000, UINT64_C(1) << 24);
}

static inline int
denormals_are_zero(void)
{
    return set_control(0x0040, UINT64_C(1) << 24);
}

static inline int
both_are_zero(void)
{
    return set_control(0x8040, UINT64_C(1) << 24);
}

/* As some games and drivers leave it, rounding up as well. */
static inline int
x87_single(void)
{
#if defined(__SSE2_MATH__)
    uint16_t word;
    __asm__ volatile("fnstcw %0" : "=m"(word));
    word = (uint16_t)((word & ~0x0f00u) | 0x0800u);
    __asm__ volatile("fldcw %0" : : "m"(word));
    return 1;
#else
    return 0;
#endif
}

static inline int
trap(void)
{
#if defined(__GLIBC__)
    feclearexcept(FE_ALL_EXCEPT);
    /* QEMU and some processors have none: then there is nothing to test. */
    return feenableexcept(FE_ALL_EXCEPT) != -1 &&
           fegetexcept() == FE_ALL_EXCEPT;
#else
    return 0;
#endif
}

static inline int
flags_raised(void)
{
    return feraiseexcept(FE_ALL_EXCEPT) == 0;
}

static inline void
default_environment(void)
{
    fesetenv(FE_DFL_ENV);
}

#endif
