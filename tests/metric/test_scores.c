/* SPDX-License-Identifier: MIT
 * Sums and metrics of scores, against exact rationals; and that neither order
 * nor numbering can be seen in them. */
#include "metric/scores.h"

#include "harness.h"

#include <math.h>

#include <fairness/report.h>

#include "base/memory.h"
#include "metric/metric.h"

typedef struct golden_row {
    uint64_t score, weight, times;
    uint32_t group;
    uint8_t label;
} golden_row;

typedef struct golden_table {
    size_t first, n;
    int weighted, probabilities;
} golden_table;

/* By table, of all rows first, then by group. */
typedef struct golden_sum {
    uint64_t rows_above, least, largest;
    uint64_t sums[9];
} golden_sum;

typedef struct golden_value {
    uint64_t bits;
    int reason;
} golden_value;

#include "golden_scores.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))
#define N_GROUPS 3
#define N_POPULATIONS (1 + N_GROUPS)
#define N_PLACES (N_GROUPS * FAIR__N_SCORED)
#define MOST_ROWS 100

static const fair_allocator *mem;

static void
set_up(void)
{
    static fair_allocator allocator;
    ck_assert_ok(fair__memory_init(&allocator, NULL, &err_));
    mem = &allocator;
}

static double
double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof(x));
    return x;
}

/* Rows of a test. */
typedef struct rows {
    size_t n;
    int weighted;
    double scores[MOST_ROWS];
    double weights[MOST_ROWS];
    uint64_t times[MOST_ROWS];
    uint32_t groups[MOST_ROWS];
    uint8_t labels[MOST_ROWS];
} rows;

static rows
rows_of(const golden_table *t)
{
    rows r = {.n = t->n, .weighted = t->weighted};
    for (size_t i = 0; i < t->n; i++) {
        const golden_row *g = &golden_rows[t->first + i];
        r.scores[i] = double_of(g->score);
        r.weights[i] = double_of(g->weight);
        r.times[i] = g->times;
        r.groups[i] = g->group;
        r.labels[i] = g->label;
    }
    return r;
}

static int seen_limbs[4]; /* amounts of one, two, more */

static void
sort_rows(const rows *r, const uint32_t *place_of, fair__run *run)
{
    uint64_t keys[MOST_ROWS];
    uint32_t places[MOST_ROWS];
    fair__record records[2 * MOST_ROWS];
    for (size_t i = 0; i < r->n; i++) {
        keys[i] = fair__score_key(r->scores[i]);
        places[i] = place_of[r->groups[i] * FAIR__N_SCORED + r->labels[i]];
    }
    const fair__score_rows input = {keys, places, r->times,
                                    r->weighted ? r->weights : NULL, r->n};
    ck_assert_ok(fair__run_sort(mem, &input, records, run, &err_));
    const int32_t n = fair__amounts_of(run).n;
    seen_limbs[n < 3 ? n : 3] = 1;
}

static const fair__score_range no_range = {0, 0, 1};

/* Sums of all rows, then of each group; place_of may be any numbering. */
static void
sums_in(const fair__score_range *range, const rows *r,
        const uint32_t *place_of, fair__score_sums out[N_POPULATIONS])
{
    uint32_t groups[2 * N_PLACES];
    uint8_t labels[N_PLACES];
    for (uint32_t k = 0; k < N_PLACES; k++) {
        const uint32_t place = place_of[k];
        groups[2 * place] = 1 + k / FAIR__N_SCORED;
        groups[2 * place + 1] = 0;
        labels[place] = (uint8_t)(k % FAIR__N_SCORED);
    }
    const fair__score_map map = {N_PLACES, 2, groups, labels, N_POPULATIONS};
    fair__run run;
    sort_rows(r, place_of, &run);
    ck_assert_ok(
        fair__score_sums_make(mem, &run, range, &map, out, &err_));
    fair__run_free(&run, mem);
}

static void
sums_of(const rows *r, const uint32_t *place_of,
        fair__score_sums out[N_POPULATIONS])
{
    sums_in(&no_range, r, place_of, out);
}

static const uint32_t in_order[N_PLACES] = {0, 1, 2, 3, 4, 5, 6, 7, 8};

/* Sums near 1 of which 1 is taken away lose what 256 bits do not hold. */
#define LOST 0x1p-200

static void
assert_near(const fair__wide *found, uint64_t bits, double tolerance)
{
    const double x = fair__wide_double(found), expected = double_of(bits);
    ck_assert_msg(fabs(x - expected) <= tolerance * fabs(expected) ||
                      fabs(x - expected) < LOST * (tolerance > 0),
                  "%.17g, not %.17g", x, expected);
}

/* Logarithms are good to 1e-14; all else is rounded once. */
START_TEST(test_golden_sums)
{
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        const rows r = rows_of(&golden_tables[t]);
        fair__score_sums found[N_POPULATIONS];
        sums_of(&r, in_order, found);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            const golden_sum *e = &golden_sums[t * N_POPULATIONS + g];
            const fair__score_sums *s = &found[g];
            const fair__wide *const sums[] = {
                &s->above, &s->all_scores, &s->probability[0],
                &s->probability[1], &s->square, &s->loss, &s->pairs,
                &s->precision, &s->separation};
            ck_assert_uint_eq(s->rows_above, e->rows_above);
            ck_assert_double_eq(s->least, double_of(e->least));
            ck_assert_double_eq(s->largest, double_of(e->largest));
            for (size_t k = 0; k < COUNT(sums); k++)
                assert_near(sums[k], e->sums[k], k == 5 ? 1e-14 : 0);
        }
    }
}
END_TEST

/* The counts that an audit has of these rows, with room for their sums. */
static fair__counts
counts_of(const rows *r, size_t population, fair__wide w[2 * FAIR__N_COUNTS])
{
    static const int slots[] = {FAIR__TN, FAIR__TP,
                                FAIR__UNLABELLED_REJECTED};
    fair__counts c = {.weights = r->weighted ? w : NULL};
    for (int k = 0; k < 2 * FAIR__N_COUNTS; k++) w[k] = fair__wide_zero();
    for (size_t i = 0; i < r->n; i++) {
        if (population > 0 && r->groups[i] + 1 != population) continue;
        const int slot = slots[r->labels[i]];
        c.rows[slot] += r->times[i];
        for (int of = 0; of < 2; of++) {
            const fair__wide one = fair__wide_f64(r->weights[i]);
            fair__wide x = fair__wide_u64(r->times[i]);
            for (int k = 0; k <= of; k++) x = fair__wide_mul(&x, &one);
            fair__wide *to = &w[of * FAIR__N_COUNTS + slot];
            *to = fair__wide_add(to, &x);
        }
    }
    return c;
}

START_TEST(test_golden_metrics)
{
    const golden_value *e = golden_values;
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        const rows r = rows_of(&golden_tables[t]);
        const uint32_t given =
            FAIR__GIVEN_LABEL | FAIR__GIVEN_SCORES | FAIR__GIVEN_FINITE |
            (golden_tables[t].probabilities
                 ? FAIR__GIVEN_PROBABILITIES | FAIR__GIVEN_MEANS
                 : 0);
        fair__score_sums sums[N_POPULATIONS];
        sums_of(&r, in_order, sums);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            fair__wide w[2 * FAIR__N_COUNTS];
            fair__counts c = counts_of(&r, g, w);
            c.scores = &sums[g];
            for (size_t k = 0; k < COUNT(golden_names); k++, e++) {
                const char *name = golden_names[k];
                const double tolerance =
                    strcmp(name, "log_loss") == 0     ? 1e-14
                    : strcmp(name, "brier_score") == 0 ||
                            strncmp(name, "calib", 5) == 0
                        ? 1e-100
                        : 0;
                const fair__metric *m = fair__metric_find(name);
                fair__result found;
                fair__metric_compute(m, &c, &c, given, NULL, &found);
                ck_assert_msg(found.reason == e->reason, "%s: %d, not %d",
                              m->name, found.reason, e->reason);
                assert_near(&found.value, e->bits, tolerance);
            }
        }
    }
    ck_assert_ptr_eq(e, golden_values + COUNT(golden_values));
}
END_TEST

/* Without scores, or without what else is needed, nothing is made up. */
START_TEST(test_not_given)
{
    fair__score_sums none;
    memset(&none, 0, sizeof(none));
    fair__counts c = {.rows = {3, 2, 1, 4}};
    for (size_t k = 0; k < COUNT(golden_names); k++) {
        const fair__metric *m = fair__metric_find(golden_names[k]);
        fair__result r;
        c.scores = NULL;
        fair__metric_compute(m, &c, &c, m->needs, NULL, &r);
        ck_assert_int_eq(r.reason, FAIR_REASON_NOT_APPLICABLE);
        c.scores = &none;
        fair__metric_compute(m, &c, &c, m->needs, NULL, &r);
        ck_assert_int_eq(r.reason, FAIR_DEFINED);
        fair__metric_compute(m, &c, &c, m->needs & ~FAIR__GIVEN_SCORES, NULL,
                             &r);
        ck_assert_int_eq(r.reason, FAIR_REASON_NOT_APPLICABLE);
    }
}
END_TEST

/* ---- what must not be seen ---- */

static void
assert_same(const rows *r, const uint32_t *place_of,
            const fair__score_sums expected[N_POPULATIONS])
{
    fair__score_sums found[N_POPULATIONS];
    sums_of(r, place_of, found);
    ck_assert_mem_eq(found, expected, sizeof(found));
}

static void
swap_rows(rows *r, size_t i, size_t k)
{
    const rows old = *r;
    r->scores[i] = old.scores[k], r->scores[k] = old.scores[i];
    r->weights[i] = old.weights[k], r->weights[k] = old.weights[i];
    r->times[i] = old.times[k], r->times[k] = old.times[i];
    r->groups[i] = old.groups[k], r->groups[k] = old.groups[i];
    r->labels[i] = old.labels[k], r->labels[k] = old.labels[i];
}

/* To the bit: rows in another order, places by other numbers, a row of
 * frequency f as two. */
START_TEST(test_order)
{
    uint64_t seed = 5;
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        rows r = rows_of(&golden_tables[t]);
        fair__score_sums expected[N_POPULATIONS];
        sums_of(&r, in_order, expected);
        for (int round = 0; round < 5; round++) {
            uint32_t place_of[N_PLACES];
            memcpy(place_of, in_order, sizeof(place_of));
            for (size_t i = N_PLACES - 1; i > 0; i--) {
                const size_t k = random_u64(&seed) % (i + 1);
                const uint32_t place = place_of[i];
                place_of[i] = place_of[k];
                place_of[k] = place;
            }
            for (size_t i = r.n - 1; i > 0; i--)
                swap_rows(&r, i, random_u64(&seed) % (i + 1));
            const size_t i = random_u64(&seed) % r.n;
            if (r.times[i] > 1 && r.n < MOST_ROWS) {
                r.scores[r.n] = r.scores[i], r.weights[r.n] = r.weights[i];
                r.groups[r.n] = r.groups[i], r.labels[r.n] = r.labels[i];
                r.times[r.n] = 1 + random_u64(&seed) % (r.times[i] - 1);
                r.times[i] -= r.times[r.n];
                r.n++;
            }
            assert_same(&r, place_of, expected);
        }
    }
}
END_TEST

/* To the bit: weights of 1 are none; other weights that are all the same, and
 * powers of two, only change the scale, so all ratios stay. */
START_TEST(test_unit_weights)
{
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        rows r = rows_of(&golden_tables[t]);
        if (r.weighted) continue;
        fair__score_sums expected[N_POPULATIONS], found[N_POPULATIONS];
        sums_of(&r, in_order, expected);
        r.weighted = 1;
        assert_same(&r, in_order, expected);
        for (size_t i = 0; i < r.n; i++) r.weights[i] = 0x1p-300;
        sums_of(&r, in_order, found);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            fair__wide x = expected[g].pairs;
            if (!fair__wide_is_zero(&x)) x.exponent -= 600;
            ck_assert_int_eq(fair__wide_order(&x, &found[g].pairs), 0);
            x = expected[g].precision;
            if (!fair__wide_is_zero(&x)) x.exponent -= 300;
            ck_assert_int_eq(fair__wide_order(&x, &found[g].precision), 0);
        }
    }
}
END_TEST

/* Amounts of many limbs, of two and of one give the same: a row without label
 * whose weight is far away from the others' puts all of them on another
 * way. */
START_TEST(test_all_ways)
{
    for (size_t k = 0; k < 3 * COUNT(golden_tables); k++) {
        static const double far[] = {0x1p-60, 0x1p-200, 0x1p-400};
        rows r = rows_of(&golden_tables[k / 3]);
        fair__score_sums one[N_POPULATIONS], many[N_POPULATIONS];
        sums_of(&r, in_order, one);
        if (r.n == MOST_ROWS) continue;
        r.weighted = 1;
        r.scores[r.n] = r.scores[0], r.weights[r.n] = far[k % 3];
        r.times[r.n] = 1, r.groups[r.n] = 0, r.labels[r.n] = 2;
        r.n++;
        sums_of(&r, in_order, many);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            const fair__score_sums *a = &one[g], *b = &many[g];
            ck_assert_int_eq(fair__wide_order(&a->pairs, &b->pairs), 0);
            ck_assert_int_eq(
                fair__wide_order(&a->separation, &b->separation), 0);
            ck_assert_int_eq(fair__wide_order(&a->square, &b->square), 0);
            ck_assert_int_eq(fair__wide_order(&a->loss, &b->loss), 0);
            ck_assert_double_eq(fair__wide_double(&a->precision),
                                fair__wide_double(&b->precision));
        }
    }
    for (int n = 1; n < 4; n++)
        ck_assert_msg(seen_limbs[n], "no amounts of %d limbs", n);
}
END_TEST

/* AUC(1 - s) = 1 - AUC, exactly, on scores whose difference from 1 is exact:
 * the pairs in order and those out of it are all pairs. */
START_TEST(test_mirror)
{
    uint64_t seed = 9;
    for (int round = 0; round < 200; round++) {
        rows r = {.n = 1 + random_u64(&seed) % 40, .weighted = round % 2};
        uint64_t sums[2] = {0, 0}; /* of weights, in quarters */
        for (size_t i = 0; i < r.n; i++) {
            r.scores[i] = (double)(random_u64(&seed) % 9) / 8;
            const uint64_t quarters =
                r.weighted ? random_u64(&seed) % 9 : 4;
            r.weights[i] = (double)quarters / 4;
            r.times[i] = 1 + random_u64(&seed) % 3;
            r.groups[i] = 0;
            r.labels[i] = random_u64(&seed) % 2;
            sums[r.labels[i]] += quarters * r.times[i];
        }
        fair__score_sums there[N_POPULATIONS], back[N_POPULATIONS];
        sums_of(&r, in_order, there);
        for (size_t i = 0; i < r.n; i++) r.scores[i] = 1 - r.scores[i];
        sums_of(&r, in_order, back);
        const fair__wide both =
            fair__wide_add(&there[0].pairs, &back[0].pairs);
        ck_assert_double_eq(fair__wide_double(&both),
                            (double)(2 * sums[0] * sums[1]) / 16);
        ck_assert_int_eq(
            fair__wide_order(&there[0].separation, &back[0].separation), 0);
    }
}
END_TEST

START_TEST(test_probabilities)
{
    static const struct {
        double scores[2];
        int expected;
    } cases[] = {
        {{0, 1}, 1},          {{-0.0, 0.5}, 1}, {{-5e-324, 0.5}, 0},
        {{0.5, 1 + 0x1p-52}, 0}, {{0.5, 2}, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        rows r = {.n = 2, .times = {1, 1}};
        memcpy(r.scores, cases[i].scores, sizeof(cases[i].scores));
        fair__run run;
        sort_rows(&r, in_order, &run);
        ck_assert_int_eq(fair__scores_are_probabilities(&run, &no_range),
                         cases[i].expected);
        fair__run_free(&run, mem);
    }
}
END_TEST

/* To the bit: what is made of probabilities is the same of scores in a
 * declared range as of these put between 0 and 1 by the caller. */
START_TEST(test_range)
{
    static const fair__score_range ranges[] = {
        {1, -4, 6}, {1, 300, 850}, {1, 0, 3}, {1, -0x1p-1074, 0x1p-1074},
        {1, -0x1p480, 0x1p480},
    };
    uint64_t seed = 11;
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        const fair__score_range *range = &ranges[t % COUNT(ranges)];
        rows r = rows_of(&golden_tables[t]), p = r;
        fair__score_sums found[N_POPULATIONS], expected[N_POPULATIONS];
        for (size_t i = 0; i < r.n; i++) {
            const double share = (double)(random_u64(&seed) % 41) / 40;
            r.scores[i] = range->low + share * (range->high - range->low);
            p.scores[i] =
                (r.scores[i] - range->low) / (range->high - range->low);
        }
        sums_in(range, &r, in_order, found);
        sums_of(&p, in_order, expected);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            const fair__score_sums *a = &found[g], *b = &expected[g];
            ck_assert_mem_eq(a->probability, b->probability,
                             sizeof(a->probability));
            ck_assert_mem_eq(&a->square, &b->square, sizeof(a->square));
            ck_assert_mem_eq(&a->loss, &b->loss, sizeof(a->loss));
            ck_assert_mem_eq(&a->pairs, &b->pairs, sizeof(a->pairs));
        }
    }
}
END_TEST

/* Infinite scores have an order and no sums. */
START_TEST(test_infinite)
{
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        rows r = rows_of(&golden_tables[t]), large = r;
        fair__score_sums found[N_POPULATIONS], expected[N_POPULATIONS];
        for (size_t i = 0; i < r.n; i++) {
            if (i % 3 == 2) continue;
            r.scores[i] = i % 3 == 0 ? INFINITY : -INFINITY;
            large.scores[i] = i % 3 == 0 ? 0x1p1023 : -0x1p1023;
        }
        sums_of(&r, in_order, found);
        sums_of(&large, in_order, expected);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            const fair__score_sums *a = &found[g], *b = &expected[g];
            ck_assert(fair__wide_is_zero(&a->all_scores));
            ck_assert(fair__wide_is_zero(&a->square));
            ck_assert_uint_eq(a->rows_above, b->rows_above);
            ck_assert_mem_eq(&a->above, &b->above, sizeof(a->above));
            ck_assert_mem_eq(&a->pairs, &b->pairs, sizeof(a->pairs));
            ck_assert_mem_eq(&a->precision, &b->precision,
                             sizeof(a->precision));
            ck_assert_mem_eq(&a->separation, &b->separation,
                             sizeof(a->separation));
        }
    }
}
END_TEST

/* No entries, or no groups, are sums of nothing. */
START_TEST(test_nothing)
{
    const uint32_t groups[] = {FAIR__NO_SCORED_GROUP};
    const uint8_t labels[] = {FAIR__SCORED_POSITIVE};
    fair__score_map map = {1, 1, groups, labels, 1};
    fair__run run = {0};
    fair__score_sums out, zero;
    memset(&zero, 0, sizeof(zero));
    memset(&out, 1, sizeof(out));
    ck_assert_ok(fair__score_sums_make(mem, &run, &no_range, &map, &out,
                                       &err_));
    ck_assert_mem_eq(&out, &zero, sizeof(out));
    rows r = {.n = 1, .scores = {0.5}, .times = {1}};
    sort_rows(&r, in_order, &run);
    ck_assert_ok(fair__score_sums_make(mem, &run, &no_range, &map, &out,
                                       &err_));
    ck_assert_mem_eq(&out, &zero, sizeof(out));
    map.n_groups = 0;
    ck_assert_ok(fair__score_sums_make(mem, &run, &no_range, &map, NULL,
                                       &err_));
    fair__run_free(&run, mem);
}
END_TEST

/* Each refused request of memory is an error, and nothing leaks. */
START_TEST(test_no_memory)
{
    const rows r = rows_of(&golden_tables[0]);
    uint32_t groups[N_PLACES];
    uint8_t labels[N_PLACES];
    for (uint32_t k = 0; k < N_PLACES; k++) {
        groups[k] = k / FAIR__N_SCORED;
        labels[k] = (uint8_t)(k % FAIR__N_SCORED);
    }
    const fair__score_map map = {N_PLACES, 1, groups, labels, N_GROUPS};
    fair__run run;
    sort_rows(&r, in_order, &run);
    fair_status st = FAIR_ERR_MEMORY;
    for (size_t at = 1; st != FAIR_OK; at++) {
        test_memory m = {.fail_at = at};
        const fair_allocator failing = test_allocator(&m);
        fair__score_sums out[N_GROUPS];
        fair_error err;
        st = fair__score_sums_make(&failing, &run, &no_range, &map, out,
                                   &err);
        ck_assert_int_eq(st, m.injected ? FAIR_ERR_MEMORY : FAIR_OK);
        ck_assert_uint_eq(m.live, 0);
    }
    fair__run_free(&run, mem);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_unchecked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, test_golden_sums);
    tcase_add_test(tc, test_golden_metrics);
    tcase_add_test(tc, test_not_given);
    tcase_add_test(tc, test_order);
    tcase_add_test(tc, test_unit_weights);
    tcase_add_test(tc, test_all_ways);
    tcase_add_test(tc, test_mirror);
    tcase_add_test(tc, test_probabilities);
    tcase_add_test(tc, test_range);
    tcase_add_test(tc, test_infinite);
    tcase_add_test(tc, test_nothing);
    tcase_add_test(tc, test_no_memory);
}

FAIR_TEST_MAIN("metric/scores", tests)
