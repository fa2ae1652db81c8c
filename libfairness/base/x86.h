/* SPDX-License-Identifier: MIT
 * What an x86-64 processor and its operating system have. */
#ifndef FAIR_BASE_X86_H
#define FAIR_BASE_X86_H

/* Compilers that can build a function for another instruction set. */
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define FAIR__X86 1
#else
#define FAIR__X86 0
#endif

#define FAIR__HAS_AVX2 1   /* and POPCNT, in both */
#define FAIR__HAS_AVX512 2 /* F and BW */
#define FAIR__HAS_SHA 4    /* and SSE4.1 */

/* FAIR__HAS_* bits. */
unsigned fair__x86_features(void);

#endif
