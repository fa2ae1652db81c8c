/* SPDX-License-Identifier: MIT
 * The metrics of scores: the rest of the table. */
#include "metric/table.h"

#include <math.h>

#define OF_SCORES (FAIR__GIVEN_LABEL | FAIR__GIVEN_SCORES)
#define OF_PROBABILITIES (OF_SCORES | FAIR__GIVEN_PROBABILITIES)
#define OF_MEANS (OF_SCORES | FAIR__GIVEN_MEANS)

#define ZLIOBAITE                                                             \
    "Zliobaite 2017, Measuring discrimination in algorithmic decision "       \
    "making, Data Mining and Knowledge Discovery 31, "                        \
    "doi:10.1007/s10618-017-0506-1"
#define PLEISS                                                                \
    "Pleiss, Raghavan, Wu, Kleinberg and Weinberger 2017, On fairness and "   \
    "calibration, NIPS, arXiv:1709.02012"

const fair__metric fair__score_metrics[] = {
    {FAIR__WORDS(
         "mean_score", "mean_prediction",
         "Mean of the scores, unlabelled rows included",
         "How high members of the group score on average",
         "sum w s / sum w over all rows",
         "same: Fairlearn mean_prediction, TensorFlow Model Analysis "
         "MeanPrediction",
         "a few very high or low scores move it"),
     FAIR__OP_SCORE, {ROWS, ROWS}, NO_RATIO,
     FAIR__GIVEN_SCORES | FAIR__GIVEN_FINITE,
     FAIR__SELECTED_BETTER, -INFINITY, INFINITY, ZLIOBAITE},
    {FAIR__WORDS(
         "scoring_rate", "",
         "Share of the rows that score strictly above the median of all rows",
         "How often members of the group are in the upper half",
         "rows with s > median / all rows; the median is that of all rows of "
         "the audit, by weight, the lower one where two are in the middle",
         "same: SolasAI scoring rate of Local Law 144",
         "one group above the median puts others below it; where many rows "
         "score the median itself, fewer than half are above it"),
     FAIR__OP_ABOVE, {ROWS, ROWS}, NO_RATIO, FAIR__GIVEN_SCORES,
     FAIR__SELECTED_BETTER, 0, 1,
     "Rules of the City of New York, title 6, section 5-300 (Local Law 144 "
     "of 2021)"},
    {FAIR__WORDS(
         "soft_true_positive_rate", "generalized_true_positive_rate",
         "Mean score of the positives",
         "Of those whose label is positive, how many are found if each is "
         "selected with the probability that is the score",
         "sum w s over positives / P",
         "same: AIF360 generalized_true_positive_rate, LiFT without a "
         "threshold, fairret TruePositiveRate",
         ON_LABELS),
     FAIR__OP_SCORE, {POSITIVES, POSITIVES}, NO_RATIO, OF_MEANS,
     FAIR__SELECTED_BETTER, 0, 1, PLEISS},
    {FAIR__WORDS(
         "soft_false_positive_rate",
         "generalized_false_positive_rate generalized_fpr",
         "Mean score of the negatives",
         "Of those whose label is negative, how many are taken for positive "
         "if each is selected with the probability that is the score",
         "sum w s over negatives / N",
         "same: AIF360 generalized_false_positive_rate, LiFT without a "
         "threshold, fairret FalsePositiveRate",
         ON_LABELS),
     FAIR__OP_SCORE, {NEGATIVES, NEGATIVES}, NO_RATIO, OF_MEANS,
     FAIR__SELECTED_BETTER, 0, 1, PLEISS},
    {FAIR__WORDS(
         "roc_auc", "roc_auc_score auc AUC",
         "How often a positive scores higher than a negative, ties counted "
         "half",
         "How well scores order the group's own members; 1/2 is not at all",
         "P(s+ > s-) + P(s+ = s-) / 2 over pairs of a positive and a negative",
         "same: scikit-learn roc_auc_score; differs: TensorFlow Model "
         "Analysis AUC (buckets), LiFT (loses the first trapezoid, and so "
         "gives 0 where all scores tie)",
         "says nothing of pairs across groups: a group may be scored too low "
         "as a whole"),
     FAIR__OP_PAIRS, {POSITIVES, POSITIVES}, {NEGATIVES, NEGATIVES},
     OF_SCORES, FAIR__HIGHER_BETTER, 0, 1,
     "Hanley and McNeil 1982, The meaning and use of the area under a "
     "receiver operating characteristic (ROC) curve, Radiology 143, "
     "doi:10.1148/radiology.143.1.7063747"},
    {FAIR__WORDS(
         "pr_auc", "average_precision_score average_precision",
         "Mean over the positives of the precision of selecting from their "
         "score up (average precision)",
         "How many of those who score at least as high as a positive are "
         "positive",
         "sum over scores t of (TPR(t) - TPR(next higher)) PPV(t), selected "
         "if s >= t",
         "same: scikit-learn average_precision_score; differs: scikit-learn "
         "auc of precision_recall_curve (trapezoids, too high), scikit-learn "
         "without positives (0)",
         OF_PREVALENCE),
     FAIR__OP_PRECISION, {POSITIVES, POSITIVES}, NO_RATIO, OF_SCORES,
     FAIR__HIGHER_BETTER, 0, 1,
     "Boyd, Eng and Page 2013, Area under the precision-recall curve: point "
     "estimates and confidence intervals, ECML PKDD, "
     "doi:10.1007/978-3-642-40994-3_29"},
    {FAIR__WORDS(
         "ks_separation", "ks_statistic",
         "Largest distance between the distributions of positives' and "
         "negatives' scores",
         "How far the best threshold would tell positives from negatives",
         "max over t of |share of positives with s <= t - share of negatives "
         "with s <= t|",
         "same: SciPy ks_2samp statistic; differs: SageMaker Clarify KS "
         "(probabilities of single values, between groups)",
         "is large too where negatives score higher than positives"),
     FAIR__OP_SEPARATION, {POSITIVES, POSITIVES}, {NEGATIVES, NEGATIVES},
     OF_SCORES, FAIR__HIGHER_BETTER, 0, 1,
     "Smirnov 1948, Table for estimating the goodness of fit of empirical "
     "distributions, Annals of Mathematical Statistics 19, "
     "doi:10.1214/aoms/1177730256"},
    {FAIR__WORDS(
         "brier_score", "brier_score_loss",
         "Mean squared difference of score and label",
         "How far scores, read as probabilities, are from what happened",
         "sum w (s - y)^2 / (P + N)",
         "same: scikit-learn brier_score_loss",
         "is half of Brier's own sum over two classes; mixes calibration with "
         "how well scores tell people apart; differs with the base rate"),
     FAIR__OP_SQUARED_ERROR, {NONE, LABELLED}, {POSITIVES, NONE},
     OF_PROBABILITIES, FAIR__LOWER_BETTER, 0, 1,
     "Brier 1950, Verification of forecasts expressed in terms of "
     "probability, Monthly Weather Review 78, "
     "doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2"},
    {FAIR__WORDS(
         "log_loss", "cross_entropy",
         "Mean negative logarithm of the probability given to the label",
         "How surprised one is at what happened who trusts the scores",
         "-sum w (y ln s + (1 - y) ln(1 - s)) / (P + N), s clipped to "
         "[2^-52, 1 - 2^-52]",
         "same: scikit-learn log_loss (clip: of the precision of the scores, "
         "2^-52 for doubles)",
         "one sure and wrong score outweighs many right ones; how much "
         "depends on the clip"),
     FAIR__OP_LOG_LOSS, {NONE, LABELLED}, NO_RATIO, OF_PROBABILITIES,
     FAIR__LOWER_BETTER, 0, INFINITY,
     "Good 1952, Rational decisions, Journal of the Royal Statistical Society "
     "B 14, doi:10.1111/j.2517-6161.1952.tb00104.x"},
    {FAIR__WORDS(
         "calibration_in_the_large",
         "mean_calibration signed_calibration_error",
         "Mean score less base rate, of the labelled rows",
         "Whether scores are too high (above 0) or too low (below 0) for the "
         "group as a whole; a signed calibration error is this, whatever its "
         "bins",
         "(sum w s - P) / (P + N) over labelled rows",
         "differs: TensorFlow Model Analysis Calibration (the ratio)",
         "0 for a group may hide too high scores of some and too low ones of "
         "others"),
     FAIR__OP_SCORE, {LABELLED, LABELLED}, {POSITIVES, NONE},
     OF_MEANS, FAIR__NEUTRAL, -1, 1,
     "Van Calster, McLernon, van Smeden, Wynants and Steyerberg 2019, "
     "Calibration: the Achilles heel of predictive analytics, BMC Medicine "
     "17, doi:10.1186/s12916-019-1466-7"},
};

const size_t fair__n_score_metrics =
    sizeof(fair__score_metrics) / sizeof(*fair__score_metrics);
