/* SPDX-License-Identifier: MIT
 * Text in memory of a fixed size. */
#include "audit/phrase.h"

#include <string.h>

#include "audit/label.h"

static void *
fixed_alloc(void *ctx, size_t size)
{
    const fair__fixed *fixed = ctx;
    return size <= fixed->size ? fixed->memory : NULL;
}

static void *
fixed_resize(void *ctx, void *p, size_t old_size, size_t new_size)
{
    const fair__fixed *fixed = ctx;
    (void)old_size;
    return new_size <= fixed->size ? p : NULL;
}

static void
fixed_free(void *ctx, void *p, size_t size)
{
    (void)ctx;
    (void)p;
    (void)size;
}

fair_allocator
fair__fixed_allocator(fair__fixed *fixed)
{
    return (fair_allocator){fixed, fixed_alloc, fixed_resize, fixed_free};
}

void
fair__phrase_start(fair__phrase *p)
{
    p->fixed = (fair__fixed){p->memory, sizeof(p->memory)};
    p->mem = fair__fixed_allocator(&p->fixed);
    fair__text_init(&p->text, &p->mem);
}

void
fair__phrase_string(fair__phrase *p, const char *string)
{
    fair__text_string(&p->text, string);
}

void
fair__phrase_join(fair__phrase *p, const char *separator)
{
    if (p->text.length > 0) fair__text_string(&p->text, separator);
}

void
fair__phrase_scalar(fair__phrase *p, const fair_scalar *value)
{
    fair__label_quoted(&p->text, value, FAIR__PHRASE_LABEL);
}

const char *
fair__phrase_end(fair__phrase *p)
{
    /* The vector may have room left, or none: the last byte then goes. */
    size_t end = p->text.length;
    if (end >= sizeof(p->memory)) end = sizeof(p->memory) - 1;
    p->memory[end] = '\0';
    return p->memory;
}
