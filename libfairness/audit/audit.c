/* SPDX-License-Identifier: MIT
 * The public functions of an audit: arguments, the floating-point guard. */
#include "audit/audit.h"

#include "audit/body.h"
#include "base/error.h"
#include "base/floatenv.h"
#include "base/memory.h"
#include "base/options.h"

static fair_status
is_null(const char *what, fair_error *err)
{
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, what, -1, 0, "%s is NULL",
                         what);
}

fair_status
fair__audit_wrap(fair__tally *t, fair_audit **out, fair_error *err)
{
    fair_audit *audit = fair__alloc(&t->mem, 1, sizeof(*audit));
    if (audit == NULL) {
        fair__tally_free(t);
        return fair__no_memory(err);
    }
    audit->tally = t;
    *out = audit;
    return FAIR_OK;
}

fair_status
fair_audit_new(const fair_audit_options *options, fair_audit **out,
               fair_error *err)
{
    if (options == NULL) return is_null("options", err);
    if (out == NULL) return is_null("out", err);
    fair_audit_options known;
    fair_status st =
        fair__options_read(&known, sizeof(known), FAIR__AUDIT_OPTIONS_FIRST,
                           options, "fair_audit_options", err);
    if (st != FAIR_OK) return st;
    fair__floatenv env;
    fair__tally *t = NULL;
    fair__floatenv_enter(&env);
    st = fair__tally_new(&known, &t, err);
    fair__floatenv_leave(&env);
    return st == FAIR_OK ? fair__audit_wrap(t, out, err) : st;
}

void
fair_audit_free(fair_audit *audit)
{
    if (audit == NULL) return;
    const fair_allocator mem = audit->tally->mem;
    fair__tally_free(audit->tally);
    fair__free(&mem, audit, 1, sizeof(*audit));
}

void
fair_audit_reset(fair_audit *audit)
{
    if (audit != NULL) fair__tally_reset(audit->tally);
}

uint64_t
fair_audit_rows(const fair_audit *audit)
{
    return audit != NULL ? audit->tally->rows.in : 0;
}

fair_status
fair_audit_specification(const fair_audit *audit, fair_audit_options *out,
                         fair_error *err)
{
    if (audit == NULL) return is_null("audit", err);
    if (out == NULL) return is_null("out", err);
    fair_audit_options all;
    fair__tally_describe(audit->tally, &all);
    return fair__options_write(out, FAIR__AUDIT_OPTIONS_FIRST, &all,
                               sizeof(all), "fair_audit_options", err);
}

fair_status
fair_audit_watch(fair_audit *audit, const fair_watch *watch, fair_error *err)
{
    if (audit == NULL) return is_null("audit", err);
    return fair__options_read(&audit->tally->watch, sizeof(fair_watch),
                              FAIR__WATCH_FIRST, watch, "fair_watch", err);
}

fair_status
fair_audit_copy(const fair_audit *audit, fair_audit **out, fair_error *err)
{
    if (audit == NULL) return is_null("audit", err);
    if (out == NULL) return is_null("out", err);
    fair__floatenv env;
    fair__tally *t = NULL;
    fair__floatenv_enter(&env);
    const fair_status st = fair__tally_copy(audit->tally, &t, err);
    fair__floatenv_leave(&env);
    return st == FAIR_OK ? fair__audit_wrap(t, out, err) : st;
}

fair_status
fair_audit_add(fair_audit *audit, const fair_rows *rows, fair_error *err)
{
    if (rows == NULL) return is_null("rows", err);
    return fair_audit_add_batches(audit, rows, 1, err);
}

fair_status
fair_audit_add_batches(fair_audit *audit, const fair_rows *batches,
                       size_t n_batches, fair_error *err)
{
    if (audit == NULL) return is_null("audit", err);
    if (n_batches == 0) return FAIR_OK;
    if (batches == NULL) return is_null("batches", err);
    fair__floatenv env;
    fair__floatenv_enter(&env);
    const fair_status st =
        fair__audit_add(audit->tally, batches, n_batches, err);
    fair__floatenv_leave(&env);
    return st;
}

fair_status
fair_audit_add_arrow(fair_audit *audit, const struct ArrowSchema *schema,
                     const struct ArrowArray *array, fair_error *err)
{
    if (audit == NULL) return is_null("audit", err);
    if (schema == NULL) return is_null("schema", err);
    if (array == NULL) return is_null("array", err);
    fair__floatenv env;
    fair__floatenv_enter(&env);
    const fair_status st =
        fair__audit_add_arrow(audit->tally, schema, array, err);
    fair__floatenv_leave(&env);
    return st;
}

fair_status
fair_audit_add_stream(fair_audit *audit, struct ArrowArrayStream *stream,
                      fair_error *err)
{
    if (audit == NULL) return is_null("audit", err);
    if (stream == NULL) return is_null("stream", err);
    fair__floatenv env;
    fair__floatenv_enter(&env);
    const fair_status st =
        fair__audit_add_stream(audit->tally, stream, err);
    fair__floatenv_leave(&env);
    return st;
}

fair_status
fair_audit_merge(fair_audit *audit, const fair_audit *other, fair_error *err)
{
    if (audit == NULL) return is_null("audit", err);
    if (other == NULL) return is_null("other", err);
    fair__floatenv env;
    fair__floatenv_enter(&env);
    const fair_status st = fair__tally_merge(audit->tally, other->tally, err);
    fair__floatenv_leave(&env);
    return st;
}

fair_status
fair_audit_check_shards(const fair_audit *audit, const char *const *names,
                        size_t n, fair_error *err)
{
    if (audit == NULL) return is_null("audit", err);
    if (names == NULL && n > 0) return is_null("names", err);
    return fair__audit_check_shards(audit->tally, names, n, err);
}
