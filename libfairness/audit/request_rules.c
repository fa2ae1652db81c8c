/* SPDX-License-Identifier: MIT
 * Report options that are numbers and choices: checked, and made rules. */
#include "audit/request.h"

#include "audit/body.h"
#include "base/error.h"
#include "base/options.h"
#include "metric/bins.h"
#include "stats/interval.h"

static fair_status
check_numbers(const fair_report_options *o, fair_error *err)
{
    const struct {
        const char *name;
        int32_t value;
        int32_t highest;
    } choices[] = {
        {"reference", o->reference, FAIR_REFERENCE_REST},
        {"favourable", o->favourable, FAIR_FAVOURABLE_NEGATIVE},
        {"undefined", o->undefined, FAIR_UNDEFINED_SKIP},
        {"has_costs", o->has_costs, 1},
        {"has_utilities", o->has_utilities, 1},
        {"allow_sparse", o->allow_sparse, 1},
        {"reserved", o->reserved, 0},
        {"p_values", o->p_values, 1},
    };
    for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++)
        if (choices[i].value < 0 || choices[i].value > choices[i].highest)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, choices[i].name, -1,
                                 0, "%s must be 0 to %d, not %d",
                                 choices[i].name,
                                 (int64_t)choices[i].highest,
                                 (int64_t)choices[i].value);
    if (o->nulls != 0 && o->nulls != FAIR_NULLS_SET_ASIDE)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "nulls", -1, 0,
                             "nulls of a report is 0 (as the audit) or "
                             "FAIR_NULLS_SET_ASIDE, not %d: rows can only be "
                             "excluded or refused when they are counted",
                             (int64_t)o->nulls);
    /* Written so that NaN fails too. */
    if (o->confidence != 0 && !(o->confidence > 0 && o->confidence < 1))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "confidence", -1, 0,
                             "confidence must be above 0 and below 1, such "
                             "as 0.95");
    if (!(o->min_share >= 0 && o->min_share <= 1))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "min_share", -1, 0,
                             "min_share is a share of the rows: 0 to 1");
    return FAIR_OK;
}

static fair_status
check_calibration(const fair_report_options *o, fair_error *err)
{
    if (o->calibration_bins < FAIR__EACH_SCORE ||
        o->calibration_bins > FAIR__MAX_BINS)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "calibration_bins", -1,
                             0, "calibration_bins must be 1 to %d, or one bin "
                                "for each distinct score, not %d",
                             (int64_t)FAIR__MAX_BINS, o->calibration_bins);
    if (!(o->calibration_tolerance >= 0 && o->calibration_tolerance <= 1))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "calibration_tolerance",
                             -1, 0, "calibration_tolerance is a difference "
                                    "of probabilities: above 0, at most 1");
    return FAIR_OK;
}

/* Costs and utilities up to 1e100 in size keep every product with a sum of
 * weights a finite double. */
static int
is_price(double x)
{
    return x >= -1e100 && x <= 1e100;
}

static fair_status
check_prices(const fair_report_options *o, fair_error *err)
{
    const struct {
        const char *name;
        int32_t is_used;
        double value;
    } prices[] = {
        {"cost_false_positive", o->has_costs, o->cost_false_positive},
        {"cost_false_negative", o->has_costs, o->cost_false_negative},
        {"utility_true_positive", o->has_utilities, o->utility_true_positive},
        {"utility_false_positive", o->has_utilities,
         o->utility_false_positive},
        {"utility_false_negative", o->has_utilities,
         o->utility_false_negative},
        {"utility_true_negative", o->has_utilities, o->utility_true_negative},
    };
    for (size_t i = 0; i < sizeof(prices) / sizeof(*prices); i++)
        if (prices[i].is_used && !is_price(prices[i].value))
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, prices[i].name, -1,
                                 0, "%s must be a number between -1e100 and "
                                    "1e100",
                                 prices[i].name);
    /* Ratios of mean costs need them: no cost is below 0. */
    for (size_t i = 0; i < 2; i++)
        if (prices[i].is_used && prices[i].value < 0)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, prices[i].name, -1,
                                 0, "%s must be at least 0: declare gains as "
                                    "utilities",
                                 prices[i].name);
    return FAIR_OK;
}

static fair_status
check_drawing(const fair_report_options *o, fair_error *err)
{
    if (o->replicates != 0 && (o->replicates < FAIR__FEWEST_REPLICATES ||
                               o->replicates > FAIR__MOST_REPLICATES))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "replicates", -1, 0,
                             "replicates must be %u to %u, not %u",
                             (uint64_t)FAIR__FEWEST_REPLICATES,
                             (uint64_t)FAIR__MOST_REPLICATES,
                             (uint64_t)o->replicates);
    if (o->replicates == 0 && o->seed != 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "seed", -1, 0,
                             "seed: nothing is drawn without replicates");
    return FAIR_OK;
}

static void
set_rules(fair__request *r, const fair_report_options *o)
{
    r->calibration_bins = o->calibration_bins != 0 ? o->calibration_bins : 10;
    r->confidence = o->confidence != 0 ? o->confidence : 0.95;
    r->favourable_declared = o->favourable;
    r->allow_sparse = o->allow_sparse;
    r->p_values = o->p_values;
    r->replicates = o->replicates;
    r->seed = o->seed;
    r->has_costs = o->has_costs;
    r->has_utilities = o->has_utilities;
    if (o->has_costs) r->given |= FAIR__GIVEN_COSTS;
    if (o->has_utilities) r->given |= FAIR__GIVEN_UTILITIES;
    r->rules = (fair__rules){
        .reference = o->reference,
        .favourable = o->favourable == FAIR_FAVOURABLE_NEGATIVE
                          ? FAIR_FAVOURABLE_NEGATIVE
                          : FAIR_FAVOURABLE_POSITIVE,
        .undefined = o->undefined,
        .set_aside_missing = o->nulls == FAIR_NULLS_SET_ASIDE,
        .min_count = o->min_count,
        .min_share = o->min_share,
        .calibration_tolerance = o->calibration_tolerance,
        .z = fair__two_sided_z(r->confidence),
        .costs = {o->cost_false_positive,
                  o->cost_false_negative,
                  {o->utility_true_positive, o->utility_false_positive,
                   o->utility_false_negative, o->utility_true_negative}},
    };
}

fair_status
fair__request_rules(fair__request *r, const fair_report_options *o,
                    fair_error *err)
{
    fair_status st = check_numbers(o, err);
    if (st == FAIR_OK) st = check_calibration(o, err);
    if (st == FAIR_OK) st = check_prices(o, err);
    if (st == FAIR_OK) st = check_drawing(o, err);
    if (st == FAIR_OK)
        st = fair__options_read(&r->watch, sizeof(r->watch),
                                FAIR__WATCH_FIRST, o->watch, "fair_watch",
                                err);
    if (st == FAIR_OK) set_rules(r, o);
    return st;
}
