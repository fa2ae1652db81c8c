/* SPDX-License-Identifier: MIT
 * The public registry: every name has its texts, codes have their names. */
#include "harness.h"

#include <fairness/registry.h>
#include <fairness/report.h>

static const char *const tables[] = {"metrics", "comparisons", "criteria",
                                     "reasons", "methods", "warnings"};
static const char *const fields[] = {
    "name",      "summary",  "details",   "formula", "needs",
    "orientation", "range",  "undefined", "interval", "reference",
    "aliases",   "elsewhere", "caveat",    "suite",
};

#define N(array) (sizeof(array) / sizeof((array)[0]))

START_TEST(test_sizes)
{
    ck_assert_uint_eq(fair_registry_size("metrics"), 53);
    ck_assert_uint_eq(fair_registry_size("comparisons"), 13);
    ck_assert_uint_eq(fair_registry_size("criteria"), 27);
    ck_assert_uint_eq(fair_registry_size("reasons"), 14);
    ck_assert_uint_eq(fair_registry_size("methods"), 10);
    ck_assert_uint_eq(fair_registry_size("warnings"), 10);
    ck_assert_uint_eq(fair_registry_size("policies"), 0);
    ck_assert_uint_eq(fair_registry_size(NULL), 0);
}
END_TEST

START_TEST(test_rows)
{
    for (size_t t = 0; t < N(tables); t++) {
        const size_t n = fair_registry_size(tables[t]);
        for (size_t i = 0; i < n; i++) {
            const char *name = fair_registry_name(tables[t], i);
            ck_assert_ptr_nonnull(name);
            for (size_t k = 0; k < i; k++)
                ck_assert_str_ne(name, fair_registry_name(tables[t], k));
            for (size_t f = 0; f < N(fields); f++)
                ck_assert_ptr_nonnull(
                    fair_registry_text(tables[t], name, fields[f]));
            ck_assert_str_eq(fair_registry_text(tables[t], name, "name"),
                             name);
            ck_assert_uint_gt(
                strlen(fair_registry_text(tables[t], name, "summary")), 9);
        }
        ck_assert_ptr_null(fair_registry_name(tables[t], n));
    }
}
END_TEST

/* What a user of `explain` must find: a text, or "none: " and why. */
static void
check_texts(const char *table, const char *const must[], size_t n)
{
    for (size_t i = 0; i < fair_registry_size(table); i++) {
        const char *name = fair_registry_name(table, i);
        for (size_t f = 0; f < n; f++) {
            const char *text = fair_registry_text(table, name, must[f]);
            ck_assert_msg(strlen(text) >= 6 ||
                              strcmp(must[f], "needs") == 0 ||
                              strcmp(must[f], "undefined") == 0,
                          "%s %s", name, must[f]);
            ck_assert_msg(strlen(text) > 0, "%s %s", name, must[f]);
            ck_assert_msg(strncmp(text, "none", 4) != 0 ||
                              strncmp(text, "none: ", 6) == 0 ||
                              strncmp(text, "none_", 5) == 0,
                          "%s %s: without a why", name, must[f]);
            /* Sentences are joined and ended by whoever shows them. */
            ck_assert_msg(text[strlen(text) - 1] != '.', "%s %s", name,
                          must[f]);
        }
    }
}

START_TEST(test_texts)
{
    static const char *const all[] = {
        "summary", "details",   "formula",  "needs",     "orientation",
        "range",   "undefined", "interval", "reference", "elsewhere"};
    static const char *const of_method[] = {"summary", "details", "formula",
                                            "reference"};
    for (size_t t = 0; t < 3; t++) check_texts(tables[t], all, N(all));
    check_texts("methods", of_method, N(of_method));
    check_texts("reasons", of_method, 2);
    check_texts("warnings", of_method, 2);
}
END_TEST

/* A name means one thing: no alias is a name or alias of another row, in any
 * of the tables of what can be asked for. */
START_TEST(test_aliases)
{
    size_t found = 0;
    for (size_t t = 0; t < 3; t++)
        for (size_t i = 0; i < fair_registry_size(tables[t]); i++) {
            const char *name = fair_registry_name(tables[t], i);
            const char *list = fair_registry_text(tables[t], name, "aliases");
            while (*list != '\0') {
                char alias[64];
                const size_t n = strcspn(list, " ");
                ck_assert_uint_lt(n, sizeof(alias));
                memcpy(alias, list, n);
                alias[n] = '\0';
                ck_assert_str_eq(
                    fair_registry_text(tables[t], alias, "name"), name);
                for (size_t other = 0; other < 3; other++)
                    ck_assert_msg(other == t ||
                                      fair_registry_text(tables[other], alias,
                                                         "name") == NULL,
                                  "%s stands in two tables", alias);
                list += n + (list[n] == ' ');
                found++;
            }
        }
    ck_assert_uint_gt(found, 30);
}
END_TEST

START_TEST(test_known_texts)
{
    static const struct {
        const char *table, *name, *field, *text;
    } expected[] = {
        {"metrics", "recall", "name", "true_positive_rate"},
        {"metrics", "precision", "name", "positive_predictive_value"},
        {"metrics", "recall", "aliases",
         "recall sensitivity tpr TPR hit_rate recall_score"},
        {"metrics", "count", "needs", "none: rows are enough"},
        {"metrics", "count", "suite", "classification"},
        {"metrics", "auc", "suite", "ranking"},
        {"metrics", "log_loss", "suite", "calibration"},
        {"criteria", "auc_gap", "suite", ""},
        {"metrics", "accuracy", "formula", "(TP + TN) / (TP + FP + FN + TN)"},
        {"metrics", "count", "caveat", ""},
        {"metrics", "base_rate", "needs", "y_true"},
        {"metrics", "selection_rate", "needs", "y_pred"},
        {"metrics", "expected_cost", "needs", "y_true, y_pred, costs"},
        {"metrics", "scoring_rate", "needs", "y_score"},
        {"metrics", "auc", "needs", "y_true, y_score"},
        {"metrics", "auc", "undefined",
         "no_positives, no_negatives, zero_weight"},
        {"metrics", "log_loss", "needs",
         "y_true, y_score from 0 to 1; not on a grid of score_bins"},
        {"metrics", "utility", "range", "(-infinity, infinity)"},
        {"metrics", "markedness", "range", "[-1, 1]"},
        {"metrics", "true_positive_rate", "undefined",
         "no_positives, zero_weight"},
        {"metrics", "predicted_positive_share", "undefined",
         "none_selected, zero_weight"},
        {"metrics", "markedness", "undefined",
         "none_selected, none_rejected, zero_weight"},
        {"metrics", "f1_score", "interval",
         "resampled, where replicates are asked for; against a named or the "
         "largest group too"},
        {"comparisons", "standardized_ratio", "range", "[0, 1]"},
        {"criteria", "equalized_odds_ratio", "orientation",
         "1 is parity, smaller is worse; harmed is the group where the value "
         "is lowest if the positive decision is favourable, the one where it "
         "is highest if the negative one is"},
        {"criteria", "four_fifths_rule", "name", "four_fifths"},
        {"warnings", "small_group", "summary",
         "A group of fewer than 100 rows"},
        {"criteria", "treatment_equality_difference", "range",
         "[0, infinity)"},
        {"criteria", "average_odds_difference", "range", "[-1, 1]"},
        {"criteria", "four_fifths", "reference",
         "Uniform Guidelines on Employee Selection Procedures 1978, 29 CFR "
         "1607.4(D)"},
    };
    for (size_t i = 0; i < N(expected); i++)
        ck_assert_str_eq(fair_registry_text(expected[i].table,
                                            expected[i].name,
                                            expected[i].field),
                         expected[i].text);
}
END_TEST

START_TEST(test_unknown)
{
    ck_assert_ptr_null(fair_registry_text("metrics", "fairness", "summary"));
    ck_assert_ptr_null(fair_registry_text("metrics", "accuracy", "colour"));
    ck_assert_ptr_null(fair_registry_text("policies", "accuracy", "name"));
    ck_assert_ptr_null(fair_registry_text("criteria", "accuracy", "name"));
    ck_assert_ptr_null(fair_registry_text(NULL, "accuracy", "name"));
    ck_assert_ptr_null(fair_registry_text("metrics", NULL, "name"));
    ck_assert_ptr_null(fair_registry_text("metrics", "accuracy", NULL));
    ck_assert_ptr_null(fair_registry_name("policies", 0));
    ck_assert_ptr_null(fair_registry_name("metrics", SIZE_MAX));
}
END_TEST

START_TEST(test_codes)
{
    static const struct {
        int32_t code;
        const char *name;
    } reasons[] = {
        {FAIR_REASON_NO_ROWS, "no_rows"},
        {FAIR_REASON_NO_POSITIVES, "no_positives"},
        {FAIR_REASON_NO_NEGATIVES, "no_negatives"},
        {FAIR_REASON_NONE_SELECTED, "none_selected"},
        {FAIR_REASON_NONE_REJECTED, "none_rejected"},
        {FAIR_REASON_ZERO_WEIGHT, "zero_weight"},
        {FAIR_REASON_ZERO_DENOMINATOR, "zero_denominator"},
        {FAIR_REASON_SINGLE_GROUP, "single_group"},
        {FAIR_REASON_SINGLE_CLASS, "single_class"},
        {FAIR_REASON_BELOW_MIN_COUNT, "below_min_count"},
        {FAIR_REASON_ZERO_REFERENCE, "zero_reference"},
        {FAIR_REASON_UNDEFINED_IN_GROUP, "undefined_in_group"},
        {FAIR_REASON_NOT_APPLICABLE, "not_applicable"},
        {FAIR_REASON_NOT_CONVERGED, "not_converged"},
    };
    for (size_t i = 0; i < N(reasons); i++)
        ck_assert_str_eq(fair_reason_name(reasons[i].code), reasons[i].name);
    ck_assert_str_eq(fair_method_name(FAIR_METHOD_WILSON), "wilson");
    ck_assert_str_eq(fair_method_name(FAIR_METHOD_NEWCOMBE), "newcombe");
    ck_assert_str_eq(fair_method_name(FAIR_METHOD_MOVER_R), "mover_r");
    ck_assert_str_eq(fair_method_name(FAIR_METHOD_DELONG), "delong");
    ck_assert_str_eq(fair_method_name(FAIR_METHOD_SIMULTANEOUS),
                     "simultaneous");
    ck_assert_str_eq(fair_method_name(FAIR_METHOD_RESAMPLED), "resampled");
    ck_assert_str_eq(fair_method_name(FAIR_METHOD_MOMENTS), "moments");
    ck_assert_str_eq(fair_method_name(FAIR_METHOD_STUDENT), "student");
    ck_assert_str_eq(fair_method_name(FAIR_METHOD_SCORE), "score");
    ck_assert_str_eq(fair_method_name(FAIR_METHOD_SANDWICH), "sandwich");
    static const int32_t none[] = {0, -1, 99, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < N(none); i++) {
        ck_assert_ptr_null(fair_reason_name(none[i]));
        ck_assert_ptr_null(fair_method_name(none[i]));
    }
    ck_assert_ptr_null(fair_reason_name(15));
    ck_assert_ptr_null(fair_method_name(11));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_sizes);
    tcase_add_test(tc, test_rows);
    tcase_add_test(tc, test_texts);
    tcase_add_test(tc, test_aliases);
    tcase_add_test(tc, test_known_texts);
    tcase_add_test(tc, test_unknown);
    tcase_add_test(tc, test_codes);
}

FAIR_TEST_MAIN("compare/registry", tests)
