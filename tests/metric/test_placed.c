/* SPDX-License-Identifier: MIT
 * Tests of where rows lie among others and where scores lie, against pairs
 * counted one by one and integrals piece by piece. */
#include "metric/placed.h"

#include "pairs.h"

/* Weight of rows of a group and label. */
static double
weight_of(const golden_pair *g, size_t i, uint32_t group, int label)
{
    const golden_row *r = &golden_rows[g->first + i];
    const double w = g->weighted ? double_of(r->weight) : 1;
    const int is_in = r->group == group && (label < 0 || r->label == label);
    return is_in ? w * (double)r->times : 0;
}

static double
score_at(const golden_pair *g, size_t i)
{
    return double_of(golden_rows[g->first + i].score);
}

/* The part of the rows of a group and label that is below a score; of those
 * at it a half. */
static double
part_below(const golden_pair *g, uint32_t group, int label, double score)
{
    double below = 0, all = 0;
    for (size_t i = 0; i < g->n; i++) {
        const double w = weight_of(g, i, group, label), s = score_at(g, i);
        below += s < score ? w : s == score ? w / 2 : 0;
        all += w;
    }
    return below / all;
}

static void
assert_near(size_t table, const char *what, double x, double y)
{
    ck_assert_msg(fabs(x - y) <= 1e-10 * fmax(1, fabs(y)),
                  "table %zu: %s is %.17g, not %.17g", table, what, x, y);
}

static void
check_label(size_t t, const golden_pair *g, const fair__placed *x, int label,
            uint32_t own, uint32_t other)
{
    double sum = 0, square = 0, root = 0, all = 0;
    for (size_t i = 0; i < g->n; i++) {
        const double w = weight_of(g, i, own, label);
        if (!(w > 0)) continue;
        const double below = part_below(g, other, 1 - label, score_at(g, i));
        const double part = label == 1 ? below : 1 - below;
        sum += w * part;
        square += w * part * part;
        root += w * sqrt(fmax(part * (1 - part), 0));
        all += w;
    }
    const double mean = sum / all;
    assert_near(t, "area", x->area, mean);
    assert_near(t, "variance", x->variance[label], square / all - mean * mean);
    if (fabs(x->root[label] - root / all) > 1e-7)
        assert_near(t, "root", x->root[label], root / all);
}

START_TEST(labels)
{
    size_t n = 0;
    for (size_t t = 0; t < N_PAIRS; t++) {
        const golden_pair *g = &golden_pairs[t];
        pair p;
        if (!g->has_labels) continue;
        pair_open(&p, g, _i);
        fair__extract e = pair_extract(&p, FAIR__EXTRACT_BY_LABEL);
        for (uint32_t k = 0; k < 4; k++) {
            const uint32_t own = k / 2, other = k % 2;
            const fair__extracted a = fair__extract_group(&e, own);
            const fair__extracted b = fair__extract_group(&e, other);
            const fair__placed x = fair__placed_of(&a, &b, 1);
            check_label(t, g, &x, 1, own, other);
            check_label(t, g, &x, 0, other, own);
            const fair__placed plain = fair__placed_of(&a, &b, 0);
            ck_assert(plain.area == x.area && plain.root[0] == 0);
        }
        pair_close(&p, &e);
        n++;
    }
    ck_assert_uint_gt(n, 50);
}
END_TEST

/* ---- scores ---- */

/* The share of a group up to a score. */
static double
up_to(const golden_pair *g, uint32_t group, double score)
{
    double below = 0, all = 0;
    for (size_t i = 0; i < g->n; i++) {
        const double w = weight_of(g, i, group, -1);
        below += score_at(g, i) <= score ? w : 0;
        all += w;
    }
    return below / all;
}

static int
by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void
check_scores(size_t t, const golden_pair *g, uint32_t group,
             const fair__strewn *x)
{
    double scores[MOST_ROWS], shares[MOST_ROWS];
    double mean = 0, square = 0, roots = 0, products = 0, most = 0, all = 0;
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++) {
        const double w = weight_of(g, i, group, -1);
        if (!(w > 0)) continue;
        scores[n++] = score_at(g, i);
        mean += w * score_at(g, i);
        all += w;
    }
    mean /= all;
    for (size_t i = 0; i < g->n; i++) {
        const double far = score_at(g, i) - mean;
        square += weight_of(g, i, group, -1) / all * far * far;
    }
    qsort(scores, n, sizeof(*scores), by_size);
    for (size_t i = 0; i < n; i++) shares[i] = up_to(g, group, scores[i]);
    for (size_t i = 0; i + 1 < n; i++) {
        const double step = scores[i + 1] - scores[i], f = shares[i];
        roots += step * sqrt(fmax(f * (1 - f), 0));
        products += step * f * (1 - f);
        for (int end = 0; end < 2; end++) { /* t at either end of its piece */
            double sum = 0;
            for (size_t k = 0; k + 1 < n; k++) {
                const double low = shares[k < i ? k : i];
                const double high = shares[k < i ? i : k];
                sum += (scores[k + 1] - scores[k]) * low * (1 - high);
            }
            most = fmax(most, sum);
        }
    }
    assert_near(t, "mean", x->mean, mean);
    assert_near(t, "variance", x->variance, square);
    if (fabs(x->roots - roots) > 1e-7)
        assert_near(t, "roots", x->roots, roots);
    assert_near(t, "products", x->products, products);
    assert_near(t, "most", x->most, most);
}

START_TEST(scores)
{
    size_t n = 0;
    for (size_t t = 0; t < N_PAIRS; t++) {
        const golden_pair *g = &golden_pairs[t];
        pair p;
        int is_small = g->has_rows;
        for (size_t i = 0; i < g->n; i++)
            is_small = is_small && fabs(score_at(g, i)) < 1e6;
        if (!is_small) continue;
        pair_open(&p, g, _i);
        fair__extract e = pair_extract(&p, FAIR__EXTRACT_ALL);
        for (uint32_t k = 0; k < 2; k++) {
            const fair__extracted a = fair__extract_group(&e, k);
            const fair__strewn x = fair__strewn_of(&a);
            check_scores(t, g, k, &x);
        }
        pair_close(&p, &e);
        n++;
    }
    ck_assert_uint_gt(n, 30);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, labels, 0, 2);
    tcase_add_loop_test(tc, scores, 0, 2);
}

FAIR_TEST_MAIN("metric/placed", tests)
