/* SPDX-License-Identifier: MIT
 * Tests of the report as one CSV, read back by a reader of RFC 4180. */
#include "reports.h"

#include <fairness/registry.h>

#define COLUMNS 33
#define CELLS 400000

/* Cells of a table, unquoted, in one block of memory. */
typedef struct table {
    char *bytes;
    const char **cells;
    size_t n_rows; /* without the header */
} table;

static void
put_cell(table *t, size_t *n, const char *cell)
{
    ck_assert_uint_lt(*n, CELLS);
    t->cells[(*n)++] = cell;
}

/* Takes *w.  Every line has as many cells as the header. */
static table
read_csv(written w)
{
    table t = {.bytes = w.bytes, .cells = malloc(CELLS * sizeof(char *))};
    size_t n = 0;
    char *to = w.bytes;
    for (const char *at = w.bytes; at < w.bytes + w.length;) {
        const int quoted = *at == '"';
        put_cell(&t, &n, to);
        if (quoted) at++;
        while (quoted ? !(at[0] == '"' && at[1] != '"')
                      : *at != ',' && *at != '\n') {
            ck_assert(*at != '\0' && *at != '\n');
            ck_assert(quoted || *at != '"');
            if (*at == '"') at++;
            *to++ = *at++;
        }
        if (quoted) at++;
        const char end = *at++; /* before it is written over */
        ck_assert(end == ',' || end == '\n');
        *to++ = '\0';
        if (end == '\n') ck_assert(n % COLUMNS == 0);
    }
    t.n_rows = n / COLUMNS - 1;
    return t;
}

static void
table_free(table *t)
{
    free(t->bytes);
    free(t->cells);
}

/* A cell by the name of its column. */
static const char *
cell(const table *t, size_t row, const char *column)
{
    for (size_t c = 0; c < COLUMNS; c++)
        if (strcmp(t->cells[c], column) == 0)
            return t->cells[(row + 1) * COLUMNS + c];
    ck_abort_msg("no column %s", column);
}

/* The only row where each of the columns has its value; pairs end in NULL. */
static size_t
find_row(const table *t, const char *const *pairs)
{
    size_t found = SIZE_MAX;
    for (size_t row = 0; row < t->n_rows; row++) {
        int matches = 1;
        for (size_t i = 0; pairs[i] != NULL && matches; i += 2)
            matches = strcmp(cell(t, row, pairs[i]), pairs[i + 1]) == 0;
        if (!matches) continue;
        ck_assert_msg(found == SIZE_MAX, "two rows of %s", pairs[1]);
        found = row;
    }
    ck_assert_msg(found != SIZE_MAX, "no row of %s", pairs[1]);
    return found;
}

#define FIND(t, ...) find_row(t, (const char *const[]){__VA_ARGS__, NULL})
#define ck_assert_cell(t, row, column, text)                                  \
    ck_assert_str_eq(cell(t, row, column), text)

/* ---- published counts ---- */

START_TEST(compas)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.favourable = FAIR_FAVOURABLE_NEGATIVE;
    o.min_count = 30;
    fair_report *report = compas_report(&o);
    table t = read_csv(fix_write(report, "csv"));
    ck_assert_cell(&t, 0, "table", "library");
    ck_assert_cell(&t, 0, "text", fair_version());
    size_t row = FIND(&t, "table", "specification");
    ck_assert_ptr_nonnull(strstr(cell(&t, row, "text"),
                                 "\"sensitive_features\": [\"race\"]"));
    row = FIND(&t, "table", "rows", "metric", "used");
    ck_assert_cell(&t, row, "value", "24");
    row = FIND(&t, "table", "rows", "metric", "null_y_true");
    ck_assert_cell(&t, row, "value", "0");
    row = FIND(&t, "table", "counts", "group", "race=Caucasian", "metric",
               "tn");
    ck_assert_cell(&t, row, "value", "1139");
    ck_assert_cell(&t, row, "group_key", "{\"race\": \"Caucasian\"}");
    row = FIND(&t, "table", "counts", "group", "", "metric", "selected");
    ck_assert_cell(&t, row, "value", "3317");

    /* 8/32; Wilson's interval by Python's fractions and decimal. */
    row = FIND(&t, "table", "groups", "group", "race=Asian", "metric",
               "selection_rate");
    ck_assert_cell(&t, row, "by", "race");
    ck_assert_cell(&t, row, "value", "0.25");
    ck_assert_cell(&t, row, "numerator", "8");
    ck_assert_cell(&t, row, "denominator", "32");
    ck_assert_cell(&t, row, "n", "32");
    ck_assert_cell(&t, row, "method", "wilson");
    ck_assert_cell(&t, row, "confidence", "0.95");
    ck_assert_double_eq_tol(strtod(cell(&t, row, "lower"), NULL),
                            0.13252, 5e-6);
    ck_assert_cell(&t, row, "left_out", "");
    row = FIND(&t, "table", "groups", "group", "race=Native American",
               "metric", "selection_rate");
    ck_assert_cell(&t, row, "left_out", "below_min_count");
    ck_assert_double_eq(strtod(cell(&t, row, "value"), NULL), 12.0 / 18);

    /* African-American 2174/3696, Other 79/377. */
    row = FIND(&t, "table", "criteria", "criterion", "four_fifths");
    ck_assert_cell(&t, row, "within_limit", "false");
    ck_assert_cell(&t, row, "limit", "0.8");
    ck_assert_cell(&t, row, "group", "race=African-American");
    ck_assert_cell(&t, row, "worse_off", "race=African-American");
    ck_assert_cell(&t, row, "reference_key", "{\"race\": \"Other\"}");
    ck_assert_cell(&t, row, "groups_left_out", "1");
    ck_assert_cell(&t, row, "groups_compared", "5");
    row = FIND(&t, "table", "comparisons", "metric", "selection_rate",
               "comparison", "difference_to_reference", "group",
               "race=Native American");
    ck_assert_cell(&t, row, "value", "");
    ck_assert_cell(&t, row, "reason", "below_min_count");
    row = FIND(&t, "table", "warnings", "code", "small_group", "group",
               "race=Asian");
    ck_assert_ptr_nonnull(strstr(cell(&t, row, "text"), "32 rows"));
    table_free(&t);
    fair_report_free(report);
}
END_TEST

/* ---- every value ---- */

static void
check_number(const table *t, size_t row, const char *column, double expected)
{
    const char *text = cell(t, row, column);
    if (expected != expected)
        ck_assert_msg(text[0] == '\0', "%s is %s", column, text);
    else
        ck_assert_msg(strtod(text, NULL) == expected, "%s: %s is not %.17g",
                      column, text, expected);
}

static void
check_value(const fair_report *report, const table *t, size_t row,
            const fair_value *v)
{
    const char *reason = fair_reason_name(v->reason);
    char group[512], key[512];
    size_t length;
    check_number(t, row, "value", v->value);
    check_number(t, row, "lower", v->lower);
    check_number(t, row, "upper", v->upper);
    ck_assert_cell(t, row, "reason", reason == NULL ? "" : reason);
    ck_assert_ok(fair_report_field(report, v->id, "group", key, sizeof(key),
                                   &length, NULL));
    snprintf(group, sizeof(group), "%s",
             strcmp(key, "null") == 0 ? "" : key);
    ck_assert_cell(t, row, "group_key", group);
}

/* Row by row the same as fair_report_row, which makes each by itself. */
static void
check_table(const fair_report *report, const table *t, const char *name)
{
    uint64_t n;
    size_t row = 0;
    ck_assert_ok(fair_report_size(report, name, &n, NULL));
    while (strcmp(cell(t, row, "table"), name) != 0) row++;
    for (uint64_t i = 0; i < n; i++, row++) {
        fair_value v;
        ck_assert_ok(fair_report_row(report, name, i, &v, NULL));
        ck_assert_cell(t, row, "table", name);
        check_value(report, t, row, &v);
        if (strcmp(name, "groups") != 0) continue;
        if (v.reason == FAIR_REASON_NOT_APPLICABLE) continue;
        check_number(t, row, "numerator", v.numerator);
        check_number(t, row, "denominator", v.denominator);
        check_number(t, row, "sum_weights", v.sum_weights);
        check_number(t, row, "effective_n", v.effective_n);
        check_number(t, row, "n", (double)v.n);
    }
    ck_assert(row == t->n_rows || strcmp(cell(t, row, "table"), name) != 0);
}

START_TEST(every_value)
{
    static const char *const tables[] = {"groups", "comparisons", "criteria"};
    static const char *const selected[] = {"selection_rate", "accuracy",
                                           "true_positive_rate", "count"};
    fix_row rows[60];
    uint64_t seed = 5;
    for (size_t i = 0; i < 60; i++) {
        const uint64_t r = random_u64(&seed);
        static const char *const names[] = {"a", "b", NULL, "=c"};
        rows[i] = (fix_row){{names[r & 3], names[r >> 2 & 1]},
                            (int)(r >> 8 & 1), (int)(r >> 9 & 1), 0, r >> 60,
                            (double)(r >> 16 & 7) / 4};
    }
    for (int weighted = 0; weighted < 2; weighted++) {
        fixture f = fix(1, "=g", "c", NULL);
        fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
        f.has_weight = weighted;
        f.options.sample_weight = weighted ? "w" : NULL;
        o.n_metrics = 4;
        o.metrics = selected;
        o.min_count = 8;
        fair_report *report = fix_report(&f, &o, rows, 60);
        table t = read_csv(fix_write(report, "csv"));
        for (size_t i = 0; i < 3; i++) check_table(report, &t, tables[i]);
        table_free(&t);
        fair_report_free(report);
    }
}
END_TEST

/* ---- hostile names ---- */

START_TEST(hostile)
{
    static const char *const names[] = {
        "=cmd|'/c calc'!A1", "@SUM(1)", "+1", "-1", "\tx", "\rx", "a\nb",
        "quo\"te, and comma", "(missing)", "\xe2\x80\xaetxt",
        "\xc2\x9b[31m", "</script>", "{{7*7}}", "", "1"};
    enum { n = sizeof(names) / sizeof(*names) };
    fix_row rows[n + 1];
    /* The feature's name starts each label. */
    fixture f = fix(1, "=1+1", NULL, NULL);
    for (size_t i = 0; i < n; i++)
        rows[i] = (fix_row){{names[i]}, 1, i % 2 == 0, 0, 200, 1};
    rows[n] = (fix_row){{NULL}, 1, 1, 0, 200, 1};
    fair_report *report = fix_report(&f, NULL, rows, n + 1);
    written w = fix_write(report, "csv");
    for (size_t i = 0; i < w.length; i++) {
        const unsigned char c = (unsigned char)w.bytes[i];
        ck_assert((c >= 32 && c != 127) || c == '\n');
    }
    fix_lacks(&w, "\xe2\x80\xae");
    fix_lacks(&w, "\xc2\x9b");
    table t = read_csv(w);
    /* Text is no formula; numbers stay numbers. */
    for (size_t i = 0; i < (t.n_rows + 1) * COLUMNS; i++) {
        const char *c = t.cells[i];
        char *end;
        if (*c == '\0' || strchr("=+-@\t\r", *c) == NULL) continue;
        strtod(c, &end);
        ck_assert_msg(*end == '\0', "%s", c);
    }
    size_t row = FIND(&t, "table", "counts", "metric", "n", "group_key",
                      "{\"=1+1\": null}");
    ck_assert_cell(&t, row, "group", "'=1+1=(missing)");
    ck_assert_cell(&t, row, "by", "'=1+1");
    row = FIND(&t, "table", "counts", "metric", "n", "group_key",
               "{\"=1+1\": \"(missing)\"}");
    ck_assert_cell(&t, row, "group", "'=1+1=\"(missing)\"");
    row = FIND(&t, "table", "counts", "metric", "n", "group_key",
               "{\"=1+1\": \"\\u202etxt\"}");
    ck_assert_cell(&t, row, "group", "'=1+1=\\u{202e}txt");
    FIND(&t, "table", "counts", "metric", "n", "group_key",
         "{\"=1+1\": \"1\"}");
    table_free(&t);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, compas);
    tcase_add_test(tc, every_value);
    tcase_add_test(tc, hostile);
}

FAIR_TEST_MAIN("audit/csv", tests)
