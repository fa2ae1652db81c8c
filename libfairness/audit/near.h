/* SPDX-License-Identifier: MIT
 * Texts that look alike: likely two spellings of one group. */
#ifndef FAIR_AUDIT_NEAR_H
#define FAIR_AUDIT_NEAR_H

#include <fairness/scalar.h>

/* Order of two texts by what they look like; 0 for texts that differ only in
 * ASCII case, white space, invisible characters, combining marks and accents
 * of Latin letters, and so for the normal forms of a name in Latin script.
 * Letters of other scripts are compared as they are. */
int fair__near_order(const fair_scalar *a, const fair_scalar *b);

#endif
