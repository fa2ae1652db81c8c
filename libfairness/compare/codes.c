/* SPDX-License-Identifier: MIT
 * Names of reasons and of interval methods. */
#include <fairness/registry.h>
#include <fairness/report.h>

#include "compare/registry.h"

static const fair__code reasons[] = {
    {"no_rows", "No rows, or none with a label where one is needed", ""},
    {"no_positives", "No rows with a positive label", ""},
    {"no_negatives", "No rows with a negative label", ""},
    {"none_selected", "No rows with a positive decision", ""},
    {"none_rejected", "No rows with a negative decision", ""},
    {"zero_weight", "Rows are there, but their weights add up to 0", ""},
    {"zero_denominator", "A denominator within the group is 0", ""},
    {"single_group", "Fewer than two groups to compare", ""},
    {"single_class", "Labels of one class only", ""},
    {"below_min_count", "Fewer rows than min_count or min_share asks for",
     ""},
    {"zero_reference", "A ratio to a group whose value is 0", ""},
    {"undefined_in_group", "A group that takes part has no value", ""},
    {"not_applicable", "Needs what was not given, or makes no sense here", ""},
    {"not_converged", "The computation did not converge", ""},
};

static const fair__code methods[] = {
    {"wilson", "Score interval of a rate", "Wilson 1927"},
    {"newcombe", "Hybrid score interval of a difference of two rates",
     "Newcombe 1998, method 10"},
    {"mover_r", "Ratio of two rates from their Wilson intervals",
     "Donner and Zou 2012"},
};

#define N_REASONS (sizeof(reasons) / sizeof(reasons[0]))
#define N_METHODS (sizeof(methods) / sizeof(methods[0]))

_Static_assert(N_REASONS == FAIR_REASON_NOT_CONVERGED, "a row per reason");
_Static_assert(N_METHODS == FAIR_METHOD_MOVER_R, "a row per method");

size_t
fair__reason_count(void)
{
    return N_REASONS;
}

const fair__code *
fair__reason_at(size_t i)
{
    return i < N_REASONS ? &reasons[i] : NULL;
}

size_t
fair__method_count(void)
{
    return N_METHODS;
}

const fair__code *
fair__method_at(size_t i)
{
    return i < N_METHODS ? &methods[i] : NULL;
}

const char *
fair_reason_name(int32_t reason)
{
    return reason >= 1 && (size_t)reason <= N_REASONS
               ? reasons[reason - 1].name
               : NULL;
}

const char *
fair_method_name(int32_t method)
{
    return method >= 1 && (size_t)method <= N_METHODS
               ? methods[method - 1].name
               : NULL;
}
