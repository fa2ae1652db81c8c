/* SPDX-License-Identifier: MIT
 * What has to hold, or the target has found something. */
#ifndef FAIR_TESTS_FUZZ_MUST_H
#define FAIR_TESTS_FUZZ_MUST_H

#include <stdio.h>
#include <stdlib.h>

#define must(x)                                                               \
    do {                                                                      \
        if (!(x)) {                                                           \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x);           \
            abort();                                                          \
        }                                                                     \
    } while (0)

#endif
