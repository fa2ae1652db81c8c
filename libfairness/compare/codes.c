/* SPDX-License-Identifier: MIT
 * Names and words of reasons, interval methods and warnings. */
#include <fairness/registry.h>
#include <fairness/report.h>

#include "compare/registry.h"

#define CODE(name, summary, details)                                          \
    FAIR__WORDS(name, "", summary, details, "", "", "")
#define OR_SET_ASIDE                                                          \
    "; or merge the group with another, or leave undefined groups out of "    \
    "comparisons (undefined = skip)"

static const fair__code reasons[] = {
    {CODE(
         "no_rows", "No rows, or none with a label where one is needed",
         "A named group is empty, or all its rows are unlabelled: add rows "
         "or labels" OR_SET_ASIDE), ""},
    {CODE(
         "no_positives", "No rows with a positive label",
         "Rates among positives (true positive rate, false negative rate) "
         "would be 0 / 0: gather labelled positives" OR_SET_ASIDE), ""},
    {CODE(
         "no_negatives", "No rows with a negative label",
         "Rates among negatives (false positive rate, true negative rate) "
         "would be 0 / 0: gather labelled negatives" OR_SET_ASIDE), ""},
    {CODE(
         "none_selected", "No rows with a positive decision",
         "Rates among the selected (precision) would be 0 / 0: that nobody "
         "is selected is a finding in itself, look at selection_rate"
         OR_SET_ASIDE), ""},
    {CODE(
         "none_rejected", "No rows with a negative decision",
         "Rates among the rejected would be 0 / 0: that everybody is "
         "selected is a finding in itself, look at selection_rate"
         OR_SET_ASIDE), ""},
    {CODE(
         "zero_weight", "Rows are there, but their weights add up to 0",
         "Weights of 0 say that the rows stand for nobody: check "
         "sample_weight for this group"), ""},
    {CODE(
         "zero_denominator", "A denominator within the group is 0",
         "Not a rate of rows but a quotient, such as FN / FP without false "
         "positives: look at its numerator and denominator" OR_SET_ASIDE),
     ""},
    {CODE(
         "single_group", "Fewer than two groups to compare",
         "A gap needs two groups: check that the sensitive feature varies, "
         "and which groups were set aside"), ""},
    {CODE(
         "single_class", "Labels of one class only",
         "What tells positives from negatives needs both: add rows of the "
         "other class"), ""},
    {CODE(
         "below_min_count", "Fewer rows than min_count or min_share asks for",
         "The group was set aside by declaration: it keeps its counts and "
         "rates and is not compared; lower the limit or add rows"), ""},
    {CODE(
         "zero_reference", "A ratio to a group whose value is 0",
         "x / 0 is no number, and 0 / 0 is no parity: look at the "
         "difference, or choose another reference"), ""},
    {CODE(
         "undefined_in_group", "A group that takes part has no value",
         "undefined_groups lists each with its own reason: mend those, or "
         "leave them out of comparisons (undefined = skip)"), ""},
    {CODE(
         "not_applicable", "Needs what was not given, or makes no sense here",
         "For example a metric of labels without y_true, a ratio of values "
         "that may be negative, or strata without control features"), ""},
    {CODE(
         "not_converged", "The computation did not converge",
         "An iterative method found no answer within its limit: the data "
         "may not determine one"), ""},
};

static const fair__code methods[] = {
    {FAIR__WORDS(
         "wilson", "", "Score interval of a rate",
         "The rates that a test would not reject. Within 0 and 1, "
         "and honest for few rows and for rates of 0 and 1; with "
         "weights n is the effective number of rows, (sum w)^2 / "
         "sum w^2 (Kish 1965)",
         "(p + z^2/2n +- z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + "
         "z^2/n)", "", ""),
     "Wilson 1927, Probable inference, the law of succession, and "
     "statistical inference, Journal of the American Statistical Association "
     "22, doi:10.1080/01621459.1927.10502953"},
    {FAIR__WORDS(
         "newcombe", "", "Hybrid score interval of a difference of two rates",
         "Made of the Wilson intervals l, u of two independent "
         "groups, one of them a reference that was not chosen by "
         "looking at the rates",
         "d - sqrt((p1 - l1)^2 + (u2 - p2)^2), d + sqrt((u1 - p1)^2 "
         "+ (p2 - l2)^2), d = p1 - p2", "", ""),
     "Newcombe 1998, Interval estimation for the difference between "
     "independent proportions: comparison of eleven methods, Statistics in "
     "Medicine 17, method 10, "
     "doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I"},
    {FAIR__WORDS(
         "mover_r", "", "Ratio of two rates from their Wilson intervals",
         "As newcombe, for the ratio: none where the denominator's "
         "interval reaches 0",
         "(R -+ sqrt(R^2 - l1 u2 (2 p1 - l1)(2 p2 - u2))) / (u2 (2 "
         "p2 - u2)), R = p1 p2; the upper limit with u1, l2 for l1, "
         "u2 and +", "", ""),
     "Donner and Zou 2012, Closed-form confidence intervals for functions of "
     "the normal mean and standard deviation, Statistical Methods in Medical "
     "Research 21"},
    {FAIR__WORDS(
         "delong", "", "Interval of an area under a ROC curve, or of two",
         "By DeLong's variance on log odds, and of the difference to a "
         "reference from both intervals as newcombe; none where the rarer "
         "label has fewer than 5 rows, in effect, per part of pairs out of "
         "order: 25 at an area of 0.8",
         "l, u = logistic(log(A / (1 - A)) -+ z sqrt(V) / (A (1 - A)))", "",
         ""),
     "DeLong, DeLong and Clarke-Pearson 1988, Comparing the areas under two "
     "or more correlated receiver operating characteristic curves, Biometrics "
     "44, doi:10.2307/2531595"},
    {FAIR__WORDS(
         "simultaneous", "", "Interval of the most different groups",
         "For what is found by looking at all groups: the largest "
         "difference, the smallest ratio, the lowest and the highest rate. "
         "Its bound towards parity is shared by all pairs, so that chance "
         "among many groups does not look like a disparity; its other bound "
         "is within what every pair allows",
         "towards parity: the furthest bound of all pairs, each at alpha / 2 "
         "divided by their number; away from it: at alpha / 2 each; "
         "newcombe and mover_r of pairs, wilson of groups; over 64 groups "
         "the ends of wilson intervals", "", ""),
     "Berger 1982, Multiparameter hypothesis testing and acceptance sampling, "
     "Technometrics 24, doi:10.1080/00401706.1982.10487790"},
    {FAIR__WORDS(
         "resampled", "", "Interval by resampling the counts of a group",
         "Of metrics of decisions that are no proportions, and of "
         "calibration errors, where replicates are asked for. Of the first, "
         "where they have two ends, as wilson of as many rows as have the "
         "variance of replicates, each cell of the group with one row more; "
         "of others by their standard error, on logarithms or the value "
         "itself; differences and ratios to a reference from both intervals as "
         "newcombe and mover_r. Of a calibration error by what chance in the "
         "labels alone makes of it, below, and the variance of a sum of "
         "gaps, above",
         "wilson of p = (x - low) / (high - low) and n = p' (1 - p') / s^2, p' "
         "the value and s the standard deviation of p over replicates; or f(x) "
         "-+ z s, f(x) = log(x - low) or x",
         "", ""),
     "Agresti and Caffo 2000, Simple and effective confidence intervals for "
     "proportions and differences of proportions, American Statistician 54, "
     "doi:10.1080/00031305.2000.10474560"},
    {FAIR__WORDS(
         "moments", "", "Interval of a mean of scores, as of a rate",
         "As wilson of as many rows as vary as much, where what is averaged "
         "has two ends: probabilities, their errors, the loss up to that of "
         "the most extreme score were it wrong. One row more is counted in "
         "the variance, half of it at either end, as a few rows do not show "
         "what is rare; no mean varies more than a rate of its rows. Of "
         "average precision the variance is that of all that a row does, "
         "and a rate of the positives is the least; none below 5 of these. "
         "Differences and ratios to a reference from both intervals as "
         "newcombe and mover_r",
         "wilson of p = (m - low) / (high - low) and n' = max(n, p (1 - p) / "
         "v), v = sum w^2 (x - p)^2 / (sum w)^2 + (p^2 + (1 - p)^2) / (2 n^2), "
         "x from 0 to 1; of average precision n' = min(P, p (1 - p) / v)",
         "", ""),
     "Boyd, Eng and Page 2013, Area under the precision-recall curve: point "
     "estimates and confidence intervals, ECML PKDD, "
     "doi:10.1007/978-3-642-40994-3_29"},
    {FAIR__WORDS(
         "student", "", "Interval of a mean without ends",
         "Of mean_score where scores are no probabilities and no range was "
         "declared: Student's t, and of the difference to a reference from "
         "both intervals as newcombe. None below 10 rows, or where all "
         "scores are equal; a few extreme scores make it too narrow",
         "m -+ t s / sqrt(n), n - 1 degrees of freedom", "", ""),
     "Student 1908, The probable error of a mean, Biometrika 6, "
     "doi:10.1093/biomet/6.1.1"},
    {FAIR__WORDS(
         "score", "", "Interval of a ratio or an odds ratio by its score test",
         "Of likelihood ratios (Koopman), diagnostic_odds_ratio (Miettinen "
         "and Nurminen), and the odds of one kind of error to the other "
         "(Wilson): the values that the test of a gate lets stand, with half a "
         "count taken off what was observed, so that it holds where few are "
         "wrong, too; differences and ratios to a reference from both "
         "intervals as newcombe and mover_r",
         "all x with |z(x)| <= z: p1 - x p2, what is counted less what odds of "
         "x make likely, or p - x / (1 + x), in standard errors at the most "
         "likely rates of x, half a count nearer 0",
         "", ""),
     "Koopman 1984, Confidence intervals for the ratio of two binomial "
     "proportions, Biometrics 40, doi:10.2307/2531405; Miettinen and Nurminen "
     "1985, Comparative analysis of two rates, Statistics in Medicine 4, "
     "doi:10.1002/sim.4780040211"},
    {FAIR__WORDS(
         "sandwich", "", "Interval of a parameter of a fitted curve",
         "Of calibration_slope and calibration_intercept, by the larger of two "
         "standard errors: the model's own, and the one that holds whether "
         "the curve is right or not; differences to a reference from both "
         "intervals as newcombe. With weights on Kish's effective n; none at "
         "2 rows or fewer",
         "b -+ z max(H^-1, n / (n - 2) H^-1 M H^-1)^(1/2), H the curvature of "
         "the likelihood and M the sum of squares of what rows add to its "
         "gradient",
         "", ""),
     "White 1982, Maximum likelihood estimation of misspecified models, "
     "Econometrica 50, doi:10.2307/1912526"},
};

/* Codes of warnings are given out by audit/warning_text.c; a test holds that
 * each has its row here. */
static const fair__code warnings[] = {
    {CODE(
         "favourable_undeclared", "Nobody said which decision helps the person",
         "Being selected is taken for it. Declare favourable = positive or "
         "negative: worse_off, best, worst and impact_ratio depend on it"),
     ""},
    {CODE(
         "score_without_threshold",
         "Scores are given, but nothing that makes decisions of them",
         "The report has labels only: give the threshold from which a score "
         "is selected, or y_pred, for selection and error rates"), ""},
    {CODE(
         "reference_defaulted",
         "The declared reference names only some of a grouping's features",
         "The largest group that matches the rest was taken: name all "
         "features, or accept the group in the message"), ""},
    {CODE(
         "column_in_two_roles", "One column is given in two roles",
         "As label and decision every decision is right; as label and group "
         "the groups are made of what they are judged by: check which column "
         "was meant"), ""},
    {CODE(
         "prediction_equals_label",
         "The decision equals the label in every row",
         "One column is probably a copy of the other, and every error rate "
         "is 0 for that reason: check which columns were given"), ""},
    {CODE(
         "difference_by_chance",
         "Groups of these sizes would differ noticeably even if all had the "
         "same rate",
         "The highest of many noisy rates less the lowest is never near 0: "
         "read the difference against the expected one in the message"), ""},
    {CODE(
         "small_group", "A group of fewer than 100 rows",
         "Its rates can be off by ten points or more: read the intervals, "
         "add rows, or set small groups aside with min_count"), ""},
    {CODE(
         "single_class",
         "All labels of a group are positive, or all are negative",
         "Rates among the absent class are undefined, and so are the "
         "criteria built on them: check the labels or add rows"), ""},
    {CODE(
         "selective_labels",
         "Labels are missing more often for one decision or group",
         "What was never observed is not missing at random (the declined "
         "have no outcome): rates among labelled rows may mislead; "
         "unlabelled = keep counts the rows for selection rates"),
     "Lakkaraju, Kleinberg, Leskovec, Ludwig and Mullainathan 2017, The "
     "selective labels problem, KDD, doi:10.1145/3097983.3098066"},
    {CODE(
         "near_duplicate", "Two values of a feature look like one name",
         "They differ in case, spaces, accents or invisible characters only, "
         "and are two groups: spell them alike if they are one"),
     ""},
};

#define N_REASONS (sizeof(reasons) / sizeof(reasons[0]))
#define N_METHODS (sizeof(methods) / sizeof(methods[0]))
#define N_WARNINGS (sizeof(warnings) / sizeof(warnings[0]))

_Static_assert(N_REASONS == FAIR_REASON_NOT_CONVERGED, "a row per reason");
_Static_assert(N_METHODS == FAIR_METHOD_SANDWICH, "a row per method");

size_t
fair__reason_count(void)
{
    return N_REASONS;
}

const fair__code *
fair__reason_at(size_t i)
{
    return i < N_REASONS ? &reasons[i] : NULL;
}

size_t
fair__method_count(void)
{
    return N_METHODS;
}

const fair__code *
fair__method_at(size_t i)
{
    return i < N_METHODS ? &methods[i] : NULL;
}

size_t
fair__warning_count(void)
{
    return N_WARNINGS;
}

const fair__code *
fair__warning_at(size_t i)
{
    return i < N_WARNINGS ? &warnings[i] : NULL;
}

const char *
fair_reason_name(int32_t reason)
{
    return reason >= 1 && (size_t)reason <= N_REASONS
               ? reasons[reason - 1].name
               : NULL;
}

const char *
fair_method_name(int32_t method)
{
    return method >= 1 && (size_t)method <= N_METHODS
               ? methods[method - 1].name
               : NULL;
}
