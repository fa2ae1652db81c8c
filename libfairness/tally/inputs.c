/* SPDX-License-Identifier: MIT
 * Which columns there are: set by the first batch that is not empty. */
#include "tally/tally.h"

#define Y_TRUE FAIR__INPUT(FAIR__Y_TRUE)
#define Y_PRED FAIR__INPUT(FAIR__Y_PRED)
#define Y_SCORE FAIR__INPUT(FAIR__Y_SCORE)
#define BASELINE FAIR__INPUT(FAIR__Y_PRED_BASELINE)
#define WEIGHT FAIR__INPUT(FAIR__SAMPLE_WEIGHT)

static int
has_decision(const fair__spec *spec, uint32_t inputs)
{
    if ((inputs & Y_PRED) != 0) return 1;
    return (inputs & Y_SCORE) != 0 && spec->has_threshold;
}

int
fair__tally_has_decision(const fair__tally *t)
{
    return has_decision(&t->spec, t->inputs);
}

int
fair__tally_keeps_scores(const fair__tally *t)
{
    return (t->inputs & Y_SCORE) != 0 && t->spec.scores == FAIR_SCORES_EXACT;
}

int
fair__tally_reads_scores(const fair__tally *t)
{
    return fair__tally_keeps_scores(t) ||
           ((t->inputs & Y_SCORE) != 0 && t->spec.score_range.declared);
}

/* The first batch decides: does it make sense by itself? */
static fair_status
check_first(const fair__spec *spec, uint32_t inputs, fair_error *err)
{
    const char *score = fair__spec_column(spec, FAIR__Y_SCORE);
    if (spec->has_threshold && (inputs & Y_PRED) != 0)
        return fair__fail_at(
            err, FAIR_ERR_ARGUMENT, fair__spec_column(spec, FAIR__Y_PRED), -1,
            0,
            "decisions come from y_pred, or from y_score with a threshold: "
            "both are given; leave out one");
    if (spec->has_threshold && (inputs & Y_SCORE) == 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, score, -1, 0,
                             "there is a threshold but no y_score");
    if ((inputs & (Y_TRUE | Y_PRED)) != 0 || has_decision(spec, inputs))
        return FAIR_OK;
    if ((inputs & Y_SCORE) != 0) {
        if (spec->scores != FAIR_SCORES_NONE) return FAIR_OK;
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, score, -1, 0,
                             "y_score alone says nothing about decisions "
                             "where scores are not kept: give a threshold, "
                             "y_pred or y_true");
    }
    return fair__fail(err, FAIR_ERR_ARGUMENT,
                      "nothing to audit: give y_true, y_pred or y_score");
}

fair_status
fair__tally_check_inputs(const fair__tally *t, uint32_t inputs,
                         fair_error *err)
{
    if (t->inputs == 0) return check_first(&t->spec, inputs, err);
    const uint32_t different = inputs ^ t->inputs;
    for (int role = 0; role < FAIR__N_ROLES; role++) {
        if ((different & FAIR__INPUT(role)) == 0) continue;
        const int given = (inputs & FAIR__INPUT(role)) != 0;
        return fair__fail_at(
            err, FAIR_ERR_ARGUMENT, fair__spec_column(&t->spec, role), -1, 0,
            given ? "%s is given here but was not in the first batch: every "
                    "batch needs the same columns"
                  : "%s was in the first batch but is not given here: every "
                    "batch needs the same columns",
            fair__role_name(role));
    }
    return FAIR_OK;
}

/* Declarations of a label column, as the specification has them. */
static void
declare(fair__tally *t, int i)
{
    t->labels[i].positive_any = t->spec.positive_any;
    t->labels[i].positive_own = t->spec.positive[i];
}

void
fair__tally_set_inputs(fair__tally *t, uint32_t inputs)
{
    t->inputs = inputs;
    for (int i = 0; i < 3; i++)
        declare(t, i);
    if (inputs == 0) {
        t->n_labels = t->n_decisions = t->n_baselines = 0;
        t->n_slots = 0;
        return;
    }
    t->n_labels = (inputs & Y_TRUE) != 0 ? 3 : 1;
    t->n_decisions = has_decision(&t->spec, inputs) ? 2 : 1;
    t->n_baselines = (inputs & BASELINE) != 0 ? 2 : 1;
    t->n_slots = (size_t)(t->n_labels * t->n_decisions * t->n_baselines);
    if (t->n_decisions == 1 || (inputs & Y_PRED) != 0) return;
    /* Below and at the threshold: numbers 0 and 1, no question of what is
     * positive. */
    fair__label *decision = &t->labels[1];
    decision->positive_any = fair_scalar_missing();
    decision->positive_any.kind = FAIR_KIND_NONE;
    decision->positive_own = decision->positive_any;
    fair__label_truncate(decision, 0);
    decision->n = 2;
    decision->values[0] = fair_scalar_int(0);
    decision->values[1] = fair_scalar_int(1);
}
