/* SPDX-License-Identifier: MIT
 * Scores to decisions, weights and frequencies: numbers with their limits. */
#include "column/number.h"

#include <assert.h>
#include <string.h>

#include "column/chunk.h"

static double
as_double(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof(x));
    return x;
}

/* A number of a chunk as it is. */
static fair_scalar
number_scalar(const fair__chunk *chunk, size_t i)
{
    fair_scalar s = {0};
    s.integer = (int64_t)chunk->bits[i];
    switch (chunk->form) {
    case FAIR__FORM_FLOAT:
        s.kind = FAIR_KIND_FLOAT;
        s.integer = 0;
        s.number = as_double(chunk->bits[i]);
        break;
    case FAIR__FORM_UNSIGNED:
        s.kind = s.integer < 0 ? FAIR_KIND_UINT : FAIR_KIND_INT;
        break;
    default:
        s.kind = chunk->state[i] == FAIR__ROW_HIGH ? FAIR_KIND_UINT
                                                   : FAIR_KIND_INT;
        break;
    }
    return s;
}

/* Notes what is wrong with rows; a kernel below calls it where it gives up on
 * a row.  kind NONE: the chunk knows (missing, or bad already). */
static void
note(const fair__chunk *chunk, size_t i, size_t row, int32_t kind,
     fair__defect *defect)
{
    fair_scalar found = {0};
    if (chunk->state[i] >= FAIR__ROW_BAD) {
        fair__chunk_note(chunk, i, row, defect);
        return;
    }
    if (chunk->state[i] == FAIR__ROW_MISSING) {
        found.kind = FAIR_KIND_MISSING;
        kind = FAIR__DEFECT_MISSING;
    } else {
        found = number_scalar(chunk, i);
    }
    fair__defect_note(defect, kind, row, &found);
}

/* Defect of a double that must be finite. */
static int32_t
nonfinite(double x)
{
    return x != x ? FAIR__DEFECT_NAN : FAIR__DEFECT_INFINITE;
}

static double
number_of(const fair__chunk *chunk, size_t i)
{
    const uint64_t bits = chunk->bits[i];
    if (chunk->form == FAIR__FORM_FLOAT) return as_double(bits);
    if (chunk->form == FAIR__FORM_SIGNED && chunk->state[i] != FAIR__ROW_HIGH)
        return (double)(int64_t)bits;
    return (double)bits;
}

/* ---- scores ---- */

/* A threshold for each form: x >= it decides, exactly. */
typedef struct cut {
    double real;
    int64_t whole;   /* smallest int64 >= threshold; */
    uint64_t natural; /* smallest uint64 >= threshold; */
    int no_whole;    /* there is none */
    int no_natural;
} cut;

static cut
cut_at(double threshold)
{
    cut c = {threshold, INT64_MIN, 0, threshold > 0x1p63 - 1024,
             threshold > 0x1p64 - 2048};
    /* Doubles of that size are whole; next below 2^63 is 2^63 - 1024. */
    if (!c.no_whole && threshold > -0x1p63) {
        c.whole = (int64_t)threshold;
        if ((double)c.whole < threshold) c.whole++;
    }
    if (!c.no_natural && threshold > 0) {
        c.natural = (uint64_t)threshold;
        if ((double)c.natural < threshold) c.natural++;
    }
    return c;
}

static void
select_rows(const fair__chunk *chunk, const cut *c, size_t row, size_t n,
            uint8_t *out, fair__defect *defect)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t bits = chunk->bits[i];
        int32_t wrong = FAIR__DEFECT_NONE;
        int selected = 0;
        if (chunk->state[i] == FAIR__ROW_HIGH) {
            selected = !c->no_natural && bits >= c->natural;
        } else if (chunk->state[i] != FAIR__ROW_VALUE) {
            wrong = FAIR__DEFECT_MISSING;
        } else if (chunk->form == FAIR__FORM_FLOAT) {
            const double x = as_double(bits);
            selected = x >= c->real;
            if (x != x) wrong = FAIR__DEFECT_NAN;
        } else if (chunk->form == FAIR__FORM_SIGNED) {
            selected = !c->no_whole && (int64_t)bits >= c->whole;
        } else {
            selected = !c->no_natural && bits >= c->natural;
        }
        out[i] = (uint8_t)selected;
        if (wrong == FAIR__DEFECT_NONE) continue;
        out[i] = 0;
        note(chunk, i, row + i, wrong, defect);
    }
}

/* 0, or the defect that a double has as a score. */
static int32_t
score_defect(double x, double low, double high)
{
    if (x != x) return FAIR__DEFECT_NAN;
    return x >= low && x <= high ? FAIR__DEFECT_NONE : FAIR__DEFECT_OUTSIDE;
}

/* What most scores are, doubles side by side that are all in the range, in a
 * loop that vectors do; 0 if one is anything else. */
static int
score_doubles(const fair_column *c, size_t start, size_t n, double low,
              double high, double *out)
{
    const size_t width = sizeof(*out);
    if (c->type != FAIR_TYPE_FLOAT64 || c->validity != NULL ||
        (c->stride != 0 && c->stride != (int64_t)width))
        return 0;
    const char *from =
        (const char *)c->buffers[0] + (c->offset + (int64_t)start) * (int64_t)width;
    uint64_t wrong = 0;
    memcpy(out, from, n * width);
    for (size_t i = 0; i < n; i++) {
        wrong |= (uint64_t)!(out[i] >= low) | (uint64_t)!(out[i] <= high);
        out[i] += 0.0; /* -0.0 gives 0 */
    }
    return wrong == 0;
}

static void
score_rows(const fair__chunk *chunk, size_t row, size_t n, double low,
           double high, double *out, fair__defect *defect)
{
    for (size_t i = 0; i < n; i++) {
        int32_t wrong = FAIR__DEFECT_MISSING;
        out[i] = 0;
        if (chunk->state[i] == FAIR__ROW_VALUE ||
            chunk->state[i] == FAIR__ROW_HIGH) {
            const double x = number_of(chunk, i);
            wrong = score_defect(x, low, high);
            if (wrong == FAIR__DEFECT_NONE) out[i] = x + 0.0;
        }
        if (wrong != FAIR__DEFECT_NONE) note(chunk, i, row + i, wrong, defect);
    }
}

/* ---- weights ---- */

static void
weigh_rows(const fair__chunk *chunk, size_t row, size_t n, double *out,
           fair__defect *defect)
{
    for (size_t i = 0; i < n; i++) {
        if (chunk->state[i] == FAIR__ROW_VALUE ||
            chunk->state[i] == FAIR__ROW_HIGH) {
            const double x = number_of(chunk, i);
            if (x >= 0 && x <= FAIR__WEIGHT_MAX) {
                out[i] = x + 0.0; /* -0.0 gives 0 */
                continue;
            }
            int32_t wrong = x < 0 ? FAIR__DEFECT_NEGATIVE
                                  : FAIR__DEFECT_TOO_LARGE;
            if (x - x != 0) wrong = nonfinite(x);
            note(chunk, i, row + i, wrong, defect);
        } else {
            note(chunk, i, row + i, FAIR__DEFECT_MISSING, defect);
        }
        out[i] = 0;
    }
}

/* ---- frequencies ---- */

/* 0, or the defect that a double has as a frequency. */
static int32_t
whole_defect(double x)
{
    if (x - x != 0) return nonfinite(x);
    if (x < 0) return FAIR__DEFECT_NEGATIVE;
    if (x >= 0x1p63) return FAIR__DEFECT_TOO_LARGE;
    return (double)(uint64_t)x == x ? FAIR__DEFECT_NONE
                                    : FAIR__DEFECT_NOT_WHOLE;
}

static void
count_rows(const fair__chunk *chunk, size_t row, size_t n, uint64_t *out,
           fair__defect *defect)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = chunk->bits[i];
        int32_t wrong = FAIR__DEFECT_NONE;
        if (chunk->state[i] == FAIR__ROW_HIGH) {
            wrong = FAIR__DEFECT_TOO_LARGE;
        } else if (chunk->state[i] != FAIR__ROW_VALUE) {
            wrong = FAIR__DEFECT_MISSING;
        } else if (chunk->form == FAIR__FORM_FLOAT) {
            wrong = whole_defect(as_double(bits));
            if (wrong == FAIR__DEFECT_NONE) bits = (uint64_t)as_double(bits);
        } else if (bits > INT64_MAX) {
            wrong = chunk->form == FAIR__FORM_SIGNED ? FAIR__DEFECT_NEGATIVE
                                                     : FAIR__DEFECT_TOO_LARGE;
        }
        out[i] = wrong == FAIR__DEFECT_NONE ? bits : 0;
        if (wrong != FAIR__DEFECT_NONE) note(chunk, i, row + i, wrong, defect);
    }
}

/* ---- all of them ---- */

static fair_status
check_numeric(const fair_column *column, const char *name, fair_error *err)
{
    const fair_column *values = column->type == FAIR_TYPE_DICTIONARY
                                    ? column->dictionary
                                    : column;
    if (fair__type_of(values->type)->form != FAIR__FORM_TEXT) return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_TYPE, name, -1, 0,
                         "column %q is %s, expected numbers: cast it to "
                         "float64 or int64",
                         name, strlen(name), fair__column_type_name(column));
}

fair_status
fair__read_selected(const fair_column *column, const char *name, size_t start,
                    size_t n, double threshold, uint8_t *out,
                    fair__defect *defect, fair_error *err)
{
    assert(threshold == threshold);
    fair_status st = check_numeric(column, name, err);
    if (st != FAIR_OK) return st;
    const cut c = cut_at(threshold);
    fair__chunk chunk;
    memset(defect, 0, sizeof(*defect));
    for (size_t at = 0; at < n; at += FAIR__CHUNK) {
        const size_t part = n - at < FAIR__CHUNK ? n - at : FAIR__CHUNK;
        fair__chunk_load(column, start + at, part, &chunk);
        select_rows(&chunk, &c, start + at, part, out + at, defect);
    }
    return FAIR_OK;
}

fair_status
fair__read_score(const fair_column *column, const char *name, size_t start,
                 size_t n, double low, double high, double *out,
                 fair__defect *defect, fair_error *err)
{
    fair_status st = check_numeric(column, name, err);
    if (st != FAIR_OK) return st;
    fair__chunk chunk;
    memset(defect, 0, sizeof(*defect));
    if (score_doubles(column, start, n, low, high, out)) return FAIR_OK;
    for (size_t at = 0; at < n; at += FAIR__CHUNK) {
        const size_t part = n - at < FAIR__CHUNK ? n - at : FAIR__CHUNK;
        fair__chunk_load(column, start + at, part, &chunk);
        score_rows(&chunk, start + at, part, low, high, out + at, defect);
    }
    if (defect->kind == FAIR__DEFECT_OUTSIDE) {
        defect->seen[0] = fair_scalar_float(low);
        defect->seen[1] = fair_scalar_float(high);
    }
    return FAIR_OK;
}

fair_status
fair__read_weight(const fair_column *column, const char *name, size_t start,
                  size_t n, double *out, fair__defect *defect, fair_error *err)
{
    fair_status st = check_numeric(column, name, err);
    if (st != FAIR_OK) return st;
    fair__chunk chunk;
    memset(defect, 0, sizeof(*defect));
    for (size_t at = 0; at < n; at += FAIR__CHUNK) {
        const size_t part = n - at < FAIR__CHUNK ? n - at : FAIR__CHUNK;
        fair__chunk_load(column, start + at, part, &chunk);
        weigh_rows(&chunk, start + at, part, out + at, defect);
    }
    return FAIR_OK;
}

fair_status
fair__read_frequency(const fair_column *column, const char *name, size_t start,
                     size_t n, uint64_t *out, fair__defect *defect,
                     fair_error *err)
{
    fair_status st = check_numeric(column, name, err);
    if (st != FAIR_OK) return st;
    fair__chunk chunk;
    memset(defect, 0, sizeof(*defect));
    for (size_t at = 0; at < n; at += FAIR__CHUNK) {
        const size_t part = n - at < FAIR__CHUNK ? n - at : FAIR__CHUNK;
        fair__chunk_load(column, start + at, part, &chunk);
        count_rows(&chunk, start + at, part, out + at, defect);
    }
    return FAIR_OK;
}
