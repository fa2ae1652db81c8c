/* SPDX-License-Identifier: MIT
 * Plans by trying every combination of thresholds on the rows themselves, in
 * integers: shares no code with the library. */
#ifndef FAIR_TESTS_BRUTE_H
#define FAIR_TESTS_BRUTE_H

#include "plans.h"

#define MOST_GROUPS 5
#define MOST_CUTS 66

__extension__ typedef __int128 big;

typedef struct fraction {
    big n, d; /* d > 0; d = 0: undefined */
} fraction;

static inline int
fraction_order(fraction a, fraction b)
{
    const big x = a.n * b.d, y = b.n * a.d;
    return (x > y) - (x < y);
}

static inline fraction
fraction_less(fraction a, fraction b)
{
    return (fraction){a.n * b.d - b.n * a.d, a.d * b.d};
}

static inline fraction
fraction_over(fraction a, fraction b)
{
    return (fraction){a.n * b.d, a.d * b.n};
}

/* Rows selected and rejected, by label, in fourths. */
typedef struct table {
    big tp, fp, fn, tn, us, ur;
} table;

typedef enum rate_kind {
    SELECTION, TPR, FPR, TNR, FNR, PPV, NO_RATE
} rate_kind;

static inline fraction
rate_of_table(const table *t, rate_kind kind)
{
    const big all = t->tp + t->fp + t->fn + t->tn + t->us + t->ur;
    switch (kind) {
    case SELECTION: return (fraction){t->tp + t->fp + t->us, all};
    case TPR: return (fraction){t->tp, t->tp + t->fn};
    case FPR: return (fraction){t->fp, t->fp + t->tn};
    case TNR: return (fraction){t->tn, t->fp + t->tn};
    case FNR: return (fraction){t->fn, t->tp + t->fn};
    case PPV: return (fraction){t->tp, t->tp + t->fp};
    default: return (fraction){0, 1};
    }
}

typedef struct problem {
    const char *constraint;
    rate_kind rates[2];
    const char *objective;
    int is_ratio;
    fraction limit;
    fraction min_rate, max_rate;
    int32_t rule;
    double threshold;   /* least_change, least_referred */
    int has_strata;     /* groups are compared within group % 2 */
    int refers;         /* rows between a cut and the threshold are referred */
    int costs[2];       /* fp fn */
    int utilities[4];   /* tp fp fn tn */
    int has_own;
    int own[MOST_GROUPS][4]; /* the same by group */
    double ends[2]; /* no_lower_than, no_higher_than; NAN */
    size_t n_also; /* constraints beside the first */
    struct {
        rate_kind rates[2];
        int is_ratio;
        fraction limit;
    } also[3];
    int has_quota;
    fraction least, most; /* selected, of all rows */
} problem;

typedef struct cuts {
    size_t n;
    double at[MOST_CUTS]; /* INFINITY first, descending */
    table tables[MOST_CUTS];
    table at_ends[2]; /* of the problem */
    big changed[MOST_CUTS]; /* or referred */
    big total;
    uint64_t rows; /* 0: no such group */
} cuts;

/* What is best so far. */
typedef struct brute {
    int any;
    fraction value;
    fraction disparity;
    fraction lowest;
    int any_near;      /* some plan, whatever its disparity */
    fraction nearest; /* the smallest of them */
    size_t picks[MOST_GROUPS];
    double thresholds[MOST_GROUPS];
} brute;

static inline big
weight_of(const plan_data *d, const plan_row *r)
{
    return (big)r->count * (d->has_weight ? r->fourths : 1);
}

static inline void
count_row(table *t, const plan_row *r, big w, int selected)
{
    big *slots[3][2] = {
        {&t->tn, &t->fp}, {&t->fn, &t->tp}, {&t->ur, &t->us}};
    *slots[r->label][selected] += w;
}

static inline void
count_cut(const plan_data *d, size_t group, cuts *c, size_t k,
          double threshold, int refers)
{
    table *t = &c->tables[k];
    memset(t, 0, sizeof(*t));
    c->changed[k] = 0;
    for (size_t i = 0; i < d->n; i++) {
        const plan_row *r = &d->rows[i];
        const big w = weight_of(d, r);
        const int now = r->score >= c->at[k];
        if (r->group != group) continue;
        const int is_between = now != (r->score >= threshold);
        if (!refers || !is_between) count_row(t, r, w, now);
        if (is_between) c->changed[k] += w;
    }
}

/* Thresholds at scores that have weight, of one group or of all. */
static inline void
cuts_of(const plan_data *d, size_t group, int shared, double threshold,
        int refers, cuts *c)
{
    c->n = 1;
    c->rows = 0;
    c->total = 0;
    c->at[0] = INFINITY;
    for (size_t i = 0; i < d->n; i++) {
        if (d->rows[i].group != group) continue;
        c->rows += d->rows[i].count;
        c->total += weight_of(d, &d->rows[i]);
    }
    for (;;) {
        double next = -INFINITY;
        for (size_t i = 0; i < d->n; i++) {
            const plan_row *r = &d->rows[i];
            if (weight_of(d, r) > 0 && (shared || r->group == group) &&
                r->score < c->at[c->n - 1] && r->score > next)
                next = r->score;
        }
        if (isinf(next)) break;
        ck_assert_uint_lt(c->n, MOST_CUTS);
        c->at[c->n++] = next;
    }
    for (size_t k = 0; k < c->n; k++)
        count_cut(d, group, c, k, threshold, refers);
}

static inline table
pool(const cuts *c, size_t n, const size_t *picks)
{
    table t = {0};
    for (size_t g = 0; g < n; g++) {
        const table *own = &c[g].tables[picks[g]];
        if (c[g].rows == 0) continue;
        t.tp += own->tp;
        t.fp += own->fp;
        t.fn += own->fn;
        t.tn += own->tn;
        t.us += own->us;
        t.ur += own->ur;
    }
    return t;
}

/* Sum of what decisions are worth, by group. */
static inline big
own_value(const problem *p, const cuts *c, size_t n, const size_t *picks)
{
    const int sign = strcmp(p->objective, "expected_cost") == 0 ? -1 : 1;
    big sum = 0;
    for (size_t g = 0; g < n; g++) {
        const table *t = &c[g].tables[picks[g]];
        const int *u = p->own[g];
        if (c[g].rows > 0)
            sum += u[0] * t->tp + u[1] * t->fp + u[2] * t->fn + u[3] * t->tn;
    }
    return sign * sum;
}

/* As large as can be: costs and changes below 0. */
static inline fraction
value_of(const problem *p, const cuts *c, size_t n, const size_t *picks)
{
    const table t = pool(c, n, picks);
    const big P = t.tp + t.fn, N = t.fp + t.tn, W = P + N;
    const int *u = p->utilities;
    const char *o = p->objective;
    if (strcmp(o, "accuracy") == 0) return (fraction){t.tp + t.tn, W};
    if (strcmp(o, "balanced_accuracy") == 0)
        return (fraction){t.tp * N + t.tn * P, 2 * P * N};
    if (strcmp(o, "f1_score") == 0)
        return P == 0 ? (fraction){0, 0}
                      : (fraction){2 * t.tp, 2 * t.tp + t.fp + t.fn};
    if (p->has_own) return (fraction){own_value(p, c, n, picks), W};
    if (strcmp(o, "expected_cost") == 0)
        return (fraction){-(p->costs[0] * t.fp + p->costs[1] * t.fn), W};
    if (strcmp(o, "utility") == 0)
        return (fraction){u[0] * t.tp + u[1] * t.fp + u[2] * t.fn +
                              u[3] * t.tn, W};
    if (strcmp(o, "selection_rate") == 0)
        return (fraction){t.tp + t.fp + t.us, W + t.us + t.ur};
    if (strcmp(o, "true_positive_rate") == 0) return (fraction){t.tp, P};
    if (strcmp(o, "true_negative_rate") == 0) return (fraction){t.tn, N};
    big changed = 0, all = 0;
    for (size_t g = 0; g < n; g++) {
        if (c[g].rows == 0) continue;
        changed += c[g].changed[picks[g]];
        all += c[g].total;
    }
    return (fraction){-changed, all};
}

/* Whether a rate is not below, or above, what the ends leave it. */
static inline int
is_between_ends(const problem *p, const cuts *c, fraction r, rate_kind kind)
{
    for (int k = 0; k < 2; k++) {
        if (isnan(p->ends[k])) continue;
        const fraction end = rate_of_table(&c->at_ends[k], kind);
        if (end.d != 0 && fraction_order(r, end) * (k == 0 ? 1 : -1) < 0)
            return 0;
    }
    return 1;
}

/* Highest and lowest of a rate, of a stratum where there are some; 0 if a rate
 * is undefined or out of range. */
static inline int
extremes(const problem *p, const cuts *c, size_t n, const size_t *picks,
         rate_kind kind, size_t stratum, fraction *high, fraction *low)
{
    int any = 0;
    *high = *low = (fraction){1, 1};
    for (size_t g = 0; g < n; g++) {
        if (c[g].rows == 0 || (p->has_strata && g % 2 != stratum)) continue;
        const fraction r = rate_of_table(&c[g].tables[picks[g]], kind);
        if (r.d == 0 || fraction_order(r, p->min_rate) < 0 ||
            fraction_order(r, p->max_rate) > 0 ||
            !is_between_ends(p, &c[g], r, kind) || (p->is_ratio && r.n == 0))
            return 0;
        if (!any || fraction_order(r, *high) > 0) *high = r;
        if (!any || fraction_order(r, *low) < 0) *low = r;
        any = 1;
    }
    return 1;
}

/* Disparity, larger is worse: a difference, or 1 - ratio. */
static inline fraction
disparity_of(const problem *p, fraction high, fraction low)
{
    if (!p->is_ratio) return fraction_less(high, low);
    return fraction_less((fraction){1, 1}, fraction_over(low, high));
}

static inline int
is_few(rate_kind kind)
{
    return kind == TNR || kind == FNR || kind == PPV;
}

static inline int
picks_order(const size_t *a, const size_t *b, size_t n)
{
    for (size_t g = 0; g < n; g++)
        if (a[g] != b[g]) return a[g] < b[g] ? -1 : 1;
    return 0;
}

static inline int
is_within_quota(const problem *p, const cuts *c, size_t n,
                const size_t *picks)
{
    const table t = pool(c, n, picks);
    const fraction x = rate_of_table(&t, SELECTION);
    return !p->has_quota || (fraction_order(x, p->least) >= 0 &&
                             fraction_order(x, p->most) <= 0);
}

/* Whether the constraints beside the first hold. */
static inline int
holds_also(const problem *p, const cuts *c, size_t n, const size_t *picks)
{
    for (size_t i = 0; i < p->n_also; i++)
        for (size_t k = 0; k < 4; k++) {
            const rate_kind kind = p->also[i].rates[k / 2];
            problem own = {.has_strata = p->has_strata,
                           .is_ratio = p->also[i].is_ratio,
                           .min_rate = {0, 1}, .max_rate = {1, 1},
                           .ends = {NAN, NAN}};
            fraction low = {0, 1}, high = {0, 1};
            if (kind == NO_RATE) continue;
            if (!extremes(&own, c, n, picks, kind, k % 2, &high, &low))
                return 0;
            const fraction limit = p->also[i].limit;
            const fraction x = own.is_ratio ? fraction_over(low, high)
                                            : fraction_less(high, low);
            if (own.is_ratio ? fraction_order(x, limit) < 0
                             : fraction_order(x, limit) > 0)
                return 0;
        }
    return 1;
}

static inline void
consider(const problem *p, const cuts *c, size_t n, const size_t *picks,
         brute *out)
{
    fraction worst = {0, 1}, low = {0, 1}, high = {0, 1};
    const fraction most = p->is_ratio
                              ? fraction_less((fraction){1, 1}, p->limit)
                              : p->limit;
    if (!is_within_quota(p, c, n, picks) || !holds_also(p, c, n, picks))
        return;
    for (size_t k = 0; k < 4; k++) {
        if (p->rates[k / 2] == NO_RATE) continue;
        if (!extremes(p, c, n, picks, p->rates[k / 2], k % 2, &high, &low))
            return;
        const fraction x = disparity_of(p, high, low);
        if (fraction_order(x, worst) > 0) worst = x;
    }
    if (!out->any_near || fraction_order(worst, out->nearest) < 0) {
        out->any_near = 1;
        out->nearest = worst;
    }
    if (fraction_order(worst, most) > 0) return;
    const fraction value = value_of(p, c, n, picks);
    if (value.d == 0) return;
    int order = out->any ? fraction_order(value, out->value) : 1;
    if (order == 0 && p->rates[0] != NO_RATE)
        order = -fraction_order(worst, out->disparity);
    if (order == 0 && p->rates[0] != NO_RATE && p->rule == FAIR_PLAN_BY_GROUP)
        order = fraction_order(low, out->lowest) *
                (is_few(p->rates[0]) ? 1 : -1);
    if (order == 0) order = -picks_order(picks, out->picks, n);
    if (order <= 0) return;
    out->any = 1;
    out->value = value;
    out->disparity = worst;
    out->lowest = low;
    for (size_t g = 0; g < n; g++) {
        out->picks[g] = picks[g];
        out->thresholds[g] = c[g].at[picks[g]];
    }
}

static inline void
count_ends(const plan_data *d, size_t group, const problem *p, cuts *c)
{
    memset(c->at_ends, 0, sizeof(c->at_ends));
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < d->n; i++)
            if (d->rows[i].group == group)
                count_row(&c->at_ends[k], &d->rows[i],
                          weight_of(d, &d->rows[i]),
                          d->rows[i].score >= p->ends[k]);
}

/* Every combination. */
static inline brute
brute_force(const plan_data *d, const problem *p)
{
    cuts c[MOST_GROUPS];
    size_t picks[MOST_GROUPS] = {0};
    brute out = {0};
    const int shared = p->rule == FAIR_PLAN_SHARED;
    for (size_t g = 0; g < d->n_groups; g++) {
        cuts_of(d, g, shared, p->threshold, p->refers, &c[g]);
        count_ends(d, g, p, &c[g]);
    }
    for (;;) {
        size_t g = 0;
        consider(p, c, d->n_groups, picks, &out);
        if (shared) {
            if (++picks[0] == c[0].n) return out;
            for (g = 1; g < d->n_groups; g++) picks[g] = picks[0];
            continue;
        }
        while (g < d->n_groups && ++picks[g] == c[g].n) picks[g++] = 0;
        if (g == d->n_groups) return out;
    }
}

#endif
