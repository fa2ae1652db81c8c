/* SPDX-License-Identifier: MIT
 * Text in memory of a fixed size: for messages, and for calls that must not
 * allocate. */
#ifndef FAIR_AUDIT_PHRASE_H
#define FAIR_AUDIT_PHRASE_H

#include "base/memory.h"
#include "base/scalar.h"
#include "base/text.h"

/* One block of memory as an allocator that serves one vector; a request
 * beyond size is refused. */
typedef struct fair__fixed {
    void *memory;
    size_t size;
} fair__fixed;

/* The allocator borrows *fixed. */
fair_allocator fair__fixed_allocator(fair__fixed *fixed);

#define FAIR__PHRASE_SIZE 1024 /* more than an error's message holds */
#define FAIR__PHRASE_LABEL 64  /* bytes of one value that are shown */

/* A part of a message: more than fits is cut off.  Not to be copied. */
typedef struct fair__phrase {
    fair__fixed fixed;
    fair_allocator mem;
    fair__text text;
    char memory[FAIR__PHRASE_SIZE];
} fair__phrase;

void fair__phrase_start(fair__phrase *p);
void fair__phrase_string(fair__phrase *p, const char *string);
/* separator, unless the phrase is still empty. */
void fair__phrase_join(fair__phrase *p, const char *separator);
/* Text in quotes, cut to FAIR__PHRASE_LABEL bytes; others as they are. */
void fair__phrase_scalar(fair__phrase *p, const fair_scalar *value);
/* NUL-terminated, valid as long as *p is. */
const char *fair__phrase_end(fair__phrase *p);

#endif
