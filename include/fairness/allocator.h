/* SPDX-License-Identifier: MIT
 * Memory by the caller's rules, one allocator per object. */
#ifndef FAIRNESS_ALLOCATOR_H
#define FAIRNESS_ALLOCATOR_H

#include <stddef.h>

/* All three functions are given or none (a zeroed struct, or NULL in the
 * options, means malloc and its kin).  The struct is copied; ctx must outlive
 * the object.
 *
 *  alloc   size > 0; 16-byte aligned memory, or NULL: the call then ends with
 *          FAIR_ERR_MEMORY and has changed nothing.
 *  resize  as realloc; p is never NULL, sizes are > 0; on NULL the old block
 *          is still there.
 *  free    p is never NULL; size is what it was allocated with.
 *
 * Like every function that the library calls back, all three return: no
 * longjmp and no C++ exception may pass through its frames, which a release
 * cannot unwind (std::terminate). */
typedef struct fair_allocator {
    void *ctx;
    void *(*alloc)(void *ctx, size_t size);
    void *(*resize)(void *ctx, void *p, size_t old_size, size_t new_size);
    void (*free)(void *ctx, void *p, size_t size);
} fair_allocator;

#endif
