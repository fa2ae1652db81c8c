/* SPDX-License-Identifier: MIT
 * Arrow record batches: struct arrays as sets of columns. */
#include <string.h>

#include "column/arrow.h"

#define LIST_SIZE 200

/* "a", "b", … as far as there is room. */
static void
list_children(const struct ArrowSchema *schema, char list[LIST_SIZE])
{
    size_t at = 0;
    list[0] = '\0';
    for (int64_t i = 0; i < schema->n_children; i++) {
        const struct ArrowSchema *child = schema->children[i];
        const char *name =
            child != NULL && child->name != NULL ? child->name : "";
        const size_t n = strlen(name);
        if (n + 12 > LIST_SIZE - at) {
            memcpy(list + at, at > 0 ? ", \xe2\x80\xa6" : "\xe2\x80\xa6",
                   at > 0 ? 6 : 4);
            return;
        }
        if (at > 0) {
            memcpy(list + at, ", ", 2);
            at += 2;
        }
        list[at++] = '"';
        memcpy(list + at, name, n);
        at += n;
        list[at++] = '"';
        list[at] = '\0';
    }
}

static fair_status
check_root(const struct ArrowSchema *schema, fair_error *err)
{
    if (schema == NULL)
        return fair__fail(err, FAIR_ERR_ARGUMENT, "schema must not be NULL");
    if (schema->release == NULL)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "the Arrow schema was released or moved already");
    const char *format = schema->format != NULL ? schema->format : "";
    if (strcmp(format, "+s") != 0)
        return fair__fail(err, FAIR_ERR_TYPE,
                          "the Arrow data is one column of format %q, "
                          "expected record batches (format \"+s\"): pass a "
                          "frame that names its columns",
                          format, strlen(format));
    if (schema->n_children < 0 ||
        (schema->n_children > 0 && schema->children == NULL))
        return fair__fail(err, FAIR_ERR_DATA,
                          "the Arrow schema contradicts itself: its children "
                          "are missing");
    return FAIR_OK;
}

fair_status
fair__arrow_find(const struct ArrowSchema *schema, const char *name,
                 int64_t *index, fair_error *err)
{
    fair_status st = check_root(schema, err);
    if (st != FAIR_OK) return st;
    int64_t found = -1;
    for (int64_t i = 0; i < schema->n_children; i++) {
        const struct ArrowSchema *child = schema->children[i];
        if (child == NULL || child->name == NULL ||
            strcmp(child->name, name) != 0)
            continue;
        if (found >= 0)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, name, -1, 0,
                                 "there are two columns %q: rename or drop "
                                 "one",
                                 name, strlen(name));
        found = i;
    }
    if (found < 0) {
        char list[LIST_SIZE];
        list_children(schema, list);
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, name, -1, 0,
                             "there is no column %q; there are: %s", name,
                             strlen(name), list[0] != '\0' ? list : "none");
    }
    *index = found;
    return FAIR_OK;
}

/* 1 if bits offset … offset + n of a bitmap are all set. */
static int
all_set(const uint8_t *bits, int64_t offset, int64_t n)
{
    for (int64_t i = offset; i < offset + n; i++)
        if ((bits[i / 8] >> (i % 8) & 1) == 0) return 0;
    return 1;
}

/* The struct array itself: its lengths, its children, no nulls of its own. */
static fair_status
check_batch(const struct ArrowSchema *schema, const struct ArrowArray *array,
            fair_error *err)
{
    if (array == NULL)
        return fair__fail(err, FAIR_ERR_ARGUMENT, "array must not be NULL");
    if (array->release == NULL)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "the Arrow array was released or moved already");
    fair_status st = fair__arrow_check_shape(array, "record batch", err);
    if (st != FAIR_OK) return st;
    if (array->n_children != schema->n_children)
        return fair__fail(err, FAIR_ERR_DATA,
                          "the record batch has %d columns, its schema %d",
                          array->n_children, schema->n_children);
    if (array->n_children > 0 && array->children == NULL)
        return fair__fail(err, FAIR_ERR_DATA,
                          "the record batch contradicts itself: its children "
                          "are missing");
    const uint8_t *validity = array->n_buffers > 0 ? array->buffers[0] : NULL;
    if (array->null_count > 0 ||
        (validity != NULL && !all_set(validity, array->offset, array->length)))
        return fair__fail(err, FAIR_ERR_DATA,
                          "the record batch itself has null rows, not only "
                          "its columns: remove them first");
    return FAIR_OK;
}

fair_status
fair__arrow_child(const struct ArrowSchema *schema,
                  const struct ArrowArray *array, int64_t index,
                  const char *name, fair_column out[2], fair_error *err)
{
    fair_status st = check_root(schema, err);
    if (st == FAIR_OK) st = check_batch(schema, array, err);
    if (st != FAIR_OK) return st;
    if (index < 0 || index >= schema->n_children)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "there is no column number %d", index);
    const struct ArrowSchema *child_schema = schema->children[index];
    const struct ArrowArray *child = array->children[index];
    if (child_schema == NULL || child == NULL)
        return fair__fail_at(err, FAIR_ERR_DATA, name, -1, 0,
                             "column number %d of the record batch is missing",
                             index);
    /* The child may be longer than the struct, whose offset applies on top. */
    if (child->length < array->offset + array->length)
        return fair__fail_at(err, FAIR_ERR_DATA, name, -1, 0,
                             "column %q has %d values, its record batch needs "
                             "%d: export it again",
                             name, strlen(name), child->length,
                             array->offset + array->length);
    fair_column found[2];
    st = fair_column_from_arrow(child_schema, child, name, found, err);
    if (st != FAIR_OK) return st;
    memcpy(out, found, sizeof(found));
    if (out[0].type == FAIR_TYPE_DICTIONARY) out[0].dictionary = &out[1];
    out[0].offset += array->offset;
    out[0].length = array->length;
    return FAIR_OK;
}
