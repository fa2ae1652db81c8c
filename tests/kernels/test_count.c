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

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_count);
}

FAIR_TEST_MAIN("kernels/count", tests)
