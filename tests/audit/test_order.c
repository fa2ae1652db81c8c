/* SPDX-License-Identifier: MIT
 * Any order of rows, any chunks, any tree of merges, saved and loaded or not:
 * one state, the same saved bytes, the same report. */
#include "audit/audit.h"

#include <fairness/report.h>

#include "dump.h"
#include "harness.h"
#include "rows.h"
#include "written.h"

/* Of each of the four inputs. */
#define ROUNDS (TEST_SANITIZED ? 25 : 250)
#define N 300
#define PARTS 4

static const char *const names[] = {"a", "b", "c"};

static fair_audit *
make(const fair_audit_options *given, uint64_t *seed)
{
    uint8_t key[16]; /* no result depends on it */
    for (size_t i = 0; i < sizeof(key); i++)
        key[i] = (uint8_t)random_u64(seed);
    fair_audit_options o = *given;
    o.hash_key = key;
    fair_audit *a = NULL;
    ck_assert_int_eq(fair_audit_new(&o, &a, NULL), FAIR_OK);
    return a;
}

static void
shuffle(uint32_t *order, size_t n, uint64_t *seed)
{
    for (size_t i = n; i > 1; i--) {
        const size_t j = random_u64(seed) % i;
        const uint32_t x = order[i - 1];
        order[i - 1] = order[j];
        order[j] = x;
    }
}

/* Rows start … end in chunks, each a call of its own or several in one. */
static void
add_chunks(fair_audit *a, test_columns *c, size_t start, size_t end,
           uint64_t *seed)
{
    while (start < end) {
        test_columns views[3];
        fair_rows batches[3];
        size_t n_batches = 0;
        while (start < end && n_batches < 3) {
            size_t n = random_u64(seed) % 90;
            if (n > end - start) n = end - start;
            views[n_batches] = *c; /* each has columns of its own */
            batches[n_batches] =
                test_columns_rows(&views[n_batches], start, n);
            n_batches++;
            start += n;
        }
        fair_error err;
        ck_assert_msg(fair_audit_add_batches(a, batches, n_batches, &err) ==
                          FAIR_OK,
                      "%s", err.message);
    }
}

/* Appends its report as JSON: a few metrics and comparisons of each kind. */
static char *
add_report(char *text, const fair_audit *a)
{
    static const char *const metrics[] = {"selection_rate",
                                          "true_positive_rate",
                                          "matthews_correlation"};
    static const char *const comparisons[] = {
        "difference", "ratio_to_reference", "weighted_variance"};
    static const size_t one = 1;
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_by = 1;
    o.by_lengths = &one;
    o.by = names;
    o.n_metrics = 3;
    o.metrics = metrics;
    o.n_comparisons = 3;
    o.comparisons = comparisons;
    o.allow_sparse = 1;
    fair_report *report = NULL;
    fair_error err;
    ck_assert_msg(fair_report_new(a, &o, &report, &err) == FAIR_OK, "%s",
                  err.message);
    const size_t length = strlen(text);
    written w = {text, length, length + 1};
    ck_assert_int_eq(fair_report_write(report, "json", collect, &w, NULL),
                     FAIR_OK);
    fair_report_free(report);
    return w.bytes;
}

/* The dump of its tally, its report, its saved bytes in hexadecimal. */
static char *
describe(const fair_audit *a)
{
    char *text = add_report(dump_tally(a->tally), a);
    size_t length = 0;
    ck_assert_int_eq(fair_audit_save(a, NULL, 0, &length, NULL), FAIR_OK);
    uint8_t *bytes = malloc(length);
    ck_assert_int_eq(fair_audit_save(a, bytes, length, &length, NULL),
                     FAIR_OK);
    size_t at = strlen(text);
    text = realloc(text, at + 2 * length + 1);
    for (size_t i = 0; i < length; i++)
        at += (size_t)snprintf(text + at, 3, "%02x", bytes[i]);
    free(bytes);
    return text;
}

/* Half of the time, what comes back from saved bytes. */
static fair_audit *
maybe_reload(fair_audit *a, uint64_t *seed)
{
    if (random_u64(seed) % 2 == 0) return a;
    size_t length = 0;
    ck_assert_int_eq(fair_audit_save(a, NULL, 0, &length, NULL), FAIR_OK);
    uint8_t *bytes = malloc(length);
    ck_assert_int_eq(fair_audit_save(a, bytes, length, &length, NULL),
                     FAIR_OK);
    fair_audit *loaded = NULL;
    ck_assert_int_eq(fair_audit_load(bytes, length, NULL, &loaded, NULL),
                     FAIR_OK);
    free(bytes);
    fair_audit_free(a);
    return loaded;
}

static char *
one_way(const test_row *rows, const fair_audit_options *o, uint32_t inputs,
        uint64_t *seed)
{
    uint32_t order[N];
    for (uint32_t i = 0; i < N; i++)
        order[i] = i;
    shuffle(order, N, seed);
    test_columns c = test_columns_make(rows, order, N, inputs, 2);
    fair_audit *parts[PARTS];
    size_t start = 0;
    for (int i = 0; i < PARTS; i++) {
        const size_t end = i == PARTS - 1
                               ? N
                               : start + random_u64(seed) % (N - start + 1);
        parts[i] = make(o, seed);
        const size_t middle = start + (end - start) / 3;
        add_chunks(parts[i], &c, start, middle, seed);
        parts[i] = maybe_reload(parts[i], seed);
        add_chunks(parts[i], &c, middle, end, seed);
        parts[i] = maybe_reload(parts[i], seed);
        start = end;
    }
    for (int left = PARTS; left > 1; left--) {
        const int a = (int)(random_u64(seed) % (uint64_t)left);
        const int b =
            (a + 1 + (int)(random_u64(seed) % (uint64_t)(left - 1))) % left;
        ck_assert_int_eq(fair_audit_merge(parts[a], parts[b], NULL), FAIR_OK);
        fair_audit_free(parts[b]);
        parts[a] = maybe_reload(parts[a], seed);
        parts[b] = parts[left - 1];
    }
    char *text = describe(parts[0]);
    fair_audit_free(parts[0]);
    test_columns_free(&c);
    return text;
}

static void
check(uint32_t inputs, const test_shape *shape, int32_t unlabelled,
      int32_t nulls, int32_t has_threshold)
{
    uint64_t seed = inputs;
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 2;
    o.sensitive_names = names;
    o.n_control = 1;
    o.control_names = names + 2;
    o.unlabelled = unlabelled;
    o.nulls = nulls;
    o.has_threshold = has_threshold;
    o.threshold = has_threshold ? 0.5 : 0;
    test_row *rows = test_rows_random(N, shape, &seed);
    test_columns c = test_columns_make(rows, NULL, N, inputs, 2);
    fair_audit *whole = make(&o, &seed);
    const fair_rows all = test_columns_rows(&c, 0, N);
    ck_assert_int_eq(fair_audit_add(whole, &all, NULL), FAIR_OK);
    char *expected = describe(whole);
    for (int round = 0; round < ROUNDS; round++) {
        char *text = one_way(rows, &o, inputs, &seed);
        ck_assert_msg(strcmp(expected, text) == 0, "round %d: from\n%s\nto\n%s",
                      round, expected, text);
        free(text);
    }
    free(expected);
    fair_audit_free(whole);
    test_columns_free(&c);
    free(rows);
}

#define BIT(role) FAIR__INPUT(FAIR__##role)

START_TEST(test_counts)
{
    const test_shape shape = {4, 7, 0, 0};
    check(BIT(Y_TRUE) | BIT(Y_PRED), &shape, FAIR_UNLABELLED_ERROR,
          FAIR_NULLS_GROUP, 0);
}
END_TEST

START_TEST(test_frequencies_and_exclusions)
{
    const test_shape shape = {3, 6, 5, 0};
    check(BIT(Y_TRUE) | BIT(Y_PRED) | BIT(Y_PRED_BASELINE) | BIT(FREQUENCY),
          &shape, FAIR_UNLABELLED_EXCLUDE, FAIR_NULLS_EXCLUDE, 0);
}
END_TEST

START_TEST(test_weights)
{
    const test_shape shape = {3, 9, 4, 1};
    check(BIT(Y_TRUE) | BIT(Y_PRED) | BIT(SAMPLE_WEIGHT), &shape,
          FAIR_UNLABELLED_KEEP, FAIR_NULLS_GROUP, 0);
}
END_TEST

START_TEST(test_weights_and_frequencies_by_threshold)
{
    const test_shape shape = {3, 9, 4, 1};
    check(BIT(Y_TRUE) | BIT(Y_SCORE) | BIT(SAMPLE_WEIGHT) | BIT(FREQUENCY),
          &shape, FAIR_UNLABELLED_KEEP, FAIR_NULLS_EXCLUDE, 1);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_counts);
    tcase_add_test(tc, test_frequencies_and_exclusions);
    tcase_add_test(tc, test_weights);
    tcase_add_test(tc, test_weights_and_frequencies_by_threshold);
}

FAIR_TEST_MAIN("audit/order", tests)
