/* SPDX-License-Identifier: MIT
 * Tests of p-values of criteria: those of fair_report_test, of what is counted
 * now, and stopped by the watch. */
#include "small.h"

typedef struct seen {
    uint64_t n;
    uint64_t stops; /* the call of this number does; 0: never */
} seen;

static int32_t
look(void *ctx, uint64_t n)
{
    seen *s = ctx;
    ck_assert_uint_eq(n, s->n);
    return ++s->n == s->stops;
}

static fair_report_options
with_p_values(const fair_watch *watch)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.p_values = 1;
    o.watch = watch;
    return o;
}

static void
check_as_tested(const fair_report *report)
{
    static const char *const path = "groupings.0.criteria.four_fifths.";
    const struct {
        const char *name;
        size_t at;
    } numbers[] = {{"p_no_disparity", offsetof(fair_test, p_no_disparity)},
                   {"p_beyond", offsetof(fair_test, p_beyond)},
                   {"p_within", offsetof(fair_test, p_within)}};
    fair_test test = FAIR_TEST_INIT;
    ck_assert_ok(fair_report_test(report, "four_fifths", NULL, 0.8, &test,
                                  &err_));
    json j = fix_json(report);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        char where[64];
        double p;
        memcpy(&p, (const char *)&test + numbers[i].at, sizeof(p));
        snprintf(where, sizeof(where), "%s%s", path, numbers[i].name);
        ck_assert(strtod(text_at(&j, where), NULL) == p);
        ck_assert(p > 0 && p <= 1);
    }
    json_free(&j);
}

START_TEST(are_those_of_a_test)
{
    const fair_report_options o = with_p_values(NULL);
    fixture f = fix(1, "g", "c", NULL);
    fair_audit *audit = fix_audit(&f, small_rows, SMALL_ROWS);
    fair_audit *more = fix_audit(&f, small_rows, SMALL_ROWS);
    fair_report *report = NULL;
    ck_assert_ok(fair_report_new(audit, &o, &report, &err_));
    check_as_tested(report);
    ck_assert_ok(fair_audit_merge(audit, more, &err_));
    ck_assert_ok(fair_report_refresh(report, audit, &err_));
    check_as_tested(report);
    fair_report_free(report);
    fair_audit_free(more);
    fair_audit_free(audit);
}
END_TEST

START_TEST(can_be_stopped)
{
    seen s = {0, 0};
    fair_watch watch = FAIR_WATCH_INIT;
    watch.stop = look;
    watch.ctx = &s;
    const fair_report_options o = with_p_values(&watch);
    fixture f = fix(1, "g", "c", NULL);
    fair_audit *audit = fix_audit(&f, small_rows, SMALL_ROWS);
    fair_report *report = NULL, *other = NULL;
    fair_error err = {0};
    uint64_t n;
    ck_assert_ok(fair_report_new(audit, &o, &report, &err_));
    ck_assert_ok(fair_report_size(report, "criteria", &n, &err_));
    ck_assert_uint_eq(s.n, n);
    s = (seen){0, 5};
    ck_assert_int_eq(fair_report_refresh(report, audit, &err),
                     FAIR_ERR_STOPPED);
    ck_assert_says(err, "stopped");
    ck_assert_uint_eq(s.n, 5);
    check_as_tested(report);
    s = (seen){0, 1};
    ck_assert_int_eq(fair_report_new(audit, &o, &other, &err),
                     FAIR_ERR_STOPPED);
    fair_report_free(report);
    fair_audit_free(audit);
}
END_TEST

/* Of so many groups one criterion has more pairs than go by unasked. */
#define MANY 370

static int32_t
look_within(void *ctx, uint64_t n)
{
    seen *s = ctx;
    (void)n;
    return ++s->n == s->stops;
}

START_TEST(can_be_stopped_within_a_criterion)
{
    static char names[MANY][16];
    static fix_row rows[2][MANY];
    for (int i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof(names[0]), "g%d", i);
        for (int k = 0; k < 2; k++)
            rows[k][i] = (fix_row){
                {names[i]}, 1, k, 0, (uint64_t)(20 + (i + k) * 7 % 50), 0};
    }
    seen s = {0, 0};
    fair_watch watch = FAIR_WATCH_INIT;
    watch.stop = look_within;
    watch.ctx = &s;
    const fair_report_options o = with_p_values(&watch);
    fixture f = fix(1, "g", NULL, NULL);
    f.has_y = 0;
    fair_audit *audit = fix_audit(&f, rows[0], MANY);
    fair_audit *more = fix_audit(&f, rows[1], MANY);
    fair_report *report = NULL, *other = NULL;
    fair_test test = FAIR_TEST_INIT;
    fair_error err = {0};
    uint64_t n;
    ck_assert_ok(fair_audit_merge(audit, more, &err_));
    ck_assert_ok(fair_report_new(audit, &o, &report, &err_));
    ck_assert_ok(fair_report_size(report, "criteria", &n, &err_));
    ck_assert_uint_gt(s.n, n);
    /* The first criterion's own look comes right behind the one before it. */
    s = (seen){0, 2};
    ck_assert_int_eq(fair_report_new(audit, &o, &other, &err),
                     FAIR_ERR_STOPPED);
    ck_assert_says(err, "claims");
    s = (seen){0, 1};
    ck_assert_int_eq(fair_report_test(report, "impact_ratio", NULL, 0.8,
                                      &test, &err),
                     FAIR_ERR_STOPPED);
    fair_report_free(report);
    fair_audit_free(more);
    fair_audit_free(audit);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, are_those_of_a_test);
    tcase_add_test(tc, can_be_stopped);
    tcase_add_test(tc, can_be_stopped_within_a_criterion);
}

FAIR_TEST_MAIN("audit/p_values", tests)
