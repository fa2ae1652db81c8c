/* SPDX-License-Identifier: MIT
 * The watch: how often it is asked, what stopping leaves, how rows number. */
#include "audit/audit.h"

#include "harness.h"
#include "producer.h"

#define N 150000 /* rows of one batch: two full steps and a rest */
#define STEP 65536

typedef struct seen {
    size_t n;
    uint64_t rows[16];
    size_t stop_at; /* 0: never */
} seen;

static int32_t
look(void *ctx, uint64_t rows)
{
    seen *s = ctx;
    if (s->n < 16) s->rows[s->n] = rows;
    return ++s->n == s->stop_at;
}

static int8_t *labels;
static int8_t *groups;
static fair_column feature;

static void
make_rows(void)
{
    labels = calloc(N, 1);
    groups = calloc(N, 1);
    ck_assert(labels != NULL && groups != NULL);
    for (int i = 0; i < N; i++) {
        labels[i] = i % 3 == 0;
        groups[i] = (int8_t)(i % 7);
    }
}

static void
free_rows(void)
{
    free(labels);
    free(groups);
}

/* Rows first … first + n. */
static fair_rows
rows_of(size_t first, size_t n)
{
    fair_rows rows = FAIR_ROWS_INIT;
    feature = fair_column_int8(groups + first, (int64_t)n);
    rows.n = n;
    rows.y_pred = fair_column_int8(labels + first, (int64_t)n);
    rows.sensitive = &feature;
    return rows;
}

static fair_audit *
new_limited(seen *s, uint64_t first_row, uint64_t max_cells)
{
    static const char *const names[] = {"g"};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit *audit;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.y_pred = "p";
    o.max_cells = max_cells;
    ck_assert_ok(fair_audit_new(&o, &audit, NULL));
    fair_watch watch = FAIR_WATCH_INIT;
    watch.first_row = first_row;
    watch.stop = look;
    watch.ctx = s;
    ck_assert_ok(fair_audit_watch(audit, &watch, NULL));
    return audit;
}

static fair_audit *
new_audit(seen *s, uint64_t first_row)
{
    return new_limited(s, first_row, 0);
}

START_TEST(test_asked_once_a_step)
{
    seen s = {0};
    fair_audit *audit = new_audit(&s, 0);
    const fair_rows rows = rows_of(0, N);
    ck_assert_ok(fair_audit_add(audit, &rows, NULL));
    ck_assert_uint_eq(s.n, 2);
    ck_assert_uint_eq(s.rows[0], STEP);
    ck_assert_uint_eq(s.rows[1], 2 * STEP);
    ck_assert_ok(fair_audit_watch(audit, NULL, NULL));
    ck_assert_ok(fair_audit_add(audit, &rows, NULL));
    ck_assert_uint_eq(s.n, 2);
    ck_assert_uint_eq(fair_audit_rows(audit), 2 * N);
    fair_audit_free(audit);
}
END_TEST

START_TEST(test_small_batches_and_rows_of_other_calls_count)
{
    seen s = {0};
    fair_audit *audit = new_audit(&s, STEP - 1);
    fair_rows rows[100];
    fair_column features[100];
    for (int i = 0; i < 100; i++) {
        rows[i] = rows_of(0, 1000);
        features[i] = feature;
        rows[i].sensitive = &features[i];
    }
    ck_assert_ok(fair_audit_add_batches(audit, rows, 100, NULL));
    ck_assert_uint_eq(s.n, 2);
    ck_assert_uint_eq(s.rows[0], STEP - 1 + 1000);
    ck_assert_uint_eq(s.rows[1], STEP - 1 + 66000);
    fair_audit_free(audit);
}
END_TEST

/* Integers in a range are counted by distance; where that ends at a limit the
 * same rows are read again, of which the watch is not told. */
START_TEST(test_rows_that_are_read_again)
{
    const uint32_t n_groups = 40000;
    uint32_t *many = calloc(N, sizeof(*many));
    ck_assert(many != NULL);
    for (uint32_t i = 0; i < N; i++) many[i] = i * 7 % n_groups;
    fair_rows rows = rows_of(0, N);
    feature = fair_column_uint32(many, N);
    seen s = {0};
    fair_audit *audit = new_limited(&s, 0, n_groups - 1);
    ck_assert_int_eq(fair_audit_add(audit, &rows, NULL), FAIR_ERR_LIMIT);
    ck_assert_uint_eq(s.n, 2);
    ck_assert_uint_eq(s.rows[0], STEP);
    ck_assert_uint_eq(s.rows[1], 2 * STEP);
    ck_assert_uint_eq(fair_audit_rows(audit), 0);
    fair_audit_free(audit);
    free(many);
}
END_TEST

/* Bytes of an audit, freed by the caller. */
static char *
saved(const fair_audit *audit, size_t *length)
{
    ck_assert_ok(fair_audit_save(audit, NULL, 0, length, NULL));
    char *bytes = malloc(*length);
    ck_assert(bytes != NULL);
    ck_assert_ok(fair_audit_save(audit, bytes, *length, length, NULL));
    return bytes;
}

START_TEST(test_stopped_at_every_place_changes_nothing)
{
    seen s = {0};
    size_t before_length, after_length;
    fair_audit *audit = new_audit(&s, 0);
    const fair_rows one = rows_of(0, 10);
    ck_assert_ok(fair_audit_add(audit, &one, NULL));
    char *before = saved(audit, &before_length);
    const fair_rows all = rows_of(0, N);
    for (size_t at = 1; at <= 2; at++) {
        fair_error err = {0};
        s = (seen){.stop_at = at};
        ck_assert_int_eq(fair_audit_add(audit, &all, &err), FAIR_ERR_STOPPED);
        ck_assert_int_eq(err.code, FAIR_ERR_STOPPED);
        ck_assert_str_eq(fair_status_name(err.code), "STOPPED");
        ck_assert_uint_eq(s.n, at); /* not asked again */
        char *after = saved(audit, &after_length);
        ck_assert_uint_eq(after_length, before_length);
        ck_assert_mem_eq(after, before, before_length);
        free(after);
    }
    ck_assert_ok(fair_audit_add(audit, &all, NULL));
    free(before);
    fair_audit_free(audit);
}
END_TEST

/* What a failed call counted is gone, however few rows the next one has: a
 * bad row late, after which the next call is too short for the fast way. */
START_TEST(test_nothing_is_left_of_a_failed_call)
{
    seen s = {0};
    size_t expected_length, length;
    const fair_rows few = rows_of(0, 10);
    fair_audit *fresh = new_audit(&s, 0);
    ck_assert_ok(fair_audit_add(fresh, &few, NULL));
    char *expected = saved(fresh, &expected_length);
    labels[N - 1] = 2;
    for (int stop = 0; stop < 2; stop++) {
        s = (seen){.stop_at = (size_t)stop};
        fair_audit *audit = new_audit(&s, 0);
        const fair_rows all = rows_of(0, N);
        ck_assert_int_eq(fair_audit_add(audit, &all, NULL),
                         stop ? FAIR_ERR_STOPPED : FAIR_ERR_DATA);
        const fair_rows next = rows_of(0, 10);
        ck_assert_ok(fair_audit_add(audit, &next, NULL));
        char *bytes = saved(audit, &length);
        ck_assert_uint_eq(length, expected_length);
        ck_assert_mem_eq(bytes, expected, length);
        free(bytes);
        fair_audit_free(audit);
    }
    free(expected);
    fair_audit_free(fresh);
}
END_TEST

/* A bad row early: its like are counted to the end, which can be stopped
 * too, in the same batch and in later ones. */
START_TEST(test_counting_bad_rows_is_watched)
{
    labels[5] = 2;
    labels[N - 1] = 2;
    fair_rows rows[2];
    fair_column features[2];
    for (int i = 0; i < 2; i++) {
        rows[i] = rows_of(0, N);
        features[i] = feature;
        rows[i].sensitive = &features[i];
    }
    for (size_t at = 0; at <= 5; at++) {
        seen s = {.stop_at = at};
        fair_audit *audit = new_audit(&s, 1000);
        fair_error err = {0};
        const fair_status st = fair_audit_add_batches(audit, rows, 2, &err);
        if (at == 0 || at == 5) { /* 4 steps in 300,000 rows */
            ck_assert_int_eq(st, FAIR_ERR_DATA);
            ck_assert_uint_eq(s.n, 4);
            ck_assert_int_eq(err.row, 1005);
            ck_assert_uint_eq(err.count, 4);
            ck_assert(strstr(err.message, "row 1005 "));
        } else {
            ck_assert_int_eq(st, FAIR_ERR_STOPPED);
            ck_assert_int_eq(err.row, -1);
            ck_assert_uint_eq(err.count, 0);
        }
        ck_assert_uint_eq(fair_audit_rows(audit), 0);
        fair_audit_free(audit);
    }
}
END_TEST

START_TEST(test_arguments)
{
    fair_error err = {0};
    fair_watch watch = FAIR_WATCH_INIT;
    ck_assert_int_eq(fair_audit_watch(NULL, &watch, &err), FAIR_ERR_ARGUMENT);
    seen s = {0};
    fair_audit *audit = new_audit(&s, 0);
    watch.size = 8;
    ck_assert_int_eq(fair_audit_watch(audit, &watch, &err),
                     FAIR_ERR_ARGUMENT);
    const fair_rows rows = rows_of(0, N); /* the old watch is still there */
    ck_assert_ok(fair_audit_add(audit, &rows, NULL));
    ck_assert_uint_eq(s.n, 2);
    fair_audit_free(audit);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, make_rows, free_rows);
    tcase_add_test(tc, test_asked_once_a_step);
    tcase_add_test(tc, test_small_batches_and_rows_of_other_calls_count);
    tcase_add_test(tc, test_rows_that_are_read_again);
    tcase_add_test(tc, test_stopped_at_every_place_changes_nothing);
    tcase_add_test(tc, test_nothing_is_left_of_a_failed_call);
    tcase_add_test(tc, test_counting_bad_rows_is_watched);
    tcase_add_test(tc, test_arguments);
}

FAIR_TEST_MAIN("audit/watch", tests)
