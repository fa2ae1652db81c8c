/* SPDX-License-Identifier: MIT
 * The tables of the report for people. */
#include "audit/prose_tables.h"

#include <fairness/registry.h>

#define WHOLE SIZE_MAX
#define PLACES 3

void
fair__prose_name(fair__text *out, const char *name)
{
    for (; *name != '\0'; name++)
        fair__text_char(out, *name == '_' ? ' ' : *name);
}

/* ---- groups ---- */

/* Rates that are shown, where they can be computed. */
static const struct rate {
    const char *metric;
    const char *title;
    int has_interval; /* shown: one is enough for a line */
} rates[] = {
    {"base_rate", "base rate", 0},
    {"selection_rate", "selection rate", 1},
    {"true_positive_rate", "TPR", 0},
    {"false_positive_rate", "FPR", 0},
    {"positive_predictive_value", "PPV", 0},
    {"accuracy", "accuracy", 0},
};
#define N_RATES (sizeof(rates) / sizeof(*rates))

typedef struct group_table {
    const fair_report *report;
    size_t grouping;
    size_t n_rates;
    const struct rate *shown[N_RATES];
} group_table;

static group_table
group_table_of(const fair_report *report, size_t grouping)
{
    group_table t = {.report = report, .grouping = grouping};
    const uint32_t given = fair__report_snapshot(report)->given;
    for (size_t i = 0; i < N_RATES; i++)
        if ((fair__metric_find(rates[i].metric)->needs & ~given) == 0)
            t.shown[t.n_rates++] = &rates[i];
    return t;
}

static void
put_number(fair__text *out, const fair__answer *a)
{
    if (a->reason == FAIR_DEFINED)
        fair__text_fixed(out, fair__wide_double(&a->value), PLACES);
    else
        fair__text_string(out, fair_reason_name(a->reason));
}

static void
put_interval(fair__text *out, const fair__answer *a)
{
    if (a->method == FAIR_METHOD_NONE) return;
    fair__text_string(out, " [");
    fair__text_fixed(out, a->lower, PLACES);
    fair__text_string(out, ", ");
    fair__text_fixed(out, a->upper, PLACES);
    fair__text_char(out, ']');
}

static void
put_group(fair__text *out, const fair_report *report, size_t grouping,
          int32_t group)
{
    if (group >= 0) {
        const fair__tuple t =
            fair__tuple_of_group(fair__report_snapshot(report),
                                 &report->request, grouping, (size_t)group);
        fair__label_tuple(out, &t, WHOLE);
    } else if (group == FAIR__OVERALL) {
        fair__text_string(out, "overall");
    } else if (group == FAIR__REST) {
        fair__text_string(out, "rest");
    } else {
        fair__text_char(out, '-');
    }
}

/* Columns: group, n, rates.  The last row is all rows of the grouping. */
static void
group_cell(const void *ctx, size_t row, size_t column, fair__text *out)
{
    const group_table *t = ctx;
    const fair__snapshot *s = fair__report_snapshot(t->report);
    const fair__grouping *g = &s->groupings[t->grouping];
    if (row == SIZE_MAX) {
        static const char *const titles[] = {"group", "n"};
        fair__text_string(out, column < 2 ? titles[column]
                                          : t->shown[column - 2]->title);
        return;
    }
    const int is_total = row == g->n;
    const size_t counts = is_total ? (size_t)(g->stratum + 1)
                                   : g->first + row;
    if (column == 0) {
        put_group(out, t->report, t->grouping,
                  is_total ? FAIR__OVERALL : (int32_t)row);
    } else if (column == 1) {
        fair__text_u64(out, fair__counts_n(&s->counts[counts]));
    } else {
        const struct rate *rate = t->shown[column - 2];
        const fair__metric *m = fair__metric_find(rate->metric);
        const fair__place place = {.kind = FAIR__METRIC,
                                   .name = (uint32_t)fair__metric_index(m),
                                   .counts = counts};
        fair__answer a;
        fair__answer_make(t->report, &place, NULL, &a);
        put_number(out, &a);
        if (rate->has_interval) put_interval(out, &a);
    }
}

void
fair__prose_groups(fair__page *page, const fair_report *report,
                   size_t grouping)
{
    const group_table t = group_table_of(report, grouping);
    const fair__grid grid = {
        .n_rows = fair__report_snapshot(report)->groupings[grouping].n + 1,
        .n_columns = 2 + t.n_rates,
        .right = ~UINT32_C(1), /* all but the group */
        .cell = group_cell,
        .ctx = &t,
    };
    fair__page_grid(page, &grid);
}

/* ---- criteria ---- */

typedef struct criterion_table {
    const fair_report *report;
    size_t grouping;
    size_t n;
    uint32_t *criteria; /* those shown */
} criterion_table;

/* Of differences and ratios of extremes, group is the lowest and reference
 * the highest; of others they are the group and what it is compared with. */
static void
criterion_cell(const void *ctx, size_t row, size_t column, fair__text *out)
{
    static const char *const titles[] = {"criterion", "value",
                                         "lowest or group",
                                         "highest or reference", "worse off"};
    const criterion_table *t = ctx;
    if (row == SIZE_MAX) {
        fair__text_string(out, titles[column]);
        return;
    }
    const fair__place place = {.kind = FAIR__CRITERION,
                               .name = t->criteria[row],
                               .grouping = t->grouping};
    const fair__criterion *c = fair__criterion_at(place.name);
    if (column == 0) {
        fair__text_string(out, c->name);
        return;
    }
    fair__answer a;
    fair__answer_make(t->report, &place, NULL, &a);
    const int32_t groups[] = {a.finding.group, a.finding.reference,
                              a.finding.worse_off};
    if (column > 1) {
        put_group(out, t->report, t->grouping, groups[column - 2]);
        return;
    }
    if (a.reason != FAIR_DEFINED) fair__text_string(out, "undefined: ");
    put_number(out, &a);
    if (a.finding.within_limit == 0) return;
    fair__text_string(out, a.finding.within_limit > 0 ? ", at least "
                                                      : ", below ");
    fair__text_f64(out, c->limit);
}

void
fair__prose_criteria(fair__page *page, const fair_report *report,
                     size_t grouping)
{
    enum { most = 64 };
    const fair__snapshot *s = fair__report_snapshot(report);
    uint32_t shown[most];
    criterion_table t = {report, grouping, 0, shown};
    for (size_t c = 0; c < fair__criterion_count() && t.n < most; c++)
        if (fair__shows_criterion(&report->request, c, s->given,
                                  s->populations[grouping].n_strata > 0))
            shown[t.n++] = (uint32_t)c;
    if (t.n == 0) return;
    const fair__grid grid = {
        .n_rows = t.n, .n_columns = 5, .cell = criterion_cell, .ctx = &t};
    fair__page_grid(page, &grid);
}

/* ---- who could not be compared ---- */

void
fair__prose_aside(fair__page *page, const fair_report *report,
                  size_t grouping)
{
    const fair__population *p =
        &fair__report_snapshot(report)->populations[grouping];
    const fair__rules *rules = &report->request.rules;
    const group_table t = group_table_of(report, grouping);
    int any = 0;
    for (size_t k = 0; k < t.n_rates; k++) {
        const fair__metric *m = fair__metric_find(t.shown[k]->metric);
        for (size_t i = 0; i < p->n; i++) {
            fair__result r;
            int32_t reason = FAIR_DEFINED;
            const int32_t standing =
                fair__standing(p, rules, m, i, &r, &reason);
            if (standing == FAIR__COMPARED) continue;
            const int away = standing == FAIR__LEFT_OUT;
            put_group(&page->raw, report, grouping, (int32_t)i);
            fair__text_string(&page->raw, away ? " is left out of "
                                               : " is undefined in ");
            fair__text_string(&page->raw, t.shown[k]->title);
            fair__text_string(&page->raw, ": ");
            fair__text_string(&page->raw,
                              away && reason == FAIR_REASON_NOT_APPLICABLE
                                  ? "set_aside"
                                  : fair_reason_name(reason));
            fair__page_item(page);
            any = 1;
        }
    }
    if (any) fair__page_list_end(page);
}
