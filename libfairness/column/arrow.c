/* SPDX-License-Identifier: MIT
 * Arrow arrays as columns.
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

fair_status
fair__arrow_check_shape(const struct ArrowArray *a, const char *name,
                        fair_error *err)
{
    const place here = {NULL, a, name, err};
    const place *at = &here;
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
    fair_status st = fair__arrow_check_shape(a, at->name, at->err);
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
    return row->widen >= 0 && (row->form == FAIR__FORM_SIGNED ||
                               row->form == FAIR__FORM_UNSIGNED);
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
    int32_t type = FAIR_TYPE_NONE;
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
    int32_t type = FAIR_TYPE_NONE;
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
