/* SPDX-License-Identifier: MIT
 * Logistic recalibration: two parameters, Newton's method with shorter steps
 * where a whole one goes too far. */
#include "metric/recalibration.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "metric/bins.h"
#include "metric/entries.h"
#include "metric/scores.h"

/* ---- points ---- */

typedef struct points {
    const fair__scored *group;
    int32_t unit; /* the whole weight is 2^unit to 2^(unit + 1) */
    double one;   /* an amount of 1 in parts of that */
    fair__point *kept; /* NULL: none */
    size_t n_kept;
    size_t next;
    fair__entries entries; /* where none are kept */
    size_t entry;
    int more;
} points;

static double
logit_of(double score, const fair__score_range *range)
{
    const double clip = FAIR__LOSS_CLIP;
    const double x = fair__score_probability(score, range->low, range->high);
    const double p = x < clip ? clip : x > 1 - clip ? 1 - clip : x;
    return fair__log(p / (1 - p));
}

static void
rewind_points(points *all)
{
    all->next = 0;
    if (all->kept != NULL) return;
    fair__entries_begin(&all->entries, all->group, 0,
                        all->group->source->run->n);
    all->more = fair__entries_next(&all->entries, &all->entry);
}

/* Weight in parts of the whole; far below it nothing. */
static double
part_of(const points *all, const uint64_t *amount)
{
    const fair__amounts *a = &all->group->source->amounts;
    if (a->n == 1) return (double)*amount * all->one;
    uint64_t limbs[FAIR__AMOUNT_LIMBS + 1];
    memcpy(limbs, amount, (size_t)a->n * sizeof(*limbs));
    limbs[a->n] = 0;
    fair__wide x = fair__wide_exact(limbs, (fair__window){0, a->n + 1});
    if (fair__wide_is_zero(&x)) return 0;
    x.exponent += a->scale - all->unit;
    return fair__wide_double(&x);
}

/* The next score that has weight. */
static int
make_point(points *all, fair__point *out)
{
    const fair__score_source *s = all->group->source;
    const int32_t n = s->amounts.n;
    uint64_t room[FAIR__AMOUNT_LIMBS], sums[2][FAIR__AMOUNT_LIMBS];
    while (all->more) {
        const uint64_t key = s->run->keys[all->entry];
        for (int label = 0; label < 2; label++)
            memset(sums[label], 0, (size_t)n * sizeof(uint64_t));
        for (; all->more && s->run->keys[all->entry] == key;
             all->more = fair__entries_next(&all->entries, &all->entry)) {
            const uint8_t label = s->map.labels[s->run->places[all->entry]];
            fair__exact_add_sum(sums[label],
                                fair__amount(&s->amounts, all->entry, room),
                                n);
        }
        for (int label = 0; label < 2; label++)
            out->weight[label] = part_of(all, sums[label]);
        if (out->weight[0] + out->weight[1] > 0) {
            out->logit = logit_of(fair__score_of(key), &s->range);
            return 1;
        }
    }
    return 0;
}

static int
next_point(points *all, fair__point *out)
{
    if (all->kept == NULL) return make_point(all, out);
    if (all->next == all->n_kept) return 0;
    *out = all->kept[all->next++];
    return 1;
}

static void
keep_points(points *all, fair__point *room)
{
    if (room == NULL) return;
    while (make_point(all, &room[all->n_kept])) all->n_kept++;
    all->kept = room;
}

/* ---- the likelihood ---- */

/* Where the logits are, and whether a curve is the most likely one: only if
 * each label has one below one of the other. */
typedef struct spread {
    double center; /* weighted mean */
    double base;   /* rate of positives */
    double weight; /* of all */
    double reach;  /* the largest distance from it */
    int overlap;
} spread;

static spread
spread_of(points *all)
{
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    double sum = 0, weight = 0, positive = 0;
    fair__point x;
    rewind_points(all);
    while (next_point(all, &x)) {
        for (int label = 0; label < 2; label++) {
            if (!(x.weight[label] > 0)) continue;
            if (x.logit < low[label]) low[label] = x.logit;
            if (x.logit > high[label]) high[label] = x.logit;
        }
        sum += x.logit * (x.weight[0] + x.weight[1]);
        weight += x.weight[0] + x.weight[1];
        positive += x.weight[1];
    }
    spread s = {.center = sum / weight,
                .base = positive / weight,
                .weight = weight,
                .overlap = low[1] < high[0] && low[0] < high[1]};
    for (int label = 0; label < 2; label++) {
        if (s.center - low[label] > s.reach) s.reach = s.center - low[label];
        if (high[label] - s.center > s.reach)
            s.reach = high[label] - s.center;
    }
    return s;
}

/* A sum with what its additions lose (Neumaier 1974). */
typedef struct sum {
    double value;
    double lost;
} sum;

static void
add(sum *s, double x)
{
    const double total = s->value + x;
    s->lost += fabs(s->value) >= fabs(x) ? (s->value - total) + x
                                         : (x - total) + s->value;
    s->value = total;
}

/* Gradient and curvature of the likelihood of a + b (logit - center). */
typedef struct look {
    double gradient[2];
    double curvature[3]; /* aa, ab, bb */
    double squares[3];   /* of what rows add to the gradient */
} look;

static look
look_at(points *all, double center, double a, double b)
{
    sum gradient[2] = {{0, 0}, {0, 0}};
    look out = {{0, 0}, {0, 0, 0}, {0, 0, 0}};
    fair__point x;
    rewind_points(all);
    while (next_point(all, &x)) {
        const double u = x.logit - center, eta = a + b * u;
        const double e = fair__exp(-fabs(eta));
        const double near = 1 / (1 + e), far = e / (1 + e);
        const double p = eta < 0 ? far : near, q = eta < 0 ? near : far;
        const double r = x.weight[1] * q - x.weight[0] * p;
        const double h = (x.weight[0] + x.weight[1]) * (near * far);
        add(&gradient[0], r);
        add(&gradient[1], r * u);
        out.curvature[0] += h;
        out.curvature[1] += h * u;
        out.curvature[2] += h * u * u;
        const double s = x.weight[1] * q * q + x.weight[0] * p * p;
        out.squares[0] += s;
        out.squares[1] += s * u;
        out.squares[2] += s * u * u;
    }
    for (int k = 0; k < 2; k++)
        out.gradient[k] = gradient[k].value + gradient[k].lost;
    return out;
}

/* ---- the way there ---- */

#define MOST_STEPS 200
#define LONGEST 4.0 /* that any logit goes in one step: the curvature changes
                       by less than e^4, and none is lost in a long leap */
#define MOST_HALVINGS 40
#define NEAR 1e-8 /* of every logit: the next step is below 1e-15 */

static int
newton_step(const look *l, double step[2])
{
    const double *h = l->curvature, *g = l->gradient;
    const double determinant = h[0] * h[2] - h[1] * h[1];
    if (!(determinant > 0)) return 0;
    step[0] = (h[2] * g[0] - h[1] * g[1]) / determinant;
    step[1] = (h[0] * g[1] - h[1] * g[0]) / determinant;
    return isfinite(step[0]) && isfinite(step[1]);
}

static double
along(const look *l, const double step[2])
{
    return l->gradient[0] * step[0] + l->gradient[1] * step[1];
}

/* The likelihood is concave: a step is short enough where it still rises at
 * the end, or falls less steeply than it rose. */
static int
climb(points *all, const spread *s, double at[2])
{
    look here = look_at(all, s->center, at[0], at[1]);
    for (int k = 0; k < MOST_STEPS; k++) {
        double step[2], part = 1, next[2];
        if (!newton_step(&here, step)) return 0;
        const double length = fabs(step[0]) + fabs(step[1]) * s->reach;
        const int last = length <= NEAR;
        const double steep = along(&here, step);
        if (length > LONGEST) part = LONGEST / length;
        for (int halved = 0;; halved++, part /= 2) {
            next[0] = at[0] + part * step[0];
            next[1] = at[1] + part * step[1];
            if (last) break;
            here = look_at(all, s->center, next[0], next[1]);
            if (along(&here, step) >= -0.9 * steep) break;
            if (halved == MOST_HALVINGS) return 0;
        }
        at[0] = next[0];
        at[1] = next[1];
        if (last) return 1;
    }
    return 0;
}

/* Points of nearly the same logit as one: a few hundred find nearly the same
 * curve, from which it takes two or three looks at all of them.  The way there
 * begins at the base rate for everybody, where the curvature is that of the
 * scores themselves. */
#define N_CELLS 256

static void
begin_near(points *all, const spread *s, double at[2])
{
    fair__point cells[N_CELLS], x;
    double logits[N_CELLS] = {0};
    points few = {.kept = cells};
    memset(cells, 0, sizeof(cells));
    rewind_points(all);
    while (next_point(all, &x)) {
        const double part = (x.logit - s->center) / s->reach;
        const size_t cell = (size_t)((part + 1) * ((N_CELLS - 1) / 2.0));
        for (int label = 0; label < 2; label++)
            cells[cell].weight[label] += x.weight[label];
        logits[cell] += x.logit * (x.weight[0] + x.weight[1]);
    }
    for (size_t i = 0; i < N_CELLS; i++) {
        const double weight = cells[i].weight[0] + cells[i].weight[1];
        if (!(weight > 0)) continue;
        cells[few.n_kept] = cells[i];
        cells[few.n_kept++].logit = logits[i] / weight;
    }
    const double base = fair__log(s->base / (1 - s->base));
    at[0] = base;
    at[1] = 0;
    if (climb(&few, s, at)) return;
    at[0] = base;
    at[1] = 0;
}

/* ---- errors ---- */

/* v' m v, of a matrix of two rows as in a look. */
static double
form_of(const double m[3], const double v[2])
{
    return m[0] * v[0] * v[0] + 2 * m[1] * v[0] * v[1] + m[2] * v[1] * v[1];
}

/* With H the curvature, M the squares, both per weight: of what is v' of both
 * parameters v' H^-1 v by the model, and v' H^-1 M H^-1 v. */
static void
set_errors(points *all, const spread *s, const double at[2],
           fair__recalibration *out)
{
    const look l = look_at(all, s->center, at[0], at[1]);
    const double *h = l.curvature;
    const double determinant = h[0] * h[2] - h[1] * h[1];
    const double vs[2][2] = {{1, -s->center}, {0, 1}};
    for (int k = 0; k < 2; k++) {
        const double *v = vs[k];
        const double w[2] = {(h[2] * v[0] - h[1] * v[1]) / determinant,
                             (h[0] * v[1] - h[1] * v[0]) / determinant};
        out->by_model[k] = s->weight * (v[0] * w[0] + v[1] * w[1]);
        out->by_rows[k] = s->weight * form_of(l.squares, w);
    }
}

void
fair__recalibrate(const fair__scored *group, fair__point *room,
                fair__recalibration *out)
{
    const fair__wide weight = fair__bin_total(group);
    points all = {.group = group, .unit = weight.exponent + 255};
    const fair__wide one = {{0, 0, 0, UINT64_C(1) << 63},
                            group->source->amounts.scale - all.unit - 255,
                            0};
    double at[2];
    *out = (fair__recalibration){.found = 0};
    all.one = fair__wide_double(&one);
    rewind_points(&all);
    keep_points(&all, room);
    const spread s = spread_of(&all);
    if (!s.overlap) return;
    begin_near(&all, &s, at);
    if (!climb(&all, &s, at)) return;
    out->found = 1;
    out->intercept = at[0] - at[1] * s.center;
    out->slope = at[1];
    set_errors(&all, &s, at, out);
}
