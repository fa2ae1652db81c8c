/* SPDX-License-Identifier: MIT
 * Adding batches of borrowed columns: all of them or none. */
#include <string.h>

#include "audit/body.h"
#include "base/error.h"
#include "base/options.h"

fair_status
fair__audit_end(fair__tally *t, fair_status st, fair_error *err)
{
    if (st == FAIR_OK) st = fair__tally_commit(t, err);
    if (st != FAIR_OK) fair__tally_rollback(t);
    return st;
}

/* Batch i of an array whose elements may be of another version than ours:
 * the first one's size says how far apart they are. */
static fair_status
read_rows(const fair_rows *batches, size_t i, fair_rows *out,
          fair_error *err)
{
    size_t size, own_size;
    memcpy(&size, batches, sizeof(size));
    const char *given = (const char *)batches + i * size;
    memcpy(&own_size, given, sizeof(own_size));
    if (own_size != size)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "fair_rows", -1, 0,
                             "batch %u has another size field than the first",
                             (uint64_t)i);
    return fair__options_read(out, sizeof(*out), FAIR__ROWS_FIRST, given,
                              "fair_rows", err);
}

/* A batch failed: how many rows of the later ones are bad in the same way? */
static fair_status
count_rest(fair__tally *t, const fair_rows *batches, size_t first, size_t n,
           uint64_t row, fair_status failed, fair_error *err)
{
    for (size_t i = first; i < n; i++) {
        fair_rows rows = {0};
        if (read_rows(batches, i, &rows, NULL) != FAIR_OK) break;
        const fair_status st = fair__tally_count_defects(t, &rows, row, err);
        if (st != FAIR_OK) return st;
        row += rows.n;
    }
    return failed;
}

fair_status
fair__audit_add(fair__tally *t, const fair_rows *batches, size_t n,
                fair_error *err)
{
    uint64_t row = t->watch.first_row;
    fair_status st = FAIR_OK;
    fair__tally_begin(t);
    for (size_t i = 0; st == FAIR_OK && i < n; i++) {
        fair_rows rows = {0};
        st = read_rows(batches, i, &rows, err);
        if (st != FAIR_OK) break;
        st = fair__tally_add(t, &rows, row, err);
        row += rows.n;
        if (st == FAIR_ERR_STOPPED) break;
        if (st != FAIR_OK)
            st = count_rest(t, batches, i + 1, n, row, st, err);
    }
    return fair__audit_end(t, st, err);
}
