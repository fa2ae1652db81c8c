/* SPDX-License-Identifier: MIT
 * The two parts of the table of metrics, and what their rows share. */
#ifndef FAIR_METRIC_TABLE_H
#define FAIR_METRIC_TABLE_H

#include "metric/metric.h"

extern const fair__metric fair__metrics[]; /* of counts */
extern const size_t fair__n_metrics;
extern const fair__metric fair__score_metrics[];
extern const size_t fair__n_score_metrics;
extern const fair__metric fair__calibration_metrics[];
extern const size_t fair__n_calibration_metrics;

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

#define OF_PREVALENCE                                                         \
    "differs between groups of different base rates even where the error "    \
    "rates are equal"
#define ON_LABELS                                                             \
    "takes labels for the truth, also where earlier decisions made them"

#endif
