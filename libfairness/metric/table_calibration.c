/* SPDX-License-Identifier: MIT
 * The metrics of calibration: the last part of the table. */
#include "metric/table.h"

#include <math.h>

#define OF_PROBABILITIES                                                      \
    (FAIR__GIVEN_LABEL | FAIR__GIVEN_SCORES | FAIR__GIVEN_PROBABILITIES)
#define OF_BINS (FAIR__GIVEN_LABEL | FAIR__GIVEN_SCORES | FAIR__GIVEN_BINS)
#define OF_MEANS (FAIR__GIVEN_LABEL | FAIR__GIVEN_SCORES | FAIR__GIVEN_MEANS)

#define LABELLED_ROWS {NONE, LABELLED}
#define OF_POSITIVES {POSITIVES, NONE}

#define IN_BINS                                                               \
    "with few rows a bin it is above 0 by chance alone; it depends on the "   \
    "bins, which the value names"
#define NAEINI                                                                \
    "Naeini, Cooper and Hauskrecht 2015, Obtaining well calibrated "          \
    "probabilities using Bayesian binning, AAAI, "                            \
    "doi:10.1609/aaai.v29i1.9602"
#define NGUYEN                                                                \
    "Nguyen and O'Connor 2015, Posterior calibration and exploratory "        \
    "analysis for natural language processing models, EMNLP, "                \
    "doi:10.18653/v1/D15-1182"
#define MURPHY                                                                \
    "Murphy 1973, A new vector partition of the probability score, Journal "  \
    "of Applied Meteorology 12, "                                             \
    "doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2"
#define STEPHENSON                                                            \
    "Stephenson, Coelho and Jolliffe 2008, Two extra components in the "      \
    "Brier score decomposition, Weather and Forecasting 23, "                 \
    "doi:10.1175/2007WAF2006116.1"
#define COX                                                                   \
    "Cox 1958, Two further applications of a model for binary regression, "   \
    "Biometrika 45, doi:10.1093/biomet/45.3-4.562"
#define FIVE                                                                  \
    "brier_score = brier_reliability - brier_resolution + "                   \
    "brier_uncertainty + brier_within_bin_variance - "                        \
    "brier_within_bin_covariance, in bins of equal width"
#define BOTH_LABELS {POSITIVES, POSITIVES}, {NEGATIVES, NEGATIVES}

const fair__metric fair__calibration_metrics[] = {
    {FAIR__WORDS(
         "expected_calibration_error", "expected_calibration_error_equal_width",
         "Mean over the rows of how far the mean score of their bin is from "
         "its observed rate, bins of equal width",
         "How far from what happened scores are on average, read as "
         "probabilities",
         "sum over bins |S - P_bin| / (P + N), S = sum w s in the bin",
         "differs: torchmetrics BinaryCalibrationError l1 (scores on an edge "
         "are in the bin above), netcal ECE (the same, and sample_threshold "
         "drops bins)",
         IN_BINS),
     FAIR__OP_GAPS, LABELLED_ROWS, OF_POSITIVES, OF_BINS,
     FAIR__LOWER_BETTER, 0, 1, NAEINI},
    {FAIR__WORDS(
         "expected_calibration_error_equal_mass", "",
         "Mean over the rows of how far the mean score of their bin is from "
         "its observed rate, bins of equal mass",
         "The same as expected_calibration_error, in bins that hold equally "
         "many rows of all groups together",
         "sum over bins |S - P_bin| / (P + N); the bin of a score is bins x "
         "share of the labelled rows of all groups that score lower, rounded "
         "down",
         "differs: scikit-learn calibration_curve quantile (edges between "
         "scores, of the group alone)",
         IN_BINS),
     FAIR__OP_MASS_GAPS, LABELLED_ROWS, OF_POSITIVES, OF_PROBABILITIES,
     FAIR__LOWER_BETTER, 0, 1, NGUYEN},
    {FAIR__WORDS(
         "maximum_calibration_error", "",
         "Largest distance over the bins between mean score and observed "
         "rate, bins of equal width",
         "How far from what happened the worst bin of scores is",
         "max over bins |S - P_bin| / W_bin",
         "differs: torchmetrics BinaryCalibrationError max (scores on an edge "
         "are in the bin above), netcal MCE (the same)",
         "a bin of one row can be far away by chance; the more bins, the "
         "larger"),
     FAIR__OP_LARGEST_GAP, LABELLED_ROWS, OF_POSITIVES, OF_BINS,
     FAIR__LOWER_BETTER, 0, 1, NAEINI},
    {FAIR__WORDS(
         "adaptive_calibration_error", "",
         "Mean over the bins of how far the mean score is from the observed "
         "rate, bins of equal mass",
         "The same as expected_calibration_error_equal_mass, each bin counted "
         "once",
         "sum over bins |S - P_bin| / W_bin / number of bins that have rows",
         "differs: netcal ACE (average calibration error, equal width)",
         IN_BINS),
     FAIR__OP_MEAN_GAP, LABELLED_ROWS, OF_POSITIVES, OF_PROBABILITIES,
     FAIR__LOWER_BETTER, 0, 1,
     "Nixon, Dusenberry, Zhang, Jerfel and Tran 2019, Measuring calibration "
     "in deep learning, CVPR workshops, arXiv:1904.01685"},
    {FAIR__WORDS(
         "root_mean_square_calibration_error", "",
         "Root of the mean over the rows of the squared distance between "
         "mean score and observed rate of their bin, bins of equal width",
         "The same as expected_calibration_error; large distances count more",
         "sqrt(sum over bins (S - P_bin)^2 / W_bin / (P + N))",
         "differs: torchmetrics BinaryCalibrationError l2 (scores on an edge "
         "are in the bin above)",
         IN_BINS),
     FAIR__OP_ROOT_GAPS, LABELLED_ROWS, OF_POSITIVES, OF_BINS,
     FAIR__LOWER_BETTER, 0, 1, NGUYEN},
    {FAIR__WORDS(
         "brier_reliability", "",
         "Part of the Brier score that comes of scores that are not the "
         "observed rates of their bins",
         "What would be gained by giving every bin its observed rate",
         "sum over bins (S - P_bin)^2 / W_bin / (P + N)",
         "differs: SpecsVerification BrierDecomp REL (in R, scores on an edge "
         "are in another bin)",
         FIVE),
     FAIR__OP_SQUARED_GAPS, LABELLED_ROWS, OF_POSITIVES, OF_BINS,
     FAIR__LOWER_BETTER, 0, 1, MURPHY},
    {FAIR__WORDS(
         "brier_resolution", "",
         "Part of the Brier score that is taken off for bins whose observed "
         "rates differ",
         "How far apart scores tell rows: the spread of the observed rates "
         "about the base rate",
         "sum over bins W_bin (P_bin / W_bin - base rate)^2 / (P + N)",
         "differs: SpecsVerification BrierDecomp RES (in R, scores on an edge "
         "are in another bin), s2dverification BrierScore gres (in R, with the "
         "terms within bins)",
         FIVE),
     FAIR__OP_RESOLUTION, LABELLED_ROWS, OF_POSITIVES, OF_BINS,
     FAIR__HIGHER_BETTER, 0, 0.25, MURPHY},
    {FAIR__WORDS(
         "brier_uncertainty", "",
         "Part of the Brier score that comes of the base rate alone",
         "The Brier score of giving everybody the base rate",
         "P N / (P + N)^2",
         "same: SpecsVerification BrierDecomp UNC (in R)",
         "differs between groups of different base rates, and so does the "
         "Brier score"),
     FAIR__OP_UNCERTAINTY, LABELLED_ROWS, OF_POSITIVES, OF_MEANS,
     FAIR__NEUTRAL, 0, 0.25, MURPHY},
    {FAIR__WORDS(
         "brier_within_bin_variance", "",
         "Mean variance of the scores within their bins",
         "What the three parts of Murphy leave out of the Brier score where "
         "scores within a bin differ; 0 with one bin for each score",
         "sum w (s - S / W_bin)^2 / (P + N)",
         "differs: s2dverification BrierScore gres (in R, with the "
         "resolution)",
         FIVE),
     FAIR__OP_WITHIN_VARIANCE, LABELLED_ROWS, OF_POSITIVES, OF_PROBABILITIES,
     FAIR__NEUTRAL, 0, 0.25, STEPHENSON},
    {FAIR__WORDS(
         "brier_within_bin_covariance", "",
         "Twice the mean covariance of scores and labels within their bins",
         "How well scores tell rows apart within their bins; 0 with one bin "
         "for each score",
         "2 sum w (s - S / W_bin) (y - P_bin / W_bin) / (P + N)",
         "differs: s2dverification BrierScore gres (in R, with the "
         "resolution)",
         FIVE),
     FAIR__OP_WITHIN_COVARIANCE, LABELLED_ROWS, OF_POSITIVES,
     OF_PROBABILITIES, FAIR__NEUTRAL, -0.5, 0.5, STEPHENSON},
    {FAIR__WORDS(
         "calibration_slope", "",
         "Slope of the logistic regression of the label on the logit of the "
         "score",
         "Whether scores are too extreme (below 1) or not extreme enough "
         "(above 1) for the group",
         "b of logit P(y = 1) = a + b logit(s), a and b of greatest "
         "likelihood together, s clipped to [2^-52, 1 - 2^-52]",
         "differs: rms val.prob Slope (in R, no clip)",
         "1 does not mean calibrated: see calibration_intercept; there is "
         "none where scores separate the labels"),
     FAIR__OP_SLOPE, BOTH_LABELS, OF_PROBABILITIES, FAIR__NEUTRAL, -INFINITY,
     INFINITY, COX},
    {FAIR__WORDS(
         "calibration_intercept", "",
         "Intercept of the logistic regression of the label on the logit of "
         "the score, beside calibration_slope",
         "Where the curve is at a score of 1/2: above 0 these are too low, "
         "below 0 too high",
         "a of logit P(y = 1) = a + b logit(s), a and b of greatest "
         "likelihood together, s clipped to [2^-52, 1 - 2^-52]",
         "differs: rms val.prob Intercept (in R, no clip), pmcalibration "
         "logistic_cal intercept (in R, with b fixed at 1)",
         "to be read with calibration_slope: scores are right as a whole and "
         "in spread only if it is 0 and the slope 1"),
     FAIR__OP_INTERCEPT, BOTH_LABELS, OF_PROBABILITIES, FAIR__NEUTRAL,
     -INFINITY, INFINITY, COX},
    {FAIR__WORDS(
         "spiegelhalter_z", "",
         "How far the Brier score is from what it would be if the scores were "
         "right, in standard deviations",
         "Whether scores, taken as given, may be right: about standard normal "
         "if they are, so that beyond 1.96 in size is 1 of 20 by chance",
         "sum w (y - s) (1 - 2 s) / sqrt(sum w^2 s (1 - s) (1 - 2 s)^2)",
         "same: rms val.prob S:z (in R)",
         "grows with the number of rows: a large group fails it for errors "
         "that do not matter, a small one passes with large ones"),
     FAIR__OP_SPIEGELHALTER, LABELLED_ROWS, OF_POSITIVES, OF_PROBABILITIES,
     FAIR__NEUTRAL, -INFINITY, INFINITY,
     "Spiegelhalter 1986, Probabilistic prediction in patient management and "
     "clinical trials, Statistics in Medicine 5, doi:10.1002/sim.4780050506"},
};

const size_t fair__n_calibration_metrics =
    sizeof(fair__calibration_metrics) / sizeof(*fair__calibration_metrics);
