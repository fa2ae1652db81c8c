/* SPDX-License-Identifier: MIT
 * Calibrators, for the session of every public function. */
#ifndef FAIR_TESTS_SAME_SESSION_CALIBRATOR_H
#define FAIR_TESTS_SAME_SESSION_CALIBRATOR_H

#include "session.h"

static inline void
session_map(session *s, const fair_calibrator *calibrator, size_t i)
{
    fair_calibrator_map map = FAIR_CALIBRATOR_MAP_INIT;
    CALL(fair_calibrator_map_at, (calibrator, i, &map, NULL));
    session_number(s, map.n);
    for (size_t k = 0; k < map.n; k++) {
        session_double(s, map.at[k]);
        session_double(s, map.value[k]);
    }
    session_double(s, map.slopes[0]);
    session_double(s, map.slopes[1]);
    session_double(s, map.intercept);
    for (double x = -0.25; x <= 1.25; x += 0.25) {
        double out = 0;
        CALL(fair_calibrator_apply_group, (calibrator, i, 1, &x, &out, NULL));
        session_double(s, out);
    }
}

/* Rows through a calibrator that was written and read, as columns and as a
 * batch. */
static inline void
session_calibrate(session *s, const fair_calibrator *made)
{
    static double out[SESSION_ROWS];
    const fair_rows from = session_rows(s, 0, SESSION_ROWS);
    const size_t start = s->length;
    fair_calibrator *c = NULL;
    CALL(fair_calibrator_write, (made, "json", session_collect, s, NULL));
    const size_t length = s->length - start;
    char *text = malloc(length);
    memcpy(text, s->text + start, length);
    CALL(fair_calibrator_read, (text, length, NULL, &c, NULL));
    free(text);
    fair_calibrator_summary summary = FAIR_CALIBRATOR_SUMMARY_INIT;
    fair_calibrator_rows rows = FAIR_CALIBRATOR_ROWS_INIT;
    CALL(fair_calibrator_describe, (c, &summary, NULL));
    session_double(s, summary.brier_after);
    rows.n = SESSION_ROWS;
    rows.y_score = from.y_score;
    rows.n_features = 1;
    rows.features = from.sensitive;
    rows.row_id = from.y_true;
    fair_calibrator_apply_options coins = FAIR_CALIBRATOR_APPLY_OPTIONS_INIT;
    coins.seed = 7;
    coins.has_seed = 1;
    CALL(fair_calibrator_apply, (c, &rows, &coins, out, NULL));
    session_double(s, out[7]);
    producer p;
    struct ArrowSchema schema;
    struct ArrowArray array;
    fair_calibrator_apply_options o = FAIR_CALIBRATOR_APPLY_OPTIONS_INIT;
    o.y_score = "score";
    session_produce(s, &p, 7);
    p.stream.get_schema(&p.stream, &schema);
    p.stream.get_next(&p.stream, &array);
    CALL(fair_calibrator_apply_arrow, (c, &schema, &array, &o, out, NULL));
    session_double(s, out[0]);
    array.release(&array);
    schema.release(&schema);
    p.stream.release(&p.stream);
    RUN(, fair_calibrator_free, (c));
}

static inline void
session_calibrator(session *s, const fair_report *report)
{
    static const char *const all[] = {"isotonic",    "platt",     "beta",
                                      "temperature", "histogram", "quantile",
                                      "calibrated_equalized_odds", "none"};
    for (size_t m = 0; m < sizeof(all) / sizeof(all[0]); m++) {
        fair_calibrator_options o = FAIR_CALIBRATOR_OPTIONS_INIT;
        fair_calibrator *calibrator = NULL;
        o.method = all[m];
        o.min_count = 1;
        o.shrinkage = strncmp(all[m], "calibrated", 10) == 0 ? 0 : 5;
        CALL(fair_calibrator_fit, (report, &o, &calibrator, NULL));
        size_t n = 0;
        const char *method = NULL;
        RUN(n =, fair_calibrator_size, (calibrator));
        RUN(method =, fair_calibrator_method, (calibrator));
        session_number(s, n);
        session_number(s, method != NULL);
        for (size_t i = 0; i < n; i++) {
            fair_calibrator_group group = FAIR_CALIBRATOR_GROUP_INIT;
            CALL(fair_calibrator_group_at, (calibrator, i, &group, NULL));
            session_number(s, group.positives);
            session_double(s, group.own_share);
            session_double(s, group.brier_before);
            session_double(s, group.brier_after);
            session_map(s, calibrator, i);
        }
        if (calibrator != NULL) session_map(s, calibrator, n);
        if (calibrator != NULL) session_calibrate(s, calibrator);
        RUN(, fair_calibrator_free, (calibrator));
    }
}

#endif
