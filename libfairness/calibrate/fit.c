/* SPDX-License-Identifier: MIT
 * From a report to maps by group. */
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "calibrate/calibrator.h"

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

static int
has_own_map(const fair__calibrator_request *r, const fair__labelled_rows *rows)
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

static void
measure(const fair_calibrator *c, size_t i, const fair__labelled_rows *rows)
{
    fair_calibrator_group *g = &c->groups[i];
    const int are_probabilities =
        rows->n > 0 && rows->of[0].score >= 0 &&
        rows->of[rows->n - 1].score <= 1;
    double weight = 0, before = 0, after = 0;
    for (size_t k = 0; k < rows->n; k++) {
        const fair__labelled *s = &rows->of[k];
        const double p = fair__calibrator_at(c, i, s->score);
        weight += fair__labelled_weight(s);
        before += s->positive * square(1 - s->score) +
                  s->negative * square(s->score);
        after += s->positive * square(1 - p) + s->negative * square(p);
    }
    g->brier_before = are_probabilities ? before / weight : NAN;
    g->brier_after = rows->n > 0 ? after / weight : NAN;
}

static fair_status
fit_group(fair_calibrator *c, const fair__calibrator_request *r,
          const fair__points *points, size_t i, fair_error *err)
{
    fair__labelled_rows rows;
    fair_calibrator_group *g = &c->groups[i];
    fair_status st = fair__labelled_group(points, i, &rows, err);
    if (st != FAIR_OK) return st;
    const double n = (double)(rows.positives + rows.negatives);
    g->size = sizeof(*g);
    g->n_values = c->values.n_features;
    g->values = c->values.of + i * c->values.n_features;
    g->positives = rows.positives;
    g->negatives = rows.negatives;
    if (has_own_map(r, &rows)) {
        st = fair__map_fit(r->method, &r->binning, &rows, &c->mem,
                           &c->maps[i], err);
        g->own_share = n / (n + r->shrinkage);
    }
    if (st == FAIR_OK) measure(c, i, &rows);
    fair__labelled_free(&c->mem, &rows);
    return st;
}

static fair_status
fit_all(fair_calibrator *c, const fair__calibrator_request *r,
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
    for (size_t i = 0; st == FAIR_OK && i < c->n; i++)
        st = fit_group(c, r, points, i, err);
    return st;
}

static fair_status
make_room(fair_calibrator *c, size_t n, fair_error *err)
{
    c->groups = fair__calloc(&c->mem, n, sizeof(*c->groups));
    c->maps = fair__calloc(&c->mem, n + 1, sizeof(*c->maps));
    c->n = n;
    return c->groups != NULL && c->maps != NULL ? FAIR_OK
                                                : fair__no_memory(err);
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
        st = make_room(c, points.n_groups, err);
        if (st == FAIR_OK)
            st = fair__group_values_make(report, r.grouping, &c->mem,
                                         &c->values, err);
        if (st == FAIR_OK) st = fit_all(c, &r, &points, err);
    }
    fair__points_free(&points);
    if (st == FAIR_OK)
        *out = c;
    else if (c != NULL)
        fair__calibrator_free(c);
    return st;
}

void
fair__calibrator_free(fair_calibrator *calibrator)
{
    const fair_allocator mem = calibrator->mem;
    for (size_t i = 0; calibrator->maps != NULL && i <= calibrator->n; i++)
        fair__map_free(&mem, &calibrator->maps[i]);
    fair__group_values_free(&mem, &calibrator->values);
    fair__free(&mem, calibrator->groups, calibrator->n,
               sizeof(*calibrator->groups));
    fair__free(&mem, calibrator->maps, calibrator->n + 1,
               sizeof(*calibrator->maps));
    fair__free(&mem, calibrator, 1, sizeof(*calibrator));
}
