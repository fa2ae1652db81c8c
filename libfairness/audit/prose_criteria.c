/* SPDX-License-Identifier: MIT
 * Criteria: what they come to, between which groups, who is worse off. */
#include "audit/prose_parts.h"

#include <math.h>
#include <string.h>

#include <fairness/registry.h>

#define MOST 64

/* Found once: a table asks for each cell more than once. */
typedef struct criterion_row {
    const fair__criterion *criterion;
    fair__answer answer;
} criterion_row;

typedef struct criterion_table {
    const fair__prose *p;
    size_t grouping;
    size_t n;
    const criterion_row *rows[MOST];
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
put_value(fair__text *out, const fair__finding *f)
{
    if (f->reason == FAIR_DEFINED)
        fair__prose_value(out, NULL, &f->value);
    else
        fair__text_string(out, "undefined:");
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
    const fair__criterion *c = t->rows[row]->criterion;
    const fair__finding *f = &t->rows[row]->answer.finding;
    const int32_t groups[] = {f->group, f->reference, f->worse_off};
    const int is_tie =
        (c->join <= FAIR__JOIN_MEAN || c->join == FAIR__JOIN_SUFFICIENCY) &&
        fair__prose_is_tie(f);
    if (column == 0)
        fair__text_string(out, c->name);
    else if (column == 1)
        put_value(out, f);
    else if (is_tie && column < 4)
        fair__text_string(out, "all equal");
    else if (groups[column - 2] == FAIR__NO_GROUP ||
             groups[column - 2] == FAIR__ABSENT)
        fair__text_char(out, '-');
    else
        fair__prose_group(out, t->p, t->grouping, groups[column - 2]);
}

static void
put_limit(fair__text *out, const criterion_row *row, const fair__rules *rules)
{
    static const char *const sides[2][2] = {{"below ", "at least "},
                                            {"above ", "at most "}};
    const int side = fair__criterion_limit_side(row->criterion) > 0;
    fair__text_string(out, sides[side][row->answer.finding.within_limit > 0]);
    fair__text_f64(out, fair__criterion_limit(row->criterion, rules));
}

/* "p 0.034", "p < 0.001" */
static void
put_p(fair__text *out, double p)
{
    fair__text_string(out, p < 0.001 ? "p < " : "p ");
    fair__text_fixed(out, p < 0.001 ? 0.001 : p, 3);
}

/* Why there is no value; or where the true one is, whether chance alone would
 * do as much (p), and whether the value is within the criterion's limit. */
static void
criterion_note(const void *ctx, size_t row, size_t column, fair__text *out)
{
    const criterion_table *t = ctx;
    if (row == FAIR__TITLES || column != 1) return;
    const fair__answer *a = &t->rows[row]->answer;
    const fair__p_values *p = NULL;
    const int within = a->finding.within_limit;
    const char *between = "";
    if (a->reason != FAIR_DEFINED) {
        fair__text_string(out, fair_reason_name(a->reason));
        return;
    }
    if (a->method != FAIR_METHOD_NONE) {
        fair__prose_interval(out, a->lower, a->upper);
        between = ", ";
    }
    if (t->p->report->request.p_values)
        p = fair__p_values_of(t->p->s, t->grouping, a->place.name);
    if (p != NULL && !isnan(p->no_disparity)) {
        fair__text_string(out, between);
        put_p(out, p->no_disparity);
        between = ", ";
    }
    if (within == 0) return;
    fair__text_string(out, between);
    put_limit(out, t->rows[row], &t->p->report->request.rules);
    if (p == NULL || isnan(p->beyond)) return;
    fair__text_string(out, " (");
    put_p(out, within < 0 ? p->beyond : p->within);
    fair__text_char(out, ')');
}

static void
find(const fair__prose *p, size_t grouping, size_t criterion,
     criterion_row *out)
{
    const fair__place place = {.kind = FAIR__CRITERION,
                               .name = (uint32_t)criterion,
                               .grouping = grouping};
    out->criterion = fair__criterion_at(criterion);
    fair__answer_make(p->report, &place, NULL, &out->answer);
}

static void
put(fair__prose *p, const criterion_table *t)
{
    const fair__grid grid = {.n_rows = t->n,
                             .n_columns = 5,
                             .cell = criterion_cell,
                             .note = criterion_note,
                             .ctx = t};
    fair__page_grid(&p->page, &grid);
}

void
fair__prose_criteria(fair__prose *p, size_t grouping)
{
    const fair__request *request = &p->report->request;
    const int has_strata = p->s->populations[grouping].n_strata > 0;
    criterion_row rows[MOST];
    criterion_table brief = {.p = p, .grouping = grouping}, whole = brief;
    for (size_t i = 0; i < fair__criterion_count() && whole.n < MOST; i++) {
        const fair__criterion *c = fair__criterion_at(i);
        const int is_brief = is_short(c, &request->rules);
        if (!fair__shows_criterion(request, i, p->s->given, has_strata) ||
            (!is_brief && p->page.medium != FAIR__HTML))
            continue;
        find(p, grouping, i, &rows[whole.n]);
        if (is_brief) brief.rows[brief.n++] = &rows[whole.n];
        whole.rows[whole.n] = &rows[whole.n];
        whole.n++;
    }
    if (brief.n > 0) put(p, &brief);
    if (brief.n == whole.n) return;
    fair__text_string(&p->page.raw, "All ");
    fair__prose_count(&p->page.raw, whole.n, "criterion", "criteria");
    fair__page_fold(&p->page);
    put(p, &whole);
    fair__page_fold_end(&p->page);
}
