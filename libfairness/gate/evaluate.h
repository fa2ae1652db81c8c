/* SPDX-License-Identifier: MIT
 * What the data of a report say about the rules of a policy. */
#ifndef FAIR_GATE_EVALUATE_H
#define FAIR_GATE_EVALUATE_H

#include "audit/report.h"
#include "compare/evidence.h"
#include "compare/settle.h"
#include "gate/policy.h"

/* What became of a rule, with all that it was made of. */
typedef struct fair__outcome {
    const fair__rule *rule;
    int32_t status;
    int32_t counts_as;
    const char *why;
    double level; /* one-sided, of both bounds before they are shared */
    double shared; /* of the fail bound, which all claims share */
    fair__rules rules;

    /* What was observed; the worst of all strata. */
    int32_t reason;
    int32_t within_limit;
    fair__wide value;
    size_t grouping; /* of the groups below */
    int32_t group;
    int32_t reference;
    const fair__metric *metric;

    /* Its claims: families by population and metric. */
    size_t first; /* grouping of the first population; SIZE_MAX: all rows as
                     one group */
    size_t n_populations;
    fair__plan plan;
    size_t n_families;
    fair__family *families;
    size_t n_samples;
    fair__sample *samples;
    fair__evidence evidence;
    uint64_t undefined; /* groups, over all families */
    uint64_t left_out;
    uint64_t allowed; /* of these, by may_be_small */
    fair__judgement judged;
    size_t rank; /* by p among the rules that share the level */
    fair__bound fail;
    uint32_t missing; /* groups without rows that are required or listed */
    uint8_t *only;    /* by group over all rows, where groups are listed */
    size_t n_only;
    int32_t waived;   /* FAIR_WAIVED_* */

    /* Of a change: by population and group the baseline, and by population
     * all rows. */
    int32_t baseline; /* FAIR_BASELINE_* */
    fair__population *before;
    size_t n_before;
    fair__counts *before_counts;
    size_t n_before_wides;
    fair__wide *before_wides;
    uint64_t gone; /* groups and strata that only the baseline has */
    fair__wide value_before;
    fair__wide increase;

    int settles; /* FAIR__SETTLES_*, where it is between the bounds */
    double *needed; /* by sample, rows that settle it; NULL: not worked out */
} fair__outcome;

typedef struct fair__evaluation {
    const fair_policy *policy;
    const fair_report *report;
    const fair_report *baseline; /* NULL: none */
    fair__population whole; /* all rows as one group */
    size_t n;
    fair__outcome *outcomes;
    int32_t status;
} fair__evaluation;

/* On failure *out holds nothing. */
fair_status fair__evaluate(const fair_policy *policy,
                           const fair_report *report,
                           const fair_report *baseline, fair__evaluation *out,
                           fair_error *err);
/* What a status of the rule counts as, by severity and `inconclusive`. */
int32_t fair__counted_as(const fair_policy *policy, const fair__rule *rule,
                         int32_t status);
/* Whether groups that are left out keep the rule from passing. */
int fair__refuses_left_out(const fair__outcome *o);
void fair__evaluation_free(fair__evaluation *evaluation);

/* Population k of a rule. */
const fair__population *
fair__outcome_population(const fair__evaluation *evaluation,
                         const fair__outcome *o, size_t k);

/* The population of a family; its grouping, or SIZE_MAX for all rows as one
 * group. */
size_t fair__family_grouping(const fair__evaluation *evaluation,
                             const fair__family *family);

/* Group i of a list, in a grouping; NO_GROUP if it has no rows. */
fair_status fair__named_group(const fair__evaluation *evaluation,
                              const fair__named_groups *list, size_t i,
                              size_t grouping, int32_t *found,
                              fair_error *err);

/* The same over all rows, of a list of the rule. */
fair_status fair__rule_group(const fair__evaluation *evaluation,
                             const fair__outcome *o,
                             const fair__named_groups *list, size_t i,
                             int32_t *found, fair_error *err);

#endif
