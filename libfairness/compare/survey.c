/* SPDX-License-Identifier: MIT
 * One look at all groups for one metric. */
#include "compare/survey.h"

#include <math.h>

#include <fairness/report.h>

int
fair__order_near(const fair__wide *a, const fair__wide *b,
                 const fair__wide *scale)
{
    const fair__wide d = fair__wide_sub(a, b);
    const fair__wide clean = fair__without_noise(&d, scale);
    const fair__wide zero = fair__wide_zero();
    return fair__wide_order(&clean, &zero);
}

static void
take(fair__survey *s, const fair__population *p, size_t i,
     const fair__wide *value)
{
    const int32_t group = (int32_t)i;
    s->compared++;
    if (s->lowest == FAIR__NO_GROUP ||
        fair__order_near(value, &s->low, value) < 0) {
        s->lowest = group;
        s->low = *value;
    }
    if (s->highest == FAIR__NO_GROUP ||
        fair__order_near(value, &s->high, value) > 0) {
        s->highest = group;
        s->high = *value;
    }
    if (p->has_missing[i]) return;
    if (s->most == FAIR__NO_GROUP ||
        fair__order_near(value, &s->top, value) > 0) {
        s->most = group;
        s->top = *value;
    }
}

void
fair__survey_of(fair__stand *stand, const fair__population *p,
                const fair__rules *rules, const fair__metric *m,
                fair__survey *out)
{
    *out = (fair__survey){.metric = m,
                          .applicable = (m->needs & ~p->given) == 0,
                          .lowest = FAIR__NO_GROUP,
                          .highest = FAIR__NO_GROUP,
                          .most = FAIR__NO_GROUP,
                          .reference = FAIR__NO_GROUP};
    for (size_t i = 0; i < p->n; i++) {
        fair__result r;
        int32_t reason = FAIR_DEFINED;
        switch (stand(p, rules, m, i, &r, &reason)) {
        case FAIR__COMPARED:
            take(out, p, i, &r.value);
            break;
        case FAIR__UNDEFINED:
            out->undefined++;
            break;
        case FAIR__NOT_HELD:
            break;
        default:
            out->left_out++;
            out->small += reason == FAIR_REASON_BELOW_MIN_COUNT;
        }
    }
}

void
fair__survey_make(const fair__population *p, const fair__rules *rules,
                  const fair__metric *m, fair__survey *out)
{
    fair__survey_of(fair__standing, p, rules, m, out);
    out->reference = fair__reference(p, rules, m);
    out->reference_standing = FAIR__COMPARED;
    if (out->reference >= 0) {
        fair__rules any = *rules;
        any.only = NULL;
        out->reference_standing = fair__standing(
            p, &any, m, (size_t)out->reference, &out->reference_result,
            &out->reference_reason);
    } else if (out->reference == FAIR__OVERALL) {
        fair__metric_compute(m, p->total, p->total, p->given, &rules->costs,
                             &out->reference_result);
        out->reference_reason = out->reference_result.reason;
        if (out->reference_reason != FAIR_DEFINED)
            out->reference_standing = FAIR__UNDEFINED;
    }
}

const fair__survey *
fair__survey_get(const fair__population *p, const fair__rules *rules,
                 const fair__metric *m, fair__survey *mine)
{
    if (p->survey != NULL && p->survey->metric == m) return p->survey;
    fair__survey_make(p, rules, m, mine);
    return mine;
}

int32_t
fair__too_few(uint32_t there, uint32_t small, uint32_t least)
{
    if (there >= least) return FAIR_DEFINED;
    return small >= least - there ? FAIR_REASON_BELOW_MIN_COUNT
                                  : FAIR_REASON_SINGLE_GROUP;
}

int32_t
fair__survey_reason(const fair__survey *s, uint32_t least)
{
    if (!s->applicable) return FAIR_REASON_NOT_APPLICABLE;
    if (s->undefined > 0) return FAIR_REASON_UNDEFINED_IN_GROUP;
    return fair__too_few(s->compared, s->small, least);
}

int32_t
fair__reference_reason(int32_t standing, int32_t reason)
{
    if (standing == FAIR__COMPARED) return FAIR_DEFINED;
    const int set_aside = standing == FAIR__LEFT_OUT &&
                          (reason == FAIR_REASON_BELOW_MIN_COUNT ||
                           reason == FAIR_REASON_NOT_APPLICABLE);
    return set_aside ? reason : FAIR_REASON_UNDEFINED_IN_GROUP;
}

int32_t
fair__pair_reason(const fair__population *p, const fair__rules *rules,
                  const fair__metric *m, size_t i, size_t reference,
                  fair__result *own, fair__result *other)
{
    int32_t reason = FAIR_DEFINED, reason_other = FAIR_DEFINED;
    const int32_t how = fair__standing(p, rules, m, i, own, &reason);
    const int32_t how_other =
        fair__standing(p, rules, m, reference, other, &reason_other);
    if (how == FAIR__COMPARED)
        return fair__reference_reason(how_other, reason_other);
    return how == FAIR__LEFT_OUT ? reason : FAIR_REASON_UNDEFINED_IN_GROUP;
}

fair__finding
fair__finding_new(const fair__survey *s)
{
    return (fair__finding){.reason = FAIR_DEFINED,
                           .method = FAIR_METHOD_NONE,
                           .lower = NAN,
                           .upper = NAN,
                           .bin_lower = NAN,
                           .bin_upper = NAN,
                           .none = NAN,
                           .group = FAIR__NO_GROUP,
                           .reference = FAIR__NO_GROUP,
                           .worse_off = FAIR__NO_GROUP,
                           .groups_compared = s->compared,
                           .n_undefined = s->undefined,
                           .n_left_out = s->left_out,
                           .metric = s->metric};
}

int32_t
fair__harmed(const fair__metric *m, const fair__rules *rules, int order,
             int32_t group, int32_t reference)
{
    const int better = fair__direction(m, rules);
    if (better == 0 || order == 0) return FAIR__NO_GROUP;
    return (order < 0) == (better > 0) ? group : reference;
}

int
fair__has_ratio(const fair__metric *m)
{
    return m->low >= 0;
}
