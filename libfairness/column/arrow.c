/* SPDX-License-Identifier: MIT
 * Arrow arrays as columns, and record batches as sets of them.
 *
 * The C interface carries no sizes of buffers: they are trusted.  Everything
 * else is checked, here or in the read that uses it. */
#include "column/arrow.h"

#include <string.h>

#include "column/extension.h"
#include "column/type.h"

typedef struct place {
    const struct ArrowSchema *schema;
    const struct ArrowArray *array;
    const char *name;
    fair_error *err;
} place;

static fair_status
contradiction(const place *at, const char *what)
{
    return fair__fail_at(at->err, FAIR_ERR_DATA, at->name, -1, 0,
                         "column %q: its Arrow array contradicts itself: %s; "
                         "export it again",
                         at->name, strlen(at->name), what);
}

static fair_status
misuse(const place *at, const char *what)
{
    return fair__fail_at(at->err, FAIR_ERR_ARGUMENT, at->name, -1, 0,
                         "column %q: %s", at->name, strlen(at->name), what);
}

/* Name of a column for messages: the caller's, or the schema's own. */
static const char *
name_of(const struct ArrowSchema *schema, const char *name)
{
    if (name != NULL) return name;
    return schema->name != NULL ? schema->name : "";
}

/* ---- one array ---- */

static fair_status
check_lengths(const place *at)
{
    const struct ArrowArray *a = at->array;
    if (a->length < 0) return contradiction(at, "negative length");
    if (a->offset < 0) return contradiction(at, "negative offset");
    if (a->length > INT64_MAX / 16 - 1 ||
        a->offset > INT64_MAX / 16 - 1 - a->length)
        return contradiction(at, "offset and length are too large");
    if (a->null_count < -1 || a->null_count > a->length)
        return contradiction(at, "null_count is not within its length");
    if (a->n_buffers < 0) return contradiction(at, "negative n_buffers");
    if (a->n_buffers > 0 && a->buffers == NULL)
        return contradiction(at, "buffers are missing");
    return FAIR_OK;
}

/* How many buffers a type has; views have any number from three on. */
static int64_t
n_buffers_of(int32_t type)
{
    switch (type) {
    case FAIR_TYPE_NULL:
        return 0;
    case FAIR_TYPE_UTF8:
    case FAIR_TYPE_LARGE_UTF8:
    case FAIR_TYPE_UTF8_VIEW:
        return 3;
    default:
        return 2;
    }
}

static fair_status
view_buffers(const place *at, fair_column *column)
{
    const struct ArrowArray *a = at->array;
    column->n_variadic = a->n_buffers - 3;
    if (column->n_variadic == 0) return FAIR_OK;
    column->variadic = a->buffers + 2;
    column->variadic_sizes = a->buffers[a->n_buffers - 1];
    if (column->variadic_sizes == NULL)
        return contradiction(at, "the sizes of its variadic buffers are "
                                 "missing");
    return FAIR_OK;
}

/* type: of the values, or of the indices. */
static fair_status
read_array(const place *at, int32_t type, fair_column *out)
{
    const struct ArrowArray *a = at->array;
    fair_column column;
    memset(&column, 0, sizeof(column));
    fair_status st = check_lengths(at);
    if (st != FAIR_OK) return st;
    column.type = type;
    column.length = a->length;
    column.offset = a->offset;
    if (type == FAIR_TYPE_NULL) { /* some producers give it a buffer */
        *out = column;
        return FAIR_OK;
    }
    const int64_t expected = n_buffers_of(type);
    if (a->n_buffers < expected ||
        (a->n_buffers > expected && type != FAIR_TYPE_UTF8_VIEW))
        return contradiction(at, "wrong number of buffers for its type");
    column.validity = a->buffers[0];
    if (column.validity == NULL && a->null_count > 0)
        return contradiction(at, "null_count > 0 without a validity bitmap");
    column.buffers[0] = a->buffers[1];
    if (column.buffers[0] == NULL && a->length > 0)
        return contradiction(at, "its values are missing");
    if (type == FAIR_TYPE_UTF8 || type == FAIR_TYPE_LARGE_UTF8)
        column.buffers[1] = a->buffers[2];
    if (type == FAIR_TYPE_UTF8_VIEW) st = view_buffers(at, &column);
    if (st == FAIR_OK) *out = column;
    return st;
}

/* FAIR_TYPE_* of a schema; FAIR_ERR_TYPE if it is not supported. */
static fair_status
read_type(const place *at, int32_t *type)
{
    const char *format = at->schema->format;
    if (format == NULL) return misuse(at, "its Arrow schema has no format");
    fair_status st = fair__extension_check(at->schema, at->name, at->err);
    if (st != FAIR_OK) return st;
    *type = fair__type_of_format(format);
    if (*type != FAIR_TYPE_NONE) return FAIR_OK;
    return fair__fail_at(at->err, FAIR_ERR_TYPE, at->name, -1, 0,
                         "column %q has the Arrow type %q (%s), which is not "
                         "supported: %s",
                         at->name, strlen(at->name), format, strlen(format),
                         fair__format_words(format),
                         fair__format_remedy(format));
}

static int
is_index(int32_t type)
{
    const fair__type *row = fair__type_of(type);
    return row->form == FAIR__FORM_SIGNED || row->form == FAIR__FORM_UNSIGNED;
}

static fair_status
read_dictionary(const place *at, int32_t index_type, fair_column out[2],
                fair_column found[2])
{
    const place values = {at->schema->dictionary, at->array->dictionary,
                          at->name, at->err};
    if (!is_index(index_type))
        return fair__fail_at(at->err, FAIR_ERR_TYPE, at->name, -1, 0,
                             "column %q is a dictionary with indices of the "
                             "Arrow type %q: cast it to its values",
                             at->name, strlen(at->name), at->schema->format,
                             strlen(at->schema->format));
    if (values.array == NULL)
        return contradiction(at, "its dictionary is missing");
    if (values.schema->dictionary != NULL)
        return fair__fail_at(at->err, FAIR_ERR_TYPE, at->name, -1, 0,
                             "column %q is a dictionary of a dictionary: cast "
                             "it to its values, e.g. to string",
                             at->name, strlen(at->name));
    int32_t type;
    fair_status st = read_type(&values, &type);
    if (st != FAIR_OK) return st;
    st = read_array(&values, type, &found[1]);
    if (st != FAIR_OK) return st;
    found[0].type = FAIR_TYPE_DICTIONARY;
    found[0].index_type = index_type;
    found[0].dictionary = &out[1];
    return FAIR_OK;
}

fair_status
fair_column_from_arrow(const struct ArrowSchema *schema,
                       const struct ArrowArray *array, const char *name,
                       fair_column out[2], fair_error *err)
{
    if (schema == NULL || array == NULL || out == NULL)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "schema, array and out must not be NULL");
    const place at = {schema, array, name_of(schema, name), err};
    if (array->release == NULL)
        return misuse(&at, "its Arrow array was released or moved already");
    if (schema->release == NULL)
        return misuse(&at, "its Arrow schema was released or moved already");

    fair_column found[2];
    memset(found, 0, sizeof(found));
    int32_t type;
    fair_status st = read_type(&at, &type);
    if (st != FAIR_OK) return st;
    st = read_array(&at, type, &found[0]);
    if (st != FAIR_OK) return st;
    if (schema->dictionary != NULL)
        st = read_dictionary(&at, type, out, found);
    else if (array->dictionary != NULL)
        st = contradiction(&at, "it has a dictionary that its schema does not "
                                "know");
    if (st != FAIR_OK) return st;
    memcpy(out, found, sizeof(found));
    return FAIR_OK;
}

/* ---- record batches ---- */

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
                          "the Arrow data is no record batch: expected a "
                          "struct (format \"+s\"), found %q",
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
    const place at = {schema, array, "", err};
    if (array == NULL)
        return fair__fail(err, FAIR_ERR_ARGUMENT, "array must not be NULL");
    if (array->release == NULL)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "the Arrow array was released or moved already");
    fair_status st = check_lengths(&at);
    if (st != FAIR_OK) return st;
    if (array->n_children != schema->n_children)
        return fair__fail(err, FAIR_ERR_DATA,
                          "the record batch has %d columns, its schema %d",
                          array->n_children, schema->n_children);
    if (array->n_children > 0 && array->children == NULL)
        return contradiction(&at, "its children are missing");
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
