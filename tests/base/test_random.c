/* SPDX-License-Identifier: MIT
 * Tests of random numbers by counter: the known answers of Random123, and
 * that a stream depends on its key alone. */
#include "base/random.h"

#include <math.h>

#include "harness.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

/* tests/kat_vectors of Random123, philox4x32 with 10 rounds. */
START_TEST(known_answers)
{
    static const struct {
        uint32_t counter[4], key[2], expected[4];
    } table[] = {
        {{0, 0, 0, 0},
         {0, 0},
         {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        uint32_t out[4];
        fair__philox(table[i].counter, table[i].key, out);
        for (int k = 0; k < 4; k++)
            ck_assert_uint_eq(out[k], table[i].expected[k]);
    }
}
END_TEST

/* Words are the blocks in order, low half first, and every part of the key is
 * in its place. */
START_TEST(words_are_blocks)
{
    const uint32_t key[2] = {0x9abcdef0, 0x12345678};
    fair__random r = fair__random_new(UINT64_C(0x123456789abcdef0), 7, 11, 13);
    for (uint32_t block = 0; block < 5; block++) {
        const uint32_t counter[4] = {block, 7, 11, 13};
        uint32_t x[4];
        fair__philox(counter, key, x);
        ck_assert_uint_eq(fair__random_word(&r),
                          x[0] | (uint64_t)x[1] << 32);
        ck_assert_uint_eq(fair__random_word(&r),
                          x[2] | (uint64_t)x[3] << 32);
    }
}
END_TEST

/* Mean and variance of 2^20 values, and the counts of 256 intervals: chi-square
 * of 255 degrees, 5 standard deviations around. */
START_TEST(uniform)
{
    enum { MANY = 1 << 20 };
    fair__random r = fair__random_new(1, 2, 3, 4);
    double sum = 0, squares = 0, chi = 0;
    int seen[256] = {0};
    for (int i = 0; i < MANY; i++) {
        const double u = fair__random_unit(&r);
        ck_assert(u > 0 && u < 1 && u * 0x1p53 == floor(u * 0x1p53));
        sum += u;
        squares += (u - 0.5) * (u - 0.5);
        seen[(int)(u * 256)]++;
    }
    for (int i = 0; i < 256; i++)
        chi += (seen[i] - 4096.0) * (seen[i] - 4096.0) / 4096;
    ck_assert_double_le(fabs(sum / MANY - 0.5), 5 * sqrt(1.0 / 12 / MANY));
    ck_assert_double_le(fabs(squares / MANY - 1.0 / 12),
                        5 * sqrt(1.0 / 180 / MANY));
    ck_assert_double_le(fabs(chi - 255), 5 * sqrt(2 * 255));
}
END_TEST

/* Neighbours in any part of the key have nothing to do with each other: the
 * correlation of 2^16 pairs of first values. */
START_TEST(neighbours)
{
    enum { MANY = 1 << 16 };
    for (int part = 0; part < 5; part++) {
        double sum = 0;
        for (uint32_t i = 0; i < MANY; i++) {
            double u[2];
            for (uint32_t k = 0; k < 2; k++) {
                const uint32_t x = 2 * i + k;
                fair__random r = fair__random_new(
                    part == 0   ? x
                    : part == 1 ? (uint64_t)x << 32
                                : 5,
                    part == 2 ? x : 6, part == 3 ? x : 7, part == 4 ? x : 8);
                u[k] = fair__random_unit(&r);
            }
            sum += (u[0] - 0.5) * (u[1] - 0.5);
        }
        ck_assert_double_le(fabs(12 * sum / MANY), 5 / sqrt(MANY));
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, known_answers);
    tcase_add_test(tc, words_are_blocks);
    tcase_add_test(tc, uniform);
    tcase_add_test(tc, neighbours);
}

FAIR_TEST_MAIN("base/random", tests)
