/* SPDX-License-Identifier: MIT
 * Widening in plain C: loads by memcpy, since Arrow buffers and strided views
 * need not be aligned. */
#include "kernels/plain.h"

#include <string.h>

/* The packed loop stands apart so that the compiler can vectorise it. */
#define WIDEN(name, type, widened)                                            \
    void fair__widen_##name(const void *from, ptrdiff_t stride, size_t n,     \
                            uint64_t *out)                                    \
    {                                                                         \
        const char *at = from;                                                \
        type x;                                                               \
        if (stride == (ptrdiff_t)sizeof(x)) {                                 \
            for (size_t i = 0; i < n; i++) {                                  \
                memcpy(&x, at + i * sizeof(x), sizeof(x));                    \
                out[i] = widened(x);                                          \
            }                                                                 \
            return;                                                           \
        }                                                                     \
        for (size_t i = 0; i < n; i++) {                                      \
            memcpy(&x, at + (ptrdiff_t)i * stride, sizeof(x));                \
            out[i] = widened(x);                                              \
        }                                                                     \
    }

#define EXTENDED(x) ((uint64_t)(int64_t)(x))
#define PADDED(x) ((uint64_t)(x))

static inline uint64_t
double_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    return bits;
}

static inline uint64_t
single_bits(float x)
{
    return double_bits((double)x);
}

/* IEEE 754 binary16: sign, 5 bits of exponent (bias 15), 10 of fraction. */
static inline uint64_t
half_bits(uint16_t x)
{
    const uint64_t sign = (uint64_t)(x >> 15) << 63;
    const uint64_t exponent = (x >> 10) & 0x1f;
    const uint64_t fraction = x & 0x3ff;
    if (exponent == 0) /* zero and subnormal: fraction * 2^-24, exact */
        return sign | double_bits((double)fraction * 0x1p-24);
    if (exponent == 0x1f) /* infinity and NaN */
        return sign | UINT64_C(0x7ff) << 52 | fraction << 42;
    return sign | (exponent - 15 + 1023) << 52 | fraction << 42;
}

WIDEN(i8, int8_t, EXTENDED)
WIDEN(i16, int16_t, EXTENDED)
WIDEN(i32, int32_t, EXTENDED)
WIDEN(i64, uint64_t, PADDED) /* u64 and f64 are as they are, too */
WIDEN(u8, uint8_t, PADDED)
WIDEN(u16, uint16_t, PADDED)
WIDEN(u32, uint32_t, PADDED)
WIDEN(f16, uint16_t, half_bits)
WIDEN(f32, float, single_bits)
