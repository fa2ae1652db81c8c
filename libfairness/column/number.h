/* SPDX-License-Identifier: MIT
 * Reading scores, weights and frequencies. */
#ifndef FAIR_COLUMN_NUMBER_H
#define FAIR_COLUMN_NUMBER_H

#include "column/column.h"
#include "column/defect.h"

#define FAIR__WEIGHT_MAX 0x1p480

/* All: rows start … start + n, n <= FAIR__BLOCK, any numeric or boolean
 * column or dictionary of one (others: FAIR_ERR_TYPE with the column's name
 * and what to cast it to).  Bad rows fill *defect and give 0. */

/* out[i] = 1 where score >= threshold, exactly, for float16 to float64 and
 * all integers, infinite ones included.  Missing and NaN scores are defects. */
fair_status fair__read_selected(const fair_column *column, const char *name,
                                size_t start, size_t n, double threshold,
                                uint8_t *out, fair__defect *defect,
                                fair_error *err);

/* From low to high, which may be infinite; integers above 2^53 become the
 * nearest double, -0.0 becomes 0. */
fair_status fair__read_score(const fair_column *column, const char *name,
                             size_t start, size_t n, double low, double high,
                             double *out, fair__defect *defect,
                             fair_error *err);

/* Finite, >= 0, at most FAIR__WEIGHT_MAX; -0.0 gives 0. */
fair_status fair__read_weight(const fair_column *column, const char *name,
                              size_t start, size_t n, double *out,
                              fair__defect *defect, fair_error *err);

/* Whole, >= 0, below 2^63. */
fair_status fair__read_frequency(const fair_column *column, const char *name,
                                 size_t start, size_t n, uint64_t *out,
                                 fair__defect *defect, fair_error *err);

#endif
