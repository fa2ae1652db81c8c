/* SPDX-License-Identifier: MIT
 * Reading a sensitive or control feature: rows to codes. */
#ifndef FAIR_COLUMN_FEATURE_H
#define FAIR_COLUMN_FEATURE_H

#include "column/column.h"
#include "column/defect.h"
#include "column/values.h"

typedef struct fair__feature {
    fair__values values;
    uint32_t max_values; /* new values beyond this: DEFECT_TOO_MANY */
    /* Codes of dictionary entries in the batch at hand, found lazily: code +
     * 1, or 0 where not looked up yet. */
    uint32_t *map;
    size_t map_capacity;
    /* Of the batch at hand, by the byte itself: codes + 1.  And texts that
     * were met before.  Each is made for the first column that needs it. */
    uint32_t *bytes;
    struct fair__recent *recent;
} fair__feature;

void fair__feature_init(fair__feature *f, const fair_allocator *mem,
                        const uint8_t key[16]);
void fair__feature_free(fair__feature *f);

/* Before the first read of each batch: forgets what belongs to the last
 * batch, makes room for its dictionary.  column was checked. */
fair_status fair__feature_begin(fair__feature *f, const fair_column *column,
                                fair_error *err);

/* codes[i] = code of row start + i, for i < n <= FAIR__BLOCK; new values are
 * added.  Floats must be whole (NaN is missing, -0.0 is 0, 1.0 is 1); numbers
 * of all widths share one value.  Bad rows: code 0, *defect filled, FAIR_OK
 * (defect->kind was set to NONE first).  FAIR_ERR_MEMORY otherwise. */
fair_status fair__feature_read(fair__feature *f, const fair_column *column,
                               size_t start, size_t n, uint32_t *codes,
                               fair__defect *defect, fair_error *err);

/* Whether a column holds integers, and the map covers those known so far. */
int fair__feature_is_mapped(const fair__feature *f,
                            const fair_column *column);
/* Of such a column: distances[i] = how far row start + i is above the map's
 * lowest number, + 1; 0 where it is missing.  Returns 0 if one is outside of
 * the map, or bad; then distances are anything. */
int fair__feature_distances(const fair__feature *f, const fair_column *column,
                            size_t start, size_t n, uint32_t *distances);

/* Forgets values beyond n (a failed call); kind is what it was then. */
void fair__feature_truncate(fair__feature *f, uint32_t n, int32_t kind);

#endif
