/* SPDX-License-Identifier: MIT
 * Places of values and their ids.
 *
 * An id is kind (2 bits), metric or criterion (8), comparison (6), and an
 * element (48): the index of counts, the number of a finding counted through
 * all groupings (each has room for its groups and its pairs), or the grouping.
 * The kind is never 0, so 0 is no id. */
#include <assert.h>

#include "audit/answer.h"

#define ELEMENT_BITS 48
#define COMPARISON_BITS 6
#define NAME_BITS 8

uint64_t
fair__place_id(const fair__snapshot *s, const fair__place *p)
{
    uint64_t element = p->counts;
    if (p->kind == FAIR__COMPARISON)
        element = s->groupings[p->grouping].first_element + p->i;
    if (p->kind == FAIR__CRITERION) element = p->grouping;
    assert(element >> ELEMENT_BITS == 0);
    assert(p->name >> NAME_BITS == 0 && p->comparison >> COMPARISON_BITS == 0);
    uint64_t id = (uint64_t)p->kind;
    id = id << NAME_BITS | p->name;
    id = id << COMPARISON_BITS | p->comparison;
    return id << ELEMENT_BITS | element;
}

/* The grouping whose elements hold this one. */
static size_t
grouping_of_element(const fair__snapshot *s, uint64_t element)
{
    size_t low = 0, high = s->n_groupings;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (s->groupings[middle].first_element <= element)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static int
find_comparison(const fair__snapshot *s, uint64_t element, fair__place *out)
{
    if (out->name >= fair__metric_count() ||
        out->comparison >= fair__comparison_count() ||
        element >= s->n_elements)
        return 0;
    out->grouping = grouping_of_element(s, element);
    out->i = element - s->groupings[out->grouping].first_element;
    return out->i <
           fair__comparison_size(fair__comparison_at(out->comparison),
                                 s->groupings[out->grouping].n);
}

int
fair__place_of(const fair__snapshot *s, uint64_t id, fair__place *out)
{
    const uint64_t element = id & ((UINT64_C(1) << ELEMENT_BITS) - 1);
    id >>= ELEMENT_BITS;
    *out = (fair__place){
        .comparison = (uint32_t)(id & ((1u << COMPARISON_BITS) - 1))};
    id >>= COMPARISON_BITS;
    out->name = (uint32_t)(id & ((1u << NAME_BITS) - 1));
    out->kind = (int32_t)(id >> NAME_BITS);
    switch (out->kind) {
    case FAIR__METRIC:
        out->counts = (size_t)element;
        return out->comparison == 0 && out->name < fair__metric_count() &&
               element < s->n_counts;
    case FAIR__COMPARISON: return find_comparison(s, element, out);
    case FAIR__CRITERION:
        out->grouping = (size_t)element;
        return out->comparison == 0 && out->name < fair__criterion_count() &&
               element < s->n_groupings;
    default: return 0;
    }
}

fair__whose
fair__whose_counts(const fair__snapshot *s, size_t index)
{
    if (index <= s->n_strata)
        return (fair__whose){.stratum = index == 0 ? FAIR__ALL_ROWS
                                                   : (int32_t)index - 1};
    const size_t g = fair__snapshot_grouping_of(s, index);
    return (fair__whose){.is_group = 1,
                         .grouping = g,
                         .group = index - s->groupings[g].first,
                         .stratum = s->groupings[g].stratum};
}
