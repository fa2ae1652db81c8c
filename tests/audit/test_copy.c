/* SPDX-License-Identifier: MIT
 * The specification of an audit, and copies of it: of empty ones, loaded ones
 * and ones with rows, shards and exclusions. */
#include "audit/audit.h"

#include "harness.h"

static const char *const sensitive[] = {"race", "sex"};
static const char *const control[] = {"age"};
static const uint8_t key[16] = {7};

static fair_audit_options
full_options(test_memory *memory, fair_allocator *allocator)
{
    *allocator = test_allocator(memory);
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 2;
    o.sensitive_names = sensitive;
    o.n_control = 1;
    o.control_names = control;
    o.y_true = "label";
    o.y_score = "score";
    o.sample_weight = "w";
    o.positive_label = fair_scalar_text("yes");
    o.y_pred_baseline_positive = fair_scalar_int(3);
    o.threshold = 0.25;
    o.has_threshold = 1;
    o.nulls = FAIR_NULLS_EXCLUDE;
    o.unlabelled = FAIR_UNLABELLED_KEEP;
    o.text_labels = FAIR_TEXT_LABELS_BINARY;
    o.max_cells = 100;
    o.max_scores = 12;
    o.has_score_range = 1;
    o.score_low = -8;
    o.score_high = 850;
    o.shard = "part 1";
    o.hash_key = key;
    o.allocator = allocator;
    return o;
}

#define N 6

/* Scores of round 1 are others. */
static fair_status
try_rows(fair_audit *audit, int round, fair_error *err)
{
    static const char *const y[N] = {"yes", "no", "yes", NULL, "no", "no"};
    static const double scores[2][N] = {{0.1, 0.2, 0.25, 0.3, 1, -4},
                                        {0.1, 0.2, 0.25, 0.3, 1, -5}};
    static const double weight[N] = {1, 0.1, 1e-9, 3, 1e20, 7};
    static const char *const race[N] = {"a", "b", "a", "b", NULL, "c"};
    static const int8_t sex[N] = {0, 1, 0, 0, 1, 1};
    static const int64_t age[N] = {30, 30, 50, 30, 50, -1};
    const fair_column features[3] = {
        fair_column_cstring(race, N),
        fair_column_int8(sex, N),
        fair_column_int64(age, N),
    };
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = N;
    rows.y_true = fair_column_cstring(y, N);
    rows.y_score = fair_column_float64(scores[round], N);
    rows.sample_weight = fair_column_float64(weight, N);
    rows.sensitive = features;
    rows.control = features + 2;
    return fair_audit_add(audit, &rows, err);
}

static void
add_rows(fair_audit *audit, int round)
{
    ck_assert_ok(try_rows(audit, round, NULL));
}

static void
check_same_bytes(const fair_audit *a, const fair_audit *b)
{
    char one[4096], two[4096];
    size_t n_one, n_two;
    ck_assert_ok(fair_audit_save(a, one, sizeof(one), &n_one, NULL));
    ck_assert_ok(fair_audit_save(b, two, sizeof(two), &n_two, NULL));
    ck_assert_uint_eq(n_one, n_two);
    ck_assert_mem_eq(one, two, n_one);
}

START_TEST(test_specification_is_what_was_given)
{
    test_memory memory = {0};
    fair_allocator allocator;
    const fair_audit_options given = full_options(&memory, &allocator);
    fair_audit *audit;
    ck_assert_ok(fair_audit_new(&given, &audit, NULL));
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    ck_assert_ok(fair_audit_specification(audit, &o, NULL));
    ck_assert_uint_eq(o.size, sizeof(o));
    ck_assert_uint_eq(o.n_sensitive, 2);
    ck_assert_str_eq(o.sensitive_names[0], "race");
    ck_assert_str_eq(o.sensitive_names[1], "sex");
    ck_assert_uint_eq(o.n_control, 1);
    ck_assert_str_eq(o.control_names[0], "age");
    ck_assert_str_eq(o.y_true, "label");
    ck_assert_str_eq(o.y_score, "score");
    ck_assert_str_eq(o.sample_weight, "w");
    ck_assert(o.y_pred == NULL && o.y_pred_baseline == NULL);
    ck_assert(o.frequency == NULL);
    ck_assert_int_eq(o.positive_label.kind, FAIR_KIND_TEXT);
    ck_assert_str_eq(o.positive_label.text, "yes");
    ck_assert_int_eq(o.y_true_positive.kind, FAIR_KIND_NONE);
    ck_assert_int_eq(o.y_pred_baseline_positive.kind, FAIR_KIND_INT);
    ck_assert_int_eq(o.y_pred_baseline_positive.integer, 3);
    ck_assert(o.has_threshold == 1 && o.threshold == 0.25);
    ck_assert_int_eq(o.nulls, FAIR_NULLS_EXCLUDE);
    ck_assert_int_eq(o.unlabelled, FAIR_UNLABELLED_KEEP);
    ck_assert_int_eq(o.text_labels, FAIR_TEXT_LABELS_BINARY);
    ck_assert_uint_eq(o.max_cells, 100);
    ck_assert(o.max_scores == 12 && o.scores == FAIR_SCORES_EXACT);
    ck_assert(o.has_score_range == 1 && o.score_high == 850);
    ck_assert(o.score_low == -8);
    ck_assert_str_eq(o.shard, "part 1");
    ck_assert_mem_eq(o.hash_key, key, 16);
    ck_assert_ptr_eq(o.allocator->ctx, &memory);
    fair_audit_free(audit);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

START_TEST(test_specification_makes_an_audit_that_merges)
{
    test_memory memory = {0};
    fair_allocator allocator;
    const fair_audit_options given = full_options(&memory, &allocator);
    fair_audit *whole, *part;
    ck_assert_ok(fair_audit_new(&given, &whole, NULL));
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    ck_assert_ok(fair_audit_specification(whole, &o, NULL));
    o.shard = "part 2";
    ck_assert_ok(fair_audit_new(&o, &part, NULL));
    add_rows(part, 0);
    add_rows(whole, 0);
    ck_assert_ok(fair_audit_merge(whole, part, NULL));
    ck_assert_uint_eq(fair_audit_rows(whole), 2 * N);
    fair_audit_free(part);
    fair_audit_free(whole);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

/* Empty, with rows, reset, with the shards of others. */
START_TEST(test_copies_are_equal_and_independent)
{
    test_memory memory = {0};
    fair_allocator allocator;
    fair_audit_options o = full_options(&memory, &allocator);
    fair_audit *audit, *other, *copy;
    ck_assert_ok(fair_audit_new(&o, &audit, NULL));
    o.shard = "another";
    ck_assert_ok(fair_audit_new(&o, &other, NULL));
    add_rows(other, 0);
    for (int step = 0; step < 4; step++) {
        if (step == 1) add_rows(audit, 0);
        if (step == 2) ck_assert_ok(fair_audit_merge(audit, other, NULL));
        if (step == 3) fair_audit_reset(audit);
        ck_assert_ok(fair_audit_copy(audit, &copy, NULL));
        check_same_bytes(audit, copy);
        const uint64_t rows = fair_audit_rows(audit);
        add_rows(copy, 0);
        ck_assert_uint_eq(fair_audit_rows(audit), rows);
        ck_assert_uint_eq(fair_audit_rows(copy), rows + N);
        fair_audit_reset(copy); /* keeps its own shard's name */
        ck_assert_int_eq(fair_audit_merge(copy, audit, NULL),
                         FAIR_ERR_DUPLICATE_SHARD);
        fair_audit_free(copy);
    }
    fair_audit_free(other);
    fair_audit_free(audit);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

START_TEST(test_loaded_audits_have_both)
{
    test_memory memory = {0};
    fair_allocator allocator;
    const fair_audit_options given = full_options(&memory, &allocator);
    fair_audit *audit, *loaded, *copy;
    char bytes[4096];
    size_t length;
    ck_assert_ok(fair_audit_new(&given, &audit, NULL));
    for (int rows = 0; rows < 2; rows++) {
        if (rows) add_rows(audit, 0);
        ck_assert_ok(
            fair_audit_save(audit, bytes, sizeof(bytes), &length, NULL));
        ck_assert_ok(fair_audit_load(bytes, length, NULL, &loaded, NULL));
        fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
        ck_assert_ok(fair_audit_specification(loaded, &o, NULL));
        ck_assert_str_eq(o.sensitive_names[1], "sex");
        ck_assert_str_eq(o.control_names[0], "age");
        ck_assert_str_eq(o.y_score, "score");
        ck_assert(o.shard == NULL && o.max_cells == 65536);
        ck_assert(o.max_scores == 33554432 && o.scores == FAIR_SCORES_EXACT);
        ck_assert(o.has_score_range == 1 && o.score_high == 850);
        ck_assert_ok(fair_audit_copy(loaded, &copy, NULL));
        check_same_bytes(audit, copy);
        fair_audit_free(copy);
        fair_audit_free(loaded);
    }
    fair_audit_free(audit);
}
END_TEST

/* A copy goes on by itself, with the same limit: scores are its own. */
START_TEST(test_scores_of_copies)
{
    test_memory memory = {0};
    fair_allocator allocator;
    fair_audit_options given = full_options(&memory, &allocator);
    fair_audit *audit, *copy;
    for (int none = 0; none < 2; none++) {
        given.scores = none ? FAIR_SCORES_NONE : FAIR_SCORES_EXACT;
        given.max_scores = 5; /* of the rows below, one is excluded */
        ck_assert_ok(fair_audit_new(&given, &audit, NULL));
        add_rows(audit, 0);
        ck_assert_ok(fair_audit_copy(audit, &copy, NULL));
        check_same_bytes(audit, copy);
        add_rows(copy, 0);
        fair_error err = {0};
        const fair_status st = try_rows(copy, 1, &err);
        ck_assert_int_eq(st, none ? FAIR_OK : FAIR_ERR_LIMIT);
        if (!none) ck_assert_str_eq(err.column, "max_scores");
        add_rows(audit, 0);
        if (!none) check_same_bytes(audit, copy);
        fair_audit_free(copy);
        fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
        ck_assert_ok(fair_audit_specification(audit, &o, NULL));
        ck_assert_int_eq(o.scores, given.scores);
        fair_audit_free(audit);
    }
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

START_TEST(test_arguments)
{
    fair_error err = {0};
    fair_audit *copy = NULL;
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    ck_assert_int_eq(fair_audit_copy(NULL, &copy, &err), FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_audit_specification(NULL, &o, &err),
                     FAIR_ERR_ARGUMENT);
    test_memory memory = {0};
    fair_allocator allocator;
    const fair_audit_options given = full_options(&memory, &allocator);
    fair_audit *audit;
    ck_assert_ok(fair_audit_new(&given, &audit, NULL));
    ck_assert_int_eq(fair_audit_copy(audit, NULL, &err), FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_audit_specification(audit, NULL, &err),
                     FAIR_ERR_ARGUMENT);
    o.size = 3;
    ck_assert_int_eq(fair_audit_specification(audit, &o, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert(o.y_true == NULL);
    fair_audit_free(audit);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_specification_is_what_was_given);
    tcase_add_test(tc, test_specification_makes_an_audit_that_merges);
    tcase_add_test(tc, test_copies_are_equal_and_independent);
    tcase_add_test(tc, test_loaded_audits_have_both);
    tcase_add_test(tc, test_scores_of_copies);
    tcase_add_test(tc, test_arguments);
}

FAIR_TEST_MAIN("audit/copy", tests)
