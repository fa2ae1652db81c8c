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

static const fair__criterion table[] = {
    {"demographic_parity_difference", "Gap between the selection rates",
     "max SR_g - min SR_g", {"selection_rate", NULL}, "difference",
     FAIR__JOIN_ONE, 0, "", "Calders and Verwer 2010; Dwork et al. 2012",
     "statistical parity difference, mean difference (AIF360, signed against "
     "the privileged group); Aequitas \"Statistical Parity\" compares shares "
     "of all selected, kozodoi dem_parity counts"},
    {"demographic_parity_ratio", "Ratio of the selection rates",
     "min SR_g / max SR_g", {"selection_rate", NULL}, "ratio",
     FAIR__JOIN_ONE, 0, "", "Feldman et al. 2015",
     "called disparate impact in AIF360 and SageMaker Clarify (against the "
     "privileged group); OxonFair disparate_impact is the mean over pairs"},
    {"impact_ratio", "Rate of the favourable decision: lowest group to the "
     "group that gets it most", "min FR_g / max FR_h over groups h without "
     "missing values; FR is the selection rate, or the rejection rate where "
     "the negative decision is favourable", {"selection_rate", NULL}, NULL,
     FAIR__JOIN_IMPACT, 0, "", "NYC 6 RCNY 5-301",
     "adverse impact ratio (SolasAI). Not disparate impact: the law is more "
     "than the ratio"},
    {"equal_opportunity_difference", "Gap between the true positive rates",
     "max TPR_g - min TPR_g", {TPR, NULL}, "difference", FAIR__JOIN_ONE, 0,
     "", "Hardt, Price and Srebro 2016",
     "AIF360: signed against the privileged group; SageMaker Clarify RD"},
    {"equal_opportunity_ratio", "Ratio of the true positive rates",
     "min TPR_g / max TPR_g", {TPR, NULL}, "ratio", FAIR__JOIN_ONE, 0, "",
     "Hardt, Price and Srebro 2016",
     "kozodoi calls the ratio of true positive rates equal odds"},
    {"predictive_equality_difference", "Gap between the false positive rates",
     "max FPR_g - min FPR_g", {FPR, NULL}, "difference", FAIR__JOIN_ONE, 0,
     "", "Corbett-Davies, Pierson, Feller, Goel and Huq 2017",
     "OxonFair compares false negative rates under this name"},
    {"predictive_equality_ratio", "Ratio of the false positive rates",
     "min FPR_g / max FPR_g", {FPR, NULL}, "ratio", FAIR__JOIN_ONE, 0, "",
     "Corbett-Davies, Pierson, Feller, Goel and Huq 2017",
     "OxonFair compares false negative rates under this name"},
    {"equalized_odds_difference", "The larger of the gaps between true and "
     "between false positive rates",
     "max(max TPR_g - min TPR_g, max FPR_g - min FPR_g)", {TPR, FPR},
     "difference", FAIR__JOIN_WORST, 0, "", "Hardt, Price and Srebro 2016",
     "the mean of the two in mlr3fairness and OxonFair, the signed mean in "
     "Veritas; AIF360 returns the other gap where one is undefined"},
    {"equalized_odds_ratio", "The smaller of the ratios of true and of false "
     "positive rates", "min(min TPR_g / max TPR_g, min FPR_g / max FPR_g)",
     {TPR, FPR}, "ratio", FAIR__JOIN_WORST, 0, "",
     "Hardt, Price and Srebro 2016",
     "error-parity: false negative and false positive rates; Veritas: a "
     "ratio of sums"},
    {"average_odds_difference", "Mean of the differences in true and false "
     "positive rate to the reference, of the group where it is largest; "
     "opposite differences cancel: 0 does not mean equalized odds",
     "((TPR_g - TPR_ref) + (FPR_g - FPR_ref)) / 2 of the group with the "
     "largest absolute value", {TPR, FPR}, "difference_to_reference",
     FAIR__JOIN_SIGNED, 0, "", "Bellamy et al. 2018",
     "Veritas calls it equalized odds"},
    {"average_absolute_odds_difference", "Mean of the gaps between true and "
     "between false positive rates",
     "((max TPR_g - min TPR_g) + (max FPR_g - min FPR_g)) / 2", {TPR, FPR},
     "difference", FAIR__JOIN_MEAN, 0, "", "Bellamy et al. 2018",
     "Fairlearn equalized_odds_difference(agg=\"mean\"); AIF360 "
     "average_abs_odds_difference for two groups"},
    {"predictive_parity_difference", "Gap between the precisions",
     "max PPV_g - min PPV_g", {PPV, NULL}, "difference", FAIR__JOIN_ONE, 0,
     "", "Chouldechova 2017", "SageMaker Clarify DAR"},
    {"predictive_parity_ratio", "Ratio of the precisions",
     "min PPV_g / max PPV_g", {PPV, NULL}, "ratio", FAIR__JOIN_ONE, 0, "",
     "Chouldechova 2017", "kozodoi pred_rate_parity, against a base group"},
    {"conditional_use_accuracy_difference", "The larger of the gaps between "
     "positive and between negative predictive values",
     "max(max PPV_g - min PPV_g, max NPV_g - min NPV_g)", {PPV, NPV},
     "difference", FAIR__JOIN_WORST, 0, "",
     "Berk, Heidari, Jabbari, Kearns and Roth 2021",
     "the mean of the two in OxonFair and mlr3fairness"},
    {"overall_accuracy_difference", "Gap between the accuracies",
     "max ACC_g - min ACC_g", {"accuracy", NULL}, "difference",
     FAIR__JOIN_ONE, 0, "", "Berk, Heidari, Jabbari, Kearns and Roth 2021",
     "SageMaker Clarify AD"},
    {"treatment_equality_difference", "Gap between the ratios of missed to "
     "wrongly selected", "max FN_g / FP_g - min FN_g / FP_g",
     {"treatment_ratio", NULL}, "difference", FAIR__JOIN_ONE, 0, "",
     "Berk, Heidari, Jabbari, Kearns and Roth 2021",
     "OxonFair: FP / FN; SageMaker Clarify TE"},
    {"conditional_demographic_disparity", "How much more of the rejected than "
     "of the accepted are the group's, averaged over strata, of the group "
     "where it is largest", "sum n_i DD_gi / sum n_i over strata i, DD_gi = "
     "the group's share of the rejected of stratum i less its share of the "
     "accepted; the group with the largest absolute value",
     {"selection_rate", NULL}, NULL, FAIR__JOIN_STRATA, 0, "",
     "Wachter, Mittelstadt and Russell 2021",
     "SageMaker Clarify CDDPL, an empty side of a stratum counts as 0; "
     "AIF360's scikit-learn interface sums over the groups, not over strata"},
    {"four_fifths", "The impact ratio held against 4/5, exactly",
     "impact_ratio >= 0.8, as 5 a n2 >= 4 b n1 in whole numbers",
     {"selection_rate", NULL}, NULL, FAIR__JOIN_IMPACT, 0.8, "",
     "29 CFR 1607.4(D)",
     "HolisticAI tests 0.8 to 1.2; in floating point 4/5 comes out below "
     "0.8"},
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
    };
    const fair__metric *m[2] = {NULL, NULL};
    fair__criterion_metrics(c, rules, m);
    joins[c->join](c, p, rules, m, out);
}
