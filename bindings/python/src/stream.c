/* SPDX-License-Identifier: MIT
 * Arrow's structs: taken out of capsules, released, handed out in capsules. */
#include "column/arrow_abi.h"
#include "core.h"

#include <string.h>

#define STREAM_NAME "arrow_array_stream"
#define SCHEMA_NAME "arrow_schema"
#define ARRAY_NAME "arrow_array"

int
stream_take(const core_state *state, PyObject *capsule, const char *name,
            struct ArrowArrayStream *out)
{
    if (!PyCapsule_IsValid(capsule, STREAM_NAME)) {
        raise_as(state, TYPE_UNSUPPORTED_ERROR, "TYPE", name, -1,
                 PyUnicode_FromFormat("%s: __arrow_c_stream__ did not return "
                                      "an Arrow stream: pass a list or an "
                                      "array", name));
        return -1;
    }
    struct ArrowArrayStream *from =
        PyCapsule_GetPointer(capsule, STREAM_NAME);
    if (from->release == NULL) {
        raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", name, -1,
                 PyUnicode_FromFormat("%s: the Arrow stream was already read: "
                                      "make a new one", name));
        return -1;
    }
    if (from->get_schema == NULL || from->get_next == NULL) {
        raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", name, -1,
                 PyUnicode_FromFormat("%s: the Arrow stream lacks get_schema "
                                      "or get_next", name));
        return -1;
    }
    *out = *from;
    from->release = NULL; /* the capsule's destructor leaves it alone */
    return 0;
}

int
array_take(const core_state *state, PyObject *pair, const char *name,
           struct ArrowSchema *schema, struct ArrowArray *array)
{
    if (!PyTuple_Check(pair) || PyTuple_Size(pair) != 2 ||
        !PyCapsule_IsValid(PyTuple_GetItem(pair, 0), SCHEMA_NAME) ||
        !PyCapsule_IsValid(PyTuple_GetItem(pair, 1), ARRAY_NAME)) {
        raise_as(state, TYPE_UNSUPPORTED_ERROR, "TYPE", name, -1,
                 PyUnicode_FromFormat("%s: __arrow_c_array__ did not return "
                                      "an Arrow schema and an Arrow array: "
                                      "pass a list or an array", name));
        return -1;
    }
    struct ArrowSchema *from_schema =
        PyCapsule_GetPointer(PyTuple_GetItem(pair, 0), SCHEMA_NAME);
    struct ArrowArray *from_array =
        PyCapsule_GetPointer(PyTuple_GetItem(pair, 1), ARRAY_NAME);
    if (from_schema->release == NULL || from_array->release == NULL) {
        raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", name, -1,
                 PyUnicode_FromFormat("%s: the Arrow array was already read: "
                                      "make a new one", name));
        return -1;
    }
    *schema = *from_schema;
    from_schema->release = NULL;
    *array = *from_array;
    from_array->release = NULL;
    return 0;
}

struct ArrowArray *
arrays_next(arrow_arrays *a)
{
    if (a->n == a->capacity) {
        const size_t capacity = a->capacity == 0 ? 4 : 2 * a->capacity;
        struct ArrowArray *more =
            PyMem_Realloc(a->items, capacity * sizeof(*more));
        if (more == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
        a->items = more;
        a->capacity = capacity;
    }
    return memset(&a->items[a->n], 0, sizeof(a->items[0]));
}

#define RELEASE(what)                                                         \
    do {                                                                      \
        PyObject *type, *value, *traceback;                                   \
        if ((what)->release == NULL) return;                                  \
        PyErr_Fetch(&type, &value, &traceback);                               \
        (what)->release(what);                                                \
        PyErr_Restore(type, value, traceback);                                \
    } while (0)

void
release_stream(struct ArrowArrayStream *stream)
{
    RELEASE(stream);
}

void
release_schema(struct ArrowSchema *schema)
{
    RELEASE(schema);
}

void
release_array(struct ArrowArray *array)
{
    RELEASE(array);
}

void
release_arrays(arrow_arrays *a)
{
    for (size_t i = 0; i < a->n; i++) release_array(&a->items[i]);
    PyMem_Free(a->items);
}

static void
capsule_free(PyObject *capsule)
{
    struct ArrowArrayStream *stream =
        PyCapsule_GetPointer(capsule, STREAM_NAME);
    if (stream == NULL) return;
    release_stream(stream);
    PyMem_Free(stream);
}

PyObject *
stream_capsule(const struct ArrowArrayStream *stream)
{
    struct ArrowArrayStream *moved = PyMem_Malloc(sizeof(*moved));
    PyObject *capsule =
        moved == NULL ? PyErr_NoMemory()
                      : PyCapsule_New(moved, STREAM_NAME, capsule_free);
    if (capsule == NULL) {
        PyMem_Free(moved);
        return NULL;
    }
    *moved = *stream;
    return capsule;
}
