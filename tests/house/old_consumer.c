/* SPDX-License-Identifier: MIT
 * A program of the first version: compiled against the headers of that time
 * (first/), run with the library of today. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fairness/fairness.h>

#ifdef FAIR_ERR_STOPPED
#error "these are newer headers"
#endif

enum { N = 8 };

static void
must(int holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "%s\n", what);
    exit(1);
}

/* What follows its own fields in memory is none of the library's business. */
static fair_audit *
begin(void)
{
    static const char *const names[] = {"group"};
    struct {
        fair_audit_options options;
        unsigned char after[256];
    } s;
    fair_audit *audit = NULL;
    fair_error err;
    memset(&s, 0xa5, sizeof(s));
    memset(&s.options, 0, sizeof(s.options));
    s.options.size = sizeof(s.options);
    s.options.n_sensitive = 1;
    s.options.sensitive_names = names;
    must(fair_audit_new(&s.options, &audit, &err) == FAIR_OK,
         "fair_audit_new");
    return audit;
}

static void
add(fair_audit *audit)
{
    /* True positive rates: of a 1/2, of b 2/2. */
    static const uint8_t happened[N] = {1, 1, 0, 0, 1, 1, 0, 0};
    static const uint8_t decided[N] = {1, 0, 0, 1, 1, 1, 0, 1};
    static const int8_t group[N] = {0, 0, 0, 0, 1, 1, 1, 1};
    const fair_column column = fair_column_int8(group, N);
    fair_error err;
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = N;
    rows.y_true = fair_column_uint8(happened, N);
    rows.y_pred = fair_column_uint8(decided, N);
    rows.sensitive = &column;
    must(fair_audit_add(audit, &rows, &err) == FAIR_OK, "fair_audit_add");
}

static int32_t
count(void *ctx, const char *data, size_t size)
{
    (void)data;
    *(size_t *)ctx += size;
    return 0;
}

static void
ask(const fair_audit *audit)
{
    fair_report_options options = FAIR_REPORT_OPTIONS_INIT;
    options.favourable = FAIR_FAVOURABLE_POSITIVE;
    fair_report *report = NULL;
    fair_value gap;
    fair_error err;
    size_t length = 0;
    must(fair_report_new(audit, &options, &report, &err) == FAIR_OK,
         "fair_report_new");
    must(fair_report_value(report, "equal_opportunity_difference", NULL, &gap,
                           &err) == FAIR_OK,
         "fair_report_value");
    must(gap.reason == FAIR_DEFINED && gap.value == 0.5, "the value");
    must(fair_report_write(report, "json", count, &length, &err) == FAIR_OK &&
             length > 100,
         "fair_report_write");
    fair_report_free(report);
}

/* Saved, loaded, and merged with what it was saved from. */
static void
save_and_load(fair_audit *audit)
{
    size_t length = 0;
    fair_audit *loaded = NULL;
    fair_error err;
    must(fair_audit_save(audit, NULL, 0, &length, &err) == FAIR_OK, "length");
    void *bytes = malloc(length);
    must(bytes != NULL && fair_audit_save(audit, bytes, length, &length,
                                          &err) == FAIR_OK,
         "fair_audit_save");
    must(fair_audit_load(bytes, length, NULL, &loaded, &err) == FAIR_OK,
         "fair_audit_load");
    must(fair_audit_merge(audit, loaded, &err) == FAIR_OK, "merge");
    must(fair_audit_rows(audit) == 2 * N, "rows");
    fair_audit_free(loaded);
    free(bytes);
}

int
main(void)
{
    fair_audit *audit = begin();
    add(audit);
    save_and_load(audit);
    ask(audit);
    fair_audit_free(audit);
    puts("old consumer: ok");
    return 0;
}
