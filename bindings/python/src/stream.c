/* SPDX-License-Identifier: MIT
 * Arrow streams: taken out of capsules, handed out in capsules. */
#include "column/arrow_abi.h"
#include "core.h"

#define STREAM_NAME "arrow_array_stream"

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
stream_capsule(const core_state *state, const fair_report *report,
               const char *table)
{
    struct ArrowArrayStream *stream = PyMem_Calloc(1, sizeof(*stream));
    if (stream == NULL) return PyErr_NoMemory();
    fair_error err = {0};
    fair_status status;
    Py_BEGIN_ALLOW_THREADS
    status = fair_report_stream(report, table, stream, &err);
    Py_END_ALLOW_THREADS
    if (status != FAIR_OK) {
        PyMem_Free(stream);
        return raise_error(state, &err);
    }
    PyObject *capsule = PyCapsule_New(stream, STREAM_NAME, capsule_free);
    if (capsule == NULL) {
        stream->release(stream);
        PyMem_Free(stream);
    }
    return capsule;
}
