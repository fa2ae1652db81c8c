/* SPDX-License-Identifier: MIT
 * What the benchmark programs share: clocks, random words, and an end where a
 * call fails.  Define _POSIX_C_SOURCE before the first header. */
#ifndef FAIR_BENCH_MEASURE_H
#define FAIR_BENCH_MEASURE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <fairness/fairness.h>

/* Processor time of the process or the thread, where others may run beside
 * it, or CLOCK_MONOTONIC. */
static inline double
seconds_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* splitmix64 of the row number (Steele, Lea, Flood 2014), seed 1; rows.py
 * draws the same. */
static inline uint64_t
random_of(uint64_t row)
{
    uint64_t z = (row + 2) * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static inline void
check(fair_status st, const fair_error *err)
{
    if (st == FAIR_OK) return;
    fprintf(stderr, "%s\n", err->message);
    exit(2);
}

#endif
