/* SPDX-License-Identifier: MIT
 * Options of curves: what a table takes, ranges, defaults. */
#include "audit/curve_options.h"

#include <math.h>

#include "base/error.h"
#include "base/options.h"

#define DEFAULT_BINS 10
#define MAX_BINS 1000000
#define DEFAULT_BATCH 65536

static const double default_quantiles[] = {0,    0.05, 0.25, 0.5,
                                           0.75, 0.95, 1};
#define N_DEFAULT                                                             \
    (sizeof(default_quantiles) / sizeof(*default_quantiles))

/* ---- what may be given ---- */

static fair_status
check_taken(const fair__curve_table *table, const fair_curve_options *o,
            fair_error *err)
{
    const struct {
        const char *name;
        const char *of;
        uint32_t bit;
        int given;
    } all[] = {
        {"max_points",
         "roc_curve, precision_recall_curve and selection_rate_curve",
         FAIR__TAKES_POINTS, o->max_points != 0},
        {"drop_intermediate", "roc_curve and precision_recall_curve",
         FAIR__TAKES_DROP, o->drop_intermediate != 0},
        {"bins", "score_histogram", FAIR__TAKES_BINS, o->bins != 0},
        {"score_range", "score_histogram", FAIR__TAKES_BINS,
         o->has_score_range != 0},
        {"quantiles", "score_quantiles", FAIR__TAKES_QUANTILES,
         o->n_quantiles != 0},
    };
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
        if (all[i].given && (table->takes & all[i].bit) == 0)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, all[i].name, -1, 0,
                                 "%s is an option of %s, not of %s",
                                 all[i].name, all[i].of, table->name);
    return FAIR_OK;
}

static fair_status
check_range(const fair_curve_options *o, fair_error *err)
{
    if (!o->has_score_range ||
        (isfinite(o->score_low) && isfinite(o->score_high) &&
         o->score_low < o->score_high))
        return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, "score_range", -1, 0,
                         "score_range: expected two finite numbers, the "
                         "lower one first");
}

static fair_status
check_quantiles(const fair_curve_options *o, fair_error *err)
{
    if (o->n_quantiles > 0 && o->quantiles == NULL)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "quantiles", -1, 0,
                             "quantiles is NULL and n_quantiles is %u",
                             (uint64_t)o->n_quantiles);
    for (size_t i = 0; i < o->n_quantiles; i++)
        if (!(o->quantiles[i] >= 0 && o->quantiles[i] <= 1))
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, "quantiles", -1, 0,
                                 "quantiles: number %u is not between 0 and 1",
                                 (uint64_t)i);
    return FAIR_OK;
}

static void
set_defaults(fair_curve_options *o)
{
    if (o->bins == 0) o->bins = DEFAULT_BINS;
    if (o->batch_rows == 0) o->batch_rows = DEFAULT_BATCH;
    if (o->n_quantiles > 0) return;
    o->n_quantiles = N_DEFAULT;
    o->quantiles = default_quantiles;
}

fair_status
fair__curve_options_read(const fair_curve_options *given,
                         const fair__curve_table *table,
                         fair_curve_options *out, fair_error *err)
{
    fair_curve_options o;
    fair_status st = fair__options_read(&o, sizeof(o), sizeof(o), given,
                                        "fair_curve_options", err);
    if (st == FAIR_OK) st = check_taken(table, &o, err);
    if (st != FAIR_OK) return st;
    if (o.max_points == 1)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "max_points", -1, 0,
                             "max_points is 1: expected 0 (all) or at least "
                             "2, since both ends stay");
    if (o.bins > MAX_BINS)
        return fair__fail_at(err, FAIR_ERR_LIMIT, "bins", -1, 0,
                             "bins is %u: at most %u", o.bins,
                             (uint64_t)MAX_BINS);
    st = check_range(&o, err);
    if (st == FAIR_OK) st = check_quantiles(&o, err);
    if (st != FAIR_OK) return st;
    set_defaults(&o);
    *out = o;
    return FAIR_OK;
}

/* ---- bins ---- */

/* The lowest and the highest score that is finite; 0 if there is none. */
static int
observed(const fair__run *run, double *low, double *high)
{
    size_t first = 0, end = run->n;
    while (first < end && isinf(fair__score_of(run->keys[first]))) first++;
    while (end > first && isinf(fair__score_of(run->keys[end - 1]))) end--;
    if (first == end) return 0;
    *low = fair__score_of(run->keys[first]);
    *high = fair__score_of(run->keys[end - 1]);
    return 1;
}

fair__histogram_bins
fair__curve_bins(const fair_report *report, const fair_curve_options *options)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const fair__run *run = &s->run;
    fair__histogram_bins bins = {.low = s->score_range.low,
                       .high = s->score_range.high,
                       .n = options->bins};
    if (options->has_score_range) {
        bins.low = options->score_low;
        bins.high = options->score_high;
    } else if ((s->given & FAIR__GIVEN_MEANS) == 0 &&
               observed(run, &bins.low, &bins.high) && bins.low == bins.high) {
        bins.n = 1;
    }
    if (run->n == 0) return bins;
    bins.below = fair__score_of(run->keys[0]) < bins.low;
    bins.above = fair__score_of(run->keys[run->n - 1]) > bins.high;
    return bins;
}
