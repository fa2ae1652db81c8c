/* SPDX-License-Identifier: MIT
 * The table of comparisons. */
#include "compare/comparison.h"

#include <assert.h>
#include <string.h>

#include "compare/find.h"

#define NO_INTERVAL                                                           \
    "none: the groups are chosen by looking at the data, an interval of the " \
    "pair alone would be too narrow"
#define WHOLE                                                                 \
    "undefined_in_group if a group is undefined; single_group if fewer than " \
    "two groups are compared (below_min_count if groups were left out for "   \
    "size)"
#define PER_GROUP                                                             \
    "undefined_in_group if one of the two is undefined; below_min_count if "  \
    "one of the two is too small; single_group if fewer than two groups are " \
    "there to be compared"
#define RATIO                                                                 \
    "; zero_reference if the denominator is 0, 0/0 too; not_applicable for "  \
    "metrics that can be negative"
#define STRATA                                                                \
    "; not_applicable without control features and within a stratum"

static const fair__comparison table[] = {
    {"difference", "Highest less lowest group", "max m_g - min m_g",
     FAIR__ONE, 1, "Weerts et al. 2023", fair__find_difference, WHOLE,
     NO_INTERVAL,
     "Fairlearn difference(method=\"between_groups\"); OxonFair's .diff is "
     "the mean over pairs"},
    {"difference_to_reference", "Each group less the reference group",
     "m_g - m_reference", FAIR__PER_GROUP, 1, "Bellamy et al. 2018",
     fair__find_difference_to_reference, PER_GROUP,
     "newcombe, for rates (not shares) against a named or the largest group",
     "signs differ: AIF360 unprivileged less privileged, HolisticAI and "
     "SageMaker Clarify mostly the other way round"},
    {"difference_to_overall", "Largest distance of a group from all rows",
     "max |m_g - m_overall|", FAIR__ONE, 0, "Weerts et al. 2023",
     fair__find_difference_to_overall, WHOLE, NO_INTERVAL,
     "Fairlearn difference(method=\"to_overall\")"},
    {"ratio", "Lowest group to highest", "min m_g / max m_g", FAIR__ONE, 1,
     "Weerts et al. 2023", fair__find_ratio, WHOLE RATIO, NO_INTERVAL,
     "Fairlearn ratio(method=\"between_groups\"), negative for negative "
     "metrics; OxonFair and mlr3fairness give 0 for 0/0"},
    {"ratio_to_reference", "Each group to the reference group",
     "m_g / m_reference", FAIR__PER_GROUP, 1, "Bellamy et al. 2018",
     fair__find_ratio_to_reference, PER_GROUP RATIO,
     "mover_r, for rates (not shares) against a named or the largest group; "
     "none where the denominator may be 0",
     "Aequitas disparity, 10.0 for a division by zero"},
    {"ratio_to_overall", "Smallest ratio of a group and all rows, taken below "
     "1", "min over g of min(r_g, 1 / r_g), r_g = m_g / m_overall",
     FAIR__ONE, 0, "Weerts et al. 2023", fair__find_ratio_to_overall,
     WHOLE RATIO, NO_INTERVAL,
     "Fairlearn ratio(method=\"to_overall\")"},
    {"group_min", "Lowest group", "min m_g", FAIR__ONE, 1,
     "Weerts et al. 2023", fair__find_group_min,
     "undefined_in_group if a group is undefined; single_group or "
     "below_min_count if none is compared", NO_INTERVAL,
     "Fairlearn skips undefined groups"},
    {"group_max", "Highest group", "max m_g", FAIR__ONE, 1,
     "Weerts et al. 2023", fair__find_group_max,
     "undefined_in_group if a group is undefined; single_group or "
     "below_min_count if none is compared", NO_INTERVAL,
     "Fairlearn skips undefined groups"},
    {"mean_pairwise_difference", "Mean distance over all pairs of groups",
     "mean over pairs g < h of |m_g - m_h|", FAIR__ONE, 0,
     "Delaney, Fu, Wachter, Mittelstadt and Russell 2024",
     fair__find_mean_pairwise_difference, WHOLE, "none",
     "OxonFair .diff"},
    {"weighted_variance", "Variance over groups, weighted by their size",
     "sum n_g (m_g - mean)^2 / sum n_g, mean = sum n_g m_g / sum n_g, n_g "
     "the group's rows or sum of weights", FAIR__ONE, 0, "",
     fair__find_weighted_variance, WHOLE, "none", ""},
    {"all_pairs", "Each group less each group before it", "m_h - m_g, g < h",
     FAIR__PER_PAIR, 0, "Vasudevan and Kenthapadi 2020",
     fair__find_all_pairs, PER_GROUP, "none",
     "LiFT rounds values to 5 digits first"},
    {"standardized_difference", "Highest less lowest group, standardised over "
     "the strata", "max M_g - min M_g, M_g = sum over strata s of share_s "
     "m_gs, share_s the stratum's share of all rows", FAIR__ONE, 0,
     "Kitagawa 1955", fair__find_standardized_difference,
     WHOLE ", or absent in a stratum" STRATA, NO_INTERVAL,
     "OxonFair conditional_group_metrics"},
    {"standardized_ratio", "Lowest group to highest, standardised over the "
     "strata", "min M_g / max M_g, M_g = sum over strata s of share_s m_gs, "
     "share_s the stratum's share of all rows", FAIR__ONE, 0,
     "Kitagawa 1955", fair__find_standardized_ratio,
     WHOLE ", or absent in a stratum" RATIO STRATA, NO_INTERVAL, ""},
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
