/* SPDX-License-Identifier: MIT
 * A front: what the best plan of each of several tolerances reaches. */
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"
#include "plan/fitting.h"

#define PARTS UINT64_C(1000000) /* of 1, in a series */

typedef struct tolerances {
    fair__decimal *of;
    uint32_t *order;
    size_t n;
    int is_ratio;
} series;

/* ---- tolerances ---- */

/* x millionths, or of a ratio so many less than 1. */
static fair__decimal
millionths(uint64_t x, int is_ratio)
{
    const uint64_t own = is_ratio ? PARTS - x : x;
    return (fair__decimal){own, PARTS, (double)own / (double)PARTS};
}

/* The fewest millionths that allow a disparity, or all but 2^-50 of it: what is
 * 1/10 in whole numbers need not be in 256 bits, and shares are rounded. */
static uint64_t
end_of(const fair__wide *disparity, int is_ratio)
{
    fair__wide little = fair__wide_u64(1);
    little.exponent -= 50;
    const fair__wide most = is_ratio ? fair__wide_add(disparity, &little)
                                     : fair__wide_sub(disparity, &little);
    uint64_t low = 0, high = PARTS;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        const fair__wide own =
            fair__wide_u64(is_ratio ? PARTS - middle : middle);
        const fair__wide parts = fair__wide_u64(PARTS);
        const fair__wide x = fair__wide_div(&own, &parts);
        const int order = fair__wide_order(&x, &most);
        if (is_ratio ? order <= 0 : order >= 0)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Of a limit, no wider than it is. */
static uint64_t
end_within(const fair__decimal *limit, int is_ratio)
{
    const uint64_t strictly = is_ratio ? limit->denominator - limit->numerator
                                       : limit->numerator;
    return limit->denominator > PARTS
               ? strictly / (limit->denominator / PARTS)
               : strictly * (PARTS / limit->denominator);
}

static void
add_series(series *t, size_t n_points, uint64_t end)
{
    for (size_t i = 0; i < n_points; i++) {
        const uint64_t last = n_points - 1;
        const uint64_t x = (end * i + last - 1) / last; /* rounded up */
        t->of[t->n++] = millionths(x, t->is_ratio);
    }
}

/* -1 if a is stricter, 0, 1. */
static int
by_width(const void *ctx, uint32_t a, uint32_t b)
{
    const series *t = ctx;
    const int order = fair__decimal_order(&t->of[a], &t->of[b]);
    return t->is_ratio ? -order : order;
}

static void
sort(series *t)
{
    for (size_t i = 0; i < t->n; i++) t->order[i] = (uint32_t)i;
    fair__sort(t->order, t->n, by_width, t);
}

static fair_status
read_tolerances(series *t, size_t n, const char *const *texts,
                fair_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (texts[i] != NULL && fair__decimal_parse(texts[i], &t->of[t->n++]))
            continue;
        return fair__fail_at(
            err, FAIR_ERR_ARGUMENT, "tolerances", -1, 0,
            "tolerance %u is %q, expected a decimal number from 0 to 1 of at "
            "most 19 digits, such as 0.02",
            (uint64_t)i + 1, texts[i] != NULL ? texts[i] : "NULL",
            strlen(texts[i] != NULL ? texts[i] : "NULL"));
    }
    return FAIR_OK;
}

/* "0.02": as short as it can be. */
static void
write_tolerance(const fair__decimal *d, char out[24])
{
    uint64_t left = d->numerator, power = d->denominator;
    *out++ = (char)('0' + left / power);
    left %= power;
    if (left > 0) *out++ = '.';
    for (; left > 0; left %= power) {
        power /= 10;
        *out++ = (char)('0' + left / power);
    }
    *out = '\0';
}

/* ---- steps ---- */

static double
selected(const fair__fitting *f)
{
    const fair__points *p = &f->points;
    const fair__wide own =
        fair__mixtures_sum(p, f->mixtures, FAIR__CHOSEN_ALL);
    const fair__wide all = fair__whole_wide(p->total.of[FAIR__CHOSEN_ALL],
                                            p->limbs);
    const fair__wide rate = fair__wide_div(&own, &all);
    return fair__wide_double(&rate);
}

static fair_status
find_best(fair__fitting *f, const fair__allowance *allowance, fair_error *err)
{
    f->search.allowance = *allowance;
    fair__aim_begin(&f->aim);
    return fair__fitting_search(f, err);
}

/* A step whose tolerance is set; `best` is the value without one. */
static fair_status
make_step(fair__fitting *f, const fair_report *report,
          const fair__allowance *allowance, const fair__wide *best,
          fair_plan_step *out, fair_error *err)
{
    fair_plan_summary reached = FAIR_PLAN_SUMMARY_INIT;
    fair__wide value;
    const fair_status st = find_best(f, allowance, err);
    out->disparity = out->value = out->bound = out->loss =
        out->selection_rate = NAN;
    out->reason = FAIR_REASON_NOT_APPLICABLE;
    out->nodes = f->found.nodes;
    if (st != FAIR_OK) return st;
    if (!f->found.is_feasible) {
        out->status = f->found.nodes >= f->request.max_nodes
                          ? FAIR_ERR_LIMIT
                          : FAIR_ERR_INFEASIBLE;
        return FAIR_OK;
    }
    fair__reached(report, &f->search, &f->found, &reached);
    out->disparity = reached.disparity;
    out->reason = reached.reason;
    out->value = reached.value;
    out->bound = reached.bound;
    out->selection_rate = selected(f);
    if (!fair__reached_value(report, &f->search, &f->found, &value))
        return FAIR_OK;
    const fair__wide loss = fair__objective_is_loss(f->request.objective)
                                ? fair__wide_sub(&value, best)
                                : fair__wide_sub(best, &value);
    const int is_rounded = f->search.is_mixed && loss.negative; /* shares */
    out->loss = is_rounded ? 0 : fair__wide_double(&loss);
    return FAIR_OK;
}

static fair_status
make_steps(fair__fitting *f, const fair_report *report, const series *t,
           const fair__wide *best, fair_plan_front *front, fair_error *err)
{
    fair_status st = FAIR_OK;
    for (size_t i = 0; st == FAIR_OK && i < t->n; i++) {
        const fair__decimal *own = &t->of[t->order[i]];
        const fair__allowance allowance = {*own, t->is_ratio};
        fair_plan_step *step = &front->steps[front->n];
        if (i > 0 && by_width(t, t->order[i - 1], t->order[i]) == 0) continue;
        *step = (fair_plan_step)FAIR_PLAN_STEP_INIT;
        write_tolerance(own, step->tolerance);
        st = make_step(f, report, &allowance, best, step, err);
        front->n++;
    }
    return st;
}

/* The best plan without a tolerance, and where a series ends. */
static fair_status
find_end(fair__fitting *f, const fair_report *report, fair__wide *best,
         uint64_t *end, fair_error *err)
{
    const int is_ratio = f->request.allowance.is_ratio;
    const fair__allowance any = fair__allow(is_ratio, FAIR__WHOLE);
    const fair_status st = find_best(f, &any, err);
    if (st != FAIR_OK) return st;
    if (!f->found.is_feasible) return fair__fitting_infeasible(f, err);
    if (!fair__reached_value(report, &f->search, &f->found, best))
        *best = fair__wide_zero();
    const uint64_t within = end_within(&f->request.allowance.limit, is_ratio);
    *end = 0;
    if (fair__search_compares(&f->search)) {
        const fair__wide own = fair__reached_disparity(&f->search,
                                                       f->mixtures);
        *end = end_of(&own, is_ratio);
        f->search.allowance =
            (fair__allowance){millionths(*end, is_ratio), is_ratio};
        if (!f->search.is_mixed &&
            !fair__search_satisfies(&f->search, f->picks))
            ++*end;
    }
    if (*end > within) *end = within;
    return FAIR_OK;
}

/* ---- fronts ---- */

static fair_status
check(size_t n_points, size_t n_tolerances, fair_error *err)
{
    if (n_points == 1 || n_points > PARTS + 1)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "points", -1, 0,
                             "points is %u, expected 2 to 1,000,001, or 0 "
                             "for no series",
                             (uint64_t)n_points);
    if (n_points + n_tolerances > 0 && n_tolerances <= PARTS) return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, "tolerances", -1, 0,
                         n_tolerances > 0
                             ? "there are %u tolerances, expected at most "
                               "1,000,000"
                             : "there are %u tolerances and no points: give "
                               "one of them",
                         (uint64_t)n_tolerances);
}

static fair_status
begin(fair__fitting *f, const fair_report *report,
      const fair_plan_options *options, fair_error *err)
{
    fair_plan_options o;
    fair_status st = fair__options_read(&o, sizeof(o), sizeof(o), options,
                                        "fair_plan_options", err);
    *f = (fair__fitting){.mem = NULL};
    if (st != FAIR_OK) return st;
    const int is_open = o.max_difference == NULL && o.min_ratio == NULL;
    if (is_open && o.constraint != NULL && strcmp(o.constraint, "none") != 0)
        o.max_difference = "1";
    st = fair__fitting_begin(f, report, &o, err);
    return st == FAIR_OK ? fair__fitting_needs_constraint(f, err) : st;
}

static fair_status
make(fair__fitting *f, const fair_report *report, size_t n_points,
     size_t n_tolerances, const char *const *texts, fair_plan_front *front,
     fair_error *err)
{
    const size_t n = n_points + n_tolerances;
    series t = {.of = fair__alloc(f->mem, n, sizeof(*t.of)),
                    .order = fair__alloc(f->mem, n, sizeof(*t.order)),
                    .is_ratio = f->request.allowance.is_ratio};
    fair__wide best;
    uint64_t end = 0;
    front->steps = fair__alloc(f->mem, n, sizeof(*front->steps));
    front->n_room = front->steps != NULL ? n : 0;
    fair_status st = t.of != NULL && t.order != NULL && front->steps != NULL
                         ? FAIR_OK
                         : fair__no_memory(err);
    if (st == FAIR_OK) st = read_tolerances(&t, n_tolerances, texts, err);
    if (st == FAIR_OK) st = find_end(f, report, &best, &end, err);
    if (st == FAIR_OK) {
        add_series(&t, n_points, end);
        sort(&t);
        st = make_steps(f, report, &t, &best, front, err);
    }
    fair__free(f->mem, t.of, n, sizeof(*t.of));
    fair__free(f->mem, t.order, n, sizeof(*t.order));
    return st;
}

fair_status
fair__front_new(const fair_report *report, const fair_plan_options *options,
                size_t n_points, size_t n_tolerances,
                const char *const *tolerances, fair_plan_front **out,
                fair_error *err)
{
    fair__fitting f;
    fair_plan_front *front = NULL;
    fair_status st = check(n_points, n_tolerances, err);
    if (st != FAIR_OK) return st;
    st = begin(&f, report, options, err);
    if (st == FAIR_OK) {
        front = fair__calloc(f.mem, 1, sizeof(*front));
        st = front != NULL ? FAIR_OK : fair__no_memory(err);
    }
    if (st == FAIR_OK) {
        front->mem = *f.mem;
        st = make(&f, report, n_points, n_tolerances, tolerances, front, err);
    }
    fair__fitting_free(&f);
    if (st == FAIR_OK)
        *out = front;
    else if (front != NULL)
        fair__front_free(front);
    return st;
}

fair_status
fair__front_at(const fair_plan_front *front, size_t i, fair_plan_step *out,
               fair_error *err)
{
    if (i >= front->n)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "there is no step %u: the front has %u",
                          (uint64_t)i, (uint64_t)front->n);
    return fair__options_write(out, sizeof(*out), &front->steps[i],
                               sizeof(*out), "fair_plan_step", err);
}

void
fair__front_free(fair_plan_front *front)
{
    const fair_allocator mem = front->mem;
    fair__free(&mem, front->steps, front->n_room, sizeof(*front->steps));
    fair__free(&mem, front, 1, sizeof(*front));
}
