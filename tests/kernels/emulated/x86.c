/* SPDX-License-Identifier: MIT
 * A processor that has AVX2 has AVX-512 too, in plain C. */
#include "kernels/x86.h"

unsigned
fair__x86_features(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt")
               ? FAIR__HAS_AVX2 | FAIR__HAS_AVX512
               : 0;
}
