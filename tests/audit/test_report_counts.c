/* SPDX-License-Identifier: MIT
 * The counts of reports against a naive second count of random rows: groups,
 * strata, missing values, unlabelled rows, baselines, weights; in any order
 * of rows and for counts above 2^53. */
#include "reports.h"

#define N 300

/* What is in a group or a stratum, counted row by row.  Weights are eighths
 * up to 8, so that doubles sum them exactly. */
typedef struct naive {
    uint64_t n, cell[4], unlabelled[2], baseline[4], changed[2];
    double weight, square, cell_weight[4], cell_square[4];
} naive;

/* tp fp fn tn */
static int
cell_of(int y, int p)
{
    return y ? (p ? 0 : 2) : (p ? 1 : 3);
}

static int
same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Rows whose feature k is values[k], for the features of the mask. */
static naive
count_naively(const fix_row *rows, size_t n, unsigned mask,
              const char *const *values)
{
    naive c = {0};
    for (size_t i = 0; i < n; i++) {
        const fix_row *r = &rows[i];
        int in = r->count > 0;
        for (int k = 0; k < 3; k++)
            if (mask >> k & 1) in = in && same(r->feature[k], values[k]);
        if (!in) continue;
        const double m = (double)r->count;
        c.n += r->count;
        c.weight += m * r->weight;
        c.square += m * r->weight * r->weight;
        if (r->p != r->baseline) c.changed[r->p ? 0 : 1] += r->count;
        if (r->y == NO_LABEL) {
            c.unlabelled[r->p ? 0 : 1] += r->count;
            continue;
        }
        const int cell = cell_of(r->y, r->p);
        c.cell[cell] += r->count;
        c.cell_weight[cell] += m * r->weight;
        c.cell_square[cell] += m * r->weight * r->weight;
        c.baseline[cell_of(r->y, r->baseline)] += r->count;
    }
    return c;
}

static void
check_count(const json *counts, const char *key, uint64_t expected)
{
    char text[32];
    snprintf(text, sizeof(text), "%llu", (unsigned long long)expected);
    ck_assert_json_text(json_get(counts, key), text);
}

static void
check_real(const json *counts, const char *key, double expected)
{
    ck_assert_double_eq(strtod(json_get(counts, key)->text, NULL), expected);
}

static void
check_counts(const json *population, const naive *c)
{
    static const char *const cells[] = {"tp", "fp", "fn", "tn"};
    const json *counts = json_get(population, "counts");
    const json *weighted = json_get(counts, "weighted");
    const json *squares = json_get(weighted, "sum_of_squares");
    const json *unlabelled = json_get(counts, "unlabelled");
    const json *baseline = json_get(counts, "baseline");
    check_count(counts, "n", c->n);
    for (int i = 0; i < 4; i++) {
        check_count(counts, cells[i], c->cell[i]);
        check_real(weighted, cells[i], c->cell_weight[i]);
        check_real(squares, cells[i], c->cell_square[i]);
        check_count(baseline, cells[i], c->baseline[i]);
    }
    check_count(counts, "positives", c->cell[0] + c->cell[2]);
    check_count(counts, "selected",
                c->cell[0] + c->cell[1] + c->unlabelled[0]);
    check_count(unlabelled, "n", c->unlabelled[0] + c->unlabelled[1]);
    check_count(unlabelled, "selected", c->unlabelled[0]);
    check_count(unlabelled, "rejected", c->unlabelled[1]);
    check_count(baseline, "gained", c->changed[0]);
    check_count(baseline, "lost", c->changed[1]);
    check_real(counts, "sum_weights", c->weight);
    check_real(weighted, "n", c->weight);
    check_real(squares, "n", c->square);
    const double n = strtod(json_get(counts, "effective_n")->text, NULL);
    ck_assert_double_eq_tol(
        n, c->square > 0 ? c->weight * c->weight / c->square : 0, 1e-9);
    /* A weighted rate from the same counts. */
    const json *rate = json_get(json_get(population, "metrics"),
                                "true_positive_rate");
    const double p = c->cell_weight[0] + c->cell_weight[2];
    if (p > 0) {
        check_real(rate, "value", c->cell_weight[0] / p);
        check_real(rate, "numerator", c->cell_weight[0]);
        check_real(rate, "denominator", p);
    } else {
        ck_assert_json_null(json_get(rate, "value"));
    }
}

static void
random_rows(fix_row *rows, uint64_t *seed)
{
    static const char *const g[] = {"b", "a|b", "a", "", NULL};
    static const char *const h[] = {"x", "b|x", "\xc3\xa9", NULL};
    static const char *const s[] = {"old", "young", NULL};
    for (size_t i = 0; i < N; i++) {
        const uint64_t r = random_u64(seed);
        rows[i] = (fix_row){
            .feature = {g[r % 5], h[r >> 8 & 3], s[(r >> 16) % 3]},
            .y = (r >> 20) % 9 == 0 ? NO_LABEL : (int)(r >> 24 & 1),
            .p = (int)(r >> 25 & 1),
            .baseline = (int)(r >> 26 & 1),
            .count = (r >> 32) % 5,
            .weight = (double)((r >> 40) % 65) / 8};
    }
}

static fixture
rich_fixture(void)
{
    fixture f = fix(2, "g", "h", "s");
    f.has_weight = f.has_baseline = 1;
    f.options.unlabelled = FAIR_UNLABELLED_KEEP;
    return f;
}

/* Text of a tuple's member; NULL for null. */
static const char *
member(const json *tuple, const char *key)
{
    const json *value = json_get(tuple, key);
    return value->kind == 'n' ? NULL : value->text;
}

static void
check_grouping(const json *grouping, const fix_row *rows)
{
    static const char *const names[] = {"g", "h", "s"};
    const json *by = json_get(grouping, "by");
    const json *control = json_get(grouping, "control");
    const json *groups = json_get(grouping, "groups");
    const char *values[3] = {0};
    unsigned stratum = 0;
    uint64_t all = 0, sum = 0;
    if (control->kind != 'n') {
        stratum = 4;
        values[2] = member(control, "s");
    }
    all = count_naively(rows, N, stratum, values).n;
    for (size_t i = 0; i < groups->n; i++) {
        const json *group = json_get(json_at(groups, i), "group");
        unsigned mask = stratum;
        ck_assert_uint_eq(group->n, by->n);
        for (size_t k = 0; k < 2; k++)
            for (size_t b = 0; b < by->n; b++)
                if (strcmp(json_at(by, b)->text, names[k]) == 0) {
                    mask |= 1u << k;
                    values[k] = member(group, names[k]);
                }
        const naive c = count_naively(rows, N, mask, values);
        check_counts(json_at(groups, i), &c);
        ck_assert_uint_gt(c.n, 0);
        sum += c.n;
    }
    ck_assert_uint_eq(sum, all); /* none is twice, none is left out */
}

START_TEST(counts_are_the_rows)
{
    uint64_t seed = 100 + (uint64_t)_i;
    static fix_row rows[N];
    const char *none[3] = {0};
    fixture f = rich_fixture();
    random_rows(rows, &seed);
    const char *const metrics[] = {"true_positive_rate"};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_metrics = 1;
    o.metrics = metrics;
    fair_report *report = fix_report(&f, &o, rows, N);
    json j = fix_json(report);
    naive c = count_naively(rows, N, 0, none);
    check_counts(json_get(&j, "overall"), &c);
    const json *strata = json_get(&j, "strata");
    ck_assert_uint_eq(strata->n, 3);
    for (size_t i = 0; i < 3; i++) {
        const json *s = json_at(strata, i);
        const char *values[3] = {NULL, NULL,
                                 member(json_get(s, "control"), "s")};
        c = count_naively(rows, N, 4, values);
        check_counts(json_get(s, "overall"), &c);
    }
    const json *groupings = json_get(&j, "groupings");
    ck_assert_uint_eq(groupings->n, 12); /* g, h, both; all and 3 strata */
    for (size_t i = 0; i < 12; i++) check_grouping(json_at(groupings, i),
                                                   rows);
    json_free(&j);
    fair_report_free(report);
}
END_TEST

/* The same bytes for any order of rows and any hash key. */
START_TEST(order_does_not_matter)
{
    uint64_t seed = 200;
    static fix_row rows[N];
    written expected[FIX_FORMATS];
    fixture f = rich_fixture();
    random_rows(rows, &seed);
    for (int round = 0; round < 6; round++) {
        uint8_t key[16];
        for (size_t i = 0; i < 16; i++) key[i] = (uint8_t)random_u64(&seed);
        f.options.hash_key = key;
        fair_report *report = fix_report(&f, NULL, rows, N);
        for (size_t k = 0; k < FIX_FORMATS; k++) {
            written w = fix_write(report, fix_formats[k]);
            if (round == 0) {
                expected[k] = w;
                continue;
            }
            ck_assert_str_eq(w.bytes, expected[k].bytes);
            free(w.bytes);
        }
        fair_report_free(report);
        for (size_t i = N - 1; i > 0; i--) {
            const size_t k = random_u64(&seed) % (i + 1);
            const fix_row swap = rows[i];
            rows[i] = rows[k];
            rows[k] = swap;
        }
    }
    for (size_t k = 0; k < FIX_FORMATS; k++) free(expected[k].bytes);
}
END_TEST

START_TEST(counts_above_2_53)
{
    static const fix_row rows[] = {
        {{"a"}, 1, 1, 0, UINT64_C(9007199254740993), 1},
        {{"a"}, 0, 0, 0, 3, 1},
        {{"b"}, 1, 0, 0, UINT64_C(1152921504606846977), 1},
        {{"b"}, 0, 1, 0, 2, 1},
    };
    fixture f = fix(1, "g", NULL, NULL);
    fair_report *report = fix_report(&f, NULL, rows, 4);
    json j = fix_json(report);
    const json *a = json_at(json_get(json_at(json_get(&j, "groupings"), 0),
                                     "groups"), 0);
    check_count(json_get(a, "counts"), "n", UINT64_C(9007199254740996));
    check_count(json_get(a, "counts"), "tp", UINT64_C(9007199254740993));
    const json *rate = json_get(json_get(a, "metrics"), "selection_rate");
    check_count(rate, "numerator", UINT64_C(9007199254740993));
    check_count(rate, "denominator", UINT64_C(9007199254740996));
    check_count(rate, "effective_n", UINT64_C(9007199254740996));
    check_count(json_get(json_get(a, "metrics"), "count"), "value",
                UINT64_C(9007199254740996));
    json_free(&j);
    fair_report_free(report);
}
END_TEST

/* A group whose rows all weigh nothing has no rates. */
START_TEST(a_group_without_weight)
{
    static const fix_row rows[] = {
        {{"a"}, 1, 1, 0, 5, 0}, {{"a"}, 0, 0, 0, 5, 0},
        {{"b"}, 1, 1, 0, 5, 2}, {{"b"}, 0, 0, 0, 5, 2},
    };
    fixture f = fix(1, "g", NULL, NULL);
    f.has_weight = 1;
    const fair_feature_value a = {"g", fair_scalar_text("a")};
    fair_selector sel = FAIR_SELECTOR_INIT;
    sel.n_group = 1;
    sel.group = &a;
    fair_report *report = fix_report(&f, NULL, rows, 4);
    fair_value v = fix_value(report, "selection_rate", &sel);
    ck_assert_int_eq(v.reason, FAIR_REASON_ZERO_WEIGHT);
    ck_assert_uint_eq(v.n, 10);
    ck_assert_double_eq(v.sum_weights, 0);
    v = fix_value(report, "demographic_parity_difference", NULL);
    ck_assert_int_eq(v.reason, FAIR_REASON_UNDEFINED_IN_GROUP);
    json j = fix_json(report);
    json_free(&j);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, counts_are_the_rows, 0, 20);
    tcase_add_test(tc, order_does_not_matter);
    tcase_add_test(tc, counts_above_2_53);
    tcase_add_test(tc, a_group_without_weight);
}

FAIR_TEST_MAIN("audit/report_counts", tests)
