/* SPDX-License-Identifier: MIT
 * Quantile repair against the definition, tried score by score. */
#include "../plan/draws.h"
#include "calibrators.h"

/* Fourths: whole numbers, so that quantiles are compared exactly. */
static uint64_t
quarters_of(const plan_data *d, const plan_row *r)
{
    return (uint64_t)r->count * (d->has_weight ? r->fourths : 4);
}

/* Weight of a group below the score, at it, and of all; group -1: of all. */
static void
sums(const plan_data *d, int group, double score, uint64_t out[3])
{
    out[0] = out[1] = out[2] = 0;
    for (size_t i = 0; i < d->n; i++) {
        const plan_row *r = &d->rows[i];
        if (group >= 0 && r->group != group) continue;
        out[2] += quarters_of(d, r);
        if (r->score < score) out[0] += quarters_of(d, r);
        if (r->score == score) out[1] += quarters_of(d, r);
    }
}

/* The least score of a group at or below which the part middle / (2 * total)
 * of it lies. */
static double
least_at(const plan_data *d, int group, uint64_t middle, uint64_t total)
{
    double least = INFINITY;
    for (size_t i = 0; i < d->n; i++) {
        const plan_row *r = &d->rows[i];
        uint64_t own[3];
        if (r->group != group || quarters_of(d, r) == 0) continue;
        sums(d, group, r->score, own);
        if (2 * (own[0] + own[1]) * total >= middle * own[2] &&
            r->score < least)
            least = r->score;
    }
    return least;
}

static double
expected(const plan_data *d, int group, double score, double strength)
{
    uint64_t own[3], all[3];
    double centre = 0;
    sums(d, group, score, own);
    sums(d, -1, score, all);
    for (int g = 0; g < (int)d->n_groups; g++) {
        uint64_t other[3];
        sums(d, g, 0, other);
        if (other[2] > 0)
            centre += (double)other[2] / (double)all[2] *
                      least_at(d, g, 2 * own[0] + own[1], own[2]);
    }
    return (1 - strength) * score + strength * centre;
}

static void
check(const plan_data *d, const fair_calibrator *c, double strength)
{
    for (size_t i = 0; i < d->n; i++) {
        const plan_row *r = &d->rows[i];
        uint64_t own[3];
        sums(d, r->group, 0, own);
        if (quarters_of(d, r) == 0) continue;
        for (size_t g = 0; g < fair_calibrator_size(c); g++) {
            const fair_calibrator_group group = calibrator_group(c, g);
            if (group.values[0].value.integer != r->group) continue;
            ck_assert(group.own_share == 1);
            const double x = calibrated(c, g, r->score);
            const double y = expected(d, r->group, r->score, strength);
            ck_assert_msg(fabs(x - y) < 1e-14, "%zu: %.17g, expected %.17g", i,
                          x, y);
        }
        const double x = calibrated(c, fair_calibrator_size(c), r->score);
        const double y = expected(d, -1, r->score, strength);
        ck_assert_msg(fabs(x - y) < 1e-14, "all: %.17g, expected %.17g", x, y);
    }
}

START_TEST(the_definition)
{
    static const double strengths[] = {1, 0, 0.5, 0.3};
    int made = 0;
    state = 51;
    for (int i = 0; i < 600; i++) {
        const plan_data d = draw_data();
        fair_report *report = plan_report(&d, NULL, 0);
        fair_calibrator_options o = calibrator_options("quantile");
        fair_calibrator *c = NULL;
        o.strength = strengths[i % 4];
        o.has_strength = i % 4 != 0;
        if (i % 4 == 0) o.strength = 0; /* 1, where it is not given */
        uint64_t all[3];
        sums(&d, -1, 0, all);
        const fair_status st = fair_calibrator_fit(report, &o, &c, NULL);
        ck_assert_int_eq(st == FAIR_OK, all[2] > 0);
        if (c != NULL) check(&d, c, strengths[i % 4]);
        made += c != NULL;
        fair_calibrator_free(c);
        fair_report_free(report);
    }
    ck_assert_int_gt(made, 500);
}
END_TEST

/* What all groups have alike stays, to the last bit, whatever it is. */
START_TEST(groups_that_agree)
{
    static const double scores[] = {-1.7e308, -0.1, 0.1, 1.0 / 3, 1.7e308};
    plan_data d = {.n = 15, .n_groups = 3};
    for (size_t i = 0; i < d.n; i++)
        d.rows[i] = (plan_row){.group = (uint8_t)(i / 5),
                               .label = 2,
                               .count = 1,
                               .score = scores[i % 5]};
    const fair_calibrator_options o = calibrator_options("quantile");
    fair_calibrator *c = calibrator_of_rows(&d, &o);
    for (size_t g = 0; g < 4; g++) {
        const fair_calibrator_map map = calibrator_map(c, g);
        ck_assert_uint_eq(map.n, 5);
        for (size_t k = 0; k < 5; k++) {
            ck_assert(map.at[k] == scores[k] && map.value[k] == scores[k]);
            ck_assert(calibrated(c, g, scores[k]) == scores[k]);
        }
        ck_assert(calibrated(c, g, 0.2) > 0.1);
        ck_assert(isfinite(calibrated(c, g, 1e308)));
    }
    fair_calibrator_free(c);
}
END_TEST

/* Two scores a group, as far apart as doubles go. */
START_TEST(scores_far_apart)
{
    plan_data d = {.n = 4, .n_groups = 2};
    for (size_t i = 0; i < d.n; i++)
        d.rows[i] = (plan_row){.group = (uint8_t)(i / 2),
                               .label = 2,
                               .count = 1,
                               .score = (i / 2 ? 1 : -1) *
                                        (1.7e308 - (double)(i % 2) * 1e307)};
    const fair_calibrator_options o = calibrator_options("quantile");
    fair_calibrator *c = calibrator_of_rows(&d, &o);
    for (size_t g = 0; g < 2; g++)
        ck_assert(fabs(calibrated(c, g, g ? 1.7e308 : -1.6e308)) <= 6e306);
    fair_calibrator_free(c);
}
END_TEST

static void
expect_refused(const fair_calibrator_options *o, fair_status status,
        const char *part)
{
    state = 3;
    const plan_data d = draw_data();
    fair_report *report = plan_report(&d, NULL, 0);
    fair_calibrator *c = NULL;
    fair_error err = {0};
    ck_assert_int_eq(fair_calibrator_fit(report, o, &c, &err), status);
    ck_assert_ptr_null(c);
    ck_assert_says(err, part);
    fair_report_free(report);
}

START_TEST(what_is_refused)
{
    fair_calibrator_options o = calibrator_options("quantile");
    o.pooled = 1;
    expect_refused(&o, FAIR_ERR_ARGUMENT, "brings groups together");
    o.pooled = 0;
    o.strength = 0.5;
    expect_refused(&o, FAIR_ERR_ARGUMENT, "has_strength is 0");
    o.has_strength = 2;
    expect_refused(&o, FAIR_ERR_ARGUMENT, "expected 0 or 1");
    o.has_strength = 1;
    const double wrong[] = {-0.1, 1.1, NAN, INFINITY};
    for (int i = 0; i < 4; i++) {
        o.strength = wrong[i];
        expect_refused(&o, FAIR_ERR_ARGUMENT, "expected a number from 0 to 1");
    }
    o.strength = 0.5;
    o.method = "isotonic";
    expect_refused(&o, FAIR_ERR_ARGUMENT, "isotonic has none");
    o.method = "quantile";
    o.min_count = 1000;
    expect_refused(&o, FAIR_ERR_DATA, "no group has 1000 rows");
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, the_definition);
    tcase_add_test(tc, groups_that_agree);
    tcase_add_test(tc, scores_far_apart);
    tcase_add_test(tc, what_is_refused);
}

FAIR_TEST_MAIN("calibrate/quantile", tests)
