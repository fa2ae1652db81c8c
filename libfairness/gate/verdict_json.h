/* SPDX-License-Identifier: MIT
 * Parts of a verdict as JSON. */
#ifndef FAIR_GATE_VERDICT_JSON_H
#define FAIR_GATE_VERDICT_JSON_H

#include "base/json.h"
#include "gate/evaluate.h"

#define FAIR__WHOLE SIZE_MAX /* in place of a grouping: all rows */

/* Members: the stratum of a grouping; the list of all that a rule looked at. */
void fair__verdict_control(fair__json *j, const fair__evaluation *e,
                           size_t grouping);
void fair__verdict_evidence(fair__json *j, const fair__evaluation *e,
                            const fair__outcome *o);

/* A value: a group, "overall" or null. */
void fair__verdict_group(fair__json *j, const fair__evaluation *e,
                         size_t grouping, int32_t group);

#endif
