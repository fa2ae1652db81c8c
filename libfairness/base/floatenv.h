/* SPDX-License-Identifier: MIT
 * The guard of the floating-point environment.
 *
 * A host may have set another rounding mode, flush-to-zero, or traps.  Every
 * public call that computes enters through a guard; the body is a function in
 * another file that is not inlined, so the compiler moves nothing across. */
#ifndef FAIR_BASE_FLOATENV_H
#define FAIR_BASE_FLOATENV_H

#include <fenv.h>
#include <stdint.h>

typedef struct fair__floatenv {
    fenv_t saved;
    uint64_t control; /* SSE control word, FPCR: flush-to-zero lives there */
} fair__floatenv;

/* Saves the environment and sets the default one: to nearest, no traps, no
 * flush-to-zero. */
void fair__floatenv_enter(fair__floatenv *env);
/* Restores it, without raising the flags that were set meanwhile. */
void fair__floatenv_leave(const fair__floatenv *env);

/* The rest of a public function: runs its body, a call that gives a
 * fair_status, between enter and leave, and returns. */
#define FAIR__GUARDED(call)                                                   \
    do {                                                                      \
        fair__floatenv env;                                                   \
        fair__floatenv_enter(&env);                                           \
        const fair_status st = (call);                                        \
        fair__floatenv_leave(&env);                                           \
        return st;                                                            \
    } while (0)

#endif
