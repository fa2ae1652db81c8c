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

/* a - b now less x - y before, each a group of a family. */
typedef struct gaps {
    const fair__claim *now;
    const fair__family *of;
    const fair__sample *x, *y;
} gaps;

static double
score_of_gaps(const gaps *g, double limit, int half)
{
    fair__sum sum = {.n = 0};
    const fair__sample *const own[] = {g->now->a, g->now->b};
    const fair__sample *const was[] = {g->x, g->y};
    const int same = g->of == g->now->family;
    for (int i = 0; i < 2; i++) {
        const fair__change c = with_rows(own[i]);
        fair__sum_add(&sum, &c, 1 - 2 * i,
                      same ? (own[i] == g->x) - (own[i] == g->y) : 0);
    }
    for (int i = 0; i < 2; i++) {
        const fair__change c = with_rows(was[i]);
        if (!same || (was[i] != own[0] && was[i] != own[1]))
            fair__sum_add(&sum, &c, 0, 1 - 2 * i);
    }
    return fair__score_sum(sum.terms, sum.n, limit - sum.offset, half);
}

/* The least score so far, against gaps of a family before; of a gap that is
 * not above one before by more than the limit, with half counts off, it is
 * not asked how far. */
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
    const gaps g = {s->claim, s->family, a, b};
    const double z = score_of_gaps(&g, s->limit, 1);
    if (z < s->least) s->least = z > 0 ? z : -HUGE_VAL;
}

/* A rate, of so many rows, half a count nearer to the highest there is. */
static double
up_to(double rate, double n)
{
    return rate + 0.5 / n;
}

static double
least_rows(const fair__sample *s)
{
    return s->n < s->change.n_before ? s->n : s->change.n_before;
}

/* Of a family: who had the highest and the lowest rate before. */
typedef struct ends {
    const fair__sample *highest;
    const fair__sample *lowest;
    double rows; /* that the smallest group has */
} ends;

static ends
ends_of(const fair__family *f)
{
    ends out = {f->samples, f->samples, HUGE_VAL};
    double high = -HUGE_VAL, low = -HUGE_VAL;
    for (size_t i = 0; i < f->n; i++) {
        const fair__sample *s = &f->samples[i];
        const fair__change *c = &s->change;
        if (up_to(c->before, c->n_before) > high) {
            high = up_to(c->before, c->n_before);
            out.highest = s;
        }
        if (up_to(-c->before, c->n_before) > low) {
            low = up_to(-c->before, c->n_before);
            out.lowest = s;
        }
        if (least_rows(s) < out.rows) out.rows = least_rows(s);
    }
    return out;
}

/* What no score against a gap of this group and one that is not the claim's
 * is below: all of them need not be worked out where it is high.  No rate
 * varies more than one of a half; a third moment is at most twice the
 * variance over the rows of the smallest group, and the score that is brought
 * nearest grows with the one before. */
static double
least_against(const search *s, const ends *e, const fair__sample *first)
{
    const fair__change *a = &s->claim->a->change, *b = &s->claim->b->change;
    const fair__change *x = &first->change, *y = &e->lowest->change;
    double rows = e->rows;
    if (least_rows(s->claim->a) < rows) rows = least_rows(s->claim->a);
    if (least_rows(s->claim->b) < rows) rows = least_rows(s->claim->b);
    const double distance =
        a->rate - 0.5 / s->claim->a->n - up_to(b->rate, s->claim->b->n) -
        up_to(x->before, x->n_before) - up_to(-y->before, y->n_before) -
        s->limit;
    if (!(distance > 0) || !(rows > 1)) return -HUGE_VAL;
    const double error =
        0.5 * sqrt((1 / s->claim->a->n + 1 / s->claim->b->n +
                    1 / x->n_before + 1 / e->rows) *
                   (rows / (rows - 1)));
    const double z = distance / error;
    const double nearest = fair__skewed(z, 2 * z / (rows * distance));
    return nearest - 1e-9 * (1 + nearest); /* more than roundings are */
}

static void
search_family(search *s)
{
    const fair__claim *c = s->claim;
    const fair__family *f = s->family;
    if (f->n < 2) return;
    const ends e = ends_of(f);
    take_gap(s, e.highest, e.lowest);
    for (size_t i = 0; i < f->n; i++) {
        const fair__sample *a = &f->samples[i];
        const int own = f == c->family && (a == c->a || a == c->b);
        if (!own && least_against(s, &e, a) >= s->least) {
            if (f != c->family) continue;
            take_gap(s, a, c->a);
            take_gap(s, a, c->b);
            continue;
        }
        for (size_t j = 0; j < f->n && s->least > 0; j++)
            take_gap(s, a, &f->samples[j]);
    }
}

double
fair__growth_of_others(const fair__claim *c, double x)
{
    search s = {.claim = c, .limit = x, .least = HUGE_VAL};
    for (size_t k = 0; k < c->family->n_peers && s.least > 0; k++) {
        s.family = &c->family->peers[k];
        search_family(&s);
    }
    return s.least;
}

double
fair__growth_of_turned(const fair__claim *c, double x)
{
    const gaps g = {c, c->family, c->b, c->a};
    return score_of_gaps(&g, x, -1);
}
