/* SPDX-License-Identifier: MIT
 * How groups and values are shown. */
#include "audit/label.h"

#include <string.h>

#include "base/scalar.h"
#include "base/utf8.h"

static const char missing[] = "(missing)";
#define MISSING_SIZE (sizeof(missing) - 1)

fair__tuple
fair__tuple_of_group(const fair__snapshot *s, const fair__request *request,
                     size_t grouping, size_t group)
{
    fair__tuple t = {.s = s};
    t.features = fair__request_by(request, s->groupings[grouping].by, &t.n);
    t.ranks = s->keys + s->groupings[grouping].first_key + group * t.n;
    return t;
}

fair__tuple
fair__tuple_of_stratum(const fair__snapshot *s, int32_t stratum)
{
    if (stratum == FAIR__ALL_ROWS) return (fair__tuple){.s = s};
    return (fair__tuple){.s = s,
                         .n = s->n_control,
                         .ranks = s->stratum_keys +
                                  (size_t)stratum * s->n_control};
}

static uint32_t
feature_of(const fair__tuple *t, size_t i)
{
    return t->features != NULL ? t->features[i]
                               : (uint32_t)(t->s->n_sensitive + i);
}

static void
show_text(fair__text *out, const fair_scalar *value, size_t most, int quoted)
{
    const size_t shown = fair__utf8_cut(value->text, value->length, most);
    if (quoted) fair__text_char(out, '"');
    fair__text_add(out, value->text, shown);
    if (shown < value->length) fair__text_string(out, "\xe2\x80\xa6");
    if (quoted) fair__text_char(out, '"');
}

/* Text that could be taken for something else: for nothing, for a missing
 * value, for text without the spaces around it, for text in our quotes. */
static int
is_ambiguous(const fair_scalar *value)
{
    return value->length == 0 || value->text[0] == '"' ||
           value->text[0] == ' ' || value->text[value->length - 1] == ' ' ||
           (value->length == MISSING_SIZE &&
            memcmp(value->text, missing, MISSING_SIZE) == 0);
}

void
fair__label_value(fair__text *out, const fair_scalar *value, size_t most)
{
    switch (value->kind) {
    case FAIR_KIND_BOOL:
        fair__text_string(out, value->integer ? "true" : "false");
        break;
    case FAIR_KIND_INT: fair__text_i64(out, value->integer); break;
    case FAIR_KIND_UINT: fair__text_u64(out, (uint64_t)value->integer); break;
    case FAIR_KIND_FLOAT: fair__text_f64(out, value->number); break;
    case FAIR_KIND_TEXT:
    case FAIR_KIND_PARSED:
        show_text(out, value, most, is_ambiguous(value));
        break;
    default: fair__text_string(out, missing); break;
    }
}

void
fair__label_quoted(fair__text *out, const fair_scalar *value, size_t most)
{
    if (value->kind == FAIR_KIND_TEXT || value->kind == FAIR_KIND_PARSED)
        show_text(out, value, most, 1);
    else
        fair__label_value(out, value, most);
}

static void
show_tuple(fair__text *out, const fair__tuple *t, size_t most,
           void (*show)(fair__text *, const fair_scalar *, size_t))
{
    for (size_t i = 0; i < t->n; i++) {
        const uint32_t f = feature_of(t, i);
        if (i > 0) fair__text_string(out, ", ");
        fair__text_string(out, t->s->features[f]);
        fair__text_char(out, '=');
        show(out, fair__snapshot_value(t->s, f, t->ranks[i]), most);
    }
}

void
fair__label_group(fair__text *out, const fair__snapshot *s,
                  const fair__request *request, size_t grouping,
                  int32_t group)
{
    if (group == FAIR__OVERALL) {
        fair__text_string(out, "overall");
    } else if (group == FAIR__REST) {
        fair__text_string(out, "rest");
    } else if (group >= 0) {
        const fair__tuple t =
            fair__tuple_of_group(s, request, grouping, (size_t)group);
        fair__label_tuple(out, &t, SIZE_MAX);
    }
}

void
fair__label_by(fair__text *out, const fair__snapshot *s,
               const fair__request *request, size_t by, const char *separator)
{
    size_t n;
    const uint32_t *features = fair__request_by(request, by, &n);
    for (size_t k = 0; k < n; k++) {
        if (k > 0) fair__text_string(out, separator);
        fair__text_string(out, s->features[features[k]]);
    }
}

void
fair__label_tuple(fair__text *out, const fair__tuple *t, size_t most)
{
    show_tuple(out, t, most, fair__label_value);
}

void
fair__label_tuple_quoted(fair__text *out, const fair__tuple *t, size_t most)
{
    show_tuple(out, t, most, fair__label_quoted);
}

void
fair__label_name(fair__text *out, const char *name)
{
    for (; *name != '\0'; name++)
        fair__text_char(out, *name == '_' ? ' ' : *name);
}

fair_scalar
fair__value_meant(const fair__snapshot *s, const char *feature,
                  const fair_scalar *named)
{
    fair_scalar meant = *named;
    size_t f = 0;
    while (f < s->n_sensitive && strcmp(s->features[f], feature) != 0) f++;
    if (f == s->n_sensitive) return meant;
    for (size_t i = s->value_start[f]; i < s->value_start[f + 1]; i++) {
        const fair_scalar read = fair__scalar_read(&s->values[i], named);
        if (fair__scalar_matches(&s->values[i], named)) return read;
        if (meant.kind == FAIR_KIND_PARSED) meant = read;
    }
    return meant;
}

void
fair__json_scalar(fair__json *j, const fair_scalar *value)
{
    switch (value->kind) {
    case FAIR_KIND_BOOL: fair__json_bool(j, value->integer != 0); break;
    case FAIR_KIND_INT: fair__json_i64(j, value->integer); break;
    case FAIR_KIND_UINT: fair__json_u64(j, (uint64_t)value->integer); break;
    case FAIR_KIND_FLOAT: fair__json_f64(j, value->number); break;
    case FAIR_KIND_TEXT:
    case FAIR_KIND_PARSED:
        fair__json_string(j, value->text, value->length);
        break;
    default: fair__json_null(j); break;
    }
}

void
fair__json_tuple(fair__json *j, const fair__tuple *t)
{
    if (t->n == 0) {
        fair__json_null(j);
        return;
    }
    fair__json_object_inline(j);
    for (size_t i = 0; i < t->n; i++) {
        const uint32_t f = feature_of(t, i);
        fair__json_key(j, t->s->features[f]);
        fair__json_scalar(j, fair__snapshot_value(t->s, f, t->ranks[i]));
    }
    fair__json_end(j);
}

void
fair__json_by(fair__json *j, const fair__snapshot *s,
              const fair__request *request, size_t by)
{
    size_t n;
    const uint32_t *features = fair__request_by(request, by, &n);
    fair__json_array_inline(j);
    for (size_t i = 0; i < n; i++)
        fair__json_cstring(j, s->features[features[i]]);
    fair__json_end(j);
}
