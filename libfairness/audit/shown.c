/* SPDX-License-Identifier: MIT
 * The counts that reports show, and the rates that people look at first. */
#include "audit/shown.h"

#define SLOT(s) (1u << (s))
#define LABELLED                                                              \
    (SLOT(FAIR__TP) | SLOT(FAIR__FP) | SLOT(FAIR__FN) | SLOT(FAIR__TN))
#define UNLABELLED                                                            \
    (SLOT(FAIR__UNLABELLED_SELECTED) | SLOT(FAIR__UNLABELLED_REJECTED))
#define BOTH (FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION)

const fair__shown_sum fair__shown_sums[FAIR__N_SHOWN_SUMS] = {
    {"n", LABELLED | UNLABELLED, 0},
    {"tp", SLOT(FAIR__TP), BOTH},
    {"fp", SLOT(FAIR__FP), BOTH},
    {"fn", SLOT(FAIR__FN), BOTH},
    {"tn", SLOT(FAIR__TN), BOTH},
    {"positives", SLOT(FAIR__TP) | SLOT(FAIR__FN), FAIR__GIVEN_LABEL},
    {"selected",
     SLOT(FAIR__TP) | SLOT(FAIR__FP) | SLOT(FAIR__UNLABELLED_SELECTED),
     FAIR__GIVEN_DECISION},
};

const fair__shown_sum fair__shown_unlabelled[FAIR__N_SHOWN_UNLABELLED] = {
    {"n", UNLABELLED, 0},
    {"selected", SLOT(FAIR__UNLABELLED_SELECTED), FAIR__GIVEN_DECISION},
    {"rejected", SLOT(FAIR__UNLABELLED_REJECTED), FAIR__GIVEN_DECISION},
};

int
fair__shows_unlabelled(const fair__snapshot *s)
{
    return (s->given & FAIR__GIVEN_LABEL) != 0 &&
           s->unlabelled == FAIR_UNLABELLED_KEEP;
}

uint64_t
fair__shown_rows(const fair__shown_sum *sum, const uint64_t *rows)
{
    uint64_t total = 0;
    for (uint32_t slot = 0; slot < FAIR__N_COUNTS; slot++)
        if ((sum->slots & SLOT(slot)) != 0) total += rows[slot];
    return total;
}

fair__wide
fair__shown_weights(const fair__shown_sum *sum, const fair__wide *weights)
{
    fair__wide total = fair__wide_zero();
    for (uint32_t slot = 0; slot < FAIR__N_COUNTS; slot++)
        if ((sum->slots & SLOT(slot)) != 0)
            total = fair__wide_add(&total, &weights[slot]);
    return total;
}

const char *
fair__excluded_name(int cause)
{
    static const char *const names[FAIR__N_EXCLUDED] = {
        "null_control", "null_sensitive", "null_y_true", "zero_frequency"};
    return names[cause];
}

/* The nth of these that what was given is enough for. */
static const fair__metric *
usual(const char *const *names, size_t n, uint32_t given, size_t nth)
{
    for (size_t i = 0; i < n; i++) {
        const fair__metric *m = fair__metric_find(names[i]);
        if ((m->needs & ~given) == 0 && nth-- == 0) return m;
    }
    return NULL;
}

const fair__metric *
fair__usual_rate(uint32_t given, size_t nth)
{
    static const char *const names[] = {
        "selection_rate",      "base_rate",
        "true_positive_rate",  "false_positive_rate",
        "positive_predictive_value", "accuracy",
    };
    return usual(names, sizeof(names) / sizeof(*names), given, nth);
}

const fair__metric *
fair__usual_of_scores(uint32_t given, size_t nth)
{
    static const char *const names[] = {
        "roc_auc",
        "expected_calibration_error",
        "calibration_in_the_large",
        "brier_score",
        "mean_score",
    };
    return usual(names, sizeof(names) / sizeof(*names), given, nth);
}
