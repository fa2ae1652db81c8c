/* SPDX-License-Identifier: MIT
 * The table of metrics: one row each, and nothing else anywhere. */
#include "metric/metric.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/*                        tp fp fn tn, unlabelled: selected, rejected */
#define NONE            {{0, 0, 0, 0, 0, 0}}
#define TP              {{1, 0, 0, 0, 0, 0}}
#define FP              {{0, 1, 0, 0, 0, 0}}
#define FN              {{0, 0, 1, 0, 0, 0}}
#define TN              {{0, 0, 0, 1, 0, 0}}
#define POSITIVES       {{1, 0, 1, 0, 0, 0}}
#define NEGATIVES       {{0, 1, 0, 1, 0, 0}}
#define SELECTED        {{1, 1, 0, 0, 0, 0}}
#define REJECTED        {{0, 0, 1, 1, 0, 0}}
#define RIGHT           {{1, 0, 0, 1, 0, 0}}
#define WRONG           {{0, 1, 1, 0, 0, 0}}
#define LABELLED        {{1, 1, 1, 1, 0, 0}}
#define TWICE_TP        {{2, 0, 0, 0, 0, 0}}
#define TWICE_TP_WRONG  {{2, 1, 1, 0, 0, 0}}
#define TP_WRONG        {{1, 1, 1, 0, 0, 0}}
#define EVER_SELECTED   {{1, 1, 0, 0, 1, 0}}
#define EVER_REJECTED   {{0, 0, 1, 1, 0, 1}}
#define ROWS            {{1, 1, 1, 1, 1, 1}}

#define NO_RATIO {NONE, NONE}
#define BOTH (FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION)

static const fair__metric table[] = {
    {"count", "Rows of the group; with sample weights the sum of weights",
     "W = TP + FP + FN + TN + unlabelled", FAIR__OP_COUNT, {ROWS, NONE},
     NO_RATIO, 0, FAIR__NEUTRAL, 0, INFINITY, "", "",
     "Fairlearn's count ignores weights; AIF360 num_instances, Aequitas "
     "group_size"},
    {"count_share", "The group's share of all rows of the grouping",
     "W / sum of W over all groups", FAIR__OP_SHARE, {ROWS, NONE}, NO_RATIO,
     0, FAIR__NEUTRAL, 0, 1, "", "", ""},
    {"base_rate", "Share of the labelled rows whose label is positive",
     "(TP + FN) / (TP + FP + FN + TN)", FAIR__OP_RATIO,
     {POSITIVES, LABELLED}, NO_RATIO, FAIR__GIVEN_LABEL, FAIR__NEUTRAL, 0, 1,
     "prevalence", "Calders and Verwer 2010",
     "Aequitas prev, OxonFair pos_data_rate"},
    {"selection_rate", "Share of the rows that are selected, unlabelled rows "
     "included", "(TP + FP + unlabelled selected) / all rows",
     FAIR__OP_RATIO, {EVER_SELECTED, ROWS}, NO_RATIO, FAIR__GIVEN_DECISION,
     FAIR__SELECTED_BETTER, 0, 1, "", "Calders and Verwer 2010",
     "Aequitas pprev, fairmodels STP, OxonFair pos_pred_rate, "
     "TensorFlow positive_rate"},
    {"true_positive_rate", "Share of the positives that are selected",
     "TP / (TP + FN)", FAIR__OP_RATIO, {TP, POSITIVES}, NO_RATIO, BOTH,
     FAIR__SELECTED_BETTER, 0, 1, "recall sensitivity TPR", "Yerushalmy 1947",
     "hit rate; 0 for a group without positives in Fairlearn, OxonFair and "
     "SageMaker Clarify"},
    {"false_positive_rate", "Share of the negatives that are selected",
     "FP / (FP + TN)", FAIR__OP_RATIO, {FP, NEGATIVES}, NO_RATIO, BOTH,
     FAIR__SELECTED_BETTER, 0, 1, "FPR", "Yerushalmy 1947",
     "fall-out; 0 for a group without negatives in Fairlearn, 1 in "
     "error-parity"},
    {"true_negative_rate", "Share of the negatives that are not selected",
     "TN / (FP + TN)", FAIR__OP_RATIO, {TN, NEGATIVES}, NO_RATIO, BOTH,
     FAIR__REJECTED_BETTER, 0, 1, "specificity TNR", "Yerushalmy 1947", ""},
    {"false_negative_rate", "Share of the positives that are not selected",
     "FN / (TP + FN)", FAIR__OP_RATIO, {FN, POSITIVES}, NO_RATIO, BOTH,
     FAIR__REJECTED_BETTER, 0, 1, "FNR", "Yerushalmy 1947",
     "miss rate; 0 together with a true positive rate of 0 for a group "
     "without positives in Fairlearn"},
    {"positive_predictive_value", "Share of the selected that are positive",
     "TP / (TP + FP)", FAIR__OP_RATIO, {TP, SELECTED}, NO_RATIO, BOTH,
     FAIR__HIGHER_BETTER, 0, 1, "precision PPV", "Vecchio 1966",
     "SageMaker Clarify calls it acceptance rate"},
    {"negative_predictive_value", "Share of the rejected that are negative",
     "TN / (FN + TN)", FAIR__OP_RATIO, {TN, REJECTED}, NO_RATIO, BOTH,
     FAIR__HIGHER_BETTER, 0, 1, "NPV", "Vecchio 1966",
     "SageMaker Clarify calls it rejection rate"},
    {"false_discovery_rate", "Share of the selected that are negative",
     "FP / (TP + FP)", FAIR__OP_RATIO, {FP, SELECTED}, NO_RATIO, BOTH,
     FAIR__LOWER_BETTER, 0, 1, "", "Benjamini and Hochberg 1995",
     "0 where none are selected in AIF360"},
    {"false_omission_rate", "Share of the rejected that are positive",
     "FN / (FN + TN)", FAIR__OP_RATIO, {FN, REJECTED}, NO_RATIO, BOTH,
     FAIR__LOWER_BETTER, 0, 1, "", "Genovese and Wasserman 2002",
     "0 where none are rejected in AIF360"},
    {"accuracy", "Share of the labelled rows that are decided rightly",
     "(TP + TN) / (TP + FP + FN + TN)", FAIR__OP_RATIO, {RIGHT, LABELLED},
     NO_RATIO, BOTH, FAIR__HIGHER_BETTER, 0, 1, "",
     "Finley 1884", ""},
    {"error_rate", "Share of the labelled rows that are decided wrongly",
     "(FP + FN) / (TP + FP + FN + TN)", FAIR__OP_RATIO, {WRONG, LABELLED},
     NO_RATIO, BOTH, FAIR__LOWER_BETTER, 0, 1, "", "Finley 1884", ""},
    {"balanced_accuracy", "Mean of true positive and true negative rate",
     "(TP / P + TN / N) / 2", FAIR__OP_MEAN, {TP, POSITIVES},
     {TN, NEGATIVES}, BOTH, FAIR__HIGHER_BETTER, 0, 1, "",
     "Brodersen, Ong, Stephan and Buhmann 2010",
     "OxonFair replaces denominators below 1 by 1"},
    {"f1_score", "Harmonic mean of precision and recall",
     "2 TP / (2 TP + FP + FN)", FAIR__OP_RATIO, {TWICE_TP, TWICE_TP_WRONG},
     NO_RATIO, BOTH, FAIR__HIGHER_BETTER, 0, 1, "", "van Rijsbergen 1979",
     "undefined where TP = 0 in fairmodels; 0 here as soon as there is an "
     "error"},
    {"threat_score", "True positives among all that are positive or selected",
     "TP / (TP + FN + FP)", FAIR__OP_RATIO, {TP, TP_WRONG}, NO_RATIO, BOTH,
     FAIR__HIGHER_BETTER, 0, 1, "", "Gilbert 1884",
     "critical success index, Jaccard index"},
    {"matthews_correlation", "Correlation of decision and label",
     "(TP TN - FP FN) / sqrt(P N PP PN)", FAIR__OP_PHI, {NONE, POSITIVES},
     {NONE, SELECTED}, BOTH, FAIR__HIGHER_BETTER, -1, 1, "", "Matthews 1975",
     "phi coefficient; 0 instead of undefined in OxonFair"},
    {"informedness", "True positive rate less false positive rate",
     "TP / P + TN / N - 1", FAIR__OP_SUM_LESS_1, {TP, POSITIVES},
     {TN, NEGATIVES}, BOTH, FAIR__HIGHER_BETTER, -1, 1, "", "Youden 1950",
     "Youden's J, Peirce skill score"},
    {"markedness", "Precision less false omission rate",
     "TP / PP + TN / PN - 1", FAIR__OP_SUM_LESS_1, {TP, SELECTED},
     {TN, REJECTED}, BOTH, FAIR__HIGHER_BETTER, -1, 1, "", "Powers 2011",
     "delta P"},
    {"positive_likelihood_ratio", "How much selection speaks for a positive",
     "(TP / P) / (FP / N)", FAIR__OP_QUOTIENT, {TP, POSITIVES},
     {FP, NEGATIVES}, BOTH, FAIR__NEUTRAL, 0, INFINITY, "",
     "Deeks and Altman 2004", "LR+"},
    {"negative_likelihood_ratio", "How much rejection speaks for a positive",
     "(FN / P) / (TN / N)", FAIR__OP_QUOTIENT, {FN, POSITIVES},
     {TN, NEGATIVES}, BOTH, FAIR__NEUTRAL, 0, INFINITY, "",
     "Deeks and Altman 2004", "LR-"},
    {"diagnostic_odds_ratio", "Odds of selection of positives to those of "
     "negatives", "(TP TN) / (FP FN)", FAIR__OP_ODDS, {TP, POSITIVES},
     {FP, NEGATIVES}, BOTH, FAIR__NEUTRAL, 0, INFINITY, "",
     "Glas, Lijmer, Prins, Bonsel and Bossuyt 2003", "DOR"},
    {"treatment_ratio", "Missed positives for each wrongly selected",
     "FN / FP", FAIR__OP_RATIO, {FN, FP}, NO_RATIO, BOTH,
     FAIR__REJECTED_BETTER, 0, INFINITY, "",
     "Berk, Heidari, Jabbari, Kearns and Roth 2021",
     "OxonFair's error_ratio is FP / FN"},
    {"conditional_acceptance", "Positives for each selected",
     "(TP + FN) / (TP + FP)", FAIR__OP_RATIO, {POSITIVES, SELECTED},
     NO_RATIO, BOTH, FAIR__NEUTRAL, 0, INFINITY, "", "Das et al. 2021",
     "SageMaker Clarify, infinity or 0 where none are selected"},
    {"conditional_rejection", "Negatives for each rejected",
     "(FP + TN) / (FN + TN)", FAIR__OP_RATIO, {NEGATIVES, REJECTED},
     NO_RATIO, BOTH, FAIR__NEUTRAL, 0, INFINITY, "", "Das et al. 2021",
     "SageMaker Clarify, infinity or 0 where none are rejected"},
    {"predicted_positive_share", "The group's share of all that are selected",
     "PP / sum of PP over all groups, unlabelled rows included",
     FAIR__OP_SHARE, {EVER_SELECTED, NONE}, NO_RATIO, FAIR__GIVEN_DECISION,
     FAIR__NEUTRAL, 0, 1, "", "Saleiro et al. 2018",
     "Aequitas ppr (its \"Statistical Parity\" compares these shares)"},
    {"expected_cost", "Mean cost of errors, at the declared costs",
     "(c_FP FP + c_FN FN) / (TP + FP + FN + TN)", FAIR__OP_COST,
     {WRONG, LABELLED}, NO_RATIO, BOTH | FAIR__GIVEN_COSTS,
     FAIR__LOWER_BETTER, 0, INFINITY, "", "Elkan 2001", ""},
    {"utility", "Mean utility of decisions, at the declared utilities",
     "(u_TP TP + u_FP FP + u_FN FN + u_TN TN) / (TP + FP + FN + TN)",
     FAIR__OP_UTILITY, {LABELLED, LABELLED}, NO_RATIO,
     BOTH | FAIR__GIVEN_UTILITIES, FAIR__HIGHER_BETTER, -INFINITY, INFINITY,
     "", "Elkan 2001", "OxonFair Utility"},
    {"rejection_rate", "Share of the rows that are not selected, unlabelled "
     "rows included", "(FN + TN + unlabelled rejected) / all rows",
     FAIR__OP_RATIO, {EVER_REJECTED, ROWS}, NO_RATIO, FAIR__GIVEN_DECISION,
     FAIR__REJECTED_BETTER, 0, 1, "", "Calders and Verwer 2010",
     "OxonFair neg_pred_rate, TensorFlow negative_rate"},
};

#define N_METRICS (sizeof(table) / sizeof(table[0]))

size_t
fair__metric_count(void)
{
    return N_METRICS;
}

const fair__metric *
fair__metric_at(size_t i)
{
    return i < N_METRICS ? &table[i] : NULL;
}

size_t
fair__metric_index(const fair__metric *m)
{
    return (size_t)(m - table);
}

/* 1 if word is one of the words that spaces separate in list. */
static int
is_among(const char *list, const char *word)
{
    const size_t length = strlen(word);
    while (*list != '\0') {
        const size_t n = strcspn(list, " ");
        if (n == length && memcmp(list, word, n) == 0) return 1;
        list += n + (list[n] == ' ');
    }
    return 0;
}

const fair__metric *
fair__metric_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < N_METRICS; i++)
        if (strcmp(table[i].name, name) == 0 ||
            is_among(table[i].aliases, name))
            return &table[i];
    return NULL;
}
