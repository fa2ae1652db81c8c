/* SPDX-License-Identifier: MIT
 * Labels that are missing selectively: by decision, or by group. */
#include "audit/warnings.h"
#include "base/wide.h"

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

void
fair__find_selective(fair__snapshot *s)
{
    if (s->rows.excluded[FAIR__EXCLUDED_NULL_Y_TRUE] > 0)
        fair__warning_add(
            s, (fair__warning){.code = FAIR__WARN_SELECTIVE_EXCLUDED});
    if ((s->given & FAIR__GIVEN_LABEL) == 0 || unlabelled(&s->counts[0]) == 0)
        return;
    if ((s->given & FAIR__GIVEN_DECISION) != 0 &&
        is_selective_by_decision(&s->counts[0]))
        fair__warning_add(
            s, (fair__warning){.code = FAIR__WARN_SELECTIVE_BY_DECISION});
    for (size_t g = 0; g < s->n_groupings; g++) {
        fair__warning w = {.code = FAIR__WARN_SELECTIVE_BY_GROUP,
                           .grouping = g};
        if (s->groupings[g].stratum == FAIR__ALL_ROWS &&
            is_selective_by_group(&s->populations[g], &w.group, &w.other))
            fair__warning_add(s, w);
    }
}
