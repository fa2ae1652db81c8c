/* SPDX-License-Identifier: MIT
 * Tests of the intervals of calibration_slope and calibration_intercept: how
 * often they hold what is true, where the curve is the right one and where it
 * is not. */
#include "compare/coverage.h"
#include "reports.h"

static const char *const names[] = {"calibration_intercept",
                                    "calibration_slope"};

/* Logits are centre + wide times a number from -1 to 1, and odds are theirs by
 * a curve; of `bent` ones the chance itself is half of that, and a bit. */
typedef struct law {
    double centre, wide;
    double intercept, slope;
    int bent;
} law;

static double
chance_at(const law *l, double logit)
{
    const double p = 1 / (1 + exp(-l->intercept - l->slope * logit));
    return l->bent ? 0.1 + 0.7 * p * p : p;
}

static fair_report *
report_of(const fix_row *rows, size_t n)
{
    fixture f = fix(1, "g", NULL, NULL);
    f.has_p = 0;
    f.options.y_pred = NULL;
    f.has_score = 1;
    f.options.y_score = "s";
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.metrics = names;
    o.n_metrics = 2;
    return fix_report(&f, &o, rows, n);
}

static size_t
draw(const law *l, const char *group, int run, uint32_t purpose, size_t n,
     fix_row *rows)
{
    fair__random r = fair__random_new(5, purpose, (uint32_t)run,
                                      (uint32_t)*group);
    for (size_t i = 0; i < n; i++) {
        const double at =
            l->centre + l->wide * (2 * fair__random_unit(&r) - 1);
        const int y = fair__random_unit(&r) < chance_at(l, at);
        rows[i] = (fix_row){{group}, y, 0, 0, 1, 1 / (1 + exp(-at))};
    }
    return n;
}

/* All that there are: scores in small steps, how often each label is there. */
#define STEPS 250

static size_t
everyone(const law *l, const char *group, fix_row *rows)
{
    for (int i = 0; i < STEPS; i++) {
        const double at =
            l->centre + l->wide * (2 * (i + 0.5) / STEPS - 1);
        const double p = chance_at(l, at), s = 1 / (1 + exp(-at));
        for (int y = 0; y < 2; y++)
            rows[2 * i + y] = (fix_row){
                {group}, y, 0, 0, (uint64_t)(1e6 * (y ? p : 1 - p)), s};
    }
    return (size_t)2 * STEPS;
}

static fair_value
value_of(const fair_report *report, const char *name, const char *group,
         const char *comparison)
{
    fair_selector s = FAIR_SELECTOR_INIT;
    fair_feature_value v = {
        "g", {.kind = FAIR_KIND_TEXT, .text = group, .length = 1}};
    if (group != NULL) {
        s.group = &v;
        s.n_group = 1;
    }
    s.comparison = comparison;
    return fix_value(report, name, &s);
}

static void
find_truth(const law *l, double out[2])
{
    fix_row rows[FIX_ROWS];
    fair_report *report = report_of(rows, everyone(l, "a", rows));
    for (int k = 0; k < 2; k++) {
        const fair_value v = value_of(report, names[k], "a", NULL);
        ck_assert_int_eq(v.reason, FAIR_DEFINED);
        out[k] = v.value;
        if (l->bent) continue;
        ck_assert(fabs(v.value - (k ? l->slope : l->intercept)) < 1e-4);
    }
    fair_report_free(report);
}

static int
held(const fair_value *v, double truth, int32_t method)
{
    if (v->reason != FAIR_DEFINED) return 1; /* nothing was said */
    ck_assert_int_eq(v->method, method);
    ck_assert(v->lower <= v->value && v->value <= v->upper);
    return v->lower <= truth && truth <= v->upper;
}

START_TEST(drawn_again)
{
    static const struct {
        const char *what;
        size_t n[2];
        law laws[2];
    } settings[] = {
        {"right", {25, 40}, {{0, 2, 0, 1, 0}, {0, 2, 0, 1, 0}}},
        {"right", {60, 200}, {{-1, 3, 0, 1, 0}, {0, 2, 0.5, 0.6, 0}}},
        {"rare", {200, 250}, {{-3, 2, 0, 1, 0}, {-2, 2, -0.5, 1, 0}}},
        {"bent", {60, 120}, {{0, 4, 0, 1, 1}, {0, 4, 1, 1, 1}}},
        {"bent", {240, 250}, {{0, 6, 0, 2, 1}, {0, 3, 0, 1, 0}}},
    };
    const int runs = TEST_SANITIZED ? 20 : 1000;
    for (size_t s = 0; s < sizeof(settings) / sizeof(*settings); s++) {
        double truth[2][2];
        int count[3][2] = {{0}};
        for (int g = 0; g < 2; g++)
            find_truth(&settings[s].laws[g], truth[g]);
        for (int run = 0; run < runs; run++) {
            fix_row rows[FIX_ROWS];
            const size_t *n = settings[s].n;
            draw(&settings[s].laws[0], "a", run, (uint32_t)s, n[0], rows);
            draw(&settings[s].laws[1], "b", run, (uint32_t)s, n[1],
                 rows + n[0]);
            fair_report *report = report_of(rows, n[0] + n[1]);
            for (int k = 0; k < 2; k++) {
                const double gap = truth[0][k] - truth[1][k];
                const fair_value v[] = {
                    value_of(report, names[k], "a", NULL),
                    value_of(report, names[k], "a", "difference_to_reference"),
                    value_of(report, names[k], NULL, "difference")};
                count[0][k] += held(&v[0], truth[0][k], FAIR_METHOD_SANDWICH);
                count[1][k] += held(&v[1], gap, FAIR_METHOD_SANDWICH);
                count[2][k] += held(&v[2], fabs(gap),
                                    FAIR_METHOD_SIMULTANEOUS);
            }
            fair_report_free(report);
        }
        for (int c = 0; c < 3; c++)
            for (int k = 0; k < 2; k++) {
                static const char *const of[] = {"", ", to reference",
                                                 ", difference"};
                char what[96];
                snprintf(what, sizeof(what), "%zu %s, %s%s", s,
                         settings[s].what, names[k], of[c]);
                expect_95(what, count[c][k], runs);
            }
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, drawn_again);
}

FAIR_TEST_MAIN("audit/curve_intervals", tests)
