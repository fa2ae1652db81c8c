/* SPDX-License-Identifier: MIT
 * Members of an artefact's JSON, which may come from anywhere. */
#ifndef FAIR_ARTEFACT_READING_H
#define FAIR_ARTEFACT_READING_H

#include "artefact/values.h"
#include "base/json_read.h"
#include "base/sha256.h"

#define FAIR__MODEL_SIZE 256 /* a zero behind included */

typedef struct fair__reading {
    fair__json_reader r;
    int keeps; /* 0: groups, values and items are only counted */
    size_t n_by;
    const char *by[FAIR__MAX_FEATURES];
    int32_t kinds[FAIR__MAX_FEATURES]; /* of values; 0: none yet */
    size_t n_groups;
    size_t n_items; /* that groups have: parts, knots */
    fair_feature_value *values; /* n_by a group, if they are kept */
    char *at; /* where the next text goes */
} fair__reading;

/* Notes what is wrong, if nothing was so far. */
static inline void
fair__need(fair__reading *x, int condition, const char *otherwise)
{
    fair__json_want(&x->r, condition, otherwise);
}

/* Text without a zero in it, or NULL. */
const char *fair__read_text(fair__reading *x);
const char *fair__member_text(fair__reading *x, const char *key);
/* A text that has to be there; "" if it is not. */
const char *fair__member_name(fair__reading *x, const char *key);
uint64_t fair__member_count(fair__reading *x, const char *key);
/* A number, or NaN; from 0 to 1. */
double fair__member_number(fair__reading *x, const char *key);
double fair__member_rate(fair__reading *x, const char *key);
int fair__member_bool(fair__reading *x, const char *key);
/* Which of some names; NULL among them is null. */
int32_t fair__member_one_of(fair__reading *x, const char *key,
                            const char *const *names, size_t n);
int32_t fair__member_reason(fair__reading *x, const char *key);
const char *fair__member_digest(fair__reading *x, const char *key);

/* ---- members that every artefact has ---- */

const char *fair__member_model(fair__reading *x);
/* "by": the features, to x->by. */
void fair__member_by(fair__reading *x);
/* "score_type": FAIR_TYPE_FLOAT32, FAIR_TYPE_FLOAT64, or of null
 * FAIR_TYPE_NONE. */
int32_t fair__member_score_type(fair__reading *x);
/* "group" of group x->n_groups, which comes after the one before it; its
 * values, or NULL if they are only counted. */
const fair_feature_value *fair__member_group(fair__reading *x);

#endif
