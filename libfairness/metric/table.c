/* SPDX-License-Identifier: MIT
 * The table of metrics: one row each, and nothing else anywhere. */
#include "metric/table.h"

#include <math.h>
#include <stddef.h>

#define BOTH (FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION)

/* Where definitions come from. */
#define YERUSHALMY                                                            \
    "Yerushalmy 1947, Statistical problems in assessing methods of medical "  \
    "diagnosis, with special reference to X-ray techniques, Public Health "   \
    "Reports 62, doi:10.2307/4586294"
#define PREDICTIVE                                                            \
    "Altman and Bland 1994, Statistics notes: Diagnostic tests 2: "           \
    "predictive values, BMJ 309, doi:10.1136/bmj.309.6947.102"
#define FINLEY                                                                \
    "Finley 1884, Tornado predictions, American Meteorological Journal 1, "   \
    "discussed by Murphy 1996, "                                              \
    "doi:10.1175/1520-0434(1996)011<0003:TFAASE>2.0.CO;2"
#define DEEKS                                                                 \
    "Deeks and Altman 2004, Diagnostic tests 4: likelihood ratios, BMJ 329, " \
    "doi:10.1136/bmj.329.7458.168"
#define DAS                                                                   \
    "Das et al. 2021, Fairness measures for machine learning in finance, "    \
    "Journal of Financial Data Science 3(4), "                                \
    "https://pages.awscloud.com/rs/112-TZM-766/images/"                       \
    "Fairness.Measures.for.Machine.Learning.in.Finance.pdf"
#define ELKAN                                                                 \
    "Elkan 2001, The foundations of cost-sensitive learning, IJCAI, "         \
    "https://cseweb.ucsd.edu/~elkan/rescale.pdf"

#define IS_NOISY "has no upper bound, and swings where counts are small"

const fair__metric fair__metrics[] = {
    {FAIR__WORDS(
         "count", "num_instances group_size",
         "Rows of the group; with sample weights the sum of weights",
         "How many people the numbers about a group rest on",
         "TP + FP + FN + TN + unlabelled",
         "same: AIF360 num_instances, Aequitas group_size; differs: "
         "Fairlearn count (takes no notice of weights)",
         ""),
     FAIR__OP_COUNT, {ROWS, NONE}, NO_RATIO, 0, FAIR__NEUTRAL, 0, INFINITY,
     "none: a sum"},
    {FAIR__WORDS(
         "count_share", "", "The group's share of all rows of the grouping",
         "How much of the data the group is",
         "count_g / sum count_h over all groups h",
         "none: others show it in plots, without a name", ""),
     FAIR__OP_SHARE, {ROWS, NONE}, NO_RATIO, 0, FAIR__NEUTRAL, 0, 1,
     "none: a share"},
    {FAIR__WORDS(
         "base_rate", "prevalence",
         "Share of the labelled rows whose label is positive",
         "How often what is predicted does happen in the group",
         "(TP + FN) / (TP + FP + FN + TN)",
         "same: AIF360 base_rate, Aequitas prev, OxonFair pos_data_rate",
         "labels may carry the unfairness of the past: a gap in base rates is "
         "no proof that groups differ"),
     FAIR__OP_RATIO, {POSITIVES, LABELLED}, NO_RATIO, FAIR__GIVEN_LABEL,
     FAIR__NEUTRAL, 0, 1, FAIR__CALDERS},
    {FAIR__WORDS(
         "selection_rate", "SR positive_rate",
         "Share of the rows that are selected, unlabelled rows included",
         "How often members of the group get the positive decision",
         "(TP + FP + unlabelled selected) / all rows",
         "same: Fairlearn selection_rate, AIF360 selection_rate, Aequitas "
         "pprev, Fairness Indicators positive_rate, OxonFair pos_pred_rate, "
         "fairmodels STP, SageMaker Clarify PPL; differs: SageMaker Clarify "
         "acceptance rate (the precision)",
         "without the unlabelled rows it is 1 wherever only the selected have "
         "labels"),
     FAIR__OP_RATIO, {EVER_SELECTED, ROWS}, NO_RATIO, FAIR__GIVEN_DECISION,
     FAIR__SELECTED_BETTER, 0, 1, FAIR__CALDERS},
    {FAIR__WORDS(
         "true_positive_rate",
         "recall sensitivity tpr TPR hit_rate recall_score",
         "Share of the positives that are selected",
         "Of those whose label is positive, how many are found",
         "TP / (TP + FN)",
         "same: scikit-learn recall_score, Fairlearn true_positive_rate, "
         "AIF360 true_positive_rate, Aequitas tpr, Fairness Indicators "
         "true_positive_rate; 0 where undefined: scikit-learn, Fairlearn, "
         "OxonFair, SageMaker Clarify, LiFT",
         ON_LABELS),
     FAIR__OP_RATIO, {TP, POSITIVES}, NO_RATIO, BOTH, FAIR__SELECTED_BETTER,
     0, 1, YERUSHALMY},
    {FAIR__WORDS(
         "false_positive_rate", "fpr FPR fall_out",
         "Share of the negatives that are selected",
         "Of those whose label is negative, how many are taken for positive",
         "FP / (FP + TN)",
         "same: Fairlearn false_positive_rate, AIF360 false_positive_rate, "
         "Aequitas fpr, Fairness Indicators false_positive_rate; 0 where "
         "undefined: Fairlearn, OxonFair, SageMaker Clarify; 1 where "
         "undefined: error-parity",
         ""),
     FAIR__OP_RATIO, {FP, NEGATIVES}, NO_RATIO, BOTH, FAIR__SELECTED_BETTER,
     0, 1, YERUSHALMY},
    {FAIR__WORDS(
         "true_negative_rate", "specificity tnr TNR",
         "Share of the negatives that are not selected",
         "Of those whose label is negative, how many are rightly left out",
         "TN / (FP + TN)",
         "same: Fairlearn true_negative_rate, AIF360 true_negative_rate, "
         "Aequitas tnr, Fairness Indicators true_negative_rate; 0 where "
         "undefined: Fairlearn, OxonFair, SageMaker Clarify",
         ""),
     FAIR__OP_RATIO, {TN, NEGATIVES}, NO_RATIO, BOTH, FAIR__REJECTED_BETTER,
     0, 1, YERUSHALMY},
    {FAIR__WORDS(
         "false_negative_rate", "fnr FNR miss_rate",
         "Share of the positives that are not selected",
         "Of those whose label is positive, how many are missed",
         "FN / (TP + FN)",
         "same: Fairlearn false_negative_rate, AIF360 false_negative_rate, "
         "Aequitas fnr, Fairness Indicators false_negative_rate; 0 where "
         "undefined: Fairlearn (which then has a true positive rate of 0 "
         "too), OxonFair, SageMaker Clarify",
         ""),
     FAIR__OP_RATIO, {FN, POSITIVES}, NO_RATIO, BOTH, FAIR__REJECTED_BETTER,
     0, 1, YERUSHALMY},
    {FAIR__WORDS(
         "positive_predictive_value", "precision ppv PPV precision_score",
         "Share of the selected that are positive",
         "Of those who are selected, for how many the label bears it out",
         "TP / (TP + FP)",
         "same: scikit-learn precision_score, AIF360 "
         "positive_predictive_value, Aequitas precision, SageMaker Clarify "
         "acceptance rate; 0 where undefined: scikit-learn, AIF360, SageMaker "
         "Clarify",
         OF_PREVALENCE),
     FAIR__OP_RATIO, {TP, SELECTED}, NO_RATIO, BOTH, FAIR__HIGHER_BETTER, 0,
     1, PREDICTIVE},
    {FAIR__WORDS(
         "negative_predictive_value", "npv NPV",
         "Share of the rejected that are negative",
         "Of those who are rejected, for how many the label bears it out",
         "TN / (FN + TN)",
         "same: AIF360 negative_predictive_value, Aequitas npv, SageMaker "
         "Clarify rejection rate; 0 where undefined: AIF360, SageMaker "
         "Clarify",
         OF_PREVALENCE),
     FAIR__OP_RATIO, {TN, REJECTED}, NO_RATIO, BOTH, FAIR__HIGHER_BETTER, 0,
     1, PREDICTIVE},
    {FAIR__WORDS(
         "false_discovery_rate", "fdr FDR",
         "Share of the selected that are negative",
         "Of those who are selected, for how many the label speaks against it",
         "FP / (TP + FP)",
         "same: AIF360 false_discovery_rate, Aequitas fdr, Fairness "
         "Indicators false_discovery_rate; 0 where undefined: AIF360",
         OF_PREVALENCE),
     FAIR__OP_RATIO, {FP, SELECTED}, NO_RATIO, BOTH, FAIR__LOWER_BETTER, 0,
     1,
     "Benjamini and Hochberg 1995, Controlling the false discovery rate: a "
     "practical and powerful approach to multiple testing, Journal of the "
     "Royal Statistical Society B 57, doi:10.1111/j.2517-6161.1995.tb02031.x"},
    {FAIR__WORDS(
         "false_omission_rate", "FOR",
         "Share of the rejected that are positive",
         "Of those who are rejected, for how many the label speaks against it",
         "FN / (FN + TN)",
         "same: AIF360 false_omission_rate, Aequitas for, Fairness "
         "Indicators false_omission_rate; 0 where undefined: AIF360",
         OF_PREVALENCE),
     FAIR__OP_RATIO, {FN, REJECTED}, NO_RATIO, BOTH, FAIR__LOWER_BETTER, 0,
     1,
     "Genovese and Wasserman 2002, Operating characteristics and extensions "
     "of the false discovery rate procedure, Journal of the Royal "
     "Statistical Society B 64; as a report, "
     "https://www.stat.cmu.edu/tr/tr737/tr737.html"},
    {FAIR__WORDS(
         "accuracy", "ACC accuracy_score",
         "Share of the labelled rows that are decided rightly",
         "How often decision and label agree",
         "(TP + TN) / (TP + FP + FN + TN)",
         "same: scikit-learn accuracy_score, AIF360 accuracy, kozodoi "
         "acc_parity; 0 where undefined: SageMaker Clarify",
         "says nothing of which error is made, and where positives are rare "
         "rejecting everybody scores high"),
     FAIR__OP_RATIO, {RIGHT, LABELLED}, NO_RATIO, BOTH, FAIR__HIGHER_BETTER,
     0, 1, FINLEY},
    {FAIR__WORDS(
         "error_rate", "zero_one_loss",
         "Share of the labelled rows that are decided wrongly",
         "How often decision and label disagree",
         "(FP + FN) / (TP + FP + FN + TN)",
         "same: scikit-learn zero_one_loss, AIF360 error_rate",
         "counts both errors alike, whatever they cost"),
     FAIR__OP_RATIO, {WRONG, LABELLED}, NO_RATIO, BOTH, FAIR__LOWER_BETTER,
     0, 1, FINLEY},
    {FAIR__WORDS(
         "balanced_accuracy", "balanced_accuracy_score",
         "Mean of true positive and true negative rate",
         "How often decisions are right if positives and negatives were as "
         "many",
         "(TP / P + TN / N) / 2",
         "same: scikit-learn balanced_accuracy_score; differs: scikit-learn "
         "for labels of one class (the one rate that there is), OxonFair "
         "(takes denominators below 1 for 1)",
         ""),
     FAIR__OP_MEAN, {TP, POSITIVES}, {TN, NEGATIVES}, BOTH,
     FAIR__HIGHER_BETTER, 0, 1,
     "Brodersen, Ong, Stephan and Buhmann 2010, The balanced accuracy and "
     "its posterior distribution, ICPR, doi:10.1109/ICPR.2010.764"},
    {FAIR__WORDS(
         "f1_score", "f1 F1", "Harmonic mean of precision and recall",
         "High only where those found and those meant are the same people",
         "2 TP / (2 TP + FP + FN)",
         "same: scikit-learn f1_score; 0 where undefined: scikit-learn; "
         "undefined where TP = 0: fairmodels",
         "takes no notice of true negatives; " OF_PREVALENCE),
     FAIR__OP_RATIO, {TWICE_TP, TWICE_TP_WRONG}, NO_RATIO, BOTH,
     FAIR__HIGHER_BETTER, 0, 1,
     "van Rijsbergen 1979, Information Retrieval, 2nd edition, ISBN "
     "0-408-70929-4"},
    {FAIR__WORDS(
         "threat_score", "critical_success_index jaccard_score",
         "True positives among all that are positive or selected",
         "Of those found or meant, how many are both",
         "TP / (TP + FN + FP)",
         "same: scikit-learn jaccard_score, fairmodels TS; 0 where undefined: "
         "scikit-learn",
         "takes no notice of true negatives; " OF_PREVALENCE),
     FAIR__OP_RATIO, {TP, TP_WRONG}, NO_RATIO, BOTH, FAIR__HIGHER_BETTER, 0,
     1,
     "Gilbert 1884, Finley's tornado predictions, American Meteorological "
     "Journal 1, discussed by Murphy 1996, "
     "doi:10.1175/1520-0434(1996)011<0003:TFAASE>2.0.CO;2"},
    {FAIR__WORDS(
         "matthews_correlation", "mcc MCC matthews_corrcoef phi",
         "Correlation of decision and label",
         "1 if they always agree, 0 if one says nothing of the other, -1 if "
         "they never agree",
         "(TP TN - FP FN) / sqrt(P N PP PN)",
         "same: scikit-learn matthews_corrcoef, kozodoi mcc_parity; 0 where "
         "undefined: scikit-learn, OxonFair",
         OF_PREVALENCE),
     FAIR__OP_PHI, {NONE, POSITIVES}, {NONE, SELECTED}, BOTH,
     FAIR__HIGHER_BETTER, -1, 1,
     "Matthews 1975, Comparison of the predicted and observed secondary "
     "structure of T4 phage lysozyme, Biochimica et Biophysica Acta 405, "
     "doi:10.1016/0005-2795(75)90109-9"},
    {FAIR__WORDS(
         "informedness", "youden_j",
         "True positive rate less false positive rate",
         "How much more often positives are selected than negatives",
         "TP / P + TN / N - 1",
         "same: scikit-learn balanced_accuracy_score(adjusted=True)", ""),
     FAIR__OP_SUM_LESS_1, {TP, POSITIVES}, {TN, NEGATIVES}, BOTH,
     FAIR__HIGHER_BETTER, -1, 1,
     "Youden 1950, Index for rating diagnostic tests, Cancer 3, "
     "doi:10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3"},
    {FAIR__WORDS(
         "markedness", "delta_p", "Precision less false omission rate",
         "How much more often the selected are positive than the rejected",
         "TP / PP + TN / PN - 1", "same: TensorFlow Model Analysis Markedness",
         OF_PREVALENCE),
     FAIR__OP_SUM_LESS_1, {TP, SELECTED}, {TN, REJECTED}, BOTH,
     FAIR__HIGHER_BETTER, -1, 1,
     "Powers 2011, Evaluation: from precision, recall and F-measure to ROC, "
     "informedness, markedness and correlation, Journal of Machine Learning "
     "Technologies 2, arXiv:2010.16061"},
    {FAIR__WORDS(
         "positive_likelihood_ratio", "lr_plus",
         "True positive rate for each false positive rate",
         "How much being selected speaks for a positive label; 1 is not at "
         "all",
         "(TP / P) / (FP / N)",
         "same: scikit-learn class_likelihood_ratios", IS_NOISY),
     FAIR__OP_QUOTIENT, {TP, POSITIVES}, {FP, NEGATIVES}, BOTH,
     FAIR__NEUTRAL, 0, INFINITY, DEEKS},
    {FAIR__WORDS(
         "negative_likelihood_ratio", "lr_minus",
         "False negative rate for each true negative rate",
         "How much being rejected speaks for a positive label; 1 is not at "
         "all",
         "(FN / P) / (TN / N)",
         "same: scikit-learn class_likelihood_ratios", IS_NOISY),
     FAIR__OP_QUOTIENT, {FN, POSITIVES}, {TN, NEGATIVES}, BOTH,
     FAIR__NEUTRAL, 0, INFINITY, DEEKS},
    {FAIR__WORDS(
         "diagnostic_odds_ratio", "dor DOR",
         "Odds of selection of positives to those of negatives",
         "How well decisions tell positives from negatives; 1 is not at all",
         "(TP TN) / (FP FN)",
         "same: TensorFlow Model Analysis DiagnosticOddsRatio", IS_NOISY),
     FAIR__OP_ODDS, {TP, POSITIVES}, {FP, NEGATIVES}, BOTH, FAIR__NEUTRAL, 0,
     INFINITY,
     "Glas, Lijmer, Prins, Bonsel and Bossuyt 2003, The diagnostic odds "
     "ratio: a single indicator of test performance, Journal of Clinical "
     "Epidemiology 56, doi:10.1016/S0895-4356(03)00177-X"},
    {FAIR__WORDS(
         "treatment_ratio", "", "Missed positives for each wrongly selected",
         "Which of the two errors the group meets more often",
         "FN / FP",
         "same: fairret FalseNegativeFalsePositiveFraction; differs: OxonFair "
         "error_ratio (FP / FN)",
         IS_NOISY),
     FAIR__OP_RATIO, {FN, FP}, NO_RATIO, BOTH, FAIR__REJECTED_BETTER, 0,
     INFINITY, FAIR__BERK},
    {FAIR__WORDS(
         "conditional_acceptance", "", "Positives for each selected",
         "Whether more would deserve selection by their label than get it",
         "(TP + FN) / (TP + FP)",
         "same: SageMaker Clarify conditional acceptance, OxonFair "
         "cond_accept; infinity or 0 where undefined: SageMaker Clarify",
         IS_NOISY),
     FAIR__OP_RATIO, {POSITIVES, SELECTED}, NO_RATIO, BOTH, FAIR__NEUTRAL, 0,
     INFINITY, DAS},
    {FAIR__WORDS(
         "conditional_rejection", "", "Negatives for each rejected",
         "Whether more would be rejected by their label than are",
         "(FP + TN) / (FN + TN)",
         "same: SageMaker Clarify conditional rejection, OxonFair "
         "cond_reject; infinity or 0 where undefined: SageMaker Clarify",
         IS_NOISY),
     FAIR__OP_RATIO, {NEGATIVES, REJECTED}, NO_RATIO, BOTH, FAIR__NEUTRAL, 0,
     INFINITY, DAS},
    {FAIR__WORDS(
         "predicted_positive_share", "ppr",
         "The group's share of all that are selected",
         "How much of what is handed out goes to the group",
         "selected_g / sum selected_h over all groups h, selected = TP + FP + "
         "unlabelled selected",
         "same: Aequitas ppr, OxonFair pos_pred_proportion",
         "follows the size of the group: is no rate, and not to be equal"),
     FAIR__OP_SHARE, {EVER_SELECTED, NONE}, NO_RATIO, FAIR__GIVEN_DECISION,
     FAIR__NEUTRAL, 0, 1,
     "Saleiro et al. 2018, Aequitas: a bias and fairness audit toolkit, "
     "arXiv:1811.05577"},
    {FAIR__WORDS(
         "expected_cost", "", "Mean cost of errors, at the declared costs",
         "What a decision about a member of the group costs on average",
         "(c_FP FP + c_FN FN) / (TP + FP + FN + TN)",
         "same: error-parity costs", "is worth what the declared costs are"),
     FAIR__OP_COST, {WRONG, LABELLED}, NO_RATIO, BOTH | FAIR__GIVEN_COSTS,
     FAIR__LOWER_BETTER, 0, INFINITY, ELKAN},
    {FAIR__WORDS(
         "utility", "", "Mean utility of decisions, at the declared utilities",
         "What a decision about a member of the group yields on average",
         "(u_TP TP + u_FP FP + u_FN FN + u_TN TN) / (TP + FP + FN + TN)",
         "same: OxonFair Utility", "is worth what the declared utilities are"),
     FAIR__OP_UTILITY, {LABELLED, LABELLED}, NO_RATIO,
     BOTH | FAIR__GIVEN_UTILITIES, FAIR__HIGHER_BETTER, -INFINITY, INFINITY,
     ELKAN},
    {FAIR__WORDS(
         "rejection_rate", "negative_rate",
         "Share of the rows that are not selected, unlabelled rows included",
         "How often members of the group get the negative decision",
         "(FN + TN + unlabelled rejected) / all rows",
         "same: OxonFair neg_pred_rate, Fairness Indicators negative_rate; "
         "differs: SageMaker Clarify rejection rate (the negative predictive "
         "value)",
         ""),
     FAIR__OP_RATIO, {EVER_REJECTED, ROWS}, NO_RATIO, FAIR__GIVEN_DECISION,
     FAIR__REJECTED_BETTER, 0, 1, FAIR__CALDERS},
};

const size_t fair__n_metrics = sizeof(fair__metrics) / sizeof(*fair__metrics);
