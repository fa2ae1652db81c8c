/* SPDX-License-Identifier: MIT
 * A rule as it is given: copied, and checked for what can be wrong without
 * data. */
#include <string.h>

#include "audit/names.h"
#include "base/memory.h"
#include "base/scalar.h"
#include "base/utf8.h"
#include "compare/estimate.h"
#include "gate/limit.h"
#include "gate/waiver.h"

/* FAIR_ERR_ARGUMENT about a rule: its id is the column. */
#define BAD_RULE(err, id, ...)                                                \
    fair__fail_at(err, FAIR_ERR_ARGUMENT, id, -1, 0, __VA_ARGS__)

void
fair__named_groups_free(fair__named_groups *g, const fair_allocator *mem)
{
    const size_t n = g->starts != NULL ? g->starts[g->n] : 0;
    for (size_t i = 0; g->values != NULL && i < n; i++) {
        fair_feature_value *v = &g->values[i];
        if (v->feature != NULL)
            fair__free(mem, (char *)(uintptr_t)v->feature,
                       strlen(v->feature) + 1, 1);
        if (v->value.text != NULL)
            fair__free(mem, (char *)(uintptr_t)v->value.text,
                       v->value.length + 1, 1);
    }
    fair__free(mem, g->values, n, sizeof(*g->values));
    fair__free(mem, g->starts, g->n + 1, sizeof(*g->starts));
    *g = (fair__named_groups){0};
}

void
fair__rule_free(fair__rule *r, const fair_allocator *mem)
{
    if (r->id != NULL) fair__free(mem, r->id, strlen(r->id) + 1, 1);
    if (r->limit_text != NULL)
        fair__free(mem, r->limit_text, strlen(r->limit_text) + 1, 1);
    for (size_t i = 0; r->by != NULL && i < r->n_by; i++)
        if (r->by[i] != NULL)
            fair__free(mem, r->by[i], strlen(r->by[i]) + 1, 1);
    fair__free(mem, r->by, r->n_by, sizeof(*r->by));
    fair__named_groups_free(&r->required, mem);
    fair__named_groups_free(&r->may_be_small, mem);
    fair__named_groups_free(&r->groups, mem);
    fair__waiver_free(&r->waiver, mem);
    *r = (fair__rule){0};
}

static fair_status
copy(char **out, const fair_allocator *mem, const char *text,
     fair_error *err)
{
    *out = fair__copy_text(mem, text, strlen(text));
    return *out != NULL ? FAIR_OK : fair__no_memory(err);
}

/* ---- names ---- */

static fair_status
unknown(fair_error *err, const char *id, const char *what, const char *name)
{
    fair__names list = {0};
    if (strcmp(what, "criterion") == 0)
        for (size_t i = 0; i < fair__criterion_count(); i++)
            fair__names_add(&list, fair__criterion_at(i)->name);
    else if (strcmp(what, "metric") == 0)
        for (size_t i = 0; i < fair__metric_count(); i++)
            fair__names_add(&list, fair__metric_at(i)->name);
    else
        for (size_t i = 0; i < fair__comparison_count(); i++)
            fair__names_add(&list, fair__comparison_at(i)->name);
    return fair__names_unknown(err, id, what, name, &list);
}

static fair_status
read_subject(fair__subject *s, const fair_rule *g, fair_error *err)
{
    s->change = g->max_increase != NULL || g->max_decrease != NULL;
    if ((g->criterion == NULL) == (g->metric == NULL))
        return BAD_RULE(err, g->id,
                        "a rule is about a criterion or about a metric: name "
                        "one of them");
    if (g->criterion != NULL && g->comparison != NULL)
        return BAD_RULE(err, g->id,
                        "%q is a criterion and has its own comparison",
                        g->criterion, strlen(g->criterion));
    if (g->criterion != NULL) {
        s->criterion = fair__criterion_find(g->criterion);
        if (s->criterion != NULL) return FAIR_OK;
        return unknown(err, g->id, "criterion", g->criterion);
    }
    s->metric = fair__metric_find(g->metric);
    if (s->metric == NULL) return unknown(err, g->id, "metric", g->metric);
    if (g->comparison == NULL) return FAIR_OK;
    s->comparison = fair__comparison_find(g->comparison);
    if (s->comparison != NULL) return FAIR_OK;
    return unknown(err, g->id, "comparison", g->comparison);
}

/* Why a subject has no honest test. */
static const char *
untested(const fair__subject *s)
{
    const fair__metric *m = s->metric;
    if (s->criterion != NULL)
        switch (s->criterion->join) {
        case FAIR__JOIN_MEAN:
        case FAIR__JOIN_SIGNED:
            return "a mean over metrics hides one behind the other: make a "
                   "rule of each";
        case FAIR__JOIN_STRATA:
            return "it is a sum over strata: make a rule within each of them";
        case FAIR__JOIN_SUFFICIENCY:
            return "it is the largest gap of any bin, and in bins of a few "
                   "rows chance makes large ones: make a rule of "
                   "calibration_within_groups, by which scores mean the same "
                   "in every group";
        case FAIR__JOIN_MULTICALIBRATION:
            return "its errors are parts of all rows, so that small groups "
                   "never matter: make a rule of maximum_calibration_error, "
                   "or of expected_calibration_error, of every group";
        default:
            return "it is never 0 by chance, and what it would be is not "
                   "known";
        }
    if (fair__gaps_norm(m) != 0)
        return "each group's error is biased by its own size: hold it "
               "against a max, by itself or as group_max";
    if (s->comparison != NULL && fair__estimate_method(m) != 0)
        return "that comparison has none: there are difference, ratio, "
               "difference_to_reference, ratio_to_reference, group_min, "
               "group_max, and ratios only of what is never negative";
    return "rules are about metrics of decisions, roc_auc, pr_auc, means of "
           "scores and of their errors, and calibration errors";
}

static fair_status
check_tested(const fair__rule *r, fair_error *err)
{
    /* Favourable or not changes the metric, not its kind. */
    const fair__rules rules = {.favourable = FAIR_FAVOURABLE_POSITIVE};
    const fair__comparison *c = r->subject.comparison;
    if (fair__claim_plan(&r->subject, &rules).n_metrics > 0) return FAIR_OK;
    if (r->subject.change)
        return BAD_RULE(err, r->id,
                        "the change of %s%s%s has no test: max_increase and "
                        "max_decrease are about rates of the same rows "
                        "whatever is decided (selection_rate, "
                        "true_positive_rate, accuracy), of every group by "
                        "itself, as difference, difference_to_reference, and "
                        "criteria that are such differences",
                        fair__rule_subject(r), c != NULL ? " as " : "",
                        c != NULL ? c->name : "");
    return BAD_RULE(err, r->id, "%s%s%s has no test, so no verdict: %s",
                    fair__rule_subject(r), c != NULL ? " as " : "",
                    c != NULL ? c->name : "", untested(&r->subject));
}

/* ---- the limit ---- */

static fair_status
bad_range(const fair__rule *r, double low, double high, fair_error *err)
{
    const double value =
        (r->subject.change ? r->limit.side : 1) * r->limit.value;
    const double hundredth = value / 100;
    const char *subject =
        r->subject.change ? "what may change" : fair__rule_subject(r);
    /* 80 is meant to be 80 %, and 1.1 is not meant to be 1.1 %. */
    if (low >= -1 && high <= 1 && value >= 2 && hundredth <= high)
        return BAD_RULE(err, r->id,
                        "%s is %s, but %s lies between %g and %g: a share of "
                        "%s %% is written %g",
                        fair__rule_limit_name(r), r->limit_text,
                        subject, low, high, r->limit_text, hundredth);
    return BAD_RULE(err, r->id, "%s is %s, but %s lies between %g and %g",
                    fair__rule_limit_name(r), r->limit_text, subject,
                    low, high);
}

/* A rule that counts can fail: with some value beyond its limit. */
static fair_status
check_room(const fair__rule *r, double low, double high, fair_error *err)
{
    const double x = r->limit.value;
    const int is_warning = r->severity == FAIR_SEVERITY_WARN;
    if (!(x >= low && x <= high)) return bad_range(r, low, high, err);
    if (is_warning || (r->limit.side > 0 ? x < high : x > low)) return FAIR_OK;
    return BAD_RULE(err, r->id,
                    "%s is %s, and no value is %s that: a rule that cannot "
                    "fail checks nothing (a warning, severity = \"warn\", "
                    "shows the value)",
                    fair__rule_limit_name(r), r->limit_text,
                    r->limit.side > 0 ? "above" : "below");
}

/* The values that what is held against the limit can have. */
static fair_status
check_range(const fair__rule *r, const fair__plan *plan, fair_error *err)
{
    const double x = r->limit.value;
    const fair__metric *m = plan->metrics[0];
    if (r->subject.change) {
        if (!(r->limit.side * x >= 0 && r->limit.side * x <= 1))
            return bad_range(r, 0, 1, err);
        return check_room(r, -1, 1, err);
    }
    const int is_signed = fair__subject_side(&r->subject) == 0;
    double low = m->low, high = m->high;
    if (plan->form == FAIR__OF_RATIO) {
        if (is_signed)
            return x > 0 && x <= 10 ? FAIR_OK : bad_range(r, 0, 10, err);
        low = 0;
        high = 1;
    } else if (plan->form == FAIR__OF_DIFFERENCE) {
        high -= low;
        low = is_signed ? -high : 0;
    }
    return check_room(r, low, high, err);
}

static fair_status
check_side(const fair__rule *r, fair_error *err)
{
    const int side = fair__subject_side(&r->subject);
    if (side == 0 || side == r->limit.side) return FAIR_OK;
    return BAD_RULE(err, r->id,
                    "%s has a %s, but %s", fair__rule_subject(r),
                    fair__rule_limit_name(r),
                    side > 0 ? "high values are the bad ones: give max, or "
                               "max_increase"
                             : "low values are the bad ones: give min");
}

static fair_status
read_limit(fair__rule *r, const fair_allocator *mem, const fair_rule *g,
           fair_error *err)
{
    const struct {
        const char *name;
        const char *text;
        int side;
    } given[] = {{"min", g->min, -1},
                 {"max", g->max, 1},
                 {"max_increase", g->max_increase, 1},
                 {"max_decrease", g->max_decrease, -1}};
    const fair__criterion *c = r->subject.criterion;
    const char *text = NULL, *name = NULL;
    r->limit.side = -1;
    for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
        if (given[i].text == NULL) continue;
        if (text != NULL)
            return BAD_RULE(err, r->id,
                            "%s and %s are both given: a rule has one limit, "
                            "so write two rules",
                            name, given[i].name);
        name = given[i].name;
        text = given[i].text;
        r->limit.side = given[i].side;
    }
    if (text == NULL && c != NULL && c->limit > 0) text = "0.8";
    if (text == NULL)
        return BAD_RULE(err, r->id,
                        "there is no limit: give min, max, max_increase or "
                        "max_decrease");
    if (!fair__limit_parse(text, &r->exact, &r->limit.value))
        return BAD_RULE(err, r->id,
                        "%s is %q, which is no decimal number such as 0.8",
                        name, text, strlen(text));
    if (r->subject.change && r->limit.side < 0) {
        r->exact = fair__wide_neg(&r->exact);
        r->limit.value = -r->limit.value;
    }
    return copy(&r->limit_text, mem, text, err);
}

/* ---- lists ---- */

static fair_status
read_by(fair__rule *r, const fair_allocator *mem, const fair_rule *g,
        fair_error *err)
{
    if (g->n_by == 0) return FAIR_OK;
    if (g->n_by > FAIR__MAX_FEATURES)
        return BAD_RULE(err, r->id, "by: more than 64 features");
    if (g->by == NULL)
        return BAD_RULE(err, r->id, "by is NULL but n_by is not 0");
    r->by = fair__calloc(mem, g->n_by, sizeof(*r->by));
    if (r->by == NULL) return fair__no_memory(err);
    r->n_by = g->n_by;
    for (size_t i = 0; i < g->n_by; i++) {
        if (g->by[i] == NULL)
            return BAD_RULE(err, r->id, "by: a name is NULL");
        const fair_status st = copy(&r->by[i], mem, g->by[i], err);
        if (st != FAIR_OK) return st;
    }
    return FAIR_OK;
}

static fair_status
read_value(fair_feature_value *out, const char *id, const char *name,
           const fair_allocator *mem, const fair_feature_value *given,
           fair_error *err)
{
    fair_scalar v = given->value;
    if (given->feature == NULL)
        return BAD_RULE(err, id, "%s: a feature's name is NULL", name);
    if (v.kind == FAIR_KIND_NONE || !fair__scalar_canonical(&v))
        return BAD_RULE(err, id,
                        "%s: the value of %q is not one that a group can have",
                        name, given->feature, strlen(given->feature));
    const char *text = v.text;
    v.text = NULL;
    if (v.kind == FAIR_KIND_TEXT || v.kind == FAIR_KIND_PARSED) {
        v.text = fair__copy_text(mem, text == NULL ? "" : text, v.length);
        if (v.text == NULL) return fair__no_memory(err);
    } else {
        v.length = 0;
    }
    out->value = v;
    char *feature = NULL;
    const fair_status st = copy(&feature, mem, given->feature, err);
    out->feature = feature;
    return st;
}

fair_status
fair__named_groups_read(fair__named_groups *out, const char *id,
                        const fair_allocator *mem, const fair__given_groups *g,
                        fair_error *err)
{
    size_t total = 0;
    if (g->n == 0) return FAIR_OK;
    if (g->lengths == NULL || g->values == NULL || g->n > UINT16_MAX)
        return BAD_RULE(err, id,
                        "%s or %s_lengths is NULL, or there are more than "
                        "65,535 groups",
                        g->name, g->name);
    out->starts = fair__calloc(mem, g->n + 1, sizeof(*out->starts));
    if (out->starts == NULL) return fair__no_memory(err);
    out->n = g->n;
    out->name = g->name;
    for (size_t i = 0; i < g->n; i++) {
        if (g->lengths[i] == 0 || g->lengths[i] > FAIR__MAX_FEATURES)
            return BAD_RULE(err, id,
                            "%s: group %u has no value, or more than 64",
                            g->name, (uint64_t)i);
        total += g->lengths[i];
    }
    out->values = fair__calloc(mem, total, sizeof(*out->values));
    if (out->values == NULL) return fair__no_memory(err);
    for (size_t i = 0, end = 0; i < g->n; i++)
        out->starts[i + 1] = end += g->lengths[i];
    for (size_t i = 0; i < total; i++) {
        const fair_status st = read_value(&out->values[i], id, g->name, mem,
                                          &g->values[i], err);
        if (st != FAIR_OK) return st;
    }
    return FAIR_OK;
}

static fair_status
read_all_groups(fair__rule *r, const fair_allocator *mem, const fair_rule *g,
                fair_error *err)
{
    const fair__given_groups required = {"required", g->n_required,
                                         g->required_lengths, g->required};
    const fair__given_groups small = {"may_be_small", g->n_may_be_small,
                                      g->may_be_small_lengths,
                                      g->may_be_small};
    const fair__given_groups held = {"groups", g->n_groups, g->groups_lengths,
                                     g->groups};
    if (g->n_groups > 0 && r->subject.change)
        return BAD_RULE(err, r->id,
                        "groups goes with min and max, not with %s: a change "
                        "is judged in every group",
                        fair__rule_limit_name(r));
    if ((g->n_may_be_small > 0) != (g->set_aside == FAIR_SET_ASIDE_LISTED))
        return BAD_RULE(err, r->id,
                        "may_be_small goes with a set_aside of "
                        "FAIR_SET_ASIDE_LISTED, and with no other");
    fair_status st = fair__named_groups_read(&r->required, r->id, mem,
                                             &required, err);
    if (st == FAIR_OK)
        st = fair__named_groups_read(&r->may_be_small, r->id, mem, &small,
                                     err);
    if (st == FAIR_OK)
        st = fair__named_groups_read(&r->groups, r->id, mem, &held, err);
    return st;
}

/* ---- all of it ---- */

static fair_status
check_choices(const fair__rule *r, fair_error *err)
{
    const struct {
        const char *name;
        int32_t value;
        int32_t most;
    } choices[] = {{"severity", r->severity, FAIR_SEVERITY_WARN},
                   {"set_aside", r->set_aside, FAIR_SET_ASIDE_LISTED},
                   {"strata", r->strata, FAIR_STRATA_EACH}};
    for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++)
        if (choices[i].value < 0 || choices[i].value > choices[i].most)
            return BAD_RULE(err, r->id, "%s is %d, expected 0 to %d",
                            choices[i].name, (int64_t)choices[i].value,
                            (int64_t)choices[i].most);
    return FAIR_OK;
}

int
fair__is_printable(const char *text)
{
    const size_t length = strlen(text);
    if (!fair__utf8_valid(text, length)) return 0;
    for (size_t at = 0; at < length;) {
        const uint32_t code = fair__utf8_next(text, length, &at);
        if (fair__utf8_unsafe(code) || fair__utf8_invisible(code)) return 0;
    }
    return 1;
}

static fair_status
check_id(const fair_policy *policy, const fair__rule *r, fair_error *err)
{
    if (r->id[0] == '\0') return BAD_RULE(err, NULL, "a rule's id is empty");
    if (!fair__is_printable(r->id))
        return BAD_RULE(err, NULL,
                        "a rule's id holds a control or an invisible "
                        "character, or is not valid UTF-8: %q",
                        r->id, strlen(r->id));
    for (size_t i = 0; i < policy->n; i++)
        if (strcmp(policy->rules[i].id, r->id) == 0)
            return BAD_RULE(err, r->id,
                            "two rules are called %q: give each an id of its "
                            "own",
                            r->id, strlen(r->id));
    return FAIR_OK;
}

fair_status
fair__rule_read(const fair_policy *policy, const fair_rule *g,
                fair__rule *r, fair_error *err)
{
    const fair_allocator *mem = &policy->mem;
    r->confidence = g->confidence;
    r->min_count = g->min_count;
    r->severity = g->severity;
    r->inconclusive = g->inconclusive;
    r->set_aside = g->set_aside;
    r->strata = g->strata;
    fair_status st = read_subject(&r->subject, g, err);
    if (st == FAIR_OK)
        st = copy(&r->id, mem, g->id != NULL ? g->id : fair__rule_subject(r),
                  err);
    if (st == FAIR_OK) st = check_id(policy, r, err);
    if (st == FAIR_OK) st = check_choices(r, err);
    if (st == FAIR_OK) st = check_tested(r, err);
    if (st == FAIR_OK) st = read_limit(r, mem, g, err);
    if (st == FAIR_OK) st = check_side(r, err);
    if (st == FAIR_OK) {
        const fair__rules rules = {.favourable = FAIR_FAVOURABLE_POSITIVE};
        const fair__plan plan = fair__claim_plan(&r->subject, &rules);
        st = check_range(r, &plan, err);
    }
    if (st == FAIR_OK) st = read_by(r, mem, g, err);
    if (st == FAIR_OK) st = read_all_groups(r, mem, g, err);
    return st;
}
