/* SPDX-License-Identifier: MIT
 * One value of a report: where it is, its number, and what it is. */
#ifndef FAIR_AUDIT_ANSWER_H
#define FAIR_AUDIT_ANSWER_H

#include "audit/label.h"
#include "audit/report.h"
#include "compare/survey.h"

#define FAIR__METRIC 1
#define FAIR__COMPARISON 2
#define FAIR__CRITERION 3

/* Where a value is.  Places and 64-bit ids are one to one: nothing is stored
 * per value. */
typedef struct fair__place {
    int32_t kind;        /* FAIR__METRIC … */
    uint32_t name;       /* metric or criterion, by index */
    uint32_t comparison; /* by index; COMPARISON only */
    size_t counts;       /* METRIC: index of its counts */
    size_t grouping;     /* others */
    uint64_t i;          /* COMPARISON: number of the finding */
} fair__place;

uint64_t fair__place_id(const fair__snapshot *s, const fair__place *place);
/* 0 if there is no such place in the snapshot. */
int fair__place_of(const fair__snapshot *s, uint64_t id, fair__place *out);

/* Where counts[index] belongs: its grouping and group, or no grouping for
 * overall and strata. */
typedef struct fair__whose {
    int is_group;
    size_t grouping;
    size_t group;
    int32_t stratum; /* FAIR__ALL_ROWS for overall and what is over it */
} fair__whose;

fair__whose fair__whose_counts(const fair__snapshot *s, size_t index);

/* The number at a place, and the evidence for it. */
typedef struct fair__answer {
    fair__place place;
    const fair__metric *metric; /* of a criterion over two, the deciding one */
    int32_t reason;
    int32_t method;
    double lower; /* NaN without a method */
    double upper;
    fair__wide value;
    fair__result result;   /* METRIC: its own */
    fair__finding finding; /* others */
} fair__answer;

/* population: NULL, or a copy of the place's population with a survey. */
void fair__answer_make(const fair_report *report, const fair__place *place,
                       const fair__population *population, fair__answer *out);
/* The same of any place: criteria of pairs and rests that were not asked for
 * are found now, in memory of the report's allocator. */
fair_status fair__answer_find(const fair_report *report,
                              const fair__place *place, fair__answer *out,
                              fair_error *err);
/* The same as the public struct. */
void fair__answer_value(const fair_report *report, const fair__answer *a,
                        fair_value *out);

/* The metric's evidence: of a finding, in the group found.  0 if there is
 * none, or the metric is not applicable. */
int fair__answer_evidence(const fair_report *report, const fair__answer *a,
                          fair__result *out);

/* metric/calibration.h: of a metric as this report has it. */
void fair__answer_parameters(const fair_report *report, const fair__metric *m,
                             char out[FAIR__PARAMETERS]);

/* Name of what keeps a group out of a comparison: the reason, or "set_aside"
 * for a missing value under nulls = set_aside, which is no reason for a value
 * but a wish of the caller's. */
const char *fair__standing_reason(int32_t standing, int32_t reason);

/* Groups that are undefined, or left out, in an answer: standing is
 * FAIR__UNDEFINED or FAIR__LEFT_OUT.  Calls visit for each, in order.  A
 * comparison of two groups tells of these: with all others in every row, a
 * report would grow with the square of its groups. */
typedef void fair__visit(void *ctx, size_t group, const char *reason,
                         uint64_t n);
void fair__answer_aside(const fair_report *report, const fair__answer *a,
                        int32_t standing, fair__visit *visit, void *ctx);

#endif
