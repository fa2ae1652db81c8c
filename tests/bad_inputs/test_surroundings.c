/* SPDX-License-Identifier: MIT
 * What a host does to its process changes nothing (46, 47, 60): every case of
 * the table ends in the same bytes whatever the rounding mode, under
 * flush-to-zero, with traps on, in a locale with a decimal comma, in a forked
 * child, and beside a second copy of the library.  What it does to the rows
 * meanwhile (34) tears numbers at most. */
#define _GNU_SOURCE /* feenableexcept, setenv */
#include <dlfcn.h>
#include <fenv.h>
#include <locale.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(__SSE2_MATH__)
#include <xmmintrin.h>
#endif

#include "bad_case.h"
#include "harness.h"

/* The functions that an outcome needs: of the library that this program is
 * linked with, or of a copy. */
typedef struct library {
    fair_status (*audit_new)(const fair_audit_options *, fair_audit **,
                             fair_error *);
    fair_status (*audit_add_batches)(fair_audit *, const fair_rows *, size_t,
                                     fair_error *);
    fair_status (*audit_merge)(fair_audit *, const fair_audit *,
                               fair_error *);
    fair_status (*audit_save)(const fair_audit *, void *, size_t, size_t *,
                              fair_error *);
    void (*audit_free)(fair_audit *);
    fair_status (*report_new)(const fair_audit *, const fair_report_options *,
                              fair_report **, fair_error *);
    fair_status (*report_write)(const fair_report *, const char *,
                                fair_write, void *, fair_error *);
    void (*report_free)(fair_report *);
} library;

static const library own = {
    fair_audit_new,  fair_audit_add_batches, fair_audit_merge,
    fair_audit_save, fair_audit_free,        fair_report_new,
    fair_report_write, fair_report_free,
};

static void
add_error(text *out, fair_status st, const fair_error *err)
{
    char line[64];
    const int n = snprintf(line, sizeof(line), "%d %lld %llu ", (int)st,
                           (long long)err->row,
                           (unsigned long long)err->count);
    collect(out, line, (size_t)n);
    collect(out, err->message, strlen(err->message));
    collect(out, err->column, strlen(err->column));
}

static void
add_report(const library *l, text *out, const fair_audit *audit,
           const fair_report_options *options)
{
    static const char *const formats[] = {"json", "text", "markdown"};
    fair_error err = {0};
    fair_report *report = NULL;
    const fair_status st = l->report_new(audit, options, &report, &err);
    if (st != FAIR_OK) {
        add_error(out, st, &err);
        return;
    }
    for (size_t f = 0; f < 3; f++)
        ck_assert_ok(l->report_write(report, formats[f], collect, out, NULL));
    l->report_free(report);
}

/* The saved bytes, and the report or the error that case i ends in. */
static void
add_outcome(const library *l, text *out, size_t i)
{
    const bad_case *c = i < n_cases ? &cases[i] : &merges[i - n_cases];
    const int merged = i >= n_cases;
    if (c->report.allow_sparse) return; /* a report of some megabytes */
    unsigned char saved[4096];
    size_t length = 0;
    fair_error err = {0};
    fair_audit *audit = NULL;
    fair_status st =
        l->audit_new(merged ? &c->parts[0].audit : &c->audit, &audit, &err);
    if (st == FAIR_OK)
        st = merged
                 ? l->audit_add_batches(audit, c->parts[0].rows, 1, &err)
                 : l->audit_add_batches(audit, c->batches, c->n_batches, &err);
    for (size_t p = 1; merged && p < c->n_parts && st == FAIR_OK; p++) {
        fair_audit *part = NULL;
        if (!c->parts[p].is_self) {
            ck_assert_ok(l->audit_new(&c->parts[p].audit, &part, NULL));
            ck_assert_ok(
                l->audit_add_batches(part, c->parts[p].rows, 1, NULL));
        }
        st = l->audit_merge(audit, part == NULL ? audit : part, &err);
        l->audit_free(part);
    }
    if (st != FAIR_OK)
        add_error(out, st, &err);
    else if (l->audit_save(audit, saved, sizeof(saved), &length, NULL) ==
             FAIR_OK)
        collect(out, (const char *)saved, length);
    if (st == FAIR_OK) add_report(l, out, audit, &c->report);
    l->audit_free(audit);
}

static text
outcomes(const library *l)
{
    text out = {0};
    for (size_t i = 0; i < n_cases + n_merges; i++) add_outcome(l, &out, i);
    return out;
}

/* What the table ends in where nothing is odd: set once, before the tests. */
static text expected;

static void
find_expected(void)
{
    expected = outcomes(&own);
}

static void
forget_expected(void)
{
    free(expected.bytes);
}

typedef struct surroundings {
    const char *name;
    int (*enter)(void); /* 0: this machine does not have it */
    void (*leave)(void);
} surroundings;

static int
round_up(void)
{
    return fesetround(FE_UPWARD) == 0;
}

static int
round_down(void)
{
    return fesetround(FE_DOWNWARD) == 0;
}

static int
round_to_zero(void)
{
    return fesetround(FE_TOWARDZERO) == 0;
}

static void
default_environment(void)
{
    fesetenv(FE_DFL_ENV);
}

static int
flush_to_zero(void)
{
#if defined(__SSE2_MATH__)
    _mm_setcsr(_mm_getcsr() | 0x8040); /* FTZ and DAZ */
    return 1;
#else
    return 0;
#endif
}

static int
trap(void)
{
#if defined(__GLIBC__)
    feclearexcept(FE_ALL_EXCEPT);
    return feenableexcept(FE_ALL_EXCEPT) != -1;
#else
    return 0;
#endif
}

/* scripts/test.sh makes one where the machine has none. */
static int
comma_locale(void)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "de_DE",
                                        "fr_FR.UTF-8", "ru_RU.UTF-8"};
    const char *place = getenv("FAIR_LOCALES");
    if (place != NULL) setenv("LOCPATH", place, 1);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (setlocale(LC_ALL, names[i]) != NULL &&
            strcmp(localeconv()->decimal_point, ",") == 0)
            return 1;
    return 0;
}

static void
c_locale(void)
{
    setlocale(LC_ALL, "C");
}

static const surroundings places[] = {
    {"rounding up", round_up, default_environment},
    {"rounding down", round_down, default_environment},
    {"rounding to zero", round_to_zero, default_environment},
    {"flush to zero", flush_to_zero, default_environment},
    {"traps", trap, default_environment},
    {"decimal comma", comma_locale, c_locale},
};

START_TEST(surroundings_change_nothing)
{
    const surroundings *s = &places[_i];
    text found = {0};
    for (size_t i = 0; i < n_cases + n_merges; i++) {
        if (!s->enter()) {
            printf("# not on this machine, so not tested: %s\n", s->name);
            break;
        }
        const size_t before = found.length;
        add_outcome(&own, &found, i);
        s->leave();
        ck_assert_msg(found.length <= expected.length &&
                          memcmp(found.bytes + before, expected.bytes + before,
                                 found.length - before) == 0,
                      "%s: %s", s->name,
                      i < n_cases ? cases[i].id : merges[i - n_cases].id);
    }
    free(found.bytes);
}
END_TEST

/* Rows are added to one audit before and after the fork; all calls work on
 * both sides, and give the same. */
START_TEST(a_forked_child_goes_on)
{
    int ends[2];
    fair_audit *audit = NULL;
    const bad_case *c = &cases[0];
    ck_assert_ok(fair_audit_new(&c->audit, &audit, NULL));
    ck_assert_ok(fair_audit_add_batches(audit, c->batches, 1, NULL));
    ck_assert_int_eq(pipe(ends), 0);
    const pid_t child = fork();
    ck_assert_int_ge(child, 0);
    text after = outcomes(&own);
    int same = after.length == expected.length &&
               memcmp(after.bytes, expected.bytes, after.length) == 0;
    ck_assert_ok(fair_audit_add_batches(audit, c->batches, 1, NULL));
    text whole = {0};
    add_report(&own, &whole, audit, &c->report);
    fair_audit_free(audit);
    free(after.bytes);
    if (child == 0) {
        same &= write(ends[1], whole.bytes, whole.length) ==
                (ssize_t)whole.length;
        _exit(same ? 0 : 1);
    }
    close(ends[1]);
    text theirs = {0};
    char some[4096];
    for (ssize_t n; (n = read(ends[0], some, sizeof(some))) > 0;)
        collect(&theirs, some, (size_t)n);
    int status = -1;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    ck_assert(same);
    ck_assert_uint_eq(theirs.length, whole.length);
    ck_assert(memcmp(theirs.bytes, whole.bytes, whole.length) == 0);
    free(theirs.bytes);
    free(whole.bytes);
}
END_TEST

/* A plugin of the host brings its own copy. */
static void *
load_copy(const char *path)
{
    char copy[] = "/tmp/libfairness-copy-XXXXXX";
    const int to = mkstemp(copy);
    ck_assert_int_ge(to, 0);
    FILE *from = fopen(path, "rb");
    ck_assert_ptr_nonnull(from);
    char some[65536];
    for (size_t n; (n = fread(some, 1, sizeof(some), from)) > 0;)
        ck_assert_int_eq(write(to, some, n), (ssize_t)n);
    fclose(from);
    close(to);
    void *handle = dlopen(copy, RTLD_NOW | RTLD_LOCAL);
    unlink(copy);
    return handle;
}

#define TAKE(field, name)                                                     \
    do {                                                                      \
        void *found_ = dlsym(handle, name);                                   \
        ck_assert_ptr_nonnull(found_);                                        \
        memcpy(&copy.field, &found_, sizeof(found_));                         \
        ck_assert(copy.field != own.field);                                   \
    } while (0)

START_TEST(a_second_copy_is_no_trouble)
{
    const char *path = getenv("FAIR_LIBRARY");
    if (path == NULL) {
        printf("# FAIR_LIBRARY is not set, so not tested: a second copy\n");
        return;
    }
    void *handle = load_copy(path);
    ck_assert_msg(handle != NULL, "%s", dlerror());
    library copy;
    TAKE(audit_new, "fair_audit_new");
    TAKE(audit_add_batches, "fair_audit_add_batches");
    TAKE(audit_merge, "fair_audit_merge");
    TAKE(audit_save, "fair_audit_save");
    TAKE(audit_free, "fair_audit_free");
    TAKE(report_new, "fair_report_new");
    TAKE(report_write, "fair_report_write");
    TAKE(report_free, "fair_report_free");
    text found = {0};
    for (size_t i = 0; i < n_cases + n_merges; i++) {
        const size_t before = found.length;
        add_outcome(i % 2 == 0 ? &own : &copy, &found, i);
        ck_assert_uint_le(found.length, expected.length);
        ck_assert(memcmp(found.bytes + before, expected.bytes + before,
                         found.length - before) == 0);
    }
    ck_assert_int_eq(dlclose(handle), 0);
    add_outcome(&own, &found, 0);
    free(found.bytes);
}
END_TEST

/* 34: another thread writes into the columns while they are read: numbers,
 * and indices that point far outside of their dictionary. */
enum { TORN_ROWS = 5000 };
static int8_t torn_codes[TORN_ROWS];
static uint8_t torn_decisions[TORN_ROWS];
static double torn_weights[TORN_ROWS];
static atomic_int torn_stop;

static void *
tear(void *ignored)
{
    static const int8_t codes[] = {0, 1, 1, 0, 127, -128, 2};
    uint64_t state = 34;
    while (!atomic_load(&torn_stop)) {
        const size_t i = (size_t)(random_u64(&state) % TORN_ROWS);
        const uint64_t r = random_u64(&state);
        ((volatile int8_t *)torn_codes)[i] = codes[r % (r & 256 ? 2 : 7)];
        ((volatile uint8_t *)torn_decisions)[i] =
            (uint8_t)(r & 512 ? 1 : r % 3);
        ((volatile double *)torn_weights)[i] = r & 1024 ? 1e300 : 0.5;
    }
    return ignored;
}

START_TEST(memory_that_changes_meanwhile)
{
    const int32_t offsets[] = {0, 1, 2};
    const fair_column names = {.type = FAIR_TYPE_UTF8, .length = 2,
                               .buffers = {offsets, "ab"}};
    const fair_column group = {
        .type = FAIR_TYPE_DICTIONARY, .index_type = FAIR_TYPE_INT8,
        .length = TORN_ROWS, .buffers = {torn_codes, NULL},
        .dictionary = &names};
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = TORN_ROWS;
    rows.sensitive = &group;
    rows.y_pred = fair_column_uint8(torn_decisions, TORN_ROWS);
    rows.sample_weight = fair_column_float64(torn_weights, TORN_ROWS);
    pthread_t writer;
    ck_assert_int_eq(pthread_create(&writer, NULL, tear, NULL), 0);
    size_t done = 0, failed = 0;
    for (size_t i = 0; i < 300; i++) {
        /* What tears most is put right again: some calls succeed. */
        memset(torn_codes, 0, sizeof(torn_codes));
        memset(torn_decisions, 1, sizeof(torn_decisions));
        fair_audit *audit = NULL;
        ck_assert_ok(fair_audit_new(&cases[0].audit, &audit, NULL));
        fair_error err = {0};
        const fair_status st = fair_audit_add(audit, &rows, &err);
        if (st == FAIR_OK) {
            ck_assert(fair_audit_rows(audit) == TORN_ROWS);
            done++;
        } else {
            ck_assert(err.message[0] != '\0');
            ck_assert(fair_audit_rows(audit) == 0);
            failed++;
        }
        fair_audit_free(audit);
    }
    atomic_store(&torn_stop, 1);
    pthread_join(writer, NULL);
    ck_assert_uint_eq(done + failed, 300);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_unchecked_fixture(tc, find_expected, forget_expected);
    tcase_add_loop_test(tc, surroundings_change_nothing, 0,
                        (int)(sizeof(places) / sizeof(places[0])));
    tcase_add_test(tc, a_forked_child_goes_on);
    tcase_add_test(tc, a_second_copy_is_no_trouble);
    tcase_add_test(tc, memory_that_changes_meanwhile);
}

FAIR_TEST_MAIN("bad_inputs/surroundings", tests)
