/* SPDX-License-Identifier: MIT
 * Maps of a few coefficients, by likelihood: logistic of the score (Platt
 * 1999), of the logarithms of it and of its complement (beta calibration: Kull,
 * Silva Filho and Flach 2017), of its logit (temperature scaling: Guo et al.
 * 2017).
 *
 * All three have Platt's targets, (positives + 1) / (positives + 2) for 1 and
 * 1 / (negatives + 2) for 0: scores that separate the labels have a finite
 * answer too.  Newton's method on features of mean 0 and size 1, halving a
 * step that does not help (Lin, Lin and Weng 2007). */
#include <math.h>

#include "base/elementary.h"
#include "base/error.h"
#include "base/memory.h"
#include "calibrate/map.h"

#define MOST_FEATURES 2
#define MOST (MOST_FEATURES + 1) /* and the intercept */
#define STEPS 100
#define HALVINGS 40
#define NEAR 1e-10 /* a mean loss that a step can still take off */

typedef struct model {
    const fair__labelled_rows *rows;
    size_t n;                  /* features */
    int has_intercept;         /* behind them */
    double *of[MOST_FEATURES]; /* one by row, shifted and scaled */
    double shift[MOST_FEATURES];
    double scale[MOST_FEATURES];
    double target[2];
    double weight; /* of all rows */
} model;

/* A point of the search: the mean loss there and its derivatives. */
typedef struct spot {
    double at[MOST];
    double loss;
    double slope[MOST];
    double bend[MOST][MOST];
} spot;

static size_t
n_of(const model *m)
{
    return m->n + (m->has_intercept ? 1 : 0);
}

/* ---- features ---- */

static double
feature(int32_t kind, size_t k, double score)
{
    if (kind == FAIR__MAP_LOGISTIC) return score;
    const double p = fair__inner(score);
    if (kind == FAIR__MAP_LOGIT) return fair__log(p) - fair__log(1 - p);
    return k == 0 ? fair__log(p) : -fair__log(1 - p);
}

/* Of mean 0, where there is an intercept to take it, and size 1. */
static void
scale_feature(model *m, size_t k)
{
    const fair__labelled_rows *rows = m->rows;
    double *x = m->of[k];
    double largest = 0, mean = 0, square = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (fabs(x[i]) > largest) largest = fabs(x[i]);
    if (largest == 0) largest = 1;
    for (size_t i = 0; i < rows->n; i++) {
        x[i] /= largest;
        mean += fair__labelled_weight(&rows->of[i]) / m->weight * x[i];
    }
    if (!m->has_intercept) mean = 0;
    for (size_t i = 0; i < rows->n; i++) {
        x[i] -= mean;
        square +=
            fair__labelled_weight(&rows->of[i]) / m->weight * x[i] * x[i];
    }
    const double size = square > 0 ? sqrt(square) : 1;
    for (size_t i = 0; i < rows->n; i++) x[i] /= size;
    m->shift[k] = mean * largest;
    m->scale[k] = size * largest;
}

/* ---- the loss ---- */

static void
look(const model *m, spot *s)
{
    const size_t n = n_of(m);
    s->loss = 0;
    for (size_t j = 0; j < n; j++) {
        s->slope[j] = 0;
        for (size_t k = 0; k < n; k++) s->bend[j][k] = 0;
    }
    for (size_t i = 0; i < m->rows->n; i++) {
        const fair__labelled *row = &m->rows->of[i];
        double x[MOST], z = 0;
        for (size_t j = 0; j < n; j++) {
            x[j] = j < m->n ? m->of[j][i] : 1;
            z += s->at[j] * x[j];
        }
        const double share = fair__labelled_weight(row) / m->weight;
        const double wanted = row->positive / m->weight * m->target[1] +
                              row->negative / m->weight * m->target[0];
        /* The logistic of z and log(1 + exp(z)), by one exponential. */
        const double e = fair__exp(z > 0 ? -z : z);
        const double p = (z >= 0 ? 1 : e) / (1 + e);
        const double soft_plus = (z > 0 ? z : 0) + fair__log(1 + e);
        s->loss += share * soft_plus - wanted * z;
        for (size_t j = 0; j < n; j++) {
            s->slope[j] += (share * p - wanted) * x[j];
            for (size_t k = 0; k <= j; k++)
                s->bend[j][k] += share * p * (1 - p) * x[j] * x[k];
        }
    }
}

/* bend * step = slope by Cholesky's root; what says nothing of its own stays
 * where it is. */
static void
solve(const spot *s, size_t n, double step[MOST])
{
    double root[MOST][MOST] = {{0}};
    int is_idle[MOST] = {0};
    for (size_t j = 0; j < n; j++) {
        double left = s->bend[j][j];
        for (size_t k = 0; k < j; k++) left -= root[j][k] * root[j][k];
        is_idle[j] = !(left > 1e-13 * s->bend[j][j]);
        root[j][j] = is_idle[j] ? 1 : sqrt(left);
        for (size_t i = j + 1; i < n; i++) {
            double sum = s->bend[i][j];
            for (size_t k = 0; k < j; k++) sum -= root[i][k] * root[j][k];
            root[i][j] = is_idle[j] ? 0 : sum / root[j][j];
        }
        if (!is_idle[j]) continue;
        for (size_t k = 0; k < j; k++) root[j][k] = 0;
    }
    for (size_t j = 0; j < n; j++) {
        double sum = is_idle[j] ? 0 : s->slope[j];
        for (size_t k = 0; k < j; k++) sum -= root[j][k] * step[k];
        step[j] = sum / root[j][j];
    }
    for (size_t j = n; j-- > 0;) {
        double sum = step[j];
        for (size_t k = j + 1; k < n; k++) sum -= root[k][j] * step[k];
        step[j] = sum / root[j][j];
    }
}

/* To where the loss is least.  Near it the loss no longer tells, and a whole
 * step is right as long as the next one promises less. */
static void
descend(const model *m, spot *s)
{
    const size_t n = n_of(m);
    double least = NEAR;
    look(m, s);
    for (int i = 0; i < STEPS; i++) {
        double step[MOST] = {0}, promised = 0;
        solve(s, n, step);
        for (size_t j = 0; j < n; j++) promised += step[j] * s->slope[j];
        if (!(promised > 1e-26)) return;
        if (promised < NEAR) {
            if (promised >= least) return;
            least = promised;
            for (size_t j = 0; j < n; j++) s->at[j] -= step[j];
            look(m, s);
            continue;
        }
        spot next = *s;
        double share = 1;
        for (int k = 0; k < HALVINGS; k++, share /= 2) {
            for (size_t j = 0; j < n; j++)
                next.at[j] = s->at[j] - share * step[j];
            look(m, &next);
            if (next.loss < s->loss) break;
        }
        if (!(next.loss < s->loss)) return;
        *s = next;
    }
}

/* ---- maps ---- */

/* Fits the features listed, of those that the kind has. */
static double
fit(const model *all, const size_t *list, size_t n, fair__map *map)
{
    model m = *all;
    spot s = {.at = {0}};
    m.n = n;
    for (size_t j = 0; j < n; j++) m.of[j] = all->of[list[j]];
    descend(&m, &s);
    map->slopes[0] = map->slopes[1] = 0;
    map->intercept = m.has_intercept ? s.at[n] : 0;
    for (size_t j = 0; j < n; j++) {
        const size_t k = list[j];
        map->slopes[k] = s.at[j] / all->scale[k];
        map->intercept -= map->slopes[k] * all->shift[k];
    }
    return s.loss;
}

/* Beta maps and temperatures do not fall: of the sets of features whose slopes
 * are not negative, the one with the least loss. */
static void
fit_rising(const model *m, fair__map *map)
{
    static const size_t lists[][MOST_FEATURES] = {{0, 1}, {0, 0}, {1, 0}};
    static const size_t sizes[] = {2, 1, 1};
    fair__map best = *map;
    double least = fit(m, NULL, 0, &best);
    for (size_t i = m->n == MOST_FEATURES ? 0 : 1; i < 1 + m->n; i++) {
        fair__map own = *map;
        const double loss = fit(m, lists[i], sizes[i], &own);
        if (own.slopes[0] < 0 || own.slopes[1] < 0) continue;
        if (loss < least) {
            least = loss;
            best = own;
        }
        if (i == 0) break; /* none is better than all */
    }
    *map = best;
}

fair_status
fair__logistic_fit(const fair__labelled_rows *rows, const fair_allocator *mem,
                   fair__map *map, fair_error *err)
{
    static const size_t first = 0;
    model m = {.rows = rows,
               .n = map->kind == FAIR__MAP_BETA ? 2 : 1,
               .has_intercept = map->kind != FAIR__MAP_LOGIT};
    double *x = fair__alloc(mem, rows->n, m.n * sizeof(*x));
    if (x == NULL) return fair__no_memory(err);
    m.target[1] = ((double)rows->positives + 1) / ((double)rows->positives + 2);
    m.target[0] = 1 / ((double)rows->negatives + 2);
    for (size_t i = 0; i < rows->n; i++)
        m.weight += fair__labelled_weight(&rows->of[i]);
    for (size_t k = 0; k < m.n; k++) {
        m.of[k] = x + k * rows->n;
        for (size_t i = 0; i < rows->n; i++)
            m.of[k][i] = feature(map->kind, k, rows->of[i].score);
        scale_feature(&m, k);
    }
    if (map->kind == FAIR__MAP_LOGISTIC)
        fit(&m, &first, 1, map);
    else
        fit_rising(&m, map);
    fair__free(mem, x, rows->n, m.n * sizeof(*x));
    return FAIR_OK;
}
