/* SPDX-License-Identifier: MIT
 * Scores, weights and frequencies: exact at the edges, every layout. */
#include "column/number.h"

#include "column/model.h"
#include "kernels/kernels.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

/* ---- against a slow model ---- */

/* x >= threshold in exact arithmetic: the least whole number that is not below
 * the threshold, as a signed integer or an unsigned one. */
static int
at_least(const fair_scalar *s, double threshold)
{
    const int is_negative = s->kind == FAIR_KIND_INT && s->integer < 0;
    if (threshold >= 0x1p64) return 0;
    if (threshold <= -0x1p63) return 1;
    if (threshold <= 0) /* conversions are towards zero */
        return !is_negative || s->integer >= (int64_t)threshold;
    uint64_t whole = (uint64_t)threshold;
    if ((double)whole < threshold) whole++;
    return !is_negative && (uint64_t)s->integer >= whole;
}

static const double thresholds[] = {
    0, -0.0, 0.5, -0.5, 1, 3, 2.999999, -10.5, 0x1p53, 0x1p53 + 2,
    0x1p63 - 1024, 0x1p63, 0x1p64 - 2048, 0x1p64, -0x1p63, -0x1p63 - 2048,
    1e300, -1e300, INFINITY, -INFINITY, 9.9, 10 * 1048576.0, 1e-300};

static void
check_column(const made *m, uint64_t *state)
{
    static uint8_t selected[FAIR__BLOCK];
    static double weights[FAIR__BLOCK];
    static uint64_t counts[FAIR__BLOCK];
    fair__defect d;
    const double threshold =
        thresholds[random_u64(state) % COUNT(thresholds)];
    size_t missing = 0;
    size_t negative = 0;
    size_t large = 0;
    for (size_t i = 0; i < m->n; i++) {
        missing += m->rows[i].kind == FAIR_KIND_MISSING;
        negative += m->rows[i].kind == FAIR_KIND_INT && m->rows[i].integer < 0;
        large += m->rows[i].kind == FAIR_KIND_UINT;
    }
    const fair_column *c = &m->column[0];
    ck_assert_ok(fair__column_check(c, m->n, "x", &err_));
    ck_assert_ok(fair__read_selected(c, "x", 0, m->n, threshold, selected, &d,
                                     &err_));
    if (missing == 0) ck_assert_int_eq(d.kind, FAIR__DEFECT_NONE);
    ck_assert_ok(fair__read_weight(c, "x", 0, m->n, weights, &d, &err_));
    if (missing + negative == 0) ck_assert_int_eq(d.kind, FAIR__DEFECT_NONE);
    if (d.kind == FAIR__DEFECT_NEGATIVE) ck_assert_uint_eq(d.count, negative);
    ck_assert_ok(fair__read_frequency(c, "x", 0, m->n, counts, &d, &err_));
    if (missing + negative + large == 0)
        ck_assert_int_eq(d.kind, FAIR__DEFECT_NONE);
    if (d.kind == FAIR__DEFECT_TOO_LARGE) ck_assert_uint_eq(d.count, large);
    for (size_t i = 0; i < m->n; i++) {
        const fair_scalar *s = &m->rows[i];
        if (s->kind == FAIR_KIND_MISSING) {
            ck_assert(selected[i] == 0 && weights[i] == 0 && counts[i] == 0);
            continue;
        }
        if (selected[i] != at_least(s, threshold))
            ck_abort_msg("type %d row %zu: selected %d at %g", (int)c->type, i,
                         selected[i], threshold);
        const double real = number_of_scalar(s);
        if (weights[i] != (real < 0 ? 0 : real)) ck_abort_msg("weight");
        const uint64_t whole = s->integer < 0 ? 0 : (uint64_t)s->integer;
        if (counts[i] != whole) ck_abort_msg("frequency");
    }
}

START_TEST(test_against_model)
{
    uint64_t state = 31;
    for (int32_t type = FAIR_TYPE_BOOL8; type <= FAIR_TYPE_INT128; type++) {
        if (is_text_type(type) || type == FAIR_TYPE_DICTIONARY) continue;
        for (int round = 0; round < 150; round++) {
            made m;
            const size_t n = random_u64(&state) % 900;
            /* Missing rows of floats under no bitmap are NaN. */
            if (round % 5 == 0)
                make_dictionary(&m, type, n, &state);
            else
                make_random(&m, type, n, &state);
            check_column(&m, &state);
            unmake(&m);
        }
    }
}
END_TEST

/* ---- single values ---- */

static int
selected_at(fair_column column, double threshold)
{
    uint8_t out = 9;
    fair__defect d;
    ck_assert_ok(fair__read_selected(&column, "s", 0, 1, threshold, &out, &d,
                                     &err_));
    ck_assert_int_eq(d.kind, FAIR__DEFECT_NONE);
    return out;
}

/* A 32-bit score is compared as the number it is: 0.1f lies above 0.1. */
START_TEST(test_thresholds)
{
    const float single[] = {0.1f, 0.3f};
    ck_assert_int_eq(selected_at(fair_column_float32(single, 1), 0.1), 1);
    const float above = 0.3f; /* 0.300000011920929 */
    ck_assert_int_eq(selected_at(fair_column_float32(&above, 1), 0.3), 1);
    const float below = 0.7f; /* 0.699999988079071 */
    ck_assert_int_eq(selected_at(fair_column_float32(&below, 1), 0.7), 0);
    const double same = 0.7;
    ck_assert_int_eq(selected_at(fair_column_float64(&same, 1), 0.7), 1);
    const int64_t odd = (INT64_C(1) << 53) + 1; /* not a double */
    ck_assert_int_eq(selected_at(fair_column_int64(&odd, 1), 0x1p53 + 2), 0);
    ck_assert_int_eq(selected_at(fair_column_int64(&odd, 1), 0x1p53), 1);
    const uint64_t most = UINT64_MAX;
    ck_assert_int_eq(selected_at(fair_column_uint64(&most, 1), 0x1p64), 0);
    ck_assert_int_eq(selected_at(fair_column_uint64(&most, 1), 0x1p64 - 2048),
                     1);
}
END_TEST

/* Every value of binary16, against its definition. */
START_TEST(test_half_floats)
{
    for (uint32_t x = 0; x < 65536; x++) {
        const uint16_t half = (uint16_t)x;
        fair_column column = fair_column_uint16(&half, 1);
        column.type = FAIR_TYPE_FLOAT16;
        const int exponent = (half >> 10) & 31;
        const int fraction = half & 1023;
        double value = exponent == 0 ? ldexp(fraction, -24)
                                     : ldexp(1024 + fraction, exponent - 25);
        if (half >> 15) value = -value;
        double out = -1;
        fair__defect d;
        ck_assert_ok(fair__read_weight(&column, "w", 0, 1, &out, &d, &err_));
        if (exponent == 31) {
            if (d.kind != (fraction == 0 ? FAIR__DEFECT_INFINITE
                                         : FAIR__DEFECT_NAN))
                ck_abort_msg("%x: %d", x, (int)d.kind);
        } else if (value < 0) {
            if (d.kind != FAIR__DEFECT_NEGATIVE || d.found.number != value)
                ck_abort_msg("%x: negative", x);
        } else if (d.kind != FAIR__DEFECT_NONE || out != value ||
                   signbit(out)) {
            ck_abort_msg("%x: %g, expected %g", x, out, value);
        }
    }
}
END_TEST

typedef struct bad {
    double value;
    int32_t score;
    int32_t weight;
    int32_t frequency;
} bad;

#define OK FAIR__DEFECT_NONE

START_TEST(test_defects)
{
    static const bad cases[] = {
        {NAN, FAIR__DEFECT_NAN, FAIR__DEFECT_NAN, FAIR__DEFECT_NAN},
        {INFINITY, OK, FAIR__DEFECT_INFINITE, FAIR__DEFECT_INFINITE},
        {-INFINITY, OK, FAIR__DEFECT_INFINITE, FAIR__DEFECT_INFINITE},
        {-1, OK, FAIR__DEFECT_NEGATIVE, FAIR__DEFECT_NEGATIVE},
        {-1e-300, OK, FAIR__DEFECT_NEGATIVE, FAIR__DEFECT_NEGATIVE},
        {0.5, OK, OK, FAIR__DEFECT_NOT_WHOLE},
        {5e-324, OK, OK, FAIR__DEFECT_NOT_WHOLE},
        {0x1p480, OK, OK, FAIR__DEFECT_TOO_LARGE},
        {0x1.0000000000001p480, OK, FAIR__DEFECT_TOO_LARGE,
         FAIR__DEFECT_TOO_LARGE},
        {0x1p63, OK, OK, FAIR__DEFECT_TOO_LARGE},
        {0x1p63 - 1024, OK, OK, OK},
        {-0.0, OK, OK, OK},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const double rows[] = {1, cases[i].value, 2, cases[i].value};
        const fair_column c = fair_column_float64(rows, 4);
        uint8_t selected[4];
        double weights[4];
        uint64_t counts[4];
        fair__defect d[3];
        ck_assert_ok(
            fair__read_selected(&c, "x", 0, 4, 0, selected, &d[0], &err_));
        ck_assert_ok(fair__read_weight(&c, "x", 0, 4, weights, &d[1], &err_));
        ck_assert_ok(fair__read_frequency(&c, "x", 0, 4, counts, &d[2],
                                          &err_));
        const int32_t expected[] = {cases[i].score, cases[i].weight,
                                    cases[i].frequency};
        for (int k = 0; k < 3; k++) {
            ck_assert_int_eq(d[k].kind, expected[k]);
            if (expected[k] == OK) continue;
            ck_assert_uint_eq(d[k].row, 1);
            ck_assert_uint_eq(d[k].count, 2);
            ck_assert_int_eq(d[k].found.kind, FAIR_KIND_FLOAT);
            ck_assert_mem_eq(&d[k].found.number, &cases[i].value, 8);
        }
        if (expected[1] == OK) ck_assert(!signbit(weights[1]));
    }
}
END_TEST

/* A score may be any number between two ends, which are among them. */
START_TEST(test_scores)
{
    static const struct {
        double value;
        double low, high;
        int32_t kind;
    } cases[] = {
        {NAN, -INFINITY, INFINITY, FAIR__DEFECT_NAN},
        {NAN, 0, 1, FAIR__DEFECT_NAN},
        {INFINITY, -INFINITY, INFINITY, OK},
        {-INFINITY, -INFINITY, INFINITY, OK},
        {INFINITY, 0, 1, FAIR__DEFECT_OUTSIDE},
        {-INFINITY, 0, 1, FAIR__DEFECT_OUTSIDE},
        {0, 0, 1, OK},
        {-0.0, 0, 1, OK},
        {-5e-324, 0, 1, FAIR__DEFECT_OUTSIDE},
        {1, 0, 1, OK},
        {1 + 0x1p-52, 0, 1, FAIR__DEFECT_OUTSIDE},
        {-4, -4, -3, OK},
        {-2, -4, -3, FAIR__DEFECT_OUTSIDE},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const double good = cases[i].low == cases[i].low + 1 ? 0
                                                             : cases[i].low;
        const double rows[] = {good, cases[i].value, good, cases[i].value};
        const fair_column c = fair_column_float64(rows, 4);
        double scores[4];
        fair__defect d;
        ck_assert_ok(fair__read_score(&c, "x", 0, 4, cases[i].low,
                                      cases[i].high, scores, &d, &err_));
        ck_assert_int_eq(d.kind, cases[i].kind);
        if (d.kind == OK) {
            ck_assert(scores[1] == cases[i].value);
            ck_assert(scores[1] != 0 || !signbit(scores[1]));
            continue;
        }
        ck_assert_uint_eq(d.row, 1);
        ck_assert_uint_eq(d.count, 2);
        ck_assert_mem_eq(&d.found.number, &cases[i].value, 8);
        if (d.kind != FAIR__DEFECT_OUTSIDE) continue;
        ck_assert_double_eq(d.seen[0].number, cases[i].low);
        ck_assert_double_eq(d.seen[1].number, cases[i].high);
    }
    const int64_t whole[] = {300, 850, 851, INT64_MIN};
    const fair_column c = fair_column_int64(whole, 4);
    double scores[4];
    fair__defect d;
    ck_assert_ok(
        fair__read_score(&c, "x", 0, 4, 300, 850, scores, &d, &err_));
    ck_assert_int_eq(d.kind, FAIR__DEFECT_OUTSIDE);
    ck_assert_uint_eq(d.row, 2);
    ck_assert_uint_eq(d.count, 2);
    ck_assert_int_eq(d.found.integer, 851);
}
END_TEST

/* Not side by side, from an offset, or with nulls. */
START_TEST(test_scores_apart)
{
    static const double rows[] = {9, 0.5, 9, 0.25, 9, -0.0};
    static const double all[] = {0.5, 0.25, 0};
    static const uint8_t validity[] = {0x3d};
    double scores[4];
    fair__defect d;
    fair_column c = fair_column_float64(rows + 1, 3);
    c.stride = 2 * sizeof(*rows);
    ck_assert_ok(fair__read_score(&c, "x", 0, 3, 0, 9, scores, &d, &err_));
    ck_assert_int_eq(d.kind, OK);
    ck_assert_mem_eq(scores, all, sizeof(all));
    c = fair_column_float64(rows, 3);
    c.offset = 3;
    ck_assert_ok(fair__read_score(&c, "x", 2, 1, 0, 1, scores, &d, &err_));
    ck_assert_int_eq(d.kind, OK);
    ck_assert_mem_eq(scores, &all[2], sizeof(*all));
    ck_assert_ok(fair__read_score(&c, "x", 0, 3, 0, 1, scores, &d, &err_));
    ck_assert_int_eq(d.kind, FAIR__DEFECT_OUTSIDE);
    ck_assert_uint_eq(d.row, 1);
    c.offset = 0;
    c.validity = validity;
    ck_assert_ok(fair__read_score(&c, "x", 0, 3, 0, 9, scores, &d, &err_));
    ck_assert_int_eq(d.kind, FAIR__DEFECT_MISSING);
    ck_assert_uint_eq(d.row, 1);
}
END_TEST

START_TEST(test_integers)
{
    const int64_t negative[] = {5, -5};
    fair_column c = fair_column_int64(negative, 2);
    double weights[2];
    uint64_t counts[2];
    fair__defect d;
    ck_assert_ok(fair__read_frequency(&c, "x", 0, 2, counts, &d, &err_));
    ck_assert_int_eq(d.kind, FAIR__DEFECT_NEGATIVE);
    ck_assert_int_eq(d.found.integer, -5);
    ck_assert_ok(fair__read_weight(&c, "x", 0, 2, weights, &d, &err_));
    ck_assert_int_eq(d.kind, FAIR__DEFECT_NEGATIVE);
    const uint64_t large[] = {UINT64_C(1) << 63, INT64_MAX};
    c = fair_column_uint64(large, 2);
    ck_assert_ok(fair__read_frequency(&c, "x", 0, 2, counts, &d, &err_));
    ck_assert_int_eq(d.kind, FAIR__DEFECT_TOO_LARGE);
    ck_assert_int_eq(d.found.kind, FAIR_KIND_UINT);
    ck_assert_uint_eq(d.count, 1);
    ck_assert_uint_eq(counts[1], INT64_MAX);
    const uint8_t bytes[] = {1, 7};
    c = fair_column_bool8(bytes, 2);
    ck_assert_ok(fair__read_weight(&c, "x", 0, 2, weights, &d, &err_));
    ck_assert_int_eq(d.kind, FAIR__DEFECT_BOOL);
    ck_assert_uint_eq(d.row, 1);
}
END_TEST

/* The edges of 128 bits: exact within 64 of them, a defect beyond. */
START_TEST(test_wide_integers)
{
    static const struct {
        uint64_t high;
        uint64_t low;
        int32_t frequency;
        double weight; /* negative: a defect */
    } cases[] = {
        {0, 0, OK, 0},
        {0, INT64_MAX, OK, 0x1p63},
        {0, UINT64_C(1) << 63, FAIR__DEFECT_TOO_LARGE, 0x1p63},
        {0, UINT64_MAX, FAIR__DEFECT_TOO_LARGE, 0x1p64},
        {1, 0, FAIR__DEFECT_BEYOND, -1},
        {UINT64_C(1) << 63, 0, FAIR__DEFECT_BEYOND, -1},
        {UINT64_MAX, UINT64_MAX, FAIR__DEFECT_NEGATIVE, -1},
        {UINT64_MAX, UINT64_C(1) << 63, FAIR__DEFECT_NEGATIVE, -1},
        {UINT64_MAX, INT64_MAX, FAIR__DEFECT_BEYOND, -1},
    };
    const uint16_t one = 1;
    const int little = *(const uint8_t *)&one == 1;
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint64_t halves[2];
        halves[!little] = cases[i].low;
        halves[little] = cases[i].high;
        fair_column c;
        memset(&c, 0, sizeof(c));
        c.type = FAIR_TYPE_INT128;
        c.length = 1;
        c.buffers[0] = halves;
        ck_assert_ok(fair__column_check(&c, 1, "x", &err_));
        uint64_t count;
        double weight;
        fair__defect d;
        ck_assert_ok(fair__read_frequency(&c, "x", 0, 1, &count, &d, &err_));
        ck_assert_int_eq(d.kind, cases[i].frequency);
        if (d.kind == OK) ck_assert_uint_eq(count, cases[i].low);
        ck_assert_ok(fair__read_weight(&c, "x", 0, 1, &weight, &d, &err_));
        if (cases[i].weight >= 0) {
            ck_assert_int_eq(d.kind, OK);
            ck_assert_double_eq(weight, cases[i].weight);
        } else {
            ck_assert_int_ne(d.kind, OK);
        }
        if (d.kind != FAIR__DEFECT_BEYOND) continue;
        ck_assert_int_eq(d.found.kind, FAIR_KIND_FLOAT);
        ck_assert_double_eq(d.found.number,
                            (double)(int64_t)cases[i].high * 0x1p64 +
                                (double)cases[i].low);
    }
}
END_TEST

/* Text is refused as a whole, a null column is missing everywhere. */
START_TEST(test_types)
{
    const char *texts[] = {"0.5"};
    const fair_column text = fair_column_cstring(texts, 1);
    const int32_t index = 0;
    const fair_column both[] = {text, fair_column_dictionary(&index, 1, &text)};
    const char *const names[] = {"cstring", "dictionary of cstring"};
    uint8_t selected;
    double weight;
    uint64_t count;
    fair__defect d;
    for (int i = 0; i < 2; i++) {
        fair_error err = {0};
        ck_assert_int_eq(fair__read_selected(&both[i], "score", 0, 1, 0,
                                             &selected, &d, &err),
                         FAIR_ERR_TYPE);
        ck_assert_str_eq(err.column, "score");
        ck_assert_ptr_nonnull(strstr(err.message, names[i]));
        ck_assert_ptr_nonnull(strstr(err.message, "cast"));
        ck_assert_int_eq(
            fair__read_weight(&both[i], "w", 0, 1, &weight, &d, NULL),
            FAIR_ERR_TYPE);
        ck_assert_int_eq(
            fair__read_frequency(&both[i], "f", 0, 1, &count, &d, NULL),
            FAIR_ERR_TYPE);
    }
    fair_column null;
    memset(&null, 0, sizeof(null));
    null.type = FAIR_TYPE_NULL;
    null.length = 1;
    ck_assert_ok(fair__read_weight(&null, "w", 0, 1, &weight, &d, &err_));
    ck_assert_int_eq(d.kind, FAIR__DEFECT_MISSING);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_against_model);
    tcase_add_test(tc, test_thresholds);
    tcase_add_test(tc, test_half_floats);
    tcase_add_test(tc, test_defects);
    tcase_add_test(tc, test_scores);
    tcase_add_test(tc, test_scores_apart);
    tcase_add_test(tc, test_integers);
    tcase_add_test(tc, test_wide_integers);
    tcase_add_test(tc, test_types);
}

FAIR_TEST_MAIN("column/number", tests)
