/* SPDX-License-Identifier: MIT
 * The table of groups: rows, rates, their intervals, and the counts that
 * they come from. */
#include "audit/prose_parts.h"

#include <math.h>

#include <fairness/registry.h>

typedef struct group_table {
    const fair__prose *p;
    size_t grouping;
    fair__choice choice;
} group_table;

/* The last row is all rows of the grouping. */
static size_t
counts_of(const group_table *t, size_t row)
{
    const fair__grouping *g = &t->p->s->groupings[t->grouping];
    return row == t->choice.n ? (size_t)(g->stratum + 1)
                              : g->first + fair__chosen(&t->choice, row);
}

static void
answer(const fair__prose *p, const fair__metric *m, size_t counts,
       fair__answer *out)
{
    const fair__place place = {.kind = FAIR__METRIC,
                               .name = (uint32_t)fair__metric_index(m),
                               .counts = counts};
    fair__answer_make(p->report, &place, NULL, out);
}

/* Columns: group, n, rates. */
static void
group_cell(const void *ctx, size_t row, size_t column, fair__text *out)
{
    const group_table *t = ctx;
    if (row == FAIR__TITLES) {
        static const char *const titles[] = {"group", "n"};
        if (column < 2)
            fair__text_string(out, titles[column]);
        else
            fair__prose_short_name(out, t->p->rates[column - 2]);
        return;
    }
    const size_t counts = counts_of(t, row);
    if (column == 0) {
        fair__prose_group(out, t->p, t->grouping,
                          row == t->choice.n
                              ? FAIR__OVERALL
                              : (int32_t)fair__chosen(&t->choice, row));
    } else if (column == 1) {
        fair__text_u64(out, fair__counts_n(&t->p->s->counts[counts]));
    } else {
        fair__answer a;
        answer(t->p, t->p->rates[column - 2], counts, &a);
        if (a.reason == FAIR_DEFINED)
            fair__prose_value(out, a.metric, &a.value);
        else
            fair__text_char(out, '-');
    }
}

/* What a rate rests on.  On a line there is room for one interval, that of
 * the headline; below the number for each. */
static void
group_note(const void *ctx, size_t row, size_t column, fair__text *out)
{
    const group_table *t = ctx;
    const fair__metric *m;
    fair__answer a;
    if (row == FAIR__TITLES || column == 0) return;
    const size_t counts = counts_of(t, row);
    if (column == 1) {
        if ((t->p->s->given & FAIR__GIVEN_WEIGHT) == 0) return;
        answer(t->p, fair__metric_find("count"), counts, &a);
        fair__text_string(out, "effective ");
        fair__text_fixed(out, a.result.effective_n, 1);
        return;
    }
    m = t->p->rates[column - 2];
    answer(t->p, m, counts, &a);
    if (a.reason != FAIR_DEFINED) {
        fair__text_string(out, fair_reason_name(a.reason));
        return;
    }
    if (a.method != FAIR_METHOD_NONE &&
        (m == t->p->headline || t->p->page.medium == FAIR__HTML)) {
        fair__prose_interval(out, a.lower, a.upper);
        fair__text_char(out, '\n');
    }
    if (m->op != FAIR__OP_COUNT)
        fair__prose_evidence(out, t->p, &a.result);
}

static int
group_dot(const void *ctx, size_t row, fair__dot *out)
{
    const group_table *t = ctx;
    fair__answer a;
    answer(t->p, t->p->headline, counts_of(t, row), &a);
    *out = (fair__dot){fair__wide_double(&a.value), a.lower, a.upper};
    return a.reason == FAIR_DEFINED;
}

/* Groups that are not compared are no extremes. */
static fair__row_size
group_size(const void *ctx, size_t row)
{
    const group_table *t = ctx;
    const fair__prose *p = t->p;
    const fair__population *of = &p->s->populations[t->grouping];
    fair__result r;
    int32_t reason;
    const int is_compared =
        fair__standing(of, &p->report->request.rules, p->headline, row, &r,
                       &reason) == FAIR__COMPARED;
    return (fair__row_size){is_compared ? fair__wide_double(&r.value)
                                        : (double)NAN,
                            fair__counts_n(&of->groups[row])};
}

/* The column of the headline, for a picture of what lies in [0, 1]. */
static size_t
headline_column(const fair__prose *p)
{
    size_t k = 0;
    while (p->rates[k] != p->headline) k++;
    return k + 2;
}

void
fair__prose_groups(fair__prose *p, size_t grouping)
{
    group_table t = {.p = p, .grouping = grouping};
    const int is_share = p->headline->low >= 0 && p->headline->high <= 1;
    t.choice = fair__choose(p, p->s->groupings[grouping].n, group_size, &t);
    const fair__grid grid = {
        .n_rows = t.choice.n + 1,
        .n_columns = 2 + p->n_rates,
        .right = ~UINT32_C(1), /* all but the group */
        .has_total = 1,
        .cell = group_cell,
        .note = group_note,
        .dot = is_share ? group_dot : NULL,
        .dot_column = headline_column(p),
        .ctx = &t,
    };
    fair__page_grid(&p->page, &grid);
    fair__choice_say(p, &t.choice, "groups", p->headline->name);
    fair__choice_free(&t.choice, p);
}
