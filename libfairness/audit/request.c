/* SPDX-License-Identifier: MIT
 * Report options: what is asked for makes sense, and names are resolved. */
#include "audit/request.h"

#include <assert.h>
#include <string.h>

#include "audit/names.h"
#include "base/memory.h"
#include "base/scalar.h"
#include "base/utf8.h"
#include "compare/between.h"

static uint32_t
find_feature(const fair__spec *spec, const char *name)
{
    for (size_t i = 0; i < spec->n_sensitive; i++)
        if (strcmp(spec->features[i], name) == 0) return (uint32_t)i;
    return UINT32_MAX;
}

static fair_status
unknown_feature(const fair__spec *spec, const char *option, const char *name,
                fair_error *err)
{
    fair__names list = {0};
    for (size_t i = 0; i < spec->n_sensitive; i++)
        fair__names_add(&list, spec->features[i]);
    return fair__names_unknown(err, option, "sensitive feature", name, &list);
}

/* ---- groupings ---- */

static size_t
by_total(const fair_report_options *o, const fair__spec *spec)
{
    size_t total = 0;
    if (o->n_by == 0)
        return spec->n_sensitive + (spec->n_sensitive > 1 ? spec->n_sensitive
                                                          : 0);
    for (size_t i = 0; i < o->n_by; i++) {
        if (o->by_lengths[i] > FAIR__MAX_FEATURES) return SIZE_MAX;
        total += o->by_lengths[i];
    }
    return total;
}

/* Each feature, then all of them. */
static void
default_by(fair__request *r, const fair__spec *spec)
{
    const size_t n = spec->n_sensitive;
    assert(r->by != NULL); /* n > 0 */
    for (size_t i = 0; i < n; i++) {
        r->by[i] = (uint32_t)i;
        r->by_start[i] = i;
        if (n > 1) r->by[n + i] = (uint32_t)i;
    }
    if (n > 1) r->by_start[n] = n;
    r->by_start[r->n_by] = n > 1 ? 2 * n : n;
}

static uint64_t
feature_set(const fair__request *r, size_t i)
{
    uint64_t set = 0;
    for (size_t k = r->by_start[i]; k < r->by_start[i + 1]; k++)
        set |= UINT64_C(1) << r->by[k];
    return set;
}

static fair_status
read_list(fair__request *r, const fair__spec *spec, const char *const *names,
          size_t i, size_t n, fair_error *err)
{
    const size_t start = r->by_start[i];
    uint64_t set = 0;
    if (n == 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "by", -1, 0,
                             "by: grouping %u names no feature", (uint64_t)i);
    for (size_t k = 0; k < n; k++) {
        const char *name = names[start + k];
        if (name == NULL)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, "by", -1, 0,
                                 "by: a name is NULL");
        const uint32_t feature = find_feature(spec, name);
        if (feature == UINT32_MAX)
            return unknown_feature(spec, "by", name, err);
        if ((set & (UINT64_C(1) << feature)) != 0)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, "by", -1, 0,
                                 "by: %q is twice in one grouping", name,
                                 strlen(name));
        set |= UINT64_C(1) << feature;
        assert(r->by != NULL); /* room for all lists */
        r->by[start + k] = feature;
    }
    r->by_start[i + 1] = start + n;
    for (size_t other = 0; other < i; other++)
        if (feature_set(r, other) == set)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, "by", -1, 0,
                                 "by: the same features are grouped twice");
    return FAIR_OK;
}

static fair_status
read_by(fair__request *r, const fair_allocator *mem,
        const fair_report_options *o, const fair__spec *spec, fair_error *err)
{
    if (o->n_by > 0 && (o->by == NULL || o->by_lengths == NULL))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "by", -1, 0,
                             "by and by_lengths are NULL but n_by is not 0");
    if (o->n_by > UINT16_MAX)
        return fair__fail_at(err, FAIR_ERR_LIMIT, "by", -1, 0,
                             "by: more than 65,535 groupings");
    const size_t total = by_total(o, spec);
    if (total == SIZE_MAX)
        return fair__fail_at(err, FAIR_ERR_LIMIT, "by", -1, 0,
                             "by: a grouping of more than 64 features");
    r->n_by = o->n_by > 0 ? o->n_by
                          : spec->n_sensitive + (spec->n_sensitive > 1);
    r->by_start = fair__calloc(mem, r->n_by + 1, sizeof(*r->by_start));
    if (r->by_start == NULL) return fair__no_memory(err);
    if (total > 0) {
        r->by = fair__calloc(mem, total, sizeof(*r->by));
        if (r->by == NULL) return fair__no_memory(err);
    }
    /* What free needs, also when a name below is not there. */
    r->by_start[r->n_by] = total;
    if (o->n_by == 0) {
        default_by(r, spec);
        return FAIR_OK;
    }
    for (size_t i = 0; i < o->n_by; i++) {
        const fair_status st =
            read_list(r, spec, o->by, i, o->by_lengths[i], err);
        r->by_start[r->n_by] = total;
        if (st != FAIR_OK) return st;
    }
    return FAIR_OK;
}

/* ---- reference ---- */

static fair_status
read_reference(fair__request *r, const fair_allocator *mem,
               const fair_report_options *o, const fair__spec *spec,
               fair_error *err)
{
    const size_t n = o->n_reference_values;
    if (n == 0) return FAIR_OK;
    if (o->reference_values == NULL)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "reference", -1, 0,
                             "reference_values is NULL but "
                             "n_reference_values is not 0");
    if (n > FAIR__MAX_FEATURES)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "reference", -1, 0,
                             "reference: more than 64 values");
    r->reference = fair__calloc(mem, n, sizeof(*r->reference));
    if (r->reference == NULL) return fair__no_memory(err);
    r->n_reference = n;
    uint64_t set = 0;
    for (size_t i = 0; i < n; i++) {
        const char *name = o->reference_values[i].feature;
        fair_scalar value = o->reference_values[i].value;
        if (name == NULL)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, "reference", -1, 0,
                                 "reference: a feature's name is NULL");
        const uint32_t feature = find_feature(spec, name);
        if (feature == UINT32_MAX)
            return unknown_feature(spec, "reference", name, err);
        if ((set & (UINT64_C(1) << feature)) != 0)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, "reference", -1, 0,
                                 "reference: %q is named twice", name,
                                 strlen(name));
        set |= UINT64_C(1) << feature;
        if (value.kind == FAIR_KIND_NONE || !fair__scalar_canonical(&value))
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, "reference", -1, 0,
                                 "reference: the value of %q is not one that "
                                 "a group can have",
                                 name, strlen(name));
        r->reference[i].feature = feature;
        if (value.kind == FAIR_KIND_TEXT || value.kind == FAIR_KIND_PARSED) {
            value.text = fair__copy_text(
                mem, value.text == NULL ? "" : value.text, value.length);
            if (value.text == NULL) return fair__no_memory(err);
        } else {
            value.text = NULL; /* whatever the caller left there */
            value.length = 0;
        }
        r->reference[i].value = value;
    }
    return FAIR_OK;
}

/* ---- metrics and comparisons ---- */

static fair_status
unknown_metric(const char *name, fair_error *err)
{
    if (fair__criterion_find(name) != NULL)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "metrics", -1, 0,
                             "%q is a criterion, not a metric: a report "
                             "holds every criterion that its columns allow, "
                             "so leave it out here",
                             name, strlen(name));
    fair__names list = {0};
    fair__names_add(&list, "all");
    for (size_t i = 0; fair__suite_at(i) != NULL; i++)
        fair__names_add(&list, fair__suite_at(i));
    for (size_t i = 0; i < fair__metric_count(); i++)
        fair__names_add(&list, fair__metric_at(i)->name);
    return fair__names_unknown(err, "metrics", "metric", name, &list);
}

static fair_status
unknown_comparison(const char *name, fair_error *err)
{
    fair__names list = {0};
    fair__names_add(&list, "all");
    for (size_t i = 0; i < fair__comparison_count(); i++)
        fair__names_add(&list, fair__comparison_at(i)->name);
    return fair__names_unknown(err, "comparisons", "comparison", name, &list);
}

/* Shows everything as `how`, unless more was asked for already. */
static void
show_all(uint8_t *shown, size_t n, uint8_t how)
{
    for (size_t i = 0; i < n; i++)
        if (shown[i] < how) shown[i] = how;
}

/* Shows criteria of pairs: whatever is asked for by name, with its metric. */
static int
show_between(fair__request *r, const char *name)
{
    const fair__criterion *c = fair__criterion_find(name);
    const int measure = c == NULL ? -1 : fair__between_measure(c);
    if (measure < 0) return 0;
    const fair__metric *m = fair__metric_find(c->metrics[0]);
    r->between |= 1u << measure;
    r->names_between |= 1u << measure;
    r->metrics[fair__metric_index(m)] = FAIR__NAMED;
    return 1;
}

/* Shows a suite where its columns are there. */
static void
show_suite(uint8_t *shown, const char *name)
{
    for (size_t i = 0; i < fair__metric_count(); i++)
        if (fair__in_suite(fair__metric_at(i), name))
            show_all(shown + i, 1, FAIR__SHOWN_IF_GIVEN);
}

static fair_status
read_metrics(fair__request *r, const fair_allocator *mem,
             const fair_report_options *o, fair_error *err)
{
    const size_t n = fair__metric_count();
    r->metrics = fair__calloc(mem, n, 1);
    if (r->metrics == NULL) return fair__no_memory(err);
    if (o->n_metrics == 0) show_suite(r->metrics, "classification");
    for (size_t i = 0; i < o->n_metrics; i++) {
        const char *name = o->metrics == NULL ? NULL : o->metrics[i];
        if (name == NULL)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, "metrics", -1, 0,
                                 "metrics: a name is NULL");
        const fair__metric *m = fair__metric_find(name);
        if (strcmp(name, "all") == 0 || strcmp(name, "ranking") == 0)
            r->between = FAIR__BETWEEN_ALL;
        if (strcmp(name, "all") == 0)
            show_all(r->metrics, n, FAIR__SHOWN);
        else if (fair__is_suite(name))
            show_suite(r->metrics, name);
        else if (m == NULL && show_between(r, name))
            continue;
        else if (m == NULL)
            return unknown_metric(name, err);
        else
            r->metrics[fair__metric_index(m)] = FAIR__NAMED;
    }
    return FAIR_OK;
}

static fair_status
read_comparisons(fair__request *r, const fair_allocator *mem,
                 const fair_report_options *o, fair_error *err)
{
    const size_t n = fair__comparison_count();
    r->comparisons = fair__calloc(mem, n, 1);
    if (r->comparisons == NULL) return fair__no_memory(err);
    if (o->n_comparisons == 0)
        for (size_t i = 0; i < n; i++)
            r->comparisons[i] =
                fair__comparison_at(i)->is_default ? FAIR__SHOWN : 0;
    for (size_t i = 0; i < o->n_comparisons; i++) {
        const char *name = o->comparisons == NULL ? NULL : o->comparisons[i];
        if (name == NULL)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, "comparisons", -1, 0,
                                 "comparisons: a name is NULL");
        const fair__comparison *c = fair__comparison_find(name);
        if (strcmp(name, "all") == 0)
            show_all(r->comparisons, n, FAIR__SHOWN);
        else if (c == NULL)
            return unknown_comparison(name, err);
        else
            r->comparisons[fair__comparison_index(c)] = FAIR__SHOWN;
    }
    return FAIR_OK;
}

fair_status
fair__request_init(fair__request *request, const fair_allocator *mem,
                   const fair_report_options *options,
                   const fair__spec *spec, fair_error *err)
{
    fair__request r = {0};
    fair_status st = fair__request_rules(&r, options, err);
    if (st == FAIR_OK) st = read_by(&r, mem, options, spec, err);
    if (st == FAIR_OK) st = read_reference(&r, mem, options, spec, err);
    if (st == FAIR_OK) st = read_metrics(&r, mem, options, err);
    if (st == FAIR_OK) st = read_comparisons(&r, mem, options, err);
    if (st != FAIR_OK) {
        fair__request_free(&r, mem);
        r = (fair__request){0};
    }
    *request = r;
    return st;
}

void
fair__request_free(fair__request *r, const fair_allocator *mem)
{
    if (r->by_start != NULL)
        fair__free(mem, r->by, r->by_start[r->n_by], sizeof(*r->by));
    fair__free(mem, r->by_start, r->n_by + 1, sizeof(*r->by_start));
    for (size_t i = 0; i < r->n_reference; i++)
        fair__free(mem, (void *)(uintptr_t)r->reference[i].value.text,
                   r->reference[i].value.length + 1, 1);
    fair__free(mem, r->reference, r->n_reference, sizeof(*r->reference));
    fair__free(mem, r->metrics, fair__metric_count(), 1);
    fair__free(mem, r->comparisons, fair__comparison_count(), 1);
}

const uint32_t *
fair__request_by(const fair__request *r, size_t i, size_t *n)
{
    *n = r->by_start[i + 1] - r->by_start[i];
    return r->by + r->by_start[i];
}
