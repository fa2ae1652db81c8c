/* SPDX-License-Identifier: MIT
 * The table of comparisons. */
#include "compare/comparison.h"

#include <assert.h>
#include <string.h>

#include "compare/find.h"

#define OF_EXTREMES "simultaneous, for rates (not shares)"
#define OF_STRATA                                                             \
    "simultaneous, for rates (not shares), of the bounds of strata whose "    \
    "shares are taken as they are"
#define OF_OVERALL                                                            \
    "simultaneous, for rates (not shares): of each group against all other "  \
    "rows, its share of the denominator taken as it is"
#define WHOLE                                                                 \
    "undefined_in_group if a group is undefined; single_group if fewer than " \
    "two groups are compared (below_min_count if groups were left out for "   \
    "size)"
#define PER_GROUP                                                             \
    "undefined_in_group if one of the two is undefined; below_min_count if "  \
    "one of the two is too small; single_group if fewer than two groups are " \
    "there to be compared"
#define ONE_GROUP                                                             \
    "undefined_in_group if a group is undefined; single_group or "            \
    "below_min_count if none is compared"
#define RATIO                                                                 \
    "; zero_reference if the denominator is 0, 0/0 too; not_applicable for "  \
    "metrics that can be negative"
#define STRATA                                                                \
    "; not_applicable without control features and within a stratum"

#define TWO_GROUPS "a metric, and two groups that are compared"
#define CONTROLLED TWO_GROUPS ", control_features"
#define WIDTH "[0, the width of the metric's range]"
#define BOTH_WAYS "[-w, w], w the width of the metric's range"
#define FROM_0 "0 is parity, larger is worse; "
#define FROM_1 "1 is parity, smaller is worse; "
#define EXTREMES                                                              \
    "group is the lowest, reference the highest, and worse_off the one of "   \
    "them that the metric's orientation calls harmed"
#define SIGNED(below)                                                         \
    below ", which harms it if higher is better for the metric and favours "  \
    "it if lower is; worse_off names the harmed one"
#define NAMES_NONE "names no group"

#define BY_CHANCE                                                             \
    "of many small groups some pair is far apart by chance alone"
#define ON_REFERENCE "changes with the choice of the reference"

#define WEERTS                                                                \
    "Weerts et al. 2023, Fairlearn: assessing and improving fairness of AI "  \
    "systems, Journal of Machine Learning Research 24, arXiv:2303.16626"
#define KITAGAWA                                                              \
    "Kitagawa 1955, Components of a difference between two rates, Journal "   \
    "of the American Statistical Association 50, "                            \
    "doi:10.1080/01621459.1955.10501299"

static const fair__comparison table[] = {
    {FAIR__WORDS(
         "difference", "", "Highest less lowest group",
         "How far apart the two most different groups are",
         "max m_g - min m_g",
         "same: Fairlearn difference(method=\"between_groups\"); differs: "
         "OxonFair .diff (mean over pairs)",
         BY_CHANCE),
     FAIR__ONE, 1, WEERTS, fair__find_difference, TWO_GROUPS,
     FROM_0 EXTREMES, WIDTH, WHOLE, OF_EXTREMES},
    {FAIR__WORDS(
         "difference_to_reference", "", "Each group less the reference group",
         "How much more or less than the reference a group has",
         "m_g - m_reference",
         "same: AIF360 difference (unprivileged less privileged); differs: "
         "HolisticAI and most of SageMaker Clarify (the sign is the other "
         "way round)",
         ON_REFERENCE),
     FAIR__PER_GROUP, 1, FAIR__BELLAMY, fair__find_difference_to_reference,
     TWO_GROUPS, SIGNED("negative: the group is below the reference"),
     BOTH_WAYS, PER_GROUP,
     "newcombe, for rates (not shares), delong, for roc_auc, moments and "
     "student, for means of scores, and sandwich, for calibration_slope and "
     "calibration_intercept; simultaneous against the best or the worst group; against all rows for "
     "rates only, the group's share of the denominator taken as it is"},
    {FAIR__WORDS(
         "difference_to_overall", "",
         "Largest distance of a group from all rows",
         "How far the most unusual group is from everybody taken together",
         "max |m_g - m_overall|",
         "same: Fairlearn difference(method=\"to_overall\")",
         "a large group pulls all rows towards itself and so looks close"),
     FAIR__ONE, 0, WEERTS, fair__find_difference_to_overall, TWO_GROUPS,
     FROM_0 "worse_off says whether the group or all rows fare worse", WIDTH,
     WHOLE, OF_OVERALL},
    {FAIR__WORDS(
         "ratio", "", "Lowest group to highest",
         "What part of the highest group's value the lowest one has",
         "min m_g / max m_g",
         "same: Fairlearn ratio(method=\"between_groups\"), HolisticAI "
         "four_fifths for two groups; 0 where undefined: OxonFair, "
         "mlr3fairness; differs: Fairlearn for negative metrics (a negative "
         "ratio)",
         "small rates have small ratios: 1 % to 2 % is as bad as 40 % to "
         "80 %; " BY_CHANCE),
     FAIR__ONE, 1, WEERTS, fair__find_ratio, TWO_GROUPS, FROM_1 EXTREMES,
     "[0, 1]", WHOLE RATIO, OF_EXTREMES},
    {FAIR__WORDS(
         "ratio_to_reference", "", "Each group to the reference group",
         "How many times the reference's value a group has",
         "m_g / m_reference",
         "same: AIF360 ratio (unprivileged to privileged), Aequitas "
         "disparity, SageMaker Clarify DI; 10.0 where undefined: Aequitas",
         ON_REFERENCE),
     FAIR__PER_GROUP, 1, FAIR__BELLAMY, fair__find_ratio_to_reference,
     TWO_GROUPS, SIGNED("below 1: the group is below the reference"),
     "[0, infinity)", PER_GROUP RATIO,
     "mover_r, for rates (not shares), and moments, for means of scores; "
     "simultaneous against the best or the worst group; none where the denominator may be 0"},
    {FAIR__WORDS(
         "ratio_to_overall", "",
         "Smallest ratio of a group and all rows, taken below 1",
         "How far the most unusual group is, as a factor, from everybody "
         "taken together",
         "min of min(m_g / m_overall, m_overall / m_g) over groups g",
         "same: Fairlearn ratio(method=\"to_overall\")",
         "a large group pulls all rows towards itself and so looks close"),
     FAIR__ONE, 0, WEERTS, fair__find_ratio_to_overall, TWO_GROUPS,
     FROM_1 "worse_off says whether the group or all rows fare worse",
     "[0, 1]", WHOLE RATIO, OF_OVERALL},
    {FAIR__WORDS(
         "group_min", "", "Lowest group", "The smallest value that a group has",
                 "min m_g",
                 "same: Fairlearn group_min, OxonFair .min; differs: "
                 "Fairlearn where a group is undefined (passes over it)",
                 BY_CHANCE),
     FAIR__ONE, 1, WEERTS, fair__find_group_min,
     "a metric, and a group", "as the metric's; group is the lowest",
     "the metric's", ONE_GROUP, OF_EXTREMES},
    {FAIR__WORDS(
         "group_max", "", "Highest group", "The largest value that a group has",
                 "max m_g",
                 "same: Fairlearn group_max, OxonFair .max; differs: "
                 "Fairlearn where a group is undefined (passes over it)",
                 BY_CHANCE),
     FAIR__ONE, 1, WEERTS, fair__find_group_max,
     "a metric, and a group", "as the metric's; group is the highest",
     "the metric's", ONE_GROUP, OF_EXTREMES},
    {FAIR__WORDS(
         "mean_pairwise_difference", "",
         "Mean distance over all pairs of groups",
                 "How far apart two groups are on average",
                 "mean of |m_g - m_h| over pairs g < h",
                 "same: OxonFair .diff",
                 "a pair that is far apart is hidden by many that are not"),
     FAIR__ONE, 0,
     "Delaney, Fu, Wachter, Mittelstadt and Russell 2024, OxonFair: a "
     "flexible toolkit for algorithmic fairness, NeurIPS, arXiv:2407.13710",
     fair__find_mean_pairwise_difference, TWO_GROUPS, FROM_0 NAMES_NONE,
     WIDTH, WHOLE, OF_EXTREMES},
    {FAIR__WORDS(
         "weighted_variance", "",
         "Variance over groups, weighted by their size",
                 "How much groups differ, large ones counting for more",
                 "sum n_g (m_g - mean)^2 / sum n_g, mean = sum n_g m_g / sum "
                 "n_g, n_g the group's rows or sum of weights",
                 "none: not found in the toolkits compared",
                 "hides small groups, however badly they fare"),
     FAIR__ONE, 0, "none: the variance between groups of any textbook",
     fair__find_weighted_variance, TWO_GROUPS, FROM_0 NAMES_NONE,
     "[0, w^2 / 4], w the width of the metric's range", WHOLE, OF_EXTREMES},
    {FAIR__WORDS(
         "all_pairs", "", "Each group less each group before it",
                 "Every gap there is, not only the largest",
                 "m_h - m_g, g before h",
                 "differs: LiFT (rounds values to 5 digits first)",
                 "of k groups there are k (k - 1) / 2: some are large by "
                 "chance"),
     FAIR__PER_PAIR, 0,
     "Vasudevan and Kenthapadi 2020, LiFT: a scalable framework for "
     "measuring fairness in ML applications, CIKM, arXiv:2008.07433",
     fair__find_all_pairs, TWO_GROUPS,
     SIGNED("negative: the group is below the one before it"), BOTH_WAYS,
     PER_GROUP, "newcombe, for rates (not shares)"},
    {FAIR__WORDS(
         "standardized_difference", "",
                 "Highest less lowest group, standardised over the strata",
                 "How far apart groups would be if all were alike in the "
                 "control features",
                 "max M_g - min M_g, M_g = sum over strata s of share_s "
                 "m_gs, share_s the stratum's share of all rows",
                 "same: OxonFair conditional_group_metrics by size",
                 "control features that themselves come of unfairness "
                 "explain it away"),
     FAIR__ONE, 0, KITAGAWA, fair__find_standardized_difference, CONTROLLED,
     FROM_0 EXTREMES, WIDTH, WHOLE ", or absent in a stratum" STRATA,
     OF_STRATA},
    {FAIR__WORDS(
         "standardized_ratio", "",
         "Lowest group to highest, standardised over the strata",
                 "What part of the highest group's value the lowest would "
                 "have if all were alike in the control features",
                 "min M_g / max M_g, M_g = sum over strata s of share_s "
                 "m_gs, share_s the stratum's share of all rows",
                 "none: not found in the toolkits compared",
                 "control features that themselves come of unfairness "
                 "explain it away"),
     FAIR__ONE, 0, KITAGAWA, fair__find_standardized_ratio, CONTROLLED,
     FROM_1 EXTREMES, "[0, 1]",
     WHOLE ", or absent in a stratum" RATIO STRATA, OF_STRATA},
};

#define N_COMPARISONS (sizeof(table) / sizeof(table[0]))

size_t
fair__comparison_count(void)
{
    return N_COMPARISONS;
}

const fair__comparison *
fair__comparison_at(size_t i)
{
    return i < N_COMPARISONS ? &table[i] : NULL;
}

const fair__comparison *
fair__comparison_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < N_COMPARISONS; i++)
        if (strcmp(table[i].name, name) == 0) return &table[i];
    return NULL;
}

size_t
fair__comparison_index(const fair__comparison *c)
{
    return (size_t)(c - table);
}

uint64_t
fair__comparison_size(const fair__comparison *c, size_t n)
{
    const uint64_t groups = n;
    switch (c->shape) {
    case FAIR__PER_GROUP:
        return groups;
    case FAIR__PER_PAIR:
        return groups < 2 ? 0 : groups * (groups - 1) / 2;
    default:
        return 1;
    }
}

/* Number of the first pair whose smaller index is a. */
static uint64_t
first_pair(uint64_t n, uint64_t a)
{
    return a * (2 * n - a - 1) / 2;
}

void
fair__pair(size_t n, uint64_t i, size_t *a, size_t *b)
{
    assert(n >= 2 && i < (uint64_t)n * (n - 1) / 2);
    uint64_t low = 0, high = n - 1; /* first_pair(low) <= i < of high */
    while (high - low > 1) {
        const uint64_t middle = low + (high - low) / 2;
        if (first_pair(n, middle) <= i)
            low = middle;
        else
            high = middle;
    }
    *a = (size_t)low;
    *b = (size_t)(low + 1 + (i - first_pair(n, low)));
}
