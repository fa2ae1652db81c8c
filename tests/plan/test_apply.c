/* SPDX-License-Identifier: MIT
 * Decisions and probabilities are those of the conformance vectors: row by
 * row, all at once, in any order. */
#include "vectors.h"

static fair_plan_apply_options
options_of(const json *c)
{
    fair_plan_apply_options o = FAIR_PLAN_APPLY_OPTIONS_INIT;
    const json *seed = json_get(c, "seed");
    o.has_seed = seed->kind == '0';
    if (o.has_seed) o.seed = strtoull(seed->text, NULL, 10);
    return o;
}

static int
is_error(const json *row)
{
    return row->items[row->n - 1].kind == '"';
}

START_TEST(test_rows)
{
    static vector_rows v;
    const json *cases = vectors();
    size_t n_errors = 0, n_rows = 0;
    for (size_t c = 0; c < cases->n; c++) {
        const json *one = &cases->items[c], *rows = json_get(one, "rows");
        const fair_plan_apply_options o = options_of(one);
        fair_plan *plan = vector_plan(one);
        for (size_t i = 0; i < rows->n; i++, n_rows++) {
            const json *row = &rows->items[i];
            fair_error err = {0};
            uint8_t decision = 7;
            double share = 7;
            vector_fill(&v, rows, i, 1);
            const fair_status st =
                fair_plan_apply(plan, &v.rows, &o, &decision, &err);
            if (is_error(row)) {
                ck_assert_msg(st == FAIR_ERR_MISMATCH, "%s", err.message);
                ck_assert_int_eq(err.row, 0);
                ck_assert_uint_eq(err.count, 1);
                n_errors++;
                continue;
            }
            ck_assert_msg(st == FAIR_OK, "%s", err.message);
            ck_assert_ok(
                fair_plan_probability(plan, &v.rows, NULL, &share, &err));
            const json *likely = json_get(row, "probability");
            ck_assert_msg(
                decision == json_get(row, "decision")->text[0] - '0' &&
                    (likely->kind == 'n' ? isnan(share)
                                         : share == strtod(likely->text, NULL)),
                "%s, row %zu: %d, %.17g", json_get(one, "name")->text, i,
                decision, share);
        }
        fair_plan_free(plan);
    }
    ck_assert_uint_eq(n_errors, 6);
    ck_assert_uint_gt(n_rows, 500);
}
END_TEST

/* No column holds both ends of the integers. */
static int
is_negative(const json *row)
{
    const json *group = json_get(row, "group")->items;
    const json *id = row->n > 4 ? json_get(row, "row_id") : group;
    return (group->kind == '0' && group->text[0] == '-') ||
           (id->kind == '0' && id->text[0] == '-');
}

/* All rows of a case at once, forwards and backwards, are what they are one
 * by one. */
START_TEST(test_batches)
{
    static vector_rows v, one;
    const json *cases = vectors();
    for (size_t c = 0; c < cases->n; c++) {
        const json *rows = json_get(&cases->items[c], "rows");
        const fair_plan_apply_options o = options_of(&cases->items[c]);
        fair_plan *plan = vector_plan(&cases->items[c]);
        json kept = {.items = calloc(rows->n, sizeof(json))};
        for (size_t i = 0; i < rows->n && kept.n < VECTOR_ROWS; i++)
            if (!is_error(&rows->items[i]) && !is_negative(&rows->items[i]))
                kept.items[kept.n++] = rows->items[i];
        for (int backwards = 0; backwards < 2; backwards++) {
            uint8_t all[VECTOR_ROWS], alone;
            vector_fill(&v, &kept, 0, kept.n);
            fair_error err = {0};
            ck_assert_msg(fair_plan_apply(plan, &v.rows, &o, all, &err) ==
                              FAIR_OK,
                          "%s", err.message);
            for (size_t i = 0; i < kept.n; i++) {
                vector_fill(&one, &kept, i, 1);
                ck_assert_ok(
                    fair_plan_apply(plan, &one.rows, &o, &alone, NULL));
                ck_assert_int_eq(all[i], alone);
            }
            for (size_t i = 0; i < kept.n / 2; i++) {
                const json other = kept.items[i];
                kept.items[i] = kept.items[kept.n - 1 - i];
                kept.items[kept.n - 1 - i] = other;
            }
        }
        free(kept.items);
        fair_plan_free(plan);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_rows);
    tcase_add_test(tc, test_batches);
}

FAIR_TEST_MAIN("plan/apply", tests)
