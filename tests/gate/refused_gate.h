/* SPDX-License-Identifier: MIT
 * The calls of the gate, for the sweep of refused memory.  A policy and a
 * verdict live within a call: nothing of them may stay. */
#ifndef FAIR_TESTS_REFUSED_GATE_H
#define FAIR_TESTS_REFUSED_GATE_H

#include <fairness/gate.h>

#include "audit/report.h"

#include "../audit/refused.h"

static const fair_feature_value gate_required[] = {
    {"race", {.kind = FAIR_KIND_TEXT, .text = "nobody", .length = 6}},
};
static const size_t gate_lengths[] = {1};
static const char *const gate_by[] = {"race"};

/* Rules that ask for everything that is copied. */
static fair_status
make_policy(world *w, fair_policy **out, fair_error *err)
{
    fair_policy_options options = FAIR_POLICY_OPTIONS_INIT;
    fair_rule rule = FAIR_RULE_INIT;
    options.allocator = &w->mem;
    options.today = "2027-01-31";
    fair_status st = fair_policy_new(&options, out, err);
    if (st != FAIR_OK) return st;
    rule.criterion = "impact_ratio";
    rule.min = "0.8";
    rule.n_by = 1;
    rule.by = gate_by;
    rule.n_required = 1;
    rule.required_lengths = gate_lengths;
    rule.required = gate_required;
    st = fair_policy_add(*out, &rule, err);
    if (st != FAIR_OK) return st;
    rule = (fair_rule)FAIR_RULE_INIT;
    rule.id = "difference";
    rule.metric = "selection_rate";
    rule.comparison = "difference_to_reference";
    rule.max = "0.1";
    rule.n_by = 1;
    rule.by = gate_by;
    rule.n_groups = 1;
    rule.groups_lengths = gate_lengths;
    rule.groups = gate_required;
    st = fair_policy_add(*out, &rule, err);
    if (st != FAIR_OK) return st;
    fair_waiver waiver = FAIR_WAIVER_INIT;
    waiver.rule = "difference";
    waiver.reason = "being mended";
    waiver.owner = "Ann";
    waiver.expires = "2027-01-31";
    waiver.n_groups = 1;
    waiver.groups_lengths = gate_lengths;
    waiver.groups = gate_required;
    return fair_policy_waive(*out, &waiver, err);
}

static fair_status
call_policy(world *w, fair_error *err)
{
    fair_policy *policy = NULL;
    const fair_status st = make_policy(w, &policy, err);
    fair_policy_free(policy);
    return st;
}

static fair_status
call_verdict(world *w, fair_error *err)
{
    fair_policy *policy = NULL;
    fair_verdict *verdict = NULL;
    fair_status st = make_policy(w, &policy, err);
    if (st == FAIR_OK)
        st = fair_verdict_new(policy, w->report, &verdict, err);
    if (st == FAIR_OK)
        st = fair_verdict_write(verdict, "json", collect, &w->out, err);
    fair_verdict_free(verdict);
    fair_policy_free(policy);
    return st;
}

/* Its groups against the baseline's decisions, or, where there are none,
 * against themselves, as if they were other rows. */
static fair_status
call_against(world *w, fair_error *err)
{
    fair_policy *policy = NULL;
    fair_verdict *verdict = NULL;
    fair_rule rule = FAIR_RULE_INIT;
    const uint32_t given = fair__report_snapshot(w->report)->given;
    const fair_report *baseline =
        (given & FAIR__GIVEN_BASELINE) != 0 ? NULL : w->report;
    fair_status st = make_policy(w, &policy, err);
    rule.id = "growth";
    rule.metric = "selection_rate";
    rule.comparison = "difference";
    rule.max_increase = "0.1";
    rule.n_by = 1;
    rule.by = gate_by;
    if (st == FAIR_OK) st = fair_policy_add(policy, &rule, err);
    if (st == FAIR_OK)
        st = fair_verdict_against(policy, w->report, baseline, &verdict, err);
    if (st == FAIR_OK)
        st = fair_verdict_write(verdict, "json", collect, &w->out, err);
    fair_verdict_free(verdict);
    fair_policy_free(policy);
    return st;
}

static fair_status
call_power(world *w, fair_error *err)
{
    fair_policy *policy = NULL;
    fair_power_options options = FAIR_POWER_OPTIONS_INIT;
    fair_power out = FAIR_POWER_INIT;
    fair_status st = make_policy(w, &policy, err);
    options.runs = 1;
    if (st == FAIR_OK)
        st = fair_policy_power(policy, w->report, 0, &options, &out, err);
    fair_policy_free(policy);
    return st;
}

static const refused_call gate_calls[] = {
    {"fair_policy_new", "", NULL, call_policy, FAIR_OK, 0},
    {"fair_policy_add", "", NULL, call_policy, FAIR_OK, 0},
    {"fair_policy_waive", "", NULL, call_policy, FAIR_OK, 0},
    {"fair_verdict_new", "", reported, call_verdict, FAIR_OK, 0},
    {"fair_verdict_against", "", reported, call_against, FAIR_OK, 0},
    {"fair_policy_power", "", reported, call_power, FAIR_OK, 0},
};
#define GATE_CALLS (sizeof(gate_calls) / sizeof(*gate_calls))

/* What asks for none, of a verdict that is there. */
static const char gate_never[] = "verdict_status verdict_name verdict_size "
                                 "verdict_rule verdict_write verdict_free "
                                 "policy_free";

static int32_t
count_bytes(void *ctx, const char *data, size_t size)
{
    (void)data;
    *(size_t *)ctx += size;
    return 0;
}

static void
use_verdict(fair_policy *policy, fair_verdict *verdict)
{
    fair_rule_verdict rule = FAIR_RULE_VERDICT_INIT;
    size_t bytes = 0;
    ck_assert_ptr_nonnull(fair_verdict_name(fair_verdict_status(verdict)));
    ck_assert_uint_eq(fair_verdict_size(verdict), 2);
    ck_assert_int_eq(fair_verdict_rule(verdict, 1, &rule, NULL), FAIR_OK);
    ck_assert_int_eq(fair_verdict_write(verdict, "text", count_bytes, &bytes,
                                        NULL),
                     FAIR_OK);
    ck_assert_uint_gt(bytes, 0);
    fair_verdict_free(verdict);
    fair_policy_free(policy);
}

#endif
