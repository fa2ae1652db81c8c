/* SPDX-License-Identifier: MIT
 * Finding what deserves a warning. */
#include "audit/warnings.h"

#include <assert.h>

#include "audit/chance.h"
#include "audit/near.h"
#include "audit/roles.h"
#include "base/sort.h"

/* Room for every warning that data of this shape can bring, so that adding
 * one cannot fail, and a training loop does not allocate when its decisions
 * bring more of them. */
static fair_status
make_room(fair__snapshot *s, fair_error *err)
{
    size_t room = 5 + fair__role_count(s) + 3 * s->n_groupings +
                  s->value_start[s->n_sensitive + s->n_control];
    for (size_t g = 0; g < s->n_groupings; g++)
        if (s->groupings[g].stratum == FAIR__ALL_ROWS)
            room += 2 * s->groupings[g].n;
    return fair__reserve(s->mem, &s->warnings, &s->warnings_capacity, room,
                         sizeof(*s->warnings), err);
}

void
fair__warning_add(fair__snapshot *s, fair__warning w)
{
    assert(s->n_warnings < s->warnings_capacity);
    s->warnings[s->n_warnings++] = w;
}

static void
add_about_all(fair__snapshot *s, int32_t code)
{
    fair__warning_add(s, (fair__warning){.code = code});
}

static void
find_favourable(fair__snapshot *s, const fair__request *r)
{
    if (r->favourable_declared == FAIR_FAVOURABLE_UNDECLARED)
        add_about_all(s, FAIR__WARN_FAVOURABLE_UNDECLARED);
}

static void
find_score(fair__snapshot *s)
{
    if ((s->inputs & FAIR__INPUT(FAIR__Y_SCORE)) != 0 &&
        (s->given & FAIR__GIVEN_DECISION) == 0)
        add_about_all(s, FAIR__WARN_SCORE_WITHOUT_THRESHOLD);
}

/* The group that became the reference although not all of it was named. */
static void
find_defaulted(fair__snapshot *s, const fair__request *r)
{
    for (size_t g = 0; g < s->n_groupings; g++) {
        const int32_t reference = s->populations[g].named_reference;
        if (s->groupings[g].stratum != FAIR__ALL_ROWS || reference < 0)
            continue;
        size_t n, named = 0;
        const uint32_t *by = fair__request_by(r, s->groupings[g].by, &n);
        for (size_t k = 0; k < n; k++)
            for (size_t i = 0; i < r->n_reference; i++)
                named += r->reference[i].feature == by[k];
        if (named < n)
            fair__warning_add(
                s,
                (fair__warning){.code = FAIR__WARN_REFERENCE_DEFAULTED,
                                .grouping = g,
                                .group = (uint32_t)reference});
    }
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
static void
find_roles(fair__snapshot *s)
{
    const size_t n = fair__role_count(s);
    for (size_t i = 0; i < n; i++) {
        const size_t twin = fair__role_twin(s, i);
        if (twin < i)
            fair__warning_add(
                s,
                (fair__warning){.code = FAIR__WARN_COLUMN_IN_TWO_ROLES,
                                .group = (uint32_t)twin,
                                .other = (uint32_t)i});
    }
}

static void
find_chance(fair__snapshot *s, const fair__request *r)
{
    for (size_t g = 0; g < s->n_groupings; g++) {
        fair__chance chance;
        if (s->groupings[g].stratum == FAIR__ALL_ROWS &&
            fair__chance_look(s, r, g, &chance) &&
            fair__chance_matters(&chance))
            fair__warning_add(
                s,
                (fair__warning){.code = FAIR__WARN_DIFFERENCE_BY_CHANCE,
                                .grouping = g});
    }
}

/* A warning for each group over all rows of which `applies` is true. */
static void
find_groups(fair__snapshot *s, int32_t code,
            int (*applies)(const fair__counts *))
{
    for (size_t g = 0; g < s->n_groupings; g++) {
        if (s->groupings[g].stratum != FAIR__ALL_ROWS) continue;
        for (size_t i = 0; i < s->groupings[g].n; i++)
            if (applies(&s->populations[g].groups[i]))
                fair__warning_add(
                    s,
                    (fair__warning){.code = code,
                                    .grouping = g,
                                    .group = (uint32_t)i});
    }
}

static void
find_equal(fair__snapshot *s)
{
    const fair__counts *c = &s->counts[0];
    const uint32_t both = FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION;
    if ((s->given & both) == both && labelled(c) > 0 &&
        labelled(c) == fair__counts_n(c) && c->rows[FAIR__FP] == 0 &&
        c->rows[FAIR__FN] == 0)
        add_about_all(s, FAIR__WARN_PREDICTION_EQUALS_LABEL);
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
static void
find_near(fair__snapshot *s, uint32_t feature)
{
    const fair_scalar *values = s->values + s->value_start[feature];
    size_t n = s->value_start[feature + 1] - s->value_start[feature];
    if (n > 0 && values[n - 1].kind == FAIR_KIND_MISSING) n--;
    if (n < 2 || values[0].kind != FAIR_KIND_TEXT) return;
    /* order has room for all values of a feature since words.c. */
    for (size_t i = 0; i < n; i++) s->order[i] = (uint32_t)i;
    fair__sort(s->order, n, order_by_look, values);
    for (size_t first = 0, i = 1; i < n; i++) {
        if (fair__near_order(&values[s->order[first]],
                             &values[s->order[i]]) != 0)
            first = i;
        else
            fair__warning_add(
                s,
                (fair__warning){.code = FAIR__WARN_NEAR_DUPLICATE,
                                .feature = feature,
                                .group = s->order[i],
                                .other = s->order[first]});
    }
}

fair_status
fair__snapshot_warnings(fair__snapshot *s, const fair__request *r,
                        fair_error *err)
{
    const fair_status st = make_room(s, err);
    if (st != FAIR_OK) return st;
    s->n_warnings = 0;
    find_favourable(s, r);
    find_score(s);
    find_defaulted(s, r);
    find_roles(s);
    find_equal(s);
    find_chance(s, r);
    find_groups(s, FAIR__WARN_SMALL_GROUP, is_small);
    if ((s->given & FAIR__GIVEN_LABEL) != 0)
        find_groups(s, FAIR__WARN_SINGLE_CLASS, has_one_class);
    fair__find_selective(s);
    const size_t n_features = s->n_sensitive + s->n_control;
    for (size_t f = 0; f < n_features; f++) find_near(s, (uint32_t)f);
    return FAIR_OK;
}

/* ---- what warnings say in numbers ---- */

fair_status
fair__warning_numbers_of(const fair__snapshot *s, const fair__request *r,
                         const fair__warning *w, fair__warning_numbers *out,
                         fair_error *err)
{
    *out = (fair__warning_numbers){0};
    if (w->code != FAIR__WARN_DIFFERENCE_BY_CHANCE ||
        !fair__chance_look(s, r, w->grouping, &out->chance))
        return FAIR_OK;
    const fair_status st = fair__chance_expected(
        s, r, w->grouping, &out->chance, &out->expected, err);
    out->there = st == FAIR_OK;
    return st;
}
