/* SPDX-License-Identifier: MIT
 * One feature of many integers in a range: rows are counted by their distance
 * in it, and cells made in one sweep afterwards.
 *
 * To look up a value's code is a wait for memory, its cell's counter another
 * one; a counter that stands where the value is is one wait, and what the
 * sweep makes comes in order.  Rows that are anything out of the ordinary are
 * left to the general way, block by block; where there may be too many values
 * it does all of them again, so that errors are its. */
#ifndef FAIR_TALLY_DENSE_H
#define FAIR_TALLY_DENSE_H

#include "tally/tally.h"

typedef struct fair__dense {
    int on;       /* batches like this one can be counted so */
    int failures; /* blocks that could not; a few, and it is off */
    /* Rows first … first + n_rows of the batch are counted and not staged. */
    size_t first;
    size_t n_rows;
    /* By (distance + 1) * n_slots + slot, 0 for missing, modulo 256: for each
     * number that the feature's map has a place for. */
    uint8_t *counts;
    size_t n_counts;
    uint32_t *full; /* counters that came to 256, each time */
    size_t n_full;
    size_t full_capacity;
} fair__dense;

/* Before the first block of a batch, whose inputs are set. */
void fair__dense_begin(fair__tally *t, const fair_rows *rows);
/* Counts the next rows from *start on if they are of that kind: *counted is
 * how many, or 0.  Where rows before these have to be counted another way,
 * *start is the first of them. */
fair_status fair__dense_count(fair__tally *t, const fair_rows *rows,
                              size_t *start, size_t *counted,
                              fair_error *err);
/* Gives back its memory, and what was not staged. */
void fair__dense_forget(fair__tally *t);

#endif
