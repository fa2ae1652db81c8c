/* SPDX-License-Identifier: MIT
 * Streams that read a report while they are read: they keep its object. */
#include "column/arrow_abi.h"
#include "core.h"

typedef struct kept_stream {
    struct ArrowArrayStream inner;
    PyObject *owner;
} kept_stream;

static int
kept_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    kept_stream *k = stream->private_data;
    return k->inner.get_schema(&k->inner, out);
}

static int
kept_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    kept_stream *k = stream->private_data;
    return k->inner.get_next(&k->inner, out);
}

static const char *
kept_error(struct ArrowArrayStream *stream)
{
    kept_stream *k = stream->private_data;
    return k->inner.get_last_error(&k->inner);
}

/* A reader may be a thread that Python does not know. */
static void
kept_release(struct ArrowArrayStream *stream)
{
    kept_stream *k = stream->private_data;
    k->inner.release(&k->inner);
    stream->release = NULL;
    const PyGILState_STATE gil = PyGILState_Ensure();
    Py_DECREF(k->owner);
    PyMem_Free(k);
    PyGILState_Release(gil);
}

int
stream_keep(struct ArrowArrayStream *stream, PyObject *owner)
{
    kept_stream *k = PyMem_Calloc(1, sizeof(*k));
    if (k == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    k->inner = *stream;
    k->owner = Py_NewRef(owner);
    *stream = (struct ArrowArrayStream){
        .get_schema = kept_schema,
        .get_next = kept_next,
        .get_last_error = kept_error,
        .release = kept_release,
        .private_data = k,
    };
    return 0;
}
