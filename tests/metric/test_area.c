/* SPDX-License-Identifier: MIT
 * Areas under ROC curves and their variances against pairs of rows that are
 * looked at one by one, and a small table by hand. */
#include "metric/area.h"

#include <math.h>

#include "scored_rows.h"

static double
weight_of(size_t i, int kind)
{
    return kind >= ONE_LIMB ? rows.weights[i] : 1;
}

/* The part of rows of the other label that are on the other side of row i,
 * ties by half. */
static double
part_of(size_t i, uint32_t group, int kind)
{
    const int positive = row_label(i) == FAIR__SCORED_POSITIVE;
    double sum = 0, all = 0;
    for (size_t k = 0; k < N; k++) {
        if (!row_is_in(k, group) || row_label(k) != !positive) continue;
        const double w = (double)rows.times[k] * weight_of(k, kind);
        const int order = (rows.keys[i] > rows.keys[k]) -
                          (rows.keys[i] < rows.keys[k]);
        all += w;
        sum += w * (1 + (positive ? order : -order)) / 2;
    }
    return sum / all;
}

/* DeLong's formula as it stands in the paper, each row by itself. */
static void
look(uint32_t group, int kind, double *area, double *variance)
{
    double sums[2] = {0}, squares[2] = {0}, areas[2] = {0}, spread[2] = {0};
    static double parts[N];
    for (size_t i = 0; i < N; i++) {
        const int label = row_label(i);
        if (!row_is_in(i, group) || label > FAIR__SCORED_POSITIVE) continue;
        const double w = weight_of(i, kind), times = (double)rows.times[i];
        parts[i] = part_of(i, group, kind);
        sums[label] += times * w;
        squares[label] += times * w * w;
        areas[label] += times * w * parts[i];
    }
    *variance = 0;
    for (int label = 0; label < 2; label++) areas[label] /= sums[label];
    ck_assert_double_eq_tol(areas[0], areas[1], 1e-12);
    for (size_t i = 0; i < N; i++) {
        const int label = row_label(i);
        if (!row_is_in(i, group) || label > FAIR__SCORED_POSITIVE) continue;
        const double w = weight_of(i, kind) / sums[label];
        spread[label] += (double)rows.times[i] * w * w *
                         (parts[i] - areas[1]) * (parts[i] - areas[1]);
    }
    for (int label = 0; label < 2; label++) {
        const double n = sums[label] * sums[label] / squares[label];
        *variance += spread[label] * n / (n - 1);
    }
    *area = areas[1];
}

START_TEST(same_as_by_row)
{
    uint64_t seed = 50 + (uint64_t)_i;
    for (int round = 0; round < 6; round++) {
        fair__run run;
        draw(&seed, 0, round % 2 == 0 ? 20 : 1000);
        const fair__score_source source = make_source(_i, &run);
        for (uint32_t group = 0; group <= N_GROUPS; group++) {
            const fair__scored scored = {&source, group};
            double area, variance, expected[2];
            look(group, _i, &expected[0], &expected[1]);
            ck_assert(fair__area(&scored, &area, &variance));
            ck_assert_double_eq_tol(area, expected[0], 1e-13);
            ck_assert_double_eq_tol(variance / expected[1], 1, 1e-11);
        }
        fair__run_free(&run, &memory);
    }
}
END_TEST

/* Negatives 1 2 2 4, positives 2 3 5.  Of negatives below each positive:
 * (1 + 1) / 4, 3 / 4, 1; of positives above each negative: 1, 5/6, 5/6, 1/3;
 * the area 3/4.  1/16 + 0 + 1/16 over 2, over 3; 1/16 + 2 (1/144) + 25/144
 * over 3, over 4. */
START_TEST(by_hand)
{
    static const struct {
        double score;
        int label;
    } table[] = {{1, 0}, {2, 0}, {2, 0}, {4, 0}, {2, 1}, {3, 1}, {5, 1}};
    fair__run run;
    for (size_t i = 0; i < N; i++) {
        rows.keys[i] = fair__score_key(9);
        rows.places[i] = FAIR__N_SCORED + FAIR__SCORED_UNLABELLED;
        rows.times[i] = 1;
    }
    for (size_t i = 0; i < 7; i++) {
        rows.keys[i] = fair__score_key(table[i].score);
        rows.places[i] = (uint32_t)table[i].label;
    }
    const fair__score_source source = make_source(UNWEIGHTED, &run);
    const fair__scored scored = {&source, 0}, none = {&source, 1};
    double area, variance;
    ck_assert(fair__area(&scored, &area, &variance));
    ck_assert_double_eq_tol(area, 0.75, 1e-15);
    ck_assert_double_eq_tol(variance,
                            1 / 48.0 + (1 / 16.0 + 27 / 144.0) / 12, 1e-15);
    area = variance = -7;
    ck_assert(!fair__area(&none, &area, &variance));
    ck_assert(area == -7 && variance == -7);
    fair__run_free(&run, &memory);
}
END_TEST

/* One positive tells nothing of how positives vary. */
START_TEST(one_positive)
{
    fair__run run;
    uint64_t seed = 9;
    draw(&seed, 0, 20);
    for (size_t i = 0; i < N; i++) {
        rows.places[i] = i == 5 ? FAIR__SCORED_POSITIVE : 0;
        rows.times[i] = 1;
    }
    const fair__score_source source = make_source(UNWEIGHTED, &run);
    const fair__scored scored = {&source, 0};
    double area = -7, variance = -7;
    ck_assert(!fair__area(&scored, &area, &variance));
    ck_assert(area == -7 && variance == -7);
    fair__run_free(&run, &memory);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, same_as_by_row, 0, MANY_LIMBS);
    tcase_add_test(tc, by_hand);
    tcase_add_test(tc, one_positive);
}

FAIR_TEST_MAIN("metric/area", tests)
