/* SPDX-License-Identifier: MIT
 * Inside loading: the bytes still to come, and the first thing wrong. */
#ifndef FAIR_TALLY_CODEC_READ_H
#define FAIR_TALLY_CODEC_READ_H

#include "base/bytes.h"
#include "tally/tally.h"

typedef struct fair__load {
    fair__reader r;
    const char *wrong; /* the first thing, or NULL */
    int newer;         /* it is nothing wrong, but not known here */
    fair__tally *t;    /* what is being made */
    uint32_t inputs;
    uint32_t version;
    int infinite; /* some scores are */
} fair__load;

/* Notes what is wrong, if nothing was so far. */
void fair__want(fair__load *l, int condition, const char *otherwise);
/* 1 if nothing is wrong and no read went beyond the end. */
int fair__load_fine(fair__load *l);
/* The error of what is wrong. */
fair_status fair__load_failed(const fair__load *l, fair_error *err);

/* A name: text without NUL, UTF-8, a zero byte behind; NULL if wrong. */
const char *fair__read_name(fair__load *l, size_t *length);

/* Opens a section of just this size; 0 if it is another. */
int fair__open_section(fair__load *l, uint32_t tag, uint64_t size);

/* Two sections, tag and the next: exact sums of weights and of their squares
 * of that many rows each. */
fair_status fair__read_moments(fair__load *l, uint32_t tag, size_t n_sums,
                               const uint64_t *counts, fair__sums *weight,
                               fair__sums *square, fair_error *err);

/* One section of signed sums of n_sums scores by weights. */
fair_status fair__read_products(fair__load *l, uint32_t tag, size_t n_sums,
                                fair__sums *sums, fair_error *err);

/* Whether rows can have this label number. */
int fair__label_possible(const fair__tally *t, int label);

/* The number of cells, and all sections. */
fair_status fair__read_cells(fair__load *l, fair_error *err);

/* codec_scores.c: the sections of scores. */
fair_status fair__read_scores(fair__load *l, fair_error *err);

#endif
