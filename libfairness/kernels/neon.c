/* SPDX-License-Identifier: MIT
 * Kernels for aarch64, which always has NEON. */
#include "kernels/plain.h"

#if defined(__aarch64__) && defined(__ARM_NEON)

#include <arm_neon.h>
#include <string.h>

#define TARGET
#define VEC 16

typedef uint8x16_t vec;

static inline vec
vec_load(const uint8_t *at)
{
    return vld1q_u8(at);
}

static inline vec
vec_fill(uint8_t byte)
{
    return vdupq_n_u8(byte);
}

static inline vec
vec_table(const uint8_t *at)
{
    return vld1q_u8(at);
}

static inline vec
vec_sub(vec a, vec b)
{
    return vsubq_u8(a, b);
}

static inline vec
vec_add(vec a, vec b)
{
    return vaddq_u8(a, b);
}

static inline vec
vec_or(vec a, vec b)
{
    return vorrq_u8(a, b);
}

static inline vec
vec_and(vec a, vec b)
{
    return vandq_u8(a, b);
}

static inline vec
vec_max(vec a, vec b)
{
    return vmaxq_u8(a, b);
}

static inline vec
vec_lookup(vec table, vec x)
{
    return vqtbl1q_u8(table, vandq_u8(x, vdupq_n_u8(15)));
}

static inline vec
vec_where(vec x, uint8_t byte, vec y)
{
    return vandq_u8(vceqq_u8(x, vdupq_n_u8(byte)), y);
}

static inline vec
vec_carry(vec a, vec b, vec c)
{
    return vbslq_u8(veorq_u8(a, b), c, a);
}

static inline vec
vec_parity(vec a, vec b, vec c)
{
    return veorq_u8(veorq_u8(a, b), c);
}

static inline uint32_t
vec_ones(vec x, uint8_t byte)
{
    const vec set = vtstq_u8(x, vdupq_n_u8(byte));
    return vaddvq_u8(vandq_u8(set, vdupq_n_u8(1)));
}

static inline void
vec_store(uint8_t *at, vec x)
{
    vst1q_u8(at, x);
}

/* Each byte eight times, of which bit k stays in the k-th. */
static inline vec
vec_bits(const uint8_t *at)
{
    const vec bit_of = vreinterpretq_u8_u64(vdupq_n_u64(0x8040201008040201));
    const vec bytes = vcombine_u8(vdup_n_u8(at[0]), vdup_n_u8(at[1]));
    return vandq_u8(vtstq_u8(bytes, bit_of), vdupq_n_u8(1));
}

#include "kernels/bits.inc"
#include "kernels/bytes.inc"
#include "kernels/positional.inc"

static const fair__kernels table = {
    FAIR__PLAIN_KERNELS,
    FAIR__PLAIN_WEIGHING,
    BYTE_KERNELS,
    .unpack_bits = unpack_bits,
    FAIR__TEXT_KERNELS,
    .count_keys = count_keys,
    .most_keys = POSITIONAL_ROWS,
};

const fair__kernels *
fair__kernels_neon(void)
{
    return &table;
}

#else

const fair__kernels *
fair__kernels_neon(void)
{
    return NULL;
}

#endif
