/* SPDX-License-Identifier: MIT
 * Curves by threshold, against rows that are looked through. */
#include "metric/curve.h"

#include "scored_rows.h"

#include <math.h>

/* Rows of a group from a threshold up, as the curve of a kind counts them. */
typedef struct selected {
    uint64_t n;
    fair__wide negatives;
    fair__wide positives;
} selected;

static selected
select_from(double threshold, uint32_t group, int kind, int weighting)
{
    selected s = {0, fair__wide_zero(), fair__wide_zero()};
    for (size_t i = 0; i < N; i++) {
        const int label = row_label(i);
        if (!row_is_in(i, group) || row_score(i) < threshold) continue;
        if (label == FAIR__SCORED_UNLABELLED && kind != FAIR__CURVE_SELECTION)
            continue;
        const fair__wide w = row_weight(i, weighting);
        fair__wide *to = label == FAIR__SCORED_POSITIVE ? &s.positives
                                                        : &s.negatives;
        *to = fair__wide_add(to, &w);
        s.n += rows.times[i];
    }
    return s;
}

static int
differ(const selected *a, const selected *b)
{
    return fair__wide_order(&a->negatives, &b->negatives) != 0 ||
           fair__wide_order(&a->positives, &b->positives) != 0;
}

static void
assert_point(const fair__curve_point *p, const selected *s)
{
    const fair__wide positives = fair__total_wide(&p->positives);
    const fair__wide negatives = fair__total_wide(&p->negatives);
    assert_equal(&positives, &s->positives);
    assert_equal(&negatives, &s->negatives);
    ck_assert_uint_eq(p->n, s->n);
}

/* The highest score below a threshold. */
static int
score_below(double threshold, double *out)
{
    int any = 0;
    for (size_t i = 0; i < N; i++) {
        const double s = row_score(i);
        if (s >= threshold || (any && s <= *out)) continue;
        *out = s;
        any = 1;
    }
    return any;
}

/* Every threshold that moves the curve is a point, and nothing else. */
static size_t
check_all(const fair__scored *scored, int kind, int weighting)
{
    fair__curve curve;
    fair__curve_point p;
    double threshold = INFINITY;
    size_t n = 1;
    selected before = select_from(INFINITY, scored->group, kind, weighting);
    fair__curve_begin(&curve, scored, kind, 0, 0);
    ck_assert(fair__curve_next(&curve, &p));
    ck_assert(p.threshold == INFINITY && p.n == 0);
    assert_point(&p, &before);
    while (score_below(threshold, &threshold)) {
        const selected s =
            select_from(threshold, scored->group, kind, weighting);
        if (!differ(&s, &before)) continue;
        ck_assert(fair__curve_next(&curve, &p));
        ck_assert_double_eq(p.threshold, threshold);
        assert_point(&p, &s);
        before = s;
        n++;
    }
    ck_assert(!fair__curve_next(&curve, &p));
    const fair__wide all = fair__total_wide(&curve.positives);
    assert_equal(&all, &before.positives);
    return n;
}

/* (b - a) x (c - b) */
static fair__wide
turn(const selected *a, const selected *b, const selected *c)
{
    const fair__wide x1 = fair__wide_sub(&b->negatives, &a->negatives);
    const fair__wide y1 = fair__wide_sub(&b->positives, &a->positives);
    const fair__wide x2 = fair__wide_sub(&c->negatives, &b->negatives);
    const fair__wide y2 = fair__wide_sub(&c->positives, &b->positives);
    const fair__wide left = fair__wide_mul(&x1, &y2);
    const fair__wide right = fair__wide_mul(&x2, &y1);
    return fair__wide_sub(&left, &right);
}

/* What is left turns at every point, and all that was left out is between two
 * of these on a straight line (or of the same positives). */
static size_t
check_dropped(const fair__scored *scored, int kind, int weighting)
{
    fair__curve curve, whole;
    fair__curve_point p, q;
    selected last[2];
    size_t n = 0;
    fair__curve_begin(&curve, scored, kind, 1, 0);
    fair__curve_begin(&whole, scored, kind, 0, 0);
    while (fair__curve_next(&curve, &p)) {
        const selected at =
            select_from(p.threshold, scored->group, kind, weighting);
        assert_point(&p, &at);
        if (n >= 2 && kind == FAIR__CURVE_ROC) {
            const fair__wide t = turn(&last[0], &last[1], &at);
            ck_assert(!fair__wide_is_zero(&t));
        }
        while (fair__curve_next(&whole, &q) && q.threshold > p.threshold) {
            const selected between =
                select_from(q.threshold, scored->group, kind, weighting);
            const fair__wide t = turn(&last[1], &between, &at);
            if (kind == FAIR__CURVE_ROC) {
                ck_assert(fair__wide_is_zero(&t));
                continue;
            }
            assert_equal(&between.positives, &last[1].positives);
            assert_equal(&between.positives, &at.positives);
            ck_assert_uint_gt(last[1].n, 0);
        }
        ck_assert_double_eq(q.threshold, p.threshold);
        last[0] = last[1];
        last[1] = at;
        n++;
    }
    ck_assert(!fair__curve_next(&whole, &q));
    return n;
}

/* At most so many, the first and the last among them, each on the curve and
 * none far from the next. */
static void
check_thinned(const fair__scored *scored, int kind, int weighting, size_t n,
              size_t most)
{
    fair__curve curve;
    fair__curve_point p = {0};
    double threshold = INFINITY;
    size_t k = 0;
    fair__curve_begin(&curve, scored, kind, 0, most);
    while (fair__curve_next(&curve, &p)) {
        const selected s =
            select_from(p.threshold, scored->group, kind, weighting);
        assert_point(&p, &s);
        ck_assert(k == 0 ? p.threshold == INFINITY : p.threshold < threshold);
        threshold = p.threshold;
        k++;
    }
    ck_assert_uint_le(k, most);
    ck_assert_uint_ge(k, n < 2 ? n : 2);
    ck_assert_int_eq(fair__total_order(&p.positives, &curve.positives), 0);
    ck_assert_int_eq(fair__total_order(&p.negatives, &curve.negatives), 0);
}

START_TEST(curves)
{
    uint64_t seed = 70 + (uint64_t)_i;
    size_t dropped = 0;
    for (int round = 0; round < 12; round++) {
        fair__run run;
        draw(&seed, _i == MANY_LIMBS, round % 2 == 0 ? 20 : 1000);
        const fair__score_source source = make_source(_i, &run);
        for (int kind = FAIR__CURVE_ROC; kind <= FAIR__CURVE_SELECTION;
             kind++) {
            const fair__scored scored = {&source,
                                         (uint32_t)random_u64(&seed) % 4};
            const size_t n = check_all(&scored, kind, _i);
            if (kind != FAIR__CURVE_SELECTION)
                dropped += n - check_dropped(&scored, kind, _i);
            check_thinned(&scored, kind, _i, n, 2);
            check_thinned(&scored, kind, _i, n, 3 + random_u64(&seed) % 30);
        }
        fair__run_free(&run, &memory);
    }
    ck_assert_uint_gt(dropped, 50);
}
END_TEST

/* One hundred points that lie evenly, of which eleven are asked for. */
START_TEST(thinned_evenly)
{
    fair__run run;
    for (size_t i = 0; i < N; i++) {
        rows.keys[i] = fair__score_key((double)(i / 4));
        rows.places[i] = (uint32_t)(i % 2);
        rows.times[i] = 1;
    }
    const fair__score_source source = make_source(UNWEIGHTED, &run);
    const fair__scored scored = {&source, 0};
    fair__curve curve;
    fair__curve_point p;
    size_t k = 0;
    fair__curve_begin(&curve, &scored, FAIR__CURVE_ROC, 0, 11);
    for (; fair__curve_next(&curve, &p); k++)
        ck_assert_uint_eq(p.n, 40 * k);
    ck_assert_uint_eq(k, 11);
    /* All on one line: both ends are left. */
    fair__curve_begin(&curve, &scored, FAIR__CURVE_ROC, 1, 0);
    ck_assert(fair__curve_next(&curve, &p) && p.n == 0);
    ck_assert(fair__curve_next(&curve, &p) && p.n == N);
    ck_assert(!fair__curve_next(&curve, &p));
    fair__run_free(&run, &memory);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, curves, 0, N_KINDS);
    tcase_add_test(tc, thinned_evenly);
}

FAIR_TEST_MAIN("metric/curve", tests)
