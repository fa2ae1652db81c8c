/* SPDX-License-Identifier: MIT
 * Narrowing a block: every column of the batch to codes, and what is wrong
 * with its rows. */
#include "tally/block.h"

#include <math.h>
#include <string.h>

#include "column/number.h"

const fair_column *
fair__tally_column(const fair__tally *t, const fair_rows *rows, int column)
{
    const fair_column *const roles[FAIR__N_ROLES] = {
        &rows->y_true,          &rows->y_pred,        &rows->y_score,
        &rows->y_pred_baseline, &rows->sample_weight, &rows->frequency,
    };
    if (column < FAIR__N_ROLES) return roles[column];
    const size_t feature = (size_t)(column - FAIR__N_ROLES);
    return feature < t->spec.n_sensitive
               ? &rows->sensitive[feature]
               : &rows->control[feature - t->spec.n_sensitive];
}

const char *
fair__column_role(const fair__tally *t, int column)
{
    if (column < FAIR__N_ROLES) return fair__role_name(column);
    return (size_t)(column - FAIR__N_ROLES) < t->spec.n_sensitive
               ? "sensitive feature"
               : "control feature";
}

const char *
fair__column_name(const fair__tally *t, int column)
{
    return column < FAIR__N_ROLES ? fair__spec_column(&t->spec, column)
                                  : t->spec.features[column - FAIR__N_ROLES];
}

/* ---- one column ---- */

static fair_status
read_score(const fair__tally *t, const fair_column *c, const char *name,
           size_t start, size_t n, fair__defect *defect, fair_error *err)
{
    const fair__score_range *range = &t->spec.score_range;
    const double low = range->declared ? range->low : -(double)INFINITY;
    const double high = range->declared ? range->high : (double)INFINITY;
    return fair__read_score(c, name, start, n, low, high, t->scratch->score,
                            defect, err);
}

static fair_status
read_raw(fair__tally *t, const fair_column *c, int column, size_t start,
         size_t n, fair__defect *defect, fair_error *err)
{
    fair__scratch *s = t->scratch;
    const char *name = fair__column_name(t, column);
    switch (column) {
    case FAIR__Y_TRUE:
        return fair__label_read(&t->labels[0], c, start, n, s->labels[0],
                                defect, err);
    case FAIR__Y_PRED:
        return fair__label_read(&t->labels[1], c, start, n, s->labels[1],
                                defect, err);
    case FAIR__Y_PRED_BASELINE:
        return fair__label_read(&t->labels[2], c, start, n, s->labels[2],
                                defect, err);
    case FAIR__Y_SCORE:
        if (fair__tally_reads_scores(t)) {
            const fair_status st =
                read_score(t, c, name, start, n, defect, err);
            if (st != FAIR_OK || defect->kind == FAIR__DEFECT_OUTSIDE ||
                !t->spec.has_threshold)
                return st;
        }
        /* Without a threshold scores are validated, into a place that is not
         * in use yet. */
        return fair__read_selected(
            c, name, start, n, t->spec.threshold,
            t->spec.has_threshold ? s->labels[1] : s->slots, defect, err);
    case FAIR__SAMPLE_WEIGHT:
        return fair__read_weight(c, name, start, n, s->weight, defect, err);
    case FAIR__FREQUENCY:
        return fair__read_frequency(c, name, start, n, s->frequency, defect,
                                    err);
    default: {
        const size_t k = (size_t)(column - FAIR__N_ROLES);
        return fair__feature_read(&t->features[k], c, start, n,
                                  s->codes + k * FAIR__BLOCK, defect, err);
    }
    }
}

static int
missing_is_bad(const fair__tally *t, int column)
{
    switch (column) {
    case FAIR__Y_TRUE: return t->spec.unlabelled == FAIR_UNLABELLED_ERROR;
    case FAIR__Y_PRED:
    case FAIR__Y_PRED_BASELINE: return 1;
    default:
        return column >= FAIR__N_ROLES && t->spec.nulls == FAIR_NULLS_ERROR;
    }
}

static size_t
missing_u8(const uint8_t *codes, size_t n, size_t *first)
{
    const uint8_t *at = memchr(codes, FAIR__LABEL_MISSING, n);
    size_t count = 0;
    if (at == NULL) return 0;
    *first = (size_t)(at - codes);
    for (size_t i = *first; i < n; i++)
        count += codes[i] == FAIR__LABEL_MISSING;
    return count;
}

static size_t
missing_u32(const uint32_t *codes, size_t n, size_t *first)
{
    size_t count = 0;
    for (size_t i = n; i-- > 0;) {
        if (codes[i] != 0) continue;
        count++;
        *first = i;
    }
    return count;
}

static size_t
count_missing(const fair__tally *t, int column, size_t n, size_t *first)
{
    const fair__scratch *s = t->scratch;
    switch (column) {
    case FAIR__Y_TRUE: return missing_u8(s->labels[0], n, first);
    case FAIR__Y_PRED: return missing_u8(s->labels[1], n, first);
    case FAIR__Y_PRED_BASELINE: return missing_u8(s->labels[2], n, first);
    default:
        return missing_u32(
            s->codes + (size_t)(column - FAIR__N_ROLES) * FAIR__BLOCK, n,
            first);
    }
}

/* Once a block, so a call costs nothing; three copies of it with all that it
 * calls would be 6 KiB. */
__attribute__((noinline)) fair_status
fair__block_column(fair__tally *t, const fair_rows *rows, int column,
                   size_t start, size_t n, fair__defect *defect,
                   fair_error *err)
{
    const fair_column *c = fair__tally_column(t, rows, column);
    memset(defect, 0, sizeof(*defect));
    fair_status st = read_raw(t, c, column, start, n, defect, err);
    if (st != FAIR_OK || !missing_is_bad(t, column)) return st;
    const int cut = defect->kind != FAIR__DEFECT_NONE;
    size_t good = n;
    if (cut) {
        /* Codes are to be trusted only up to the bad row. */
        good = defect->row - start;
        if (good == 0) return FAIR_OK;
        fair__defect none = {0};
        st = read_raw(t, c, column, start, good, &none, err);
        if (st != FAIR_OK) return st;
    }
    size_t first = 0;
    const size_t count = count_missing(t, column, good, &first);
    if (count == 0) return FAIR_OK;
    memset(defect, 0, sizeof(*defect));
    defect->kind = FAIR__DEFECT_MISSING;
    defect->row = start + first;
    defect->count = cut ? 0 : count;
    defect->found = fair_scalar_missing();
    return FAIR_OK;
}

/* ---- counting rows that are bad in the same way ---- */

/* Other failures only leave the count at what it is. */
static int
ends_counting(fair_status st)
{
    return st == FAIR_ERR_MEMORY || st == FAIR_ERR_STOPPED;
}

static fair_status
count_one_by_one(fair__tally *t, const fair_rows *rows, size_t start,
                 size_t n, uint64_t *count, fair_error *err)
{
    const fair__scratch *s = t->scratch;
    fair_status st = FAIR_OK;
    for (size_t i = start; st == FAIR_OK && i < start + n; i++) {
        fair__defect defect;
        st = fair__block_column(t, rows, s->bad_column, i, 1, &defect, err);
        if (st == FAIR_OK && defect.kind == s->bad.kind) ++*count;
    }
    return st;
}

static fair_status
count_from(fair__tally *t, const fair_rows *rows, size_t start,
           uint64_t first_row, uint64_t *count, fair_error *err)
{
    const fair__scratch *s = t->scratch;
    fair_status st = FAIR_OK;
    while (st == FAIR_OK && start < rows->n) {
        const size_t left = rows->n - start;
        const size_t n = left < FAIR__BLOCK ? left : FAIR__BLOCK;
        fair__defect defect;
        st = fair__block_column(t, rows, s->bad_column, start, n, &defect,
                                err);
        if (st != FAIR_OK) break;
        if (defect.kind == s->bad.kind && defect.count > 0)
            *count += defect.count;
        else if (defect.kind != FAIR__DEFECT_NONE)
            st = count_one_by_one(t, rows, start, n, count, err);
        if (st == FAIR_OK)
            st = fair__tally_look_in(t, first_row + start, n, err);
        start += n;
    }
    return st;
}

/* The words for the first bad row, with the count of its kind. */
static fair_status
fail_by_bad(const fair__tally *t, fair_error *err)
{
    const fair__scratch *s = t->scratch;
    return fair__defect_fail(&s->bad, fair__column_role(t, s->bad_column),
                             fair__column_name(t, s->bad_column),
                             s->bad_first_row, err);
}

fair_status
fair__tally_count_defects(fair__tally *t, const fair_rows *rows,
                          uint64_t first_row, fair_error *err)
{
    if (t->scratch == NULL || err == NULL) return FAIR_OK;
    const int column = t->scratch->bad_column;
    if (column == FAIR__NO_COLUMN) return FAIR_OK;
    if (rows->n == 0 || (column >= FAIR__N_ROLES &&
                         (rows->sensitive == NULL ||
                          (rows->control == NULL && t->spec.n_control > 0))))
        return FAIR_OK;
    const fair_column *c = fair__tally_column(t, rows, column);
    const char *name = fair__column_name(t, column);
    if (c->type == FAIR_TYPE_NONE ||
        fair__column_check(c, rows->n, name, NULL) != FAIR_OK)
        return FAIR_OK;
    fair_status st = FAIR_OK;
    fair_error other = {0}; /* err tells of the batch that failed */
    if (column >= FAIR__N_ROLES)
        st = fair__feature_begin(&t->features[column - FAIR__N_ROLES], c,
                                 &other);
    uint64_t count = 0;
    if (st == FAIR_OK)
        st = count_from(t, rows, 0, first_row, &count, &other);
    if (ends_counting(st)) {
        *err = other;
        return st;
    }
    if (count == 0) return FAIR_OK;
    t->scratch->bad.count += count;
    (void)fail_by_bad(t, err); /* the caller has the status already */
    return FAIR_OK;
}

/* ---- the block ---- */

/* Counts the bad rows from start to the end of the batch. */
static fair_status
fail_from(fair__tally *t, const fair_rows *rows, size_t start,
          uint64_t first_row, fair_error *err)
{
    uint64_t count = 0;
    const fair_status st =
        count_from(t, rows, start, first_row, &count, err);
    if (ends_counting(st)) return st;
    t->scratch->bad.count = count > 0 ? count : 1;
    t->scratch->bad_first_row = (int64_t)first_row;
    return fail_by_bad(t, err);
}

fair_status
fair__block_read(fair__tally *t, const fair_rows *rows, size_t start,
                 size_t n, uint64_t first_row, fair_error *err)
{
    const int n_features = (int)(t->spec.n_sensitive + t->spec.n_control);
    fair__scratch *s = t->scratch;
    fair__defect worst = {0};
    for (int column = 0; column < FAIR__N_ROLES + n_features; column++) {
        if (column < FAIR__N_ROLES &&
            (t->inputs & FAIR__INPUT(column)) == 0)
            continue;
        fair__defect defect;
        const fair_status st =
            fair__block_column(t, rows, column, start, n, &defect, err);
        if (st != FAIR_OK) return st;
        if (defect.kind == FAIR__DEFECT_NONE) continue;
        if (worst.kind != FAIR__DEFECT_NONE && worst.row <= defect.row)
            continue;
        worst = defect; /* so the blame is the same for any chunks */
        s->bad_column = column;
    }
    if (worst.kind == FAIR__DEFECT_NONE) return FAIR_OK;
    s->bad = worst;
    return fail_from(t, rows, start, first_row, err);
}
