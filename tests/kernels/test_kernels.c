/* SPDX-License-Identifier: MIT
 * Every kernel of the table against a loop written the slow way, on random
 * data of odd lengths and offsets in blocks of exactly their size. */
#include "kernels/kernels.h"

#include <math.h>

#include "harness.h"

/* Every table that this machine can run. */
#define each_table(k)                                                         \
    const fair__kernels *k = fair__kernels_get();                             \
    for (unsigned table = 0; (k = fair__kernels_nth(table)) != NULL; table++)

static void *
random_block(size_t size, uint64_t *state)
{
    uint8_t *p = malloc(size > 0 ? size : 1);
    ck_assert_ptr_nonnull(p);
    for (size_t i = 0; i < size; i++)
        p[i] = (uint8_t)random_u64(state);
    return p;
}

static size_t
odd_size(uint64_t *state, size_t most)
{
    const uint64_t r = random_u64(state);
    return r % 4 == 0 ? r / 4 % 20 : r / 4 % (most + 1);
}

START_TEST(test_bits)
{
    uint64_t state = 3;
    each_table(k) for (int round = 0; round < 3000; round++) {
        const size_t n = odd_size(&state, 300);
        const size_t offset = odd_size(&state, 70);
        uint8_t *bits = random_block((offset + n + 7) / 8, &state);
        uint8_t *out = random_block(n, &state);
        k->unpack_bits(bits, offset, n, out);
        for (size_t i = 0; i < n; i++) {
            const size_t at = offset + i;
            ck_assert(out[i] == (bits[at / 8] / (1u << at % 8)) % 2);
        }
        free(bits);
        free(out);
    }
}
END_TEST

/* ---- widening ---- */

static uint64_t
bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    return bits;
}

/* The value at a place, byte by byte from the most significant one (this
 * test runs on little-endian and big-endian machines alike). */
static uint64_t
load(const uint8_t *at, size_t width)
{
    uint64_t x = 0;
    const uint16_t probe = 1;
    const int little = *(const uint8_t *)&probe == 1;
    for (size_t i = 0; i < width; i++)
        x = x * 256 + at[little ? width - 1 - i : i];
    return x;
}

static uint64_t
float_of(uint64_t x, int exponent_bits, int fraction_bits)
{
    const int top = (1 << exponent_bits) - 1;
    const int exponent = (int)(x >> fraction_bits) & top;
    const uint64_t fraction = x & ((UINT64_C(1) << fraction_bits) - 1);
    const uint64_t sign = (x >> (exponent_bits + fraction_bits)) << 63;
    if (exponent == top)
        return sign | UINT64_C(0x7ff) << 52 | fraction << (52 - fraction_bits);
    const int bias = top / 2;
    const double magnitude =
        exponent == 0
            ? ldexp((double)fraction, 1 - bias - fraction_bits)
            : ldexp((double)(fraction + (UINT64_C(1) << fraction_bits)),
                    exponent - bias - fraction_bits);
    return sign | bits_of(magnitude);
}

static uint64_t
widened(int kind, const uint8_t *at)
{
    static const size_t widths[] = {1, 2, 4, 8, 1, 2, 4, 2, 4};
    const size_t width = widths[kind];
    const uint64_t x = load(at, width);
    if (kind == FAIR__WIDEN_F16) return float_of(x, 5, 10);
    if (kind == FAIR__WIDEN_F32) return float_of(x, 8, 23);
    if (kind > FAIR__WIDEN_I32) return x;
    const uint64_t sign = UINT64_C(1) << (8 * width - 1);
    return (x ^ sign) - sign;
}

START_TEST(test_widening)
{
    static const size_t widths[] = {1, 2, 4, 8, 1, 2, 4, 2, 4};
    uint64_t state = 4;
    const fair__kernels *k = fair__kernels_get();
    for (int kind = 0; kind < FAIR__N_WIDENS; kind++) {
        for (int round = 0; round < 300; round++) {
            const size_t n = 1 + odd_size(&state, 200);
            const size_t width = widths[kind];
            static const int64_t factors[] = {1, 1, 1, 2, -1, -2, 3};
            int64_t stride =
                factors[random_u64(&state) % 7] * (int64_t)width;
            if (random_u64(&state) % 3 == 0) stride += stride < 0 ? -1 : 1;
            const size_t span = (size_t)(stride < 0 ? -stride : stride);
            uint8_t *data = random_block((n - 1) * span + width, &state);
            const uint8_t *first = stride < 0 ? data + (n - 1) * span : data;
            uint64_t *out = random_block(n * sizeof(*out), &state);
            k->widen[kind](first, (ptrdiff_t)stride, n, out);
            for (size_t i = 0; i < n; i++) {
                const uint64_t expected =
                    widened(kind, first + (int64_t)i * stride);
                /* A NaN stays one; converting makes it quiet. */
                const uint64_t quiet =
                    (expected << 1 >> 53 == 0x7ff && expected << 12 != 0 &&
                     kind == FAIR__WIDEN_F32)
                        ? expected | UINT64_C(1) << 51
                        : expected;
                ck_assert(out[i] == quiet);
            }
            free(data);
            free(out);
        }
    }
}
END_TEST

/* ---- counting ---- */

START_TEST(test_count)
{
    uint64_t state = 5;
    const fair__kernels *k = fair__kernels_get();
    static const size_t shapes[][2] = {{1, 1},  {1, 6},    {2, 4},  {3, 12},
                                       {10, 4}, {200, 12}, {43, 3}, {70, 2}};
    for (int round = 0; round < 200; round++) {
        const size_t *shape = shapes[random_u64(&state) % 8];
        const size_t n = odd_size(&state, FAIR__BLOCK);
        const size_t size = shape[0] * shape[1];
        uint32_t *ids = random_block(n * sizeof(*ids), &state);
        uint8_t *slots = random_block(n, &state);
        uint64_t *counts = random_block(size * sizeof(*counts), &state);
        uint64_t *expected = random_block(size * sizeof(*counts), &state);
        memcpy(expected, counts, size * sizeof(*counts));
        const int runs = random_u64(&state) % 2 == 0;
        for (size_t i = 0; i < n; i++) {
            ids[i] = runs && i > 0 ? ids[i - 1] : ids[i] % (uint32_t)shape[0];
            slots[i] = (uint8_t)(slots[i] % shape[1]);
            expected[ids[i] * shape[1] + slots[i]]++;
        }
        k->count(ids, slots, n, shape[1], size, counts);
        ck_assert_mem_eq(counts, expected, size * sizeof(*counts));
        free(ids);
        free(slots);
        free(counts);
        free(expected);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_bits);
    tcase_add_test(tc, test_widening);
    tcase_add_test(tc, test_count);
}

FAIR_TEST_MAIN("kernels/kernels", tests)
