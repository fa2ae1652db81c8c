/* SPDX-License-Identifier: MIT
 * Members of a plan's JSON. */
#include <math.h>

#include <fairness/registry.h>

#include "plan/read.h"

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
fair__member_decimal(fair__reading *x, const char *key)
{
    fair__decimal number;
    const char *text = fair__member_text(x, key);
    fair__need(x, text == NULL || fair__decimal_parse(text, &number),
               "expected a decimal number from 0 to 1, as text");
    return text;
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
