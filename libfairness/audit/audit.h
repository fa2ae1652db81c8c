/* SPDX-License-Identifier: MIT
 * What the report needs to see of an audit. */
#ifndef FAIR_AUDIT_AUDIT_H
#define FAIR_AUDIT_AUDIT_H

#include <fairness/audit.h>

#include "tally/tally.h"

struct fair_audit {
    fair__tally *tally;
};

#endif
