/* SPDX-License-Identifier: MIT
 * Each method against what defines it, worked out another way. */
#include "calibrators.h"

#define PROBLEMS 400

static uint64_t
below(uint64_t *seed, uint64_t n)
{
    return random_u64(seed) % n;
}

/* Rows of one group, with both labels. */
static plan_data
draw(uint64_t *seed, int has_weight)
{
    plan_data d = {.n = 2 + below(seed, 24), .n_groups = 1};
    d.has_weight = has_weight;
    for (size_t i = 0; i < d.n; i++) {
        d.rows[i].label = i < 2 ? i == 1 : below(seed, 2) == 0;
        d.rows[i].fourths = (uint8_t)(1 + below(seed, 9));
        d.rows[i].count = (uint8_t)(1 + below(seed, 5));
        d.rows[i].score = (double)below(seed, 17) / 16;
    }
    return d;
}

static double
weight_of(const plan_data *d, size_t i)
{
    return d->rows[i].count *
           (d->has_weight ? (double)d->rows[i].fourths / 4 : 1);
}

/* The rate of positives of scores from low to high. */
static double
rate_between(const plan_data *d, double low, double high, double *weight)
{
    double positive = 0;
    *weight = 0;
    for (size_t i = 0; i < d->n; i++) {
        if (d->rows[i].score < low || d->rows[i].score > high) continue;
        *weight += weight_of(d, i);
        positive += d->rows[i].label ? weight_of(d, i) : 0;
    }
    return positive / *weight;
}

/* Isotonic regression at a score is the largest over scores a up to it of the
 * smallest over scores b from it on of the rate between a and b (Barlow et al.
 * 1972, theorem 1.4). */
static double
isotonic_at(const plan_data *d, double score)
{
    double largest = -1, weight;
    for (size_t a = 0; a < d->n; a++) {
        if (d->rows[a].score > score) continue;
        double smallest = 2;
        for (size_t b = 0; b < d->n; b++) {
            if (d->rows[b].score < score) continue;
            const double rate = rate_between(d, d->rows[a].score,
                                             d->rows[b].score, &weight);
            if (rate < smallest) smallest = rate;
        }
        if (smallest > largest) largest = smallest;
    }
    return largest;
}

START_TEST(isotonic)
{
    uint64_t seed = 71;
    for (int k = 0; k < PROBLEMS; k++) {
        const plan_data d = draw(&seed, k % 2);
        const fair_calibrator_options o = calibrator_options("isotonic");
        fair_calibrator *c = calibrator_of_rows(&d, &o);
        const fair_calibrator_map map = calibrator_map(c, 0);
        for (size_t i = 0; i < d.n; i++)
            ck_assert_double_eq_tol(calibrated(c, 0, d.rows[i].score),
                                    isotonic_at(&d, d.rows[i].score), 1e-14);
        for (size_t i = 1; i < map.n; i++) {
            ck_assert_double_gt(map.at[i], map.at[i - 1]);
            ck_assert_double_ge(map.value[i], map.value[i - 1]);
            /* Halfway between knots, halfway between values. */
            ck_assert_double_eq_tol(
                calibrated(c, 0, (map.at[i] + map.at[i - 1]) / 2),
                (map.value[i] + map.value[i - 1]) / 2, 1e-14);
        }
        ck_assert_double_eq(calibrated(c, 0, -7), map.value[0]);
        ck_assert_double_eq(calibrated(c, 0, HUGE_VAL), map.value[map.n - 1]);
        fair_calibrator_free(c);
    }
}
END_TEST

START_TEST(histogram)
{
    uint64_t seed = 72;
    for (int k = 0; k < PROBLEMS; k++) {
        const plan_data d = draw(&seed, k % 2);
        fair_calibrator_options o = calibrator_options("histogram");
        o.bins = 4;
        fair_calibrator *c = calibrator_of_rows(&d, &o);
        for (size_t i = 0; i < d.n; i++) {
            const double s = d.rows[i].score, bin = s == 1 ? 3 : floor(s * 4);
            /* Scores are sixteenths: the last of a bin is one below. */
            const double high = bin == 3 ? 1 : (bin + 1) / 4 - 0.0625;
            double weight;
            ck_assert_double_eq_tol(calibrated(c, 0, s),
                                    rate_between(&d, bin / 4, high, &weight),
                                    1e-14);
        }
        fair_calibrator_free(c);
    }
}
END_TEST

/* Each bin ends as soon as all up to it have their shares of the weight. */
START_TEST(histogram_of_equal_mass)
{
    uint64_t seed = 73;
    for (int k = 0; k < PROBLEMS; k++) {
        const plan_data d = draw(&seed, k % 2);
        fair_calibrator_options o = calibrator_options("histogram");
        o.bins = 3;
        o.equal_mass = 1;
        fair_calibrator *c = calibrator_of_rows(&d, &o);
        const fair_calibrator_map map = calibrator_map(c, 0);
        double all, so_far, weight;
        rate_between(&d, 0, 1, &all);
        ck_assert_uint_le(map.n, 3);
        for (size_t i = 0; i < map.n; i++) {
            const double end = i + 1 < map.n ? map.at[i + 1] - 0.0625 : 1;
            double highest = 0; /* that the bin has */
            ck_assert_double_eq_tol(
                map.value[i], rate_between(&d, map.at[i], end, &weight),
                1e-14);
            for (size_t r = 0; r < d.n; r++)
                if (d.rows[r].score <= end && d.rows[r].score > highest)
                    highest = d.rows[r].score;
            if (i + 1 == map.n) continue;
            rate_between(&d, 0, end, &so_far);
            ck_assert_double_ge(so_far * 3, all * (double)(i + 1) - 1e-9);
            if (highest == map.at[i]) continue;
            rate_between(&d, 0, highest - 0.0625, &so_far);
            ck_assert_double_lt(so_far * 3, all * (double)(i + 1));
        }
        fair_calibrator_free(c);
    }
}
END_TEST

/* ---- coefficients ---- */

typedef struct feature_row {
    double x[2];
    double weight;
    double target;
} feature_row;

static double
loss_of(const feature_row *rows, size_t n, const double b[3])
{
    double loss = 0;
    for (size_t i = 0; i < n; i++) {
        const double z = b[0] * rows[i].x[0] + b[1] * rows[i].x[1] + b[2];
        loss += rows[i].weight * ((z > 0 ? z : 0) + log1p(exp(-fabs(z))) -
                                  rows[i].target * z);
    }
    return loss;
}

static size_t
features(const plan_data *d, const char *method, feature_row *rows)
{
    double n[2] = {0, 0}; /* rows of each label, whatever their weight */
    const int is_platt = method[0] == 'p', is_beta = method[0] == 'b';
    for (size_t i = 0; i < d->n; i++) n[d->rows[i].label] += d->rows[i].count;
    for (size_t i = 0; i < d->n; i++) {
        const double s = d->rows[i].score;
        const double p = fmin(fmax(s, 0x1p-52), 1 - 0x1p-52);
        rows[i].x[0] = is_platt ? s : is_beta ? log(p) : log(p / (1 - p));
        rows[i].x[1] = is_beta ? -log(1 - p) : 0;
        rows[i].weight = weight_of(d, i);
        rows[i].target =
            d->rows[i].label ? (n[1] + 1) / (n[1] + 2) : 1 / (n[0] + 2);
    }
    return d->n;
}

/* No step to a neighbour that is allowed makes the loss smaller. */
static void
check_best(const plan_data *d, const char *method)
{
    feature_row rows[PLAN_ROWS];
    const size_t n = features(d, method, rows);
    const fair_calibrator_options o = calibrator_options(method);
    fair_calibrator *c = calibrator_of_rows(d, &o);
    const fair_calibrator_map map = calibrator_map(c, 0);
    const int is_platt = method[0] == 'p', is_beta = method[0] == 'b';
    const double b[3] = {map.slopes[0], map.slopes[1], map.intercept};
    const double least = loss_of(rows, n, b);
    ck_assert_uint_eq(map.n, 0);
    ck_assert_msg(is_platt || (b[0] >= 0 && b[1] >= 0), "%s falls", method);
    for (int j = 0; j < 3; j++) {
        if ((j == 1 && !is_beta) || (j == 2 && method[0] == 't')) {
            ck_assert_double_eq(b[j], 0);
            continue;
        }
        for (int sign = -1; sign <= 1; sign += 2)
            for (double step = 1e-4; step < 1; step *= 10) {
                double near[3] = {b[0], b[1], b[2]};
                near[j] += sign * step;
                if (!is_platt && j < 2 && near[j] < 0) continue;
                ck_assert_double_ge(loss_of(rows, n, near),
                                    least - 1e-12 * least);
            }
    }
    for (size_t i = 0; i < d->n; i++) {
        const double z = b[0] * rows[i].x[0] + b[1] * rows[i].x[1] + b[2];
        ck_assert_double_eq_tol(calibrated(c, 0, d->rows[i].score),
                                1 / (1 + exp(-z)), 1e-12);
    }
    fair_calibrator_free(c);
}

static const char *const methods[] = {"platt", "beta", "temperature"};

START_TEST(coefficients)
{
    uint64_t seed = 74;
    for (int k = 0; k < PROBLEMS; k++) {
        const plan_data d = draw(&seed, k % 2);
        for (size_t m = 0; m < 3; m++) check_best(&d, methods[m]);
    }
}
END_TEST

/* Scores that separate the labels; one score alone. */
START_TEST(coefficients_are_finite)
{
    plan_data d = {.n = 6, .n_groups = 1};
    for (size_t i = 0; i < d.n; i++)
        d.rows[i] = (plan_row){0, i >= 3, 4, 9, (double)(i + 1) / 8};
    for (size_t m = 0; m < 3; m++) check_best(&d, methods[m]);
    for (size_t i = 0; i < d.n; i++) d.rows[i].score = 0.25;
    for (size_t m = 0; m < 3; m++) check_best(&d, methods[m]);
    for (size_t i = 0; i < d.n; i++) d.rows[i].score = i >= 3;
    for (size_t m = 0; m < 3; m++) check_best(&d, methods[m]);
    /* Scores as large as doubles go. */
    for (size_t i = 0; i < d.n; i++)
        d.rows[i].score = ((double)i - 2) * (i % 2 ? 1e307 : 3e307);
    const fair_calibrator_options o = calibrator_options("platt");
    fair_calibrator *c = calibrator_of_rows(&d, &o);
    for (size_t i = 0; i < d.n; i++) {
        const double p = calibrated(c, 0, d.rows[i].score);
        ck_assert(p > 0 && p < 1);
    }
    fair_calibrator_free(c);
}
END_TEST

/* Halves of 3 and 5 times the least double are the same. */
START_TEST(least_doubles)
{
    const double least = 4.9406564584124654e-324;
    const plan_data d = {.n = 2,
                         .n_groups = 1,
                         .rows = {{0, 0, 4, 1, 3 * least},
                                  {0, 1, 4, 1, 5 * least}}};
    const fair_calibrator_options o = calibrator_options("isotonic");
    fair_calibrator *c = calibrator_of_rows(&d, &o);
    ck_assert_double_eq(calibrated(c, 0, 3 * least), 0);
    ck_assert_double_eq(calibrated(c, 0, 4 * least), 0.5);
    ck_assert_double_eq(calibrated(c, 0, 5 * least), 1);
    fair_calibrator_free(c);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, least_doubles);
    tcase_add_test(tc, isotonic);
    tcase_add_test(tc, histogram);
    tcase_add_test(tc, histogram_of_equal_mass);
    tcase_add_test(tc, coefficients);
    tcase_add_test(tc, coefficients_are_finite);
}

FAIR_TEST_MAIN("calibrate/map", tests)
