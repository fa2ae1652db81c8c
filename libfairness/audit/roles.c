/* SPDX-License-Identifier: MIT
 * A column in two roles: two features of one name are an error when the audit
 * is made; all other pairs can be meant, and are mostly a slip. */
#include "audit/roles.h"

#include <string.h>

/* Kinds of roles, as bits. */
#define LABEL 1u
#define DECISION 2u
#define BASELINE 4u
#define WEIGHT 8u
#define FREQUENCY 16u
#define FEATURE 32u

static const uint32_t kinds[FAIR__N_ROLES] = {LABEL,    DECISION, DECISION,
                                              BASELINE, WEIGHT,   FREQUENCY};

/* What follows from a pair of kinds, the first that fits. */
static const struct consequence {
    uint32_t first;
    uint32_t second;
    const char *text;
} consequences[] = {
    {LABEL, DECISION, "every decision is then right"},
    {LABEL, BASELINE, "every decision of the baseline is then right"},
    {DECISION, BASELINE, "no decision has then changed"},
    {WEIGHT, FREQUENCY, "every row then counts by its square"},
    {LABEL | DECISION | BASELINE, FEATURE,
     "groups are then made of what they are judged by"},
    {~0u, ~0u, "that is seldom meant"},
};

size_t
fair__role_count(const fair__snapshot *s)
{
    return FAIR__N_ROLES + s->n_sensitive + s->n_control;
}

const char *
fair__role_column(const fair__snapshot *s, size_t role)
{
    return role < FAIR__N_ROLES ? s->columns[role]
                                : s->features[role - FAIR__N_ROLES];
}

size_t
fair__role_twin(const fair__snapshot *s, size_t role)
{
    const char *name = fair__role_column(s, role);
    if (name == NULL) return role;
    for (size_t i = 0; i < role; i++) {
        const char *other = fair__role_column(s, i);
        if (other != NULL && strcmp(name, other) == 0) return i;
    }
    return role;
}

static uint32_t
kind_of(size_t role)
{
    return role < FAIR__N_ROLES ? kinds[role] : FEATURE;
}

static const char *
name_of(const fair__snapshot *s, size_t role)
{
    if (role < FAIR__N_ROLES) return fair__role_name((int)role);
    return role - FAIR__N_ROLES < s->n_sensitive ? "a sensitive feature"
                                                 : "a control feature";
}

void
fair__role_say(fair__text *out, const fair__snapshot *s, size_t first,
               size_t second)
{
    const struct consequence *c = consequences;
    while ((c->first & kind_of(first)) == 0 ||
           (c->second & kind_of(second)) == 0)
        c++;
    fair__text_string(out, "column \"");
    fair__text_string(out, fair__role_column(s, first));
    fair__text_string(out, "\" is ");
    fair__text_string(out, name_of(s, first));
    fair__text_string(out, " and ");
    fair__text_string(out, name_of(s, second));
    fair__text_string(out, ": ");
    fair__text_string(out, c->text);
    fair__text_string(out, "; check which column was meant");
}
