/* SPDX-License-Identifier: MIT
 * An audit: what to count, and the counts so far.
 *
 * Rows are read once and never kept: an audit holds one small table of exact
 * counts per observed group.  Adds, merges and loads are all-or-nothing: a
 * call that fails has changed nothing.  No answer depends on the order of
 * rows, on how they are cut into calls, or on the tree of merges.
 *
 * A handle belongs to one thread at a time; different handles run in
 * parallel.  The library starts no threads. */
#ifndef FAIRNESS_AUDIT_H
#define FAIRNESS_AUDIT_H

#include <stddef.h>
#include <stdint.h>

#include <fairness/allocator.h>
#include <fairness/arrow.h>
#include <fairness/column.h>
#include <fairness/scalar.h>
#include <fairness/status.h>

typedef struct fair_audit fair_audit;

/* nulls: what a missing group value means. */
#define FAIR_NULLS_GROUP 0     /* a group of its own */
#define FAIR_NULLS_EXCLUDE 1   /* the row leaves the audit, counted */
#define FAIR_NULLS_ERROR 2     /* an error */
#define FAIR_NULLS_SET_ASIDE 3 /* reports only: counted, never compared */

/* unlabelled: what a missing y_true means, where y_true is given. */
#define FAIR_UNLABELLED_ERROR 0
#define FAIR_UNLABELLED_EXCLUDE 1 /* the row leaves the audit, counted */
#define FAIR_UNLABELLED_KEEP 2    /* counts where no label is needed */

/* text_labels: how text in y_true, y_pred and y_pred_baseline is read. */
#define FAIR_TEXT_LABELS_EXACT 0  /* as it is */
#define FAIR_TEXT_LABELS_BINARY 1 /* from files whose fields are all text:
                                     0, 0.0, false are 0 and 1, 1.0, true are
                                     1 (any case) */

/* scores: what is kept of y_score beyond the decisions by a threshold. */
#define FAIR_SCORES_EXACT 0 /* every distinct score of each group and label,
                               with its count: what metrics of scores need */
#define FAIR_SCORES_NONE 1  /* nothing: memory does not grow with scores */

/* Zero means default in every field.  Strings, arrays and allocator are
 * copied; nothing is borrowed after fair_audit_new. */
typedef struct fair_audit_options {
    size_t size; /* set by FAIR_AUDIT_OPTIONS_INIT */
    size_t n_sensitive; /* at least 1 */
    const char *const *sensitive_names;
    size_t n_control; /* may be 0; at most 64 features together */
    const char *const *control_names;
    /* Names of the columns: found by these in Arrow data, shown in messages
     * and in the report's specification; NULL means "y_true", "y_pred", … in
     * messages and null in the specification.  With Arrow data a column whose
     * name is NULL is not read. */
    const char *y_true;
    const char *y_pred;
    const char *y_score;
    const char *y_pred_baseline;
    const char *sample_weight;
    const char *frequency;
    /* The label that counts as positive, for every label and decision column
     * of its kind (text; number or boolean).  The three below override it for
     * one column.  {0,1} and booleans need none. */
    fair_scalar positive_label;
    fair_scalar y_true_positive;
    fair_scalar y_pred_positive;
    fair_scalar y_pred_baseline_positive;
    double threshold; /* selected if y_score >= threshold */
    int32_t has_threshold;
    int32_t nulls;       /* FAIR_NULLS_* but SET_ASIDE */
    int32_t unlabelled;  /* FAIR_UNLABELLED_* */
    int32_t text_labels; /* FAIR_TEXT_LABELS_* */
    uint64_t max_cells;  /* observed tuples of all features; 0: 65,536 */
    const char *shard;   /* name of this part of the data; NULL: none */
    const uint8_t *hash_key; /* 16 bytes; NULL: from the operating system;
                                no result depends on it */
    const fair_allocator *allocator; /* NULL: malloc and its kin */
    uint64_t max_scores; /* distinct scores of all groups and labels that are
                            kept, 20 bytes each (40 while they are merged; sums
                            of weights come on top); 0: 33,554,432 */
    int32_t scores;      /* FAIR_SCORES_* */
    int32_t reserved;
    /* The lowest and the highest score that there can be, such as 300 and 850:
     * one outside of it is an error, and what needs probabilities takes
     * (score - score_low) / (score_high - score_low).  Without it scores may
     * be any numbers, infinite ones too, and are probabilities where all of
     * them lie between 0 and 1.  Both at most 2^480 in size. */
    double score_low;
    double score_high;
    int32_t has_score_range;
    /* Of equal width over the range, which must be declared: scores are kept
     * by bin, with the exact sum of each, so that memory does not grow with
     * rows.  Metrics of order take a bin for a tie; what needs every score is
     * not applicable.  0: every score is kept. */
    uint32_t score_bins;
} fair_audit_options;

#define FAIR_AUDIT_OPTIONS_INIT FAIR_INIT_OF(fair_audit_options)

/* One batch of rows.  Columns that are not given have type FAIR_TYPE_NONE
 * (all zero).  Every column given has n values.  The first batch that is not
 * empty decides which columns there are. */
typedef struct fair_rows {
    size_t size; /* set by FAIR_ROWS_INIT */
    size_t n;
    fair_column y_true;
    fair_column y_pred;          /* or y_score with options.threshold */
    fair_column y_score;         /* enough alone, if scores are kept */
    fair_column y_pred_baseline; /* decisions of another model, same rows */
    fair_column sample_weight;   /* real, finite, >= 0, at most 2^480; integers
                                    above 2^53 become the nearest double */
    fair_column frequency;       /* whole number of times the row counts, below
                                    2^63, as is their sum */
    const fair_column *sensitive; /* n_sensitive of them */
    const fair_column *control;   /* n_control of them; NULL if 0 */
} fair_rows;

#define FAIR_ROWS_INIT FAIR_INIT_OF(fair_rows)

/* Looks in on the calls that read rows: to show progress, or to stop. */
typedef struct fair_watch {
    size_t size; /* set by FAIR_WATCH_INIT */
    uint64_t first_row; /* number of a call's first row, in errors and for
                           stop: how many rows of the same data other calls
                           have read */
    /* Called at least once in 65,536 rows with the number of rows read so
     * far, first_row included; anything but 0 ends the call.  NULL: never.
     * It must not use the audit, and returns: no longjmp, no C++ exception. */
    int32_t (*stop)(void *ctx, uint64_t rows);
    void *ctx;
} fair_watch;

#define FAIR_WATCH_INIT FAIR_INIT_OF(fair_watch)

#ifdef __cplusplus
extern "C" {
#endif

/* Makes an empty audit; the caller frees it.
 * FAIR_ERR_ARGUMENT: no sensitive feature, a name that is empty, NULL, not
 * UTF-8 or used twice, a threshold that is NaN, a range of scores that is
 * none, bins without a range or of scores that are not kept, a positive label
 * that is missing or not whole.  FAIR_ERR_LIMIT: more than 64 features.
 * FAIR_ERR_ENTROPY, FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_audit_new(const fair_audit_options *options,
                                    fair_audit **out, fair_error *err);

/* Frees an audit; NULL is fine.  Reports made from it stay.  Since 0.1. */
FAIR_API void fair_audit_free(fair_audit *audit);

/* Makes *out an audit of its own with the same specification and counts, from
 * the same allocator, without the watch.  The caller frees it.
 * FAIR_ERR_ARGUMENT: NULL.  FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_audit_copy(const fair_audit *audit,
                                     fair_audit **out, fair_error *err);

/* What the audit counts, as the options that make an empty one like it: also
 * of an audit that was loaded from bytes.
 *  out   size set by FAIR_AUDIT_OPTIONS_INIT; what it points to belongs to the
 *        audit and is there until that is freed.  shard is the name that the
 *        audit was made with: another part of the data needs another.
 * Labels are as they are compared: true is 1.  text_labels is not in saved
 * bytes.  FAIR_ERR_ARGUMENT: NULL, or a size that is impossible.  Since 0.1. */
FAIR_API fair_status fair_audit_specification(const fair_audit *audit,
                                              fair_audit_options *out,
                                              fair_error *err);

/* Watches all later calls that read rows; NULL: no longer.  The struct is
 * copied, ctx is not.  A call that was stopped ends with FAIR_ERR_STOPPED and
 * has changed nothing.  FAIR_ERR_ARGUMENT: audit is NULL.  Since 0.1. */
FAIR_API fair_status fair_audit_watch(fair_audit *audit,
                                      const fair_watch *watch,
                                      fair_error *err);

/* Counts one batch.  FAIR_ERR_DATA, FAIR_ERR_NONFINITE: a value that may not
 * be there; err names the column, the first such row and how many there are.
 * FAIR_ERR_ARGUMENT: columns that are missing, of another length, or not the
 * ones of the first batch.  FAIR_ERR_TYPE, FAIR_ERR_LIMIT, FAIR_ERR_OVERFLOW,
 * FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_audit_add(fair_audit *audit, const fair_rows *rows,
                                    fair_error *err);

/* Counts several batches as one call: all of them or none.  Row numbers in
 * errors run through all batches.  Since 0.1. */
FAIR_API fair_status fair_audit_add_batches(fair_audit *audit,
                                            const fair_rows *batches,
                                            size_t n_batches,
                                            fair_error *err);

/* Counts one Arrow record batch (a struct array): columns are found by name,
 * others are ignored.  Both are borrowed and never released.  A name that is
 * absent or there twice is FAIR_ERR_ARGUMENT and lists those there are.
 * Since 0.1. */
FAIR_API fair_status fair_audit_add_arrow(fair_audit *audit,
                                          const struct ArrowSchema *schema,
                                          const struct ArrowArray *array,
                                          fair_error *err);

/* Reads an Arrow stream of record batches to its end and counts it as one
 * call: all or nothing.  The stream stays the caller's to release; what it
 * hands out is released here.  Its functions return: no longjmp, no C++
 * exception.  FAIR_ERR_STREAM: the stream failed; its own message is passed
 * on.  Since 0.1. */
FAIR_API fair_status fair_audit_add_stream(fair_audit *audit,
                                           struct ArrowArrayStream *stream,
                                           fair_error *err);

/* Adds what other has counted.  The specifications must be equal
 * (FAIR_ERR_MISMATCH names the difference); a shard that is in both is
 * FAIR_ERR_DUPLICATE_SHARD, and so is merging an audit with itself.
 * other is not changed.  Since 0.1. */
FAIR_API fair_status fair_audit_merge(fair_audit *audit,
                                      const fair_audit *other,
                                      fair_error *err);

/* Checks that exactly the n named shards are in the audit, once each:
 * FAIR_ERR_INCOMPLETE names those that are missing, FAIR_ERR_MISMATCH those
 * that were not expected.  Since 0.1. */
FAIR_API fair_status fair_audit_check_shards(const fair_audit *audit,
                                             const char *const *names,
                                             size_t n, fair_error *err);

/* Drops all counts and keeps specification, names and memory: cannot fail,
 * allocates nothing.  Since 0.1. */
FAIR_API void fair_audit_reset(fair_audit *audit);

/* Writes the saved form (docs/reference/saved-format.md) into buffer.
 *  buffer    NULL with capacity 0 to ask for the size.
 *  length    set to the number of bytes needed.
 * FAIR_ERR_ARGUMENT: capacity is too small (length is set).  Equal states
 * give equal bytes.  Since 0.1. */
FAIR_API fair_status fair_audit_save(const fair_audit *audit, void *buffer,
                                     size_t capacity, size_t *length,
                                     fair_error *err);

/* Makes an audit from saved bytes, which may come from anywhere: they give a
 * valid audit or FAIR_ERR_CORRUPT, FAIR_ERR_VERSION, FAIR_ERR_MEMORY or
 * FAIR_ERR_LIMIT; without a hash_key also FAIR_ERR_ENTROPY.
 *  options   NULL, or options of which only allocator, hash_key, max_cells
 *            and max_scores are used: the specification is in the bytes.
 * Since 0.1. */
FAIR_API fair_status fair_audit_load(const void *bytes, size_t length,
                                     const fair_audit_options *options,
                                     fair_audit **out, fair_error *err);

/* Rows that came in, excluded ones included.  Since 0.1. */
FAIR_API uint64_t fair_audit_rows(const fair_audit *audit);

#ifdef __cplusplus
}
#endif
#endif
