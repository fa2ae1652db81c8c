/* SPDX-License-Identifier: MIT
 * The gate: a policy held against a report gives a verdict.
 *
 * A policy is a list of rules; a rule is a limit on a criterion, on a
 * comparison of a metric, or on a metric.  Two bounds decide each:
 *
 *   FAIL          some group is beyond the limit: shown at a level that all
 *                 claims of the rule and all rules of the policy share
 *                 (Bonferroni and Holm), and, where the limit allows equality,
 *                 a disparity of any size at a fifth of that level
 *   PASS          all groups are within: each claim shown at the full level
 *                 (Berger's intersection-union test), no group undefined or
 *                 set aside
 *   INCONCLUSIVE  neither, or it cannot be estimated
 *   ERROR         the rule cannot be held against these data at all: a
 *                 required group is missing, its columns are not there
 *
 * Claims about one rate are tested by binomial tails, about two, and about
 * ratios and odds of two rates of a group, by score tests (stats/score.h names
 * their sources); areas under ROC curves by DeLong's variance, other metrics
 * of decisions by resampling, calibration errors by labels drawn again, with a
 * fixed seed; with sampling weights on Kish's effective numbers of rows. */
#ifndef FAIRNESS_GATE_H
#define FAIRNESS_GATE_H

#include <stddef.h>
#include <stdint.h>

#include <fairness/allocator.h>
#include <fairness/report.h>
#include <fairness/scalar.h>
#include <fairness/status.h>
#include <fairness/version.h>

typedef struct fair_policy fair_policy;
typedef struct fair_verdict fair_verdict;

/* Verdicts, which are exit codes too.  Of several rules the worst counts:
 * error, fail, inconclusive, pass. */
#define FAIR_VERDICT_PASS 0
#define FAIR_VERDICT_FAIL 1
#define FAIR_VERDICT_ERROR 2
#define FAIR_VERDICT_INCONCLUSIVE 3

/* severity */
#define FAIR_SEVERITY_ERROR 0
#define FAIR_SEVERITY_WARN 1 /* shown; outside the family that shares the
                                level, and never changes the verdict */

/* inconclusive: what such a rule counts as. */
#define FAIR_INCONCLUSIVE_DEFAULT 0 /* the policy's; there: inconclusive */
#define FAIR_INCONCLUSIVE_STAYS 1
#define FAIR_INCONCLUSIVE_FAILS 2
#define FAIR_INCONCLUSIVE_PASSES 3 /* and is listed */

/* set_aside: what groups that min_count, min_share or nulls leave out of the
 * comparison do to a rule that would pass. */
#define FAIR_SET_ASIDE_REFUSE 0 /* inconclusive */
#define FAIR_SET_ASIDE_ALLOW 1  /* nothing; they are listed */
#define FAIR_SET_ASIDE_LISTED 2 /* nothing, if only groups of may_be_small
                                   are left out */

/* strata */
#define FAIR_STRATA_NONE 0 /* all rows together */
#define FAIR_STRATA_EACH 1 /* within every stratum of the control features */

/* What a change is from. */
#define FAIR_BASELINE_NONE 0
#define FAIR_BASELINE_PAIRED 1   /* y_pred_baseline, of the same rows */
#define FAIR_BASELINE_UNPAIRED 2 /* a report about other rows */

/* Zero means default in every field; everything is copied. */
typedef struct fair_policy_options {
    size_t size; /* set by FAIR_POLICY_OPTIONS_INIT */
    double confidence; /* 0.5 < confidence < 1; 0: 0.95.  One less it is the
                          one-sided level of the two bounds */
    int32_t inconclusive; /* FAIR_INCONCLUSIVE_* */
    int32_t reserved;
    const fair_allocator *allocator; /* NULL: malloc and its kin */
    const char *today; /* "2027-01-31", for waivers: the library reads no
                          clock.  NULL: there are no waivers */
} fair_policy_options;

#define FAIR_POLICY_OPTIONS_INIT FAIR_INIT_OF(fair_policy_options)

/* Zero means default in every field; everything is copied. */
typedef struct fair_rule {
    size_t size; /* set by FAIR_RULE_INIT */
    const char *id; /* NULL: the criterion's or the metric's name */
    /* One of criterion and metric, by name or alias. */
    const char *criterion;
    const char *metric;
    const char *comparison; /* of the metric; NULL: the metric itself */
    /* The grouping, one that the report has.  0: the only one; a metric
     * without comparison is then of all rows. */
    size_t n_by;
    const char *const *by;
    /* The limit, one of these and of max_increase and max_decrease, as a
     * decimal number: "0.8".  It is exact: 4 of
     * 5 are within a minimum of 0.8.  The criterion four_fifths has its own.
     * One that no value is beyond is for warnings alone. */
    const char *min;
    const char *max;
    double confidence;  /* 0: the policy's */
    uint64_t min_count; /* 0: the report's */
    /* Groups that must be there, as n_required lists of required_lengths[i]
     * values each, one after the other: without one of them it is an error. */
    size_t n_required;
    const size_t *required_lengths;
    const fair_feature_value *required;
    int32_t severity;     /* FAIR_SEVERITY_* */
    int32_t inconclusive; /* FAIR_INCONCLUSIVE_* */
    int32_t set_aside;    /* FAIR_SET_ASIDE_* */
    int32_t strata;       /* FAIR_STRATA_* */
    /* With FAIR_SET_ASIDE_LISTED, and only then: groups that may be left out,
     * given as the required ones are.  One that is not there does no harm. */
    size_t n_may_be_small;
    const size_t *may_be_small_lengths;
    const fair_feature_value *may_be_small;
    /* How much higher, or lower, than the baseline's the value may be: "0.02".
     * Of a metric whose denominator is the same rows whatever is decided, of
     * every group by itself or as difference_to_reference, and of differences
     * (max - min), which may not grow (max_increase). */
    const char *max_increase;
    const char *max_decrease;
    /* The groups that the rule holds for, given as the required ones are, and
     * required too.  Others take no part: what is compared is compared among
     * these, but that a reference may be any group.  0: all groups.  Not with
     * max_increase and max_decrease. */
    size_t n_groups;
    const size_t *groups_lengths;
    const fair_feature_value *groups;
} fair_rule;

#define FAIR_RULE_INIT FAIR_INIT_OF(fair_rule)

/* Who accepts for how long that a rule fails.  Days are written 2027-01-31;
 * everything is copied. */
typedef struct fair_waiver {
    size_t size; /* set by FAIR_WAIVER_INIT */
    const char *rule;    /* its id */
    const char *reason;  /* one line; shown in every verdict */
    const char *owner;   /* one line */
    const char *expires; /* the last day on which it holds: at most five years
                            after it was granted, or else after today */
    const char *granted; /* the first one; NULL: not said.  Before it the rule
                            is an error: somebody set the clock back */
    /* The groups whose failure is accepted, as n_groups lists of
     * groups_lengths[i] values each, one after the other.  What holds among all
     * others, and of each against the reference, is judged without them.
     * 0: the rule as a whole. */
    size_t n_groups;
    const size_t *groups_lengths;
    const fair_feature_value *groups;
} fair_waiver;

#define FAIR_WAIVER_INIT FAIR_INIT_OF(fair_waiver)

/* What a waiver does to a rule. */
#define FAIR_WAIVED_NONE 0     /* it has none */
#define FAIR_WAIVED_UNUSED 1   /* the rule does not count as failed */
#define FAIR_WAIVED_YES 2      /* what counts as failed counts as passed */
#define FAIR_WAIVED_PARTLY 3   /* it fails, or is not decided, without the
                                  waiver's groups too */
#define FAIR_WAIVED_EXPIRED 4  /* nothing any more */
#define FAIR_WAIVED_TOO_SOON 5 /* today is before the day it was granted */

/* What became of a rule.  Where there is no such number it is NaN. */
typedef struct fair_rule_verdict {
    size_t size; /* set by FAIR_RULE_VERDICT_INIT */
    const char *id; /* valid as long as the verdict */
    const char *why; /* a word: "beyond_limit", "within_limit",
                        "between_bounds", "set_aside", "clock_set_back", or
                        the name of a reason */
    int32_t status;    /* FAIR_VERDICT_* */
    int32_t counts_as; /* the same, after severity, `inconclusive` and
                          waiver */
    double value;      /* what was observed */
    int32_t reason;    /* FAIR_DEFINED or FAIR_REASON_* */
    int32_t within_limit; /* of the value: 1, -1, decided exactly; else 0 */
    double limit;
    double pass_bound; /* every group is within this, each at pass_level */
    double pass_level;
    double fail_bound; /* some group is beyond this, each at fail_level */
    double fail_level;
    uint64_t n_claims;
    int32_t waived; /* FAIR_WAIVED_* */
    int32_t baseline; /* FAIR_BASELINE_*; NONE of other rules, too */
    /* With max_increase or max_decrease limit and bounds are of the increase,
     * which is negative where it is a decrease. */
    double baseline_value;
    double increase; /* value less baseline_value */
} fair_rule_verdict;

#define FAIR_RULE_VERDICT_INIT FAIR_INIT_OF(fair_rule_verdict)

/* Zero means default in every field. */
typedef struct fair_power_options {
    size_t size;  /* set by FAIR_POWER_OPTIONS_INIT */
    double power; /* 0.5 <= power < 1; 0: 0.8 */
    uint64_t runs; /* at most 1,000,000; 0: 1,000, each chance then within 0.03
                      of what it is */
    uint64_t seed; /* of the draws; equal ones give equal numbers */
} fair_power_options;

#define FAIR_POWER_OPTIONS_INIT FAIR_INIT_OF(fair_power_options)

/* What a rule can show with groups of these sizes.  NaN where there is no such
 * number.  Values that are no proportions (areas, F1) are drawn from the
 * normal distribution that their test takes them to have. */
typedef struct fair_power {
    size_t size; /* set by FAIR_POWER_INIT */
    /* Where there is no disparity, all groups having the value that they have
     * together, or scores that are right: the chances of the three verdicts' first two, the chance that
     * the value alone would be beyond the limit, and its mean. */
    double chance_to_pass;
    double chance_to_fail;
    double chance_beyond;
    double expected;
    /* The rule passes with the power asked for, without disparity, if every
     * group has so many times its rows; 1: it does already.  NaN: a million
     * times are not enough. */
    double growth;
    /* The rule fails with the power asked for if the smallest group's value
     * makes the rule's this, the others' being what they are together; of
     * calibration errors, if its bins are off up and down in turn.  NaN: there
     * is no disparity that it finds so often.
     * Both are where the power is exceeded by two standard errors of the runs,
     * so that it is reached. */
    double detectable;
    uint64_t n_claims;
    /* FAIR_DEFINED, or why there are no numbers at all: there is nothing to
     * compare (FAIR_REASON_SINGLE_GROUP and so on), or the rule is about a
     * change from a baseline (FAIR_REASON_NOT_APPLICABLE). */
    int32_t reason;
    int32_t reserved; /* 0 */
} fair_power;

#define FAIR_POWER_INIT FAIR_INIT_OF(fair_power)

#ifdef __cplusplus
extern "C" {
#endif

/* Makes a policy without rules.
 *  options  NULL: defaults.
 * FAIR_ERR_ARGUMENT: a number out of range.  FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_policy_new(const fair_policy_options *options,
                                     fair_policy **out, fair_error *err);

/* Adds a rule.  FAIR_ERR_ARGUMENT, with the rule's id as column: a name that
 * does not exist (those there are are listed), no limit, two, or one that the
 * value cannot have (80 for 0.8), on the wrong side (a maximum on a ratio), an
 * id that is there already, groups that do not go with the limit, or a subject
 * that has no test.
 * FAIR_ERR_LIMIT: there are 1,000 rules.  FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_policy_add(fair_policy *policy,
                                     const fair_rule *rule, fair_error *err);

/* Adds a waiver of a rule that was added before.  FAIR_ERR_ARGUMENT, with the
 * rule's id as column: there is no such rule (those there are are listed), it
 * has a waiver, something is not said, a day that the calendar does not have,
 * or the policy's `today` is NULL.  FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_policy_waive(fair_policy *policy,
                                       const fair_waiver *waiver,
                                       fair_error *err);

/* Frees a policy; NULL is fine.  Since 0.1. */
FAIR_API void fair_policy_free(fair_policy *policy);

/* Holds a policy against a report, which neither is needed for afterwards.
 * Equal counts, options and rules give equal verdicts, to the byte.
 * FAIR_ERR_ARGUMENT, with the rule's id as column: the policy has no rules, the
 * report has no such grouping, or a group is listed twice.  FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_verdict_new(const fair_policy *policy,
                                      const fair_report *report,
                                      fair_verdict **out, fair_error *err);

/* The same with a baseline for rules of max_increase and max_decrease: a
 * report about other rows, whose groups are taken for independent samples.
 * Groups are matched by their values; one that either report lacks is left
 * out, and if it is required an error.
 *  baseline  NULL: none, as fair_verdict_new; not needed afterwards.
 * FAIR_ERR_ARGUMENT: the report has y_pred_baseline, a baseline too; or as
 * fair_verdict_new.  FAIR_ERR_MISMATCH: another favourable decision, no such
 * grouping, no column that a metric needs, one whose name is y_true's in one
 * report and y_pred's in the other.  Since 0.1. */
FAIR_API fair_status fair_verdict_against(const fair_policy *policy,
                                          const fair_report *report,
                                          const fair_report *baseline,
                                          fair_verdict **out,
                                          fair_error *err);

/* What rule i of a policy can show in data like the report's: rates are set,
 * counts drawn again and again, and judged.  Rules of severity error share the
 * level as if none of them failed.  Takes some seconds where there are many
 * groups: the report's watch is asked with every run.
 *  options  NULL: defaults.
 * FAIR_ERR_ARGUMENT: there is no such rule, or as fair_verdict_new.
 * FAIR_ERR_STOPPED: the watch ended it.  FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_policy_power(const fair_policy *policy,
                                       const fair_report *report, size_t i,
                                       const fair_power_options *options,
                                       fair_power *out, fair_error *err);

/* FAIR_VERDICT_*: the worst of all rules.  Since 0.1. */
FAIR_API int32_t fair_verdict_status(const fair_verdict *verdict);

/* "pass", "fail", "error", "inconclusive"; NULL for other numbers.
 * Since 0.1. */
FAIR_API const char *fair_verdict_name(int32_t status);

/* Number of rules, in the order in which they were added.  Since 0.1. */
FAIR_API size_t fair_verdict_size(const fair_verdict *verdict);

/* What became of rule i.  FAIR_ERR_ARGUMENT: there is none.  Since 0.1. */
FAIR_API fair_status fair_verdict_rule(const fair_verdict *verdict, size_t i,
                                       fair_rule_verdict *out,
                                       fair_error *err);

/* Writes the verdict.  format is
 *  "json"  schema libfairness/verdict/1: every rule with its bounds and the
 *          counts of every group, so that each number can be recomputed;
 *  "text"  for a terminal, the verdict first.
 * FAIR_ERR_ARGUMENT: there is no such format.  FAIR_ERR_WRITE: the writer
 * refused.  Since 0.1. */
FAIR_API fair_status fair_verdict_write(const fair_verdict *verdict,
                                        const char *format, fair_write write,
                                        void *ctx, fair_error *err);

/* Frees a verdict; NULL is fine.  Since 0.1. */
FAIR_API void fair_verdict_free(fair_verdict *verdict);

#ifdef __cplusplus
}
#endif
#endif
