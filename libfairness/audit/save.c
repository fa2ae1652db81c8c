/* SPDX-License-Identifier: MIT
 * The public functions that write and read saved audits. */
#include "audit/audit.h"

#include "audit/body.h"
#include "base/error.h"
#include "base/floatenv.h"
#include "base/options.h"

fair_status
fair_audit_save(const fair_audit *audit, void *buffer, size_t capacity,
                size_t *length, fair_error *err)
{
    if (audit == NULL || length == NULL ||
        (buffer == NULL && capacity > 0))
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "fair_audit_save: %s is NULL",
                          audit == NULL    ? "audit"
                          : length == NULL ? "length"
                                           : "buffer");
    fair__floatenv env;
    fair__floatenv_enter(&env);
    const fair_status st =
        fair__tally_save(audit->tally, buffer, capacity, length, err);
    fair__floatenv_leave(&env);
    return st;
}

fair_status
fair_audit_load(const void *bytes, size_t length,
                const fair_audit_options *options, fair_audit **out,
                fair_error *err)
{
    if (out == NULL || (bytes == NULL && length > 0))
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "fair_audit_load: %s is NULL",
                          out == NULL ? "out" : "bytes");
    fair_audit_options known;
    fair_status st =
        fair__options_read(&known, sizeof(known), FAIR__AUDIT_OPTIONS_FIRST,
                           options, "fair_audit_options", err);
    if (st != FAIR_OK) return st;
    fair__floatenv env;
    fair__tally *t = NULL;
    fair__floatenv_enter(&env);
    st = fair__tally_load(bytes, length, &known, &t, err);
    fair__floatenv_leave(&env);
    return st == FAIR_OK ? fair__audit_wrap(t, out, err) : st;
}
