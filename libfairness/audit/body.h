/* SPDX-License-Identifier: MIT
 * What the public functions do inside the guard of the floating-point
 * environment; in other files, so that nothing moves across it. */
#ifndef FAIR_AUDIT_BODY_H
#define FAIR_AUDIT_BODY_H

#include "audit/audit.h"

fair_status fair__audit_add(fair__tally *t, const fair_rows *batches,
                            size_t n, fair_error *err);
fair_status fair__audit_add_arrow(fair__tally *t,
                                  const struct ArrowSchema *schema,
                                  const struct ArrowArray *array,
                                  fair_error *err);
fair_status fair__audit_add_stream(fair__tally *t,
                                   struct ArrowArrayStream *stream,
                                   fair_error *err);
fair_status fair__audit_check_shards(const fair__tally *t,
                                     const char *const *names, size_t n,
                                     fair_error *err);

/* Ends a call that fair__tally_begin began: commits where st is FAIR_OK,
 * rolls back otherwise. */
fair_status fair__audit_end(fair__tally *t, fair_status st, fair_error *err);

/* A handle for a tally, which it then owns; on failure the tally is freed. */
fair_status fair__audit_wrap(fair__tally *t, fair_audit **out,
                             fair_error *err);

#define FAIR__ROWS_FIRST sizeof(fair_rows) /* version 1 */
#define FAIR__AUDIT_OPTIONS_FIRST offsetof(fair_audit_options, max_scores)
#define FAIR__REPORT_OPTIONS_FIRST                                            \
    offsetof(fair_report_options, calibration_bins)
#define FAIR__WATCH_FIRST sizeof(fair_watch)

#endif
