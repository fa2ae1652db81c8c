/* SPDX-License-Identifier: MIT
 * Tests of the fast way: nulls, scores, weights, and values that are read by
 * their codes. */
#include "tally/narrow_rows.h"

START_TEST(test_nulls)
{
    static const int32_t groups[] = {
        FAIR_TYPE_INT8,  FAIR_TYPE_UINT8,  FAIR_TYPE_BOOL1, FAIR_TYPE_INT16,
        FAIR_TYPE_INT32, FAIR_TYPE_UINT64, FAIR_TYPE_DICTIONARY};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    for (size_t k = 0; k < 7; k++)
        for (int nulls = 0; nulls < 3; nulls++) {
            const int few = k == 2 ? 2 : 5;
            o.nulls = nulls; /* group, exclude, error */
            fill(0, few, 40 + k);
            make_nulls(2, 0, 20, 50 + k);
            set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT64, groups[k]);
            compare(&o, 0, nulls != FAIR_NULLS_EXCLUDE);
            if (nulls != FAIR_NULLS_ERROR)
                compare(&o, 1000, nulls != FAIR_NULLS_EXCLUDE);
            fill(0, few, 60 + k); /* a bitmap of valid rows, then a null */
            make_nulls(2, N - 40, 30, 70 + k);
            set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT64, groups[k]);
            compare(&o, 0, 1);
        }
    o.nulls = FAIR_NULLS_GROUP;
    fill(0, 3, 80); /* two features, all of one null for a while */
    x.n_features = 2;
    memcpy(x.numbers[3], x.numbers[2], sizeof(x.numbers[3]));
    make_nulls(2, 0, 7, 81);
    make_nulls(3, 0, 3, 82);
    memset(x.valid[3], 0, 2 * FAIR__BLOCK / 8);
    set_types(FAIR_TYPE_BOOL8, FAIR_TYPE_FLOAT64, FAIR_TYPE_INT8);
    set_type(3, FAIR_TYPE_INT32);
    compare(&o, 0, 1);
}
END_TEST

START_TEST(test_label_nulls)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    static const int32_t how[] = {FAIR_UNLABELLED_ERROR,
                                  FAIR_UNLABELLED_EXCLUDE,
                                  FAIR_UNLABELLED_KEEP};
    for (int i = 0; i < 3; i++)
        for (int c = 0; c < 2; c++) {
            o.unlabelled = how[i];
            fill(0, 4, 90);
            make_nulls(c, N - 300, 30, 91);
            set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT16, FAIR_TYPE_INT32);
            compare(&o, 0, 1);
        }
}
END_TEST

START_TEST(test_scores)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.has_threshold = 1;
    o.scores = FAIR_SCORES_NONE; /* which are kept are read one by one */
    static const double thresholds[] = {0.0, 3.0, -2.5, 1e9, -1e9};
    for (int i = 0; i < 5; i++)
        for (int k = 0; k < 2; k++) {
            uint64_t seed = 95;
            o.threshold = thresholds[i];
            fill(0, 6, 96);
            x.is_score = 1;
            for (size_t row = 0; row < N; row++)
                x.numbers[1][row] = (int64_t)(random_u64(&seed) % 9) - 4;
            set_types(FAIR_TYPE_INT8,
                      k == 0 ? FAIR_TYPE_FLOAT64 : FAIR_TYPE_FLOAT32,
                      FAIR_TYPE_INT8);
            compare(&o, 0, 1);
            compare(&o, 500, 1);
            set_type(0, FAIR_TYPE_NONE);
            compare(&o, 0, 1);
        }
    /* A NaN near the end, by its bits, in both layouts. */
    const double nan = 0.0 / 0.0;
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_FLOAT64, FAIR_TYPE_INT8);
    memcpy(x.packed[1] + PACKED_AT + 8 * (N - 9), &nan, 8);
    memcpy(x.spread[1] + SPREAD_AT + 16 * (N - 9), &nan, 8);
    compare(&o, 0, 1);
    o.scores = FAIR_SCORES_EXACT;
    compare(&o, 0, 0);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_FLOAT64, FAIR_TYPE_INT8);
    compare(&o, 0, 0);
}
END_TEST

/* Weights of so many exponents, one in `zeros` of them zero. */
static void
weigh(int exponents, int zeros, uint64_t seed)
{
    x.is_weighted = 1;
    for (size_t i = 0; i < N; i++) {
        const uint64_t r = random_u64(&seed);
        const int e = (int)((r >> 52) % (uint64_t)exponents);
        x.weights[i] = ldexp(1.0 + (double)(r & 0xfffffffffffff) * 0x1p-52,
                             7 - e);
        if (zeros > 0 && (r >> 32) % (uint64_t)zeros == 0) x.weights[i] = 0;
    }
}

START_TEST(test_weights)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    static const struct {
        int exponents;
        int zeros;
        int groups;
        int on;
    } cases[] = {{1, 0, 5, 1},  {11, 3, 5, 1},   {22, 9, 10, 1},
                 {20, 0, 30, 1}, {300, 0, 5, 0}, {12, 1, 3, 1}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fill(0, cases[i].groups, 200 + i);
        weigh(cases[i].exponents, cases[i].zeros, 300 + i);
        if (cases[i].exponents == 22) /* the largest first */
            x.weights[0] = 0x1.8p7;
        store_weights(FAIR_TYPE_FLOAT64);
        set_types(FAIR_TYPE_INT8, FAIR_TYPE_FLOAT64, FAIR_TYPE_INT16);
        compare(&o, 0, cases[i].on);
        compare(&o, 1500, cases[i].on);
    }
}
END_TEST

/* Exponents that drift from block to block, subnormal weights, the largest
 * that there may be, whole numbers. */
START_TEST(test_odd_weights)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    static const double odd[] = {0x1p-1074, 0x1.fp-1030, 0x1p480,
                                 0x1.fffffffffffffp479, 0x1p-1022};
    fill(0, 5, 210);
    weigh(5, 0, 211);
    for (size_t i = 0; i < N; i++)
        x.weights[i] = ldexp(x.weights[i], (int)(i / (3 * FAIR__BLOCK)) * 40);
    store_weights(FAIR_TYPE_FLOAT64);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    compare(&o, 0, 1);
    for (size_t k = 0; k < sizeof(odd) / sizeof(odd[0]); k++) {
        weigh(5, 0, 212);
        x.weights[(k + 1) * FAIR__BLOCK + 100] = odd[k];
        store_weights(FAIR_TYPE_FLOAT64);
        compare(&o, 0, 1);
        for (size_t i = 0; i < N; i++)
            x.weights[i] = odd[k];
        store_weights(FAIR_TYPE_FLOAT64);
        compare(&o, 0, k != 0 && k != 1);
    }
    for (size_t i = 0; i < N; i++)
        x.weights[i] = (double)(1 + i % 1000);
    store_weights(FAIR_TYPE_FLOAT64);
    compare(&o, 0, 1);
}
END_TEST

START_TEST(test_bad_weights)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    const double bad[] = {-1.0, -0x1p-1074, 0.0 / 0.0, 1.0 / 0.0,
                          -1.0 / 0.0, 0x1.0000000000001p480, -0.0};
    for (size_t k = 0; k < sizeof(bad) / sizeof(bad[0]); k++) {
        fill(0, 5, 220);
        weigh(3, 50, 221);
        x.weights[5 * FAIR__BLOCK + 9] = bad[k];
        x.weights[N - 1] = bad[k];
        store_weights(FAIR_TYPE_FLOAT64);
        set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
        compare(&o, 0, 1);
    }
}
END_TEST

/* Whether the first block of these rows goes the fast way, once they have
 * been added: staged again, and forgotten. */
static int
goes_fast(const fair_audit_options *o)
{
    fair__tally *t = make(o);
    const fair_rows rows = rows_of(0, N, 1);
    size_t counted;
    ck_assert_int_eq(add(t, &rows, NULL), FAIR_OK);
    fair__tally_begin(t);
    ck_assert_int_eq(fair__narrow_count(t, &rows, 0, &counted, NULL),
                     FAIR_OK);
    fair__tally_rollback(t);
    fair__tally_free(t);
    return counted > 0;
}

/* Weights of other types; integers beyond what a double holds are rounded in
 * both ways, and what is negative, or too large for an int64, is said by the
 * general way. */
START_TEST(test_weight_types)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    static const int32_t types[] = {
        FAIR_TYPE_FLOAT32, FAIR_TYPE_INT8,   FAIR_TYPE_UINT8,
        FAIR_TYPE_INT16,   FAIR_TYPE_UINT16, FAIR_TYPE_INT32,
        FAIR_TYPE_UINT32,  FAIR_TYPE_INT64,  FAIR_TYPE_UINT64};
    for (size_t k = 0; k < sizeof(types) / sizeof(types[0]); k++) {
        fill(0, k % 2 == 0 ? 5 : 20, 230 + k);
        x.is_weighted = 1;
        for (size_t i = 0; i < N; i++)
            x.weights[i] = (double)(i * 7 % 100) + (k == 0 ? 0.1 : 0);
        store_weights(types[k]);
        set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
        compare(&o, 0, 1);
        compare(&o, 333, 1);
        ck_assert(goes_fast(&o));
        if (k < 7) continue;
        for (size_t i = 0; i < N; i++) /* around 2^52 */
            x.weights[i] = 0x1p52 + (double)(i % 9) -
                           (i / FAIR__BLOCK % 2 == 0 ? 20 : 2);
        store_weights(types[k]);
        compare(&o, 0, 1);
        for (size_t i = 0; i < N; i++) /* odd numbers above 2^53 */
            x.weights[i] = 0x1p60 + (double)(i % 1000) * 0x1p10;
        store_weights(types[k]);
        for (size_t i = 0; i < N; i++) {
            uint64_t odd; /* whichever byte is the lowest */
            memcpy(&odd, x.packed_weights + 8 * i, sizeof(odd));
            odd = (odd & ~UINT64_C(0xff)) | (i & 0xff);
            memcpy(x.packed_weights + 8 * i, &odd, sizeof(odd));
            memcpy(x.spread_weights + 16 * i, &odd, sizeof(odd));
        }
        compare(&o, 0, 1);
        memset(x.packed_weights + 8 * (N - 9), 0xff, 8);
        memset(x.spread_weights + 16 * (N - 9), 0xff, 8);
        compare(&o, 0, 1);
    }
}
END_TEST

/* Windows of groups that move while weights are added: from few groups to
 * many, whose sums lie elsewhere, and back. */
START_TEST(test_weights_move)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fill(0, 5, 240);
    weigh(22, 7, 241);
    x.weights[0] = 0x1.8p7;
    store_weights(FAIR_TYPE_FLOAT64);
    for (size_t i = 3 * FAIR__BLOCK; i < N; i++)
        x.numbers[2][i] = (int64_t)(i % 40);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    compare(&o, 0, 1);
    fill(0, 5, 242);
    x.is_weighted = 1;
    for (size_t i = 3 * FAIR__BLOCK; i < N; i++)
        x.numbers[2][i] += 70;
    set_types(FAIR_TYPE_INT64, FAIR_TYPE_UINT8, FAIR_TYPE_INT32);
    compare(&o, 0, 1);
}
END_TEST

/* A call that fails after weights were added leaves none of them. */
START_TEST(test_weights_forgotten)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    static const int groups[] = {5, 40};
    for (int k = 0; k < 2; k++) {
        fill(0, groups[k], 250);
        weigh(22, 7, 251);
        x.weights[0] = 0x1.8p7;
        store_weights(FAIR_TYPE_FLOAT64);
        set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
        fair__tally *slow = make(&o);
        fair__tally *fast = make(&o);
        const fair_rows rows = rows_of(0, N, 1);
        const fair__weighing *sums;
        uint64_t any = 0;
        x.packed[0][PACKED_AT + N - 5] = 2;
        ck_assert_int_eq(add(fast, &rows, NULL), FAIR_ERR_DATA);
        memcpy(x.packed[0] + PACKED_AT + N - 5,
               x.spread[0] + SPREAD_AT + 2 * (N - 5), 1);
        sums = &fast->scratch->narrow.weighing;
        ck_assert_int_eq(add(fast, &rows, NULL), FAIR_OK);
        for (size_t i = 0; i < sizeof(*sums) / 8; i++)
            any |= sums->lines[i / 8][i % 8]; /* staged: zero for the next */
        ck_assert_uint_eq(any, 0);
        ck_assert_int_eq(add_slowly(slow, 0, N, NULL), FAIR_OK);
        char *p = dump_tally(fast);
        char *q = dump_tally(slow);
        ck_assert_msg(strcmp(p, q) == 0, "the two ways differ");
        free(p);
        free(q);
        fair__tally_free(fast);
        fair__tally_free(slow);
    }
}
END_TEST

/* What kernels do not read: texts, floats, integers far apart. */
START_TEST(test_codes)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    static const int32_t types[] = {FAIR_TYPE_CSTRING, FAIR_TYPE_FLOAT64,
                                    FAIR_TYPE_FLOAT32, FAIR_TYPE_INT64,
                                    FAIR_TYPE_UINT16};
    for (size_t k = 0; k < 5; k++)
        for (int nulls = 0; nulls < 4; nulls++) {
            o.nulls = nulls == 3 ? FAIR_NULLS_GROUP : nulls;
            fill(0, 9, 400 + k);
            for (size_t i = 0; i < N; i++)
                x.numbers[2][i] *= k == 4 ? 7000 : 1000;
            if (k == 0) make_nulls(2, nulls == 3 ? 0 : N - 30, 20, 410);
            set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT64, types[k]);
            compare(&o, 0, 1);
            compare(&o, 1000, 1);
        }
    o.nulls = FAIR_NULLS_GROUP;
    fill(0, 3, 420); /* two features, one read by kernels; then too many */
    x.n_features = 2;
    for (size_t i = 0; i < N; i++)
        x.numbers[3][i] = (int64_t)(i % 10);
    set_types(FAIR_TYPE_BOOL1, FAIR_TYPE_INT64, FAIR_TYPE_INT32);
    set_type(3, FAIR_TYPE_CSTRING);
    compare(&o, 0, 1);
    for (size_t i = 0; i < N; i++)
        x.numbers[2][i] = (int64_t)(i % 6) * 100;
    set_type(2, FAIR_TYPE_INT32);
    compare(&o, 0, 1); /* wide keys */
    for (size_t i = 0; i < N; i++)
        x.numbers[2][i] = (int64_t)(i % 250) * 100;
    set_type(2, FAIR_TYPE_INT32);
    compare(&o, 0, 1);
    for (size_t i = 0; i < N; i++)
        x.numbers[2][i] = (int64_t)(i % 256) * 100;
    set_type(2, FAIR_TYPE_INT32);
    compare(&o, 0, 0);
    fill(0, 1, 421); /* far too many */
    for (size_t i = 0; i < N; i++)
        x.numbers[2][i] = (int64_t)(i * 77);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT64, FAIR_TYPE_INT64);
    compare(&o, 0, 0);
    for (size_t i = 0; i < N; i++) /* late */
        x.numbers[2][i] = (int64_t)(i < N / 2 ? i % 5 : i * 77);
    set_type(2, FAIR_TYPE_INT64);
    compare(&o, 0, 0);
}
END_TEST

START_TEST(test_text_labels)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    for (int late = 0; late < 2; late++) {
        fill(0, 6, 430);
        for (size_t i = 0; late && i < N - 20; i++)
            x.numbers[0][i] = 1; /* the other one comes late */
        set_types(FAIR_TYPE_CSTRING, FAIR_TYPE_INT8, FAIR_TYPE_CSTRING);
        o.y_true_positive = fair_scalar_text("one");
        compare(&o, 0, 1);
        compare(&o, 2000, 1);
        o.y_true_positive = fair_scalar_text("zero");
        compare(&o, 0, 1);
    }
    x.numbers[0][N - 7] = 4; /* a third */
    set_types(FAIR_TYPE_CSTRING, FAIR_TYPE_INT8, FAIR_TYPE_CSTRING);
    compare(&o, 0, -1);
    fill(0, 6, 431);
    for (int how = 0; how < 3; how++) {
        o.unlabelled = how;
        make_nulls(0, 30000, 40, 432);
        set_types(FAIR_TYPE_CSTRING, FAIR_TYPE_INT8, FAIR_TYPE_UINT8);
        compare(&o, 0, -1);
    }
    fill(0, 6, 433); /* {1, 2} */
    for (size_t i = 0; i < N; i++)
        x.numbers[1][i]++;
    o = (fair_audit_options)FAIR_AUDIT_OPTIONS_INIT;
    o.y_pred_positive = fair_scalar_int(2);
    set_types(FAIR_TYPE_FLOAT64, FAIR_TYPE_INT16, FAIR_TYPE_UINT8);
    compare(&o, 0, 1);
    compare(&o, 10, 1);
}
END_TEST

/* The answers being the same says nothing about the way. */
START_TEST(test_taken)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fill(0, 6, 500);
    set_types(FAIR_TYPE_INT64, FAIR_TYPE_BOOL1, FAIR_TYPE_DICTIONARY);
    ck_assert(goes_fast(&o));
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_FLOAT64, FAIR_TYPE_CSTRING);
    ck_assert(goes_fast(&o));
    make_nulls(2, 0, 9, 501);
    set_type(2, FAIR_TYPE_INT32);
    ck_assert(goes_fast(&o));
    fill(0, 6, 502);
    weigh(11, 5, 503);
    store_weights(FAIR_TYPE_FLOAT64);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT8, FAIR_TYPE_INT8);
    ck_assert(goes_fast(&o));
    fill(0, 6, 504); /* labels by codes: texts, and {1, 2} */
    o.y_true_positive = fair_scalar_text("one");
    o.y_pred_positive = fair_scalar_int(2);
    for (size_t i = 0; i < N; i++)
        x.numbers[1][i]++;
    set_types(FAIR_TYPE_CSTRING, FAIR_TYPE_INT16, FAIR_TYPE_UINT8);
    ck_assert(goes_fast(&o));
    o = (fair_audit_options)FAIR_AUDIT_OPTIONS_INIT;
    fill(0, 240, 505); /* wide keys */
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT8, FAIR_TYPE_INT16);
    ck_assert(goes_fast(&o));
    weigh(11, 5, 506); /* and what does not */
    ck_assert(!goes_fast(&o));
    fill(0, 300, 507);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT8, FAIR_TYPE_INT16);
    ck_assert(!goes_fast(&o));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_nulls);
    tcase_add_test(tc, test_label_nulls);
    tcase_add_test(tc, test_scores);
    tcase_add_test(tc, test_weights);
    tcase_add_test(tc, test_odd_weights);
    tcase_add_test(tc, test_bad_weights);
    tcase_add_test(tc, test_weight_types);
    tcase_add_test(tc, test_weights_move);
    tcase_add_test(tc, test_weights_forgotten);
    tcase_add_test(tc, test_codes);
    tcase_add_test(tc, test_text_labels);
    tcase_add_test(tc, test_taken);
}

FAIR_TEST_MAIN("tally/narrow_values", tests)
