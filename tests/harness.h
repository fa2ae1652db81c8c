/* SPDX-License-Identifier: MIT
 * What every C test shares: running a suite, a failing allocator, a small
 * random number generator with a fixed seed. */
#ifndef FAIR_TESTS_HARNESS_H
#define FAIR_TESTS_HARNESS_H

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <fairness/allocator.h>
#include <fairness/status.h>

/* Under a sanitizer a tenth of the work takes as long as all of it; a build
 * for valgrind defines it, since nothing in the program tells. */
#if defined(TEST_SANITIZED)
#elif defined(__SANITIZE_ADDRESS__)
#define TEST_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TEST_SANITIZED 1
#endif
#endif
#ifndef TEST_SANITIZED
#define TEST_SANITIZED 0
#endif

/* Check notes in a file where it is after every assertion that it passes, some
 * microseconds each, which was most of the time of all tests: here only
 * failures are noted. */
#undef ck_assert_msg
#define ck_assert_msg(expr, ...)                                              \
    do {                                                                      \
        if (!(expr)) ck_abort_msg(__VA_ARGS__);                               \
    } while (0)
#undef ck_assert
#define ck_assert(expr) ck_assert_msg(expr, "Assertion '%s' failed", #expr)

/* Use in each test program: static void tests(TCase *tc) { tcase_add_test…}
 * and FAIR_TEST_MAIN("folder/name", tests). */
#define FAIR_TEST_MAIN(title, add)                                            \
    int main(void)                                                            \
    {                                                                         \
        Suite *suite = suite_create(title);                                   \
        TCase *tc = tcase_create("all");                                      \
        tcase_set_timeout(tc, 200);                                           \
        add(tc);                                                              \
        suite_add_tcase(suite, tc);                                           \
        SRunner *runner = srunner_create(suite);                              \
        srunner_run_all(runner, CK_ENV);                                      \
        const int failed = srunner_ntests_failed(runner);                     \
        srunner_free(runner);                                                 \
        return failed == 0 ? 0 : 1;                                           \
    }

#define ck_assert_ok(call)                                                    \
    do {                                                                      \
        fair_error err_ = {0};                                                \
        const fair_status st_ = (call);                                       \
        (void)err_;                                                           \
        ck_assert_msg(st_ == FAIR_OK, #call ": status %d", (int)st_);         \
    } while (0)

/* splitmix64 (Steele, Lea, Flood 2014). */
static inline uint64_t
random_u64(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* An allocator that counts, and refuses request number fail_at (from 1; 0:
 * never) and, with fail_on, every later one too.  It checks sizes passed to
 * resize and free against what was allocated. */
typedef struct test_memory {
    size_t requests;
    size_t fail_at;
    int fail_on;
    int injected; /* a request was refused */
    size_t live;  /* blocks not yet freed */
    size_t bytes;
} test_memory;

static inline int
test_memory_refuses(test_memory *m)
{
    m->requests++;
    if (m->fail_at == 0) return 0;
    if (m->requests == m->fail_at || (m->fail_on && m->requests > m->fail_at)) {
        m->injected = 1;
        return 1;
    }
    return 0;
}

static inline void *
test_memory_alloc(void *ctx, size_t size)
{
    test_memory *m = ctx;
    ck_assert(size > 0);
    if (test_memory_refuses(m)) return NULL;
    char *p = malloc(size + 16);
    ck_assert(p != NULL);
    memcpy(p, &size, sizeof(size));
    m->live++;
    m->bytes += size;
    return p + 16;
}

static inline void
test_memory_free(void *ctx, void *p, size_t size)
{
    test_memory *m = ctx;
    size_t had;
    memcpy(&had, (char *)p - 16, sizeof(had));
    ck_assert(had == size);
    m->live--;
    m->bytes -= size;
    free((char *)p - 16);
}

static inline void *
test_memory_resize(void *ctx, void *p, size_t old_size, size_t new_size)
{
    test_memory *m = ctx;
    size_t had;
    memcpy(&had, (char *)p - 16, sizeof(had));
    ck_assert(had == old_size);
    if (test_memory_refuses(m)) return NULL;
    char *q = malloc(new_size + 16);
    ck_assert(q != NULL);
    memcpy(q, &new_size, sizeof(new_size));
    memcpy(q + 16, p, old_size < new_size ? old_size : new_size);
    free((char *)p - 16);
    m->bytes += new_size;
    m->bytes -= old_size;
    return q + 16;
}

static inline fair_allocator
test_allocator(test_memory *m)
{
    return (fair_allocator){m, test_memory_alloc, test_memory_resize,
                            test_memory_free};
}

#endif
