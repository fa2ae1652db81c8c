/* SPDX-License-Identifier: MIT
 * Mixtures of thresholds under equalized odds: a group can have what lies in
 * the hull of its ROC points, a convex polygon.
 *
 * The highest sum over windows of the false positive rate is climbed.  Within
 * one each polygon is cut to a slice; what is best in a slice for a true
 * positive rate is a concave function of it, so that windows of that rate are
 * climbed in turn.  The slope of the outer function is that of a line through
 * two places 2^-80 apart: nowhere else is a concave function above it. */
#include "base/error.h"
#include "base/memory.h"
#include "plan/climb.h"
#include "plan/search.h"

#define APART (-80)
#define NOISE (-110)

/* Corners have the false and the true positive rate, and the utility. */
typedef struct polygon {
    fair__curve lower;
    fair__curve upper;
} polygon;

typedef struct odds {
    const fair__search *s;
    fair__reach reach;
    size_t n; /* groups that are not free */
    polygon *polygons;
    uint32_t *kept;   /* points of all hulls */
    size_t n_kept;
    fair__corner *corners; /* theirs */
    fair__corner *room;    /* of slices: two more by hull */
    fair__curve *slices;   /* true positive rate, utility; z: the other rate */
} odds;

/* ---- polygons ---- */

static fair__axis
axis_of(const fair__points *p, int part)
{
    return (fair__axis){fair__point_sum(p, 0, part),
                        FAIR__N_CHOSEN * (size_t)p->limbs, p->limbs, 0};
}

static void
find_hulls(odds *o)
{
    const fair__points *p = o->s->points;
    const fair__axis x = axis_of(p, FAIR__CHOSEN_NEGATIVE);
    const fair__axis y = axis_of(p, FAIR__CHOSEN_POSITIVE);
    polygon *own = o->polygons;
    for (size_t g = 0; g < p->n_groups; g++) {
        const fair__plan_members *m = &p->groups[g];
        if (o->s->is_free[g]) continue;
        own->lower.n = fair__hull(&x, &y, 1, m->first, m->n,
                                  o->kept + o->n_kept);
        o->n_kept += own->lower.n;
        own->upper.n = fair__hull(&x, &y, 0, m->first, m->n,
                                  o->kept + o->n_kept);
        o->n_kept += own->upper.n;
        own++;
    }
}

static void
fill_chain(const odds *o, fair__curve *c, size_t first)
{
    const fair__aim *aim = o->s->aim;
    c->corners = o->corners + first;
    for (size_t i = 0; i < c->n; i++) {
        const uint32_t point = o->kept[first + i];
        c->corners[i] = (fair__corner){
            .x = fair__rate_wide(&o->s->rates[1], point),
            .y = fair__rate_wide(&o->s->rates[0], point),
            .z = fair__whole_wide_signed(fair__utility(aim, point), aim->n),
            .point = point};
    }
}

static void
fill_polygons(odds *o)
{
    size_t first = 0;
    for (size_t i = 0; i < o->n; i++) {
        polygon *own = &o->polygons[i];
        fill_chain(o, &own->lower, first);
        first += own->lower.n;
        fill_chain(o, &own->upper, first);
        first += own->upper.n;
    }
}

/* ---- slices ---- */

static fair__corner
turned(const fair__corner *a)
{
    return (fair__corner){a->y, a->z, a->x, a->point};
}

/* A chain from one false positive rate to another; returns the end. */
static fair__corner *
cut(const fair__curve *c, const fair__wide *from, const fair__wide *to,
    fair__corner *out)
{
    const fair__corner first = fair__curve_at(c, from);
    const fair__corner last = fair__curve_at(c, to);
    *out++ = turned(&first);
    for (size_t i = fair__curve_before(c, from) + 1; i < c->n; i++) {
        if (fair__wide_order(&c->corners[i].x, to) >= 0) break;
        *out++ = turned(&c->corners[i]);
    }
    *out++ = turned(&last);
    return out;
}

/* Two chains along which x does not fall, one behind the other, as one that is
 * written elsewhere. */
static void
merge(const fair__corner *a, const fair__corner *middle,
      const fair__corner *end, fair__corner *out)
{
    const fair__corner *b = middle;
    while (a < middle || b < end)
        *out++ = b == end || (a < middle &&
                              fair__wide_order(&a->x, &b->x) <= 0)
                     ? *a++
                     : *b++;
}

static void
cut_slices(const odds *o, const fair__wide *from)
{
    const fair__wide to = fair__reach_end(&o->reach, from);
    const size_t half = o->n_kept + 4 * o->n;
    fair__corner *at = o->room, *merged = o->room + half;
    for (size_t i = 0; i < o->n; i++) {
        fair__curve *c = &o->slices[i];
        fair__corner *middle = cut(&o->polygons[i].lower, from, &to, at);
        fair__corner *end = cut(&o->polygons[i].upper, from, &to, middle);
        *c = (fair__curve){merged, (size_t)(end - at), 0, o->reach.low,
                           o->reach.high};
        merge(at, middle, end, merged);
        merged += c->n;
        at = end;
        fair__curve_make(c);
    }
}

static fair__top
best_slices(const odds *o, const fair__wide *from)
{
    const fair__windows w = {&o->reach, o->slices, o->n};
    fair__top top = {*from, fair__wide_zero(), fair__wide_zero()};
    cut_slices(o, from);
    fair__windows_best(&w, &top); /* all slices have a part of the diagonal */
    return top;
}

static void
look_slices(const void *ctx, const fair__wide *t, fair__wide *value,
            fair__wide *slope)
{
    const odds *o = ctx;
    fair__wide step = fair__wide_u64(1);
    step.exponent += APART;
    fair__wide near = fair__wide_add(t, &step);
    if (fair__wide_order(&near, &o->reach.high) > 0) {
        step = fair__wide_neg(&step);
        near = fair__wide_add(t, &step);
    }
    const fair__top there = best_slices(o, &near);
    const fair__top here = best_slices(o, t);
    const fair__wide more = fair__wide_sub(&there.value, &here.value);
    *value = here.value;
    *slope = fair__wide_div(&more, &step);
}

/* ---- points of a polygon ---- */

typedef struct spot {
    fair__wide x;
    fair__wide y;
} spot;

static fair__wide
cross(const spot *a, const spot *b)
{
    const fair__wide left = fair__wide_mul(&a->x, &b->y);
    const fair__wide right = fair__wide_mul(&a->y, &b->x);
    return fair__wide_sub(&left, &right);
}

static spot
spot_from(const fair__corner *origin, const fair__wide *x,
          const fair__wide *y)
{
    return (spot){fair__wide_sub(x, &origin->x), fair__wide_sub(y, &origin->y)};
}

/* Corner i, counterclockwise. */
static const fair__corner *
corner(const polygon *p, size_t i)
{
    return i < p->lower.n
               ? &p->lower.corners[i]
               : &p->upper.corners[p->upper.n - 1 - (i - p->lower.n)];
}

/* In one of the triangles that the first corner makes with two that follow one
 * another; of a line, with one. */
static fair__mixture
mixture_at(const polygon *p, const fair__wide *x, const fair__wide *y)
{
    const fair__corner *origin = corner(p, 0), *a = corner(p, 1), *b = a;
    const size_t n = p->lower.n + p->upper.n;
    const spot own = spot_from(origin, x, y);
    const fair__wide one = fair__wide_u64(1);
    fair__wide shares[3] = {one, fair__wide_zero(), fair__wide_zero()};
    for (size_t i = 2; i < n; i++) {
        const fair__corner *next = corner(p, i);
        if (next->point == b->point || next->point == origin->point) continue;
        a = b;
        b = next;
        const spot end = spot_from(origin, &b->x, &b->y);
        const fair__wide side = cross(&end, &own);
        if (side.negative || fair__wide_is_zero(&side)) break;
    }
    const spot first = spot_from(origin, &a->x, &a->y);
    const spot second = spot_from(origin, &b->x, &b->y);
    const fair__wide area = cross(&first, &second);
    if (fair__wide_is_zero(&area)) {
        shares[1] = fair__wide_is_zero(&first.y)
                        ? fair__wide_div(&own.x, &first.x)
                        : fair__wide_div(&own.y, &first.y);
    } else {
        const fair__wide to_a = cross(&own, &second);
        const fair__wide to_b = cross(&first, &own);
        shares[1] = fair__wide_div(&to_a, &area);
        shares[2] = fair__wide_div(&to_b, &area);
    }
    shares[0] = fair__wide_sub(&one, &shares[1]);
    shares[0] = fair__wide_sub(&shares[0], &shares[2]);
    const uint32_t points[3] = {origin->point, a->point, b->point};
    return fair__mixture_of(points, shares, 3);
}

static void
find_best(const odds *o, fair__found *out)
{
    const fair__top outer = fair__climb(look_slices, o, &o->reach.low,
                                        &o->reach.high, NOISE);
    const fair__top inner = best_slices(o, &outer.t);
    size_t i = 0;
    out->most = outer.most;
    for (size_t g = 0; g < o->s->points->n_groups; g++) {
        if (o->s->is_free[g]) continue;
        const fair__wide y = fair__window_best(&o->reach, &o->slices[i],
                                               &inner.t);
        const fair__corner own = fair__curve_at(&o->slices[i], &y);
        out->mixtures[g] = mixture_at(&o->polygons[i], &own.z, &own.x);
        i++;
    }
}

/* ---- the search ---- */

/* Whether the utility is a sum of multiples of both rates. */
static int
is_linear(const fair__search *s)
{
    const fair__points *p = s->points;
    if (fair__objective_is_change(s->aim->objective)) return 0;
    if (fair__objective_needs_labels(s->aim->objective) && !s->is_paid)
        return 1;
    for (size_t g = 0; g < p->n_groups; g++) {
        uint64_t sum[FAIR__PLAN_LIMBS];
        const fair__plan_sums *total = &p->groups[g].total;
        fair__whole_copy(sum, total->of[FAIR__CHOSEN_POSITIVE], p->limbs);
        fair__whole_add(sum, total->of[FAIR__CHOSEN_NEGATIVE], p->limbs);
        if (!s->is_free[g] &&
            fair__whole_order(sum, total->of[FAIR__CHOSEN_ALL], p->limbs) != 0)
            return 0;
    }
    return 1;
}

static fair_status
make_room(odds *o)
{
    const fair_allocator *mem = o->s->points->mem;
    o->corners = fair__alloc(mem, o->n_kept, sizeof(*o->corners));
    o->room = fair__alloc(mem, 2 * (o->n_kept + 4 * o->n), sizeof(*o->room));
    o->slices = fair__alloc(mem, o->n, sizeof(*o->slices));
    return o->corners != NULL && o->room != NULL && o->slices != NULL
               ? FAIR_OK
               : FAIR_ERR_MEMORY;
}

fair_status
fair__search_odds(const fair__search *s, fair__found *out, fair_error *err)
{
    const fair__points *p = s->points;
    odds o = {.s = s, .n = s->n_bound};
    fair_status st = FAIR_ERR_MEMORY;
    if (!is_linear(s))
        return fair__fail_at(
            err, FAIR_ERR_ARGUMENT, "objective", -1, 0,
            "%s is not for a randomised rule under equalized_odds%s",
            s->aim->objective->name,
            fair__objective_is_change(s->aim->objective)
                ? ""
            : s->is_paid ? " within min_selected and max_selected where rows "
                           "have no label"
                         : " where rows have no label");
    o.reach = fair__reach_of(&s->allowance, &s->range);
    o.polygons = fair__alloc(p->mem, o.n, sizeof(*o.polygons));
    o.kept = fair__alloc(p->mem, 2 * p->n, sizeof(*o.kept));
    if (o.polygons != NULL && o.kept != NULL) {
        find_hulls(&o);
        st = make_room(&o);
    }
    if (st == FAIR_OK) {
        fill_polygons(&o);
        find_best(&o, out);
    }
    fair__free(p->mem, o.polygons, o.n, sizeof(*o.polygons));
    fair__free(p->mem, o.kept, 2 * p->n, sizeof(*o.kept));
    fair__free(p->mem, o.corners, o.n_kept, sizeof(*o.corners));
    fair__free(p->mem, o.room, 2 * (o.n_kept + 4 * o.n), sizeof(*o.room));
    fair__free(p->mem, o.slices, o.n, sizeof(*o.slices));
    return st == FAIR_OK ? FAIR_OK : fair__no_memory(err);
}
