/* SPDX-License-Identifier: MIT
 * A grouping within the strata of the control features, beside all rows: who
 * is ahead over all rows may be behind in every stratum (Simpson 1951; the
 * admissions of Bickel, Hammel and O'Connell 1975). */
#include "audit/prose_parts.h"

#include <math.h>

#include <fairness/registry.h>

#define MOST_DETAILS 8 /* strata with tables of their own */

typedef struct strata_table {
    const fair__prose *p;
    size_t whole; /* the grouping over all rows */
    size_t first; /* the same in the first stratum; others follow by step */
    fair__choice choice;
} strata_table;

/* The grouping of the nth stratum.  Populations of strata lie together. */
static size_t
grouping_of(const strata_table *t, size_t nth)
{
    return t->first + nth;
}

/* Row 0 is all rows. */
static size_t
row_grouping(const strata_table *t, size_t row)
{
    return row == 0 ? t->whole
                    : grouping_of(t, fair__chosen(&t->choice, row - 1));
}

static const fair__counts *
total_of(const strata_table *t, size_t grouping)
{
    return t->p->s->populations[grouping].total;
}

/* Columns: stratum, n, points apart, lowest, highest, worse off. */
static void
stratum_cell(const void *ctx, size_t row, size_t column, fair__text *out)
{
    static const char *const titles[] = {"stratum", "n", "apart", "lowest",
                                         "highest", "worse off"};
    const strata_table *t = ctx;
    if (row == FAIR__TITLES) {
        fair__text_string(out, titles[column]);
        return;
    }
    const size_t grouping = row_grouping(t, row);
    const int32_t stratum = t->p->s->groupings[grouping].stratum;
    fair__answer gap;
    if (column == 0) {
        const fair__tuple tuple = fair__tuple_of_stratum(t->p->s, stratum);
        if (stratum == FAIR__ALL_ROWS) fair__text_string(out, "all rows");
        fair__label_tuple(out, &tuple, SIZE_MAX);
        return;
    }
    if (column == 1) {
        fair__text_u64(out, fair__counts_n(total_of(t, grouping)));
        return;
    }
    fair__prose_gap(t->p, grouping, &gap);
    const int32_t groups[] = {gap.finding.group, gap.finding.reference,
                              gap.finding.worse_off};
    if (column == 2) {
        if (gap.reason == FAIR_DEFINED)
            fair__prose_value(out, gap.metric, &gap.value);
        else
            fair__text_string(out, fair_reason_name(gap.reason));
    } else if (gap.reason == FAIR_DEFINED && column < 5 &&
               fair__prose_is_tie(&gap.finding)) {
        fair__text_string(out, "all equal");
    } else if (gap.reason == FAIR_DEFINED && groups[column - 3] >= 0) {
        fair__prose_group_alone(out, t->p, grouping, groups[column - 3]);
    } else {
        fair__text_char(out, '-');
    }
}

/* The rates of the lowest and the highest, and their counts; one group's
 * counts would not be those of all that are equal. */
static void
stratum_note(const void *ctx, size_t row, size_t column, fair__text *out)
{
    const strata_table *t = ctx;
    fair__answer gap;
    if (row == FAIR__TITLES || (column != 3 && column != 4)) return;
    const size_t grouping = row_grouping(t, row);
    fair__prose_gap(t->p, grouping, &gap);
    if (gap.reason != FAIR_DEFINED) return;
    const fair__result r = fair__prose_headline(
        t->p, grouping, column == 3 ? gap.finding.group
                                    : gap.finding.reference);
    fair__prose_value(out, t->p->headline, &r.value);
    if (fair__prose_is_tie(&gap.finding)) return;
    fair__text_char(out, ' ');
    fair__prose_evidence(out, t->p, &r);
}

static fair__row_size
stratum_size(const void *ctx, size_t row)
{
    const strata_table *t = ctx;
    const size_t grouping = grouping_of(t, row);
    fair__answer gap;
    fair__prose_gap(t->p, grouping, &gap);
    return (fair__row_size){gap.reason == FAIR_DEFINED
                                ? fair__wide_double(&gap.value)
                                : (double)NAN,
                            fair__counts_n(total_of(t, grouping))};
}

/* ---- reversals ---- */

/* How the two groups found over all rows stand in a stratum: 0 if not both
 * are compared there, or they are equal; 1 in the same order, -1 the other
 * way round. */
static int
order_in(const fair__prose *p, size_t grouping, const fair__finding *whole)
{
    const fair__population *of = &p->s->populations[grouping];
    const fair__rules *rules = &p->report->request.rules;
    const int32_t groups[2] = {whole->group, whole->reference};
    fair__result r[2];
    for (int k = 0; k < 2; k++) {
        size_t i;
        int32_t reason;
        if (!fair__in_stratum(of, (size_t)groups[k], &i) ||
            fair__standing(of, rules, p->headline, i, &r[k], &reason) !=
                FAIR__COMPARED)
            return 0;
    }
    return fair__wide_order(&r[1].value, &r[0].value);
}

/* "In 4 of 6 strata it is the other way round: …" */
static void
say_reversals(fair__prose *p, const strata_table *t)
{
    const size_t n = p->s->populations[t->whole].n_strata;
    fair__text *out = &p->page.raw;
    fair__answer gap;
    size_t reversed = 0, ordered = 0;
    fair__prose_gap(p, t->whole, &gap);
    if (gap.reason != FAIR_DEFINED) return;
    for (size_t i = 0; i < n; i++) {
        const int order = order_in(p, grouping_of(t, i), &gap.finding);
        reversed += order < 0;
        ordered += order != 0;
    }
    if (reversed == 0) return;
    fair__text_string(out, "Over all rows ");
    fair__prose_group_alone(out, p, t->whole, gap.finding.group);
    fair__text_string(out, " is below ");
    fair__prose_group_alone(out, p, t->whole, gap.finding.reference);
    fair__text_string(out, "; in ");
    fair__text_u64(out, reversed);
    fair__text_string(out, " of ");
    fair__prose_count(out, ordered, "stratum", "strata");
    fair__text_string(out, " where they differ it is the other way round "
                           "(Simpson's paradox): compare within strata before "
                           "you conclude.");
    fair__page_lead(&p->page);
}

/* What is left when all groups had the same strata (Kitagawa 1955). */
static void
say_standardized(fair__prose *p, size_t grouping)
{
    const fair__place place = {
        .kind = FAIR__COMPARISON,
        .name = (uint32_t)fair__metric_index(p->headline),
        .comparison = (uint32_t)fair__comparison_index(
            fair__comparison_find("standardized_difference")),
        .grouping = grouping};
    fair__text *out = &p->page.raw;
    fair__answer a;
    fair__answer_make(p->report, &place, NULL, &a);
    if (a.reason != FAIR_DEFINED) return;
    fair__text_string(out, "With the same strata in every group "
                           "(standardized_difference) they are ");
    if (fair__prose_is_tie(&a.finding)) {
        fair__text_string(out, "all equal");
    } else {
        fair__prose_apart(out, &a);
        fair__text_string(out, ", lowest ");
        fair__prose_group_alone(out, p, grouping, a.finding.group);
        fair__text_string(out, ", highest ");
        fair__prose_group_alone(out, p, grouping, a.finding.reference);
    }
    fair__text_char(out, '.');
    fair__page_paragraph(&p->page);
}

/* ---- the tables of each stratum ---- */

static void
put_details(fair__prose *p, const strata_table *t, size_t n)
{
    if (n > MOST_DETAILS) {
        fair__text_string(&p->page.raw, "The tables of groups within the ");
        fair__prose_count(&p->page.raw, n, "stratum", "strata");
        fair__text_string(&p->page.raw, " are in JSON and CSV.");
        fair__page_paragraph(&p->page);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const size_t grouping = grouping_of(t, i);
        fair__prose_by(&p->page.raw, p, grouping);
        fair__page_fold(&p->page);
        fair__prose_groups(p, grouping);
        fair__prose_aside(p, grouping);
        fair__page_fold_end(&p->page);
    }
}

void
fair__prose_strata(fair__prose *p, size_t grouping)
{
    const fair__population *of = &p->s->populations[grouping];
    const size_t n = of->n_strata;
    if (n == 0) return;
    strata_table t = {.p = p, .whole = grouping};
    t.first = (size_t)(of->strata - p->s->populations);
    t.choice = fair__choose(p, n, stratum_size, &t);
    fair__prose_by(&p->page.raw, p, grouping);
    fair__text_string(&p->page.raw, ": ");
    fair__label_name(&p->page.raw, p->headline->name);
    fair__text_string(&p->page.raw, " within strata");
    fair__page_subheading(&p->page);
    say_reversals(p, &t);
    say_standardized(p, grouping);
    const fair__grid grid = {.n_rows = t.choice.n + 1,
                             .n_columns = 6,
                             .right = 6, /* n, apart */
                             .cell = stratum_cell,
                             .note = stratum_note,
                             .ctx = &t};
    fair__page_grid(&p->page, &grid);
    fair__choice_say(p, &t.choice, "strata", "distance");
    fair__choice_free(&t.choice, p);
    put_details(p, &t, n);
}
