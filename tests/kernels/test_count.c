/* SPDX-License-Identifier: MIT
 * Tests of the counting kernels against counting one row at a time. */
#include "kernels/kernels.h"

#include "harness.h"

START_TEST(test_count)
{
    static const size_t cells[] = {1, 3, 40, 42, 43, 128, 5000};
    static uint32_t ids[FAIR__BLOCK];
    static uint8_t slots[FAIR__BLOCK];
    uint64_t seed = 1;
    for (size_t c = 0; c < sizeof(cells) / sizeof(cells[0]); c++)
        for (size_t n_slots = 1; n_slots <= 12; n_slots++)
            for (size_t n = 0; n <= FAIR__BLOCK; n = 3 * n + 1) {
                const size_t n_counters = cells[c] * n_slots;
                uint64_t *counts = malloc(n_counters * sizeof(*counts));
                uint64_t *slow = malloc(n_counters * sizeof(*slow));
                for (size_t i = 0; i < n_counters; i++)
                    counts[i] = slow[i] = UINT64_MAX / 2 + i;
                for (size_t i = 0; i < n; i++) {
                    const uint64_t r = random_u64(&seed);
                    ids[i] = (uint32_t)(r % cells[c]);
                    slots[i] = (uint8_t)((r >> 40) % n_slots);
                    slow[ids[i] * n_slots + slots[i]]++;
                }
                fair__kernels_get()->count(ids, slots, n, n_slots, n_counters,
                                           counts);
                ck_assert_mem_eq(counts, slow, n_counters * sizeof(*counts));
                free(counts);
                free(slow);
            }
}
END_TEST

/* ---- weights ---- */

/* digits += x * 2^(32 * at), digits of 32 bits */
static void
add_digits(uint64_t *digits, uint64_t x, size_t at)
{
    uint64_t carry = 0;
    for (size_t i = at; i < 6; i++) {
        const uint64_t sum = digits[i] + (x & UINT32_MAX) + carry;
        digits[i] = sum & UINT32_MAX;
        carry = sum >> 32;
        x >>= 32;
    }
}

static void
assert_digits(const uint64_t *digits, const uint64_t *limbs, size_t n)
{
    for (size_t i = 0; i < 6; i++) {
        const uint64_t limb = i / 2 < n ? limbs[i / 2] : 0;
        ck_assert_uint_eq(digits[i], limb >> 32 * (i % 2) & UINT32_MAX);
    }
}

START_TEST(test_weigh)
{
    enum { COUNTERS = 15 };
    static uint32_t ids[FAIR__BLOCK];
    static uint8_t slots[FAIR__BLOCK];
    static double weights[FAIR__BLOCK];
    uint64_t seed = 4;
    for (uint32_t exponent = 1; exponent < 2000; exponent += 333) {
        fair__weighed sums[COUNTERS];
        uint64_t sum[COUNTERS][6];
        uint64_t square[COUNTERS][6];
        memset(sums, 0, sizeof(sums));
        memset(sum, 0, sizeof(sum));
        memset(square, 0, sizeof(square));
        for (size_t i = 0; i < FAIR__BLOCK; i++) {
            const uint64_t r = random_u64(&seed);
            const uint64_t up = r % 3 == 0 ? FAIR__WEIGH_SPREAD : r % 11;
            const uint64_t fraction =
                r % 5 == 0 ? UINT64_MAX >> 12 : random_u64(&seed) >> 12;
            const uint64_t bits = (exponent + up) << 52 | fraction;
            ids[i] = (uint32_t)((r >> 20) % 5);
            slots[i] = (uint8_t)((r >> 30) % 3);
            weights[i] = 0;
            if (r % 13 == 0) continue;
            memcpy(&weights[i], &bits, sizeof(bits));
            const uint64_t m = (fraction | UINT64_C(1) << 52) << up;
            const uint64_t high = m >> 32;
            const uint64_t low = m & UINT32_MAX;
            const size_t c = ids[i] * 3u + slots[i];
            add_digits(sum[c], m, 0);
            add_digits(square[c], low * low, 0);
            add_digits(square[c], high * low, 1);
            add_digits(square[c], high * low, 1);
            add_digits(square[c], high * high, 2);
        }
        fair__kernels_get()->weigh(ids, slots, weights, FAIR__BLOCK, 3,
                                   exponent, sums);
        for (size_t c = 0; c < COUNTERS; c++) {
            assert_digits(sum[c], sums[c].sum, 2);
            assert_digits(square[c], sums[c].square, 3);
        }
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_weigh);
    tcase_add_test(tc, test_count);
}

FAIR_TEST_MAIN("kernels/count", tests)
