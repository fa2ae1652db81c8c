/* SPDX-License-Identifier: MIT
 * Metrics of decisions in plain doubles. */
#include "metric/plain.h"

#include <math.h>

int
fair__is_plain(const fair__metric *m)
{
    return m->op < FAIR__OP_SCORE;
}

static double
sum_of(const fair__form *f, const double *slots)
{
    double sum = 0;
    for (int s = 0; s < FAIR__N_COUNTS; s++) sum += f->of[s] * slots[s];
    return sum;
}

/* What is in the denominator and not in the numerator. */
static double
rest_of(const fair__ratio *r, const double *slots)
{
    double sum = 0;
    for (int s = 0; s < FAIR__N_COUNTS; s++)
        sum += (r->denominator.of[s] - r->numerator.of[s]) * slots[s];
    return sum;
}

static double
weighted_by(const double k[4], const double *slots)
{
    double sum = 0;
    for (int s = FAIR__TP; s <= FAIR__TN; s++) sum += k[s] * slots[s];
    return sum;
}

/* a and b are two margins of the table, as in compute.c. */
static int
correlation(double a, double b, const double *x, double *out)
{
    const double labelled =
        x[FAIR__TP] + x[FAIR__FP] + x[FAIR__FN] + x[FAIR__TN];
    /* Roots first: products of four sums of weights overflow sooner. */
    const double under =
        sqrt(a) * sqrt(labelled - a) * sqrt(b) * sqrt(labelled - b);
    if (!(under > 0)) return 0;
    *out = (x[FAIR__TP] * x[FAIR__TN] - x[FAIR__FP] * x[FAIR__FN]) / under;
    return 1;
}

int
fair__plain_value(const fair__metric *m, const double group[FAIR__N_COUNTS],
                  const double total[FAIR__N_COUNTS],
                  const fair__costs *costs, double *out)
{
    const double cost[4] = {0, costs->false_positive, costs->false_negative,
                            0};
    const double an = sum_of(&m->a.numerator, group);
    const double ad = sum_of(&m->a.denominator, group);
    const double bn = sum_of(&m->b.numerator, group);
    const double bd = sum_of(&m->b.denominator, group);
    double over = an, under = ad, less = 0;
    switch (m->op) {
    case FAIR__OP_MEAN:
    case FAIR__OP_SUM_LESS_1:
        if (ad == 0 || bd == 0) return 0;
        over = an / ad + bn / bd;
        under = m->op == FAIR__OP_MEAN ? 2 : 1;
        less = m->op == FAIR__OP_MEAN ? 0 : 1;
        break;
    case FAIR__OP_QUOTIENT: /* what is in bn is in bd */
        over = an * bd;
        under = ad * bn;
        break;
    case FAIR__OP_ODDS:
        over = an * rest_of(&m->b, group);
        under = rest_of(&m->a, group) * bn;
        break;
    case FAIR__OP_PHI:
        return correlation(ad, bd, group, out);
    case FAIR__OP_SHARE:
        under = sum_of(&m->a.numerator, total);
        break;
    case FAIR__OP_COUNT:
        under = 1;
        break;
    case FAIR__OP_COST:
        over = weighted_by(cost, group);
        break;
    case FAIR__OP_UTILITY:
        over = weighted_by(costs->utility, group);
        break;
    default:
        break;
    }
    if (under == 0) return 0;
    *out = over / under - less;
    return 1;
}
