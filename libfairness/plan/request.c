/* SPDX-License-Identifier: MIT
 * Options of a plan: checked, with names resolved. */
#include <math.h>

#include "audit/lookup.h"
#include "audit/names.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"
#include "plan/plan.h"

#define DEFAULT_NODES 20000

#define BAD(err, column, ...)                                                 \
    fair__fail_at(err, FAIR_ERR_ARGUMENT, column, -1, 0, __VA_ARGS__)

static fair_status
read_names(const fair_plan_options *o, fair__plan_request *r, fair_error *err)
{
    fair__names list = {0};
    const char *constraint = o->constraint != NULL ? o->constraint : "none";
    const char *objective = o->objective != NULL ? o->objective : "accuracy";
    r->constraint = fair__constraint_find(constraint);
    if (r->constraint == NULL) {
        for (size_t i = 0; i < fair__constraint_count(); i++)
            fair__names_add(&list, fair__constraint_at(i)->name);
        return fair__names_unknown(err, "constraint", "constraint",
                                   constraint, &list);
    }
    r->objective = fair__objective_find(objective);
    if (r->objective != NULL) return FAIR_OK;
    for (size_t i = 0; i < fair__objective_count(); i++)
        fair__names_add(&list, fair__objective_at(i)->name);
    return fair__names_unknown(err, "objective", "objective", objective,
                               &list);
}

static fair_status
read_decimal(const char *name, const char *text, fair__decimal *out,
             fair_error *err)
{
    if (text == NULL || fair__decimal_parse(text, out)) return FAIR_OK;
    return BAD(err, name,
               "%s is %q, expected a decimal number from 0 to 1 of at most 19 "
               "digits, such as 0.02",
               name, text, strlen(text));
}

static fair_status
read_threshold(const char *name, double threshold, int32_t is_given,
               double *out, fair_error *err)
{
    if (is_given == 1 && isfinite(threshold)) *out = threshold;
    if (is_given == 1 ? isfinite(threshold) : is_given == 0 && threshold == 0)
        return FAIR_OK;
    return BAD(err, name,
               is_given == 1 ? "%s is a threshold, and not finite"
                             : "%s is a threshold: has_%s is 1 where it is "
                               "given, and 0 where it is not",
               name, name);
}

static fair_status
read_tolerance(const fair_plan_options *o, fair__plan_request *r,
               fair_error *err)
{
    const int any_limit = o->max_difference != NULL || o->min_ratio != NULL;
    const int any_rate = o->min_rate != NULL || o->max_rate != NULL ||
                         o->has_no_lower_than || o->has_no_higher_than;
    const fair__decimal one = {1, 1, 1}, zero = {0, 1, 0};
    if (r->constraint->rates[0] == FAIR__RATE_NONE && (any_limit || any_rate))
        return BAD(err, "constraint",
                   "there is no constraint for max_difference, min_ratio, "
                   "min_rate, max_rate, no_lower_than and no_higher_than to "
                   "be about");
    if (o->max_difference != NULL && o->min_ratio != NULL)
        return BAD(err, "min_ratio",
                   "max_difference and min_ratio are both given: a constraint "
                   "has one of them");
    if (r->constraint->rates[0] != FAIR__RATE_NONE && !any_limit && !any_rate)
        return BAD(err, "max_difference",
                   "how far the rates of %s may be apart is not said: give "
                   "max_difference or min_ratio",
                   r->constraint->name);
    r->allowance = (fair__allowance){one, o->min_ratio != NULL};
    r->range = (fair__range){zero, one, NAN, NAN};
    fair_status st = read_decimal("max_difference", o->max_difference,
                                  &r->allowance.limit, err);
    if (st == FAIR_OK)
        st = read_decimal("min_ratio", o->min_ratio, &r->allowance.limit, err);
    if (st == FAIR_OK)
        st = read_decimal("min_rate", o->min_rate, &r->range.min_rate, err);
    if (st == FAIR_OK)
        st = read_decimal("max_rate", o->max_rate, &r->range.max_rate, err);
    if (st == FAIR_OK &&
        fair__decimal_order(&r->range.min_rate, &r->range.max_rate) > 0)
        return BAD(err, "min_rate",
                   "min_rate is %s and max_rate %s: no rate is at least the "
                   "one and at most the other",
                   o->min_rate, o->max_rate);
    if (st == FAIR_OK)
        st = read_threshold("no_lower_than", o->no_lower_than,
                            o->has_no_lower_than, &r->range.no_lower_than,
                            err);
    if (st == FAIR_OK)
        st = read_threshold("no_higher_than", o->no_higher_than,
                            o->has_no_higher_than, &r->range.no_higher_than,
                            err);
    return st;
}

/* Names and tolerances of those beside the first. */
static fair_status
read_also(const fair_plan_options *o, fair__plan_request *r, fair_error *err)
{
    fair_status st = FAIR_OK;
    if (o->n_also == 0) return FAIR_OK;
    if (o->also == NULL) return fair__null_argument(err, "also");
    if (o->n_also > FAIR__PLAN_ALSO)
        return BAD(err, "also", "also has %u constraints, expected at most %u",
                   (uint64_t)o->n_also, (uint64_t)FAIR__PLAN_ALSO);
    if (r->constraint->rates[0] == FAIR__RATE_NONE)
        return BAD(err, "also",
                   "also is beside a constraint, and there is none");
    for (size_t i = 0; st == FAIR_OK && i < o->n_also; i++) {
        const fair_plan_limit *x = &o->also[i];
        fair__also *own = &r->also[r->n_also++];
        fair__names list = {0};
        const char *name = x->constraint != NULL ? x->constraint : "none";
        own->constraint = fair__constraint_find(name);
        if (own->constraint == NULL ||
            own->constraint->rates[0] == FAIR__RATE_NONE) {
            for (size_t k = 1; k < fair__constraint_count(); k++)
                fair__names_add(&list, fair__constraint_at(k)->name);
            return fair__names_unknown(err, "also", "constraint", name, &list);
        }
        if ((x->max_difference != NULL) == (x->min_ratio != NULL))
            return BAD(err, "also",
                       "also, %s: give max_difference or min_ratio, and not "
                       "both",
                       own->constraint->name);
        own->allowance.is_ratio = x->min_ratio != NULL;
        st = read_decimal("also",
                          x->min_ratio != NULL ? x->min_ratio
                                               : x->max_difference,
                          &own->allowance.limit, err);
    }
    return st;
}

static fair_status
read_portion(const char *name, const char *text, fair__portion *out,
             fair_error *err)
{
    if (text == NULL || fair__portion_parse(text, out)) return FAIR_OK;
    return BAD(err, name,
               "%s is %q, expected a share from 0 to 1, such as 0.2, or a "
               "whole number, such as 200",
               name, text, strlen(text));
}

/* Mixtures have no best under a precision, which is no straight line between
 * two points, nor where rates may come as close to 0 as one likes. */
static fair_status
check_randomized(const fair_plan_options *o, const fair__plan_request *r,
                 fair_error *err)
{
    if (r->n_also > 0 && o->rule > FAIR_PLAN_SHARED)
        return BAD(err, "rule",
                   "several constraints are for a threshold of each group or "
                   "of all, and for no other rule");
    if (o->rule != FAIR_PLAN_RANDOMIZED) return FAIR_OK;
    if (r->constraint->rates[0] == FAIR__RATE_PRECISION)
        return BAD(err, "rule",
                   "%s is not for a randomised rule: the precision of two "
                   "thresholds by lot is not between theirs in proportion",
                   r->constraint->name);
    if (r->constraint->rates[1] != FAIR__RATE_NONE &&
        fair__range_is_own(&r->range))
        return BAD(err, "rule",
                   "no_lower_than and no_higher_than are not for a randomised "
                   "rule under %s: use a threshold for each group, or "
                   "min_rate and max_rate",
                   r->constraint->name);
    if (r->allowance.is_ratio && r->range.min_rate.numerator == 0)
        return BAD(err, "min_rate",
                   "min_ratio of a randomised rule needs a min_rate above 0: "
                   "rates that come ever closer to 0 have no best");
    return FAIR_OK;
}

/* What a band of rows that are referred is not for. */
static fair_status
check_referral(const fair_plan_options *o, fair_error *err)
{
    if (o->rule != FAIR_PLAN_BY_GROUP && o->rule != FAIR_PLAN_SHARED)
        return BAD(err, "rule",
                   "least_referred is for one band of scores for each group, "
                   "or a shared one, and not for other rules");
    if (o->min_selected == NULL && o->max_selected == NULL &&
        !o->has_no_lower_than && !o->has_no_higher_than)
        return FAIR_OK;
    return BAD(err, o->min_selected != NULL   ? "min_selected"
                    : o->max_selected != NULL ? "max_selected"
                    : o->has_no_lower_than    ? "no_lower_than"
                                              : "no_higher_than",
               "limits on what is selected, no_lower_than and no_higher_than "
               "are not for least_referred: who is referred may be selected "
               "later");
}

static fair_status
read_numbers(const fair_plan_options *o, fair__plan_request *r,
             fair_error *err)
{
    const int is_change = fair__objective_is_change(r->objective);
    const int has_margin = o->rule == FAIR_PLAN_REJECT_OPTION;
    if (o->rule < FAIR_PLAN_BY_GROUP || o->rule > FAIR_PLAN_REJECT_OPTION)
        return BAD(err, "rule", "rule is %d, expected one of FAIR_PLAN_*",
                   (int64_t)o->rule);
    if ((is_change || has_margin) != (o->has_threshold == 1) ||
        o->has_threshold > 1)
        return BAD(err, "threshold",
                   has_margin  ? "reject_option is a margin around a "
                                 "threshold: give it (in C with "
                                 "has_threshold = 1)"
                   : is_change ? "%s is counted from a threshold: give it (in "
                                 "C with has_threshold = 1)"
                               : "a threshold is for the objectives "
                                 "least_change and least_referred and the "
                                 "rule reject_option, and for no other",
                   r->objective->name);
    if (has_margin || fair__objective_refers(r->objective)
            ? !isfinite(o->threshold)
            : is_change && isnan(o->threshold))
        return BAD(err, "threshold", "threshold is %g, expected a number",
                   o->threshold);
    if (has_margin != (o->n_favoured > 0))
        return BAD(err, "favoured",
                   has_margin ? "reject_option needs the groups that are "
                                "favoured without it"
                              : "favoured groups are of the rule "
                                "reject_option, and of no other");
    if (has_margin && (o->favoured == NULL || o->favoured_lengths == NULL))
        return fair__null_argument(err, "favoured");
    fair_status st = read_portion("min_selected", o->min_selected,
                                  &r->min_selected, err);
    if (st == FAIR_OK)
        st = read_portion("max_selected", o->max_selected, &r->max_selected,
                          err);
    if (st != FAIR_OK) return st;
    if (fair__objective_refers(r->objective)) st = check_referral(o, err);
    if (st != FAIR_OK) return st;
    r->threshold = o->threshold;
    r->rule = o->rule;
    r->min_count = o->min_count;
    r->max_nodes = o->max_nodes != 0 ? o->max_nodes : DEFAULT_NODES;
    return check_randomized(o, r, err);
}

/* ---- what is for those who apply it ---- */

static fair_status
read_fate(const char *name, int32_t fate, double threshold, fair_error *err)
{
    if (fate < FAIR_PLAN_ERROR || fate > FAIR_PLAN_THRESHOLD)
        return BAD(err, name, "%s is %d, expected FAIR_PLAN_ERROR or its kin",
                   name, (int64_t)fate);
    if (fate == FAIR_PLAN_THRESHOLD ? isfinite(threshold) : threshold == 0)
        return FAIR_OK;
    return BAD(err, name,
               fate == FAIR_PLAN_THRESHOLD
                   ? "the threshold of %s is not a finite number"
                   : "%s has a threshold, and is not FAIR_PLAN_THRESHOLD",
               name);
}

static fair_status
read_use(const fair_plan_options *o, fair_error *err)
{
    fair_status st =
        read_fate("missing", o->missing, o->missing_threshold, err);
    if (st == FAIR_OK)
        st = read_fate("unseen", o->unseen, o->unseen_threshold, err);
    return st == FAIR_OK ? fair__artefact_check_model(o->model, err) : st;
}

/* ---- what the report has ---- */

static int
of_labels(const fair__constraint *c)
{
    return c->rates[0] != FAIR__RATE_NONE &&
           c->rates[0] != FAIR__RATE_SELECTION;
}

static int
needs_labels(const fair__plan_request *r)
{
    for (size_t i = 0; i < r->n_also; i++)
        if (of_labels(r->also[i].constraint)) return 1;
    return of_labels(r->constraint) ||
           fair__objective_needs_labels(r->objective);
}

/* On a grid of bins a threshold within one would decide rows that are not
 * told apart. */
static fair_status
check_edge(const fair_report *report, const char *name, double x,
           fair_error *err)
{
    const fair__score_range *grid = &fair__report_snapshot(report)->run.grid;
    if (grid->bins == 0 || !(x > grid->low && x <= grid->high))
        return FAIR_OK;
    const double edge = fair__score_edge(grid, fair__score_bin(grid, x));
    if (edge == x) return FAIR_OK;
    return BAD(err, name,
               "%s is %g, within one of the %u bins that scores were "
               "counted in: what it decides there is not known; its bin "
               "begins at %g",
               name, x, (uint64_t)grid->bins, edge);
}

static fair_status
check_grid(const fair_report *report, const fair__plan_request *r,
           fair_error *err)
{
    fair_status st = FAIR_OK;
    if (r->rule == FAIR_PLAN_REJECT_OPTION &&
        fair__report_snapshot(report)->run.grid.bins > 0)
        return BAD(err, "score_bins",
                   "a margin of reject_option ends within bins: it needs "
                   "scores");
    if (fair__objective_is_change(r->objective))
        st = check_edge(report, "threshold", r->threshold, err);
    if (st == FAIR_OK)
        st = check_edge(report, "no_lower_than", r->range.no_lower_than, err);
    if (st == FAIR_OK)
        st = check_edge(report, "no_higher_than", r->range.no_higher_than,
                        err);
    return st;
}

static fair_status
check_costs(const fair__plan_request *r, fair_error *err)
{
    if (r->given.n_costs == 0 || r->objective->given != 0)
        return r->given.n_costs > 0 && r->given.costs == NULL
                   ? fair__null_argument(err, "costs")
                   : FAIR_OK;
    return BAD(err, "group_costs",
               "group_costs are for the objectives expected_cost and utility, "
               "not for %s",
               r->objective->name);
}

static fair_status
check_given(const fair_report *report, const fair__plan_request *r,
            fair_error *err)
{
    const uint32_t given = fair__report_snapshot(report)->given;
    const int has_scores = (given & FAIR__GIVEN_SCORES) != 0;
    if (!has_scores && (given & FAIR__GIVEN_DECISION) == 0)
        return BAD(err, "y_score",
                   "thresholds are made of scores, or of decisions, and the "
                   "report has none: give y_score and keep scores, or give "
                   "y_pred");
    if (!has_scores && fair__objective_refers(r->objective))
        return BAD(err, "objective",
                   "least_referred refers an interval of scores, and the "
                   "report has decisions alone: give y_score");
    if (has_scores && (given & FAIR__GIVEN_FINITE) == 0)
        return fair__fail_at(err, FAIR_ERR_NONFINITE, "y_score", -1, 0,
                             "scores of plans are finite: no threshold is "
                             "above infinity");
    if ((given & FAIR__GIVEN_LABEL) == 0 && needs_labels(r))
        return BAD(err, "y_true", "%s under %s needs y_true",
                   r->objective->name, r->constraint->name);
    if (r->given.n_costs == 0 && (r->objective->given & ~given) != 0)
        return BAD(err, r->objective->name,
                   "%s needs %s: options of the report", r->objective->name,
                   r->objective->given == FAIR__GIVEN_COSTS ? "costs"
                                                            : "utilities");
    return check_grid(report, r, err);
}

fair_status
fair__plan_request_read(const fair_report *report,
                        const fair_plan_options *given,
                        fair__plan_request *out, fair_error *err)
{
    fair_plan_options o;
    fair__plan_request r = {.grouping = 0};
    fair_status st = fair__options_read(&o, sizeof(o), sizeof(o), given,
                                        "fair_plan_options", err);
    if (st == FAIR_OK) st = read_names(&o, &r, err);
    if (st == FAIR_OK) st = read_tolerance(&o, &r, err);
    if (st == FAIR_OK) st = read_also(&o, &r, err);
    if (st == FAIR_OK) st = read_numbers(&o, &r, err);
    if (st == FAIR_OK) st = read_use(&o, err);
    r.given = o;
    if (st == FAIR_OK) st = check_costs(&r, err);
    if (st == FAIR_OK) st = check_given(report, &r, err);
    if (st == FAIR_OK)
        st = fair__lookup_grouping(report, o.n_by, o.by, &r.grouping, err);
    if (st == FAIR_OK) st = fair__memory_init(&r.mem, o.allocator, err);
    if (st != FAIR_OK) return st;
    *out = r;
    return FAIR_OK;
}
