/* SPDX-License-Identifier: MIT
 * The answer in one sentence: how far apart the groups are, which they are,
 * who is worse off. */
#include "audit/prose_parts.h"

#include <fairness/registry.h>

#include "audit/warnings.h"

void
fair__prose_gap(const fair__prose *p, size_t grouping, fair__answer *out)
{
    const fair__place place = {
        .kind = FAIR__COMPARISON,
        .name = (uint32_t)fair__metric_index(p->headline),
        .comparison = (uint32_t)fair__comparison_index(
            fair__comparison_find("difference")),
        .grouping = grouping};
    fair__answer_make(p->report, &place, NULL, out);
}

/* Points are hundredths of what lies between 0 and 1. */
void
fair__prose_apart(fair__text *out, const fair__answer *gap)
{
    if (gap->metric->low >= -1 && gap->metric->high <= 1) {
        const fair__wide hundred = fair__wide_u64(100);
        const fair__wide points = fair__wide_mul(&gap->value, &hundred);
        fair__text_fixed(out, fair__wide_double(&points), 1);
        fair__text_string(out, " points apart");
    } else {
        fair__prose_value(out, gap->metric, &gap->value);
        fair__text_string(out, " apart");
    }
}

int
fair__prose_is_tie(const fair__finding *extremes)
{
    return extremes->group >= 0 && extremes->group == extremes->reference;
}

fair__result
fair__prose_headline(const fair__prose *p, size_t grouping, int32_t group)
{
    const fair__population *of = &p->s->populations[grouping];
    fair__result r;
    fair__metric_compute(p->headline, &of->groups[group], of->total,
                         of->given, &p->report->request.rules.costs, &r);
    return r;
}

static void
put_extreme(fair__text *out, const fair__prose *p, size_t grouping,
            const char *what, int32_t group)
{
    const fair__population *of = &p->s->populations[grouping];
    const fair__result r = fair__prose_headline(p, grouping, group);
    fair__text_string(out, what);
    fair__prose_group_alone(out, p, grouping, group);
    fair__text_char(out, ' ');
    fair__prose_value(out, p->headline, &r.value);
    fair__text_string(out, " (n = ");
    fair__text_u64(out, fair__counts_n(&of->groups[group]));
    fair__text_char(out, ')');
}

/* " equal, 0.500 in each of 3 groups compared" */
static void
put_tie(fair__text *out, const fair__prose *p, size_t grouping,
        const fair__finding *gap)
{
    const fair__result r = fair__prose_headline(p, grouping, gap->group);
    fair__text_string(out, " equal, ");
    fair__prose_value(out, p->headline, &r.value);
    fair__text_string(out, " in each of ");
    fair__prose_count(out, gap->groups_compared, "group", "groups");
    fair__text_string(out, " compared");
}

/* "; 2 groups are small" */
static void
put_part(fair__text *out, uint64_t n, const char *one, const char *many)
{
    if (n == 0) return;
    fair__text_string(out, "; ");
    fair__prose_count(out, n, one, many);
}

void
fair__prose_sentence(fair__text *out, const fair__prose *p, size_t grouping)
{
    const fair__population *of = &p->s->populations[grouping];
    fair__answer gap;
    uint64_t n_small = 0;
    fair__prose_gap(p, grouping, &gap);
    fair__prose_by(out, p, grouping);
    fair__text_string(out, ": ");
    fair__label_name(out, p->headline->name);
    if (gap.reason != FAIR_DEFINED) {
        fair__text_string(out, " cannot be compared (");
        fair__text_string(out, fair_reason_name(gap.reason));
        fair__text_char(out, ')');
    } else if (fair__prose_is_tie(&gap.finding)) {
        put_tie(out, p, grouping, &gap.finding);
    } else {
        fair__text_char(out, ' ');
        fair__prose_apart(out, &gap);
        put_extreme(out, p, grouping, ", lowest ", gap.finding.group);
        put_extreme(out, p, grouping, ", highest ", gap.finding.reference);
    }
    for (size_t i = 0; i < of->n; i++)
        n_small += fair__counts_n(&of->groups[i]) < FAIR__SMALL_GROUP;
    put_part(out, n_small, "group is small", "groups are small");
    put_part(out, gap.finding.n_left_out, "group is left out",
             "groups are left out");
    put_part(out, gap.finding.n_undefined, "group is undefined",
             "groups are undefined");
    if (gap.reason != FAIR_DEFINED || gap.finding.worse_off < 0) return;
    fair__text_string(out, "; worse off: ");
    fair__prose_group_alone(out, p, grouping, gap.finding.worse_off);
}
