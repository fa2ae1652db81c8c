/* SPDX-License-Identifier: MIT
 * Plain columns, which one loop leads to groups (artefact/quick.c), and others
 * of the same values are decided alike: by the thresholds of the groups, row by
 * row. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <fairness/fairness.h>

#include "harness.h"

#define N 1700 /* blocks of 512, and some */
#define GROUPS 18

static uint64_t state;

static uint32_t
draw(uint32_t below)
{
    state = state * UINT64_C(6364136223846793005) +
            UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % below;
}

/* Alike at both ends and of all lengths. */
static const char *const names[GROUPS] = {
    "", "a", "b", "ab", "abcd", "abcdefg", "abcdefgh", "abcdefghi",
    "abcdefghij", "abcdefghijk", "abcdefghijkl", "abcdefghijklm",
    "abcdefghijklmn", "abcdefghijklmno", "abcdefghijklmnop",
    "abcdefghijklmnoq", "abcdefghijklmnopq", "abcdefgh--------ijklmnop"};
static const char *const others[] = {
    "c", "ac", "abc", "abcz", "abcdz", "abcdez", "abcdefz", "abcdefgz",
    "abcdefghz", "abcdefghiz", "abcdefghijz", "abcdefghijkz", "abcdefghijklz",
    "abcdefghijklmz", "abcdefghijklmnz", "abcdefghijklmnoz",
    "abcdefghijklmnopr", "abcdefgh-+------ijklmnop", "\1"};
#define OTHERS (sizeof(others) / sizeof(*others))

typedef struct sample {
    double score[N];
    float single[N];
    int32_t number[N]; /* -3 … 14 are groups, others none */
    const char *text[N];
} sample;

static sample s;

static void
draw_rows(uint32_t rare)
{
    for (size_t i = 0; i < N; i++) {
        const int is_other = rare > 0 && draw(rare) == 0;
        s.single[i] = (float)draw(1000) / 1024;
        s.score[i] = s.single[i];
        s.number[i] = is_other ? 15 + (int32_t)draw(100)
                               : (int32_t)draw(GROUPS) - 3;
        if (is_other && draw(2)) s.number[i] = -4 - (int32_t)draw(100);
        s.text[i] = is_other ? others[draw(OTHERS)]
                             : names[s.number[i] + 3];
    }
}

static fair_plan *
plan_of(const fair_column *feature)
{
    static const char *const by[] = {"group"};
    static const uint8_t key[16] = {3};
    static uint8_t labels[N];
    fair_audit_options a = FAIR_AUDIT_OPTIONS_INIT;
    fair_plan_options p = FAIR_PLAN_OPTIONS_INIT;
    fair_rows rows = FAIR_ROWS_INIT;
    fair_audit *audit = NULL;
    fair_report *report = NULL;
    fair_plan *plan = NULL;
    fair_error err = {0};
    for (size_t i = 0; i < N; i++)
        labels[i] = s.score[i] > 0.04 * (s.number[i] + 4) || draw(9) == 0;
    a.n_sensitive = 1;
    a.sensitive_names = by;
    a.hash_key = key;
    rows.n = N;
    rows.y_true = fair_column_uint8(labels, N);
    rows.y_score = fair_column_float64(s.score, N);
    rows.sensitive = feature;
    p.unseen = FAIR_PLAN_THRESHOLD;
    p.unseen_threshold = 0.5;
    ck_assert_msg(fair_audit_new(&a, &audit, &err) == FAIR_OK, "%s",
                  err.message);
    ck_assert_ok(fair_audit_add(audit, &rows, &err));
    ck_assert_ok(fair_report_new(audit, NULL, &report, &err));
    ck_assert_ok(fair_plan_fit(report, &p, &plan, &err));
    fair_audit_free(audit);
    fair_report_free(report);
    return plan;
}

/* By hand. */
static uint8_t
decision_of(const fair_plan *plan, size_t i, int is_text)
{
    for (size_t g = 0; g < GROUPS; g++) {
        fair_plan_group own = FAIR_PLAN_GROUP_INIT;
        ck_assert_ok(fair_plan_group_at(plan, g, &own, NULL));
        const fair_scalar *v = &own.values[0].value;
        if (is_text ? v->length == strlen(s.text[i]) &&
                          memcmp(v->text, s.text[i], v->length) == 0
                    : v->integer == s.number[i])
            return s.score[i] >= own.threshold;
    }
    return s.score[i] >= 0.5;
}

static void
check(const fair_plan *plan, fair_column feature, int is_text, size_t from)
{
    static uint8_t out[N];
    for (int is_single = 0; is_single < 2; is_single++) {
        fair_plan_rows rows = FAIR_PLAN_ROWS_INIT;
        fair_error err = {0};
        rows.n = N - from;
        rows.y_score =
            is_single
                ? fair_column_float32(s.single + from, (int64_t)rows.n)
                : fair_column_float64(s.score + from, (int64_t)rows.n);
        rows.features = &feature;
        rows.n_features = 1;
        memset(out, 9, sizeof(out));
        ck_assert_msg(fair_plan_apply(plan, &rows, NULL, out, &err) == FAIR_OK,
                      "%s", err.message);
        for (size_t i = 0; i < rows.n; i++)
            ck_assert_msg(out[i] == decision_of(plan, from + i, is_text),
                          "type %d, row %zu", feature.type, from + i);
    }
}

#define CHECK_NUMBERS(type, name)                                             \
    do {                                                                      \
        type *x = malloc(N * sizeof(*x));                                     \
        for (size_t i = 0; i < N; i++) x[i] = (type)s.number[i];              \
        check(plan, fair_column_##name(x, N), 0, 0);                          \
        fair_column c = fair_column_##name(x, N);                             \
        c.offset = 5;                                                         \
        c.length = N - 5;                                                     \
        check(plan, c, 0, 5);                                                 \
        free(x);                                                              \
    } while (0)

START_TEST(numbers)
{
    state = (uint64_t)_i;
    draw_rows(0);
    const fair_column fitted = fair_column_int32(s.number, N);
    fair_plan *plan = plan_of(&fitted);
    draw_rows(_i % 2 ? 9 : 0);
    CHECK_NUMBERS(int8_t, int8);
    CHECK_NUMBERS(int32_t, int32);
    CHECK_NUMBERS(int64_t, int64);
    for (size_t i = 0; i < N; i++) s.number[i] = s.number[i] & 127;
    CHECK_NUMBERS(uint8_t, uint8);
    CHECK_NUMBERS(uint64_t, uint64); /* not quickly */
    CHECK_NUMBERS(double, float64);
    fair_plan_free(plan);
}
END_TEST

/* -1 and 2^64 - 1 are 8 bytes alike, and no more. */
START_TEST(far_numbers)
{
    const uint64_t far[] = {UINT64_MAX, UINT64_MAX - 2};
    const double score[] = {0.9, 0.1};
    uint8_t out[2];
    state = 5;
    draw_rows(0);
    const fair_column fitted = fair_column_int32(s.number, N);
    const fair_column feature = fair_column_uint64(far, 2);
    fair_plan *plan = plan_of(&fitted);
    fair_plan_rows rows = FAIR_PLAN_ROWS_INIT;
    rows.n = 2;
    rows.y_score = fair_column_float64(score, 2);
    rows.features = &feature;
    rows.n_features = 1;
    ck_assert_ok(fair_plan_apply(plan, &rows, NULL, out, NULL));
    ck_assert(out[0] == 1 && out[1] == 0);
    fair_plan_free(plan);
}
END_TEST

/* Bytes end with the last text: one that is read beyond is seen. */
static void
check_utf8(const fair_plan *plan)
{
    int32_t *offsets = malloc((N + 1) * sizeof(*offsets));
    offsets[0] = 0;
    for (size_t i = 0; i < N; i++)
        offsets[i + 1] = offsets[i] + (int32_t)strlen(s.text[i]);
    char *bytes = malloc((size_t)offsets[N]);
    for (size_t i = 0; i < N; i++)
        memcpy(bytes + offsets[i], s.text[i], strlen(s.text[i]));
    fair_column c = fair_column_utf8(offsets, bytes, N);
    check(plan, c, 1, 0);
    c.offset = 700;
    c.length = N - 700;
    check(plan, c, 1, 700);
    free(bytes);
    free(offsets);
}

static void
check_dictionary(const fair_plan *plan)
{
    static const char *entries[GROUPS + OTHERS];
    int32_t codes[N];
    const size_t n = GROUPS + OTHERS;
    memcpy(entries, names, sizeof(names));
    memcpy(entries + GROUPS, others, sizeof(others));
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < n; k++)
            if (strcmp(entries[k], s.text[i]) == 0) codes[i] = (int32_t)k;
    const fair_column values = fair_column_cstring(entries, (int64_t)n);
    check(plan, fair_column_dictionary(codes, N, &values), 1, 0);
    int8_t small[N];
    for (size_t i = 0; i < N; i++) small[i] = (int8_t)codes[i];
    fair_column c = fair_column_dictionary(codes, N, &values);
    c.buffers[0] = small;
    c.index_type = FAIR_TYPE_INT8;
    check(plan, c, 1, 0);
}

START_TEST(texts)
{
    state = (uint64_t)_i;
    draw_rows(0);
    const fair_column fitted = fair_column_cstring(s.text, N);
    fair_plan *plan = plan_of(&fitted);
    draw_rows(_i % 2 ? 9 : 0);
    check(plan, fair_column_cstring(s.text, N), 1, 0);
    check_utf8(plan);
    check_dictionary(plan);
    fair_plan_free(plan);
}
END_TEST

/* One that is not finite, in each place of a block. */
START_TEST(scores_that_are_not_finite)
{
    static const float bad[] = {NAN, -NAN, INFINITY, -INFINITY};
    static uint8_t out[N];
    state = 9;
    draw_rows(0);
    const fair_column feature = fair_column_int32(s.number, N);
    fair_plan *plan = plan_of(&feature);
    for (size_t i = 0; i < N; i += 97)
        for (size_t k = 0; k < 4; k++) {
            const float kept = s.single[i];
            fair_plan_rows rows = FAIR_PLAN_ROWS_INIT;
            fair_error err = {0};
            s.single[i] = bad[k];
            rows.n = N;
            rows.y_score = fair_column_float32(s.single, N);
            rows.features = &feature;
            rows.n_features = 1;
            ck_assert_int_eq(fair_plan_apply(plan, &rows, NULL, out, &err),
                             FAIR_ERR_NONFINITE);
            ck_assert_int_eq(err.row, (int64_t)i);
            s.single[i] = kept;
        }
    fair_plan_free(plan);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, numbers, 0, 4);
    tcase_add_test(tc, far_numbers);
    tcase_add_loop_test(tc, texts, 0, 4);
    tcase_add_test(tc, scores_that_are_not_finite);
}

FAIR_TEST_MAIN("plan/quick", tests)
