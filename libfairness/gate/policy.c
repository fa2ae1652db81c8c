/* SPDX-License-Identifier: MIT
 * A policy's life. */
#include "gate/waiver.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"

#define DEFAULT_CONFIDENCE 0.95
#define DECIMALS 1e15

/* Makes sense for bounds whose one-sided level is one less it. */
static fair_status
check_confidence(double confidence, const char *column, fair_error *err)
{
    if (confidence == 0 || (confidence > 0.5 && confidence < 1))
        return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, column, -1, 0,
                         "confidence is %g, expected a number above 0.5 and "
                         "below 1 (95 %% is 0.95)",
                         confidence);
}

static fair_status
check_inconclusive(int32_t inconclusive, const char *column, fair_error *err)
{
    if (inconclusive >= FAIR_INCONCLUSIVE_DEFAULT &&
        inconclusive <= FAIR_INCONCLUSIVE_PASSES)
        return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, column, -1, 0,
                         "inconclusive is %d, expected one of "
                         "FAIR_INCONCLUSIVE_*",
                         (int64_t)inconclusive);
}

fair_status
fair__policy_new(const fair_policy_options *options, fair_policy **out,
                 fair_error *err)
{
    fair_policy_options o;
    fair_allocator mem;
    fair_status st = fair__options_read(&o, sizeof(o), sizeof(o), options,
                                        "fair_policy_options", err);
    if (st == FAIR_OK && o.reserved != 0)
        st = fair__fail(err, FAIR_ERR_ARGUMENT,
                        "fair_policy_options: reserved is not 0");
    if (st == FAIR_OK) st = check_confidence(o.confidence, "confidence", err);
    if (st == FAIR_OK)
        st = check_inconclusive(o.inconclusive, "inconclusive", err);
    int32_t today = 0;
    if (st == FAIR_OK && o.today != NULL)
        st = fair__day_read(o.today, NULL, "today", &today, err);
    if (st == FAIR_OK) st = fair__memory_init(&mem, o.allocator, err);
    if (st != FAIR_OK) return st;
    fair_policy *policy = fair__calloc(&mem, 1, sizeof(*policy));
    if (policy == NULL) return fair__no_memory(err);
    policy->mem = mem;
    policy->today = today;
    policy->confidence =
        o.confidence != 0 ? o.confidence : DEFAULT_CONFIDENCE;
    policy->inconclusive = o.inconclusive != FAIR_INCONCLUSIVE_DEFAULT
                               ? o.inconclusive
                               : FAIR_INCONCLUSIVE_STAYS;
    *out = policy;
    return FAIR_OK;
}

fair_status
fair__policy_add(fair_policy *policy, const fair_rule *given, fair_error *err)
{
    fair_rule known;
    fair_status st = fair__options_read(&known, sizeof(known), sizeof(known),
                                        given, "fair_rule", err);
    if (st == FAIR_OK)
        st = check_confidence(known.confidence, known.id, err);
    if (st == FAIR_OK)
        st = check_inconclusive(known.inconclusive, known.id, err);
    if (st == FAIR_OK && policy->n == FAIR__MAX_RULES)
        st = fair__fail_at(err, FAIR_ERR_LIMIT, known.id, -1, 0,
                           "a policy has at most %u rules: each one makes it "
                           "harder for the others to fail, so make several "
                           "policies",
                           (uint64_t)FAIR__MAX_RULES);
    if (st == FAIR_OK)
        st = fair__reserve(&policy->mem, &policy->rules, &policy->capacity,
                           policy->n + 1, sizeof(*policy->rules), err);
    if (st != FAIR_OK) return st;
    fair__rule rule = {0};
    st = fair__rule_read(policy, &known, &rule, err);
    if (st == FAIR_OK)
        policy->rules[policy->n++] = rule;
    else
        fair__rule_free(&rule, &policy->mem);
    return st;
}

void
fair__policy_free(fair_policy *policy)
{
    const fair_allocator mem = policy->mem;
    for (size_t i = 0; i < policy->n; i++)
        fair__rule_free(&policy->rules[i], &mem);
    fair__free(&mem, policy->rules, policy->capacity,
               sizeof(*policy->rules));
    fair__free(&mem, policy, 1, sizeof(*policy));
}

const char *
fair__rule_subject(const fair__rule *rule)
{
    return rule->subject.criterion != NULL ? rule->subject.criterion->name
                                           : rule->subject.metric->name;
}

const char *
fair__rule_limit_name(const fair__rule *rule)
{
    static const char *const names[2][2] = {{"min", "max"},
                                            {"max_decrease", "max_increase"}};
    return names[rule->subject.change][rule->limit.side > 0];
}

double
fair__rule_level(const fair_policy *policy, const fair__rule *rule)
{
    const double level = 1 - (rule->confidence != 0 ? rule->confidence
                                                    : policy->confidence);
    /* What people mean: 0.05, not 0.050000000000000044. */
    return (double)(int64_t)(level * DECIMALS + 0.5) / DECIMALS;
}

int32_t
fair__rule_inconclusive(const fair_policy *policy, const fair__rule *rule)
{
    return rule->inconclusive != FAIR_INCONCLUSIVE_DEFAULT
               ? rule->inconclusive
               : policy->inconclusive;
}
