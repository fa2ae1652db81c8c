/* SPDX-License-Identifier: MIT
 * From a report to maps by group. */
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "calibrate/calibrator.h"
#include "plan/plan.h"

/* Scores of all rows with labels, the lowest and the highest, can be taken
 * for probabilities. */
static fair_status
check_scores(const fair__calibrator_request *r, const fair__labelled_rows *rows,
             fair_error *err)
{
    if (rows->positives == 0 || rows->negatives == 0)
        return fair__fail_at(
            err, FAIR_ERR_DATA, "y_true", -1, 0,
            "%u rows are labelled positive and %u negative: a calibrator is "
            "fitted to both",
            rows->positives, rows->negatives);
    if (rows->n == 0)
        return fair__fail_at(err, FAIR_ERR_DATA, "sample_weight", -1, 0,
                             "no row that has a label has weight");
    const double low = rows->of[0].score, high = rows->of[rows->n - 1].score;
    if (!r->method->of_probabilities || (low >= 0 && high <= 1))
        return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_DATA, "y_score", -1, 0,
                         "scores are from %g to %g, and %s takes them for "
                         "probabilities, from 0 to 1: platt and isotonic take "
                         "any",
                         low, high, r->method->name);
}

int
fair__has_own_map(const fair__calibrator_request *r, const fair__labelled_rows *rows)
{
    return !r->pooled && rows->n > 0 && rows->positives > 0 &&
           rows->negatives > 0 &&
           rows->positives + rows->negatives >= r->min_count;
}

static double
square(double x)
{
    return x * x;
}

/* Sums of all groups. */
typedef struct reached {
    double weight;
    double before;
    double after;
    int are_probabilities;
} reached;

static void
measure(const fair_calibrator *c, size_t i, const fair__labelled_rows *rows,
        reached *all)
{
    fair_calibrator_group *g = &c->groups[i];
    const int are_probabilities =
        rows->n > 0 && rows->of[0].score >= 0 &&
        rows->of[rows->n - 1].score <= 1;
    const int is_error = are_probabilities || !c->method->of_ranks;
    const double withheld = fair__calibrator_withheld(c, i);
    const double base_rate = c->maps[i].slopes[1];
    double weight = 0, before = 0, after = 0;
    for (size_t k = 0; k < rows->n; k++) {
        const fair__labelled *s = &rows->of[k];
        const double p = fair__calibrator_at(c, i, s->score);
        const double kept = s->positive * square(1 - p) +
                            s->negative * square(p);
        const double lost = s->positive * square(1 - base_rate) +
                            s->negative * square(base_rate);
        weight += fair__labelled_weight(s);
        before += s->positive * square(1 - s->score) +
                  s->negative * square(s->score);
        after += withheld > 0 ? (1 - withheld) * kept + withheld * lost : kept;
    }
    g->brier_before = are_probabilities ? before / weight : NAN;
    g->brier_after = rows->n > 0 && is_error ? after / weight : NAN;
    all->weight += weight;
    all->before += before;
    all->after += after;
    all->are_probabilities &= rows->n == 0 || are_probabilities;
}

static fair_status
fit_group(fair_calibrator *c, const fair__calibrator_request *r,
          const fair__points *points, size_t i, reached *all,
          fair_error *err)
{
    fair__labelled_rows rows;
    fair_calibrator_group *g = &c->groups[i];
    fair_status st = fair__labelled_group(points, i, &rows, err);
    if (st != FAIR_OK) return st;
    const double n = (double)(rows.positives + rows.negatives);
    fair__calibrator_name_group(c, i);
    g->positives = rows.positives;
    g->negatives = rows.negatives;
    g->rows = r->method->of_ranks ? points->groups[i].rows[FAIR__CHOSEN_ALL]
                                  : rows.positives + rows.negatives;
    c->summary.rows += g->rows;
    if (!r->method->of_ranks && r->method->kind != FAIR__MAP_WITHHELD &&
        fair__has_own_map(r, &rows)) {
        st = fair__map_fit(r->method, &r->binning, &rows, &c->mem,
                           &c->maps[i], err);
        g->own_share = n / (n + r->shrinkage);
    }
    if (st == FAIR_OK) measure(c, i, &rows, all);
    fair__labelled_free(&c->mem, &rows);
    return st;
}

static fair_status
fit_pooled(fair_calibrator *c, const fair__calibrator_request *r,
           const fair__points *points, fair_error *err)
{
    fair__labelled_rows rows;
    fair_status st = fair__labelled_all(points, &rows, err);
    if (st != FAIR_OK) return st;
    st = check_scores(r, &rows, err);
    if (st == FAIR_OK)
        st = fair__map_fit(r->method, &r->binning, &rows, &c->mem,
                           &c->maps[c->n], err);
    fair__labelled_free(&c->mem, &rows);
    return st;
}

static fair_status
fit_all(fair_calibrator *c, const fair__calibrator_request *r,
        const fair__points *points, fair_error *err)
{
    reached all = {.are_probabilities = 1};
    fair_status st = r->method->of_ranks
                         ? fair__quantile_fit(c, r, points, err)
                         : fit_pooled(c, r, points, err);
    if (st == FAIR_OK && r->method->kind == FAIR__MAP_WITHHELD)
        st = fair__withheld_fit(c, r, points, err);
    for (size_t i = 0; st == FAIR_OK && i < c->n; i++)
        st = fit_group(c, r, points, i, &all, err);
    if (st != FAIR_OK) return st;
    const int any = all.weight > 0; /* of ranks there may be no labels */
    c->summary.brier_before =
        any && all.are_probabilities ? all.before / all.weight : NAN;
    c->summary.brier_after =
        any && (all.are_probabilities || !r->method->of_ranks)
            ? all.after / all.weight
            : NAN;
    return FAIR_OK;
}

/* ---- what it keeps of the report and of the options ---- */

static fair_status
keep(fair_calibrator *c, const fair_report *report,
     const fair__calibrator_request *r, const fair__points *points,
     fair_error *err)
{
    fair_calibrator_summary *s = &c->summary;
    const size_t n = r->model != NULL ? strlen(r->model) + 1 : 0;
    fair_status st = fair__group_values_make(report, r->grouping, &c->mem,
                                             &c->values, err);
    if (st != FAIR_OK) return st;
    c->by = fair__calloc(&c->mem, c->values.n_features, sizeof(*c->by));
    if (c->by == NULL) return fair__no_memory(err);
    c->n_by = s->n_by = c->values.n_features;
    s->by = c->by;
    for (size_t k = 0; k < c->n_by; k++) c->by[k] = c->values.of[k].feature;
    if (n > 0) {
        c->bytes = fair__alloc(&c->mem, n, 1);
        if (c->bytes == NULL) return fair__no_memory(err);
        c->n_bytes = n;
        memcpy(c->bytes, r->model, n);
        s->model = c->bytes;
    }
    fair__plan_tally(points, c->tally);
    s->tally = c->tally;
    s->library = fair_version();
    s->method = r->method->name;
    s->min_count = r->min_count;
    s->shrinkage = r->shrinkage;
    s->strength = r->strength;
    s->cost_after = NAN;
    if (r->method->kind == FAIR__MAP_WITHHELD) {
        s->cost_constraint = fair__cost_constraints[r->cost_constraint];
        s->is_randomized = 1;
    }
    if (r->method->kind == FAIR__MAP_STEPS) {
        s->bins = r->binning.bins;
        s->equal_mass = r->binning.equal_mass;
    }
    s->needs_groups = !r->pooled;
    s->score_type = fair__plan_score_type(report, points);
    s->missing = r->missing;
    s->unseen = r->unseen;
    return FAIR_OK;
}

static fair_status
make(fair_calibrator *c, const fair_report *report,
     const fair__calibrator_request *r, const fair__points *points,
     fair_error *err)
{
    fair_status st = fair__calibrator_room(c, points->n_groups, err);
    if (st == FAIR_OK) st = keep(c, report, r, points, err);
    if (st == FAIR_OK) st = fit_all(c, r, points, err);
    return st == FAIR_OK ? fair__calibrator_finish(
                               c, (const uint8_t *)c->tally, err)
                         : st;
}

fair_status
fair__calibrator_fit(const fair_report *report,
                     const fair_calibrator_options *options,
                     fair_calibrator **out, fair_error *err)
{
    fair__calibrator_request r;
    fair__points points;
    fair_status st = fair__calibrator_request_read(report, options, &r, err);
    if (st != FAIR_OK) return st;
    st = fair__points_make(report, r.grouping, &r.mem, &points, err);
    if (st != FAIR_OK) return st;
    fair_calibrator *c = fair__calloc(&r.mem, 1, sizeof(*c));
    if (c == NULL) {
        st = fair__no_memory(err);
    } else {
        c->mem = r.mem;
        c->method = r.method;
        st = make(c, report, &r, &points, err);
    }
    fair__points_free(&points);
    if (st == FAIR_OK)
        *out = c;
    else if (c != NULL)
        fair__calibrator_free(c);
    return st;
}
