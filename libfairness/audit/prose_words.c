/* SPDX-License-Identifier: MIT
 * Names and numbers as people read them. */
#include "audit/prose_parts.h"

#include <string.h>

#define PLACES 3
#define WHOLE SIZE_MAX /* a name that is cut off is another name */

void
fair__prose_short_name(fair__text *out, const fair__metric *m)
{
    static const struct {
        const char *name, *shorter;
    } names[] = {
        {"true_positive_rate", "TPR"},
        {"false_positive_rate", "FPR"},
        {"true_negative_rate", "TNR"},
        {"false_negative_rate", "FNR"},
        {"positive_predictive_value", "PPV"},
        {"negative_predictive_value", "NPV"},
        {"roc_auc", "ROC AUC"},
        {"pr_auc", "PR AUC"},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(m->name, names[i].name) == 0) {
            fair__text_string(out, names[i].shorter);
            return;
        }
    fair__label_name(out, m->name);
}

void
fair__prose_value(fair__text *out, const fair__metric *m,
                  const fair__wide *value)
{
    uint64_t whole;
    if (m != NULL && m->op == FAIR__OP_COUNT &&
        fair__wide_as_u64(value, &whole))
        fair__text_u64(out, whole);
    else
        fair__text_fixed(out, fair__wide_double(value), PLACES);
}

void
fair__prose_interval(fair__text *out, double lower, double upper)
{
    fair__text_char(out, '[');
    fair__text_fixed(out, lower, PLACES);
    fair__text_string(out, ", ");
    fair__text_fixed(out, upper, PLACES);
    fair__text_char(out, ']');
}

void
fair__prose_evidence(fair__text *out, const fair__prose *p,
                     const fair__result *r)
{
    uint64_t part, all;
    if (r->is_rate && (p->s->given & FAIR__GIVEN_WEIGHT) == 0 &&
        fair__wide_as_u64(&r->numerator, &part) &&
        fair__wide_as_u64(&r->denominator, &all)) {
        fair__text_u64(out, part);
        fair__text_char(out, '/');
        fair__text_u64(out, all);
    } else {
        fair__text_string(out, "n ");
        fair__text_u64(out, r->n);
    }
}

void
fair__prose_count(fair__text *out, uint64_t n, const char *one,
                  const char *many)
{
    fair__text_u64(out, n);
    fair__text_char(out, ' ');
    fair__text_string(out, n == 1 ? one : many);
}

void
fair__prose_group(fair__text *out, const fair__prose *p, size_t grouping,
                  int32_t group)
{
    fair__label_group(out, p->s, &p->report->request, grouping, group);
}

void
fair__prose_group_alone(fair__text *out, const fair__prose *p,
                        size_t grouping, int32_t group)
{
    if (group >= 0) {
        const fair__tuple t = fair__tuple_of_group(
            p->s, &p->report->request, grouping, (size_t)group);
        if (t.n == 1) {
            fair__label_value(
                out, fair__snapshot_value(p->s, t.features[0], t.ranks[0]),
                WHOLE);
            return;
        }
    }
    fair__prose_group(out, p, grouping, group);
}

void
fair__prose_by(fair__text *out, const fair__prose *p, size_t grouping)
{
    const fair__grouping *g = &p->s->groupings[grouping];
    fair__label_by(out, p->s, &p->report->request, g->by,
                   " \xc3\x97 "); /* × */
    if (g->stratum == FAIR__ALL_ROWS) return;
    const fair__tuple t = fair__tuple_of_stratum(p->s, g->stratum);
    fair__text_string(out, " within ");
    fair__label_tuple(out, &t, WHOLE);
}
