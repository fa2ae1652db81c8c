/* SPDX-License-Identifier: MIT
 * Tests of exact sums of weights, in any range. */
#include "base/wide.h"
#include "rows.h"
#include "tally/tally.h"

static const uint8_t key[16] = {9, 8, 7};
static const char *const names[] = {"a"};

/* 53 ones each, one above the other, and 1: the carry runs through all. */
static void
fill_carry(double *weights)
{
    double unit = 1;
    for (int i = 0; i < 8; i++) {
        weights[i] = 0x1.fffffffffffffp52 * unit;
        unit *= 0x1p53;
    }
    weights[8] = 1;
}

static void
assert_sum(const fair__sums *s, const uint64_t *expected, fair__window w)
{
    const fair__wide a = fair__wide_exact(s->limbs, s->window);
    const fair__wide b = fair__wide_exact(expected, w);
    ck_assert_mem_eq(&a, &b, sizeof(a)); /* all bits where they fit in 256 */
    uint64_t moved[80] = {0};
    fair__exact_move(moved, w, s->limbs, s->window);
    ck_assert_mem_eq(moved, expected, (size_t)w.n * sizeof(*expected));
}

/* Any weights, subnormal ones too, against exact sums in a window that covers
 * everything. */
START_TEST(test_wild_weights)
{
    enum { ROWS = 500 };
    static const uint8_t y[ROWS];
    double weights[ROWS];
    uint64_t frequency[ROWS];
    const fair__window w = {-35, 70};
    uint64_t seed = 77;
    for (int round = 0; round < 40; round++) {
        uint64_t sum[70] = {0};
        uint64_t square[70] = {0};
        const size_t n = round == 10   ? 9
                         : round < 20 ? 1 + (size_t)round % 3
                                      : ROWS;
        double carry[9];
        fill_carry(carry);
        const int with_frequency = round % 2;
        for (size_t i = 0; i < n; i++) {
            weights[i] = round == 7    ? 5e-324
                         : round == 8  ? 0x1p480
                         : round == 10 ? carry[i]
                         : round == 19 ? 0
                                       : test_weight(&seed, 1);
            frequency[i] =
                with_frequency ? 1 + (random_u64(&seed) >> 12) : 1;
            if (n == 1) frequency[i] = with_frequency ? INT64_MAX : 1;
            fair__exact_add(sum, w, weights[i], frequency[i]);
            fair__exact_add_square(square, w, weights[i], frequency[i]);
        }
        fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
        o.n_sensitive = 1;
        o.sensitive_names = names;
        o.hash_key = key;
        const fair_column group = fair_column_uint8(y, (int64_t)n);
        fair_rows rows = FAIR_ROWS_INIT;
        rows.n = n;
        rows.y_pred = group;
        rows.sensitive = &group;
        rows.sample_weight = fair_column_float64(weights, (int64_t)n);
        if (with_frequency)
            rows.frequency = fair_column_uint64(frequency, (int64_t)n);
        fair__tally *t = NULL;
        fair_error err;
        ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
        fair__tally_begin(t);
        ck_assert_msg(fair__tally_add(t, &rows, 0, &err) == FAIR_OK, "%s",
                      err.message);
        ck_assert_int_eq(fair__tally_commit(t, NULL), FAIR_OK);
        if (t->main.weight.window.n == 0) {
            ck_assert_int_eq(fair__exact_sign(sum, w), 0);
        } else {
            assert_sum(&t->main.weight, sum, w);
            assert_sum(&t->main.square, square, w);
        }
        fair__tally_free(t);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_wild_weights);
}

FAIR_TEST_MAIN("tally/weigh", tests)
