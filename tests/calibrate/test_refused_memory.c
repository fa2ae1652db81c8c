/* SPDX-License-Identifier: MIT
 * A failed call changes nothing: every refused request for memory, of every
 * public function, with rows of every path. */
#include "../audit/refused_audits.h"
#include "../audit/refused_never.h"
#include "../audit/refused_reports.h"
#include "../gate/refused_gate.h"
#include "../plan/refused_plan.h"
#include "refused_calibrator.h"

#define MOST_POINTS 100000

/* Fewer would say that a path is no longer taken. */
#define AUDIT_POINTS (5000 / REFUSED_STEP)
#define REPORT_PARTS 4 /* of the calls, each within the time of a test */
#define MANY_POINTS (250 / REFUSED_STEP)
#define GATE_POINTS (100 / REFUSED_STEP)
#define PLAN_POINTS (60 / REFUSED_STEP)
#define CALIBRATOR_POINTS (60 / REFUSED_STEP)
static const size_t report_points[REPORT_PARTS] = {1000, 1100, 500, 1100};

static frame_data *data; /* of the frame at hand */

static size_t
sweep_all(const frame *f, const refused_call *calls, size_t n)
{
    size_t points = 0;
    for (size_t i = 0; i < n; i++) points += sweep(f, data, &calls[i]);
    ck_assert_uint_lt(points, MOST_POINTS);
    return points;
}

static void
expect_points(const char *what, size_t points, size_t least)
{
    printf("# %s: %zu injection points\n", what, points);
    ck_assert_msg(points >= least, "%zu injection points for %s", points,
                  what);
}

START_TEST(test_audits)
{
    size_t points = 0;
    data = calloc(1, sizeof(*data));
    for (size_t i = 0; i < FRAMES; i++) {
        frame_fill(&frames[i], data);
        points += sweep_all(&frames[i], audit_calls, AUDIT_CALLS);
    }
    free(data);
    expect_points("audits", points, AUDIT_POINTS);
}
END_TEST

START_TEST(test_reports)
{
    size_t points = 0;
    data = calloc(1, sizeof(*data));
    frame_fill(FRAME_FULL, data);
    for (size_t i = (size_t)_i; i < REPORT_CALLS; i += REPORT_PARTS)
        points += sweep_all(FRAME_FULL, &report_calls[i], 1);
    free(data);
    expect_points("reports", points, report_points[_i] / REFUSED_STEP);
}
END_TEST

START_TEST(test_reports_of_many_groups)
{
    data = calloc(1, sizeof(*data));
    frame_fill(FRAME_TEXTS, data);
    const size_t points = sweep_all(FRAME_TEXTS, many_calls, MANY_CALLS);
    free(data);
    expect_points("reports of many groups", points, MANY_POINTS);
}
END_TEST

/* Of the frame that has everything. */
static size_t
sweep_full(const refused_call *calls, size_t n)
{
    data = calloc(1, sizeof(*data));
    frame_fill(FRAME_FULL, data);
    const size_t points = sweep_all(FRAME_FULL, calls, n);
    free(data);
    return points;
}

START_TEST(test_gate)
{
    expect_points("the gate", sweep_full(gate_calls, GATE_CALLS), GATE_POINTS);
}
END_TEST

START_TEST(test_plans)
{
    expect_points("plans", sweep_full(plan_calls, PLAN_CALLS), PLAN_POINTS);
}
END_TEST

START_TEST(test_calibrators)
{
    expect_points("calibrators",
                  sweep_full(calibrator_calls, CALIBRATOR_CALLS),
                  CALIBRATOR_POINTS);
}
END_TEST

START_TEST(test_calibrators_ask_for_none)
{
    static const refused_call with_report = {"", "", reported, NULL, 0, 0};
    fair_calibrator *calibrator = NULL;
    world w;
    data = calloc(1, sizeof(*data));
    frame_fill(FRAME_FULL, data);
    make_world(&w, FRAME_FULL, data, &with_report);
    ck_assert_int_eq(make_calibrator(&w, "isotonic", &calibrator, NULL),
                     FAIR_OK);
    const size_t before = of_malloc + w.memory.requests;
    use_calibrator(calibrator);
    ck_assert_uint_eq(of_malloc + w.memory.requests, before);
    free_world(&w);
    free(data);
}
END_TEST

START_TEST(test_plans_ask_for_none)
{
    static const refused_call with_report = {"", "", reported, NULL, 0, 0};
    fair_plan *plan = NULL;
    world w;
    data = calloc(1, sizeof(*data));
    frame_fill(FRAME_FULL, data);
    make_world(&w, FRAME_FULL, data, &with_report);
    ck_assert_int_eq(make_plan(&w, "demographic_parity", 0, &plan, NULL),
                     FAIR_OK);
    const size_t before = of_malloc + w.memory.requests;
    use_plan(plan);
    ck_assert_uint_eq(of_malloc + w.memory.requests, before);
    free_world(&w);
    free(data);
}
END_TEST

START_TEST(test_gate_asks_for_none)
{
    static const refused_call with_report = {"", "", reported, NULL, 0, 0};
    fair_policy *policy = NULL;
    fair_verdict *verdict = NULL;
    world w;
    data = calloc(1, sizeof(*data));
    frame_fill(FRAME_FULL, data);
    make_world(&w, FRAME_FULL, data, &with_report);
    ck_assert_int_eq(make_policy(&w, &policy, NULL), FAIR_OK);
    ck_assert_int_eq(fair_verdict_new(policy, w.report, &verdict, NULL),
                     FAIR_OK);
    const size_t before = of_malloc + w.memory.requests;
    use_verdict(policy, verdict);
    ck_assert_uint_eq(of_malloc + w.memory.requests, before);
    free_world(&w);
    free(data);
}
END_TEST

START_TEST(test_those_that_ask_for_none)
{
    static const refused_call with_report = {"", "", reported, NULL, 0, 0};
    data = calloc(1, sizeof(*data));
    frame_fill(FRAME_FULL, data);
    for (size_t c = 0; c < NEVER_CALLS; c++) {
        world w;
        make_world(&w, FRAME_FULL, data, &with_report);
        const size_t before = of_malloc + w.memory.requests;
        never_calls[c].call(&w);
        ck_assert_msg(of_malloc + w.memory.requests == before,
                      "%s asked for memory", never_calls[c].functions);
        free_world(&w);
    }
    free(data);
}
END_TEST

/* ---- nothing is forgotten ---- */

static int
is_swept(const refused_call *calls, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(calls[i].function, name) == 0) return 1;
    return 0;
}

static int
is_word(const char *words, const char *name)
{
    const size_t length = strlen(name);
    for (const char *at = words; (at = strstr(at, name)) != NULL; at++)
        if ((at == words || at[-1] == ' ') &&
            (at[length] == ' ' || at[length] == '\0'))
            return 1;
    return 0;
}

static int
asks_for_none(const char *name)
{
    for (size_t c = 0; c < NEVER_CALLS; c++)
        if (is_word(never_calls[c].functions, name + strlen("fair_")))
            return 1;
    return is_word(gate_never, name + strlen("fair_")) ||
           is_word(plan_never, name + strlen("fair_")) ||
           is_word(calibrator_never, name + strlen("fair_"));
}

/* Each function of the version script is in one of the two lists. */
START_TEST(test_every_function)
{
    FILE *map = fopen(FAIR_MAP, "r");
    char line[128], name[128];
    int n = 0;
    ck_assert_ptr_nonnull(map);
    while (fgets(line, sizeof(line), map) != NULL) {
        if (sscanf(line, " fair_%100[a-z0-9_];", name + 5) != 1) continue;
        memcpy(name, "fair_", 5);
        n++;
        const int swept = is_swept(audit_calls, AUDIT_CALLS, name) ||
                          is_swept(report_calls, REPORT_CALLS, name) ||
                          is_swept(gate_calls, GATE_CALLS, name) ||
                          is_swept(plan_calls, PLAN_CALLS, name) ||
                          is_swept(calibrator_calls, CALIBRATOR_CALLS, name);
        ck_assert_msg(swept + asks_for_none(name) == 1,
                      "%s: in %d of the two lists", name,
                      swept + asks_for_none(name));
    }
    fclose(map);
    ck_assert_int_gt(n, 50);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_audits);
    tcase_add_loop_test(tc, test_reports, 0, REPORT_PARTS);
    tcase_add_test(tc, test_reports_of_many_groups);
    tcase_add_test(tc, test_gate);
    tcase_add_test(tc, test_gate_asks_for_none);
    tcase_add_test(tc, test_plans);
    tcase_add_test(tc, test_plans_ask_for_none);
    tcase_add_test(tc, test_calibrators);
    tcase_add_test(tc, test_calibrators_ask_for_none);
    tcase_add_test(tc, test_those_that_ask_for_none);
    tcase_add_test(tc, test_every_function);
}

FAIR_TEST_MAIN("calibrate/refused_memory", tests)
