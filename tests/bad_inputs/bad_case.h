/* SPDX-License-Identifier: MIT
 * What a row of the table of bad inputs is in C, the rows themselves, and
 * writing a report into memory. */
#ifndef FAIR_TESTS_BAD_CASE_H
#define FAIR_TESTS_BAD_CASE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <fairness/fairness.h>

typedef struct expected_value {
    const char *name;
    const fair_feature_value *group;
    size_t n_group;
    const char *comparison;
    double value;
    int32_t reasons[2]; /* any of these, or 0: the value is defined */
    int32_t within;
} expected_value;

typedef struct expected_warning {
    const char *code;
    size_t times;
} expected_warning;

/* One of the audits of a merge. */
typedef struct merge_part {
    int is_self; /* the first audit again */
    fair_audit_options audit;
    const fair_rows *rows;
} merge_part;

typedef struct bad_case {
    const char *id;
    fair_audit_options audit;
    fair_report_options report;
    size_t n_batches;
    const fair_rows *batches;
    int32_t errors[2]; /* any of these, or 0: it succeeds */
    const char *column; /* NULL: not said */
    int64_t row;        /* -1: not said */
    uint64_t count;     /* 0: not said */
    uint64_t n;         /* of overall; 0: not said */
    size_t n_values;
    const expected_value *values;
    size_t n_warns;
    const expected_warning *warns;
    int hostile;
    size_t n_parts; /* merges only, in place of batches */
    const merge_part *parts;
    size_t n_manifest;
    const char *const *manifest;
} bad_case;

/* Rules held against the audit of a case. */
typedef struct gate_case {
    bad_case c;
    size_t n_rules;
    const fair_rule *rules;
    int32_t status; /* of the verdict, unless c has errors */
    const char *why; /* of the first rule; NULL: not said */
    int32_t within;
} gate_case;

#include "bad_inputs_cases.h"

static const size_t n_cases = sizeof(cases) / sizeof(cases[0]);
static const size_t n_merges = sizeof(merges) / sizeof(merges[0]);
static const size_t n_gates = sizeof(gates) / sizeof(gates[0]);

typedef struct text {
    unsigned char *bytes;
    size_t length;
    size_t capacity;
} text;

static inline int32_t
collect(void *ctx, const char *data, size_t size)
{
    text *out = ctx;
    if (out->capacity - out->length <= size) {
        out->capacity = 2 * (out->length + size) + 4096;
        out->bytes = realloc(out->bytes, out->capacity);
    }
    memcpy(out->bytes + out->length, data, size);
    out->length += size;
    out->bytes[out->length] = '\0';
    return 0;
}

#endif
