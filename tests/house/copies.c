/* SPDX-License-Identifier: MIT
 * Two copies of the shared library in one process, and a third linked into the
 * program: each works, none calls another, after fork too.
 *     copies LIBRARY COPY */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fairness/fairness.h>

enum { N = 16 };

/* What is called of a copy. */
typedef struct copy {
    void *handle;
    fair_status (*audit_new)(const fair_audit_options *, fair_audit **,
                             fair_error *);
    fair_status (*audit_add)(fair_audit *, const fair_rows *, fair_error *);
    uint64_t (*audit_rows)(const fair_audit *);
    void (*audit_free)(fair_audit *);
} copy;

static const copy built_in = {NULL, fair_audit_new, fair_audit_add,
                              fair_audit_rows, fair_audit_free};

static void
must(int holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "%s\n", what);
    _exit(1);
}

/* A function's address as data: the only way that ISO C and dlsym share. */
#define FIND(c, member, name)                                                 \
    (*(void **)&(c).member = dlsym((c).handle, name))

static copy
open_copy(const char *path, int flags)
{
    copy c = {0};
    c.handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | flags);
    must(c.handle != NULL, "dlopen");
    must(FIND(c, audit_new, "fair_audit_new") != NULL &&
             FIND(c, audit_add, "fair_audit_add") != NULL &&
             FIND(c, audit_rows, "fair_audit_rows") != NULL &&
             FIND(c, audit_free, "fair_audit_free") != NULL,
         "dlsym");
    return c;
}

static fair_audit *
begin(const copy *c)
{
    static const char *const names[] = {"group"};
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    options.n_sensitive = 1;
    options.sensitive_names = names;
    fair_audit *audit = NULL;
    must(c->audit_new(&options, &audit, NULL) == FAIR_OK, "fair_audit_new");
    return audit;
}

static void
add(const copy *c, fair_audit *audit, uint64_t rows_then)
{
    static const uint8_t bits[N] = {0, 1, 1, 0, 1};
    static const int8_t group[N] = {0, 1, 2, 0, 1, 2};
    const fair_column column = fair_column_int8(group, N);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = N;
    rows.y_pred = fair_column_uint8(bits, N);
    rows.sensitive = &column;
    must(c->audit_add(audit, &rows, NULL) == FAIR_OK, "fair_audit_add");
    must(c->audit_rows(audit) == rows_then, "fair_audit_rows");
}

/* Audits of all copies, in turns, and parent and child go on with them. */
static void
use(const copy *copies, int n)
{
    fair_audit *audits[3];
    for (int i = 0; i < n; i++) audits[i] = begin(&copies[i]);
    for (int i = 0; i < n; i++) add(&copies[i], audits[i], N);
    const pid_t child = fork();
    must(child >= 0, "fork");
    for (int i = 0; i < n; i++) add(&copies[i], audits[i], 2 * N);
    for (int i = 0; i < n; i++) copies[i].audit_free(audits[i]);
    if (child == 0) _exit(0);
    int status = 1;
    must(waitpid(child, &status, 0) == child && status == 0, "the child");
}

int
main(int argc, char **argv)
{
    must(argc == 3, "copies LIBRARY COPY");
    static const int flags[] = {0, RTLD_DEEPBIND};
    for (int round = 0; round < 6; round++) {
        const copy copies[] = {built_in, open_copy(argv[1], flags[round % 2]),
                               open_copy(argv[2], flags[round % 2])};
        must(copies[1].audit_new != copies[2].audit_new &&
                 copies[0].audit_new != copies[1].audit_new,
             "the copies are one");
        use(copies, 3);
        must(dlclose(copies[1].handle) == 0, "dlclose");
        must(dlclose(copies[2].handle) == 0, "dlclose");
        must(dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD) == NULL,
             "the library stays loaded");
    }
    puts("copies: ok");
    return 0;
}
