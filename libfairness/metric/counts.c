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

int
fair__counts_other(int slot)
{
    static const int others[FAIR__N_COUNTS] = {
        [FAIR__TP] = FAIR__FN,
        [FAIR__FP] = FAIR__TN,
        [FAIR__FN] = FAIR__TP,
        [FAIR__TN] = FAIR__FP,
        [FAIR__UNLABELLED_SELECTED] = FAIR__UNLABELLED_REJECTED,
        [FAIR__UNLABELLED_REJECTED] = FAIR__UNLABELLED_SELECTED};
    return others[slot];
}
