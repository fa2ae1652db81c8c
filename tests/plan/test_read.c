/* SPDX-License-Identifier: MIT
 * Reading plans: what was written is read and written again as the same
 * bytes; nothing else is. */
#include "artefact/damage.h"
#include "base/sha256.h"
#include "vectors.h"

static fair_status
read_plan(const char *bytes, size_t length, fair_error *err)
{
    fair_plan *plan = NULL;
    const fair_status st = fair_plan_read(bytes, length, NULL, &plan, err);
    ck_assert_int_eq(st == FAIR_OK, plan != NULL);
    fair_plan_free(plan);
    return st;
}

static written
write_plan(const fair_plan *plan)
{
    written out = {0};
    ck_assert_ok(fair_plan_write(plan, "json", collect, &out, NULL));
    return out;
}

START_TEST(test_vectors)
{
    const json *cases = vectors();
    for (size_t c = 0; c < cases->n; c++) {
        const json *text = json_get(&cases->items[c], "artefact");
        fair_plan *plan = vector_plan(&cases->items[c]);
        const written again = write_plan(plan);
        ck_assert_uint_eq(again.length, text->length);
        ck_assert_mem_eq(again.bytes, text->text, text->length);
        free(again.bytes);
        fair_plan_free(plan);
    }
}
END_TEST

/* ---- a plan that was fitted ---- */

static fair_plan *
fit(const plan_data *d, fair_plan_options *o, uint32_t bins)
{
    fair_report *report = plan_report(d, NULL, bins);
    fair_plan *plan = NULL;
    fair_error err = {0};
    ck_assert_msg(fair_plan_fit(report, o, &plan, &err) == FAIR_OK, "%s",
                  err.message);
    fair_report_free(report);
    return plan;
}

static plan_data
some_data(void)
{
    plan_data d = {.n = 40, .n_groups = 3};
    for (size_t i = 0; i < d.n; i++)
        d.rows[i] = (plan_row){.group = (uint8_t)(i % 3),
                               .label = i * 7 % 5 > 2,
                               .fourths = 4,
                               .count = 1,
                               .score = (double)(i * 11 % 17) / 20};
    return d;
}

static void
expect_same(const fair_plan *a, const fair_plan *b)
{
    const fair_plan_summary x = plan_summary(a), y = plan_summary(b);
    ck_assert_str_eq(x.constraint, y.constraint);
    ck_assert_str_eq(x.objective, y.objective);
    ck_assert_str_eq(x.library, fair_version());
    ck_assert_str_eq(y.library, fair_version());
    ck_assert_str_eq(x.tally, y.tally);
    ck_assert(x.value == y.value && x.bound == y.bound);
    ck_assert_uint_eq(x.rows, y.rows);
    ck_assert_uint_eq(x.n_groups, y.n_groups);
    ck_assert_int_eq(x.score_type, y.score_type);
    ck_assert_int_eq(x.unseen, y.unseen);
    ck_assert(x.unseen_threshold == y.unseen_threshold);
    for (size_t i = 0; i < x.n_groups; i++) {
        const fair_plan_group g = plan_group(a, i), h = plan_group(b, i);
        ck_assert(g.n_parts == h.n_parts &&
                  memcmp(g.parts, h.parts, g.n_parts * sizeof(*g.parts)) == 0);
        ck_assert_uint_eq(g.selected, h.selected);
        ck_assert_int_eq(g.values[0].value.integer,
                         h.values[0].value.integer);
        ck_assert_str_eq(g.values[0].feature, h.values[0].feature);
    }
}

START_TEST(test_fitted)
{
    const plan_data d = some_data();
    for (int i = 0; i < 7; i++) {
        fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
        o.constraint = i == 0 ? NULL : i == 5 ? "equalized_odds"
                                              : "equal_opportunity";
        if (i > 0) o.max_difference = "3e-1";
        o.rule = i == 2   ? FAIR_PLAN_SHARED
                 : i == 6 ? FAIR_PLAN_RANDOMIZED
                          : FAIR_PLAN_BY_GROUP;
        if (i == 6) o.max_difference = "0.01";
        o.unseen = i;
        if (i >= FAIR_PLAN_THRESHOLD) {
            o.unseen = FAIR_PLAN_THRESHOLD;
            o.unseen_threshold = -0.1 * i;
        }
        o.model = i % 2 == 0 ? NULL : "credit \xe2\x89\xa5 7";
        fair_plan *plan = fit(&d, &o, i == 4 ? 8 : 0), *again = NULL;
        const written text = write_plan(plan);
        fair_error err = {0};
        ck_assert_msg(fair_plan_read(text.bytes, text.length, NULL, &again,
                                     &err) == FAIR_OK,
                      "%s\n%s", err.message, text.bytes);
        ck_assert_int_eq(plan_summary(again).is_randomized, i == 6);
        expect_same(plan, again);
        const written second = write_plan(again);
        ck_assert_str_eq(second.bytes, text.bytes);
        free(text.bytes);
        free(second.bytes);
        fair_plan_free(plan);
        fair_plan_free(again);
    }
}
END_TEST

/* Scores of 32 bits are known as such, and a grid has no type. */
START_TEST(test_score_type)
{
    static const struct {
        double scale;
        uint32_t bins;
        int32_t type;
    } cases[] = {{10, 0, FAIR_TYPE_FLOAT64},
                 {16, 0, FAIR_TYPE_FLOAT32},
                 {20, 8, FAIR_TYPE_NONE}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
        plan_data d = some_data();
        for (size_t k = 0; k < d.n; k++)
            d.rows[k].score = (double)(k % 17) / cases[i].scale;
        fair_plan *plan = fit(&d, &o, cases[i].bins);
        ck_assert_int_eq(plan_summary(plan).score_type, cases[i].type);
        fair_plan_free(plan);
    }
}
END_TEST

/* The digest as docs/reference/plan-format.md has it, made anew. */
START_TEST(test_tally)
{
    static const uint8_t bytes[] = {
        0, 0, 0, 0, /* the scale */
        2, 0, 0, 0, 0, 0, 0, 0, /* scores of the first group */
        0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0xac, 2, 0, 0xac, 2,
        0, 0, 0, 0, 0, 0, 0xe0, 0x3f, 1, 1, 3,
        1, 0, 0, 0, 0, 0, 0, 0, /* of the second */
        0, 0, 0, 0, 0, 0, 0xd0, 0xbf, 0, 1, 1,
    };
    plan_data d = {.n = 6, .n_groups = 2, .rows = {
        {0, 1, 4, 200, 1}, {0, 1, 4, 100, 1}, {0, 0, 4, 1, 0.5},
        {0, 1, 4, 1, 0.5}, {0, 2, 4, 1, 0.5}, {1, 0, 4, 1, -0.25}}};
    char expected[FAIR__SHA256_TEXT + 1];
    fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
    fair__sha256 h;
    fair__sha256_init(&h);
    fair__sha256_add(&h, bytes, sizeof(bytes));
    fair__sha256_text(&h, expected);
    fair_plan *plan = fit(&d, &o, 0);
    ck_assert_str_eq(plan_summary(plan).tally, expected);
    fair_plan_free(plan);
}
END_TEST

/* ---- damaged ---- */

static const json *
vector(const char *name)
{
    const json *cases = vectors();
    for (size_t c = 0; c < cases->n; c++)
        if (strcmp(json_get(&cases->items[c], "name")->text, name) == 0)
            return json_get(&cases->items[c], "artefact");
    ck_abort_msg("no vector %s", name);
    return NULL;
}

START_TEST(test_cut_everywhere)
{
    const json *text = vector("two features");
    expect_cuts_refused(read_plan, text->text, text->length);
}
END_TEST

START_TEST(test_every_bit)
{
    const json *text = vector("two features");
    expect_bits_refused(read_plan, text->text, text->length);
}
END_TEST

/* A forgery of the vector called name. */
static size_t
forge_vector(char out[DAMAGE_ROOM], const char *name, const char *from,
             const char *to)
{
    const json *text = vector(name);
    return forge(out, text->text, text->length, from, to);
}

static const damage_forgery forged[] = {
    {"text", "0.1, \"share\"", "0.10, \"share\"", "groups[0].parts[0].threshold"},
    {"text", "0.1, \"share\"", "NaN, \"share\"", "groups[0].parts[0].threshold"},
    {"text", "0.1, \"share\"", "null, \"share\"", "groups[0].parts[0].threshold"},
    {"text", "0.1, \"share\"", "\"inf\", \"share\"",
     "groups[0].parts[0].threshold"},
    {"text", "\"share\": 1}", "\"share\": 0.5}", "groups[0].parts"},
    {"text", "\"share\": 1}", "\"share\": 1.5}", "groups[0].parts[0].share"},
    {"text", "\"share\": 1}", "\"share\": null}", "groups[0].parts[0].share"},
    {"text", "\"share\": 1}", "\"share\": -1}", "groups[0].parts[0].share"},
    {"text", "{\"threshold\": 0.1, \"share\": 1}", "", "groups[0].parts"},
    {"text", "{\"threshold\": 0.1, \"share\": 1}",
     "{\"threshold\": 0.1, \"share\": 0.5}, {\"threshold\": 0.1, \"share\": "
     "0.5}",
     "groups[0].parts[1].threshold"},
    {"text", "{\"threshold\": 0.1, \"share\": 1}",
     "{\"threshold\": 0.2, \"share\": 0.5}, {\"threshold\": 0.1, \"share\": "
     "0.5}",
     "groups[0].parts[1].threshold"},
    {"text", "{\"threshold\": 0.1, \"share\": 1}",
     "{\"threshold\": 0.1, \"share\": 0.5}, {\"threshold\": 0.2, \"share\": "
     "0.5}",
     "groups"},
    {"text", "{\"threshold\": 0.1, \"share\": 1}",
     "{\"threshold\": 0.1, \"share\": 1}, {\"threshold\": 0.2, \"share\": 1}",
     "groups[0].parts[1].share"},
    {"randomized by names, seed 0", "\"share\": 0.25}, {\"threshold\": 0.5",
     "\"share\": 5.551115123125783e-17}, {\"threshold\": 0.5",
     "groups[0].parts[0].share"},
    {"text", "\"Black\"", "\"Asian\"", "groups[1].group"},
    {"text", "\"Black\"", "\"Aardvark\"", "groups[1].group"},
    {"text", "\"Asian\"", "true", "groups[1].group.race"},
    {"text", "\"Asian\"", "7", "groups[1].group.race"},
    {"text", "\"Black\"", "1.5", "groups[1].group.race"},
    {"text", "{\"race\": \"Black\"}", "{\"sex\": \"Black\"}",
     "groups[1].group.race"},
    {"text", "{\"race\": \"Black\"}", "{\"race\": \"Black\", \"sex\": 1}",
     "groups[1].group"},
    {"text", "\"by\": [\"race\"]", "\"by\": []", "by"},
    {"text", "\"by\": [\"race\"]", "\"by\": [\"race\", \"race\"]", "by[1]"},
    {"text", "\"by\": [\"race\"]", "\"by\": [\"a\\u0000b\"]", "by[0]"},
    {"text", "\"by\": [\"race\"]", "\"by\": [null]", "by[0]"},
    {"text", "\"rule\": \"by_group\"", "\"rule\": \"shared\"",
     "needs_groups"},
    {"text", "\"needs_groups\": true", "\"needs_groups\": false",
     "needs_groups"},
    {"text", "\"randomized\": false", "\"randomized\": true", "groups"},
    {"shared", "{\"threshold\": 0.5, \"share\": 1}",
     "{\"threshold\": 0.75, \"share\": 1}", "groups"},
    {"text", "\"score_type\": \"float64\"", "\"score_type\": \"float32\"",
     "groups[0].parts[0].threshold"},
    {"text", "\"score_type\": \"float64\"", "\"score_type\": \"float16\"",
     "score_type"},
    {"text", "\"missing\": \"error\"", "\"missing\": \"skip\"", "missing"},
    {"text", "\"missing\": \"error\"", "\"missing\": \"Infinity\"", "missing"},
    {"text", "\"missing\": \"error\"", "\"missing\": null", "missing"},
    {"text", "\"rows\": 50", "\"rows\": 51", "groups"},
    {"text", "\"rows\": 50", "\"rows\": -50", "rows"},
    {"text", "\"selected\": 4", "\"selected\": 11", "groups[0].selected"},
    {"text", "\"selection_rate\": 0.4", "\"selection_rate\": 1.4",
     "groups[0].selection_rate"},
    {"text", "\"set_aside\": null", "\"set_aside\": \"maybe\"",
     "groups[0].set_aside"},
    {"text", "\"constraint\": \"equalized_odds\"",
     "\"constraint\": \"equal_odds\"", "constraint"},
    {"text", "\"objective\": \"accuracy\"", "\"objective\": \"profit\"",
     "objective"},
    {"text", "\"max_difference\": \"0.02\"", "\"max_difference\": 0.02",
     "max_difference"},
    {"text", "\"max_difference\": \"0.02\"", "\"max_difference\": \"2\"",
     "max_difference"},
    {"text", "\"bound\": 0", "\"bound\": -1", "bound"},
    {"text", "0123456789abcdef\"", "0123456789abcdeF\"", "tally"},
    {"text", "\"nodes\": 12,", "\"nodes\": 12, \"more\": 1,", "rule"},
    {"text", "\"model\": null,\n  ", "", "model"},
    {"text", "\"model\": null", "\"model\": null, \"model\": null", "tally"},
    {"also", "\"constraint\": \"demographic_parity\"",
     "\"constraint\": \"none\"", "also[0].constraint"},
    {"also", "\"max_difference\": \"0.1\"", "\"max_difference\": \"1.1\"",
     "also[0].max_difference"},
    {"also", "\"disparity\": 0.875", "\"disparity\": 1.5", "also[1].disparity"},
    {"also", "\"min_ratio\": \"0.8\", ", "", "also[1].min_ratio"},
    {"costs", "\"false_negative\": 2.5", "\"false_negative\": -1",
     "groups[0].costs.false_negative"},
    {"costs", "\"false_negative\": 1e+100", "\"false_negative\": 2e+100",
     "groups[1].costs.false_negative"},
    {"costs", "\"false_negative\": 2.5", "\"false_negative\": null",
     "groups[0].costs.false_negative"},
    {"costs", "\"false_positive\": 0, ", "\"true_positive\": 0, ",
     "groups[1].costs.false_positive"},
    {"costs", ",\n      \"costs\": {\"false_positive\": 0, "
     "\"false_negative\": 1e+100}", "",
     "groups[1].set_aside"},
    {"costs", "\"objective\": \"expected_cost\"", "\"objective\": \"utility\"",
     "groups[0]"},
    {"utilities", "\"true_negative\": 0}", "\"true_negative\": -1e+101}",
     "groups[0].utilities.true_negative"},
    {"referral bands", "\"refer_from\": 0.25", "\"refer_from\": 0.75",
     "groups[0].refer_from"},
    {"referral bands", "\"refer_from\": 0.25", "\"refer_from\": null",
     "groups[0].refer_from"},
    {"referral bands", "\"refer_from\": 0.25,\n      ", "",
     "groups[0].refer_from"},
    {"referral bands", "\"referred\": 0", "\"referred\": 11",
     "groups[0].referred"},
    {"referral bands", "least_referred", "least_change", "groups[0].rows"},
    {"text", "\"objective\": \"accuracy\"",
     "\"objective\": \"least_referred\"", "groups[0].refer_from"},
    {"a shared referral band", "\"refer_from\": 0.5", "\"refer_from\": 0.25",
     "groups"},
    {"a shared referral band", "\"refer_from\": 0.5", "\"refer_from\": 0.1",
     "groups[0].refer_from"},
    {"strata", "\"control\": [\"region\", \"year\"]",
     "\"control\": [\"year\", \"region\"]", "control[1]"},
    {"strata", "\"control\": [\"region\", \"year\"]",
     "\"control\": [\"region\", \"region\"]", "control[1]"},
    {"strata", "\"control\": [\"region\", \"year\"]",
     "\"control\": [\"g\", \"region\", \"year\"]", "control"},
    {"strata", "\"control\": [\"region\", \"year\"]", "\"control\": []",
     "control"},
    {"strata", "\"control\": [\"region\", \"year\"]",
     "\"control\": [null]", "control[0]"},
    {"text", "{\n", "[\n", ""},
    /* read, and not as it would be written */
    {"text", "\"nodes\": 12,\n  ", "\"nodes\": 12,\n ", "sha256"},
    {"text", "\"Asian\"", "\"\\u0041sian\"", "sha256"},
    {"text", "\"rule\": ", "\"rule\":", "sha256"},
    {"text", "equalized_odds", "equal_opportunity", "sha256"},
};

START_TEST(test_forged)
{
    char text[DAMAGE_ROOM];
    for (size_t i = 0; i < sizeof(forged) / sizeof(*forged); i++) {
        const json *v = vector(forged[i].name);
        expect_forgery_refused(read_plan, v->text, v->length, &forged[i]);
    }
    /* The forgery itself is right. */
    const size_t n = forge_vector(text, "text", "\"nodes\": 12",
                                  "\"nodes\": 13");
    ck_assert_ok(read_plan(text, n, NULL));
    text[n - 10] ^= 1;
    ck_assert_int_eq(read_plan(text, n, NULL), FAIR_ERR_CORRUPT);
}
END_TEST

START_TEST(test_other_calls)
{
    char text[DAMAGE_ROOM];
    fair_error err = {0};
    const size_t n = forge_vector(text, "text", "plan/1", "plan/2");
    ck_assert_int_eq(read_plan(text, n, &err), FAIR_ERR_VERSION);
    ck_assert_str_eq(err.column, "schema");
    ck_assert_int_eq(read_plan(text, SIZE_MAX, NULL), FAIR_ERR_LIMIT);
    ck_assert_int_eq(fair_plan_read(NULL, 0, NULL, NULL, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_read(text, n, NULL, NULL, NULL),
                     FAIR_ERR_ARGUMENT);
    fair_plan *plan = vector_plan(&vectors()->items[0]);
    ck_assert_int_eq(fair_plan_write(plan, "xml", collect, text, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_write(plan, "json", NULL, NULL, NULL),
                     FAIR_ERR_ARGUMENT);
    fair_plan_free(plan);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_vectors);
    tcase_add_test(tc, test_fitted);
    tcase_add_test(tc, test_score_type);
    tcase_add_test(tc, test_tally);
    tcase_add_test(tc, test_cut_everywhere);
    tcase_add_test(tc, test_every_bit);
    tcase_add_test(tc, test_forged);
    tcase_add_test(tc, test_other_calls);
}

FAIR_TEST_MAIN("plan/read", tests)
