/* SPDX-License-Identifier: MIT
 * The conformance vectors of plans (tests/oracle/gen_plan.py), and columns of
 * values as they stand in JSON. */
#ifndef FAIR_TESTS_VECTORS_H
#define FAIR_TESTS_VECTORS_H

#include "plans.h"

#define VECTOR_ROWS 128
#define VECTOR_FEATURES 3

static inline const json *
vectors(void)
{
    static json all;
    static char bytes[1 << 18];
    if (all.kind != 0) return json_get(&all, "cases");
    FILE *file = fopen(FAIR_VECTORS, "r");
    ck_assert_ptr_nonnull(file);
    const size_t n = fread(bytes, 1, sizeof(bytes) - 1, file);
    fclose(file);
    all = json_read(bytes, n);
    return json_get(&all, "cases");
}

/* A column of values of one kind, some of them null. */
typedef struct vector_column {
    uint8_t bools[VECTOR_ROWS];
    uint64_t numbers[VECTOR_ROWS];
    int64_t offsets[VECTOR_ROWS + 1];
    char bytes[VECTOR_ROWS * 80];
    uint8_t valid[VECTOR_ROWS / 8];
    char kind; /* as JSON has it */
    int is_high; /* a number is above INT64_MAX */
} vector_column;

static inline void
vector_put(vector_column *c, size_t i, const json *v)
{
    c->offsets[i + 1] = c->offsets[i];
    c->bools[i] = v->kind == 't';
    c->numbers[i] = 0;
    if (v->kind == 'n') return;
    c->valid[i / 8] = (uint8_t)(c->valid[i / 8] | 1u << i % 8);
    c->kind = v->kind == 'f' ? 't' : v->kind;
    if (v->kind == '0') {
        c->numbers[i] = v->text[0] == '-'
                            ? 0 - strtoull(v->text + 1, NULL, 10)
                            : strtoull(v->text, NULL, 10);
        c->is_high |= v->text[0] != '-' && c->numbers[i] > INT64_MAX;
    }
    if (v->kind != '"') return;
    memcpy(c->bytes + c->offsets[i], v->text, v->length);
    c->offsets[i + 1] += (int64_t)v->length;
}

/* With numbers of both ends there is no type: those below 0 are left out. */
static inline fair_column
vector_view(const vector_column *c, size_t n)
{
    const int64_t length = (int64_t)n;
    fair_column view =
        c->kind == 0 ? (fair_column){.type = FAIR_TYPE_NULL, .length = length}
        : c->kind == 't' ? fair_column_bool8(c->bools, length)
        : c->kind == '"'
            ? fair_column_large_utf8(c->offsets, c->bytes, length)
        : c->is_high ? fair_column_uint64(c->numbers, length)
                     : fair_column_int64((const int64_t *)c->numbers, length);
    if (c->kind != 0) view.validity = c->valid;
    return view;
}

/* Rows first … first + n of a case. */
typedef struct vector_rows {
    vector_column features[VECTOR_FEATURES];
    vector_column ids;
    double scores[VECTOR_ROWS];
    fair_column views[VECTOR_FEATURES];
    fair_plan_rows rows;
} vector_rows;

static inline void
vector_fill(vector_rows *v, const json *rows, size_t first, size_t n)
{
    memset(v, 0, sizeof(*v));
    v->rows = (fair_plan_rows)FAIR_PLAN_ROWS_INIT;
    for (size_t i = 0; i < n; i++) {
        const json *row = &rows->items[first + i];
        const json *group = json_get(row, "group");
        for (size_t k = 0; k < group->n; k++)
            vector_put(&v->features[k], i, &group->items[k]);
        if (row->n > 4) vector_put(&v->ids, i, json_get(row, "row_id"));
        v->scores[i] = strtod(json_get(row, "score")->text, NULL);
        v->rows.n_features = group->n;
    }
    for (size_t k = 0; k < v->rows.n_features; k++)
        v->views[k] = vector_view(&v->features[k], n);
    v->rows.n = n;
    v->rows.y_score = fair_column_float64(v->scores, (int64_t)n);
    v->rows.row_id = vector_view(&v->ids, n);
    v->rows.features = v->views;
}

static inline fair_plan *
vector_plan(const json *c)
{
    const json *text = json_get(c, "artefact");
    fair_plan *plan = NULL;
    fair_error err = {0};
    ck_assert_msg(fair_plan_read(text->text, text->length, NULL, &plan,
                                 &err) == FAIR_OK,
                  "%s: %s", json_get(c, "name")->text, err.message);
    return plan;
}

#endif
