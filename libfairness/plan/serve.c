/* SPDX-License-Identifier: MIT
 * Applying a plan: what is given is checked, what is wrong said. */
#include <math.h>

#include "base/number.h"
#include "base/options.h"
#include "column/arrow.h"
#include "column/chunk.h"
#include "plan/serve.h"

#define BAD(err, status, column, ...)                                         \
    fair__fail_at(err, status, column, -1, 0, __VA_ARGS__)

/* ---- checked ---- */

static int
is_half(double x)
{
    const double scaled = fabs(x) * 0x1p24; /* of the least half: 1 */
    if (!(scaled < 0x1p40)) return 0;
    uint64_t whole = (uint64_t)scaled;
    if ((double)whole != scaled) return 0;
    while (whole != 0 && whole % 2 == 0) whole /= 2;
    return whole < 1 << 11;
}

/* Numbers that were rounded to fewer bits fall on the other side of
 * thresholds. */
static int
is_rounded(const fair_plan *plan, const fair_column *scores)
{
    const int32_t type = scores->type == FAIR_TYPE_DICTIONARY
                             ? scores->dictionary->type
                             : scores->type;
    if (plan->summary.score_type == FAIR_TYPE_NONE) return 0;
    if (type == FAIR_TYPE_FLOAT32)
        return plan->summary.score_type != FAIR_TYPE_FLOAT32;
    for (size_t i = 0; type == FAIR_TYPE_FLOAT16 && i < plan->n_parts; i++)
        if (isfinite(plan->parts[i].threshold) &&
            !is_half(plan->parts[i].threshold))
            return 1;
    return 0;
}

static fair_status
check_scores(const fair__serving *s, fair_error *err)
{
    const fair_column *scores = &s->rows.y_score;
    const char *name = s->options.y_score;
    if (scores->type == FAIR_TYPE_NONE)
        return BAD(err, FAIR_ERR_ARGUMENT, name,
                   "a plan decides by scores, and y_score is not given");
    const fair_status st = fair__column_check(scores, s->rows.n, name, err);
    if (st != FAIR_OK || !is_rounded(s->plan, scores)) return st;
    return BAD(err, FAIR_ERR_TYPE, name,
               "%s: the plan was made from scores of more bits than %s: one "
               "that was rounded may fall on the other side of a threshold; "
               "pass scores as they were, or fit the plan on rounded ones",
               name, fair__column_type_name(scores));
}

static fair_status
check_feature(const fair__serving *s, size_t k, fair_error *err)
{
    const fair_column *column = &s->rows.features[k];
    const char *name = s->plan->by[k];
    const fair_status st = fair__column_check(column, s->rows.n, name, err);
    if (st != FAIR_OK) return st;
    const fair_column *values = column->type == FAIR_TYPE_DICTIONARY
                                    ? column->dictionary
                                    : column;
    const int32_t kind = fair__form_kind(fair__type_of(values->type)->form);
    const int32_t own = s->plan->encoder.features[k].values.kind;
    if (kind == own || own == 0 || kind == FAIR_KIND_MISSING) return FAIR_OK;
    return BAD(err, FAIR_ERR_TYPE, name,
               "%s is a column of %s, and the groups of the plan have %s "
               "there: cast it to what it was when the plan was made",
               name, fair__column_type_name(column),
               own == FAIR_KIND_TEXT   ? "text"
               : own == FAIR_KIND_BOOL ? "booleans"
                                       : "whole numbers");
}

static fair_status
check_ids(const fair__serving *s, fair_error *err)
{
    const fair_column *ids = &s->rows.row_id;
    const char *name = s->options.row_id;
    if (!s->plan->summary.is_randomized || s->out == NULL) return FAIR_OK;
    if (!s->options.has_seed || ids->type == FAIR_TYPE_NONE)
        return BAD(err, FAIR_ERR_ARGUMENT,
                   s->options.has_seed ? name : "seed",
                   "the plan is randomized: decisions need a seed and row_id, "
                   "so that they can be made again");
    const fair_status st = fair__column_check(ids, s->rows.n, name, err);
    if (st != FAIR_OK) return st;
    const fair_column *values =
        ids->type == FAIR_TYPE_DICTIONARY ? ids->dictionary : ids;
    const int32_t form = fair__type_of(values->type)->form;
    if (form != FAIR__FORM_BOOL && form != FAIR__FORM_FLOAT) return FAIR_OK;
    return BAD(err, FAIR_ERR_TYPE, name,
               "%s is a column of %s, and ids of rows are integers or text",
               name, fair__column_type_name(ids));
}

static fair_status
check(fair__serving *s, const fair_plan_rows *rows, fair_error *err)
{
    const fair_plan_summary *plan = &s->plan->summary;
    fair_status st = fair__options_read(&s->rows, sizeof(s->rows),
                                        sizeof(s->rows), rows,
                                        "fair_plan_rows", err);
    if (st != FAIR_OK) return st;
    if (plan->needs_groups &&
        (s->rows.n_features != plan->n_by || s->rows.features == NULL))
        return BAD(err, FAIR_ERR_ARGUMENT, plan->by[0],
                   "the plan decides by %u features, the first of which is "
                   "%s, and %u are given",
                   (uint64_t)plan->n_by, plan->by[0],
                   (uint64_t)s->rows.n_features);
    st = check_scores(s, err);
    for (size_t k = 0;
         st == FAIR_OK && plan->needs_groups && k < plan->n_by; k++)
        st = check_feature(s, k, err);
    return st == FAIR_OK ? check_ids(s, err) : st;
}

static fair_status
check_options(fair__serving *s, const fair_plan_apply_options *options,
              fair_error *err)
{
    const char *model = s->plan->summary.model;
    const fair_status st = fair__options_read(
        &s->options, sizeof(s->options), sizeof(s->options), options,
        "fair_plan_apply_options", err);
    if (st != FAIR_OK) return st;
    if (s->options.y_score == NULL) s->options.y_score = "y_score";
    if (s->options.row_id == NULL) s->options.row_id = "row_id";
    if (model == NULL || s->options.model == NULL ||
        strcmp(model, s->options.model) == 0)
        return FAIR_OK;
    return BAD(err, FAIR_ERR_MISMATCH, "model",
               "the plan is for the scores of the model %q, these are of %q",
               model, strlen(model), s->options.model,
               strlen(s->options.model));
}

/* ---- said ---- */

#define MORE_SIZE (FAIR__NUMBER_SIZE + 20)

/* " (of 3 such rows)", or nothing. */
static const char *
such_rows(char out[MORE_SIZE], uint64_t count)
{
    out[0] = '\0';
    if (count < 2) return out;
    memcpy(out, " (of ", 5);
    const size_t n = 5 + fair__format_u64(out + 5, count);
    memcpy(out + n, " such rows)", sizeof(" such rows)"));
    return out;
}

static fair_status
fail_group(const fair__serving *s, fair_error *err)
{
    static const char *const texts[] = {
        "row %d%s: %s = %v is no group of the plan: fit it with "
        "such rows, or declare missing and unseen",
        "row %d%s: %s = %v, %s = %v is no group of the plan: "
        "fit it with such rows, or declare missing and unseen",
        "row %d%s: %s = %v, %s = %v, … is no group of the plan: "
        "fit it with such rows, or declare missing and unseen",
    };
    const size_t n = s->plan->n_by, row = s->defect.row;
    fair_scalar v[2] = {{0}, {0}};
    fair__chunk chunk;
    for (size_t k = 0; k < 2 && k < n; k++) {
        fair__chunk_load(&s->rows.features[k], row, 1, &chunk);
        fair__chunk_whole(&chunk, 1);
        v[k] = fair__chunk_scalar(&chunk, 0);
    }
    const int64_t number = (int64_t)(s->options.first_row + row);
    char more[MORE_SIZE];
    const char *const *by = s->plan->by;
    return fair__fail_at(err, FAIR_ERR_MISMATCH, by[0], number,
                         s->defect.count, texts[n > 2 ? 2 : n - 1], number,
                         such_rows(more, s->defect.count), by[0], &v[0],
                         by[n > 1], &v[1]);
}

static fair_status
fail(const fair__serving *s, fair_error *err)
{
    const fair__defect *d = &s->defect;
    const int64_t first = (int64_t)s->options.first_row;
    const char *id = s->options.row_id;
    char more[MORE_SIZE];
    if (s->where == FAIR__IN_SCORE)
        return fair__defect_fail(d, "y_score", s->options.y_score, first, err);
    if (s->where == FAIR__IN_GROUP) return fail_group(s, err);
    if (s->where == FAIR__IN_ID && d->kind == FAIR__DEFECT_MISSING)
        return fair__fail_at(err, FAIR_ERR_DATA, id, first + (int64_t)d->row,
                             d->count,
                             "%s: row %d%s has no id: the coin of a row "
                             "depends on it",
                             id, first + (int64_t)d->row,
                             such_rows(more, d->count));
    if (s->where == FAIR__IN_ID)
        return fair__defect_fail(d, "row_id", id, first, err);
    return fair__defect_fail(d, "sensitive feature",
                             s->plan->by[s->where - FAIR__IN_FEATURE], first,
                             err);
}

/* ---- columns and record batches ---- */

static fair_status
serve(fair__serving *s, const fair_plan_rows *rows, fair_error *err)
{
    fair_status st = check(s, rows, err);
    if (st == FAIR_OK) st = fair__serve_rows(s, err);
    if (st != FAIR_OK || s->defect.kind == FAIR__DEFECT_NONE) return st;
    return fail(s, err);
}

fair_status
fair__plan_apply(const fair_plan *plan, const fair_plan_rows *rows,
                 const fair_plan_apply_options *options, uint8_t *out,
                 double *shares, fair_error *err)
{
    fair__serving s = {.plan = plan, .out = out, .shares = shares};
    const fair_status st = check_options(&s, options, err);
    return st == FAIR_OK ? serve(&s, rows, err) : st;
}

/* A column of a batch; the second is its dictionary. */
static fair_status
find(const struct ArrowSchema *schema, const struct ArrowArray *array,
     const char *name, fair_column out[2], fair_error *err)
{
    int64_t child;
    const fair_status st = fair__arrow_find(schema, name, &child, err);
    return st == FAIR_OK
               ? fair__arrow_child(schema, array, child, name, out, err)
               : st;
}

fair_status
fair__plan_apply_arrow(const fair_plan *plan, const struct ArrowSchema *schema,
                       const struct ArrowArray *array,
                       const fair_plan_apply_options *options, uint8_t *out,
                       double *shares, fair_error *err)
{
    fair_column features[FAIR__MAX_FEATURES];
    fair_column pairs[FAIR__MAX_FEATURES][2], score[2], id[2];
    fair__serving s = {.plan = plan, .out = out, .shares = shares};
    fair_plan_rows rows = FAIR_PLAN_ROWS_INIT;
    fair_status st = check_options(&s, options, err);
    if (st == FAIR_OK)
        st = find(schema, array, s.options.y_score, score, err);
    if (st != FAIR_OK) return st;
    rows.y_score = score[0];
    rows.n = (size_t)array->length;
    rows.features = features;
    rows.n_features = plan->summary.needs_groups ? plan->n_by : 0;
    for (size_t k = 0; st == FAIR_OK && k < rows.n_features; k++) {
        st = find(schema, array, plan->by[k], pairs[k], err);
        features[k] = pairs[k][0];
    }
    if (st == FAIR_OK && plan->summary.is_randomized && out != NULL &&
        s.options.has_seed) {
        st = find(schema, array, s.options.row_id, id, err);
        rows.row_id = id[0];
    }
    return st == FAIR_OK ? serve(&s, &rows, err) : st;
}
