/* SPDX-License-Identifier: MIT
 * Tests of merging: any split gives the whole, and what does not belong
 * together is refused and changes nothing. */
#include "tally/tally.h"

#include "dump.h"
#include "harness.h"
#include "rows.h"

static const char *const names[] = {"a", "b", "c"};
static const uint8_t keys[2][16] = {{1}, {2, 3}};

static fair_audit_options
options_for(const char *shard)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 2;
    o.sensitive_names = names;
    o.n_control = 1;
    o.control_names = names + 2;
    o.hash_key = keys[0];
    o.shard = shard;
    return o;
}

static fair__tally *
make(const fair_audit_options *o)
{
    fair__tally *t = NULL;
    fair_error err;
    ck_assert_msg(fair__tally_new(o, &t, &err) == FAIR_OK, "%s", err.message);
    return t;
}

static void
add(fair__tally *t, test_columns *c, size_t start, size_t n)
{
    const fair_rows rows = test_columns_rows(c, start, n);
    fair_error err;
    fair__tally_begin(t);
    ck_assert_msg(fair__tally_add(t, &rows, 0, &err) == FAIR_OK, "%s",
                  err.message);
    ck_assert_int_eq(fair__tally_commit(t, &err), FAIR_OK);
}

START_TEST(test_splits)
{
    enum { N = 600, PARTS = 5 };
    uint64_t seed = 5;
    const test_shape shape = {5, 8, 6, 1};
    const uint32_t masks[] = {0x3f & ~FAIR__INPUT(FAIR__Y_SCORE), 1, 2, 3, 19,
                              35, 11};
    for (size_t m = 0; m < sizeof(masks) / sizeof(masks[0]); m++) {
        fair_audit_options o = options_for(NULL);
        o.unlabelled = FAIR_UNLABELLED_KEEP;
        test_row *rows = test_rows_random(N, &shape, &seed);
        test_columns c = test_columns_make(rows, NULL, N, masks[m], 2);
        fair__tally *whole = make(&o);
        add(whole, &c, 0, N);
        fair__tally *parts[PARTS];
        size_t start = 0;
        for (int i = 0; i < PARTS; i++) {
            o.hash_key = keys[i % 2];
            parts[i] = make(&o);
            const size_t n = i == PARTS - 1 ? N - start
                                            : random_u64(&seed) % (N / 4);
            if (n > 0) add(parts[i], &c, start, n);
            start += n;
        }
        for (int left = PARTS; left > 1; left--) { /* a random tree */
            const int a = (int)(random_u64(&seed) % (uint64_t)left);
            const int b =
                (a + 1 + (int)(random_u64(&seed) % (uint64_t)(left - 1))) %
                left;
            char *before = dump_tally(parts[b]);
            ck_assert_int_eq(fair__tally_merge(parts[a], parts[b], NULL),
                             FAIR_OK);
            char *after = dump_tally(parts[b]);
            ck_assert_str_eq(before, after);
            free(before);
            free(after);
            fair__tally_free(parts[b]);
            parts[b] = parts[left - 1];
        }
        char *expected = dump_tally(whole);
        char *merged = dump_tally(parts[0]);
        ck_assert_str_eq(expected, merged);
        free(expected);
        free(merged);
        fair__tally_free(parts[0]);
        fair__tally_free(whole);
        test_columns_free(&c);
        free(rows);
    }
}
END_TEST

static void
assert_refused(fair__tally *t, const fair__tally *other, fair_status code,
               const char *column, const char *words)
{
    fair_error err = {0};
    char *before = dump_tally(t);
    ck_assert_int_eq(fair__tally_merge(t, other, &err), code);
    ck_assert_int_eq(err.code, code);
    ck_assert_str_eq(err.column, column);
    ck_assert_msg(strstr(err.message, words) != NULL, "\"%s\" has no \"%s\"",
                  err.message, words);
    char *after = dump_tally(t);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
}

/* One feature, two rows: labels and groups as text. */
static fair__tally *
small(const fair_audit_options *given, const char *y0, const char *y1,
      fair_column group)
{
    fair_audit_options o = *given;
    o.n_sensitive = 1;
    o.n_control = 0;
    fair__tally *t = make(&o);
    const char *const y[2] = {y0, y1};
    const uint8_t p[2] = {0, 1};
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = 2;
    rows.y_true = fair_column_cstring(y, 2);
    rows.y_pred = fair_column_uint8(p, 2);
    rows.sensitive = &group;
    fair_error err;
    fair__tally_begin(t);
    ck_assert_msg(fair__tally_add(t, &rows, 0, &err) == FAIR_OK, "%s",
                  err.message);
    ck_assert_int_eq(fair__tally_commit(t, &err), FAIR_OK);
    return t;
}

START_TEST(test_labels)
{
    static const int8_t groups[2] = {4, 5};
    const fair_column g = fair_column_int8(groups, 2);
    fair_audit_options o = options_for(NULL);
    o.y_true_positive = fair_scalar_text("yes");
    fair__tally *no = small(&o, "no", "no", g);
    fair__tally *yes = small(&o, "yes", "no", g);
    fair__tally *nope = small(&o, "nope", "nope", g);
    fair__tally *only_yes = small(&o, "yes", "yes", g);
    assert_refused(no, nope, FAIR_ERR_MISMATCH, "y_true",
                   "y_true has \"no\" here and \"nope\" there");
    assert_refused(yes, nope, FAIR_ERR_MISMATCH, "y_true",
                   "y_true has \"yes\" and \"no\" here and \"nope\" there");
    ck_assert_int_eq(fair__tally_merge(only_yes, no, NULL), FAIR_OK);
    ck_assert_int_eq(fair__tally_merge(no, yes, NULL), FAIR_OK);
    char *a = dump_tally(no); /* no, no, yes, no in another order */
    ck_assert_ptr_nonnull(strstr(a, "cell 4 | \"yes\" | 0 | - = 1 "));
    ck_assert_ptr_nonnull(strstr(a, "cell 4 | \"no\" | 0 | - = 1 "));
    ck_assert_ptr_nonnull(strstr(a, "cell 5 | \"no\" | 1 | - = 2 "));
    free(a);
    fair__tally_free(no);
    fair__tally_free(yes);
    fair__tally_free(nope);
    fair__tally_free(only_yes);
}
END_TEST

START_TEST(test_feature_kinds)
{
    static const int8_t groups[2] = {4, 5};
    static const char *const texts[2] = {"4", "5"};
    const fair_column null = {.type = FAIR_TYPE_NULL, .length = 2};
    fair_audit_options o = options_for(NULL);
    o.y_true_positive = fair_scalar_text("yes");
    fair__tally *number =
        small(&o, "yes", "no", fair_column_int8(groups, 2));
    fair__tally *text =
        small(&o, "yes", "no", fair_column_cstring(texts, 2));
    fair__tally *nothing = small(&o, "yes", "no", null);
    assert_refused(number, text, FAIR_ERR_MISMATCH, "a",
                   "numbers here and text there");
    assert_refused(text, number, FAIR_ERR_MISMATCH, "a",
                   "text here and numbers there");
    ck_assert_int_eq(fair__tally_merge(text, nothing, NULL), FAIR_OK);
    ck_assert_int_eq(fair__tally_merge(nothing, number, NULL), FAIR_OK);
    ck_assert_uint_eq(text->cells.n, 3);
    ck_assert_uint_eq(nothing->cells.n, 3);
    fair__tally_free(number);
    fair__tally_free(text);
    fair__tally_free(nothing);
}
END_TEST

START_TEST(test_inputs_and_specifications)
{
    uint64_t seed = 3;
    const test_shape shape = {3, 0, 0, 0};
    const fair_audit_options o = options_for(NULL);
    fair_audit_options named = o;
    named.y_true = "label";
    test_row *rows = test_rows_random(20, &shape, &seed);
    test_columns both = test_columns_make(rows, NULL, 20, 3, 2);
    test_columns one = test_columns_make(rows, NULL, 20, 2, 2);
    fair__tally *a = make(&o);
    fair__tally *b = make(&o);
    fair__tally *empty = make(&o);
    fair__tally *other = make(&named);
    add(a, &both, 0, 20);
    add(b, &one, 0, 20);
    assert_refused(a, b, FAIR_ERR_MISMATCH, "y_true", "given here");
    assert_refused(a, other, FAIR_ERR_MISMATCH, "y_true", "label");
    assert_refused(a, a, FAIR_ERR_DUPLICATE_SHARD, "", "itself");
    ck_assert_int_eq(fair__tally_merge(a, empty, NULL), FAIR_OK);
    ck_assert_int_eq(fair__tally_merge(empty, b, NULL), FAIR_OK);
    char *x = dump_tally(empty);
    char *y = dump_tally(b);
    ck_assert_str_eq(x, y);
    free(x);
    free(y);
    fair__tally_free(a);
    fair__tally_free(b);
    fair__tally_free(empty);
    fair__tally_free(other);
    test_columns_free(&both);
    test_columns_free(&one);
    free(rows);
}
END_TEST

START_TEST(test_shards)
{
    fair_audit_options o = options_for("2026-11/001");
    fair__tally *a = make(&o);
    fair__tally *again = make(&o);
    o.shard = "2026-11/002";
    fair__tally *b = make(&o);
    o.shard = NULL;
    fair__tally *nameless = make(&o);
    assert_refused(a, again, FAIR_ERR_DUPLICATE_SHARD, "shard",
                   "2026-11/001");
    ck_assert_int_eq(fair__tally_merge(a, b, NULL), FAIR_OK);
    ck_assert_uint_eq(a->shards.n, 2);
    assert_refused(a, b, FAIR_ERR_DUPLICATE_SHARD, "shard", "2026-11/002");
    ck_assert_int_eq(fair__tally_merge(a, nameless, NULL), FAIR_OK);
    ck_assert_int_eq(fair__tally_merge(nameless, a, NULL), FAIR_OK);
    ck_assert_uint_eq(nameless->shards.n, 2);
    fair__tally_reset(a); /* its own name stays */
    ck_assert_uint_eq(a->shards.n, 1);
    ck_assert_int_eq(fair__tally_merge(a, b, NULL), FAIR_OK);
    assert_refused(a, again, FAIR_ERR_DUPLICATE_SHARD, "shard",
                   "2026-11/001");
    fair__tally_free(a);
    fair__tally_free(again);
    fair__tally_free(b);
    fair__tally_free(nameless);
}
END_TEST

START_TEST(test_limits)
{
    static const int8_t groups[2][2] = {{1, 2}, {3, 4}};
    fair_audit_options o = options_for(NULL);
    o.y_true_positive = fair_scalar_text("yes");
    o.max_cells = 3;
    fair__tally *a =
        small(&o, "yes", "no", fair_column_int8(groups[0], 2));
    fair__tally *b =
        small(&o, "yes", "no", fair_column_int8(groups[1], 2));
    assert_refused(a, b, FAIR_ERR_LIMIT, "a", "max_cells");
    a->rows.frequency = INT64_MAX - 1; /* as if so many had been counted */
    fair__tally *c =
        small(&o, "yes", "no", fair_column_int8(groups[0], 2));
    assert_refused(a, c, FAIR_ERR_OVERFLOW, "", "2^63");
    fair__tally_free(a);
    fair__tally_free(b);
    fair__tally_free(c);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_splits);
    tcase_add_test(tc, test_labels);
    tcase_add_test(tc, test_feature_kinds);
    tcase_add_test(tc, test_inputs_and_specifications);
    tcase_add_test(tc, test_shards);
    tcase_add_test(tc, test_limits);
}

FAIR_TEST_MAIN("tally/merge", tests)
