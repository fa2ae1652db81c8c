/* SPDX-License-Identifier: MIT
 * The table of criteria. */
#include "compare/criterion.h"

#include <stddef.h>
#include <string.h>

#include <fairness/report.h>

#include "compare/join.h"

#define TPR "true_positive_rate"
#define FPR "false_positive_rate"
#define PPV "positive_predictive_value"
#define NPV "negative_predictive_value"
#define CALIBRATION "expected_calibration_error"

#define HARDT                                                                 \
    "Hardt, Price and Srebro 2016, Equality of opportunity in supervised "    \
    "learning, NIPS, arXiv:1610.02413"
#define CORBETT_DAVIES                                                        \
    "Corbett-Davies, Pierson, Feller, Goel and Huq 2017, Algorithmic "        \
    "decision making and the cost of fairness, KDD, "                         \
    "doi:10.1145/3097983.3098095"
#define CHOULDECHOVA                                                          \
    "Chouldechova 2017, Fair prediction with disparate impact, Big Data 5, "  \
    "doi:10.1089/big.2016.0047"

#define BY_CHANCE "of many small groups some pair is far apart by chance alone"
#define ON_LABELS                                                             \
    "takes labels for the truth, also where earlier decisions made them"
#define NO_LABELS                                                             \
    "different scores may be deserved: labels are not looked at"
#define KALLUS                                                                \
    "Kallus and Zhou 2019, The fairness of risk scores beyond "               \
    "classification: bipartite ranking and the xAUC metric, NeurIPS, "        \
    "arXiv:1902.05826"
#define EXCLUSIVE                                                             \
    "where base rates differ, equal error rates and equal precision exclude " \
    "each other, short of perfect decisions"

static const fair__criterion table[] = {
    {FAIR__WORDS(
         "demographic_parity_difference",
         "statistical_parity_difference selection_rate_difference",
         "Gap between the selection rates",
         "Are people selected equally often in every group, whatever their "
         "labels?",
         "max SR_g - min SR_g",
         "same: Fairlearn demographic_parity_difference, mlr3fairness "
         "fairness.cv; differs: AIF360 statistical_parity_difference, "
         "HolisticAI statistical_parity and SageMaker Clarify DPPL (signed, "
         "against the privileged group), Aequitas Statistical Parity (ratio "
         "of shares of all selected), kozodoi dem_parity (ratio of counts)",
         "can be met by selecting the wrong people of a group; " BY_CHANCE),
     {"selection_rate", NULL}, "difference", FAIR__JOIN_ONE, 0,
     FAIR__CALDERS},
    {FAIR__WORDS(
         "demographic_parity_ratio", "selection_rate_ratio",
         "Ratio of the selection rates",
         "What part of the most selected group's rate does the least "
         "selected one have?",
         "min SR_g / max SR_g",
         "same: Fairlearn demographic_parity_ratio; differs: AIF360 "
         "disparate_impact, Aequitas pprev_disparity, kozodoi prop_parity and "
         "SageMaker Clarify DI (against a given group, may exceed 1), "
         "OxonFair disparate_impact (mean over pairs)",
         "is about being selected, favourable or not: impact_ratio is about "
         "what is favourable"),
     {"selection_rate", NULL}, "ratio", FAIR__JOIN_ONE, 0,
     "Feldman, Friedler, Moeller, Scheidegger and Venkatasubramanian 2015, "
     "Certifying and removing disparate impact, KDD, "
     "doi:10.1145/2783258.2783311"},
    {FAIR__WORDS(
         "impact_ratio", "adverse_impact_ratio",
         "Rate of the favourable decision: lowest group to the group that "
         "gets it most",
         "What part of the luckiest group's chance does the unluckiest one "
         "have?",
         "min FR_g / max FR_h over groups h without missing values; FR is "
         "the selection rate, or the rejection rate where the negative "
         "decision is favourable",
         "same: SolasAI adverse_impact_ratio against the group selected "
         "most; differs: AIF360 disparate_impact (against the privileged "
         "group), OxonFair disparate_impact (mean over pairs)",
         "is not \"disparate impact\": the law asks for more than a ratio; "
         "with small groups it is far below 1 by chance alone"),
     {"selection_rate", NULL}, NULL, FAIR__JOIN_IMPACT, 0,
     "Rules of the City of New York, title 6, section 5-300 (Local Law 144 "
     "of 2021)"},
    {FAIR__WORDS(
         "equal_opportunity_difference", "true_positive_rate_difference",
         "Gap between the true positive rates",
         "Do those who deserve selection by their label get it equally often "
         "in every group?",
         "max TPR_g - min TPR_g",
         "same: Fairlearn equal_opportunity_difference; differs: AIF360 "
         "equal_opportunity_difference, HolisticAI and SageMaker Clarify RD "
         "(signed, against the privileged group)",
         ON_LABELS),
     {TPR, NULL}, "difference", FAIR__JOIN_ONE, 0, HARDT},
    {FAIR__WORDS(
         "equal_opportunity_ratio", "true_positive_rate_ratio",
         "Ratio of the true positive rates",
         "What part of the best group's chance to be found do positives of "
         "the worst one have?",
         "min TPR_g / max TPR_g",
         "same: Fairlearn equal_opportunity_ratio; differs: kozodoi "
         "equal_odds and Aequitas tpr_disparity (against a given group, may "
         "exceed 1)",
         ON_LABELS),
     {TPR, NULL}, "ratio", FAIR__JOIN_ONE, 0, HARDT},
    {FAIR__WORDS(
         "predictive_equality_difference", "false_positive_rate_difference",
         "Gap between the false positive rates",
         "Are those whose label is negative wrongly selected equally often in "
         "every group?",
         "max FPR_g - min FPR_g",
         "same: Fairlearn false_positive_rate_difference; differs: Jurity "
         "PredictiveEquality (signed), OxonFair predictive_equality (false "
         "negative rates)",
         ON_LABELS),
     {FPR, NULL}, "difference", FAIR__JOIN_ONE, 0, CORBETT_DAVIES},
    {FAIR__WORDS(
         "predictive_equality_ratio", "false_positive_rate_ratio",
         "Ratio of the false positive rates",
         "What part of the highest group's rate of wrong selection does the "
         "lowest one have?",
         "min FPR_g / max FPR_g",
         "same: Fairlearn false_positive_rate_ratio; differs: Aequitas "
         "fpr_disparity (against a given group, may exceed 1), OxonFair "
         "predictive_equality (false negative rates)",
         ON_LABELS),
     {FPR, NULL}, "ratio", FAIR__JOIN_ONE, 0, CORBETT_DAVIES},
    {FAIR__WORDS(
         "equalized_odds_difference", "",
         "The larger of the gaps between true and between false positive "
         "rates",
         "Given the label, are people selected equally often in every group?",
         "max(max TPR_g - min TPR_g, max FPR_g - min FPR_g)",
         "same: Fairlearn equalized_odds_difference, AIF360 "
         "equalized_odds_difference for two groups; differs: AIF360 where "
         "one gap is undefined (returns the other), mlr3fairness fairness.eod "
         "and OxonFair equalized_odds (mean of the two), Veritas equal_odds "
         "(signed mean), kozodoi equal_odds (ratio of true positive rates)",
         EXCLUSIVE),
     {TPR, FPR}, "difference", FAIR__JOIN_WORST, 0, HARDT},
    {FAIR__WORDS(
         "equalized_odds_ratio", "",
         "The smaller of the ratios of true and of false positive rates",
         "The same as equalized_odds_difference, by factors",
         "min(min TPR_g / max TPR_g, min FPR_g / max FPR_g)",
         "same: Fairlearn equalized_odds_ratio; differs: error-parity (false "
         "negative and false positive rates), Veritas (ratio of sums)",
         EXCLUSIVE),
     {TPR, FPR}, "ratio", FAIR__JOIN_WORST, 0, HARDT},
    {FAIR__WORDS(
         "average_odds_difference", "",
         "Mean of the differences in true and false positive rate to the "
         "reference, of the group where it is largest",
         "On average over positives and negatives, how much more often than "
         "the reference is a group selected?",
         "((TPR_g - TPR_ref) + (FPR_g - FPR_ref)) / 2 of the group with the "
         "largest absolute value",
         "same: AIF360 average_odds_difference, HolisticAI average_odds_diff "
         "for two groups; differs: Veritas (calls it equal_odds)",
         "opposite differences cancel: 0 does not mean equalized odds"),
     {TPR, FPR}, "difference_to_reference", FAIR__JOIN_SIGNED, 0,
     FAIR__BELLAMY},
    {FAIR__WORDS(
         "average_absolute_odds_difference",
         "average_abs_odds_difference average_odds_error",
         "Mean of the gaps between true and between false positive rates",
         "The same as equalized_odds_difference, with the mean of the two "
         "gaps for the larger one",
         "((max TPR_g - min TPR_g) + (max FPR_g - min FPR_g)) / 2",
         "same: Fairlearn equalized_odds_difference(agg=\"mean\"), AIF360 "
         "average_abs_odds_difference for two groups, mlr3fairness "
         "fairness.eod for two groups",
         "half of a gap is hidden where the other one is small"),
     {TPR, FPR}, "difference", FAIR__JOIN_MEAN, 0, FAIR__BELLAMY},
    {FAIR__WORDS(
         "predictive_parity_difference", "", "Gap between the precisions",
         "Does being selected mean the same in every group?",
         "max PPV_g - min PPV_g",
         "same: Fairlearn difference of precision_score; differs: SageMaker "
         "Clarify DAR (signed)",
         EXCLUSIVE),
     {PPV, NULL}, "difference", FAIR__JOIN_ONE, 0, CHOULDECHOVA},
    {FAIR__WORDS(
         "predictive_parity_ratio", "", "Ratio of the precisions",
         "What part of the highest precision does the group with the lowest "
         "have?",
         "min PPV_g / max PPV_g",
         "same: Fairlearn ratio of precision_score; differs: kozodoi "
         "pred_rate_parity and Aequitas precision_disparity (against a given "
         "group, may exceed 1)",
         EXCLUSIVE),
     {PPV, NULL}, "ratio", FAIR__JOIN_ONE, 0, CHOULDECHOVA},
    {FAIR__WORDS(
         "conditional_use_accuracy_difference", "",
         "The larger of the gaps between positive and between negative "
         "predictive values",
         "Do being selected and being rejected mean the same in every group?",
         "max(max PPV_g - min PPV_g, max NPV_g - min NPV_g)",
         "differs: OxonFair cond_use_accuracy and mlr3fairness fairness.pp "
         "(mean of the two)",
         EXCLUSIVE),
     {PPV, NPV}, "difference", FAIR__JOIN_WORST, 0, FAIR__BERK},
    {FAIR__WORDS(
         "overall_accuracy_difference",
         "accuracy_difference accuracy_score_difference",
         "Gap between the accuracies",
         "Are decisions equally often right in every group?",
         "max ACC_g - min ACC_g",
         "same: Fairlearn accuracy_score_difference; differs: SageMaker "
         "Clarify AD (signed), kozodoi acc_parity (ratio to a base group)",
         "equal accuracies may hide opposite errors: one group missed, the "
         "other wrongly selected"),
     {"accuracy", NULL}, "difference", FAIR__JOIN_ONE, 0, FAIR__BERK},
    {FAIR__WORDS(
         "treatment_equality_difference", "",
         "Gap between the ratios of missed to wrongly selected",
         "Is the balance of the two errors the same in every group?",
         "max FN_g / FP_g - min FN_g / FP_g",
         "differs: SageMaker Clarify TE (signed, 0 for infinity less "
         "infinity), OxonFair (FP / FN)",
         "has no upper bound, and is undefined as soon as a group has no "
         "false positives"),
     {"treatment_ratio", NULL}, "difference", FAIR__JOIN_ONE, 0, FAIR__BERK},
    {FAIR__WORDS(
         "conditional_demographic_disparity", "",
         "How much more of the unfavourable than of the favourable "
         "decisions are the group's, averaged over strata, of the group "
         "where it is largest",
         "Among people alike in the control features, does a group get more "
         "of the bad decisions than of the good ones?",
         "sum n_i DD_gi / sum n_i over strata i, DD_gi = the group's share "
         "of the unfavourable decisions of stratum i less its share of the "
         "favourable ones; the group with the largest absolute value",
         "same: SageMaker Clarify CDDPL; 0 for an empty side of a stratum: "
         "SageMaker Clarify; differs: AIF360 "
         "conditional_demographic_disparity (sums over the groups, not over "
         "strata)",
         "control features that themselves come of unfairness explain it "
         "away"),
     {"selection_rate", NULL}, NULL, FAIR__JOIN_STRATA, 0,
     "Wachter, Mittelstadt and Russell 2021, Why fairness cannot be "
     "automated, Computer Law and Security Review 41, "
     "doi:10.1016/j.clsr.2021.105567"},
    {FAIR__WORDS(
         "four_fifths", "four_fifths_rule",
         "The impact ratio held against 4/5, exactly",
         "Does every group get the favourable decision at least four times "
         "for each five of the luckiest group?",
         "impact_ratio >= 0.8, as 5 a n2 >= 4 b n1 in whole numbers",
         "same: SolasAI; differs: HolisticAI four_fifths (the ratio alone, "
         "its bounds are 0.8 and 1.2), Aequitas and fairmodels (against a "
         "given group, with an upper bound too)",
         "a rule of thumb on point estimates: proves neither harm nor its "
         "absence, and small groups fail it by chance"),
     {"selection_rate", NULL}, NULL, FAIR__JOIN_IMPACT, 0.8,
     "Uniform Guidelines on Employee Selection Procedures 1978, 29 CFR "
     "1607.4(D)"},
    {FAIR__WORDS(
         "auc_gap", "roc_auc_difference roc_auc_score_difference",
         "Gap between the areas under the ROC curves",
         "Do scores order the members of every group equally well?",
         "max AUC_g - min AUC_g",
         "same: Fairlearn difference of roc_auc_score; differs: Veritas "
         "auc_parity (signed), HolisticAI abroca (signed, not the area "
         "between the curves)",
         "equal areas do not mean equal error rates at any threshold; "
         BY_CHANCE),
     {"roc_auc", NULL}, "difference", FAIR__JOIN_ONE, 0,
     KALLUS},
    {FAIR__WORDS(
         "cross_auc", "xauc",
         "Largest gap between the two cross-group AUCs of a pair of groups",
         "Does a positive of one group outscore a negative of another as often "
         "as the other way round?",
         "max over pairs g, h of |xAUC(g, h) - xAUC(h, g)|, xAUC(g, h) = "
         "P(s+_g > s-_h) + P(s+_g = s-_h) / 2",
         "none: not found in the toolkits compared",
         ON_LABELS "; " BY_CHANCE),
     {"roc_auc", NULL}, NULL, FAIR__JOIN_CROSS_AUC, 0, KALLUS},
    {FAIR__WORDS(
         "abroca", "",
         "Largest area between the ROC curves of two groups",
         "Do thresholds trade false for true positives alike in every group?",
         "max over pairs g, h of the integral over x from 0 to 1 of |ROC_g(x) "
         "- ROC_h(x)| dx, straight between the points of each curve",
         "differs: HolisticAI abroca (the signed difference of the areas)",
         "never 0 by chance: curves of small groups are far apart; equal "
         "curves do not mean equal thresholds"),
     {"roc_auc", NULL}, NULL, FAIR__JOIN_ABROCA, 0,
     "Gardner, Brooks and Baker 2019, Evaluating the fairness of predictive "
     "student models through slicing analysis, LAK, "
     "doi:10.1145/3303772.3303791"},
    {FAIR__WORDS(
         "score_distance_ks", "",
         "Largest distance between two groups' distributions of scores, at "
         "any score (Kolmogorov-Smirnov)",
         "At the threshold where it is largest, how far apart are the "
         "groups' rates of scoring above it?",
         "max over pairs g, h and scores t of |F_g(t) - F_h(t)|, F_g(t) the "
         "group's share of w with s <= t",
         "same: SciPy ks_2samp statistic; differs: SageMaker Clarify KS "
         "(largest difference in the share of a single value)",
         NO_LABELS "; " BY_CHANCE),
     {"scoring_rate", NULL}, NULL, FAIR__JOIN_KS, 0,
     "Smirnov 1948, Table for estimating the goodness of fit of empirical "
     "distributions, Annals of Mathematical Statistics 19, "
     "doi:10.1214/aoms/1177730256"},
    {FAIR__WORDS(
         "score_distance_wasserstein", "",
         "Largest area between two groups' distribution functions of scores "
         "(Wasserstein-1, earth mover)",
         "How far have scores of one group to move, on average, to be "
         "distributed as the other's?",
         "max over pairs g, h of the integral of |F_g(s) - F_h(s)| ds, in "
         "units of the score",
         "same: SciPy wasserstein_distance; differs: AIF360 ot_distance "
         "(takes the values for masses)",
         NO_LABELS "; depends on the scale of the scores"),
     {"mean_score", NULL}, NULL, FAIR__JOIN_WASSERSTEIN, 0,
     "Vallender 1974, Calculation of the Wasserstein distance between "
     "probability distributions on the line, Theory of Probability and Its "
     "Applications 18, doi:10.1137/1118101"},
    {FAIR__WORDS(
         "score_distance_energy", "",
         "Largest energy distance between two groups' scores",
         "How far apart are the groups' scores, large gaps between the "
         "distributions counting for more than wide ones?",
         "max over pairs g, h of (2 integral of (F_g(s) - F_h(s))^2 ds)^(1/2)",
         "same: SciPy energy_distance",
         NO_LABELS "; depends on the scale of the scores, by its root; the "
         "literature often means the square"),
     {"mean_score", NULL}, NULL, FAIR__JOIN_ENERGY, 0,
     "Szekely and Rizzo 2013, Energy statistics: a class of statistics based "
     "on distances, Journal of Statistical Planning and Inference 143, "
     "doi:10.1016/j.jspi.2013.03.018"},
    {FAIR__WORDS(
         "sufficiency_gap", "",
         "Largest gap between the observed rates of two groups in one bin of "
         "scores",
         "Does the same score mean the same in every group?",
         "max over bins and groups g, h of |P_g / W_g - P_h / W_h| in the "
         "bin, bins of equal width; bins where fewer than two groups have "
         "weight (or min_count rows) are left out",
         "differs: Veritas calibration_by_group (mean of the gaps of "
         "precision and false omission rate)",
         EXCLUSIVE "; a bin with few rows of a group gives a large gap by "
                   "chance"),
     {CALIBRATION, NULL}, NULL, FAIR__JOIN_SUFFICIENCY, 0,
     "Liu, Simchowitz and Hardt 2019, The implicit fairness criterion of "
     "unconstrained learning, ICML, arXiv:1808.10013"},
    {FAIR__WORDS(
         "multicalibration_error", "",
         "Largest distance between what scores foretold and what happened, of "
         "one group in one bin, as a share of all rows",
         "Is there a group, and a range of scores, for which scores are wrong "
         "for many?",
         "max over groups and bins of |S - P| / (P + N of all groups), S and "
         "P of the group in the bin, bins of equal width",
         "none: no toolkit that was looked at has it",
         "groups are those of the grouping: look at all features together "
         "for their combinations; small groups count little, whatever their "
         "scores"),
     {CALIBRATION, NULL}, NULL, FAIR__JOIN_MULTICALIBRATION, 0,
     "Hebert-Johnson, Kim, Reingold and Rothblum 2018, Multicalibration: "
     "calibration for the (computationally-identifiable) masses, ICML, "
     "arXiv:1711.08513"},
    {FAIR__WORDS(
         "calibration_within_groups", "",
         "The largest of the groups' expected calibration errors, held "
         "against a tolerance where one is declared",
         "Do scores say in every group how often it happens?",
         "max over groups of expected_calibration_error; within the limit if "
         "at most calibration_tolerance",
         "none: no toolkit that was looked at has it",
         EXCLUSIVE "; small groups have large errors by chance"),
     {CALIBRATION, NULL}, "group_max", FAIR__JOIN_TOLERANCE, 0,
     "Kleinberg, Mullainathan and Raghavan 2017, Inherent trade-offs in the "
     "fair determination of risk scores, ITCS, "
     "doi:10.4230/LIPIcs.ITCS.2017.43"},
};

#define N_CRITERIA (sizeof(table) / sizeof(table[0]))

size_t
fair__criterion_count(void)
{
    return N_CRITERIA;
}

const fair__criterion *
fair__criterion_at(size_t i)
{
    return i < N_CRITERIA ? &table[i] : NULL;
}

const fair__criterion *
fair__criterion_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < N_CRITERIA; i++)
        if (strcmp(table[i].name, name) == 0) return &table[i];
    for (size_t i = 0; name != NULL && i < N_CRITERIA; i++)
        if (fair__is_alias(table[i].name, name)) return &table[i];
    return NULL;
}

size_t
fair__criterion_index(const fair__criterion *c)
{
    return (size_t)(c - table);
}

size_t
fair__criterion_metrics(const fair__criterion *c, const fair__rules *rules,
                        const fair__metric *out[2])
{
    const int by_decision =
        c->join == FAIR__JOIN_IMPACT || c->join == FAIR__JOIN_STRATA;
    if (by_decision && rules->favourable == FAIR_FAVOURABLE_NEGATIVE) {
        out[0] = fair__metric_find("rejection_rate");
        return 1;
    }
    size_t n = 0;
    for (; n < 2 && c->metrics[n] != NULL; n++)
        out[n] = fair__metric_find(c->metrics[n]);
    return n;
}

double
fair__criterion_limit(const fair__criterion *c, const fair__rules *rules)
{
    return c->join == FAIR__JOIN_TOLERANCE ? rules->calibration_tolerance
                                           : c->limit;
}

int
fair__criterion_limit_side(const fair__criterion *c)
{
    return c->join == FAIR__JOIN_TOLERANCE ? 1 : -1;
}

uint32_t
fair__join_needs(int32_t join)
{
    return join == FAIR__JOIN_WASSERSTEIN || join == FAIR__JOIN_ENERGY
               ? FAIR__GIVEN_EACH
               : 0;
}

void
fair__criterion_find_in(const fair__criterion *c, const fair__population *p,
                        const fair__rules *rules, fair__finding *out)
{
    static fair__join *const joins[] = {
        [FAIR__JOIN_ONE] = fair__join_one,
        [FAIR__JOIN_WORST] = fair__join_worst,
        [FAIR__JOIN_MEAN] = fair__join_mean,
        [FAIR__JOIN_SIGNED] = fair__join_signed,
        [FAIR__JOIN_IMPACT] = fair__join_impact,
        [FAIR__JOIN_STRATA] = fair__join_strata,
        [FAIR__JOIN_CROSS_AUC] = fair__join_between,
        [FAIR__JOIN_ABROCA] = fair__join_between,
        [FAIR__JOIN_KS] = fair__join_between,
        [FAIR__JOIN_WASSERSTEIN] = fair__join_between,
        [FAIR__JOIN_ENERGY] = fair__join_between,
        [FAIR__JOIN_SUFFICIENCY] = fair__join_sufficiency,
        [FAIR__JOIN_MULTICALIBRATION] = fair__join_multicalibration,
        [FAIR__JOIN_TOLERANCE] = fair__join_tolerance,
    };
    const fair__metric *m[2] = {NULL, NULL};
    fair__criterion_metrics(c, rules, m);
    joins[c->join](c, p, rules, m, out);
}
