/* SPDX-License-Identifier: MIT
 * Members of an artefact's JSON. */
#include "artefact/reading.h"

#include <math.h>
#include <string.h>

#include <fairness/registry.h>

#include "artefact/artefact.h"
#include "base/scalar.h"

#define MOST_GROUPS ((size_t)1 << 20)

const char *
fair__read_text(fair__reading *x)
{
    char *text = x->at;
    if (fair__json_null_next(&x->r)) return NULL;
    const size_t n = fair__json_read_text(&x->r, text);
    if (x->r.wrong != NULL) return NULL;
    fair__need(x, strlen(text) == n, "a text with a zero byte");
    x->at += n + 1;
    return text;
}

const char *
fair__member_text(fair__reading *x, const char *key)
{
    fair__json_expect(&x->r, key);
    return fair__read_text(x);
}

const char *
fair__member_name(fair__reading *x, const char *key)
{
    const char *text = fair__member_text(x, key);
    fair__need(x, text != NULL, "expected a text");
    return text != NULL ? text : "";
}

uint64_t
fair__member_count(fair__reading *x, const char *key)
{
    fair__json_expect(&x->r, key);
    return fair__json_read_u64(&x->r);
}

double
fair__member_number(fair__reading *x, const char *key)
{
    fair__json_expect(&x->r, key);
    return fair__json_null_next(&x->r) ? (double)NAN
                                       : fair__json_read_f64(&x->r);
}

double
fair__member_rate(fair__reading *x, const char *key)
{
    const double rate = fair__member_number(x, key);
    fair__need(x, isnan(rate) || (rate >= 0 && rate <= 1),
               "a rate is from 0 to 1");
    return rate;
}

int
fair__member_bool(fair__reading *x, const char *key)
{
    fair__json_expect(&x->r, key);
    return fair__json_read_bool(&x->r);
}

int32_t
fair__member_one_of(fair__reading *x, const char *key,
                    const char *const *names, size_t n)
{
    const char *text = fair__member_text(x, key);
    for (size_t i = 0; i < n; i++)
        if (text == NULL || names[i] == NULL
                ? text == names[i]
                : strcmp(text, names[i]) == 0)
            return (int32_t)i;
    fair__need(x, 0, "a name that is not known");
    return 0;
}

int32_t
fair__member_reason(fair__reading *x, const char *key)
{
    const char *names[FAIR_REASON_NOT_CONVERGED + 1];
    for (int32_t i = 0; i <= FAIR_REASON_NOT_CONVERGED; i++)
        names[i] = fair_reason_name(i);
    return fair__member_one_of(x, key, names, FAIR_REASON_NOT_CONVERGED + 1);
}

const char *
fair__member_digest(fair__reading *x, const char *key)
{
    const char *text = fair__member_name(x, key);
    fair__need(x,
               strlen(text) == FAIR__SHA256_TEXT &&
                   strspn(text, "0123456789abcdef") == FAIR__SHA256_TEXT,
               "expected 64 hexadecimal digits");
    return text;
}

/* ---- members that every artefact has ---- */

const char *
fair__member_model(fair__reading *x)
{
    const char *model = fair__member_text(x, "model");
    fair__need(x, model == NULL || strlen(model) < FAIR__MODEL_SIZE,
               "a text of more than 255 bytes");
    return model;
}

void
fair__member_by(fair__reading *x)
{
    fair__json_expect(&x->r, "by");
    fair__json_open_array(&x->r);
    for (x->n_by = 0; fair__json_next(&x->r); x->n_by++) {
        const char *name = fair__read_text(x);
        fair__need(x, name != NULL && name[0] != '\0', "expected a name");
        fair__need(x, x->n_by < FAIR__MAX_FEATURES, "more than 64 features");
        for (size_t i = 0; x->r.wrong == NULL && i < x->n_by; i++)
            fair__need(x, strcmp(x->by[i], name) != 0, "a feature twice");
        if (x->r.wrong != NULL) return;
        x->by[x->n_by] = name;
    }
    fair__need(x, x->n_by > 0, "no features");
}

int32_t
fair__member_score_type(fair__reading *x)
{
    static const int32_t types[] = {FAIR_TYPE_NONE, FAIR_TYPE_FLOAT32,
                                    FAIR_TYPE_FLOAT64};
    static const char *const names[] = {NULL, "float32", "float64"};
    return types[fair__member_one_of(x, "score_type", names, 3)];
}

/* Below 0 if the group before it comes before, as it has to. */
static int
order_before(const fair__reading *x, const fair_feature_value *own)
{
    int order = 0;
    for (size_t i = 0; order == 0 && i < x->n_by; i++)
        order = fair__scalar_order(&(own - x->n_by)[i].value, &own[i].value);
    return order;
}

static void
check_kind(fair__reading *x, size_t feature, int32_t kind)
{
    if (kind == FAIR_KIND_MISSING) return;
    if (kind == FAIR_KIND_UINT) kind = FAIR_KIND_INT;
    fair__need(x, x->kinds[feature] == 0 || x->kinds[feature] == kind,
               "values of a feature are of two kinds");
    x->kinds[feature] = kind;
}

const fair_feature_value *
fair__member_group(fair__reading *x)
{
    fair_feature_value *own =
        x->keeps ? x->values + x->n_groups * x->n_by : NULL;
    fair__json_expect(&x->r, "group");
    fair__json_open_object(&x->r);
    for (size_t i = 0; i < x->n_by; i++) {
        fair__json_expect(&x->r, x->by[i]);
        const fair_scalar v = fair__json_read_scalar(&x->r, x->at);
        fair__need(x, v.length <= FAIR__TEXT_MAX, "a text that is too long");
        check_kind(x, i, v.kind);
        if (v.kind == FAIR_KIND_TEXT && x->r.wrong == NULL)
            x->at += v.length + 1;
        if (own != NULL) own[i] = (fair_feature_value){x->by[i], v};
    }
    fair__json_close(&x->r);
    fair__need(x, x->n_groups < MOST_GROUPS, "more than a million groups");
    fair__need(x, own == NULL || x->n_groups == 0 || order_before(x, own) < 0,
               "groups are not in order, each once");
    return own;
}
