/* SPDX-License-Identifier: MIT
 * Everything about one value as JSON text, without allocating. */
#include "audit/field.h"

#include <math.h>
#include <string.h>

#include <fairness/registry.h>

#include "audit/names.h"
#include "audit/phrase.h"
#include "base/error.h"

/* The text buffer flushes at 16 KiB and grows by half: this holds it. */
#define BLOCK_SIZE (32 * 1024)

/* ---- what it is ---- */

static void
put_metric(fair__json *j, const fair_report *report, const fair__answer *a)
{
    (void)report;
    fair__json_cstring(j, a->metric->name);
}

static void
put_comparison(fair__json *j, const fair_report *report,
               const fair__answer *a)
{
    (void)report;
    const char *name = NULL;
    if (a->place.kind == FAIR__COMPARISON)
        name = fair__comparison_at(a->place.comparison)->name;
    if (a->place.kind == FAIR__CRITERION)
        name = fair__criterion_at(a->place.name)->comparison;
    fair__json_cstring(j, name);
}

static void
put_criterion(fair__json *j, const fair_report *report, const fair__answer *a)
{
    (void)report;
    fair__json_cstring(j, a->place.kind == FAIR__CRITERION
                              ? fair__criterion_at(a->place.name)->name
                              : NULL);
}

/* ---- where it is ---- */

/* Grouping, group and stratum of an answer's own place. */
fair__whose
fair__answer_whose(const fair_report *report, const fair__answer *a)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    if (a->place.kind == FAIR__METRIC)
        return fair__whose_counts(s, a->place.counts);
    return (fair__whose){.grouping = a->place.grouping,
                         .stratum = s->groupings[a->place.grouping].stratum};
}

static void
put_by(fair__json *j, const fair_report *report, const fair__answer *a)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const fair__whose w = fair__answer_whose(report, a);
    if (a->place.kind == FAIR__METRIC && !w.is_group)
        fair__json_null(j);
    else
        fair__json_by(j, s, &report->request, s->groupings[w.grouping].by);
}

static void
put_control(fair__json *j, const fair_report *report, const fair__answer *a)
{
    const fair__tuple t = fair__tuple_of_stratum(
        fair__report_snapshot(report), fair__answer_whose(report, a).stratum);
    fair__json_tuple(j, &t);
}

int32_t
fair__answer_group(const fair_report *report, const fair__answer *a)
{
    if (a->place.kind != FAIR__METRIC) return a->finding.group;
    const fair__whose w = fair__answer_whose(report, a);
    return w.is_group ? (int32_t)w.group : FAIR__NO_GROUP;
}

static void
put_one(fair__json *j, const fair_report *report, const fair__answer *a,
        int32_t group)
{
    fair__json_group(j, report, fair__answer_whose(report, a).grouping, group);
}

static void
put_group(fair__json *j, const fair_report *report, const fair__answer *a)
{
    put_one(j, report, a, fair__answer_group(report, a));
}

/* A metric has neither reference nor anyone worse off. */
int32_t
fair__answer_reference(const fair__answer *a)
{
    return a->place.kind == FAIR__METRIC ? FAIR__NO_GROUP
                                         : a->finding.reference;
}

int32_t
fair__answer_worse_off(const fair__answer *a)
{
    return a->place.kind == FAIR__METRIC ? FAIR__NO_GROUP
                                         : a->finding.worse_off;
}

static void
put_reference(fair__json *j, const fair_report *report, const fair__answer *a)
{
    put_one(j, report, a, fair__answer_reference(a));
}

static void
put_worse_off(fair__json *j, const fair_report *report, const fair__answer *a)
{
    put_one(j, report, a, fair__answer_worse_off(a));
}

/* The groups that the value comes from. */
static void
put_groups(fair__json *j, const fair_report *report, const fair__answer *a)
{
    const int32_t group = fair__answer_group(report, a);
    const int32_t reference = fair__answer_reference(a);
    fair__json_array_inline(j);
    if (group >= 0) put_one(j, report, a, group);
    if (reference >= 0 && reference != group)
        put_one(j, report, a, reference);
    fair__json_end(j);
}

/* ---- the number ---- */

static void
put_reason(fair__json *j, const fair_report *report, const fair__answer *a)
{
    (void)report;
    fair__json_cstring(j, fair_reason_name(a->reason));
}

static void
put_method(fair__json *j, const fair_report *report, const fair__answer *a)
{
    (void)report;
    fair__json_cstring(j, fair_method_name(a->method));
}

static void
put_interval(fair__json *j, const fair_report *report, const fair__answer *a)
{
    (void)report;
    fair__json_interval(j, a);
}

static void
put_confidence(fair__json *j, const fair_report *report,
               const fair__answer *a)
{
    (void)a;
    fair__json_f64(j, report->request.confidence);
}

static void
put_numerator(fair__json *j, const fair_report *report, const fair__answer *a)
{
    fair__result r;
    if (fair__answer_evidence(report, a, &r))
        fair__json_amount(j, fair__report_snapshot(report), &r.numerator);
    else
        fair__json_null(j);
}

static void
put_denominator(fair__json *j, const fair_report *report,
                const fair__answer *a)
{
    fair__result r;
    if (fair__answer_evidence(report, a, &r))
        fair__json_amount(j, fair__report_snapshot(report), &r.denominator);
    else
        fair__json_null(j);
}

static void
put_n(fair__json *j, const fair_report *report, const fair__answer *a)
{
    fair__result r;
    if (fair__answer_evidence(report, a, &r))
        fair__json_u64(j, r.n);
    else
        fair__json_null(j);
}

static void
put_sum_weights(fair__json *j, const fair_report *report,
                const fair__answer *a)
{
    fair__result r;
    if (fair__answer_evidence(report, a, &r))
        fair__json_amount(j, fair__report_snapshot(report), &r.sum_weights);
    else
        fair__json_null(j);
}

static void
put_effective_n(fair__json *j, const fair_report *report,
                const fair__answer *a)
{
    fair__result r;
    if (fair__answer_evidence(report, a, &r))
        fair__json_f64(j, r.effective_n);
    else
        fair__json_null(j);
}

/* ---- who was compared ---- */

static void
put_undefined_groups(fair__json *j, const fair_report *report,
                     const fair__answer *a)
{
    fair__json_aside(j, report, a, FAIR__UNDEFINED);
}

static void
put_left_out(fair__json *j, const fair_report *report, const fair__answer *a)
{
    fair__json_aside(j, report, a, FAIR__LEFT_OUT);
}

static void
put_groups_compared(fair__json *j, const fair_report *report,
                    const fair__answer *a)
{
    (void)report;
    if (a->place.kind == FAIR__METRIC)
        fair__json_null(j);
    else
        fair__json_u64(j, a->finding.groups_compared);
}

static void
put_limit(fair__json *j, const fair_report *report, const fair__answer *a)
{
    const double limit =
        a->place.kind == FAIR__CRITERION
            ? fair__criterion_limit(fair__criterion_at(a->place.name),
                                    &report->request.rules)
            : 0;
    if (limit != 0)
        fair__json_f64(j, limit);
    else
        fair__json_null(j);
}

static void
put_within_limit(fair__json *j, const fair_report *report,
                 const fair__answer *a)
{
    (void)report;
    if (a->place.kind == FAIR__METRIC || a->finding.within_limit == 0)
        fair__json_null(j);
    else
        fair__json_bool(j, a->finding.within_limit > 0);
}

static void
put_parameters(fair__json *j, const fair_report *report,
               const fair__answer *a)
{
    fair__json_parameters(j, report, a->metric);
}

static void
put_bin(fair__json *j, const fair_report *report, const fair__answer *a)
{
    (void)report;
    if (a->place.kind == FAIR__METRIC || isnan(a->finding.bin_lower))
        fair__json_null(j);
    else
        fair__json_bin(j, a->finding.bin_lower, a->finding.bin_upper);
}

static const struct field {
    char name[20];
    fair__put_field *put;
} fields[] = {
    {"metric", put_metric},
    {"comparison", put_comparison},
    {"criterion", put_criterion},
    {"by", put_by},
    {"control", put_control},
    {"group", put_group},
    {"reference", put_reference},
    {"worse_off", put_worse_off},
    {"groups", put_groups},
    {"value", fair__json_value},
    {"reason", put_reason},
    {"interval", put_interval},
    {"method", put_method},
    {"confidence", put_confidence},
    {"numerator", put_numerator},
    {"denominator", put_denominator},
    {"n", put_n},
    {"sum_weights", put_sum_weights},
    {"effective_n", put_effective_n},
    {"groups_compared", put_groups_compared},
    {"undefined_groups", put_undefined_groups},
    {"left_out", put_left_out},
    {"limit", put_limit},
    {"within_limit", put_within_limit},
    {"parameters", put_parameters},
    {"bin", put_bin},
};
#define N_FIELDS (sizeof(fields) / sizeof(*fields))

static void
put_all(fair__json *j, const fair_report *report, const fair__answer *a)
{
    fair__json_object_inline(j);
    for (size_t i = 0; i < N_FIELDS; i++) {
        fair__json_key(j, fields[i].name);
        fields[i].put(j, report, a);
    }
    fair__json_end(j);
}

fair__put_field *
fair__field_find(const char *name)
{
    if (strcmp(name, "all") == 0) return put_all;
    for (size_t i = 0; i < N_FIELDS; i++)
        if (strcmp(name, fields[i].name) == 0) return fields[i].put;
    return NULL;
}

static fair_status
unknown_field(const char *name, fair_error *err)
{
    fair__names list = {0};
    for (size_t i = 0; i < N_FIELDS; i++)
        fair__names_add(&list, fields[i].name);
    fair__names_add(&list, "all");
    return fair__names_unknown(err, "field", "field", name, &list);
}

/* The caller's buffer, and how much was meant for it. */
typedef struct target {
    char *buffer;
    size_t capacity;
    size_t length;
} target;

static int32_t
copy(void *ctx, const char *data, size_t size)
{
    target *t = ctx;
    if (t->length < t->capacity) {
        const size_t room = t->capacity - t->length;
        memcpy(t->buffer + t->length, data, size < room ? size : room);
    }
    t->length += size;
    return 0;
}

/* The length only; the buffer is filled by a second run, so that nothing is
 * written where it is too small. */
static fair_status
render(fair__put_field *put, const fair_report *report, const fair__answer *a,
       target *to, fair_error *err)
{
    _Alignas(16) char memory[BLOCK_SIZE];
    fair__fixed fixed = {memory, sizeof(memory)};
    const fair_allocator mem = fair__fixed_allocator(&fixed);
    fair__text out;
    fair__json j;
    fair__text_init(&out, &mem);
    out.write = copy;
    out.ctx = to;
    fair__json_init(&j, &out);
    j.compact = 1;
    put(&j, report, a);
    return fair__text_flush(&out, err);
}

fair_status
fair__report_field(const fair_report *report, uint64_t id, const char *field,
                   char *buffer, size_t capacity, size_t *length,
                   fair_error *err)
{
    fair__place place;
    fair__answer a;
    fair__put_field *put = fair__field_find(field);
    if (put == NULL) return unknown_field(field, err);
    if (!fair__place_of(fair__report_snapshot(report), id, &place))
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "id %u is not of a value of this report", id);
    fair_status st = fair__answer_find(report, &place, &a, err);
    if (st != FAIR_OK) return st;
    target to = {NULL, 0, 0};
    st = render(put, report, &a, &to, err);
    if (st != FAIR_OK) return st;
    *length = to.length;
    if (capacity < to.length)
        return buffer == NULL
                   ? FAIR_OK
                   : fair__fail(err, FAIR_ERR_ARGUMENT,
                                "%s needs %u bytes: the buffer has %u", field,
                                (uint64_t)to.length, (uint64_t)capacity);
    to = (target){buffer, capacity, 0};
    st = render(put, report, &a, &to, err);
    if (st == FAIR_OK && to.length < capacity) buffer[to.length] = '\0';
    return st;
}
