/* SPDX-License-Identifier: MIT
 * Every table's search for texts by key against a loop over all slots. */
#include "kernels/kernels.h"

#include "harness.h"

#define MOST 300

static size_t
slot_of(const fair__text_slots *t, const uint32_t words[4])
{
    uint32_t sum = 0;
    for (int k = 0; k < 4; k++)
        sum += words[k] * t->factors[k];
    return sum >> (32 - FAIR__TEXT_BITS);
}

/* Some texts in their slots; the free ones hold what belongs elsewhere. */
static void
fill(fair__text_slots *t, uint64_t *state, uint32_t known[][4], size_t n)
{
    for (int k = 0; k < 4; k++)
        t->factors[k] = (uint32_t)random_u64(state) | 0x40000001;
    memset(t->slots, 0, sizeof(t->slots));
    t->slots[0].key.length = 1;
    for (size_t i = 0; i < n; i++) {
        /* Few bits differ, in one of the words. */
        for (int k = 0; k < 4; k++)
            known[i][k] = (uint32_t)(random_u64(state) % 3);
        known[i][random_u64(state) % 4] ^= (uint32_t)random_u64(state);
        fair__text_slot *slot = &t->slots[slot_of(t, known[i])];
        memcpy(&slot->key, known[i], sizeof(slot->key));
        slot->code = (uint32_t)i + 1;
    }
}

/* The code of a key, or 0. */
static uint32_t
code_of(const fair__text_slots *t, const void *key)
{
    for (size_t i = 0; i < FAIR__TEXT_SLOTS; i++)
        if (t->slots[i].code != 0 &&
            memcmp(&t->slots[i].key, key, sizeof(t->slots[i].key)) == 0)
            return t->slots[i].code;
    return 0;
}

START_TEST(test_find)
{
    static fair__text_slots t;
    static uint32_t known[90][4];
    uint64_t state = 1;
    const fair__kernels *k;
    for (unsigned table = 0; (k = fair__kernels_nth(table)) != NULL; table++)
        for (int round = 0; round < 400; round++) {
            const size_t n = random_u64(&state) % (MOST + 1);
            const size_t n_known = random_u64(&state) % 90;
            const uint64_t strange = random_u64(&state) % 4 * 3;
            char *keys = malloc(16 * n + 1);
            uint32_t *codes = malloc(4 * n + 1);
            uint16_t *missed = malloc(2 * n + 1);
            fill(&t, &state, known, n_known);
            for (size_t i = 0; i < n; i++) {
                uint32_t key[4] = {0, 0, 0, 0}; /* an odd address below */
                if (n_known > 0)
                    memcpy(key, known[random_u64(&state) % n_known], 16);
                if (strange > 0 && random_u64(&state) % strange == 0)
                    key[random_u64(&state) % 4] ^=
                        UINT32_C(1) << random_u64(&state) % 32;
                memcpy(keys + 1 + 16 * i, key, 16);
            }
            const size_t n_missed =
                k->find_texts(keys + 1, n, &t, codes, missed);
            size_t at = 0;
            for (size_t i = 0; i < n; i++) {
                const uint32_t code = code_of(&t, keys + 1 + 16 * i);
                if (code != 0) {
                    ck_assert_uint_eq(codes[i], code);
                    continue;
                }
                ck_assert_uint_lt(at, n_missed);
                ck_assert_uint_eq(missed[at++], i);
            }
            ck_assert_uint_eq(at, n_missed);
            free(keys);
            free(codes);
            free(missed);
        }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_find);
}

FAIR_TEST_MAIN("kernels/texts", tests)
