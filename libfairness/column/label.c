/* SPDX-License-Identifier: MIT
 * What counts as positive: the values of a label column and which sets of
 * them are admissible (docs/decisions/01-label-values.md). */
#include "column/label.h"

#include <assert.h>
#include <string.h>

#include <fairness/audit.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/scalar.h"
#include "base/utf8.h"
#include "column/cache.h"
#include "column/chunk.h"

void
fair__label_init(fair__label *l, const fair_allocator *mem)
{
    memset(l, 0, sizeof(*l));
    l->mem = mem;
}

void
fair__label_truncate(fair__label *l, int32_t n)
{
    if (n < l->n && l->recent != NULL) fair__recent_clear(l->recent);
    while (l->n > n) {
        fair_scalar *last = &l->values[--l->n];
        if (last->kind == FAIR_KIND_TEXT)
            fair__free(l->mem, (void *)(uintptr_t)last->text, last->length + 1,
                       1);
        memset(last, 0, sizeof(*last));
    }
    if (n == 0) l->mixed = 0;
}

void
fair__label_free(fair__label *l)
{
    fair__label_truncate(l, 0);
    fair__free(l->mem, l->recent, 1, sizeof(*l->recent));
    l->recent = NULL;
}

/* ---- what a declaration means ---- */

/* Numbers and text may meet in this column. */
static int
is_mixed(const fair__label *l)
{
    return l->mixed || l->text_labels == FAIR_TEXT_LABELS_BINARY;
}

static int
is_bit(const fair_scalar *s)
{
    return s->kind == FAIR_KIND_INT && (s->integer == 0 || s->integer == 1);
}

static int
is_text(const fair_scalar *s)
{
    return s->kind == FAIR_KIND_TEXT;
}

/* Text that a person typed, or that a file of texts holds, as 0 or 1. */
static int
reads_as_bit(const fair__label *l, const fair_scalar *p, int64_t *bit)
{
    int value;
    if (p->kind != FAIR_KIND_PARSED && !(is_text(p) && is_mixed(l))) return 0;
    if (!fair__text_is_binary(p->text, p->length, &value)) return 0;
    *bit = value;
    return 1;
}

/* 1 if value is what the declaration p says. */
static int
declares(const fair__label *l, const fair_scalar *p, const fair_scalar *value)
{
    int64_t bit;
    fair_scalar canonical = *p;
    if (is_bit(value) && reads_as_bit(l, p, &bit)) return value->integer == bit;
    /* "01" is not 1 in a file of texts: it would be two values at once. */
    if (is_bit(value) && is_mixed(l) && p->kind == FAIR_KIND_PARSED) return 0;
    if (canonical.kind == FAIR_KIND_BOOL) canonical.kind = FAIR_KIND_INT;
    if (!fair__scalar_canonical(&canonical)) return 0;
    return fair__scalar_matches(value, &canonical);
}

/* 1 if p can be read as a number. */
static int
is_numeric(const fair__label *l, const fair_scalar *p)
{
    int64_t bit;
    switch (p->kind) {
    case FAIR_KIND_TEXT:
        return reads_as_bit(l, p, &bit);
    case FAIR_KIND_PARSED:
        if (reads_as_bit(l, p, &bit)) return 1;
        break;
    default:
        return 1;
    }
    /* As fair__scalar_matches reads it: an integer, perhaps ".0" behind. */
    size_t n = p->length;
    while (n > 0 && p->text[n - 1] == '0')
        n--;
    n = n > 0 && n < p->length && p->text[n - 1] == '.' ? n - 1 : p->length;
    int negative;
    uint64_t magnitude;
    return fair__parse_integer(p->text, n, &negative, &magnitude);
}

/* A set of at most two values, and one more that may join it. */
typedef struct set {
    const fair_scalar *values[3];
    int n;
} set;

static set
set_of(const fair__label *l, const fair_scalar *extra)
{
    set s = {{NULL, NULL, NULL}, 0};
    for (int i = 0; i < l->n; i++)
        s.values[s.n++] = &l->values[i];
    if (extra != NULL) s.values[s.n++] = extra;
    return s;
}

static int
within_bits(const set *s)
{
    for (int i = 0; i < s->n; i++)
        if (!is_bit(s->values[i])) return 0;
    return 1;
}

/* The declaration that holds for a column with these values, or NULL. */
static const fair_scalar *
declaration(const fair__label *l, const set *s)
{
    const fair_scalar *any = &l->positive_any;
    if (l->positive_own.kind != FAIR_KIND_NONE) return &l->positive_own;
    if (any->kind == FAIR_KIND_NONE || s->n == 0) return NULL;
    const int numeric = is_numeric(l, any);
    if (is_mixed(l)) /* numbers and text may still meet: it holds, unless ... */
        return within_bits(s) && !numeric ? NULL : any;
    if (is_text(s->values[0]))
        return any->kind == FAIR_KIND_TEXT || any->kind == FAIR_KIND_PARSED
                   ? any
                   : NULL;
    return numeric ? any : NULL;
}

int
fair__label_declared(const fair__label *l, fair_scalar *p)
{
    const set s = set_of(l, NULL);
    const fair_scalar *d = declaration(l, &s);
    if (d == NULL) return 0;
    *p = *d;
    return 1;
}

int
fair__label_positive(const fair__label *l)
{
    const set s = set_of(l, NULL);
    const fair_scalar *d = declaration(l, &s);
    for (int i = 0; i < l->n; i++) {
        const fair_scalar *v = &l->values[i];
        if (d != NULL ? declares(l, d, v) : is_bit(v) && v->integer == 1)
            return i;
    }
    return -1;
}

/* ---- joining the set ---- */

/* The defect that value would be, and into *found what was seen before. */
static int32_t
judge(const fair__label *l, const fair_scalar *value, fair__defect *found)
{
    const set s = set_of(l, value);
    if (!is_mixed(l) && l->n > 0 && is_text(&l->values[0]) != is_text(value)) {
        found->seen_kind = l->values[0].kind;
        return FAIR__DEFECT_KIND;
    }
    const fair_scalar *d = declaration(l, &s);
    if (d == NULL) {
        if (within_bits(&s)) return FAIR__DEFECT_NONE;
        found->seen[0] = l->positive_any;
        return FAIR__DEFECT_NOT_BINARY;
    }
    int n = s.n + 1;
    for (int i = 0; i < s.n; i++)
        if (declares(l, d, s.values[i])) n--;
    if (n <= 2) return FAIR__DEFECT_NONE;
    for (int i = 0; i < l->n; i++)
        found->seen[i] = l->values[i];
    if (l->n < 2) found->seen[l->n] = *d;
    found->is_declared = l->n < 2;
    return FAIR__DEFECT_THIRD_VALUE;
}

/* Number of a value in the set, or -1. */
static int
number_of(const fair__label *l, const fair_scalar *value)
{
    for (int i = 0; i < l->n; i++) {
        const fair_scalar *v = &l->values[i];
        if (v->kind != value->kind) continue;
        if (!is_text(v) ? v->integer == value->integer
                        : v->length == value->length &&
                              memcmp(v->text, value->text, v->length) == 0)
            return i;
    }
    return -1;
}

fair_status
fair__label_add(fair__label *l, const fair_scalar *value, uint8_t *code,
                fair__defect *defect, fair_error *err)
{
    fair_scalar v = *value;
    if (v.kind == FAIR_KIND_BOOL) v.kind = FAIR_KIND_INT;
    assert(v.kind == FAIR_KIND_INT || v.kind == FAIR_KIND_UINT || is_text(&v));
    memset(defect, 0, sizeof(*defect));
    const int known = number_of(l, &v);
    if (known >= 0) {
        *code = (uint8_t)known;
        return FAIR_OK;
    }

    char *copy = NULL;
    if (is_text(&v)) { /* judged on the copy, which nobody else can write */
        copy = fair__copy_text(l->mem, v.text, v.length);
        if (copy == NULL) return fair__no_memory(err);
        v.text = copy;
    }
    int32_t wrong = FAIR__DEFECT_UTF8;
    if (copy == NULL || fair__utf8_valid(copy, v.length))
        wrong = judge(l, &v, defect);
    if (wrong != FAIR__DEFECT_NONE) {
        if (copy != NULL) fair__free(l->mem, copy, v.length + 1, 1);
        fair__defect_note(defect, wrong, 0, value);
        return FAIR_OK;
    }
    *code = (uint8_t)l->n;
    l->values[l->n++] = v;
    return FAIR_OK;
}
