/* SPDX-License-Identifier: MIT
 * What is drawn for a test: how often, from which seed, and who may stop
 * it. */
#ifndef FAIR_COMPARE_DRAWING_H
#define FAIR_COMPARE_DRAWING_H

#include <fairness/report.h>

#include "base/error.h"

typedef struct fair__drawing {
    uint64_t seed;
    uint32_t n_replicates; /* 2 at least */
    const fair_watch *watch;
    uint64_t drawn; /* so far */
    int32_t only_own; /* no errors of groups that are alike are wanted */
} fair__drawing;

/* Asked before every replicate, of one group or of all; the watch is asked
 * now and then.  FAIR_ERR_STOPPED. */
static inline fair_status
fair__drawing_next(fair__drawing *d, fair_error *err)
{
    const fair_watch *w = d->watch;
    if (d->drawn++ % 256 != 0 || w->stop == NULL ||
        w->stop(w->ctx, d->drawn) == 0)
        return FAIR_OK;
    return fair__fail(err, FAIR_ERR_STOPPED,
                      "stopped by the report's watch after %u replicates",
                      d->drawn);
}

#endif
