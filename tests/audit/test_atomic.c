/* SPDX-License-Identifier: MIT
 * A failed call changes nothing: every kind of bad row at every place of a
 * batch, of batches and of a stream. */
#include "batches.h"

/* ---- bad rows: how to spoil row i, and what is said then ---- */

static void
null_label(batch *x, int i)
{
    x->y_valid = (uint8_t)(x->y_valid & ~(1u << i));
}

static void
null_decision(batch *x, int i)
{
    x->p_valid = (uint8_t)(x->p_valid & ~(1u << i));
}

#define SPOIL(name, what)                                                     \
    static void name(batch *x, int i)                                         \
    {                                                                         \
        what;                                                                 \
    }

SPOIL(third_label, x->y[i] = 7)
SPOIL(third_decision, x->p[i] = 200)
SPOIL(third_baseline, x->b[i] = 2)
SPOIL(nan_score, x->score[i] = (double)NAN)
SPOIL(nan_weight, x->w[i] = (double)NAN)
SPOIL(infinite_weight, x->w[i] = (double)INFINITY)
SPOIL(negative_weight, x->w[i] = -0.5)
SPOIL(huge_weight, x->w[i] = 0x1p481)
SPOIL(nan_frequency, x->f[i] = (double)NAN)
SPOIL(half_frequency, x->f[i] = 0.5)
SPOIL(negative_frequency, x->f[i] = -1)
SPOIL(huge_frequency, x->f[i] = 0x1p63)
SPOIL(index_above, x->codes[i] = 3)
SPOIL(index_below, x->codes[i] = -1)
SPOIL(invalid_text, x->texts[i] = "caf\xe9")
SPOIL(half_group, x->age[i] = 2.5)
SPOIL(infinite_group, x->age[i] = (double)INFINITY)

static const struct {
    const char *name;
    void (*spoil)(batch *x, int i);
    fair_status status;
    const char *column;
} kinds[] = {
    {"null_label", null_label, FAIR_ERR_DATA, "y_true"},
    {"null_decision", null_decision, FAIR_ERR_DATA, "y_pred"},
    {"third_label", third_label, FAIR_ERR_DATA, "y_true"},
    {"third_decision", third_decision, FAIR_ERR_DATA, "y_pred"},
    {"third_baseline", third_baseline, FAIR_ERR_DATA, "y_pred_baseline"},
    {"nan_score", nan_score, FAIR_ERR_NONFINITE, "y_score"},
    {"nan_weight", nan_weight, FAIR_ERR_NONFINITE, "sample_weight"},
    {"infinite_weight", infinite_weight, FAIR_ERR_NONFINITE, "sample_weight"},
    {"negative_weight", negative_weight, FAIR_ERR_DATA, "sample_weight"},
    {"huge_weight", huge_weight, FAIR_ERR_OVERFLOW, "sample_weight"},
    {"nan_frequency", nan_frequency, FAIR_ERR_NONFINITE, "frequency"},
    {"half_frequency", half_frequency, FAIR_ERR_DATA, "frequency"},
    {"negative_frequency", negative_frequency, FAIR_ERR_DATA, "frequency"},
    {"huge_frequency", huge_frequency, FAIR_ERR_OVERFLOW, "frequency"},
    {"index_above", index_above, FAIR_ERR_DATA, "race"},
    {"index_below", index_below, FAIR_ERR_DATA, "race"},
    {"invalid_text", invalid_text, FAIR_ERR_DATA, "sex"},
    {"half_group", half_group, FAIR_ERR_DATA, "age"},
    {"infinite_group", infinite_group, FAIR_ERR_NONFINITE, "age"},
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

START_TEST(test_bad_rows)
{
    uint64_t seed = 1;
    for (size_t k = 0; k < N_KINDS; k++)
        for (int where = 0; where < 3 * N; where++)
            for (int first = 0; first < 2; first++) {
                batch x[3];
                fair_rows rows[3];
                fair_error err = {0};
                fair_audit *a = make(NULL);
                fair_audit *b = make(NULL);
                for (int i = 0; i < 3; i++) {
                    batch_init(&x[i], &seed);
                    rows[i] = x[i].rows;
                }
                if (!first) { /* something was counted before */
                    ck_assert_int_eq(fair_audit_add(a, &rows[2], NULL), 0);
                    ck_assert_int_eq(fair_audit_add(b, &rows[2], NULL), 0);
                }
                char *before = describe(a);
                const batch good = x[where / N];
                kinds[k].spoil(&x[where / N], where % N);
                const fair_status st =
                    fair_audit_add_batches(a, rows, 3, &err);
                ck_assert_msg(st == kinds[k].status &&
                                  err.row == where && err.count == 1 &&
                                  strcmp(err.column, kinds[k].column) == 0,
                              "%s in row %d: status %d, row %d, count %d, "
                              "column %s: %s",
                              kinds[k].name, where, (int)st, (int)err.row,
                              (int)err.count, err.column, err.message);
                assert_unchanged(a, before, kinds[k].name);
                free(before);
                /* It is still of use, and as if nothing had been. */
                x[where / N] = good;
                ck_assert_int_eq(fair_audit_add_batches(a, rows, 3, NULL),
                                 FAIR_OK);
                ck_assert_int_eq(fair_audit_add_batches(b, rows, 3, NULL),
                                 FAIR_OK);
                before = describe(b);
                assert_unchanged(a, before, "recovery");
                free(before);
                fair_audit_free(a);
                fair_audit_free(b);
            }
}
END_TEST

START_TEST(test_bad_rows_of_a_stream)
{
    static const int8_t p[12] = {1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 0};
    static const int8_t g[12] = {3, 3, 5, 3, 5, 5, 9, 3, 9, 5, 5, 3};
    static const char *const names[] = {"g"};
    for (int where = 0; where < 12; where++)
        for (int null = 0; null < 2; null++) {
            int8_t y[12] = {0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0};
            uint8_t valid[2] = {0xff, 0xff};
            fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
            o.n_sensitive = 1;
            o.sensitive_names = names;
            o.y_true = "y";
            o.y_pred = "p";
            producer from;
            producer_init(&from);
            from.n_columns = 3;
            from.names[0] = "y";
            from.values[0] = y;
            from.validity[0] = valid;
            from.names[1] = "p";
            from.values[1] = p;
            from.names[2] = "g";
            from.values[2] = g;
            from.n_batches = 3;
            from.lengths[0] = from.lengths[1] = 5;
            from.lengths[2] = 2;
            if (null)
                valid[where / 8] =
                    (uint8_t)(valid[where / 8] & ~(1u << where % 8));
            else
                y[where] = 3;
            fair_error err = {0};
            fair_audit *a = NULL;
            ck_assert_int_eq(fair_audit_new(&o, &a, NULL), FAIR_OK);
            char *before = describe(a);
            ck_assert_int_eq(fair_audit_add_stream(a, &from.stream, &err),
                             FAIR_ERR_DATA);
            ck_assert_int_eq(err.row, where);
            ck_assert_uint_eq(err.count, 1);
            ck_assert_int_eq(from.arrays + from.schemas, 0);
            assert_unchanged(a, before, "a bad row of a stream");
            free(before);
            fair_audit_free(a);
        }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_bad_rows);
    tcase_add_test(tc, test_bad_rows_of_a_stream);
}

FAIR_TEST_MAIN("audit/atomic", tests)
