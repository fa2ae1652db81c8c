/* SPDX-License-Identifier: MIT
 * What the registry says about a row that follows from its numbers. */
#include "compare/registry.h"

#include <math.h>
#include <string.h>

#include <fairness/report.h>

#include "compare/bounds.h"
#include "compare/contrast.h"
#include "compare/extent.h"
#include "metric/calibration.h"
#include "metric/form.h"

const char *
fair__needs_text(uint32_t needs)
{
    static const struct {
        uint32_t needs;
        const char *text;
    } known[] = {
        {0, "none: rows are enough"},
        {FAIR__GIVEN_LABEL, "y_true"},
        {FAIR__GIVEN_DECISION, "y_pred"},
        {FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION, "y_true, y_pred"},
        {FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION | FAIR__GIVEN_COSTS,
         "y_true, y_pred, costs"},
        {FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION | FAIR__GIVEN_UTILITIES,
         "y_true, y_pred, utilities"},
        {FAIR__GIVEN_SCORES, "y_score"},
        {FAIR__GIVEN_SCORES | FAIR__GIVEN_FINITE, "finite y_score"},
        {FAIR__GIVEN_SCORES | FAIR__GIVEN_FINITE | FAIR__GIVEN_EACH,
         "finite y_score; not on a grid of score_bins"},
        {FAIR__GIVEN_LABEL | FAIR__GIVEN_SCORES, "y_true, y_score"},
        {FAIR__GIVEN_LABEL | FAIR__GIVEN_SCORES | FAIR__GIVEN_PROBABILITIES,
         "y_true, y_score from 0 to 1; not on a grid of score_bins"},
        {FAIR__GIVEN_LABEL | FAIR__GIVEN_SCORES | FAIR__GIVEN_BINS,
         "y_true, y_score from 0 to 1; on a grid, score_bins that are a "
         "multiple of calibration_bins"},
        {FAIR__GIVEN_LABEL | FAIR__GIVEN_SCORES | FAIR__GIVEN_MEANS,
         "y_true, y_score from 0 to 1"},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (known[i].needs == needs) return known[i].text;
    return "";
}

const char *
fair__orientation_text(int32_t orientation)
{
    static const char *const texts[] = {
        [FAIR__NEUTRAL] = "neutral: neither direction harms",
        [FAIR__HIGHER_BETTER] = "higher is better",
        [FAIR__LOWER_BETTER] = "lower is better",
        [FAIR__SELECTED_BETTER] =
            "higher is better where the positive decision is favourable, "
            "lower where the negative one is",
        [FAIR__REJECTED_BETTER] =
            "lower is better where the positive decision is favourable, "
            "higher where the negative one is",
    };
    return texts[orientation];
}

const char *
fair__range_text(double low, double high)
{
    if (high < 1) return low < 0 ? "[-1/2, 1/2]" : "[0, 1/4]";
    if (high < INFINITY) return low < 0 ? "[-1, 1]" : "[0, 1]";
    return low > -INFINITY ? "[0, infinity)" : "(-infinity, infinity)";
}

const char *
fair__metric_interval(const fair__metric *m)
{
    if (m->op == FAIR__OP_SHARE)
        return "wilson; none for differences and ratios, as shares depend on "
               "each other";
    if (m->op == FAIR__OP_ABOVE ||
        (m->op == FAIR__OP_RATIO &&
         fair__form_is_rate(&m->a.numerator, &m->a.denominator)))
        return "wilson; against a reference newcombe for the difference, "
               "mover_r for the ratio";
    if (m->op == FAIR__OP_PAIRS)
        return "delong, and for the difference to a reference other than all "
               "rows; none where few rows are out of order";
    if (fair__scatter_slot(m) == FAIR__SCATTER_SCORE)
        return "moments, or student where scores have no range; against a "
               "reference other than all rows too";
    if (fair__scatter_slot(m) >= 0)
        return "moments; against a reference other than all rows too";
    if (fair__metric_test(m) == FAIR__BY_GAPS)
        return "resampled, where replicates are asked for; of one group, and "
               "simultaneous of group_min and group_max";
    if (fair__parts_kind(m) != FAIR__NO_PARTS)
        return "score; against a named or the largest group too";
    if (fair__resampled_slot(m) >= 0)
        return "resampled, where replicates are asked for; against a named or "
               "the largest group too";
    if (fair__is_of_curve(m))
        return "sandwich; for differences to a reference other than all rows "
               "too";
    if (m->op == FAIR__OP_SPIEGELHALTER)
        return "none: a test statistic, beyond 1.96 in size by chance once in "
               "20 times";
    return m->op == FAIR__OP_COUNT ? "none: a count, not a rate of rows"
                                   : "none: not a rate of rows";
}

/* The reason of a plain ratio, by its denominator. */
static const char *
undefined_ratio(const fair__form *denominator)
{
    switch (fair__form_reason(denominator)) {
    case FAIR_REASON_NO_POSITIVES:
        return "no_positives, zero_weight";
    case FAIR_REASON_NO_NEGATIVES:
        return "no_negatives, zero_weight";
    case FAIR_REASON_NONE_SELECTED:
        return "none_selected, zero_weight";
    case FAIR_REASON_NONE_REJECTED:
        return "none_rejected, zero_weight";
    case FAIR_REASON_NO_ROWS:
        return "no_rows, zero_weight";
    default:
        return "zero_denominator, zero_weight";
    }
}

const char *
fair__metric_undefined(const fair__metric *m)
{
    switch (m->op) {
    case FAIR__OP_COUNT:
        return "never";
    case FAIR__OP_SHARE:
        return undefined_ratio(&m->a.numerator);
    case FAIR__OP_MEAN:
    case FAIR__OP_SUM_LESS_1:
    case FAIR__OP_PAIRS:
    case FAIR__OP_SEPARATION:
        return fair__form_reason(&m->a.denominator) ==
                       FAIR_REASON_NO_POSITIVES
                   ? "no_positives, no_negatives, zero_weight"
                   : "none_selected, none_rejected, zero_weight";
    case FAIR__OP_QUOTIENT:
    case FAIR__OP_ODDS:
        return "no_positives, no_negatives, zero_denominator where the "
               "quotient's own denominator is 0, zero_weight";
    case FAIR__OP_PHI:
        return "no_positives, no_negatives, none_selected, none_rejected, "
               "zero_weight";
    case FAIR__OP_SLOPE:
    case FAIR__OP_INTERCEPT:
        return "no_positives, no_negatives, zero_weight; not_converged where "
               "scores separate the labels";
    case FAIR__OP_SPIEGELHALTER:
        return "zero_denominator where all scores are 0, 1/2 or 1, no_rows, "
               "zero_weight";
    default:
        return undefined_ratio(&m->a.denominator);
    }
}

const char *
fair__criterion_needs(const fair__criterion *c)
{
    if (c->join == FAIR__JOIN_STRATA) return "y_pred, control_features";
    return fair__needs_text(fair__metric_find(c->metrics[0])->needs |
                            fair__join_needs(c->join));
}

static int
is_ratio(const fair__criterion *c)
{
    return c->join == FAIR__JOIN_IMPACT ||
           (c->comparison != NULL && strcmp(c->comparison, "ratio") == 0);
}

static int
is_signed(const fair__criterion *c)
{
    return c->join == FAIR__JOIN_SIGNED || c->join == FAIR__JOIN_STRATA;
}

const char *
fair__criterion_range(const fair__criterion *c)
{
    if (is_ratio(c)) return "[0, 1]";
    if (is_signed(c)) return "[-1, 1]";
    if (c->join == FAIR__JOIN_KS) return "[0, 1]";
    return fair__range_text(0, fair__metric_find(c->metrics[0])->high);
}

#define FROM_0 "0 is parity, larger is worse; "
#define FROM_1 "1 is parity, smaller is worse; "
#define LOW_HARMED                                                            \
    "harmed is the group where the value is lowest if the positive decision " \
    "is favourable, the one where it is highest if the negative one is"
#define HIGH_HARMED                                                           \
    "harmed is the group where the value is highest if the positive "         \
    "decision is favourable, the one where it is lowest if the negative one " \
    "is"
#define WORST_HARMED                                                          \
    "harmed is the group where the value is lowest, whatever is favourable"

/* Metrics of one criterion have the same orientation. */
const char *
fair__criterion_orientation(const fair__criterion *c)
{
    static const char *const gaps[][2] = {
        [FAIR__NEUTRAL] = {FROM_0, FROM_1},
        [FAIR__HIGHER_BETTER] = {FROM_0 WORST_HARMED, FROM_1 WORST_HARMED},
        [FAIR__LOWER_BETTER] = {FROM_0, FROM_1},
        [FAIR__SELECTED_BETTER] = {FROM_0 LOW_HARMED, FROM_1 LOW_HARMED},
        [FAIR__REJECTED_BETTER] = {FROM_0 HIGH_HARMED, FROM_1 HIGH_HARMED},
    };
    switch (c->join) {
    case FAIR__JOIN_IMPACT:
        return FROM_1 "harmed is the group, the one that gets the favourable "
                      "decision least";
    case FAIR__JOIN_SUFFICIENCY:
    case FAIR__JOIN_MULTICALIBRATION:
    case FAIR__JOIN_TOLERANCE:
        return FROM_0 "nobody is called worse off";
    case FAIR__JOIN_SIGNED:
        return "0 is parity, or differences that cancel; negative: the group "
               "is selected less often than the reference, which harms it if "
               "the positive decision is favourable, and the reference if the "
               "negative one is; positive: the other way round";
    case FAIR__JOIN_STRATA:
        return "0 is parity; positive: the group gets more of the "
               "unfavourable decisions than of the favourable ones and is "
               "harmed; negative: it gets less of them";
    case FAIR__JOIN_CROSS_AUC:
        return FROM_0 "harmed is the group whose positives outscore the "
                      "other's negatives less often than the other way round";
    case FAIR__JOIN_ABROCA:
    case FAIR__JOIN_KS:
    case FAIR__JOIN_WASSERSTEIN:
    case FAIR__JOIN_ENERGY:
        return FROM_0 "group and reference are the two that are furthest "
                      "apart, neither of them is harmed";
    default:
        return gaps[fair__metric_find(c->metrics[0])->orientation]
                   [is_ratio(c)];
    }
}

const char *
fair__criterion_interval(const fair__criterion *c)
{
    const fair__subject subject = {c, NULL, NULL};
    const fair__rules rules = {.favourable = FAIR_FAVOURABLE_POSITIVE};
    if (c->join == FAIR__JOIN_SUFFICIENCY ||
        c->join == FAIR__JOIN_MULTICALIBRATION)
        return "simultaneous, over all bins; scores are taken as they are";
    if (fair__has_extent(&subject, &rules) &&
        fair__resampled_slot(fair__metric_find(c->metrics[0])) >= 0)
        return "simultaneous, where replicates are asked for";
    if (fair__is_contrast(c))
        return "simultaneous: of the group named, whichever it is; all groups "
               "share the level";
    if (c->join == FAIR__JOIN_WASSERSTEIN || c->join == FAIR__JOIN_ENERGY)
        return "simultaneous; where no range of scores is known, from 10 rows "
               "of each group on";
    return "simultaneous";
}

const char *
fair__criterion_undefined(const fair__criterion *c)
{
    const fair__comparison *compare = fair__comparison_find(c->comparison);
    switch (c->join) {
    case FAIR__JOIN_IMPACT:
        return "undefined_in_group if a group is undefined; single_group if "
               "fewer than two groups are compared or none of them is "
               "without a missing value (below_min_count if groups were left "
               "out for size); zero_reference if nobody gets the favourable "
               "decision";
    case FAIR__JOIN_STRATA:
        return "not_applicable without control features and within a "
               "stratum; undefined_in_group, single_group, below_min_count "
               "as differences; none_selected or none_rejected if a stratum "
               "has none, zero_weight if these have no weight";
    case FAIR__JOIN_SIGNED:
        return "undefined_in_group if a group is undefined in one of the "
               "two; single_group if fewer than two groups are compared, "
               "below_min_count if groups or the reference were left out "
               "for size";
    case FAIR__JOIN_SUFFICIENCY:
        return "undefined_in_group if a group is undefined; single_group if "
               "fewer than two groups are compared, or no bin has two of "
               "them; below_min_count if groups were left out for size";
    case FAIR__JOIN_MULTICALIBRATION:
        return "undefined_in_group if a group is undefined; single_group or "
               "below_min_count if none is compared";
    default: /* pairs too */
        return (compare != NULL ? compare : fair__comparison_find("difference"))
            ->undefined;
    }
}
