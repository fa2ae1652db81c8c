# SPDX-License-Identifier: MIT
# One function for each row of the registry; a test keeps both alike.
from collections.abc import Callable, Mapping
from typing import Any

from ._types import (
    Bins,
    Column,
    Favourable,
    Features,
    Nulls,
    Reference,
    Scalar,
    Undefined,
    Unlabelled,
)
from ._value import Value

FUNCTIONS: dict[str, Callable[..., Value]]

def demographic_parity_difference(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Gap between the selection rates.

    Are people selected equally often in every group, whatever their labels?

        max SR_g - min SR_g
        SR = (TP + FP + unlabelled selected) / all rows
    """
    ...

def demographic_parity_ratio(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Ratio of the selection rates.

    What part of the most selected group's rate does the least selected one
    have?

        min SR_g / max SR_g
        SR = (TP + FP + unlabelled selected) / all rows
    """
    ...

def impact_ratio(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Rate of the favourable decision: lowest group to the group that gets it
    most.

    What part of the luckiest group's chance does the unluckiest one have?

        min FR_g / max FR_h over groups h without missing values; FR is the
            selection rate, or the rejection rate where the negative decision
            is favourable
    """
    ...

def equal_opportunity_difference(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Gap between the true positive rates.

    Do those who deserve selection by their label get it equally often in every
    group?

        max TPR_g - min TPR_g
        TPR = TP / (TP + FN)
    """
    ...

def equal_opportunity_ratio(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Ratio of the true positive rates.

    What part of the best group's chance to be found do positives of the worst
    one have?

        min TPR_g / max TPR_g
        TPR = TP / (TP + FN)
    """
    ...

def predictive_equality_difference(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Gap between the false positive rates.

    Are those whose label is negative wrongly selected equally often in every
    group?

        max FPR_g - min FPR_g
        FPR = FP / (FP + TN)
    """
    ...

def predictive_equality_ratio(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Ratio of the false positive rates.

    What part of the highest group's rate of wrong selection does the lowest
    one have?

        min FPR_g / max FPR_g
        FPR = FP / (FP + TN)
    """
    ...

def equalized_odds_difference(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """The larger of the gaps between true and between false positive rates.

    Given the label, are people selected equally often in every group?

        max(max TPR_g - min TPR_g, max FPR_g - min FPR_g)
        TPR = TP / (TP + FN)
        FPR = FP / (FP + TN)
    """
    ...

def equalized_odds_ratio(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """The smaller of the ratios of true and of false positive rates.

    The same as equalized_odds_difference, by factors.

        min(min TPR_g / max TPR_g, min FPR_g / max FPR_g)
        TPR = TP / (TP + FN)
        FPR = FP / (FP + TN)
    """
    ...

def average_odds_difference(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Mean of the differences in true and false positive rate to the reference,
    of the group where it is largest.

    On average over positives and negatives, how much more often than the
    reference is a group selected?

        ((TPR_g - TPR_ref) + (FPR_g - FPR_ref)) / 2 of the group with the
            largest absolute value
        TPR = TP / (TP + FN)
        FPR = FP / (FP + TN)
    """
    ...

def average_absolute_odds_difference(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Mean of the gaps between true and between false positive rates.

    The same as equalized_odds_difference, with the mean of the two gaps for
    the larger one.

        ((max TPR_g - min TPR_g) + (max FPR_g - min FPR_g)) / 2
        TPR = TP / (TP + FN)
        FPR = FP / (FP + TN)
    """
    ...

def predictive_parity_difference(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Gap between the precisions.

    Does being selected mean the same in every group?

        max PPV_g - min PPV_g
        PPV = TP / (TP + FP)
    """
    ...

def predictive_parity_ratio(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Ratio of the precisions.

    What part of the highest precision does the group with the lowest have?

        min PPV_g / max PPV_g
        PPV = TP / (TP + FP)
    """
    ...

def conditional_use_accuracy_difference(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """The larger of the gaps between positive and between negative predictive
    values.

    Do being selected and being rejected mean the same in every group?

        max(max PPV_g - min PPV_g, max NPV_g - min NPV_g)
        PPV = TP / (TP + FP)
        NPV = TN / (FN + TN)
    """
    ...

def overall_accuracy_difference(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Gap between the accuracies.

    Are decisions equally often right in every group?

        max ACC_g - min ACC_g
        ACC = (TP + TN) / (TP + FP + FN + TN)
    """
    ...

def treatment_equality_difference(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Gap between the ratios of missed to wrongly selected.

    Is the balance of the two errors the same in every group?

        max FN_g / FP_g - min FN_g / FP_g
    """
    ...

def conditional_demographic_disparity(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """How much more of the unfavourable than of the favourable decisions are the
    group's, averaged over strata, of the group where it is largest.

    Among people alike in the control features, does a group get more of the
    bad decisions than of the good ones?

        sum n_i DD_gi / sum n_i over strata i, DD_gi = the group's share of the
            unfavourable decisions of stratum i less its share of the
            favourable ones; the group with the largest absolute value
    """
    ...

def four_fifths(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """The impact ratio held against 4/5, exactly.

    Does every group get the favourable decision at least four times for each
    five of the luckiest group?

        impact_ratio >= 0.8, as 5 a n2 >= 4 b n1 in whole numbers
    """
    ...

def auc_gap(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Gap between the areas under the ROC curves.

    Do scores order the members of every group equally well?

        max AUC_g - min AUC_g
        AUC = P(s+ > s-) + P(s+ = s-) / 2 over pairs of a positive and a
            negative
    """
    ...

def cross_auc(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Largest gap between the two cross-group AUCs of a pair of groups.

    Does a positive of one group outscore a negative of another as often as the
    other way round?

        max over pairs g, h of |xAUC(g, h) - xAUC(h, g)|, xAUC(g, h) = P(s+_g >
            s-_h) + P(s+_g = s-_h) / 2
    """
    ...

def abroca(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Largest area between the ROC curves of two groups.

    Do thresholds trade false for true positives alike in every group?

        max over pairs g, h of the integral over x from 0 to 1 of |ROC_g(x) -
            ROC_h(x)| dx, straight between the points of each curve
    """
    ...

def score_distance_ks(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Largest distance between two groups' distributions of scores, at any score
    (Kolmogorov-Smirnov).

    At the threshold where it is largest, how far apart are the groups' rates
    of scoring above it?

        max over pairs g, h and scores t of |F_g(t) - F_h(t)|, F_g(t) the
            group's share of w with s <= t
    """
    ...

def score_distance_wasserstein(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Largest area between two groups' distribution functions of scores
    (Wasserstein-1, earth mover).

    How far have scores of one group to move, on average, to be distributed as
    the other's?

        max over pairs g, h of the integral of |F_g(s) - F_h(s)| ds, in units
            of the score
    """
    ...

def score_distance_energy(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Largest energy distance between two groups' scores.

    How far apart are the groups' scores, large gaps between the distributions
    counting for more than wide ones?

        max over pairs g, h of (2 integral of (F_g(s) - F_h(s))^2 ds)^(1/2)
    """
    ...

def sufficiency_gap(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Largest gap between the observed rates of two groups in one bin of scores.

    Does the same score mean the same in every group?

        max over bins and groups g, h of |P_g / W_g - P_h / W_h| in the bin,
            bins of equal width; bins where fewer than two groups have weight
            (or min_count rows) are left out
    """
    ...

def multicalibration_error(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """Largest distance between what scores foretold and what happened, of one
    group in one bin, as a share of all rows.

    Is there a group, and a range of scores, for which scores are wrong for
    many?

        max over groups and bins of |S - P| / (P + N of all groups), S and P of
            the group in the bin, bins of equal width
    """
    ...

def calibration_within_groups(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
) -> Value:
    """The largest of the groups' expected calibration errors, held against a
    tolerance where one is declared.

    Do scores say in every group how often it happens?

        max over groups of expected_calibration_error; within the limit if at
            most calibration_tolerance
    """
    ...
