/* SPDX-License-Identifier: MIT
 * Memory that is refused once, at request number fail_at. */
#ifndef FAIR_TESTS_FUZZ_REFUSING_H
#define FAIR_TESTS_FUZZ_REFUSING_H

#include <fairness/allocator.h>

#include "must.h"

static size_t fail_at; /* 0: never */
static int refused;
static size_t live;

static int
refuses(void)
{
    if (fail_at == 0 || --fail_at > 0) return 0;
    refused = 1;
    return 1;
}

static void *
get(void *ctx, size_t size)
{
    (void)ctx;
    if (refuses()) return NULL;
    live += size;
    return malloc(size);
}

static void
put_back(void *ctx, void *at, size_t size)
{
    (void)ctx;
    must(live >= size);
    live -= size;
    free(at);
}

static void *
resize(void *ctx, void *at, size_t old_size, size_t new_size)
{
    (void)ctx;
    if (refuses()) return NULL;
    live += new_size - old_size;
    return realloc(at, new_size);
}

static const fair_allocator memory = {NULL, get, resize, put_back};

#endif
