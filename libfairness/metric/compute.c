/* SPDX-License-Identifier: MIT
 * The value of a metric in one group, and the evidence for it.
 *
 * Every value but Matthews's is worked out as one fraction of whole numbers
 * (or of exact sums of weights) and divided once: correctly rounded, whatever
 * the operation. */
#include "metric/metric.h"

#include <fairness/report.h>

#include "metric/calibration.h"
#include "metric/form.h"
#include "metric/scored.h"

/* A denominator that must not be zero; `proper` ones are what the rates
 * within the metric are proportions of, and what min_count looks at. */
typedef struct denominator {
    fair__form form;
    int proper;
} denominator;

#define MAX_DENOMINATORS 4

static const fair__form labelled = {{1, 1, 1, 1, 0, 0}};

static size_t
denominators(const fair__metric *m, denominator out[MAX_DENOMINATORS])
{
    const fair__form *ad = &m->a.denominator, *bd = &m->b.denominator;
    out[0] = (denominator){*ad, 1};
    out[1] = (denominator){*bd, 1};
    switch (m->op) {
    case FAIR__OP_COUNT:
        return 0;
    case FAIR__OP_SHARE:
        out[0].form = m->a.numerator; /* of all groups together */
        return 1;
    case FAIR__OP_MEAN:
    case FAIR__OP_SUM_LESS_1:
    case FAIR__OP_PAIRS:
    case FAIR__OP_SEPARATION:
    case FAIR__OP_SLOPE:
    case FAIR__OP_INTERCEPT:
        return 2;
    case FAIR__OP_QUOTIENT:
        out[2] = (denominator){m->b.numerator, 0};
        return 3;
    case FAIR__OP_ODDS:
        out[2] = (denominator){fair__form_less(ad, &m->a.numerator), 0};
        out[3] = (denominator){m->b.numerator, 0};
        return 4;
    case FAIR__OP_PHI: /* both margins, and what is not in them */
        out[2] = (denominator){fair__form_less(&labelled, ad), 1};
        out[3] = (denominator){fair__form_less(&labelled, bd), 1};
        return 4;
    default:
        return 1;
    }
}

/* The order in which reasons are named where several apply. */
static int
precedence(int32_t reason)
{
    static const int32_t order[] = {
        FAIR_REASON_ZERO_WEIGHT,   FAIR_REASON_NO_POSITIVES,
        FAIR_REASON_NO_NEGATIVES,  FAIR_REASON_NONE_SELECTED,
        FAIR_REASON_NONE_REJECTED, FAIR_REASON_NO_ROWS,
        FAIR_REASON_ZERO_DENOMINATOR,
    };
    const int n = (int)(sizeof(order) / sizeof(order[0]));
    for (int i = 0; i < n; i++)
        if (order[i] == reason) return i;
    return n; /* FAIR_DEFINED: anything goes before it */
}

static int32_t
reason_of(const fair__form *f, const fair__counts *c)
{
    const fair__wide value = fair__form_value(f, c);
    if (!fair__wide_is_zero(&value)) return FAIR_DEFINED;
    if (fair__form_rows(f, c) > 0) return FAIR_REASON_ZERO_WEIGHT;
    return fair__form_reason(f);
}

/* Sets reason, n, min_n, sum_weights and effective_n. */
static void
gather(const fair__metric *m, const fair__counts *c, fair__result *out)
{
    denominator all[MAX_DENOMINATORS];
    const size_t n = denominators(m, all);
    fair__form rows = n == 0 ? m->a.numerator : all[0].form;
    out->min_n = fair__form_rows(&rows, c);
    for (size_t i = 0; i < n; i++) {
        const int32_t reason = reason_of(&all[i].form, c);
        if (precedence(reason) < precedence(out->reason))
            out->reason = reason;
        if (!all[i].proper) continue;
        rows = fair__form_union(&rows, &all[i].form);
        const uint64_t n_i = fair__form_rows(&all[i].form, c);
        if (n_i < out->min_n) out->min_n = n_i;
    }
    out->n = fair__form_rows(&rows, c);
    out->sum_weights = fair__form_weight(&rows, c);
    out->effective_n = fair__form_effective(&rows, c, &out->sum_weights);
}

/* sum of k[i] * slot i, over tp fp fn tn. */
static fair__wide
weighted_by(const double k[4], const fair__counts *c)
{
    fair__wide sum = fair__wide_zero();
    for (int s = FAIR__TP; s <= FAIR__TN; s++) {
        fair__form one = {{0}};
        one.of[s] = 1;
        const fair__wide by = fair__wide_f64(k[s]);
        const fair__wide in = fair__form_value(&one, c);
        const fair__wide term = fair__wide_mul(&by, &in);
        sum = fair__wide_add(&sum, &term);
    }
    return sum;
}

/* a b and c d, the parts of most fractions here. */
static void
products(const fair__wide *a, const fair__wide *b, const fair__wide *c,
         const fair__wide *d, fair__wide *ab, fair__wide *cd)
{
    *ab = fair__wide_mul(a, b);
    *cd = fair__wide_mul(c, d);
}

/* a + b as one fraction. */
static void
sum_of_ratios(const fair__wide *an, const fair__wide *ad,
              const fair__wide *bn, const fair__wide *bd, fair__result *out)
{
    fair__wide left, right;
    products(an, bd, bn, ad, &left, &right);
    out->numerator = fair__wide_add(&left, &right);
    out->denominator = fair__wide_mul(ad, bd);
}

static void
fraction(const fair__metric *m, const fair__counts *group,
         const fair__counts *total, const fair__costs *costs,
         fair__result *out)
{
    const fair__wide an = fair__form_value(&m->a.numerator, group);
    const fair__wide ad = fair__form_value(&m->a.denominator, group);
    const fair__wide bn = fair__form_value(&m->b.numerator, group);
    const fair__wide bd = fair__form_value(&m->b.denominator, group);
    const fair__wide two = fair__wide_u64(2);

    out->numerator = an;
    out->denominator = ad;
    switch (m->op) {
    case FAIR__OP_COUNT:
        out->denominator = fair__wide_u64(1);
        break;
    case FAIR__OP_SHARE:
        out->denominator = fair__form_value(&m->a.numerator, total);
        break;
    case FAIR__OP_COST: {
        const double k[4] = {0, costs->false_positive, costs->false_negative,
                             0};
        out->numerator = weighted_by(k, group);
        break;
    }
    case FAIR__OP_UTILITY:
        out->numerator = weighted_by(costs->utility, group);
        break;
    case FAIR__OP_MEAN:
        sum_of_ratios(&an, &ad, &bn, &bd, out);
        out->denominator = fair__wide_mul(&out->denominator, &two);
        break;
    case FAIR__OP_SUM_LESS_1:
        sum_of_ratios(&an, &ad, &bn, &bd, out);
        out->numerator = fair__wide_sub(&out->numerator, &out->denominator);
        break;
    case FAIR__OP_QUOTIENT:
        products(&an, &bd, &ad, &bn, &out->numerator, &out->denominator);
        break;
    case FAIR__OP_ODDS: {
        const fair__form a_rest =
            fair__form_less(&m->a.denominator, &m->a.numerator);
        const fair__form b_rest =
            fair__form_less(&m->b.denominator, &m->b.numerator);
        const fair__wide ar = fair__form_value(&a_rest, group);
        const fair__wide br = fair__form_value(&b_rest, group);
        products(&an, &br, &ar, &bn, &out->numerator, &out->denominator);
        break;
    }
    default:
        if (m->op >= FAIR__OP_SCORE) fair__scored_fraction(m, group, out);
        break;
    }
}

/* (TP TN - FP FN) / sqrt(P N PP PN): the only irrational one, so shown as
 * itself over 1.  a and b are two margins (P, PP) of the table. */
static void
phi(const fair__metric *m, const fair__counts *c, fair__result *out)
{
    fair__wide slot[4];
    for (int s = FAIR__TP; s <= FAIR__TN; s++) {
        fair__form one = {{0}};
        one.of[s] = 1;
        slot[s] = fair__form_value(&one, c);
    }
    fair__wide main, other;
    products(&slot[FAIR__TP], &slot[FAIR__TN], &slot[FAIR__FP],
             &slot[FAIR__FN], &main, &other);
    const fair__wide top = fair__wide_sub(&main, &other);

    denominator all[MAX_DENOMINATORS];
    fair__wide under = fair__wide_u64(1);
    for (size_t i = 0, n = denominators(m, all); i < n; i++) {
        const fair__wide margin = fair__form_value(&all[i].form, c);
        under = fair__wide_mul(&under, &margin);
    }
    /* The root of one quotient: equal correlations give equal bits. */
    const fair__wide square = fair__wide_mul(&top, &top);
    const fair__wide ratio = fair__wide_div(&square, &under);
    out->numerator = fair__wide_sqrt(&ratio);
    if (top.negative) out->numerator = fair__wide_neg(&out->numerator);
    out->denominator = fair__wide_u64(1);
}

void
fair__metric_compute(const fair__metric *m, const fair__counts *group,
                     const fair__counts *total, uint32_t given,
                     const fair__costs *costs, fair__result *out)
{
    *out = (fair__result){.reason = FAIR_DEFINED};
    const int scored = (m->needs & FAIR__GIVEN_SCORES) != 0;
    if ((m->needs & ~given) != 0 || (scored && group->scores == NULL)) {
        out->reason = FAIR_REASON_NOT_APPLICABLE;
        return;
    }
    const int share = m->op == FAIR__OP_SHARE;
    out->is_rate = share || m->op == FAIR__OP_ABOVE ||
                   (m->op == FAIR__OP_RATIO &&
                    fair__form_is_rate(&m->a.numerator, &m->a.denominator));
    gather(m, share ? total : group, out);
    if (m->op >= FAIR__OP_GAPS) {
        if (out->reason == FAIR_DEFINED)
            fair__calibrated(m, group, total, out);
        return;
    }
    if (m->op != FAIR__OP_PHI)
        fraction(m, group, total, costs, out);
    else if (out->reason == FAIR_DEFINED)
        phi(m, group, out);
    if (out->reason == FAIR_DEFINED)
        out->value = fair__wide_div(&out->numerator, &out->denominator);
}
