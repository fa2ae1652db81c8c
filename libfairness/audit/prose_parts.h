/* SPDX-License-Identifier: MIT
 * What the report for people is made of; one file for each part. */
#ifndef FAIR_AUDIT_PROSE_PARTS_H
#define FAIR_AUDIT_PROSE_PARTS_H

#include "audit/answer.h"
#include "audit/page.h"
#include "base/escape.h"

/* Rates in the table of groups. */
#define FAIR__MAX_RATES 12

/* What is written, and what of it is shown; made once for each call. */
typedef struct fair__prose {
    fair__page page;
    const fair_report *report;
    const fair__snapshot *s;
    const fair__metric *headline; /* what the sentence is about */
    size_t n_rates;
    const fair__metric *rates[FAIR__MAX_RATES]; /* the headline among them */
} fair__prose;

/* ---- prose_words.c: names and numbers as people read them ---- */

/* "selection rate", "TPR": where there is little room. */
void fair__prose_short_name(fair__text *out, const fair__metric *m);
/* Three decimals, or a whole number. */
void fair__prose_value(fair__text *out, const fair__metric *m,
                       const fair__wide *value);
/* "[0.012, 0.345]" */
void fair__prose_interval(fair__text *out, double lower, double upper);
/* "2174/3696", or "n 32" where there is no such fraction or rows weigh. */
void fair__prose_evidence(fair__text *out, const fair__prose *p,
                          const fair__result *r);
/* "2 groups", "1 group". */
void fair__prose_count(fair__text *out, uint64_t n, const char *one,
                       const char *many);
/* A group; its value alone where one feature says which it is. */
void fair__prose_group(fair__text *out, const fair__prose *p, size_t grouping,
                       int32_t group);
void fair__prose_group_alone(fair__text *out, const fair__prose *p,
                             size_t grouping, int32_t group);
/* "race × sex", and what it is within. */
void fair__prose_by(fair__text *out, const fair__prose *p, size_t grouping);

/* ---- prose_choice.c: which rows of a long table are shown ---- */

/* The rows shown, ascending; rows is NULL where all are.  What there is no
 * memory for is said to p->page.out. */
typedef struct fair__choice {
    size_t n;
    size_t all;
    uint32_t *rows;
} fair__choice;

#define FAIR__ALL_SHOWN 40 /* tables of up to so many rows are whole */

/* Of n rows the ten lowest and the ten highest values (NaN: none), the ten
 * smallest and the largest. */
typedef struct fair__row_size {
    double value;
    uint64_t n;
} fair__row_size;

fair__choice fair__choose(fair__prose *p, size_t n,
                          fair__row_size (*size)(const void *ctx, size_t row),
                          const void *ctx);
size_t fair__chosen(const fair__choice *choice, size_t i);
/* "960 of 1000 groups are not shown …"; nothing where all are. */
void fair__choice_say(fair__prose *p, const fair__choice *choice,
                      const char *what, const char *value);
void fair__choice_free(fair__choice *choice, const fair__prose *p);

/* ---- the parts ---- */

/* prose_sentence.c: the answer in one sentence, to out. */
void fair__prose_sentence(fair__text *out, const fair__prose *p,
                          size_t grouping);
/* The gap of the headline in a grouping. */
void fair__prose_gap(const fair__prose *p, size_t grouping,
                     fair__answer *out);
/* "45.7 points apart" */
void fair__prose_apart(fair__text *out, const fair__answer *gap);
/* Whether all groups compared have one value: the first of them is then the
 * lowest and the highest, and to name it would say that it is special. */
int fair__prose_is_tie(const fair__finding *extremes);
/* The headline in a group. */
fair__result fair__prose_headline(const fair__prose *p, size_t grouping,
                                  int32_t group);

/* prose_criteria.c */
void fair__prose_criteria(fair__prose *p, size_t grouping);
/* prose_groups.c */
void fair__prose_groups(fair__prose *p, size_t grouping);
/* prose_aside.c: who is not compared, why, and what to do. */
void fair__prose_aside(fair__prose *p, size_t grouping);
/* prose_strata.c: a grouping in each stratum beside all rows. */
void fair__prose_strata(fair__prose *p, size_t grouping);
/* prose_scores.c: the grid that scores are on; what values hang on, such as
 * numbers of bins, and the values. */
void fair__prose_grid(fair__prose *p);
void fair__prose_parameters(fair__prose *p);
/* prose_rest.c: of a suite of scores, what was not given enough for; rows
 * that are not in the numbers; warnings. */
void fair__prose_left_out(fair__prose *p);
void fair__prose_excluded(fair__prose *p);
void fair__prose_warnings(fair__prose *p);

#endif
