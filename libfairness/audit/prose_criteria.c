/* SPDX-License-Identifier: MIT
 * Criteria: what they come to, between which groups, who is worse off. */
#include "audit/prose_parts.h"

#include <string.h>

#include <fairness/registry.h>

#define MOST 64

typedef struct criterion_table {
    const fair__prose *p;
    size_t grouping;
    size_t n;
    uint32_t criteria[MOST];
} criterion_table;

/* The short table: one of each kind.  The others say the same in other
 * words (a ratio beside a difference, a mean beside the worse of two).  Those
 * of scores are there because somebody asked for them. */
static int
is_short(const fair__criterion *c, const fair__rules *rules)
{
    const fair__metric *metrics[2];
    if (fair__criterion_metrics(c, rules, metrics) == 0 ||
        (metrics[0]->needs & FAIR__GIVEN_SCORES) != 0)
        return 1;
    static const char *const names[] = {
        "demographic_parity_difference",
        "four_fifths",
        "equal_opportunity_difference",
        "predictive_equality_difference",
        "equalized_odds_difference",
        "predictive_parity_difference",
        "overall_accuracy_difference",
        "conditional_demographic_disparity",
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(c->name, names[i]) == 0) return 1;
    return 0;
}

static void
put_value(fair__text *out, const fair__answer *a, const fair__criterion *c,
          const fair__rules *rules)
{
    static const char *const sides[2][2] = {{", below ", ", at least "},
                                            {", above ", ", at most "}};
    if (a->reason != FAIR_DEFINED) {
        fair__text_string(out, "undefined: ");
        fair__text_string(out, fair_reason_name(a->reason));
        return;
    }
    fair__prose_value(out, NULL, &a->value);
    if (a->finding.within_limit == 0) return;
    fair__text_string(out, sides[fair__criterion_limit_side(c) > 0]
                                [a->finding.within_limit > 0]);
    fair__text_f64(out, fair__criterion_limit(c, rules));
}

/* Of differences and ratios of extremes, group is the lowest and reference
 * the highest; of others they are the group and what it is compared with. */
static void
criterion_cell(const void *ctx, size_t row, size_t column, fair__text *out)
{
    static const char *const titles[] = {"criterion", "value",
                                         "lowest or group",
                                         "highest or reference", "worse off"};
    const criterion_table *t = ctx;
    if (row == FAIR__TITLES) {
        fair__text_string(out, titles[column]);
        return;
    }
    const fair__place place = {.kind = FAIR__CRITERION,
                               .name = t->criteria[row],
                               .grouping = t->grouping};
    const fair__criterion *c = fair__criterion_at(place.name);
    fair__answer a;
    if (column == 0) {
        fair__text_string(out, c->name);
        return;
    }
    fair__answer_make(t->p->report, &place, NULL, &a);
    const int32_t groups[] = {a.finding.group, a.finding.reference,
                              a.finding.worse_off};
    const int is_tie =
        (c->join <= FAIR__JOIN_MEAN || c->join == FAIR__JOIN_SUFFICIENCY) &&
        fair__prose_is_tie(&a.finding);
    if (column == 1)
        put_value(out, &a, c, &t->p->report->request.rules);
    else if (is_tie && column < 4)
        fair__text_string(out, "all equal");
    else if (groups[column - 2] == FAIR__NO_GROUP ||
             groups[column - 2] == FAIR__ABSENT)
        fair__text_char(out, '-');
    else
        fair__prose_group(out, t->p, t->grouping, groups[column - 2]);
}

static void
find(criterion_table *t, const fair__prose *p, size_t grouping, int is_whole)
{
    *t = (criterion_table){.p = p, .grouping = grouping};
    for (size_t c = 0; c < fair__criterion_count() && t->n < MOST; c++)
        if (fair__shows_criterion(&p->report->request, c, p->s->given,
                                  p->s->populations[grouping].n_strata > 0) &&
            (is_whole || is_short(fair__criterion_at(c),
                                  &p->report->request.rules)))
            t->criteria[t->n++] = (uint32_t)c;
}

static void
put(fair__prose *p, const criterion_table *t)
{
    const fair__grid grid = {.n_rows = t->n,
                             .n_columns = 5,
                             .cell = criterion_cell,
                             .ctx = t};
    fair__page_grid(&p->page, &grid);
}

void
fair__prose_criteria(fair__prose *p, size_t grouping)
{
    criterion_table brief, whole;
    find(&brief, p, grouping, 0);
    find(&whole, p, grouping, 1);
    if (brief.n > 0) put(p, &brief);
    if (brief.n == whole.n || p->page.medium != FAIR__HTML) return;
    fair__text_string(&p->page.raw, "All ");
    fair__prose_count(&p->page.raw, whole.n, "criterion", "criteria");
    fair__page_fold(&p->page);
    put(p, &whole);
    fair__page_fold_end(&p->page);
}
