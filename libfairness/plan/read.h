/* SPDX-License-Identifier: MIT
 * Inside reading a plan: members of its JSON. */
#ifndef FAIR_PLAN_READ_H
#define FAIR_PLAN_READ_H

#include "base/json_read.h"
#include "plan/plan.h"

typedef struct fair__reading {
    fair__json_reader r;
    fair_plan *plan;
    int keeps; /* 0: groups, values and parts are only counted */
    size_t n_by;
    const char *by[FAIR__MAX_FEATURES];
    int32_t kinds[FAIR__MAX_FEATURES]; /* of values; 0: none yet */
    size_t n_groups;
    size_t n_values;
    size_t n_parts;
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
/* A decimal number as text, or NULL. */
const char *fair__member_decimal(fair__reading *x, const char *key);
const char *fair__member_digest(fair__reading *x, const char *key);

/* The member "groups" (read_groups.c), and, when they are kept, what it and
 * others say of each other. */
void fair__read_groups(fair__reading *x);
void fair__check_groups(fair__reading *x);

#endif
