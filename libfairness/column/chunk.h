/* SPDX-License-Identifier: MIT
 * A short run of rows with widths, layouts and nulls taken off: what labels,
 * features and numbers are read from.
 *
 * Everything that a row points to (dictionary index, string offsets, views)
 * is read once into a local and checked there, so that another thread that
 * writes meanwhile can make values wrong but no read stray.  Nulls are tested
 * before what lies under them is looked at. */
#ifndef FAIR_COLUMN_CHUNK_H
#define FAIR_COLUMN_CHUNK_H

#include "column/column.h"
#include "column/defect.h"
#include "column/type.h"

#define FAIR__CHUNK 256

/* States of a row. */
#define FAIR__ROW_MISSING 0
#define FAIR__ROW_VALUE 1
#define FAIR__ROW_HIGH 2 /* after fair__chunk_whole (INT128: at once): above
                            INT64_MAX */
#define FAIR__ROW_BAD 16 /* + FAIR__DEFECT_* */

typedef struct fair__chunk {
    int32_t form;  /* FAIR__FORM_* of the values, a dictionary's too */
    int32_t plain; /* 1: all states are VALUE (0 says nothing) */
    uint8_t state[FAIR__CHUNK];
    /* Bool 0 or 1; integers; bits of a double; bytes of a text.  What is
     * wrong, where it is a number (index, byte, double), in bad rows. */
    uint64_t bits[FAIR__CHUNK];
    const char *text[FAIR__CHUNK];
} fair__chunk;

/* Rows start … start + n, 0 < n <= FAIR__CHUNK, of a checked column, also of
 * a dictionary (row by row). */
void fair__chunk_load(const fair_column *column, size_t start, size_t n,
                      fair__chunk *chunk);

/* The indices of a dictionary column, as integers of its index type: not yet
 * checked against the dictionary's length (a negative one is huge). */
void fair__chunk_load_indices(const fair_column *column, size_t start,
                              size_t n, fair__chunk *chunk);

/* Makes numbers the values of labels and groups: whole floats become
 * integers, NaN missing, and what is not whole bad; HIGH is set.  bits then
 * hold an int64, or a uint64 where HIGH. */
void fair__chunk_whole(fair__chunk *chunk, size_t n);

/* FAIR_KIND_BOOL, INT or TEXT, for a form; MISSING for none. */
int32_t fair__form_kind(int32_t form);

/* Row i as a canonical scalar (text borrowed), after fair__chunk_whole; for a
 * bad row what was found, NONE where it cannot be shown. */
fair_scalar fair__chunk_scalar(const fair__chunk *chunk, size_t i);

/* Counts a row among those of a defect: the first one decides its kind, row
 * and what was found; later ones of the same kind are counted. */
void fair__defect_note(fair__defect *defect, int32_t kind, size_t row,
                       const fair_scalar *found);

/* The same for row i of a chunk, which is bad. */
void fair__chunk_note(const fair__chunk *chunk, size_t i, size_t row,
                      fair__defect *defect);

#endif
