/* SPDX-License-Identifier: MIT
 * Lists as an Arrow stream of one batch, for tables that Python makes.
 *
 * What was made is shared by the stream, its schemas and its array, and by
 * each of their children, which a reader may take out: the last of them frees
 * it, in whatever thread, so it is malloc's. */
#include "column/arrow_abi.h"
#include "core.h"

#include <stdlib.h>
#include <string.h>

#define NO_MEMORY 12 /* ENOMEM, which the specification names */
#define NULLABLE 2   /* ARROW_FLAG_NULLABLE */

typedef struct made_column {
    char *name;
    const char *format;
    uint8_t *validity;
    int64_t *offsets; /* of text */
    char *data;
    int64_t n_null;
    const void *buffers[3];
} made_column;

typedef struct made {
    atomic_size_t uses;
    size_t n;
    int64_t rows;
    const void *no_validity[1];
    made_column *columns;
} made;

static void
let_go(made *m)
{
    if (atomic_fetch_sub(&m->uses, 1) > 1) return;
    for (size_t i = 0; m->columns != NULL && i < m->n; i++) {
        free(m->columns[i].name);
        free(m->columns[i].validity);
        free(m->columns[i].offsets);
        free(m->columns[i].data);
    }
    free(m->columns);
    free(m);
}

/* ---- schemas and arrays: a block of children behind their pointers ---- */

#define RELEASE_CHILD(type)                                                   \
    static void release_child_##type(struct type *child)                      \
    {                                                                         \
        let_go(child->private_data);                                          \
        child->release = NULL;                                                \
    }                                                                         \
    static void release_##type(struct type *parent)                           \
    {                                                                         \
        for (int64_t i = 0; i < parent->n_children; i++)                      \
            if (parent->children[i]->release != NULL)                         \
                parent->children[i]->release(parent->children[i]);            \
        free(parent->children);                                               \
        let_go(parent->private_data);                                         \
        parent->release = NULL;                                               \
    }                                                                         \
    static struct type **children_##type(size_t n)                            \
    {                                                                         \
        struct type **pointers =                                              \
            calloc(n, sizeof(*pointers) + sizeof(**pointers));                \
        for (size_t i = 0; pointers != NULL && i < n; i++)                    \
            pointers[i] = (struct type *)(void *)(pointers + n) + i;          \
        return pointers;                                                      \
    }
RELEASE_CHILD(ArrowSchema)
RELEASE_CHILD(ArrowArray)

static int
made_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    made *m = stream->private_data;
    struct ArrowSchema **children = children_ArrowSchema(m->n);
    if (children == NULL) return NO_MEMORY;
    for (size_t i = 0; i < m->n; i++)
        *children[i] = (struct ArrowSchema){
            .format = m->columns[i].format,
            .name = m->columns[i].name,
            .flags = NULLABLE,
            .release = release_child_ArrowSchema,
            .private_data = m,
        };
    *out = (struct ArrowSchema){
        .format = "+s",
        .name = "",
        .n_children = (int64_t)m->n,
        .children = children,
        .release = release_ArrowSchema,
        .private_data = m,
    };
    atomic_fetch_add(&m->uses, m->n + 1);
    return 0;
}

static int
made_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    made *m = stream->private_data;
    *out = (struct ArrowArray){0};
    if (m->rows < 0) return 0; /* it was read */
    struct ArrowArray **children = children_ArrowArray(m->n);
    if (children == NULL) return NO_MEMORY;
    for (size_t i = 0; i < m->n; i++) {
        made_column *c = &m->columns[i];
        *children[i] = (struct ArrowArray){
            .length = m->rows,
            .null_count = c->n_null,
            .n_buffers = c->offsets != NULL ? 3 : 2,
            .buffers = c->buffers,
            .release = release_child_ArrowArray,
            .private_data = m,
        };
    }
    *out = (struct ArrowArray){
        .length = m->rows,
        .n_buffers = 1,
        .n_children = (int64_t)m->n,
        .buffers = m->no_validity,
        .children = children,
        .release = release_ArrowArray,
        .private_data = m,
    };
    atomic_fetch_add(&m->uses, m->n + 1);
    m->rows = -1;
    return 0;
}

static const char *
made_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return "out of memory"; /* the only way to fail */
}

static void
made_release(struct ArrowArrayStream *stream)
{
    let_go(stream->private_data);
    stream->release = NULL;
}

/* ---- from lists ---- */

static int
put_text(made_column *c, Py_ssize_t i, PyObject *value, size_t *capacity)
{
    Py_ssize_t size = 0;
    const char *text = "";
    if (value != Py_None) text = PyUnicode_AsUTF8AndSize(value, &size);
    if (text == NULL) return -1;
    const size_t end = (size_t)c->offsets[i] + (size_t)size;
    if (end > *capacity) {
        char *more = realloc(c->data, 2 * end);
        if (more == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        c->data = more;
        *capacity = 2 * end;
    }
    memcpy(c->data + c->offsets[i], text, (size_t)size);
    c->offsets[i + 1] = (int64_t)end;
    return 0;
}

static int
put_value(made_column *c, Py_ssize_t i, PyObject *value, size_t *capacity)
{
    if (value == Py_None)
        c->n_null++;
    else
        c->validity[i / 8] = (uint8_t)(c->validity[i / 8] | 1u << i % 8);
    if (c->format[0] == 'U') return put_text(c, i, value, capacity);
    if (value == Py_None) return 0;
    if (c->format[0] == 'g')
        ((double *)(void *)c->data)[i] = PyFloat_AsDouble(value);
    else
        ((uint64_t *)(void *)c->data)[i] = PyLong_AsUnsignedLongLong(value);
    return PyErr_Occurred() ? -1 : 0;
}

/* A column of a triple (name, "U", "g" or "L", list of values). */
static int
fill_column(made_column *c, PyObject *triple, Py_ssize_t rows)
{
    static const char *const formats[] = {"U", "g", "L"};
    const char *name, *format;
    PyObject *list = NULL;
    if (!PyArg_ParseTuple(triple, "ssO!", &name, &format, &PyList_Type, &list))
        return -1;
    for (size_t k = 0; k < 3; k++)
        if (strcmp(format, formats[k]) == 0) c->format = formats[k];
    if (c->format == NULL || PyList_Size(list) != rows) {
        PyErr_SetString(PyExc_ValueError, "not a column of a table");
        return -1;
    }
    const size_t n = (size_t)rows, length = strlen(name) + 1;
    size_t capacity = 8 * n + 8;
    c->name = malloc(length);
    c->validity = calloc(n / 8 + 1, 1);
    c->data = calloc(capacity, 1);
    if (format[0] == 'U') c->offsets = calloc(n + 1, sizeof(*c->offsets));
    if (c->name == NULL || c->validity == NULL || c->data == NULL ||
        (format[0] == 'U' && c->offsets == NULL)) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(c->name, name, length);
    for (Py_ssize_t i = 0; i < rows; i++)
        if (put_value(c, i, PyList_GetItem(list, i), &capacity) < 0) return -1;
    c->buffers[0] = c->validity;
    c->buffers[1] = c->offsets != NULL ? (const void *)c->offsets : c->data;
    c->buffers[2] = c->data;
    return 0;
}

/* table(rows, columns) -> capsule; columns is a tuple of triples. */
PyObject *
table_made(PyObject *module, PyObject *args)
{
    Py_ssize_t rows = 0;
    PyObject *columns = NULL;
    (void)module;
    if (!PyArg_ParseTuple(args, "nO!", &rows, &PyTuple_Type, &columns))
        return NULL;
    made *m = calloc(1, sizeof(*m));
    if (m == NULL) return PyErr_NoMemory();
    atomic_init(&m->uses, 1);
    m->rows = rows;
    m->n = (size_t)PyTuple_Size(columns);
    m->columns = calloc(m->n + 1, sizeof(*m->columns));
    if (m->columns == NULL) PyErr_NoMemory();
    for (size_t i = 0; m->columns != NULL && i < m->n; i++)
        if (fill_column(&m->columns[i],
                        PyTuple_GetItem(columns, (Py_ssize_t)i), rows) < 0)
            break;
    struct ArrowArrayStream stream = {
        .get_schema = made_schema,
        .get_next = made_next,
        .get_last_error = made_error,
        .release = made_release,
        .private_data = m,
    };
    PyObject *capsule = PyErr_Occurred() ? NULL : stream_capsule(&stream);
    if (capsule == NULL) let_go(m);
    return capsule;
}
