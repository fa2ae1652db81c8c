/* SPDX-License-Identifier: MIT
 * Finding what deserves a warning. */
#include "audit/warnings.h"

#include "audit/near.h"
#include "base/sort.h"
#include "base/wide.h"

static fair_status
add(fair__snapshot *s, fair__warning w, fair_error *err)
{
    const fair_status st =
        fair__reserve(s->mem, &s->warnings, &s->warnings_capacity,
                      s->n_warnings + 1, sizeof(*s->warnings), err);
    if (st == FAIR_OK) s->warnings[s->n_warnings++] = w;
    return st;
}

static fair_status
find_favourable(fair__snapshot *s, const fair__request *r, fair_error *err)
{
    if (r->favourable_declared != FAIR_FAVOURABLE_UNDECLARED) return FAIR_OK;
    return add(s, (fair__warning){.code = FAIR__WARN_FAVOURABLE_UNDECLARED},
               err);
}

/* The group that became the reference although not all of it was named. */
static fair_status
find_defaulted(fair__snapshot *s, const fair__request *r, fair_error *err)
{
    fair_status st = FAIR_OK;
    for (size_t g = 0; g < s->n_groupings && st == FAIR_OK; g++) {
        const int32_t reference = s->populations[g].named_reference;
        if (s->groupings[g].stratum != FAIR__ALL_ROWS || reference < 0)
            continue;
        size_t n, named = 0;
        const uint32_t *by = fair__request_by(r, s->groupings[g].by, &n);
        for (size_t k = 0; k < n; k++)
            for (size_t i = 0; i < r->n_reference; i++)
                named += r->reference[i].feature == by[k];
        if (named < n)
            st = add(s,
                     (fair__warning){.code = FAIR__WARN_REFERENCE_DEFAULTED,
                                     .grouping = g,
                                     .group = (uint32_t)reference},
                     err);
    }
    return st;
}

static uint64_t
labelled(const fair__counts *c)
{
    return c->rows[FAIR__TP] + c->rows[FAIR__FP] + c->rows[FAIR__FN] +
           c->rows[FAIR__TN];
}

static uint64_t
positives(const fair__counts *c)
{
    return c->rows[FAIR__TP] + c->rows[FAIR__FN];
}

static int
is_small(const fair__counts *c)
{
    return fair__counts_n(c) < FAIR__SMALL_GROUP;
}

static int
has_one_class(const fair__counts *c)
{
    return labelled(c) > 0 &&
           (positives(c) == 0 || positives(c) == labelled(c));
}

/* A warning for each group over all rows of which `applies` is true. */
static fair_status
find_groups(fair__snapshot *s, int32_t code, int (*applies)(
                const fair__counts *), fair_error *err)
{
    fair_status st = FAIR_OK;
    for (size_t g = 0; g < s->n_groupings; g++) {
        if (s->groupings[g].stratum != FAIR__ALL_ROWS) continue;
        for (size_t i = 0; i < s->groupings[g].n && st == FAIR_OK; i++)
            if (applies(&s->populations[g].groups[i]))
                st = add(s,
                         (fair__warning){.code = code,
                                         .grouping = g,
                                         .group = (uint32_t)i},
                         err);
    }
    return st;
}

static fair_status
find_equal(fair__snapshot *s, fair_error *err)
{
    const fair__counts *c = &s->counts[0];
    const uint32_t both = FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION;
    if ((s->given & both) != both || labelled(c) == 0 ||
        labelled(c) != fair__counts_n(c) || c->rows[FAIR__FP] != 0 ||
        c->rows[FAIR__FN] != 0)
        return FAIR_OK;
    return add(s, (fair__warning){.code = FAIR__WARN_PREDICTION_EQUALS_LABEL},
               err);
}

/* ---- labels that are missing selectively ---- */

static uint64_t
unlabelled(const fair__counts *c)
{
    return c->rows[FAIR__UNLABELLED_SELECTED] +
           c->rows[FAIR__UNLABELLED_REJECTED];
}

/* a / b > c / d + 1 / 20, exactly; b and d are not 0. */
static int
is_five_points_above(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    const fair__wide wa = fair__wide_u64(a), wb = fair__wide_u64(b);
    const fair__wide wc = fair__wide_u64(c), wd = fair__wide_u64(d);
    const fair__wide twenty = fair__wide_u64(20);
    const fair__wide ad = fair__wide_mul(&wa, &wd);
    const fair__wide bc = fair__wide_mul(&wb, &wc);
    const fair__wide gap = fair__wide_sub(&ad, &bc);
    const fair__wide left = fair__wide_mul(&gap, &twenty);
    const fair__wide right = fair__wide_mul(&wb, &wd);
    return fair__wide_order(&left, &right) > 0;
}

static int
is_selective_by_decision(const fair__counts *c)
{
    const uint64_t a = c->rows[FAIR__UNLABELLED_SELECTED];
    const uint64_t b = c->rows[FAIR__UNLABELLED_REJECTED];
    const uint64_t selected = a + c->rows[FAIR__TP] + c->rows[FAIR__FP];
    const uint64_t rejected = b + c->rows[FAIR__FN] + c->rows[FAIR__TN];
    if (selected == 0 || rejected == 0) return 0;
    return (a == 0) != (b == 0) ||
           is_five_points_above(a, selected, b, rejected) ||
           is_five_points_above(b, rejected, a, selected);
}

/* -1, 0, 1: the order of a / b and c / d. */
static int
order_shares(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    const fair__wide wa = fair__wide_u64(a), wb = fair__wide_u64(b);
    const fair__wide wc = fair__wide_u64(c), wd = fair__wide_u64(d);
    const fair__wide left = fair__wide_mul(&wa, &wd);
    const fair__wide right = fair__wide_mul(&wc, &wb);
    return fair__wide_order(&left, &right);
}

/* Whether the shares of unlabelled rows differ by more than five points:
 * *most and *least are then the groups. */
static int
is_selective_by_group(const fair__population *p, uint32_t *most,
                      uint32_t *least)
{
    *most = *least = 0;
    for (size_t i = 1; i < p->n; i++) {
        const fair__counts *c = &p->groups[i];
        const fair__counts *top = &p->groups[*most];
        const fair__counts *low = &p->groups[*least];
        if (order_shares(unlabelled(c), fair__counts_n(c), unlabelled(top),
                         fair__counts_n(top)) > 0)
            *most = (uint32_t)i;
        if (order_shares(unlabelled(c), fair__counts_n(c), unlabelled(low),
                         fair__counts_n(low)) < 0)
            *least = (uint32_t)i;
    }
    const fair__counts *top = &p->groups[*most], *low = &p->groups[*least];
    return is_five_points_above(unlabelled(top), fair__counts_n(top),
                                unlabelled(low), fair__counts_n(low));
}

static fair_status
find_selective(fair__snapshot *s, fair_error *err)
{
    fair_status st = FAIR_OK;
    if (s->rows.excluded[FAIR__EXCLUDED_NULL_Y_TRUE] > 0)
        st = add(s, (fair__warning){.code = FAIR__WARN_SELECTIVE_EXCLUDED},
                 err);
    if ((s->given & FAIR__GIVEN_LABEL) == 0 || unlabelled(&s->counts[0]) == 0)
        return st;
    if (st == FAIR_OK && (s->given & FAIR__GIVEN_DECISION) != 0 &&
        is_selective_by_decision(&s->counts[0]))
        st = add(s, (fair__warning){.code = FAIR__WARN_SELECTIVE_BY_DECISION},
                 err);
    for (size_t g = 0; g < s->n_groupings && st == FAIR_OK; g++) {
        fair__warning w = {.code = FAIR__WARN_SELECTIVE_BY_GROUP,
                           .grouping = g};
        if (s->groupings[g].stratum == FAIR__ALL_ROWS &&
            is_selective_by_group(&s->populations[g], &w.group, &w.other))
            st = add(s, w, err);
    }
    return st;
}

/* ---- near duplicates ---- */

static int
order_by_look(const void *ctx, uint32_t a, uint32_t b)
{
    const fair_scalar *values = ctx;
    const int order = fair__near_order(&values[a], &values[b]);
    return order != 0 ? order : (a > b) - (a < b);
}

/* Of values that look alike, the first with each of the others. */
static fair_status
find_near(fair__snapshot *s, uint32_t feature, fair_error *err)
{
    const fair_scalar *values = s->values + s->value_start[feature];
    size_t n = s->value_start[feature + 1] - s->value_start[feature];
    if (n > 0 && values[n - 1].kind == FAIR_KIND_MISSING) n--;
    if (n < 2 || values[0].kind != FAIR_KIND_TEXT) return FAIR_OK;
    /* order has room for all values of a feature since words.c. */
    for (size_t i = 0; i < n; i++) s->order[i] = (uint32_t)i;
    fair__sort(s->order, n, order_by_look, values);
    fair_status st = FAIR_OK;
    for (size_t first = 0, i = 1; i < n && st == FAIR_OK; i++) {
        if (fair__near_order(&values[s->order[first]],
                             &values[s->order[i]]) != 0)
            first = i;
        else
            st = add(s,
                     (fair__warning){.code = FAIR__WARN_NEAR_DUPLICATE,
                                     .feature = feature,
                                     .group = s->order[i],
                                     .other = s->order[first]},
                     err);
    }
    return st;
}

fair_status
fair__snapshot_warnings(fair__snapshot *s, const fair__request *r,
                        fair_error *err)
{
    s->n_warnings = 0;
    fair_status st = find_favourable(s, r, err);
    if (st == FAIR_OK) st = find_defaulted(s, r, err);
    if (st == FAIR_OK)
        st = find_groups(s, FAIR__WARN_SMALL_GROUP, is_small, err);
    if (st == FAIR_OK && (s->given & FAIR__GIVEN_LABEL) != 0)
        st = find_groups(s, FAIR__WARN_SINGLE_CLASS, has_one_class, err);
    if (st == FAIR_OK) st = find_equal(s, err);
    if (st == FAIR_OK) st = find_selective(s, err);
    const size_t n_features = s->n_sensitive + s->n_control;
    for (size_t f = 0; f < n_features && st == FAIR_OK; f++)
        st = find_near(s, (uint32_t)f, err);
    return st;
}
