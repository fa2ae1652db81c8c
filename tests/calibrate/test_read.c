/* SPDX-License-Identifier: MIT
 * Calibrators as files: what was written is read and written again as the
 * same bytes; nothing else is. */
#include "artefact/damage.h"
#include "calibrators.h"

static const char *const methods[] = {"isotonic", "platt", "beta",
                                      "temperature", "histogram", "quantile",
                                      "calibrated_equalized_odds"};
#define METHODS (sizeof(methods) / sizeof(*methods))

static plan_data
some_data(void)
{
    plan_data d = {.n = 60, .n_groups = 4};
    for (size_t i = 0; i < d.n; i++)
        d.rows[i] = (plan_row){.group = (uint8_t)(i % 3),
                               .label = i * 7 % 5 > 2,
                               .fourths = 4,
                               .count = 1,
                               .score = (double)(i * 11 % 17) / 20};
    d.rows[5].group = 3; /* one label only: it has no map */
    return d;
}

static fair_calibrator *
fit(const char *method, int32_t pooled, uint32_t bins)
{
    plan_data d = some_data();
    fair_calibrator_options o = calibrator_options(method);
    const int is_withheld = strcmp(method, "calibrated_equalized_odds") == 0;
    for (size_t i = 0; is_withheld && i < d.n; i++) /* there is none otherwise */
        d.rows[i].score = 1 - d.rows[i].score;
    fair_report *report = plan_report(&d, NULL, bins);
    o.min_count = 2;
    o.shrinkage = is_withheld ? 0 : 2.5;
    o.pooled = pooled && method[0] != 'q' && !is_withheld;
    if (is_withheld) o.cost_constraint = "false_negative_rate";
    o.unseen = FAIR_CALIBRATOR_POOLED;
    o.model = pooled ? NULL : "credit \xe2\x89\xa5 7";
    o.equal_mass = method[0] == 'h' && pooled;
    fair_calibrator *c = calibrator_of(report, &o);
    fair_report_free(report);
    return c;
}

static written
write_calibrator(const fair_calibrator *c)
{
    written out = {0};
    ck_assert_ok(fair_calibrator_write(c, "json", collect, &out, NULL));
    return out;
}

static fair_status
read_bytes(const char *bytes, size_t length, fair_error *err)
{
    fair_calibrator *c = NULL;
    const fair_status st = fair_calibrator_read(bytes, length, NULL, &c, err);
    ck_assert_int_eq(st == FAIR_OK, c != NULL);
    fair_calibrator_free(c);
    return st;
}

static void
expect_same(const fair_calibrator *a, const fair_calibrator *b)
{
    fair_calibrator_summary x = FAIR_CALIBRATOR_SUMMARY_INIT, y = x;
    ck_assert_ok(fair_calibrator_describe(a, &x, NULL));
    ck_assert_ok(fair_calibrator_describe(b, &y, NULL));
    ck_assert_str_eq(x.method, y.method);
    ck_assert_str_eq(y.library, fair_version());
    ck_assert_str_eq(x.tally, y.tally);
    ck_assert((x.model == NULL) == (y.model == NULL));
    ck_assert(x.model == NULL || strcmp(x.model, y.model) == 0);
    ck_assert_uint_eq(x.rows, y.rows);
    ck_assert_uint_eq(x.n_groups, y.n_groups);
    ck_assert_str_eq(x.by[0], y.by[0]);
    ck_assert(x.min_count == y.min_count && x.shrinkage == y.shrinkage);
    ck_assert(x.brier_before == y.brier_before);
    ck_assert(x.brier_after == y.brier_after);
    ck_assert(x.bins == y.bins && x.equal_mass == y.equal_mass);
    ck_assert_int_eq(x.needs_groups, y.needs_groups);
    ck_assert_int_eq(x.score_type, y.score_type);
    ck_assert(x.missing == y.missing && x.unseen == y.unseen);
    ck_assert(x.is_randomized == y.is_randomized);
    ck_assert(x.cost_constraint == y.cost_constraint);
    for (size_t i = 0; i <= x.n_groups && !x.is_randomized; i++)
        for (double s = 0; s <= 1; s += 0.03125)
            ck_assert(calibrated(a, i, s) == calibrated(b, i, s));
}

START_TEST(round_trips)
{
    for (size_t i = 0; i < 4 * METHODS; i++) {
        fair_calibrator *c =
            fit(methods[i % METHODS], i / METHODS % 2, i >= 2 * METHODS ? 40 : 0);
        fair_calibrator *again = NULL;
        const written text = write_calibrator(c);
        fair_error err = {0};
        ck_assert_msg(fair_calibrator_read(text.bytes, text.length, NULL,
                                           &again, &err) == FAIR_OK,
                      "%s\n%s", err.message, text.bytes);
        expect_same(c, again);
        const written second = write_calibrator(again);
        ck_assert_str_eq(second.bytes, text.bytes);
        free(text.bytes);
        free(second.bytes);
        fair_calibrator_free(c);
        fair_calibrator_free(again);
    }
}
END_TEST

/* ---- damaged ---- */

static written
text_of(const char *method)
{
    fair_calibrator *c = fit(method, 0, 0);
    const written text = write_calibrator(c);
    fair_calibrator_free(c);
    return text;
}

START_TEST(cut_everywhere)
{
    const written text = text_of(methods[_i]);
    expect_cuts_refused(read_bytes, text.bytes, text.length);
    free(text.bytes);
}
END_TEST

START_TEST(every_bit)
{
    const written text = text_of(methods[_i]);
    expect_bits_refused(read_bytes, text.bytes, text.length);
    free(text.bytes);
}
END_TEST

static const damage_forgery forged[] = {
    {"isotonic", "\"at\": [0, ", "\"at\": [0.9, ", "map.at[1]"},
    {"isotonic", "\"at\": [0, ", "\"at\": [null, ", "map.at[0]"},
    {"isotonic", "\"at\": [0, ", "\"at\": [", "map.value"},
    {"isotonic", "\"value\": [", "\"value\": [-0.1, ", "map.value[0]"},
    {"isotonic", "\"value\": [", "\"value\": [1, ", "map.value[1]"},
    {"isotonic", "\"value\": [", "\"value\": [1.5, ", "map.value[0]"},
    {"isotonic", "\"value\": [", "\"value\": [0, ", "map.value"},
    {"isotonic", "\"method\": \"isotonic\"", "\"method\": \"isotone\"",
     "method"},
    {"isotonic", "\"method\": \"isotonic\"", "\"method\": \"platt\"",
     "map.slope"},
    {"isotonic", "\"method\": \"isotonic\"", "\"method\": null", "method"},
    {"isotonic", "\"bins\": null", "\"bins\": 10", "bins"},
    {"histogram", "\"bins\": 10", "\"bins\": null", "bins"},
    {"histogram", "\"bins\": 10", "\"bins\": 0", "bins"},
    {"histogram", "\"bins\": 10", "\"bins\": 100001", "bins"},
    {"isotonic", "\"equal_mass\": false", "\"equal_mass\": true",
     "equal_mass"},
    {"isotonic", "\"min_count\": 2", "\"min_count\": 0", "min_count"},
    {"isotonic", "\"min_count\": 2", "\"min_count\": 30", "groups[0].map"},
    {"isotonic", "\"shrinkage\": 2.5", "\"shrinkage\": -1", "shrinkage"},
    {"isotonic", "\"shrinkage\": 2.5", "\"shrinkage\": null", "shrinkage"},
    {"isotonic", "\"shrinkage\": 2.5", "\"shrinkage\": 2", "groups[0].map"},
    {"isotonic", "\"needs_groups\": true", "\"needs_groups\": false",
     "groups[0].map"},
    {"isotonic", "\"unseen\": \"pooled\"", "\"unseen\": \"reject\"",
     "unseen"},
    {"isotonic", "\"rows\": 60", "\"rows\": 61", "groups"},
    {"isotonic", "\"brier_after\": 0.", "\"brier_after\": 1.",
     "brier_after"},
    {"isotonic", "\"own_share\": 0,", "\"own_share\": 0.5,", "groups[3].map"},
    {"isotonic", "\"own_share\": 0,\n      \"map\": null",
     "\"own_share\": 0,\n      \"map\": {\"at\": [0], \"value\": [0]}",
     "groups[3].map"},
    {"isotonic", "{\"group\": 1}", "{\"group\": 0}", "groups[1].group"},
    {"isotonic", "{\"group\": 1}", "{\"group\": \"1\"}",
     "groups[1].group.group"},
    {"quantile", "\"strength\": 1", "\"strength\": 1.5", "strength"},
    {"quantile", "\"strength\": 1", "\"strength\": null", "strength"},
    {"quantile", "  \"strength\": 1,\n", "", "strength"},
    {"isotonic", "\"needs_groups\"", "\"strength\": 1,\n  \"needs_groups\"",
     "needs_groups"},
    {"quantile", "\"needs_groups\": true", "\"needs_groups\": false",
     "needs_groups"},
    {"quantile", "      \"rows\": 20", "      \"rows\": 2", "groups[0].rows"},
    {"quantile", "      \"rows\": 20", "      \"rows\": 21", "groups[0].map"},
    {"quantile", "\"value\": [0", "\"value\": [9", "map.value[1]"},
    {"platt", "\"slope\": ", "\"slope\": null, \"b\": ", "map.slope"},
    {"platt", "\"slope\": ", "\"slant\": ", "map.slope"},
    {"beta", "\"a\": ", "\"a\": -", "map.a"},
    {"temperature", "\"slope\": ", "\"slope\": -", "map.slope"},
    {"platt", "\"score_type\": \"float64\"", "\"score_type\": \"float16\"",
     "score_type"},
    {"platt", "\"model\": \"credit", "\"label\": \"credit", "model"},
    {"platt", "\"groups\": [", "\"groups\": [], \"more\": [", "groups"},
    /* read, and not as it would be written */
    {"platt", "\"method\": ", "\"method\":", "sha256"},
    {"isotonic", "\"at\": [0, ", "\"at\": [0.0, ", "map.at[0]"},
};

START_TEST(forgeries)
{
    static char out[DAMAGE_ROOM];
    for (size_t i = 0; i < sizeof(forged) / sizeof(*forged); i++) {
        const written text = text_of(forged[i].name);
        expect_forgery_refused(read_bytes, text.bytes, text.length,
                               &forged[i]);
        free(text.bytes);
    }
    /* The forgery itself is right. */
    const written text = text_of("platt");
    size_t n = forge(out, text.bytes, text.length,
                     "\"missing\": \"error\"", "\"missing\": \"pooled\"");
    ck_assert_ok(read_bytes(out, n, NULL));
    n = forge(out, text.bytes, text.length, "calibrator/1", "calibrator/2");
    fair_error err = {0};
    ck_assert_int_eq(read_bytes(out, n, &err), FAIR_ERR_VERSION);
    ck_assert_str_eq(err.column, "schema");
    ck_assert_int_eq(read_bytes(out, SIZE_MAX, NULL), FAIR_ERR_LIMIT);
    n = forge(out, text.bytes, text.length, "calibrator/1", "plan/1");
    ck_assert_int_eq(read_bytes(out, n, NULL), FAIR_ERR_CORRUPT);
    free(text.bytes);
}
END_TEST

START_TEST(other_calls)
{
    fair_calibrator *c = fit("platt", 0, 0);
    fair_calibrator_summary s = FAIR_CALIBRATOR_SUMMARY_INIT;
    ck_assert_int_eq(fair_calibrator_write(c, "xml", collect, c, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_calibrator_write(c, "json", NULL, NULL, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_calibrator_read(NULL, 0, NULL, &c, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_calibrator_read("", 0, NULL, NULL, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_calibrator_describe(NULL, &s, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_calibrator_describe(c, NULL, NULL),
                     FAIR_ERR_ARGUMENT);
    fair_calibrator_free(c);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, round_trips);
    tcase_add_loop_test(tc, cut_everywhere, 0, METHODS);
    tcase_add_loop_test(tc, every_bit, 0, METHODS);
    tcase_add_test(tc, forgeries);
    tcase_add_test(tc, other_calls);
}

FAIR_TEST_MAIN("calibrate/read", tests)
