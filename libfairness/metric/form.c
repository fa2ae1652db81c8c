/* SPDX-License-Identifier: MIT
 * Linear forms over the slots of a group. */
#include "metric/form.h"

#include <fairness/report.h>

/* The sum of rows where all coefficients are 0 and 1: counts add up to the
 * rows of an audit, which 64 bits hold. */
static int
plain_sum(const fair__form *f, const fair__counts *c, uint64_t *sum)
{
    if (c->weights != NULL) return 0;
    *sum = 0;
    for (int s = 0; s < FAIR__N_COUNTS; s++) {
        if (f->of[s] != 0 && f->of[s] != 1) return 0;
        if (f->of[s] == 1) *sum += c->rows[s];
    }
    return 1;
}

static fair__wide
scaled(const fair__wide *x, int8_t coefficient)
{
    if (coefficient == 1) return *x;
    const fair__wide k = fair__wide_i64(coefficient);
    return fair__wide_mul(x, &k);
}

fair__wide
fair__form_value(const fair__form *f, const fair__counts *c)
{
    uint64_t plain;
    if (plain_sum(f, c, &plain)) return fair__wide_u64(plain);
    fair__wide sum = fair__wide_zero();
    for (int s = 0; s < FAIR__N_COUNTS; s++) {
        if (f->of[s] == 0) continue;
        const fair__wide in = c->weights != NULL ? c->weights[s]
                                                 : fair__wide_u64(c->rows[s]);
        const fair__wide term = scaled(&in, f->of[s]);
        sum = fair__wide_add(&sum, &term);
    }
    return sum;
}

uint64_t
fair__form_rows(const fair__form *f, const fair__counts *c)
{
    uint64_t n = 0;
    for (int s = 0; s < FAIR__N_COUNTS; s++)
        if (f->of[s] != 0) n += c->rows[s];
    return n;
}

double
fair__form_effective(const fair__form *f, const fair__counts *c,
                     const fair__wide *sum)
{
    if (c->weights == NULL) return (double)fair__form_rows(f, c);
    const fair__wide square = fair__form_square(f, c);
    if (fair__wide_is_zero(&square)) return 0;
    const fair__wide w2 = fair__wide_mul(sum, sum);
    const fair__wide n = fair__wide_div(&w2, &square);
    return fair__wide_double(&n);
}

/* moment 0: weights, 1: their squares. */
static fair__wide
moment(const fair__form *f, const fair__counts *c, int of)
{
    if (c->weights == NULL) return fair__wide_u64(fair__form_rows(f, c));
    fair__wide sum = fair__wide_zero();
    for (int s = 0; s < FAIR__N_COUNTS; s++)
        if (f->of[s] != 0)
            sum = fair__wide_add(&sum, &c->weights[of * FAIR__N_COUNTS + s]);
    return sum;
}

fair__wide
fair__form_weight(const fair__form *f, const fair__counts *c)
{
    return moment(f, c, 0);
}

fair__wide
fair__form_square(const fair__form *f, const fair__counts *c)
{
    return moment(f, c, 1);
}

fair__form
fair__form_union(const fair__form *a, const fair__form *b)
{
    fair__form out;
    for (int s = 0; s < FAIR__N_COUNTS; s++)
        out.of[s] = a->of[s] != 0 || b->of[s] != 0;
    return out;
}

fair__form
fair__form_less(const fair__form *a, const fair__form *b)
{
    fair__form out;
    for (int s = 0; s < FAIR__N_COUNTS; s++)
        out.of[s] = (int8_t)(a->of[s] - b->of[s]);
    return out;
}

/* Slots of a form as bits; the two unlabelled slots follow their decision. */
#define BIT(slot) (1u << (slot))
#define LABELLED                                                              \
    (BIT(FAIR__TP) | BIT(FAIR__FP) | BIT(FAIR__FN) | BIT(FAIR__TN))

int32_t
fair__form_reason(const fair__form *f)
{
    static const struct {
        uint32_t slots;
        int32_t reason;
    } known[] = {
        {BIT(FAIR__TP) | BIT(FAIR__FN), FAIR_REASON_NO_POSITIVES},
        {BIT(FAIR__FP) | BIT(FAIR__TN), FAIR_REASON_NO_NEGATIVES},
        {BIT(FAIR__TP) | BIT(FAIR__FP), FAIR_REASON_NONE_SELECTED},
        {BIT(FAIR__FN) | BIT(FAIR__TN), FAIR_REASON_NONE_REJECTED},
        {LABELLED, FAIR_REASON_NO_ROWS},
    };
    uint32_t slots = 0;
    for (unsigned s = 0; s < FAIR__N_COUNTS; s++)
        if (f->of[s] != 0) slots |= BIT(s);
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if ((slots & LABELLED) == known[i].slots) return known[i].reason;
    return FAIR_REASON_ZERO_DENOMINATOR;
}

int
fair__form_is_rate(const fair__form *n, const fair__form *d)
{
    for (int s = 0; s < FAIR__N_COUNTS; s++) {
        if (d->of[s] != 0 && d->of[s] != 1) return 0;
        if (n->of[s] != 0 && n->of[s] != d->of[s]) return 0;
    }
    return 1;
}
