/* SPDX-License-Identifier: MIT
 * Tests of audits that keep scores, by what they save: however rows came, the
 * same bytes. */
#include "base/memory.h"
#include "tally/scores.h"

#include "saved.h"

#define N 120000
#define BIT(role) FAIR__INPUT(role)

static struct {
    double scores[N];
    double weights[N];
    uint64_t frequencies[N];
    int8_t groups[N];
    uint8_t y[N];
    fair_column group;
} x;

/* Scores: n_scores of them; weights of all exponents there are. */
static void
fill(uint64_t n_scores, uint64_t seed)
{
    for (size_t i = 0; i < N; i++) {
        const uint64_t r = random_u64(&seed);
        const uint64_t exponent = (r >> 20) % (480 + 1023);
        const uint64_t bits = exponent << 52 | random_u64(&seed) >> 12;
        x.scores[i] = (double)(r % n_scores) / 64 - 1;
        memcpy(&x.weights[i], &bits, sizeof(bits));
        if (r % 11 == 0) x.weights[i] = r & 64 ? 0x1p480 : 0x1p-1074;
        if (r % 13 == 0) x.weights[i] = 0;
        x.frequencies[i] = r >> 62;
        if (r % 1009 == 0) x.frequencies[i] = UINT64_C(1) << 40;
        x.groups[i] = (int8_t)(r >> 40 & 7);
        x.y[i] = (uint8_t)(r >> 50 & 1);
    }
}

static fair_rows
rows_of(uint32_t inputs, size_t from, size_t n)
{
    fair_rows rows = FAIR_ROWS_INIT;
    const int64_t m = (int64_t)n;
    rows.n = n;
    x.group = fair_column_int8(x.groups + from, m);
    rows.sensitive = &x.group;
    if (inputs & BIT(FAIR__Y_TRUE))
        rows.y_true = fair_column_uint8(x.y + from, m);
    if (inputs & BIT(FAIR__Y_PRED))
        rows.y_pred = fair_column_uint8(x.y + from, m);
    if (inputs & BIT(FAIR__Y_SCORE))
        rows.y_score = fair_column_float64(x.scores + from, m);
    if (inputs & BIT(FAIR__SAMPLE_WEIGHT))
        rows.sample_weight = fair_column_float64(x.weights + from, m);
    if (inputs & BIT(FAIR__FREQUENCY))
        rows.frequency = fair_column_uint64(x.frequencies + from, m);
    return rows;
}

static fair__tally *
make(void)
{
    static const char *const names[] = {"g"};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = saved_key;
    return saved_make(&o);
}

static void
add(fair__tally *t, uint32_t inputs, size_t from, size_t n)
{
    const fair_rows rows = rows_of(inputs, from, n);
    saved_add_rows(t, &rows);
}

/* Saves it, loads that, and frees it. */
static saved
saved_and_freed(fair__tally *t)
{
    saved s = saved_of(t);
    fair__tally_free(t);
    ck_assert_int_eq(saved_check(s.bytes, s.length), FAIR_OK);
    return s;
}

static const uint32_t with[] = {
    BIT(FAIR__Y_TRUE) | BIT(FAIR__Y_SCORE),
    BIT(FAIR__Y_TRUE) | BIT(FAIR__Y_SCORE) | BIT(FAIR__FREQUENCY),
    BIT(FAIR__Y_PRED) | BIT(FAIR__Y_SCORE) | BIT(FAIR__SAMPLE_WEIGHT) |
        BIT(FAIR__FREQUENCY),
};
#define WITH (sizeof(with) / sizeof(*with))

/* All in one call, and in calls from the end to the beginning, with calls
 * that are undone between, of which some are long; some saved and loaded. */
START_TEST(test_calls)
{
    static const uint64_t n_scores[] = {5, 3000, UINT64_C(1) << 50};
    const size_t n = N;
    for (size_t k = 0; k < 3 * WITH; k++) {
        const uint32_t inputs = with[k / 3];
        uint64_t seed = 70 + k;
        fill(n_scores[k % 3], k);
        fair__tally *t = make();
        add(t, inputs, 0, n);
        saved once = saved_and_freed(t);
        t = make();
        for (size_t left = n; left > 0;) {
            size_t part = 1 + random_u64(&seed) % 90000;
            if (part > left) part = left;
            const size_t undone = random_u64(&seed) % n;
            const fair_rows rows = rows_of(inputs, 0, undone);
            fair__tally_begin(t);
            ck_assert_ok(fair__tally_add(t, &rows, 0, NULL));
            fair__tally_rollback(t);
            left -= part;
            add(t, inputs, left, part);
            if (part % 3 > 0) continue;
            saved s = saved_of(t);
            fair__tally_free(t);
            t = saved_load(&s);
            free(s.bytes);
        }
        saved again = saved_and_freed(t);
        ck_assert(saved_equal(&once, &again));
        free(once.bytes);
        free(again.bytes);
    }
}
END_TEST

/* A table's counters are of 32 bits: what they hold is sorted before they are
 * full. */
START_TEST(test_counters)
{
    static uint32_t cells[4096];
    static double scores[4096];
    fair_allocator mem;
    fair__scores s;
    ck_assert_ok(fair__memory_init(&mem, NULL, &err_));
    fair__scores_init(&s, &mem, 100, NULL, saved_key);
    fair__scores_begin(&s);
    const fair__score_block block = {scores, cells, NULL, NULL, NULL, 1, 4096};
    const uint64_t full = UINT64_C(1) << 31;
    uint64_t expected = 0;
    for (int i = 0; i < 60; i++, expected += 4096) {
        ck_assert_ok(fair__scores_add(&s, &block, &err_));
        if (i % 10 != 9 || s.table.slots == NULL) continue;
        for (size_t k = 0; k < s.table.n_places; k++)
            if (s.table.counts[k] > 0 && s.table.rows < full) {
                s.table.counts[k] += (uint32_t)full; /* as if they had come */
                s.table.rows += full;
                expected += full;
            }
    }
    ck_assert_uint_gt(expected, 2 * full);
    ck_assert_ok(fair__scores_prepare(&s, &err_));
    fair__scores_commit(&s);
    fair__run run;
    ck_assert_ok(fair__scores_collect(&s, &mem, &run, &err_));
    ck_assert_uint_eq(run.n, 1);
    ck_assert_uint_eq(run.counts[0], expected);
    fair__run_free(&run, &mem);
    fair__scores_free(&s);
}
END_TEST

/* After a reset, and after a first call that was undone, as if new: with
 * weights and without, with scores and without. */
START_TEST(test_other_inputs_after)
{
    static const uint32_t all[] = {
        BIT(FAIR__Y_TRUE), BIT(FAIR__Y_TRUE) | BIT(FAIR__Y_SCORE),
        BIT(FAIR__Y_TRUE) | BIT(FAIR__Y_SCORE) | BIT(FAIR__SAMPLE_WEIGHT),
        BIT(FAIR__Y_PRED) | BIT(FAIR__Y_SCORE) | BIT(FAIR__FREQUENCY)};
    fill(40, 1);
    for (int k = 0; k < 32; k++) {
        const uint32_t before = all[k / 2 % 4], after = all[k / 8];
        fair__tally *t = make();
        if (k % 2) {
            add(t, before, 0, 70000);
            fair__tally_reset(t);
        } else {
            const fair_rows rows = rows_of(before, 0, 70000);
            fair__tally_begin(t);
            ck_assert_ok(fair__tally_add(t, &rows, 0, NULL));
            fair__tally_rollback(t);
        }
        fair__tally *fresh = make();
        saved a = saved_of(t), b = saved_of(fresh);
        ck_assert(saved_equal(&a, &b));
        free(a.bytes);
        free(b.bytes);
        add(t, after, 100, 900);
        add(fresh, after, 100, 900);
        a = saved_and_freed(t);
        b = saved_and_freed(fresh);
        ck_assert(saved_equal(&a, &b));
        free(a.bytes);
        free(b.bytes);
    }
}
END_TEST

/* No rows: the inputs are known, and no score is. */
START_TEST(test_no_rows)
{
    for (size_t k = 0; k < WITH; k++) {
        fill(9, k);
        fair__tally *t = make(), *u = make();
        add(t, with[k], 0, 0);
        saved s = saved_of(t);
        ck_assert_int_eq(saved_check(s.bytes, s.length), FAIR_OK);
        fair__tally *loaded = saved_load(&s);
        ck_assert_ok(fair__tally_merge(u, loaded, NULL));
        ck_assert_ok(fair__tally_merge(loaded, t, NULL));
        saved merged = saved_and_freed(u), both = saved_and_freed(loaded);
        ck_assert(saved_equal(&merged, &both));
        fair__tally *full = make();
        add(full, with[k], 0, 500);
        saved one = saved_of(full);
        ck_assert_ok(fair__tally_merge(t, full, NULL));
        saved two = saved_and_freed(t);
        ck_assert(saved_equal(&one, &two));
        fair__tally_free(full);
        free(s.bytes);
        free(merged.bytes);
        free(both.bytes);
        free(one.bytes);
        free(two.bytes);
    }
}
END_TEST

/* A merge that would be more scores than may be changes nothing; what both
 * have counts once. */
START_TEST(test_limit_of_merges)
{
    static const char *const names[] = {"g"};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair__tally *parts[3];
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = saved_key;
    o.max_scores = 900;
    fill(UINT64_C(1) << 50, 3); /* all are distinct */
    for (size_t i = 0; i < 3; i++) {
        parts[i] = saved_make(&o);
        add(parts[i], with[0], i < 2 ? 0 : 600, 600); /* 0 and 1 alike */
    }
    saved before = saved_of(parts[0]);
    fair_error err = {0};
    ck_assert_int_eq(fair__tally_merge(parts[0], parts[2], &err),
                     FAIR_ERR_LIMIT);
    ck_assert_str_eq(err.column, "max_scores");
    saved after = saved_of(parts[0]);
    ck_assert(saved_equal(&before, &after));
    ck_assert_ok(fair__tally_merge(parts[0], parts[1], &err));
    ck_assert_uint_eq(parts[0]->rows.in, 1200);
    for (int i = 0; i < 3; i++) fair__tally_free(parts[i]);
    free(before.bytes);
    free(after.bytes);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_calls);
    tcase_add_test(tc, test_counters);
    tcase_add_test(tc, test_other_inputs_after);
    tcase_add_test(tc, test_no_rows);
    tcase_add_test(tc, test_limit_of_merges);
}

FAIR_TEST_MAIN("tally/codec_scores", tests)
