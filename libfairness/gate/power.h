/* SPDX-License-Identifier: MIT
 * What a rule can show with groups of given sizes. */
#ifndef FAIR_GATE_POWER_H
#define FAIR_GATE_POWER_H

#include "gate/evaluate.h"

fair_status fair__policy_power(const fair_policy *policy,
                               const fair_report *report, size_t i,
                               const fair_power_options *options,
                               fair_power *out, fair_error *err);

#endif
