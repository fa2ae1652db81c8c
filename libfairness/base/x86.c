/* SPDX-License-Identifier: MIT
 * What an x86-64 processor and its operating system have. */
#include "base/x86.h"

#if FAIR__X86

#include <cpuid.h>

/* Which registers the operating system saves (XCR0); only where OSXSAVE. */
static unsigned
saved_registers(void)
{
    unsigned low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

unsigned
fair__x86_features(void)
{
    enum {
        SSSE3 = 1 << 9,    /* leaf 1, ecx */
        SSE4_1 = 1 << 19,  /* leaf 1, ecx */
        POPCNT = 1 << 23,  /* leaf 1, ecx */
        OSXSAVE = 1 << 27, /* leaf 1, ecx */
        AVX2 = 1 << 5,     /* leaf 7, ebx */
        AVX512F = 1 << 16, /* leaf 7, ebx */
        SHA = 1 << 29,     /* leaf 7, ebx */
        AVX512BW = 1 << 30 /* leaf 7, ebx */
    };
    const unsigned ymm = 0x06; /* xmm and the upper halves of ymm */
    const unsigned zmm = 0xe6; /* masks, upper halves of zmm, zmm16-31 too */
    unsigned a, b, c, d, features = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
    if ((c & OSXSAVE) == 0 || (c & POPCNT) == 0) return 0;
    const int has_sse = (c & SSSE3) != 0 && (c & SSE4_1) != 0;
    const unsigned saved = saved_registers();
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    if (has_sse && (b & SHA) != 0) features |= FAIR__HAS_SHA;
    if ((saved & ymm) == ymm && (b & AVX2) != 0) features |= FAIR__HAS_AVX2;
    if ((saved & zmm) == zmm && (b & AVX512F) != 0 && (b & AVX512BW) != 0)
        features |= FAIR__HAS_AVX512;
    return features;
}

#else
typedef int fair__no_x86; /* a file must not be empty */
#endif
