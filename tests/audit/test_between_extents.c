/* SPDX-License-Identifier: MIT
 * Tests of the intervals of what is between the scores of groups: how often
 * they hold what is true, of scores with two values by going through every
 * outcome, of others by drawing from distributions whose distances are known;
 * and how often chance alone is called a disparity. */
#include "compare/coverage.h"
#include "reports.h"

#define N_NAMES 5
static const char *const names[N_NAMES] = {
    "cross_auc", "abroca", "score_distance_ks", "score_distance_wasserstein",
    "score_distance_energy"};
static const char *const groups[] = {"a", "b", "c", "d", "e",
                                     "f", "g", "h", "i", "j"};

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
    o.n_metrics = N_NAMES;
    o.p_values = 1;
    return fix_report(&f, &o, rows, n);
}

static fair__bounded
bounds_of(const fair_report *report, const char *name)
{
    const fair_value v = fix_value(report, name, NULL);
    if (v.reason != FAIR_DEFINED)
        return (fair__bounded){0, -HUGE_VAL, HUGE_VAL};
    ck_assert_int_eq(v.method, FAIR_METHOD_SIMULTANEOUS);
    ck_assert_msg(0 <= v.lower && v.lower <= v.value && v.value <= v.upper &&
                      v.upper <= 1.5,
                  "%s: %f in %f … %f", name, v.value, v.lower, v.upper);
    return (fair__bounded){v.value, v.lower, v.upper};
}

/* ---- two values ---- */

static fair__bounded found[MOST_OUTCOMES];

typedef struct setting {
    const outcomes *o;
    const char *name;
} setting;

/* hits: rows with the higher score of two groups, or of the positives and the
 * negatives of each. */
static fair__bounded
find(const void *ctx, const uint64_t *hits)
{
    const setting *s = ctx;
    const size_t kinds = s->o->n / 2;
    fix_row rows[8];
    for (size_t k = 0; k < s->o->n; k++)
        for (size_t high = 0; high < 2; high++)
            rows[2 * k + high] = (fix_row){
                {groups[k / kinds]}, k % kinds == 0, 0, 0,
                high ? hits[k] : s->o->sizes[k] - hits[k], (double)high};
    fair_report *report = report_of(rows, 2 * s->o->n);
    const fair__bounded b = bounds_of(report, s->name);
    fair_report_free(report);
    return b;
}

static double
apart(const outcomes *o, const double *p)
{
    (void)o;
    return fabs(p[0] - p[1]);
}

static double
apart_rooted(const outcomes *o, const double *p)
{
    return sqrt(2) * apart(o, p);
}

static double
ranked(const outcomes *o, const double *p)
{
    (void)o;
    return fabs(p[0] - p[3] - p[2] + p[1]) / 2;
}

/* Of curves with one corner each, at false and true positive rates x and y:
 * from corner to corner, cut where they cross. */
static double
height(double x, double y, double at)
{
    return at < x ? y * at / x : y + (1 - y) * (at - x) / (1 - x);
}

static double
between_curves(const outcomes *o, const double *p)
{
    (void)o;
    const double cuts[] = {0, fmin(p[1], p[3]), fmax(p[1], p[3]), 1};
    double sum = 0;
    for (int k = 0; k < 3; k++) {
        const double w = cuts[k + 1] - cuts[k];
        double d[2];
        for (int e = 0; e < 2; e++)
            d[e] = height(p[1], p[0], cuts[k + e]) -
                   height(p[3], p[2], cuts[k + e]);
        const double all = fabs(d[0]) + fabs(d[1]);
        if (d[0] * d[1] >= 0)
            sum += w * all / 2;
        else
            sum += w * (d[0] * d[0] + d[1] * d[1]) / all / 2;
    }
    return sum;
}

START_TEST(every_outcome)
{
    static const outcomes two[] = {{2, {20, 20}, found},
                                   {2, {8, 40}, found},
                                   {2, {40, 60}, found}};
    static const outcomes four[] = {{4, {6, 7, 8, 6}, found}};
    static const struct {
        size_t name;
        truth_of *truth;
        const outcomes *of;
        size_t n;
        double step;
    } cases[] = {{2, apart, two, 3, 0.1},
                 {3, apart, two, 3, 0.1},
                 {4, apart_rooted, two, 3, 0.1},
                 {0, ranked, four, 1, 0.2},
                 {1, between_curves, four, 1, 0.2}};
    const size_t sets = TEST_SANITIZED ? 1 : 3;
    const char *name = names[cases[_i].name];
    coverage worst = {1, 1};
    for (size_t k = 0; k < cases[_i].n && k < sets; k++) {
        outcomes o = cases[_i].of[k];
        const setting s = {&o, name};
        go_through(&o, find, &s);
        const coverage c = over_grid(&o, cases[_i].truth, cases[_i].step);
        worst.least = fmin(worst.least, c.least);
        worst.mean = fmin(worst.mean, c.mean);
    }
    show(name, worst);
    ck_assert_msg(worst.least >= 0.935, "%s: %f", name, worst.least);
}
END_TEST

/* ---- powers of uniform numbers ---- */

/* A score is u^(1/k): below x with a chance of x^k. */
typedef struct law {
    size_t positives, negatives;
    double high, low; /* k, of positives and of negatives */
} law;

typedef struct drawing {
    const char *what;
    size_t n;
    law laws[10];
    double grid; /* scores are rounded up to parts of 1; 0: they are not */
} drawing;

static double
below(const law *l, double x)
{
    const double all = (double)(l->positives + l->negatives);
    return ((double)l->positives * pow(x, l->high) +
            (double)l->negatives * pow(x, l->low)) / all;
}

/* The truth of two groups, from the chances at many scores. */
static void
apart_of(const law *a, const law *b, double grid, double out[N_NAMES])
{
    const int steps = grid > 0 ? (int)grid : 20000;
    double pairs[2] = {0, 0}, far[N_NAMES] = {0};
    for (int i = 0; i < steps; i++) {
        const double x = (double)i / steps, y = (double)(i + 1) / steps;
        const double d = grid > 0 ? below(a, y) - below(b, y)
                                  : below(a, (x + y) / 2) -
                                        below(b, (x + y) / 2);
        /* Up to the last score both have all. */
        far[2] = fmax(far[2], fabs(d));
        far[3] += fabs(d) / steps;
        far[4] += 2 * d * d / steps;
        const law *const ls[] = {a, b};
        for (int k = 0; k < 2; k++) {
            const law *p = ls[k], *n = ls[1 - k];
            pairs[k] += (pow(y, p->high) - pow(x, p->high)) *
                        (pow(x, n->low) + pow(y, n->low)) / 2;
        }
    }
    far[0] = fabs(pairs[0] - pairs[1]);
    far[4] = sqrt(far[4]);
    /* Curves are 1 - (1 - x)^(high / low); of grids the corners of these, which
     * laws here leave alike. */
    const double r = a->high / a->low, s = b->high / b->low;
    far[1] = fabs(1 / (r + 1) - 1 / (s + 1));
    for (int k = 0; k < N_NAMES; k++) out[k] = fmax(out[k], far[k]);
}

static size_t
draw(const drawing *d, int run, uint32_t purpose, fix_row *rows)
{
    size_t n = 0;
    for (size_t g = 0; g < d->n; g++) {
        const law *l = &d->laws[g];
        fair__random r =
            fair__random_new(7, purpose, (uint32_t)run, (uint32_t)g);
        for (size_t i = 0; i < l->positives + l->negatives; i++) {
            const int y = i < l->positives;
            double s = pow(fair__random_unit(&r), 1 / (y ? l->high : l->low));
            if (d->grid > 0) s = ceil(s * d->grid) / d->grid;
            rows[n++] = (fix_row){{groups[g]}, y, 0, 0, 1, s};
        }
    }
    return n;
}

/* Laws that leave curves alike where scores are in steps. */
static const drawing drawings[] = {
    {"none", 2, {{10, 10, 1, 1}, {10, 10, 1, 1}}, 0},
    {"none", 2, {{10, 10, 3, 1}, {100, 100, 3, 1}}, 0},
    {"none", 2, {{100, 100, 3, 1}, {100, 100, 3, 1}}, 0},
    {"none", 2, {{15, 135, 3, 1}, {30, 270, 3, 1}}, 0},
    {"none", 2, {{60, 60, 2, 1}, {100, 100, 2, 1}}, 5},
    {"none", 10, {{25, 25, 2, 1}, {25, 25, 2, 1}, {25, 25, 2, 1},
                  {25, 25, 2, 1}, {25, 25, 2, 1}, {25, 25, 2, 1},
                  {25, 25, 2, 1}, {25, 25, 2, 1}, {25, 25, 2, 1},
                  {25, 25, 2, 1}}, 0},
    {"some", 2, {{20, 20, 2, 1}, {20, 20, 6, 2}}, 0},
    {"some", 2, {{100, 100, 1.5, 1}, {100, 100, 4, 1}}, 0},
    {"some", 2, {{50, 50, 6, 2}, {100, 100, 3, 1}}, 4},
    {"some", 2, {{15, 135, 5, 1}, {30, 270, 2, 1}}, 0},
    {"some", 4, {{50, 50, 2, 1}, {50, 50, 2.5, 1}, {50, 50, 4, 2},
                 {50, 50, 1.2, 1}}, 0},
};
#define N_DRAWINGS (sizeof(drawings) / sizeof(*drawings))

static double
chance_in(const json *j, const char *name)
{
    const json *grouping = json_at(json_get(j, "groupings"), 0);
    const json *criterion = json_get(json_get(grouping, "criteria"), name);
    return strtod(json_get(criterion, "p_no_disparity")->text, NULL);
}

START_TEST(drawn_again)
{
    const drawing *d = &drawings[_i];
    const int runs = TEST_SANITIZED ? 20 : 400;
    double truth[N_NAMES] = {0};
    int held[N_NAMES] = {0}, called[N_NAMES] = {0};
    for (size_t a = 0; a < d->n; a++)
        for (size_t b = a + 1; b < d->n; b++)
            apart_of(&d->laws[a], &d->laws[b], d->grid, truth);
    for (int run = 0; run < runs; run++) {
        fix_row rows[FIX_ROWS];
        const size_t n = draw(d, run, (uint32_t)_i, rows);
        fair_report *report = report_of(rows, n);
        json j = fix_json(report);
        for (int k = 0; k < N_NAMES; k++) {
            const fair__bounded b = bounds_of(report, names[k]);
            held[k] += b.lower <= truth[k] + 1e-4 &&
                       truth[k] - 1e-4 <= b.upper;
            called[k] += chance_in(&j, names[k]) <= 0.05;
        }
        json_free(&j);
        fair_report_free(report);
    }
    for (int k = 0; k < N_NAMES; k++) {
        char what[96];
        const int is_curve = k == 1 && d->grid > 0;
        if (is_curve && strcmp(d->what, "some") == 0) continue;
        snprintf(what, sizeof(what), "%d %s, %s", _i, names[k], d->what);
        expect_95(what, held[k], runs);
        if (strcmp(d->what, "none") != 0) continue;
        snprintf(what, sizeof(what), "%d %s, p above 5 %%", _i, names[k]);
        expect_95(what, runs - called[k], runs);
    }
}
END_TEST

/* ---- what is far apart is said to be ---- */

START_TEST(power)
{
    static const drawing far = {
        "some", 2, {{120, 120, 6, 1}, {120, 120, 6, 6}}, 0};
    fix_row rows[FIX_ROWS];
    const size_t n = draw(&far, 0, 90, rows);
    fair_report *report = report_of(rows, n);
    json j = fix_json(report);
    for (int k = 0; k < N_NAMES; k++) {
        const fair__bounded b = bounds_of(report, names[k]);
        ck_assert_msg(b.lower > 0.3 * b.p && b.upper < 1.7 * b.p,
                      "%s: %f in %f … %f", names[k], b.p, b.lower, b.upper);
        ck_assert(chance_in(&j, names[k]) < 1e-3);
    }
    json_free(&j);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_set_timeout(tc, 600);
    tcase_add_loop_test(tc, every_outcome, 0, 5);
    tcase_add_loop_test(tc, drawn_again, 0, (int)N_DRAWINGS);
    tcase_add_test(tc, power);
}

FAIR_TEST_MAIN("audit/between_extents", tests)
