/* SPDX-License-Identifier: MIT
 * Tests of saved tallies: the published example, round trips, one byte string
 * per state. */
#include "tally/tally.h"

#include "base/scalar.h"
#include "dump.h"
#include "golden_saved.h"
#include "saved.h"

/* The rows that docs/reference/saved-format.md lists; the bytes are from a
 * writer in Python that follows that text. */
START_TEST(test_documented_example)
{
    const char *const features[] = {"group"};
    const char *groups[] = {"b", NULL, "a", "b"};
    const uint8_t y_true[] = {1, 0, 1, 1};
    const char *y_pred[] = {"yes", "no", "no", "yes"};
    const double weights[] = {1.5, 2.0, 0.0, 0.25};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = features;
    o.y_true = "recid";
    o.positive_label = fair_scalar_text("yes");
    o.shard = "part 1";
    o.hash_key = saved_key;
    fair__tally *t = saved_make(&o);
    fair_column group = fair_column_cstring(groups, 4);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = 4;
    rows.sensitive = &group;
    rows.y_true = fair_column_uint8(y_true, 4);
    rows.y_pred = fair_column_cstring(y_pred, 4);
    rows.sample_weight = fair_column_float64(weights, 4);
    saved_add_rows(t, &rows);
    saved s = saved_of(t);
    ck_assert_uint_eq(s.length, sizeof(golden_saved));
    for (size_t i = 0; i < s.length; i++)
        ck_assert_msg(s.bytes[i] == golden_saved[i], "byte %zu: %02x, not %02x",
                      i, s.bytes[i], golden_saved[i]);
    ck_assert_int_eq(saved_check(golden_saved, sizeof(golden_saved)), FAIR_OK);
    ck_assert_uint_eq(golden_saved_parts[0].offset, 0);
    free(s.bytes);
    fair__tally_free(t);
}
END_TEST

/* The page's second example: scores are kept. */
START_TEST(test_documented_scores)
{
    const char *const features[] = {"group"};
    const char *groups[] = {"b", "a", "b", "b", "a"};
    const uint8_t y_true[] = {1, 0, 1, 0, 0};
    const float y_score[] = {0.75f, -0.25f, 0.75f, 0.75f, -0.0f};
    const double weights[] = {1.5, 1.0, 0.25, 2.0, 0.0};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = features;
    o.hash_key = saved_key;
    fair__tally *t = saved_make(&o);
    fair_column group = fair_column_cstring(groups, 5);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = 5;
    rows.sensitive = &group;
    rows.y_true = fair_column_uint8(y_true, 5);
    rows.y_score = fair_column_float32(y_score, 5);
    rows.sample_weight = fair_column_float64(weights, 5);
    saved_add_rows(t, &rows);
    saved s = saved_of(t);
    ck_assert_uint_eq(s.length, sizeof(golden_scores));
    for (size_t i = 0; i < s.length; i++)
        ck_assert_msg(s.bytes[i] == golden_scores[i],
                      "byte %zu: %02x, not %02x", i, s.bytes[i],
                      golden_scores[i]);
    ck_assert_int_eq(saved_check(golden_scores, sizeof(golden_scores)),
                     FAIR_OK);
    ck_assert_uint_eq(golden_scores_parts[0].offset, 0);
    free(s.bytes);
    fair__tally_free(t);
}
END_TEST

/* The page's third example: scores on a grid. */
START_TEST(test_documented_bins)
{
    const char *const features[] = {"group"};
    const char *groups[] = {"b", "a", "a", "b", "a"};
    const uint8_t y_true[] = {1, 1, 0, 1, 1};
    const double y_score[] = {3, -0.5, 0.5, 2.5, -1};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = features;
    o.hash_key = saved_key;
    o.has_score_range = 1;
    o.score_low = -1;
    o.score_high = 3;
    o.score_bins = 4;
    fair__tally *t = saved_make(&o);
    fair_column group = fair_column_cstring(groups, 5);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = 5;
    rows.sensitive = &group;
    rows.y_true = fair_column_uint8(y_true, 5);
    rows.y_score = fair_column_float64(y_score, 5);
    saved_add_rows(t, &rows);
    saved s = saved_of(t);
    ck_assert_uint_eq(s.length, sizeof(golden_bins));
    ck_assert_mem_eq(s.bytes, golden_bins, s.length);
    ck_assert_int_eq(saved_check(golden_bins, sizeof(golden_bins)), FAIR_OK);
    ck_assert_uint_eq(golden_bins_parts[0].offset, 0);
    free(s.bytes);
    fair__tally_free(t);
}
END_TEST

/* ---- round trips ---- */

static void
check_round_trip(const fair__tally *t)
{
    saved s = saved_of(t);
    const int given = (t->inputs & FAIR__INPUT(FAIR__Y_SCORE)) != 0;
    const int none = t->spec.scores == FAIR_SCORES_NONE;
    ck_assert_uint_eq(s.bytes[8], given == none ? 1 : 2);
    ck_assert_int_eq(saved_check(s.bytes, s.length), FAIR_OK);
    fair__tally *u = saved_load(&s);
    ck_assert_ok(fair__spec_equal(&t->spec, &u->spec, NULL));
    char *before = dump_tally(t), *after = dump_tally(u);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    free(s.bytes);
    fair__tally_free(u);
}

START_TEST(test_round_trip_of_all_inputs)
{
    enum { N = 300 };
    uint64_t seed = 1;
    for (uint32_t inputs = 1; inputs < 64; inputs++) {
        const int threshold = (inputs & 2) == 0 && (inputs & 4) != 0;
        if ((inputs & 3) == 0 && !threshold) continue;
        const test_shape shape = {5, 8, 6, inputs % 2 == 0};
        test_row *rows = test_rows_random(N, &shape, &seed);
        test_columns c = test_columns_make(rows, NULL, N, inputs, 2);
        fair_audit_options o = saved_options(inputs % 3 ? "s" : NULL);
        o.scores = inputs / 5 % 2 ? FAIR_SCORES_NONE : FAIR_SCORES_EXACT;
        o.unlabelled = FAIR_UNLABELLED_KEEP;
        o.y_true = inputs % 2 ? "label" : NULL;
        o.has_threshold = threshold;
        o.threshold = 0.5;
        fair__tally *t = saved_make(&o);
        check_round_trip(t); /* empty */
        saved_add(t, &c, 0, N);
        check_round_trip(t);
        fair__tally_free(t);
        test_columns_free(&c);
        free(rows);
    }
}
END_TEST

/* Every kind of value and of label, all declarations, odd names. */
START_TEST(test_round_trip_of_all_values)
{
    const char *const features[] = {"\xe2\x82\xac", "b", "i", "u"};
    const char *texts[] = {"", "\xc3\xa9", "z", NULL, "a", "z"};
    const uint8_t bools[] = {1, 0, 1, 0, 1, 1};
    const int64_t ints[] = {INT64_MIN, -1, 0, 1, INT64_MAX, 5};
    const uint64_t uints[] = {UINT64_MAX, 0, 7, UINT64_C(1) << 63, 3, 9};
    const char *labels[] = {"no", "yes", "no", "no", "yes", "yes"};
    const int64_t decisions[] = {-7, 12, 12, -7, -7, 12};
    const double baseline[] = {0x1p63, 5, 5, 0x1p63, 5, 5};
    const uint64_t frequency[] = {1, 2, 3, 4, 5, UINT64_C(1) << 61};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 4;
    o.sensitive_names = features;
    o.hash_key = saved_key;
    o.shard = "s";
    o.y_true_positive = fair_scalar_text("yes");
    o.y_pred_positive = fair_scalar_parsed("12.0");
    o.y_pred_baseline_positive = fair_scalar_uint(UINT64_C(1) << 63);
    o.positive_label = fair_scalar_int(-3);
    fair__tally *t = saved_make(&o);
    const fair_column columns[] = {
        fair_column_cstring(texts, 6), fair_column_bool8(bools, 6),
        fair_column_int64(ints, 6), fair_column_uint64(uints, 6)};
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = 6;
    rows.sensitive = columns;
    rows.y_true = fair_column_cstring(labels, 6);
    rows.y_pred = fair_column_int64(decisions, 6);
    rows.y_pred_baseline = fair_column_float64(baseline, 6);
    rows.frequency = fair_column_uint64(frequency, 6);
    saved_add_rows(t, &rows);
    check_round_trip(t);
    fair__tally_free(t);
}
END_TEST

/* Rows that leave take their values along, but not the kind of a feature. */
START_TEST(test_excluded_rows)
{
    const int64_t a[] = {1, 2, 3};
    const char *b[] = {NULL, "x", NULL};
    const uint8_t y[] = {1, 1, 0}, valid[] = {1 | 4};
    const uint64_t frequency[] = {1, 1, 0};
    fair_audit_options o = saved_options(NULL);
    o.n_control = 0;
    o.nulls = FAIR_NULLS_EXCLUDE;
    o.unlabelled = FAIR_UNLABELLED_EXCLUDE;
    fair__tally *t = saved_make(&o);
    const fair_column columns[] = {fair_column_int64(a, 3),
                                   fair_column_cstring(b, 3)};
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = 3;
    rows.sensitive = columns;
    rows.y_true = fair_column_uint8(y, 3);
    rows.y_true.validity = valid;
    rows.frequency = fair_column_uint64(frequency, 3);
    fair__tally_begin(t);
    ck_assert_ok(fair__tally_add(t, &rows, 0, NULL));
    ck_assert_ok(fair__tally_commit(t, NULL));
    ck_assert_uint_eq(t->rows.used, 0);
    saved s = saved_of(t);
    ck_assert_int_eq(saved_check(s.bytes, s.length), FAIR_OK);
    fair__tally *u = saved_load(&s);
    ck_assert_int_eq(u->features[0].values.kind, FAIR_KIND_INT);
    ck_assert_int_eq(u->features[1].values.kind, FAIR_KIND_TEXT);
    ck_assert_uint_eq(u->features[1].values.n, 0);
    ck_assert_uint_eq(u->rows.in, 3);
    /* The kind passes through a merge, and is what it was. */
    fair__tally *v = saved_make(&o);
    ck_assert_ok(fair__tally_merge(v, u, NULL));
    saved again = saved_of(v);
    ck_assert(saved_equal(&s, &again));
    free(s.bytes);
    free(again.bytes);
    fair__tally_free(t);
    fair__tally_free(u);
    fair__tally_free(v);
}
END_TEST

/* ---- one byte string per state ---- */

static void
through_bytes(fair__tally **t)
{
    saved s = saved_of(*t);
    fair__tally_free(*t);
    *t = saved_load(&s);
    free(s.bytes);
}

START_TEST(test_order_chunks_trees_and_saves)
{
    enum { N = 200, PARTS = 5 };
    uint64_t seed = 3;
    const test_shape shape = {6, 8, 7, 1};
    fair_audit_options o = saved_options(NULL);
    o.unlabelled = FAIR_UNLABELLED_KEEP;
    const uint32_t masks[] = {0x3b, 1, 19, 35, 11, 17, 0x3f, 5, 21, 37, 53,
                              0x3d};
    for (size_t state = 0; state < sizeof(masks) / sizeof(*masks); state++) {
        test_row *rows = test_rows_random(N, &shape, &seed);
        saved expected = {NULL, 0};
        for (int round = 0; round < 12; round++) {
            uint32_t order[N];
            for (uint32_t i = 0; i < N; i++) {
                const uint32_t j = (uint32_t)(random_u64(&seed) % (i + 1));
                order[i] = order[j];
                order[j] = i;
            }
            test_columns c = test_columns_make(rows, order, N, masks[state], 2);
            fair__tally *parts[PARTS];
            for (int i = 0; i < PARTS; i++)
                parts[i] = saved_make(&o);
            for (size_t at = 0; at < N;) {
                const size_t left = N - at;
                const size_t n = 1 + random_u64(&seed) % 40;
                fair__tally **t = &parts[random_u64(&seed) % PARTS];
                saved_add(*t, &c, at, n < left ? n : left);
                at += n < left ? n : left;
                if (random_u64(&seed) % 4 == 0) through_bytes(t);
            }
            for (int left = PARTS; left > 1; left--) {
                const size_t a = random_u64(&seed) % (uint64_t)(left - 1);
                if (random_u64(&seed) % 3 == 0) through_bytes(&parts[a]);
                ck_assert_ok(fair__tally_merge(parts[a], parts[left - 1],
                                               NULL));
                fair__tally_free(parts[left - 1]);
            }
            saved s = saved_of(parts[0]);
            fair__tally_free(parts[0]);
            if (expected.bytes == NULL) {
                ck_assert_int_eq(saved_check(s.bytes, s.length), FAIR_OK);
                expected = s;
            } else {
                ck_assert(saved_equal(&s, &expected));
                free(s.bytes);
            }
            test_columns_free(&c);
        }
        free(expected.bytes);
        free(rows);
    }
}
END_TEST

/* The window of saved sums is trimmed to the sign bit: loaded ones must have
 * room again.  2^12 parts of weight 2^50 with frequency 2^12 sum to 2^74, and
 * their squares cross a limb too. */
START_TEST(test_sums_of_loaded_parts_keep_their_sign)
{
    const char *const feature[] = {"g"};
    const uint8_t y[] = {1}, g[] = {1};
    const double weight[] = {0x1p50};
    uint64_t frequency[] = {4096};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = feature;
    o.hash_key = saved_key;
    const fair_column group = fair_column_uint8(g, 1);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = 1;
    rows.sensitive = &group;
    rows.y_true = fair_column_uint8(y, 1);
    rows.sample_weight = fair_column_float64(weight, 1);
    rows.frequency = fair_column_uint64(frequency, 1);
    fair__tally *t = saved_make(&o);
    fair__tally_begin(t);
    ck_assert_ok(fair__tally_add(t, &rows, 0, NULL));
    ck_assert_ok(fair__tally_commit(t, NULL));
    for (int i = 0; i < 12; i++) {
        saved s = saved_of(t);
        fair__tally *other = saved_load(&s);
        through_bytes(&t);
        ck_assert_ok(fair__tally_merge(t, other, NULL));
        fair__tally_free(other);
        free(s.bytes);
    }
    ck_assert_uint_eq(t->rows.in, 4096);
    saved merged = saved_of(t);
    ck_assert_int_eq(saved_check(merged.bytes, merged.length), FAIR_OK);
    fair__tally_free(t);

    frequency[0] = UINT64_C(4096) * 4096; /* the same sums, fewer rows */
    t = saved_make(&o);
    fair__tally_begin(t);
    ck_assert_ok(fair__tally_add(t, &rows, 0, NULL));
    ck_assert_ok(fair__tally_commit(t, NULL));
    t->rows.in = t->rows.used = 4096;
    saved direct = saved_of(t);
    ck_assert(saved_equal(&merged, &direct));
    free(merged.bytes);
    free(direct.bytes);
    fair__tally_free(t);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_documented_example);
    tcase_add_test(tc, test_documented_scores);
    tcase_add_test(tc, test_documented_bins);
    tcase_add_test(tc, test_round_trip_of_all_inputs);
    tcase_add_test(tc, test_round_trip_of_all_values);
    tcase_add_test(tc, test_excluded_rows);
    tcase_add_test(tc, test_order_chunks_trees_and_saves);
    tcase_add_test(tc, test_sums_of_loaded_parts_keep_their_sign);
}

FAIR_TEST_MAIN("tally/codec", tests)
