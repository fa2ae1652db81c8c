/* SPDX-License-Identifier: MIT
 * Which group the named reference is in each grouping, and groupings that are
 * too sparse to mean anything. */
#include "audit/label.h"
#include "audit/phrase.h"
#include "audit/snapshot.h"
#include "base/scalar.h"

#define MANY_GROUPS 20

static const fair_scalar *
named_value(const fair__request *r, uint32_t feature)
{
    for (size_t i = 0; i < r->n_reference; i++)
        if (r->reference[i].feature == feature) return &r->reference[i].value;
    return NULL;
}

static fair_status
no_such_value(const fair__snapshot *s, const fair__named_value *named,
              fair_error *err)
{
    fair__phrase known;
    fair__phrase_start(&known);
    const size_t from = s->value_start[named->feature];
    for (size_t i = from; i < s->value_start[named->feature + 1]; i++) {
        fair__phrase_join(&known, ", ");
        fair__phrase_scalar(&known, &s->values[i]);
    }
    const char *feature = s->features[named->feature];
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, feature, -1, 0,
                         "reference: %s=%v has no rows; there are: %s",
                         feature, &named->value, fair__phrase_end(&known));
}

/* Also of features that no grouping has: a typo is one everywhere. */
static fair_status
check_values(const fair__snapshot *s, const fair__request *r, fair_error *err)
{
    for (size_t i = 0; i < r->n_reference; i++) {
        const fair__named_value *named = &r->reference[i];
        int found = 0;
        for (size_t v = s->value_start[named->feature];
             v < s->value_start[named->feature + 1] && !found; v++)
            found = fair__scalar_matches(&s->values[v], &named->value);
        if (!found) return no_such_value(s, named, err);
    }
    return FAIR_OK;
}

/* Whether group i has the values named, and none missing that is not. */
static int
may_be_reference(const fair__snapshot *s, const fair__request *r,
                 size_t grouping, size_t i)
{
    const fair__tuple t = fair__tuple_of_group(s, r, grouping, i);
    for (size_t k = 0; k < t.n; k++) {
        const fair_scalar *named = named_value(r, t.features[k]);
        const fair_scalar *value =
            fair__snapshot_value(s, t.features[k], t.ranks[k]);
        if (named != NULL ? !fair__scalar_matches(value, named)
                          : value->kind == FAIR_KIND_MISSING)
            return 0;
    }
    return 1;
}

/* The largest of the groups that match, ties to the first. */
static int32_t
matching_group(const fair__snapshot *s, const fair__request *r,
               size_t grouping)
{
    const fair__population *p = &s->populations[grouping];
    int32_t found = FAIR__ABSENT;
    uint64_t most = 0;
    for (size_t i = 0; i < p->n; i++) {
        const uint64_t n = fair__counts_n(&p->groups[i]);
        if (!may_be_reference(s, r, grouping, i)) continue;
        if (found != FAIR__ABSENT && n <= most) continue;
        found = (int32_t)i;
        most = n;
    }
    return found;
}

static fair_status
no_such_group(const fair__snapshot *s, const fair__request *r,
              size_t grouping, fair_error *err)
{
    fair__phrase known;
    fair__phrase_start(&known);
    for (size_t i = 0; i < s->groupings[grouping].n; i++) {
        const fair__tuple t = fair__tuple_of_group(s, r, grouping, i);
        fair__phrase_join(&known, "; ");
        fair__label_tuple_quoted(&known.text, &t, FAIR__PHRASE_LABEL);
    }
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, "reference", -1, 0,
                         "reference: no group matches it; there are: %s",
                         fair__phrase_end(&known));
}

static size_t
count_named(const fair__request *r, size_t by, size_t *n)
{
    size_t named = 0;
    const uint32_t *features = fair__request_by(r, by, n);
    for (size_t k = 0; k < *n; k++)
        named += named_value(r, features[k]) != NULL;
    return named;
}

static fair_status
find_reference(fair__snapshot *s, const fair__request *r, size_t grouping,
               fair_error *err)
{
    size_t n;
    const fair__grouping *g = &s->groupings[grouping];
    const size_t named = count_named(r, g->by, &n);
    if (named == 0) return FAIR_OK;
    const int32_t found = matching_group(s, r, grouping);
    if (found == FAIR__ABSENT && g->stratum == FAIR__ALL_ROWS)
        return no_such_group(s, r, grouping, err);
    s->populations[grouping].named_reference = found;
    return FAIR_OK;
}

/* More than MANY_GROUPS of which most have one row: somebody groups by
 * customer number, and no number would mean anything. */
static fair_status
check_sparse(const fair__snapshot *s, size_t grouping, fair_error *err)
{
    const fair__population *p = &s->populations[grouping];
    size_t single = 0;
    if (p->n <= MANY_GROUPS || p->parent != NULL) return FAIR_OK;
    for (size_t i = 0; i < p->n; i++)
        single += fair__counts_n(&p->groups[i]) == 1;
    if (single <= p->n / 2) return FAIR_OK;
    return fair__fail(err, FAIR_ERR_LIMIT,
                      "%u of %u groups have one row each: is a feature an "
                      "identifier or a measurement? Choose coarser features "
                      "or groupings, or set allow_sparse",
                      (uint64_t)single, (uint64_t)p->n);
}

fair_status
fair__snapshot_references(fair__snapshot *s, const fair__request *r,
                          fair_error *err)
{
    fair_status st = check_values(s, r, err);
    for (size_t i = 0; i < s->n_groupings && st == FAIR_OK; i++) {
        if (!r->allow_sparse) st = check_sparse(s, i, err);
        if (st == FAIR_OK) st = find_reference(s, r, i, err);
    }
    return st;
}
