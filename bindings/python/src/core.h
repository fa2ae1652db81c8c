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

#include <stdatomic.h>

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
    INFEASIBLE_ERROR,
    N_ERROR_CLASSES,
} error_class;

/* Per module: nothing is global. */
typedef struct core_state {
    PyObject *errors[N_ERROR_CLASSES];
    PyTypeObject *source_type;
    PyTypeObject *column_type;
    PyTypeObject *audit_type;
    PyTypeObject *hold_type;
    PyTypeObject *report_type;
    PyTypeObject *policy_type;
    PyTypeObject *plan_type;
    PyTypeObject *calibrator_type;
    PyTypeObject *feed_type;
    PyTypeObject *batches_type;
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
/* Whether it is what pandas or NumPy have for a missing value; no Python code
 * runs. */
int is_missing(PyObject *value);
/* A new reference to the item as exactly None, bool, int, float or str; NULL
 * without an exception where it is none of them. */
PyObject *plain_scalar(PyObject *value);
/* UTF-8 of a str without NUL bytes, borrowed from it; NULL with an exception
 * that names what. */
const char *name_from(const core_state *state, PyObject *value,
                      const char *what);

/* None for NaN, and for NULL. */
PyObject *number(double x);
PyObject *word(const char *text);

/* names.c: *out is the entry of that name, borrowed, or NULL; -1 with an
 * exception where even that is not known (PyDict_GetItemString would say that
 * there is none). */
int dict_find(PyObject *dict, const char *name, PyObject **out);

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
int curve_options_from(const core_state *state, PyObject *dict, scratch *s,
                       fair_curve_options *out);
int calibrator_options_from(const core_state *state, PyObject *dict,
                            scratch *s, fair_calibrator_options *out);
int calibrator_apply_options_from(const core_state *state, PyObject *dict,
                                  scratch *s,
                                  fair_calibrator_apply_options *out);
int plan_options_from(const core_state *state, PyObject *dict, scratch *s,
                      fair_plan_options *out);
int apply_options_from(const core_state *state, PyObject *dict, scratch *s,
                       fair_plan_apply_options *out);
int policy_options_from(const core_state *state, PyObject *dict, scratch *s,
                        fair_policy_options *out);
int rule_from(const core_state *state, PyObject *dict, scratch *s,
              fair_rule *out);
int waiver_from(const core_state *state, PyObject *dict, scratch *s,
                fair_waiver *out);
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

/* buffer.c, sequence.c, codes.c, capsule.c: the ways in. */
PyObject *column_from_buffer(PyObject *module, PyObject *args);
PyObject *are_plain(PyObject *module, PyObject *sequence);
PyObject *column_from_sequence(PyObject *module, PyObject *args);
PyObject *column_from_codes(PyObject *module, PyObject *args);
PyObject *column_from_stream(PyObject *module, PyObject *args);
PyObject *column_from_array(PyObject *module, PyObject *args);
PyObject *columns_from_stream(PyObject *module, PyObject *args);
PyObject *columns_from_array(PyObject *module, PyObject *args);
/* sequence.c: the values of a tuple, one by one. */
column_object *column_from_tuple(const core_state *state, PyObject *tuple,
                                 const char *name);
/* objects.c: texts of a tuple, or of a one-dimensional buffer of objects, if
 * rows share them.  NULL without an exception: read it as a sequence. */
column_object *column_from_shared(const core_state *state, PyObject *tuple);
column_object *column_from_pointers(const core_state *state,
                                    const Py_buffer *b);
extern PyType_Spec source_spec;

/* stream.c */
struct ArrowSchema;
struct ArrowArray;
struct ArrowArrayStream;
/* Moves the stream out of a capsule.  name is for messages. */
int stream_take(const core_state *state, PyObject *capsule, const char *name,
                struct ArrowArrayStream *out);
/* Moves out of its two capsules what __arrow_c_array__ returned. */
int array_take(const core_state *state, PyObject *pair, const char *name,
               struct ArrowSchema *schema, struct ArrowArray *array);
/* Arrays that were taken over, all zero at first. */
typedef struct arrow_arrays {
    size_t n;
    size_t capacity;
    struct ArrowArray *items;
} arrow_arrays;
/* Zeroed room for one more, which is in once n counts it. */
struct ArrowArray *arrays_next(arrow_arrays *a);
void release_arrays(arrow_arrays *a);
/* Releases what has a release; it may run Python code, so an exception that is
 * set is put aside. */
void release_stream(struct ArrowArrayStream *stream);
void release_schema(struct ArrowSchema *schema);
void release_array(struct ArrowArray *array);
/* A stream in a capsule that releases it. */
PyObject *stream_capsule(const struct ArrowArrayStream *stream);

/* kept.c: makes the stream one that owns a reference to owner besides; -1 with
 * an exception, and it is as it was. */
int stream_keep(struct ArrowArrayStream *stream, PyObject *owner);

/* table.c */
PyObject *table_lists(PyObject *module, PyObject *args);

/* made.c */
PyObject *table_made(PyObject *module, PyObject *args);

/* lines.c */
PyObject *count_lines(PyObject *module, PyObject *args);

/* rows.c */
/* Cuts columns with chunks of their own into batches whose columns all have
 * one chunk.  columns is a dict role -> Column; sensitive and control are
 * tuples of Column.  Rows start ... end are taken; end -1 is the last. */
int batches_from(const core_state *state, PyObject *columns,
                 PyObject *sensitive, PyObject *control, int64_t start,
                 int64_t end, scratch *s, size_t *n, fair_rows **out);

/* audit.c */
typedef struct audit_object {
    PyObject_HEAD
    fair_audit *audit;
    int busy;
    int is_part;           /* of an add by several threads */
    PyThreadState *thread; /* of a call that released the GIL */
    PyObject *progress;    /* of that call: a callable, or NULL */
    int64_t looked;        /* when signals were looked for, in ns */
    atomic_int stopped;    /* by another thread */
} audit_object;
extern PyType_Spec audit_spec;
/* An object that owns the audit, or NULL and the audit is freed. */
PyObject *audit_wrap(PyTypeObject *type, fair_audit *audit, int is_part);
/* Raises what a second call on a busy audit gets.  Returns NULL. */
PyObject *audit_in_use(const core_state *state);
/* Marks an audit as in use by this call; -1 with an exception if it is. */
int audit_enter(const core_state *state, audit_object *self);
void audit_leave(audit_object *self);
/* Around calls that read rows, which look for signals (Ctrl-C). */
void audit_release_gil(audit_object *self);
void audit_take_gil(audit_object *self);
/* Without the GIL: whether the call has to end, because another thread said
 * so or because a signal's handler or progress, which gets the rows so far,
 * raised an exception, which is then set. */
int audit_interrupted(audit_object *self, uint64_t rows);
/* Looks in on later calls; first_row is the number of their first row. */
void audit_watch(audit_object *self, uint64_t first_row);

/* add.c: methods of an audit */
PyObject *audit_add_columns(PyObject *self, PyObject *args);
PyObject *audit_add_stream(PyObject *self, PyObject *args);
PyObject *audit_add_batch(PyObject *self, PyObject *args);
PyObject *audit_add_rest(PyObject *self, PyObject *args);

/* part.c: methods of an audit, and what one of them returns */
extern PyType_Spec hold_spec;
PyObject *audit_copy(PyObject *self, PyObject *ignored);
PyObject *audit_part(PyObject *self, PyObject *ignored);
PyObject *audit_stop(PyObject *self, PyObject *ignored);
PyObject *audit_hold(PyObject *self, PyObject *ignored);
PyObject *audit_names(PyObject *self, PyObject *ignored);

/* feed.c */
/* Batches of a feed, which several threads may read. */
typedef struct batches_object {
    PyObject_HEAD
    PyObject *feed; /* has the schema */
    arrow_arrays arrays;
    int64_t rows;
} batches_object;
extern PyType_Spec feed_spec;
extern PyType_Spec batches_spec;
const struct ArrowSchema *feed_schema(PyObject *feed);
/* A new feed of what __arrow_c_stream__ or __arrow_c_array__ returned. */
PyObject *feed_from(const core_state *state, PyObject *given);
/* A stream of groups that the feed handed out and then of what it has left;
 * borrows everything. */
typedef struct rest {
    PyObject *feed;
    audit_object *audit; /* that reads it */
    const batches_object *const *groups;
    size_t n_groups;
    size_t group; /* the next to hand out */
    size_t batch;
    uint64_t rows; /* handed out, and before */
    int interrupted;
} rest;
void rest_open(rest *r, struct ArrowArrayStream *out);

/* output.c */
typedef struct output {
    char *data;
    size_t size;
    size_t capacity;
} output;
/* A fair_write whose context is an output. */
int32_t output_write(void *ctx, const char *data, size_t size);
/* What was written, if the call went well; what was taken is given back. */
PyObject *output_text(const core_state *state, output *o, fair_status status,
                      const fair_error *err);

/* report.c */
extern PyType_Spec report_spec;

/* calibrator.c */
extern PyType_Spec calibrator_spec;
/* A calibrator of options, which are a dict, and a report. */
PyObject *calibrator_of(const core_state *state, PyObject *dict,
                        const fair_report *report);

/* plan.c */
extern PyType_Spec plan_spec;
/* A plan of options, which are a dict, and a report. */
PyObject *plan_of(const core_state *state, PyObject *dict,
                  const fair_report *report);
/* args: options, points, tolerances as a tuple of texts.  A list of tuples:
 * tolerance, status, disparity, reason, value, loss, bound, selection rate,
 * nodes. */
PyObject *front_of(const core_state *state, PyObject *args,
                   const fair_report *report);
/* What could be asked for where there is none, or None. */
PyObject *nearest_of(const core_state *state, PyObject *dict,
                     const fair_report *report);

/* policy.c */
extern PyType_Spec policy_spec;
/* (JSON, text, name of the status, exit code) */
PyObject *verdict_of(const core_state *state, PyObject *policy,
                     const fair_report *report, const fair_report *baseline);
/* args: policy, number of the rule, power, runs, seed. */
PyObject *power_of(const core_state *state, PyObject *args,
                   const fair_report *report);

core_state *state_of_module(PyObject *module);
/* The state, from an object of one of the module's types. */
core_state *state_of(PyObject *self);

#endif
