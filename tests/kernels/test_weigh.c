/* SPDX-License-Identifier: MIT
 * Tests of sums of weights against digits of 32 bits, added one by one. */
#include "kernels/kernels.h"

#include "harness.h"

/* Every table that this machine can run. */
#define each_table(k)                                                         \
    const fair__kernels *k = fair__kernels_get();                             \
    for (unsigned table = 0; (k = fair__kernels_nth(table)) != NULL; table++)

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

/* sum += units, square += units^2 */
static void
add_units(uint64_t sum[6], uint64_t square[6], uint64_t units)
{
    const uint64_t high = units >> 32;
    const uint64_t low = units & UINT32_MAX;
    add_digits(sum, units, 0);
    add_digits(square, low * low, 0);
    add_digits(square, high * low, 1);
    add_digits(square, high * low, 1);
    add_digits(square, high * high, 2);
}

static void
assert_digits(const uint64_t *digits, const uint64_t *limbs, size_t n)
{
    for (size_t i = 0; i < 6; i++) {
        const uint64_t limb = i / 2 < n ? limbs[i / 2] : 0;
        ck_assert(digits[i] == (limb >> 32 * (i % 2) & UINT32_MAX));
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
            const size_t c = ids[i] * 3u + slots[i];
            add_units(sum[c], square[c], m);
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

/* ---- by key ---- */

#define MOST 700
#define LOW (FAIR__WEIGH_SPREAD + 1)

typedef struct guarded {
    fair__weighing sums;
    uint64_t guard[64];
} guarded;

static guarded sums_of_keys;
static uint64_t sum_of[2 * FAIR__KEYS][6];
static uint64_t square_of[2 * FAIR__KEYS][6];
static uint8_t keys[MOST];
static char weights_at[8 * MOST + 8];

static size_t
odd_size(uint64_t *seed)
{
    const uint64_t most = (MOST + 1) >> random_u64(seed) % 9;
    return (size_t)(random_u64(seed) % most);
}

static void
clear(void)
{
    memset(&sums_of_keys, 0, sizeof(sums_of_keys));
    memset(sum_of, 0, sizeof(sum_of));
    memset(square_of, 0, sizeof(square_of));
}

/* A weight with one of the 22 exponents, or 0; adds it to what is expected. */
static double
put_weight(uint64_t r, uint8_t key, uint32_t exponent)
{
    static const uint64_t fractions[] = {0, UINT64_MAX >> 12, 1};
    const uint32_t up = r % 4 == 0 ? 0 : (uint32_t)(r >> 8) % (2 * LOW);
    const int is_low = up < LOW;
    const uint64_t fraction =
        r % 5 == 0 ? fractions[r / 5 % 3] : r * UINT64_C(0x9e3779b97f4a7c15)
                                                >> 12;
    const uint64_t bits = (uint64_t)(exponent - LOW + up) << 52 | fraction;
    double weight = 0;
    if (r % 11 == 0) return weight;
    memcpy(&weight, &bits, sizeof(bits));
    const size_t at = (size_t)key + (is_low ? FAIR__KEYS : 0);
    add_units(sum_of[at], square_of[at],
              (fraction | UINT64_C(1) << 52) << (is_low ? up : up - LOW));
    return weight;
}

static void
assert_keys(const fair__kernels *k, unsigned n_groups)
{
    for (unsigned key = 0; key < 4 * n_groups; key++)
        for (int is_low = 0; is_low < 2; is_low++) {
            fair__weighed found;
            const size_t at = key + (is_low ? FAIR__KEYS : 0);
            k->weighed(&sums_of_keys.sums, key, is_low, n_groups, &found);
            assert_digits(sum_of[at], found.sum, 2);
            assert_digits(square_of[at], found.square, 3);
        }
}

START_TEST(test_weigh_keys)
{
    static const uint32_t exponents[] = {LOW + 1, 1016, 2046 - LOW};
    uint64_t seed = 5;
    each_table(k) for (unsigned groups = 1; groups <= FAIR__FAR; groups++) {
        const uint32_t exponent = exponents[groups % 3];
        clear();
        for (int round = 0; round < 7; round++) { /* of one weighing */
            const size_t n = odd_size(&seed);
            char *at = weights_at + random_u64(&seed) % 8;
            for (size_t i = 0; i < n; i++) {
                const uint64_t r = random_u64(&seed);
                keys[i] = (uint8_t)(round == 0 ? 3 : (r >> 40) % (4 * groups));
                const double weight = put_weight(r, keys[i], exponent);
                memcpy(at + 8 * i, &weight, sizeof(weight));
            }
            k->weigh_keys(keys, at, n, groups, exponent, &sums_of_keys.sums);
        }
        assert_keys(k, groups);
    }
}
END_TEST

/* The largest unit, so often that every carry is needed. */
START_TEST(test_weigh_much)
{
    const uint64_t bits = UINT64_C(1026) << 52 | UINT64_MAX >> 12;
    each_table(k) for (unsigned groups = 16; groups <= 17; groups++) {
        clear();
        memset(keys, 63, MOST);
        for (size_t i = 0; i < MOST; i++)
            memcpy(weights_at + 8 * i, &bits, sizeof(bits));
        for (int round = 0; round < 200; round++) {
            k->weigh_keys(keys, weights_at, MOST, groups, 1016,
                          &sums_of_keys.sums);
            for (size_t i = 0; i < MOST; i++)
                add_units(sum_of[63], square_of[63],
                          (UINT64_MAX >> 11) << FAIR__WEIGH_SPREAD);
        }
        assert_keys(k, groups);
    }
}
END_TEST

/* Someone may write to the columns meanwhile: sums are wrong then, but no
 * byte beyond them is touched. */
START_TEST(test_any_key)
{
    uint64_t seed = 6;
    each_table(k) for (unsigned groups = 1; groups <= 17; groups += 8) {
        clear();
        for (size_t i = 0; i < MOST; i++) {
            const uint64_t r = random_u64(&seed);
            keys[i] = (uint8_t)(r >> 40 | (i % 3 == 0 ? 255 : 0));
            memcpy(weights_at + 8 * i, &r, sizeof(r));
        }
        k->weigh_keys(keys, weights_at, MOST, groups, 1016,
                      &sums_of_keys.sums);
        for (size_t i = 0; i < 64; i++)
            ck_assert_uint_eq(sums_of_keys.guard[i], 0);
    }
}
END_TEST

START_TEST(test_weight_range)
{
    static const uint64_t odd[] = {0, 1, UINT64_C(1) << 63, UINT64_MAX,
                                   UINT64_C(0x7ff) << 52, 0, 0};
    uint64_t seed = 7;
    each_table(k) for (int round = 0; round < 600; round++) {
        const size_t n = odd_size(&seed);
        char *at = weights_at + random_u64(&seed) % 8;
        uint64_t low = UINT64_MAX;
        uint64_t high = 0;
        for (size_t i = 0; i < n; i++) {
            const uint64_t r = random_u64(&seed);
            const uint64_t bits =
                round % 5 == 0 ? 0
                : round % 2 == 0 && r % 9 == 0
                    ? odd[r / 9 % 7]
                    : (UINT64_C(1000) + r % 50) << 52 | r >> 12;
            memcpy(at + 8 * i, &bits, sizeof(bits));
            if (bits != 0 && bits - 1 < low) low = bits - 1;
            if (bits > high) high = bits;
        }
        uint64_t least, most;
        k->weight_range(at, n, &least, &most);
        ck_assert_uint_eq(least, low);
        ck_assert_uint_eq(most, high);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_weigh);
    tcase_add_test(tc, test_weigh_keys);
    tcase_add_test(tc, test_weigh_much);
    tcase_add_test(tc, test_any_key);
    tcase_add_test(tc, test_weight_range);
}

FAIR_TEST_MAIN("kernels/weigh", tests)
