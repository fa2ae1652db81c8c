/* SPDX-License-Identifier: MIT
 * Rows of a group. */
#include "metric/counts.h"

uint64_t
fair__counts_n(const fair__counts *c)
{
    uint64_t n = 0;
    for (int s = 0; s < FAIR__N_COUNTS; s++)
        n += c->rows[s];
    return n;
}
