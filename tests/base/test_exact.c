/* SPDX-License-Identifier: MIT
 * Tests of exact sums, against Python's integers. */
#include "base/exact.h"

#include "harness.h"

#include <math.h>

typedef struct golden_term {
    uint64_t bits, times;
} golden_term;

typedef struct golden_state {
    int first, count, square;
    fair__window window;
    int limbs;
} golden_state;

#include "golden_exact.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))
#define ALL 70

static const fair__window everything = {-35, ALL};

static double
double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof(x));
    return x;
}

static void
add(uint64_t *sum, fair__window w, const golden_term *t, int square)
{
    if (square)
        fair__exact_add_square(sum, w, double_of(t->bits), t->times);
    else
        fair__exact_add(sum, w, double_of(t->bits), t->times);
}

static void
assert_state(const uint64_t *sum, fair__window w, const golden_state *g)
{
    const fair__window trimmed = fair__exact_trim(sum, 1, w);
    ck_assert_int_eq(trimmed.n, g->window.n);
    ck_assert_int_eq(trimmed.base, g->window.base);
    for (int i = 0; i < trimmed.n; i++)
        ck_assert_uint_eq(sum[trimmed.base - w.base + i],
                          golden_limbs[g->limbs + i]);
    const int negative =
        trimmed.n > 0 && golden_limbs[g->limbs + trimmed.n - 1] >> 63 != 0;
    ck_assert_int_eq(fair__exact_sign(sum, w),
                     trimmed.n == 0 ? 0 : negative ? -1 : 1);
}

START_TEST(test_golden_states)
{
    for (size_t k = 0; k < COUNT(golden_states); k++) {
        const golden_state *g = &golden_states[k];
        uint64_t sum[ALL] = {0};
        for (int i = 0; i < g->count; i++)
            add(sum, everything, &golden_terms[g->first + i], g->square);
        assert_state(sum, everything, g);
    }
}
END_TEST

/* sum *= 2^bits, bits a multiple of 32. */
static void
shift_up(uint64_t *sum, int bits)
{
    for (int i = ALL; i-- > 0;) {
        const int from = i - bits / 64;
        const uint64_t own = from >= 0 ? sum[from] : 0;
        const uint64_t below = from > 0 ? sum[from - 1] : 0;
        sum[i] = bits % 64 == 0 ? own : own << 32 | below >> 32;
    }
}

/* A number times an amount of several limbs is the sum of the numbers times
 * its parts of 32 bits, each where it stands. */
START_TEST(test_times)
{
    uint64_t seed = 3;
    for (size_t k = 0; k < COUNT(golden_terms); k++) {
        const double x = double_of(golden_terms[k].bits);
        if (fabs(x) > 0x1p300 || fabs(x) < 0x1p-300) continue;
        for (int power = 1; power <= 2; power++) {
            const int32_t n = (int32_t)(random_u64(&seed) % 4);
            uint64_t amount[3], sum[ALL] = {0}, expected[ALL] = {0};
            for (int32_t i = 0; i < n; i++) {
                amount[i] = random_u64(&seed);
                for (int half = 0; half < 2; half++) {
                    const uint64_t times =
                        (uint32_t)(amount[i] >> 32 * half);
                    uint64_t one[ALL] = {0};
                    if (power == 1)
                        fair__exact_add(one, everything, x, times);
                    else
                        fair__exact_add_square(one, everything, x, times);
                    shift_up(one, 64 * i + 32 * half);
                    fair__exact_add_sum(expected, one, ALL);
                }
            }
            fair__exact_add_times(sum, everything, x, power, amount, n);
            ck_assert_mem_eq(sum, expected, sizeof(sum));
        }
    }
}
END_TEST

/* A window that a term of a sum needs. */
static fair__window
needed(const golden_term *t, int square)
{
    const double x = double_of(t->bits);
    int32_t lowest, highest;
    if (x == 0) return (fair__window){0, 0};
    fair__double_bits(x, &lowest, &highest);
    return square ? fair__window_of(2 * lowest, 2 * highest + 1)
                  : fair__window_of(lowest, highest);
}

/* In any order, in windows that grow as needed, in parts added at the end:
 * the same state. */
/* Products of short numbers are doubles; of others, parts of them add up. */
START_TEST(test_products)
{
    uint64_t seed = 6;
    for (int i = 0; i < 2000; i++) {
        const double a = ldexp((double)(random_u64(&seed) >> 38) + 1,
                               (int)(random_u64(&seed) % 900) - 700);
        const double b = ldexp((double)(random_u64(&seed) >> 38) + 1,
                               (int)(random_u64(&seed) % 300) - 200);
        const uint64_t times = random_u64(&seed) >> 1 >> random_u64(&seed) % 63;
        const double signs[] = {1, -1, i % 7 == 0 ? 0 : 1, 1};
        const double x = a * signs[i % 4], y = b * signs[i / 4 % 4];
        uint64_t one[ALL] = {0}, other[ALL] = {0};
        fair__exact_add_product(one, everything, x, y, times);
        fair__exact_add(other, everything, x * y, times);
        ck_assert_mem_eq(one, other, sizeof(one));
        const double more = ldexp(a, -30); /* a + more has 56 bits at most */
        const double sum = a + more, rest = (a - sum) + more;
        fair__exact_add_product(one, everything, sum, y, times);
        fair__exact_add_product(one, everything, rest, y, times);
        fair__exact_add(other, everything, a * y, times);
        fair__exact_add(other, everything, more * y, times);
        ck_assert_mem_eq(one, other, sizeof(one));
    }
}
END_TEST

START_TEST(test_order_and_windows_do_not_matter)
{
    uint64_t seed = 11;
    for (int round = 0; round < 10; round++) {
        for (size_t k = 0; k < COUNT(golden_states); k++) {
            const golden_state *g = &golden_states[k];
            uint64_t part[2][ALL] = {{0}}, moved[ALL];
            fair__window w = {0, 0};
            int order[32];
            for (int i = 0; i < g->count; i++) {
                const int j = (int)(random_u64(&seed) % (uint64_t)(i + 1));
                order[i] = order[j];
                order[j] = i;
            }
            for (int i = 0; i < g->count; i++) {
                const golden_term *t = &golden_terms[g->first + order[i]];
                const fair__window wider =
                    fair__window_join(w, needed(t, g->square));
                for (int p = 0; p < 2; p++) {
                    fair__exact_move(moved, wider, part[p], w);
                    memcpy(part[p], moved, sizeof(moved));
                }
                w = wider;
                add(part[random_u64(&seed) % 2], w, t, g->square);
            }
            ck_assert_int_le(w.n, ALL);
            fair__exact_add_sum(part[0], part[1], w.n);
            assert_state(part[0], w, g);
        }
    }
}
END_TEST

START_TEST(test_double_bits)
{
    static const struct {
        double x;
        int32_t lowest, highest;
    } rows[] = {{1, 0, 0},          {-3, 0, 1},           {0.5, -1, -1},
                {0.625, -3, -1},    {5e-324, -1074, -1074},
                {0x1.8p1023, 1022, 1023}, {0x1.fffffffffffffp0, -52, 0},
                {0x1p-1022, -1022, -1022}, {0x1.8p-1073, -1074, -1073}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        int32_t lowest, highest;
        fair__double_bits(rows[i].x, &lowest, &highest);
        ck_assert_int_eq(lowest, rows[i].lowest);
        ck_assert_int_eq(highest, rows[i].highest);
    }
}
END_TEST

/* floor(bit / 64), by search. */
static int32_t
limb_holding(int32_t bit)
{
    int32_t limb = -100;
    while (64 * (limb + 1) <= bit) limb++;
    return limb;
}

START_TEST(test_windows)
{
    for (int32_t low = -2200; low < 2200; low += 7) {
        for (int32_t high = low; high < low + 300; high += 13) {
            const fair__window w = fair__window_of(low, high);
            ck_assert_int_eq(w.base, limb_holding(low));
            ck_assert_int_eq(w.base + w.n - 1, limb_holding(high + 65));
        }
    }
    const fair__window none = {0, 0}, a = {-3, 4}, b = {2, 3};
    const fair__window both = fair__window_join(a, b);
    ck_assert_int_eq(both.base, -3);
    ck_assert_int_eq(both.n, 8);
    ck_assert_int_eq(fair__window_join(none, b).base, 2);
    ck_assert_int_eq(fair__window_join(b, none).n, 3);
    ck_assert(fair__window_covers(both, a) && fair__window_covers(both, b));
    ck_assert(!fair__window_covers(a, b) && !fair__window_covers(b, a));
    ck_assert(!fair__window_covers(a, both) && !fair__window_covers(none, a));
    ck_assert(fair__window_covers(a, none) && fair__window_covers(none, none));
    /* The extremes that the header names. */
    ck_assert_int_ge(fair__window_of(2 * -1074, 0).base, -35);
    const fair__window top = fair__window_of(0, 2 * 1023 + 1);
    ck_assert_int_le(top.base + top.n - 1, 34);
}
END_TEST

/* Nothing overflows while fewer than 2^64 values were added: the largest
 * value 2^63 - 1 times, twice, in the window of one. */
START_TEST(test_headroom)
{
    static const double largest[] = {0x1.fffffffffffffp1023, 1, 3, 0x1p-1074};
    for (size_t i = 0; i < COUNT(largest); i++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            uint64_t sum[ALL] = {0};
            int32_t lowest, highest;
            fair__double_bits(largest[i], &lowest, &highest);
            const fair__window w = fair__window_of(lowest, highest);
            for (int k = 0; k < 2; k++)
                fair__exact_add(sum, w, sign * largest[i], INT64_MAX);
            ck_assert_int_eq(fair__exact_sign(sum, w), sign);
            for (int k = 0; k < 2; k++)
                fair__exact_add(sum, w, -sign * largest[i], INT64_MAX);
            ck_assert_int_eq(fair__exact_sign(sum, w), 0);
        }
    }
}
END_TEST

START_TEST(test_trim_of_several)
{
    const fair__window w = {-1, 4};
    const uint64_t none[8] = {0};
    ck_assert_int_eq(fair__exact_trim(none, 2, w).n, 0);
    ck_assert_int_eq(fair__exact_trim(none, 0, w).n, 0);
    ck_assert_int_eq(fair__exact_trim(none, 1, (fair__window){0, 0}).n, 0);

    const uint64_t all = UINT64_MAX, top = UINT64_C(1) << 63;
    const struct {
        uint64_t sums[8];
        int32_t base, n;
    } rows[] = {
        {{0, 1, 0, 0, 0, 0, 0, 0}, 0, 1},
        {{0, top, 0, 0, 0, 0, 0, 0}, 0, 2},          /* the sign needs one */
        {{0, top, all, all, 0, 0, 0, 0}, 0, 1},      /* -2^63 does not */
        {{0, top - 1, all, all, 0, 0, 0, 0}, 0, 2},
        {{all, all, all, all, 0, 0, 0, 0}, -1, 1},   /* -1 */
        {{0, all, all, all, 0, 0, 0, 0}, 0, 1},
        {{0, 0, 1, 0, 0, 1, 0, 0}, 0, 2},            /* of two: both fit */
        {{5, 0, 0, 0, 0, 0, 0, top}, -1, 4},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const fair__window got = fair__exact_trim(rows[i].sums, 2, w);
        ck_assert_int_eq(got.base, rows[i].base);
        ck_assert_int_eq(got.n, rows[i].n);
    }
}
END_TEST

START_TEST(test_move_extends_the_sign)
{
    const uint64_t from[2] = {7, UINT64_MAX - 1};
    const fair__window small = {1, 2}, large = {-1, 6};
    uint64_t to[6];
    memset(to, 0x55, sizeof(to));
    fair__exact_move(to, large, from, small);
    const uint64_t expected[6] = {0, 0, 7, UINT64_MAX - 1, UINT64_MAX,
                                  UINT64_MAX};
    ck_assert_mem_eq(to, expected, sizeof(to));
    fair__exact_move(to, large, from, (fair__window){0, 0});
    const uint64_t zero[6] = {0};
    ck_assert_mem_eq(to, zero, sizeof(to));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_golden_states);
    tcase_add_test(tc, test_times);
    tcase_add_test(tc, test_products);
    tcase_add_test(tc, test_order_and_windows_do_not_matter);
    tcase_add_test(tc, test_double_bits);
    tcase_add_test(tc, test_windows);
    tcase_add_test(tc, test_headroom);
    tcase_add_test(tc, test_trim_of_several);
    tcase_add_test(tc, test_move_extends_the_sign);
}

FAIR_TEST_MAIN("base/exact", tests)
