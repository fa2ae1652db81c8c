/* SPDX-License-Identifier: MIT
 * Changes from a baseline. */
#include "compare/change.h"

#include <math.h>

#include <fairness/report.h>

#include "metric/form.h"
#include "stats/score.h"

/* ---- of a group ---- */

int
fair__has_change(const fair__metric *m)
{
    if (m->op != FAIR__OP_RATIO) return 0;
    for (int s = 0; s < FAIR__N_COUNTS; s++)
        if (m->a.denominator.of[s] !=
            m->a.denominator.of[fair__counts_other(s)])
            return 0;
    return 1;
}

fair__counts
fair__counts_before(const fair__counts *c, fair__wide *wides)
{
    fair__counts out = {0};
    for (int s = 0; s < FAIR__N_COUNTS; s++) out.rows[s] = c->baseline[s];
    if (c->weights == NULL) return out;
    for (int s = 0; s < FAIR__N_COUNTS; s++) {
        const fair__wide stayed =
            fair__wide_sub(&c->weights[s], &c->changed_weights[s]);
        wides[s] = fair__wide_add(&stayed,
                                  &c->changed_weights[fair__counts_other(s)]);
        /* Of both decisions together, which is all that is asked for. */
        wides[FAIR__N_COUNTS + s] = c->weights[FAIR__N_COUNTS + s];
    }
    out.weights = wides;
    return out;
}

int32_t
fair__change_standing(const fair__population *p, const fair__rules *rules,
                      const fair__metric *m, size_t i, int32_t standing,
                      int32_t *reason)
{
    fair__result r;
    if (standing == FAIR__LEFT_OUT) return standing;
    if (fair__counts_n(&p->groups[i]) == 0) {
        *reason = FAIR_REASON_NO_ROWS;
        return FAIR__LEFT_OUT;
    }
    int32_t why = FAIR_DEFINED;
    const int32_t before =
        fair__standing(p, rules, m, i, &r, &why);
    if (before == FAIR__COMPARED && r.effective_n > 0) return standing;
    if (standing == FAIR__COMPARED || before == FAIR__LEFT_OUT) *reason = why;
    return before == FAIR__LEFT_OUT ? before : FAIR__UNDEFINED;
}

fair__wide
fair__sum_of_changed(const fair__metric *m, const fair__counts *c, int way)
{
    fair__wide sum = fair__wide_zero();
    for (int s = 0; s < FAIR__N_COUNTS; s++) {
        const int change = m->a.numerator.of[s] -
                           m->a.numerator.of[fair__counts_other(s)];
        if (m->a.denominator.of[s] == 0 || change != way) continue;
        const fair__wide part = c->weights != NULL
                                    ? c->changed_weights[s]
                                    : fair__wide_u64(c->changed[s]);
        sum = fair__wide_add(&sum, &part);
    }
    return sum;
}

static double
part_of(const fair__wide *x, const fair__wide *all)
{
    const fair__wide part = fair__wide_div(x, all);
    return fair__wide_double(&part);
}

static void
set_changed(fair__change *out, const fair__metric *m, const fair__counts *c,
            const fair__counts *without, const fair__wide *denominator)
{
    double *const parts[] = {&out->gained, &out->lost};
    for (int k = 0; k < 2; k++) {
        fair__wide sum = fair__sum_of_changed(m, c, k == 0 ? 1 : -1);
        if (without != NULL) {
            const fair__wide own =
                fair__sum_of_changed(m, without, k == 0 ? 1 : -1);
            sum = fair__wide_sub(&sum, &own);
            /* As in fair__rest: what was cut leaves no negative sum. */
            if (sum.negative) sum = fair__wide_zero();
        }
        *parts[k] = part_of(&sum, denominator);
    }
}

static fair__change
change_from(const fair__sample *now, const fair__result *before)
{
    return (fair__change){.rate = now->rate,
                          .n = now->n,
                          .before = fair__wide_double(&before->value),
                          .n_before = before->effective_n};
}

void
fair__change_of_group(const fair__plan *plan, const fair__population *p,
                      const fair__rules *rules, const fair__metric *m,
                      size_t i, fair__sample *sample)
{
    fair__result r;
    const fair__population *before = plan->before;
    fair__metric_compute(m, &before->groups[i], before->total, before->given,
                         &rules->costs, &r);
    sample->change = change_from(sample, &r);
    sample->change.paired = plan->paired;
    if (plan->paired)
        set_changed(&sample->change, m, &p->groups[i], NULL, &r.denominator);
}

int32_t
fair__change_of_reference(const fair__plan *plan, const fair__population *p,
                          const fair__rules *rules, const fair__metric *m,
                          size_t i, fair__sample *sample)
{
    fair__result r;
    int32_t reason;
    if (sample->group >= 0) {
        const size_t at = (size_t)sample->group;
        if (fair__change_standing(plan->before, rules, m, at, FAIR__COMPARED,
                                  &reason) != FAIR__COMPARED)
            return FAIR_REASON_UNDEFINED_IN_GROUP;
        fair__change_of_group(plan, p, rules, m, at, sample);
        return FAIR_DEFINED;
    }
    /* A group's part of all rows is the same before where the rows are. */
    if (sample->share > 0 && !plan->paired)
        return FAIR_REASON_NOT_APPLICABLE;
    fair__wide weights[2 * FAIR__N_COUNTS];
    const fair__population *before = plan->before;
    const fair__counts rest = fair__rest(before, i, weights);
    fair__metric_compute(m, &rest, before->total, before->given,
                         &rules->costs, &r);
    if (r.reason != FAIR_DEFINED || !(r.effective_n > 0))
        return FAIR_REASON_UNDEFINED_IN_GROUP;
    sample->change = change_from(sample, &r);
    sample->change.paired = plan->paired;
    if (plan->paired)
        set_changed(&sample->change, m, p->total, &p->groups[i],
                    &r.denominator);
    return FAIR_DEFINED;
}

/* ---- scores ---- */

/* A sample may have been given other rows (compare/settle.h). */
static fair__change
with_rows(const fair__sample *s)
{
    fair__change c = s->change;
    c.n = s->n;
    return c;
}

double
fair__change_score(const fair__sample *a, const fair__sample *b, double x,
                   int half)
{
    const fair__change own = with_rows(a);
    if (b != NULL && b->share > 0) x /= 1 - b->share;
    const double most = b != NULL ? 2 : 1;
    if (x < -most) return HUGE_VAL;
    if (x > most) return -HUGE_VAL;
    if (b == NULL) return fair__score_change(&own, NULL, x, half);
    const fair__change other = with_rows(b);
    return fair__score_change(&own, &other, x, half);
}

/* ---- a gap that grew ---- */

int
fair__is_growth(const fair__family *f)
{
    return f->form == FAIR__OF_CHANGE && f->between == FAIR__ALL_PAIRS;
}

/* A sum of rates now less rates before, of independent groups. */
typedef struct sum {
    double value;
    double variance;
    double step;
} sum;

static double
with_a_row_each(double rate, double n)
{
    return (n * rate + 1) / (n + 2);
}

/* Adds `now` times the rate now, less `then` times the rate before: the
 * variance is that of rows with one more of each kind, in pairs half of one
 * for each kind of pair. */
static void
add(sum *t, const fair__sample *s, int now, int then)
{
    const fair__change *c = &s->change;
    const double p = with_a_row_each(c->rate, c->n);
    const double q = with_a_row_each(c->before, c->n_before);
    t->value += now * c->rate - then * c->before;
    if (!c->paired) {
        t->variance += now * now * p * (1 - p) / (c->n + 2) +
                       then * then * q * (1 - q) / (c->n_before + 2);
        t->step += 0.5 * (now * now / c->n + then * then / c->n_before);
        return;
    }
    const double both = (c->n * (c->rate - c->gained) + 0.5) / (c->n + 2);
    const double mean = now * p - then * q;
    t->variance += (now * now * p + then * then * q - 2 * now * then * both -
                    mean * mean) /
                   (c->n + 2);
    t->step += 0.5 / c->n;
}

/* a - b now less x - y before, each a group of a family. */
static double
score_of_gaps(const fair__claim *now, const fair__family *of,
              const fair__sample *x, const fair__sample *y, double limit,
              int half)
{
    sum t = {0, 0, 0};
    const int same = of == now->family;
    add(&t, now->a, 1, same ? (now->a == x) - (now->a == y) : 0);
    add(&t, now->b, -1, same ? (now->b == x) - (now->b == y) : 0);
    if (!same || (x != now->a && x != now->b)) add(&t, x, 0, 1);
    if (!same || (y != now->a && y != now->b)) add(&t, y, 0, -1);
    return fair__over_error(t.value - limit - half * t.step, t.variance);
}

/* The least score so far, against gaps of a family before. */
typedef struct search {
    const fair__claim *claim;
    const fair__family *family;
    double limit;
    double least;
} search;

static void
take_gap(search *s, const fair__sample *a, const fair__sample *b)
{
    if (a == b || (a == s->claim->a && b == s->claim->b)) return;
    const double z =
        score_of_gaps(s->claim, s->family, a, b, s->limit, 1);
    if (z < s->least) s->least = z;
}

/* Of a family: who had the highest and the lowest rate before, with its step,
 * and between what their variances are. */
typedef struct ends {
    const fair__sample *highest;
    const fair__sample *lowest;
    double most; /* that the second group takes off a score's distance */
    double least_variance;
    double most_variance;
} ends;

static sum
before_of(const fair__sample *s, int then)
{
    sum t = {0, 0, 0};
    add(&t, s, 0, then);
    return t;
}

static ends
ends_of(const fair__family *f)
{
    ends out = {f->samples, f->samples, -HUGE_VAL, HUGE_VAL, 0};
    double high = -HUGE_VAL;
    for (size_t i = 0; i < f->n; i++) {
        const sum t = before_of(&f->samples[i], -1);
        if (t.value + t.step > high) {
            high = t.value + t.step;
            out.highest = &f->samples[i];
        }
        if (t.step - t.value > out.most) {
            out.most = t.step - t.value;
            out.lowest = &f->samples[i];
        }
        if (t.variance < out.least_variance) out.least_variance = t.variance;
        if (t.variance > out.most_variance) out.most_variance = t.variance;
    }
    return out;
}

/* What no score against a gap of this group and one that is not the claim's
 * is below: all of them need not be worked out where it is high. */
static double
least_against(const search *s, const sum *now, const ends *e,
              const fair__sample *first)
{
    const sum then = before_of(first, 1);
    const double distance = now->value + then.value - s->limit - now->step -
                            then.step - e->most;
    const double z = fair__over_error(
        distance, now->variance + then.variance +
                      (distance > 0 ? e->most_variance : e->least_variance));
    return z - 1e-9 * (1 + fabs(z)); /* more than roundings are */
}

static void
search_family(search *s)
{
    const fair__claim *c = s->claim;
    const fair__family *f = s->family;
    if (f->n < 2) return;
    sum now = {0, 0, 0};
    add(&now, c->a, 1, 0);
    add(&now, c->b, -1, 0);
    const ends e = ends_of(f);
    take_gap(s, e.highest, e.lowest);
    for (size_t i = 0; i < f->n; i++) {
        const fair__sample *a = &f->samples[i];
        const int own = f == c->family && (a == c->a || a == c->b);
        if (!own && least_against(s, &now, &e, a) >= s->least) {
            if (f != c->family) continue;
            take_gap(s, a, c->a);
            take_gap(s, a, c->b);
            continue;
        }
        for (size_t j = 0; j < f->n; j++) take_gap(s, a, &f->samples[j]);
    }
}

double
fair__growth_of_others(const fair__claim *c, double x)
{
    search s = {.claim = c, .limit = x, .least = HUGE_VAL};
    for (size_t k = 0; k < c->family->n_peers; k++) {
        s.family = &c->family->peers[k];
        search_family(&s);
    }
    return s.least;
}

double
fair__growth_of_turned(const fair__claim *c, double x)
{
    return score_of_gaps(c, c->family, c->b, c->a, x, -1);
}
