/* SPDX-License-Identifier: MIT
 * Tests of many cells: bytes a cell, the same for any number of rows; and of
 * features whose values multiply to more than any table could hold. */
#include "harness.h"
#include "tally/tally.h"

enum { CELLS = 120000 };

static const char *const names[] = {"a", "b"};

/* The n-th value of a cell: integers in a range, far apart, or pairs. */
typedef int64_t (*shape)(int64_t cell, int feature);

static int64_t
dense(int64_t cell, int feature)
{
    (void)feature;
    return cell;
}

static int64_t
sparse(int64_t cell, int feature)
{
    (void)feature;
    return cell * 1000003 * 65537;
}

static int64_t
pairs(int64_t cell, int feature)
{
    return feature == 0 ? cell / 317 : cell % 317;
}

/* Adds rows that give each cell some; weights from 0.1 to 10 or so. */
static void
add_all(fair__tally *t, shape of, int n_features, int weighted)
{
    int64_t *values = malloc(2 * CELLS * sizeof(*values));
    uint8_t *bits = malloc(2 * CELLS);
    double *weights = malloc(CELLS * sizeof(*weights));
    ck_assert(values != NULL && bits != NULL && weights != NULL);
    uint64_t seed = 3;
    for (int64_t i = 0; i < CELLS; i++) {
        const int64_t cell = i * 7919 % CELLS; /* in no order */
        const uint64_t r = random_u64(&seed);
        for (int k = 0; k < n_features; k++)
            values[k * CELLS + i] = of(cell, k);
        bits[i] = r & 1;
        bits[CELLS + i] = r >> 1 & 1;
        weights[i] = 0.1 + (double)(r >> 11) * 0x1p-53 * 9.9;
    }
    const fair_column features[2] = {
        fair_column_int64(values, CELLS),
        fair_column_int64(values + CELLS, CELLS)};
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = CELLS;
    rows.y_true = fair_column_uint8(bits, CELLS);
    rows.y_pred = fair_column_uint8(bits + CELLS, CELLS);
    rows.sensitive = features;
    if (weighted) rows.sample_weight = fair_column_float64(weights, CELLS);
    fair_error err = {0};
    fair__tally_begin(t);
    fair_status st = fair__tally_add(t, &rows, 0, &err);
    if (st == FAIR_OK) st = fair__tally_commit(t, &err);
    ck_assert_msg(st == FAIR_OK, "%s", err.message);
    free(values);
    free(bits);
    free(weights);
}

/* Bytes a cell beside its key, 8 a feature, after `calls` calls. */
static size_t
bytes_a_cell(shape of, int n_features, int weighted, int calls)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = (size_t)n_features;
    o.sensitive_names = names;
    o.max_cells = 2 * CELLS;
    o.allocator = &mem;
    fair__tally *t = NULL;
    ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
    for (int call = 0; call < calls; call++)
        add_all(t, of, n_features, weighted);
    const size_t bytes = memory.bytes;
    fair__tally_free(t);
    ck_assert_uint_eq(memory.live, 0);
    return bytes / CELLS - 8 * (size_t)n_features;
}

START_TEST(test_bytes_a_cell)
{
    const struct {
        shape of;
        int n_features;
    } shapes[] = {{dense, 1}, {sparse, 1}, {pairs, 2}};
    for (int i = 0; i < 3; i++)
        for (int weighted = 0; weighted < 2; weighted++) {
            const size_t twice = bytes_a_cell(
                shapes[i].of, shapes[i].n_features, weighted, 2);
            const size_t often = bytes_a_cell(
                shapes[i].of, shapes[i].n_features, weighted, 6);
            ck_assert_uint_le(twice, weighted ? 768 : 96);
            ck_assert_uint_eq(often, twice); /* constant in rows */
        }
}
END_TEST

/* ---- cardinalities ---- */

enum { FEATURES = 64, VALUES = 65536 };

static fair_audit_options
many_features(const fair_allocator *mem)
{
    static char texts[FEATURES + 1][4];
    static const char *list[FEATURES + 1];
    for (int k = 0; k <= FEATURES; k++) {
        texts[k][0] = 'f';
        texts[k][1] = (char)('0' + k / 10);
        texts[k][2] = (char)('0' + k % 10);
        list[k] = texts[k];
    }
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = FEATURES;
    o.sensitive_names = list;
    o.allocator = mem;
    return o;
}

/* Adds n rows, the same column for each feature. */
static fair_status
add_same(fair__tally *t, const fair_column *column, fair_error *err)
{
    static const uint8_t bits[2 * VALUES];
    fair_column features[FEATURES];
    for (int k = 0; k < FEATURES; k++)
        features[k] = *column;
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = (size_t)column->length;
    rows.y_pred = fair_column_uint8(bits, column->length);
    rows.sensitive = features;
    fair__tally_begin(t);
    fair_status st = fair__tally_add(t, &rows, 0, err);
    if (st == FAIR_OK) st = fair__tally_commit(t, err);
    if (st != FAIR_OK) fair__tally_rollback(t);
    return st;
}

/* 65,536^64 combinations are possible, a hundred are there: they are counted,
 * and nothing is made for the others. */
START_TEST(test_product_is_never_made)
{
    static int64_t values[VALUES];
    int32_t codes[100];
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    const fair_audit_options o = many_features(&mem);
    for (int i = 0; i < VALUES; i++)
        values[i] = (int64_t)i << 20;
    for (int i = 0; i < 100; i++)
        codes[i] = i * 655;
    const fair_column dictionary = fair_column_int64(values, VALUES);
    const fair_column column = fair_column_dictionary(codes, 100, &dictionary);
    fair__tally *t = NULL;
    ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
    ck_assert_int_eq(add_same(t, &column, NULL), FAIR_OK);
    ck_assert_uint_eq(t->cells.n, 100);
    ck_assert_uint_eq(t->rows.used, 100);
    /* For each feature a block of codes (16 KiB), caches, and its fold with
     * the others, 128 by 128 (64 KiB); a map by value would be 256 KiB. */
    ck_assert_uint_le(memory.bytes, FEATURES * 120 * 1024);
    fair__tally_free(t);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

/* More observed combinations than max_cells: refused, and as before. */
START_TEST(test_too_many_combinations)
{
    static int64_t values[2 * VALUES];
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    fair_audit_options o = many_features(&mem);
    o.max_cells = 1000;
    for (int i = 0; i < 2 * VALUES; i++)
        values[i] = (int64_t)i << 20;
    fair__tally *t = NULL;
    fair_error err = {0};
    ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
    fair_column column = fair_column_int64(values, 2 * VALUES);
    ck_assert_int_eq(add_same(t, &column, &err), FAIR_ERR_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "max_cells"));
    ck_assert_uint_eq(t->cells.n, 0);
    ck_assert_uint_eq(t->rows.in, 0);
    column.length = 1000;
    ck_assert_int_eq(add_same(t, &column, NULL), FAIR_OK);
    ck_assert_uint_eq(t->cells.n, 1000);
    fair__tally_free(t);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

/* One feature too many is refused before anything is made for it. */
START_TEST(test_too_many_features)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    fair_audit_options o = many_features(&mem);
    fair__tally *t = NULL;
    fair_error err = {0};
    o.n_sensitive = FEATURES + 1;
    ck_assert_int_eq(fair__tally_new(&o, &t, &err), FAIR_ERR_LIMIT);
    o.n_sensitive = FEATURES;
    o.n_control = SIZE_MAX; /* the sum would wrap round */
    ck_assert_int_eq(fair__tally_new(&o, &t, &err), FAIR_ERR_LIMIT);
    ck_assert_ptr_null(t);
    ck_assert_uint_eq(memory.requests, 2); /* the objects themselves */
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_bytes_a_cell);
    tcase_add_test(tc, test_product_is_never_made);
    tcase_add_test(tc, test_too_many_combinations);
    tcase_add_test(tc, test_too_many_features);
}

FAIR_TEST_MAIN("tally/many", tests)
