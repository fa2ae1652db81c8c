/* SPDX-License-Identifier: MIT
 * Checked allocation through an object's allocator. */
#define _DEFAULT_SOURCE /* madvise */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "base/error.h"

#define FIRST_CAPACITY 16 /* of a vector, in elements */
#define MANY 65536        /* from here on it grows by less */

/* Large blocks are all written and read in no order: pages of 2 MiB instead
 * of 4 KiB save a sixth of the time of a million groups, most of it the
 * system's for handing them out.  It is a wish, which may go unheard. */
#define LARGE ((size_t)1 << 22)
#define PAGE ((uintptr_t)4096)

static void *
wish_huge_pages(void *p, size_t size)
{
#if defined(MADV_HUGEPAGE)
    /* A mapping of its own begins a page with malloc's two words: advice about
     * it ends with it, and nothing else of the program is there. */
    const uintptr_t before = (uintptr_t)p % PAGE;
    if (p == NULL || size < LARGE || before != 2 * sizeof(size_t)) return p;
    (void)madvise((char *)p - before, before + size, MADV_HUGEPAGE);
#else
    (void)size;
#endif
    return p;
}

static void *
libc_alloc(void *ctx, size_t size)
{
    (void)ctx;
    return wish_huge_pages(malloc(size), size);
}

static void *
libc_resize(void *ctx, void *p, size_t old_size, size_t new_size)
{
    (void)ctx;
    (void)old_size;
    return wish_huge_pages(realloc(p, new_size), new_size);
}

static void
libc_free(void *ctx, void *p, size_t size)
{
    (void)ctx;
    (void)size;
    free(p);
}

fair_status
fair__memory_init(fair_allocator *out, const fair_allocator *given,
                  fair_error *err)
{
    const int n = given == NULL ? 0
                                : (given->alloc != NULL) +
                                      (given->resize != NULL) +
                                      (given->free != NULL);
    if (n == 0) {
        *out = (fair_allocator){NULL, libc_alloc, libc_resize, libc_free};
        return FAIR_OK;
    }
    if (n != 3)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "allocator", -1, 0,
                             "allocator: give all of alloc, resize and free, "
                             "or none of them for malloc and its kin");
    *out = *given;
    return FAIR_OK;
}

void *
fair__alloc(const fair_allocator *mem, size_t n, size_t size)
{
    size_t bytes;
    if (!fair__size_mul(n, size, &bytes) || bytes == 0) return NULL;
    return mem->alloc(mem->ctx, bytes);
}

void *
fair__calloc(const fair_allocator *mem, size_t n, size_t size)
{
    void *p = fair__alloc(mem, n, size);
    if (p != NULL) memset(p, 0, n * size);
    return p;
}

void *
fair__resize(const fair_allocator *mem, void *p, size_t old_n, size_t new_n,
             size_t size)
{
    if (p == NULL) return fair__alloc(mem, new_n, size);
    size_t bytes;
    if (!fair__size_mul(new_n, size, &bytes) || bytes == 0) return NULL;
    return mem->resize(mem->ctx, p, old_n * size, bytes);
}

void
fair__free(const fair_allocator *mem, void *p, size_t n, size_t size)
{
    if (p != NULL) mem->free(mem->ctx, p, n * size);
}

char *
fair__copy_text(const fair_allocator *mem, const char *text, size_t length)
{
    size_t bytes;
    if (!fair__size_add(length, 1, &bytes)) return NULL;
    char *copy = fair__alloc(mem, bytes, 1);
    if (copy == NULL) return NULL;
    if (length > 0) memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

/* Half as much again, so that n pushes move O(n) elements, or a quarter where
 * what is not used would be much; just what is needed where that would
 * overflow. */
static size_t
next_capacity(size_t capacity, size_t need, size_t size)
{
    size_t grown, bytes;
    const size_t more = capacity < MANY ? capacity / 2 : capacity / 4;
    if (!fair__size_add(capacity, more, &grown)) return need;
    if (grown < FIRST_CAPACITY) grown = FIRST_CAPACITY;
    if (grown < need) grown = need;
    return fair__size_mul(grown, size, &bytes) ? grown : need;
}

fair_status
fair__reserve(const fair_allocator *mem, void *items_address,
              size_t *capacity, size_t need, size_t size, fair_error *err)
{
    if (need <= *capacity) return FAIR_OK;
    char *items; /* read as bytes: the vector may hold any type */
    memcpy(&items, items_address, sizeof(items));
    const size_t grown = next_capacity(*capacity, need, size);
    items = fair__resize(mem, items, *capacity, grown, size);
    if (items == NULL) return fair__no_memory(err);
    memset(items + *capacity * size, 0, (grown - *capacity) * size);
    memcpy(items_address, &items, sizeof(items));
    *capacity = grown;
    return FAIR_OK;
}

int
fair__size_add(size_t a, size_t b, size_t *out)
{
    if (a > SIZE_MAX - b) return 0;
    *out = a + b;
    return 1;
}

int
fair__size_mul(size_t a, size_t b, size_t *out)
{
    if (b != 0 && a > SIZE_MAX / b) return 0;
    *out = a * b;
    return 1;
}

int
fair__count_add(uint64_t a, uint64_t b, uint64_t *out)
{
    if (a > UINT64_MAX - b) return 0;
    *out = a + b;
    return 1;
}
