/* SPDX-License-Identifier: MIT
 * Tests of what would change a verdict: rows that settle it, decisions that
 * reach the limit. */
#include "gates.h"

/* ---- what would change it ---- */

/* The text of one rule's verdict; freed by the caller. */
static written
text_for(const fair_rule *rule, fair_report *report)
{
    fair_policy *policy = policy_of(rule, 1);
    fair_verdict *verdict = verdict_of(policy, report);
    const written w = text_of(verdict, "text");
    fair_policy_free(policy);
    fair_report_free(report);
    fair_verdict_free(verdict);
    return w;
}

/* The number before a text that is in it. */
static uint64_t
number_before(const written *w, const char *part)
{
    fix_has(w, part);
    const char *at = strstr(w->bytes, part);
    while (at > w->bytes && at[-1] >= '0' && at[-1] <= '9') at--;
    return strtoull(at, NULL, 10);
}

START_TEST(rows_that_settle_it)
{
    /* Rates of exactly 0.2 and 0.25, whatever the number of rows. */
    const fair_rule rule =
        rule_of("demographic_parity_difference", NULL, "0.1");
    written w = text_for(
        &rule, REPORT(ROWS("a", 400, 100), ROWS("b", 100, 20)));
    fix_has(&w, "at these rates it would pass with ");
    const uint64_t more = number_before(&w, " more rows of race=b");
    free(w.bytes);
    ck_assert_uint_gt(more, 100);
    /* The group grown to the next number of rows that has the rate. */
    const uint64_t enough = (100 + more + 4) / 5 * 5;
    judge(&rule,
          REPORT(ROWS("a", 400, 100), ROWS("b", enough, enough / 5)),
          FAIR_VERDICT_PASS);
    judge(&rule,
          REPORT(ROWS("a", 400, 100),
                 ROWS("b", enough - 10, enough / 5 - 2)),
          FAIR_VERDICT_INCONCLUSIVE);

    const fair_rule ratio = rule_of("impact_ratio", "0.8", NULL);
    w = text_for(&ratio, REPORT(ROWS("a", 100, 20), ROWS("b", 100, 10)));
    fix_has(&w, "at these rates it would fail with ");
    const uint64_t of_a = number_before(&w, " more rows of race=b");
    free(w.bytes);
    const uint64_t beyond = (100 + of_a + 9) / 10 * 10;
    judge(&ratio, REPORT(ROWS("a", 100, 20), ROWS("b", beyond, beyond / 10)),
          FAIR_VERDICT_FAIL);

    /* At the limit itself there is nothing to be found out. */
    w = text_for(&rule, REPORT(ROWS("a", 100, 30), ROWS("b", 100, 20)));
    fix_has(&w, "no number of rows settles it");
    free(w.bytes);
}
END_TEST

START_TEST(decisions_that_reach_it)
{
    const fair_rule ratio = rule_of("impact_ratio", "0.8", NULL);
    written w = text_for(
        &ratio, REPORT(ROWS("a", 5000, 1000), ROWS("b", 1003, 100)));
    const uint64_t more = number_before(&w, " more selected of race=b");
    free(w.bytes);
    ck_assert_uint_eq(more, 61); /* 160.48 of 1003 are 0.16 */
    fair_rule_verdict v = judge(
        &ratio, REPORT(ROWS("a", 5000, 1000), ROWS("b", 1003, 100 + more)),
        FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(v.within_limit, 1);
    v = judge(&ratio,
              REPORT(ROWS("a", 5000, 1000), ROWS("b", 1003, 99 + more)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(v.within_limit, -1);

    /* Of errors fewer. */
    fair_rule missed = FAIR_RULE_INIT;
    missed.metric = "false_negative_rate";
    missed.comparison = "difference";
    missed.max = "0.1";
    w = text_for(&missed,
                 REPORT(ROWS("a", 1000, 900), ROWS("b", 1000, 700)));
    ck_assert_uint_eq(number_before(&w, " fewer false negatives of race=b"),
                      100);
    free(w.bytes);
}
END_TEST

/* No name in the data writes a line of the verdict. */

static void
tests(TCase *tc)
{
    tcase_add_test(tc, rows_that_settle_it);
    tcase_add_test(tc, decisions_that_reach_it);
}

FAIR_TEST_MAIN("gate/people", tests)
