/* SPDX-License-Identifier: MIT
 * Making, refreshing and freeing a report. */
#include <string.h>

#include "audit/audit.h"
#include "audit/body.h"
#include "audit/report.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"

const fair__snapshot *
fair__report_snapshot(const fair_report *report)
{
    return &report->snapshots[report->current];
}

static void
report_free(fair_report *report)
{
    const fair_allocator mem = report->mem;
    for (int i = 0; i < 2; i++) fair__snapshot_free(&report->snapshots[i]);
    fair__request_free(&report->request, &mem);
    fair__free(&mem, report, 1, sizeof(*report));
}

void
fair_report_free(fair_report *report)
{
    if (report != NULL) report_free(report);
}

/* Both snapshots get their memory now, so that refreshing allocates only
 * what a larger audit needs. */
static fair_status
fill(fair_report *report, const fair__tally *tally,
     const fair_report_options *options, fair_error *err)
{
    fair__snapshot *first = &report->snapshots[0];
    fair_status st = fair__request_init(&report->request, &report->mem,
                                        options, &tally->spec, err);
    if (st == FAIR_OK)
        st = fair__snapshot_take(first, tally, &report->request, err);
    if (st == FAIR_OK)
        st = fair__snapshot_reserve_like(&report->snapshots[1], first, err);
    return st;
}

fair_status
fair__report_new(const fair_audit *audit, const fair_report_options *given,
                 fair_report **out, fair_error *err)
{
    fair_report_options options;
    fair_allocator mem;
    fair_status st =
        fair__options_read(&options, sizeof(options),
                           FAIR__REPORT_OPTIONS_FIRST, given,
                           "fair_report_options", err);
    if (st == FAIR_OK) st = fair__memory_init(&mem, options.allocator, err);
    if (st != FAIR_OK) return st;

    fair_report *report = fair__calloc(&mem, 1, sizeof(*report));
    if (report == NULL) return fair__no_memory(err);
    report->mem = mem;
    for (int i = 0; i < 2; i++)
        fair__snapshot_init(&report->snapshots[i], &report->mem);
    st = fill(report, audit->tally, &options, err);
    if (st != FAIR_OK)
        report_free(report);
    else
        *out = report;
    return st;
}

static fair_status
check_features(const fair__snapshot *s, const fair__spec *spec,
               fair_error *err)
{
    if (s->n_sensitive != spec->n_sensitive ||
        s->n_control != spec->n_control)
        return fair__fail(err, FAIR_ERR_MISMATCH,
                          "refresh: the report has %u sensitive and %u "
                          "control features, the audit %u and %u",
                          (uint64_t)s->n_sensitive, (uint64_t)s->n_control,
                          (uint64_t)spec->n_sensitive,
                          (uint64_t)spec->n_control);
    for (size_t i = 0; i < s->n_sensitive + s->n_control; i++)
        if (strcmp(s->features[i], spec->features[i]) != 0)
            return fair__fail(err, FAIR_ERR_MISMATCH,
                              "refresh: feature %u is %q in the report and "
                              "%q in the audit",
                              (uint64_t)i, s->features[i],
                              strlen(s->features[i]), spec->features[i],
                              strlen(spec->features[i]));
    return FAIR_OK;
}

fair_status
fair__report_refresh(fair_report *report, const fair_audit *audit,
                     fair_error *err)
{
    const int32_t next = 1 - report->current;
    fair_status st = check_features(fair__report_snapshot(report),
                                    &audit->tally->spec, err);
    if (st == FAIR_OK)
        st = fair__snapshot_take(&report->snapshots[next], audit->tally,
                                 &report->request, err);
    if (st == FAIR_OK) report->current = next;
    return st;
}
