/* SPDX-License-Identifier: MIT
 * Arrow arrays: what is taken, what contradicts itself. */
#include "column/arrow.h"

#include "column/borrowed.h"
#include "column/column.h"
#include "column/model.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static const char *const formats[] = {
    [FAIR_TYPE_NULL] = "n",    [FAIR_TYPE_BOOL1] = "b",
    [FAIR_TYPE_INT8] = "c",    [FAIR_TYPE_INT16] = "s",
    [FAIR_TYPE_INT32] = "i",   [FAIR_TYPE_INT64] = "l",
    [FAIR_TYPE_UINT8] = "C",   [FAIR_TYPE_UINT16] = "S",
    [FAIR_TYPE_UINT32] = "I",  [FAIR_TYPE_UINT64] = "L",
    [FAIR_TYPE_FLOAT16] = "e", [FAIR_TYPE_FLOAT32] = "f",
    [FAIR_TYPE_FLOAT64] = "g", [FAIR_TYPE_UTF8] = "u",
    [FAIR_TYPE_LARGE_UTF8] = "U", [FAIR_TYPE_UTF8_VIEW] = "vu",
    [FAIR_TYPE_INT128] = "d:38,0",
};

static int
in_arrow(int32_t type)
{
    return (size_t)type < COUNT(formats) && formats[type] != NULL;
}

/* The same buffers as an Arrow array. */
static struct ArrowArray
export_column(const fair_column *c, const void *buffers[8], uint64_t *state)
{
    struct ArrowArray a = array_of(c->length, 2, buffers);
    a.offset = c->offset;
    a.null_count = c->validity == NULL ? 0 : -1;
    if (c->validity == NULL && random_u64(state) % 2 == 0) a.null_count = -1;
    buffers[0] = c->validity;
    buffers[1] = c->buffers[0];
    buffers[2] = c->buffers[1];
    switch (c->type) {
    case FAIR_TYPE_NULL:
        a.n_buffers = (int64_t)(random_u64(state) % 2);
        break;
    case FAIR_TYPE_UTF8:
    case FAIR_TYPE_LARGE_UTF8: a.n_buffers = 3; break;
    case FAIR_TYPE_UTF8_VIEW:
        a.n_buffers = 3 + c->n_variadic;
        buffers[2] = c->variadic[0];
        buffers[3] = c->variadic[1];
        buffers[4] = c->variadic_sizes;
        break;
    default: break;
    }
    return a;
}

static void
assert_same(const fair_column *a, const fair_column *b)
{
    ck_assert_int_eq(a->type, b->type);
    ck_assert_int_eq(a->index_type, b->index_type);
    ck_assert_int_eq(a->length, b->length);
    ck_assert_int_eq(a->offset, b->offset);
    if (b->type != FAIR_TYPE_NULL) ck_assert_ptr_eq(a->validity, b->validity);
    ck_assert_ptr_eq(a->buffers[0], b->buffers[0]);
    ck_assert_ptr_eq(a->buffers[1], b->buffers[1]);
    ck_assert_int_eq(a->n_variadic, b->n_variadic);
    ck_assert_ptr_eq(a->variadic_sizes, b->variadic_sizes);
    for (int64_t i = 0; i < a->n_variadic; i++)
        ck_assert_ptr_eq(a->variadic[i], b->variadic[i]);
}

/* A packed random column of type, or a dictionary of it; 0 where the layout
 * that came out has no place in Arrow. */
static int
make_packed(made *m, int32_t type, int dictionary, uint64_t *state)
{
    const size_t n = 1 + random_u64(state) % 90;
    if (dictionary)
        make_dictionary(m, type, n, state);
    else
        make_random(m, type, n, state);
    if (m->column[0].stride == 0 && m->column[1].stride == 0) return 1;
    unmake(m);
    return 0;
}

START_TEST(test_import)
{
    uint64_t state = 61;
    for (int32_t type = FAIR_TYPE_NULL; type <= FAIR_TYPE_INT128; type++) {
        if (!in_arrow(type)) continue;
        for (int round = 0; round < 60; round++) {
            made m;
            if (!make_packed(&m, type, round % 2, &state)) continue;
            const void *buffers[2][8];
            fair_column first = m.column[0];
            if (round % 2) first.type = first.index_type;
            struct ArrowArray array = export_column(&first, buffers[0], &state);
            struct ArrowSchema schema = schema_of(formats[first.type], "x");
            struct ArrowArray values;
            struct ArrowSchema values_schema;
            if (round % 2) {
                values = export_column(&m.column[1], buffers[1], &state);
                values_schema = schema_of(formats[type], NULL);
                array.dictionary = &values;
                schema.dictionary = &values_schema;
            }
            fair_column out[2];
            ck_assert_ok(
                fair_column_from_arrow(&schema, &array, NULL, out, &err_));
            assert_same(&out[0], &m.column[0]);
            ck_assert_ok(fair__column_check(&out[0], m.n, "x", &err_));
            if (round % 2) {
                assert_same(&out[1], &m.column[1]);
                ck_assert_ptr_eq(out[0].dictionary, &out[1]);
            }
            for (size_t i = 0; i < m.n; i++)
                ck_assert_int_eq(fair__column_is_missing(&out[0], i),
                                 m.rows[i].kind == FAIR_KIND_MISSING);
            unmake(&m);
        }
    }
}
END_TEST

/* Arrays of length 0 may have NULL for every buffer. */
START_TEST(test_empty)
{
    for (int32_t type = FAIR_TYPE_NULL; type <= FAIR_TYPE_INT128; type++) {
        if (!in_arrow(type)) continue;
        const void *buffers[3] = {NULL, NULL, NULL};
        struct ArrowSchema schema = schema_of(formats[type], "x");
        struct ArrowArray array =
            array_of(0, is_text_type(type) ? 3 : 2, buffers);
        fair_column out[2];
        ck_assert_ok(fair_column_from_arrow(&schema, &array, "x", out, &err_));
        ck_assert_ok(fair__column_check(&out[0], 0, "x", &err_));
    }
}
END_TEST

/* ---- arrays that contradict themselves ---- */

typedef struct whole {
    struct ArrowSchema schema;
    struct ArrowArray array;
    const void *buffers[5];
    struct ArrowSchema values_schema;
    struct ArrowArray values;
    const void *values_buffers[3];
} whole;

static const int64_t zeros[8];
static const uint8_t bits[8] = {0xff};

static void
make_whole(whole *w, const char *format, int64_t n_buffers)
{
    memset(w, 0, sizeof(*w));
    w->schema = schema_of(format, "x");
    w->buffers[0] = bits;
    for (int i = 1; i < 5; i++)
        w->buffers[i] = zeros;
    w->array = array_of(3, n_buffers, w->buffers);
}

static void fine(whole *w) { (void)w; }
static void bad_length(whole *w) { w->array.length = -1; }
static void bad_offset(whole *w) { w->array.offset = -1; }
static void huge(whole *w) { w->array.offset = INT64_MAX - 2; }
static void nulls_more(whole *w) { w->array.null_count = 4; }
static void nulls_less(whole *w) { w->array.null_count = -2; }
static void few_buffers(whole *w) { w->array.n_buffers--; }
static void more_buffers(whole *w) { w->array.n_buffers++; }
static void minus_buffers(whole *w) { w->array.n_buffers = -1; }
static void null_buffers(whole *w) { w->array.buffers = NULL; }
static void no_values(whole *w) { w->buffers[1] = NULL; }
static void released(whole *w) { w->array.release = NULL; }
static void schema_released(whole *w) { w->schema.release = NULL; }
static void no_format(whole *w) { w->schema.format = NULL; }
static void stray_dictionary(whole *w) { w->array.dictionary = &w->values; }

static void
no_bitmap(whole *w)
{
    w->buffers[0] = NULL;
    w->array.null_count = 1;
}

static void
unknown_nulls(whole *w)
{
    w->buffers[0] = NULL;
    w->array.null_count = -1;
}

static void
with_dictionary(whole *w)
{
    w->values_schema = schema_of("l", NULL);
    w->values_buffers[1] = zeros;
    w->values = array_of(1, 2, w->values_buffers);
    w->schema.dictionary = &w->values_schema;
    w->array.dictionary = &w->values;
}

static void
missing_dictionary(whole *w)
{
    with_dictionary(w);
    w->array.dictionary = NULL;
}

static void
bad_dictionary(whole *w)
{
    with_dictionary(w);
    w->values.length = -1;
}

static void
nested_dictionary(whole *w)
{
    with_dictionary(w);
    w->values_schema.dictionary = &w->values_schema;
}

static void
float_indices(whole *w)
{
    with_dictionary(w);
    w->schema.format = "g";
}

START_TEST(test_contradictions)
{
    static const struct {
        const char *format;
        int64_t n_buffers;
        void (*spoil)(whole *w);
        fair_status status;
    } cases[] = {
        {"l", 2, fine, FAIR_OK},
        {"l", 2, unknown_nulls, FAIR_OK},
        {"l", 2, with_dictionary, FAIR_OK},
        {"u", 3, fine, FAIR_OK},
        {"vu", 3, fine, FAIR_OK},
        {"vu", 4, fine, FAIR_OK},
        {"l", 2, bad_length, FAIR_ERR_DATA},
        {"n", 0, bad_length, FAIR_ERR_DATA},
        {"l", 2, bad_offset, FAIR_ERR_DATA},
        {"u", 3, huge, FAIR_ERR_DATA},
        {"l", 2, nulls_more, FAIR_ERR_DATA},
        {"l", 2, nulls_less, FAIR_ERR_DATA},
        {"l", 2, few_buffers, FAIR_ERR_DATA},
        {"l", 2, more_buffers, FAIR_ERR_DATA},
        {"u", 3, few_buffers, FAIR_ERR_DATA},
        {"u", 3, more_buffers, FAIR_ERR_DATA},
        {"vu", 3, few_buffers, FAIR_ERR_DATA},
        {"l", 2, minus_buffers, FAIR_ERR_DATA},
        {"l", 2, null_buffers, FAIR_ERR_DATA},
        {"l", 2, no_values, FAIR_ERR_DATA},
        {"b", 2, no_values, FAIR_ERR_DATA},
        {"u", 3, no_values, FAIR_ERR_DATA},
        {"vu", 3, no_values, FAIR_ERR_DATA},
        {"l", 2, no_bitmap, FAIR_ERR_DATA},
        {"u", 3, no_bitmap, FAIR_ERR_DATA},
        {"l", 2, released, FAIR_ERR_ARGUMENT},
        {"l", 2, schema_released, FAIR_ERR_ARGUMENT},
        {"l", 2, no_format, FAIR_ERR_ARGUMENT},
        {"l", 2, stray_dictionary, FAIR_ERR_DATA},
        {"l", 2, missing_dictionary, FAIR_ERR_DATA},
        {"l", 2, bad_dictionary, FAIR_ERR_DATA},
        {"l", 2, nested_dictionary, FAIR_ERR_TYPE},
        {"g", 2, float_indices, FAIR_ERR_TYPE},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        whole w;
        fair_column out[2];
        fair_error err = {0};
        make_whole(&w, cases[i].format, cases[i].n_buffers);
        cases[i].spoil(&w);
        const fair_status st =
            fair_column_from_arrow(&w.schema, &w.array, "x", out, &err);
        ck_assert_msg(st == cases[i].status, "case %zu: %d %s", i, (int)st,
                      err.message);
        if (st != FAIR_OK) ck_assert_str_eq(err.column, "x");
    }
    fair_column out[2];
    whole w;
    make_whole(&w, "l", 2);
    ck_assert_int_eq(fair_column_from_arrow(NULL, &w.array, "x", out, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_column_from_arrow(&w.schema, NULL, "x", out, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(
        fair_column_from_arrow(&w.schema, &w.array, "x", NULL, NULL),
        FAIR_ERR_ARGUMENT);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_import);
    tcase_add_test(tc, test_empty);
    tcase_add_test(tc, test_contradictions);
}

FAIR_TEST_MAIN("column/arrow", tests)
