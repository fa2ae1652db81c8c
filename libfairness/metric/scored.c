/* SPDX-License-Identifier: MIT
 * Metrics of scores as fractions of the sums of a group. */
#include "metric/scored.h"

#include "metric/form.h"

/* Sum over the slots of a form: of w s where it is of all rows, else of w
 * times the probability. */
static fair__wide
scores_in(const fair__form *f, const fair__score_sums *s)
{
    if (f->of[FAIR__UNLABELLED_REJECTED] != 0) return s->all_scores;
    fair__wide sum = fair__wide_zero();
    if (f->of[FAIR__TN] != 0) sum = s->probability[FAIR__SCORED_NEGATIVE];
    if (f->of[FAIR__TP] != 0)
        sum = fair__wide_add(&sum, &s->probability[FAIR__SCORED_POSITIVE]);
    return sum;
}

static fair__wide
twice(const fair__wide *x)
{
    return fair__wide_add(x, x);
}

/* Sum of w (p - y)^2 = sum of w p^2 - 2 sum of w p over positives + P. */
static fair__wide
squared_error(const fair__score_sums *s, const fair__wide *positives)
{
    const fair__wide mixed = twice(&s->probability[FAIR__SCORED_POSITIVE]);
    const fair__wide ends = fair__wide_add(&s->square, positives);
    return fair__wide_sub(&ends, &mixed);
}

void
fair__scored_fraction(const fair__metric *m, const fair__counts *group,
                      fair__result *out)
{
    const fair__score_sums *s = group->scores;
    const fair__wide bn = fair__form_value(&m->b.numerator, group);
    const fair__wide bd = fair__form_value(&m->b.denominator, group);
    switch (m->op) {
    case FAIR__OP_SCORE:
        out->numerator = scores_in(&m->a.numerator, s);
        out->numerator = fair__wide_sub(&out->numerator, &bn);
        break;
    case FAIR__OP_ABOVE:
        out->numerator = s->above;
        break;
    case FAIR__OP_SQUARED_ERROR:
        out->numerator = squared_error(s, &bn);
        break;
    case FAIR__OP_LOG_LOSS:
        out->numerator = s->loss;
        break;
    case FAIR__OP_PRECISION:
        out->numerator = s->precision;
        break;
    case FAIR__OP_PAIRS:
        out->numerator = s->pairs;
        out->denominator = fair__wide_mul(&out->denominator, &bd);
        out->denominator = twice(&out->denominator);
        break;
    default:
        out->numerator = s->separation;
        out->denominator = fair__wide_mul(&out->denominator, &bd);
        break;
    }
}
