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
        CALL(fair_calibrator_apply, (calibrator, i, 1, &x, &out, NULL));
        session_double(s, out);
    }
}

static inline void
session_calibrator(session *s, const fair_report *report)
{
    static const char *const all[] = {"isotonic",    "platt",     "beta",
                                      "temperature", "histogram", "none"};
    for (size_t m = 0; m < sizeof(all) / sizeof(all[0]); m++) {
        fair_calibrator_options o = FAIR_CALIBRATOR_OPTIONS_INIT;
        fair_calibrator *calibrator = NULL;
        o.method = all[m];
        o.min_count = 1;
        o.shrinkage = 5;
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
        RUN(, fair_calibrator_free, (calibrator));
    }
}

#endif
