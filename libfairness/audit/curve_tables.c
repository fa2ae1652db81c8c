/* SPDX-License-Identifier: MIT
 * The five tables of curves: their columns, and the cells of a row. */
#include "audit/curve.h"

#include <math.h>
#include <string.h>

#include <fairness/registry.h>

#include "base/error.h"

/* ---- cells ---- */

static void
put_real(fair__curve_cells *c, double x)
{
    if (c->status == FAIR_OK)
        c->status = fair__batch_put_real(*c->next++, x, c->err);
}

static void
put_count(fair__curve_cells *c, uint64_t x)
{
    if (c->status == FAIR_OK)
        c->status = fair__batch_put_count(*c->next++, x, c->err);
}

static void
put_null(fair__curve_cells *c)
{
    if (c->status == FAIR_OK)
        c->status = fair__batch_put_null(*c->next++, c->err);
}

static void
put_total(fair__curve_cells *c, const fair__total *t)
{
    put_real(c, fair__total_double(t));
}

/* a / b, or null where there is no b. */
static void
put_share(fair__curve_cells *c, const fair__total *a, const fair__total *b)
{
    if (fair__total_is_zero(b))
        put_null(c);
    else
        put_real(c, fair__total_share(a, b));
}

static void
put_reason(fair__curve_cells *c, int32_t reason)
{
    const char *name = fair_reason_name(reason);
    if (name == NULL)
        put_null(c);
    else if (c->status == FAIR_OK)
        c->status =
            fair__batch_put_text(*c->next++, name, strlen(name), c->err);
}

/* Why there is no share of this; FAIR_DEFINED where there is. */
static int32_t
reason_of(const fair__total *whole, uint64_t rows, int32_t none)
{
    if (!fair__total_is_zero(whole)) return FAIR_DEFINED;
    return rows > 0 ? FAIR_REASON_ZERO_WEIGHT : none;
}

/* ---- curves by threshold ---- */

static void
begin_curve(fair__curve_rows *r, const fair__scored *group, int32_t kind)
{
    fair__curve_begin(&r->walk.curve, group, kind,
                      r->options.drop_intermediate, r->options.max_points);
}

static void
begin_roc(fair__curve_rows *r, const fair__scored *group)
{
    begin_curve(r, group, FAIR__CURVE_ROC);
}

static void
begin_precision_recall(fair__curve_rows *r, const fair__scored *group)
{
    begin_curve(r, group, FAIR__CURVE_PRECISION_RECALL);
}

static void
begin_selection(fair__curve_rows *r, const fair__scored *group)
{
    begin_curve(r, group, FAIR__CURVE_SELECTION);
}

static int
next_roc(fair__curve_rows *r, fair__curve_cells *c)
{
    fair__curve *curve = &r->walk.curve;
    fair__curve_point p;
    if (!fair__curve_next(curve, &p)) return 0;
    put_real(c, p.threshold);
    put_count(c, p.n);
    put_total(c, &p.positives);
    put_total(c, &p.negatives);
    put_share(c, &p.positives, &curve->positives);
    put_share(c, &p.negatives, &curve->negatives);
    const int32_t yes = reason_of(&curve->positives, curve->rows[1],
                                  FAIR_REASON_NO_POSITIVES);
    const int32_t no = reason_of(&curve->negatives, curve->rows[0],
                                 FAIR_REASON_NO_NEGATIVES);
    /* Weight goes first, as for roc_auc. */
    const int second = yes == FAIR_DEFINED || no == FAIR_REASON_ZERO_WEIGHT;
    put_reason(c, second ? no : yes);
    return 1;
}

static int
next_precision_recall(fair__curve_rows *r, fair__curve_cells *c)
{
    fair__curve *curve = &r->walk.curve;
    fair__curve_point p;
    if (!fair__curve_next(curve, &p)) return 0;
    const fair__total selected = fair__total_sum(&p.positives, &p.negatives);
    put_real(c, p.threshold);
    put_count(c, p.n);
    put_total(c, &p.positives);
    put_total(c, &p.negatives);
    put_share(c, &p.positives, &selected);
    put_share(c, &p.positives, &curve->positives);
    const int32_t reason = reason_of(&curve->positives, curve->rows[1],
                                     FAIR_REASON_NO_POSITIVES);
    put_reason(c, reason != FAIR_DEFINED
                      ? reason
                      : reason_of(&selected, 0, FAIR_REASON_NONE_SELECTED));
    return 1;
}

static int
next_selection(fair__curve_rows *r, fair__curve_cells *c)
{
    fair__curve *curve = &r->walk.curve;
    fair__curve_point p;
    if (!fair__curve_next(curve, &p)) return 0;
    const fair__total selected = fair__total_sum(&p.positives, &p.negatives);
    const fair__total all =
        fair__total_sum(&curve->positives, &curve->negatives);
    put_real(c, p.threshold);
    put_count(c, p.n);
    put_total(c, &selected);
    put_share(c, &selected, &all);
    put_reason(c, reason_of(&all, curve->rows[0] + curve->rows[1],
                            FAIR_REASON_NO_ROWS));
    return 1;
}

/* ---- histograms ---- */

static void
begin_histogram(fair__curve_rows *r, const fair__scored *group)
{
    r->all = fair__scored_weight(group);
    fair__histogram_begin(&r->walk.histogram, group, &r->bins);
}

static int
next_bin(fair__curve_rows *r, fair__curve_cells *c)
{
    static const int labels[] = {FAIR__SCORED_POSITIVE, FAIR__SCORED_NEGATIVE};
    fair__histogram_bin b;
    if (!fair__histogram_next(&r->walk.histogram, &b)) return 0;
    const int labelled =
        (fair__report_snapshot(r->report)->given & FAIR__GIVEN_LABEL) != 0;
    fair__total sum = b.weights[0];
    uint64_t n = b.rows[0];
    for (int label = 1; label < FAIR__N_SCORED; label++) {
        sum = fair__total_sum(&sum, &b.weights[label]);
        n += b.rows[label];
    }
    put_real(c, b.lower);
    put_real(c, b.upper);
    put_count(c, n);
    put_total(c, &sum);
    put_share(c, &sum, &r->all);
    for (int k = 0; k < 2; k++) {
        if (labelled) {
            put_count(c, b.rows[labels[k]]);
            put_total(c, &b.weights[labels[k]]);
        } else {
            put_null(c);
            put_null(c);
        }
    }
    put_reason(c, reason_of(&r->all, 1, FAIR_DEFINED));
    return 1;
}

/* ---- quantiles ---- */

static void
begin_quantiles(fair__curve_rows *r, const fair__scored *group)
{
    fair__quantiles_begin(&r->walk.quantiles, group);
    r->n_done = 0;
}

static int
next_quantile(fair__curve_rows *r, fair__curve_cells *c)
{
    double score;
    if (r->n_done == r->options.n_quantiles) return 0;
    const double p = r->options.quantiles[r->n_done++];
    const int any = fair__quantiles_find(&r->walk.quantiles, p, &score);
    put_real(c, p);
    if (any)
        put_real(c, score);
    else
        put_null(c);
    put_reason(c, any ? FAIR_DEFINED : FAIR_REASON_ZERO_WEIGHT);
    return 1;
}

/* ---- the tables ---- */

#define TEXT(name) {name, FAIR__BATCH_TEXT}
#define REAL(name) {name, FAIR__BATCH_REAL}
#define COUNT(name) {name, FAIR__BATCH_COUNT}
#define SCORES FAIR__GIVEN_SCORES
#define LABELS FAIR__GIVEN_LABEL

static const fair__curve_table tables[] = {
    {"roc_curve",
     SCORES | LABELS,
     FAIR__TAKES_POINTS | FAIR__TAKES_DROP,
     {REAL("threshold"), COUNT("n"), REAL("tp"), REAL("fp"),
      REAL("true_positive_rate"), REAL("false_positive_rate"),
      TEXT("reason")},
     begin_roc,
     next_roc},
    {"precision_recall_curve",
     SCORES | LABELS,
     FAIR__TAKES_POINTS | FAIR__TAKES_DROP,
     {REAL("threshold"), COUNT("n"), REAL("tp"), REAL("fp"),
      REAL("precision"), REAL("recall"), TEXT("reason")},
     begin_precision_recall,
     next_precision_recall},
    {"selection_rate_curve",
     SCORES,
     FAIR__TAKES_POINTS,
     {REAL("threshold"), COUNT("n"), REAL("sum_weights"),
      REAL("selection_rate"), TEXT("reason")},
     begin_selection,
     next_selection},
    {"score_histogram",
     SCORES,
     FAIR__TAKES_BINS,
     {REAL("lower"), REAL("upper"), COUNT("n"), REAL("sum_weights"),
      REAL("share"), COUNT("n_positives"), REAL("sum_weights_positives"),
      COUNT("n_negatives"), REAL("sum_weights_negatives"), TEXT("reason")},
     begin_histogram,
     next_bin},
    {"score_quantiles",
     SCORES,
     FAIR__TAKES_QUANTILES,
     {REAL("quantile"), REAL("score"), TEXT("reason")},
     begin_quantiles,
     next_quantile},
};
#define N_TABLES (sizeof(tables) / sizeof(*tables))

size_t
fair__curve_table_count(void)
{
    return N_TABLES;
}

const fair__curve_table *
fair__curve_table_at(size_t i)
{
    return &tables[i];
}

const fair__curve_table *
fair__curve_table_find(const char *name)
{
    for (size_t i = 0; i < N_TABLES; i++)
        if (strcmp(name, tables[i].name) == 0) return &tables[i];
    return NULL;
}
