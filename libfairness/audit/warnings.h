/* SPDX-License-Identifier: MIT
 * What a reader should know about the data before believing the numbers. */
#ifndef FAIR_AUDIT_WARNINGS_H
#define FAIR_AUDIT_WARNINGS_H

#include "audit/chance.h"
#include "audit/label.h"

/* Codes, in the order in which they are listed. */
#define FAIR__WARN_FAVOURABLE_UNDECLARED 0
#define FAIR__WARN_SCORE_WITHOUT_THRESHOLD 1
#define FAIR__WARN_REFERENCE_DEFAULTED 2
#define FAIR__WARN_COLUMN_IN_TWO_ROLES 3 /* group, other: roles of roles.h */
#define FAIR__WARN_PREDICTION_EQUALS_LABEL 4
#define FAIR__WARN_DIFFERENCE_BY_CHANCE 5
#define FAIR__WARN_SMALL_GROUP 6
#define FAIR__WARN_SINGLE_CLASS 7
#define FAIR__WARN_SELECTIVE_EXCLUDED 8 /* all three: selective_labels */
#define FAIR__WARN_SELECTIVE_BY_DECISION 9
#define FAIR__WARN_SELECTIVE_BY_GROUP 10
#define FAIR__WARN_NEAR_DUPLICATE 11

/* A 95 % interval of a rate can be more than ten points to each side with
 * fewer rows than this. */
#define FAIR__SMALL_GROUP 100

/* Fills s->warnings: the last step of taking a snapshot. */
fair_status fair__snapshot_warnings(fair__snapshot *s,
                                    const fair__request *request,
                                    fair_error *err);

/* Steps of that. */
void fair__warning_add(fair__snapshot *s, fair__warning w);
void fair__find_selective(fair__snapshot *s);

/* The code's name, such as "small_group". */
const char *fair__warning_code(const fair__warning *w);

/* What a warning says in numbers; worked out once for whoever shows it, as it
 * takes much longer than the rest. */
typedef struct fair__warning_numbers {
    int there; /* else the warning has none */
    fair__chance chance;
    double expected;
} fair__warning_numbers;

/* FAIR_ERR_MEMORY: *out then has none. */
fair_status fair__warning_numbers_of(const fair__snapshot *s,
                                     const fair__request *request,
                                     const fair__warning *w,
                                     fair__warning_numbers *out,
                                     fair_error *err);
/* One sentence; group values are in it raw, as fair__label_value. */
void fair__warning_message(fair__text *out, const fair__snapshot *s,
                           const fair__request *request,
                           const fair__warning *w,
                           const fair__warning_numbers *numbers);
/* The group meant, or an empty tuple; it borrows *w. */
fair__tuple fair__warning_group(const fair__snapshot *s,
                                const fair__request *request,
                                const fair__warning *w);

#endif
