/* SPDX-License-Identifier: MIT
 * Calibrators of a few rows, for the tests. */
#ifndef FAIR_TESTS_CALIBRATORS_H
#define FAIR_TESTS_CALIBRATORS_H

#include "../plan/plans.h"

static inline fair_calibrator *
calibrator_of(const fair_report *report, const fair_calibrator_options *o)
{
    fair_calibrator *c = NULL;
    fair_error err = {0};
    ck_assert_msg(fair_calibrator_fit(report, o, &c, &err) == FAIR_OK, "%s",
                  err.message);
    return c;
}

/* Of rows, which are made into a report and forgotten. */
static inline fair_calibrator *
calibrator_of_rows(const plan_data *d, const fair_calibrator_options *o)
{
    fair_report *report = plan_report(d, NULL, 0);
    fair_calibrator *c = calibrator_of(report, o);
    fair_report_free(report);
    return c;
}

static inline fair_calibrator_options
calibrator_options(const char *method)
{
    fair_calibrator_options o = FAIR_CALIBRATOR_OPTIONS_INIT;
    o.method = method;
    o.min_count = 1;
    return o;
}

static inline fair_calibrator_map
calibrator_map(const fair_calibrator *c, size_t i)
{
    fair_calibrator_map out = FAIR_CALIBRATOR_MAP_INIT;
    ck_assert_ok(fair_calibrator_map_at(c, i, &out, NULL));
    return out;
}

static inline fair_calibrator_group
calibrator_group(const fair_calibrator *c, size_t i)
{
    fair_calibrator_group out = FAIR_CALIBRATOR_GROUP_INIT;
    ck_assert_ok(fair_calibrator_group_at(c, i, &out, NULL));
    return out;
}

static inline double
calibrated(const fair_calibrator *c, size_t i, double score)
{
    double out = -1;
    ck_assert_ok(fair_calibrator_apply_group(c, i, 1, &score, &out, NULL));
    return out;
}

#endif
