/* SPDX-License-Identifier: MIT
 * A policy: rules, checked, with names resolved. */
#ifndef FAIR_GATE_POLICY_H
#define FAIR_GATE_POLICY_H

#include <fairness/gate.h>

#include "compare/judge.h"

/* Groups that a rule names: values[starts[i]] up to before
 * values[starts[i + 1]]. */
typedef struct fair__named_groups {
    const char *name; /* of the field; static */
    size_t n;
    size_t *starts; /* n + 1; NULL: none */
    fair_feature_value *values;
} fair__named_groups;

/* All text is owned.  Days are numbers that read like them: 20270131. */
typedef struct fair__waiver {
    char *reason; /* NULL: there is no waiver */
    char *owner;
    int32_t expires;
    int32_t granted; /* 0: not said */
    fair__named_groups groups;
} fair__waiver;

/* All text is owned. */
typedef struct fair__rule {
    char *id;
    fair__subject subject;
    size_t n_by;
    char **by;
    char *limit_text;
    fair__wide exact;
    fair__limit limit;
    double confidence; /* 0: the policy's */
    uint64_t min_count;
    fair__named_groups required;
    fair__named_groups may_be_small;
    fair__named_groups groups; /* that it holds for; none: all */
    int32_t severity;
    int32_t inconclusive; /* FAIR_INCONCLUSIVE_DEFAULT: the policy's */
    int32_t set_aside;
    int32_t strata;
    fair__waiver waiver;
} fair__rule;

/* Rules are looked up by id, and ranked, one after the other. */
#define FAIR__MAX_RULES 1000

struct fair_policy {
    fair_allocator mem;
    double confidence;
    int32_t inconclusive;
    int32_t today; /* 0: not said */
    size_t n;
    size_t capacity;
    fair__rule *rules;
};

fair_status fair__policy_new(const fair_policy_options *options,
                             fair_policy **out, fair_error *err);
fair_status fair__policy_add(fair_policy *policy, const fair_rule *rule,
                             fair_error *err);
void fair__policy_free(fair_policy *policy);

/* Name of the subject: the criterion's, or the metric's. */
const char *fair__rule_subject(const fair__rule *rule);

/* "min", "max", "max_increase", "max_decrease". */
const char *fair__rule_limit_name(const fair__rule *rule);

/* One-sided level of a rule's bounds. */
double fair__rule_level(const fair_policy *policy, const fair__rule *rule);
int32_t fair__rule_inconclusive(const fair_policy *policy,
                                const fair__rule *rule);

/* ---- checks of a new rule (rule.c) ---- */

/* Copies and checks the caller's rule; on failure *out holds what
 * fair__rule_free frees. */
fair_status fair__rule_read(const fair_policy *policy, const fair_rule *given,
                            fair__rule *out, fair_error *err);
void fair__rule_free(fair__rule *rule, const fair_allocator *mem);

/* A list of groups as the caller gives it. */
typedef struct fair__given_groups {
    const char *name; /* of the field */
    size_t n;
    const size_t *lengths;
    const fair_feature_value *values;
} fair__given_groups;

/* Copies and checks a list of groups of the rule called id; on failure *out
 * holds what fair__named_groups_free frees. */
fair_status fair__named_groups_read(fair__named_groups *out, const char *id,
                                    const fair_allocator *mem,
                                    const fair__given_groups *given,
                                    fair_error *err);
void fair__named_groups_free(fair__named_groups *groups,
                             const fair_allocator *mem);

/* Text that can stand in a verdict as it is: no control character, nothing
 * invisible, valid UTF-8. */
int fair__is_printable(const char *text);

#endif
