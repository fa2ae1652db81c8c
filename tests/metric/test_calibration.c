/* SPDX-License-Identifier: MIT
 * Metrics of calibration against exact rationals, made ahead or when asked
 * for; and what must hold of every table. */
#include "metric/calibration.h"

#include <math.h>

#include <fairness/report.h>

#include "harness.h"

#include "base/memory.h"
#include "metric/entries.h"

typedef struct golden_row {
    uint64_t score, weight, times;
    uint32_t group;
    uint8_t label;
} golden_row;

typedef struct golden_table {
    size_t first, n;
    int weighted;
    int64_t bins;
} golden_table;

typedef struct golden_value {
    uint64_t bits;
    int reason;
} golden_value;

#include "golden_calibration.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))
#define N_GROUPS 2
#define N_POPULATIONS (1 + N_GROUPS)
#define N_PLACES (N_GROUPS * FAIR__N_SCORED)
#define MOST_ROWS 100
#define GIVEN                                                                 \
    (FAIR__GIVEN_LABEL | FAIR__GIVEN_SCORES | FAIR__GIVEN_FINITE |            \
     FAIR__GIVEN_PROBABILITIES | FAIR__GIVEN_MEANS | FAIR__GIVEN_BINS)
#define ALL_PARTS                                                             \
    (FAIR__PART_WIDTH | FAIR__PART_MASS | FAIR__PART_SPREAD | FAIR__PART_CURVE)

static const fair_allocator *mem;

static void
set_up(void)
{
    static fair_allocator allocator;
    ck_assert_ok(fair__memory_init(&allocator, NULL, &err_));
    mem = &allocator;
}

static double
double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof(x));
    return x;
}

/* A table as an audit would have it: all rows, then each group. */
typedef struct world {
    fair__run run;
    fair__score_source source;
    uint32_t groups[2 * N_PLACES];
    uint8_t labels[N_PLACES];
    fair__score_sums sums[N_POPULATIONS];
    fair__wide weights[N_POPULATIONS][2 * FAIR__N_COUNTS];
    fair__counts counts[N_POPULATIONS];
    size_t starts[N_POPULATIONS + 1];
    uint32_t entries[2 * MOST_ROWS];
} world;

static const int slots[] = {FAIR__TN, FAIR__TP, FAIR__UNLABELLED_REJECTED};

static void
count_row(world *w, size_t population, const golden_row *r)
{
    const int slot = slots[r->label];
    w->counts[population].rows[slot] += r->times;
    for (int of = 0; of < 2; of++) {
        const fair__wide one = fair__wide_f64(double_of(r->weight));
        fair__wide x = fair__wide_u64(r->times);
        for (int k = 0; k <= of; k++) x = fair__wide_mul(&x, &one);
        fair__wide *to =
            &w->weights[population][of * FAIR__N_COUNTS + slot];
        *to = fair__wide_add(to, &x);
    }
}

static void
make_source(world *w, const golden_table *t)
{
    uint64_t keys[MOST_ROWS], times[MOST_ROWS];
    double weights[MOST_ROWS];
    uint32_t places[MOST_ROWS];
    fair__record records[2 * MOST_ROWS];
    for (size_t i = 0; i < t->n; i++) {
        const golden_row *r = &golden_rows[t->first + i];
        keys[i] = fair__score_key(double_of(r->score));
        times[i] = r->times;
        weights[i] = double_of(r->weight);
        places[i] = r->group * FAIR__N_SCORED + r->label;
    }
    for (uint32_t place = 0; place < N_PLACES; place++) {
        w->groups[2 * place] = 0;
        w->groups[2 * place + 1] = 1 + place / FAIR__N_SCORED;
        w->labels[place] = (uint8_t)(place % FAIR__N_SCORED);
    }
    const fair__score_rows input = {keys, places, times,
                                    t->weighted ? weights : NULL, t->n};
    ck_assert_ok(fair__run_sort(mem, &input, records, &w->run, &err_));
    w->source = (fair__score_source){
        .run = &w->run,
        .map = {N_PLACES, 2, w->groups, w->labels, N_POPULATIONS},
        .amounts = fair__amounts_of(&w->run),
        .range = FAIR__SCORE_RANGE_NONE,
        .bins = t->bins};
}

static void
make_world(world *w, const golden_table *t)
{
    memset(w, 0, sizeof(*w));
    make_source(w, t);
    ck_assert_ok(fair__score_sums_make(mem, &w->run, &w->source.range,
                                       &w->source.map, w->sums, &err_));
    for (size_t g = 0; g < N_POPULATIONS; g++) {
        for (int k = 0; k < 2 * FAIR__N_COUNTS; k++)
            w->weights[g][k] = fair__wide_zero();
        w->counts[g] = (fair__counts){
            .weights = t->weighted ? w->weights[g] : NULL,
            .scores = &w->sums[g],
            .scored = {&w->source, (uint32_t)g}};
    }
    for (size_t i = 0; i < t->n; i++) {
        const golden_row *r = &golden_rows[t->first + i];
        count_row(w, 0, r);
        count_row(w, 1 + r->group, r);
    }
}

static void
index_world(world *w)
{
    const size_t n = fair__entries_count(&w->source, 0, w->starts);
    ck_assert_uint_le(n, COUNT(w->entries));
    fair__entries_index(&w->source, 0, w->starts, w->entries);
    w->source.starts = w->starts;
    w->source.entries = w->entries;
}

static fair__result
result_of(const world *w, size_t g, const char *name)
{
    fair__result r;
    fair__metric_compute(fair__metric_find(name), &w->counts[g],
                         &w->counts[0], GIVEN, NULL, &r);
    return r;
}

/* Relative to the larger of the value and 1. */
static double
tolerance_of(const char *name)
{
    if (strcmp(name, "calibration_slope") == 0 ||
        strcmp(name, "calibration_intercept") == 0)
        return 1e-11;
    if (strcmp(name, "spiegelhalter_z") == 0) return 1e-15;
    return strncmp(name, "root", 4) == 0 ? 2e-16 : 0;
}

static void
check_values(const world *w, const golden_value *e)
{
    for (size_t g = 0; g < N_POPULATIONS; g++)
        for (size_t k = 0; k < COUNT(golden_names); k++, e++) {
            const char *name = golden_names[k];
            const double expected = double_of(e->bits);
            const fair__result r = result_of(w, g, name);
            ck_assert_msg(r.reason == e->reason, "%s: %d, not %d", name,
                          r.reason, e->reason);
            if (r.reason != FAIR_DEFINED) continue;
            const double x = fair__wide_double(&r.value);
            const double size = fabs(expected) > 1 ? fabs(expected) : 1;
            ck_assert_msg(fabs(x - expected) <= tolerance_of(name) * size,
                          "%s: %.17g, not %.17g", name, x, expected);
            const fair__wide q = fair__wide_div(&r.numerator, &r.denominator);
            ck_assert_int_eq(fair__wide_order(&q, &r.value), 0);
        }
}

/* When asked for; then with an index; then made ahead. */
START_TEST(test_golden)
{
    const golden_value *e = golden_values;
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        world w;
        fair__calibration made[N_POPULATIONS] = {{0}};
        fair__point points[MOST_ROWS];
        fair__bins mass;
        make_world(&w, &golden_tables[t]);
        check_values(&w, e);
        index_world(&w);
        check_values(&w, e);
        fair__bins_make(&mass, FAIR__BINS_MASS, w.source.bins,
                        &w.counts[0].scored);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            fair__calibration_add(&made[g], ALL_PARTS, &w.counts[g],
                                  &w.counts[0], &mass, points);
            w.counts[g].calibration = &made[g];
        }
        w.source.run = NULL; /* nothing is looked at again */
        check_values(&w, e);
        e += N_POPULATIONS * COUNT(golden_names);
        fair__run_free(&w.run, mem);
    }
    ck_assert_ptr_eq(e, golden_values + COUNT(golden_values));
}
END_TEST

static double
value_of(const world *w, size_t g, const char *name)
{
    const fair__result r = result_of(w, g, name);
    return r.reason == FAIR_DEFINED ? fair__wide_double(&r.value) : NAN;
}

/* The five parts of the Brier score add up to it: where weights are few, to
 * 200 bits. */
START_TEST(test_brier_adds_up)
{
    static const char *const parts[] = {
        "brier_reliability", "brier_uncertainty",
        "brier_within_bin_variance", "brier_resolution",
        "brier_within_bin_covariance"};
    int seen = 0;
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        world w;
        make_world(&w, &golden_tables[t]);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            fair__wide sum = fair__wide_zero();
            const fair__result whole = result_of(&w, g, "brier_score");
            if (whole.reason != FAIR_DEFINED) continue;
            for (size_t k = 0; k < COUNT(parts); k++) {
                const fair__result r = result_of(&w, g, parts[k]);
                ck_assert_int_eq(r.reason, FAIR_DEFINED);
                sum = k < 3 ? fair__wide_add(&sum, &r.value)
                            : fair__wide_sub(&sum, &r.value);
            }
            const fair__wide d = fair__wide_sub(&sum, &whole.value);
            ck_assert_double_le(fabs(fair__wide_double(&d)), 0x1p-200);
            seen++;
        }
        fair__run_free(&w.run, mem);
    }
    ck_assert_int_gt(seen, 50);
}
END_TEST

START_TEST(test_order_of_errors)
{
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        world w;
        make_world(&w, &golden_tables[t]);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            const double mean = value_of(&w, g, "expected_calibration_error");
            const double root =
                value_of(&w, g, "root_mean_square_calibration_error");
            const double most = value_of(&w, g, "maximum_calibration_error");
            const double whole = value_of(&w, g, "calibration_in_the_large");
            if (isnan(mean)) continue;
            const double ulp = 0x1p-52; /* of the root */
            ck_assert_double_ge(mean, fabs(whole));
            ck_assert_double_le(mean, root * (1 + ulp));
            ck_assert_double_le(root, most * (1 + ulp));
        }
        fair__run_free(&w.run, mem);
    }
}
END_TEST

/* The last table is right in every bin. */
START_TEST(test_calibrated)
{
    static const char *const names[] = {
        "expected_calibration_error", "maximum_calibration_error",
        "expected_calibration_error_equal_mass",
        "adaptive_calibration_error", "brier_reliability",
        "root_mean_square_calibration_error", "spiegelhalter_z"};
    world w;
    make_world(&w, &golden_tables[COUNT(golden_tables) - 1]);
    for (size_t g = 0; g < N_POPULATIONS; g++) {
        for (size_t k = 0; k < COUNT(names); k++)
            ck_assert_double_eq(value_of(&w, g, names[k]), 0);
        ck_assert_double_eq_tol(value_of(&w, g, "calibration_slope"), 1,
                                1e-13);
        ck_assert_double_eq_tol(value_of(&w, g, "calibration_intercept"), 0,
                                1e-13);
    }
    fair__run_free(&w.run, mem);
}
END_TEST

START_TEST(test_parameters)
{
    static const struct {
        const char *name;
        int64_t bins;
        const char *text;
        int grid;
    } cases[] = {
        {"expected_calibration_error", 10, "10 bins of equal width", 0},
        {"expected_calibration_error", 1000,
         "1000 bins of equal width, closed below", 1},
        {"brier_resolution", 1, "1 bin of equal width", 0},
        {"adaptive_calibration_error", 1000, "1000 bins of equal mass", 0},
        {"maximum_calibration_error", -1, "one bin for each score", 0},
        {"calibration_slope", 10, "scores clipped to [2^-52, 1 - 2^-52]", 0},
        {"spiegelhalter_z", 10, "", 0},
        {"brier_uncertainty", 10, "", 0},
        {"log_loss", 10, "scores clipped to [2^-52, 1 - 2^-52]", 0},
        {"brier_score", 10, "", 0},
        {"count", 10, "", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[FAIR__PARAMETERS];
        fair__metric_parameters(fair__metric_find(cases[i].name),
                                cases[i].bins, cases[i].grid, text);
        ck_assert_str_eq(text, cases[i].text);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, test_golden);
    tcase_add_test(tc, test_brier_adds_up);
    tcase_add_test(tc, test_order_of_errors);
    tcase_add_test(tc, test_calibrated);
    tcase_add_test(tc, test_parameters);
}

FAIR_TEST_MAIN("metric/calibration", tests)
