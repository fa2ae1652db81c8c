/* SPDX-License-Identifier: MIT
 * Options as a dict, read by tables into the library's structs. */
#include "option.h"

#include <stddef.h>

static const char *const nulls_words[] = {"group", "exclude", "error", NULL};
static const char *const report_nulls_words[] = {"", "", "", "set_aside",
                                                 NULL};
static const char *const unlabelled_words[] = {"error", "exclude", "keep",
                                               NULL};
static const char *const text_labels_words[] = {"exact", "binary", NULL};
static const char *const scores_words[] = {"exact", "none", NULL};
static const char *const reference_words[] = {"largest", "best", "worst",
                                              "overall", "rest", NULL};
static const char *const favourable_words[] = {"", "positive", "negative",
                                               NULL};
static const char *const undefined_words[] = {"propagate", "skip", NULL};
static const char *const cost_words[] = {"false_positive", "false_negative",
                                         NULL};
static const char *const utility_words[] = {
    "true_positive", "false_positive", "false_negative", "true_negative",
    NULL};

static const char *const rule_words[] = {"by_group", "shared", "randomized",
                                         "reject_option", NULL};
static const char *const fallback_words[] = {"error", "select", "reject", NULL};
static const char *const pooled_words[] = {"error", "pooled", NULL};
static const char *const inconclusive_words[] = {"", "inconclusive", "fail",
                                                 "pass", NULL};
static const char *const severity_words[] = {"error", "warn", NULL};
static const char *const set_aside_words[] = {"refuse", "allow", NULL};
static const char *const strata_words[] = {"none", "each", NULL};

#define AT(field) offsetof(fair_audit_options, field)
static const option audit_table[] = {
    {"sensitive_features", option_names, AT(sensitive_names), AT(n_sensitive),
     NULL},
    {"control_features", option_names, AT(control_names), AT(n_control), NULL},
    {"y_true", option_name, AT(y_true), 0, NULL},
    {"y_pred", option_name, AT(y_pred), 0, NULL},
    {"y_score", option_name, AT(y_score), 0, NULL},
    {"y_pred_baseline", option_name, AT(y_pred_baseline), 0, NULL},
    {"sample_weight", option_name, AT(sample_weight), 0, NULL},
    {"frequency", option_name, AT(frequency), 0, NULL},
    {"positive_label", option_positive, AT(positive_label), 0, NULL},
    {"threshold", option_given_number, AT(threshold), AT(has_threshold), NULL},
    {"nulls", option_choice, AT(nulls), 0, nulls_words},
    {"unlabelled", option_choice, AT(unlabelled), 0, unlabelled_words},
    {"text_labels", option_choice, AT(text_labels), 0, text_labels_words},
    {"max_cells", option_count, AT(max_cells), 0, NULL},
    {"scores", option_choice, AT(scores), 0, scores_words},
    {"max_scores", option_count, AT(max_scores), 0, NULL},
    {"score_range", option_range, AT(score_low), AT(has_score_range), NULL},
    {"score_bins", option_small_count, AT(score_bins), 0, NULL},
    {"shard", option_name, AT(shard), 0, NULL},
};
#undef AT

#define AT(field) offsetof(fair_report_options, field)
static const option report_table[] = {
    {"by", option_by, 0, 0, NULL},
    {"reference", option_reference, AT(reference), AT(n_reference_values),
     reference_words},
    {"metrics", option_names, AT(metrics), AT(n_metrics), NULL},
    {"comparisons", option_names, AT(comparisons), AT(n_comparisons), NULL},
    {"favourable", option_choice, AT(favourable), 0, favourable_words},
    {"undefined", option_choice, AT(undefined), 0, undefined_words},
    {"nulls", option_choice, AT(nulls), 0, report_nulls_words},
    {"confidence", option_positive_number, AT(confidence), 0, NULL},
    {"min_count", option_count, AT(min_count), 0, NULL},
    {"min_share", option_number, AT(min_share), 0, NULL},
    {"costs", option_amounts, AT(cost_false_positive), AT(has_costs),
     cost_words},
    {"utilities", option_amounts, AT(utility_true_positive), AT(has_utilities),
     utility_words},
    {"allow_sparse", option_flag, AT(allow_sparse), 0, NULL},
    {"calibration_bins", option_bins, AT(calibration_bins), 0, NULL},
    {"calibration_tolerance", option_positive_number,
     AT(calibration_tolerance), 0, NULL},
    {"p_values", option_flag, AT(p_values), 0, NULL},
    {"replicates", option_small_count, AT(replicates), 0, NULL},
    {"seed", option_count, AT(seed), 0, NULL},
};
#undef AT

#define AT(field) offsetof(fair_curve_options, field)
static const option curve_table[] = {
    {"max_points", option_count, AT(max_points), 0, NULL},
    {"drop_intermediate", option_flag, AT(drop_intermediate), 0, NULL},
    {"bins", option_count, AT(bins), 0, NULL},
    {"score_range", option_range, AT(score_low), AT(has_score_range), NULL},
    {"quantiles", option_numbers, AT(quantiles), AT(n_quantiles), NULL},
};
#undef AT

#define AT(field) offsetof(fair_calibrator_options, field)
static const option calibrator_table[] = {
    {"method", option_name, AT(method), 0, NULL},
    {"by", option_names, AT(by), AT(n_by), NULL},
    {"min_count", option_positive_count, AT(min_count), 0, NULL},
    {"shrinkage", option_number, AT(shrinkage), 0, NULL},
    {"strength", option_given_number, AT(strength), AT(has_strength), NULL},
    {"cost_constraint", option_name, AT(cost_constraint), 0, NULL},
    {"bins", option_positive_small_count, AT(bins), 0, NULL},
    {"equal_mass", option_flag, AT(equal_mass), 0, NULL},
    {"pooled", option_flag, AT(pooled), 0, NULL},
    {"missing", option_choice, AT(missing), 0, pooled_words},
    {"unseen", option_choice, AT(unseen), 0, pooled_words},
    {"model", option_name, AT(model), 0, NULL},
};
#undef AT

#define AT(field) offsetof(fair_calibrator_apply_options, field)
static const option calibrator_apply_table[] = {
    {"seed", option_given_count, AT(seed), AT(has_seed), NULL},
    {"y_score", option_name, AT(y_score), 0, NULL},
    {"row_id", option_name, AT(row_id), 0, NULL},
    {"model", option_name, AT(model), 0, NULL},
};
#undef AT

#define AT(field) offsetof(fair_plan_options, field)
static const option plan_table[] = {
    {"constraint", option_name, AT(constraint), 0, NULL},
    {"objective", option_name, AT(objective), 0, NULL},
    {"by", option_names, AT(by), AT(n_by), NULL},
    {"max_difference", option_name, AT(max_difference), 0, NULL},
    {"min_ratio", option_name, AT(min_ratio), 0, NULL},
    {"min_rate", option_name, AT(min_rate), 0, NULL},
    {"max_rate", option_name, AT(max_rate), 0, NULL},
    {"threshold", option_given_number, AT(threshold), AT(has_threshold), NULL},
    {"max_selected", option_name, AT(max_selected), 0, NULL},
    {"min_selected", option_name, AT(min_selected), 0, NULL},
    {"no_lower_than", option_given_number, AT(no_lower_than),
     AT(has_no_lower_than), NULL},
    {"no_higher_than", option_given_number, AT(no_higher_than),
     AT(has_no_higher_than), NULL},
    {"also", option_also, AT(n_also), AT(also), NULL},
    {"control", option_names, AT(control), AT(n_control), NULL},
    {"group_costs", option_costs, AT(n_costs), AT(costs), NULL},
    {"rule", option_choice, AT(rule), 0, rule_words},
    {"favoured", option_groups, AT(n_favoured), 0, NULL},
    {"min_count", option_count, AT(min_count), 0, NULL},
    {"max_nodes", option_positive_count, AT(max_nodes), 0, NULL},
    {"missing", option_fallback, AT(missing), AT(missing_threshold),
     fallback_words},
    {"unseen", option_fallback, AT(unseen), AT(unseen_threshold),
     fallback_words},
    {"model", option_name, AT(model), 0, NULL},
};
#undef AT

#define AT(field) offsetof(fair_plan_apply_options, field)
static const option apply_table[] = {
    {"seed", option_given_count, AT(seed), AT(has_seed), NULL},
    {"y_score", option_name, AT(y_score), 0, NULL},
    {"row_id", option_name, AT(row_id), 0, NULL},
    {"model", option_name, AT(model), 0, NULL},
};
#undef AT

#define AT(field) offsetof(fair_policy_options, field)
static const option policy_table[] = {
    {"confidence", option_positive_number, AT(confidence), 0, NULL},
    {"inconclusive", option_choice, AT(inconclusive), 0, inconclusive_words},
    {"today", option_name, AT(today), 0, NULL},
};
#undef AT

#define AT(field) offsetof(fair_waiver, field)
static const option waiver_table[] = {
    {"rule", option_name, AT(rule), 0, NULL},
    {"reason", option_name, AT(reason), 0, NULL},
    {"owner", option_name, AT(owner), 0, NULL},
    {"expires", option_name, AT(expires), 0, NULL},
    {"granted", option_name, AT(granted), 0, NULL},
    {"groups", option_groups, AT(n_groups), 0, NULL},
};
#undef AT

#define AT(field) offsetof(fair_rule, field)
static const option rule_table[] = {
    {"id", option_name, AT(id), 0, NULL},
    {"criterion", option_name, AT(criterion), 0, NULL},
    {"metric", option_name, AT(metric), 0, NULL},
    {"comparison", option_name, AT(comparison), 0, NULL},
    {"by", option_names, AT(by), AT(n_by), NULL},
    {"min", option_name, AT(min), 0, NULL},
    {"max", option_name, AT(max), 0, NULL},
    {"max_increase", option_name, AT(max_increase), 0, NULL},
    {"max_decrease", option_name, AT(max_decrease), 0, NULL},
    {"confidence", option_positive_number, AT(confidence), 0, NULL},
    {"min_count", option_count, AT(min_count), 0, NULL},
    {"required_groups", option_groups, AT(n_required), 0, NULL},
    {"severity", option_choice, AT(severity), 0, severity_words},
    {"inconclusive", option_choice, AT(inconclusive), 0, inconclusive_words},
    {"set_aside", option_set_aside, AT(set_aside), 0, set_aside_words},
    {"strata", option_choice, AT(strata), 0, strata_words},
    {"groups", option_groups, AT(n_groups), 0, NULL},
};
#undef AT

/* A count, lengths and values of groups stand one after the other. */
_Static_assert(offsetof(fair_rule, required) ==
                   offsetof(fair_rule, n_required) + 2 * sizeof(void *),
               "groups are adjacent");
_Static_assert(offsetof(fair_rule, may_be_small) ==
                   offsetof(fair_rule, n_may_be_small) + 2 * sizeof(void *),
               "groups are adjacent");
_Static_assert(offsetof(fair_rule, groups) ==
                   offsetof(fair_rule, n_groups) + 2 * sizeof(void *),
               "groups are adjacent");
_Static_assert(offsetof(fair_waiver, groups) ==
                   offsetof(fair_waiver, n_groups) + 2 * sizeof(void *),
               "groups are adjacent");
_Static_assert(offsetof(fair_curve_options, score_high) ==
                   offsetof(fair_curve_options, score_low) + 8,
               "the ends of a range are adjacent");

/* The amounts stand one after the other in the struct, as in choices. */
_Static_assert(offsetof(fair_audit_options, score_high) ==
                   offsetof(fair_audit_options, score_low) + 8,
               "the ends of a range are adjacent");
_Static_assert(offsetof(fair_report_options, cost_false_negative) ==
                   offsetof(fair_report_options, cost_false_positive) + 8,
               "costs are adjacent");
_Static_assert(offsetof(fair_report_options, utility_true_negative) ==
                   offsetof(fair_report_options, utility_true_positive) + 24,
               "utilities are adjacent");

static int
unknown(const core_state *state, PyObject *key, const option *table, size_t n)
{
    PyObject *list = PyUnicode_FromString(table[0].name);
    for (size_t i = 1; i < n && list != NULL; i++) {
        PyObject *longer =
            PyUnicode_FromFormat("%U, %s", list, table[i].name);
        Py_DECREF(list);
        list = longer;
    }
    if (list == NULL) return -1;
    raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", NULL, -1,
             PyUnicode_FromFormat("unknown option %.200R: there are %U", key,
                                  list));
    Py_DECREF(list);
    return -1;
}

/* "parsed" is the one key that is not an option: text is as typed. */
static int
read_options(const core_state *state, PyObject *dict, scratch *s, void *out,
             const option *table, size_t n)
{
    PyObject *parsed = NULL;
    if (dict_find(dict, "parsed", &parsed) < 0) return -1;
    reading r = {state, s, parsed != NULL && PyObject_IsTrue(parsed) == 1,
                 out, NULL};
    Py_ssize_t position = 0;
    PyObject *key = NULL;
    PyObject *value = NULL;
    while (PyDict_Next(dict, &position, &key, &value)) {
        if (!PyUnicode_Check(key)) return unknown(state, key, table, n);
        if (PyUnicode_CompareWithASCIIString(key, "parsed") == 0) continue;
        r.row = NULL;
        for (size_t i = 0; i < n && r.row == NULL; i++)
            if (PyUnicode_CompareWithASCIIString(key, table[i].name) == 0)
                r.row = &table[i];
        if (r.row == NULL) return unknown(state, key, table, n);
        if (r.row->read(&r, value) < 0) return -1;
    }
    return 0;
}

int
audit_options_from(const core_state *state, PyObject *dict, scratch *s,
                   fair_audit_options *out)
{
    *out = (fair_audit_options)FAIR_AUDIT_OPTIONS_INIT;
    return read_options(state, dict, s, out, audit_table,
                        sizeof(audit_table) / sizeof(audit_table[0]));
}

int
report_options_from(const core_state *state, PyObject *dict, scratch *s,
                    fair_report_options *out)
{
    *out = (fair_report_options)FAIR_REPORT_OPTIONS_INIT;
    return read_options(state, dict, s, out, report_table,
                        sizeof(report_table) / sizeof(report_table[0]));
}

int
curve_options_from(const core_state *state, PyObject *dict, scratch *s,
                   fair_curve_options *out)
{
    *out = (fair_curve_options)FAIR_CURVE_OPTIONS_INIT;
    return read_options(state, dict, s, out, curve_table,
                        sizeof(curve_table) / sizeof(curve_table[0]));
}

int
calibrator_options_from(const core_state *state, PyObject *dict, scratch *s,
                        fair_calibrator_options *out)
{
    *out = (fair_calibrator_options)FAIR_CALIBRATOR_OPTIONS_INIT;
    return read_options(state, dict, s, out, calibrator_table,
                        sizeof(calibrator_table) /
                            sizeof(calibrator_table[0]));
}

int
calibrator_apply_options_from(const core_state *state, PyObject *dict,
                              scratch *s, fair_calibrator_apply_options *out)
{
    *out =
        (fair_calibrator_apply_options)FAIR_CALIBRATOR_APPLY_OPTIONS_INIT;
    return read_options(state, dict, s, out, calibrator_apply_table,
                        sizeof(calibrator_apply_table) /
                            sizeof(calibrator_apply_table[0]));
}

int
plan_options_from(const core_state *state, PyObject *dict, scratch *s,
                  fair_plan_options *out)
{
    *out = (fair_plan_options)FAIR_PLAN_OPTIONS_INIT;
    return read_options(state, dict, s, out, plan_table,
                        sizeof(plan_table) / sizeof(plan_table[0]));
}

int
apply_options_from(const core_state *state, PyObject *dict, scratch *s,
                   fair_plan_apply_options *out)
{
    *out = (fair_plan_apply_options)FAIR_PLAN_APPLY_OPTIONS_INIT;
    return read_options(state, dict, s, out, apply_table,
                        sizeof(apply_table) / sizeof(apply_table[0]));
}

int
policy_options_from(const core_state *state, PyObject *dict, scratch *s,
                    fair_policy_options *out)
{
    *out = (fair_policy_options)FAIR_POLICY_OPTIONS_INIT;
    return read_options(state, dict, s, out, policy_table,
                        sizeof(policy_table) / sizeof(policy_table[0]));
}

int
rule_from(const core_state *state, PyObject *dict, scratch *s, fair_rule *out)
{
    *out = (fair_rule)FAIR_RULE_INIT;
    return read_options(state, dict, s, out, rule_table,
                        sizeof(rule_table) / sizeof(rule_table[0]));
}

int
waiver_from(const core_state *state, PyObject *dict, scratch *s,
            fair_waiver *out)
{
    *out = (fair_waiver)FAIR_WAIVER_INIT;
    return read_options(state, dict, s, out, waiver_table,
                        sizeof(waiver_table) / sizeof(waiver_table[0]));
}
