/* SPDX-License-Identifier: MIT
 * Criteria of pairs of groups: those asked for, which a snapshot holds, are
 * the same as those that nobody asked for, of every grouping and stratum, and
 * follow the audit.  What they are is held against exact rationals in
 * tests/metric and tests/python/test_between.py. */
#include "column/arrow_abi.h"

#include "reports.h"

static const char *const pairs[] = {
    "cross_auc", "abroca", "score_distance_ks", "score_distance_wasserstein",
    "score_distance_energy"};
#define N_PAIRS (sizeof(pairs) / sizeof(*pairs))

#define N_ROWS 240

/* Two features, two strata, scores of which many tie. */
static fixture
draw(fix_row rows[N_ROWS], uint64_t seed)
{
    static const char *const races[] = {"a", "b", "c"};
    static const char *const sexes[] = {"f", "m"};
    static const char *const courts[] = {"x", "y"};
    fixture f = fix(2, "race", "sex", "court");
    f.has_score = 1;
    f.options.y_score = "score";
    for (size_t i = 0; i < N_ROWS; i++)
        rows[i] = (fix_row){
            .feature = {races[random_u64(&seed) % 3],
                        sexes[random_u64(&seed) % 2],
                        courts[random_u64(&seed) % 2]},
            .y = (int)(random_u64(&seed) % 2),
            .p = (int)(random_u64(&seed) % 2),
            .count = 1 + random_u64(&seed) % 3,
            .weight = (double)(random_u64(&seed) % 9) / 8};
    return f;
}

static fair_report_options
asking_for(const char *const *names, size_t n)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.metrics = names;
    o.n_metrics = n;
    return o;
}

/* Every field of a criterion, of a grouping and stratum. */
static const char *
everything(const fair_report *report, const char *name, size_t by, size_t n,
           const char *court)
{
    static const char *const features[] = {"race", "sex"};
    fair_feature_value control = {
        "court", {.kind = FAIR_KIND_TEXT, .text = court, .length = 1}};
    fair_selector s = FAIR_SELECTOR_INIT;
    s.by = features + by;
    s.n_by = n;
    if (court != NULL) {
        s.control = &control;
        s.n_control = 1;
    }
    return fix_field(report, fix_value(report, name, &s).id, "all");
}

static void
assert_same(const fair_report *a, const fair_report *b)
{
    static const struct {
        size_t by, n;
    } lists[] = {{0, 1}, {1, 1}, {0, 2}};
    static const char *const courts[] = {NULL, "x", "y"};
    for (size_t k = 0; k < N_PAIRS; k++)
        for (size_t l = 0; l < 3; l++)
            for (size_t c = 0; c < 3; c++) {
                static char first[8192];
                strcpy(first, everything(a, pairs[k], lists[l].by,
                                         lists[l].n, courts[c]));
                ck_assert_str_eq(first,
                                 everything(b, pairs[k], lists[l].by,
                                            lists[l].n, courts[c]));
            }
}

START_TEST(asked_for_or_not)
{
    static const char *const one[] = {"roc_auc"}, *const all[] = {"ranking"};
    fix_row rows[N_ROWS];
    fixture f = draw(rows, (uint64_t)_i);
    const fair_report_options asked = asking_for(all, 1);
    const fair_report_options some = asking_for(pairs, 1 + (size_t)_i);
    const fair_report_options none = asking_for(one, 1);
    fair_report *a = fix_report(&f, &asked, rows, N_ROWS);
    fair_report *b = fix_report(&f, &some, rows, N_ROWS);
    fair_report *c = fix_report(&f, &none, rows, N_ROWS);
    assert_same(a, b);
    assert_same(a, c);
    fair_report_free(a);
    fair_report_free(b);
    fair_report_free(c);
}
END_TEST

/* Shown are those asked for, in the order of the registry, in all formats. */
START_TEST(shown_where_asked_for)
{
    static const char *const two[] = {"score_distance_ks", "abroca"};
    fix_row rows[N_ROWS];
    fixture f = draw(rows, 9);
    const fair_report_options o = asking_for(two, 2);
    fair_report *report = fix_report(&f, &o, rows, N_ROWS);
    json j = fix_json(report);
    const json *criteria =
        json_get(json_at(json_get(&j, "groupings"), 0), "criteria");
    size_t n = 0;
    for (size_t i = 0; i < criteria->n; i++)
        for (size_t k = 0; k < N_PAIRS; k++)
            if (strcmp(criteria->keys[i], pairs[k]) == 0) {
                ck_assert_str_eq(pairs[k], two[1 - n]);
                n++;
            }
    ck_assert_uint_eq(n, 2);
    json_free(&j);
    written csv = fix_write(report, "csv");
    fix_has(&csv, "\nscore_pairs,race,,race=a,cross_auc,,,");
    fix_has(&csv, ",abroca,");
    free(csv.bytes);
    fair_report_free(report);
}
END_TEST

/* A refreshed report is that of the new rows. */
START_TEST(follows_the_audit)
{
    static const char *const all[] = {"all"};
    fix_row rows[N_ROWS], others[N_ROWS];
    fixture f = draw(rows, 1), g = draw(others, 2);
    const fair_report_options o = asking_for(all, 1);
    fair_report *report = fix_report(&f, &o, rows, N_ROWS);
    fair_report *expected = fix_report(&g, &o, others, N_ROWS);
    fair_audit *audit = fix_audit(&g, others, N_ROWS);
    ck_assert_ok(fair_report_refresh(report, audit, &err_));
    assert_same(report, expected);
    fair_audit_free(audit);
    fair_report_free(report);
    fair_report_free(expected);
}
END_TEST

START_TEST(without_scores)
{
    static const char *const all[] = {"all"};
    fix_row rows[N_ROWS];
    fixture f = draw(rows, 3);
    f.has_score = 0;
    f.options.y_score = NULL;
    const fair_report_options o = asking_for(all, 1);
    fair_report *a = fix_report(&f, &o, rows, N_ROWS);
    fair_report *b = fix_report(&f, NULL, rows, N_ROWS);
    const char *const by[] = {"race"};
    fair_selector s = FAIR_SELECTOR_INIT;
    s.by = by;
    s.n_by = 1;
    for (size_t k = 0; k < N_PAIRS; k++) {
        const fair_value v = fix_value(a, pairs[k], &s);
        ck_assert_int_eq(v.reason, FAIR_REASON_NOT_APPLICABLE);
    }
    assert_same(a, b);
    fair_report_free(a);
    fair_report_free(b);
}
END_TEST

/* ---- stopped ---- */

#define N_MANY 30 /* groups: 435 pairs, and as many of distances */

typedef struct seen {
    size_t n;
    uint64_t pairs;
    int stops;
} seen;

static int32_t
look(void *ctx, uint64_t n_pairs)
{
    seen *s = ctx;
    s->n++;
    s->pairs = n_pairs;
    return s->stops;
}

static fixture
draw_many(fix_row rows[4 * N_MANY])
{
    static char names[N_MANY][3];
    fixture f = fix(1, "group", NULL, NULL);
    f.has_score = 1;
    f.options.y_score = "score";
    for (size_t i = 0; i < 4 * N_MANY; i++) {
        char *name = names[i / 4];
        name[0] = (char)('a' + i / 4 / 10);
        name[1] = (char)('0' + i / 4 % 10);
        rows[i] = (fix_row){.feature = {name},
                            .y = (int)(i % 2),
                            .count = 1,
                            .weight = (double)(i % 7) / 8};
    }
    return f;
}

static void
check_stopped(seen *s, fair_status st, const fair_error *err)
{
    ck_assert_int_eq(st, FAIR_ERR_STOPPED);
    ck_assert_says(*err, "stopped");
    ck_assert_uint_eq(s->n, 1);
    ck_assert_uint_gt(s->pairs, 200);
    s->n = 0;
}

/* Whatever measures pairs can be stopped, and leaves the report as it was. */
START_TEST(can_be_stopped)
{
    static const char *const all[] = {"ranking"}, *const one[] = {"roc_auc"};
    fix_row rows[4 * N_MANY];
    fixture f = draw_many(rows);
    fair_audit *audit = fix_audit(&f, rows, 4 * N_MANY);
    seen s = {0};
    fair_watch watch = FAIR_WATCH_INIT;
    watch.stop = look;
    watch.ctx = &s;
    fair_report_options o = asking_for(all, 1);
    fair_report *whole = NULL, *report = NULL;
    struct ArrowArrayStream stream;
    fair_value value = {0};
    fair_error err = {0};
    ck_assert_ok(fair_report_new(audit, &o, &whole, &err_));
    o.watch = &watch;
    ck_assert_ok(fair_report_new(audit, &o, &report, &err_));
    ck_assert_uint_eq(s.n, 3); /* 870 pairs: areas, then distances */
    watch.stop = NULL;         /* the report has a copy */
    s = (seen){.stops = 1};
    check_stopped(&s, fair_report_refresh(report, audit, &err), &err);
    check_stopped(&s, fair_report_stream(report, "score_pairs", &stream,
                                         &err), &err);
    written w = {0};
    check_stopped(&s, fair_report_write(report, "csv:score_pairs",
                                        collect, &w, &err), &err);
    free(w.bytes);
    ck_assert(fix_value(report, "cross_auc", NULL).value ==
              fix_value(whole, "cross_auc", NULL).value);
    ck_assert_uint_eq(s.n, 0);
    fair_report_free(report);
    fair_report_free(whole);

    watch.stop = look;
    check_stopped(&s, fair_report_new(audit, &o, &report, &err), &err);
    o.metrics = one;
    ck_assert_ok(fair_report_new(audit, &o, &report, &err_));
    check_stopped(&s, fair_report_value(report, "abroca", NULL, &value,
                                        &err), &err);
    watch.size = 8;
    ck_assert_int_eq(fair_report_new(audit, &o, &whole, &err),
                     FAIR_ERR_ARGUMENT);
    fair_report_free(report);
    fair_audit_free(audit);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, asked_for_or_not, 0, 5);
    tcase_add_test(tc, shown_where_asked_for);
    tcase_add_test(tc, follows_the_audit);
    tcase_add_test(tc, without_scores);
    tcase_add_test(tc, can_be_stopped);
}

FAIR_TEST_MAIN("audit/between", tests)
