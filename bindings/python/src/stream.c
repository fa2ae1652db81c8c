/* SPDX-License-Identifier: MIT
 * Arrow streams: taken out of capsules, watched for Ctrl-C, handed out. */
#include "column/arrow_abi.h"
#include "core.h"

#include <errno.h>

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
    *out = *from;
    from->release = NULL; /* the capsule's destructor leaves it alone */
    return 0;
}

static int
watch_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    stream_watch *watch = stream->private_data;
    return watch->inner->get_schema(watch->inner, out);
}

/* Called without the GIL; takes it to run signal handlers. */
static int
watch_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    stream_watch *watch = stream->private_data;
    PyEval_RestoreThread(watch->thread);
    PyObject *said = NULL;
    if (PyErr_CheckSignals() == 0)
        said = watch->progress == Py_None
                   ? Py_NewRef(Py_None)
                   : PyObject_CallFunction(watch->progress, "L", watch->rows);
    watch->interrupted = said == NULL;
    Py_XDECREF(said);
    watch->thread = PyEval_SaveThread();
    if (watch->interrupted) return EINTR;
    const int code = watch->inner->get_next(watch->inner, out);
    if (code == 0 && out->release != NULL) watch->rows += out->length;
    return code;
}

static const char *
watch_error(struct ArrowArrayStream *stream)
{
    const stream_watch *watch = stream->private_data;
    if (watch->interrupted) return "interrupted";
    return watch->inner->get_last_error(watch->inner);
}

/* The inner stream belongs to the caller of stream_watch_begin. */
static void
watch_release(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
}

void
stream_watch_begin(stream_watch *watch, struct ArrowArrayStream *inner,
                   PyObject *progress, struct ArrowArrayStream *out)
{
    watch->inner = inner;
    watch->progress = progress;
    watch->rows = 0;
    watch->interrupted = 0;
    *out = (struct ArrowArrayStream){watch_schema, watch_next, watch_error,
                                     watch_release, watch};
    watch->thread = PyEval_SaveThread();
}

void
stream_watch_end(stream_watch *watch)
{
    PyEval_RestoreThread(watch->thread);
}

static void
capsule_free(PyObject *capsule)
{
    struct ArrowArrayStream *stream =
        PyCapsule_GetPointer(capsule, STREAM_NAME);
    if (stream == NULL) return;
    if (stream->release != NULL) stream->release(stream);
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
