/* SPDX-License-Identifier: MIT
 * Features and values of groups, with text of their own. */
#include "artefact/values.h"

#include "audit/label.h"
#include "base/error.h"
#include "base/memory.h"

/* Text as bytes that are owned, with a zero behind. */
static const char *
keep_text(char **at, const char *text, size_t length)
{
    char *kept = *at;
    memcpy(kept, text, length);
    kept[length] = '\0';
    *at += length + 1;
    return kept;
}

static size_t
text_of(const fair_scalar *v)
{
    return v->kind == FAIR_KIND_TEXT ? v->length + 1 : 0;
}

/* Of all groups; the bytes of their text, where values are not asked for. */
static size_t
walk(const fair_report *report, size_t grouping, fair__group_values *out)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair_feature_value *value = out->of;
    char *at = out->bytes;
    size_t n_bytes = 0;
    for (size_t g = 0; g < out->n_groups; g++) {
        const fair__tuple t =
            fair__tuple_of_group(s, &report->request, grouping, g);
        out->n_features = t.n;
        for (size_t k = 0; k < t.n; k++) {
            const char *name = s->features[t.features[k]];
            const fair_scalar *v =
                fair__snapshot_value(s, t.features[k], t.ranks[k]);
            n_bytes += strlen(name) + 1 + text_of(v);
            if (value == NULL) continue;
            value->value = *v;
            value->feature = keep_text(&at, name, strlen(name));
            if (text_of(v) > 0)
                value->value.text = keep_text(&at, v->text, v->length);
            value++;
        }
    }
    return n_bytes;
}

fair_status
fair__group_values_make(const fair_report *report, size_t grouping,
                        const fair_allocator *mem, fair__group_values *out,
                        fair_error *err)
{
    fair__group_values v = {
        .n_groups = fair__report_snapshot(report)->groupings[grouping].n};
    v.n_bytes = walk(report, grouping, &v);
    v.of = fair__calloc(mem, v.n_groups, v.n_features * sizeof(*v.of));
    v.bytes = fair__alloc(mem, v.n_bytes, 1);
    if (v.of == NULL || v.bytes == NULL) {
        fair__group_values_free(mem, &v);
        return fair__no_memory(err);
    }
    walk(report, grouping, &v);
    *out = v;
    return FAIR_OK;
}

fair_status
fair__group_values_room(const fair_allocator *mem, size_t n_groups,
                        size_t n_features, fair__group_values *out,
                        fair_error *err)
{
    out->of = fair__calloc(mem, n_groups, n_features * sizeof(*out->of));
    if (out->of == NULL) return fair__no_memory(err);
    out->n_groups = n_groups;
    out->n_features = n_features;
    return FAIR_OK;
}

void
fair__group_values_free(const fair_allocator *mem, fair__group_values *values)
{
    fair__free(mem, values->of, values->n_groups,
               values->n_features * sizeof(*values->of));
    fair__free(mem, values->bytes, values->n_bytes, 1);
    *values = (fair__group_values){.n_groups = 0};
}
