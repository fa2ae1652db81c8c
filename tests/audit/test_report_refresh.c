/* SPDX-License-Identifier: MIT
 * Tests of the life of reports: refreshing without allocating, writers that
 * refuse, other floating-point modes. */
#include "reports.h"

#include <fenv.h>

static void
random_rows(fix_row *rows, size_t n, uint64_t *seed)
{
    static const char *const groups[] = {"a", "b", "c", "A", NULL};
    static const char *const strata[] = {"x", "y"};
    for (size_t i = 0; i < n; i++) {
        const uint64_t r = random_u64(seed);
        rows[i] = (fix_row){
            .feature = {groups[r % 5], groups[r >> 8 & 3],
                        strata[r >> 16 & 1]},
            .y = (int)(r >> 24 & 1),
            .p = (int)(r >> 25 & 1),
            .baseline = (int)(r >> 26 & 1),
            .count = 1 + (r >> 32) % 50,
            .weight = (double)((r >> 40) % 64) / 8};
    }
}

static fixture
rich_fixture(void)
{
    fixture f = fix(2, "g", "h", "c");
    f.has_weight = f.has_baseline = 1;
    f.options.sample_weight = "w";
    f.options.y_pred_baseline = "old";
    f.options.shard = "part";
    return f;
}

static const fair_feature_value reference = {
    "g", {.kind = FAIR_KIND_TEXT, .text = "a", .length = 1}};

static fair_report_options
rich_options(const fair_allocator *mem)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    static const char *const metrics[] = {"selection_rate", "accuracy",
                                          "matthews_correlation"};
    o.n_metrics = 3;
    o.metrics = metrics;
    o.n_reference_values = 1;
    o.reference_values = &reference;
    o.allocator = mem;
    return o;
}

/* ---- refresh ---- */

START_TEST(refresh_is_a_new_report)
{
    uint64_t seed = 3;
    fix_row rows[200];
    fixture f = rich_fixture();
    const fair_report_options o = rich_options(NULL);
    fair_report *report = NULL;
    for (int i = 0; i < 20; i++) {
        /* Sizes go up and down, groups come and go. */
        const size_t n = 60 + (size_t)(random_u64(&seed) % 140);
        random_rows(rows, n, &seed);
        fair_audit *audit = fix_audit(&f, rows, n);
        fair_report *fresh = NULL;
        ck_assert_ok(fair_report_new(audit, &o, &fresh, NULL));
        if (report == NULL)
            ck_assert_ok(fair_report_new(audit, &o, &report, NULL));
        else
            ck_assert_ok(fair_report_refresh(report, audit, NULL));
        fair_audit_free(audit); /* a report does not need it */
        written a = fix_write(report, "json"), b = fix_write(fresh, "json");
        ck_assert_uint_eq(a.length, b.length);
        ck_assert_int_eq(memcmp(a.bytes, b.bytes, a.length), 0);
        free(a.bytes);
        free(b.bytes);
        fair_report_free(fresh);
    }
    fair_report_free(report);
}
END_TEST

START_TEST(refresh_allocates_nothing)
{
    uint64_t seed = 5;
    test_memory m = {0};
    const fair_allocator mem = test_allocator(&m);
    fix_row rows[200];
    fixture f = rich_fixture();
    const fair_report_options o = rich_options(&mem);
    fair_report *report = NULL;
    random_rows(rows, 200, &seed);
    fair_audit *audit = fix_audit(&f, rows, 200);
    ck_assert_ok(fair_report_new(audit, &o, &report, NULL));
    fair_audit_free(audit);
    const size_t requests = m.requests;
    for (int i = 0; i < 10; i++) {
        for (size_t k = 0; k < 200; k++) {
            rows[k].count = 1 + random_u64(&seed) % 1000;
            rows[k].y = (int)(random_u64(&seed) & 1);
        }
        audit = fix_audit(&f, rows, 200);
        ck_assert_ok(fair_report_refresh(report, audit, NULL));
        fair_value v;
        size_t length;
        fair_selector sel = FAIR_SELECTOR_INIT;
        const char *const by[] = {"g"};
        sel.n_by = 1;
        sel.by = by;
        ck_assert_ok(fair_report_value(report, "equalized_odds_difference",
                                       &sel, &v, NULL));
        ck_assert_ok(fair_report_row(report, "comparisons", 17, &v, NULL));
        ck_assert_ok(fair_report_field(report, v.id, "all", NULL, 0, &length,
                                       NULL));
        ck_assert_uint_eq(m.requests, requests);
        fair_audit_free(audit);
    }
    fair_report_free(report);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

/* A snapshot that may not be taken leaves the report as it was. */
START_TEST(refresh_that_fails)
{
    uint64_t seed = 9;
    fix_row rows[200];
    fixture f = rich_fixture();
    const fair_report_options o = rich_options(NULL);
    fair_report *report = NULL;
    fair_error err = {0};
    random_rows(rows, 200, &seed);
    fair_audit *audit = fix_audit(&f, rows, 200);
    ck_assert_ok(fair_report_new(audit, &o, &report, NULL));
    fair_audit_free(audit);
    written before = fix_write(report, "json");

    for (size_t i = 0; i < 200; i++)
        if (rows[i].feature[0] != NULL && rows[i].feature[0][0] == 'a')
            rows[i].feature[0] = "b"; /* the reference is gone */
    audit = fix_audit(&f, rows, 200);
    ck_assert_int_eq(fair_report_refresh(report, audit, &err),
                     FAIR_ERR_ARGUMENT);
    fair_audit_free(audit);
    audit = fix_audit(&f, rows, 0);
    ck_assert_int_eq(fair_report_refresh(report, audit, &err),
                     FAIR_ERR_EMPTY);
    fair_audit_free(audit);
    fixture other = fix(2, "g", "other", "c");
    audit = fix_audit(&other, rows, 200);
    ck_assert_int_eq(fair_report_refresh(report, audit, &err),
                     FAIR_ERR_MISMATCH);
    ck_assert_says(err, "\"other\"");
    fair_audit_free(audit);
    other = fix(3, "g", "h", "c");
    audit = fix_audit(&other, rows, 200);
    ck_assert_int_eq(fair_report_refresh(report, audit, &err),
                     FAIR_ERR_MISMATCH);
    fair_audit_free(audit);

    written after = fix_write(report, "json");
    ck_assert_str_eq(before.bytes, after.bytes);
    free(before.bytes);
    free(after.bytes);
    fair_report_free(report);
}
END_TEST

/* ---- allocators ---- */

START_TEST(half_an_allocator)
{
    test_memory m = {0};
    fair_allocator mem = test_allocator(&m);
    fix_row rows[COMPAS_ROWS];
    fixture f = fix(1, "race", NULL, NULL);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    compas_rows(rows);
    mem.resize = NULL;
    o.allocator = &mem;
    fix_refused(&f, &o, rows, COMPAS_ROWS, FAIR_ERR_ARGUMENT);
}
END_TEST

/* ---- writers ---- */

typedef struct refusal {
    size_t allowed; /* bytes until it refuses */
    int calls_after;
    int refused;
} refusal;

static int32_t
refuse(void *ctx, const char *data, size_t size)
{
    refusal *r = ctx;
    (void)data;
    if (r->refused) r->calls_after++;
    if (size > r->allowed) {
        r->refused = 1;
        return 7;
    }
    r->allowed -= size;
    return 0;
}

START_TEST(a_writer_that_refuses)
{
    fair_report *report = compas_report(NULL);
    for (size_t f = 0; f < FIX_FORMATS; f++)
        for (size_t allowed = 0; allowed < 100000; allowed += 9973) {
            refusal r = {.allowed = allowed};
            fair_error err = {0};
            const fair_status st = fair_report_write(
                report, fix_formats[f], refuse, &r, &err);
            ck_assert_int_eq(st, r.refused ? FAIR_ERR_WRITE : FAIR_OK);
            ck_assert_int_eq(r.calls_after, 0);
        }
    fair_report_free(report);
}
END_TEST

/* ---- the floating-point environment ---- */

START_TEST(other_rounding_modes)
{
    static const int modes[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    uint64_t seed = 13;
    fix_row rows[100];
    fixture f = rich_fixture();
    fair_report_options o = rich_options(NULL);
    static const char *const all[] = {"all"};
    o.n_comparisons = 1;
    o.comparisons = all;
    random_rows(rows, 100, &seed);
    fair_report *report = fix_report(&f, &o, rows, 100);
    written expected[FIX_FORMATS];
    for (size_t k = 0; k < FIX_FORMATS; k++)
        expected[k] = fix_write(report, fix_formats[k]);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(fesetround(modes[i]), 0);
        fair_report *other = fix_report(&f, &o, rows, 100);
        for (size_t k = 0; k < FIX_FORMATS; k++) {
            written w = fix_write(other, fix_formats[k]);
            ck_assert_str_eq(w.bytes, expected[k].bytes);
            free(w.bytes);
        }
        fair_report_free(other);
        ck_assert_int_eq(fegetround(), modes[i]); /* restored */
        fesetround(FE_TONEAREST);
    }
    for (size_t k = 0; k < FIX_FORMATS; k++) free(expected[k].bytes);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, refresh_is_a_new_report);
    tcase_add_test(tc, refresh_allocates_nothing);
    tcase_add_test(tc, refresh_that_fails);
    tcase_add_test(tc, half_an_allocator);
    tcase_add_test(tc, a_writer_that_refuses);
    tcase_add_test(tc, other_rounding_modes);
}

FAIR_TEST_MAIN("audit/report_refresh", tests)
