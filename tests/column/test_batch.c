/* SPDX-License-Identifier: MIT
 * Record batches: columns by name, offsets, nulls of the batch itself. */
#include "column/arrow.h"

#include "column/borrowed.h"

typedef struct batch {
    struct ArrowSchema schema;
    struct ArrowSchema columns[3];
    struct ArrowSchema *schemas[3];
    struct ArrowArray array;
    struct ArrowArray arrays[3];
    struct ArrowArray *children[3];
    const void *buffers[3][2];
    const void *root_buffers[1];
    int32_t data[3][10];
} batch;

static void
make_batch(batch *b)
{
    static const char *const names[] = {"race", "sex", "age"};
    memset(b, 0, sizeof(*b));
    b->schema = schema_of("+s", "");
    b->schema.n_children = 3;
    b->schema.children = b->schemas;
    b->array = array_of(6, 1, b->root_buffers);
    b->array.offset = 2;
    b->array.n_children = 3;
    b->array.children = b->children;
    for (int i = 0; i < 3; i++) {
        b->columns[i] = schema_of("i", names[i]);
        b->schemas[i] = &b->columns[i];
        b->buffers[i][1] = b->data[i];
        b->arrays[i] = array_of(8, 2, b->buffers[i]);
        b->arrays[i].offset = i; /* siblings differ, as pandas has it */
        b->children[i] = &b->arrays[i];
        for (int k = 0; k < 10; k++)
            b->data[i][k] = 100 * i + k;
    }
}

static fair_status
take(batch *b, const char *name, fair_column out[2], fair_error *err)
{
    int64_t index = -7;
    fair_status st = fair__arrow_find(&b->schema, name, &index, err);
    if (st != FAIR_OK) {
        ck_assert_int_eq(index, -7);
        return st;
    }
    return fair__arrow_child(&b->schema, &b->array, index, name, out, err);
}

/* Offsets of struct and child add up. */
START_TEST(test_batch)
{
    batch b;
    fair_column out[2];
    make_batch(&b);
    static const char *const names[] = {"race", "sex", "age"};
    for (int i = 0; i < 3; i++) {
        ck_assert_ok(take(&b, names[i], out, &err_));
        ck_assert_int_eq(out[0].length, 6);
        ck_assert_int_eq(out[0].offset, 2 + i);
        const int32_t *x = out[0].buffers[0];
        ck_assert_int_eq(x[out[0].offset], 100 * i + 2 + i);
    }
    b.arrays[0].length = 9; /* longer than needed is fine */
    ck_assert_ok(take(&b, "race", out, &err_));
    ck_assert_int_eq(out[0].length, 6);
}
END_TEST

START_TEST(test_batch_errors)
{
    batch b;
    fair_column out[2];
    fair_error err = {0};
    make_batch(&b);
    ck_assert_int_eq(take(&b, "Race", out, &err), FAIR_ERR_ARGUMENT);
    ck_assert_str_eq(err.message, "there is no column \"Race\"; there are: "
                                  "\"race\", \"sex\", \"age\"");
    b.columns[2].name = "race";
    ck_assert_int_eq(take(&b, "race", out, &err), FAIR_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(err.message, "two columns \"race\""));
    ck_assert_ok(take(&b, "sex", out, &err_));

    make_batch(&b);
    b.schema.format = "i";
    ck_assert_int_eq(take(&b, "race", out, &err), FAIR_ERR_TYPE);
    ck_assert_ptr_nonnull(strstr(err.message, "\"i\""));

    make_batch(&b);
    b.arrays[1].length = 7;
    ck_assert_int_eq(take(&b, "sex", out, &err), FAIR_ERR_DATA);
    ck_assert_str_eq(err.column, "sex");
    ck_assert_ok(take(&b, "race", out, &err_));

    make_batch(&b);
    b.array.n_children = 2;
    ck_assert_int_eq(take(&b, "sex", out, &err), FAIR_ERR_DATA);

    make_batch(&b);
    b.array.release = NULL;
    ck_assert_int_eq(take(&b, "sex", out, &err), FAIR_ERR_ARGUMENT);

    make_batch(&b);
    b.arrays[0].release = NULL; /* moved away */
    ck_assert_int_eq(take(&b, "race", out, &err), FAIR_ERR_ARGUMENT);

    make_batch(&b);
    b.columns[0].format = "tdD";
    ck_assert_int_eq(take(&b, "race", out, &err), FAIR_ERR_TYPE);
    ck_assert_ok(take(&b, "sex", out, &err_)); /* others are not read */
}
END_TEST

/* Nulls of the struct: only those of its own rows count. */
START_TEST(test_batch_nulls)
{
    batch b;
    fair_column out[2];
    for (int zero = 0; zero < 12; zero++) {
        const uint16_t all = (uint16_t)(0xffffu & ~(1u << zero));
        const uint8_t validity[2] = {(uint8_t)all, (uint8_t)(all >> 8)};
        make_batch(&b);
        b.root_buffers[0] = validity;
        b.array.null_count = -1;
        const int inside = zero >= 2 && zero < 8;
        ck_assert_int_eq(take(&b, "sex", out, NULL),
                         inside ? FAIR_ERR_DATA : FAIR_OK);
    }
    make_batch(&b);
    b.array.null_count = 1;
    ck_assert_int_eq(take(&b, "sex", out, NULL), FAIR_ERR_DATA);
}
END_TEST

/* What a producer can get wrong about its children. */
START_TEST(test_contradictions)
{
    batch b;
    fair_column out[2];
    fair_error err = {0};
    int64_t index;
    make_batch(&b);
    ck_assert_int_eq(fair__arrow_find(NULL, "sex", &index, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(
        fair__arrow_child(&b.schema, NULL, 0, "sex", out, &err),
        FAIR_ERR_ARGUMENT);
    ck_assert_str_eq(err.message, "array must not be NULL");
    for (int64_t no = -1; no < 4; no += 4) {
        ck_assert_int_eq(
            fair__arrow_child(&b.schema, &b.array, no, "sex", out, &err),
            FAIR_ERR_ARGUMENT);
        ck_assert_str_eq(err.message, no < 0 ? "there is no column number -1"
                                             : "there is no column number 3");
    }
    b.schema.release = NULL;
    ck_assert_int_eq(take(&b, "sex", out, &err), FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(
        fair__arrow_child(&b.schema, &b.array, 0, "sex", out, &err),
        FAIR_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(err.message, "schema was released"));

    make_batch(&b);
    b.schema.format = NULL;
    ck_assert_int_eq(take(&b, "sex", out, &err), FAIR_ERR_TYPE);
    ck_assert_ptr_nonnull(strstr(err.message, "format \"\""));

    make_batch(&b);
    b.schema.n_children = -1;
    ck_assert_int_eq(take(&b, "sex", out, &err), FAIR_ERR_DATA);
    b.schema.n_children = 3;
    b.schema.children = NULL;
    ck_assert_int_eq(take(&b, "sex", out, &err), FAIR_ERR_DATA);
    ck_assert_ptr_nonnull(strstr(err.message, "children are missing"));
    b.schema.n_children = 0; /* then none are needed */
    ck_assert_int_eq(take(&b, "sex", out, &err), FAIR_ERR_ARGUMENT);

    make_batch(&b);
    b.array.children = NULL;
    ck_assert_int_eq(take(&b, "sex", out, &err), FAIR_ERR_DATA);
    ck_assert_ptr_nonnull(strstr(err.message, "children are missing"));

    make_batch(&b);
    b.children[1] = NULL;
    ck_assert_int_eq(take(&b, "sex", out, &err), FAIR_ERR_DATA);
    ck_assert_str_eq(err.column, "sex");
    ck_assert_str_eq(err.message,
                     "column number 1 of the record batch is missing");
    ck_assert_ok(take(&b, "race", out, &err_));
    make_batch(&b);
    b.schemas[1] = NULL; /* passed over by name, refused by number */
    ck_assert_ok(take(&b, "race", out, &err_));
    ck_assert_int_eq(
        fair__arrow_child(&b.schema, &b.array, 1, "sex", out, &err),
        FAIR_ERR_DATA);
    b.columns[2].name = NULL;
    ck_assert_int_eq(take(&b, "age", out, &err), FAIR_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(err.message, ": \"race\", \"\", \"\""));

    make_batch(&b); /* an empty batch needs no children at all */
    b.schema.n_children = b.array.n_children = 0;
    b.array.children = NULL;
    ck_assert_int_eq(
        fair__arrow_child(&b.schema, &b.array, 0, "sex", out, &err),
        FAIR_ERR_ARGUMENT);
}
END_TEST

/* A name that a message has no room for. */
START_TEST(test_long_name)
{
    batch b;
    fair_error err = {0};
    int64_t index;
    char name[300];
    for (size_t n = 180; n < 210; n++) {
        make_batch(&b);
        memset(name, 'x', n);
        name[n] = '\0';
        b.columns[0].name = name;
        b.schema.n_children = 1;
        ck_assert_int_eq(fair__arrow_find(&b.schema, "sex", &index, &err),
                         FAIR_ERR_ARGUMENT);
        const char *list = strstr(err.message, "there are: ") + 11;
        const int shown = list[0] == '"' && list[1] == 'x';
        ck_assert_int_eq(shown, n <= 188);
        if (!shown) ck_assert_str_eq(list, "\xe2\x80\xa6");
    }
}
END_TEST

/* A message has room for some of many names. */
START_TEST(test_many_columns)
{
    struct ArrowSchema root = schema_of("+s", NULL);
    static struct ArrowSchema columns[300];
    static struct ArrowSchema *pointers[300];
    static char names[300][8];
    for (int i = 0; i < 300; i++) {
        memcpy(names[i], "col", 3);
        names[i][3] = (char)('0' + i / 100);
        names[i][4] = (char)('0' + i / 10 % 10);
        names[i][5] = (char)('0' + i % 10);
        columns[i] = schema_of("i", names[i]);
        pointers[i] = &columns[i];
    }
    root.n_children = 300;
    root.children = pointers;
    int64_t index;
    fair_error err = {0};
    ck_assert_int_eq(fair__arrow_find(&root, "nix", &index, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(err.message, "\"col000\", \"col001\""));
    ck_assert_str_eq(err.message + strlen(err.message) - 5, ", \xe2\x80\xa6");
    ck_assert_ok(fair__arrow_find(&root, "col299", &index, &err_));
    ck_assert_int_eq(index, 299);
    root.n_children = 0;
    ck_assert_int_eq(fair__arrow_find(&root, "nix", &index, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(err.message, "none"));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_batch);
    tcase_add_test(tc, test_batch_errors);
    tcase_add_test(tc, test_batch_nulls);
    tcase_add_test(tc, test_contradictions);
    tcase_add_test(tc, test_long_name);
    tcase_add_test(tc, test_many_columns);
}

FAIR_TEST_MAIN("column/batch", tests)
