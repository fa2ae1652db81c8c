/* SPDX-License-Identifier: MIT
 * Columns that something is applied to: what is given is checked, what is
 * wrong said. */
#include "artefact/applying.h"

#include <math.h>

#include "base/error.h"
#include "base/number.h"
#include "column/arrow.h"
#include "column/chunk.h"

#define BAD(err, status, column, ...)                                         \
    fair__fail_at(err, status, column, -1, 0, __VA_ARGS__)

/* ---- checked ---- */

int
fair__is_half(double x)
{
    const double scaled = fabs(x) * 0x1p24; /* of the least half: 1 */
    if (!(scaled < 0x1p40)) return 0;
    uint64_t whole = (uint64_t)scaled;
    if ((double)whole != scaled) return 0;
    while (whole != 0 && whole % 2 == 0) whole /= 2;
    return whole < 1 << 11;
}

/* Numbers that were rounded to fewer bits fall on the other side of
 * jumps. */
static int
is_rounded(const fair__applying *a)
{
    const int32_t type = a->y_score.type == FAIR_TYPE_DICTIONARY
                             ? a->y_score.dictionary->type
                             : a->y_score.type;
    if (a->score_type == FAIR_TYPE_NONE) return 0;
    if (type == FAIR_TYPE_FLOAT32) return a->score_type != FAIR_TYPE_FLOAT32;
    return type == FAIR_TYPE_FLOAT16 && !a->of_halves;
}

static fair_status
check_scores(const fair__applying *a, fair_error *err)
{
    const fair_column *scores = &a->y_score;
    const char *name = a->score_name;
    if (scores->type == FAIR_TYPE_NONE)
        return BAD(err, FAIR_ERR_ARGUMENT, name,
                   "a %s is applied to scores, and y_score is not given",
                   a->what);
    const fair_status st = fair__column_check(scores, a->n, name, err);
    if (st != FAIR_OK || !is_rounded(a)) return st;
    return BAD(err, FAIR_ERR_TYPE, name,
               "%s: the %s was made from scores of more bits than %s: one "
               "that was rounded may fall on the other side of a threshold or "
               "step; pass scores as they were, or fit the %s on rounded ones",
               name, a->what, fair__column_type_name(scores), a->what);
}

/* A batch in which every group is missing may have any type: that of no
 * values at all is not the frame's to know. */
static int
is_all_missing(const fair_column *column, size_t n)
{
    fair__chunk chunk;
    for (size_t done = 0; done < n; done += FAIR__CHUNK) {
        const size_t left = n - done;
        const size_t part = left < FAIR__CHUNK ? left : FAIR__CHUNK;
        fair__chunk_load(column, done, part, &chunk);
        fair__chunk_whole(&chunk, part);
        for (size_t i = 0; i < part; i++)
            if (chunk.state[i] != FAIR__ROW_MISSING) return 0;
    }
    return 1;
}

static fair_status
check_feature(const fair__applying *a, size_t k, fair_error *err)
{
    const fair_column *column = &a->features[k];
    const char *name = a->by[k];
    const fair_status st = fair__column_check(column, a->n, name, err);
    if (st != FAIR_OK) return st;
    const fair_column *values = column->type == FAIR_TYPE_DICTIONARY
                                    ? column->dictionary
                                    : column;
    const int32_t kind = fair__form_kind(fair__type_of(values->type)->form);
    const int32_t own = a->encoder->features[k].values.kind;
    if (kind == own || own == 0 || kind == FAIR_KIND_MISSING ||
        is_all_missing(column, a->n))
        return FAIR_OK;
    return BAD(err, FAIR_ERR_TYPE, name,
               "%s is a column of %s, and the groups of the %s have %s "
               "there: cast it to what it was when the %s was made",
               name, fair__column_type_name(column), a->what,
               own == FAIR_KIND_TEXT   ? "text"
               : own == FAIR_KIND_BOOL ? "booleans"
                                       : "whole numbers",
               a->what);
}

static fair_status
check_ids(const fair__applying *a, fair_error *err)
{
    const fair_column *ids = &a->row_id;
    const char *name = a->id_name;
    if (!a->is_randomized) return FAIR_OK;
    if (!a->has_seed || ids->type == FAIR_TYPE_NONE)
        return BAD(err, FAIR_ERR_ARGUMENT, a->has_seed ? name : "seed",
                   "the %s is randomized: it needs a seed and row_id, so that "
                   "what it gives can be made again",
                   a->what);
    const fair_status st = fair__column_check(ids, a->n, name, err);
    if (st != FAIR_OK) return st;
    const fair_column *values =
        ids->type == FAIR_TYPE_DICTIONARY ? ids->dictionary : ids;
    const int32_t form = fair__type_of(values->type)->form;
    if (form != FAIR__FORM_BOOL && form != FAIR__FORM_FLOAT) return FAIR_OK;
    return BAD(err, FAIR_ERR_TYPE, name,
               "%s is a column of %s, and ids of rows are integers or text",
               name, fair__column_type_name(ids));
}

fair_status
fair__applying_check(const fair__applying *a, fair_error *err)
{
    if (a->encoder != NULL &&
        (a->n_features != a->n_by || a->features == NULL))
        return BAD(err, FAIR_ERR_ARGUMENT, a->by[0],
                   "the groups of the %s have %u features, the first of "
                   "which is %s, and %u are given",
                   a->what, (uint64_t)a->n_by, a->by[0],
                   (uint64_t)a->n_features);
    fair_status st = check_scores(a, err);
    for (size_t k = 0; st == FAIR_OK && a->encoder != NULL && k < a->n_by; k++)
        st = check_feature(a, k, err);
    return st == FAIR_OK ? check_ids(a, err) : st;
}

fair_status
fair__applying_check_model(const char *what, const char *own,
                           const char *given, fair_error *err)
{
    if (own == NULL || given == NULL || strcmp(own, given) == 0)
        return FAIR_OK;
    return BAD(err, FAIR_ERR_MISMATCH, "model",
               "the %s is for the scores of the model %q, these are of %q",
               what, own, strlen(own), given, strlen(given));
}

/* ---- said ---- */

const char *
fair__such_rows(char out[FAIR__SUCH_SIZE], uint64_t count)
{
    out[0] = '\0';
    if (count < 2) return out;
    memcpy(out, " (of ", 5);
    const size_t n = 5 + fair__format_u64(out + 5, count);
    memcpy(out + n, " such rows)", sizeof(" such rows)"));
    return out;
}

static fair_status
fail_group(const fair__applying *a, fair_error *err)
{
    static const char *const texts[] = {
        "row %d%s: %s = %v is no group of the %s: fit it with such rows, or "
        "declare missing and unseen",
        "row %d%s: %s = %v, %s = %v is no group of the %s: fit it with such "
        "rows, or declare missing and unseen",
        "row %d%s: %s = %v, %s = %v, … is no group of the %s: fit it with "
        "such rows, or declare missing and unseen",
    };
    const size_t n = a->n_by, row = a->defect.row;
    const char *const *by = a->by;
    fair_scalar v[2] = {{0}, {0}};
    fair__chunk chunk;
    for (size_t k = 0; k < 2 && k < n; k++) {
        fair__chunk_load(&a->features[k], row, 1, &chunk);
        fair__chunk_whole(&chunk, 1);
        v[k] = fair__chunk_scalar(&chunk, 0);
    }
    const int64_t number = (int64_t)(a->first_row + row);
    char more[FAIR__SUCH_SIZE];
    fair__such_rows(more, a->defect.count);
    if (n == 1)
        return fair__fail_at(err, FAIR_ERR_MISMATCH, by[0], number,
                             a->defect.count, texts[0], number, more, by[0],
                             &v[0], a->what);
    return fair__fail_at(err, FAIR_ERR_MISMATCH, by[0], number,
                         a->defect.count, texts[n > 2 ? 2 : 1], number, more,
                         by[0], &v[0], by[1], &v[1], a->what);
}

static fair_status
fail_id(const fair__applying *a, fair_error *err)
{
    const fair__defect *d = &a->defect;
    const int64_t row = (int64_t)(a->first_row + d->row);
    char more[FAIR__SUCH_SIZE];
    if (d->kind != FAIR__DEFECT_MISSING)
        return fair__defect_fail(d, "row_id", a->id_name,
                                 (int64_t)a->first_row, err);
    return fair__fail_at(err, FAIR_ERR_DATA, a->id_name, row, d->count,
                         "%s: row %d%s has no id: the coin of a row depends "
                         "on it",
                         a->id_name, row, fair__such_rows(more, d->count));
}

fair_status
fair__applying_fail(const fair__applying *a, fair_error *err)
{
    const fair__defect *d = &a->defect;
    const int64_t first = (int64_t)a->first_row;
    if (a->where == FAIR__IN_GROUP) return fail_group(a, err);
    if (a->where == FAIR__IN_ID) return fail_id(a, err);
    if (a->where == FAIR__IN_SCORE)
        return fair__defect_fail(d, "y_score", a->score_name, first, err);
    return fair__defect_fail(d, "sensitive feature",
                             a->by[a->where - FAIR__IN_FEATURE], first, err);
}

/* ---- record batches ---- */

fair_status
fair__applying_find(const struct ArrowSchema *schema,
                    const struct ArrowArray *array, const char *name,
                    fair_column out[2], fair_error *err)
{
    int64_t child;
    const fair_status st = fair__arrow_find(schema, name, &child, err);
    return st == FAIR_OK
               ? fair__arrow_child(schema, array, child, name, out, err)
               : st;
}

fair_status
fair__applying_arrow(fair__applying *a, const struct ArrowSchema *schema,
                     const struct ArrowArray *array,
                     fair__batch_columns *columns, fair_error *err)
{
    fair_status st = fair__applying_find(schema, array, a->score_name,
                                         columns->score, err);
    if (st != FAIR_OK) return st;
    a->n = (size_t)array->length;
    a->y_score = columns->score[0];
    a->features = columns->features;
    a->n_features = a->encoder != NULL ? a->n_by : 0;
    for (size_t k = 0; st == FAIR_OK && k < a->n_features; k++) {
        st = fair__applying_find(schema, array, a->by[k], columns->pairs[k],
                                 err);
        columns->features[k] = columns->pairs[k][0];
    }
    if (st == FAIR_OK && a->is_randomized && a->has_seed) {
        st = fair__applying_find(schema, array, a->id_name, columns->id, err);
        a->row_id = columns->id[0];
    }
    return st;
}
