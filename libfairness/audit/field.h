/* SPDX-License-Identifier: MIT
 * Fields of a value by name, each as JSON. */
#ifndef FAIR_AUDIT_FIELD_H
#define FAIR_AUDIT_FIELD_H

#include "audit/json.h"

typedef void fair__put_field(fair__json *j, const fair_report *report,
                             const fair__answer *a);

/* NULL if there is no such field. */
fair__put_field *fair__field_find(const char *name);

/* Where an answer is: its grouping, group and stratum. */
fair__whose fair__answer_whose(const fair_report *report,
                               const fair__answer *a);
/* Index of the group, FAIR__OVERALL, FAIR__REST, or FAIR__NO_GROUP. */
int32_t fair__answer_group(const fair_report *report, const fair__answer *a);
int32_t fair__answer_reference(const fair__answer *a);
int32_t fair__answer_worse_off(const fair__answer *a);

#endif
