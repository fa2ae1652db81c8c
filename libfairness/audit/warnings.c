/* SPDX-License-Identifier: MIT
 * Finding what deserves a warning. */
#include "audit/warnings.h"

#include "audit/chance.h"
#include "audit/near.h"
#include "audit/roles.h"
#include "base/sort.h"

fair_status
fair__warning_add(fair__snapshot *s, fair__warning w, fair_error *err)
{
    const fair_status st =
        fair__reserve(s->mem, &s->warnings, &s->warnings_capacity,
                      s->n_warnings + 1, sizeof(*s->warnings), err);
    if (st == FAIR_OK) s->warnings[s->n_warnings++] = w;
    return st;
}

static fair_status
add_about_all(fair__snapshot *s, int32_t code, fair_error *err)
{
    return fair__warning_add(s, (fair__warning){.code = code}, err);
}

static fair_status
find_favourable(fair__snapshot *s, const fair__request *r, fair_error *err)
{
    if (r->favourable_declared != FAIR_FAVOURABLE_UNDECLARED) return FAIR_OK;
    return add_about_all(s, FAIR__WARN_FAVOURABLE_UNDECLARED, err);
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
            st = fair__warning_add(
                s,
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

/* Each role that has a column of an earlier one. */
static fair_status
find_roles(fair__snapshot *s, fair_error *err)
{
    fair_status st = FAIR_OK;
    const size_t n = fair__role_count(s);
    for (size_t i = 0; i < n && st == FAIR_OK; i++) {
        const size_t twin = fair__role_twin(s, i);
        if (twin < i)
            st = fair__warning_add(
                s,
                (fair__warning){.code = FAIR__WARN_COLUMN_IN_TWO_ROLES,
                                .group = (uint32_t)twin,
                                .other = (uint32_t)i},
                err);
    }
    return st;
}

static fair_status
find_chance(fair__snapshot *s, const fair__request *r, fair_error *err)
{
    fair_status st = FAIR_OK;
    for (size_t g = 0; g < s->n_groupings && st == FAIR_OK; g++) {
        fair__chance chance;
        if (s->groupings[g].stratum == FAIR__ALL_ROWS &&
            fair__chance_look(s, r, g, &chance) &&
            fair__chance_matters(&chance))
            st = fair__warning_add(
                s,
                (fair__warning){.code = FAIR__WARN_DIFFERENCE_BY_CHANCE,
                                .grouping = g},
                err);
    }
    return st;
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
                st = fair__warning_add(
                    s,
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
    return add_about_all(s, FAIR__WARN_PREDICTION_EQUALS_LABEL, err);
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
            st = fair__warning_add(
                s,
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
    if (st == FAIR_OK) st = find_roles(s, err);
    if (st == FAIR_OK) st = find_equal(s, err);
    if (st == FAIR_OK) st = find_chance(s, r, err);
    if (st == FAIR_OK)
        st = find_groups(s, FAIR__WARN_SMALL_GROUP, is_small, err);
    if (st == FAIR_OK && (s->given & FAIR__GIVEN_LABEL) != 0)
        st = find_groups(s, FAIR__WARN_SINGLE_CLASS, has_one_class, err);
    if (st == FAIR_OK) st = fair__find_selective(s, err);
    const size_t n_features = s->n_sensitive + s->n_control;
    for (size_t f = 0; f < n_features && st == FAIR_OK; f++)
        st = find_near(s, (uint32_t)f, err);
    /* Other decisions of the same rows bring at most these: room for them now,
     * so that a training loop does not allocate later. */
    if (st == FAIR_OK)
        st = fair__reserve(s->mem, &s->warnings, &s->warnings_capacity,
                           s->n_warnings + 2 + 2 * s->n_groupings,
                           sizeof(*s->warnings), err);
    return st;
}

/* ---- what warnings say in numbers ---- */

fair_status
fair__warning_numbers_of(const fair__snapshot *s, const fair__request *r,
                         const fair__warning *w, int *has,
                         fair__warning_numbers *out, fair_error *err)
{
    *has = w->code == FAIR__WARN_DIFFERENCE_BY_CHANCE &&
           fair__chance_look(s, r, w->grouping, &out->chance);
    if (!*has) return FAIR_OK;
    return fair__chance_expected(s, r, w->grouping, &out->chance,
                                 &out->expected, err);
}
