/* SPDX-License-Identifier: MIT
 * The coin of a row, which depends on a seed and on the row's id alone
 * (docs/reference/plan-format.md). */
#ifndef FAIR_ARTEFACT_COIN_H
#define FAIR_ARTEFACT_COIN_H

#include <fairness/scalar.h>

/* k / 2^53, k = 0 … 2^53 - 1 equally likely.  id: INT, UINT or TEXT. */
double fair__coin(uint64_t seed, const fair_scalar *id);

#endif
