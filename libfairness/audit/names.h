/* SPDX-License-Identifier: MIT
 * Names that are not there: the ones that are, nearest first. */
#ifndef FAIR_AUDIT_NAMES_H
#define FAIR_AUDIT_NAMES_H

#include <stddef.h>

#include "base/error.h"

#define FAIR__MAX_NAMES 192

/* A list of names that is being collected for a message; more than
 * FAIR__MAX_NAMES are not looked at. */
typedef struct fair__names {
    size_t n;
    const char *names[FAIR__MAX_NAMES];
} fair__names;

void fair__names_add(fair__names *list, const char *name);

/* FAIR_ERR_ARGUMENT: no `what` is called `name`, and those there are, the
 * nearest to it first, as many as fit.  column: the option, or NULL. */
fair_status fair__names_unknown(fair_error *err, const char *column,
                                const char *what, const char *name,
                                const fair__names *list);

#endif
