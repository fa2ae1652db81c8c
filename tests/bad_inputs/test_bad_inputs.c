/* SPDX-License-Identifier: MIT
 * The table of bad inputs (cases) through the C interface: each case ends
 * in the error, the reason or the number that the table says. */
#include <math.h>
#include <stdio.h>

#include <fairness/fairness.h>

#include "json.h" /* first: its words are types in bad_case.h */

#include "bad_case.h"
#include "harness.h"

static void
check_error(const bad_case *c, fair_status st, const fair_error *err)
{
    ck_assert_msg(c->errors[0] != 0, "%s: %s", c->id, err->message);
    ck_assert_msg(st == c->errors[0] || st == c->errors[1],
                  "%s: status %s: %s", c->id, fair_status_name(st),
                  err->message);
    ck_assert_int_eq(err->code, st);
    ck_assert_msg(err->message[0] != '\0', "%s: no message", c->id);
    if (c->column != NULL)
        ck_assert_msg(strcmp(err->column, c->column) == 0,
                      "%s: column %s: %s", c->id, err->column, err->message);
    if (c->row >= 0)
        ck_assert_msg(err->row == c->row, "%s: row %lld: %s", c->id,
                      (long long)err->row, err->message);
    if (c->count > 0)
        ck_assert_msg(err->count == c->count, "%s: count %llu: %s", c->id,
                      (unsigned long long)err->count, err->message);
}

/* Nothing of a failed call is left: the saved bytes are those of before. */
static void
check_unchanged(const bad_case *c, const fair_audit *audit,
                const unsigned char *before, size_t length)
{
    unsigned char after[4096];
    size_t n = 0;
    ck_assert_ok(fair_audit_save(audit, after, sizeof(after), &n, NULL));
    ck_assert_msg(n == length && memcmp(before, after, n) == 0,
                  "%s: the failed call left something behind", c->id);
}

static void
check_value(const bad_case *c, const expected_value *e,
            const fair_report *report)
{
    fair_selector selector = FAIR_SELECTOR_INIT;
    selector.n_group = e->n_group;
    selector.group = e->group;
    selector.comparison = e->comparison;
    fair_value v;
    fair_error err = {0};
    const fair_status st =
        fair_report_value(report, e->name, &selector, &v, &err);
    ck_assert_msg(st == FAIR_OK, "%s: %s: %s", c->id, e->name, err.message);
    if (e->reasons[0] != 0) {
        ck_assert_msg(v.reason == e->reasons[0] || v.reason == e->reasons[1],
                      "%s: %s: reason %s, value %.17g", c->id, e->name,
                      v.reason ? fair_reason_name(v.reason) : "none",
                      v.value);
        ck_assert_msg(isnan(v.value), "%s: %s", c->id, e->name);
        return;
    }
    ck_assert_msg(v.reason == FAIR_DEFINED, "%s: %s: reason %s", c->id,
                  e->name, fair_reason_name(v.reason));
    ck_assert_msg(v.value == e->value, "%s: %s: %.17g, not %.17g", c->id,
                  e->name, v.value, e->value);
    ck_assert_msg(e->within == 0 || v.within_limit == e->within,
                  "%s: %s: within_limit %d", c->id, e->name,
                  (int)v.within_limit);
}

/* U+0080 to U+009F, U+061C, U+200E to U+200F, U+2028 to U+202E, U+2066 to
 * U+2069: they drive terminals and turn text round. */
static int
is_unsafe_utf8(const unsigned char *s)
{
    if (s[0] == 0xc2) return s[1] < 0xa0;
    if (s[0] == 0xd8) return s[1] == 0x9c;
    if (s[0] != 0xe2) return 0;
    if (s[1] == 0x80)
        return s[2] == 0x8e || s[2] == 0x8f || (s[2] >= 0xa8 && s[2] <= 0xae);
    return s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9;
}

static void
check_written(const bad_case *c, const fair_report *report)
{
    static const char *const formats[] = {"json", "text", "markdown", "html",
                                          "csv"};
    for (size_t f = 0; f < sizeof(formats) / sizeof(*formats); f++) {
        text out = {0};
        ck_assert_ok(
            fair_report_write(report, formats[f], collect, &out, NULL));
        for (size_t i = 0; i < out.length; i++) {
            const unsigned char b = out.bytes[i];
            ck_assert_msg((b >= 32 || b == '\n') && b != 127,
                          "%s: %s: byte %d", c->id, formats[f], b);
            ck_assert_msg(f == 0 || !is_unsafe_utf8(out.bytes + i),
                          "%s: %s: unsafe character", c->id, formats[f]);
        }
        free(out.bytes);
    }
}

static void
check_warnings(const bad_case *c, const fair_report *report)
{
    text out = {0};
    ck_assert_ok(fair_report_write(report, "json", collect, &out, NULL));
    json j = json_read((const char *)out.bytes, out.length);
    const json *warnings = json_get(&j, "warnings");
    for (size_t i = 0; i < c->n_warns; i++) {
        size_t n = 0;
        for (size_t k = 0; k < warnings->n; k++)
            n += strcmp(json_get(json_at(warnings, k), "code")->text,
                        c->warns[i].code) == 0;
        ck_assert_msg(n == c->warns[i].times, "%s: %zu times %s", c->id, n,
                      c->warns[i].code);
    }
    json_free(&j);
    free(out.bytes);
}

static void
check_report(const bad_case *c, const fair_report *report)
{
    for (size_t i = 0; i < c->n_values; i++)
        check_value(c, &c->values[i], report);
    if (c->n > 0) {
        fair_value v;
        ck_assert_ok(fair_report_value(report, "selection_rate", NULL, &v,
                                       NULL));
        ck_assert_msg(v.n == c->n, "%s: n is %llu", c->id,
                      (unsigned long long)v.n);
    }
    if (c->n_warns > 0) check_warnings(c, report);
    if (c->hostile) check_written(c, report);
}

START_TEST(ends_as_the_table_says)
{
    const bad_case *c = &cases[_i];
    fair_error err = {0};
    fair_audit *audit = NULL;
    fair_report *report = NULL;
    unsigned char before[4096];
    size_t length = 0;

    fair_status st = fair_audit_new(&c->audit, &audit, &err);
    if (st != FAIR_OK) {
        ck_assert_ptr_null(audit);
        check_error(c, st, &err);
        return;
    }
    ck_assert_ok(fair_audit_save(audit, before, sizeof(before), &length,
                                 NULL));
    st = fair_audit_add_batches(audit, c->batches, c->n_batches, &err);
    if (st != FAIR_OK) {
        check_error(c, st, &err);
        check_unchanged(c, audit, before, length);
        fair_audit_free(audit);
        return;
    }
    st = fair_report_new(audit, &c->report, &report, &err);
    fair_audit_free(audit);
    if (st != FAIR_OK) {
        ck_assert_ptr_null(report);
        check_error(c, st, &err);
        return;
    }
    ck_assert_msg(c->errors[0] == 0, "%s: no error", c->id);
    check_report(c, report);
    fair_report_free(report);
}
END_TEST

static fair_audit *
part_audit(const bad_case *c, const merge_part *part)
{
    fair_error err = {0};
    fair_audit *audit = NULL;
    fair_status st = fair_audit_new(&part->audit, &audit, &err);
    if (st == FAIR_OK) st = fair_audit_add(audit, part->rows, &err);
    ck_assert_msg(st == FAIR_OK, "%s: %s", c->id, err.message);
    return audit;
}

static size_t
save(const fair_audit *audit, unsigned char *buffer, size_t capacity)
{
    size_t length = 0;
    ck_assert_ok(fair_audit_save(audit, buffer, capacity, &length, NULL));
    return length;
}

START_TEST(merges_as_the_table_says)
{
    const bad_case *c = &merges[_i];
    fair_error err = {0};
    fair_audit *whole = part_audit(c, &c->parts[0]);
    fair_status st = FAIR_OK;
    for (size_t i = 1; i < c->n_parts && st == FAIR_OK; i++) {
        const merge_part *part = &c->parts[i];
        unsigned char before[4096];
        const size_t length = save(whole, before, sizeof(before));
        fair_audit *other = part->is_self ? whole : part_audit(c, part);
        st = fair_audit_merge(whole, other, &err);
        if (st != FAIR_OK) check_unchanged(c, whole, before, length);
        if (!part->is_self) fair_audit_free(other);
    }
    if (st == FAIR_OK && c->manifest != NULL)
        st = fair_audit_check_shards(whole, c->manifest, c->n_manifest, &err);
    if (st == FAIR_OK && c->errors[0] == 0) {
        fair_report *report = NULL;
        ck_assert_ok(fair_report_new(whole, NULL, &report, NULL));
        check_report(c, report);
        fair_report_free(report);
    } else {
        ck_assert_msg(st != FAIR_OK, "%s: no error", c->id);
        check_error(c, st, &err);
    }
    fair_audit_free(whole);
}
END_TEST

static void
check_verdict(const gate_case *g, const fair_verdict *verdict)
{
    fair_rule_verdict rule = FAIR_RULE_VERDICT_INIT;
    ck_assert_msg(g->c.errors[0] == 0, "%s: no error", g->c.id);
    ck_assert_ok(fair_verdict_rule(verdict, 0, &rule, NULL));
    ck_assert_msg(fair_verdict_status(verdict) == g->status, "%s: %s, %s",
                  g->c.id, fair_verdict_name(fair_verdict_status(verdict)),
                  rule.why);
    ck_assert_msg(g->why == NULL || strcmp(rule.why, g->why) == 0, "%s: %s",
                  g->c.id, rule.why);
    ck_assert_msg(g->within == 0 || rule.within_limit == g->within, "%s",
                  g->c.id);
}

START_TEST(gates_as_the_table_says)
{
    const gate_case *g = &gates[_i];
    fair_error err = {0};
    fair_audit *audit = NULL;
    fair_report *report = NULL;
    fair_policy *policy = NULL;
    fair_verdict *verdict = NULL;
    fair_status st = fair_policy_new(NULL, &policy, &err);
    for (size_t i = 0; i < g->n_rules && st == FAIR_OK; i++)
        st = fair_policy_add(policy, &g->rules[i], &err);
    if (st == FAIR_OK) st = fair_audit_new(&g->c.audit, &audit, &err);
    if (st == FAIR_OK) st = fair_audit_add(audit, g->c.batches, &err);
    if (st == FAIR_OK)
        st = fair_report_new(audit, &g->c.report, &report, &err);
    if (st == FAIR_OK) st = fair_verdict_new(policy, report, &verdict, &err);
    if (st == FAIR_OK)
        check_verdict(g, verdict);
    else
        check_error(&g->c, st, &err);
    fair_verdict_free(verdict);
    fair_report_free(report);
    fair_audit_free(audit);
    fair_policy_free(policy);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, gates_as_the_table_says, 0, (int)n_gates);
    tcase_add_loop_test(tc, merges_as_the_table_says, 0, (int)n_merges);
    tcase_add_loop_test(tc, ends_as_the_table_says, 0, (int)n_cases);
}

FAIR_TEST_MAIN("bad_inputs/bad_inputs", tests)
