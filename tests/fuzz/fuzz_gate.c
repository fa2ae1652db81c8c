/* SPDX-License-Identifier: MIT
 * Fuzz target: policies about small audits, through the calls that users have.
 *
 * Whatever the rules, waivers and rows: a verdict has one word, which is the
 * worst of its rules'; bounds, p-values and words agree; JSON is JSON; the same
 * rows in another order give the same bytes; refused memory gives nothing. */
#include <math.h>

#include "../written.h"
#include "gate_json.h"
#include "gate_policy.h"
#include "refusing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- policies ---- */

static recipe recipes[MOST_RULES];
static int side_of[MOST_RULES]; /* of the rules that were taken */

static void
must_explain(fair_status st, const fair_error *err)
{
    must(st == FAIR_OK || (err->code == st && err->message[0] != '\0'));
}

static void
add_rules(fair_policy *policy)
{
    const size_t n = 1 + choose(MOST_RULES);
    size_t taken = 0;
    for (size_t i = 0; i < n; i++) {
        fair_error err = {0};
        make_rule(&recipes[i]);
        const fair_rule *rule = &recipes[i].rule;
        const fair_status st = fair_policy_add(policy, rule, &err);
        must_explain(st, &err);
        if (st != FAIR_OK) continue;
        const int is_above = rule->max != NULL || rule->max_increase != NULL;
        side_of[taken++] = is_above ? 1 : -1;
    }
}

static void
add_waivers(fair_policy *policy)
{
    static const char *const days[] = {"2027-01-31", "2026-11-30",
                                       "2026-11-29", "2027-02-30", ""};
    for (size_t n = choose(3); n > 0; n--) {
        const recipe *r = &recipes[choose(MOST_RULES)];
        fair_error err = {0};
        fair_waiver w = FAIR_WAIVER_INIT;
        w.rule = r->rule.criterion != NULL ? r->rule.criterion
                                           : r->rule.metric;
        w.reason = "agreed";
        w.owner = choose(16) > 0 ? "Ann" : "a\nb";
        w.expires = PICK(days);
        w.granted = choose(2) ? NULL : PICK(days);
        w.n_groups = choose(3);
        w.groups_lengths = r->lengths;
        w.groups = r->named;
        must_explain(fair_policy_waive(policy, &w, &err), &err);
    }
}

/* ---- verdicts ---- */

static int
gravity(int32_t status)
{
    return status == FAIR_VERDICT_ERROR          ? 3
           : status == FAIR_VERDICT_FAIL         ? 2
           : status == FAIR_VERDICT_INCONCLUSIVE ? 1
                                                 : 0;
}

/* What a word says is what the numbers say. */
static void
check_rule(const fair_rule_verdict *r, int side)
{
    must(fair_verdict_name(r->status) != NULL);
    must(fair_verdict_name(r->counts_as) != NULL);
    must(r->id != NULL && r->why != NULL && r->why[0] != '\0');
    must((r->reason == FAIR_DEFINED) == !isnan(r->value));
    must((r->within_limit == 0) == (r->reason != FAIR_DEFINED));
    must(r->n_claims > 0 || isnan(r->pass_bound));
    if (r->status == FAIR_VERDICT_PASS) {
        must(r->n_claims > 0);
        must(side * (r->pass_bound - r->limit) <= 0);
        must(r->within_limit >= 0);
    }
    if (r->status == FAIR_VERDICT_FAIL) {
        must(r->n_claims > 0);
        must(side * (r->fail_bound - r->limit) > 0);
    }
    if (r->n_claims > 0 && !isnan(r->fail_bound))
        must(r->fail_level > 0 && r->fail_level <= r->pass_level);
    if (r->waived == FAIR_WAIVED_TOO_SOON)
        must(r->status == FAIR_VERDICT_ERROR);
}

static written
write_as(const fair_verdict *v, const char *format)
{
    written w = {0};
    must(fair_verdict_write(v, format, collect, &w, NULL) == FAIR_OK);
    must(w.length > 0 && strlen(w.bytes) == w.length);
    return w;
}

static void
check_texts(const fair_verdict *v)
{
    char word[64];
    written json = write_as(v, "json"), text = write_as(v, "text");
    const char *name = fair_verdict_name(fair_verdict_status(v));
    must_be_json(json.bytes);
    snprintf(word, sizeof(word), "\n  \"status\": \"%s\",", name);
    must(strstr(json.bytes, word) != NULL);
    const char *first = strstr(json.bytes, "\n  \"status\": ");
    must(strstr(first + 1, "\n  \"status\": ") == NULL);
    for (size_t i = 0; name[i] != '\0'; i++)
        must(text.bytes[i] == name[i] - 'a' + 'A');
    free(json.bytes);
    free(text.bytes);
}

static void
check_verdict(const fair_verdict *v)
{
    int worst = 0;
    must(fair_verdict_size(v) > 0);
    for (size_t i = 0; i < fair_verdict_size(v); i++) {
        fair_rule_verdict r = FAIR_RULE_VERDICT_INIT;
        must(fair_verdict_rule(v, i, &r, NULL) == FAIR_OK);
        check_rule(&r, side_of[i]);
        if (gravity(r.counts_as) > worst) worst = gravity(r.counts_as);
    }
    must(gravity(fair_verdict_status(v)) == worst);
    check_texts(v);
}

/* NULL if there is none, which is said. */
static fair_verdict *
judge(const fair_policy *policy, const fair_report *report)
{
    fair_verdict *v = NULL;
    fair_error err = {0};
    const fair_status st = fair_verdict_new(policy, report, &v, &err);
    must((st == FAIR_OK) == (v != NULL));
    must_explain(st, &err);
    must(st == FAIR_OK || st == FAIR_ERR_ARGUMENT || st == FAIR_ERR_MEMORY);
    must(st != FAIR_ERR_MEMORY || live > 0); /* the policy itself is there */
    return v;
}

static void
must_be_same(const fair_verdict *v, const fair_verdict *other)
{
    written a = write_as(v, "json"), b = write_as(other, "json");
    must(a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0);
    free(a.bytes);
    free(b.bytes);
}

/* Again without some piece of memory: the same, or nothing. */
static void
check_refused(const fair_policy *policy, const fair_report *report,
              const fair_verdict *v, size_t at)
{
    const size_t before = live;
    fail_at = at;
    fair_verdict *again = judge(policy, report);
    fail_at = 0;
    if (again != NULL) must_be_same(v, again);
    fair_verdict_free(again);
    must(live == before);
}

static void
check_all(rows *r, const fair_report_options *options, fair_policy *policy)
{
    fair_report *report = report_of(r, options);
    if (report == NULL) return;
    fair_verdict *v = judge(policy, report);
    if (v != NULL) {
        check_verdict(v);
        check_refused(policy, report, v, 1 + choose(40));
        turn_rows(r);
        fair_report *turned = report_of(r, options);
        must(turned != NULL);
        fair_verdict *other = judge(policy, turned);
        must(other != NULL);
        must_be_same(v, other);
        fair_verdict_free(other);
        fair_report_free(turned);
    }
    fair_verdict_free(v);
    fair_report_free(report);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rows r;
    fair_report_options report_options;
    fair_policy_options options = FAIR_POLICY_OPTIONS_INIT;
    fair_policy *policy = NULL;
    bytes = data;
    bytes_end = data + size;
    options.allocator = &memory;
    options.inconclusive = (int32_t)choose(4);
    options.today = choose(4) > 0 ? "2026-11-30" : NULL;
    memset(recipes, 0, sizeof(recipes));
    must(fair_policy_new(&options, &policy, NULL) == FAIR_OK);
    add_rules(policy);
    add_waivers(policy);
    make_report_options(&report_options);
    make_rows(&r);
    check_all(&r, &report_options, policy);
    fair_policy_free(policy);
    must(live == 0);
    return 0;
}
