/* SPDX-License-Identifier: MIT
 * How groups and values are shown: race=Asian, sex=(missing) for people,
 * {"race": "Asian", "sex": null} in JSON. */
#ifndef FAIR_AUDIT_LABEL_H
#define FAIR_AUDIT_LABEL_H

#include "audit/snapshot.h"
#include "base/json.h"
#include "base/text.h"

/* A tuple of values of features: a group, a stratum. */
typedef struct fair__tuple {
    const fair__snapshot *s;
    size_t n; /* 0: none */
    const uint32_t *features; /* NULL: the control features */
    const uint32_t *ranks;
} fair__tuple;

fair__tuple fair__tuple_of_group(const fair__snapshot *s,
                                 const fair__request *request,
                                 size_t grouping, size_t group);
/* FAIR__ALL_ROWS gives none. */
fair__tuple fair__tuple_of_stratum(const fair__snapshot *s, int32_t stratum);

/* A value as people read it, raw: text as it is (at most `most` bytes of it,
 * then an ellipsis), true, 3, (missing).  The text "(missing)", the empty
 * text, and text that starts with a quote or has spaces around it are quoted:
 * no two values of a feature look alike. */
void fair__label_value(fair__text *out, const fair_scalar *value, size_t most);
/* The same, with text always in quotes. */
void fair__label_quoted(fair__text *out, const fair_scalar *value,
                        size_t most);
void fair__label_tuple(fair__text *out, const fair__tuple *tuple, size_t most);
/* As a message lists them: text in quotes, so that "1" is not 1. */
void fair__label_tuple_quoted(fair__text *out, const fair__tuple *tuple,
                              size_t most);

/* Group of a grouping by index; "overall", "rest"; nothing for no group. */
void fair__label_group(fair__text *out, const fair__snapshot *s,
                       const fair__request *request, size_t grouping,
                       int32_t group);
/* The features of list `by`, with a separator between them. */
void fair__label_by(fair__text *out, const fair__snapshot *s,
                    const fair__request *request, size_t by,
                    const char *separator);

/* A name of the registry as words: "selection rate". */
void fair__label_name(fair__text *out, const char *name);

/* A value of the feature as somebody names it: what was typed is read in the
 * feature's own kind. */
fair_scalar fair__value_meant(const fair__snapshot *s, const char *feature,
                              const fair_scalar *named);

void fair__json_scalar(fair__json *j, const fair_scalar *value);
/* An object on one line; null for none. */
void fair__json_tuple(fair__json *j, const fair__tuple *tuple);
/* An array on one line of the features of list `by`. */
void fair__json_by(fair__json *j, const fair__snapshot *s,
                   const fair__request *request, size_t by);

#endif
