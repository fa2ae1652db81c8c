/* SPDX-License-Identifier: MIT
 * A column in two roles. */
#ifndef FAIR_AUDIT_ROLES_H
#define FAIR_AUDIT_ROLES_H

#include "audit/snapshot.h"
#include "base/text.h"

/* Roles by number: FAIR__Y_TRUE … FAIR__FREQUENCY, then the features. */
size_t fair__role_count(const fair__snapshot *s);
/* The column's name; NULL if it has none, or was not given. */
const char *fair__role_column(const fair__snapshot *s, size_t role);
/* The first role before this one whose column has the same name; `role`
 * itself if there is none. */
size_t fair__role_twin(const fair__snapshot *s, size_t role);
/* One sentence: which column, which roles, what follows. */
void fair__role_say(fair__text *out, const fair__snapshot *s, size_t first,
                    size_t second);

#endif
