/* SPDX-License-Identifier: MIT
 * Reading a label or decision column: rows to value numbers, and what counts
 * as positive.
 *
 * A label keeps the distinct values seen, at most two, in the order seen;
 * which of them is positive is found from the declaration when it is needed,
 * so no answer depends on the order or the chunks in which values arrive. */
#ifndef FAIR_COLUMN_LABEL_H
#define FAIR_COLUMN_LABEL_H

#include <fairness/allocator.h>

#include "column/column.h"
#include "column/defect.h"

#define FAIR__LABEL_MISSING 2 /* code of a missing label */

typedef struct fair__label {
    const fair_allocator *mem;
    /* What was declared: for every column of its kind, and for this one
     * (which wins); kind NONE where not.  Text is borrowed from the
     * specification. */
    fair_scalar positive_any;
    fair_scalar positive_own;
    int32_t text_labels; /* FAIR_TEXT_LABELS_*: with BINARY, text 0, 0.0,
                            false … is the number 0 or 1, and a column may
                            hold numbers and text */
    int32_t n;           /* values seen */
    fair_scalar values[2]; /* canonical; BOOL is stored as INT 0 or 1; text
                              owned */
    int32_t mixed; /* some part was read with TEXT_LABELS_BINARY */
    struct fair__recent *recent; /* texts; NULL until there are some */
} fair__label;

void fair__label_init(fair__label *l, const fair_allocator *mem);
void fair__label_free(fair__label *l);

/* codes[i] = number of the value of row start + i (0 or 1), or
 * FAIR__LABEL_MISSING; n <= FAIR__BLOCK.  New values are added if the set
 * stays admissible (below); else DEFECT_NOT_BINARY, DEFECT_THIRD_VALUE or
 * DEFECT_KIND.  A missing value is no defect here: callers judge.  After a
 * defect, codes are not to be used.  FAIR_ERR_MEMORY otherwise. */
fair_status fair__label_read(fair__label *l, const fair_column *column,
                             size_t start, size_t n, uint8_t *codes,
                             fair__defect *defect, fair_error *err);

/* Adds one canonical value, as read does; defect->kind tells if it may not
 * be there.  For merge and load. */
fair_status fair__label_add(fair__label *l, const fair_scalar *value,
                            uint8_t *code, fair__defect *defect,
                            fair_error *err);

/* Forgets values n and 1.  mixed stays, unless n is 0: a caller that undoes a
 * call puts back what it was. */
void fair__label_truncate(fair__label *l, int32_t n);

/* Admissible: with P the declaration for this column (own; else any, where
 * its kind is that of the column: text, or number and boolean), the values
 * and P together are at most two; without a P that applies, the values are
 * within {0, 1}.  A {0,1} column of the other kind than P keeps 1.
 *
 * Number of the positive value (0 or 1), or -1 if it was not seen. */
int fair__label_positive(const fair__label *l);

/* 1 if a declaration applies to this column (so that "never seen" is a
 * question), and *p is it. */
int fair__label_declared(const fair__label *l, fair_scalar *p);

#endif
