/* SPDX-License-Identifier: MIT
 * From a name and a selector to a place. */
#include "audit/lookup.h"

#include <assert.h>
#include <string.h>

#include "audit/names.h"
#include "audit/phrase.h"
#include "audit/rests.h"
#include "base/error.h"
#include "base/options.h"
#include "base/scalar.h"

/* ---- messages that list what there is ---- */

static void
list_groupings(fair__phrase *p, const fair_report *report)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    for (size_t i = 0; i < report->request.n_by; i++) {
        size_t n;
        const uint32_t *by = fair__request_by(&report->request, i, &n);
        fair__phrase_join(p, "; ");
        for (size_t k = 0; k < n; k++) {
            if (k > 0) fair__phrase_string(p, ", ");
            fair__phrase_string(p, s->features[by[k]]);
        }
    }
}

static fair_status
bad_grouping(const fair_report *report, const char *problem, fair_error *err)
{
    fair__phrase known;
    fair__phrase_start(&known);
    list_groupings(&known, report);
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, "by", -1, 0,
                         "%s; the groupings are: %s", problem,
                         fair__phrase_end(&known));
}

static fair_status
bad_group(const fair_report *report, size_t grouping, const char *problem,
          fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair__phrase known;
    fair__phrase_start(&known);
    for (size_t i = 0; i < s->groupings[grouping].n; i++) {
        const fair__tuple t =
            fair__tuple_of_group(s, &report->request, grouping, i);
        fair__phrase_join(&known, "; ");
        fair__label_tuple_quoted(&known.text, &t, FAIR__PHRASE_LABEL);
    }
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, "group", -1, 0,
                         "%s; the groups are: %s", problem,
                         fair__phrase_end(&known));
}

static fair_status
bad_stratum(const fair_report *report, const char *problem, fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair__phrase known;
    fair__phrase_start(&known);
    for (size_t i = 0; i < s->n_strata; i++) {
        const fair__tuple t = fair__tuple_of_stratum(s, (int32_t)i);
        fair__phrase_join(&known, "; ");
        fair__label_tuple_quoted(&known.text, &t, FAIR__PHRASE_LABEL);
    }
    if (s->n_strata == 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "control", -1, 0,
                             "%s; there are no control features", problem);
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, "control", -1, 0,
                         "%s; the strata are: %s", problem,
                         fair__phrase_end(&known));
}

static fair_status
unknown_name(const char *name, fair_error *err)
{
    fair__names list = {0};
    for (size_t i = 0; i < fair__criterion_count(); i++)
        fair__names_add(&list, fair__criterion_at(i)->name);
    for (size_t i = 0; i < fair__metric_count(); i++)
        fair__names_add(&list, fair__metric_at(i)->name);
    return fair__names_unknown(err, NULL, "metric or criterion", name, &list);
}

static fair_status
unknown_comparison(const char *name, fair_error *err)
{
    fair__names list = {0};
    for (size_t i = 0; i < fair__comparison_count(); i++)
        fair__names_add(&list, fair__comparison_at(i)->name);
    return fair__names_unknown(err, "comparison", "comparison", name, &list);
}

/* ---- tuples ---- */

/* The value given for a feature, canonical; NULL if there is none. */
static const fair_feature_value *
value_for(const fair_feature_value *values, size_t n, const char *feature)
{
    for (size_t i = 0; i < n; i++)
        if (values[i].feature != NULL &&
            strcmp(values[i].feature, feature) == 0)
            return &values[i];
    return NULL;
}

static int
is_tuple(const fair__tuple *t, const char *const *names,
         const fair_feature_value *values, size_t n)
{
    for (size_t k = 0; k < t->n; k++) {
        const uint32_t f = t->features != NULL
                               ? t->features[k]
                               : (uint32_t)(t->s->n_sensitive + k);
        assert(names[k] != NULL); /* a tuple has as many values as names */
        const fair_feature_value *given = value_for(values, n, names[k]);
        assert(given != NULL); /* names_just() */
        fair_scalar pattern = given->value;
        if (!fair__scalar_canonical(&pattern) ||
            !fair__scalar_matches(
                fair__snapshot_value(t->s, f, t->ranks[k]), &pattern))
            return 0;
    }
    return 1;
}

/* Whether the n values name just these features, each once. */
static int
names_just(const char *const *names, size_t n_names,
           const fair_feature_value *values, size_t n)
{
    if (values == NULL || n != n_names) return 0;
    for (size_t k = 0; k < n_names; k++)
        if (value_for(values, n, names[k]) == NULL) return 0;
    return 1;
}

static fair_status
find_stratum(const fair_report *report, const fair_selector *sel,
             int32_t *out, fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const char *const *names = s->features + s->n_sensitive;
    *out = FAIR__ALL_ROWS;
    if (sel->n_control == 0) return FAIR_OK;
    if (!names_just(names, s->n_control, sel->control, sel->n_control))
        return bad_stratum(report,
                           "control must give a value for every control "
                           "feature and nothing else",
                           err);
    for (size_t i = 0; i < s->n_strata; i++) {
        const fair__tuple t = fair__tuple_of_stratum(s, (int32_t)i);
        if (!is_tuple(&t, names, sel->control, sel->n_control)) continue;
        *out = (int32_t)i;
        return FAIR_OK;
    }
    return bad_stratum(report, "no rows have these control values", err);
}

/* ---- groupings and groups ---- */

/* Whether list i of by has just the features that the selector names. */
static int
is_list(const fair_report *report, size_t i, const fair_selector *sel)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    size_t n;
    const uint32_t *by = fair__request_by(&report->request, i, &n);
    if (n != (sel->n_by > 0 ? sel->n_by : sel->n_group)) return 0;
    for (size_t k = 0; k < n; k++) {
        const char *feature = s->features[by[k]];
        int found = 0;
        if (sel->n_by == 0)
            found = value_for(sel->group, sel->n_group, feature) != NULL;
        for (size_t b = 0; b < sel->n_by && !found; b++)
            found = sel->by[b] != NULL && strcmp(sel->by[b], feature) == 0;
        if (!found) return 0;
    }
    return 1;
}

static fair_status
find_grouping(const fair_report *report, const fair_selector *sel,
              int32_t stratum, size_t *out, fair_error *err)
{
    const size_t per_by = 1 + fair__report_snapshot(report)->n_strata;
    const size_t within = (size_t)(stratum + 1);
    if ((sel->n_by > 0 && sel->by == NULL) ||
        (sel->n_group > 0 && sel->group == NULL))
        return bad_grouping(report, "by or group is NULL", err);
    if (sel->n_by == 0 && sel->n_group == 0) {
        if (report->request.n_by > 1)
            return bad_grouping(
                report, "there are several groupings: name one of them", err);
        *out = within;
        return FAIR_OK;
    }
    for (size_t i = 0; i < report->request.n_by; i++)
        if (is_list(report, i, sel)) {
            *out = i * per_by + within;
            return FAIR_OK;
        }
    return bad_grouping(report, "no grouping has just these features", err);
}

fair_status
fair__lookup_group(const fair_report *report, size_t grouping, size_t n,
                   const fair_feature_value *values, int32_t *out,
                   fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const char *names[FAIR__MAX_FEATURES] = {NULL};
    size_t n_by;
    const uint32_t *by = fair__request_by(
        &report->request, s->groupings[grouping].by, &n_by);
    for (size_t k = 0; k < n_by; k++) names[k] = s->features[by[k]];
    if (!names_just(names, n_by, values, n))
        return bad_group(report, grouping,
                         "group must give a value for every feature of its "
                         "grouping",
                         err);
    *out = FAIR__NO_GROUP;
    for (size_t i = 0; i < s->groupings[grouping].n; i++) {
        const fair__tuple t =
            fair__tuple_of_group(s, &report->request, grouping, i);
        if (!is_tuple(&t, names, values, n)) continue;
        *out = (int32_t)i;
        break;
    }
    return FAIR_OK;
}

fair_status
fair__lookup_named_group(const fair_report *report, size_t grouping, size_t n,
                         const fair_feature_value *values, size_t *out,
                         fair_error *err)
{
    int32_t found = FAIR__NO_GROUP;
    const fair_status st =
        fair__lookup_group(report, grouping, n, values, &found, err);
    if (st == FAIR_OK && found == FAIR__NO_GROUP)
        return bad_group(report, grouping, "no rows are in this group", err);
    if (st == FAIR_OK) *out = (size_t)found;
    return st;
}

static fair_status
find_group(const fair_report *report, const fair_selector *sel,
           size_t grouping, size_t *out, fair_error *err)
{
    return fair__lookup_named_group(report, grouping, sel->n_group,
                                    sel->group, out, err);
}

fair_status
fair__lookup_grouping(const fair_report *report, size_t n,
                      const char *const *by, size_t *out, fair_error *err)
{
    const fair_selector sel = {.size = sizeof(sel), .n_by = n, .by = by};
    return find_grouping(report, &sel, FAIR__ALL_ROWS, out, err);
}

/* ---- what is asked for ---- */

static fair_status
find_metric(const fair_report *report, const fair_selector *sel,
            fair__place *out, fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    int32_t stratum;
    size_t group = 0;
    fair_status st = find_stratum(report, sel, &stratum, err);
    if (st != FAIR_OK) return st;
    out->counts = (size_t)(stratum + 1);
    if (sel->n_group == 0 && sel->n_by > 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "by", -1, 0,
                             "a metric has one value for each group of a "
                             "grouping: name the group, or a comparison; "
                             "without by it is of all rows");
    if (sel->n_group == 0) return FAIR_OK;
    st = find_grouping(report, sel, stratum, &out->grouping, err);
    if (st == FAIR_OK)
        st = find_group(report, sel, out->grouping, &group, err);
    if (st == FAIR_OK)
        out->counts = s->groupings[out->grouping].first + group;
    return st;
}

fair_status
fair__lookup_counts(const fair_report *report, const fair_selector *selector,
                    size_t *first, size_t *end, fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair_selector sel;
    int32_t stratum;
    size_t grouping, group = 0;
    fair_status st = fair__options_read(&sel, sizeof(sel), sizeof(sel),
                                        selector, "fair_selector", err);
    if (st == FAIR_OK && sel.comparison != NULL)
        st = fair__fail_at(err, FAIR_ERR_ARGUMENT, "comparison", -1, 0,
                           "a curve has no comparison");
    if (st == FAIR_OK) st = find_stratum(report, &sel, &stratum, err);
    if (st != FAIR_OK) return st;
    if (sel.n_by == 0 && sel.n_group == 0) {
        *first = (size_t)(stratum + 1);
        *end = *first + 1;
        return FAIR_OK;
    }
    st = find_grouping(report, &sel, stratum, &grouping, err);
    if (st == FAIR_OK && sel.n_group > 0)
        st = find_group(report, &sel, grouping, &group, err);
    if (st != FAIR_OK) return st;
    const fair__grouping *g = &s->groupings[grouping];
    *first = g->first + (sel.n_group > 0 ? group : 0);
    *end = sel.n_group > 0 ? *first + 1 : g->first + g->n;
    return FAIR_OK;
}

/* How far a finding is from "no difference": larger is further.  Ratios are
 * as far as their inverse. */
static fair__wide
extent(const fair__comparison *c, const fair__wide *value)
{
    const fair__wide one = fair__wide_u64(1);
    if (strncmp(c->name, "ratio", 5) != 0) return fair__wide_abs(value);
    fair__wide r = *value;
    if (fair__wide_order(&r, &one) > 0) r = fair__wide_div(&one, &r);
    return fair__wide_sub(&one, &r);
}

/* The finding that is furthest from no difference, ties to the first; the
 * first undefined one if there is one that was not left out. */
static uint64_t
extreme_finding(const fair_report *report, fair__place place,
                fair__population *p)
{
    const fair__comparison *c = fair__comparison_at(place.comparison);
    fair__survey survey;
    fair__survey_make(p, &report->request.rules,
                      fair__metric_at(place.name), &survey);
    p->survey = &survey;
    const uint64_t n = fair__comparison_size(c, p->n);
    fair__wide most = fair__wide_zero();
    uint64_t found = 0;
    int any = 0;
    for (place.i = 0; place.i < n; place.i++) {
        fair__answer a;
        fair__answer_make(report, &place, p, &a);
        if (a.reason == FAIR_REASON_UNDEFINED_IN_GROUP) return place.i;
        if (a.reason != FAIR_DEFINED) continue;
        const fair__wide far = extent(c, &a.value);
        if (any && fair__wide_order(&far, &most) <= 0) continue;
        any = 1;
        most = far;
        found = place.i;
    }
    return found;
}

static fair_status
find_comparison(const fair_report *report, const fair_selector *sel,
                fair__place *out, fair_error *err)
{
    const fair__comparison *c = fair__comparison_find(sel->comparison);
    int32_t stratum;
    size_t group = 0;
    if (c == NULL) return unknown_comparison(sel->comparison, err);
    out->kind = FAIR__COMPARISON;
    out->comparison = (uint32_t)fair__comparison_index(c);
    fair_status st = find_stratum(report, sel, &stratum, err);
    if (st == FAIR_OK)
        st = find_grouping(report, sel, stratum, &out->grouping, err);
    if (st != FAIR_OK) return st;
    if (sel->n_group == 0) {
        fair__rested r;
        out->i = 0;
        if (c->shape == FAIR__ONE) return FAIR_OK;
        st = fair__rested_open(report, out, &r, err);
        if (st != FAIR_OK) return st;
        out->i = extreme_finding(report, *out, &r.population);
        fair__rested_close(&r, report);
        return FAIR_OK;
    }
    if (c->shape != FAIR__PER_GROUP)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "group", -1, 0,
                             "%s is over all groups: name a grouping with by "
                             "and no group, or ask for "
                             "difference_to_reference",
                             c->name);
    st = find_group(report, sel, out->grouping, &group, err);
    out->i = group;
    return st;
}

static fair_status
find_criterion(const fair_report *report, const fair__criterion *c,
               const fair_selector *sel, fair__place *out, fair_error *err)
{
    int32_t stratum;
    if (sel->comparison != NULL)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "comparison", -1, 0,
                             "%s is a criterion and has its own comparison",
                             c->name);
    if (sel->n_group > 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "group", -1, 0,
                             "%s is over all groups: name a grouping with by "
                             "and no group",
                             c->name);
    out->kind = FAIR__CRITERION;
    out->name = (uint32_t)fair__criterion_index(c);
    fair_status st = find_stratum(report, sel, &stratum, err);
    if (st == FAIR_OK)
        st = find_grouping(report, sel, stratum, &out->grouping, err);
    return st;
}

/* Whether the scores that there are can give what is asked for. */
static fair_status
check_scores(const fair_report *report, const fair__place *place,
             fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    return place->kind == FAIR__CRITERION
               ? fair__snapshot_check_criterion(
                     s, fair__criterion_at(place->name),
                     &report->request.rules, err)
               : fair__snapshot_check_metric(s, fair__metric_at(place->name),
                                             err);
}

fair_status
fair__lookup_place(const fair_report *report, const char *name,
                   const fair_selector *selector, fair__place *out,
                   fair_error *err)
{
    const fair__metric *m = fair__metric_find(name);
    const fair__criterion *c = fair__criterion_find(name);
    fair_selector sel;
    fair_status st = fair__options_read(&sel, sizeof(sel), sizeof(sel),
                                        selector, "fair_selector", err);
    if (st != FAIR_OK) return st;
    *out = (fair__place){.kind = FAIR__METRIC};
    if (m != NULL) {
        out->name = (uint32_t)fair__metric_index(m);
        st = sel.comparison != NULL ? find_comparison(report, &sel, out, err)
                                    : find_metric(report, &sel, out, err);
    } else if (c != NULL) {
        st = find_criterion(report, c, &sel, out, err);
    } else {
        st = unknown_name(name, err);
    }
    return st == FAIR_OK ? check_scores(report, out, err) : st;
}

fair_status
fair__report_value(const fair_report *report, const char *name,
                   const fair_selector *selector, fair_value *out,
                   fair_error *err)
{
    fair__place place;
    fair__answer a;
    fair_status st = fair__lookup_place(report, name, selector, &place, err);
    if (st == FAIR_OK) st = fair__answer_find(report, &place, &a, err);
    if (st == FAIR_OK) fair__answer_value(report, &a, out);
    return st;
}
