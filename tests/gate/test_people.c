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

/* Of many groups those of which it takes most, the largest first; where
 * rejecting is what helps people, it says so. */
START_TEST(the_largest_of_many)
{
    static const struct {
        int32_t favourable;
        const char *of;
    } ways[] = {{FAIR_FAVOURABLE_POSITIVE, " more selected of race="},
                {FAIR_FAVOURABLE_NEGATIVE,
                 " more favourable decisions (rejected) of race="}};
    for (size_t way = 0; way < 2; way++) {
        const int selected = ways[way].favourable == FAIR_FAVOURABLE_POSITIVE;
        char names[9][2] = {{0}};
        fix_row rows[18];
        for (size_t i = 0; i < 9; i++) {
            /* One group is decided for 900 times, the others 0 to 70. */
            const uint64_t helped = i == 4 ? 900 : i * 7 % 8 * 10;
            names[i][0] = (char)('a' + i);
            const fix_row of[] = {ROWS(names[i], 1000, helped)};
            rows[2 * i] = of[0];
            rows[2 * i + 1] = of[1];
            rows[2 * i].p = selected;
            rows[2 * i + 1].p = !selected;
        }
        fixture f = fix(1, "race", "age", NULL);
        fair_report_options options = FAIR_REPORT_OPTIONS_INIT;
        options.favourable = ways[way].favourable;
        const fair_rule ratio = rule_of("impact_ratio", "0.8", NULL);
        written w =
            text_for(&ratio, fix_report(&f, &options, rows, 18));
        /* 0, 70, 60, 50, -, 30, 20, 10, 0 of 720. */
        const char *most[] = {"720", "a", "720", "i", "710", "h",
                              "700", "g", "690", "f"};
        const char *at = w.bytes;
        for (size_t i = 0; i < 10; i += 2) {
            char line[128];
            snprintf(line, sizeof(line),
                     "    %s%s%s would reach the limit\n", most[i],
                     ways[way].of, most[i + 1]);
            at = strstr(at, line);
            ck_assert_msg(at != NULL, "%s in\n%s", line, w.bytes);
        }
        fix_has(&w, "    and changes of 3 more groups would\n");
        ck_assert(strstr(w.bytes, "race=d would") == NULL);
        free(w.bytes);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, rows_that_settle_it);
    tcase_add_test(tc, decisions_that_reach_it);
    tcase_add_test(tc, the_largest_of_many);
}

FAIR_TEST_MAIN("gate/people", tests)
