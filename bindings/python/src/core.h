/* SPDX-License-Identifier: MIT
 * What the files of the extension share.
 *
 * Errors: C functions set a Python exception and return NULL or -1.  The
 * library's own failures become exceptions in raise_error alone.  Ownership:
 * what a capsule hands over is released exactly once, by the Python object
 * that took it.  Threads: the GIL is released around calls that read rows or
 * compute; an object in such a call is busy and refuses a second one, reports
 * excepted, which are immutable. */
#ifndef PYFAIR_CORE_H
#define PYFAIR_CORE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <fairness/fairness.h>

/* Classes of errors, in the order of the table in errors.c. */
typedef enum error_class {
    FAIRNESS_ERROR,
    DATA_ERROR,
    SPECIFICATION_ERROR,
    TYPE_UNSUPPORTED_ERROR,
    CORRUPT_ERROR,
    LIMIT_ERROR,
    MISMATCH_ERROR,
    UNDEFINED_ERROR,
    N_ERROR_CLASSES,
} error_class;

/* Per module: nothing is global. */
typedef struct core_state {
    PyObject *errors[N_ERROR_CLASSES];
    PyTypeObject *source_type;
    PyTypeObject *column_type;
    PyTypeObject *audit_type;
    PyTypeObject *report_type;
} core_state;

/* errors.c */
int add_errors(PyObject *module, core_state *state);
/* Raises what a failed call of the library left in err; a Python exception
 * that is already set (a callback's) is kept.  Returns NULL. */
PyObject *raise_error(const core_state *state, const fair_error *err);
/* Raises a class of ours; column may be NULL, row -1.  Returns NULL. */
PyObject *raise_as(const core_state *state, error_class which,
                   const char *code, const char *column, int64_t row,
                   PyObject *message /* stolen; NULL: already failed */);

/* scalar.c */
/* A fair_scalar from None, bool, int, float, str or a NumPy scalar.
 *  parsed  text is as a person typed it.
 *  keep    a list that takes what the scalar borrows from.
 *  what    for messages: the option or feature. */
int scalar_from(const core_state *state, PyObject *value, int parsed,
                PyObject *keep, const char *what, fair_scalar *out);
/* A new reference to the item as exactly None, bool, int, float or str; NULL
 * without an exception where it is none of them. */
PyObject *plain_scalar(PyObject *value);
/* UTF-8 of a str without NUL bytes, borrowed from it; NULL with an exception
 * that names what. */
const char *name_from(const core_state *state, PyObject *value,
                      const char *what);

/* options.c */
/* Memory and references that live as long as one call: strings are borrowed
 * from the Python objects in keep, arrays hang in a chain. */
typedef struct scratch {
    PyObject *keep;
    void *blocks;
} scratch;
int scratch_open(scratch *s);
void *scratch_alloc(scratch *s, size_t count, size_t size);
void scratch_close(scratch *s);
int audit_options_from(const core_state *state, PyObject *dict, scratch *s,
                       fair_audit_options *out);
int report_options_from(const core_state *state, PyObject *dict, scratch *s,
                        fair_report_options *out);
/* names: a tuple or list of str. */
int names_from(const core_state *state, PyObject *names, const char *what,
               scratch *s, size_t *n, const char *const **out);
/* A dict feature -> value. */
int features_from(const core_state *state, PyObject *dict, int parsed,
                  const char *what, scratch *s, size_t *n,
                  const fair_feature_value **out);

/* column.c */
typedef struct column_chunk {
    fair_column view[2]; /* view[0].dictionary may be &view[1] */
} column_chunk;

typedef struct column_object {
    PyObject_HEAD
    int64_t length;
    size_t n_chunks;
    column_chunk *chunks;
    PyObject *owner;  /* a Source, or NULL */
    Py_buffer buffer; /* buffer.obj is NULL where there is none */
    void *memory[3];  /* PyMem_Malloc */
} column_object;

extern PyType_Spec column_spec;
/* A column of n_chunks chunks, all zero. */
column_object *column_new(const core_state *state, size_t n_chunks);

/* buffer.c, sequence.c, capsule.c: the ways in. */
PyObject *column_from_buffer(PyObject *module, PyObject *args);
PyObject *column_from_sequence(PyObject *module, PyObject *args);
PyObject *column_from_stream(PyObject *module, PyObject *args);
PyObject *column_from_array(PyObject *module, PyObject *args);
PyObject *columns_from_stream(PyObject *module, PyObject *args);
PyObject *columns_from_array(PyObject *module, PyObject *args);
extern PyType_Spec source_spec;
struct ArrowSchema;
struct ArrowArray;
/* What __arrow_c_array__ returned; borrowed from its two capsules.  name is
 * for messages, here and below. */
int array_pair(const core_state *state, PyObject *pair, const char *name,
               struct ArrowSchema **schema, struct ArrowArray **array);

/* stream.c */
struct ArrowArrayStream;
/* Moves the stream out of a capsule. */
int stream_take(const core_state *state, PyObject *capsule, const char *name,
                struct ArrowArrayStream *out);
/* A stream that passes another on, looks for signals (Ctrl-C) at every batch
 * and calls progress, unless it is None, with the rows so far; to be used
 * without the GIL.  After the call, end it with stream_watch_end, with the GIL
 * held again. */
typedef struct stream_watch {
    struct ArrowArrayStream *inner;
    PyThreadState *thread;
    PyObject *progress;
    long long rows;
    int interrupted;
} stream_watch;
void stream_watch_begin(stream_watch *watch, struct ArrowArrayStream *inner,
                        PyObject *progress, struct ArrowArrayStream *out);
void stream_watch_end(stream_watch *watch);
PyObject *stream_capsule(const core_state *state, const fair_report *report,
                         const char *table);

/* table.c */
PyObject *table_lists(PyObject *module, PyObject *args);

/* rows.c */
/* Cuts columns with chunks of their own into batches whose columns all have
 * one chunk.  columns is a dict role -> Column; sensitive and control are
 * tuples of Column. */
int batches_from(const core_state *state, PyObject *columns,
                 PyObject *sensitive, PyObject *control, scratch *s,
                 size_t *n, fair_rows **out);

/* audit.c, report.c */
typedef struct audit_object {
    PyObject_HEAD
    fair_audit *audit;
    int busy;
} audit_object;
extern PyType_Spec audit_spec;
extern PyType_Spec report_spec;
/* Marks an audit as in use by this call; -1 with an exception if it is. */
int audit_enter(const core_state *state, audit_object *self);
void audit_leave(audit_object *self);

core_state *state_of_module(PyObject *module);
/* The state, from an object of one of the module's types. */
core_state *state_of(PyObject *self);

#endif
