/* SPDX-License-Identifier: MIT
 * Building a record batch, value by value. */
#include "audit/batch.h"

#include <string.h>

#include "base/error.h"

fair_status
fair__batch_new(const fair_allocator *mem, fair__batch **out, fair_error *err)
{
    fair__batch *batch = fair__calloc(mem, 1, sizeof(*batch));
    if (batch == NULL) return fair__no_memory(err);
    batch->mem = *mem;
    *out = batch;
    return FAIR_OK;
}

void
fair__batch_column_free(fair__batch_column *c)
{
    const fair_allocator mem = c->mem;
    fair__free(&mem, c->validity, c->validity_capacity, 1);
    fair__free(&mem, c->data, c->data_capacity, 1);
    fair__free(&mem, c->offsets, c->offsets_capacity, sizeof(*c->offsets));
    fair__free(&mem, c, 1, sizeof(*c));
}

void
fair__batch_free(fair__batch *batch)
{
    const fair_allocator mem = batch->mem;
    for (size_t i = 0; i < batch->n_columns; i++)
        if (batch->columns[i] != NULL)
            fair__batch_column_free(batch->columns[i]);
    fair__free(&mem, batch, 1, sizeof(*batch));
}

/* Every buffer exists, also of no rows: some readers want no NULL. */
fair_status
fair__batch_add_column(fair__batch *batch, const char *name,
                       const char *format, fair_error *err)
{
    if (batch->n_columns == FAIR__BATCH_COLUMNS)
        return fair__fail(err, FAIR_ERR_LIMIT, "too many columns");
    fair__batch_column *c = fair__calloc(&batch->mem, 1, sizeof(*c));
    if (c == NULL) return fair__no_memory(err);
    c->mem = batch->mem;
    c->name = name;
    c->format = format;
    batch->columns[batch->n_columns++] = c;
    fair_status st = fair__reserve(&c->mem, &c->validity,
                                   &c->validity_capacity, 1, 1, err);
    if (st == FAIR_OK)
        st = fair__reserve(&c->mem, &c->data, &c->data_capacity, 1, 1, err);
    if (st == FAIR_OK && strcmp(format, FAIR__BATCH_TEXT) == 0)
        st = fair__reserve(&c->mem, &c->offsets, &c->offsets_capacity, 1,
                           sizeof(*c->offsets), err);
    return st;
}

/* Appends size bytes, and the row that they are. */
static fair_status
put(fair__batch_column *c, const void *bytes, size_t size, int is_valid,
    fair_error *err)
{
    size_t need;
    if (!fair__size_add(c->n_data, size, &need)) return fair__no_memory(err);
    fair_status st = fair__reserve(&c->mem, &c->validity,
                                   &c->validity_capacity, c->n / 8 + 1, 1,
                                   err);
    if (st == FAIR_OK)
        st = fair__reserve(&c->mem, &c->data, &c->data_capacity, need, 1,
                           err);
    if (st == FAIR_OK && c->offsets != NULL)
        st = fair__reserve(&c->mem, &c->offsets, &c->offsets_capacity,
                           c->n + 2, sizeof(*c->offsets), err);
    if (st != FAIR_OK) return st;
    if (size > 0) memcpy(c->data + c->n_data, bytes, size);
    c->n_data = need;
    if (is_valid)
        c->validity[c->n / 8] |= (uint8_t)(1u << c->n % 8);
    else
        c->n_null++;
    c->n++;
    if (c->offsets != NULL) c->offsets[c->n] = (int64_t)need;
    return FAIR_OK;
}

fair_status
fair__batch_put_null(fair__batch_column *c, fair_error *err)
{
    const uint64_t zero = 0;
    return put(c, &zero, c->offsets != NULL ? 0 : sizeof(zero), 0, err);
}

fair_status
fair__batch_put_text(fair__batch_column *c, const char *text, size_t length,
                     fair_error *err)
{
    return put(c, text, length, 1, err);
}

fair_status
fair__batch_put_real(fair__batch_column *c, double x, fair_error *err)
{
    return put(c, &x, sizeof(x), 1, err);
}

fair_status
fair__batch_put_count(fair__batch_column *c, uint64_t x, fair_error *err)
{
    return put(c, &x, sizeof(x), 1, err);
}
